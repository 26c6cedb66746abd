//! GOST 30319.2: the simplified virial equation of Russian practice (GERG-91 mod.).
//!
//! ```text
//! z = 1 + B_m ρ + C_m ρ²,   ρ in kmol/m³
//! z_c = 1 − (0.0741 ρ_c − 0.006 − 0.063 x_a − 0.0575 x_y)²,   H = 128.64 + 47.479 M_e
//! M_e = (24.05525 z_c ρ_c − 28.0135 x_a − 44.01 x_y)/x_e,   x_e = 1 − x_a − x_y
//! ```
//!
//! Only three numbers describe the gas: its density ρ_c at 20 °C and 101.325 kPa and the mole
//! fractions of nitrogen x_a and carbon dioxide x_y; all the rest counts as one equivalent
//! hydrocarbon (e). The standard states 250 to 350 K, up to 7.5 MPa, ρ_c from 0.66 to 1.05 kg/m³.
//! Heat capacities follow from the same equation and the ideal-gas part of the composition; the
//! standard's own short formulas for speed of sound and viscosity are not used.
//!
//! Source: GOST 30319.2-96, eqs. (20)–(22), (34)–(43), kept in the edition of 2015; the virial
//! coefficients are those of Jaeschke & Humphreys, GERG TM5 (1991).

use super::GasError;
use super::composition::{Component, Composition};
use super::density::{Energy, EnergyIsotherm, Fluid, Isotherm};
use super::heating_value::{Combustion, Metering, heating_value};
use super::number::Number;

/// The equation prepared for one gas.
#[derive(Debug, Clone)]
pub(super) struct Gost30319 {
    nitrogen: f64,
    carbon_dioxide: f64,
    /// H, the heating value of the equivalent hydrocarbon, kJ/mol.
    heat: f64,
    /// 24.05525 z_c ρ_c, kg/mol.
    molar_mass: f64,
}

impl Gost30319 {
    pub(super) fn new(composition: &Composition) -> Result<Self, GasError> {
        let density = heating_value(composition, Combustion::Celsius25, Metering::Celsius20)?.density;
        let nitrogen = composition.fraction(Component::Nitrogen);
        let carbon_dioxide = composition.fraction(Component::CarbonDioxide);
        let refused = |what: String| {
            Err(GasError::NotCovered {
                equation: "GOST 30319.2",
                what,
                hint: "take GERG-2008 or AGA8 DETAIL, which cover every composition of these components",
            })
        };
        if !(0.66..=1.05).contains(&density) {
            return refused(format!("a density of {density} kg/m3 at 20 °C (0.66 to 1.05)"));
        }
        if nitrogen > 0.2 || carbon_dioxide > 0.2 {
            return refused(format!(
                "{nitrogen} nitrogen and {carbon_dioxide} carbon dioxide (up to 0.2 each)"
            ));
        }
        Ok(Self::from_density(density, nitrogen, carbon_dioxide))
    }

    /// From density at 20 °C and 101.325 kPa in kg/m³ and the two mole fractions.
    fn from_density(density: f64, nitrogen: f64, carbon_dioxide: f64) -> Self {
        let gap = 0.0741 * density - 0.006 - 0.063 * nitrogen - 0.0575 * carbon_dioxide;
        let molar_mass = 24.05525 * (1.0 - gap * gap) * density; // g/mol
        let equivalent =
            (molar_mass - 28.0135 * nitrogen - 44.01 * carbon_dioxide) / (1.0 - nitrogen - carbon_dioxide);
        Gost30319 {
            nitrogen,
            carbon_dioxide,
            heat: 128.64 + 47.479 * equivalent,
            molar_mass: 1e-3 * molar_mass,
        }
    }

    /// Molar mass in kg/mol as the standard derives it from the density at 20 °C.
    pub(super) fn molar_mass(&self) -> f64 {
        self.molar_mass
    }

    /// B_m (m³/kmol) and C_m (m⁶/kmol²); eqs. (20) and (21).
    fn virial<N: Number>(&self, t: N) -> (N, N) {
        let (h, xa, xy) = (self.heat, self.nitrogen, self.carbon_dioxide);
        let xe = 1.0 - xa - xy;
        let quadratic = |c: [f64; 3]| (t * c[2] + c[1]) * t + c[0];
        let in_heat = |c: [[f64; 3]; 3]| quadratic(c[0]) + (quadratic(c[1]) + quadratic(c[2]) * h) * h;
        let b1 = in_heat([
            [-0.425468, 2.865e-3, -4.62073e-6],
            [8.77118e-4, -5.56281e-6, 8.81514e-9],
            [-8.24747e-7, 4.31436e-9, -6.08319e-12],
        ]);
        let b2 = quadratic([-0.1446, 7.4091e-4, -9.1195e-7]);
        let b23 = quadratic([-0.339693, 1.61176e-3, -2.04429e-6]);
        let b3 = quadratic([-0.86834, 4.0376e-3, -5.1657e-6]);
        let c1 = in_heat([
            [-0.302488, 1.95861e-3, -3.16302e-6],
            [6.46422e-4, -4.22876e-6, 6.88157e-9],
            [-3.32805e-7, 2.2316e-9, -3.67713e-12],
        ]);
        let c2 = quadratic([7.8498e-3, -3.9895e-5, 6.1187e-8]);
        let c3 = quadratic([2.0513e-3, 3.4888e-5, -8.3703e-8]);
        let c223 = quadratic([5.52066e-3, -1.68609e-5, 1.57169e-8]);
        let c233 = quadratic([3.58783e-3, 8.06674e-6, -3.25798e-8]);
        let away = -t + 320.0;
        let b_star = away * away * 1.875e-5 + 0.72;
        let c_star = (t - 270.0) * 0.0013 + 0.92;
        let root = |product: N| product.powf(1.0 / 3.0);
        let b = b1 * (xe * xe) + b_star * (b1 + b2) * (xe * xa) - (b1 * b3).sqrt() * (1.73 * xe * xy)
            + b2 * (xa * xa)
            + b23 * (2.0 * xa * xy)
            + b3 * (xy * xy);
        let c = c1 * xe.powi(3)
            + c_star * root(c1 * c1 * c2) * (3.0 * xe * xe * xa)
            + root(c1 * c1 * c3) * (2.76 * xe * xe * xy)
            + c_star * root(c1 * c2 * c2) * (3.0 * xe * xa * xa)
            + root(c1 * c2 * c3) * (6.6 * xe * xa * xy)
            + root(c1 * c3 * c3) * (2.76 * xe * xy * xy)
            + c2 * xa.powi(3)
            + c223 * (3.0 * xa * xa * xy)
            + c233 * (3.0 * xa * xy * xy)
            + c3 * xy.powi(3);
        (b, c)
    }
}

impl Energy for Gost30319 {
    fn energy<N: Number>(&self, density: N, temperature: N) -> N {
        let (b, c) = self.virial(temperature);
        let rho = density * 1e-3;
        rho * (b + rho * c * 0.5)
    }
}

impl Fluid for Gost30319 {
    const GAS_CONSTANT: f64 = 8.31451;

    fn at(&self, temperature: f64) -> impl Isotherm {
        EnergyIsotherm { energy: self, temperature }
    }

    fn scale(&self) -> (f64, f64) {
        (5_000.0, 250.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::density::gas_density;
    use super::*;

    #[test]
    fn the_closed_form_of_the_standard_gives_the_same_root() {
        // z = (1 + A₂ + A₁/A₂)/3 with b = 10³ p/(2.7715 T), p in MPa; eqs. (37)–(43).
        for (density, xa, xy) in [(0.6799, 0.00886, 0.00067), (0.7503, 0.05, 0.02), (0.68, 0.0, 0.0)] {
            let gas = Gost30319::from_density(density, xa, xy);
            for (p, t) in [(0.5e6, 250.0), (5e6, 270.0), (7.5e6, 290.0), (7.5e6, 350.0)] {
                let (b_m, c_m) = gas.virial(t);
                let b = 1e-3 * p / (2.7715 * t);
                let a1 = 1.0 + b * b_m;
                let a0 = 1.0 + 1.5 * (b * b_m + b * b * c_m);
                let a2 = (a0 - (a0 * a0 - a1.powi(3)).sqrt()).cbrt();
                let closed = (1.0 + a2 + a1 / a2) / 3.0;
                let rt_pressure = p / (Gost30319::GAS_CONSTANT * t);
                let rho = gas_density(&gas.at(t), rt_pressure, gas.highest_density(), false).unwrap();
                // 2.7715 is R/3 rounded in its fifth digit.
                assert!((rt_pressure / rho / closed - 1.0).abs() < 1e-5, "{} {closed}", rt_pressure / rho);
            }
        }
    }

    #[test]
    fn a_gas_outside_the_standard_is_refused() {
        for gas in ["CH4 0.7, N2 0.3", "CH4 0.7, CO2 0.3", "CH4 0.8, H2 0.2"] {
            let error = Gost30319::new(&gas.parse().unwrap()).unwrap_err();
            assert!(matches!(error, GasError::NotCovered { .. }), "{error}");
        }
    }
}
