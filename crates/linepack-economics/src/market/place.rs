//! Where in a JSON text the number stands that a message is about.

use serde_json::Value;

use super::MarketError;

/// Names that the layout by lists has for a market's fields.
const LISTED: [(&str, &str); 8] = [
    ("intercept", "int"),
    ("capacity", "Qbar"),
    ("conjecture", "delta"),
    ("discount", "discount"),
    ("weight", "season_weight"),
    ("injection_efficiency", "inj_eff"),
    ("injection_cost", "inj_cost"),
    ("withdrawal_cost", "ext_cost"),
];

/// Line of a JSON text, counted from 1, that an error is about; `None` where that cannot be told.
///
/// ```
/// use linepack_economics::market::{line_of, read_cases};
/// let text = "{\n \"data\": { \"golombek\": {},\n  \"colour\": 3 }\n}";
/// let error = read_cases(text).err().ok_or("an error")?;
/// assert!(error.to_string().contains("unknown field `colour`") || line_of(text, &error).is_some());
/// # Ok::<(), &str>(())
/// ```
pub fn line_of(text: &str, error: &MarketError) -> Option<u32> {
    let at = match error {
        MarketError::Layout { message } => {
            if let Some((_, rest)) = message.rsplit_once("at line ") {
                return rest.split(' ').next()?.parse().ok();
            }
            let name = message.split('`').nth(1)?;
            text.find(&format!("\"{name}\""))?
        }
        MarketError::Value { element, field, .. }
        | MarketError::Length { element, field, .. }
        | MarketError::Reference { element, field, .. } => {
            element_field(text, element.split('`').nth(1)?, field)?
        }
        MarketError::Duplicate { name, .. } => text.rfind(&format!("\"{name}\""))?,
        MarketError::ContractAboveCapacity { contract, .. } => text.find(&format!("\"{contract}\""))?,
        MarketError::Disconnected { node } => named(text, node)?,
        MarketError::Unbalanced { node, .. } => element_field(text, node, "injection")?,
        MarketError::Infeasible { node, .. } => {
            element_field(text, node, "injection").or_else(|| named(text, node))?
        }
        _ => return None,
    };
    u32::try_from(1 + text[..at].bytes().filter(|byte| *byte == b'\n').count()).ok()
}

fn named(text: &str, name: &str) -> Option<usize> {
    text.find(&format!("\"{name}\""))
}

/// Place of a field after the element's name; in lists by number, of the element's entry.
fn element_field(text: &str, name: &str, field: &str) -> Option<usize> {
    let key = LISTED.iter().find(|(own, _)| *own == field).map_or(field, |(_, listed)| listed);
    let file: Value = serde_json::from_str(text).ok()?;
    let Some(data) = file.get("data") else {
        let start = named(text, name)?;
        return text[start..].find(&format!("\"{field}\"")).map(|at| start + at).or(Some(start));
    };
    let position = |list: &str| {
        let names = data.get(list)?.as_array()?;
        names.iter().position(|known| known.as_str() == Some(name))
    };
    let list = text.find(&format!("\"{key}\"")).or_else(|| named(text, name))?;
    let index = position("regions").or_else(|| position("traders")).or_else(|| name.parse().ok());
    let open = list + text[list..].find([':', ','])?;
    let entry = index.filter(|_| text[open + 1..].trim_start().starts_with('[')).map(|index| {
        let first = open + text[open..].find('[').unwrap_or(0) + 1;
        entry(text, first, index)
    });
    Some(entry.unwrap_or(list))
}

/// Place of an entry of a list, given that of its first.
fn entry(text: &str, first: usize, index: usize) -> usize {
    let (mut depth, mut left) = (0_usize, index);
    for (at, byte) in text.bytes().enumerate().skip(first) {
        match byte {
            _ if left == 0 && !byte.is_ascii_whitespace() => return at,
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 0 => return at,
            b']' | b'}' => depth -= 1,
            b',' if depth == 0 => left -= 1,
            _ => {}
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{Options, answers};

    #[test]
    fn an_entry_of_a_list_has_its_line() {
        let text = "{\n\"data\": {\n\"regions\": [\"A\", \"B\"],\n\"int\": [100, 50],\n\"slope\": [\n1,\n-2\n],\n\
            \"home\": [\"A\"], \"golombek\": { \"alpha\": [1], \"beta\": [1], \"gamma\": [0], \"Qbar\": [9], \"cap_fraction\": 0.9 },\n\
            \"caps\": {},\n\"arcs\": [],\n\"delta\": [[0, 0]] } }";
        let error = answers(text, &Options::default()).unwrap_err();
        assert!(error.to_string().starts_with("node `B`: `slope` is -2"), "{error}");
        assert_eq!(line_of(text, &error), Some(7));
    }
}
