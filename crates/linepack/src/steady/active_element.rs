//! What an active element does at a set point within its limits, as one complementarity function.
//!
//! ```text
//! station        0 = max( −κ q,  p_u − p_v,  minₖ sₖ )
//! control valve  0 = max( −κ q,  p_u − p_v − Δ_max,  min( p_u − p_v − Δ_min, minₖ sₖ ) )
//! check valve    0 = max( −κ q,  p_u − p_v )
//! ```
//!
//! sₖ ≥ 0 is what is left before the set point or a limit: p_set − p_v, p_u − p_min, r p_u − p_v,
//! κ (q_set − q) and so on. Each term rises with p_u and falls with p_v and q, so that the flow an element
//! carries rises with p_u and falls with p_v whichever term holds: a network of such elements and of
//! pipes has one solution (an M-function; Rheinboldt, J. Math. Anal. Appl. 32 (1970) 274–307). The outer
//! terms win over the inner: gas does not flow back, a station does not lower a pressure, a control
//! valve does not raise it; among set point and limits the tightest holds.

use crate::solution::Limit;

/// How an element works: the term that holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hold {
    /// No flow.
    Closed,
    /// p_u = p_v.
    Through,
    /// p_u − p_v = Δ, Pa.
    Difference(f64),
    /// p_v, Pa.
    Discharge(f64),
    /// p_u, Pa.
    Suction(f64),
    /// p_v/p_u, dimensionless.
    Ratio(f64),
    /// q, kg/s.
    Flow(f64),
    /// Shaft power, W.
    Power(f64),
}

/// A term, and the limit it stands for; none for the set point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Term {
    /// What holds when this term is the one.
    pub(super) hold: Hold,
    /// The limit it stands for; none for the set point.
    pub(super) limit: Option<Limit>,
}

/// How much work a pressure ratio takes.
///
/// ```text
/// P = q w (r^m − 1)/η,   w = z R_s T/m,   m = (κ − 1)/κ
/// ```
///
/// Source: Menon, Gas Pipeline Hydraulics (2005), section 4.7.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Work {
    /// z R_s T, J/kg.
    pub(super) energy: f64,
    /// m = (κ − 1)/κ, dimensionless.
    pub(super) exponent: f64,
    /// η, dimensionless.
    pub(super) efficiency: f64,
}

/// Largest ratio that a power stands for at a vanishing flow.
const LARGEST_RATIO: f64 = 20.0;

impl Work {
    /// The ratio that a power in W reaches at a flow in kg/s, and its slope by the flow.
    pub(super) fn ratio(&self, power: f64, flow: f64) -> (f64, f64) {
        let head = self.efficiency * power / flow.max(1e-9);
        let base = 1.0 + head * self.exponent / self.energy;
        let ratio = base.powf(1.0 / self.exponent);
        if ratio >= LARGEST_RATIO || flow <= 1e-9 {
            return (LARGEST_RATIO, 0.0);
        }
        (ratio, -ratio / base * head / self.energy / flow)
    }
}

/// An active element with what is asked of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ActiveElement {
    /// Terms of which the least holds; empty for a check valve.
    pub(super) least: Vec<Term>,
    /// Terms of which, with the least of the others, the greatest holds.
    pub(super) greatest: Vec<Term>,
    /// Work of its machines.
    pub(super) work: Work,
}

/// A term or a function of terms with its slopes, all of them not negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slopes {
    /// Value, Pa.
    pub(super) value: f64,
    /// By p_u.
    pub(super) from: f64,
    /// By −p_v.
    pub(super) to: f64,
    /// By −q, Pa s/kg.
    pub(super) flow: f64,
}

/// How terms are measured and rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rounding {
    /// κ, Pa s/kg: turns flows into pressures.
    pub(super) unit: f64,
    /// Pressure over which corners are rounded, Pa.
    pub(super) corner: f64,
    /// Pressure lost per flow where a term leaves the flow open, Pa s/kg.
    pub(super) loss: f64,
    /// Share of pressures in the terms that leave pressures open, dimensionless.
    pub(super) leak: f64,
}

impl ActiveElement {
    /// The complementarity function at a state.
    pub(super) fn at(&self, p: [f64; 2], q: f64, rounding: &Rounding) -> Slopes {
        let term = |term: &Term| self.term(term.hold, p, q, rounding);
        let least = self.least.iter().map(term).reduce(|a, b| smooth(a, b, -rounding.corner));
        let greatest = self.greatest.iter().map(term).chain(least);
        greatest
            .reduce(|a, b| smooth(a, b, rounding.corner))
            .unwrap_or_else(|| self.term(Hold::Closed, p, q, rounding))
    }

    /// The term that holds at a state.
    pub(super) fn holding(&self, p: [f64; 2], q: f64, rounding: &Rounding) -> Term {
        let value = |term: &&Term| self.term(term.hold, p, q, rounding).value;
        let least = self.least.iter().min_by(|a, b| value(a).total_cmp(&value(b)));
        // The set point stands first among the least and is kept where a limit only equals it.
        let greatest = self.greatest.iter().rev().chain(least).max_by(|a, b| value(a).total_cmp(&value(b)));
        greatest.copied().unwrap_or(Term { hold: Hold::Closed, limit: None })
    }

    fn term(&self, hold: Hold, p: [f64; 2], q: f64, rounding: &Rounding) -> Slopes {
        let Rounding { unit, loss, leak, .. } = *rounding;
        let [p_u, p_v] = p;
        let pressure = |value: f64, from: f64, to: f64| Slopes {
            value: value - loss * q + leak * (p_u - p_v),
            from: from + leak,
            to: to + leak,
            flow: loss,
        };
        match hold {
            Hold::Closed => {
                Slopes { value: -unit * q + leak * (p_u - p_v), from: leak, to: leak, flow: unit }
            }
            Hold::Flow(set) => {
                Slopes { value: unit * (set - q) + leak * (p_u - p_v), from: leak, to: leak, flow: unit }
            }
            Hold::Through => pressure(p_u - p_v, 1.0, 1.0),
            Hold::Difference(difference) => pressure(p_u - p_v - difference, 1.0, 1.0),
            Hold::Discharge(set) => pressure(set - p_v, 0.0, 1.0),
            Hold::Suction(set) => pressure(p_u - set, 1.0, 0.0),
            Hold::Ratio(ratio) => pressure(ratio * p_u - p_v, ratio, 1.0),
            Hold::Power(power) => {
                let (ratio, slope) = self.work.ratio(power, q);
                let inlet = p_u.max(0.0);
                let mut law = pressure(ratio * p_u - p_v, ratio, 1.0);
                law.flow -= inlet * slope;
                law
            }
        }
    }
}

/// The greater of two, or with a negative corner the lesser, rounded over the corner's width.
fn smooth(a: Slopes, b: Slopes, corner: f64) -> Slopes {
    let apart = a.value - b.value;
    let root = apart.hypot(corner).copysign(corner);
    let share = if root == 0.0 { 0.5 } else { 0.5 * (1.0 + apart / root) };
    let mix = |x: f64, y: f64| share * x + (1.0 - share) * y;
    Slopes {
        value: 0.5 * (a.value + b.value + root),
        from: mix(a.from, b.from),
        to: mix(a.to, b.to),
        flow: mix(a.flow, b.flow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn station() -> ActiveElement {
        let term = |hold, limit| Term { hold, limit };
        ActiveElement {
            least: vec![
                term(Hold::Discharge(8e6), None),
                term(Hold::Suction(3e6), Some(Limit::PressureInMin)),
                term(Hold::Flow(500.0), Some(Limit::FlowMax)),
                term(Hold::Power(5e6), Some(Limit::PowerMax)),
            ],
            greatest: vec![
                term(Hold::Closed, Some(Limit::FlowDirection)),
                term(Hold::Through, Some(Limit::PressureRiseMin)),
            ],
            work: Work { energy: 1.2e5, exponent: 0.29 / 1.29, efficiency: 0.8 },
        }
    }

    #[test]
    fn slopes_are_those_of_the_value_and_never_negative() {
        let station = station();
        let rounding = Rounding { unit: 5e4, corner: 1e4, loss: 1e-4, leak: 1e-9 };
        for p in [[5e6, 7e6], [5e6, 8e6], [3e6, 7e6], [6e6, 6e6], [2e6, 9e6]] {
            for q in [-3.0, 0.0, 40.0, 100.0, 499.0, 505.0] {
                let at =
                    |dp: [f64; 2], dq: f64| station.at([p[0] + dp[0], p[1] + dp[1]], q + dq, &rounding).value;
                let here = station.at(p, q, &rounding);
                let from = (at([1.0, 0.0], 0.0) - at([-1.0, 0.0], 0.0)) / 2.0;
                let to = (at([0.0, -1.0], 0.0) - at([0.0, 1.0], 0.0)) / 2.0;
                let flow = (at([0.0; 2], -1e-5) - at([0.0; 2], 1e-5)) / 2e-5;
                assert!((here.from - from).abs() < 1e-4 && (here.to - to).abs() < 1e-4, "{p:?} {q}");
                assert!((here.flow - flow).abs() < 1e-3 * (1.0 + flow), "{p:?} {q} {} {flow}", here.flow);
                assert!(here.from >= 0.0 && here.to >= 0.0 && here.flow > 0.0);
            }
        }
    }

    #[test]
    fn power_and_ratio_invert_each_other() {
        let work = station().work;
        let head = work.energy / work.exponent * (1.4_f64.powf(work.exponent) - 1.0);
        let power = 120.0 * head / work.efficiency;
        assert!((work.ratio(power, 120.0).0 - 1.4).abs() < 1e-12);
    }
}
