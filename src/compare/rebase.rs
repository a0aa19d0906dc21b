//! The policy above is to change: what becomes of each change that a policy below makes in it?

use crate::authority::{self, Target, TargetPart};
use crate::diagnostics::{Language, Say, Text, wording};
use crate::ir::print::{Among, Printer};
use crate::ir::{Change, ChangeKind, Clause, ClauseKind, Effect, Ground, Parameter, Program, Says};
use crate::source::Span;
use crate::text;
use crate::types::Term;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// What becomes of each local change.
#[derive(Debug, Clone, Serialize)]
pub struct Rebase {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// Each change: those first that need a person's look, then in the order of the text.
    pub changes: Vec<Moved>,
    /// How many there are of each.
    pub counts: BTreeMap<Fate, usize>,
}

/// A local change and what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    /// Where it is written: the file and the line.
    pub at: String,
    /// The change.
    pub change: Text,
    /// What becomes of it.
    pub fate: Fate,
    /// Why.
    pub why: Text,
}

/// What becomes of a local change on another base; what a person must look at first stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// What it changes is gone.
    TargetGone,
    /// The new base does not allow it.
    OutOfBounds,
    /// It does something else: what it changes, or what it reads, means something else.
    MeaningMoved,
    /// It cannot be looked at before the rest of the text can be read on the new base.
    NotLookedAt,
    /// The new base says the same by itself.
    Redundant,
    /// It does what it did.
    StillNeeded,
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

/// A local text over one base.
#[derive(Debug, Clone, Copy)]
pub struct Over<'p> {
    /// The text with its changes.
    pub program: &'p Program,
    /// The base without them.
    pub above: &'p Program,
}

/// A local change, on the old base, on the new one, or on both.
#[derive(Debug, Clone)]
pub struct Local {
    /// Where it is written: the file and the line.
    pub at: String,
    /// The words that are its own.
    pub words: Vec<Span>,
    /// On the old base; none where it was no change of it.
    pub old: Option<Change>,
    /// What is known of it on the new base.
    pub new: OnNew,
}

/// What is known of a local change on the new base.
#[derive(Debug, Clone)]
pub enum OnNew {
    /// It can be made.
    Made(Box<Change>),
    /// What it is about is not there.
    Missing(Text),
    /// Another change of its own text has taken that out.
    Taken(Text),
    /// It cannot be made for another reason.
    Refused(Text),
    /// It changes nothing there: what it is about is decided by nobody above.
    Nothing,
    /// The text as a whole cannot be read there.
    Unread,
}

/// Sets the changes of a policy on its old base against the same on the new one.
#[must_use]
pub fn rebase(old: Over<'_>, new: Option<Over<'_>>, locals: &[Local]) -> Rebase {
    let mut changes: Vec<Moved> = locals.iter().filter_map(|local| moved(old, new, local)).collect();
    changes.sort_by_key(|moved| moved.fate);
    let mut counts = BTreeMap::new();
    for moved in &changes {
        *counts.entry(moved.fate).or_insert(0) += 1;
    }
    Rebase { schema: 2, changes, counts }
}

fn moved(old: Over<'_>, new: Option<Over<'_>>, local: &Local) -> Option<Moved> {
    let stands = || -> Option<Text> {
        let (new, was) = (new?, local.old.as_ref()?);
        let rules = authority::rules_of((old.above, was));
        let names_rules = |(kind, _): &(ClauseKind, Arc<Term>)| matches!(kind, ClauseKind::Article | ClauseKind::Rule);
        let at = Some(was).filter(|was| was.clause.0.iter().any(names_rules));
        at.and_then(|_| elsewhere(&authority::stands((old.above, &rules), new.above, &[])))
    };
    let (fate, why) = match &local.new {
        OnNew::Missing(why) => {
            (Fate::TargetGone, joined(&std::iter::once(why.clone()).chain(stands()).collect::<Vec<_>>()))
        }
        OnNew::Taken(why) => (Fate::TargetGone, why.clone()),
        OnNew::Refused(why) => (Fate::OutOfBounds, why.clone()),
        OnNew::Unread => {
            (Fate::NotLookedAt, text!("the text cannot be read on the new base", "此文本依新的上级文本无法读通"))
        }
        OnNew::Nothing if local.old.as_ref().is_some_and(|change| change.kind == ChangeKind::Rule) => (
            Fate::MeaningMoved,
            text!(
                "no policy above decides this any more: the rule stands by itself",
                "上级政策已不再对此作出规定：此规则独立存在"
            ),
        ),
        OnNew::Nothing
            if local
                .old
                .as_ref()
                .is_some_and(|change| matches!(change.kind, ChangeKind::Places | ChangeKind::Days)) =>
        {
            (Fate::MeaningMoved, text!("no such rule of the new base reads it", "新的上级文本中没有这样涉及它的规则"))
        }
        OnNew::Nothing => (
            Fate::MeaningMoved,
            text!("the policy above has nothing there any more that it would change", "上级政策中已没有它所变更的内容"),
        ),
        OnNew::Made(now) => match (&now.refused, new, &local.old) {
            (Some(why), ..) => (Fate::OutOfBounds, why.clone()),
            (None, Some(new), Some(change)) => judged((old, change), (new, now), &local.words),
            _ => (Fate::MeaningMoved, text!("the policy above now decides this as well", "上级政策现也对此作出规定")),
        },
    };
    let told = match (&local.old, &local.new) {
        (Some(change), _) => told(old.program, change),
        (None, OnNew::Made(change)) => told(new?.program, change),
        _ => return None,
    };
    Some(Moved { at: local.at.clone(), change: told, fate, why })
}

fn judged((old, change): (Over<'_>, &Change), (new, now): (Over<'_>, &Change), words: &[Span]) -> (Fate, Text) {
    let target = authority::target((old.above, change), (new.above, now));
    if let Target::Other { was, is } = &target {
        return (Fate::MeaningMoved, another((old.above, change, was), (new.above, is)));
    }
    if authority::is_unread(new.program, now) {
        return (Fate::Redundant, text!("nothing reads it", "没有任何内容使用它"));
    }
    if now.needless {
        return (Fate::Redundant, text!("the new base says the same without it", "新的上级文本本身已如此规定"));
    }
    let mut why: Vec<Text> = Vec::new();
    let moved = authority::moved((old.program, change), new.program, words);
    if let Target::Changed { part, effect, through } = &target {
        // What it reads itself is told as that.
        let through: Vec<_> = through.iter().filter(|term| !moved.contains(term)).cloned().collect();
        why.push(altered(change.kind, *part, *effect, &through));
    }
    if !moved.is_empty() {
        let (en, zh) = names(&moved);
        why.push(text!("it reads {en}, which has changed", "它所用的 {zh} 已有变化"));
    }
    if authority::is_unread(new.above, now) && !authority::is_unread(old.above, change) {
        why.push(text!("only rules of this policy itself read it now", "现仅本政策自己的规则使用它"));
    } else if now.effect != change.effect && change.kind != ChangeKind::Rule {
        let say = |effect: Effect| Text::of(|language| effect.say(language));
        let (was, is) = (say(change.effect), say(now.effect));
        why.push(text!("it was {was} and is now {is}", "原为{was}，现为{is}"; was, is));
    }
    if let (Some(unsure), None) = (&now.unsure, &change.unsure) {
        why.push(unsure.clone());
    }
    if !why.is_empty() {
        return (Fate::MeaningMoved, joined(&why));
    }
    let same = does_what_it_did();
    match authority::set_anew((old.above, change), (new.above, now)) {
        Some([was, is]) => {
            let (was, is) = (values(old.above, was), values(new.above, is));
            let anew =
                text!("without it the value was {was}, and is now {is}", "若无此项，原为{was}，现为{is}"; was, is);
            (Fate::StillNeeded, joined(&[same, anew]))
        }
        None => (Fate::StillNeeded, same),
    }
}

fn does_what_it_did() -> Text {
    text!("it does what it did", "作用不变")
}

/// What the name of a clause named, and what it names now.
fn another((old, change, was): (&Program, &Change, &[&Ground]), (new, is): (&Program, &[&Ground])) -> Text {
    let conditions = {
        let head = |program: &Program, rules: &[&Ground]| rule_heads(program, rules, false).en;
        head(old, was) == head(new, is)
    };
    let name = Text::of(|language| {
        let mut clause = change.clause.inside();
        clause.0.retain(|(kind, _)| *kind != ClauseKind::Item);
        clause.say(language)
    });
    let (before, after) = (rule_heads(old, was, conditions), rule_heads(new, is, conditions));
    let told = text!("{name} was {before}, and is now {after}", "{name}原为{before}，现为{after}"; name, before, after);
    let at = elsewhere(&authority::stands((old, was), new, is));
    joined(&std::iter::once(told).chain(at).collect::<Vec<_>>())
}

fn elsewhere(places: &[Clause]) -> Option<Text> {
    if places.is_empty() {
        return None;
    }
    let list = |language: Language, between: &str| {
        places.iter().map(|place| place.say(language)).collect::<Vec<_>>().join(between)
    };
    let (en, zh) = (list(Language::English, ", "), list(Language::Chinese, "、"));
    Some(text!("what it was about stands in {en} now", "原来所指的内容现为{zh}"))
}

/// How many rules of an article are told.
const MAX_TOLD: usize = 3;
/// No condition is told that is longer.
const MAX_LETTERS: usize = 80;

/// What some rules say, in a line; with what they ask where that is wanted.
fn rule_heads(program: &Program, rules: &[&Ground], conditions: bool) -> Text {
    Text::of(|language| {
        let chinese = language == Language::Chinese;
        let heads: Vec<String> = rules.iter().map(|rule| rule_head(program, rule, conditions, language)).collect();
        let more = if heads.len() > MAX_TOLD { if chinese { "等" } else { ", …" } } else { "" };
        let told: Vec<String> = heads.into_iter().take(MAX_TOLD).collect();
        format!("{}{more}", told.join(if chinese { "、" } else { ", " }))
    })
}

fn rule_head(program: &Program, rule: &Ground, conditions: bool, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let printer = Printer { program, language };
    let Some(decision) = authority::decision_of(program, rule) else { return String::new() };
    let among = Among::each(program, &decision.each);
    let label =
        rule.label.as_ref().map(|label| format!("{}{}", label.say(language), if chinese { "：" } else { ": " }));
    let name = decision.term.say(language);
    let head = match &rule.says {
        Says::Modal(modal) if chinese => format!("{}{name}", modal.say(language)),
        Says::Modal(modal) => format!("{} {name}", modal.say(language)),
        Says::Value(value) | Says::Otherwise(value) => {
            let value = printer.among_expr(value, &among);
            let given = if chinese { format!("{name}为{value}") } else { format!("{name} is {value}") };
            if given.chars().count() > MAX_LETTERS { name } else { given }
        }
    };
    let asked = rule.condition.as_ref().filter(|_| conditions).map(|condition| {
        let asked = printer.among_expr(condition, &among);
        let asked = if asked.chars().count() > MAX_LETTERS { "…".to_owned() } else { asked };
        if chinese { format!("，条件是{asked}") } else { format!(" when {asked}") }
    });
    format!("`{}{head}{}`", label.unwrap_or_default(), asked.unwrap_or_default())
}

/// That what a change is made in has changed, and how.
fn altered(kind: ChangeKind, part: TargetPart, effect: Effect, through: &[Arc<Term>]) -> Text {
    let what = match kind {
        ChangeKind::Replace => text!("what it replaces", "它所取代的内容"),
        ChangeKind::Drop => text!("what it drops", "它所删去的内容"),
        ChangeKind::Narrow => text!("what it narrows", "它所缩小的内容"),
        ChangeKind::Widen => text!("what it widens", "它所扩大的内容"),
        ChangeKind::Deviate => text!("what it deviates from", "它所变通的内容"),
        ChangeKind::Extend => text!("what it extends", "它所扩充的内容"),
        ChangeKind::Ask
        | ChangeKind::Except
        | ChangeKind::Add
        | ChangeKind::Set
        | ChangeKind::Rule
        | ChangeKind::Places
        | ChangeKind::Days => text!("what it adds to", "它所增补的内容"),
    };
    let how = match (part, effect) {
        (_, Effect::NotDecided | Effect::Same) => {
            text!("whether it means the same could not be decided", "未能判定含义是否相同")
        }
        (TargetPart::Rules, Effect::Tighter) => text!("it is tighter now", "现已从严"),
        (TargetPart::Rules, Effect::Looser) => text!("it is looser now", "现已放宽"),
        (TargetPart::Condition, Effect::Tighter) => text!("it holds for fewer now", "现适用的情形较少"),
        (TargetPart::Condition, Effect::Looser) => text!("it holds for more now", "现适用的情形较多"),
        (TargetPart::Places, Effect::Tighter) => text!("it has fewer places now", "现包含的地方较少"),
        (TargetPart::Places, Effect::Looser) => text!("it has more places now", "现包含的地方较多"),
        (TargetPart::Amount, Effect::Tighter) => text!("it gives less now", "现给予较少"),
        (TargetPart::Amount, Effect::Looser) => text!("it gives more now", "现给予较多"),
        _ => text!("it is different now", "现已不同"),
    };
    let by = if through.is_empty() {
        text!("", "")
    } else {
        let (en, zh) = names(through);
        text!(", since {en} has changed", "，因其所用的 {zh} 有变化")
    };
    text!("{what} has changed: {how}{by}", "{what}已有变化：{how}{by}"; what, how, by)
}

fn names(terms: &[Arc<Term>]) -> (String, String) {
    let names = |language: Language, between: &str| {
        terms.iter().map(|term| term.say(language)).collect::<Vec<_>>().join(between)
    };
    (names(Language::English, ", "), names(Language::Chinese, "、"))
}

fn joined(parts: &[Text]) -> Text {
    Text::of(|language| {
        let between = if language == Language::Chinese { "；" } else { "; " };
        parts.iter().map(|part| part.get(language).to_owned()).collect::<Vec<_>>().join(between)
    })
}

/// The values of a parameter, each with its time.
fn values(program: &Program, parameter: &Parameter) -> Text {
    Text::of(|language| {
        let printer = Printer { program, language };
        let each = parameter.values.iter().map(|(value, period)| {
            let value = printer.value(value, &parameter.ty);
            match super::words::period(*period, language) {
                Some(when) if language == Language::Chinese => format!("{value}（{when}）"),
                Some(when) => format!("{value} ({when})"),
                None => value,
            }
        });
        each.collect::<Vec<_>>().join(if language == Language::Chinese { "、" } else { ", " })
    })
}

/// A change in words, with where in its text it stands.
fn told(program: &Program, change: &Change) -> Text {
    Text::of(|language| {
        let chinese = language == Language::Chinese;
        let grounds = program.decisions.iter().flat_map(|decision| &decision.grounds);
        let own = grounds.filter(|ground| change.after.contains(&ground.span) && !change.before.contains(&ground.span));
        let own = own.filter(|ground| ground.layer == 0).collect::<Vec<_>>();
        let article = change.article.as_ref().map(|number| {
            let number = if chinese { format!("第{number}条") } else { format!("article {number}") };
            let [rule] = own.as_slice() else { return number };
            let ordinal = rule.ordinal.as_ref().map(|ordinal| wording::numbered(ordinal, language));
            let label = rule.label.as_ref().map(|label| label.say(language));
            let below = format!("{}{}", ordinal.unwrap_or_default(), label.unwrap_or_default());
            let between = if chinese || below.is_empty() { "" } else { " " };
            format!("{number}{between}{}", below.trim_end())
        });
        let between = if chinese { "" } else { " " };
        let article = article.map(|article| format!("{article}{between}")).unwrap_or_default();
        let what = change.told(program, false);
        // A value says the number itself; which way it works is told here.
        let effect = (change.kind == ChangeKind::Set).then(|| change.effect.say(language));
        let effect = effect.map(|effect| if chinese { format!("（{effect}）") } else { format!(" ({effect})") });
        format!("{article}{}{}", what.get(language), effect.unwrap_or_default())
    })
}

impl Rebase {
    /// The report as text.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let chinese = language == Language::Chinese;
        let (colon, same) = (if chinese { "：" } else { ": " }, does_what_it_did());
        let mut out = String::new();
        for moved in &self.changes {
            let (fate, change) = (moved.fate.say(language), moved.change.get(language));
            let _ = writeln!(out, "{}: {fate}{colon}{change}", moved.at);
            if moved.why != same {
                let _ = writeln!(out, "    {}", moved.why.get(language));
            }
        }
        if self.changes.is_empty() {
            out.push_str(if chinese { "没有任何变更\n" } else { "nothing is changed\n" });
            return out;
        }
        let each = self.counts.iter().map(|(fate, count)| {
            let fate = fate.say(language);
            if chinese { format!("{fate} {count}") } else { format!("{count} {fate}") }
        });
        let each = each.collect::<Vec<_>>().join(if chinese { "，" } else { ", " });
        let all = self.changes.len();
        let _ = match language {
            Language::Chinese => writeln!(out, "\n共 {all} 项变更：{each}"),
            Language::English if all == 1 => writeln!(out, "\n1 change: {each}"),
            Language::English => writeln!(out, "\n{all} changes: {each}"),
        };
        out
    }

    /// Whether any change needs a person's look.
    #[must_use]
    pub fn needs_work(&self) -> bool {
        self.changes.iter().any(|moved| moved.fate != Fate::StillNeeded)
    }
}
