//! The report as data. Its shape is documented in `grammar/reference.md`; every sentence in it stands in both languages.

use super::blame::Cause;
use super::changes::declared::FactChange;
use super::changes::{Analysis, Change, decision_name};
use super::joint::Side;
use super::outcome::Kind;
use super::reduce::{Pair, reduce};
use super::tally::{Asked, Count, Tally, What, question};
use super::witness::Witness;
use crate::cases::Typed;
use crate::diagnostics::{Language, Say, Text};
use crate::interpret::{Explanation, Told, explain, slots};
use crate::ir::print::Printer;
use crate::ir::{DecisionKind, Given, Program, Value};
use crate::source::Sources;
use crate::text;
use crate::types::day_text;
use crate::types::ids::FactId;
use serde::Serialize;
use std::collections::BTreeMap;

/// No more examples are shown.
const MAX_EXAMPLES: usize = 24;

/// How one version of a policy differs from another.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// The policy.
    pub policy: Text,
    /// Where the old version is from.
    pub old: Version,
    /// Where the new version is from.
    pub new: Version,
    /// `differ`, `same`, `not decided`
    pub verdict: &'static str,
    /// The clauses that differ in meaning.
    pub changes: Vec<Change>,
    /// What is only worded or numbered otherwise.
    pub wording: Vec<Text>,
    /// Facts that only one version has, or that they declare otherwise.
    pub facts: Vec<FactChange>,
    /// What becomes of the cases; none where none were given.
    pub outcomes: Option<Outcomes>,
    /// Cases made for each change, to show what it does.
    pub witnesses: Vec<Witness>,
}

/// A version.
#[derive(Debug, Clone, Serialize)]
pub struct Version {
    /// What a person calls it: a file, or a revision.
    pub source: String,
    /// The hash of its resolved meaning.
    pub hash: String,
}

/// What becomes of the cases.
#[derive(Debug, Clone, Serialize)]
pub struct Outcomes {
    /// Where they are from.
    pub sources: Vec<String>,
    /// How many both versions could read.
    pub cases: u64,
    /// Of how many something comes out otherwise.
    pub differing: u64,
    /// Of how many only reasons are other ones.
    pub reasons_only: u64,
    /// Cases that could not be read.
    pub unread: Unread,
    /// Columns of the data that are no facts.
    pub plain_columns: Vec<String>,
    /// By decision.
    pub decisions: Vec<DecisionRow>,
    /// By the changes that caused it.
    pub clauses: Vec<CauseRow>,
    /// By each column asked for.
    pub columns: Vec<ColumnTable>,
    /// The smallest case of each kind for each cause.
    pub examples: Vec<Example>,
    /// How many more kinds there are.
    pub more_examples: usize,
}

/// Cases that could not be read.
#[derive(Debug, Clone, Serialize)]
pub struct Unread {
    /// Under the old version only.
    pub old: u64,
    /// Under the new version only.
    pub new: u64,
    /// Under neither.
    pub both: u64,
    /// The first of them.
    pub first: Vec<UnreadCase>,
}

/// A case that could not be read.
#[derive(Debug, Clone, Serialize)]
pub struct UnreadCase {
    /// Its place, from 1.
    pub at: u64,
    /// What it is called.
    pub case: Option<String>,
    /// Why the old version cannot read it.
    pub old: Option<Text>,
    /// Why the new version cannot.
    pub new: Option<Text>,
}

/// How many outcomes of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct KindCount {
    /// What becomes of them.
    pub kind: Kind,
    /// In words.
    pub kind_text: Text,
    /// Which decision.
    pub decision: Text,
    /// How many.
    pub outcomes: u64,
    /// What amounts rose or fell by in all.
    pub by: Option<Text>,
}

/// What becomes of a decision.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionRow {
    /// The decision.
    pub decision: Text,
    /// By kind.
    pub counts: Vec<KindCount>,
}

/// What changes caused.
#[derive(Debug, Clone, Serialize)]
pub struct CauseRow {
    /// The changes, by their numbers.
    pub changes: Vec<usize>,
    /// Whether it takes all of them; else any one of them is enough.
    pub together: bool,
    /// In words.
    pub cause: Text,
    /// By kind and decision.
    pub counts: Vec<KindCount>,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnTable {
    /// Its name.
    pub column: String,
    /// Its values, those with the most differences first.
    pub rows: Vec<ColumnRow>,
}

/// A value of a column.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnRow {
    /// The value.
    pub value: Text,
    /// How many cases have it.
    pub cases: u64,
    /// By kind and decision.
    pub counts: Vec<KindCount>,
}

/// A case that shows a difference.
#[derive(Debug, Clone, Serialize)]
pub struct Example {
    /// What it is called.
    pub case: Option<String>,
    /// Its place among all cases, from 1.
    pub at: u64,
    /// The changes that caused it, by their numbers.
    pub changes: Vec<usize>,
    /// The decision.
    pub decision: Text,
    /// What becomes of it.
    pub kind: Kind,
    /// In words.
    pub kind_text: Text,
    /// The facts that matter.
    pub facts: Vec<Fact>,
    /// What came out.
    pub before: Text,
    /// What comes out.
    pub after: Text,
    /// Why, under the old version.
    pub old: Option<Told>,
    /// Why, under the new version.
    pub new: Option<Told>,
    /// The explanations as a whole, for the texts.
    #[serde(skip)]
    pub trails: [Option<Explanation>; 2],
}

/// A fact and its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// The fact.
    pub fact: Text,
    /// Its value.
    pub value: Text,
}

/// Counts in words.
fn counts<'c>(analysis: &Analysis<'_>, counts: impl Iterator<Item = (&'c What, &'c Count)>) -> Vec<KindCount> {
    let mut out: Vec<(Kind, KindCount)> = counts
        .map(|((decision, kind), count)| {
            let by = count.by.filter(|_| !count.beyond).and_then(|by| {
                let own = [Side::New, Side::Old]
                    .into_iter()
                    .find_map(|side| Some((side, analysis.joint.own_decision(side, *decision)?)));
                let (side, decision) = own?;
                let DecisionKind::Value(ty) = &decision.kind else { return None };
                let program = *analysis.joint.programs.of(side);
                let plus = if by.is_negative() { "" } else { "+" };
                let value = Value::Number(by);
                Some(Text::of(|language| format!("{plus}{}", Printer { program, language }.value(&value, ty))))
            });
            let name = decision_name(&analysis.joint, *decision).unwrap_or_else(|| text!("", ""));
            (*kind, KindCount { kind: *kind, kind_text: kind.words(), decision: name, outcomes: count.outcomes, by })
        })
        .collect();
    out.sort_by_key(|(kind, _)| *kind);
    out.into_iter().map(|(_, count)| count).collect()
}

/// A cause in words.
#[must_use]
pub fn cause_text(analysis: &Analysis<'_>, cause: &Cause) -> Text {
    let names: Vec<Text> =
        cause.changes.iter().filter_map(|at| analysis.changes.get(*at)).map(|change| change.clause.clone()).collect();
    Text::of(|language| {
        let chinese = language == Language::Chinese;
        let names: Vec<&str> = names.iter().map(|name| name.get(language)).collect();
        match (names.len(), cause.together, chinese) {
            (0, ..) => language.pick("something else", "其他").to_owned(),
            (1, ..) => names.join(""),
            (_, true, false) => format!("together: {}", names.join(" + ")),
            (_, true, true) => format!("共同作用：{}", names.join(" + ")),
            (_, false, false) => format!("any one of: {}", names.join(" | ")),
            (_, false, true) => format!("其中任何一项：{}", names.join(" | ")),
        }
    })
}

/// What a case tells, in words.
#[must_use]
pub fn facts_of(program: &Program, typed: &Typed) -> Vec<Fact> {
    let mut out = Vec::new();
    if let Some(day) = typed.as_of {
        out.push(Fact { fact: text!("date asked about", "判定日"), value: day_text(day) });
    }
    for slot in slots(program, &typed.case, true) {
        let Some(fact) = slot.declared(program) else { continue };
        let name = Text::of(|language| {
            let mut list = program.facts.get(slot.fact().index());
            let mut name = list.map(|fact| fact.term.say(language)).unwrap_or_default();
            for step in slot.steps() {
                list = list.and_then(|list| program.field(list.record?, step.field));
                let field = list.map(|field| field.term.say(language)).unwrap_or_default();
                name = format!("{name} {}: {field}", step.member + 1);
            }
            name
        });
        let given = slot.get(&typed.case).clone();
        out.push(Fact {
            fact: name,
            value: Text::of(|language| Printer { program, language }.given(&given, &fact.ty)),
        });
    }
    // An empty list has no members to name.
    for (at, fact) in program.facts.iter().enumerate() {
        if let Given::Value(Value::List(members)) = typed.case.get(FactId::at(at))
            && members.is_empty()
        {
            out.push(Fact {
                fact: Text::of(|language| fact.term.say(language)),
                value: text!("no members", "没有成员"),
            });
        }
    }
    out
}

/// An answer in words, and why.
pub fn told(
    program: &Program,
    sources: &Sources,
    typed: &Typed,
    asked: &Asked,
    decision: Option<crate::types::ids::DecisionId>,
    member: &[usize],
) -> (Text, Option<Explanation>) {
    let none = || text!("not addressed", "未涉及");
    let Some(decision) = decision else { return (none(), None) };
    let mut found = explain(program, sources, &typed.case, &question(asked, typed), Some(decision));
    found.outcomes.retain(|told| told.is_of(member));
    let answer = found.outcomes.first().map_or_else(none, |told| told.answer_text.clone());
    (answer, Some(found))
}

/// Puts a tally into words.
#[must_use]
pub fn outcomes(
    analysis: &Analysis<'_>,
    sources: [&Sources; 2],
    asked: &Asked,
    tally: &Tally,
    by: &[String],
) -> Outcomes {
    let mut decisions: BTreeMap<usize, Vec<(What, Count)>> = BTreeMap::new();
    for (what, count) in &tally.decisions {
        decisions.entry(what.0).or_default().push((*what, *count));
    }
    let mut causes: BTreeMap<&Cause, Vec<(What, Count)>> = BTreeMap::new();
    for ((cause, decision, kind), count) in &tally.causes {
        causes.entry(cause).or_default().push(((*decision, *kind), *count));
    }
    let words = |all: &[(What, Count)]| counts(analysis, all.iter().map(|(what, count)| (what, count)));
    let columns = by.iter().zip(&tally.columns).map(|(name, column)| {
        let mut rows: Vec<ColumnRow> = column
            .values()
            .map(|value| ColumnRow {
                value: value.value.clone(),
                cases: value.cases,
                counts: counts(analysis, value.counts.iter()),
            })
            .collect();
        let differing = |row: &ColumnRow| {
            row.counts.iter().filter(|count| count.kind.differs()).map(|count| count.outcomes).sum::<u64>()
        };
        rows.sort_by_key(|row| std::cmp::Reverse(differing(row)));
        ColumnTable { column: name.clone(), rows }
    });
    let mut chosen: Vec<_> = tally.examples.iter().collect();
    chosen.sort_by_key(|((cause, decision, kind), _)| (!kind.differs(), cause.clone(), *decision, *kind));
    let more = chosen.len().saturating_sub(MAX_EXAMPLES);
    let examples = chosen.into_iter().take(MAX_EXAMPLES).filter_map(|((cause, decision, kind), candidate)| {
        let (Ok(old), Ok(new)) = (&candidate.row.old, &candidate.row.new) else { return None };
        let pair = Pair { old: old.clone(), new: new.clone() };
        let small = reduce(analysis, asked, &pair, *decision, &candidate.member, *kind == Kind::Reason);
        Some(example(analysis, sources, asked, cause, *decision, *kind, &small, candidate))
    });
    Outcomes {
        sources: Vec::new(),
        cases: tally.cases,
        differing: tally.differing,
        reasons_only: tally.reasons,
        unread: Unread {
            old: tally.unread[0],
            new: tally.unread[1],
            both: tally.unread[2],
            first: tally
                .first_unread
                .iter()
                .map(|one| UnreadCase {
                    at: one.at,
                    case: one.name.clone(),
                    old: one.old.clone(),
                    new: one.new.clone(),
                })
                .collect(),
        },
        plain_columns: Vec::new(),
        decisions: decisions
            .into_iter()
            .filter_map(|(at, all)| {
                Some(DecisionRow { decision: decision_name(&analysis.joint, at)?, counts: words(&all) })
            })
            .collect(),
        clauses: causes
            .into_iter()
            .map(|(cause, all)| CauseRow {
                changes: cause.changes.iter().map(|at| at + 1).collect(),
                together: cause.together,
                cause: cause_text(analysis, cause),
                counts: words(&all),
            })
            .collect(),
        columns: columns.collect(),
        examples: examples.collect(),
        more_examples: more,
    }
}

#[expect(clippy::too_many_arguments, reason = "an example is what all of these say together")]
fn example(
    analysis: &Analysis<'_>,
    sources: [&Sources; 2],
    asked: &Asked,
    cause: &Cause,
    decision: usize,
    kind: Kind,
    small: &Pair,
    candidate: &super::tally::Candidate,
) -> Example {
    let [old_sources, new_sources] = sources;
    let programs = &analysis.joint.programs;
    let own = |side: Side| analysis.own(side, decision);
    let (before, was) = told(programs.old, old_sources, &small.old, asked, own(Side::Old), &candidate.member);
    let (after, is) = told(programs.new, new_sources, &small.new, asked, own(Side::New), &candidate.member);
    let mut facts = facts_of(programs.new, &small.new);
    for fact in facts_of(programs.old, &small.old) {
        if !facts.iter().any(|known| known.fact == fact.fact || known.fact.en == fact.fact.en) {
            facts.push(fact);
        }
    }
    let first =
        |explanation: &Option<Explanation>| explanation.as_ref().and_then(|found| found.outcomes.first().cloned());
    let (was_first, is_first) = (first(&was), first(&is));
    let about = |language| was_first.as_ref().or(is_first.as_ref()).and_then(|told| told.about(language));
    let name = decision_name(&analysis.joint, decision).unwrap_or_else(|| text!("", ""));
    Example {
        case: candidate.row.name.clone(),
        at: candidate.row.at,
        changes: cause.changes.iter().map(|at| at + 1).collect(),
        decision: Text::of(|language| match (about(language), language) {
            (None, _) => name.get(language).to_owned(),
            (Some(member), Language::English) => format!("{} ({member})", name.get(language)),
            (Some(member), Language::Chinese) => format!("{}（{member}）", name.get(language)),
        }),
        kind,
        kind_text: kind.words(),
        facts,
        before,
        after,
        old: was_first,
        new: is_first,
        trails: [was, is],
    }
}

/// What comes of two versions as a whole: whether some outcome differs, none can, or that was not found out.
#[must_use]
pub fn verdict(analysis: &Analysis<'_>, outcomes: Option<&Outcomes>, witnesses: &[Witness]) -> &'static str {
    if outcomes.is_some_and(|outcomes| outcomes.differing > 0) || witnesses.iter().any(Witness::is_found) {
        return "differ";
    }
    let open = (0..analysis.reach.len())
        .filter(|at| analysis.reach.get(*at).is_some_and(|reach| !reach.is_empty()))
        .any(|at| !analysis.proven.contains(&at));
    if open { "not decided" } else { "same" }
}
