//! Reading GasLib: the library's own networks, and files that are wrong.

use linepack::findings::{Finding, Level};
use linepack::formats::gaslib::{read, read_scenario, read_stations};
use linepack::network::{Element, NodeKind, UnitKind};
use linepack::scenario::Nomination;
use linepack::solution::Verdict;
use linepack::steady::{Memory, Options, solve_again};
use linepack_cases::{path, text};

use crate::generated::Draws;

const NET: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<network xmlns="http://gaslib.zib.de/Gas" xmlns:framework="http://gaslib.zib.de/Framework">
  <framework:information><framework:title>Valley</framework:title></framework:information>
  <framework:nodes>
    <source id="field" geoWGS84Long="7.5" geoWGS84Lat="51.25">
      <height value="120" unit="m"/>
      <pressureMin unit="bar" value="40.0"/>
      <pressureMax unit="barg" value="69.0"/>
      <flowMax unit="1000m_cube_per_hour" value="360"/>
      <gasTemperature unit="Celsius" value="10"/>
      <normDensity unit="kg_per_m_cube" value="0.75"/>
      <molarMass unit="kg_per_kmol" value="16.8"/>
      <pseudocriticalPressure unit="bar" value="46"/>
      <pseudocriticalTemperature unit="K" value="190"/>
    </source>
    <sink id="city"><height value="20"/></sink>
    <innode id="fork"/>
  </framework:nodes>
  <framework:connections>
    <pipe id="line" from="field" to="fork">
      <length unit="km" value="55"/>
      <diameter unit="mm" value="500.0"/>
      <roughness unit="mm" value="0.1"/>
    </pipe>
    <shortPipe id="stub" from="fork" to="city"/>
  </framework:connections>
</network>
"#;

const SCN: &str = r#"<boundaryValue xmlns="http://gaslib.zib.de/Gas">
  <scenario id="winter">
    <node type="entry" id="field"><flow bound="both" value="36" unit="1000m_cube_per_hour"/></node>
    <node type="exit" id="city">
      <pressure bound="lower" value="30" unit="barg"/>
      <flow bound="lower" value="18" unit="1000m_cube_per_hour"/>
      <flow bound="upper" value="36" unit="1000m_cube_per_hour"/>
    </node>
  </scenario>
</boundaryValue>
"#;

#[test]
fn quantities_come_in_the_unit_their_attribute_says() {
    let imported = read(NET.as_bytes(), "valley.net").unwrap();
    let network = imported.value;
    assert_eq!(network.title(), "Valley");
    let field = &network.nodes()[0];
    assert_eq!((field.kind, field.height, field.line), (NodeKind::Entry, 120.0, Some(5)));
    assert_eq!(field.position, Some((7.5, 51.25)));
    assert_eq!(field.pressure_min, Some(40e5));
    assert_eq!(field.pressure_max, Some(69e5 + 101_325.0));
    assert!((field.flow_max.unwrap() - 75.0).abs() < 1e-12);
    assert_eq!(network.mean_gas().temperature, Some(283.15));
    assert_eq!(network.nodes()[1].height, 20.0);
    let Element::Pipe(pipe) = &network.links()[0].element else { panic!() };
    assert_eq!((pipe.length, pipe.inner_diameter, pipe.roughness), (55e3, 0.5, 1e-4));
    let said: Vec<String> = imported.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["note: flows are read as mass = normal volume × normDensity, 0.75 kg/m³; \
          it fits a normal volume at 0 °C (0.7495 kg/m³ for this molar mass), not 15 °C (0.7105)"]
    );
}

#[test]
fn nominations_are_masses_with_exits_negative() {
    let network = read(NET.as_bytes(), "valley.net").unwrap().value;
    let scenario = read_scenario(SCN.as_bytes(), "winter.scn", &network).unwrap().value;
    assert_eq!(scenario.name, "winter");
    assert_eq!(scenario.inflows["field"], Nomination::Fixed(7.5));
    assert_eq!(scenario.inflows["city"], Nomination::Between(-7.5, -3.75));
    assert_eq!(scenario.pressure_limits["city"].min, Some(30e5 + 101_325.0));
}

#[test]
fn the_normal_state_of_each_network_of_the_library_is_said() {
    let sets = [
        ("GasLib-11/GasLib-11.net", "15 °C (0.7853"),
        ("GasLib-24/GasLib-24.net", "15 °C"),
        ("GasLib-40/GasLib-40.net", "15 °C"),
        ("GasLib-134/GasLib-134-v2.net", "0 °C (0.7415"),
    ];
    for (file, words) in sets {
        let Some(net) = text(&format!("steady/gaslib/{file}")) else { return };
        let notes = read(net.as_bytes(), file).unwrap().notes;
        let said = notes.iter().find(|note| note.text.contains("normDensity")).unwrap();
        assert!(said.text.contains(&format!("fits a normal volume at {words}")), "{said}");
        assert!(notes.iter().all(|note| note.level == Level::Note), "{notes:?}");
    }
}

#[test]
fn station_files_put_machines_into_their_stations() {
    for (name, units) in [("GasLib-11", 2), ("GasLib-24", 6), ("GasLib-40", 6)] {
        let Some(net) = text(&format!("steady/gaslib/{name}/{name}.net")) else { return };
        let Some(cs) = text(&format!("steady/gaslib/{name}/{name}.cs")) else { return };
        let network = read(net.as_bytes(), "a.net").unwrap().value;
        let network = read_stations(cs.as_bytes(), "a.cs", &network).unwrap().value;
        let mut count = 0;
        for link in network.links() {
            let Element::CompressorStation(station) = &link.element else { continue };
            assert!(!station.configurations.is_empty() && !station.drives.is_empty(), "{}", link.id);
            for unit in &station.units {
                let UnitKind::Turbo(turbo) = &unit.kind else { panic!() };
                // In the middle of its map a machine lifts the gas, with a credible efficiency.
                let speed = 0.5 * (unit.speed_min + unit.speed_max);
                assert!(turbo.head(2.0, speed) > 0.0 && turbo.efficiency(2.0, speed) < 1.0, "{unit:?}");
                count += 1;
            }
        }
        assert_eq!(count, units, "{name}");
    }
}

#[test]
fn every_day_of_gaslib_134_gets_a_verdict_in_few_iterations() {
    let Some(net) = text("steady/gaslib/GasLib-134/GasLib-134-v2.net") else { return };
    let Some(folder) = path("steady/gaslib/GasLib-134/nominations") else { return };
    let network = read(net.as_bytes(), "a.net").unwrap().value;
    let mut days: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    days.sort();
    let mut memory = Memory::default();
    let (mut iterations, mut analyses) = (0, 0);
    for day in &days {
        let scenario = read_scenario(&std::fs::read(day).unwrap(), "day.scn", &network).unwrap().value;
        let solution = solve_again(&network, &scenario, &Options::default(), &mut memory).unwrap();
        assert_eq!(solution.verdict, Verdict::Feasible, "{}", day.display());
        assert!(
            solution.residuals.mass < 1e-8 && solution.residuals.momentum < 1e-4,
            "{:?}",
            solution.residuals
        );
        iterations += solution.effort.iterations;
        analyses += solution.effort.analyses;
    }
    assert_eq!(days.len(), 1234);
    assert!(iterations < 3 * 1234, "{iterations}");
    // The largest entry, which stands at its greatest pressure, changes from day to day now and then.
    assert_eq!(analyses, 99);
}

/// The one thing said of a file with a mistake in it.
fn mistakes(net: &str) -> Vec<Finding> {
    let findings = read(net.as_bytes(), "valley.net").unwrap_err().0;
    findings.into_iter().filter(|finding| finding.level == Level::Error).collect()
}

#[test]
fn each_mistake_is_named_with_file_line_value_and_one_thing_to_try() {
    let cases = [
        ("value=\"55\"", "value=\"-55\"", "length of pipe `line` is -55000 m", "km against m"),
        ("value=\"55\"", "value=\"0\"", "length of pipe `line` is 0 m", "short pipe"),
        ("value=\"55\"", "value=\"5,5\"", "length of pipe `line` is `5,5`, which is not a number", "point"),
        ("value=\"55\"", "value=\"NaN\"", "length of pipe `line` is `NaN`", "finite"),
        ("value=\"55\"", "value=\"1e999\"", "length of pipe `line` is `1e999`", "finite"),
        (
            "unit=\"km\" value=\"55\"",
            "value=\"55\"",
            "length of pipe `line` is 55 without a unit",
            "unit=\"km\"",
        ),
        ("unit=\"km\"", "unit=\"mile\"", "length of pipe `line` has the unit `mile`", "known here: m,"),
        (
            "unit=\"mm\" value=\"500.0\"",
            "unit=\"m\" value=\"500.0\"",
            "diameter of pipe `line` is 500 m",
            "mm against m",
        ),
        ("unit=\"mm\" value=\"0.1\"", "unit=\"m\" value=\"0.1\"", "roughness of pipe `line` is 0.1 m", "5 %"),
        ("<roughness unit=\"mm\" value=\"0.1\"/>", "", "pipe `line` has no roughness", "add <roughness"),
        (
            "to=\"city\"",
            "to=\"citi\"",
            "short pipe `stub` ends at node `citi`, which does not exist",
            "did you mean `city`?",
        ),
        ("to=\"city\"", "to=\"fork\"", "short pipe `stub` starts and ends at node `fork`", "two different"),
        ("id=\"stub\"", "id=\"line\"", "element id `line` is used twice", "rename"),
        ("id=\"fork\"", "id=\"city\"", "node id `city` is used twice", "rename"),
        ("<shortPipe id=\"stub\"", "<shortPipe", "a `shortPipe` has no id", "add id"),
        ("<shortPipe", "<tube", "`stub` is of unknown kind `tube`", "known are pipe"),
        (
            "value=\"40.0\"",
            "value=\"80.0\"",
            "entry `field` has pressure_min 8000000 Pa above its pressure_max",
            "exchange",
        ),
        (
            "unit=\"bar\" value=\"40.0\"",
            "unit=\"barg\" value=\"-2\"",
            "pressureMin of entry `field` is -2 barg, below vacuum",
            "gauge",
        ),
        ("value=\"0.75\"", "value=\"0\"", "normal density of entry `field` is 0 kg/m³", "above 0"),
        ("value=\"16.8\"", "value=\"16800\"", "molar mass of entry `field` is 16.8 kg/mol", "unit"),
    ];
    for (right, wrong, words, hint) in cases {
        assert!(NET.contains(right), "{right}");
        let found = mistakes(&NET.replacen(right, wrong, 1));
        let finding = found.iter().find(|finding| finding.text.contains(words));
        let finding = finding.unwrap_or_else(|| panic!("{words}: {found:?}"));
        assert!(finding.hint.as_ref().unwrap().contains(hint), "{finding}");
        let place = finding.place.as_ref().unwrap_or_else(|| panic!("{finding}"));
        assert!(place.file == "valley.net" && place.line > 4, "{finding}");
    }
    let error = read(b"<network/>", "empty.net").unwrap_err().to_string();
    assert!(error.contains("no node"), "{error}");
    let error = read(SCN.as_bytes(), "winter.scn").unwrap_err().to_string();
    assert!(error.contains("`boundaryValue`, not `network`\n  --> winter.scn:1"), "{error}");
}

#[test]
fn mistakes_in_a_nomination_are_named_too() {
    let network = read(NET.as_bytes(), "valley.net").unwrap().value;
    let cases = [
        ("id=\"field\"", "id=\"feld\"", "node `feld` is not in network `valley.net`"),
        ("type=\"exit\"", "type=\"sink\"", "has the type `sink`"),
        ("bound=\"both\"", "bound=\"equal\"", "has the bound `equal`"),
        ("id=\"city\"", "id=\"field\"", "is nominated twice"),
        ("value=\"18\"", "value=\"48\"", "lower bound above its upper"),
        ("1000m_cube_per_hour", "cfm", "has the unit `cfm`"),
    ];
    for (right, wrong, words) in cases {
        let findings =
            read_scenario(SCN.replacen(right, wrong, 1).as_bytes(), "winter.scn", &network).unwrap_err();
        let finding = findings.0.iter().find(|finding| finding.text.contains(words));
        let finding = finding.unwrap_or_else(|| panic!("{words}: {findings}"));
        assert!(finding.place.as_ref().unwrap().line >= 3 && finding.hint.is_some(), "{finding}");
    }
}

#[test]
fn no_damaged_file_panics_or_passes_without_a_word() {
    let mut draws = Draws(7);
    for _ in 0..3000 {
        let mut bytes = NET.as_bytes().to_vec();
        for _ in 0..=draws.below(3) {
            let at = draws.below(bytes.len());
            match draws.below(4) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = u8::try_from(draws.below(256)).unwrap(),
                2 => {
                    bytes.remove(at);
                }
                _ => bytes.insert(at, b"<>\"&/= 9-"[draws.below(9)]),
            }
        }
        if let Err(findings) = read(&bytes, "damaged.net") {
            assert!(findings.0.iter().any(|finding| finding.level == Level::Error));
            for finding in findings.0.iter().filter(|finding| finding.level == Level::Error) {
                assert!(finding.hint.is_some(), "{finding}");
            }
        }
    }
}
