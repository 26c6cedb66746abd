//! `linepack units`: a conversion, with the heating value and the reference state it used.

use crate::Answer;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use linepack::units::{Convention, Conversion, ExchangeRate, Quantity, Range, Shape, Unit, UnitError};

/// Convert a quantity to another unit.
#[derive(Args)]
#[command(after_help = "\
Examples:
  linepack units \"265 USD/1000m3(20C)\" \"USD/MMBtu\"
  linepack units \"50 bcm(20C)/yr\" \"kg/s\" --density \"0.68 kg/m3(20C)\"
  linepack units \"30 EUR/MWh\" \"USD/1000m3(20C)\" --rate \"1.08 USD/EUR\"
  linepack units \"5 to 9 MPa\" \"psig\"")]
pub struct Units {
    /// What to convert, such as "265 USD/1000m3(20C)".
    #[arg(required_unless_present = "list", allow_hyphen_values = true)]
    quantity: Option<String>,
    /// The unit to convert to, such as "USD/MMBtu".
    #[arg(required_unless_present = "list")]
    unit: Option<String>,
    /// Superior heating value, where a volume becomes energy.
    #[arg(long, default_value = "37.6655 MJ/m3(20C)")]
    heating_value: String,
    /// Density, where a volume becomes mass.
    #[arg(long, default_value = "0.68 kg/m3(20C)")]
    density: String,
    /// Exchange rate, where one currency becomes another, such as "1.08 USD/EUR".
    #[arg(long)]
    rate: Option<String>,
    /// Reference state for volumes that leave theirs out.
    #[arg(long, value_parser = ["20C", "15C", "0C"])]
    reference: Option<String>,
    /// Print every unit.
    #[arg(long)]
    list: bool,
    /// Write the answer as JSON to a file, or to standard output for `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
}

fn told(error: &UnitError) -> anyhow::Error {
    anyhow!("error: {error}\n  hint: {}", error.hint())
}

impl Units {
    /// Converts and prints.
    pub fn run(&self) -> Result<Answer> {
        if self.list {
            crate::output::say!("{}", Unit::names().join("  "));
            return Ok(Answer::Yes);
        }
        let (Some(quantity), Some(unit)) = (&self.quantity, &self.unit) else {
            bail!("error: a quantity and a unit are needed\n  hint: linepack units \"9.8 MPa\" \"psig\"");
        };
        let (quantity, unit) = (self.referred(quantity), self.referred(unit));
        let gas = Convention::parse(&self.heating_value, &self.density).map_err(|error| told(&error))?;
        let range: Range = quantity.parse().map_err(|error| told(&error))?;
        let rate = self.rate.as_deref().map(ExchangeRate::parse).transpose().map_err(|error| told(&error))?;
        let target = Unit::parse(&unit).map_err(|error| told(&error))?;
        let converted = |value: f64| {
            let mut from = Quantity { value, ..range.central_quantity() };
            if let Some(rate) = rate.as_ref().filter(|_| from.currency != target.currency) {
                from = rate.apply(from);
            }
            Conversion::new(&from, &unit, gas).map_err(|error| told(&error))
        };
        let conversion = converted(range.central)?;
        // A higher price of energy may be a lower one of something else; the ends keep their order.
        let mut ends = [converted(range.low)?.value, converted(range.high)?.value];
        ends.sort_by(f64::total_cmp);
        let ends = (range.shape != Shape::Fixed).then_some(ends);
        if self.json.as_deref() != Some("-") {
            let value = rounded(conversion.value);
            match ends {
                Some([low, high]) => {
                    crate::output::say!(
                        "{quantity} = {value} ({} to {}) {unit}",
                        rounded(low),
                        rounded(high)
                    );
                }
                None => {
                    crate::output::say!("{quantity} = {value} {unit}");
                }
            }
            if let Some(rate) = &self.rate {
                crate::output::say!("  exchange rate {rate}");
            }
            if conversion.used_heating_value {
                crate::output::say!(
                    "  heating value {} (superior; set another with --heating-value)",
                    self.heating_value
                );
            }
            if conversion.used_molar_mass {
                crate::output::say!("  density {}", self.density);
            }
        }
        if let Some(target) = &self.json {
            let document = serde_json::json!({
                "schema": "linepack-units/1",
                "engine": { "version": env!("CARGO_PKG_VERSION") },
                "from": quantity, "value": conversion.value, "unit": unit,
                "low": ends.map(|ends| ends[0]), "high": ends.map(|ends| ends[1]), "rate": self.rate,
                "heating_value": conversion.used_heating_value.then_some(&self.heating_value),
                "density": conversion.used_molar_mass.then_some(&self.density),
            });
            crate::output::json(target, &document)?;
        }
        Ok(Answer::Yes)
    }

    /// The text with the reference state of `--reference` after every volume that has none.
    fn referred(&self, text: &str) -> String {
        let Some(state) = &self.reference else { return text.to_owned() };
        let mut referred = text.to_owned();
        for volume in ["m3", "bcm", "mcm", "tcm"] {
            let mut from = 0;
            while let Some(at) = referred[from..].find(volume).map(|at| from + at + volume.len()) {
                let ends = !referred[at..].starts_with(|c: char| c.is_alphanumeric() || c == '(');
                if ends {
                    referred.insert_str(at, &format!("({state})"));
                }
                from = at;
            }
        }
        referred
    }
}

/// A number with seven significant digits, without needless zeros.
fn rounded(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    #[allow(clippy::cast_possible_truncation, reason = "the exponent of an f64 fits an i32")]
    let digits = 6 - value.abs().log10().floor() as i32;
    if !(-9..=12).contains(&digits) {
        return format!("{value:.6e}");
    }
    let text = format!("{value:.*}", usize::try_from(digits).unwrap_or(0));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
