//! Data of ISO 6976:2016.
//!
//! Tables 1 to 3 of the standard: molar mass, summation factor s at the four metering temperatures
//! and 101.325 kPa, superior molar calorific value of the ideal gas at the five combustion
//! temperatures. The digits were compared with two independent transcriptions; the 20 °C summation
//! factors of oxygen, carbon monoxide, water, hydrogen sulfide and argon with the second virial
//! coefficient of GERG-2008 only, so their last digit may be off by a few.

/// One component.
pub(crate) struct IsoComponent {
    /// g/mol.
    pub molar_mass: f64,
    /// Hydrogen atoms in the molecule: half of them leave as water.
    pub hydrogen: f64,
    /// s at 0 °C, 15 °C, 60 °F and 20 °C, dimensionless.
    pub summation: [f64; 4],
    /// Superior calorific value at 0 °C, 15 °C, 60 °F, 20 °C and 25 °C, kJ/mol.
    pub superior: [f64; 5],
}

/// Molar mass of dry air, g/mol; annex A.
pub(crate) const AIR_MOLAR_MASS: f64 = 28.96546;
/// Compression factor of dry air at 0 °C, 15 °C, 60 °F and 20 °C; annex A.
pub(crate) const AIR_COMPRESSIBILITY: [f64; 4] = [0.999419, 0.999595, 0.999601, 0.999645];
/// Enthalpy of vaporisation of water at 0 °C, 15 °C, 60 °F, 20 °C and 25 °C, kJ/mol; annex A.
pub(crate) const VAPORISATION: [f64; 5] = [45.064, 44.431, 44.408, 44.222, 44.013];
/// Molar gas constant of the standard, J/(mol K).
pub(crate) const GAS_CONSTANT: f64 = 8.3144621;

/// In the order of `Component::ALL`.
#[rustfmt::skip]
pub(crate) const COMPONENTS: [IsoComponent; 21] = [
    IsoComponent { molar_mass: 16.04246, hydrogen: 4.0, summation: [0.04886, 0.04452, 0.04437, 0.04317], superior: [892.92, 891.51, 891.46, 891.05, 890.58] }, // methane
    IsoComponent { molar_mass: 28.01340, hydrogen: 0.0, summation: [0.0214, 0.0170, 0.0169, 0.0156], superior: [0.0, 0.0, 0.0, 0.0, 0.0] }, // nitrogen
    IsoComponent { molar_mass: 44.00950, hydrogen: 0.0, summation: [0.0821, 0.0752, 0.0749, 0.0730], superior: [0.0, 0.0, 0.0, 0.0, 0.0] }, // carbon dioxide
    IsoComponent { molar_mass: 30.06904, hydrogen: 6.0, summation: [0.0997, 0.0919, 0.0916, 0.0895], superior: [1564.35, 1562.14, 1562.06, 1561.42, 1560.69] }, // ethane
    IsoComponent { molar_mass: 44.09562, hydrogen: 8.0, summation: [0.1465, 0.1344, 0.1340, 0.1308], superior: [2224.03, 2221.10, 2220.99, 2220.13, 2219.17] }, // propane
    IsoComponent { molar_mass: 58.12220, hydrogen: 10.0, summation: [0.1885, 0.1722, 0.1717, 0.1673], superior: [2874.21, 2870.58, 2870.45, 2869.39, 2868.20] }, // isobutane
    IsoComponent { molar_mass: 58.12220, hydrogen: 10.0, summation: [0.2022, 0.1840, 0.1834, 0.1785], superior: [2883.35, 2879.76, 2879.63, 2878.58, 2877.40] }, // n-butane
    IsoComponent { molar_mass: 72.14878, hydrogen: 12.0, summation: [0.2458, 0.2251, 0.2244, 0.2189], superior: [3536.01, 3531.68, 3531.52, 3530.25, 3528.83] }, // isopentane
    IsoComponent { molar_mass: 72.14878, hydrogen: 12.0, summation: [0.2586, 0.2361, 0.2354, 0.2295], superior: [3542.91, 3538.60, 3538.45, 3537.19, 3535.77] }, // n-pentane
    IsoComponent { molar_mass: 86.17536, hydrogen: 14.0, summation: [0.3319, 0.3001, 0.2990, 0.2907], superior: [4203.24, 4198.24, 4198.06, 4196.60, 4194.95] }, // n-hexane
    IsoComponent { molar_mass: 100.20194, hydrogen: 16.0, summation: [0.4076, 0.3668, 0.3654, 0.3547], superior: [4862.88, 4857.18, 4856.98, 4855.31, 4853.43] }, // n-heptane
    IsoComponent { molar_mass: 114.22852, hydrogen: 18.0, summation: [0.4845, 0.4346, 0.4329, 0.4198], superior: [5522.41, 5516.01, 5515.78, 5513.90, 5511.80] }, // n-octane
    IsoComponent { molar_mass: 128.25510, hydrogen: 20.0, summation: [0.5617, 0.5030, 0.5010, 0.4856], superior: [6182.92, 6175.82, 6175.56, 6173.48, 6171.15] }, // n-nonane
    IsoComponent { molar_mass: 142.28168, hydrogen: 22.0, summation: [0.6713, 0.5991, 0.5967, 0.5778], superior: [6842.69, 6834.90, 6834.62, 6832.33, 6829.77] }, // n-decane
    IsoComponent { molar_mass: 2.01588, hydrogen: 2.0, summation: [-0.0100, -0.0100, -0.0100, -0.0100], superior: [286.64, 286.15, 286.13, 285.99, 285.83] }, // hydrogen
    IsoComponent { molar_mass: 31.99880, hydrogen: 0.0, summation: [0.0311, 0.0276, 0.0275, 0.0265], superior: [0.0, 0.0, 0.0, 0.0, 0.0] }, // oxygen
    IsoComponent { molar_mass: 28.01010, hydrogen: 0.0, summation: [0.0258, 0.0217, 0.0215, 0.0203], superior: [282.80, 282.91, 282.91, 282.95, 282.98] }, // carbon monoxide
    IsoComponent { molar_mass: 18.01528, hydrogen: 2.0, summation: [0.3093, 0.2562, 0.2546, 0.2419], superior: [45.064, 44.431, 44.408, 44.222, 44.013] }, // water
    IsoComponent { molar_mass: 34.08088, hydrogen: 2.0, summation: [0.1006, 0.0923, 0.0920, 0.0898], superior: [562.93, 562.38, 562.36, 562.19, 562.01] }, // hydrogen sulfide
    IsoComponent { molar_mass: 4.002602, hydrogen: 0.0, summation: [-0.0100, -0.0100, -0.0100, -0.0100], superior: [0.0, 0.0, 0.0, 0.0, 0.0] }, // helium
    IsoComponent { molar_mass: 39.94800, hydrogen: 0.0, summation: [0.0307, 0.0273, 0.0272, 0.0262], superior: [0.0, 0.0, 0.0, 0.0, 0.0] }, // argon
];
