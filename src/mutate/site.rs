//! Where an expression stands in a program: in which part of which declaration, and which of its expressions it is.

use crate::ir::{Exception, Expr, Program, Says, visit};
use crate::types::ids::{DecisionId, DefinitionId, RecordId};

/// A part of a declaration that is an expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// Whom a rule speaks about: which of its conditions.
    Population(DecisionId, usize, usize),
    /// What a rule asks.
    Condition(DecisionId, usize),
    /// An exception, by its place among the exceptions, and among those of it.
    Exception(DecisionId, usize, Vec<usize>),
    /// How the duty is met.
    Met(DecisionId, usize),
    /// How it is breached.
    Breached(DecisionId, usize),
    /// The value that a rule gives.
    Says(DecisionId, usize),
    /// A reading of a definition.
    Reading(DefinitionId, usize),
}

/// One expression: its root, and its place among the expressions of that root, each before its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    /// The part of a declaration.
    pub root: Root,
    /// Which expression of it.
    pub index: usize,
}

impl Root {
    /// Every root of a program with its expression and the records whose members are in scope, in the order of the program.
    pub(super) fn all(program: &Program) -> Vec<(Self, &Expr, Vec<RecordId>)> {
        let mut out = Vec::new();
        for (at, definition) in program.definitions.iter().enumerate() {
            for (reading, body) in definition.readings.iter().enumerate() {
                let scope = definition.record.into_iter().collect();
                out.push((Self::Reading(DefinitionId::at(at), reading), &body.body, scope));
            }
        }
        for (at, decision) in program.decisions.iter().enumerate() {
            let id = DecisionId::at(at);
            let scope = program.records_of(&decision.each);
            for (index, ground) in decision.grounds.iter().enumerate() {
                let mut add = |root, expr| out.push((root, expr, scope.clone()));
                for (part, expr) in ground.population.iter().enumerate() {
                    add(Self::Population(id, index, part), expr);
                }
                if let Some(expr) = &ground.condition {
                    add(Self::Condition(id, index), expr);
                }
                exceptions(&ground.exceptions, &mut Vec::new(), &mut |path, found| {
                    add(Self::Exception(id, index, path.to_vec()), &found.body);
                });
                if let Some(expr) = &ground.met {
                    add(Self::Met(id, index), expr);
                }
                if let Some(expr) = &ground.breached {
                    add(Self::Breached(id, index), expr);
                }
                match &ground.says {
                    Says::Value(expr) | Says::Otherwise(expr) => add(Self::Says(id, index), expr),
                    Says::Modal(_) => {}
                }
            }
        }
        out
    }

    fn get<'p>(&self, program: &'p Program) -> Option<&'p Expr> {
        let ground = |id: DecisionId, ground: usize| program.decisions.get(id.index())?.grounds.get(ground);
        match self {
            Self::Population(id, at, part) => ground(*id, *at)?.population.get(*part),
            Self::Condition(id, at) => ground(*id, *at)?.condition.as_ref(),
            Self::Exception(id, at, path) => {
                let (last, around) = path.split_last()?;
                let mut all = &ground(*id, *at)?.exceptions;
                for at in around {
                    all = &all.get(*at)?.exceptions;
                }
                all.get(*last).map(|found| &found.body)
            }
            Self::Met(id, at) => ground(*id, *at)?.met.as_ref(),
            Self::Breached(id, at) => ground(*id, *at)?.breached.as_ref(),
            Self::Says(id, at) => ground(*id, *at)?.says.amount(),
            Self::Reading(id, reading) => {
                program.definitions.get(id.index())?.readings.get(*reading).map(|reading| &reading.body)
            }
        }
    }

    fn get_mut<'p>(&self, program: &'p mut Program) -> Option<&'p mut Expr> {
        let decision = |program: &'p mut Program, id: DecisionId, ground: usize| {
            program.decisions.get_mut(id.index())?.grounds.get_mut(ground)
        };
        match self {
            Self::Population(id, ground, part) => decision(program, *id, *ground)?.population.get_mut(*part),
            Self::Condition(id, ground) => decision(program, *id, *ground)?.condition.as_mut(),
            Self::Exception(id, ground, path) => {
                let (last, around) = path.split_last()?;
                let mut all = &mut decision(program, *id, *ground)?.exceptions;
                for at in around {
                    all = &mut all.get_mut(*at)?.exceptions;
                }
                all.get_mut(*last).map(|found| &mut found.body)
            }
            Self::Met(id, ground) => decision(program, *id, *ground)?.met.as_mut(),
            Self::Breached(id, ground) => decision(program, *id, *ground)?.breached.as_mut(),
            Self::Says(id, ground) => match &mut decision(program, *id, *ground)?.says {
                Says::Value(expr) | Says::Otherwise(expr) => Some(expr),
                Says::Modal(_) => None,
            },
            Self::Reading(id, reading) => {
                let definition = program.definitions.get_mut(id.index())?;
                definition.readings.get_mut(*reading).map(|reading| &mut reading.body)
            }
        }
    }
}

impl Site {
    /// The expression there.
    pub(super) fn get<'p>(&self, program: &'p Program) -> Option<&'p Expr> {
        // As `visit::walk` goes: each before its parts.
        let (mut at, mut found) = (0, None);
        visit::walk(self.root.get(program)?, &mut |expr| {
            if at == self.index {
                found = Some(expr);
            }
            at += 1;
        });
        found
    }

    /// The expression there, to be changed.
    pub(super) fn get_mut<'p>(&self, program: &'p mut Program) -> Option<&'p mut Expr> {
        nth(self.root.get_mut(program)?, &mut self.index.clone())
    }
}

/// Every exception with its path, each before its own exceptions.
pub(super) fn exceptions<'e>(
    all: &'e [Exception],
    path: &mut Vec<usize>,
    visit: &mut impl FnMut(&[usize], &'e Exception),
) {
    for (at, found) in all.iter().enumerate() {
        path.push(at);
        visit(path, found);
        exceptions(&found.exceptions, path, visit);
        path.pop();
    }
}

/// The expression so many places on, each before its parts.
fn nth<'e>(expr: &'e mut Expr, left: &mut usize) -> Option<&'e mut Expr> {
    if *left == 0 {
        return Some(expr);
    }
    *left = left.saturating_sub(1);
    visit::children_mut(expr).into_iter().find_map(|child| nth(child, left))
}
