//! Versions side by side, clause by clause.

use super::words::{clause, table};
use crate::authority::{self, Clauses};
use crate::diagnostics::{Language, Say, Text, wording};
use crate::ir::print::Printer;
use crate::ir::{Clause, Effect, Ground, Program};
use crate::types::{Date, Term};
use serde::Serialize;
use std::fmt::Write as _;
use std::sync::Arc;

/// One of the versions that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Column<'p> {
    /// The program.
    pub program: &'p Program,
    /// On which day; none compares every day.
    pub day: Option<Date>,
    /// The other columns differ from it in the day only.
    pub by_day: bool,
}

/// Versions side by side.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// What is compared; the first is what the others are held against.
    pub columns: Vec<Text>,
    /// Clause by clause.
    pub clauses: Vec<Row>,
    /// Parameter by parameter.
    pub parameters: Vec<Row>,
    /// Decision by decision, all clauses together.
    pub decisions: Vec<Row>,
}

/// A clause in each version.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The clause, or the parameter.
    pub name: Text,
    /// How it stands in each column, seen from the first.
    pub cells: Vec<Cell>,
}

/// A clause in one version.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    /// `first`, `same`, `tighter`, `looser`, `different`, `added`, `dropped`, `absent`, `not decided`
    pub effect: &'static str,
    /// Where it stands there.
    pub place: Vec<Text>,
    /// How it reads there.
    pub lines: Vec<Text>,
}

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A list of clauses, each version below the other.
    Narrow,
    /// A table with a column for each version.
    Wide,
    /// A table in Markdown, and the clauses that differ.
    Markdown,
}

fn both(say: impl Fn(Language) -> String) -> Text {
    Text { en: say(Language::English), zh: say(Language::Chinese) }
}

/// Sets versions side by side; the others are seen from the first.
#[must_use]
pub fn compare(columns: &[Column<'_>]) -> Comparison {
    let names = columns.iter().map(|column| {
        both(|language| {
            let name = column.program.header.name.say(language);
            match column.day.filter(|_| column.by_day) {
                Some(day) => format!("{name} {day}"),
                None => name,
            }
        })
    });
    let all: Vec<Clauses<'_>> = columns.iter().map(|column| authority::clauses(column.program, column.day)).collect();
    // A clause is the same one wherever it takes the same place for the same decision.
    let mut keys: Vec<(Clause, Arc<Term>)> = Vec::new();
    for clauses in &all {
        for (place, standing) in clauses {
            let term = &standing.decision.term;
            if !keys.iter().any(|(known, decision)| known == place && same_name(decision, term)) {
                keys.push((place.clone(), term.clone()));
            }
        }
    }
    let rows = keys.iter().map(|(place, decision)| {
        let standing: Vec<Vec<&Ground>> = all
            .iter()
            .map(|clauses| {
                let found = clauses
                    .iter()
                    .find(|(known, standing)| known == place && same_name(&standing.decision.term, decision));
                found.map(|(_, standing)| standing.grounds.clone()).unwrap_or_default()
            })
            .collect();
        let several = keys.iter().filter(|(known, _)| known == place).count() > 1;
        let name = both(|language| {
            let place = place.say(language);
            if several { format!("{place} · {}", decision.say(language)) } else { place }
        });
        Row { name, cells: cells(columns, &standing) }
    });
    let clauses: Vec<Row> = rows.collect();
    Comparison {
        schema: 1,
        columns: names.collect(),
        clauses,
        parameters: parameters(columns),
        decisions: decisions(columns),
    }
}

/// Whether two texts speak of one thing: one of them may know it by another of its names, or in another language.
fn same_name(one: &Term, two: &Term) -> bool {
    one.forms().any(|form| two.is(form))
}

fn cells(columns: &[Column<'_>], standing: &[Vec<&Ground>]) -> Vec<Cell> {
    let first = columns.first().zip(standing.first());
    let cells = columns.iter().zip(standing).enumerate().map(|(at, (column, grounds))| {
        let effect = match first {
            _ if at == 0 => {
                if grounds.is_empty() {
                    "absent"
                } else {
                    "first"
                }
            }
            Some((_, before)) if before.is_empty() && grounds.is_empty() => "absent",
            Some((_, before)) if before.is_empty() => "added",
            Some(_) if grounds.is_empty() => "dropped",
            Some((one, before)) => effect_name(relation(*one, before, *column, grounds)),
            None => "absent",
        };
        let decision_of = |ground: &Ground| {
            column
                .program
                .decisions
                .iter()
                .find(|decision| decision.grounds.iter().any(|known| known.span == ground.span))
        };
        let lines = grounds.iter().flat_map(|ground| {
            let both =
                |language| decision_of(ground).map(|decision| clause(column.program, decision, ground, language));
            let (en, zh) = (both(Language::English).unwrap_or_default(), both(Language::Chinese).unwrap_or_default());
            en.into_iter().zip(zh).map(|(en, zh)| Text { en, zh }).collect::<Vec<_>>()
        });
        let place =
            grounds.iter().map(|ground| both(|language| Printer { program: column.program, language }.ground(ground)));
        Cell { effect, place: place.collect(), lines: lines.collect() }
    });
    cells.collect()
}

fn relation(one: Column<'_>, before: &[&Ground], two: Column<'_>, after: &[&Ground]) -> Effect {
    authority::effect_of((one.program, before, one.day), (two.program, after, two.day))
}

const fn effect_name(effect: Effect) -> &'static str {
    match effect {
        Effect::Same => "same",
        Effect::Tighter => "tighter",
        Effect::Looser => "looser",
        Effect::Different => "different",
        Effect::NotDecided => "not decided",
    }
}

fn parameters(columns: &[Column<'_>]) -> Vec<Row> {
    let rows = terms(columns, |program| program.parameters.iter().map(|parameter| &parameter.term).collect());
    let rows = rows.into_iter().map(|term| {
        let values = columns.iter().map(|column| {
            let parameter = column.program.parameters.iter().find(|parameter| same_name(&parameter.term, &term));
            let value = |language| {
                parameter.map(|parameter| {
                    let held = parameter.values.iter().filter(|(_, when)| column.day.is_none_or(|day| when.holds(day)));
                    let printer = Printer { program: column.program, language };
                    let each = held.map(|(value, when)| {
                        let when = super::words::period(*when, language).filter(|_| column.day.is_none());
                        format!(
                            "{}{}",
                            printer.value(value, &parameter.ty),
                            when.map(|when| format!(" {when}")).unwrap_or_default()
                        )
                    });
                    each.collect::<Vec<_>>().join(", ")
                })
            };
            value(Language::English).zip(value(Language::Chinese)).map(|(en, zh)| Text { en, zh })
        });
        let values: Vec<Option<Text>> = values.collect();
        let first = values.first().cloned().flatten();
        let cells = values.into_iter().enumerate().map(|(at, value)| {
            let effect = match (&first, &value) {
                (_, Some(_)) if at == 0 => "first",
                (_, None) if at == 0 => "absent",
                (None, None) => "absent",
                (None, Some(_)) => "added",
                (Some(_), None) => "dropped",
                (Some(one), Some(two)) if one == two => "same",
                (Some(_), Some(_)) => "different",
            };
            Cell { effect, place: Vec::new(), lines: value.into_iter().collect() }
        });
        Row { name: both(|language| term.say(language)), cells: cells.collect() }
    });
    rows.collect()
}

/// What all rules of a decision come to together, in each version.
fn decisions(columns: &[Column<'_>]) -> Vec<Row> {
    let rows = terms(columns, |program| {
        let decided = program.decisions.iter().filter(|decision| !decision.grounds.is_empty());
        decided.map(|decision| &decision.term).collect()
    });
    let rows = rows.into_iter().map(|term| {
        let find = |column: &Column<'_>| {
            column.program.decisions.iter().find(|decision| same_name(&decision.term, &term)).cloned()
        };
        let found: Vec<_> = columns.iter().map(find).collect();
        let standing: Vec<Vec<&Ground>> = found
            .iter()
            .zip(columns)
            .map(|(decision, column)| {
                let grounds = decision.iter().flat_map(|decision| &decision.grounds);
                grounds.filter(|ground| column.day.is_none_or(|day| ground.in_force.holds(day))).collect()
            })
            .collect();
        let mut cells = cells(columns, &standing);
        for cell in &mut cells {
            cell.lines.clear();
            cell.place.clear();
        }
        Row { name: both(|language| term.say(language)), cells }
    });
    rows.collect()
}

/// What the versions name, each thing once.
fn terms<'p>(columns: &[Column<'p>], of: impl Fn(&'p Program) -> Vec<&'p Arc<Term>>) -> Vec<Arc<Term>> {
    let mut out: Vec<Arc<Term>> = Vec::new();
    for term in columns.iter().flat_map(|column| of(column.program)) {
        if !out.iter().any(|known| same_name(known, term)) {
            out.push(term.clone());
        }
    }
    out
}

/// How a cell stands, in words.
fn word(effect: &str, language: Language) -> &str {
    if language == Language::English {
        return match effect {
            "first" => "stands",
            "absent" => "–",
            other => other,
        };
    }
    match effect {
        "first" => "有",
        "absent" => "–",
        "same" => "相同",
        "tighter" => "从严",
        "looser" => "放宽",
        "different" => "不同",
        "added" => "增加",
        "dropped" => "没有",
        _ => "未能判定",
    }
}

impl Comparison {
    /// Whether any clause or parameter differs.
    #[must_use]
    pub fn differs(&self) -> bool {
        let rows = self.clauses.iter().chain(&self.parameters);
        rows.flat_map(|row| &row.cells).any(|cell| !matches!(cell.effect, "first" | "same" | "absent"))
    }

    /// Whether something could not be decided.
    #[must_use]
    pub fn undecided(&self) -> bool {
        let rows = self.clauses.iter().chain(&self.decisions);
        rows.flat_map(|row| &row.cells).any(|cell| cell.effect == "not decided")
    }

    /// The comparison as text.
    #[must_use]
    pub fn text(&self, layout: Layout, language: Language) -> String {
        match layout {
            Layout::Narrow => wording::set(&self.narrow(language), language).into_owned(),
            Layout::Wide => self.wide(language),
            Layout::Markdown => self.markdown(language),
        }
    }

    fn narrow(&self, language: Language) -> String {
        let pick = |en: &'static str, zh: &'static str| if language == Language::Chinese { zh } else { en };
        let mut out = String::new();
        let names: Vec<&str> = self.columns.iter().map(|name| name.get(language)).collect();
        let _ = writeln!(out, "{}", names.join(pick(" | ", " | ")));
        for row in &self.clauses {
            let _ = writeln!(out, "\n{}", row.name.get(language));
            for (at, (cell, name)) in row.cells.iter().zip(&names).enumerate() {
                let places: Vec<&str> = cell.place.iter().map(|place| place.get(language)).collect();
                let place = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
                let _ = writeln!(out, "  {name}{}{}{place}", pick(": ", "："), word(cell.effect, language));
                // What is the same need not be read twice.
                if at == 0 || !matches!(cell.effect, "same" | "absent" | "dropped") {
                    for line in &cell.lines {
                        let _ = writeln!(out, "      {}", line.get(language));
                    }
                }
            }
        }
        if !self.parameters.is_empty() {
            let _ = writeln!(out, "\n{}", pick("parameters", "参数"));
            out.push_str(&table(&self.values(language)));
        }
        let _ = writeln!(out, "\n{}", pick("all clauses together", "各条款合并来看"));
        out.push_str(&table(&self.matrix(&self.decisions, language)));
        out
    }

    fn wide(&self, language: Language) -> String {
        let pick = |en: &'static str, zh: &'static str| if language == Language::Chinese { zh } else { en };
        let mut out = table(&self.matrix(&self.clauses, language));
        if !self.parameters.is_empty() {
            let _ = writeln!(out);
            out.push_str(&table(&self.values(language)));
        }
        let _ = writeln!(out, "\n{}", pick("all clauses together", "各条款合并来看"));
        out.push_str(&table(&self.matrix(&self.decisions, language)));
        out
    }

    fn head(&self, first: &str, language: Language) -> Vec<String> {
        std::iter::once(first.to_owned()).chain(self.columns.iter().map(|name| name.get(language).to_owned())).collect()
    }

    fn matrix(&self, rows: &[Row], language: Language) -> Vec<Vec<String>> {
        let first = if language == Language::Chinese { "条款" } else { "clause" };
        let mut out = vec![self.head(first, language)];
        for row in rows {
            let cells = row.cells.iter().map(|cell| word(cell.effect, language).to_owned());
            out.push(std::iter::once(row.name.get(language).to_owned()).chain(cells).collect());
        }
        out
    }

    fn values(&self, language: Language) -> Vec<Vec<String>> {
        let first = if language == Language::Chinese { "参数" } else { "parameter" };
        let mut out = vec![self.head(first, language)];
        for row in &self.parameters {
            let cells = row.cells.iter().map(|cell| {
                let lines: Vec<&str> = cell.lines.iter().map(|line| line.get(language)).collect();
                if lines.is_empty() { "–".to_owned() } else { lines.join(", ") }
            });
            out.push(std::iter::once(row.name.get(language).to_owned()).chain(cells).collect());
        }
        out
    }

    fn markdown(&self, language: Language) -> String {
        let pick = |en: &'static str, zh: &'static str| if language == Language::Chinese { zh } else { en };
        let mut out = String::new();
        let names: Vec<&str> = self.columns.iter().map(|name| name.get(language)).collect();
        let _ = writeln!(out, "# {}\n", names.join(" · "));
        let escape = |text: &str| text.replace('|', "\\|");
        let mut print = |rows: Vec<Vec<String>>| {
            for (at, row) in rows.iter().enumerate() {
                let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
                if at == 0 {
                    let _ = writeln!(out, "|{}", " --- |".repeat(row.len()));
                }
            }
            let _ = writeln!(out);
        };
        print(self.matrix(&self.clauses, language));
        if !self.parameters.is_empty() {
            print(self.values(language));
        }
        print(self.matrix(&self.decisions, language));
        for row in self
            .clauses
            .iter()
            .filter(|row| row.cells.iter().any(|cell| !matches!(cell.effect, "first" | "same" | "absent")))
        {
            let _ = writeln!(out, "## {}\n", row.name.get(language));
            for (cell, name) in row.cells.iter().zip(&names) {
                let _ = writeln!(out, "**{name}**{}{}\n", pick(": ", "："), word(cell.effect, language));
                if !cell.lines.is_empty() && cell.effect != "same" {
                    let lines: Vec<&str> = cell.lines.iter().map(|line| line.get(language)).collect();
                    let _ = writeln!(out, "```text\n{}\n```\n", lines.join("\n"));
                }
            }
        }
        out
    }
}
