//! The seam to linear algebra: matrices of flow networks, factorised without a subtraction.
//!
//! ```text
//! M = diag(e + Wᵀ1) − W = L D U,   W ≥ 0 off the diagonal, e ≥ 0 the sum of each column
//! ```
//!
//! A nodal matrix of a network balances mass, so its columns add up to what flows to nodes of
//! known pressure, e. Kept as W and e instead of W and the diagonal, elimination only adds
//! non-negative numbers: no cancellation, no pivoting, and factors exact in every entry to a few
//! roundings however far the weights are apart (Grassmann, Taksar and Heyman, Oper. Res. 33 (1985)
//! 1107–1116; Alfa, Xue and Ye, Math. Comp. 71 (2002) 217–236). A 1 m stub of 2 m bore beside
//! 300 km of 10 mm tube is an ordinary case.
//!
//! [`order()`] numbers unknowns for little fill. [`Pattern`] orders and analyses once for a topology; [`Factor`] is refilled and factorised
//! every iteration without allocation.

mod factor;
mod pattern;

pub(crate) use factor::{Factor, Singular};
pub(crate) use pattern::{Pattern, order};
