//! The operators of the language, shared by what is read and what is run.

use super::number::{Number, NumberError, Rounding};
use std::cmp::Ordering;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Comparison {
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<`
    Less,
    /// `≤`
    AtMost,
    /// `≥`
    AtLeast,
    /// `>`
    More,
}

impl Comparison {
    /// Whether it holds of two values that lie so.
    #[must_use]
    pub const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Is => order.is_eq(),
            Self::IsNot => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::AtLeast => order.is_ge(),
            Self::More => order.is_gt(),
        }
    }

    /// The same, said from the other side: `a ≥ b` as `b ≤ a`.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::AtLeast => Self::AtMost,
            Self::More => Self::Less,
            Self::Is | Self::IsNot => self,
        }
    }

    /// What holds where it does not: `a < b` for `a ≥ b`.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Is => Self::IsNot,
            Self::IsNot => Self::Is,
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::More,
            Self::AtLeast => Self::Less,
            Self::More => Self::AtMost,
        }
    }

    /// Its sign.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::IsNot => "≠",
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::AtLeast => "≥",
            Self::More => ">",
        }
    }
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `×`
    Times,
    /// `÷`
    Over,
    /// `80% of price`
    Of,
    /// `per full`: how many full units, the rest cut off.
    PerFull,
}

impl Operator {
    /// The operation on two exact numbers.
    pub fn apply(self, left: Number, right: Number) -> Result<Number, NumberError> {
        match self {
            Self::Plus => left.plus(right),
            Self::Minus => left.minus(right),
            Self::Times | Self::Of => left.times(right),
            Self::Over => left.over(right),
            Self::PerFull => left.over(right)?.rounded(Number::ONE, Rounding::Down),
        }
    }
}

/// How a condition runs over a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// One member is enough.
    Some,
    /// All members.
    Every,
    /// Not one member.
    No,
}

/// What is made of the members of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// How many.
    Count,
    /// Their amounts together.
    Sum,
    /// The largest amount.
    Greatest,
    /// The smallest amount.
    Least,
}
