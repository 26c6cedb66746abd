//! `linepack gas`: the property sheet of a gas, and its values by ISO 6976.

use crate::Answer;
use crate::document::Document;
use crate::output::{json, number, say};
use anyhow::{Result, anyhow};
use clap::Args;
use linepack::gas::{
    Combustion, Composition, EquationOfState, Gas, HeatingValue, Metering, Properties, heating_value,
};
use linepack::units::{Pressure, Temperature, UnitError};
use serde_json::json;

/// Print the properties of a gas at a pressure and temperature, and its heating values.
#[derive(Args)]
#[command(after_help = "\
Example:
  linepack gas \"CH4 0.92, C2H6 0.05, N2 0.03\" --pressure \"9.8 MPa\" --temperature \"288.15 K\" --eos gerg2008")]
pub struct GasSheet {
    /// Composition by mole fraction, such as "CH4 0.92, C2H6 0.05, N2 0.03".
    composition: String,
    /// Pressure, such as "9.8 MPa" or "70 bara".
    #[arg(long)]
    pressure: String,
    /// Temperature, such as "288.15 K" or "15 C".
    #[arg(long)]
    temperature: String,
    /// Equation of state: gerg2008, detail, peng-robinson, srk, gost30319, papay, aga, cnga, ideal, constant:0.87.
    #[arg(long, default_value = "gerg2008")]
    eos: String,
    /// Write the answer as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
}

impl GasSheet {
    /// Computes and prints.
    pub fn run(&self) -> Result<Answer> {
        let told = |error: UnitError| anyhow!("error: {error}\n  hint: {}", error.hint());
        let pressure = self.pressure.parse::<Pressure>().map_err(told)?.si();
        let temperature = self.temperature.parse::<Temperature>().map_err(told)?.si();
        let wrong = |error: linepack::gas::GasError| anyhow!("error: {error}");
        let composition: Composition = self.composition.parse().map_err(|error| {
            anyhow!("error: {error}\n  hint: write mole fractions, such as \"CH4 0.92, C2H6 0.05, N2 0.03\"")
        })?;
        let equation: EquationOfState = self.eos.parse().map_err(wrong)?;
        let gas = Gas::new(composition.clone(), equation).map_err(wrong)?;
        let state = gas.state(pressure, temperature).map_err(wrong)?;
        let mut pairs: Vec<(Combustion, Metering, HeatingValue)> = Vec::new();
        for combustion in Combustion::ALL {
            for metering in Metering::ALL {
                pairs.push((
                    combustion,
                    metering,
                    heating_value(&composition, combustion, metering).map_err(wrong)?,
                ));
            }
        }
        let kappa = state.isentropic_exponent(pressure);
        if self.json.as_deref() != Some("-") {
            say!("{composition}");
            say!("  {} bara, {temperature} K, {}", number(pressure / 1e5), equation.name());
            let lines = [
                ("molar mass", format!("{:.6} g/mol", 1e3 * gas.molar_mass())),
                ("compressibility factor Z", format!("{:.6}", state.compressibility)),
                ("density", format!("{:.6} kg/m3", state.density)),
                ("enthalpy", format!("{:.4} kJ/kg", state.enthalpy / 1e3)),
                ("isobaric heat capacity", format!("{:.6} kJ/(kg K)", state.isobaric_heat_capacity / 1e3)),
                ("isochoric heat capacity", format!("{:.6} kJ/(kg K)", state.isochoric_heat_capacity / 1e3)),
                ("speed of sound", format!("{:.4} m/s", state.speed_of_sound)),
                ("isentropic exponent", format!("{kappa:.6}")),
                ("Joule-Thomson coefficient", format!("{:.6} K/MPa", 1e6 * state.joule_thomson)),
                ("viscosity", format!("{:.4e} Pa s (Lee, Gonzalez, Eakin)", state.viscosity)),
            ];
            for (name, value) in lines {
                say!("  {name:<26} {value}");
            }
            say!("  ISO 6976:2016, MJ/m3 of real gas at 101.325 kPa");
            say!("  burnt    metered   superior  inferior  Wobbe sup Wobbe inf  density kg/m3");
            for (combustion, metering, at) in &pairs {
                say!(
                    "  {:<8} {:<8} {:9.4} {:9.4} {:9.4} {:9.4}  {:.5}",
                    burnt(*combustion),
                    metered(*metering),
                    at.superior_volume / 1e6,
                    at.inferior_volume / 1e6,
                    at.superior_wobbe / 1e6,
                    at.inferior_wobbe / 1e6,
                    at.density
                );
            }
        }
        if let Some(target) = &self.json {
            let values: Vec<_> = pairs
                .iter()
                .map(|(combustion, metering, at)| json!({ "combustion": burnt(*combustion), "metering": metered(*metering), "values": at }))
                .collect();
            let body = json!({
                "composition": composition, "equation_of_state": equation.name(),
                "pressure": pressure, "temperature": temperature, "molar_mass": gas.molar_mass(),
                "state": state, "isentropic_exponent": kappa, "iso6976": values,
            });
            json(target, &Document::new("linepack-gas/1", &[], "answered", &[], body))?;
        }
        Ok(Answer::Yes)
    }
}

fn burnt(at: Combustion) -> &'static str {
    match at {
        Combustion::Celsius0 => "0 C",
        Combustion::Celsius15 => "15 C",
        Combustion::Fahrenheit60 => "60 F",
        Combustion::Celsius20 => "20 C",
        Combustion::Celsius25 => "25 C",
    }
}

fn metered(at: Metering) -> &'static str {
    match at {
        Metering::Celsius0 => "0 C",
        Metering::Celsius15 => "15 C",
        Metering::Fahrenheit60 => "60 F",
        Metering::Celsius20 => "20 C",
    }
}
