//! What a distant market leaves at the source, after everything on the way: the seller's other outlet.

use super::Error;
use super::error::{finite, not_negative, within};

/// The chain from an unloading terminal back to the gas that enters liquefaction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LngChain {
    /// Price delivered at the ship's rail, such as USD/1000 m³.
    pub delivered_price: f64,
    /// Shipping with boil-off, same unit.
    pub shipping: f64,
    /// Liquefaction, same unit.
    pub liquefaction: f64,
    /// Share of the feed gas burnt or lost before the tank, 0 to below 1.
    pub feed_loss: f64,
}

/// Price that liquefying and shipping leaves for a unit of feed gas.
///
/// ```text
/// n = (p − c_ship − c_liq) (1 − φ)
/// ```
///
/// | symbol  | field             | unit         | range      |
/// |---------|-------------------|--------------|------------|
/// | p       | `delivered_price` | USD/1000 m³  | any        |
/// | c_ship  | `shipping`        | USD/1000 m³  | 0 or more  |
/// | c_liq   | `liquefaction`    | USD/1000 m³  | 0 or more  |
/// | φ       | `feed_loss`       | –            | 0 to 1     |
///
/// Both costs are per unit delivered into the tank; a negative netback means the cargo would not be loaded.
/// Source: definition of a netback.
///
/// ```
/// use linepack_economics::deal::netback::{LngChain, lng_netback};
/// let chain = LngChain { delivered_price: 380.0, shipping: 40.0, liquefaction: 110.0, feed_loss: 0.1 };
/// assert!((lng_netback(&chain)? - 207.0).abs() < 1e-9);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn lng_netback(chain: &LngChain) -> Result<f64, Error> {
    finite("delivered_price", chain.delivered_price)?;
    let hint = "give the cost as a positive number; it is subtracted";
    not_negative("shipping", chain.shipping, hint)?;
    not_negative("liquefaction", chain.liquefaction, hint)?;
    let holds = (0.0..1.0).contains(&chain.feed_loss);
    within("feed_loss", chain.feed_loss, holds, "from 0 to below 1", "write a share: 0.1 for 10 %")?;
    Ok((chain.delivered_price - chain.shipping - chain.liquefaction) * (1.0 - chain.feed_loss))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_of_ten_written_for_ten_percent_is_refused() {
        let chain = LngChain { delivered_price: 380.0, shipping: 40.0, liquefaction: 110.0, feed_loss: 10.0 };
        assert!(lng_netback(&chain).unwrap_err().to_string().contains("`feed_loss` is 10"));
        assert!(lng_netback(&LngChain { shipping: -1.0, feed_loss: 0.1, ..chain }).is_err());
    }
}
