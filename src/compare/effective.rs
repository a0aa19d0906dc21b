//! The consolidated text: each clause with the layer and the date that it comes from, and what it replaced.

use super::words::{body, clause, folded, out_of_force, period};
use crate::diagnostics::{Language, Say, Text, wording};
use crate::ir::change::{marks, read_marks};
use crate::ir::print::Printer;
use crate::ir::visit::{self, Reach};
use crate::ir::{
    Article, Change, ChangeKind, ClauseKind, Decision, Definition, ExprKind, Ground, Hit, Note, Period, Program, Says,
    Transition,
};
use crate::source::Span;
use crate::text;
use crate::types::{Date, Term, data_day_text, day_text};
use serde::Serialize;
use std::collections::HashSet;
use std::fmt::Write as _;

/// A policy as it now stands, with the texts above it.
#[derive(Debug, Clone, Serialize)]
pub struct Effective {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// The policy.
    pub policy: Text,
    /// The day asked about; none for every day.
    pub as_of: Option<String>,
    /// The texts that are not in force on that day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_in_force: Vec<Text>,
    /// The texts, the policy first.
    pub layers: Vec<LayerLine>,
    /// Which cases a text leaves to the one before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Text>,
    /// Its articles, those of the highest text last.
    pub articles: Vec<ArticleText>,
    /// Its parameters.
    pub parameters: Vec<Line>,
    /// Its definitions that no layer has changed.
    pub definitions: Vec<Line>,
    /// Definitions and sets of places that a layer has changed.
    pub changed: Vec<Line>,
    /// Clauses that no longer stand, and what took them out.
    pub gone: Vec<Text>,
}

/// A text of the policy.
#[derive(Debug, Clone, Serialize)]
pub struct LayerLine {
    /// Its name.
    pub name: Text,
    /// `policy` or `base`.
    pub role: &'static str,
    /// Its version.
    pub version: Option<String>,
    /// The hash of its resolved meaning.
    pub hash: String,
}

/// An article with the clauses of it that stand.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleText {
    /// The text that it stands in.
    pub layer: Text,
    /// Its number.
    pub number: String,
    /// Its heading.
    pub title: Option<String>,
    /// When it is in force.
    pub in_force: Option<Text>,
    /// What it changes in the texts above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Text>,
    /// Its clauses.
    pub clauses: Vec<ClauseText>,
    /// What of it is no rule.
    pub notes: Vec<Text>,
}

/// A clause as it reads.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseText {
    /// The clause, line by line, in English and in Chinese.
    pub lines: Vec<Text>,
    /// Where it comes from, what it replaced, and that it is only inferred.
    pub marks: Vec<Text>,
}

/// A parameter or definition on some lines, with where it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// What it says.
    pub lines: Vec<Text>,
    /// Where it comes from.
    pub marks: Vec<Text>,
}

/// Lines in both languages; a clause has as many in the one as in the other.
fn lines(say: impl Fn(Language) -> Vec<String>) -> Vec<Text> {
    let (en, zh) = (say(Language::English), say(Language::Chinese));
    en.into_iter().zip(zh).map(|(en, zh)| Text { en, zh }).collect()
}

/// What a policy says as a whole on a day, or on every day.
#[must_use]
pub fn effective(program: &Program, day: Option<Date>) -> Effective {
    let name = |term: &Term| Text::of(|language| term.say(language));
    let mut articles: Vec<(usize, ArticleText)> = Vec::new();
    let stands = |ground: &Ground| day.is_none_or(|day| ground.in_force.holds(day));
    for article in program.articles.iter().filter(|article| day.is_none_or(|day| article.in_force.holds(day))) {
        let of = |ground: &&Ground| {
            ground.layer == article.layer
                && ground.article == article.number
                && !ground.in_force.within(article.in_force).is_empty()
                && stands(ground)
        };
        let clauses = program
            .decisions
            .iter()
            .flat_map(|decision| decision.grounds.iter().filter(of).map(move |ground| (decision, ground)));
        let mut clauses: Vec<(&Decision, &Ground)> = clauses.collect();
        clauses.sort_by_key(|(_, ground)| ground.span);
        let clauses: Vec<ClauseText> = clauses
            .into_iter()
            .map(|(decision, ground)| ClauseText {
                lines: lines(|language| row(program, decision, ground, language)),
                marks: limited(ground, article.in_force)
                    .into_iter()
                    .chain(marks(program, ground))
                    .chain(behind(program, ground, day))
                    .collect(),
            })
            .collect();
        let notes = article.notes.iter().map(|(kind, text)| match kind {
            Note::Hortatory => text!("hortatory: {text}", "倡导：{text}"),
            Note::Missing => text!("text missing: {text}", "原文缺失：{text}"),
            Note::Elsewhere => text!("left to other rules: {text}", "另行规定：{text}"),
        });
        let notes: Vec<Text> = notes.collect();
        let changes = made(program, article, day);
        // An article whose clauses were all taken out is listed with what is gone.
        if clauses.is_empty() && notes.is_empty() && changes.is_empty() && article.layer != 0 {
            continue;
        }
        let in_force = period(article.in_force, Language::English)
            .map(|en| Text { en, zh: period(article.in_force, Language::Chinese).unwrap_or_default() });
        articles.push((
            article.layer,
            ArticleText {
                layer: program
                    .layers
                    .get(article.layer)
                    .map_or_else(|| name(&program.header.name), |layer| name(&layer.name)),
                number: article.number.clone(),
                title: article.title.clone(),
                in_force,
                changes,
                clauses,
                notes,
            },
        ));
    }
    articles.sort_by_key(|(layer, _)| *layer);
    let gone = program.changes.iter().filter(|change| is_gone(program, change, day));
    Effective {
        schema: 1,
        policy: name(&program.header.name),
        as_of: day.map(|day| day.to_string()),
        not_in_force: out_of_force(program, day),
        layers: program
            .layers
            .iter()
            .filter(|layer| layer.role != "vocabulary")
            .map(|layer| LayerLine {
                name: name(&layer.name),
                role: layer.role,
                version: layer.version.clone(),
                hash: layer.hash.clone(),
            })
            .collect(),
        earlier: program.transitions.iter().map(|transition| earlier(program, transition)).collect(),
        articles: articles.into_iter().map(|(_, article)| article).collect(),
        parameters: program.parameters.iter().map(|parameter| parameter_line(program, parameter, day)).collect(),
        definitions: definitions(program),
        changed: changed(program),
        gone: gone.map(|change| change.told(program, true)).collect(),
    }
}

/// A clause; where it is a row of a table, with how the rows of that table give its value.
fn row(program: &Program, decision: &Decision, ground: &Ground, language: Language) -> Vec<String> {
    let mut out = clause(program, decision, ground, language);
    let hit = decision.hit.filter(|hit| *hit != Hit::Only && matches!(ground.says, Says::Value(_)));
    if let (Some(hit), Some(head)) = (hit, out.first_mut()) {
        let _ = match language {
            Language::English => write!(head, " ({})", hit.say(language)),
            Language::Chinese => write!(head, "（{}）", hit.say(language)),
        };
    }
    out
}

/// `the text of grants before 2014-11-01 applies to applied on < 2014-11-01`
fn earlier(program: &Program, transition: &Transition) -> Text {
    let policy = Text::of(|language| transition.policy.say(language));
    let rule = Text::of(|language| Printer { program, language }.expr(&transition.condition));
    let from = transition.in_force.from.map(day_text).unwrap_or_default();
    text!(
        "the text of {policy} before {from} applies to: {rule}",
        "{policy}{from}之前的文本适用于：{rule}"; policy, from, rule
    )
}

/// What an article changes in the texts above, but for rules that it sets beside theirs: those stand in it.
fn made(program: &Program, article: &Article, day: Option<Date>) -> Vec<Text> {
    let own = program.changes.iter().filter(|change| {
        change.by == article.layer
            && change.article.as_ref() == Some(&article.number)
            && article.span.file == change.span.file
            && change.kind != ChangeKind::Rule
            && day.is_none_or(|day| change.made_on.holds(day))
    });
    let mut out: Vec<Text> = Vec::new();
    for told in own.map(|change| change.told(program, false)) {
        if !out.contains(&told) {
            out.push(told);
        }
    }
    out
}

/// What the texts below changed in the terms, sets of places and parameters that a clause reads.
fn behind(program: &Program, ground: &Ground, day: Option<Date>) -> impl Iterator<Item = Text> {
    let mut out = read_marks(program, ground);
    for part in Reach::terms(program, visit::of_ground(ground)) {
        let ExprKind::Parameter(id) = &part.kind else { continue };
        let Some(parameter) = program.parameters.get(id.index()) else { continue };
        let set = parameter_line(program, parameter, day).marks;
        out.extend(set.into_iter().filter(|mark| !out.contains(mark)).collect::<Vec<_>>());
    }
    out.into_iter().map(|mark| text!("in what it reads: {mark}", "所引用的内容：{mark}"; mark))
}

/// Whether a rule written there still stands.
fn standing(program: &Program, span: Span) -> bool {
    program.decisions.iter().flat_map(|decision| &decision.grounds).any(|ground| ground.span == span)
}

/// Whether what a change was about no longer stands, or does not on that day.
fn is_gone(program: &Program, change: &Change, day: Option<Date>) -> bool {
    let on = |span: Span, day: Date| {
        let mut all = program.decisions.iter().flat_map(|decision| &decision.grounds);
        all.any(|ground| ground.span == span && ground.in_force.holds(day))
    };
    let then = day.filter(|day| {
        change.made_on != Period::default()
            && matches!(change.kind, ChangeKind::Drop | ChangeKind::Replace)
            && change.made_on.holds(*day)
    });
    let dated = then.is_some_and(|day| change.before.iter().all(|span| !on(*span, day)));
    !change.before.is_empty() && (dated || change.before.iter().any(|span| !standing(program, *span)))
}

/// The days of a clause that does not stand on all those of its article.
fn limited(ground: &Ground, article: Period) -> Option<Text> {
    let en = period(ground.in_force, Language::English).filter(|_| ground.in_force != article)?;
    Some(Text { en, zh: period(ground.in_force, Language::Chinese).unwrap_or_default() })
}

fn parameter_line(program: &Program, parameter: &crate::ir::Parameter, day: Option<Date>) -> Line {
    let layer = |span: Span| program.layers.iter().find(|layer| layer.file == span.file);
    let held = parameter.values.iter().zip(&parameter.spans);
    let held = held.filter(|((_, period), _)| day.is_none_or(|day| period.holds(day)));
    let line = |language: Language| {
        let printer = Printer { program, language };
        let values = held.clone().map(|((value, when), span)| {
            let when = period(*when, language).map(|when| format!(" {when}")).unwrap_or_default();
            let from = layer(*span).map(|layer| layer.name.say(language)).unwrap_or_default();
            match language {
                Language::English => format!("{}{when} ({from})", printer.value(value, &parameter.ty)),
                Language::Chinese => format!("{}{when}（{from}）", printer.value(value, &parameter.ty)),
            }
        });
        let values = values.collect::<Vec<_>>();
        match language {
            Language::English => format!("{}: {}", parameter.term.say(language), values.join(", ")),
            Language::Chinese => format!("{}：{}", parameter.term.say(language), values.join("，")),
        }
    };
    let set = program.changes.iter().filter(|change| {
        change.kind == ChangeKind::Set
            && change.clause.0.last().is_some_and(|(_, name)| *name == parameter.term)
            && held.clone().any(|(_, span)| change.span.holds(*span))
    });
    Line { lines: vec![Text::of(line)], marks: set.map(|change| change.told(program, true)).collect() }
}

/// What a term means, each reading below its name where it has several.
fn readings(program: &Program, definition: &Definition, language: Language) -> Vec<String> {
    let each = definition.readings.iter().flat_map(|reading| {
        let name = reading.term.iter().map(|term| format!("  {}", term.say(language)));
        name.chain(body(program, &reading.body, definition.record, language)).collect::<Vec<_>>()
    });
    each.collect()
}

/// Definitions as they read, but for those that a layer has changed.
fn definitions(program: &Program) -> Vec<Line> {
    let changed: HashSet<&str> = program
        .changes
        .iter()
        .flat_map(|change| &change.clause.0)
        .filter(|(kind, _)| *kind == ClauseKind::Definition)
        .map(|(_, name)| &*name.text)
        .collect();
    let each = program.definitions.iter().filter(|definition| !changed.contains(&*definition.term.text));
    each.map(|definition| Line {
        lines: lines(|language| {
            let head = definition.term.say(language);
            std::iter::once(head).chain(readings(program, definition, language)).collect()
        }),
        marks: Vec::new(),
    })
    .collect()
}

/// Definitions and sets that a layer has changed, as they now read.
fn changed(program: &Program) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for change in &program.changes {
        let named = change
            .clause
            .0
            .iter()
            .find(|(kind, _)| matches!(kind, ClauseKind::Definition | ClauseKind::PlaceSet | ClauseKind::Type));
        let Some((kind, name)) = named else { continue };
        let lines = lines(|language| {
            let printer = Printer { program, language };
            let head = format!("{} {}", kind.say(language), name.say(language));
            let mut out = vec![head];
            match kind {
                ClauseKind::Definition => {
                    let definition = program.definitions.iter().find(|definition| definition.term == *name);
                    out.extend(definition.into_iter().flat_map(|definition| readings(program, definition, language)));
                }
                ClauseKind::PlaceSet => {
                    let set = program.place_sets.iter().find(|(term, _)| term == name);
                    let places = set
                        .into_iter()
                        .flat_map(|(_, places)| places)
                        .filter_map(|place| program.places.get(place.index()));
                    let names: Vec<String> = places.map(|place| place.term.say(language)).collect();
                    out.push(format!("  {}", names.join(if language == Language::Chinese { "、" } else { ", " })));
                }
                _ => {
                    let facts = program.facts.iter().chain(program.records.iter().flat_map(|record| &record.fields));
                    let scale = facts.filter_map(|fact| match &fact.ty {
                        crate::types::Type::Level(scale) if scale.name == **name => Some(scale),
                        _ => None,
                    });
                    let names = scale.take(1).flat_map(|scale| scale.levels.iter().map(|level| level.say(language)));
                    out.push(format!(
                        "  {}",
                        names.collect::<Vec<_>>().join(if language == Language::Chinese { "、" } else { ", " })
                    ));
                }
            }
            let _ = printer;
            out
        });
        out.push(Line { lines, marks: vec![change.told(program, true)] });
    }
    out
}

impl Effective {
    /// The text, for reading.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let pick = |en: &'static str, zh: &'static str| if language == Language::Chinese { zh } else { en };
        let mut out = String::new();
        let names: Vec<&str> = self.layers.iter().map(|layer| layer.name.get(language)).collect();
        let day = self.as_of.as_deref().map(data_day_text).map(|day| match language {
            Language::English => format!(", on {}", day.en),
            Language::Chinese => format!("，{}", day.zh),
        });
        let _ = writeln!(out, "{}{}", names.join(pick(" under ", " 隶属于 ")), day.unwrap_or_default());
        for layer in &self.layers {
            let version = layer.version.as_ref().map(|version| format!(" {}{version}", pick("version ", "版本 ")));
            let _ = writeln!(out, "  {}{} {}", layer.name.get(language), version.unwrap_or_default(), layer.hash);
        }
        for told in &self.not_in_force {
            let _ = writeln!(out, "{}", folded(&format!("  ! {}", told.get(language)), language));
        }
        for earlier in &self.earlier {
            let _ = writeln!(out, "{}", folded(&format!("  {}", earlier.get(language)), language));
        }
        for article in &self.articles {
            let number = match language {
                Language::English => format!("{} article {}", article.layer.get(language), article.number),
                Language::Chinese => format!("{}第{}条", article.layer.get(language), article.number),
            };
            let title = article.title.as_ref().map(|title| format!(" {title}")).unwrap_or_default();
            let when = article.in_force.as_ref().map(|when| match language {
                Language::English => format!(" ({})", when.get(language)),
                Language::Chinese => format!("（{}）", when.get(language)),
            });
            let _ = writeln!(out, "\n{number}{title}{}", when.unwrap_or_default());
            for change in &article.changes {
                let _ = writeln!(out, "{}", folded(&format!("  {}", change.get(language)), language));
            }
            for clause in &article.clauses {
                write_lines(&clause.lines, &clause.marks, language, &mut out);
            }
            for note in &article.notes {
                let _ = writeln!(out, "{}", folded(&format!("  {}", note.get(language)), language));
            }
        }
        let mut section = |head: &str, all: &[Line]| {
            if !all.is_empty() {
                let _ = writeln!(out, "\n{head}");
                for line in all {
                    write_lines(&line.lines, &line.marks, language, &mut out);
                }
            }
        };
        section(pick("parameters", "参数"), &self.parameters);
        section(pick("definitions", "定义"), &self.definitions);
        section(pick("changed by a layer", "经层级变更的定义"), &self.changed);
        if !self.gone.is_empty() {
            let _ = writeln!(out, "\n{}", pick("no longer standing", "不再有效"));
            for line in &self.gone {
                let _ = writeln!(out, "{}", folded(&format!("  {}", line.get(language)), language));
            }
        }
        wording::set(&out, language).into_owned()
    }
}

fn write_lines(lines: &[Text], marks: &[Text], language: Language, out: &mut String) {
    for (at, line) in lines.iter().enumerate() {
        let _ = writeln!(out, "{}", folded(&format!("  {}", line.get(language)), language));
        if at == 0 {
            for mark in marks {
                let _ = writeln!(out, "{}", folded(&format!("      ← {}", mark.get(language)), language));
            }
        }
    }
}
