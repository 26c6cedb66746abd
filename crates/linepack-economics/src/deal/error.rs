//! What can be wrong with a question put to this module: the field, its value, and one thing to try.

/// An input that has no meaning for the formula it was given to.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A number is infinite or not a number.
    #[error(
        "`{field}` is {value}, not a finite number\n  hint: look for a division by zero or an empty cell where `{field}` is computed"
    )]
    NotFinite {
        /// Name of the input, with its index when it is one of several.
        field: String,
        /// The value found.
        value: f64,
    },
    /// A number lies outside the range in which the formula holds.
    #[error("`{field}` is {value}, it must be {allowed}\n  hint: {hint}")]
    OutOfRange {
        /// Name of the input, with its index when it is one of several.
        field: String,
        /// The value found.
        value: f64,
        /// The range in words.
        allowed: &'static str,
        /// One thing to try.
        hint: &'static str,
    },
    /// An interval has no width or its ends are exchanged.
    #[error("`{field}` is empty, it runs from {low} to {high}\n  hint: {hint}")]
    EmptyInterval {
        /// Name of the interval.
        field: String,
        /// The lower end found.
        low: f64,
        /// The upper end found.
        high: f64,
        /// One thing to try.
        hint: &'static str,
    },
    /// Probabilities of all outcomes do not add up to one.
    #[error(
        "`{field}` sum to {sum}, probabilities must sum to 1\n  hint: divide each by {sum}, or add the outcome that is missing"
    )]
    ProbabilitySum {
        /// Name of the list.
        field: String,
        /// The sum found.
        sum: f64,
    },
    /// A list has another length than the one it belongs to.
    #[error("the number of entries of `{field}` is {found}, it must be {expected}\n  hint: {hint}")]
    WrongCount {
        /// Name of the list.
        field: String,
        /// Entries found.
        found: usize,
        /// Entries needed.
        expected: usize,
        /// One thing to try.
        hint: &'static str,
    },
    /// A table of coalition values does not hold one value for every coalition.
    #[error("`values` has {found} entries for {players} players, {expected} are needed, one for every coalition\n  hint: order them by bit mask, from 0 (nobody) to {last} (everybody), and write 0 where a coalition earns nothing", last = expected.saturating_sub(1))]
    IncompleteTable {
        /// Number of players.
        players: usize,
        /// Entries found.
        found: usize,
        /// Entries needed, two to the number of players.
        expected: usize,
    },
    /// The players together earn less than the sum of what each earns alone.
    #[error(
        "`values` gives {alone} to the players each alone but {together} to all together, so no split contents everyone\n  hint: ask for the prenucleolus, which lets a player end below its own value"
    )]
    NoImputation {
        /// Sum of the values of single players.
        alone: f64,
        /// Value of the grand coalition.
        together: f64,
    },
    /// A monthly series lacks a month that is needed.
    #[error("`{field}` has no value for {month}\n  hint: {hint}")]
    MissingMonth {
        /// Name of the series.
        field: String,
        /// The month, as year-month.
        month: String,
        /// One thing to try.
        hint: &'static str,
    },
    /// A date is not written as year-month.
    #[error("`{field}` is `{text}`, not a month\n  hint: write it as year-month, for instance 2026-05")]
    NotAMonth {
        /// Name of the input.
        field: String,
        /// The text found.
        text: String,
    },
    /// A method was asked for something it cannot do.
    #[error("{method} cannot treat {what}\n  hint: {hint}")]
    Unsupported {
        /// The method.
        method: &'static str,
        /// What it was asked for.
        what: &'static str,
        /// One thing to try.
        hint: &'static str,
    },
    /// An iteration stopped at its limit: an answer may exist, it was not found.
    #[error("{method} did not settle within {limit} steps\n  hint: {hint}")]
    NotFound {
        /// The method.
        method: &'static str,
        /// The limit of steps.
        limit: usize,
        /// One thing to try.
        hint: &'static str,
    },
}

/// The value itself when it is finite.
pub(crate) fn finite(field: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() { Ok(value) } else { Err(Error::NotFinite { field: field.into(), value }) }
}

/// Every value of a list finite; the error names the index.
pub(crate) fn all_finite(field: &str, values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::NotFinite { field: format!("{field}[{index}]"), value: values[index] }),
    }
}

/// The value when it is above zero.
pub(crate) fn positive(field: &str, value: f64, hint: &'static str) -> Result<f64, Error> {
    within(field, value, value > 0.0, "above 0", hint)
}

/// The value when it is zero or more.
pub(crate) fn not_negative(field: &str, value: f64, hint: &'static str) -> Result<f64, Error> {
    within(field, value, value >= 0.0, "0 or more", hint)
}

/// The value when it is a share or a probability.
pub(crate) fn share(field: &str, value: f64) -> Result<f64, Error> {
    let holds = (0.0..=1.0).contains(&value);
    within(field, value, holds, "between 0 and 1", "write a share, not percent: 0.3 for 30 %")
}

/// The value when it is a discount factor for one round, zero (only today counts) to below one.
pub(crate) fn discount_factor(field: &str, value: f64) -> Result<f64, Error> {
    let holds = (0.0..1.0).contains(&value);
    let hint =
        "a factor is exp(−rate × years between offers): 0.95 for 5 % and a year; below 1 or talks never end";
    within(field, value, holds, "from 0 to below 1", hint)
}

/// The pair when the upper end is above the lower.
pub(crate) fn interval(field: &str, ends: [f64; 2], hint: &'static str) -> Result<[f64; 2], Error> {
    let [low, high] = ends;
    finite(field, low)?;
    finite(field, high)?;
    if low < high { Ok(ends) } else { Err(Error::EmptyInterval { field: field.into(), low, high, hint }) }
}

/// A lower and an upper limit, either of which may be infinite for "none".
pub(crate) fn limits(field: &str, ends: [f64; 2], hint: &'static str) -> Result<[f64; 2], Error> {
    let [low, high] = ends;
    let open = |value: f64, instead: f64| if value.is_infinite() { instead } else { value };
    interval(field, [open(low, -f64::MAX), open(high, f64::MAX)], hint)?;
    Ok(ends)
}

/// The value when it is finite and `holds`.
pub(crate) fn within(
    field: &str,
    value: f64,
    holds: bool,
    allowed: &'static str,
    hint: &'static str,
) -> Result<f64, Error> {
    finite(field, value)?;
    if holds { Ok(value) } else { Err(Error::OutOfRange { field: field.into(), value, allowed, hint }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_field_the_value_and_what_to_try() {
        let text = share("seller_power", 30.0).unwrap_err().to_string();
        assert_eq!(
            text,
            "`seller_power` is 30, it must be between 0 and 1\n  hint: write a share, not percent: 0.3 for 30 %"
        );
        let text = Error::IncompleteTable { players: 3, found: 7, expected: 8 }.to_string();
        assert_eq!(
            text,
            "`values` has 7 entries for 3 players, 8 are needed, one for every coalition\n  \
             hint: order them by bit mask, from 0 (nobody) to 7 (everybody), and write 0 where a coalition earns nothing"
        );
    }

    #[test]
    fn a_value_that_is_not_a_number_passes_no_check() {
        assert!(finite("x", f64::NAN).is_err());
        assert!(positive("x", f64::NAN, "").is_err());
        assert!(share("x", f64::NAN).is_err());
        assert!(discount_factor("x", f64::NAN).is_err());
        assert!(interval("x", [0.0, f64::NAN], "").is_err());
        assert!(interval("x", [f64::NEG_INFINITY, 0.0], "").is_err());
        assert!(interval("x", [1.0, 1.0], "").is_err());
        assert!(all_finite("x", &[0.0, f64::INFINITY]).unwrap_err().to_string().contains("`x[1]`"));
    }

    #[test]
    fn a_discount_factor_of_one_is_refused_and_zero_is_not() {
        assert!(discount_factor("x", 1.0).is_err());
        assert!(discount_factor("x", -0.1).is_err());
        assert_eq!(discount_factor("x", 0.0), Ok(0.0));
    }
}
