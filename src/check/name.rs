//! A declared name: what it stands for, where it may stand, and whether it may be none.

use super::declaration::yields;
use super::expression::expr;
use super::list::Named;
use super::present::asked;
use super::{Checker, Node, Place, State, TypeError};
use crate::diagnostics::wording::nearest;
use crate::ir::{DecisionKind, Expr, ExprKind, FieldOf, Modal, Value};
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::{NameError, Symbol};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::ids::{DecisionId, DefinitionId, FieldId, RecordId};
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
        self.surely_there(found, &read, place)
    }

    /// What was read, unless there may be none and no neighbour asks.
    pub(super) fn surely_there(&mut self, found: Expr, read: &Read, place: &Place) -> Option<Expr> {
        if self.is_optional(&found) && !place.holds(read) {
            let text = self.slice(read.span);
            let none = if let Type::Number { unit, .. } = &found.ty { Some(unit.clone()) } else { None };
            return self.report(TypeError::MayBeNone { at: read.span, text, none });
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
                if self.names.decisions.get(id.index()).is_some_and(|decision| !decision.each.is_empty()) {
                    let (text, chinese) = (self.slice(span), self.is_chinese(span));
                    return self.report(TypeError::DecidedForEach { at: span, text, chinese });
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
            Symbol::List(_) | Symbol::ListField(..) | Symbol::Record(_) | Symbol::PlaceSet(_) => {
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
                Symbol::Field(owner, _) if place.nearest(*owner).is_some() => Some(*owner),
                _ => None,
            })
            .collect();
        if owners.len() > 1 {
            return self.whose(span, &owners);
        }
        if let Some((out, record, field)) = place.field(symbols) {
            let ty = self.records.get(record.index())?.fields.get(field.index())?.ty.clone();
            return Some(expr(ExprKind::Field(FieldOf { out, record, field }), ty, span));
        }
        let Some(Symbol::Field(owner, field)) = symbols.first() else { return None };
        let record = self.records.get(owner.index())?;
        let (field, record) = (record.fields.get(field.index())?.term.clone(), record.term.clone());
        self.report(TypeError::FieldOutside { at: span, field, record })
    }

    fn use_definition(&mut self, id: DefinitionId, place: &Place, span: Span) -> Option<Expr> {
        let decl = self.names.definitions.get(id.index())?;
        let Some(record) = decl.record else {
            self.use_term(id);
            let ty = self.ensure_defined(id, span)?;
            return Some(expr(ExprKind::Definition(id), ty, span));
        };
        if let Some(out) = place.nearest(record) {
            self.member_term(id, out, span)
        } else {
            self.use_term(id);
            self.ensure_defined(id, span)?;
            let (field, record) = (decl.term.clone(), self.records.get(record.index())?.term.clone());
            self.report(TypeError::FieldOutside { at: span, field, record })
        }
    }

    /// A term about each member of a record, of the member so many lists out.
    pub(super) fn member_term(&mut self, id: DefinitionId, out: usize, span: Span) -> Option<Expr> {
        self.use_term(id);
        let ty = self.ensure_defined(id, span)?;
        Some(expr(ExprKind::MemberDefinition(out, id), ty, span))
    }

    fn use_term(&mut self, id: DefinitionId) {
        if let Some(used) = self.used_definitions.get_mut(id.index()) {
            *used = true;
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
            ExprKind::Field(of) => {
                let record = self.records.get(of.record.index());
                record.and_then(|record| record.fields.get(of.field.index())).is_some_and(|field| field.optional)
            }
            ExprKind::Aggregate(gather) => matches!(gather.kind, Aggregate::Greatest | Aggregate::Least),
            _ => false,
        }
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
        let once = self.names.decisions.get(id.index()).is_some_and(|decision| decision.each.is_empty());
        once && rules.iter().any(|(_, rule)| rule.met.is_some() || rule.breached.is_some())
    }

    // ── Decisions ────────────────────────────────────────────

    /// `X is forbidden`, of something that some rule forbids.
    pub(super) fn forbidden(&mut self, inner: &Read, span: Span) -> Option<Expr> {
        let named = match &inner.kind {
            ReadKind::Name(symbols) => symbols.first(),
            _ => None,
        };
        let once = |id: DecisionId| self.names.decisions.get(id.index()).is_some_and(|found| found.each.is_empty());
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
    /// The field that a name stands for here: of the nearest member that has it, so many lists out.
    pub(super) fn field(&self, symbols: &[Symbol]) -> Option<(usize, RecordId, FieldId)> {
        let each = symbols.iter().filter_map(|symbol| match symbol {
            Symbol::Field(owner, field) => Some((self.nearest(*owner)?, *owner, *field)),
            _ => None,
        });
        each.min_by_key(|(out, ..)| *out)
    }

    /// The field that something stands for here, of which member counted from outside: what is known to be there of one
    /// member says nothing of another.
    pub(super) fn field_read(&self, read: &Read) -> Option<(usize, FieldId)> {
        let (out, field) = match &read.kind {
            ReadKind::Name(symbols) => self.field(symbols).map(|(out, _, field)| (out, field))?,
            ReadKind::OfThat(inner, that) => {
                let (Named::One(out), ReadKind::Name(symbols)) = (self.named(&that.symbols), &inner.kind) else {
                    return None;
                };
                let record = self.member(out)?.record;
                let own = symbols.iter().find_map(|symbol| match symbol {
                    Symbol::Field(owner, field) if *owner == record => Some(*field),
                    _ => None,
                });
                (out, own?)
            }
            _ => return None,
        };
        Some((self.members.len().checked_sub(out + 1)?, field))
    }

    /// Whether something is known to be there.
    pub(super) fn holds(&self, read: &Read) -> bool {
        self.present.holds(read, self.field_read(read))
    }

    /// The same place, where something is known to be there.
    pub(super) fn having(&self, read: &Read) -> Self {
        Self { present: self.present.and(vec![(read.clone(), self.field_read(read))]), ..self.clone() }
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
        let asked = asked(parts).into_iter().map(|read| {
            let field = self.field_read(&read);
            (read, field)
        });
        Self { present: self.present.and(asked.collect()), ..self.clone() }
    }
}
