//! On which side of nought an amount stays, by what is declared, whatever is known of a case.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use crate::interpret::Machine;
use crate::ir::sign::{Sign, gathered, sign};
use crate::ir::{Expr, ExprKind, Gather};
use crate::types::ids::{DecisionId, DefinitionId};

/// A term or a decision, of which it is found once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signed {
    Definition(DefinitionId),
    Decision(DecisionId),
}

impl Machine<'_> {
    /// On which side of nought an amount stays by what is declared, whatever is known of the case.
    pub(in crate::interpret) fn sign(&self, amount: &Expr) -> Sign {
        sign(amount, &|named| self.named_sign(named))
    }

    pub(in crate::interpret) fn gathered_sign(&self, gather: &Gather) -> Sign {
        gathered(gather, &|named| self.named_sign(named))
    }

    fn named_sign(&self, named: &Expr) -> Sign {
        match &named.kind {
            ExprKind::Fact(_) | ExprKind::Field(_) => {
                self.declared(named).map_or(Sign::EITHER, |fact| Sign::declared(fact.signed))
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                self.sign_once(Signed::Definition(*id), || self.body(*id).map_or(Sign::EITHER, |body| self.sign(body)))
            }
            ExprKind::Decision(id) => self.sign_once(Signed::Decision(*id), || self.decision_sign(*id)),
            ExprKind::Parameter(id) => {
                let values = self.program.parameters.get(id.index()).map(|known| known.values.as_slice());
                Sign::of_any(values.unwrap_or_default().iter().map(|(value, _)| Sign::of_value(value)))
            }
            _ => Sign::EITHER,
        }
    }

    fn sign_once(&self, what: Signed, find: impl FnOnce() -> Sign) -> Sign {
        if let Some(known) = self.signs.borrow().get(&what) {
            return *known;
        }
        let found = find();
        self.signs.borrow_mut().insert(what, found);
        found
    }

    fn decision_sign(&self, id: DecisionId) -> Sign {
        let amounts = self.program.grounds_of(id).iter().map(|ground| ground.says.amount());
        Sign::of_any(amounts.map(|amount| amount.map_or(Sign::EITHER, |amount| self.sign(amount))))
    }
}
