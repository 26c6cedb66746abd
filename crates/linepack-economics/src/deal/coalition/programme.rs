//! One round of the search for the nucleolus: the least t such that no unsettled coalition complains more than t.
//!
//! ```text
//! min t   x(S) + t ≥ v(S)  for S outside the span of what is settled
//!         x(S) = b_S       for S settled,      x_i ≥ v(i)  when splits must be imputations
//! ```
//!
//! Solved from the side of its dual, whose columns are coalitions and whose basis has only n + 1 of them: each step
//! prices all coalitions at the current split, takes in the one that complains most, and solves three small systems
//! afresh. Ties, which abound among coalitions, are broken lexicographically, so the walk cannot circle.

use super::super::Error;
use super::span::Span;
use super::{Game, sums};

/// Below this a multiplier or a violation counts as zero; the game is scaled to values of at most one.
const ZERO: f64 = 1e-10;
/// Steps after which the walk is given up: a guard against arithmetic only, the order of leaving rows cannot circle.
const LIMIT: usize = 20_000;

/// A constraint that holds with equality in the current basis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Row {
    /// x(S) is settled.
    Settled(usize),
    /// x(S) + t = v(S).
    Tight(usize),
    /// `x_i` = v(i).
    Floor(usize),
}

/// The constraints of a round.
#[derive(Debug, Clone)]
pub(crate) struct Programme<'a> {
    /// The game, scaled.
    pub(crate) game: &'a Game,
    /// Settled coalitions, linearly independent, and what they get.
    pub(crate) settled: &'a [(usize, f64)],
    /// Span of the settled coalitions.
    pub(crate) span: &'a Span,
    /// Whether no player may get less than alone.
    pub(crate) imputations: bool,
}

/// The optimum of a round and the multipliers that prove it.
#[derive(Debug, Clone)]
pub(crate) struct Optimum {
    pub(crate) split: Vec<f64>,
    pub(crate) excess: f64,
    pub(crate) rows: Vec<(Row, f64)>,
}

impl Programme<'_> {
    pub(crate) fn solve(&self) -> Result<Optimum, Error> {
        let n = self.game.players();
        let inside = self.span.members();
        let mut rows = self.start(&inside);
        let first: Vec<Vec<f64>> = rows.iter().map(|&row| self.vector(row)).collect();
        for _ in 0..LIMIT {
            let matrix: Vec<Vec<f64>> = rows.iter().map(|&row| self.vector(row)).collect();
            let z = solve(&matrix, &rows.iter().map(|&row| vec![self.bound(row)]).collect::<Vec<_>>())
                .map(|columns| columns.into_iter().map(|row| row[0]).collect::<Vec<_>>());
            let Some(z) = z else { break };
            let entering = self.worst(&z, &inside);

            // Multipliers, the entering row in terms of the basis, and the first basis in terms of this one.
            let transposed: Vec<Vec<f64>> =
                (0..=n).map(|i| matrix.iter().map(|row| row[i]).collect()).collect();
            let enters = entering.map_or_else(|| vec![0.0; n + 1], |row| self.vector(row));
            let right: Vec<Vec<f64>> = (0..=n)
                .map(|i| {
                    let mut line = vec![f64::from(u8::from(i == n)), enters[i]];
                    line.extend(first.iter().map(|row| row[i]));
                    line
                })
                .collect();
            let Some(table) = solve(&transposed, &right) else { break };
            let Some(entering) = entering else {
                let rows = rows.into_iter().zip(table.iter().map(|line| line[0])).collect();
                let excess = z[n];
                return Ok(Optimum { split: z[..n].to_vec(), excess, rows });
            };
            let candidates = (0..=n).filter(|&k| !matches!(rows[k], Row::Settled(_)) && table[k][1] > ZERO);
            let Some(leaving) =
                candidates.reduce(|best, k| if earlier(&table[k], &table[best]) { k } else { best })
            else {
                break;
            };
            rows[leaving] = entering;
        }
        let hint = "check that the values are of one unit and comparable size; subtract what each player earns alone";
        Err(Error::NotFound { method: "the search for the nucleolus", limit: LIMIT, hint })
    }

    /// A first basis: some coalition and the rest of the players, half each, filled up with single players.
    fn start(&self, inside: &[bool]) -> Vec<Row> {
        let n = self.game.players();
        let mut rows: Vec<Row> = (0..self.settled.len()).map(Row::Settled).collect();
        let mut span = self.span.clone();
        if let Some(player) = (0..n).find(|i| !inside[1 << i]) {
            span.add(1 << player);
            rows.extend([Row::Tight(1 << player), Row::Tight(self.game.everyone() & !(1 << player))]);
        }
        for player in 0..n {
            if span.add(1 << player) {
                rows.push(Row::Tight(1 << player));
            }
        }
        rows
    }

    /// The constraint that the split breaks most, if any.
    fn worst(&self, z: &[f64], inside: &[bool]) -> Option<Row> {
        let n = self.game.players();
        let (t, values) = (z[n], self.game.values());
        let mut worst = (ZERO, None);
        for (coalition, (v, x)) in values.iter().zip(sums(&z[..n])).enumerate() {
            let broken = v - x - t;
            if broken > worst.0 && !inside[coalition] {
                worst = (broken, Some(Row::Tight(coalition)));
            }
        }
        if self.imputations {
            for player in (0..n).filter(|i| !inside[1 << i]) {
                let broken = values[1 << player] - z[player];
                if broken > worst.0 {
                    worst = (broken, Some(Row::Floor(player)));
                }
            }
        }
        worst.1
    }

    /// Left-hand side of a row over (x₁ … x_n, t).
    fn vector(&self, row: Row) -> Vec<f64> {
        let n = self.game.players();
        let (coalition, t) = match row {
            Row::Settled(index) => (self.settled[index].0, 0.0),
            Row::Tight(coalition) => (coalition, 1.0),
            Row::Floor(player) => (1 << player, 0.0),
        };
        (0..n).map(|i| (coalition >> i & 1) as f64).chain([t]).collect()
    }

    /// Right-hand side of a row.
    fn bound(&self, row: Row) -> f64 {
        match row {
            Row::Settled(index) => self.settled[index].1,
            Row::Tight(coalition) => self.game.value(coalition),
            Row::Floor(player) => self.game.value(1 << player),
        }
    }
}

/// Whether a row of (multiplier, pivot, perturbations) leaves before another: lexicographic order of ratios.
fn earlier(row: &[f64], other: &[f64]) -> bool {
    for index in (0..row.len()).filter(|&i| i != 1) {
        let difference = row[index] / row[1] - other[index] / other[1];
        if difference.abs() > ZERO {
            return difference < 0.0;
        }
    }
    false
}

/// Solves a small square system for several right-hand sides by elimination with row pivots; `None` when singular.
fn solve(matrix: &[Vec<f64>], right: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut lines: Vec<Vec<f64>> =
        matrix.iter().zip(right).map(|(row, r)| row.iter().chain(r).copied().collect()).collect();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| lines[a][column].abs().total_cmp(&lines[b][column].abs()))?;
        if lines[pivot][column].abs() < ZERO {
            return None;
        }
        lines.swap(column, pivot);
        let (done, below) = lines.split_at_mut(column + 1);
        let lead = &done[column];
        for line in below {
            let factor = line[column] / lead[column];
            if factor != 0.0 {
                for (a, b) in line[column..].iter_mut().zip(&lead[column..]) {
                    *a -= factor * b;
                }
            }
        }
    }
    for column in (0..n).rev() {
        let (above, rest) = lines.split_at_mut(column);
        let lead = &mut rest[0];
        let pivot = lead[column];
        for value in &mut lead[n..] {
            *value /= pivot;
        }
        for line in above {
            let factor = line[column];
            if factor != 0.0 {
                for (a, b) in line[n..].iter_mut().zip(&lead[n..]) {
                    *a -= factor * b;
                }
            }
        }
    }
    Some(lines.into_iter().map(|line| line[n..].to_vec()).collect())
}
