//! Conditions as formulas over plain tests, so that two programs can be compared: names instead of ids, definitions
//! spelt out, parameters as they are on one day.

use super::places;
use super::sums::{by_line, next_whole, on_sum};
use super::world::{Side, World};
use crate::diagnostics::Language;
use crate::ir::print::Printer;
use crate::ir::{
    ClauseKind, Definition, Expr, ExprKind, FieldOf, Ground, Hit, Item, ListOf, Parameter, Period, Program, Route,
    Says, Value, turns, visit,
};
use crate::types::ids::{DecisionId, DefinitionId, FactId, ParameterId, PlaceId};
use crate::types::{Comparison, Date, Number, Scale, Term, Type, calendar};
use std::cell::Cell;
use std::collections::BTreeSet;

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Always, or never.
    Known(bool),
    /// An error in every case.
    Fault,
    /// A test.
    Test(Test),
    /// Not that.
    Not(Box<Form>),
    /// All of these.
    All(Vec<Form>),
    /// Any of these.
    Any(Vec<Form>),
    /// So many of these or more.
    AtLeast(usize, Vec<Form>),
    /// So many of these, no more and no fewer.
    Exactly(usize, Vec<Form>),
}

/// A test of something that a case tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Test {
    /// What is tested, in words that are the same in every program.
    pub subject: String,
    /// For what.
    pub what: What,
    /// The facts that it reads, directly or by way of terms and decisions.
    pub facts: BTreeSet<String>,
    /// Whether it may come to an error where everything is told.
    pub fails: bool,
}

impl Form {
    /// Whether any test in it may come to an error.
    pub fn fails(&self) -> bool {
        match self {
            Self::Known(_) => false,
            Self::Fault => true,
            Self::Test(test) => test.fails,
            Self::Not(inner) => inner.fails(),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) | Self::Exactly(_, parts) => {
                parts.iter().any(Self::fails)
            }
        }
    }

    /// The contrary.
    pub fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

/// What a test asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// A yes/no fact.
    Holds,
    /// Something that is not looked into.
    Opaque,
    /// More than a number, or that number as well.
    Above { than: Number, included: bool },
    /// One of these levels or values; of levels, with all that there are.
    OneOf { named: BTreeSet<String>, all: BTreeSet<String> },
    /// In one of these places: each by the places around it and itself, outermost first.
    In(BTreeSet<Vec<String>>),
    /// There is one.
    There,
}

/// Spells out a program's conditions.
#[derive(Clone, Copy)]
pub(super) struct Speller<'p> {
    pub program: &'p Program,
    /// Where what the conditions read is taken from.
    pub world: World<'p>,
    /// The day on which parameters are taken.
    pub day: Option<Date>,
    /// Where it is noted how long what was spelt out stays as it is.
    lasts: Option<&'p Lasts>,
}

/// Until which day everything that was looked at since stays as it was on one day.
pub(super) struct Lasts {
    since: Option<Date>,
    until: Cell<Option<Date>>,
}

impl Lasts {
    /// Nothing was looked at yet.
    pub const fn since(day: Option<Date>) -> Self {
        Self { since: day, until: Cell::new(None) }
    }

    /// Whether nothing that was looked at begins or ends up to a day.
    pub fn covers(&self, day: Option<Date>) -> bool {
        self.until.get().is_none_or(|until| day.is_some_and(|day| day < until))
    }

    fn look(&self, period: &Period) {
        let next = period.edges().filter(|edge| self.since.is_none_or(|since| *edge > since)).chain(self.until.get());
        self.until.set(next.min());
    }
}

/// No definition is spelt out deeper than this.
const MAX_DEPTH: usize = 64;
/// Nothing is spelt out to more parts than this.
const MAX_PARTS: usize = 1000;

impl<'p> Speller<'p> {
    /// One side, on a day.
    pub const fn of(side: Side<'p>, day: Option<Date>) -> Self {
        Self { program: side.program, world: side.world, day, lasts: None }
    }

    /// The same, noting how long what is spelt out stays as it is.
    pub const fn noting(self, lasts: &'p Lasts) -> Self {
        Self { lasts: Some(lasts), ..self }
    }

    fn look(&self, period: &Period) {
        if let Some(lasts) = self.lasts {
            lasts.look(period);
        }
    }

    fn printer(&self) -> Printer<'p> {
        Printer { program: self.program, language: Language::English }
    }

    /// Whether a ground is in force.
    pub fn stands(&self, ground: &Ground) -> bool {
        self.look(&ground.in_force);
        self.day.is_none_or(|day| ground.in_force.holds(day))
    }

    /// When a ground holds for a case.
    pub fn ground(&self, ground: &Ground) -> Form {
        if !self.stands(ground) {
            return Form::Known(false);
        }
        let asked = ground.population.iter().chain(&ground.condition).map(|expr| self.form(expr));
        let lifted = ground.exceptions.iter().map(|exception| Form::Not(Box::new(self.exception(exception))));
        all(asked.chain(lifted).collect())
    }

    /// Of whom a ground surely does not hold. What whom it speaks about comes to counts before what it asks: an error there
    /// is one, whatever else is so.
    pub fn spares(&self, ground: &Ground) -> Form {
        if !self.stands(ground) {
            return Form::Known(true);
        }
        let whom = all(ground.population.iter().map(|expr| self.form(expr)).collect());
        let asked = ground.condition.iter().map(|expr| self.form(expr));
        let lifted = ground.exceptions.iter().map(|exception| self.exception(exception).not());
        let asked = all(asked.chain(lifted).collect());
        Form::Any(vec![whom.clone().not(), all(vec![whom, asked.not()])])
    }

    fn exception(&self, exception: &crate::ir::Exception) -> Form {
        let inner = exception.exceptions.iter().map(|inner| Form::Not(Box::new(self.exception(inner))));
        all(std::iter::once(self.form(&exception.body)).chain(inner).collect())
    }

    /// A condition as a formula.
    pub fn form(&self, expr: &Expr) -> Form {
        self.spelt(expr, 0, false)
    }

    /// A condition as a formula; `fits` where it is known to have few parts enough.
    fn spelt(&self, expr: &Expr, depth: usize, fits: bool) -> Form {
        let body = |there: Self, id: DefinitionId| there.only_reading(id);
        let fits = fits || visit::spelt_out(expr, *self, &body) <= MAX_PARTS;
        // What would be too long is compared as it is written.
        if depth > MAX_DEPTH || !fits && matches!(expr.kind, ExprKind::Definition(_) | ExprKind::If(_)) {
            return self.opaque(expr);
        }
        let form = |expr: &Expr| self.spelt(expr, depth + 1, fits);
        let items = |items: &[Item]| -> Vec<Form> { items.iter().map(|item| form(&item.expr)).collect() };
        match &expr.kind {
            ExprKind::Value(Value::Bool(value)) => Form::Known(*value),
            ExprKind::Not(inner) => Form::Not(Box::new(form(inner))),
            ExprKind::All(parts) => all(items(parts)),
            ExprKind::Any(parts) => Form::Any(items(parts)),
            ExprKind::AtLeast(number, parts) => Form::AtLeast(*number as usize, items(parts)),
            ExprKind::Exactly(number, parts) => Form::Exactly(*number as usize, items(parts)),
            ExprKind::Definition(id) => match self.only_reading(*id) {
                Some((there, body)) => there.spelt(body, depth + 1, fits),
                None => self.opaque(expr),
            },
            ExprKind::Compare(comparison, left, right) => self.compare(*comparison, left, right, expr),
            ExprKind::OneOf(inner, values) => match values.iter().map(in_order).collect::<Option<Vec<_>>>() {
                Some(lines) => Form::Any(lines.into_iter().map(|at| self.line(Comparison::Is, inner, at)).collect()),
                None => self.one_of(inner, values),
            },
            ExprKind::In(inner, places, set) => {
                let (there, places) = self.places(places, set.as_deref());
                let around = places.iter().map(|place| there.around(*place)).collect();
                let hidden = there.hidden(Some(places));
                self.outside(self.test(inner, What::In(around)), inner, hidden)
            }
            // Who is in an area that a case tells is in no new place, and the area is none.
            ExprKind::Within(left, right) if [left, right].into_iter().all(|side| is_told(side)) => {
                let (hidden, everywhere) = (self.hidden(None), self.world.without(&[]));
                let found = Self { world: everywhere, ..*self }.opaque(expr);
                let found = self.outside(found, left, hidden.clone());
                self.outside(found, right, hidden)
            }
            ExprKind::Exists(inner) => self.test(inner, What::There),
            ExprKind::If(parts) if expr.ty == Type::Bool => {
                let [when, then, otherwise] = parts.as_ref();
                let when = form(when);
                let then = all(vec![when.clone(), form(then)]);
                let otherwise = all(vec![Form::Not(Box::new(when)), form(otherwise)]);
                Form::Any(vec![then, otherwise])
            }
            _ => self.opaque(expr),
        }
    }

    /// A definition that says one thing, and the text that it is read in.
    fn only_reading(&self, id: DefinitionId) -> Option<(Self, &'p Expr)> {
        let (there, definition) = self.definition(id)?;
        match definition.readings.as_slice() {
            [only] if definition.record.is_none() && definition.ty == Type::Bool => Some((there, &only.body)),
            _ => None,
        }
    }

    /// What a definition with one reading says, and the text that it is read in; anything else is itself.
    pub fn body<'s>(&self, expr: &'s Expr) -> Option<(Self, &'s Expr)>
    where
        'p: 's,
    {
        let ExprKind::Definition(id) = &expr.kind else { return Some((*self, expr)) };
        let (there, definition) = self.definition(*id)?;
        match definition.readings.as_slice() {
            [only] => Some((there, &only.body)),
            _ => None,
        }
    }

    /// What holds, but in none of some places.
    fn outside(&self, found: Form, subject: &Expr, places: BTreeSet<Vec<String>>) -> Form {
        if places.is_empty() {
            return found;
        }
        all(vec![found, Form::Not(Box::new(self.test(subject, What::In(places))))])
    }

    /// The new places that are to lie in none of these places of its program; of any where none is named.
    fn hidden(&self, around: Option<&[PlaceId]>) -> BTreeSet<Vec<String>> {
        let hides = |route: &&Route| around.is_none_or(|around| places::is_around(self.program, around, route));
        let routes = self.world.hidden().iter().filter(hides);
        routes.map(|route| route.iter().map(|place| place.text.to_string()).collect()).collect()
    }

    /// What a definition says, reading by reading, and the text that it is read in.
    pub fn readings(&self, id: DefinitionId) -> Option<(Self, impl Iterator<Item = &'p Expr> + use<'p>)> {
        let (there, definition) = self.definition(id)?;
        Some((there, definition.readings.iter().map(|reading| &reading.body)))
    }

    /// Being in one of these places of its program.
    pub fn inside(&self, places: &[PlaceId]) -> Form {
        let places = places.iter().map(|place| self.around(*place)).collect();
        Form::Test(Test { subject: String::new(), what: What::In(places), facts: BTreeSet::new(), fails: false })
    }

    /// The speller of another program, in the same world.
    const fn there(self, program: &'p Program) -> Self {
        Self { program, ..self }
    }

    fn definition(&self, id: DefinitionId) -> Option<(Self, &'p Definition)> {
        let own = self.program.definitions.get(id.index())?;
        let other =
            self.world.of(ClauseKind::Definition, &own.term).filter(|other| !std::ptr::eq(*other, self.program));
        let found = other.and_then(|other| Some((self.there(other), same_definition(other, own)?)));
        Some(found.unwrap_or((*self, own)))
    }

    fn parameter(&self, id: ParameterId) -> Option<(Self, &'p Parameter)> {
        let own = self.program.parameters.get(id.index())?;
        let other = self.world.of(ClauseKind::Parameter, &own.term).filter(|other| !std::ptr::eq(*other, self.program));
        let found = other.and_then(|other| {
            let same = other.parameters.iter().find(|parameter| parameter.term == own.term)?;
            Some((self.there(other), same))
        });
        let (there, parameter) = found.unwrap_or((*self, own));
        parameter.values.iter().for_each(|(_, period)| self.look(period));
        Some((there, parameter))
    }

    /// The places of a set, as the world has it.
    fn places<'s>(&self, own: &'s [PlaceId], set: Option<&Term>) -> (Self, &'s [PlaceId])
    where
        'p: 's,
    {
        let other = set.and_then(|set| Some((set, self.world.of(ClauseKind::PlaceSet, set)?)));
        let found = other.and_then(|(set, other)| {
            let (_, places) = other.place_sets.iter().find(|(term, _)| **term == *set)?;
            Some((self.there(other), places.as_slice()))
        });
        found.unwrap_or((*self, own))
    }

    fn compare(&self, comparison: Comparison, left: &Expr, right: &Expr, whole: &Expr) -> Form {
        // What has no value is neither more nor less than anything that surely has one.
        let nothing = |one: &Expr, other: &Expr| self.has_none(one) && self.is_there(other);
        if nothing(left, right) || nothing(right, left) {
            return Form::Fault;
        }
        if self.grows(left) || self.grows(right) {
            return self.opaque(whole);
        }
        let (left, right, comparison) = match (self.constant(left), self.constant(right)) {
            (_, Some(_)) => (left, right, comparison),
            (Some(_), None) => (right, left, comparison.turned()),
            (None, None) => {
                let sum = || on_sum(comparison, self.sum(left)?.minus(self.sum(right)?)?, Number::ZERO);
                return sum().unwrap_or_else(|| self.opaque(whole));
            }
        };
        let Some(value) = self.constant(right) else { return self.opaque(whole) };
        if let Some(line) = in_order(&value) {
            return self.line(comparison, left, line);
        }
        match (&value, &left.ty, comparison) {
            // To be a place that a parameter names is to lie in it, which is not looked into.
            (Value::Place(_), ..) => self.opaque(whole),
            (_, _, Comparison::Is) => self.one_of(left, &[value]),
            (_, _, Comparison::IsNot) => Form::Not(Box::new(self.one_of(left, &[value]))),
            (Value::Level(at), Type::Level(scale), _) => {
                let fits = |index: &u32| match comparison {
                    Comparison::Less => index < at,
                    Comparison::AtMost => index <= at,
                    Comparison::AtLeast => index >= at,
                    _ => index > at,
                };
                self.one_of(left, &levels_of(scale).filter(fits).map(Value::Level).collect::<Vec<_>>())
            }
            _ => self.opaque(whole),
        }
    }

    /// Being one of some values.
    fn one_of(&self, subject: &Expr, values: &[Value]) -> Form {
        let name = |value: &Value| self.printer().value(value, &subject.ty);
        let all = match &subject.ty {
            Type::Level(scale) => levels_of(scale).map(|level| name(&Value::Level(level))).collect(),
            _ => BTreeSet::new(),
        };
        self.test(subject, What::OneOf { named: values.iter().map(name).collect(), all })
    }

    /// Whether something is a parameter that has no value on the day.
    pub fn has_none(&self, expr: &Expr) -> bool {
        match (&expr.kind, self.body(expr)) {
            (ExprKind::Parameter(_), _) => self.constant(expr).is_none(),
            (ExprKind::Definition(_), Some((there, body))) => {
                !matches!(body.kind, ExprKind::Definition(_)) && there.has_none(body)
            }
            _ => false,
        }
    }

    /// A comparison of something that has an order with a line in it.
    fn line(&self, comparison: Comparison, left: &Expr, line: Number) -> Form {
        let sum = self.sum(left).and_then(|sum| on_sum(comparison, sum, line));
        sum.unwrap_or_else(|| self.plain_line(comparison, left, line))
    }

    /// The same, where what is compared is taken as it is written.
    pub fn plain_line(&self, comparison: Comparison, left: &Expr, line: Number) -> Form {
        if line.is_whole()
            && let Some(asked) = self.asked_about(left)
        {
            return Form::Known(comparison.holds(asked.cmp(&line)));
        }
        let whole = matches!(left.ty, Type::Number { whole: true, .. } | Type::Date | Type::Duration);
        by_line(comparison, |included| {
            let (than, included) = next_whole(line, included, whole);
            let (left, than) = match &left.kind {
                // A year from 2012 on is a day from its first on.
                ExprKind::Year(date) if included => new_year(than).map_or((left, than), |first| (date.as_ref(), first)),
                _ => (left, than),
            };
            let numbers = matches!(left.ty, Type::Number { .. });
            if numbers && (than.is_negative() || than == Number::ZERO && included) && self.is_never_below(left) {
                return Form::Known(true);
            }
            self.test(left, What::Above { than, included })
        })
    }

    /// Where the date asked about lies among all, or its year, on the day that is looked at.
    fn asked_about(&self, expr: &Expr) -> Option<Number> {
        let day = self.day.filter(|_| turns::is_asked_about(expr))?;
        for turn in &self.program.turns {
            self.look(&Period { from: Some(*turn), until: None });
        }
        match &expr.kind {
            ExprKind::Year(_) => Some(Number::whole(i64::from(day.year()))),
            _ => in_order(&Value::Date(day)),
        }
    }

    /// A value that no case changes: written, or of a parameter on the day.
    pub fn constant(&self, expr: &Expr) -> Option<Value> {
        match &expr.kind {
            ExprKind::Value(value) => Some(value.clone()),
            ExprKind::Parameter(id) => {
                let (_, parameter) = self.parameter(*id)?;
                let only = match parameter.values.as_slice() {
                    [(only, _)] if self.day.is_none() => Some(only),
                    _ => None,
                };
                super::at(parameter, self.day).or(only).cloned()
            }
            ExprKind::Definition(id) => {
                let (there, definition) = self.definition(*id)?;
                match definition.readings.as_slice() {
                    [only] => there.constant(&only.body),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn test(&self, subject: &Expr, what: What) -> Form {
        let fails = !self.failures(subject).is_empty();
        Form::Test(Test { subject: self.words(subject), what, facts: self.facts(subject), fails })
    }

    /// The facts that an expression reads, directly or by way of terms and decisions.
    pub fn facts(&self, expr: &Expr) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        let (mut terms, mut decisions) = (BTreeSet::new(), BTreeSet::new());
        self.facts_in(expr, &mut terms, &mut decisions, &mut out);
        out
    }

    fn facts_in(
        &self,
        expr: &Expr,
        terms: &mut BTreeSet<(usize, DefinitionId)>,
        decisions: &mut BTreeSet<(usize, DecisionId)>,
        out: &mut BTreeSet<String>,
    ) {
        // Each program counts its terms and decisions for itself.
        let mine = std::ptr::from_ref(self.program).addr();
        let field = |of: &FieldOf| {
            let record = self.program.records.get(of.record.index());
            let field = self.program.field(of.record, of.field);
            record.zip(field).map(|(record, field)| format!("{} · {}", record.term.text, field.term.text))
        };
        let fact = |id: FactId| self.program.facts.get(id.index()).map(|fact| fact.term.text.to_string());
        let mut inside = Vec::new();
        visit::walk(expr, &mut |part| {
            match &part.kind {
                ExprKind::Fact(id) => out.extend(fact(*id)),
                ExprKind::Field(of) => out.extend(field(of)),
                ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) if terms.insert((mine, *id)) => {
                    let readings = self.definition(*id).map(|(there, known)| (there, known.readings.iter()));
                    let bodies = readings.into_iter().flat_map(|(there, all)| all.map(move |one| (there, &one.body)));
                    inside.extend(bodies);
                }
                ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                    if decisions.insert((mine, *id)) =>
                {
                    let decision = self.program.decisions.get(id.index());
                    let grounds = decision.into_iter().flat_map(|decision| &decision.grounds);
                    inside.extend(grounds.flat_map(visit::of_ground).map(|part| (*self, part)));
                }
                _ => {}
            }
            match part.list() {
                Some(ListOf::Fact(id)) => out.extend(fact(id)),
                Some(ListOf::Field(of)) => out.extend(field(&of)),
                None => {}
            }
        });
        for (there, body) in inside {
            there.facts_in(body, terms, decisions, out);
        }
    }

    fn opaque(&self, expr: &Expr) -> Form {
        match &expr.kind {
            ExprKind::Fact(_) | ExprKind::Field(..) => self.test(expr, What::Holds),
            _ => self.test(expr, What::Opaque),
        }
    }

    /// An expression in words that are the same in every program that means the same: with what its definitions and
    /// parameters say.
    pub fn words(&self, expr: &Expr) -> String {
        let mut out = self.printer().expr(expr);
        let mut told = BTreeSet::new();
        self.meanings(expr, &mut told);
        for meaning in told {
            out.push_str("; ");
            out.push_str(&meaning);
        }
        out
    }

    fn meanings(&self, expr: &Expr, told: &mut BTreeSet<String>) {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.meanings_grown(expr, told));
    }

    fn meanings_grown(&self, expr: &Expr, told: &mut BTreeSet<String>) {
        let mut inside = Vec::new();
        if self.world.is_deep() {
            self.deeper(expr, told);
        }
        let hidden = self.world.hidden();
        visit::walk(expr, &mut |part| {
            if !hidden.is_empty() && places::reads(self.program, part, hidden) {
                let hidden = self.hidden(None).into_iter().filter_map(|mut route| route.pop());
                told.insert(format!("without {}", hidden.collect::<Vec<_>>().join(", ")));
            }
        });
        visit::walk(expr, &mut |part| match &part.kind {
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => inside.push(Err(*id)),
            ExprKind::Parameter(id) => inside.push(Ok(*id)),
            ExprKind::In(_, places, Some(name)) => {
                let (there, places) = self.places(places, Some(name));
                let places = places.iter().filter_map(|place| there.around(*place).pop()).collect::<Vec<_>>();
                told.insert(format!("{}: {}", name.text, places.join(", ")));
            }
            _ if visit::reads_workdays(part) => {
                told.insert(format!("{:?}", self.program.workdays));
            }
            // To be a place is to lie in it, and two places are one where none lies in them.
            ExprKind::Compare(..) | ExprKind::Within(..) if visit::reads_places(part) => {
                let all = (0..self.program.places.len()).map(|at| self.around(PlaceId::at(at)).join(" < "));
                let all: BTreeSet<String> = all.collect();
                told.insert(all.into_iter().collect::<Vec<_>>().join(", "));
            }
            _ => {}
        });
        for found in inside {
            match found {
                Ok(id) => {
                    let Some((there, parameter)) = self.parameter(id) else { continue };
                    let value = super::at(parameter, self.day).map(|value| there.printer().value(value, &parameter.ty));
                    told.insert(format!("{}: {}", parameter.term.text, value.unwrap_or_default()));
                }
                Err(id) => {
                    let Some((there, definition)) = self.definition(id) else { continue };
                    let printer = there.printer();
                    let bodies =
                        definition.readings.iter().map(|reading| printer.member_expr(&reading.body, definition.record));
                    let fresh =
                        told.insert(format!("{}: {}", definition.term.text, bodies.collect::<Vec<_>>().join(" / ")));
                    for reading in definition.readings.iter().filter(|_| fresh) {
                        there.meanings(&reading.body, told);
                    }
                }
            }
        }
    }

    /// What is presumed of the facts that an expression reads, and what the rules say whose outcome it reads.
    fn deeper(&self, expr: &Expr, told: &mut BTreeSet<String>) {
        let mut read = BTreeSet::new();
        visit::walk(expr, &mut |part| match &part.kind {
            ExprKind::Fact(id) => {
                let fact = self.program.facts.get(id.index());
                if let Some((fact, (value, _))) = fact.and_then(|fact| Some((fact, fact.presumed.as_ref()?))) {
                    let value = self.printer().value(value, &fact.ty);
                    told.insert(format!("{} is presumed to be {value}", fact.term.text));
                }
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                if !self.world.names_decisions() =>
            {
                read.insert(*id);
            }
            _ => {}
        });
        for decision in read.into_iter().filter_map(|id| self.program.decisions.get(id.index())) {
            let standing = decision.grounds.iter().filter(|ground| self.stands(ground));
            let standing: Vec<&Ground> = standing.collect();
            let rule = |ground: &&Ground| {
                let parts = visit::of_ground(ground).into_iter().map(|part| self.printer().expr(part));
                let says = match &ground.says {
                    Says::Modal(modal) => format!("{modal:?}"),
                    Says::Value(_) => "is".to_owned(),
                    Says::Otherwise(_) => "otherwise is".to_owned(),
                };
                let behind = ground.overrides.len();
                format!("{says} {} | {behind}", parts.collect::<Vec<_>>().join(" | "))
            };
            let mut rules: Vec<String> = standing.iter().map(rule).collect();
            if decision.hit != Some(Hit::First) {
                rules.sort();
            }
            let hit = decision.hit.unwrap_or(Hit::Only);
            let said = format!("{} is decided by ({hit:?}): {}", decision.term.text, rules.join(" / "));
            if told.insert(said) {
                for part in standing.into_iter().flat_map(visit::of_ground) {
                    self.meanings(part, told);
                }
            }
        }
    }

    /// A place with those around it, outermost first.
    fn around(&self, place: PlaceId) -> Vec<String> {
        let mut out = Vec::new();
        let mut at = Some(place);
        while let Some(place) = at.and_then(|at| self.program.places.get(at.index())) {
            out.push(place.term.text.to_string());
            if out.len() > self.program.places.len() {
                break;
            }
            at = place.parent;
        }
        out.reverse();
        out
    }
}

/// The definition of the same name in another program: that of the same article, else the only one.
pub(super) fn same_definition<'p>(program: &'p Program, own: &Definition) -> Option<&'p Definition> {
    let mut same = program
        .definitions
        .iter()
        .filter(|known| known.term == own.term && known.record.is_some() == own.record.is_some());
    let in_article = |known: &&Definition| known.article == own.article;
    // Each policy numbers its own articles.
    let here = same.clone().find(|known| in_article(known) && known.span.file == own.span.file);
    let first = here.or_else(|| same.clone().find(in_article));
    first.or_else(|| same.next().filter(|_| same.next().is_none()))
}

/// Whether a case tells it as it stands.
const fn is_told(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Fact(_) | ExprKind::Field(_))
}

pub(super) fn all(parts: Vec<Form>) -> Form {
    Form::All(parts)
}

/// Where a value lies among all of its type: numbers as they are, days and lengths of time counted one by one.
///
/// A length has at most 30 days beyond its months, so that none lies between two that follow each other here.
pub(super) fn in_order(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Duration(time) => Some(Number::whole(i64::from(time.months) * 31 + i64::from(time.days))),
        Value::Date(day) => Some(Number::whole(calendar::days_between(Date::ZERO, *day))),
        _ => None,
    }
}

/// Where the first day of a year lies among all days.
fn new_year(year: Number) -> Option<Number> {
    let year = i16::try_from(year.to_i64().filter(|_| year.is_whole())?).ok()?;
    in_order(&Value::Date(Date::new(year, 1, 1).ok()?))
}

/// The levels of a scale by their places.
fn levels_of(scale: &Scale) -> std::ops::Range<u32> {
    0..u32::try_from(scale.levels.len()).unwrap_or(u32::MAX)
}
