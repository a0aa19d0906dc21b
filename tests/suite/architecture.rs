//! Who may import whom: the table here *is* the architecture, as `src/lib.rs` draws it.

use crate::work::{files, root};
use std::collections::BTreeSet;

/// Each module and what it may name besides `source` and `diagnostics`, which are open to all above them.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostics", &[]),
    ("types", &[]),
    ("syntax", &[]),
    ("resolve", &["syntax", "types"]),
    ("layer", &["syntax"]),
    ("ir", &["types"]),
    ("authority", &["ir", "types"]),
    ("check", &["ir", "resolve", "syntax", "types"]),
    ("interpret", &["ir", "types"]),
    ("cases", &["interpret", "ir", "types"]),
    ("load", &["authority", "cases", "check", "interpret", "ir", "layer", "resolve", "syntax", "types"]),
    ("compare", &["authority", "ir", "types"]),
    ("suite", &["cases", "interpret", "ir", "types"]),
    ("coverage", &["cases", "interpret", "ir", "suite", "types"]),
    ("diff", &["authority", "cases", "compare", "interpret", "ir", "types"]),
    ("mutate", &["cases", "interpret", "ir", "suite", "types"]),
    (
        "cli",
        &[
            "authority",
            "cases",
            "check",
            "compare",
            "coverage",
            "diff",
            "interpret",
            "ir",
            "layer",
            "load",
            "mutate",
            "resolve",
            "suite",
            "syntax",
            "types",
        ],
    ),
];

/// What only one place may name.
const ALONE: &[(&str, &str)] = &[
    ("miette", "src/diagnostics/report.rs"),
    ("pest", "src/syntax"),
    ("clap", "src/cli"),
    ("granit_parser", "src/cases/document"),
    ("std::fs", "src/cli"),
    ("std::env", "src/cli"),
    ("f32", "nowhere"),
    ("f64", "nowhere"),
];

#[test]
fn modules_import_only_what_stands_below_them() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
        let Some(module) = name.trim_start_matches("src/").split(['/', '.']).next().map(str::to_owned) else {
            continue;
        };
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == module) else {
            assert!(["lib", "main"].contains(&module.as_str()), "{name} belongs to no layer: add it to the table");
            continue;
        };
        let text = std::fs::read_to_string(&path).expect("a source file");
        for named in mentions(&text) {
            let open = named == module
                || named == "text"
                || (["source", "diagnostics"].contains(&named.as_str()) && module != "source")
                // The front door's own names.
                || (module == "cli" && ["Language", "Diagnostic"].contains(&named.as_str()));
            if !open && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{name} names crate::{named}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn some_things_are_known_in_one_place_only() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&path).expect("a source file");
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for (word, home) in ALONE {
            let at_home = name.starts_with(home);
            if !at_home && names(&code, word) {
                wrong.push(format!("{name} names {word}, which belongs to {home}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rows of the second picture in `src/lib.rs`, as they are drawn from the table.
#[test]
fn the_picture_in_lib_rs_is_this_table() {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    let pictures: Vec<&str> = text.split("//! ```").collect();
    let [_, pipeline, _, rows, ..] = pictures.as_slice() else { panic!("two pictures in src/lib.rs") };
    let rows: Vec<(&str, Vec<&str>)> = rows
        .lines()
        .filter_map(|line| line.strip_prefix("//! ")?.split_once("  "))
        .map(|(module, below)| (module, below.trim().split(", ").collect()))
        .collect();
    let below = |module: &str| rows.iter().find(|(row, _)| *row == module).map(|(_, below)| below.clone());
    for (module, allowed) in LAYERS {
        // Shorter words stand where a list would say nothing: all below the command, little below the leaves.
        let drawn = match *module {
            "cli" => vec!["everything"],
            "diagnostics" => vec!["source"],
            "source" => vec!["nothing"],
            "syntax" | "types" => continue,
            _ => allowed.to_vec(),
        };
        assert_eq!(below(module), Some(drawn), "the row of {module} in src/lib.rs");
        let folder = format!(" {module}/ ");
        let drawn = ["cli", "diagnostics", "source"].contains(module) || pipeline.contains(&folder);
        assert!(drawn, "the pipeline in src/lib.rs does not show {module}/");
    }
    assert_eq!(below("syntax · types"), Some(vec!["nothing else"]));
    assert_eq!(rows.len(), LAYERS.len() - 1, "src/lib.rs shows a module that is not in the table");
}

/// Every `crate::module` of a text, also inside `use crate::{…}`.
fn mentions(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if rest.starts_with('{') {
            out.extend(group(rest).into_iter().filter_map(first_word));
        } else {
            out.extend(first_word(rest));
        }
    }
    out
}

/// What stands between the commas of a group in braces, and not in a group inside it.
fn group(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut out) = (0, 1, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            out.push(&text[start..at]);
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    out
}

#[test]
fn a_group_inside_a_group_hides_nothing() {
    let named = mentions("use crate::{a::{b, c}, cli, types};\nlet x = crate::ir::Program;");
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["a", "cli", "ir", "types"]);
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        let after = code[at + word.len()..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
        !before && !after
    })
}
