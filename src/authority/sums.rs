//! Comparisons of sums: `income + bonus ≥ line + 5000` is a line on the sum of an income and a bonus.
//!
//! What stands on either side is written as one sum, with parameters as they are on the day, and the sum is brought to one
//! shape: the parts in the order of their names, in whole proportions that share no divisor, the first of them taken, not
//! taken off. Two comparisons of one sum then ask for two lines on one amount, whichever way they are written.

use super::form::{Form, Speller, Test, What};
use super::points::sign_of;
use crate::ir::linear::{self, Leaves, Sum};
use crate::ir::{Expr, ExprKind, Value, visit};
use crate::types::{Comparison, Number, Rounding, Type};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// In one amount no more terms than this are followed into the sums that they stand for.
const MAX_TERMS: usize = 20;
/// Sums whose proportions need greater numbers than this are compared as they are written.
const MAX_SCALE: i128 = 1_000_000;

/// A part of a sum, with the text that it is read in.
#[derive(Clone)]
pub(super) struct Part<'s> {
    there: Speller<'s>,
    expr: &'s Expr,
    /// In words that are the same in every program.
    words: String,
}

impl PartialEq for Part<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl Part<'_> {
    /// Whether it has a value in every case that is told in full.
    fn is_there(&self) -> bool {
        let mut sure = self.there.failures(self.expr).is_empty();
        visit::walk(self.expr, &mut |part| {
            sure &= match &part.kind {
                ExprKind::Fact(id) => self.there.program.facts.get(id.index()).is_some_and(|fact| !fact.optional),
                ExprKind::Field(of) => {
                    self.there.program.field(of.record, of.field).is_some_and(|field| !field.optional)
                }
                ExprKind::Definition(_) | ExprKind::MemberDefinition(..) => false,
                _ => true,
            };
        });
        sure
    }
}

struct Spelt<'s, 'c> {
    speller: Speller<'s>,
    /// How many terms may still be followed.
    left: &'c Cell<usize>,
}

impl<'s> Leaves<'s> for Spelt<'s, '_> {
    type Part = Part<'s>;

    fn leaf(&mut self, amount: &'s Expr) -> Option<Sum<Part<'s>>> {
        if !matches!(amount.ty, Type::Number { .. }) {
            return None;
        }
        if let Some(number) = self.factor(amount) {
            return Some(Sum::number(number));
        }
        let speller = self.speller;
        // A term is followed where it is a sum, or another name of something.
        let followed = speller.body(amount).filter(|(_, body)| {
            matches!(amount.kind, ExprKind::Definition(_))
                && matches!(
                    body.kind,
                    ExprKind::Arithmetic(..) | ExprKind::Fact(_) | ExprKind::Field(_) | ExprKind::Definition(_)
                )
        });
        if let (Some((there, body)), Some(left)) = (followed, self.left.get().checked_sub(1)) {
            self.left.set(left);
            return linear::sum(body, &mut Spelt { speller: there, left: self.left });
        }
        Some(Sum::part(Part { there: speller, expr: amount, words: speller.words(amount) }))
    }

    fn factor(&mut self, amount: &'s Expr) -> Option<Number> {
        match self.speller.constant(amount) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        }
    }

    fn divisor(&mut self, amount: &'s Expr) -> Option<Number> {
        self.factor(amount)
    }
}

impl Sum<Part<'_>> {
    /// Whether a difference of two sums is surely never below nought, and never above it; none where what may not be there
    /// at all has cancelled out.
    pub(super) fn goes(&self) -> Option<(bool, bool)> {
        let gone = |(part, times): &(Part<'_>, Number)| *times == Number::ZERO && !part.is_there();
        if self.parts.iter().any(gone) {
            return None;
        }
        let side = |down: bool| {
            let rest = if down { self.rest <= Number::ZERO } else { !self.rest.is_negative() };
            let each =
                |(part, times): &(Part<'_>, Number)| *times == Number::ZERO || part.stays(times.is_negative() != down);
            rest && self.parts.iter().all(each)
        };
        Some((side(false), side(true)))
    }
}

impl<'p> Speller<'p> {
    /// An amount as a sum of what it is made of.
    pub fn sum<'s>(&self, amount: &'s Expr) -> Option<Sum<Part<'s>>>
    where
        'p: 's,
    {
        linear::sum(amount, &mut Spelt { speller: *self, left: &Cell::new(MAX_TERMS) })
    }

    /// Whether something has a value in every case that is told in full.
    pub fn is_there(&self, amount: &Expr) -> bool {
        Part { there: *self, expr: amount, words: String::new() }.is_there()
    }

    /// Whether something is always there and never below nought.
    pub fn is_never_below(&self, amount: &Expr) -> bool {
        let part = Part { there: *self, expr: amount, words: String::new() };
        part.is_there() && part.stays(false)
    }
}

/// A comparison of an amount with a number, as a line on a sum; none where it is not one.
pub(super) fn on_sum(comparison: Comparison, sum: Sum<Part<'_>>, line: Number) -> Option<Form> {
    let line = line.minus(sum.rest).ok()?;
    // What cancels out says nothing, but where it is not there at all.
    let (parts, gone): (Vec<_>, Vec<_>) = sum.parts.into_iter().partition(|(_, times)| *times != Number::ZERO);
    if !gone.iter().all(|(part, _)| part.is_there()) {
        return None;
    }
    let Some(scale) = scale(&parts) else {
        return parts.is_empty().then(|| Form::Known(comparison.holds(Number::ZERO.cmp(&line))));
    };
    let mut parts = parts;
    for (_, times) in &mut parts {
        *times = times.times(scale).ok()?;
    }
    parts.sort_by(|(one, _), (two, _)| one.words.cmp(&two.words));
    let line = line.times(scale).ok()?;
    let comparison = if scale.is_negative() { comparison.turned() } else { comparison };
    if let [(part, times)] = parts.as_slice()
        && *times == Number::ONE
    {
        return Some(part.there.plain_line(comparison, part.expr, line));
    }
    let whole = parts.iter().all(|(part, _)| matches!(part.expr.ty, Type::Number { whole: true, .. }));
    let mut subject = String::new();
    let (mut facts, mut fails) = (BTreeSet::new(), false);
    for (part, times) in &parts {
        if !subject.is_empty() {
            subject.push_str(" + ");
        }
        let _ = write!(subject, "{times} × ({})", part.words);
        facts.extend(part.there.facts(part.expr));
        fails |= !part.there.failures(part.expr).is_empty();
    }
    let lowest = parts.iter().all(|(part, times)| part.is_there() && part.stays(times.is_negative()));
    Some(by_line(comparison, |included| {
        let (than, included) = next_whole(line, included, whole);
        if lowest && (than.is_negative() || than == Number::ZERO && included) {
            return Form::Known(true);
        }
        let what = What::Above { than, included };
        Form::Test(Test { subject: subject.clone(), what, facts: facts.clone(), fails })
    }))
}

impl Part<'_> {
    /// Whether it never goes below nought, or above it where it is taken off.
    fn stays(&self, taken_off: bool) -> bool {
        let sign = sign_of(&self.there, self.expr);
        if taken_off { sign.never_above } else { sign.never_below }
    }
}

/// What the proportions of some parts are multiplied by to be whole, share no divisor and begin with one that is taken; the
/// parts are brought into the order of their names. None where there is no part, or the numbers would grow too large.
fn scale(parts: &[(Part<'_>, Number)]) -> Option<Number> {
    let first = parts.iter().min_by(|(one, _), (two, _)| one.words.cmp(&two.words))?;
    let (mut over, mut under) = (0_i128, 1_i128);
    for (_, times) in parts {
        let (numerator, denominator) = times.parts();
        under =
            denominator.checked_div(divisor(under, denominator))?.checked_mul(under).filter(|all| *all <= MAX_SCALE)?;
        over = divisor(over, numerator);
    }
    // Of fractions in lowest terms, what divides all over what all divide.
    let size = Number::ratio(under, over).ok()?;
    if first.1.is_negative() { size.times(Number::whole(-1)).ok() } else { Some(size) }
}

/// The greatest common divisor.
const fn divisor(one: i128, two: i128) -> i128 {
    let (mut one, mut two) = (one.abs(), two.abs());
    while two != 0 {
        (one, two) = (two, one % two);
    }
    one
}

/// A comparison with a line by what lies above it, with the line and without.
pub(super) fn by_line(comparison: Comparison, above: impl Fn(bool) -> Form) -> Form {
    match comparison {
        Comparison::AtLeast => above(true),
        Comparison::More => above(false),
        Comparison::Less => above(true).not(),
        Comparison::AtMost => above(false).not(),
        Comparison::Is => Form::All(vec![above(true), above(false).not()]),
        Comparison::IsNot => Form::All(vec![above(true), above(false).not()]).not(),
    }
}

/// Of whole numbers, more than 5 is 6 or more, and so is 5.5 or more.
pub(super) fn next_whole(line: Number, included: bool, whole: bool) -> (Number, bool) {
    let next = || {
        let cut = line.rounded(Number::ONE, Rounding::Down).ok()?;
        if cut > line || cut == line && included { Some(cut) } else { cut.plus(Number::ONE).ok() }
    };
    match next().filter(|_| whole) {
        Some(next) => (next, true),
        None => (line, included),
    }
}
