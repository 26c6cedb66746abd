//! Bargaining over payoffs that are not money alone: solutions on a polygonal set of payoff pairs.
//!
//! ```text
//! F = comprehensive hull of conv{u¹, u², …},  u ≥ d
//! ```
//!
//! Chance between two offers is allowed, so the set is convex; payoff may be thrown away, so it is comprehensive.

use super::super::Error;
use super::super::error::{all_finite, share};

/// The undominated edge of a set of payoff pairs, above a point of disagreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Frontier {
    disagreement: [f64; 2],
    /// From the second side's best to the first side's best: first payoff rises, second falls.
    vertices: Vec<[f64; 2]>,
}

impl Frontier {
    /// The frontier through payoff pairs; `None` when nothing leaves both at or above `disagreement`.
    ///
    /// ```
    /// use linepack_economics::deal::bargaining::Frontier;
    /// let frontier = Frontier::through(&[[0.0, 5.0], [4.0, 4.0], [5.0, 0.0]], [0.0, 0.0])?.ok_or("no agreement")?;
    /// assert_eq!(frontier.nash(0.5)?, [4.0, 4.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn through(points: &[[f64; 2]], disagreement: [f64; 2]) -> Result<Option<Self>, Error> {
        all_finite("disagreement", &disagreement)?;
        for (index, point) in points.iter().enumerate() {
            all_finite(&format!("points[{index}]"), point)?;
        }
        let hull = undominated_hull(points);
        let vertices = clip(&hull, disagreement);
        Ok((!vertices.is_empty()).then_some(Self { disagreement, vertices }))
    }

    /// Corners of the frontier, from the second side's best to the first side's best.
    pub fn vertices(&self) -> &[[f64; 2]] {
        &self.vertices
    }

    /// Nash's point with unequal power: the payoffs that maximise (u₁ − d₁)^α (u₂ − d₂)^(1−α).
    ///
    /// On an edge u = p + s Δ the maximum is at s = −(α Δ₁ g₂ + (1−α) Δ₂ g₁)/(Δ₁ Δ₂), g = p − d, held to [0, 1].
    ///
    /// Source: Nash, Econometrica 18 (1950) 155–162; powers: Kalai, Int. J. Game Theory 6 (1977) 129–133.
    pub fn nash(&self, first_power: f64) -> Result<[f64; 2], Error> {
        let alpha = share("first_power", first_power)?;
        let d = self.disagreement;
        let product = |u: [f64; 2]| (u[0] - d[0]).powf(alpha) * (u[1] - d[1]).powf(1.0 - alpha);
        let mut best = self.vertices[0];
        for &vertex in &self.vertices {
            if product(vertex) > product(best) {
                best = vertex;
            }
        }
        for edge in self.vertices.windows(2) {
            let [p, q] = [edge[0], edge[1]];
            let delta = [q[0] - p[0], q[1] - p[1]];
            let s = -(alpha * delta[0] * (p[1] - d[1]) + (1.0 - alpha) * delta[1] * (p[0] - d[0]))
                / (delta[0] * delta[1]);
            if s > 0.0 && s < 1.0 {
                let u = [p[0] + s * delta[0], p[1] + s * delta[1]];
                if product(u) > product(best) {
                    best = u;
                }
            }
        }
        Ok(best)
    }

    /// Kalai and Smorodinsky's point: the best payoffs whose gains stand as the most each side could hope for.
    ///
    /// Source: Kalai and Smorodinsky, Econometrica 43 (1975) 513–518.
    pub fn kalai_smorodinsky(&self) -> [f64; 2] {
        let hope = self.ideal_gains();
        self.along(hope)
    }

    /// The egalitarian point: the greatest gain that both can have alike.
    ///
    /// Where one side's best is smaller than what the other could still have, payoff beyond the equal gain is left.
    /// Source: Kalai, Econometrica 45 (1977) 1623–1630.
    pub fn egalitarian(&self) -> [f64; 2] {
        self.along([1.0, 1.0])
    }

    /// The most each side could gain while the other still signs.
    pub fn ideal_gains(&self) -> [f64; 2] {
        let last = self.vertices[self.vertices.len() - 1];
        [last[0] - self.disagreement[0], self.vertices[0][1] - self.disagreement[1]]
    }

    /// The last point of the set on the ray from the disagreement in a direction with no negative part.
    fn along(&self, ray: [f64; 2]) -> [f64; 2] {
        let d = self.disagreement;
        // Negative left of the ray, positive right of it; grows along the frontier.
        let side = |u: [f64; 2]| (u[0] - d[0]) * ray[1] - (u[1] - d[1]) * ray[0];
        let [first, last] = [self.vertices[0], self.vertices[self.vertices.len() - 1]];
        if side(first) >= 0.0 {
            let reach = if ray[1] > 0.0 { (first[1] - d[1]) / ray[1] } else { 0.0 };
            return if ray[1] > 0.0 { [d[0] + reach * ray[0], first[1]] } else { last };
        }
        for edge in self.vertices.windows(2) {
            let [a, b] = [side(edge[0]), side(edge[1])];
            if a < 0.0 && b >= 0.0 {
                let s = a / (a - b);
                return [0, 1].map(|i| edge[0][i] + s * (edge[1][i] - edge[0][i]));
            }
        }
        let reach = if ray[0] > 0.0 { (last[0] - d[0]) / ray[0] } else { 0.0 };
        [last[0], d[1] + reach * ray[1]]
    }
}

/// Upper hull of the points by Andrew's chain, from the greatest second payoff to the greatest first.
fn undominated_hull(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a[0].total_cmp(&b[0]).then(b[1].total_cmp(&a[1])));
    sorted.dedup_by(|next, kept| next[0] == kept[0]);
    let mut hull: Vec<[f64; 2]> = Vec::with_capacity(sorted.len());
    for point in sorted {
        while let [.., a, b] = hull[..] {
            let turn = (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]);
            if turn < 0.0 {
                break;
            }
            hull.pop();
        }
        hull.push(point);
    }
    // Along an upper hull the second payoff rises to its peak, then falls: what precedes the peak is dominated.
    let mut peak = 0;
    for (index, vertex) in hull.iter().enumerate() {
        if vertex[1] >= hull[peak][1] {
            peak = index;
        }
    }
    hull.split_off(peak.min(hull.len()))
}

/// The part of a falling chain at or above the disagreement, its cut ends included.
fn clip(hull: &[[f64; 2]], d: [f64; 2]) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::with_capacity(hull.len() + 2);
    let mut push = |u: [f64; 2]| {
        if u[0] >= d[0] && u[1] >= d[1] && kept.last() != Some(&u) {
            kept.push(u);
        }
    };
    for (index, &vertex) in hull.iter().enumerate() {
        push(vertex);
        let Some(&next) = hull.get(index + 1) else { break };
        let mut cuts = [0, 1].map(|axis| (d[axis] - vertex[axis]) / (next[axis] - vertex[axis]));
        cuts.sort_by(f64::total_cmp);
        for s in cuts {
            if s > 0.0 && s < 1.0 {
                let axis = usize::from(s == (d[1] - vertex[1]) / (next[1] - vertex[1]));
                let mut u = [0, 1].map(|i| vertex[i] + s * (next[i] - vertex[i]));
                u[axis] = d[axis];
                push(u);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(seller: f64, buyer: f64) -> Frontier {
        Frontier::through(&[[0.0, buyer - seller], [buyer - seller, 0.0]], [0.0, 0.0]).unwrap().unwrap()
    }

    #[test]
    fn on_a_straight_line_the_solutions_are_those_of_a_price_range() {
        let frontier = line(150.0, 260.0);
        assert_eq!(frontier.nash(0.5).unwrap(), [55.0, 55.0]);
        assert!((frontier.nash(0.3).unwrap()[0] - 33.0).abs() < 1e-12);
        assert_eq!(frontier.kalai_smorodinsky(), [55.0, 55.0]);
        assert_eq!(frontier.egalitarian(), [55.0, 55.0]);
    }

    #[test]
    fn kalai_and_smorodinsky_differ_from_nash_where_hopes_are_limited() {
        // First side cannot have more than 50 of 100: Nash still halves, proportional hopes give 1/3 and 2/3.
        let frontier = Frontier::through(&[[0.0, 100.0], [50.0, 50.0]], [0.0, 0.0]).unwrap().unwrap();
        assert_eq!(frontier.nash(0.5).unwrap(), [50.0, 50.0]);
        let [a, b] = frontier.kalai_smorodinsky();
        assert!((a - 100.0 / 3.0).abs() < 1e-12 && (b - 200.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn an_agreement_below_disagreement_is_none_at_all() {
        assert_eq!(Frontier::through(&[[1.0, 1.0]], [2.0, 0.0]).unwrap(), None);
        assert_eq!(Frontier::through(&[], [0.0, 0.0]).unwrap(), None);
        assert!(
            Frontier::through(&[[f64::NAN, 1.0]], [0.0, 0.0])
                .unwrap_err()
                .to_string()
                .contains("points[0][0]")
        );
    }

    #[test]
    fn one_offer_alone_is_every_solution() {
        let frontier = Frontier::through(&[[3.0, 1.0]], [0.0, 0.0]).unwrap().unwrap();
        assert_eq!(frontier.nash(0.5).unwrap(), [3.0, 1.0]);
        assert_eq!(frontier.kalai_smorodinsky(), [3.0, 1.0]);
        assert_eq!(frontier.egalitarian(), [1.0, 1.0]);
    }

    fn offers() -> impl Strategy<Value = Vec<[f64; 2]>> {
        proptest::collection::vec([-5.0..10.0f64, -5.0..10.0f64], 1..12)
    }

    proptest! {
        #[test]
        fn no_chance_between_two_offers_beats_the_nash_point(points in offers(), power in 0.1..0.9f64, s in 0.0..1.0f64) {
            let Some(frontier) = Frontier::through(&points, [0.0, 0.0]).unwrap() else { return Ok(()) };
            let product = |u: [f64; 2]| u[0].max(0.0).powf(power) * u[1].max(0.0).powf(1.0 - power);
            let best = product(frontier.nash(power).unwrap());
            for a in &points { for b in &points {
                let u = [0, 1].map(|i| a[i] + s * (b[i] - a[i]));
                prop_assert!(product(u) <= best * (1.0 + 1e-9) + 1e-12);
            }}
        }

        #[test]
        fn nash_does_not_depend_on_the_units_of_either_payoff(points in offers(), k in 0.1..10.0f64, m in -3.0..3.0f64) {
            let Some(frontier) = Frontier::through(&points, [0.0, 0.0]).unwrap() else { return Ok(()) };
            let moved: Vec<_> = points.iter().map(|u| [k * u[0] + m, u[1]]).collect();
            let other = Frontier::through(&moved, [m, 0.0]).unwrap().unwrap();
            let [u, w] = [frontier.nash(0.5).unwrap(), other.nash(0.5).unwrap()];
            prop_assert!((k * u[0] + m - w[0]).abs() < 1e-7 && (u[1] - w[1]).abs() < 1e-7);
        }

        #[test]
        fn equal_gains_are_equal_and_hoped_gains_are_proportional(points in offers()) {
            let Some(frontier) = Frontier::through(&points, [0.0, 0.0]).unwrap() else { return Ok(()) };
            let [a, b] = frontier.egalitarian();
            prop_assert!((a - b).abs() < 1e-9);
            let ([u, w], [hope_u, hope_w]) = (frontier.kalai_smorodinsky(), frontier.ideal_gains());
            prop_assert!((u * hope_w - w * hope_u).abs() < 1e-9);
        }
    }
}
