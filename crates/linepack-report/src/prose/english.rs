//! The report in English.

use linepack_economics::outcome::{Alternative, Inverse, Outcome, Quantity, StationState, Swing, Verdict};

use super::{Bargain, Line, Prose, Tally, Text};
use crate::format::{self, Amount};

mod texts;

/// The same between the two companies, where the headline speaks of others.
fn companies(outcome: &Outcome) -> String {
    let pair = outcome.capacities.iter().find(|pair| pair.seller == "company" && pair.buyer == "importer");
    pair.filter(|pair| !pair.headline).map_or_else(String::new, |pair| {
        let (least, greatest) = (format::fixed(pair.seller_reservation, 0), format::fixed(pair.buyer_reservation, 0));
        let outcome = if pair.buyer_reservation < pair.seller_reservation { "no price satisfies" } else { "a price satisfies" };
        format!("; between the companies, after the duty and taxes in force, {outcome} both (from {least} upwards, up to {greatest})")
    })
}

/// The design of least cost among those compared, where the study's own is another.
fn cheaper(outcome: &Outcome) -> String {
    let least = outcome.alternatives.iter().find(|design| design.cheapest && !design.chosen);
    least.and_then(|design| Some((design, design.tariff?))).map_or_else(String::new, |(design, tariff)| {
        format!(
            "; the cheapest design compared, {} of {}\u{a0}mm at {}\u{a0}MPa, would carry it for {}",
            counted(f64::from(design.strings), "string", "parallel strings"),
            format::number(design.diameter * 1e3),
            format::number(design.pressure / 1e6),
            format::fixed(tariff, 0),
        )
    })
}

/// English, neutral and plain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct English;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SMALL: [&str; 11] =
    ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// A small count in words.
fn count(number: usize) -> String {
    SMALL.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// `one station`, `22 stations`.
fn counted(number: f64, one: &str, many: &str) -> String {
    let text = format::fixed(number, 0);
    if text == "1" { format!("one {one}") } else { format!("{text} {many}") }
}

/// `a, b and c`.
fn list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// A price without its unit and with its range in brackets.
fn price(quantity: &Quantity) -> String {
    let amount = Amount::of(quantity);
    let digits = amount.decimals();
    let value = format::fixed(amount.value, digits);
    match amount.range {
        Some((low, high)) => {
            format!("{value} ({}\u{a0}to\u{a0}{})", format::fixed(low, digits), format::fixed(high, digits))
        }
        None => value,
    }
}

/// A difference of the two limits in words: positive is a range, negative a gap.
fn opening(value: f64, digits: usize) -> String {
    let size = format::fixed(value.abs(), digits);
    if value < 0.0 { format!("a gap of {size}") } else { format!("a range of {size}") }
}

/// Low and high case of a difference, in brackets: bare sizes where both are ranges or both are gaps.
fn spread((low, high): (f64, f64)) -> String {
    let digits = format::enough([low, high, high]);
    if low < 0.0 && high >= 0.0 {
        return format!(" (between {} and {})", opening(low, digits), opening(high, digits));
    }
    let (near, far) = if high < 0.0 { (-high, -low) } else { (low, high) };
    format!(" ({}\u{a0}to\u{a0}{})", format::fixed(near, digits), format::fixed(far, digits))
}

impl Prose for English {
    fn tag(&self) -> &'static str {
        "en"
    }

    fn text(&self, text: Text) -> &'static str {
        texts::text(text)
    }

    fn date(&self, iso: &str) -> String {
        let parts: Vec<&str> = iso.split('-').collect();
        let month = |text: &str| text.parse::<usize>().ok().and_then(|m| MONTHS.get(m.wrapping_sub(1)));
        let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        match parts.as_slice() {
            [year, m, day] if is_year(year) => match (month(m), day.parse::<u32>()) {
                (Some(name), Ok(day)) => format!("{day}\u{a0}{name}\u{a0}{year}"),
                _ => iso.to_owned(),
            },
            [year, m] if is_year(year) => {
                month(m).map_or_else(|| iso.to_owned(), |name| format!("{name}\u{a0}{year}"))
            }
            _ => iso.to_owned(),
        }
    }

    fn amount(&self, quantity: &Quantity) -> String {
        let amount = Amount::of(quantity);
        let digits = amount.decimals();
        match amount.range {
            Some((low, high)) => {
                let numbers = format!(
                    "{} ({}\u{a0}to\u{a0}{})",
                    amount.number(),
                    format::fixed(low, digits),
                    format::fixed(high, digits)
                );
                format::with_unit(&numbers, &amount.unit)
            }
            None => amount.with_unit(),
        }
    }

    fn span(&self, low: &str, high: &str) -> String {
        format!("{low}\u{a0}to\u{a0}{high}")
    }

    fn verdict_line(&self, outcome: &Outcome, line: &Line<'_>) -> String {
        let mut with = Vec::new();
        if let Some(diameter) = line.diameter {
            let strings = counted(f64::from(line.strings.unwrap_or(1)), "string", "parallel strings");
            let pressure =
                line.pressure.map_or_else(String::new, |p| format!(" at {}", Amount::of(p).with_unit()));
            with.push(format!("{strings} of {} pipe{pressure}", Amount::of(diameter).with_unit()));
        }
        if let Some(stations) = line.stations {
            let power =
                line.power.map_or_else(String::new, |p| format!(" using {}", Amount::of(p).with_unit()));
            with.push(format!(
                "{}{power}",
                counted(stations.value, "compressor station", "compressor stations")
            ));
        }
        let with = match with.as_slice() {
            [] => String::new(),
            parts => format!(" with {}", parts.join(" and ")),
        };
        let place = match outcome.study.delivery_point.as_str() {
            "" => String::new(),
            place => format!(" to {place}"),
        };
        let money = match (line.capex, line.tariff) {
            (Some(capex), Some(tariff)) => format!(
                "; building it would cost {} in money of {}, and carrying the gas {}",
                self.amount(capex),
                outcome.study.money_year,
                self.amount(tariff)
            ),
            (Some(capex), None) => format!("; building it would cost {}", self.amount(capex)),
            (None, Some(tariff)) => format!("; carrying the gas would cost {}", self.amount(tariff)),
            (None, None) => String::new(),
        };
        format!("The line can carry {}{place}{with}{money}{}.", self.amount(line.capacity), cheaper(outcome))
    }

    fn verdict_no_line(
        &self,
        _: &Outcome,
        verdict: Verdict,
        cause: Option<&str>,
        capacity: Option<&Quantity>,
    ) -> String {
        let head = match verdict {
            Verdict::Feasible => "The asked volume can be carried within all limits".to_owned(),
            Verdict::Infeasible => "The asked volume cannot be carried within all limits".to_owned(),
            Verdict::NotFound => {
                "No operating state was found for the asked volume, which does not prove that none exists"
                    .to_owned()
            }
        };
        let cause = cause.map_or_else(String::new, |text| format!(": {}", text.trim_end_matches('.')));
        let capacity =
            capacity.map_or_else(String::new, |c| format!("; the greatest flow found is {}", self.amount(c)));
        format!("{head}{cause}{capacity}.")
    }

    fn verdict_deal(&self, outcome: &Outcome, bargain: &Bargain<'_>) -> String {
        let headline = outcome.capacities.iter().find(|pair| pair.headline);
        let side = |role: &str, name: &str, capacity: Option<&str>| {
            let name = if name.is_empty() { role.to_owned() } else { format!("{role} ({name})") };
            capacity.map_or(name.clone(), |capacity| {
                format!("{name} as a {capacity}").replace("a importer", "an importer")
            })
        };
        let head = format!(
            "In the model {} would sign from {} upwards and {} up to {}, in {}",
            side("the seller", &outcome.study.seller, headline.map(|pair| pair.seller.as_str())),
            price(bargain.seller),
            side("the buyer", &outcome.study.buyer, headline.map(|pair| pair.buyer.as_str())),
            price(bargain.buyer),
            Amount::of(bargain.seller).unit,
        );
        let width = format::number(bargain.width().abs());
        let spread = bargain.range.and_then(|range| Amount::of(range).range).map_or_else(String::new, spread);
        if bargain.opens() {
            let split = bargain
                .nash
                .map_or_else(String::new, |nash| format!(", with the Nash price at {}", price(nash)));
            format!(
                "{head}: both would accept a price within a range {width} wide{spread}{split}{}.",
                companies(outcome)
            )
        } else {
            format!(
                "{head}: no price satisfies both, and the gap is {width} wide{spread}{}.",
                companies(outcome)
            )
        }
    }

    fn verdict_no_deal(&self) -> String {
        "The study does not give the prices at which both sides would sign, so nothing is said about a deal."
            .to_owned()
    }

    fn verdict_not_carried(&self) -> [String; 2] {
        [
            "No walk-away price is stated for a volume that the line cannot carry within its limits.".to_owned(),
            "A smaller volume, a wider pipe, a higher pressure, another string or more stations would change that: the designs compared below say which of them do.".to_owned(),
        ]
    }

    fn verdict_drivers(&self, tally: Option<Tally>, strongest: Option<&Swing>) -> String {
        let attempts =
            tally.map(|Tally { open, known }| match (open, known) {
                (0, 1) => "at the date of the earlier attempt the model finds no price that satisfies both"
                    .to_owned(),
                (_, 1) => "at the date of the earlier attempt the model finds a price that satisfies both"
                    .to_owned(),
                (0, _) => format!(
                    "the model finds no price that satisfies both at any of the {} attempts",
                    count(known)
                ),
                (open, known) if open == known => {
                    format!(
                        "the model finds a price that satisfies both at each of the {} attempts",
                        count(known)
                    )
                }
                (open, known) => format!(
                    "the model finds a price that satisfies both at {} of the {} attempts",
                    count(open),
                    count(known)
                ),
            });
        let driver = strongest.map(|swing| {
            let digits = format::enough([swing.result_at_low, swing.result_at_high, swing.result_at_high]);
            let at = |value: f64| format::with_unit(&format::faithful(value), &format::unit(&swing.unit));
            format!(
                "the difference between the two limits moves most with “{}”: at {} the model gives {}, at {} {}",
                swing.label,
                at(swing.low),
                opening(swing.result_at_low, digits),
                at(swing.high),
                opening(swing.result_at_high, digits),
            )
        });
        match (attempts, driver) {
            (Some(attempts), Some(driver)) => format!("{}; {driver}.", format::raised(&attempts)),
            (Some(one), None) | (None, Some(one)) => format!("{}.", format::raised(&one)),
            (None, None) => "The study lists neither earlier attempts nor ranges of its inputs, so how firm this is stays open.".to_owned(),
        }
    }

    fn subtitle(&self, outcome: &Outcome) -> String {
        let study = &outcome.study;
        let mut parts = Vec::new();
        if !study.seller.is_empty() && !study.buyer.is_empty() {
            parts.push(match study.transit.as_str() {
                "" => format!("{} sells to {}", study.seller, study.buyer),
                transit => format!("{} sells to {} through {transit}", study.seller, study.buyer),
            });
        }
        if !study.delivery_point.is_empty() {
            parts.push(format!("counted at {}", study.delivery_point));
        }
        parts.push(format!("as of {}", self.date(&study.as_of)));
        parts.push(format!("money of {}", study.money_year));
        format!("{}.", format::raised(&parts.join(", ")))
    }

    fn price_axis(&self, bargain: &Bargain<'_>) -> String {
        let (seller, buyer) = (price(bargain.seller), price(bargain.buyer));
        let ends = format!("The seller signs from {seller} upwards, the buyer up to {buyer}");
        if bargain.opens() {
            format!("{ends}; any price between satisfies both.")
        } else {
            format!("{ends}; no price satisfies both, and the gap is {}.", format::number(-bargain.width()))
        }
    }

    fn map(&self, outcome: &Outcome, countries: &[&str]) -> String {
        let length = format::fixed(outcome.route.last().map_or(0.0, |point| point.distance / 1e3), 0);
        let through = match countries {
            [] => String::new(),
            countries => format!(" through {}", list(countries)),
        };
        let stations = match outcome.stations.len() {
            0 => String::new(),
            n => format!(", with {}", counted(n as f64, "compressor station", "compressor stations")),
        };
        let delivery = outcome.quantity("line.length").map(Amount::of).filter(|own| own.unit == "km");
        let delivery =
            delivery.filter(|own| outcome.route.last().is_some_and(|p| own.value < p.distance / 1e3 - 1.0));
        let delivery = delivery.map_or_else(String::new, |own| {
            format!(", {} km of them to {}", format::fixed(own.value, 0), outcome.study.delivery_point)
        });
        format!("{length} km{through}{delivery}{stations}.")
    }

    fn profile(&self, outcome: &Outcome) -> String {
        let pressures = outcome.profile.iter().map(|point| point.pressure / 1e6);
        let (low, high) = pressures.fold((f64::INFINITY, 0.0_f64), |(a, b), p| (a.min(p), b.max(p)));
        let top = outcome.profile.iter().map(|point| point.elevation).fold(f64::NEG_INFINITY, f64::max);
        format!(
            "Pressure falls along the pipe and rises at every station, between {} and {} MPa; the line climbs to {} m.",
            format::fixed(low, 2),
            format::fixed(high, 2),
            format::fixed(top, 0)
        )
    }

    fn capex(&self, total: f64, largest: Option<(&str, &str, f64)>) -> String {
        let largest = largest.map_or_else(String::new, |(section, kind, value)| {
            format!("; the largest item is {kind} in {section} with {} bn USD", format::number(value))
        });
        format!("The items add up to {} bn USD{largest}.", format::number(total))
    }

    fn parts(&self, total: f64) -> String {
        format!("The parts add up to {} USD per 1000 m³ (20 °C).", format::number(total))
    }

    fn pays(&self, tariff: &Quantity) -> String {
        format!(
            "A transport price of {} pays for the line over its life; a lower one does not. It rests on the inputs linked in the table.",
            self.amount(tariff)
        )
    }

    fn market_prices(&self, region: &str, rows: &[(u32, f64, f64)]) -> String {
        let rows: Vec<String> = rows
            .iter()
            .map(|(year, without, with)| {
                format!("{year}: {} without, {} with", format::number(*without), format::number(*with))
            })
            .collect();
        format!(
            "Wholesale price in {region}, USD per 1000 m³ (20 °C), by the market model. {}.",
            rows.join("; ")
        )
    }

    fn market_changes(&self, lowest: Option<(&str, u32, f64)>, highest: Option<(&str, u32, f64)>) -> String {
        let say = |(region, year, value): (&str, u32, f64)| {
            format!("{} in {region} in {year}", format::signed(value, format::decimals([value])))
        };
        match (lowest, highest) {
            (Some(low), Some(high)) => format!(
                "Change of the wholesale price once the line delivers, USD per 1000 m³ (20 °C): from {} to {}.",
                say(low),
                say(high)
            ),
            _ => "Change of the wholesale price once the line delivers.".to_owned(),
        }
    }

    fn gains(&self, gaining: &[&str], losing: &[&str]) -> String {
        // Names of regions hold commas themselves.
        match (gaining, losing) {
            ([], []) => "In the model no party gains or loses.".to_owned(),
            (gaining, []) => format!("In the model these gain: {}.", gaining.join("; ")),
            ([], losing) => format!("In the model these lose: {}.", losing.join("; ")),
            (gaining, losing) => {
                format!("In the model these gain: {}. These lose: {}.", gaining.join("; "), losing.join("; "))
            }
        }
    }

    fn capacities(&self, open: usize, all: usize) -> String {
        format!("In {} of {} pairs of capacities some price satisfies both sides.", count(open), count(all))
    }

    fn attempts(&self, tally: Option<Tally>, all: usize) -> String {
        match tally {
            Some(Tally { open, known }) => format!(
                "At {} of {} dates the model finds a price that satisfies both sides; asks are as reported by the sources named in the table.",
                count(open),
                count(known)
            ),
            None => format!("The study lists {} attempts without walk-away prices.", count(all)),
        }
    }

    fn tornado(&self, base: Option<f64>, strongest: &Swing) -> String {
        let base = base.map_or_else(String::new, |base| format!(" Today it is {}.", format::number(base)));
        format!(
            "Each bar shows the buyer’s limit less the seller’s when one input goes from its low to its high value and all others stay.{base} “{}” moves it most.",
            strongest.label
        )
    }

    fn swing(&self, swing: &Swing, value: f64, result: f64) -> String {
        let value = format::with_unit(&format::faithful(value), &format::unit(&swing.unit));
        format!("{} at {value}: {}", swing.label, format::number(result))
    }

    fn station(&self, station: &StationState) -> String {
        format!(
            "{}, km {}: {} to {} MPa, {} MW",
            station.name,
            format::fixed(station.distance / 1e3, 0),
            format::fixed(station.suction_pressure / 1e6, 2),
            format::fixed(station.discharge_pressure / 1e6, 2),
            format::fixed(station.shaft_power / 1e6, 1)
        )
    }

    fn alternative(&self, alternative: &Alternative) -> &'static str {
        match (alternative.chosen, alternative.cheapest) {
            (true, true) => self.text(Text::ChosenCheapest),
            (true, false) => self.text(Text::Chosen),
            (false, true) => self.text(Text::Cheapest),
            (false, false) => "",
        }
    }

    fn inverse(&self, inverse: &Inverse) -> String {
        inverse.answer.map_or_else(
            || "no value does it".to_owned(),
            |answer| format::with_unit(&format::number(answer), &format::unit(&inverse.unit)),
        )
    }

    fn question(&self, inverse: &Inverse) -> String {
        let text = format::raised(inverse.question.trim());
        if text.ends_with(['?', '.']) { text } else { format!("{text}?") }
    }

    fn largest(&self, shown: usize, all: usize) -> String {
        format!("The {shown} largest differences (relative to the largest value of their kind) of {all}:")
    }

    fn coverage(&self, inputs: usize, sourced: usize, assumed: usize, neither: usize) -> String {
        let neither = match neither {
            0 => "none has neither".to_owned(),
            1 => "one has neither".to_owned(),
            n => format!("{n} have neither"),
        };
        format!(
            "Of {inputs} inputs {sourced} rest on rows of evidence and {assumed} on a stated assumption; {neither}."
        )
    }

    fn ledger(&self, all: usize, used: usize) -> String {
        format!(
            "The ledger holds {all} claims; {used} of them stand behind an input of this study. Claims that disagree stay separate rows."
        )
    }

    fn colophon(&self, outcome: &Outcome) -> String {
        let commit = match outcome.engine.commit.as_str() {
            "" => String::new(),
            commit => format!(" (commit {commit})"),
        };
        format!(
            "Calculated by linepack {}{commit} from {} input files.",
            outcome.engine.version,
            outcome.inputs.len()
        )
    }

    fn derivation_of(&self, label: &str) -> String {
        format!("Derivation of {label}")
    }

    fn download_of(&self, what: &str, title: &str) -> String {
        format!("{what}: {title}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_out_and_what_is_no_date_stays() {
        for (iso, text) in [
            ("2026-05-20", "20\u{a0}May\u{a0}2026"),
            ("2026-05", "May\u{a0}2026"),
            ("2026", "2026"),
            ("2026 Jan-Jul", "2026 Jan-Jul"),
            ("2026-13-01", "2026-13-01"),
            ("", ""),
        ] {
            assert_eq!(English.date(iso), text);
        }
    }

    #[test]
    fn a_spread_names_gap_and_range_only_where_both_occur() {
        assert_eq!(spread((-61.0, 118.0)), " (between a gap of 61 and a range of 118)");
        assert_eq!(spread((54.0, 182.0)), " (54\u{a0}to\u{a0}182)");
        assert_eq!(spread((-80.0, -12.0)), " (12\u{a0}to\u{a0}80)");
    }

    #[test]
    fn lists_and_counts_read_as_english() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(counted(1.0, "station", "stations"), "one station");
        assert_eq!(count(5), "five");
    }
}
