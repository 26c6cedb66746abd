//! Strength grades of line pipe: least yield and least ultimate (tensile) strength.
//!
//! K grades: the number is the ultimate strength in kgf/mm², rounded; values as ordered under the
//! Russian mills' technical conditions (no public text at hand; 588 MPa is 60 kgf/mm², some orders
//! for K60 say 590 and a yield of 485). X grades: API 5L / ISO 3183, table of PSL 2 pipe.

/// Name, least yield strength and least ultimate strength, MPa.
pub(super) const GRADES: [(&str, f64, f64); 11] = [
    ("K52", 355.0, 510.0),
    ("K55", 380.0, 540.0),
    ("K56", 410.0, 550.0),
    ("K60", 460.0, 588.0),
    ("K65", 555.0, 640.0),
    ("X52", 359.0, 455.0),
    ("X60", 414.0, 517.0),
    ("X65", 448.0, 531.0),
    ("X70", 483.0, 565.0),
    ("X80", 552.0, 621.0),
    ("X100", 690.0, 760.0),
];
