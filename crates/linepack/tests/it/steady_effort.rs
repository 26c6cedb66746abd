//! What a solution costs, pinned: iterations, factorisations and fill show slowness as a difference.

use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::equations::steady_element::PipeLaw;
use linepack::steady::{Memory, Options, solve, solve_again};

use crate::generated::{Draws, Shape, network};

#[test]
fn iterations_factorisations_and_fill_stay_what_they_are() {
    let mut draws = Draws(11);
    let mut seen = Vec::new();
    for shape in [Shape::Tree, Shape::Meshed, Shape::Grid] {
        let (network, scenario) = network(&mut draws, shape, 1000);
        for pipe_law in [PipeLaw::Ode, PipeLaw::MeanZ] {
            let options = Options {
                gas: Some(Compressibility::Papay { critical_pressure: 4.6e6, critical_temperature: 190.0 }),
                molar_mass: Some(0.0185),
                temperature: Some(288.15),
                friction: Friction::ColebrookWhite,
                pipe_law,
                find_feasible_scale: false,
                ..Options::default()
            };
            let effort = solve(&network, &scenario, &options).unwrap().effort;
            assert_eq!((effort.iterations, effort.analyses), (effort.factorisations, 1));
            let mut memory = Memory::default();
            solve_again(&network, &scenario, &options, &mut memory).unwrap();
            let mut changed = scenario.clone();
            changed.scale = 1.01;
            let warm = solve_again(&network, &changed, &options, &mut memory).unwrap().effort;
            assert_eq!(warm.analyses, 0);
            // The last step of a warm start is at the edge of rounding, so it is capped and not pinned.
            assert!(warm.iterations <= 4, "{warm:?}");
            seen.push((effort.iterations, effort.unknowns, effort.fill));
        }
    }
    // (iterations, unknowns, fill)
    let known =
        [(6, 944, 930), (6, 944, 930), (6, 450, 6866), (6, 450, 6866), (11, 477, 3780), (11, 477, 3780)];
    assert_eq!(seen, known);
}
