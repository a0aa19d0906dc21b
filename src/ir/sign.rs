//! On which side of nought an amount stays, by what it is made of and what is declared.
//!
//! In: an expression, and who answers for the names in it: each stage keeps those in its own way. Out: what is sure, and
//! nothing where it is not. Never: a value of a case.

use super::{Expr, ExprKind, Gather, Score, Value};
use crate::types::calendar::Measure;
use crate::types::{Aggregate, Number, Operator, Type};

/// On which side of nought an amount stays, whoever the member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// It is nought or more.
    pub never_below: bool,
    /// It is nought or less.
    pub never_above: bool,
}

impl Sign {
    /// Nought or more.
    pub const UP: Self = Self { never_below: true, never_above: false };
    /// Not known.
    pub const EITHER: Self = Self { never_below: false, never_above: false };
    /// Nought.
    pub const NOUGHT: Self = Self { never_below: true, never_above: true };

    /// Of a number.
    #[must_use]
    pub fn of(number: Number) -> Self {
        Self { never_below: !number.is_negative(), never_above: number <= Number::ZERO }
    }

    /// Of a value, of which only a number has one.
    #[must_use]
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::of(*number),
            _ => Self::EITHER,
        }
    }

    /// Of what a fact or a field tells, by its declaration.
    #[must_use]
    pub const fn declared(signed: bool) -> Self {
        if signed { Self::EITHER } else { Self::UP }
    }

    /// Of one of several amounts, whichever it is; not known of none.
    #[must_use]
    pub fn of_any(each: impl IntoIterator<Item = Self>) -> Self {
        each.into_iter().reduce(Self::and).unwrap_or(Self::EITHER)
    }

    /// Of the amount taken off.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self { never_below: self.never_above, never_above: self.never_below }
    }

    /// Of either of two amounts, and of their sum.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { never_below: self.never_below && other.never_below, never_above: self.never_above && other.never_above }
    }

    const fn times(self, other: Self) -> Self {
        let like = self.never_below && other.never_below || self.never_above && other.never_above;
        let unlike = self.never_below && other.never_above || self.never_above && other.never_below;
        Self { never_below: like, never_above: unlike }
    }

    const fn greater(self, other: Self) -> Self {
        Self { never_below: self.never_below || other.never_below, never_above: self.never_above && other.never_above }
    }
}

/// On which side of nought an amount stays; `named` answers for facts, fields, parameters, definitions and decisions.
pub fn sign(amount: &Expr, named: &dyn Fn(&Expr) -> Sign) -> Sign {
    stacker::maybe_grow(64 << 10, 1 << 20, || sign_grown(amount, named))
}

fn sign_grown(amount: &Expr, named: &dyn Fn(&Expr) -> Sign) -> Sign {
    if amount.ty == Type::Duration {
        return Sign::UP;
    }
    let of = |expr: &Expr| sign(expr, named);
    match &amount.kind {
        ExprKind::Value(value) => Sign::of_value(value),
        ExprKind::Fact(_)
        | ExprKind::Field(_)
        | ExprKind::Parameter(_)
        | ExprKind::Definition(_)
        | ExprKind::MemberDefinition(..)
        | ExprKind::Decision(_) => named(amount),
        ExprKind::Arithmetic(operator, left, right) => match operator {
            Operator::Plus => of(left).and(of(right)),
            Operator::Minus => of(left).and(of(right).turned()),
            Operator::Times | Operator::Of | Operator::Over | Operator::PerFull => of(left).times(of(right)),
        },
        ExprKind::Round(_, inner, _) => of(inner),
        ExprKind::Part(_) | ExprKind::Year(_) | ExprKind::Share(_) => Sign::UP,
        ExprKind::Between(Measure::Age(_), ..) => Sign::UP,
        ExprKind::Pick { greater, of: parts } => {
            let turn = |sign: Sign| if *greater { sign } else { sign.turned() };
            let best = parts.iter().map(|part| turn(of(part))).reduce(Sign::greater);
            best.map_or(Sign::EITHER, turn)
        }
        ExprKind::If(parts) => {
            let [_, yes, no] = parts.as_ref();
            of(yes).and(of(no))
        }
        ExprKind::Aggregate(gather) => gathered(gather, named),
        ExprKind::Score(score) => scored(score, named),
        _ => Sign::EITHER,
    }
}

/// The same of what is gathered from the members of a list.
pub fn gathered(gather: &Gather, named: &dyn Fn(&Expr) -> Sign) -> Sign {
    let Some(amount) = &gather.amount else { return Sign::UP };
    let each = sign(amount, named);
    match gather.kind {
        Aggregate::Count => Sign::UP,
        // A run with no member in it sums to nought.
        Aggregate::Sum | Aggregate::Greatest | Aggregate::Least if gather.window.is_some() => {
            each.greater(Sign::NOUGHT)
        }
        Aggregate::Sum | Aggregate::Greatest | Aggregate::Least => each,
    }
}

/// The same of points.
pub fn scored(score: &Score, named: &dyn Fn(&Expr) -> Sign) -> Sign {
    let each = score.items.iter().map(|item| {
        let sign = sign(&item.amount, named);
        if item.minus { sign.turned() } else { sign }
    });
    let all = each.fold(Sign::NOUGHT, Sign::and);
    let capped = score.cap.as_ref().map_or(all, |cap| all.turned().greater(sign(cap, named).turned()).turned());
    score.floor.as_ref().map_or(capped, |floor| capped.greater(sign(floor, named)))
}
