//! The files of a market folder, read into a [`World`].

use super::rows::{
    Citation, LngRoute, OilContract, Parameters, PastFlow, Path, Pipeline, Record, Region, Supply,
};
use super::table::{Row, Table};
use super::{Liquefaction, World, WorldError};

type Files<'a> = &'a dyn Fn(&str) -> Result<String, String>;

struct Reader<'a> {
    files: Files<'a>,
    citations: Vec<Citation>,
}

impl Reader<'_> {
    /// The rows of a file, each noted with what it rests on.
    fn table(&mut self, file: &'static str, columns: &[&'static str]) -> Result<Table, WorldError> {
        let text = (self.files)(file).map_err(|reason| WorldError::File { file: file.to_owned(), reason })?;
        let table = Table::read(file, &text, columns)?;
        for row in table.rows() {
            let evidence = row.text("evidence");
            if evidence.is_empty() {
                return Err(row.wrong(
                    "evidence",
                    "an evidence id or `assumption: reason`",
                    "name the rows of evidence.csv, or write `assumption:` and why",
                ));
            }
            let at = usize::try_from(row.line).unwrap_or(usize::MAX);
            let source = text.lines().nth(at.saturating_sub(1)).unwrap_or_default().to_owned();
            let subject = row.text(columns[0]).to_owned();
            let citation = Citation::new(file, row.line, evidence);
            self.citations.push(Citation { source, subject, ..citation });
        }
        Ok(table)
    }
}

fn path(row: Row<'_>, columns: [&str; 4]) -> Result<Path, WorldError> {
    let mut values = [0.0; 4];
    for (value, column) in values.iter_mut().zip(columns) {
        *value = row.non_negative(column)?;
    }
    Ok(Path { values })
}

fn percent(row: Row<'_>, column: &str) -> Result<f64, WorldError> {
    let value = row.non_negative(column)?;
    if value < 100.0 {
        Ok(value / 100.0)
    } else {
        Err(row.wrong(column, "below 100 percent", "write 9 for nine percent"))
    }
}

fn once<T>(slot: &mut Option<T>, value: T, row: Row<'_>, column: &str) -> Result<(), WorldError> {
    if slot.replace(value).is_some() {
        return Err(row.wrong(column, "named once in this file", "remove one of the two rows"));
    }
    Ok(())
}

#[allow(clippy::cast_possible_truncation, reason = "checked to be a whole year")]
fn year(row: Row<'_>, column: &str) -> Result<i32, WorldError> {
    let value = row.number(column)?;
    if value.fract() == 0.0 && (1900.0..2200.0).contains(&value) {
        Ok(value as i32)
    } else {
        Err(row.wrong(column, "a year", "write four digits"))
    }
}

const DEMAND: [[&str; 4]; 3] = [
    ["demand_2024_bcm_EI", "demand_2030_low_bcm_EI", "demand_2035_low_bcm_EI", "demand_2040_low_bcm_EI"],
    ["demand_2024_bcm_EI", "demand_2030_bcm_EI", "demand_2035_bcm_EI", "demand_2040_bcm_EI"],
    ["demand_2024_bcm_EI", "demand_2030_high_bcm_EI", "demand_2035_high_bcm_EI", "demand_2040_high_bcm_EI"],
];
const CAPACITY: [&str; 4] =
    ["capacity_2024_bcm_EI", "capacity_2030_bcm_EI", "capacity_2035_bcm_EI", "capacity_2040_bcm_EI"];
const FIRM: [&str; 4] = ["firm_2024_bcm_EI", "firm_2030_bcm_EI", "firm_2035_bcm_EI", "firm_2040_bcm_EI"];
const VOLUME: [&str; 4] =
    ["volume_2024_bcm_EI", "volume_2030_bcm_EI", "volume_2035_bcm_EI", "volume_2040_bcm_EI"];
const SHARES: [&str; 4] = [
    "lng_contract_share_2024",
    "lng_contract_share_2030",
    "lng_contract_share_2035",
    "lng_contract_share_2040",
];

pub(super) fn world(files: Files<'_>) -> Result<World, WorldError> {
    let mut reader = Reader { files, citations: Vec::new() };
    let mut regions = regions(&mut reader)?;
    let codes: Vec<String> = regions.iter().map(|region| region.code.clone()).collect();
    demand(&mut reader, &codes, &mut regions)?;
    supply(&mut reader, &codes, &mut regions)?;
    let liquefaction = liquefaction(&mut reader, &codes)?;
    let routes = routes(&mut reader, &codes)?;
    let pipelines = pipelines(&mut reader, &codes)?;
    let contracts = contracts(&mut reader, &codes, &pipelines)?;
    let conjectures = conjectures(&mut reader, &codes)?;
    let parameters = parameters(&mut reader)?;
    let (history, past_flows) = history(&mut reader, &codes)?;
    let citations = reader.citations;
    let mut world = World {
        regions,
        liquefaction,
        routes,
        pipelines,
        contracts,
        conjectures,
        parameters,
        history,
        past_flows,
        citations,
        balance: Vec::new(),
    };
    world.balance = world.unexplained();
    world.check_exporters()?;
    world.check_connection()?;
    Ok(world)
}

fn regions(reader: &mut Reader<'_>) -> Result<Vec<Region>, WorldError> {
    let table = reader.table(
        "regions.csv",
        &[
            "region",
            "name",
            "production_2024_bcm_EI",
            "consumption_2024_bcm_EI",
            "price_2024_usd_per_1000m3_EI",
            "lng_border_price_2024_usd_per_1000m3_EI",
            "demand_elasticity",
            "stock_draw_2024_bcm_EI",
            "evidence",
        ],
    )?;
    let mut regions: Vec<Region> = Vec::new();
    for row in table.rows() {
        let code = row.text("region").to_owned();
        if code.is_empty() || regions.iter().any(|known| known.code == code) {
            return Err(row.wrong("region", "a code used once", "give each region a code of its own"));
        }
        let elasticity = row.number("demand_elasticity")?;
        if elasticity >= 0.0 {
            return Err(row.wrong("demand_elasticity", "below zero", "-0.2 to -0.7 is usual for gas"));
        }
        let nothing = Path { values: [0.0; 4] };
        regions.push(Region {
            code,
            name: row.text("name").to_owned(),
            production: row.non_negative("production_2024_bcm_EI")?,
            consumption: row.positive("consumption_2024_bcm_EI")?,
            price: row.positive("price_2024_usd_per_1000m3_EI")?,
            border_price: row.optional("lng_border_price_2024_usd_per_1000m3_EI")?,
            elasticity,
            stock_draw: row.number("stock_draw_2024_bcm_EI")?,
            price_2035: 0.0,
            demand: [nothing; 3],
            supply: None,
        });
    }
    if regions.is_empty() {
        return Err(WorldError::Missing { file: "regions.csv".to_owned(), what: "every region".to_owned() });
    }
    Ok(regions)
}

fn demand(reader: &mut Reader<'_>, codes: &[String], regions: &mut [Region]) -> Result<(), WorldError> {
    let mut columns = vec!["region", "price_2035_usd_per_1000m3_EI", "evidence", "demand_2024_bcm_EI"];
    columns.extend(DEMAND.iter().flat_map(|level| &level[1..]));
    let table = reader.table("demand.csv", &columns)?;
    let mut seen: Vec<Option<()>> = vec![None; codes.len()];
    for row in table.rows() {
        let at = row.code("region", codes)?;
        once(&mut seen[at], (), row, "region")?;
        regions[at].price_2035 = row.positive("price_2035_usd_per_1000m3_EI")?;
        for (level, columns) in regions[at].demand.iter_mut().zip(DEMAND) {
            *level = path(row, columns)?;
            if let Some(zero) = (0..4).find(|&i| level.values[i] == 0.0) {
                return Err(row.wrong(columns[zero], "above zero", "a region without demand is no region"));
            }
        }
    }
    match seen.iter().position(Option::is_none) {
        Some(at) => Err(WorldError::Missing {
            file: "demand.csv".to_owned(),
            what: format!("region `{}`", codes[at]),
        }),
        None => Ok(()),
    }
}

fn supply(reader: &mut Reader<'_>, codes: &[String], regions: &mut [Region]) -> Result<(), WorldError> {
    let mut columns = vec![
        "region",
        "first_cost_usd_per_1000m3_EI",
        "last_cost_usd_per_1000m3_EI",
        "marginal_cost_2024_usd_per_1000m3_EI",
        "marginal_cost_2035_usd_per_1000m3_EI",
        "evidence",
    ];
    columns.extend(CAPACITY);
    let table = reader.table("supply.csv", &columns)?;
    for row in table.rows() {
        let region = &mut regions[row.code("region", codes)?];
        let supply = Supply {
            first_cost: row.number("first_cost_usd_per_1000m3_EI")?,
            last_cost: row.number("last_cost_usd_per_1000m3_EI")?,
            marginal_2024: row.positive("marginal_cost_2024_usd_per_1000m3_EI")?,
            marginal_2035: row.positive("marginal_cost_2035_usd_per_1000m3_EI")?,
            capacity: path(row, CAPACITY)?,
        };
        if supply.first_cost >= supply.marginal_2024 {
            return Err(row.wrong(
                "first_cost_usd_per_1000m3_EI",
                "below the marginal cost",
                "the first unit costs least",
            ));
        }
        if region.production <= 0.0 || region.production >= supply.capacity.values[0] {
            return Err(row.wrong(
                CAPACITY[0],
                "above the production of 2024, itself above zero",
                "raise the capacity",
            ));
        }
        once(&mut region.supply, supply, row, "region")?;
    }
    Ok(())
}

fn liquefaction(reader: &mut Reader<'_>, codes: &[String]) -> Result<Vec<Liquefaction>, WorldError> {
    let mut columns = vec!["region", "tier", "cost_usd_per_mmbtu", "evidence"];
    columns.extend(CAPACITY);
    let table = reader.table("liquefaction.csv", &columns)?;
    table
        .rows()
        .map(|row| {
            let tier = row.text("tier");
            if !["existing", "new"].contains(&tier) {
                return Err(row.wrong("tier", "`existing` or `new`", "`new` asks the full fee"));
            }
            Ok(Liquefaction {
                region: row.code("region", codes)?,
                tier: tier.to_owned(),
                cost: row.number("cost_usd_per_mmbtu")?,
                capacity: path(row, CAPACITY)?,
            })
        })
        .collect()
}

fn routes(reader: &mut Reader<'_>, codes: &[String]) -> Result<Vec<LngRoute>, WorldError> {
    let table = reader.table(
        "lng_routes.csv",
        &["from", "to", "distance_nautical_miles", "canal_usd_per_mmbtu", "flow_2024_bcm_EI", "evidence"],
    )?;
    table
        .rows()
        .map(|row| {
            Ok(LngRoute {
                from: row.code("from", codes)?,
                to: row.code("to", codes)?,
                distance: row.positive("distance_nautical_miles")?,
                canal: row.non_negative("canal_usd_per_mmbtu")?,
                flow_2024: row.non_negative("flow_2024_bcm_EI")?,
            })
        })
        .collect()
}

fn pipelines(reader: &mut Reader<'_>, codes: &[String]) -> Result<Vec<Pipeline>, WorldError> {
    let mut columns =
        vec!["from", "to", "name", "flow_2024_bcm_EI", "cost_usd_per_1000m3_EI", "loss_percent", "evidence"];
    columns.extend(FIRM);
    columns.extend(CAPACITY);
    let table = reader.table("pipelines.csv", &columns)?;
    table
        .rows()
        .map(|row| {
            let (firm, capacity) = (path(row, FIRM)?, path(row, CAPACITY)?);
            if let Some(at) = (0..4).find(|&at| firm.values[at] > capacity.values[at]) {
                return Err(row.wrong(
                    FIRM[at],
                    "within the capacity of that year",
                    "raise the capacity or lower the firm flow",
                ));
            }
            Ok(Pipeline {
                from: row.code("from", codes)?,
                to: row.code("to", codes)?,
                name: row.text("name").to_owned(),
                flow_2024: row.non_negative("flow_2024_bcm_EI")?,
                firm,
                capacity,
                cost: row.non_negative("cost_usd_per_1000m3_EI")?,
                loss: percent(row, "loss_percent")?,
            })
        })
        .collect()
}

fn contracts(
    reader: &mut Reader<'_>,
    codes: &[String],
    pipelines: &[Pipeline],
) -> Result<Vec<OilContract>, WorldError> {
    let mut columns =
        vec!["seller", "buyer", "kind", "brent_slope_percent", "constant_usd_per_mmbtu", "evidence"];
    columns.extend(VOLUME);
    let table = reader.table("contracts.csv", &columns)?;
    table
        .rows()
        .map(|row| {
            let seller = match row.text("kind") {
                "LNG" => None,
                "pipeline" => Some(row.code("seller", codes)?),
                _ => return Err(row.wrong("kind", "`pipeline` or `LNG`", "write how the gas comes")),
            };
            let (buyer, volume) = (row.code("buyer", codes)?, path(row, VOLUME)?);
            if let Some(seller) = seller {
                let lines = || pipelines.iter().filter(|pipe| (pipe.from, pipe.to) == (seller, buyer));
                let room = |at: usize| lines().map(|pipe| pipe.capacity.values[at]).sum::<f64>();
                if let Some(at) = (0..4).find(|&at| volume.values[at] > room(at)) {
                    let room = room(at);
                    return Err(row.wrong(
                        VOLUME[at],
                        "within the capacity of the pipelines from seller to buyer",
                        &format!("pipelines.csv has room for {room}: lower the volume or raise the capacity"),
                    ));
                }
            }
            Ok(OilContract {
                seller,
                buyer,
                volume,
                slope: percent(row, "brent_slope_percent")?,
                constant: row.number("constant_usd_per_mmbtu")?,
            })
        })
        .collect()
}

/// ∂Q/∂s by trader (row) and market (column); the row `*` stands for every market not named.
fn conjectures(reader: &mut Reader<'_>, codes: &[String]) -> Result<Vec<Vec<f64>>, WorldError> {
    let table = reader.table("conjectures.csv", &["trader", "market", "conjecture", "evidence"])?;
    let mut named: Vec<Vec<Option<f64>>> = vec![vec![None; codes.len()]; codes.len()];
    let mut elsewhere: Vec<Option<f64>> = vec![None; codes.len()];
    for row in table.rows() {
        let trader = row.code("trader", codes)?;
        let value = row.non_negative("conjecture")?;
        if value > 1.0 {
            return Err(row.wrong("conjecture", "at most 1", "0 takes prices, 1 is Cournot"));
        }
        match row.text("market") {
            "*" => once(&mut elsewhere[trader], value, row, "market")?,
            _ => once(&mut named[trader][row.code("market", codes)?], value, row, "market")?,
        }
    }
    let mut conjectures = vec![vec![0.0; codes.len()]; codes.len()];
    for (trader, row) in conjectures.iter_mut().enumerate() {
        for (market, value) in row.iter_mut().enumerate() {
            let away = if market == trader { None } else { elsewhere[trader] };
            *value = named[trader][market].or(away).unwrap_or(0.0);
        }
    }
    Ok(conjectures)
}

fn parameters(reader: &mut Reader<'_>) -> Result<Parameters, WorldError> {
    const UNITS: [(&str, &str); 11] = [
        ("brent", "USD/bbl"),
        ("brent_2024", "USD/bbl"),
        ("freight_fixed", "USD/MMBtu"),
        ("freight_per_1000_nautical_miles", "USD/MMBtu"),
        ("liquefaction_loss", "percent"),
        ("regasification", "USD/MMBtu"),
        ("pooling_ends", "year"),
        (SHARES[0], "percent"),
        (SHARES[1], "percent"),
        (SHARES[2], "percent"),
        (SHARES[3], "percent"),
    ];
    let table = reader.table("parameters.csv", &["parameter", "value", "unit", "evidence"])?;
    let mut values = [None; UNITS.len()];
    for row in table.rows() {
        let name = row.text("parameter");
        let Some(at) = UNITS.iter().position(|(known, _)| *known == name) else {
            let hint = super::table::nearest(name, UNITS.iter().map(|(known, _)| *known));
            return Err(row.wrong("parameter", "a parameter of the market", &hint));
        };
        let unit = UNITS[at].1;
        if row.text("unit") != unit {
            return Err(row.wrong(
                "unit",
                "the unit of this parameter",
                &format!("give the value in {unit}"),
            ));
        }
        let value = match unit {
            "percent" => percent(row, "value")?,
            "year" => f64::from(year(row, "value")?),
            _ => row.non_negative("value")?,
        };
        once(&mut values[at], value, row, "parameter")?;
    }
    let get = |name: &str| {
        let at = UNITS.iter().position(|(known, _)| *known == name);
        at.and_then(|at| values[at]).ok_or_else(|| WorldError::Missing {
            file: "parameters.csv".to_owned(),
            what: format!("parameter `{name}`"),
        })
    };
    #[allow(clippy::cast_possible_truncation, reason = "read as a whole year above")]
    Ok(Parameters {
        brent: get("brent")?,
        brent_2024: get("brent_2024")?,
        freight_fixed: get("freight_fixed")?,
        freight_per_1000_nautical_miles: get("freight_per_1000_nautical_miles")?,
        liquefaction_loss: get("liquefaction_loss")?,
        regasification: get("regasification")?,
        lng_contract_share: Path {
            values: [get(SHARES[0])?, get(SHARES[1])?, get(SHARES[2])?, get(SHARES[3])?],
        },
        pooling_ends: get("pooling_ends")? as i32,
    })
}

fn history(reader: &mut Reader<'_>, codes: &[String]) -> Result<(Vec<Record>, Vec<PastFlow>), WorldError> {
    let table = reader.table(
        "history.csv",
        &[
            "region",
            "year",
            "production_bcm_EI",
            "consumption_bcm_EI",
            "lng_imports_bcm_EI",
            "lng_exports_bcm_EI",
            "price_usd_per_1000m3_EI",
            "evidence",
        ],
    )?;
    let records = table
        .rows()
        .map(|row| {
            Ok(Record {
                region: row.code("region", codes)?,
                year: year(row, "year")?,
                production: row.non_negative("production_bcm_EI")?,
                consumption: row.non_negative("consumption_bcm_EI")?,
                lng_imports: row.non_negative("lng_imports_bcm_EI")?,
                lng_exports: row.non_negative("lng_exports_bcm_EI")?,
                price: row.optional("price_usd_per_1000m3_EI")?,
            })
        })
        .collect::<Result<_, WorldError>>()?;
    let table = reader.table("history_pipelines.csv", &["from", "to", "year", "flow_bcm_EI", "evidence"])?;
    let flows = table
        .rows()
        .map(|row| {
            Ok(PastFlow {
                from: row.code("from", codes)?,
                to: row.code("to", codes)?,
                year: year(row, "year")?,
                flow: row.non_negative("flow_bcm_EI")?,
            })
        })
        .collect::<Result<_, WorldError>>()?;
    Ok((records, flows))
}
