//! Clauses as a case names them for its reasons: `article 14 (2)`, `article 14 item skilled`, `第十四条（二）`, 技能人员.
//!
//! A citation is a path from the policy to a part of a rule, of which much can be left out. Its last part may also be
//! the name of a term or of a fact that a condition reads, for a condition that has neither number nor label.

use super::literal::half_width;
use super::{Decision, Exception, Expr, ExprKind, Ground, Item, Program, ScoreItem, visit};
use crate::diagnostics::wording::{did_you_mean, list, nearest};
use crate::diagnostics::{Language, Say, Text};
use crate::source::Spanned;
use crate::text;
use crate::types::Term;
use crate::types::ids::{DefinitionId, FactId, FieldId, RecordId};
use std::collections::BTreeSet;

/// A clause as it is named.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// As it was written.
    pub text: String,
    /// The text that it stands in, by its place in [`Program::layers`].
    pub layer: Option<usize>,
    /// Its article.
    pub article: Option<String>,
    /// The rule, the item, the item inside it.
    pub parts: Vec<Part>,
}

/// One step of a path into an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// A label, a name, or a number in plain digits.
    pub text: String,
    /// Whether it counts: `(2)`.
    pub number: bool,
}

/// What an example or a case expects besides the answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reasons {
    /// Clauses that must be among those that carry the answer.
    pub because: Vec<Spanned<Citation>>,
    /// All that must be missing for an answer.
    pub missing: Option<Spanned<BTreeSet<Missing>>>,
    /// The error that must come out, by the first word for it.
    pub fault: Option<Spanned<&'static str>>,
}

/// Something that is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// The date asked about.
    Date,
    /// A fact.
    Fact(FactId),
    /// A field of some member.
    Field(RecordId, FieldId),
}

/// Why a citation leads nowhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Lost {
    /// No text of that name is part of the policy.
    Layer(Vec<String>),
    /// The policy has no such article.
    Article,
    /// The article has no rule for the decision; these have.
    Elsewhere(Vec<String>),
    /// No rule for the decision has such a part; with those that are near.
    Part(String, Vec<String>),
    /// It names nothing at all.
    Empty,
}

const ARTICLE: &str = "article";
/// Words between the parts of a path.
const BETWEEN: [&str; 8] = ["rule", "item", "row", "规则", "项", "表", "计分", "款"];

impl Citation {
    /// Reads a citation, and finds what it names among the rules of a decision.
    pub fn read(text: &str, program: &Program, decision: &Decision) -> Result<Self, Lost> {
        let plain: String = text.chars().map(half_width).collect();
        let plain = plain.trim();
        let (before, article, after) = match ordinal(plain) {
            // A number alone, as in the column of a table, is that of an article.
            Some(number) => ("", Some(number), ""),
            None => split(plain),
        };
        let mut out = Self { text: text.trim().to_owned(), layer: None, article, parts: parts(after) };
        let layer = ["policy", "政策"].iter().find_map(|word| before.strip_prefix(word)).unwrap_or(before).trim();
        if !layer.is_empty() {
            let found = program.layers.iter().position(|known| known.name.is(layer));
            let known = || program.layers.iter().filter(|known| known.role != "vocabulary");
            let near = || known().map(|layer| layer.name.text.to_string()).collect();
            out.layer = Some(found.ok_or_else(|| Lost::Layer(near()))?);
        }
        if out.article.is_none() && out.parts.is_empty() {
            return Err(Lost::Empty);
        }
        out.find(program, decision)?;
        Ok(out)
    }

    /// The clause in a language: as it was written where it was written in that one, else by the names that it has there.
    #[must_use]
    pub fn say(&self, program: &Program, decision: &Decision, language: Language) -> String {
        let chinese = self.text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        if chinese == (language == Language::Chinese) {
            return self.text.clone();
        }
        let mut terms: Vec<&Term> = Vec::new();
        for ground in decision.grounds.iter().filter(|ground| self.holds(ground)) {
            terms_of(program, ground, &mut terms);
        }
        let layer = self.layer.and_then(|layer| program.layers.get(layer)).map(|layer| layer.name.say(language));
        let article = self.article.as_ref().map(|number| match language {
            Language::English => format!("article {number}"),
            Language::Chinese => format!("第{number}条"),
        });
        let parts = self.parts.iter().map(|part| {
            let term = terms.iter().find(|term| !part.number && term.is(&part.text));
            let name = term.map_or_else(|| part.text.clone(), |term| term.say(language));
            match (part.number, language) {
                (true, Language::English) => format!("({name})"),
                (true, Language::Chinese) => format!("（{name}）"),
                (false, _) => name,
            }
        });
        // The article stands close to its text in Chinese, and so does what is in brackets.
        let mut out = layer.map_or_else(String::new, |layer| match language {
            Language::English => format!("{layer} "),
            Language::Chinese => layer,
        });
        out.push_str(&article.unwrap_or_default());
        for part in parts {
            let close = out.is_empty() || part.starts_with('（') || out.ends_with(['）', ' ']);
            out.push_str(if close { "" } else { " " });
            out.push_str(&part);
        }
        out
    }

    /// Whether a rule stands where the citation points to, its parts aside.
    #[must_use]
    pub fn holds(&self, ground: &Ground) -> bool {
        self.layer.is_none_or(|layer| layer == ground.layer)
            && self.article.as_ref().is_none_or(|article| *article == ground.article)
    }

    fn find(&self, program: &Program, decision: &Decision) -> Result<(), Lost> {
        let article = self.article.clone().unwrap_or_default();
        let exists = || {
            let of_rule = program.decisions.iter().flat_map(|decision| &decision.grounds);
            program.articles.iter().map(|known| &known.number).chain(of_rule.map(|ground| &ground.article))
        };
        if self.article.is_some() && !exists().any(|number| *number == article) {
            return Err(Lost::Article);
        }
        let here: Vec<&Ground> = decision.grounds.iter().filter(|ground| self.holds(ground)).collect();
        if here.is_empty() {
            let mut others: Vec<String> = Vec::new();
            for ground in &decision.grounds {
                if !others.contains(&ground.article) {
                    others.push(ground.article.clone());
                }
            }
            return Err(Lost::Elsewhere(others));
        }
        let mut search = Search { program, failed: BTreeSet::new() };
        if here.iter().any(|ground| search.ground(ground, &self.parts)) {
            return Ok(());
        }
        let mut names: Vec<String> = Vec::new();
        for ground in &here {
            names_of(program, ground, &mut names);
        }
        // The first part that leads nowhere, after those that lead somewhere.
        let lead = |count: usize| {
            let parts = self.parts.get(..count).unwrap_or_default();
            let mut search = Search { program, failed: BTreeSet::new() };
            here.iter().any(|ground| search.ground(ground, parts))
        };
        let at = (1..=self.parts.len()).find(|count| !lead(*count)).unwrap_or(self.parts.len());
        let part = self.parts.get(at.saturating_sub(1)).map(|part| part.text.clone()).unwrap_or_default();
        let near = nearest(&part, names.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        Err(Lost::Part(part, near))
    }
}

impl Part {
    /// Whether something with that number and name is meant.
    #[must_use]
    pub fn is(&self, ordinal: Option<&String>, name: Option<&Term>) -> bool {
        ordinal.is_some_and(|ordinal| *ordinal == self.text) || name.is_some_and(|name| name.is(&self.text))
    }
}

/// What is left of a path after something with that number and name; none where the path cannot go through it.
#[must_use]
pub fn after<'c>(parts: &'c [Part], ordinal: Option<&String>, name: Option<&Term>) -> Option<&'c [Part]> {
    match parts.split_first() {
        None => Some(parts),
        // `(1) seats` names one item twice.
        Some((first, rest)) if first.is(ordinal, name) => match rest.split_first() {
            Some((second, rest)) if first.number != second.number && second.is(ordinal, name) => Some(rest),
            _ => Some(rest),
        },
        // A number counts the items of one list: another item with a number is not passed through.
        Some((first, _)) if first.number && ordinal.is_some() => None,
        Some(_) => Some(parts),
    }
}

/// The sentence for a citation that leads nowhere, and what to do.
#[must_use]
pub fn lost_text(text: &str, decision: &Term, lost: &Lost) -> (Text, Text) {
    let (en, zh) = (decision.say(Language::English), decision.say(Language::Chinese));
    let written = || {
        text!(
            "a clause is named as in `article 14 (2)` or `article 14 item skilled`",
            "条款写作 `第十四条（二）` 或 `第十四条 项 技能人员`"
        )
    };
    let near = |known: &[String]| {
        let near: Vec<&str> = known.iter().map(String::as_str).collect();
        did_you_mean(&near).unwrap_or_else(written)
    };
    let outline = || text!("`pol outline POLICY` lists every article", "`pol 大纲 政策文件` 会逐条列出");
    match lost {
        Lost::Layer(known) => {
            (text!("no text of the policy is called that: `{text}`", "政策各层级中没有这个名称：`{text}`"), near(known))
        }
        Lost::Article => (text!("the policy has no such article: `{text}`", "政策里没有这一条：`{text}`"), outline()),
        Lost::Elsewhere(others) => (
            text!("`{text}` says nothing of `{en}`", "`{text}` 没有对 `{zh}` 作出规定"),
            if others.is_empty() {
                outline()
            } else {
                let others = list(others);
                text!("its rules stand in article {others}", "有关规则在第 {others} 条"; others)
            },
        ),
        Lost::Part(part, known) => {
            (text!("no rule for `{en}` has a part `{part}`", "`{zh}` 的规则里没有 `{part}`"), near(known))
        }
        Lost::Empty => (text!("this names no clause", "这里没有写明哪一条"), written()),
    }
}

/// The text before an article, its number, and the text after it.
fn split(text: &str) -> (&str, Option<String>, &str) {
    let lower = text.to_ascii_lowercase();
    for (at, _) in lower.match_indices(ARTICLE) {
        let rest = text.get(at + ARTICLE.len()..).unwrap_or_default();
        let number: String = rest.trim_start().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let number = number.trim_end_matches('.');
        if !number.is_empty() && text.get(..at).is_none_or(|before| !before.ends_with(char::is_alphanumeric)) {
            let skipped = rest.len() - rest.trim_start().len() + number.len();
            let after = rest.get(skipped..).unwrap_or_default();
            return (text.get(..at).unwrap_or_default().trim(), Some(number.to_owned()), after);
        }
    }
    for (at, _) in text.match_indices('第') {
        let rest = text.get(at + '第'.len_utf8()..).unwrap_or_default();
        let Some((number, after)) = rest.split_once('条') else { continue };
        let Some(mut number) = ordinal(number) else { continue };
        let mut after = after;
        // 第十四条之一 is `14.1`.
        if let Some(rest) = after.strip_prefix('之') {
            let sub: String = rest.chars().take_while(|c| ordinal(&c.to_string()).is_some()).collect();
            if let Some(digits) = ordinal(&sub) {
                number = format!("{number}.{digits}");
                after = rest.get(sub.len()..).unwrap_or_default();
            }
        }
        return (text.get(..at).unwrap_or_default().trim(), Some(number), after);
    }
    ("", None, text)
}

/// The parts of a path: numbers in brackets, and names up to the next bracket or word between.
fn parts(text: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '、'));
        if rest.is_empty() {
            return out;
        }
        // `表第2行`, `第二项`
        let unbound = rest.strip_prefix('第').unwrap_or(rest);
        if let Some((inside, after)) = unbound.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            let inside = inside.trim();
            let number = ordinal(inside).or_else(|| letter(inside));
            out.push(Part { text: number.clone().unwrap_or_else(|| inside.to_owned()), number: number.is_some() });
            rest = after.strip_prefix(['项', '行']).unwrap_or(after);
            continue;
        }
        let counted = unbound.split_once(['项', '行']).filter(|_| unbound.len() < rest.len());
        if let Some((number, after)) = counted.and_then(|(number, after)| Some((ordinal(number.trim())?, after))) {
            out.push(Part { text: number, number: true });
            rest = after;
            continue;
        }
        if let Some(after) = BETWEEN.iter().find_map(|word| word_at(rest, word)) {
            rest = after;
            continue;
        }
        let (name, after) = name_at(rest);
        let digits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        if !name.is_empty() {
            out.push(Part { text: name.to_owned(), number: digits });
        }
        rest = after;
    }
}

/// What follows a word between parts, where one stands here.
fn word_at<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    let rest = text.get(word.len()..)?;
    // `items left` is a name, and so is 项目.
    let ends = rest.starts_with(|c: char| c.is_whitespace() || c == ':' || c == '(' || c == '「' || c == '"')
        || (word == "表" && rest.starts_with('第'));
    (head.eq_ignore_ascii_case(word) && ends).then(|| rest.trim_start_matches(':'))
}

/// A name in quotes, or up to the next mark or word between.
fn name_at(text: &str) -> (&str, &str) {
    for (open, close) in [('"', '"'), ('「', '」'), ('“', '”'), ('《', '》')] {
        if let Some((name, rest)) = text.strip_prefix(open).and_then(|inner| inner.split_once(close)) {
            return (name.trim(), rest);
        }
    }
    let mut end = text.len();
    for (at, character) in text.char_indices() {
        let space = character.is_whitespace();
        let next = text.get(at + character.len_utf8()..).unwrap_or_default();
        let between = space && BETWEEN.iter().any(|word| word_at(next, word).is_some());
        if matches!(character, ',' | '(' | '、') || between {
            end = at;
            break;
        }
    }
    (text.get(..end).unwrap_or_default().trim(), text.get(end..).unwrap_or_default())
}

/// `14` and 十四 in plain digits.
fn ordinal(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Some(text.to_owned());
    }
    let digit = |c| "零一二三四五六七八九".chars().position(|d| d == c);
    let (mut total, mut current) = (0usize, 0usize);
    for character in text.chars() {
        match character {
            '十' => (total, current) = (total.checked_add(current.max(1) * 10)?, 0),
            '百' => (total, current) = (total.checked_add(current.max(1) * 100)?, 0),
            '〇' => current = 0,
            other => current = digit(other)?,
        }
    }
    Some((total + current).to_string())
}

/// The `a` of `(a)`, the `iv` of `(iv)`.
fn letter(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let one = text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman = (2..=6).contains(&text.len()) && lower.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    (one || roman).then_some(lower)
}

/// Looks for a path in what rules say, whatever comes of it.
struct Search<'p> {
    program: &'p Program,
    /// Terms in which so much of the path was not found.
    failed: BTreeSet<(DefinitionId, usize)>,
}

impl Search<'_> {
    fn ground(&mut self, ground: &Ground, parts: &[Part]) -> bool {
        let Some(rest) = after(parts, ground.ordinal.as_ref(), ground.label.as_deref()) else { return false };
        rest.is_empty()
            || ground.exceptions.iter().any(|exception| self.exception(exception, rest))
            || visit::of_ground(ground).into_iter().any(|expr| self.expr(expr, rest))
    }

    fn exception(&mut self, exception: &Exception, parts: &[Part]) -> bool {
        after(parts, None, exception.label.as_deref()).is_some_and(|rest| {
            rest.is_empty()
                || self.expr(&exception.body, rest)
                || exception.exceptions.iter().any(|inner| self.exception(inner, rest))
        })
    }

    fn expr(&mut self, expr: &Expr, parts: &[Part]) -> bool {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.expr_grown(expr, parts))
    }

    fn expr_grown(&mut self, expr: &Expr, parts: &[Part]) -> bool {
        let mut rest = parts;
        if let Some(name) = name_of(self.program, expr) {
            rest = after(parts, None, Some(name)).unwrap_or(parts);
            if rest.is_empty() {
                return true;
            }
        }
        match &expr.kind {
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => self.definition(*id, rest),
            ExprKind::Score(score) => score.items.iter().any(|item| self.score_item(item, rest)),
            _ => match items_of(expr) {
                Some(items) => items.iter().any(|item| self.item(item, rest)),
                None => {
                    let mut found = false;
                    visit::children(expr, |child| found = found || self.expr(child, rest));
                    found
                }
            },
        }
    }

    fn item(&mut self, item: &Item, parts: &[Part]) -> bool {
        after(parts, item.ordinal.as_ref(), item.label.as_deref())
            .is_some_and(|rest| rest.is_empty() || self.expr(&item.expr, rest))
    }

    fn score_item(&mut self, item: &ScoreItem, parts: &[Part]) -> bool {
        after(parts, item.ordinal.as_ref(), item.label.as_deref()).is_some_and(|rest| {
            rest.is_empty() || self.expr(&item.amount, rest) || item.when.iter().any(|when| self.expr(when, rest))
        })
    }

    fn definition(&mut self, id: DefinitionId, parts: &[Part]) -> bool {
        if self.failed.contains(&(id, parts.len())) {
            return false;
        }
        let program = self.program;
        let readings = program.definitions.get(id.index()).map(|definition| definition.readings.as_slice());
        let found = readings.unwrap_or_default().iter().any(|reading| self.expr(&reading.body, parts));
        if !found {
            self.failed.insert((id, parts.len()));
        }
        found
    }
}

/// The name by which a condition can be cited that has neither number nor label.
#[must_use]
pub fn name_of<'p>(program: &'p Program, expr: &Expr) -> Option<&'p Term> {
    match &expr.kind {
        ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
            program.definitions.get(id.index()).map(|definition| &*definition.term)
        }
        ExprKind::Fact(id) => program.facts.get(id.index()).map(|fact| &*fact.term),
        ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
            program.decisions.get(id.index()).map(|decision| &*decision.term)
        }
        _ => None,
    }
}

/// The items of a list of conditions.
#[must_use]
pub fn items_of(expr: &Expr) -> Option<&[Item]> {
    match &expr.kind {
        ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
            Some(items)
        }
        _ => None,
    }
}

/// All that a part of a path into a rule can be called, for the nearest.
fn names_of(program: &Program, ground: &Ground, out: &mut Vec<String>) {
    let mut terms = Vec::new();
    terms_of(program, ground, &mut terms);
    out.extend(terms.into_iter().flat_map(Term::forms).map(str::to_owned));
}

/// The terms that a part of a rule can be called by.
fn terms_of<'p>(program: &'p Program, ground: &'p Ground, out: &mut Vec<&'p Term>) {
    out.extend(ground.label.as_deref());
    out.extend(ground.exceptions.iter().filter_map(|exception| exception.label.as_deref()));
    for expr in visit::Reach::terms(program, visit::of_ground(ground)) {
        out.extend(name_of(program, expr));
        out.extend(items_of(expr).into_iter().flatten().filter_map(|item| item.label.as_deref()));
        if let ExprKind::Score(score) = &expr.kind {
            out.extend(score.items.iter().filter_map(|item| item.label.as_deref()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let plain: String = text.chars().map(half_width).collect();
        let (before, article, after) = split(&plain);
        let parts: Vec<String> = parts(after)
            .iter()
            .map(|part| if part.number { format!("({})", part.text) } else { part.text.clone() })
            .collect();
        format!("{before}|{}|{}", article.unwrap_or_default(), parts.join(">"))
    }

    #[test]
    fn paths_are_read_in_both_languages() {
        for (text, told) in [
            ("article 14", "|14|"),
            ("article 14 (2)", "|14|(2)"),
            ("Article 14, item skilled worker item junior", "|14|skilled worker>junior"),
            ("dehong article 14 (1) seats", "dehong|14|(1)>seats"),
            ("article 3, row 2", "|3|(2)"),
            ("article 4.1 (a)", "|4.1|(a)"),
            ("policy dehong article 2 rule outsiders", "policy dehong|2|outsiders"),
            ("第十四条（二）", "|14|(2)"),
            ("第十四条第（二）项", "|14|(2)"),
            ("第十四条第二项", "|14|(2)"),
            ("德宏第14条（1）五个城镇", "德宏|14|(1)>五个城镇"),
            ("第三条之一 项 技能人员", "|3.1|技能人员"),
            ("第3条表第2行", "|3|(2)"),
            ("第十条 项目投资者", "|10|项目投资者"),
            ("技能人员", "||技能人员"),
            ("item 「甲、乙」", "||甲、乙"),
            ("(2)", "||(2)"),
        ] {
            assert_eq!(read(text), told, "{text}");
        }
    }
}
