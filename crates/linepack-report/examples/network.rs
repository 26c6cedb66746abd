//! Draws the page of a GasLib network under a nomination, or of an invented network of so many elements.
//!
//!     cargo run -p linepack-report --example network -- NETWORK.net NOMINATION.scn page.html
//!     cargo run -p linepack-report --example network -- 5000 page.html

use std::{env, error::Error, fs};

use linepack::equations::compressibility::Compressibility;
use linepack::formats::gaslib;
use linepack::network::{Description, Element, Link, Network, Node, NodeKind, Pipe};
use linepack::scenario::Scenario;
use linepack::steady::{Options, solve};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (network, scenario, target) = match arguments.as_slice() {
        [size, target] => {
            let (network, scenario) = grid(size.parse()?)?;
            (network, scenario, target)
        }
        [network, nomination, target] => {
            let network = gaslib::read(&fs::read(network)?, network)?.value;
            let scenario = gaslib::read_scenario(&fs::read(nomination)?, nomination, &network)?.value;
            (network, scenario, target)
        }
        _ => return Err("call it with NETWORK NOMINATION PAGE, or with SIZE PAGE".into()),
    };
    let given = network.mean_gas().molar_mass.is_some();
    let options = Options {
        gas: (!given).then_some(Compressibility::Constant(0.9)),
        molar_mass: (!given).then_some(0.0185),
        temperature: (!given).then_some(288.15),
        ..Options::default()
    };
    let solution = solve(&network, &scenario, &options)?;
    let page = linepack_report::network_page(&network, &scenario, &solution);
    fs::write(target, page)?;
    Ok(())
}

/// A lattice with about so many pipes, four entries and many exits.
fn grid(size: usize) -> Result<(Network, Scenario), Box<dyn Error>> {
    let wide = (10 * size / 17).isqrt() + 1;
    let tall = size / (2 * wide) + 1;
    let mut description = Description { title: format!("Lattice of {size} pipes"), ..Description::default() };
    let mut scenario = Scenario::default();
    let id = |x: usize, y: usize| format!("n{x}_{y}");
    for y in 0..tall {
        for x in 0..wide {
            let corner = (x == 0 || x + 1 == wide) && (y == 0 || y + 1 == tall);
            let exit = (x + 3 * y) % 7 == 0 && !corner;
            let kind = if corner {
                NodeKind::Entry
            } else if exit {
                NodeKind::Exit
            } else {
                NodeKind::Junction
            };
            description.nodes.push(Node::new(id(x, y), kind));
            if corner {
                scenario = scenario.pressure(&id(x, y), 7e6);
            } else if exit {
                scenario = scenario.inflow(&id(x, y), -1.0);
            }
            let mut join = |to: String| {
                let name = format!("p{}", description.links.len());
                let pipe = Pipe::new(3e3, 0.5 + 0.1 * ((x + y) % 4) as f64, 1e-5);
                description.links.push(Link::new(name, id(x, y), to, Element::Pipe(pipe)));
            };
            if x + 1 < wide {
                join(id(x + 1, y));
            }
            if y + 1 < tall {
                join(id(x, y + 1));
            }
        }
    }
    Ok((Network::new(description)?.0, scenario))
}
