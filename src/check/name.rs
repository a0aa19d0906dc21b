//! A declared name: what it stands for, where it may stand, and whether it may be none.

use super::declaration::yields;
use super::expression::expr;
use super::present::asked;
use super::{Checker, Node, Place, State, TypeError};
use crate::diagnostics::wording::nearest;
use crate::ir::{DecisionKind, Expr, ExprKind, Modal, Value};
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::{NameError, Symbol};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::ids::{DecisionId, DefinitionId, RecordId};
use crate::types::{Aggregate, Scale, Term, Type};
use std::sync::Arc;

impl Checker<'_, '_> {
    pub(super) fn name(
        &mut self,
        symbols: &[Symbol],
        wanted: Option<&Type>,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let read = Read { kind: ReadKind::Name(symbols.to_vec()), span };
        let found = self.name_maybe_absent(symbols, wanted, place, span)?;
        let quoted = self.slice(span);
        if found.ty == Type::Text && quoted.starts_with(['"', '“', '「', '『', '《']) {
            // It could also be the text itself, and would be if there were no such name (law 16).
            let name = quoted.trim_matches(['"', '“', '”', '「', '」', '『', '』', '《', '》']).to_owned();
            self.name_errors.push(NameError::Ambiguous { at: span, splits: vec![quoted, name] });
            return None;
        }
        if self.is_optional(&found) && !place.present.holds(&read) {
            let text = self.slice(span);
            return self.report(TypeError::MayBeNone { at: span, text });
        }
        Some(found)
    }

    fn name_maybe_absent(
        &mut self,
        symbols: &[Symbol],
        wanted: Option<&Type>,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        match symbols.first()? {
            Symbol::Fact(id) => {
                if let Some(used) = self.used_facts.get_mut(id.index()) {
                    *used = true;
                }
                let ty = self.facts.get(id.index())?.ty.clone();
                Some(expr(ExprKind::Fact(*id), ty, span))
            }
            Symbol::Field(..) => self.field(symbols, place, span),
            Symbol::Definition(id) => self.use_definition(*id, place, span),
            Symbol::Parameter(id) => {
                if let Some(used) = self.used_parameters.get_mut(id.index()) {
                    *used = true;
                }
                let ty = self.parameters.get(id.index())?.as_ref()?.ty.clone();
                Some(expr(ExprKind::Parameter(*id), ty, span))
            }
            Symbol::Decision(id) => {
                if self.names.decisions.get(id.index()).is_some_and(|decision| decision.each.is_some()) {
                    let text = self.slice(span);
                    return self.report(TypeError::NotAValue { at: span, text });
                }
                let kind = self.ensure_decided(*id, span)?;
                if kind == DecisionKind::Modal(Modal::MustNot) {
                    // Bare, it would mean that it is forbidden, and that it is allowed once a `may` stands beside it.
                    let (text, chinese) = (self.slice(span), self.is_chinese(span));
                    return self.report(TypeError::BareProhibition { at: span, text, chinese });
                }
                Some(expr(ExprKind::Decision(*id), yields(&kind), span))
            }
            Symbol::Place(id) => Some(expr(ExprKind::Value(Value::Place(*id)), Type::Place, span)),
            Symbol::Level(..) => self.level(symbols, wanted, span),
            Symbol::List(_) | Symbol::Record(_) | Symbol::PlaceSet(_) => {
                let text = self.slice(span);
                self.report(TypeError::NotAValue { at: span, text })
            }
        }
    }

    /// A field of the nearest member that has it.
    fn field(&mut self, symbols: &[Symbol], place: &Place, span: Span) -> Option<Expr> {
        // Of members of two kinds, the nearer one is no better a reading than the farther one (law 16).
        let owners: Vec<RecordId> = symbols
            .iter()
            .filter_map(|symbol| match symbol {
                Symbol::Field(owner, _) if place.records.contains(owner) => Some(*owner),
                _ => None,
            })
            .collect();
        if owners.len() > 1 {
            let text = self.slice(span);
            let names = owners.iter().filter_map(|owner| self.records.get(owner.index()));
            let splits = names.map(|record| format!("{}: {text}", record.term.text)).collect();
            self.name_errors.push(NameError::Ambiguous { at: span, splits });
            return None;
        }
        for (out, record) in place.records.iter().rev().enumerate() {
            for symbol in symbols {
                if let Symbol::Field(owner, field) = symbol
                    && owner == record
                {
                    let ty = self.records.get(owner.index())?.fields.get(field.index())?.ty.clone();
                    return Some(expr(ExprKind::Field(out, *field), ty, span));
                }
            }
        }
        let Some(Symbol::Field(owner, field)) = symbols.first() else { return None };
        let record = self.records.get(owner.index())?;
        let (field, record) = (record.fields.get(field.index())?.term.clone(), record.term.clone());
        self.report(TypeError::FieldOutside { at: span, field, record })
    }

    fn use_definition(&mut self, id: DefinitionId, place: &Place, span: Span) -> Option<Expr> {
        if let Some(used) = self.used_definitions.get_mut(id.index()) {
            *used = true;
        }
        let ty = self.ensure_defined(id, span)?;
        let decl = self.names.definitions.get(id.index())?;
        let Some(record) = decl.record else {
            return Some(expr(ExprKind::Definition(id), ty, span));
        };
        if let Some(out) = place.records.iter().rev().position(|known| *known == record) {
            Some(expr(ExprKind::MemberDefinition(out, id), ty, span))
        } else {
            let (field, record) = (decl.term.clone(), self.records.get(record.index())?.term.clone());
            self.report(TypeError::FieldOutside { at: span, field, record })
        }
    }

    pub(super) fn level(&mut self, symbols: &[Symbol], wanted: Option<&Type>, span: Span) -> Option<Expr> {
        let levels: Vec<(Arc<Scale>, u32)> = symbols
            .iter()
            .filter_map(|symbol| match symbol {
                Symbol::Level(scale, level) => Some((self.names.scales.get(*scale as usize)?.clone(), *level)),
                _ => None,
            })
            .collect();
        let value = |scale: &Arc<Scale>, level: u32| {
            Some(expr(ExprKind::Value(Value::Level(level)), Type::Level(scale.clone()), span))
        };
        match wanted {
            Some(Type::Level(scale)) => {
                match levels.iter().find(|(known, _)| Arc::ptr_eq(known, scale) || known == scale) {
                    Some((_, level)) => value(scale, *level),
                    None => self.no_such_level(span, scale),
                }
            }
            _ => {
                if let [(scale, level)] = levels.as_slice() {
                    value(scale, *level)
                } else {
                    let text = self.slice(span);
                    self.report(TypeError::LooseLevel { at: span, text })
                }
            }
        }
    }

    fn no_such_level<T>(&mut self, at: Span, scale: &Arc<Scale>) -> Option<T> {
        let text = self.slice(at);
        let near = nearest(&text, scale.levels.iter().flat_map(Term::forms)).into_iter().map(str::to_owned).collect();
        self.report(TypeError::NoSuchLevel { at, text, scale: scale.clone(), near })
    }

    // ── Things that may be none ──────────────────────────────

    pub(super) fn is_optional(&self, found: &Expr) -> bool {
        match &found.kind {
            ExprKind::Fact(id) => self.facts.get(id.index()).is_some_and(|fact| fact.optional),
            ExprKind::Field(_, field) => {
                // The type alone does not say whose field it is; the records that are in scope do.
                self.records.iter().any(|record| {
                    record.fields.get(field.index()).is_some_and(|known| {
                        known.optional && known.ty == found.ty && self.slice_is(found.span, &known.term)
                    })
                })
            }
            ExprKind::Aggregate(gather) => matches!(gather.kind, Aggregate::Greatest | Aggregate::Least),
            _ => false,
        }
    }

    fn slice_is(&self, span: Span, term: &Term) -> bool {
        let text = crate::syntax::fold_name(self.names.sources.slice(span).trim_matches(['「', '」', '"', '“', '”']));
        term.forms().any(|form| crate::syntax::fold_name(form) == text)
    }

    /// What `exists` asks about.
    pub(super) fn maybe_absent(&mut self, read: &Read, place: &Place) -> Option<Expr> {
        let found = self.expr(read, None, &place.having(read))?;
        if self.is_optional(&found) {
            return Some(found);
        }
        let text = self.slice(read.span);
        self.report(TypeError::NeverNone { at: read.span, text })
    }

    // ── Decisions ────────────────────────────────────────────

    /// Whether some rule of a decision says how it is kept.
    pub(super) fn is_duty(&self, id: DecisionId) -> bool {
        let rules = self.rules.get(id.index()).map(Vec::as_slice).unwrap_or_default();
        let once = self.names.decisions.get(id.index()).is_some_and(|decision| decision.each.is_none());
        once && rules.iter().any(|(_, rule)| rule.met.is_some() || rule.breached.is_some())
    }

    // ── Decisions ────────────────────────────────────────────

    /// `X is forbidden`, of something that some rule forbids.
    pub(super) fn forbidden(&mut self, inner: &Read, span: Span) -> Option<Expr> {
        let named = match &inner.kind {
            ReadKind::Name(symbols) => symbols.first(),
            _ => None,
        };
        let once = |id: DecisionId| self.names.decisions.get(id.index()).is_some_and(|found| found.each.is_none());
        let forbids = |id: DecisionId| {
            let rules = self.rules.get(id.index()).map(Vec::as_slice).unwrap_or_default();
            rules.iter().any(|(_, rule)| matches!(rule.says, ast::Says::Modal(ast::Modal::MustNot)))
        };
        match named {
            Some(Symbol::Decision(id)) if once(*id) && forbids(*id) => {
                self.ensure_decided(*id, span)?;
                Some(expr(ExprKind::Forbidden(*id), Type::Bool, span))
            }
            _ => {
                let text = self.slice(inner.span);
                self.report(TypeError::NotAProhibition { at: inner.span, text })
            }
        }
    }

    /// Types a decision if that has not been done; none where it is wrong or has no rule.
    pub(super) fn ensure_decided(&mut self, id: DecisionId, at: Span) -> Option<DecisionKind> {
        match self.decisions.get(id.index())? {
            State::Done(decision) => {
                let kind = decision.as_ref().map(|decision| decision.kind.clone());
                let empty = decision.as_ref().is_some_and(|decision| decision.grounds.is_empty());
                if empty && at != Span::default() {
                    let text = self.node_name(Node::Decision(id));
                    return self.report(TypeError::NoRule { at, text });
                }
                return kind;
            }
            State::InProgress => return self.cycle(Node::Decision(id), at),
            State::NotYet => {}
        }
        if let Some(slot) = self.decisions.get_mut(id.index()) {
            *slot = State::InProgress;
        }
        self.path.push(Node::Decision(id));
        let decision = stacker::maybe_grow(256 << 10, 2 << 20, || self.decision(id));
        self.path.pop();
        if let Some(slot) = self.decisions.get_mut(id.index()) {
            *slot = State::Done(decision);
        }
        self.ensure_decided(id, at)
    }
}

impl Place {
    /// The same place, with the members of a record spoken of.
    pub(super) fn inside(&self, record: RecordId) -> Self {
        let mut out = self.clone();
        out.records.push(record);
        out
    }

    /// The same place, where something is known to be there.
    pub(super) fn having(&self, read: &Read) -> Self {
        Self { present: self.present.and(vec![read.clone()]), ..self.clone() }
    }

    /// The same place, where a condition holds.
    pub(super) fn asking(&self, condition: &Read) -> Self {
        match &condition.kind {
            ReadKind::And(parts) => self.with_present(parts),
            _ => self.with_present(std::slice::from_ref(condition)),
        }
    }

    /// The same place beside conditions that ask whether things exist.
    pub(super) fn with_present<'r>(&self, parts: impl IntoIterator<Item = &'r Read>) -> Self {
        Self { present: self.present.and(asked(parts)), ..self.clone() }
    }
}
