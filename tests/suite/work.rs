//! What the other modules share: loading a policy from a file or a text, and walking folders.

use pol::diagnostics::report::{Style, render};
use pol::{Found, Language, Loaded, When, load, load_version};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

/// The top of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A policy file, loaded once for all tests that ask about it.
#[track_caller]
pub fn load_file(path: &Path) -> &'static Loaded {
    static KNOWN: Mutex<BTreeMap<PathBuf, &'static OnceLock<Loaded>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().expect("nothing panics while it is held");
    let slot = *known.entry(path.to_owned()).or_insert_with(|| Box::leak(Box::default()));
    drop(known);
    slot.get_or_init(|| load_afresh(path))
}

/// Loads a policy file; what it uses is looked for beside it and in the folders above.
fn load_afresh(path: &Path) -> Loaded {
    let bytes = std::fs::read(path).expect("the policy file can be read");
    let name = path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned();
    let text = Found { name, bytes };
    load_version(vec![text], When::default(), &mut |name, from| {
        let first = found(name, from);
        // As the command looks for them: other versions stand beside it, by their year.
        let years = first.iter().flat_map(|first| {
            let base = first.name.strip_suffix(".pol").unwrap_or(&first.name).to_owned();
            (2010..2016).filter_map(move |year| {
                let name = format!("{base}-{year}.pol");
                let bytes = std::fs::read(root().join(&name)).ok()?;
                Some(Found { name, bytes })
            })
        });
        let years: Vec<Found> = years.collect();
        first.into_iter().chain(years).collect()
    })
}

fn found(name: &str, from: &str) -> Option<Found> {
    let from = root().join(from);
    let mut folder = from.parent();
    while let Some(at) = folder.filter(|at| at.starts_with(root())) {
        // As the command looks for them: a space may be a hyphen.
        for name in [name.to_owned(), name.replace(' ', "-")] {
            let file = at.join(format!("{name}.pol"));
            if let Ok(bytes) = std::fs::read(&file) {
                let name = file.strip_prefix(root()).unwrap_or(&file).to_string_lossy().into_owned();
                return Some(Found { name, bytes });
            }
        }
        folder = at.parent();
    }
    None
}

/// Loads a policy from a text that uses nothing.
pub fn load_text(text: &str) -> Loaded {
    load("test.pol", text.as_bytes(), &mut |_, _| None)
}

/// What is wrong, as a person reads it: no colour, 80 columns.
pub fn told(loaded: &Loaded, language: Language) -> String {
    render(&loaded.diagnostics, &loaded.sources, &Style { language, color: false, ascii: false, width: 80 })
}

/// The codes of what is wrong, in the order of the text.
pub fn codes(loaded: &Loaded) -> Vec<&'static str> {
    loaded.diagnostics.iter().map(|found| found.code).collect()
}

/// Every file below a folder with an ending, in the order of the alphabet.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(&at).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                out.push(path);
            }
        }
    }
    assert!(!out.is_empty(), "no .{ending} below {folder}");
    out.sort();
    out
}
