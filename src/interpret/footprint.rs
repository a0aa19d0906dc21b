//! What conditions rest on: the facts and terms that they read, by way of other terms and decisions as well.
//!
//! What is not read cannot change what comes out. So whoever asks what another answer to a question would change need
//! not judge the case again for a fact that lies outside; that is all this is for, and it may name too much but never
//! too little.

use super::{Presumed, Question};
use crate::ir::{Expr, ExprKind, ListOf, Program, visit};
use crate::types::ids::{DecisionId, DefinitionId, FactId};
use std::collections::BTreeSet;

/// What conditions read, in the readings that a question chooses.
#[derive(Debug, Default)]
pub struct Footprint {
    /// Facts; a list stands for the fields of its members.
    pub facts: BTreeSet<FactId>,
    /// Terms.
    pub definitions: BTreeSet<DefinitionId>,
    decisions: BTreeSet<DecisionId>,
}

impl Footprint {
    /// What the rules of a decision read.
    pub fn of_decision(program: &Program, question: &Question, id: DecisionId) -> Self {
        let mut out = Self::default();
        let mut pending = Vec::new();
        out.decision(program, id, &mut pending);
        out.gather(program, question, pending);
        out
    }

    /// What expressions read.
    pub fn of(program: &Program, question: &Question, exprs: Vec<&Expr>) -> Self {
        let mut out = Self::default();
        out.gather(program, question, exprs);
        out
    }

    /// Whether a fact is read, or a list with members of that record, however deep they lie.
    pub fn reads(&self, program: &Program, what: Presumed) -> bool {
        match what {
            Presumed::Fact(id) => self.facts.contains(&id),
            Presumed::Field(record, _) => {
                let mut lists = self.facts.iter().filter_map(|id| program.record_of(ListOf::Fact(*id)));
                lists.any(|outer| program.holds(outer, record))
            }
        }
    }

    fn gather<'p>(&mut self, program: &'p Program, question: &Question, mut pending: Vec<&'p Expr>) {
        while let Some(expr) = pending.pop() {
            visit::children(expr, |child| pending.push(child));
            // A member's own list lies in one that is read already.
            if let Some(ListOf::Fact(list)) = expr.list() {
                self.facts.insert(list);
            }
            match &expr.kind {
                ExprKind::Fact(id) => {
                    self.facts.insert(*id);
                }
                ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) if self.definitions.insert(*id) => {
                    let definition = program.definitions.get(id.index());
                    let reading = definition.and_then(|found| found.readings.get(question.reading(program, *id)));
                    pending.extend(reading.map(|reading| &reading.body));
                }
                ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
                    self.decision(program, *id, &mut pending);
                }
                // Listed, so that a new kind is not forgotten: these read what their parts read.
                ExprKind::Definition(_)
                | ExprKind::MemberDefinition(..)
                | ExprKind::Value(_)
                | ExprKind::Field(..)
                | ExprKind::Parameter(_)
                | ExprKind::AsOf
                | ExprKind::Not(_)
                | ExprKind::All(_)
                | ExprKind::Any(_)
                | ExprKind::AtLeast(..)
                | ExprKind::Exactly(..)
                | ExprKind::Compare(..)
                | ExprKind::In(..)
                | ExprKind::Within(..)
                | ExprKind::OneOf(..)
                | ExprKind::Exists(_)
                | ExprKind::Known(_)
                | ExprKind::Arithmetic(..)
                | ExprKind::Pick { .. }
                | ExprKind::Round(..)
                | ExprKind::Year(_)
                | ExprKind::Shift(_)
                | ExprKind::Carried(_)
                | ExprKind::Part(_)
                | ExprKind::Anchor(..)
                | ExprKind::Between(..)
                | ExprKind::Window(_)
                | ExprKind::Edge(..)
                | ExprKind::During(..)
                | ExprKind::If(_)
                | ExprKind::Score(_)
                | ExprKind::Quantified(..)
                | ExprKind::Aggregate(_)
                | ExprKind::Unbroken(_)
                | ExprKind::Share(_) => {}
            }
        }
    }

    fn decision<'p>(&mut self, program: &'p Program, id: DecisionId, pending: &mut Vec<&'p Expr>) {
        let Some(decision) = program.decisions.get(id.index()).filter(|_| self.decisions.insert(id)) else { return };
        self.facts.extend(decision.each);
        pending.extend(decision.grounds.iter().flat_map(visit::of_ground));
    }
}
