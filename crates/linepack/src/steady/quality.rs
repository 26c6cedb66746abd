//! Which gas is where: what enters, carried on the flow and mixed at the nodes.
//!
//! ```text
//! c_n (Σ q_in + s_n) = Σ q_in c_upstream + s_n c_entering        s_n > 0: flow into the network at n
//! ```
//!
//! c is anything that adds up by mass: moles, moles of each component, heat of combustion, normal
//! volume. Nodes are taken down the pressure, and again until nothing changes, so that a ring settles too.
//! Mixing does not act back on the pressures: the flow itself is that of one gas.

use std::collections::BTreeMap;

use crate::gas::{Combustion, Component, Composition, Metering, heating_value};
use crate::network::{EntryGas, Network};
use crate::solution::{Quality, Solution};

/// Sweeps over the network at most.
const SWEEPS: usize = 1000;

/// Change of a quantity, relative, below which a sweep has settled.
const SETTLED: f64 = 1e-15;

/// Density of air in the normal state (0 °C, 101.325 kPa), kg/m³ (ISO 6976:2016).
const AIR: f64 = 1.292_923;

/// Quantities carried: moles, heat of combustion, normal volume, then moles of each component.
const CARRIED: usize = 3 + Component::ALL.len();

/// Quantities of one kg; NaN where they are not known.
type Carried = [f64; CARRIED];

/// The gas at every node that gas reaches; empty where only one gas enters and none is named.
pub(super) fn qualities(
    network: &Network,
    solution: &Solution,
    gases: &BTreeMap<String, Composition>,
) -> Vec<Option<Quality>> {
    let nodes = network.nodes();
    let mut stated =
        nodes.iter().zip(&solution.nodes).filter(|(_, state)| state.inflow > 0.0).map(|(node, _)| {
            let gas = node.gas.unwrap_or_default();
            (gas.molar_mass, gas.normal_density, gas.calorific_value)
        });
    let first = stated.next();
    if gases.is_empty() && stated.all(|gas| Some(gas) == first) {
        return Vec::new();
    }
    let entering: Vec<Option<Carried>> = nodes
        .iter()
        .zip(&solution.nodes)
        .map(|(node, state)| {
            (state.inflow > 0.0).then(|| match (gases.get(&node.id), &node.gas) {
                (Some(gas), _) => of_composition(gas),
                (None, Some(gas)) => of_entry(gas),
                (None, None) => [f64::NAN; CARRIED],
            })
        })
        .collect();
    mixed(network, solution, &entering).iter().map(|gas| gas.as_ref().map(quality)).collect()
}

/// What each node's gas carries.
fn mixed(network: &Network, solution: &Solution, entering: &[Option<Carried>]) -> Vec<Option<Carried>> {
    let pressure = |node: usize| solution.nodes[node].pressure.unwrap_or(0.0);
    let mut order: Vec<usize> = (0..network.nodes().len()).collect();
    order.sort_by(|&a, &b| pressure(b).total_cmp(&pressure(a)));
    let mut gas: Vec<Option<Carried>> = vec![None; order.len()];
    for _ in 0..SWEEPS {
        let mut moved = false;
        for &node in &order {
            let mut sum = [0.0; CARRIED];
            let mut mass = 0.0;
            let mut add = |part: &Carried, flow: f64| {
                mass += flow;
                for (sum, value) in sum.iter_mut().zip(part) {
                    *sum += flow * value;
                }
            };
            if let Some(own) = &entering[node] {
                add(own, solution.nodes[node].inflow);
            }
            for link in network.topology().links_at(node) {
                let (u, v) = network.ends(link);
                let flow = solution.links[link].flow;
                let (from, flow) = if v == node { (u, flow) } else { (v, -flow) };
                if let Some(upstream) = &gas[from]
                    && flow > 0.0
                {
                    add(upstream, flow);
                }
            }
            if mass > 0.0 {
                let now = sum.map(|value| value / mass);
                moved |= gas[node].is_none_or(|old| {
                    old.iter()
                        .zip(&now)
                        .any(|(a, b)| (a - b).abs() > SETTLED * b.abs() || a.is_nan() != b.is_nan())
                });
                gas[node] = Some(now);
            }
        }
        if !moved {
            break;
        }
    }
    gas
}

fn of_entry(gas: &EntryGas) -> Carried {
    let mut carried = [f64::NAN; CARRIED];
    carried[0] = gas.molar_mass.map_or(f64::NAN, |mass| 1.0 / mass);
    if let Some(density) = gas.normal_density {
        carried[1] = gas.calorific_value.map_or(f64::NAN, |value| value / density);
        carried[2] = 1.0 / density;
    }
    carried
}

fn of_composition(gas: &Composition) -> Carried {
    let mut carried = [f64::NAN; CARRIED];
    if let Ok(value) = heating_value(gas, Combustion::Celsius25, Metering::Celsius0) {
        carried[0] = 1.0 / value.molar_mass;
        carried[1] = value.superior_mass;
        carried[2] = 1.0 / value.density;
        for (amount, fraction) in carried[3..].iter_mut().zip(gas.fractions()) {
            *amount = fraction / value.molar_mass;
        }
    }
    carried
}

fn quality(carried: &Carried) -> Quality {
    let known = |value: f64| (!value.is_nan()).then_some(value);
    let amounts: Vec<(Component, f64)> =
        Component::ALL.into_iter().zip(carried[3..].iter().copied()).collect();
    let composition = (!carried[3].is_nan()).then(|| Composition::from_amounts(&amounts).ok()).flatten();
    let iso = composition
        .as_ref()
        .and_then(|gas| heating_value(gas, Combustion::Celsius25, Metering::Celsius0).ok());
    let density = iso.map(|iso| iso.density).or_else(|| known(1.0 / carried[2]));
    let heat = known(carried[1]);
    Quality {
        molar_mass: known(1.0 / carried[0]),
        hydrogen: composition.as_ref().map(|gas| gas.fraction(Component::Hydrogen)),
        superior_heating_value: heat,
        normal_density: density,
        wobbe_index: iso
            .map(|iso| iso.superior_wobbe)
            .or_else(|| density.zip(heat).map(|(density, heat)| heat * density / (density / AIR).sqrt())),
        composition,
    }
}
