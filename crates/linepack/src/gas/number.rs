//! Numbers that carry derivatives, so that a formula is written once and differentiated exactly.
//!
//! ```text
//! f(x + ε) = f(x) + f′(x) ε + ½ f″(x) ε²
//! ```
//!
//! [`Number`] is what a formula asks for; `f64` is the plain case, [`Jet`] carries all first and
//! second derivatives with respect to two variables (pressure or density, and temperature).

#![allow(clippy::return_self_not_must_use, reason = "arithmetic on copies: a dropped result is plain to see")]

use std::ops::{Add, Div, Mul, Neg, Sub};

/// What a formula needs of a number.
pub trait Number:
    Copy
    + From<f64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    /// The value without its derivatives.
    fn value(self) -> f64;

    /// A function of one variable applied, given its value, first and second derivative here.
    fn chain(self, f: f64, first: f64, second: f64) -> Self;

    /// 1/x.
    fn recip(self) -> Self {
        let r = 1.0 / self.value();
        self.chain(r, -r * r, 2.0 * r * r * r)
    }

    /// eˣ.
    fn exp(self) -> Self {
        let e = self.value().exp();
        self.chain(e, e, e)
    }

    /// Natural logarithm.
    fn ln(self) -> Self {
        let x = self.value();
        self.chain(x.ln(), 1.0 / x, -1.0 / (x * x))
    }

    /// √x.
    fn sqrt(self) -> Self {
        let r = self.value().sqrt();
        self.chain(r, 0.5 / r, -0.25 / (r * r * r))
    }

    /// x to a real power; x must be positive.
    fn powf(self, n: f64) -> Self {
        let x = self.value();
        let y = x.powf(n);
        self.chain(y, n * y / x, n * (n - 1.0) * y / (x * x))
    }

    /// x to a whole power.
    fn powi(self, n: i32) -> Self {
        let x = self.value();
        let m = f64::from(n);
        let first = if n == 0 { 0.0 } else { m * x.powi(n - 1) };
        let second = if n == 0 || n == 1 { 0.0 } else { m * (m - 1.0) * x.powi(n - 2) };
        self.chain(x.powi(n), first, second)
    }
}

impl Number for f64 {
    fn value(self) -> f64 {
        self
    }

    fn chain(self, f: f64, _first: f64, _second: f64) -> f64 {
        f
    }
}

/// A value with its first and second derivatives in two variables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jet {
    /// The value.
    pub v: f64,
    /// ∂/∂x.
    pub x: f64,
    /// ∂/∂y.
    pub y: f64,
    /// ∂²/∂x².
    pub xx: f64,
    /// ∂²/∂x∂y.
    pub xy: f64,
    /// ∂²/∂y².
    pub yy: f64,
}

impl Jet {
    /// The first variable, at `v`.
    pub fn first(v: f64) -> Self {
        Jet { x: 1.0, ..Jet::from(v) }
    }

    /// The second variable, at `v`.
    pub fn second(v: f64) -> Self {
        Jet { y: 1.0, ..Jet::from(v) }
    }

    fn map2(self, other: Jet, f: impl Fn(f64, f64) -> f64) -> Jet {
        Jet {
            v: f(self.v, other.v),
            x: f(self.x, other.x),
            y: f(self.y, other.y),
            xx: f(self.xx, other.xx),
            xy: f(self.xy, other.xy),
            yy: f(self.yy, other.yy),
        }
    }
}

impl Number for Jet {
    fn value(self) -> f64 {
        self.v
    }

    fn chain(self, f: f64, first: f64, second: f64) -> Jet {
        Jet {
            v: f,
            x: first * self.x,
            y: first * self.y,
            xx: first * self.xx + second * self.x * self.x,
            xy: first * self.xy + second * self.x * self.y,
            yy: first * self.yy + second * self.y * self.y,
        }
    }
}

impl From<f64> for Jet {
    fn from(v: f64) -> Jet {
        Jet { v, x: 0.0, y: 0.0, xx: 0.0, xy: 0.0, yy: 0.0 }
    }
}

impl Add for Jet {
    type Output = Jet;
    fn add(self, other: Jet) -> Jet {
        self.map2(other, |a, b| a + b)
    }
}

impl Sub for Jet {
    type Output = Jet;
    fn sub(self, other: Jet) -> Jet {
        self.map2(other, |a, b| a - b)
    }
}

impl Mul for Jet {
    type Output = Jet;
    fn mul(self, b: Jet) -> Jet {
        let a = self;
        Jet {
            v: a.v * b.v,
            x: a.x * b.v + a.v * b.x,
            y: a.y * b.v + a.v * b.y,
            xx: a.xx * b.v + 2.0 * a.x * b.x + a.v * b.xx,
            xy: a.xy * b.v + a.x * b.y + a.y * b.x + a.v * b.xy,
            yy: a.yy * b.v + 2.0 * a.y * b.y + a.v * b.yy,
        }
    }
}

impl Div for Jet {
    type Output = Jet;
    #[allow(clippy::suspicious_arithmetic_impl, reason = "a quotient is a product with the reciprocal")]
    fn div(self, other: Jet) -> Jet {
        self * other.recip()
    }
}

impl Neg for Jet {
    type Output = Jet;
    fn neg(self) -> Jet {
        self * -1.0
    }
}

impl Add<f64> for Jet {
    type Output = Jet;
    fn add(self, other: f64) -> Jet {
        Jet { v: self.v + other, ..self }
    }
}

impl Sub<f64> for Jet {
    type Output = Jet;
    fn sub(self, other: f64) -> Jet {
        Jet { v: self.v - other, ..self }
    }
}

impl Mul<f64> for Jet {
    type Output = Jet;
    fn mul(self, other: f64) -> Jet {
        self.map2(self, |a, _| a * other)
    }
}

impl Div<f64> for Jet {
    type Output = Jet;
    fn div(self, other: f64) -> Jet {
        self.map2(self, |a, _| a / other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formula<N: Number>(x: N, y: N) -> N {
        (x * y).sqrt() + (x / y).ln() * x.powi(3) - y.powf(1.5).exp() / x + (-x).exp() * 2.0
    }

    #[test]
    fn derivatives_carried_along_agree_with_differences() {
        let (x, y, e) = (1.3, 0.7, 1e-4);
        let jet = formula(Jet::first(x), Jet::second(y));
        let f = |x: f64, y: f64| formula(x, y);
        let close = |a: f64, b: f64| assert!((a - b).abs() < 2e-6 * (1.0 + a.abs()), "{a} against {b}");
        close(jet.v, f(x, y));
        close(jet.x, (f(x + e, y) - f(x - e, y)) / (2.0 * e));
        close(jet.y, (f(x, y + e) - f(x, y - e)) / (2.0 * e));
        close(jet.xx, (f(x + e, y) - 2.0 * f(x, y) + f(x - e, y)) / (e * e));
        close(jet.yy, (f(x, y + e) - 2.0 * f(x, y) + f(x, y - e)) / (e * e));
        let cross = f(x + e, y + e) - f(x + e, y - e) - f(x - e, y + e) + f(x - e, y - e);
        close(jet.xy, cross / (4.0 * e * e));
    }
}
