//! Cases made to show what a change does: one case at the very line, and the stretch of cases around it in words.
//!
//! Facts are told one after another, those that the change turns on first; for each, the lines that either version draws and
//! one smallest step beside them are tried. Learning a fact never changes a settled outcome, so a branch on which both
//! versions have settled for the same is left. The search stops at a stated number of tries, and says so. What it finds is
//! judged again under both versions as they are before it is told.

use super::changes::{Analysis, decision_name, facts_read, rest_on};
use super::crossed::crossed;
use super::gauge::Gauges;
use super::joint::{Element, Side};
use super::outcome::{Kind, kind};
use super::reduce::{Pair, came, reduce};
use super::report::{Fact, Outcomes, facts_of, told};
use super::tally::Asked;
use super::values::Lines;
use crate::cases::Typed;
use crate::diagnostics::{Language, Say, Text};
use crate::interpret::{Answer, Case, Explanation, GroundState, Outcome, Question, Standing, evaluate, interpret};
use crate::ir::print::Printer;
use crate::ir::value::order;
use crate::ir::{Decision, Expr, ExprKind, Given, Program, Value, Yield, visit};
use crate::source::Sources;
use crate::text;
use crate::types::ids::{DecisionId, FactId};
use crate::types::{Date, Type};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// No more cases are judged for one change and one decision.
pub const MAX_TRIES: usize = 2_000;
/// No more changes are looked into.
pub const MAX_CHANGES: usize = 40;
/// No more decisions are looked into for one change.
pub const MAX_DECISIONS: usize = 6;
/// No more days are tried as the date asked about.
const MAX_DAYS: usize = 4;

/// What was found for a change and a decision.
#[derive(Debug, Clone, Serialize)]
pub struct Witness {
    /// The change, by its number.
    pub change: usize,
    /// The clause.
    pub clause: Text,
    /// The decision.
    pub decision: Text,
    /// `found`; `in cases`, where none was made and cases that were given show it; `none found`, where every value that is
    /// tried was tried; `cut off`, where the search was given up; `proven same`, where no case can differ; `left out`, where
    /// more decisions rest on the change than are looked into.
    pub result: &'static str,
    /// How many of the cases that were given come out otherwise because of it.
    pub given: u64,
    /// How many cases were judged.
    pub tried: usize,
    /// For whom it makes a difference, in words.
    pub region: Option<Text>,
    /// What becomes of them.
    pub kind: Option<Kind>,
    /// A case at the line: the facts that matter.
    pub facts: Vec<Fact>,
    /// What came out.
    pub before: Option<Text>,
    /// What comes out.
    pub after: Option<Text>,
    /// The rules that carried it.
    pub because_before: Vec<Text>,
    /// The rules that carry it.
    pub because_after: Vec<Text>,
}

impl Witness {
    /// Whether a case was found.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.result == "found"
    }
}

/// Makes cases for each change.
#[must_use]
pub fn witnesses(analysis: &Analysis<'_>, sources: [&Sources; 2], asked: &Asked) -> Vec<Witness> {
    let mut out = Vec::new();
    for (at, change) in analysis.changes.iter().enumerate().take(MAX_CHANGES) {
        let mut reached: Vec<usize> = (0..analysis.reach.len())
            .filter(|decision| analysis.reach.get(*decision).is_some_and(|reach| reach.contains(&at)))
            .filter(|decision| asked.only.is_none_or(|only| only == *decision))
            .collect();
        // Those whose own rules rest on it come first.
        let own = |decision: usize| match change.element {
            Element::Ground(of, _) | Element::Frame(of) | Element::Order(of) => of == decision,
            element => analysis.old.decisions.get(decision).is_some_and(|known| {
                let exprs = known.grounds.iter().flat_map(visit::of_ground).collect();
                rest_on(&analysis.old, &analysis.joint, exprs, element)
            }),
        };
        reached.sort_by_key(|decision| !own(*decision));
        for (turn, decision) in reached.into_iter().enumerate() {
            let looked = turn < MAX_DECISIONS || analysis.proven.contains(&decision);
            out.push(if looked {
                one(analysis, sources, asked, at, decision)
            } else {
                Witness { result: "left out", ..nothing(analysis, at, decision) }
            });
        }
    }
    out
}

/// What the cases that were given show is not said to be unfound.
pub fn also_in_cases(witnesses: &mut [Witness], outcomes: &Outcomes) {
    for witness in witnesses.iter_mut().filter(|witness| !witness.is_found()) {
        let caused = outcomes.clauses.iter().filter(|cause| cause.changes.contains(&witness.change));
        let counts = caused.flat_map(|cause| &cause.counts);
        let here = counts.filter(|count| count.kind.differs() && count.decision == witness.decision);
        witness.given = here.map(|count| count.outcomes).sum();
        if witness.given > 0 {
            witness.result = "in cases";
        }
    }
}

fn nothing(analysis: &Analysis<'_>, change: usize, decision: usize) -> Witness {
    let known = analysis.changes.get(change);
    Witness {
        change: change + 1,
        clause: known.map_or_else(|| text!("", ""), |change| change.clause.clone()),
        decision: decision_name(&analysis.joint, decision).unwrap_or_else(|| text!("", "")),
        result: "cut off",
        given: 0,
        tried: 0,
        region: None,
        kind: None,
        facts: Vec::new(),
        before: None,
        after: None,
        because_before: Vec::new(),
        because_after: Vec::new(),
    }
}

fn one(analysis: &Analysis<'_>, sources: [&Sources; 2], asked: &Asked, change: usize, decision: usize) -> Witness {
    let mut out = nothing(analysis, change, decision);
    if analysis.proven.contains(&decision) {
        out.result = "proven same";
        return out;
    }
    let days = days(analysis, asked, decision);
    let mut cut = false;
    for day in &days {
        let mut search = Search::new(analysis, asked, change, decision, *day, MAX_TRIES / days.len().max(1));
        let found = search.run();
        out.tried += search.tries;
        cut |= search.cut;
        let Some((case, member)) = found else { continue };
        let typed = |side: Side| Typed { case: analysis.joint.case_of(side, &case), as_of: *day, ..Typed::default() };
        let pair = Pair { old: typed(Side::Old), new: typed(Side::New) };
        // Made of both versions together: judged by each as it is before anything is said.
        let before = came(analysis, asked, &pair, decision, &member);
        let Some(found) = analysis.kind_of(decision).and_then(|decides| kind(decides, &before.old, &before.new)) else {
            cut = true;
            continue;
        };
        let small = reduce(analysis, asked, &pair, decision, &member, false);
        let region = Region::around(analysis, asked, &search.lines, &small, decision, &member);
        let small = region.case.clone();
        let mut both = Case::default();
        both.widen(analysis.joint.facts.len());
        analysis.joint.tell(Side::Old, &small.old.case, &mut both);
        analysis.joint.tell(Side::New, &small.new.case, &mut both);
        let words = region.words(analysis, &crossed(analysis, &search.question, change, decision, &both));
        let own = |side: Side| analysis.own(side, decision);
        let [old_sources, new_sources] = sources;
        let programs = &analysis.joint.programs;
        let (was, old) = told(programs.old, old_sources, &small.old, asked, own(Side::Old), &member);
        let (is, new) = told(programs.new, new_sources, &small.new, asked, own(Side::New), &member);
        let because = |found: Option<Explanation>| -> Vec<Text> {
            let outcome = found.and_then(|found| found.outcomes.into_iter().next());
            outcome.into_iter().flat_map(|told| told.because).map(|cite| cite.text).collect()
        };
        out.result = "found";
        out.region = Some(words);
        out.kind = Some(found);
        out.facts = facts_of(programs.new, &small.new);
        for fact in facts_of(programs.old, &small.old) {
            if !out.facts.iter().any(|known| known.fact.en == fact.fact.en) {
                out.facts.push(fact);
            }
        }
        (out.before, out.after) = (Some(was), Some(is));
        (out.because_before, out.because_after) = (because(old), because(new));
        return out;
    }
    out.result = if cut { "cut off" } else { "none found" };
    out
}

/// Days on which something that the decision rests on begins, the latest first; one day that will do where the date is
/// asked about and nothing begins.
fn days(analysis: &Analysis<'_>, asked: &Asked, decision: usize) -> Vec<Option<Date>> {
    if let Some(day) = asked.as_of {
        return vec![Some(day)];
    }
    let mut out: BTreeSet<Date> = BTreeSet::new();
    let mut dated = false;
    for program in [&analysis.old, &analysis.new] {
        let grounds = program.decisions.get(decision).map(|known| known.grounds.as_slice()).unwrap_or_default();
        out.extend(grounds.iter().flat_map(|ground| ground.in_force.edges().collect::<Vec<_>>()));
        let changed = analysis.reach.get(decision).into_iter().flatten().filter_map(|at| analysis.changes.get(*at));
        for change in changed {
            if let Element::Parameter(at) = change.element {
                let values = program.parameters.get(at).map(|known| known.values.as_slice()).unwrap_or_default();
                out.extend(values.iter().flat_map(|(_, period)| period.edges().collect::<Vec<_>>()));
            }
        }
        let all = program.definitions.iter().flat_map(|known| &known.readings).map(|reading| &reading.body);
        for expr in grounds.iter().flat_map(visit::of_ground).chain(all) {
            visit::walk(expr, &mut |part| dated |= matches!(part.kind, ExprKind::AsOf | ExprKind::Parameter(_)));
        }
    }
    for side in [Side::Old, Side::New] {
        out.extend(analysis.joint.programs.of(side).header.in_force.from);
    }
    let mut days: Vec<Option<Date>> = out.iter().rev().take(MAX_DAYS).copied().map(Some).collect();
    // Before the first of them, something may have been otherwise.
    days.extend(out.first().and_then(|day| day.yesterday().ok()).map(Some).filter(|_| out.len() > 1));
    if days.is_empty() {
        days.push(if dated { Some(jiff::civil::date(2024, 1, 1)) } else { None });
    }
    days
}

struct Search<'s, 'p> {
    analysis: &'s Analysis<'p>,
    decision: usize,
    /// The old version, the old version with the change, the new version.
    programs: [&'s Program; 3],
    question: Question,
    lines: Lines,
    gauges: Gauges<'s>,
    day: Option<Date>,
    /// Facts in the order in which they are told.
    facts: Vec<usize>,
    /// By program, by rule: the facts that it reads.
    reads: [Vec<BTreeSet<usize>>; 3],
    /// By fact: the tests that read it, under each.
    tests: BTreeMap<usize, [Vec<&'s Expr>; 3]>,
    tries: usize,
    limit: usize,
    cut: bool,
}

/// What has come out so far under each of the three.
struct Judged {
    outcomes: [Vec<Outcome>; 3],
}

/// That a difference shows, and at which member where the decision is taken for each.
struct Shown {
    member: Vec<usize>,
}

enum Fate {
    Found(Vec<usize>),
    Dead,
    Open,
}

impl<'s, 'p> Search<'s, 'p> {
    fn new(
        analysis: &'s Analysis<'p>,
        asked: &Asked,
        change: usize,
        decision: usize,
        day: Option<Date>,
        limit: usize,
    ) -> Self {
        let hybrid = analysis.alone.get(change).unwrap_or(&analysis.new);
        let programs = [&analysis.old, hybrid, &analysis.new];
        let mut lines = Lines::default();
        for program in programs {
            lines.add(program, decision);
        }
        let reads = programs.map(|program| {
            let grounds = program.decisions.get(decision).map(|known| known.grounds.as_slice()).unwrap_or_default();
            grounds.iter().map(|ground| facts_read(program, &analysis.joint, visit::of_ground(ground))).collect()
        });
        let mut question = Question::default();
        question.as_of = day;
        // A presumption is told like any other fact, so that it can be tried both ways.
        let presumption = analysis
            .changes
            .get(change)
            .is_some_and(|change| matches!(change.element, Element::Presumption(_) | Element::FieldPresumption(..)));
        question.presumptions = presumption && !asked.no_presumptions;
        let facts = in_order(analysis, programs, change, decision, &reads);
        let tests = tests(analysis, programs, decision);
        let gauges = Gauges::of(&programs, &analysis.joint, decision);
        Self {
            analysis,
            decision,
            programs,
            question,
            lines,
            gauges,
            day,
            facts,
            reads,
            tests,
            tries: 0,
            limit,
            cut: false,
        }
    }

    fn run(&mut self) -> Option<(Case, Vec<usize>)> {
        let mut case = Case::default();
        case.widen(self.analysis.joint.facts.len());
        let judged = self.judge(&case);
        let member = match Self::fate(&judged) {
            Fate::Found(member) => Some(Shown { member }),
            Fate::Dead => None,
            Fate::Open => self.descend(&mut case, &judged),
        };
        member.map(|shown| (case, shown.member))
    }

    fn judge(&mut self, case: &Case) -> Judged {
        self.tries += 1;
        let id = DecisionId::at(self.decision);
        Judged { outcomes: self.programs.map(|program| interpret(program, case, &self.question, Some(id))) }
    }

    fn fate(judged: &Judged) -> Fate {
        let [old, hybrid, new] = &judged.outcomes;
        let mut members: Vec<Vec<usize>> =
            old.iter().chain(hybrid).chain(new).map(|outcome| outcome.member.clone()).collect();
        members.sort_unstable();
        members.dedup();
        if members.is_empty() {
            // Nothing is decided: no rule on either side, or no member.
            return if old.is_empty() && new.is_empty() { Fate::Dead } else { Fate::Open };
        }
        let mut open = false;
        for member in members {
            let answer = |all: &[Outcome]| {
                let found = all.iter().find(|outcome| outcome.member == member);
                found.map_or(Answer::NotAddressed, |found| super::remap::Map::default().answer(&found.answer, None))
            };
            let (old, hybrid, new) = (answer(old), answer(hybrid), answer(new));
            let settled = |answer: &Answer| !matches!(answer, Answer::Undetermined(_));
            let sound = |answer: &Answer| !matches!(answer, Answer::Undetermined(_) | Answer::Error(_));
            if sound(&old) && sound(&hybrid) && sound(&new) && old != hybrid && old != new {
                return Fate::Found(member);
            }
            open |= !(settled(&old) && settled(&hybrid) && (old == hybrid || settled(&new)));
        }
        if open { Fate::Open } else { Fate::Dead }
    }

    /// The facts that rules which are still open read.
    fn wanted(&self, judged: &Judged) -> BTreeSet<usize> {
        let mut out = BTreeSet::new();
        for ((program, outcomes), reads) in self.programs.iter().zip(&judged.outcomes).zip(&self.reads) {
            let decision = program.decisions.get(self.decision);
            out.extend(decision.and_then(Decision::outermost).map(FactId::index));
            for outcome in outcomes {
                for state in outcome.grounds.iter().filter(|state| is_open(state)) {
                    out.extend(reads.get(state.ground).into_iter().flatten());
                }
            }
        }
        out
    }

    fn descend(&mut self, case: &mut Case, judged: &Judged) -> Option<Shown> {
        let wanted = self.wanted(judged);
        let next = self
            .facts
            .iter()
            .copied()
            .find(|at| wanted.contains(at) && *case.get(FactId::at(*at)) == Given::Unknown)?;
        let id = FactId::at(next);
        if let Some((_, fact)) = self.analysis.joint.facts.get(next) {
            let reached = self.gauges.lines(case, &self.question, next, fact);
            self.lines.reach(next, reached);
        }
        let mut branches: Vec<(usize, Given, Judged)> = Vec::new();
        // Values that no test tells apart are one.
        let mut signs: Vec<[Vec<Yield>; 3]> = Vec::new();
        for given in self.lines.values(&self.analysis.joint, next, self.day) {
            if self.tries >= self.limit {
                self.cut = true;
                case.set(id, Given::Unknown);
                return None;
            }
            case.set(id, given.clone());
            let judged = self.judge(case);
            match Self::fate(&judged) {
                Fate::Found(member) => return Some(Shown { member }),
                Fate::Dead => {}
                Fate::Open => {
                    let sign = self.sign(case, next);
                    if !signs.contains(&sign) {
                        let [old, hybrid, _] = &sign;
                        let parted = old != hybrid;
                        signs.push(sign);
                        branches.push((Self::score(&judged, parted), given, judged));
                    }
                }
            }
        }
        branches.sort_by_key(|(score, ..)| *score);
        for (_, given, judged) in branches {
            case.set(id, given);
            if let Some(found) = stacker::maybe_grow(128 << 10, 2 << 20, || self.descend(case, &judged)) {
                return Some(found);
            }
            if self.cut {
                break;
            }
        }
        case.set(id, Given::Unknown);
        None
    }

    /// What the tests that read a fact come to.
    fn sign(&self, case: &Case, fact: usize) -> [Vec<Yield>; 3] {
        let none: [Vec<&Expr>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        let tests = self.tests.get(&fact).unwrap_or(&none);
        let [old, hybrid, new] = tests;
        let [one, two, three] = self.programs;
        [(one, old), (two, hybrid), (three, new)].map(|(program, tests)| evaluate(program, case, &self.question, tests))
    }

    /// How far a case is from showing the difference: the fewest open rules first, and first of all those cases under which
    /// some rule or some test already stands otherwise.
    fn score(judged: &Judged, tested: bool) -> usize {
        let [old, hybrid, _] = &judged.outcomes;
        let open: usize =
            old.iter().chain(hybrid).flat_map(|outcome| &outcome.grounds).filter(|state| is_open(state)).count();
        let holds = |all: &[Outcome]| {
            all.iter().flat_map(|outcome| &outcome.grounds).filter(|state| state.standing == Standing::Holds).count()
        };
        let parted = tested || holds(old) != holds(hybrid);
        open.saturating_add(if parted { 0 } else { 1000 })
    }
}

/// The tests of a decision, by the facts that they read.
fn tests<'s>(
    analysis: &Analysis<'_>,
    programs: [&'s Program; 3],
    decision: usize,
) -> BTreeMap<usize, [Vec<&'s Expr>; 3]> {
    let mut out: BTreeMap<usize, [Vec<&'s Expr>; 3]> = BTreeMap::new();
    for (at, program) in programs.into_iter().enumerate() {
        let grounds = program.decisions.get(decision).map(|known| known.grounds.as_slice()).unwrap_or_default();
        // A test about one member of a list has no value outside it.
        let each = program.decisions.get(decision).is_some_and(|known| !known.each.is_empty());
        let (mut seen, mut pending) = (BTreeSet::new(), Vec::new());
        if !each {
            pending.extend(grounds.iter().flat_map(visit::of_ground));
        }
        while let Some(expr) = pending.pop() {
            match &expr.kind {
                ExprKind::All(_)
                | ExprKind::Any(_)
                | ExprKind::AtLeast(..)
                | ExprKind::Exactly(..)
                | ExprKind::Not(_)
                | ExprKind::If(_) => visit::children(expr, |child| pending.push(child)),
                ExprKind::Definition(id) => {
                    let definition = program.definitions.get(id.index()).filter(|known| known.record.is_none());
                    if seen.insert((0, id.index())) {
                        pending
                            .extend(definition.iter().flat_map(|known| &known.readings).map(|reading| &reading.body));
                    }
                }
                ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
                    let other = program.decisions.get(id.index()).filter(|known| known.each.is_empty());
                    if seen.insert((1, id.index())) {
                        pending.extend(other.iter().flat_map(|known| &known.grounds).flat_map(visit::of_ground));
                    }
                }
                _ => {
                    let facts = facts_read(program, &analysis.joint, vec![expr]);
                    // Of an amount that rests on several facts, each part tells apart what it can.
                    let parts = matches!(
                        expr.kind,
                        ExprKind::Score(_) | ExprKind::Arithmetic(..) | ExprKind::Pick { .. } | ExprKind::Round(..)
                    );
                    if parts && facts.len() > 1 {
                        visit::children(expr, |child| pending.push(child));
                    }
                    for fact in facts {
                        let slot = out.entry(fact).or_default();
                        if let Some(list) = slot.get_mut(at) {
                            list.push(expr);
                        }
                    }
                }
            }
        }
    }
    out
}

fn is_open(state: &GroundState) -> bool {
    let value = matches!(state.value, Some(Yield::Unknown));
    matches!(state.standing, Standing::Open(_)) || value || state.kept.len() > 1
}

/// The facts that a decision reads: those that the change turns on, those of the changed rules, all others.
fn in_order(
    analysis: &Analysis<'_>,
    programs: [&Program; 3],
    change: usize,
    decision: usize,
    reads: &[Vec<BTreeSet<usize>>; 3],
) -> Vec<usize> {
    let joint = &analysis.joint;
    let Some(element) = analysis.changes.get(change).map(|change| change.element) else { return Vec::new() };
    let [old, hybrid, _] = programs;
    let (mut first, mut second): (BTreeSet<usize>, BTreeSet<usize>) = (BTreeSet::new(), BTreeSet::new());
    let parts = |program: &'_ Program, slot: Option<usize>| -> BTreeMap<String, BTreeSet<usize>> {
        let grounds = program.decisions.get(decision).map(|known| known.grounds.as_slice()).unwrap_or_default();
        let grounds = grounds.iter().filter(|ground| slot.is_none_or(|slot| ground.line == slot));
        let mut out = BTreeMap::new();
        for expr in grounds.flat_map(visit::of_ground) {
            visit::walk(expr, &mut |part| {
                if !matches!(part.kind, ExprKind::All(_) | ExprKind::Any(_)) {
                    let facts = facts_read(program, joint, vec![part]);
                    out.insert(format!("{:?}", part.kind), facts);
                }
            });
        }
        out
    };
    match element {
        Element::Ground(of, slot) if of == decision => {
            let (before, after) = (parts(old, Some(slot)), parts(hybrid, Some(slot)));
            for (one, two) in [(&before, &after), (&after, &before)] {
                for (_, facts) in one.iter().filter(|(part, _)| !two.contains_key(*part)) {
                    if facts.len() <= 3 {
                        first.extend(facts);
                    }
                    second.extend(facts);
                }
            }
        }
        Element::Presumption(at) => {
            first.insert(at);
        }
        _ => {
            for program in [old, hybrid] {
                let grounds = program.decisions.get(decision).map(|known| known.grounds.as_slice()).unwrap_or_default();
                let bodies = program.definitions.iter().flat_map(|known| &known.readings).map(|reading| &reading.body);
                let all: Vec<&Expr> = grounds.iter().flat_map(visit::of_ground).chain(bodies).collect();
                for expr in all {
                    visit::walk(expr, &mut |part| {
                        let leaf = matches!(
                            part.kind,
                            ExprKind::Compare(..) | ExprKind::In(..) | ExprKind::Definition(_) | ExprKind::OneOf(..)
                        );
                        if leaf && rest_on(program, joint, vec![part], element) {
                            let facts = facts_read(program, joint, vec![part]);
                            if facts.len() <= 3 {
                                first.extend(&facts);
                            }
                            second.extend(facts);
                        }
                    });
                }
            }
        }
    }
    let mut all: BTreeSet<usize> = reads.iter().flatten().flatten().copied().collect();
    for program in programs {
        let each = program.decisions.get(decision).and_then(Decision::outermost);
        if let Some(list) = each {
            first.insert(list.index());
            all.insert(list.index());
        }
    }
    first.retain(|at| all.contains(at));
    let mut out: Vec<usize> = first.into_iter().collect();
    for at in second.into_iter().chain(all.iter().copied()) {
        if all.contains(&at) && !out.contains(&at) {
            out.push(at);
        }
    }
    out
}

// ── The stretch of cases around one ──────────────────────────

/// For one fact, the values with which the same comes out.
enum Stretch {
    /// From the one to the other; an open end goes as far as there are lines.
    Range(Option<Given>, Option<Given>),
    /// One of these.
    Among(Vec<Given>),
    /// A list, as the case tells it.
    Listed,
}

struct Region {
    /// The case at the line.
    case: Pair,
    facts: Vec<(usize, Stretch)>,
    decision: usize,
    kind: Option<Kind>,
}

impl Region {
    fn around(
        analysis: &Analysis<'_>,
        asked: &Asked,
        lines: &Lines,
        pair: &Pair,
        decision: usize,
        member: &[usize],
    ) -> Self {
        let wanted = came(analysis, asked, pair, decision, member);
        let decides = analysis.kind_of(decision);
        // The same thing happens: the same answers, or an amount that moves the same way.
        let direction = decides.and_then(|decides| kind(decides, &wanted.old, &wanted.new));
        let same = |pair: &Pair| {
            let found = came(analysis, asked, pair, decision, member);
            decides.and_then(|decides| kind(decides, &found.old, &found.new)) == direction
        };
        let mut case = pair.clone();
        let mut facts = Vec::new();
        let known = |pair: &Pair, at: usize| {
            let (numbers, fact) = analysis.joint.facts.get(at)?;
            let side = [Side::New, Side::Old].into_iter().find(|side| numbers.of(*side).is_some())?;
            let own = FactId::at((*numbers.of(side))?);
            let typed = match side {
                Side::Old => &pair.old,
                Side::New => &pair.new,
            };
            let own_fact = analysis.joint.programs.of(side).facts.get(own.index())?;
            let given =
                analysis.joint.maps.of(side).given(analysis.joint.programs.of(side), own_fact, typed.case.get(own));
            (given != Given::Unknown).then_some((given, fact))
        };
        for at in 0..analysis.joint.facts.len() {
            let Some((given, fact)) = known(&case, at) else { continue };
            if matches!(fact.ty, Type::List(_)) {
                facts.push((at, Stretch::Listed));
                continue;
            }
            let day = case.new.as_of.or(case.old.as_of);
            let mut values = lines.values(&analysis.joint, at, day);
            if !values.contains(&given) {
                values.push(given.clone());
            }
            let ranged = matches!(fact.ty, Type::Number { .. } | Type::Date | Type::Duration);
            values.retain(|value| !ranged || matches!(value, Given::Value(_)));
            let holds: Vec<bool> = values.iter().map(|value| same(&with(analysis, &case, at, value))).collect();
            if !ranged {
                let kept = values.into_iter().zip(holds).filter(|(_, holds)| *holds).map(|(value, _)| value);
                facts.push((at, Stretch::Among(kept.collect())));
                continue;
            }
            let mut sorted: Vec<(Given, bool)> = values.into_iter().zip(holds).collect();
            sorted.sort_by(|one, two| match (&one.0, &two.0) {
                (Given::Value(one), Given::Value(two)) => order(one, two).unwrap_or(std::cmp::Ordering::Equal),
                _ => std::cmp::Ordering::Equal,
            });
            let Some(here) = sorted.iter().position(|(value, _)| *value == given) else { continue };
            let low = (0..=here).rev().take_while(|at| sorted.get(*at).is_some_and(|(_, holds)| *holds)).last();
            let high = (here..sorted.len()).take_while(|at| sorted.get(*at).is_some_and(|(_, holds)| *holds)).last();
            let (low, high) = (low.unwrap_or(here), high.unwrap_or(here));
            let end = |at: usize| sorted.get(at).map(|(value, _)| value.clone());
            let least = low == 0;
            let most = high + 1 == sorted.len();
            let (from, to) = (end(low).filter(|_| !least), end(high).filter(|_| !most));
            // The case itself moves to the line.
            if let Some(line) = from.clone().or_else(|| to.clone()) {
                case = with(analysis, &case, at, &line);
            }
            facts.push((at, Stretch::Range(from, to)));
        }
        let mut out = Self { case, facts, decision, kind: direction };
        out.check(analysis, &same);
        out
    }

    /// Whether every corner of the stretch comes out the same; where one does not, only the first range is kept.
    fn check(&mut self, analysis: &Analysis<'_>, same: &dyn Fn(&Pair) -> bool) {
        let ends: Vec<(usize, Vec<Given>)> = self
            .facts
            .iter()
            .filter_map(|(at, stretch)| match stretch {
                Stretch::Range(from, to) => Some((*at, from.iter().chain(to).cloned().collect::<Vec<_>>())),
                Stretch::Among(_) | Stretch::Listed => None,
            })
            .filter(|(_, ends)| !ends.is_empty())
            .take(6)
            .collect();
        let mut corners = vec![self.case.clone()];
        for (at, ends) in &ends {
            corners = corners
                .iter()
                .flat_map(|corner| ends.iter().map(|end| with(analysis, corner, *at, end)).collect::<Vec<_>>())
                .collect();
        }
        if corners.iter().all(same) {
            return;
        }
        let first = ends.first().map(|(at, _)| *at);
        self.facts.retain(|(at, stretch)| Some(*at) == first || !matches!(stretch, Stretch::Range(..)));
    }

    fn words(&self, analysis: &Analysis<'_>, crossed: &[Text]) -> Text {
        let name = decision_name(&analysis.joint, self.decision).unwrap_or_else(|| text!("", ""));
        let what = self.kind.map_or_else(|| text!("", ""), Kind::words);
        let program = &analysis.new;
        let say = |language: Language| {
            let chinese = language == Language::Chinese;
            let printer = Printer { program, language };
            let reckoned = crossed.iter().map(|stretch| stretch.get(language).to_owned());
            // What is reckoned from a list says of it what matters.
            let shown = |stretch: &Stretch| crossed.is_empty() || !matches!(stretch, Stretch::Listed);
            let told = self.facts.iter().filter(|(_, stretch)| shown(stretch)).filter_map(|(at, stretch)| {
                let (_, fact) = analysis.joint.facts.get(*at)?;
                let term = fact.term.say(language);
                let value = |given: &Given| printer.given(given, &fact.ty);
                Some(match stretch {
                    Stretch::Range(Some(from), Some(to)) if from == to => {
                        if chinese {
                            format!("{term}为{}", value(from))
                        } else {
                            format!("{term} of {}", value(from))
                        }
                    }
                    Stretch::Range(Some(from), Some(to)) if chinese => {
                        format!("{term}{}至{}", value(from), value(to))
                    }
                    Stretch::Range(Some(from), Some(to)) => format!("{term} from {} to {}", value(from), value(to)),
                    Stretch::Range(Some(from), None) if chinese => format!("{term}{}以上", value(from)),
                    Stretch::Range(Some(from), None) => format!("{term} of {} or more", value(from)),
                    Stretch::Range(None, Some(to)) if chinese => format!("{term}{}以下", value(to)),
                    Stretch::Range(None, Some(to)) => format!("{term} of {} or less", value(to)),
                    Stretch::Range(None, None) if chinese => format!("{term}已知"),
                    Stretch::Range(None, None) => format!("{term} known"),
                    Stretch::Listed if chinese => format!("{term}如下"),
                    Stretch::Listed => format!("{term} as below"),
                    Stretch::Among(kept) => among(fact, kept, &value, chinese, &term),
                })
            });
            let parts: Vec<String> = reckoned.chain(told).collect();
            let who = match (parts.is_empty(), chinese) {
                (true, true) => "所有人".to_owned(),
                (true, false) => "everybody".to_owned(),
                (false, true) => parts.join("，且"),
                (false, false) => parts.join(", "),
            };
            if chinese {
                format!("{who} → {}：{}", name.get(language), what.get(language))
            } else {
                format!("{who} → {}: {}", name.get(language), what.get(language))
            }
        };
        Text { en: say(Language::English), zh: say(Language::Chinese) }
    }
}

fn among(
    fact: &crate::ir::Fact,
    kept: &[Given],
    value: &dyn Fn(&Given) -> String,
    chinese: bool,
    term: &str,
) -> String {
    match (kept, &fact.ty) {
        ([Given::Value(Value::Bool(yes))], _) => match (yes, chinese) {
            (true, _) => term.to_owned(),
            (false, true) => format!("非{term}"),
            (false, false) => format!("not {term}"),
        },
        (kept, Type::Level(scale)) if scale.ordered && kept.len() > 1 => {
            let levels: Vec<u32> = kept
                .iter()
                .filter_map(|given| if let Given::Value(Value::Level(level)) = given { Some(*level) } else { None })
                .collect();
            let top = u32::try_from(scale.levels.len()).unwrap_or(0).saturating_sub(1);
            let run = levels.windows(2).all(|two| two.first().map(|at| at + 1) == two.last().copied());
            let name =
                |level: Option<&u32>| level.map(|level| value(&Given::Value(Value::Level(*level)))).unwrap_or_default();
            match (run, levels.first(), levels.last(), chinese) {
                (true, first, Some(last), true) if *last == top => format!("{term}{}以上", name(first)),
                (true, first, Some(last), false) if *last == top => format!("{term} {} or above", name(first)),
                (true, Some(0), last, true) => format!("{term}{}以下", name(last)),
                (true, Some(0), last, false) => format!("{term} {} or below", name(last)),
                _ => listed(kept, value, chinese, term),
            }
        }
        _ => listed(kept, value, chinese, term),
    }
}

fn listed(kept: &[Given], value: &dyn Fn(&Given) -> String, chinese: bool, term: &str) -> String {
    let shown: Vec<String> = kept.iter().take(4).map(value).collect();
    let more = kept.len().saturating_sub(4);
    match (kept.len(), more, chinese) {
        (1, _, true) => format!("{term}为{}", shown.join("")),
        (1, _, false) => format!("{term} {}", shown.join("")),
        (_, 0, true) => format!("{term}为{}之一", shown.join("、")),
        (_, 0, false) => format!("{term} one of {}", shown.join(", ")),
        (_, more, true) => format!("{term}为{}等{}项之一", shown.join("、"), 4 + more),
        (_, more, false) => format!("{term} one of {} and {more} others", shown.join(", ")),
    }
}

/// A case with another value of a fact of both.
fn with(analysis: &Analysis<'_>, pair: &Pair, at: usize, given: &Given) -> Pair {
    let mut out = pair.clone();
    let Some((numbers, _)) = analysis.joint.facts.get(at) else { return out };
    for side in [Side::Old, Side::New] {
        let Some(own) = *numbers.of(side) else { continue };
        let program = *analysis.joint.programs.of(side);
        let Some(fact) = program.facts.get(own) else { continue };
        let value = analysis.joint.maps.of(side).back(program, fact, given);
        match side {
            Side::Old => out.old.case.set(FactId::at(own), value),
            Side::New => out.new.case.set(FactId::at(own), value),
        }
    }
    out
}
