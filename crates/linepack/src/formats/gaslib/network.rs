//! `.net`: nodes and connections.

use std::collections::HashSet;

use super::quantity::{Dimension, quantity};
use crate::findings::{Finding, Findings};
use crate::formats::Imported;
use crate::formats::xml::XmlElement;
use crate::network::{
    CompressorStation, ControlValve, Description, Element, EntryGas, Fitting, Link, Network, Node, NodeKind,
    Pipe, Resistor, Valve,
};

pub(super) fn read(root: &XmlElement, file: &str) -> Result<Imported<Network>, Findings> {
    if root.name != "network" {
        let text = format!("the root element is `{}`, not `network`", root.name);
        return Err(Finding::error(text).at(file, root.line).hint("give the .net file first").into());
    }
    let mut reader = NetReader { file, normal_density: None, unused: HashSet::new(), notes: Vec::new() };
    let mut description = Description {
        source: file.to_owned(),
        title: root
            .child("information")
            .and_then(|information| information.child("title"))
            .map_or_else(String::new, |title| title.text.trim().to_owned()),
        nodes: Vec::new(),
        links: Vec::new(),
    };
    for element in
        root.children.iter().filter(|child| child.name == "nodes").flat_map(|nodes| &nodes.children)
    {
        description.nodes.extend(reader.node(element));
    }
    reader.choose_normal_density(&description.nodes);
    reader.node_flows(root, &mut description.nodes);
    for element in root.children.iter().filter(|c| c.name == "connections").flat_map(|c| &c.children) {
        description.links.extend(reader.link(element));
    }
    let mut notes = Findings::refuse_errors(reader.notes)?;
    let (network, findings) = Network::new(description)?;
    notes.extend(findings);
    Ok(Imported { value: network, notes })
}

struct NetReader<'a> {
    file: &'a str,
    normal_density: Option<f64>,
    /// Names of values not used, each said once.
    unused: HashSet<String>,
    notes: Vec<Finding>,
}

impl NetReader<'_> {
    /// Keeps a mistake for the list and goes on.
    fn take<T>(&mut self, result: Result<T, Box<Finding>>) -> Option<T> {
        result.map_err(|finding| self.notes.push(*finding)).ok()
    }

    fn optional(&mut self, of: &XmlElement, name: &str, dimension: Dimension, owner: &str) -> Option<f64> {
        let child = of.child(name)?;
        self.take(quantity(child, dimension, owner, self.file))
    }

    fn required(&mut self, of: &XmlElement, name: &str, dimension: Dimension, owner: &str) -> Option<f64> {
        if of.child(name).is_none() {
            let text = format!("{owner} has no {name}");
            self.notes.push(
                Finding::error(text).at(self.file, of.line).about(owner).hint(format!("add <{name} …/>")),
            );
        }
        self.optional(of, name, dimension, owner)
    }

    /// A flow limit in kg/s.
    fn flow(&mut self, of: &XmlElement, name: &str, owner: &str) -> Option<f64> {
        let volume = self.optional(of, name, Dimension::NormalFlow, owner)?;
        if self.normal_density.is_none() && volume != 0.0 {
            let text = format!("{name} of {owner} is a volume, and no entry states its normDensity");
            let finding = Finding::error(text).at(self.file, of.line).about(owner);
            self.notes.push(finding.hint("add normDensity to a source"));
        }
        Some(volume * self.normal_density.unwrap_or(1.0))
    }

    fn id<'e>(&mut self, element: &'e XmlElement) -> Option<&'e str> {
        let id = element.attribute("id");
        if id.is_none() {
            let text = format!("a `{}` has no id", element.name);
            self.notes.push(Finding::error(text).at(self.file, element.line).hint("add id=\"…\""));
        }
        id
    }

    fn unknown(&mut self, element: &XmlElement, owner: &str, known: &[&str]) {
        for child in &element.children {
            if !known.contains(&child.name.as_str()) && self.unused.insert(child.name.clone()) {
                let text = format!("`{}` of {owner} is not used", child.name);
                self.notes.push(Finding::note(text).at(self.file, child.line).about(owner));
            }
        }
    }

    fn node(&mut self, element: &XmlElement) -> Option<Node> {
        let kind = match element.name.as_str() {
            "source" => NodeKind::Entry,
            "sink" => NodeKind::Exit,
            "innode" => NodeKind::Junction,
            other => {
                let text = format!("a node of unknown kind `{other}`");
                let finding = Finding::error(text).at(self.file, element.line);
                self.notes.push(finding.hint("known are source, sink and innode"));
                return None;
            }
        };
        let id = self.id(element)?.to_owned();
        let owner = format!("{} `{id}`", kind.word());
        self.unknown(element, &owner, NODE_CHILDREN);
        let mut node = Node::new(id, kind);
        node.line = Some(element.line);
        node.height = self.optional(element, "height", Dimension::Length, &owner).unwrap_or(0.0);
        node.pressure_min = self.optional(element, "pressureMin", Dimension::Pressure, &owner);
        node.pressure_max = self.optional(element, "pressureMax", Dimension::Pressure, &owner);
        let number = |name: &str| element.attribute(name).and_then(|text| text.trim().parse::<f64>().ok());
        node.position = number("geoWGS84Long").zip(number("geoWGS84Lat"));
        node.drawn = number("x").zip(number("y"));
        if kind == NodeKind::Entry {
            let mut of = |name, dimension| self.optional(element, name, dimension, &owner);
            node.gas = Some(EntryGas {
                molar_mass: of("molarMass", Dimension::MolarMass),
                normal_density: of("normDensity", Dimension::NormalDensity),
                pseudocritical_pressure: of("pseudocriticalPressure", Dimension::Pressure),
                pseudocritical_temperature: of("pseudocriticalTemperature", Dimension::Temperature),
                temperature: of("gasTemperature", Dimension::Temperature),
                calorific_value: of("calorificValue", Dimension::CalorificValue),
                heat_capacity: [
                    of("coefficient-A-heatCapacity", Dimension::None),
                    of("coefficient-B-heatCapacity", Dimension::None),
                    of("coefficient-C-heatCapacity", Dimension::None),
                ],
            });
        }
        Some(node)
    }

    /// The flow limits of nodes, which need the normal density of all entries.
    fn node_flows(&mut self, root: &XmlElement, nodes: &mut [Node]) {
        let mut elements =
            root.children.iter().filter(|child| child.name == "nodes").flat_map(|nodes| &nodes.children);
        for node in nodes {
            // Elements that gave no node were mistakes and have no partner here.
            let Some(element) = elements.find(|e| e.attribute("id") == Some(node.id.as_str())) else { break };
            let owner = format!("{} `{}`", node.kind.word(), node.id);
            node.flow_min = self.flow(element, "flowMin", &owner);
            node.flow_max = self.flow(element, "flowMax", &owner);
        }
    }

    fn choose_normal_density(&mut self, nodes: &[Node]) {
        let gases: Vec<&EntryGas> = nodes.iter().filter_map(|node| node.gas.as_ref()).collect();
        let mean = EntryGas::mean(gases.iter().copied());
        self.normal_density = mean.normal_density;
        let Some(density) = mean.normal_density else { return };
        let spread =
            gases.iter().filter_map(|gas| gas.normal_density).any(|own| (own / density - 1.0).abs() > 1e-9);
        let fit = mean.molar_mass.map(|molar_mass| {
            // Ideal molar volume at 0 °C, 0.022414 m³/mol; a real gas is within 0.5 % of it, the two states are
            // 5.5 % apart.
            let at = |kelvin: f64| molar_mass / (0.022_413_97 * kelvin / 273.15);
            let (zero, fifteen) = (at(273.15), at(288.15));
            if (density / zero - 1.0).abs() < (density / fifteen - 1.0).abs() {
                format!("fits a normal volume at 0 °C ({zero:.4} kg/m³ for this molar mass), not 15 °C ({fifteen:.4})")
            } else {
                format!("fits a normal volume at 15 °C ({fifteen:.4} kg/m³ for this molar mass), not 0 °C ({zero:.4})")
            }
        });
        let text = format!(
            "flows are read as mass = normal volume × normDensity, {density} kg/m³{}{}",
            if spread { " (mean over the entries)" } else { "" },
            fit.map_or_else(String::new, |fit| format!("; it {fit}")),
        );
        self.notes.push(Finding::note(text));
    }

    fn link(&mut self, element: &XmlElement) -> Option<Link> {
        let id = self.id(element)?.to_owned();
        let end = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
        let owner = format!("{} `{id}`", element.name);
        let of = |reader: &mut Self, name, dimension| reader.optional(element, name, dimension, &owner);
        let what = match element.name.as_str() {
            "pipe" => {
                let length = self.required(element, "length", Dimension::Length, &owner);
                let diameter = self.required(element, "diameter", Dimension::Length, &owner);
                let roughness = self.required(element, "roughness", Dimension::Length, &owner);
                let mut pipe = Pipe::new(length?, diameter?, roughness?);
                pipe.pressure_max = of(self, "pressureMax", Dimension::Pressure);
                pipe.heat_transfer_coefficient = of(self, "heatTransferCoefficient", Dimension::HeatTransfer);
                pipe.friction_factor = of(self, "frictionFactor", Dimension::None);
                Element::Pipe(pipe)
            }
            "shortPipe" => Element::ShortPipe,
            "resistor" => Element::Resistor(self.resistor(element, &owner)?),
            "valve" => Element::Valve(Valve {
                pressure_differential_max: of(self, "pressureDifferentialMax", Dimension::PressureDifference),
            }),
            "controlValve" => Element::ControlValve(ControlValve {
                pressure_in_min: of(self, "pressureInMin", Dimension::Pressure),
                pressure_out_max: of(self, "pressureOutMax", Dimension::Pressure),
                pressure_differential_min: of(self, "pressureDifferentialMin", Dimension::PressureDifference),
                pressure_differential_max: of(self, "pressureDifferentialMax", Dimension::PressureDifference),
                inlet: self.fitting(element, "In", &owner),
                outlet: self.fitting(element, "Out", &owner),
                bypass: element.attribute("internalBypassRequired") == Some("1"),
                preheater: element.attribute("gasPreheaterExisting") == Some("1"),
            }),
            "compressorStation" => Element::CompressorStation(Box::new(CompressorStation {
                pressure_in_min: of(self, "pressureInMin", Dimension::Pressure),
                pressure_out_max: of(self, "pressureOutMax", Dimension::Pressure),
                inlet: self.fitting(element, "In", &owner),
                outlet: self.fitting(element, "Out", &owner),
                bypass: element.attribute("internalBypassRequired") != Some("0"),
                cooler: element.attribute("gasCoolerExisting") == Some("1"),
                fuel_node: element.attribute("fuelGasVertex").map(str::to_owned),
                ..CompressorStation::default()
            })),
            other => {
                let finding = Finding::error(format!("`{id}` is of unknown kind `{other}`"))
                    .at(self.file, element.line);
                self.notes.push(
                    finding.about(&id).hint(
                        "known are pipe, shortPipe, resistor, valve, controlValve and compressorStation",
                    ),
                );
                return None;
            }
        };
        self.unknown(element, &owner, LINK_CHILDREN);
        let flow_min = self.flow(element, "flowMin", &owner);
        let flow_max = self.flow(element, "flowMax", &owner);
        Some(Link {
            id,
            from: end("from"),
            to: end("to"),
            flow_min,
            flow_max,
            element: what,
            line: Some(element.line),
        })
    }

    fn resistor(&mut self, element: &XmlElement, owner: &str) -> Option<Resistor> {
        if element.child("pressureLoss").is_some() {
            let pressure = self.optional(element, "pressureLoss", Dimension::PressureDifference, owner)?;
            return Some(Resistor::FixedLoss { pressure });
        }
        let factor = self.required(element, "dragFactor", Dimension::None, owner);
        let diameter = self.required(element, "diameter", Dimension::Length, owner);
        Some(Resistor::Drag { factor: factor?, diameter: diameter? })
    }

    fn fitting(&mut self, element: &XmlElement, side: &str, owner: &str) -> Fitting {
        Fitting {
            pressure_loss: self.optional(
                element,
                &format!("pressureLoss{side}"),
                Dimension::PressureDifference,
                owner,
            ),
            drag_factor: self.optional(element, &format!("dragFactor{side}"), Dimension::None, owner),
            diameter: self.optional(element, &format!("diameter{side}"), Dimension::Length, owner),
        }
    }
}

const NODE_CHILDREN: &[&str] = &[
    "height",
    "pressureMin",
    "pressureMax",
    "flowMin",
    "flowMax",
    "gasTemperature",
    "calorificValue",
    "normDensity",
    "coefficient-A-heatCapacity",
    "coefficient-B-heatCapacity",
    "coefficient-C-heatCapacity",
    "molarMass",
    "pseudocriticalPressure",
    "pseudocriticalTemperature",
];

const LINK_CHILDREN: &[&str] = &[
    "flowMin",
    "flowMax",
    "length",
    "diameter",
    "roughness",
    "pressureMax",
    "heatTransferCoefficient",
    "frictionFactor",
    "dragFactor",
    "pressureLoss",
    "pressureDifferentialMin",
    "pressureDifferentialMax",
    "pressureInMin",
    "pressureOutMax",
    "pressureLossIn",
    "pressureLossOut",
    "dragFactorIn",
    "dragFactorOut",
    "diameterIn",
    "diameterOut",
];
