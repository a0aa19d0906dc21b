//! Versions side by side, clause by clause.

use super::pairs::{Line, idle, lines};
use super::readings::Readings;
use super::through::{Finding, Named, Version, findings, meaning, names, parts, values};
use super::words::{clause, fitted, folded, out_of_force, table};
use crate::authority::{self, Idle};
use crate::diagnostics::{Language, Say, Text, wording};
use crate::ir::print::Printer;
use crate::ir::{Effect, Ground, Period, Program};
use crate::text;
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
    /// The file that was named.
    pub file: &'p str,
}

/// Versions side by side.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// What is compared; the first is what the others are held against.
    pub columns: Vec<Text>,
    /// The texts that are not in force on the day that is compared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_in_force: Vec<Text>,
    /// Clause by clause.
    pub clauses: Vec<Row>,
    /// Parameter by parameter.
    pub parameters: Vec<Row>,
    /// Decision by decision, all clauses together.
    pub decisions: Vec<Row>,
    /// Whether text shows the clauses too that are the same, and those for what one policy alone decides.
    #[serde(skip)]
    pub whole: bool,
    /// What has to be known to read it: that terms are taken by their default reading, where they have several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Text>,
}

/// A clause in each version.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The clause, or the parameter.
    pub name: Text,
    /// What it decides, or itself.
    #[serde(skip)]
    decision: Arc<Term>,
    /// The column that alone decides it, where the others are of other policies.
    #[serde(skip)]
    alone: Option<usize>,
    /// How it stands in each column, seen from the first.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Whether any version says something else than the first.
    fn differs(&self) -> bool {
        self.cells.iter().skip(1).any(Cell::differs)
    }

    /// Whether any does so under some reading.
    fn matters(&self) -> bool {
        self.differs() || self.cells.iter().any(|cell| !cell.readings.is_empty())
    }
}

/// A clause in one version.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    /// `first`, `same`, `tighter`, `looser`, `different`, `added`, `dropped`, `absent`, `not decided`; of a clause that holds
    /// for nobody `idle` where it speaks about nobody, `no yes` where nobody gets a yes by it, else `void`
    pub effect: &'static str,
    /// Where it stands there.
    pub place: Vec<Text>,
    /// How it reads there.
    pub lines: Vec<Text>,
    /// What the terms mean that not all versions of it use.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Text>,
    /// Where it parts from the first: in itself, and through what it reads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<Text>,
    /// What of it is beyond the powers of those who wrote it, and what else stands there and holds for nobody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Text>,
    /// The readings under which it stands otherwise to the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Under>,
}

/// How a clause stands under a reading that does not hold by default.
#[derive(Debug, Clone, Serialize)]
pub struct Under {
    /// The term.
    pub term: Text,
    /// Its reading.
    pub reading: Text,
    /// How the clause then stands, as in [`Cell::effect`].
    pub effect: &'static str,
}

impl Cell {
    /// Whether it says something else than the first.
    fn differs(&self) -> bool {
        !matches!(self.effect, "first" | "same" | "absent")
    }

    /// How it stands, in words, and how under other readings.
    fn word(&self, language: Language) -> String {
        let mut out = word(self.effect, language).to_owned();
        for under in &self.readings {
            let (reading, effect) = (under.reading.get(language), word(under.effect, language));
            let _ = match language {
                Language::English => write!(out, "; under reading {reading}: {effect}"),
                Language::Chinese => write!(out, "；按读法“{reading}”：{effect}"),
            };
        }
        out
    }

    /// What stands below the clause: what its terms mean, where it parts, what is found.
    fn below(&self) -> impl Iterator<Item = Text> {
        let terms = self.terms.iter().map(|told| text!("where {told}", "其中{told}"; told));
        let all = self.through.iter().chain(&self.findings).map(|told| text!("→ {told}", "→ {told}"; told));
        terms.chain(all)
    }
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

/// A program in which each term has only the reading that holds by default.
#[must_use]
pub fn by_default(program: &Program) -> Program {
    let mut out = program.clone();
    for definition in &mut out.definitions {
        if let Some(chosen) = definition.readings.get(definition.default).cloned() {
            definition.readings = vec![chosen];
            definition.default = 0;
        }
    }
    out
}

/// Sets versions side by side; the others are seen from the first. Terms with several readings are taken by the default
/// one.
#[must_use]
pub fn compare(columns: &[Column<'_>]) -> Comparison {
    let several = |program: &Program| program.definitions.iter().any(|definition| definition.readings.len() > 1);
    let notes = columns
        .iter()
        .any(|column| several(column.program))
        .then(|| text!("terms with several readings are taken by the default one", "有多种读法的用语，按默认读法比较"));
    let readings = Readings::of(columns);
    let programs: Vec<Program> = columns.iter().map(|column| by_default(column.program)).collect();
    let columns: Vec<Column<'_>> =
        columns.iter().zip(&programs).map(|(column, program)| Column { program, ..*column }).collect();
    let columns = columns.as_slice();
    let lines = lines(columns);
    let clauses = lines.iter().map(|line| {
        let several = lines.iter().filter(|other| other.places == line.places).count() > 1;
        let name = Text::of(|language| {
            let places: Vec<String> = line.places.iter().map(|place| place.say(language)).collect();
            let place = places.join(if language == Language::Chinese { "／" } else { " / " });
            if several { format!("{place} · {}", line.decision.say(language)) } else { place }
        });
        let mut cells = told(columns, line);
        otherwise(columns, &line.grounds, true, &readings, &mut cells);
        Row { name, decision: line.decision.clone(), alone: alone(columns, &line.decision), cells }
    });
    let clauses: Vec<Row> = clauses.collect();
    let decisions = decisions(columns, &readings);
    let mut not_in_force: Vec<Text> = Vec::new();
    for told in columns.iter().flat_map(|column| out_of_force(column.program, column.day)) {
        if !not_in_force.contains(&told) {
            not_in_force.push(told);
        }
    }
    Comparison {
        schema: 1,
        columns: heads(columns),
        not_in_force,
        clauses,
        parameters: parameters(columns),
        decisions,
        whole: false,
        notes: notes.into_iter().chain(readings.note()).collect(),
    }
}

/// The one column in which something is decided at all, of several policies.
fn alone(columns: &[Column<'_>], decision: &Term) -> Option<usize> {
    let name = |column: &Column<'_>| column.program.header.name.clone();
    if columns.iter().skip(1).all(|column| columns.first().is_some_and(|first| name(first).same(&name(column)))) {
        return None;
    }
    let decides = |column: &Column<'_>| {
        let mut all = column.program.decisions.iter().filter(|known| known.term.same(decision));
        all.any(|known| !known.grounds.is_empty())
    };
    let mut deciding = columns.iter().enumerate().filter(|(_, column)| decides(column));
    let (first, _) = deciding.next()?;
    deciding.next().is_none().then_some(first)
}

/// Something that may tell a column from others of its name.
type Apart<'t> = &'t dyn Fn(&Column<'_>) -> Option<Text>;

/// What each column is headed with: the name of its policy, and what tells it from others of that name.
fn heads(columns: &[Column<'_>]) -> Vec<Text> {
    let apart: [Apart<'_>; 3] = [
        &|column| {
            Some(column.program.header.in_force.text()).filter(|_| column.program.header.in_force != Period::default())
        },
        &|column| {
            let version = column.program.header.version.as_ref()?;
            Some(text!("version {version}", "版本 {version}"))
        },
        &|column| {
            let file = column.file;
            Some(text!("{file}", "{file}"))
        },
    ];
    let each = columns.iter().map(|column| {
        let alike = || columns.iter().filter(|other| other.program.header.name.same(&column.program.header.name));
        let told = apart.iter().find(|tell| {
            let mut all: Vec<Option<(String, String)>> =
                alike().map(|column| tell(column).map(|told| (told.en, told.zh))).collect();
            let count = all.len();
            all.sort();
            all.dedup();
            all.len() == count && all.iter().all(Option::is_some)
        });
        let told = told.filter(|_| alike().count() > 1).and_then(|tell| tell(column));
        Text::of(|language| {
            let name = column.program.header.name.say(language);
            match (column.day.filter(|_| column.by_day), &told, language) {
                (Some(day), ..) => format!("{name} {}", day.say(language)),
                (None, Some(told), Language::English) => format!("{name} ({})", told.en),
                (None, Some(told), Language::Chinese) => format!("{name}（{}）", told.zh),
                (None, None, _) => name,
            }
        })
    });
    each.collect()
}

/// The cells of a clause, with what its terms mean and where it parts from the first.
fn told(columns: &[Column<'_>], line: &Line<'_>) -> Vec<Cell> {
    let mut out = cells(columns, &line.grounds, &line.idle);
    let versions: Vec<Version<'_, '_>> = columns
        .iter()
        .zip(&line.grounds)
        .map(|(column, grounds)| Version { program: column.program, grounds, day: column.day })
        .collect();
    let differs = out.iter().skip(1).any(Cell::differs);
    let mut told: Vec<Finding> = Vec::new();
    for ((cell, version), silent) in out.iter_mut().zip(&versions).zip(&line.silent) {
        if differs && !version.grounds.is_empty() {
            // What one version has from the text above, another has from it as well.
            let fresh = findings(*version).into_iter().filter(|found| !told.contains(found));
            let fresh: Vec<Finding> = fresh.collect();
            cell.findings = fresh.iter().map(|found| found.told.clone()).collect();
            told.extend(fresh);
        }
        for (place, way) in silent {
            cell.findings.push(match way {
                Idle::Nobody => text!("{place} speaks about nobody here", "{place}在此不适用于任何人"; place),
                Idle::NoYes => text!("nobody gets a yes by {place} here", "在此无人因{place}得到“是”"; place),
                Idle::Void => text!("{place} holds for nobody here", "{place}在此对任何人都不成立"; place),
            });
        }
    }
    let Some(first) = versions.first() else { return out };
    for ((cell, version), at) in out.iter_mut().zip(&versions).zip(&line.at).skip(1) {
        let one_place = line.at.first() == Some(at);
        if matches!(cell.effect, "tighter" | "looser" | "different" | "not decided" | "idle" | "no yes" | "void") {
            cell.through = parts(*first, *version, one_place);
        }
    }
    if !out.iter().skip(1).any(|cell| cell.differs() && cell.effect != "dropped") {
        return out;
    }
    // What a term means is told where it first stands, unless all versions of the clause use it.
    let used: Vec<Vec<Named>> = versions
        .iter()
        .map(|version| {
            let (mut all, direct) = names(*version);
            all.truncate(direct);
            all
        })
        .collect();
    let standing = || versions.iter().zip(&used).filter(|(version, _)| !version.grounds.is_empty());
    let several = standing().count() > 1 && !first.grounds.is_empty();
    let mut known: Vec<(&[Named], &Named, Option<Text>)> = Vec::new();
    for (at, ((cell, version), names)) in out.iter_mut().zip(&versions).zip(&used).enumerate() {
        for named in names {
            let among = |others: &'_ [Named]| named.among(names, others).cloned();
            let everywhere = several && standing().all(|(_, others)| among(others).is_some());
            let said = meaning(*version, named);
            // What it means elsewhere is no news here, unless it means something else; of what the first version has too it
            // is told below what became of it.
            let of_first = at > 0 && used.first().is_some_and(|first| among(first).is_some());
            let mut elsewhere =
                known.iter().filter(|(others, other, _)| among(others).is_some_and(|found| found.is(other)));
            if everywhere || of_first || elsewhere.any(|(.., told)| *told == said) {
                continue;
            }
            known.push((names, named, said.clone()));
            cell.terms.extend(said);
        }
    }
    out
}

/// Adds to the cells of a clause the readings under which it stands otherwise; `silence` where it is told that it holds for
/// nobody.
fn otherwise(
    columns: &[Column<'_>],
    standing: &[Vec<&Ground>],
    silence: bool,
    readings: &Readings<'_>,
    cells: &mut [Cell],
) {
    for (choice, columns, standing) in readings.for_clause(columns, standing) {
        let silent = columns.iter().zip(&standing).filter(|_| silence).map(|(column, grounds)| idle(column, grounds));
        let idle: Vec<Option<Idle>> = silent.collect();
        for (at, cell) in cells.iter_mut().enumerate().skip(1) {
            let effect = effect_at(&columns, &standing, &idle, at);
            if effect != cell.effect {
                let say = |term: &Term| Text::of(|language| term.say(language));
                cell.readings.push(Under { term: say(&choice.term), reading: say(&choice.reading), effect });
            }
        }
    }
}

/// How a clause stands in a version, seen from the first.
fn effect_at(columns: &[Column<'_>], standing: &[Vec<&Ground>], idle: &[Option<Idle>], at: usize) -> &'static str {
    let first = columns.first().zip(standing.first());
    let (Some(column), Some(grounds)) = (columns.get(at), standing.get(at)) else { return "absent" };
    let way = |at: usize| idle.get(at).copied().flatten();
    let silent = |at: usize| way(at).is_some();
    match first {
        _ if at == 0 && grounds.is_empty() => "absent",
        _ if at == 0 && silent(0) => idle_name(way(0)),
        _ if at == 0 => "first",
        Some((_, before)) if before.is_empty() && grounds.is_empty() => "absent",
        Some(_) if silent(0) && silent(at) => "same",
        Some((_, before)) if before.is_empty() || silent(0) && !grounds.is_empty() => "added",
        Some(_) if grounds.is_empty() => "dropped",
        Some(_) if silent(at) => idle_name(way(at)),
        Some((one, before)) => effect_name(relation(*one, before, *column, grounds)),
        None => "absent",
    }
}

fn cells(columns: &[Column<'_>], standing: &[Vec<&Ground>], idle: &[Option<Idle>]) -> Vec<Cell> {
    let cells = columns.iter().zip(standing).enumerate().map(|(at, (column, grounds))| {
        let effect = effect_at(columns, standing, idle, at);
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
        let mut place: Vec<Text> = Vec::new();
        for ground in grounds {
            let here = Text::of(|language| Printer { program: column.program, language }.ground(ground));
            if !place.contains(&here) {
                place.push(here);
            }
        }
        Cell {
            effect,
            place,
            lines: lines.collect(),
            terms: Vec::new(),
            through: Vec::new(),
            findings: Vec::new(),
            readings: Vec::new(),
        }
    });
    cells.collect()
}

fn relation(one: Column<'_>, before: &[&Ground], two: Column<'_>, after: &[&Ground]) -> Effect {
    authority::effect_of_all((one.program, before, one.day), (two.program, after, two.day))
}

const fn idle_name(way: Option<Idle>) -> &'static str {
    match way {
        Some(Idle::NoYes) => "no yes",
        Some(Idle::Void) => "void",
        Some(Idle::Nobody) | None => "idle",
    }
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
        let each = columns.iter().map(|column| {
            let parameter = column.program.parameters.iter().find(|parameter| parameter.term.same(&term));
            parameter.map(|parameter| values(column.program, parameter, column.day))
        });
        let values: Vec<Option<Text>> = each.collect();
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
            let lines = value.into_iter().collect();
            Cell {
                effect,
                place: Vec::new(),
                lines,
                terms: Vec::new(),
                through: Vec::new(),
                findings: Vec::new(),
                readings: Vec::new(),
            }
        });
        Row { name: Text::of(|language| term.say(language)), cells: cells.collect(), decision: term, alone: None }
    });
    rows.collect()
}

/// What all rules of a decision come to together, in each version.
fn decisions(columns: &[Column<'_>], readings: &Readings<'_>) -> Vec<Row> {
    let rows = terms(columns, |program| {
        let decided = program.decisions.iter().filter(|decision| !decision.grounds.is_empty());
        decided.map(|decision| &decision.term).collect()
    });
    let rows = rows.into_iter().map(|term| {
        let found: Vec<_> = columns
            .iter()
            .map(|column| column.program.decisions.iter().find(|decision| decision.term.same(&term)))
            .collect();
        let standing: Vec<Vec<&Ground>> = found
            .iter()
            .zip(columns)
            .map(|(decision, column)| {
                let grounds = decision.iter().flat_map(|decision| &decision.grounds);
                grounds.filter(|ground| column.day.is_none_or(|day| ground.in_force.holds(day))).collect()
            })
            .collect();
        let mut cells = cells(columns, &standing, &[]);
        otherwise(columns, &standing, false, readings, &mut cells);
        for cell in &mut cells {
            cell.lines.clear();
            cell.place.clear();
        }
        Row { name: Text::of(|language| term.say(language)), cells, decision: term, alone: None }
    });
    rows.collect()
}

/// What the versions name, each thing once.
fn terms<'p>(columns: &[Column<'p>], of: impl Fn(&'p Program) -> Vec<&'p Arc<Term>>) -> Vec<Arc<Term>> {
    let mut out: Vec<Arc<Term>> = Vec::new();
    for term in columns.iter().flat_map(|column| of(column.program)) {
        if !out.iter().any(|known| known.same(term)) {
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
            "idle" => "stands, and speaks about nobody",
            "no yes" => "stands, and nobody gets a yes by it",
            "void" => "stands, and holds for nobody",
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
        "idle" => "有，但不适用于任何人",
        "no yes" => "有，但无人因此得到“是”",
        "void" => "有，但对任何人都不成立",
        _ => "未能判定",
    }
}

impl Comparison {
    /// Only what bears on one decision: its clauses, and what they come to together.
    #[must_use]
    pub fn only(mut self, decision: &str) -> Self {
        self.clauses.retain(|row| row.decision.is(decision));
        self.decisions.retain(|row| row.decision.is(decision));
        self.parameters.clear();
        self
    }

    /// Whether any clause or parameter differs.
    #[must_use]
    pub fn differs(&self) -> bool {
        let rows = self.clauses.iter().chain(&self.parameters);
        rows.into_iter().any(Row::differs)
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

    /// The clauses that text shows: those that differ, of what several of the policies decide; or all.
    fn shown(&self) -> impl Iterator<Item = &Row> {
        self.clauses.iter().filter(|row| self.whole || row.matters() && row.alone.is_none())
    }

    /// How many clauses text does not show, and why.
    fn left_out(&self, language: Language) -> Vec<String> {
        let pick = |en: String, zh: String| if language == Language::Chinese { zh } else { en };
        let hidden = |row: &&Row| !self.whole && (!row.matters() || row.alone.is_some());
        let mut out = Vec::new();
        for (at, name) in self.columns.iter().enumerate() {
            let count = self.clauses.iter().filter(hidden).filter(|row| row.alone == Some(at)).count();
            let name = name.get(language);
            match count {
                0 => {}
                1 => out.push(pick(
                    format!("1 clause is for what {name} alone decides"),
                    format!("另有 1 个条款，其事项只有{name}规定"),
                )),
                _ => out.push(pick(
                    format!("{count} clauses are for what {name} alone decides"),
                    format!("另有 {count} 个条款，其事项只有{name}规定"),
                )),
            }
        }
        match self.clauses.iter().filter(hidden).filter(|row| row.alone.is_none()).count() {
            0 => {}
            1 => out.push(pick("1 clause is the same".to_owned(), "另有 1 个条款相同".to_owned())),
            count => out.push(pick(format!("{count} clauses are the same"), format!("另有 {count} 个条款相同"))),
        }
        if let Some(last) = out.last_mut() {
            last.push_str(&pick(" (shown by --all-clauses)".to_owned(), "（用 --all-clauses 列出）".to_owned()));
        }
        out
    }

    fn narrow(&self, language: Language) -> String {
        let pick = |en: &'static str, zh: &'static str| if language == Language::Chinese { zh } else { en };
        let mut out = String::new();
        let names: Vec<&str> = self.columns.iter().map(|name| name.get(language)).collect();
        let _ = writeln!(out, "{}", names.join(pick(" | ", " | ")));
        self.out_of_force("! ", language, &mut out);
        for row in self.shown() {
            let _ = writeln!(out, "\n{}", row.name.get(language));
            for (at, (cell, name)) in row.cells.iter().zip(&names).enumerate() {
                let places: Vec<&str> = cell.place.iter().map(|place| place.get(language)).collect();
                let place = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
                let _ = writeln!(out, "  {name}{}{}{place}", pick(": ", "："), cell.word(language));
                // What is the same need not be read twice.
                if at == 0 || !matches!(cell.effect, "same" | "absent" | "dropped") {
                    for line in &cell.lines {
                        let _ = writeln!(out, "{}", folded(&format!("      {}", line.get(language)), language));
                    }
                }
                for line in cell.below() {
                    let _ = writeln!(out, "{}", folded(&format!("    {}", line.get(language)), language));
                }
            }
        }
        for (at, line) in self.left_out(language).iter().enumerate() {
            let _ = writeln!(out, "{}{line}", if at == 0 { "\n" } else { "" });
        }
        if !self.parameters.is_empty() {
            let _ = writeln!(out, "\n{}", pick("parameters", "参数"));
            out.push_str(&fitted(&self.values(language), language));
        }
        let _ = writeln!(out, "\n{}", pick("all clauses together", "各条款合并来看"));
        out.push_str(&fitted(&self.matrix(&self.decisions, language), language));
        self.notes(language, &mut out);
        out
    }

    fn out_of_force(&self, mark: &str, language: Language, out: &mut String) {
        for told in &self.not_in_force {
            let _ = writeln!(out, "{}", folded(&format!("{mark}{}", told.get(language)), language));
        }
    }

    fn notes(&self, language: Language, out: &mut String) {
        for note in &self.notes {
            let _ = writeln!(out, "\n{}", note.get(language));
        }
    }

    fn wide(&self, language: Language) -> String {
        let pick = |en: &'static str, zh: &'static str| if language == Language::Chinese { zh } else { en };
        let mut out = String::new();
        self.out_of_force("! ", language, &mut out);
        out.push_str(&table(&self.matrix(self.shown(), language)));
        for line in self.left_out(language) {
            let _ = writeln!(out, "{line}");
        }
        if !self.parameters.is_empty() {
            let _ = writeln!(out);
            out.push_str(&fitted(&self.values(language), language));
        }
        let _ = writeln!(out, "\n{}", pick("all clauses together", "各条款合并来看"));
        out.push_str(&fitted(&self.matrix(&self.decisions, language), language));
        let mut below = String::new();
        for row in self.shown() {
            for (cell, name) in row.cells.iter().zip(&self.columns) {
                let lines: Vec<Text> = cell.below().collect();
                if !lines.is_empty() {
                    let _ = writeln!(below, "{}{}{}", row.name.get(language), pick(", ", "，"), name.get(language));
                }
                for line in lines {
                    let _ = writeln!(below, "{}", folded(&format!("    {}", line.get(language)), language));
                }
            }
        }
        if !below.is_empty() {
            let _ = write!(out, "\n{}\n{below}", pick("where they part", "不同之处"));
        }
        self.notes(language, &mut out);
        out
    }

    fn head(&self, first: &str, language: Language) -> Vec<String> {
        std::iter::once(first.to_owned()).chain(self.columns.iter().map(|name| name.get(language).to_owned())).collect()
    }

    fn matrix<'r>(&self, rows: impl IntoIterator<Item = &'r Row>, language: Language) -> Vec<Vec<String>> {
        let first = if language == Language::Chinese { "条款" } else { "clause" };
        let mut out = vec![self.head(first, language)];
        for row in rows {
            let cells = row.cells.iter().map(|cell| cell.word(language));
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
        for told in &self.not_in_force {
            let _ = writeln!(out, "{}\n", told.get(language));
        }
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
        print(self.matrix(self.shown(), language));
        if !self.parameters.is_empty() {
            print(self.values(language));
        }
        print(self.matrix(&self.decisions, language));
        for line in self.left_out(language) {
            let _ = writeln!(out, "{line}\n");
        }
        for row in self.shown().filter(|row| row.matters()) {
            let _ = writeln!(out, "## {}\n", row.name.get(language));
            for (cell, name) in row.cells.iter().zip(&names) {
                let _ = writeln!(out, "**{name}**{}{}\n", pick(": ", "："), cell.word(language));
                if !cell.lines.is_empty() && cell.effect != "same" {
                    let lines: Vec<&str> = cell.lines.iter().map(|line| line.get(language)).collect();
                    let _ = writeln!(out, "```text\n{}\n```\n", lines.join("\n"));
                }
                let below: Vec<String> = cell.below().map(|line| format!("- {}", line.get(language))).collect();
                if !below.is_empty() {
                    let _ = writeln!(out, "{}\n", below.join("\n"));
                }
            }
        }
        for note in &self.notes {
            let _ = writeln!(out, "{}", note.get(language));
        }
        out
    }
}
