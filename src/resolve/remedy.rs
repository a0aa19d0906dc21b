//! What a phrase lacks that does not read, said with the names of the policy: a bound without what it bounds, a level beside
//! its points, a value where a list is needed.

use super::error::NameError;
use super::lexicon::UnitRef;
use super::names::{FactDecl, Names};
use super::read::ReadKind;
use super::{Scope, Symbol};
use crate::source::Span;
use crate::syntax::ast::TypeKind;
use crate::syntax::keywords::{self, UnitWord};
use crate::types::ids::FactId;

/// The most names that are offered.
const MAX_NAMES: usize = 3;

impl Names<'_> {
    /// A problem with the names that would mend it.
    pub(super) fn remedied(&self, error: NameError, scope: Scope) -> NameError {
        match error {
            NameError::LooseBound { at, ref amount, .. }
                if let Some((name, chinese)) = self.given(amount.as_ref().map_or(at, |(insert, _)| *insert)) =>
            {
                NameError::BoundAlone { at, name, chinese }
            }
            NameError::LooseBound { at, amount: Some((insert, kind)), .. } => {
                let subjects = self.measured(&kind, scope);
                NameError::LooseBound { at, amount: Some((insert, kind)), subjects }
            }
            NameError::LevelBeside { at, level, amount, kind, .. } => {
                let subject = self.graded(&kind, scope);
                let asked = self.is_asked(at);
                NameError::LevelBeside { at, level, amount, kind, subject, asked }
            }
            NameError::ConditionAfter { at, text, .. } => {
                let line = self.line_before(at);
                let counts = self.defines(at) && line.contains(|c: char| c.is_numeric());
                let of_amount = !self.is_asked(at) && (!self.defines(at) || counts);
                // What joins two conditions takes the place of a comma as well.
                let comma = line.len() - line.trim_end().trim_end_matches([',', '，']).trim_end().len();
                let before = if of_amount || !line.trim_end().ends_with([',', '，']) { 0 } else { comma };
                let start = at.start - u32::try_from(before).unwrap_or(0);
                NameError::ConditionAfter { at: Span { start, ..at }, text, of_amount, mends: !counts }
            }
            NameError::NotAList { at, text, .. } => {
                let lists = self.lists(scope);
                NameError::NotAList { at, text, lists }
            }
            NameError::Unknown { at, text, .. } if let Some(excess) = self.excess(at, &text) => excess,
            NameError::Unknown { at, text, mut near, label, rest, beside } => {
                let line = self.line_before(at);
                near.retain(|name| !is_given(line, name));
                NameError::Unknown { at, text, near, label, rest, beside }
            }
            other => other,
        }
    }

    /// The name of what is decided, where the line ends in what gives it a value, `fee is`; and whether that is Chinese.
    fn given(&self, at: Span) -> Option<(String, bool)> {
        let line = self.line_before(at).trim();
        let (name, chinese) = [("为", true), (" is", false)]
            .iter()
            .find_map(|(word, chinese)| Some((line.strip_suffix(word)?.trim(), *chinese)))?;
        let decided = self.lookup(name).iter().any(|symbol| matches!(symbol, Symbol::Decision(_)));
        decided.then(|| (name.to_owned(), chinese))
    }

    /// 价格超过纳税额部分: as much of one amount as lies above another.
    fn excess(&self, at: Span, text: &str) -> Option<NameError> {
        let before = self.line_before(at);
        let said = format!("{before}{text}");
        let said = said.strip_suffix("部分")?;
        let words = ["超过", "高于", "超出"];
        let (whole, bound) = words.iter().find_map(|word| said.rsplit_once(word))?;
        let (whole, bound) =
            (whole.rsplit(['为', '：', ':', '，', '（', '(', ' ']).next()?, bound.trim_end_matches('的'));
        let money = |name: &str| {
            let found = self.lookup(name);
            found.iter().all(|symbol| {
                matches!(symbol, Symbol::Fact(id)
                if self.facts.get(id.index()).is_some_and(|fact| matches!(fact.ast.ty.kind, TypeKind::Money)))
            }) && !found.is_empty()
        };
        let start = at.start - u32::try_from(before.len() - before.rfind(whole)?).ok()?;
        (money(whole) && money(bound)).then(|| NameError::Excess {
            at: Span { start, ..at },
            whole: whole.to_owned(),
            bound: bound.to_owned(),
        })
    }

    /// What stands before a place on its line.
    fn line_before(&self, at: Span) -> &str {
        let text = self.sources.get(at.file).and_then(|source| source.text.get(..at.start as usize));
        text.and_then(|text| text.rsplit('\n').next()).unwrap_or_default()
    }

    /// Whether a place lies in the condition of a line, behind the word that begins it.
    fn is_asked(&self, at: Span) -> bool {
        let line = self.line_before(at).to_lowercase();
        let begins = ["kw_applies", "kw_except", "kw_when"].iter().filter_map(|rule| keywords::line_keyword(rule));
        let mut begins = begins;
        begins.any(|row| row.begins(line.trim_start()))
            || [" when ", "须", "当", "条件是"].iter().any(|word| line.contains(word))
    }

    /// Whether a place lies in what a definition says.
    fn defines(&self, at: Span) -> bool {
        keywords::line_keyword("kw_define").is_some_and(|row| row.begins(self.line_before(at).trim_start()))
    }

    fn facts_seen(&self, scope: Scope) -> impl Iterator<Item = &FactDecl<'_>> {
        let seen = move |index: usize, list: bool| {
            let id = FactId::at(index);
            self.is_visible(if list { Symbol::List(id) } else { Symbol::Fact(id) }, scope)
        };
        let facts = self.facts.iter().enumerate();
        facts.filter(move |(index, fact)| seen(*index, is_list(fact))).map(|(_, fact)| fact)
    }

    /// The facts that an amount can be an amount of; none where they are too many to be of help.
    fn measured(&self, amount: &ReadKind, scope: Scope) -> Vec<String> {
        let wanted = |fact: &&FactDecl<'_>| match (&fact.ast.ty.kind, amount) {
            (TypeKind::Duration, ReadKind::Duration(_)) | (TypeKind::Date, ReadKind::Date(_)) => true,
            (TypeKind::Whole(Some(of)) | TypeKind::Number(Some(of)), ReadKind::Quantity(_, Some(unit))) => {
                self.lexicon.lookup_unit(&of.node).as_ref() == Some(unit)
            }
            (kind, ReadKind::Quantity(_, Some(UnitRef::Known(unit)))) => matches!(
                (kind, unit),
                (TypeKind::Money, UnitWord::Yuan)
                    | (TypeKind::Share, UnitWord::Share | UnitWord::Mille)
                    | (TypeKind::Days, UnitWord::Day)
                    | (TypeKind::Area, UnitWord::SquareMetre | UnitWord::Mu)
            ),
            _ => false,
        };
        let found: Vec<String> = self.facts_seen(scope).filter(wanted).map(named).collect();
        if found.len() > MAX_NAMES { Vec::new() } else { found }
    }

    /// The fact of which a level is one, where there is one such fact.
    fn graded(&self, level: &ReadKind, scope: Scope) -> Option<String> {
        let ReadKind::Name(symbols) = level else { return None };
        let scales: Vec<usize> = symbols
            .iter()
            .filter_map(|symbol| if let Symbol::Level(of, _) = symbol { usize::try_from(*of).ok() } else { None })
            .collect();
        let mut facts = self.facts_seen(scope).filter(|fact| fact.scale.is_some_and(|of| scales.contains(&of)));
        let first = facts.next()?;
        facts.next().is_none().then(|| named(first))
    }

    fn lists(&self, scope: Scope) -> Vec<String> {
        self.facts_seen(scope).filter(|fact| is_list(fact)).map(named).take(MAX_NAMES).collect()
    }
}

/// Whether a line gives a name what it stands for, `fee is …`: then the name does not stand in that itself.
fn is_given(line: &str, name: &str) -> bool {
    let line = line.trim_start();
    let line = ["define ", "定义"].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line).trim_start();
    let Some(rest) = line.strip_prefix(name) else { return false };
    ["is ", "as ", "otherwise ", "为", "否则为", "：", ":", "="].iter().any(|word| rest.trim_start().starts_with(word))
}

fn is_list(fact: &FactDecl<'_>) -> bool {
    matches!(fact.ast.ty.kind, TypeKind::List(_))
}

fn named(fact: &FactDecl<'_>) -> String {
    fact.term.text.to_string()
}
