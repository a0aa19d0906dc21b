//! Decisions: how each rule stands to the case, and what can still come out of all of them.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::Spoken;
use super::evaluate::Scopes;
use super::values::table_answer;
use crate::diagnostics::Text;
use crate::ir::print::Printer;
use crate::ir::{
    Decision, DecisionKind, Exception, Expr, Fault, FaultKind, Ground, Hit, Modal, Period, Says, Value, Yield,
};
use crate::text;
use crate::types::ids::DecisionId;
use std::collections::BTreeSet;

/// More open rules than this are not combined one by one; the set of outcomes is then the widest there can be.
const MAX_COMBINATIONS: usize = 1024;

/// What comes out of a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Some rule holds.
    Yes,
    /// Some rule speaks about the person, and all that do fail.
    No,
    /// No rule speaks about the person.
    NotAddressed,
    /// More than one of these can still come out.
    Undetermined(Vec<Answer>),
    /// A duty is there and is met, or a prohibition and is kept.
    Kept,
    /// A duty is there and is not met, or a prohibition and is not kept.
    Breached,
    /// A duty is there, and neither met nor breached yet.
    Due,
    /// The value that a rule gives.
    Value(Value),
    /// An error of the case.
    Error(Fault),
}

/// How a rule stands to a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// It speaks about the person, and what it asks is so.
    Holds,
    /// It speaks about the person, and what it asks is not so.
    Fails,
    /// It does not speak about the person.
    Silent,
    /// It can still end in more than one of these ways.
    Open(Vec<Standing>),
    /// It cannot be reckoned.
    Error(Fault),
    /// It does not hold; whether it speaks about the person cannot be reckoned.
    Unspoken(Fault),
}

/// How one rule of a decision stands.
#[derive(Debug, Clone, PartialEq)]
pub struct GroundState {
    /// Which rule, in the order of the text.
    pub ground: usize,
    /// How it stands.
    pub standing: Standing,
    /// What its population yields.
    pub population: Yield,
    /// What its condition yields, exceptions counted in.
    pub condition: Yield,
    /// The value that it gives, where it gives one.
    pub value: Option<Yield>,
    /// What can come out of it where it says how it is met or breached: kept, breached, due.
    pub kept: Vec<Answer>,
}

impl GroundState {
    /// Whether something is not known on which it turns how the rule stands, which value it gives, or whether it is kept.
    #[must_use]
    pub fn waits(&self) -> bool {
        let holds = self.standing == Standing::Holds && (self.value == Some(Yield::Unknown) || self.kept.len() > 1);
        holds || matches!(self.standing, Standing::Open(_))
    }
}

/// What comes out of one decision for one case or member.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which decision.
    pub decision: DecisionId,
    /// Which member, for a decision taken for each: its place in each list, outermost first. None where the decision is
    /// taken once; fewer than there are lists where the next list is not known.
    pub member: Vec<usize>,
    /// What comes out.
    pub answer: Answer,
    /// How each rule stands.
    pub grounds: Vec<GroundState>,
}

/// What comes out for members of a list that is not there to be gone through.
fn unlisted(id: DecisionId, decision: &Decision, member: &[usize], undecided: Yield) -> Option<Outcome> {
    let answer = match undecided {
        Yield::Error(fault) => Answer::Error(fault),
        Yield::Value(_) | Yield::Absent => return None,
        Yield::Unknown => Answer::Undetermined(match decision.kind {
            DecisionKind::Modal(_) => vec![Answer::Yes, Answer::No, Answer::NotAddressed],
            DecisionKind::Value(_) => Vec::new(),
        }),
    };
    Some(Outcome { decision: id, member: member.to_vec(), answer, grounds: Vec::new() })
}

impl Machine<'_> {
    /// The outcomes of a decision: one, or one for each member.
    pub(super) fn outcomes(&self, id: DecisionId) -> Vec<Outcome> {
        let Some(decision) = self.program.decisions.get(id.index()) else { return Vec::new() };
        if decision.grounds.is_empty() {
            return Vec::new();
        }
        let mut out = Vec::new();
        self.outcomes_below(id, decision, &mut Vec::new(), &mut Vec::new(), &mut out);
        out
    }

    /// The outcomes for the members below those that are spoken of.
    fn outcomes_below(
        &self,
        id: DecisionId,
        decision: &Decision,
        member: &mut Vec<usize>,
        scopes: &mut Scopes,
        out: &mut Vec<Outcome>,
    ) {
        let Some(list) = decision.each.get(member.len()) else {
            out.push(self.outcome(id, decision, member, scopes));
            return;
        };
        match self.members(*list, scopes) {
            Ok((slot, count)) => {
                for index in 0..count {
                    member.push(index);
                    scopes.push(Spoken { list: slot.clone(), index });
                    self.outcomes_below(id, decision, member, scopes, out);
                    scopes.pop();
                    member.pop();
                }
            }
            Err(undecided) => out.extend(unlisted(id, decision, member, undecided)),
        }
    }

    /// The outcome for one member, or of a decision that is taken once; the other members are not looked at.
    pub(super) fn outcome_for(&self, id: DecisionId, member: &[usize]) -> Option<Outcome> {
        let decision = self.program.decisions.get(id.index())?;
        let mut scopes: Scopes = Vec::new();
        for (list, index) in decision.each.iter().zip(member) {
            let (slot, _) = self.members(*list, &scopes).ok().filter(|(_, count)| index < count)?;
            scopes.push(Spoken { list: slot, index: *index });
        }
        match decision.each.get(member.len()) {
            None if decision.grounds.is_empty() => None,
            None => Some(self.outcome(id, decision, member, &mut scopes)),
            Some(list) => match self.members(*list, &scopes) {
                Ok(_) => None,
                Err(undecided) => unlisted(id, decision, member, undecided),
            },
        }
    }

    /// What comes out of a decision that is taken once.
    pub(super) fn answer(&self, id: DecisionId) -> Answer {
        if let Some(known) = self.decisions.borrow().get(&id) {
            return known.clone();
        }
        let outcomes = self.afresh(|| self.outcomes(id));
        let answer = outcomes.into_iter().next().map_or(Answer::NotAddressed, |outcome| outcome.answer);
        self.decisions.borrow_mut().insert(id, answer.clone());
        answer
    }

    fn outcome(&self, id: DecisionId, decision: &Decision, member: &[usize], scopes: &mut Scopes) -> Outcome {
        let mut grounds: Vec<GroundState> =
            decision.grounds.iter().enumerate().map(|(index, ground)| self.stand(index, ground, scopes)).collect();
        let answer = self.conclude(decision, &grounds);
        stand_back(decision, &mut grounds);
        Outcome { decision: id, member: member.to_vec(), answer, grounds }
    }

    /// What can come out of rules that stand so; nothing else bears on it.
    pub(super) fn conclude(&self, decision: &Decision, grounds: &[GroundState]) -> Answer {
        let answer = match decision.kind {
            DecisionKind::Modal(modal) => modal_answer(decision, modal, grounds, &|ground| self.cite(ground)),
            DecisionKind::Value(_) => match decision.hit {
                None | Some(Hit::Only) => value_answer(decision, grounds, &|ground| self.cite(ground)),
                Some(hit) => table_answer(decision, hit, grounds),
            },
        };
        let answer = kept(decision, grounds, answer);
        match decision.hit {
            Some(_) if decision.complete => addressed(decision, answer),
            _ => answer,
        }
    }

    /// "article 14 (1)", for the message of a conflict.
    fn cite(&self, ground: &Ground) -> Text {
        let say = |language| Printer { program: self.program, language }.ground(ground);
        Text::of(say)
    }

    /// How a rule stands: populations conjoin, and an exception that holds makes it fail.
    pub(super) fn stand(&self, index: usize, ground: &Ground, scopes: &mut Scopes) -> GroundState {
        let population = self.conjunction(ground.population.iter(), &[], scopes);
        // A provision that is not in force speaks about nobody.
        let population = and(self.in_force(ground.in_force), population);
        let condition = self.conjunction(ground.condition.iter(), &ground.exceptions, scopes);
        let condition = match self.watch {
            Some(watch) => watch.rule(ground, scopes, condition),
            None => condition,
        };
        let value = match &ground.says {
            // Errors count only in a rule that is live.
            Says::Value(value) | Says::Otherwise(value) if !population.is(false) && !condition.is(false) => {
                Some(self.present(value, scopes))
            }
            Says::Value(_) | Says::Otherwise(_) | Says::Modal(_) => None,
        };
        let live = !population.is(false) && !condition.is(false);
        let mut of = |expr: &Option<Expr>| expr.as_ref().filter(|_| live).map(|expr| self.evaluate(expr, scopes));
        let (met, breached) = (of(&ground.met), of(&ground.breached));
        let kept = conduct(met.as_ref(), breached.as_ref());
        GroundState { ground: index, standing: standing(&population, &condition), population, condition, value, kept }
    }

    /// Whether a provision is in force on the date asked about.
    pub(super) fn in_force(&self, period: Period) -> Yield {
        match self.question.as_of {
            _ if period == Period::default() => Yield::bool(true),
            Some(date) => Yield::bool(period.holds(date)),
            None => Yield::Unknown,
        }
    }

    fn conjunction<'e>(
        &self,
        parts: impl Iterator<Item = &'e Expr>,
        exceptions: &[Exception],
        scopes: &mut Scopes,
    ) -> Yield {
        let mut result = Yield::bool(true);
        for part in parts {
            let found = self.evaluate(part, scopes);
            result = and(result, found);
        }
        for exception in exceptions {
            let lifted = self.exception(exception, scopes);
            result = and(result, not(lifted));
        }
        result
    }

    /// Whether an exception holds: its condition does, and none of its own exceptions.
    pub(super) fn exception(&self, exception: &Exception, scopes: &mut Scopes) -> Yield {
        self.conjunction(std::iter::once(&exception.body), &exception.exceptions, scopes)
    }
}

impl Machine<'_> {
    /// Whether something is forbidden: *yes* where a prohibition of it holds and no rule that holds goes before that one.
    pub(super) fn prohibition(&self, id: DecisionId) -> Answer {
        if let Some(known) = self.prohibitions.borrow().get(&id) {
            return known.clone();
        }
        let answer = self.afresh(|| self.forbids(id));
        self.prohibitions.borrow_mut().insert(id, answer.clone());
        answer
    }

    fn forbids(&self, id: DecisionId) -> Answer {
        let Some(decision) = self.program.decisions.get(id.index()) else { return Answer::No };
        let Some(outcome) = self.outcomes(id).into_iter().next() else { return Answer::No };
        let forbids = |ground: &Ground| matches!(ground.says, Says::Modal(Modal::MustNot));
        let states: Vec<&GroundState> = outcome.grounds.iter().collect();
        let class = |state: &GroundState| usize::from(decision.grounds.get(state.ground).is_some_and(forbids));
        let indices: Vec<usize> = (0..states.len()).collect();
        let each = combinations(decision, &states, &class, &mut |ends| {
            let live = live(decision, &indices, ends);
            let (against, for_it): (Vec<_>, Vec<_>) = live.into_iter().partition(|(_, ground)| forbids(ground));
            match (against.first(), for_it.first()) {
                // Forbidden by the one and allowed by the other: the text contradicts itself here too.
                (Some((_, no)), Some((_, yes))) => {
                    let sources = vec![self.cite(yes), self.cite(no)];
                    Answer::Error(Fault { kind: FaultKind::Conflict(decision.term.clone(), sources), at: no.span })
                }
                (Some(_), None) => Answer::Yes,
                (None, _) => Answer::No,
            }
        });
        each.unwrap_or_else(|| Answer::Undetermined(vec![Answer::Yes, Answer::No]))
    }
}

/// Of a table that has a row for every case, and speaks about everybody, some value comes out.
fn addressed(decision: &Decision, answer: Answer) -> Answer {
    let everybody = |ground: &Ground| {
        ground.population.is_empty() && ground.exceptions.is_empty() && ground.in_force == Period::default()
    };
    match answer {
        Answer::Undetermined(possible) if !possible.is_empty() && decision.grounds.iter().all(everybody) => {
            one_or_undetermined(possible.into_iter().filter(|answer| *answer != Answer::NotAddressed).collect())
        }
        other => other,
    }
}

/// What can come out of a duty that says how it is met, a prohibition that says how it is breached, or either that says
/// both: then it is *due* for as long as it is neither. Nothing where the rule says neither.
fn conduct(met: Option<&Yield>, breached: Option<&Yield>) -> Vec<Answer> {
    let ends = |found: &Yield| match found {
        Yield::Value(Value::Bool(value)) => vec![*value],
        _ => vec![true, false],
    };
    let error = [met, breached].into_iter().flatten().find_map(|found| match found {
        Yield::Error(fault) => Some(Answer::Error(fault.clone())),
        _ => None,
    });
    let open = [met, breached].into_iter().flatten().any(|found| matches!(found, Yield::Unknown | Yield::Absent));
    let all: Vec<Answer> = match (met, breached) {
        (None, None) => return Vec::new(),
        (Some(met), None) => {
            ends(met).into_iter().map(|met| if met { Answer::Kept } else { Answer::Breached }).collect()
        }
        (None, Some(breached)) => {
            ends(breached).into_iter().map(|breached| if breached { Answer::Breached } else { Answer::Kept }).collect()
        }
        (Some(met), Some(breached)) => {
            let pairs =
                ends(breached).into_iter().flat_map(|breached| ends(met).into_iter().map(move |met| (breached, met)));
            let each = pairs.map(|pair| match pair {
                (true, _) => Answer::Breached,
                (false, true) => Answer::Kept,
                (false, false) => Answer::Due,
            });
            each.collect()
        }
    };
    let all = distinct(all);
    match (all.len(), open, error) {
        // An error counts only where what it hides would matter and nothing else is open.
        (2.., false, Some(error)) => vec![error],
        _ => all,
    }
}

/// The worse of two.
fn worse(a: &Answer, b: &Answer) -> Answer {
    let rank = |answer: &Answer| match answer {
        Answer::Error(_) => 3,
        Answer::Breached => 2,
        Answer::Due => 1,
        _ => 0,
    };
    if rank(b) > rank(a) { b.clone() } else { a.clone() }
}

/// A decision of which some rules say how they are met or breached: the worst that comes out of those that hold.
fn kept(decision: &Decision, states: &[GroundState], answer: Answer) -> Answer {
    if decision.grounds.iter().all(|ground| ground.met.is_none() && ground.breached.is_none()) {
        return answer;
    }
    let sure = states.iter().filter(|state| state.standing == Standing::Holds && !state.kept.is_empty());
    let mut there: Vec<Answer> = Vec::new();
    for state in sure {
        there = if there.is_empty() {
            state.kept.clone()
        } else {
            distinct(there.iter().flat_map(|a| state.kept.iter().map(|b| worse(a, b))).collect())
        };
    }
    match answer {
        // A duty that another rule lays down without a word on how it is met is simply there.
        Answer::Yes if there.is_empty() => Answer::Yes,
        Answer::Yes => {
            // A rule that may still hold may make it worse.
            let open = states.iter().filter(|state| matches!(state.standing, Standing::Open(_)));
            let able = open.filter(|state| state.standing.can_be(&Standing::Holds)).flat_map(|state| &state.kept);
            let more: Vec<Answer> = able.flat_map(|b| there.iter().map(move |a| worse(a, b))).collect();
            one_or_undetermined(distinct(there.iter().cloned().chain(more).collect()))
        }
        Answer::Undetermined(possible) => {
            let able = states.iter().filter(|state| state.standing.can_be(&Standing::Holds));
            let ends: Vec<Answer> = able
                .flat_map(|state| if state.kept.is_empty() { vec![Answer::Yes] } else { state.kept.clone() })
                .collect();
            let all = possible.into_iter().flat_map(|answer| match answer {
                Answer::Yes => ends.clone(),
                other => vec![other],
            });
            one_or_undetermined(distinct(all.collect()))
        }
        other => other,
    }
}

/// *Otherwise* is no reason for an outcome that another rule gives.
fn stand_back(decision: &Decision, states: &mut [GroundState]) {
    let gives = |state: &GroundState| decision.grounds.get(state.ground).map(|ground| &ground.says);
    if states.iter().any(|state| matches!(gives(state), Some(Says::Value(_))) && state.standing == Standing::Holds) {
        for state in states.iter_mut().filter(|state| matches!(gives(state), Some(Says::Otherwise(_)))) {
            state.standing = Standing::Silent;
        }
    }
}

/// All-of of two conditions: *no* first, then unknown, then an error.
fn and(left: Yield, right: Yield) -> Yield {
    match (&left, &right) {
        _ if left.is(false) => left,
        _ if right.is(false) => right,
        (Yield::Unknown, _) => left,
        (_, Yield::Unknown) => right,
        (Yield::Error(_), _) => left,
        _ => right,
    }
}

fn not(found: Yield) -> Yield {
    match found {
        Yield::Value(Value::Bool(value)) => Yield::bool(!value),
        other => other,
    }
}

/// The possible ends of a rule, by what its population and condition yield.
fn standing(population: &Yield, condition: &Yield) -> Standing {
    use Standing::{Error, Fails, Holds, Open, Silent, Unspoken};
    let ends = match condition {
        Yield::Value(Value::Bool(true)) => vec![Holds],
        Yield::Value(_) | Yield::Absent => vec![Fails],
        Yield::Unknown => vec![Holds, Fails],
        Yield::Error(fault) => vec![Error(fault.clone())],
    };
    match population {
        Yield::Value(Value::Bool(true)) => one_or_open(ends),
        Yield::Value(_) | Yield::Absent => Silent,
        Yield::Unknown => one_or_open(ends.into_iter().chain([Silent]).collect()),
        Yield::Error(fault) => match condition {
            Yield::Value(Value::Bool(true)) | Yield::Error(_) => Error(fault.clone()),
            Yield::Value(_) | Yield::Absent => Unspoken(fault.clone()),
            Yield::Unknown => Open(vec![Error(fault.clone()), Unspoken(fault.clone())]),
        },
    }
}

fn one_or_open(mut ends: Vec<Standing>) -> Standing {
    match (ends.len(), ends.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            ends.push(last);
            Standing::Open(ends)
        }
        (_, None) => Standing::Silent,
    }
}

impl Standing {
    fn ends(&self) -> Vec<&Standing> {
        match self {
            Self::Open(ends) => ends.iter().collect(),
            other => vec![other],
        }
    }

    /// Whether it can still end so.
    #[must_use]
    pub fn can_be(&self, end: &Self) -> bool {
        self.ends().into_iter().any(|known| known == end)
    }
}

// ── May, must, must not ──────────────────────────────────────

fn modal_answer(decision: &Decision, modal: Modal, states: &[GroundState], cite: &dyn Fn(&Ground) -> Text) -> Answer {
    let forbids = |ground: &Ground| modal != Modal::MustNot && matches!(ground.says, Says::Modal(Modal::MustNot));
    let simple = !decision.grounds.iter().any(|ground| forbids(ground) || !ground.overrides.is_empty());
    if simple {
        return alternatives(states);
    }
    let all: Vec<&GroundState> = states.iter().collect();
    let class = |state: &GroundState| usize::from(decision.grounds.get(state.ground).is_some_and(&forbids));
    combinations(decision, &all, &class, &mut |ends| ended(decision, &forbids, ends, cite))
        .unwrap_or_else(|| Answer::Undetermined(vec![Answer::Yes, Answer::No, Answer::NotAddressed]))
}

/// Grounds that are only alternatives: the set of outcomes follows from what each can end as.
fn alternatives(states: &[GroundState]) -> Answer {
    let standings: Vec<&Standing> = states.iter().map(|state| &state.standing).collect();
    if standings.iter().any(|standing| **standing == Standing::Holds) {
        return Answer::Yes;
    }
    let error = |standing: &&Standing| match standing {
        Standing::Error(fault) => Some(fault.clone()),
        _ => None,
    };
    let unspoken = |standing: &&Standing| match standing {
        Standing::Unspoken(fault) => Some(fault.clone()),
        _ => None,
    };
    let mut found = Vec::new();
    if standings.iter().any(|standing| standing.can_be(&Standing::Holds)) {
        found.push(Answer::Yes);
    }
    let all_ends: Vec<&Standing> = standings.iter().flat_map(|standing| standing.ends()).collect();
    let surely_wrong = standings.iter().find_map(error);
    match surely_wrong {
        // Whatever the open ones turn out to be, unless one of them holds this error stays.
        Some(fault) => found.push(Answer::Error(fault)),
        None => {
            if all_ends.iter().any(|end| **end == Standing::Fails) {
                found.push(Answer::No);
            }
            let silent = |standing: &&Standing| standing.can_be(&Standing::Silent);
            if standings.iter().all(silent) {
                found.push(Answer::NotAddressed);
            }
            // Whether the rule speaks about the person matters only where no other does.
            let aside =
                |standing: &&Standing| silent(standing) || standing.ends().iter().any(|end| unspoken(end).is_some());
            let fault = all_ends.iter().find_map(error);
            let fault = fault.or_else(|| all_ends.iter().find_map(unspoken).filter(|_| standings.iter().all(aside)));
            found.extend(fault.map(Answer::Error));
        }
    }
    one_or_undetermined(found)
}

/// What can come out of the ways in which rules can still end; nothing where there are too many to go through.
///
/// An error of a rule matters only if the outcome depends on how that rule would have ended.
fn combinations(
    decision: &Decision,
    states: &[&GroundState],
    class: &dyn Fn(&GroundState) -> usize,
    of: &mut dyn FnMut(&[&Standing]) -> Answer,
) -> Option<Answer> {
    let mut found: Vec<Answer> = Vec::new();
    for ends in ways(decision, states, class)? {
        let fault = ends.iter().find_map(|end| match end {
            Standing::Error(fault) | Standing::Unspoken(fault) => Some(fault.clone()),
            _ => None,
        });
        let imagined: Vec<Vec<&Standing>> = ends.iter().map(|end| as_if(end)).collect();
        if imagined
            .iter()
            .try_fold(1_usize, |all, ends| all.checked_mul(ends.len()))
            .is_none_or(|all| all > MAX_COMBINATIONS)
        {
            return None;
        }
        let mut answers: Vec<Answer> = Vec::new();
        for_each_combination(&imagined, &mut |ends| {
            let answer = of(ends);
            if !answers.contains(&answer) {
                answers.push(answer);
            }
        });
        // What is not known yet may turn out to be the one answer that comes out whichever way the error goes.
        let open = answers.contains(&Answer::Undetermined(Vec::new())) && !answers.iter().any(is_error);
        let answer = match (answers.len(), fault) {
            (2, Some(_)) if open => Answer::Undetermined(Vec::new()),
            (2.., Some(fault)) => Answer::Error(fault),
            _ => answers.into_iter().next().unwrap_or(Answer::NotAddressed),
        };
        // Which of several errors it is makes no difference to whether it is one.
        let known = found.contains(&answer) || (is_error(&answer) && found.iter().any(is_error));
        if !known {
            found.push(answer);
        }
    }
    Some(one_or_undetermined(found))
}

/// What the rules of one class have come to: some hold, some fail, some are in error, of some it cannot be told whether
/// they speak.
type Come = (usize, [bool; 4]);

/// The ways in which rules can end together, one for all that come to the same: of rules of one class that no other
/// rule names it matters only whether some of them hold or fail, not which.
fn ways<'s>(
    decision: &Decision,
    states: &[&'s GroundState],
    class: &dyn Fn(&GroundState) -> usize,
) -> Option<Vec<Vec<&'s Standing>>> {
    let named: BTreeSet<usize> = decision.grounds.iter().flat_map(|ground| ground.overrides.iter().copied()).collect();
    let alone = |state: &GroundState| {
        let names = decision.grounds.get(state.ground).is_some_and(|ground| !ground.overrides.is_empty());
        !names && !named.contains(&state.ground)
    };
    let entangled = states.iter().filter(|state| !alone(state)).map(|state| state.standing.ends().len());
    if entangled.into_iter().try_fold(1_usize, usize::checked_mul).is_none_or(|all| all > MAX_COMBINATIONS) {
        return None;
    }
    let mut rows: Vec<(Vec<Come>, Vec<&Standing>)> = vec![(Vec::new(), Vec::new())];
    for (index, state) in states.iter().enumerate() {
        // A rule that another names, or that names another, is a class of its own.
        let own = if alone(state) { class(state) } else { decision.grounds.len().saturating_add(index) };
        let mut seen: BTreeSet<Vec<Come>> = BTreeSet::new();
        let mut next: Vec<(Vec<Come>, Vec<&Standing>)> = Vec::new();
        for (come, row) in rows {
            for end in state.standing.ends() {
                let mut come = come.clone();
                if !come.iter().any(|(known, _)| *known == own) {
                    come.push((own, [false; 4]));
                }
                let slot = come.iter_mut().find(|(known, _)| *known == own).map(|(_, slot)| slot);
                let end = match (slot, end) {
                    (Some([holds, ..]), Standing::Holds) => mark(holds, end),
                    (Some([_, fails, ..]), Standing::Fails) => mark(fails, end),
                    // A second error of the same class could only have ended as the first could.
                    (Some([_, _, error, _]), Standing::Error(_)) if *error => &Standing::Silent,
                    (Some([_, _, error, _]), Standing::Error(_)) => mark(error, end),
                    (Some([.., unspoken]), Standing::Unspoken(_)) if *unspoken => &Standing::Silent,
                    (Some([.., unspoken]), Standing::Unspoken(_)) => mark(unspoken, end),
                    _ => end,
                };
                if seen.insert(come.clone()) {
                    let mut row = row.clone();
                    row.push(end);
                    next.push((come, row));
                }
            }
        }
        if next.len() > MAX_COMBINATIONS {
            return None;
        }
        rows = next;
    }
    Some(rows.into_iter().map(|(_, row)| row).collect())
}

const fn mark<'s>(slot: &mut bool, end: &'s Standing) -> &'s Standing {
    *slot = true;
    end
}

const fn is_error(answer: &Answer) -> bool {
    matches!(answer, Answer::Error(_))
}

/// The ways in which a rule could end that has ended so: an error could have been any of them.
fn as_if(end: &Standing) -> Vec<&Standing> {
    match end {
        Standing::Error(_) => vec![&Standing::Holds, &Standing::Fails, &Standing::Silent],
        Standing::Unspoken(_) => vec![&Standing::Fails, &Standing::Silent],
        other => vec![other],
    }
}

/// The rules that hold and are not beaten by another that holds.
fn live<'d>(decision: &'d Decision, indices: &[usize], ends: &[&Standing]) -> Vec<(usize, &'d Ground)> {
    let holding = indices.iter().zip(ends).filter(|(_, end)| ***end == Standing::Holds);
    let holding: Vec<(usize, &Ground)> =
        holding.filter_map(|(index, _)| Some((*index, decision.grounds.get(*index)?))).collect();
    let beaten = |index: usize| holding.iter().any(|(_, other)| other.overrides.contains(&index));
    holding.iter().copied().filter(|(index, _)| !beaten(*index)).collect()
}

/// The outcome where every rule has ended, and without an error.
fn ended(
    decision: &Decision,
    forbids: &dyn Fn(&Ground) -> bool,
    ends: &[&Standing],
    cite: &dyn Fn(&Ground) -> Text,
) -> Answer {
    let indices: Vec<usize> = (0..ends.len()).collect();
    let live = live(decision, &indices, ends).into_iter().map(|(_, ground)| ground);
    let (against, for_it): (Vec<&Ground>, Vec<&Ground>) = live.partition(|ground| forbids(ground));
    if let (Some(no), Some(yes)) = (against.first(), for_it.first()) {
        let sources = told_apart(&[*yes, *no], cite);
        return Answer::Error(Fault { kind: FaultKind::Conflict(decision.term.clone(), sources), at: no.span });
    }
    if !for_it.is_empty() {
        return Answer::Yes;
    }
    // A prohibition that does not hold says nothing against the person.
    let spoken = ends.iter().zip(&decision.grounds).any(|(end, ground)| match end {
        Standing::Holds => true,
        Standing::Fails => !forbids(ground),
        _ => false,
    });
    if spoken { Answer::No } else { Answer::NotAddressed }
}

fn for_each_combination<'s>(choices: &[Vec<&'s Standing>], visit: &mut dyn FnMut(&[&'s Standing])) {
    let mut at = vec![0_usize; choices.len()];
    loop {
        let row: Vec<&Standing> = at.iter().zip(choices).filter_map(|(at, ends)| ends.get(*at).copied()).collect();
        visit(&row);
        let mut position = 0;
        loop {
            let (Some(digit), Some(ends)) = (at.get_mut(position), choices.get(position)) else { return };
            *digit = digit.saturating_add(1);
            if *digit < ends.len() {
                break;
            }
            *digit = 0;
            position = position.saturating_add(1);
        }
    }
}

fn one_or_undetermined(mut found: Vec<Answer>) -> Answer {
    match (found.len(), found.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            found.push(last);
            Answer::Undetermined(found)
        }
        (_, None) => Answer::NotAddressed,
    }
}

// ── Values ───────────────────────────────────────────────────

/// The value of the rule that is live; *otherwise* where none is.
fn value_answer(decision: &Decision, states: &[GroundState], cite: &dyn Fn(&Ground) -> Text) -> Answer {
    let can_hold = |state: &&GroundState| {
        let ends = state.standing.ends();
        ends.into_iter().any(|end| matches!(end, Standing::Holds | Standing::Error(_)))
    };
    let able: Vec<&GroundState> = states.iter().filter(can_hold).collect();
    let indices: Vec<usize> = able.iter().map(|state| state.ground).collect();
    let value = |index: usize| match states.get(index).and_then(|state| state.value.as_ref()) {
        Some(Yield::Value(value)) => Answer::Value(value.clone()),
        Some(Yield::Error(fault)) => Answer::Error(fault.clone()),
        _ => Answer::Undetermined(Vec::new()),
    };
    // Rules that give the same are one class.
    let says = |state: &GroundState| {
        let ground = decision.grounds.get(state.ground);
        (ground.is_some_and(|ground| matches!(ground.says, Says::Value(_))), value(state.ground))
    };
    let kinds: Vec<_> = able.iter().map(|state| says(state)).collect();
    let class = |state: &GroundState| {
        let own = says(state);
        kinds.iter().position(|kind| *kind == own).unwrap_or(kinds.len())
    };
    combinations(decision, &able, &class, &mut |ends| {
        let live = live(decision, &indices, ends);
        let (values, otherwise): (Vec<_>, Vec<_>) =
            live.into_iter().partition(|(_, ground)| matches!(ground.says, Says::Value(_)));
        let speaking = if values.is_empty() { otherwise } else { values };
        let given = distinct(speaking.iter().map(|(index, _)| value(*index)).collect());
        let error = given.iter().find(|value| matches!(value, Answer::Error(_)));
        match (given.as_slice(), speaking.first()) {
            ([], _) | (_, None) => Answer::NotAddressed,
            ([only], _) => only.clone(),
            (several, _) if several.contains(&Answer::Undetermined(Vec::new())) => Answer::Undetermined(Vec::new()),
            (_, Some((_, first))) => error.cloned().unwrap_or_else(|| {
                let grounds: Vec<&Ground> = speaking.iter().map(|(_, ground)| *ground).collect();
                let sources = told_apart(&grounds, cite);
                Answer::Error(Fault { kind: FaultKind::Conflict(decision.term.clone(), sources), at: first.span })
            }),
        }
    })
    .unwrap_or_else(|| {
        let values = able.iter().map(|state| value(state.ground));
        Answer::Undetermined(distinct(values.chain([Answer::NotAddressed]).collect()))
    })
}

/// The rules that contradict each other; two that are cited alike are told apart by their lines.
fn told_apart(grounds: &[&Ground], cite: &dyn Fn(&Ground) -> Text) -> Vec<Text> {
    let cited: Vec<Text> = grounds.iter().map(|ground| cite(ground)).collect();
    let alike = |text: &Text| cited.iter().filter(|other| *other == text).count() > 1;
    let told = cited.iter().zip(grounds).map(|(text, ground)| {
        if !alike(text) {
            return text.clone();
        }
        let line = ground.line;
        text!("{text} (line {line})", "{text}（第{line}行）"; text)
    });
    told.collect()
}

pub fn distinct(answers: Vec<Answer>) -> Vec<Answer> {
    let mut out: Vec<Answer> = Vec::new();
    for answer in answers {
        if !out.contains(&answer) {
            out.push(answer);
        }
    }
    out
}
