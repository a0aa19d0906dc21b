//! The texts of a policy: its own, those that it uses, and those that it stands under.

use super::Found;
use super::versions::{self, Back, When};
use crate::diagnostics::{Diagnostic, Explain};
use crate::resolve::{NameError, Role};
use crate::source::{FileId, Sources, Span};
use crate::syntax::{self, Parsed, ast};
use crate::text;
use crate::types::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// The texts, each with its tree and its part.
#[derive(Default)]
pub(super) struct Gathered {
    pub sources: Sources,
    pub parsed: Vec<Parsed>,
    pub diagnostics: Vec<Diagnostic>,
    /// Which module each one stands under.
    pub under: Vec<Option<usize>>,
    /// Which module each file name is.
    known: BTreeMap<String, usize>,
    /// For each module, the modules that it asks for.
    asks: Vec<Vec<usize>>,
    /// Where it asks for each of them.
    asked_at: Vec<Vec<Span>>,
    /// Modules that are only there as other versions of one that was chosen.
    aside: Vec<usize>,
    /// Modules before which no version of theirs stands.
    pub first: Vec<usize>,
    /// The days on which a version of a policy begins that has several.
    pub beginnings: Vec<Date>,
    when: When,
    back: Back,
}

impl Gathered {
    /// Reads a text and all that it asks for; of several versions of it, and of what it stands under, those that the day
    /// chooses.
    pub(super) fn all(
        &mut self,
        texts: Vec<Found>,
        when: When,
        back: Back,
        find: &mut dyn FnMut(&str, &str) -> Vec<Found>,
    ) {
        (self.when, self.back) = (when, back);
        self.versions(texts);
        let mut next = 0;
        while next < self.parsed.len() {
            if !self.aside.contains(&next) {
                self.references(next, find);
            }
            next += 1;
        }
    }

    /// Adds the version of a text that the day chooses, and the others for what is wrong between them.
    fn versions(&mut self, texts: Vec<Found>) -> Option<usize> {
        let versions::Ordered { texts, is_first, none } = versions::ordered(texts, self.when, &self.back);
        let mut all = Vec::new();
        for found in &texts {
            let known = self.known.get(&found.name).copied();
            all.push(known.unwrap_or_else(|| self.add(&found.name, &found.bytes)));
        }
        let (first, others) = all.split_first()?;
        let header = self.parsed.get(*first).and_then(|parsed| parsed.module.header.as_ref());
        let left_out = header.map(|header| versions::left_out(&none, header));
        self.diagnostics.extend(left_out.into_iter().flatten());
        if is_first {
            self.first.push(*first);
        }
        if others.is_empty() {
            self.by_itself(*first);
            return Some(*first);
        }
        for other in others {
            if !self.aside.contains(other) {
                self.aside.push(*other);
            }
        }
        let modules: Vec<&ast::Module> =
            all.iter().filter_map(|at| self.parsed.get(*at)).map(|parsed| &parsed.module).collect();
        let fresh = versions::in_sequence(&modules);
        let begins = versions::beginnings(&modules);
        let mut chosen = modules.first().map(|module| (*module).clone())?;
        versions::known(&mut chosen, modules.get(1..).unwrap_or_default(), self.when, &self.back);
        self.diagnostics.extend(fresh);
        self.beginnings.extend(begins);
        if let Some(parsed) = self.parsed.get_mut(*first) {
            parsed.module = chosen;
        }
        Some(*first)
    }

    /// A text without others: no case can be left to one before it.
    fn by_itself(&mut self, index: usize) {
        let name = self.sources.iter().nth(index).map(|source| source.name.to_string()).unwrap_or_default();
        let stem = Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let header = self.parsed.get(index).and_then(|parsed| parsed.module.header.as_ref());
        let told = header.and_then(|header| versions::nothing_before(header, versions::undated(&stem).is_some()));
        self.diagnostics.extend(told);
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> usize {
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
        self.under.push(None);
        self.asks.push(Vec::new());
        self.asked_at.push(Vec::new());
        self.known.insert(name.to_owned(), index);
        index
    }

    /// Brings in what a module uses and stands under.
    fn references(&mut self, index: usize, find: &mut dyn FnMut(&str, &str) -> Vec<Found>) {
        let Some(parsed) = self.parsed.get(index) else { return };
        let from = self.sources.iter().nth(index).map(|source| source.name.to_string()).unwrap_or_default();
        let uses = parsed.module.uses.iter().map(|name| (name.clone(), Role::Vocabulary));
        let header = parsed.module.header.as_ref();
        let under = header.and_then(|header| header.under.clone()).map(|name| (name, Role::Base));
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
        find: &mut dyn FnMut(&str, &str) -> Vec<Found>,
    ) {
        let (at, text) = (name.span, name.node.clone());
        let mut found = find(&name.node, from);
        if role == Role::Vocabulary {
            found.truncate(1);
        }
        let known = found.first().and_then(|found| self.known.get(&found.name).copied());
        let target = match known.filter(|known| !self.aside.contains(known)) {
            Some(known) if found.len() < 2 => Some(known),
            _ => self.versions(found),
        };
        let Some(target) = target else {
            self.diagnostics.push(NameError::NoSuchFile { at, text }.explain());
            return;
        };
        if self.leads_to(target, index) {
            self.diagnostics.push(NameError::FileCycle { at, text }.explain());
            return;
        }
        if let Some(asks) = self.asks.get_mut(index) {
            asks.push(target);
        }
        if let Some(lines) = self.asked_at.get_mut(index) {
            lines.push(at);
        }
        if let (Role::Base, Some(under)) = (role, self.under.get_mut(index)) {
            *under = Some(target);
        }
        let header = self.parsed.get(target).and_then(|parsed| parsed.module.header.as_ref());
        let wants_vocabulary = role == Role::Vocabulary;
        if header.is_some_and(|header| header.vocabulary != wants_vocabulary) {
            self.diagnostics.push(NameError::WrongFile { at, text, wants_vocabulary }.explain());
        }
    }

    /// A policy and those above it, the lowest first.
    pub(super) fn chain(&self) -> Vec<usize> {
        let mut out = vec![0];
        while let Some(above) = out.last().and_then(|last| self.under.get(*last).copied().flatten()) {
            if out.contains(&above) {
                break;
            }
            out.push(above);
        }
        out
    }

    /// For a module, those that it asks for, directly or through others, and itself.
    pub(super) fn sees(&self, module: usize) -> Vec<bool> {
        let mut open = vec![module];
        let mut seen = vec![false; self.asks.len()];
        while let Some(at) = open.pop() {
            if let Some(seen) = seen.get_mut(at)
                && !std::mem::replace(seen, true)
            {
                open.extend(self.asks.get(at).into_iter().flatten());
            }
        }
        seen
    }

    /// Where a module asks for the one by which it sees another.
    pub(super) fn led_by(&self, module: usize, other: usize) -> Option<Span> {
        let asked = self.asks.get(module)?.iter().zip(self.asked_at.get(module)?);
        let mut leading = asked.filter(|(target, _)| self.sees(**target).get(other) == Some(&true));
        leading.next().map(|(_, at)| *at)
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
