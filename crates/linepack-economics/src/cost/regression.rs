//! What pipelines have cost, by regression on built ones: a second opinion on a bottom-up estimate.

use serde::{Deserialize, Serialize};

/// A mile, m (exact).
const MILE: f64 = 1609.344;
/// An inch, m (exact).
const INCH: f64 = 0.0254;

/// Cost of a gas line by component, USD of 2000.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ParkerCost {
    /// Pipe and other material.
    pub material: f64,
    /// Labour.
    pub labour: f64,
    /// Surveying, engineering, supervision, overheads, interest, contingency.
    pub miscellaneous: f64,
    /// Right of way and damages.
    pub right_of_way: f64,
}

impl ParkerCost {
    /// All four, USD of 2000.
    pub fn total(&self) -> f64 {
        self.material + self.labour + self.miscellaneous + self.right_of_way
    }
}

/// Cost of a gas transmission line in the United States, without stations, USD of 2000.
///
/// ```text
/// material = (330.5 D² + 687 D + 26,960) L + 35,000
/// labour = (343 D² + 2,074 D + 170,013) L + 185,000
/// miscellaneous = (8,417 D + 7,324) L + 95,000
/// right of way = (577 D + 29,788) L + 40,000
/// ```
///
/// | symbol | argument | unit here | unit of the formula | range |
/// |---|---|---|---|---|
/// | D | `diameter` | m | inch | 4 to 42 inch in the data; larger is extrapolation |
/// | L | `length` | m | mile | |
///
/// Source: Parker, *Using natural gas transmission pipeline costs to estimate hydrogen pipeline costs*,
/// UC Davis ITS-RR-04-35 (2004). The coefficients follow from four worked lines of 12 to 56 inch, each
/// component being linear in them.
///
/// ```
/// use linepack_economics::cost::regression::parker;
/// let line = parker(42.0 * 0.0254, 1000.0 * 1609.344); // 42 inch, 1,000 miles
/// assert!((line.total() / 1.916204e9 - 1.0).abs() < 1e-12);
/// ```
pub fn parker(diameter: f64, length: f64) -> ParkerCost {
    let (d, l) = (diameter / INCH, length / MILE);
    ParkerCost {
        material: (330.5 * d * d + 687.0 * d + 26_960.0) * l + 35_000.0,
        labour: (343.0 * d * d + 2_074.0 * d + 170_013.0) * l + 185_000.0,
        miscellaneous: (8_417.0 * d + 7_324.0) * l + 95_000.0,
        right_of_way: (577.0 * d + 29_788.0) * l + 40_000.0,
    }
}

#[cfg(test)]
mod tests {
    use linepack_cases::{json, number};

    use super::*;

    #[test]
    fn the_worked_lines_agree_to_the_cent() {
        let Some(case) = json("finance/project_finance.json") else { return };
        for case in case["parker"]["cases"].as_array().unwrap() {
            let line = parker(number(&case["D_in"]) * INCH, number(&case["L_mile"]) * MILE);
            for (found, key) in [
                (line.material, "material"),
                (line.labour, "labor"),
                (line.miscellaneous, "misc"),
                (line.right_of_way, "row"),
                (line.total(), "total_usd2000"),
            ] {
                let expected = number(&case["expected"][key]);
                assert!((found - expected).abs() < 0.01, "{key}: {found} for {expected}");
            }
        }
    }
}
