//! Every verdict held against cases: where two texts are said to be the same, or the one tighter or looser, no case may
//! show otherwise.
//!
//! Pairs of texts are generated: a condition or a score, and another made from it by a small change or by none. What
//! `compare` says of the two is held against what the interpreter finds in cases told in full.

use super::laws::{loaded, named, run};
use pol::compare::{Column, compare};
use pol::interpret::{Answer, interpret};
use pol::ir::{Given, Program, Value};
use pol::types::Number;
use pol::{Case, Policy, Question};
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const NUMBERS: [&str; 5] = ["n", "m", "k", "tax", "bonus"];
const BOOLS: [&str; 2] = ["b", "c"];
const HEAD: &str = "\
policy trial
fact n: whole number, never negative
fact m: whole number, never negative
fact k: whole number
fact tax: number, never negative
fact bonus: number, never negative, or none
fact b: yes/no
fact c: yes/no
";

/// What is told: each number in quarters, none for an amount that is not there.
type Told = ([Option<i64>; 5], [bool; 2]);

#[derive(Debug, Clone)]
enum Amount {
    Figure(i64),
    Line,
    Total,
    Fact(usize),
    Times(i64, Box<Amount>),
    Half(Box<Amount>),
    Plus(Box<Amount>, Box<Amount>),
    Minus(Box<Amount>, Box<Amount>),
    Over(Box<Amount>, Box<Amount>),
    Rounded(Box<Amount>),
    Lesser(Box<Amount>, Box<Amount>),
}

const SIGNS: [&str; 6] = ["≥", ">", "≤", "<", "is", "is not"];

#[derive(Debug, Clone)]
enum Cond {
    Bool(usize),
    Compare(usize, Amount, Amount),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
}

impl Amount {
    fn write(&self) -> String {
        match self {
            Self::Figure(figure) if *figure < 0 => format!("(0 - {})", figure.abs()),
            Self::Figure(figure) => figure.to_string(),
            Self::Line => "line".to_owned(),
            Self::Total => "total".to_owned(),
            Self::Fact(at) => NUMBERS[*at].to_owned(),
            Self::Times(by, of) => format!("({by} × {})", of.write()),
            Self::Half(of) => format!("({} ÷ 2)", of.write()),
            Self::Plus(one, two) => format!("({} + {})", one.write(), two.write()),
            Self::Minus(one, two) => format!("({} - {})", one.write(), two.write()),
            Self::Over(one, two) => format!("({} ÷ {})", one.write(), two.write()),
            Self::Rounded(of) => format!("({} rounded down to 1)", of.write()),
            Self::Lesser(one, two) => format!("(the lesser of {} and {})", one.write(), two.write()),
        }
    }

    fn reads_bonus(&self) -> bool {
        self.write().contains("bonus")
    }
}

impl Cond {
    fn write(&self) -> String {
        let list = |parts: &[Self], between: &str| {
            let parts: Vec<String> = parts.iter().map(Self::write).collect();
            format!("({})", parts.join(between))
        };
        match self {
            Self::Bool(at) => BOOLS[*at].to_owned(),
            Self::Compare(sign, one, two) => {
                let written = format!("({} {} {})", one.write(), SIGNS[*sign], two.write());
                if one.reads_bonus() || two.reads_bonus() { format!("(bonus exists and {written})") } else { written }
            }
            Self::Not(inner) => format!("(not {})", inner.write()),
            Self::All(parts) => list(parts, " and "),
            Self::Any(parts) => list(parts, " or "),
        }
    }
}

fn leaf() -> BoxedStrategy<Amount> {
    prop_oneof![
        3 => (0..5_i64).prop_map(Amount::Figure),
        1 => Just(Amount::Line),
        1 => Just(Amount::Total),
        7 => (0..5_usize).prop_map(Amount::Fact),
    ]
    .boxed()
}

fn amount(odd: u32) -> BoxedStrategy<Amount> {
    leaf()
        .prop_recursive(2, 6, 2, move |inner| {
            let two = || (inner.clone(), inner.clone()).prop_map(|(one, two)| (Box::new(one), Box::new(two)));
            prop_oneof![
                3 => (1..4_i64, inner.clone()).prop_map(|(by, of)| Amount::Times(by, Box::new(of))),
                1 => inner.clone().prop_map(|of| Amount::Half(Box::new(of))),
                6 => two().prop_map(|(one, two)| Amount::Plus(one, two)),
                3 => two().prop_map(|(one, two)| Amount::Minus(one, two)),
                odd => two().prop_map(|(one, two)| Amount::Over(one, two)),
                odd => inner.clone().prop_map(|of| Amount::Rounded(Box::new(of))),
                odd => two().prop_map(|(one, two)| Amount::Lesser(one, two)),
            ]
        })
        .boxed()
}

fn cond(odd: u32) -> BoxedStrategy<Cond> {
    let line = prop_oneof![
        1 => (0..2_usize).prop_map(Cond::Bool),
        5 => (prop_oneof![4 => 0..4_usize, 1 => 4..6_usize], amount(odd), amount(odd))
            .prop_map(|(sign, one, two)| Cond::Compare(sign, one, two)),
    ];
    line.prop_recursive(1, 3, 2, |inner| {
        let parts = prop::collection::vec(inner.clone(), 2..3);
        prop_oneof![
            2 => inner.prop_map(|inner| Cond::Not(Box::new(inner))),
            2 => parts.clone().prop_map(Cond::All),
            2 => parts.clone().prop_map(Cond::Any),
        ]
    })
    .boxed()
}

/// The condition written otherwise, or moved a little: by what `steps` say, one for each comparison in it.
fn moved(cond: &Cond, steps: &mut impl Iterator<Item = u8>) -> Cond {
    match cond {
        // A test that holds and fails at once, or one of the two, says nothing, but where it comes to an error.
        Cond::Bool(at) => {
            let ratio = || Amount::Over(Box::new(Amount::Fact(1)), Box::new(Amount::Fact(0)));
            let tests =
                vec![Cond::Compare(0, ratio(), Amount::Figure(1)), Cond::Compare(3, ratio(), Amount::Figure(1))];
            match steps.next().unwrap_or(0) {
                0..4 => Cond::All(vec![Cond::Bool(*at), Cond::Any(tests)]),
                4..8 => Cond::Any(vec![Cond::Bool(*at), Cond::All(tests)]),
                _ => Cond::Bool(*at),
            }
        }
        Cond::Not(inner) => Cond::Not(Box::new(moved(inner, steps))),
        Cond::All(parts) => Cond::All(parts.iter().map(|part| moved(part, steps)).collect()),
        Cond::Any(parts) => Cond::Any(parts.iter().rev().map(|part| moved(part, steps)).collect()),
        Cond::Compare(sign, one, two) => {
            let (one, two) = (one.clone(), two.clone());
            let figure = |figure: i64| Box::new(Amount::Figure(figure));
            let plus = |of: Amount, by: i64| Amount::Plus(Box::new(of), figure(by));
            let times = |of: Amount, by: i64| Amount::Times(by, Box::new(of));
            let turned = [2, 3, 0, 1, 4, 5];
            match steps.next().unwrap_or(0) {
                0 => Cond::Compare(*sign, plus(one, 1), two),
                1 => Cond::Compare(*sign, one, plus(two, 1)),
                2 => Cond::Compare(*sign, plus(one, 1), plus(two, 1)),
                3 => Cond::Compare(turned[*sign], two, one),
                4 => Cond::Compare(*sign, times(one, 2), times(two, 2)),
                5 => Cond::Compare(*sign, Amount::Minus(Box::new(one), Box::new(two)), Amount::Figure(0)),
                6 => Cond::Compare([1, 0, 3, 2, 4, 5][*sign], one, two),
                7 => Cond::Compare([3, 2, 1, 0, 5, 4][*sign], one, two),
                8 => Cond::Not(Box::new(Cond::Compare([3, 2, 1, 0, 5, 4][*sign], one, two))),
                9 => {
                    Cond::Any(vec![Cond::Compare(*sign, one.clone(), two.clone()), Cond::Compare(0, one, plus(two, 2))])
                }
                10 => Cond::All(vec![Cond::Compare(*sign, one.clone(), two.clone()), Cond::Compare(0, one, two)]),
                11 => Cond::Compare(*sign, Amount::Plus(Box::new(one), Box::new(Amount::Fact(0))), two),
                12 => Cond::All(vec![
                    Cond::Compare(*sign, one.clone(), two.clone()),
                    Cond::Any(vec![Cond::Compare(0, one.clone(), two.clone()), Cond::Compare(3, one, two)]),
                ]),
                _ => Cond::Compare(*sign, one, two),
            }
        }
    }
}

fn text(cond: &Cond, line: i64) -> String {
    let asked = cond.write();
    format!(
        "{HEAD}parameter line: {line}\ndefine total as n + (2 × m)\narticle 1\n  may go when {asked}\n\
         article 2\n  may leave when b\n  must not leave when {asked}\n"
    )
}

fn told() -> BoxedStrategy<Told> {
    let whole = |low: i64| (low..7_i64).prop_map(|figure| Some(figure * 4));
    let odd = || prop_oneof![Just(0_i64), 0..28_i64].prop_map(Some);
    let bonus = prop_oneof![1 => Just(None), 3 => odd()];
    ((whole(0), whole(0), whole(-5), odd(), bonus), any::<[bool; 2]>())
        .prop_map(|((n, m, k, tax, bonus), bools)| ([n, m, k, tax, bonus], bools))
        .boxed()
}

fn case_of(program: &Program, told: &Told) -> Case {
    let mut case = Case::new(program);
    for (name, figure) in NUMBERS.iter().zip(told.0) {
        let number = |figure: i64| Number::ratio(i128::from(figure), 4).expect("a quarter");
        let given = figure.map_or(Given::Absent, |figure| Given::Value(Value::Number(number(figure))));
        case.set(named(program, name), given);
    }
    for (name, value) in BOOLS.iter().zip(told.1) {
        case.set(named(program, name), Given::Value(Value::Bool(value)));
    }
    case
}

fn answer(policy: &Policy, told: &Told, of: &str) -> Answer {
    let decision = policy.decision(of).expect("it is decided");
    let case = case_of(&policy.program, told);
    let outcomes = interpret(&policy.program, &case, &Question::default(), Some(decision));
    outcomes.into_iter().next().expect("one outcome").answer
}

/// What is said of a decision in the second text, and the two texts.
fn verdict(one: &Policy, two: &Policy, of: &str) -> &'static str {
    let programs = [&one.program, &two.program];
    let columns = programs.map(|program| Column { program, day: None, by_day: false, file: "" });
    let told = compare(&columns);
    let row = told.decisions.iter().find(|row| row.name.en == of).expect("it is compared");
    row.cells.get(1).expect("two versions").effect
}

/// How often each verdict was given, so that a test that decides nothing is no test.
type Counts = RefCell<BTreeMap<&'static str, usize>>;

fn decided(counts: &Counts, least: usize) {
    let counts = counts.borrow();
    for verdict in ["same", "looser", "tighter"] {
        assert!(counts.get(verdict).is_some_and(|count| *count >= least), "{verdict}: {counts:?}");
    }
}

#[test]
fn no_case_shows_a_verdict_on_conditions_to_be_wrong() {
    let counts = Counts::default();
    let pair = (
        prop_oneof![3 => cond(0), 1 => cond(1)],
        prop::collection::vec(0..15_u8, 3),
        0..3_i64,
        prop::collection::vec(told(), 60),
    );
    run(400, 31, &pair, |(cond, steps, more, cases)| {
        let other = moved(&cond, &mut steps.into_iter());
        let (before, after) = (text(&cond, 2), text(&other, 2 + more));
        let (one, two) = (loaded(&before), loaded(&after));
        for decision in ["go", "leave"] {
            let verdict = verdict(&one, &two, decision);
            *counts.borrow_mut().entry(verdict).or_default() += 1;
            for told in &cases {
                let (was, is) = (answer(&one, told, decision), answer(&two, told, decision));
                let shown = || format!("{decision} is {verdict}: {was:?}, then {is:?} in {told:?}\n{before}\n{after}");
                let (was, is) = (was == Answer::Yes, is == Answer::Yes);
                match verdict {
                    "same" => prop_assert_eq!(was, is, "{}", shown()),
                    "looser" => prop_assert!(is || !was, "{}", shown()),
                    "tighter" => prop_assert!(was || !is, "{}", shown()),
                    _ => {}
                }
            }
        }
        Ok(())
    });
    decided(&counts, 60);
}

// ── Points ───────────────────────────────────────────────────

#[derive(Debug, Clone)]
struct Points {
    best: bool,
    cap: Option<i64>,
    floor: Option<i64>,
    items: Vec<Part>,
    line: i64,
}

#[derive(Debug, Clone)]
enum Part {
    Item { name: usize, minus: bool, amount: (usize, i64), when: usize },
    Group { best: bool, items: Vec<Part> },
}

const NAMES: [&str; 6] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
const WHENS: [&str; 6] = ["", " when b", " when c", " when n ≥ 2", " when b and c", " when m ÷ n ≥ 1"];

fn points_of((kind, figure): (usize, i64)) -> String {
    match kind {
        0 => figure.to_string(),
        1 => format!("{figure} × n"),
        2 => "k".to_owned(),
        3 => format!("n per full {}", figure + 1),
        4 => format!("the lesser of n and {figure}"),
        5 => format!("0 - {figure}"),
        6 => format!("n + {figure}"),
        _ => "m per full n".to_owned(),
    }
}

impl Part {
    fn write(&self, at: usize, depth: usize, out: &mut String) {
        let pad = "  ".repeat(depth);
        match self {
            Self::Item { name, minus, amount, when } => {
                let (minus, amount) = (if *minus { "minus " } else { "" }, points_of(*amount));
                let _ = writeln!(out, "{pad}({at}) {}: {minus}{amount}{}", NAMES[*name], WHENS[*when]);
            }
            Self::Group { best, items } => {
                let how = if *best { "best of" } else { "total of" };
                let _ = writeln!(out, "{pad}({at}) {how}");
                for (at, item) in items.iter().enumerate() {
                    item.write(at + 1, depth + 1, out);
                }
            }
        }
    }
}

impl Points {
    fn write(&self) -> String {
        let mut out = format!("{HEAD}article 1\n  score points");
        for (word, bound) in [("at most", self.cap), ("at least", self.floor)] {
            let _ = bound.map(|bound| write!(out, ", {word} {bound}"));
        }
        out.push_str(if self.best { ": best of\n" } else { ": total of\n" });
        for (at, item) in self.items.iter().enumerate() {
            item.write(at + 1, 2, &mut out);
        }
        let _ = write!(out, "article 2\n  may settle when points ≥ {0}\n  may wait when points < {0}\n", self.line);
        out
    }

    /// The same with one small thing changed.
    fn moved(&self, what: u8, figure: i64) -> Self {
        let mut out = self.clone();
        match what {
            0 => out.best = !out.best,
            1 => out.cap = out.cap.map_or(Some(figure), |cap| (figure > 1).then_some(cap + figure - 2)),
            2 => out.floor = out.floor.map_or(Some(figure), |floor| (figure > 1).then_some(floor + figure - 2)),
            3 => out.line += figure - 2,
            4 => {
                out.items.pop();
            }
            5 => out.items.reverse(),
            6 => {
                let item = out.items.remove(0);
                out.items.push(Part::Group { best: figure > 3, items: vec![item] });
            }
            7 => {
                let items = out.items.drain(..).flat_map(|item| match item {
                    Part::Group { items, .. } => items,
                    item @ Part::Item { .. } => vec![item],
                });
                out.items = items.collect();
            }
            _ => change(&mut out.items, what, figure),
        }
        out
    }
}

fn change(items: &mut [Part], what: u8, figure: i64) {
    match items.first_mut() {
        Some(Part::Item { minus, amount, when, .. }) => match what {
            8 => amount.1 = figure,
            9 => amount.0 = (amount.0 + 1) % 8,
            10 => *when = [1, 2, 4][usize::try_from(figure).expect("it is small") % 3],
            11 => *when = if *when == 5 { 0 } else { 5 },
            _ => *minus = !*minus,
        },
        Some(Part::Group { items, .. }) => change(items, what, figure),
        None => {}
    }
}

fn points() -> BoxedStrategy<Points> {
    let kind = prop_oneof![3 => Just(0_usize), 6 => 1..7_usize, 1 => Just(7_usize)];
    let when = prop_oneof![9 => 0..5_usize, 1 => Just(5_usize)];
    let item = (prop::bool::weighted(0.2), (kind, 0..5_i64), when).prop_map(|(minus, amount, when)| Part::Item {
        name: 0,
        minus,
        amount,
        when,
    });
    let group = (any::<bool>(), prop::collection::vec(item.clone(), 1..3))
        .prop_map(|(best, items)| Part::Group { best, items });
    let part = prop_oneof![3 => item, 1 => group];
    let bound = || prop::option::weighted(0.3, 0..6_i64);
    (prop::bool::weighted(0.3), bound(), bound(), prop::collection::vec(part, 2..4), 0..5_i64)
        .prop_map(|(best, cap, floor, mut items, line)| {
            let mut names = 0..NAMES.len();
            for item in &mut items {
                let inner: Vec<&mut Part> = match item {
                    Part::Group { items, .. } => items.iter_mut().collect(),
                    item @ Part::Item { .. } => vec![item],
                };
                for part in inner {
                    if let Part::Item { name, .. } = part {
                        *name = names.next().expect("there are names enough");
                    }
                }
            }
            Points { best, cap, floor, items, line }
        })
        .boxed()
}

#[test]
fn no_case_shows_a_verdict_on_points_to_be_wrong() {
    let counts = Counts::default();
    let pair = (points(), prop::collection::vec((0..13_u8, 0..5_i64), 1..3), prop::collection::vec(told(), 60));
    run(400, 32, &pair, |(before, steps, cases)| {
        let after = steps.iter().fold(before.clone(), |points, (what, figure)| points.moved(*what, *figure));
        if after.items.is_empty() {
            return Ok(());
        }
        let (before, after) = (before.write(), after.write());
        let (one, two) = (loaded(&before), loaded(&after));
        for decision in ["points", "settle", "wait"] {
            let verdict = verdict(&one, &two, decision);
            *counts.borrow_mut().entry(verdict).or_default() += 1;
            for told in &cases {
                let (was, is) = (answer(&one, told, decision), answer(&two, told, decision));
                let shown = || format!("{decision} is {verdict}: {was:?}, then {is:?} in {told:?}\n{before}\n{after}");
                let (was, is) = (worth(&was), worth(&is));
                match verdict {
                    "same" => prop_assert_eq!(was, is, "{}", shown()),
                    "looser" => prop_assert!(was <= is, "{}", shown()),
                    "tighter" => prop_assert!(was >= is, "{}", shown()),
                    _ => {}
                }
            }
        }
        Ok(())
    });
    decided(&counts, 40);
}

/// What an answer is worth: an error or none at all less than any number, and no less than yes.
fn worth(answer: &Answer) -> Option<Number> {
    match answer {
        Answer::Yes => Some(Number::ONE),
        Answer::Value(Value::Number(number)) => Some(*number),
        _ => None,
    }
}
