//! Conditions that compare: two values, a place and what lies around it, one of several values, a test for none.

use super::expression::{expr, is_ordered, negate};
use super::unit::is_days;
use super::{Checker, Place, TypeError};
use crate::ir::{Expr, ExprKind, Value};
use crate::resolve::Symbol;
use crate::resolve::read::{Read, ReadKind};
use crate::source::Span;
use crate::types::ids::PlaceId;
use crate::types::{Comparison, Duration, Number, Term, Type};
use std::sync::Arc;

impl Checker<'_, '_> {
    pub(super) fn comparison(
        &mut self,
        comparison: Comparison,
        left: &Read,
        right: &Read,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        if let ReadKind::Name(symbols) = &right.kind
            && matches!(symbols.first(), Some(Symbol::PlaceSet(_)))
        {
            let item = self.expr(left, Some(&Type::Place), place)?;
            let (text, item) = (self.slice(right.span), self.slice(item.span));
            return self.report(TypeError::EqualToSet { at: right.span, text, item, comparison });
        }
        let (left, right) = match self.none_test(comparison, left, right, place, span) {
            NoneTest::Exists(test) => return test,
            NoneTest::Level(left) => {
                let right = self.expr(right, Some(&left.ty), place);
                (Some(left), right)
            }
            NoneTest::Other => self.side_by_side(left, right, None, place),
        };
        let (left, right) = (left?, right?);
        let (left, right) = (Self::days(left, &right.ty), right);
        let (right, left) = (Self::days(right, &left.ty), left);
        self.alike(&left, &right)?;
        if !matches!(comparison, Comparison::Is | Comparison::IsNot) && !is_ordered(&left.ty) {
            let error = TypeError::NotOrdered { ty: left.ty.clone(), at: span };
            return self.report(error);
        }
        if matches!(left.ty, Type::List(_)) {
            let text = self.slice(left.span);
            return self.report(TypeError::NotAValue { at: left.span, text });
        }
        // `X is yes` is X; comparisons of conditions are conditions.
        let out = match (&left.ty, comparison, &right.kind) {
            (Type::Bool, Comparison::Is, ExprKind::Value(Value::Bool(value))) => negate(!value, left),
            (Type::Bool, Comparison::IsNot, ExprKind::Value(Value::Bool(value))) => negate(*value, left),
            // What is in Mangshi is in Dehong: to be a place is to lie in it.
            (Type::Place, _, ExprKind::Value(Value::Place(around))) if super::constant::fold(&left).is_none() => {
                let test = expr(ExprKind::In(Box::new(left), vec![*around], None), Type::Bool, span);
                negate(comparison == Comparison::IsNot, test)
            }
            _ => expr(ExprKind::Compare(comparison, Box::new(left), Box::new(right)), Type::Bool, span),
        };
        if let Some(always) = super::constant::comparison(&out) {
            self.errors.push(TypeError::Constant { at: span, always });
        }
        Some(Expr { span, ..out })
    }

    /// A duration of days alone beside a number of days.
    fn days(found: Expr, beside: &Type) -> Expr {
        match &found.kind {
            ExprKind::Value(Value::Duration(Duration { months: 0, days })) if is_days(beside) => {
                let number = Number::whole(i64::from(*days));
                expr(ExprKind::Value(Value::Number(number)), beside.clone(), found.span)
            }
            _ => found,
        }
    }

    /// `award date is none`: a test of existence, where `none` is not one of its levels.
    ///
    /// The left side is typed once: twice at every level of brackets would be endless.
    fn none_test(&mut self, comparison: Comparison, left: &Read, right: &Read, place: &Place, span: Span) -> NoneTest {
        let ReadKind::NoneWord(levels) = &right.kind else { return NoneTest::Other };
        if !matches!(comparison, Comparison::Is | Comparison::IsNot) {
            return NoneTest::Other;
        }
        let Some(typed) = self.expr(left, None, &place.having(left)) else { return NoneTest::Exists(None) };
        let optional = self.is_optional(&typed);
        if let Type::Level(scale) = &typed.ty {
            let has = levels.iter().any(|symbol| match symbol {
                Symbol::Level(index, _) => {
                    self.names.scales.get(*index as usize).is_some_and(|known| Arc::ptr_eq(known, scale))
                }
                _ => false,
            });
            if has && optional && !place.holds(left) {
                let text = self.slice(left.span);
                return NoneTest::Exists(self.report(TypeError::MayBeNone { at: left.span, text, none: None }));
            }
            if has {
                return NoneTest::Level(typed);
            }
        }
        if !optional {
            let text = self.slice(left.span);
            return NoneTest::Exists(self.report(TypeError::NeverNone { at: left.span, text }));
        }
        let test = expr(ExprKind::Exists(Box::new(typed)), Type::Bool, span);
        NoneTest::Exists(Some(negate(comparison == Comparison::Is, test)))
    }

    pub(super) fn inside(&mut self, item: &Read, around: &Read, place: &Place, span: Span) -> Option<Expr> {
        if let ReadKind::Name(symbols) = &around.kind
            && let Some(places) = self.places_of(symbols)
        {
            let item = self.expr(item, Some(&Type::Place), place)?;
            if item.ty != Type::Place {
                return self.report(TypeError::NotAPlace { found: item.ty, at: item.span });
            }
            let set = self.set_named(symbols);
            return Some(expr(ExprKind::In(Box::new(item), places, set), Type::Bool, span));
        }
        let (item, around) = self.side_by_side(item, around, None, place);
        let (item, around) = (item?, around?);
        if item.ty == Type::Place && around.ty == Type::Place {
            return Some(expr(ExprKind::Within(Box::new(item), Box::new(around)), Type::Bool, span));
        }
        if item.ty == Type::Date && around.ty == Type::Window {
            return Some(expr(ExprKind::During(Box::new(item), Box::new(around)), Type::Bool, span));
        }
        if matches!(item.ty, Type::Level(_)) {
            // 关系属于配偶: a choice belongs to one of its values.
            self.alike(&item, &around)?;
            return Some(expr(ExprKind::Compare(Comparison::Is, Box::new(item), Box::new(around)), Type::Bool, span));
        }
        let (found, at) = if item.ty == Type::Place { (around.ty, around.span) } else { (item.ty, item.span) };
        self.report(TypeError::NotAPlace { found, at })
    }

    /// `dwelling is owned or rented` as it is written: `dwelling is one of owned, rented`.
    pub(super) fn values_joined(&self, parts: &[Read]) -> Option<String> {
        let plain = |read: &Read| match &read.kind {
            ReadKind::Name(symbols) => {
                symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..) | Symbol::Place(_)))
            }
            kind => matches!(kind, ReadKind::Quantity(..) | ReadKind::Duration(_) | ReadKind::Date(_)),
        };
        let (first, rest) = parts.split_first()?;
        let ReadKind::Compare(comparison @ (Comparison::Is | Comparison::IsNot), left, value) = &first.kind else {
            return None;
        };
        if rest.is_empty() || !plain(value) || !rest.iter().all(plain) {
            return None;
        }
        let values: Vec<String> = std::iter::once(&**value).chain(rest).map(|value| self.slice(value.span)).collect();
        let (item, not) = (self.slice(left.span), *comparison == Comparison::IsNot);
        Some(if self.slice(first.span).is_ascii() {
            format!("{item} {} {}", if not { "is not one of" } else { "is one of" }, values.join(", "))
        } else {
            format!("{item}{}{}之一", if not { "不属于" } else { "是" }, values.join("、"))
        })
    }

    /// The name of a set of places.
    fn set_named(&self, symbols: &[Symbol]) -> Option<Arc<Term>> {
        symbols.iter().find_map(|symbol| match symbol {
            Symbol::PlaceSet(id) => self.names.place_sets.get(id.index()).map(|set| set.term.clone()),
            _ => None,
        })
    }

    /// The places that a name stands for.
    fn places_of(&self, symbols: &[Symbol]) -> Option<Vec<PlaceId>> {
        symbols.iter().find_map(|symbol| match symbol {
            Symbol::Place(id) => Some(vec![*id]),
            Symbol::PlaceSet(id) => self.names.place_sets.get(id.index()).map(|set| set.members.clone()),
            _ => None,
        })
    }

    pub(super) fn one_of(&mut self, item: &Read, values: &[Read], place: &Place, span: Span) -> Option<Expr> {
        let item = self.expr(item, None, place)?;
        let mut out = Vec::new();
        let mut places = Vec::new();
        let mut sound = true;
        for value in values {
            if let (Type::Place, ReadKind::Name(symbols)) = (&item.ty, &value.kind)
                && let Some(found) = self.places_of(symbols)
            {
                places.extend(found);
                continue;
            }
            let Some(typed) = self.expr(value, Some(&item.ty), place) else {
                sound = false;
                continue;
            };
            sound &= self.alike(&item, &typed).is_some();
            match super::constant::fold(&typed) {
                Some(value) => out.push(value),
                None => sound = self.report::<()>(TypeError::NotConstant { at: value.span }).is_some(),
            }
        }
        if !sound {
            return None;
        }
        let kind = if item.ty == Type::Place {
            places.extend(out.iter().filter_map(|value| match value {
                Value::Place(place) => Some(*place),
                _ => None,
            }));
            ExprKind::In(Box::new(item), places, None)
        } else {
            ExprKind::OneOf(Box::new(item), out)
        };
        Some(expr(kind, Type::Bool, span))
    }
}

/// What a comparison with `none` turns out to be.
enum NoneTest {
    /// A test of existence, typed; nothing where it is wrong.
    Exists(Option<Expr>),
    /// A comparison with a level of that name; the left side is typed.
    Level(Expr),
    /// No such comparison.
    Other,
}
