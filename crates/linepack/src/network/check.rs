//! The one look at a description that makes a network sound.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Description, Element, Heater, Link, Node, Pipe, Resistor, SIZE_LIMIT};
use crate::findings::{Finding, Findings};

/// Mistakes listed before the rest is only counted: a broken file must not fill a terminal.
const MISTAKES_LISTED: usize = 100;

pub(super) struct Checked {
    pub(super) ends: Vec<(u32, u32)>,
    pub(super) node_of: HashMap<String, u32>,
    pub(super) link_of: HashMap<String, u32>,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn check(description: &Description) -> Result<Checked, Findings> {
    let mut check = Check { source: &description.source, findings: Vec::new() };
    check.sizes(description);
    let node_of = check.names("node", description.nodes.iter().map(|node| (node.id.as_str(), node.line)));
    let link_of = check.names("element", description.links.iter().map(|link| (link.id.as_str(), link.line)));
    for node in &description.nodes {
        check.node(node);
    }
    let mut ends = Vec::with_capacity(description.links.len());
    for link in &description.links {
        ends.extend(check.ends(link, &node_of));
        check.link(link, &node_of);
    }
    let findings = Findings::refuse_errors(shorten(check.findings))?;
    Ok(Checked { ends, node_of, link_of, findings })
}

/// Keeps the gravest findings when there are too many, and says how many were left out.
fn shorten(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.len() > MISTAKES_LISTED {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let more = findings.len() - MISTAKES_LISTED;
        findings.truncate(MISTAKES_LISTED);
        findings.push(Finding::note(format!("{more} more findings are not listed")));
    }
    findings
}

struct Check<'a> {
    source: &'a str,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn say(&mut self, finding: Finding, id: &str, line: Option<u32>) {
        let finding = finding.about(id);
        self.findings.push(match line {
            Some(line) => finding.at(self.source, line),
            None => finding,
        });
    }

    fn sizes(&mut self, description: &Description) {
        if description.nodes.is_empty() {
            let finding = Finding::error("the network has no node");
            let finding = if self.source.is_empty() { finding } else { finding.at(self.source, 1) };
            self.findings.push(finding.hint("describe at least one node, or check the file's kind"));
        }
        for (count, what) in [(description.nodes.len(), "nodes"), (description.links.len(), "elements")] {
            if count > SIZE_LIMIT {
                self.findings.push(
                    Finding::error(format!(
                        "{count} {what} are more than the {SIZE_LIMIT} a network may have"
                    ))
                    .hint("split the network at nodes of known pressure"),
                );
            }
        }
    }

    fn names<'n>(
        &mut self,
        what: &str,
        names: impl Iterator<Item = (&'n str, Option<u32>)>,
    ) -> HashMap<String, u32> {
        let mut place_of = HashMap::with_capacity(names.size_hint().0);
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (place, (id, line)) in (0_u32..).zip(names) {
            if id.trim().is_empty() {
                self.say(
                    Finding::error(format!("a {what} has no id")).hint("give it a name of its own"),
                    id,
                    line,
                );
            }
            match place_of.entry(id.to_owned()) {
                Entry::Occupied(_) => self.say(
                    Finding::error(format!("{what} id `{id}` is used twice")).hint("rename one of them"),
                    id,
                    line,
                ),
                Entry::Vacant(free) => {
                    free.insert(place);
                    let folded = id.trim().to_lowercase();
                    if let Some(other) = seen.insert(folded, id) {
                        self.say(
                            Finding::warning(format!(
                                "{what} ids `{other}` and `{id}` differ only in case or blanks"
                            ))
                            .hint("rename one of them if they are not the same"),
                            id,
                            line,
                        );
                    }
                }
            }
        }
        place_of
    }

    fn node(&mut self, node: &Node) {
        let name = format!("{} `{}`", node.kind.word(), node.id);
        let mut say = |finding| self.say(finding, &node.id, node.line);
        if !(-10_000.0..=10_000.0).contains(&node.height) {
            say(Finding::error(format!("height of {name} is {} m", node.height))
                .hint("give it in m above sea level, between -10000 and 10000"));
        }
        for (value, what) in [(node.pressure_min, "pressure_min"), (node.pressure_max, "pressure_max")] {
            if let Some(p) = value.filter(|p| !(*p >= 0.0 && *p <= 1e9)) {
                say(Finding::error(format!("{what} of {name} is {p} Pa absolute"))
                    .hint("a pressure lies above vacuum and below 10000 bar; check gauge against absolute"));
            }
        }
        if let (Some(low), Some(high)) = (node.pressure_min, node.pressure_max)
            && low > high
        {
            say(Finding::error(format!("{name} has pressure_min {low} Pa above its pressure_max {high} Pa"))
                .hint("exchange the two, or correct the unit of one"));
        }
        range(&mut say, &name, node.flow_min, node.flow_max);
        if let Some(gas) = &node.gas {
            let above_zero = [
                (gas.molar_mass, "molar mass", "kg/mol", 0.5),
                (gas.normal_density, "normal density", "kg/m³", 20.0),
                (gas.pseudocritical_pressure, "pseudocritical pressure", "Pa", 1e8),
                (gas.pseudocritical_temperature, "pseudocritical temperature", "K", 2000.0),
                (gas.temperature, "gas temperature", "K", 1000.0),
            ];
            for (value, what, unit, top) in above_zero {
                if let Some(v) = value.filter(|v| !(*v > 0.0 && *v <= top)) {
                    say(Finding::error(format!("{what} of {name} is {v} {unit}"))
                        .hint(format!("it lies above 0 and up to {top} {unit}; check its unit")));
                }
            }
        }
    }

    fn ends(&mut self, link: &Link, node_of: &HashMap<String, u32>) -> Option<(u32, u32)> {
        let name = format!("{} `{}`", link.element.words(), link.id);
        let mut end = |id: &str, which: &str| {
            let found = node_of.get(id).copied();
            if found.is_none() {
                let nearest = node_of
                    .keys()
                    .map(|known| (strsim::damerau_levenshtein(known, id), known))
                    .min()
                    .filter(|(distance, _)| *distance <= 2)
                    .map_or_else(
                        || "describe the node".to_owned(),
                        |(_, known)| format!("did you mean `{known}`?"),
                    );
                let text = format!("{name} {which} node `{id}`, which does not exist");
                self.say(Finding::error(text).hint(nearest), &link.id, link.line);
            }
            found
        };
        let (from, to) = (end(&link.from, "starts at"), end(&link.to, "ends at"));
        let (from, to) = (from?, to?);
        if from == to {
            let finding = Finding::error(format!("{name} starts and ends at node `{}`", link.from))
                .hint("join two different nodes, or leave it out");
            self.say(finding, &link.id, link.line);
        }
        Some((from, to))
    }

    fn link(&mut self, link: &Link, node_of: &HashMap<String, u32>) {
        let name = format!("{} `{}`", link.element.words(), link.id);
        let mut say = |finding| self.say(finding, &link.id, link.line);
        range(&mut say, &name, link.flow_min, link.flow_max);
        match &link.element {
            Element::Pipe(pipe) => check_pipe(&mut say, &name, pipe),
            Element::Resistor(Resistor::Drag { factor, diameter }) => {
                if !(*factor >= 0.0 && factor.is_finite()) {
                    say(Finding::error(format!("drag factor of {name} is {factor}")).hint("give 0 or more"));
                }
                if !(*diameter > 0.0 && *diameter <= 10.0) {
                    say(Finding::error(format!("diameter of {name} is {diameter} m"))
                        .hint("give the inner diameter, above 0 and up to 10 m"));
                }
            }
            Element::Resistor(Resistor::FixedLoss { pressure }) => {
                if !(*pressure >= 0.0 && *pressure <= 1e9) {
                    say(Finding::error(format!("pressure loss of {name} is {pressure} Pa"))
                        .hint("give 0 or more"));
                }
            }
            Element::CompressorStation(station) => {
                if let Some(fuel) = station.fuel_node.as_ref().filter(|fuel| !node_of.contains_key(*fuel)) {
                    say(Finding::error(format!(
                        "{name} takes its fuel from node `{fuel}`, which does not exist"
                    ))
                    .hint("name one of its two end nodes"));
                }
            }
            Element::Heater(
                Heater::Outlet(temperature) | Heater::AtLeast(temperature) | Heater::AtMost(temperature),
            ) => {
                if !(*temperature > 0.0 && *temperature <= 1000.0) {
                    say(Finding::error(format!("outlet temperature of {name} is {temperature} K"))
                        .hint("it lies above 0 and up to 1000 K; check its unit"));
                }
            }
            Element::Heater(Heater::Heat(heat)) => {
                if heat.is_nan() || heat.abs() > 1e12 {
                    say(Finding::error(format!("heat of {name} is {heat} W")).hint("give a finite power"));
                }
            }
            Element::ShortPipe | Element::Valve(_) | Element::ControlValve(_) | Element::CheckValve => {}
        }
    }
}

fn check_pipe(say: &mut impl FnMut(Finding), name: &str, pipe: &Pipe) {
    let Pipe { length, inner_diameter: d, roughness, efficiency, friction_factor, .. } = *pipe;
    if length == 0.0 {
        say(Finding::error(format!("length of {name} is 0 m")).hint("describe it as a short pipe"));
    } else if !(length > 0.0 && length <= 1e8) {
        say(Finding::error(format!("length of {name} is {length} m"))
            .hint("a length lies above 0 and below 100000 km; check km against m"));
    }
    if !(d > 0.0 && d <= 10.0) {
        say(Finding::error(format!("diameter of {name} is {d} m"))
            .hint("an inner diameter lies above 0 and up to 10 m; check mm against m"));
    } else if d < 0.005 && length > 100.0 {
        say(Finding::warning(format!("diameter of {name} is {d} m over {length} m of length"))
            .hint("check that it is not a wall thickness, and mm against m"));
    }
    if !(roughness >= 0.0 && roughness.is_finite()) {
        say(Finding::error(format!("roughness of {name} is {roughness} m")).hint("give 0 (smooth) or more"));
    } else if roughness > 0.05 * d && d > 0.0 {
        say(Finding::error(format!("roughness of {name} is {roughness} m in a diameter of {d} m"))
            .hint("friction laws end at 5 % of the diameter; check mm against m"));
    }
    if !(efficiency > 0.0 && efficiency <= 1.5) {
        say(Finding::error(format!("efficiency of {name} is {efficiency}")).hint("usual are 0.9 to 1"));
    }
    if let Some(lambda) = friction_factor.filter(|lambda| !(*lambda > 0.0 && *lambda <= 10.0)) {
        say(Finding::error(format!("friction factor of {name} is {lambda}")).hint("usual are 0.006 to 0.05"));
    }
}

fn range(say: &mut impl FnMut(Finding), name: &str, low: Option<f64>, high: Option<f64>) {
    for (value, what) in [(low, "flow_min"), (high, "flow_max")] {
        if let Some(q) = value.filter(|q| q.is_nan() || q.abs() > 1e9) {
            say(Finding::error(format!("{what} of {name} is {q} kg/s")).hint("give a finite flow"));
        }
    }
    if let (Some(low), Some(high)) = (low, high)
        && low > high
    {
        say(Finding::error(format!("{name} has flow_min {low} kg/s above its flow_max {high} kg/s"))
            .hint("exchange the two"));
    }
}

#[cfg(test)]
mod tests {
    use crate::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};

    fn described(links: Vec<Link>) -> String {
        let nodes = vec![Node::new("a", NodeKind::Entry), Node::new("b", NodeKind::Exit)];
        let description = Description { source: "valley.net".into(), nodes, links, ..Description::default() };
        match Network::new(description) {
            Ok((_, findings)) => findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            Err(findings) => findings.to_string(),
        }
    }

    fn pipe(length: f64, diameter: f64) -> Element {
        Element::Pipe(Pipe::new(length, diameter, 1e-5))
    }

    #[test]
    fn a_sound_network_says_nothing() {
        assert_eq!(described(vec![Link::new("p", "a", "b", pipe(1e3, 0.5))]), "");
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let mut lost = Link::new("p", "a", "bb", pipe(-3.0, 500.0));
        lost.line = Some(88);
        let said = described(vec![lost, Link::new("p", "a", "a", pipe(0.0, f64::NAN))]);
        assert_eq!(
            said,
            "error: element id `p` is used twice\n  hint: rename one of them\n\
             error: pipe `p` ends at node `bb`, which does not exist\n  --> valley.net:88\n  hint: did you mean `b`?\n\
             error: length of pipe `p` is -3 m\n  --> valley.net:88\n  \
             hint: a length lies above 0 and below 100000 km; check km against m\n\
             error: diameter of pipe `p` is 500 m\n  --> valley.net:88\n  \
             hint: an inner diameter lies above 0 and up to 10 m; check mm against m\n\
             error: pipe `p` starts and ends at node `a`\n  hint: join two different nodes, or leave it out\n\
             error: length of pipe `p` is 0 m\n  hint: describe it as a short pipe\n\
             error: diameter of pipe `p` is NaN m\n  \
             hint: an inner diameter lies above 0 and up to 10 m; check mm against m"
        );
    }

    #[test]
    fn a_network_without_nodes_is_refused() {
        let error = Network::new(Description::default()).unwrap_err();
        assert!(error.to_string().contains("no node"), "{error}");
    }

    #[test]
    fn ids_that_differ_only_by_case_are_pointed_at() {
        let said = described(vec![
            Link::new("P", "a", "b", pipe(1e3, 0.5)),
            Link::new("p", "a", "b", pipe(1e3, 0.5)),
        ]);
        assert!(said.starts_with("warning: element ids `P` and `p` differ only in case"), "{said}");
    }
}
