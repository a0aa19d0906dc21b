//! Which way a term or a set of places works through the rules that read it.
//!
//! A wider term lets more people in where a permission asks for it. Under `not`, in an exception or in a prohibition it
//! works the other way, and where it is reckoned with nothing is said.

use super::compare::decided;
use crate::ir::{
    ClauseKind, Decision, DecisionKind, Effect, Exception, Expr, ExprKind, Ground, Modal, Program, Says, Score, visit,
};
use crate::types::{Comparison, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Which decisions read which others, directly or through terms: for each that is read, those that read it.
#[derive(Debug, Default)]
pub(super) struct Readers(BTreeMap<String, BTreeSet<String>>);

impl Readers {
    /// Of some texts together.
    pub fn of(programs: &[&Program]) -> Self {
        let mut out = Self::default();
        for program in programs {
            for decision in &program.decisions {
                let parts = visit::Reach::terms(program, decision.grounds.iter().flat_map(visit::of_ground));
                let read: BTreeSet<usize> = parts
                    .filter_map(|part| match &part.kind {
                        ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => Some(id.index()),
                        _ => None,
                    })
                    .collect();
                for known in read.iter().filter_map(|at| program.decisions.get(*at)) {
                    let readers = out.0.entry(known.term.text.to_string()).or_default();
                    readers.insert(decision.term.text.to_string());
                }
            }
        }
        out
    }

    /// Those that read one of some decisions, directly or through others.
    fn of_any(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        let mut open: Vec<&String> = names.iter().collect();
        while let Some(next) = open.pop() {
            for reader in self.0.get(next).into_iter().flatten() {
                if out.insert(reader.clone()) {
                    open.push(reader);
                }
            }
        }
        out
    }
}

/// What rules are for.
fn names_of(program: &Program, grounds: &[&Ground]) -> BTreeSet<String> {
    grounds.iter().filter_map(|ground| decided(program, ground)).map(|term| term.text.to_string()).collect()
}

/// The rules that read what some rules decide.
pub(super) fn beyond<'p>(program: &'p Program, grounds: &[&Ground], readers: &Readers) -> Vec<&'p Ground> {
    let names = readers.of_any(&names_of(program, grounds));
    let reading = program.decisions.iter().filter(|decision| names.contains(&*decision.term.text));
    reading.flat_map(|decision| &decision.grounds).collect()
}

/// What a change of some rules makes of all rules, those among them that read what these decide.
pub(super) fn onward(program: &Program, grounds: &[&Ground], effect: Effect, readers: &Readers) -> Effect {
    let names = names_of(program, grounds);
    if effect == Effect::Same || readers.of_any(&names).is_empty() {
        return effect;
    }
    let read = |expr: &Expr| of_decisions(program, expr, &|decision| names.contains(&*decision.term.text));
    // A rule that reads another does not change by itself, and need not come out otherwise at all.
    if through(program, effect, &read) == effect { effect } else { Effect::NotDecided }
}

/// Which way something works that reads one of some decisions: a looser one is had by more, or is more, or binds fewer.
pub(super) fn of_decisions(program: &Program, expr: &Expr, is: &dyn Fn(&Decision) -> bool) -> Option<Way> {
    let (ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)) = &expr.kind else { return None };
    let decision = program.decisions.get(id.index()).filter(|decision| is(decision))?;
    let rules = |wanted: &dyn Fn(&Says) -> bool| decision.grounds.iter().all(|ground| wanted(&ground.says));
    let allows = rules(&|says| matches!(says, Says::Modal(Modal::May | Modal::Entitled)));
    let binds = rules(&|says| matches!(says, Says::Modal(Modal::Must | Modal::MustNot)));
    Some(match (&expr.kind, &decision.kind) {
        (ExprKind::Decision(_), DecisionKind::Value(_)) => match decision.better {
            Some(true) | None => Way::With,
            // Less is better, and none at all is less than any; but who reads it finds an error where there is none.
            Some(false) => Way::Both,
        },
        (ExprKind::Decision(_), DecisionKind::Modal(_)) if allows => Way::With,
        _ if binds => Way::Against,
        _ => Way::Both,
    })
}

/// What a change of something that rules read makes of the rules; `read` tells which way it shows where it is read.
pub(super) fn through(program: &Program, effect: Effect, read: &dyn Fn(&Expr) -> Option<Way>) -> Effect {
    match ways(program, program.decisions.iter().flat_map(|decision| &decision.grounds), read) {
        (_, false) => effect,
        (false, true) => effect.turned(),
        (true, true) if effect == Effect::Same => effect,
        (true, true) => Effect::NotDecided,
    }
}

/// Whether something shows in some rules as it is, and whether it shows turned round.
pub(super) fn ways<'p>(
    program: &'p Program,
    grounds: impl Iterator<Item = &'p Ground>,
    read: &dyn Fn(&Expr) -> Option<Way>,
) -> (bool, bool) {
    let mut ways = Ways { program, read, seen: BTreeSet::new(), with: false, against: false };
    for ground in grounds {
        ways.ground(ground, Way::With);
    }
    (ways.with, ways.against)
}

/// Whether a rule reads a definition, a parameter or a set of places, directly or through definitions.
pub(super) fn reads(program: &Program, ground: &Ground, kind: ClauseKind, name: &Term) -> bool {
    let mut out = BTreeSet::new();
    names_in(program, ground, &mut out);
    out.iter().any(|(known, text)| *known == kind && **text == *name.text)
}

/// Whether an expression does so.
pub(super) fn reads_in(program: &Program, expr: &Expr, kind: ClauseKind, name: &Term) -> bool {
    let mut out = BTreeSet::new();
    names(program, expr, &mut out);
    out.iter().any(|(known, text)| *known == kind && **text == *name.text)
}

/// What a rule reads, directly or through definitions.
pub(super) fn names_in(program: &Program, ground: &Ground, out: &mut BTreeSet<(ClauseKind, String)>) {
    for expr in visit::of_ground(ground) {
        names(program, expr, out);
    }
}

/// What an expression reads, directly or through definitions.
fn names(program: &Program, expr: &Expr, out: &mut BTreeSet<(ClauseKind, String)>) {
    let mut open = vec![expr];
    while let Some(next) = open.pop() {
        visit::walk(next, &mut |part| match &part.kind {
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                let Some(definition) = program.definitions.get(id.index()) else { return };
                if out.insert((ClauseKind::Definition, definition.term.text.to_string())) {
                    open.extend(definition.readings.iter().map(|reading| &reading.body));
                }
            }
            ExprKind::Parameter(id) => {
                let parameter = program.parameters.get(id.index());
                out.extend(parameter.map(|parameter| (ClauseKind::Parameter, parameter.term.text.to_string())));
            }
            ExprKind::In(_, _, Some(set)) => {
                out.insert((ClauseKind::PlaceSet, set.text.to_string()));
            }
            _ => {}
        });
    }
}

/// Which way a condition works where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    With,
    Against,
    Both,
}

impl Way {
    const fn turned(self) -> Self {
        match self {
            Self::With => Self::Against,
            Self::Against => Self::With,
            Self::Both => Self::Both,
        }
    }

    /// One that stands within another.
    const fn of(self, inner: Self) -> Self {
        match inner {
            Self::With => self,
            Self::Against => self.turned(),
            Self::Both => Self::Both,
        }
    }
}

struct Ways<'p> {
    program: &'p Program,
    read: &'p dyn Fn(&Expr) -> Option<Way>,
    /// Definitions and decisions that were looked into already.
    seen: BTreeSet<(bool, usize, Way)>,
    with: bool,
    against: bool,
}

impl<'p> Ways<'p> {
    fn ground(&mut self, ground: &'p Ground, way: Way) {
        let score = match &ground.says {
            Says::Value(Expr { kind: ExprKind::Score(score), .. }) => Some(score),
            _ => None,
        };
        let way = match &ground.says {
            Says::Modal(Modal::Must | Modal::MustNot) => way.turned(),
            Says::Modal(_) => way,
            _ if score.is_some() => way,
            Says::Value(_) | Says::Otherwise(_) => Way::Both,
        };
        for expr in ground.population.iter().chain(&ground.condition) {
            self.expr(expr, way);
        }
        for expr in ground.met.iter().chain(&ground.breached) {
            self.expr(expr, Way::Both);
        }
        for exception in &ground.exceptions {
            self.exception(exception, way.turned());
        }
        match (score, &ground.says) {
            (Some(score), _) => self.score(score, way),
            (None, Says::Value(value) | Says::Otherwise(value)) => self.expr(value, Way::Both),
            (None, Says::Modal(_)) => {}
        }
    }

    fn exception(&mut self, exception: &'p Exception, way: Way) {
        self.expr(&exception.body, way);
        for inner in &exception.exceptions {
            self.exception(inner, way.turned());
        }
    }

    fn score(&mut self, score: &'p Score, way: Way) {
        for item in &score.items {
            let way = if item.minus { way.turned() } else { way };
            if let Some(when) = &item.when {
                self.expr(when, way);
            }
            match &item.amount.kind {
                ExprKind::Score(inner) => self.score(inner, way),
                _ => self.expr(&item.amount, way),
            }
        }
        for bound in score.cap.iter().chain(&score.floor) {
            self.expr(bound, Way::Both);
        }
    }

    fn expr(&mut self, expr: &'p Expr, way: Way) {
        if let Some(shown) = (self.read)(expr) {
            let way = way.of(shown);
            self.with |= way != Way::Against;
            self.against |= way != Way::With;
        }
        match &expr.kind {
            // More of what is held against less holds for more.
            ExprKind::Compare(comparison, left, right) => {
                let way = match comparison {
                    Comparison::AtLeast | Comparison::More => way,
                    Comparison::AtMost | Comparison::Less => way.turned(),
                    Comparison::Is | Comparison::IsNot => Way::Both,
                };
                self.expr(left, way);
                self.expr(right, way.turned());
            }
            ExprKind::Not(inner) => self.expr(inner, way.turned()),
            ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) => {
                for item in items {
                    self.expr(&item.expr, way);
                }
            }
            ExprKind::If(parts) => {
                let [when, then, otherwise] = parts.as_ref();
                self.expr(when, Way::Both);
                self.expr(then, way);
                self.expr(otherwise, way);
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id)
                if self.seen.insert((true, id.index(), way)) =>
            {
                let definition = self.program.definitions.get(id.index());
                for reading in definition.into_iter().flat_map(|definition| &definition.readings) {
                    self.expr(&reading.body, way);
                }
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                if self.seen.insert((false, id.index(), way)) =>
            {
                let decision = self.program.decisions.get(id.index());
                for ground in decision.into_iter().flat_map(|decision| &decision.grounds) {
                    // What it is read for need not be what its rules are for, and a duty that binds is a yes.
                    let allows = !matches!(ground.says, Says::Modal(Modal::Must | Modal::MustNot));
                    let plain = allows && matches!(expr.kind, ExprKind::Decision(_));
                    self.ground(ground, if plain && way == Way::With { way } else { Way::Both });
                }
            }
            _ => {
                let mut parts = Vec::new();
                visit::children(expr, |part| parts.push(part));
                for part in parts {
                    self.expr(part, Way::Both);
                }
            }
        }
    }
}
