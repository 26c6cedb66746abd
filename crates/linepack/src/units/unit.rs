//! Reading a unit: `USD/1000m3(20C)`, `W/(m2 K)`, `bn USD2025`.

use super::table::{
    AMBIGUOUS, AMOUNT_DIMENSION, CURRENCIES, GAS_VOLUMES, MONEY_DIMENSION, MULTIPLIERS, STATES, UNITS,
};
use super::{ATMOSPHERE, GAS_CONSTANT, UnitError};

/// Exponents of metre, kilogram, second, kelvin, mole and money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dimension(pub [i8; 6]);

impl Dimension {
    /// A pure number.
    pub const NONE: Self = Self([0; 6]);

    pub(super) fn times(self, other: Self, power: i8) -> Option<Self> {
        let mut sum = self.0;
        for (mine, theirs) in sum.iter_mut().zip(other.0) {
            *mine = theirs.checked_mul(power).and_then(|step| mine.checked_add(step))?;
        }
        Some(Self(sum))
    }

    /// The unit of this dimension in SI, such as `kg/s`; `money` stands for the currency.
    pub fn si_unit(self) -> String {
        let names = ["m", "kg", "s", "K", "mol", "money"];
        let part = |sign: i8| -> Vec<String> {
            self.0
                .iter()
                .zip(names)
                .filter(|(exponent, _)| **exponent * sign > 0)
                .map(|(exponent, name)| match exponent.abs() {
                    1 => name.to_owned(),
                    power => format!("{name}{power}"),
                })
                .collect()
        };
        let (above, below) = (part(1), part(-1));
        let above = if above.is_empty() && !below.is_empty() { "1".to_owned() } else { above.join(" ") };
        match below.len() {
            0 => above,
            1 => format!("{above}/{}", below.join(" ")),
            _ => format!("{above}/({})", below.join(" ")),
        }
    }

    /// What it measures, in words with an example.
    pub fn describe(self) -> String {
        let known = match self.0 {
            [0, 0, 0, 0, 0, 0] => "a ratio such as `0.35` or `35 %`",
            [1, 0, 0, 0, 0, 0] => "a length such as `1420 mm`",
            [2, 0, 0, 0, 0, 0] => "an area such as `1.5 m2`",
            [0, 1, 0, 0, 0, 0] => "a mass such as `748 t`",
            [0, 0, 1, 0, 0, 0] => "a time such as `30 yr`",
            [0, 0, 0, 1, 0, 0] => "a temperature such as `5 C`",
            [0, 0, 0, 0, 1, 0] => "a volume of gas such as `50 bcm(20C)`",
            [0, 0, 0, 0, 0, 1] => "an amount of money such as `24.7 bn USD2024`",
            [-1, 1, -2, 0, 0, 0] => "a pressure such as `9.8 MPa`",
            [2, 1, -2, 0, 0, 0] => "an energy such as `1 MMBtu`",
            [2, 1, -3, 0, 0, 0] => "a power such as `32 MW`",
            [0, 1, -1, 0, 0, 0] => "a mass flow such as `1080 kg/s`",
            [0, 0, -1, 0, 1, 0] => "a flow of gas such as `50 bcm(20C)/yr`",
            [0, 0, 0, 0, -1, 1] => "a price of gas such as `265 USD/1000m3(20C)`",
            [-2, -1, 2, 0, 0, 1] => "a price of energy such as `11.9 USD/MMBtu`",
            [2, 1, -2, 0, -1, 0] => "a heating value such as `37.7 MJ/m3(20C)`",
            [0, 1, -3, -1, 0, 0] => "a heat-transfer coefficient such as `1.5 W/(m2 K)`",
            [-1, 0, 0, 0, 0, 1] => "a cost by length such as `2.9 M USD/km`",
            [0, -1, 0, 0, 0, 1] => "a cost by mass such as `1200 USD/t`",
            [-2, -1, 3, 0, 0, 1] => "a cost by power such as `2.2 M USD/MW`",
            [0, 0, -1, 0, 0, 1] => "money a year such as `1 bn USD/yr`",
            _ => return format!("a quantity in {}", self.si_unit()),
        };
        known.to_owned()
    }
}

/// A unit as written, with its factor to SI.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// As written.
    pub text: String,
    /// SI value of one of it.
    pub factor: f64,
    /// Added after the factor; zero but for gauge pressures and the Celsius and Fahrenheit scales.
    pub offset: f64,
    /// Exponents of the base quantities.
    pub dimension: Dimension,
    /// Currency with its year, if money is in it.
    pub currency: Option<String>,
}

impl Unit {
    /// Reads a unit; the empty text is a pure number.
    ///
    /// # Errors
    /// Names the part that is not known or is ambiguous, and the choices.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let mut unit = Self {
            text: text.trim().to_owned(),
            factor: 1.0,
            offset: 0.0,
            dimension: Dimension::NONE,
            currency: None,
        };
        let mut parts = 0_u32;
        let mut sign = 1;
        let mut grouped = false;
        let mut pending = 1.0;
        for token in tokens(text)? {
            match token {
                Token::Per => sign = -1,
                Token::Open => grouped = true,
                Token::Close => (grouped, sign) = (false, 1),
                Token::Factor(factor) => pending *= factor,
                Token::Name(name) => {
                    let atom = atom(name)?;
                    parts += 1;
                    unit.offset = if parts == 1 && sign == 1 { atom.offset } else { 0.0 };
                    unit.factor *= (pending * atom.factor).powi(i32::from(sign));
                    pending = 1.0;
                    unit.dimension = unit
                        .dimension
                        .times(atom.dimension, sign)
                        .ok_or_else(|| UnitError::Unknown { unit: text.to_owned(), nearest: None })?;
                    unit.currency = unit.currency.or(atom.currency);
                    if !grouped {
                        sign = 1;
                    }
                }
            }
        }
        if pending != 1.0 {
            return Err(UnitError::Unknown { unit: text.trim().to_owned(), nearest: None });
        }
        if unit.factor.is_finite() && unit.factor > 0.0 {
            Ok(unit)
        } else {
            Err(UnitError::Unknown { unit: text.trim().to_owned(), nearest: None })
        }
    }

    /// The SI value of `number` of this unit.
    pub fn to_si(&self, number: f64) -> f64 {
        number * self.factor + self.offset
    }

    /// The number of this unit in an SI value.
    pub fn of_si(&self, value: f64) -> f64 {
        (value - self.offset) / self.factor
    }

    /// Every name of the table, for a list: units, volumes of gas (with a state), currencies.
    pub fn names() -> Vec<String> {
        let volumes = GAS_VOLUMES.iter().filter(|(name, _)| !name.starts_with(['N', 'S', 'k']));
        UNITS
            .iter()
            .map(|entry| entry.name.to_owned())
            .chain(
                volumes.flat_map(|(name, _)| STATES.iter().map(move |(state, _)| format!("{name}({state})"))),
            )
            .chain(CURRENCIES.iter().map(|&name| name.to_owned()))
            .collect()
    }
}

enum Token<'a> {
    Name(&'a str),
    Factor(f64),
    Per,
    Open,
    Close,
}

/// Splits a unit into names, counts, `/` and groups. A reference state `(20C)` stays with its name.
fn tokens(text: &str) -> Result<Vec<Token<'_>>, UnitError> {
    let unknown = || UnitError::Unknown { unit: text.trim().to_owned(), nearest: None };
    let mut found = Vec::new();
    let mut rest = text.trim();
    let mut open = false;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() || first == '·' || first == '*' {
            rest = &rest[first.len_utf8()..];
        } else if first == '/' {
            found.push(Token::Per);
            rest = &rest[1..];
        } else if first == '(' {
            if open {
                return Err(unknown());
            }
            open = true;
            found.push(Token::Open);
            rest = &rest[1..];
        } else if first == ')' {
            if !open {
                return Err(unknown());
            }
            open = false;
            found.push(Token::Close);
            rest = &rest[1..];
        } else if first.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let factor: f64 = rest[..end].parse().map_err(|_| unknown())?;
            if factor <= 0.0 || !factor.is_finite() {
                return Err(unknown());
            }
            found.push(Token::Factor(factor));
            rest = &rest[end..];
        } else {
            let mut end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '/' | '·' | '*' | '(' | ')'))
                .unwrap_or(rest.len());
            if rest[end..].starts_with('(') {
                end += rest[end..].find(')').ok_or_else(unknown)? + 1;
            }
            let name = &rest[..end];
            match MULTIPLIERS.iter().find(|(word, _)| *word == name) {
                Some((_, factor)) => found.push(Token::Factor(*factor)),
                None => found.push(Token::Name(name)),
            }
            rest = &rest[end..];
        }
    }
    if open { Err(unknown()) } else { Ok(found) }
}

struct Atom {
    factor: f64,
    offset: f64,
    dimension: Dimension,
    currency: Option<String>,
}

/// One name: a unit of the table, a volume of gas with its state, or a currency.
fn atom(name: &str) -> Result<Atom, UnitError> {
    let plain =
        |factor, offset, dimension| Atom { factor, offset, dimension: Dimension(dimension), currency: None };
    if let Some(entry) = UNITS.iter().find(|entry| entry.name == name) {
        return Ok(plain(entry.factor, entry.offset, entry.dimension));
    }
    if AMBIGUOUS.contains(&name) {
        return Err(UnitError::AbsoluteOrGauge { unit: name.to_owned() });
    }
    let (stem, state) = match name.split_once('(') {
        Some((stem, state)) => (stem, Some(state.trim_end_matches(')'))),
        None => (name, None),
    };
    if let "Nm3" | "Sm3" | "scm" | "ncm" = stem {
        // The same letters mean 0 °C in one country and 15 or 20 °C in another.
        return Err(UnitError::NoReference { unit: "m3".to_owned() });
    }
    if let Some((_, metres)) = GAS_VOLUMES.iter().find(|(volume, _)| *volume == stem) {
        let Some(state) = state else {
            return Err(UnitError::NoReference { unit: name.to_owned() });
        };
        let state = state.replace(['°', ' '], "");
        let Some((_, kelvin)) = STATES.iter().find(|(known, _)| *known == state) else {
            return Err(UnitError::UnknownReference { state });
        };
        return Ok(plain(metres * ATMOSPHERE / (GAS_CONSTANT * kelvin), 0.0, AMOUNT_DIMENSION));
    }
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let year = &name[letters.len()..];
    if CURRENCIES.contains(&letters) && (year.is_empty() || year.len() == 4) {
        let dimension = Dimension(MONEY_DIMENSION);
        return Ok(Atom { factor: 1.0, offset: 0.0, dimension, currency: Some(name.to_owned()) });
    }
    Err(UnitError::Unknown { unit: name.to_owned(), nearest: nearest(name) })
}

/// The known unit that differs least, if it is close: first by letter case, then by one edit.
fn nearest(name: &str) -> Option<String> {
    let names = Unit::names();
    let lower = name.to_lowercase();
    let by_case = names.iter().find(|known| known.to_lowercase() == lower);
    by_case
        .or_else(|| names.iter().filter(|known| known.len() > 2).find(|known| one_edit(known, name)))
        .cloned()
}

/// Whether two words differ by one letter changed, added or left out.
fn one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = |skip_a: usize, skip_b: usize| a.get(same + skip_a..) == b.get(same + skip_b..);
    tail(1, 1) || tail(1, 0) || tail(0, 1)
}
