//! The search for a case that two versions judge otherwise.
//!
//! Facts are told one after another, those that the change turns on first; for each, the lines that either version draws and
//! one smallest step beside them are tried. Learning a fact never changes a settled outcome, so a branch on which both
//! versions have settled for the same is left. The search stops at a stated number of tries, and says so.

use super::changes::Analysis;
use super::changes::reach::{facts_read, rest_on};
use super::gauge::Gauges;
use super::joint::{Element, Pair};
use super::outcome::{Kind, kind};
use super::remap::same_name;
use super::tally::Asked;
use super::values::Lines;
use crate::interpret::{Answer, Case, GroundState, Outcome, Question, Standing, evaluate, interpret};
use crate::ir::{Decision, Expr, ExprKind, Fact, Given, Program, Value, Yield, visit};
use crate::types::ids::{DecisionId, FactId};
use crate::types::{Date, Term, Type};
use std::collections::{BTreeMap, BTreeSet};

/// The search for one change and one decision, on one day.
pub struct Search<'s, 'p> {
    analysis: &'s Analysis<'p>,
    decision: usize,
    /// The old version, the old version with the change, the new version.
    programs: [&'s Program; 3],
    /// What is asked of every case.
    pub question: Question,
    /// What facts are held against.
    pub lines: Lines,
    gauges: Gauges<'s>,
    day: Option<Date>,
    /// Facts in the order in which they are told.
    facts: Vec<usize>,
    /// By program, by rule: the facts that it reads.
    reads: [Vec<BTreeSet<usize>>; 3],
    /// By fact: the tests that read it, under each.
    tests: BTreeMap<usize, [Vec<&'s Expr>; 3]>,
    /// How many cases were judged.
    pub tries: usize,
    limit: usize,
    /// What is looked for.
    seek: Seek,
    /// The lines of the rules that the change bears on; nothing where it bears on how all of them come together.
    turning: Option<BTreeSet<usize>>,
    /// Facts that the other version tells in another type, by name.
    twins: BTreeMap<usize, Twin>,
    /// Whether it was given up.
    pub cut: bool,
    /// Whether a fact matters that cannot be told to both versions alike.
    pub lost: bool,
}

/// Which differences a search is for.
#[derive(Debug, Clone, Default)]
pub struct Seek {
    /// Not for these: they are known.
    pub but: Vec<Kind>,
    /// Also where one version runs into an error.
    pub errors: bool,
}

/// A fact that both versions have under one name, and tell in types that do not fit each other.
struct Twin {
    /// The other one.
    at: usize,
    /// Its level for each level of this one, by name; nothing where the types have no values in common.
    levels: Option<Vec<Option<u32>>>,
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
    /// Over a change of which the decision rests.
    pub fn new(
        analysis: &'s Analysis<'p>,
        asked: &Asked,
        (change, decision): (usize, usize),
        day: Option<Date>,
        limit: usize,
        seek: Seek,
    ) -> Self {
        let hybrid = analysis.alone.get(change).unwrap_or(&analysis.new);
        let programs = [&analysis.old, hybrid, &analysis.new];
        let mut lines = Lines::default();
        for program in programs {
            lines.add(program, decision);
        }
        let reads = programs.map(|program| {
            let grounds = program.grounds_of(DecisionId::at(decision));
            grounds.iter().map(|ground| facts_read(program, &analysis.joint, visit::of_ground(ground))).collect()
        });
        let mut question = Question::default();
        question.as_of = day;
        // Whoever is not presumed to be anything is told of; a presumption shows where nothing is told.
        let presumed = analysis.changes.get(change).map(|change| change.element);
        let presumption = matches!(presumed, Some(Element::Presumption(_) | Element::FieldPresumption(..)));
        question.presumptions = presumption && !asked.no_presumptions;
        let mut facts = in_order(analysis, programs, change, decision, &reads);
        facts.retain(|at| presumed != Some(Element::Presumption(*at)));
        let twins = twins(analysis);
        // One of two is told, and the other with it.
        let told_with: Vec<usize> = twins.values().map(|twin| twin.at).collect();
        facts.retain(|at| !told_with.contains(at));
        let lost = facts.iter().any(|at| twins.get(at).is_some_and(|twin| twin.levels.is_none()));
        facts.retain(|at| twins.get(at).is_none_or(|twin| twin.levels.is_some()));
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
            seek,
            turning: turning(analysis, programs, change, decision),
            twins,
            cut: false,
            lost,
        }
    }

    /// A case in the numbers of both versions, and the member of whom it is told.
    pub fn run(&mut self) -> Option<(Case, Vec<usize>)> {
        let mut case = Case::default();
        case.widen(self.analysis.joint.facts.len());
        let judged = self.judge(&case);
        let member = match self.fate(&judged) {
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

    fn fate(&self, judged: &Judged) -> Fate {
        let decides = self.analysis.kind_of(self.decision);
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
            let sound = |answer: &Answer| settled(answer) && (self.seek.errors || !matches!(answer, Answer::Error(_)));
            if sound(&old) && sound(&hybrid) && sound(&new) && old != hybrid && old != new {
                let found = decides.and_then(|decides| kind(decides, &old, &new));
                if found.is_some_and(|found| !self.seek.but.contains(&found)) {
                    return Fate::Found(member);
                }
            }
            let undecided = !(settled(&old) && settled(&hybrid) && (old == hybrid || settled(&new)));
            // Where presumptions stand in for what is not told, telling it can still turn what is settled.
            open |= self.question.presumptions || (undecided && self.may_part(judged, &member));
        }
        if open { Fate::Open } else { Fate::Dead }
    }

    /// Whether the change can still make a difference to a member: some rule that it bears on is open, or stands otherwise
    /// with it than without it. Other rules are the same ones, so they stand alike whatever is learnt.
    fn may_part(&self, judged: &Judged, member: &[usize]) -> bool {
        let Some(turning) = &self.turning else { return true };
        let ([old, hybrid, _], [without, with, _]) = (&judged.outcomes, self.programs);
        let state = |program: &Program, all: &'_ [Outcome], line: usize| -> Option<Vec<GroundState>> {
            let grounds = &program.decisions.get(self.decision)?.grounds;
            let outcome = all.iter().find(|outcome| outcome.member == member)?;
            let at = |state: &&GroundState| grounds.get(state.ground).is_some_and(|ground| ground.line == line);
            Some(outcome.grounds.iter().filter(at).cloned().collect())
        };
        turning.iter().any(|line| match (state(without, old, *line), state(with, hybrid, *line)) {
            (Some(before), Some(after)) => {
                let [before, after] = [before, after].map(spoken);
                let stands = |state: &GroundState| (state.standing.clone(), state.value.clone(), state.kept.clone());
                before.iter().chain(&after).any(is_open) || before.iter().map(stands).ne(after.iter().map(stands))
            }
            _ => true,
        })
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
            .find(|at| self.wants(&wanted, *at) && *case.get(FactId::at(*at)) == Given::Unknown);
        let Some(next) = next else { return self.untold(judged) };
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
                self.tell(case, next, &Given::Unknown);
                return None;
            }
            if !self.tell(case, next, &given) {
                continue;
            }
            let judged = self.judge(case);
            match self.fate(&judged) {
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
            self.tell(case, next, &given);
            if let Some(found) = stacker::maybe_grow(128 << 10, 2 << 20, || self.descend(case, &judged)) {
                return Some(found);
            }
            if self.cut {
                break;
            }
        }
        self.tell(case, next, &Given::Unknown);
        None
    }

    /// Whether a fact is told together with another of its name.
    pub fn told_with(&self, at: usize) -> bool {
        self.twins.values().any(|twin| twin.at == at)
    }

    /// Whether another fact of its name is told together with a fact.
    pub fn twinned(&self, at: usize) -> bool {
        self.twins.contains_key(&at)
    }

    /// Whether a fact, or the one that is told with it, matters by now.
    fn wants(&self, wanted: &BTreeSet<usize>, at: usize) -> bool {
        self.question.presumptions
            || wanted.contains(&at)
            || self.twins.get(&at).is_some_and(|twin| wanted.contains(&twin.at))
    }

    /// Tells a fact to both versions; not where one of them has no such value.
    fn tell(&self, case: &mut Case, at: usize, given: &Given) -> bool {
        if let Some(Twin { at: other, levels: Some(levels) }) = self.twins.get(&at) {
            let level = match given {
                Given::Value(Value::Level(level)) => levels.get(*level as usize).copied().flatten(),
                _ => None,
            };
            match (given, level) {
                (Given::Value(_), Some(level)) => case.set(FactId::at(*other), Given::Value(Value::Level(level))),
                (Given::Value(_), None) => return false,
                (given, _) => case.set(FactId::at(*other), given.clone()),
            }
        }
        case.set(FactId::at(at), given.clone());
        true
    }

    /// With nothing left to tell: a member of whom one version can tell and the other cannot, as where something is no
    /// longer presumed.
    fn untold(&self, judged: &Judged) -> Option<Shown> {
        if !self.question.presumptions {
            return None;
        }
        let [old, _, new] = &judged.outcomes;
        let settled = |all: &[Outcome], member: &[usize]| {
            let found = all.iter().find(|outcome| outcome.member == *member);
            found.is_some_and(|found| !matches!(found.answer, Answer::Undetermined(_)))
        };
        let mut members = old.iter().map(|outcome| &outcome.member);
        let member = members.find(|member| settled(old, member) != settled(new, member))?;
        Some(Shown { member: member.clone() })
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

/// The rules that say something of a person, or may: one that does not speak about them is as none.
fn spoken(states: Vec<GroundState>) -> Vec<GroundState> {
    states.into_iter().filter(|state| state.standing != Standing::Silent).collect()
}

/// The lines of the rules that a change bears on, as the old version and the one with the change have them.
fn turning(
    analysis: &Analysis<'_>,
    [old, hybrid, _]: [&Program; 3],
    change: usize,
    decision: usize,
) -> Option<BTreeSet<usize>> {
    let element = analysis.changes.get(change)?.element;
    match element {
        Element::Ground(of, slot) if of == decision => return Some(BTreeSet::from([slot])),
        Element::Frame(of) | Element::Order(of) if of == decision => return None,
        _ => {}
    }
    let mut out = BTreeSet::new();
    for program in [old, hybrid] {
        let grounds = program.grounds_of(DecisionId::at(decision));
        let turns = |ground: &&crate::ir::Ground| rest_on(program, &analysis.joint, visit::of_ground(ground), element);
        out.extend(grounds.iter().filter(turns).map(|ground| ground.line));
    }
    // Where it bears on none by itself, it does by way of something that is not looked through here.
    (!out.is_empty()).then_some(out)
}

/// Each fact of the old version that the new one has in another type.
fn twins(analysis: &Analysis<'_>) -> BTreeMap<usize, Twin> {
    let joint = &analysis.joint;
    let mut out = BTreeMap::new();
    for (at, (pair, fact)) in joint.facts.iter().enumerate().filter(|(_, (pair, _))| pair.new.is_none()) {
        let same =
            |other: &&(Pair, Fact)| pair.old.is_some() && other.0.old.is_none() && same_name(&other.1.term, &fact.term);
        let Some(other) = joint.facts.iter().find(same) else { continue };
        let levels = match (&fact.ty, &other.1.ty) {
            (Type::Level(one), Type::Level(two)) => {
                let place = |level: &Term| two.levels.iter().position(|other| same_name(level, other));
                let number = |at: usize| u32::try_from(at).ok();
                Some(one.levels.iter().map(|level| place(level).and_then(number)).collect())
            }
            _ => None,
        };
        let Some(found) = joint.facts.iter().position(|known| std::ptr::eq(known, other)) else { continue };
        out.insert(at, Twin { at: found, levels });
    }
    out
}

/// The tests of a decision, by the facts that they read.
fn tests<'s>(
    analysis: &Analysis<'_>,
    programs: [&'s Program; 3],
    decision: usize,
) -> BTreeMap<usize, [Vec<&'s Expr>; 3]> {
    let mut out: BTreeMap<usize, [Vec<&'s Expr>; 3]> = BTreeMap::new();
    for (at, program) in programs.into_iter().enumerate() {
        let grounds = program.grounds_of(DecisionId::at(decision));
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
                    let definition = program.definitions.get(id.index());
                    if seen.insert((0, id.index())) && definition.is_some_and(|known| known.record.is_none()) {
                        pending.extend(program.bodies_of(*id));
                    }
                }
                ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
                    let other = program.decisions.get(id.index());
                    if seen.insert((1, id.index())) && other.is_some_and(|known| known.each.is_empty()) {
                        pending.extend(program.grounds_of(*id).iter().flat_map(visit::of_ground));
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
        let grounds = program.grounds_of(DecisionId::at(decision));
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
                let grounds = program.grounds_of(DecisionId::at(decision));
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
