//! Decisions: how each rule stands to the case, and what can still come out of all of them.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::Spoken;
use super::evaluate::Scopes;
use crate::ir::{Decision, DecisionKind, Exception, Expr, Fault, FaultKind, Ground, Modal, Says, Value, Yield};
use crate::types::ids::DecisionId;

/// More open rules than this are not combined one by one; the set of outcomes is then the widest there can be.
const MAX_COMBINATIONS: usize = 4096;

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
}

/// What comes out of one decision for one case or member.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which decision.
    pub decision: DecisionId,
    /// Which member, for a decision taken for each.
    pub member: Option<usize>,
    /// What comes out.
    pub answer: Answer,
    /// How each rule stands.
    pub grounds: Vec<GroundState>,
}

impl Machine<'_> {
    /// The outcomes of a decision: one, or one for each member.
    pub(super) fn outcomes(&self, id: DecisionId) -> Vec<Outcome> {
        let Some(decision) = self.program.decisions.get(id.index()) else { return Vec::new() };
        if decision.grounds.is_empty() {
            return Vec::new();
        }
        let Some(list) = decision.each else {
            return vec![self.outcome(id, decision, None, &mut Vec::new())];
        };
        match self.given(list) {
            Yield::Value(Value::List(members)) => (0..members.len())
                .map(|index| self.outcome(id, decision, Some(index), &mut vec![Spoken { list, index }]))
                .collect(),
            Yield::Error(fault) => {
                vec![Outcome { decision: id, member: None, answer: Answer::Error(fault), grounds: Vec::new() }]
            }
            Yield::Value(_) | Yield::Absent => Vec::new(),
            Yield::Unknown => {
                let possible = vec![Answer::Yes, Answer::No, Answer::NotAddressed];
                vec![Outcome {
                    decision: id,
                    member: None,
                    answer: Answer::Undetermined(possible),
                    grounds: Vec::new(),
                }]
            }
        }
    }

    /// What comes out of a decision that is taken once.
    pub(super) fn answer(&self, id: DecisionId) -> Answer {
        if let Some(Some(known)) = self.decisions.borrow().get(id.index()) {
            return known.clone();
        }
        let answer = self.outcomes(id).into_iter().next().map_or(Answer::NotAddressed, |outcome| outcome.answer);
        if let Some(slot) = self.decisions.borrow_mut().get_mut(id.index()) {
            *slot = Some(answer.clone());
        }
        answer
    }

    fn outcome(&self, id: DecisionId, decision: &Decision, member: Option<usize>, scopes: &mut Scopes) -> Outcome {
        let grounds: Vec<GroundState> =
            decision.grounds.iter().enumerate().map(|(index, ground)| self.stand(index, ground, scopes)).collect();
        let answer = match decision.kind {
            DecisionKind::Modal(modal) => modal_answer(decision, modal, &grounds, &|ground| self.cite(ground)),
            DecisionKind::Value(_) => value_answer(decision, &grounds, &|ground| self.cite(ground)),
        };
        Outcome { decision: id, member, answer, grounds }
    }

    /// "article 14 (1)", for the message of a conflict.
    fn cite(&self, ground: &Ground) -> String {
        let language = crate::diagnostics::Language::English;
        crate::ir::print::Printer { program: self.program, language }.ground(ground)
    }

    /// How a rule stands: populations conjoin, and an exception that holds makes it fail.
    fn stand(&self, index: usize, ground: &Ground, scopes: &mut Scopes) -> GroundState {
        let population = self.conjunction(ground.population.iter(), &[], scopes);
        let condition = self.conjunction(ground.condition.iter(), &ground.exceptions, scopes);
        let value = match &ground.says {
            // Errors count only in a rule that is live.
            Says::Value(value) | Says::Otherwise(value) if !population.is(false) && !condition.is(false) => {
                Some(self.present(value, scopes))
            }
            Says::Value(_) | Says::Otherwise(_) | Says::Modal(_) => None,
        };
        GroundState { ground: index, standing: standing(&population, &condition), population, condition, value }
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
    use Standing::{Error, Fails, Holds, Silent};
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
        Yield::Error(fault) => Error(fault.clone()),
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

fn modal_answer(decision: &Decision, modal: Modal, states: &[GroundState], cite: &dyn Fn(&Ground) -> String) -> Answer {
    let forbids = |ground: &Ground| modal != Modal::MustNot && matches!(ground.says, Says::Modal(Modal::MustNot));
    let simple = !decision.grounds.iter().any(|ground| forbids(ground) || !ground.overrides.is_empty());
    if simple {
        return alternatives(states);
    }
    let choices: Vec<Vec<&Standing>> = states.iter().map(|state| state.standing.ends()).collect();
    let combinations = choices.iter().try_fold(1_usize, |all, ends| all.checked_mul(ends.len()));
    if combinations.is_none_or(|all| all > MAX_COMBINATIONS) {
        return Answer::Undetermined(vec![Answer::Yes, Answer::No, Answer::NotAddressed]);
    }
    let mut found: Vec<Answer> = Vec::new();
    for_each_combination(&choices, &mut |ends| {
        let answer = combined(decision, &forbids, ends, cite);
        if !found.contains(&answer) {
            found.push(answer);
        }
    });
    one_or_undetermined(found)
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
    let mut found = Vec::new();
    if standings.iter().any(|standing| standing.can_be(&Standing::Holds)) {
        found.push(Answer::Yes);
    }
    let all_ends: Vec<&Standing> = standings.iter().flat_map(|standing| standing.ends()).collect();
    let surely_wrong = standings.iter().find_map(error);
    if let Some(fault) = surely_wrong {
        // Whatever the open ones turn out to be, unless one of them holds this error stays.
        found.push(Answer::Error(fault));
    } else {
        if all_ends.iter().any(|end| **end == Standing::Fails) {
            found.push(Answer::No);
        }
        if standings.iter().all(|standing| standing.can_be(&Standing::Silent)) {
            found.push(Answer::NotAddressed);
        }
        if let Some(fault) = all_ends.iter().find_map(error) {
            found.push(Answer::Error(fault));
        }
    }
    one_or_undetermined(found)
}

/// The outcome of one way in which all rules end.
fn combined(
    decision: &Decision,
    forbids: &dyn Fn(&Ground) -> bool,
    ends: &[&Standing],
    cite: &dyn Fn(&Ground) -> String,
) -> Answer {
    let holding: Vec<usize> =
        ends.iter().enumerate().filter(|(_, end)| ***end == Standing::Holds).map(|(index, _)| index).collect();
    let beaten = |index: usize| {
        let grounds = holding.iter().filter_map(|other| decision.grounds.get(*other));
        grounds.into_iter().any(|other| other.overrides.contains(&index))
    };
    let live = holding.iter().filter(|index| !beaten(**index)).filter_map(|index| decision.grounds.get(*index));
    let (against, for_it): (Vec<&Ground>, Vec<&Ground>) = live.partition(|ground| forbids(ground));
    if let (Some(no), Some(yes)) = (against.first(), for_it.first()) {
        let sources = vec![cite(yes), cite(no)];
        return Answer::Error(Fault { kind: FaultKind::Conflict(decision.term.clone(), sources), at: no.span });
    }
    if against.is_empty() {
        let errors = ends.iter().zip(&decision.grounds).filter_map(|(end, ground)| match end {
            Standing::Error(fault) => Some((fault.clone(), forbids(ground))),
            _ => None,
        });
        let mut errors = errors.filter(|(_, forbidding)| *forbidding || for_it.is_empty());
        if let Some((fault, _)) = errors.next() {
            return Answer::Error(fault);
        }
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
fn value_answer(decision: &Decision, states: &[GroundState], cite: &dyn Fn(&Ground) -> String) -> Answer {
    let of = |wanted: bool| {
        states.iter().filter(move |state| {
            let ground = decision.grounds.get(state.ground);
            ground.is_some_and(|ground| matches!(ground.says, Says::Value(_)) == wanted)
        })
    };
    match choose(decision, &of(true).collect::<Vec<_>>(), cite) {
        Chosen::Sure(answer) => answer,
        Chosen::None => match choose(decision, &of(false).collect::<Vec<_>>(), cite) {
            Chosen::Sure(answer) => answer,
            Chosen::None => Answer::NotAddressed,
            Chosen::Open(mut possible) => {
                possible.push(Answer::NotAddressed);
                one_or_undetermined(distinct(possible))
            }
        },
        Chosen::Open(mut possible) => {
            match choose(decision, &of(false).collect::<Vec<_>>(), cite) {
                Chosen::Sure(answer) => possible.push(answer),
                Chosen::None => possible.push(Answer::NotAddressed),
                Chosen::Open(more) => possible.extend(more),
            }
            one_or_undetermined(distinct(possible))
        }
    }
}

enum Chosen {
    /// This comes out.
    Sure(Answer),
    /// No rule is live.
    None,
    /// One of these can come out, or none is live.
    Open(Vec<Answer>),
}

fn choose(decision: &Decision, states: &[&GroundState], cite: &dyn Fn(&Ground) -> String) -> Chosen {
    let holding: Vec<&&GroundState> = states.iter().filter(|state| state.standing == Standing::Holds).collect();
    let beaten = |index: usize| {
        let grounds = holding.iter().filter_map(|other| decision.grounds.get(other.ground));
        grounds.into_iter().any(|other| other.overrides.contains(&index))
    };
    let live: Vec<&&GroundState> = holding.iter().copied().filter(|state| !beaten(state.ground)).collect();
    let open = states.iter().filter(|state| state.standing.can_be(&Standing::Holds) && !beaten(state.ground));
    let open: Vec<&&GroundState> = open.filter(|state| state.standing != Standing::Holds).collect();
    let value = |state: &GroundState| match &state.value {
        Some(Yield::Value(value)) => Answer::Value(value.clone()),
        Some(Yield::Error(fault)) => Answer::Error(fault.clone()),
        _ => Answer::Undetermined(Vec::new()),
    };
    let fault = states.iter().find_map(|state| match &state.standing {
        Standing::Error(fault) => Some(fault.clone()),
        _ => None,
    });
    let values = distinct(live.iter().map(|state| value(state)).collect());
    match (values.as_slice(), live.first()) {
        ([], _) | (_, None) => match (open.is_empty(), fault) {
            (true, None) => Chosen::None,
            (true, Some(fault)) => Chosen::Sure(Answer::Error(fault)),
            (false, _) => Chosen::Open(distinct(open.iter().map(|state| value(state)).collect())),
        },
        ([first @ Answer::Value(_)], _) => {
            let others = distinct(open.iter().map(|state| value(state)).collect());
            match fault {
                _ if others.iter().any(|other| other != first) => {
                    Chosen::Sure(one_or_undetermined(std::iter::once(first.clone()).chain(others).collect()))
                }
                Some(fault) => Chosen::Sure(Answer::Error(fault)),
                None => Chosen::Sure(first.clone()),
            }
        }
        ([Answer::Undetermined(_)], _) => Chosen::Sure(Answer::Undetermined(Vec::new())),
        ([first], _) => Chosen::Sure(first.clone()),
        (values, Some(first)) => {
            if values.iter().any(|value| matches!(value, Answer::Undetermined(_))) {
                return Chosen::Sure(Answer::Undetermined(Vec::new()));
            }
            let sources = live.iter().filter_map(|state| decision.grounds.get(state.ground)).map(cite).collect();
            let at = decision.grounds.get(first.ground).map(|ground| ground.span).unwrap_or_default();
            Chosen::Sure(Answer::Error(Fault { kind: FaultKind::Conflict(decision.term.clone(), sources), at }))
        }
    }
}

fn distinct(answers: Vec<Answer>) -> Vec<Answer> {
    let mut out: Vec<Answer> = Vec::new();
    for answer in answers {
        if !out.contains(&answer) {
            out.push(answer);
        }
    }
    out
}
