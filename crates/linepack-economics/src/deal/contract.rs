//! The contract's arithmetic: what is paid for given prices and volumes, one period after another.
//!
//! [`price`] turns a monthly oil series into a gas price by formula; [`take_or_pay`] pays for quantities taken and not
//! taken, with make-up and carry-forward; [`ship_or_pay`] pays for booked capacity. Nothing here knows a later period
//! when it settles an earlier one.

pub mod price;
pub mod ship_or_pay;
pub mod take_or_pay;
