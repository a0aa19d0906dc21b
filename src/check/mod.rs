//! Trees and names → a typed program; sugar goes as types come.
//!
//! In: parsed modules and their [`Names`]. Out: [`Checked`]: a program if nothing is wrong, and everything that is.
//! Never: a case, a value that depends on one, or a file. Both sides of an operator are checked before either is given
//! up, so that several mistakes are reported at once.

mod amount;
mod article;
mod calendar;
mod comparison;
mod condition;
mod conflict;
mod constant;
mod cover;
mod declaration;
mod error;
mod example;
mod expression;
mod holidays;
mod label;
mod list;
mod member;
mod members;
mod name;
mod present;
mod quoted;
mod rule;
mod sign;
mod tables;
mod unit;

pub use error::TypeError;

use crate::diagnostics::{Diagnostic, Explain};
use crate::ir::{self, Program};
use crate::resolve::read::Read;
use crate::resolve::{NameError, Names, Scope, Symbol};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Type;
use crate::types::ids::{DecisionId, DefinitionId, RecordId};

/// What checking a policy gives.
#[derive(Debug)]
pub struct Checked {
    /// The program, only if nothing is wrong with the texts.
    pub program: Option<Program>,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// What the parameters are that nothing is wrong with, also where something else is.
    pub parameters: Vec<ir::Parameter>,
}

/// Checks everything that the names declare. `sound` says whether nothing has been found wrong so far, in the shape of
/// the texts or with their names.
#[must_use]
pub fn check(names: &Names<'_>, sound: bool) -> Checked {
    let mut checker = Checker::new(names);
    let program = checker.program();
    let (unused, errors): (Vec<_>, Vec<_>) =
        checker.errors.iter().partition(|error| matches!(error, TypeError::Unused { .. }));
    let mut diagnostics: Vec<Diagnostic> = checker.name_errors.iter().map(Explain::explain).collect();
    diagnostics.extend(errors.into_iter().map(Explain::explain));
    let sound = sound && !diagnostics.iter().any(Diagnostic::is_error);
    if sound {
        // Beside an error it would be said of what only the broken line reads.
        diagnostics.extend(unused.into_iter().map(Explain::explain));
        let quoted = program.as_ref().map(|program| checker.quoted(program)).unwrap_or_default();
        diagnostics.extend(quoted.iter().map(Explain::explain));
    }
    let parameters = checker.parameters.iter().flatten().cloned().collect();
    Checked { program: program.filter(|_| sound), diagnostics, parameters }
}

/// How far the typing of a definition or decision has come.
#[derive(Debug, Clone)]
enum State<T> {
    NotYet,
    /// Being typed: to meet it again is a cycle.
    InProgress,
    /// None where it is wrong, and already reported.
    Done(Option<T>),
}

/// A definition or a decision, for the path of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Definition(DefinitionId),
    Decision(DecisionId),
}

struct Checker<'n, 'a> {
    names: &'n Names<'a>,
    errors: Vec<TypeError>,
    name_errors: Vec<NameError>,
    facts: Vec<ir::Fact>,
    records: Vec<ir::Record>,
    places: Vec<ir::Place>,
    parameters: Vec<Option<ir::Parameter>>,
    definitions: Vec<State<ir::Definition>>,
    decisions: Vec<State<ir::Decision>>,
    /// What is being typed, outermost first.
    path: Vec<Node>,
    /// What something reads.
    used_definitions: Vec<bool>,
    used_parameters: Vec<bool>,
    used_facts: Vec<bool>,
    /// When each article is in force.
    in_force: Vec<ir::Period>,
    /// The rules of each decision.
    rules: Vec<Vec<rule::Placed<'a>>>,
}

/// A member that is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Member {
    record: RecordId,
    /// The list that it is in, unless any list of its record is meant.
    list: Option<Symbol>,
}

/// Where an expression stands: whose members are spoken of, and what is known to be there.
#[derive(Debug, Clone, Default)]
struct Place {
    scope: Scope,
    /// Members whose fields are in scope, innermost last.
    members: Vec<Member>,
    /// What a neighbour asks to exist.
    present: present::Present,
}

impl<'n, 'a> Checker<'n, 'a> {
    fn new(names: &'n Names<'a>) -> Self {
        Self {
            names,
            errors: Vec::new(),
            name_errors: Vec::new(),
            facts: Vec::new(),
            records: Vec::new(),
            places: Vec::new(),
            parameters: Vec::new(),
            definitions: vec![State::NotYet; names.definitions.len()],
            decisions: vec![State::NotYet; names.decisions.len()],
            path: Vec::new(),
            used_definitions: vec![false; names.definitions.len()],
            used_parameters: vec![false; names.parameters.len()],
            used_facts: vec![false; names.facts.len()],
            in_force: Vec::new(),
            rules: rule::by_decision(names),
        }
    }

    fn report<T>(&mut self, error: impl Into<TypeError>) -> Option<T> {
        self.errors.push(error.into());
        None
    }

    /// Reads a phrase; what is wrong with it is reported.
    fn read(&mut self, phrase: &ast::Phrase, scope: Scope) -> Option<Read> {
        match self.names.read(phrase, scope) {
            Ok((read, problems)) => {
                let sound = problems.is_empty();
                self.name_errors.extend(problems);
                sound.then_some(read)
            }
            Err(mut errors) => {
                for error in &mut errors {
                    if let NameError::Unknown { text, label, .. } = error {
                        *label = self.label_named(text);
                    }
                }
                self.name_errors.extend(errors);
                None
            }
        }
    }

    /// Reports a cycle that closes at `node`.
    fn cycle<T>(&mut self, node: Node, at: Span) -> Option<T> {
        let from = self.path.iter().position(|known| *known == node).unwrap_or(0);
        let around = self.path.get(from..).unwrap_or_default().iter().chain(std::iter::once(&node));
        let names = around.map(|node| self.node_name(*node)).collect();
        self.report(TypeError::Cycle { at, names })
    }

    fn node_name(&self, node: Node) -> String {
        let term = match node {
            Node::Definition(id) => self.names.definitions.get(id.index()).map(|found| &found.term),
            Node::Decision(id) => self.names.decisions.get(id.index()).map(|found| &found.term),
        };
        term.map_or_else(String::new, |term| term.text.to_string())
    }

    /// Where a label of that name stands in the policy.
    fn label_named(&self, name: &str) -> Option<Span> {
        let mut lists: Vec<&ast::List> = Vec::new();
        let is = |label: &Option<ast::Name>| {
            let forms = label.iter().flat_map(ast::Name::forms);
            forms.into_iter().find(|form| form.node.eq_ignore_ascii_case(name.trim())).map(|form| form.span)
        };
        for rule in self.names.articles.iter().flat_map(|article| &article.ast.rules) {
            if let Some(found) = is(&rule.label) {
                return Some(found);
            }
            lists.extend(match &rule.when {
                Some(ast::Body::List(list)) => Some(list),
                _ => None,
            });
        }
        while let Some(next) = lists.pop() {
            for item in &next.items {
                if let Some(found) = is(&item.label) {
                    return Some(found);
                }
                lists.extend(match &item.body {
                    ast::Body::List(list) => Some(list),
                    ast::Body::Phrase(_) | ast::Body::Cell(_) | ast::Body::Broken(_) => None,
                });
            }
        }
        None
    }

    fn slice(&self, span: Span) -> String {
        self.names.sources.slice(span).to_owned()
    }

    /// Whether the text around a place has mostly Chinese keywords.
    fn is_chinese(&self, at: Span) -> bool {
        let mut modules = self.names.modules.iter().map(|loaded| loaded.module);
        modules.any(|module| module.chinese && module.header.as_ref().is_some_and(|head| head.span.file == at.file))
    }

    /// Whether words that run over all members stand before a place on its line.
    fn follows_each(&self, at: Span) -> bool {
        let text = self.names.sources.get(at.file).and_then(|source| source.text.get(..at.start as usize));
        let line = text.and_then(|text| text.rsplit('\n').next()).unwrap_or_default();
        ["每名", "每个", " every ", " each "].iter().any(|word| line.contains(word))
    }

    /// A condition, or nothing where it is something else.
    fn must_be_condition(&mut self, expr: ir::Expr) -> Option<ir::Expr> {
        if expr.ty == Type::Bool {
            return Some(expr);
        }
        let (text, literal) = (self.slice(expr.span), matches!(expr.kind, ir::ExprKind::Value(_)));
        let of_each = self.follows_each(expr.span);
        let after = self.names.sources.get(expr.span.file).and_then(|source| source.text.get(expr.span.end as usize..));
        let after = after.unwrap_or_default().trim_start_matches([' ', ',', '，']);
        if matches!(expr.ty, Type::Number { .. }) && ["unless ", "除非"].iter().any(|word| after.starts_with(word)) {
            return self.report(TypeError::AmountUnless { at: expr.span });
        }
        self.report(TypeError::NotACondition { found: expr.ty, at: expr.span, text, literal, of_each })
    }
}
