//! A project's cash flow year by year: what is sold, what it costs, what the states take.
//!
//! ```text
//! net = revenue − production − operation − transit − extraction tax − duty − property tax − profit tax − capex
//! ```
//!
//! Gas burnt on the way is produced and taxed at the well like gas sold. The profit tax falls on
//! revenue less all of the above but capex, less depreciation (straight line from the first year of
//! sales) and interest; losses are carried forward without end.

use serde::{Deserialize, Serialize};

use super::discount::present_value;
use super::{ProjectError, require, same_years};

/// Export duty: one rate up to a threshold price, another above it.
///
/// A rule that reads "30 % below 300 USD per 1000 m³ and 50 % above" can mean two things. On the **whole** price, the
/// seller keeps 210 at a price of 300 and only 155 at 310; on the **excess**, the higher rate falls on the part above the
/// threshold, and the seller always keeps more of a higher price. A price at the threshold itself is counted as below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ExportDuty {
    /// Share of a price up to the threshold, 0 to 1.
    pub rate_below: f64,
    /// Threshold price, M/U.
    pub threshold: f64,
    /// Share above the threshold, 0 to 1.
    pub rate_above: f64,
    /// Whether the higher rate falls on the part above the threshold only.
    pub on_excess: bool,
}

impl ExportDuty {
    /// One rate at every price.
    pub const fn flat(rate: f64) -> Self {
        Self { rate_below: rate, threshold: f64::MAX, rate_above: rate, on_excess: false }
    }

    /// Duty on one unit sold at `price`, M/U; none on a price below zero.
    pub fn on(&self, price: f64) -> f64 {
        let price = price.max(0.0);
        if price <= self.threshold {
            price * self.rate_below
        } else if self.on_excess {
            self.threshold * self.rate_below + (price - self.threshold) * self.rate_above
        } else {
            price * self.rate_above
        }
    }
}

/// What the states take.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fiscal {
    /// Extraction tax on gas produced, M/U.
    pub extraction_tax: f64,
    /// Export duty on gas sold.
    pub export_duty: ExportDuty,
    /// Fee paid to a transit state on gas sold, M/U.
    pub transit_fee: f64,
    /// Profit tax rate.
    pub profit_tax: f64,
    /// Years of straight-line depreciation, at least 1.
    pub depreciation_years: u32,
    /// Greatest share of a year's profit that losses of earlier years may cover, 0 to 1 (1: all of it).
    pub loss_offset_cap: f64,
    /// Property tax a year on the mean book value of what is in service.
    pub property_tax: f64,
}

impl Fiscal {
    /// No state takes anything.
    pub const NONE: Self = Self {
        extraction_tax: 0.0,
        export_duty: ExportDuty::flat(0.0),
        transit_fee: 0.0,
        profit_tax: 0.0,
        depreciation_years: 1,
        loss_offset_cap: 1.0,
        property_tax: 0.0,
    };
}

/// What is built, sold and paid, year 0 first; all series have the same length.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Investment, M.
    pub capex: Vec<f64>,
    /// Operation and maintenance, M.
    pub operation: Vec<f64>,
    /// Gas sold, U.
    pub sold: Vec<f64>,
    /// Gas produced for the project's own compressors, U.
    pub fuel: Vec<f64>,
    /// Price of each year over the price asked about (1 in all years: a constant price).
    pub price_index: Vec<f64>,
    /// Cost of producing a unit, without extraction tax, M/U.
    pub production_cost: f64,
    /// Taxes, duty, fees.
    pub fiscal: Fiscal,
}

/// One year of a cash flow, M.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Year {
    /// Price times gas sold.
    pub revenue: f64,
    /// Production cost of gas sold and burnt.
    pub production: f64,
    /// Operation and maintenance.
    pub operation: f64,
    /// Fee to the transit state.
    pub transit: f64,
    /// Extraction tax.
    pub extraction_tax: f64,
    /// Export duty.
    pub export_duty: f64,
    /// Property tax.
    pub property_tax: f64,
    /// Depreciation.
    pub depreciation: f64,
    /// Interest deducted.
    pub interest: f64,
    /// Losses of earlier years used.
    pub loss_used: f64,
    /// Profit on which tax is paid.
    pub taxable: f64,
    /// Profit tax.
    pub profit_tax: f64,
    /// Investment.
    pub capex: f64,
}

impl Year {
    /// What the home state takes: extraction tax, duty, property and profit tax.
    pub fn state(&self) -> f64 {
        self.extraction_tax + self.export_duty + self.property_tax + self.profit_tax
    }

    /// What is left after everything but loans.
    pub fn net(&self) -> f64 {
        self.before_state() - self.state()
    }

    /// What is left before the home state takes its part: the project as its state sees it.
    pub fn before_state(&self) -> f64 {
        self.revenue - self.production - self.operation - self.transit - self.capex
    }
}

/// In which capacity the owner looks at the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// As a company, after duty and taxes.
    Company,
    /// As a state, for which duty and taxes are transfers.
    State,
}

/// A cash flow, year 0 first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CashFlow {
    /// The years.
    pub years: Vec<Year>,
}

impl CashFlow {
    /// What is left each year, M.
    pub fn net(&self, capacity: Capacity) -> Vec<f64> {
        let of = |year: &Year| match capacity {
            Capacity::Company => year.net(),
            Capacity::State => year.before_state(),
        };
        self.years.iter().map(of).collect()
    }

    /// What the home state takes, discounted, over what there is to share between it and the owner.
    ///
    /// ```text
    /// PV(state) / (PV(state) + PV(net))
    /// ```
    ///
    /// Above 1 the owner loses; `None` when there is nothing to share.
    pub fn government_take(&self, rate: f64) -> Option<f64> {
        let state: Vec<f64> = self.years.iter().map(Year::state).collect();
        let whole = present_value(rate, &self.net(Capacity::State));
        (whole > 0.0).then(|| present_value(rate, &state) / whole)
    }
}

impl Project {
    /// The first year in which gas is sold, if any is.
    pub fn first_sale(&self) -> Option<usize> {
        self.sold.iter().position(|&sold| sold > 0.0)
    }

    /// The cash flow at a price (M/U), without loans.
    pub fn cash_flow(&self, price: f64) -> Result<CashFlow, ProjectError> {
        self.cash_flow_with_interest(price, &vec![0.0; self.sold.len()])
    }

    /// The cash flow at a price (M/U) when `interest` (M, year by year) is deducted from taxed profit.
    pub fn cash_flow_with_interest(&self, price: f64, interest: &[f64]) -> Result<CashFlow, ProjectError> {
        self.check(interest)?;
        let Fiscal { profit_tax, loss_offset_cap, property_tax, .. } = self.fiscal;
        let (depreciation, book_value) = self.depreciation();
        let mut losses = 0.0;
        let years = (0..self.sold.len()).map(|t| {
            let (sold, produced) = (self.sold[t], self.sold[t] + self.fuel[t]);
            let price = price * self.price_index[t];
            let mut year = Year {
                revenue: price * sold,
                production: self.production_cost * produced,
                operation: self.operation[t],
                transit: self.fiscal.transit_fee * sold,
                extraction_tax: self.fiscal.extraction_tax * produced,
                export_duty: self.fiscal.export_duty.on(price) * sold,
                property_tax: property_tax * book_value[t],
                depreciation: depreciation[t],
                interest: interest[t],
                capex: self.capex[t],
                ..Year::default()
            };
            // profit_tax is still zero here, so state() holds the deductible takes alone.
            let profit = year.before_state() + year.capex - year.state() - year.depreciation - year.interest;
            if profit < 0.0 {
                losses -= profit;
            } else {
                year.loss_used = f64::min(losses, loss_offset_cap * profit);
                losses -= year.loss_used;
                year.taxable = profit - year.loss_used;
                year.profit_tax = profit_tax * year.taxable;
            }
            year
        });
        Ok(CashFlow { years: years.collect() })
    }

    /// Net present value at a price, M.
    pub fn net_present_value(&self, price: f64, rate: f64, capacity: Capacity) -> Result<f64, ProjectError> {
        Ok(present_value(rate, &self.cash_flow(price)?.net(capacity)))
    }

    /// Depreciation and mean book value of each year: straight line from the first sale, or from the
    /// year of spending when that is later.
    fn depreciation(&self) -> (Vec<f64>, Vec<f64>) {
        let years = self.capex.len();
        let life = self.fiscal.depreciation_years as usize;
        let (mut written, mut book) = (vec![0.0; years], vec![0.0; years]);
        let Some(start) = self.first_sale() else { return (written, book) };
        for (spent_in, spent) in self.capex.iter().enumerate() {
            let from = spent_in.max(start);
            for (age, year) in (from..years.min(from + life)).enumerate() {
                written[year] += spent / life as f64;
                book[year] += spent * (1.0 - (age as f64 + 0.5) / life as f64);
            }
        }
        (written, book)
    }

    fn check(&self, interest: &[f64]) -> Result<(), ProjectError> {
        let years = ("gas sold", self.sold.len());
        same_years(years, ("investment", self.capex.len()))?;
        same_years(years, ("operation", self.operation.len()))?;
        same_years(years, ("fuel", self.fuel.len()))?;
        same_years(years, ("price index", self.price_index.len()))?;
        same_years(years, ("interest", interest.len()))?;
        let fiscal = &self.fiscal;
        let shares = [
            ("profit tax", fiscal.profit_tax),
            ("export duty below its threshold", fiscal.export_duty.rate_below),
            ("export duty above its threshold", fiscal.export_duty.rate_above),
            ("share of profit that losses may cover", fiscal.loss_offset_cap),
            ("property tax", fiscal.property_tax),
        ];
        for (what, value) in shares {
            require((0.0..=1.0).contains(&value), what, value, "from 0 to 1")?;
        }
        let life = fiscal.depreciation_years;
        require(life > 0, "years of depreciation", f64::from(life), "at least 1")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUTY: ExportDuty =
        ExportDuty { rate_below: 0.30, threshold: 300.0, rate_above: 0.50, on_excess: false };

    pub(crate) fn small() -> Project {
        Project {
            capex: vec![400.0, 400.0, 0.0, 0.0, 100.0, 0.0, 0.0],
            operation: vec![0.0, 0.0, 10.0, 10.0, 10.0, 10.0, 10.0],
            sold: vec![0.0, 0.0, 1.0, 4.0, 5.0, 5.0, 5.0],
            fuel: vec![0.0, 0.0, 0.02, 0.20, 0.35, 0.35, 0.35],
            price_index: vec![1.0; 7],
            production_cost: 20.0,
            fiscal: Fiscal {
                extraction_tax: 15.0,
                export_duty: DUTY,
                transit_fee: 6.0,
                profit_tax: 0.25,
                depreciation_years: 4,
                loss_offset_cap: 0.5,
                property_tax: 0.02,
            },
        }
    }

    #[test]
    fn every_line_of_a_small_cash_flow_is_as_on_a_sheet_of_paper() {
        let flow = small().cash_flow(200.0).unwrap();
        // Worked by hand, column by column. 800 depreciates over years 2–5 (200 a year), 100 from year 4 (25).
        // year 2: 200 − 1.02·20 − 10 − 6 − 1.02·15 − 60 − 0.02·700 = 74.3; −200 → loss 125.7
        let year = flow.years[2];
        assert_eq!((year.revenue, year.export_duty, year.depreciation), (200.0, 60.0, 200.0));
        assert!((year.production - 20.4).abs() < 1e-12 && (year.extraction_tax - 15.3).abs() < 1e-12);
        assert!((year.property_tax - 14.0).abs() < 1e-12);
        assert_eq!((year.taxable, year.profit_tax), (0.0, 0.0));
        assert!((year.net() - 74.3).abs() < 1e-12);
        // year 3: 800 − 84 − 10 − 24 − 63 − 240 − 10 = 369; −200 = 169; half of it covered: 84.5
        let year = flow.years[3];
        assert!((year.loss_used - 84.5).abs() < 1e-12 && (year.taxable - 84.5).abs() < 1e-12);
        assert!((year.net() - (369.0 - 21.125)).abs() < 1e-12);
        // year 4: 1000 − 107 − 10 − 30 − 80.25 − 300 − 0.02·(300 + 87.5) = 465; −225 = 240; 41.2 of loss left
        let year = flow.years[4];
        assert!((year.loss_used - 41.2).abs() < 1e-12 && (year.taxable - 198.8).abs() < 1e-12, "{year:?}");
        assert!((year.net() - (465.0 - 49.7 - 100.0)).abs() < 1e-12);
        // year 6: only the 100 of year 4 still depreciates
        assert_eq!(flow.years[6].depreciation, 25.0);
        assert!((flow.years[6].property_tax - 0.02 * 37.5).abs() < 1e-12);
    }

    #[test]
    fn the_sheet_closes_in_every_year() {
        let flow = small().cash_flow(250.0).unwrap();
        for (company, (state, year)) in
            flow.net(Capacity::Company).iter().zip(flow.net(Capacity::State).iter().zip(&flow.years))
        {
            assert!((state - company - year.state()).abs() < 1e-12);
        }
        let written: f64 = flow.years.iter().map(|year| year.depreciation).sum();
        assert!((written - 875.0).abs() < 1e-12); // the last quarter of 100 lies beyond the horizon
    }

    #[test]
    fn the_duty_takes_more_from_a_price_just_above_its_threshold() {
        let below = small().net_present_value(300.0, 0.1, Capacity::Company).unwrap();
        let above = small().net_present_value(301.0, 0.1, Capacity::Company).unwrap();
        assert!(above < below);
        let state = |price| small().net_present_value(price, 0.1, Capacity::State).unwrap();
        assert!(state(301.0) > state(300.0));
    }

    #[test]
    fn a_duty_on_the_excess_lets_the_seller_keep_more_of_a_higher_price() {
        let duty = ExportDuty { on_excess: true, ..DUTY };
        assert_eq!((duty.on(-5.0), duty.on(200.0), duty.on(300.0), duty.on(310.0)), (0.0, 60.0, 90.0, 95.0));
    }

    #[test]
    fn government_take_is_the_state_s_share_of_what_there_is_to_share() {
        let flow = small().cash_flow(250.0).unwrap();
        let state: f64 = flow.years.iter().map(Year::state).sum();
        let net: f64 = flow.net(Capacity::Company).iter().sum();
        assert!((flow.government_take(0.0).unwrap() - state / (state + net)).abs() < 1e-12);
        assert_eq!(small().cash_flow(0.0).unwrap().government_take(0.1), None);
        let free = Project { fiscal: Fiscal::NONE, ..small() };
        assert_eq!(free.cash_flow(250.0).unwrap().government_take(0.1), Some(0.0));
    }

    #[test]
    fn interest_lowers_the_profit_tax_by_its_rate() {
        let project = Project { fiscal: Fiscal { loss_offset_cap: 1.0, ..small().fiscal }, ..small() };
        let plain: f64 = project.cash_flow(290.0).unwrap().years.iter().map(|year| year.profit_tax).sum();
        let interest = [0.0, 0.0, 8.0, 6.0, 4.0, 2.0, 0.0];
        let with = project.cash_flow_with_interest(290.0, &interest).unwrap();
        let with: f64 = with.years.iter().map(|year| year.profit_tax).sum();
        assert!((plain - with - 0.25 * 20.0).abs() < 1e-10);
    }

    #[test]
    fn rates_that_cannot_be_are_refused() {
        let wrong = Project { fiscal: Fiscal { profit_tax: 25.0, ..small().fiscal }, ..small() };
        assert_eq!(wrong.cash_flow(1.0).unwrap_err().to_string(), "profit tax is 25; it must be from 0 to 1");
        let wrong = Project { fuel: vec![], ..small() };
        assert!(wrong.cash_flow(1.0).is_err());
    }
}
