//! Notes the commit that the program is built from, and takes in the live page where `make web` has built it.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() {
    let git = |arguments: &[&str]| {
        let output =
            Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_default();
    println!("cargo::rustc-env=LINEPACK_COMMIT={commit}");
    if let Some(head) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={head}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    live_page();
}

/// Copies script and engine of the page, or leaves both empty: the report is then the one that does not move.
fn live_page() {
    let built = Path::new("../../web/dist");
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    let parts = ["page.js", "linepack.wasm"];
    let read: Vec<Vec<u8>> =
        parts.iter().map(|part| fs::read(built.join(part)).unwrap_or_default()).collect();
    let whole = read.iter().all(|bytes| !bytes.is_empty());
    for (part, bytes) in parts.iter().zip(&read) {
        let target = Path::new(&out).join(part);
        let written = fs::write(&target, if whole { bytes.as_slice() } else { &[] });
        if let Err(error) = written {
            println!("cargo::error={} cannot be written: {error}", target.display());
        }
    }
    // A folder that is not there yet would make every build run anew; the folder above it is always there.
    let watched = if built.is_dir() { built } else { Path::new("../../web") };
    println!("cargo::rerun-if-changed={}", watched.display());
}
