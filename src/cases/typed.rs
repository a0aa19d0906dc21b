//! Nodes of a case file → values of the types that the policy declares.

use super::document::{Node, NodeKind};
use super::error::{Beside, CaseError, Name, Pairs};
use super::expect;
use crate::diagnostics::wording::nearest;
use crate::interpret::{Case, Question};
use crate::ir::expect::options;
use crate::ir::literal::{self, LiteralError};
use crate::ir::{Expectation, Fact, Given, Program, Value};
pub use crate::source::name::fold;
use crate::source::{Span, Spanned, in_one_line};
use crate::text;
use crate::types::case_keys::{AS_OF, ASKS, EXPECT, READINGS};
use crate::types::ids::{DecisionId, DefinitionId, FactId, RecordId};
use crate::types::{Date, Term, Type};
use std::collections::HashMap;
use std::sync::Arc;

/// A case with what its file says besides facts.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// What is known.
    pub case: Case,
    /// The date asked about, where the file gives one.
    pub as_of: Option<Date>,
    /// Readings chosen.
    pub readings: Vec<(DefinitionId, usize)>,
    /// What is expected to come out.
    pub expect: Vec<Expectation>,
    /// The decisions that are asked about, where nothing is expected; all of them where none is named.
    pub asks: Vec<DecisionId>,
    /// Where it stands in its file.
    pub span: Span,
    /// Where its name is written.
    pub named: Option<Span>,
    /// The values that it tells and this policy does not know, where another one does.
    pub strange: Vec<CaseError>,
}

impl Typed {
    /// The question that the case asks: its date and readings, presumptions allowed.
    #[must_use]
    pub fn question(&self) -> Question {
        let mut question = Question::default();
        question.as_of = self.as_of;
        question.readings.extend(self.readings.iter().copied());
        question
    }
}

/// Keys that are about the case itself, unless a fact has that name.
pub(super) const CASE: [&str; 3] = ["case", "个案", "案例"];
pub const NOTE: [&str; 2] = ["note", "备注"];

/// All cases of the documents of a file.
pub fn cases(program: &Program, nodes: &[Node]) -> (Vec<Typed>, Vec<CaseError>) {
    let mut reader = Reader::new(program);
    let mut out = Vec::new();
    for node in nodes {
        match &node.kind {
            NodeKind::List(cases) => out.extend(cases.iter().filter_map(|case| reader.case(case))),
            NodeKind::Null => {}
            _ => out.extend(reader.case(node)),
        }
    }
    (out, reader.errors)
}

/// One `NAME=VALUE` of a command line, at its place in that argument.
pub fn fact_argument(program: &Program, text: &str, span: Span) -> Result<(FactId, Given), CaseError> {
    let mut reader = Reader::new(program);
    let split = text.find(['=', '＝']);
    let Some(at) = split else { return Err(CaseError::NotACase { at: span }) };
    let (name, rest) = text.split_at(at);
    let value = rest.trim_start_matches(['=', '＝']);
    let place = |start: usize, text: &str| {
        Span::new(span.file, span.start as usize + start, span.start as usize + start + text.len())
    };
    let name_at = place(0, name);
    let value_at = place(text.len() - value.len(), value);
    let id = reader.fact(name.trim(), name_at)?;
    // Of a list as a whole an argument can say that it is empty.
    let lists = program.facts.get(id.index()).is_some_and(|fact| matches!(fact.ty, Type::List(_)));
    let kind = match value.trim() {
        "[]" if lists => NodeKind::List(Vec::new()),
        text => NodeKind::Text(text.to_owned()),
    };
    let given = reader.given(id, &Node { kind, span: value_at });
    match (given, reader.errors.pop()) {
        (_, Some(error)) => Err(error),
        (Some(given), None) => Ok((id, given)),
        (None, None) => Err(CaseError::NotACase { at: span }),
    }
}

/// One `TERM=READING` of a command line; a reading alone where only one term has it.
pub fn reading_argument(program: &Program, text: &str, span: Span) -> Result<(DefinitionId, usize), CaseError> {
    let reader = Reader::new(program);
    if let Some(at) = text.find(['=', '＝']) {
        let (point, rest) = text.split_at(at);
        return reader.reading(point.trim(), rest.trim_start_matches(['=', '＝']).trim(), span, span);
    }
    let found: Vec<(DefinitionId, usize)> = program
        .definitions
        .iter()
        .enumerate()
        .flat_map(|(index, definition)| {
            let readings = definition.readings.iter().enumerate();
            readings
                .filter(|(_, reading)| reading.term.as_ref().is_some_and(|term| term.is(text)))
                .map(move |(at, _)| (DefinitionId::at(index), at))
        })
        .collect();
    if let [only] = found.as_slice() {
        Ok(*only)
    } else {
        let points = program.definitions.iter().filter(|definition| definition.readings.len() > 1);
        let known: Vec<String> = points
            .flat_map(|definition| {
                let names = definition.readings.iter().filter_map(|reading| reading.term.as_ref());
                names.map(|name| format!("{}={}", definition.term.text, name.text)).collect::<Vec<_>>()
            })
            .collect();
        let mut near: Vec<String> = known.iter().filter(|pair| pair.ends_with(&format!("={text}"))).cloned().collect();
        if near.is_empty() {
            near = nearest(text, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        }
        Err(CaseError::Unknown { at: span, text: text.to_owned(), near, what: Name::Reading })
    }
}

/// Reads cases one by one, as many as there are.
pub struct CaseReader<'p>(Reader<'p>);

impl<'p> CaseReader<'p> {
    /// For the facts of a program.
    #[must_use]
    pub fn new(program: &'p Program) -> Self {
        Self(Reader::new(program))
    }

    /// The fact of that name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<FactId> {
        self.0.names.get(&fold(name)).copied()
    }

    /// One case, with what is wrong with it.
    pub fn read(&mut self, node: &Node) -> (Option<Typed>, Vec<CaseError>) {
        let typed = self.0.case(node);
        (typed, std::mem::take(&mut self.0.errors))
    }
}

pub(super) struct Reader<'p> {
    program: &'p Program,
    names: HashMap<String, FactId>,
    /// What is wrong so far.
    pub(super) errors: Vec<CaseError>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let mut names = HashMap::new();
        for (index, fact) in program.facts.iter().enumerate() {
            for form in fact.term.forms() {
                names.insert(fold(form), FactId::at(index));
            }
        }
        Self { program, names, errors: Vec::new() }
    }

    /// The fact of that name, in either form.
    pub(super) fn named(&self, name: &str) -> Option<FactId> {
        self.names.get(&fold(name)).copied()
    }

    fn fact(&self, name: &str, at: Span) -> Result<FactId, CaseError> {
        self.named(name).ok_or_else(|| {
            let known = self.program.facts.iter().flat_map(|fact| fact.term.forms());
            let near = nearest(name, known).into_iter().map(str::to_owned).collect();
            CaseError::Unknown { at, text: name.to_owned(), near, what: Name::Fact }
        })
    }

    fn case(&mut self, node: &Node) -> Option<Typed> {
        let NodeKind::Map(entries) = &node.kind else {
            self.errors.push(CaseError::NotACase { at: node.span });
            return None;
        };
        let mut out = Typed { case: Case::new(self.program), span: node.span, ..Typed::default() };
        let mut told: HashMap<FactId, Span> = HashMap::new();
        let mut told_about: HashMap<&str, Span> = HashMap::new();
        for (key, value) in entries {
            let name = key.node.trim();
            match self.fact(name, key.span) {
                Ok(id) => {
                    if let Some(first) = told.insert(id, key.span) {
                        let term = self.term(id);
                        self.errors.push(CaseError::Twice { at: key.span, first, term });
                    }
                    if let Some(given) = self.given(id, value) {
                        out.case.set(id, given);
                    }
                }
                Err(error) => {
                    if !self.about_the_case(name, value, &mut out) {
                        self.errors.push(error);
                        continue;
                    }
                    let Some(term) = about(name) else { continue };
                    if let Some(first) = told_about.insert(term.0, key.span) {
                        let term = Arc::new(Term { text: term.0.into(), alias: Some(term.1.into()) });
                        self.errors.push(CaseError::Twice { at: key.span, first, term });
                    }
                }
            }
        }
        if let ([_, ..], Some(expected)) = (out.asks.as_slice(), out.expect.first()) {
            let key = |keys: &[&str]| entries.iter().find(|(key, _)| keys.contains(&fold(&key.node).as_str()));
            let at = key(&ASKS).map_or(node.span, |(key, _)| key.span);
            let answer = key(&EXPECT).map_or(expected.span, |(key, _)| key.span);
            self.errors.push(CaseError::AtOdds { at, answer, what: Beside::Asks });
        }
        Some(out)
    }

    fn term(&self, id: FactId) -> Arc<Term> {
        self.program
            .facts
            .get(id.index())
            .map_or_else(|| Arc::new(Term { text: "".into(), alias: None }), |fact| fact.term.clone())
    }

    /// Reads what a case says about itself; false where the key is nothing of the kind.
    pub(super) fn about_the_case(&mut self, name: &str, value: &Node, out: &mut Typed) -> bool {
        let folded = fold(name);
        let is = |keys: &[&str]| keys.contains(&folded.as_str());
        if is(&CASE) {
            if matches!(value.kind, NodeKind::List(_) | NodeKind::Map(_)) {
                let fact = Arc::new(Term { text: "case".into(), alias: Some("个案".into()) });
                self.errors.push(CaseError::NotOneValue { at: value.span, fact, ty: Type::Text });
            }
            out.case.name = scalar(value).map(|name| in_one_line(&name.trim().replace('\n', " ")));
            out.named = Some(value.span);
        } else if is(&NOTE) {
            // For people only.
        } else if is(&AS_OF) {
            let text = scalar(value).unwrap_or_default();
            match literal::date(&text) {
                Some(Some(date)) => out.as_of = Some(date),
                other => {
                    let error = if other.is_some() { LiteralError::NoSuchDate } else { LiteralError::NotA(Type::Date) };
                    let fact = Arc::new(Term { text: "as of".into(), alias: Some("判定日期".into()) });
                    self.errors.push(CaseError::Literal { at: value.span, text, fact, error });
                }
            }
        } else if is(&READINGS) {
            let mut told: HashMap<DefinitionId, Span> = HashMap::new();
            self.pairs(value, Pairs::Readings, |reader, key, node| {
                let reading = scalar(node).unwrap_or_default();
                let chosen = reader.reading(&key.node, &reading, key.span, node.span)?;
                out.readings.push(chosen);
                let term = reader.program.definitions.get(chosen.0.index()).map(|definition| &definition.term);
                once(&mut told, chosen.0, key.span, term)
            });
        } else if is(&EXPECT) {
            let mut told: HashMap<DecisionId, Span> = HashMap::new();
            let mut wrong: Vec<CaseError> = Vec::new();
            self.pairs(value, Pairs::Expectations, |reader, key, node| {
                if let Some(set) = options(reader.program, &key.node) {
                    for expected in expect::chosen(reader.program, set, node, &mut wrong) {
                        let term = reader.program.decisions.get(expected.decision.index()).map(|found| &found.term);
                        once(&mut told, expected.decision, key.span, term)?;
                        out.expect.push(expected);
                    }
                    return Ok(());
                }
                let id = expect::decision(reader.program, &key.node, key.span)?;
                let Some(decision) = reader.program.decisions.get(id.index()) else { return Ok(()) };
                let (wanted, reasons) = expect::expected(reader.program, decision, node, &mut wrong)?;
                out.expect.push(Expectation { decision: id, wanted, reasons, span: node.span, set: None });
                once(&mut told, id, key.span, Some(&decision.term))
            });
            self.errors.extend(wrong);
        } else if is(&ASKS) {
            for named in expect::several(value) {
                let text = scalar(named).unwrap_or_default();
                match expect::decision(self.program, &text, named.span) {
                    Ok(id) if !out.asks.contains(&id) => out.asks.push(id),
                    Ok(_) => {}
                    Err(error) => self.errors.push(error),
                }
            }
        } else {
            return false;
        }
        true
    }

    fn pairs(
        &mut self,
        value: &Node,
        what: Pairs,
        mut each: impl FnMut(&Self, &Spanned<String>, &Node) -> Result<(), CaseError>,
    ) {
        let NodeKind::Map(entries) = &value.kind else {
            let form = match what {
                Pairs::Expectations => expect::form(self.program, value),
                Pairs::Readings => text!("readings: {{term: reading}}", "读法: {{用语: 读法}}"),
            };
            self.errors.push(CaseError::NotPairs { at: value.span, what, form });
            return;
        };
        for (key, node) in entries {
            if let Err(error) = each(self, key, node) {
                self.errors.push(error);
            }
        }
    }

    fn reading(
        &self,
        point: &str,
        reading: &str,
        point_at: Span,
        reading_at: Span,
    ) -> Result<(DefinitionId, usize), CaseError> {
        let points =
            || self.program.definitions.iter().enumerate().filter(|(_, definition)| definition.readings.len() > 1);
        let Some((index, definition)) = points().find(|(_, definition)| definition.term.is(point)) else {
            let near = nearest(point, points().flat_map(|(_, definition)| definition.term.forms()));
            let near = near.into_iter().map(str::to_owned).collect();
            return Err(CaseError::Unknown { at: point_at, text: point.to_owned(), near, what: Name::Point });
        };
        let terms = || definition.readings.iter().filter_map(|reading| reading.term.as_ref());
        if let Some(chosen) =
            definition.readings.iter().position(|known| known.term.as_ref().is_some_and(|term| term.is(reading)))
        {
            Ok((DefinitionId::at(index), chosen))
        } else {
            let mut near: Vec<String> =
                nearest(reading, terms().flat_map(|term| term.forms())).into_iter().map(str::to_owned).collect();
            if near.is_empty() {
                near = terms().map(|term| term.text.to_string()).collect();
            }
            Err(CaseError::Unknown { at: reading_at, text: reading.to_owned(), near, what: Name::Reading })
        }
    }

    // ── Values ───────────────────────────────────────────────

    /// What a value tells of a fact.
    pub(super) fn given(&mut self, id: FactId, node: &Node) -> Option<Given> {
        let program = self.program;
        self.told(program.facts.get(id.index())?, node)
    }

    /// What is told of a fact, or of a field of a member: one value, or members.
    fn told(&mut self, fact: &Fact, node: &Node) -> Option<Given> {
        match fact.record {
            // No deeper than the lists of a policy may lie, nor than a document may.
            Some(record) => self.members(fact, record, node),
            None => self.value(fact, node),
        }
    }

    fn members(&mut self, fact: &Fact, record: RecordId, node: &Node) -> Option<Given> {
        let members = match &node.kind {
            NodeKind::Null => return Some(Given::Unknown),
            NodeKind::Text(text) if literal::UNKNOWN.contains(&text.trim().to_lowercase().as_str()) => {
                return Some(Given::Unknown);
            }
            NodeKind::List(members) => members,
            _ => {
                self.errors.push(CaseError::NotMembers { at: node.span, fact: fact.term.clone() });
                return None;
            }
        };
        let out: Vec<Option<Vec<Given>>> = members.iter().map(|member| self.member(fact, record, member)).collect();
        let out: Vec<Vec<Given>> = out.into_iter().collect::<Option<_>>()?;
        Some(Given::Value(Value::List(Arc::new(out))))
    }

    fn member(&mut self, list: &Fact, record: RecordId, node: &Node) -> Option<Vec<Given>> {
        let program = self.program;
        let record = program.records.get(record.index())?;
        let NodeKind::Map(entries) = &node.kind else {
            self.errors.push(CaseError::NotMembers { at: node.span, fact: list.term.clone() });
            return None;
        };
        let mut out = vec![Given::Unknown; record.fields.len()];
        let mut told: HashMap<usize, Span> = HashMap::new();
        for (key, value) in entries {
            let folded = fold(&key.node);
            let Some(index) =
                record.fields.iter().position(|field| field.term.forms().any(|form| fold(form) == folded))
            else {
                if NOTE.contains(&folded.as_str()) {
                    continue;
                }
                let near = nearest(&key.node, record.fields.iter().flat_map(|field| field.term.forms()));
                let near = near.into_iter().map(str::to_owned).collect();
                self.errors.push(CaseError::Unknown { at: key.span, text: key.node.clone(), near, what: Name::Field });
                continue;
            };
            let Some(field) = record.fields.get(index) else { continue };
            if let Some(first) = told.insert(index, key.span) {
                self.errors.push(CaseError::Twice { at: key.span, first, term: field.term.clone() });
            }
            if let (Some(given), Some(slot)) = (self.told(field, value), out.get_mut(index)) {
                *slot = given;
            }
        }
        Some(out)
    }

    fn value(&mut self, fact: &Fact, node: &Node) -> Option<Given> {
        let text = match &node.kind {
            NodeKind::Null => return Some(Given::Unknown),
            NodeKind::Bool(value) if fact.ty == Type::Bool => return Some(Given::Value(Value::Bool(*value))),
            NodeKind::Bool(value) => value.to_string(),
            NodeKind::Number(text) | NodeKind::Text(text) => text.clone(),
            NodeKind::List(_) | NodeKind::Map(_) => {
                let (fact, ty) = (fact.term.clone(), fact.ty.clone());
                self.errors.push(CaseError::NotOneValue { at: node.span, fact, ty });
                return None;
            }
        };
        match literal::given(&text, fact, &self.program.places) {
            Ok(given) => Some(given),
            Err(error) => {
                self.errors.push(CaseError::Literal { at: node.span, text, fact: fact.term.clone(), error });
                None
            }
        }
    }
}

/// What a key says about the case itself, in both languages; none for a remark, of which there may be several.
fn about(name: &str) -> Option<(&'static str, &'static str)> {
    let folded = fold(name);
    let all: [(&[&str], _); 5] = [
        (&CASE, ("case", "个案")),
        (&AS_OF, ("as of", "判定日期")),
        (&READINGS, ("readings", "读法")),
        (&EXPECT, ("expect", "期望")),
        (&ASKS, ("asks", "问及")),
    ];
    all.into_iter().find_map(|(keys, term)| keys.contains(&folded.as_str()).then_some(term))
}

/// Refuses what is told a second time.
fn once<K: std::hash::Hash + Eq>(
    told: &mut HashMap<K, Span>,
    what: K,
    at: Span,
    term: Option<&Arc<Term>>,
) -> Result<(), CaseError> {
    match (told.insert(what, at), term) {
        (Some(first), Some(term)) => Err(CaseError::Twice { at, first, term: term.clone() }),
        _ => Ok(()),
    }
}

/// What a scalar says, as text.
pub fn scalar(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::Number(text) => Some(text.clone()),
        NodeKind::Bool(value) => Some(value.to_string()),
        NodeKind::Null | NodeKind::List(_) | NodeKind::Map(_) => None,
    }
}
