//! Many cases under both versions, counted: by decision, by the change that caused it, by column. A tally of some cases and
//! a tally of others add up to that of all, in whatever blocks they are counted.

use super::blame::{Blame, Cause, blame};
use super::changes::Analysis;
use super::joint::Side;
use super::outcome::{Kind, change, kind};
use super::rows::Row;
use crate::cases::Typed;
use crate::diagnostics::Text;
use crate::interpret::{Answer, Carried, Outcome, Question, carried, interpret};
use crate::ir::{DecisionKind, Given, Program};
use crate::types::ids::FactId;
use crate::types::{Date, Number};
use std::collections::BTreeMap;

/// No more values of a column are told apart.
pub const MAX_VALUES: usize = 10_000;
/// So many cases that cannot be read are named.
pub const MAX_UNREAD: usize = 5;

/// How cases are judged.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The date asked about; that of the case where there is none.
    pub as_of: Option<Date>,
    /// Only this decision.
    pub only: Option<usize>,
    /// Whether what is only presumed is left unknown.
    pub no_presumptions: bool,
}

/// How many outcomes, and by how much in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// How many.
    pub outcomes: u64,
    /// The sum of what amounts rose or fell by.
    pub by: Option<Number>,
    /// Whether that sum is too large to be reckoned.
    pub beyond: bool,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.outcomes = self.outcomes.saturating_add(other.outcomes);
        self.beyond |= other.beyond;
        self.by = match (self.by, other.by) {
            (Some(one), Some(two)) => match one.plus(two) {
                Ok(sum) => Some(sum),
                Err(_) => {
                    self.beyond = true;
                    None
                }
            },
            (one, two) => one.or(two),
        };
    }
}

/// A decision and what becomes of it.
pub type What = (usize, Kind);

/// A value of a column.
#[derive(Debug, Clone)]
pub struct ColumnCount {
    /// The value.
    pub value: Text,
    /// How many cases have it.
    pub cases: u64,
    /// What becomes of them.
    pub counts: BTreeMap<What, Count>,
}

/// A case that shows a difference.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// How many facts it tells.
    pub size: usize,
    /// The case.
    pub row: Row,
    /// Which member, for a decision taken for each.
    pub member: Vec<usize>,
}

/// A case that cannot be read.
#[derive(Debug, Clone)]
pub struct Unread {
    /// Its place, from 1.
    pub at: u64,
    /// What it is called.
    pub name: Option<String>,
    /// Why the old version cannot read it.
    pub old: Option<Text>,
    /// Why the new version cannot.
    pub new: Option<Text>,
}

/// What has been counted.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Cases that both versions could read.
    pub cases: u64,
    /// Cases of which something comes out otherwise.
    pub differing: u64,
    /// Cases of which only reasons are other ones.
    pub reasons: u64,
    /// Cases that only the old version, only the new one, or neither could not read.
    pub unread: [u64; 3],
    /// The first of them.
    pub first_unread: Vec<Unread>,
    /// By decision.
    pub decisions: BTreeMap<What, Count>,
    /// By cause.
    pub causes: BTreeMap<(Cause, usize, Kind), Count>,
    /// By column, by value.
    pub columns: Vec<BTreeMap<String, ColumnCount>>,
    /// The smallest case of each.
    pub examples: BTreeMap<(Cause, usize, Kind), Candidate>,
}

/// One difference of a case.
struct Found {
    decision: usize,
    member: Vec<usize>,
    kind: Kind,
    by: Option<Number>,
    cause: Cause,
}

impl Tally {
    /// Counts some cases.
    #[must_use]
    pub fn of(analysis: &Analysis<'_>, asked: &Asked, columns: usize, rows: Vec<Row>) -> Self {
        let mut out = Self { columns: vec![BTreeMap::new(); columns], ..Self::default() };
        for row in rows {
            out.count(analysis, asked, row);
        }
        out
    }

    /// The counts of cases that come after these.
    pub fn merge(&mut self, other: Self) {
        self.cases += other.cases;
        self.differing += other.differing;
        self.reasons += other.reasons;
        for (own, more) in self.unread.iter_mut().zip(other.unread) {
            *own += more;
        }
        self.first_unread.extend(other.first_unread);
        self.first_unread.truncate(MAX_UNREAD);
        for (what, count) in other.decisions {
            self.decisions.entry(what).or_default().add(count);
        }
        for (what, count) in other.causes {
            self.causes.entry(what).or_default().add(count);
        }
        if self.columns.len() < other.columns.len() {
            self.columns.resize(other.columns.len(), BTreeMap::new());
        }
        for (own, more) in self.columns.iter_mut().zip(other.columns) {
            for (key, more) in more {
                let slot = value_of(own, key, &more.value);
                slot.cases += more.cases;
                for (what, count) in more.counts {
                    slot.counts.entry(what).or_default().add(count);
                }
            }
        }
        for (what, candidate) in other.examples {
            self.example(what, candidate);
        }
    }

    fn example(&mut self, what: (Cause, usize, Kind), candidate: Candidate) {
        match self.examples.get_mut(&what) {
            Some(known) if (known.size, known.row.at) <= (candidate.size, candidate.row.at) => {}
            Some(known) => *known = candidate,
            None => {
                self.examples.insert(what, candidate);
            }
        }
    }

    fn count(&mut self, analysis: &Analysis<'_>, asked: &Asked, row: Row) {
        let (old, new) = match (&row.old, &row.new) {
            (Ok(old), Ok(new)) => (old, new),
            (old, new) => {
                let which = match (old.is_err(), new.is_err()) {
                    (true, false) => 0,
                    (false, _) => 1,
                    (true, true) => 2,
                };
                self.unread.iter_mut().skip(which).take(1).for_each(|count| *count += 1);
                if self.first_unread.len() < MAX_UNREAD {
                    let why = |read: &Result<Typed, Text>| read.as_ref().err().cloned();
                    let (old, new) = (why(old), why(new));
                    self.first_unread.push(Unread { at: row.at, name: row.name, old, new });
                }
                return;
            }
        };
        self.cases += 1;
        let found = differences(analysis, asked, old, new);
        let differs = found.iter().any(|found| found.kind.differs());
        self.differing += u64::from(differs);
        self.reasons += u64::from(!differs && !found.is_empty());
        let size = size(old, new);
        for found in &found {
            let count = Count { outcomes: 1, by: found.by, beyond: false };
            self.decisions.entry((found.decision, found.kind)).or_default().add(count);
            let what = (found.cause.clone(), found.decision, found.kind);
            self.causes.entry(what.clone()).or_default().add(count);
            let smaller = self.examples.get(&what).is_none_or(|known| (size, row.at) < (known.size, known.row.at));
            if smaller {
                let candidate = Candidate { size, row: row.clone(), member: found.member.clone() };
                self.example(what, candidate);
            }
        }
        for (column, value) in self.columns.iter_mut().zip(&row.columns) {
            let slot = value_of(column, value.en.clone(), value);
            slot.cases += 1;
            for found in &found {
                let count = Count { outcomes: 1, by: found.by, beyond: false };
                slot.counts.entry((found.decision, found.kind)).or_default().add(count);
            }
        }
    }
}

/// The count of a value; of all others together, where there are too many.
fn value_of<'c>(column: &'c mut BTreeMap<String, ColumnCount>, key: String, value: &Text) -> &'c mut ColumnCount {
    let full = column.len() >= MAX_VALUES && !column.contains_key(&key);
    let (key, value) = if full {
        // Sorts after every value.
        ("\u{10ffff}".to_owned(), crate::text!("other values", "其他值"))
    } else {
        (key, value.clone())
    };
    column.entry(key).or_insert_with(|| ColumnCount { value, cases: 0, counts: BTreeMap::new() })
}

/// How many facts a case tells.
fn size(old: &Typed, new: &Typed) -> usize {
    let told = |typed: &Typed| {
        let mut at = 0;
        let mut out = 0_usize;
        // A case has as many slots as its program has facts; beyond them it knows nothing.
        while at < typed.case.len() {
            out += match typed.case.get(FactId::at(at)) {
                Given::Unknown => 0,
                Given::Value(crate::ir::Value::List(members)) => {
                    1 + members.iter().flatten().filter(|given| **given != Given::Unknown).count()
                }
                Given::Absent | Given::Value(_) => 1,
            };
            at += 1;
        }
        out
    };
    told(old).max(told(new))
}

/// The question that a case asks of its version.
#[must_use]
pub fn question(asked: &Asked, typed: &Typed) -> Question {
    let mut question = typed.question();
    question.as_of = asked.as_of.or(typed.as_of);
    question.presumptions = !asked.no_presumptions;
    question
}

/// What comes out of a decision under one side, by member.
pub fn outcomes(
    program: &Program,
    typed: &Typed,
    question: &Question,
    own: Option<crate::types::ids::DecisionId>,
) -> Vec<Outcome> {
    own.map(|own| interpret(program, &typed.case, question, Some(own))).unwrap_or_default()
}

/// The decision of that member; none where the version does not take it.
pub fn of_member<'o>(outcomes: &'o [Outcome], member: &[usize]) -> Option<&'o Outcome> {
    outcomes.iter().find(|outcome| outcome.member == member)
}

fn differences(analysis: &Analysis<'_>, asked: &Asked, old: &Typed, new: &Typed) -> Vec<Found> {
    let joint = &analysis.joint;
    let mut out = Vec::new();
    let mut at_blame: Option<Blame> = None;
    let (old_question, new_question) = (question(asked, old), question(asked, new));
    for (decision, reach) in analysis.reach.iter().enumerate() {
        if reach.is_empty() || asked.only.is_some_and(|only| only != decision) {
            continue;
        }
        let (own_old, own_new) = (analysis.own(Side::Old, decision), analysis.own(Side::New, decision));
        let before = outcomes(joint.programs.old, old, &old_question, own_old);
        let after = outcomes(joint.programs.new, new, &new_question, own_new);
        let mut members: Vec<Vec<usize>> = before.iter().chain(&after).map(|outcome| outcome.member.clone()).collect();
        members.sort_unstable();
        members.dedup();
        for member in members {
            let (one, two) = (of_member(&before, &member), of_member(&after, &member));
            let answer = |side: Side, outcome: Option<&Outcome>| match outcome {
                Some(outcome) => joint.answer(side, outcome.decision, &outcome.answer),
                None => Answer::NotAddressed,
            };
            let (was, is) = (answer(Side::Old, one), answer(Side::New, two));
            let Some(decides) = analysis.kind_of(decision) else { continue };
            let found = kind(decides, &was, &is);
            let reason = || {
                let (one, two) = (one?, two?);
                let was = carried(joint.programs.old, &old.case, &old_question, one);
                let is = carried(joint.programs.new, &new.case, &new_question, two);
                let was = analysis.reason(Side::Old, decision, &was);
                let is = analysis.reason(Side::New, decision, &is);
                (was != is).then_some(Kind::Reason)
            };
            let Some(found) = found.or_else(reason) else { continue };
            let blamed = at_blame.get_or_insert_with(|| Blame::new(analysis, asked, old, new));
            let cause = blame(analysis, blamed, decision, &member, &is, found);
            out.push(Found { decision, member, kind: found, by: change(&was, &is), cause });
        }
    }
    out
}

impl Analysis<'_> {
    /// What a decision decides, as the new version has it.
    #[must_use]
    pub fn kind_of(&self, decision: usize) -> Option<&DecisionKind> {
        let own = self.joint.own_decision(Side::New, decision).or_else(|| self.joint.own_decision(Side::Old, decision));
        own.map(|decision| &decision.kind)
    }

    /// What carries an outcome, in the matched rules and items of both versions.
    pub(super) fn reason(&self, side: Side, decision: usize, carried: &[Carried]) -> Vec<(usize, Vec<usize>)> {
        let slots = self.joint.decisions.get(decision).map(|(_, slots)| slots.as_slice()).unwrap_or_default();
        let mut out: Vec<(usize, Vec<usize>)> = carried
            .iter()
            .filter_map(|one| {
                let slot = slots.iter().position(|slot| *slot.of(side) == Some(one.ground))?;
                let names = self.items.of(side).get(&(decision, slot));
                let mut items: Vec<usize> =
                    one.items.iter().filter_map(|path| names.and_then(|names| names.get(path)).copied()).collect();
                items.sort_unstable();
                Some((slot, items))
            })
            .collect();
        out.sort();
        out
    }
}
