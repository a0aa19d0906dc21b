//! Suites: the cases of a policy, brought together so that they can be run, pinned, measured and compared.
//!
//! In: a program and the texts of its case files, already read. Out: [`Suite`]s of [`Test`]s, each with its question, what
//! it expects, and its place. Never: a file, a clock, or meaning: what comes out is the interpreter's.
//!
//! A suite is one case file, or the examples that stand in the policy itself. A case that expects nothing is pinned: what
//! comes out of it is held against what a person has accepted.

pub mod lines;
pub mod pinned;
mod run;

pub use pinned::{Pin, Pins, Standing};
pub use run::{Miss, Ran, Run, Texts, deciding, explained, misses, run};

use crate::cases::{self, CaseError, Format, Typed};
use crate::diagnostics::{Diagnostic, Explain};
use crate::interpret::{Case, Question, TextTold, Way};
use crate::ir::{Example, Program};
use crate::source::{SourceFile, Sources, Span};
use crate::types::ids::DecisionId;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The cases of one file, or the examples of a policy.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The file that they stand in.
    pub name: String,
    /// Whether they are the examples of the policy itself.
    pub examples: bool,
    /// Each case, in the order of the file.
    pub tests: Vec<Test>,
    /// What is pinned for those that expect nothing.
    pub pins: Pins,
}

impl Suite {
    /// The decisions of which a person has accepted what comes out of a case: none where it expects something, where
    /// nothing is pinned, or where something else comes out by now.
    #[must_use]
    pub fn accepted(&self, program: &Program, sources: &Sources, test: &Test) -> Vec<DecisionId> {
        if !test.typed.expect.is_empty() || self.pins.get(&test.name).is_none() {
            return Vec::new();
        }
        match run(&[(program, sources)], test, None) {
            Ran::Told(found) if self.pins.standing(&test.name, &found) == Standing::Same => test.asked(program),
            _ => Vec::new(),
        }
    }
}

/// One case, ready to be run.
#[derive(Debug, Clone)]
pub struct Test {
    /// What a person calls it: its name, or its number in the file where it has none.
    pub name: String,
    /// What is known, asked and expected.
    pub typed: Typed,
    /// Which text of the policy judges it, among those that were loaded: the first, unless its date or a later text chooses
    /// another.
    pub judged: Judged,
    /// The other texts that may judge it, where that is not known, each with the case as it reads it.
    pub perhaps: Vec<(Judged, Typed)>,
}

/// The text that judges a case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judged {
    /// Its place among those that were loaded.
    pub text: usize,
    /// How it comes to judge, where others may judge as well.
    pub way: Way,
    /// What was asked of the case to choose it.
    pub asked: Vec<TextTold>,
}

impl Test {
    /// A case that the first text judges.
    #[must_use]
    pub fn new(name: String, typed: Typed) -> Self {
        Self { name, typed, judged: Judged::default(), perhaps: Vec::new() }
    }

    /// The question that the case asks: its date and readings, presumptions allowed.
    #[must_use]
    pub fn question(&self) -> Question {
        self.typed.question()
    }

    /// The decisions that a case without an expectation asks about: those that it names, else all.
    #[must_use]
    pub fn asked(&self, program: &Program) -> Vec<DecisionId> {
        match self.typed.asks.as_slice() {
            [] => (0..program.decisions.len()).map(DecisionId::at).collect(),
            named => named.to_vec(),
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.typed.span
    }
}

/// Reads a case file as a suite of a program.
#[must_use]
pub fn read(program: &Program, source: &SourceFile, format: Option<Format>) -> (Suite, Vec<Diagnostic>) {
    let cases::Cases { cases, diagnostics } = cases::read(program, source, format);
    let tests = cases.into_iter().enumerate().map(|(at, typed)| read_test(at, typed, Judged::default(), Vec::new()));
    suite(source, tests.collect(), diagnostics)
}

/// Reads a case file as a suite of a policy in several texts, each case by those that judge it.
#[must_use]
pub fn read_by(
    programs: &[&Program],
    judged: &[Vec<Judged>],
    source: &SourceFile,
    format: Option<Format>,
) -> (Suite, Vec<Diagnostic>) {
    let (read, mut diagnostics) = cases::read_for_all(programs, source, format);
    let judging = judged.iter().enumerate().flat_map(|(at, judged)| judged.iter().map(move |one| (at, one.text)));
    for error in judging.filter_map(|(at, text)| read.get(text)?.get(at)).flat_map(|typed| &typed.strange) {
        diagnostics.push(error.explain());
    }
    let tests = judged.iter().enumerate().filter_map(|(at, judged)| {
        let typed = |judged: &Judged| read.get(judged.text)?.get(at).cloned();
        let (first, others) = judged.split_first()?;
        let perhaps = others.iter().filter_map(|other| Some((other.clone(), typed(other)?))).collect();
        Some(read_test(at, typed(first)?, first.clone(), perhaps))
    });
    suite(source, tests.collect(), diagnostics)
}

fn read_test(at: usize, typed: Typed, judged: Judged, perhaps: Vec<(Judged, Typed)>) -> Test {
    let name = typed.case.name.clone().unwrap_or_else(|| format!("#{}", at + 1));
    Test { name, typed, judged, perhaps }
}

fn suite(source: &SourceFile, tests: Vec<Test>, mut diagnostics: Vec<Diagnostic>) -> (Suite, Vec<Diagnostic>) {
    // A table has told of its own.
    let twins = same_names(&tests);
    let twins: Vec<Diagnostic> =
        twins.iter().map(Explain::explain).filter(|told| !diagnostics.contains(told)).collect();
    diagnostics.extend(twins);
    (Suite { name: source.name.to_string(), examples: false, tests, pins: Pins::default() }, diagnostics)
}

/// Every case that has the name of an earlier one: what comes out of a case is kept under its name.
fn same_names(tests: &[Test]) -> Vec<CaseError> {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    let mut out = Vec::new();
    for test in tests {
        let at = test.typed.named.unwrap_or(test.typed.span);
        match first.entry(pinned::one_line(&test.name)) {
            Entry::Vacant(free) => {
                free.insert(at);
            }
            Entry::Occupied(known) => {
                out.push(CaseError::SameName { at, first: *known.get(), name: test.name.clone() });
            }
        }
    }
    out
}

/// The examples of a policy as a suite.
#[must_use]
pub fn examples(program: &Program, name: &str) -> Suite {
    let tests = program.examples.iter().map(|example| test(program, example));
    Suite { name: name.to_owned(), examples: true, tests: tests.collect(), pins: Pins::default() }
}

fn test(program: &Program, example: &Example) -> Test {
    let mut case = Case::new(program);
    case.name = Some(example.name.clone());
    for (fact, given) in &example.given {
        case.set(*fact, given.clone());
    }
    let typed = Typed {
        case,
        as_of: example.as_of,
        readings: example.readings.clone(),
        expect: example.expect.clone(),
        asks: Vec::new(),
        span: example.span,
        named: None,
        strange: Vec::new(),
    };
    Test::new(example.name.clone(), typed)
}
