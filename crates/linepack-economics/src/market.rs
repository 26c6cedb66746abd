//! The gas market: who sells how much gas where, and at which price, when every trader does his best.
//!
//! ```text
//! Market ──► programme ──► interior point ──► polish ──► Equilibrium
//! ```
//!
//! A [`Market`] is what is known: regions with their demand, traders with their cost of production and
//! their conjecture, links, shared capacities, storages, years and seasons. An [`Equilibrium`] is what follows.
//! Volumes and money have the units the caller gives them throughout; world data here are billions of
//! cubic metres a year (40 MJ each) and dollars per thousand of them, which makes payoffs millions of dollars.

mod active_set;
mod answer;
mod build;
mod cases;
mod check;
mod closed;
mod cost;
mod demand;
mod dense;
mod document;
mod equilibrium;
mod error;
mod exact;
mod influence;
mod interior_point;
mod kkt;
mod layout;
mod ldl;
mod loops;
mod lu;
mod model;
mod place;
mod programme;
mod published;
mod reach;
mod solve;
pub mod world;

pub use cases::{Case, Expected, Quantity, read_cases};
pub use cost::{Golombek, Rise};
pub use demand::{Demand, IsoelasticDemand, LinearDemand};
pub use document::{Answer, Answers, Known, Message, answers};
pub use equilibrium::{Equilibrium, State, Unique};
pub use error::MarketError;
pub use influence::{Element, Influence};
pub use model::{Arc, Capacity, Contract, Formulation, Market, Node, Season, Storage, Trader, Year};
pub use place::line_of;
pub use solve::{Options, Workspace, solve, solve_in};
