use linepack_economics::chain::*;
use linepack_economics::study::*;
use std::time::Instant;
fn main() {
    let mut files = Files::new();
    for p in ["", "market/"] {
        for e in std::fs::read_dir(format!("studies/power-of-siberia-2/{p}")).unwrap() {
            let path = e.unwrap().path();
            if path.is_file() {
                files.insert(
                    format!("{p}{}", path.file_name().unwrap().to_string_lossy()),
                    std::fs::read_to_string(&path).unwrap(),
                );
            }
        }
    }
    let s = Study::read("x", &files).unwrap();
    let t = Instant::now();
    let p = prepare(&s).unwrap();
    println!("prepare {:?}", t.elapsed());
    let v = values::Values::of(&s.inputs);
    let t = Instant::now();
    let mut st = stage::LineStage::new(&v.line, &p.route, &p.gas).unwrap();
    println!("stage {:?}", t.elapsed());
    for n in [10u32, 18, 20, 24, 28, 32, 40, 48, 60] {
        let t = Instant::now();
        let o = st.operation(&p.gas, n).clone();
        let el = t.elapsed();
        match o {
            Ok(o) => {
                let c = cost::CostResult::new(&v, &p.route, 2025, &st, &o).unwrap();
                println!(
                    "{n} {:?} power {:.0} ps {:.2} capex {:.2} tariff {:.2} fuel {:.4} effort {:?}",
                    el,
                    o.solution.shaft_power / 1e6,
                    o.suction_pressure / 1e6,
                    c.capex,
                    c.tariff,
                    o.solution.fuel_share,
                    o.solution.effort
                )
            }
            Err(e) => println!("{n} {:?} {e:?}", el),
        }
    }
    let base = p.evaluate(v.clone(), None).unwrap().unwrap();
    let t = Instant::now();
    let _ = p.market.solve(&v.market, base.cost.intake).unwrap();
    println!("market {:?}", t.elapsed());
    let t = Instant::now();
    let _ = deal::DealResult::new(&v, &base.cost, &base.market).unwrap();
    println!("deal {:?}", t.elapsed());
    let t = Instant::now();
    let tor = tornado::Tornado::new(&s, &p, &base).unwrap();
    println!("tornado {:?}", t.elapsed());
    for w in tor.swings.iter().take(12) {
        println!("   {} {} {} -> {:.1} {:.1}", w.label, w.low, w.high, w.result_at_low, w.result_at_high);
    }
    let t = Instant::now();
    let d = compare::designs(&s, &p, Some(&base)).unwrap();
    println!("designs {:?}", t.elapsed());
    for a in &d {
        println!(
            "  {:.0} {:.1} x{} n {:?} P {:?} capex {:?} tariff {:?} {} {}",
            a.diameter * 1e3,
            a.pressure / 1e6,
            a.strings,
            a.stations,
            a.power.map(|x| (x / 1e6).round()),
            a.capex.map(|x| (x * 10.0).round() / 10.0),
            a.tariff.map(|x| x.round()),
            if a.chosen { "CHOSEN" } else { "" },
            a.infeasible
        );
    }
    let t = Instant::now();
    let _ = attempts::attempts(&s, &p, &base).unwrap();
    println!("attempts {:?}", t.elapsed());
    let t = Instant::now();
    let _ = attempts::today(&s, &p, &base).unwrap();
    println!("today {:?}", t.elapsed());
    let t = Instant::now();
    let _ = compare::misfits(&p).unwrap();
    println!("misfits {:?}", t.elapsed());
    let t = Instant::now();
    let a = compare::analogues(&s, &p, &v).unwrap();
    println!("analogues {:?}", t.elapsed());
    for a in a {
        println!("{} {:?} {:?} {}", a.name, a.operating_power, a.ratio, a.note);
    }
    println!("{:?}", base.deal);
    for y in &base.market.years {
        println!(
            "{} {:.0} {:.0} value {:.0} cann {:.1} lng {:.0}",
            y.year,
            y.effect.price_without,
            y.effect.price_with,
            y.effect.buyer_value(),
            y.effect.cannibalised,
            p.market.lng_price[0]
        );
    }
}
