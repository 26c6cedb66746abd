//! The flagship study is read; wrong input is refused with its place.

use linepack_economics::study::{Files, Study};
use std::path::Path;

/// The files of the flagship study.
pub(crate) fn flagship() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/power-of-siberia-2");
    let mut files = Files::new();
    for (prefix, folder) in [("", folder.clone()), ("market/", folder.join("market"))] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
                files.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}

/// The flagship study with one text replaced by another in one file.
pub(crate) fn spoiled(file: &str, from: &str, to: &str) -> Files {
    let mut files = flagship();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} holds {from}");
    *text = text.replacen(from, to, 1);
    files
}

#[test]
fn the_flagship_study_is_read_without_a_fault() {
    let study = Study::read("power-of-siberia-2", &flagship()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(study.inputs.si("line.diameter"), 1.42);
    assert_eq!(study.attempts.len(), 5);
    assert!(
        study.inputs.iter().all(|input| !input.without_source()),
        "every number has evidence or a reason"
    );
    assert_eq!(study.hash().len(), 64);
    assert!(study.unsupported().contains(&"line.delivery_pressure"));
    assert!(!study.unsupported().contains(&"line.volume"));
}

#[test]
fn an_override_changes_the_hash_and_nothing_else() {
    let study = Study::read("s", &flagship()).unwrap();
    let mut other = study.clone();
    other.inputs = study.inputs.replaced("line.diameter", "1220 mm").unwrap();
    assert_ne!(study.hash(), other.hash());
    assert_eq!(other.inputs.si("line.diameter"), 1.22);
    assert_eq!(other.inputs.si("line.volume"), study.inputs.si("line.volume"));
}

#[test]
fn wrong_input_is_refused_with_file_line_cause_and_hint() {
    let wrong = [
        (
            "study.toml",
            "\"1420 mm\"",
            "\"1420\"",
            "`1420` has no unit; a length such as `1420 mm` is expected",
        ),
        ("study.toml", "diameter =", "diamter =", "unknown key `diamter` in `[line]`"),
        ("study.toml", "\"A009\", \"A010\"", "\"A009\", \"Z999\"", "there is no evidence `Z999`"),
        ("study.toml", "\"3563 km\"", "\"-3563 km\"", "`-3563 km` is not between 1 and 20000 km"),
        ("study.toml", "50 bcm(20C)/yr", "50 bcm/yr", "`bcm` leaves out its reference state"),
        ("study.toml", "\"9.8 MPa\"", "\"98 bar\"", "`bar` does not say whether it is absolute or gauge"),
        ("study.toml", "\"3563 km\"", "\"9000 km\"", "lies beyond the route's end"),
        ("study.toml", "[line]", "[lines]", "unknown table `[lines]`"),
        ("study.toml", "title =", "title ==", "extra `=`"),
        ("study.toml", "grade = {", "# grade = {", "`line.grade` is missing"),
        (
            "study.toml",
            "capacity = { value = \"state\"",
            "capacity = { value = \"firm\"",
            "not one of the choices",
        ),
        ("study.toml", "\"7.4 (5.5 to 9.8) MPa\"", "\"12 MPa\"", "is above the operating pressure"),
        (
            "study.toml",
            "greatest_ratio = { value = 1.7",
            "greatest_ratio = { value = 1",
            "`1` is not between 1.05 and 3",
        ),
        ("study.toml", "\"30 yr\"", "\"5000 yr\"", "not a whole number of years from 1 to 100"),
        ("study.toml", "\"6, 18, 28, 30, 18 %\"", "\"6, 18, 28 %\"", "the shares sum to 52.0 %"),
        ("study.toml", "transit = \"Mongolia\"", "# no transit state", "do not agree"),
        ("route.csv", "45.4,", "x,", "`distance_km`: `x` is not a number"),
        ("route.csv", "distance_km", "distance", "unknown column `distance`"),
        ("evidence.csv", "A002,", "A001,", "the id `A001` stands twice"),
        ("attempts.csv", "78.43,", "78.43,,", "the row has 30 cells where the header has 29"),
    ];
    for (file, from, to, message) in wrong {
        let faults = Study::read("s", &spoiled(file, from, to)).expect_err(message);
        let fault = faults.0.iter().find(|fault| fault.message.contains(message));
        let fault = fault.unwrap_or_else(|| panic!("{message}\n{faults}"));
        let place = fault.place.as_ref().unwrap();
        assert_eq!(place.file, file);
        assert!(place.line > 0 && !fault.hint.is_empty(), "{fault}");
    }
}

#[test]
fn every_fault_of_the_file_is_told_at_once() {
    let mut files = spoiled("study.toml", "\"1420 mm\"", "\"1420\"");
    let text = files.get_mut("study.toml").unwrap();
    *text = text.replace("grade = {", "grad = {");
    let faults = Study::read("s", &files).unwrap_err();
    let told: Vec<&str> = faults.0.iter().map(|fault| fault.message.as_str()).collect();
    assert!(told.len() >= 2 && told.iter().any(|message| message.contains("grad")), "{told:?}");
}
