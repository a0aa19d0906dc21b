//! Which change made an outcome another one: each is made alone in the old version, and taken back alone in the new one.

use super::changes::Analysis;
use super::joint::{Element, Side, other};
use super::outcome::Kind;
use super::tally::{Asked, question};
use crate::cases::Typed;
use crate::interpret::{Answer, Case, Outcome, Question, carried, interpret};
use crate::ir::Program;
use crate::types::ids::{DecisionId, DefinitionId};

/// Changes that an outcome is put down to, by their places in the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// Whether it takes all of them; else any one of them is enough.
    pub together: bool,
    /// The changes.
    pub changes: Vec<usize>,
}

impl Cause {
    /// All of these changes together, or any one of them.
    fn of(changes: Vec<usize>, together: bool) -> Self {
        Self { together: together && changes.len() > 1, changes }
    }
}

/// A case in the numbers of both versions, for mixtures of them.
pub struct Blame {
    /// The case.
    pub case: Case,
    old: Question,
    new: Question,
}

impl Blame {
    /// A case as both versions read it.
    #[must_use]
    pub fn new(analysis: &Analysis<'_>, asked: &Asked, old: &Typed, new: &Typed) -> Self {
        let mut case = Case::default();
        case.widen(analysis.joint.facts.len());
        analysis.joint.tell(Side::Old, &old.case, &mut case);
        analysis.joint.tell(Side::New, &new.case, &mut case);
        let joint = |side: Side, typed: &Typed| {
            let mut out = question(asked, typed);
            let map = analysis.joint.maps.of(side);
            let readings = std::mem::take(&mut out.readings);
            out.readings = readings
                .into_iter()
                .map(|(id, reading)| (map.definitions.get(id.index()).copied().unwrap_or(id), reading))
                .collect();
            out
        };
        Self { case, old: joint(Side::Old, old), new: joint(Side::New, new) }
    }

    /// The question for a mixture: the readings of each term as the side that it is taken from has them.
    fn question(&self, element: Element, base: Side) -> Question {
        let (own, other) = match base {
            Side::Old => (&self.old, &self.new),
            Side::New => (&self.new, &self.old),
        };
        let mut out = own.clone();
        if let Element::Definition(at) = element {
            let id = DefinitionId::at(at);
            out.readings.remove(&id);
            out.readings.extend(other.readings.get(&id).map(|reading| (id, *reading)));
        }
        out
    }
}

/// An answer without its place in the text.
fn plain(answer: &Answer) -> Answer {
    super::remap::Map::default().answer(answer, None)
}

fn outcome(program: &Program, case: &Case, question: &Question, decision: usize, member: &[usize]) -> Option<Outcome> {
    let outcomes = interpret(program, case, question, Some(DecisionId::at(decision)));
    outcomes.into_iter().find(|outcome| outcome.member == member)
}

/// The cause of a difference.
pub fn blame(
    analysis: &Analysis<'_>,
    blamed: &Blame,
    decision: usize,
    member: &[usize],
    is: &Answer,
    kind: Kind,
) -> Cause {
    let none = std::collections::BTreeSet::new();
    let reach = analysis.reach.get(decision).unwrap_or(&none);
    if reach.len() < 2 {
        return Cause::of(reach.iter().copied().collect(), false);
    }
    let element = |at: usize| analysis.changes.get(at).map(|change| change.element);
    let reasons = kind == Kind::Reason;
    // What comes out of a mixture, and by which of the matched rules and items.
    let mixed = |programs: &[Program], at: usize, base: Side| {
        let (program, element) = (programs.get(at)?, element(at)?);
        let question = blamed.question(element, base);
        let found = outcome(program, &blamed.case, &question, decision, member);
        let side = |slot: usize| if element == Element::Ground(decision, slot) { other(base) } else { base };
        Some(came(analysis, program, &blamed.case, &question, decision, found, reasons.then_some(&side)))
    };
    let whole = |program: &Program, question: &Question, side: Side| {
        let found = outcome(program, &blamed.case, question, decision, member);
        came(analysis, program, &blamed.case, question, decision, found, reasons.then_some(&|_| side))
    };
    let wanted = if reasons { whole(&analysis.new, &blamed.new, Side::New) } else { (is.clone(), Vec::new()) };
    let alone: Vec<usize> =
        reach.iter().copied().filter(|at| mixed(&analysis.alone, *at, Side::Old).as_ref() == Some(&wanted)).collect();
    if !alone.is_empty() {
        return Cause::of(alone, false);
    }
    let needed: Vec<usize> = reach
        .iter()
        .copied()
        .filter(|at| mixed(&analysis.without, *at, Side::New).is_some_and(|found| found != wanted))
        .collect();
    let all = if needed.len() > 1 { needed } else { reach.iter().copied().collect() };
    Cause::of(all, true)
}

/// What came out of a mixture: the answer, and the matched rules and items that carry it where they are asked for.
type Came = (Answer, Vec<(usize, Vec<usize>)>);

fn came(
    analysis: &Analysis<'_>,
    program: &Program,
    case: &Case,
    question: &Question,
    decision: usize,
    found: Option<Outcome>,
    side: Option<&dyn Fn(usize) -> Side>,
) -> Came {
    let Some(found) = found else { return (Answer::NotAddressed, Vec::new()) };
    let answer = plain(&found.answer);
    let Some(side) = side else { return (answer, Vec::new()) };
    let grounds = program.grounds_of(DecisionId::at(decision));
    let mut out: Vec<(usize, Vec<usize>)> = carried(program, case, question, &found)
        .into_iter()
        .filter_map(|one| {
            // A rule of a mixture says which of the matched ones it is where its line would stand.
            let slot = grounds.get(one.ground)?.line;
            let own = analysis.items.of(side(slot)).get(&(decision, slot));
            let mut items: Vec<usize> =
                one.items.iter().filter_map(|path| own.and_then(|own| own.get(path)).copied()).collect();
            items.sort_unstable();
            Some((slot, items))
        })
        .collect();
    out.sort();
    (answer, out)
}
