//! Bicubic splines on a uniform grid, several functions at once.
//!
//! Slopes at the nodes make second derivatives continuous along each axis (cubic spline); each cell
//! then keeps its sixteen coefficients, ready for evaluation.

/// The polynomial of one cell for `N` functions: `c[i][j]` multiplies xⁱ yʲ, x and y from 0 to 1.
#[derive(Debug, Clone)]
pub(super) struct Cell<const N: usize> {
    c: [[[f64; N]; 4]; 4],
}

impl<const N: usize> Cell<N> {
    /// The values at one place of the cell.
    #[inline]
    #[allow(
        clippy::needless_range_loop,
        reason = "two indices over the same lanes, which the compiler vectorises"
    )]
    pub(super) fn at(&self, x: f64, y: f64) -> [f64; N] {
        let mut row = [[0.0; N]; 4];
        for j in 0..4 {
            for k in 0..N {
                row[j][k] =
                    ((self.c[3][j][k] * x + self.c[2][j][k]) * x + self.c[1][j][k]) * x + self.c[0][j][k];
            }
        }
        let mut value = [0.0; N];
        for k in 0..N {
            value[k] = ((row[3][k] * y + row[2][k]) * y + row[1][k]) * y + row[0][k];
        }
        value
    }
}

impl Cell<1> {
    /// Value, ∂/∂x and ∂/∂y.
    #[inline]
    pub(super) fn with_slopes(&self, x: f64, y: f64) -> (f64, f64, f64) {
        let (mut row, mut slope) = ([0.0; 4], [0.0; 4]);
        for j in 0..4 {
            let [c0, c1, c2, c3] = [self.c[0][j][0], self.c[1][j][0], self.c[2][j][0], self.c[3][j][0]];
            row[j] = ((c3 * x + c2) * x + c1) * x + c0;
            slope[j] = (3.0 * c3 * x + 2.0 * c2) * x + c1;
        }
        (
            ((row[3] * y + row[2]) * y + row[1]) * y + row[0],
            ((slope[3] * y + slope[2]) * y + slope[1]) * y + slope[0],
            (3.0 * row[3] * y + 2.0 * row[2]) * y + row[1],
        )
    }
}

/// Cells through `nodes`, which run along x first, `columns` to a line; at least six along each axis.
pub(super) fn bicubic<T, const N: usize>(
    nodes: &[T],
    columns: usize,
    take: impl Fn(&T) -> [f64; N],
) -> Vec<Cell<N>> {
    let rows = nodes.len() / columns;
    // Value, x-slope, y-slope and mixed slope at every node.
    let mut f: Vec<[[f64; N]; 4]> =
        nodes.iter().map(|node| [take(node), [0.0; N], [0.0; N], [0.0; N]]).collect();
    for k in 0..N {
        for j in 0..rows {
            pass(&mut f, (j * columns, 1, columns), k, (0, 1));
        }
        for i in 0..columns {
            pass(&mut f, (i, columns, rows), k, (0, 2));
            pass(&mut f, (i, columns, rows), k, (1, 3));
        }
    }
    let mut cells = Vec::with_capacity((columns - 1) * (rows - 1));
    for j in 0..rows - 1 {
        for i in 0..columns - 1 {
            let corner = |di: usize, dj: usize| &f[(j + dj) * columns + i + di];
            let mut c = [[[0.0; N]; 4]; 4];
            for k in 0..N {
                // Along x at both ends in y, for the value and for its y-slope; then along y.
                let mut along_x = [[0.0; 4]; 4];
                for (n, (dj, value, slope)) in
                    [(0, 0, 1), (1, 0, 1), (0, 2, 3), (1, 2, 3)].into_iter().enumerate()
                {
                    let (a, b) = (corner(0, dj), corner(1, dj));
                    along_x[n] = cubic(a[value][k], b[value][k], a[slope][k], b[slope][k]);
                }
                for (i, powers) in c.iter_mut().enumerate() {
                    let along_y = cubic(along_x[0][i], along_x[1][i], along_x[2][i], along_x[3][i]);
                    for (coefficient, value) in powers.iter_mut().zip(along_y) {
                        coefficient[k] = value;
                    }
                }
            }
            cells.push(Cell { c });
        }
    }
    cells
}

/// Coefficients of the cubic with values f₀, f₁ and slopes s₀, s₁ at 0 and 1.
fn cubic(f0: f64, f1: f64, s0: f64, s1: f64) -> [f64; 4] {
    [f0, s0, 3.0 * (f1 - f0) - 2.0 * s0 - s1, 2.0 * (f0 - f1) + s0 + s1]
}

/// Spline slopes of function `k` along one line of nodes (start, stride, count), from slot to slot.
fn pass<const N: usize>(
    f: &mut [[[f64; N]; 4]],
    (start, stride, count): (usize, usize, usize),
    k: usize,
    (from, to): (usize, usize),
) {
    let values: Vec<f64> = (0..count).map(|n| f[start + n * stride][from][k]).collect();
    for (n, slope) in slopes(&values).into_iter().enumerate() {
        f[start + n * stride][to][k] = slope;
    }
}

/// Slopes of the cubic spline through at least six equidistant values, per interval.
///
/// ```text
/// s₍ᵢ₋₁₎ + 4 sᵢ + s₍ᵢ₊₁₎ = 3 (f₍ᵢ₊₁₎ − f₍ᵢ₋₁₎)
/// s₀ = −137/60 f₀ + 5 f₁ − 5 f₂ + 10/3 f₃ − 5/4 f₄ + 1/5 f₅
/// ```
///
/// The ends are clamped to the slope of the polynomial through six values: "natural" or not-a-knot
/// ends would be the least accurate places of the table.
///
/// Source: de Boor, A Practical Guide to Splines (2001), chapter IV, eqs. (7) and (11).
fn slopes(f: &[f64]) -> Vec<f64> {
    let n = f.len();
    let end = |at: &dyn Fn(usize) -> f64| {
        const WEIGHTS: [f64; 6] = [-137.0 / 60.0, 5.0, -5.0, 10.0 / 3.0, -1.25, 0.2];
        WEIGHTS.iter().enumerate().map(|(k, w)| w * at(k)).sum::<f64>()
    };
    let mut s = vec![0.0; n];
    s[0] = end(&|k| f[k]);
    s[n - 1] = -end(&|k| f[n - 1 - k]);
    for i in 1..n - 1 {
        s[i] = 3.0 * (f[i + 1] - f[i - 1]);
    }
    s[1] -= s[0];
    s[n - 2] -= s[n - 1];
    // Thomas, all inner rows (1, 4, 1).
    let mut diagonal = vec![4.0; n];
    for i in 2..n - 1 {
        let factor = 1.0 / diagonal[i - 1];
        diagonal[i] -= factor;
        s[i] -= factor * s[i - 1];
    }
    s[n - 2] /= diagonal[n - 2];
    for i in (1..n - 2).rev() {
        s[i] = (s[i] - s[i + 1]) / diagonal[i];
    }
    s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bicubic_polynomial_is_reproduced() {
        let f =
            |x: f64, y: f64| 1.0 + x - 2.0 * y + x * x * y - 0.3 * x.powi(3) * y * y + 0.1 * x * y.powi(3);
        let nodes: Vec<f64> =
            (0..6).flat_map(|j| (0..7).map(move |i| f(f64::from(i), f64::from(j)))).collect();
        let cells = bicubic(&nodes, 7, |v| [*v]);
        assert_eq!(cells.len(), 6 * 5);
        for (i, j, x, y) in [(0, 0, 0.3, 0.7), (3, 4, 0.9, 0.1), (2, 1, 0.0, 1.0)] {
            let cell: &Cell<1> = &cells[j * 6 + i];
            let (value, ..) = cell.with_slopes(x, y);
            assert!((value - f(i as f64 + x, j as f64 + y)).abs() < 1e-12);
            assert!((cell.at(x, y)[0] - value).abs() < 1e-13);
        }
    }

    #[test]
    fn halving_the_step_gives_an_eighth_of_the_error_in_slope() {
        let error = |n: usize| {
            let h = 3.0 / (n - 1) as f64;
            let f = |x: f64, y: f64| (x * h).sin() * (y * h).cos();
            let nodes: Vec<f64> = (0..n * n).map(|k| f((k % n) as f64, (k / n) as f64)).collect();
            let cells: Vec<Cell<1>> = bicubic(&nodes, n, |v| [*v]);
            let mut largest = 0.0_f64;
            for (k, cell) in cells.iter().enumerate() {
                let (i, j) = ((k % (n - 1)) as f64, (k / (n - 1)) as f64);
                for x in [0.0, 0.21, 0.5, 0.79, 1.0] {
                    let exact = ((i + x) * h).cos() * ((j + x) * h).cos();
                    largest = largest.max((cell.with_slopes(x, x).1 / h - exact).abs());
                }
            }
            largest
        };
        let order = (error(21) / error(41)).log2();
        assert!((2.8..3.3).contains(&order), "{order}");
    }
}
