//! One reach in one Newton iteration: faces eliminated, then points, down to its two nodes.
//!
//! ```text
//! face i:   δqᵢ = αᵢ δpᵢ − βᵢ δpᵢ₊₁ + cᵢ                     (momentum)
//! point i:  Sᵢ δpᵢ + δqᵢ − δqᵢ₋₁ = rᵢ,   S = V ρ′/(γh)        (mass)
//! ```
//!
//! Every mass row adds up to storage, so elimination keeps the column excess and adds only
//! non-negative numbers, as [`crate::sparse`] does for the nodes.

use super::density::Density;
use super::grid::{Reach, Resistance, law_of_friction};

/// What one implicit stage asks: y = base + γh f(y).
#[derive(Debug, Clone, Copy)]
pub(super) struct Implicit<'a> {
    /// 1/(γh), 1/s.
    pub(super) per_time: f64,
    /// Base of the density at every point, kg/m³.
    pub(super) density: &'a [f64],
    /// Base of the flow at every face, kg/s.
    pub(super) flow: &'a [f64],
    /// Source of mass at every point, kg/(m s), and of momentum at every face, N/m; or empty.
    pub(super) mass_source: &'a [f64],
    /// See `mass_source`.
    pub(super) momentum_source: &'a [f64],
}

/// What stays of a reach: its part of the nodal matrix and right side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Condensed {
    /// −(entry in row u, column v).
    pub(super) from_row: f64,
    /// −(entry in row v, column u).
    pub(super) to_row: f64,
    /// Storage inside as seen from u, and from v.
    pub(super) excess_from: f64,
    pub(super) excess_to: f64,
    /// Right sides.
    pub(super) right_from: f64,
    pub(super) right_to: f64,
}

/// Coefficients of a face and the point behind it, kept for the way back.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kept {
    alpha: f64,
    beta: f64,
    c: f64,
    /// δpᵢ = a δpᵢ₊₁ + b δp₀ + d.
    a: f64,
    b: f64,
    d: f64,
    /// Pa per (kg/s)² that the linear law leaves out.
    bend: f64,
}

/// Linearises a reach at (p, q) and eliminates what lies between its nodes.
pub(super) fn condense<D: Density>(
    reach: &Reach,
    density: &D,
    stage: &Implicit<'_>,
    (p, q): (&[f64], &[f64]),
    kept: &mut [Kept],
) -> Condensed {
    match reach.resistance {
        Resistance::Square { coefficient, slow } => {
            let law = |q: f64| {
                let size = q.abs();
                let slope = 2.0 * coefficient * size.max(slow);
                Drag { over_density: (coefficient * q * size, slope), bend: coefficient, plain: (0.0, 0.0) }
            };
            sweep(reach, density, law, stage, (p, q), kept)
        }
        Resistance::Law { friction, diameter, roughness, viscosity, scale } => {
            let mut near = 0.0;
            let law = |q: f64| {
                let (loss, slope, bend) =
                    law_of_friction((friction, diameter, roughness, viscosity, scale), q, &mut near);
                Drag { over_density: (loss, slope), bend, plain: (0.0, 0.0) }
            };
            sweep(reach, density, law, stage, (p, q), kept)
        }
        Resistance::Fixed { loss, slow } => {
            let law = |q: f64| {
                // Straight through rest, so that the law has one flow for every difference of pressure.
                let along = q / slow;
                let root = (1.0 + along * along).sqrt();
                let plain = (loss * along / root, loss / (slow * root * root * root));
                Drag { over_density: (0.0, 0.0), bend: 0.0, plain }
            };
            sweep(reach, density, law, stage, (p, q), kept)
        }
    }
}

/// What resists a flow, each with its slope: R/ρ, and a part that density does not touch.
#[derive(Debug, Clone, Copy)]
struct Drag {
    over_density: (f64, f64),
    /// Half the second derivative of R.
    bend: f64,
    plain: (f64, f64),
}

#[inline]
fn sweep<D: Density>(
    reach: &Reach,
    density: &D,
    mut law: impl FnMut(f64) -> Drag,
    stage: &Implicit<'_>,
    (p, q): (&[f64], &[f64]),
    kept: &mut [Kept],
) -> Condensed {
    let n = reach.faces;
    let rate = stage.per_time;
    let (p, q, kept) = (&p[..=n], &q[..n], &mut kept[..n]);
    let (base_rho, base_q) = (&stage.density[..=n], &stage.flow[..n]);
    let Reach { area, drive, weight, inertia, volume, spacing, .. } = *reach;
    let sources = !stage.mass_source.is_empty();
    let source = |values: &[f64], i: usize| if sources { values[i] } else { 0.0 };

    let mut condensed = Condensed::default();
    let (mut rho0, mut slope0) = density.at(p[0]);
    // Of the point before: α, c, b, d and excess; of the first node: its coupling to the next point.
    let (mut alpha_before, mut c_before, mut q_before) = (0.0, 0.0, 0.0);
    let (mut b_before, mut d_before) = (1.0, 0.0);
    let (mut excess, mut coupling) = (0.0, 0.0);
    for i in 0..n {
        let (rho1, slope1) = density.at(p[i + 1]);
        let flow = q[i];
        let rho = 0.5 * (rho0 + rho1);
        let inverse = 1.0 / rho;
        let Drag { over_density: (loss, loss_slope), bend, plain } = law(flow);
        let fall = 0.5 * loss * inverse * inverse;
        let mut residual = inertia * (flow - base_q[i]) * rate
            + drive * (p[i + 1] - p[i])
            + loss * inverse
            + plain.0
            + weight * rho
            - source(stage.momentum_source, i);
        let mut by_flow = inertia * rate + loss_slope * inverse + plain.1;
        let mut by_p0 = (0.5 * weight - fall) * slope0 - drive;
        let mut by_p1 = (0.5 * weight - fall) * slope1 + drive;
        if reach.convection {
            // ∂(q²/(ρA))/∂x = 2 v ∂q/∂x − v² A ∂ρ/∂x with ∂q/∂x from the mass balance.
            let speed = flow * inverse / area;
            let change = 0.5 * rate * (rho0 - base_rho[i] + rho1 - base_rho[i + 1]);
            let gradient = (rho1 - rho0) / spacing;
            let fed = 0.5 * (source(stage.mass_source, i) + source(stage.mass_source, i + 1));
            let spread = 2.0 * (fed - area * change);
            residual += speed * (spread - speed * area * gradient);
            let by_speed = spread - 2.0 * speed * area * gradient;
            by_flow += (by_speed * inverse / area).max(-0.5 * by_flow);
            let by_rho = -0.5 * by_speed * speed * inverse - speed * area * rate;
            let along = speed * speed * drive;
            by_p0 += (by_rho + along) * slope0;
            by_p1 += (by_rho - along) * slope1;
        }
        let per = 1.0 / by_flow;
        let alpha = (-by_p0 * per).max(0.0);
        let beta = (by_p1 * per).max(0.0);
        let c = -residual * per;
        if i == 0 {
            condensed.right_from = -c;
            coupling = beta;
            kept[0] = Kept { alpha, beta, c, bend: bend * inverse / drive, ..Kept::default() };
        } else {
            // The point between the faces i − 1 and i.
            let stored = volume * rate;
            let own = excess + stored * slope0;
            let right = q_before - flow - stored * (rho0 - base_rho[i])
                + volume / area * source(stage.mass_source, i)
                - c
                + c_before
                + alpha_before * d_before;
            let pivot = 1.0 / (alpha + coupling + own);
            let (a, b, d) = (beta * pivot, alpha_before * b_before * pivot, right * pivot);
            condensed.excess_from += b * own;
            condensed.right_from += coupling * d;
            coupling *= a;
            excess = a * own;
            (b_before, d_before) = (b, d);
            kept[i] = Kept { alpha, beta, c, a, b, d, bend: bend * inverse / drive };
        }
        (alpha_before, c_before, q_before) = (alpha, c, flow);
        (rho0, slope0) = (rho1, slope1);
    }
    condensed.from_row = coupling;
    condensed.to_row = alpha_before * b_before;
    condensed.excess_to = excess;
    condensed.right_to = c_before + alpha_before * d_before;
    condensed
}

/// How far one iteration went along a reach.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moved {
    /// Largest change of pressure, Pa.
    pub(super) pressure: f64,
    /// What the quadratic part of the friction law leaves, Pa.
    pub(super) remainder: f64,
    /// Largest fall of a pressure relative to itself.
    pub(super) fall: f64,
}

/// Carries the changes at the two nodes into the reach.
pub(super) fn spread(
    reach: &Reach,
    kept: &[Kept],
    (first, last): (f64, f64),
    (p, q): (&mut [f64], &mut [f64]),
) -> Moved {
    let n = reach.faces;
    let (p, q, kept) = (&mut p[..=n], &mut q[..n], &kept[..n]);
    let mut moved = Moved::default();
    let mut after = last;
    let mut fall = -last / p[n];
    p[n] += last;
    for i in (0..n).rev() {
        let Kept { alpha, beta, c, a, b, d, bend } = kept[i];
        let here = if i == 0 { first } else { a * after + b * first + d };
        let dq = alpha * here - beta * after + c;
        q[i] += dq;
        moved.remainder += bend * dq * dq;
        fall = fall.max(-here / p[i]);
        p[i] += here;
        moved.pressure = moved.pressure.max(here.abs());
        after = here;
    }
    moved.pressure = moved.pressure.max(last.abs());
    moved.fall = fall;
    moved
}

/// ∂q/∂t at every face of a reach as the momentum balance has it, for the start of a run and after a jump.
///
/// `change` is ∂ρ/∂t at every point.
pub(super) fn acceleration<D: Density>(
    reach: &Reach,
    density: &D,
    stage: &Implicit<'_>,
    (p, q): (&[f64], &[f64]),
    change: &[f64],
    rate: &mut [f64],
) {
    let source = |values: &[f64], i: usize| values.get(i).copied().unwrap_or(0.0);
    for i in 0..reach.faces {
        let (rho0, rho1) = (density.at(p[i]).0, density.at(p[i + 1]).0);
        let (rho, flow) = (0.5 * (rho0 + rho1), q[i]);
        let loss = match reach.resistance {
            Resistance::Square { coefficient, .. } => coefficient * flow * flow.abs(),
            Resistance::Law { friction, diameter, roughness, viscosity, scale } => {
                law_of_friction((friction, diameter, roughness, viscosity, scale), flow, &mut 0.0).0
            }
            Resistance::Fixed { .. } => 0.0,
        };
        let mut force = reach.drive * (p[i + 1] - p[i]) + loss / rho + reach.weight * rho
            - source(stage.momentum_source, i);
        if reach.convection {
            let speed = flow / (rho * reach.area);
            let fed = source(stage.mass_source, i) + source(stage.mass_source, i + 1);
            force += speed * (fed - reach.area * (change[i] + change[i + 1]))
                - speed * speed * reach.drive * (rho1 - rho0);
        }
        rate[i] = -reach.inertia * force;
    }
}
