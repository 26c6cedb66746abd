//! The design against looking at everything, on a line whose hydraulics has a closed form.

use super::*;
use crate::cost::tests::prices;
use crate::cost::{Opex, Phasing, PriceBook};
use crate::money::{Currency, Money};
use crate::project::discount::present_value;
use crate::wall::{Code, Grade, WallSeries};

/// Flat isothermal line of constant Z with N stations at equal suction pressure, the first at the inlet:
///
/// (N − 1)(p_d² − p_s²) + (p_d² − p_e²) = κ q² L,  κ = λ Z R_s T/(D A²);  P = q Z R_s T (rᵐ − 1)/(m η)
pub(crate) fn closed_form(
    length: f64,
    greatest_ratio: f64,
) -> impl Fn(&Candidate) -> Result<Hydraulics, Obstacle> {
    const ZRT: f64 = 0.85 * 490.0 * 285.0;
    move |candidate| {
        let bore = candidate.inner_diameter();
        let area = std::f64::consts::PI / 4.0 * bore * bore;
        let flow = candidate.delivered / f64::from(candidate.strings);
        let friction = (2.0 * (bore / 1e-5).log10() + 1.138).powi(-2);
        let drop = friction * ZRT / (bore * area * area) * flow * flow * length;
        let (top, end) = (candidate.pressure, 6.5e6);
        let sections = candidate.stations as f64 - 1.0;
        let limit = |limit: &str, value, bound, remedy| {
            let element = format!("{} stations", candidate.stations);
            Err(Obstacle::Limit {
                element,
                limit: limit.to_owned(),
                value,
                bound,
                unit: "-".to_owned(),
                remedy,
            })
        };
        let squared = top * top - (drop - (top * top - end * end)) / sections;
        let least = (top / greatest_ratio).powi(2);
        if candidate.stations < 2 || squared < least {
            let ratio = if squared > 0.0 { top / squared.sqrt() } else { 99.0 };
            return limit("pressure ratio", ratio, greatest_ratio, Remedy::MoreStations { needed: None });
        }
        let suction = squared.sqrt();
        if suction >= top {
            return limit("pressure ratio", top / suction, 1.0, Remedy::FewerStations);
        }
        let exponent: f64 = 0.25;
        let power = |ratio: f64| candidate.delivered * ZRT * (ratio.powf(exponent) - 1.0) / exponent / 0.86;
        let section = length * (top * top - squared) / drop;
        let sites = (0..candidate.stations).map(|index| {
            let shaft_power = power(if index == 0 { top / 7.0e6 } else { top / suction }.max(1.0));
            Site { distance: section * index as f64, shaft_power, rated_power: shaft_power * 1.1 }
        });
        let sites: Vec<Site> = sites.collect();
        let fuel = sites.iter().map(|site| site.shaft_power).sum::<f64>() / (0.36 * 48e6);
        let linepack = area * length * f64::from(candidate.strings) * 70.0;
        Ok(Hydraulics { sites, fuel, delivery_pressure: end, linepack })
    }
}

pub(crate) fn task() -> DesignTask {
    let stretch = |country: &str, terrain: &str, kilometres: f64| RouteStretch {
        country: country.to_owned(),
        terrain: terrain.to_owned(),
        length: kilometres * 1e3,
        crossings: u32::from(terrain == "swamp"),
        haul: 2_000e3,
    };
    let share = |class: &str, share| ClassShare { class: class.to_owned(), share };
    DesignTask {
        diameters: vec![1.020, 1.220, 1.420],
        pressures: [(7.4e6, "K60"), (9.8e6, "K60"), (11.8e6, "K65")]
            .map(|(pressure, grade)| PressureClass { pressure, grade: Grade::named(grade).unwrap() })
            .to_vec(),
        strings: vec![1, 2],
        stations: 2..=40,
        wall_series: WallSeries::Step(1e-4),
        plans: vec![
            WallPlan {
                code: Code::AsmeB318,
                classes: vec![share("1.2", 0.9), share("2", 0.1)],
                countries: vec![],
            },
            WallPlan {
                code: Code::Sp36,
                classes: vec![share("III", 0.80), share("I", 0.17), share("B", 0.03)],
                countries: vec!["Russia".to_owned(), "Mongolia".to_owned()],
            },
        ],
        route: vec![
            stretch("Russia", "swamp", 600.0),
            stretch("Russia", "taiga hills", 2_000.0),
            stretch("Mongolia", "steppe", 960.0),
        ],
        delivered: 1_080.0,
        annual_volume: 50e6,
        ramp_up: vec![0.1, 0.3, 0.5, 0.8, 1.0],
        years: 30,
        standard_density: 0.682,
        gas_price: 60.0,
        fuel_exponent: 3.0,
        book: PriceBook::uniform(Money::new(Currency::USD, 2025), prices()),
        installed_ratio: 1.5,
        phasing: Phasing {
            line: vec![0.06, 0.18, 0.28, 0.30, 0.18],
            stations: vec![0.0, 0.0, 0.1, 0.2, 0.2, 0.2, 0.15, 0.15],
            first_gas: 5,
        },
        opex: Opex { line_share: 0.012, station_share: 0.04, fixed: 0.0 },
        fill_salvage: 0.5,
        rate: 0.10,
        thoroughness: Thoroughness::Full,
    }
}

const LENGTH: f64 = 3_560e3;

fn with(thoroughness: Thoroughness) -> (Design, usize) {
    let looks = std::cell::Cell::new(0);
    let physics = closed_form(LENGTH, 1.6);
    let counted = |candidate: &Candidate| {
        looks.set(looks.get() + 1);
        physics(candidate)
    };
    let found = design(&DesignTask { thoroughness, ..task() }, counted).unwrap();
    (found, looks.get())
}

#[test]
fn searching_finds_the_same_line_as_looking_at_everything() {
    let (every, looks_every) = with(Thoroughness::Exhaustive);
    let (full, looks_full) = with(Thoroughness::Full);
    let (pruned, looks_pruned) = with(Thoroughness::Pruned);
    assert_eq!(looks_every, 3 * 3 * 2 * 39);
    assert!(looks_full < looks_every / 3 && looks_pruned < looks_full, "{looks_full} {looks_pruned}");
    let best = every.best().unwrap();
    assert_eq!(full.best().unwrap(), best);
    assert_eq!(pruned.best().unwrap(), best);
    // Not only the best: each combination has the number of stations that looking at all of them gives.
    for (full, every) in full.by_combination().iter().zip(every.by_combination()) {
        assert_eq!(full.tariff(), every.tariff());
        if full.tariff().is_some() {
            assert_eq!(full.candidate, every.candidate);
        }
    }
}

#[test]
fn what_is_left_out_really_costs_more() {
    let (full, _) = with(Thoroughness::Full);
    let (pruned, _) = with(Thoroughness::Pruned);
    let best = full.best().unwrap().tariff().unwrap();
    let mut dominated = 0;
    for (left_out, full) in pruned.by_combination().iter().zip(full.by_combination()) {
        if let Outcome::Dominated { at_least } = left_out.outcome {
            dominated += 1;
            assert!(at_least > best && full.tariff().is_none_or(|tariff| tariff > at_least));
        }
    }
    assert!(dominated > 0);
}

#[test]
fn the_tariff_is_as_on_a_sheet_of_paper() {
    let (found, _) = with(Thoroughness::Full);
    let best = found.best().unwrap();
    let Outcome::Feasible { hydraulics, economics } = &best.outcome else { panic!() };
    // A twin by hand: spending, operation, fuel and volume by year, discounted one by one.
    let line = economics.capex.part(crate::cost::Part::Line).value;
    let stations = economics.capex.part(crate::cost::Part::Stations).value;
    let fill = economics.capex.part(crate::cost::Part::Fill).value;
    let line_shares = [0.06, 0.18, 0.28, 0.30, 0.18];
    let station_shares = [0.0, 0.0, 0.1, 0.2, 0.2, 0.2, 0.15, 0.15];
    let ramp = [0.1, 0.3, 0.5, 0.8];
    let (mut cost, mut volume) = (0.0, 0.0);
    for year in 0..35usize {
        let discount = 1.1f64.powf(-(year as f64));
        let mut spent = line * line_shares.get(year).unwrap_or(&0.0);
        spent += stations * station_shares.get(year).unwrap_or(&0.0);
        if year == 5 {
            spent += fill;
        }
        if year >= 5 {
            let load: f64 = *ramp.get(year - 5).unwrap_or(&1.0);
            let standing: f64 = station_shares.iter().take(year).sum();
            spent += 0.012 * line + 0.04 * stations * standing;
            spent += 50e6 * hydraulics.fuel / 1_080.0 * load.powi(3) * 60.0;
            volume += 50e6 * load * discount;
        }
        if year == 34 {
            spent -= 0.5 * fill;
        }
        cost += spent * discount;
    }
    let tariff = economics.tariff.total();
    assert!((tariff - cost / volume).abs() < 1e-9 * tariff, "{tariff} {}", cost / volume);
    assert!((economics.fuel_cost - 50e6 * hydraulics.fuel / 1_080.0 * 60.0).abs() < 1e-3);
    assert!((present_value(0.0, &economics.spending) - economics.capex.total().value).abs() < 1.0);
    assert!((economics.installed_power - 1.5 * hydraulics.shaft_power()).abs() < 1e-3);
}

#[test]
fn every_alternative_says_what_it_is_or_why_it_is_not() {
    let (found, _) = with(Thoroughness::Full);
    assert_eq!(found.by_combination().len(), 18);
    for alternative in &found.alternatives {
        let codes: Vec<Code> = alternative.walls.iter().map(|plan| plan.code).collect();
        assert_eq!(codes, [Code::Sp36, Code::AsmeB318]);
        let plain = alternative.walls[0].walls[0].nominal;
        assert_eq!(alternative.candidate.wall, plain);
        assert!((alternative.steel - alternative.walls[0].steel_of_route).abs() < 1.0);
        match &alternative.outcome {
            Outcome::Feasible { economics, .. } => assert!(economics.tariff.total() > 0.0),
            Outcome::Infeasible { obstacle } => {
                let told = obstacle.to_string();
                assert!(told.contains("pressure ratio is") && told.contains("its bound"), "{told}");
            }
            Outcome::Dominated { .. } => panic!("nothing is left out here"),
        }
    }
    // One 1,020 mm string at 7.4 MPa cannot carry 50 bcm a year over 3,560 km with any number up to 40.
    let small = found.by_combination()[0];
    assert!(matches!(&small.outcome, Outcome::Infeasible { .. }), "{:?}", small.candidate);
}

#[test]
fn a_wall_beyond_the_catalogue_makes_a_combination_infeasible_and_names_it() {
    let thin = DesignTask { wall_series: WallSeries::Listed(vec![0.0157, 0.0188, 0.0234]), ..task() };
    let found = design(&thin, closed_form(LENGTH, 1.6)).unwrap();
    let told: Vec<String> = found
        .by_combination()
        .iter()
        .filter_map(|alternative| match &alternative.outcome {
            Outcome::Infeasible { obstacle } if alternative.candidate.outside_diameter == 1.420 => {
                Some(obstacle.to_string())
            }
            _ => None,
        })
        .collect();
    let wall = "pipe, SP 36.13330.2012, class I: wall needed is 25.7740 mm, its bound 23.4000 mm";
    assert!(told.contains(&wall.to_owned()), "{told:?}");
}

#[test]
fn dearer_fuel_asks_for_a_bigger_line_and_dearer_steel_for_a_smaller_one() {
    let size = |task: &DesignTask| {
        let found = design(task, closed_form(LENGTH, 1.6)).unwrap();
        let best = found.best().unwrap();
        let Outcome::Feasible { hydraulics, .. } = &best.outcome else { panic!() };
        hydraulics.shaft_power()
    };
    let base = size(&task());
    let dear_fuel = size(&DesignTask { gas_price: 400.0, ..task() });
    let mut dear_steel = task();
    dear_steel.book.general.pipe_steel *= 4.0;
    assert!(dear_fuel < base, "{dear_fuel} {base}");
    assert!(size(&dear_steel) >= base);
}

#[test]
fn a_task_that_cannot_be_is_refused_with_what_to_try() {
    let refused = |task: DesignTask| design(&task, closed_form(LENGTH, 1.6)).unwrap_err().to_string();
    assert_eq!(
        refused(DesignTask { diameters: vec![], ..task() }),
        "diameters: there are none; give at least one"
    );
    let mut two = task();
    two.plans[0].countries = vec!["Russia".to_owned()];
    assert_eq!(refused(two), "wall code in Russia: 2 plans govern; let exactly one plan name the country");
    let mut uneven = task();
    uneven.plans[1].classes[0].share = 0.5;
    assert_eq!(
        refused(uneven),
        "class shares of SP 36.13330.2012: they sum to 0.7000; give shares from zero up that sum to 1"
    );
    let mut unknown = task();
    unknown.route[0].terrain = "tundra".to_owned();
    assert!(refused(unknown).starts_with("no laying multiplier for terrain `tundra` in Russia"));
    assert!(refused(DesignTask { rate: f64::NAN, ..task() }).starts_with("discount rate is NaN"));
    assert!(refused(DesignTask { installed_ratio: 0.5, ..task() }).contains("installed over operating"));
}

#[test]
fn where_no_line_carries_the_flow_there_is_no_best() {
    let found = design(&DesignTask { delivered: 20_000.0, ..task() }, closed_form(LENGTH, 1.6)).unwrap();
    assert_eq!(found.best, None);
    assert!(found.alternatives.iter().all(|alternative| alternative.tariff().is_none()));
}
