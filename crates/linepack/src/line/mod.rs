//! One line: a route with pipe and compressor stations, in steady, non-isothermal flow.
//!
//! ```text
//! Line (route, pipe) + stations + Task (gas taken in, flow asked) ──► LineSolution
//! ```
//!
//! * [`solve`] marches from the inlet to the end, burning fuel at the stations on the way.
//! * [`layout`] places stations so that all of them work between the same two pressures.
//! * [`capacity`] is the greatest flow that given stations deliver within their limits.
//!
//! A limit that is passed is data in the solution; an error means that there is no flow to show.

mod capacity;
mod error;
mod layout;

mod march;
mod root;
mod route;
mod solution;
mod station;
mod walk;

pub use capacity::{Bottleneck, Capacity, capacity};
pub use error::LineError;

pub use layout::{Layout, Placement, layout};
pub use march::{Detail, Flow, Resolution, Supply, Task, solve};
pub use route::{Line, LineLimits, PipeSection, Route, RoutePoint};
pub use solution::{Effort, Limit, LineSolution, ProfilePoint, StationResult, Violation};
pub use station::{
    Aftercooler, Driver, ElectricMotor, GasTurbine, Station, StationLimits, standard_atmosphere_ratio,
};
