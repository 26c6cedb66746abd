//! Where a value changes its sign: regula falsi that cannot stall.
//!
//! Source: Dowell and Jarratt, BIT 11 (1971) 168–174, the Illinois method.

/// One end of a bracket: place, value of the function, and what else was found there.
#[derive(Debug, Clone)]
pub(super) struct End<T> {
    pub(super) x: f64,
    pub(super) value: f64,
    pub(super) found: T,
}

/// Narrows a bracket whose `low` end has a value above 0 and whose `high` end one of at most 0, until
/// the ends are within `tolerance` of each other, relative, or the value of the low end is at most
/// `settled`. Returns both ends.
pub(super) fn narrow<T, E>(
    mut function: impl FnMut(f64) -> Result<(f64, T), E>,
    mut low: End<T>,
    mut high: End<T>,
    (tolerance, settled): (f64, f64),
) -> Result<(End<T>, End<T>), E> {
    let (mut below, mut above) = (low.value, high.value);
    let (mut same_side, mut width_before) = (0_i32, f64::INFINITY);
    for round in 0..200 {
        let width = high.x - low.x;
        if width.abs() <= tolerance * low.x.abs() || low.value <= settled || high.value == 0.0 {
            break;
        }
        let mut x = low.x + width * (below / (below - above));
        // Where the function jumps or is flat the chord creeps along one end: every third time see to
        // it that the bracket shrinks.
        let creeps = round % 3 == 2 && width.abs() > 0.25 * width_before;
        if round % 3 == 2 {
            width_before = width.abs();
        }
        // (A chord from an infinite value is not a number.)
        let inside = (x > low.x && x < high.x) || (x > high.x && x < low.x);
        if creeps || !inside {
            x = low.x + 0.5 * width;
        }
        let (value, found) = function(x)?;
        if value > 0.0 {
            low = End { x, value, found };
            below = value;
            same_side = same_side.max(0) + 1;
            if same_side > 1 {
                above *= 0.5;
            }
        } else {
            high = End { x, value, found };
            above = value;
            same_side = same_side.min(0) - 1;
            if same_side < -1 {
                below *= 0.5;
            }
        }
    }
    Ok((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(f: impl Fn(f64) -> f64, low: f64, high: f64) -> (f64, u32) {
        let mut calls = 0;
        let ends = (End { x: low, value: f(low), found: () }, End { x: high, value: f(high), found: () });
        let (low, high) = narrow(
            |x| {
                calls += 1;
                Ok::<_, ()>((f(x), ()))
            },
            ends.0,
            ends.1,
            (1e-13, 0.0),
        )
        .unwrap();
        (0.5 * (low.x + high.x), calls)
    }

    #[test]
    fn roots_are_found_in_few_calls_also_across_a_jump() {
        let (x, calls) = root(|x| 2.0 - x * x, 1.0, 10.0);
        assert!((x - 2.0_f64.sqrt()).abs() < 1e-12 && calls < 25, "{x} after {calls}");
        let (x, calls) = root(|x| if x < 3.3 { 1e-9 } else { -5.0 }, 1.0, 10.0);
        assert!((x - 3.3).abs() < 1e-11 && calls < 100, "{x} after {calls}");
        let (x, calls) = root(|x| if x < 7.7 { f64::INFINITY } else { -1.0 }, 1.0, 10.0);
        assert!((x - 7.7).abs() < 1e-11 && calls < 100, "{x} after {calls}");
        let (x, calls) = root(|x| (2.0 - x).powi(9), 0.0, 100.0);
        assert!((x - 2.0).abs() < 1e-2 && calls <= 200, "{x} after {calls}");
    }
}
