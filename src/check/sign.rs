//! Whether an amount can lie below nought, as its declaration and its bounds say.
//!
//! In: an expression. Out: a sure no, or nothing. Never: a value; what is not looked through may be anything.

use super::{Checker, State};
use crate::ir::{Expr, ExprKind, Gather, Says, Score, Value};
use crate::types::{Aggregate, Operator};

/// How many parts are looked at: definitions that each read the one before twice would double the way.
const MOST_PARTS: usize = 500;

impl Checker<'_, '_> {
    /// Whether an amount is never below nought.
    pub(super) fn never_below(&self, amount: &Expr) -> bool {
        let mut left = MOST_PARTS;
        self.at_least_nought(amount, &mut left)
    }

    fn at_least_nought(&self, amount: &Expr, left: &mut usize) -> bool {
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        let mut of = |part: &Expr| stacker::maybe_grow(64 << 10, 1 << 20, || self.at_least_nought(part, left));
        match &amount.kind {
            ExprKind::Value(Value::Number(number)) => !number.is_negative(),
            ExprKind::Fact(id) => self.facts.get(id.index()).is_some_and(|fact| !fact.signed),
            ExprKind::Field(field) => {
                let record = self.records.get(field.record.index());
                record.and_then(|record| record.fields.get(field.field.index())).is_some_and(|field| !field.signed)
            }
            ExprKind::Parameter(id) => {
                let values = self.parameters.get(id.index()).into_iter().flatten().flat_map(|found| &found.values);
                let mut values =
                    values.map(|(value, _)| matches!(value, Value::Number(number) if !number.is_negative()));
                values.all(|sure| sure)
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => match self.definitions.get(id.index()) {
                Some(State::Done(Some(found))) => found.readings.iter().all(|reading| of(&reading.body)),
                _ => false,
            },
            ExprKind::Decision(id) => match self.decisions.get(id.index()) {
                Some(State::Done(Some(found))) => found.grounds.iter().all(|ground| match &ground.says {
                    Says::Value(value) | Says::Otherwise(value) => of(value),
                    Says::Modal(_) => false,
                }),
                _ => false,
            },
            ExprKind::Arithmetic(operator, one, other) => {
                let kept = !matches!(operator, Operator::Minus);
                kept && of(one) && of(other)
            }
            ExprKind::Pick { greater: true, of: parts } => parts.iter().any(of),
            ExprKind::Pick { greater: false, of: parts } => parts.iter().all(of),
            ExprKind::Round(_, value, _) => of(value),
            ExprKind::If(parts) => {
                let [_, yes, no] = parts.as_ref();
                of(yes) && of(no)
            }
            ExprKind::Aggregate(gather) => match gather.as_ref() {
                Gather { kind: Aggregate::Count, .. } => true,
                Gather { amount: Some(each), .. } => of(each),
                Gather { amount: None, .. } => true,
            },
            ExprKind::Score(score) => {
                let Score { items, cap, floor, .. } = score.as_ref();
                let all = items.iter().all(|item| !item.minus && of(&item.amount));
                (all || floor.as_ref().is_some_and(&mut of)) && cap.as_ref().is_none_or(&mut of)
            }
            _ => false,
        }
    }
}
