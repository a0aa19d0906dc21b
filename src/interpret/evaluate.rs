//! Expressions: what each kind yields.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::bounds::range::Range;
use super::calendar::day;
use super::choices::is_extreme;
use super::decide::Answer;
use super::{Choice, Machine, Presumed, Spoken, known};
use crate::ir::value::order;
use crate::ir::{Expr, ExprKind, Fault, FaultKind, FieldOf, Given, Item, Value, Yield};
use crate::source::Span;
use crate::types::ids::{DefinitionId, ParameterId, PlaceId};
use crate::types::{Base, Comparison, Duration, Number, NumberError, Operator, Type, calendar};
use std::cmp::Ordering;
use std::sync::Arc;

/// The members spoken of, innermost last.
pub type Scopes = Vec<Spoken>;

pub fn fault(kind: FaultKind, at: Span) -> Yield {
    Yield::Error(Fault { kind, at })
}

/// Yes, no, unknown or an error: how a condition counts in a connective.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub yes: u32,
    pub no: u32,
    pub unknown: u32,
    pub errors: u32,
}

impl Machine<'_> {
    /// What an expression yields.
    pub(super) fn evaluate(&self, expr: &Expr, scopes: &mut Scopes) -> Yield {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.evaluate_grown(expr, scopes))
    }

    fn evaluate_grown(&self, expr: &Expr, scopes: &mut Scopes) -> Yield {
        let Some(watch) = self.watch else { return self.evaluate_settled(expr, scopes) };
        watch.forced(expr, scopes).unwrap_or_else(|| {
            let found = self.evaluate_settled(expr, scopes);
            watch.see(expr, scopes, &found);
            found
        })
    }

    fn evaluate_settled(&self, expr: &Expr, scopes: &mut Scopes) -> Yield {
        let found = self.evaluate_once(expr, scopes);
        let asks = matches!(
            expr.kind,
            ExprKind::Compare(..)
                | ExprKind::In(..)
                | ExprKind::Within(..)
                | ExprKind::OneOf(..)
                | ExprKind::During(..)
                | ExprKind::Exists(_)
        );
        if found == Yield::Unknown
            && let ExprKind::Compare(comparison, left, right) = &expr.kind
            && let Some(settled) = self.side_by_side(*comparison, left, right, scopes)
        {
            return Yield::bool(settled);
        }
        // What is asked of a choice may come out the same whichever of the two it is.
        if asks && found == Yield::Unknown { self.either_way(expr, scopes) } else { found }
    }

    fn evaluate_once(&self, expr: &Expr, scopes: &mut Scopes) -> Yield {
        match &expr.kind {
            ExprKind::Value(value) => Yield::Value(value.clone()),
            ExprKind::Fact(id) => self.given(*id),
            ExprKind::Field(of) => self.field(*of, scopes),
            ExprKind::Definition(id) => self.definition(*id),
            ExprKind::MemberDefinition(out, id) => self.member_definition(*out, *id, scopes),
            ExprKind::Parameter(id) => self.parameter(*id, expr.span),
            ExprKind::Decision(id) => self.decision_value(*id, expr.span),
            ExprKind::Breached(id) => self.breached(*id),
            ExprKind::Forbidden(id) => self.forbidden(*id),
            ExprKind::Score(score) => self.score(score, scopes, expr.span).settle(),
            ExprKind::AsOf => self.question.as_of.map_or(Yield::Unknown, |date| Yield::Value(Value::Date(date))),
            ExprKind::Not(inner) => match self.evaluate(inner, scopes) {
                Yield::Value(Value::Bool(value)) => Yield::bool(!value),
                other => other,
            },
            ExprKind::All(items) => self.all(items, scopes),
            ExprKind::Any(items) => self.any(items, scopes),
            ExprKind::AtLeast(number, items) => self.at_least(*number, items, scopes),
            ExprKind::Exactly(number, items) => self.exactly(*number, items, scopes),
            ExprKind::Compare(comparison, left, right) => self.compare(*comparison, left, right, scopes),
            ExprKind::In(item, around, _) => match self.present(item, scopes) {
                Yield::Value(Value::Place(place)) => self.inside(place, around),
                other => other,
            },
            ExprKind::Within(item, around) => match (self.present(item, scopes), self.present(around, scopes)) {
                (Yield::Value(Value::Place(place)), Yield::Value(Value::Place(around))) => {
                    self.inside(place, &[around])
                }
                (left, right) => undecided(left, right),
            },
            ExprKind::OneOf(item, values) => match self.present(item, scopes) {
                Yield::Value(value) => Yield::bool(values.contains(&value)),
                other => other,
            },
            ExprKind::Exists(item) => match self.evaluate(item, scopes) {
                Yield::Value(_) => Yield::bool(true),
                Yield::Absent => Yield::bool(false),
                Yield::Unknown if self.surely_there(item, scopes) => Yield::bool(true),
                other => other,
            },
            ExprKind::Known(item) => match self.evaluate(item, scopes) {
                Yield::Unknown => Yield::bool(false),
                Yield::Error(fault) => Yield::Error(fault),
                Yield::Value(_) | Yield::Absent => Yield::bool(true),
            },
            ExprKind::Arithmetic(operator, left, right) => {
                let per = [left, right].into_iter().find_map(|side| per_time(&side.ty));
                match (self.present(left, scopes), self.present(right, scopes)) {
                    (Yield::Value(Value::Duration(length)), Yield::Value(Value::Number(by)))
                    | (Yield::Value(Value::Number(by)), Yield::Value(Value::Duration(length))) => {
                        let per = if expr.ty == Type::Duration { Per::Length } else { per.unwrap_or(Per::Month) };
                        stretched(length, by, &per, expr.span)
                    }
                    (a, b) => {
                        // Nought of whatever is nought.
                        let nought = |side: &Yield| *side == Yield::Value(Value::Number(Number::ZERO));
                        let narrow = *operator == Operator::PerFull || nought(&a) || nought(&b);
                        let found = arithmetic(*operator, a.clone(), b.clone(), expr.span);
                        let lengths = [&left.ty, &right.ty].contains(&&Type::Duration);
                        match (narrow && !matches!(found, Yield::Value(_)), lengths) {
                            (false, _) => found,
                            (true, false) => self.narrowed(found, expr, scopes),
                            (true, true) => {
                                let sides = ((&**left, Some(a)), (&**right, Some(b)));
                                let range = self.length_range(*operator, sides, expr, scopes);
                                range.filter(Range::is_point).map_or(found, Range::settle)
                            }
                        }
                    }
                }
            }
            ExprKind::Pick { greater, of } => match self.pick(*greater, of, scopes) {
                // One side may settle it, whatever the others turn out to be.
                Yield::Unknown | Yield::Error(_) if matches!(expr.ty, Type::Number { .. }) => {
                    self.picked(*greater, of, scopes)
                }
                found => found,
            },
            ExprKind::Round(mode, amount, step) => match (self.present(amount, scopes), self.present(step, scopes)) {
                (Yield::Value(Value::Number(amount)), Yield::Value(Value::Number(step))) => {
                    number(amount.rounded(step, *mode), expr.span)
                }
                (left, right) => self.narrowed(undecided(left, right), expr, scopes),
            },
            ExprKind::Year(date) => match self.present(date, scopes) {
                Yield::Value(Value::Date(date)) => Yield::Value(Value::Number(Number::whole(i64::from(date.year())))),
                other => other,
            },
            ExprKind::Shift(shift) => self.shift(shift, scopes, expr.span),
            ExprKind::Part(part) => self.part(part, scopes, expr.span),
            ExprKind::Carried(date) => self.carried(date, scopes, expr.span),
            // No day fixes no day.
            ExprKind::Anchor(anchor, date) => match self.evaluate(date, scopes) {
                Yield::Value(Value::Date(date)) => day(calendar::anchored(*anchor, date), expr.span),
                other => other,
            },
            ExprKind::Between(measure, from, to) => self.between(*measure, from, to, scopes, expr.span),
            ExprKind::Window(window) => self.window(window, scopes, expr.span),
            ExprKind::Edge(last, window) => match self.present(window, scopes) {
                Yield::Value(Value::Window(window)) if *last => day(calendar::days(window.until, -1), expr.span),
                Yield::Value(Value::Window(window)) => Yield::Value(Value::Date(window.from)),
                other => other,
            },
            ExprKind::During(date, window) => self.during(date, window, scopes),
            ExprKind::If(parts) => self.choice(parts, scopes),
            ExprKind::Quantified(quantifier, list, condition) => {
                self.once(&self.of_lists, expr, scopes, |scopes| self.quantified(*quantifier, *list, condition, scopes))
            }
            ExprKind::Aggregate(gather) => {
                self.once(&self.of_lists, expr, scopes, |scopes| self.gather(gather, scopes, expr.span))
            }
            ExprKind::Unbroken(unbroken) => {
                self.once(&self.of_lists, expr, scopes, |scopes| self.unbroken(unbroken, scopes, expr.span))
            }
            ExprKind::Share(sharing) => self.share(sharing, scopes, expr.span),
        }
    }

    /// An amount that is not known by its parts, where what is known of them leaves only one.
    fn narrowed(&self, found: Yield, expr: &Expr, scopes: &mut Scopes) -> Yield {
        if matches!(found, Yield::Value(_)) || !matches!(expr.ty, Type::Number { .. }) {
            return found;
        }
        let range = self.range_of(expr, scopes);
        if range.is_point() { range.settle() } else { found }
    }

    /// What an expression yields where a value is needed: *absent* is an error there.
    pub(super) fn present(&self, expr: &Expr, scopes: &mut Scopes) -> Yield {
        match self.evaluate(expr, scopes) {
            Yield::Absent => fault(FaultKind::Absent, expr.span),
            other => other,
        }
    }

    /// Whether a place lies in one of several. A place that is told more coarsely than the question asks (the
    /// prefecture, where the town matters) leaves it unknown.
    fn inside(&self, place: PlaceId, around: &[PlaceId]) -> Yield {
        if around.iter().any(|around| self.program.is_in(place, *around)) {
            Yield::bool(true)
        } else if around.iter().any(|around| self.program.is_in(*around, place)) {
            Yield::Unknown
        } else {
            Yield::bool(false)
        }
    }

    /// Whether two places are one. What the text names is the place with all in it; what a case tells may be any place
    /// in it, so two that are told are surely one only where no place lies in it.
    fn one_place(&self, (left, a): (&Expr, PlaceId), (right, b): (&Expr, PlaceId), scopes: &mut Scopes) -> Yield {
        let innermost = || self.program.places.iter().all(|inner| inner.parent != Some(a));
        match (self.names_a_place(left, scopes), self.names_a_place(right, scopes)) {
            (_, true) => self.inside(a, &[b]),
            (true, false) => self.inside(b, &[a]),
            (false, false) if a == b && innermost() => Yield::bool(true),
            (false, false) if self.program.is_in(a, b) || self.program.is_in(b, a) => Yield::Unknown,
            (false, false) => Yield::bool(false),
        }
    }

    /// Whether an expression is a place that the text names, with all that lies in it, and none that a case tells.
    fn names_a_place(&self, expr: &Expr, scopes: &mut Scopes) -> bool {
        stacker::maybe_grow(64 << 10, 1 << 20, || match &expr.kind {
            ExprKind::Value(_) | ExprKind::Parameter(_) => true,
            ExprKind::Definition(id) => self.body(*id).is_some_and(|body| self.names_a_place(body, scopes)),
            ExprKind::If(choice) => {
                let [_, yes, no] = choice.as_ref();
                match self.turn(choice, scopes) {
                    Yield::Value(Value::Bool(true)) => self.names_a_place(yes, scopes),
                    Yield::Value(_) | Yield::Absent => self.names_a_place(no, scopes),
                    Yield::Unknown | Yield::Error(_) => {
                        self.names_a_place(yes, scopes) && self.names_a_place(no, scopes)
                    }
                }
            }
            // Which of its rules gives the place is no matter where all of them name one.
            ExprKind::Decision(id) => {
                let amounts = self.program.grounds_of(*id).iter().map(|ground| ground.says.amount());
                amounts.into_iter().all(|value| value.is_some_and(|value| self.names_a_place(value, scopes)))
            }
            _ => false,
        })
    }

    // ── Names ────────────────────────────────────────────────

    fn field(&self, of: FieldOf, scopes: &Scopes) -> Yield {
        let spoken = scopes.len().checked_sub(of.out.saturating_add(1)).and_then(|at| scopes.get(at));
        let Some(spoken) = spoken else { return Yield::Unknown };
        let Given::Value(Value::List(members)) = spoken.list.get(self.case) else { return Yield::Unknown };
        let given = members.get(spoken.index).and_then(|member| member.get(of.field.index()));
        let found = given.map_or(Yield::Unknown, known);
        if found != Yield::Unknown || !self.presumes(Presumed::Field(of.record, of.field)) {
            return found;
        }
        let presumed = self.program.field(of.record, of.field).and_then(|field| field.presumed.as_ref());
        presumed.map_or(Yield::Unknown, |(value, _)| Yield::Value(value.clone()))
    }

    pub(super) fn definition(&self, id: DefinitionId) -> Yield {
        if let Some(known) = self.definitions.borrow().get(&id) {
            return known.clone();
        }
        let found = match self.body(id) {
            Some(body) => self.afresh(|| self.evaluate(body, &mut Vec::new())),
            None => Yield::Unknown,
        };
        self.definitions.borrow_mut().insert(id, found.clone());
        found
    }

    /// What a definition says in the reading that is asked for.
    pub(super) fn body(&self, id: DefinitionId) -> Option<&Expr> {
        let definition = self.program.definitions.get(id.index())?;
        definition.readings.get(self.reading(id)).map(|reading| &reading.body)
    }

    fn member_definition(&self, out: usize, id: DefinitionId, scopes: &Scopes) -> Yield {
        let spoken = scopes.len().checked_sub(out.saturating_add(1)).and_then(|at| scopes.get(at));
        let Some(spoken) = spoken.cloned() else { return Yield::Unknown };
        let key = (spoken, id);
        if let Some(known) = self.members.borrow().get(&key) {
            return known.clone();
        }
        let found = match self.body(id) {
            Some(body) => self.afresh(|| self.evaluate(body, &mut vec![key.0.clone()])),
            None => Yield::Unknown,
        };
        self.members.borrow_mut().insert(key, found.clone());
        found
    }

    fn parameter(&self, id: ParameterId, at: Span) -> Yield {
        let Some(parameter) = self.program.parameters.get(id.index()) else { return Yield::Unknown };
        if let [(value, period)] = parameter.values.as_slice()
            && period.from.is_none()
            && period.until.is_none()
        {
            return Yield::Value(value.clone());
        }
        let Some(date) = self.question.as_of else { return Yield::Unknown };
        match parameter.values.iter().find(|(_, period)| period.holds(date)) {
            Some((value, _)) => Yield::Value(value.clone()),
            None => fault(FaultKind::NotInForce(parameter.term.clone()), at),
        }
    }

    /// A decision where a rule reads it: whether it comes out yes, or its value.
    fn decision_value(&self, id: crate::types::ids::DecisionId, at: Span) -> Yield {
        let term = || self.program.decisions.get(id.index()).map(|decision| decision.term.clone());
        match self.answer(id) {
            // A duty is there whether it is kept or not.
            Answer::Yes | Answer::Kept | Answer::Breached | Answer::Due => Yield::bool(true),
            Answer::No => Yield::bool(false),
            Answer::Value(value) => Yield::Value(value),
            Answer::Error(fault) => Yield::Error(fault),
            Answer::Undetermined(possible) => {
                // No and not addressed come to the same for whoever asks whether it is allowed.
                let refused = possible.iter().all(|answer| matches!(answer, Answer::No | Answer::NotAddressed));
                let there = {
                    let duty =
                        |answer: &Answer| matches!(answer, Answer::Yes | Answer::Kept | Answer::Breached | Answer::Due);
                    possible.iter().all(duty)
                };
                match (possible.is_empty(), refused, there) {
                    (false, true, _) => Yield::bool(false),
                    (false, _, true) => Yield::bool(true),
                    _ => Yield::Unknown,
                }
            }
            Answer::NotAddressed => {
                let valued = self
                    .program
                    .decisions
                    .get(id.index())
                    .is_some_and(|decision| matches!(decision.kind, crate::ir::DecisionKind::Value(_)));
                match term() {
                    Some(term) if valued => fault(FaultKind::NoValue(term), at),
                    _ => Yield::bool(false),
                }
            }
        }
    }

    /// Whether a duty is there and is not met, or a prohibition and is not kept.
    fn breached(&self, id: crate::types::ids::DecisionId) -> Yield {
        match self.answer(id) {
            Answer::Breached => Yield::bool(true),
            Answer::Error(fault) => Yield::Error(fault),
            Answer::Undetermined(possible) if possible.contains(&Answer::Breached) => Yield::Unknown,
            _ => Yield::bool(false),
        }
    }

    /// Whether a prohibition holds.
    fn forbidden(&self, id: crate::types::ids::DecisionId) -> Yield {
        match self.prohibition(id) {
            Answer::Yes => Yield::bool(true),
            Answer::Error(fault) => Yield::Error(fault),
            Answer::Undetermined(_) => Yield::Unknown,
            _ => Yield::bool(false),
        }
    }

    // ── Connectives ──────────────────────────────────────────

    fn all(&self, items: &[Item], scopes: &mut Scopes) -> Yield {
        let mut result = Yield::bool(true);
        for item in items {
            match self.evaluate(&item.expr, scopes) {
                no if no.is(false) => return no,
                Yield::Unknown => result = Yield::Unknown,
                Yield::Error(fault) if result.is(true) => result = Yield::Error(fault),
                _ => {}
            }
        }
        result
    }

    fn any(&self, items: &[Item], scopes: &mut Scopes) -> Yield {
        let mut result = Yield::bool(false);
        for item in items {
            match self.evaluate(&item.expr, scopes) {
                yes if yes.is(true) => return yes,
                Yield::Unknown => result = Yield::Unknown,
                Yield::Error(fault) if result.is(false) => result = Yield::Error(fault),
                _ => {}
            }
        }
        result
    }

    fn tally(&self, items: &[Item], scopes: &mut Scopes) -> (Tally, Option<Fault>) {
        let (mut tally, mut first) = (Tally::default(), None);
        for item in items {
            let counted = match self.evaluate(&item.expr, scopes) {
                Yield::Value(Value::Bool(true)) => &mut tally.yes,
                Yield::Error(fault) => {
                    first.get_or_insert(fault);
                    &mut tally.errors
                }
                Yield::Unknown | Yield::Absent => &mut tally.unknown,
                Yield::Value(_) => &mut tally.no,
            };
            *counted = counted.saturating_add(1);
        }
        (tally, first)
    }

    fn at_least(&self, number: u32, items: &[Item], scopes: &mut Scopes) -> Yield {
        let (tally, first) = self.tally(items, scopes);
        let most_yes = tally.yes.saturating_add(tally.unknown);
        if tally.yes >= number {
            Yield::bool(true)
        } else if most_yes.saturating_add(tally.errors) < number {
            Yield::bool(false)
        } else if most_yes < number && tally.yes.saturating_add(tally.errors) >= number {
            first.map_or(Yield::Unknown, Yield::Error)
        } else {
            Yield::Unknown
        }
    }

    fn exactly(&self, number: u32, items: &[Item], scopes: &mut Scopes) -> Yield {
        let (tally, first) = self.tally(items, scopes);
        let most_yes = tally.yes.saturating_add(tally.unknown);
        if tally.yes > number || most_yes.saturating_add(tally.errors) < number {
            Yield::bool(false)
        } else if tally.unknown == 0 && tally.errors == 0 {
            Yield::bool(tally.yes == number)
        } else if most_yes <= number && tally.yes.saturating_add(tally.errors) >= number {
            first.map_or(Yield::Unknown, Yield::Error)
        } else {
            Yield::Unknown
        }
    }

    /// *A when C, otherwise B*: with C unknown or in error, the value only if both branches agree.
    ///
    /// An error of C may hide behind an unknown part of it, so it counts no sooner than the branches are known to differ.
    fn choice(&self, choice: &Choice, scopes: &mut Scopes) -> Yield {
        let [_, yes, no] = choice.as_ref();
        match self.turn(choice, scopes) {
            Yield::Value(Value::Bool(true)) => self.evaluate(yes, scopes),
            Yield::Value(_) | Yield::Absent => self.evaluate(no, scopes),
            Yield::Error(fault) => match (self.evaluate(yes, scopes), self.evaluate(no, scopes)) {
                (Yield::Value(a), Yield::Value(b)) if a == b => Yield::Value(a),
                (Yield::Unknown, Yield::Unknown | Yield::Value(_)) | (Yield::Value(_), Yield::Unknown) => {
                    Yield::Unknown
                }
                _ => Yield::Error(fault),
            },
            Yield::Unknown => match (self.evaluate(yes, scopes), self.evaluate(no, scopes)) {
                (Yield::Value(a), Yield::Value(b)) if a == b => Yield::Value(a),
                _ => Yield::Unknown,
            },
        }
    }

    /// What a choice turns on. The amount that it gives is looked at more than once: by itself, for what it can come to,
    /// and both ways.
    pub(super) fn turn(&self, choice: &Choice, scopes: &mut Scopes) -> Yield {
        let [condition, ..] = choice.as_ref();
        if asks_of_names(condition) {
            return self.evaluate(condition, scopes);
        }
        let key = (Arc::as_ptr(choice).addr(), scopes.clone());
        if let Some((_, known)) = self.turns.borrow().get(&key) {
            return known.clone();
        }
        let found = self.afresh(|| self.evaluate(condition, scopes));
        self.turns.borrow_mut().insert(key, (Arc::clone(choice), found.clone()));
        found
    }

    // ── Comparisons ──────────────────────────────────────────

    fn compare(&self, comparison: Comparison, left: &Expr, right: &Expr, scopes: &mut Scopes) -> Yield {
        let gathers = |side: &Expr| matches!(side.kind, ExprKind::Aggregate(_)) && !is_extreme(side);
        if (gathers(left) || gathers(right))
            && let Some(settled) = self.compare_ranges(comparison, left, right, scopes)
        {
            return settled;
        }
        let found = match (self.present(left, scopes), self.present(right, scopes)) {
            (Yield::Value(Value::Place(a)), Yield::Value(Value::Place(b))) => {
                return match self.one_place((left, a), (right, b), scopes) {
                    Yield::Value(Value::Bool(same)) => Yield::bool(same == (comparison == Comparison::Is)),
                    other => other,
                };
            }
            (Yield::Value(left), Yield::Value(right)) => {
                return order(&left, &right).map_or(Yield::Unknown, |order| Yield::bool(comparison.holds(order)));
            }
            (left, right) => undecided(left, right),
        };
        // What is known of the parts may settle it all the same.
        match self.compare_ranges(comparison, left, right, scopes) {
            Some(settled @ Yield::Value(_)) => settled,
            ranged => match self.compare_extreme(comparison, left, right, scopes) {
                Some(settled) => Yield::bool(settled),
                None => ranged.unwrap_or(found),
            },
        }
    }

    fn pick(&self, greater: bool, of: &[Expr], scopes: &mut Scopes) -> Yield {
        let mut best: Option<Value> = None;
        let (mut unknown, mut error) = (false, None);
        for part in of {
            match self.present(part, scopes) {
                Yield::Value(value) => {
                    let better = best.as_ref().is_none_or(|best| {
                        let wanted = if greater { Ordering::Greater } else { Ordering::Less };
                        order(&value, best) == Some(wanted)
                    });
                    if better {
                        best = Some(value);
                    }
                }
                Yield::Unknown | Yield::Absent => unknown = true,
                Yield::Error(fault) => {
                    error.get_or_insert(fault);
                }
            }
        }
        match (error, unknown, best) {
            (Some(fault), ..) => Yield::Error(fault),
            (None, true, _) | (None, false, None) => Yield::Unknown,
            (None, false, Some(best)) => Yield::Value(best),
        }
    }
}

/// Whether a condition is so small that it is as soon evaluated as remembered.
fn asks_of_names(condition: &Expr) -> bool {
    let is_name = |expr: &Expr| {
        matches!(
            expr.kind,
            ExprKind::Value(_) | ExprKind::Fact(_) | ExprKind::Field(_) | ExprKind::Parameter(_) | ExprKind::AsOf
        )
    };
    match &condition.kind {
        ExprKind::Compare(_, left, right) => is_name(left) && is_name(right),
        ExprKind::In(item, ..) | ExprKind::OneOf(item, _) | ExprKind::Exists(item) | ExprKind::Known(item) => {
            is_name(item)
        }
        ExprKind::Not(inner) => is_name(inner),
        _ => is_name(condition),
    }
}

/// A number, or why there is none.
pub type Reckoned = Result<Number, NumberError>;

/// The yield of an operation of which a side has no value: an error first, then unknown.
pub fn undecided(left: Yield, right: Yield) -> Yield {
    match (left, right) {
        (Yield::Error(fault), _) | (_, Yield::Error(fault)) => Yield::Error(fault),
        _ => Yield::Unknown,
    }
}

/// The result of an operation on numbers.
pub fn number(result: Result<Number, NumberError>, at: Span) -> Yield {
    match result {
        Ok(number) => Yield::Value(Value::Number(number)),
        Err(error) => fault(FaultKind::Number(error), at),
    }
}

fn arithmetic(operator: Operator, left: Yield, right: Yield, at: Span) -> Yield {
    match (left, right) {
        (Yield::Value(Value::Number(left)), Yield::Value(Value::Number(right))) => {
            number(operator.apply(left, right), at)
        }
        (Yield::Value(Value::Duration(left)), Yield::Value(Value::Duration(right))) => {
            durations(operator, left, right, at)
        }
        (left, right) => undecided(left, right),
    }
}

/// What a length of time is multiplied for.
enum Per {
    /// A longer one.
    Length,
    /// So much for each month.
    Month,
    /// So much for each year.
    Year,
}

/// What an amount is so much of for each, where that is a month or a year.
fn per_time(ty: &Type) -> Option<Per> {
    let Type::Number { unit, .. } = ty else { return None };
    unit.per_time().map(|base| if base == Base::Year { Per::Year } else { Per::Month })
}

/// A length so many times, or so much for each month or year of it. Loose days would need a calendar.
fn stretched(length: Duration, by: Number, per: &Per, at: Span) -> Yield {
    if length.days > 0 {
        return fault(FaultKind::LooseDays, at);
    }
    let months = Number::whole(i64::from(length.months));
    match per {
        Per::Year => number(years_of(months).and_then(|years| years.times(by)), at),
        Per::Month => number(months.times(by), at),
        Per::Length if by.is_negative() => fault(FaultKind::NegativeLength, at),
        Per::Length => {
            let months = match months.times(by) {
                Ok(months) => months,
                Err(error) => return fault(FaultKind::Number(error), at),
            };
            match months.to_i64().map(u32::try_from) {
                Some(Ok(months)) => Yield::Value(Value::Duration(Duration { months, days: 0 })),
                Some(Err(_)) => fault(FaultKind::Number(NumberError::TooLarge), at),
                None => fault(FaultKind::LooseDays, at),
            }
        }
    }
}

fn years_of(months: Number) -> Reckoned {
    months.over(Number::whole(12))
}

/// How many of what a rate is paid for lie in so many months.
pub fn times_in(months: Number, rate: &Type) -> Reckoned {
    match per_time(rate) {
        Some(Per::Year) => years_of(months),
        _ => Ok(months),
    }
}

/// Whole months add; loose days would need a calendar.
fn durations(operator: Operator, left: Duration, right: Duration, at: Span) -> Yield {
    // Full years or months are cut off, and loose days with them.
    if operator == Operator::PerFull && right.days == 0 {
        let full = left.months.checked_div(right.months);
        return number(full.map(|full| Number::whole(i64::from(full))).ok_or(NumberError::DivisionByZero), at);
    }
    if left.days > 0 || right.days > 0 {
        return fault(FaultKind::LooseDays, at);
    }
    let months = match operator {
        Operator::Plus => left.months.checked_add(right.months),
        _ => left.months.checked_sub(right.months),
    };
    match months {
        Some(months) => Yield::Value(Value::Duration(Duration { months, days: 0 })),
        None if operator == Operator::Minus => fault(FaultKind::NegativeLength, at),
        None => fault(FaultKind::Number(NumberError::TooLarge), at),
    }
}
