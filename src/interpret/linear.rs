//! One amount beside another: which of the two is surely no less, by what both are made of.
//!
//! What an amount can come to is reckoned for each side of a comparison by itself, so that twice an income might still be
//! less than the income. Here what stands on both sides is taken off. Only facts count whose amount is always there, and
//! only sums of them in plain proportions, so that no error can hide behind what is not known.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::evaluate::Scopes;
use crate::ir::{Expr, ExprKind, Value, Yield};
use crate::types::{Comparison, Number, Operator, Type};

/// No sum of more parts is looked at.
const MAX_PARTS: usize = 20;
/// No greater proportion is reckoned with: amounts that are told have thirty digits at most, and must not grow past what
/// a number can hold.
const MAX_TIMES: i64 = 1_000_000;

/// So much for each part, and so much beside.
struct Sum<'e> {
    parts: Vec<(&'e Expr, Number)>,
    rest: Number,
}

impl Machine<'_> {
    /// A comparison of two amounts that is settled by what stands on both sides, whatever else is learnt.
    pub(super) fn side_by_side(
        &self,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
        scopes: &mut Scopes,
    ) -> Option<bool> {
        if !matches!(left.ty, Type::Number { .. }) || self.watch.is_some_and(super::watch::Watch::blinds) {
            return None;
        }
        let mut lies = |low: &Expr, high: &Expr, apart: bool| self.reaches(high, low, apart, scopes);
        match comparison {
            Comparison::AtLeast if lies(right, left, false) => Some(true),
            Comparison::AtLeast if lies(left, right, true) => Some(false),
            Comparison::More if lies(right, left, true) => Some(true),
            Comparison::More if lies(left, right, false) => Some(false),
            Comparison::AtMost if lies(left, right, false) => Some(true),
            Comparison::AtMost if lies(right, left, true) => Some(false),
            Comparison::Less if lies(left, right, true) => Some(true),
            Comparison::Less if lies(right, left, false) => Some(false),
            Comparison::Is | Comparison::IsNot if lies(left, right, true) || lies(right, left, true) => {
                Some(comparison == Comparison::IsNot)
            }
            _ => None,
        }
    }

    /// Whether one amount is surely no less than another, or more.
    fn reaches(&self, high: &Expr, low: &Expr, apart: bool, scopes: &mut Scopes) -> bool {
        match (&high.kind, &low.kind) {
            (ExprKind::Pick { greater: true, of }, _) if self.all_there(of, scopes) => {
                of.iter().any(|high| self.reaches(high, low, apart, scopes))
            }
            (ExprKind::Pick { greater: false, of }, _) if self.all_there(of, scopes) => {
                of.iter().all(|high| self.reaches(high, low, apart, scopes))
            }
            (_, ExprKind::Pick { greater: true, of }) if self.all_there(of, scopes) => {
                of.iter().all(|low| self.reaches(high, low, apart, scopes))
            }
            (_, ExprKind::Pick { greater: false, of }) if self.all_there(of, scopes) => {
                of.iter().any(|low| self.reaches(high, low, apart, scopes))
            }
            _ => self.difference(high, low, scopes).is_some_and(|sum| {
                let grows = |(part, times): &(&Expr, Number)| {
                    let sign = self.sign(part);
                    if times.is_negative() { sign.never_above } else { *times == Number::ZERO || sign.never_below }
                };
                let beyond = if apart { sum.rest > Number::ZERO } else { !sum.rest.is_negative() };
                beyond && sum.parts.iter().all(grows)
            }),
        }
    }

    /// Whether each of several amounts is a plain sum, so that none of them can be an error.
    fn all_there(&self, of: &[Expr], scopes: &mut Scopes) -> bool {
        of.len() <= MAX_PARTS && of.iter().all(|part| self.sum_of(part, scopes).is_some())
    }

    /// Whether a fact or field is an amount that is always there.
    fn is_there(&self, amount: &Expr) -> bool {
        matches!(amount.ty, Type::Number { .. }) && self.declared(amount).is_some_and(|fact| !fact.optional)
    }

    fn difference<'e>(&self, high: &'e Expr, low: &'e Expr, scopes: &mut Scopes) -> Option<Sum<'e>> {
        let (high, low) = (self.sum_of(high, scopes)?, self.sum_of(low, scopes)?);
        high.plus(low.times(Number::whole(-1))?)
    }

    /// An amount as a sum of facts in plain proportions.
    fn sum_of<'e>(&self, amount: &'e Expr, scopes: &mut Scopes) -> Option<Sum<'e>> {
        let mut open = vec![(amount, Number::ONE)];
        let mut out = Sum { parts: Vec::new(), rest: Number::ZERO };
        let mut left = MAX_PARTS;
        while let Some((amount, times)) = open.pop() {
            left = left.checked_sub(1)?;
            match &amount.kind {
                ExprKind::Value(Value::Number(value)) => out = out.with(*value, times)?,
                ExprKind::Fact(_) | ExprKind::Field(_) if self.is_there(amount) => {
                    match self.evaluate(amount, scopes) {
                        Yield::Value(Value::Number(value)) => out = out.with(value, times)?,
                        _ => out = out.plus(Sum { parts: vec![(amount, times)], rest: Number::ZERO })?,
                    }
                }
                ExprKind::Parameter(_) => match self.evaluate(amount, scopes) {
                    Yield::Value(Value::Number(value)) => out = out.with(value, times)?,
                    _ => return None,
                },
                ExprKind::Arithmetic(Operator::Plus, one, two) => open.extend([(&**one, times), (&**two, times)]),
                ExprKind::Arithmetic(Operator::Minus, one, two) => {
                    open.extend([(&**one, times), (&**two, times.times(Number::whole(-1)).ok()?)]);
                }
                ExprKind::Arithmetic(Operator::Times | Operator::Of, one, two) => {
                    let (by, of) = match (&one.kind, &two.kind) {
                        (ExprKind::Value(Value::Number(by)), _) => (by, two),
                        (_, ExprKind::Value(Value::Number(by))) => (by, one),
                        _ => return None,
                    };
                    let times = times.times(*by).ok()?;
                    if times > Number::whole(MAX_TIMES) || times < Number::whole(-MAX_TIMES) {
                        return None;
                    }
                    open.push((&**of, times));
                }
                _ => return None,
            }
        }
        Some(out)
    }
}

impl Sum<'_> {
    /// With so many times a number more.
    fn with(mut self, number: Number, times: Number) -> Option<Self> {
        self.rest = self.rest.plus(number.times(times).ok()?).ok()?;
        Some(self)
    }

    fn times(mut self, by: Number) -> Option<Self> {
        for (_, times) in &mut self.parts {
            *times = times.times(by).ok()?;
        }
        self.rest = self.rest.times(by).ok()?;
        Some(self)
    }

    fn plus(mut self, other: Self) -> Option<Self> {
        for (part, more) in other.parts {
            match self.parts.iter_mut().find(|(known, _)| known.kind == part.kind) {
                Some((_, times)) => *times = times.plus(more).ok()?,
                None => self.parts.push((part, more)),
            }
        }
        self.rest = self.rest.plus(other.rest).ok()?;
        Some(self)
    }
}
