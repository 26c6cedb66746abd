//! Stations placed so that all of them draw at one pressure and discharge at one.
//!
//! ```text
//! p_d ╲  p_d ╲  p_d ╲  p_d ╲
//!      ╲ │    ╲ │    ╲ │    ╲ delivery pressure
//!    p_s ╲│ p_s ╲│ p_s ╲│
//! ```
//!
//! A section ends where the pressure has fallen to the common suction pressure p_s, so the sites
//! fall out of the march itself. For a number of stations p_s is the one at which the last section
//! arrives at the end with the delivery pressure: the lower p_s, the farther they reach.

use serde::{Deserialize, Serialize};

use super::error::LineError;
use super::march::{Course, Flow, March, Task};
use super::root::{End, narrow};
use super::route::Line;
use super::solution::LineSolution;
use super::station::Station;
use super::walk::Stop;
use crate::gas::Properties;

/// Lowest common suction pressure looked at when the station has neither ratio nor suction limit,
/// as a share of its discharge pressure: beyond a ratio of 3 nobody compresses in one stage.
const LOWEST_SHARE: f64 = 1.0 / 3.0;

/// Highest common suction pressure looked at, as a share of the discharge pressure.
const HIGHEST_SHARE: f64 = 0.995;

/// Most stations tried when asking how many are needed.
const MOST_STATIONS: usize = 500;

/// What is to be placed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// The station to place; its own distance does not matter, its limits bound the suction pressure.
    pub station: Station,
    /// How many of them, the one at the inlet included.
    pub number: usize,
    /// Whether the first stands at the inlet, and lifts the supply to the discharge pressure.
    pub at_inlet: bool,
}

/// What came of placing stations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// They reach the end exactly.
    Placed {
        /// The common suction pressure, Pa.
        suction_pressure: f64,
        /// The stations at their sites.
        stations: Vec<Station>,
        /// The flow along the line with them.
        solution: Box<LineSolution>,
    },
    /// Even at the lowest suction pressure that the limits allow they do not reach the end.
    TooFew {
        /// That suction pressure, Pa.
        suction_pressure: f64,
        /// Where the pressure has fallen to the delivery pressure, m from the inlet.
        reached: f64,
        /// The pressure left at the end of the line, Pa; `None` when it is exhausted before.
        end_pressure: Option<f64>,
        /// The number that reaches it; `None` when 500 do not, or when so many
        /// leave the gas too thin or too cold on the way.
        needed: Option<usize>,
    },
    /// Even at next to no compression they reach beyond the end: fewer will do.
    TooMany {
        /// Where the pressure would have fallen to the delivery pressure, m from the inlet.
        reached: f64,
    },
}

/// Places stations by equal suction pressure and gives the flow along the line with them.
///
/// The task must name a delivery pressure. Its resolution says how exactly the sites are found.
///
/// # Errors
/// As [`super::solve`]; and when the delivery pressure is missing or not below the discharge pressure.
pub fn layout<G: Properties + ?Sized>(
    line: &Line,
    placement: &Placement,
    gas: &G,
    task: &Task,
) -> Result<Layout, LineError> {
    task.check()?;
    let template = Station { distance: 0.0, ..placement.station };
    template.check(0, line.length())?;
    let set = template.discharge_pressure;
    let Some(delivery_pressure) = task.delivery_pressure else {
        return Err(LineError::Missing {
            what: "the delivery pressure of a layout",
            hint: "give the least pressure at the end of the line",
        });
    };
    if delivery_pressure >= set {
        return Err(LineError::Unsound {
            place: "layout".into(),
            what: "delivery pressure",
            value: delivery_pressure,
            hint: "it must lie below the discharge pressure of the stations",
        });
    }
    if placement.at_inlet && placement.number == 0 {
        return Err(LineError::Unsound {
            place: "layout".into(),
            what: "number of stations",
            value: 0.0,
            hint: "a station at the inlet is one",
        });
    }
    let course = Course { line, stations: &[], gas, task, within_limits: false };
    let search = Search { course, template, at_inlet: placement.at_inlet, delivery_pressure };
    let number = placement.number;

    if number > usize::from(placement.at_inlet)
        && let Some((share, reach)) = search.by_broyden(number)
    {
        return search.placed(number, share, &reach);
    }
    let (mut low, high) = search.range();
    // A suction pressure so low that the gas has no properties there, too thin or too cold, is no choice.
    let at_low = loop {
        match search.settled(number, low, None) {
            Err(error) if error.is_exhaustion() && low + 0.02 < high => low += 0.02,
            reach => break reach?,
        }
    };
    if at_low.off < -search.tolerance() {
        return search.too_few(number, low, &at_low);
    }
    let at_high = search.settled(number, high, Some(at_low.intake))?;
    if at_high.off > search.tolerance() {
        return Ok(Layout::TooMany { reached: (at_high.off + 1.0) * line.length() });
    }
    let mut intake = at_low.intake;
    let ends = (
        End { x: low, value: at_low.off, found: at_low },
        End { x: high, value: at_high.off, found: at_high },
    );
    let seek = |share: f64| {
        let reach = search.settled(number, share, Some(intake))?;
        intake = reach.intake;
        Ok::<_, LineError>((reach.off, reach))
    };
    let (low, high) = narrow(seek, ends.0, ends.1, (1e-15, search.tolerance()))?;
    let best = if low.value.abs() <= high.value.abs() { low } else { high };
    search.placed(number, best.x, &best.found)
}

/// How far stations reach with one suction pressure and one intake.
struct Reach {
    /// Distance reached over the line's length, less 1.
    off: f64,
    intake: f64,
    fuel: f64,
    sites: Vec<f64>,
}

impl Reach {
    fn fuel_share(&self) -> f64 {
        self.fuel / self.intake
    }
}

struct Search<'a, G: ?Sized> {
    course: Course<'a, G>,
    template: Station,
    at_inlet: bool,
    delivery_pressure: f64,
}

impl<G: Properties + ?Sized> Search<'_, G> {
    fn tolerance(&self) -> f64 {
        self.course.task.tolerance()
    }

    /// Lowest and highest suction pressure over discharge pressure.
    fn range(&self) -> (f64, f64) {
        let set = self.template.discharge_pressure;
        let limits = &self.template.limits;
        let cooler = self.template.aftercooler.map_or(0.0, |cooler| cooler.pressure_loss);
        let by_ratio = limits
            .max_ratio
            .map_or(LOWEST_SHARE, |ratio| ((set + cooler) / ratio + self.template.suction_loss) / set);
        let by_suction = limits.min_suction_pressure.map_or(0.0, |least| least / set);
        (by_ratio.max(by_suction).min(HIGHEST_SHARE), HIGHEST_SHARE)
    }

    /// One march with given suction pressure (as a share of the discharge pressure) and intake.
    fn reach(&self, number: usize, share: f64, intake: f64) -> Result<Reach, LineError> {
        let length = self.course.line.length();
        // The pipe goes on, level, beyond the end of the route, so that the reach has no corner there.
        let far = 4.0 * length;
        let suction = share * self.template.discharge_pressure;
        let mut march = self.course.empty(intake, number)?;
        let mut sites = Vec::with_capacity(number);
        for index in 0..number {
            if !(index == 0 && self.at_inlet) && march.walk.advance(far, suction)? == Stop::Place {
                break;
            }
            let station = Station { distance: march.walk.x, ..self.template };
            self.course.pass(&station, &mut march)?;
            sites.push(station.distance);
        }
        march.walk.advance(far, self.delivery_pressure)?;
        Ok(Reach { off: march.walk.x / length - 1.0, intake, fuel: march.fuel, sites })
    }

    /// The reach with the intake that the task asks, found by secants when the delivered flow is asked.
    fn settled(&self, number: usize, share: f64, guess: Option<f64>) -> Result<Reach, LineError> {
        let delivered = match self.course.task.flow {
            Flow::Intake(intake) => return self.reach(number, share, intake),
            Flow::Delivered(delivered) => delivered,
        };
        let mut intake = guess.unwrap_or(delivered);
        let mut residual = f64::INFINITY;
        for _ in 0..30 {
            let reach = self.reach(number, share, intake)?;
            residual = (intake - reach.fuel) / delivered - 1.0;
            if residual.abs() <= self.tolerance() {
                return Ok(reach);
            }
            // At a given suction pressure the fuel is nearly a fixed share of the intake.
            intake = delivered / (1.0 - reach.fuel_share()).max(0.05);
        }
        Err(LineError::NotSettled {
            what: "the intake of a layout",
            iterations: 30,
            residual,
            hint: "the stations burn nearly all of it: widen the pipe or raise the pressure",
        })
    }

    /// Suction pressure and intake together, by Broyden's method started from the law
    /// reach ∝ (N (p_d² − p_s²) + p_d² − p_e²)/q², fuel ∝ ln(p_d/p_s); `None` when it leaves the range.
    fn by_broyden(&self, number: usize) -> Option<(f64, Reach)> {
        let (low, high) = self.range();
        let (target, free) = match self.course.task.flow {
            Flow::Intake(intake) => (intake, 0.0),
            Flow::Delivered(delivered) => (delivered, 1.0),
        };
        let sections = (number - usize::from(self.at_inlet)) as f64;
        let set2 = self.template.discharge_pressure * self.template.discharge_pressure;
        let last = 1.0 - self.delivery_pressure * self.delivery_pressure / set2;
        let residuals = |reach: &Reach| [reach.off, free * ((reach.intake - reach.fuel) / target - 1.0)];
        let tolerance = self.tolerance();

        // The unknowns are u = (p_s/p_d)², in which the law is straight, and w = intake over flow asked.
        let (low, high) = (low * low, high * high);
        let mut u = 0.5_f64.clamp(low, high);
        let mut w = 1.0 + 0.08 * free;
        let mut reach = self.reach(number, u.sqrt(), w * target).ok()?;
        let mut r = residuals(&reach);
        // The law, scaled to this first march, gives the second guess; on average half the fuel is
        // already burnt.
        let per_log = free * reach.fuel_share() / (1.0 / u).ln();
        let share = |u: f64| per_log * (1.0 / u).ln();
        let fall = |u: f64| sections * (1.0 - u) + last;
        let flow = |u: f64, w: f64| w * (1.0 - 0.5 * share(u));
        let mut next = (u, w);
        for _ in 0..4 {
            let needed = fall(u) / (1.0 + reach.off) * (flow(next.0, next.1) / flow(u, w)).powi(2);
            next.0 = (1.0 - (needed - last) / sections).clamp(low.max(0.5 * u), high);
            next.1 = if free > 0.0 { 1.0 / (1.0 - share(next.0)) } else { w };
        }
        let mut jacobian = [
            [-sections / fall(next.0) - per_log / next.0, -2.0 / next.1],
            [free * next.1 * per_log / next.0, 1.0 - share(next.0)],
        ];
        let mut step = [next.0 - u, next.1 - w];
        for _ in 0..15 {
            (u, w) = (u + step[0], w + step[1]);
            if !(u >= low && u <= high && w > 0.5 && w < 5.0) {
                return None;
            }
            reach = self.reach(number, u.sqrt(), w * target).ok()?;
            let after = residuals(&reach);
            if after[0].abs() <= tolerance && after[1].abs() <= tolerance {
                return Some((u.sqrt(), reach));
            }
            let length2 = step[0] * step[0] + step[1] * step[1];
            for i in 0..2 {
                let foreseen = jacobian[i][0] * step[0] + jacobian[i][1] * step[1];
                let miss = (after[i] - r[i] - foreseen) / length2;
                jacobian[i][0] += miss * step[0];
                jacobian[i][1] += miss * step[1];
            }
            r = after;
            let [[a, b], [c, d]] = jacobian;
            let determinant = a * d - b * c;
            step = [-(d * r[0] - b * r[1]) / determinant, -(a * r[1] - c * r[0]) / determinant];
        }
        None
    }

    fn placed(&self, number: usize, share: f64, reach: &Reach) -> Result<Layout, LineError> {
        let stations: Vec<Station> =
            reach.sites.iter().map(|&distance| Station { distance, ..self.template }).collect();
        if stations.len() < number || stations.iter().any(|site| site.distance >= self.course.line.length()) {
            // The gas passes the end before the last station is reached.
            return Ok(Layout::TooMany { reached: (reach.off + 1.0) * self.course.line.length() });
        }
        let course = Course { stations: &stations, ..self.course };
        let (march, marches) = course.settle(Some(reach.intake))?;
        let solution = Box::new(course.solution(march, marches));
        Ok(Layout::Placed { suction_pressure: share * self.template.discharge_pressure, stations, solution })
    }

    fn too_few(&self, number: usize, share: f64, reach: &Reach) -> Result<Layout, LineError> {
        let length = self.course.line.length();
        let stations: Vec<Station> =
            reach.sites.iter().map(|&distance| Station { distance, ..self.template }).collect();
        let course = Course { stations: &stations, ..self.course };
        let end_pressure = match course.march(reach.intake, false) {
            Ok(march) => Some(march.walk.stream().pressure),
            Err(error) if error.is_exhaustion() => None,
            Err(error) => return Err(error),
        };
        // Each further station adds about one section.
        let reached = (reach.off + 1.0) * length;
        let section = reached / (number + 1) as f64;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the count tried"
        )]
        let guess = ((length - reached) / section).clamp(1.0, MOST_STATIONS as f64) as usize;
        // Doubled until they reach, then halved between the last that do not and the first that do.
        let mut intake = reach.intake;
        let mut reaches = |more: usize| match self.settled(more, share, Some(intake)) {
            Err(error) if error.is_exhaustion() => Ok(None),
            Err(error) => Err(error),
            Ok(there) => {
                intake = there.intake;
                Ok(Some(there.off >= 0.0))
            }
        };
        let (mut few, mut enough) = (number, None);
        let mut step = guess;
        while enough.is_none() && few < MOST_STATIONS {
            let more = (few + step).min(MOST_STATIONS);
            match reaches(more)? {
                None => break,
                Some(true) => enough = Some(more),
                Some(false) => (few, step) = (more, 2 * step),
            }
        }
        let mut needed = enough;
        while let Some(more) = needed.filter(|more| *more > few + 1) {
            let middle = usize::midpoint(few, more);
            match reaches(middle)? {
                Some(true) => needed = Some(middle),
                Some(false) => few = middle,
                None => break,
            }
        }
        Ok(Layout::TooFew {
            suction_pressure: share * self.template.discharge_pressure,
            reached,
            end_pressure,
            needed,
        })
    }
}

impl<'a, G: Properties + ?Sized> Course<'a, G> {
    /// A march that has not left the inlet.
    fn empty(&self, intake: f64, stations: usize) -> Result<March<'a, G>, LineError> {
        let walk = self.start(intake, false)?;
        Ok(March { walk, stations: Vec::with_capacity(stations), intake, fuel: 0.0 })
    }
}
