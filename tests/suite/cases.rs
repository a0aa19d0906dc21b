//! Each policy against the cases that stand beside it: what comes out is what the document says, for the reasons pinned.

use crate::work::{files, load_file, told};
use pol::cases::{Format, Typed};
use pol::diagnostics::Say;
use pol::interpret::{Case, Detail, Question, render};
use pol::ir::print::Printer;
use pol::ir::{Fact, Given, Program, Value};
use pol::source::{FileId, SourceFile};
use pol::types::ids::FactId;
use pol::{Language, Loaded, Policy};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Cases whose answer is the document's and not the program's, with the reason; each must still differ.
const OPEN: [(&str, &str); 0] = [];

/// A file of cases, the policy that it is about, and the cases as that policy reads them.
struct File {
    cases: PathBuf,
    path: PathBuf,
    policy: &'static Policy,
    read: Vec<Typed>,
}

/// Every file of cases below `policies` and among the small programs, read once for all tests.
fn all() -> &'static [File] {
    static ALL: OnceLock<Vec<File>> = OnceLock::new();
    ALL.get_or_init(|| {
        let each = paths().into_iter().map(|(cases, path)| {
            let policy = policy(load_file(&path));
            let read = read(policy, &cases);
            File { cases, path, policy, read }
        });
        each.collect()
    })
}

fn paths() -> Vec<(PathBuf, PathBuf)> {
    let found: Vec<(PathBuf, PathBuf)> = files("policies", "yaml")
        .into_iter()
        .chain(files("policies", "csv"))
        .chain(files("tests/programs", "yaml"))
        .filter_map(|path| {
            // `cases/dehong.yaml`, or `cases/dehong/loans.yaml` where there are many.
            let folder = path.ancestors().find(|at| at.ends_with("cases"))?;
            let name = path.strip_prefix(folder).ok()?.with_extension("");
            let name = name.iter().next()?.to_string_lossy().into_owned();
            Some((path.clone(), folder.parent()?.join(format!("{name}.pol"))))
        })
        .filter(|(_, policy)| policy.is_file())
        .collect();
    assert!(!found.is_empty(), "no cases at all");
    found
}

fn policy(loaded: &Loaded) -> &Policy {
    loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(loaded, Language::English)))
}

fn read(policy: &Policy, path: &Path) -> Vec<Typed> {
    let text = std::fs::read_to_string(path).expect("the cases can be read");
    let source = SourceFile::new(FileId(0), path.to_string_lossy(), text);
    let found = policy.cases(&source, Format::of_name(&path.to_string_lossy()));
    assert!(found.diagnostics.is_empty(), "{}: {:#?}", path.display(), found.diagnostics);
    found.cases
}

fn question(typed: &Typed) -> Question {
    let mut question = Question::default();
    question.as_of = typed.as_of;
    question.readings.extend(typed.readings.iter().copied());
    question
}

fn name(typed: &Typed) -> &str {
    typed.case.name.as_deref().expect("a case has a name")
}

#[test]
fn every_case_comes_out_as_the_document_says() {
    let mut wrong = Vec::new();
    let mut open = BTreeSet::new();
    for File { policy, read, .. } in all() {
        for typed in read {
            assert!(!typed.expect.is_empty(), "`{}` expects nothing", name(typed));
            for found in policy.unmet(typed, &question(typed)) {
                if let Some((id, _)) = OPEN.iter().find(|(id, _)| name(typed).split(' ').next() == Some(*id)) {
                    open.insert(*id);
                    continue;
                }
                wrong.push(format!("{}: {:?}", name(typed), found.labels));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(open, OPEN.iter().map(|(id, _)| *id).collect(), "a case of OPEN comes out right: take it off the list");
}

#[test]
fn no_two_cases_of_a_file_share_a_name() {
    for File { cases, read, .. } in all() {
        let mut seen = BTreeSet::new();
        for typed in read {
            assert!(seen.insert(name(typed)), "{}: `{}` stands twice", cases.display(), name(typed));
        }
    }
}

/// Every reading that is not the default is chosen by a case, alone or with others.
#[test]
fn every_reading_is_chosen_by_a_case() {
    let policies: BTreeMap<&PathBuf, &Policy> = all().iter().map(|file| (&file.path, file.policy)).collect();
    for (path, policy) in policies {
        let files = all().iter().filter(|file| file.path == *path);
        let chosen: BTreeSet<(usize, usize)> = files
            .flat_map(|file| &file.read)
            .flat_map(|typed| &typed.readings)
            .map(|(point, reading)| (point.index(), *reading))
            .collect();
        let points = policy.program.definitions.iter().enumerate().filter(|(_, point)| point.readings.len() > 1);
        let missing: Vec<String> = points
            .flat_map(|(index, point)| {
                let others = (0..point.readings.len()).filter(|reading| *reading != point.default);
                let others: Vec<usize> = others.filter(|reading| !chosen.contains(&(index, *reading))).collect();
                others.into_iter().map(|reading| format!("{} {reading}", point.term.text))
            })
            .collect();
        assert_eq!(missing, Vec::<String>::new(), "{}", path.display());
    }
}

/// What a case tells, one fact a line; a member in brackets.
fn facts(program: &Program, case: &Case, language: Language) -> String {
    let printer = Printer { program, language };
    let comma = if language == Language::Chinese { "，" } else { ", " };
    let mut out = String::new();
    for (index, fact) in program.facts.iter().enumerate() {
        let given = case.get(FactId::at(index));
        if *given == Given::Unknown {
            continue;
        }
        let value = match (given, fact.record.and_then(|record| program.records.get(record.index()))) {
            (Given::Value(Value::List(members)), Some(_)) if members.is_empty() => "[]".to_owned(),
            (Given::Value(Value::List(members)), Some(record)) => {
                let one = |(field, given): (&Fact, &Given)| {
                    format!("{} {}", field.term.say(language), printer.given(given, &field.ty))
                };
                let members = members.iter().map(|member| {
                    let told = record.fields.iter().zip(member).filter(|(_, given)| **given != Given::Unknown);
                    format!("[{}]", told.map(one).collect::<Vec<_>>().join(comma))
                });
                members.collect::<Vec<_>>().join(" ")
            }
            _ => printer.given(given, &fact.ty),
        };
        let _ = writeln!(out, "  {} = {value}", fact.term.say(language));
    }
    out
}

/// The reasons of every case, short, for the decisions that it expects something of.
#[test]
fn outcomes_read_so() {
    for File { cases, path, policy, read } in all() {
        let first = std::fs::read_to_string(path).expect("the policy can be read");
        let chinese = first.lines().any(|line| line.starts_with("政策"));
        let language = if chinese { Language::Chinese } else { Language::English };
        let detail = Detail { language, whole: false, ascii: false, color: false, width: None };
        let mut out = String::new();
        for typed in read {
            let ask = |decision| policy.explain(&typed.case, &question(typed), Some(decision));
            let mut asked = typed.expect.iter().map(|expectation| ask(expectation.decision));
            let mut told = asked.next().expect("every case expects something");
            told.outcomes.extend(asked.flat_map(|more| more.outcomes));
            let text = render(&told, detail);
            let (head, outcome) = text.split_once('\n').unwrap_or((&text, ""));
            let _ = writeln!(out, "── {head}\n{}{outcome}", facts(&policy.program, &typed.case, language));
        }
        let folder = path.parent().and_then(Path::file_name).expect("a policy stands in a folder").to_string_lossy();
        let stem = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let topic = cases.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let stem = if topic == stem { stem } else { format!("{stem}-{topic}") };
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(format!("{folder}-{stem}"), out) });
    }
}
