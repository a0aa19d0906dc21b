//! Tables and scores: values by rows, and points by items.

use super::Rule;
use super::ast::{
    Body, Cell, CellTest, Connective, Hit, List, ListItem, Modal, Phrase, Points, Rule as PolicyRule, Says, Score,
    ScoreItem,
};
use super::atoms;
use super::build::{Context, Parsed, find, inner, name};
use super::changes;
use super::error::{LineKind, SyntaxError};
use super::habits;
use super::layout::Line;
use super::rules::{
    body_of, bound_behind, build_body, connective_of, each_of, label, list, name_runs_on, ordinal, runs_on,
    words_run_on,
};
use super::run_on::RunOnKind;
use crate::source::Span;
use pest::iterators::Pair;

/// Words of a cell that asks nothing.
const ANY: [&str; 6] = ["any", "-", "—", "－", "任意", "不限"];
/// Words of the first cell of the row for all other cases.
const OTHERWISE: [&str; 12] = [
    "otherwise",
    "others",
    "all others",
    "all other cases",
    "in all other cases",
    "elsewhere",
    "否则",
    "其他",
    "其他情形",
    "其他情况",
    "其余",
    "其余情形",
];
/// Between the ends of a range.
const TO: [&str; 5] = [" to ", "至", "～", "~", "－"];
/// Before the upper end of a range that does not belong to it.
const UNDER: [&str; 8] = ["under ", "less than ", "below ", "不满", "不足", "未满", "低于", "小于"];
/// Before the lower end of a range that does not belong to it.
const OVER: [&str; 6] = ["more than ", "over ", "above ", "超过", "高于", "大于"];
/// Before the lower end of a range: it says no more.
const FROM: [&str; 3] = ["from ", "自", "从"];
/// Between the ends of a range of plain numbers.
const DASHES: [char; 5] = ['-', '–', '—', '−', '－'];
/// After a range: it says no more.
const PART: [&str; 3] = ["的部分", "部分", "的"];

/// A table: a rule for each row, that gives the last cell when the others fit.
pub fn table(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Vec<PolicyRule> {
    let decision = name(ctx, pair, Rule::declared_name);
    name_runs_on(ctx, &decision, Some(RunOnKind::OfTable));
    let each = each_of(ctx, pair);
    let hit =
        find(pair, Rule::hit).and_then(|hit| hit.into_inner().next()).map_or(Hit::Only, |hit| match hit.as_rule() {
            Rule::kw_hit_first => Hit::First,
            Rule::kw_hit_added => Hit::Added,
            Rule::kw_hit_greatest => Hit::Greatest,
            Rule::kw_hit_least => Hit::Least,
            Rule::kw_hit_parts => Hit::Parts,
            _ => Hit::Only,
        });
    let mut rows: Vec<(&Line, Vec<Span>)> = Vec::new();
    for child in ctx.children(line) {
        ctx.no_children(child);
        let Some(pair) = ctx.parse(Rule::inner_table_line, child, LineKind::Table) else { continue };
        let cells = inner(pair).filter(|cell| cell.as_rule() == Rule::cell).map(|cell| ctx.span(&cell));
        rows.push((child, cells.collect()));
    }
    // A rule under the header, as tables in Markdown have one.
    rows.retain(|(_, cells)| !cells.iter().all(|cell| is_rule(ctx.source.slice(*cell))));
    let mut rows = rows.into_iter();
    let header = rows.next().map(|(_, cells)| cells).unwrap_or_default();
    // The head of the value is no phrase that is read: what it asked would be asked of nobody.
    if let Some(value) = header.last() {
        words_run_on(ctx, *value, Some(RunOnKind::OfTable));
    }
    let Some((_, columns)) = header.split_last() else {
        ctx.errors.push(SyntaxError::EmptyTable { at: line.span });
        return Vec::new();
    };
    let columns: Vec<_> = columns.iter().map(|column| ctx.phrase(*column)).collect();
    let mut out = Vec::new();
    for (index, (row, cells)) in rows.enumerate() {
        let catches_all = cells.first().is_some_and(|cell| is_word(ctx.source.slice(*cell), &OTHERWISE));
        // `otherwise | 10 yuan` asks nothing of any column, however many there are.
        if cells.len() != header.len() && !(catches_all && cells.len() == 2) {
            ctx.errors.push(SyntaxError::TableRow { at: row.span, have: cells.len(), wanted: header.len() });
            continue;
        }
        let Some((value, tests)) = cells.split_last() else { continue };
        let Some(value) = ctx.phrase(*value) else { continue };
        let otherwise = catches_all && !tests.is_empty();
        let mut items = Vec::new();
        let mut part = None;
        for (column, (header, cell)) in columns.iter().zip(tests).filter(|_| !otherwise).enumerate() {
            let Some(header) = header.clone() else { continue };
            if hit == Hit::Parts && column == 0 {
                let all = is_word(ctx.source.slice(*cell), &ANY);
                let tests = if all { None } else { cell_tests(ctx, *cell, true) };
                part = Some((header.clone(), tests.map(|tests| Cell { header, tests, span: *cell })));
                continue;
            }
            if is_word(ctx.source.slice(*cell), &ANY) {
                continue;
            }
            let body = cell_tests(ctx, *cell, false)
                .map_or(Body::Broken(*cell), |tests| Body::Cell(Cell { header, tests, span: *cell }));
            items.push(ListItem { span: *cell, ordinal: None, label: None, body });
        }
        let catches = if otherwise { columns.first().cloned().flatten().zip(tests.first().copied()) } else { None };
        let says = if otherwise { Says::Otherwise(value) } else { Says::Is(value) };
        let mut rule = PolicyRule::new(row.span, decision.clone(), says);
        rule.ordinal = Some((index + 1).to_string());
        rule.hit = Some(hit);
        rule.part = part;
        rule.catches = catches;
        rule.each.clone_from(&each);
        rule.when = match items.len() {
            0 => None,
            1 => items.pop().map(|item| item.body),
            _ => Some(Body::List(List {
                span: row.span,
                quantifier: None,
                connective: Connective::All,
                items,
                exceptions: Vec::new(),
                made: false,
            })),
        };
        out.push(rule);
    }
    if out.is_empty() {
        ctx.errors.push(SyntaxError::EmptyTable { at: line.span });
    }
    out
}

fn is_rule(cell: &str) -> bool {
    cell.chars().count() >= 3 && cell.chars().all(|c| matches!(c, '-' | '—' | ':' | '：'))
}

fn is_word(cell: &str, words: &[&str]) -> bool {
    words.contains(&cell.trim().to_lowercase().as_str())
}

/// What a cell asks of its header: one test as written, or the ends of a range.
///
/// The ends of a range are figures; where `amounts` says that the column is an amount, names of figures too.
fn cell_tests(ctx: &mut Context<'_>, cell: Span, amounts: bool) -> Option<Vec<(CellTest, Phrase)>> {
    let whole = ctx.source.slice(cell);
    let text = PART.iter().find_map(|word| whole.strip_suffix(word)).unwrap_or(whole);
    let cell = Span { end: cell.start + u32::try_from(text.len()).unwrap_or_default(), ..cell };
    let starts = |text: &str| {
        amounts && !text.trim().is_empty()
            || text.trim_start().starts_with(|c: char| c.is_numeric() || c == '-' || c == '－')
    };
    // `50+`
    let plus = text.trim_end().strip_suffix(['+', '＋']).filter(|low| starts(low));
    if let Some(low) = plus {
        let at = Span { end: cell.start + u32::try_from(low.len()).unwrap_or_default(), ..cell };
        return Some(vec![(CellTest::AtLeast, ctx.phrase(at)?)]);
    }
    let split = TO.iter().find_map(|word| {
        let first = text.chars().next()?.len_utf8();
        let at = text.get(first..)?.find(word)? + first;
        let (low, high) = (text.get(..at)?, text.get(at + word.len()..)?);
        if low.split_whitespace().next_back().is_some_and(|last| last.eq_ignore_ascii_case("up")) {
            return None;
        }
        let bare = FROM.iter().find_map(|word| low.trim_start().strip_prefix(word));
        let (skipped, low) = (low.len() - bare.unwrap_or(low).len(), bare.unwrap_or(low));
        let over = OVER.iter().find_map(|word| low.trim_start().strip_prefix(word));
        let (from, low) = (low.len() - over.unwrap_or(low).len(), over.unwrap_or(low));
        // 10至20之间 does not say what becomes of its ends: it is refused as it stands.
        if high.trim_end().ends_with("之间") {
            return None;
        }
        let under = UNDER.iter().find_map(|word| high.trim_start().strip_prefix(word));
        (starts(low) && starts(under.unwrap_or(high))).then_some((
            (skipped + from, at),
            text.len() - under.unwrap_or(high).len(),
            (over, under),
        ))
    });
    let split = split.or_else(|| dash(text).map(|(at, high)| ((0, at), high, (None, None))));
    let part = |from: usize, to: usize| {
        let trimmed = text.get(from..to).unwrap_or_default();
        let lead = trimmed.len() - trimmed.trim_start().len();
        let start = cell.start as usize + from + lead;
        Span::new(cell.file, start, start + trimmed.trim().len())
    };
    let Some(((from, low), high, (over, under))) = split else {
        return Some(vec![(CellTest::Written, ctx.phrase(cell)?)]);
    };
    let upper = if under.is_some() { CellTest::Less } else { CellTest::AtMost };
    let lower = if over.is_some() { CellTest::More } else { CellTest::AtLeast };
    let (low, high) = (ctx.phrase(part(from, low))?, ctx.phrase(part(high, text.len()))?);
    Some(vec![(lower, low), (upper, high)])
}

/// The dash of `11-20`, and where the second number begins: a date has two of them, and a difference counts down.
fn dash(text: &str) -> Option<(usize, usize)> {
    let mut found = text.char_indices().filter(|(_, c)| DASHES.contains(c));
    let (at, sign) = found.next().filter(|(at, _)| *at > 0)?;
    if found.next().is_some() {
        return None;
    }
    let high = at + sign.len_utf8();
    let whole = |text: &str| {
        let digits: String = text.trim().chars().filter(|c| *c != ',').take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().ok()
    };
    (whole(text.get(..at)?)? <= whole(text.get(high..)?)?).then_some((at, high))
}

/// `score settlement points, at most 100 points` and its items.
pub fn score(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> PolicyRule {
    let decision = name(ctx, pair, Rule::declared_name);
    name_runs_on(ctx, &decision, Some(RunOnKind::OfScore));
    let mut rule = PolicyRule::new(line.span, decision, Says::Otherwise(Phrase::default()));
    let best = find(pair, Rule::score_head).is_some_and(|head| find(&head, Rule::kw_best_of).is_some());
    let score = items(ctx, line, pair, best, &mut rule);
    rule.says = Says::Score(score);
    rule.ordinal = ordinal(pair);
    rule.each = each_of(ctx, pair);
    rule
}

/// Options: a permission for each, under the condition that they share and their own.
pub fn options(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Vec<PolicyRule> {
    let shared = find(pair, Rule::body).map(|body| build_body(ctx, &body, line, Vec::new()));
    let called = find(pair, Rule::options_name).map(|_| name(ctx, pair, Rule::options_name));
    let mut broken = false;
    let mut out = Vec::new();
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_options_line, child, LineKind::Options) else { continue };
        let decision = name(ctx, &pair, Rule::decision_name);
        if let Some(modal) = habits::of_option(&decision.text.node) {
            let at = decision.text.span.part(modal);
            let text = ctx.source.slice(at).to_owned();
            ctx.errors.push(SyntaxError::Habit { at, text, kind: habits::HabitKind::Option });
            broken = true;
            continue;
        }
        runs_on(ctx, child, &decision, false);
        let mut rule = PolicyRule::new(child.span, decision, Says::Modal(Modal::May));
        rule.options = Some((line.span, called.clone()));
        rule.ordinal = ordinal(&pair);
        let below = ctx.children(child);
        let own = match find(&pair, Rule::rule_tail) {
            Some(tail) if find(&tail, Rule::body).is_some() => Some(body_of(ctx, &tail, child, &below)),
            Some(tail) if find(&tail, Rule::connective).is_some() => {
                let items = below
                    .iter()
                    .filter_map(|item| Some((*item, ctx.parse(Rule::inner_list_line, item, LineKind::List)?)))
                    .collect();
                let joined = find(&tail, Rule::connective).map_or(Connective::All, |joined| connective_of(&joined));
                Some(list(ctx, ctx.span(&tail), None, joined, items))
            }
            _ => {
                ctx.no_children(child);
                None
            }
        };
        rule.when = match (shared.clone(), own) {
            (Some(shared), Some(own)) => {
                let item = |body: Body| ListItem { span: body.span(), ordinal: None, label: None, body };
                let items = vec![item(shared), item(own)];
                let (span, connective) = (child.span, Connective::All);
                Some(Body::List(List {
                    span,
                    quantifier: None,
                    connective,
                    items,
                    exceptions: Vec::new(),
                    made: false,
                }))
            }
            (shared, own) => shared.or(own),
        };
        out.push(rule);
    }
    if out.is_empty() && !broken {
        ctx.errors.push(SyntaxError::EmptyList { at: line.span });
    }
    out
}

fn items(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>, best: bool, rule: &mut PolicyRule) -> Score {
    let (cap, floor) = bounds(ctx, pair);
    let mut items = Vec::new();
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_score_line, child, LineKind::Score) else { continue };
        if pair.as_rule() == Rule::score_item {
            items.push(item(ctx, child, &pair, rule));
        } else {
            ctx.no_children(child);
            changes::of_rule(ctx, &pair, rule);
        }
    }
    if items.is_empty() {
        ctx.errors.push(SyntaxError::EmptyList { at: line.span });
    }
    Score { span: line.span, best, items, cap, floor }
}

pub fn item(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>, rule: &mut PolicyRule) -> ScoreItem {
    if find(pair, Rule::score_head).is_none() {
        ctx.no_children(line);
    }
    item_alone(ctx, line, pair, rule)
}

/// An item that a change puts in the place of another: what the change rests on stands under it.
pub fn item_of_change(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>, rule: &mut PolicyRule) -> ScoreItem {
    if find(pair, Rule::score_head).is_none() {
        for child in ctx.children(line) {
            let Some(pair) = ctx.parse(Rule::inner_score_line, child, LineKind::Change) else { continue };
            ctx.no_children(child);
            if pair.as_rule() == Rule::score_item {
                ctx.errors.push(SyntaxError::NotUnder { at: child.span, parent: line.span });
            } else {
                changes::of_rule(ctx, &pair, rule);
            }
        }
    }
    item_alone(ctx, line, pair, rule)
}

fn item_alone(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>, rule: &mut PolicyRule) -> ScoreItem {
    let amount = if let Some(head) = find(pair, Rule::score_head) {
        Points::Items(items(ctx, line, pair, find(&head, Rule::kw_best_of).is_some(), rule))
    } else {
        let parts = [find(pair, Rule::score_amount), find(pair, Rule::score_condition)];
        let whole = parts.iter().flatten().map(|part| ctx.span(part)).reduce(Span::to);
        let slip = whole.and_then(|whole| Some((whole, habits::of_points(ctx.source.slice(whole))?)));
        if let Some((whole, slip)) = slip {
            let at = whole.part(slip.at);
            let text = ctx.source.slice(at).to_owned();
            ctx.errors.push(SyntaxError::Habit { at, text, kind: slip.kind });
            return broken(ctx, line, pair);
        }
        if bound_behind(ctx, [find(pair, Rule::score_amount), find(pair, Rule::score_condition)])
            || bound_or_condition(ctx, pair)
        {
            return broken(ctx, line, pair);
        }
        find(pair, Rule::score_amount).map_or(Points::Broken, |amount| Points::Amount(atoms::phrase(ctx, amount)))
    };
    let (cap, floor) = match amount {
        Points::Items(_) => (None, None),
        _ => bounds(ctx, pair),
    };
    ScoreItem {
        span: line.span,
        ordinal: ordinal(pair),
        label: label(ctx, pair),
        minus: find(pair, Rule::kw_deduct).is_some(),
        amount,
        when: match find(pair, Rule::score_case).map(|case| ctx.span(&case)) {
            Some(case) => ctx.phrase(case),
            None => find(pair, Rule::score_condition).map(|condition| atoms::phrase(ctx, condition)),
        },
        cap,
        floor,
    }
}

/// Refuses `2 when children ≥ 3, not more than 5`, where the words could go on with the comparison before them.
fn bound_or_condition(ctx: &mut Context<'_>, pair: &Parsed<'_>) -> bool {
    let Some(condition) = find(pair, Rule::score_condition).map(|condition| ctx.span(&condition)) else { return false };
    let compares = |bound: &Parsed<'_>| {
        [Rule::kw_not_above, Rule::kw_not_below].iter().any(|keyword| find(bound, *keyword).is_some())
    };
    let mut bounds = inner(pair.clone()).filter(|bound| bound.as_rule() == Rule::bound);
    let Some(bound) = bounds.find(compares).filter(|_| habits::compares(ctx.source.slice(condition))) else {
        return false;
    };
    let bound = ctx.span(&bound);
    let words = ctx.source.slice(bound);
    let at = bound.part(words.len() - words.trim_start_matches([',', '，', '、', ' ']).len()..words.len());
    let text = ctx.source.slice(at).to_owned();
    ctx.errors.push(SyntaxError::Habit { at, text, kind: habits::HabitKind::BoundBehind });
    true
}

/// An item of which it has been said what is wrong.
fn broken(ctx: &Context<'_>, line: &Line, pair: &Parsed<'_>) -> ScoreItem {
    ScoreItem {
        span: line.span,
        ordinal: ordinal(pair),
        label: label(ctx, pair),
        minus: false,
        amount: Points::Broken,
        when: None,
        cap: None,
        floor: None,
    }
}

/// Whether a bound is an upper one.
pub fn is_cap(bound: &Parsed<'_>) -> bool {
    find(bound, Rule::kw_cap).or_else(|| find(bound, Rule::kw_not_above)).is_some()
}

/// `, at most 20 points`, `, at least 0 points`
fn bounds(ctx: &mut Context<'_>, pair: &Parsed<'_>) -> (Option<Phrase>, Option<Phrase>) {
    let (mut cap, mut floor) = (None, None);
    let found: Vec<Pair<'_, Rule>> =
        inner(pair.clone()).filter(|bound| matches!(bound.as_rule(), Rule::bound | Rule::amount_bound)).collect();
    for bound in found {
        let (slot, what) = if is_cap(&bound) { (&mut cap, "at most") } else { (&mut floor, "at least") };
        let amount = find(&bound, Rule::score_amount).map(|amount| atoms::phrase(ctx, amount));
        if std::mem::replace(slot, amount).is_some() {
            ctx.errors.push(SyntaxError::Twice { at: ctx.span(&bound), what: what.to_owned() });
        }
    }
    (cap, floor)
}
