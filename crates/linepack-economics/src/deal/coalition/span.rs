//! Which coalitions are combinations of others, decided exactly.
//!
//! A coalition is a vector of zeros and ones. A set of k such vectors of length n ≤ 20 has minors of at most 20^10 < p
//! by Hadamard, so independence over the rationals and modulo the prime p = 2^61 − 1 are the same.

/// A Mersenne prime above every minor of a 20 × 20 matrix of zeros and ones.
const P: u64 = (1 << 61) - 1;

fn multiply(a: u64, b: u64) -> u64 {
    // The remainder is below P < 2^61.
    u64::try_from(u128::from(a) * u128::from(b) % u128::from(P)).unwrap_or(0)
}

fn subtract(a: u64, b: u64) -> u64 {
    if a >= b { a - b } else { a + P - b }
}

fn inverse(a: u64) -> u64 {
    // Fermat: a^(P−2).
    let (mut base, mut exponent, mut result) = (a, P - 2, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base);
        }
        base = multiply(base, base);
        exponent >>= 1;
    }
    result
}

/// The span of some coalitions, as rows reduced modulo p; each row has its own leading player.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    players: usize,
    rows: Vec<(usize, Vec<u64>)>,
}

impl Span {
    pub(crate) fn empty(players: usize) -> Self {
        Self { players, rows: Vec::with_capacity(players) }
    }

    pub(crate) fn rank(&self) -> usize {
        self.rows.len()
    }

    /// Adds a coalition; false, and no change, when it was in the span already.
    pub(crate) fn add(&mut self, coalition: usize) -> bool {
        let mut vector: Vec<u64> = (0..self.players).map(|i| (coalition >> i & 1) as u64).collect();
        for (lead, row) in &self.rows {
            let factor = vector[*lead];
            if factor != 0 {
                for (v, r) in vector.iter_mut().zip(row) {
                    *v = subtract(*v, multiply(factor, *r));
                }
            }
        }
        let Some(lead) = vector.iter().position(|&v| v != 0) else { return false };
        let scale = inverse(vector[lead]);
        for v in &mut vector {
            *v = multiply(*v, scale);
        }
        // Clear the new lead from older rows, so that every row holds zeros at all other leads.
        for (_, row) in &mut self.rows {
            let factor = row[lead];
            if factor != 0 {
                for (r, v) in row.iter_mut().zip(&vector) {
                    *r = subtract(*r, multiply(factor, *v));
                }
            }
        }
        self.rows.push((lead, vector));
        true
    }

    /// For every coalition, whether it lies in the span: a vector does when all that is orthogonal to the span is
    /// orthogonal to it.
    pub(crate) fn members(&self) -> Vec<bool> {
        let mut inside = vec![true; 1 << self.players];
        let mut product = vec![0_u64; 1 << self.players];
        let leads: Vec<usize> = self.rows.iter().map(|(lead, _)| *lead).collect();
        for free in (0..self.players).filter(|i| !leads.contains(i)) {
            let mut normal = vec![0; self.players];
            normal[free] = 1;
            for (lead, row) in &self.rows {
                normal[*lead] = subtract(0, row[free]);
            }
            for coalition in 1..product.len() {
                let rest = product[coalition & (coalition - 1)];
                let sum = rest + normal[coalition.trailing_zeros() as usize];
                product[coalition] = if sum >= P { sum - P } else { sum };
                inside[coalition] &= product[coalition] == 0;
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_coalition_and_the_rest_make_everyone() {
        let mut span = Span::empty(4);
        assert!(span.add(0b1111) && span.add(0b0011));
        assert!(!span.add(0b1100));
        let inside = span.members();
        let found: Vec<usize> = (0..16).filter(|&s| inside[s]).collect();
        assert_eq!(found, [0b0000, 0b0011, 0b1100, 0b1111]);
    }

    #[test]
    fn a_combination_with_fractions_is_found() {
        // 111 = ½ (011 + 101 + 110).
        let mut span = Span::empty(3);
        assert!(span.add(0b011) && span.add(0b101) && span.add(0b110));
        assert_eq!(span.rank(), 3);
        assert!(span.members().into_iter().all(|inside| inside));
    }

    proptest! {
        #[test]
        fn members_are_those_that_cannot_be_added(picks in proptest::collection::vec(1_usize..64, 0..6)) {
            let mut span = Span::empty(6);
            for &pick in &picks { span.add(pick); }
            let inside = span.members();
            for (s, &member) in inside.iter().enumerate().skip(1) {
                prop_assert_eq!(member, !span.clone().add(s));
            }
        }
    }
}
