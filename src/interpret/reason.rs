//! The facts that carry an outcome: with only those known, it comes out the same.

use super::footprint::Footprint;
use super::{Answer, Case, Machine, Presumed, Question};
use crate::ir::{Given, Member, Program, Value};
use crate::types::ids::{DecisionId, FactId, FieldId, RecordId};
use std::sync::Arc;

/// One thing that a case can tell: a fact, or a field of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// A fact as a whole.
    Fact(FactId),
    /// A field of a member.
    Field(FactId, usize, FieldId),
}

impl Slot {
    /// The fact, or the list that the field belongs to.
    pub const fn fact(self) -> FactId {
        match self {
            Self::Fact(fact) | Self::Field(fact, ..) => fact,
        }
    }
}

/// What a case tells in a slot.
pub fn get(case: &Case, slot: Slot) -> Given {
    match slot {
        Slot::Fact(fact) => case.get(fact).clone(),
        Slot::Field(list, index, field) => match case.get(list) {
            Given::Value(Value::List(members)) => {
                members.get(index).and_then(|member| member.get(field.index())).cloned().unwrap_or_default()
            }
            _ => Given::Unknown,
        },
    }
}

/// Tells a case another answer in a slot.
pub fn set(case: &mut Case, slot: Slot, given: Given) {
    match slot {
        Slot::Fact(fact) => case.set(fact, given),
        Slot::Field(list, index, field) => {
            if let Given::Value(Value::List(members)) = case.get(list) {
                let mut members: Vec<Member> = (**members).clone();
                if let Some(slot) = members.get_mut(index).and_then(|member| member.get_mut(field.index())) {
                    *slot = given;
                }
                case.set(list, Given::Value(Value::List(Arc::new(members))));
            }
        }
    }
}

/// Everything that a case tells, or does not, of facts that the program reads.
pub fn slots(program: &Program, case: &Case, known: bool) -> Vec<Slot> {
    let mut out = Vec::new();
    for (index, fact) in program.facts.iter().enumerate() {
        let id = FactId::at(index);
        match case.get(id) {
            Given::Value(Value::List(members)) => {
                for (at, member) in members.iter().enumerate() {
                    let fields = member.iter().enumerate().filter(|(_, given)| (**given != Given::Unknown) == known);
                    out.extend(fields.map(|(field, _)| Slot::Field(id, at, FieldId::at(field))));
                }
            }
            given if fact.used && (*given != Given::Unknown) == known => out.push(Slot::Fact(id)),
            _ => {}
        }
    }
    out
}

/// The presumptions that the outcome rests on, with all that the case tells: without any of them it is another one.
///
/// Presumptions are set aside before anything that the case tells is: what a person has told carries more than what is
/// only presumed.
pub fn presumed(
    program: &Program,
    case: &Case,
    question: &Question,
    decision: DecisionId,
    read: &Footprint,
    answer: &Answer,
    member: Option<usize>,
) -> (Vec<Presumed>, Question) {
    let mut question = question.clone();
    let told = (0..program.facts.len()).map(FactId::at).filter(|id| *case.get(*id) != Given::Unknown);
    // What a case tells carries the outcome even where the same would have been presumed.
    question.withheld.extend(told.map(Presumed::Fact));
    let facts = program.facts.iter().enumerate().filter(|(_, fact)| fact.presumed.is_some());
    let facts = facts.map(|(at, _)| Presumed::Fact(FactId::at(at)));
    let fields = program.records.iter().enumerate().flat_map(|(at, record)| {
        let fields = record.fields.iter().enumerate().filter(|(_, field)| field.presumed.is_some());
        fields.map(move |(field, _)| Presumed::Field(RecordId::at(at), FieldId::at(field)))
    });
    let mut needed = Vec::new();
    for what in facts.chain(fields) {
        if !question.presumes(what) || !read.reads(program, what) {
            continue;
        }
        let mut without = question.clone();
        without.withheld.insert(what);
        if answer_of(program, case, &without, decision, member).as_ref() == Some(answer) {
            question = without;
        } else {
            needed.push(what);
        }
    }
    (needed, question)
}

/// A minimal set of what the case tells that alone gives the same answer: none of it can be left out.
///
/// `question` has set aside the presumptions that the outcome does not rest on.
/// One after the other is forgotten, and stays forgotten if the answer does not change; monotony makes the result
/// minimal. The later a fact stands in the policy, the sooner it is tried, so that the first ground is the one kept.
/// What the decision does not read carries nothing.
pub fn cited(
    program: &Program,
    case: &Case,
    question: &Question,
    decision: DecisionId,
    read: &Footprint,
    answer: &Answer,
    member: Option<usize>,
) -> Vec<Slot> {
    let mut kept = case.clone();
    let mut out = Vec::new();
    // That a list is known at all, and how long it is, comes before its members: it is forgotten after them.
    let lists =
        program.facts.iter().enumerate().filter(|(_, fact)| fact.record.is_some()).map(|(at, _)| FactId::at(at));
    let lists = lists.filter(|id| matches!(case.get(*id), Given::Value(_))).map(Slot::Fact);
    let all: Vec<Slot> = lists.chain(slots(program, case, true)).collect();
    for slot in all.into_iter().rev().filter(|slot| read.facts.contains(&slot.fact())) {
        let told = get(&kept, slot);
        set(&mut kept, slot, Given::Unknown);
        if answer_of(program, &kept, question, decision, member).as_ref() != Some(answer) {
            set(&mut kept, slot, told);
            out.push(slot);
        }
    }
    out.reverse();
    out
}

/// What comes out of one decision, for one member where it is taken for each.
pub fn answer_of(
    program: &Program,
    case: &Case,
    question: &Question,
    decision: DecisionId,
    member: Option<usize>,
) -> Option<Answer> {
    let machine = Machine::new(program, case, question);
    machine.outcome_for(decision, member).map(|outcome| outcome.answer)
}
