//! Cases as each version reads them, row by row, with the columns that they are counted by.

use crate::cases::document::{Node, NodeKind};
use crate::cases::{self, CaseError, CaseReader, Name, Typed, of_table};
use crate::diagnostics::{Explain, Text};
use crate::ir::Program;
use crate::ir::print::Printer;
use crate::source::name;
use crate::source::{SourceFile, Span, in_one_line};
use crate::text;
use crate::types::ids::FactId;
use std::collections::BTreeSet;

/// One case under both versions.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its place among all cases, from 1.
    pub at: u64,
    /// What it is called.
    pub name: Option<String>,
    /// As the old version reads it, or why it cannot.
    pub old: Result<Typed, Text>,
    /// As the new version reads it.
    pub new: Result<Typed, Text>,
    /// What it tells in each column that cases are counted by.
    pub columns: Vec<Text>,
}

/// What a case tells in a column that it does not have.
pub const NOT_TOLD: [&str; 2] = ["not told", "未填写"];

fn not_told() -> Text {
    let [en, zh] = NOT_TOLD;
    text!("{en}", "{zh}")
}

/// A column that cases are counted by.
#[derive(Debug, Clone)]
struct Column {
    name: String,
    old: Option<FactId>,
    new: Option<FactId>,
}

/// Reads rows for two versions.
pub struct RowReader<'p> {
    programs: [&'p Program; 2],
    readers: [CaseReader<'p>; 2],
    columns: Vec<Column>,
    /// Whether names that are no facts are columns of the data, rather than slips.
    loose: bool,
    /// Columns that have been met and are no facts.
    pub plain: BTreeSet<String>,
}

impl<'p> RowReader<'p> {
    /// For two versions; `by` names facts or columns, and `loose` lets columns pass that are no facts.
    #[must_use]
    pub fn new(old: &'p Program, new: &'p Program, by: &[String], loose: bool) -> Self {
        let readers = [CaseReader::new(old), CaseReader::new(new)];
        let [one, two] = &readers;
        let columns =
            by.iter().map(|name| Column { name: name.clone(), old: one.fact(name), new: two.fact(name) }).collect();
        Self { programs: [old, new], readers, columns, loose, plain: BTreeSet::new() }
    }

    /// The same for other cases.
    #[must_use]
    pub fn afresh(&self) -> Self {
        let [old, new] = self.programs;
        Self {
            programs: self.programs,
            readers: [CaseReader::new(old), CaseReader::new(new)],
            columns: self.columns.clone(),
            loose: self.loose,
            plain: BTreeSet::new(),
        }
    }

    /// One case.
    pub fn read(&mut self, node: &Node, at: u64) -> Row {
        let [(old, old_errors), (new, new_errors)] = self.readers.each_mut().map(|reader| reader.read(node));
        let wrong = self.wrong([&old_errors, &new_errors]);
        let [old_wrong, new_wrong] = wrong;
        let name = old.as_ref().or(new.as_ref()).and_then(|typed| typed.case.name.clone());
        let columns = self.columns.iter().map(|column| self.told(column, node, old.as_ref(), new.as_ref())).collect();
        let or = |typed: Option<Typed>, wrong: Option<Text>| match (typed, wrong) {
            (_, Some(wrong)) => Err(wrong),
            (Some(typed), None) => Ok(typed),
            (None, None) => Err(text!("no case", "不是个案")),
        };
        Row { at, name, old: or(old, old_wrong), new: or(new, new_wrong), columns }
    }

    /// The cases of a table; the two versions part its rows alike.
    pub fn table(&mut self, source: &SourceFile) -> Vec<Row> {
        let [old, new] = self.programs.map(|program| of_table(program, source));
        let columns: Vec<Vec<(Span, String)>> =
            self.columns.iter().map(|column| cases::column(source, &column.name)).collect();
        // What is wrong with the head is wrong with every row.
        let inside = |at: Span, typed: &Typed| typed.span.start <= at.start && at.end <= typed.span.end;
        let labels = |error: &CaseError| error.explain().labels.first().map(|label| label.span).unwrap_or_default();
        let mut wrong: [Vec<(Span, Text)>; 2] = [Vec::new(), Vec::new()];
        for (slot, (own, other)) in wrong.iter_mut().zip([(&old.1, &new.1), (&new.1, &old.1)]) {
            for error in own {
                if !self.passes(error, other) {
                    slot.push((labels(error), error.explain().message));
                }
            }
        }
        let [old_wrong, new_wrong] = wrong;
        let head = |all: &[(Span, Text)], typed: &[Typed]| {
            let first = typed.first().map(|typed| typed.span.start);
            all.iter().find(|(at, _)| first.is_none_or(|first| at.end <= first)).map(|(_, why)| why.clone())
        };
        let heads = [head(&old_wrong, &old.0), head(&new_wrong, &new.0)];
        let why = |all: &[(Span, Text)], head: &Option<Text>, typed: &Typed| {
            head.clone().or_else(|| all.iter().find(|(at, _)| inside(*at, typed)).map(|(_, why)| why.clone()))
        };
        let rows = old.0.into_iter().zip(new.0).zip(1..).map(|((old, new), at)| {
            let told = self.columns.iter().zip(&columns).map(|(column, cells)| {
                self.fact_told(column, Some(&old), Some(&new)).unwrap_or_else(|| {
                    let cell = cells.iter().find(|(at, _)| at.start == old.span.start).map(|(_, text)| text.clone());
                    match cell.filter(|text| !text.is_empty()) {
                        Some(text) => {
                            let text = in_one_line(&text);
                            Text { en: text.clone(), zh: text }
                        }
                        None => not_told(),
                    }
                })
            });
            let columns = told.collect();
            let name = old.case.name.clone().or_else(|| new.case.name.clone());
            let [old_head, new_head] = &heads;
            let (old_why, new_why) = (why(&old_wrong, old_head, &old), why(&new_wrong, new_head, &new));
            Row { at, name, old: old_why.map_or(Ok(old), Err), new: new_why.map_or(Ok(new), Err), columns }
        });
        rows.collect()
    }

    /// The first thing that is wrong with a case under each version. What only the other version knows is not.
    fn wrong(&mut self, errors: [&Vec<CaseError>; 2]) -> [Option<Text>; 2] {
        let [old, new] = errors;
        [(old, new), (new, old)].map(|(own, other)| {
            own.iter().find(|error| !self.passes(error, other)).map(|error| error.explain().message)
        })
    }

    fn passes(&mut self, error: &CaseError, other: &[CaseError]) -> bool {
        let CaseError::Unknown { at, text, what, .. } = error else { return false };
        let unknown_there =
            other.iter().any(|error| matches!(error, CaseError::Unknown { at: place, .. } if place == at));
        match what {
            // What a case expects of a decision is no part of what it tells.
            Name::Decision | Name::Expectation | Name::Fault => true,
            _ if !unknown_there => true,
            Name::Fact | Name::Column => {
                let asked = self.columns.iter().any(|column| name::same(&column.name, text));
                if self.loose && !asked {
                    let shown = in_one_line(text);
                    if !self.plain.contains(&shown) {
                        self.plain.insert(shown);
                    }
                }
                self.loose || asked
            }
            _ => false,
        }
    }

    fn fact_told(&self, column: &Column, old: Option<&Typed>, new: Option<&Typed>) -> Option<Text> {
        let [one, two] = self.programs;
        let sides = [(two, new, column.new), (one, old, column.old)];
        sides.into_iter().find_map(|(program, typed, fact)| {
            let (typed, id) = typed.zip(fact)?;
            let fact = program.facts.get(id.index())?;
            let say = |language| Printer { program, language }.given(typed.case.get(id), &fact.ty);
            Some(Text::of(say))
        })
    }

    fn told(&self, column: &Column, node: &Node, old: Option<&Typed>, new: Option<&Typed>) -> Text {
        if let Some(told) = self.fact_told(column, old, new) {
            return told;
        }
        let NodeKind::Map(entries) = &node.kind else { return text!("–", "–") };
        let entry = entries.iter().find(|(key, _)| name::same(&key.node, &column.name));
        match entry.map(|(_, value)| &value.kind) {
            Some(NodeKind::Text(text) | NodeKind::Number(text)) => {
                let text = in_one_line(text);
                Text { en: text.clone(), zh: text }
            }
            Some(NodeKind::Bool(true)) => text!("yes", "是"),
            Some(NodeKind::Bool(false)) => text!("no", "否"),
            Some(NodeKind::List(_) | NodeKind::Map(_)) => text!("several values", "多个值"),
            Some(NodeKind::Null) | None => not_told(),
        }
    }
}
