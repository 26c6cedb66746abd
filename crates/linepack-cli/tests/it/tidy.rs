//! Rules of the house that no lint checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Every file below a folder with one of the endings, without build products.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "node_modules", "out", "dist", ".git"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn no_file_of_code_is_longer_than_600_lines() {
    let long: Vec<String> = files(&root(), &[".rs", ".ts", ".js", ".mjs", ".py", ".svelte"])
        .iter()
        .filter(|path| !shown(path).contains("table"))
        .map(|path| (path, fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 600)
        .map(|(path, lines)| format!("{} {lines}", shown(path)))
        .collect();
    assert!(long.is_empty(), "split along the domain: {long:?}");
}

#[test]
fn nothing_stands_in_for_something_missing() {
    // Written in two parts so that this file does not find itself.
    let words =
        [["to", "do!("], ["unimple", "mented!("], ["FIX", "ME"], ["place", "holder"], ["for n", "ow"]];
    for path in files(&root(), &[".rs", ".md", ".toml", ".js", ".mjs", ".csv"]) {
        let text = fs::read_to_string(&path).unwrap();
        for word in words.map(|parts| parts.concat()) {
            assert!(!text.contains(&word), "{} holds `{word}`", shown(&path));
        }
    }
}

#[test]
fn no_path_of_a_machine_is_in_the_project() {
    for path in
        files(&root(), &[".rs", ".md", ".toml", ".js", ".mjs", ".json", ".csv", "Makefile", "need", "run"])
    {
        let text = fs::read_to_string(&path).unwrap();
        for folder in ["work", "root", "home"] {
            assert!(!text.contains(&format!(" /{folder}/")), "{} names /{folder}/", shown(&path));
            assert!(!text.contains(&format!("\"/{folder}/")), "{} names /{folder}/", shown(&path));
        }
    }
}

#[test]
fn the_map_of_the_house_is_true() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let places: BTreeSet<String> = map
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(place, _)| place.to_owned()))
        .collect();
    for place in &places {
        let path = root().join(place);
        assert!(path.exists() || path.with_extension("rs").exists(), "ARCHITECTURE.md names {place}");
    }
    for crate_ in fs::read_dir(root().join("crates")).unwrap() {
        let crate_ = crate_.unwrap().path();
        assert!(places.contains(&shown(&crate_)), "ARCHITECTURE.md leaves out {}", shown(&crate_));
        let deep = ["linepack", "linepack-economics"].iter().any(|name| crate_.ends_with(name));
        for module in fs::read_dir(crate_.join("src")).unwrap().filter(|_| deep) {
            let module = module.unwrap().path();
            let known = |path: &Path| {
                places.contains(&shown(path)) || places.contains(&shown(&path.with_extension("")))
            };
            assert!(
                module.ends_with("lib.rs") || known(&module),
                "ARCHITECTURE.md leaves out {}",
                shown(&module)
            );
        }
    }
}

#[test]
fn a_module_of_the_physics_uses_only_modules_above_it() {
    let source = root().join("crates/linepack/src");
    let lib = fs::read_to_string(source.join("lib.rs")).unwrap();
    let order: Vec<&str> = lib
        .lines()
        .filter_map(|line| {
            line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "))?.strip_suffix(';')
        })
        .collect();
    assert!(order.contains(&"units"), "{order:?}");
    for (rank, module) in order.iter().enumerate() {
        let mut paths: Vec<PathBuf> =
            [source.join(format!("{module}.rs"))].into_iter().filter(|path| path.is_file()).collect();
        if source.join(module).is_dir() {
            paths.extend(files(&source.join(module), &[".rs"]));
        }
        for path in paths {
            let text = fs::read_to_string(&path).unwrap();
            for below in &order[rank + 1..] {
                let uses = text.lines().any(|line| {
                    !line.trim_start().starts_with("//") && line.contains(&format!("crate::{below}"))
                });
                assert!(!uses, "{} uses `{below}`, which stands below `{module}` in lib.rs", shown(&path));
            }
        }
    }
}

#[test]
fn the_changelog_and_the_licences_are_there() {
    for file in ["CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "README.md", "STYLE.md", "CONTRIBUTING.md"]
    {
        assert!(root().join(file).is_file(), "{file}");
    }
}
