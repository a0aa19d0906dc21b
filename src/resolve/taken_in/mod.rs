//! A condition, an exception or a time that stands inside the name of what a rule decides, where nothing would ask it:
//! 可以 申请须已婚, `may apply before start`.
//!
//! In: the names of rules, with everything that is declared. Out: those that say of a declared name what a condition
//! says of it. A name that only holds another one, as most do, is let be; so is one in quotes, and one that a
//! `decision` line declares. What can be told without the declared names is refused before (`syntax/run_on.rs`).

mod inside;

use inside::Inside;

use super::error::NameError;
use super::lexicon::Entry;
use super::names::Names;
use super::read::{Read, ReadKind};
use super::reading::{self, Reader};
use super::{Scope, Symbol};
use crate::source::Span;
use crate::syntax::ast::{Atom, AtomKind, Body, Meaning, Rule, Says, TypeKind, Written};
use crate::types::ids::DefinitionId;
use std::ops::Range;

/// What a name has taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenIn {
    /// `with income under 5000 yuan`, 须已婚
    Condition,
    /// 除已婚的外
    Exception,
    /// `before start`, 在2026年5月1日前
    Time,
    /// The 最高 of 费用最高为100元.
    Bound,
    /// The 应当 of 费用应当为100元.
    Modal,
}

/// What a name is the name of, and so where a condition of it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// `may …`, an option
    Rule,
    /// `must …`
    Duty,
    /// `fee is 5 yuan`
    Value,
    /// A table.
    Table,
    /// A score.
    Score,
}

/// What was found in a name: the bytes, and the conditions that it may have been meant as.
struct Found {
    at: Range<usize>,
    kind: TakenIn,
    conditions: Vec<String>,
}

/// Of which type a name is, as far as its declaration tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Truth,
    Money,
    Share,
    Count,
    Date,
    Length,
    Area,
    Scale,
    Other,
    Unknown,
}

/// Definitions by definitions that are followed, to learn whether one is a condition.
const DEEPEST: usize = 4;

impl Names<'_> {
    /// Refuses the names of rules that say what a condition says.
    pub(super) fn conditions_in_names(&mut self) {
        let mut found = Vec::new();
        let mut last: Option<Span> = None;
        for article in &self.articles {
            for rule in &article.ast.rules {
                let name = &rule.decision;
                // The rows of a table share their name.
                if last.replace(name.text.span) == Some(name.text.span) {
                    continue;
                }
                let suspect = |form: &&Written| {
                    begs(&form.node)
                        && self.sources.slice(form.span) == form.node
                        && !self.decision_named(&form.node).is_some_and(|id| self.declares(id))
                };
                let problem = name.forms().filter(suspect).find_map(|form| {
                    let whom = !article.ast.applies.is_empty();
                    self.taken_in(form, rule, (article.scope, whom))
                });
                found.extend(problem);
            }
        }
        self.errors.extend(found);
    }

    fn declares(&self, id: crate::types::ids::DecisionId) -> bool {
        self.decisions.get(id.index()).is_some_and(|decision| decision.declared)
    }

    /// What the name of a rule has taken in, in an article that speaks about some people only, or about all.
    fn taken_in(&self, form: &Written, rule: &Rule, (scope, whom): (Scope, bool)) -> Option<NameError> {
        let text = form.node.as_str();
        let named = match &rule.says {
            _ if rule.hit.is_some() => Named::Table,
            Says::Score(_) => Named::Score,
            Says::Is(_) | Says::Otherwise(_) => Named::Value,
            Says::Modal(crate::syntax::ast::Modal::Must) => Named::Duty,
            Says::Modal(_) => Named::Rule,
        };
        let phrase = crate::syntax::parse_name(text);
        if !(self.holds_a_name(&phrase.atoms) || tells_alone(text, &phrase.atoms)) {
            return None;
        }
        let line = self.sources.slice(rule.span);
        let start = (form.span.start as usize).checked_sub(rule.span.start as usize);
        let refused = |start: usize| {
            crate::syntax::name_refused(line, &(start..start + text.len()), !matches!(rule.says, Says::Modal(_)))
        };
        if start.is_some_and(refused) {
            return None;
        }
        let found = self.in_text(text, scope, |reader| {
            let atoms = phrase.atoms.as_slice();
            let pieces = (0..atoms.len()).map(|from| reading::pieces(reader, atoms, from)).collect();
            // The other name of a rule may be nothing but a condition.
            let first = usize::from(form.span == rule.decision.text.span);
            let unasked = named == Named::Value && rule.when.is_none() && rule.applies.is_empty() && !whom;
            Inside { names: self, text, atoms, pieces, scope, named, unasked, first }.find()
        })?;
        let written = text.get(found.at.clone())?.to_owned();
        let fixes = self.written_behind(form, rule, named, &found);
        Some(NameError::TakenIn {
            at: form.span.part(found.at),
            text: written,
            name: text.to_owned(),
            kind: found.kind,
            named,
            fixes,
        })
    }

    /// Whether a name holds another one that is declared.
    fn holds_a_name(&self, atoms: &[Atom]) -> bool {
        (0..atoms.len()).any(|from| {
            let mut entries = self.lexicon.entries(atoms, from);
            entries.any(|(to, entry)| matches!(entry, Entry::Name(_)) && (from > 0 || to < atoms.len()))
        })
    }

    /// The line with what was found where the language has it, and with the whole name in quotes.
    fn written_behind(&self, form: &Written, rule: &Rule, named: Named, found: &Found) -> Vec<(Span, String)> {
        let text = form.node.as_str();
        let english = text.is_ascii();
        let head = text.get(..found.at.start).unwrap_or_default().trim_end();
        let tail = text.get(found.at.end..).unwrap_or_default().trim_start();
        let space = if english && !head.is_empty() && !tail.is_empty() { " " } else { "" };
        let name = format!("{head}{space}{tail}");
        // Where nothing stands behind it, the name before it is left as it is.
        let (kept, replaced) = match tail {
            "" => ("", form.span.part(head.len()..text.len())),
            _ => (name.as_str(), form.span),
        };
        let alone = rule.decision.alias.is_none() && rule.when.is_none() && rule.exceptions.is_empty();
        let mut out = Vec::new();
        match (found.kind, named) {
            _ if name.is_empty() => {}
            (TakenIn::Bound, _) if !english => {
                let low = ["最低", "最少", "至少", "不低于", "不少于"];
                let bound = text.get(found.at.clone()).is_some_and(|word| low.contains(&word));
                out.push((replaced, if bound { "下限" } else { "上限" }.to_owned()));
            }
            (TakenIn::Modal, _) => out.push((replaced, String::new())),
            (TakenIn::Condition, Named::Rule | Named::Duty) | (TakenIn::Time, Named::Rule) if alone => {
                let when = if english { " when " } else { "，须 " };
                out.extend(found.conditions.iter().map(|asked| (replaced, format!("{kept}{when}{asked}"))));
            }
            (TakenIn::Exception, Named::Rule | Named::Duty) if alone => {
                let line = Span { end: rule.span.end.max(form.span.end), ..replaced };
                let indent = self.indent_below(rule.span);
                let except = if english { "except when" } else { "例外" };
                let below = found.conditions.iter().map(|asked| format!("{kept}\n{indent}{except} {asked}"));
                out.extend(below.map(|text| (line, text)));
            }
            _ => {}
        }
        let (open, close) = if english { ('"', '"') } else { ('「', '」') };
        out.push((form.span, format!("{open}{text}{close}")));
        out
    }

    /// The white space before a line that stands under another.
    fn indent_below(&self, line: Span) -> String {
        let before = self.sources.get(line.file).and_then(|source| source.text.get(..line.start as usize));
        let indent = before.and_then(|text| text.rsplit('\n').next()).unwrap_or_default();
        let blank: String = indent.chars().take_while(|c| c.is_whitespace()).collect();
        format!("{blank}  ")
    }

    /// Looks into a text of its own with the names that are declared.
    fn in_text<T>(&self, text: &str, scope: Scope, run: impl FnOnce(&Reader<'_>) -> T) -> T {
        let slice = |span: Span| text.get(span.range()).unwrap_or_default().to_owned();
        let silent = |_: &str| Vec::new();
        self.with_reader_and(scope, &silent, |reader| run(&Reader { slice: &slice, ..*reader }))
    }

    fn reads_as_condition(&self, text: &str, scope: Scope) -> bool {
        let phrase = crate::syntax::parse_name(text);
        let read = self.in_text(text, scope, |reader| reading::only(reader, &phrase));
        read.is_some_and(|read| self.is_condition(&read, scope, DEEPEST))
    }

    fn is_condition(&self, read: &Read, scope: Scope, deep: usize) -> bool {
        match &read.kind {
            ReadKind::Name(symbols) => {
                symbols.iter().any(|symbol| self.sort(*symbol, scope, deep) == Some(Sort::Truth))
            }
            other => other.is_condition(),
        }
    }

    /// That the one fact which is a place lies there, where there is only one.
    fn of_place(&self, place: &str) -> Vec<String> {
        let mut facts = self.facts.iter().filter(|fact| matches!(fact.ast.ty.kind, TypeKind::Place));
        match (facts.next(), facts.next()) {
            (Some(fact), None) => vec![format!("{} is in {place}", fact.term.text)],
            _ => Vec::new(),
        }
    }

    /// The type of what a condition can ask for; none for what it cannot.
    fn sort(&self, symbol: Symbol, scope: Scope, deep: usize) -> Option<Sort> {
        match symbol {
            Symbol::Fact(id) => self.facts.get(id.index()).map(|fact| self.sort_of(&fact.ast.ty.kind)),
            Symbol::Field(record, field) => {
                let fields = &self.records.get(record.index())?.fields;
                fields.get(field.index()).map(|field| self.sort_of(&field.ast.ty.kind))
            }
            Symbol::Definition(id) => Some(self.sort_of_definition(id, scope, deep)),
            Symbol::Parameter(_) => Some(Sort::Unknown),
            _ => None,
        }
    }

    fn sort_of(&self, kind: &TypeKind) -> Sort {
        match kind {
            TypeKind::Bool | TypeKind::Finding(_) => Sort::Truth,
            TypeKind::Money => Sort::Money,
            TypeKind::Share => Sort::Share,
            TypeKind::Whole(_) | TypeKind::Number(_) => Sort::Count,
            TypeKind::Date => Sort::Date,
            TypeKind::Days | TypeKind::Duration => Sort::Length,
            TypeKind::Area => Sort::Area,
            TypeKind::Grade(_) | TypeKind::Choice(_) => Sort::Scale,
            TypeKind::Text | TypeKind::Place | TypeKind::List(_) => Sort::Other,
            TypeKind::Named(name) => match self.type_named(&name.node) {
                Some((named, _)) if !matches!(named.ty.kind, TypeKind::Named(_)) => self.sort_of(&named.ty.kind),
                _ => Sort::Other,
            },
        }
    }

    fn sort_of_definition(&self, id: DefinitionId, scope: Scope, deep: usize) -> Sort {
        let Some(definition) = self.definitions.get(id.index()) else { return Sort::Unknown };
        let body = match &definition.ast.meaning {
            Meaning::One(body) => Some(body),
            Meaning::Readings { readings, .. } => readings.first().map(|reading| &reading.body),
            Meaning::Broken => None,
        };
        match body {
            Some(Body::List(_)) => Sort::Truth,
            Some(Body::Phrase(phrase)) if deep > 0 => {
                let at = Scope { article: definition.scope.article.or(scope.article), ..definition.scope };
                let silent = |_: &str| Vec::new();
                let read = self.with_reader_and(at, &silent, |reader| reading::only(reader, phrase));
                match read {
                    Some(read) if self.is_condition(&read, at, deep - 1) => Sort::Truth,
                    _ => Sort::Unknown,
                }
            }
            _ => Sort::Unknown,
        }
    }
}

/// English words of which a condition, a time or an exception is made.
#[rustfmt::skip]
const WORDS: [&str; 73] = [
    "once", "with", "without", "having", "given", "being", "upon", "but", "except", "excluding", "other", "apart", "save",
    "before", "after", "until", "till", "since", "by", "prior", "later", "earlier", "during", "is", "are", "equals",
    "at", "more", "less", "greater", "fewer", "over", "under", "above", "below", "exceeds", "exceed", "exceeding",
    "not", "no", "up", "has", "or", "and", "must", "shall", "should", "may", "can", "will", "days", "day", "months",
    "month", "years", "year", "exists", "reaches", "higher", "lower", "from", "of", "in", "on", "through",
    "starting", "ending", "between", "only", "while", "whilst", "for", "within",
];

/// Whether a name holds anything that a condition is made of: most do not, and need no look.
fn begs(name: &str) -> bool {
    let han =
        "须需应当若如但且除前后时期间内起止在于自至到满超低高多少大小不未早晚迟是为以上下属位存已则凡可才的者员限";
    name.ends_with(['的', '者'])
        || name.chars().any(|c| han.contains(c) || "≥≤≠=><".contains(c))
        || name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Whether a name can take something in without the name of anything declared.
fn tells_alone(text: &str, atoms: &[Atom]) -> bool {
    let words = ["须", "岁", "during", "old", "age"];
    atoms.iter().any(|atom| matches!(atom.kind, AtomKind::Date(_)))
        || words.iter().any(|word| text.contains(word))
        || text.is_ascii() && {
            let lower = text.to_ascii_lowercase();
            inside::MONTHS.iter().any(|month| lower.contains(month))
        }
        || BOUNDS.iter().chain(&MODALS).any(|word| text.ends_with(word))
}

/// Words at the end of the name of a value that bound it.
#[rustfmt::skip]
const BOUNDS: [&str; 16] = [
    "最高", "最低", "最多", "最少", "至多", "至少", "不超过", "不高于", "不低于", "不少于", " at most", " at least", " no more than",
    " not more than", " no less than", " up to",
];
/// Words at the end of the name of a value that say that it must be so.
const MODALS: [&str; 8] = ["应当", "必须", "应该", "须", "应", " must", " shall", " should"];
