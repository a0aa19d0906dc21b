//! Conditions as formulas over plain tests, so that two programs can be compared: names instead of ids, definitions
//! spelt out, parameters as they are on one day.

use super::world::{Side, World};
use crate::diagnostics::Language;
use crate::ir::print::Printer;
use crate::ir::{ClauseKind, Definition, Expr, ExprKind, Ground, Item, Parameter, Period, Program, Value, visit};
use crate::types::ids::{DefinitionId, ParameterId, PlaceId};
use crate::types::{Comparison, Date, Number, Term, Type};
use std::cell::Cell;
use std::collections::BTreeSet;

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Always, or never.
    Known(bool),
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
    /// One of these levels or values.
    OneOf(BTreeSet<String>),
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
        let asked = ground.population.iter().chain(&ground.condition).map(|expr| self.form(expr, 0));
        let lifted = ground.exceptions.iter().map(|exception| Form::Not(Box::new(self.exception(exception))));
        all(asked.chain(lifted).collect())
    }

    fn exception(&self, exception: &crate::ir::Exception) -> Form {
        let inner = exception.exceptions.iter().map(|inner| Form::Not(Box::new(self.exception(inner))));
        all(std::iter::once(self.form(&exception.body, 0)).chain(inner).collect())
    }

    /// A condition as a formula.
    pub fn form(&self, expr: &Expr, depth: usize) -> Form {
        if depth > MAX_DEPTH {
            return self.opaque(expr);
        }
        let items =
            |items: &[Item]| -> Vec<Form> { items.iter().map(|item| self.form(&item.expr, depth + 1)).collect() };
        match &expr.kind {
            ExprKind::Value(Value::Bool(value)) => Form::Known(*value),
            ExprKind::Not(inner) => Form::Not(Box::new(self.form(inner, depth + 1))),
            ExprKind::All(parts) => all(items(parts)),
            ExprKind::Any(parts) => Form::Any(items(parts)),
            ExprKind::AtLeast(number, parts) => Form::AtLeast(*number as usize, items(parts)),
            ExprKind::Exactly(number, parts) => Form::Exactly(*number as usize, items(parts)),
            ExprKind::Definition(id) => match self.only_reading(*id) {
                Some((there, body)) => there.form(body, depth + 1),
                None => self.opaque(expr),
            },
            ExprKind::Compare(comparison, left, right) => self.compare(*comparison, left, right, expr),
            ExprKind::OneOf(inner, values) => {
                let named = values.iter().map(|value| self.printer().value(value, &inner.ty)).collect();
                self.test(inner, What::OneOf(named))
            }
            ExprKind::In(inner, places, set) => {
                let (there, places) = self.places(places, set.as_deref());
                let places = places.iter().map(|place| there.around(*place)).collect();
                self.test(inner, What::In(places))
            }
            ExprKind::Exists(inner) => self.test(inner, What::There),
            ExprKind::If(parts) if expr.ty == Type::Bool => {
                let [when, then, otherwise] = parts.as_ref();
                let when = self.form(when, depth + 1);
                let then = all(vec![when.clone(), self.form(then, depth + 1)]);
                let otherwise = all(vec![Form::Not(Box::new(when)), self.form(otherwise, depth + 1)]);
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

    /// Being in one of these places of its program.
    pub fn inside(&self, places: &[PlaceId]) -> Form {
        let places = places.iter().map(|place| self.around(*place)).collect();
        Form::Test(Test { subject: String::new(), what: What::In(places) })
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
        let (left, right, comparison) = match (self.constant(left), self.constant(right)) {
            (_, Some(_)) => (left, right, comparison),
            (Some(_), None) => (right, left, comparison.turned()),
            (None, None) => return self.opaque(whole),
        };
        let Some(value) = self.constant(right) else { return self.opaque(whole) };
        if let Value::Number(number) = value {
            return self.number(comparison, left, number);
        }
        let named = self.printer().value(&value, &left.ty);
        match (&value, &left.ty, comparison) {
            (_, _, Comparison::Is) => self.test(left, What::OneOf([named].into())),
            (_, _, Comparison::IsNot) => Form::Not(Box::new(self.test(left, What::OneOf([named].into())))),
            (Value::Level(level), Type::Level(scale), _) => {
                let at = *level as usize;
                let fits = |index: usize| match comparison {
                    Comparison::Less => index < at,
                    Comparison::AtMost => index <= at,
                    Comparison::AtLeast => index >= at,
                    _ => index > at,
                };
                let levels = scale.levels.iter().enumerate().filter(|(index, _)| fits(*index));
                let named = levels.map(|(index, _)| {
                    self.printer().value(&Value::Level(u32::try_from(index).unwrap_or(u32::MAX)), &left.ty)
                });
                self.test(left, What::OneOf(named.collect()))
            }
            _ => self.opaque(whole),
        }
    }

    fn number(&self, comparison: Comparison, left: &Expr, number: Number) -> Form {
        let whole = matches!(left.ty, Type::Number { whole: true, .. });
        let above = |included: bool| {
            // Of whole numbers, more than 5 is 6 or more.
            let (than, included) = match (whole && !included && number.is_whole(), number.plus(Number::ONE)) {
                (true, Ok(next)) => (next, true),
                _ => (number, included),
            };
            self.test(left, What::Above { than, included })
        };
        let not = |form: Form| Form::Not(Box::new(form));
        match comparison {
            Comparison::AtLeast => above(true),
            Comparison::More => above(false),
            Comparison::Less => not(above(true)),
            Comparison::AtMost => not(above(false)),
            Comparison::Is => Form::All(vec![above(true), not(above(false))]),
            Comparison::IsNot => not(Form::All(vec![above(true), not(above(false))])),
        }
    }

    /// A value that no case changes: written, or of a parameter on the day.
    pub fn constant(&self, expr: &Expr) -> Option<Value> {
        match &expr.kind {
            ExprKind::Value(value) => Some(value.clone()),
            ExprKind::Parameter(id) => {
                let (_, parameter) = self.parameter(*id)?;
                let only = match parameter.values.as_slice() {
                    [(only, _)] => Some(only),
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
        Form::Test(Test { subject: self.words(subject), what })
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
        self.meanings(expr, &mut told, 0);
        for meaning in told {
            out.push_str("; ");
            out.push_str(&meaning);
        }
        out
    }

    fn meanings(&self, expr: &Expr, told: &mut BTreeSet<String>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut inside = Vec::new();
        visit::walk(expr, &mut |part| match &part.kind {
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => inside.push(Err(*id)),
            ExprKind::Parameter(id) => inside.push(Ok(*id)),
            ExprKind::In(_, places, Some(name)) => {
                let (there, places) = self.places(places, Some(name));
                let places = places.iter().filter_map(|place| there.around(*place).pop()).collect::<Vec<_>>();
                told.insert(format!("{}: {}", name.text, places.join(", ")));
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
                        there.meanings(&reading.body, told, depth + 1);
                    }
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
    let first = same.clone().find(in_article);
    first.or_else(|| same.next().filter(|_| same.next().is_none()))
}

pub(super) fn all(parts: Vec<Form>) -> Form {
    Form::All(parts)
}
