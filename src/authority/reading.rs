//! Which way a term or a set of places works through the rules that read it.
//!
//! A wider term lets more people in where a permission asks for it. Under `not`, in an exception or in a prohibition it
//! works the other way, and where it is reckoned with nothing is said.

use crate::ir::{ClauseKind, Effect, Exception, Expr, ExprKind, Ground, Modal, Program, Says, Score, visit};
use crate::types::Term;
use std::collections::BTreeSet;

/// What a change of something that rules read makes of the rules.
pub(super) fn through(program: &Program, effect: Effect, read: &dyn Fn(&Expr) -> bool) -> Effect {
    let mut ways = Ways { program, read, seen: BTreeSet::new(), with: false, against: false };
    for ground in program.decisions.iter().flat_map(|decision| &decision.grounds) {
        ways.ground(ground, Way::With);
    }
    match (ways.with, ways.against) {
        (_, false) => effect,
        (false, true) => effect.turned(),
        (true, true) if effect == Effect::Same => effect,
        (true, true) => Effect::NotDecided,
    }
}

/// Whether a rule reads a definition, a parameter or a set of places, directly or through definitions.
pub(super) fn reads(program: &Program, ground: &Ground, kind: ClauseKind, name: &Term) -> bool {
    let mut out = BTreeSet::new();
    names_in(program, ground, &mut out);
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
enum Way {
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
}

struct Ways<'p> {
    program: &'p Program,
    read: &'p dyn Fn(&Expr) -> bool,
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
                _ => self.expr(&item.amount, Way::Both),
            }
        }
        for bound in score.cap.iter().chain(&score.floor) {
            self.expr(bound, Way::Both);
        }
    }

    fn expr(&mut self, expr: &'p Expr, way: Way) {
        if (self.read)(expr) {
            self.with |= way != Way::Against;
            self.against |= way != Way::With;
        }
        match &expr.kind {
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
            ExprKind::Decision(id) | ExprKind::Breached(id) if self.seen.insert((false, id.index(), way)) => {
                let decision = self.program.decisions.get(id.index());
                for ground in decision.into_iter().flat_map(|decision| &decision.grounds) {
                    // What it is read for need not be what its rules are for.
                    self.ground(ground, if way == Way::With { way } else { Way::Both });
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
