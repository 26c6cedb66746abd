//! The fixed texts in English.

use crate::prose::Text;

/// The fixed text.
pub(super) fn text(text: Text) -> &'static str {
    match text {
        Text::SkipToContent => "Skip to the content",
        Text::Contents => "Contents",
        Text::Verdict => "The answer",
        Text::ThemeSwitch => "Switch between light and dark",
        Text::FigureData => "The figure as a table",
        Text::SavePicture => "Save as SVG",
        Text::SaveData => "Save as CSV",
        Text::Derivation => "Derivation",
        Text::NoRange => "no range given",

        Text::KeyFigures => "Key figures",
        Text::KeyFiguresLead => {
            "Central value, and below it the range between the low and the high case. Every figure leads to its derivation."
        }
        Text::PriceAxis => "At which price would both sign?",
        Text::PriceAxisFigure => "Walk-away prices, the range between them, and published asks",
        Text::Line => "Can it be built?",
        Text::LineLead => {
            "Route, operating state and design, calculated with real-gas properties, elevation and ground temperature along the line."
        }
        Text::Cost => "What does it cost?",
        Text::CostLead => "Investment, and the price per volume that pays for it over its life.",
        Text::Market => "What does it change in the gas market?",
        Text::MarketLead => {
            "An equilibrium of all regions with and without the line. These are results of a model, not forecasts."
        }
        Text::Deal => "Why would each side sign, and who gains?",
        Text::DealLead => {
            "The seller’s least and the buyer’s greatest price follow from what each would do without the line."
        }
        Text::Attempts => "What was different at each attempt?",
        Text::AttemptsLead => {
            "The same calculation with the prices and alternatives of each date. Walk-away prices are model results; asks and outcomes are as reported."
        }
        Text::Drivers => "What would change the answer?",
        Text::DriversLead => "One input at a time, all others as in the study.",
        Text::Sources => "Where each number comes from",
        Text::SourcesLead => {
            "Every result with its formula and its inputs; every input with its sources or the reason for an assumption."
        }
        Text::Limits => "How far to trust this",
        Text::LimitsLead => "What the calculation itself found worth telling.",

        Text::Map => "The route",
        Text::MapBorders => {
            "Land, borders and lakes: Natural Earth 1:50 million, public domain; borders as drawn there. Albers equal-area projection."
        }
        Text::Profile => "Pressure and temperature along the line",
        Text::Pressure => "Pressure, MPa",
        Text::Temperature => "Temperature, °C",
        Text::Gas => "gas",
        Text::Ground => "ground",
        Text::Elevation => "Elevation, m",
        Text::Distance => "Distance from the start, km",
        Text::Stations => "Compressor stations",
        Text::Alternatives => "Designs that were compared",
        Text::AlternativesLead => {
            "For the same volume. A dash means that the design was not calculated so far because something before it rules it out."
        }
        Text::CodeChecks => "Checks of the pipe wall",
        Text::CodeChecksLead => "The same wall by each code of practice.",
        Text::Analogues => "Built lines, calculated with the same engine",
        Text::AnaloguesLead => {
            "Installed power as published against operating power by the model. The ratio covers standby units and the derating of the site."
        }
        Text::Capex => "Investment by section and kind",
        Text::CapexAxis => "bn USD",
        Text::Tariff => "What the transport tariff is made of",
        Text::SellerParts => "What the seller’s walk-away price is made of",
        Text::BuyerParts => "What the buyer’s walk-away price is made of",
        Text::Total => "Sum",
        Text::MarketPrices => "Wholesale price in the buyer’s region",
        Text::MarketChanges => "Change of the wholesale price by region",
        Text::MarketTable => "Prices, consumption and net imports by region",
        Text::With => "with the line",
        Text::Without => "without",
        Text::Misfits => "How well the market model repeats what happened",
        Text::MisfitsLead => "Reported against modelled values. The differences are part of the result.",
        Text::Capacities => "Walk-away prices by the capacity in which each side acts",
        Text::CapacitiesLead => {
            "A company counts duties and taxes as cost, a state does not; an importer compares contracts, a country also what all its other imports cost."
        }
        Text::Gains => "Who gains and who loses",
        Text::GainsAxis => "bn USD a year",
        Text::Coalition => "Shares of the joint gain by two rules",
        Text::CoalitionLead => {
            "Shapley value: the average of what a party adds to every group. Nucleolus: the division that leaves the least reason to complain."
        }
        Text::Waiting => "Waiting and delay",
        Text::WaitingLead => "What it is worth to each side to leave the decision open.",
        Text::AttemptsFigure => "Walk-away prices and published asks at each attempt",
        Text::AttemptsTable => "The attempts in numbers",
        Text::AttemptsClosing => "What would have had to be true",
        Text::Timeline => "Timeline of the negotiations",
        Text::TimelineLead => "As reported by the sources named.",
        Text::Tornado => "The inputs that move the range most",
        Text::Closing => "What would have to be true",
        Text::ClosingLead => {
            "One unknown solved at a time. “No value does it” means: none within the interval that was searched."
        }
        Text::Results => "Results",
        Text::Inputs => "Inputs",
        Text::Ledger => "Ledger of claims",
        Text::LedgerUnused => "Claims that stand behind no input of this study",
        Text::Findings => "Findings",
        Text::HowToRead => "How to read this page",
        Text::HowToReadBody => {
            "Figures are results of a model and rest on the inputs listed under “Where each number comes from”. A range is what follows when inputs go to their own low and high values; it is not a confidence interval. Volumes are cubic metres at 20 °C and 101.325 kPa unless said otherwise; pressures are absolute. A claim is printed with who made it and when, and is not thereby endorsed. A walk-away price says at which price a side would be as well off as without the line; it does not say what that side will do."
        }
        Text::Files => "Files the study was read from",

        Text::SellerSigns => "Seller signs from",
        Text::BuyerSigns => "Buyer signs up to",
        Text::BothSign => "Both would sign",
        Text::Gap => "Gap: no price satisfies both",
        Text::Seller => "seller",
        Text::Buyer => "buyer",
        Text::SellerAsk => "seller’s ask",
        Text::BuyerAsk => "buyer’s ask",
        Text::Asks => "Asks, as reported",
        Text::PriceUnit => "USD per 1000 m³ (20 °C)",
        Text::ModelShort => "model",

        Text::Name => "Name",
        Text::Country => "Country",
        Text::Km => "Distance, km",
        Text::SuctionMpa => "Suction, MPa",
        Text::DischargeMpa => "Discharge, MPa",
        Text::OutletCelsius => "Before cooler, °C",
        Text::CooledCelsius => "After cooler, °C",
        Text::ShaftMw => "Operating, MW",
        Text::InstalledMw => "Installed (ISO), MW",
        Text::FuelKgs => "Fuel, kg/s",
        Text::VelocityMs => "Velocity, m/s",
        Text::GasCelsius => "Gas, °C",
        Text::GroundCelsius => "Ground, °C",
        Text::DiameterMm => "Diameter, mm",
        Text::Strings => "Strings",
        Text::WallSp36 => "Wall SP 36, mm",
        Text::WallB318 => "Wall B31.8, mm",
        Text::FuelPercent => "Fuel, %",
        Text::SteelKt => "Steel, kt",
        Text::CapexBn => "Investment, bn USD",
        Text::TariffUnit => "Tariff, USD per 1000 m³",
        Text::Remark => "Remark",
        Text::Chosen => "chosen",
        Text::Cheapest => "cheapest",
        Text::ChosenCheapest => "chosen, cheapest",
        Text::Code => "Code",
        Text::Clause => "Clause",
        Text::What => "What",
        Text::Computed => "Calculated",
        Text::Limit => "Limit",
        Text::Unit => "Unit",
        Text::Holds => "Holds",
        Text::Yes => "yes",
        Text::No => "no",
        Text::Throughput => "Throughput, bcm (20 °C) a year",
        Text::OperatingMw => "Operating (model), MW",
        Text::Ratio => "Installed ÷ operating",
        Text::Sources2 => "Sources",
        Text::Section => "Section",
        Text::Kind => "Kind",
        Text::Part => "Part",
        Text::Year => "Year",
        Text::Region => "Region",
        Text::PriceWithout => "Price without, USD per 1000 m³",
        Text::PriceWith => "Price with, USD per 1000 m³",
        Text::Change => "Change",
        Text::ConsumptionWithout => "Consumption without, bcm",
        Text::ConsumptionWith => "Consumption with, bcm",
        Text::ImportsWithout => "Net imports without, bcm",
        Text::ImportsWith => "Net imports with, bcm",
        Text::Reported => "Reported",
        Text::Model => "Model",
        Text::Difference => "Model less reported",
        Text::Party => "Party",
        Text::AmountBn => "Gain, bn USD a year",
        Text::SellerAs => "Seller as",
        Text::BuyerAs => "Buyer as",
        Text::SellerPrice => "Seller's walk-away price",
        Text::BuyerPrice => "Buyer's walk-away price",
        Text::RangeWidth => "Buyer's less seller’s",
        Text::Headline => "used in the verdict",
        Text::Date => "Date",
        Text::Outcome => "Outcome, as reported",
        Text::Input => "Input",
        Text::LowValue => "Low value",
        Text::HighValue => "High value",
        Text::ResultLow => "Result at low",
        Text::ResultHigh => "Result at high",
        Text::Question => "Question",
        Text::Today => "Today",
        Text::Answer => "Answer",
        Text::Searched => "Searched",
        Text::From => "From",
        Text::Evidence => "Evidence",
        Text::Assumption => "Assumption",
        Text::NoSource => "No source and no reason given",
        Text::Confidence => "confidence",
        Text::Quantity => "Quantity",
        Text::Value => "Value",
        Text::Share => "Share",
        Text::Shapley => "Shapley value",
        Text::Nucleolus => "Nucleolus",
        Text::Note => "note",
        Text::Warning => "warning",
        Text::AllRows => "Show all rows",
        Text::AtLow => "input at its low value",
        Text::AtHigh => "input at its high value",
        Text::Hash => "Hash of all inputs (SHA-256)",
    }
}
