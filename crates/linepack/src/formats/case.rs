//! One door to all formats: files in, a network with what they say of its gas and its demand out.

use super::{Imported, gaslib, gastransim, matgas, morgen, pandapipes};
use crate::findings::{Finding, Findings};
use crate::gas::{Composition, Law};
use crate::network::Network;
use crate::scenario::{Nomination, Scenario};
use crate::schedule::Schedule;

/// A file as it was read: its name, and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Name, for the format and for findings.
    pub name: &'a str,
    /// Contents.
    pub bytes: &'a [u8],
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.net` (with `.cs`) of GasLib.
    GasLib,
    /// A folder of GasTranSim or GasSteadySim.
    GasTranSim,
    /// `.net` of morgen.
    Morgen,
    /// `.m` of GasModels.
    Matgas,
    /// JSON of pandapipes.
    Pandapipes,
}

impl Format {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::GasLib => "GasLib",
            Self::GasTranSim => "GasTranSim",
            Self::Morgen => "morgen",
            Self::Matgas => "MATGAS",
            Self::Pandapipes => "pandapipes",
        }
    }

    /// The format of a file, by its name and what it starts with.
    pub fn of(file: &File<'_>) -> Option<Self> {
        let stem = file.name.rsplit(['/', '\\']).next().unwrap_or(file.name).to_lowercase();
        let start = start(file.bytes);
        match stem.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "net" | "xml" if start.starts_with(b"<") => Some(Self::GasLib),
            "net" => Some(Self::Morgen),
            "json" if ["network.json", "params.json", "bc.json"].contains(&stem.as_str()) => {
                Some(Self::GasTranSim)
            }
            "json" => Some(Self::Pandapipes),
            "m" => Some(Self::Matgas),
            _ if start.starts_with(b"<") => Some(Self::GasLib),
            _ => None,
        }
    }
}

/// The contents without byte-order mark and leading blanks.
fn start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes).trim_ascii_start()
}

/// What files say of the gas as a whole, beside the gas of single entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StatedGas {
    /// Molar mass, kg/mol.
    pub molar_mass: Option<f64>,
    /// Temperature, K.
    pub temperature: Option<f64>,
    /// Compressibility.
    pub law: Option<Law>,
    /// Dynamic viscosity, Pa s.
    pub viscosity: Option<f64>,
    /// Mole fractions.
    pub composition: Option<Composition>,
}

impl StatedGas {
    /// This gas, with what it leaves open taken from another.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            molar_mass: self.molar_mass.or(other.molar_mass),
            temperature: self.temperature.or(other.temperature),
            law: self.law.or(other.law),
            viscosity: self.viscosity.or(other.viscosity),
            composition: self.composition.or_else(|| other.composition.clone()),
        }
    }
}

/// All that the files of a network say.
#[derive(Debug, Clone)]
pub struct Case {
    /// The network.
    pub network: Network,
    /// What is asked of it, in formats that keep both in one place.
    pub scenario: Option<Scenario>,
    /// The gas.
    pub gas: StatedGas,
    /// The format it was read from.
    pub format: Format,
}

/// All that the file of a scenario says.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// What is asked.
    pub scenario: Scenario,
    /// The gas, in formats that put it there.
    pub gas: StatedGas,
}

/// Reads the files of a network: the network file, or all files of its folder; a GasLib `.cs` may follow.
///
/// ```
/// use linepack::formats::{File, read};
/// let file = File { name: "pair.net", bytes: b"P,1,2,1000.0,0.5,0,0.0001\n" };
/// assert_eq!(read(&[file]).unwrap().value.network.nodes().len(), 2);
/// ```
pub fn read(files: &[File<'_>]) -> Result<Imported<Case>, Findings> {
    let Some(first) = files.iter().find(|file| Format::of(file).is_some() && !is_station(file)) else {
        let name = files.first().map_or("", |file| file.name);
        return Err(Finding::error("the format of the network is not known")
            .at(name, 1)
            .hint(
                "known are GasLib .net, morgen .net, MATGAS .m, pandapipes .json, and folders of GasTranSim",
            )
            .into());
    };
    match Format::of(first) {
        Some(Format::GasTranSim) => folder(files),
        Some(Format::Matgas) => matgas::read(utf8(first)?, first.name),
        Some(Format::Pandapipes) => pandapipes::read(utf8(first)?, first.name),
        Some(Format::Morgen) => {
            let text = utf8(first)?;
            let Imported { value: network, notes } = morgen::read_network(text, first.name)?;
            Ok(case(network, None, StatedGas::default(), Format::Morgen, notes))
        }
        _ => {
            let Imported { value: mut network, mut notes } = gaslib::read(first.bytes, first.name)?;
            for stations in files.iter().filter(|file| is_station(file)) {
                let read = gaslib::read_stations(stations.bytes, stations.name, &network)?;
                network = read.value;
                notes.extend(read.notes);
            }
            Ok(case(network, None, StatedGas::default(), Format::GasLib, notes))
        }
    }
}

fn is_station(file: &File<'_>) -> bool {
    file.name.to_lowercase().ends_with(".cs")
}

fn case(
    network: Network,
    scenario: Option<Scenario>,
    gas: StatedGas,
    format: Format,
    notes: Vec<Finding>,
) -> Imported<Case> {
    Imported { value: Case { network, scenario, gas, format }, notes }
}

/// A folder of GasTranSim, at its initial time.
fn folder(files: &[File<'_>]) -> Result<Imported<Case>, Findings> {
    let find = |name: &str| files.iter().find(|file| file.name.to_lowercase().ends_with(name));
    let need = |name: &str| -> Result<&str, Findings> {
        match find(name) {
            Some(file) => utf8(file),
            None => Err(Finding::error(format!("`{name}` is missing"))
                .at(files.first().map_or("", |file| file.name), 1)
                .hint("give the folder with network.json, params.json and bc.json")
                .into()),
        }
    };
    let texts = gastransim::Folder {
        network: need("network.json")?,
        parameters: need("params.json")?,
        boundary: need("bc.json")?,
        initial: find("ic.json").map(utf8).transpose()?,
    };
    let Imported { value, mut notes } = gastransim::read(&texts)?;
    let mut scenario = at_start(&value.schedule);
    "bc.json".clone_into(&mut scenario.name);
    notes.push(Finding::note(format!("the boundary is taken at its start, {} s", value.schedule.start)));
    let gas = StatedGas {
        molar_mass: Some(value.molar_mass),
        temperature: Some(value.temperature),
        ..StatedGas::default()
    };
    Ok(case(value.network, Some(scenario), gas, Format::GasTranSim, notes))
}

/// What a schedule asks at its start.
fn at_start(schedule: &Schedule) -> Scenario {
    let start = schedule.start;
    let mut scenario = Scenario::default();
    for (node, series) in &schedule.flows {
        scenario.inflows.insert(node.clone(), Nomination::Fixed(series.after(start)));
    }
    for (node, series) in &schedule.pressures {
        scenario.pressures.insert(node.clone(), series.after(start));
    }
    for (element, control) in &schedule.controls {
        scenario.settings.insert(element.clone(), control.after(start));
    }
    scenario
}

/// Reads the file of a scenario for a network.
pub fn read_scenario(file: &File<'_>, network: &Network) -> Result<Imported<Asked>, Findings> {
    if start(file.bytes).starts_with(b"<") {
        let Imported { value, notes } = gaslib::read_scenario(file.bytes, file.name, network)?;
        return Ok(Imported { value: Asked { scenario: value, gas: StatedGas::default() }, notes });
    }
    if file.name.to_lowercase().ends_with(".ini") {
        let Imported { value, mut notes } = morgen::read_scenario(utf8(file)?, file.name, network)?;
        notes.push(Finding::note(format!("the boundary is taken at its start, {} s", value.schedule.start)));
        let gas = StatedGas {
            molar_mass: Some(value.molar_mass),
            temperature: Some(value.temperature),
            ..StatedGas::default()
        };
        return Ok(Imported { value: Asked { scenario: at_start(&value.schedule), gas }, notes });
    }
    Err(Finding::error("the format of the scenario is not known")
        .at(file.name, 1)
        .hint("known are GasLib .scn and morgen .ini")
        .into())
}

/// The text of a file.
pub(super) fn utf8<'a>(file: &File<'a>) -> Result<&'a str, Findings> {
    if file.bytes.starts_with(&[0xFF, 0xFE]) || file.bytes.starts_with(&[0xFE, 0xFF]) {
        let finding = Finding::error("the file is encoded in UTF-16").at(file.name, 1);
        return Err(finding.hint("save it as UTF-8").into());
    }
    let bytes = file.bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(file.bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().map(|&byte| u32::from(byte == b'\n')).sum::<u32>();
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or(0);
        Finding::error(format!("byte 0x{byte:02X} is not UTF-8"))
            .at(file.name, line)
            .hint("save the file as UTF-8")
            .into()
    })
}
