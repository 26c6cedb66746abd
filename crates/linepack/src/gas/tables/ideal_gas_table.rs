//! Ideal-gas heat capacities of the 21 components.
//!
//! Jaeschke & Schley, Int. J. Thermophys. 16 (1995) 1381–1392, as used by ISO 20765-2:2015
//! table A.1 (GERG-2008) and AGA Report No. 8 (2017) Part 1; digits as in NIST's public-domain code.

/// One component's ideal-gas Helmholtz energy.
///
/// ```text
/// c_p⁰/R = n3 + n4 (θ4/T)²/sinh²(θ4/T) + n5 (θ5/T)²/cosh²(θ5/T) + n6 (…)/sinh² + n7 (…)/cosh²
/// ```
pub(crate) struct IdealGas {
    /// Entropy constant with s = 0 at 298.15 K and 101.325 kPa, as AGA8 Part 1 prints it.
    pub n1: f64,
    /// Enthalpy constant with h = 0 there, K.
    pub n2: f64,
    /// Constant part of c_p⁰/R.
    pub n3: f64,
    /// Amount n and temperature θ (K) of the four terms, in turn sinh, cosh, sinh, cosh.
    pub einstein: [(f64, f64); 4],
}

#[rustfmt::skip]
pub(crate) const IDEAL_GAS: [IdealGas; 21] = [
    IdealGas { n1: 29.83843397, n2: -15999.69151, n3: 4.00088, einstein: [(0.76315, 820.659), (0.0046, 178.41), (8.74432, 1062.82), (-4.46921, 1090.53)] }, // methane
    IdealGas { n1: 17.56770785, n2: -2801.729072, n3: 3.50031, einstein: [(0.13732, 662.738), (-0.1466, 680.562), (0.90066, 1740.06), (0.0, 0.0)] }, // nitrogen
    IdealGas { n1: 20.65844696, n2: -4902.171516, n3: 3.50002, einstein: [(2.04452, 919.306), (-1.06044, 865.07), (2.03366, 483.553), (0.01393, 341.109)] }, // carbon dioxide
    IdealGas { n1: 36.73005938, n2: -23639.65301, n3: 4.00263, einstein: [(4.33939, 559.314), (1.23722, 223.284), (13.1974, 1031.38), (-6.01989, 1071.29)] }, // ethane
    IdealGas { n1: 44.70909619, n2: -31236.63551, n3: 4.02939, einstein: [(6.60569, 479.856), (3.197, 200.893), (19.1921, 955.312), (-8.37267, 1027.29)] }, // propane
    IdealGas { n1: 34.30180349, n2: -38525.50276, n3: 4.06714, einstein: [(8.97575, 438.27), (5.25156, 198.018), (25.1423, 1905.02), (16.1388, 893.765)] }, // isobutane
    IdealGas { n1: 36.53237783, n2: -38957.80933, n3: 4.33944, einstein: [(9.44893, 468.27), (6.89406, 183.636), (24.4618, 1914.1), (14.7824, 903.185)] }, // n-butane
    IdealGas { n1: 43.17218626, n2: -51198.30946, n3: 4.0, einstein: [(11.7618, 292.503), (20.1101, 910.237), (33.1688, 1919.37), (0.0, 0.0)] }, // isopentane
    IdealGas { n1: 42.67837089, n2: -45215.83, n3: 4.0, einstein: [(8.95043, 178.67), (21.836, 840.538), (33.4032, 1774.25), (0.0, 0.0)] }, // n-pentane
    IdealGas { n1: 46.99717188, n2: -52746.83318, n3: 4.0, einstein: [(11.6977, 182.326), (26.8142, 859.207), (38.6164, 1826.59), (0.0, 0.0)] }, // hexane
    IdealGas { n1: 52.07631631, n2: -57104.81056, n3: 4.0, einstein: [(13.7266, 169.789), (30.4707, 836.195), (43.5561, 1760.46), (0.0, 0.0)] }, // heptane
    IdealGas { n1: 57.25830934, n2: -60546.76385, n3: 4.0, einstein: [(15.6865, 158.922), (33.8029, 815.064), (48.1731, 1693.07), (0.0, 0.0)] }, // octane
    IdealGas { n1: 62.09646901, n2: -66600.12837, n3: 4.0, einstein: [(18.0241, 156.854), (38.1235, 814.882), (53.3415, 1693.79), (0.0, 0.0)] }, // nonane
    IdealGas { n1: 65.93909154, n2: -74131.45483, n3: 4.0, einstein: [(21.0069, 164.947), (43.4931, 836.264), (58.3657, 1750.24), (0.0, 0.0)] }, // decane
    IdealGas { n1: 13.07520288, n2: -5836.943696, n3: 2.47906, einstein: [(0.95806, 228.734), (0.45444, 326.843), (1.56039, 1651.71), (-1.3756, 1671.69)] }, // hydrogen
    IdealGas { n1: 16.8017173, n2: -2318.32269, n3: 3.50146, einstein: [(1.07558, 2235.71), (1.01334, 1116.69), (0.0, 0.0), (0.0, 0.0)] }, // oxygen
    IdealGas { n1: 17.45786899, n2: -2635.244116, n3: 3.50055, einstein: [(1.02865, 1550.45), (0.00493, 704.525), (0.0, 0.0), (0.0, 0.0)] }, // carbon monoxide
    IdealGas { n1: 21.57882705, n2: -7766.733078, n3: 4.00392, einstein: [(0.01059, 268.795), (0.98763, 1141.41), (3.06904, 2507.37), (0.0, 0.0)] }, // water
    IdealGas { n1: 21.5830944, n2: -6069.035869, n3: 4.0, einstein: [(3.11942, 1833.63), (1.00243, 847.181), (0.0, 0.0), (0.0, 0.0)] }, // hydrogen sulfide
    IdealGas { n1: 10.04639507, n2: -745.375, n3: 2.5, einstein: [(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)] }, // helium
    IdealGas { n1: 10.04639507, n2: -745.375, n3: 2.5, einstein: [(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)] }, // argon
];

/// Molar masses, kg/mol. ISO 20765-2:2015 table 1 (Kunz & Wagner 2012, table A5).
#[rustfmt::skip]
pub(crate) const MOLAR_MASS: [f64; 21] = [
    0.01604246, // methane
    0.0280134, // nitrogen
    0.0440095, // carbon dioxide
    0.03006904, // ethane
    0.04409562, // propane
    0.0581222, // isobutane
    0.0581222, // n-butane
    0.07214878, // isopentane
    0.07214878, // n-pentane
    0.08617536, // hexane
    0.10020194, // heptane
    0.11422852, // octane
    0.1282551, // nonane
    0.14228168, // decane
    0.00201588, // hydrogen
    0.0319988, // oxygen
    0.0280101, // carbon monoxide
    0.01801528, // water
    0.03408088, // hydrogen sulfide
    0.004002602, // helium
    0.039948, // argon
];
