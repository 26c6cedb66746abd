//! What the command line adds to a scenario: slacks, scale, settings.

use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use linepack::network::{Element, Network};
use linepack::scenario::{Scenario, Setting};
use linepack::units::{MassFlow, Pressure, UnitError};

/// Where gas enters and leaves, and how stations are set.
#[derive(Args)]
pub struct BoundaryOptions {
    /// Hold a pressure at a node, its flow is free: entry01="70 bara". Repeatable.
    #[arg(long, value_name = "NODE=PRESSURE")]
    slack: Vec<String>,
    /// Factor on all flows.
    #[arg(long, value_name = "FACTOR")]
    scale: Option<f64>,
    /// How stations and control valves without a setting of their own work.
    #[arg(long, value_name = "MODE")]
    active: Option<Active>,
    /// Set a station, control valve or valve: ID.ratio=1.15, ID.discharge_pressure="80 bara",
    /// ID.suction_pressure=, ID.flow="100 kg/s", ID.mode=closed|open. Repeatable.
    #[arg(long, value_name = "ID.KEY=VALUE")]
    set: Vec<String>,
}

/// How active elements work when nothing is said of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Active {
    /// Gas passes freely, also where the scenario sets them.
    Bypass,
    /// Nothing passes.
    Closed,
}

impl BoundaryOptions {
    /// Whether no option fixes anything.
    pub fn asks_nothing(&self) -> bool {
        self.slack.is_empty() && self.set.is_empty()
    }

    /// Writes the options into a scenario.
    pub fn apply(&self, scenario: &mut Scenario, network: &Network) -> Result<()> {
        if let Some(active) = self.active {
            let setting = if active == Active::Bypass { Setting::Open } else { Setting::Closed };
            scenario.others = setting;
            let active = |id: &String| {
                network.link(id).and_then(|link| network.links().get(link)).is_some_and(|link| {
                    matches!(link.element, Element::CompressorStation(_) | Element::ControlValve(_))
                })
            };
            scenario.settings.retain(|id, _| !active(id));
        }
        if let Some(scale) = self.scale {
            if !(scale >= 0.0 && scale.is_finite()) {
                bail!(
                    "error: the scale of all flows is {scale}\n  hint: give 0 or more, such as --scale 0.7"
                );
            }
            scenario.scale *= scale;
        }
        for slack in &self.slack {
            let Some((node, pressure)) = slack.split_once('=') else {
                bail!("error: `--slack {slack}` has no `=`\n  hint: write --slack entry01=\"70 bara\"");
            };
            let node = known("node", node.trim(), network.nodes().iter().map(|node| node.id.as_str()))?;
            let pressure: Pressure = pressure.parse().map_err(|error| told("--slack", slack, &error))?;
            scenario.inflows.remove(node);
            scenario.pressures.insert(node.to_owned(), pressure.si());
        }
        for set in &self.set {
            let (id, setting) = setting(set, network)?;
            scenario.settings.insert(id, setting);
        }
        Ok(())
    }
}

/// `ID.KEY=VALUE`, where the id may hold points of its own.
fn setting(text: &str, network: &Network) -> Result<(String, Setting)> {
    let parts = text.split_once('=').and_then(|(left, value)| {
        let (id, key) = left.rsplit_once('.')?;
        Some((id.trim(), key.trim(), value.trim()))
    });
    let Some((id, key, value)) = parts else {
        bail!(
            "error: `--set {text}` is not ID.KEY=VALUE\n  hint: write --set compressorStation_1.ratio=1.15"
        );
    };
    let id = known("element", id, network.links().iter().map(|link| link.id.as_str()))?;
    let pressure = || -> Result<f64> {
        Ok(value.parse::<Pressure>().map_err(|error| told("--set", text, &error))?.si())
    };
    let setting = match key {
        "ratio" => Setting::Ratio(value.parse().map_err(|_| {
            anyhow!(
                "error: `--set {text}`: `{value}` is not a number\n  hint: a ratio has no unit, such as 1.15"
            )
        })?),
        "discharge_pressure" => Setting::DischargePressure(pressure()?),
        "suction_pressure" => Setting::SuctionPressure(pressure()?),
        "flow" => Setting::Flow(value.parse::<MassFlow>().map_err(|error| told("--set", text, &error))?.si()),
        "mode" => match value {
            "open" | "bypass" => Setting::Open,
            "closed" => Setting::Closed,
            _ => bail!(
                "error: `--set {text}`: the mode `{value}` is not known\n  hint: known are open, bypass and closed"
            ),
        },
        _ => bail!(
            "error: `--set {text}`: `{key}` cannot be set\n  hint: known are ratio, discharge_pressure, suction_pressure, flow and mode"
        ),
    };
    Ok((id.to_owned(), setting))
}

/// The name if the network has it, else an error with the nearest.
fn known<'n>(what: &str, id: &str, names: impl Iterator<Item = &'n str> + Clone) -> Result<&'n str> {
    if let Some(name) = names.clone().find(|name| *name == id) {
        return Ok(name);
    }
    let nearest = names.map(|name| (strsim::damerau_levenshtein(name, id), name)).min();
    let hint = match nearest {
        Some((distance, name)) if distance <= 3 => format!("did you mean `{name}`?"),
        _ => format!("name a{} {what} of the network", if what == "element" { "n" } else { "" }),
    };
    Err(anyhow!("error: the network has no {what} `{id}`\n  hint: {hint}"))
}

fn told(option: &str, text: &str, error: &UnitError) -> anyhow::Error {
    anyhow!("error: `{option} {text}`: {error}\n  hint: {}", error.hint())
}
