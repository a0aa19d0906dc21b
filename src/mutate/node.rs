//! Slips within one expression: what else might stand there, of the same type.

use super::slip::SlipKind;
use crate::ir::{Expr, ExprKind, Program, Run, Value};
use crate::types::calendar::{Anchor, Measure};
use crate::types::ids::PlaceId;
use crate::types::{
    Aggregate, Comparison, Date, Duration, Number, Operator, Quantifier, Rounding, Type, Unit, calendar,
};

/// A change of one expression, which leaves its type as it is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeEdit {
    /// Another comparison.
    Compare(Comparison),
    /// `all of` for `any of`, or the other way round.
    Connect,
    /// Another number of items.
    Count(u32),
    /// Without the item at that place.
    DropItem(usize),
    /// Another value.
    Value(Value),
    /// `not` dropped.
    Affirm,
    /// `not` added.
    Negate,
    /// Other places.
    Places(Vec<PlaceId>),
    /// Without that value of `is one of`.
    DropValue(usize),
    /// Another word for how many members.
    Quantify(Quantifier),
    /// Another rounding.
    Round(Rounding),
    /// The greater for the lesser, or the other way round.
    Pick,
    /// Minus for plus, or the other way round.
    Sign,
    /// Towards the past for towards the future, or the other way round.
    Back,
    /// Another day that a day fixes.
    Anchor(Anchor),
    /// The first day for the last, or the other way round.
    Edge,
    /// Another measure of time.
    Measure(Measure),
    /// The first day counted, or not.
    Following,
    /// A last day left where it falls.
    DropCarry,
    /// Without an early end.
    DropEarly,
    /// Without the cap of a score.
    DropCap,
    /// Without its floor.
    DropFloor,
    /// All items for the best one, or the other way round.
    Best,
    /// An item of a score added for taken off, or the other way round.
    Minus(usize),
    /// Of all members, not only of some.
    DropFilter,
    /// A longer or shorter run.
    Run(Run),
    /// The greatest for the least, or the other way round.
    Gather(Aggregate),
    /// Another gap that does not break a time.
    Gap(i64),
}

impl NodeEdit {
    /// Changes an expression.
    pub(super) fn apply(&self, expr: &mut Expr) {
        match (self, &mut expr.kind) {
            (Self::Compare(new), ExprKind::Compare(old, ..)) => *old = *new,
            (Self::Connect, kind @ (ExprKind::All(_) | ExprKind::Any(_))) => {
                *kind = match std::mem::replace(kind, ExprKind::AsOf) {
                    ExprKind::All(items) => ExprKind::Any(items),
                    ExprKind::Any(items) => ExprKind::All(items),
                    other => other,
                };
            }
            (Self::Count(new), ExprKind::AtLeast(old, _) | ExprKind::Exactly(old, _)) => *old = *new,
            (
                Self::DropItem(at),
                ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items),
            ) => drop_at(items, *at),
            (Self::DropItem(at), ExprKind::Score(score)) => drop_at(&mut score.items, *at),
            (Self::DropItem(at), ExprKind::Pick { of, .. }) => drop_at(of, *at),
            (Self::Value(new), ExprKind::Value(old)) => *old = new.clone(),
            (Self::Affirm, kind @ ExprKind::Not(_)) => {
                if let ExprKind::Not(inner) = std::mem::replace(kind, ExprKind::AsOf) {
                    *expr = *inner;
                }
            }
            (Self::DropCarry, kind @ ExprKind::Carried(_)) => {
                if let ExprKind::Carried(inner) = std::mem::replace(kind, ExprKind::AsOf) {
                    *expr = *inner;
                }
            }
            (Self::Negate, _) => {
                let inner = expr.clone();
                expr.kind = ExprKind::Not(Box::new(inner));
            }
            (Self::Places(new), ExprKind::In(_, old, name)) => {
                new.clone_into(old);
                // It is no longer the set of that name.
                *name = None;
            }
            (Self::DropValue(at), ExprKind::OneOf(_, values)) => drop_at(values, *at),
            (Self::Quantify(new), ExprKind::Quantified(old, ..)) => *old = *new,
            (Self::Round(new), ExprKind::Round(old, ..)) => *old = *new,
            (Self::Pick, ExprKind::Pick { greater, .. }) => *greater = !*greater,
            (Self::Sign, ExprKind::Arithmetic(old, ..)) => {
                *old = if *old == Operator::Plus { Operator::Minus } else { Operator::Plus };
            }
            (Self::Back, ExprKind::Shift(shift)) => shift.back = !shift.back,
            (Self::Anchor(new), ExprKind::Anchor(old, _)) => *old = *new,
            (Self::Edge, ExprKind::Edge(first, _)) => *first = !*first,
            (Self::Measure(new), ExprKind::Between(old, ..)) => *old = *new,
            (Self::Following, ExprKind::Window(window)) => window.following = !window.following,
            (Self::DropEarly, ExprKind::Window(window)) => window.early = None,
            (Self::DropCap, ExprKind::Score(score)) => score.cap = None,
            (Self::DropFloor, ExprKind::Score(score)) => score.floor = None,
            (Self::Best, ExprKind::Score(score)) => score.best = !score.best,
            (Self::Minus(at), ExprKind::Score(score)) => {
                if let Some(item) = score.items.get_mut(*at) {
                    item.minus = !item.minus;
                }
            }
            (Self::DropFilter, ExprKind::Aggregate(gather)) => gather.filter = None,
            (Self::DropFilter, ExprKind::Unbroken(unbroken)) => unbroken.filter = None,
            (Self::Run(new), ExprKind::Aggregate(gather)) => {
                gather.window.iter_mut().for_each(|(run, _)| *run = *new);
            }
            (Self::Gather(new), ExprKind::Aggregate(gather)) => gather.kind = *new,
            (Self::Gap(new), ExprKind::Unbroken(unbroken)) => unbroken.gap = *new,
            // An edit is made for the kind of expression that it was found at.
            _ => {}
        }
    }
}

fn drop_at<T>(all: &mut Vec<T>, at: usize) {
    if at < all.len() {
        all.remove(at);
    }
}

/// The slips that can be made in one expression itself, not in its parts.
pub(super) fn slips(program: &Program, expr: &Expr) -> Vec<(SlipKind, NodeEdit)> {
    let mut out = Vec::new();
    match &expr.kind {
        ExprKind::Value(value) => {
            out.extend(
                values(program, value, &expr.ty).into_iter().map(|(kind, value)| (kind, NodeEdit::Value(value))),
            );
        }
        ExprKind::Not(_) => out.push((SlipKind::Negation, NodeEdit::Affirm)),
        ExprKind::All(items) | ExprKind::Any(items) => {
            if items.len() > 1 {
                out.push((SlipKind::Connective, NodeEdit::Connect));
                out.extend((0..items.len()).map(|at| (SlipKind::Item, NodeEdit::DropItem(at))));
            }
        }
        ExprKind::AtLeast(count, items) | ExprKind::Exactly(count, items) => {
            let most = u32::try_from(items.len()).unwrap_or(u32::MAX);
            for new in [count.checked_sub(1).filter(|new| *new > 0), count.checked_add(1).filter(|new| *new <= most)] {
                out.extend(new.map(|new| (SlipKind::Count, NodeEdit::Count(new))));
            }
            if items.len() > 1 && *count < most {
                out.extend((0..items.len()).map(|at| (SlipKind::Item, NodeEdit::DropItem(at))));
            }
        }
        ExprKind::Compare(comparison, ..) => {
            let (boundary, direction) = match comparison {
                Comparison::AtLeast => (Some(Comparison::More), Some(Comparison::AtMost)),
                Comparison::More => (Some(Comparison::AtLeast), Some(Comparison::Less)),
                Comparison::AtMost => (Some(Comparison::Less), Some(Comparison::AtLeast)),
                Comparison::Less => (Some(Comparison::AtMost), Some(Comparison::More)),
                Comparison::Is | Comparison::IsNot => (None, None),
            };
            out.extend(boundary.map(|new| (SlipKind::Boundary, NodeEdit::Compare(new))));
            out.extend(direction.map(|new| (SlipKind::Direction, NodeEdit::Compare(new))));
            match comparison {
                Comparison::Is => out.push((SlipKind::Negation, NodeEdit::Compare(Comparison::IsNot))),
                Comparison::IsNot => out.push((SlipKind::Negation, NodeEdit::Compare(Comparison::Is))),
                Comparison::Less | Comparison::AtMost | Comparison::AtLeast | Comparison::More => {}
            }
        }
        ExprKind::In(_, places, _) => {
            out.push((SlipKind::Negation, NodeEdit::Negate));
            for (at, place) in places.iter().enumerate() {
                let others =
                    || places.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, place)| *place);
                if places.len() > 1 {
                    out.push((SlipKind::Item, NodeEdit::Places(others().collect())));
                }
                // With many places, another in the stead of each says no more than each left out.
                if places.len() <= 2 {
                    for new in near(program, *place).into_iter().filter(|new| !places.contains(new)) {
                        out.push((SlipKind::Place, NodeEdit::Places(others().chain([new]).collect())));
                    }
                }
            }
        }
        ExprKind::OneOf(_, all) => {
            out.push((SlipKind::Negation, NodeEdit::Negate));
            if all.len() > 1 {
                out.extend((0..all.len()).map(|at| (SlipKind::Item, NodeEdit::DropValue(at))));
            }
        }
        ExprKind::Fact(_)
        | ExprKind::Field(..)
        | ExprKind::Definition(_)
        | ExprKind::MemberDefinition(..)
        | ExprKind::Decision(_)
        | ExprKind::Breached(_)
        | ExprKind::Forbidden(_)
        | ExprKind::Exists(_)
        | ExprKind::Within(..)
        | ExprKind::During(..) => {
            if expr.ty == Type::Bool {
                out.push((SlipKind::Negation, NodeEdit::Negate));
            }
        }
        ExprKind::Quantified(how, ..) => {
            let others = match how {
                Quantifier::Some => [Quantifier::Every, Quantifier::No],
                Quantifier::Every => [Quantifier::Some, Quantifier::No],
                Quantifier::No => [Quantifier::Some, Quantifier::Every],
            };
            out.extend(others.map(|new| (SlipKind::Quantifier, NodeEdit::Quantify(new))));
        }
        ExprKind::Arithmetic(Operator::Plus | Operator::Minus, ..) => out.push((SlipKind::Sign, NodeEdit::Sign)),
        ExprKind::Pick { of, .. } => {
            out.push((SlipKind::Pick, NodeEdit::Pick));
            if of.len() > 1 {
                out.extend((0..of.len()).map(|at| (SlipKind::Limit, NodeEdit::DropItem(at))));
            }
        }
        ExprKind::Round(mode, ..) => {
            let others = match mode {
                Rounding::HalfUp => [Rounding::Down, Rounding::Up],
                Rounding::HalfEven => [Rounding::HalfUp, Rounding::Down],
                Rounding::Up => [Rounding::Down, Rounding::HalfUp],
                Rounding::Down => [Rounding::Up, Rounding::HalfUp],
            };
            out.extend(others.map(|new| (SlipKind::Rounding, NodeEdit::Round(new))));
        }
        ExprKind::Shift(_) => out.push((SlipKind::Sign, NodeEdit::Back)),
        ExprKind::Anchor(anchor, _) => {
            let new = match anchor {
                Anchor::NextMonth => Anchor::MonthStart,
                Anchor::MonthStart => Anchor::NextMonth,
                Anchor::MonthEnd => Anchor::MonthStart,
                Anchor::YearStart => Anchor::YearEnd,
                Anchor::YearEnd => Anchor::YearStart,
                Anchor::NextDay => Anchor::NextMonth,
            };
            out.push((SlipKind::Date, NodeEdit::Anchor(new)));
        }
        ExprKind::Between(measure, ..) => {
            let new = match measure {
                Measure::Months => Some(Measure::Years),
                Measure::Years => Some(Measure::Months),
                Measure::Days => Some(Measure::WorkingDays),
                Measure::WorkingDays => Some(Measure::Days),
                Measure::Time | Measure::Age(_) => None,
            };
            out.extend(new.map(|new| (SlipKind::Span, NodeEdit::Measure(new))));
        }
        ExprKind::Window(window) => {
            out.push((SlipKind::Date, NodeEdit::Following));
            out.extend(window.early.as_ref().map(|_| (SlipKind::Exception, NodeEdit::DropEarly)));
        }
        ExprKind::Carried(_) => out.push((SlipKind::Date, NodeEdit::DropCarry)),
        ExprKind::Edge(..) => out.push((SlipKind::Date, NodeEdit::Edge)),
        ExprKind::Score(score) => {
            out.extend(score.cap.as_ref().map(|_| (SlipKind::Limit, NodeEdit::DropCap)));
            out.extend(score.floor.as_ref().map(|_| (SlipKind::Limit, NodeEdit::DropFloor)));
            if score.items.len() > 1 {
                out.push((SlipKind::Best, NodeEdit::Best));
                out.extend((0..score.items.len()).map(|at| (SlipKind::Item, NodeEdit::DropItem(at))));
            }
            out.extend((0..score.items.len()).map(|at| (SlipKind::Sign, NodeEdit::Minus(at))));
        }
        ExprKind::Aggregate(gather) => {
            out.extend(gather.filter.as_ref().map(|_| (SlipKind::Item, NodeEdit::DropFilter)));
            let new = match gather.kind {
                Aggregate::Greatest => Some(Aggregate::Least),
                Aggregate::Least => Some(Aggregate::Greatest),
                Aggregate::Count | Aggregate::Sum => None,
            };
            // A run has its greatest sum only.
            let new = new.filter(|_| gather.window.is_none());
            out.extend(new.map(|new| (SlipKind::Pick, NodeEdit::Gather(new))));
            if let Some((run, _)) = &gather.window {
                out.extend(runs(*run).into_iter().map(|new| (SlipKind::Count, NodeEdit::Run(new))));
            }
        }
        ExprKind::Unbroken(unbroken) => {
            out.extend(unbroken.filter.as_ref().map(|_| (SlipKind::Item, NodeEdit::DropFilter)));
            for new in [unbroken.gap.checked_sub(1).filter(|gap| *gap >= 0), unbroken.gap.checked_add(1)] {
                out.extend(new.map(|new| (SlipKind::Count, NodeEdit::Gap(new))));
            }
        }
        // Nothing to get wrong but their parts.
        ExprKind::Parameter(_)
        | ExprKind::AsOf
        | ExprKind::Known(_)
        | ExprKind::Year(_)
        | ExprKind::If(_)
        | ExprKind::Part(_)
        | ExprKind::Share(_)
        | ExprKind::Arithmetic(Operator::Times | Operator::Over | Operator::Of | Operator::PerFull, ..) => {}
    }
    out
}

/// Runs of one more and one less.
fn runs(run: Run) -> Vec<Run> {
    let near =
        |count: i64| [count.checked_sub(1), count.checked_add(1)].into_iter().flatten().filter(|count| *count > 0);
    match run {
        Run::Consecutive(count) => near(count).map(Run::Consecutive).collect(),
        Run::Days(count) => near(count).map(Run::Days).collect(),
        Run::Lasting(length) => spans(length).into_iter().map(Run::Lasting).collect(),
    }
}

/// Years for months, or months for years.
fn spans(length: Duration) -> Vec<Duration> {
    let Duration { months, days } = length;
    let new = if months > 0 && months % 12 == 0 { Some(months / 12) } else { months.checked_mul(12) };
    new.filter(|new| *new != months).map(|months| Duration { months, days }).into_iter().collect()
}

/// Its parent, and the place beside it: the next one with the same parent.
fn near(program: &Program, place: PlaceId) -> Vec<PlaceId> {
    let parent = program.places.get(place.index()).and_then(|place| place.parent);
    let siblings: Vec<PlaceId> = program
        .places
        .iter()
        .enumerate()
        .filter(|(at, other)| other.parent == parent && *at != place.index())
        .map(|(at, _)| PlaceId::at(at))
        .collect();
    let next = siblings.iter().find(|other| other.index() > place.index()).or_else(|| siblings.first());
    next.copied().into_iter().chain(parent).collect()
}

/// What a value might have been written as instead.
pub(super) fn values(program: &Program, value: &Value, ty: &Type) -> Vec<(SlipKind, Value)> {
    match (value, ty) {
        (Value::Bool(value), _) => vec![(SlipKind::Negation, Value::Bool(!value))],
        (Value::Number(number), Type::Number { unit, whole }) => numbers(*number, unit, *whole),
        (Value::Date(date), _) => dates(*date).into_iter().map(|date| (SlipKind::Date, Value::Date(date))).collect(),
        (Value::Duration(length), _) => {
            spans(*length).into_iter().map(|length| (SlipKind::Span, Value::Duration(length))).collect()
        }
        (Value::Place(place), _) => {
            near(program, *place).into_iter().map(|place| (SlipKind::Place, Value::Place(place))).collect()
        }
        (Value::Level(level), Type::Level(scale)) => {
            let most = u32::try_from(scale.levels.len()).unwrap_or(u32::MAX);
            let (below, above) = (level.checked_sub(1), level.checked_add(1).filter(|above| *above < most));
            // Of a choice, one other stands for all.
            let levels: Vec<u32> = if scale.ordered {
                below.into_iter().chain(above).collect()
            } else {
                above.or(below).into_iter().collect()
            };
            levels.into_iter().map(|level| (SlipKind::Level, Value::Level(level))).collect()
        }
        (Value::Number(_) | Value::Level(_) | Value::Window(_) | Value::Text(_) | Value::List(_), _) => Vec::new(),
    }
}

/// A digit more, a digit less; of money, 万元 for 元 and 元 for 万元.
fn numbers(number: Number, unit: &Unit, whole: bool) -> Vec<(SlipKind, Value)> {
    let times = |numerator, denominator| {
        let new = Number::ratio(numerator, denominator).and_then(|by| number.times(by)).ok()?;
        // Nobody writes a tenth of a person, or of a yuan, for one by leaving out a nought.
        let kept = new.is_whole() || !(whole || (number.is_whole() && *unit != Unit::Share));
        (new != number && kept).then_some(Value::Number(new))
    };
    let mut out: Vec<(SlipKind, Value)> =
        [times(10, 1), times(1, 10)].into_iter().flatten().map(|new| (SlipKind::Digit, new)).collect();
    if *unit == Unit::yuan() {
        out.extend([times(10_000, 1), times(1, 10_000)].into_iter().flatten().map(|new| (SlipKind::Unit, new)));
    }
    // A small count is more often one off than ten times too much.
    let counts = *unit != Unit::yuan() && matches!(unit, Unit::Pure | Unit::Of(_));
    if counts && number.is_whole() && number < Number::whole(100) {
        let near = [number.minus(Number::ONE), number.plus(Number::ONE)];
        let near = near.into_iter().flatten().filter(|new| !new.is_negative());
        out.extend(near.map(|new| (SlipKind::Count, Value::Number(new))));
    }
    out
}

/// A day and a year earlier and later.
pub(super) fn dates(date: Date) -> Vec<Date> {
    let by = |months, days| {
        let moved = calendar::months(date, months, calendar::MissingDay::LastDay).ok()?;
        calendar::days(moved, days).ok()
    };
    [by(0, -1), by(0, 1), by(-12, 0), by(12, 0)].into_iter().flatten().collect()
}
