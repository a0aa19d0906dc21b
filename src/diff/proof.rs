//! Of which decisions it is proven that no case can come out otherwise.
//!
//! A decision is the same where its rules are, and everything that they read is: parameters, terms, places, presumptions
//! and other decisions, each looked at in the same way. Rules that are written otherwise are held against each other over
//! every way in which their tests can come out: yes, no, unknown, or an error. A test is one with a test of the other
//! version only where it is written alike and reads nothing that differs. What this does not reach is not proven.

use super::changes::declared::same_declaration;
use super::joint::{Element, Joint, Side};
use super::remap::{Map, Mapper};
use crate::ir::{
    DecisionKind, Exception, Expr, ExprKind, Ground, Item, ListOf, Modal, Parameter, Period, Program, Says, Value,
    visit,
};
use crate::types::calendar::Measure;
use crate::types::ids::{DefinitionId, RecordId};
use crate::types::{Base, Comparison, Number, Type, Unit};
use std::collections::BTreeMap;

/// So many parts are looked at, way after way, before it is given up.
const MAX_LOOKS: usize = 5_000_000;
/// No definition is spelt out deeper than this.
const MAX_DEPTH: usize = 64;
/// Nothing is spelt out to more parts than this.
const MAX_PARTS: usize = 1000;

/// What is proven of two versions.
pub struct Proof<'a, 'p> {
    joint: &'a Joint<'p>,
    elements: &'a [Element],
    /// The whole of each version, in the numbers of both.
    old: &'a Program,
    new: &'a Program,
    /// Decisions and definitions by now; none while one is being looked at.
    decisions: BTreeMap<usize, Option<bool>>,
    definitions: BTreeMap<usize, Option<bool>>,
}

impl<'a, 'p> Proof<'a, 'p> {
    /// Two versions, and what differs between them.
    pub const fn new(joint: &'a Joint<'p>, elements: &'a [Element], old: &'a Program, new: &'a Program) -> Self {
        Self { joint, elements, old, new, decisions: BTreeMap::new(), definitions: BTreeMap::new() }
    }

    /// Whether a decision comes out the same in every case.
    pub fn decision(&mut self, at: usize) -> bool {
        if let Some(known) = self.decisions.get(&at) {
            return *known == Some(true);
        }
        self.decisions.insert(at, None);
        let found = stacker::maybe_grow(128 << 10, 1 << 20, || self.same_decision(at));
        self.decisions.insert(at, Some(found));
        found
    }

    fn definition(&mut self, at: usize) -> bool {
        if let Some(known) = self.definitions.get(&at) {
            return *known == Some(true);
        }
        self.definitions.insert(at, None);
        let found = stacker::maybe_grow(128 << 10, 1 << 20, || self.same_definition(at));
        self.definitions.insert(at, Some(found));
        found
    }

    fn changed(&self, alike: impl Fn(&Element) -> bool) -> bool {
        self.elements.iter().any(alike)
    }

    fn same_decision(&mut self, at: usize) -> bool {
        let (old, new) = (self.old, self.new);
        let both = [Side::Old, Side::New].into_iter().all(|side| self.joint.own_decision(side, at).is_some());
        let (Some(one), Some(two)) = (old.decisions.get(at), new.decisions.get(at)) else { return false };
        // What is known of a table or of all rules together bears on what is left open.
        if !both || one.complete != two.complete || one.apart != two.apart {
            return false;
        }
        if one.each.iter().any(|list| !self.given_alike(*list, old)) {
            return false;
        }
        if self.changed(|element| matches!(element, Element::Frame(of) | Element::Order(of) if *of == at)) {
            return false;
        }
        if !self.changed(|element| matches!(element, Element::Ground(of, _) if *of == at)) {
            return one.grounds.iter().flat_map(visit::of_ground).all(|expr| self.alike(expr, old));
        }
        let DecisionKind::Modal(modal) = one.kind else { return false };
        let plain = |ground: &Ground| {
            let forbids = modal != Modal::MustNot && matches!(ground.says, Says::Modal(Modal::MustNot));
            let conduct = ground.met.is_some() || ground.breached.is_some();
            ground.overrides.is_empty() && ground.population.is_empty() && !forbids && !conduct
        };
        let mut all = one.grounds.iter().chain(&two.grounds);
        let period = one.grounds.first().map(|ground| ground.in_force).unwrap_or_default();
        if !all.all(|ground| plain(ground) && ground.in_force == period)
            || one.grounds.is_empty() != two.grounds.is_empty()
        {
            return false;
        }
        let mut tests = Tests::default();
        let before: Vec<Form> = one.grounds.iter().map(|ground| self.ground(ground, Side::Old, &mut tests)).collect();
        let after: Vec<Form> = two.grounds.iter().map(|ground| self.ground(ground, Side::New, &mut tests)).collect();
        tests.agree(before, after, &|rules, known| outcome(rules, period, known))
    }

    fn same_definition(&mut self, at: usize) -> bool {
        let (old, new) = (self.old, self.new);
        let both = [Side::Old, Side::New].into_iter().all(|side| self.joint.own_definition(side, at).is_some());
        let (Some(one), Some(two)) = (old.definitions.get(at), new.definitions.get(at)) else { return false };
        if !both {
            return false;
        }
        if !self.changed(|element| *element == Element::Definition(at)) {
            return one.readings.iter().all(|reading| self.alike(&reading.body, old));
        }
        let ([before], [after]) = (one.readings.as_slice(), two.readings.as_slice()) else { return false };
        if before.body.ty != Type::Bool || after.body.ty != Type::Bool {
            return false;
        }
        let mut tests = Tests::default();
        let before = self.form(&before.body, Side::Old, &mut tests, 0);
        let after = self.form(&after.body, Side::New, &mut tests, 0);
        let settled = |ways: &Ways| ways.one();
        tests.agree(vec![before], vec![after], &|forms, known| {
            forms.iter().map(|form| Some(form.value(known)).filter(settled)).collect()
        })
    }

    /// Whether an expression, read as it is written, comes to the same in both versions.
    fn alike(&mut self, expr: &Expr, program: &Program) -> bool {
        let mut inside = Vec::new();
        visit::walk(expr, &mut |part| inside.push(part));
        inside.into_iter().all(|part| self.reads_alike(part, program))
    }

    /// Whether what an expression itself reads, its parts left aside, is the same in both versions.
    fn reads_alike(&mut self, part: &Expr, program: &Program) -> bool {
        if part.list().is_some_and(|list| !self.given_alike(list, program)) {
            return false;
        }
        let in_days =
            |length: &Expr| matches!(&length.ty, Type::Number { unit, .. } if *unit == Unit::of(Base::WorkingDay));
        match &part.kind {
            ExprKind::Fact(id) => self.given_alike(ListOf::Fact(*id), program),
            ExprKind::Field(of) => self.given_alike(ListOf::Field(*of), program),
            ExprKind::Parameter(id) => !self.changed(|element| *element == Element::Parameter(id.index())),
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => self.definition(id.index()),
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => self.decision(id.index()),
            ExprKind::In(_, _, set) => {
                let set = set.as_ref().and_then(|set| self.joint.sets.iter().position(|(_, known)| known == set));
                !self.changed(|element| match element {
                    Element::Place(_) => true,
                    Element::Set(at) => Some(*at) == set,
                    _ => false,
                })
            }
            _ if visit::reads_places(part) => !self.changed(|element| matches!(element, Element::Place(_))),
            ExprKind::Carried(_) | ExprKind::Between(Measure::WorkingDays, ..) => {
                !self.changed(|element| *element == Element::Workdays)
            }
            ExprKind::Window(window) if window.carried || in_days(&window.length) => {
                !self.changed(|element| *element == Element::Workdays)
            }
            ExprKind::Shift(shift) if in_days(&shift.by) => !self.changed(|element| *element == Element::Workdays),
            _ => true,
        }
    }

    /// Whether a fact or a field is told, left out and presumed in the same way; of a list, every field as well.
    fn given_alike(&self, what: ListOf, program: &Program) -> bool {
        let of_record = |record: Option<RecordId>| {
            record.is_none_or(|record| {
                let fields = program.records.get(record.index()).map_or(0, |record| record.fields.len());
                (0..fields).all(|field| self.field_alike(record.index(), field))
            })
        };
        match what {
            ListOf::Fact(id) => {
                let at = id.index();
                let own = |side: Side| self.joint.own_fact(side, at);
                same_declaration(own(Side::Old), own(Side::New))
                    && !self.changed(|element| *element == Element::Presumption(at))
                    && of_record(program.record_of(what))
            }
            ListOf::Field(of) => {
                self.field_alike(of.record.index(), of.field.index()) && of_record(program.record_of(what))
            }
        }
    }

    fn field_alike(&self, record: usize, field: usize) -> bool {
        let own = |side: Side| self.joint.own_field(side, record, field);
        same_declaration(own(Side::Old), own(Side::New))
            && !self.changed(|element| *element == Element::FieldPresumption(record, field))
    }

    // ── Conditions as formulas over tests ────────────────────

    fn ground(&mut self, ground: &Ground, side: Side, tests: &mut Tests) -> Form {
        let mut parts: Vec<Form> = ground.condition.iter().map(|expr| self.form(expr, side, tests, 0)).collect();
        for exception in &ground.exceptions {
            parts.push(Form::Not(Box::new(self.exception(exception, side, tests))));
        }
        Form::All(parts)
    }

    fn exception(&mut self, exception: &Exception, side: Side, tests: &mut Tests) -> Form {
        let mut parts = vec![self.form(&exception.body, side, tests, 0)];
        for inner in &exception.exceptions {
            parts.push(Form::Not(Box::new(self.exception(inner, side, tests))));
        }
        Form::All(parts)
    }

    fn form(&mut self, expr: &Expr, side: Side, tests: &mut Tests, depth: usize) -> Form {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.form_grown(expr, side, tests, depth))
    }

    fn form_grown(&mut self, expr: &Expr, side: Side, tests: &mut Tests, depth: usize) -> Form {
        let program = if side == Side::Old { self.old } else { self.new };
        let mut each = |items: &[Item], tests: &mut Tests| -> Vec<Form> {
            items.iter().map(|item| self.form(&item.expr, side, tests, depth + 1)).collect()
        };
        match &expr.kind {
            ExprKind::Value(Value::Bool(value)) => Form::Always(*value),
            ExprKind::Not(inner) => Form::Not(Box::new(self.form(inner, side, tests, depth + 1))),
            ExprKind::All(items) => Form::All(each(items, tests)),
            ExprKind::Any(items) => Form::Any(each(items, tests)),
            ExprKind::AtLeast(number, items) => Form::AtLeast(*number, each(items, tests)),
            ExprKind::Exactly(number, items) => Form::Exactly(*number, each(items, tests)),
            ExprKind::Definition(id) if depth < MAX_DEPTH && expr.ty == Type::Bool && fits(expr, program) => {
                match only_body(program, *id) {
                    Some(body) => self.form(body, side, tests, depth + 1),
                    None => self.test(expr, side, tests, None),
                }
            }
            ExprKind::Compare(comparison, left, right) => {
                let Some(than) = constant(program, right) else { return self.test(expr, side, tests, None) };
                let (included, negated) = match comparison {
                    Comparison::AtLeast => (true, false),
                    Comparison::Less => (true, true),
                    Comparison::More => (false, false),
                    Comparison::AtMost => (false, true),
                    Comparison::Is | Comparison::IsNot => return self.test(expr, side, tests, None),
                };
                let above = self.test(left, side, tests, Some((than, included)));
                if negated { Form::Not(Box::new(above)) } else { above }
            }
            _ => self.test(expr, side, tests, None),
        }
    }

    /// A test by how it is written, or an amount that is held against a line.
    fn test(&mut self, expr: &Expr, side: Side, tests: &mut Tests, line: Option<(Number, bool)>) -> Form {
        let program = if side == Side::Old { self.old } else { self.new };
        let plain = settled(program, expr);
        // What reads something that differs is a test of its own version.
        let own = if self.alike(&plain, program) { None } else { Some(side) };
        let mapper = Mapper { program, map: &Map::default(), sets: &[], bare: true, places: None };
        let subject = format!("{own:?} {:?}", mapper.expr(&plain, &mut Vec::new()).kind);
        Form::Test(tests.number(Test { subject, line, errs: can_err(program, expr) }))
    }
}

/// What a term says that has one reading.
fn only_body(program: &Program, id: DefinitionId) -> Option<&Expr> {
    match program.definitions.get(id.index())?.readings.as_slice() {
        [only] => Some(&only.body),
        _ => None,
    }
}

/// Whether a condition has few parts enough to be spelt out.
fn fits(expr: &Expr, program: &Program) -> bool {
    visit::spelt_out(expr, (), &|(), id| Some(((), only_body(program, id)?))) <= MAX_PARTS
}

/// An expression with parameters that have one value for all time as that value.
fn settled(program: &Program, expr: &Expr) -> Expr {
    let mut out = expr.clone();
    let mut open = vec![&mut out];
    while let Some(part) = open.pop() {
        if let ExprKind::Parameter(id) = &part.kind
            && let Some(value) = program.parameters.get(id.index()).and_then(Parameter::lasting)
        {
            part.kind = ExprKind::Value(value.clone());
        }
        open.extend(visit::children_mut(part));
    }
    out
}

fn constant(program: &Program, expr: &Expr) -> Option<Number> {
    let value = match &expr.kind {
        ExprKind::Value(value) => value,
        ExprKind::Parameter(id) => program.parameters.get(id.index()).and_then(Parameter::lasting)?,
        _ => return None,
    };
    if let Value::Number(number) = value { Some(*number) } else { None }
}

/// Whether a test can run into an error: not one that only looks at facts of which there always is a value.
fn can_err(program: &Program, expr: &Expr) -> bool {
    let mut out = false;
    visit::walk(expr, &mut |part| {
        out |= match &part.kind {
            ExprKind::Fact(id) => program.facts.get(id.index()).is_none_or(|fact| fact.optional),
            ExprKind::Value(_)
            | ExprKind::Compare(..)
            | ExprKind::OneOf(..)
            | ExprKind::In(..)
            | ExprKind::Not(_)
            | ExprKind::All(_)
            | ExprKind::Any(_) => false,
            _ => true,
        };
    });
    out
}

// ── Every way in which tests can come out ────────────────────

#[derive(Debug, Clone, PartialEq)]
struct Test {
    subject: String,
    line: Option<(Number, bool)>,
    errs: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Always(bool),
    Test(usize),
    Not(Box<Form>),
    All(Vec<Form>),
    Any(Vec<Form>),
    AtLeast(u32, Vec<Form>),
    Exactly(u32, Vec<Form>),
}

/// Ways in which something can come out, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ways(u8);

impl Ways {
    const NO: Self = Self(1);
    const YES: Self = Self(2);
    const UNKNOWN: Self = Self(4);
    const ERROR: Self = Self(8);
    const EVERY: Self = Self(15);

    const fn one(self) -> bool {
        self.0.is_power_of_two()
    }

    const fn can(self, way: Self) -> bool {
        self.0 & way.0 != 0
    }

    fn each(self) -> impl Iterator<Item = Self> {
        [Self::NO, Self::YES, Self::UNKNOWN, Self::ERROR].into_iter().filter(move |way| self.can(*way))
    }

    fn not(self) -> Self {
        let turned = self.each().map(|way| match way {
            Self::NO => Self::YES,
            Self::YES => Self::NO,
            other => other,
        });
        Self(turned.fold(0, |all, way| all | way.0))
    }

    /// *No* first, then unknown, then an error.
    fn and(self, other: Self) -> Self {
        let mut out = 0;
        for one in self.each() {
            for two in other.each() {
                let first = [Self::NO, Self::UNKNOWN, Self::ERROR].into_iter().find(|way| one == *way || two == *way);
                out |= first.unwrap_or(Self::YES).0;
            }
        }
        Self(out)
    }
}

type Known<'k> = dyn Fn(usize) -> Ways + 'k;
/// What formulas come to together; none where that is not settled yet.
type Come<'c> = &'c dyn Fn(&[Form], &Known<'_>) -> Option<Vec<Ways>>;

impl Form {
    /// How many parts it has.
    fn parts(&self) -> usize {
        match self {
            Self::Always(_) | Self::Test(_) => 1,
            Self::Not(inner) => inner.parts() + 1,
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) | Self::Exactly(_, parts) => {
                parts.iter().map(Self::parts).sum::<usize>() + 1
            }
        }
    }

    fn value(&self, known: &Known<'_>) -> Ways {
        match self {
            Self::Always(true) => Ways::YES,
            Self::Always(false) => Ways::NO,
            Self::Test(test) => known(*test),
            Self::Not(inner) => inner.value(known).not(),
            Self::All(parts) => parts.iter().fold(Ways::YES, |all, part| all.and(part.value(known))),
            Self::Any(parts) => parts.iter().fold(Ways::YES, |all, part| all.and(part.value(known).not())).not(),
            Self::AtLeast(number, parts) => counted(parts, known, &|[yes, unknown, errors]| {
                if yes >= *number {
                    Ways::YES
                } else if yes + unknown + errors < *number {
                    Ways::NO
                } else if yes + unknown < *number && yes + errors >= *number {
                    Ways::ERROR
                } else {
                    Ways::UNKNOWN
                }
            }),
            Self::Exactly(number, parts) => counted(parts, known, &|[yes, unknown, errors]| {
                if yes > *number || yes + unknown + errors < *number {
                    Ways::NO
                } else if unknown == 0 && errors == 0 {
                    Ways::YES
                } else if yes + unknown <= *number && yes + errors >= *number {
                    Ways::ERROR
                } else {
                    Ways::UNKNOWN
                }
            }),
        }
    }

    /// The same formula in an order of its own: lists inside lists of their kind spread out, twice *not* gone.
    fn ordered(self) -> Self {
        let each = |parts: Vec<Self>| -> Vec<Self> {
            let mut parts: Vec<Self> = parts.into_iter().map(Self::ordered).collect();
            parts.sort();
            parts
        };
        let spread = |parts: Vec<Self>, all: bool| -> Self {
            let inner = parts.into_iter().map(Self::ordered).flat_map(|part| match part {
                Self::All(inner) if all => inner,
                Self::Any(inner) if !all => inner,
                other => vec![other],
            });
            let mut parts: Vec<Self> = inner.collect();
            parts.sort();
            parts.dedup();
            match (parts.len(), parts.pop()) {
                (1, Some(only)) => only,
                (_, last) => {
                    parts.extend(last);
                    if all { Self::All(parts) } else { Self::Any(parts) }
                }
            }
        };
        match self {
            Self::Always(_) | Self::Test(_) => self,
            Self::Not(inner) => match inner.ordered() {
                Self::Not(inner) => *inner,
                other => Self::Not(Box::new(other)),
            },
            Self::All(parts) => spread(parts, true),
            Self::Any(parts) => spread(parts, false),
            Self::AtLeast(number, parts) => Self::AtLeast(number, each(parts)),
            Self::Exactly(number, parts) => Self::Exactly(number, each(parts)),
        }
    }

    /// A test on which it still depends how this comes out.
    fn open(&self, known: &Known<'_>) -> Option<usize> {
        if self.value(known).one() {
            return None;
        }
        match self {
            Self::Always(_) => None,
            Self::Test(test) => Some(*test),
            Self::Not(inner) => inner.open(known),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) | Self::Exactly(_, parts) => {
                parts.iter().find_map(|part| part.open(known))
            }
        }
    }
}

/// What so many parts of each kind come to, once every part is settled.
fn counted(parts: &[Form], known: &Known<'_>, come: &dyn Fn([u32; 3]) -> Ways) -> Ways {
    let mut count = [0_u32; 3];
    for part in parts {
        let way = part.value(known);
        let [yes, unknown, errors] = &mut count;
        match way {
            Ways::NO => {}
            Ways::YES => *yes += 1,
            Ways::UNKNOWN => *unknown += 1,
            Ways::ERROR => *errors += 1,
            _ => return Ways::EVERY,
        }
    }
    come(count)
}

/// What rules that are only alternatives come to, on a day on which they are in force and where no day is asked about;
/// none where that is not settled yet.
fn outcome(grounds: &[Form], period: Period, known: &Known<'_>) -> Option<Vec<Ways>> {
    let ends: Vec<Ways> = grounds.iter().map(|ground| ground.value(known)).collect();
    let dated = period != Period::default();
    if !dated && ends.contains(&Ways::YES) {
        return Some(vec![Ways::YES]);
    }
    if !ends.iter().all(|end| end.one()) {
        return None;
    }
    let any = |way: Ways| ends.contains(&way);
    let when = |there: bool, way: Ways| if there { way.0 } else { 0 };
    let refused = any(Ways::NO) || any(Ways::UNKNOWN);
    let error = any(Ways::ERROR);
    let told = if any(Ways::YES) {
        Ways::YES
    } else {
        Ways(when(any(Ways::UNKNOWN), Ways::YES) | when(error, Ways::ERROR) | when(refused && !error, Ways::NO))
    };
    let held = any(Ways::YES) || any(Ways::UNKNOWN);
    let undated = Ways(when(held, Ways::YES) | when(error, Ways::ERROR) | when(refused, Ways::NO));
    Some(if dated { vec![told, undated] } else { vec![told] })
}

#[derive(Default)]
struct Tests {
    all: Vec<Test>,
}

impl Tests {
    fn number(&mut self, test: Test) -> usize {
        self.all.iter().position(|known| *known == test).unwrap_or_else(|| {
            self.all.push(test);
            self.all.len() - 1
        })
    }

    /// Whether two lots of formulas come to the same, however the tests come out together.
    fn agree(&self, one: Vec<Form>, two: Vec<Form>, come: Come<'_>) -> bool {
        let ordered = |all: Vec<Form>| -> Vec<Form> {
            let mut all: Vec<Form> = all.into_iter().map(Form::ordered).collect();
            all.sort();
            all
        };
        let (one, two) = (ordered(one), ordered(two));
        if one == two {
            return true;
        }
        let every = |test: &Test| if test.errs { Ways::EVERY } else { Ways(Ways::EVERY.0 ^ Ways::ERROR.0) };
        let ways: Vec<Ways> = self.all.iter().map(every).collect();
        let parts = one.iter().chain(&two).map(Form::parts).sum::<usize>();
        self.search(&ways, (&one, &two), come, &mut (MAX_LOOKS / parts.max(1)))
    }

    fn search(&self, ways: &[Ways], both: (&[Form], &[Form]), come: Come<'_>, left: &mut usize) -> bool {
        let Some(less) = left.checked_sub(1) else { return false };
        *left = less;
        let known = |test: usize| ways.get(test).copied().unwrap_or(Ways::EVERY);
        if let (Some(one), Some(two)) = (come(both.0, &known), come(both.1, &known)) {
            return one == two;
        }
        let Some(open) = both.0.iter().chain(both.1).find_map(|form| form.open(&known)) else { return false };
        known(open).each().all(|way| {
            let mut next = ways.to_vec();
            next.iter_mut().skip(open).take(1).for_each(|slot| *slot = way);
            !self.can_be(&next, open) || self.search(&next, both, come, left)
        })
    }

    /// Whether a test can come out so beside the others of its subject: what reaches a higher line surely reaches a lower
    /// one, and what surely misses a lower line misses a higher one.
    fn can_be(&self, ways: &[Ways], fresh: usize) -> bool {
        let Some(Test { subject, line: Some(line), .. }) = self.all.get(fresh) else { return true };
        let Some(own) = ways.get(fresh).copied() else { return true };
        self.all.iter().zip(ways).all(|(other, way)| {
            let (Some(known), true) = (&other.line, other.subject == *subject && way.one()) else { return true };
            let (high, low) = if higher(line, known) { (own, *way) } else { (*way, own) };
            (high != Ways::YES || low == Ways::YES) && (low != Ways::NO || high == Ways::NO)
        })
    }
}

/// Whether what reaches the first line also reaches the second.
fn higher(one: &(Number, bool), two: &(Number, bool)) -> bool {
    one.0 > two.0 || one.0 == two.0 && (two.1 || !one.1)
}
