//! What is gathered from the members of a list: counts, sums, runs, and the parts of a total.

use super::expression::{expr, is_ordered};
use super::unit::is_days;
use super::{Checker, Place, TypeError};
use crate::ir::{Expr, ExprKind, FieldOf, Gather, Run, Sharing, Value};
use crate::resolve::read::{ListRef, Read};
use crate::source::Span;
use crate::types::{Aggregate, Duration, Number, Type, Unit};
use std::sync::Arc;

impl Checker<'_, '_> {
    #[expect(clippy::too_many_arguments, reason = "the parts of one sentence, each named in the grammar")]
    pub(super) fn gather(
        &mut self,
        kind: Aggregate,
        list: &ListRef,
        amount: Option<&Read>,
        filter: Option<&Read>,
        window: Option<&(Read, Read)>,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let (list, member) = self.list_of(list, place)?;
        let inner = place.inside(member);
        let read_filter = filter;
        let filter = match filter {
            Some(filter) => Some(self.condition(filter, &inner)?),
            None => None,
        };
        // What the filter asks to exist is there for the amount; and of an amount that is absent nothing is added.
        let asked = read_filter.map_or_else(|| inner.clone(), |filter| inner.asking(filter));
        let amount = match amount {
            Some(amount) => Some(self.expr(amount, None, &asked.having(amount))?),
            None => None,
        };
        filter.as_ref().map_or(Some(()), |filter| self.of_each(filter))?;
        let added = kind == Aggregate::Sum;
        amount.as_ref().map_or(Some(()), |amount| self.amount_of_each(amount, added))?;
        let window = match window {
            Some((length, key)) => Some(self.window(length, key, &inner)?),
            None => None,
        };
        let ty = match &amount {
            None => Type::Number { unit: Unit::Pure, whole: true },
            Some(amount) if kind == Aggregate::Sum && !matches!(amount.ty, Type::Number { .. }) => {
                let error = TypeError::NotANumber { found: amount.ty.clone(), at: amount.span };
                return self.report(error);
            }
            Some(amount) if !is_ordered(&amount.ty) => {
                let error = TypeError::NotOrdered { ty: amount.ty.clone(), at: amount.span };
                return self.report(error);
            }
            Some(amount) => amount.ty.clone(),
        };
        let found = expr(ExprKind::Aggregate(Box::new(Gather { kind, list, amount, filter, window })), ty, span);
        let is_present = || place.present.iter().any(|read| read.span == span || self.same_text(read.span, span));
        if self.is_optional(&found) && !is_present() {
            let text = self.slice(span);
            return self.report(TypeError::MayBeNone { at: span, text, none: None });
        }
        Some(found)
    }

    fn same_text(&self, a: Span, b: Span) -> bool {
        self.names.sources.slice(a) == self.names.sources.slice(b)
    }

    fn window(&mut self, length: &Read, key: &Read, inner: &Place) -> Option<(Run, FieldOf)> {
        let whole = Type::Number { unit: Unit::Pure, whole: true };
        let length_expr = self.expr(length, Some(&whole), inner)?;
        let key_expr = self.expr(key, None, inner)?;
        let fits = |number: &Number| number.to_i64().filter(|number| (1..=1000).contains(number));
        let length_of = super::constant::fold(&length_expr);
        let run = match (&length_of, &key_expr.ty) {
            (Some(Value::Number(number)), Type::Number { whole: true, .. }) => fits(number).map(Run::Consecutive),
            (Some(Value::Number(number)), Type::Date) if is_days(&length_expr.ty) => fits(number).map(Run::Days),
            (Some(Value::Duration(Duration { months: 0, days })), Type::Date) => Some(Run::Days(i64::from(*days))),
            (Some(Value::Duration(length)), Type::Date) => Some(Run::Lasting(*length)),
            _ => None,
        };
        match (run, &key_expr.kind) {
            (Some(run), ExprKind::Field(of)) if of.out == 0 => Some((run, *of)),
            _ => self.report(TypeError::BadWindow { at: length.span.to(key.span) }),
        }
    }

    pub(super) fn share(
        &mut self,
        total: &Read,
        list: &ListRef,
        weight: &Read,
        step: &Read,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        // The total is one for all members: it is said apart from the member whose part is asked for, and so is the list.
        let mut around = place.clone();
        let asking = around.members.pop();
        let (list, member) = self.list_of(list, &around)?;
        let record = member.record;
        let own = asking.is_some_and(|asking| match asking.list {
            None => asking.record == record,
            list => list == member.list,
        });
        let total = self.expr(total, None, &around);
        let weight = self.expr(weight, None, &around.inside(member));
        let step = self.expr(step, total.as_ref().map(|total| &total.ty), &around);
        let (total, weight, step) = (total?, weight?, self.step(step?)?);
        if !matches!(weight.ty, Type::Number { .. }) {
            let error = TypeError::NotANumber { found: weight.ty, at: weight.span };
            return self.report(error);
        }
        if !own {
            let term = self.records.get(record.index())?.term.clone();
            return self.report(TypeError::FieldOutside { at: span, field: term.clone(), record: term });
        }
        let ty = self.same_unit(&total, &step)?;
        Some(expr(ExprKind::Share(Arc::new(Sharing { total, list, weight, step })), ty, span))
    }
}
