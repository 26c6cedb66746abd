//! A value with its uncertainty: `24.7 (13.6 to 30) bn USD2024`, `5 to 9 %`, `triangular(1, 2, 4) MPa`.

use super::unit::{Dimension, Unit};
use super::{Quantity, UnitError};
use std::str::FromStr;

/// How a value is distributed between its low and high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// One number.
    Fixed,
    /// Low, central and high as stated by a source: read as the 10th, 50th and 90th per cent.
    Stated,
    /// Every value between low and high is as likely.
    Uniform,
    /// Triangular with its mode at the central value.
    Triangular,
    /// Normal with the central value as its mean; low and high lie one standard deviation away.
    Normal,
}

/// A value with low and high, in SI.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// Lower end, SI.
    pub low: f64,
    /// Central value, SI: stated, or the middle.
    pub central: f64,
    /// Upper end, SI.
    pub high: f64,
    /// How it is distributed.
    pub shape: Shape,
    /// The unit it was written in.
    pub unit: Unit,
}

impl Range {
    /// The central value as a quantity.
    pub fn central_quantity(&self) -> Quantity {
        Quantity { value: self.central, dimension: self.unit.dimension, currency: self.unit.currency.clone() }
    }

    /// The dimension of the value.
    pub fn dimension(&self) -> Dimension {
        self.unit.dimension
    }

    /// The same range with another central value (SI), as one fixed number.
    #[must_use]
    pub fn fixed_at(&self, central: f64) -> Self {
        Self { low: central, central, high: central, shape: Shape::Fixed, unit: self.unit.clone() }
    }
}

impl FromStr for Range {
    type Err = UnitError;

    /// Reads `"9.8 MPa"`, `"5 to 9 bn USD2025"`, `"24.7 (13.6 to 30) bn USD2024"`, or
    /// `"triangular(5, 6, 9) MPa"`, `"uniform(5, 9) MPa"`, `"normal(10, 2) %"`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let whole = text.trim();
        let bad = |why: &str| UnitError::BadRange { text: whole.to_owned(), why: why.to_owned() };
        for (name, shape) in
            [("triangular", Shape::Triangular), ("uniform", Shape::Uniform), ("normal", Shape::Normal)]
        {
            let Some(rest) = whole.strip_prefix(name) else { continue };
            let (list, unit) = rest
                .trim_start()
                .strip_prefix('(')
                .and_then(|rest| rest.split_once(')'))
                .ok_or_else(|| bad("the parameters stand in brackets after the name"))?;
            let numbers =
                list.split([',', ';']).map(|part| number(part, whole)).collect::<Result<Vec<_>, _>>()?;
            let (low, central, high) = match (shape, numbers.as_slice()) {
                (Shape::Triangular, &[low, mode, high]) => (low, mode, high),
                (Shape::Uniform, &[low, high]) => (low, f64::midpoint(low, high), high),
                (Shape::Normal, &[mean, deviation]) => (mean - deviation, mean, mean + deviation),
                (Shape::Triangular, _) => return Err(bad("triangular takes low, mode and high")),
                (Shape::Uniform, _) => return Err(bad("uniform takes low and high")),
                _ => return Err(bad("normal takes the mean and the standard deviation")),
            };
            return build(whole, [low, central, high], shape, unit);
        }
        let (first, rest) = leading_number(whole)?;
        let rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("to ") {
            let (second, unit) = leading_number(after.trim_start())?;
            return build(whole, [first, f64::midpoint(first, second), second], Shape::Uniform, unit);
        }
        if let Some((inside, unit)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
            && let Some((low, high)) = inside.split_once(" to ")
        {
            return build(whole, [number(low, whole)?, first, number(high, whole)?], Shape::Stated, unit);
        }
        build(whole, [first; 3], Shape::Fixed, rest)
    }
}

/// Puts the numbers in order and in SI.
fn build(text: &str, numbers: [f64; 3], shape: Shape, unit: &str) -> Result<Range, UnitError> {
    let unit = Unit::parse(unit)?;
    let [low, central, high] = numbers.map(|number| unit.to_si(number));
    if !(low <= central && central <= high) {
        let why = "low, central and high are not in order".to_owned();
        return Err(UnitError::BadRange { text: text.to_owned(), why });
    }
    if shape != Shape::Fixed && low == high {
        let why = "low and high are the same; write one number".to_owned();
        return Err(UnitError::BadRange { text: text.to_owned(), why });
    }
    let below = |limit| UnitError::BelowZero { text: text.to_owned(), limit };
    if unit.dimension == super::kinds::PRESSURE && low < 0.0 {
        return Err(below("vacuum (0 Pa absolute)"));
    }
    if unit.dimension == super::kinds::TEMPERATURE && low < 0.0 {
        return Err(below("absolute zero (-273.15 C)"));
    }
    Ok(Range { low, central, high, shape, unit })
}

/// One number, all of the text.
fn number(text: &str, whole: &str) -> Result<f64, UnitError> {
    match leading_number(text.trim())? {
        (number, "") => Ok(number),
        _ => Err(UnitError::BadRange { text: whole.to_owned(), why: format!("`{text}` is not a number") }),
    }
}

/// The number at the start of a text, and what follows. A space or `_` may group three digits.
fn leading_number(text: &str) -> Result<(f64, &str), UnitError> {
    let none = || UnitError::NoNumber { text: text.to_owned() };
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut digits = String::new();
    let mut at = 0;
    if matches!(bytes.first(), Some(b'-' | b'+')) {
        digits.push(char::from(bytes[0]));
        at = 1;
    }
    let starts = digit(at) || (bytes.get(at) == Some(&b'.') && digit(at + 1));
    if !starts {
        return Err(none());
    }
    let mut fraction = false;
    while let Some(&byte) = bytes.get(at) {
        let group = !fraction && digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4);
        match byte {
            b'0'..=b'9' => digits.push(char::from(byte)),
            b'.' if !fraction => {
                fraction = true;
                digits.push('.');
            }
            b' ' | b'_' if group => {}
            b',' if digit(at + 1) => return Err(UnitError::Comma { text: text.to_owned() }),
            b'e' | b'E'
                if digit(at + 1) || (matches!(bytes.get(at + 1), Some(b'-' | b'+')) && digit(at + 2)) =>
            {
                digits.push('e');
                digits.push(char::from(bytes[at + 1]));
                at += 2;
                while digit(at) {
                    digits.push(char::from(bytes[at]));
                    at += 1;
                }
                break;
            }
            _ => break,
        }
        at += 1;
    }
    let value: f64 = digits.parse().map_err(|_| none())?;
    if value.is_finite() {
        Ok((value, &text[at..]))
    } else {
        Err(UnitError::NotFinite { text: text.to_owned() })
    }
}
