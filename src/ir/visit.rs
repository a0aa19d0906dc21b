//! Walking expressions.

use super::{Expr, ExprKind, Ground, Program, Says};
use crate::types::calendar::Measure;
use crate::types::ids::DefinitionId;
use crate::types::{Base, Type, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Calls `visit` with each direct part of an expression, in the order of the text.
pub fn children<'e>(expr: &'e Expr, mut visit: impl FnMut(&'e Expr)) {
    match &expr.kind {
        ExprKind::Value(_)
        | ExprKind::Fact(_)
        | ExprKind::Field(..)
        | ExprKind::Definition(_)
        | ExprKind::MemberDefinition(..)
        | ExprKind::Parameter(_)
        | ExprKind::Decision(_)
        | ExprKind::Breached(_)
        | ExprKind::Forbidden(_)
        | ExprKind::AsOf => {}
        ExprKind::Not(inner)
        | ExprKind::In(inner, ..)
        | ExprKind::OneOf(inner, _)
        | ExprKind::Exists(inner)
        | ExprKind::Known(inner)
        | ExprKind::Year(inner)
        | ExprKind::Carried(inner)
        | ExprKind::Anchor(_, inner)
        | ExprKind::Edge(_, inner)
        | ExprKind::Quantified(_, _, inner) => visit(inner),
        ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
            for item in items {
                visit(&item.expr);
            }
        }
        ExprKind::Compare(_, left, right)
        | ExprKind::Arithmetic(_, left, right)
        | ExprKind::Round(_, left, right)
        | ExprKind::Between(_, left, right)
        | ExprKind::During(left, right)
        | ExprKind::Within(left, right) => {
            visit(left);
            visit(right);
        }
        ExprKind::Shift(shift) => [&shift.date, &shift.by].into_iter().for_each(visit),
        ExprKind::Window(window) => [&window.start, &window.length].into_iter().chain(&window.early).for_each(visit),
        ExprKind::Score(score) => {
            for item in &score.items {
                visit(&item.amount);
                item.when.iter().for_each(&mut visit);
            }
            score.cap.iter().chain(&score.floor).for_each(visit);
        }
        ExprKind::Part(part) => {
            std::iter::once(&part.of).chain(&part.low).chain(&part.high).for_each(visit);
        }
        ExprKind::Pick { of, .. } => of.iter().for_each(visit),
        ExprKind::If(parts) => parts.iter().for_each(visit),
        ExprKind::Aggregate(gather) => gather.filter.iter().chain(&gather.amount).for_each(visit),
        ExprKind::Unbroken(unbroken) => {
            unbroken.filter.iter().chain([&unbroken.start, &unbroken.end]).for_each(visit);
        }
        ExprKind::Share(sharing) => [&sharing.total, &sharing.weight, &sharing.step].into_iter().for_each(visit),
    }
}

/// The direct parts of an expression, in the order of [`children`], to be changed.
pub fn children_mut(expr: &mut Expr) -> Vec<&mut Expr> {
    match &mut expr.kind {
        ExprKind::Value(_)
        | ExprKind::Fact(_)
        | ExprKind::Field(..)
        | ExprKind::Definition(_)
        | ExprKind::MemberDefinition(..)
        | ExprKind::Parameter(_)
        | ExprKind::Decision(_)
        | ExprKind::Breached(_)
        | ExprKind::Forbidden(_)
        | ExprKind::AsOf => Vec::new(),
        ExprKind::Not(inner)
        | ExprKind::In(inner, ..)
        | ExprKind::OneOf(inner, _)
        | ExprKind::Exists(inner)
        | ExprKind::Known(inner)
        | ExprKind::Year(inner)
        | ExprKind::Anchor(_, inner)
        | ExprKind::Carried(inner)
        | ExprKind::Edge(_, inner)
        | ExprKind::Quantified(_, _, inner) => vec![inner],
        ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
            items.iter_mut().map(|item| &mut item.expr).collect()
        }
        ExprKind::Compare(_, left, right)
        | ExprKind::Arithmetic(_, left, right)
        | ExprKind::Round(_, left, right)
        | ExprKind::Between(_, left, right)
        | ExprKind::During(left, right)
        | ExprKind::Within(left, right) => vec![left, right],
        ExprKind::Shift(shift) => vec![&mut shift.date, &mut shift.by],
        ExprKind::Window(window) => {
            [&mut window.start, &mut window.length].into_iter().chain(&mut window.early).collect()
        }
        ExprKind::Score(score) => {
            let items = score.items.iter_mut().flat_map(|item| std::iter::once(&mut item.amount).chain(&mut item.when));
            items.chain(&mut score.cap).chain(&mut score.floor).collect()
        }
        ExprKind::Part(part) => std::iter::once(&mut part.of).chain(&mut part.low).chain(&mut part.high).collect(),
        ExprKind::Pick { of, .. } => of.iter_mut().collect(),
        ExprKind::If(parts) => Arc::make_mut(parts).iter_mut().collect(),
        ExprKind::Aggregate(gather) => gather.filter.iter_mut().chain(&mut gather.amount).collect(),
        ExprKind::Unbroken(unbroken) => {
            unbroken.filter.iter_mut().chain([&mut unbroken.start, &mut unbroken.end]).collect()
        }
        ExprKind::Share(sharing) => {
            let sharing = Arc::make_mut(sharing);
            vec![&mut sharing.total, &mut sharing.weight, &mut sharing.step]
        }
    }
}

/// Calls `visit` with an expression and everything inside it.
pub fn walk<'e>(expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    let mut stack = vec![expr];
    while let Some(expr) = stack.pop() {
        visit(expr);
        let from = stack.len();
        children(expr, |child| stack.push(child));
        if let Some(fresh) = stack.get_mut(from..) {
            fresh.reverse();
        }
    }
}

/// Every part of some expressions, and of what the terms say that they read; each term is looked into once, in all its
/// readings.
pub struct Reach<'p> {
    program: &'p Program,
    decisions: bool,
    seen: BTreeSet<(bool, usize)>,
    pending: Vec<&'p Expr>,
}

impl<'p> Reach<'p> {
    /// By way of terms.
    pub fn terms(program: &'p Program, exprs: impl IntoIterator<Item = &'p Expr>) -> Self {
        Self { program, decisions: false, seen: BTreeSet::new(), pending: exprs.into_iter().collect() }
    }

    /// By way of terms and of the rules of decisions.
    pub fn all(program: &'p Program, exprs: impl IntoIterator<Item = &'p Expr>) -> Self {
        Self { decisions: true, ..Self::terms(program, exprs) }
    }
}

impl<'p> Iterator for Reach<'p> {
    type Item = &'p Expr;

    fn next(&mut self) -> Option<&'p Expr> {
        let expr = self.pending.pop()?;
        children(expr, |child| self.pending.push(child));
        match &expr.kind {
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) if self.seen.insert((false, id.index())) => {
                self.pending.extend(self.program.bodies_of(*id));
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                if self.decisions && self.seen.insert((true, id.index())) =>
            {
                self.pending.extend(self.program.grounds_of(*id).iter().flat_map(of_ground));
            }
            _ => {}
        }
        Some(expr)
    }
}

/// Whether what an expression itself says, its parts left aside, rests on which place lies in which: being in a place, and
/// being a place, which is to lie in it.
#[must_use]
pub fn reads_places(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::In(..) | ExprKind::Within(..) => true,
        ExprKind::Compare(_, left, right) => [left, right].iter().any(|side| side.ty == Type::Place),
        _ => false,
    }
}

/// Whether what an expression itself says, its parts left aside, rests on which days are worked.
#[must_use]
pub fn reads_workdays(expr: &Expr) -> bool {
    let counted =
        |length: &Expr| matches!(&length.ty, Type::Number { unit, .. } if *unit == Unit::of(Base::WorkingDay));
    match &expr.kind {
        ExprKind::Carried(_) | ExprKind::Between(Measure::WorkingDays, ..) => true,
        ExprKind::Window(window) => window.carried || counted(&window.length),
        ExprKind::Shift(shift) => counted(&shift.by),
        _ => false,
    }
}

/// Whether a rule counts working days, itself or through terms.
#[must_use]
pub fn counts_working_days(program: &Program, ground: &Ground) -> bool {
    Reach::terms(program, of_ground(ground)).any(reads_workdays)
}

/// Every expression of a ground.
pub fn of_ground(ground: &Ground) -> Vec<&Expr> {
    let mut out: Vec<&Expr> =
        ground.population.iter().chain(&ground.condition).chain(&ground.met).chain(&ground.breached).collect();
    let mut exceptions: Vec<&super::Exception> = ground.exceptions.iter().collect();
    while let Some(exception) = exceptions.pop() {
        out.push(&exception.body);
        exceptions.extend(&exception.exceptions);
    }
    match &ground.says {
        Says::Value(value) | Says::Otherwise(value) => out.push(value),
        Says::Modal(_) => {}
    }
    out
}

/// How many parts a condition has once what its terms say stands in their place, and what a choice turns on twice. `body`
/// finds what a term says, and in which text.
pub fn spelt_out<'e, Text: Copy>(
    expr: &'e Expr,
    text: Text,
    body: &impl Fn(Text, DefinitionId) -> Option<(Text, &'e Expr)>,
) -> usize {
    parts_of(expr, text, body, &mut BTreeMap::new())
}

fn parts_of<'e, Text: Copy>(
    expr: &'e Expr,
    text: Text,
    body: &impl Fn(Text, DefinitionId) -> Option<(Text, &'e Expr)>,
    known: &mut BTreeMap<usize, usize>,
) -> usize {
    stacker::maybe_grow(64 << 10, 1 << 20, || match &expr.kind {
        ExprKind::Definition(id) => {
            let Some((text, inner)) = body(text, *id) else { return 1 };
            let place = std::ptr::from_ref(inner).addr();
            if let Some(known) = known.get(&place) {
                return *known;
            }
            let found = parts_of(inner, text, body, known);
            known.insert(place, found);
            found
        }
        ExprKind::Not(inner) => parts_of(inner, text, body, known).saturating_add(1),
        ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
            let each = items.iter().map(|item| parts_of(&item.expr, text, body, known));
            each.fold(1, usize::saturating_add)
        }
        ExprKind::If(parts) => {
            let [when, then, otherwise] = parts.as_ref();
            let each = [when, when, then, otherwise].map(|part| parts_of(part, text, body, known));
            each.into_iter().fold(1, usize::saturating_add)
        }
        _ => 1,
    })
}
