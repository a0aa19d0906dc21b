//! A phrase as read: names resolved, operators in their ranks, types not yet known.

use super::Symbol;
use super::lexicon::UnitRef;
use crate::source::Span;
use crate::syntax::ast::Date;
use crate::types::calendar::{Anchor, Measure, MissingDay};
use crate::types::{Aggregate, Comparison, Duration, Number, Operator, Quantifier, Rounding};

/// A node of a phrase and its place. Equality ignores the place.
#[derive(Debug, Clone)]
pub struct Read {
    /// What.
    pub kind: ReadKind,
    /// Where.
    pub span: Span,
}

impl PartialEq for Read {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// The kinds of node, by their syntax.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadKind {
    /// A declared name; the checker picks among levels that share it.
    Name(Vec<Symbol>),
    /// `none`, before it is known whether a level or an absence is meant.
    NoneWord(Vec<Symbol>),
    /// `100000`, `10万元`, `25%`
    Quantity(Number, Option<UnitRef>),
    /// `9 years 11 months`
    Duration(Duration),
    /// `2011-12-01`
    Date(Date),
    /// `"a text"`
    Text(String),
    /// `yes`, `no`
    Bool(bool),
    /// `the date asked about`
    AsOf,
    /// `not married`
    Not(Box<Read>),
    /// `a and b and c`
    And(Vec<Read>),
    /// `a or b or c`
    Or(Vec<Read>),
    /// `3-year tax ≥ 100000`
    Compare(Comparison, Box<Read>, Box<Read>),
    /// `home is in Dehong`
    In {
        /// `is not in`
        negated: bool,
        /// The place or value.
        item: Box<Read>,
        /// Around it.
        place: Box<Read>,
    },
    /// `relation is one of spouse, child`
    OneOf {
        /// `is not one of`
        negated: bool,
        /// The value.
        item: Box<Read>,
        /// Those that it may be.
        values: Vec<Read>,
    },
    /// `award date exists`
    Exists(Box<Read>, bool),
    /// `award date is known`
    Known(Box<Read>, bool),
    /// `enrolment is breached`
    Breached(Box<Read>),
    /// `open a shop is forbidden`
    Forbidden(Box<Read>, bool),
    /// `a + b`
    Arithmetic(Operator, Box<Read>, Box<Read>),
    /// `the lesser of a and b`
    Pick {
        /// The larger one.
        greater: bool,
        /// The amounts.
        of: Vec<Read>,
    },
    /// `price rounded down to 0.01 yuan`
    Round(Rounding, Box<Read>, Box<Read>),
    /// `year of converted on`
    Year(Box<Read>),
    /// What happens in the sum inside where a month has no corresponding day.
    MissingDay(MissingDay, Box<Read>),
    /// `… carried to the next working day`, of a day or of the last day of a period.
    Carried(Box<Read>),
    /// `the first day of the month after converted on`
    Anchor(Anchor, Box<Read>),
    /// `whole months between a and b`, `age of birth on a day`
    Between(Measure, Box<Read>, Box<Read>),
    /// `5 years from converted on, ending early on left on`
    Window {
        /// The day that it is counted from.
        start: Box<Read>,
        /// How long.
        length: Box<Read>,
        /// Whether that day is not counted itself.
        following: bool,
        /// Whether its last day moves past days that are not worked.
        carried: bool,
        /// The day from which it holds no longer.
        early: Option<Box<Read>>,
    },
    /// `the first day of transition`, or the last one.
    Edge(bool, Box<Read>),
    /// `if a then b otherwise c`
    If(Box<[Read; 3]>),
    /// `months of that firm`, 该企业的月数: of the member that is spoken of under that name
    OfThat(Box<Read>, ListRef),
    /// `hires of that firm`, where a list stands by itself
    List(ListRef),
    /// `every member lives together`
    Quantified(Quantifier, ListRef, Box<Read>),
    /// `sum of paid over tax years where year ≥ 2009`
    Aggregate {
        /// What of the members.
        kind: Aggregate,
        /// Which list.
        list: ListRef,
        /// The amount of each; none for a count.
        amount: Option<Box<Read>>,
        /// Only these members.
        filter: Option<Box<Read>>,
        /// `in any 3 consecutive year`: how many, and the field that runs.
        window: Option<Box<(Read, Read)>>,
    },
    /// `longest unbroken time from begun on until ended on over jobs with gaps up to 30 days`
    Unbroken {
        /// Over which list.
        list: ListRef,
        /// The first day of a member.
        start: Box<Read>,
        /// Its last day; there may be none yet.
        end: Box<Read>,
        /// Gaps that do not break it.
        gap: Option<Box<Read>>,
        /// Only these members.
        filter: Option<Box<Read>>,
    },
    /// `total shared out over household by weight in steps of 0.01 yuan`
    Share {
        /// What is shared out.
        total: Box<Read>,
        /// Over whom.
        list: ListRef,
        /// By what.
        weight: Box<Read>,
        /// The smallest amount.
        step: Box<Read>,
    },
}

impl ReadKind {
    /// Whether it can only be a condition, whatever its names stand for.
    #[must_use]
    pub const fn is_condition(&self) -> bool {
        matches!(
            self,
            Self::Not(_)
                | Self::And(_)
                | Self::Or(_)
                | Self::Compare(..)
                | Self::In { .. }
                | Self::OneOf { .. }
                | Self::Exists(..)
                | Self::Known(..)
                | Self::Breached(_)
                | Self::Forbidden(..)
                | Self::Quantified(..)
        )
    }
}

/// The list that a quantifier runs over: named by the list, or by its record.
#[derive(Debug, Clone)]
pub struct ListRef {
    /// What the name stands for.
    pub symbols: Vec<Symbol>,
    /// Where.
    pub span: Span,
    /// `hires of that firm`: the member that it belongs to, where that is said.
    pub of: Option<Box<ListRef>>,
}

impl ListRef {
    /// A list by its name alone.
    #[must_use]
    pub const fn named(symbols: Vec<Symbol>, span: Span) -> Self {
        Self { symbols, span, of: None }
    }
}

impl PartialEq for ListRef {
    fn eq(&self, other: &Self) -> bool {
        self.symbols == other.symbols && self.of == other.of
    }
}

/// The head of a list that runs over members: `some member where` before `all of`.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// How.
    pub quantifier: Quantifier,
    /// Over which list.
    pub list: ListRef,
}
