//! Numbers, units and dates as a reader sees them: thin groups of three, sensible digits, units spelled out.
//!
//! Nothing here changes a value beyond a power of ten or the zero of the Celsius scale.

use linepack_economics::outcome::Quantity;

/// Narrow no-break space, between groups of three digits and between a number and its unit.
pub(crate) const THIN: char = '\u{202f}';
/// Minus sign.
pub(crate) const MINUS: char = '\u{2212}';
/// Zero of the Celsius scale, K, exact.
const CELSIUS_ZERO: f64 = 273.15;

/// Decimals that show three significant digits of the largest of `values`, none from 100 upwards.
pub(crate) fn decimals(values: impl IntoIterator<Item = f64>) -> usize {
    let largest = values.into_iter().filter(|value| value.is_finite()).fold(0.0, |a: f64, b| a.max(b.abs()));
    match largest {
        l if l >= 99.95 => 0,
        l if l >= 9.995 || l == 0.0 => 1,
        l if l >= 0.9995 => 2,
        l if l >= 0.09995 => 3,
        _ => 4,
    }
}

/// Decimals as by [`decimals`], fewer where the values have no more.
pub(crate) fn enough(values: [f64; 3]) -> usize {
    let most = decimals(values);
    let same = |places: usize| {
        values.iter().all(|value| {
            format!("{value:.places$}")
                .parse::<f64>()
                .ok()
                .zip(format!("{value:.most$}").parse().ok())
                .is_some_and(|(few, many): (f64, f64)| few == many)
        })
    };
    (0..most).find(|places| same(*places)).unwrap_or(most)
}

/// A number with a fixed count of decimals, a true minus sign, and groups of three from five digits upwards.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return String::from("–");
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    if value < 0.0 && digits.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0') {
        text.push(MINUS);
    }
    for (position, digit) in whole.chars().enumerate() {
        let remaining = whole.len() - position;
        if whole.len() > 4 && position > 0 && remaining.is_multiple_of(3) {
            text.push(THIN);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A number with three significant digits, or more where it is a whole number.
pub(crate) fn number(value: f64) -> String {
    fixed(value, enough([value; 3]))
}

/// A number with its sign, plus included.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    if value > 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        format!("+{text}")
    } else {
        text
    }
}

/// A number as it was given where it is short, else rounded to five significant digits.
pub(crate) fn faithful(value: f64) -> String {
    let shortest = format!("{value}");
    let significant = shortest.bytes().filter(u8::is_ascii_digit).count();
    let places = shortest.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if value != 0.0 && (value.abs() < 1e-4 || value.abs() >= 1e12) {
        return scientific(value);
    }
    if significant <= 6 {
        return fixed(value, places);
    }
    let magnitude = value.abs().log10().floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 8")]
    let places = (4.0 - magnitude).clamp(0.0, 8.0) as usize;
    let text = fixed(value, places);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// `1.23·10⁻⁵`.
fn scientific(value: f64) -> String {
    let shortest = format!("{value:e}");
    let text = if shortest.len() <= 8 { shortest } else { format!("{value:.2e}") };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let raised: String = exponent
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            _ => '⁹',
        })
        .collect();
    format!("{}·10{raised}", mantissa.replace('-', &MINUS.to_string()))
}

/// Temperature in °C of one in K.
pub(crate) fn celsius(kelvin: f64) -> f64 {
    kelvin - CELSIUS_ZERO
}

/// A unit as a reader sees it: `USD/1000m3(20C)` becomes `USD per 1000 m³ (20 °C)`, a bare ratio becomes nothing.
pub(crate) fn unit(unit: &str) -> String {
    let unit = unit.trim();
    if matches!(unit, "" | "–" | "-" | "1" | "—") {
        return String::new();
    }
    let mut text = unit.to_owned();
    for state in ["0C", "15C", "20C", "25C"] {
        text = text.replace(&format!("({state})"), &format!(" ({}\u{a0}°C)", state.trim_end_matches('C')));
    }
    // Any other mark in brackets right behind a letter, such as the bcm of an agency: bcm(EI).
    text = text.replace("bcm(", "bcm (");
    if text == "C" {
        return String::from("°C");
    }
    if let Some(rest) = text.strip_prefix("M ") {
        text = format!("million {rest}");
    }
    let currency =
        ["USD", "EUR", "RUB", "CNY", "MNT", "GBP", "JPY"].into_iter().find(|code| text.contains(code));
    if let Some(code) = currency {
        text = spaced_year(&text, code).replacen('/', " per ", 1);
    }
    text = text.replace(" per yr", " a year").replace("/yr", " a year").replace("1000m3", "1000\u{a0}m3");
    text = text.replace("m3", "m³").replace("m2", "m²").replace("degC", "°C").replace("  ", " ");
    if let Some(rest) = text.strip_prefix("1 a year") { format!("a year{rest}") } else { text }
}

/// `USD2025` with a space before the year in brackets.
fn spaced_year(text: &str, code: &str) -> String {
    let Some(start) = text.find(code).map(|at| at + code.len()) else { return text.to_owned() };
    let year: String = text[start..].chars().take_while(char::is_ascii_digit).collect();
    if year.len() == 4 {
        format!("{} of {year}{}", &text[..start], &text[start + 4..])
    } else {
        text.to_owned()
    }
}

/// A text with its first letter raised.
pub(crate) fn raised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A quantity's numbers in the unit a reader expects.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Amount {
    /// Value in `unit`.
    pub(crate) value: f64,
    /// Both ends of the range, the lower first.
    pub(crate) range: Option<(f64, f64)>,
    /// Unit for display; empty for a ratio or a count.
    pub(crate) unit: String,
}

impl Amount {
    /// Pa as MPa, K as °C, W as MW, long metres as km, short ones as mm, shares as percent; all else as it is.
    pub(crate) fn of(quantity: &Quantity) -> Self {
        let value = quantity.value;
        let last = quantity.id.rsplit(['.', '_']).next().unwrap_or_default();
        let bare = matches!(quantity.unit.as_str(), "–" | "-" | "" | "1");
        let (factor, shift, name) = match quantity.unit.as_str() {
            "Pa" => (1e-6, 0.0, Some("MPa")),
            "W" if value.abs() >= 1e6 => (1e-6, 0.0, Some("MW")),
            "K" if value > 150.0 => (1.0, -CELSIUS_ZERO, Some("°C")),
            "m" if value.abs() >= 1e4 => (1e-3, 0.0, Some("km")),
            "m" if value.abs() < 0.1 && value != 0.0 => (1e3, 0.0, Some("mm")),
            _ if bare && matches!(last, "share" | "probability") => (100.0, 0.0, Some("%")),
            _ => (1.0, 0.0, None),
        };
        let shown = |x: f64| tidy(x * factor + shift, factor != 1.0 || shift != 0.0);
        Self {
            value: shown(value),
            range: quantity
                .low
                .zip(quantity.high)
                .map(|(low, high)| (shown(low.min(high)), shown(low.max(high)))),
            unit: name.map_or_else(|| unit(&quantity.unit), str::to_owned),
        }
    }

    /// Decimals that suit the value and both ends of its range.
    pub(crate) fn decimals(&self) -> usize {
        let (low, high) = self.range.unwrap_or((self.value, self.value));
        enough([self.value, low, high])
    }

    /// The value alone.
    pub(crate) fn number(&self) -> String {
        fixed(self.value, self.decimals())
    }

    /// Value with unit.
    pub(crate) fn with_unit(&self) -> String {
        with_unit(&self.number(), &self.unit)
    }
}

/// Removes what a conversion of units adds in the last binary digits (9.8 MPa, not 9.799999999).
fn tidy(value: f64, converted: bool) -> f64 {
    if !converted {
        return value;
    }
    format!("{value:.9e}").parse().unwrap_or(value)
}

/// A number and its unit, held together.
pub(crate) fn with_unit(number: &str, unit: &str) -> String {
    match unit {
        "" => number.to_owned(),
        _ => format!("{number}\u{a0}{unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(id: &str, value: f64, unit: &str) -> Quantity {
        Quantity {
            id: id.to_owned(),
            label: String::new(),
            value,
            unit: unit.to_owned(),
            low: None,
            high: None,
            formula: String::new(),
            inputs: vec![],
            evidence: vec![],
            assumption: None,
            place: None,
            text: None,
        }
    }

    #[test]
    fn digits_are_grouped_from_five_upwards_with_a_true_minus() {
        assert_eq!(fixed(1420.0, 0), "1420");
        assert_eq!(fixed(-12345.67, 1), "−12\u{202f}345.7");
        assert_eq!(fixed(1_234_567.0, 0), "1\u{202f}234\u{202f}567");
        assert_eq!(fixed(-0.004, 2), "0.00");
        assert_eq!(signed(3.0, 0), "+3");
        assert_eq!(signed(0.0, 0), "0");
    }

    #[test]
    fn three_significant_digits_are_shown() {
        for (value, text) in [
            (0.0721, "0.0721"),
            (1.234, "1.23"),
            (88.25, "88.2"),
            (265.4, "265"),
            (9.999, "10"),
            (60.0, "60"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn an_input_is_shown_as_it_was_given() {
        for (value, text) in
            [(21.7, "21.7"), (0.0625, "0.0625"), (1.0 / 3.0, "0.33333"), (30.0, "30"), (1.1e-5, "1.1·10⁻⁵")]
        {
            assert_eq!(faithful(value), text);
        }
        assert_eq!(faithful(1.23456789e-7), "1.23·10⁻⁷");
    }

    #[test]
    fn units_are_spelled_out() {
        for (given, text) in [
            ("USD/1000m3(20C)", "USD per 1000\u{a0}m³ (20\u{a0}°C)"),
            ("bcm(20C)/yr", "bcm (20\u{a0}°C) a year"),
            ("bn USD", "bn USD"),
            ("bn USD2025", "bn USD of 2025"),
            ("bn USD/yr", "bn USD a year"),
            ("USD/MMBtu", "USD per MMBtu"),
            ("1/yr", "a year"),
            ("%/yr", "% a year"),
            ("kg/m3", "kg/m³"),
            ("C", "°C"),
            ("M USD/km", "million USD per km"),
            ("bcm(EI)/yr", "bcm (EI) a year"),
            ("W/(m K)", "W/(m K)"),
            ("–", ""),
        ] {
            assert_eq!(unit(given), text, "{given}");
        }
    }

    #[test]
    fn stored_units_become_those_of_the_trade() {
        assert_eq!(Amount::of(&quantity("line.pressure", 9.8e6, "Pa")).with_unit(), "9.8\u{a0}MPa");
        assert_eq!(Amount::of(&quantity("input.soil", 274.65, "K")).with_unit(), "1.5\u{a0}°C");
        assert_eq!(Amount::of(&quantity("line.fuel_share", 0.0721, "–")).with_unit(), "7.21\u{a0}%");
        assert_eq!(Amount::of(&quantity("line.diameter", 1420.0, "mm")).with_unit(), "1420\u{a0}mm");
    }
}
