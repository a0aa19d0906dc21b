//! Examples: names looked up, values typed.

use super::error::ExampleName;
use super::{Checker, TypeError};
use crate::diagnostics::wording::nearest;
use crate::ir::{self, Expected, Given, Program, Value, literal};
use crate::resolve::Symbol;
use crate::source::Span;
use crate::syntax::ast::{self, Written};
use crate::types::ids::{DefinitionId, FactId, RecordId};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Checker<'_, '_> {
    /// Every example of the policy; those with mistakes are reported and left out.
    pub(super) fn examples(&mut self, program: &Program) -> Vec<ir::Example> {
        let examples = self.names.examples.clone();
        examples.iter().filter_map(|(example, _)| self.example(example, program)).collect()
    }

    fn example(&mut self, example: &ast::Example, program: &Program) -> Option<ir::Example> {
        let as_of = match &example.as_of {
            Some(date) => Some(self.date(date.node, date.span)?),
            None => None,
        };
        let readings: Vec<_> =
            example.readings.iter().map(|(point, reading)| self.reading_choice(point, reading, program)).collect();
        let given: Vec<_> = example.given.iter().map(|(name, given)| self.given(name, given, program)).collect();
        let expect: Vec<_> = example.expect.iter().map(|(name, value)| self.expected(name, value, program)).collect();
        self.once(
            readings.iter().zip(&example.readings).map(|(found, (name, _))| (found.as_ref().map(|at| at.0), name)),
        );
        self.once(given.iter().zip(&example.given).map(|(found, (name, _))| (found.as_ref().map(|at| at.0), name)));
        self.once(expect.iter().zip(&example.expect).map(|(found, (name, _))| (found.as_ref().map(|at| at.0), name)));
        Some(ir::Example {
            name: example.name.node.clone(),
            as_of,
            readings: readings.into_iter().collect::<Option<_>>()?,
            given: given.into_iter().collect::<Option<_>>()?,
            expect: expect.into_iter().collect::<Option<_>>()?,
            span: example.span,
        })
    }

    fn unknown<T>(&mut self, name: &Written, what: ExampleName, known: &[String]) -> Option<T> {
        let near = nearest(&name.node, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        let other = what == ExampleName::Point && !self.names.lookup(&name.node).is_empty();
        self.report(TypeError::Example { at: name.span, text: name.node.clone(), what, near, other })
    }

    fn reading_choice(
        &mut self,
        point: &Written,
        reading: &Written,
        program: &Program,
    ) -> Option<(DefinitionId, usize)> {
        let points = || program.definitions.iter().filter(|definition| definition.readings.len() > 1);
        let found = program.definitions.iter().position(|d| d.readings.len() > 1 && d.term.is(&point.node));
        let Some(index) = found else {
            let known =
                points().flat_map(|d| d.term.forms().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>();
            return self.unknown(point, ExampleName::Point, &known);
        };
        let readings = &program.definitions.get(index)?.readings;
        let chosen = readings.iter().position(|known| known.term.as_ref().is_some_and(|term| term.is(&reading.node)));
        if let Some(chosen) = chosen {
            Some((DefinitionId::at(index), chosen))
        } else {
            let terms = readings.iter().filter_map(|reading| reading.term.as_ref());
            let known: Vec<String> =
                terms.flat_map(|term| term.forms().map(str::to_owned).collect::<Vec<_>>()).collect();
            self.unknown(reading, ExampleName::Reading, &known)
        }
    }

    fn given(&mut self, name: &Written, given: &ast::Given, program: &Program) -> Option<(FactId, Given)> {
        let fact = self.names.lookup(&name.node).into_iter().find_map(|symbol| match symbol {
            Symbol::Fact(id) | Symbol::List(id) => Some(id),
            _ => None,
        });
        let Some(id) = fact else {
            let known = program
                .facts
                .iter()
                .flat_map(|fact| fact.term.forms().map(str::to_owned).collect::<Vec<_>>())
                .collect::<Vec<_>>();
            return self.unknown(name, ExampleName::Fact, &known);
        };
        let fact = program.facts.get(id.index())?;
        Some((id, self.told(name, given, fact, program)?))
    }

    /// What is given for a fact or a field.
    fn told(&mut self, name: &Written, given: &ast::Given, fact: &ir::Fact, program: &Program) -> Option<Given> {
        match given {
            // `[]`, as in a case
            ast::Given::Value(text) if fact.record.is_some() && text.node.trim() == "[]" => {
                Some(Given::Value(Value::List(Arc::default())))
            }
            ast::Given::Value(text) => self.literal(text, fact),
            ast::Given::Members(members) => {
                let Some(record) = fact.record else {
                    let error = literal::LiteralError::NotA(fact.ty.clone());
                    return self.report(TypeError::Literal { at: name.span, text: String::new(), error });
                };
                let members: Vec<_> = members.iter().map(|member| self.member(member, record, program)).collect();
                Some(Given::Value(Value::List(Arc::new(members.into_iter().collect::<Option<_>>()?))))
            }
        }
    }

    fn member(&mut self, member: &[(Written, ast::Given)], record: RecordId, program: &Program) -> Option<Vec<Given>> {
        let record = program.records.get(record.index())?;
        let mut out = vec![Given::Unknown; record.fields.len()];
        let field = |name: &Written| record.fields.iter().position(|field| field.term.is(&name.node));
        self.once(member.iter().map(|(name, _)| (field(name), name)));
        for (name, value) in member {
            let Some(at) = field(name) else {
                let known =
                    record.fields.iter().flat_map(|field| field.term.forms().map(str::to_owned).collect::<Vec<_>>());
                let known: Vec<String> = known.collect();
                return self.unknown(name, ExampleName::Field, &known);
            };
            let given = self.told(name, value, record.fields.get(at)?, program)?;
            *out.get_mut(at)? = given;
        }
        Some(out)
    }

    fn literal(&mut self, text: &Written, fact: &ir::Fact) -> Option<Given> {
        match literal::given(text.node.trim(), fact, &self.places) {
            Ok(given) => Some(given),
            Err(error) => self.report(TypeError::Literal { at: text.span, text: text.node.clone(), error }),
        }
    }

    fn expected(
        &mut self,
        name: &Written,
        value: &Written,
        program: &Program,
    ) -> Option<(crate::types::ids::DecisionId, Expected, Span)> {
        let Some(id) = self.names.decision_named(&name.node) else {
            let known = program
                .decisions
                .iter()
                .flat_map(|d| d.term.forms().map(str::to_owned).collect::<Vec<_>>())
                .collect::<Vec<_>>();
            return self.unknown(name, ExampleName::Decision, &known);
        };
        let decision = program.decisions.get(id.index())?;
        if decision.grounds.is_empty() {
            return self.report(TypeError::NoRule { at: name.span, text: name.node.clone() });
        }
        match literal::expected(&value.node, &decision.kind, &self.places) {
            Ok(expected) => Some((id, expected, value.span)),
            Err(error) => self.report(TypeError::Literal { at: value.span, text: value.node.trim().to_owned(), error }),
        }
    }

    /// Reports every name that says again what an earlier one said.
    fn once<'n, K: Ord>(&mut self, told: impl Iterator<Item = (Option<K>, &'n Written)>) {
        let mut seen: BTreeMap<K, Span> = BTreeMap::new();
        for (what, name) in told {
            let Some(what) = what else { continue };
            if let Some(first) = seen.get(&what) {
                let (at, text) = (name.span, name.node.clone());
                self.errors.push(TypeError::ExampleTwice { at, first: *first, text });
            } else {
                seen.insert(what, name.span);
            }
        }
    }
}
