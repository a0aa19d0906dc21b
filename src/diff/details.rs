//! Where two versions of a clause part, in words: the item, what it asked and what it asks.

use super::joint::{Joint, Side};
use super::remap::same_name;
use crate::authority;
use crate::compare::period;
use crate::diagnostics::{Language, Say, Text};
use crate::ir::print::Printer;
use crate::ir::{Exception, Expr, ExprKind, Ground, Item, Says, ScoreItem};
use crate::text;
use crate::types::Term;
use crate::types::ids::RecordId;
use serde::Serialize;
use std::sync::Arc;

/// One place at which two versions of a clause part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// Where in the clause; empty for the clause as a whole.
    pub place: Text,
    /// What it said; none where it said nothing.
    pub before: Option<Text>,
    /// What it says; none where it says nothing.
    pub after: Option<Text>,
}

/// Finds where versions part.
pub struct Pin<'j, 'p> {
    joint: &'j Joint<'p>,
    old: Vec<RecordId>,
    new: Vec<RecordId>,
    path: Vec<Text>,
    /// What has been found.
    pub found: Vec<Detail>,
    /// What is only called otherwise.
    pub renamed: Vec<Text>,
}

impl<'j, 'p> Pin<'j, 'p> {
    /// Among the members of these records, where the clause is about members.
    pub const fn new(joint: &'j Joint<'p>, old: Vec<RecordId>, new: Vec<RecordId>) -> Self {
        Self { joint, old, new, path: Vec::new(), found: Vec::new(), renamed: Vec::new() }
    }

    const fn records(&self, side: Side) -> &Vec<RecordId> {
        match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        }
    }

    fn meaning(&self, side: Side, expr: &Expr) -> Expr {
        self.joint.meaning(side, expr, self.records(side))
    }

    fn same(&self, old: &Expr, new: &Expr) -> bool {
        self.meaning(Side::Old, old) == self.meaning(Side::New, new)
    }

    fn words(&self, side: Side, expr: &Expr) -> Text {
        let program = *self.joint.programs.of(side);
        Text::of(|language| Printer { program, language }.nested_expr(expr, self.records(side)))
    }

    fn place(&self) -> Text {
        Text::of(|language| {
            let parts: Vec<&str> = self.path.iter().map(|part| part.get(language)).collect();
            parts.join(language.pick(", ", "，"))
        })
    }

    fn push(&mut self, before: Option<Text>, after: Option<Text>) {
        self.found.push(Detail { place: self.place(), before, after });
    }

    fn within(&mut self, place: Option<Text>, run: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        self.path.extend(place);
        run(self);
        self.path.truncate(before);
    }

    /// A rule against what it was.
    pub fn ground(&mut self, old: &Ground, new: &Ground) {
        let modal = |says: &Says| match says {
            Says::Modal(modal) => Text::of(|language| modal.say(language)),
            Says::Value(_) => text!("is", "为"),
            Says::Otherwise(_) => text!("otherwise is", "否则为"),
        };
        let (one, two) = (modal(&old.says), modal(&new.says));
        if one != two {
            self.push(Some(one), Some(two));
        }
        if let (Some(one), Some(two)) = (old.says.amount(), new.says.amount()) {
            self.exprs(one, two);
        }
        let whom = || Some(text!("applies to", "适用于"));
        self.within(whom(), |pin| pin.lists(&each(&old.population), &each(&new.population)));
        let always = || text!("no condition", "没有条件");
        match (&old.condition, &new.condition) {
            (Some(one), Some(two)) => self.exprs(one, two),
            (Some(one), None) => {
                let one = self.words(Side::Old, one);
                self.push(Some(one), Some(always()));
            }
            (None, Some(two)) => {
                let two = self.words(Side::New, two);
                self.push(Some(always()), Some(two));
            }
            (None, None) => {}
        }
        self.exceptions(&old.exceptions, &new.exceptions);
        for (head, one, two) in [
            (text!("met when", "履行条件"), &old.met, &new.met),
            (text!("breached when", "违反情形"), &old.breached, &new.breached),
        ] {
            self.within(Some(head), |pin| {
                pin.lists(&each(one.as_ref()), &each(two.as_ref()));
            });
        }
        if old.in_force != new.in_force {
            let when = |ground: &Ground| {
                Text::of(|language| {
                    let always = language.pick("always", "一直");
                    period(ground.in_force, language).unwrap_or_else(|| always.to_owned())
                })
            };
            let (one, two) = (when(old), when(new));
            self.within(Some(text!("in force", "施行")), |pin| pin.push(Some(one), Some(two)));
        }
    }

    fn exceptions(&mut self, old: &[Exception], new: &[Exception]) {
        let named = |exception: &Exception| match &exception.label {
            Some(label) => Text::of(|language| match language {
                Language::English => format!("except when {}", label.say(language)),
                Language::Chinese => format!("例外“{}”", label.say(language)),
            }),
            None => text!("except when", "例外"),
        };
        let alike = |pin: &Self, one: &Exception, two: &Exception| {
            let label = one.label.as_ref().zip(two.label.as_ref()).is_some_and(|(one, two)| same_name(one, two));
            label || pin.same(&one.body, &two.body)
        };
        let mut free: Vec<&Exception> = new.iter().collect();
        for (at, one) in old.iter().enumerate() {
            let found = free.iter().position(|two| alike(self, one, two));
            let found = found.or_else(|| (at < free.len() && old.len() == new.len()).then_some(0));
            match found {
                Some(found) => {
                    let two = free.remove(found);
                    self.within(Some(named(one)), |pin| {
                        pin.exprs(&one.body, &two.body);
                        pin.exceptions(&one.exceptions, &two.exceptions);
                    });
                }
                None => {
                    let body = self.words(Side::Old, &one.body);
                    self.within(Some(named(one)), |pin| pin.push(Some(body), None));
                }
            }
        }
        for two in free {
            let body = self.words(Side::New, &two.body);
            self.within(Some(named(two)), |pin| pin.push(None, Some(body)));
        }
    }

    /// An expression against what it was.
    pub fn exprs(&mut self, old: &Expr, new: &Expr) {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.exprs_grown(old, new));
    }

    fn exprs_grown(&mut self, old: &Expr, new: &Expr) {
        let same = self.same(old, new);
        match (&old.kind, &new.kind) {
            (ExprKind::All(one), ExprKind::All(two)) | (ExprKind::Any(one), ExprKind::Any(two)) => {
                self.lists(&items(one), &items(two));
            }
            (ExprKind::AtLeast(count, one), ExprKind::AtLeast(other, two))
            | (ExprKind::Exactly(count, one), ExprKind::Exactly(other, two)) => {
                if count != other {
                    let least = |count: u32| text!("{count} of these", "其中{count}项");
                    self.push(Some(least(*count)), Some(least(*other)));
                }
                self.lists(&items(one), &items(two));
            }
            (ExprKind::All(one) | ExprKind::Any(one), ExprKind::All(two) | ExprKind::Any(two)) if !same => {
                let join = |expr: &Expr| match expr.kind {
                    ExprKind::All(_) => text!("all of these", "同时符合"),
                    _ => text!("any of these", "符合下列之一"),
                };
                self.push(Some(join(old)), Some(join(new)));
                self.lists(&items(one), &items(two));
            }
            (ExprKind::Score(one), ExprKind::Score(two)) => {
                if one.best != two.best {
                    let counted = |best: bool| {
                        if best {
                            text!("best of the items", "取最高项")
                        } else {
                            text!("total of the items", "各项合计")
                        }
                    };
                    self.push(Some(counted(one.best)), Some(counted(two.best)));
                }
                self.points(&one.items, &two.items);
                for (head, one, two) in [
                    (text!("at most", "上限"), &one.cap, &two.cap),
                    (text!("at least", "下限"), &one.floor, &two.floor),
                ] {
                    self.within(Some(head), |pin| pin.lists(&each(one.as_ref()), &each(two.as_ref())));
                }
            }
            (ExprKind::Not(one), ExprKind::Not(two)) if !same => {
                self.within(Some(text!("not", "非")), |pin| pin.exprs(one, two));
            }
            (ExprKind::Compare(_, one, _), ExprKind::Compare(_, two, _)) if !same && self.same(one, two) => {
                let (before, after) = (self.words(Side::Old, old), self.words(Side::New, new));
                let subject = self.words(Side::New, two);
                // What is compared is said once.
                let rest = |language: Language| {
                    let whole = after.get(language);
                    whole.strip_prefix(subject.get(language)).unwrap_or(whole).trim_start().to_owned()
                };
                let after = Text::of(rest);
                self.push(Some(before), Some(after));
            }
            _ if same => {}
            _ => {
                let (before, after) = (self.words(Side::Old, old), self.words(Side::New, new));
                self.push(Some(before), Some(after));
            }
        }
    }

    fn called(item: &Part<'_>) -> Option<Text> {
        let label = item.label;
        let number = item.ordinal;
        Some(match (label, number) {
            (Some(label), _) => Text::of(|language| match language {
                Language::English => format!("item {}", label.say(language)),
                Language::Chinese => format!("“{}”项", label.say(language)),
            }),
            (None, Some(number)) => text!("item ({number})", "第（{number}）项"),
            (None, None) => return None,
        })
    }

    fn lists(&mut self, old: &[Part<'_>], new: &[Part<'_>]) {
        let named =
            |one: &Part<'_>, two: &Part<'_>| one.label.zip(two.label).is_some_and(|(one, two)| same_name(one, two));
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let pair = |pairs: &mut Vec<(usize, usize)>, alike: &dyn Fn(&Part<'_>, &Part<'_>) -> bool| {
            for (at, one) in old.iter().enumerate() {
                if pairs.iter().any(|(known, _)| *known == at) {
                    continue;
                }
                let taken = |index: usize| pairs.iter().any(|(_, known)| *known == index);
                let found = new.iter().enumerate().find(|(index, two)| !taken(*index) && alike(one, two));
                if let Some((found, _)) = found {
                    pairs.push((at, found));
                }
            }
        };
        pair(&mut pairs, &|one, two| named(one, two) && self.same(one.expr, two.expr));
        pair(&mut pairs, &|one, two| self.same(one.expr, two.expr));
        pair(&mut pairs, &named);
        pair(&mut pairs, &|one, two| {
            one.ordinal.is_some() && one.ordinal == two.ordinal && one.label.is_none() && two.label.is_none()
        });
        pair(&mut pairs, &|one, two| self.about_the_same(one.expr, two.expr));
        // What is left over on both sides, one of each, is a change of the one into the other.
        if old.len() == new.len() && pairs.len() + 1 == old.len() {
            pair(&mut pairs, &|_, _| true);
        }
        pairs.sort_unstable();
        for (at, one) in old.iter().enumerate() {
            let two = pairs.iter().find(|(known, _)| *known == at).and_then(|(_, two)| new.get(*two));
            match two {
                Some(two) => {
                    if let (Some(was), Some(is)) = (one.label, two.label)
                        && !same_name(was, is)
                    {
                        let (was, is) = (was.text.clone(), is.text.clone());
                        self.renamed.push(text!("item {was} is now called {is}", "“{was}”项改称“{is}”"));
                    }
                    self.within(Self::called(two), |pin| pin.exprs(one.expr, two.expr));
                }
                None => {
                    let words = self.words(Side::Old, one.expr);
                    self.within(Self::called(one), |pin| pin.push(Some(words), None));
                }
            }
        }
        for (at, two) in new.iter().enumerate() {
            if !pairs.iter().any(|(_, known)| *known == at) {
                let words = self.words(Side::New, two.expr);
                self.within(Self::called(two), |pin| pin.push(None, Some(words)));
            }
        }
    }

    /// Whether two conditions test the same thing.
    fn about_the_same(&self, old: &Expr, new: &Expr) -> bool {
        match (&old.kind, &new.kind) {
            (
                ExprKind::Compare(_, one, _) | ExprKind::OneOf(one, _),
                ExprKind::Compare(_, two, _) | ExprKind::OneOf(two, _),
            )
            | (ExprKind::In(one, ..), ExprKind::In(two, ..))
            | (ExprKind::Not(one), ExprKind::Not(two)) => self.same(one, two) || self.about_the_same(one, two),
            (ExprKind::Not(one), _) => self.same(one, new),
            (_, ExprKind::Not(two)) => self.same(old, two),
            (ExprKind::Any(_) | ExprKind::All(_), ExprKind::Any(_) | ExprKind::All(_)) => true,
            _ => false,
        }
    }

    fn points(&mut self, old: &[ScoreItem], new: &[ScoreItem]) {
        let part = |item: &ScoreItem| -> Option<Text> {
            let label = item.label.as_ref();
            label.map(|label| {
                Text::of(|language| match language {
                    Language::English => format!("item {}", label.say(language)),
                    Language::Chinese => format!("“{}”项", label.say(language)),
                })
            })
        };
        let pairs = authority::paired(old, new, &|one, two| self.same(one, two));
        for (at, one) in old.iter().enumerate() {
            match pairs.iter().find(|(known, _)| *known == at).and_then(|(_, two)| new.get(*two)) {
                Some(two) => self.within(part(two), |pin| {
                    pin.exprs(&one.amount, &two.amount);
                    pin.lists(&each(one.when.as_ref()), &each(two.when.as_ref()));
                }),
                None => {
                    let words = self.item_words(Side::Old, one);
                    self.within(part(one), |pin| pin.push(Some(words), None));
                }
            }
        }
        for (at, two) in new.iter().enumerate() {
            if !pairs.iter().any(|(_, known)| *known == at) {
                let words = self.item_words(Side::New, two);
                self.within(part(two), |pin| pin.push(None, Some(words)));
            }
        }
    }

    /// What an item gives, and when.
    fn item_words(&self, side: Side, item: &ScoreItem) -> Text {
        let amount = self.words(side, &item.amount);
        match &item.when {
            Some(when) => {
                let when = self.words(side, when);
                text!("{amount} when {when}", "{when}的，{amount}"; amount, when)
            }
            None => amount,
        }
    }
}

/// An item of a list, or a condition on its own.
struct Part<'e> {
    ordinal: Option<&'e String>,
    label: Option<&'e Arc<Term>>,
    expr: &'e Expr,
}

fn items(items: &[Item]) -> Vec<Part<'_>> {
    items
        .iter()
        .map(|item| Part { ordinal: item.ordinal.as_ref(), label: item.label.as_ref(), expr: &item.expr })
        .collect()
}

fn each<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<Part<'e>> {
    exprs.into_iter().map(|expr| Part { ordinal: None, label: None, expr }).collect()
}
