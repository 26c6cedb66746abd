//! The walk along the pipe: p², T and linepack integrated over distance, step by step.
//!
//! ```text
//! d(p²)/dx = 2 p dp/dx,   dT/dx,   dm/dx = ρ A n
//! ```
//!
//! p² is nearly a straight line, so a fifth-order step may be tens of kilometres long.

use super::error::LineError;
use super::route::Line;
use super::solution::ProfilePoint;
use crate::equations::pipe::{Pipe, STANDARD_GRAVITY, Stream, Surroundings, Temperature, Terms, gradient};
use crate::equations::runge_kutta::{self, Step};
use crate::gas::{Properties, State};

/// Pressure below which a transmission line has none left, Pa.
const FLOOR: f64 = 1e3;

/// Longest step between route points when a tolerance is asked, m.
const LONGEST_STEP: f64 = 50e3;

/// Steps after which something is wrong.
const MOST_STEPS: u32 = 2_000_000;

/// How long the steps are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pace {
    /// Equal steps of about this length in m between stations; hills within a step count to first order.
    Fixed(f64),
    /// From route point to route point, shorter where the estimated error of p² and T, relative and
    /// per line length, would exceed this.
    Tolerance(f64),
}

/// Why a walk stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The place asked for is reached.
    Place,
    /// The pressure fell to the one asked for.
    Pressure,
}

/// Extreme values met, with their places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extremes {
    pub(super) velocity: (f64, f64),
    pub(super) erosional: f64,
    pub(super) coldest: (f64, f64),
    pub(super) hottest: (f64, f64),
    /// Greatest excess over the pipe's operating pressure: value, bound, place.
    pub(super) overpressure: (f64, f64, f64),
}

/// C of the erosional velocity C/√ρ in SI, (m/s)(kg/m³)^½: API RP 14E (1991) eq. 2.14, 100 in US units.
const EROSIONAL_CONSTANT: f64 = 122.0;

/// A traveller along the line.
pub(super) struct Walk<'a, G: ?Sized> {
    line: &'a Line,
    gas: &'a G,
    pace: Pace,
    /// Distance from the inlet, m.
    pub(super) x: f64,
    /// p² in Pa², T in K, linepack so far in kg.
    pub(super) y: [f64; 3],
    /// Flow of all strings, kg/s.
    pub(super) flow: f64,
    state: State,
    point: usize,
    section: usize,
    suggested: f64,
    pub(super) steps: u32,
    pub(super) error: f64,
    pub(super) extremes: Extremes,
    pub(super) profile: Option<Vec<ProfilePoint>>,
}

impl<'a, G: Properties + ?Sized> Walk<'a, G> {
    /// Starts at the inlet with a pressure in Pa, a temperature in K and a flow in kg/s.
    pub(super) fn start(
        line: &'a Line,
        gas: &'a G,
        pace: Pace,
        inlet: &Stream,
        profile: bool,
    ) -> Result<Self, LineError> {
        let state = gas
            .state(inlet.pressure, inlet.temperature)
            .map_err(|source| LineError::Gas { distance: 0.0, source })?;
        let mut walk = Self {
            line,
            gas,
            pace,
            x: 0.0,
            y: [inlet.pressure * inlet.pressure, inlet.temperature, 0.0],
            flow: inlet.mass_flow,
            state,
            point: 0,
            section: 0,
            suggested: LONGEST_STEP,
            steps: 0,
            error: 0.0,
            extremes: Extremes {
                velocity: (0.0, 0.0),
                erosional: 0.0,
                coldest: (f64::INFINITY, 0.0),
                hottest: (0.0, 0.0),
                overpressure: (0.0, 0.0, 0.0),
            },
            profile: profile.then(Vec::new),
        };
        walk.enter(inlet)?;
        Ok(walk)
    }

    /// Goes on from here with other gas: behind a station.
    pub(super) fn enter(&mut self, stream: &Stream) -> Result<(), LineError> {
        let mut temperature = stream.temperature;
        if self.line.terms().temperature == Temperature::Ground {
            temperature = self.line.route().at_from(self.x, &mut self.point).ground_temperature;
        }
        let x = self.x;
        self.state = self
            .gas
            .state(stream.pressure, temperature)
            .map_err(|source| LineError::Gas { distance: x, source })?;
        self.y = [stream.pressure * stream.pressure, temperature, self.y[2]];
        self.flow = stream.mass_flow;
        self.note();
        Ok(())
    }

    /// The gas here.
    pub(super) fn stream(&self) -> Stream {
        Stream { mass_flow: self.flow, pressure: self.y[0].sqrt(), temperature: self.y[1] }
    }

    /// Walks to the place `to`, or until the pressure has fallen to `until` (0: never).
    ///
    /// Beyond the end of the route the last pipe goes on, level: `layout` looks there.
    pub(super) fn advance(&mut self, to: f64, until: f64) -> Result<Stop, LineError> {
        let least = until * until;
        if least > 0.0 && self.y[0] <= least {
            return Ok(Stop::Pressure);
        }
        while self.x < to {
            let hard = self.next_break(to);
            let wanted = self.wanted_length(hard);
            let (length, around, first) = self.limited(wanted)?;
            let taken = self.step(length, &around, &first)?;
            if let Pace::Tolerance(tolerance) = self.pace {
                let allowed = (tolerance * (length / self.line.length())).max(1e-15);
                let error = relative_error(&taken.0);
                let scale = (0.9 * (allowed / error.max(1e-300)).powf(0.2)).clamp(0.2, 5.0);
                self.suggested = (length * scale).min(LONGEST_STEP);
                if error > allowed && length > 1e-6 {
                    continue;
                }
            }
            if taken.0.end[0] <= least {
                self.settle_on(length, least, &first, taken)?;
                return Ok(Stop::Pressure);
            }
            let end = if length == hard - self.x { hard } else { self.x + length };
            self.accept(end, &taken);
        }
        Ok(Stop::Place)
    }

    /// The next place where the equations have a corner.
    fn next_break(&mut self, to: f64) -> f64 {
        let sections = self.line.sections();
        while self.section + 1 < sections.len() && sections[self.section + 1].from <= self.x {
            self.section += 1;
        }
        let mut hard = sections.get(self.section + 1).map_or(to, |next| to.min(next.from));
        if matches!(self.pace, Pace::Tolerance(_)) {
            self.line.route().at_from(self.x, &mut self.point);
            if let Some(next) = self.line.route().points().get(self.point + 1) {
                hard = hard.min(next.distance);
            }
        }
        hard
    }

    fn wanted_length(&self, hard: f64) -> f64 {
        let left = hard - self.x;
        match self.pace {
            Pace::Fixed(length) if left.is_finite() => {
                let count = (left / length - 1e-9).ceil();
                if count <= 1.0 { left } else { left / count }
            }
            Pace::Fixed(length) => length,
            Pace::Tolerance(_) => left.min(self.suggested),
        }
    }

    /// Shortens a step that the pressure or the heat exchange would not stand; the first slopes of it.
    fn limited(&mut self, wanted: f64) -> Result<(f64, Around, [f64; 3]), LineError> {
        let mut length = wanted;
        let mut around = self.around(length);
        let mut first = self.slopes(&around, self.x, &self.y, &self.state);
        let mut most = f64::INFINITY;
        if first[0] < 0.0 {
            most = -0.5 * self.y[0] / first[0];
        }
        if !around.at_ground && around.terms.temperature == Temperature::Balance {
            most = most.min(1.5 * self.thermal_length());
        }
        if length > most {
            length = most;
            around = self.around(length);
            first = self.slopes(&around, self.x, &self.y, &self.state);
        }
        if length.is_nan() || length <= 0.0 || self.y[0] < FLOOR * FLOOR {
            return Err(LineError::PressureExhausted { distance: self.x, flow: self.flow });
        }
        if self.steps > MOST_STEPS {
            return Err(LineError::TooManySteps { steps: self.steps, distance: self.x });
        }
        Ok((length, around, first))
    }

    /// Length over which the gas takes the ground's temperature, q c_p/(U π D_U), m.
    fn thermal_length(&self) -> f64 {
        let section = &self.line.sections()[self.section];
        let pipe = &section.pipe;
        let conductance = pipe.heat_transfer_coefficient * std::f64::consts::PI * pipe.heat_transfer_diameter;
        self.flow.abs() / f64::from(section.strings) * self.state.isobaric_heat_capacity / conductance
    }

    fn around(&mut self, length: f64) -> Around {
        let line = self.line;
        let a = line.route().at_from(self.x, &mut self.point);
        let mut ahead = self.point;
        let b = line.route().at_from(self.x + length, &mut ahead);
        let section = &line.sections()[self.section];
        let mut terms = *line.terms();
        // Gas this slow is as warm as the ground at once; following it would take endless steps.
        let at_ground = terms.temperature == Temperature::Balance
            && match self.pace {
                Pace::Fixed(step) => self.thermal_length() < 0.01 * step,
                Pace::Tolerance(_) => self.thermal_length() < 1.0,
            };
        if at_ground {
            terms.temperature = Temperature::Ground;
        }
        Around {
            pipe: section.pipe,
            strings: f64::from(section.strings),
            terms,
            at_ground,
            from: self.x,
            hill: match self.pace {
                Pace::Fixed(_) if terms.gravity => {
                    let over = line.route().elevation_integral_at(&b, ahead)
                        - line.route().elevation_integral_at(&a, self.point);
                    over - 0.5 * (a.elevation + b.elevation) * length
                }
                _ => 0.0,
            },
            ground: a.ground_temperature,
            surroundings: Surroundings {
                slope: (b.elevation - a.elevation) / length,
                ground_temperature: a.ground_temperature,
                ground_gradient: (b.ground_temperature - a.ground_temperature) / length,
            },
        }
    }

    fn slopes(&self, around: &Around, x: f64, y: &[f64; 3], state: &State) -> [f64; 3] {
        let ground_temperature = around.ground + around.surroundings.ground_gradient * (x - around.from);
        let surroundings = Surroundings { ground_temperature, ..around.surroundings };
        let pressure = y[0].sqrt();
        let stream = Stream { mass_flow: self.flow / around.strings, pressure, temperature: y[1] };
        let along = gradient(&around.pipe, &around.terms, state, &stream, &surroundings);
        [
            2.0 * pressure * along.pressure,
            along.temperature,
            state.density * around.pipe.area() * around.strings,
        ]
    }

    /// One step of `length`, with the properties at its end.
    fn step(&self, length: f64, around: &Around, first: &[f64; 3]) -> Result<(Step<3>, State), LineError> {
        let mut start = self.y;
        if around.at_ground {
            start[1] = around.ground;
        }
        let mut last = self.state;
        let mut f = |x: f64, y: &[f64; 3]| {
            if y[0].is_nan() || y[0] <= 0.0 {
                return Err(LineError::PressureExhausted { distance: x, flow: self.flow });
            }
            last =
                self.gas.state(y[0].sqrt(), y[1]).map_err(|source| LineError::Gas { distance: x, source })?;
            Ok(self.slopes(around, x, y, &last))
        };
        let mut taken = runge_kutta::step(&mut f, (self.x, &start), first, length)?;
        if around.hill != 0.0 {
            // Over a hill of height δ above the chord the gas climbs denser than it descends, and is
            // thinner on top, so rubs more. To first order in δ, with ρ of the slow change along the
            // pipe at constant T and that of the climb at constant entropy:
            // Δ(p²) = g ∫ ((∂ρ/∂p)_T + (∂ρ/∂p)_s) d(p²)/dx δ dx,   (∂ρ/∂p)_s = 1/w²
            let follows = |state: &State, slope: f64| {
                let gamma = state.isobaric_heat_capacity / state.isochoric_heat_capacity;
                let climb = if around.terms.temperature == Temperature::Balance { 1.0 } else { gamma };
                (gamma + climb) / (state.speed_of_sound * state.speed_of_sound) * slope
            };
            let mean = 0.5 * (follows(&self.state, first[0]) + follows(&last, taken.slope[0]));
            taken.end[0] += STANDARD_GRAVITY * around.hill * mean;
        }
        Ok((taken, last))
    }

    /// Ends the step where p² is `least`: secants on the length, started from the cubic through both
    /// ends. (The slope at the end is no guide over rough ground, where the chord turns with the length.)
    fn settle_on(
        &mut self,
        length: f64,
        least: f64,
        first: &[f64; 3],
        mut taken: (Step<3>, State),
    ) -> Result<(), LineError> {
        let (tolerance, most) = match self.pace {
            Pace::Fixed(_) => (1e-8, 8),
            Pace::Tolerance(_) => (1e-14, 12),
        };
        let mut before = (length, taken.0.end[0] - least);
        let mut shorter = length * cubic_root(self.y[0], first[0] * length, &taken.0, least, length);
        for _ in 0..most {
            let around = self.around(shorter);
            let first = self.slopes(&around, self.x, &self.y, &self.state);
            taken = self.step(shorter, &around, &first)?;
            let off = taken.0.end[0] - least;
            if off.abs() <= tolerance * least {
                break;
            }
            let secant = (off - before.1) / (shorter - before.0);
            let slope = if secant < 0.0 { secant } else { taken.0.slope[0] };
            before = (shorter, off);
            shorter = (shorter - off / slope).clamp(1e-6 * length, length);
        }
        self.accept(self.x + shorter, &taken);
        Ok(())
    }

    fn accept(&mut self, end: f64, (taken, state): &(Step<3>, State)) {
        self.x = end;
        self.y = taken.end;
        self.state = *state;
        self.steps += 1;
        self.error += 0.5 * (taken.error[0] / taken.end[0]).abs();
        self.note();
    }

    /// Records this place.
    fn note(&mut self) {
        let section = &self.line.sections()[self.section];
        let area = section.pipe.area() * f64::from(section.strings);
        let velocity = self.flow / (self.state.density * area);
        let (pressure, temperature) = (self.y[0].sqrt(), self.y[1]);
        let met = &mut self.extremes;
        if velocity > met.velocity.0 {
            met.velocity = (velocity, self.x);
        }
        met.erosional = met.erosional.max(velocity * self.state.density.sqrt() / EROSIONAL_CONSTANT);
        if temperature < met.coldest.0 {
            met.coldest = (temperature, self.x);
        }
        if temperature > met.hottest.0 {
            met.hottest = (temperature, self.x);
        }
        if let Some(most) = section.max_pressure
            && pressure - most > met.overpressure.0 - met.overpressure.1
        {
            met.overpressure = (pressure, most, self.x);
        }
        if let Some(profile) = &mut self.profile {
            let place = self.line.route().at_from(self.x, &mut self.point);
            profile.push(ProfilePoint {
                distance: self.x,
                elevation: place.elevation,
                pressure,
                temperature,
                ground_temperature: place.ground_temperature,
                velocity,
                flow: self.flow,
                density: self.state.density,
            });
        }
    }
}

/// What one step passes through.
struct Around {
    pipe: Pipe,
    strings: f64,
    terms: Terms,
    at_ground: bool,
    from: f64,
    /// Integral over the step of the elevation above the chord between its ends, m²; 0 where route
    /// points are met.
    hill: f64,
    ground: f64,
    surroundings: Surroundings,
}

/// Estimated error of p² or T, the larger, relative.
fn relative_error(taken: &Step<3>) -> f64 {
    (taken.error[0] / taken.end[0]).abs().max((taken.error[1] / taken.end[1]).abs())
}

/// Fraction of a step at which the Hermite cubic of p² falls to `least`, by bisection and Newton.
fn cubic_root(start: f64, start_slope: f64, taken: &Step<3>, least: f64, length: f64) -> f64 {
    let end = taken.end[0];
    let end_slope = taken.slope[0] * length;
    let c2 = 3.0 * (end - start) - 2.0 * start_slope - end_slope;
    let c3 = start_slope + end_slope - 2.0 * (end - start);
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut t = (start - least) / (start - end);
    for _ in 0..50 {
        let off = start + t * (start_slope + t * (c2 + t * c3)) - least;
        if off > 0.0 {
            low = t;
        } else {
            high = t;
        }
        let newton = t - off / (start_slope + t * (2.0 * c2 + 3.0 * t * c3));
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - t).abs() < 1e-12 {
            return next;
        }
        t = next;
    }
    t
}
