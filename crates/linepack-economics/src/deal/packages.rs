//! Offers with several payoffs: which of them no other offer beats for everyone.
//!
//! ```text
//! a dominates b  ⇔  a_k ≥ b_k for every payoff k, and a_k > b_k for one
//! ```

use super::Error;
use super::error::{all_finite, not_negative, share};

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
/// Source: Pareto, Manuale di economia politica (1906).
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

/// Expected payoff of each party when an offer's payoffs depend on what happens.
///
/// ```text
/// a_k = Σ_s π_s a_k(s),   Σ π_s = 1
/// ```
///
/// | symbol | argument        | meaning                               | range               |
/// |--------|-----------------|---------------------------------------|---------------------|
/// | a_k(s) | `by_state`      | payoffs of all parties in each state  | finite              |
/// | π      | `probabilities` | of the states                         | 0 to 1, sum 1       |
///
/// ```
/// use linepack_economics::deal::packages::expected_payoffs;
/// let payoffs = expected_payoffs(&[vec![4.0, 0.0], vec![0.0, 8.0]], &[0.75, 0.25])?;
/// assert_eq!(payoffs, [3.0, 2.0]);
/// assert!(expected_payoffs(&[vec![4.0, 0.0], vec![0.0, 8.0]], &[0.75, 0.75]).is_err());
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn expected_payoffs(by_state: &[Vec<f64>], probabilities: &[f64]) -> Result<Vec<f64>, Error> {
    if by_state.len() != probabilities.len() {
        let hint = "give one probability a state";
        let (found, expected) = (probabilities.len(), by_state.len());
        return Err(Error::WrongCount { field: "probabilities".into(), found, expected, hint });
    }
    for (state, &probability) in probabilities.iter().enumerate() {
        share(&format!("probabilities[{state}]"), probability)?;
    }
    let sum: f64 = probabilities.iter().sum();
    // Probabilities typed with ten digits may miss one by so much.
    if (sum - 1.0).abs() > 1e-9 {
        return Err(Error::ProbabilitySum { field: "probabilities".into(), sum });
    }
    let parties = by_state.first().map_or(0, Vec::len);
    let mut expected = vec![0.0; parties];
    for (state, (payoffs, probability)) in by_state.iter().zip(probabilities).enumerate() {
        let field = format!("by_state[{state}]");
        if payoffs.len() != parties {
            let hint = "give every state the payoffs of the same parties";
            return Err(Error::WrongCount { field, found: payoffs.len(), expected: parties, hint });
        }
        all_finite(&field, payoffs)?;
        for (sum, payoff) in expected.iter_mut().zip(payoffs) {
            *sum += probability * payoff;
        }
    }
    Ok(expected)
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

    #[test]
    fn probabilities_that_miss_one_are_refused_with_their_sum() {
        let states = [vec![1.0], vec![2.0]];
        let error = expected_payoffs(&states, &[0.5, 0.25]).unwrap_err().to_string();
        assert!(error.starts_with("`probabilities` sum to 0.75, probabilities must sum to 1"), "{error}");
        assert!(
            expected_payoffs(&states, &[1.5, -0.5])
                .unwrap_err()
                .to_string()
                .contains("`probabilities[0]` is 1.5")
        );
        assert!(expected_payoffs(&states, &[1.0]).is_err());
        assert!(expected_payoffs(&[], &[]).is_err());
        assert!(expected_payoffs(&[vec![1.0], vec![]], &[0.5, 0.5]).is_err());
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
