//! An amount as a sum: so much of each part, in plain proportions, and so much beside.
//!
//! In: an expression, and who answers for what it is made of: each stage knows names and values in its own way. Out: the
//! sum, or nothing where the amount is none. Never: what is done with it.

use super::{Expr, ExprKind, Value};
use crate::types::{Number, Operator};

/// No sum of more parts is looked at.
const MAX_PARTS: usize = 20;
/// No greater proportion is reckoned with, and none of which no so many make a whole number: amounts that are told must
/// not grow past what a number can hold.
const MAX_TIMES: i64 = 1_000_000;

/// So much for each part, and so much beside.
#[derive(Debug, Clone)]
pub struct Sum<P> {
    /// The parts, each once.
    pub parts: Vec<(P, Number)>,
    /// What stands beside them.
    pub rest: Number,
}

/// Who answers for what an amount is made of.
pub trait Leaves<'e> {
    /// What a part is known by: two that are equal are one part.
    type Part: PartialEq;

    /// What is neither written as a number nor a sum or a multiple; nothing where no sum can be made of it.
    fn leaf(&mut self, amount: &'e Expr) -> Option<Sum<Self::Part>>;

    /// How many times something is taken, where that is known.
    fn factor(&mut self, amount: &'e Expr) -> Option<Number> {
        match &amount.kind {
            ExprKind::Value(Value::Number(by)) => Some(*by),
            _ => None,
        }
    }

    /// The same of what something is divided by.
    fn divisor(&mut self, _amount: &'e Expr) -> Option<Number> {
        None
    }
}

/// An amount as a sum of parts in plain proportions.
pub fn sum<'e, L: Leaves<'e>>(amount: &'e Expr, leaves: &mut L) -> Option<Sum<L::Part>> {
    let mut open = vec![(amount, Number::ONE)];
    let mut out = Sum { parts: Vec::new(), rest: Number::ZERO };
    let mut left = MAX_PARTS;
    while let Some((amount, times)) = open.pop() {
        left = left.checked_sub(1)?;
        match &amount.kind {
            ExprKind::Value(Value::Number(value)) => out = out.with(*value, times)?,
            ExprKind::Arithmetic(Operator::Plus, one, two) => open.extend([(&**one, times), (&**two, times)]),
            ExprKind::Arithmetic(Operator::Minus, one, two) => {
                open.extend([(&**one, times), (&**two, times.times(Number::whole(-1)).ok()?)]);
            }
            ExprKind::Arithmetic(operator @ (Operator::Times | Operator::Of | Operator::Over), one, two) => {
                let (by, of) = match operator {
                    Operator::Over => (leaves.divisor(two).and_then(|by| Number::ONE.over(by).ok()), one),
                    _ => match leaves.factor(one) {
                        Some(by) => (Some(by), two),
                        None => (leaves.factor(two), one),
                    },
                };
                let Some(by) = by else {
                    out = out.plus(leaves.leaf(amount)?.times(times)?)?;
                    continue;
                };
                let times = times.times(by).ok()?;
                if !is_plain(times) {
                    return None;
                }
                open.push((&**of, times));
            }
            _ => out = out.plus(leaves.leaf(amount)?.times(times)?)?,
        }
    }
    Some(out)
}

/// Whether a proportion is one that is reckoned with.
fn is_plain(times: Number) -> bool {
    let (over, under) = times.parts();
    over.unsigned_abs() <= u128::from(MAX_TIMES.unsigned_abs())
        && under.unsigned_abs() <= u128::from(MAX_TIMES.unsigned_abs())
}

impl<P: PartialEq> Sum<P> {
    /// A number.
    #[must_use]
    pub const fn number(rest: Number) -> Self {
        Self { parts: Vec::new(), rest }
    }

    /// One part, once.
    pub fn part(part: P) -> Self {
        Self { parts: vec![(part, Number::ONE)], rest: Number::ZERO }
    }

    /// With so many times a number more.
    fn with(mut self, number: Number, times: Number) -> Option<Self> {
        self.rest = self.rest.plus(number.times(times).ok()?).ok()?;
        Some(self)
    }

    /// So many times as much.
    #[must_use]
    pub fn times(mut self, by: Number) -> Option<Self> {
        for (_, times) in &mut self.parts {
            *times = times.times(by).ok()?;
        }
        self.rest = self.rest.times(by).ok()?;
        Some(self)
    }

    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: Self) -> Option<Self> {
        for (part, more) in other.parts {
            match self.parts.iter_mut().find(|(known, _)| *known == part) {
                Some((_, times)) => *times = times.plus(more).ok()?,
                None => self.parts.push((part, more)),
            }
        }
        self.rest = self.rest.plus(other.rest).ok()?;
        Some(self)
    }

    /// What one has more than another.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.times(Number::whole(-1))?)
    }
}
