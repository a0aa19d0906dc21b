//! Where what a rule reads is taken from: the text above, or the text with the changes of a layer.
//!
//! A layer can change a rule and, beside it, a term that the rule reads. Each change is judged by its own effect, so the
//! rule is read as if the term had not been changed, and once more as if it had been changed before.

use crate::ir::{ClauseKind, Period, Program, Route};
use crate::types::Term;

/// Where definitions, parameters and sets of places are taken from, by their names.
#[derive(Clone, Copy, Default)]
pub(super) struct World<'p> {
    /// From this program, where it has them; else from the one that reads them.
    base: Option<&'p Program>,
    /// One of them from another program.
    but: Option<(ClauseKind, &'p Term, &'p Program)>,
    /// Places that are in none of the others.
    hidden: &'p [Route],
    /// Whether what is read is what other rules decide and what is presumed of a fact, and not their names alone.
    deep: bool,
    /// Whether what other rules decide is known by the names of their decisions alone all the same.
    by_name: bool,
    /// The days that are looked at; all where none are said.
    time: Option<Period>,
}

impl<'p> World<'p> {
    /// Everything as that program has it.
    pub const fn of_program(program: &'p Program) -> Self {
        Self { base: Some(program), but: None, hidden: &[], deep: false, by_name: false, time: None }
    }

    /// One thing as another program has it.
    pub const fn but(self, kind: ClauseKind, name: &'p Term, program: &'p Program) -> Self {
        Self { but: Some((kind, name, program)), ..self }
    }

    /// Some places as if they lay in none of the others.
    pub const fn without(self, hidden: &'p [Route]) -> Self {
        Self { hidden, ..self }
    }

    /// The places that are in none of the others.
    pub const fn hidden(self) -> &'p [Route] {
        self.hidden
    }

    /// Whether what other rules decide, and what is presumed, is spelt out.
    pub const fn is_deep(self) -> bool {
        self.deep
    }

    /// Whether that is so of what is presumed alone, and decisions are known by their names.
    pub const fn names_decisions(self) -> bool {
        self.by_name
    }

    /// The days that are looked at; all where none are said.
    pub const fn time(self) -> Option<Period> {
        self.time
    }

    /// The programs that something is taken from.
    pub fn programs(self) -> impl Iterator<Item = &'p Program> {
        self.base.into_iter().chain(self.but.map(|(_, _, program)| program))
    }

    /// The program to take something from; none for the one that reads it.
    pub fn of(&self, kind: ClauseKind, name: &Term) -> Option<&'p Program> {
        match self.but {
            Some((known, term, program)) if known == kind && term == name => Some(program),
            _ => self.base,
        }
    }
}

/// A program as one side of a comparison.
#[derive(Clone, Copy)]
pub(super) struct Side<'p> {
    /// Whose rules.
    pub program: &'p Program,
    /// What they read.
    pub world: World<'p>,
}

impl<'p> Side<'p> {
    /// A program as it is.
    pub fn plain(program: &'p Program) -> Self {
        Self { program, world: World::default() }
    }

    /// The same, looked at on some days only.
    pub const fn during(self, time: Period) -> Self {
        Self { world: World { time: Some(time), ..self.world }, ..self }
    }

    /// A program as it is, of which what other rules decide and what is presumed is compared as well.
    pub fn deep(program: &'p Program) -> Self {
        Self { program, world: World { deep: true, ..World::default() } }
    }

    /// The same, but what other rules decide is taken as it is named.
    pub fn by_name(program: &'p Program) -> Self {
        Self { program, world: World { deep: true, by_name: true, ..World::default() } }
    }
}
