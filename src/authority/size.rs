//! How many digits an amount can come to, and how far a day can be moved: what grows too large is an error of the case.
//!
//! What a case tells is taken to be of ordinary size, since a sum of any two facts is too large for some numbers: numbers
//! of so many digits before the point and behind it, lists of so many members, days well within the calendar. The part
//! that is too large even so may come to an error.

use super::form::Speller;
use crate::ir::{Expr, ExprKind, Score, Value};
use crate::types::number::MAX_DIGITS;
use crate::types::{Aggregate, Number, Operator, Type};
use std::cell::Cell;

/// A number that is told is taken to have no more digits than this before the point,
pub const TOLD_DIGITS: u32 = 10;
/// no more than this behind it,
pub const TOLD_PLACES: u32 = 3;
/// and a list no more members than ten to the power of this.
const TOLD_MEMBERS: u32 = 4;
/// Days that are told lie further than this from either end of the calendar, in years.
pub const TOLD_YEARS: u32 = 999;
/// No more terms than this are followed for the size of one amount.
const MAX_TERMS: u32 = 200;

/// How large a number can be: `top` over a number of `places` zeros times another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    /// Digits before the point.
    whole: u32,
    /// Digits of the numerator.
    top: u32,
    /// Places behind the point.
    places: u32,
    /// Digits of the rest of the denominator.
    under: u32,
    /// Whether that rest is another for each member of a list.
    varies: bool,
}

impl Size {
    const fn told(whole: bool) -> Self {
        let places = if whole { 0 } else { TOLD_PLACES };
        Self { whole: TOLD_DIGITS, top: TOLD_DIGITS + places, places, under: 0, varies: false }
    }

    const fn of_whole(digits: u32) -> Self {
        Self { whole: digits, top: digits, places: 0, under: 0, varies: false }
    }

    fn of(number: Number) -> Self {
        let (numerator, denominator) = number.parts();
        let (mut rest, mut places) = (denominator, 0);
        // What divides a power of ten is a decimal.
        while rest % 2 == 0 || rest % 5 == 0 {
            places += 1;
            rest /= if rest % 10 == 0 {
                10
            } else if rest % 2 == 0 {
                2
            } else {
                5
            };
        }
        let whole = digits(numerator.unsigned_abs().div_ceil(denominator.unsigned_abs()));
        let under = if rest == 1 { 0 } else { digits(rest.unsigned_abs()) };
        Self { whole, top: digits(numerator.unsigned_abs()), places, under, varies: false }
    }

    /// Where a bound follows from the others.
    fn settled(self) -> Self {
        Self { top: self.top.min(self.whole + self.places + self.under), ..self }
    }

    const fn fits(self) -> bool {
        self.top <= MAX_DIGITS && self.places + self.under <= MAX_DIGITS
    }

    fn plus(self, other: Self) -> Self {
        let places = self.places.max(other.places);
        let one = self.top + (places - self.places) + other.under;
        let two = other.top + (places - other.places) + self.under;
        let whole = self.whole.max(other.whole) + 1;
        let under = self.under + other.under;
        Self { whole, top: one.max(two) + 1, places, under, varies: self.varies || other.varies }.settled()
    }

    fn times(self, other: Self) -> Self {
        let (whole, top) = (self.whole + other.whole, self.top + other.top);
        let (places, under) = (self.places + other.places, self.under + other.under);
        Self { whole, top, places, under, varies: self.varies || other.varies }.settled()
    }

    fn over(self, other: Self, varies: bool) -> Self {
        let below = other.places + other.under;
        let (whole, top) = (self.whole + below, self.top + below);
        let under = self.under + other.top;
        Self { whole, top, under, varies: varies || self.varies || other.varies, ..self }.settled()
    }

    fn or(self, other: Self) -> Self {
        Self {
            whole: self.whole.max(other.whole),
            top: self.top.max(other.top),
            places: self.places.max(other.places),
            under: self.under.max(other.under),
            varies: self.varies || other.varies,
        }
    }
}

/// The least power of ten that a number does not go beyond.
const fn digits(number: u128) -> u32 {
    match number.saturating_sub(1).checked_ilog10() {
        Some(power) => power + 1,
        None => 0,
    }
}

struct Gauge {
    /// How many terms may still be followed.
    left: Cell<u32>,
}

impl Gauge {
    /// The size of an amount; none where it can be too large, or nobody can tell.
    fn size(&self, there: Speller<'_>, expr: &Expr) -> Option<Size> {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.size_grown(there, expr))
    }

    fn size_grown(&self, there: Speller<'_>, expr: &Expr) -> Option<Size> {
        let of = |expr: &Expr| self.size(there, expr);
        let most = |mut all: Box<dyn Iterator<Item = Option<Size>> + '_>| {
            all.try_fold(Size::of_whole(0), |found, size| Some(found.or(size?)))
        };
        let out = match &expr.kind {
            ExprKind::Value(Value::Number(number)) => Size::of(*number),
            ExprKind::Parameter(_) => match there.constant(expr) {
                Some(Value::Number(number)) => Size::of(number),
                _ => Size::told(false),
            },
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                self.left.set(self.left.get().checked_sub(1)?);
                let (there, bodies) = there.readings(*id)?;
                most(Box::new(bodies.map(move |body| self.size(there, body))))?
            }
            ExprKind::Arithmetic(operator, one, two) => {
                let numbers = [one, two].iter().all(|side| matches!(side.ty, Type::Number { .. }));
                if !numbers {
                    return Some(Size::told(false));
                }
                let (one, by) = (of(one)?, of(two)?);
                match operator {
                    Operator::Plus | Operator::Minus => one.plus(by),
                    Operator::Times | Operator::Of => one.times(by),
                    Operator::Over => one.over(by, there.constant(two).is_none()),
                    Operator::PerFull => {
                        let exact = one.over(by, true);
                        return exact.fits().then(|| Size::of_whole(exact.whole));
                    }
                }
            }
            ExprKind::Round(_, inner, step) => {
                let (inner, step) = (of(inner)?, of(step)?);
                if !inner.over(step, true).fits() {
                    return None;
                }
                let whole = inner.whole.max(step.whole) + 1;
                Size { whole, top: MAX_DIGITS, places: step.places, under: step.under, varies: step.varies }.settled()
            }
            ExprKind::Pick { of: parts, .. } => most(Box::new(parts.iter().map(of)))?,
            ExprKind::If(parts) => {
                let [_, then, otherwise] = parts.as_ref();
                of(then)?.or(of(otherwise)?)
            }
            ExprKind::Part(part) => {
                let all = std::iter::once(&part.of).chain(&part.low).chain(&part.high);
                let all = most(Box::new(all.map(of)))?;
                all.plus(all)
            }
            ExprKind::Score(score) => self.points(there, score)?,
            ExprKind::Aggregate(gather) => match (&gather.amount, gather.kind) {
                (None, _) | (_, Aggregate::Count) => Size::of_whole(TOLD_MEMBERS),
                (Some(amount), Aggregate::Sum) => {
                    let each = of(amount)?;
                    if each.under > 0 && each.varies {
                        return None;
                    }
                    Size { whole: each.whole + TOLD_MEMBERS, top: each.top + TOLD_MEMBERS, ..each }
                }
                (Some(amount), _) => of(amount)?,
            },
            _ => Size::told(matches!(expr.ty, Type::Number { whole: true, .. })),
        };
        out.fits().then_some(out)
    }

    fn points(&self, there: Speller<'_>, score: &Score) -> Option<Size> {
        let mut bounds = score.cap.iter().chain(&score.floor);
        let bounds = bounds.try_fold(Size::of_whole(0), |most, bound| Some(most.or(self.size(there, bound)?)))?;
        let sum = score.items.iter().try_fold(Size::of_whole(0), |sum, item| {
            let size = self.size(there, &item.amount)?;
            let sum = if score.best { sum.or(size) } else { sum.plus(size) };
            sum.fits().then_some(sum)
        })?;
        Some(sum.or(bounds))
    }

    /// How many years a day can lie from one that is told.
    fn years(&self, there: Speller<'_>, expr: &Expr) -> Option<u32> {
        match &expr.kind {
            ExprKind::Shift(shift) => {
                let by = match there.constant(&shift.by) {
                    Some(Value::Duration(time)) => time.months / 12,
                    Some(Value::Number(days)) => u32::try_from(days.to_i64()?.unsigned_abs() / 365).ok()?,
                    _ => return None,
                };
                self.years(there, &shift.date)?.checked_add(by)?.checked_add(1)
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                self.left.set(self.left.get().checked_sub(1)?);
                let (there, bodies) = there.readings(*id)?;
                bodies.map(|body| self.years(there, body)).try_fold(0, |most, years| Some(most.max(years?)))
            }
            ExprKind::If(parts) => {
                let [_, then, otherwise] = parts.as_ref();
                Some(self.years(there, then)?.max(self.years(there, otherwise)?))
            }
            ExprKind::Anchor(_, inner) | ExprKind::Carried(inner) => self.years(there, inner)?.checked_add(2),
            ExprKind::Pick { of, .. } => {
                of.iter().map(|one| self.years(there, one)).try_fold(0, |most, years| Some(most.max(years?)))
            }
            _ => Some(0),
        }
    }
}

impl Speller<'_> {
    /// The same of the points of a score.
    pub(super) fn points_grow_too_large(&self, score: &Score) -> bool {
        Gauge { left: Cell::new(MAX_TERMS) }.points(*self, score).is_none()
    }

    /// Whether an operation may come to more digits than can be reckoned with, or to a day beyond the calendar, where what
    /// is told is of ordinary size.
    pub(super) fn grows_too_large(&self, expr: &Expr) -> bool {
        let gauge = Gauge { left: Cell::new(MAX_TERMS) };
        match &expr.kind {
            ExprKind::Arithmetic(..) | ExprKind::Round(..) | ExprKind::Score(_) | ExprKind::Aggregate(_) => {
                matches!(expr.ty, Type::Number { .. }) && gauge.size(*self, expr).is_none()
            }
            ExprKind::Shift(_) => gauge.years(*self, expr).is_none_or(|years| years > TOLD_YEARS),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers near their bounds, with and without places.
    fn numbers() -> Vec<Number> {
        let parts = [(1, 1), (7, 1), (9_999_999_999, 1), (9_999_999_999_999, 1000), (1, 3), (355, 113), (12_345, 8)];
        parts.into_iter().filter_map(|(top, under)| Number::ratio(top, under).ok()).collect()
    }

    fn holds(size: Size, number: Number) -> bool {
        let (top, under) = number.parts();
        digits(top.unsigned_abs()) <= size.top && digits(under.unsigned_abs()) <= size.places + size.under
    }

    #[test]
    fn a_size_holds_what_comes_out() {
        for one in numbers() {
            assert!(holds(Size::of(one), one), "{one}");
            for two in numbers() {
                let (a, b) = (Size::of(one), Size::of(two));
                let each = [
                    (a.plus(b), one.plus(two)),
                    (a.times(b), one.times(two)),
                    (a.over(b, false), one.over(two)),
                    (a.times(b).plus(a), one.times(two).and_then(|found| found.plus(one))),
                ];
                for (size, number) in each {
                    assert!(number.is_ok_and(|number| holds(size, number)), "{one} and {two}: {size:?}");
                }
            }
        }
    }

    #[test]
    fn a_product_of_two_facts_and_a_rate_fits_and_one_of_three_facts_does_not() {
        let told = Size::told(false);
        let rate = Size::of(Number::ratio(5, 100).unwrap_or_default());
        assert!(told.times(told).times(rate).plus(told).fits());
        assert!(!told.times(told).times(told).fits());
    }
}
