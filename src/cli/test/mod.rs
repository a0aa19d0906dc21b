//! `pol test`: the suites of policies, run and compared with what they expect and with what is pinned.
//!
//! In: paths. Out: what does not come out as expected, as text, JSON or `JUnit`. Never: a pinned result written unasked.

mod accept;
mod history;
mod json;
mod junit;
mod keys;
mod review;
mod run;
mod show;
mod text;
mod watch;

use super::suites::{self, Found};
use super::{Terminal, coverage, exit, files};
use crate::diagnostics::{Language, wording};
use clap::ArgMatches;
use clap::parser::ValueSource;
use run::{Report, Tally};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only cases in whose name this stands.
    only: Option<String>,
    /// Only this decision.
    decision: Option<String>,
    /// At most so many at once.
    threads: Option<usize>,
}

/// Runs the suites; 1 where anything does not come out as expected or as pinned, 2 where anything cannot be run.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let paths: Vec<String> = matches.get_many::<String>("paths").into_iter().flatten().cloned().collect();
    let options = Options {
        only: matches.get_one::<String>("only").cloned(),
        decision: matches.get_one::<String>("decision").cloned(),
        threads: matches.get_one::<usize>("threads").copied(),
    };
    let format = matches.get_one::<String>("format").map_or("text", String::as_str);
    let measures = ["html", "require", "lines"];
    let asked = |name: &&str| matches.value_source(name) == Some(ValueSource::CommandLine);
    if matches.get_flag("coverage") && format != "junit" {
        return coverage::run(terminal, matches);
    }
    if matches.get_flag("coverage") || measures.iter().any(asked) {
        terminal.remark(terminal.language(false).pick(
            "pol: --lines, --html and --require go with --coverage, as text or JSON\n",
            "pol：--lines、--html、--require 须与 --coverage 同用，输出为文本或 JSON\n",
        ));
        return exit::FAILED;
    }
    if matches.get_flag("watch") {
        return watch::run(terminal, &paths, &options);
    }
    if matches.get_flag("review") && !terminal.can_ask() {
        terminal.remark(match terminal.language(false) {
            Language::English => {
                "pol: --review asks with keys and needs a terminal; \
                 `--accept` takes what is pending, `--reject` turns it down, `--only TEXT` says of which cases\n"
            }
            Language::Chinese => {
                "pol：--review 以按键逐项询问，须在终端中使用；`--accept` 认可待定结果，`--reject` 退回，`--only 文字` 限定个案\n"
            }
        });
        return exit::FAILED;
    }
    let found = match suites::find_some(terminal, &paths) {
        Ok(found) => found,
        Err(code) => return code,
    };
    let report = match reported(terminal, &found, &options) {
        Ok(report) => report,
        Err(code) => return code,
    };
    if matches.get_flag("review") {
        return review::run(terminal, report);
    }
    if matches.get_flag("accept") || matches.get_flag("reject") {
        return accept::run(terminal, report, matches.get_flag("accept"), options.only.is_some());
    }
    match format {
        "json" => terminal.result(&json::render(&report)),
        "junit" => terminal.result(&junit::render(&report, terminal.language(report.chinese()))),
        _ => text::print(terminal, &report),
    }
    code(&report)
}

/// Runs everything that was found; where nothing is left of it to run, that is said.
fn reported(terminal: &mut Terminal, found: &[Found], options: &Options) -> Result<Report, u8> {
    let report = run::run(found, options, terminal.asked(), terminal.is_watched());
    let language = terminal.language(report.chinese());
    let said = unknown_decision(&report, options, language).or_else(|| nothing_left(&report, options, language));
    match said {
        Some(said) => {
            terminal.remark(&said);
            Err(exit::FAILED)
        }
        None => Ok(report),
    }
}

fn unknown_decision(report: &Report, options: &Options, language: Language) -> Option<String> {
    let name = options.decision.as_ref()?;
    let programs =
        || report.policies.iter().filter_map(|policy| policy.prepared.ready.policy()).map(|policy| &policy.program);
    if programs().any(|program| program.decisions.iter().any(|decision| decision.term.is(name))) {
        return None;
    }
    let known: Vec<&str> =
        programs().flat_map(|program| &program.decisions).flat_map(|decision| decision.term.forms()).collect();
    let near = wording::nearest(name, known);
    let hint = wording::list_or(&near, language);
    Some(match (language, near.is_empty()) {
        (Language::English, true) => format!("pol: no policy here has a decision `{name}`\n"),
        (Language::English, false) => format!("pol: no policy here has a decision `{name}`; did you mean {hint}?\n"),
        (Language::Chinese, true) => format!("pol：这些政策里没有名为 `{name}` 的决定\n"),
        (Language::Chinese, false) => format!("pol：这些政策里没有名为 `{name}` 的决定；是否想写 {hint}？\n"),
    })
}

fn nothing_left(report: &Report, options: &Options, language: Language) -> Option<String> {
    let tally = report.tally();
    let filtered = options.only.is_some() || options.decision.is_some();
    (filtered && tally.cases() + tally.stale + tally.broken == 0).then(|| match language {
        Language::English => {
            "pol: no case is left: none has that text in its name, or none asks about that decision\n".to_owned()
        }
        Language::Chinese => "pol：没有符合条件的个案：名称中没有这段文字，或没有问及该决定\n".to_owned(),
    })
}

/// The exit code of a run.
fn code(report: &Report) -> u8 {
    let Tally { broken, failed, changed, new, rejected, stale, .. } = report.tally();
    if broken > 0 {
        exit::FAILED
    } else if failed + changed + new + rejected + stale > 0 {
        exit::FOUND
    } else {
        exit::DONE
    }
}
