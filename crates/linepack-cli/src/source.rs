//! Where a study comes from: a folder, a `.toml` file, a folder of `studies/`, or the bundled ones.

use crate::output::describe;
use anyhow::{Context, Result, anyhow, bail};
use include_dir::{Dir, include_dir};
use linepack_economics::study::{Files, Study};
use std::fs;
use std::path::Path;

static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../studies");

/// The largest file of a study that is read.
const LARGEST: u64 = 32 << 20;

/// A study as it was found.
pub struct Source {
    /// Short name.
    pub name: String,
    /// Where it was found, for the reader.
    pub place: String,
    /// Its files.
    pub files: Files,
}

impl Source {
    /// Finds a study by path or name.
    pub fn find(study: &str) -> Result<Self> {
        let path = Path::new(study);
        let folder = if path.is_file() && path.extension().is_some_and(|extension| extension == "toml") {
            Some(
                path.parent()
                    .filter(|parent| !parent.as_os_str().is_empty())
                    .unwrap_or(Path::new("."))
                    .to_owned(),
            )
        } else if path.is_dir() {
            Some(path.to_owned())
        } else {
            Some(Path::new("studies").join(study)).filter(|folder| folder.join("study.toml").is_file())
        };
        match folder {
            Some(folder) => Self::from_folder(study, &folder, path.is_file().then_some(path)),
            None => Self::bundled(study),
        }
    }

    fn from_folder(study: &str, folder: &Path, main: Option<&Path>) -> Result<Self> {
        let mut files = Files::new();
        let mut folders = vec![(String::new(), folder.to_owned())];
        while let Some((prefix, folder)) = folders.pop() {
            for entry in fs::read_dir(&folder).with_context(|| unreadable(&folder))? {
                let path = entry.with_context(|| unreadable(&folder))?.path();
                let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
                if path.is_dir() && prefix.is_empty() && !name.starts_with('.') {
                    folders.push((format!("{name}/"), path.clone()));
                } else if is_text(&path) {
                    files.insert(format!("{prefix}{name}"), read(&path)?);
                }
            }
        }
        if let Some(main) = main {
            files.insert("study.toml".into(), read(main)?);
        }
        let absolute = folder.canonicalize().with_context(|| unreadable(folder))?;
        let name = absolute.file_name().and_then(|name| name.to_str()).unwrap_or(study).to_owned();
        Ok(Self { name, place: folder.display().to_string(), files })
    }

    fn bundled(study: &str) -> Result<Self> {
        let Some(folder) = BUNDLED.get_dir(study) else {
            let names: Vec<String> = Self::names();
            bail!(
                "error: there is no study `{study}`: not a folder, not a .toml file, not in studies/, not bundled\n  \
                 hint: bundled: {}; or give the path of a folder with a study.toml",
                names.join(", ")
            );
        };
        let mut files = Files::new();
        let inner = folder.dirs().flat_map(Dir::files);
        for file in folder.files().chain(inner) {
            let name = file.path().strip_prefix(study).unwrap_or(file.path()).to_string_lossy().into_owned();
            let text =
                file.contents_utf8().ok_or_else(|| anyhow!("error: bundled file {name} is not UTF-8"))?;
            if is_text(Path::new(&name)) {
                files.insert(name, text.to_owned());
            }
        }
        Ok(Self { name: study.to_owned(), place: "bundled".into(), files })
    }

    /// The names of the bundled studies.
    pub fn names() -> Vec<String> {
        BUNDLED.dirs().map(|dir| dir.path().to_string_lossy().into_owned()).collect()
    }

    /// Reads the study, with values set on the command line as `key=value`.
    pub fn study(&self, set: &[String]) -> Result<Study> {
        let mut study = Study::read(&self.name, &self.files).map_err(|faults| anyhow!(describe(&faults)))?;
        for setting in set {
            let Some((key, value)) = setting.split_once('=') else {
                bail!("error: `--set {setting}` has no `=`\n  hint: write --set line.diameter=\"1220 mm\"");
            };
            study.inputs = study
                .inputs
                .replaced(key.trim(), value.trim())
                .map_err(|fault| anyhow!(fault.to_string()))?;
        }
        let wrong = linepack_economics::study::contradictions(&study.inputs);
        if !wrong.is_empty() {
            return Err(crate::output::told(&linepack_economics::study::fault::Faults(wrong)));
        }
        Ok(study)
    }
}

/// Whether a file belongs to a study.
fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml" || extension == "csv")
}

fn unreadable(path: &Path) -> String {
    format!("error: {} cannot be read", path.display())
}

/// A text file of bounded size, without a byte-order mark.
fn read(path: &Path) -> Result<String> {
    let size = fs::metadata(path).with_context(|| unreadable(path))?.len();
    if size > LARGEST {
        bail!(
            "error: {} has {size} bytes, more than the {LARGEST} a study's file may have\n  hint: split it",
            path.display()
        );
    }
    let bytes = fs::read(path).with_context(|| unreadable(path))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        anyhow!("error: {} is not UTF-8: {error}\n  hint: save it as UTF-8", path.display())
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}
