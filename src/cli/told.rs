//! What the command line tells of cases: their files, and of every case `--fact` and `--reading`, under one policy or
//! under several.

use super::{Terminal, exit, files};
use crate::cases::{self, CaseError, Format, Typed, fact_argument, reading_argument};
use crate::diagnostics::{Diagnostic, Explain, Language, Text};
use crate::interpret::{Case, Question};
use crate::ir::Program;
use crate::load::Policy;
use crate::source::{FileId, Sources, Span};
use crate::text;
use crate::types::Term;
use clap::ArgMatches;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The cases as one program reads them, with the facts of the command line laid over them, and the readings asked for.
pub type Asked = (Vec<Typed>, Question);

/// What the command line tells of cases.
pub struct Telling<'m> {
    pub matches: &'m ArgMatches,
    pub sources: Sources,
    files: Vec<(FileId, Option<Format>)>,
    pub wrong: Vec<Diagnostic>,
    pub presumptions: bool,
    /// The cases that were left out of what is judged, by their place.
    pub left_out: BTreeSet<usize>,
}

impl<'m> Telling<'m> {
    /// The case files, and whether presumptions are allowed.
    pub fn new(terminal: &mut Terminal, matches: &'m ArgMatches) -> Result<Self, u8> {
        let (mut sources, mut files_in, mut wrong) = (Sources::default(), Vec::new(), Vec::new());
        for path in matches.get_many::<String>("case").into_iter().flatten() {
            let (id, found) = files::cases(terminal, &mut sources, path)?;
            wrong.extend(found);
            files_in.push((id, Format::of_name(path)));
        }
        let presumptions = !matches.try_get_one::<bool>("no-presumptions").ok().flatten().copied().unwrap_or_default();
        Ok(Self { matches, sources, files: files_in, wrong, presumptions, left_out: BTreeSet::new() })
    }

    /// The cases as each program reads them, and the question that the command line asks of it; with what is wrong, and
    /// the texts that it is wrong in.
    pub fn read(&self, programs: &[&Program]) -> (Vec<Asked>, Vec<Diagnostic>, Sources) {
        let (mut sources, mut wrong) = (self.sources.clone(), Vec::new());
        let mut typed: Vec<Vec<Typed>> = vec![Vec::new(); programs.len()];
        for (id, format) in &self.files {
            let Some(source) = self.sources.get(*id) else { continue };
            let (read, found) = cases::read_for_all(programs, source, *format);
            wrong.extend(found);
            for (all, read) in typed.iter_mut().zip(read) {
                all.extend(read);
            }
        }
        if self.files.is_empty() {
            for (all, program) in typed.iter_mut().zip(programs) {
                all.push(Typed { case: Case::new(program), ..Typed::default() });
            }
        }
        let mut questions = vec![Question::default(); programs.len()];
        let mut under: Vec<Under<'_, '_>> = Vec::new();
        for ((program, cases), question) in programs.iter().copied().zip(typed).zip(&mut questions) {
            under.push(Under { program, cases, question });
        }
        wrong.extend(lay_over(&mut sources, self.matches, &mut under));
        let typed: Vec<Vec<Typed>> = under.into_iter().map(|under| under.cases).collect();
        (typed.into_iter().zip(questions).collect(), wrong, sources)
    }

    /// The cases that name no day, where one is needed to tell which version of a policy judges: each is told where it
    /// stands, and is left out. An error where none is left.
    pub fn undated(
        &self,
        terminal: &mut Terminal,
        cases: &[Typed],
        policy: &Text,
        language: Language,
    ) -> Result<BTreeSet<usize>, u8> {
        let undated: Vec<(usize, &Typed)> =
            cases.iter().enumerate().filter(|(_, typed)| typed.as_of.is_none()).collect();
        let none_left = undated.len() == cases.len();
        for (_, typed) in undated.iter().take(if none_left { 1 } else { undated.len() }) {
            let case = self.without_day(typed);
            terminal.remark(&match language {
                Language::English => format!(
                    "pol: {}{} has several versions: say on which day, by `--as-of DATE` or `as of` in the case\n",
                    case.en, policy.en
                ),
                Language::Chinese => format!(
                    "pol：{}{}有数个版本：请用 `--as-of 日期` 或个案中的 `判定日期` 指明哪一天\n",
                    case.zh, policy.zh
                ),
            });
        }
        if none_left && !undated.is_empty() {
            return Err(exit::FAILED);
        }
        Ok(undated.into_iter().map(|(at, _)| at).collect())
    }

    /// That a case names no day: where it stands and what it is called; nothing where it stands in no file.
    fn without_day(&self, typed: &Typed) -> Text {
        let Some(source) = self.sources.get(typed.span.file).filter(|_| !self.files.is_empty()) else {
            return Text::default();
        };
        let place = format!("{}:{}", source.name, source.position(typed.span.start as usize).line);
        match typed.case.name.as_ref() {
            Some(name) => text!("{place}: the case “{name}” names no day: ", "{place}：个案“{name}”没有写明日期："),
            None => text!("{place}: this case names no day: ", "{place}：此个案没有写明日期："),
        }
    }

    /// The cases as one policy reads them, whatever is wrong with them.
    pub fn of_one(&self, policy: &Policy) -> Vec<Typed> {
        self.read(&[&policy.program]).0.pop().map(|(cases, _)| cases).unwrap_or_default()
    }
}

/// Cases as one policy reads them, and what is asked of each.
pub struct Under<'p, 'q> {
    /// The policy.
    pub program: &'p Program,
    /// Its cases.
    pub cases: Vec<Typed>,
    /// What is asked of it.
    pub question: &'q mut Question,
}

/// Lays the facts and readings of the command line over the cases. A name must be known to one of the policies at least.
pub fn lay_over(sources: &mut Sources, matches: &ArgMatches, all: &mut [Under<'_, '_>]) -> Vec<Diagnostic> {
    let mut wrong = each(sources, matches, "fact", all, |under, text, at| {
        let (fact, given) = match fact_argument(under.program, text, at) {
            Ok(told) => told,
            Err(error) => {
                // Where another policy knows the value, it is no error.
                if error.unknown_value().is_some() {
                    for typed in &mut under.cases {
                        typed.strange.push(error.clone());
                    }
                }
                return Err(error);
            }
        };
        for typed in &mut under.cases {
            typed.case.set(fact, given.clone());
        }
        Ok(under.program.facts.get(fact.index()).map(|fact| fact.term.clone()))
    });
    wrong.extend(each(sources, matches, "reading", all, |under, text, at| {
        let (point, reading) = reading_argument(under.program, text, at)?;
        under.question.readings.insert(point, reading);
        Ok(under.program.definitions.get(point.index()).map(|definition| definition.term.clone()))
    }));
    wrong
}

/// Reads every value of a repeatable option, each as a little text of its own.
fn each(
    sources: &mut Sources,
    matches: &ArgMatches,
    option: &str,
    all: &mut [Under<'_, '_>],
    mut read: impl FnMut(&mut Under<'_, '_>, &str, Span) -> Result<Option<Arc<Term>>, CaseError>,
) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    let mut told: Vec<Vec<(Arc<Term>, Span)>> = vec![Vec::new(); all.len()];
    for text in matches.try_get_many::<String>(option).ok().flatten().into_iter().flatten() {
        let id = sources.add(format!("--{option}"), text.as_str());
        let at = Span::new(id, 0, text.len());
        let mut found: Vec<CaseError> = Vec::new();
        let mut known = false;
        for (under, told) in all.iter_mut().zip(&mut told) {
            match read(under, text, at) {
                Ok(term) => {
                    known = true;
                    let Some(term) = term else { continue };
                    match told.iter().find(|(other, _)| *other == term) {
                        Some((_, first)) => found.push(CaseError::Twice { at, first: *first, term }),
                        None => told.push((term, at)),
                    }
                }
                Err(error) => found.push(error),
            }
        }
        for error in found {
            let elsewhere = known && (matches!(error, CaseError::Unknown { .. }) || error.unknown_value().is_some());
            let error = error.explain();
            if !elsewhere && !wrong.contains(&error) {
                wrong.push(error);
            }
        }
    }
    wrong
}
