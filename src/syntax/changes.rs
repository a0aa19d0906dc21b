//! Lines that change the policy above, and lines that let a policy below do so.

use super::Rule;
use super::ast::{
    Act, Beyond, Change, Grounds, ListItem, Meaning, Name, Phrase, Power, PowerKind, Rule as PolicyRule, Says,
    ScoreItem, Step, StepKind, Target,
};
use super::atoms;
use super::build::{Context, Parsed, dated_values, find, inner, name, period, readings, reason};
use super::error::{LineKind, SyntaxError};
use super::layout::Line;
use super::rules::{article_number, build_body, list_items, plain_ordinal};
use super::tables;
use crate::source::Spanned;
use crate::source::name::is_han;

/// A line that changes something, with what stands under it; none where it is another kind of line.
pub fn change(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Option<Change> {
    let target = target(ctx, pair)?;
    let mut out = Change {
        span: line.span,
        act: Act::Drop(None),
        of_points: None,
        target,
        grounds: Grounds::default(),
        cites: Vec::new(),
        inferred: None,
    };
    let kind = pair.as_rule();
    if kind == Rule::replace_line && find(pair, Rule::reading_head).is_some() {
        let children = ctx.children(line);
        out.act = Act::Redefine(readings(ctx, line, &children));
        return Some(out);
    }
    if is_of_score(pair) && kind == Rule::add_items_line {
        out.act = Act::AddPoints(points_of(ctx, line, &mut out));
        return Some(out);
    }
    if is_of_score(pair) && kind == Rule::replace_line {
        out.act = Act::ReplacePoints(Box::new(points_instead(ctx, line, pair, &mut out)?));
        return Some(out);
    }
    // `article 3 rule joining` may be a score or not; the path is followed later.
    let (points, slips) = points_or_not(ctx, line, pair, &out);
    let before = ctx.errors.len();
    let mut items: Vec<(&Line, Parsed<'_>)> = Vec::new();
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_change_line, child, LineKind::Change) else { continue };
        match pair.as_rule() {
            Rule::cites_line => {
                ctx.no_children(child);
                out.cites.extend(find(&pair, Rule::rest).map(|rest| ctx.written(rest)));
            }
            Rule::inferred_line => {
                ctx.no_children(child);
                out.inferred = find(&pair, Rule::rest).map(|rest| ctx.written(rest));
            }
            Rule::by_power_line | Rule::beyond_line => {
                ctx.no_children(child);
                ground(ctx, &pair, &mut out.grounds);
            }
            _ => items.push((child, pair)),
        }
    }
    let act = act(ctx, line, pair, &out.target, items);
    match points {
        // What can be read as points alone is that.
        Some(points) if ctx.errors.len() > before && slips == 0 => {
            ctx.errors.truncate(before);
            Some(points)
        }
        points => {
            out.act = act?;
            out.of_points = points.map(|points| points.act);
            Some(out)
        }
    }
}

/// What a change says read as points, where its path may lead to some, and how much in it cannot be read so.
fn points_or_not(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>, change: &Change) -> (Option<Change>, usize) {
    let last = change.target.steps.last().map(|step| step.kind);
    if !matches!(last, Some(StepKind::Article | StepKind::Rule | StepKind::Item))
        || change.target.steps.iter().any(|step| step.kind == StepKind::Definition)
    {
        return (None, 0);
    }
    let before = ctx.errors.len();
    let mut out = change.clone();
    let act = match pair.as_rule() {
        Rule::add_items_line => Some(Act::AddPoints(points_of(ctx, line, &mut out))),
        Rule::replace_line => points_instead(ctx, line, pair, &mut out).map(|item| Act::ReplacePoints(Box::new(item))),
        _ => None,
    };
    let slips = ctx.errors.len() - before;
    ctx.errors.truncate(before);
    (act.map(|act| Change { act, ..out }), slips)
}

/// The item that a change puts in the place of another, and the grounds of the change under it.
fn points_instead(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>, change: &mut Change) -> Option<ScoreItem> {
    let body = find(pair, Rule::body)?;
    let span = ctx.span(&body);
    let item = ctx.parse_part(Rule::inner_score_line, span, LineKind::Score)?;
    let mut rule = no_rule(line);
    let item = tables::item_of_change(ctx, line, &item, &mut rule);
    rests_on(change, rule);
    Some(item)
}

/// The items that a change adds to a score, and the grounds of the change among them.
fn points_of(ctx: &mut Context<'_>, line: &Line, change: &mut Change) -> Vec<ScoreItem> {
    let mut rule = no_rule(line);
    let mut items = Vec::new();
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_score_line, child, LineKind::Score) else { continue };
        if pair.as_rule() == Rule::score_item {
            items.push(tables::item(ctx, child, &pair, &mut rule));
        } else {
            ctx.no_children(child);
            of_rule(ctx, &pair, &mut rule);
        }
    }
    if items.is_empty() {
        ctx.errors.push(SyntaxError::EmptyList { at: line.span });
    }
    rests_on(change, rule);
    items
}

/// Whether a path is one into a score.
fn is_of_score(pair: &Parsed<'_>) -> bool {
    let steps = find(pair, Rule::target).into_iter().flat_map(inner).filter_map(|step| step.into_inner().next());
    steps.filter(|step| step.as_rule() == Rule::decision_step).any(|step| find(&step, Rule::kw_score).is_some())
}

/// A rule that only gathers what a change rests on.
fn no_rule(line: &Line) -> PolicyRule {
    let name = Name { text: Spanned::new(String::new(), line.span), alias: None };
    PolicyRule::new(line.span, name, Says::Otherwise(Phrase::default()))
}

/// What stands under a change, besides its items.
fn rests_on(change: &mut Change, rule: PolicyRule) {
    change.grounds = rule.grounds;
    change.inferred = rule.inferred;
    change.cites = rule.cites;
}

fn act(
    ctx: &mut Context<'_>,
    line: &Line,
    pair: &Parsed<'_>,
    target: &Target,
    items: Vec<(&Line, Parsed<'_>)>,
) -> Option<Act> {
    let last = target.steps.last().map(|step| step.kind);
    let body = find(pair, Rule::body);
    Some(match (pair.as_rule(), body) {
        (Rule::set_line, _) => {
            no_items(ctx, line, &items);
            Act::Set(dated_values(ctx, pair))
        }
        (Rule::drop_line, _) => {
            no_items(ctx, line, &items);
            Act::Drop(period(ctx, pair).0)
        }
        (Rule::add_items_line, _) => {
            // How the items of the list are joined its own text says; a word here would say it again, or otherwise.
            let items: Vec<ListItem> = list_items(ctx, None, items).0;
            if items.is_empty() {
                ctx.errors.push(SyntaxError::EmptyList { at: line.span });
            }
            Act::AddItems(items)
        }
        (Rule::extend_line, _) => {
            no_items(ctx, line, &items);
            Act::Extend(names(ctx, pair))
        }
        (Rule::replace_line, Some(body)) if last == Some(StepKind::PlaceSet) => {
            no_items(ctx, line, &items);
            let span = ctx.span(&body);
            let listed = ctx.parse_part(Rule::lone_names, span, LineKind::Change)?;
            Act::Members(names(ctx, &listed))
        }
        (Rule::add_exception_line, Some(_)) => Act::AddException(exception_with(ctx, line, pair, items)),
        (kind, Some(body)) => {
            let body = build_body(ctx, &body, line, items);
            match kind {
                Rule::replace_line if last == Some(StepKind::Definition) => Act::Redefine(Meaning::One(body)),
                Rule::replace_line => Act::Replace(body),
                Rule::add_condition_line => Act::AddCondition(body),
                Rule::narrow_line => Act::Narrow(body),
                Rule::widen_line => Act::Widen(body),
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// `Zhefang (遮放), Nongdao`
fn names(ctx: &Context<'_>, pair: &Parsed<'_>) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for part in inner(pair.clone()) {
        match part.as_rule() {
            Rule::declared_name => out.push(Name { text: ctx.written(part), alias: None }),
            Rule::alias => {
                let alias = find(&part, Rule::alias_name).map(|alias| ctx.written(alias));
                if let Some(last) = out.last_mut() {
                    last.alias = alias;
                }
            }
            _ => {}
        }
    }
    out
}

fn exception_with(
    ctx: &mut Context<'_>,
    line: &Line,
    pair: &Parsed<'_>,
    items: Vec<(&Line, Parsed<'_>)>,
) -> super::ast::Exception {
    let body = find(pair, Rule::body);
    let body = match body {
        Some(body) => build_body(ctx, &body, line, items),
        None => super::ast::Body::Broken(line.span),
    };
    super::ast::Exception { span: line.span, label: None, body, exceptions: Vec::new() }
}

fn no_items(ctx: &mut Context<'_>, line: &Line, items: &[(&Line, Parsed<'_>)]) {
    if let Some((item, _)) = items.first() {
        ctx.errors.push(SyntaxError::NotUnder { at: item.span, parent: line.span });
    }
}

/// `policy yunnan article 6 item investor`
pub fn target(ctx: &Context<'_>, pair: &Parsed<'_>) -> Option<Target> {
    let target = find(pair, Rule::target)?;
    let span = ctx.span(&target);
    let chinese = ctx.source.slice(span).chars().any(is_han);
    let mut steps: Vec<Step> = Vec::new();
    for step in inner(target).filter(|step| step.as_rule() == Rule::step) {
        let Some(step) = step.into_inner().next() else { continue };
        let kind = match step.as_rule() {
            Rule::everything_step => StepKind::Everything,
            Rule::policy_step | Rule::printed_policy => StepKind::Policy,
            Rule::article_step => StepKind::Article,
            Rule::rule_step => StepKind::Rule,
            Rule::item_step => StepKind::Item,
            Rule::definition_step => StepKind::Definition,
            Rule::parameter_step => StepKind::Parameter,
            Rule::place_set_step => StepKind::PlaceSet,
            Rule::type_step => StepKind::Type,
            // What is counted behind an article is a rule of it, and an item behind anything else.
            Rule::marked | Rule::counted => match steps.last().map(|last| last.kind) {
                Some(StepKind::Article | StepKind::Policy) | None => StepKind::Rule,
                Some(_) => StepKind::Item,
            },
            _ => StepKind::Decision,
        };
        let marked = if step.as_rule() == Rule::marked { Some(step.clone()) } else { find(&step, Rule::marked) };
        if let Some(marked) = marked {
            steps.extend(counted(ctx, &marked, kind));
            steps.extend(find(&marked, Rule::step_name).map(|name| Step {
                kind,
                name: ctx.written(name),
                counted: true,
            }));
            continue;
        }
        if step.as_rule() == Rule::counted {
            // A paragraph is a rule, and none of its items.
            let paragraph = step.as_str().ends_with('款');
            let counted = counted(ctx, &step, kind);
            steps.extend(counted.map(|step| Step { counted: !paragraph, ..step }));
            continue;
        }
        let name = match kind {
            StepKind::Article => article_number(ctx, &step),
            StepKind::Policy => {
                let name = find(&step, Rule::above_name).or_else(|| find(&step, Rule::printed_run));
                name.map(|name| ctx.written(name))
            }
            _ => find(&step, Rule::step_name).map(|name| ctx.written(name)),
        };
        let name = name.unwrap_or_else(|| Spanned::new(String::new(), ctx.span(&step)));
        steps.push(Step { kind, name, counted: false });
    }
    Some(Target { span, steps, chinese })
}

/// The number of `(1)`, of `第一款`.
fn counted(ctx: &Context<'_>, pair: &Parsed<'_>, kind: StepKind) -> Option<Step> {
    let ordinal = find(pair, Rule::ordinal)?;
    let name = Spanned::new(plain_ordinal(ordinal.as_str()), ctx.span(&ordinal));
    Some(Step { kind, name, counted: true })
}

/// `by power tax`, `beyond its powers because …`
pub fn ground(ctx: &Context<'_>, pair: &Parsed<'_>, grounds: &mut Grounds) {
    if pair.as_rule() == Rule::beyond_line {
        grounds.beyond = Some(Beyond { at: ctx.span(pair), reason: reason(ctx, pair) });
    } else {
        grounds.power = find(pair, Rule::step_name).map(|name| ctx.written(name));
    }
}

/// What a rule says of the policy above.
pub fn of_rule(ctx: &Context<'_>, pair: &Parsed<'_>, rule: &mut PolicyRule) {
    match pair.as_rule() {
        Rule::replaces_line => rule.replaces.extend(target(ctx, pair)),
        Rule::deviates_line => rule.deviates.extend(target(ctx, pair)),
        Rule::inferred_line => rule.inferred = find(pair, Rule::rest).map(|rest| ctx.written(rest)),
        Rule::cites_line => rule.cites.extend(find(pair, Rule::rest).map(|rest| ctx.written(rest))),
        _ => ground(ctx, pair, &mut rule.grounds),
    }
}

/// `power tax: may set parameter tax line from 50000 yuan to 100000 yuan`
pub fn power(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Power {
    let label = find(pair, Rule::power_label).map(|label| name(ctx, &label, Rule::step_name));
    let act = find(pair, Rule::power_act);
    let target = act.as_ref().and_then(|act| target(ctx, act)).unwrap_or(Target {
        span: line.span,
        steps: Vec::new(),
        chinese: false,
    });
    let mut out = Power {
        span: line.span,
        label,
        kind: PowerKind::Change,
        target,
        least: None,
        most: None,
        asks: Vec::new(),
        place: None,
        from: None,
        until: None,
        cites: Vec::new(),
        inferred: None,
    };
    for part in act.into_iter().flat_map(inner) {
        match part.as_rule() {
            Rule::kw_may_set => out.kind = PowerKind::Set,
            Rule::kw_may_only_lower => out.kind = PowerKind::Lower,
            Rule::kw_may_only_raise => out.kind = PowerKind::Raise,
            Rule::kw_may_only_relax => out.kind = PowerKind::Relax,
            Rule::kw_may_only_tighten => out.kind = PowerKind::Tighten,
            Rule::kw_may_add_items => out.kind = PowerKind::AddItems,
            Rule::kw_may_add_rules => out.kind = PowerKind::AddRules,
            Rule::kw_may_add_places => out.kind = PowerKind::AddPlaces,
            Rule::power_place => out.place = Some(ctx.written(part)),
            Rule::kw_may_change => out.kind = PowerKind::Change,
            Rule::kw_must_keep => out.kind = PowerKind::Keep,
            Rule::kw_may_only_narrow => out.kind = PowerKind::Narrow,
            Rule::kw_may_only_widen => out.kind = PowerKind::Widen,
            Rule::kw_must_not_ask => out.kind = PowerKind::NotAsk,
            Rule::asked => {
                let name = find(&part, Rule::asked_name).map(|name| ctx.written(name));
                let most = find(&part, Rule::range_value).map(|value| atoms::phrase(ctx, value));
                out.asks.extend(name.map(|name| (name, most)));
            }
            Rule::power_range => {
                let mut ends = inner(part).filter(|end| end.as_rule() == Rule::range_value);
                out.least = ends.next().map(|end| atoms::phrase(ctx, end));
                out.most = ends.next().map(|end| atoms::phrase(ctx, end));
            }
            Rule::power_bound => {
                let cap = find(&part, Rule::kw_cap).is_some();
                let value = find(&part, Rule::range_value).map(|value| atoms::phrase(ctx, value));
                if cap { out.most = value } else { out.least = value }
            }
            _ => {}
        }
    }
    if let Some(dates) = find(pair, Rule::power_dates) {
        (out.from, out.until) = period(ctx, &dates);
    }
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_power_line, child, LineKind::Change) else { continue };
        ctx.no_children(child);
        let rest = find(&pair, Rule::rest).map(|rest| ctx.written(rest));
        if pair.as_rule() == Rule::inferred_line { out.inferred = rest } else { out.cites.extend(rest) }
    }
    out
}
