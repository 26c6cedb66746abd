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
    let p = prepare(&s).unwrap();
    let v = values::Values::of(&s.inputs);
    for (d, pr, n) in [
        (1.02, 7.4e6, 1),
        (1.02, 7.4e6, 2),
        (1.02, 11.8e6, 1),
        (1.22, 7.4e6, 1),
        (1.22, 9.8e6, 1),
        (1.22, 11.8e6, 3),
        (1.42, 7.4e6, 3),
        (1.42, 11.8e6, 3),
        (1.42, 11.8e6, 1),
    ] {
        let l = values::LineValues { diameter: d, pressure: pr, strings: n, ..v.line.clone() };
        let mut st = stage::LineStage::new(&l, &p.route, &p.gas).unwrap();
        print!("{d} {pr} {n}: ");
        for n in [40, 26u32, 13, 8, 6, 3] {
            let t = Instant::now();
            let o = st.operation(&p.gas, n).clone();
            print!(
                "{n} {:.1}ms {} | ",
                t.elapsed().as_secs_f64() * 1e3,
                match o {
                    Ok(_) => "ok".to_string(),
                    Err(e) => format!("{e:?}").chars().take(9).collect(),
                }
            );
        }
        println!();
    }
}
