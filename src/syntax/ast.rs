//! The tree as written: lines, lists and phrases. Names are not resolved and amounts not read.
//!
//! Equality ignores places, comments and the language of the keywords, but not the words of a phrase.

use crate::source::{Span, Spanned};

/// A text as it was written, with its place.
pub type Written = Spanned<String>;

/// A name where it is declared, with its other-language form: `stable home (合法稳定住所)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// The name.
    pub text: Written,
    /// Its other form.
    pub alias: Option<Written>,
}

impl Name {
    /// Both forms, the first as written first.
    pub fn forms(&self) -> impl Iterator<Item = &Written> {
        std::iter::once(&self.text).chain(&self.alias)
    }
}

/// A whole file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Module {
    /// `policy …` or `vocabulary …` with the lines under it.
    pub header: Option<Header>,
    /// `use vocabulary`
    pub uses: Vec<Written>,
    /// Everything else, in the order of the text.
    pub items: Vec<Item>,
    /// Words of the source that its clauses quote.
    pub quotes: Vec<Quote>,
    /// Whether most line keywords are Chinese.
    pub chinese: bool,
}

/// `quotes 以上` below a clause or at its end
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// The words, without their quotation marks.
    pub words: Written,
    /// The clause with all that stands under it.
    pub clause: Span,
}

/// `policy dehong under yunnan, in place of its rules`
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The first line.
    pub span: Span,
    /// Whether it is a vocabulary, which holds no rules.
    pub vocabulary: bool,
    /// `dehong (德宏)`
    pub name: Name,
    /// `under yunnan`
    pub under: Option<Written>,
    /// `in place of its rules`
    pub in_place: bool,
    /// On what ground it takes their place.
    pub grounds: Grounds,
    /// `title "…"`
    pub title: Option<Written>,
    /// `issuer "…"`
    pub issuer: Option<Written>,
    /// `document "…"`
    pub document: Option<Written>,
    /// `version "…"`
    pub version: Option<Written>,
    /// `in force from 2011-12-01 until 2015-06-30`
    pub in_force: Option<InForce>,
    /// `issued 2011-09-01`: from that day it could be known.
    pub issued: Option<Spanned<Date>>,
    /// `earlier text applies to: applied on < 2014-11-01`: cases that the version before this one still decides.
    pub earlier: Vec<Body>,
    /// `以下 excludes the number`
    pub words: Vec<WordSense>,
}

/// `in force from … until …, assumed because …`
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// The first day.
    pub from: Option<Spanned<Date>>,
    /// The last day, as printed.
    pub until: Option<Spanned<Date>>,
    /// Whether the dates are assumed, and why.
    pub assumed: Option<Assumed>,
}

/// `assumed because the page gives no date`
#[derive(Debug, Clone, PartialEq)]
pub struct Assumed {
    /// Where it says so.
    pub at: Span,
    /// Why.
    pub reason: Option<Written>,
}

/// `以下 excludes the number`
#[derive(Debug, Clone, PartialEq)]
pub struct WordSense {
    /// The comparison word.
    pub word: Written,
    /// Whether it includes the number that it stands with.
    pub includes: bool,
}

/// A date as written; not yet known to exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: u16,
    /// The month as written.
    pub month: u8,
    /// The day as written.
    pub day: u8,
}

/// Days from the first on, up to the first that is none of them any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// Where they are written.
    pub at: Span,
    /// The first; none where there is none before them.
    pub from: Option<Date>,
    /// The first after them.
    pub until: Option<Date>,
}

/// Anything that may stand at the left margin.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// `fact …`
    Fact(Fact),
    /// `record …`
    Record(Record),
    /// `type level: grade …`
    Type(TypeName),
    /// `unit point`
    Unit(Name),
    /// `place …`
    Place(Place),
    /// `place set …`
    PlaceSet(PlaceSet),
    /// `holidays 2012`
    Holidays(Holidays),
    /// `parameter …`
    Parameter(Parameter),
    /// `define …`
    Define(Define),
    /// `decision …`
    Decision(Name, Option<Better>),
    /// `article …`
    Article(Article),
    /// `example …`
    Example(Example),
    /// `figure "times the target": …`
    Figure(Figure),
    /// `set parameter tax line: 80000 yuan`
    Change(Change),
    /// `power tax: may set parameter tax line …`
    Power(Power),
}

/// `fact NAME: TYPE, presumed VALUE because REASON`, also a field of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// `presumed no because …`
    pub presumed: Option<Presumption>,
    /// `ask "…"`
    pub ask: Option<Written>,
    /// `decided by …`
    pub decided_by: Option<Written>,
    /// `shown by …`
    pub shown_by: Option<Written>,
}

/// `presumed no because article 6`
#[derive(Debug, Clone, PartialEq)]
pub struct Presumption {
    /// What is presumed.
    pub value: Phrase,
    /// Why.
    pub reason: Option<Written>,
}

/// `record member` with its fields and definitions.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// What is known of each.
    pub fields: Vec<Fact>,
    /// What follows from the fields.
    pub defines: Vec<Define>,
}

/// `type level: grade township < county`
#[derive(Debug, Clone, PartialEq)]
pub struct TypeName {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub ty: Type,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// Where.
    pub span: Span,
    /// Which.
    pub kind: TypeKind,
    /// `may be negative`, or `never negative`; neither where nothing is said.
    pub signed: Option<bool>,
    /// `or none`
    pub optional: bool,
}

/// The kinds of type, by their syntax.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// `yes/no`
    Bool,
    /// `finding of the housing office`
    Finding(Option<Written>),
    /// `money`
    Money,
    /// `percent`
    Share,
    /// `whole number in persons`
    Whole(Option<Written>),
    /// `number in points`
    Number(Option<Written>),
    /// `date`
    Date,
    /// `days`
    Days,
    /// `duration`
    Duration,
    /// `area`
    Area,
    /// `text`
    Text,
    /// `place`
    Place,
    /// `grade none < junior < intermediate`
    Grade(Vec<Name>),
    /// `one of spouse, child, parent`
    Choice(Vec<Name>),
    /// `list of member`
    List(Written),
    /// `level`, declared by `type`
    Named(Written),
}

/// `place Dehong (德宏) in Yunnan` with the places inside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// `in Yunnan`
    pub inside: Option<Written>,
    /// The places written under it.
    pub places: Vec<Place>,
    /// On what ground, where rules of the policies above read a place around it.
    pub grounds: Grounds,
}

/// `place set five seats: Menghuan, Mengmao`
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceSet {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its members.
    pub members: Vec<Written>,
}

/// `holidays 2012` with the days that are not worked, and those that make up for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Holidays {
    /// The line.
    pub span: Span,
    /// Which year.
    pub year: Spanned<u16>,
    /// The days that are not worked.
    pub free: Vec<FreeRun>,
    /// `worked 2012-01-21`
    pub worked: Vec<FreeRun>,
    /// What it cites.
    pub cites: Vec<Written>,
    /// On what ground, where the policies above count working days by others.
    pub grounds: Grounds,
}

/// `Spring Festival: 2012-01-22 to 2012-01-28`
#[derive(Debug, Clone, PartialEq)]
pub struct FreeRun {
    /// Where.
    pub span: Span,
    /// `Spring Festival`
    pub label: Option<Written>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// `parameter tax line: 100000 yuan from 2011-12-01`
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its values and when each is in force.
    pub values: Vec<DatedValue>,
}

/// `100000 yuan from 2011-12-01 until 2013-12-31`
#[derive(Debug, Clone, PartialEq)]
pub struct DatedValue {
    /// The value.
    pub value: Phrase,
    /// The first day.
    pub from: Option<Spanned<Date>>,
    /// The last day, as printed.
    pub until: Option<Spanned<Date>>,
}

/// `define stable home as …`
#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// `for each member`
    pub each: Option<Written>,
    /// What it means.
    pub meaning: Meaning,
}

/// What a definition says: one body, or several readings of an ambiguous text.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// `… as any of …`
    One(Body),
    /// `… as readings`, with its alternatives.
    Readings {
        /// Why the text can be read in more than one way.
        reason: Option<Written>,
        /// The alternatives.
        readings: Vec<Reading>,
    },
    /// Nothing that could be read; already reported.
    Broken,
}

/// `reading strict (default): title appointed`
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Whether it holds unless another is asked for.
    pub default: bool,
    /// What the text means in it.
    pub body: Body,
}

/// A condition or an amount: one line, or a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// `3-year tax ≥ 100000`
    Phrase(Phrase),
    /// `any of` with its items.
    List(List),
    /// A cell of a table.
    Cell(Cell),
    /// Nothing that could be read; already reported.
    Broken(Span),
}

impl Body {
    /// The place of the condition: its first line.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Phrase(phrase) => phrase.span,
            Self::List(list) => list.span,
            Self::Cell(cell) => cell.span,
            Self::Broken(span) => *span,
        }
    }
}

/// `some member where all of` with its items.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The head.
    pub span: Span,
    /// `some member where`
    pub quantifier: Option<Phrase>,
    /// `all of`
    pub connective: Connective,
    /// The items.
    pub items: Vec<ListItem>,
    /// `except when …` among the items.
    pub exceptions: Vec<Exception>,
    /// Whether nobody wrote it: it joins what layers or versions say together.
    pub made: bool,
}

/// How the items of a list are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connective {
    /// `all of`
    All,
    /// `any of`
    Any,
    /// `none of`
    None,
    /// `at least 2 of`
    AtLeast(u32),
    /// `exactly one of`
    Exactly(u32),
}

/// `(2) skilled (技能人员): skill level ≥ intermediate`
#[derive(Debug, Clone, PartialEq)]
pub struct ListItem {
    /// The line.
    pub span: Span,
    /// `(2)`, as a plain ordinal; none for a dash.
    pub ordinal: Option<String>,
    /// `skilled (技能人员)`
    pub label: Option<Name>,
    /// The condition.
    pub body: Body,
}

/// `except when under sanction`
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// The line.
    pub span: Span,
    /// Its label.
    pub label: Option<Name>,
    /// When it holds.
    pub body: Body,
    /// Exceptions to the exception.
    pub exceptions: Vec<Exception>,
}

/// `article 14 "People from other provinces"`
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// The line.
    pub span: Span,
    /// From the line to the end of what stands under it.
    pub extent: Span,
    /// Whether it is here only for the cases that a later version leaves to it.
    pub carried: bool,
    /// `14`, `14.1`
    pub number: Written,
    /// Its heading.
    pub title: Option<Written>,
    /// Whom the whole article speaks about.
    pub applies: Vec<Body>,
    /// Exceptions to all its rules.
    pub exceptions: Vec<Exception>,
    /// What it cites.
    pub cites: Vec<Written>,
    /// When it is in force, where it says so itself.
    pub in_force: Option<InForce>,
    /// `issued 2011-09-01`: from that day it could be known.
    pub issued: Option<Spanned<Date>>,
    /// Cases that the text before this one still decides.
    pub earlier: Vec<Body>,
    /// Why it is not attested.
    pub inferred: Option<Written>,
    /// The article of the policy above whose place it takes, and on what ground.
    pub replaces: Vec<Target>,
    /// On what ground it changes the policy above.
    pub grounds: Grounds,
    /// What it changes in the policy above.
    pub changes: Vec<Change>,
    /// What it lets the policies below change.
    pub powers: Vec<Power>,
    /// What of it is not a rule.
    pub notes: Vec<(Note, Written)>,
    /// Published figures, reckoned again.
    pub figures: Vec<Figure>,
    /// Definitions that hold in this article.
    pub defines: Vec<Define>,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// `each member of household`: one list whose members something is decided for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Each {
    /// The list, or its record.
    pub list: Written,
    /// The record, where both are named.
    pub noun: Option<Written>,
}

/// `may register in town when …` or `loan ceiling is 2000000 yuan when …`
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The line.
    pub span: Span,
    /// `(1)`, as a plain ordinal.
    pub ordinal: Option<String>,
    /// `seats:`
    pub label: Option<Name>,
    /// `each hire of each firm`: the lists whose members it is decided for, outermost first.
    pub each: Vec<Each>,
    /// What it decides: `register in town`, `loan ceiling`.
    pub decision: Name,
    /// What it says of it.
    pub says: Says,
    /// `… , otherwise 0 yuan` on the same line.
    pub otherwise: Option<Phrase>,
    /// `applies to …`
    pub applies: Vec<Body>,
    /// Whether it speaks about others than its article does: a policy below has widened it.
    pub widened: bool,
    /// The days to which a policy below has limited it as it stands here.
    pub limited: Option<Days>,
    /// `when …`; none where the rule asks nothing.
    pub when: Option<Body>,
    /// `except when …`
    pub exceptions: Vec<Exception>,
    /// `cites …`
    pub cites: Vec<Written>,
    /// `notwithstanding article 13`
    pub notwithstanding: Vec<Target>,
    /// `subject to article 15`
    pub subject_to: Vec<Target>,
    /// `replaces article 1 rule seats`
    pub replaces: Vec<Target>,
    /// `deviates from article 1 rule seats`
    pub deviates: Vec<Target>,
    /// On what ground it changes the policy above.
    pub grounds: Grounds,
    /// Why it is not attested.
    pub inferred: Option<Written>,
    /// `met when …`
    pub met: Option<Body>,
    /// `breached when …`
    pub breached: Option<Body>,
    /// `ends on died on`, and whether for good.
    pub ends: Option<(Phrase, bool)>,
    /// How the rows of its table give the value, for a row of a table.
    pub hit: Option<Hit>,
    /// The options that it is one of: their line, and what they are called.
    pub options: Option<(Span, Option<Name>)>,
    /// What is cut into parts, and the part that this row takes; all of it where it names none.
    pub part: Option<(Phrase, Option<Cell>)>,
    /// The first column of the row for all other cases, and its cell.
    pub catches: Option<(Phrase, Span)>,
}

impl Rule {
    /// A rule that says something of a decision, and nothing else.
    #[must_use]
    pub fn new(span: Span, decision: Name, says: Says) -> Self {
        Self {
            span,
            ordinal: None,
            label: None,
            each: Vec::new(),
            decision,
            says,
            otherwise: None,
            applies: Vec::new(),
            widened: false,
            limited: None,
            when: None,
            exceptions: Vec::new(),
            cites: Vec::new(),
            notwithstanding: Vec::new(),
            subject_to: Vec::new(),
            replaces: Vec::new(),
            deviates: Vec::new(),
            grounds: Grounds::default(),
            inferred: None,
            met: None,
            breached: None,
            ends: None,
            hit: None,
            options: None,
            part: None,
            catches: None,
        }
    }
}

/// How the rows of a table give its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// `only one row fits`
    Only,
    /// `first row that fits`
    First,
    /// `rows added up`
    Added,
    /// `greatest row`
    Greatest,
    /// `least row`
    Least,
    /// `each part at its own rate`
    Parts,
}

/// A test of one cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What the column is about.
    pub header: Phrase,
    /// `at most 100`, `bachelor`: as it is written under it.
    pub tests: Vec<(CellTest, Phrase)>,
    /// The cell.
    pub span: Span,
}

/// How a cell is compared with its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellTest {
    /// As the cell says: `at most 100`, `bachelor`.
    Written,
    /// The lower end of `18 to 59`.
    AtLeast,
    /// The lower end of `more than 18 to 59`.
    More,
    /// The upper end of `18 to 59`.
    AtMost,
    /// The upper end of `18 to under 60`.
    Less,
}

/// Points, item by item.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The line.
    pub span: Span,
    /// Only the best item counts.
    pub best: bool,
    /// Its items.
    pub items: Vec<ScoreItem>,
    /// `at most 100 points`
    pub cap: Option<Phrase>,
    /// `at least 0 points`
    pub floor: Option<Phrase>,
}

/// `(1) tax: 2 points times tax per full 10000 yuan when …, at most 20 points`
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreItem {
    /// The line.
    pub span: Span,
    /// `(1)`, as a plain ordinal.
    pub ordinal: Option<String>,
    /// `tax`
    pub label: Option<Name>,
    /// Whether it is taken off.
    pub minus: bool,
    /// How many.
    pub amount: Points,
    /// When they are given.
    pub when: Option<Phrase>,
    /// `at most 20 points`
    pub cap: Option<Phrase>,
    /// `at least 0 points`
    pub floor: Option<Phrase>,
}

/// The points of an item.
#[derive(Debug, Clone, PartialEq)]
pub enum Points {
    /// `60 points`
    Amount(Phrase),
    /// `best of` with items of its own.
    Items(Score),
    /// Nothing that could be read; already reported.
    Broken,
}

/// `579476 ÷ 130000 is 4.45, by truncation`
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The line.
    pub span: Span,
    /// What it is called.
    pub name: Written,
    /// What it says: `A is B`.
    pub claim: Phrase,
    /// How it was published.
    pub mark: Option<FigureMark>,
}

/// How a figure was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureMark {
    /// The rest cut off.
    Truncated,
    /// Half up.
    Rounded,
    /// Loosely.
    About,
    /// Wrong.
    Wrong,
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

/// What a rule says of its decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// `may …`, `must not …`
    Modal(Modal),
    /// `… is 2000000 yuan`
    Is(Phrase),
    /// `… otherwise is 0 yuan`
    Otherwise(Phrase),
    /// Points, item by item.
    Score(Score),
}

/// The force of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

/// What a change points at: `policy yunnan article 6 item investor`.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The whole path.
    pub span: Span,
    /// Its parts, outermost first.
    pub steps: Vec<Step>,
    /// Whether it is written in Chinese.
    pub chinese: bool,
}

/// One part of a path to a clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What kind of thing it names.
    pub kind: StepKind,
    /// Its name or number; empty for `everything`.
    pub name: Written,
    /// Whether it counts, and does not say what: the `(1)` of `article 5 (1)`, with the name that follows it.
    pub counted: bool,
}

/// The kinds of things that a change can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepKind {
    /// `everything`
    Everything,
    /// `policy yunnan`
    Policy,
    /// `article 6`
    Article,
    /// `rule outsiders`
    Rule,
    /// `item investor`
    Item,
    /// `definition stable home`
    Definition,
    /// `parameter tax line`
    Parameter,
    /// `place set five seats`
    PlaceSet,
    /// `type level`
    Type,
    /// `decision register in town`
    Decision,
}

/// On what ground a policy changes the one above.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grounds {
    /// `by power tax`
    pub power: Option<Written>,
    /// `beyond its powers because …`
    pub beyond: Option<Beyond>,
}

/// `beyond its powers because the opinion asks so all the same`
#[derive(Debug, Clone, PartialEq)]
pub struct Beyond {
    /// Where it says so.
    pub at: Span,
    /// Why.
    pub reason: Option<Written>,
}

/// A change to the policy above.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What it does where its path leads into a score, which the path alone does not always tell.
    pub of_points: Option<Act>,
    /// The line.
    pub span: Span,
    /// What it does.
    pub act: Act,
    /// To what.
    pub target: Target,
    /// On what ground.
    pub grounds: Grounds,
    /// What it cites.
    pub cites: Vec<Written>,
    /// Why it is not attested.
    pub inferred: Option<Written>,
}

/// What a change does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// `set parameter tax line: 80000 yuan`
    Set(Vec<DatedValue>),
    /// `replace definition stable home: any of`
    Redefine(Meaning),
    /// `replace item investor: all of`
    Replace(Body),
    /// `replace place set five seats: Zhefang, Nongdao`
    Members(Vec<Name>),
    /// `drop item investor from 2014-01-01`
    Drop(Option<Spanned<Date>>),
    /// `add condition to rule seats: …`
    AddCondition(Body),
    /// `add exception to rule seats: …`
    AddException(Exception),
    /// `add items to rule seats:`
    AddItems(Vec<ListItem>),
    /// `add items to score settlement points:`
    AddPoints(Vec<ScoreItem>),
    /// `replace score settlement points item tax: 60 points`
    ReplacePoints(Box<ScoreItem>),
    /// `narrow article 1: resident of Dehong`
    Narrow(Body),
    /// `widen article 1: …`
    Widen(Body),
    /// `extend place set five seats: Zhefang`
    Extend(Vec<Name>),
}

/// `power tax: may set parameter tax line from 50000 yuan to 100000 yuan`
#[derive(Debug, Clone, PartialEq)]
pub struct Power {
    /// The line.
    pub span: Span,
    /// What it is called.
    pub label: Option<Name>,
    /// What it lets do.
    pub kind: PowerKind,
    /// To what.
    pub target: Target,
    /// No lower than that.
    pub least: Option<Phrase>,
    /// No higher than that.
    pub most: Option<Phrase>,
    /// What may not be asked about, and beyond which amount.
    pub asks: Vec<(Written, Option<Phrase>)>,
    /// The place in which others may be added.
    pub place: Option<Written>,
    /// From which day.
    pub from: Option<Spanned<Date>>,
    /// To which day, as printed.
    pub until: Option<Spanned<Date>>,
    /// What it cites.
    pub cites: Vec<Written>,
    /// Why it is not attested.
    pub inferred: Option<Written>,
}

/// Which of two amounts is better for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Better {
    /// `more is better`
    More,
    /// `less is better`
    Less,
}

/// What a power lets a policy below do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PowerKind {
    /// `may set`
    Set,
    /// `may only lower`
    Lower,
    /// `may only raise`
    Raise,
    /// `may only relax`
    Relax,
    /// `may only tighten`
    Tighten,
    /// `may add items to`
    AddItems,
    /// `may add rules on`
    AddRules,
    /// `may change`
    Change,
    /// `must keep every item of`
    Keep,
    /// `may only narrow`
    Narrow,
    /// `may only widen`
    Widen,
    /// `must not ask in`: a limit, not a power.
    NotAsk,
    /// `may add places in`
    AddPlaces,
}

/// `example "exactly at the line"` with what is given and expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The line.
    pub span: Span,
    /// Its name.
    pub name: Written,
    /// `as of 2012-06-01`
    pub as_of: Option<Spanned<Date>>,
    /// `under reading qualified title: wide`
    pub readings: Vec<(Written, Written)>,
    /// `given home province: Sichuan`
    pub given: Vec<(Written, Given)>,
    /// What must come out.
    pub expect: Vec<Expect>,
}

/// `expect register in town: yes`, with what the answer must rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// Of which decision, or set of options.
    pub name: Written,
    /// `yes`
    pub answer: Written,
    /// `because article 14 (2)`
    pub because: Vec<Written>,
    /// `missing 3-year tax, home`
    pub missing: Vec<Written>,
    /// `error division by zero`
    pub fault: Vec<Written>,
}

/// What an example gives for a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A value as written.
    Value(Written),
    /// Members, each with what is given for its fields.
    Members(Vec<Vec<(Written, Given)>>),
}

/// A flat row of atoms: a condition or an amount that has not been read yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phrase {
    /// Where.
    pub span: Span,
    /// Its atoms.
    pub atoms: Vec<Atom>,
}

/// One atom of a phrase.
#[derive(Debug, Clone)]
pub struct Atom {
    /// What.
    pub kind: AtomKind,
    /// Where.
    pub span: Span,
    /// Whether white space stands before it.
    pub spaced: bool,
}

impl PartialEq for Atom {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// The kinds of atom.
#[derive(Debug, Clone, PartialEq)]
pub enum AtomKind {
    /// `3-year`: a Latin word, in lower case, half width.
    Word(String),
    /// One Chinese character.
    Han(char),
    /// `100,000.5` as `100000.5`
    Number(String),
    /// `2011-12-01`
    Date(Date),
    /// `"a text"` or `「a name」`
    Quoted(String),
    /// `≥`, in its canonical form
    Symbol(&'static str),
    /// `,` `，` `、`
    Comma,
    /// `( … )`
    Group(Phrase),
    /// Anything else.
    Stray(String),
}
