//! The deal: at which prices both sides would sign, how they might split the gain, and why they might not.
//!
//! Modules in the order a study uses them:
//!
//! * [`netback`] turns a price at a distant market into what is left at the source: an outside option.
//! * [`bargaining`] takes two reservation prices to the range between them and to the prices inside it.
//! * [`information`] says how likely and how long a deal fails although a range exists.
//! * [`option`] values waiting: what a side gains by not signing today.
//! * [`coalition`] shares the gain among many: Shapley, nucleolus with a certificate, core, Banzhaf, Myerson.
//! * [`contract`] pays a price formula and take-or-pay on given series, without looking ahead.
//! * [`packages`] marks the offers that another offer beats for everyone.
//! * [`inverse`] asks what one unknown would have to be for an answer to come true.
//! * [`document`] answers a file of such questions and sets known answers beside its own.
//!
//! Everything here is a function of values. Reservation prices themselves come from market and cost.

pub mod bargaining;
pub mod coalition;
pub mod contract;
pub mod document;
mod error;
pub mod information;
pub mod inverse;
pub mod netback;
pub mod option;
pub mod packages;

pub use error::Error;
