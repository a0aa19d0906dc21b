//! The value of a decision, and what it can come to: rules beside each other, and the rows of a table.
//!
//! *Otherwise* gives the value where no other rule or row does, and stands back where one does. So it is never a rival
//! of a row: neither added to it, nor greater or less than it.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::bounds::place;
use super::bounds::range::Range;
use super::decide::{Answer, GroundState, Outcome, Standing, distinct};
use super::evaluate::Scopes;
use super::scores::greatest;
use crate::ir::value::order;
use crate::ir::{Decision, Fault, FaultKind, Hit, Says, Value, Yield};
use crate::types::Number;
use crate::types::ids::DecisionId;
use std::cmp::Ordering;

/// With more open rows than this, that one of them fits is not tried row by row.
const MAX_TRIED: usize = 60;

/// A rule that gives the value, or may: what it comes to, and whether it surely does.
#[derive(Clone)]
struct Giving {
    ground: usize,
    amount: Range,
    sure: bool,
}

impl Machine<'_> {
    /// What the value of a decision can come to, where it is a number and not known yet.
    pub(super) fn decision_range(&self, id: DecisionId) -> Range {
        if let Some(known) = self.decision_ranges.borrow().get(&id) {
            return known.clone();
        }
        let found = self.afresh(|| self.fresh_range(id));
        self.decision_ranges.borrow_mut().insert(id, found.clone());
        found
    }

    fn fresh_range(&self, id: DecisionId) -> Range {
        let Some(decision) = self.program.decisions.get(id.index()) else { return Range::anything() };
        let Some(outcome) = self.outcomes(id).into_iter().next() else { return Range::anything() };
        self.amount_range(decision, &outcome, &mut Vec::new())
    }

    /// What the value that has come out can come to.
    pub(super) fn amount_range(&self, decision: &Decision, outcome: &Outcome, scopes: &mut Scopes) -> Range {
        match &outcome.answer {
            Answer::Value(value) => place(value).map_or_else(Range::anything, Range::point),
            answer => self.unsettled(decision, answer, &outcome.grounds, scopes),
        }
    }

    /// What can come out of rules of which some are open or in error, or of which the amounts are.
    ///
    /// An error might have been any end of its rule, and any amount: so what is settled while something is not known
    /// stays settled when that turns out to be an error.
    fn unsettled(&self, decision: &Decision, answer: &Answer, states: &[GroundState], scopes: &mut Scopes) -> Range {
        let (rows, last) =
            giving(decision, states, |state| match decision.grounds.get(state.ground).map(|it| &it.says) {
                Some(Says::Value(value) | Says::Otherwise(value)) => self.range_of(value, scopes),
                _ => Range::anything(),
            });
        let speaks = states.iter().all(|state| state.population.is(true));
        let lifted = decision.grounds.iter().any(|ground| !ground.exceptions.is_empty());
        let open = states.iter().any(|state| matches!(state.standing, Standing::Open(_)));
        let fault = match answer {
            Answer::Error(fault) => fault.clone(),
            _ => Fault { kind: FaultKind::NoValue(decision.term.clone()), at: decision.span },
        };
        let nothing = || if open { Range::anything() } else { Range::failed(fault.clone()) };
        if decision.hit == Some(Hit::Added) {
            return if spoken(states) { added(decision, rows, last) } else { nothing() };
        }
        // What comes out where no row gives the value; nothing where some row surely does.
        let none = match last {
            Some(last) if last.sure => Some(last.amount),
            _ if decision.complete && speaks && !lifted => None,
            _ => Some(nothing()),
        };
        if conflicting(decision, &rows) {
            let all = rows.into_iter().map(|row| row.amount).reduce(Range::or).unwrap_or_else(Range::anything);
            return Range { low: None, high: None, fault: all.fault.or_else(|| (!open).then_some(fault)), ..all };
        }
        let picked = match decision.hit {
            Some(hit @ (Hit::Greatest | Hit::Least)) => {
                let turned = |range: Range| if hit == Hit::Least { range.negated() } else { range };
                let (sure, possible): (Vec<Giving>, Vec<Giving>) = rows.into_iter().partition(|row| row.sure);
                let amounts = |rows: Vec<Giving>| rows.into_iter().map(|row| turned(row.amount)).collect::<Vec<_>>();
                let (sure, mut possible) = (amounts(sure), amounts(possible));
                if sure.is_empty() {
                    let none = none.map(turned).or_else(|| possible.pop());
                    none.map(|none| turned(greatest(sure, possible, || none)))
                } else {
                    Some(turned(greatest(sure, possible, Range::anything)))
                }
            }
            _ => {
                let sure = rows.iter().any(|row| row.sure);
                rows.into_iter().map(|row| row.amount).chain(none.filter(|_| !sure)).reduce(Range::or)
            }
        };
        picked.unwrap_or_else(nothing)
    }
}

/// Whether some row surely speaks about the person.
fn spoken(states: &[GroundState]) -> bool {
    states.iter().any(|state| state.population.is(true))
}

/// The rules that give the value or may, up to the first that surely does where that one counts; then *otherwise*,
/// where none of them surely does.
fn giving(
    decision: &Decision,
    states: &[GroundState],
    mut amount: impl FnMut(&GroundState) -> Range,
) -> (Vec<Giving>, Option<Giving>) {
    let (mut rows, mut last): (Vec<Giving>, Option<Giving>) = (Vec::new(), None);
    for state in states {
        let Some(flags) = flags(&state.standing) else { continue };
        let sure = state.standing == Standing::Holds;
        let amount = amount(state);
        let (unknown, fault) = (amount.unknown || flags.0, amount.fault.clone().or(flags.1));
        let found = Giving { ground: state.ground, amount: Range { unknown, fault, ..amount }, sure };
        if is_otherwise(decision, state) {
            last = Some(found);
        } else if decision.hit != Some(Hit::First) || !rows.iter().any(|row| row.sure) {
            rows.push(found);
        }
    }
    let last = last.filter(|_| !rows.iter().any(|row| row.sure));
    (rows, last)
}

/// Whether a rule gives the value or may: whether that is not known, and the error that hides it.
fn flags(standing: &Standing) -> Option<(bool, Option<Fault>)> {
    let ends: &[Standing] = match standing {
        Standing::Open(ends) => ends,
        one => std::slice::from_ref(one),
    };
    let fault = ends.iter().find_map(|end| match end {
        Standing::Error(fault) => Some(fault.clone()),
        _ => None,
    });
    let holds = ends.contains(&Standing::Holds);
    (holds || fault.is_some()).then_some((ends.len() > 1, fault))
}

fn is_otherwise(decision: &Decision, state: &GroundState) -> bool {
    decision.grounds.get(state.ground).is_some_and(|ground| matches!(ground.says, Says::Otherwise(_)))
}

/// Whether two rules may both hold and give different values, and neither goes before the other.
fn conflicting(decision: &Decision, rows: &[Giving]) -> bool {
    if decision.apart || matches!(decision.hit, Some(Hit::First | Hit::Greatest | Hit::Least | Hit::Added)) {
        return false;
    }
    let before = |a: usize, b: usize| decision.grounds.get(a).is_some_and(|ground| ground.overrides.contains(&b));
    let same = |a: &Range, b: &Range| a.is_point() && b.is_point() && a.low == b.low;
    rows.iter().enumerate().any(|(at, one)| {
        let others = rows.iter().skip(at.saturating_add(1));
        others.into_iter().any(|other| {
            !same(&one.amount, &other.amount) && !before(one.ground, other.ground) && !before(other.ground, one.ground)
        })
    })
}

/// The rows of a table that fit, added up; *otherwise* where none does.
fn added(decision: &Decision, rows: Vec<Giving>, last: Option<Giving>) -> Range {
    let nought = || Range::point(Number::ZERO);
    let plus = |sum: Range, more: Range| sum.each(more, decision.span, Number::plus);
    let perhaps = |row: &Giving| row.amount.clone().or(nought());
    let Some(last) = last else {
        let each = rows.into_iter().map(|row| if row.sure { row.amount } else { row.amount.or(nought()) });
        return each.reduce(plus).unwrap_or_else(nought);
    };
    let none = if last.sure { last.amount } else { last.amount.or(nought()) };
    if rows.len() > MAX_TRIED {
        return rows.iter().map(perhaps).fold(nought(), plus).or(none);
    }
    // One row fits, and any of the others may.
    let fitting = (0..rows.len()).filter_map(|one| {
        let each = rows.iter().enumerate().map(|(at, row)| if at == one { row.amount.clone() } else { perhaps(row) });
        each.reduce(plus)
    });
    fitting.fold(none, Range::or)
}

/// The value of a table: by its rows in their order, or by all that fit.
pub fn table_answer(decision: &Decision, hit: Hit, states: &[GroundState]) -> Answer {
    if hit == Hit::Added {
        // Nobody is spoken about where no row is.
        if states.iter().all(|state| state.standing == Standing::Silent) {
            return Answer::NotAddressed;
        }
        if !spoken(states) && states.iter().any(|state| matches!(state.standing, Standing::Open(_))) {
            return Answer::Undetermined(Vec::new());
        }
        let (rows, last) = giving(decision, states, |state| match &state.value {
            Some(Yield::Value(Value::Number(value))) => Range::point(*value),
            Some(Yield::Error(fault)) => Range::failed(fault.clone()),
            _ => Range::anything(),
        });
        return match added(decision, rows, last).settle() {
            Yield::Value(value) => Answer::Value(value),
            Yield::Error(fault) => Answer::Error(fault),
            Yield::Unknown | Yield::Absent => Answer::Undetermined(Vec::new()),
        };
    }
    let value = |state: &GroundState| match &state.value {
        Some(Yield::Value(value)) => Answer::Value(value.clone()),
        Some(Yield::Error(fault)) => Answer::Error(fault.clone()),
        _ => Answer::Undetermined(Vec::new()),
    };
    let (last, rows): (Vec<&GroundState>, Vec<&GroundState>) =
        states.iter().partition(|state| is_otherwise(decision, state));
    let mut walk = Walk::default();
    for state in rows {
        if walk.see(state, value(state)) && hit == Hit::First {
            break;
        }
    }
    if hit != Hit::First {
        walk.found = extremes(std::mem::take(&mut walk.found), hit == Hit::Greatest);
    }
    for state in last.into_iter().filter(|_| !walk.sure).collect::<Vec<_>>() {
        walk.see(state, value(state));
    }
    walk.answer()
}

/// What the rows of a table have come to.
#[derive(Default)]
struct Walk {
    /// The values of rows that fit, or may fit, and whether they surely do.
    found: Vec<(Answer, bool)>,
    sure: bool,
    open: bool,
    fault: Option<Fault>,
}

impl Walk {
    /// Takes a row in; whether it surely fits.
    fn see(&mut self, state: &GroundState, value: Answer) -> bool {
        match &state.standing {
            Standing::Fails | Standing::Silent | Standing::Unspoken(_) => {}
            Standing::Holds => {
                self.found.push((value, true));
                self.sure = true;
                return true;
            }
            Standing::Open(_) => {
                self.found.push((value, false));
                self.open = true;
            }
            Standing::Error(fault) => {
                self.found.push((value, false));
                self.fault.get_or_insert(fault.clone());
            }
        }
        false
    }

    fn answer(self) -> Answer {
        let mut all = distinct(self.found.into_iter().map(|(answer, _)| answer).collect());
        if !self.sure {
            all.push(Answer::NotAddressed);
        }
        let error = all.iter().find(|answer| matches!(answer, Answer::Error(_))).cloned();
        // What is not known yet may still be what the rows in error would give.
        let unknown = all.contains(&Answer::Undetermined(Vec::new()));
        match (all.as_slice(), self.open, self.fault) {
            ([only], ..) => only.clone(),
            _ if unknown => Answer::Undetermined(Vec::new()),
            (_, false, Some(fault)) => Answer::Error(fault),
            (_, false, None) if error.is_some() => error.unwrap_or(Answer::NotAddressed),
            _ => Answer::Undetermined(all),
        }
    }
}

/// The values that can still be the greatest, or the least: those that the best sure one does not beat.
fn extremes(found: Vec<(Answer, bool)>, greatest: bool) -> Vec<(Answer, bool)> {
    let wanted = if greatest { Ordering::Greater } else { Ordering::Less };
    let beats = |a: &Value, b: &Value| order(a, b) == Some(wanted);
    let mut best: Option<Value> = None;
    for (answer, _) in found.iter().filter(|(_, sure)| *sure) {
        if let Answer::Value(value) = answer
            && best.as_ref().is_none_or(|best| beats(value, best))
        {
            best = Some(value.clone());
        }
    }
    let Some(best) = best else { return found };
    found
        .into_iter()
        .filter(|(answer, _)| match answer {
            Answer::Value(value) => *value == best || beats(value, &best),
            _ => true,
        })
        .filter(|(answer, sure)| !*sure || !matches!(answer, Answer::Value(value) if *value != best))
        .collect()
}
