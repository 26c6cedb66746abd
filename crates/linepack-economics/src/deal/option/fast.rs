//! Exponentials and normal quantiles of whole slices, in a form that the compiler turns into wide instructions.

use super::random::{CENTRE, normal_quantile};

/// e^x of every entry, in place; relative error below 1e-15 for |x| up to 700.
///
/// x = k ln 2 + r with |r| ≤ ½ ln 2; e^r by its series to the thirteenth power, 2^k by the bits of the exponent.
pub(super) fn exp(values: &mut [f64]) {
    pulp::Arch::new().dispatch(Exp(values));
}

struct Exp<'a>(&'a mut [f64]);

/// Adding and taking away this rounds to a whole number and leaves it in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts, the first with zeros at its end so that k times it is exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];

impl pulp::NullaryFnOnce for Exp<'_> {
    type Output = ();

    #[allow(clippy::inline_always, reason = "wide instructions reach only what is inlined")]
    #[inline(always)]
    fn call(self) {
        for x in self.0 {
            let clamped = x.clamp(-708.0, 709.0);
            let shifted = clamped * std::f64::consts::LOG2_E + ROUND;
            let k = shifted - ROUND;
            let r = (clamped - k * LN_2[0]) - k * LN_2[1];
            let mut sum = 1.0 / 6_227_020_800.0;
            for c in [
                1.0 / 479_001_600.0,
                1.0 / 39_916_800.0,
                1.0 / 3_628_800.0,
                1.0 / 362_880.0,
                1.0 / 40_320.0,
                1.0 / 5_040.0,
                1.0 / 720.0,
                1.0 / 120.0,
                1.0 / 24.0,
                1.0 / 6.0,
                0.5,
                1.0,
                1.0,
            ] {
                sum = sum * r + c;
            }
            *x = sum * f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
        }
    }
}

/// Normal quantile of every entry, in place: the same numbers as [`normal_quantile`].
pub(super) fn normal_quantiles(values: &mut [f64], tails: &mut Vec<(usize, f64)>) {
    tails.clear();
    for (k, &p) in values.iter().enumerate() {
        if (p - 0.5).abs() > 0.425 {
            tails.push((k, normal_quantile(p)));
        }
    }
    pulp::Arch::new().dispatch(Centre(values));
    for &(k, x) in tails.iter() {
        values[k] = x;
    }
}

struct Centre<'a>(&'a mut [f64]);

impl pulp::NullaryFnOnce for Centre<'_> {
    type Output = ();

    #[allow(clippy::inline_always, reason = "wide instructions reach only what is inlined")]
    #[inline(always)]
    fn call(self) {
        for x in self.0 {
            let q = *x - 0.5;
            let r = 0.180625 - q * q;
            let [mut above, mut below] = [0.0, 0.0];
            for k in (0..8).rev() {
                above = above * r + CENTRE[0][k];
                below = below * r + CENTRE[1][k];
            }
            *x = q * (above / below);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_agree_with_the_library_to_the_last_digits() {
        let inputs: Vec<f64> =
            (-7000..=7000).map(|k| f64::from(k) * 0.1).chain([1e-300, -0.0, 5e-17]).collect();
        let mut found = inputs.clone();
        exp(&mut found);
        for (x, e) in inputs.iter().zip(found) {
            assert!((e / x.exp() - 1.0).abs() < 2e-15, "{x}: {e}");
        }
    }

    #[test]
    fn quantiles_of_a_slice_are_those_of_its_entries() {
        let inputs: Vec<f64> = (1..2000).map(|k| f64::from(k) / 2000.0).collect();
        let mut found = inputs.clone();
        normal_quantiles(&mut found, &mut Vec::new());
        for (p, x) in inputs.iter().zip(found) {
            assert!((x - normal_quantile(*p)).abs() <= 4e-16 * x.abs(), "{p}: {x}");
        }
    }
}
