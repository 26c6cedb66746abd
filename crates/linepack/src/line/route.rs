//! What is built between the stations: the route and its pipe.

use serde::{Deserialize, Serialize};

use super::error::LineError;
use crate::equations::pipe::{Pipe, Terms};

/// A place on a route. Between two points everything is linear in distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RoutePoint {
    /// Distance from the inlet along the pipe, m.
    pub distance: f64,
    /// Elevation above sea level, m.
    pub elevation: f64,
    /// Temperature of undisturbed ground at pipe depth, K.
    pub ground_temperature: f64,
    /// Temperature of the air, which derates turbines and limits aftercoolers, K.
    pub air_temperature: f64,
}

/// Points in order of distance, the first at 0; its rule is kept by [`Route::new`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<RoutePoint>", into = "Vec<RoutePoint>")]
pub struct Route {
    points: Vec<RoutePoint>,
    /// Integral of the elevation over distance from the inlet to each point, m².
    elevation_integral: Vec<f64>,
}

impl Route {
    /// A route from at least two points, whose distances start at 0 and rise.
    pub fn new(points: Vec<RoutePoint>) -> Result<Self, LineError> {
        let unsound = |index: usize, what, value, hint| {
            Err(LineError::Unsound { place: format!("route point {index}"), what, value, hint })
        };
        if points.len() < 2 {
            return unsound(
                points.len(),
                "number of points",
                points.len() as f64,
                "give at least two points",
            );
        }
        let mut before = f64::NEG_INFINITY;
        for (index, point) in points.iter().enumerate() {
            if !(point.distance > before && point.distance.is_finite()) {
                return unsound(index, "distance", point.distance, "distances must rise from point to point");
            }
            if index == 0 && point.distance != 0.0 {
                return unsound(index, "distance", point.distance, "the first point is the inlet, at 0 m");
            }
            before = point.distance;
            if !point.elevation.is_finite() {
                return unsound(index, "elevation", point.elevation, "give it in m above sea level");
            }
            for (what, value) in
                [("ground temperature", point.ground_temperature), ("air temperature", point.air_temperature)]
            {
                if !(value > 150.0 && value < 400.0) {
                    return unsound(index, what, value, "give it in K, between 150 and 400");
                }
            }
        }
        let mut elevation_integral = vec![0.0];
        let mut sum = 0.0;
        for pair in points.windows(2) {
            sum += 0.5 * (pair[0].elevation + pair[1].elevation) * (pair[1].distance - pair[0].distance);
            elevation_integral.push(sum);
        }
        Ok(Self { points, elevation_integral })
    }

    /// The points.
    pub fn points(&self) -> &[RoutePoint] {
        &self.points
    }

    /// Length of the line, m.
    pub fn length(&self) -> f64 {
        self.points[self.points.len() - 1].distance
    }

    /// The place at a distance in m; before the inlet and beyond the end all stays as there.
    pub fn at(&self, distance: f64) -> RoutePoint {
        let mut cursor = self.points.partition_point(|point| point.distance <= distance).saturating_sub(1);
        self.at_from(distance, &mut cursor)
    }

    /// The place at a distance, looked for from the point `cursor`, which is moved there.
    pub(super) fn at_from(&self, distance: f64, cursor: &mut usize) -> RoutePoint {
        while *cursor > 0 && self.points[*cursor].distance > distance {
            *cursor -= 1;
        }
        while *cursor + 1 < self.points.len() && self.points[*cursor + 1].distance <= distance {
            *cursor += 1;
        }
        let a = self.points[*cursor];
        let Some(b) = self.points.get(*cursor + 1) else { return RoutePoint { distance, ..a } };
        let t = ((distance - a.distance) / (b.distance - a.distance)).max(0.0);
        let mix = |from: f64, to: f64| from + t * (to - from);
        RoutePoint {
            distance,
            elevation: mix(a.elevation, b.elevation),
            ground_temperature: mix(a.ground_temperature, b.ground_temperature),
            air_temperature: mix(a.air_temperature, b.air_temperature),
        }
    }
}

impl Route {
    /// Integral of the elevation from the inlet to a place found by [`Route::at_from`] with this cursor, m².
    pub(super) fn elevation_integral_at(&self, place: &RoutePoint, cursor: usize) -> f64 {
        let before = self.points[cursor];
        let part = 0.5 * (before.elevation + place.elevation) * (place.distance - before.distance);
        self.elevation_integral[cursor] + part
    }
}

impl TryFrom<Vec<RoutePoint>> for Route {
    type Error = LineError;

    fn try_from(points: Vec<RoutePoint>) -> Result<Self, LineError> {
        Self::new(points)
    }
}

impl From<Route> for Vec<RoutePoint> {
    fn from(route: Route) -> Self {
        route.points
    }
}

/// One kind of pipe from a place on, up to the next section or the end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PipeSection {
    /// Distance from which it lies, m.
    pub from: f64,
    /// Number of identical strings side by side, which share the flow equally; at least 1.
    pub strings: u32,
    /// The pipe of one string.
    pub pipe: Pipe,
    /// Maximum operating pressure, Pa absolute; `None` is not checked.
    pub max_pressure: Option<f64>,
}

/// Limits of the gas in the pipe; one that is passed is reported.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct LineLimits {
    /// Greatest velocity, m/s.
    pub max_velocity: Option<f64>,
    /// Lowest gas temperature, K (frost heave, brittle steel, hydrates).
    pub min_temperature: Option<f64>,
    /// Highest gas temperature, K (coating, thaw).
    pub max_temperature: Option<f64>,
}

/// A route with its pipe and the terms that count; sound by [`Line::new`].
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    route: Route,
    sections: Vec<PipeSection>,
    terms: Terms,
    limits: LineLimits,
}

impl Line {
    /// A line from its route and at least one pipe section, the first from 0, in order.
    pub fn new(
        route: Route,
        sections: Vec<PipeSection>,
        terms: Terms,
        limits: LineLimits,
    ) -> Result<Self, LineError> {
        let unsound = |index: usize, what, value, hint| {
            Err(LineError::Unsound { place: format!("pipe section {index}"), what, value, hint })
        };
        if sections.is_empty() {
            return unsound(0, "number of sections", 0.0, "give at least one, from 0 m");
        }
        let mut before = f64::NEG_INFINITY;
        for (index, section) in sections.iter().enumerate() {
            let first_elsewhere = index == 0 && section.from != 0.0;
            if first_elsewhere || section.from.is_nan() || section.from <= before {
                return unsound(
                    index,
                    "start",
                    section.from,
                    "the first starts at 0 m, each further on than the last",
                );
            }
            before = section.from;
            if section.strings == 0 {
                return unsound(index, "number of strings", 0.0, "give at least 1");
            }
            let pipe = &section.pipe;
            for (what, value) in [
                ("inner diameter", pipe.inner_diameter),
                ("efficiency factor", pipe.efficiency),
                ("diameter of heat transfer", pipe.heat_transfer_diameter),
                ("maximum pressure", section.max_pressure.unwrap_or(1.0)),
            ] {
                if !(value > 0.0 && value.is_finite()) {
                    return unsound(index, what, value, "it must be above 0");
                }
            }
            if !(pipe.roughness >= 0.0 && pipe.roughness < 0.1 * pipe.inner_diameter) {
                return unsound(
                    index,
                    "roughness",
                    pipe.roughness,
                    "give it in m, below a tenth of the diameter",
                );
            }
            if !(pipe.heat_transfer_coefficient >= 0.0 && pipe.heat_transfer_coefficient.is_finite()) {
                let value = pipe.heat_transfer_coefficient;
                return unsound(
                    index,
                    "heat-transfer coefficient",
                    value,
                    "give it in W/(m2 K), not below 0",
                );
            }
        }
        Ok(Self { route, sections, terms, limits })
    }

    /// The route.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// The pipe sections in order.
    pub fn sections(&self) -> &[PipeSection] {
        &self.sections
    }

    /// The terms of momentum and energy that count.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Limits of the gas in the pipe.
    pub fn limits(&self) -> &LineLimits {
        &self.limits
    }

    /// Length of the line, m.
    pub fn length(&self) -> f64 {
        self.route.length()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(distance: f64, elevation: f64) -> RoutePoint {
        RoutePoint { distance, elevation, ground_temperature: 275.0, air_temperature: 270.0 }
    }

    #[test]
    fn a_place_between_points_is_linear_and_beyond_them_stays() {
        let route = Route::new(vec![point(0.0, 10.0), point(100.0, 20.0), point(300.0, 0.0)]).unwrap();
        for (distance, elevation) in [(-5.0, 10.0), (50.0, 15.0), (100.0, 20.0), (200.0, 10.0), (400.0, 0.0)]
        {
            assert_eq!(route.at(distance).elevation, elevation);
            for start in 0..3 {
                assert_eq!(route.at_from(distance, &mut { start }).elevation, elevation);
            }
        }
    }

    #[test]
    fn a_route_out_of_order_is_refused_with_its_place() {
        let error = Route::new(vec![point(0.0, 1.0), point(10.0, 1.0), point(5.0, 1.0)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "route point 2: distance is 5; hint: distances must rise from point to point"
        );
        assert!(Route::new(vec![point(0.0, 1.0)]).is_err());
        assert!(Route::new(vec![point(1.0, 1.0), point(2.0, 1.0)]).is_err());
        assert!(Route::new(vec![point(0.0, f64::NAN), point(2.0, 1.0)]).is_err());
        let celsius = RoutePoint { ground_temperature: 4.0, ..point(2.0, 1.0) };
        assert!(Route::new(vec![point(0.0, 1.0), celsius]).is_err());
    }
}
