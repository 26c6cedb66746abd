//! What a run needs, read from the files of the call: network, schedule, gas, state at the start.

use crate::document::Input;
use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::findings::{Finding, Findings};
use linepack::formats::{gaslib, gastransim, morgen, schedule};
use linepack::gas::{Composition, EquationOfState, Gas, Properties};
use linepack::network::Network;
use linepack::scenario::{Nomination, Scenario};
use linepack::schedule::{Control, Schedule, Series};
use linepack::transient::{Initial, Options, Terms};
use linepack::units::Temperature;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Molar mass of air in the CNGA form of the pipeline literature, kg/mol.
const AIR: f64 = 0.02896;

/// Pound per square inch, Pa.
const PSI: f64 = 6_894.757_293_168;

/// Everything that was read.
pub struct Case {
    /// The network.
    pub network: Network,
    /// What is asked over time.
    pub schedule: Schedule,
    /// What there is to say.
    pub notes: Vec<Finding>,
    /// The files.
    pub inputs: Vec<Input>,
    molar_mass: Option<f64>,
    temperature: Option<f64>,
    pressures: BTreeMap<String, f64>,
    flows: BTreeMap<String, f64>,
}

#[allow(clippy::needless_pass_by_value, reason = "the shape of an error to map")]
fn refused(findings: Findings) -> anyhow::Error {
    anyhow!("{findings}")
}

impl Case {
    /// Reads the files of a call.
    pub fn read(
        network: &Path,
        scenario: Option<&Path>,
        schedules: &[PathBuf],
        hours: Option<f64>,
    ) -> Result<Self> {
        let folder = if network.is_dir() { Some(network) } else { network.parent() };
        let is_folder = network.is_dir() || network.file_name().is_some_and(|name| name == "network.json");
        let mut case = match folder.filter(|_| is_folder) {
            Some(folder) => Self::gastransim(folder, scenario)?,
            None => Self::network(network, scenario)?,
        };
        for path in schedules {
            let input = Input::read(path)?;
            case.add_schedule(&input)?;
            case.inputs.push(input);
        }
        if let Some(hours) = hours {
            if !(hours > 0.0 && hours.is_finite()) {
                bail!("error: `--hours {hours}` is no length of a run\n  hint: write --hours 24");
            }
            case.schedule.end = case.schedule.start + 3600.0 * hours;
        }
        if case.schedule.end <= case.schedule.start {
            bail!(
                "error: the length of the run is not known\n  hint: give it with --hours, or as duration in the schedule"
            );
        }
        case.notes.extend(schedule::contradictions(&case.schedule, &case.network));
        case.assume_a_slack();
        Ok(case)
    }

    fn network(path: &Path, scenario: Option<&Path>) -> Result<Self> {
        let input = Input::read(path)?;
        let of_gaslib =
            input.bytes.trim_ascii_start().starts_with(b"<") || input.bytes.starts_with(b"\xef\xbb\xbf<");
        let read = if of_gaslib {
            gaslib::read(&input.bytes, &input.file).map_err(refused)?
        } else {
            morgen::read_network(input.text()?, &input.file).map_err(refused)?
        };
        let mut case = Self {
            network: read.value,
            schedule: Schedule::default(),
            notes: read.notes,
            inputs: vec![input],
            molar_mass: None,
            temperature: None,
            pressures: BTreeMap::new(),
            flows: BTreeMap::new(),
        };
        let stations = path.with_extension("cs");
        if of_gaslib && stations.is_file() {
            let input = Input::read(&stations)?;
            let read = gaslib::read_stations(&input.bytes, &input.file, &case.network).map_err(refused)?;
            case.network = read.value;
            case.notes.extend(read.notes);
            case.inputs.push(input);
        }
        let Some(scenario) = scenario else { return Ok(case) };
        let input = Input::read(scenario)?;
        if of_gaslib {
            let read = gaslib::read_scenario(&input.bytes, &input.file, &case.network).map_err(refused)?;
            case.notes.extend(read.notes);
            case.schedule = steady(&read.value);
        } else {
            let read = morgen::read_scenario(input.text()?, &input.file, &case.network).map_err(refused)?;
            case.notes.extend(read.notes);
            case.schedule = read.value.schedule;
            case.temperature = Some(read.value.temperature);
            case.molar_mass = Some(read.value.molar_mass);
        }
        case.inputs.push(input);
        Ok(case)
    }

    /// A folder of GasTranSim; the boundary `bc_x.json` goes with `params_x.json` and `ic_x.json` where they are.
    fn gastransim(folder: &Path, boundary: Option<&Path>) -> Result<Self> {
        let boundary = match boundary {
            Some(path) => path.to_owned(),
            None => Self::boundary_of(folder)?,
        };
        let stem = boundary.file_stem().and_then(|stem| stem.to_str()).unwrap_or("bc").to_owned();
        let suffix = stem.strip_prefix("bc").unwrap_or("").to_owned();
        let beside = |name: &str| {
            let own = folder.join(format!("{name}{suffix}.json"));
            if own.is_file() { own } else { folder.join(format!("{name}.json")) }
        };
        let mut inputs = vec![Input::read(&folder.join("network.json"))?];
        inputs.push(Input::read(&beside("params"))?);
        inputs.push(Input::read(&boundary)?);
        let initial = beside("ic");
        if initial.is_file() {
            inputs.push(Input::read(&initial)?);
        }
        let read = gastransim::read(&gastransim::Folder {
            network: inputs[0].text()?,
            parameters: inputs[1].text()?,
            boundary: inputs[2].text()?,
            initial: inputs.get(3).map(Input::text).transpose()?,
        })
        .map_err(refused)?;
        Ok(Self {
            network: read.value.network,
            schedule: read.value.schedule,
            notes: read.notes,
            inputs,
            molar_mass: Some(read.value.molar_mass),
            temperature: Some(read.value.temperature),
            pressures: read.value.pressures,
            flows: read.value.flows,
        })
    }

    fn boundary_of(folder: &Path) -> Result<PathBuf> {
        let usual = folder.join("bc.json");
        if usual.is_file() {
            return Ok(usual);
        }
        let mut found: Vec<PathBuf> = std::fs::read_dir(folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
                name.starts_with("bc_") && path.extension().is_some_and(|ending| ending == "json")
            })
            .collect();
        found.sort();
        match found.as_slice() {
            [one] => Ok(one.clone()),
            [] => bail!(
                "error: {} holds no bc.json\n  hint: give the boundary with --scenario",
                folder.display()
            ),
            many => {
                let names: Vec<String> = many.iter().map(|path| path.display().to_string()).collect();
                bail!(
                    "error: the folder has several boundaries: {}\n  hint: choose one with --scenario",
                    names.join(", ")
                )
            }
        }
    }

    fn add_schedule(&mut self, input: &Input) -> Result<()> {
        let molar_mass = self.molar_mass.or(self.network.mean_gas().molar_mass);
        let text = input.text()?;
        if input.file.to_lowercase().ends_with(".csv") {
            return schedule::read_table(text, &input.file, molar_mass, &mut self.schedule).map_err(refused);
        }
        let read = schedule::read(text, &input.file, molar_mass).map_err(refused)?;
        let added = read.value;
        let schedule = &mut self.schedule;
        // A node that the schedule speaks of is asked for that alone.
        for id in added.pressures.keys() {
            schedule.flows.remove(id);
        }
        for id in added.flows.keys() {
            schedule.pressures.remove(id);
        }
        if added.end > 0.0 {
            schedule.end = added.end;
        }
        schedule.flows.extend(added.flows);
        schedule.pressures.extend(added.pressures);
        schedule.controls.extend(added.controls);
        schedule.pressure_limits.extend(added.pressure_limits);
        schedule.events.extend(added.events);
        Ok(())
    }

    /// Where nothing holds a pressure, the entry of the largest inflow stands at its greatest one.
    fn assume_a_slack(&mut self) {
        if !self.schedule.pressures.is_empty() || !self.pressures.is_empty() {
            return;
        }
        let start = self.schedule.start;
        let entry = self
            .network
            .nodes()
            .iter()
            .filter(|node| node.pressure_max.is_some())
            .filter_map(|node| Some((self.schedule.flows.get(&node.id)?.after(start), node)))
            .filter(|(flow, _)| *flow > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, node)) = entry {
            let pressure = node.pressure_max.unwrap_or(0.0);
            let text = format!(
                "no pressure is held anywhere: `{}`, the entry of the largest inflow, is held at its greatest pressure, {} bara",
                node.id,
                pressure / 1e5
            );
            let id = node.id.clone();
            self.notes.push(Finding::warning(text).about(&id).hint("hold a pressure in the schedule"));
            self.schedule.flows.remove(&id);
            self.schedule.pressures.insert(id, Series::constant(pressure));
        }
    }

    /// The state to start from.
    pub fn initial(&self, steady: bool) -> Initial<'static> {
        let covered = |node: &linepack::network::Node| self.pressures.contains_key(&node.id);
        if steady || !self.network.nodes().iter().all(covered) {
            return Initial::Steady;
        }
        Initial::State { pressures: self.pressures.clone(), flows: self.flows.clone() }
    }
}

/// What a scenario asks, at all times.
fn steady(scenario: &Scenario) -> Schedule {
    let mut schedule = Schedule::default();
    for (id, nomination) in &scenario.inflows {
        let flow = match nomination {
            Nomination::Fixed(flow) => *flow,
            Nomination::Between(low, high) => 0.5 * (low + high),
        };
        schedule.flows.insert(id.clone(), Series::constant(scenario.scale * flow));
    }
    for (id, &pressure) in &scenario.pressures {
        schedule.pressures.insert(id.clone(), Series::constant(pressure));
    }
    for (id, &setting) in &scenario.settings {
        schedule.controls.insert(id.clone(), Control::constant(setting));
    }
    schedule.pressure_limits.clone_from(&scenario.pressure_limits);
    schedule
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// The physics of a run.
#[derive(Args, Debug)]
#[command(next_help_heading = "Physics")]
pub struct Physics {
    /// Equation of state: gerg2008, detail, peng-robinson, srk, gost30319, papay, aga, cnga, ideal, or
    /// constant:0.87. Without it Papay with the constants of the network, or an ideal gas where it has none.
    #[arg(long, value_name = "NAME")]
    eos: Option<String>,
    /// Composition by mole fraction: "CH4 0.96, C2H6 0.03, N2 0.01".
    #[arg(long, value_name = "COMPOSITION")]
    gas: Option<String>,
    /// Law of wall friction: colebrook, nikuradse, hofer, swamee-jain, zanke, chen, panhandle-a, panhandle-b,
    /// weymouth, or constant:0.01. A friction factor in the network goes before it.
    #[arg(long, default_value = "colebrook", value_name = "NAME")]
    friction: String,
    /// Dynamic viscosity of the gas.
    #[arg(long, default_value = "1.1e-5 Pa s", value_name = "VISCOSITY")]
    viscosity: String,
    /// Temperature everywhere, such as "283.15 K".
    #[arg(long, value_name = "TEMPERATURE")]
    temperature: Option<String>,
    /// Whether the gas has inertia: pressure waves.
    #[arg(long, default_value = "on", value_name = "SWITCH")]
    inertia: Switch,
    /// Whether momentum is carried along with the flow.
    #[arg(long, default_value = "on", value_name = "SWITCH")]
    convection: Switch,
}

/// The physics of a run, chosen.
pub struct Chosen {
    law: Compressibility<'static>,
    gas: Option<Box<Gas>>,
    molar_mass: f64,
    temperature: f64,
    friction: Friction,
    viscosity: f64,
    terms: Terms,
    /// What was assumed.
    pub notes: Vec<Finding>,
}

impl Chosen {
    /// As the engine takes it.
    pub fn options(&self) -> Options<'_> {
        let gas = self.gas.as_deref().map_or(self.law, |gas| Compressibility::Of(gas));
        Options {
            gas: Some(gas),
            molar_mass: Some(self.molar_mass),
            temperature: Some(self.temperature),
            friction: self.friction,
            viscosity: self.viscosity,
            terms: self.terms,
            ..Options::default()
        }
    }
}

impl Physics {
    /// Chooses: an option before a file, a file before an assumption.
    pub fn choose(&self, case: &Case) -> Result<Chosen> {
        let mut notes = Vec::new();
        let stated = case.network.mean_gas();
        let temperature = match &self.temperature {
            Some(text) => text
                .parse::<Temperature>()
                .map_err(|error| anyhow!("error: `--temperature {text}`: {error}\n  hint: {}", error.hint()))?
                .si(),
            None => case.temperature.or(stated.temperature).unwrap_or_else(|| {
                notes.push(
                    Finding::warning("no file states a temperature: 288.15 K is assumed")
                        .hint("give --temperature"),
                );
                288.15
            }),
        };
        let wrong = |error: linepack::gas::GasError| anyhow!("error: {error}");
        let equation: Option<EquationOfState> =
            self.eos.as_deref().map(str::parse).transpose().map_err(wrong)?;
        let mut molar_mass = case.molar_mass.or(stated.molar_mass);
        let mut gas = None;
        if let Some(text) = &self.gas {
            let composition: Composition = text.parse().map_err(|error| {
                anyhow!(
                    "error: `--gas {text}`: {error}\n  hint: write --gas \"CH4 0.96, C2H6 0.03, N2 0.01\""
                )
            })?;
            let made = Gas::new(composition, equation.unwrap_or_default()).map_err(wrong)?;
            molar_mass = Some(made.molar_mass());
            gas = Some(Box::new(made));
        }
        let molar_mass = molar_mass.unwrap_or_else(|| {
            notes.push(
                Finding::warning("no file states the gas: 0.0185 kg/mol is assumed").hint("give --gas"),
            );
            0.0185
        });
        let critical = stated.pseudocritical_pressure.zip(stated.pseudocritical_temperature);
        let law = match (equation, critical) {
            (None, None) if gas.is_none() => {
                notes.push(
                    Finding::warning("no file states a law of the gas: an ideal gas is assumed")
                        .hint("give --eos"),
                );
                Compressibility::Constant(1.0)
            }
            (Some(EquationOfState::Constant(z)), _) => Compressibility::Constant(z),
            (Some(EquationOfState::Ideal), _) => Compressibility::Constant(1.0),
            (Some(EquationOfState::Cnga), _) => cnga(molar_mass, temperature),
            (None | Some(EquationOfState::Papay), Some((critical_pressure, critical_temperature))) => {
                Compressibility::Papay { critical_pressure, critical_temperature }
            }
            (Some(EquationOfState::AgaLinear), Some((critical_pressure, critical_temperature))) => {
                Compressibility::AgaLinear { critical_pressure, critical_temperature }
            }
            _ if gas.is_some() => Compressibility::Constant(1.0),
            (other, _) => {
                let name = other.map_or("papay", EquationOfState::name);
                bail!(
                    "error: {name} needs the composition of the gas, or its pseudocritical point in the network\n  hint: give --gas \"CH4 0.96, C2H6 0.03, N2 0.01\""
                )
            }
        };
        let on = |switch: Switch| switch == Switch::On;
        let terms = Terms { inertia: on(self.inertia), convection: on(self.convection), gravity: true };
        let (friction, viscosity) = (friction(&self.friction)?, viscosity(&self.viscosity)?);
        Ok(Chosen { law, gas, molar_mass, temperature, friction, viscosity, terms, notes })
    }
}

/// The CNGA form with its two coefficients: p in Pa above vacuum, G = M/air.
///
/// Source: Srinivasan et al., IEEE Trans. Control Netw. Syst. 10 (2023), after Menon (2005), section 1.9.
fn cnga(molar_mass: f64, temperature: f64) -> Compressibility<'static> {
    let gravity = molar_mass / AIR;
    let a = 344_400.0 * 10_f64.powf(1.785 * gravity) / (1.8 * temperature).powf(3.825);
    Compressibility::Reciprocal { at_vacuum: 1.0 + a * (101_325.0 / PSI), per_pascal: a / PSI }
}

fn friction(text: &str) -> Result<Friction> {
    if let Some(value) = text.strip_prefix("constant:") {
        let lambda = value.parse::<f64>().ok().filter(|lambda| *lambda > 0.0 && lambda.is_finite());
        return lambda.map(Friction::Constant).ok_or_else(|| {
            anyhow!("error: `--friction {text}`: a friction factor is above 0\n  hint: write constant:0.01")
        });
    }
    Ok(match text {
        "colebrook" | "colebrook-white" => Friction::ColebrookWhite,
        "nikuradse" => Friction::Nikuradse,
        "hofer" => Friction::Hofer,
        "swamee-jain" => Friction::SwameeJain,
        "zanke" => Friction::Zanke,
        "chen" => Friction::Chen,
        "aga" => Friction::Aga { drag_factor: 0.96 },
        "panhandle-a" => Friction::PanhandleA,
        "panhandle-b" => Friction::PanhandleB,
        "weymouth" => Friction::Weymouth,
        _ => bail!(
            "error: `--friction {text}` is not known\n  hint: `linepack simulate --help` lists the laws"
        ),
    })
}

fn viscosity(text: &str) -> Result<f64> {
    let number = text.trim().strip_suffix("Pa s").map(str::trim).and_then(|text| text.parse::<f64>().ok());
    number.filter(|value| *value > 0.0 && value.is_finite()).ok_or_else(|| {
        anyhow!("error: `--viscosity {text}` is not read\n  hint: write --viscosity \"1.1e-5 Pa s\"")
    })
}
