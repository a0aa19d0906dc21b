//! `pol show`: what each stage makes of a policy; `pol keywords`: the table of keywords.

use super::{Terminal, exit, files};
use crate::compare;
use crate::diagnostics::Language;
use crate::ir::print::Printer;
use crate::load::Loaded;
use crate::resolve::{self, Role};
use crate::syntax::keywords;
use crate::types::Date;
use clap::ArgMatches;
use std::fmt::Write as _;

/// Prints a tree, the names, or the meaning.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let path = matches.get_one::<String>("policy").map_or("", String::as_str);
    let what = matches.get_one::<String>("what").map_or("", String::as_str);
    let json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    if json && what != "effective" {
        terminal.remark(&match terminal.language(false) {
            Language::English => {
                format!("pol: `show {what}` is for people to read: only `show effective` is told as JSON\n")
            }
            Language::Chinese => format!("pol：`显示 {what}` 供人阅读；只有 `显示 effective` 可输出 JSON\n"),
        });
        return exit::FAILED;
    }
    let loaded = files::policy_known(terminal, path, matches);
    let needs_all = matches!(what, "ir" | "effective");
    let loaded = match loaded.and_then(|loaded| if needs_all { files::sound(terminal, loaded) } else { Ok(loaded) }) {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    let day = match files::day(terminal, matches, "as-of") {
        Ok(day) => day,
        Err(code) => return code,
    };
    if what == "effective" {
        return effective(terminal, &loaded, day, matches);
    }
    let text = match what {
        "ast" => loaded.modules.first().map(|parsed| format!("{:#?}\n", parsed.module)).unwrap_or_default(),
        "names" => names(&loaded),
        _ => meaning(&loaded, terminal.language(files::chinese(&loaded))),
    };
    terminal.result(&text);
    if loaded.diagnostics.iter().any(crate::Diagnostic::is_error) {
        let language = terminal.language(files::chinese(&loaded));
        let errors: Vec<_> = loaded.diagnostics.iter().filter(|found| found.is_error()).cloned().collect();
        terminal.report(&errors, &loaded.sources, language);
        return exit::FOUND;
    }
    exit::DONE
}

/// Every declared name, what it is, and where.
#[must_use]
pub fn names(loaded: &Loaded) -> String {
    let roles = |index: usize| if index == 0 { Role::Main } else { Role::Vocabulary };
    let sees = vec![true; loaded.modules.len()];
    let modules = loaded.modules.iter().zip(loaded.sources.iter()).enumerate().map(|(index, (parsed, source))| {
        resolve::Loaded { module: &parsed.module, role: roles(index), file: source.id, sees: &sees }
    });
    let names = resolve::resolve(&loaded.sources, modules.collect());
    let mut out = String::new();
    let mut line = |kind: &str, name: &crate::types::Term, span: crate::source::Span| {
        let alias = name.alias.as_ref().map(|alias| format!(" ({alias})")).unwrap_or_default();
        let place = loaded
            .sources
            .get(span.file)
            .map(|file| format!("{}:{}", file.name, file.position(span.start as usize).line));
        let _ = writeln!(out, "{kind:<12}{}{alias}  {}", name.text, place.unwrap_or_default());
    };
    for place in &names.places {
        line("place", &place.term, place.span);
    }
    for record in &names.records {
        line("record", &record.term, record.ast.span);
        for field in &record.fields {
            line("  field", &field.term, field.ast.span);
        }
    }
    for fact in &names.facts {
        line("fact", &fact.term, fact.ast.span);
    }
    for parameter in &names.parameters {
        line("parameter", &parameter.term, parameter.ast.span);
    }
    for definition in &names.definitions {
        line("definition", &definition.term, definition.ast.span);
    }
    for decision in &names.decisions {
        line("decision", &decision.term, decision.span);
    }
    out
}

/// The consolidated text of all layers.
fn effective(terminal: &mut Terminal, loaded: &Loaded, day: Option<Date>, matches: &ArgMatches) -> u8 {
    let Some(policy) = &loaded.policy else { return exit::FAILED };
    files::not_in_force(terminal, &[loaded], day, terminal.language(files::chinese(loaded)));
    let effective = compare::effective(&policy.program, day);
    let text = if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        format!("{:#}\n", serde_json::to_value(&effective).unwrap_or_default())
    } else {
        effective.text(terminal.language(files::chinese(loaded)))
    };
    terminal.result(&text);
    exit::DONE
}

fn meaning(loaded: &Loaded, language: Language) -> String {
    loaded.policy.as_ref().map(|policy| Printer { program: &policy.program, language }.with_prose()).unwrap_or_default()
}

/// The keywords in both languages, as a table.
pub fn keywords(terminal: &mut Terminal) -> u8 {
    let chinese = terminal.language(false) == Language::Chinese;
    let mut rows: Vec<[String; 3]> = Vec::new();
    let help = |help: (&str, &str)| if chinese { help.1 } else { help.0 }.to_owned();
    for keyword in keywords::LINE {
        rows.push([keyword.en.join(" | "), keyword.zh.join(" | "), help(keyword.help)]);
    }
    for keyword in keywords::PHRASE {
        rows.push([keyword.en.join(" | "), keyword.zh.join(" | "), help(keyword.help)]);
    }
    for unit in keywords::UNITS {
        rows.push([unit.en.join(" | "), unit.zh.join(" | "), help(unit.help)]);
    }
    let mut out = String::new();
    for [en, zh, help] in rows {
        let _ = writeln!(out, "{en}\n    {zh}\n    {help}");
    }
    terminal.result(&out);
    exit::DONE
}
