//! What a case tells and what an expression yields, in words.

use super::{Teller, term};
use crate::diagnostics::{Language, Say, Text};
use crate::interpret::Slot;
use crate::interpret::bounds::at_place;
use crate::interpret::bounds::range::Range;
use crate::interpret::trail::FactTold;
use crate::ir::{Fact, Given, Value, Yield};
use crate::text;
use crate::types::{Number, Type};

impl Teller<'_> {
    /// What the case tells in a slot. Of a list as a whole, how many members it has: what is told of each stands apart.
    /// The outcomes of all members may rest on the same.
    pub(super) fn cited(&self, slot: &Slot) -> FactTold {
        self.told.borrow_mut().entry(slot.clone()).or_insert_with(|| self.told_in(slot)).clone()
    }

    fn told_in(&self, slot: &Slot) -> FactTold {
        let ty = slot.declared(self.program).map_or(Type::Bool, |fact| fact.ty.clone());
        let value = Text::of(|language| self.printer(language).given(slot.get(self.case), &ty));
        FactTold { fact: self.place_of(slot), value }
    }

    /// `tax records 2: paid`; of a member's own list, `firms 1: hires 2: months`.
    pub(super) fn place_of(&self, slot: &Slot) -> Text {
        let mut list = self.program.facts.get(slot.fact().index());
        let mut out = list.map(|fact| term(&fact.term)).unwrap_or_default();
        for step in slot.steps() {
            let field = list.and_then(|list| self.program.field(list.record?, step.field));
            let (number, name) = (step.member + 1, field.map(|field| term(&field.term)).unwrap_or_default());
            out = text!("{out} {number}: {name}", "{out}{number}：{name}"; out, name);
            list = field;
        }
        out
    }

    /// What is told of a fact or field, in words; a list with its members spelt out.
    pub(super) fn given(&self, given: &Given, fact: &Fact, language: Language) -> String {
        let record = fact.record.and_then(|record| self.program.record(record));
        let (Given::Value(Value::List(members)), Some(record)) = (given, record) else {
            return self.printer(language).given(given, &fact.ty);
        };
        let shown = members.iter().take(3).map(|member| {
            let fields = record.fields.iter().zip(member).filter(|(_, given)| **given != Given::Unknown);
            let fields: Vec<String> = fields
                .map(|(field, given)| format!("{} {}", field.term.say(language), self.given(given, field, language)))
                .collect();
            match language {
                Language::English => format!("({})", fields.join(", ")),
                Language::Chinese => format!("（{}）", fields.join("，")),
            }
        });
        let shown: Vec<String> = shown.collect();
        match language {
            Language::English if shown.is_empty() => "no members".to_owned(),
            Language::Chinese if shown.is_empty() => "没有成员".to_owned(),
            Language::English => shown.join(" "),
            Language::Chinese => shown.concat(),
        }
    }

    /// A range in words: the number, or what is known of it.
    pub(super) fn range_text(&self, range: &Range, ty: &Type) -> Text {
        let say = |number: Number, language| self.printer(language).value(&at_place(number, ty), ty);
        match (range.low, range.high) {
            (Some(low), Some(high)) if low == high => Text::of(|language| say(low, language)),
            (Some(low), Some(high)) => Text::of(|language| match language {
                Language::English => format!("{} to {}", say(low, language), say(high, language)),
                Language::Chinese => format!("{}至{}", say(low, language), say(high, language)),
            }),
            (Some(low), None) => Text::of(|language| match language {
                Language::English => format!("at least {}", say(low, language)),
                Language::Chinese => format!("至少{}", say(low, language)),
            }),
            (None, Some(high)) => Text::of(|language| match language {
                Language::English => format!("at most {}", say(high, language)),
                Language::Chinese => format!("至多{}", say(high, language)),
            }),
            (None, None) => self.yield_text(&range.clone().settle(), ty),
        }
    }

    pub(super) fn yield_text(&self, found: &Yield, ty: &Type) -> Text {
        match found {
            Yield::Value(value) => Text::of(|language| self.printer(language).value(value, ty)),
            Yield::Absent => text!("none", "无"),
            Yield::Unknown => text!("not known", "未知"),
            Yield::Error(_) => text!("cannot be reckoned", "无法计算"),
        }
    }
}
