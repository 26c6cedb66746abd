//! Ship-or-pay: booked capacity is paid for whether it is used or not.

use super::super::Error;
use super::super::error::{all_finite, not_negative, share};

/// Terms of a capacity booking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShipOrPay {
    /// Quantity booked per period.
    pub booked: f64,
    /// Share of it paid for in any case.
    pub pay_share: f64,
    /// Tariff per unit shipped.
    pub tariff: f64,
    /// Tariff per unit shipped beyond the booking.
    pub overrun_tariff: f64,
}

impl ShipOrPay {
    /// Payment of each period for the quantities shipped.
    ///
    /// ```text
    /// payment = f max( min(q, Q), s Q ) + f_over max(0, q − Q)
    /// ```
    ///
    /// | symbol    | field                        | unit          | range     |
    /// |-----------|------------------------------|---------------|-----------|
    /// | Q         | `booked`                     | bcm           | 0 or more |
    /// | s         | `pay_share`                  | –             | 0 to 1    |
    /// | f, f_over | `tariff`, `overrun_tariff`   | USD/1000 m³   | 0 or more |
    /// | q         | `shipped`                    | bcm           | 0 or more |
    ///
    /// With these units the payment is in million USD. Source: definition, as in transit contracts.
    ///
    /// ```
    /// use linepack_economics::deal::contract::ship_or_pay::ShipOrPay;
    /// let booking = ShipOrPay { booked: 50.0, pay_share: 0.8, tariff: 40.0, overrun_tariff: 60.0 };
    /// assert_eq!(booking.payments(&[30.0, 45.0, 52.0])?, [1600.0, 1800.0, 2120.0]);
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn payments(&self, shipped: &[f64]) -> Result<Vec<f64>, Error> {
        not_negative("booked", self.booked, "give the quantity of one period")?;
        share("pay_share", self.pay_share)?;
        not_negative("tariff", self.tariff, "give the tariff as a positive number")?;
        not_negative("overrun_tariff", self.overrun_tariff, "use `tariff` when overruns cost the same")?;
        all_finite("shipped", shipped)?;
        let mut payments = Vec::with_capacity(shipped.len());
        for (period, &quantity) in shipped.iter().enumerate() {
            not_negative(&format!("shipped[{period}]"), quantity, "flow back is another contract")?;
            let paid_for = quantity.min(self.booked).max(self.pay_share * self.booked);
            payments.push(self.tariff * paid_for + self.overrun_tariff * (quantity - self.booked).max(0.0));
        }
        Ok(payments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_capacity_is_paid_for_and_a_negative_flow_is_refused() {
        let booking = ShipOrPay { booked: 50.0, pay_share: 1.0, tariff: 40.0, overrun_tariff: 40.0 };
        assert_eq!(booking.payments(&[0.0, 50.0]).unwrap(), [2000.0, 2000.0]);
        assert!(booking.payments(&[10.0, -1.0]).unwrap_err().to_string().contains("`shipped[1]` is -1"));
    }
}
