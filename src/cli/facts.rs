//! `pol facts`: what a policy needs to know, as a table, as data, as a JSON Schema, as an empty case, or as the
//! first row of a table.

use super::{Terminal, exit, files};
use crate::diagnostics::{Language, Say, wording};
use crate::ir::print::Printer;
use crate::ir::{Fact, Program};
use crate::types::{Term, Type, Unit};
use clap::ArgMatches;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// Prints the facts that the policy reads.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let path = matches.get_one::<String>("policy").map_or("", String::as_str);
    let loaded = match files::sound_policy(terminal, path) {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    let Some(policy) = &loaded.policy else { return exit::FAILED };
    let language = terminal.language(files::chinese(&loaded));
    let text = match matches.get_one::<String>("format").map_or("table", String::as_str) {
        "json" => format!("{:#}\n", data(&policy.program)),
        "schema" => format!("{:#}\n", schema(&policy.program)),
        "case" => empty_case(&policy.program, language),
        "csv" => heading(&policy.program, language),
        _ => table(&policy.program, language),
    };
    terminal.result(&text);
    let inner = |fact: &Fact| {
        let record = fact.record.and_then(|record| policy.program.records.get(record.index()));
        record.and_then(|record| record.fields.iter().find(|field| field.record.is_some()))
    };
    let left_out = used(&policy.program).into_iter().find_map(inner);
    if let Some(field) = left_out.filter(|_| matches.get_one::<String>("format").is_some_and(|format| format == "csv"))
    {
        let name = field.term.get(language);
        terminal.remark(&match language {
            Language::English => {
                format!("pol: a table has no column for `{name}`, a list of each member: `--format case` has\n")
            }
            Language::Chinese => format!("pol：表格写不下每个成员自己的清单（`{name}`），请用 `--format case`\n"),
        });
    }
    exit::DONE
}

/// A fact, the fields of its members, those of their own lists, with how deep each lies.
fn nested<'p>(program: &'p Program, fact: &'p Fact, depth: usize, see: &mut impl FnMut(&'p Fact, usize)) {
    see(fact, depth);
    // Records cannot lie in themselves, and the checker says how deep they may lie in each other.
    for field in fact.record.and_then(|record| program.record(record)).into_iter().flat_map(|record| &record.fields) {
        nested(program, field, depth + 1, see);
    }
}

fn used(program: &Program) -> impl Iterator<Item = &Fact> {
    program.facts.iter().filter(|fact| fact.used)
}

// ── A table ──────────────────────────────────────────────────

fn table(program: &Program, language: Language) -> String {
    let mut rows: Vec<[String; 2]> =
        vec![[language.pick("fact", "事实").to_owned(), language.pick("type", "类型").to_owned()]];
    let mut notes: Vec<Vec<String>> = vec![Vec::new()];
    for fact in used(program) {
        nested(program, fact, 0, &mut |fact, depth| {
            row(program, fact, &"  ".repeat(depth), language, &mut rows, &mut notes);
        });
    }
    let wide = rows.iter().map(|[name, _]| name.width()).max().unwrap_or(0).min(48);
    let mut out = String::new();
    for ([name, ty], notes) in rows.iter().zip(notes) {
        let pad = " ".repeat(wide.saturating_sub(name.width()));
        let _ = writeln!(out, "{name}{pad}  {ty}");
        for note in notes {
            let _ = writeln!(out, "      {note}");
        }
    }
    out
}

fn row(
    program: &Program,
    fact: &Fact,
    pad: &str,
    language: Language,
    rows: &mut Vec<[String; 2]>,
    notes: &mut Vec<Vec<String>>,
) {
    rows.push([format!("{pad}{}", both(&fact.term, language)), type_text(fact, language)]);
    let mut note = Vec::new();
    let above = program.layers.iter().find(|layer| layer.role == "base" && layer.file == fact.span.file);
    if let Some(layer) = above {
        note.push(format!("{} {}", language.pick("declared by:", "声明于："), layer.name.say(language)));
    }
    if let Some(ask) = &fact.ask {
        note.push(format!("{} {ask}", language.pick("ask:", "提问：")));
    }
    if let Some(office) = &fact.decided_by {
        note.push(format!("{} {office}", language.pick("decided by:", "认定机关：")));
    }
    if let Some(document) = &fact.shown_by {
        note.push(format!("{} {document}", language.pick("shown by:", "证明材料：")));
    }
    if let Some((value, reason)) = &fact.presumed {
        let value = Printer { program, language }.value(value, &fact.ty);
        note.push(format!("{} {value} ({reason})", language.pick("presumed:", "推定：")));
    }
    let note = note.iter().map(|note| wording::set(note, language).into_owned()).collect();
    notes.push(note);
}

/// Both names, the one of the output language first.
fn both(term: &Term, language: Language) -> String {
    let first = term.get(language);
    match term.forms().find(|form| *form != first) {
        Some(other) => wording::set(&format!("{first} ({other})"), language).into_owned(),
        None => first.to_owned(),
    }
}

fn type_text(fact: &Fact, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let mut out = match &fact.ty {
        Type::Level(scale) => scale.levels_text(language),
        other => other.say(language),
    };
    if fact.finding {
        out = if chinese { format!("{out}（认定）") } else { format!("{out}, a finding") };
    }
    if fact.optional {
        out.push_str(language.pick(", or none", "，可无"));
    }
    out
}

// ── Data ─────────────────────────────────────────────────────

fn data(program: &Program) -> Value {
    let facts: Vec<Value> = used(program).map(|fact| told(program, fact)).collect();
    let decisions: Vec<Value> = program
        .decisions
        .iter()
        .filter(|decision| !decision.grounds.is_empty())
        .map(|decision| json!({ "name": term(&decision.term), "each": !decision.each.is_empty() }))
        .collect();
    json!({ "schema": 1, "policy": term(&program.header.name), "facts": facts, "decisions": decisions })
}

fn told(program: &Program, fact: &Fact) -> Value {
    let levels = match &fact.ty {
        Type::Level(scale) => scale.levels.iter().map(term).collect(),
        _ => Vec::new(),
    };
    let record = fact.record.and_then(|record| program.record(record));
    let fields: Vec<Value> =
        record.into_iter().flat_map(|record| &record.fields).map(|field| told(program, field)).collect();
    let presumed = fact.presumed.as_ref().map(|(value, reason)| {
        json!({ "value": Printer { program, language: Language::English }.value(value, &fact.ty), "reason": reason })
    });
    json!({
        "name": term(&fact.term),
        "type": { "en": fact.ty.say(Language::English), "zh": fact.ty.say(Language::Chinese) },
        "unit": unit(&fact.ty),
        "ordered": matches!(&fact.ty, Type::Level(scale) if scale.ordered),
        "levels": levels,
        "optional": fact.optional,
        "finding": fact.finding,
        "ask": fact.ask,
        "decided_by": fact.decided_by,
        "shown_by": fact.shown_by,
        "presumed": presumed,
        "fields": fields,
    })
}

fn term(term: &Term) -> Value {
    json!({ "en": term.get(Language::English), "zh": term.get(Language::Chinese) })
}

fn unit(ty: &Type) -> Value {
    match ty {
        Type::Number { unit: unit @ (Unit::Of(_) | Unit::Share), .. } => {
            json!({ "en": unit.say(Language::English), "zh": unit.say(Language::Chinese) })
        }
        _ => Value::Null,
    }
}

// ── JSON Schema ──────────────────────────────────────────────

fn schema(program: &Program) -> Value {
    let mut properties = Map::new();
    for fact in used(program) {
        for form in fact.term.forms() {
            properties.insert(form.to_owned(), property(program, fact));
        }
    }
    for key in ["case", "note", "as of"] {
        properties.entry(key).or_insert_with(|| json!({ "type": "string" }));
    }
    for key in ["readings", "expect"] {
        properties.entry(key).or_insert_with(|| json!({ "type": "object" }));
    }
    let case = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("cases for {}", program.header.name.text),
        "anyOf": [{ "$ref": "#/$defs/case" }, { "type": "array", "items": { "$ref": "#/$defs/case" } }],
        "$defs": { "case": case },
    })
}

fn property(program: &Program, fact: &Fact) -> Value {
    let words = |more: &[&str]| {
        let mut all: Vec<String> = more.iter().map(|word| (*word).to_owned()).collect();
        all.extend(crate::ir::literal::UNKNOWN.iter().map(|word| (*word).to_owned()));
        if fact.optional {
            all.extend(crate::ir::literal::ABSENT.iter().map(|word| (*word).to_owned()));
        }
        json!({ "enum": all })
    };
    let digits = "^\\s*[¥￥]?-?[0-9０-９][0-9０-９,，.]*";
    let shape = match &fact.ty {
        Type::Bool => json!([{ "type": "boolean" }, words(&["yes", "no", "是", "否"])]),
        Type::Number { unit: Unit::Share, .. } => {
            json!([{ "type": "string", "pattern": format!("{digits}\\s*[%％‰]") }, words(&[])])
        }
        Type::Number { whole, .. } => {
            let number = if *whole { "integer" } else { "number" };
            json!([{ "type": number }, { "type": "string", "pattern": digits }, words(&[])])
        }
        Type::Date => {
            json!([{ "type": "string", "pattern": "^\\d{4}(-\\d{1,2}-\\d{1,2}|年\\d{1,2}月\\d{1,2}日)$" }, words(&[])])
        }
        Type::Duration | Type::Window | Type::Text => json!([{ "type": "string" }]),
        Type::Place => {
            let all: Vec<&str> = program.places.iter().flat_map(|place| place.term.forms()).collect();
            json!([words(&all)])
        }
        Type::Level(scale) => {
            let all: Vec<&str> = scale.levels.iter().flat_map(Term::forms).collect();
            json!([words(&all)])
        }
        Type::List(_) => {
            let record = fact.record.and_then(|record| program.record(record));
            let mut properties = Map::new();
            for field in record.into_iter().flat_map(|record| &record.fields) {
                for form in field.term.forms() {
                    properties.insert(form.to_owned(), property(program, field));
                }
            }
            json!([
                { "type": "array", "items": { "type": "object", "additionalProperties": false, "properties": properties } },
                words(&[])
            ])
        }
    };
    let mut alternatives = shape.as_array().cloned().unwrap_or_default();
    alternatives.push(json!({ "type": "null" }));
    json!({ "anyOf": alternatives, "description": fact.ask.clone().unwrap_or_else(|| fact.term.text.to_string()) })
}

// ── An empty case ────────────────────────────────────────────

fn empty_case(program: &Program, language: Language) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}",
        language.pick(
            "# Fill in what is known; leave the rest as it is, or take it out: both mean that it is not known.",
            "# 请填写已知事实；其余保持原样或删去，二者都表示不知道。"
        )
    );
    if used(program).any(|fact| presumes(program, fact)) {
        let _ = writeln!(
            out,
            "{}",
            language.pick(
                "# Where something is presumed, that stands as long as it is not known.",
                "# 写有推定的事实，只要不知道，就按推定。"
            )
        );
    }
    let _ = writeln!(out, "{}: ", language.pick("case", "个案"));
    let _ = writeln!(out, "# {}: 2012-06-01", language.pick("as of", "判定日期"));
    for fact in used(program) {
        comment(program, fact, "", language, &mut out);
        let name = quoted(fact.term.get(language));
        let _ = writeln!(out, "{name}: {}", language.pick("unknown", "未知"));
        if fact.record.is_some() {
            let _ = writeln!(out, "# {}", language.pick("each member like this:", "每个成员这样写："));
            members(program, fact, 1, language, &mut out);
        }
    }
    out
}

/// Whether something is presumed of a fact, or of a field of its members.
fn presumes(program: &Program, fact: &Fact) -> bool {
    let mut found = false;
    nested(program, fact, 0, &mut |fact, _| found |= fact.presumed.is_some());
    found
}

/// How a member is written, with a member of each of its own lists.
fn members(program: &Program, list: &Fact, depth: usize, language: Language, out: &mut String) {
    let unknown = language.pick("unknown", "未知");
    let record = list.record.and_then(|record| program.record(record));
    for (index, field) in record.into_iter().flat_map(|record| &record.fields).enumerate() {
        let (pad, mark) = ("  ".repeat(depth * 2 - 1), if index == 0 { "-" } else { " " });
        let (name, ty) = (quoted(field.term.get(language)), type_text(field, language));
        if field.record.is_some() {
            let _ = writeln!(out, "#{pad} {mark} {name}:   # {ty}");
            members(program, field, depth + 1, language, out);
        } else {
            let presumed = field.presumed.as_ref().map(|(value, _)| {
                let value = Printer { program, language }.value(value, &field.ty);
                if language == Language::Chinese {
                    format!("，推定：{value}")
                } else {
                    format!(", presumed: {value}")
                }
            });
            let _ = writeln!(out, "#{pad} {mark} {name}: {unknown}   # {ty}{}", presumed.unwrap_or_default());
        }
    }
}

// ── The first row of a table ─────────────────────────────────

/// The columns of a table of cases: its name, the date, each fact, the fields of members, what is expected.
fn heading(program: &Program, language: Language) -> String {
    let mut columns = vec![language.pick("case", "个案").to_owned(), language.pick("as of", "判定日期").to_owned()];
    for fact in used(program) {
        let name = fact.term.get(language);
        let Some(record) = fact.record.and_then(|record| program.records.get(record.index())) else {
            columns.push(name.to_owned());
            continue;
        };
        // A row for each member; a list of its own has no place in a row.
        let fields = record.fields.iter().filter(|field| field.record.is_none());
        columns.extend(fields.map(|field| {
            let between = language.pick(" ", "·");
            format!("{name}{between}{}", field.term.get(language))
        }));
    }
    let decided = program.decisions.iter().filter(|decision| !decision.grounds.is_empty());
    columns
        .extend(decided.map(|decision| format!("{} {}", language.pick("expect", "期望"), decision.term.get(language))));
    let cells: Vec<String> = columns.into_iter().map(cell).collect();
    // The mark tells Excel that the text is UTF-8.
    format!("\u{feff}{}\n", cells.join(","))
}

/// A cell, in quotation marks where it needs them.
fn cell(text: String) -> String {
    if text.contains([',', ';', '"', '\t', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn comment(program: &Program, fact: &Fact, pad: &str, language: Language, out: &mut String) {
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    row(program, fact, pad, language, &mut rows, &mut notes);
    let _ = writeln!(out, "\n# {}", type_text(fact, language));
    for note in notes.into_iter().flatten() {
        let _ = writeln!(out, "# {}", note.replace('\n', " "));
    }
}

/// A key that YAML reads as it stands, or in quotes.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-') && !name.starts_with(['-', ' ']);
    if plain { name.to_owned() } else { format!("{name:?}") }
}
