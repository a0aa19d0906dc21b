//! Articles, rules and lists: the lines that say what holds.

use super::Rule;
use super::ast::{
    Article, Atom, AtomKind, Body, Connective, Each, Exception, Figure, FigureMark, Grounds, List, ListItem, Modal,
    Name, Note, Phrase, Rule as PolicyRule, Says, Written,
};
use super::atoms;
use super::build::{Context, Parsed, define, find, in_force, inner, name, period};
use super::changes;
use super::error::{LineKind, SyntaxError};
use super::habits;
use super::keywords;
use super::layout::Line;
use super::run_on::{self, RunOnKind};
use super::tables;
use crate::source::{Span, Spanned};
use std::sync::LazyLock;

/// `article 14 "…"` and what stands under it.
pub fn article(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Article {
    let mut out = Article {
        span: line.span,
        extent: ctx.extent(line),
        carried: false,
        number: article_number(ctx, pair).unwrap_or_else(|| Spanned::new(String::new(), line.span)),
        title: find(pair, Rule::text).map(|text| ctx.written(text)),
        applies: Vec::new(),
        exceptions: Vec::new(),
        cites: Vec::new(),
        in_force: None,
        issued: None,
        earlier: Vec::new(),
        inferred: None,
        replaces: Vec::new(),
        grounds: Grounds::default(),
        changes: Vec::new(),
        powers: Vec::new(),
        notes: Vec::new(),
        figures: Vec::new(),
        defines: Vec::new(),
        rules: Vec::new(),
    };
    // Whether the rule before ended with `all of` and has no items: those that follow beside it were meant as such.
    let mut empty_list = false;
    for child in ctx.children(line) {
        let known = ctx.errors.len();
        let Some(pair) = ctx.parse(Rule::inner_article_line, child, LineKind::Article) else {
            if empty_list && habits::at_margin(ctx.source.slice(child.span), 0).is_some() {
                ctx.errors.truncate(known);
            }
            continue;
        };
        match pair.as_rule() {
            Rule::applies_line => {
                let below = ctx.children(child);
                let body = body_of(ctx, &pair, child, &below);
                out.applies.push(body);
            }
            Rule::define_line => out.defines.push(define(ctx, child, &pair)),
            Rule::cites_line => {
                ctx.no_children(child);
                out.cites.extend(find(&pair, Rule::rest).map(|rest| ctx.written(rest)));
            }
            Rule::except_line => out.exceptions.push(exception(ctx, child, &pair)),
            Rule::in_force_line => {
                ctx.no_children(child);
                if out.in_force.replace(in_force(ctx, &pair)).is_some() {
                    ctx.errors.push(SyntaxError::Twice { at: child.span, what: "in force".to_owned() });
                }
            }
            Rule::issued_line => {
                ctx.no_children(child);
                (out.issued, _) = period(ctx, &pair);
            }
            Rule::earlier_line => {
                let below = ctx.children(child);
                let body = body_of(ctx, &pair, child, &below);
                out.earlier.push(body);
            }
            Rule::inferred_line => {
                ctx.no_children(child);
                out.inferred = find(&pair, Rule::rest).map(|rest| ctx.written(rest));
            }
            Rule::replaces_line => {
                ctx.no_children(child);
                out.replaces.extend(changes::target(ctx, &pair));
            }
            Rule::by_power_line | Rule::beyond_line => {
                ctx.no_children(child);
                changes::ground(ctx, &pair, &mut out.grounds);
            }
            Rule::power_line => out.powers.push(changes::power(ctx, child, &pair)),
            Rule::note_line => {
                ctx.no_children(child);
                out.notes.extend(note(ctx, &pair));
            }
            Rule::figure_line => {
                ctx.no_children(child);
                out.figures.push(figure(ctx, child, &pair));
            }
            Rule::table_line => out.rules.extend(tables::table(ctx, child, &pair)),
            Rule::score_line => out.rules.push(tables::score(ctx, child, &pair)),
            Rule::options_line => out.rules.extend(tables::options(ctx, child, &pair)),
            Rule::rule_line | Rule::value_line => out.rules.push(rule(ctx, child, &pair)),
            _ => out.changes.extend(changes::change(ctx, child, &pair)),
        }
        empty_list = matches!(ctx.errors.get(known..), Some([.., SyntaxError::EmptyList { .. }]));
    }
    out
}

/// The number of an article in plain digits: 第十四条之一 is `14.1`.
pub fn article_number(ctx: &Context<'_>, pair: &Parsed<'_>) -> Option<Written> {
    let number = find(pair, Rule::article_number)?;
    let at = ctx.span(&number);
    let mut text = String::new();
    for part in number.into_inner() {
        match part.as_rule() {
            Rule::article_sub => {
                let digits = chinese_ordinal(part.as_str().trim_start_matches('之'));
                text.push('.');
                text.push_str(&digits.unwrap_or_default().to_string());
            }
            _ => text.push_str(&plain_ordinal(part.as_str())),
        }
    }
    Some(Spanned::new(text, at))
}

/// An ordinal in plain digits or a small letter, whatever it was written with.
pub fn plain_ordinal(text: &str) -> String {
    let folded = atoms::digits(text.trim());
    match chinese_ordinal(&folded) {
        Some(number) => number.to_string(),
        None => folded.to_lowercase(),
    }
}

/// 十四 as 14.
pub fn chinese_ordinal(text: &str) -> Option<u32> {
    let digit = |c| "零一二三四五六七八九".chars().position(|d| d == c).and_then(|d| u32::try_from(d).ok());
    let (mut total, mut current, mut any) = (0u32, 0u32, false);
    for character in text.chars() {
        any = true;
        match character {
            '十' | '百' => {
                let unit = if character == '十' { 10 } else { 100 };
                total += current.max(1) * unit;
                current = 0;
            }
            '〇' => current = 0,
            '两' => current = 2,
            other => current = digit(other)?,
        }
    }
    any.then_some(total + current)
}

/// `hortatory: …`
fn note(ctx: &Context<'_>, pair: &Parsed<'_>) -> Option<(Note, Written)> {
    let kind = if find(pair, Rule::kw_hortatory).is_some() {
        Note::Hortatory
    } else if find(pair, Rule::kw_text_missing).is_some() {
        Note::Missing
    } else {
        Note::Elsewhere
    };
    find(pair, Rule::rest).map(|rest| (kind, ctx.written(rest)))
}

/// `figure "times the target": 579476 ÷ 130000 is 4.45, by truncation`
pub fn figure(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Figure {
    let mark =
        find(pair, Rule::figure_mark).and_then(|mark| mark.into_inner().next()).map(|mark| match mark.as_rule() {
            Rule::kw_truncated => FigureMark::Truncated,
            Rule::kw_rounded => FigureMark::Rounded,
            Rule::kw_about => FigureMark::About,
            _ => FigureMark::Wrong,
        });
    Figure {
        span: line.span,
        name: find(pair, Rule::text).map_or_else(|| Spanned::new(String::new(), line.span), |text| ctx.written(text)),
        claim: find(pair, Rule::phrase_before_mark).map(|phrase| atoms::phrase(ctx, phrase)).unwrap_or_default(),
        mark,
    }
}

fn rule(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> PolicyRule {
    let value = pair.as_rule() == Rule::value_line;
    let says = if value { says_value(ctx, pair) } else { Says::Modal(modal(pair)) };
    let otherwise = match says {
        Says::Is(_) => find(pair, Rule::phrase).map(|phrase| atoms::phrase(ctx, phrase)),
        Says::Modal(_) | Says::Otherwise(_) | Says::Score(_) => None,
    };
    let decision = name(ctx, pair, if value { Rule::value_name } else { Rule::decision_name });
    let written = ctx.source.slice(decision.text.span);
    if let Some(range) = habits::lead(written).filter(|_| value) {
        let at = decision.text.span.part(range);
        let text = ctx.source.slice(at).to_owned();
        ctx.errors.push(SyntaxError::Habit { at, text, kind: habits::HabitKind::Lead });
    }
    let known = ctx.errors.len();
    runs_on(ctx, line, &decision, value);
    if value && ctx.errors.len() == known {
        name_runs_on(ctx, &decision, None);
        bound_behind(ctx, [find(pair, Rule::amount), find(pair, Rule::condition)]);
    }
    let each = each_of(ctx, pair);
    let mut out = PolicyRule {
        ordinal: ordinal(pair),
        label: label(ctx, pair),
        each,
        otherwise,
        ..PolicyRule::new(line.span, decision, says)
    };
    let children = ctx.children(line);
    let mut items: Vec<(&Line, Parsed<'_>)> = Vec::new();
    for child in &children {
        let Some(pair) = ctx.parse(Rule::inner_rule_line, child, LineKind::Rule) else {
            continue;
        };
        match pair.as_rule() {
            Rule::applies_line => {
                let below = ctx.children(child);
                let body = body_of(ctx, &pair, child, &below);
                out.applies.push(body);
            }
            Rule::when_line => {
                let below = ctx.children(child);
                let body = body_of(ctx, &pair, child, &below);
                if out.when.replace(body).is_some() {
                    ctx.errors.push(SyntaxError::Twice { at: child.span, what: "when".to_owned() });
                }
            }
            Rule::met_line | Rule::breached_line => {
                let below = ctx.children(child);
                let body = body_of(ctx, &pair, child, &below);
                let (slot, what) = if pair.as_rule() == Rule::met_line {
                    (&mut out.met, "met when")
                } else {
                    (&mut out.breached, "breached when")
                };
                if slot.replace(body).is_some() {
                    ctx.errors.push(SyntaxError::Twice { at: child.span, what: what.to_owned() });
                }
            }
            Rule::ends_line => {
                ctx.no_children(child);
                let for_good = find(&pair, Rule::kw_ends_for_good).is_some();
                let day = find(&pair, Rule::phrase).map(|phrase| atoms::phrase(ctx, phrase)).unwrap_or_default();
                if out.ends.replace((day, for_good)).is_some() {
                    ctx.errors.push(SyntaxError::Twice { at: child.span, what: "ends on".to_owned() });
                }
            }
            Rule::cites_line => {
                ctx.no_children(child);
                out.cites.extend(find(&pair, Rule::rest).map(|rest| ctx.written(rest)));
            }
            Rule::notwithstanding_line | Rule::subject_line => {
                ctx.no_children(child);
                let target = changes::target(ctx, &pair);
                if pair.as_rule() == Rule::subject_line {
                    out.subject_to.extend(target);
                } else {
                    out.notwithstanding.extend(target);
                }
            }
            Rule::replaces_line
            | Rule::deviates_line
            | Rule::by_power_line
            | Rule::beyond_line
            | Rule::inferred_line => {
                ctx.no_children(child);
                changes::of_rule(ctx, &pair, &mut out);
            }
            Rule::except_line => out.exceptions.push(exception(ctx, child, &pair)),
            _ => items.push((child, pair)),
        }
    }
    let head = find(pair, Rule::rule_tail);
    let leading = find(pair, Rule::list_head).and_then(|head| find(&head, Rule::connective));
    if let Some(body) = head.as_ref().and_then(|tail| find(tail, Rule::body)) {
        out.when = Some(build_body(ctx, &body, line, items));
    } else if let Some(connective) = head.as_ref().and_then(|tail| find(tail, Rule::connective)).or(leading) {
        let joined = connective_of(&connective);
        out.when = Some(list(ctx, ctx.span(&connective), None, joined, items));
    } else if let Some(condition) = find(pair, Rule::condition).or_else(|| find(pair, Rule::condition_first)) {
        let span = ctx.span(&condition);
        out.when = Some(body_at(ctx, span, line, items));
    } else {
        orphan_items(ctx, line, &items);
    }
    out
}

/// Refuses the name of a value, a table or a score that has taken in a condition or an exception.
pub fn name_runs_on(ctx: &mut Context<'_>, name: &Name, of: Option<RunOnKind>) {
    let bare: Vec<Span> =
        name.forms().filter(|form| ctx.source.slice(form.span) == form.node).map(|form| form.span).collect();
    for at in bare {
        words_run_on(ctx, at, of);
    }
}

/// The same of words that are no declared name, such as the head of a column.
pub fn words_run_on(ctx: &mut Context<'_>, at: Span, of: Option<RunOnKind>) {
    // What stands in quotes is a name, whatever its words.
    if ctx.source.slice(at).trim_start().starts_with(['"', '“', '「']) {
        return;
    }
    let Some((said, kind)) = run_on::of_name(ctx.source.slice(at)) else { return };
    let kind = of.unwrap_or(kind);
    let at = at.part(said);
    let text = ctx.source.slice(at).to_owned();
    ctx.errors.push(SyntaxError::RunOn { at, text, kind, instead: None });
}

/// Refuses a comparison without a subject behind an amount or its condition.
pub fn bound_behind(ctx: &mut Context<'_>, parts: [Option<Parsed<'_>>; 2]) -> bool {
    let spans: Vec<Span> = parts.into_iter().flatten().map(|part| ctx.span(&part)).collect();
    let found = spans.into_iter().find_map(|span| Some((span, habits::bound_behind(ctx.source.slice(span))?)));
    let Some((span, habit)) = found else { return false };
    let at = span.part(habit.at);
    let text = ctx.source.slice(at).to_owned();
    ctx.errors.push(SyntaxError::Habit { at, text, kind: habit.kind });
    true
}

/// Refuses a name that has taken in what a sentence says next.
pub fn runs_on(ctx: &mut Context<'_>, line: &Line, decision: &Name, value: bool) {
    let bare: Vec<Span> =
        decision.forms().filter(|form| ctx.source.slice(form.span) == form.node).map(|form| form.span).collect();
    let alias = bare.get(1).and_then(|alias| Some((*alias, run_on::of_alias(ctx.source.slice(*alias))?)));
    if let Some((alias, (said, kind))) = alias {
        let at = alias.part(said);
        let text = ctx.source.slice(at).to_owned();
        ctx.errors.push(SyntaxError::RunOn { at, text, kind, instead: None });
        return;
    }
    let text = ctx.source.slice(line.span);
    let found = run_on::of(text, |found| {
        let at = line.span.part(found.at.clone());
        let deadline_of_value = value && found.kind == RunOnKind::Deadline;
        !deadline_of_value && bare.iter().any(|name| name.start <= at.start && at.start < name.end)
    });
    if let Some(mut found) = found {
        found.instead = found.instead.filter(|_| !value);
        let error = ctx.run_on(line.span, found, !line.children.is_empty());
        ctx.errors.push(error);
    }
}

/// `each hire of each firm`: the lists whose members a rule decides for, outermost first.
pub fn each_of(ctx: &Context<'_>, pair: &Parsed<'_>) -> Vec<Each> {
    let head = find(pair, Rule::each).or_else(|| find(pair, Rule::each_head));
    let Some(path) =
        head.and_then(|head| find(&head, Rule::outermost_first).or_else(|| find(&head, Rule::innermost_first)))
    else {
        return Vec::new();
    };
    let innermost_first = path.as_rule() == Rule::innermost_first;
    let lists = inner(path).filter(|part| part.as_rule() == Rule::each_list);
    let named = lists.filter_map(|list| {
        let mut names: Vec<Written> =
            inner(list).filter(|part| part.as_rule() == Rule::each_name).map(|name| ctx.written(name)).collect();
        Some(Each { list: names.pop()?, noun: names.pop() })
    });
    let mut out: Vec<Each> = named.collect();
    if innermost_first {
        out.reverse();
    }
    out
}

fn orphan_items(ctx: &mut Context<'_>, line: &Line, items: &[(&Line, Parsed<'_>)]) {
    if let Some((item, _)) = items.first() {
        ctx.not_joined(line.span, item.span);
    }
}

fn says_value(ctx: &mut Context<'_>, pair: &Parsed<'_>) -> Says {
    if let Some(amount) = find(pair, Rule::amount) {
        let amount = atoms::phrase(ctx, amount);
        let bounds = inner(pair.clone()).filter(|part| part.as_rule() == Rule::value_bound);
        return Says::Is(bounds.fold(amount, |amount, bound| bounded(ctx, amount, &bound)));
    }
    let phrase = find(pair, Rule::phrase).map(|phrase| atoms::phrase(ctx, phrase)).unwrap_or_default();
    Says::Otherwise(phrase)
}

/// `AMOUNT, at most 100 yuan` as `the lesser of (AMOUNT) and (100 yuan)`.
fn bounded(ctx: &mut Context<'_>, amount: Phrase, bound: &Parsed<'_>) -> Phrase {
    let Some(limit) = find(bound, Rule::bound_amount).map(|limit| atoms::phrase(ctx, limit)) else { return amount };
    let at = ctx.span(bound);
    let which = if tables::is_cap(bound) { "lesser" } else { "greater" };
    let span = amount.span.to(limit.span);
    let word = |word: &str| AtomKind::Word(word.to_owned());
    let kinds = [
        (word("the"), at),
        (word(which), at),
        (word("of"), at),
        (AtomKind::Group(amount.clone()), amount.span),
        (word("and"), at),
        (AtomKind::Group(limit.clone()), limit.span),
    ];
    Phrase { span, atoms: kinds.into_iter().map(|(kind, span)| Atom { kind, span, spaced: true }).collect() }
}

fn modal(pair: &Parsed<'_>) -> Modal {
    let keyword = find(pair, Rule::modal).and_then(|modal| modal.into_inner().next()).map(|keyword| keyword.as_rule());
    match keyword {
        Some(Rule::kw_must_not) => Modal::MustNot,
        Some(Rule::kw_must) => Modal::Must,
        Some(Rule::kw_entitled) => Modal::Entitled,
        _ => Modal::May,
    }
}

pub fn ordinal(pair: &Parsed<'_>) -> Option<String> {
    let marker = find(pair, Rule::marker)?.into_inner().next()?;
    match marker.as_rule() {
        Rule::ordinal => Some(plain_ordinal(marker.as_str())),
        Rule::circled => {
            let number = u32::from(marker.as_str().chars().next()?).checked_sub(u32::from('①'))? + 1;
            Some(number.to_string())
        }
        _ => None,
    }
}

pub fn label(ctx: &Context<'_>, pair: &Parsed<'_>) -> Option<Name> {
    find(pair, Rule::label).map(|label| name(ctx, &label, Rule::label_name))
}

pub fn exception(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Exception {
    let mut below = Vec::new();
    let mut nested = Vec::new();
    for child in ctx.children(line) {
        match ctx.parse(Rule::inner_list_line, child, LineKind::List) {
            Some(pair) if pair.as_rule() == Rule::except_line => nested.push((child, pair)),
            Some(pair) => below.push((child, pair)),
            None => {}
        }
    }
    let body = match find(pair, Rule::body) {
        Some(body) => build_body(ctx, &body, line, below),
        None => Body::Broken(line.span),
    };
    let exceptions = nested
        .into_iter()
        .filter_map(|(child, pair)| ctx.deeper(child.span, |ctx| exception(ctx, child, &pair)))
        .collect();
    Exception { span: line.span, label: label(ctx, pair), body, exceptions }
}

/// The body that a line holds, with the lines below it as its items.
pub fn body_of(ctx: &mut Context<'_>, pair: &Parsed<'_>, line: &Line, children: &[&Line]) -> Body {
    let mut items = Vec::new();
    let Some(body) = find(pair, Rule::body) else {
        return Body::Broken(line.span);
    };
    for child in children {
        if let Some(pair) = ctx.parse(Rule::inner_list_line, child, LineKind::List) {
            items.push((*child, pair));
        }
    }
    build_body(ctx, &body, line, items)
}

pub fn build_body(ctx: &mut Context<'_>, body: &Parsed<'_>, line: &Line, items: Vec<(&Line, Parsed<'_>)>) -> Body {
    let span = ctx.span(body);
    body_at(ctx, span, line, items)
}

/// The condition that stands at a place of a line, with the lines below it as its items.
fn body_at(ctx: &mut Context<'_>, span: Span, line: &Line, items: Vec<(&Line, Parsed<'_>)>) -> Body {
    if ends_in_connective(ctx.source.slice(span)) {
        let Some(listed) = ctx.parse_part(Rule::listed, span, LineKind::List) else {
            return Body::Broken(line.span);
        };
        let quantifier = find(&listed, Rule::list_quantifier).map(|head| ctx.span(&head));
        let quantifier = quantifier.filter(|at| at.end > at.start).map(|at| ctx.lone_phrase(at));
        let connective = find(&listed, Rule::connective).map_or(Connective::All, |pair| connective_of(&pair));
        return list(ctx, ctx.span(&listed), quantifier, connective, items);
    }
    if !items.is_empty()
        && let Some(error) = ctx.misspelt_connective(span)
    {
        ctx.errors.push(error);
        return Body::Broken(line.span);
    }
    let Some(phrase) = ctx.phrase(span) else {
        return Body::Broken(line.span);
    };
    match items.first() {
        Some((item, pair)) if pair.as_rule() == Rule::except_line => ctx.exception_below(phrase.span, item.span),
        Some((item, _)) => ctx.not_joined(phrase.span, item.span),
        None => {}
    }
    Body::Phrase(phrase)
}

/// The words that join the items of a list.
static JOINS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let rules = ["kw_all_of", "kw_any_of", "kw_none_of", "kw_one_of_exactly", "kw_n_of"];
    let keywords = rules.into_iter().filter_map(keywords::line_keyword);
    keywords.flat_map(|keyword| keyword.en.iter().chain(keyword.zh)).copied().collect()
});

/// Whether a line ends in a word that joins the items below it. The grammar has the last word; this spares it the
/// search through every line for a connective that is not there.
fn ends_in_connective(text: &str) -> bool {
    let closing = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '；' | ';' | '。' | '的');
    let text = text.trim_end_matches(closing).to_lowercase();
    JOINS.iter().any(|spelling| match text.strip_suffix(spelling) {
        // A Latin word ends where another character than a letter stands before it.
        Some(before) if spelling.is_ascii() => !before.ends_with(|c: char| c.is_alphanumeric()),
        Some(_) => true,
        None => false,
    })
}

pub fn list(
    ctx: &mut Context<'_>,
    span: Span,
    quantifier: Option<Phrase>,
    connective: Connective,
    lines: Vec<(&Line, Parsed<'_>)>,
) -> Body {
    let Some((items, exceptions)) = ctx.deeper(span, |ctx| list_items(ctx, Some(connective), lines)) else {
        return Body::Broken(span);
    };
    let out = List { span, quantifier, connective, items, exceptions, made: false };
    if out.items.is_empty() {
        ctx.errors.push(SyntaxError::EmptyList { at: span });
        return Body::Broken(span);
    }
    Body::List(out)
}

/// The items of a list, and the exceptions among them.
pub fn list_items(
    ctx: &mut Context<'_>,
    connective: Option<Connective>,
    lines: Vec<(&Line, Parsed<'_>)>,
) -> (Vec<ListItem>, Vec<Exception>) {
    let (mut items, mut exceptions) = (Vec::new(), Vec::new());
    for (line, pair) in lines {
        if pair.as_rule() == Rule::except_line {
            exceptions.push(exception(ctx, line, &pair));
            continue;
        }
        let labelled = find(&pair, Rule::labelled_body);
        let holder = labelled.as_ref().unwrap_or(&pair);
        let below = ctx.children(line);
        let join = find(holder, Rule::body).and_then(|body| {
            let at = ctx.span(&body);
            let (item, join) = habits::item_join(ctx.source.slice(at))?;
            Some((at, item, join))
        });
        let body = match join {
            Some((at, item, join)) => {
                let said = at.part(join);
                let text = ctx.source.slice(said).to_owned();
                let kind = match connective {
                    Some(Connective::AtLeast(_) | Connective::Exactly(_)) => Some(habits::HabitKind::ItemCounted),
                    Some(connective) => contradicted(connective, &text).map(habits::HabitKind::ItemJoined),
                    None => Some(habits::HabitKind::ItemAdded),
                };
                if let Some(kind) = kind {
                    ctx.errors.push(SyntaxError::Habit { at: said, text, kind });
                }
                let mut items = Vec::new();
                for child in below {
                    items.extend(ctx.parse(Rule::inner_list_line, child, LineKind::List).map(|pair| (child, pair)));
                }
                body_at(ctx, at.part(item), line, items)
            }
            None => body_of(ctx, holder, line, &below),
        };
        let label = labelled.as_ref().and_then(|labelled| label(ctx, labelled));
        items.push(ListItem { span: line.span, ordinal: ordinal(&pair), label, body });
    }
    (items, exceptions)
}

/// The word of the head of a list that the word at the end of an item says otherwise.
fn contradicted(connective: Connective, join: &str) -> Option<&'static str> {
    let or = join.contains("or") || join.contains('或');
    let chinese = !join.is_ascii();
    match connective {
        Connective::All if or => Some(if chinese { "同时符合" } else { "all of" }),
        Connective::Any if !or => Some(if chinese { "符合下列之一" } else { "any of" }),
        _ => None,
    }
}

pub fn connective_of(pair: &Parsed<'_>) -> Connective {
    let Some(kind) = pair.clone().into_inner().next() else {
        return Connective::All;
    };
    let number = || {
        let number = find(&kind, Rule::number).map(|number| atoms::digits(number.as_str()));
        number.and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
    };
    match kind.as_rule() {
        Rule::kw_any_of => Connective::Any,
        Rule::kw_none_of => Connective::None,
        Rule::kw_one_of_exactly => Connective::Exactly(1),
        Rule::at_least_n => Connective::AtLeast(number()),
        Rule::exactly_n => Connective::Exactly(number()),
        _ => Connective::All,
    }
}
