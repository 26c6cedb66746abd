//! `.cs`: machines, drives and configurations of compressor stations.

use super::quantity::{Dimension, quantity};
use crate::findings::{Finding, Findings};
use crate::formats::Imported;
use crate::formats::xml::XmlElement;
use crate::network::{
    CompressorUnit, Configuration, Drive, DriveKind, Element, Network, PistonCompressor, Stage,
    TurboCompressor, UnitKind,
};

pub(super) fn read(root: &XmlElement, file: &str, network: &Network) -> Result<Imported<Network>, Findings> {
    let mut reader = StationReader { file, notes: Vec::new() };
    let mut stations = Vec::new();
    for element in root.children.iter().filter(|child| child.name == "compressorStation") {
        let id = element.attribute("id").unwrap_or_default();
        let place = network
            .link(id)
            .filter(|&link| matches!(network.links()[link].element, Element::CompressorStation(_)));
        match place {
            Some(link) => stations.push((link, reader.station(element))),
            None => reader.refuse(
                format!("compressor station `{id}` is not in network `{}`", network.source()),
                element,
                "check that stations and network belong together",
            ),
        }
    }
    let mut notes = Findings::refuse_errors(reader.notes)?;
    let (network, findings) = network.with_description(|description| {
        for (link, parts) in stations {
            if let Element::CompressorStation(station) = &mut description.links[link].element {
                station.units = parts.units;
                station.drives = parts.drives;
                station.configurations = parts.configurations;
            }
        }
    })?;
    notes.extend(findings);
    Ok(Imported { value: network, notes })
}

#[derive(Default)]
struct Parts {
    units: Vec<CompressorUnit>,
    drives: Vec<Drive>,
    configurations: Vec<Configuration>,
}

struct StationReader<'a> {
    file: &'a str,
    notes: Vec<Finding>,
}

impl StationReader<'_> {
    fn refuse(&mut self, text: String, element: &XmlElement, hint: &str) {
        self.notes.push(Finding::error(text).at(self.file, element.line).hint(hint));
    }

    fn station(&mut self, station: &XmlElement) -> Parts {
        let mut parts = Parts::default();
        let list = |name: &str| station.child(name).map_or(&[][..], |child| child.children.as_slice());
        for element in list("compressors") {
            parts.units.extend(self.unit(element));
        }
        for element in list("drives") {
            parts.drives.extend(self.drive(element));
        }
        for element in list("configurations") {
            let stages = element.children.iter().filter(|child| child.name == "stage").map(|stage| Stage {
                units: stage
                    .children
                    .iter()
                    .filter_map(|unit| unit.attribute("id"))
                    .map(str::to_owned)
                    .collect(),
            });
            let id = element.attribute("confId").unwrap_or_default().to_owned();
            parts.configurations.push(Configuration { id, stages: stages.collect() });
        }
        self.references(station, &parts);
        parts
    }

    /// Every configuration names machines, and every machine a drive, that are there.
    fn references(&mut self, station: &XmlElement, parts: &Parts) {
        for unit in &parts.units {
            if !parts.drives.iter().any(|drive| drive.id == unit.drive) {
                let text =
                    format!("compressor `{}` names the drive `{}`, which is not there", unit.id, unit.drive);
                self.refuse(text, station, "name one of the drives of this station");
            }
            if unit.speed_min > unit.speed_max {
                let text = format!(
                    "compressor `{}` has speedMin {} above speedMax {}",
                    unit.id, unit.speed_min, unit.speed_max
                );
                self.refuse(text, station, "exchange the two");
            }
        }
        for configuration in &parts.configurations {
            for id in configuration.stages.iter().flat_map(|stage| &stage.units) {
                if !parts.units.iter().any(|unit| unit.id == *id) {
                    let text = format!(
                        "configuration `{}` names the compressor `{id}`, which is not there",
                        configuration.id
                    );
                    self.refuse(text, station, "name one of the compressors of this station");
                }
            }
        }
    }

    fn number(&mut self, of: &XmlElement, name: &str, dimension: Dimension) -> Option<f64> {
        let owner = format!("{} `{}`", of.name, of.attribute("id").unwrap_or_default());
        let Some(child) = of.child(name) else {
            self.refuse(format!("{owner} has no {name}"), of, "add it; the file's schema requires it");
            return None;
        };
        quantity(child, dimension, &owner, self.file).map_err(|finding| self.notes.push(*finding)).ok()
    }

    fn coefficients<const N: usize>(&mut self, of: &XmlElement, name: &str) -> Option<[f64; N]> {
        let mut values = [0.0; N];
        for (i, value) in values.iter_mut().enumerate() {
            *value = self.number(of, &format!("{name}_coeff_{}", i + 1), Dimension::None)?;
        }
        Some(values)
    }

    fn unit(&mut self, element: &XmlElement) -> Option<CompressorUnit> {
        let kind = match element.name.as_str() {
            "turboCompressor" => UnitKind::Turbo(TurboCompressor {
                head: self.coefficients(element, "n_isoline")?,
                efficiency: self.coefficients(element, "eta_ad_isoline")?,
                surge_line: self.coefficients(element, "surgeline")?,
                choke_line: self.coefficients(element, "chokeline")?,
            }),
            "pistonCompressor" => UnitKind::Piston(PistonCompressor {
                operating_volume: self.number(element, "operatingVolume", Dimension::Volume)?,
                efficiency: self.number(element, "adiabaticEfficiency", Dimension::None)?,
                torque_max: element
                    .child("maximalTorque")
                    .and_then(|_| self.number(element, "maximalTorque", Dimension::Torque)),
                ratio_max: element
                    .child("maximalCompressionRatio")
                    .and_then(|_| self.number(element, "maximalCompressionRatio", Dimension::None)),
            }),
            other => {
                self.refuse(
                    format!("a compressor of unknown kind `{other}`"),
                    element,
                    "known are turboCompressor and pistonCompressor",
                );
                return None;
            }
        };
        Some(CompressorUnit {
            id: element.attribute("id").unwrap_or_default().to_owned(),
            drive: element.attribute("drive").unwrap_or_default().to_owned(),
            speed_min: self.number(element, "speedMin", Dimension::Speed)?,
            speed_max: self.number(element, "speedMax", Dimension::Speed)?,
            kind,
        })
    }

    fn drive(&mut self, element: &XmlElement) -> Option<Drive> {
        let kind = match element.name.as_str() {
            "gasTurbine" => DriveKind::GasTurbine,
            "gasDrivenMotor" => DriveKind::GasEngine,
            "electricMotor" => DriveKind::ElectricMotor,
            "steamTurbine" => DriveKind::SteamTurbine,
            other => {
                self.refuse(
                    format!("a drive of unknown kind `{other}`"),
                    element,
                    "known are gasTurbine, gasDrivenMotor, electricMotor and steamTurbine",
                );
                return None;
            }
        };
        let power = if element.child("power_fun_coeff_9").is_some() {
            self.coefficients::<9>(element, "power_fun")?.to_vec()
        } else {
            self.coefficients::<3>(element, "power_fun")?.to_vec()
        };
        Some(Drive {
            id: element.attribute("id").unwrap_or_default().to_owned(),
            kind,
            energy_rate: self.coefficients(element, "energy_rate_fun")?,
            power,
        })
    }
}
