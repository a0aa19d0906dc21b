//! What a comparison comes to under other readings: one reading chosen otherwise at a time, in every version that has it.

use super::side_by_side::{Column, by_default};
use crate::diagnostics::Text;
use crate::ir::{ExprKind, Ground, Program, visit};
use crate::text;
use crate::types::Term;
use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;
use std::sync::Arc;

/// No more readings than this are tried.
const MAX_READINGS: usize = 100;
/// No more clauses are weighed again than this, for all readings together.
const MAX_WEIGHED: usize = 600;

/// A reading other than the default one of some version, and the versions in which it is chosen.
pub(super) struct Choice {
    pub term: Arc<Term>,
    pub reading: Arc<Term>,
    /// Made where a clause hinges on it.
    programs: OnceCell<Vec<Program>>,
}

impl Choice {
    fn programs(&self, columns: &[Column<'_>]) -> &[Program] {
        let each = || columns.iter().map(|column| chosen(column.program, &self.term, &self.reading));
        self.programs.get_or_init(|| each().collect())
    }
}

/// The readings that are tried.
pub(super) struct Readings<'p> {
    /// The versions as they are written.
    written: Vec<Column<'p>>,
    choices: Vec<Choice>,
    /// How many there are in all.
    found: usize,
    left: Cell<usize>,
    /// Whether more would have been weighed.
    short: Cell<bool>,
}

impl<'p> Readings<'p> {
    /// Of some versions, as they are written.
    pub fn of(columns: &[Column<'p>]) -> Self {
        let mut named: Vec<(Arc<Term>, Arc<Term>)> = Vec::new();
        for definition in columns.iter().flat_map(|column| &column.program.definitions) {
            for (at, reading) in definition.readings.iter().enumerate() {
                let Some(name) = reading.term.as_ref().filter(|_| at != definition.default) else { continue };
                if !named.iter().any(|(term, reading)| term.same(&definition.term) && reading.same(name)) {
                    named.push((definition.term.clone(), name.clone()));
                }
            }
        }
        let found = named.len();
        let choices = named.into_iter().take(MAX_READINGS);
        let choices = choices.map(|(term, reading)| Choice { term, reading, programs: OnceCell::new() });
        Self {
            written: columns.to_vec(),
            choices: choices.collect(),
            found,
            left: Cell::new(MAX_WEIGHED),
            short: Cell::new(false),
        }
    }

    /// Those on which a clause may hinge, with its rules in the versions in which they are chosen.
    pub fn for_clause<'r>(
        &'r self,
        columns: &'r [Column<'r>],
        standing: &'r [Vec<&'r Ground>],
    ) -> impl Iterator<Item = (&'r Choice, Vec<Column<'r>>, Vec<Vec<&'r Ground>>)> {
        let read: BTreeSet<&str> =
            columns.iter().zip(standing).flat_map(|(column, grounds)| terms(column.program, grounds)).collect();
        let hinging = self.choices.iter().filter(move |choice| choice.term.forms().any(|form| read.contains(form)));
        hinging.filter_map(move |choice| {
            let Some(left) = self.left.get().checked_sub(1) else {
                self.short.set(true);
                return None;
            };
            self.left.set(left);
            let programs = choice.programs(&self.written);
            let there = columns.iter().zip(programs).map(|(column, program)| Column { program, ..*column });
            let each = columns.iter().zip(programs).zip(standing);
            let rules = each.map(|((column, program), grounds)| same_rules(column.program, program, grounds));
            Some((choice, there.collect(), rules.collect()))
        })
    }

    /// What was not looked into.
    pub fn note(&self) -> Option<Text> {
        let (most, found) = (MAX_READINGS, self.found);
        if found > most {
            return Some(text!(
                "of {found} readings that do not hold by default, the first {most} were tried",
                "非默认的读法共 {found} 种，只试了前 {most} 种"
            ));
        }
        let weighed = MAX_WEIGHED;
        self.short.get().then(|| {
            text!(
                "other readings were tried {weighed} times; what they make of the clauses after that was not looked into",
                "其他读法共试了 {weighed} 次；其后各条款依其他读法如何，未再查看"
            )
        })
    }
}

/// The names of the terms that rules read, also by way of other rules.
fn terms<'p>(program: &'p Program, grounds: &[&'p Ground]) -> Vec<&'p str> {
    let parts = visit::Reach::all(program, grounds.iter().flat_map(|ground| visit::of_ground(ground)));
    let named = parts.filter_map(|part| match &part.kind {
        ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => program.definitions.get(id.index()),
        _ => None,
    });
    named.flat_map(|definition| definition.term.forms()).collect()
}

/// A program in which one term has another reading than the default one, and all others the default.
fn chosen(program: &Program, term: &Term, reading: &Term) -> Program {
    let mut out = by_default(program);
    for (definition, written) in out.definitions.iter_mut().zip(&program.definitions) {
        let named = |known: &&crate::ir::Reading| known.term.as_ref().is_some_and(|name| name.same(reading));
        if definition.term.same(term)
            && let Some(found) = written.readings.iter().find(named)
        {
            definition.readings = vec![found.clone()];
        }
    }
    out
}

/// The same rules in a program that differs in what terms mean alone.
fn same_rules<'p>(program: &Program, there: &'p Program, grounds: &[&Ground]) -> Vec<&'p Ground> {
    let all = program.decisions.iter().zip(&there.decisions);
    let all: Vec<(&Ground, &'p Ground)> = all.flat_map(|(one, two)| one.grounds.iter().zip(&two.grounds)).collect();
    let same = |ground: &&Ground| all.iter().find(|(known, _)| std::ptr::eq(*known, *ground)).map(|(_, there)| *there);
    grounds.iter().filter_map(same).collect()
}
