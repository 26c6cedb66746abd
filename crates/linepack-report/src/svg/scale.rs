//! A linear scale and its ticks: one, two or five times a power of ten.

/// Maps values to positions, linearly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    domain: (f64, f64),
    range: (f64, f64),
}

impl Scale {
    /// From `domain` to `range`; a domain without width is widened so that it can be drawn.
    pub(crate) fn new(domain: (f64, f64), range: (f64, f64)) -> Self {
        let (low, high) = domain;
        let domain = if high - low > f64::EPSILON * low.abs().max(high.abs()).max(1e-300) {
            domain
        } else {
            (low - 0.5 * low.abs().max(1.0), low + 0.5 * low.abs().max(1.0))
        };
        Self { domain, range }
    }

    /// Over all `values`, with `margin` (a share of their spread) on both sides and round ends where `ticks` are wanted.
    pub(crate) fn nice(values: impl IntoIterator<Item = f64>, margin: f64, range: (f64, f64)) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        let spread = if high > low { high - low } else { low.abs().max(1.0) };
        // A margin never crosses zero: bars stand on it.
        let below = if low >= 0.0 { (low - margin * spread).max(0.0) } else { low - margin * spread };
        let above = if high <= 0.0 { (high + margin * spread).min(0.0) } else { high + margin * spread };
        Self::new((below, above), range)
    }

    /// Position of a value.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let share = (value - self.domain.0) / (self.domain.1 - self.domain.0);
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// Positions of the ends.
    pub(crate) fn range(&self) -> (f64, f64) {
        self.range
    }

    /// Round values within the domain, about `count` of them, and the decimals to print them with.
    pub(crate) fn ticks(&self, count: usize) -> (Vec<f64>, usize) {
        let (low, high) = self.domain;
        let raw = (high - low) / count.max(1) as f64;
        let power = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|m| m * power)
            .find(|step| *step >= raw * 0.999)
            .unwrap_or(raw);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most a dozen decimals"
        )]
        let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
        let mut ticks = Vec::new();
        let mut index = (low / step - 1e-9).ceil();
        while index * step <= high + 1e-9 * step && ticks.len() < 100 {
            ticks.push(index * step);
            index += 1.0;
        }
        (ticks, decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round() {
        let (ticks, decimals) = Scale::new((0.0, 300.0), (0.0, 1.0)).ticks(6);
        assert_eq!((ticks, decimals), (vec![0.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0], 0));
        let (ticks, decimals) = Scale::new((-0.3, 0.4), (0.0, 1.0)).ticks(4);
        assert_eq!((ticks.len(), decimals), (4, 1));
    }

    #[test]
    fn a_scale_of_one_value_can_still_be_drawn() {
        let scale = Scale::nice([5.0], 0.1, (0.0, 100.0));
        assert!(scale.at(5.0).is_finite());
        assert!(Scale::nice([], 0.1, (0.0, 100.0)).at(0.5).is_finite());
    }

    proptest! {
        #[test]
        fn ticks_lie_within_the_domain_and_are_few(low in -1e6..1e6f64, width in 1e-3..1e6f64, count in 2usize..9) {
            let (ticks, _) = Scale::new((low, low + width), (0.0, 1.0)).ticks(count);
            prop_assert!(ticks.len() <= 2 * count + 1);
            prop_assert!(ticks.iter().all(|t| *t >= low - 1e-6 * width && *t <= low + width * (1.0 + 1e-6)));
        }
    }
}
