//! What of a program can decide a case: its rules, rows and readings, and every condition in them.
//!
//! A clause that layers or an article's rules share stands in the tree several times; written once, it is one part here.

use crate::ir::value::order;
use crate::ir::{
    Decision, Definition, Exception, Expr, ExprKind, Ground, Hit, Item, ListOf, Program, Says, Score, ScoreItem, Value,
    visit,
};
use crate::source::{FileId, Span};
use crate::types::ids::{DecisionId, DefinitionId, RecordId};
use crate::types::{Operator, Term, Type};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A rule.
    Rule,
    /// A row of a table.
    Row,
    /// An exception.
    Exception,
    /// A meaning of a term, in one reading.
    Reading,
    /// An item of a list that is made of several conditions.
    Item,
    /// An item of a score.
    Points,
    /// A condition.
    Condition,
}

/// Where a part belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A rule of a decision.
    Rule(DecisionId, usize),
    /// A reading of a term.
    Reading(DefinitionId, usize),
}

/// An expression with the records whose members it speaks of, innermost last.
#[derive(Debug, Clone)]
pub struct Scoped<'p> {
    /// The expression.
    pub expr: &'p Expr,
    /// The records.
    pub records: Vec<RecordId>,
}

/// What may stand in the way of a part: then it makes no difference what it yields.
#[derive(Debug, Clone)]
pub enum Mask<'p> {
    /// Any of these, where it is so, or is not.
    Any(Vec<Scoped<'p>>, bool),
    /// All of these together: an earlier row of a table.
    All(Vec<Scoped<'p>>),
}

/// One part.
#[derive(Debug, Clone)]
pub struct Part<'p> {
    /// What it is.
    pub kind: Kind,
    /// Where it belongs; a part written once for several rules, to the first.
    pub owner: Owner,
    /// The items that it stands in, outermost first.
    pub path: Vec<(Option<String>, Option<Arc<Term>>)>,
    /// Where it is written.
    pub span: Span,
    /// What it asks; none for a rule and for points.
    pub asks: Option<Scoped<'p>>,
    /// What may stand in its way.
    pub masks: Vec<Mask<'p>>,
    /// The part of an amount that is taken above the line that this draws, and is nought below it; then only what is above
    /// makes a difference.
    pub taken: Option<Scoped<'p>>,
    /// Whether it can be shown both ways: a rule without a condition cannot fail, and what is settled cannot vary.
    pub varies: bool,
    /// Also the whole meaning of a term in a reading.
    pub reading: Option<(DefinitionId, usize)>,
    /// Also an exception.
    pub exception: bool,
    /// Whether it is written in the policy itself, and not in one above it or in a vocabulary.
    pub own: bool,
}

/// All parts of a program.
#[derive(Debug, Clone)]
pub struct Parts<'p> {
    /// The program.
    pub program: &'p Program,
    /// Each part, in the order in which it was found.
    pub all: Vec<Part<'p>>,
    /// The watch over them. What is watched besides, such as both sides of a comparison, has a number beyond the parts.
    pub watch: crate::interpret::watch::Parts<'p>,
    known: HashMap<(Span, String), usize>,
    besides: HashMap<(Span, String), usize>,
    file: Option<FileId>,
}

/// The numbers of what is watched besides begin here: no program has so many parts.
const BESIDES: usize = 1 << 32;

/// Where the finder stands.
#[derive(Debug, Clone)]
struct Here<'p> {
    owner: Owner,
    path: Vec<(Option<String>, Option<Arc<Term>>)>,
    records: Vec<RecordId>,
    masks: Vec<Mask<'p>>,
}

impl<'p> Here<'p> {
    fn scoped(&self, expr: &'p Expr) -> Scoped<'p> {
        Scoped { expr, records: self.records.clone() }
    }

    fn behind(&self, mask: Mask<'p>) -> Self {
        let mut out = self.clone();
        out.masks.push(mask);
        out
    }

    fn among(&self, record: Option<RecordId>) -> Self {
        let mut out = self.clone();
        out.records.extend(record);
        out
    }
}

impl<'p> Parts<'p> {
    /// The parts of a program.
    #[must_use]
    pub fn of(program: &'p Program) -> Self {
        let watch = crate::interpret::watch::Parts::new(program);
        let file = program.layers.first().map(|layer| layer.file);
        let mut out = Self { program, all: Vec::new(), watch, known: HashMap::new(), besides: HashMap::new(), file };
        for (at, definition) in program.definitions.iter().enumerate() {
            out.definition(DefinitionId::at(at), definition);
        }
        for (at, decision) in program.decisions.iter().enumerate() {
            for (index, ground) in decision.grounds.iter().enumerate() {
                out.rule(DecisionId::at(at), decision, index, ground);
            }
        }
        out
    }

    /// The number under which a side of a comparison is watched.
    #[must_use]
    pub fn number_of(&self, expr: &Expr) -> Option<usize> {
        self.watch.number_of(expr)
    }

    fn own(&self, span: Span) -> bool {
        self.file.is_none_or(|file| span.file == file)
    }

    fn record_of(&self, list: ListOf) -> Option<RecordId> {
        self.program.record_of(list)
    }

    // ── Clauses ──────────────────────────────────────────────

    fn definition(&mut self, id: DefinitionId, definition: &'p Definition) {
        for (at, reading) in definition.readings.iter().enumerate() {
            let here = Here {
                owner: Owner::Reading(id, at),
                path: Vec::new(),
                records: definition.record.into_iter().collect(),
                masks: Vec::new(),
            };
            let body = bare(&reading.body);
            let known = self.all.len();
            self.body(&reading.body, &here);
            // The meaning as a whole: often a single condition, which has just been found.
            let found = self.known.get(&key(body)).copied().filter(|found| *found >= known);
            let part = match found {
                Some(part) => part,
                None => {
                    let varies = body.ty == Type::Bool && !matches!(body.kind, ExprKind::Value(_));
                    self.part(Kind::Reading, body, &here, varies)
                }
            };
            if let Some(part) = self.all.get_mut(part) {
                part.reading = Some((id, at));
            }
        }
    }

    fn rule(&mut self, id: DecisionId, decision: &'p Decision, index: usize, ground: &'p Ground) {
        let records = self.program.records_of(&decision.each);
        let mut here = Here { owner: Owner::Rule(id, index), path: Vec::new(), records, masks: Vec::new() };
        // With the greatest or least that fits, so is any row that gives more, or less.
        let wanted: Option<fn(Ordering) -> bool> = match decision.hit {
            Some(Hit::Greatest) => Some(Ordering::is_ge),
            Some(Hit::Least) => Some(Ordering::is_le),
            Some(Hit::First | Hit::Only | Hit::Added) | None => None,
        };
        let value = |ground: &'p Ground| match &ground.says {
            Says::Value(value) => Some(value),
            Says::Otherwise(_) | Says::Modal(_) => None,
        };
        let others = decision.grounds.iter().enumerate().filter(|(other, _)| *other != index && wanted.is_some());
        for (_, other) in others.filter(|(_, other)| other.exceptions.is_empty()) {
            let beaten = value(other).zip(value(ground)).zip(wanted);
            if beaten.is_some_and(|((other, own), wanted)| beats(other, own, wanted)) {
                let all = other.population.iter().chain(&other.condition).map(|expr| here.scoped(expr)).collect();
                here.masks.push(Mask::All(all));
            }
        }
        let number = self.all.len();
        let varies = !ground.row && (ground.condition.is_some() || !ground.exceptions.is_empty());
        self.all.push(Part {
            kind: if ground.row { Kind::Row } else { Kind::Rule },
            owner: here.owner,
            path: Vec::new(),
            span: ground.span,
            asks: None,
            masks: Vec::new(),
            taken: None,
            varies,
            reading: None,
            exception: false,
            own: self.own(ground.span),
        });
        self.watch.rule(ground, number);
        // With the first row that fits, a row is in the way of those after it.
        if decision.hit == Some(Hit::First) {
            for earlier in decision.grounds.iter().take(index).filter(|other| other.exceptions.is_empty()) {
                let all = earlier.population.iter().chain(&earlier.condition).map(|expr| here.scoped(expr)).collect();
                here.masks.push(Mask::All(all));
            }
        }
        self.inside(ground, &here);
        self.taken(decision, ground, &here);
    }

    /// Marks the line above which a row takes its part at its own rate, where another row takes what is below.
    fn taken(&mut self, decision: &'p Decision, ground: &'p Ground, here: &Here<'p>) {
        let Some(condition) = ground.condition.as_ref().filter(|_| decision.hit == Some(Hit::Added)) else { return };
        let kind = |bound: &'p Option<Expr>| bound.as_ref().map(|bound| &bound.kind);
        let mut edges: Vec<(&'p Expr, &'p Expr)> = Vec::new();
        visit::walk(condition, &mut |test| edges.extend(ground.part_above(test).map(|taken| (test, taken))));
        for (test, taken) in edges {
            let below = |other: &'p Ground| match (&other.says, &taken.kind) {
                (Says::Value(Expr { kind: ExprKind::Arithmetic(_, _, other), .. }), ExprKind::Part(own)) => {
                    let ExprKind::Part(other) = &other.kind else { return false };
                    other.of == own.of && kind(&other.high) == kind(&own.low)
                }
                _ => false,
            };
            let Some(part) = self.known.get(&key(test)).copied() else { continue };
            if decision.grounds.iter().any(below)
                && let Some(part) = self.all.get_mut(part)
            {
                part.taken = Some(here.scoped(taken));
            }
        }
    }

    fn inside(&mut self, ground: &'p Ground, here: &Here<'p>) {
        let population: Vec<Scoped<'p>> = ground.population.iter().map(|expr| here.scoped(expr)).collect();
        let asked: Vec<Scoped<'p>> = ground.condition.iter().map(|expr| here.scoped(expr)).collect();
        let lifted: Vec<Scoped<'p>> = ground.exceptions.iter().map(|found| here.scoped(&found.body)).collect();
        for (at, part) in ground.population.iter().enumerate() {
            let others = population.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, one)| one.clone());
            self.condition(part, &here.behind(Mask::Any(others.collect(), false)));
        }
        let spoken = here.behind(Mask::Any(population.clone(), false));
        if let Some(condition) = &ground.condition {
            self.condition(condition, &spoken.behind(Mask::Any(lifted.clone(), true)));
        }
        for (at, exception) in ground.exceptions.iter().enumerate() {
            let others = lifted.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, one)| one.clone());
            let here = spoken.behind(Mask::Any(asked.clone(), false)).behind(Mask::Any(others.collect(), true));
            self.exception(exception, &here);
        }
        let live = spoken.behind(Mask::Any(asked, false)).behind(Mask::Any(lifted, true));
        for kept in ground.met.iter().chain(&ground.breached) {
            self.condition(kept, &live);
        }
        match &ground.says {
            Says::Value(value) | Says::Otherwise(value) => self.body(value, &live),
            Says::Modal(_) => {}
        }
    }

    fn exception(&mut self, exception: &'p Exception, here: &Here<'p>) {
        let mut here = here.clone();
        if exception.label.is_some() {
            here.path.push((None, exception.label.clone()));
        }
        let inner: Vec<Scoped<'p>> = exception.exceptions.iter().map(|found| here.scoped(&found.body)).collect();
        let body = bare(&exception.body);
        self.condition(&exception.body, &here.behind(Mask::Any(inner, true)));
        let part = match self.known.get(&key(body)).copied() {
            Some(part) => part,
            None => self.part(Kind::Exception, body, &here, !matches!(body.kind, ExprKind::Value(_))),
        };
        if let Some(part) = self.all.get_mut(part) {
            part.exception = true;
        }
        let asked = Mask::Any(vec![here.scoped(&exception.body)], false);
        for inner in &exception.exceptions {
            self.exception(inner, &here.behind(asked.clone()));
        }
    }

    // ── Conditions ───────────────────────────────────────────

    fn body(&mut self, expr: &'p Expr, here: &Here<'p>) {
        if expr.ty == Type::Bool { self.condition(expr, here) } else { self.amount(expr, here) }
    }

    fn condition(&mut self, expr: &'p Expr, here: &Here<'p>) {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.condition_grown(expr, here));
    }

    fn condition_grown(&mut self, expr: &'p Expr, here: &Here<'p>) {
        match &expr.kind {
            ExprKind::Not(inner) => self.condition(inner, here),
            ExprKind::All(items) => self.items(items, Some(false), here),
            ExprKind::Any(items) => self.items(items, Some(true), here),
            ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => self.items(items, None, here),
            ExprKind::If(parts) => {
                let [condition, yes, no] = parts.as_ref();
                self.condition(condition, here);
                self.condition(yes, here);
                self.condition(no, here);
            }
            ExprKind::Value(_) => {}
            ExprKind::Compare(_, left, right) => {
                self.part(Kind::Condition, expr, here, true);
                for side in [left, right] {
                    self.beside(side);
                    self.amount(side, here);
                }
            }
            ExprKind::Quantified(_, list, condition) => {
                self.part(Kind::Condition, expr, here, true);
                let record = self.record_of(*list);
                self.condition(condition, &here.among(record));
            }
            ExprKind::During(day, window) => {
                self.part(Kind::Condition, expr, here, true);
                for side in [day, window] {
                    self.beside(side);
                    self.amount(side, here);
                }
            }
            ExprKind::Fact(_)
            | ExprKind::Field(..)
            | ExprKind::Definition(_)
            | ExprKind::MemberDefinition(..)
            | ExprKind::Parameter(_)
            | ExprKind::Decision(_)
            | ExprKind::Breached(_)
            | ExprKind::Forbidden(_)
            | ExprKind::In(..)
            | ExprKind::Within(..)
            | ExprKind::OneOf(..) => {
                self.part(Kind::Condition, expr, here, true);
                visit::children(expr, |child| self.amount(child, here));
            }
            ExprKind::Exists(of) | ExprKind::Known(of) => {
                self.part(Kind::Condition, expr, here, true);
                // Whether a fact is there, or known, is the same whichever way it is.
                if !matches!(of.kind, ExprKind::Fact(_) | ExprKind::Field(..)) {
                    self.amount(of, here);
                }
            }
            // No conditions.
            ExprKind::AsOf
            | ExprKind::Arithmetic(..)
            | ExprKind::Pick { .. }
            | ExprKind::Round(..)
            | ExprKind::Year(_)
            | ExprKind::Shift(_)
            | ExprKind::Carried(_)
            | ExprKind::Part(_)
            | ExprKind::Anchor(..)
            | ExprKind::Between(..)
            | ExprKind::Window(_)
            | ExprKind::Edge(..)
            | ExprKind::Score(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Unbroken(_)
            | ExprKind::Share(_) => self.amount(expr, here),
        }
    }

    /// The items of a list; one that yields `settles` makes no difference of the others.
    fn items(&mut self, items: &'p [Item], settles: Option<bool>, here: &Here<'p>) {
        for (at, item) in items.iter().enumerate() {
            let others = items.iter().enumerate().filter(|(other, _)| *other != at);
            let others: Vec<Scoped<'p>> = others.map(|(_, other)| here.scoped(&other.expr)).collect();
            let mut inner = here.clone();
            inner.masks.extend(settles.map(|settles| Mask::Any(others, settles)));
            if item.ordinal.is_some() || item.label.is_some() {
                inner.path.push((item.ordinal.clone(), item.label.clone()));
            }
            let whole = bare(&item.expr);
            let several = matches!(
                whole.kind,
                ExprKind::All(_) | ExprKind::Any(_) | ExprKind::AtLeast(..) | ExprKind::Exactly(..)
            );
            if several {
                self.part(Kind::Item, whole, &inner, false);
            }
            self.condition(&item.expr, &inner);
        }
    }

    /// The conditions in an amount: filters, choices, and when points are given.
    fn amount(&mut self, expr: &'p Expr, here: &Here<'p>) {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.amount_grown(expr, here));
    }

    fn amount_grown(&mut self, expr: &'p Expr, here: &Here<'p>) {
        match &expr.kind {
            ExprKind::If(parts) => {
                let [condition, yes, no] = parts.as_ref();
                self.condition(condition, here);
                self.body(yes, here);
                self.body(no, here);
            }
            ExprKind::Aggregate(gather) => {
                let inner = here.among(self.record_of(gather.list));
                if let Some(filter) = &gather.filter {
                    self.condition(filter, &inner);
                }
                if let Some(amount) = &gather.amount {
                    self.amount(amount, &inner);
                }
            }
            ExprKind::Unbroken(unbroken) => {
                let inner = here.among(self.record_of(unbroken.list));
                if let Some(filter) = &unbroken.filter {
                    self.condition(filter, &inner);
                }
                self.amount(&unbroken.start, &inner);
                self.amount(&unbroken.end, &inner);
            }
            ExprKind::Share(sharing) => {
                self.amount(&sharing.total, here);
                self.amount(&sharing.step, here);
                self.amount(&sharing.weight, &here.among(self.record_of(sharing.list)));
            }
            ExprKind::Score(score) => self.score(score, here),
            // How near a quotient comes to a line is told by what is divided.
            ExprKind::Arithmetic(Operator::Over, left, right) => {
                for side in [left, right] {
                    self.beside(side);
                    self.amount(side, here);
                }
            }
            ExprKind::Value(Value::Bool(_)) => {}
            _ if expr.ty == Type::Bool => self.condition(expr, here),
            ExprKind::Value(_)
            | ExprKind::Fact(_)
            | ExprKind::Field(..)
            | ExprKind::Definition(_)
            | ExprKind::MemberDefinition(..)
            | ExprKind::Parameter(_)
            | ExprKind::Decision(_)
            | ExprKind::AsOf
            | ExprKind::Not(_)
            | ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::AtLeast(..)
            | ExprKind::Exactly(..)
            | ExprKind::Compare(..)
            | ExprKind::In(..)
            | ExprKind::Within(..)
            | ExprKind::OneOf(..)
            | ExprKind::Exists(_)
            | ExprKind::Known(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::Pick { .. }
            | ExprKind::Round(..)
            | ExprKind::Year(_)
            | ExprKind::Shift(_)
            | ExprKind::Carried(_)
            | ExprKind::Part(_)
            | ExprKind::Anchor(..)
            | ExprKind::Between(..)
            | ExprKind::Window(_)
            | ExprKind::Edge(..)
            | ExprKind::During(..)
            | ExprKind::Breached(_)
            | ExprKind::Forbidden(_)
            | ExprKind::Quantified(..) => visit::children(expr, |child| self.amount(child, here)),
        }
    }

    fn score(&mut self, score: &'p Score, here: &Here<'p>) {
        for (at, item) in score.items.iter().enumerate() {
            let mut inner = here.clone();
            // Of the best item alone, one that is never less is in the way.
            if score.best {
                let others = score.items.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
                let beating = others.filter(|other| beats(&other.amount, &item.amount, Ordering::is_ge));
                let whens = beating.filter_map(|other| other.when.as_ref()).map(|when| here.scoped(when));
                inner.masks.push(Mask::Any(whens.collect(), true));
            }
            if item.ordinal.is_some() || item.label.is_some() {
                inner.path.push((item.ordinal.clone(), item.label.clone()));
            }
            self.points(item, &inner);
            if let Some(when) = &item.when {
                self.condition(when, &inner);
            }
            self.amount(&item.amount, &inner);
        }
        for bound in score.cap.iter().chain(&score.floor) {
            self.amount(bound, here);
        }
    }

    fn points(&mut self, item: &'p ScoreItem, here: &Here<'p>) {
        let number = self.all.len();
        self.all.push(Part {
            kind: Kind::Points,
            owner: here.owner,
            path: here.path.clone(),
            span: item.amount.span,
            asks: None,
            masks: Vec::new(),
            taken: None,
            varies: false,
            reading: None,
            exception: false,
            own: self.own(item.amount.span),
        });
        self.watch.item(item, number);
    }

    /// Takes an expression in as a part, or as one more copy of a part.
    fn part(&mut self, kind: Kind, expr: &'p Expr, here: &Here<'p>, varies: bool) -> usize {
        let key = key(expr);
        if let Some(known) = self.known.get(&key) {
            self.watch.expr(expr, *known);
            return *known;
        }
        let number = self.all.len();
        self.all.push(Part {
            kind,
            owner: here.owner,
            path: here.path.clone(),
            span: expr.span,
            asks: Some(here.scoped(expr)),
            masks: here.masks.clone(),
            taken: None,
            varies,
            reading: None,
            exception: false,
            own: self.own(expr.span),
        });
        self.watch.expr(expr, number);
        self.known.insert(key, number);
        number
    }

    /// Watches what is no part itself: a side of a comparison.
    fn beside(&mut self, expr: &'p Expr) {
        if self.watch.number_of(expr).is_none() {
            let next = BESIDES + self.besides.len();
            let number = *self.besides.entry(key(expr)).or_insert(next);
            self.watch.expr(expr, number);
        }
    }
}

/// Whether one plain figure lies so to another.
fn beats(one: &Expr, other: &Expr, wanted: impl Fn(Ordering) -> bool) -> bool {
    match (&one.kind, &other.kind) {
        (ExprKind::Value(one), ExprKind::Value(other)) => order(one, other).is_some_and(wanted),
        _ => false,
    }
}

/// What an expression is, and where it is written: copies of one clause agree in both.
fn key(expr: &Expr) -> (Span, String) {
    (expr.span, format!("{:?}", expr.kind))
}

/// A condition without the *not* around it, which varies with it.
#[must_use]
pub fn bare(mut expr: &Expr) -> &Expr {
    while let ExprKind::Not(inner) = &expr.kind {
        expr = inner;
    }
    expr
}
