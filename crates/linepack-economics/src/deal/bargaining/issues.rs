//! Several issues at once: what a side gives up where it cares little, it takes where it cares much.
//!
//! ```text
//! max (Σ a_k x_k)^α (Σ b_k (1 − x_k))^(1−α),   0 ≤ x_k ≤ 1
//! ```

use super::super::Error;
use super::super::error::{finite, not_negative, share, within};
use super::frontier::Frontier;

/// What the whole of one divisible issue is worth to each side, in that side's own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Issue {
    /// Worth to the first side of having all of it, a.
    pub first: f64,
    /// Worth to the second side of having all of it, b.
    pub second: f64,
}

/// Issues settled together beside the same issues settled one by one.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage {
    /// Payoffs of both sides when all issues are one deal.
    pub linked: [f64; 2],
    /// Share of each issue that goes to the first side in the linked deal.
    pub first_shares: Vec<f64>,
    /// Payoffs when each issue is settled on its own with the same powers.
    pub separate: [f64; 2],
    /// What linking adds for each side, never negative.
    pub gain: [f64; 2],
}

/// Nash's solution over divisible issues, linked and apart.
///
/// Issues go to the first side in falling order of a_k/b_k until Nash's point is reached, which splits at most one of
/// them. Alone, issue k gives α a_k and (1 − α) b_k. Linking helps both: the tangent at Nash's point meets the axes at
/// u₁/α and u₂/(1 − α), and no payoff lies beyond it, so u₁ ≥ α Σ a and u₂ ≥ (1 − α) Σ b.
///
/// | symbol | argument      | unit         | range     |
/// |--------|---------------|--------------|-----------|
/// | a, b   | `issues`      | each its own | 0 or more |
/// | α      | `first_power` | –            | 0 to 1    |
///
/// Source: Nash, Econometrica 18 (1950) 155–162; on joining issues, Ponsati and Watson, Int. J. Game Theory 26 (1997)
/// 501–524.
///
/// ```
/// use linepack_economics::deal::bargaining::issues::{Issue, link};
/// let deal = link(&[Issue { first: 4.0, second: 1.0 }, Issue { first: 1.0, second: 4.0 }], 0.5)?;
/// assert_eq!((deal.linked, deal.separate), ([4.0, 4.0], [2.5, 2.5]));
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn link(issues: &[Issue], first_power: f64) -> Result<Linkage, Error> {
    let alpha = share("first_power", first_power)?;
    for (k, issue) in issues.iter().enumerate() {
        let hint = "a worth is the gain of having the whole issue over having none of it; exchange the ends if negative";
        not_negative(&format!("issues[{k}].first"), issue.first, hint)?;
        not_negative(&format!("issues[{k}].second"), issue.second, hint)?;
    }
    let mut order: Vec<usize> = (0..issues.len()).collect();
    // a/b falling, without dividing: an issue worth nothing to the second side comes first.
    order.sort_by(|&j, &k| {
        (issues[k].first * issues[j].second).total_cmp(&(issues[j].first * issues[k].second)).then(j.cmp(&k))
    });
    let [all_first, all_second] =
        issues.iter().fold([0.0, 0.0], |[a, b], issue| [a + issue.first, b + issue.second]);
    let mut corner = [0.0, all_second];
    let mut corners = vec![corner];
    for &k in &order {
        corner = [corner[0] + issues[k].first, (corner[1] - issues[k].second).max(0.0)];
        corners.push(corner);
    }
    let separate = [alpha * all_first, (1.0 - alpha) * all_second];
    let linked = match Frontier::through(&corners, [0.0, 0.0])? {
        Some(frontier) => frontier.nash(alpha)?,
        None => separate,
    };
    let mut first_shares = vec![0.0; issues.len()];
    let mut left = linked[0];
    for &k in &order {
        let first = issues[k].first;
        // An issue of no worth to the first side stays with the second.
        first_shares[k] = if first > 0.0 { (left / first).clamp(0.0, 1.0) } else { 0.0 };
        left -= first_shares[k] * first;
    }
    let gain = [linked[0] - separate[0], linked[1] - separate[1]];
    Ok(Linkage { linked, first_shares, separate, gain })
}

/// Most issues that [`link_yes_no`] takes: every combination of them is an offer.
pub const MOST_YES_NO_ISSUES: usize = 16;

/// Nash's solution over issues that are agreed or not, each with a gain or loss for either side, linked and apart.
///
/// Alone an issue is agreed only when neither side loses by it. Linked, a loss on one issue is paid by a gain on
/// another; combinations may be chosen by lot, so the linked set holds the sum of the parts and Nash's product cannot
/// fall. The result is the
/// payoffs linked, then apart.
///
/// | symbol | argument      | unit         | range                   |
/// |--------|---------------|--------------|-------------------------|
/// | g      | `gains`       | each its own | any, at most 16 issues  |
/// | α      | `first_power` | –            | 0 to 1                  |
///
/// Source: the exchange of concessions across issues, Tollison and Willett, International Organization 33 (1979) 425–449.
///
/// ```
/// use linepack_economics::deal::bargaining::issues::link_yes_no;
/// // A pipe that costs the buyer 1 and a loan that costs the seller 1: neither passes alone.
/// assert_eq!(link_yes_no(&[[3.0, -1.0], [-1.0, 3.0]], 0.5)?, [[2.0, 2.0], [0.0, 0.0]]);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn link_yes_no(gains: &[[f64; 2]], first_power: f64) -> Result<[[f64; 2]; 2], Error> {
    share("first_power", first_power)?;
    let count = gains.len();
    let few = count <= MOST_YES_NO_ISSUES;
    within("number of issues", count as f64, few, "at most 16", "join issues that always go together")?;
    let mut combinations = vec![[0.0, 0.0]];
    let mut separate = [0.0, 0.0];
    for (k, gain) in gains.iter().enumerate() {
        finite(&format!("gains[{k}][0]"), gain[0])?;
        finite(&format!("gains[{k}][1]"), gain[1])?;
        if gain[0] >= 0.0 && gain[1] >= 0.0 {
            separate = [separate[0] + gain[0], separate[1] + gain[1]];
        }
        for index in 0..combinations.len() {
            let [u, w] = combinations[index];
            combinations.push([u + gain[0], w + gain[1]]);
        }
    }
    let linked = match Frontier::through(&combinations, [0.0, 0.0])? {
        Some(frontier) => frontier.nash(first_power)?,
        None => separate,
    };
    Ok([linked, separate])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_negative_worth_is_refused_by_name() {
        let issues = [Issue { first: 1.0, second: 1.0 }, Issue { first: -1.0, second: 1.0 }];
        assert!(link(&issues, 0.5).unwrap_err().to_string().contains("`issues[1].first` is -1"));
    }

    #[test]
    fn no_issue_at_all_is_worth_nothing() {
        let deal = link(&[], 0.5).unwrap();
        assert_eq!((deal.linked, deal.separate), ([0.0, 0.0], [0.0, 0.0]));
    }

    fn issues() -> impl Strategy<Value = Vec<Issue>> {
        proptest::collection::vec((0.0..9.0f64, 0.0..9.0f64), 1..7)
            .prop_map(|pairs| pairs.into_iter().map(|(first, second)| Issue { first, second }).collect())
    }

    proptest! {
        #[test]
        fn linking_is_worth_at_least_the_sum_of_the_parts_to_each_side(issues in issues(), power in 0.05..0.95f64) {
            let deal = link(&issues, power).unwrap();
            prop_assert!(deal.gain[0] > -1e-9 && deal.gain[1] > -1e-9);
        }

        #[test]
        fn the_shares_give_the_payoffs(issues in issues(), power in 0.05..0.95f64) {
            let deal = link(&issues, power).unwrap();
            let paid = issues.iter().zip(&deal.first_shares)
                .fold([0.0, 0.0], |[u, w], (issue, x)| [u + x * issue.first, w + (1.0 - x) * issue.second]);
            prop_assert!((paid[0] - deal.linked[0]).abs() < 1e-9 && (paid[1] - deal.linked[1]).abs() < 1e-9);
        }

        #[test]
        fn no_other_split_has_a_greater_nash_product(issues in issues(), power in 0.05..0.95f64, x in proptest::collection::vec(0.0..1.0f64, 7)) {
            let deal = link(&issues, power).unwrap();
            let product = |u: [f64; 2]| u[0].powf(power) * u[1].powf(1.0 - power);
            let other = issues.iter().zip(&x)
                .fold([0.0, 0.0], |[u, w], (issue, x)| [u + x * issue.first, w + (1.0 - x) * issue.second]);
            prop_assert!(product(other) <= product(deal.linked) * (1.0 + 1e-9));
        }

        #[test]
        fn linked_yes_and_no_never_lowers_the_nash_product(gains in proptest::collection::vec([-5.0..5.0f64, -5.0..5.0f64], 0..7)) {
            let [linked, separate] = link_yes_no(&gains, 0.5).unwrap();
            prop_assert!(linked[0] >= 0.0 && linked[1] >= 0.0);
            prop_assert!(linked[0] * linked[1] >= separate[0] * separate[1] * (1.0 - 1e-12));
        }
    }
}
