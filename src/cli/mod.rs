//! The command: the only place that reads arguments, touches files and prints.
//!
//! In: arguments, files, the environment. Out: results on standard output, remarks on standard error, an exit code:
//! 0 done · 1 done, and found what was looked for · 2 could not run · 3 not decided · 101 a bug in pol · 130 interrupted.
//! Never: meaning; every verb asks the library.

#![expect(clippy::disallowed_methods, reason = "the command is where files and the environment are touched")]

mod arguments;
mod cases;
mod check;
mod columns;
mod compare;
mod coverage;
mod diff;
mod editions;
mod eval;
mod explain;
mod facts;
mod files;
mod matrix;
mod mutate;
mod new;
mod outline;
mod rebase;
mod rows;
mod show;
mod suites;
mod terminal;
mod test;
mod told;
mod versions;

use crate::diagnostics::Language;
use clap::ArgMatches;
use std::process::ExitCode;
pub use terminal::Terminal;

/// Exit codes, for every verb.
pub mod exit {
    /// Done, nothing to report.
    pub const DONE: u8 = 0;
    /// Done, and found what was looked for: an error in a policy, an outcome of *no* that was asked to fail.
    pub const FOUND: u8 = 1;
    /// Could not run: usage, a missing file, a broken case.
    pub const FAILED: u8 = 2;
    /// Not decided.
    pub const UNDECIDED: u8 = 3;
    /// Interrupted.
    pub const INTERRUPTED: u8 = 130;
}

/// Runs the command on the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let asked = arguments::language(&arguments);
    std::panic::set_hook(Box::new(|panic| {
        let mut terminal = Terminal::new(None);
        terminal.remark(&format!(
            "pol: this is a bug in pol, not in your policy: {panic}\n这是 pol 自身的错误，与您的政策无关\n"
        ));
    }));
    let language = asked.or_else(terminal::locale);
    let mut terminal = Terminal::new(language);
    let code = match arguments::command(language.unwrap_or(Language::English)).try_get_matches_from(&arguments) {
        Ok(matches) => run(&mut terminal, &matches),
        Err(error) => arguments::refuse(&mut terminal, &error),
    };
    ExitCode::from(terminal.finish(code))
}

/// How many threads to use: as many as asked for, else one for each processor.
fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).clamp(1, 256)
}

fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    terminal.ascii = matches.get_flag("ascii");
    terminal.color(matches.get_one::<String>("color").map_or("auto", String::as_str));
    let format = matches.subcommand().and_then(|(_, verb)| verb.try_get_one::<String>("format").ok().flatten());
    if format.is_some_and(|format| format == "json") {
        terminal.tell_data();
    }
    match matches.subcommand() {
        Some(("check", matches)) => check::run(terminal, matches),
        Some(("eval", matches)) => eval::run(terminal, matches),
        Some(("test", matches)) => test::run(terminal, matches),
        Some(("facts", matches)) => facts::run(terminal, matches),
        Some(("outline", matches)) => outline::run(terminal, matches),
        Some(("compare", matches)) => compare::run(terminal, matches),
        Some(("cases", matches)) => cases::run(terminal, matches),
        Some(("coverage", matches)) => coverage::run(terminal, matches),
        Some(("diff", matches)) => diff::run(terminal, matches),
        Some(("new", matches)) => new::run(terminal, matches),
        Some(("mutate", matches)) => mutate::run(terminal, matches),
        Some(("rebase", matches)) => rebase::run(terminal, matches),
        Some(("show", matches)) => show::run(terminal, matches),
        Some(("explain", matches)) => explain::run(terminal, matches),
        Some(("keywords", _)) => show::keywords(terminal),
        Some(("completions", matches)) => arguments::completions(terminal, matches),
        _ => exit::FAILED,
    }
}
