//! What one version says, with the names of both: its facts, levels, places and terms by the numbers that they have in
//! the two programs brought together.

use crate::interpret::Answer;
use crate::ir::{
    Exception, Expr, ExprKind, Fact, Fault, FaultKind, FieldOf, Gather, Given, Ground, Item, ListOf, Member, Part,
    Program, Says, Score, ScoreItem, Sharing, Shift, Unbroken, Value, WindowOf,
};
use crate::source::Span;
use crate::types::ids::{DecisionId, DefinitionId, FactId, FieldId, ParameterId, PlaceId, RecordId};
use crate::types::{Base, Scale, Term, Type, Unit};
use std::sync::Arc;

/// The numbers of one version, each with that of both together.
#[derive(Debug, Clone, Default)]
pub struct Map {
    /// Facts.
    pub facts: Vec<FactId>,
    /// Records.
    pub records: Vec<RecordId>,
    /// Fields, by record.
    pub fields: Vec<Vec<FieldId>>,
    /// Places.
    pub places: Vec<PlaceId>,
    /// Sets of places.
    pub sets: Vec<usize>,
    /// Parameters.
    pub parameters: Vec<ParameterId>,
    /// Definitions.
    pub definitions: Vec<DefinitionId>,
    /// Decisions.
    pub decisions: Vec<DecisionId>,
    /// Scales.
    pub scales: Vec<ScaleMap>,
}

/// A scale of one version, and where its levels lie in that of both.
#[derive(Debug, Clone)]
pub struct ScaleMap {
    /// As the version has it.
    pub own: Arc<Scale>,
    /// Of both.
    pub joint: Arc<Scale>,
    /// The place of each level there.
    pub levels: Vec<u32>,
}

/// Whether two names have a form in common.
pub fn same_name(one: &Term, two: &Term) -> bool {
    one.same(two)
}

fn through<T: Copy>(all: &[T], at: usize, or: impl Fn(usize) -> T) -> T {
    all.get(at).copied().unwrap_or_else(|| or(at))
}

impl Map {
    fn scale(&self, scale: &Arc<Scale>) -> Option<&ScaleMap> {
        self.scales.iter().find(|known| Arc::ptr_eq(&known.own, scale) || known.own == *scale)
    }

    /// A fact.
    pub fn fact(&self, id: FactId) -> FactId {
        through(&self.facts, id.index(), FactId::at)
    }

    /// A field of a record.
    pub fn field(&self, record: RecordId, id: FieldId) -> FieldId {
        self.fields.get(record.index()).map_or(id, |fields| through(fields, id.index(), FieldId::at))
    }

    /// A decision.
    pub fn decision(&self, id: DecisionId) -> DecisionId {
        through(&self.decisions, id.index(), DecisionId::at)
    }

    fn place(&self, id: PlaceId) -> PlaceId {
        through(&self.places, id.index(), PlaceId::at)
    }

    /// A type.
    pub fn ty(&self, ty: &Type) -> Type {
        match ty {
            Type::Level(scale) => Type::Level(self.scale(scale).map_or_else(|| scale.clone(), |map| map.joint.clone())),
            Type::Number { unit, whole } => Type::Number { unit: spelt_unit(unit), whole: *whole },
            Type::List(record) => Type::List(Arc::new(spelt(record))),
            other => other.clone(),
        }
    }

    /// A value of a type.
    pub fn value(&self, value: &Value, ty: &Type) -> Value {
        match (value, ty) {
            (Value::Place(place), _) => Value::Place(self.place(*place)),
            (Value::Level(level), Type::Level(scale)) => Value::Level(
                self.scale(scale).map_or(*level, |map| map.levels.get(*level as usize).copied().unwrap_or(*level)),
            ),
            (other, _) => other.clone(),
        }
    }

    /// What a case of this version tells of a fact.
    pub fn given(&self, program: &Program, fact: &Fact, given: &Given) -> Given {
        let Given::Value(value) = given else { return given.clone() };
        let record = fact.record.and_then(|id| Some((id, program.records.get(id.index())?)));
        let (Value::List(members), Some((id, record))) = (value, record) else {
            return Given::Value(self.value(value, &fact.ty));
        };
        let wide = self.fields.get(id.index()).into_iter().flatten().map(|field| field.index() + 1).max().unwrap_or(0);
        let member = |member: &Member| {
            let mut out = vec![Given::Unknown; wide];
            for (at, (given, field)) in member.iter().zip(&record.fields).enumerate() {
                if let Some(slot) = out.get_mut(self.field(id, FieldId::at(at)).index()) {
                    *slot = self.given(program, field, given);
                }
            }
            out
        };
        Given::Value(Value::List(Arc::new(members.iter().map(member).collect())))
    }

    /// What a case of both tells of a fact, for this version; nothing where it does not know the value.
    pub fn back(&self, program: &Program, fact: &Fact, given: &Given) -> Given {
        let Given::Value(value) = given else { return given.clone() };
        match (value, &fact.ty) {
            (Value::Place(place), _) => match self.places.iter().position(|known| known == place) {
                Some(at) => Given::Value(Value::Place(PlaceId::at(at))),
                None => Given::Unknown,
            },
            (Value::Level(level), Type::Level(scale)) => {
                let own = match self.scale(scale) {
                    Some(map) => map.levels.iter().position(|known| known == level),
                    None => Some(*level as usize),
                };
                own.and_then(|own| u32::try_from(own).ok())
                    .map_or(Given::Unknown, |own| Given::Value(Value::Level(own)))
            }
            (Value::List(members), _) => {
                let record = fact.record.and_then(|id| Some((id, program.records.get(id.index())?)));
                let Some((id, record)) = record else { return Given::Unknown };
                let member = |member: &Member| {
                    let fields = record.fields.iter().enumerate().map(|(at, field)| {
                        let joint = self.field(id, FieldId::at(at));
                        member.get(joint.index()).map_or(Given::Unknown, |given| self.back(program, field, given))
                    });
                    fields.collect()
                };
                Given::Value(Value::List(Arc::new(members.iter().map(member).collect())))
            }
            (other, _) => Given::Value(other.clone()),
        }
    }

    /// An answer, without its place in the text: an error is the same wherever it is written.
    pub fn answer(&self, answer: &Answer, ty: Option<&Type>) -> Answer {
        match answer {
            Answer::Value(value) => Answer::Value(self.value(value, ty.unwrap_or(&Type::Bool))),
            Answer::Undetermined(possible) => {
                Answer::Undetermined(possible.iter().map(|one| self.answer(one, ty)).collect())
            }
            Answer::Error(fault) => {
                let bare = |term: &Term| Arc::new(spelt(term));
                let kind = match &fault.kind {
                    FaultKind::Conflict(term, _) => FaultKind::Conflict(bare(term), Vec::new()),
                    FaultKind::NotInForce(term) => FaultKind::NotInForce(bare(term)),
                    FaultKind::NoValue(term) => FaultKind::NoValue(bare(term)),
                    other => other.clone(),
                };
                Answer::Error(Fault { kind, at: Span::default() })
            }
            other => other.clone(),
        }
    }
}

/// A name with its forms in an order that is the same in either language.
fn spelt(term: &Term) -> Term {
    let mut forms: Vec<Arc<str>> = term.forms().map(Arc::from).collect();
    forms.sort();
    let mut forms = forms.into_iter();
    Term { text: forms.next().unwrap_or_default(), alias: forms.next() }
}

/// A unit with its names in such an order.
pub fn spelt_unit(unit: &Unit) -> Unit {
    let Unit::Of(powers) = unit else { return unit.clone() };
    let base = |base: &Base| match base {
        Base::Named(text, alias) => {
            let term = spelt(&Term { text: text.clone(), alias: alias.clone() });
            Base::Named(term.text, term.alias)
        }
        other => other.clone(),
    };
    Unit::Of(powers.iter().map(|(of, power)| (base(of), *power)).collect())
}

/// Writes what a version says in the numbers of both.
pub struct Mapper<'m> {
    /// The version.
    pub program: &'m Program,
    /// Its numbers.
    pub map: &'m Map,
    /// The names of the sets of places of both.
    pub sets: &'m [Arc<Term>],
    /// Without what items are called and counted by, and in an order of their own: only what they ask.
    pub bare: bool,
    /// The places of a set; where none is given a set is known by its name alone.
    pub places: Option<&'m dyn Fn(usize) -> Vec<PlaceId>>,
}

type Scopes = Vec<RecordId>;

impl Mapper<'_> {
    fn record_of(&self, list: ListOf) -> Option<RecordId> {
        self.program.record_of(list)
    }

    fn field(&self, of: FieldOf) -> FieldOf {
        let record = through(&self.map.records, of.record.index(), RecordId::at);
        FieldOf { out: of.out, record, field: self.map.field(of.record, of.field) }
    }

    fn list(&self, list: ListOf) -> ListOf {
        match list {
            ListOf::Fact(id) => ListOf::Fact(self.map.fact(id)),
            ListOf::Field(of) => ListOf::Field(self.field(of)),
        }
    }

    /// The lists whose members something is decided for.
    pub fn lists(&self, each: &[ListOf]) -> Vec<ListOf> {
        each.iter().map(|list| self.list(*list)).collect()
    }

    fn inside<T>(&self, list: ListOf, scopes: &mut Scopes, run: impl FnOnce(&mut Scopes) -> T) -> T {
        let before = scopes.len();
        scopes.extend(self.record_of(list));
        let out = run(scopes);
        scopes.truncate(before);
        out
    }

    /// An expression among the members of some records, outermost first.
    pub fn expr(&self, expr: &Expr, scopes: &mut Scopes) -> Expr {
        let kind = stacker::maybe_grow(128 << 10, 1 << 20, || self.kind(expr, scopes));
        Expr { kind, ty: self.map.ty(&expr.ty), span: Span::default() }
    }

    fn boxed(&self, expr: &Expr, scopes: &mut Scopes) -> Box<Expr> {
        Box::new(self.expr(expr, scopes))
    }

    fn option(&self, expr: Option<&Expr>, scopes: &mut Scopes) -> Option<Expr> {
        expr.map(|expr| self.expr(expr, scopes))
    }

    fn items(&self, items: &[Item], scopes: &mut Scopes) -> Vec<Item> {
        let item = |item: &Item, scopes: &mut Scopes| Item {
            ordinal: item.ordinal.clone().filter(|_| !self.bare),
            label: item.label.clone().filter(|_| !self.bare),
            expr: self.expr(&item.expr, scopes),
        };
        let mut out: Vec<Item> = items.iter().map(|one| item(one, scopes)).collect();
        if self.bare {
            // Lists do not depend on order.
            out.sort_by_cached_key(|item| format!("{:?}", item.expr.kind));
        }
        out
    }

    fn definition(&self, id: DefinitionId) -> DefinitionId {
        through(&self.map.definitions, id.index(), DefinitionId::at)
    }

    fn set(&self, places: &[PlaceId], name: Option<&Arc<Term>>) -> (Vec<PlaceId>, Option<Arc<Term>>) {
        let own = name.and_then(|name| self.program.place_sets.iter().position(|(known, _)| known == name));
        let whole = own.filter(|own| self.program.place_sets.get(*own).is_some_and(|(_, all)| all == places));
        if let Some(joint) = whole.and_then(|own| self.map.sets.get(own).copied()) {
            let places = self.places.map(|places| places(joint)).unwrap_or_default();
            return (places, self.sets.get(joint).cloned());
        }
        let mut places: Vec<PlaceId> = places.iter().map(|place| self.map.place(*place)).collect();
        places.sort();
        (places, None)
    }

    fn kind(&self, expr: &Expr, scopes: &mut Scopes) -> ExprKind {
        match &expr.kind {
            ExprKind::Value(value) => ExprKind::Value(self.map.value(value, &expr.ty)),
            ExprKind::Fact(id) => ExprKind::Fact(self.map.fact(*id)),
            ExprKind::Field(of) => ExprKind::Field(self.field(*of)),
            ExprKind::Definition(id) => ExprKind::Definition(self.definition(*id)),
            ExprKind::MemberDefinition(out, id) => ExprKind::MemberDefinition(*out, self.definition(*id)),
            ExprKind::Parameter(id) => ExprKind::Parameter(through(&self.map.parameters, id.index(), ParameterId::at)),
            ExprKind::Decision(id) => ExprKind::Decision(self.map.decision(*id)),
            ExprKind::AsOf => ExprKind::AsOf,
            ExprKind::Not(inner) => ExprKind::Not(self.boxed(inner, scopes)),
            ExprKind::All(items) => ExprKind::All(self.items(items, scopes)),
            ExprKind::Any(items) => ExprKind::Any(self.items(items, scopes)),
            ExprKind::AtLeast(number, items) => ExprKind::AtLeast(*number, self.items(items, scopes)),
            ExprKind::Exactly(number, items) => ExprKind::Exactly(*number, self.items(items, scopes)),
            ExprKind::Compare(comparison, left, right) => {
                ExprKind::Compare(*comparison, self.boxed(left, scopes), self.boxed(right, scopes))
            }
            ExprKind::In(inner, places, name) => {
                let (places, name) = self.set(places, name.as_ref());
                ExprKind::In(self.boxed(inner, scopes), places, name)
            }
            ExprKind::Within(left, right) => ExprKind::Within(self.boxed(left, scopes), self.boxed(right, scopes)),
            ExprKind::OneOf(inner, values) => {
                let values = values.iter().map(|value| self.map.value(value, &inner.ty)).collect();
                ExprKind::OneOf(self.boxed(inner, scopes), values)
            }
            ExprKind::Exists(inner) => ExprKind::Exists(self.boxed(inner, scopes)),
            ExprKind::Known(inner) => ExprKind::Known(self.boxed(inner, scopes)),
            ExprKind::Arithmetic(operator, left, right) => {
                ExprKind::Arithmetic(*operator, self.boxed(left, scopes), self.boxed(right, scopes))
            }
            ExprKind::Pick { greater, of } => {
                ExprKind::Pick { greater: *greater, of: of.iter().map(|part| self.expr(part, scopes)).collect() }
            }
            ExprKind::Round(how, what, step) => {
                ExprKind::Round(*how, self.boxed(what, scopes), self.boxed(step, scopes))
            }
            ExprKind::Year(inner) => ExprKind::Year(self.boxed(inner, scopes)),
            ExprKind::Shift(shift) => ExprKind::Shift(Box::new(Shift {
                date: self.expr(&shift.date, scopes),
                by: self.expr(&shift.by, scopes),
                back: shift.back,
                rule: shift.rule,
            })),
            ExprKind::Part(part) => ExprKind::Part(Box::new(Part {
                of: self.expr(&part.of, scopes),
                low: self.option(part.low.as_ref(), scopes),
                high: self.option(part.high.as_ref(), scopes),
            })),
            ExprKind::Carried(inner) => ExprKind::Carried(self.boxed(inner, scopes)),
            ExprKind::Anchor(anchor, inner) => ExprKind::Anchor(*anchor, self.boxed(inner, scopes)),
            ExprKind::Between(measure, left, right) => {
                ExprKind::Between(*measure, self.boxed(left, scopes), self.boxed(right, scopes))
            }
            ExprKind::Window(window) => ExprKind::Window(Box::new(WindowOf {
                start: self.expr(&window.start, scopes),
                length: self.expr(&window.length, scopes),
                following: window.following,
                carried: window.carried,
                early: self.option(window.early.as_ref(), scopes),
            })),
            ExprKind::Edge(first, inner) => ExprKind::Edge(*first, self.boxed(inner, scopes)),
            ExprKind::During(left, right) => ExprKind::During(self.boxed(left, scopes), self.boxed(right, scopes)),
            ExprKind::If(parts) => {
                let [when, then, otherwise] = parts.as_ref();
                ExprKind::If(Arc::new([self.expr(when, scopes), self.expr(then, scopes), self.expr(otherwise, scopes)]))
            }
            ExprKind::Score(score) => ExprKind::Score(Box::new(self.score(score, scopes))),
            ExprKind::Breached(id) => ExprKind::Breached(self.map.decision(*id)),
            ExprKind::Forbidden(id) => ExprKind::Forbidden(self.map.decision(*id)),
            ExprKind::Quantified(quantifier, list, inner) => {
                let inner = self.inside(*list, scopes, |scopes| self.boxed(inner, scopes));
                ExprKind::Quantified(*quantifier, self.list(*list), inner)
            }
            ExprKind::Aggregate(gather) => {
                let part = |expr: &Option<Expr>, scopes: &mut Scopes| {
                    self.inside(gather.list, scopes, |scopes| self.option(expr.as_ref(), scopes))
                };
                ExprKind::Aggregate(Box::new(Gather {
                    kind: gather.kind,
                    list: self.list(gather.list),
                    amount: part(&gather.amount, scopes),
                    filter: part(&gather.filter, scopes),
                    window: gather.window.map(|(run, key)| (run, self.field(key))),
                }))
            }
            ExprKind::Unbroken(unbroken) => self.inside(unbroken.list, scopes, |scopes| {
                ExprKind::Unbroken(Box::new(Unbroken {
                    list: self.list(unbroken.list),
                    start: self.expr(&unbroken.start, scopes),
                    end: self.expr(&unbroken.end, scopes),
                    gap: unbroken.gap,
                    filter: self.option(unbroken.filter.as_ref(), scopes),
                }))
            }),
            ExprKind::Share(sharing) => {
                let weight = self.inside(sharing.list, scopes, |scopes| self.expr(&sharing.weight, scopes));
                ExprKind::Share(Arc::new(Sharing {
                    total: self.expr(&sharing.total, scopes),
                    list: self.list(sharing.list),
                    weight,
                    step: self.expr(&sharing.step, scopes),
                }))
            }
        }
    }

    fn score(&self, score: &Score, scopes: &mut Scopes) -> Score {
        let item = |item: &ScoreItem, scopes: &mut Scopes| ScoreItem {
            ordinal: item.ordinal.clone().filter(|_| !self.bare),
            label: item.label.clone().filter(|_| !self.bare),
            minus: item.minus,
            amount: self.expr(&item.amount, scopes),
            when: self.option(item.when.as_ref(), scopes),
        };
        Score {
            best: score.best,
            items: score.items.iter().map(|one| item(one, scopes)).collect(),
            cap: self.option(score.cap.as_ref(), scopes),
            floor: self.option(score.floor.as_ref(), scopes),
        }
    }

    fn exception(&self, exception: &Exception, scopes: &mut Scopes) -> Exception {
        Exception {
            label: exception.label.clone().filter(|_| !self.bare),
            body: self.expr(&exception.body, scopes),
            exceptions: exception.exceptions.iter().map(|inner| self.exception(inner, scopes)).collect(),
        }
    }

    /// A rule, for the members of a list where it is taken for each.
    pub fn ground(&self, ground: &Ground, each: &[ListOf]) -> Ground {
        let mut scopes: Scopes = self.program.records_of(each);
        let scopes = &mut scopes;
        Ground {
            layer: ground.layer,
            changes: Vec::new(),
            inferred: ground.inferred.clone(),
            article: ground.article.clone(),
            ordinal: ground.ordinal.clone(),
            row: ground.row,
            label: ground.label.clone(),
            says: match &ground.says {
                Says::Modal(modal) => Says::Modal(*modal),
                Says::Value(value) => Says::Value(self.expr(value, scopes)),
                Says::Otherwise(value) => Says::Otherwise(self.expr(value, scopes)),
            },
            population: ground.population.iter().map(|expr| self.expr(expr, scopes)).collect(),
            condition: self.option(ground.condition.as_ref(), scopes),
            exceptions: ground.exceptions.iter().map(|exception| self.exception(exception, scopes)).collect(),
            overrides: ground.overrides.clone(),
            in_force: ground.in_force,
            met: self.option(ground.met.as_ref(), scopes),
            breached: self.option(ground.breached.as_ref(), scopes),
            cites: ground.cites.clone(),
            span: ground.span,
            line: ground.line,
        }
    }
}
