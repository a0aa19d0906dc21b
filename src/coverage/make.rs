//! Cases for what is missing from coverage, each complete enough that the condition decides by itself.
//!
//! A case begins with one of the suite that comes to the condition, or with one of which nothing is known. Facts are told
//! so that nothing stands in the condition's way, and so that it comes to what is wanted. Whether it then decides is
//! found as coverage finds it. Where that fails, all combinations of a few values are tried, and at last a case that is an
//! error, as where two rules contradict each other, is taken too. What comes out is for a person to confirm.

use super::every::Combinations;
use super::lines::{self, Edge, Line, Point, beside, body, point, sides, step};
use super::measure::{Counted, Coverage, same};
use super::parts::{Kind, Mask, Owner, Part, Scoped};
use super::report::{place, point_name, words};
use super::trial::{MAX_TRIES, Members, Trial};
use crate::cases::Typed;
use crate::diagnostics::{Language, Text};
use crate::interpret::watch::{At, Seen};
use crate::interpret::{Answer, Case, Outcome, Question, spoken};
use crate::ir::{Expr, ExprKind, Given, Program, Value, Yield, visit};
use crate::suite::Test;
use crate::text;
use crate::types::ids::{DecisionId, DefinitionId, FactId};
use crate::types::{Date, Number, Operator, Rounding, Type};
use std::sync::Arc;

/// No more cases are begun with for one thing that is missing.
const MAX_SEEDS: usize = 10;
/// All combinations are tried around no more of them.
const MAX_AROUND: usize = 2;
/// No more evaluations are spent on combinations for all that is missing together: a large policy whose cases are few
/// would else be searched for minutes.
const MAX_TOGETHER: usize = 60_000;
/// What judging a whole case, twice, is reckoned at.
const JUDGED: usize = 8;
/// How far the uses of a term are followed upwards.
const MAX_CHAIN: usize = 8;

/// What is to be made.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Cases at the lines that comparisons draw.
    pub boundaries: bool,
    /// Cases for the *yes* and the *no* of conditions.
    pub conditions: bool,
}

/// A case that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// What it shows.
    pub name: Text,
    /// What is told and asked.
    pub test: Test,
    /// The decision that turns on it, with what comes out.
    pub outcomes: Vec<Outcome>,
}

/// What no case could be made for.
#[derive(Debug, Clone)]
pub struct Unmade {
    /// What it would have shown.
    pub name: Text,
    /// Where that is written.
    pub span: crate::source::Span,
}

/// Cases that were made, and what none could be made for.
#[derive(Debug, Clone, Default)]
pub struct Making {
    /// The cases.
    pub made: Vec<Made>,
    /// What is left.
    pub unmade: Vec<Unmade>,
}

/// What is missing.
#[derive(Debug, Clone, Copy)]
enum Goal {
    Way(bool),
    Point(usize, Point),
}

/// A case to begin with.
struct Seed {
    case: Case,
    question: Question,
    decision: DecisionId,
}

/// Makes cases for what is missing.
#[must_use]
pub fn make(coverage: &Coverage<'_>, counted: &[Counted<'_>], asked: Asked) -> Making {
    let program = coverage.parts.program;
    let mut working = coverage.clone();
    let seeds = seeds(coverage, counted);
    let mut order: Vec<usize> = (0..working.parts.all.len()).collect();
    order.sort_by_key(|part| working.parts.all.get(*part).map(|part| part.span));
    let mut out = Making::default();
    let mut left: Vec<(usize, Goal, Unmade)> = Vec::new();
    let mut purse = MAX_TOGETHER;
    for number in order {
        for goal in goals(&working, number, asked) {
            if is_shown(&working, number, goal) {
                continue;
            }
            let Some(part) = working.parts.all.get(number) else { continue };
            let name = name(program, &working, part, goal);
            let begin = seeds.get(number).map(Vec::as_slice).unwrap_or_default();
            let maker =
                |seed: &Seed, errors| Maker { coverage: &working, number, goal, decision: seed.decision, errors };
            let along = |errors| begin.iter().find_map(|seed| maker(seed, errors).from(seed));
            let found = along(false)
                .or_else(|| around(begin).into_iter().find_map(|seed| maker(seed, true).among_all(seed, &mut purse)))
                .or_else(|| along(true));
            let Some((trial, decision, outcomes)) = found else {
                left.push((number, goal, Unmade { name, span: part.span }));
                continue;
            };
            let mut typed = Typed { case: trial.case, as_of: trial.question.as_of, ..Typed::default() };
            typed.readings = trial.question.readings.iter().map(|(id, reading)| (*id, *reading)).collect();
            let test = Test::new(String::new(), typed);
            working.judge(counted.len() + out.made.len(), &test, &trial.question, decision);
            out.made.push(Made { name, test, outcomes });
        }
    }
    // A case made for something else may show it too.
    left.retain(|(number, goal, _)| !is_shown(&working, *number, *goal));
    out.unmade = left.into_iter().map(|(.., unmade)| unmade).collect();
    out
}

/// The cases around which all combinations are tried: for each decision the first, and the last, of which the least is
/// known.
fn around(seeds: &[Seed]) -> Vec<&Seed> {
    let mut out: Vec<&Seed> = Vec::new();
    let mut seen: Vec<DecisionId> = Vec::new();
    for seed in seeds {
        if !seen.contains(&seed.decision) {
            seen.push(seed.decision);
            out.push(seed);
            let last = seeds.iter().rfind(|last| last.decision == seed.decision);
            out.extend(last.filter(|last| !std::ptr::eq(*last, seed)));
        }
        if out.len() >= MAX_AROUND {
            break;
        }
    }
    out.truncate(MAX_AROUND);
    out
}

/// What of a part is asked for.
fn goals(coverage: &Coverage<'_>, number: usize, asked: Asked) -> Vec<Goal> {
    let Some((part, shown)) = coverage.parts.all.get(number).zip(coverage.shown.get(number)) else { return Vec::new() };
    if !part.own || part.kind != Kind::Condition {
        return Vec::new();
    }
    let mut out = Vec::new();
    if asked.boundaries {
        for line in coverage.lines.iter().enumerate().filter(|(_, line)| line.part == number) {
            out.extend(line.1.asked().map(|place| Goal::Point(line.0, place.point)));
        }
    }
    if asked.conditions {
        let free = |way: bool| shown.coupled.get(usize::from(way)).is_none_or(Option::is_none);
        out.extend([true, false].into_iter().filter(|way| free(*way)).map(Goal::Way));
    }
    out
}

fn is_shown(coverage: &Coverage<'_>, number: usize, goal: Goal) -> bool {
    match goal {
        Goal::Way(way) => coverage
            .shown
            .get(number)
            .is_some_and(|shown| shown.ways.get(usize::from(way)).is_some_and(Option::is_some)),
        Goal::Point(line, point) => coverage
            .lines
            .get(line)
            .is_some_and(|line| line.points.iter().any(|place| place.point == point && place.shown.is_some())),
    }
}

fn name(program: &Program, coverage: &Coverage<'_>, part: &Part<'_>, goal: Goal) -> Text {
    let say = |language| {
        let of = place(program, part, language);
        let asks = match goal {
            Goal::Way(_) => words(program, part, language).unwrap_or_default(),
            Goal::Point(line, _) => coverage.lines.get(line).map_or_else(String::new, |line| {
                crate::ir::print::Printer { program, language }.nested_expr(line.subject.expr, &line.subject.records)
            }),
        };
        (of, asks)
    };
    let ((of, asks), (of_zh, asks_zh)) = (say(Language::English), say(Language::Chinese));
    let what = match goal {
        Goal::Way(true) => text!("so", "成立"),
        Goal::Way(false) => text!("not so", "不成立"),
        Goal::Point(line, point) => {
            coverage.lines.get(line).map_or_else(Text::default, |line| point_name(program, line, point))
        }
    };
    Text { en: format!("{of}: {asks}, {}", what.en), zh: format!("{of_zh}：{asks_zh}，{}", what.zh) }
}

/// For each part, cases to begin with: those that show something of it first, then those that come to it, and at last
/// those of which nothing is known.
fn seeds(coverage: &Coverage<'_>, counted: &[Counted<'_>]) -> Vec<Vec<Seed>> {
    let program = coverage.parts.program;
    let count = coverage.parts.all.len();
    let mut first: Vec<Vec<Seed>> = (0..count).map(|_| Vec::new()).collect();
    let mut then: Vec<Vec<Seed>> = (0..count).map(|_| Vec::new()).collect();
    let seed =
        |case: &Case, question: &Question, decision| Seed { case: case.clone(), question: question.clone(), decision };
    for (number, case) in counted.iter().enumerate() {
        let question = case.test.question();
        for decision in &case.decisions {
            let (_, seen) = coverage.parts.watch.watch(&case.test.typed.case, &question, *decision);
            let mut last = usize::MAX;
            for at in seen.keys().filter(|at| at.part < count) {
                if at.part == last {
                    continue;
                }
                last = at.part;
                let shows = coverage.shown.get(at.part).is_some_and(|shown| shown.ways.contains(&Some(number)))
                    || coverage
                        .lines_of(at.part)
                        .flat_map(|line| &line.points)
                        .any(|place| place.shown == Some(number));
                let most = if shows { MAX_SEEDS } else { MAX_SEEDS / 2 };
                let of = if shows { first.get_mut(at.part) } else { then.get_mut(at.part) };
                if let Some(of) = of.filter(|of| of.len() < most) {
                    of.push(seed(&case.test.typed.case, &question, *decision));
                }
            }
        }
    }
    let as_of = counted.iter().find_map(|case| case.test.typed.as_of).or(program.header.in_force.from);
    for (case, decision) in nothing_known(program) {
        let question = dated(as_of);
        let (_, seen) = coverage.parts.watch.watch(&case, &question, decision);
        let mut parts: Vec<usize> = seen.keys().map(|at| at.part).filter(|part| *part < count).collect();
        parts.dedup();
        // A reading that is not chosen is reached where its term is.
        for (number, part) in coverage.parts.all.iter().enumerate() {
            let Owner::Reading(id, reading) = part.owner else { continue };
            let chosen = program.definitions.get(id.index()).is_some_and(|found| found.default == reading);
            let used = || parts.iter().any(|seen| coverage.parts.all.get(*seen).is_some_and(|part| uses(part, id)));
            if !chosen
                && used()
                && let Some(of) = then.get_mut(number)
            {
                of.push(seed(&case, &question, decision));
            }
        }
        for part in parts {
            if let Some(of) = then.get_mut(part) {
                of.push(seed(&case, &question, decision));
            }
        }
    }
    let both = first.into_iter().zip(then);
    both.map(|(first, then)| first.into_iter().chain(then).take(MAX_SEEDS + MAX_SEEDS / 2).collect()).collect()
}

fn dated(as_of: Option<Date>) -> Question {
    let mut question = Question::default();
    question.as_of = as_of;
    question
}

/// For each decision a case of which nothing is known, but that each list has a member, and each list that the decision
/// is taken for.
fn nothing_known(program: &Program) -> Vec<(Case, DecisionId)> {
    let mut case = Case::new(program);
    for (at, fact) in program.facts.iter().enumerate() {
        let record = fact.record.and_then(|record| program.records.get(record.index()));
        if let Some(record) = record {
            let member = vec![Given::Unknown; record.fields.len()];
            case.set(FactId::at(at), Given::Value(Value::List(Arc::new(vec![member]))));
        }
    }
    let each = program.decisions.iter().enumerate().map(|(at, decision)| {
        let mut case = case.clone();
        for member in spoken(&decision.each, &vec![0; decision.each.len()]).into_iter().skip(1) {
            let record = member.list.declared(program).and_then(|list| program.record(list.record?));
            if let Some(record) = record {
                let unknown = vec![Given::Unknown; record.fields.len()];
                member.list.set(&mut case, Given::Value(Value::List(Arc::new(vec![unknown]))));
            }
        }
        (case, DecisionId::at(at))
    });
    each.collect()
}

/// Whether a part reads a term.
fn uses(part: &Part<'_>, id: DefinitionId) -> bool {
    let mut found = false;
    if let Some(asks) = &part.asks {
        visit::walk(asks.expr, &mut |expr| {
            found |= matches!(expr.kind, ExprKind::Definition(of) | ExprKind::MemberDefinition(_, of) if of == id);
        });
    }
    found
}

/// Makes one case.
struct Maker<'c, 'p> {
    coverage: &'c Coverage<'p>,
    number: usize,
    goal: Goal,
    decision: DecisionId,
    /// Whether a case may be an error: two rules that contradict each other decide it too.
    errors: bool,
}

impl<'p> Maker<'_, 'p> {
    fn program(&self) -> &'p Program {
        self.coverage.parts.program
    }

    fn part(&self) -> Option<&Part<'p>> {
        self.coverage.parts.all.get(self.number)
    }

    /// Begins with a case, and changes it until the part decides as is wanted.
    fn from(&self, seed: &Seed) -> Option<(Trial<'p>, DecisionId, Vec<Outcome>)> {
        let mut trial = self.begin(seed)?;
        for round in 0..4 {
            let (_, seen) = self.watch(&trial);
            let places: Vec<At> = seen.keys().filter(|at| at.part == self.number).cloned().collect();
            for at in places.iter().take(3) {
                if trial.tries >= MAX_TRIES {
                    return None;
                }
                let before = trial.clone();
                if round > 0 {
                    self.clear(&mut trial, at, &seen, round > 1);
                }
                self.aim(&mut trial, &at.members);
                if round > 1 && self.check(&trial).is_none() {
                    self.complete(&mut trial);
                }
                if let Some(outcomes) = self.check(&trial) {
                    return Some((trial, self.decision, outcomes));
                }
                if round == 0 {
                    let tries = trial.tries;
                    trial = before;
                    trial.tries = tries;
                }
            }
        }
        None
    }

    /// Tries all combinations of a few values; what comes to an error is taken only where nothing else is found.
    fn among_all(&self, seed: &Seed, purse: &mut usize) -> Option<(Trial<'p>, DecisionId, Vec<Outcome>)> {
        let mut trial = self.begin(seed)?;
        let asks = self.part()?.asks.as_ref()?;
        let mut all = Combinations::of(self.program(), &trial.case, &trial.question, self.decision, asks.expr);
        let mut error = None;
        while *purse > 0 && all.tell(&mut trial.case) {
            *purse -= 1;
            if !self.may_be_there(&mut trial, asks) {
                continue;
            }
            *purse = purse.saturating_sub(JUDGED);
            let Some(outcomes) = self.check(&trial) else { continue };
            let wrong = outcomes.iter().any(|outcome| matches!(outcome.answer, Answer::Error(_)));
            if !wrong {
                return Some((trial, self.decision, outcomes));
            }
            error.get_or_insert_with(|| (trial.clone(), self.decision, outcomes));
        }
        error
    }

    /// Whether the part yields what is wanted, as far as that is seen without judging the whole case: what is asked of
    /// the members of a list is seen in the outcome only.
    fn may_be_there(&self, trial: &mut Trial<'p>, asks: &Scoped<'p>) -> bool {
        if !asks.records.is_empty() {
            return true;
        }
        let nobody = Members::new();
        match self.goal {
            Goal::Way(way) => trial.yields(asks.expr, &nobody).is(way),
            Goal::Point(line, wanted) => {
                let Some(line) = self.coverage.lines.get(line) else { return false };
                let (Some(drawn), false) = (&line.value, line.is_quotient()) else {
                    return matches!(trial.yields(asks.expr, &nobody), Yield::Value(_));
                };
                let subject = line.subject.expr;
                let near = |found: &Value| point(found, drawn, &line.compared) == Some(wanted);
                matches!(trial.yields(subject, &nobody), Yield::Value(found) if near(&found))
            }
        }
    }

    /// What is told and asked to begin with.
    fn begin(&self, seed: &Seed) -> Option<Trial<'p>> {
        let mut question = seed.question.clone();
        if let Owner::Reading(id, reading) = self.part()?.owner {
            let chosen = question.readings.get(&id).copied();
            let default = self.program().definitions.get(id.index()).map_or(0, |found| found.default);
            if chosen.unwrap_or(default) != reading {
                question.readings.insert(id, reading);
            }
        }
        let mut trial = Trial::new(self.program(), seed.case.clone(), question);
        if let Some(date) = self.day_of_version() {
            trial.question.as_of = Some(date);
        }
        Some(trial)
    }

    /// A day on which the dated value of a parameter is in force.
    fn day_of_version(&self) -> Option<Date> {
        let Goal::Point(line, _) = self.goal else { return None };
        let (id, version) = self.coverage.lines.get(line)?.version?;
        let (_, period) = self.program().parameters.get(id.index())?.values.get(version)?;
        period.from.or_else(|| period.until.and_then(|until| until.yesterday().ok()))
    }

    fn watch(&self, trial: &Trial<'p>) -> (Vec<Outcome>, Seen) {
        self.coverage.parts.watch.watch(&trial.case, &trial.question, self.decision)
    }

    /// What comes out, where the part decides as is wanted.
    fn check(&self, trial: &Trial<'p>) -> Option<Vec<Outcome>> {
        let (outcomes, seen) = self.watch(trial);
        // A case that cannot be judged, or not wholly, is nothing to be confirmed.
        let told = |outcome: &Outcome| {
            let error = matches!(outcome.answer, Answer::Error(_));
            !matches!(outcome.answer, Answer::Undetermined(_)) && (self.errors || !error)
        };
        if !outcomes.iter().all(told) {
            return None;
        }
        let met = seen.iter().filter(|(at, _)| at.part == self.number).any(|(at, found)| {
            let Yield::Value(Value::Bool(value)) = found else { return false };
            let there = match self.goal {
                Goal::Way(way) => *value == way,
                Goal::Point(line, wanted) => self.coverage.lines.get(line).is_some_and(|line| {
                    lines::reached(&self.coverage.parts, line, &seen, at, &trial.question) == Some(wanted)
                }),
            };
            let force = || {
                let instead = Yield::bool(!value);
                self.coverage.parts.watch.force(&trial.case, &trial.question, self.decision, at, &instead)
            };
            // Told otherwise, it would have been settled too: nothing else is open.
            there && {
                let forced = force();
                forced.iter().all(told) && !same(&outcomes, &forced)
            }
        });
        met.then_some(outcomes)
    }

    /// Takes away what stands in the way of the part: in its own clause, where that is used, and in other rules.
    fn clear(&self, trial: &mut Trial<'p>, at: &At, seen: &Seen, others: bool) {
        let mut at = at.clone();
        for _ in 0..MAX_CHAIN {
            let Some(part) = self.coverage.parts.all.get(at.part) else { return };
            let spare = part.asks.as_ref().map(|asks| asks.expr);
            for mask in &part.masks {
                lift(trial, mask, &at.members, spare);
            }
            match part.owner {
                Owner::Rule(decision, ground) => {
                    if others && decision == self.decision {
                        self.quiet(trial, decision, ground, &at.members, spare);
                    }
                    return;
                }
                Owner::Reading(id, _) => {
                    let using = seen.keys().find(|seen| {
                        seen.part != at.part
                            && self.coverage.parts.all.get(seen.part).is_some_and(|part| uses(part, id))
                    });
                    match using {
                        Some(using) => at = using.clone(),
                        None => return,
                    }
                }
            }
        }
    }

    /// Makes the other rules of the decision fail.
    fn quiet(&self, trial: &mut Trial<'p>, id: DecisionId, own: usize, members: &Members, spare: Option<&Expr>) {
        let Some(decision) = self.program().decisions.get(id.index()) else { return };
        let members: Members = members.iter().take(decision.each.len()).cloned().collect();
        for (_, ground) in decision.grounds.iter().enumerate().filter(|(at, _)| *at != own) {
            trial.fails(ground, &members, spare, 0);
        }
    }

    /// Tells what the outcome still lacks: conditions on the way that are open, and the facts behind an amount.
    fn complete(&self, trial: &mut Trial<'p>) {
        let (outcomes, seen) = self.watch(trial);
        if !outcomes.iter().any(|outcome| matches!(outcome.answer, Answer::Undetermined(_))) {
            return;
        }
        for at in seen.iter().filter(|(_, found)| **found == Yield::Unknown).map(|(at, _)| at) {
            let part = self.coverage.parts.all.get(at.part).filter(|part| part.kind == Kind::Condition);
            let Some(asks) = part.and_then(|part| part.asks.as_ref()) else { continue };
            if !trial.want(asks.expr, &at.members, false, None) {
                trial.want(asks.expr, &at.members, true, None);
            }
        }
        for amount in self.program().grounds_of(self.decision).iter().filter_map(|ground| ground.says.amount()) {
            trial.complete(amount);
        }
    }

    /// Brings the part to what is wanted of it.
    fn aim(&self, trial: &mut Trial<'p>, members: &Members) -> bool {
        let Some(asks) = self.part().and_then(|part| part.asks.as_ref()) else { return false };
        match self.goal {
            Goal::Way(way) => trial.want(asks.expr, members, way, None),
            Goal::Point(line, wanted) => {
                let Some(line) = self.coverage.lines.get(line) else { return false };
                self.aim_at(trial, asks.expr, line, wanted, members)
            }
        }
    }

    fn aim_at(&self, trial: &mut Trial<'p>, asks: &'p Expr, line: &Line<'p>, wanted: Point, members: &Members) -> bool {
        let subject = line.subject.expr;
        let drawn = match &asks.kind {
            ExprKind::Compare(_, left, right) => trial.yields(sides(left, right).1, members),
            ExprKind::During(_, window) => match trial.yields(window, members) {
                Yield::Value(Value::Window(window)) => match line.edge {
                    Edge::First => Yield::Value(Value::Date(window.from)),
                    Edge::Last | Edge::Line => {
                        window.last().map_or(Yield::Unknown, |last| Yield::Value(Value::Date(last)))
                    }
                },
                other => other,
            },
            _ => return false,
        };
        let Yield::Value(drawn) = drawn else { return false };
        if line.is_quotient() {
            return self.aim_quotient(trial, subject, &drawn, wanted, members);
        }
        let ty: &Type = &line.compared;
        let Some(value) = beside(&drawn, ty, wanted) else { return false };
        let near = |found: &Value| point(found, &drawn, ty) == Some(wanted);
        // The date asked about moves the line that is drawn by it; then the other side is moved.
        trial.aim_near(subject, members, &value, &near)
            || match &asks.kind {
                ExprKind::Compare(_, left, right) => {
                    let (_, other) = sides(left, right);
                    let Yield::Value(now) = trial.yields(subject, members) else { return false };
                    let back = match wanted {
                        Point::Below => Point::Above,
                        Point::At => Point::At,
                        Point::Above => Point::Below,
                    };
                    let Some(line) = beside(&now, ty, back) else { return false };
                    trial.aim_near(other, members, &line, &|found| point(&now, found, ty) == Some(wanted))
                }
                _ => false,
            }
    }

    /// One unit more or less of what is divided than would reach the line.
    fn aim_quotient(
        &self,
        trial: &mut Trial<'p>,
        subject: &'p Expr,
        drawn: &Value,
        wanted: Point,
        members: &Members,
    ) -> bool {
        let (mut expr, mut members) = (subject, members.clone());
        let (over, by) = loop {
            match &expr.kind {
                ExprKind::Arithmetic(Operator::Over, over, by) => break (over, by),
                ExprKind::Definition(id) => {
                    let Some(inner) = body(self.program(), &trial.question, *id) else { return false };
                    (expr, members) = (inner, Vec::new());
                }
                ExprKind::MemberDefinition(out, id) => {
                    let member = members.len().checked_sub(out + 1).and_then(|at| members.get(at)).cloned();
                    let inner = body(self.program(), &trial.question, *id);
                    let (Some(inner), Some(member)) = (inner, member) else { return false };
                    (expr, members) = (inner, vec![member]);
                }
                _ => return false,
            }
        };
        if !matches!(trial.yields(by, &members), Yield::Value(_)) {
            trial.aim(by, &members, &Value::Number(Number::whole(100)));
        }
        let (Yield::Value(Value::Number(by)), Value::Number(line)) = (trial.yields(by, &members), drawn) else {
            return false;
        };
        let unit = step(&over.ty);
        let Ok(exact) = line.times(by) else { return false };
        let amount = match wanted {
            Point::At => Ok(exact),
            Point::Below => exact.rounded(unit, Rounding::Up).and_then(|up| up.minus(unit)),
            Point::Above => exact.rounded(unit, Rounding::Down).and_then(|down| down.plus(unit)),
        };
        amount.is_ok_and(|amount| trial.aim(over, &members, &Value::Number(amount)))
    }
}

/// Makes a mask stand in nobody's way.
fn lift<'p>(trial: &mut Trial<'p>, mask: &Mask<'p>, members: &Members, spare: Option<&Expr>) {
    let of = |scoped: &Scoped<'p>| members.iter().take(scoped.records.len()).cloned().collect::<Members>();
    match mask {
        Mask::Any(each, blocking) => {
            for scoped in each {
                trial.want(scoped.expr, &of(scoped), !blocking, spare);
            }
        }
        Mask::All(each) => {
            each.iter().any(|scoped| trial.want(scoped.expr, &of(scoped), false, spare));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_cases_are_searched_around_than_may_be() {
        for decisions in [vec![0, 1, 1], vec![0, 1, 0], vec![0, 0, 0, 1]] {
            let seed = |at| Seed { case: Case::default(), question: Question::default(), decision: DecisionId::at(at) };
            let seeds: Vec<Seed> = decisions.into_iter().map(seed).collect();
            assert_eq!(around(&seeds).len(), MAX_AROUND);
        }
    }
}
