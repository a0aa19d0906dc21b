//! Words of the source that a clause quotes, against the comparisons that it makes.
//!
//! 以上, 以下, 以内 and 届满 take the number in, 不满, 不足, 超过 and 以外 leave it out (Civil Code art. 1259), unless the header
//! of the text says otherwise. A clause that renders 超过 with `≥` reads well and decides one case wrongly.

use super::Checker;
use super::error::TypeError;
use crate::ir::{self, Expr, ExprKind, Program, Value, literal, visit};
use crate::resolve::Scope;
use crate::resolve::numeral::in_digits;
use crate::source::{Span, Spanned};
use crate::syntax::ast::Quote;
use crate::syntax::keywords::{self, Word};
use crate::types::Comparison::{self, AtLeast, AtMost, Less, More};
use crate::types::Type;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words of statutes that no condition is written with.
const STATUTE: [(Comparison, &str); 14] = [
    (AtLeast, "不得低于"),
    (AtLeast, "不得少于"),
    (AtLeast, "不能低于"),
    (AtLeast, "最少"),
    (AtLeast, "a minimum of"),
    (More, "逾"),
    (AtMost, "未超过"),
    (AtMost, "不得超过"),
    (AtMost, "不能超过"),
    (AtMost, "不得高于"),
    (AtMost, "最多"),
    (AtMost, "not exceed"),
    (AtMost, "a maximum of"),
    (AtMost, "within"),
];

/// 内 after an amount, as in 三十日内.
const AFTER_AMOUNTS: (Comparison, &str) = (AtMost, "内");

/// Words that speak of days and, in a sentence, of much else.
const NOT_IN_SENTENCES: [&str; 4] = ["before", "after", "是", "为"];

/// Every word that compares, the longest first.
static WORDS: LazyLock<Vec<(Comparison, &'static str)>> = LazyLock::new(|| {
    let plain = |(word, spelling): (Word, &'static str)| {
        let sense = match word {
            Word::AtLeast | Word::OrMore => AtLeast,
            Word::MoreThan | Word::Beyond => More,
            Word::LessThan => Less,
            _ => AtMost,
        };
        (sense, spelling)
    };
    let mut all: Vec<_> = keywords::comparing().map(plain).chain(STATUTE).collect();
    all.sort_by_key(|(_, spelling)| std::cmp::Reverse(spelling.len()));
    all
});

/// A word that compares, in a quotation.
struct Said<'q> {
    sense: Comparison,
    word: Spanned<&'q str>,
    /// What stands before and after it: its number is there.
    around: (&'q str, &'q str),
    /// Whether it speaks of a comparison only where one has its number: 三年内纳税 is mostly no condition of its own.
    only_with_number: bool,
}

/// A comparison of a clause.
struct Made<'p> {
    sense: Comparison,
    /// The same from its other side, where neither side is a plain value.
    turned: Option<Comparison>,
    span: Span,
    /// The values with which it compares, and their type.
    with: Vec<&'p Value>,
    ty: &'p Type,
}

impl Made<'_> {
    fn is(&self, sense: Comparison) -> bool {
        self.sense == sense || self.turned == Some(sense)
    }

    /// Whether the number beside a word is the one that it compares with.
    fn with_number_of(&self, said: &Said<'_>, places: &[ir::Place]) -> bool {
        let is = |text: &str| literal::parse(text, self.ty, places).is_ok_and(|value| self.with.contains(&&value));
        let stated = |text: &str| is(text) || is(&in_digits(text));
        let (before, after) = said.around;
        // A stretch that begins or ends inside a number states another number: 5 in 15.
        let cuts = |one: Option<char>, two: Option<char>| one.is_some_and(of_number) && two.is_some_and(of_number);
        let starts = before.char_indices().rev().take(16).filter_map(|(at, first)| {
            let (outside, inside) = before.split_at_checked(at)?;
            (!cuts(outside.chars().next_back(), Some(first))).then_some(inside)
        });
        let ends = after.char_indices().take(24).filter_map(|(at, last)| {
            let (inside, outside) = after.split_at_checked(at + last.len_utf8())?;
            (!cuts(Some(last), outside.chars().next())).then_some(inside)
        });
        !self.with.is_empty() && starts.chain(ends).any(|text| stated(text.trim()))
    }
}

/// A character of a number.
fn of_number(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c) || ",.．〇零一二三四五六七八九十百千万亿两".contains(c)
}

impl Checker<'_, '_> {
    /// What the quotations of the texts say otherwise than their clauses.
    pub(super) fn quoted(&self, program: &Program) -> Vec<TypeError> {
        let mut out = Vec::new();
        let quoting = self.names.modules.iter().enumerate().filter(|(_, module)| !module.module.quotes.is_empty());
        for (index, module) in quoting {
            let scope = Scope { module: index, ..Scope::default() };
            let all = comparisons(program);
            for clause in module.module.quotes.chunk_by(|one, next| one.clause == next.clause) {
                let said: Vec<Said<'_>> =
                    clause.iter().flat_map(|quote| words(quote, |word| self.names.sense(word, scope))).collect();
                let made: Vec<&Made<'_>> = all.iter().filter(|made| inside(made.span, clause)).collect();
                out.extend(differences(&said, made, &program.places));
            }
        }
        out
    }
}

fn inside(span: Span, clause: &[Quote]) -> bool {
    let within = |quote: &Quote| {
        span.file == quote.clause.file && span.start >= quote.clause.start && span.end <= quote.clause.end
    };
    clause.first().is_some_and(within)
}

/// Pairs the words with the comparisons, by their numbers, by their order where there are as many of one as of the
/// other, and else by what they say; and tells what does not agree.
fn differences(said: &[Said<'_>], mut made: Vec<&Made<'_>>, places: &[ir::Place]) -> Vec<TypeError> {
    let mut out = Vec::new();
    let mut left = Vec::new();
    for said in said {
        let found = made.iter().position(|made| made.with_number_of(said, places));
        match found.map(|at| made.remove(at)) {
            Some(made) => out.extend(difference(said, made)),
            None if said.only_with_number => {}
            None => left.push(said),
        }
    }
    let ordered = left.len() == made.len();
    for said in left {
        let agrees = made.iter().position(|made| made.is(said.sense));
        let found = if ordered { Some(0) } else { agrees.or((!made.is_empty()).then_some(0)) };
        match found.filter(|at| *at < made.len()).map(|at| made.remove(at)) {
            Some(made) => out.extend(difference(said, made)),
            None => out.push(TypeError::QuotedAlone { at: said.word.span, word: said.word.node.to_owned() }),
        }
    }
    out
}

fn difference(said: &Said<'_>, made: &Made<'_>) -> Option<TypeError> {
    let word = said.word.node.to_owned();
    let at = said.word.span;
    (!made.is(said.sense)).then_some(TypeError::Quoted {
        at,
        word,
        says: said.sense,
        clause: made.span,
        has: made.sense,
    })
}

/// The words of a quotation that compare.
fn words(quote: &Quote, sense: impl Fn(&str) -> Option<bool>) -> Vec<Said<'_>> {
    let text = quote.words.node.as_str();
    let mut out: Vec<Said<'_>> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let found = WORDS.iter().chain(&[AFTER_AMOUNTS]).find(|(_, spelling)| {
            rest.get(..spelling.len()).is_some_and(|start| start.eq_ignore_ascii_case(spelling))
                && speaks(text, at, at + spelling.len())
        });
        let Some((plain, spelling)) = found else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let mut end = at + spelling.len();
        let mut around = (text.get(..at).unwrap_or_default(), text.get(end..).unwrap_or_default());
        let mut includes = sense(spelling);
        // What a bracket says of the number stands before what the header says of the word.
        if let Some(bracket) = bracket_before(around.0) {
            includes = Some(bracket.includes);
            around.0 = around.0.get(..around.0.len() - bracket.length).unwrap_or_default().trim_end();
        }
        if let Some(bracket) = bracket_after(around.0, around.1) {
            includes = Some(bracket.includes);
            end += bracket.length;
            around.1 = text.get(end..).unwrap_or_default();
            for said in out.iter_mut().filter(|_| bracket.all) {
                said.sense = taking(said.sense, Some(bracket.includes));
            }
        } else if let Some(bracket) = bracket_after_number(around.1).filter(|_| !follows_its_number(spelling)) {
            includes = Some(bracket.includes);
        }
        let word = Spanned::new(text.get(at..end).unwrap_or_default(), quote.words.span.part(at..end));
        let only_with_number = *spelling == AFTER_AMOUNTS.1;
        out.push(Said { sense: taking(*plain, includes), word, around, only_with_number });
        at = end;
    }
    out
}

/// A comparison the same way, with or without the number itself.
const fn taking(sense: Comparison, includes: Option<bool>) -> Comparison {
    match (sense, includes) {
        (AtLeast | More, Some(true)) => AtLeast,
        (AtLeast | More, Some(false)) => More,
        (AtMost | Less, Some(true)) => AtMost,
        (AtMost | Less, Some(false)) => Less,
        _ => sense,
    }
}

/// A bracket that says whether the number belongs to it: （含）, （不含一百元）, (exclusive).
struct Bracket {
    includes: bool,
    /// Whether it says so of every number before it: （均含本数）.
    all: bool,
    length: usize,
}

/// The bracket between a number and its word: 10万元（含）以上.
fn bracket_before(before: &str) -> Option<Bracket> {
    let inside = before.strip_suffix(['）', ')'])?;
    let (outside, inside) = inside.rsplit_once(['（', '('])?;
    bracket(inside, before.len() - outside.len(), outside)
}

/// The bracket after a word: 一百元以上（不含一百元）.
fn bracket_after(before: &str, after: &str) -> Option<Bracket> {
    let inside = after.trim_start().strip_prefix(['（', '('])?;
    let (inside, outside) = inside.split_once(['）', ')'])?;
    bracket(inside, after.len() - outside.len(), before)
}

/// The bracket after the number that follows a word: more than 100 yuan (inclusive).
fn bracket_after_number(after: &str) -> Option<Bracket> {
    let (number, _) = after.split_once(['（', '('])?;
    let starts = number.trim_start().starts_with(of_number);
    let only = number.chars().count() <= 16 && !number.contains(['，', '；', '。', ';', '以', '不', '至', '内']);
    let rest = after.get(number.len()..)?;
    (starts && only && !number.contains(" or ") && !number.contains(" and ")).then(|| bracket_after(number, rest))?
}

/// 100元以上, 5 or more
fn follows_its_number(word: &str) -> bool {
    word.starts_with(['以', '之', '内', '及', '或', '含', '届']) || word.starts_with("or ") || word.starts_with("and ")
}

/// （不含劳务派遣人员） speaks of something else than the number.
fn bracket(inside: &str, length: usize, number: &str) -> Option<Bracket> {
    let inside = inside.trim();
    let every = inside.strip_prefix(['均', '都', '皆']);
    let text = every.unwrap_or(inside);
    let start = |words: &[&str]| words.iter().find_map(|word| text.strip_prefix(word));
    let (includes, of) = match (start(&["不含", "不包括", "不包含", "exclusive", "excluding"]), start(INCLUDING))
    {
        (Some(of), _) => (false, of),
        (None, Some(of)) => (true, of),
        (None, None) => return None,
    };
    let of = of.trim();
    let speaks_of_it = ["", "本数", "本级", "该数"].contains(&of)
        || number.trim_end().ends_with(of)
        || in_digits(number.trim_end()).ends_with(&in_digits(of))
        || of.starts_with(|c: char| c.is_ascii_digit());
    speaks_of_it.then_some(Bracket { includes, all: every.is_some(), length })
}

const INCLUDING: &[&str] = &["含", "包括", "包含", "inclusive", "including"];

/// Whether a stretch of a quotation compares, and is not a piece of another word or of a turn of speech: 满意, 以上人员,
/// 除本州以外, `under article 3`.
fn speaks(text: &str, from: usize, to: usize) -> bool {
    if from == 0 && to == text.len() {
        return true;
    }
    let (before, word, after) = (
        text.get(..from).unwrap_or_default(),
        text.get(from..to).unwrap_or_default().to_lowercase(),
        text.get(to..).unwrap_or_default(),
    );
    let number =
        |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十百千万亿两半".contains(c);
    let near = before.chars().rev().take(6).any(number);
    let follows =
        |skip: &str| after.trim_start_matches(|c: char| c.is_whitespace() || skip.contains(c)).starts_with(number);
    if NOT_IN_SENTENCES.contains(&word.as_str()) {
        return false;
    }
    if word.is_ascii() {
        let whole =
            !before.ends_with(|c: char| c.is_alphanumeric()) && !after.starts_with(|c: char| c.is_alphanumeric());
        let loose = ["over", "under", "within", "above", "below", "up to"].contains(&word.as_str());
        return whole && (!loose || follows("¥$€£"));
    }
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    match word.as_str() {
        "满" | "不满" | "未满" | "已满" | "逾" | "不到" => follows(""),
        "以上" => {
            !before.is_empty() && !ends(&["，", "。", "、", "；", "：", "（", "符合", "具备", "满足", "按", "对", "凡"])
        }
        "以下" => near || ends(&["级", "等", "历", "称", "位", "科"]),
        "以外" | "之内" | "以内" | "届满" => near,
        "内" => near && ends(&["日", "天", "周", "月", "年", "时", "分钟", "元", "米", "里", "亩", "人", "次"]),
        _ => true,
    }
}

/// Every comparison by order that a text makes, in the order of the text.
fn comparisons(program: &Program) -> Vec<Made<'_>> {
    let definitions =
        program.definitions.iter().flat_map(|definition| &definition.readings).map(|reading| &reading.body);
    let grounds = program.decisions.iter().flat_map(|decision| &decision.grounds).flat_map(visit::of_ground);
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    let transitions = program.transitions.iter().map(|transition| &transition.condition);
    for root in definitions.chain(grounds).chain(transitions) {
        let mut denied: Vec<*const Expr> = Vec::new();
        visit::walk(root, &mut |expr| {
            if let ExprKind::Not(inner) = &expr.kind {
                denied.push(std::ptr::from_ref(&**inner));
            }
            let denied = denied.contains(&std::ptr::from_ref(expr));
            // What an article says of all its rules is in each of them.
            out.extend(
                made(expr, denied, program).into_iter().filter(|made| seen.insert((key(made.span), made.sense))),
            );
        });
    }
    out.sort_by_key(|made| key(made.span));
    out
}

const fn key(span: Span) -> (u32, u32, u32) {
    (span.file.0, span.start, span.end)
}

/// The comparisons by order that an expression makes by itself.
fn made<'p>(expr: &'p Expr, denied: bool, program: &'p Program) -> Vec<Made<'p>> {
    let plain = |sense: Comparison| Made { sense, turned: None, span: expr.span, with: Vec::new(), ty: &expr.ty };
    match &expr.kind {
        ExprKind::Compare(comparison, left, right) if matches!(comparison, AtLeast | More | AtMost | Less) => {
            let sense = if denied { comparison.opposite() } else { *comparison };
            let (first, second) = (values(left, program), values(right, program));
            vec![match (first.is_empty(), second.is_empty()) {
                (true, true) => Made { turned: Some(sense.turned()), ..plain(sense) },
                (false, true) => Made { with: first, ty: &right.ty, ..plain(sense.turned()) },
                _ => Made { with: second, ty: &left.ty, ..plain(sense) },
            }]
        }
        ExprKind::AtLeast(..) => vec![plain(AtLeast)],
        // A period holds its last day: 30日以内.
        ExprKind::During(..) => vec![plain(AtMost)],
        ExprKind::Pick { greater, of } => {
            let with = of.iter().flat_map(|amount| values(amount, program)).collect();
            vec![Made { with, ..plain(if *greater { AtLeast } else { AtMost }) }]
        }
        ExprKind::Score(score) => {
            let bound =
                |bound: &'p Expr, sense| Made { with: values(bound, program), span: bound.span, ..plain(sense) };
            let cap = score.cap.iter().map(|cap| bound(cap, AtMost));
            cap.chain(score.floor.iter().map(|floor| bound(floor, AtLeast))).collect()
        }
        _ => Vec::new(),
    }
}

/// The plain values that an expression can stand for.
fn values<'p>(expr: &'p Expr, program: &'p Program) -> Vec<&'p Value> {
    match &expr.kind {
        ExprKind::Value(value) => vec![value],
        ExprKind::Parameter(id) => {
            let parameter = program.parameters.get(id.index());
            parameter.map(|parameter| parameter.values.iter().map(|(value, _)| value).collect()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span, Spanned};

    fn found(text: &str) -> String {
        let at = Span::new(FileId(0), 0, text.len());
        let quote = Quote { words: Spanned::new(text.to_owned(), at), clause: at };
        let each = words(&quote, |_| None).into_iter().map(|said| format!("{}{}", said.word.node, said.sense.sign()));
        each.collect::<Vec<_>>().join(" ")
    }

    /// Art. 1259 of the Civil Code, in sentences as statutes write them.
    #[test]
    fn words_of_statutes_are_found_in_sentences() {
        let sentences = [
            ("以上", "以上≥"),
            ("三年内纳税10万元（含）以上或者一年纳税五万元以上", "内≤ 以上≥ 以上≥"),
            ("年满十八周岁、不满六十周岁", "年满≥ 不满<"),
            ("满三年不超过五年", "满≥ 不超过≤"),
            ("期满后三十日以内", "以内≤"),
            ("贷款额度不得超过200万元，期限最多二年", "不得超过≤ 最多≤"),
            ("逾五人且不足十人的", "逾> 不足<"),
            ("收到之日起三十日内，一百元以上（不含一百元）", "内≤ 以上（不含一百元）>"),
            ("100元以上（不含本数）；100元以下(不含100元)", "以上（不含本数）> 以下(不含100元)<"),
            ("五元（不含）以上九元（含）以下，十人以上（不含实习生）", "以上> 以下≤ 以上≥"),
            ("五元以上九元以下（均不含本数）", "以上> 以下（均不含本数）<"),
            ("超过100元（含）不满200元(不含)", "超过≥ 不满<"),
            ("5 or more (exclusive), more than 3 (inclusive)", "or more (exclusive)> more than≥"),
            ("县级以上表彰或本科以下学历", "以上≥ 以下≤"),
            ("a tax of more than 100,000 yuan or at least 3 years", "more than> at least≥"),
            ("not exceeding 5 persons, over 60 years", "not exceeding≤ over>"),
        ];
        for (text, expected) in sentences {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn other_words_are_left_aside() {
        let sentences = [
            "让群众满意、不满意的",
            "符合以上条件的，以上人员",
            "以下简称新居民，符合以下条件",
            "除本州以外的居民",
            "under article 3, after the decision, above all",
            "下班以后",
            "overtime, moreover",
        ];
        for text in sentences {
            assert_eq!(found(text), "", "{text}");
        }
    }
}
