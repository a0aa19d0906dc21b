//! Places in a case: a fact, a field of a member, a field of a member of a member's own list.

use super::Case;
use crate::ir::{Fact, Given, ListOf, Program, Value};
use crate::types::ids::{FactId, FieldId, RecordId};
use std::sync::Arc;

/// One thing that a case can tell: a fact, or from there member by member a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    fact: FactId,
    steps: Arc<[Step]>,
}

/// From a list to a field of one of its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// The member, by its place in the list.
    pub member: usize,
    /// The field.
    pub field: FieldId,
}

/// A member that a condition speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spoken {
    /// The list that it is in.
    pub list: Slot,
    /// Its place there.
    pub index: usize,
}

/// The members that a decision for each is taken for, by their places, outermost list first.
#[must_use]
pub fn spoken(each: &[ListOf], places: &[usize]) -> Vec<Spoken> {
    let mut out: Vec<Spoken> = Vec::new();
    for (list, index) in each.iter().zip(places) {
        let list = match (list, out.last()) {
            (ListOf::Fact(fact), _) => Slot::of_fact(*fact),
            (ListOf::Field(of), Some(outer)) => outer.list.field(outer.index, of.field),
            (ListOf::Field(_), None) => break,
        };
        out.push(Spoken { list, index: *index });
    }
    out
}

impl Slot {
    /// A fact as a whole.
    #[must_use]
    pub fn of_fact(fact: FactId) -> Self {
        Self { fact, steps: Arc::default() }
    }

    /// A field of a member of this list.
    #[must_use]
    pub fn field(&self, member: usize, field: FieldId) -> Self {
        let steps = self.steps.iter().copied().chain(std::iter::once(Step { member, field }));
        Self { fact: self.fact, steps: steps.collect() }
    }

    /// The fact, or the list that the member belongs to, outermost.
    #[must_use]
    pub const fn fact(&self) -> FactId {
        self.fact
    }

    /// The way from the fact.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether it is told of a member.
    #[must_use]
    pub fn is_field(&self) -> bool {
        !self.steps.is_empty()
    }

    /// What a case tells there.
    #[must_use]
    pub fn get<'c>(&self, case: &'c Case) -> &'c Given {
        let mut at = case.get(self.fact);
        for step in &*self.steps {
            let Given::Value(Value::List(members)) = at else { return &Given::Unknown };
            let Some(given) = members.get(step.member).and_then(|member| member.get(step.field.index())) else {
                return &Given::Unknown;
            };
            at = given;
        }
        at
    }

    /// Tells a case something else there.
    pub fn set(&self, case: &mut Case, given: Given) {
        let Some(mut at) = case.facts.get_mut(self.fact.index()) else { return };
        for step in &*self.steps {
            let Given::Value(Value::List(members)) = at else { return };
            // A list that no other case shares is changed where it stands.
            let member = Arc::make_mut(members).get_mut(step.member);
            let Some(inner) = member.and_then(|member| member.get_mut(step.field.index())) else { return };
            at = inner;
        }
        *at = given;
    }

    /// How it is declared.
    #[must_use]
    pub fn declared<'p>(&self, program: &'p Program) -> Option<&'p Fact> {
        self.column(program).map(|(fact, _)| fact)
    }

    /// How it is declared, and where it is a field, of which record and which one.
    #[must_use]
    pub fn column<'p>(&self, program: &'p Program) -> Option<(&'p Fact, Option<(RecordId, FieldId)>)> {
        let mut found = (program.facts.get(self.fact.index())?, None);
        for step in &*self.steps {
            let record = found.0.record?;
            found = (program.field(record, step.field)?, Some((record, step.field)));
        }
        Some(found)
    }
}

/// Every place under a list, outermost first, and what is told there.
pub fn under(list: &Slot, given: &Given, see: &mut impl FnMut(&Slot, &Given)) {
    // Records cannot lie in themselves, and a limit says how deep lists may.
    let Given::Value(Value::List(members)) = given else { return };
    for (index, member) in members.iter().enumerate() {
        for (field, given) in member.iter().enumerate() {
            let slot = list.field(index, FieldId::at(field));
            see(&slot, given);
            under(&slot, given, see);
        }
    }
}
