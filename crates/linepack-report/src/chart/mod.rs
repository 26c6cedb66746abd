//! The charts of the report, each a function from values to a static picture.

mod attempts;
mod bars;
mod lines;
mod prices;
mod tornado;
mod waterfall;

pub(crate) use attempts::attempts;
pub(crate) use bars::{Panels, diverging, panels};
pub(crate) use lines::{market_prices, profile};
pub(crate) use prices::{Ask, Point, PriceAxis, capacities, price_axis};
pub(crate) use tornado::tornado;
pub(crate) use waterfall::waterfall;
