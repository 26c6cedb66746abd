//! Repeatable normal numbers: the n-th number of a path depends on seed, path and n alone.

/// A stream of random numbers for one path.
///
/// SplitMix64 is a counter passed through a mixer, so streams need no state in common: Steele, Lea and Flood, OOPSLA
/// (2014) 453–472.
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    counter: u64,
}

/// The odd number nearest 2⁶⁴/φ: the step of the counter.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Stream {
    pub(crate) fn new(seed: u64, path: u64) -> Self {
        Self { counter: mix(mix(seed).wrapping_add(path.wrapping_mul(GOLDEN))) }
    }

    /// Uniform above 0 and below 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.counter = self.counter.wrapping_add(GOLDEN);
        ((mix(self.counter) >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)
    }

    pub(crate) fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// Number of Poisson events, by counting waiting times; for means of order one.
    pub(crate) fn poisson(&mut self, mean: f64) -> u32 {
        let limit = (-mean).exp();
        let (mut count, mut product) = (0, self.uniform());
        while product > limit {
            product *= self.uniform();
            count += 1;
        }
        count
    }
}

/// Quantile of the standard normal distribution, for probabilities above 0 and below 1; relative error about 1e-16.
///
/// Rational functions in three regions: Wichura, Applied Statistics 37 (1988) 477–484, algorithm AS 241 (PPND16).
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.ln()).sqrt();
    let x = if r <= 5.0 { ratio(r - 1.6, &SHOULDER) } else { ratio(r - 5.0, &TAIL) };
    if q < 0.0 { -x } else { x }
}

fn ratio(r: f64, [above, below]: &[[f64; 8]; 2]) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, a| sum * r + a);
    horner(above) / horner(below)
}

/// Numerator and denominator for |p − ½| ≤ 0.425.
#[allow(clippy::excessive_precision, reason = "as printed in the source")]
pub(super) const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_6,
        133.141_667_891_784_38,
        1_971.590_950_306_551_4,
        13_731.693_765_509_461,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854_6,
    ],
];
/// For √(−ln p) up to 5.
#[allow(clippy::excessive_precision, reason = "as printed in the source")]
const SHOULDER: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_6,
        4.630_337_846_156_545,
        5.769_497_221_460_691,
        3.647_848_324_763_204_6,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_61,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_8,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_8e-9,
    ],
];
/// For √(−ln p) beyond 5.
#[allow(clippy::excessive_precision, reason = "as printed in the source")]
const TAIL: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103_8,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_9,
        0.026_532_189_526_576_12,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_94e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_tables_to_the_last_digit() {
        for (p, x) in [
            (0.5, 0.0),
            (0.6, 0.253_347_103_135_799_8),
            (0.975, 1.959_963_984_540_054),
            (0.001, -3.090_232_306_167_813_5),
            (1e-10, -6.361_340_902_404_056),
            (1e-20, -9.262_340_089_798_408),
        ] {
            assert!(
                (normal_quantile(p) - x).abs() <= 4e-15 * x.abs().max(1.0),
                "{p}: {}",
                normal_quantile(p)
            );
        }
    }

    #[test]
    fn a_path_repeats_and_differs_from_its_neighbour() {
        let draw = |seed, path| {
            let mut s = Stream::new(seed, path);
            [s.uniform(), s.uniform(), s.normal()]
        };
        assert_eq!(draw(7, 3), draw(7, 3));
        assert_ne!(draw(7, 3), draw(7, 4));
        assert_ne!(draw(7, 3), draw(8, 3));
    }

    #[test]
    fn normal_and_poisson_numbers_have_their_moments() {
        let n = 200_000;
        let (mut sum, mut square, mut fourth, mut events) = (0.0, 0.0, 0.0, 0.0);
        for path in 0..n {
            let mut stream = Stream::new(1, path);
            let z = stream.normal();
            sum += z;
            square += z * z;
            fourth += z.powi(4);
            events += f64::from(stream.poisson(0.7));
        }
        let n = n as f64;
        // Five standard errors of each mean: 1, √2, √96 and √0.7 over √n.
        let within = 5.0 / n.sqrt();
        assert!((sum / n).abs() < within);
        assert!((square / n - 1.0).abs() < 1.42 * within);
        assert!((fourth / n - 3.0).abs() < 9.8 * within);
        assert!((events / n - 0.7).abs() < 0.84 * within);
    }
}
