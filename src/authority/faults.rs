//! What may come to an error where everything is told: a quotient by what may be nought, another rule that may contradict
//! itself, working days of a year whose holidays are not written, what grows too large.

use super::form::Speller;
use crate::ir::{Decision, Expr, ExprKind, Modal, Says, Value, visit};
use crate::types::calendar::{Measure, MissingDay};
use crate::types::ids::{DecisionId, DefinitionId};
use crate::types::{Aggregate, Duration, Number, Operator, Type};
use std::collections::BTreeSet;

/// Before what may grow too large.
const TOO_LARGE: &str = "> ";

/// Whether all rules for something allow it.
fn only_allows(decision: &Decision) -> bool {
    decision.grounds.iter().all(|ground| matches!(ground.says, Says::Modal(Modal::May | Modal::Entitled)))
}

impl<'p> Speller<'p> {
    /// What may come to an error in an expression, in words: two that name the same here fail in the same cases.
    pub fn failures<'s>(&self, expr: &'s Expr) -> BTreeSet<String>
    where
        'p: 's,
    {
        let mut out = BTreeSet::new();
        let mut seen: BTreeSet<(usize, DefinitionId)> = BTreeSet::new();
        let mut asked: BTreeSet<(usize, DecisionId)> = BTreeSet::new();
        let mut open: Vec<(Self, &'s Expr)> = vec![(*self, expr)];
        while let Some((there, part)) = open.pop() {
            match &part.kind {
                ExprKind::Definition(id) => {
                    // Each program counts its terms for itself.
                    if seen.insert((std::ptr::from_ref(there.program).addr(), *id)) {
                        match there.readings(*id) {
                            Some((there, bodies)) => open.extend(bodies.map(|body| (there, body))),
                            None => out.extend([there.words(part)]),
                        }
                    }
                }
                // Where all rules allow the same thing, none contradicts another: only what they ask can fail.
                ExprKind::Decision(id) if there.program.decisions.get(id.index()).is_some_and(only_allows) => {
                    if asked.insert((std::ptr::from_ref(there.program).addr(), *id)) {
                        let decision = there.program.decisions.get(id.index());
                        let grounds = decision.into_iter().flat_map(|decision| &decision.grounds);
                        open.extend(grounds.flat_map(visit::of_ground).map(|inner| (there, inner)));
                    }
                }
                _ if there.grows_too_large(part) => out.extend([format!("{TOO_LARGE}{}", there.words(part))]),
                // Of a quotient it is the divisor that matters.
                ExprKind::Arithmetic(Operator::Over | Operator::PerFull, _, by)
                    if matches!(by.ty, Type::Number { .. }) =>
                {
                    if !there.is_number(by, |number| number != Number::ZERO) {
                        out.insert(format!("÷ {}", there.words(by)));
                    }
                    visit::children(part, |inner| open.push((there, inner)));
                }
                _ if there.may_fail_here(part) => out.extend([there.words(part)]),
                _ => visit::children(part, |inner| open.push((there, inner))),
            }
        }
        out
    }

    /// Whether some part of an amount may grow too large.
    pub fn grows(&self, expr: &Expr) -> bool {
        self.failures(expr).iter().any(|failure| failure.starts_with(TOO_LARGE))
    }

    /// Whether an operation may come to an error although its parts do not.
    fn may_fail_here(&self, part: &Expr) -> bool {
        match &part.kind {
            ExprKind::Value(_)
            | ExprKind::Fact(_)
            | ExprKind::Field(_)
            | ExprKind::Definition(_)
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
            | ExprKind::Year(_)
            | ExprKind::Anchor(..)
            | ExprKind::Pick { .. }
            | ExprKind::Part(_)
            | ExprKind::If(_)
            | ExprKind::Score(_)
            | ExprKind::Quantified(..) => false,
            ExprKind::Parameter(_) => self.constant(part).is_none(),
            // Full months and years are cut off, and loose days with them.
            ExprKind::Arithmetic(Operator::PerFull, one, two) if one.ty == Type::Duration => {
                !matches!(self.constant(two), Some(Value::Duration(Duration { months: 1.., days: 0 })))
            }
            ExprKind::Arithmetic(operator, one, two) => {
                matches!(operator, Operator::Over | Operator::PerFull)
                    || [&part.ty, &one.ty, &two.ty].iter().any(|ty| !matches!(ty, Type::Number { .. }))
            }
            ExprKind::Round(_, _, step) => !self.is_number(step, |step| step != Number::ZERO),
            ExprKind::Shift(shift) => {
                let fixed = match self.constant(&shift.by) {
                    Some(Value::Duration(_)) => true,
                    Some(Value::Number(days)) => days.is_whole(),
                    _ => false,
                };
                shift.rule == MissingDay::Refused || !fixed || visit::reads_workdays(part)
            }
            ExprKind::Between(measure, ..) => !matches!(measure, Measure::Days | Measure::Months | Measure::Years),
            ExprKind::Aggregate(gather) => {
                gather.window.is_some() || !matches!(gather.kind, Aggregate::Count | Aggregate::Sum)
            }
            ExprKind::MemberDefinition(..)
            | ExprKind::Decision(_)
            | ExprKind::Breached(_)
            | ExprKind::Forbidden(_)
            | ExprKind::Carried(_)
            | ExprKind::Window(_)
            | ExprKind::Edge(..)
            | ExprKind::During(..)
            | ExprKind::Unbroken(_)
            | ExprKind::Share(_) => true,
        }
    }

    fn is_number(&self, expr: &Expr, wanted: impl Fn(Number) -> bool) -> bool {
        matches!(self.constant(expr), Some(Value::Number(number)) if wanted(number))
    }
}
