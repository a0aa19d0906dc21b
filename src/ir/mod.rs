//! What a policy means: small, resolved, typed. The one tree that back ends read.
//!
//! In: nothing; the checker builds it. Out: [`Program`]. Never: syntax, a name that is not resolved, or an error node.

pub mod change;
pub mod cite;
pub mod expect;
pub mod linear;
mod list;
pub mod literal;
pub mod print;
pub mod sign;
pub mod turns;
pub mod value;
pub mod visit;

pub use change::{Change, ChangeKind, Clause, ClauseKind, Effect, Power, PowerKind, Route};
pub use cite::{Citation, Lost, Missing, Reasons};
pub use expect::{Expectation, Wanted};
pub use list::{FieldOf, ListOf};
pub use value::{Fault, FaultKind, Given, Member, Value, Yield};

use crate::source::Span;
use crate::types::calendar::{Anchor, Measure, MissingDay};
use crate::types::ids::{DecisionId, DefinitionId, FactId, ParameterId, PlaceId, RecordId};
use crate::types::workdays::Workdays;
use crate::types::{Aggregate, Comparison, Date, Duration, Number, Operator, Quantifier, Rounding, Scale, Term, Type};
use std::sync::Arc;

/// A whole policy, ready to be run.
#[derive(Debug, Clone)]
pub struct Program {
    /// What it calls itself.
    pub header: Header,
    /// The texts that it is made of, the policy first.
    pub layers: Vec<Layer>,
    /// Facts, by id.
    pub facts: Vec<Fact>,
    /// Records, by id.
    pub records: Vec<Record>,
    /// Places, by id, each after the place around it.
    pub places: Vec<Place>,
    /// Named sets of places.
    pub place_sets: Vec<(Arc<Term>, Vec<PlaceId>)>,
    /// Which days are worked, where holidays are written.
    pub workdays: Workdays,
    /// The days on which conditions about the date asked about come to hold or cease to.
    pub turns: Vec<Date>,
    /// Parameters, by id.
    pub parameters: Vec<Parameter>,
    /// Definitions, by id.
    pub definitions: Vec<Definition>,
    /// Decisions, by id.
    pub decisions: Vec<Decision>,
    /// Options, each a set of permissions of which the person may choose any.
    pub options: Vec<OptionSet>,
    /// Articles, in the order of the text.
    pub articles: Vec<Article>,
    /// Published figures, reckoned again.
    pub figures: Vec<Figure>,
    /// Examples.
    pub examples: Vec<Example>,
    /// What its layers changed in each other, the highest first.
    pub changes: Vec<Change>,
    /// What its layers let those below them change.
    pub powers: Vec<Power>,
    /// The day as of which the texts are taken as known, where one was asked for.
    pub known_on: Option<Date>,
    /// Which cases its texts leave to the texts before them.
    pub transitions: Vec<Transition>,
}

/// A text of which there are several versions in time, and the cases that the version before it still decides.
#[derive(Debug, Clone)]
pub struct Transition {
    /// The policy.
    pub policy: Arc<Term>,
    /// When this version of it is in force.
    pub in_force: Period,
    /// Of whom the earlier one still speaks.
    pub condition: Expr,
    /// Whether there is one.
    pub leads_back: bool,
    /// Where it says so.
    pub span: Span,
}

/// An article, for the outline of a policy.
#[derive(Debug, Clone)]
pub struct Article {
    /// The layer that it stands in, by its place in [`Program::layers`].
    pub layer: usize,
    /// Why it is not attested.
    pub inferred: Option<String>,
    /// Its number.
    pub number: String,
    /// Its heading.
    pub title: Option<String>,
    /// When it is in force.
    pub in_force: Period,
    /// What of it is not a rule.
    pub notes: Vec<(Note, String)>,
    /// Where it stands.
    pub span: Span,
}

/// What of an article is not a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// An aim that nothing can decide.
    Hortatory,
    /// What the source no longer has.
    Missing,
    /// What is left to other rules.
    Elsewhere,
}

/// A published figure and how it can be had.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What it is called.
    pub name: String,
    /// The article that it stands in.
    pub article: Option<String>,
    /// How it is had.
    pub reckoned: Expr,
    /// As it was published.
    pub published: Number,
    /// The type that it was published in: a share, an amount of money.
    pub ty: Type,
    /// One in its last place.
    pub place: Number,
    /// How it is said to have been published.
    pub mark: Option<FigureMark>,
    /// Where it stands.
    pub span: Span,
}

/// How a figure was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureMark {
    /// The rest cut off.
    Truncated,
    /// Half up.
    Rounded,
    /// Loosely, within a twentieth.
    About,
    /// Wrong.
    Wrong,
}

/// The header of a policy.
#[derive(Debug, Clone)]
pub struct Header {
    /// Its name.
    pub name: Arc<Term>,
    /// Its title.
    pub title: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its number.
    pub document: Option<String>,
    /// The version of the encoding.
    pub version: Option<String>,
    /// When it holds.
    pub in_force: Period,
    /// Why the dates are assumed.
    pub assumed: Option<String>,
    /// Whether its keywords are mostly Chinese.
    pub chinese: bool,
}

/// A half-open period; open ends where none is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The day after the last.
    pub until: Option<Date>,
}

impl Period {
    /// The part of it that lies in another.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self { from: self.from.max(other.from), until }
    }

    /// Whether there is no day in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until <= from)
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// One text of a policy, for the receipt of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Its name.
    pub name: Arc<Term>,
    /// `policy`, `vocabulary` or `base`.
    pub role: &'static str,
    /// Which text it is.
    pub file: crate::source::FileId,
    /// Its version, where it states one.
    pub version: Option<String>,
    /// When it says in its first lines that it is in force.
    pub in_force: Period,
    /// The hash of what it means, filled in once the whole is checked.
    pub hash: String,
}

/// A fact, or a field of a record.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four independent marks of a declaration")]
pub struct Fact {
    /// Its names.
    pub term: Arc<Term>,
    /// Its type.
    pub ty: Type,
    /// Whether there may be none.
    pub optional: bool,
    /// Whether an amount may be below nought.
    pub signed: bool,
    /// What is presumed where nothing is known, and why.
    pub presumed: Option<(Value, String)>,
    /// The question a clerk asks.
    pub ask: Option<String>,
    /// Who finds it.
    pub decided_by: Option<String>,
    /// What shows it.
    pub shown_by: Option<String>,
    /// Whether it is left to somebody's judgment.
    pub finding: bool,
    /// For a list, the record of its members.
    pub record: Option<RecordId>,
    /// Whether anything in the policy reads it.
    pub used: bool,
    /// Where it is declared.
    pub span: Span,
}

/// A record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its names.
    pub term: Arc<Term>,
    /// Its fields, by id.
    pub fields: Vec<Fact>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its names.
    pub term: Arc<Term>,
    /// The place around it.
    pub parent: Option<PlaceId>,
}

/// A figure that may change in time.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its names.
    pub term: Arc<Term>,
    /// Its type.
    pub ty: Type,
    /// Its values and when each is in force.
    pub values: Vec<(Value, Period)>,
    /// Where each of them is written.
    pub spans: Vec<Span>,
    /// Where it is declared.
    pub span: Span,
}

impl Parameter {
    /// Its one value, where it never changes.
    #[must_use]
    pub fn lasting(&self) -> Option<&Value> {
        match self.values.as_slice() {
            [(value, period)] if *period == Period::default() => Some(value),
            _ => None,
        }
    }
}

/// A term and what it means.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its names.
    pub term: Arc<Term>,
    /// The type of what it yields.
    pub ty: Type,
    /// Whose fields it is about.
    pub record: Option<RecordId>,
    /// The article that it belongs to.
    pub article: Option<String>,
    /// Its readings; exactly one where the text is not ambiguous.
    pub readings: Vec<Reading>,
    /// Which of them holds unless another is asked for.
    pub default: usize,
    /// Why there are several.
    pub reason: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// One way to read a term.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its name; none where there is only one.
    pub term: Option<Arc<Term>>,
    /// What the term means in it.
    pub body: Expr,
}

/// Permissions of which the person may choose any that is open to them.
#[derive(Debug, Clone)]
pub struct OptionSet {
    /// What they are called.
    pub term: Option<Arc<Term>>,
    /// The article in which they stand.
    pub article: String,
    /// Each of them, in the order of the text.
    pub decisions: Vec<DecisionId>,
    /// Where they stand.
    pub span: Span,
}

/// What rules decide.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its names.
    pub term: Arc<Term>,
    /// What its rules say of it.
    pub kind: DecisionKind,
    /// The lists whose members it is decided for, outermost first; none where it is taken once.
    pub each: Vec<ListOf>,
    /// The alternatives.
    pub grounds: Vec<Ground>,
    /// How the rows of a table give its value.
    pub hit: Option<Hit>,
    /// Whether some row of the table, or some rule, fits every case.
    pub complete: bool,
    /// Whether no case fits two of its rules.
    pub apart: bool,
    /// Whether more of it is better for the person, or less, where that is said.
    pub better: Option<bool>,
    /// Where it is first named.
    pub span: Span,
}

/// What the rules of a decision say.
#[derive(Debug, Clone, PartialEq)]
pub enum DecisionKind {
    /// `may`, `must`, `is entitled to`; `must not` where only prohibitions speak of it.
    Modal(Modal),
    /// A value of that type.
    Value(Type),
}

impl DecisionKind {
    /// What it permits, asks or gives, where it is no value.
    #[must_use]
    pub const fn modal(&self) -> Option<Modal> {
        match self {
            Self::Modal(modal) => Some(*modal),
            Self::Value(_) => None,
        }
    }

    /// The type of the value, where it is one.
    #[must_use]
    pub const fn value(&self) -> Option<&Type> {
        match self {
            Self::Value(ty) => Some(ty),
            Self::Modal(_) => None,
        }
    }
}

/// How the rows of a table give its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hit {
    /// Two rows that fit and differ contradict each other.
    Only,
    /// The first row that fits.
    First,
    /// All rows that fit, together.
    Added,
    /// The greatest of them.
    Greatest,
    /// The least of them.
    Least,
}

/// The force of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Modal {
    /// `may`
    May,
    /// `must`
    Must,
    /// `must not`
    MustNot,
    /// `is entitled to`
    Entitled,
}

/// One rule for a decision.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The layer that it comes from, by its place in [`Program::layers`].
    pub layer: usize,
    /// The changes that made it what it is, by their place in [`Program::changes`].
    pub changes: Vec<usize>,
    /// Why it is not attested.
    pub inferred: Option<String>,
    /// The article.
    pub article: String,
    /// `(1)`
    pub ordinal: Option<String>,
    /// Whether it is a row of a table, which the ordinal counts.
    pub row: bool,
    /// Its label.
    pub label: Option<Arc<Term>>,
    /// What it says.
    pub says: Says,
    /// Whom it speaks about; everyone where empty.
    pub population: Vec<Expr>,
    /// What it asks; nothing where none.
    pub condition: Option<Expr>,
    /// When it does not hold all the same.
    pub exceptions: Vec<Exception>,
    /// The grounds of this decision that it goes before.
    pub overrides: Vec<usize>,
    /// When it is in force.
    pub in_force: Period,
    /// How the duty is met.
    pub met: Option<Expr>,
    /// How the duty or the prohibition is breached.
    pub breached: Option<Expr>,
    /// What it cites.
    pub cites: Vec<String>,
    /// Where it is written.
    pub span: Span,
    /// The line of that place, from 1.
    pub line: usize,
}

impl Ground {
    /// The part of an amount that a row takes at its own rate, where this is the test whether that part is reached: at
    /// the line and below it, the part is nought.
    #[must_use]
    pub fn part_above(&self, test: &Expr) -> Option<&Expr> {
        let (ExprKind::Compare(Comparison::More, of, low), Says::Value(value)) = (&test.kind, &self.says) else {
            return None;
        };
        let ExprKind::Arithmetic(Operator::Times, _, taken) = &value.kind else { return None };
        let is_it = |part: &Part| part.of == **of && part.low.as_ref() == Some(low);
        matches!(&taken.kind, ExprKind::Part(part) if is_it(part)).then_some(taken)
    }
}

/// What a ground says of its decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// `may`, `must not`
    Modal(Modal),
    /// `is 2000000 yuan`
    Value(Expr),
    /// `otherwise is 0 yuan`: stands back where another ground holds.
    Otherwise(Expr),
}

impl Says {
    /// The amount that it gives, where it is no permission, duty or prohibition.
    #[must_use]
    pub const fn amount(&self) -> Option<&Expr> {
        match self {
            Self::Value(amount) | Self::Otherwise(amount) => Some(amount),
            Self::Modal(_) => None,
        }
    }
}

/// `except when …`
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// Its label.
    pub label: Option<Arc<Term>>,
    /// When it holds.
    pub body: Expr,
    /// When it does not hold all the same.
    pub exceptions: Vec<Exception>,
}

/// An expression: what, of which type, from where.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What.
    pub kind: ExprKind,
    /// The type of what it yields.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// The kinds of expression, by their syntax.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `100000 yuan`
    Value(Value),
    /// `3-year tax`
    Fact(FactId),
    /// `married`, of the member so many lists out.
    Field(FieldOf),
    /// `stable home`
    Definition(DefinitionId),
    /// A definition over the fields of the member so many lists out.
    MemberDefinition(usize, DefinitionId),
    /// `tax line`
    Parameter(ParameterId),
    /// `loan ceiling`; a decision with a modal yields whether it comes out yes.
    Decision(DecisionId),
    /// `the date asked about`
    AsOf,
    /// `not …`
    Not(Box<Expr>),
    /// `all of`
    All(Vec<Item>),
    /// `any of`
    Any(Vec<Item>),
    /// `at least 2 of`
    AtLeast(u32, Vec<Item>),
    /// `exactly one of`
    Exactly(u32, Vec<Item>),
    /// `3-year tax ≥ 100000`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `home is in Dehong`: in any of these, by the name of the set where it has one.
    In(Box<Expr>, Vec<PlaceId>, Option<Arc<Term>>),
    /// `workplace is in home`, where both are facts.
    Within(Box<Expr>, Box<Expr>),
    /// `relation is one of spouse, child`
    OneOf(Box<Expr>, Vec<Value>),
    /// `award date exists`
    Exists(Box<Expr>),
    /// `award date is known`
    Known(Box<Expr>),
    /// `a + b`; of numbers, or of durations.
    Arithmetic(Operator, Box<Expr>, Box<Expr>),
    /// `the lesser of a and b`
    Pick {
        /// The larger one.
        greater: bool,
        /// The amounts.
        of: Vec<Expr>,
    },
    /// `… rounded down to 0.01 yuan`
    Round(Rounding, Box<Expr>, Box<Expr>),
    /// `year of …`
    Year(Box<Expr>),
    /// `hired on plus 3 months`
    Shift(Box<Shift>),
    /// `… carried to the next working day`
    Carried(Box<Expr>),
    /// `the first day of the month after converted on`
    Anchor(Anchor, Box<Expr>),
    /// `whole months between a and b`, `age of birth on a day`
    Between(Measure, Box<Expr>, Box<Expr>),
    /// `5 years from converted on, ending early on left on`
    Window(Box<WindowOf>),
    /// `the first day of transition`, or the last one.
    Edge(bool, Box<Expr>),
    /// `the date asked about is in transition`
    During(Box<Expr>, Box<Expr>),
    /// The part of an amount between two others.
    Part(Box<Part>),
    /// `if a then b otherwise c`. Copies share it: what was found of its condition holds for all of them.
    If(Arc<[Expr; 3]>),
    /// Points, item by item.
    Score(Box<Score>),
    /// `enrolment is breached`: a duty that is not met, or a prohibition that is not kept.
    Breached(DecisionId),
    /// `open a shop is forbidden`: a prohibition of it holds, and nothing goes before it.
    Forbidden(DecisionId),
    /// `every member …`
    Quantified(Quantifier, ListOf, Box<Expr>),
    /// `number of`, `sum of`, `greatest of`
    Aggregate(Box<Gather>),
    /// The longest stretch of time that members fill without a gap.
    Unbroken(Box<Unbroken>),
    /// A member's part of a total.
    Share(Arc<Sharing>),
}

/// A day moved along the calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// Which day.
    pub date: Expr,
    /// By how much: a duration, or a number of days.
    pub by: Expr,
    /// Towards the past.
    pub back: bool,
    /// What happens where the month has no corresponding day.
    pub rule: MissingDay,
}

/// The part of an amount that lies between two others: nothing where it does not reach the lower one.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Of what.
    pub of: Expr,
    /// From there on; nought where nothing is said.
    pub low: Option<Expr>,
    /// No further than that.
    pub high: Option<Expr>,
}

/// A run of days, by its first day and its length.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowOf {
    /// The day that it is counted from.
    pub start: Expr,
    /// Its length: a duration, or a number of days.
    pub length: Expr,
    /// Whether that day is not counted itself (Civil Code art. 201).
    pub following: bool,
    /// Whether its last day moves past days that are not worked (Civil Code art. 203).
    pub carried: bool,
    /// The day from which it holds no longer, where that comes sooner; there may be none.
    pub early: Option<Expr>,
}

/// Points, item by item.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Only the best item counts.
    pub best: bool,
    /// Its items.
    pub items: Vec<ScoreItem>,
    /// No more than that.
    pub cap: Option<Expr>,
    /// No less than that.
    pub floor: Option<Expr>,
}

/// One item of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreItem {
    /// `(1)`
    pub ordinal: Option<String>,
    /// What it is called.
    pub label: Option<Arc<Term>>,
    /// Whether it is taken off.
    pub minus: bool,
    /// How many.
    pub amount: Expr,
    /// When they are given.
    pub when: Option<Expr>,
}

/// How long a run of members is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// So many consecutive whole numbers, such as years.
    Consecutive(i64),
    /// So many months from any day on.
    Lasting(Duration),
    /// So many days from any day on.
    Days(i64),
}

/// `sum of paid over tax years where …`
#[derive(Debug, Clone, PartialEq)]
pub struct Gather {
    /// What of the members.
    pub kind: Aggregate,
    /// Which list.
    pub list: ListOf,
    /// The amount of each; none for a count.
    pub amount: Option<Expr>,
    /// Only these members.
    pub filter: Option<Expr>,
    /// How long a run along which field: the greatest sum over such a run.
    pub window: Option<(Run, FieldOf)>,
}

/// `longest unbroken time from begun on until ended on over jobs with gaps up to 30 days`
#[derive(Debug, Clone, PartialEq)]
pub struct Unbroken {
    /// Which list.
    pub list: ListOf,
    /// The first day of a member.
    pub start: Expr,
    /// Its last day; where there is none, it lasts.
    pub end: Expr,
    /// So many days between two members do not break it.
    pub gap: i64,
    /// Only these members.
    pub filter: Option<Expr>,
}

/// `total shared out over household by weight in steps of 0.01 yuan`
#[derive(Debug, Clone, PartialEq)]
pub struct Sharing {
    /// What is shared out.
    pub total: Expr,
    /// Over whom.
    pub list: ListOf,
    /// By what, for each member.
    pub weight: Expr,
    /// The smallest amount.
    pub step: Expr,
}

/// One item of a list, with what it is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// `(2)`
    pub ordinal: Option<String>,
    /// `skilled`
    pub label: Option<Arc<Term>>,
    /// What it asks.
    pub expr: Expr,
}

/// An example of the policy, checked and typed.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// The date asked about.
    pub as_of: Option<Date>,
    /// Readings chosen: which definition, which reading.
    pub readings: Vec<(DefinitionId, usize)>,
    /// What is given.
    pub given: Vec<(FactId, Given)>,
    /// What must come out.
    pub expect: Vec<Expectation>,
    /// Where it stands.
    pub span: Span,
}

/// What an example or a case expects of a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// `yes`
    Yes,
    /// `no`
    No,
    /// `undetermined`
    Undetermined,
    /// `not addressed`
    NotAddressed,
    /// `error`: the rules fault.
    Error,
    /// `kept`: a duty is met, or a prohibition kept.
    Kept,
    /// `breached`
    Breached,
    /// `due`: neither met nor breached yet.
    Due,
    /// Of an option: surely not open to the person.
    NotOpen,
    /// A value.
    Value(Value),
}

impl Decision {
    /// The list of the case whose members, or whose members' own, it is decided for.
    #[must_use]
    pub fn outermost(&self) -> Option<FactId> {
        match self.each.first() {
            Some(ListOf::Fact(list)) => Some(*list),
            Some(ListOf::Field(_)) | None => None,
        }
    }
}

impl Program {
    /// The rules of a decision.
    #[must_use]
    pub fn grounds_of(&self, id: DecisionId) -> &[Ground] {
        self.decisions.get(id.index()).map_or(&[], |decision| &decision.grounds)
    }

    /// What a term says, in each of its readings.
    pub fn bodies_of(&self, id: DefinitionId) -> impl Iterator<Item = &Expr> {
        let readings = self.definitions.get(id.index()).into_iter().flat_map(|definition| &definition.readings);
        readings.map(|reading| &reading.body)
    }

    /// The records of the members that something is decided for, outermost first.
    #[must_use]
    pub fn records_of(&self, each: &[ListOf]) -> Vec<RecordId> {
        each.iter().filter_map(|list| self.record_of(*list)).collect()
    }

    /// The scales of its facts, each once, in order.
    #[must_use]
    pub fn scales(&self) -> Vec<Arc<Scale>> {
        let fields = self.records.iter().flat_map(|record| &record.fields);
        let mut out: Vec<Arc<Scale>> = Vec::new();
        for fact in self.facts.iter().chain(fields) {
            if let Type::Level(scale) = &fact.ty
                && !out.iter().any(|known| Arc::ptr_eq(known, scale))
            {
                out.push(scale.clone());
            }
        }
        out
    }

    /// Whether rules of another policy than its own are in force.
    #[must_use]
    pub fn speaks_for_others(&self) -> bool {
        self.decisions.iter().flat_map(|decision| &decision.grounds).any(|ground| ground.layer != 0)
    }

    /// Whether a place is another, or lies in it.
    #[must_use]
    pub fn is_in(&self, place: PlaceId, around: PlaceId) -> bool {
        lies_in(&self.places, place, around)
    }
}

/// A place with those around it, outermost first.
#[must_use]
pub fn route(places: &[Place], place: PlaceId) -> Route {
    let mut out = Route::new();
    let mut at = Some(place);
    while let Some(place) = at.and_then(|at| places.get(at.index())) {
        out.push(place.term.clone());
        if out.len() > places.len() {
            break;
        }
        at = place.parent;
    }
    out.reverse();
    out
}

/// Whether one of these places is another, or lies in it.
#[must_use]
pub fn lies_in(places: &[Place], place: PlaceId, around: PlaceId) -> bool {
    let mut at = Some(place);
    for _ in 0..=places.len() {
        match at {
            Some(here) if here == around => return true,
            Some(here) => at = places.get(here.index()).and_then(|place| place.parent),
            None => return false,
        }
    }
    false
}
