//! The front door: a policy from its texts.
//!
//! The caller supplies the texts; nothing here touches a file. The pipeline is the body of [`load`].

use crate::cases::{self, CaseError, Cases, Format, Typed};
use crate::check;
use crate::diagnostics::{self, Diagnostic, Explain};
use crate::interpret::{self, Case, Explanation, Question};
use crate::ir::{Layer, Program, print::Printer};
use crate::resolve::{self, NameError, Role};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::{self, Parsed, ast};
use crate::text;
use crate::types::Term;
use crate::types::ids::DecisionId;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A text that a policy uses or stands under.
#[derive(Debug, Clone)]
pub struct Found {
    /// What a person calls it: usually its path. One name, one text.
    pub name: String,
    /// Its bytes; they need not be text at all.
    pub bytes: Vec<u8>,
}

/// What loading gives: the texts, what is wrong with them, and the policy if nothing is.
#[derive(Debug)]
pub struct Loaded {
    /// The texts, for showing where something stands.
    pub sources: Sources,
    /// Errors and warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The trees, the policy's own first.
    pub modules: Vec<Parsed>,
    /// The policy, if its text has no error. An example that comes out otherwise is reported, and the policy stays.
    pub policy: Option<Policy>,
}

/// A policy that can be run.
#[derive(Debug)]
pub struct Policy {
    /// What it means.
    pub program: Program,
    sources: Sources,
}

/// Loads a policy. `find` is asked for the text behind each name that a file uses or stands under, with the name of the
/// file that asks.
pub fn load(name: &str, bytes: &[u8], find: &mut dyn FnMut(&str, &str) -> Option<Found>) -> Loaded {
    let mut gathered = Gathered::default();
    gathered.all(name, bytes, find);
    let Gathered { sources, parsed, roles, mut diagnostics, .. } = gathered;
    diagnostics.extend(parsed.iter().flat_map(|parsed| parsed.errors.iter().map(Explain::explain)));
    let modules =
        parsed.iter().zip(&roles).map(|(parsed, role)| resolve::Loaded { module: &parsed.module, role: *role });
    let names = resolve::resolve(&sources, modules.collect());
    diagnostics.extend(names.errors.iter().map(Explain::explain));
    let checked = check::check(&names, !diagnostics.iter().any(Diagnostic::is_error));
    diagnostics.extend(checked.diagnostics);
    drop(names);
    let broken: Vec<Span> = parsed.iter().flat_map(|parsed| parsed.broken.iter().copied()).collect();
    syntax::drop_echoes(&mut diagnostics, &broken, &sources);
    let program = checked.program.map(|program| with_layers(program, &parsed, &roles, &sources));
    if let Some(program) = &program {
        diagnostics.extend(interpret::examples::run(program));
        diagnostics.extend(interpret::figures::run(program));
    }
    diagnostics::sort(&mut diagnostics);
    let policy = program.map(|program| Policy { program, sources: sources.clone() });
    Loaded { sources, diagnostics, modules: parsed, policy }
}

impl Policy {
    /// Reads the cases of a file.
    #[must_use]
    pub fn cases(&self, source: &SourceFile, format: Option<Format>) -> Cases {
        cases::read(&self.program, source, format)
    }

    /// Judges a case and tells why: every decision, or one.
    #[must_use]
    pub fn explain(&self, case: &Case, question: &Question, only: Option<DecisionId>) -> Explanation {
        interpret::explain(&self.program, &self.sources, case, question, only)
    }

    /// What comes out otherwise than a case expects, each at its place.
    #[must_use]
    pub fn unmet(&self, typed: &Typed, question: &Question) -> Vec<Diagnostic> {
        let each = typed.expect.iter().filter_map(|expected| {
            let found =
                interpret::examples::unmet(&self.program, &typed.case, question, expected.decision, &expected.wanted)?;
            Some(CaseError::Unmet { at: expected.span, found }.explain())
        });
        each.collect()
    }

    /// The decision of that name, in either language.
    #[must_use]
    pub fn decision(&self, name: &str) -> Option<DecisionId> {
        self.program.decisions.iter().position(|decision| decision.term.is(name)).map(DecisionId::at)
    }
}

#[derive(Default)]
struct Gathered {
    sources: Sources,
    parsed: Vec<Parsed>,
    roles: Vec<Role>,
    diagnostics: Vec<Diagnostic>,
    /// Which module each file name is.
    known: BTreeMap<String, usize>,
    /// For each module, the modules that it asks for.
    asks: Vec<Vec<usize>>,
}

impl Gathered {
    fn all(&mut self, name: &str, bytes: &[u8], find: &mut dyn FnMut(&str, &str) -> Option<Found>) {
        self.add(name, bytes, Role::Main);
        let mut next = 0;
        while next < self.parsed.len() {
            self.references(next, find);
            next += 1;
        }
    }

    fn add(&mut self, name: &str, bytes: &[u8], role: Role) -> usize {
        let index = self.parsed.len();
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let lossy = String::from_utf8_lossy(bytes).into_owned();
                let at = error.valid_up_to();
                let id = FileId(u32::try_from(self.sources.iter().count()).unwrap_or(u32::MAX));
                let mark = lossy.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                self.diagnostics.push(not_text(Span::new(id, at, at + mark)));
                // What follows cannot be trusted, and would only bury the cause.
                lossy
            }
        };
        let broken = std::str::from_utf8(bytes).is_err();
        let id = self.sources.add(name, text);
        let parsed = match self.sources.get(id) {
            Some(source) if !broken => syntax::parse(source),
            _ => {
                Parsed { module: ast::Module::default(), comments: Vec::new(), errors: Vec::new(), broken: Vec::new() }
            }
        };
        self.parsed.push(parsed);
        self.roles.push(role);
        self.asks.push(Vec::new());
        self.known.insert(name.to_owned(), index);
        index
    }

    /// Brings in what a module uses and stands under.
    fn references(&mut self, index: usize, find: &mut dyn FnMut(&str, &str) -> Option<Found>) {
        let Some(parsed) = self.parsed.get(index) else { return };
        let from = self.sources.iter().nth(index).map(|source| source.name.to_string()).unwrap_or_default();
        let uses = parsed.module.uses.iter().map(|name| (name.clone(), Role::Vocabulary));
        let header = parsed.module.header.as_ref();
        let under = header.and_then(|header| header.under.clone()).map(|name| (name, Role::Base));
        if let Some(header) = header.filter(|header| header.under.is_some() && !header.in_place && index == 0) {
            self.diagnostics.push(NameError::NotInPlace { at: header.span }.explain());
        }
        for (name, role) in uses.chain(under).collect::<Vec<_>>() {
            self.reference(index, &from, &name, role, find);
        }
    }

    fn reference(
        &mut self,
        index: usize,
        from: &str,
        name: &ast::Written,
        role: Role,
        find: &mut dyn FnMut(&str, &str) -> Option<Found>,
    ) {
        let (at, text) = (name.span, name.node.clone());
        let Some(found) = find(&name.node, from) else {
            self.diagnostics.push(NameError::NoSuchFile { at, text }.explain());
            return;
        };
        let target = match self.known.get(&found.name) {
            Some(known) => *known,
            None => self.add(&found.name, &found.bytes, role),
        };
        if self.leads_to(target, index) {
            self.diagnostics.push(NameError::FileCycle { at, text }.explain());
            return;
        }
        if let Some(asks) = self.asks.get_mut(index) {
            asks.push(target);
        }
        let header = self.parsed.get(target).and_then(|parsed| parsed.module.header.as_ref());
        let wants_vocabulary = role == Role::Vocabulary;
        if header.is_some_and(|header| header.vocabulary != wants_vocabulary) {
            self.diagnostics.push(NameError::WrongFile { at, text, wants_vocabulary }.explain());
        }
    }

    fn leads_to(&self, from: usize, to: usize) -> bool {
        let mut open = vec![from];
        let mut seen = vec![false; self.asks.len()];
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if let Some(seen) = seen.get_mut(at)
                && !std::mem::replace(seen, true)
            {
                open.extend(self.asks.get(at).into_iter().flatten());
            }
        }
        false
    }
}

fn not_text(at: Span) -> Diagnostic {
    Diagnostic::error("syntax/not-utf8", text!("the file is not UTF-8 text", "文件不是 UTF-8 编码的文本"))
        .label(at, text!("these bytes are no characters", "这里的字节不成字符"))
        .help(text!("save it as UTF-8; older programs write GBK", "请另存为 UTF-8；旧软件常存为 GBK"))
}

/// The texts of a program with their hashes: of the policy its resolved meaning, of the others their text.
fn with_layers(mut program: Program, parsed: &[Parsed], roles: &[Role], sources: &Sources) -> Program {
    let meaning = Printer { program: &program, language: diagnostics::Language::English }.program();
    let mut layers = Vec::new();
    for ((parsed, role), source) in parsed.iter().zip(roles).zip(sources.iter()) {
        let Some(header) = &parsed.module.header else { continue };
        let alias = header.name.alias.as_ref().map(|alias| alias.node.as_str().into());
        let (role, hashed) = match role {
            Role::Main => ("policy", meaning.as_str()),
            Role::Vocabulary => ("vocabulary", &*source.text),
            Role::Base => ("base", &*source.text),
        };
        layers.push(Layer {
            name: Arc::new(Term { text: header.name.text.node.as_str().into(), alias }),
            role,
            version: header.version.as_ref().map(|version| version.node.clone()),
            hash: hash(hashed),
        });
    }
    program.layers = layers;
    program
}

/// `sha256:` and the first 16 bytes, in hexadecimal.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let hex = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    format!("sha256:{hex}")
}
