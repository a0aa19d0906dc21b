//! `pol rebase`: what becomes of the changes of a policy on another base.

use super::{Terminal, exit, files};
use crate::compare::{self, OnNew};
use crate::diagnostics::{Diagnostic, Text};
use crate::ir::Program;
use crate::load::{Found, Loaded, load};
use clap::ArgMatches;

/// Prints what becomes of each change; 1 where any needs a person's look.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    match report_of(terminal, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn report_of(terminal: &mut Terminal, matches: &ArgMatches) -> Result<u8, u8> {
    let path = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let (old, new, local) = (path("old"), path("new"), path("local"));
    let bytes = files::bytes(terminal, &local)?;
    let before = on(&local, &bytes, &old, &files::bytes(terminal, &old)?);
    let before = files::sound(terminal, before)?;
    let after = on(&local, &bytes, &new, &files::bytes(terminal, &new)?);
    let Some(policy) = &before.policy else { return Err(exit::FAILED) };
    let program = after.policy.as_ref().map(|policy| &policy.program).or(after.rough.as_ref());
    let own: Vec<_> = policy.program.changes.iter().filter(|change| change.by == 0).collect();
    let fates: Vec<OnNew> = own.iter().map(|change| fate(&after, program, change)).collect();
    let rebase = compare::rebase(&policy.program, program, &fates);
    let language = terminal.language(files::chinese(&before));
    // What is wrong with the new base itself, or with what the local text reads, is said as it is.
    let about = |found: &&Diagnostic| {
        found.is_error() && !found.code.starts_with("layer/") && !found.code.starts_with("authority/")
    };
    let others: Vec<Diagnostic> = after.diagnostics.iter().filter(about).cloned().collect();
    if !others.is_empty() {
        terminal.report(&others, &after.sources, language);
    }
    let text = if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        format!("{:#}\n", serde_json::to_value(&rebase).unwrap_or_default())
    } else {
        rebase.text(language)
    };
    terminal.result(&text);
    Ok(if rebase.needs_work() || !others.is_empty() { exit::FOUND } else { exit::DONE })
}

/// The local policy over one base: the text that its first line names is that base. What the texts use is looked for
/// beside the base first, so that both use the same; a base that stands apart uses what is beside the local policy.
fn on(local: &str, bytes: &[u8], base: &str, base_bytes: &[u8]) -> Loaded {
    let mut names = files::Names::default();
    let local = names.of(Found { name: local.to_owned(), bytes: bytes.to_vec() }).name;
    let base = names.of(Found { name: base.to_owned(), bytes: base_bytes.to_vec() }).name;
    load(&local, bytes, &mut |name, from| {
        if from == local && under(bytes).as_deref() == Some(name) {
            return Some(Found { name: base.clone(), bytes: base_bytes.to_vec() });
        }
        let found = files::in_folder_of(name, &base).or_else(|| files::beside(name, from));
        found.or_else(|| files::beside(name, &local)).map(|found| names.of(found))
    })
}

/// The name of the policy above, as the first line says it.
fn under(bytes: &[u8]) -> Option<String> {
    let mut sources = crate::source::Sources::default();
    let id = sources.add("local", std::str::from_utf8(bytes).ok()?);
    let parsed = crate::syntax::parse(sources.get(id)?);
    parsed.module.header?.under.map(|under| under.node)
}

/// What came of a change on the new base.
fn fate(after: &Loaded, program: Option<&Program>, change: &crate::ir::Change) -> OnNew {
    let found = program.and_then(|program| {
        program
            .changes
            .iter()
            .find(|now| now.span == change.span && now.clause.inside().0.last() == change.clause.inside().0.last())
    });
    let said = |stage: &str| {
        after.diagnostics.iter().find(|found| {
            let here = found.labels.first().is_some_and(|label| {
                let in_it = label.span.file == change.span.file
                    && label.span.start >= change.span.start
                    && label.span.start <= change.span.end;
                in_it || Some(label.span) == change.power_at
            });
            here && found.code.starts_with(stage) && found.is_error()
        })
    };
    let message = |found: &Diagnostic| -> Text { found.message.clone() };
    OnNew {
        change: found.cloned(),
        refused: said("authority/").map(message),
        missing: said("layer/").or_else(|| said("resolve/")).map(message),
        unread: program.is_none(),
    }
}
