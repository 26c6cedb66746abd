//! Wall thickness of a pipe under internal pressure by seven codes, side by side, every check as data.
//!
//! ```text
//! t = n p D / (2 (S + k n p))
//! ```
//!
//! | symbol | is | unit |
//! |--------|----|------|
//! | t | calculated wall | m |
//! | p | design pressure over the surroundings | Pa |
//! | D | outside diameter | m |
//! | S | allowable stress: R_un m/(k₁ k_n), or F E T SMYS | Pa |
//! | n | load factor: 1.10 in the Russian codes, 1 elsewhere | – |
//! | k | where the hoop stress is taken: 0 outside, ½ mid-wall, 1 inside | – |
//!
//! The codes differ in n, k and S alone; the tables are in `wall/code_table.rs`. To t come the
//! corrosion allowance and the mill's under-tolerance, then the next wall of the catalogue above.
//! Not here: external pressure, fatigue, fracture arrest, soil loads and earthquake.

mod code;
mod code_table;
mod grade_table;

use serde::{Deserialize, Serialize};

pub use code::{Class, Code, HoopAt, Minimum, Rule, Strength};

/// Density of pipe steel, kg/m³.
pub const STEEL_DENSITY: f64 = 7850.0;

/// Why no wall could be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WallError {
    /// Unknown grade of steel.
    #[error("no grade `{name}`; known are {known}, or give yield and ultimate strength")]
    Grade {
        /// The name asked for.
        name: String,
        /// The names known.
        known: String,
    },
    /// Unknown class of a code.
    #[error("{code} has no class `{name}`; it has {known}")]
    Class {
        /// The code.
        code: Code,
        /// The name asked for.
        name: String,
        /// The names known.
        known: String,
    },
    /// Diameter beyond the tables.
    #[error("{code} has no reliability factor for an outside diameter of {outside_diameter} m; give one")]
    Diameter {
        /// The code.
        code: Code,
        /// The diameter asked for, m.
        outside_diameter: f64,
    },
    /// Temperature beyond the tables.
    #[error("{code} gives no strength at {temperature} K, above {greatest} K; cool the gas")]
    Temperature {
        /// The code.
        code: Code,
        /// The temperature asked for, K.
        temperature: f64,
        /// The hottest row of its table, K.
        greatest: f64,
    },
    /// No wall of the catalogue is thick enough.
    #[error(
        "{code}, class {class}: {required_mm:.2} mm are needed, the thickest in the catalogue is \
         {thickest_mm:.2} mm; use a stronger grade, a lower pressure or a longer catalogue"
    )]
    Catalogue {
        /// The code.
        code: Code,
        /// The class.
        class: String,
        /// Needed wall, mm.
        required_mm: f64,
        /// Thickest wall, mm.
        thickest_mm: f64,
    },
    /// Axial compression leaves no strength for the pressure.
    #[error(
        "{code}: warming by {rise} K compresses the pipe beyond its strength; lay it warmer or cool the gas"
    )]
    Compression {
        /// The code.
        code: Code,
        /// Temperature rise since laying, K.
        rise: f64,
    },
    /// A number that cannot be.
    #[error("{what} is {value}; it must be {rule}")]
    Number {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        rule: &'static str,
    },
}

/// A grade of pipe steel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// Name, such as `K60` or `X80`.
    pub name: String,
    /// Specified minimum yield strength, Pa.
    pub yield_strength: f64,
    /// Least ultimate strength, Pa.
    pub ultimate_strength: f64,
}

impl Grade {
    /// The grade of this name, from K52 to X100.
    pub fn named(name: &str) -> Result<Self, WallError> {
        let found = grade_table::GRADES.iter().find(|grade| grade.0 == name);
        let (_, yield_mpa, ultimate_mpa) = found.ok_or_else(|| WallError::Grade {
            name: name.to_owned(),
            known: grade_table::GRADES.map(|grade| grade.0).join(", "),
        })?;
        Ok(Self {
            name: name.to_owned(),
            yield_strength: yield_mpa * 1e6,
            ultimate_strength: ultimate_mpa * 1e6,
        })
    }
}

/// Walls that can be bought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WallSeries {
    /// Every multiple of this step, m: large pipe is rolled to order, 0.1 mm apart.
    Step(f64),
    /// These walls only, m.
    Listed(Vec<f64>),
}

impl WallSeries {
    /// The thinnest wall of the series not below `required` (m); a thousandth of a micrometre is forgiven.
    pub fn next(&self, required: f64) -> Option<f64> {
        let enough = |wall: &f64| *wall >= required - 1e-9;
        match self {
            Self::Step(step) => {
                let count = ((required - 1e-9) / step).ceil();
                // Counting in steps of 1/step keeps 21.7 mm printed as 0.0217 rather than 0.021700000000000004.
                let per_metre = (1.0 / step).round();
                let exact = (per_metre * step - 1.0).abs() < 1e-12;
                Some(if exact { count / per_metre } else { count * step })
            }
            Self::Listed(walls) => walls.iter().copied().filter(enough).min_by(f64::total_cmp),
        }
    }

    /// The thickest wall, m.
    fn thickest(&self) -> f64 {
        match self {
            Self::Step(_) => f64::INFINITY,
            Self::Listed(walls) => walls.iter().copied().fold(0.0, f64::max),
        }
    }
}

/// What a wall is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PipeDuty {
    /// Outside diameter, m.
    pub outside_diameter: f64,
    /// Design pressure over the surroundings, Pa (the codes' p is a gauge pressure).
    pub pressure: f64,
    /// Steel.
    pub grade: Grade,
    /// Corrosion allowance, m.
    pub corrosion_allowance: f64,
    /// By how much the mill may roll thinner than nominal, m; the codes here count in nominal walls, so usually 0.
    pub under_tolerance: f64,
    /// E of B31.8, φ of GB 50251: longitudinal weld, 1 for submerged-arc welds tested in full.
    pub weld_factor: f64,
    /// Design temperature of the wall, K.
    pub temperature: f64,
    /// k₁ of SNiP table 9: 1.34 controlled-rolled, welded both sides, fully tested; 1.40; 1.47; 1.55 others.
    pub material_factor: f64,
    /// k_n in place of the code's table.
    pub reliability_factor: Option<f64>,
    /// By how much the pipe in service is warmer than when laid, K; compresses it lengthwise (Russian codes).
    pub temperature_rise: f64,
    /// Walls that can be bought.
    pub series: WallSeries,
}

impl PipeDuty {
    /// New pipe at 15 °C, fully tested, no allowance, rolled to a tenth of a millimetre.
    pub fn new(outside_diameter: f64, pressure: f64, grade: Grade) -> Self {
        Self {
            outside_diameter,
            pressure,
            grade,
            corrosion_allowance: 0.0,
            under_tolerance: 0.0,
            weld_factor: 1.0,
            temperature: 288.15,
            material_factor: 1.34,
            reliability_factor: None,
            temperature_rise: 0.0,
            series: WallSeries::Step(1e-4),
        }
    }

    fn check_numbers(&self) -> Result<(), WallError> {
        let positive = [
            ("outside diameter (m)", self.outside_diameter),
            ("design pressure (Pa)", self.pressure),
            ("yield strength (Pa)", self.grade.yield_strength),
            ("ultimate strength (Pa)", self.grade.ultimate_strength),
            ("weld factor", self.weld_factor),
            ("temperature (K)", self.temperature),
            ("material factor k1", self.material_factor),
            ("reliability factor kn", self.reliability_factor.unwrap_or(1.0)),
            (
                "step of the wall series (m)",
                if let WallSeries::Step(step) = self.series { step } else { 1.0 },
            ),
        ];
        let not_negative = [
            ("corrosion allowance (m)", self.corrosion_allowance),
            ("under-tolerance (m)", self.under_tolerance),
            ("temperature rise (K)", self.temperature_rise),
        ];
        for (what, value) in positive {
            if !(value.is_finite() && value > 0.0) {
                return Err(WallError::Number { what, value, rule: "above zero and finite" });
            }
        }
        for (what, value) in not_negative {
            if !(value.is_finite() && value >= 0.0) {
                return Err(WallError::Number { what, value, rule: "zero or above, and finite" });
            }
        }
        Ok(())
    }
}

/// Which way a check is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Computed must not be above the limit.
    AtMost,
    /// Computed must not be below the limit.
    AtLeast,
}

/// One check of a code, with its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The code.
    pub code: Code,
    /// Its clause.
    pub clause: String,
    /// What is compared.
    pub what: String,
    /// The computed number.
    pub computed: f64,
    /// What it is compared with.
    pub limit: f64,
    /// Unit of both.
    pub unit: String,
    /// Whether the computed number must stay below or above.
    pub relation: Relation,
    /// Whether it does.
    pub passed: bool,
}

impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { code, clause, what, computed, limit, unit, .. } = self;
        let relation = if self.relation == Relation::AtMost { "at most" } else { "at least" };
        let verdict = if self.passed { "passed" } else { "not passed" };
        write!(f, "{code}, {clause}: {what} {computed:.4} {unit}, {relation} {limit:.4} {unit}: {verdict}")
    }
}

/// A wall by one code and class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wall {
    /// The code.
    pub code: Code,
    /// The category or location class.
    pub class: String,
    /// Allowable stress S, Pa.
    pub allowable_stress: f64,
    /// Wall by the formula, m.
    pub calculated: f64,
    /// Wall with minimum, yield check, allowance and tolerance, m.
    pub required: f64,
    /// Wall ordered, m.
    pub nominal: f64,
    /// Steel, kg for one metre of pipe.
    pub steel_mass_per_length: f64,
    /// Every check made.
    pub checks: Vec<Check>,
}

impl Wall {
    /// Whether every check is passed.
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.passed)
    }
}

/// Mass of steel in one metre of pipe, kg/m.
///
/// ```text
/// m = π (D − t) t ρ
/// ```
///
/// ```
/// use linepack_economics::wall::steel_mass_per_length;
/// // 1,420 x 21.7 mm: 748 tonnes a kilometre
/// assert_eq!(steel_mass_per_length(1.420, 0.0217).round(), 748.0);
/// ```
pub fn steel_mass_per_length(outside_diameter: f64, wall: f64) -> f64 {
    std::f64::consts::PI * (outside_diameter - wall) * wall * STEEL_DENSITY
}

/// The least wall of the series that the code lets be laid in this class.
///
/// ```
/// use linepack_economics::wall::{design, Code, Grade, PipeDuty};
/// let duty = PipeDuty::new(1.420, 9.8e6, Grade::named("K60")?);
/// let russian = design(Code::Sp36, "III", &duty)?;
/// let american = design(Code::AsmeB318, "1.2", &duty)?;
/// assert_eq!((russian.nominal, american.nominal), (0.0217, 0.0211));
/// assert!(russian.passed() && american.passed());
/// # Ok::<(), linepack_economics::wall::WallError>(())
/// ```
pub fn design(code: Code, class: &str, duty: &PipeDuty) -> Result<Wall, WallError> {
    duty.check_numbers()?;
    let terms = Terms::new(code, class, duty)?;
    let nominal = duty.series.next(terms.required).ok_or_else(|| WallError::Catalogue {
        code,
        class: class.to_owned(),
        required_mm: terms.required * 1e3,
        thickest_mm: duty.series.thickest() * 1e3,
    })?;
    Ok(terms.wall(duty, nominal))
}

/// The checks of a code on a pipe whose wall, `nominal` (m), is already chosen.
pub fn verify(code: Code, class: &str, duty: &PipeDuty, nominal: f64) -> Result<Wall, WallError> {
    duty.check_numbers()?;
    if !(nominal > 0.0 && nominal < duty.outside_diameter / 2.0) {
        let rule = "above zero and below half the outside diameter";
        return Err(WallError::Number { what: "nominal wall (m)", value: nominal, rule });
    }
    Ok(Terms::new(code, class, duty)?.wall(duty, nominal))
}

/// What the code gives before a wall is chosen.
struct Terms {
    rule: &'static Rule,
    class: &'static Class,
    reliability: f64,
    allowable_stress: f64,
    calculated: f64,
    minimum: f64,
    required: f64,
}

impl Terms {
    fn new(code: Code, class: &str, duty: &PipeDuty) -> Result<Self, WallError> {
        let rule = code.rule();
        let class = rule.class(class)?;
        let (diameter, pressure) = (duty.outside_diameter, duty.pressure);
        let reliability = match duty.reliability_factor {
            Some(given) if rule.reliability_scale.is_some() => given,
            _ => rule.reliability(diameter, pressure)?,
        };
        let allowable_stress = match rule.strength {
            Strength::Ultimate => {
                duty.grade.ultimate_strength * class.factor / (duty.material_factor * reliability)
            }
            Strength::Yield => {
                let derating = rule.derating_at(duty.temperature)?;
                duty.grade.yield_strength * class.factor * duty.weld_factor * derating
            }
        };
        let plain = wall_for(rule.load_factor * pressure, diameter, allowable_stress, rule.hoop_at);
        let calculated = match rule.strength {
            Strength::Ultimate if duty.temperature_rise > 0.0 => {
                compressed_wall(rule, duty, allowable_stress, plain)?
            }
            _ => plain,
        };
        let minimum =
            rule.minimum.map_or(0.0, |minimum| minimum.absolute.max(diameter / minimum.diameter_ratio));
        let by_yield = match rule.strength {
            Strength::Ultimate => {
                wall_for(pressure, diameter, yield_limit(class, reliability, duty), HoopAt::Inside)
            }
            Strength::Yield => 0.0,
        };
        let required =
            calculated.max(minimum).max(by_yield) + duty.corrosion_allowance + duty.under_tolerance;
        Ok(Self { rule, class, reliability, allowable_stress, calculated, minimum, required })
    }

    fn wall(&self, duty: &PipeDuty, nominal: f64) -> Wall {
        let Self { rule, class, .. } = self;
        let (pressure, diameter) = (duty.pressure, duty.outside_diameter);
        // What of the nominal wall bears pressure for the whole life.
        let bearing = nominal - duty.corrosion_allowance - duty.under_tolerance;
        let mut checks = Vec::new();
        let mut check = |clause: &str, what: &str, computed: f64, relation, limit: f64, unit: &str| {
            let slack = 1e-9 * limit.abs();
            let passed = match relation {
                Relation::AtMost => computed <= limit + slack,
                Relation::AtLeast => computed >= limit - slack,
            };
            checks.push(Check {
                code: rule.code,
                clause: clause.to_owned(),
                what: what.to_owned(),
                computed,
                limit,
                unit: unit.to_owned(),
                relation,
                passed,
            });
        };
        check(
            rule.wall_clause,
            "wall less allowances against the calculated wall",
            bearing * 1e3,
            Relation::AtLeast,
            self.calculated * 1e3,
            "mm",
        );
        if let Some(minimum) = &rule.minimum {
            let limit = self.minimum * 1e3;
            check(
                minimum.clause,
                "wall against the thinnest allowed",
                bearing * 1e3,
                Relation::AtLeast,
                limit,
                "mm",
            );
        }
        // The factored stress shows the margin of the strength condition itself, where nothing compresses the pipe.
        if duty.temperature_rise == 0.0 || rule.strength == Strength::Yield {
            let stress = rule.hoop_at.stress(rule.load_factor * pressure, diameter, bearing) * 1e-6;
            let limit = self.allowable_stress * 1e-6;
            check(
                rule.stress_clause,
                "hoop stress under the factored pressure",
                stress,
                Relation::AtMost,
                limit,
                "MPa",
            );
        }
        if rule.strength == Strength::Ultimate {
            let stress = HoopAt::Inside.stress(pressure, diameter, bearing) * 1e-6;
            let limit = yield_limit(class, self.reliability, duty) * 1e-6;
            let clause = "deformation check (SNiP 8.26, formula (30))";
            check(clause, "hoop stress under the working pressure", stress, Relation::AtMost, limit, "MPa");
        }
        if let Some(greatest) = rule.greatest_pressure() {
            let what = "pressure within the table of k_n (beyond it the last column goes on)";
            check(rule.scope_clause, what, pressure * 1e-6, Relation::AtMost, greatest * 1e-6, "MPa");
        }
        if let Some(factor) = class.test_factor {
            let stress = rule.hoop_at.stress(factor * pressure, diameter, nominal - duty.under_tolerance);
            let limit = rule.test_stress_share * duty.grade.yield_strength * 1e-6;
            let what = format!("hoop stress in the strength test at {factor:.2} times the pressure");
            check(rule.test_clause, &what, stress * 1e-6, Relation::AtMost, limit, "MPa");
        }
        Wall {
            code: rule.code,
            class: class.name.to_owned(),
            allowable_stress: self.allowable_stress,
            calculated: self.calculated,
            required: self.required,
            nominal,
            steel_mass_per_length: steel_mass_per_length(diameter, nominal),
            checks,
        }
    }
}

/// t = p D/(2 (S + k p)), m, p already times its load factor.
fn wall_for(pressure: f64, outside_diameter: f64, stress: f64, hoop_at: HoopAt) -> f64 {
    pressure * outside_diameter / (2.0 * (stress + hoop_at.share() * pressure))
}

/// m/(0.9 k_n) R_yn, the greatest hoop stress of the SNiP's deformation check (formula (30)), Pa.
fn yield_limit(class: &Class, reliability: f64, duty: &PipeDuty) -> f64 {
    class.factor / (0.9 * reliability) * duty.grade.yield_strength
}

/// Wall of a pipe that warming compresses lengthwise, m (SNiP 2.05.06-85*, formulas (12) and (13)).
///
/// ```text
/// t = n p D/(2 (ψ₁ R₁ + n p)),  ψ₁ = √(1 − ¾ (|σ|/R₁)²) − ½ |σ|/R₁
/// σ = −α E Δt + μ n p D_in/(2 t)   when below zero; else ψ₁ = 1
/// ```
///
/// α = 1.2e-5 1/K, E = 206 GPa, μ = 0.3. A thicker wall is compressed more, so the iterates rise
/// from the plain wall to the least one that bears both.
fn compressed_wall(rule: &Rule, duty: &PipeDuty, stress: f64, plain: f64) -> Result<f64, WallError> {
    const ALPHA: f64 = 1.2e-5;
    const YOUNG: f64 = 206e9;
    const POISSON: f64 = 0.3;
    let load = rule.load_factor * duty.pressure;
    let diameter = duty.outside_diameter;
    let refuse = || WallError::Compression { code: rule.code, rise: duty.temperature_rise };
    let mut wall = plain;
    for _ in 0..500 {
        let axial =
            -ALPHA * YOUNG * duty.temperature_rise + POISSON * load * (diameter - 2.0 * wall) / (2.0 * wall);
        let ratio = (-axial / stress).max(0.0);
        let psi = (1.0 - 0.75 * ratio * ratio).max(0.0).sqrt() - 0.5 * ratio;
        if psi <= 0.0 {
            return Err(refuse());
        }
        let next = wall_for(load, diameter, psi * stress, rule.hoop_at);
        if (next - wall).abs() <= 1e-14 * diameter {
            return Ok(next);
        }
        wall = next;
    }
    Err(refuse())
}

#[cfg(test)]
mod tests;
