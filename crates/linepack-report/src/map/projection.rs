//! Albers' equal-area conic projection fitted to a region, on a sphere.
//!
//! ```text
//! n = (sin φ₁ + sin φ₂)/2,   C = cos²φ₁ + 2 n sin φ₁
//! ρ = R √(C − 2 n sin φ)/n,  θ = n (λ − λ₀)
//! x = ρ sin θ,               y = ρ₀ − ρ cos θ
//! ```
//!
//! | symbol | meaning                                   |
//! |--------|-------------------------------------------|
//! | φ, λ   | latitude, longitude                       |
//! | φ₁, φ₂ | latitudes at which shapes are true        |
//! | λ₀     | longitude of the middle                   |
//! | R      | radius of the Earth; x and y carry its unit |
//!
//! Source: Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), eqs. (14-1) to (14-6);
//! where n vanishes (a region astride the equator) it becomes Lambert's cylindrical projection, eqs. (10-1), (10-2).

/// Mean radius of the Earth, km (IUGG).
const EARTH_RADIUS: f64 = 6371.0088;

/// A projection fitted to a region.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Albers {
    n: f64,
    c: f64,
    rho_0: f64,
    middle_longitude: f64,
    middle_latitude: f64,
}

impl Albers {
    /// For a region between two latitudes, with its middle at a longitude; all in degrees.
    pub(crate) fn fitted(south: f64, north: f64, middle_longitude: f64) -> Self {
        // Standard parallels a sixth from the ends keep the greatest distortion small (Snyder, p. 99).
        let sixth = (north - south) / 6.0;
        let (phi_1, phi_2) = ((south + sixth).to_radians(), (north - sixth).to_radians());
        let n = f64::midpoint(phi_1.sin(), phi_2.sin());
        let c = phi_1.cos().powi(2) + 2.0 * n * phi_1.sin();
        let middle_latitude = f64::midpoint(south, north);
        let mut projection = Self { n, c, rho_0: 0.0, middle_longitude, middle_latitude };
        if !projection.is_cylindrical() {
            projection.rho_0 = projection.rho(middle_latitude);
        }
        projection
    }

    fn is_cylindrical(&self) -> bool {
        self.n.abs() < 1e-3
    }

    fn rho(&self, latitude: f64) -> f64 {
        (self.c - 2.0 * self.n * latitude.to_radians().sin()).max(0.0).sqrt() / self.n
    }

    /// Longitude and latitude of the middle.
    pub(crate) fn middle(&self) -> (f64, f64) {
        (self.middle_longitude, self.middle_latitude)
    }

    /// Longitude turned to within half a circle of the middle.
    pub(crate) fn near_middle(&self, longitude: f64) -> f64 {
        let offset = (longitude - self.middle_longitude + 180.0).rem_euclid(360.0) - 180.0;
        self.middle_longitude + offset
    }

    /// Plane coordinates in km, x to the east and y to the north. The longitude is taken as it is, not turned.
    pub(crate) fn project(&self, longitude: f64, latitude: f64) -> (f64, f64) {
        let lambda = (longitude - self.middle_longitude).to_radians();
        if self.is_cylindrical() {
            let sine = latitude.to_radians().sin() - self.middle_latitude.to_radians().sin();
            return (EARTH_RADIUS * lambda, EARTH_RADIUS * sine);
        }
        let rho = self.rho(latitude);
        let theta = self.n * lambda;
        (EARTH_RADIUS * rho * theta.sin(), EARTH_RADIUS * (self.rho_0 - rho * theta.cos()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn snyders_worked_example_is_repeated() {
        // Snyder (1987), p. 291: sphere of radius 1, parallels 29°30' and 45°30', origin 23° N 96° W, point 35° N 75° W.
        let (phi_1, phi_2): (f64, f64) = (29.5_f64.to_radians(), 45.5_f64.to_radians());
        let n = f64::midpoint(phi_1.sin(), phi_2.sin());
        let c = phi_1.cos().powi(2) + 2.0 * n * phi_1.sin();
        let mut albers = Albers { n, c, rho_0: 0.0, middle_longitude: -96.0, middle_latitude: 23.0 };
        albers.rho_0 = albers.rho(23.0);
        let (x, y) = albers.project(-75.0, 35.0);
        assert!((x / EARTH_RADIUS - 0.2952720).abs() < 5e-8, "{}", x / EARTH_RADIUS);
        assert!((y / EARTH_RADIUS - 0.2416774).abs() < 5e-8, "{}", y / EARTH_RADIUS);
    }

    proptest! {
        #[test]
        fn areas_are_kept(south in -60.0..40.0f64, height in 4.0..40.0f64, middle in -180.0..180.0f64, east in -20.0..20.0f64) {
            let albers = Albers::fitted(south, south + height, middle);
            let (longitude, latitude, d) = (middle + east, south + 0.4 * height, 1e-3);
            let (a, b, c) = (albers.project(longitude, latitude), albers.project(longitude + d, latitude), albers.project(longitude, latitude + d));
            let area = (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
            let sphere = EARTH_RADIUS.powi(2) * d.to_radians() * ((latitude + d).to_radians().sin() - latitude.to_radians().sin());
            prop_assert!((area / sphere - 1.0).abs() < 1e-3, "{}", area / sphere);
        }
    }
}
