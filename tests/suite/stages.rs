//! What each stage makes of a text: the tree as written, the names, the meaning; and one meaning from two languages.

use crate::work::{files, load_file, root, told};
use pol::ir::print::Printer;
use pol::resolve::{self, Role};
use pol::source::Span;
use pol::syntax::ast::Header;
use pol::types::Term;
use pol::{Language, Loaded, load};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Prints a policy in English.
fn printer(loaded: &Loaded) -> Printer<'_> {
    let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(loaded, Language::English)));
    Printer { program: &policy.program, language: Language::English }
}

/// The meaning of a policy.
fn meaning(loaded: &Loaded) -> String {
    printer(loaded).program()
}

fn hash(loaded: &Loaded) -> String {
    let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(loaded, Language::English)));
    policy.program.layers[0].hash.clone()
}

/// Every declared name, what it is, and where it stands.
fn names(loaded: &Loaded) -> String {
    let role = |header: Option<&Header>| {
        if header.is_some_and(|header| header.vocabulary) { Role::Vocabulary } else { Role::Base }
    };
    let sees = vec![true; loaded.modules.len()];
    let modules =
        loaded.modules.iter().zip(loaded.sources.iter()).enumerate().map(|(index, (parsed, source))| resolve::Loaded {
            file: source.id,
            sees: &sees,
            module: &parsed.module,
            role: if index == 0 { Role::Main } else { role(parsed.module.header.as_ref()) },
        });
    let names = resolve::resolve(&loaded.sources, modules.collect());
    let mut out = String::new();
    let mut line = |kind: &str, name: &Term, span: Span| {
        let alias = name.alias.as_ref().map(|alias| format!(" ({alias})")).unwrap_or_default();
        let file = loaded.sources.get(span.file).expect("a name stands in a file");
        let stem = file.name.rsplit('/').next().unwrap_or(&file.name);
        let _ = writeln!(out, "{kind:<12}{}{alias}  {stem}:{}", name.text, file.position(span.start as usize).line);
    };
    names.places.iter().for_each(|place| line("place", &place.term, place.span));
    for record in &names.records {
        line("record", &record.term, record.ast.span);
        record.fields.iter().for_each(|field| line("  field", &field.term, field.ast.span));
    }
    names.facts.iter().for_each(|fact| line("fact", &fact.term, fact.ast.span));
    names.parameters.iter().for_each(|parameter| line("parameter", &parameter.term, parameter.ast.span));
    names.definitions.iter().for_each(|definition| line("definition", &definition.term, definition.ast.span));
    names.decisions.iter().for_each(|decision| line("decision", &decision.term, decision.span));
    out
}

/// A snapshot named for the stage and the file.
fn pin(stage: &str, path: &Path, text: &str) {
    let folder = path.parent().and_then(Path::file_name).expect("a policy stands in a folder").to_string_lossy();
    let stem = path.file_stem().expect("a file has a name").to_string_lossy();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(format!("{stage}-{folder}-{stem}"), text) });
}

#[test]
fn policies_have_these_names_and_this_meaning() {
    for path in files("policies", "pol") {
        let loaded = load_file(&path);
        pin("names", &path, &names(loaded));
        // A vocabulary by itself decides nothing.
        if loaded.modules[0].module.header.as_ref().is_some_and(|header| !header.vocabulary) {
            pin("ir", &path, &printer(loaded).with_prose());
        }
    }
}

#[test]
fn small_programs_have_this_tree_these_names_and_this_meaning() {
    let programs = files("tests/programs", "pol");
    assert!(programs.len() >= 6, "{programs:?}");
    for path in programs {
        let loaded = load_file(&path);
        assert!(loaded.diagnostics.is_empty(), "{}", told(loaded, Language::English));
        // A small program stands above what is made of it, so that the one can be read against the other.
        let source = fs::read_to_string(&path).expect("the program can be read");
        let below = |made: &str| format!("{source}\n────\n{made}");
        pin("ast", &path, &below(&format!("{:#?}", loaded.modules[0].module)));
        pin("names", &path, &below(&names(loaded)));
        pin("ir", &path, &below(&printer(loaded).with_prose()));
    }
}

#[test]
fn english_and_chinese_keywords_give_one_meaning() {
    let [chinese, english] =
        ["dehong", "dehong-english"].map(|name| load_file(&root().join(format!("policies/yunnan/{name}.pol"))));
    for (ours, theirs) in meaning(chinese).lines().zip(meaning(english).lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(meaning(chinese), meaning(english));
    assert_eq!(hash(chinese), hash(english));
}

/// Changes are made alike by English and by Chinese lines, and judged alike.
#[test]
fn english_and_chinese_changes_give_one_meaning() {
    for name in ["grant-local", "county"] {
        let [english, chinese] =
            ["", "-chinese"].map(|ending| load_file(&root().join(format!("tests/programs/layers/{name}{ending}.pol"))));
        assert_eq!(meaning(english), meaning(chinese), "{name}");
        assert_eq!(hash(english), hash(chinese), "{name}");
        let judged = |loaded: &Loaded| {
            let program = printer(loaded).program;
            let each = program
                .changes
                .iter()
                .map(|change| (change.kind, change.clause.clone(), change.effect, change.power.is_some()));
            format!("{:?}", each.collect::<Vec<_>>())
        };
        assert_eq!(judged(english), judged(chinese), "{name}");
    }
}

/// Other words for a reason or a source are no other policy.
#[test]
fn prose_is_no_part_of_the_hash() {
    let policy = |reason: &str| {
        let text = format!(
            "policy prose\n  in force from 2011-12-01, assumed because {reason}\nfact a: yes/no, presumed no because {reason}\narticle 1\n  may b when a\n    cites {reason}\n"
        );
        load("test.pol", text.as_bytes(), &mut |_, _| None)
    };
    let [one, other] = ["the page says so", "nobody says otherwise"].map(policy);
    assert_ne!(printer(&one).with_prose(), printer(&other).with_prose());
    assert_eq!(printer(&one).with_prose().matches("the page says so").count(), 3);
    assert_eq!(hash(&one), hash(&other));
}

/// Chinese policies have Chinese keywords alone, English ones English: neither leans on the other.
#[test]
fn the_two_texts_do_not_share_lines() {
    let read =
        |name: &str| fs::read_to_string(root().join(format!("policies/yunnan/{name}.pol"))).expect("it is there");
    let (chinese, english) = (read("dehong"), read("dehong-english"));
    let says = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let lines: Vec<&str> = english.lines().map(str::trim).filter(says).collect();
    let shared = chinese.lines().map(str::trim).filter(|line| lines.contains(line)).collect::<Vec<_>>();
    assert_eq!(shared, Vec::<&str>::new());
}
