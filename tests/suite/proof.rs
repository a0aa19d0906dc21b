//! What `diff` calls proven the same comes out the same, whatever a case tells or leaves open; so does what it says no
//! change reaches.

use crate::work::{files, load_file, load_text, told};
use pol::diff::{self, Analysis, Side};
use pol::interpret::{Answer, Case, Question, interpret, smallest_step};
use pol::ir::{Expr, ExprKind, Fact, Given, Program, Value, visit};
use pol::mutate::{apply, slips};
use pol::types::ids::{DecisionId, FactId};
use pol::types::{Date, Number, Type};
use pol::{Language, Loaded};
use std::fmt::Write as _;
use std::sync::Arc;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides.max(1)
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())].clone()
    }
}

// ── Cases of any program ─────────────────────────────────────

/// The values that a program speaks of, with their types, and the days on which something begins or ends.
struct Spoken {
    values: Vec<(Value, Type)>,
    days: Vec<Date>,
}

impl Spoken {
    fn of(programs: [&Program; 2]) -> Self {
        let mut out = Self { values: Vec::new(), days: Vec::new() };
        for program in programs {
            let rules = program.decisions.iter().flat_map(|decision| &decision.grounds);
            let terms = program.definitions.iter().flat_map(|known| &known.readings).map(|reading| &reading.body);
            let exprs: Vec<&Expr> = rules.clone().flat_map(visit::of_ground).chain(terms).collect();
            for expr in exprs {
                visit::walk(expr, &mut |part| match &part.kind {
                    ExprKind::Value(value) => out.values.push((value.clone(), part.ty.clone())),
                    ExprKind::OneOf(of, values) => {
                        out.values.extend(values.iter().map(|value| (value.clone(), of.ty.clone())));
                    }
                    _ => {}
                });
            }
            for parameter in &program.parameters {
                out.values.extend(parameter.values.iter().map(|(value, _)| (value.clone(), parameter.ty.clone())));
                out.days.extend(parameter.values.iter().flat_map(|(_, period)| [period.from, period.until]).flatten());
            }
            out.days.extend(rules.flat_map(|ground| [ground.in_force.from, ground.in_force.until]).flatten());
        }
        out
    }

    fn value(&self, program: &Program, fact: &Fact, dice: &mut Dice, depth: usize) -> Value {
        let alike: Vec<&Value> =
            self.values.iter().filter(|(_, ty)| same_kind(ty, &fact.ty)).map(|(value, _)| value).collect();
        match &fact.ty {
            Type::Bool => Value::Bool(dice.roll(2) == 0),
            Type::Number { unit, whole } => {
                let line = match alike.get(dice.roll(alike.len().max(1))) {
                    Some(Value::Number(number)) => *number,
                    _ => Number::whole(i64::try_from(dice.roll(40)).expect("small")),
                };
                let step = smallest_step(unit, *whole);
                let moved = match dice.roll(5) {
                    0 => line.plus(step),
                    1 => line.minus(step),
                    2 => line.times(Number::whole(2)),
                    _ => Ok(line),
                };
                let fits = |number: &Number| (fact.signed || !number.is_negative()) && (!whole || number.is_whole());
                Value::Number(moved.ok().filter(fits).unwrap_or(Number::ZERO))
            }
            Type::Level(scale) => Value::Level(u32::try_from(dice.roll(scale.levels.len())).expect("few levels")),
            Type::Place => Value::Place(pol::types::ids::PlaceId::at(dice.roll(program.places.len()))),
            Type::Date => {
                let days =
                    self.days.iter().copied().chain([jiff::civil::date(2012, 6, 1), jiff::civil::date(1990, 2, 1)]);
                Value::Date(dice.of(&days.collect::<Vec<_>>()))
            }
            Type::List(_) => {
                let fields = fact.record.and_then(|id| program.records.get(id.index())).map(|record| &record.fields);
                let count = if depth > 1 { 0 } else { dice.roll(3) };
                let member = |dice: &mut Dice| -> Vec<Given> {
                    fields.into_iter().flatten().map(|field| self.given(program, field, dice, depth + 1)).collect()
                };
                Value::List(Arc::new((0..count).map(|_| member(dice)).collect()))
            }
            Type::Duration => match alike.get(dice.roll(alike.len().max(1))) {
                Some(value) => (*value).clone(),
                None => Value::Duration(pol::types::Duration { months: 12, days: 0 }),
            },
            Type::Text => alike.first().map_or_else(|| Value::Text("…".into()), |value| (*value).clone()),
            Type::Window => Value::Bool(false),
        }
    }

    fn given(&self, program: &Program, fact: &Fact, dice: &mut Dice, depth: usize) -> Given {
        match dice.roll(8) {
            0 => Given::Unknown,
            1 if fact.optional => Given::Absent,
            _ => Given::Value(self.value(program, fact, dice, depth)),
        }
    }

    /// A case of which much is told, and what is asked of it.
    fn case(&self, program: &Program, dice: &mut Dice) -> (Case, Question) {
        let mut case = Case::new(program);
        for (at, fact) in program.facts.iter().enumerate() {
            case.set(FactId::at(at), self.given(program, fact, dice, 0));
        }
        let mut question = Question::default();
        let days: Vec<Date> = self.days.iter().copied().chain([jiff::civil::date(2014, 6, 1)]).collect();
        question.as_of = (dice.roll(5) > 0).then(|| dice.of(&days));
        question.presumptions = dice.roll(4) > 0;
        (case, question)
    }
}

fn same_kind(one: &Type, two: &Type) -> bool {
    match (one, two) {
        (Type::Number { unit: one, .. }, Type::Number { unit: two, .. }) => one.fits(two),
        (one, two) => one == two,
    }
}

/// What comes out, an error being one whatever its place and its words.
fn comes_out(program: &Program, case: &Case, question: &Question, decision: DecisionId) -> Vec<(Vec<usize>, Answer)> {
    fn plain(answer: &Answer) -> Answer {
        match answer {
            Answer::Error(_) => Answer::NotAddressed,
            Answer::Undetermined(possible) => Answer::Undetermined(possible.iter().map(plain).collect()),
            other => other.clone(),
        }
    }
    let told = interpret(program, case, question, Some(decision)).into_iter();
    told.map(|outcome| (outcome.member.clone(), plain(&outcome.answer))).collect()
}

/// Holds what is said of two programs of the same facts against cases; how many decisions were said to be the same.
fn held(old: &Program, new: &Program, analysis: &Analysis<'_>, cases: usize, dice: &mut Dice, what: &str) -> usize {
    let spoken = Spoken::of([old, new]);
    let reached = |at: usize| analysis.reach.get(at).is_some_and(|reach| !reach.is_empty());
    let same: Vec<usize> = (0..old.decisions.len())
        .filter(|at| analysis.own(Side::Old, *at).is_some() && analysis.own(Side::New, *at).is_some())
        .filter(|at| analysis.proven.contains(at) || !reached(*at))
        .collect();
    for _ in 0..cases {
        let (case, question) = spoken.case(old, dice);
        for at in &same {
            let id = |side: Side| analysis.own(side, *at).expect("a decision of both");
            assert_eq!(
                comes_out(old, &case, &question, id(Side::Old)),
                comes_out(new, &case, &question, id(Side::New)),
                "`{}` is said to be the same\n{what}\n{case:?}\n{question:?}",
                old.decisions[*at].term.text,
            );
        }
    }
    same.iter().filter(|at| analysis.proven.contains(at)).count()
}

#[test]
fn what_a_slip_is_said_to_leave_alone_it_leaves_alone() {
    let mut dice = Dice(20_261_126);
    let mut tried = 0;
    for path in files("policies", "pol").into_iter().chain(files("tests/programs", "pol")) {
        let Some(policy) = &load_file(&path).policy else { continue };
        let all = slips(&policy.program);
        // A few from all over the text.
        for slip in all.iter().step_by((all.len() / 8).max(1)) {
            let mut other = policy.program.clone();
            apply(&mut other, slip);
            let analysis = diff::analyse(&policy.program, &other);
            let what = format!("{}: {} → {}", path.display(), slip.before.en, slip.after.en);
            held(&policy.program, &other, &analysis, 12, &mut dice, &what);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried} slips");
}

// ── Pairs of small policies ──────────────────────────────────

/// Conditions that come to the same, and conditions that are only alike.
fn condition(dice: &mut Dice, depth: usize, names: &[&str]) -> [String; 2] {
    let two = |text: &str| [text.to_owned(), text.to_owned()];
    match dice.roll(if depth == 0 { 8 } else { 13 }) {
        0 => two("a"),
        1 => ["not b".to_owned(), "not (not (not b))".to_owned()],
        2 => {
            let line = dice.roll(6);
            dice.of(&[
                [format!("n ≥ {line}"), format!("not n < {line}")],
                [format!("n > {line}"), format!("not n ≤ {line}")],
            ])
        }
        3 => two("home is in heartland"),
        4 => two("home is in North"),
        5 => ["paid ÷ due ≥ 2".to_owned(), "not paid ÷ due < 2".to_owned()],
        6 => dice.of(&[
            ["n ≥ line".to_owned(), "not n < line".to_owned()],
            two("(m exists and m ≥ 5 yuan)"),
            two("n + line ≥ 5"),
        ]),
        7 => two(dice.of(names)),
        8 => {
            let [one, other] = condition(dice, depth - 1, names);
            // The one is the other for whoever knows everything.
            dice.of(&[[one.clone(), format!("({one} or (a and not a))")], [format!("({one} and {one})"), other]])
        }
        at => {
            let word = if at % 2 == 0 { "and" } else { "or" };
            let (one, two) = (condition(dice, depth - 1, names), condition(dice, depth - 1, names));
            [format!("({} {word} {})", one[0], two[0]), format!("({} {word} {})", two[1], one[1])]
        }
    }
}

/// Two policies in which some parts are written otherwise, and some are other ones.
fn pair(dice: &mut Dice) -> [String; 2] {
    let mut out = [String::new(), String::new()];
    let mut say = |dice: &mut Dice, text: [String; 2], odds: usize, other: &dyn Fn(&mut Dice) -> String| {
        let both = match dice.roll(odds) {
            0 => [text[0].clone(), other(dice)],
            1 | 2 => text,
            _ => [text[0].clone(), text[0].clone()],
        };
        for (out, text) in out.iter_mut().zip(both) {
            out.push_str(&text);
        }
    };
    let plain = |text: &str| [text.to_owned(), text.to_owned()];
    say(
        dice,
        plain("policy world\nplace North\nplace Mid in North\nplace South\nfact a: yes/no\n"),
        usize::MAX,
        &|_| String::new(),
    );
    say(dice, plain("fact b: yes/no, presumed no because few are\n"), 12, &|_| {
        "fact b: yes/no, presumed yes because most are\n".to_owned()
    });
    say(
        dice,
        plain("fact n: whole number\nfact m: money, or none\nfact paid: money\nfact due: money\nfact home: place\n"),
        usize::MAX,
        &|_| String::new(),
    );
    say(dice, plain("place set heartland: Mid\n"), 12, &|_| "place set heartland: Mid, South\n".to_owned());
    let line = dice.roll(6);
    say(dice, [format!("parameter line: {line}\n"), format!("parameter line: {line}\n")], 12, &|dice| {
        format!("parameter line: {}\n", dice.roll(6))
    });
    let rule = |dice: &mut Dice,
                out: &mut dyn FnMut(&mut Dice, [String; 2], &dyn Fn(&mut Dice) -> String),
                head: &str,
                names: &[&str]| {
        let text = condition(dice, 2, names);
        let whole = text.map(|text| format!("{head}{text}\n"));
        out(dice, whole, &|dice| format!("{head}{}\n", condition(dice, 2, names)[0]));
    };
    let mut add = |dice: &mut Dice, text: [String; 2], other: &dyn Fn(&mut Dice) -> String| say(dice, text, 7, other);
    rule(dice, &mut add, "define steady: ", &["a"]);
    add(
        dice,
        plain(
            "define sound as readings\n  because it can be read in two ways\n  reading strict (default): a and steady\n  reading wide: a or steady\n",
        ),
        &|_| {
            "define sound as readings\n  because it can be read in two ways\n  reading strict: a and steady\n  reading wide (default): a or steady\n".to_owned()
        },
    );
    add(dice, plain("\narticle 1\n"), &|_| "\narticle 1\n".to_owned());
    let terms = ["steady", "sound"];
    rule(dice, &mut add, "  may apply when ", &terms);
    rule(dice, &mut add, "  may register when apply and ", &terms);
    rule(dice, &mut add, "  must report when register or ", &["apply", "steady"]);
    add(dice, plain("  points is 2 × n\n"), &|_| "  points is 3 × n\n".to_owned());
    add(dice, plain("  may enter when points ≥ 6 and "), &|_| "  may enter when points ≥ 8 and ".to_owned());
    rule(dice, &mut add, "", &["register", "steady"]);
    rule(dice, &mut add, "  grant is 10 yuan when ", &["apply", "enter"]);
    out
}

#[test]
fn what_is_proven_the_same_comes_out_the_same() {
    let mut dice = Dice(20_261_127);
    let (mut proven, mut sound) = (0, 0);
    for _ in 0..300 {
        let texts = pair(&mut dice);
        let loaded: [Loaded; 2] = texts.each_ref().map(|text| load_text(text));
        let [Some(old), Some(new)] = loaded.each_ref().map(|loaded| loaded.policy.as_ref()) else { continue };
        sound += 1;
        let analysis = diff::analyse(&old.program, &new.program);
        let mut what = String::new();
        let _ = write!(what, "{}\n--- and ---\n{}", texts[0], texts[1]);
        proven += held(&old.program, &new.program, &analysis, 60, &mut dice, &what);
    }
    assert!(sound > 200 && proven > 100, "{sound} pairs, {proven} decisions proven");
}

#[test]
fn the_pairs_are_policies() {
    let mut dice = Dice(20_261_127);
    for text in pair(&mut dice) {
        let loaded = load_text(&text);
        assert!(loaded.policy.is_some(), "{text}\n{}", told(&loaded, Language::English));
    }
}
