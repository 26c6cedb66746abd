//! Where pipes meet, and where gas enters or leaves.

use serde::{Deserialize, Serialize};

/// What a node is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// Gas may enter here.
    Entry,
    /// Gas may leave here.
    Exit,
    /// Gas may enter here or leave: a store. Its flow limits count into the network, so the lower one is negative.
    Storage,
    /// Gas only passes.
    Junction,
}

impl NodeKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Exit => "exit",
            Self::Storage => "storage",
            Self::Junction => "junction",
        }
    }
}

/// A place of one pressure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Name.
    pub id: String,
    /// What it is for.
    pub kind: NodeKind,
    /// Height above a common level, m.
    pub height: f64,
    /// Least pressure allowed, Pa absolute.
    pub pressure_min: Option<f64>,
    /// Greatest pressure allowed, Pa absolute.
    pub pressure_max: Option<f64>,
    /// Least flow through the entry or exit, kg/s, in its own direction.
    pub flow_min: Option<f64>,
    /// Greatest flow through the entry or exit, kg/s, in its own direction.
    pub flow_max: Option<f64>,
    /// The gas that enters here, as far as it is stated.
    pub gas: Option<EntryGas>,
    /// Longitude and latitude in degrees (WGS 84), if known.
    pub position: Option<(f64, f64)>,
    /// Place in the file's own drawing, x to the right and y upwards, in its own unit, if there is one.
    pub drawn: Option<(f64, f64)>,
    /// Line of the file where it is described.
    pub line: Option<u32>,
}

impl Node {
    /// A node at height zero without limits.
    pub fn new(id: impl Into<String>, kind: NodeKind) -> Self {
        Self {
            id: id.into(),
            kind,
            height: 0.0,
            pressure_min: None,
            pressure_max: None,
            flow_min: None,
            flow_max: None,
            gas: None,
            position: None,
            drawn: None,
            line: None,
        }
    }
}

/// The gas of an entry in the few numbers that network files carry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct EntryGas {
    /// Molar mass, kg/mol.
    pub molar_mass: Option<f64>,
    /// Density in the file's normal state, kg/m³.
    pub normal_density: Option<f64>,
    /// Pseudocritical pressure, Pa.
    pub pseudocritical_pressure: Option<f64>,
    /// Pseudocritical temperature, K.
    pub pseudocritical_temperature: Option<f64>,
    /// Temperature at which it enters, K.
    pub temperature: Option<f64>,
    /// Calorific value per volume in the file's normal state, J/m³.
    pub calorific_value: Option<f64>,
    /// Coefficients A, B, C of the molar isobaric heat capacity A + B T + C T², J/(mol K), T in K.
    pub heat_capacity: [Option<f64>; 3],
}

impl EntryGas {
    /// The plain mean of every value over the gases that state it.
    pub fn mean<'a>(gases: impl IntoIterator<Item = &'a Self>) -> Self {
        let gases: Vec<&Self> = gases.into_iter().collect();
        let of = |value: fn(&Self) -> Option<f64>| {
            let (sum, count) = gases
                .iter()
                .filter_map(|gas| value(gas))
                .fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
            (count > 0.0).then(|| sum / count)
        };
        Self {
            molar_mass: of(|gas| gas.molar_mass),
            normal_density: of(|gas| gas.normal_density),
            pseudocritical_pressure: of(|gas| gas.pseudocritical_pressure),
            pseudocritical_temperature: of(|gas| gas.pseudocritical_temperature),
            temperature: of(|gas| gas.temperature),
            calorific_value: of(|gas| gas.calorific_value),
            heat_capacity: [
                of(|gas| gas.heat_capacity[0]),
                of(|gas| gas.heat_capacity[1]),
                of(|gas| gas.heat_capacity[2]),
            ],
        }
    }
}
