//! What is bought at which price: a line, or a curve of constant elasticity.

use serde::{Deserialize, Serialize};

use super::MarketError;

/// Inverse demand: the price at which a quantity is bought.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, try_from = "Fields")]
pub enum Demand {
    /// P = A − B Q; in a file `intercept` and `slope`.
    Linear(LinearDemand),
    /// P = p₀ (Q/q₀)^(1/ε); in a file `price`, `quantity` and `elasticity`.
    Isoelastic(IsoelasticDemand),
}

/// The fields of both kinds as a file may have them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    intercept: Option<f64>,
    slope: Option<f64>,
    price: Option<f64>,
    quantity: Option<f64>,
    elasticity: Option<f64>,
}

impl TryFrom<Fields> for Demand {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        match (fields.intercept, fields.slope, fields.price, fields.quantity, fields.elasticity) {
            (Some(intercept), Some(slope), None, None, None) => {
                Ok(Self::Linear(LinearDemand { intercept, slope }))
            }
            (None, None, Some(price), Some(quantity), Some(elasticity)) => {
                Ok(Self::Isoelastic(IsoelasticDemand { price, quantity, elasticity }))
            }
            _ => {
                Err("a demand has `intercept` and `slope` (a line), or `price`, `quantity` and `elasticity`")
            }
        }
    }
}

impl From<LinearDemand> for Demand {
    fn from(line: LinearDemand) -> Self {
        Self::Linear(line)
    }
}

impl From<IsoelasticDemand> for Demand {
    fn from(curve: IsoelasticDemand) -> Self {
        Self::Isoelastic(curve)
    }
}

impl Demand {
    /// Price at which `quantity` is bought.
    pub fn price(&self, quantity: f64) -> f64 {
        match self {
            Self::Linear(line) => line.price(quantity),
            Self::Isoelastic(curve) => curve.price(quantity),
        }
    }

    /// The same demand with `factor` times the quantity at every price.
    #[must_use]
    pub fn grown(&self, factor: f64) -> Self {
        match *self {
            Self::Linear(line) => Self::Linear(LinearDemand { slope: line.slope / factor, ..line }),
            Self::Isoelastic(curve) => {
                Self::Isoelastic(IsoelasticDemand { quantity: curve.quantity * factor, ..curve })
            }
        }
    }

    /// The line, if it is one.
    pub fn line_mut(&mut self) -> Option<&mut LinearDemand> {
        match self {
            Self::Linear(line) => Some(line),
            Self::Isoelastic(_) => None,
        }
    }

    /// The line, if it is one.
    pub fn line(&self) -> Option<LinearDemand> {
        match self {
            Self::Linear(line) => Some(*line),
            Self::Isoelastic(_) => None,
        }
    }
}

/// Inverse demand whose elasticity is the same everywhere.
///
/// ```text
/// P = p₀ (Q/q₀)^(1/ε)
/// ```
///
/// | symbol | field        | unit             | range   |
/// |--------|--------------|------------------|---------|
/// | p₀     | `price`      | money per volume | above 0 |
/// | q₀     | `quantity`   | volume a year    | above 0 |
/// | ε      | `elasticity` | –                | below 0; below −1 where a seller has market power |
///
/// A seller who believes that he moves the price has a best answer only if revenue grows with the
/// quantity: Murphy, Sherali and Soyster, Math. Programming 24 (1982) 92–106.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IsoelasticDemand {
    /// Reference price p₀.
    pub price: f64,
    /// Quantity bought at it, q₀.
    pub quantity: f64,
    /// Elasticity ε.
    pub elasticity: f64,
}

impl IsoelasticDemand {
    /// Price at which `quantity` is bought.
    ///
    /// ```
    /// use linepack_economics::market::IsoelasticDemand;
    /// let midwest = IsoelasticDemand { price: 8.01, quantity: 2.96, elasticity: -0.65 };
    /// assert!((midwest.price(2.8696072725962485) - 8.401453618396461).abs() < 1e-7);
    /// ```
    pub fn price(&self, quantity: f64) -> f64 {
        self.price * (quantity / self.quantity).powf(1.0 / self.elasticity)
    }
}

/// Inverse demand that falls linearly with the quantity.
///
/// ```text
/// P = A − B Q
/// ```
///
/// | symbol | field       | unit                     | range   |
/// |--------|-------------|--------------------------|---------|
/// | A      | `intercept` | money per volume         | above 0 |
/// | B      | `slope`     | money per volume squared | above 0 |
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinearDemand {
    /// Price at which nothing is bought, A.
    pub intercept: f64,
    /// Fall of the price per unit of quantity, B.
    pub slope: f64,
}

impl LinearDemand {
    /// The line through a point that is known, with the elasticity it has there.
    ///
    /// ```text
    /// B = −p₀/(ε q₀),   A = p₀ + B q₀
    /// ```
    ///
    /// | symbol | argument     | unit             | range   |
    /// |--------|--------------|------------------|---------|
    /// | p₀     | `price`      | money per volume | above 0 |
    /// | q₀     | `quantity`   | volume a year    | above 0 |
    /// | ε      | `elasticity` | –                | below 0 |
    ///
    /// ```
    /// use linepack_economics::market::LinearDemand;
    /// let europe = LinearDemand::calibrated(413.0, 410.0, -0.4)?;
    /// assert!((europe.intercept - 1445.5).abs() < 1e-9);
    /// assert!((europe.price(410.0) - 413.0).abs() < 1e-9);
    /// assert!(LinearDemand::calibrated(413.0, 410.0, 0.0).is_err());
    /// # Ok::<(), linepack_economics::market::MarketError>(())
    /// ```
    pub fn calibrated(price: f64, quantity: f64, elasticity: f64) -> Result<Self, MarketError> {
        if !(elasticity < 0.0 && elasticity.is_finite()) {
            return Err(MarketError::Elasticity { elasticity });
        }
        let slope = -price / (elasticity * quantity);
        let intercept = price + slope * quantity;
        if !(price > 0.0 && quantity > 0.0 && slope > 0.0 && intercept.is_finite()) {
            return Err(MarketError::ReferencePoint { price, quantity });
        }
        Ok(Self { intercept, slope })
    }

    /// Price at which `quantity` is bought, P = A − B Q.
    pub fn price(&self, quantity: f64) -> f64 {
        self.intercept - self.slope * quantity
    }
}
