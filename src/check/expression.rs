//! One arm per kind of expression: its type, and its plain form. What takes more than a few lines stands in a file of its
//! topic: names, amounts, comparisons, members, the calendar.

use super::amount::is_integral;
use super::{Checker, Place, TypeError};
use crate::ir::{Expr, ExprKind, Item, ListOf, Value};
use crate::resolve::Symbol;
use crate::resolve::read::{Read, ReadKind};
use crate::source::Span;
use crate::types::{Type, Unit};

pub(super) fn expr(kind: ExprKind, ty: Type, span: Span) -> Expr {
    Expr { kind, ty, span }
}

impl Checker<'_, '_> {
    /// Types an expression. `wanted` is the type of what stands beside it: it gives a bare number its unit and tells
    /// levels of one name apart; it is a hint, not a demand.
    pub(super) fn expr(&mut self, read: &Read, wanted: Option<&Type>, place: &Place) -> Option<Expr> {
        stacker::maybe_grow(256 << 10, 2 << 20, || self.expr_grown(read, wanted, place))
    }

    fn expr_grown(&mut self, read: &Read, wanted: Option<&Type>, place: &Place) -> Option<Expr> {
        let span = read.span;
        match &read.kind {
            ReadKind::Name(symbols) => self.name(symbols, wanted, place, span),
            ReadKind::NoneWord(symbols) => {
                if symbols.is_empty() {
                    let text = self.slice(span);
                    return self.report(TypeError::LooseLevel { at: span, text });
                }
                self.level(symbols, wanted, span)
            }
            ReadKind::Quantity(number, unit) => self.quantity(*number, unit.as_ref(), wanted, span),
            ReadKind::Duration(duration) => {
                Some(expr(ExprKind::Value(Value::Duration(*duration)), Type::Duration, span))
            }
            ReadKind::Date(date) => {
                let date = self.date(*date, span)?;
                Some(expr(ExprKind::Value(Value::Date(date)), Type::Date, span))
            }
            ReadKind::Text(text) => {
                // In a phrase a level or place may be quoted; the type beside it says so.
                Some(expr(ExprKind::Value(Value::Text(text.as_str().into())), Type::Text, span))
            }
            ReadKind::Bool(value) => Some(expr(ExprKind::Value(Value::Bool(*value)), Type::Bool, span)),
            ReadKind::AsOf => Some(expr(ExprKind::AsOf, Type::Date, span)),
            ReadKind::Not(inner) => {
                let inner = self.condition(inner, place)?;
                Some(expr(ExprKind::Not(Box::new(inner)), Type::Bool, span))
            }
            ReadKind::And(parts) => {
                let place = place.with_present(parts);
                let items = self.items(parts, &place)?;
                Some(expr(ExprKind::All(items), Type::Bool, span))
            }
            ReadKind::Or(parts) => {
                if let Some(fix) = self.values_joined(parts) {
                    return self.report(TypeError::ValuesJoined { at: span, fix });
                }
                let items = self.items(parts, place)?;
                Some(expr(ExprKind::Any(items), Type::Bool, span))
            }
            ReadKind::Compare(comparison, left, right) => self.comparison(*comparison, left, right, place, span),
            ReadKind::In { negated, item, place: around } => {
                let inside = self.inside(item, around, place, span)?;
                Some(negate(*negated, inside))
            }
            ReadKind::OneOf { negated, item, values } => {
                let one = self.one_of(item, values, place, span)?;
                Some(negate(*negated, one))
            }
            ReadKind::Exists(inner, wanted) => {
                let inner = self.maybe_absent(inner, place)?;
                Some(negate(!wanted, expr(ExprKind::Exists(Box::new(inner)), Type::Bool, span)))
            }
            ReadKind::Breached(inner) => {
                let ReadKind::Name(symbols) = &inner.kind else {
                    let text = self.slice(inner.span);
                    return self.report(TypeError::NotADuty { at: inner.span, text });
                };
                match symbols.first() {
                    Some(Symbol::Decision(id)) if self.is_duty(*id) => {
                        self.ensure_decided(*id, span)?;
                        Some(expr(ExprKind::Breached(*id), Type::Bool, span))
                    }
                    _ => {
                        let text = self.slice(inner.span);
                        self.report(TypeError::NotADuty { at: inner.span, text })
                    }
                }
            }
            ReadKind::Forbidden(inner, wanted) => Some(negate(!wanted, self.forbidden(inner, span)?)),
            ReadKind::Known(inner, wanted) => {
                let inner = self.expr(inner, None, &place.having(inner))?;
                Some(negate(!wanted, expr(ExprKind::Known(Box::new(inner)), Type::Bool, span)))
            }
            ReadKind::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right, wanted, place, span),
            ReadKind::Pick { greater, of } => self.pick(*greater, of, wanted, place, span),
            ReadKind::Round(mode, amount, to) => {
                let amount = self.expr(amount, wanted, place);
                let to = self.expr(to, amount.as_ref().map(|amount| &amount.ty), place);
                let (amount, to) = (amount?, self.step(to?)?);
                let mut ty = self.same_unit(&amount, &to)?;
                if let Type::Number { whole, .. } = &mut ty {
                    *whole = is_integral(&to);
                }
                Some(expr(ExprKind::Round(*mode, Box::new(amount), Box::new(to)), ty, span))
            }
            ReadKind::Year(date) => {
                let date = self.date_expr(date, place)?;
                Some(expr(ExprKind::Year(Box::new(date)), Type::Number { unit: Unit::Pure, whole: true }, span))
            }
            ReadKind::MissingDay(rule, sum) => self.missing_day(*rule, sum, place),
            ReadKind::Carried(inner) => self.carried(inner, place, span),
            ReadKind::Anchor(anchor, date) => {
                let date = self.date_expr(date, place)?;
                Some(expr(ExprKind::Anchor(*anchor, Box::new(date)), Type::Date, span))
            }
            ReadKind::Between(measure, from, to) => self.between(*measure, from, to, place, span),
            ReadKind::Window { .. } => self.window_of(&read.kind, place, span),
            ReadKind::Edge(last, window) => self.edge(*last, window, place, span),
            ReadKind::If(parts) => self.choice(parts, wanted, place, span),
            ReadKind::OfThat(inner, that) => self.of_member(inner, that, place, span),
            ReadKind::List(list) => {
                let (list, _) = self.list_of(list, place)?;
                let (kind, fact) = match list {
                    ListOf::Fact(id) => (ExprKind::Fact(id), self.facts.get(id.index())?),
                    ListOf::Field(of) => {
                        let record = self.records.get(of.record.index())?;
                        (ExprKind::Field(of), record.fields.get(of.field.index())?)
                    }
                };
                Some(expr(kind, fact.ty.clone(), span))
            }
            ReadKind::Quantified(quantifier, list, condition) => {
                let (list, member) = self.list_of(list, place)?;
                let condition = self.condition(condition, &place.inside(member))?;
                self.of_each(&condition)?;
                Some(expr(ExprKind::Quantified(*quantifier, list, Box::new(condition)), Type::Bool, span))
            }
            ReadKind::Aggregate { kind, list, amount, filter, window } => {
                self.gather(*kind, list, amount.as_deref(), filter.as_deref(), window.as_deref(), place, span)
            }
            ReadKind::Unbroken { .. } => self.unbroken(&read.kind, place, span),
            ReadKind::Share { total, list, weight, step } => self.share(total, list, weight, step, place, span),
        }
    }

    /// A condition: yes or no.
    pub(super) fn condition(&mut self, read: &Read, place: &Place) -> Option<Expr> {
        let found = self.expr(read, Some(&Type::Bool), place)?;
        self.must_be_condition(found)
    }

    fn items(&mut self, parts: &[Read], place: &Place) -> Option<Vec<Item>> {
        let parts: Vec<Option<Expr>> = parts.iter().map(|part| self.condition(part, place)).collect();
        parts.into_iter().map(|part| Some(Item { ordinal: None, label: None, expr: part? })).collect()
    }
}

pub(super) fn is_ordered(ty: &Type) -> bool {
    match ty {
        Type::Number { .. } | Type::Date | Type::Duration => true,
        Type::Level(scale) => scale.ordered,
        Type::Bool | Type::Text | Type::Place | Type::Window | Type::List(_) => false,
    }
}

pub(super) fn negate(negated: bool, inner: Expr) -> Expr {
    let span = inner.span;
    if negated { expr(ExprKind::Not(Box::new(inner)), Type::Bool, span) } else { inner }
}
