//! The policy above is to change: what becomes of each change that a policy below makes in it?

use crate::authority;
use crate::diagnostics::{Language, Say, Text};
use crate::ir::{Change, ChangeKind, Effect, Program};
use crate::text;
use serde::Serialize;
use std::fmt::Write as _;

/// What becomes of each local change.
#[derive(Debug, Clone, Serialize)]
pub struct Rebase {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// Each change, in the order of the text.
    pub changes: Vec<Moved>,
}

/// A local change and what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    /// The change.
    pub change: Text,
    /// What becomes of it.
    pub fate: Fate,
    /// Why.
    pub why: Text,
}

/// What becomes of a local change on another base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It does what it did.
    StillNeeded,
    /// The new base says the same by itself.
    Redundant,
    /// The new base does not allow it.
    OutOfBounds,
    /// What it changes is gone.
    TargetGone,
    /// It cannot be looked at before the rest of the text can be read on the new base.
    NotLookedAt,
    /// It does something else: what it changes, or what it reads, means something else.
    MeaningMoved,
}

impl Say for Fate {
    fn say(&self, language: Language) -> String {
        let (en, zh) = match self {
            Self::StillNeeded => ("still needed", "仍需要"),
            Self::Redundant => ("now redundant", "已成多余"),
            Self::OutOfBounds => ("now out of bounds", "已超出授权"),
            Self::TargetGone => ("target gone", "对象已不存在"),
            Self::NotLookedAt => ("not looked at", "未能查看"),
            Self::MeaningMoved => ("meaning moved", "含义已变"),
        };
        if language == Language::Chinese { zh } else { en }.to_owned()
    }
}

/// What is known of a local change on the new base.
#[derive(Debug, Clone)]
pub struct OnNew {
    /// The change, where it could be made.
    pub change: Option<Change>,
    /// What its power has against it, where it has.
    pub refused: Option<Text>,
    /// What could not be found.
    pub missing: Option<Text>,
    /// Whether the text as a whole cannot be read there.
    pub unread: bool,
}

/// Sets the changes of a policy on its old base against the same on the new one. `fates` gives what came of each on the
/// new base, by its place in the old list.
#[must_use]
pub fn rebase(old: &Program, new: Option<&Program>, fates: &[OnNew]) -> Rebase {
    let own = old.changes.iter().filter(|change| change.by == 0);
    let moved = own.zip(fates).map(|(change, on_new)| {
        let (fate, why) = match on_new {
            OnNew { missing: Some(why), .. } => (Fate::TargetGone, why.clone()),
            OnNew { refused: Some(why), .. } => (Fate::OutOfBounds, why.clone()),
            OnNew { change: Some(now), .. } => judged(old, change, now, new),
            OnNew { unread: true, .. } => {
                (Fate::NotLookedAt, text!("the text cannot be read on the new base", "此文本依新的上级文本无法读通"))
            }
            OnNew { .. } if matches!(change.kind, ChangeKind::Places | ChangeKind::Days) => {
                (Fate::TargetGone, text!("no such rule of the new base reads it", "新的上级文本中没有这样涉及它的规则"))
            }
            OnNew { .. } => (Fate::TargetGone, text!("it points at nothing any more", "它不再指向任何内容")),
        };
        Moved { change: change.told(old, false), fate, why }
    });
    Rebase { schema: 1, changes: moved.collect() }
}

fn judged(old: &Program, change: &Change, now: &Change, new: Option<&Program>) -> (Fate, Text) {
    if now.needless && !change.needless {
        return (Fate::Redundant, text!("the new base says the same without it", "新的上级文本本身已如此规定"));
    }
    if let Some(new) = new {
        let moved = authority::moved((old, change), new);
        if !moved.is_empty() {
            let names = |language: Language, between: &str| {
                moved.iter().map(|term| term.say(language)).collect::<Vec<_>>().join(between)
            };
            let (en, zh) = (names(Language::English, ", "), names(Language::Chinese, "、"));
            return (Fate::MeaningMoved, text!("it reads {en}, which has changed", "它所用的 {zh} 已有变化"));
        }
    }
    if now.effect != change.effect && !matches!(change.kind, ChangeKind::Set | ChangeKind::Rule) {
        let (was, is) = (change.effect, now.effect);
        let say = |effect: Effect| Text::of(|language| effect.say(language));
        let (was, is) = (say(was), say(is));
        return (Fate::MeaningMoved, text!("it was {was} and is now {is}", "原为{was}，现为{is}"; was, is));
    }
    (Fate::StillNeeded, text!("it does what it did", "作用不变"))
}

impl Rebase {
    /// The report as text.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut out = String::new();
        for moved in &self.changes {
            let colon = if language == Language::Chinese { "：" } else { ": " };
            let _ = writeln!(out, "{}{colon}{}", moved.fate.say(language), moved.change.get(language));
            let _ = writeln!(out, "    {}", moved.why.get(language));
        }
        if self.changes.is_empty() {
            out.push_str(if language == Language::Chinese { "没有任何变更\n" } else { "nothing is changed\n" });
        }
        out
    }

    /// Whether any change needs a person's look.
    #[must_use]
    pub fn needs_work(&self) -> bool {
        self.changes.iter().any(|moved| moved.fate != Fate::StillNeeded)
    }
}
