//! What one version makes of a case against what the other does.

use crate::interpret::Answer;
use crate::ir::value::order;
use crate::ir::{DecisionKind, Modal, Value};
use crate::types::{Number, Type};
use crate::{diagnostics::Text, text};
use serde::Serialize;
use std::cmp::Ordering;

/// How an outcome of the new version stands to that of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A permission or a right is had now; a duty or a prohibition no longer binds, or is now kept.
    Gains,
    /// A permission or a right is had no longer; a duty or a prohibition binds now, or is now breached.
    Loses,
    /// The amount is higher.
    Rises,
    /// The amount is lower.
    Falls,
    /// Another value, neither higher nor lower; or other outcomes are still possible.
    Changes,
    /// Rules speak about the person now.
    Addressed,
    /// No rule speaks about the person any more.
    Unaddressed,
    /// It can no longer be told.
    Undetermined,
    /// It can be told now.
    Settled,
    /// It runs into an error now.
    Errs,
    /// It no longer runs into an error.
    Mended,
    /// The same answer, and other rules or items that carry it.
    Reason,
}

impl Kind {
    /// All of them, in order.
    pub const ALL: [Self; 12] = [
        Self::Gains,
        Self::Loses,
        Self::Rises,
        Self::Falls,
        Self::Changes,
        Self::Addressed,
        Self::Unaddressed,
        Self::Undetermined,
        Self::Settled,
        Self::Errs,
        Self::Mended,
        Self::Reason,
    ];

    /// What happens to those to whom it happens.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Gains => text!("gain", "受益"),
            Self::Loses => text!("lose", "受损"),
            Self::Rises => text!("higher", "升高"),
            Self::Falls => text!("lower", "降低"),
            Self::Changes => text!("otherwise", "改变"),
            Self::Addressed => text!("newly addressed", "转为涉及"),
            Self::Unaddressed => text!("no longer addressed", "不再涉及"),
            Self::Undetermined => text!("undetermined now", "转为无法判定"),
            Self::Settled => text!("settled now", "转为可判定"),
            Self::Errs => text!("in error now", "转为出错"),
            Self::Mended => text!("no longer in error", "不再出错"),
            Self::Reason => text!("same answer, other reason", "结论相同而理由不同"),
        }
    }

    /// Whether what comes out is another.
    #[must_use]
    pub fn differs(self) -> bool {
        self != Self::Reason
    }

    /// Whether somebody is better off, where that can be said.
    #[must_use]
    pub const fn better(self) -> Option<bool> {
        match self {
            Self::Gains => Some(true),
            Self::Loses => Some(false),
            Self::Rises
            | Self::Falls
            | Self::Changes
            | Self::Addressed
            | Self::Unaddressed
            | Self::Undetermined
            | Self::Settled
            | Self::Errs
            | Self::Mended
            | Self::Reason => None,
        }
    }
}

/// How the new answer stands to the old one; none where they are one. Both in the numbers of both versions.
#[must_use]
pub fn kind(decision: &DecisionKind, old: &Answer, new: &Answer) -> Option<Kind> {
    if old == new {
        return None;
    }
    Some(match (old, new) {
        (Answer::Error(_), Answer::Error(_)) => Kind::Changes,
        (_, Answer::Error(_)) => Kind::Errs,
        (Answer::Error(_), _) => Kind::Mended,
        (Answer::Undetermined(_), Answer::Undetermined(_)) => Kind::Changes,
        (_, Answer::Undetermined(_)) => Kind::Undetermined,
        (Answer::Undetermined(_), _) => Kind::Settled,
        (Answer::Value(one), Answer::Value(two)) => match decision {
            DecisionKind::Value(ty) if comparable(ty) => match order(one, two) {
                Some(Ordering::Less) => Kind::Rises,
                Some(Ordering::Greater) => Kind::Falls,
                Some(Ordering::Equal) => return None,
                None => Kind::Changes,
            },
            DecisionKind::Value(_) | DecisionKind::Modal(_) => Kind::Changes,
        },
        (Answer::NotAddressed, Answer::Value(_) | Answer::No) => Kind::Addressed,
        (Answer::Value(_) | Answer::No, Answer::NotAddressed) => Kind::Unaddressed,
        _ => {
            let rank = |answer: &Answer| standing(decision, answer);
            match rank(old).cmp(&rank(new)) {
                Ordering::Less => Kind::Gains,
                Ordering::Greater => Kind::Loses,
                Ordering::Equal => Kind::Changes,
            }
        }
    })
}

fn comparable(ty: &Type) -> bool {
    match ty {
        Type::Number { .. } | Type::Duration => true,
        Type::Level(scale) => scale.ordered,
        Type::Bool | Type::Date | Type::Window | Type::Text | Type::Place | Type::List(_) => false,
    }
}

/// How well off a person is: with a permission or without, without a duty or with one that is kept, due or breached.
fn standing(decision: &DecisionKind, answer: &Answer) -> i8 {
    let binds = matches!(decision, DecisionKind::Modal(Modal::Must | Modal::MustNot));
    match (answer, binds) {
        (Answer::Yes, false) => 1,
        (Answer::Yes | Answer::Kept, true) => -1,
        (Answer::Due, _) => -2,
        (Answer::Breached, _) => -3,
        (Answer::Kept, false) => 1,
        (Answer::No | Answer::NotAddressed | Answer::Undetermined(_) | Answer::Value(_) | Answer::Error(_), _) => 0,
    }
}

/// By how much an amount has changed.
#[must_use]
pub fn change(old: &Answer, new: &Answer) -> Option<Number> {
    match (old, new) {
        (Answer::Value(Value::Number(one)), Answer::Value(Value::Number(two))) => two.minus(*one).ok(),
        _ => None,
    }
}
