//! Two versions brought together: one numbering of facts, terms, rules and decisions for both, and any mixture of the two
//! as a program that runs.
//!
//! What a fact, a parameter, a term or a decision is called says which one of the other version it is; rules are matched by
//! what they mean (`align`). A mixture takes each part from one side or the other, so that a change can be tried alone.

use super::align::{Slot, align};
use super::remap::{Map, Mapper, ScaleMap, same_name, spelt_unit};
use crate::interpret::{Answer, Case};
use crate::ir::{
    Decision, DecisionKind, Definition, Expr, Fact, Ground, Hit, Parameter, Place, Program, Reading, Record,
};
use crate::types::ids::{DecisionId, DefinitionId, FactId, FieldId, ParameterId, PlaceId, RecordId};
use crate::types::{Scale, Term, Type};
use std::sync::Arc;

/// Which of the two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// As it was.
    Old,
    /// As it is, or will be.
    New,
}

/// Something of each version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Both<T> {
    /// Of the old one.
    pub old: T,
    /// Of the new one.
    pub new: T,
}

impl<T> Both<T> {
    /// That of one side.
    pub const fn of(&self, side: Side) -> &T {
        match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        }
    }
}

/// A part of a program that one version may have otherwise than the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A parameter.
    Parameter(usize),
    /// A set of places.
    Set(usize),
    /// What a place lies in.
    Place(usize),
    /// A term.
    Definition(usize),
    /// Which days are worked.
    Workdays,
    /// What is presumed of a fact.
    Presumption(usize),
    /// What is presumed of a field.
    FieldPresumption(usize, usize),
    /// A rule of a decision, by its place among the matched ones.
    Ground(usize, usize),
    /// What a decision is about, and how the rows of its table give its value.
    Frame(usize),
    /// Which row of a table comes first.
    Order(usize),
}

/// What a place lies in, where it lies in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parent {
    /// The place around it.
    pub around: Option<PlaceId>,
}

/// The matched places of each version; at least one of them.
pub type Pair = Both<Option<usize>>;

/// Two versions in one numbering.
pub struct Joint<'p> {
    /// The versions.
    pub programs: Both<&'p Program>,
    /// Their numbers.
    pub maps: Both<Map>,
    /// Facts of both, as the side that has them declares them.
    pub facts: Vec<(Pair, Fact)>,
    /// Records.
    pub records: Vec<(Pair, Record)>,
    places: Vec<(Pair, Place)>,
    /// Sets of places.
    pub sets: Vec<(Pair, Arc<Term>)>,
    /// Parameters.
    pub parameters: Vec<Pair>,
    /// Definitions.
    pub definitions: Vec<Pair>,
    /// Decisions, with their matched rules.
    pub decisions: Vec<(Pair, Vec<Slot>)>,
    set_names: Vec<Arc<Term>>,
}

/// Whether a part of one version is a part of the other.
type Alike<'a, T> = &'a dyn Fn(&T, &T) -> bool;

/// Matches the parts of one list with those of another: those of the old side first.
fn matched<T>(old: &[T], new: &[T], passes: &[Alike<'_, T>]) -> Vec<Pair> {
    let mut of_new: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    for same in passes {
        for (at, part) in new.iter().enumerate() {
            let Some(slot) = of_new.get_mut(at).filter(|slot| slot.is_none()) else { continue };
            let free = |index: usize| taken.get(index) == Some(&false);
            let found = old.iter().enumerate().position(|(index, other)| free(index) && same(other, part));
            if let Some(found) = found {
                *slot = Some(found);
                taken.iter_mut().skip(found).take(1).for_each(|taken| *taken = true);
            }
        }
    }
    let mut out: Vec<Pair> = (0..old.len())
        .map(|index| Both { old: Some(index), new: of_new.iter().position(|of| *of == Some(index)) })
        .collect();
    let alone = of_new.iter().enumerate().filter(|(_, of)| of.is_none());
    out.extend(alone.map(|(at, _)| Both { old: None, new: Some(at) }));
    out
}

/// The joint numbers of each part of one side.
fn numbers<T: Copy>(pairs: &[Pair], side: Side, count: usize, id: impl Fn(usize) -> T) -> Vec<T> {
    (0..count).map(|own| id(pairs.iter().position(|pair| *pair.of(side) == Some(own)).unwrap_or(own))).collect()
}

/// The scale that both versions' facts can be told in: that of the one that has every level of the other, in its order.
fn joint_scale(old: &Arc<Scale>, new: &Arc<Scale>) -> Option<Arc<Scale>> {
    if !same_name(&old.name, &new.name) || old.ordered != new.ordered {
        return None;
    }
    let within = |small: &Scale, large: &Scale| {
        let places: Vec<Option<usize>> =
            small.levels.iter().map(|level| large.levels.iter().position(|other| same_name(level, other))).collect();
        places.iter().all(Option::is_some) && (!small.ordered || places.windows(2).all(|two| two.first() < two.last()))
    };
    if within(new, old) { Some(old.clone()) } else { within(old, new).then(|| new.clone()) }
}

/// The scales of a program: those of its facts, and those that only its rules and terms have.
fn scales(program: &Program) -> Vec<Arc<Scale>> {
    let mut out = program.scales();
    let decisions = program.decisions.iter().filter_map(|decision| decision.kind.value());
    let others =
        program.definitions.iter().map(|known| &known.ty).chain(program.parameters.iter().map(|known| &known.ty));
    for ty in decisions.chain(others) {
        if let Type::Level(scale) = ty
            && !out.contains(scale)
        {
            out.push(scale.clone());
        }
    }
    out
}

fn scale_maps(program: &Program, others: &[Arc<Scale>], old: bool) -> Vec<ScaleMap> {
    let maps = scales(program).into_iter().map(|own| {
        let joint =
            others.iter().find_map(|other| if old { joint_scale(&own, other) } else { joint_scale(other, &own) });
        let joint = joint.unwrap_or_else(|| own.clone());
        let place = |level: &Term| joint.levels.iter().position(|other| same_name(level, other)).unwrap_or(0);
        let levels = own.levels.iter().map(|level| u32::try_from(place(level)).unwrap_or(0)).collect();
        ScaleMap { own, joint, levels }
    });
    maps.collect()
}

fn same_type(one: &Type, two: &Type) -> bool {
    match (one, two) {
        (Type::Level(one), Type::Level(two)) => joint_scale(one, two).is_some(),
        (Type::List(one), Type::List(two)) => same_name(one, two),
        (Type::Number { unit: one, .. }, Type::Number { unit: two, .. }) => spelt_unit(one) == spelt_unit(two),
        _ => one == two,
    }
}

fn same_fact(one: &Fact, two: &Fact) -> bool {
    same_name(&one.term, &two.term) && same_type(&one.ty, &two.ty)
}

impl<'p> Joint<'p> {
    /// Brings two versions together.
    #[must_use]
    pub fn new(old: &'p Program, new: &'p Program) -> Self {
        let mut maps = Both { old: Map::default(), new: Map::default() };
        maps.old.scales = scale_maps(old, &scales(new), true);
        maps.new.scales = scale_maps(new, &scales(old), false);
        let facts = matched(&old.facts, &new.facts, &[&same_fact]);
        let records = matched(&old.records, &new.records, &[&|one, two| same_name(&one.term, &two.term)]);
        let places = matched(&old.places, &new.places, &[&|one, two| same_name(&one.term, &two.term)]);
        let sets = matched(&old.place_sets, &new.place_sets, &[&|one, two| same_name(&one.0, &two.0)]);
        let parameters = matched(
            &old.parameters,
            &new.parameters,
            &[&|one, two| same_name(&one.term, &two.term) && same_type(&one.ty, &two.ty)],
        );
        let definitions = matched(
            &old.definitions,
            &new.definitions,
            &[
                &|one, two| {
                    same_name(&one.term, &two.term) && one.article == two.article && same_type(&one.ty, &two.ty)
                },
                &|one, two| same_name(&one.term, &two.term) && same_type(&one.ty, &two.ty),
            ],
        );
        let each = |program: &Program, decision: &Decision| -> Vec<Arc<Term>> {
            decision.each.iter().filter_map(|list| program.list(*list)).map(|list| list.term.clone()).collect()
        };
        let decisions = matched(
            &old.decisions,
            &new.decisions,
            &[&|one, two| {
                let members = one.each.len() == two.each.len()
                    && each(old, one).iter().zip(&each(new, two)).all(|(one, two)| same_name(one, two));
                let kinds = match (&one.kind, &two.kind) {
                    (DecisionKind::Modal(_), DecisionKind::Modal(_)) => true,
                    (DecisionKind::Value(one), DecisionKind::Value(two)) => same_type(one, two),
                    _ => false,
                };
                members && kinds && same_name(&one.term, &two.term)
            }],
        );
        let programs = Both { old, new };
        let mut fields: Vec<Vec<Pair>> = Vec::new();
        for pair in &records {
            let of = |side: Side| -> &'p [Fact] {
                let program = *programs.of(side);
                let record = pair.of(side).and_then(|at| program.records.get(at));
                record.map(|record| record.fields.as_slice()).unwrap_or_default()
            };
            fields.push(matched(of(Side::Old), of(Side::New), &[&same_fact]));
        }
        for side in [Side::Old, Side::New] {
            let program = *programs.of(side);
            let map = match side {
                Side::Old => &mut maps.old,
                Side::New => &mut maps.new,
            };
            map.facts = numbers(&facts, side, program.facts.len(), FactId::at);
            map.records = numbers(&records, side, program.records.len(), RecordId::at);
            map.places = numbers(&places, side, program.places.len(), PlaceId::at);
            map.sets = numbers(&sets, side, program.place_sets.len(), |at| at);
            map.parameters = numbers(&parameters, side, program.parameters.len(), ParameterId::at);
            map.definitions = numbers(&definitions, side, program.definitions.len(), DefinitionId::at);
            map.decisions = numbers(&decisions, side, program.decisions.len(), DecisionId::at);
            map.fields = map
                .records
                .iter()
                .enumerate()
                .map(|(own, joint)| {
                    let count = program.records.get(own).map_or(0, |record| record.fields.len());
                    fields.get(joint.index()).map(|pairs| numbers(pairs, side, count, FieldId::at)).unwrap_or_default()
                })
                .collect();
        }
        let whose = |pair: &Pair| if pair.old.is_some() { Side::Old } else { Side::New };
        let own = |pair: &Pair| pair.of(whose(pair)).unwrap_or_default();
        let fact = |pair: &Pair, fact: &Fact| {
            let map = maps.of(whose(pair));
            let mut out = fact.clone();
            out.ty = map.ty(&fact.ty);
            out.presumed = fact.presumed.as_ref().map(|(value, why)| (map.value(value, &fact.ty), why.clone()));
            out.record = fact.record.and_then(|record| map.records.get(record.index()).copied());
            out
        };
        let joint_facts = facts
            .iter()
            .filter_map(|pair| {
                let mut joint = fact(pair, programs.of(whose(pair)).facts.get(own(pair))?);
                let other = pair.new.and_then(|at| new.facts.get(at));
                joint.used |= other.is_some_and(|other| other.used);
                Some((*pair, joint))
            })
            .collect();
        let joint_records = records
            .iter()
            .zip(&fields)
            .filter_map(|(pair, fields)| {
                let record = programs.of(whose(pair)).records.get(own(pair))?;
                let fields = fields.iter().filter_map(|field| {
                    let program = programs.of(whose(field));
                    let record = program.records.get((*pair.of(whose(field)))?)?;
                    Some(fact(field, record.fields.get(own(field))?))
                });
                Some((*pair, Record { term: record.term.clone(), fields: fields.collect() }))
            })
            .collect();
        let joint_places = places
            .iter()
            .filter_map(|pair| Some((*pair, programs.of(whose(pair)).places.get(own(pair))?.clone())))
            .collect();
        let joint_sets: Vec<(Pair, Arc<Term>)> = sets
            .iter()
            .filter_map(|pair| Some((*pair, programs.of(whose(pair)).place_sets.get(own(pair))?.0.clone())))
            .collect();
        let set_names = joint_sets.iter().map(|(_, name)| name.clone()).collect();
        let mut joint = Self {
            programs,
            maps,
            facts: joint_facts,
            records: joint_records,
            places: joint_places,
            sets: joint_sets,
            parameters,
            definitions,
            decisions: Vec::new(),
            set_names,
        };
        joint.decisions = decisions
            .iter()
            .map(|pair| {
                let of = |side: Side| -> Vec<(&Ground, Ground)> {
                    let decision = pair.of(side).and_then(|at| joint.programs.of(side).decisions.get(at));
                    let grounds = decision.into_iter().flat_map(|decision| {
                        decision.grounds.iter().map(|ground| (ground, joint.bare_ground(side, decision, ground)))
                    });
                    grounds.collect()
                };
                (*pair, align(&of(Side::Old), &of(Side::New)))
            })
            .collect();
        joint
    }

    fn mapper<'m>(&'m self, side: Side, bare: bool, places: Option<&'m dyn Fn(usize) -> Vec<PlaceId>>) -> Mapper<'m> {
        Mapper { program: self.programs.of(side), map: self.maps.of(side), sets: &self.set_names, bare, places }
    }

    fn bare_ground(&self, side: Side, decision: &Decision, ground: &Ground) -> Ground {
        self.mapper(side, true, None).ground(ground, &decision.each)
    }

    /// What a rule of one side asks, in the numbers of both.
    pub fn ground(&self, side: Side, decision: usize, slot: usize) -> Option<Ground> {
        let (decision, ground) = self.own_ground(side, decision, slot)?;
        Some(self.bare_ground(side, decision, ground))
    }

    /// The rules that a rule goes before, by their matched places.
    pub fn goes_before(&self, side: Side, decision: usize, slot: usize) -> Option<Vec<usize>> {
        let (_, ground) = self.own_ground(side, decision, slot)?;
        let (_, slots) = self.decisions.get(decision)?;
        let place = |index: &usize| slots.iter().position(|slot| *slot.of(side) == Some(*index));
        let mut out: Vec<usize> = ground.overrides.iter().filter_map(place).collect();
        out.sort_unstable();
        Some(out)
    }

    /// What an expression of one side asks, in the numbers of both.
    pub fn meaning(&self, side: Side, expr: &Expr, records: &[RecordId]) -> Expr {
        self.mapper(side, true, None).expr(expr, &mut records.to_vec())
    }

    /// The rule as it stands in its own program.
    pub fn own_ground(&self, side: Side, decision: usize, slot: usize) -> Option<(&'p Decision, &'p Ground)> {
        let (pair, slots) = self.decisions.get(decision)?;
        let decision = self.programs.of(side).decisions.get((*pair.of(side))?)?;
        Some((decision, decision.grounds.get((*slots.get(slot)?.of(side))?)?))
    }

    /// A decision as it stands in its own program.
    pub fn own_decision(&self, side: Side, decision: usize) -> Option<&'p Decision> {
        let (pair, _) = self.decisions.get(decision)?;
        self.programs.of(side).decisions.get((*pair.of(side))?)
    }

    /// A definition as it stands in its own program.
    pub fn own_definition(&self, side: Side, at: usize) -> Option<&'p Definition> {
        self.programs.of(side).definitions.get((*self.definitions.get(at)?.of(side))?)
    }

    /// What a definition says, reading by reading, in the numbers of both.
    pub fn readings(&self, side: Side, at: usize) -> Option<Vec<Expr>> {
        let definition = self.own_definition(side, at)?;
        let records: Vec<RecordId> = definition.record.into_iter().collect();
        Some(definition.readings.iter().map(|reading| self.meaning(side, &reading.body, &records)).collect())
    }

    /// A parameter as it stands in its own program.
    pub fn own_parameter(&self, side: Side, at: usize) -> Option<&'p Parameter> {
        self.programs.of(side).parameters.get((*self.parameters.get(at)?.of(side))?)
    }

    /// The values of a parameter in the numbers of both.
    pub fn parameter(&self, side: Side, at: usize) -> Option<Parameter> {
        let own = self.own_parameter(side, at)?;
        let map = self.maps.of(side);
        let mut out = own.clone();
        out.ty = map.ty(&own.ty);
        out.values = own.values.iter().map(|(value, when)| (map.value(value, &own.ty), *when)).collect();
        Some(out)
    }

    /// A set of places, in the numbers of both.
    pub fn set(&self, side: Side, at: usize) -> Option<Vec<PlaceId>> {
        let (_, places) = self.programs.of(side).place_sets.get((*self.sets.get(at)?.0.of(side))?)?;
        let map = self.maps.of(side);
        let mut out: Vec<PlaceId> = places.iter().filter_map(|place| map.places.get(place.index()).copied()).collect();
        out.sort();
        Some(out)
    }

    /// The place, and what it lies in, as one side has it.
    pub fn parent(&self, side: Side, at: usize) -> Option<Parent> {
        let place = self.programs.of(side).places.get((*self.places.get(at)?.0.of(side))?)?;
        let around = place.parent.and_then(|parent| self.maps.of(side).places.get(parent.index()).copied());
        Some(Parent { around })
    }

    /// How many places there are in both.
    pub fn place_count(&self) -> usize {
        self.places.len()
    }

    /// A place of both.
    pub fn place(&self, at: usize) -> Option<&Place> {
        self.places.get(at).map(|(_, place)| place)
    }

    /// A fact as it stands in its own program.
    pub fn own_fact(&self, side: Side, at: usize) -> Option<&'p Fact> {
        self.programs.of(side).facts.get((*self.facts.get(at)?.0.of(side))?)
    }

    /// A field as it stands in its own program.
    pub fn own_field(&self, side: Side, record: usize, field: usize) -> Option<&'p Fact> {
        let own = (*self.records.get(record)?.0.of(side))?;
        let at = self.maps.of(side).fields.get(own)?.iter().position(|joint| joint.index() == field)?;
        self.programs.of(side).records.get(own)?.fields.get(at)
    }

    /// A mixture of both: each part from the side that is chosen for it, or from the other where that has none.
    #[must_use]
    pub fn program(&self, pick: &dyn Fn(Element) -> Side) -> Program {
        let base = self.programs.old;
        let fill = |at: usize| {
            let side = pick(Element::Set(at));
            self.set(side, at).or_else(|| self.set(other(side), at)).unwrap_or_default()
        };
        let fill: &dyn Fn(usize) -> Vec<PlaceId> = &fill;
        let presumed = |element: Element, of: &dyn Fn(Side) -> Option<&'p Fact>| {
            let side = pick(element);
            let (side, fact) = of(side).map(|fact| (side, fact)).or_else(|| Some((other(side), of(other(side))?)))?;
            let (value, why) = fact.presumed.as_ref()?;
            Some((self.maps.of(side).value(value, &fact.ty), why.clone()))
        };
        let facts = self.facts.iter().enumerate().map(|(at, (_, fact))| {
            let mut fact = fact.clone();
            fact.presumed = presumed(Element::Presumption(at), &|side| self.own_fact(side, at));
            fact
        });
        let records = self.records.iter().enumerate().map(|(record, (_, joint))| {
            let mut out = joint.clone();
            for (at, field) in out.fields.iter_mut().enumerate() {
                let element = Element::FieldPresumption(record, at);
                field.presumed = presumed(element, &|side| self.own_field(side, record, at));
            }
            out
        });
        let places = self.places.iter().enumerate().map(|(at, (_, place))| {
            let side = pick(Element::Place(at));
            let parent =
                self.parent(side, at).or_else(|| self.parent(other(side), at)).and_then(|parent| parent.around);
            Place { term: place.term.clone(), parent }
        });
        let sets = self.sets.iter().enumerate().map(|(at, (_, name))| (name.clone(), fill(at)));
        let parameters = (0..self.parameters.len()).filter_map(|at| {
            let side = pick(Element::Parameter(at));
            self.parameter(side, at).or_else(|| self.parameter(other(side), at))
        });
        let definitions = (0..self.definitions.len()).filter_map(|at| {
            let mut side = pick(Element::Definition(at));
            if self.own_definition(side, at).is_none() {
                side = other(side);
            }
            let own = self.own_definition(side, at)?;
            let (map, mapper) = (self.maps.of(side), self.mapper(side, false, Some(fill)));
            let scopes: Vec<RecordId> = own.record.into_iter().collect();
            let readings = own.readings.iter().map(|reading| Reading {
                term: reading.term.clone(),
                body: mapper.expr(&reading.body, &mut scopes.clone()),
            });
            Some(Definition {
                term: own.term.clone(),
                ty: map.ty(&own.ty),
                record: own.record.and_then(|record| map.records.get(record.index()).copied()),
                article: own.article.clone(),
                readings: readings.collect(),
                default: own.default,
                reason: own.reason.clone(),
                span: own.span,
            })
        });
        let decisions = (0..self.decisions.len()).filter_map(|at| self.decision(at, pick, fill));
        Program {
            header: base.header.clone(),
            layers: base.layers.clone(),
            facts: facts.collect(),
            records: records.collect(),
            places: places.collect(),
            place_sets: sets.collect(),
            workdays: self.programs.of(pick(Element::Workdays)).workdays.clone(),
            turns: [Side::Old, Side::New].iter().flat_map(|side| self.programs.of(*side).turns.clone()).collect(),
            parameters: parameters.collect(),
            definitions: definitions.collect(),
            decisions: decisions.collect(),
            // What may be chosen is told by the permissions themselves.
            options: Vec::new(),
            articles: Vec::new(),
            figures: Vec::new(),
            examples: Vec::new(),
            changes: Vec::new(),
            powers: Vec::new(),
            known_on: None,
            transitions: Vec::new(),
        }
    }

    fn decision(
        &self,
        at: usize,
        pick: &dyn Fn(Element) -> Side,
        fill: &dyn Fn(usize) -> Vec<PlaceId>,
    ) -> Option<Decision> {
        let (_, slots) = self.decisions.get(at)?;
        let framed = pick(Element::Frame(at));
        let side = if self.own_decision(framed, at).is_some() { framed } else { other(framed) };
        let frame = self.own_decision(side, at)?;
        // What is known of the whole of a table holds of a mixture only where it holds of both.
        let holds = |of: &dyn Fn(&Decision) -> bool| {
            [Side::Old, Side::New].into_iter().filter_map(|side| self.own_decision(side, at)).all(of)
        };
        let chosen: Vec<(usize, Side, &Decision, &Ground)> = self
            .in_order(at, pick(Element::Order(at)))
            .into_iter()
            .filter_map(|slot| {
                let side = pick(Element::Ground(at, slot));
                let (decision, ground) = self.own_ground(side, at, slot)?;
                Some((slot, side, decision, ground))
            })
            .collect();
        let pure = |side: Side| {
            pick(Element::Order(at)) == side && chosen.iter().all(|(_, from, ..)| *from == side) && framed == side
        };
        let whole =
            [Side::Old, Side::New].into_iter().find(|side| pure(*side)).and_then(|side| self.own_decision(side, at));
        let place = |slot: usize| chosen.iter().position(|(known, ..)| *known == slot);
        let grounds = chosen.iter().map(|(slot, side, decision, ground)| {
            let mut out = self.mapper(*side, false, Some(fill)).ground(ground, &decision.each);
            out.overrides = ground
                .overrides
                .iter()
                .filter_map(|index| slots.iter().position(|slot| *slot.of(*side) == Some(*index)))
                .filter_map(place)
                .collect();
            out.layer = 0;
            // Which of the matched rules it is.
            out.line = *slot;
            out
        });
        Some(Decision {
            term: frame.term.clone(),
            kind: match &frame.kind {
                DecisionKind::Value(ty) => DecisionKind::Value(self.maps.of(side).ty(ty)),
                DecisionKind::Modal(modal) => DecisionKind::Modal(*modal),
            },
            each: self.mapper(side, true, None).lists(&frame.each),
            grounds: grounds.collect(),
            hit: frame.hit,
            complete: whole.map_or_else(|| holds(&|decision| decision.complete), |whole| whole.complete),
            apart: whole.map_or_else(|| holds(&|decision| decision.apart), |whole| whole.apart),
            better: frame.better,
            span: frame.span,
        })
    }

    /// The matched rules of a decision in the order of one side, those of the other after what they follow there.
    fn in_order(&self, at: usize, side: Side) -> Vec<usize> {
        let Some((_, slots)) = self.decisions.get(at) else { return Vec::new() };
        let sorted = |side: Side| {
            let mut out: Vec<usize> = (0..slots.len()).filter(|slot| has(slots, *slot, side)).collect();
            out.sort_by_key(|slot| slots.get(*slot).and_then(|slot| *slot.of(side)));
            out
        };
        let mut out = sorted(side);
        let theirs = sorted(other(side));
        for (index, slot) in theirs.iter().enumerate().filter(|(_, slot)| !has(slots, **slot, side)) {
            let before = index.checked_sub(1).and_then(|at| theirs.get(at));
            let place = before.and_then(|before| out.iter().position(|known| known == before)).map_or(0, |at| at + 1);
            out.insert(place, *slot);
        }
        out
    }

    /// Whether rows that stand in both come in another order, where the first that fits counts.
    pub fn reordered(&self, at: usize) -> bool {
        let first = |side: Side| self.own_decision(side, at).is_some_and(|decision| decision.hit == Some(Hit::First));
        let Some((_, slots)) = self.decisions.get(at) else { return false };
        let shared: Vec<&Slot> = slots.iter().filter(|slot| slot.old.is_some() && slot.new.is_some()).collect();
        let mut by_new = shared.clone();
        by_new.sort_by_key(|slot| slot.new);
        let mut by_old = shared;
        by_old.sort_by_key(|slot| slot.old);
        first(Side::Old) && first(Side::New) && by_old != by_new
    }

    /// A case of one side in the numbers of both, told into a case that may know more.
    pub fn tell(&self, side: Side, case: &Case, into: &mut Case) {
        let (program, map) = (self.programs.of(side), self.maps.of(side));
        for (at, fact) in program.facts.iter().enumerate() {
            let given = case.get(FactId::at(at));
            if *given != crate::ir::Given::Unknown {
                into.set(map.fact(FactId::at(at)), map.given(program, fact, given));
            }
        }
    }

    /// A case of both for one side.
    #[must_use]
    pub fn case_of(&self, side: Side, case: &Case) -> Case {
        let (program, map) = (self.programs.of(side), self.maps.of(side));
        let mut out = Case::new(program);
        out.name.clone_from(&case.name);
        for (at, fact) in program.facts.iter().enumerate() {
            let id = FactId::at(at);
            out.set(id, map.back(program, fact, case.get(map.fact(id))));
        }
        out
    }

    /// An answer of one side, so that it can be held against one of the other.
    pub fn answer(&self, side: Side, decision: DecisionId, answer: &Answer) -> Answer {
        let ty = match self.programs.of(side).decisions.get(decision.index()).map(|decision| &decision.kind) {
            Some(DecisionKind::Value(ty)) => Some(ty),
            _ => None,
        };
        self.maps.of(side).answer(answer, ty)
    }
}

fn has(slots: &[Slot], slot: usize, side: Side) -> bool {
    slots.get(slot).is_some_and(|slot| slot.of(side).is_some())
}

/// The other side.
pub const fn other(side: Side) -> Side {
    match side {
        Side::Old => Side::New,
        Side::New => Side::Old,
    }
}
