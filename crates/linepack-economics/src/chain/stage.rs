//! The line of one evaluation: its wall, and its operation with any number of stations, each worked out once.

use super::hydraulics::{Built, GasData, Operation, Unbuildable};
use super::values::LineValues;
use crate::study::data::Waypoint;
use crate::study::fault::Fault;
use crate::wall::{Code, Grade, PipeDuty, Wall, design};
use linepack::line::{Limit, Violation};
use std::collections::BTreeMap;

/// Distance between stations from which a search starts, m.
const USUAL_SPACING: f64 = 140e3;
/// Least distance between stations that is tried, m.
const LEAST_SPACING: f64 = 40e3;
/// First stride of a search that begins far from its end.
pub const STRIDE: i32 = 4;

/// A line with what has been worked out of it.
#[derive(Debug, Clone)]
pub struct LineStage {
    /// The values it was made from.
    pub values: LineValues,
    /// Wall by SP 36.13330, category III, if the code covers the case.
    pub wall_sp36: Result<Wall, String>,
    /// Wall by ASME B31.8, location class 1 division 2.
    pub wall_b318: Result<Wall, String>,
    /// The wall in force, m.
    pub wall: f64,
    /// Route, pipe, station and task.
    pub built: Built,
    operations: BTreeMap<u32, Result<Operation, Unbuildable>>,
}

/// Why the asked volume cannot be carried.
#[derive(Debug, Clone, PartialEq)]
pub struct Infeasible {
    /// Element, limit and numbers in words.
    pub cause: String,
}

impl LineStage {
    /// Sizes the wall and puts the line together.
    ///
    /// # Errors
    /// When a value makes no line, or the code that sets the wall does not cover it.
    pub fn new(values: &LineValues, route: &[Waypoint], gas: &GasData) -> Result<Self, Fault> {
        let grade = Grade::named(&values.grade)
            .map_err(|error| Fault::new(format!("`line.grade`: {error}"), "give one of these grades"))?;
        let duty = PipeDuty::new(values.diameter, values.pressure, grade);
        let sized = |code, class| design(code, class, &duty).map_err(|error| error.to_string());
        let wall_sp36 = sized(Code::Sp36, "III");
        let wall_b318 = sized(Code::AsmeB318, "1.2");
        let by_sp36 = values.wall_code == "SP 36.13330";
        let in_force = if by_sp36 { &wall_sp36 } else { &wall_b318 };
        let wall = match in_force {
            Ok(wall) => wall.nominal,
            Err(why) => {
                let other = if by_sp36 { "ASME B31.8" } else { "SP 36.13330" };
                let hint = format!("set line.wall_code = \"{other}\", or another pressure or diameter");
                return Err(Fault::new(format!("`line.wall_code`: {why}"), hint));
            }
        };
        let built = Built::new(values, route, gas, wall)?;
        Ok(Self { values: values.clone(), wall_sp36, wall_b318, wall, built, operations: BTreeMap::new() })
    }

    /// The operation with a number of stations, worked out at the first call.
    pub fn operation(&mut self, gas: &GasData, number: u32) -> &Result<Operation, Unbuildable> {
        let built = &self.built;
        self.operations.entry(number).or_insert_with(|| built.operate(gas, number))
    }

    /// The number of stations with the least `cost`, or the set number.
    ///
    /// The cost falls and then rises with the number, so the search walks downhill from `start` (or a usual spacing),
    /// first in steps of `stride` and then of one.
    ///
    /// # Errors
    /// When `cost` fails. That no number of stations carries the volume is an answer: element, limit, numbers.
    pub fn best(
        &mut self,
        gas: &GasData,
        (start, stride): (Option<u32>, i32),
        cost: impl Fn(&Self, &Operation) -> Result<f64, Fault>,
    ) -> Result<Result<u32, Infeasible>, Fault> {
        let at = |stage: &mut Self, number: u32| -> Result<Result<f64, Unbuildable>, Fault> {
            match stage.operation(gas, number).clone() {
                Ok(operation) => cost(stage, &operation).map(Ok),
                Err(why) => Ok(Err(why)),
            }
        };
        if let Some(number) = self.values.stations {
            return Ok(match at(self, number)? {
                Ok(_) => Ok(number),
                Err(why) => Err(self.infeasible(number, &why)),
            });
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of stations")]
        let [usual, most] =
            [USUAL_SPACING, LEAST_SPACING].map(|spacing| (self.values.end / spacing).ceil().max(1.0) as u32);
        let mut number = start.unwrap_or(usual).clamp(1, most);
        // A number between too few and too many works, or none does: every step narrows what is left to try.
        let (mut least_tried, mut most_tried) = (0, most + 1);
        let mut least = loop {
            let next = match at(self, number)? {
                Ok(cost) => break cost,
                Err(Unbuildable::TooFew { needed: Some(needed), .. })
                    if (number + 1..=most).contains(&needed) =>
                {
                    least_tried = least_tried.max(number + 1);
                    needed
                }
                Err(Unbuildable::TooMany) if number > 0 => {
                    most_tried = most_tried.min(number);
                    number / 2
                }
                Err(why) => return Ok(Err(self.infeasible(number, &why))),
            };
            if least_tried >= most_tried {
                return Ok(Err(self.infeasible(number, &Unbuildable::TooFew { needed: None, reached: 0.0 })));
            }
            let untried = (least_tried..most_tried).contains(&next);
            number = if untried { next } else { u32::midpoint(least_tried, most_tried) };
        };
        // Near its least the cost is rough by some 1e-4, so a search from afar looks over one or two worse numbers.
        let patience = if stride > 1 { 3 } else { 1 };
        for (stride, patience) in [(stride, 1), (1, patience)] {
            for step in [stride, -stride] {
                let from = number;
                let mut ahead = 1;
                while ahead <= patience {
                    let next =
                        number.checked_add_signed(ahead * step).filter(|next| (0..=most).contains(next));
                    let Some(next) = next else { break };
                    match at(self, next)? {
                        Ok(cost) if cost < least => (least, number, ahead) = (cost, next, 1),
                        Ok(_) => ahead += 1,
                        Err(_) => break,
                    }
                }
                if number != from && stride > 1 {
                    break;
                }
            }
        }
        Ok(Ok(number))
    }

    /// The limits that an operation passes, in words; empty where it keeps all.
    pub fn passed(operation: &Operation) -> String {
        let limits: Vec<String> = operation.solution.violations.iter().map(describe).collect();
        limits.join("; ")
    }

    fn infeasible(&self, number: u32, why: &Unbuildable) -> Infeasible {
        let values = &self.values;
        let line = format!(
            "{} string{} of {:.0} mm at {:.1} MPa",
            values.strings,
            if values.strings == 1 { "" } else { "s" },
            values.diameter * 1e3,
            values.pressure / 1e6
        );
        let cause = match why {
            Unbuildable::TooFew { needed: Some(needed), reached } => format!(
                "{line}: with {number} stations at a pressure ratio of at most {} the pressure falls to {:.1} MPa at km {:.0} of {:.0}; {needed} stations would be needed, and they cannot stand closer than {:.0} km",
                values.greatest_ratio,
                values.delivery_pressure / 1e6,
                reached / 1e3,
                values.end / 1e3,
                LEAST_SPACING / 1e3
            ),
            Unbuildable::TooFew { needed: None, .. } => {
                format!("{line}: no number of stations carries the volume to km {:.0}", values.end / 1e3)
            }
            Unbuildable::TooMany => format!(
                "{line}: {number} stations are more than can work, since the gas arrives above {:.1} MPa with fewer; leave line.stations out",
                values.delivery_pressure / 1e6
            ),
            Unbuildable::Flow(reason) => format!("{line}: {reason}"),
        };
        Infeasible { cause }
    }
}

/// A limit that is passed: which, where, by how much.
fn describe(violation: &Violation) -> String {
    let Violation { value, bound, .. } = *violation;
    let at = format!("at km {:.0}", violation.distance / 1e3);
    let (mega, celsius) = (1e-6, 273.15);
    match violation.limit {
        Limit::Velocity => format!("the gas flows at {value:.1} m/s {at}, above {bound:.1} m/s"),
        Limit::PressureRatio => format!("the pressure ratio {at} is {value:.2}, above {bound:.2}"),
        Limit::InstalledPower => {
            format!("{:.0} MW are needed {at}, {:.0} MW are there", value * mega, bound * mega)
        }
        Limit::DischargeTemperature | Limit::MinimumTemperature | Limit::MaximumTemperature => {
            format!("the gas has {:.1} °C {at}, beyond {:.1} °C", value - celsius, bound - celsius)
        }
        Limit::DischargePressure
        | Limit::SuctionPressure
        | Limit::OperatingPressure
        | Limit::DeliveryPressure => {
            format!("the pressure {at} is {:.2} MPa, beyond {:.2} MPa", value * mega, bound * mega)
        }
    }
}
