//! Whether an amount can lie below nought, as its declaration and its bounds say while decisions are still being typed.
//!
//! In: an expression. Out: a sure no, or nothing. Never: a value; what is not typed yet may be anything.

use super::{Checker, State};
use crate::ir::sign::{Sign, sign};
use crate::ir::{Expr, ExprKind};
use std::cell::Cell;

/// How many names are looked up: definitions that each read the one before twice would double the way.
const MOST_NAMES: usize = 500;

impl Checker<'_, '_> {
    /// Whether an amount is never below nought.
    pub(super) fn never_below(&self, amount: &Expr) -> bool {
        let left = Cell::new(MOST_NAMES);
        sign(amount, &|named| self.named_sign(named, &left)).never_below
    }

    fn named_sign(&self, named: &Expr, left: &Cell<usize>) -> Sign {
        let Some(rest) = left.get().checked_sub(1) else { return Sign::EITHER };
        left.set(rest);
        let of = |expr: &Expr| sign(expr, &|named| self.named_sign(named, left));
        match &named.kind {
            ExprKind::Fact(id) => self.facts.get(id.index()).map_or(Sign::EITHER, |fact| Sign::declared(fact.signed)),
            ExprKind::Field(field) => {
                let record = self.records.get(field.record.index());
                let found = record.and_then(|record| record.fields.get(field.field.index()));
                found.map_or(Sign::EITHER, |field| Sign::declared(field.signed))
            }
            ExprKind::Parameter(id) => {
                let values = self.parameters.get(id.index()).into_iter().flatten().flat_map(|found| &found.values);
                Sign::of_any(values.map(|(value, _)| Sign::of_value(value)))
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => match self.definitions.get(id.index()) {
                Some(State::Done(Some(found))) => Sign::of_any(found.readings.iter().map(|reading| of(&reading.body))),
                _ => Sign::EITHER,
            },
            ExprKind::Decision(id) => match self.decisions.get(id.index()) {
                Some(State::Done(Some(found))) => {
                    Sign::of_any(found.grounds.iter().map(|ground| ground.says.amount().map_or(Sign::EITHER, of)))
                }
                _ => Sign::EITHER,
            },
            _ => Sign::EITHER,
        }
    }
}
