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
//! A 100 km pipe of 1 m bore delivers 300 kg/s at some 6.9 MPa when fed with 8 MPa:
//! ```
//! use linepack::equations::{friction::Friction, pipe::{Pipe, Terms}};
//! use linepack::gas::{EquationOfState, Gas};
//! use linepack::line::*;
//!
//! let place = |distance| RoutePoint {
//!     distance,
//!     elevation: 0.0,
//!     ground_temperature: 278.15,
//!     air_temperature: 278.15,
//! };
//! let pipe = Pipe {
//!     inner_diameter: 1.0,
//!     roughness: 10e-6,
//!     friction: Friction::ColebrookWhite,
//!     efficiency: 1.0,
//!     heat_transfer_coefficient: 2.0,
//!     heat_transfer_diameter: 1.0,
//! };
//! let section = PipeSection { from: 0.0, strings: 1, pipe, max_pressure: Some(8.4e6) };
//! let route = Route::new(vec![place(0.0), place(100e3)])?;
//! let line = Line::new(route, vec![section], Terms::default(), LineLimits::default())?;
//! let gas = Gas::new("CH4 0.96, C2H6 0.03, N2 0.01".parse()?, EquationOfState::Gerg2008)?;
//! let task = Task {
//!     supply: Supply { pressure: 8e6, temperature: 303.15, lower_heating_value: 48.8e6 },
//!     flow: Flow::Intake(300.0),
//!     delivery_pressure: Some(6.5e6),
//!     resolution: Resolution::default(),
//!     detail: Detail::Profile,
//! };
//! let solution = solve(&line, &[], &gas, &task)?;
//! assert!((solution.delivery_pressure / 1e6 - 6.9).abs() < 0.1 && solution.violations.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
