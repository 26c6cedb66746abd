//! The cheapest number of stations without looking at every number.
//!
//! Few stations work at high pressure ratios and burn much fuel; many cost much by themselves. Between
//! them the levelised cost falls and then rises, so comparing two neighbours tells on which side the
//! least lies. Small waves (a site that moves over a hill) are met by looking two numbers to either side of
//! the least found, until nothing there is cheaper; and where a number fails for a reason that neither more
//! nor fewer stations mend, every number left is looked at.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::hydraulics::Remedy;

/// How far to either side of the least the neighbours are looked at.
const NEIGHBOURHOOD: usize = 2;

/// What one number of stations gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Trial {
    /// Its levelised cost.
    Cost(f64),
    /// It cannot be built, and this might help.
    Fails(Remedy),
}

/// The number of stations in `range` with the least cost, if any can be built.
pub(super) fn cheapest(range: RangeInclusive<usize>, look: impl FnMut(usize) -> Trial) -> Option<usize> {
    let mut trials = Trials { seen: BTreeMap::new(), look };
    let (first, last) = (*range.start(), *range.end());
    // Where even the most stations are too few, no number does.
    if matches!(trials.at(last), Trial::Fails(Remedy::MoreStations { .. })) {
        return None;
    }
    let (mut low, mut high) = (first, last);
    while low < high {
        let middle = low + (high - low) / 2;
        // The neighbour is not asked when the middle already tells the side.
        let here = match trials.at(middle) {
            Trial::Cost(here) => Side::Unknown(here),
            Trial::Fails(remedy) => Side::of(remedy, middle),
        };
        let side = match here {
            Side::Unknown(here) => match trials.at(middle + 1) {
                Trial::Cost(next) if next < here => Side::From(middle + 1),
                Trial::Cost(_) | Trial::Fails(Remedy::FewerStations) => Side::UpTo(middle),
                Trial::Fails(remedy) => Side::of(remedy, middle + 1),
            },
            known => known,
        };
        match side {
            Side::From(number) => low = number.min(high),
            Side::UpTo(number) => high = number.max(low),
            Side::Unknown(_) | Side::Neither => {
                for number in low..=high {
                    trials.at(number);
                }
                break;
            }
        }
    }
    trials.at(low);
    loop {
        let best = trials.least()?;
        for number in best.saturating_sub(NEIGHBOURHOOD).max(first)..=(best + NEIGHBOURHOOD).min(last) {
            if !trials.too_few(number) {
                trials.at(number);
            }
        }
        if trials.least() == Some(best) {
            return Some(best);
        }
    }
}

/// Where the least lies.
enum Side {
    /// At this number or above.
    From(usize),
    /// At this number or below.
    UpTo(usize),
    /// Not told by this cost alone.
    Unknown(f64),
    /// Not told at all.
    Neither,
}

impl Side {
    /// What a failure at `number` tells.
    fn of(remedy: Remedy, number: usize) -> Self {
        match remedy {
            Remedy::MoreStations { needed } => Self::From(needed.unwrap_or(0).max(number + 1)),
            Remedy::FewerStations => Self::UpTo(number.saturating_sub(1)),
            Remedy::Neither => Self::Neither,
        }
    }
}

/// Every number looked at, once.
struct Trials<F> {
    seen: BTreeMap<usize, Trial>,
    look: F,
}

impl<F: FnMut(usize) -> Trial> Trials<F> {
    fn at(&mut self, number: usize) -> Trial {
        let look = &mut self.look;
        *self.seen.entry(number).or_insert_with(|| look(number))
    }

    /// Whether a failure seen tells that this number is too small.
    fn too_few(&self, number: usize) -> bool {
        self.seen.iter().any(|(seen, trial)| match trial {
            Trial::Fails(Remedy::MoreStations { needed }) => number <= *seen || Some(number) < *needed,
            _ => false,
        })
    }

    fn least(&self) -> Option<usize> {
        let costs = self.seen.iter().filter_map(|(number, trial)| match trial {
            Trial::Cost(cost) => Some((*number, *cost)),
            Trial::Fails(_) => None,
        });
        costs.min_by(|left, right| left.1.total_cmp(&right.1)).map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const TOO_FEW: Remedy = Remedy::MoreStations { needed: None };

    /// Looks by the search and by looking at every number; returns both and how many the search looked at.
    fn both(
        range: RangeInclusive<usize>,
        look: impl Fn(usize) -> Trial,
    ) -> (Option<usize>, Option<usize>, usize) {
        let seen = RefCell::new(BTreeSet::new());
        let found = cheapest(range.clone(), |number| {
            assert!(seen.borrow_mut().insert(number), "{number} was looked at twice");
            look(number)
        });
        let every = range.filter_map(|number| match look(number) {
            Trial::Cost(cost) => Some((number, cost)),
            Trial::Fails(_) => None,
        });
        let least = every.min_by(|left, right| left.1.total_cmp(&right.1)).map(|(number, _)| number);
        (found, least, seen.into_inner().len())
    }

    #[test]
    fn a_valley_between_too_few_and_too_many_is_found_in_few_looks() {
        let valley = |number: usize| match number {
            0..12 => Trial::Fails(TOO_FEW),
            41.. => Trial::Fails(Remedy::FewerStations),
            _ => Trial::Cost(400.0 / number as f64 + 0.9 * number as f64),
        };
        let (found, least, looks) = both(1..=60, valley);
        assert_eq!((found, least), (Some(21), Some(21)));
        assert!(looks <= 15, "{looks}");
    }

    #[test]
    fn a_known_need_is_met_at_once() {
        let needed = Remedy::MoreStations { needed: Some(33) };
        let look =
            |number: usize| if number < 33 { Trial::Fails(needed) } else { Trial::Cost(number as f64) };
        let (found, least, looks) = both(1..=60, look);
        assert_eq!((found, least), (Some(33), Some(33)));
        let failures = (1..33).filter(|number| look(*number) == Trial::Fails(needed)).count();
        assert!(failures == 32 && looks <= 13, "{looks}");
    }

    #[test]
    fn where_no_number_can_be_built_there_is_none() {
        assert_eq!(both(1..=40, |_| Trial::Fails(TOO_FEW)).0, None);
        assert_eq!(both(1..=40, |_| Trial::Fails(Remedy::FewerStations)).0, None);
        assert_eq!(both(1..=40, |_| Trial::Fails(Remedy::Neither)), (None, None, 40));
    }

    proptest! {
        #[test]
        fn the_search_is_no_worse_than_looking_at_every_number(
            fixed in 0.1..5.0f64, fuel in 1.0..2000.0f64, too_few in 1usize..30, feasible in 1usize..40,
        ) {
            let look = |number: usize| {
                if number < too_few {
                    Trial::Fails(TOO_FEW)
                } else if number >= too_few + feasible {
                    Trial::Fails(Remedy::FewerStations)
                } else {
                    Trial::Cost(fixed * number as f64 + fuel / number as f64)
                }
            };
            let (found, least, _) = both(1..=50, look);
            prop_assert_eq!(found, least);
        }

        #[test]
        fn a_failure_that_no_number_mends_hides_no_cheaper_number(
            bad in proptest::collection::btree_set(1usize..30, 0..6), slope in -3.0..3.0f64,
        ) {
            let look = |number: usize| {
                if bad.contains(&number) {
                    Trial::Fails(Remedy::Neither)
                } else {
                    Trial::Cost(slope * number as f64 + 50.0 / number as f64)
                }
            };
            let (found, least, _) = both(1..=29, look);
            prop_assert_eq!(found, least);
        }
    }
}
