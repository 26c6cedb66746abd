//! Levelised cost: the constant price of a unit of gas that pays for everything at a rate of return.

use serde::{Deserialize, Serialize};

use super::discount::{capital_recovery_factor, present_value};
use super::{ProjectError, require, same_years};

/// A transport tariff in its simplest terms: built at once, full from the first year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SimpleTariff {
    /// Investment, M.
    pub capex: f64,
    /// Operation and maintenance a year over investment.
    pub maintenance_share: f64,
    /// Discount rate, 1/yr.
    pub rate: f64,
    /// Life, yr.
    pub years: f64,
    /// What could be delivered a year, U.
    pub capacity: f64,
    /// Delivered over capacity, above 0, at most 1.
    pub utilisation: f64,
    /// Gas burnt over gas delivered.
    pub fuel_share: f64,
    /// Price of the gas burnt, M/U.
    pub gas_price: f64,
}

/// The parts of a levelised cost, M/U.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Levelised {
    /// Return of and on investment.
    pub capital: f64,
    /// Operation and maintenance.
    pub operation: f64,
    /// Gas burnt.
    pub fuel: f64,
}

impl Levelised {
    /// The whole, M/U.
    pub fn total(&self) -> f64 {
        self.capital + self.operation + self.fuel
    }
}

impl SimpleTariff {
    /// Levelised cost by annuity.
    ///
    /// ```text
    /// c = (CRF(r, n) + m) K/(u Q) + f p
    /// ```
    ///
    /// ```
    /// use linepack_economics::project::levelised::SimpleTariff;
    /// let line = SimpleTariff {
    ///     capex: 13_600.0, maintenance_share: 0.03, rate: 0.10, years: 30.0,   // million USD
    ///     capacity: 50.0, utilisation: 1.0, fuel_share: 0.02, gas_price: 100.0, // bcm; USD/1000 m³
    /// };
    /// assert_eq!(format!("{:.2}", line.levelised()?.total()), "39.01");
    /// # Ok::<(), linepack_economics::project::ProjectError>(())
    /// ```
    pub fn levelised(&self) -> Result<Levelised, ProjectError> {
        let delivered = self.capacity * self.utilisation;
        require(
            delivered > 0.0 && delivered.is_finite(),
            "volume a year",
            delivered,
            "above zero and finite",
        )?;
        let recovery = capital_recovery_factor(self.rate, self.years)?;
        Ok(Levelised {
            capital: recovery * self.capex / delivered,
            operation: self.maintenance_share * self.capex / delivered,
            fuel: self.fuel_share * self.gas_price,
        })
    }
}

/// Costs and deliveries year by year, year 0 first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct YearByYear {
    /// Investment, M.
    pub capex: Vec<f64>,
    /// Operation and maintenance, M.
    pub operation: Vec<f64>,
    /// Gas burnt, at its price, M.
    pub fuel: Vec<f64>,
    /// Gas delivered, U.
    pub volume: Vec<f64>,
    /// What is worth something at the end (line-pack, scrap), M, received in the last year.
    pub salvage: f64,
}

impl YearByYear {
    /// Levelised cost with ramp-up: what must be earned on each unit so that the present value is zero.
    ///
    /// ```text
    /// c = Σ Cₜ (1 + r)⁻ᵗ / Σ Qₜ (1 + r)⁻ᵗ
    /// ```
    ///
    /// Salvage is counted against capital.
    pub fn levelised(&self, rate: f64) -> Result<Levelised, ProjectError> {
        require(rate > -1.0 && rate.is_finite(), "discount rate", rate, "above -1 and finite")?;
        let years = ("investment", self.capex.len());
        same_years(years, ("operation", self.operation.len()))?;
        same_years(years, ("fuel", self.fuel.len()))?;
        same_years(years, ("volume", self.volume.len()))?;
        let volume = present_value(rate, &self.volume);
        if !(volume > 0.0 && volume.is_finite()) {
            return Err(ProjectError::NoVolume);
        }
        let last = self.capex.len().saturating_sub(1) as f64;
        let salvage = self.salvage * (1.0 + rate).powf(-last);
        Ok(Levelised {
            capital: (present_value(rate, &self.capex) - salvage) / volume,
            operation: present_value(rate, &self.operation) / volume,
            fuel: present_value(rate, &self.fuel) / volume,
        })
    }
}

#[cfg(test)]
mod tests {
    use linepack_cases::{json, number};

    use super::*;

    #[test]
    fn the_worked_tariffs_agree_to_the_last_digit() {
        let Some(case) = json("finance/project_finance.json") else { return };
        let cases = case["levelised"].as_array().unwrap();
        assert_eq!(cases.len(), 3);
        for case in cases {
            let tariff = SimpleTariff {
                capex: number(&case["capex_musd"]),
                maintenance_share: number(&case["om_frac"]),
                rate: number(&case["rate"]),
                years: number(&case["years"]),
                capacity: number(&case["capacity_bcm"]),
                utilisation: number(&case["utilisation"]),
                fuel_share: number(&case["fuel_frac"]),
                gas_price: number(&case["gas_price"]),
            };
            let expected = &case["expected"];
            let recovery = capital_recovery_factor(tariff.rate, tariff.years).unwrap();
            let agree = |found: f64, key: &str| {
                let expected = number(&expected[key]);
                assert!((found / expected - 1.0).abs() < 1e-14, "{key}: {found} for {expected}");
            };
            agree(recovery, "crf");
            agree(recovery * tariff.capex, "annuity_musd");
            agree(tariff.levelised().unwrap().total(), "levelised_usd_per_1000m3");
        }
    }

    #[test]
    fn the_worked_ramp_up_agrees_to_the_last_digit() {
        let Some(case) = json("finance/project_finance.json") else { return };
        let case = &case["ramp_up"];
        let list = |key: &str| -> Vec<f64> { case[key].as_array().unwrap().iter().map(number).collect() };
        let (spent, volumes) = (list("capex"), list("volumes_from_year3"));
        let years = spent.len() + volumes.len();
        let mut project = YearByYear { capex: spent.clone(), ..Default::default() };
        project.capex.resize(years, 0.0);
        project.fuel = vec![0.0; years];
        project.operation = vec![0.0; spent.len()];
        project.operation.resize(years, number(&case["opex_per_year"]));
        project.volume = vec![0.0; spent.len()];
        project.volume.extend(volumes);
        let rate = number(&case["rate"]);
        let expected = &case["expected"];
        let cost = present_value(rate, &project.capex) + present_value(rate, &project.operation);
        for (found, key) in [
            (cost, "pv_cost"),
            (present_value(rate, &project.volume), "pv_volume"),
            (project.levelised(rate).unwrap().total(), "levelised"),
        ] {
            let expected = number(&expected[key]);
            assert!((found / expected - 1.0).abs() < 1e-14, "{key}: {found} for {expected}");
        }
    }

    #[test]
    fn both_forms_agree_when_nothing_ramps_up() {
        let simple = SimpleTariff {
            capex: 30_000.0,
            maintenance_share: 0.025,
            rate: 0.12,
            years: 25.0,
            capacity: 50.0,
            utilisation: 0.9,
            fuel_share: 0.03,
            gas_price: 80.0,
        };
        let constant = |value: f64| [vec![0.0], vec![value; 25]].concat();
        let yearly = YearByYear {
            capex: [vec![30_000.0], vec![0.0; 25]].concat(),
            operation: constant(750.0),
            fuel: constant(0.03 * 80.0 * 45.0),
            volume: constant(45.0),
            salvage: 0.0,
        };
        let (left, right) = (simple.levelised().unwrap(), yearly.levelised(0.12).unwrap());
        assert!((left.capital - right.capital).abs() < 1e-11);
        assert!((left.operation - right.operation).abs() < 1e-11);
        assert!((left.fuel - right.fuel).abs() < 1e-12);
    }

    #[test]
    fn salvage_is_worth_what_it_is_worth_at_the_end() {
        let mut project = YearByYear {
            capex: vec![100.0, 0.0, 0.0],
            operation: vec![0.0; 3],
            fuel: vec![0.0; 3],
            volume: vec![0.0, 1.0, 1.0],
            salvage: 0.0,
        };
        let without = project.levelised(0.1).unwrap().total();
        project.salvage = 12.1;
        let with = project.levelised(0.1).unwrap().total();
        assert!((without - with - 10.0 / (1.0 / 1.1 + 1.0 / 1.21)).abs() < 1e-12);
    }

    #[test]
    fn series_of_other_length_and_empty_deliveries_are_refused() {
        let project =
            YearByYear { capex: vec![1.0], operation: vec![0.0], fuel: vec![0.0], ..Default::default() };
        assert_eq!(
            project.levelised(0.1).unwrap_err().to_string(),
            "investment has 1 years and volume has 0; give both for the same years"
        );
        let project = YearByYear { volume: vec![0.0], ..project };
        assert_eq!(project.levelised(0.1), Err(ProjectError::NoVolume));
    }
}
