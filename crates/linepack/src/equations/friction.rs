//! The friction of a pipe wall: the Darcy friction factor λ by the laws in use, with its slope.
//!
//! ```text
//! dp/dx = −λ ρ v|v| / (2 D),     Re = ρ|v|D/μ = 4|q|/(π D μ)
//! ```
//!
//! Laws fitted to turbulent flow are continued to rest: λ = 64/Re up to [`LAMINAR_LIMIT`], and from
//! there to [`TURBULENT_LIMIT`] a bridge along which the pressure loss rises with the flow and has no
//! corner. Laws that know no Reynolds number ([`Friction::Nikuradse`], [`Friction::Weymouth`],
//! [`Friction::Constant`]) and the power laws ([`Friction::PanhandleA`], [`Friction::PanhandleB`])
//! hold at every flow, as their users expect.
//!
//! The efficiency factor of a pipe is not here: it scales the flow, so it belongs to the pipe.

use std::f64::consts::{LN_10, PI};

use serde::{Deserialize, Serialize};

/// Reynolds number below which the flow is laminar, dimensionless.
pub const LAMINAR_LIMIT: f64 = 2320.0;

/// Reynolds number above which the turbulent laws hold as printed, dimensionless.
pub const TURBULENT_LIMIT: f64 = 4000.0;

/// Reynolds number of the flow through a round pipe, dimensionless and never negative.
///
/// ```text
/// Re = 4 |q| / (π D μ)
/// ```
///
/// | symbol | argument         | unit | range    |
/// |--------|------------------|------|----------|
/// | q      | `mass_flow`      | kg/s | any sign |
/// | D      | `inner_diameter` | m    | above 0  |
/// | μ      | `viscosity`      | Pa s | above 0  |
///
/// A transmission line works at tens of millions:
/// ```
/// use linepack::equations::friction::reynolds_number;
/// assert!((reynolds_number(300.0, 1.0, 1.1e-5) / 34_724_714.856_413_5 - 1.0).abs() < 1e-14);
/// ```
pub fn reynolds_number(mass_flow: f64, inner_diameter: f64, viscosity: f64) -> f64 {
    4.0 * mass_flow.abs() / (PI * inner_diameter * viscosity)
}

/// A law of wall friction. Symbols: λ Darcy friction factor, Re Reynolds number, D inner diameter
/// \[m\], k equivalent sand roughness \[m\].
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Friction {
    /// Colebrook and White, solved to machine precision: 1/√λ = −2 log₁₀(2.51/(Re √λ) + k/(3.71 D)).
    ///
    /// Source: Colebrook, J. Inst. Civ. Eng. 11 (1939) 133–156, with von Kármán's 3.71.
    #[default]
    ColebrookWhite,
    /// Nikuradse, fully rough, at every flow: λ = (2 log₁₀(D/k) + 1.138)⁻².
    ///
    /// Source: Nikuradse, VDI-Forschungsheft 361 (1933), in the constants of Schmidt et al., Data 2 (2017) 40.
    Nikuradse,
    /// Hofer's explicit form: λ = (2 log₁₀(4.518/Re · log₁₀(Re/7) + k/(3.71 D)))⁻².
    ///
    /// Source: Hofer, gwf Gas/Erdgas 114 (1973) 113–119.
    Hofer,
    /// Swamee and Jain: λ = 0.25 (log₁₀(k/(3.7 D) + 5.74/Re^0.9))⁻².
    ///
    /// Source: Swamee and Jain, J. Hydraul. Div. ASCE 102 (1976) 657–664.
    SwameeJain,
    /// Zanke: λ = (2 log₁₀(2.7 (log₁₀ Re)^1.2/Re + k/(3.71 D)))⁻².
    ///
    /// Source: Zanke, Z. Kulturtech. Flurber. 34 (1993).
    Zanke,
    /// Chen: 1/√λ = −2 log₁₀(k/(3.7065 D) − 5.0452/Re · log₁₀((k/D)^1.1098/2.8257 + 5.8506/Re^0.8981)).
    ///
    /// Source: Chen, Ind. Eng. Chem. Fundam. 18 (1979) 296–297.
    Chen,
    /// The American Gas Association's law: the larger λ of the partially turbulent branch
    /// 2/√λ = 4 f log₁₀(Re/(1.4125 Fₜ)), Fₜ = 4 log₁₀(Re/Fₜ) − 0.6, and the rough one 2/√λ = 4 log₁₀(3.7 D/k).
    /// Has a corner where they meet. `drag_factor` f accounts for bends, 0.90 to 0.99; usual 0.96.
    ///
    /// Source: Uhl et al., Steady Flow in Gas Pipelines, AGA/IGT report 10 (1965).
    Aga {
        /// Drag factor f of bends and fittings, dimensionless, 0.90 to 0.99.
        drag_factor: f64,
    },
    /// Panhandle A: λ = 0.0847 Re^−0.1461, at every flow.
    ///
    /// Source: Coelho and Pinho, J. Braz. Soc. Mech. Sci. Eng. 29 (2007) 262–273, table 2.
    PanhandleA,
    /// Panhandle B: λ = 0.0147 Re^−0.0392, at every flow.
    ///
    /// Source: Coelho and Pinho, J. Braz. Soc. Mech. Sci. Eng. 29 (2007) 262–273, table 2.
    PanhandleB,
    /// Weymouth: 2/√λ = 6.521 (1000 D)^(1/6), D in m, at every flow.
    ///
    /// Source: Weymouth, Trans. ASME 34 (1912) 185–234; SI constant from Menon, Gas Pipeline Hydraulics (2005), eq. 2.49.
    Weymouth,
    /// A friction factor given by the user, dimensionless, above 0, at every flow.
    Constant(f64),
}

/// A friction factor and how it moves with the Reynolds number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrictionFactor {
    /// Darcy friction factor λ, dimensionless.
    pub value: f64,
    /// dλ/dRe, dimensionless.
    pub slope: f64,
}

impl Friction {
    /// Darcy friction factor λ at a Reynolds number, with dλ/dRe.
    ///
    /// | symbol | argument         | unit | range                                     |
    /// |--------|------------------|------|-------------------------------------------|
    /// | Re     | `reynolds`       | –    | above 0; at 0 the laminar λ is infinite   |
    /// | D      | `inner_diameter` | m    | above 0                                   |
    /// | k      | `roughness`      | m    | 0 (smooth; not Nikuradse) to 0.05 D       |
    ///
    /// For a pressure loss that stays finite at rest use [`Friction::loss`].
    /// ```
    /// use linepack::equations::friction::Friction;
    /// let lambda = Friction::ColebrookWhite.factor(34_724_714.856_413_5, 1.0, 1e-5).value;
    /// assert!((lambda / 0.008_392_552_490_762_98 - 1.0).abs() < 1e-14);
    /// ```
    pub fn factor(self, reynolds: f64, inner_diameter: f64, roughness: f64) -> FrictionFactor {
        if self.holds_at_every_flow() || reynolds >= TURBULENT_LIMIT {
            return self.as_printed(reynolds, inner_diameter, roughness);
        }
        let loss = self.loss(reynolds, inner_diameter, roughness);
        let value = loss.value / (reynolds * reynolds);
        FrictionFactor { value, slope: loss.slope / (reynolds * reynolds) - 2.0 * value / reynolds }
    }

    /// The dimensionless pressure loss λ Re², with its slope: finite and rising from rest on.
    ///
    /// Arguments as in [`Friction::factor`]; `reynolds` may be 0. For a flow q the friction term
    /// λ q² is `loss.value` (π D μ/4)².
    /// ```
    /// use linepack::equations::friction::Friction;
    /// assert_eq!(Friction::ColebrookWhite.loss(1000.0, 1.0, 1e-5).value, 64_000.0);
    /// ```
    pub fn loss(self, reynolds: f64, inner_diameter: f64, roughness: f64) -> FrictionFactor {
        let times_square = |re: f64| {
            let lambda = self.as_printed(re, inner_diameter, roughness);
            FrictionFactor {
                value: lambda.value * re * re,
                slope: lambda.slope * re * re + 2.0 * lambda.value * re,
            }
        };
        if self.holds_at_every_flow() {
            // The Panhandle powers have no finite λ at rest, but their loss vanishes there.
            if reynolds == 0.0 {
                return FrictionFactor { value: 0.0, slope: 0.0 };
            }
            times_square(reynolds)
        } else if reynolds <= LAMINAR_LIMIT {
            FrictionFactor { value: 64.0 * reynolds, slope: 64.0 }
        } else if reynolds < TURBULENT_LIMIT {
            bridge(reynolds, times_square(TURBULENT_LIMIT))
        } else {
            times_square(reynolds)
        }
    }

    /// [`Friction::loss`] of a flow much like the one before: `near` holds what the last call left
    /// there, at first 0. Colebrook and White's iteration then starts where it ends.
    #[inline]
    pub(crate) fn loss_near(
        self,
        reynolds: f64,
        diameter: f64,
        roughness: f64,
        near: &mut f64,
    ) -> FrictionFactor {
        if self != Self::ColebrookWhite || reynolds < TURBULENT_LIMIT {
            return self.loss(reynolds, diameter, roughness);
        }
        let start = if *near > 0.0 { *near } else { USUAL_TRANSMISSION };
        let (lambda, x) = colebrook_white_from(reynolds, roughness / diameter, start);
        *near = x;
        let value = lambda.value * reynolds * reynolds;
        FrictionFactor { value, slope: lambda.slope * reynolds * reynolds + 2.0 * lambda.value * reynolds }
    }

    /// Whether the law has no laminar branch.
    fn holds_at_every_flow(self) -> bool {
        matches!(
            self,
            Self::Nikuradse | Self::PanhandleA | Self::PanhandleB | Self::Weymouth | Self::Constant(_)
        )
    }

    /// The law's own formula, without laminar branch.
    fn as_printed(self, re: f64, d: f64, k: f64) -> FrictionFactor {
        match self {
            Self::ColebrookWhite => colebrook_white(re, k / d),
            Self::Nikuradse => FrictionFactor { value: (2.0 * (d / k).log10() + 1.138).powi(-2), slope: 0.0 },
            Self::Hofer => {
                let inner = (re / 7.0).log10();
                let term = 4.518 / re * inner;
                of_argument(term + k / (3.71 * d), 4.518 / (re * re * LN_10) - term / re)
            }
            Self::SwameeJain => {
                let term = 5.74 * re.powf(-0.9);
                of_argument(k / (3.7 * d) + term, -0.9 * term / re)
            }
            Self::Zanke => {
                let decades = re.log10();
                let term = 2.7 * decades.powf(1.2) / re;
                of_argument(term + k / (3.71 * d), term / re * (1.2 / (decades * LN_10) - 1.0))
            }
            Self::Chen => {
                let power = 5.8506 * re.powf(-0.8981);
                let inside = (k / d).powf(1.1098) / 2.8257 + power;
                let term = 5.0452 / re * inside.log10();
                let term_slope = -term / re + 5.0452 / re * (-0.8981 * power / re) / (inside * LN_10);
                of_argument(k / (3.7065 * d) - term, -term_slope)
            }
            Self::Aga { drag_factor } => aga(re, k / d, drag_factor),
            Self::PanhandleA => power_law(0.0847, -0.1461, re),
            Self::PanhandleB => power_law(0.0147, -0.0392, re),
            Self::Weymouth => {
                FrictionFactor { value: 4.0 / (6.521 * 6.521 * (1000.0 * d).cbrt()), slope: 0.0 }
            }
            Self::Constant(lambda) => FrictionFactor { value: lambda, slope: 0.0 },
        }
    }
}

/// 1/√λ = x solves x + (2/ln 10) ln(a x + b) = 0 with a = 2.51/Re, b = k/(3.71 D), by Halley's
/// iteration, whose error falls with the third power.
fn colebrook_white(re: f64, relative_roughness: f64) -> FrictionFactor {
    colebrook_white_from(re, relative_roughness, USUAL_TRANSMISSION).0
}

/// 1/√λ of a transmission line.
const USUAL_TRANSMISSION: f64 = 10.6;

/// The friction factor and 1/√λ, iterated from a start.
fn colebrook_white_from(re: f64, relative_roughness: f64, start: f64) -> (FrictionFactor, f64) {
    const C: f64 = 2.0 / LN_10;
    let a = 2.51 / re;
    let b = relative_roughness / 3.71;
    // Near a transmission line two iterations are enough; the function is concave and rising, so that
    // any start leads to the root.
    let mut x = start;
    for _ in 0..10 {
        let argument = a * x + b;
        let residual = x + C * argument.ln();
        let ratio = C * a / argument;
        let first = 1.0 + ratio;
        let step = residual * first / (first * first + 0.5 * residual * ratio * ratio / C);
        x -= step;
        // The next step would be about 0.025 x (step/x)³.
        if step.abs() < 1.5e-5 * x {
            break;
        }
    }
    let ratio = C * a / (a * x + b);
    let value = 1.0 / (x * x);
    (FrictionFactor { value, slope: -2.0 * value * ratio / (re * (1.0 + ratio)) }, x)
}

/// The larger friction factor of the two branches.
fn aga(re: f64, relative_roughness: f64, drag_factor: f64) -> FrictionFactor {
    const C: f64 = 4.0 / LN_10;
    // Smooth-pipe transmission factor: F + (4/ln 10) ln(F/Re) + 0.6 = 0, concave in F.
    let mut smooth = 15.0_f64;
    for _ in 0..20 {
        let residual = smooth + C * (smooth / re).ln() + 0.6;
        let step = residual / (1.0 + C / smooth);
        smooth -= step;
        if step.abs() < 1e-15 * smooth {
            break;
        }
    }
    let transmission = C * drag_factor * (re / (1.4125 * smooth)).ln();
    let rough = -C * (relative_roughness / 3.7).ln();
    if transmission < rough {
        let smooth_slope = C / re / (1.0 + C / smooth);
        let slope = C * drag_factor * (1.0 / re - smooth_slope / smooth);
        let value = 4.0 / (transmission * transmission);
        FrictionFactor { value, slope: -2.0 * value * slope / transmission }
    } else {
        FrictionFactor { value: 4.0 / (rough * rough), slope: 0.0 }
    }
}

/// λ = (2 log₁₀ A)⁻² and its slope from those of the argument A.
fn of_argument(argument: f64, argument_slope: f64) -> FrictionFactor {
    let x = -2.0 * argument.log10();
    let value = 1.0 / (x * x);
    FrictionFactor { value, slope: 4.0 * value * argument_slope / (x * argument * LN_10) }
}

fn power_law(coefficient: f64, exponent: f64, re: f64) -> FrictionFactor {
    let value = coefficient * re.powf(exponent);
    FrictionFactor { value, slope: exponent * value / re }
}

/// λ Re² between laminar and turbulent flow: the cubic in ln Re for ln(λ Re²) that meets both sides
/// in value and slope. It rises because both end slopes stay below three times the mean one
/// (Fritsch and Carlson, SIAM J. Numer. Anal. 17 (1980) 238–246): turbulent λ at 4 000 is at least 0.038.
fn bridge(re: f64, turbulent: FrictionFactor) -> FrictionFactor {
    let width = (TURBULENT_LIMIT / LAMINAR_LIMIT).ln();
    let t = (re / LAMINAR_LIMIT).ln() / width;
    let low = (64.0 * LAMINAR_LIMIT).ln();
    let high = turbulent.value.ln();
    let slope_low = width;
    let slope_high = width * turbulent.slope * TURBULENT_LIMIT / turbulent.value;
    let rise = high - low;
    let c2 = 3.0 * rise - 2.0 * slope_low - slope_high;
    let c3 = slope_low + slope_high - 2.0 * rise;
    let value = (low + t * (slope_low + t * (c2 + t * c3))).exp();
    let along = slope_low + t * (2.0 * c2 + 3.0 * t * c3);
    FrictionFactor { value, slope: value * along / (width * re) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linepack_cases::{json, number};

    const LAWS: [Friction; 6] = [
        Friction::ColebrookWhite,
        Friction::Hofer,
        Friction::SwameeJain,
        Friction::Zanke,
        Friction::Chen,
        Friction::Aga { drag_factor: 0.96 },
    ];
    const ALWAYS: [Friction; 5] = [
        Friction::Nikuradse,
        Friction::PanhandleA,
        Friction::PanhandleB,
        Friction::Weymouth,
        Friction::Constant(0.01),
    ];

    fn assert_close(found: f64, expected: f64, tolerance: f64) {
        assert!((found / expected - 1.0).abs() <= tolerance, "{found} is not {expected}");
    }

    #[test]
    fn analytic_friction_factors_agree_to_their_last_digit() {
        let Some(cases) = json("steady/analytic/analytic_cases.json") else { return };
        let rough = &cases["A2_nikuradse_rough"];
        let nikuradse = Friction::Nikuradse.factor(1e7, 1.0, number(&rough["k"])).value;
        assert_close(nikuradse, number(&rough["lambda_2log10(D/k)+1.138"]), 2e-15);
        // Colebrook–White without viscosity is the rough law with 3.71.
        let limit = Friction::ColebrookWhite.factor(f64::INFINITY, 1.0, number(&rough["k"])).value;
        assert_close(limit, number(&rough["lambda_-2log10(k/3.71D)"]), 2e-15);

        let turbulent = &cases["A3_colebrook"];
        let re = reynolds_number(300.0, 1.0, number(&turbulent["mu"]));
        assert_close(re, number(&turbulent["Re"]), 2e-15);
        assert_close(
            Friction::ColebrookWhite.factor(re, 1.0, 1e-5).value,
            number(&turbulent["lambda_CW"]),
            2e-15,
        );
        assert_close(Friction::Hofer.factor(re, 1.0, 1e-5).value, number(&turbulent["lambda_hofer"]), 2e-15);

        let laminar = &cases["A4_laminar"];
        let re = reynolds_number(number(&laminar["q"]), number(&laminar["D"]), 1.1e-5);
        assert_close(re, number(&laminar["Re"]), 2e-15);
        for law in LAWS {
            assert_close(law.factor(re, 0.5, 1e-5).value, number(&laminar["lambda"]), 4e-15);
        }
    }

    #[test]
    fn colebrook_white_satisfies_its_own_equation() {
        for step in 0..=60 {
            let re = 4000.0 * 10f64.powf(f64::from(step) / 10.0);
            for ratio in [0.0, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 5e-2] {
                let x = Friction::ColebrookWhite.factor(re, 1.0, ratio).value.sqrt().recip();
                let right = -2.0 * (2.51 * x / re + ratio / 3.71).log10();
                assert!((x - right).abs() < 2e-14 * x, "Re {re}, k/D {ratio}: {x} and {right}");
            }
        }
    }

    #[test]
    fn a_start_from_a_neighbour_leads_to_the_same_loss() {
        let mut near = 0.0;
        for step in 0..400 {
            let re = 3000.0 * 1.03_f64.powi(step);
            let warm = Friction::ColebrookWhite.loss_near(re, 1.0, 1e-5, &mut near);
            let cold = Friction::ColebrookWhite.loss(re, 1.0, 1e-5);
            assert_close(warm.value, cold.value, 1e-13);
            assert_close(warm.slope, cold.slope, 1e-11);
        }
    }

    #[test]
    fn explicit_laws_stay_within_three_per_cent_of_colebrook_white() {
        for law in [Friction::Hofer, Friction::SwameeJain, Friction::Zanke, Friction::Chen] {
            for re in [1e4, 1e5, 1e6, 1e7, 5e7] {
                for ratio in [1e-6, 1e-5, 1e-4, 1e-3] {
                    let exact = Friction::ColebrookWhite.factor(re, 1.0, ratio).value;
                    assert_close(law.factor(re, 1.0, ratio).value, exact, 0.03);
                }
            }
        }
    }

    #[test]
    fn slopes_are_the_derivatives_of_the_values() {
        for law in LAWS.into_iter().chain(ALWAYS) {
            for re in [500.0, 2000.0, 2400.0, 3000.0, 3900.0, 4500.0, 1e5, 1e6, 3e7, 1e8] {
                for roughness in [1e-5, 1e-3] {
                    let h = 1e-4 * re;
                    let difference = (law.factor(re + h, 1.0, roughness).value
                        - law.factor(re - h, 1.0, roughness).value)
                        / (2.0 * h);
                    let at = law.factor(re, 1.0, roughness);
                    assert!(
                        (at.slope - difference).abs() * re < 1e-6 * at.value,
                        "{law:?} at Re {re}: {} and {difference}",
                        at.slope
                    );
                }
            }
        }
    }

    #[test]
    fn pressure_loss_rises_with_the_flow_through_the_transition() {
        for law in LAWS.into_iter().chain(ALWAYS) {
            for ratio in [1e-7, 1e-5, 1e-3, 5e-2] {
                let mut before = law.loss(0.0, 1.0, ratio);
                assert_eq!(before.value, 0.0);
                for step in 1..=2000 {
                    let at = law.loss(3.0 * f64::from(step), 1.0, ratio);
                    assert!(at.value > before.value && at.slope > 0.0, "{law:?} k/D {ratio} step {step}");
                    before = at;
                }
            }
        }
    }

    #[test]
    fn the_bridge_has_neither_jump_nor_corner() {
        for law in LAWS {
            for border in [LAMINAR_LIMIT, TURBULENT_LIMIT] {
                let below = law.loss(border * (1.0 - 1e-12), 1.0, 1e-4);
                let above = law.loss(border * (1.0 + 1e-12), 1.0, 1e-4);
                assert_close(below.value, above.value, 1e-11);
                assert_close(below.slope, above.slope, 1e-9);
            }
        }
    }

    #[test]
    fn the_aga_law_is_rough_at_high_flow_and_follows_its_drag_factor_below() {
        let law = Friction::Aga { drag_factor: 0.96 };
        let rough = law.factor(1e9, 1.0, 1e-4);
        assert_close(rough.value, 4.0 / (4.0 * (3.7_f64 / 1e-4).log10()).powi(2), 1e-14);
        assert_eq!(rough.slope, 0.0);
        let partial = law.factor(1e6, 1.0, 1e-6).value;
        let straight = Friction::Aga { drag_factor: 1.0 }.factor(1e6, 1.0, 1e-6).value;
        assert_close(partial * 0.96 * 0.96, straight, 1e-12);
        // Without drag it is the smooth-pipe law F = 4 log₁₀(Re/F) − 0.6, as 4 log₁₀ 1.4125 = 0.6 to four digits.
        let transmission = 2.0 / straight.sqrt();
        assert!((4.0 * (1e6 / transmission).log10() - 0.6 - transmission).abs() < 6.2e-5);
    }
}
