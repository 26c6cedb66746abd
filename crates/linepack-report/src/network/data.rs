//! What the page's script draws from: the network, its state and its places as columns of numbers, SI.

use linepack::network::{Element, Network, NodeKind};
use linepack::scenario::Scenario;
use linepack::solution::Solution;
use serde::Serialize;

use super::places::{Origin, Places};
use super::share::{self, Share};

/// The whole picture.
#[derive(Debug, Serialize)]
pub(crate) struct Data<'a> {
    size: [f64; 2],
    /// Outlines, lakes, borders; kilometres a unit.
    ground: Option<(&'a [String; 3], f64)>,
    pub(crate) nodes: Nodes<'a>,
    pub(crate) links: Links<'a>,
}

/// Columns of the nodes.
#[derive(Debug, Serialize)]
pub(crate) struct Nodes<'a> {
    id: Vec<&'a str>,
    /// entry, exit, junction.
    kind: Vec<&'static str>,
    x: Vec<f64>,
    y: Vec<f64>,
    height: Vec<f64>,
    /// Pa absolute.
    pub(crate) pressure: Vec<Option<f64>>,
    /// K.
    temperature: Vec<f64>,
    /// kg/s into the network.
    inflow: Vec<f64>,
    least: Vec<Option<f64>>,
    greatest: Vec<Option<f64>>,
    pub(crate) share: Vec<Option<f64>>,
    limit: Vec<Option<&'static str>>,
    pub(crate) broken: Vec<Vec<String>>,
}

/// Columns of the elements.
#[derive(Debug, Serialize)]
pub(crate) struct Links<'a> {
    id: Vec<&'a str>,
    pub(crate) kind: Vec<&'static str>,
    from: Vec<usize>,
    to: Vec<usize>,
    /// kg/s.
    pub(crate) flow: Vec<f64>,
    mode: Vec<&'static str>,
    /// Of a pipe, m.
    length: Vec<Option<f64>>,
    diameter: Vec<Option<f64>>,
    pub(crate) share: Vec<Option<f64>>,
    limit: Vec<Option<&'static str>>,
    pub(crate) broken: Vec<Vec<String>>,
}

impl<'a> Data<'a> {
    /// Gathers the columns.
    pub(crate) fn new(
        network: &'a Network,
        scenario: &Scenario,
        solution: &Solution,
        places: &'a Places,
    ) -> Self {
        let at_nodes = share::nodes(network, scenario, solution);
        let at_links = share::links(network, solution, &at_nodes);
        let (mut nodes_broken, mut links_broken) =
            (vec![Vec::new(); network.nodes().len()], vec![Vec::new(); network.links().len()]);
        for violation in &solution.violations {
            let (node, link) = (network.node(&violation.element), network.link(&violation.element));
            // A node and an element may bear the same name; only nodes have nominations and pressures of their own.
            let at_node = node.filter(|_| link.is_none() || is_of_node(&violation.limit));
            match (at_node, link) {
                (Some(node), _) => {
                    let what = network.nodes()[node].kind.word();
                    nodes_broken[node].push(share::sentence(violation, &capital(what)));
                }
                (None, Some(link)) => {
                    let what = network.links()[link].element.words();
                    links_broken[link].push(share::sentence(violation, &capital(what)));
                }
                (None, None) => {}
            }
        }
        let (nodes, links) = (network.nodes(), network.links());
        let round = |value: f64| (value * 100.0).round() / 100.0;
        let pipe = |of: fn(&linepack::network::Pipe) -> f64| {
            let value = |element: &Element| match element {
                Element::Pipe(pipe) => Some(of(pipe)),
                _ => None,
            };
            links.iter().map(|link| value(&link.element)).collect()
        };
        let limits = |id: &str| scenario.pressure_limits.get(id).copied().unwrap_or_default();
        let share = |shares: &[Option<Share>]| shares.iter().map(|at| at.map(|at| at.share)).collect();
        let words = |shares: &[Option<Share>]| shares.iter().map(|at| at.map(|at| at.limit)).collect();
        Self {
            size: [round(places.size.0), round(places.size.1)],
            ground: match &places.origin {
                Origin::Map(ground) => Some((&ground.paths, ground.km)),
                Origin::Drawing | Origin::Layout => None,
            },
            nodes: Nodes {
                id: nodes.iter().map(|node| node.id.as_str()).collect(),
                kind: nodes.iter().map(|node| node.kind.word()).collect(),
                x: places.nodes.iter().map(|place| round(place.0)).collect(),
                y: places.nodes.iter().map(|place| round(place.1)).collect(),
                height: nodes.iter().map(|node| node.height).collect(),
                pressure: solution.nodes.iter().map(|state| state.pressure).collect(),
                temperature: solution.nodes.iter().map(|state| state.temperature).collect(),
                inflow: solution.nodes.iter().map(|state| state.inflow).collect(),
                least: nodes
                    .iter()
                    .map(|node| most(f64::max, node.pressure_min, limits(&node.id).min))
                    .collect(),
                greatest: nodes
                    .iter()
                    .map(|node| most(f64::min, node.pressure_max, limits(&node.id).max))
                    .collect(),
                share: share(&at_nodes),
                limit: words(&at_nodes),
                broken: nodes_broken,
            },
            links: Links {
                id: links.iter().map(|link| link.id.as_str()).collect(),
                kind: links.iter().map(|link| link.element.words()).collect(),
                from: (0..links.len()).map(|link| network.ends(link).0).collect(),
                to: (0..links.len()).map(|link| network.ends(link).1).collect(),
                flow: solution.links.iter().map(|state| state.flow).collect(),
                mode: solution.links.iter().map(|state| state.mode.word()).collect(),
                length: pipe(|pipe| pipe.length),
                diameter: pipe(|pipe| pipe.inner_diameter),
                share: share(&at_links),
                limit: words(&at_links),
                broken: links_broken,
            },
        }
    }

    /// The data as the text of a script element: nothing in it can end the element.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c")
    }
}

/// Whether a limit is one that only nodes have.
fn is_of_node(limit: &str) -> bool {
    limit == "pressure_min" || limit.starts_with("nomination_")
}

fn most(pick: fn(f64, f64) -> f64, a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.zip(b).map(|(a, b)| pick(a, b)).or(a).or(b)
}

/// A word with its first letter large.
pub(crate) fn capital(word: &str) -> String {
    let kept = word.chars().next().map_or(0, char::len_utf8);
    format!("{}{}", word[..kept].to_uppercase(), &word[kept..])
}

/// Whether gas of an entry enters, or of an exit leaves, here.
pub(crate) fn is_end(kind: NodeKind) -> bool {
    kind != NodeKind::Junction
}
