//! `pol mutate`: the slips that drafters make, made one by one, and those that no case notices.

use super::suites::{self, Ready};
use super::{Terminal, exit, files, threads};
use crate::diagnostics::{Language, report, wording};
use crate::ir::{Citation, Program, visit};
use crate::load::Policy;
use crate::mutate::{Noticer, Slip, Survey, slips, survey};
use crate::types::ids::DecisionId;
use clap::ArgMatches;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Makes the slips of every policy that the paths name; 1 where any survives, or fewer are noticed than `--require` asks.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    match surveyed(terminal, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn surveyed(terminal: &mut Terminal, matches: &ArgMatches) -> Result<u8, u8> {
    let path = matches.get_one::<String>("policy").cloned().unwrap_or_default();
    let found = suites::find_some(terminal, &[path])?;
    let json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    let (mut code, mut all) = (exit::DONE, Vec::new());
    let (found_several, mut tried) = (found.len() > 1, false);
    for found in &found {
        let ready = suites::load(terminal, found)?;
        let language = terminal.language(files::chinese(&ready.loaded));
        let Some(policy) = ready.policy() else { return Err(exit::FAILED) };
        // A folder may hold vocabularies, which have no cases and need none.
        if found_several && policy.program.decisions.is_empty() {
            continue;
        }
        let noticer = Noticer::new(&policy.program, &ready.loaded.sources, &ready.suites);
        if noticer.count() == 0 {
            tell_no_case(terminal, &found.policy.display().to_string(), noticer.silent(), language);
            if !found_several {
                return Err(exit::FAILED);
            }
            // Slips that nothing would notice are found without being made.
            code = exit::FOUND;
            continue;
        }
        let survey = one(terminal, matches, &noticer, policy, language)?;
        tried = true;
        if json {
            all.push(data(&survey, policy, &ready));
        } else {
            let text = told(terminal, &survey, policy, &ready, language);
            terminal.result(&text);
        }
        let enough = match matches.get_one::<u8>("require") {
            Some(required) => survey.percent() >= usize::from(*required),
            None => survey.survived().next().is_none(),
        };
        if !enough {
            code = exit::FOUND;
        }
    }
    if !tried {
        suites::tell_no_cases(terminal);
        return Err(exit::FAILED);
    }
    if json {
        let value = if all.len() == 1 { all.pop().unwrap_or_default() } else { Value::Array(all) };
        terminal.result(&format!("{value:#}\n"));
    }
    Ok(code)
}

/// Says that no case could notice anything, and what to do.
fn tell_no_case(terminal: &mut Terminal, policy: &str, silent: usize, language: Language) {
    let en = match silent {
        0 => "it has no case; `pol cases` writes some to be confirmed, into `cases/NAME.yaml`",
        _ => {
            "no case expects anything; write what it must (`expect`), or accept what comes out with `pol test --accept`"
        }
    };
    let zh = match silent {
        0 => "没有个案；`pol 个案` 可生成待确认的个案，存入 `cases/名称.yaml`",
        _ => "没有个案写明期望；请写明（`期望`），或用 `pol 测试 --accept` 认可现有结果",
    };
    terminal.remark(&match language {
        Language::English => format!("pol: {policy}: nothing would notice a slip: {en}\n"),
        Language::Chinese => format!("pol：{policy}：任何疏漏都不会被发现：{zh}\n"),
    });
}

fn one(
    terminal: &mut Terminal,
    matches: &ArgMatches,
    noticer: &Noticer<'_>,
    policy: &Policy,
    language: Language,
) -> Result<Survey, u8> {
    let program = &policy.program;
    let failing = noticer.failing(program);
    if !failing.is_empty() {
        let names = wording::listed(failing, language);
        terminal.remark(&match language {
            Language::English => {
                format!("pol: these cases come out otherwise than they expect; mend them first: {names}\n")
            }
            Language::Chinese => format!("pol：以下个案的结果与期望不符，请先改正：{names}\n"),
        });
        return Err(exit::FAILED);
    }
    let mut slips = slips(program);
    // What other texts say is theirs to try.
    let own = program.layers.first().map(|layer| layer.file);
    if !matches.get_flag("all-texts") {
        slips.retain(|slip| own.is_none_or(|own| slip.span.file == own));
    }
    if let Some(only) = matches.get_one::<String>("only") {
        keep_only(terminal, program, noticer, only, language, &mut slips)?;
    }
    let limit = matches.get_one::<u64>("limit").and_then(|limit| usize::try_from(*limit).ok());
    Ok(survey(program, noticer, slips, limit, threads(None)))
}

/// Keeps the slips of an article, of a term or parameter, or those that bear on a decision.
fn keep_only(
    terminal: &mut Terminal,
    program: &Program,
    noticer: &Noticer<'_>,
    only: &str,
    language: Language,
    slips: &mut Vec<Slip>,
) -> Result<(), u8> {
    if let Some(at) = program.decisions.iter().position(|decision| decision.term.is(only)) {
        slips.retain(|slip| noticer.bears_on(slip).contains(&DecisionId::at(at)));
        return Ok(());
    }
    let terms = program.definitions.iter().filter(|found| found.term.is(only));
    let lines = program.parameters.iter().filter(|found| found.term.is(only));
    let mut spans: Vec<_> = lines.map(|found| found.span).collect();
    for found in terms {
        spans.push(found.span);
        // Below its first line as well.
        found.readings.iter().for_each(|reading| visit::walk(&reading.body, &mut |expr| spans.push(expr.span)));
    }
    if !spans.is_empty() {
        let inside = |slip: &Slip| {
            let mut holds = spans.iter().map(|around| (around.file, around.start..=around.end));
            holds.any(|(file, bytes)| slip.span.file == file && bytes.contains(&slip.span.start))
        };
        slips.retain(inside);
        return Ok(());
    }
    let number = |text: &str| {
        let named = program.decisions.iter().find_map(|decision| Citation::read(text, program, decision).ok());
        named.and_then(|named| named.article)
    };
    let known = |number: &String| program.articles.iter().any(|article| article.number == *number);
    let bare = Some(only.to_owned()).filter(known);
    let Some(article) = bare.or_else(|| number(only)).filter(known) else {
        let names: Vec<&str> = program.decisions.iter().flat_map(|decision| decision.term.forms()).collect();
        let near = wording::nearest(only, names.iter().copied());
        let hint = wording::list_or(if near.is_empty() { &names } else { &near }, language);
        terminal.remark(&match language {
            Language::English => {
                format!("pol: --only: `{only}` is no article, decision, term or parameter; there is {hint}\n")
            }
            Language::Chinese => format!("pol：--only：`{only}` 不是条文、决定、用语或参数；有 {hint}\n"),
        });
        return Err(exit::FAILED);
    };
    slips.retain(|slip| slip.article.as_ref() == Some(&article));
    Ok(())
}

// ── Text ─────────────────────────────────────────────────────

fn told(terminal: &Terminal, survey: &Survey, policy: &Policy, ready: &Ready, language: Language) -> String {
    let style = terminal.style(language, false);
    let each = survey.diagnostics(&policy.program);
    let mut out: String =
        each.iter().map(|found| report::render_one(found, &ready.loaded.sources, &style) + "\n").collect();
    let (made, noticed, percent, cases) = (survey.slips.len(), survey.noticed(), survey.percent(), survey.cases);
    let (left, possible) = (made.saturating_sub(noticed), survey.possible);
    let name = crate::diagnostics::Say::say(&*policy.program.header.name, language);
    let sample = match (made < possible, language) {
        (false, _) => String::new(),
        (true, Language::English) => format!(" (of {possible} that could be made)"),
        (true, Language::Chinese) => format!("（可能的疏漏共 {possible} 处）"),
    };
    let score = match language {
        Language::English => format!(
            "{name}: {}{sample}, {noticed} noticed by {}: {percent}%\n",
            wording::count(made, "slip", "slips"),
            wording::count(cases, "case", "cases"),
        ),
        Language::Chinese => format!("{name}：{made} 处疏漏{sample}，{cases} 个个案发现了 {noticed} 处：{percent}%\n"),
    };
    out.push_str(&score);
    match (survey.silent, language) {
        (0, _) => {}
        (silent, Language::English) => {
            let _ = writeln!(
                out,
                "not counted, since nothing is expected or accepted: {}",
                wording::count(silent, "case", "cases")
            );
        }
        (silent, Language::Chinese) => {
            let _ = writeln!(out, "另有 {silent} 个个案既未写期望，结果也未经认可，不计入");
        }
    }
    if left > 0 {
        out.push_str(match language {
            Language::English => {
                "some of those left may change no outcome at all, as where a narrower line covers them: only a person can tell\n"
            }
            Language::Chinese => "余下的疏漏中，有些可能根本不影响任何结果（例如已被更窄的界线覆盖）：这只能由人判断\n",
        });
    }
    out
}

// ── Data ─────────────────────────────────────────────────────

fn data(survey: &Survey, policy: &Policy, ready: &Ready) -> Value {
    let program = &policy.program;
    let places = report::json(&survey.diagnostics(program), &ready.loaded.sources);
    let places = places.get("diagnostics").and_then(Value::as_array).cloned().unwrap_or_default();
    let each = survey.survived().zip(places).map(|((slip, on), place)| {
        let decisions: Vec<Value> = on
            .iter()
            .filter_map(|id| program.decisions.get(id.index()))
            .map(|decision| term(&decision.term))
            .collect();
        let keep = ["file", "line", "column", "end_line", "end_column", "start", "end"];
        let at: serde_json::Map<String, Value> =
            keep.iter().filter_map(|key| Some(((*key).to_owned(), place.get(key)?.clone()))).collect();
        json!({
            "kind": slip.kind.name(),
            "what": { "en": slip.kind.text().en, "zh": slip.kind.text().zh },
            "written": { "en": slip.before.en, "zh": slip.before.zh },
            "slip": if slip.after.en.is_empty() { Value::Null } else { json!({ "en": slip.after.en, "zh": slip.after.zh }) },
            "article": slip.article,
            "decisions": decisions,
            "at": at,
        })
    });
    json!({
        "schema": 1,
        "policy": term(&program.header.name),
        "possible": survey.possible,
        "made": survey.slips.len(),
        "noticed": survey.noticed(),
        "percent": survey.percent(),
        "cases": survey.cases,
        "silent": survey.silent,
        "unnoticed": each.collect::<Vec<_>>(),
    })
}

fn term(term: &crate::types::Term) -> Value {
    json!({ "en": term.get(Language::English), "zh": term.get(Language::Chinese) })
}
