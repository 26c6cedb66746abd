//! Which questions a file may ask, and the fields of each.

use super::block::Block;
use super::{Found, bargain, games, money, offers, options, private};
use linepack::findings::Finding;
use serde_json::{Map, Value};

/// A kind of question.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its name in a file.
    pub key: &'static str,
    /// What is asked, in words.
    pub question: &'static str,
    /// Fields that it reads.
    pub inputs: &'static [&'static str],
    /// Known answers that may stand beside the fields instead of in `expected`.
    pub results: &'static [&'static str],
    pub(super) solve: fn(&Block<'_>) -> Result<Found, Finding>,
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Kind").field("key", &self.key).finish_non_exhaustive()
    }
}

macro_rules! kinds {
    ($($key:literal, $question:literal, $solve:path, [$($input:literal),*], [$($result:literal),*];)*) => {
        /// Every kind of question, in the order of the module's parts.
        pub const KINDS: &[Kind] = &[$(Kind {
            key: $key, question: $question, solve: $solve, inputs: &[$($input),*], results: &[$($result),*],
        }),*];
    };
}

kinds! {
    "nash", "price in the range", bargain::nash,
        ["seller_reservation", "buyer_reservation", "seller_power", "price_limits", "volume"], [];
    "frontier", "bargaining over a frontier of payoffs", bargain::frontier,
        ["points", "disagreement", "power"], [];
    "rubinstein", "alternating offers", bargain::rubinstein,
        ["delta", "outside_options", "breakdown_prob", "breakdown_payoffs"], [];
    "rubinstein_continuous_limit", "alternating offers at yearly rates", bargain::continuous,
        ["r", "dt"], ["expected_share1", "at_dt_0p01", "at_dt"];
    "outside_option", "alternating offers with an outside option", bargain::outside,
        ["delta", "outside_option_of_responder", "outside_option_of_proposer"], [];
    "breakdown", "alternating offers under the risk of breakdown", bargain::breakdown,
        ["breakdown_prob", "breakdown_payoffs", "delta"], [];
    "multi_issue", "several issues linked", bargain::issues,
        ["issues", "power", "names"], [];
    "hold_up", "investment sunk before the talks", bargain::sunk,
        ["a", "scale", "exponent"], [];
    "two_period", "two offers to a buyer of unknown value", private::two_period,
        ["delta", "cost", "values", "seller_discount", "buyer_discount"], [];
    "infinite_horizon_gap_free", "offers without end to a buyer of unknown value", private::coase,
        ["delta", "values", "rate", "years_between_offers"], [];
    "bilateral_uniform", "double auction between two unknown reservation prices", private::double_auction,
        ["costs", "values", "bid_weight"], [];
    "war_of_attrition", "war of attrition", private::attrition, ["V", "c"], [];
    "war_of_attrition_asym", "war of attrition between unequal sides", private::attrition, ["V", "c"], [];
    "games", "coalition game", games::game,
        ["n", "v_bitorder", "players", "links"],
        ["shapley", "nucleolus", "published_nucleolus", "prenucleolus", "banzhaf", "banzhaf_normalised", "myerson",
         "least_core_excess", "core_exists"];
    "perpetual_invest", "right to invest without end", options::perpetual,
        ["r", "dividend_yield", "sigma", "I", "V"], [];
    "ou_schwartz", "price that returns to a mean", options::moments,
        ["kappa", "mu", "sigma", "S0", "T", "jump_rate", "jump_log_mean", "jump_log_deviation"], [];
    "ls_8_path", "right valued by regression on given paths", options::given_paths,
        ["paths", "strike", "r", "degree", "right"], [];
    "ls_table1", "right to sell at fixed dates", options::table,
        ["S", "sigma", "T", "K", "r", "dates_per_year", "paths", "seed",
         "published_se", "our_se", "lsm_cpu_s"],
        ["published_fd", "published_lsm", "european", "bermudan50_crr4000", "american_crr4000", "our_lsm"];
    "option", "right valued by lattice, finite differences and simulation", options::right,
        ["S", "sigma", "T", "K", "r", "growth", "dividend_yield", "kappa", "mu", "jump_rate", "jump_log_mean",
         "jump_log_deviation", "right", "exercise", "paths", "seed"],
        ["european"];
    "levelised", "levelised cost of transport", money::levelised,
        ["capex_musd", "om_frac", "rate", "years", "capacity_bcm", "utilisation", "fuel_frac", "gas_price"], [];
    "npv_irr", "present value and rate of return", money::npv_irr, ["cashflow", "rate"], [];
    "ramp_up", "levelised cost while deliveries rise", money::ramp_up,
        ["capex", "opex_per_year", "volumes_from_year3", "volumes", "rate"], [];
    "parker", "cost of a line by regression", money::parker, ["D_in", "L_mile"], [];
    "take_or_pay", "take-or-pay with make-up", money::take_or_pay,
        ["acq_bcm", "take_or_pay_share", "price", "nominations", "make_up_years", "carry_forward_years",
         "carry_forward_share", "greatest_multiple", "prepaid_share"], [];
    "netback", "netback of LNG", money::netback, ["p_lng_des", "ship", "liq", "feed_loss"], [];
    "packages", "offers with several payoffs", offers::packages,
        ["offers", "walk_away", "probabilities", "parties", "tolerance"], [];
    "back_test", "price formula on a past series", offers::back_test,
        ["series", "constant", "slope", "averaged_months", "lag_months", "valid_months", "floor", "cap", "first",
         "last", "compare_with"], [];
}

/// The kind of a name.
pub(super) fn named(key: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.key == key)
}

/// The kind of a file that is itself one question or one list of `cases`.
pub(super) fn alone(top: &Map<String, Value>) -> Option<&'static Kind> {
    if let Some(Value::String(name)) = top.get("question") {
        return named(name);
    }
    if top.contains_key("v_bitorder") {
        return named("games");
    }
    // The published cases of hold-up stand without a name: their mark is the investor's share `a`.
    let cases = top.get("cases")?.as_array()?;
    let marked = |case: &Value| case.get("a").is_some();
    (!cases.is_empty() && cases.iter().all(marked)).then(|| named("hold_up")).flatten()
}

/// Whether a field at the top of a file only remarks on it.
pub(super) fn is_remark(key: &str) -> bool {
    matches!(
        key,
        "source"
            | "note"
            | "notes"
            | "convention"
            | "formula"
            | "name"
            | "description"
            | "title"
            | "schema"
            | "version"
    )
}
