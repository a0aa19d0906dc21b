//! Rules of one value: two that contradict each other, and one whose turn never comes.
//!
//! That two rules both hold is said only of plain facts, which any case may tell: what is asked in another shape might
//! be such that the one rules the other out. That no case is left for a rule may be said of any shape: whatever else is
//! asked, the rules before it fit all the same.

use super::cover::{Column, MAX_COMBINATIONS, MAX_QUIET, MAX_TOLD, Row, row_of};
use super::error::CoverError;
use super::{Checker, State, TypeError};
use crate::diagnostics::{Say, Text};
use crate::ir::value::show;
use crate::ir::{Exception, Expr, ExprKind, Ground, Hit, Item, Period, Says, Value};
use crate::text;
use crate::types::{Term, Type};

/// No more names are looked behind for one pair of rules.
const MAX_NAMES: usize = 200;
/// No more cases are tried for the rules of one value.
const MAX_TRIED: usize = 20_000;

impl Checker<'_, '_> {
    /// Reports plain rules that give different values and surely can hold together.
    pub(super) fn contradictions(&mut self, decided: &Term, grounds: &[Ground]) {
        let plain: Vec<(usize, &Ground, Value)> = grounds
            .iter()
            .enumerate()
            .filter_map(|(at, ground)| match &ground.says {
                Says::Value(value) => Some((at, ground, super::constant::fold(value)?)),
                Says::Otherwise(_) | Says::Modal(_) => None,
            })
            .collect();
        let asked: Vec<Option<Vec<Expr>>> = plain.iter().map(|(_, ground, _)| self.plainly_asked(ground)).collect();
        let mut left = MAX_TRIED;
        let mut found = Vec::new();
        for (second, (at_b, b, b_says)) in plain.iter().enumerate() {
            for (first, (at_a, a, a_says)) in plain.iter().enumerate().take(second) {
                let ordered = a.overrides.contains(at_b) || b.overrides.contains(at_a);
                if a_says == b_says || ordered || found.len() >= MAX_TOLD || left == 0 {
                    continue;
                }
                let (Some(Some(one)), Some(Some(two))) = (asked.get(first), asked.get(second)) else { continue };
                if let Some(case) = self.both_hold((a, one), (b, two), &mut left) {
                    let ty = match &a.says {
                        Says::Value(value) => value.ty.clone(),
                        Says::Otherwise(_) | Says::Modal(_) => Type::Bool,
                    };
                    let say = |value: &Value| Text::of(|language| show(value, &ty, &self.places, language));
                    let values = [say(a_says), say(b_says)];
                    let both = (self.path_of(decided, a), self.path_of(decided, b));
                    found.push(match both {
                        // What the lower policy says comes first, and it is its own to mend.
                        (Some(_), Some((article, path))) if a.span.file != b.span.file => {
                            let [own, other] = values;
                            let (at, first, values) = (a.span, b.span, [other, own]);
                            CoverError::Contradiction { at, first, case, values, above: Some([article, path]) }.into()
                        }
                        _ => CoverError::Contradiction { at: b.span, first: a.span, case, values, above: None }.into(),
                    });
                }
            }
        }
        self.errors.extend(found);
    }

    /// The article of a rule, and the rule, as another policy names them.
    fn path_of(&self, decided: &Term, ground: &Ground) -> Option<(Text, Text)> {
        let module = self.names.modules.iter().find(|module| module.file == ground.span.file)?;
        let policy = super::condition::term(&module.module.header.as_ref()?.name);
        let number = &ground.article;
        let policy = Text::of(|language| policy.say(language));
        let article = text!("policy {policy} article {number}", "政策 {policy} 第{number}条"; policy);
        let rule = ground.label.as_ref().map(|label| Text::of(|language| label.say(language)));
        let rule = rule.or_else(|| ground.ordinal.as_ref().map(|number| text!("{number}", "{number}")));
        let rule = rule.unwrap_or_else(|| Text::of(|language| decided.say(language)));
        let path = text!("{article} rule {rule}", "{article} 规则 {rule}"; article, rule);
        Some((article, path))
    }

    /// A case of which both rules hold, where that is sure.
    fn both_hold(&self, a: (&Ground, &[Expr]), b: (&Ground, &[Expr]), left: &mut usize) -> Option<Text> {
        let together = a.0.in_force.within(b.0.in_force);
        if together.from.zip(together.until).is_some_and(|(from, until)| from >= until) {
            return None;
        }
        let tests: Vec<Row<'_>> = vec![a.1.iter().chain(b.1).collect()];
        let columns = self.columns(&tests, (*left).min(MAX_QUIET), true)?;
        *left = left.saturating_sub(columns.iter().map(|column| column.values.len()).product());
        let told = |column: &Column<'_>| {
            matches!(column.subject.kind, ExprKind::Fact(_) | ExprKind::Field(_))
                && matches!(
                    column.subject.ty,
                    Type::Bool | Type::Level(_) | Type::Number { .. } | Type::Date | Type::Duration | Type::Place
                )
        };
        if !columns.iter().all(told) {
            return None;
        }
        let mut case = None;
        self.each_fitting(&columns, &tests, &mut |values, fitting| {
            if case.is_none() && !fitting.is_empty() {
                case = Some(self.witness(&columns, values, None));
            }
        });
        // Two rules that ask nothing fit whatever case.
        case
    }

    /// What a rule asks, its exceptions counted in, with what its terms say in their place; none where a term can be
    /// read in several ways, or an exception has one of its own.
    fn plainly_asked(&self, ground: &Ground) -> Option<Vec<Expr>> {
        let mut left = MAX_NAMES;
        let mut out = Vec::new();
        for test in row_of(ground) {
            out.push(self.spelt_out(test, &mut left)?);
        }
        for Exception { body, exceptions, .. } in &ground.exceptions {
            if !exceptions.is_empty() {
                return None;
            }
            let inner = self.spelt_out(body, &mut left)?;
            let (ty, span) = (inner.ty.clone(), inner.span);
            out.push(Expr { kind: ExprKind::Not(Box::new(inner)), ty, span });
        }
        Some(out)
    }

    fn spelt_out(&self, expr: &Expr, left: &mut usize) -> Option<Expr> {
        let kind = match &expr.kind {
            ExprKind::Definition(id) | ExprKind::MemberDefinition(0, id) => {
                *left = left.checked_sub(1)?;
                let Some(State::Done(Some(found))) = self.definitions.get(id.index()) else { return None };
                let [reading] = found.readings.as_slice() else { return None };
                return self.spelt_out(&reading.body, left);
            }
            ExprKind::Parameter(id) => {
                let parameter = self.parameters.get(id.index())?.as_ref()?;
                match parameter.values.as_slice() {
                    [(value, period)] if *period == Period::default() => ExprKind::Value(value.clone()),
                    _ => return None,
                }
            }
            ExprKind::Not(inner) => ExprKind::Not(Box::new(self.spelt_out(inner, left)?)),
            ExprKind::Compare(comparison, subject, bound) => {
                let (subject, bound) = (self.spelt_out(subject, left)?, self.spelt_out(bound, left)?);
                // Of a place that is told, what is asked is where it lies.
                if subject.ty == Type::Place {
                    return None;
                }
                ExprKind::Compare(*comparison, Box::new(subject), Box::new(bound))
            }
            ExprKind::All(items) | ExprKind::Any(items) => {
                let mut each = Vec::new();
                for item in items {
                    each.push(Item { expr: self.spelt_out(&item.expr, left)?, ..item.clone() });
                }
                if matches!(expr.kind, ExprKind::All(_)) { ExprKind::All(each) } else { ExprKind::Any(each) }
            }
            other => other.clone(),
        };
        Some(Expr { kind, ..expr.clone() })
    }

    /// Reports an *otherwise* that no case comes to, and a row that the rows before it leave no case.
    pub(super) fn never_reached(&mut self, grounds: &[Ground], hit: Option<Hit>) {
        let last = grounds.iter().find(|ground| matches!(ground.says, Says::Otherwise(_)));
        if let Some(last) = last
            && last.population.is_empty()
            && self.cover_of_rules(grounds).complete
        {
            self.errors.push(CoverError::NeverReached { at: last.span, otherwise: true }.into());
        }
        if hit == Some(Hit::First) {
            self.hidden_rows(grounds);
        }
    }

    fn hidden_rows(&mut self, grounds: &[Ground]) {
        let rows: Vec<&Ground> = grounds.iter().filter(|ground| matches!(ground.says, Says::Value(_))).collect();
        let tests: Vec<Row<'_>> = rows.iter().map(|ground| row_of(ground)).collect();
        let surely = |ground: &Ground| ground.exceptions.is_empty() && ground.in_force == Period::default();
        let mut fits = vec![false; rows.len()];
        let mut first = vec![false; rows.len()];
        let Some(columns) = self.columns(&tests, MAX_COMBINATIONS, true) else { return };
        self.each_fitting(&columns, &tests, &mut |_, fitting| {
            let mut taken = false;
            for row in fitting {
                fits.get_mut(*row).into_iter().for_each(|fits| *fits = true);
                first.get_mut(*row).into_iter().for_each(|first| *first |= !taken);
                taken |= rows.get(*row).is_some_and(|ground| surely(ground));
            }
        });
        let hidden = rows.iter().zip(fits.iter().zip(&first)).filter(|(_, (fits, first))| **fits && !**first);
        let told = hidden.map(|(ground, _)| CoverError::NeverReached { at: ground.span, otherwise: false }.into());
        let told: Vec<TypeError> = told.collect();
        self.errors.extend(told);
    }
}
