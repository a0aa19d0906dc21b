//! One function per kind of expression: its type, and its plain form.

use super::declaration::yields;
use super::unit::{is_days, is_money, is_share, unit_of};
use super::{Checker, Node, Place, State, TypeError};
use crate::diagnostics::wording::nearest;
use crate::ir::{DecisionKind, Expr, ExprKind, Gather, Item, Modal, Run, Sharing, Value};
use crate::resolve::lexicon::UnitRef;
use crate::resolve::read::{ListRef, Read, ReadKind};
use crate::resolve::{NameError, Symbol};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::ids::{DecisionId, DefinitionId, PlaceId, RecordId};
use crate::types::{Aggregate, Comparison, Duration, Number, Operator, Scale, Term, Type, Unit};
use std::sync::Arc;

fn expr(kind: ExprKind, ty: Type, span: Span) -> Expr {
    Expr { kind, ty, span }
}

impl Checker<'_, '_> {
    /// Types an expression. `wanted` is the type of what stands beside it: it gives a bare number its unit and tells
    /// levels of one name apart; it is a hint, not a demand.
    pub(super) fn expr(&mut self, read: &Read, wanted: Option<&Type>, place: &Place) -> Option<Expr> {
        stacker::maybe_grow(256 << 10, 2 << 20, || self.expr_grown(read, wanted, place))
    }

    fn expr_grown(&mut self, read: &Read, wanted: Option<&Type>, place: &Place) -> Option<Expr> {
        let span = read.span;
        match &read.kind {
            ReadKind::Name(symbols) => self.name(symbols, wanted, place, span),
            ReadKind::NoneWord(symbols) => {
                if symbols.is_empty() {
                    let text = self.slice(span);
                    return self.report(TypeError::LooseLevel { at: span, text });
                }
                self.level(symbols, wanted, span)
            }
            ReadKind::Quantity(number, unit) => self.quantity(*number, unit.as_ref(), wanted, span),
            ReadKind::Duration(duration) => {
                Some(expr(ExprKind::Value(Value::Duration(*duration)), Type::Duration, span))
            }
            ReadKind::Date(date) => {
                let date = self.date(*date, span)?;
                Some(expr(ExprKind::Value(Value::Date(date)), Type::Date, span))
            }
            ReadKind::Text(text) => {
                // In a phrase a level or place may be quoted; the type beside it says so.
                Some(expr(ExprKind::Value(Value::Text(text.as_str().into())), Type::Text, span))
            }
            ReadKind::Bool(value) => Some(expr(ExprKind::Value(Value::Bool(*value)), Type::Bool, span)),
            ReadKind::AsOf => Some(expr(ExprKind::AsOf, Type::Date, span)),
            ReadKind::Not(inner) => {
                let inner = self.condition(inner, place)?;
                Some(expr(ExprKind::Not(Box::new(inner)), Type::Bool, span))
            }
            ReadKind::And(parts) => {
                let place = place.with_present(parts);
                let items = self.items(parts, &place)?;
                Some(expr(ExprKind::All(items), Type::Bool, span))
            }
            ReadKind::Or(parts) => {
                let items = self.items(parts, place)?;
                Some(expr(ExprKind::Any(items), Type::Bool, span))
            }
            ReadKind::Compare(comparison, left, right) => self.comparison(*comparison, left, right, place, span),
            ReadKind::In { negated, item, place: around } => {
                let inside = self.inside(item, around, place, span)?;
                Some(negate(*negated, inside))
            }
            ReadKind::OneOf { negated, within, item, values } => {
                let one = self.one_of(item, values, *within, place, span)?;
                Some(negate(*negated, one))
            }
            ReadKind::Exists(inner, wanted) => {
                let inner = self.maybe_absent(inner, place)?;
                Some(negate(!wanted, expr(ExprKind::Exists(Box::new(inner)), Type::Bool, span)))
            }
            ReadKind::Breached(inner) => {
                let ReadKind::Name(symbols) = &inner.kind else {
                    let text = self.slice(inner.span);
                    return self.report(TypeError::NotADuty { at: inner.span, text });
                };
                match symbols.first() {
                    Some(Symbol::Decision(id)) if self.is_duty(*id) => {
                        self.ensure_decided(*id, span)?;
                        Some(expr(ExprKind::Breached(*id), Type::Bool, span))
                    }
                    _ => {
                        let text = self.slice(inner.span);
                        self.report(TypeError::NotADuty { at: inner.span, text })
                    }
                }
            }
            ReadKind::Forbidden(inner, wanted) => Some(negate(!wanted, self.forbidden(inner, span)?)),
            ReadKind::Known(inner, wanted) => {
                let inner = match &inner.kind {
                    ReadKind::Name(symbols)
                        if symbols.iter().any(|s| matches!(s, Symbol::List(_) | Symbol::Record(_))) =>
                    {
                        let (list, _) = self.list_of(&ListRef { symbols: symbols.clone(), span })?;
                        let ty = self.facts.get(list.index())?.ty.clone();
                        expr(ExprKind::Fact(list), ty, inner.span)
                    }
                    _ => self.expr(inner, None, &place.having(inner))?,
                };
                Some(negate(!wanted, expr(ExprKind::Known(Box::new(inner)), Type::Bool, span)))
            }
            ReadKind::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right, wanted, place, span),
            ReadKind::Pick { greater, of } => self.pick(*greater, of, wanted, place, span),
            ReadKind::Round(mode, amount, to) => {
                let amount = self.expr(amount, wanted, place);
                let to = self.expr(to, amount.as_ref().map(|amount| &amount.ty), place);
                let (amount, to) = (amount?, self.step(to?)?);
                let ty = self.same_unit(&amount, &to)?;
                Some(expr(ExprKind::Round(*mode, Box::new(amount), Box::new(to)), ty, span))
            }
            ReadKind::Year(date) => {
                let date = self.date_expr(date, place)?;
                Some(expr(ExprKind::Year(Box::new(date)), Type::Number { unit: Unit::Pure, whole: true }, span))
            }
            ReadKind::MissingDay(rule, sum) => self.missing_day(*rule, sum, place),
            ReadKind::Anchor(anchor, date) => {
                let date = self.date_expr(date, place)?;
                Some(expr(ExprKind::Anchor(*anchor, Box::new(date)), Type::Date, span))
            }
            ReadKind::Between(measure, from, to) => self.between(*measure, from, to, place, span),
            ReadKind::Window { .. } => self.window_of(&read.kind, place, span),
            ReadKind::Edge(last, window) => self.edge(*last, window, place, span),
            ReadKind::If(parts) => self.choice(parts, wanted, place, span),
            ReadKind::Quantified(quantifier, list, condition) => {
                let (list, record) = self.list_of(list)?;
                let condition = self.condition(condition, &place.inside(record))?;
                self.of_each(&condition)?;
                Some(expr(ExprKind::Quantified(*quantifier, list, Box::new(condition)), Type::Bool, span))
            }
            ReadKind::Aggregate { kind, list, amount, filter, window } => {
                self.gather(*kind, list, amount.as_deref(), filter.as_deref(), window.as_deref(), place, span)
            }
            ReadKind::Unbroken { .. } => self.unbroken(&read.kind, place, span),
            ReadKind::Share { total, list, weight, step } => self.share(total, list, weight, step, place, span),
        }
    }

    /// A condition: yes or no.
    pub(super) fn condition(&mut self, read: &Read, place: &Place) -> Option<Expr> {
        let found = self.expr(read, Some(&Type::Bool), place)?;
        self.must_be_condition(found)
    }

    fn items(&mut self, parts: &[Read], place: &Place) -> Option<Vec<Item>> {
        let parts: Vec<Option<Expr>> = parts.iter().map(|part| self.condition(part, place)).collect();
        parts.into_iter().map(|part| Some(Item { ordinal: None, label: None, expr: part? })).collect()
    }

    // ── Names ────────────────────────────────────────────────

    fn name(&mut self, symbols: &[Symbol], wanted: Option<&Type>, place: &Place, span: Span) -> Option<Expr> {
        let read = Read { kind: ReadKind::Name(symbols.to_vec()), span };
        let found = self.name_maybe_absent(symbols, wanted, place, span)?;
        let quoted = self.slice(span);
        if found.ty == Type::Text && quoted.starts_with(['"', '“', '「', '『', '《']) {
            // It could also be the text itself, and would be if there were no such name (law 16).
            let name = quoted.trim_matches(['"', '“', '”', '「', '」', '『', '』', '《', '》']).to_owned();
            self.name_errors.push(NameError::Ambiguous { at: span, splits: vec![quoted, name] });
            return None;
        }
        if self.is_optional(&found) && !place.present.contains(&read) {
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

    fn level(&mut self, symbols: &[Symbol], wanted: Option<&Type>, span: Span) -> Option<Expr> {
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
    fn maybe_absent(&mut self, read: &Read, place: &Place) -> Option<Expr> {
        let found = self.expr(read, None, &place.having(read))?;
        if self.is_optional(&found) {
            return Some(found);
        }
        let text = self.slice(read.span);
        self.report(TypeError::NeverNone { at: read.span, text })
    }

    // ── Numbers ──────────────────────────────────────────────

    fn quantity(&mut self, number: Number, unit: Option<&UnitRef>, wanted: Option<&Type>, span: Span) -> Option<Expr> {
        let value = |number, unit| Some(expr(ExprKind::Value(Value::Number(number)), Type::number(unit), span));
        let Some(written) = unit else {
            return match wanted {
                Some(Type::Number { unit: Unit::Share, .. }) if number != Number::ZERO => {
                    let text = self.slice(span);
                    self.report(TypeError::BareShare { at: span, text })
                }
                Some(Type::Number { unit, .. }) => value(number, unit.clone()),
                Some(Type::Duration) => {
                    let text = self.slice(span);
                    let chinese = self.is_chinese(span);
                    self.report(TypeError::BareDuration { at: span, text, chinese })
                }
                _ => value(number, Unit::Pure),
            };
        };
        let (unit, factor) = unit_of(written)?;
        if let Ok(number) = number.times(factor) {
            value(number, unit)
        } else {
            let text = self.slice(span);
            self.name_errors.push(NameError::NumberTooLarge { at: span, text });
            None
        }
    }

    fn arithmetic(
        &mut self,
        operator: Operator,
        left: &Read,
        right: &Read,
        wanted: Option<&Type>,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let additive = matches!(operator, Operator::Plus | Operator::Minus);
        let (left, right) = if additive || operator == Operator::PerFull {
            self.side_by_side(left, right, wanted, place)
        } else {
            (self.expr(left, None, place), self.expr(right, None, place))
        };
        let (mut left, mut right) = (left?, right?);
        let share = |side: &Expr| matches!(side.ty, Type::Number { unit: Unit::Share | Unit::Ratio, .. });
        if operator == Operator::Of && share(&right) && !share(&left) {
            // `80% of price` and `价格的80%` are one thing: the share stands first.
            std::mem::swap(&mut left, &mut right);
        }
        if let Some(dated) = self.date_arithmetic(operator, &left, &right, span) {
            return dated;
        }
        if operator == Operator::PerFull {
            self.same_unit(&left, &right)?;
            let ty = Type::Number { unit: Unit::Pure, whole: true };
            return Some(expr(ExprKind::Arithmetic(operator, Box::new(left), Box::new(right)), ty, span));
        }
        let ty = match (&left.ty, &right.ty) {
            (Type::Duration, Type::Duration) if additive => Type::Duration,
            (Type::Number { .. }, Type::Number { .. }) if additive => self.same_unit(&left, &right)?,
            (Type::Number { unit: a, whole: x }, Type::Number { unit: b, whole: y }) => {
                if operator == Operator::Of
                    && !matches!(a, Unit::Share | Unit::Ratio)
                    && !matches!(b, Unit::Share | Unit::Ratio)
                {
                    let error = TypeError::Mismatch {
                        expected: Type::number(Unit::Share),
                        found: left.ty.clone(),
                        at: left.span,
                        because: None,
                    };
                    return self.report(error);
                }
                let sign = if operator == Operator::Over { -1 } else { 1 };
                let whole = *x && *y && operator == Operator::Times;
                match a.combine(b, sign) {
                    Some(unit) => Type::Number { unit, whole },
                    None => return self.report(TypeError::CompoundUnit { at: span, unit: a.clone() }),
                }
            }
            (Type::Number { .. } | Type::Duration, other) => {
                let error = TypeError::NotANumber { found: other.clone(), at: right.span };
                return self.report(error);
            }
            (other, _) => {
                let error = TypeError::NotANumber { found: other.clone(), at: left.span };
                return self.report(error);
            }
        };
        Some(expr(ExprKind::Arithmetic(operator, Box::new(left), Box::new(right)), ty, span))
    }

    /// Types two things that must be alike, each giving the other its hint.
    fn side_by_side(
        &mut self,
        left: &Read,
        right: &Read,
        wanted: Option<&Type>,
        place: &Place,
    ) -> (Option<Expr>, Option<Expr>) {
        if takes_hint(left) && !takes_hint(right) {
            let right = self.expr(right, wanted, place);
            let left = self.expr(left, right.as_ref().map(|right| &right.ty).or(wanted), place);
            (left, right)
        } else {
            let left = self.expr(left, wanted, place);
            let right = self.expr(right, left.as_ref().map(|left| &left.ty).or(wanted), place);
            (left, right)
        }
    }

    /// The common type of two amounts; reports where they count different things.
    fn same_unit(&mut self, left: &Expr, right: &Expr) -> Option<Type> {
        let (Type::Number { unit: a, whole: x }, Type::Number { unit: b, whole: y }) = (&left.ty, &right.ty) else {
            return self.unlike(left, right);
        };
        if !a.fits(b) {
            return self.unlike(left, right);
        }
        let unit = if *a == Unit::Ratio { b.clone() } else { a.clone() };
        Some(Type::Number { unit, whole: *x && *y })
    }

    /// Reports two things that do not belong together, in the most telling way.
    fn unlike<T>(&mut self, left: &Expr, right: &Expr) -> Option<T> {
        let (at, other) = (right.span, left.span);
        let pair = |test: fn(&Type) -> bool, with: fn(&Type) -> bool| {
            (test(&left.ty) && with(&right.ty)) || (with(&left.ty) && test(&right.ty))
        };
        let error = if pair(is_money, is_share) {
            let (money, share) = if is_share(&left.ty) { (right, left) } else { (left, right) };
            let literal = matches!(share.kind, ExprKind::Value(_));
            TypeError::MoneyAndShare { money: money.span, share: share.span, text: self.slice(share.span), literal }
        } else if pair(is_days, |ty| *ty == Type::Duration) {
            TypeError::DaysAndMonths { at, other }
        } else {
            match (&left.ty, &right.ty) {
                (Type::Number { unit: a, .. }, Type::Number { unit: b, .. }) => {
                    TypeError::Units { left: a.clone(), right: b.clone(), at, other }
                }
                _ => {
                    TypeError::Mismatch { expected: left.ty.clone(), found: right.ty.clone(), at, because: Some(other) }
                }
            }
        };
        self.report(error)
    }

    fn pick(&mut self, greater: bool, of: &[Read], wanted: Option<&Type>, place: &Place, span: Span) -> Option<Expr> {
        let hint = of.iter().find(|part| !takes_hint(part));
        let known = hint.and_then(|part| self.expr(part, wanted, place));
        let ty = known.as_ref().map(|known| known.ty.clone());
        let mut parts = Vec::new();
        for part in of {
            let typed = match (&known, hint) {
                // Typed once: twice at every level would be endless.
                (known, Some(hint)) if std::ptr::eq(part, hint) => known.clone(),
                _ => self.expr(part, ty.as_ref().or(wanted), place),
            };
            parts.push(typed);
        }
        let parts: Vec<Expr> = parts.into_iter().collect::<Option<_>>()?;
        let first = parts.first()?;
        for other in parts.iter().skip(1) {
            self.alike(first, other)?;
        }
        if !is_ordered(&first.ty) {
            let error = TypeError::NotOrdered { ty: first.ty.clone(), at: span };
            return self.report(error);
        }
        let ty = first.ty.clone();
        Some(expr(ExprKind::Pick { greater, of: parts }, ty, span))
    }

    /// Whether two things can be compared; reports where not.
    pub(super) fn alike(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        match (&left.ty, &right.ty) {
            (Type::Number { .. }, Type::Number { .. }) => self.same_unit(left, right).map(|_| ()),
            (a, b) if a == b => Some(()),
            _ => self.unlike(left, right),
        }
    }

    fn choice(&mut self, parts: &[Read; 3], wanted: Option<&Type>, place: &Place, span: Span) -> Option<Expr> {
        let [condition, yes, no] = parts;
        let typed = self.condition(condition, place);
        let known = place.asking(condition);
        let (yes, no) = if takes_hint(yes) && !takes_hint(no) {
            let no = self.expr(no, wanted, place);
            (self.expr(yes, no.as_ref().map(|no| &no.ty).or(wanted), &known), no)
        } else {
            let yes = self.expr(yes, wanted, &known);
            let no = self.expr(no, yes.as_ref().map(|yes| &yes.ty).or(wanted), place);
            (yes, no)
        };
        let (condition, yes, no) = (typed?, yes?, no?);
        self.alike(&yes, &no)?;
        let ty = yes.ty.clone();
        Some(expr(ExprKind::If(Box::new([condition, yes, no])), ty, span))
    }

    /// A step of rounding: a plain amount above nought.
    fn step(&mut self, step: Expr) -> Option<Expr> {
        match super::constant::fold(&step) {
            Some(Value::Number(number)) if !number.is_negative() && number != Number::ZERO => {
                Some(Expr { kind: ExprKind::Value(Value::Number(number)), ..step })
            }
            Some(_) => self.report(TypeError::BadStep { at: step.span }),
            None => self.report(TypeError::NotConstant { at: step.span }),
        }
    }

    // ── Comparisons ──────────────────────────────────────────

    fn comparison(
        &mut self,
        comparison: Comparison,
        left: &Read,
        right: &Read,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        if let ReadKind::Name(symbols) = &right.kind
            && matches!(symbols.first(), Some(Symbol::PlaceSet(_)))
        {
            let item = self.expr(left, Some(&Type::Place), place)?;
            let (text, item) = (self.slice(right.span), self.slice(item.span));
            return self.report(TypeError::EqualToSet { at: right.span, text, item, comparison });
        }
        let (left, right) = match self.none_test(comparison, left, right, place, span) {
            NoneTest::Exists(test) => return test,
            NoneTest::Level(left) => {
                let right = self.expr(right, Some(&left.ty), place);
                (Some(left), right)
            }
            NoneTest::Other => self.side_by_side(left, right, None, place),
        };
        let (left, right) = (left?, right?);
        let (left, right) = (Self::days(left, &right.ty), right);
        let (right, left) = (Self::days(right, &left.ty), left);
        self.alike(&left, &right)?;
        if !matches!(comparison, Comparison::Is | Comparison::IsNot) && !is_ordered(&left.ty) {
            let error = TypeError::NotOrdered { ty: left.ty.clone(), at: span };
            return self.report(error);
        }
        if matches!(left.ty, Type::List(_)) {
            let text = self.slice(left.span);
            return self.report(TypeError::NotAValue { at: left.span, text });
        }
        // `X is yes` is X; comparisons of conditions are conditions.
        let out = match (&left.ty, comparison, &right.kind) {
            (Type::Bool, Comparison::Is, ExprKind::Value(Value::Bool(value))) => negate(!value, left),
            (Type::Bool, Comparison::IsNot, ExprKind::Value(Value::Bool(value))) => negate(*value, left),
            _ => expr(ExprKind::Compare(comparison, Box::new(left), Box::new(right)), Type::Bool, span),
        };
        if let Some(always) = super::constant::comparison(&out) {
            self.errors.push(TypeError::Constant { at: span, always });
        }
        Some(Expr { span, ..out })
    }

    /// A duration of days alone beside a number of days.
    fn days(found: Expr, beside: &Type) -> Expr {
        match &found.kind {
            ExprKind::Value(Value::Duration(Duration { months: 0, days })) if is_days(beside) => {
                let number = Number::whole(i64::from(*days));
                expr(ExprKind::Value(Value::Number(number)), beside.clone(), found.span)
            }
            _ => found,
        }
    }

    /// `award date is none`: a test of existence, where `none` is not one of its levels.
    ///
    /// The left side is typed once: twice at every level of brackets would be endless.
    fn none_test(&mut self, comparison: Comparison, left: &Read, right: &Read, place: &Place, span: Span) -> NoneTest {
        let ReadKind::NoneWord(levels) = &right.kind else { return NoneTest::Other };
        if !matches!(comparison, Comparison::Is | Comparison::IsNot) {
            return NoneTest::Other;
        }
        let Some(typed) = self.expr(left, None, &place.having(left)) else { return NoneTest::Exists(None) };
        let optional = self.is_optional(&typed);
        if let Type::Level(scale) = &typed.ty {
            let has = levels.iter().any(|symbol| match symbol {
                Symbol::Level(index, _) => {
                    self.names.scales.get(*index as usize).is_some_and(|known| Arc::ptr_eq(known, scale))
                }
                _ => false,
            });
            if has && optional && !place.present.contains(left) {
                let text = self.slice(left.span);
                return NoneTest::Exists(self.report(TypeError::MayBeNone { at: left.span, text }));
            }
            if has {
                return NoneTest::Level(typed);
            }
        }
        if !optional {
            let text = self.slice(left.span);
            return NoneTest::Exists(self.report(TypeError::NeverNone { at: left.span, text }));
        }
        let test = expr(ExprKind::Exists(Box::new(typed)), Type::Bool, span);
        NoneTest::Exists(Some(negate(comparison == Comparison::Is, test)))
    }

    fn inside(&mut self, item: &Read, around: &Read, place: &Place, span: Span) -> Option<Expr> {
        if let ReadKind::Name(symbols) = &around.kind
            && let Some(places) = self.places_of(symbols)
        {
            let item = self.expr(item, Some(&Type::Place), place)?;
            if item.ty != Type::Place {
                return self.report(TypeError::NotAPlace { found: item.ty, at: item.span });
            }
            let set = self.set_named(symbols);
            return Some(expr(ExprKind::In(Box::new(item), places, set), Type::Bool, span));
        }
        let (item, around) = self.side_by_side(item, around, None, place);
        let (item, around) = (item?, around?);
        if item.ty == Type::Place && around.ty == Type::Place {
            return Some(expr(ExprKind::Within(Box::new(item), Box::new(around)), Type::Bool, span));
        }
        if item.ty == Type::Date && around.ty == Type::Window {
            return Some(expr(ExprKind::During(Box::new(item), Box::new(around)), Type::Bool, span));
        }
        if matches!(item.ty, Type::Level(_)) {
            // 关系属于配偶: a choice belongs to one of its values.
            self.alike(&item, &around)?;
            return Some(expr(ExprKind::Compare(Comparison::Is, Box::new(item), Box::new(around)), Type::Bool, span));
        }
        let (found, at) = if item.ty == Type::Place { (around.ty, around.span) } else { (item.ty, item.span) };
        self.report(TypeError::NotAPlace { found, at })
    }

    /// The name of a set of places.
    fn set_named(&self, symbols: &[Symbol]) -> Option<Arc<Term>> {
        symbols.iter().find_map(|symbol| match symbol {
            Symbol::PlaceSet(id) => self.names.place_sets.get(id.index()).map(|set| set.term.clone()),
            _ => None,
        })
    }

    /// The places that a name stands for.
    fn places_of(&self, symbols: &[Symbol]) -> Option<Vec<PlaceId>> {
        symbols.iter().find_map(|symbol| match symbol {
            Symbol::Place(id) => Some(vec![*id]),
            Symbol::PlaceSet(id) => self.names.place_sets.get(id.index()).map(|set| set.members.clone()),
            _ => None,
        })
    }

    fn one_of(&mut self, item: &Read, values: &[Read], within: bool, place: &Place, span: Span) -> Option<Expr> {
        let item = self.expr(item, None, place)?;
        let mut out = Vec::new();
        let mut places = Vec::new();
        let mut sound = true;
        for value in values {
            if let (Type::Place, ReadKind::Name(symbols)) = (&item.ty, &value.kind)
                && let Some(found) = self.places_of(symbols)
            {
                // In one of them, or exactly one of them.
                out.extend(found.iter().filter(|_| !within).map(|place| Value::Place(*place)));
                places.extend(found);
                continue;
            }
            let Some(typed) = self.expr(value, Some(&item.ty), place) else {
                sound = false;
                continue;
            };
            sound &= self.alike(&item, &typed).is_some();
            match super::constant::fold(&typed) {
                Some(value) => out.push(value),
                None => sound = self.report::<()>(TypeError::NotConstant { at: value.span }).is_some(),
            }
        }
        if !sound {
            return None;
        }
        let kind = if within && item.ty == Type::Place {
            ExprKind::In(Box::new(item), places, None)
        } else {
            ExprKind::OneOf(Box::new(item), out)
        };
        Some(expr(kind, Type::Bool, span))
    }

    // ── Lists ────────────────────────────────────────────────

    #[expect(clippy::too_many_arguments, reason = "the parts of one sentence, each named in the grammar")]
    fn gather(
        &mut self,
        kind: Aggregate,
        list: &ListRef,
        amount: Option<&Read>,
        filter: Option<&Read>,
        window: Option<&(Read, Read)>,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let (list, record) = self.list_of(list)?;
        let inner = place.inside(record);
        let read_filter = filter;
        let filter = match filter {
            Some(filter) => Some(self.condition(filter, &inner)?),
            None => None,
        };
        // What the filter asks to exist is there for the amount; and of an amount that is absent nothing is added.
        let asked = read_filter.map_or_else(|| inner.clone(), |filter| inner.asking(filter));
        let amount = match amount {
            Some(amount) => Some(self.expr(amount, None, &asked.having(amount))?),
            None => None,
        };
        filter.as_ref().map_or(Some(()), |filter| self.of_each(filter))?;
        let added = kind == Aggregate::Sum;
        amount.as_ref().map_or(Some(()), |amount| self.amount_of_each(amount, added))?;
        let window = match window {
            Some((length, key)) => Some(self.window(length, key, &inner)?),
            None => None,
        };
        let ty = match &amount {
            None => Type::Number { unit: Unit::Pure, whole: true },
            Some(amount) if kind == Aggregate::Sum && !matches!(amount.ty, Type::Number { .. }) => {
                let error = TypeError::NotANumber { found: amount.ty.clone(), at: amount.span };
                return self.report(error);
            }
            Some(amount) if !is_ordered(&amount.ty) => {
                let error = TypeError::NotOrdered { ty: amount.ty.clone(), at: amount.span };
                return self.report(error);
            }
            Some(amount) => amount.ty.clone(),
        };
        let found = expr(ExprKind::Aggregate(Box::new(Gather { kind, list, amount, filter, window })), ty, span);
        let read_is_present = place.present.iter().any(|read| read.span == span || self.same_text(read.span, span));
        if self.is_optional(&found) && !read_is_present {
            let text = self.slice(span);
            return self.report(TypeError::MayBeNone { at: span, text });
        }
        Some(found)
    }

    fn same_text(&self, a: Span, b: Span) -> bool {
        self.names.sources.slice(a) == self.names.sources.slice(b)
    }

    fn window(&mut self, length: &Read, key: &Read, inner: &Place) -> Option<(Run, crate::types::ids::FieldId)> {
        let whole = Type::Number { unit: Unit::Pure, whole: true };
        let length_expr = self.expr(length, Some(&whole), inner)?;
        let key_expr = self.expr(key, None, inner)?;
        let fits = |number: &Number| number.to_i64().filter(|number| (1..=1000).contains(number));
        let length_of = super::constant::fold(&length_expr);
        let run = match (&length_of, &key_expr.ty) {
            (Some(Value::Number(number)), Type::Number { whole: true, .. }) => fits(number).map(Run::Consecutive),
            (Some(Value::Number(number)), Type::Date) if is_days(&length_expr.ty) => fits(number).map(Run::Days),
            (Some(Value::Duration(Duration { months: 0, days })), Type::Date) => Some(Run::Days(i64::from(*days))),
            (Some(Value::Duration(length)), Type::Date) => Some(Run::Lasting(*length)),
            _ => None,
        };
        match (run, &key_expr.kind) {
            (Some(run), ExprKind::Field(0, field)) => Some((run, *field)),
            _ => self.report(TypeError::BadWindow { at: length.span.to(key.span) }),
        }
    }

    fn share(
        &mut self,
        total: &Read,
        list: &ListRef,
        weight: &Read,
        step: &Read,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let (list, record) = self.list_of(list)?;
        // The total is one for all members: it is said apart from the member whose part is asked for.
        let mut around = place.clone();
        let own = around.records.pop() == Some(record);
        let total = self.expr(total, None, &around);
        let weight = self.expr(weight, None, &around.inside(record));
        let step = self.expr(step, total.as_ref().map(|total| &total.ty), &around);
        let (total, weight, step) = (total?, weight?, self.step(step?)?);
        if !matches!(weight.ty, Type::Number { .. }) {
            let error = TypeError::NotANumber { found: weight.ty, at: weight.span };
            return self.report(error);
        }
        if !own {
            let term = self.records.get(record.index())?.term.clone();
            return self.report(TypeError::FieldOutside { at: span, field: term.clone(), record: term });
        }
        let ty = self.same_unit(&total, &step)?;
        Some(expr(ExprKind::Share(Box::new(Sharing { total, list, weight, step })), ty, span))
    }

    /// Whether some rule of a decision says how it is kept.
    fn is_duty(&self, id: DecisionId) -> bool {
        let rules = self.rules.get(id.index()).map(Vec::as_slice).unwrap_or_default();
        let once = self.names.decisions.get(id.index()).is_some_and(|decision| decision.each.is_none());
        once && rules.iter().any(|(_, rule)| rule.met.is_some() || rule.breached.is_some())
    }

    // ── Decisions ────────────────────────────────────────────

    /// `X is forbidden`, of something that some rule forbids.
    fn forbidden(&mut self, inner: &Read, span: Span) -> Option<Expr> {
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
        let mut out = self.clone();
        out.present.push(read.clone());
        out
    }

    /// The same place, where a condition holds.
    fn asking(&self, condition: &Read) -> Self {
        match &condition.kind {
            ReadKind::And(parts) => self.with_present(parts),
            _ => self.with_present(std::slice::from_ref(condition)),
        }
    }

    /// The same place beside conditions that ask whether things exist.
    pub(super) fn with_present(&self, parts: &[Read]) -> Self {
        let mut out = self.clone();
        for part in parts {
            match &part.kind {
                ReadKind::Exists(inner, true) => out.present.push((**inner).clone()),
                ReadKind::Compare(Comparison::IsNot, left, right) if matches!(right.kind, ReadKind::NoneWord(_)) => {
                    out.present.push((**left).clone());
                }
                _ => {}
            }
        }
        out
    }
}

/// What a comparison with `none` turns out to be.
enum NoneTest {
    /// A test of existence, typed; nothing where it is wrong.
    Exists(Option<Expr>),
    /// A comparison with a level of that name; the left side is typed.
    Level(Expr),
    /// No such comparison.
    Other,
}

/// Whether an expression takes its type from what stands beside it.
fn takes_hint(read: &Read) -> bool {
    match &read.kind {
        ReadKind::Quantity(_, None) | ReadKind::NoneWord(_) => true,
        ReadKind::Name(symbols) => symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..))),
        ReadKind::Round(_, inner, _) => takes_hint(inner),
        ReadKind::Arithmetic(Operator::Plus | Operator::Minus, left, right) => takes_hint(left) && takes_hint(right),
        ReadKind::Pick { of, .. } => of.iter().all(takes_hint),
        _ => false,
    }
}

fn is_ordered(ty: &Type) -> bool {
    match ty {
        Type::Number { .. } | Type::Date | Type::Duration => true,
        Type::Level(scale) => scale.ordered,
        Type::Bool | Type::Text | Type::Place | Type::Window | Type::List(_) => false,
    }
}

fn negate(negated: bool, inner: Expr) -> Expr {
    let span = inner.span;
    if negated { expr(ExprKind::Not(Box::new(inner)), Type::Bool, span) } else { inner }
}
