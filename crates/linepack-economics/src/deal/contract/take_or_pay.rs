//! Take-or-pay, year by year: the buyer pays for a least quantity, taken or not, and may take it later.
//!
//! ```text
//! due = s·ACQ − carry-forward used;   deficiency = max(0, due − taken)
//! paid = price·(taken − make-up taken) + deficiency payment + price difference on make-up
//! ```

use std::collections::VecDeque;

use super::super::Error;
use super::super::error::{not_negative, share, within};

/// Terms of a sale with take-or-pay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TakeOrPay {
    /// Annual contract quantity, ACQ.
    pub annual_quantity: f64,
    /// Share of it paid for in any case, s.
    pub pay_share: f64,
    /// Share of the price due for gas not taken; the rest is due when it is made up. 1 pays in full at once.
    pub prepaid_share: f64,
    /// Years in which gas paid for may be taken later; 0 for none.
    pub make_up_years: u32,
    /// Years in which gas taken above ACQ lowers a later year's due quantity; 0 for none.
    pub carry_forward_years: u32,
    /// Most by which carry-forward lowers the due quantity of a year, as a share of ACQ.
    pub carry_forward_share: f64,
    /// Most that can be delivered in a year, as a multiple of ACQ.
    pub greatest_multiple: f64,
}

/// What a year brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Year {
    /// Quantity the buyer nominates.
    pub nominated: f64,
    /// Contract price.
    pub price: f64,
}

/// What a year's settlement is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settlement {
    /// Quantity delivered.
    pub taken: f64,
    /// Carry-forward used to lower the due quantity.
    pub carry_forward_used: f64,
    /// Least quantity to pay for, after carry-forward.
    pub take_or_pay_quantity: f64,
    /// Quantity due and not taken.
    pub deficiency: f64,
    /// Payment for it.
    pub deficiency_payment: f64,
    /// Part of the quantity taken that had been paid for in an earlier year.
    pub make_up_taken: f64,
    /// Payment still due on it: the part not prepaid, and the rise of the price since.
    pub make_up_payment: f64,
    /// Payment for gas taken and not paid for before.
    pub commodity_payment: f64,
    /// All payments of the year.
    pub payment: f64,
    /// Make-up rights that ended unused with this year.
    pub make_up_lapsed: f64,
    /// Make-up rights at the end of the year.
    pub make_up_bank: f64,
    /// Carry-forward at the end of the year.
    pub carry_forward_bank: f64,
}

/// A quantity that may be used for some years more.
#[derive(Debug, Clone, Copy)]
struct Right {
    quantity: f64,
    price: f64,
    years_left: u32,
}

impl TakeOrPay {
    /// Full payment at once, make-up for a number of years, no carry-forward, deliveries up to ACQ.
    pub fn with_make_up(annual_quantity: f64, pay_share: f64, make_up_years: u32) -> Self {
        Self {
            annual_quantity,
            pay_share,
            prepaid_share: 1.0,
            make_up_years,
            carry_forward_years: 0,
            carry_forward_share: 0.0,
            greatest_multiple: 1.0,
        }
    }

    /// Settles years in turn; a later year never changes an earlier settlement.
    ///
    /// Gas beyond the due quantity is first taken from make-up rights, oldest first: it costs what was not prepaid, and
    /// the rise of the price since if it rose (a fall is not refunded). Gas paid for in the year beyond ACQ becomes
    /// carry-forward. Rights not used in their years lapse.
    ///
    /// | symbol | field             | unit        | range     |
    /// |--------|-------------------|-------------|-----------|
    /// | ACQ    | `annual_quantity` | bcm         | above 0   |
    /// | s      | `pay_share`       | –           | 0 to 1    |
    /// | price  | `Year::price`     | USD/1000 m³ | 0 or more |
    ///
    /// With these units payments are in million USD. Source: Energy Charter Secretariat, Putting a Price on Energy
    /// (2007); the terms as in model gas sales agreements.
    ///
    /// ```
    /// use linepack_economics::deal::contract::take_or_pay::{TakeOrPay, Year};
    /// let years = TakeOrPay::with_make_up(50.0, 0.8, 5).settle(&[Year { nominated: 30.0, price: 250.0 }])?;
    /// assert_eq!((years[0].deficiency_payment, years[0].payment, years[0].make_up_bank), (2500.0, 10000.0, 10.0));
    /// # Ok::<(), linepack_economics::deal::Error>(())
    /// ```
    pub fn settle(&self, years: &[Year]) -> Result<Vec<Settlement>, Error> {
        self.check()?;
        let mut make_up: VecDeque<Right> = VecDeque::new();
        let mut carry: VecDeque<Right> = VecDeque::new();
        let mut settlements = Vec::with_capacity(years.len());
        for (index, year) in years.iter().enumerate() {
            not_negative(
                &format!("years[{index}].nominated"),
                year.nominated,
                "sales back are another contract",
            )?;
            not_negative(&format!("years[{index}].price"), year.price, "put a floor into the price formula")?;
            settlements.push(self.settle_year(*year, &mut make_up, &mut carry));
        }
        Ok(settlements)
    }

    fn settle_year(
        &self,
        year: Year,
        make_up: &mut VecDeque<Right>,
        carry: &mut VecDeque<Right>,
    ) -> Settlement {
        let Year { nominated, price } = year;
        let acq = self.annual_quantity;
        let taken = nominated.min(self.greatest_multiple * acq);
        let base = self.pay_share * acq;
        // Carry-forward is used only where it spares a payment.
        let wanted = (base - taken).max(0.0).min(self.carry_forward_share * acq);
        let carry_forward_used: f64 = draw(carry, wanted).iter().map(|right| right.quantity).sum();
        let take_or_pay_quantity = base - carry_forward_used;
        let deficiency = (take_or_pay_quantity - taken).max(0.0);

        let above = (taken - base).max(0.0);
        let drawn = draw(make_up, above);
        let make_up_taken: f64 = drawn.iter().map(|right| right.quantity).sum();
        let make_up_payment: f64 = drawn
            .iter()
            .map(|right| right.quantity * (price - self.prepaid_share * right.price.min(price)))
            .sum();
        let paid_now = taken - make_up_taken;
        let commodity_payment = price * paid_now;
        let deficiency_payment = self.prepaid_share * price * deficiency;

        let make_up_lapsed = age(make_up);
        age(carry);
        let earn = |bank: &mut VecDeque<Right>, quantity: f64, years_left: u32| {
            if quantity > 0.0 && years_left > 0 {
                bank.push_back(Right { quantity, price, years_left });
            }
        };
        earn(make_up, deficiency, self.make_up_years);
        earn(carry, (paid_now - acq).max(0.0), self.carry_forward_years);
        let held = |bank: &VecDeque<Right>| bank.iter().map(|right| right.quantity).sum();
        Settlement {
            taken,
            carry_forward_used,
            take_or_pay_quantity,
            deficiency,
            deficiency_payment,
            make_up_taken,
            make_up_payment,
            commodity_payment,
            payment: commodity_payment + make_up_payment + deficiency_payment,
            make_up_lapsed,
            make_up_bank: held(make_up),
            carry_forward_bank: held(carry),
        }
    }

    fn check(&self) -> Result<(), Error> {
        let acq = self.annual_quantity;
        within("annual_quantity", acq, acq > 0.0, "above 0", "give the quantity of a year, such as 50 bcm")?;
        share("pay_share", self.pay_share)?;
        share("prepaid_share", self.prepaid_share)?;
        share("carry_forward_share", self.carry_forward_share)?;
        let multiple = self.greatest_multiple;
        within(
            "greatest_multiple",
            multiple,
            multiple >= 1.0,
            "1 or more",
            "1 delivers ACQ and no more, 1.1 a tenth more",
        )?;
        Ok(())
    }
}

/// Takes up to a quantity out of the oldest rights.
fn draw(bank: &mut VecDeque<Right>, mut wanted: f64) -> Vec<Right> {
    let mut drawn = Vec::new();
    while wanted > 0.0 {
        let Some(mut oldest) = bank.pop_front() else { break };
        let quantity = oldest.quantity.min(wanted);
        wanted -= quantity;
        drawn.push(Right { quantity, ..oldest });
        oldest.quantity -= quantity;
        if oldest.quantity > 0.0 {
            bank.push_front(oldest);
        }
    }
    drawn
}

/// Lets a year pass: what lapses.
fn age(bank: &mut VecDeque<Right>) -> f64 {
    let mut lapsed = 0.0;
    bank.retain_mut(|right| {
        right.years_left -= 1;
        if right.years_left == 0 {
            lapsed += right.quantity;
        }
        right.years_left > 0
    });
    lapsed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn years(pairs: &[(f64, f64)]) -> Vec<Year> {
        pairs.iter().map(|&(nominated, price)| Year { nominated, price }).collect()
    }

    #[test]
    fn gas_paid_for_is_taken_later_at_the_rise_of_the_price() {
        let terms = TakeOrPay::with_make_up(50.0, 0.8, 5);
        let out = terms.settle(&years(&[(30.0, 250.0), (46.0, 300.0), (50.0, 200.0)])).unwrap();
        // Year 2: 6 above the due 40 come from the bank; 50 each is still due on them.
        assert_eq!((out[1].make_up_taken, out[1].make_up_payment, out[1].make_up_bank), (6.0, 300.0, 4.0));
        assert_eq!(out[1].payment, 40.0 * 300.0 + 300.0);
        // Year 3: the last 4 come free, for the price has fallen; 46 are bought.
        assert_eq!((out[2].make_up_taken, out[2].make_up_payment, out[2].make_up_bank), (4.0, 0.0, 0.0));
        assert_eq!(out[2].payment, 46.0 * 200.0);
    }

    #[test]
    fn rights_lapse_after_their_years() {
        let terms = TakeOrPay::with_make_up(50.0, 0.8, 2);
        let out =
            terms.settle(&years(&[(30.0, 250.0), (40.0, 250.0), (40.0, 250.0), (50.0, 250.0)])).unwrap();
        let bank: Vec<f64> = out.iter().map(|s| s.make_up_bank).collect();
        let lapsed: Vec<f64> = out.iter().map(|s| s.make_up_lapsed).collect();
        assert_eq!((bank, lapsed), (vec![10.0, 10.0, 0.0, 0.0], vec![0.0, 0.0, 10.0, 0.0]));
        let none = TakeOrPay::with_make_up(50.0, 0.8, 0).settle(&years(&[(30.0, 250.0)])).unwrap();
        assert_eq!(none[0].make_up_bank, 0.0);
    }

    #[test]
    fn a_good_year_lowers_what_is_due_in_a_bad_one() {
        let terms = TakeOrPay {
            carry_forward_years: 3,
            carry_forward_share: 0.1,
            greatest_multiple: 1.2,
            ..TakeOrPay::with_make_up(50.0, 0.8, 5)
        };
        let out = terms.settle(&years(&[(58.0, 200.0), (30.0, 200.0), (30.0, 200.0)])).unwrap();
        assert_eq!(out[0].carry_forward_bank, 8.0);
        // At most a tenth of ACQ a year: 5, then the 3 left.
        assert_eq!(
            (out[1].carry_forward_used, out[1].take_or_pay_quantity, out[1].deficiency),
            (5.0, 35.0, 5.0)
        );
        assert_eq!(
            (out[2].carry_forward_used, out[2].deficiency, out[2].carry_forward_bank),
            (3.0, 7.0, 0.0)
        );
    }

    #[test]
    fn no_more_is_delivered_than_agreed() {
        let out = TakeOrPay::with_make_up(50.0, 0.8, 5).settle(&years(&[(70.0, 100.0)])).unwrap();
        assert_eq!((out[0].taken, out[0].payment), (50.0, 5000.0));
    }

    #[test]
    fn terms_that_mean_nothing_are_refused_by_name() {
        let terms = TakeOrPay::with_make_up(50.0, 80.0, 5);
        assert!(terms.settle(&[]).unwrap_err().to_string().contains("`pay_share` is 80"));
        let terms = TakeOrPay::with_make_up(50.0, 0.8, 5);
        let error = terms.settle(&years(&[(30.0, 250.0), (-1.0, 250.0)])).unwrap_err().to_string();
        assert!(error.contains("`years[1].nominated` is -1"), "{error}");
        assert!(terms.settle(&years(&[(30.0, f64::NAN)])).is_err());
    }

    fn series() -> impl Strategy<Value = Vec<Year>> {
        proptest::collection::vec((0.0..70.0f64, 50.0..400.0f64), 1..12)
            .prop_map(|pairs| pairs.into_iter().map(|(nominated, price)| Year { nominated, price }).collect())
    }

    proptest! {
        #[test]
        fn a_later_year_changes_no_earlier_settlement(years in series(), cut in 0_usize..12, make_up in 0_u32..4, carry in 0_u32..4) {
            let terms = TakeOrPay { carry_forward_years: carry, carry_forward_share: 0.2, greatest_multiple: 1.2, ..TakeOrPay::with_make_up(50.0, 0.8, make_up) };
            let cut = cut.min(years.len());
            let all = terms.settle(&years).unwrap();
            prop_assert_eq!(&all[..cut], &terms.settle(&years[..cut]).unwrap()[..]);
        }

        #[test]
        fn every_quantity_paid_for_is_taken_banked_or_lapsed(years in series(), make_up in 1_u32..4) {
            let terms = TakeOrPay::with_make_up(50.0, 0.8, make_up);
            let out = terms.settle(&years).unwrap();
            let sum = |f: fn(&Settlement) -> f64| out.iter().map(f).sum::<f64>();
            let kept = sum(|s| s.make_up_taken) + sum(|s| s.make_up_lapsed) + out.last().unwrap().make_up_bank;
            prop_assert!((sum(|s| s.deficiency) - kept).abs() < 1e-9);
        }

        #[test]
        fn at_a_constant_price_the_buyer_never_pays_for_less_than_it_takes_or_is_due(volumes in proptest::collection::vec(0.0..70.0f64, 1..12)) {
            let years: Vec<Year> = volumes.iter().map(|&nominated| Year { nominated, price: 100.0 }).collect();
            let out = TakeOrPay::with_make_up(50.0, 0.8, 3).settle(&years).unwrap();
            for s in &out {
                prop_assert!(s.payment >= 100.0 * 40.0 - 1e-6);
            }
            let [paid, taken] = [out.iter().map(|s| s.payment).sum::<f64>(), out.iter().map(|s| s.taken).sum()];
            prop_assert!(paid >= 100.0 * taken - 1e-6);
        }
    }
}
