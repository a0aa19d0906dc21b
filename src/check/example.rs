//! Examples: names looked up, values typed.

use super::error::{ExampleError, ExampleName};
use super::{Checker, TypeError};
use crate::diagnostics::wording::nearest;
use crate::ir::expect::{AtOdds, NoOption, chosen, fault, options, parts};
use crate::ir::{
    self, Citation, Expectation, Expected, Given, Missing, OptionSet, Program, Reasons, Value, Wanted, literal,
};
use crate::resolve::Symbol;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Written};
use crate::types::ids::{DefinitionId, FactId, RecordId};
use std::collections::{BTreeMap, BTreeSet};
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
        let expect: Vec<_> = example.expect.iter().map(|expect| self.expected(expect, program)).collect();
        self.once(
            readings.iter().zip(&example.readings).map(|(found, (name, _))| (found.as_ref().map(|at| at.0), name)),
        );
        self.once(given.iter().zip(&example.given).map(|(found, (name, _))| (found.as_ref().map(|at| at.0), name)));
        let decisions = expect.iter().zip(&example.expect).flat_map(|(found, told)| {
            found.iter().flatten().map(|one| (Some(one.decision), &told.name)).collect::<Vec<_>>()
        });
        self.once(decisions);
        Some(ir::Example {
            name: example.name.node.clone(),
            as_of,
            readings: readings.into_iter().collect::<Option<_>>()?,
            given: given.into_iter().collect::<Option<_>>()?,
            expect: expect.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect(),
            span: example.span,
        })
    }

    fn unknown<T>(&mut self, name: &Written, what: ExampleName, known: &[String]) -> Option<T> {
        let near = nearest(&name.node, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        let other = what == ExampleName::Point && !self.names.lookup(&name.node).is_empty();
        self.report(ExampleError::Name { at: name.span, text: name.node.clone(), what, near, other })
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

    /// What is expected of a decision, or of each option of a set.
    fn expected(&mut self, expect: &ast::Expect, program: &Program) -> Option<Vec<Expectation>> {
        let ast::Expect { name, answer, .. } = expect;
        let Some(id) = self.names.decision_named(&name.node) else {
            if let Some(set) = options(program, &name.node) {
                return self.chosen(expect, set, program);
            }
            let decisions = program.decisions.iter().map(|decision| &decision.term);
            let sets = program.options.iter().filter_map(|set| set.term.as_ref());
            let known: Vec<String> = decisions.chain(sets).flat_map(|term| term.forms()).map(str::to_owned).collect();
            return self.unknown(name, ExampleName::Decision, &known);
        };
        let decision = program.decisions.get(id.index())?;
        if decision.grounds.is_empty() {
            return self.report(TypeError::NoRule { at: name.span, text: name.node.clone() });
        }
        let wanted = match Wanted::read(&answer.node, decision, &program.places) {
            Ok(wanted) => wanted,
            Err(error) => {
                let text = answer.node.trim().to_owned();
                return self.report(TypeError::Literal { at: answer.span, text, error });
            }
        };
        let reasons = self.reasons(expect, &wanted, decision, program)?;
        let reasons = if reasons == Reasons::default() { Vec::new() } else { vec![reasons; wanted.leaves()] };
        Some(vec![Expectation { decision: id, wanted, reasons, span: answer.span, set: None }])
    }

    /// What is expected of a set of options: which of them are open, and nothing besides.
    fn chosen(&mut self, expect: &ast::Expect, set: &OptionSet, program: &Program) -> Option<Vec<Expectation>> {
        let answer = &expect.answer;
        let named: Vec<_> = parts(&answer.node)
            .into_iter()
            .map(|(part, at)| (part.to_owned(), answer.span.part(at..at + part.len())))
            .collect();
        let mut unknown = Vec::new();
        let out = chosen(program, set, &named, answer.span, &mut unknown);
        let lost = !unknown.is_empty();
        for NoOption { at, text, near } in unknown {
            self.errors.push(ExampleError::Name { at, text, what: ExampleName::Option, near, other: false }.into());
        }
        let beside = [&expect.because, &expect.missing, &expect.fault].into_iter().flatten().next();
        if let Some(beside) = beside {
            return self.report(ExampleError::AtOdds { at: beside.span, answer: answer.span, what: AtOdds::Options });
        }
        (!lost).then_some(out)
    }

    /// What an expected answer must rest on.
    fn reasons(
        &mut self,
        expect: &ast::Expect,
        wanted: &Wanted,
        decision: &ir::Decision,
        program: &Program,
    ) -> Option<Reasons> {
        let mut out = Reasons::default();
        let mut lost = false;
        for clause in &expect.because {
            match Citation::read(&clause.node, program, decision) {
                Ok(found) => out.because.push(Spanned::new(found, clause.span)),
                Err(error) => {
                    lost = true;
                    let (at, text, decision) = (clause.span, clause.node.clone(), decision.term.clone());
                    self.errors.push(ExampleError::Clause { at, text, decision, lost: error }.into());
                }
            }
        }
        for (told, only, what) in [
            (expect.missing.first(), Expected::Undetermined, AtOdds::Missing),
            (expect.fault.first(), Expected::Error, AtOdds::Fault),
        ] {
            if let Some(told) = told.filter(|_| *wanted != Wanted::Every(only)) {
                return self.report(ExampleError::AtOdds { at: told.span, answer: expect.answer.span, what });
            }
        }
        for told in &expect.missing {
            let missing = &mut out.missing.get_or_insert_with(|| Spanned::new(BTreeSet::new(), told.span)).node;
            for (part, at) in parts(&told.node) {
                match Missing::read(part, program) {
                    Ok(found) => drop(missing.insert(found)),
                    Err(near) => {
                        lost = true;
                        let (at, text) = (told.span.part(at..at + part.len()), part.to_owned());
                        let what = ExampleName::Missing;
                        self.errors.push(ExampleError::Name { at, text, what, near, other: false }.into());
                    }
                }
            }
        }
        if let [first, second, ..] = expect.fault.as_slice() {
            return self.report(ExampleError::Twice { at: second.span, first: first.span, text: second.node.clone() });
        }
        for told in &expect.fault {
            match fault(&told.node) {
                Ok(word) => out.fault = Some(Spanned::new(word, told.span)),
                Err(near) => {
                    lost = true;
                    let (at, text) = (told.span, told.node.trim().to_owned());
                    self.errors
                        .push(ExampleError::Name { at, text, what: ExampleName::Fault, near, other: false }.into());
                }
            }
        }
        (!lost).then_some(out)
    }

    /// Reports every name that says again what an earlier one said.
    fn once<'n, K: Ord>(&mut self, told: impl Iterator<Item = (Option<K>, &'n Written)>) {
        let mut seen: BTreeMap<K, Span> = BTreeMap::new();
        for (what, name) in told {
            let Some(what) = what else { continue };
            if let Some(first) = seen.get(&what) {
                let (at, text) = (name.span, name.node.clone());
                self.errors.push(ExampleError::Twice { at, first: *first, text }.into());
            } else {
                seen.insert(what, name.span);
            }
        }
    }
}
