//! Heating value, density and Wobbe index of a gas at reference conditions (ISO 6976:2016).
//!
//! ```text
//! H_s = Σ xᵢ H_s,ᵢ(t₁),   H_i = H_s − Σ xᵢ (bᵢ/2) L(t₁)                     per mole of ideal gas, burnt at t₁
//! Z = 1 − (Σ xᵢ sᵢ(t₂))²,   V = R T₂ Z/p₂                                   per m³ of real gas, metered at t₂
//! d = M Z_air/(M_air Z),   W = H/√d
//! ```

use super::composition::Composition;
use super::tables::iso6976_table::{
    AIR_COMPRESSIBILITY, AIR_MOLAR_MASS, COMPONENTS, GAS_CONSTANT, IsoComponent, VAPORISATION,
};
use super::{ATMOSPHERE, GasError};
use serde::{Deserialize, Serialize};

/// Temperature at which the gas is burnt; 101.325 kPa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Combustion {
    /// 0 °C.
    Celsius0,
    /// 15 °C.
    Celsius15,
    /// 60 °F (15.56 °C).
    Fahrenheit60,
    /// 20 °C.
    Celsius20,
    /// 25 °C.
    Celsius25,
}

impl Combustion {
    /// All five, in rising order.
    pub const ALL: [Combustion; 5] =
        [Self::Celsius0, Self::Celsius15, Self::Fahrenheit60, Self::Celsius20, Self::Celsius25];
}

/// Temperature at which the volume is metered; 101.325 kPa.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metering {
    /// 0 °C, the normal cubic metre.
    Celsius0,
    /// 15 °C, the ISO standard cubic metre.
    Celsius15,
    /// 60 °F (15.56 °C).
    Fahrenheit60,
    /// 20 °C, the standard cubic metre of Russia and China.
    Celsius20,
}

impl Metering {
    /// All four, in rising order.
    pub const ALL: [Metering; 4] = [Self::Celsius0, Self::Celsius15, Self::Fahrenheit60, Self::Celsius20];

    /// The temperature, K.
    pub fn temperature(self) -> f64 {
        match self {
            Metering::Celsius0 => 273.15,
            Metering::Celsius15 => 288.15,
            Metering::Fahrenheit60 => 273.15 + 28.0 / 1.8,
            Metering::Celsius20 => 293.15,
        }
    }
}

/// What ISO 6976 says of a gas for one pair of combustion and metering temperatures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HeatingValue {
    /// Molar mass M, kg/mol.
    pub molar_mass: f64,
    /// Compression factor Z at metering conditions, dimensionless.
    pub compressibility: f64,
    /// Density of the real gas at metering conditions, kg/m³.
    pub density: f64,
    /// Relative density of the real gas (air = 1) at metering conditions.
    pub relative_density: f64,
    /// Superior (gross) heating value, J/mol.
    pub superior_molar: f64,
    /// Inferior (net) heating value, J/mol.
    pub inferior_molar: f64,
    /// Superior heating value, J/kg.
    pub superior_mass: f64,
    /// Inferior heating value, J/kg.
    pub inferior_mass: f64,
    /// Superior heating value of the real gas, J/m³ at metering conditions.
    pub superior_volume: f64,
    /// Inferior heating value of the real gas, J/m³ at metering conditions.
    pub inferior_volume: f64,
    /// Superior Wobbe index, J/m³.
    pub superior_wobbe: f64,
    /// Inferior Wobbe index, J/m³.
    pub inferior_wobbe: f64,
}

/// Heating value, density and Wobbe index after ISO 6976:2016.
///
/// | symbol | argument      | range                                            |
/// |--------|---------------|--------------------------------------------------|
/// | x      | `composition` | Z above 0.9, else it is no gas at metering conditions |
/// | t₁     | `combustion`  | the five temperatures of the standard            |
/// | t₂     | `metering`    | the four temperatures of the standard            |
///
/// Source: ISO 6976:2016, eqs. (1)–(19).
///
/// ```
/// use linepack::gas::{Combustion, Metering, heating_value};
/// let gas = "CH4 1".parse()?;
/// let at = heating_value(&gas, Combustion::Celsius25, Metering::Celsius20)?;
/// assert!((at.superior_volume / 1e6 - 37.09).abs() < 0.01); // MJ/m³ at 20 °C
/// # Ok::<(), linepack::gas::GasError>(())
/// ```
pub fn heating_value(
    composition: &Composition,
    combustion: Combustion,
    metering: Metering,
) -> Result<HeatingValue, GasError> {
    let parts = composition.present().map(|(component, x)| (&COMPONENTS[component.index()], x));
    let value = sum(parts, combustion, metering);
    if value.compressibility > 0.9 {
        Ok(value)
    } else {
        Err(GasError::NotCovered {
            equation: "ISO 6976",
            what: format!(
                "this composition: its compression factor there would be {}",
                value.compressibility
            ),
            hint: "check the shares of heavy components and water: the mixture is not a gas at metering conditions",
        })
    }
}

fn sum<'a>(
    parts: impl Iterator<Item = (&'a IsoComponent, f64)>,
    combustion: Combustion,
    metering: Metering,
) -> HeatingValue {
    let (burnt, metered) = (combustion as usize, metering as usize);
    let (mut molar_mass, mut superior, mut inferior, mut s) = (0.0, 0.0, 0.0, 0.0);
    for (component, x) in parts {
        molar_mass += x * component.molar_mass;
        superior += x * component.superior[burnt];
        inferior += x * (component.superior[burnt] - 0.5 * component.hydrogen * VAPORISATION[burnt]);
        s += x * component.summation[metered];
    }
    let compressibility = 1.0 - s * s;
    let relative_density = molar_mass / AIR_MOLAR_MASS * AIR_COMPRESSIBILITY[metered] / compressibility;
    let (molar_mass, superior, inferior) = (1e-3 * molar_mass, 1e3 * superior, 1e3 * inferior);
    let volume = GAS_CONSTANT * metering.temperature() * compressibility / ATMOSPHERE; // m³/mol
    HeatingValue {
        molar_mass,
        compressibility,
        density: molar_mass / volume,
        relative_density,
        superior_molar: superior,
        inferior_molar: inferior,
        superior_mass: superior / molar_mass,
        inferior_mass: inferior / molar_mass,
        superior_volume: superior / volume,
        inferior_volume: inferior / volume,
        superior_wobbe: superior / volume / relative_density.sqrt(),
        inferior_wobbe: inferior / volume / relative_density.sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Component, EquationOfState, Gas, Properties};
    use super::*;

    /// The default gas of a flow computer with 14 components, one of which (neopentane) is not ours;
    /// five results as its screen prints them, 15 °C and 15 °C.
    #[test]
    fn a_flow_computers_default_gas_is_reproduced_to_its_last_digit() {
        let neopentane = IsoComponent {
            molar_mass: 72.14878,
            hydrogen: 12.0,
            summation: [0.2245, 0.2040, 0.2033, 0.1979],
            superior: [3521.75, 3517.44, 3517.28, 3516.02, 3514.61],
        };
        let gas = "CH4 81.315, N2 14.211, CO2 0.99, C2H6 2.829, C3H8 0.38, iC4 0.06, nC4 0.072, iC5 0.018, \
                   nC5 0.033, C6 0.02, C7 0.013, C8 0.005, He 0.046";
        let parts: Vec<(&IsoComponent, f64)> = gas
            .split(',')
            .map(|part| part.trim().split_once(' ').unwrap())
            .map(|(name, x)| {
                (&COMPONENTS[name.parse::<Component>().unwrap().index()], x.parse::<f64>().unwrap())
            })
            .chain([(&neopentane, 0.008)])
            .map(|(component, percent)| (component, 0.01 * percent))
            .collect();
        let value = sum(parts.into_iter(), Combustion::Celsius15, Metering::Celsius15);
        assert!((value.superior_volume / 1e6 - 33.26919).abs() < 0.5e-5, "{}", value.superior_volume);
        assert!((value.density - 0.789_661).abs() < 0.5e-6);
        assert!((value.compressibility - 0.998_154).abs() < 0.5e-6);
        assert!((value.molar_mass * 1e3 - 18.63692).abs() < 0.5e-5);
    }

    #[test]
    fn hydrogen_and_methane_have_their_textbook_values() {
        // 3.54 and 3.00 kWh per normal cubic metre of hydrogen; 11.06 and 9.97 of methane.
        let kwh = |gas: &str| {
            let at = heating_value(&gas.parse().unwrap(), Combustion::Celsius25, Metering::Celsius0).unwrap();
            (at.superior_volume / 3.6e6, at.inferior_volume / 3.6e6)
        };
        let (superior, inferior) = kwh("H2 1");
        assert!((superior - 3.54).abs() < 0.005 && (inferior - 3.00).abs() < 0.005, "{superior} {inferior}");
        let (superior, inferior) = kwh("CH4 1");
        assert!((superior - 11.06).abs() < 0.005 && (inferior - 9.97).abs() < 0.005, "{superior} {inferior}");
    }

    #[test]
    fn water_gives_back_its_heat_of_vaporisation_and_nothing_net() {
        let gas = "H2O 0.01, N2 0.99".parse().unwrap();
        for combustion in Combustion::ALL {
            let at = heating_value(&gas, combustion, Metering::Celsius20).unwrap();
            assert!((at.superior_molar - 10.0 * VAPORISATION[combustion as usize]).abs() < 1e-9);
            assert!(at.inferior_molar.abs() < 1e-9);
        }
    }

    #[test]
    fn density_at_reference_conditions_agrees_with_gerg_2008_at_every_pair() {
        let composition: Composition = "CH4 0.92, C2H6 0.04, C3H8 0.01, N2 0.02, CO2 0.01".parse().unwrap();
        let gas = Gas::new(composition.clone(), EquationOfState::Gerg2008).unwrap();
        for metering in Metering::ALL {
            let exact = gas.density(ATMOSPHERE, metering.temperature()).unwrap();
            for combustion in Combustion::ALL {
                let at = heating_value(&composition, combustion, metering).unwrap();
                // The standard's own uncertainty of Z is 5e-5 to 1e-4.
                assert!((at.density / exact - 1.0).abs() < 5e-5, "{metering:?}");
                let wobbe = at.superior_volume / at.relative_density.sqrt();
                assert!((at.superior_wobbe / wobbe - 1.0).abs() < 1e-14);
                assert!(at.inferior_volume < at.superior_volume);
            }
        }
    }

    #[test]
    fn a_liquid_is_refused() {
        let octane = Composition::pure(Component::Octane);
        let error = heating_value(&octane, Combustion::Celsius15, Metering::Celsius15).unwrap_err();
        assert!(matches!(error, GasError::NotCovered { .. }), "{error}");
    }
}
