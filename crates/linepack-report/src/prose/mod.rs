//! What the report says, as whole sentences: one implementation of [`Prose`] is one language.
//!
//! A sentence is a function of the values in it, never glued from halves, so that each language orders its words
//! itself; a language that misses a sentence or a [`Text`] does not compile. Names and remarks that belong to a
//! study (labels, events, claims) stand as the study writes them.

mod english;
mod text;

pub(crate) use english::English;
pub(crate) use text::Text;

use linepack_economics::outcome::{Alternative, Inverse, Outcome, Quantity, StationState, Swing, Verdict};

/// Tolerance below which two prices are called equal, USD per 1000 m³: what the report's digits can show.
const SAME_PRICE: f64 = 0.05;

/// The design in numbers, as far as the study has them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Greatest annual flow.
    pub(crate) capacity: &'a Quantity,
    /// Outside diameter.
    pub(crate) diameter: Option<&'a Quantity>,
    /// Operating pressure.
    pub(crate) pressure: Option<&'a Quantity>,
    /// Number of stations.
    pub(crate) stations: Option<&'a Quantity>,
    /// Operating power of all stations.
    pub(crate) power: Option<&'a Quantity>,
    /// Number of parallel strings.
    pub(crate) strings: Option<u32>,
    /// Investment.
    pub(crate) capex: Option<&'a Quantity>,
    /// Levelised tariff.
    pub(crate) tariff: Option<&'a Quantity>,
}

/// The two walk-away prices and their difference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bargain<'a> {
    /// Least price the seller signs at.
    pub(crate) seller: &'a Quantity,
    /// Greatest price the buyer signs at.
    pub(crate) buyer: &'a Quantity,
    /// Their difference, with its range where the study gives one.
    pub(crate) range: Option<&'a Quantity>,
    /// Price after Nash.
    pub(crate) nash: Option<&'a Quantity>,
}

impl<'a> Bargain<'a> {
    /// From a list of quantities, if both walk-away prices are there.
    pub(crate) fn of(quantities: &'a [Quantity]) -> Option<Self> {
        let find = |id: &str| quantities.iter().find(|quantity| quantity.id == id);
        Some(Self {
            seller: find("deal.seller_reservation")?,
            buyer: find("deal.buyer_reservation")?,
            range: find("deal.range"),
            nash: find("deal.nash_price"),
        })
    }

    /// Buyer's price less seller's: positive where both would sign.
    pub(crate) fn width(&self) -> f64 {
        self.range.map_or(self.buyer.value - self.seller.value, |range| range.value)
    }

    /// Whether some price satisfies both.
    pub(crate) fn opens(&self) -> bool {
        self.width() >= -SAME_PRICE
    }
}

/// How many of the attempts had a price that satisfied both, as the model sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Attempts with a range.
    pub(crate) open: usize,
    /// Attempts with both walk-away prices known.
    pub(crate) known: usize,
}

/// One language of the report.
pub(crate) trait Prose: Sync {
    /// BCP 47 tag of the language.
    fn tag(&self) -> &'static str;
    /// A fixed text.
    fn text(&self, text: Text) -> &'static str;
    /// A date as in ISO 8601, or a month or a year of it, in words; what is not a date stays as it is.
    fn date(&self, iso: &str) -> String;
    /// A quantity with its unit and its range.
    fn amount(&self, quantity: &Quantity) -> String;
    /// A range alone: `70 to 110`.
    fn span(&self, low: &str, high: &str) -> String;

    /// What can be carried, with what, at what cost.
    fn verdict_line(&self, outcome: &Outcome, line: &Line<'_>) -> String;
    /// That the asked volume cannot be carried, or that no answer was found.
    fn verdict_no_line(
        &self,
        outcome: &Outcome,
        verdict: Verdict,
        cause: Option<&str>,
        capacity: Option<&Quantity>,
    ) -> String;
    /// At which price each side would just sign.
    fn verdict_deal(&self, outcome: &Outcome, bargain: &Bargain<'_>) -> String;
    /// That the study does not reach a deal.
    fn verdict_no_deal(&self) -> String;
    /// What is left to say, in two sentences, of a volume that cannot be carried.
    fn verdict_not_carried(&self) -> [String; 2];
    /// What the attempts show, and what moves the range most.
    fn verdict_drivers(&self, tally: Option<Tally>, strongest: Option<&Swing>) -> String;

    /// Who asks what, as a line below the title.
    fn subtitle(&self, outcome: &Outcome) -> String;
    /// Description of the price axis.
    fn price_axis(&self, bargain: &Bargain<'_>) -> String;
    /// Description of the map.
    fn map(&self, outcome: &Outcome, countries: &[&str]) -> String;
    /// Description of the profile.
    fn profile(&self, outcome: &Outcome) -> String;
    /// Description of the investment.
    fn capex(&self, total: f64, largest: Option<(&str, &str, f64)>) -> String;
    /// Description of a sum of parts.
    fn parts(&self, total: f64) -> String;
    /// Which transport price pays for the line.
    fn pays(&self, tariff: &Quantity) -> String;
    /// Description of the prices in the buyer's region.
    fn market_prices(&self, region: &str, rows: &[(u32, f64, f64)]) -> String;
    /// Description of the changes of price by region.
    fn market_changes(&self, lowest: Option<(&str, u32, f64)>, highest: Option<(&str, u32, f64)>) -> String;
    /// Description of gains and losses.
    fn gains(&self, gaining: &[&str], losing: &[&str]) -> String;
    /// Description of the four pairs of capacities.
    fn capacities(&self, open: usize, all: usize) -> String;
    /// Description of the attempts.
    fn attempts(&self, tally: Option<Tally>, all: usize) -> String;
    /// Description of the tornado.
    fn tornado(&self, base: Option<f64>, strongest: &Swing) -> String;
    /// Text of a bar of the tornado: the value of an input and the range it gives.
    fn swing(&self, swing: &Swing, value: f64, result: f64) -> String;
    /// Text of a station.
    fn station(&self, station: &StationState) -> String;
    /// Why a design is marked.
    fn alternative(&self, alternative: &Alternative) -> &'static str;
    /// The answer to a question of what would have to be true.
    fn inverse(&self, inverse: &Inverse) -> String;
    /// The question of what would have to be true, as a sentence.
    fn question(&self, inverse: &Inverse) -> String;
    /// That only the largest differences are shown.
    fn largest(&self, shown: usize, all: usize) -> String;
    /// How many inputs have a source, an assumption, neither.
    fn coverage(&self, inputs: usize, sourced: usize, assumed: usize, neither: usize) -> String;
    /// How many claims are in the ledger and how many of them are used.
    fn ledger(&self, all: usize, used: usize) -> String;
    /// What made the page.
    fn colophon(&self, outcome: &Outcome) -> String;
    /// Text of a link from a card to the derivation of its figure, for those who hear it.
    fn derivation_of(&self, label: &str) -> String;
    /// Text of a button that saves the picture or its data, for those who hear it.
    fn download_of(&self, what: &str, title: &str) -> String;
}

/// The verdict of an outcome in three sentences.
pub(crate) fn verdict(outcome: &Outcome, prose: &dyn Prose) -> Vec<String> {
    let find = |id: &str| outcome.quantity(id);
    let capacity = find("line.capacity");
    let first = match (outcome.verdict, capacity) {
        (Verdict::Feasible, Some(capacity)) => prose.verdict_line(
            outcome,
            &Line {
                capacity,
                diameter: find("line.diameter"),
                pressure: find("line.pressure"),
                stations: find("line.stations"),
                power: find("line.power"),
                strings: outcome.alternatives.iter().find(|a| a.chosen).map(|a| a.strings),
                capex: find("cost.capex"),
                tariff: find("cost.tariff"),
            },
        ),
        (verdict, capacity) => {
            let cause =
                outcome.findings.iter().find(|finding| finding.level == "limit").map(|f| f.text.as_str());
            prose.verdict_no_line(outcome, verdict, cause, capacity)
        }
    };
    if outcome.verdict != Verdict::Feasible {
        let [second, third] = prose.verdict_not_carried();
        return vec![first, second, third];
    }
    let second = Bargain::of(&outcome.quantities)
        .map_or_else(|| prose.verdict_no_deal(), |bargain| prose.verdict_deal(outcome, &bargain));
    vec![first, second, prose.verdict_drivers(tally(outcome), outcome.tornado.first())]
}

/// Counts the attempts at which some price satisfied both; nothing where no attempt has both prices.
pub(crate) fn tally(outcome: &Outcome) -> Option<Tally> {
    let bargains: Vec<Bargain<'_>> =
        outcome.attempts.iter().filter_map(|a| Bargain::of(&a.quantities)).collect();
    let open = bargains.iter().filter(|bargain| bargain.opens()).count();
    (!bargains.is_empty()).then_some(Tally { open, known: bargains.len() })
}
