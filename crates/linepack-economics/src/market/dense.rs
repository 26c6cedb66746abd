//! Dense parts of a sparse factorisation: LDLᵀ of a front's own columns, and what is left of the rest.
//!
//! Columns are folded in bundles of four from four, so that most numbers are used sixteen times when loaded. The
//! order of operations does not depend on the machine: wider registers give the same bits.

#![allow(clippy::inline_always, reason = "the kernels are compiled once for each width of register")]

use std::ops::Range;

use super::ldl::{BARRED, DEPENDENT};

/// Columns eliminated together before the others see them.
const PANEL: usize = 48;

/// Dense LDLᵀ of a front's own columns, and `own` ← `own` − L D Lᵀ, lower half.
///
/// The front is a trapezoid of `height` rows, column by column; `diagonal` holds its own columns' diagonal
/// entries of the matrix as it was given.
pub(super) fn factorise(panel: &mut [f64], own: &mut [f64], height: usize, diagonal: &[f64]) {
    pulp::Arch::new().dispatch(Front { panel, own, height, diagonal });
}

/// The work on one front, compiled once for each width of registers.
struct Front<'a> {
    panel: &'a mut [f64],
    own: &'a mut [f64],
    height: usize,
    diagonal: &'a [f64],
}

impl pulp::NullaryFnOnce for Front<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { panel, own, height, diagonal } = self;
        let width = diagonal.len();
        eliminate(panel, height, diagonal);
        let rest = height - width;
        if rest > 0 {
            for start in (0..width).step_by(PANEL) {
                let columns = start..width.min(start + PANEL);
                fold(own, (rest, 0), panel, (height, width), columns, (rest, rest));
            }
        }
    }
}

/// x ← L⁻¹ x for a front's columns; `x` has its rows.
pub(super) fn forward(panel: &[f64], x: &mut [f64], width: usize) {
    for (k, column) in panel.chunks_exact(x.len()).take(width).enumerate() {
        let value = x[k];
        x[k + 1..].iter_mut().zip(&column[k + 1..]).for_each(|(x, l)| *x -= l * value);
    }
}

/// x ← (Lᵀ)⁻¹ D⁻¹ x for a front's own unknowns, those below being known.
pub(super) fn backward(panel: &[f64], x: &mut [f64], width: usize) {
    for k in (0..width).rev() {
        let column = &panel[k * x.len()..(k + 1) * x.len()];
        x[k] = x[k] / column[k] - product(&column[k + 1..], &x[k + 1..]);
    }
}

/// Σ a b, in four sums side by side.
fn product(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 4];
    for (a, b) in a.zip(b) {
        for i in 0..4 {
            sums[i] += a[i] * b[i];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[inline(always)]
fn eliminate(panel: &mut [f64], height: usize, diagonal: &[f64]) {
    let width = diagonal.len();
    for start in (0..width).step_by(PANEL) {
        let end = width.min(start + PANEL);
        for k in start..end {
            let (done, later) = panel.split_at_mut((k + 1) * height);
            let column = &mut done[k * height..];
            // In a quasi-definite matrix every pivot has the sign of its diagonal entry.
            let sign = diagonal[k].signum();
            if column[k] * sign <= DEPENDENT * diagonal[k].abs() {
                column[k] = BARRED * sign;
            }
            let before = column[k];
            for other in k + 1..end {
                let target = &mut later[(other - k - 1) * height..(other - k) * height];
                let factor = column[other] / before;
                if factor != 0.0 {
                    target[other..].iter_mut().zip(&column[other..]).for_each(|(t, l)| *t -= l * factor);
                }
            }
            let inverse = 1.0 / before;
            column[k + 1..].iter_mut().for_each(|l| *l *= inverse);
        }
        if end < width {
            let (done, later) = panel.split_at_mut(end * height);
            fold(later, (height, end), done, (height, end), start..end, (width - end, height - end));
        }
    }
}

/// target ← target − L D Lᵀ over some columns of L, for the lower trapezoid of `columns` × `rows` that begins at
/// `top` in each target column and at `below` in each column of L.
#[inline(always)]
fn fold(
    target: &mut [f64],
    (stride, top): (usize, usize),
    l: &[f64],
    (height, below): (usize, usize),
    ks: Range<usize>,
    (columns, rows): (usize, usize),
) {
    let mut j = 0;
    while j + 4 <= columns {
        // The corner, where the four columns begin one after the other.
        for k in ks.clone() {
            let [c0, c1, c2, _] = weights(l, (height, below), k, j);
            let l = &l[k * height + below + j..][..3];
            let corner = &mut target[j * stride + top + j..];
            corner[0] -= l[0] * c0;
            corner[1] -= l[1] * c0;
            corner[2] -= l[2] * c0;
            corner[stride + 1] -= l[1] * c1;
            corner[stride + 2] -= l[2] * c1;
            corner[2 * stride + 2] -= l[2] * c2;
        }
        let from = j + 3;
        let length = rows - from;
        let (t0, others) = target[j * stride..].split_at_mut(stride);
        let (t1, others) = others.split_at_mut(stride);
        let (t2, others) = others.split_at_mut(stride);
        let t0 = &mut t0[top + from..][..length];
        let t1 = &mut t1[top + from..][..length];
        let t2 = &mut t2[top + from..][..length];
        let t3 = &mut others[top + from..][..length];
        let mut k = ks.start;
        while k + 4 <= ks.end {
            let [a0, a1, a2, a3] = weights(l, (height, below), k, j);
            let [b0, b1, b2, b3] = weights(l, (height, below), k + 1, j);
            let [c0, c1, c2, c3] = weights(l, (height, below), k + 2, j);
            let [d0, d1, d2, d3] = weights(l, (height, below), k + 3, j);
            let (l0, l1) =
                (&l[k * height + below + from..][..length], &l[(k + 1) * height + below + from..][..length]);
            let (l2, l3) = (
                &l[(k + 2) * height + below + from..][..length],
                &l[(k + 3) * height + below + from..][..length],
            );
            for i in 0..length {
                let (x0, x1, x2, x3) = (l0[i], l1[i], l2[i], l3[i]);
                t0[i] -= (x0 * a0 + x1 * b0) + (x2 * c0 + x3 * d0);
                t1[i] -= (x0 * a1 + x1 * b1) + (x2 * c1 + x3 * d1);
                t2[i] -= (x0 * a2 + x1 * b2) + (x2 * c2 + x3 * d2);
                t3[i] -= (x0 * a3 + x1 * b3) + (x2 * c3 + x3 * d3);
            }
            k += 4;
        }
        while k < ks.end {
            let [c0, c1, c2, c3] = weights(l, (height, below), k, j);
            let l = &l[k * height + below + from..][..length];
            for i in 0..length {
                t0[i] -= l[i] * c0;
                t1[i] -= l[i] * c1;
                t2[i] -= l[i] * c2;
                t3[i] -= l[i] * c3;
            }
            k += 1;
        }
        j += 4;
    }
    for j in j..columns {
        let target = &mut target[j * stride + top + j..][..rows - j];
        for k in ks.clone() {
            let c = l[k * height + below + j] * l[k * height + k];
            let l = &l[k * height + below + j..][..rows - j];
            target.iter_mut().zip(l).for_each(|(t, l)| *t -= l * c);
        }
    }
}

/// Entries of four rows of a column of L, from row j of the part below, times its pivot.
#[inline(always)]
fn weights(l: &[f64], (height, below): (usize, usize), k: usize, j: usize) -> [f64; 4] {
    let (pivot, l) = (l[k * height + k], &l[k * height + below + j..][..4]);
    [l[0] * pivot, l[1] * pivot, l[2] * pivot, l[3] * pivot]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The product of the factors of a front of any size is the front.
    #[test]
    fn a_front_is_the_product_of_its_factors() {
        for (height, width) in [(1, 1), (3, 2), (7, 7), (20, 5), (130, 101), (64, 48), (150, 53)] {
            let entry = |i: usize, j: usize| {
                let off = ((i * 31 + j * 17) % 13) as f64 / 13.0 - 0.4;
                if i == j { height as f64 } else { off }
            };
            let mut panel = vec![0.0; height * width];
            for j in 0..width {
                (j..height).for_each(|i| panel[j * height + i] = entry(i, j));
            }
            let rest = height - width;
            let mut own = vec![0.0; rest * rest];
            factorise(&mut panel, &mut own, height, &vec![height as f64; width]);
            let l = |i: usize, k: usize| if i == k { 1.0 } else { panel[k * height + i] };
            for j in 0..height {
                for i in j..height {
                    let product: f64 =
                        (0..=j.min(width - 1)).map(|k| l(i, k) * l(j, k) * panel[k * height + k]).sum();
                    let (found, wanted) = if j < width {
                        (product, entry(i, j))
                    } else {
                        (own[(j - width) * rest + i - width], -product)
                    };
                    assert!((found - wanted).abs() < 1e-12, "{height} × {width}, {i}, {j}: {found} {wanted}");
                }
            }
        }
    }
}
