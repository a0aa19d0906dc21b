//! Measuring: every case is judged, and each condition on the way is asked whether the outcome would have been another
//! if it alone had yielded otherwise.

use super::coupled::Assumed;
use super::lines::{self, Line, Point};
use super::parts::{Kind, Part, Parts, Scoped};
use crate::interpret::watch::{At, Seen};
use crate::interpret::{self, Answer, GroundState, Outcome, Question};
use crate::ir::{Program, Value, Yield};
use crate::source::Sources;
use crate::suite::{Suite, Test};
use crate::types::ids::DecisionId;

/// A case with the decisions of which it says what must come out, or of which a person has accepted what does. Of the
/// others nothing would be noticed.
#[derive(Debug, Clone)]
pub struct Counted<'t> {
    /// The case.
    pub test: &'t Test,
    /// The decisions.
    pub decisions: Vec<DecisionId>,
}

/// The cases of suites, by whether they count.
#[derive(Debug, Clone, Default)]
pub struct Cases<'t> {
    /// Those that count.
    pub counted: Vec<Counted<'t>>,
    /// Those that expect nothing, and of which no result was accepted or another one was.
    pub silent: Vec<&'t Test>,
    /// Those of which something else comes out than they expect.
    pub failing: Vec<&'t Test>,
}

/// Tells which cases count: what a case expects and does not get shows nothing, nor does a result that nobody accepted.
#[must_use]
pub fn counted<'t>(program: &Program, sources: &Sources, suites: &'t [Suite]) -> Cases<'t> {
    let mut out = Cases::default();
    for (suite, test) in suites.iter().flat_map(|suite| suite.tests.iter().map(move |test| (suite, test))) {
        if test.typed.expect.is_empty() {
            let decisions = suite.accepted(program, sources, test);
            if decisions.is_empty() {
                out.silent.push(test);
            } else {
                out.counted.push(Counted { test, decisions });
            }
            continue;
        }
        let question = test.question();
        let met = |wanted: &&crate::ir::Expectation| {
            let (case, decision) = (&test.typed.case, wanted.decision);
            interpret::unmet(program, case, &question, decision, &wanted.wanted, &wanted.reasons).is_empty()
        };
        let decisions: Vec<DecisionId> = test.typed.expect.iter().filter(met).map(|wanted| wanted.decision).collect();
        if decisions.len() < test.typed.expect.len() {
            out.failing.push(test);
        }
        if !decisions.is_empty() {
            out.counted.push(Counted { test, decisions });
        }
    }
    out
}

/// So many cases that a rule decides are remembered.
pub const ENOUGH: usize = 3;

/// What cases show of a part.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The first case in which its *no* and its *yes* decided by themselves.
    pub ways: [Option<usize>; 2],
    /// The first case in which it yielded *no* and *yes*, decisive or not.
    pub seen: [Option<usize>; 2],
    /// The first case in which it mattered, for an amount.
    pub matters: Option<usize>,
    /// The first case in which something missing left a rule open.
    pub open: Option<usize>,
    /// Of a rule or a row: the first cases that it decides, at most [`ENOUGH`].
    pub decides: Vec<usize>,
    /// What its *no* and its *yes* are coupled with.
    pub coupled: [Option<Coupled>; 2],
}

/// What a condition is coupled with.
#[derive(Debug, Clone)]
pub struct Coupled {
    /// The other condition, by its place.
    pub with: crate::source::Span,
    /// In words.
    pub text: crate::diagnostics::Text,
}

/// What the cases of a policy show of it.
#[derive(Debug, Clone)]
pub struct Coverage<'p> {
    /// The parts of the policy.
    pub parts: Parts<'p>,
    /// What is shown of each.
    pub shown: Vec<Shown>,
    /// The lines that comparisons draw.
    pub lines: Vec<Line<'p>>,
    /// The lines of each part.
    of_part: Vec<Vec<usize>>,
}

impl<'p> Coverage<'p> {
    /// Nothing shown yet.
    #[must_use]
    pub fn of(program: &'p Program) -> Self {
        let parts = Parts::of(program);
        let mut out = Self {
            shown: vec![Shown::default(); parts.all.len()],
            lines: Vec::new(),
            of_part: vec![Vec::new(); parts.all.len()],
            parts,
        };
        for (number, part) in out.parts.all.iter().enumerate().filter(|(_, part)| part.own) {
            for line in lines::lines(program, number, part) {
                if let Some(of) = out.of_part.get_mut(number) {
                    of.push(out.lines.len());
                }
                out.lines.push(line);
            }
        }
        out.couple();
        out
    }

    /// Finds the conditions that cannot vary alone.
    fn couple(&mut self) {
        let program = self.parts.program;
        for (part, shown) in self.parts.all.iter().zip(&mut self.shown) {
            let Some(asks) = part.asks.as_ref().filter(|_| part.own && part.kind == Kind::Condition) else { continue };
            for way in [false, true] {
                let nought = part.taken.clone().filter(|_| !way);
                let blocked = nought.or_else(|| Assumed::way(program, asks, way).blocks(part));
                shown.coupled[usize::from(way)] = blocked.map(|by| coupled(program, &by));
            }
        }
        for line in &mut self.lines {
            let Some(part) = self.parts.all.get(line.part) else { continue };
            for place in &mut line.points {
                let nought = part.taken.clone().filter(|_| place.point != Point::Above);
                let assumed =
                    line.value.as_ref().and_then(|value| Assumed::point(program, &line.subject, value, place.point));
                let blocked = nought.or_else(|| assumed.and_then(|assumed| assumed.blocks(part)));
                place.coupled = blocked.map(|by| coupled(program, &by));
            }
        }
    }

    /// Judges every case.
    pub fn measure(&mut self, counted: &[Counted<'_>]) {
        for (number, case) in counted.iter().enumerate() {
            let question = case.test.question();
            for decision in &case.decisions {
                self.judge(number, case.test, &question, *decision);
            }
        }
    }

    /// Judges one decision of a case.
    pub(super) fn judge(&mut self, number: usize, test: &Test, question: &Question, decision: DecisionId) {
        let case = &test.typed.case;
        let (outcomes, seen) = self.parts.watch.watch(case, question, decision);
        self.open_rules(number, decision, &outcomes);
        for (at, found) in &seen {
            let Some(part) = self.parts.all.get(at.part).filter(|part| part.own) else { continue };
            let near: Vec<(usize, usize)> = self.near(at, &seen, question);
            for (line, place) in &near {
                if let Some(place) = self.lines.get_mut(*line).and_then(|line| line.points.get_mut(*place)) {
                    place.reached.get_or_insert(number);
                }
            }
            let Some(shown) = self.shown.get_mut(at.part) else { continue };
            let way = way(part, found);
            if let Some(way) = way {
                shown.seen[usize::from(way)].get_or_insert(number);
            }
            let fresh = near.iter().any(|(line, place)| {
                self.lines
                    .get(*line)
                    .and_then(|line| line.points.get(*place))
                    .is_some_and(|place| place.shown.is_none())
            });
            let known = match way {
                Some(way) => shown.ways[usize::from(way)].is_some() && !fresh,
                None => shown.matters.is_some() || !matches!(found, Yield::Value(_) | Yield::Absent),
            };
            let asked = matches!(part.kind, Kind::Rule | Kind::Row)
                && shown.decides.len() < ENOUGH
                && shown.decides.last() != Some(&number);
            if known && !asked {
                continue;
            }
            let instead = way.map_or(Yield::Unknown, |way| Yield::bool(!way));
            let forced = self.parts.watch.force(case, question, decision, at, &instead);
            if same(&outcomes, &forced) {
                continue;
            }
            if asked {
                shown.decides.push(number);
            }
            match way {
                Some(way) => shown.ways[usize::from(way)].get_or_insert(number),
                None => shown.matters.get_or_insert(number),
            };
            for (line, place) in near {
                if let Some(place) = self.lines.get_mut(line).and_then(|line| line.points.get_mut(place)) {
                    place.shown.get_or_insert(number);
                }
            }
        }
    }

    /// The points of lines that a case comes to lie at: which line, which of its points.
    fn near(&self, at: &At, seen: &Seen, question: &Question) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for number in self.of_part.get(at.part).into_iter().flatten() {
            let Some(line) = self.lines.get(*number) else { continue };
            let Some(point) = lines::reached(&self.parts, line, seen, at, question) else { continue };
            out.extend(line.points.iter().position(|place| place.point == point).map(|place| (*number, place)));
        }
        out
    }

    fn open_rules(&mut self, number: usize, decision: DecisionId, outcomes: &[Outcome]) {
        for (part, shown) in self.parts.all.iter().zip(&mut self.shown) {
            let super::parts::Owner::Rule(of, index) = part.owner else { continue };
            if of != decision || !matches!(part.kind, Kind::Rule | Kind::Row) {
                continue;
            }
            let mut states = outcomes.iter().flat_map(|outcome| &outcome.grounds).filter(|state| state.ground == index);
            if states.any(GroundState::waits) {
                shown.open.get_or_insert(number);
            }
        }
    }

    /// The lines that a part draws.
    pub fn lines_of(&self, part: usize) -> impl Iterator<Item = &Line<'p>> {
        self.of_part.get(part).into_iter().flatten().filter_map(|line| self.lines.get(*line))
    }
}

/// Yes or no, of what varies between them.
fn way(part: &Part<'_>, found: &Yield) -> Option<bool> {
    match found {
        Yield::Value(Value::Bool(value))
            if part.asks.as_ref().is_none_or(|asks| asks.expr.ty == crate::types::Type::Bool) =>
        {
            Some(*value)
        }
        _ => None,
    }
}

/// Whether nobody who looks at the outcomes would notice. What is expected of an error or of an open outcome is only
/// that it is one.
#[must_use]
pub fn same(a: &[Outcome], b: &[Outcome]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_answer(&a.answer, &b.answer))
}

fn same_answer(a: &Answer, b: &Answer) -> bool {
    match (a, b) {
        (Answer::Undetermined(_), Answer::Undetermined(_)) | (Answer::Error(_), Answer::Error(_)) => true,
        _ => a == b,
    }
}

fn coupled(program: &Program, by: &Scoped<'_>) -> Coupled {
    use crate::diagnostics::Text;
    use crate::ir::print::Printer;
    let say = |language| Printer { program, language }.nested_expr(by.expr, &by.records);
    Coupled { with: by.expr.span, text: Text::of(say) }
}
