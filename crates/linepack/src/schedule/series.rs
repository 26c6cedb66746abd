//! A quantity over time: straight lines between corners, or steps.

use serde::{Deserialize, Serialize};

use crate::findings::Finding;

/// How a series runs between its corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Straight from each value to the next; the times must cover the run.
    Linear,
    /// Each value holds until the next time, the last one for ever.
    Step,
}

/// A quantity over time, in SI units; times in s, strictly ascending.
///
/// ```
/// use linepack::schedule::Series;
/// let offtake = Series::steps(&[(0.0, -300.0), (3600.0, -450.0)]);
/// assert_eq!((offtake.before(3600.0), offtake.after(3600.0)), (-300.0, -450.0));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Times, s.
    pub times: Vec<f64>,
    /// Value at each time.
    pub values: Vec<f64>,
    /// What happens between.
    pub shape: Shape,
}

impl Series {
    /// The same value at all times.
    pub fn constant(value: f64) -> Self {
        Self { times: vec![0.0], values: vec![value], shape: Shape::Step }
    }

    /// Straight lines through (time in s, value).
    pub fn lines(points: &[(f64, f64)]) -> Self {
        Self::of(points, Shape::Linear)
    }

    /// Steps: each value from its time on.
    pub fn steps(points: &[(f64, f64)]) -> Self {
        Self::of(points, Shape::Step)
    }

    fn of(points: &[(f64, f64)], shape: Shape) -> Self {
        let (times, values) = points.iter().copied().unzip();
        Self { times, values, shape }
    }

    /// The value just before a time, in s.
    pub fn before(&self, time: f64) -> f64 {
        self.at(time, self.times.partition_point(|&t| t < time)).0
    }

    /// The value from a time on, in s.
    pub fn after(&self, time: f64) -> f64 {
        self.at(time, self.times.partition_point(|&t| t <= time)).0
    }

    /// How fast the value changes from a time on, per s.
    pub fn slope_after(&self, time: f64) -> f64 {
        self.at(time, self.times.partition_point(|&t| t <= time)).1
    }

    /// Integral over time between two times, in s: exact.
    pub fn integral(&self, from: f64, to: f64) -> f64 {
        let mut sum = 0.0;
        let mut start = from;
        let corners = self.times.iter().copied().filter(|&t| t > from && t < to);
        for end in corners.chain([to]) {
            sum += 0.5 * (self.after(start) + self.before(end)) * (end - start);
            start = end;
        }
        sum
    }

    /// Value and slope when `passed` corners lie behind.
    fn at(&self, time: f64, passed: usize) -> (f64, f64) {
        let last = self.values.len().saturating_sub(1);
        let value = |i: usize| self.values.get(i).copied().unwrap_or(f64::NAN);
        if passed == 0 {
            return (value(0), 0.0);
        }
        if self.shape == Shape::Step || passed > last {
            return (value((passed - 1).min(last)), 0.0);
        }
        let (t0, t1) = (self.times[passed - 1], self.times[passed]);
        let slope = (value(passed) - value(passed - 1)) / (t1 - t0);
        (value(passed - 1) + slope * (time - t0), slope)
    }

    /// What is wrong with the series in a run from `start` to `end`, if anything.
    pub(crate) fn mistake(&self, what: &str, start: f64, end: f64) -> Option<Finding> {
        let refuse = |text: String, hint: &str| Some(Finding::error(format!("{what} {text}")).hint(hint));
        if self.times.len() != self.values.len() || self.times.is_empty() {
            let (times, values) = (self.times.len(), self.values.len());
            return refuse(format!("has {times} times and {values} values"), "give one value for each time");
        }
        for (t, v) in self.times.iter().zip(&self.values) {
            if !(t.is_finite() && v.is_finite()) {
                return refuse(format!("has the value {v} at {t} s"), "give finite numbers");
            }
        }
        for (i, pair) in self.times.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                let (a, b) = (pair[0], pair[1]);
                let fault = if a == b { "twice" } else { "out of order" };
                return refuse(
                    format!("has the time {b} s {fault} (entries {} and {})", i + 1, i + 2),
                    "give times in ascending order, each once; for a jump use steps",
                );
            }
        }
        let (first, last) = (self.times[0], self.times[self.times.len() - 1]);
        if self.shape == Shape::Linear && (first > start || last < end) {
            return refuse(
                format!("runs from {first} s to {last} s, but the run from {start} s to {end} s"),
                "extend it over the whole run, or shorten the run",
            );
        }
        None
    }
}

/// Which of two limits of a series at a corner is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

impl Side {
    pub(crate) fn of(self, series: &Series, time: f64) -> f64 {
        match self {
            Self::Before => series.before(time),
            Self::After => series.after(time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_is_interpolated_and_its_integral_exact() {
        let series = Series::lines(&[(0.0, 1.0), (10.0, 3.0), (20.0, 3.0)]);
        assert_eq!(series.after(5.0), 2.0);
        assert_eq!(series.slope_after(10.0), 0.0);
        assert_eq!(series.integral(0.0, 20.0), 50.0);
        assert_eq!(series.integral(5.0, 15.0), 12.5 + 15.0);
        let steps = Series::steps(&[(0.0, 1.0), (10.0, 3.0)]);
        assert_eq!(steps.integral(0.0, 20.0), 40.0);
    }

    #[test]
    fn unsorted_repeated_and_short_series_are_refused() {
        for (series, word) in [
            (Series::lines(&[(0.0, 1.0), (5.0, 1.0), (4.0, 1.0)]), "out of order"),
            (Series::lines(&[(0.0, 1.0), (5.0, 1.0), (5.0, 2.0)]), "twice"),
            (Series::lines(&[(0.0, 1.0), (5.0, 1.0)]), "runs from"),
            (Series::steps(&[(0.0, f64::NAN)]), "NaN"),
            (Series::steps(&[]), "0 times"),
        ] {
            let said = series.mistake("the flow at `a`", 0.0, 10.0).map(|finding| finding.text);
            assert!(said.as_ref().is_some_and(|text| text.contains(word)), "{said:?}");
        }
        assert_eq!(Series::steps(&[(0.0, 1.0), (5.0, 1.0)]).mistake("the flow", 0.0, 10.0), None);
    }
}
