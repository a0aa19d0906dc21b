//! Made cases as a case file. What comes out of each stands in a comment, for a person to confirm.

use super::make::{Made, Making};
use super::trial::MAX_TRIES;
use crate::diagnostics::{Language, Say};
use crate::interpret::{Answer, Outcome};
use crate::ir::{Fact, Given, Program, Value};
use crate::source::SourceFile;
use crate::types::ids::FactId;
use crate::types::{Type, Unit};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The case file, in YAML.
#[must_use]
pub fn write(program: &Program, making: &Making, source: &SourceFile, language: Language) -> String {
    let writer = Writer { program, language };
    let mut out = String::new();
    let policy = program.header.name.say(language);
    let count = making.made.len();
    let _ = if writer.chinese() {
        writeln!(
            out,
            "# {policy}：覆盖率所缺的个案，共 {count} 个，由 pol 个案 生成。\n\
             # 每个个案的结果写在注释里：请对照条文确认，确认无误后去掉行首的“# ”，结果才算数。"
        )
    } else {
        writeln!(
            out,
            "# {policy}: {count} cases that are missing from coverage, made by pol cases.\n\
             # What comes out stands in a comment: confirm it against the text, then take the `# ` away; only then it counts."
        )
    };
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for made in &making.made {
        let name = made.name.get(language).to_owned();
        let times = names.entry(name.clone()).or_default();
        *times += 1;
        let name = if *times > 1 { format!("{name} #{times}") } else { name };
        writer.case(&name, made, &mut out);
    }
    if !making.unmade.is_empty() {
        let count = making.unmade.len();
        let _ = if writer.chinese() {
            writeln!(out, "\n# 以下 {count} 处在 {MAX_TRIES} 次尝试内没有找到这样的个案：")
        } else {
            writeln!(out, "\n# no case was found within {MAX_TRIES} tries for these {count}:")
        };
        for unmade in &making.unmade {
            let line = source.position(unmade.span.start as usize).line;
            let name = unmade.name.get(language).replace('\n', " ");
            let _ = if writer.chinese() {
                writeln!(out, "#   第{line}行：{name}")
            } else {
                writeln!(out, "#   line {line}: {name}")
            };
        }
    }
    out
}

struct Writer<'p> {
    program: &'p Program,
    language: Language,
}

impl Writer<'_> {
    fn chinese(&self) -> bool {
        self.language == Language::Chinese
    }

    fn pick(&self, en: &'static str, zh: &'static str) -> &'static str {
        if self.chinese() { zh } else { en }
    }

    fn case(&self, name: &str, made: &Made, out: &mut String) {
        let typed = &made.test.typed;
        let _ = writeln!(out, "\n- {}: {}", self.pick("case", "个案"), scalar(name));
        if let Some(date) = typed.as_of {
            let _ = writeln!(out, "  {}: {date}", self.pick("as of", "判定日期"));
        }
        let readings: Vec<String> = typed
            .readings
            .iter()
            .filter_map(|(id, reading)| {
                let definition = self.program.definitions.get(id.index())?;
                let reading = definition.readings.get(*reading)?.term.as_ref()?;
                Some(format!("{}: {}", flow(&definition.term.say(self.language)), flow(&reading.say(self.language))))
            })
            .collect();
        if !readings.is_empty() {
            let _ = writeln!(out, "  {}: {{{}}}", self.pick("readings", "读法"), readings.join(", "));
        }
        for (at, fact) in self.program.facts.iter().enumerate() {
            let given = typed.case.get(FactId::at(at));
            if let Given::Unknown = given {
                continue;
            }
            let name = scalar(&fact.term.say(self.language));
            match given {
                Given::Value(Value::List(members)) if members.is_empty() => {
                    let _ = writeln!(out, "  {name}: []");
                }
                Given::Value(Value::List(members)) => {
                    let _ = writeln!(out, "  {name}:");
                    for member in members.iter() {
                        let _ = writeln!(out, "    - {{{}}}", self.member(fact, member).join(", "));
                    }
                }
                given => {
                    let _ = writeln!(out, "  {name}: {}", scalar(&self.given(given, fact)));
                }
            }
        }
        let Some(first) = made.outcomes.first() else { return };
        let Some(decision) = self.program.decisions.get(first.decision.index()) else { return };
        let ty = match &decision.kind {
            crate::ir::DecisionKind::Value(ty) => ty.clone(),
            crate::ir::DecisionKind::Modal(_) => Type::Bool,
        };
        let all: Vec<&Outcome> = made.outcomes.iter().collect();
        let answers = self.answers(&all, 0, &ty);
        let _ = writeln!(
            out,
            "  # {}: {{{}: {answers}}}",
            self.pick("expect", "期望"),
            flow(&decision.term.say(self.language))
        );
    }

    /// The answers, in brackets for each list whose members they are about.
    fn answers(&self, outcomes: &[&Outcome], depth: usize, ty: &Type) -> String {
        if let [only] = outcomes
            && only.member.len() <= depth
        {
            return flow(&self.answer(&only.answer, ty));
        }
        let count = outcomes.iter().filter_map(|outcome| outcome.member.get(depth)).max().map_or(0, |last| last + 1);
        let each = (0..count).map(|index| {
            let of = |outcome: &&&Outcome| outcome.member.get(depth) == Some(&index);
            self.answers(&outcomes.iter().filter(of).copied().collect::<Vec<_>>(), depth + 1, ty)
        });
        format!("[{}]", each.collect::<Vec<_>>().join(", "))
    }

    fn member(&self, list: &Fact, member: &[Given]) -> Vec<String> {
        let record = list.record.and_then(|record| self.program.records.get(record.index()));
        let fields = record.map(|record| record.fields.as_slice()).unwrap_or_default();
        let told = fields.iter().zip(member).filter(|(_, given)| **given != Given::Unknown);
        let each = told.map(|(field, given)| {
            let value = match given {
                Given::Value(Value::List(inner)) => {
                    let each = inner.iter().map(|member| format!("{{{}}}", self.member(field, member).join(", ")));
                    format!("[{}]", each.collect::<Vec<_>>().join(", "))
                }
                given => flow(&self.given(given, field)),
            };
            format!("{}: {value}", flow(&field.term.say(self.language)))
        });
        each.collect()
    }

    fn given(&self, given: &Given, fact: &Fact) -> String {
        match given {
            Given::Unknown => self.pick("unknown", "未知").to_owned(),
            Given::Absent => self.pick("none", "无").to_owned(),
            Given::Value(value) => self.value(value, &fact.ty),
        }
    }

    /// A value as a case tells it.
    fn value(&self, value: &Value, ty: &Type) -> String {
        match value {
            Value::Bool(true) => self.pick("yes", "是").to_owned(),
            Value::Bool(false) => self.pick("no", "否").to_owned(),
            Value::Number(number) => match ty {
                Type::Number { unit: Unit::Share, .. } => {
                    let hundred = crate::types::Number::whole(100);
                    number.times(hundred).map_or_else(|_| number.to_string(), |number| format!("{number}%"))
                }
                _ => number.to_string(),
            },
            Value::Date(date) => date.to_string(),
            Value::Text(text) => text.to_string(),
            Value::Duration(_) | Value::Window(_) | Value::Place(_) | Value::Level(_) | Value::List(_) => {
                crate::ir::value::show(value, ty, &self.program.places, self.language)
            }
        }
    }

    fn answer(&self, answer: &Answer, ty: &Type) -> String {
        match answer {
            Answer::Yes => self.pick("yes", "是").to_owned(),
            Answer::No => self.pick("no", "否").to_owned(),
            Answer::NotAddressed => self.pick("not addressed", "未涉及").to_owned(),
            Answer::Undetermined(_) => self.pick("undetermined", "无法判定").to_owned(),
            Answer::Kept => self.pick("kept", "已遵守").to_owned(),
            Answer::Breached => self.pick("breached", "已违反").to_owned(),
            Answer::Due => self.pick("due", "尚待履行").to_owned(),
            Answer::Error(_) => self.pick("error", "错误").to_owned(),
            Answer::Value(value) => self.value(value, ty),
        }
    }
}

/// A scalar that YAML reads as it stands, or in quotes.
fn scalar(text: &str) -> String {
    quoted(text, &[])
}

/// The same inside brackets, where commas part.
fn flow(text: &str) -> String {
    quoted(text, &[',', '[', ']', '{', '}'])
}

fn quoted(text: &str, more: &[char]) -> String {
    let odd = |c: char| {
        matches!(c, ':' | '#' | '"' | '\'' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | '\\') || more.contains(&c)
    };
    let first = text.chars().next();
    let plain = first.is_some_and(|c| !matches!(c, '-' | '?' | '[' | ']' | '{' | '}' | ',' | ' '))
        && !text.ends_with(' ')
        && !text.chars().any(|c| odd(c) || c.is_control());
    if plain {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
    }
}
