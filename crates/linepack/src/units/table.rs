//! The units: name, factor to SI, exponents of (m, kg, s, K, mol, money).

/// A unit of the table.
pub(super) struct Entry {
    pub name: &'static str,
    pub factor: f64,
    pub dimension: [i8; 6],
    /// Added after the factor: for gauge pressure and the Celsius and Fahrenheit scales.
    pub offset: f64,
}

const fn unit(name: &'static str, factor: f64, dimension: [i8; 6]) -> Entry {
    Entry { name, factor, dimension, offset: 0.0 }
}

const NONE: [i8; 6] = [0, 0, 0, 0, 0, 0];
const LENGTH: [i8; 6] = [1, 0, 0, 0, 0, 0];
const AREA: [i8; 6] = [2, 0, 0, 0, 0, 0];
const SPACE: [i8; 6] = [3, 0, 0, 0, 0, 0];
const MASS: [i8; 6] = [0, 1, 0, 0, 0, 0];
const TIME: [i8; 6] = [0, 0, 1, 0, 0, 0];
const TEMPERATURE: [i8; 6] = [0, 0, 0, 1, 0, 0];
const AMOUNT: [i8; 6] = [0, 0, 0, 0, 1, 0];
const MONEY: [i8; 6] = [0, 0, 0, 0, 0, 1];
const PRESSURE: [i8; 6] = [-1, 1, -2, 0, 0, 0];
const ENERGY: [i8; 6] = [2, 1, -2, 0, 0, 0];
const POWER: [i8; 6] = [2, 1, -3, 0, 0, 0];

/// British thermal unit, International Table, J (ISO 31-4).
const BTU: f64 = 1055.05585262;
/// Pound per square inch, Pa: 0.45359237 kg · 9.80665 m/s² / (0.0254 m)².
const PSI: f64 = 0.45359237 * 9.80665 / (0.0254 * 0.0254);
/// Mechanical horsepower, W: 550 ft·lbf/s.
const HORSEPOWER: f64 = 550.0 * 0.3048 * 0.45359237 * 9.80665;
const ATM: f64 = super::ATMOSPHERE;
/// Standard cubic foot (60 °F, 14.696 psia), mol.
const SCF: f64 = 14.696 * PSI * 0.028316846592 / (super::GAS_CONSTANT * (60.0 + 459.67) / 1.8);

const fn shifted(name: &'static str, factor: f64, dimension: [i8; 6], offset: f64) -> Entry {
    Entry { name, factor, dimension, offset }
}

/// Every unit but the volumes of gas with a reference state and the currencies.
pub(super) static UNITS: &[Entry] = &[
    unit("%", 0.01, NONE),
    unit("-", 1.0, NONE),
    unit("–", 1.0, NONE),
    unit("m", 1.0, LENGTH),
    unit("km", 1e3, LENGTH),
    unit("cm", 1e-2, LENGTH),
    unit("mm", 1e-3, LENGTH),
    unit("um", 1e-6, LENGTH),
    unit("µm", 1e-6, LENGTH),
    unit("in", 0.0254, LENGTH),
    unit("ft", 0.3048, LENGTH),
    unit("mi", 1609.344, LENGTH),
    unit("m2", 1.0, AREA),
    unit("m^3", 1.0, SPACE),
    unit("kg", 1.0, MASS),
    unit("g", 1e-3, MASS),
    unit("t", 1e3, MASS),
    unit("kt", 1e6, MASS),
    unit("Mt", 1e9, MASS),
    unit("lb", 0.45359237, MASS),
    unit("s", 1.0, TIME),
    unit("min", 60.0, TIME),
    unit("h", 3600.0, TIME),
    unit("d", 86_400.0, TIME),
    unit("day", 86_400.0, TIME),
    unit("month", super::YEAR / 12.0, TIME),
    unit("yr", super::YEAR, TIME),
    unit("year", super::YEAR, TIME),
    unit("K", 1.0, TEMPERATURE),
    shifted("C", 1.0, TEMPERATURE, 273.15),
    shifted("degC", 1.0, TEMPERATURE, 273.15),
    shifted("°C", 1.0, TEMPERATURE, 273.15),
    shifted("F", 5.0 / 9.0, TEMPERATURE, 459.67 * 5.0 / 9.0),
    shifted("degF", 5.0 / 9.0, TEMPERATURE, 459.67 * 5.0 / 9.0),
    unit("mol", 1.0, AMOUNT),
    unit("kmol", 1e3, AMOUNT),
    unit("scf", SCF, AMOUNT),
    unit("MMscf", 1e6 * SCF, AMOUNT),
    unit("MMscfd", 1e6 * SCF / 86_400.0, [0, 0, -1, 0, 1, 0]),
    unit("Pa", 1.0, PRESSURE),
    unit("kPa", 1e3, PRESSURE),
    unit("MPa", 1e6, PRESSURE),
    unit("MPa(a)", 1e6, PRESSURE),
    shifted("MPa(g)", 1e6, PRESSURE, ATM),
    unit("bara", 1e5, PRESSURE),
    shifted("barg", 1e5, PRESSURE, ATM),
    unit("psia", PSI, PRESSURE),
    shifted("psig", PSI, PRESSURE, ATM),
    unit("J", 1.0, ENERGY),
    unit("kJ", 1e3, ENERGY),
    unit("MJ", 1e6, ENERGY),
    unit("GJ", 1e9, ENERGY),
    unit("TJ", 1e12, ENERGY),
    unit("kWh", 3.6e6, ENERGY),
    unit("MWh", 3.6e9, ENERGY),
    unit("GWh", 3.6e12, ENERGY),
    unit("TWh", 3.6e15, ENERGY),
    unit("Btu", BTU, ENERGY),
    unit("MMBtu", 1e6 * BTU, ENERGY),
    unit("W", 1.0, POWER),
    unit("kW", 1e3, POWER),
    unit("MW", 1e6, POWER),
    unit("GW", 1e9, POWER),
    unit("hp", HORSEPOWER, POWER),
];

/// Volumes of gas: name and number of cubic metres; each needs a reference state.
pub(super) static GAS_VOLUMES: &[(&str, f64)] =
    &[("m3", 1.0), ("mcm", 1e6), ("bcm", 1e9), ("tcm", 1e12), ("km3", 1e9)];

/// Reference states: temperature in °C as written, and in K. The pressure is 101.325 kPa.
pub(super) static STATES: &[(&str, f64)] = &[("0C", 273.15), ("15C", 288.15), ("20C", 293.15)];

/// Pressures that do not say whether they are absolute or gauge.
pub(super) static AMBIGUOUS: &[&str] = &["bar", "psi", "mbar", "at", "ata"];

/// Currencies, ISO 4217. A year may follow: `USD2025`.
pub(super) static CURRENCIES: &[&str] =
    &["USD", "EUR", "RUB", "CNY", "JPY", "GBP", "MNT", "UAH", "TRY", "INR", "KRW", "NOK", "KZT"];

/// Words and letters that multiply: before a currency (`bn USD`), or before a unit as a count (`1000m3`).
pub(super) static MULTIPLIERS: &[(&str, f64)] = &[
    ("trn", 1e12),
    ("tn", 1e12),
    ("bn", 1e9),
    ("billion", 1e9),
    ("mn", 1e6),
    ("million", 1e6),
    ("M", 1e6),
    ("k", 1e3),
    ("thousand", 1e3),
];

/// Exponents of a currency.
pub(super) const MONEY_DIMENSION: [i8; 6] = MONEY;
/// Exponents of an amount of gas.
pub(super) const AMOUNT_DIMENSION: [i8; 6] = AMOUNT;
