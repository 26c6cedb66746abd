//! What would have to be true: the value of one unknown at which an answer reaches a target, or that none does it.
//!
//! ```text
//! find x in [a, b] with f(x) = target
//! ```
//!
//! The interval is scanned first, because an answer of a whole study need not rise or fall throughout; each change of
//! sign is then closed in by a bracketing method. Where there is none, the best point reached says how near it came.

use super::Error;
use super::error::{finite, interval, positive, within};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// Interval of the unknown.
    pub interval: [f64; 2],
    /// Value that the answer should reach.
    pub target: f64,
    /// Deviation from the target that counts as reached, in the unit of the answer.
    pub tolerance: f64,
    /// Number of intervals of the first scan: two crossings closer together than one of them may be missed.
    pub scan: usize,
}

impl Question {
    /// A question with 64 intervals of scan and a tolerance of 1e-9 of the target, or 1e-9 for a target near zero.
    pub fn new(interval: [f64; 2], target: f64) -> Self {
        Self { interval, target, tolerance: 1e-9 * target.abs().max(1.0), scan: 64 }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The values of the unknown that reach the target, rising.
    At(Vec<f64>),
    /// No value in the interval does it.
    NoValueDoesIt {
        /// The value that comes nearest.
        nearest: f64,
        /// The answer there.
        reached: f64,
        /// Where the answer leaps over the target without taking it, if it does.
        leaps_at: Vec<f64>,
    },
}

/// Solves for one unknown.
///
/// `f` may be undefined (not a number) in parts of the interval: these are passed over. A change of sign at a leap is
/// not an answer and is reported as such. A touch without crossing is looked for around the nearest scanned point.
///
/// | symbol | field       | unit            | range             |
/// |--------|-------------|-----------------|-------------------|
/// | a, b   | `interval`  | of the unknown  | a below b         |
/// | target | `target`    | of the answer   | finite            |
/// | –      | `tolerance` | of the answer   | above 0           |
///
/// Source of the bracketing: Oliveira and Takahashi, ACM Trans. Mathematical Software 47 (2021) 5 (ITP).
///
/// ```
/// use linepack_economics::deal::inverse::{Answer, Question, solve};
/// // At what LNG price does a range of 90 + 0.5 p − 250 open?
/// let answer = solve(|p| 90.0 + 0.5 * p - 250.0, &Question::new([100.0, 600.0], 0.0))?;
/// assert!(matches!(answer, Answer::At(x) if (x[0] - 320.0).abs() < 1e-8));
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn solve(mut f: impl FnMut(f64) -> f64, question: &Question) -> Result<Answer, Error> {
    let [a, b] = interval("interval", question.interval, "give the least value of the unknown first")?;
    finite("width of the interval", b - a)?;
    finite("target", question.target)?;
    positive("tolerance", question.tolerance, "give the deviation that counts as none, such as 1e-6")?;
    within(
        "scan",
        question.scan as f64,
        question.scan >= 2,
        "2 or more",
        "64 finds crossings a sixty-fourth apart",
    )?;
    let mut off = |x: f64| f(x) - question.target;
    let n = question.scan;
    let at = |k: usize| if k == n { b } else { a + (b - a) * (k as f64 / n as f64) };
    let scanned: Vec<(f64, f64)> = (0..=n).map(|k| (at(k), off(at(k)))).collect();
    let Some(mut best) = nearest(&scanned) else {
        let hint = "the answer is undefined at every point tried; check the study at one end of the interval";
        return within("answer", f64::NAN, false, "defined somewhere", hint).map(|_| Answer::At(Vec::new()));
    };
    let (mut found, mut leaps) = (Vec::new(), Vec::new());
    for pair in scanned.windows(2) {
        let [(x, y), (next, z)] = [pair[0], pair[1]];
        if y.abs() <= question.tolerance {
            found.push(x);
        } else if y * z < 0.0 && z.abs() > question.tolerance {
            let (root, left) = bracketed(&mut off, [(x, y), (next, z)], question.tolerance);
            if left.abs() <= question.tolerance {
                found.push(root);
            } else {
                leaps.push(root);
            }
            if left.abs() < best.1.abs() {
                best = (root, left);
            }
        }
    }
    if let Some(&(x, y)) = scanned.last()
        && y.abs() <= question.tolerance
    {
        found.push(x);
    }
    if found.is_empty() {
        let step = (b - a) / n as f64;
        let around = golden(|x| off(x).abs(), [(best.0 - step).max(a), (best.0 + step).min(b)]);
        let left = off(around);
        if left.abs() < best.1.abs() {
            best = (around, left);
        }
        if best.1.abs() <= question.tolerance {
            found.push(best.0);
        }
    }
    Ok(if found.is_empty() {
        Answer::NoValueDoesIt { nearest: best.0, reached: best.1 + question.target, leaps_at: leaps }
    } else {
        Answer::At(found)
    })
}

/// The point with the least deviation among those defined.
fn nearest(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let defined = points.iter().copied().filter(|(_, y)| y.is_finite());
    defined.min_by(|(_, y), (_, z)| y.abs().total_cmp(&z.abs()))
}

/// Interpolate, truncate, project: never slower than bisection by more than one step, faster on smooth functions.
fn bracketed(off: &mut impl FnMut(f64) -> f64, ends: [(f64, f64); 2], tolerance: f64) -> (f64, f64) {
    let [(mut a, mut ya), (mut b, mut yb)] = ends;
    // Signs are turned so that the function rises through the bracket.
    let sign = if ya < 0.0 { 1.0 } else { -1.0 };
    (ya, yb) = (sign * ya, sign * yb);
    let width = b - a;
    let epsilon = 4.0 * f64::EPSILON * a.abs().max(b.abs()).max(f64::MIN_POSITIVE);
    let (k1, k2, n0) = (0.2 / width, 2.0, 1.0);
    let halvings = (width / (2.0 * epsilon)).log2().ceil().max(0.0);
    let mut radius_scale = epsilon * (halvings + n0).exp2();
    while b - a > 2.0 * epsilon {
        let middle = 0.5 * (a + b);
        let radius = radius_scale - 0.5 * (b - a);
        let delta = k1 * (b - a).powf(k2);
        let interpolated = (yb * a - ya * b) / (yb - ya);
        let towards = (middle - interpolated).signum();
        let truncated =
            if delta <= (middle - interpolated).abs() { interpolated + towards * delta } else { middle };
        let x = if (truncated - middle).abs() <= radius { truncated } else { middle - towards * radius };
        // A point on or beyond an end, by rounding, would not shrink the bracket.
        let x = if x > a && x < b { x } else { middle };
        let y = sign * off(x);
        if y.abs() <= 1e-3 * tolerance {
            return (x, sign * y);
        }
        // Where the function is undefined inside, the bracket still shrinks, from above.
        if y < 0.0 {
            (a, ya) = (x, y);
        } else {
            (b, yb) = (x, if y.is_nan() { yb } else { y });
        }
        radius_scale *= 0.5;
    }
    if ya.abs() <= yb.abs() { (a, sign * ya) } else { (b, sign * yb) }
}

/// Least value of a function on an interval by golden sections; undefined counts as large.
fn golden(mut f: impl FnMut(f64) -> f64, [mut a, mut b]: [f64; 2]) -> f64 {
    let ratio = 0.5 * (5_f64.sqrt() - 1.0);
    let mut at = |x: f64| {
        let y = f(x);
        if y.is_nan() { f64::INFINITY } else { y }
    };
    let [mut x, mut y] = [b - ratio * (b - a), a + ratio * (b - a)];
    let [mut fx, mut fy] = [at(x), at(y)];
    for _ in 0..80 {
        if fx <= fy {
            (b, y, fy) = (y, x, fx);
            x = b - ratio * (b - a);
            fx = at(x);
        } else {
            (a, x, fx) = (x, y, fy);
            y = a + ratio * (b - a);
            fy = at(y);
        }
    }
    if fx <= fy { x } else { y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn roots(answer: Answer) -> Vec<f64> {
        match answer {
            Answer::At(values) => values,
            Answer::NoValueDoesIt { .. } => panic!("{answer:?}"),
        }
    }

    #[test]
    fn every_crossing_is_found() {
        let found = roots(solve(|x: f64| x.sin(), &Question::new([1.0, 10.0], 0.0)).unwrap());
        let exact = [1.0, 2.0, 3.0].map(|k| k * std::f64::consts::PI);
        assert_eq!(found.len(), 3);
        assert!(found.iter().zip(exact).all(|(x, y)| (x - y).abs() < 1e-9));
    }

    #[test]
    fn when_no_value_does_it_the_nearest_is_told() {
        let answer = solve(|x| (x - 3.0) * (x - 3.0) + 2.0, &Question::new([0.0, 10.0], 1.0)).unwrap();
        let Answer::NoValueDoesIt { nearest, reached, leaps_at } = answer else { panic!("{answer:?}") };
        assert!((nearest - 3.0).abs() < 1e-6 && (reached - 2.0).abs() < 1e-12 && leaps_at.is_empty());
    }

    #[test]
    fn a_touch_without_crossing_counts() {
        let found = roots(solve(|x| (x - 3.03) * (x - 3.03), &Question::new([0.0, 10.0], 0.0)).unwrap());
        assert!(found.len() == 1 && (found[0] - 3.03).abs() < 1e-4);
    }

    #[test]
    fn a_leap_over_the_target_is_not_an_answer() {
        let answer = solve(|x| if x < 2.5 { -1.0 } else { 1.0 }, &Question::new([0.0, 10.0], 0.0)).unwrap();
        let Answer::NoValueDoesIt { leaps_at, reached, .. } = answer else { panic!("{answer:?}") };
        assert!(leaps_at.len() == 1 && (leaps_at[0] - 2.5).abs() < 1e-9);
        assert_eq!(reached.abs(), 1.0);
    }

    #[test]
    fn an_end_that_hits_the_target_is_found_once() {
        assert_eq!(roots(solve(|x| x, &Question::new([0.0, 1.0], 0.0)).unwrap()), [0.0]);
        assert_eq!(roots(solve(|x| x, &Question::new([0.0, 1.0], 1.0)).unwrap()), [1.0]);
    }

    #[test]
    fn parts_without_an_answer_are_passed_over() {
        let found = roots(solve(|x: f64| (x - 2.0).sqrt() - 1.0, &Question::new([0.0, 10.0], 0.0)).unwrap());
        assert!(found.len() == 1 && (found[0] - 3.0).abs() < 1e-9);
        assert!(solve(|_| f64::NAN, &Question::new([0.0, 1.0], 0.0)).is_err());
    }

    #[test]
    fn an_empty_interval_is_refused() {
        let error = solve(|x| x, &Question::new([5.0, 5.0], 0.0)).unwrap_err().to_string();
        assert!(error.starts_with("`interval` is empty, it runs from 5 to 5"), "{error}");
        assert!(solve(|x| x, &Question::new([0.0, f64::INFINITY], 0.0)).is_err());
        assert!(solve(|x| x, &Question { tolerance: 0.0, ..Question::new([0.0, 1.0], 0.5) }).is_err());
    }

    #[test]
    fn a_smooth_function_takes_few_calls_and_a_steep_one_no_more_than_bisection() {
        for (steepness, most) in [(1.0, 20), (1e6, 64)] {
            let mut calls = 0;
            let mut off = |x: f64| {
                calls += 1;
                (steepness * (x - 0.3)).tanh()
            };
            let ends = [0.0, 1.0].map(|x| (x, (steepness * (x - 0.3)).tanh()));
            let (root, _) = bracketed(&mut off, ends, 1e-12);
            assert!((root - 0.3).abs() < 1e-9, "{root}");
            assert!(calls <= most, "{calls}");
        }
    }

    proptest! {
        #[test]
        fn the_value_found_answers_the_question(a in -5.0..0.0f64, wide in 0.5..10.0f64, share in 0.0..1.0f64, k in 0.1..4.0f64) {
            let f = |x: f64| (k * x).exp() + x;
            let target = f(a + share * wide);
            let question = Question::new([a, a + wide], target);
            let found = roots(solve(f, &question).unwrap());
            prop_assert!(found.iter().any(|&x| (f(x) - target).abs() <= question.tolerance));
        }
    }
}
