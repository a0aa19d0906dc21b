//! What is known without a case: plain values, and comparisons that always or never hold by type.

use crate::ir::value::order;
use crate::ir::{Expr, ExprKind, Value};
use crate::types::{Aggregate, Comparison, Number, Type};

/// The value of an expression that depends on no case.
pub fn fold(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Value(value) => Some(value.clone()),
        ExprKind::Arithmetic(operator, left, right) => {
            let (Value::Number(left), Value::Number(right)) = (fold(left)?, fold(right)?) else { return None };
            operator.apply(left, right).ok().map(Value::Number)
        }
        _ => None,
    }
}

/// Whether a comparison always holds (yes), never holds (no), or depends on the case.
pub fn comparison(expr: &Expr) -> Option<bool> {
    let ExprKind::Compare(comparison, left, right) = &expr.kind else { return None };
    if let (Some(left), Some(right)) = (fold(left), fold(right)) {
        return order(&left, &right).map(|order| comparison.holds(order));
    }
    if let (Some(value), None) = (fold(right), fold(left)) {
        return against(*comparison, left, &value);
    }
    if let (Some(value), None) = (fold(left), fold(right)) {
        return against(flip(*comparison), right, &value);
    }
    None
}

/// `subject COMPARISON value`, where the type of the subject has a lowest or a highest value.
fn against(comparison: Comparison, subject: &Expr, value: &Value) -> Option<bool> {
    let (lowest, highest) = match (&subject.ty, value) {
        (Type::Level(scale), Value::Level(level)) if scale.ordered => {
            (*level == 0, usize::try_from(*level).is_ok_and(|level| level + 1 == scale.levels.len()))
        }
        (Type::Number { .. }, Value::Number(number)) if is_count(subject) => {
            if number.is_negative() {
                return match comparison {
                    Comparison::AtLeast | Comparison::More | Comparison::IsNot => Some(true),
                    Comparison::AtMost | Comparison::Less | Comparison::Is => Some(false),
                };
            }
            (*number == Number::ZERO, false)
        }
        _ => return None,
    };
    match comparison {
        Comparison::AtLeast if lowest => Some(true),
        Comparison::Less if lowest => Some(false),
        Comparison::AtMost if highest => Some(true),
        Comparison::More if highest => Some(false),
        _ => None,
    }
}

fn is_count(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Aggregate(gather) if gather.kind == Aggregate::Count)
}

const fn flip(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Is => Comparison::Is,
        Comparison::IsNot => Comparison::IsNot,
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::More => Comparison::Less,
    }
}
