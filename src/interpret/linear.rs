//! One amount beside another: which of the two is surely no less, by what both are made of.
//!
//! What an amount can come to is reckoned for each side of a comparison by itself, so that twice an income might still be
//! less than the income. Here what stands on both sides is taken off. Only facts count whose amount is always there, and
//! only sums of them in plain proportions, so that no error can hide behind what is not known.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::evaluate::Scopes;
use crate::ir::linear::{self, Leaves, Sum};
use crate::ir::{Expr, ExprKind, Value, Yield};
use crate::types::{Comparison, Number, Type};

/// No more amounts than this are looked at of which the least or the greatest counts.
const MAX_AMOUNTS: usize = 20;

/// A fact or a field by what it is.
struct Part<'e>(&'e Expr);

impl PartialEq for Part<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.kind == other.0.kind
    }
}

/// Facts whose amount is always there, and parameters, as far as they are known.
struct Known<'m, 's> {
    machine: &'m Machine<'m>,
    scopes: &'s mut Scopes,
}

impl<'e> Leaves<'e> for Known<'_, '_> {
    type Part = Part<'e>;

    fn leaf(&mut self, amount: &'e Expr) -> Option<Sum<Part<'e>>> {
        let named = match &amount.kind {
            ExprKind::Fact(_) | ExprKind::Field(_) if self.machine.is_there(amount) => Some(amount),
            ExprKind::Parameter(_) => None,
            _ => return None,
        };
        match self.machine.evaluate(amount, self.scopes) {
            Yield::Value(Value::Number(value)) => Some(Sum::number(value)),
            _ => named.map(|amount| Sum::part(Part(amount))),
        }
    }
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
                let grows = |(part, times): &(Part<'_>, Number)| {
                    let sign = self.sign(part.0);
                    if times.is_negative() { sign.never_above } else { *times == Number::ZERO || sign.never_below }
                };
                let beyond = if apart { sum.rest > Number::ZERO } else { !sum.rest.is_negative() };
                beyond && sum.parts.iter().all(grows)
            }),
        }
    }

    /// Whether each of several amounts is a plain sum, so that none of them can be an error.
    fn all_there(&self, of: &[Expr], scopes: &mut Scopes) -> bool {
        of.len() <= MAX_AMOUNTS && of.iter().all(|part| self.sum_of(part, scopes).is_some())
    }

    /// Whether a fact or field is an amount that is always there.
    fn is_there(&self, amount: &Expr) -> bool {
        matches!(amount.ty, Type::Number { .. }) && self.declared(amount).is_some_and(|fact| !fact.optional)
    }

    fn difference<'e>(&self, high: &'e Expr, low: &'e Expr, scopes: &mut Scopes) -> Option<Sum<Part<'e>>> {
        let (high, low) = (self.sum_of(high, scopes)?, self.sum_of(low, scopes)?);
        high.minus(low)
    }

    /// An amount as a sum of facts in plain proportions.
    fn sum_of<'e>(&self, amount: &'e Expr, scopes: &mut Scopes) -> Option<Sum<Part<'e>>> {
        linear::sum(amount, &mut Known { machine: self, scopes })
    }
}
