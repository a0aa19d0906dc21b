//! Facts, records, places, parameters, definitions: what is declared, typed.

use super::error::Unused;
use super::present::Present;
use super::unit::unit_of;
use super::{Checker, Member, Node, Place, State, TypeError};
use crate::ir::{self, DecisionKind, Expr, ExprKind, Period, Program, Value};
use crate::resolve::{FactDecl, Kind, NameError, Role, Scope, Symbol};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Meaning, TypeKind};
use crate::types::ids::{DecisionId, DefinitionId};
use crate::types::{Base, Date, Term, Type, Unit};
use std::sync::Arc;

impl Checker<'_, '_> {
    /// The whole program; none where a part of it is missing.
    pub(super) fn program(&mut self) -> Option<Program> {
        let names = self.names;
        self.places =
            names.places.iter().map(|place| ir::Place { term: place.term.clone(), parent: place.parent }).collect();
        for record in &names.records {
            let fields = record.fields.iter().map(|field| self.fact(field)).collect();
            self.records.push(ir::Record { term: record.term.clone(), fields });
        }
        for fact in &names.facts {
            let fact = self.fact(fact);
            self.facts.push(fact);
        }
        self.lists_inside();
        self.presumptions();
        for index in 0..names.parameters.len() {
            let parameter = self.parameter(index);
            self.parameters.push(parameter);
        }
        self.articles_in_force();
        for index in 0..names.definitions.len() {
            self.ensure_defined(DefinitionId::at(index), Span::default());
        }
        for index in 0..names.decisions.len() {
            self.ensure_decided(DecisionId::at(index), Span::default());
        }
        let figures: Vec<Option<ir::Figure>> =
            names.figures.iter().map(|(figure, scope)| self.figure(figure, *scope)).collect();
        let transitions = self.transitions();
        self.decisions_without_rules();
        self.unused();
        let header = self.header()?;
        let workdays = self.workdays();
        let parameters: Option<Vec<_>> = self.parameters.clone().into_iter().collect();
        let definitions: Option<Vec<_>> = self.definitions.clone().into_iter().map(done).collect();
        let decisions: Option<Vec<_>> = self.decisions.clone().into_iter().map(done).collect();
        let mut program = Program {
            header,
            layers: Vec::new(),
            facts: self.facts.clone(),
            records: self.records.clone(),
            places: self.places.clone(),
            place_sets: names.place_sets.iter().map(|set| (set.term.clone(), set.members.clone())).collect(),
            workdays,
            turns: Vec::new(),
            parameters: parameters?,
            definitions: definitions?,
            decisions: decisions?,
            options: self.options(),
            articles: self.articles(),
            figures: figures.into_iter().collect::<Option<_>>()?,
            examples: Vec::new(),
            changes: Vec::new(),
            powers: Vec::new(),
            known_on: None,
            transitions: transitions?,
        };
        // A declaration without a rule belongs to another policy that shares the vocabulary.
        for (fact, used) in program.facts.iter_mut().zip(&self.used_facts) {
            fact.used = *used;
        }
        program.turns = ir::turns::turns(&program);
        program.powers = names.powers.iter().map(|(power, scope)| self.power(power, *scope)).collect::<Option<_>>()?;
        program.examples = self.examples(&program);
        Some(program)
    }

    /// The permissions that stand under one line of options, together.
    fn options(&self) -> Vec<ir::OptionSet> {
        let mut out: Vec<ir::OptionSet> = Vec::new();
        for (index, rules) in self.rules.iter().enumerate() {
            for (article, rule) in rules {
                let Some((span, name)) = &rule.options else { continue };
                let id = DecisionId::at(index);
                match out.iter_mut().find(|known| known.span == *span) {
                    Some(known) if known.decisions.contains(&id) => {}
                    Some(known) => known.decisions.push(id),
                    None => {
                        let article = self.names.articles.get(article.index());
                        out.push(ir::OptionSet {
                            term: name.as_ref().map(super::condition::term),
                            article: article.map(|article| article.ast.number.node.clone()).unwrap_or_default(),
                            decisions: vec![id],
                            span: *span,
                        });
                    }
                }
            }
        }
        out.sort_by_key(|options| options.span);
        out
    }

    fn header(&mut self) -> Option<ir::Header> {
        let module = self.names.modules.first()?.module;
        let header = module.header.as_ref()?;
        let in_force = header.in_force.as_ref();
        let period =
            in_force.map_or_else(Period::default, |dates| self.period(dates.from.as_ref(), dates.until.as_ref()));
        let assumed = in_force.and_then(|dates| dates.assumed.as_ref());
        if let Some(ast::Assumed { at, reason: None }) = assumed {
            self.errors.push(TypeError::NoReason { at: *at, assumed: true });
        }
        let text = |written: &Option<ast::Written>| written.as_ref().map(|written| written.node.clone());
        Some(ir::Header {
            name: super::condition::term(&header.name),
            title: text(&header.title),
            issuer: text(&header.issuer),
            document: text(&header.document),
            version: text(&header.version),
            in_force: period,
            assumed: assumed.and_then(|assumed| assumed.reason.as_ref()).map(|reason| reason.node.clone()),
            chinese: module.chinese,
        })
    }

    /// Which cases a version of a whole policy leaves to the one before it.
    fn transitions(&mut self) -> Option<Vec<ir::Transition>> {
        let headers: Vec<(usize, &ast::Header)> = self
            .names
            .modules
            .iter()
            .enumerate()
            .filter_map(|(module, loaded)| Some((module, loaded.module.header.as_ref()?)))
            .filter(|(_, header)| !header.earlier.is_empty())
            .collect();
        let each: Vec<Option<ir::Transition>> =
            headers.into_iter().map(|(module, header)| self.transition(module, header)).collect();
        each.into_iter().collect()
    }

    fn transition(&mut self, module: usize, header: &ast::Header) -> Option<ir::Transition> {
        let place = Place { scope: Scope { article: None, module }, ..Place::default() };
        let each: Vec<Option<Expr>> = header.earlier.iter().map(|body| self.condition_body(body, &place)).collect();
        let mut each: Vec<Expr> = each.into_iter().collect::<Option<_>>()?;
        let span = header.earlier.first()?.span();
        let condition = match (each.pop()?, each) {
            (only, others) if others.is_empty() => only,
            (last, mut others) => {
                others.push(last);
                let items = others.into_iter().map(super::condition::plain).collect();
                Expr { kind: ExprKind::Any(items), ty: Type::Bool, span }
            }
        };
        let dates = header.in_force.as_ref();
        let in_force =
            dates.map_or_else(Period::default, |dates| self.period(dates.from.as_ref(), dates.until.as_ref()));
        Some(ir::Transition {
            policy: super::condition::term(&header.name),
            in_force,
            condition,
            leads_back: true,
            span,
        })
    }

    // ── Facts ────────────────────────────────────────────────

    fn fact(&mut self, decl: &FactDecl<'_>) -> ir::Fact {
        let ast = decl.ast;
        let ty = self.type_of(&ast.ty, decl.scale);
        let record = self.names.record_of(&ast.ty);
        let text = |written: &Option<ast::Written>| written.as_ref().map(|written| written.node.clone());
        let (finding, office) = match &ast.ty.kind {
            TypeKind::Finding(office) => (true, text(office)),
            _ => (false, None),
        };
        let optional = ast.ty.optional || self.named_optional(&ast.ty);
        ir::Fact {
            term: decl.term.clone(),
            ty,
            optional,
            signed: self.may_be_negative(&ast.ty),
            presumed: None,
            ask: text(&ast.ask),
            decided_by: text(&ast.decided_by).or(office),
            shown_by: text(&ast.shown_by),
            finding,
            record,
            used: false,
            span: ast.name.text.span,
        }
    }

    /// Bare numbers may be negative unless it is said that they never are; amounts of something only where it is said.
    fn may_be_negative(&self, ty: &ast::Type) -> bool {
        let named = match &ty.kind {
            TypeKind::Named(name) => self.names.type_named(&name.node).map(|(named, _)| &named.ty),
            _ => None,
        };
        let kind = named.map_or(&ty.kind, |named| &named.kind);
        let bare = matches!(kind, TypeKind::Number(None) | TypeKind::Whole(None));
        ty.signed.or(named.and_then(|named| named.signed)).unwrap_or(bare)
    }

    fn named_optional(&self, ty: &ast::Type) -> bool {
        match &ty.kind {
            TypeKind::Named(name) => self.names.type_named(&name.node).is_some_and(|(named, _)| named.ty.optional),
            _ => false,
        }
    }

    fn type_of(&mut self, ty: &ast::Type, scale: Option<usize>) -> Type {
        let whole = |unit| Type::Number { unit, whole: true };
        match &ty.kind {
            TypeKind::Bool | TypeKind::Finding(_) => Type::Bool,
            TypeKind::Money => Type::number(Unit::yuan()),
            TypeKind::Share => Type::number(Unit::Share),
            TypeKind::Whole(unit) => whole(self.declared_unit(unit.as_ref())),
            TypeKind::Number(unit) => Type::number(self.declared_unit(unit.as_ref())),
            TypeKind::Date => Type::Date,
            TypeKind::Days => whole(Unit::of(Base::Day)),
            TypeKind::Duration => Type::Duration,
            TypeKind::Area => Type::number(Unit::of(Base::SquareMetre)),
            TypeKind::Text => Type::Text,
            TypeKind::Place => Type::Place,
            TypeKind::Grade(_) | TypeKind::Choice(_) => scale
                .and_then(|scale| self.names.scales.get(scale))
                .map_or(Type::Bool, |scale| Type::Level(scale.clone())),
            TypeKind::List(name) => {
                let record = self.names.lookup(&name.node).into_iter().find_map(|symbol| match symbol {
                    Symbol::Record(id) => self.names.records.get(id.index()),
                    _ => None,
                });
                if record.is_none() {
                    let near = self.names.near(&name.node);
                    let (at, text) = (name.span, name.node.clone());
                    self.name_errors.push(NameError::NotDeclared { at, text, kind: Kind::Record, near });
                }
                Type::List(record.map_or_else(
                    || Arc::new(Term { text: name.node.as_str().into(), alias: None }),
                    |record| record.term.clone(),
                ))
            }
            TypeKind::Named(name) => {
                let Some((named, scale)) = self.names.type_named(&name.node) else {
                    let forms = self.names.types.keys().map(String::as_str);
                    let near = crate::diagnostics::wording::nearest(&name.node, forms);
                    let near = near.into_iter().map(str::to_owned).collect();
                    let (at, text) = (name.span, name.node.clone());
                    self.name_errors.push(NameError::NotDeclared { at, text, kind: Kind::Type, near });
                    return Type::Bool;
                };
                if matches!(named.ty.kind, TypeKind::Named(_)) {
                    // A type that names a type: once is enough, and it cannot run in a circle.
                    self.name_errors.push(NameError::NotDeclared {
                        at: named.ty.span,
                        text: name.node.clone(),
                        kind: Kind::Type,
                        near: Vec::new(),
                    });
                    return Type::Bool;
                }
                self.type_of(&named.ty, scale)
            }
        }
    }

    fn declared_unit(&mut self, unit: Option<&ast::Written>) -> Unit {
        let Some(name) = unit else { return Unit::Pure };
        let found = self.names.unit_named(&name.node).and_then(|unit| unit_of(&unit));
        match found {
            Some((unit, factor)) if factor == crate::types::Number::ONE => unit,
            _ => {
                let (at, text) = (name.span, name.node.clone());
                self.name_errors.push(NameError::NotDeclared { at, text, kind: Kind::Unit, near: Vec::new() });
                Unit::Pure
            }
        }
    }

    fn presumptions(&mut self) {
        let names = self.names;
        for (index, decl) in names.facts.iter().enumerate() {
            let Some(fact) = self.facts.get(index) else { continue };
            let ty = fact.ty.clone();
            let presumed = self.presumption(decl, &ty);
            if let Some(fact) = self.facts.get_mut(index) {
                fact.presumed = presumed;
            }
        }
        for (index, record) in names.records.iter().enumerate() {
            for (at, decl) in record.fields.iter().enumerate() {
                let field = self.records.get(index).and_then(|record| record.fields.get(at));
                let Some(ty) = field.map(|field| field.ty.clone()) else { continue };
                let presumed = self.presumption(decl, &ty);
                if let Some(field) = self.records.get_mut(index).and_then(|record| record.fields.get_mut(at)) {
                    field.presumed = presumed;
                }
            }
        }
    }

    fn presumption(&mut self, decl: &FactDecl<'_>, ty: &Type) -> Option<(Value, String)> {
        let presumption = decl.ast.presumed.as_ref()?;
        if presumption.reason.is_none() {
            self.errors.push(TypeError::NoReason { at: presumption.value.span, assumed: false });
        }
        let value = self.constant(&presumption.value, decl.scope, Some(ty))?;
        let fits = match (ty, &value.ty) {
            (Type::Number { unit, .. }, Type::Number { unit: found, .. }) => unit.fits(found),
            (expected, found) => expected == found,
        };
        if !fits {
            let at = presumption.value.span;
            return self.report(TypeError::Mismatch {
                expected: ty.clone(),
                found: value.ty,
                at,
                because: Some(decl.ast.ty.span),
            });
        }
        let ExprKind::Value(value) = value.kind else { return None };
        Some((value, presumption.reason.as_ref().map_or_else(String::new, |reason| reason.node.clone())))
    }

    /// A phrase that must be a plain value.
    fn constant(&mut self, phrase: &ast::Phrase, scope: Scope, wanted: Option<&Type>) -> Option<Expr> {
        let read = self.read(phrase, scope)?;
        let place = Place { scope, ..Place::default() };
        let expr = self.expr(&read, wanted, &place)?;
        match super::constant::fold(&expr) {
            Some(value) => Some(Expr { kind: ExprKind::Value(value), ..expr }),
            None => self.report(TypeError::NotConstant { at: phrase.span }),
        }
    }

    // ── Parameters ───────────────────────────────────────────

    fn parameter(&mut self, index: usize) -> Option<ir::Parameter> {
        let decl = self.names.parameters.get(index)?;
        let mut ty: Option<(Type, Span)> = None;
        let mut values: Vec<(Value, Period, Span)> = Vec::new();
        let mut sound = true;
        for dated in &decl.ast.values {
            let period = self.period(dated.from.as_ref(), dated.until.as_ref());
            let wanted = ty.as_ref().map(|(ty, _)| ty.clone());
            let Some(value) = self.constant(&dated.value, decl.scope, wanted.as_ref()) else {
                sound = false;
                continue;
            };
            match &ty {
                Some((expected, because)) if *expected != value.ty => {
                    let (first, second) = ((expected, *because), (&value.ty, dated.value.span));
                    // A value that a policy below sets is measured by those that stand where the parameter is declared.
                    let set = because.file != decl.ast.span.file;
                    let ((expected, because), (found, at)) = if set { (second, first) } else { (first, second) };
                    let (expected, found) = (expected.clone(), found.clone());
                    self.errors.push(TypeError::Mismatch { expected, found, at, because: Some(because) });
                    sound = false;
                }
                Some(_) => {}
                None => ty = Some((value.ty.clone(), dated.value.span)),
            }
            if let ExprKind::Value(value) = value.kind {
                values.push((value, period, dated.value.span));
            }
        }
        sound &= self.in_sequence(&mut values);
        let (ty, at) = ty?;
        self.plain_unit(&ty, at)?;
        let spans = values.iter().map(|(.., span)| *span).collect();
        let values = values.into_iter().map(|(value, period, _)| (value, period)).collect();
        let span = decl.ast.span;
        sound.then(|| ir::Parameter { term: decl.term.clone(), ty, values, spans, span })
    }

    /// Puts dated values in order: each holds until the next begins, and none may overlap or leave a gap.
    pub(super) fn in_sequence<T>(&mut self, values: &mut [(T, Period, Span)]) -> bool {
        values.sort_by_key(|(_, period, _)| period.from);
        let mut sound = true;
        for index in 1..values.len() {
            let (before, after) = values.split_at_mut(index);
            let (Some((_, first, first_at)), Some((_, next, at))) = (before.last_mut(), after.first()) else {
                continue;
            };
            let (first_at, at) = (*first_at, *at);
            match (first.until, next.from) {
                (None, Some(from)) if first.from != Some(from) => first.until = Some(from),
                (Some(until), Some(from)) if until == from => {}
                (Some(until), Some(from)) if until < from => {
                    sound = self.report::<()>(TypeError::Gap { at, first: first_at }).is_some();
                }
                _ => sound = self.report::<()>(TypeError::Overlap { at, first: first_at }).is_some(),
            }
        }
        sound
    }

    pub(super) fn period(&mut self, from: Option<&Spanned<ast::Date>>, until: Option<&Spanned<ast::Date>>) -> Period {
        let from = from.and_then(|from| self.date(from.node, from.span));
        let last = until.and_then(|until| self.date(until.node, until.span));
        if let (Some(from), Some(last), Some(until)) = (from, last, until)
            && last < from
        {
            self.errors.push(TypeError::EmptyPeriod { at: until.span });
        }
        Period { from, until: last.and_then(|last| last.tomorrow().ok()) }
    }

    pub(super) fn date(&mut self, date: ast::Date, at: Span) -> Option<Date> {
        let found = i16::try_from(date.year)
            .ok()
            .zip(i8::try_from(date.month).ok())
            .zip(i8::try_from(date.day).ok())
            .and_then(|((year, month), day)| Date::new(year, month, day).ok());
        match found {
            Some(date) => Some(date),
            None => self.report(TypeError::NoSuchDate { at }),
        }
    }

    // ── Definitions ──────────────────────────────────────────

    /// Types a definition if that has not been done; none where it is wrong.
    pub(super) fn ensure_defined(&mut self, id: DefinitionId, at: Span) -> Option<Type> {
        match self.definitions.get(id.index())? {
            State::Done(definition) => return definition.as_ref().map(|definition| definition.ty.clone()),
            State::InProgress => return self.cycle(Node::Definition(id), at),
            State::NotYet => {}
        }
        self.set_definition(id, State::InProgress);
        self.path.push(Node::Definition(id));
        let definition = stacker::maybe_grow(256 << 10, 2 << 20, || self.definition(id));
        self.path.pop();
        let ty = definition.as_ref().map(|definition| definition.ty.clone());
        self.set_definition(id, State::Done(definition));
        ty
    }

    fn set_definition(&mut self, id: DefinitionId, state: State<ir::Definition>) {
        if let Some(slot) = self.definitions.get_mut(id.index()) {
            *slot = state;
        }
    }

    fn definition(&mut self, id: DefinitionId) -> Option<ir::Definition> {
        let decl = self.names.definitions.get(id.index())?.clone();
        let each = decl.record.map(|record| Member { record, list: None });
        let place = Place { scope: decl.scope, members: each.into_iter().collect(), present: Present::default() };
        let (readings, default, reason) = match &decl.ast.meaning {
            Meaning::Broken => return None,
            Meaning::One(body) => {
                let body = self.body(body, &place)?;
                (vec![ir::Reading { term: None, body }], 0, None)
            }
            Meaning::Readings { reason, readings } => {
                let (readings, default) = self.readings(decl.ast.span, readings, &place)?;
                (readings, default, reason.as_ref().map(|reason| reason.node.clone()))
            }
        };
        let first = &readings.first()?.body;
        let ty = first.ty.clone();
        self.plain_unit(&ty, first.span)?;
        let article = decl.scope.article.and_then(|article| self.names.articles.get(article.index()));
        Some(ir::Definition {
            term: decl.term.clone(),
            ty,
            record: decl.record,
            article: article.map(|article| article.ast.number.node.clone()),
            readings,
            default,
            reason,
            span: decl.ast.name.text.span,
        })
    }

    /// A result has a unit that people know: one unit, or so much of it per another. A product of units has no name.
    pub(super) fn plain_unit(&mut self, ty: &Type, at: Span) -> Option<()> {
        let Type::Number { unit, .. } = ty else { return Some(()) };
        let Unit::Of(powers) = unit else { return Some(()) };
        let above: i32 = powers.values().filter(|power| **power > 0).map(|power| i32::from(*power)).sum();
        if above > 1 { self.report(TypeError::CompoundUnit { at, unit: unit.clone() }) } else { Some(()) }
    }

    fn readings(&mut self, at: Span, readings: &[ast::Reading], place: &Place) -> Option<(Vec<ir::Reading>, usize)> {
        let bodies: Vec<Option<ir::Reading>> = readings
            .iter()
            .map(|reading| {
                let alias = reading.name.alias.as_ref().map(|alias| alias.node.as_str().into());
                let term = Arc::new(Term { text: reading.name.text.node.as_str().into(), alias });
                Some(ir::Reading { term: Some(term), body: self.body(&reading.body, place)? })
            })
            .collect();
        for (index, reading) in readings.iter().enumerate() {
            let earlier = readings.get(..index).unwrap_or_default();
            if let Some(first) =
                earlier.iter().find(|first| first.name.forms().any(|a| reading.name.forms().any(|b| a == b)))
            {
                let (at, text, first) =
                    (reading.name.text.span, reading.name.text.node.clone(), Some(first.name.text.span));
                self.name_errors.push(NameError::Duplicate { at, text, first });
            }
        }
        if let [only] = readings {
            return self.report(TypeError::OneReading { at: only.span });
        }
        let mut defaults = readings.iter().enumerate().filter(|(_, reading)| reading.default);
        let Some((default, first)) = defaults.next() else {
            return self.report(TypeError::NoDefault { at });
        };
        if let Some((_, second)) = defaults.next() {
            let (at, first) = (second.name.text.span, first.name.text.span);
            return self.report(TypeError::TwoDefaults { at, first });
        }
        let bodies: Vec<ir::Reading> = bodies.into_iter().collect::<Option<_>>()?;
        let first = bodies.first()?;
        if let Some(other) = bodies.iter().find(|other| other.body.ty != first.body.ty) {
            return self.report(TypeError::Mismatch {
                expected: first.body.ty.clone(),
                found: other.body.ty.clone(),
                at: other.body.span,
                because: Some(first.body.span),
            });
        }
        Some((bodies, default))
    }

    // ── What policies below may change ───────────────────────

    fn power(&mut self, power: &ast::Power, scope: Scope) -> Option<ir::Power> {
        let named = |kind| power.target.steps.iter().find(|step| step.kind == kind).map(|step| &step.name.node);
        let parameter = named(ast::StepKind::Parameter).and_then(|name| {
            self.names.lookup(name).into_iter().find_map(|symbol| match symbol {
                Symbol::Parameter(id) => {
                    self.parameters.get(id.index())?.as_ref().map(|parameter| parameter.ty.clone())
                }
                _ => None,
            })
        });
        let bounds = [&power.least, &power.most].map(|bound| match bound {
            None => Some(None),
            Some(phrase) => {
                let expr = self.constant(phrase, scope, parameter.as_ref())?;
                if let Some(expected) = &parameter
                    && *expected != expr.ty
                {
                    let (expected, found, at) = (expected.clone(), expr.ty.clone(), phrase.span);
                    return self.report(TypeError::Mismatch { expected, found, at, because: None });
                }
                let ExprKind::Value(value) = expr.kind else { return None };
                Some(Some(value))
            }
        });
        let [least, most] = bounds;
        let asks: Vec<Option<_>> =
            power.asks.iter().map(|(name, most)| self.asked(name, most.as_ref(), scope)).collect();
        let place = match &power.place {
            None => Some(None),
            Some(name) => self.route_to(name).map(Some),
        };
        let own = self.period(power.from.as_ref(), power.until.as_ref());
        let around = scope.article.and_then(|article| self.in_force.get(article.index())).copied().unwrap_or_default();
        let article = scope.article.and_then(|article| self.names.articles.get(article.index()));
        Some(ir::Power {
            layer: 0,
            article: article.map(|article| article.ast.number.node.clone()),
            label: power.label.as_ref().map(super::condition::term),
            kind: match power.kind {
                ast::PowerKind::Set => ir::PowerKind::Set,
                ast::PowerKind::Lower => ir::PowerKind::Lower,
                ast::PowerKind::Raise => ir::PowerKind::Raise,
                ast::PowerKind::Relax => ir::PowerKind::Relax,
                ast::PowerKind::Tighten => ir::PowerKind::Tighten,
                ast::PowerKind::AddItems => ir::PowerKind::AddItems,
                ast::PowerKind::AddRules => ir::PowerKind::AddRules,
                ast::PowerKind::Change => ir::PowerKind::Change,
                ast::PowerKind::Keep => ir::PowerKind::Keep,
                ast::PowerKind::Narrow => ir::PowerKind::Narrow,
                ast::PowerKind::Widen => ir::PowerKind::Widen,
                ast::PowerKind::NotAsk => ir::PowerKind::NotAsk,
                ast::PowerKind::AddPlaces => ir::PowerKind::AddPlaces,
            },
            clauses: Vec::new(),
            decision: named(ast::StepKind::Decision).cloned(),
            least: least?,
            most: most?,
            asks: asks.into_iter().collect::<Option<_>>()?,
            place: place?,
            in_force: own.within(around),
            inferred: power.inferred.as_ref().map(|why| why.node.clone()),
            span: power.span,
        })
    }

    /// The place that a power is about, with those around it, outermost first.
    fn route_to(&mut self, name: &ast::Written) -> Option<ir::Route> {
        let found = self.names.lookup(&name.node).into_iter().find_map(|symbol| match symbol {
            Symbol::Place(id) => Some(id),
            _ => None,
        });
        if found.is_none() {
            let all = self.places.iter().flat_map(|place| place.term.forms());
            let near = crate::diagnostics::wording::nearest(&name.node, all).into_iter().map(str::to_owned).collect();
            let (at, text) = (name.span, name.node.clone());
            self.name_errors.push(NameError::NotDeclared { at, text, kind: Kind::Place, near });
        }
        found.map(|id| ir::route(&self.places, id))
    }

    /// A fact that a limit is about, or a field of a record, and the amount beyond which nothing may be asked.
    fn asked(
        &mut self,
        name: &ast::Written,
        most: Option<&ast::Phrase>,
        scope: Scope,
    ) -> Option<(Arc<Term>, Option<Value>)> {
        let found = self.names.lookup(&name.node).into_iter().find_map(|symbol| match symbol {
            Symbol::Fact(id) => {
                let fact = self.facts.get(id.index())?;
                Some((fact.term.clone(), fact.ty.clone()))
            }
            Symbol::Field(record, field) => {
                let field = self.records.get(record.index())?.fields.get(field.index())?;
                Some((field.term.clone(), field.ty.clone()))
            }
            _ => None,
        });
        let Some((term, ty)) = found else {
            let all = self.names.facts.iter().flat_map(|fact| fact.term.forms());
            let near = crate::diagnostics::wording::nearest(&name.node, all).into_iter().map(str::to_owned).collect();
            let (at, text) = (name.span, name.node.clone());
            self.name_errors.push(NameError::NotDeclared { at, text, kind: Kind::Fact, near });
            return None;
        };
        let Some(phrase) = most else { return Some((term, None)) };
        let expr = self.constant(phrase, scope, Some(&ty))?;
        if expr.ty != ty {
            let (found, at) = (expr.ty.clone(), phrase.span);
            return self.report(TypeError::Mismatch { expected: ty, found, at, because: None });
        }
        let ExprKind::Value(value) = expr.kind else { return None };
        Some((term, Some(value)))
    }

    // ── What is left over ────────────────────────────────────

    fn decisions_without_rules(&mut self) {
        let main: Vec<_> =
            self.names.decisions.iter().filter(|decision| decision.declared && !decision.ruled).collect();
        for decision in main {
            let in_main = self.names.modules.first().and_then(|loaded| loaded.module.header.as_ref());
            if in_main.is_some_and(|header| header.span.file == decision.span.file && !header.vocabulary) {
                self.errors.push(TypeError::NoRule { at: decision.span, text: decision.term.text.to_string() });
            }
        }
    }

    fn unused(&mut self) {
        let names = self.names;
        let main = |scope: Scope| {
            let loaded = names.modules.get(scope.module);
            loaded.is_some_and(|loaded| {
                loaded.role == Role::Main && loaded.module.header.as_ref().is_some_and(|h| !h.vocabulary)
            })
        };
        let mut found = Vec::new();
        // What a limit names is there so that no rule reads it.
        let limits =
            names.powers.iter().flat_map(|(power, _)| &power.asks).flat_map(|(name, _)| names.lookup(&name.node));
        let limited: Vec<Symbol> = limits.collect();
        for (at, (fact, used)) in names.facts.iter().zip(&self.used_facts).enumerate() {
            let named = limited.contains(&Symbol::Fact(crate::types::ids::FactId::at(at)));
            if !used && !named && main(fact.scope) {
                let text = fact.term.text.to_string();
                found.push(TypeError::Unused { at: fact.ast.name.text.span, what: Unused::Fact, text });
            }
        }
        for (definition, used) in names.definitions.iter().zip(&self.used_definitions) {
            if !used && main(definition.scope) {
                let text = definition.term.text.to_string();
                found.push(TypeError::Unused { at: definition.ast.name.text.span, what: Unused::Definition, text });
            }
        }
        for (parameter, used) in names.parameters.iter().zip(&self.used_parameters) {
            if !used && main(parameter.scope) {
                let text = parameter.term.text.to_string();
                found.push(TypeError::Unused { at: parameter.ast.name.text.span, what: Unused::Parameter, text });
            }
        }
        self.errors.extend(found);
    }
}

fn done<T>(state: State<T>) -> Option<T> {
    match state {
        State::Done(found) => found,
        State::NotYet | State::InProgress => None,
    }
}

/// The type of what a decision yields where it is read.
pub(super) fn yields(kind: &DecisionKind) -> Type {
    match kind {
        DecisionKind::Modal(_) => Type::Bool,
        DecisionKind::Value(ty) => ty.clone(),
    }
}
