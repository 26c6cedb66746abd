//! Offers with several payoffs: which of them no other offer beats for everyone.
//!
//! ```text
//! a dominates b  ⇔  a_k ≥ b_k for every payoff k, and a_k > b_k for one
//! ```

use super::Error;
use super::error::{all_finite, finite, not_negative};

/// An offer: its name and what it is worth to each party, more being better.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// What the offer is called.
    pub name: String,
    /// Payoff of each party, in that party's own unit.
    pub payoffs: Vec<f64>,
}

/// How an offer stands among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Offers that are at least as good for everyone and better for someone, by index.
    pub dominated_by: Vec<usize>,
    /// Parties that would rather walk away, by index.
    pub refused_by: Vec<usize>,
}

impl Standing {
    /// Whether the offer is in the Pareto set.
    pub fn undominated(&self) -> bool {
        self.dominated_by.is_empty()
    }

    /// Whether the offer is undominated and everyone would sign it.
    pub fn worth_tabling(&self) -> bool {
        self.undominated() && self.refused_by.is_empty()
    }
}

/// Standing of every offer against all others and against walking away, in the order given.
///
/// | symbol | argument    | meaning                                             |
/// |--------|-------------|-----------------------------------------------------|
/// | a_k    | `packages`  | payoffs, the same number for each                   |
/// | –      | `walk_away` | payoff of each party without a deal                 |
/// | –      | `tolerance` | differences up to this count as none, 0 or more     |
///
/// Source: Pareto, Manuale di economia politica (1906) ch. VI.
///
/// ```
/// use linepack_economics::deal::packages::{Package, standings};
/// let offer = |name: &str, payoffs: [f64; 2]| Package { name: name.into(), payoffs: payoffs.into() };
/// let offers = [offer("low price", [1.0, 5.0]), offer("with a loan", [2.0, 6.0]), offer("high price", [6.0, -1.0])];
/// let standing = standings(&offers, &[0.0, 0.0], 0.0)?;
/// assert_eq!(standing[0].dominated_by, [1]);
/// assert!(standing[1].worth_tabling());
/// assert_eq!(standing[2].refused_by, [1]);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn standings(packages: &[Package], walk_away: &[f64], tolerance: f64) -> Result<Vec<Standing>, Error> {
    finite("tolerance", tolerance)?;
    not_negative("tolerance", tolerance, "give the difference below which nobody would argue, or 0")?;
    all_finite("walk_away", walk_away)?;
    for package in packages {
        let field = format!("payoffs of {}", package.name);
        if package.payoffs.len() != walk_away.len() {
            let hint = "give one payoff a party, as in `walk_away`";
            let (found, expected) = (package.payoffs.len(), walk_away.len());
            return Err(Error::WrongCount { field, found, expected, hint });
        }
        all_finite(&field, &package.payoffs)?;
    }
    let dominates = |a: &Package, b: &Package| {
        let pairs = || a.payoffs.iter().zip(&b.payoffs);
        pairs().all(|(x, y)| *x >= y - tolerance) && pairs().any(|(x, y)| *x > y + tolerance)
    };
    let standing = |package: &Package| Standing {
        dominated_by: (0..packages.len()).filter(|&k| dominates(&packages[k], package)).collect(),
        refused_by: (0..walk_away.len()).filter(|&k| package.payoffs[k] < walk_away[k] - tolerance).collect(),
    };
    Ok(packages.iter().map(standing).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offers(payoffs: &[[f64; 3]]) -> Vec<Package> {
        payoffs
            .iter()
            .enumerate()
            .map(|(k, p)| Package { name: format!("offer {k}"), payoffs: p.to_vec() })
            .collect()
    }

    #[test]
    fn equal_offers_do_not_dominate_each_other() {
        let standing = standings(&offers(&[[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]), &[0.0; 3], 0.0).unwrap();
        assert!(standing.iter().all(Standing::undominated));
    }

    #[test]
    fn a_missing_payoff_is_named_with_its_offer() {
        let packages = [Package { name: "loan".into(), payoffs: vec![1.0] }];
        let error = standings(&packages, &[0.0, 0.0], 0.0).unwrap_err().to_string();
        assert!(
            error.starts_with("the number of entries of `payoffs of loan` is 1, it must be 2"),
            "{error}"
        );
        let packages = [Package { name: "loan".into(), payoffs: vec![1.0, f64::NAN] }];
        assert!(standings(&packages, &[0.0, 0.0], 0.0).is_err());
    }

    proptest! {
        #[test]
        fn every_dominated_offer_is_dominated_by_an_undominated_one(payoffs in proptest::collection::vec([0.0..4.0f64, 0.0..4.0f64, 0.0..4.0f64], 1..30)) {
            let standing = standings(&offers(&payoffs), &[0.0; 3], 0.0).unwrap();
            prop_assert!(standing.iter().any(Standing::undominated));
            for s in &standing {
                prop_assert!(s.undominated() || s.dominated_by.iter().any(|&k| standing[k].undominated()));
            }
        }

        #[test]
        fn the_best_by_any_weights_is_undominated(payoffs in proptest::collection::vec([0.0..4.0f64, 0.0..4.0f64, 0.0..4.0f64], 1..30), w in [0.1..1.0f64, 0.1..1.0f64, 0.1..1.0f64]) {
            let score = |p: &[f64; 3]| p.iter().zip(w).map(|(x, w)| x * w).sum::<f64>();
            let best = (0..payoffs.len()).max_by(|&a, &b| score(&payoffs[a]).total_cmp(&score(&payoffs[b]))).unwrap();
            prop_assert!(standings(&offers(&payoffs), &[0.0; 3], 0.0).unwrap()[best].undominated());
        }
    }
}
