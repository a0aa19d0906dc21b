//! Facts about one person or many: YAML, JSON, TOML or a table → typed cases, each wrong field at its place.
//!
//! In: the text of a case file and a program. Out: [`Cases`], or what is wrong with them. Never: syntax of policies, or
//! a guess: an unknown name, a wrong unit or a second value for one fact is an error.

mod columns;
pub mod document;
mod error;
mod expect;
mod table;
mod typed;
#[cfg(feature = "xlsx")]
pub mod workbook;

pub use document::Format;
pub use error::{CaseError, Name, PinFault, UnknownValue};
pub use typed::{CaseReader, Typed, fact_argument, reading_argument};

use crate::diagnostics::{Diagnostic, Explain};
use crate::ir::Program;
use crate::source::{SourceFile, Span};
use crate::types::Term;

/// The cases of one file.
#[derive(Debug, Default)]
pub struct Cases {
    /// Each with what is known of it.
    pub cases: Vec<Typed>,
    /// What is wrong; cases are to be judged only where nothing is.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the cases of a file.
#[must_use]
pub fn read(program: &Program, source: &SourceFile, format: Option<Format>) -> Cases {
    let (cases, errors) = match Document::read(source, format) {
        Ok(document) => document.cases(program),
        Err(errors) => {
            return Cases { cases: Vec::new(), diagnostics: errors.iter().map(Explain::explain).collect() };
        }
    };
    Cases { cases, diagnostics: errors.iter().map(Explain::explain).collect() }
}

/// A case file before any program is asked.
enum Document<'s> {
    Nodes(Vec<document::Node>),
    Table(&'s SourceFile),
}

impl<'s> Document<'s> {
    fn read(source: &'s SourceFile, format: Option<Format>) -> Result<Self, Vec<document::DocumentError>> {
        let format = format.or_else(|| Some(Format::of_text(&source.text)));
        if format == Some(Format::Table) || source.is_sheet() {
            return Ok(Self::Table(source));
        }
        document::read(source, format).map(Self::Nodes)
    }

    fn cases(&self, program: &Program) -> (Vec<Typed>, Vec<CaseError>) {
        match self {
            Self::Nodes(nodes) => typed::cases(program, nodes),
            Self::Table(source) => columns::cases(program, source),
        }
    }
}

/// The cases of a table as a program reads them, and what is wrong with it.
#[must_use]
pub fn of_table(program: &Program, source: &SourceFile) -> (Vec<Typed>, Vec<CaseError>) {
    columns::cases(program, source)
}

/// What stands in a column of a table, each with the place of its row; nothing where no heading has that name.
#[must_use]
pub fn column(source: &SourceFile, name: &str) -> Vec<(Span, String)> {
    let mut rows = table::Rows::new(source).flatten().filter(|row| !row.is_blank());
    let wanted = typed::fold(name);
    let place = rows.next().and_then(|head| head.cells.iter().position(|cell| typed::fold(&cell.text) == wanted));
    let Some(place) = place else { return Vec::new() };
    rows.map(|row| (row.span, row.cells.get(place).map(|cell| cell.text.clone()).unwrap_or_default())).collect()
}

/// The cases of a text before any program is asked what they tell: one tree each.
pub fn trees(source: &SourceFile, format: Option<Format>) -> Result<Vec<document::Node>, Vec<Diagnostic>> {
    let nodes = document::read(source, format)
        .map_err(|errors| errors.iter().map(Explain::explain).collect::<Vec<Diagnostic>>())?;
    let each = nodes.into_iter().flat_map(|node| match node.kind {
        document::NodeKind::List(cases) => cases,
        document::NodeKind::Null => Vec::new(),
        _ => vec![node],
    });
    Ok(each.collect())
}

/// Reads the cases of a file for several programs at once. A name that one of them knows is no error of the others, nor is
/// a value of a fact; they are not told of it. A case keeps which of its values a program does not know.
#[must_use]
pub fn read_for_all(
    programs: &[&Program],
    source: &SourceFile,
    format: Option<Format>,
) -> (Vec<Vec<Typed>>, Vec<Diagnostic>) {
    let document = match Document::read(source, format) {
        Ok(document) => document,
        Err(errors) => {
            return (vec![Vec::new(); programs.len()], errors.iter().map(Explain::explain).collect());
        }
    };
    let mut read: Vec<(Vec<Typed>, Vec<CaseError>)> = programs.iter().map(|program| document.cases(program)).collect();
    let mut wrong: Vec<Diagnostic> = Vec::new();
    let mut strange: Vec<(usize, CaseError)> = Vec::new();
    for (reader, (_, errors)) in read.iter().enumerate() {
        for error in errors {
            let told = error.explain();
            let known_to_another = programs.iter().zip(&read).any(|(program, (_, others))| {
                let fact = error.unknown_value().is_none_or(|value| declares(program, value.fact));
                fact && !others.iter().any(|other| other.explain().labels.first() == told.labels.first())
            });
            match error {
                _ if known_to_another && error.unknown_value().is_some() => strange.push((reader, error.clone())),
                CaseError::Unknown { .. } if known_to_another => {}
                _ if !wrong.contains(&told) => wrong.push(told),
                _ => {}
            }
        }
    }
    for (reader, error) in strange {
        let Some((cases, _)) = read.get_mut(reader) else { continue };
        let holds = |typed: &&mut Typed| error.unknown_value().is_some_and(|value| typed.span.holds(value.at));
        if let Some(typed) = cases.iter_mut().find(holds) {
            typed.strange.push(error);
        }
    }
    (read.into_iter().map(|(cases, _)| cases).collect(), wrong)
}

/// Whether a program has a fact of that name, or a field of a member.
fn declares(program: &Program, name: &Term) -> bool {
    let fields = program.records.iter().flat_map(|record| &record.fields);
    program.facts.iter().chain(fields).any(|fact| fact.term.same(name))
}
