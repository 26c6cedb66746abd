//! Coefficients of AGA8 DETAIL.
//!
//! Starling & Savidge, AGA Transmission Measurement Committee Report No. 8 (1992, 1994), tables 4 to 6;
//! ISO 12213-2:2006 annex B; digits as in NIST's public-domain AGA8 code. Components in the order
//! of `Component::ALL`.

/// Molar gas constant of DETAIL, J/(mol K).
pub(crate) const GAS_CONSTANT: f64 = 8.31451;

/// Molar masses of DETAIL, kg/mol.
#[rustfmt::skip]
pub(crate) const MOLAR_MASS: [f64; 21] = [
    0.016043, // methane
    0.0280135, // nitrogen
    0.04401, // carbon dioxide
    0.03007, // ethane
    0.044097, // propane
    0.058123, // isobutane
    0.058123, // n-butane
    0.07215, // isopentane
    0.07215, // n-pentane
    0.086177, // hexane
    0.100204, // heptane
    0.114231, // octane
    0.128258, // nonane
    0.142285, // decane
    0.0020159, // hydrogen
    0.0319988, // oxygen
    0.02801, // carbon monoxide
    0.0180153, // water
    0.034082, // hydrogen sulfide
    0.0040026, // helium
    0.039948, // argon
];

/// Which molecular effect weights a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// None: every molecule.
    One,
    /// Orientation, G.
    Orientation,
    /// Quadrupole, Q.
    Quadrupole,
    /// High temperature, F (hydrogen).
    HighTemperature,
    /// Dipole, S (water, hydrogen sulfide).
    Dipole,
    /// Association, W (water).
    Association,
}
use Weight::{Association, Dipole, HighTemperature, One, Orientation, Quadrupole};

/// One term a D^b T^(−u) exp(−D^k), weighted: (a, b, k, u, weight). Table 4.
#[rustfmt::skip]
pub(crate) const TERMS: [(f64, u8, u8, f64, Weight); 58] = [
    (0.1538326, 1, 0, 0.0, One),
    (1.341953, 1, 0, 0.5, One),
    (-2.998583, 1, 0, 1.0, One),
    (-0.04831228, 1, 0, 3.5, One),
    (0.3757965, 1, 0, -0.5, Orientation),
    (-1.589575, 1, 0, 4.5, Orientation),
    (-0.05358847, 1, 0, 0.5, Quadrupole),
    (0.88659463, 1, 0, 7.5, Dipole),
    (-0.71023704, 1, 0, 9.5, Dipole),
    (-1.471722, 1, 0, 6.0, Association),
    (1.32185035, 1, 0, 12.0, Association),
    (-0.78665925, 1, 0, 12.5, Association),
    (0.00000000229129, 1, 3, -6.0, HighTemperature),
    (0.1576724, 1, 2, 2.0, One),
    (-0.4363864, 1, 2, 3.0, One),
    (-0.04408159, 1, 2, 2.0, Quadrupole),
    (-0.003433888, 1, 4, 2.0, One),
    (0.03205905, 1, 4, 11.0, One),
    (0.02487355, 2, 0, -0.5, One),
    (0.07332279, 2, 0, 0.5, One),
    (-0.001600573, 2, 2, 0.0, One),
    (0.6424706, 2, 2, 4.0, One),
    (-0.4162601, 2, 2, 6.0, One),
    (-0.06689957, 2, 4, 21.0, One),
    (0.2791795, 2, 4, 23.0, Orientation),
    (-0.6966051, 2, 4, 22.0, Quadrupole),
    (-0.002860589, 2, 4, -1.0, HighTemperature),
    (-0.008098836, 3, 0, -0.5, Quadrupole),
    (3.150547, 3, 1, 7.0, Orientation),
    (0.007224479, 3, 1, -1.0, HighTemperature),
    (-0.7057529, 3, 2, 6.0, One),
    (0.5349792, 3, 2, 4.0, Orientation),
    (-0.07931491, 3, 3, 1.0, Orientation),
    (-1.418465, 3, 3, 9.0, Orientation),
    (-0.0000000000000000599905, 3, 4, -13.0, HighTemperature),
    (0.1058402, 3, 4, 21.0, One),
    (0.03431729, 3, 4, 8.0, Quadrupole),
    (-0.007022847, 4, 0, -0.5, One),
    (0.02495587, 4, 0, 0.0, One),
    (0.04296818, 4, 2, 2.0, One),
    (0.7465453, 4, 2, 7.0, One),
    (-0.2919613, 4, 2, 9.0, Quadrupole),
    (7.294616, 4, 4, 22.0, One),
    (-9.936757, 4, 4, 23.0, One),
    (-0.005399808, 5, 0, 1.0, One),
    (-0.2432567, 5, 2, 9.0, One),
    (0.04987016, 5, 2, 3.0, Quadrupole),
    (0.003733797, 5, 4, 8.0, One),
    (1.874951, 5, 4, 23.0, Quadrupole),
    (0.002168144, 6, 0, 1.5, One),
    (-0.6587164, 6, 2, 5.0, Orientation),
    (0.000205518, 7, 0, -0.5, Quadrupole),
    (0.009776195, 7, 2, 4.0, One),
    (-0.02048708, 8, 1, 7.0, Orientation),
    (0.01557322, 8, 2, 3.0, One),
    (0.006862415, 8, 2, 0.0, Orientation),
    (-0.001226752, 9, 2, 1.0, One),
    (0.002850908, 9, 2, 0.0, Quadrupole),
];

/// One component: energy E (K), size K (m/kmol^⅓), orientation G, quadrupole Q, high-temperature F,
/// dipole S and association W parameters. Table 5.
pub(crate) struct Molecule {
    pub e: f64,
    pub k: f64,
    pub g: f64,
    pub q: f64,
    pub f: f64,
    pub s: f64,
    pub w: f64,
}

#[rustfmt::skip]
pub(crate) const MOLECULES: [Molecule; 21] = [
    Molecule { e: 151.3183, k: 0.4619255, g: 0.0, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // methane
    Molecule { e: 99.73778, k: 0.4479153, g: 0.027815, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // nitrogen
    Molecule { e: 241.9606, k: 0.4557489, g: 0.189065, q: 0.69, f: 0.0, s: 0.0, w: 0.0 }, // carbon dioxide
    Molecule { e: 244.1667, k: 0.5279209, g: 0.0793, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // ethane
    Molecule { e: 298.1183, k: 0.583749, g: 0.141239, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // propane
    Molecule { e: 324.0689, k: 0.6406937, g: 0.256692, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // isobutane
    Molecule { e: 337.6389, k: 0.6341423, g: 0.281835, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // n-butane
    Molecule { e: 365.5999, k: 0.6738577, g: 0.332267, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // isopentane
    Molecule { e: 370.6823, k: 0.6798307, g: 0.366911, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // n-pentane
    Molecule { e: 402.636293, k: 0.7175118, g: 0.289731, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // hexane
    Molecule { e: 427.72263, k: 0.7525189, g: 0.337542, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // heptane
    Molecule { e: 450.325022, k: 0.784955, g: 0.383381, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // octane
    Molecule { e: 470.840891, k: 0.8152731, g: 0.427354, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // nonane
    Molecule { e: 489.558373, k: 0.8437826, g: 0.469659, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // decane
    Molecule { e: 26.95794, k: 0.3514916, g: 0.034369, q: 0.0, f: 1.0, s: 0.0, w: 0.0 }, // hydrogen
    Molecule { e: 122.7667, k: 0.4186954, g: 0.021, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // oxygen
    Molecule { e: 105.5348, k: 0.4533894, g: 0.038953, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // carbon monoxide
    Molecule { e: 514.0156, k: 0.3825868, g: 0.3325, q: 1.06775, f: 0.0, s: 1.5822, w: 1.0 }, // water
    Molecule { e: 296.355, k: 0.4618263, g: 0.0885, q: 0.633276, f: 0.0, s: 0.39, w: 0.0 }, // hydrogen sulfide
    Molecule { e: 2.610111, k: 0.3589888, g: 0.0, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // helium
    Molecule { e: 119.6299, k: 0.4216551, g: 0.0, q: 0.0, f: 0.0, s: 0.0, w: 0.0 }, // argon
];

/// Interaction parameters of a pair: E*, U, K and G*; 1 where a pair is not listed. Table 6.
#[rustfmt::skip]
pub(crate) const PAIRS: &[((u8, u8), [f64; 4])] = &[
    ((0, 1), [0.97164, 0.886106, 1.00363, 1.0]), // methane, nitrogen
    ((0, 2), [0.960644, 0.963827, 0.995933, 0.807653]), // methane, carbon dioxide
    ((0, 4), [0.994635, 0.990877, 1.007619, 1.0]), // methane, propane
    ((0, 5), [1.01953, 1.0, 1.0, 1.0]), // methane, isobutane
    ((0, 6), [0.989844, 0.992291, 0.997596, 1.0]), // methane, n-butane
    ((0, 7), [1.00235, 1.0, 1.0, 1.0]), // methane, isopentane
    ((0, 8), [0.999268, 1.00367, 1.002529, 1.0]), // methane, n-pentane
    ((0, 9), [1.107274, 1.302576, 0.982962, 1.0]), // methane, hexane
    ((0, 10), [0.88088, 1.191904, 0.983565, 1.0]), // methane, heptane
    ((0, 11), [0.880973, 1.205769, 0.982707, 1.0]), // methane, octane
    ((0, 12), [0.881067, 1.219634, 0.981849, 1.0]), // methane, nonane
    ((0, 13), [0.881161, 1.233498, 0.980991, 1.0]), // methane, decane
    ((0, 14), [1.17052, 1.15639, 1.02326, 1.95731]), // methane, hydrogen
    ((0, 16), [0.990126, 1.0, 1.0, 1.0]), // methane, carbon monoxide
    ((0, 17), [0.708218, 1.0, 1.0, 1.0]), // methane, water
    ((0, 18), [0.931484, 0.736833, 1.00008, 1.0]), // methane, hydrogen sulfide
    ((1, 2), [1.02274, 0.835058, 0.982361, 0.982746]), // nitrogen, carbon dioxide
    ((1, 3), [0.97012, 0.816431, 1.00796, 1.0]), // nitrogen, ethane
    ((1, 4), [0.945939, 0.915502, 1.0, 1.0]), // nitrogen, propane
    ((1, 5), [0.946914, 1.0, 1.0, 1.0]), // nitrogen, isobutane
    ((1, 6), [0.973384, 0.993556, 1.0, 1.0]), // nitrogen, n-butane
    ((1, 7), [0.95934, 1.0, 1.0, 1.0]), // nitrogen, isopentane
    ((1, 8), [0.94552, 1.0, 1.0, 1.0]), // nitrogen, n-pentane
    ((1, 14), [1.08632, 0.408838, 1.03227, 1.0]), // nitrogen, hydrogen
    ((1, 15), [1.021, 1.0, 1.0, 1.0]), // nitrogen, oxygen
    ((1, 16), [1.00571, 1.0, 1.0, 1.0]), // nitrogen, carbon monoxide
    ((1, 17), [0.746954, 1.0, 1.0, 1.0]), // nitrogen, water
    ((1, 18), [0.902271, 0.993476, 0.942596, 1.0]), // nitrogen, hydrogen sulfide
    ((2, 3), [0.925053, 0.96987, 1.00851, 0.370296]), // carbon dioxide, ethane
    ((2, 4), [0.960237, 1.0, 1.0, 1.0]), // carbon dioxide, propane
    ((2, 5), [0.906849, 1.0, 1.0, 1.0]), // carbon dioxide, isobutane
    ((2, 6), [0.897362, 1.0, 1.0, 1.0]), // carbon dioxide, n-butane
    ((2, 7), [0.726255, 1.0, 1.0, 1.0]), // carbon dioxide, isopentane
    ((2, 8), [0.859764, 1.0, 1.0, 1.0]), // carbon dioxide, n-pentane
    ((2, 9), [0.855134, 1.066638, 0.910183, 1.0]), // carbon dioxide, hexane
    ((2, 10), [0.831229, 1.077634, 0.895362, 1.0]), // carbon dioxide, heptane
    ((2, 11), [0.80831, 1.088178, 0.881152, 1.0]), // carbon dioxide, octane
    ((2, 12), [0.786323, 1.098291, 0.86752, 1.0]), // carbon dioxide, nonane
    ((2, 13), [0.765171, 1.108021, 0.854406, 1.0]), // carbon dioxide, decane
    ((2, 14), [1.28179, 1.0, 1.0, 1.0]), // carbon dioxide, hydrogen
    ((2, 16), [1.5, 0.9, 1.0, 1.0]), // carbon dioxide, carbon monoxide
    ((2, 17), [0.849408, 1.0, 1.0, 1.67309]), // carbon dioxide, water
    ((2, 18), [0.955052, 1.04529, 1.00779, 1.0]), // carbon dioxide, hydrogen sulfide
    ((3, 4), [1.02256, 1.065173, 0.986893, 1.0]), // ethane, propane
    ((3, 5), [1.0, 1.25, 1.0, 1.0]), // ethane, isobutane
    ((3, 6), [1.01306, 1.25, 1.0, 1.0]), // ethane, n-butane
    ((3, 7), [1.0, 1.25, 1.0, 1.0]), // ethane, isopentane
    ((3, 8), [1.00532, 1.25, 1.0, 1.0]), // ethane, n-pentane
    ((3, 14), [1.16446, 1.61666, 1.02034, 1.0]), // ethane, hydrogen
    ((3, 17), [0.693168, 1.0, 1.0, 1.0]), // ethane, water
    ((3, 18), [0.946871, 0.971926, 0.999969, 1.0]), // ethane, hydrogen sulfide
    ((4, 6), [1.0049, 1.0, 1.0, 1.0]), // propane, n-butane
    ((4, 14), [1.034787, 1.0, 1.0, 1.0]), // propane, hydrogen
    ((5, 14), [1.3, 1.0, 1.0, 1.0]), // isobutane, hydrogen
    ((6, 14), [1.3, 1.0, 1.0, 1.0]), // n-butane, hydrogen
    ((9, 18), [1.008692, 1.028973, 0.96813, 1.0]), // hexane, hydrogen sulfide
    ((10, 18), [1.010126, 1.033754, 0.96287, 1.0]), // heptane, hydrogen sulfide
    ((11, 18), [1.011501, 1.038338, 0.957828, 1.0]), // octane, hydrogen sulfide
    ((12, 18), [1.012821, 1.042735, 0.952441, 1.0]), // nonane, hydrogen sulfide
    ((13, 18), [1.014089, 1.046966, 0.948338, 1.0]), // decane, hydrogen sulfide
    ((14, 16), [1.1, 1.0, 1.0, 1.0]), // hydrogen, carbon monoxide
];
