//! The law of bounds, held over generated amounts of which something is not known: what is told to be possible holds
//! every amount that can come out, whatever is learnt; and its ends are reached.
//!
//! Every fact of an amount stands in it once. What can come out is had by giving each unknown fact every value of a small
//! domain that reaches far beyond the figures of the policy on both sides.

use super::laws::{loaded, run};
use pol::interpret::{Answer, interpret};
use pol::ir::{Given, Value};
use pol::types::ids::FactId;
use pol::types::{Duration, Number, Type};
use pol::{Case, Policy, Question};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::fmt::Write as _;
use std::sync::Arc;

/// Beyond every figure of a policy, and every sum of them.
const FAR: i64 = 1_000_000_000_000;
const FIGURES: [i64; 9] = [-100, -7, -1, 0, 1, 3, 7, 20, 50];
/// How the names of lists begin that the case tells.
const TOLD: char = 'c';
/// No more ways to know a case are gone through.
const MAX_WAYS: usize = 4000;

#[derive(Debug, Clone)]
enum Amount {
    Plain(i64),
    /// A number of its own, which may be below nought.
    Fact(bool),
    Plus(Box<Amount>, Box<Amount>),
    Minus(Box<Amount>, Box<Amount>),
    Times(Box<Amount>, Box<Amount>),
    /// By a figure.
    Over(Box<Amount>, i64),
    /// By an amount, and by how much it is raised.
    OverFact(Box<Amount>, i64),
    PerFull(Box<Amount>, i64),
    Round(&'static str, Box<Amount>),
    Pick(bool, Box<Amount>, Box<Amount>),
    If(Box<Amount>, Box<Amount>),
    /// How many full months lie in a length of time.
    Months(i64),
    /// Of a list of its own: what is added up, whether every member counts, and where a run of years is asked for.
    Sum(&'static str, bool),
    Count,
    Run(bool),
    Term(Box<Amount>),
    /// A value with another one otherwise.
    Grant(Box<Amount>, Box<Amount>),
    Score {
        best: bool,
        items: Vec<(Amount, bool)>,
        cap: Option<i64>,
        floor: Option<i64>,
    },
}

fn amount() -> BoxedStrategy<Amount> {
    let figure = || prop::sample::select(vec![0_i64, 1, 2, 3, 5, 20]);
    let leaf = prop_oneof![
        2 => prop::sample::select(vec![0_i64, 1, 3, 20]).prop_map(Amount::Plain),
        4 => prop::bool::weighted(0.3).prop_map(Amount::Fact),
        1 => prop_oneof![Just(1_i64), Just(12)].prop_map(Amount::Months),
        2 => (prop::sample::select(vec!["size", "debt", "doubled", "inner"]), any::<bool>())
            .prop_map(|(what, all)| Amount::Sum(what, all)),
        1 => Just(Amount::Count),
        1 => any::<bool>().prop_map(Amount::Run),
    ];
    leaf.prop_recursive(3, 5, 2, move |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let item = (inner.clone(), prop::bool::weighted(0.3));
        prop_oneof![
            (boxed(), boxed()).prop_map(|(a, b)| Amount::Plus(a, b)),
            (boxed(), boxed()).prop_map(|(a, b)| Amount::Minus(a, b)),
            (boxed(), boxed()).prop_map(|(a, b)| Amount::Times(a, b)),
            (boxed(), prop_oneof![Just(2_i64), Just(-3)]).prop_map(|(a, by)| Amount::Over(a, by)),
            (boxed(), 0..2_i64).prop_map(|(a, by)| Amount::OverFact(a, by)),
            (boxed(), Just(2_i64)).prop_map(|(a, by)| Amount::PerFull(a, by)),
            (prop::sample::select(vec!["up", "down", "half up", "half even"]), boxed())
                .prop_map(|(how, a)| Amount::Round(how, a)),
            (any::<bool>(), boxed(), boxed()).prop_map(|(greater, a, b)| Amount::Pick(greater, a, b)),
            (boxed(), boxed()).prop_map(|(a, b)| Amount::If(a, b)),
            boxed().prop_map(Amount::Term),
            (boxed(), boxed()).prop_map(|(a, b)| Amount::Grant(a, b)),
            (any::<bool>(), prop::collection::vec(item, 1..3), prop::option::of(figure()), prop::option::of(figure()))
                .prop_map(|(best, items, floor, more)| {
                    let cap = more.map(|more| more + floor.unwrap_or_default());
                    Amount::Score { best, items, cap, floor }
                }),
        ]
    })
    .boxed()
}

impl Amount {
    /// Whether its ends are reached, and not only come near to.
    fn reaches(&self) -> bool {
        match self {
            Self::OverFact(..) => false,
            Self::Plain(_) | Self::Fact(_) | Self::Months(_) | Self::Sum(..) | Self::Count | Self::Run(_) => true,
            Self::Over(a, _) | Self::PerFull(a, _) | Self::Round(_, a) | Self::Term(a) => a.reaches(),
            Self::Plus(a, b)
            | Self::Minus(a, b)
            | Self::Times(a, b)
            | Self::Pick(_, a, b)
            | Self::If(a, b)
            | Self::Grant(a, b) => a.reaches() && b.reaches(),
            Self::Score { items, .. } => items.iter().all(|(item, _)| item.reaches()),
        }
    }
}

/// Writes an amount, and declares what it reads.
#[derive(Default)]
struct Writer {
    declared: String,
    rules: String,
    count: u8,
}

impl Writer {
    fn name(&mut self, letter: char) -> String {
        self.count += 1;
        let number = self.count - 1;
        format!("{letter}{}{}", char::from(b'a' + number / 26), char::from(b'a' + number % 26))
    }

    fn fact(&mut self, ty: &str) -> String {
        let name = self.name('q');
        let _ = writeln!(self.declared, "fact {name}: {ty}");
        name
    }

    /// A list, which the case tells where no list of a few members reaches all that can come out.
    fn list(&mut self, told: bool) -> String {
        let name = self.name(if told { TOLD } else { 'q' });
        let _ = writeln!(self.declared, "fact {name}: list of item");
        name
    }

    fn amount(&mut self, amount: &Amount) -> String {
        match amount {
            Amount::Plain(figure) => figure.to_string(),
            Amount::Fact(signed) => self.fact(if *signed { "number" } else { "number never negative" }),
            Amount::Plus(a, b) => self.two(a, "+", b),
            Amount::Minus(a, b) => self.two(a, "-", b),
            Amount::Times(a, b) => self.two(a, "×", b),
            Amount::Over(a, by) => format!("({} ÷ ({by}))", self.amount(a)),
            Amount::OverFact(a, by) => {
                let (a, fact) = (self.amount(a), self.fact("number never negative"));
                format!("({a} ÷ ({fact} + {by}))")
            }
            Amount::PerFull(a, by) => format!("({} per full {by})", self.amount(a)),
            Amount::Round(how, a) => format!("({} rounded {how} to 1)", self.amount(a)),
            Amount::Pick(greater, a, b) => {
                let which = if *greater { "greater" } else { "lesser" };
                format!("(the {which} of {} and {})", self.amount(a), self.amount(b))
            }
            Amount::If(a, b) => {
                let (a, b, when) = (self.amount(a), self.amount(b), self.fact("yes/no"));
                format!("(if {when} then {a} otherwise {b})")
            }
            Amount::Months(by) => format!("({} per full {by} months)", self.fact("duration")),
            Amount::Sum(what, all) => {
                let list = self.list(*what == "debt");
                format!("(sum of {what} over {list}{})", if *all { "" } else { " where fits" })
            }
            Amount::Count => format!("(number of {} where fits)", self.list(true)),
            Amount::Run(all) => {
                let (list, only) = (self.list(false), if *all { "" } else { " where fits" });
                format!("(greatest sum of size over {list} in any 2 consecutive year{only})")
            }
            Amount::Term(a) => {
                let (a, name) = (self.amount(a), self.name('t'));
                let _ = writeln!(self.declared, "define {name} as {a}");
                name
            }
            Amount::Grant(a, b) => {
                let (a, b) = (self.amount(a), self.amount(b));
                let (when, name) = (self.fact("yes/no"), self.name('g'));
                let _ = writeln!(self.rules, "  {name} is {a} when {when}\n  {name} otherwise is {b}");
                name
            }
            Amount::Score { best, items, cap, floor } => {
                let name = self.name('s');
                let mut lines = String::new();
                for (item, minus) in items {
                    let (item, when) = (self.amount(item), self.fact("yes/no"));
                    let _ = writeln!(lines, "    - {}{item} when {when}", if *minus { "minus " } else { "" });
                }
                let cap = cap.map(|cap| format!(", at most {cap}")).unwrap_or_default();
                let floor = floor.map(|floor| format!(", at least {floor}")).unwrap_or_default();
                let how = if *best { "best of" } else { "total of" };
                let _ = write!(self.rules, "  score {name}{cap}{floor}: {how}\n{lines}");
                name
            }
        }
    }

    fn two(&mut self, a: &Amount, sign: &str, b: &Amount) -> String {
        format!("({} {sign} {})", self.amount(a), self.amount(b))
    }
}

fn policy(amount: &Amount) -> String {
    let mut writer = Writer::default();
    let written = writer.amount(amount);
    let mut out = String::from(
        "policy bounds\n\
         record part\n  weight: number never negative\n\
         record item\n  size: number never negative\n  debt: number\n  fits: yes/no\n  year: whole number\n  parts: list of part\n  \
         define doubled as size × 2\n  define inner as sum of weight over parts\n",
    );
    let _ = writeln!(out, "{}article 1\n{}article 2\n  fee is {written}", writer.declared, writer.rules);
    for (at, figure) in FIGURES.iter().enumerate() {
        let _ = writeln!(out, "article {}\n  may go {at} when {written} ≥ {figure}", at + 3);
    }
    out
}

fn number(value: i64) -> Given {
    Given::Value(Value::Number(Number::whole(value)))
}

fn list(members: Vec<Vec<Given>>) -> Given {
    Given::Value(Value::List(Arc::new(members)))
}

/// A member whose fields are these; the parts weigh as much as it is large.
fn item(size: i64, debt: i64, fits: bool, year: i64) -> Vec<Given> {
    vec![number(size), number(debt), Given::Value(Value::Bool(fits)), number(year), list(vec![vec![number(size)]])]
}

/// Every value of a domain for what a case leaves open in a fact.
fn ways(ty: &Type, signed: bool, given: &Given) -> Vec<Given> {
    let numbers =
        |signed: bool| [0, 1, 4, FAR].into_iter().chain(if signed { vec![-4, -FAR] } else { vec![] }).map(number);
    match (ty, given) {
        (Type::List(_), Given::Unknown) => vec![
            list(Vec::new()),
            list(vec![item(1, -1, false, 2000)]),
            list(vec![item(0, 1, true, 2000), item(4, -4, true, 2001)]),
            list(vec![item(FAR, FAR, true, 2000)]),
            list(vec![item(FAR, -FAR, true, 2000)]),
        ],
        (Type::List(_), Given::Value(Value::List(members))) => {
            let mut out: Vec<Vec<Vec<Given>>> = vec![Vec::new()];
            for member in members.iter() {
                let mut each: Vec<Vec<Given>> = vec![Vec::new()];
                for (at, field) in member.iter().enumerate() {
                    let values = match (at, field) {
                        (0, Given::Unknown) => numbers(false).collect(),
                        (1, Given::Unknown) => numbers(true).collect(),
                        (2, Given::Unknown) => [true, false].map(|fits| Given::Value(Value::Bool(fits))).to_vec(),
                        (3, Given::Unknown) => [1990, 2000, 2001].map(number).to_vec(),
                        (4, Given::Unknown) => {
                            vec![list(Vec::new()), list(vec![vec![number(1)]]), list(vec![vec![number(FAR)]])]
                        }
                        (_, known) => vec![known.clone()],
                    };
                    each = each
                        .into_iter()
                        .flat_map(|row| {
                            values.iter().map(move |value| [row.as_slice(), std::slice::from_ref(value)].concat())
                        })
                        .collect();
                }
                out = out
                    .into_iter()
                    .flat_map(|rows| each.iter().map(move |row| [rows.as_slice(), std::slice::from_ref(row)].concat()))
                    .collect();
            }
            out.into_iter().map(list).collect()
        }
        (_, known) if *known != Given::Unknown => vec![known.clone()],
        (Type::Bool, _) => [true, false].map(|value| Given::Value(Value::Bool(value))).to_vec(),
        (Type::Duration, _) => [(0, 0), (0, 20), (11, 30), (12, 0), (4_000_000_000, 0)]
            .map(|(months, days)| Given::Value(Value::Duration(Duration { months, days })))
            .to_vec(),
        _ => numbers(signed).collect(),
    }
}

/// What a case tells of each fact: a number of a stream that decides.
fn told(policy: &Policy, seeds: &[u16]) -> Case {
    let mut case = Case::new(&policy.program);
    for (at, fact) in policy.program.facts.iter().enumerate() {
        let seed = usize::from(seeds[at % seeds.len()]) + at * 7;
        let pick = |of: &[i64]| number(of[seed / 4 % of.len()]);
        let given = match &fact.ty {
            _ if seed % 2 == 0 && !fact.term.text.starts_with(TOLD) => Given::Unknown,
            Type::Bool => Given::Value(Value::Bool(seed / 4 % 2 == 0)),
            Type::Duration => {
                let months = u32::try_from(seed / 4 % 30).expect("a few months");
                Given::Value(Value::Duration(Duration { months, days: 3 }))
            }
            Type::List(_) => {
                let mut members = vec![item(3, -2, true, 2000), item(5, 6, false, 2001)];
                // One or two fields of two members are left open.
                for field in [seed / 4 % 10, seed / 64 % 10] {
                    members[field / 5][field % 5] = Given::Unknown;
                }
                list(members)
            }
            _ if fact.signed => pick(&[-3, 0, 2]),
            _ => pick(&[0, 1, 3, 20]),
        };
        case.set(FactId::at(at), given);
    }
    case
}

fn outcome(policy: &Policy, case: &Case, decision: &str) -> Answer {
    let id = policy.decision(decision).expect("it is decided");
    let outcomes = interpret(&policy.program, case, &Question::default(), Some(id));
    outcomes.into_iter().next().expect("one outcome").answer
}

/// Every case that this one can turn out to be; none where they are too many.
fn completions(policy: &Policy, case: &Case) -> Option<Vec<Case>> {
    let mut out = vec![case.clone()];
    for (at, fact) in policy.program.facts.iter().enumerate() {
        let id = FactId::at(at);
        let values = ways(&fact.ty, fact.signed, case.get(id));
        if out.len() * values.len() > MAX_WAYS {
            return None;
        }
        let each = out.into_iter().flat_map(|known| {
            values.iter().map(move |value| {
                let mut known = known.clone();
                known.set(id, value.clone());
                known
            })
        });
        out = each.collect();
    }
    Some(out)
}

/// What an amount in a text told as a plain number says: `1,200`, `-3.5`, `2/3`.
fn read(text: &str) -> Number {
    let text = text.replace(',', "");
    let first = text.split_whitespace().next().expect("a number stands first");
    let part = |text: &str| Number::parse(text).expect("digits").expect("in range");
    match first.split_once('/') {
        Some((above, below)) => part(above).over(part(below)).expect("not nought"),
        None => part(first),
    }
}

/// What is told of an amount whose facts are not all known, against all that can come out.
fn hold(amount: &Amount, text: &str, seeds: &[Vec<u16>]) -> Result<(), TestCaseError> {
    let policy = loaded(text);
    let little = Number::ratio(1, 100).expect("a hundredth");
    for seeds in seeds {
        let case = told(&policy, seeds);
        let Some(all) = completions(&policy, &case) else { continue };
        let mut found: Vec<Number> = Vec::new();
        let mut errors: Vec<&Case> = Vec::new();
        for known in &all {
            match outcome(&policy, known, "fee") {
                Answer::Value(Value::Number(value)) => found.push(value),
                Answer::Error(_) => errors.push(known),
                other => panic!("a case told whole gives {other:?}\n{text}"),
            }
        }
        let (least, greatest) = (found.iter().min().copied(), found.iter().max().copied());
        let shown = || format!("{least:?} to {greatest:?}, {} errors\n{case:?}\n{text}", errors.len());
        let tight = amount.reaches() && errors.is_empty();
        // Thresholds: what is settled is so, whatever is learnt; and what cannot come out otherwise is settled.
        for (at, figure) in FIGURES.iter().enumerate() {
            let name = format!("go {at}");
            let said = outcome(&policy, &case, &name);
            let figure = Number::whole(*figure);
            if matches!(said, Answer::Yes | Answer::No) {
                for value in &found {
                    prop_assert_eq!(*value >= figure, said == Answer::Yes, "≥ {} with {}: {}", figure, value, shown());
                }
                for known in &errors {
                    prop_assert_eq!(&outcome(&policy, known, &name), &said, "≥ {}: {}", figure, shown());
                }
            } else if let (true, Some(least), Some(greatest)) = (tight, least, greatest) {
                let settled = least >= figure || greatest.plus(little).expect("fits") < figure;
                prop_assert!(!settled, "≥ {} is not settled: {}", figure, shown());
            }
        }
        // The amount itself, and between what it is told to lie.
        let decision = policy.decision("fee").expect("it is decided");
        let told = policy.explain(&case, &Question::default(), Some(decision));
        let told = told.outcomes.first().expect("one outcome");
        match (told.answer, &told.range) {
            ("value", _) => {
                let value = read(&told.answer_text.en);
                prop_assert!(errors.is_empty() || found.is_empty(), "told {}: {}", value, shown());
                prop_assert!(found.iter().all(|found| *found == value), "told {}: {}", value, shown());
            }
            ("undetermined", range) => {
                prop_assert!(!tight || least != greatest, "only one amount can come out: {}", shown());
                let (from, to) = range.as_ref().map_or((None, None), |range| {
                    (range.from.as_ref().map(|from| read(&from.en)), range.to.as_ref().map(|to| read(&to.en)))
                });
                prop_assert!(from.is_none() || from != to, "told the one amount {:?}: {}", from, shown());
                prop_assert!(
                    from.is_none_or(|from| least.is_none_or(|least| from <= least)),
                    "{:?}: {}",
                    from,
                    shown()
                );
                prop_assert!(to.is_none_or(|to| greatest.is_none_or(|most| most <= to)), "{:?}: {}", to, shown());
                if let (true, Some(least), Some(greatest)) = (tight, least, greatest) {
                    let far = Number::whole(FAR / 100_000);
                    let (low, high) = (from.unwrap_or_default(), to.unwrap_or(far));
                    let known = range.is_some() && from.is_some() || least <= Number::ZERO;
                    prop_assert!(known && (from.is_none() || low == least), "from {:?}: {}", from, shown());
                    prop_assert!(to.is_none() && greatest >= far || high == greatest, "to {:?}: {}", to, shown());
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is told of an amount holds all that can come out of it, and its ends are reached.
#[test]
fn what_an_amount_can_come_to_is_told_and_reached() {
    let seeds = prop::collection::vec(prop::collection::vec(any::<u16>(), 12), 5);
    run(160, 51, &(amount(), seeds), |(amount, seeds)| hold(&amount, &policy(&amount), &seeds));
}

/// Lengths of time and levels have ends as well, and what may still turn out to be an error has none.
#[test]
fn lengths_and_levels_have_ends() {
    let asked = [
        ("served ≥ 0 months", Some(true)),
        ("served < 0 months", Some(false)),
        ("served ≥ 1 month", None),
        ("(served per full 1 year) × 2 ≥ 0", Some(true)),
        ("2 × (served per full 1 year) + 90 ≥ 90", Some(true)),
        ("the greater of served and 3 years ≥ 2 years", Some(true)),
        ("the lesser of served and 3 years > 3 years", Some(false)),
        ("term ≥ 3 years", Some(true)),
        ("term ≥ 4 years", None),
        ("1 month × (tax per full 10000 yuan) ≥ 0 months", Some(true)),
        ("6 months × pay ≥ 0 yuan", Some(true)),
        // Loose days would be an error.
        ("served × 300 yuan/month ≥ 0 yuan", None),
        ("served + 1 year ≥ 0 months", None),
        ("skill ≥ none", Some(true)),
        ("skill > senior", Some(false)),
        ("skill ≥ junior", None),
        ("0 yuan × (tax ÷ 1 yuan) ≥ 0 yuan", Some(true)),
        ("0 × (1 ÷ weight) ≥ 0", None),
        ("sum of twice over items ≥ 0 yuan", Some(true)),
        ("sum of due over items ≥ 0 yuan", Some(true)),
        ("grant ≥ 0 yuan", Some(true)),
    ];
    let mut text = String::from(
        "policy ends\n\
         fact served: duration\nfact tax: money\nfact weight: number\nfact pay: number in yuan per month\nfact married: yes/no\n\
         fact skill: grade none < junior < senior\n\
         record item\n  price: money\n  amounts: list of amount\n  define twice as price × 2\n  define due as sum of owed over amounts\n\
         record amount\n  owed: money\n\
         fact items: list of item\n\
         define term as if married then the greater of served and 3 years otherwise 5 years\n\
         article 1\n  grant is tax when married\n  grant otherwise is 5 yuan\n",
    );
    for (at, (condition, _)) in asked.iter().enumerate() {
        let _ = writeln!(text, "article {}\n  may go {at} when {condition}", at + 2);
    }
    let policy = loaded(&text);
    let case = Case::new(&policy.program);
    for (at, (condition, settled)) in asked.iter().enumerate() {
        let said = outcome(&policy, &case, &format!("go {at}"));
        let said = match said {
            Answer::Yes => Some(true),
            Answer::No => Some(false),
            _ => None,
        };
        assert_eq!(said, *settled, "{condition}");
    }
}
