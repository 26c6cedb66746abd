//! Hold-up: an investment sunk before the split is agreed is made too small, or not at all.
//!
//! ```text
//! max_k  s v(k) − k      instead of      max_k  v(k) − k
//! ```

use super::super::Error;
use super::super::error::{not_negative, positive, share, within};

/// Value of an investment that may have any size, v(k) = A k^β.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Investment {
    /// Value of one unit invested, A, above zero.
    pub scale: f64,
    /// Returns to scale, β, between 0 and 1: 0.5 for a square root.
    pub exponent: f64,
}

/// What is invested under the threat of later talks beside what would be best for both together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HoldUp {
    /// Investment made, k.
    pub investment: f64,
    /// Value less cost of it, both sides together.
    pub joint_surplus: f64,
    /// What the investor keeps after paying for it.
    pub investor_surplus: f64,
    /// Investment that both together would make.
    pub best_investment: f64,
    /// Value less cost of that.
    pub best_joint_surplus: f64,
}

/// Investment when the investor keeps only a share of the value because the split is agreed after the money is sunk.
///
/// ```text
/// v(k) = A k^β,   k = (s β A)^{1/(1−β)}
/// ```
///
/// | symbol | argument         | unit                | range              |
/// |--------|------------------|---------------------|--------------------|
/// | A      | `scale`          | money^(1−β)         | above 0            |
/// | β      | `exponent`       | –                   | above 0, below 1   |
/// | s      | `investor_share` | –                   | 0 to 1             |
///
/// Source: Grout, Econometrica 52 (1984) 449–460, the case of no binding contract.
///
/// ```
/// use linepack_economics::deal::bargaining::hold_up::{Investment, hold_up};
/// let half = hold_up(Investment { scale: 2.0, exponent: 0.5 }, 0.5)?;
/// assert!((half.investment - 0.25).abs() < 1e-15 && (half.joint_surplus - 0.75).abs() < 1e-15);
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn hold_up(value: Investment, investor_share: f64) -> Result<HoldUp, Error> {
    positive("scale", value.scale, "an investment without value is not made; leave it out")?;
    let beta = value.exponent;
    let hint =
        "with constant or rising returns no finite size is best; use a sunk project of given size instead";
    within("exponent", beta, beta > 0.0 && beta < 1.0, "above 0 and below 1", hint)?;
    share("investor_share", investor_share)?;
    let size = |s: f64| (s * beta * value.scale).powf(1.0 / (1.0 - beta));
    let surplus = |s: f64, k: f64| s * value.scale * k.powf(beta) - k;
    let [investment, best_investment] = [size(investor_share), size(1.0)];
    Ok(HoldUp {
        investment,
        joint_surplus: surplus(1.0, investment),
        investor_surplus: surplus(investor_share, investment),
        best_investment,
        best_joint_surplus: surplus(1.0, best_investment),
    })
}

/// A project of given size, such as a pipeline, whose price is agreed again once it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SunkProject {
    /// Cost sunk before the later talks, I, present value.
    pub investment: f64,
    /// Present value of the gains over which those talks are held, R: the investment no longer counts in it.
    pub later_gains: f64,
}

/// Whether a project of given size is built under hold-up, and what would get it built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SunkVerdict {
    /// Whether both together gain by building: R ≥ I.
    pub worth_building: bool,
    /// Whether the investor builds knowing its later share: s R ≥ I.
    pub built: bool,
    /// Gain of both lost because it is not built.
    pub lost: f64,
    /// Least share of the later gains at which the investor builds, I/R; `None` when no share does.
    pub least_share: Option<f64>,
    /// Least payment by the other side before building that gets it built, I − s R, when building is worth it.
    pub least_prepayment: f64,
}

/// Whether a sunk project is built when the investor keeps a share of the later gains.
///
/// ```text
/// built ⇔ s R ≥ I,   prepayment = max(0, I − s R)
/// ```
///
/// | symbol | argument         | unit  | range     |
/// |--------|------------------|-------|-----------|
/// | I      | `investment`     | money | 0 or more |
/// | R      | `later_gains`    | money | 0 or more |
/// | s      | `investor_share` | –     | 0 to 1    |
///
/// Source: Klein, Crawford and Alchian, J. Law and Economics 21 (1978) 297–326 (appropriable quasi-rents).
///
/// ```
/// use linepack_economics::deal::bargaining::hold_up::{SunkProject, sunk_project};
/// let verdict = sunk_project(SunkProject { investment: 30.0, later_gains: 50.0 }, 0.5)?;
/// assert!(verdict.worth_building && !verdict.built);
/// assert_eq!((verdict.lost, verdict.least_share, verdict.least_prepayment), (20.0, Some(0.6), 5.0));
/// # Ok::<(), linepack_economics::deal::Error>(())
/// ```
pub fn sunk_project(project: SunkProject, investor_share: f64) -> Result<SunkVerdict, Error> {
    let SunkProject { investment, later_gains } = project;
    not_negative("investment", investment, "give the cost as a positive number")?;
    not_negative("later_gains", later_gains, "with nothing to share later nobody would operate it; use 0")?;
    share("investor_share", investor_share)?;
    let worth_building = later_gains >= investment;
    let shortfall = (investment - investor_share * later_gains).max(0.0);
    let built = shortfall == 0.0;
    Ok(SunkVerdict {
        worth_building,
        built,
        lost: if worth_building && !built { later_gains - investment } else { 0.0 },
        least_share: (worth_building && later_gains > 0.0).then(|| investment / later_gains),
        least_prepayment: if worth_building { shortfall } else { 0.0 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn constant_returns_have_no_best_size() {
        assert!(hold_up(Investment { scale: 2.0, exponent: 1.0 }, 0.5).is_err());
        assert!(hold_up(Investment { scale: 0.0, exponent: 0.5 }, 0.5).is_err());
    }

    proptest! {
        #[test]
        fn the_investor_cannot_do_better_and_together_they_could(scale in 0.5..5.0f64, exponent in 0.1..0.9f64, s in 0.05..0.95f64, other in 0.5..1.5f64) {
            let value = Investment { scale, exponent };
            let out = hold_up(value, s).unwrap();
            let k = other * out.investment;
            prop_assert!(s * scale * k.powf(exponent) - k <= out.investor_surplus * (1.0 + 1e-9) + 1e-15);
            prop_assert!(out.joint_surplus <= out.best_joint_surplus);
            prop_assert!(out.investment < out.best_investment);
        }

        #[test]
        fn the_prepayment_is_just_enough(investment in 0.0..50.0f64, later in 0.0..80.0f64, s in 0.0..1.0f64) {
            let out = sunk_project(SunkProject { investment, later_gains: later }, s).unwrap();
            if out.worth_building {
                let investor = s * later + out.least_prepayment - investment;
                prop_assert!(investor > -1e-9 && (out.built || investor < 1e-9));
                prop_assert!(later - s * later - out.least_prepayment > -1e-9);
            }
        }
    }
}
