//! Critical constants and interaction coefficients for cubic equations and corresponding states.
//!
//! Critical temperature, pressure and acentric factor: the reference equations collected in NIST
//! REFPROP 10 (Lemmon, Bell, Huber, McLinden 2018). Interaction coefficients: Knapp, Döring,
//! Oellrich, Plöcker, Prausnitz, Vapor–Liquid Equilibria for Mixtures of Low Boiling Substances,
//! DECHEMA Chemistry Data Series VI (1982); zero where none is given.

/// (T_c in K, p_c in Pa, ω), in the order of `Component::ALL`.
#[rustfmt::skip]
pub(crate) const CRITICAL: [(f64, f64, f64); 21] = [
    (190.564, 4.5992e6, 0.01142),  // methane
    (126.192, 3.3958e6, 0.0372),   // nitrogen
    (304.1282, 7.3773e6, 0.22394), // carbon dioxide
    (305.322, 4.8722e6, 0.0995),   // ethane
    (369.89, 4.2512e6, 0.1521),    // propane
    (407.81, 3.629e6, 0.184),      // isobutane
    (425.125, 3.796e6, 0.201),     // n-butane
    (460.35, 3.378e6, 0.2274),     // isopentane
    (469.7, 3.37e6, 0.251),        // n-pentane
    (507.82, 3.034e6, 0.299),      // hexane
    (540.13, 2.736e6, 0.349),      // heptane
    (569.32, 2.497e6, 0.393),      // octane
    (594.55, 2.281e6, 0.4433),     // nonane
    (617.7, 2.103e6, 0.4884),      // decane
    (33.145, 1.2964e6, -0.219),    // hydrogen
    (154.581, 5.043e6, 0.0222),    // oxygen
    (132.86, 3.494e6, 0.0497),     // carbon monoxide
    (647.096, 22.064e6, 0.3443),   // water
    (373.1, 9.0e6, 0.1005),        // hydrogen sulfide
    (5.1953, 0.2276e6, -0.385),    // helium
    (150.687, 4.863e6, -0.00219),  // argon
];

/// Interaction coefficients k of Peng–Robinson and of Soave–Redlich–Kwong, by pair.
#[rustfmt::skip]
pub(crate) const INTERACTION: &[((u8, u8), f64, f64)] = &[
    ((0, 1), 0.0311, 0.0278),   // methane, nitrogen
    ((0, 2), 0.0919, 0.0933),   // methane, carbon dioxide
    ((0, 3), -0.0026, -0.0078), // methane, ethane
    ((0, 4), 0.0140, 0.0090),   // methane, propane
    ((0, 5), 0.0256, 0.0241),   // methane, isobutane
    ((0, 6), 0.0133, 0.0056),   // methane, n-butane
    ((0, 8), 0.0230, 0.0190),   // methane, n-pentane
    ((1, 2), -0.0170, -0.0315), // nitrogen, carbon dioxide
    ((1, 3), 0.0515, 0.0407),   // nitrogen, ethane
    ((1, 4), 0.0852, 0.0763),   // nitrogen, propane
    ((1, 6), 0.0800, 0.0700),   // nitrogen, n-butane
    ((2, 3), 0.1322, 0.1363),   // carbon dioxide, ethane
    ((2, 4), 0.1241, 0.1289),   // carbon dioxide, propane
    ((2, 5), 0.1200, 0.1285),   // carbon dioxide, isobutane
    ((2, 6), 0.1333, 0.1430),   // carbon dioxide, n-butane
    ((2, 8), 0.1222, 0.1311),   // carbon dioxide, n-pentane
    ((3, 4), 0.0011, -0.0022),  // ethane, propane
    ((3, 6), 0.0096, 0.0067),   // ethane, n-butane
    ((3, 8), 0.0078, 0.0056),   // ethane, n-pentane
    ((4, 8), 0.0267, 0.0233),   // propane, n-pentane
];
