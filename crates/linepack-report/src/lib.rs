//! The picture of a study: an outcome in, one self-contained HTML page out.
//!
//! ```text
//! let page = linepack_report::html(&outcome);      // the whole report as one file
//! let answer = linepack_report::verdict(&outcome); // its three sentences
//! ```
//!
//! Modules in the order data passes them: `format` (numbers and units as a reader sees them), `prose` (whole
//! sentences, one implementation a language), `svg` (scales, axes, marks), `chart` and `map` (pictures), `page`
//! (sections, tables, links), `network` (the page of a network in steady state). Nothing is calculated here that a number depends on: sums and differences shown
//! beside a picture are those of the values in it. The page loads nothing, and reads without script.

mod chart;
mod format;
pub mod live;
mod map;
mod network;
mod page;
mod policy;
mod prose;
mod svg;

use linepack::network::Network;
use linepack::scenario::Scenario;
use linepack::solution::Solution;
use linepack_economics::outcome::Outcome;

pub use crate::live::Moving;
pub use crate::policy::fingerprint;
use crate::prose::English;

/// The report of a study: one HTML file that needs no network, no script to be read, and no other file.
///
/// Parts that an outcome lacks (a line that was never negotiated, a study without a market) are left out.
pub fn html(outcome: &Outcome) -> String {
    page::page(outcome, &English, None).into_string()
}

/// The same report with what it needs to be moved: script, engine and study, all within the file.
pub fn html_live(outcome: &Outcome, moving: &Moving<'_>) -> String {
    page::page(outcome, &English, Some(moving)).into_string()
}

/// The verdict in three sentences: what can be carried and at what cost; at which price both sides would sign;
/// what moves it most.
pub fn verdict(outcome: &Outcome) -> Vec<String> {
    prose::verdict(outcome, &English)
}

/// The page of a network in steady state: one HTML file with its picture, tables and violated limits.
///
/// Nodes stand on a map where the network states longitudes and latitudes, else as its file draws them, else where
/// a layout puts them. The solution must be one of this network.
pub fn network_page(network: &Network, scenario: &Scenario, solution: &Solution) -> String {
    network::page(network, scenario, solution).into_string()
}
