//! The facts that carry an outcome: with only those known, it comes out the same.

use super::footprint::Footprint;
use super::needed::needed;
use super::slot::under;
use super::{Answer, Case, Machine, Presumed, Question, Slot};
use crate::ir::{Given, Program, Value};
use crate::types::ids::{DecisionId, FactId, FieldId, RecordId};

/// Everything that a case tells, or does not, of facts that the program reads.
pub fn slots(program: &Program, case: &Case, known: bool) -> Vec<Slot> {
    let mut out = Vec::new();
    let mut see = |slot: &Slot, given: &Given| match given {
        // Of a list that is told, its members are what is known.
        Given::Value(Value::List(_)) => {}
        given if (*given != Given::Unknown) == known => out.push(slot.clone()),
        _ => {}
    };
    for (index, fact) in program.facts.iter().enumerate() {
        let slot = Slot::of_fact(FactId::at(index));
        let given = slot.get(case);
        if fact.used {
            see(&slot, given);
        }
        under(&slot, given, &mut see);
    }
    out
}

/// The lists that a case tells, those of members among them, each after the one that it lies in.
fn lists(program: &Program, case: &Case) -> Vec<Slot> {
    let mut out = Vec::new();
    let mut see = |slot: &Slot, given: &Given| {
        if matches!(given, Given::Value(Value::List(_))) {
            out.push(slot.clone());
        }
    };
    for index in 0..program.facts.len() {
        let slot = Slot::of_fact(FactId::at(index));
        see(&slot, slot.get(case));
        under(&slot, slot.get(case), &mut see);
    }
    out
}

/// The presumptions that the outcome rests on, with all that the case tells: without any of them it is another one.
///
/// Presumptions are set aside before anything that the case tells is: what a person has told carries more than what is
/// only presumed. The later one stands in the policy, the sooner it is tried, as with what is told (see [`cited`]): of two
/// grounds that hold, both then rest on the same one.
pub fn presumed(
    program: &Program,
    case: &Case,
    question: &Question,
    decision: DecisionId,
    read: &Footprint,
    answer: &Answer,
    member: &[usize],
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
    let all: Vec<Presumed> = facts.chain(fields).collect();
    for what in all.into_iter().rev() {
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
    needed.reverse();
    (needed, question)
}

/// An outcome of a decision, and what is known when its reasons are looked for.
pub struct Asked<'o> {
    /// What came out.
    pub answer: &'o Answer,
    /// For which member.
    pub member: &'o [usize],
    /// The question with those presumptions set aside on which the outcome does not rest.
    pub question: Question,
}

/// For each outcome of one decision, a minimal set of what the case tells that alone gives the same answer: none of it
/// can be left out.
///
/// One after the other is forgotten, and stays forgotten if the answer does not change; monotony makes the result
/// minimal, and where `is known` takes it away what is left is gone through again. The later a fact stands in the policy, the sooner it is tried, so that the first ground is the one kept.
/// What the decision does not read carries nothing.
pub fn cited(
    program: &Program,
    case: &Case,
    decision: DecisionId,
    read: &Footprint,
    outcomes: &[Asked<'_>],
) -> Vec<Vec<Slot>> {
    // That a list is known at all, and how long it is, comes before its members: it is forgotten after them.
    let mut told: Vec<Slot> = lists(program, case).into_iter().chain(slots(program, case, true)).collect();
    told.retain(|slot| read.facts.contains(&slot.fact()));
    let mut out = Vec::new();
    for alike in outcomes.chunk_by(|a, b| a.question == b.question) {
        let Some(question) = alike.first().map(|asked| &asked.question) else { continue };
        let needs = needed(told.len(), alike.len(), !read.asks_of_telling, |kept, outcomes| {
            let mut left = case.clone();
            let forgotten = told.iter().zip(kept).filter(|(_, kept)| !**kept);
            forgotten.for_each(|(slot, _)| slot.set(&mut left, Given::Unknown));
            let machine = Machine::new(program, &left, question);
            let same = |asked: &Asked<'_>| {
                machine.outcome_for(decision, asked.member).is_some_and(|found| found.answer == *asked.answer)
            };
            outcomes.iter().map(|at| alike.get(*at).is_some_and(same)).collect()
        });
        let slots = |needs: Vec<usize>| needs.into_iter().filter_map(|at| told.get(at).cloned()).collect();
        out.extend(needs.into_iter().map(slots));
    }
    out
}

/// What comes out of one decision, for one member where it is taken for each.
pub fn answer_of(
    program: &Program,
    case: &Case,
    question: &Question,
    decision: DecisionId,
    member: &[usize],
) -> Option<Answer> {
    let machine = Machine::new(program, case, question);
    machine.outcome_for(decision, member).map(|outcome| outcome.answer)
}
