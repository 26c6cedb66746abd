//! A built line worked through the same physics: what our power would be, and what does not add up.
//!
//! ```text
//! ratio = installed power as published / operating shaft power as computed
//! ```
//!
//! The ratio holds standby units, site conditions, machine sizes and growth; what built lines show
//! bounds what a study may assume. Where a line's published numbers cannot all be true of one line in one
//! state, the findings say so as data: computed, published, unit.

use serde::{Deserialize, Serialize};

use super::hydraulics::{Candidate, Hydraulics, Obstacle, Remedy};

/// What is published of a built line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BuiltLine {
    /// Name.
    pub name: String,
    /// Length, m.
    pub length: f64,
    /// Outside diameter, m.
    pub outside_diameter: f64,
    /// Wall of the plain line, m.
    pub wall: f64,
    /// Greatest operating pressure, Pa absolute.
    pub pressure: f64,
    /// Strings, where said; otherwise as taken.
    pub strings: u32,
    /// Compressor stations.
    pub stations: usize,
    /// Installed power of all stations, W.
    pub installed_power: f64,
    /// Flow delivered at the design volume, kg/s.
    pub delivered: f64,
}

impl BuiltLine {
    /// The line as a candidate.
    pub fn candidate(&self) -> Candidate {
        Candidate {
            outside_diameter: self.outside_diameter,
            wall: self.wall,
            pressure: self.pressure,
            strings: self.strings,
            stations: self.stations,
            delivered: self.delivered,
        }
    }
}

/// How far to look, and which ratios are believed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// Least believable ratio of installed to operating power (1: no standby at all).
    pub least_ratio: f64,
    /// Greatest believable ratio.
    pub greatest_ratio: f64,
    /// Ratio at which [`Analogue::flow_of_installed`] is asked: 1.5 is one unit in three standing by.
    pub usual_ratio: f64,
    /// Most stations tried.
    pub most_stations: usize,
    /// Most strings tried.
    pub most_strings: u32,
}

impl Default for Expectation {
    /// From 1.1 (one unit in ten stands by) to 2.5 (one runs, one stands by, derated at the site).
    fn default() -> Self {
        Self { least_ratio: 1.1, greatest_ratio: 2.5, usual_ratio: 1.5, most_stations: 60, most_strings: 4 }
    }
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Flow delivered with the published stations and strings, kg/s: computed is the greatest possible.
    Flow,
    /// Stations for the published flow on the published strings: computed is the least that do.
    Stations,
    /// Strings for the published flow with the published stations: computed is the least that do.
    Strings,
    /// Installed power, W: computed is the operating power.
    Power,
}

/// One comparison of computed with published.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What is compared.
    pub aspect: Aspect,
    /// Computed; `None` when nothing within the limits of the search does.
    pub computed: Option<f64>,
    /// Published.
    pub published: f64,
    /// Unit of both.
    pub unit: &'static str,
    /// Whether the two can be true together.
    pub adds_up: bool,
    /// The comparison in words.
    pub sentence: String,
}

/// A built line and what the physics says of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analogue {
    /// The line as published.
    pub line: BuiltLine,
    /// The published flow with the published stations and strings.
    pub operation: Result<Hydraulics, Obstacle>,
    /// Operating shaft power of all stations at the published flow, W; `None` when it cannot be carried.
    pub operating_power: Option<f64>,
    /// Installed over operating power at the published flow.
    pub ratio: Option<f64>,
    /// Greatest flow with the published stations and strings, kg/s, to a thousandth; `None` when none was found.
    pub greatest_flow: Option<f64>,
    /// Shaft power at the greatest flow, W, and installed power over it: what the published machines would
    /// be for if the line runs as full as its stations let it.
    pub at_greatest_flow: Option<(f64, f64)>,
    /// Flow at which the installed power is the usual ratio above the operating, kg/s, to a thousandth: what
    /// the published machines are for, if they are for one flow. `None` when it is above the greatest flow.
    pub flow_of_installed: Option<f64>,
    /// The comparisons.
    pub findings: Vec<Finding>,
}

impl Analogue {
    /// Whether all published numbers can be true together.
    pub fn adds_up(&self) -> bool {
        self.findings.iter().all(|finding| finding.adds_up)
    }
}

/// Works a built line through the physics.
pub fn compare(
    line: &BuiltLine,
    expectation: &Expectation,
    hydraulics: impl Fn(&Candidate) -> Result<Hydraulics, Obstacle>,
) -> Analogue {
    let operation = hydraulics(&line.candidate());
    let operating_power = operation.as_ref().ok().map(Hydraulics::shaft_power);
    let ratio = operating_power.map(|power| line.installed_power / power);
    let greatest = greatest_flow(line, &hydraulics);
    let at_greatest_flow = greatest.as_ref().map(|(_, state)| {
        let power = state.shaft_power();
        (power, line.installed_power / power)
    });
    let greatest_flow = greatest.map(|(flow, _)| flow);
    let enough = line.installed_power / expectation.usual_ratio;
    let within = |delivered: f64| match hydraulics(&Candidate { delivered, ..line.candidate() }) {
        Ok(state) => state.shaft_power() <= enough,
        Err(obstacle) => obstacle.remedy() == Remedy::FewerStations,
    };
    let flow_of_installed =
        greatest_flow.filter(|flow| !within(*flow)).map(|flow| greatest_below(flow, within));
    let mut findings = vec![flow_finding(line, greatest_flow)];
    if operation.is_err() {
        findings.push(stations_finding(line, expectation, &hydraulics));
        findings.push(strings_finding(line, expectation, &hydraulics));
    }
    findings.extend(operating_power.map(|power| power_finding(line, power, expectation)));
    Analogue {
        line: line.clone(),
        operation,
        operating_power,
        ratio,
        greatest_flow,
        at_greatest_flow,
        flow_of_installed,
        findings,
    }
}

/// Greatest flow that the published stations carry on the published strings, to a thousandth, and the state then.
///
/// Idle stations do not bound it: a flow at which fewer stations would do is carried all the same.
fn greatest_flow(
    line: &BuiltLine,
    hydraulics: &impl Fn(&Candidate) -> Result<Hydraulics, Obstacle>,
) -> Option<(f64, Hydraulics)> {
    let at = |delivered: f64| hydraulics(&Candidate { delivered, ..line.candidate() });
    let carried = |delivered: f64| match at(delivered) {
        Ok(_) => true,
        Err(obstacle) => obstacle.remedy() == Remedy::FewerStations,
    };
    let mut high = line.delivered;
    for _ in 0..6 {
        if !carried(high) {
            break;
        }
        high *= 1.5;
    }
    let flow = greatest_below(high, carried);
    at(flow).ok().map(|state| (flow, state))
}

/// The greatest flow below `high` for which `holds`, to a thousandth, when it holds up to there and not beyond.
fn greatest_below(mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let mut low = 0.0;
    while high - low > 1e-3 * high {
        let middle = 0.5 * (low + high);
        if holds(middle) { low = middle } else { high = middle }
    }
    low
}

fn flow_finding(line: &BuiltLine, greatest: Option<f64>) -> Finding {
    let adds_up = greatest.is_some_and(|flow| flow >= line.delivered);
    let BuiltLine { stations, strings, delivered, .. } = line;
    let carries = match greatest {
        Some(flow) => format!("carry at most {flow:.0} kg/s"),
        None => "carry nothing that was found".to_owned(),
    };
    let verdict = if adds_up { "covers" } else { "is less than" };
    let sentence = format!(
        "{stations} stations on {strings} string(s) {carries}, which {verdict} the published {delivered:.0} kg/s"
    );
    Finding {
        aspect: Aspect::Flow,
        computed: greatest,
        published: *delivered,
        unit: "kg/s",
        adds_up,
        sentence,
    }
}

fn stations_finding(
    line: &BuiltLine,
    expectation: &Expectation,
    hydraulics: &impl Fn(&Candidate) -> Result<Hydraulics, Obstacle>,
) -> Finding {
    let enough = |stations: usize| match hydraulics(&Candidate { stations, ..line.candidate() }) {
        Ok(_) => true,
        Err(obstacle) => obstacle.remedy() == Remedy::FewerStations,
    };
    // Once enough, more are enough: halve.
    let (mut few, mut many) = (0, expectation.most_stations + 1);
    while many - few > 1 {
        let middle = few.midpoint(many);
        if enough(middle) { many = middle } else { few = middle }
    }
    let needed = (many <= expectation.most_stations).then_some(many);
    let said = match needed {
        Some(number) => format!("{number} stations"),
        None => format!("more than {} stations", expectation.most_stations),
    };
    let sentence = format!(
        "on {} string(s) the published flow needs {said}; {} are published",
        line.strings, line.stations
    );
    Finding {
        aspect: Aspect::Stations,
        computed: needed.map(|number| number as f64),
        published: line.stations as f64,
        unit: "stations",
        adds_up: needed.is_some_and(|number| number <= line.stations),
        sentence,
    }
}

fn strings_finding(
    line: &BuiltLine,
    expectation: &Expectation,
    hydraulics: &impl Fn(&Candidate) -> Result<Hydraulics, Obstacle>,
) -> Finding {
    let needed = (1..=expectation.most_strings).find(|&strings| {
        match hydraulics(&Candidate { strings, ..line.candidate() }) {
            Ok(_) => true,
            Err(obstacle) => obstacle.remedy() == Remedy::FewerStations,
        }
    });
    let said = match needed {
        Some(number) => format!("{number} string(s)"),
        None => format!("more than {} strings", expectation.most_strings),
    };
    let sentence =
        format!("with {} stations the published flow needs {said}; {} taken", line.stations, line.strings);
    Finding {
        aspect: Aspect::Strings,
        computed: needed.map(f64::from),
        published: f64::from(line.strings),
        unit: "strings",
        adds_up: needed.is_some_and(|number| number <= line.strings),
        sentence,
    }
}

fn power_finding(line: &BuiltLine, operating: f64, expectation: &Expectation) -> Finding {
    let ratio = line.installed_power / operating;
    let adds_up = (expectation.least_ratio..=expectation.greatest_ratio).contains(&ratio);
    let (installed, computed) = (line.installed_power * 1e-6, operating * 1e-6);
    let range = format!("{:.1} to {:.1}", expectation.least_ratio, expectation.greatest_ratio);
    let place = if adds_up { "within" } else { "outside" };
    let sentence = format!(
        "{computed:.0} MW operate where {installed:.0} MW are installed: a ratio of {ratio:.2}, {place} {range}"
    );
    Finding {
        aspect: Aspect::Power,
        computed: Some(operating),
        published: line.installed_power,
        unit: "W",
        adds_up,
        sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::tests::closed_form;

    fn line() -> BuiltLine {
        BuiltLine {
            name: "a line".to_owned(),
            length: 970e3,
            outside_diameter: 1.420,
            wall: 0.0217,
            pressure: 9.8e6,
            strings: 1,
            stations: 8,
            installed_power: 689e6,
            delivered: 970.0,
        }
    }

    #[test]
    fn a_line_whose_numbers_agree_gives_the_ratio_of_installed_to_operating_power() {
        let found = compare(&line(), &Expectation::default(), closed_form(970e3, 1.6));
        let operating = closed_form(970e3, 1.6)(&line().candidate()).unwrap().shaft_power();
        assert_eq!(found.operating_power, Some(operating));
        assert_eq!(found.ratio, Some(689e6 / operating));
        assert_eq!(
            found.findings.iter().map(|finding| finding.aspect).collect::<Vec<_>>(),
            [Aspect::Flow, Aspect::Power]
        );
        assert!(found.findings[0].adds_up);
    }

    #[test]
    fn the_greatest_flow_is_where_the_ratio_limit_binds() {
        let found = compare(&line(), &Expectation::default(), closed_form(970e3, 1.6));
        let flow = found.greatest_flow.unwrap();
        let carried =
            |delivered: f64| closed_form(970e3, 1.6)(&Candidate { delivered, ..line().candidate() }).is_ok();
        assert!(carried(flow) && !carried(flow * 1.0011));
        let (power, ratio) = found.at_greatest_flow.unwrap();
        assert!(power > found.operating_power.unwrap() && ratio < found.ratio.unwrap());
        let usual = found.flow_of_installed.unwrap();
        let state = closed_form(970e3, 1.6)(&Candidate { delivered: usual, ..line().candidate() }).unwrap();
        assert!((689e6 / state.shaft_power() / 1.5 - 1.0).abs() < 0.02 && usual < flow);
    }

    #[test]
    fn too_few_stations_for_the_flow_are_told_with_what_would_be_needed() {
        let long = BuiltLine { length: 4_000e3, delivered: 1_318.0, installed_power: 1_331e6, ..line() };
        let physics = closed_form(4_000e3, 1.6);
        let found = compare(&long, &Expectation::default(), &physics);
        assert!(found.operation.is_err() && found.ratio.is_none() && !found.adds_up());
        let [flow, stations, strings] = &found.findings[..] else { panic!("{:?}", found.findings) };
        assert!(flow.computed.unwrap() < 1_318.0 && !flow.adds_up, "{}", flow.sentence);
        let needed = stations.computed.unwrap();
        assert!(needed > 8.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let with =
            |number: f64| physics(&Candidate { stations: number as usize, ..long.candidate() }).is_ok();
        assert!(with(needed) && !with(needed - 1.0));
        let with = |strings: u32| physics(&Candidate { strings, ..long.candidate() }).is_ok();
        assert!(with(3) && !with(2));
        assert_eq!(strings.computed, Some(3.0));
        assert_eq!(strings.sentence, "with 8 stations the published flow needs 3 string(s); 1 taken");
    }

    #[test]
    fn a_ratio_that_nobody_would_build_does_not_add_up() {
        let weak = BuiltLine { installed_power: 50e6, ..line() };
        let found = compare(&weak, &Expectation::default(), closed_form(970e3, 1.6));
        assert!(!found.adds_up() && found.findings[0].adds_up);
        assert!(found.findings[1].sentence.contains("outside 1.1 to 2.5"), "{}", found.findings[1].sentence);
    }
}
