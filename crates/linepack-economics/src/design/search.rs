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
    let (mut low, mut high) = (first, last);
    while low < high {
        let middle = low + (high - low) / 2;
        match (trials.at(middle), trials.at(middle + 1)) {
            (Trial::Fails(Remedy::Neither), _) | (_, Trial::Fails(Remedy::Neither)) => {
                for number in low..=high {
                    trials.at(number);
                }
                break;
            }
            (Trial::Fails(Remedy::FewerStations), _) | (_, Trial::Fails(Remedy::FewerStations)) => {
                high = middle;
            }
            (Trial::Fails(Remedy::MoreStations), _) | (_, Trial::Fails(Remedy::MoreStations)) => {
                low = middle + 1;
            }
            (Trial::Cost(here), Trial::Cost(next)) if next < here => low = middle + 1,
            (Trial::Cost(_), Trial::Cost(_)) => high = middle,
        }
    }
    trials.at(low);
    loop {
        let best = trials.least()?;
        for number in best.saturating_sub(NEIGHBOURHOOD).max(first)..=(best + NEIGHBOURHOOD).min(last) {
            trials.at(number);
        }
        if trials.least() == Some(best) {
            return Some(best);
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
            0..12 => Trial::Fails(Remedy::MoreStations),
            41.. => Trial::Fails(Remedy::FewerStations),
            _ => Trial::Cost(400.0 / number as f64 + 0.9 * number as f64),
        };
        let (found, least, looks) = both(1..=60, valley);
        assert_eq!((found, least), (Some(21), Some(21)));
        assert!(looks <= 15, "{looks}");
    }

    #[test]
    fn where_no_number_can_be_built_there_is_none() {
        assert_eq!(both(1..=40, |_| Trial::Fails(Remedy::MoreStations)).0, None);
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
                    Trial::Fails(Remedy::MoreStations)
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
