//! What a gas is made of: mole fractions of the 21 components of GERG-2008 and AGA8.
//!
//! ```text
//! "CH4 0.92, C2H6 0.05, N2 0.03"   or   "methane 92 %, ethane 5 %, nitrogen 3 %"
//! ```

use super::GasError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Number of components of GERG-2008 and AGA8.
pub(super) const COUNT: usize = 21;

/// How far the sum of given mole fractions may be from one, dimensionless.
const SUM_TOLERANCE: f64 = 1e-4;

/// One of the 21 components, in the order of the tables of GERG-2008 as NIST prints them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Component {
    Methane,
    Nitrogen,
    CarbonDioxide,
    Ethane,
    Propane,
    Isobutane,
    Butane,
    Isopentane,
    Pentane,
    Hexane,
    Heptane,
    Octane,
    Nonane,
    Decane,
    Hydrogen,
    Oxygen,
    CarbonMonoxide,
    Water,
    HydrogenSulfide,
    Helium,
    Argon,
}

use Component::{
    Argon, Butane, CarbonDioxide, CarbonMonoxide, Decane, Ethane, Helium, Heptane, Hexane, Hydrogen,
    HydrogenSulfide, Isobutane, Isopentane, Methane, Nitrogen, Nonane, Octane, Oxygen, Pentane, Propane,
    Water,
};

/// Symbol, full name, and further spellings read for it.
const NAMES: [(Component, &str, &str, &[&str]); COUNT] = [
    (Methane, "CH4", "methane", &["C1"]),
    (Nitrogen, "N2", "nitrogen", &[]),
    (CarbonDioxide, "CO2", "carbon dioxide", &[]),
    (Ethane, "C2H6", "ethane", &["C2"]),
    (Propane, "C3H8", "propane", &["C3"]),
    (Isobutane, "i-C4H10", "isobutane", &["iC4", "isobutan", "2-methylpropane", "ibutane"]),
    (Butane, "n-C4H10", "n-butane", &["nC4", "butane"]),
    (Isopentane, "i-C5H12", "isopentane", &["iC5", "2-methylbutane", "ipentane"]),
    (Pentane, "n-C5H12", "n-pentane", &["nC5", "pentane"]),
    (Hexane, "C6H14", "hexane", &["C6", "nC6", "n-hexane", "n-C6H14"]),
    (Heptane, "C7H16", "heptane", &["C7", "nC7", "n-heptane", "n-C7H16"]),
    (Octane, "C8H18", "octane", &["C8", "nC8", "n-octane", "n-C8H18"]),
    (Nonane, "C9H20", "nonane", &["C9", "nC9", "n-nonane", "n-C9H20"]),
    (Decane, "C10H22", "decane", &["C10", "nC10", "n-decane", "n-C10H22"]),
    (Hydrogen, "H2", "hydrogen", &[]),
    (Oxygen, "O2", "oxygen", &[]),
    (CarbonMonoxide, "CO", "carbon monoxide", &[]),
    (Water, "H2O", "water", &["water vapour", "water vapor"]),
    (HydrogenSulfide, "H2S", "hydrogen sulfide", &["hydrogen sulphide"]),
    (Helium, "He", "helium", &[]),
    (Argon, "Ar", "argon", &[]),
];

impl Component {
    /// All components, in the order of the tables.
    pub const ALL: [Component; COUNT] = {
        let mut all = [Methane; COUNT];
        let mut i = 0;
        while i < COUNT {
            all[i] = NAMES[i].0;
            i += 1;
        }
        all
    };

    /// The place in the tables, 0 to 20.
    pub fn index(self) -> usize {
        self as usize
    }

    /// Chemical symbol, such as `C2H6` or `i-C4H10`.
    pub fn symbol(self) -> &'static str {
        NAMES[self.index()].1
    }

    /// Full name, such as `ethane`.
    pub fn name(self) -> &'static str {
        NAMES[self.index()].2
    }
}

impl FromStr for Component {
    type Err = GasError;

    /// Reads a symbol or a name; case, blanks, hyphens and underscores do not matter.
    fn from_str(text: &str) -> Result<Self, GasError> {
        let plain = |s: &str| {
            s.chars()
                .filter(|c| !matches!(c, ' ' | '-' | '_'))
                .flat_map(char::to_lowercase)
                .collect::<String>()
        };
        let wanted = plain(text);
        for (first, second, names) in
            [("i-C4H10", "n-C4H10", ["c4h10", "c4"]), ("i-C5H12", "n-C5H12", ["c5h12", "c5"])]
        {
            if names.contains(&wanted.as_str()) {
                return Err(GasError::AmbiguousComponent {
                    name: text.to_owned(),
                    first: first.to_owned(),
                    second: second.to_owned(),
                });
            }
        }
        let spellings = || {
            NAMES.iter().flat_map(|(component, symbol, name, others)| {
                [*symbol, *name].into_iter().chain(others.iter().copied()).map(|s| (*component, s))
            })
        };
        if let Some((component, _)) = spellings().find(|(_, spelling)| plain(spelling) == wanted) {
            return Ok(component);
        }
        let distance = |s: &str| strsim::damerau_levenshtein(&plain(s), &wanted);
        let nearest = spellings().min_by_key(|(_, s)| distance(s)).map_or("CH4", |(_, s)| s);
        Err(GasError::UnknownComponent { name: text.to_owned(), nearest: nearest.to_owned() })
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

/// Mole fractions of the 21 components: none negative, together one.
///
/// ```
/// use linepack::gas::{Component, Composition};
/// let gas: Composition = "CH4 0.92, C2H6 0.05, N2 0.03".parse()?;
/// assert_eq!(gas.fraction(Component::Ethane), 0.05);
/// # Ok::<(), linepack::gas::GasError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, f64>", into = "BTreeMap<String, f64>")]
pub struct Composition {
    fractions: [f64; COUNT],
    stated_sum: f64,
}

impl Composition {
    /// From mole fractions by component. Their sum must be one within 0.0001; it is then scaled
    /// to one, and [`stated_sum`](Self::stated_sum) keeps what was given.
    pub fn new(parts: &[(Component, f64)]) -> Result<Self, GasError> {
        let fractions = collect(parts)?;
        for (component, &value) in Component::ALL.iter().zip(&fractions) {
            if value > 1.0 + SUM_TOLERANCE {
                return Err(GasError::FractionOutOfRange { name: component.name().to_owned(), value });
            }
        }
        let sum: f64 = fractions.iter().sum();
        if (sum - 1.0).abs() <= SUM_TOLERANCE {
            Ok(scaled(fractions, sum))
        } else {
            Err(GasError::SumNotOne { sum })
        }
    }

    /// From amounts in any one unit (mol, per cent, normal volume of ideal gas), scaled to one.
    pub fn from_amounts(parts: &[(Component, f64)]) -> Result<Self, GasError> {
        let amounts = collect(parts)?;
        let sum: f64 = amounts.iter().sum();
        if sum > 0.0 && sum.is_finite() { Ok(scaled(amounts, sum)) } else { Err(GasError::EmptyComposition) }
    }

    /// One component alone.
    pub fn pure(component: Component) -> Self {
        let mut fractions = [0.0; COUNT];
        fractions[component.index()] = 1.0;
        Composition { fractions, stated_sum: 1.0 }
    }

    /// This gas with mole fraction `share` (0 to 1) of it replaced by `other`.
    pub fn blended(&self, other: &Composition, share: f64) -> Result<Self, GasError> {
        if !(0.0..=1.0).contains(&share) {
            return Err(GasError::FractionOutOfRange { name: "the blended gas".to_owned(), value: share });
        }
        let mut fractions = self.fractions;
        for (x, y) in fractions.iter_mut().zip(&other.fractions) {
            *x = (1.0 - share) * *x + share * y;
        }
        let sum = fractions.iter().sum();
        Ok(Composition { stated_sum: 1.0, ..scaled(fractions, sum) })
    }

    /// Mole fraction of one component.
    pub fn fraction(&self, component: Component) -> f64 {
        self.fractions[component.index()]
    }

    /// All mole fractions, in the order of [`Component::ALL`].
    pub fn fractions(&self) -> &[f64; COUNT] {
        &self.fractions
    }

    /// The components present, with their mole fractions.
    pub fn present(&self) -> impl Iterator<Item = (Component, f64)> + '_ {
        Component::ALL.into_iter().zip(self.fractions).filter(|(_, x)| *x > 0.0)
    }

    /// What the given fractions added up to before they were scaled to one.
    pub fn stated_sum(&self) -> f64 {
        self.stated_sum
    }
}

fn collect(parts: &[(Component, f64)]) -> Result<[f64; COUNT], GasError> {
    let mut fractions = [0.0; COUNT];
    let mut seen = [false; COUNT];
    for &(component, value) in parts {
        let i = component.index();
        if seen[i] {
            return Err(GasError::DuplicateComponent { name: component.name().to_owned() });
        }
        if !(value >= 0.0 && value.is_finite()) {
            return Err(GasError::FractionOutOfRange { name: component.name().to_owned(), value });
        }
        seen[i] = true;
        // Traces below any composition's last digit only cost time in every equation of state.
        fractions[i] = if value < 1e-12 { 0.0 } else { value };
    }
    if fractions.iter().all(|&x| x == 0.0) { Err(GasError::EmptyComposition) } else { Ok(fractions) }
}

fn scaled(mut fractions: [f64; COUNT], sum: f64) -> Composition {
    for x in &mut fractions {
        *x /= sum;
    }
    Composition { fractions, stated_sum: sum }
}

impl FromStr for Composition {
    type Err = GasError;

    /// Reads `CH4 0.92, C2H6 0.05, N2 0.03`; also full names, `:` or `=` before the number,
    /// `;` between the parts, and `%` after every number.
    fn from_str(text: &str) -> Result<Self, GasError> {
        let mut parts = Vec::new();
        for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let unreadable = || GasError::UnreadableFraction { part: part.to_owned() };
            let (body, scale) = part.strip_suffix('%').map_or((part, 1.0), |rest| (rest.trim_end(), 0.01));
            let (name, number) = body.rsplit_once([' ', ':', '=']).ok_or_else(unreadable)?;
            let value: f64 = number.trim().parse().map_err(|_| unreadable())?;
            let component = name.trim_end_matches([' ', ':', '=']).parse()?;
            parts.push((component, value * scale));
        }
        Composition::new(&parts)
    }
}

impl fmt::Display for Composition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (component, fraction)) in self.present().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            write!(f, "{comma}{component} {fraction}")?;
        }
        Ok(())
    }
}

impl TryFrom<BTreeMap<String, f64>> for Composition {
    type Error = GasError;

    fn try_from(map: BTreeMap<String, f64>) -> Result<Self, GasError> {
        let parts =
            map.iter().map(|(name, &x)| Ok((name.parse()?, x))).collect::<Result<Vec<_>, GasError>>()?;
        Composition::new(&parts)
    }
}

impl From<Composition> for BTreeMap<String, f64> {
    fn from(composition: Composition) -> Self {
        composition.present().map(|(component, x)| (component.symbol().to_owned(), x)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Composition, GasError> {
        text.parse()
    }

    #[test]
    fn symbols_and_names_and_percent_read_the_same() {
        let gas = read("CH4 0.92, C2H6 0.05, N2 0.03").unwrap();
        assert_eq!(gas, read("methane: 0.92; ethane=0.05; Nitrogen 0.03").unwrap());
        let percent = read("methane 92 %, ethane 5%, nitrogen 3 %").unwrap();
        for (a, b) in gas.fractions().iter().zip(percent.fractions()) {
            assert!((a - b).abs() < 1e-15);
        }
        assert_eq!(read("carbon dioxide 1").unwrap(), Composition::pure(CarbonDioxide));
        assert_eq!(read("iC4 0.5, n-butane 0.5").unwrap().fraction(Isobutane), 0.5);
    }

    #[test]
    fn every_component_is_read_back_by_symbol_and_name() {
        for component in Component::ALL {
            assert_eq!(component.symbol().parse(), Ok(component));
            assert_eq!(component.name().parse(), Ok(component));
            assert_eq!(Component::ALL[component.index()], component);
        }
    }

    #[test]
    fn an_unknown_component_names_the_nearest() {
        let error = read("metane 1").unwrap_err();
        assert_eq!(error.to_string(), "unknown component `metane`; hint: did you mean `methane`?");
        assert!(matches!(read("C4H10 1"), Err(GasError::AmbiguousComponent { .. })));
    }

    #[test]
    fn a_sum_that_is_not_one_is_refused_and_a_small_gap_is_scaled_and_kept() {
        assert!(matches!(read("CH4 0.9, N2 0.05"), Err(GasError::SumNotOne { .. })));
        let gas = read("CH4 0.95, N2 0.04995").unwrap();
        assert_eq!(gas.stated_sum(), 0.99995);
        assert!((gas.fractions().iter().sum::<f64>() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn negative_repeated_empty_and_unreadable_parts_are_refused() {
        assert!(matches!(read("CH4 1.1, N2 -0.1"), Err(GasError::FractionOutOfRange { .. })));
        assert!(matches!(read("CH4 nan"), Err(GasError::FractionOutOfRange { .. })));
        assert!(matches!(read("CH4 0.5, C1 0.5"), Err(GasError::DuplicateComponent { .. })));
        assert_eq!(read(" , "), Err(GasError::EmptyComposition));
        assert!(matches!(read("CH4"), Err(GasError::UnreadableFraction { .. })));
    }

    #[test]
    fn serialised_as_a_map_it_comes_back_the_same() {
        let gas = read("CH4 0.92, C2H6 0.05, N2 0.03").unwrap();
        let text = serde_json::to_string(&gas).unwrap();
        assert_eq!(text, r#"{"C2H6":0.05,"CH4":0.92,"N2":0.03}"#);
        assert_eq!(serde_json::from_str::<Composition>(&text).unwrap(), gas);
    }

    #[test]
    fn blending_replaces_a_share_of_the_gas() {
        let gas = read("CH4 0.9, N2 0.1").unwrap();
        let blend = gas.blended(&Composition::pure(Hydrogen), 0.2).unwrap();
        assert!((blend.fraction(Methane) - 0.72).abs() < 1e-15);
        assert!((blend.fraction(Hydrogen) - 0.2).abs() < 1e-15);
        assert!(gas.blended(&gas, 1.5).is_err());
    }
}
