//! Which slips the cases of a policy notice: each slip made in the program, the cases run until one comes out otherwise.

use super::slip::{Declared, Edit, Slip, apply, keep, restore};
use crate::interpret::{Answer, Question, Standing, carrying, interpret, unmet};
use crate::ir::Expectation;
use crate::ir::{ExprKind, Fault, ListOf, Program, visit};
use crate::source::{Sources, Span};
use crate::suite::{Suite, Test};
use crate::types::ids::{DecisionId, FieldId, RecordId};
use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Whether a slip was noticed, and by which case, counted over all suites.
pub type Notice = Option<usize>;

/// Cases that hold something fast, ready to notice slips.
pub struct Noticer<'s> {
    tests: Vec<Watcher<'s>>,
    /// How many cases hold nothing fast.
    silent: usize,
    /// What each decision rests on.
    reach: Vec<BTreeSet<Declared>>,
}

/// A case and what it holds fast.
struct Watcher<'s> {
    test: &'s Test,
    question: Question,
    /// Of each decision whose result was accepted, what came out before any slip.
    accepted: Vec<(DecisionId, Vec<Held>)>,
}

/// What an accepted result holds fast of an outcome: the answer, and the rules that hold and carry it. Its words are not
/// among it: every slip would change those of its own condition, and a person who reads them may not see the slip.
#[derive(Debug, PartialEq)]
struct Held {
    member: Vec<usize>,
    answer: Answer,
    rules: Vec<Span>,
}

impl<'s> Noticer<'s> {
    /// The cases of suites; those that expect nothing, and of which no result was accepted, notice nothing.
    #[must_use]
    pub fn new(program: &Program, sources: &Sources, suites: &'s [Suite]) -> Self {
        let (mut tests, mut silent) = (Vec::new(), 0);
        for (suite, test) in suites.iter().flat_map(|suite| suite.tests.iter().map(move |test| (suite, test))) {
            let question = test.question();
            let accepted = suite.accepted(program, sources, test).into_iter();
            let accepted: Vec<_> = accepted.map(|id| (id, held(program, test, &question, id))).collect();
            if test.typed.expect.is_empty() && accepted.is_empty() {
                silent += 1;
            } else {
                tests.push(Watcher { test, question, accepted });
            }
        }
        let reach = (0..program.decisions.len()).map(|at| reach(program, DecisionId::at(at))).collect();
        Self { tests, silent, reach }
    }

    /// How many cases there are that can notice something.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.tests.len()
    }

    /// How many cases hold nothing fast.
    #[must_use]
    pub const fn silent(&self) -> usize {
        self.silent
    }

    /// The names of the cases that come out otherwise than they expect, before any slip: they could notice nothing.
    #[must_use]
    pub fn failing(&self, program: &Program) -> Vec<String> {
        let failing = self
            .tests
            .iter()
            .filter(|watcher| watcher.test.typed.expect.iter().any(|expected| !is_met(program, watcher, expected)));
        failing.map(|watcher| watcher.test.name.clone()).collect()
    }

    /// The decisions that a slip bears on.
    #[must_use]
    pub fn bears_on(&self, slip: &Slip) -> Vec<DecisionId> {
        let touched: Vec<Declared> = slip.edits.iter().map(Edit::declared).collect();
        let reached = self.reach.iter().enumerate().filter(|(_, reach)| touched.iter().any(|one| reach.contains(one)));
        reached.map(|(at, _)| DecisionId::at(at)).collect()
    }

    /// The first case that notices a change of the program in what these decisions rest on.
    fn first(&self, program: &Program, on: &[DecisionId]) -> Notice {
        self.tests.iter().position(|watcher| {
            let mut expected = watcher.test.typed.expect.iter().filter(|expected| on.contains(&expected.decision));
            let mut accepted = watcher.accepted.iter().filter(|(decision, _)| on.contains(decision));
            expected.any(|expected| !is_met(program, watcher, expected))
                || accepted.any(|(id, before)| held(program, watcher.test, &watcher.question, *id) != *before)
        })
    }
}

fn is_met(program: &Program, watcher: &Watcher<'_>, expected: &Expectation) -> bool {
    let Expectation { decision, wanted, reasons, .. } = expected;
    unmet(program, &watcher.test.typed.case, &watcher.question, *decision, wanted, reasons).is_empty()
}

fn held(program: &Program, test: &Test, question: &Question, id: DecisionId) -> Vec<Held> {
    let Some(decision) = program.decisions.get(id.index()) else { return Vec::new() };
    let each = interpret(program, &test.typed.case, question, Some(id)).into_iter().map(|outcome| {
        let holding = carrying(decision, &outcome).filter(|state| state.standing == Standing::Holds);
        let rules = holding.filter_map(|state| decision.grounds.get(state.ground)).map(|ground| ground.span).collect();
        // Where in the text an error arises is no part of the result.
        let answer = match outcome.answer {
            Answer::Error(fault) => Answer::Error(Fault { at: Span::default(), ..fault }),
            other => other,
        };
        Held { member: outcome.member, answer, rules }
    });
    each.collect()
}

/// Makes each slip in turn and runs the cases; what comes back stands in the order of the slips, on however many threads.
#[must_use]
pub fn run(program: &Program, noticer: &Noticer<'_>, slips: &[Slip], threads: usize) -> Vec<Notice> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut changed = program.clone();
        let mut found: Vec<(usize, Notice)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(slip) = slips.get(at) else { return found };
            let kept = keep(&changed, slip);
            apply(&mut changed, slip);
            found.push((at, noticer.first(&changed, &noticer.bears_on(slip))));
            restore(&mut changed, kept);
        }
    };
    let mut out: Vec<(usize, Notice)> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        // A slip that was lost would shift all those after it.
        started.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|cause| resume_unwind(cause))).collect()
    });
    out.sort_by_key(|(at, _)| *at);
    out.into_iter().map(|(_, notice)| notice).collect()
}

/// What a decision rests on, by way of terms and other decisions as well; terms in all their readings.
pub(super) fn reach(program: &Program, id: DecisionId) -> BTreeSet<Declared> {
    let mut out = BTreeSet::new();
    decision(program, id, &mut out);
    for expr in visit::Reach::all(program, program.grounds_of(id).iter().flat_map(visit::of_ground)) {
        if let Some(of) = expr.list() {
            list(program, of, &mut out);
        }
        match &expr.kind {
            ExprKind::Fact(fact) => list(program, ListOf::Fact(*fact), &mut out),
            ExprKind::Parameter(parameter) => {
                out.insert(Declared::Parameter(*parameter));
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                out.insert(Declared::Definition(*id));
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
                decision(program, *id, &mut out);
            }
            _ => {}
        }
    }
    out
}

/// A decision, and the lists whose members it is decided for.
fn decision(program: &Program, id: DecisionId, out: &mut BTreeSet<Declared>) {
    if out.insert(Declared::Decision(id)) {
        let each = program.decisions.get(id.index()).into_iter().flat_map(|found| &found.each);
        each.for_each(|of| list(program, *of, out));
    }
}

/// A fact, and the fields of its members where it is a list.
fn list(program: &Program, of: ListOf, out: &mut BTreeSet<Declared>) {
    out.insert(match of {
        ListOf::Fact(id) => Declared::Fact(id),
        ListOf::Field(of) => Declared::Field(of.record, of.field),
    });
    let mut pending: Vec<RecordId> = program.record_of(of).into_iter().collect();
    while let Some(id) = pending.pop() {
        let fields = program.record(id).into_iter().flat_map(|record| &record.fields);
        for (at, field) in fields.enumerate() {
            if out.insert(Declared::Field(id, FieldId::at(at))) {
                pending.extend(field.record);
            }
        }
    }
}
