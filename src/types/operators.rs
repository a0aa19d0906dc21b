//! The operators of the language, shared by what is read and what is run.

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
