//! What producing costs: Golombek's curve, and further terms of other published models.

use serde::{Deserialize, Serialize};

/// Cost of producing at rate q.
///
/// ```text
/// c′(q) = α + β q + γ ln(1 − q/Q̄),   0 ≤ q ≤ φ Q̄
/// ```
///
/// | symbol | field          | unit                     | range    |
/// |--------|----------------|--------------------------|----------|
/// | α      | `alpha`        | money per volume         | any      |
/// | β      | `beta`         | money per volume squared | 0 and up |
/// | γ      | `gamma`        | money per volume         | 0 and below |
/// | Q̄      | `capacity`     | volume a year            | 0 and up |
/// | φ      | `cap_fraction` | –                        | above 0 to 1; below 1 with γ |
///
/// Source: Golombek, Gjelsvik and Rosendahl, The Energy Journal 16(4) (1995) 97–120.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golombek {
    /// Cost of the first unit, α.
    pub alpha: f64,
    /// Rise of the marginal cost, β.
    pub beta: f64,
    /// Weight of the term that grows towards full capacity, γ.
    pub gamma: f64,
    /// Capacity Q̄.
    pub capacity: f64,
    /// Share φ of the capacity that can be used; the logarithm has no end at 1.
    #[serde(default = "usable_fraction")]
    pub cap_fraction: f64,
}

fn usable_fraction() -> f64 {
    0.995
}

impl Golombek {
    /// Marginal cost c′(q).
    pub fn marginal(&self, q: f64) -> f64 {
        let tail = if self.gamma == 0.0 { 0.0 } else { self.gamma * (-q / self.capacity).ln_1p() };
        self.alpha + self.beta * q + tail
    }

    /// Cost of producing at rate q for a year, the integral of c′ from 0.
    ///
    /// ```
    /// use linepack_economics::market::Golombek;
    /// let field = Golombek { alpha: 20.0, beta: 0.06, gamma: -8.0, capacity: 720.0, cap_fraction: 0.995 };
    /// let slope = (field.total(400.001) - field.total(399.999)) / 0.002;
    /// assert!((slope - field.marginal(400.0)).abs() < 1e-5);
    /// ```
    pub fn total(&self, q: f64) -> f64 {
        let tail = if self.gamma == 0.0 {
            0.0
        } else {
            -self.gamma * ((self.capacity - q) * (-q / self.capacity).ln_1p() + q)
        };
        self.alpha * q + 0.5 * self.beta * q * q + tail
    }
}

/// A further term of a marginal cost, beside Golombek's.
///
/// | kind         | term      | symbols                                            | source |
/// |--------------|-----------|----------------------------------------------------|--------|
/// | `Reciprocal` | b/(Q̄ − q) | b `weight`, money a year, 0 and up; Q̄ the capacity | Manne and Beltramo (1984), the gas trade model |
/// | `Power`      | (q/L)^e   | L `scale`, volume a year; e `exponent`; both above 0 | Murphy, Sherali and Soyster, Math. Programming 24 (1982) 92–106 |
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Rise {
    /// Grows without end towards full capacity.
    Reciprocal {
        /// Weight b.
        weight: f64,
    },
    /// Grows with a power of the rate.
    Power {
        /// Rate L at which the term is 1.
        scale: f64,
        /// Exponent e.
        exponent: f64,
    },
}

impl Rise {
    /// The term at rate q with capacity Q̄.
    pub fn marginal(&self, q: f64, capacity: f64) -> f64 {
        match *self {
            Self::Reciprocal { weight } => weight / (capacity - q),
            Self::Power { scale, exponent } => (q / scale).powf(exponent),
        }
    }

    /// Its integral from 0 to q.
    ///
    /// ```
    /// use linepack_economics::market::Rise;
    /// let gulf = Rise::Reciprocal { weight: 6.4754 };
    /// let slope = (gulf.total(8.001, 9.75) - gulf.total(7.999, 9.75)) / 0.002;
    /// assert!((slope - gulf.marginal(8.0, 9.75)).abs() < 1e-5);
    /// ```
    pub fn total(&self, q: f64, capacity: f64) -> f64 {
        match *self {
            Self::Reciprocal { weight } => -weight * (-q / capacity).ln_1p(),
            Self::Power { scale, exponent } => q * (q / scale).powf(exponent) / (exponent + 1.0),
        }
    }
}
