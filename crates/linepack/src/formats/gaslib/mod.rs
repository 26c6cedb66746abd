//! GasLib: networks (`.net`), nominations (`.scn`) and compressor stations (`.cs`) in XML.
//!
//! Source of the format: Schmidt et al., GasLib – a library of gas network instances, Data 2 (2017) 40.
//!
//! In this format `bar` is absolute and `barg` above 1.01325 bar. Volumes are normal volumes of the
//! file's own `normDensity`; here mass = volume × normDensity, with the mean over the entries, and a
//! note says which normal state that density fits.

mod network;
mod quantity;
mod scenario;
mod station;

use super::Imported;
use super::xml;
use crate::findings::Findings;
use crate::network::Network;
use crate::scenario::Scenario;

/// Reads a `.net` file; `file` names it in findings.
///
/// ```
/// let error = linepack::formats::gaslib::read(b"<network", "valley.net").unwrap_err();
/// assert!(error.to_string().contains("valley.net:1"));
/// ```
pub fn read(bytes: &[u8], file: &str) -> Result<Imported<Network>, Findings> {
    network::read(&xml::read(bytes, file)?, file)
}

/// Reads a `.scn` file for a network.
pub fn read_scenario(bytes: &[u8], file: &str, network: &Network) -> Result<Imported<Scenario>, Findings> {
    scenario::read(&xml::read(bytes, file)?, file, network)
}

/// Reads a `.cs` file and puts its machines into the stations of a network.
pub fn read_stations(bytes: &[u8], file: &str, network: &Network) -> Result<Imported<Network>, Findings> {
    station::read(&xml::read(bytes, file)?, file, network)
}
