//! Amounts: units, arithmetic, a choice between two, a step of rounding.

use super::expression::{expr, is_ordered};
use super::unit::{is_days, is_money, is_share, unit_of};
use super::{Checker, Place, TypeError};
use crate::ir::{Expr, ExprKind, Value};
use crate::resolve::lexicon::UnitRef;
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::{NameError, Symbol};
use crate::source::Span;
use crate::types::{Base, Number, Operator, Type, Unit};
use std::sync::Arc;

impl Checker<'_, '_> {
    /// Whether a number is added to something, or taken from it, as the text has it.
    fn is_summed(&self, at: Span) -> bool {
        let text = self.names.sources.get(at.file).map_or("", |source| &source.text);
        let before = text.get(..at.start as usize).unwrap_or_default().trim_end_matches(' ');
        let after = text.get(at.end as usize..).unwrap_or_default().trim_start_matches(' ');
        let words = ["+", "-", "−", "＋", "－", "加", "减", "plus", "minus"];
        words.iter().any(|word| before.ends_with(word) || after.starts_with(word))
            || ["加上", "减去"].iter().any(|word| before.ends_with(word))
    }

    pub(super) fn quantity(
        &mut self,
        number: Number,
        unit: Option<&UnitRef>,
        wanted: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let value = |number, unit| Some(expr(ExprKind::Value(Value::Number(number)), Type::number(unit), span));
        let Some(written) = unit else {
            return match wanted {
                Some(Type::Number { unit: Unit::Share, .. }) if number != Number::ZERO => {
                    let text = self.slice(span);
                    let summed = self.is_summed(span);
                    self.report(TypeError::BareShare { at: span, text, summed })
                }
                Some(Type::Number { unit, .. }) => value(number, unit.clone()),
                Some(Type::Duration) => {
                    let text = self.slice(span);
                    let chinese = self.is_chinese(span);
                    self.report(TypeError::BareDuration { at: span, text, chinese })
                }
                _ => value(number, Unit::Pure),
            };
        };
        let (unit, factor) = unit_of(written)?;
        if let Ok(number) = number.times(factor) {
            value(number, unit)
        } else {
            let text = self.slice(span);
            self.name_errors.push(NameError::NumberTooLarge { at: span, text });
            None
        }
    }

    pub(super) fn arithmetic(
        &mut self,
        operator: Operator,
        left: &Read,
        right: &Read,
        wanted: Option<&Type>,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let additive = matches!(operator, Operator::Plus | Operator::Minus);
        let (left, right) = if additive && is_one(left) && !takes_hint(right) {
            let right = self.expr(right, wanted, place);
            (self.whole(left, right.as_ref(), place), right)
        } else if additive && is_one(right) && !takes_hint(left) {
            let left = self.expr(left, wanted, place);
            let right = self.whole(right, left.as_ref(), place);
            (left, right)
        } else if additive || operator == Operator::PerFull {
            self.side_by_side(left, right, wanted, place)
        } else {
            (self.expr(left, None, place), self.expr(right, None, place))
        };
        let (mut left, mut right) = (left?, right?);
        let share = |side: &Expr| matches!(side.ty, Type::Number { unit: Unit::Share | Unit::Ratio, .. });
        if operator == Operator::Of && share(&right) && !share(&left) {
            // `80% of price` and `价格的80%` are one thing: the share stands first.
            std::mem::swap(&mut left, &mut right);
        }
        if let Some(dated) = self.date_arithmetic(operator, &left, &right, span) {
            return dated;
        }
        if operator == Operator::PerFull {
            if (&left.ty, &right.ty) != (&Type::Duration, &Type::Duration) {
                self.same_unit(&left, &right)?;
            }
            let ty = Type::Number { unit: Unit::Pure, whole: true };
            return Some(expr(ExprKind::Arithmetic(operator, Box::new(left), Box::new(right)), ty, span));
        }
        let time = operator == Operator::Times && [&left.ty, &right.ty].contains(&&Type::Duration);
        let ty = match (&left.ty, &right.ty) {
            (Type::Duration, Type::Duration) if additive => Type::Duration,
            (Type::Duration, Type::Number { unit, .. }) if time => self.times_a_length(&right, unit, span)?,
            (Type::Number { unit, .. }, Type::Duration) if time => self.times_a_length(&left, unit, span)?,
            (Type::Duration, Type::Number { .. }) | (Type::Number { .. }, Type::Duration) if additive => {
                return self.unlike(&left, &right);
            }
            (Type::Duration, Type::Number { .. }) | (Type::Number { .. }, Type::Duration) => {
                let at = if left.ty == Type::Duration { right.span } else { left.span };
                return self.report(TypeError::LengthTimes { at, operator });
            }
            (Type::Number { .. }, Type::Number { .. }) if additive => self.same_unit(&left, &right)?,
            (Type::Number { unit: a, whole: x }, Type::Number { unit: b, whole: y }) => {
                if operator == Operator::Of
                    && !matches!(a, Unit::Share | Unit::Ratio)
                    && !matches!(b, Unit::Share | Unit::Ratio)
                {
                    let error = TypeError::Mismatch {
                        expected: Type::number(Unit::Share),
                        found: left.ty.clone(),
                        at: left.span,
                        because: None,
                    };
                    return self.report(error);
                }
                let sign = if operator == Operator::Over { -1 } else { 1 };
                let whole = (*x || is_integral(&left)) && (*y || is_integral(&right)) && operator == Operator::Times;
                match a.combine(b, sign) {
                    Some(unit) => Type::Number { unit, whole },
                    None => return self.report(TypeError::CompoundUnit { at: span, unit: a.clone() }),
                }
            }
            (Type::Number { .. } | Type::Duration, other) => {
                let error = TypeError::NotANumber { found: other.clone(), at: right.span };
                return self.report(error);
            }
            (other, _) => {
                let error = TypeError::NotANumber { found: other.clone(), at: left.span };
                return self.report(error);
            }
        };
        Some(expr(ExprKind::Arithmetic(operator, Box::new(left), Box::new(right)), ty, span))
    }

    /// What a length of time gives, times a number or so much for each month or year.
    fn times_a_length(&mut self, number: &Expr, unit: &Unit, span: Span) -> Option<Type> {
        let whole = matches!(number.ty, Type::Number { unit: Unit::Pure, whole: true }) || is_integral(number);
        if let Some(time) = unit.per_time() {
            return match unit.combine(&Unit::of(time), 1) {
                Some(unit) => Some(Type::number(unit)),
                None => self.report(TypeError::CompoundUnit { at: span, unit: unit.clone() }),
            };
        }
        match unit {
            Unit::Pure if whole => return Some(Type::Duration),
            // 职工人数 × 服役时间 × 300元/人·月: it is divided out again by what follows.
            Unit::Of(_) => return unit.combine(&Unit::of(Base::Month), 1).map(Type::number),
            Unit::Pure | Unit::Share | Unit::Ratio => {}
        }
        self.report(TypeError::LengthTimes { at: number.span, operator: Operator::Times })
    }

    /// A bare `1` that is added or taken off: beside a share it is the whole of it, as in `1 - 10%`.
    fn whole(&mut self, one: &Read, beside: Option<&Expr>, place: &Place) -> Option<Expr> {
        match beside.map(|beside| &beside.ty) {
            Some(ty) if is_share(ty) => Some(expr(ExprKind::Value(Value::Number(Number::ONE)), ty.clone(), one.span)),
            hint => self.expr(one, hint, place),
        }
    }

    /// Types two things that must be alike, each giving the other its hint.
    pub(super) fn side_by_side(
        &mut self,
        left: &Read,
        right: &Read,
        wanted: Option<&Type>,
        place: &Place,
    ) -> (Option<Expr>, Option<Expr>) {
        if takes_hint(left) && !takes_hint(right) {
            let right = self.expr(right, wanted, place);
            let left = self.expr(left, right.as_ref().map(|right| &right.ty).or(wanted), place);
            (left, right)
        } else {
            let left = self.expr(left, wanted, place);
            let right = self.expr(right, left.as_ref().map(|left| &left.ty).or(wanted), place);
            (left, right)
        }
    }

    /// The common type of two amounts; reports where they count different things.
    pub(super) fn same_unit(&mut self, left: &Expr, right: &Expr) -> Option<Type> {
        let (Type::Number { unit: a, whole: x }, Type::Number { unit: b, whole: y }) = (&left.ty, &right.ty) else {
            return self.unlike(left, right);
        };
        if !a.fits(b) {
            return self.unlike(left, right);
        }
        let unit = if *a == Unit::Ratio { b.clone() } else { a.clone() };
        let whole = (*x || is_integral(left)) && (*y || is_integral(right));
        Some(Type::Number { unit, whole })
    }

    /// Reports two things that do not belong together, in the most telling way.
    fn unlike<T>(&mut self, left: &Expr, right: &Expr) -> Option<T> {
        let (at, other) = (right.span, left.span);
        let pair = |test: fn(&Type) -> bool, with: fn(&Type) -> bool| {
            (test(&left.ty) && with(&right.ty)) || (with(&left.ty) && test(&right.ty))
        };
        let error = if pair(is_money, is_share) {
            let (money, share) = if is_share(&left.ty) { (right, left) } else { (left, right) };
            let literal = matches!(share.kind, ExprKind::Value(_));
            TypeError::MoneyAndShare { money: money.span, share: share.span, text: self.slice(share.span), literal }
        } else if pair(is_days, |ty| *ty == Type::Duration) {
            let (days, months) = if is_days(&left.ty) { (other, at) } else { (at, other) };
            TypeError::DaysAndMonths { days, months }
        } else {
            match (&left.ty, &right.ty) {
                (Type::Number { unit: a, .. }, Type::Number { unit: b, .. }) => {
                    TypeError::Units { left: a.clone(), right: b.clone(), at, other }
                }
                _ => {
                    TypeError::Mismatch { expected: left.ty.clone(), found: right.ty.clone(), at, because: Some(other) }
                }
            }
        };
        self.report(error)
    }

    pub(super) fn pick(
        &mut self,
        greater: bool,
        of: &[Read],
        wanted: Option<&Type>,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let hint = of.iter().find(|part| !takes_hint(part));
        let known = hint.and_then(|part| self.expr(part, wanted, place));
        let ty = known.as_ref().map(|known| known.ty.clone());
        let mut parts = Vec::new();
        for part in of {
            let typed = match (&known, hint) {
                // Typed once: twice at every level would be endless.
                (known, Some(hint)) if std::ptr::eq(part, hint) => known.clone(),
                _ => self.expr(part, ty.as_ref().or(wanted), place),
            };
            parts.push(typed);
        }
        let parts: Vec<Expr> = parts.into_iter().collect::<Option<_>>()?;
        let first = parts.first()?;
        for other in parts.iter().skip(1) {
            self.alike(first, other)?;
        }
        if !is_ordered(&first.ty) {
            let error = TypeError::NotOrdered { ty: first.ty.clone(), at: span };
            return self.report(error);
        }
        let ty = common(&parts);
        Some(expr(ExprKind::Pick { greater, of: parts }, ty, span))
    }

    /// Whether two things can be compared; reports where not.
    pub(super) fn alike(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        match (&left.ty, &right.ty) {
            (Type::Number { .. }, Type::Number { .. }) => self.same_unit(left, right).map(|_| ()),
            (a, b) if a == b => Some(()),
            _ => self.unlike(left, right),
        }
    }

    pub(super) fn choice(
        &mut self,
        parts: &[Read; 3],
        wanted: Option<&Type>,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let [condition, yes, no] = parts;
        let typed = self.condition(condition, place);
        let known = place.asking(condition);
        let (yes, no) = if takes_hint(yes) && !takes_hint(no) {
            let no = self.expr(no, wanted, place);
            (self.expr(yes, no.as_ref().map(|no| &no.ty).or(wanted), &known), no)
        } else {
            let yes = self.expr(yes, wanted, &known);
            let no = self.expr(no, yes.as_ref().map(|yes| &yes.ty).or(wanted), place);
            (yes, no)
        };
        let (condition, yes, no) = (typed?, yes?, no?);
        self.alike(&yes, &no)?;
        let ty = common(&[yes.clone(), no.clone()]);
        Some(expr(ExprKind::If(Arc::new([condition, yes, no])), ty, span))
    }

    /// A step of rounding: a plain amount above nought.
    pub(super) fn step(&mut self, step: Expr) -> Option<Expr> {
        match super::constant::fold(&step) {
            Some(Value::Number(number)) if !number.is_negative() && number != Number::ZERO => {
                Some(Expr { kind: ExprKind::Value(Value::Number(number)), ..step })
            }
            Some(_) => self.report(TypeError::BadStep { at: step.span }),
            None => self.report(TypeError::NotConstant { at: step.span }),
        }
    }
}

/// The type of several amounts of one kind: whole only where each of them is.
fn common(parts: &[Expr]) -> Type {
    let whole = |part: &Expr| matches!(part.ty, Type::Number { whole: true, .. }) || is_integral(part);
    match parts.first().map(|first| first.ty.clone()) {
        Some(Type::Number { unit, .. }) => Type::Number { unit, whole: parts.iter().all(whole) },
        ty => ty.unwrap_or(Type::Bool),
    }
}

/// Whether an amount is written as a plain whole number.
pub(super) fn is_integral(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Value(Value::Number(number)) if number.to_i64().is_some())
}

fn is_one(read: &Read) -> bool {
    matches!(read.kind, ReadKind::Quantity(number, None) if number == Number::ONE)
}

/// Whether an expression takes its type from what stands beside it.
fn takes_hint(read: &Read) -> bool {
    match &read.kind {
        ReadKind::Quantity(_, None) | ReadKind::NoneWord(_) => true,
        ReadKind::Name(symbols) => symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..))),
        ReadKind::Round(_, inner, _) => takes_hint(inner),
        ReadKind::Arithmetic(Operator::Plus | Operator::Minus, left, right) => takes_hint(left) && takes_hint(right),
        ReadKind::Pick { of, .. } => of.iter().all(takes_hint),
        _ => false,
    }
}
