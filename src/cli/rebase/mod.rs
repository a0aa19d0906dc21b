//! `pol rebase`: what becomes of the changes of a policy on another base.

mod bases;
mod pieces;

use super::{Terminal, exit, files};
use crate::compare::{self, Local, OnNew, Over};
use crate::diagnostics::{Diagnostic, Text};
use crate::ir::{Change, Program};
use crate::load::Loaded;
use crate::source::{FileId, Sources, Span};
use crate::text;
use bases::{Base, Bases};
use clap::ArgMatches;
use pieces::Pieces;
use std::collections::BTreeMap;

/// Prints what becomes of each change; 1 where any needs a person's look.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    match report_of(terminal, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn report_of(terminal: &mut Terminal, matches: &ArgMatches) -> Result<u8, u8> {
    let path = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let (old, new, local) = (path("old"), path("new"), path("local"));
    let bases = Bases::read(terminal, &local, &old, &new)?;
    let before = files::sound(terminal, bases.on(Base::Old, &[]))?;
    let Some(policy) = &before.policy else { return Err(exit::FAILED) };
    let language = terminal.language(files::chinese(&before));
    let pieces = before.modules.first().map(|parsed| Pieces::of(&parsed.module));
    let pieces = pieces.unwrap_or(Pieces::of(&crate::syntax::ast::Module::default()));
    let own: Vec<&Change> = own(&policy.program).collect();
    let trial = Trial::of(&bases, &pieces, &own);
    let at = |change: &Change| {
        let line =
            before.sources.get(change.span.file).map_or(0, |source| source.line_of(change.span.range().start) + 1);
        format!("{local}:{line}")
    };
    let locals: Vec<Local> = trial
        .fates(&own)
        .into_iter()
        .map(|(old, new, span)| {
            let change = old.as_ref().or(if let OnNew::Made(change) = &new { Some(&**change) } else { None });
            Local { at: change.map(at).unwrap_or_default(), words: pieces.words(span), old, new }
        })
        .collect();
    let old = before.over.as_ref().map(|above| Over { program: &policy.program, above });
    let rebase = match old {
        Some(old) => compare::rebase(old, trial.over(), &locals),
        // Nothing stands above, and nothing can be changed there.
        None => compare::rebase(Over { program: &policy.program, above: &policy.program }, None, &[]),
    };
    // What is wrong with the new base itself, or with what the local text reads, is said as it is.
    let others = trial.others();
    if !others.is_empty() {
        terminal.report(&others, &trial.after.sources, language);
    }
    let text = if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        format!("{:#}\n", serde_json::to_value(&rebase).unwrap_or_default())
    } else {
        rebase.text(language)
    };
    terminal.result(&text);
    Ok(if rebase.needs_work() || !others.is_empty() { exit::FOUND } else { exit::DONE })
}

/// The changes that a policy makes itself.
fn own(program: &Program) -> impl Iterator<Item = &Change> {
    program.changes.iter().filter(|change| change.by == 0)
}

/// Whether two changes are one.
type Alike<'a> = &'a dyn Fn(&Change, &Change) -> bool;

/// The local policy on its new base, without what cannot be made there.
struct Trial {
    after: Loaded,
    /// What cannot be made, and why.
    wrong: BTreeMap<Span, OnNew>,
    /// What is wrong and is no fault of a change.
    apart: Vec<Diagnostic>,
}

impl Trial {
    /// A change that cannot be made is left out, so that the others can be looked at.
    fn of(bases: &Bases, pieces: &Pieces, own: &[&Change]) -> Self {
        let mut wrong: BTreeMap<Span, OnNew> = BTreeMap::new();
        let mut apart: Vec<Diagnostic> = Vec::new();
        let mut after = bases.on(Base::New, &[]);
        loop {
            let known = wrong.len();
            let mut open: Vec<Diagnostic> = Vec::new();
            for found in after.diagnostics.iter().filter(|found| counts(found)) {
                let spans = pieces_of(pieces, found);
                // A rule that is no change on the old base is left out as well, and told as it is.
                if !own.iter().any(|change| spans.contains(&change.span)) {
                    open.push(found.clone());
                }
                for span in spans {
                    wrong.entry(span).or_insert_with(|| told(found, &after.sources));
                }
            }
            open.retain(|found| !apart.contains(found));
            apart.extend(open);
            if program(&after).is_some() || wrong.len() == known {
                break;
            }
            let without: Vec<Span> = wrong.keys().copied().collect();
            after = bases.on(Base::New, &without);
        }
        if program(&after).is_none() {
            blame(bases, own, &mut after, &mut wrong, &mut apart);
        }
        Self { after, wrong, apart }
    }

    fn over(&self) -> Option<Over<'_>> {
        Some(Over { program: program(&self.after)?, above: self.after.over.as_ref()? })
    }

    /// What becomes of each change of the old text, and of those that are changes on the new base only.
    fn fates(&self, own: &[&Change]) -> Vec<(Option<Change>, OnNew, Span)> {
        let made: Vec<&Change> = self.over().map(|over| self::own(over.program).collect()).unwrap_or_default();
        let mut taken = vec![false; made.len()];
        let mut fates: Vec<Option<OnNew>> = own.iter().map(|change| self.wrong.get(&change.span).cloned()).collect();
        // The same clause first, then what is called so, then whatever the same words change.
        let passes: [Alike<'_>; 4] = [
            &|old, new| old.clause == new.clause,
            &|old, new| old.clause.inside() == new.clause.inside(),
            &|old, new| old.clause.inside().0.last() == new.clause.inside().0.last(),
            &|_, _| true,
        ];
        for same in passes {
            for (change, fate) in own.iter().zip(&mut fates).filter(|(_, fate)| fate.is_none()) {
                let fits = |(at, new): &(usize, &&Change)| {
                    taken.get(*at) == Some(&false)
                        && new.span == change.span
                        && new.kind == change.kind
                        && same(change, new)
                };
                if let Some((at, new)) = made.iter().enumerate().find(fits) {
                    *fate = Some(OnNew::Made(Box::new((*new).clone())));
                    taken.iter_mut().skip(at).take(1).for_each(|taken| *taken = true);
                }
            }
        }
        let rest = if self.over().is_some() { OnNew::Nothing } else { OnNew::Unread };
        let old = own
            .iter()
            .zip(fates)
            .map(|(change, fate)| (Some((*change).clone()), fate.unwrap_or_else(|| rest.clone()), change.span));
        // A rule that took the place of others is told as that.
        let told =
            |change: &Change| change.refused.is_none() && own.iter().any(|known| known.after.contains(&change.span));
        let fresh = made.iter().zip(&taken).filter(|(change, taken)| !**taken && !told(change));
        let fresh = fresh.map(|(change, _)| (None, OnNew::Made(Box::new((*change).clone())), change.span));
        let mut out: Vec<_> = old.chain(fresh).collect();
        out.sort_by_key(|(_, _, span)| *span);
        out
    }

    /// What is wrong with the new base itself, or with what the local text reads, and is not told at a change.
    fn others(&self) -> Vec<Diagnostic> {
        let changes: Vec<&Change> = self.over().map(|over| own(over.program).collect()).unwrap_or_default();
        let refused = |found: &Diagnostic| {
            let at = found.labels.first().map(|label| label.span);
            let mut known = changes.iter().filter(|change| change.refused.is_some());
            known.any(|change| at == Some(change.span) || at.is_some() && at == change.power_at)
        };
        let of_powers = self
            .after
            .diagnostics
            .iter()
            .filter(|found| found.is_error() && found.code.starts_with("authority/") && !refused(found));
        self.apart.iter().chain(of_powers).cloned().collect()
    }
}

/// The program of a text, or as much of it as could be made.
fn program(loaded: &Loaded) -> Option<&Program> {
    loaded.policy.as_ref().map(|policy| &policy.program).or(loaded.rough.as_ref())
}

/// Whether a finding is looked at here: what powers have against changes is written down at them.
fn counts(found: &Diagnostic) -> bool {
    found.is_error() && !found.code.starts_with("authority/")
}

/// The changes that a finding is about.
fn pieces_of(pieces: &Pieces, found: &Diagnostic) -> Vec<Span> {
    let here = found.labels.iter().find(|label| label.span.file == FileId(0));
    here.map(|label| pieces.at(label.span)).unwrap_or_default()
}

/// What a finding says of a change.
fn told(found: &Diagnostic, sources: &Sources) -> OnNew {
    let message: Text = found.message.clone();
    match found.code.split_once('/').unwrap_or_default() {
        ("layer", "gone") => OnNew::Taken(message),
        // Where a clause of that name stands need not be where this one does.
        ("layer", "moved") => {
            let name = found.labels.first().map(|label| sources.slice(label.span)).unwrap_or_default();
            OnNew::Missing(text!("`{name}` no longer stands in that article", "该条中已没有 `{name}`"))
        }
        ("layer", "no-target" | "no-rules") | ("resolve", "unknown-name" | "not-declared") => OnNew::Missing(message),
        _ => OnNew::Refused(message),
    }
}

/// What is wrong in the text above may come of a change: of the first one without which it is not.
fn blame(
    bases: &Bases,
    own: &[&Change],
    after: &mut Loaded,
    wrong: &mut BTreeMap<Span, OnNew>,
    apart: &mut Vec<Diagnostic>,
) {
    for change in own {
        if program(after).is_some() {
            break;
        }
        let left: Vec<&Diagnostic> = after.diagnostics.iter().filter(|found| counts(found)).collect();
        let without: Vec<Span> = wrong.keys().copied().chain([change.span]).collect();
        if wrong.contains_key(&change.span) {
            continue;
        }
        let trial = bases.on(Base::New, &without);
        let still = |found: &&&Diagnostic| {
            trial.diagnostics.iter().any(|other| other.code == found.code && other.message == found.message)
        };
        let Some(found) = left.iter().find(|found| !still(found)).map(|found| (*found).clone()) else { continue };
        apart.retain(|known| known.code != found.code || known.message != found.message);
        wrong.insert(change.span, OnNew::Refused(found.message));
        *after = trial;
    }
}
