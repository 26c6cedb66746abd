//! Why a deal fails although a range exists: each side knows its own reservation price, not the other's.
//!
//! * [`double_auction`]: both name a price at once; probability of trade, and of no deal though there is a gain.
//! * [`screening`]: a seller offers twice; the buyer who would pay waits for the lower second price.
//! * [`coase`]: a seller may offer for ever; the price falls towards the buyer's least value as offers quicken.
//! * [`attrition`]: each waits for the other to give way; the expected delay costs the whole gain.
//!
//! Reservation prices are taken as uniform on an interval: the least that a range of sources says.

pub mod attrition;
pub mod coase;
pub mod double_auction;
pub mod screening;
