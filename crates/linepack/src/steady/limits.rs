//! Set points within limits: the answer as asked where all limits hold, else the one in which every
//! active element stands on its set point, a limit, its bypass or its check valve.

use super::active::{self, Search};
use super::active_element::{ActiveElement, Hold, Term};
use super::boundary::Boundary;
use super::join::{self, cause};
use super::reference::{self, References};
use super::system::{Numbering, System};
use super::{Memory, Options, SteadyError};
use crate::equations::steady_element::Medium;
use crate::findings::Finding;
use crate::network::{Element, Network};
use crate::scenario::{Scenario, Setting};
use crate::solution::{Cause, Mode, Solution, Verdict};

/// How far from its law an active element may be, over the highest pressure.
const OFF: f64 = 1e-7;

/// Exact runs at most, to settle what depends on the state: a power, a difference.
const RUNS: u32 = 6;

/// Whether anything is set that a limit could overrule.
pub(super) fn matter(network: &Network, asked: &Boundary) -> bool {
    network.links().iter().zip(&asked.setting).any(|(link, setting)| match link.element {
        Element::CompressorStation(_) | Element::ControlValve(_) => {
            !matches!(setting, Setting::Open | Setting::Closed)
        }
        Element::CheckValve => *setting != Setting::Closed,
        _ => false,
    })
}

/// The answer under limits.
pub(super) fn answer(
    network: &Network,
    scenario: &Scenario,
    asked: Boundary,
    options: &Options<'_>,
    memory: &mut Memory,
) -> Result<Solution, SteadyError> {
    let temperature = super::temperature(network, options)?;
    let plain = !asked.setting.iter().any(|setting| matches!(setting, Setting::Power(_)));
    let first = if plain {
        let solution = super::run(network, scenario, asked.clone(), options, memory)?;
        if let Some(isotherm) = &memory.isotherm {
            let medium = Medium::new(isotherm, options.pipe_law, options.inertia, 5e6);
            let mut elements = active::elements(network, &asked, options, 0.0);
            if solution.verdict == Verdict::Feasible && hold(network, &mut elements, &solution, &medium) {
                return Ok(solution);
            }
        }
        Some(solution)
    } else {
        None
    };
    match overruled(network, scenario, asked, options, memory, temperature)? {
        Some(solution) => Ok(solution),
        None => match first {
            Some(solution) if solution.verdict != Verdict::Feasible => Ok(solution),
            _ => {
                let asked = Boundary::new(network, scenario)?;
                let sentence = "no state was found in which every set point and limit holds".to_owned();
                let why = cause("", "set points and limits", f64::NAN, f64::NAN, "", sentence);
                Ok(super::no_state(network, &asked, temperature, Verdict::NotFound(why)))
            }
        },
    }
}

/// Whether every active element does what its law says.
fn hold(
    network: &Network,
    elements: &mut [(usize, ActiveElement)],
    solution: &Solution,
    medium: &Medium<'_>,
) -> bool {
    let highest = solution.nodes.iter().filter_map(|node| node.pressure).fold(1e5, f64::max);
    let most = solution.links.iter().fold(1.0_f64, |most, link| most.max(link.flow.abs()));
    elements.iter_mut().all(|(link, element)| {
        let (u, v) = network.ends(*link);
        let q = solution.links[*link].flow;
        let (Some(p_u), Some(p_v)) = (solution.nodes[u].pressure, solution.nodes[v].pressure) else {
            return q.abs() <= 1e-9 * most;
        };
        settle_work(element, p_u, medium);
        active::off(element, [p_u, p_v], q, highest / most) <= OFF * highest
    })
}

/// Work at the compressibility of the inlet.
fn settle_work(element: &mut ActiveElement, pressure: f64, medium: &Medium<'_>) {
    let z = medium.isotherm.compressibility(pressure.max(1.0)).0;
    element.work.energy = z * medium.isotherm.specific_gas_constant_times_temperature();
}

/// The answer in which limits overrule set points; none where the search finds none.
fn overruled(
    network: &Network,
    scenario: &Scenario,
    mut asked: Boundary,
    options: &Options<'_>,
    memory: &mut Memory,
    temperature: f64,
) -> Result<Option<Solution>, SteadyError> {
    let lost = references(network, scenario, &mut asked);
    let mut elements = active::elements(network, &asked, options, 0.0);
    elements.retain(|&(link, _)| {
        let (u, v) = network.ends(link);
        !lost[u] && !lost[v]
    });
    let base = active::without(&asked, &elements);
    let Ok(joined) = join::join(network, &base) else { return Ok(None) };
    let mut references = References { undetermined: vec![false; lost.len()], ..References::default() };
    for (node, &lost) in lost.iter().enumerate() {
        references.undetermined[joined.root[node] as usize] |= lost;
    }
    if elements.iter().any(|&(link, _)| {
        let (u, v) = network.ends(link);
        joined.root[u] == joined.root[v] && asked.setting[link] != Setting::Open
    }) {
        return Ok(None);
    }
    let system = System::new(network, &base, &joined, &references, options, Numbering::default());
    let highest = highest_pressure(network, &asked, &elements);
    let isotherm = match memory.isotherm.take() {
        Some(isotherm) if isotherm.limit() >= 1.2 * highest => isotherm,
        _ => super::isotherm(network, options, temperature, 1.2 * highest)?,
    };
    let medium = Medium::new(&isotherm, options.pipe_law, options.inertia, highest);
    for (_, element) in &mut elements {
        settle_work(element, 0.8 * highest, &medium);
    }
    let (equations, _, flow) = super::equations(network, &base, &system, medium, highest);
    let mut supply = equations.supply;
    supply.truncate(system.unknowns);
    let numbers = (supply, &equations.floor[..]);
    let search = Search::new(network, &system, medium, &elements, numbers, (highest, flow));
    let Some(found) = search.run(active::LEAKS[0]) else {
        let mut relaxed = active::LEAKS[1..].iter().filter_map(|&leak| search.run(leak));
        let why = relaxed.find_map(|found| exhausted(network, &elements, &found, &lost));
        memory.isotherm = Some(isotherm);
        return Ok(why.map(|why| super::no_state(network, &asked, temperature, Verdict::Infeasible(why))));
    };
    let steps = found.iterations;
    if let Some(why) = exhausted(network, &elements, &found, &lost) {
        memory.isotherm = Some(isotherm);
        return Ok(Some(super::no_state(network, &asked, temperature, Verdict::Infeasible(why))));
    }
    let at = |pressure: &[f64], link: usize| {
        let (u, v) = network.ends(link);
        [pressure[u], pressure[v]]
    };
    let mut exact = asked.clone();
    for (((link, element), term), &q) in elements.iter_mut().zip(&found.terms).zip(&found.flows) {
        let p = at(&found.pressure, *link);
        settle_work(element, p[0], &medium);
        let Some(setting) = active::setting(term, element, p, q) else { return Ok(None) };
        exact.setting[*link] = setting;
    }
    memory.isotherm = Some(isotherm);
    for _ in 0..RUNS {
        let messages = exact.messages.len();
        let mut solution = super::run(network, scenario, exact.clone(), options, memory)?;
        solution.effort.iterations += steps;
        solution.effort.factorisations += steps;
        let Some(isotherm) = &memory.isotherm else { return Ok(None) };
        let medium = Medium::new(isotherm, options.pipe_law, options.inertia, highest);
        if solution.verdict != Verdict::Feasible || solution.messages.len() > messages {
            return Ok(None);
        }
        if hold(network, &mut elements, &solution, &medium) {
            name(network, &elements, &found.terms, &mut solution);
            return Ok(Some(solution));
        }
        for ((link, element), term) in elements.iter_mut().zip(&found.terms) {
            let (u, v) = network.ends(*link);
            let (Some(p_u), Some(p_v)) = (solution.nodes[u].pressure, solution.nodes[v].pressure) else {
                continue;
            };
            settle_work(element, p_u, &medium);
            let q = solution.links[*link].flow;
            // A difference is aimed at by the ratio that it is at the inlet pressure met.
            let p = match term.hold {
                Hold::Difference(difference) => [p_u, p_u - difference],
                _ => [p_u, p_v],
            };
            exact.setting[*link] = active::setting(term, element, p, q).unwrap_or(exact.setting[*link]);
        }
    }
    Ok(None)
}

/// Holds a pressure where the network with all its active elements open has none; which nodes stay without.
fn references(network: &Network, scenario: &Scenario, asked: &mut Boundary) -> Vec<bool> {
    let mut open = asked.clone();
    for (setting, link) in open.setting.iter_mut().zip(network.links()) {
        let active = matches!(link.element, Element::CompressorStation(_) | Element::ControlValve(_));
        if active && *setting != Setting::Closed {
            *setting = Setting::Open;
        }
    }
    let Ok(mut joined) = join::join(network, &open) else { return vec![false; asked.held.len()] };
    let references = reference::hold_references(network, scenario, &mut open, &mut joined);
    asked.held = open.held;
    asked.messages = open.messages;
    joined.root.iter().map(|&root| references.undetermined[root as usize]).collect()
}

/// Highest pressure that is held, set or a limit of an active element.
fn highest_pressure(network: &Network, asked: &Boundary, elements: &[(usize, ActiveElement)]) -> f64 {
    let held = asked.held.iter().flatten().copied().fold(0.0, f64::max);
    let mut highest = if held > 1.0 { held } else { 5e6 };
    for (link, element) in elements {
        for term in &element.least {
            if let Hold::Discharge(pressure) = term.hold
                && (term.limit.is_none()
                    || matches!(network.links()[*link].element, Element::ControlValve(_)))
            {
                highest = highest.max(pressure.min(10.0 * held.max(5e6)));
            }
        }
    }
    highest
}

/// The element that starves the gas behind it, if the gas runs out of pressure.
fn exhausted(
    network: &Network,
    elements: &[(usize, ActiveElement)],
    found: &active::Found,
    lost: &[bool],
) -> Option<Cause> {
    let empty = (0..lost.len())
        .filter(|&node| !lost[node] && found.pressure[node] <= 0.0)
        .min_by(|&a, &b| found.pressure[a].total_cmp(&found.pressure[b]))?;
    let starved = elements.iter().zip(&found.terms).filter(|((link, _), _)| {
        let (u, v) = network.ends(*link);
        found.pressure[u] > 0.0 && found.pressure[v] <= 0.0
    });
    let starving = starved.min_by(|a, b| {
        let end = |link: usize| found.pressure[network.ends(link).1];
        end(a.0.0).total_cmp(&end(b.0.0))
    });
    let id = &network.nodes()[empty].id;
    let Some(((link, _), term)) = starving else {
        let sentence = format!("the gas runs out of pressure before it reaches `{id}`, with all limits held");
        return Some(cause(
            id,
            super::verdict::PRESSURE_ABOVE_ZERO,
            found.pressure[empty],
            0.0,
            "Pa",
            sentence,
        ));
    };
    let at = &network.links()[*link];
    let (word, bound, unit) = stand(term);
    let sentence = format!(
        "{} `{}` stands on its {} of {bound}{}{unit}, and the gas behind it runs out of pressure before `{id}`",
        at.element.words(),
        at.id,
        word.replace('_', " "),
        if unit.is_empty() { "" } else { " " },
    );
    Some(cause(&at.id, word, found.pressure[empty], bound, unit, sentence))
}

/// What a term is called, with its number and unit.
fn stand(term: &Term) -> (&'static str, f64, &'static str) {
    let (word, bound, unit) = match term.hold {
        Hold::Closed => ("flow_direction", 0.0, "kg/s"),
        Hold::Through => ("bypass", 0.0, "Pa"),
        Hold::Difference(difference) => ("pressure_differential", difference, "Pa"),
        Hold::Discharge(pressure) => ("discharge_pressure", pressure, "Pa"),
        Hold::Suction(pressure) => ("suction_pressure", pressure, "Pa"),
        Hold::Ratio(ratio) => ("ratio", ratio, ""),
        Hold::Flow(flow) => ("flow", flow, "kg/s"),
        Hold::Power(power) => ("power", power, "W"),
    };
    (term.limit.map_or(word, crate::solution::Limit::word), bound, unit)
}

/// Names the mode of every active element, and the limit it stands on.
fn name(network: &Network, elements: &[(usize, ActiveElement)], terms: &[Term], solution: &mut Solution) {
    for ((link, _), term) in elements.iter().zip(terms) {
        let at = &network.links()[*link];
        let state = &mut solution.links[*link];
        state.limit = term.limit;
        state.mode = match term.hold {
            Hold::Closed => Mode::Closed,
            Hold::Through if at.element == Element::CheckValve => Mode::Open,
            Hold::Through | Hold::Difference(0.0) => Mode::Bypass,
            Hold::Difference(_) => Mode::Throttled,
            Hold::Discharge(_) => Mode::DischargePressure,
            Hold::Suction(_) => Mode::SuctionPressure,
            Hold::Ratio(_) => Mode::Ratio,
            Hold::Flow(_) => Mode::Flow,
            Hold::Power(_) => Mode::Power,
        };
        if term.limit.is_some() {
            let (word, bound, unit) = stand(term);
            let text = format!(
                "{} `{}` leaves its set point and stands on {} ({bound} {unit})",
                at.element.words(),
                at.id,
                word.replace('_', " ")
            );
            solution.messages.push(Finding::note(text.replace(" )", ")")).about(&at.id));
        }
    }
}
