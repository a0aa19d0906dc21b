//! Laws held over the policies at hand, with cases made up for their facts: tables, scores, periods and duties among them.

use crate::work::{files, load_file};
use pol::interpret::{Answer, interpret};
use pol::ir::{Expr, ExprKind, Fact, Given, Program, Value, visit};
use pol::types::calendar;
use pol::types::ids::{FactId, PlaceId};
use pol::types::{Date, Duration, Number, Type};
use pol::{Case, Policy, Question};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// Cases for each policy.
const CASES: u64 = 150;

/// A row of numbers that look picked at random, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Knuth's multiplier; the high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides.max(1)
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all.get(self.roll(all.len())).cloned().expect("something to pick from")
    }
}

/// Figures on both sides of those that policies compare with.
const FIGURES: [i64; 16] = [0, 1, 2, 3, 5, 14, 15, 18, 30, 59, 60, 100, 101, 179, 180, 50_000];
/// Days about the ends of months.
const DAYS: [(i16, i8, i8); 6] =
    [(2011, 12, 1), (2012, 1, 31), (2012, 2, 29), (2013, 1, 31), (2017, 1, 31), (2017, 2, 1)];

fn day(dice: &mut Dice) -> Date {
    let (year, month, day) = dice.pick(&DAYS);
    Date::new(year, month, day).expect("a day of the calendar")
}

fn value(fact: &Fact, program: &Program, dice: &mut Dice, depth: usize) -> Given {
    if fact.optional && dice.roll(4) == 0 {
        return Given::Absent;
    }
    Given::Value(match &fact.ty {
        Type::Bool => Value::Bool(dice.roll(2) == 0),
        Type::Number { whole, .. } => {
            let number = Number::whole(dice.pick(&FIGURES));
            let part = Number::ratio(1, 4).expect("a quarter");
            Value::Number(if *whole || dice.roll(3) > 0 { number } else { number.times(part).expect("small") })
        }
        Type::Date => Value::Date(day(dice)),
        Type::Duration => Value::Duration(Duration { months: dice.pick(&[0, 5, 6, 12, 59, 60, 120]), days: 0 }),
        Type::Text => Value::Text(dice.pick(&["a", "b"]).into()),
        Type::Place if program.places.is_empty() => return Given::Unknown,
        Type::Place => Value::Place(PlaceId::at(dice.roll(program.places.len()))),
        Type::Level(scale) => Value::Level(u32::try_from(dice.roll(scale.levels.len())).expect("few levels")),
        // No deeper than lists may lie, and fewer the deeper.
        Type::List(_) => {
            let Some(record) = fact.record.and_then(|record| program.records.get(record.index())) else {
                return Given::Unknown;
            };
            let members = (0..dice.roll(4_usize.saturating_sub(depth)))
                .map(|_| record.fields.iter().map(|field| value(field, program, dice, depth + 1)).collect::<Vec<_>>());
            Value::List(Arc::new(members.collect()))
        }
        Type::Window => return Given::Unknown,
    })
}

fn case(program: &Program, dice: &mut Dice) -> Case {
    let mut case = Case::new(program);
    for (index, fact) in program.facts.iter().enumerate() {
        case.set(FactId::at(index), value(fact, program, dice, 0));
    }
    case
}

/// The case with some of its facts not told, and some fields of its members.
fn forgotten(program: &Program, case: &Case, dice: &mut Dice) -> Case {
    let mut out = case.clone();
    for index in 0..program.facts.len() {
        let id = FactId::at(index);
        if dice.roll(2) == 0 {
            out.set(id, Given::Unknown);
        } else {
            out.set(id, blurred(case.get(id), dice));
        }
    }
    out
}

/// What is told with some fields of its members not told, however deep they lie.
fn blurred(given: &Given, dice: &mut Dice) -> Given {
    let Given::Value(Value::List(members)) = given else { return given.clone() };
    let mut members = members.as_ref().clone();
    for slot in members.iter_mut().flatten() {
        *slot = if dice.roll(3) == 0 { Given::Unknown } else { blurred(slot, dice) };
    }
    Given::Value(Value::List(Arc::new(members)))
}

fn answers(policy: &Policy, case: &Case, question: &Question) -> Vec<(usize, Vec<usize>, Answer)> {
    let outcomes = interpret(&policy.program, case, question, None);
    outcomes.into_iter().map(|outcome| (outcome.decision.index(), outcome.member, outcome.answer)).collect()
}

/// Whether a decision asks what the case tells: then learning more may well change it.
fn asks_what_is_known(program: &Program, decision: usize) -> bool {
    let mut open: Vec<&Expr> = program
        .decisions
        .get(decision)
        .map_or_else(Vec::new, |decision| decision.grounds.iter().flat_map(visit::of_ground).collect());
    let mut seen = BTreeSet::new();
    while let Some(expr) = open.pop() {
        let mut found = false;
        visit::walk(expr, &mut |part| match &part.kind {
            ExprKind::Known(_) => found = true,
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) if seen.insert(format!("term {id:?}")) => {
                let definition = program.definitions.get(id.index());
                open.extend(definition.iter().flat_map(|known| known.readings.iter().map(|reading| &reading.body)));
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                if seen.insert(format!("decision {id:?}")) =>
            {
                let decision = program.decisions.get(id.index());
                open.extend(decision.iter().flat_map(|known| known.grounds.iter().flat_map(visit::of_ground)));
            }
            _ => {}
        });
        if found {
            return true;
        }
    }
    false
}

fn policies() -> Vec<(String, &'static Policy)> {
    let all = files("policies", "pol").into_iter().chain(files("tests/programs", "pol"));
    all.filter_map(|path| Some((path.display().to_string(), load_file(&path).policy.as_ref()?))).collect()
}

/// What comes out of a decision: which it is, where a case is told in part, and where it is told whole.
type Pair = (String, Answer, Answer);

/// Every pair, made once for both laws.
fn pairs() -> &'static [Pair] {
    static PAIRS: OnceLock<Vec<Pair>> = OnceLock::new();
    PAIRS.get_or_init(|| policies().iter().flat_map(|(name, policy)| pairs_of(name, policy)).collect())
}

fn pairs_of(name: &str, policy: &Policy) -> Vec<Pair> {
    let decisions = policy.program.decisions.iter().enumerate();
    let asking: Vec<bool> = decisions.map(|(index, _)| asks_what_is_known(&policy.program, index)).collect();
    let mut out = Vec::new();
    for seed in 0..CASES {
        let mut dice = Dice(seed);
        let mut question = Question::default();
        question.presumptions = false;
        question.as_of = Some(day(&mut dice));
        let whole = case(&policy.program, &mut dice);
        let part = forgotten(&policy.program, &whole, &mut dice);
        let known = answers(policy, &whole, &question);
        for (decision, member, before) in answers(policy, &part, &question) {
            let after = known.iter().find(|(known, of, _)| *known == decision && *of == member);
            let Some((.., after)) = after else { continue };
            if !asking[decision] {
                let term = &policy.program.decisions[decision].term.text;
                out.push((format!("{name}: {term}, case {seed}"), before, after.clone()));
            }
        }
    }
    out
}

#[test]
fn learning_never_changes_what_is_settled() {
    for (what, before, after) in pairs().iter().filter(|(_, before, _)| !matches!(before, Answer::Undetermined(_))) {
        // Which of several errors it is may change; that it is one may not.
        let both_errors = matches!((before, after), (Answer::Error(_), Answer::Error(_)));
        assert!(both_errors || before == after, "{what}: {before:?}, then {after:?}");
    }
}

#[test]
fn what_is_possible_is_what_comes_out() {
    for (what, before, after) in pairs() {
        let Answer::Undetermined(possible) = before else { continue };
        let listed = possible.is_empty()
            || possible.contains(after)
            || matches!(after, Answer::Error(_) | Answer::Undetermined(_))
            || possible.contains(&Answer::Undetermined(Vec::new()));
        assert!(listed, "{what}: {possible:?}, then {after:?}");
    }
}

#[test]
fn days_between_two_dates_lead_from_one_to_the_other() {
    let mut dice = Dice(7);
    for _ in 0..CASES {
        let (from, to) = (day(&mut dice), day(&mut dice));
        assert_eq!(calendar::days(from, calendar::days_between(from, to)), Ok(to));
    }
}
