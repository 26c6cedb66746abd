//! The fast form of a gas: bicubic splines over a pressure and temperature range.
//!
//! ```text
//! f(p, T) = Σᵢⱼ cᵢⱼ xⁱ yʲ,   x, y ∈ [0, 1] within a cell of a uniform grid
//! ```
//!
//! z, h, s, c_p, Joule–Thomson coefficient and viscosity are tabulated; density, c_v and speed of
//! sound follow from z, its slopes and c_p by the laws of thermodynamics. The grid is refined until the
//! table, compared with its source between the grid lines, keeps [`PropertyTable::BOUND`].

use super::spline::{self, Cell};
use super::{GasError, Properties, State};
use std::ops::RangeInclusive;

/// Properties of one composition, tabulated over a range of pressure and temperature.
///
/// A point outside the range is an error. Value and first derivatives are continuous.
///
/// ```
/// use linepack::gas::{EquationOfState, Gas, Properties, PropertyTable};
/// let gas = Gas::new("CH4 0.95, C2H6 0.03, N2 0.02".parse()?, EquationOfState::Gerg2008)?;
/// let table = PropertyTable::new(&gas, 1e6..=10e6, 263.15..=333.15)?;
/// let exact = gas.density(9.8e6, 288.15)?;
/// assert!((table.density(9.8e6, 288.15)? / exact - 1.0).abs() < 1e-5);
/// # Ok::<(), linepack::gas::GasError>(())
/// ```
#[derive(Debug, Clone)]
pub struct PropertyTable {
    pressure: Axis,
    temperature: Axis,
    molar_mass: f64,
    /// R/M of the source, J/(kg K).
    specific_gas_constant: f64,
    /// z of every cell, apart because a density needs nothing else.
    compressibility: Vec<Cell<1>>,
    /// h, s + (R/M) ln p (smooth down to low pressure), c_p, Joule–Thomson coefficient and viscosity of every cell.
    others: Vec<Cell<5>>,
    deviation: f64,
}

/// A uniform division of one range.
#[derive(Debug, Clone, Copy)]
struct Axis {
    from: f64,
    to: f64,
    cells: usize,
    per_unit: f64,
}

impl Axis {
    fn new(range: &RangeInclusive<f64>, cells: usize) -> Self {
        let (from, to) = (*range.start(), *range.end());
        Axis { from, to, cells, per_unit: cells as f64 / (to - from) }
    }

    fn node(&self, k: usize) -> f64 {
        let share = k as f64 / self.cells as f64;
        self.from * (1.0 - share) + self.to * share
    }

    /// The cell and the place in it; `None` outside the range and for NaN.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ place ≤ cells")]
    fn locate(&self, value: f64) -> Option<(usize, f64)> {
        if !(value >= self.from && value <= self.to) {
            return None;
        }
        let place = (value - self.from) * self.per_unit;
        let cell = (place as usize).min(self.cells - 1);
        Some((cell, place - cell as f64))
    }
}

/// Fewest and most cells along one axis.
const FEWEST: usize = 12;
const MOST: usize = 400;
/// The grid is refined until the deviation found is this share of the bound.
const MARGIN: f64 = 0.6;

impl PropertyTable {
    /// The largest deviation from the source, anywhere in the range: 1e-5, counted as
    ///
    /// * relative in density, z, c_p, c_v, speed of sound and viscosity;
    /// * of z in its slopes p ∂z/∂p and T ∂z/∂T;
    /// * of RT/M in enthalpy and of R/M in entropy;
    /// * relative in the Joule–Thomson coefficient, or of 1e-7 K/Pa where that is smaller.
    pub const BOUND: f64 = 1e-5;

    /// Tabulates `source` over `pressure` (Pa) and `temperature` (K), on as coarse a grid as keeps
    /// [`BOUND`](Self::BOUND).
    pub fn new(
        source: &impl Properties,
        pressure: RangeInclusive<f64>,
        temperature: RangeInclusive<f64>,
    ) -> Result<Self, GasError> {
        let failed = |reason: String| GasError::Table {
            what: format!(
                "{} to {} Pa and {} to {} K",
                pressure.start(),
                pressure.end(),
                temperature.start(),
                temperature.end()
            ),
            reason,
        };
        for range in [&pressure, &temperature] {
            if !(*range.start() > 0.0 && range.start() < range.end() && range.end().is_finite()) {
                return Err(failed("a range starts above zero and ends above its start".to_owned()));
            }
        }
        let goal = MARGIN * Self::BOUND;
        let mut cells = (2 * FEWEST, 2 * FEWEST);
        loop {
            let mut table =
                Self::on_grid(source, Axis::new(&pressure, cells.0), Axis::new(&temperature, cells.1))
                    .map_err(|error| failed(format!("{error}; hint: narrow the range")))?;
            let (along_pressure, along_temperature) = table.deviation_by_axis(source)?;
            let finer = |cells: usize, deviation: f64| {
                // Slopes of a cubic spline converge with the third power of the cell.
                let factor = (deviation / goal).cbrt().clamp(1.0, 3.0);
                if factor > 1.0 { grown(cells, 1.1 * factor) } else { cells }
            };
            let next = (finer(cells.0, along_pressure), finer(cells.1, along_temperature));
            if next == cells {
                table.deviation = table.deviation_inside(source)?;
                if table.deviation <= goal {
                    return Ok(table);
                }
                cells = (grown(cells.0, 1.15), grown(cells.1, 1.15));
            } else {
                cells = next;
            }
            if cells.0 > MOST || cells.1 > MOST {
                return Err(failed(format!(
                    "{MOST} cells along one axis do not keep the bound of {}; hint: narrow the range, or raise its lowest temperature or pressure",
                    Self::BOUND
                )));
            }
        }
    }

    /// The range of pressure, Pa.
    pub fn pressure_range(&self) -> RangeInclusive<f64> {
        self.pressure.from..=self.pressure.to
    }

    /// The range of temperature, K.
    pub fn temperature_range(&self) -> RangeInclusive<f64> {
        self.temperature.from..=self.temperature.to
    }

    /// Cells along pressure and temperature.
    pub fn cells(&self) -> (usize, usize) {
        (self.pressure.cells, self.temperature.cells)
    }

    /// The largest deviation found when the table was made, counted as in [`BOUND`](Self::BOUND).
    pub fn deviation(&self) -> f64 {
        self.deviation
    }

    /// Density (kg/m³) with its slopes ∂ρ/∂p (kg/(m³ Pa)) and ∂ρ/∂T (kg/(m³ K)).
    pub fn density_with_slopes(&self, pressure: f64, temperature: f64) -> Result<(f64, f64, f64), GasError> {
        let (cell, x, y) = self.locate(pressure, temperature)?;
        let (z, z_p, z_t) = self.compressibility_with_slopes(cell, x, y);
        let density = pressure / (self.specific_gas_constant * temperature * z);
        Ok((density, density * (1.0 / pressure - z_p / z), -density * (1.0 / temperature + z_t / z)))
    }

    fn on_grid(source: &impl Properties, pressure: Axis, temperature: Axis) -> Result<Self, GasError> {
        let mut nodes = Vec::with_capacity((pressure.cells + 1) * (temperature.cells + 1));
        let mut last = None;
        for j in 0..=temperature.cells {
            for i in 0..=pressure.cells {
                let (p, t) = (pressure.node(i), temperature.node(j));
                let s = source.state(p, t)?;
                let r = p / (s.density * s.compressibility * t);
                last = Some(r);
                nodes.push([
                    s.compressibility,
                    s.enthalpy,
                    s.entropy + r * p.ln(),
                    s.isobaric_heat_capacity,
                    s.joule_thomson,
                    s.viscosity,
                ]);
            }
        }
        let columns = pressure.cells + 1;
        Ok(PropertyTable {
            pressure,
            temperature,
            molar_mass: source.molar_mass(),
            specific_gas_constant: last.unwrap_or(f64::NAN),
            compressibility: spline::bicubic(&nodes, columns, |node: &[f64; 6]| [node[0]]),
            others: spline::bicubic(&nodes, columns, |n: &[f64; 6]| [n[1], n[2], n[3], n[4], n[5]]),
            deviation: f64::NAN,
        })
    }

    #[inline]
    fn locate(&self, pressure: f64, temperature: f64) -> Result<(usize, f64, f64), GasError> {
        match (self.pressure.locate(pressure), self.temperature.locate(temperature)) {
            (Some((i, x)), Some((j, y))) => Ok((j * self.pressure.cells + i, x, y)),
            (None, _) => Err(GasError::PressureOutOfRange {
                pressure,
                from: self.pressure.from,
                to: self.pressure.to,
                source_name: "the property table",
            }),
            (_, None) => Err(GasError::TemperatureOutOfRange {
                temperature,
                from: self.temperature.from,
                to: self.temperature.to,
                source_name: "the property table",
            }),
        }
    }

    fn compressibility_with_slopes(&self, cell: usize, x: f64, y: f64) -> (f64, f64, f64) {
        let (z, z_x, z_y) = self.compressibility[cell].with_slopes(x, y);
        (z, z_x * self.pressure.per_unit, z_y * self.temperature.per_unit)
    }

    /// The largest deviation that a finer division of pressure would lower, and of temperature.
    fn deviation_by_axis(&self, source: &impl Properties) -> Result<(f64, f64), GasError> {
        let lines = |cells: usize| [0, cells / 8, cells / 3, cells];
        let mut across_pressure = 0.0;
        for j in lines(self.temperature.cells) {
            let t = self.temperature.node(j);
            let found = deviation_along(&self.pressure, |p| self.deviation_at(source, p, t))?;
            across_pressure = larger(across_pressure, found);
        }
        let mut across_temperature = 0.0;
        for i in lines(self.pressure.cells) {
            let p = self.pressure.node(i);
            let found = deviation_along(&self.temperature, |t| self.deviation_at(source, p, t))?;
            across_temperature = larger(across_temperature, found);
        }
        Ok((across_pressure, across_temperature))
    }

    /// The largest deviation inside cells: evenly spread, more of them along the rim.
    fn deviation_inside(&self, source: &impl Properties) -> Result<f64, GasError> {
        let mut largest = 0.0;
        // Steps by the golden ratio spread the places evenly without repeating.
        let spread = |k: usize, irrational: f64| (k as f64 * irrational).fract();
        let (columns, rows) = (self.pressure.cells, self.temperature.cells);
        for k in 0..(4 * columns.max(rows)).max(columns * rows / 8) {
            let (x, y) = (spread(k, 0.618_033_988_75), spread(k, 0.414_213_562_37));
            // The outermost cells are few and the least accurate: every fourth place is in one of them.
            let (x, y) = match k % 16 {
                3 => (x / columns as f64, y),
                7 => (1.0 - x / columns as f64, y),
                11 => (x, y / rows as f64),
                15 => (x, 1.0 - y / rows as f64),
                _ => (x, y),
            };
            let p = self.pressure.from + x * (self.pressure.to - self.pressure.from);
            let t = self.temperature.from + y * (self.temperature.to - self.temperature.from);
            largest = larger(largest, self.deviation_at(source, p, t)?);
        }
        Ok(largest)
    }

    /// The deviation at one point, counted as in [`BOUND`](Self::BOUND).
    pub fn deviation_at(
        &self,
        source: &impl Properties,
        pressure: f64,
        temperature: f64,
    ) -> Result<f64, GasError> {
        let (exact, here) = (source.state(pressure, temperature)?, self.state(pressure, temperature)?);
        let (exact_p, exact_t) = exact.density_slopes(temperature);
        let (density, slope_p, slope_t) = self.density_with_slopes(pressure, temperature)?;
        let relative = |a: f64, b: f64| (a / b - 1.0).abs();
        let r = self.specific_gas_constant;
        Ok([
            relative(here.density, exact.density),
            relative(density, exact.density),
            // p ∂ρ/∂p / ρ = 1 − p ∂z/∂p / z, and T ∂ρ/∂T / ρ = −1 − T ∂z/∂T / z.
            (slope_p - exact_p).abs() * pressure / density,
            (slope_t - exact_t).abs() * temperature / density,
            (here.enthalpy - exact.enthalpy).abs() / (r * temperature),
            (here.entropy - exact.entropy).abs() / r,
            relative(here.isobaric_heat_capacity, exact.isobaric_heat_capacity),
            relative(here.isochoric_heat_capacity, exact.isochoric_heat_capacity),
            relative(here.speed_of_sound, exact.speed_of_sound),
            (here.joule_thomson - exact.joule_thomson).abs() / exact.joule_thomson.abs().max(1e-7),
            relative(here.viscosity, exact.viscosity),
        ]
        .into_iter()
        .fold(0.0, larger))
    }
}

/// The largest deviation between the nodes of one axis beyond that at the nodes themselves, which
/// is due to the other axis.
fn deviation_along(axis: &Axis, deviation: impl Fn(f64) -> Result<f64, GasError>) -> Result<f64, GasError> {
    let mut largest = 0.0;
    for k in 0..axis.cells {
        let at_nodes = deviation(axis.node(k.clamp(3, axis.cells - 3)))?;
        // Slopes of a cubic spline err most near a fifth of the cell and at its middle, and at the ends.
        let shares: &[f64] = match k {
            0 => &[0.0, 0.3, 0.7],
            k if k + 1 == axis.cells => &[0.3, 0.7, 1.0],
            k if k % 2 == 0 => &[0.21],
            _ => &[0.5],
        };
        for share in shares {
            let between = (axis.from + (k as f64 + share) / axis.per_unit).min(axis.to);
            largest = larger(largest, deviation(between)? - at_nodes);
        }
    }
    Ok(largest)
}

/// The larger of two, a NaN counting as the largest of all.
fn larger(a: f64, b: f64) -> f64 {
    if b <= a {
        a
    } else if b.is_nan() {
        f64::INFINITY
    } else {
        b
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive counts")]
fn grown(cells: usize, factor: f64) -> usize {
    (cells as f64 * factor).ceil() as usize
}

impl Properties for PropertyTable {
    fn state(&self, pressure: f64, temperature: f64) -> Result<State, GasError> {
        let (cell, x, y) = self.locate(pressure, temperature)?;
        let (z, z_p, z_t) = self.compressibility_with_slopes(cell, x, y);
        let [enthalpy, entropy, cp, joule_thomson, viscosity] = self.others[cell].at(x, y);
        let r = self.specific_gas_constant;
        let volume_t = z + temperature * z_t; // (∂v/∂T)_p · p/R
        let volume_p = pressure * z_p - z; // (∂v/∂p)_T · p²/RT
        let cv = cp + r * volume_t * volume_t / volume_p;
        Ok(State {
            density: pressure / (r * temperature * z),
            compressibility: z,
            enthalpy,
            entropy: entropy - r * pressure.ln(),
            isobaric_heat_capacity: cp,
            isochoric_heat_capacity: cv,
            // w² = −v² (∂p/∂v)_s with (∂p/∂v)_s = c_p/c_v (∂p/∂v)_T.
            speed_of_sound: (-r * temperature * z * z * cp / (cv * volume_p)).sqrt(),
            joule_thomson,
            viscosity,
        })
    }

    fn molar_mass(&self) -> f64 {
        self.molar_mass
    }

    #[inline]
    fn density(&self, pressure: f64, temperature: f64) -> Result<f64, GasError> {
        let (cell, x, y) = self.locate(pressure, temperature)?;
        let [z] = self.compressibility[cell].at(x, y);
        Ok(pressure / (self.specific_gas_constant * temperature * z))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EquationOfState, Gas};
    use super::*;

    #[test]
    fn a_lean_gas_needs_few_cells_for_pipeline_conditions() {
        // Effort pinned: more cells than this mean slower caches and a slower start.
        let gas =
            Gas::new("CH4 0.95, C2H6 0.03, N2 0.02".parse().unwrap(), EquationOfState::Gerg2008).unwrap();
        let table = PropertyTable::new(&gas, 1e6..=10e6, 263.15..=333.15).unwrap();
        let (along_pressure, along_temperature) = table.cells();
        assert!(along_pressure <= 32 && along_temperature <= 32, "{:?}", table.cells());
    }

    #[test]
    fn a_nan_deviation_is_never_small() {
        assert_eq!(larger(0.0, f64::NAN), f64::INFINITY);
        assert_eq!(larger(f64::INFINITY, 1.0), f64::INFINITY);
        assert_eq!(larger(1.0, 2.0), 2.0);
    }
}
