//! What is built: nodes joined by pipes, valves and compressor stations.
//!
//! A [`Network`] that exists is sound: names are unique, every link has two different ends that
//! exist, every number is finite and in its physical range. Names are for the outside; inside, a
//! node and a link are their place in the list. What is asked of it is a
//! [`Scenario`](crate::scenario::Scenario).

mod check;
mod compressor;
mod element;
mod node;
mod topology;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::findings::{Finding, Findings};

pub(crate) use compressor::biquadratic;
pub use compressor::{
    CompressorStation, CompressorUnit, Configuration, Drive, DriveKind, PistonCompressor, Stage,
    TurboCompressor, UnitKind,
};
pub use element::{ControlValve, Element, Fitting, Heater, Link, Pipe, Resistor, Valve};
pub use node::{EntryGas, Node, NodeKind};
pub use topology::Topology;

/// Largest number of nodes, and of links, that one network may have.
pub const SIZE_LIMIT: usize = 20_000_000;

/// A network as a file or a caller describes it, before it was checked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Name of the file it came from, for findings.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Nodes in any order.
    pub nodes: Vec<Node>,
    /// Links in any order.
    pub links: Vec<Link>,
}

/// A sound network.
///
/// ```
/// use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
/// let description = Description {
///     nodes: vec![Node::new("field", NodeKind::Entry), Node::new("city", NodeKind::Exit)],
///     links: vec![Link::new("line", "field", "city", Element::Pipe(Pipe::new(100e3, 1.0, 1e-5)))],
///     ..Description::default()
/// };
/// let (network, _) = Network::new(description).unwrap();
/// assert_eq!(network.node("city"), Some(1));
/// assert_eq!(network.ends(0), (0, 1));
/// ```
#[derive(Debug, Clone)]
pub struct Network {
    description: Description,
    ends: Vec<(u32, u32)>,
    node_of: HashMap<String, u32>,
    link_of: HashMap<String, u32>,
    topology: Topology,
}

impl Network {
    /// Checks a description; gives the network with warnings and notes, or every mistake found.
    pub fn new(description: Description) -> Result<(Self, Vec<Finding>), Findings> {
        let checked = check::check(&description)?;
        let topology = Topology::new(description.nodes.len(), &checked.ends);
        let network = Self {
            description,
            ends: checked.ends,
            node_of: checked.node_of,
            link_of: checked.link_of,
            topology,
        };
        Ok((network, checked.findings))
    }

    /// Name of the file the network came from; empty if it came from none.
    pub fn source(&self) -> &str {
        &self.description.source
    }

    /// Title of the network.
    pub fn title(&self) -> &str {
        &self.description.title
    }

    /// The nodes, in the order given.
    pub fn nodes(&self) -> &[Node] {
        &self.description.nodes
    }

    /// The links, in the order given.
    pub fn links(&self) -> &[Link] {
        &self.description.links
    }

    /// Place of the node of this name.
    pub fn node(&self, id: &str) -> Option<usize> {
        self.node_of.get(id).map(|&i| i as usize)
    }

    /// Place of the link of this name.
    pub fn link(&self, id: &str) -> Option<usize> {
        self.link_of.get(id).map(|&i| i as usize)
    }

    /// Places of the nodes at the `from` and the `to` end of a link.
    ///
    /// # Panics
    /// When there is no such link.
    pub fn ends(&self, link: usize) -> (usize, usize) {
        let (from, to) = self.ends[link];
        (from as usize, to as usize)
    }

    /// Which links meet at which node.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// The gas of the network as its entries state it: the plain mean of each stated value.
    ///
    /// The mean does not weigh by flow, so it is one gas for every scenario of a network.
    pub fn mean_gas(&self) -> EntryGas {
        EntryGas::mean(self.nodes().iter().filter_map(|node| node.gas.as_ref()))
    }

    /// A network with parts of another kind put into its links, such as the machines of a station file.
    pub fn with_description(
        &self,
        change: impl FnOnce(&mut Description),
    ) -> Result<(Self, Vec<Finding>), Findings> {
        let mut description = self.description.clone();
        change(&mut description);
        Self::new(description)
    }
}
