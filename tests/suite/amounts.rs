//! The laws of values, held over generated tables, scores and bounds, some of whose amounts are errors.
//!
//! What the rows of a table come to in a case told whole is reckoned here a second time, from the reference alone.

use super::laws::{answers, loaded, named, run};
use pol::interpret::Answer;
use pol::ir::{Given, Value};
use pol::types::Number;
use pol::{Case, Policy, Question};
use proptest::prelude::*;
use std::fmt::Write as _;

const FACTS: [&str; 4] = ["young", "local", "points", "weight"];
/// Figures on both sides of those that the policies compare with; by nought nothing is divided.
const FIGURES: [i64; 5] = [0, 1, 4, 5, 12];
const HITS: [&str; 5] = ["only one row fits", "first row that fits", "rows added up", "greatest row", "least row"];

/// What a row gives: a figure, a fact, or what no rule gives below a weight of one.
#[derive(Debug, Clone, Copy)]
enum Amount {
    Plain(i64),
    Weight,
    Grant,
}

/// A row: what it asks of the three columns, and what it gives.
#[derive(Debug, Clone)]
struct Row {
    young: Option<bool>,
    local: Option<bool>,
    points: usize,
    gives: Amount,
}

/// Cells over points: anything, and three ranges that lie apart.
const CELLS: [&str; 4] = ["any", "less than 1", "1 to under 5", "≥ 5"];

#[derive(Debug, Clone)]
struct Table {
    hit: usize,
    rows: Vec<Row>,
    otherwise: Option<Amount>,
}

/// An item of a score: what it gives, whether it is taken off, and when.
type Item = (Amount, bool, Option<usize>);

#[derive(Debug, Clone)]
struct Text {
    table: Table,
    fees: Vec<(usize, Amount)>,
    items: Vec<Item>,
    best: Vec<Item>,
    cap: Option<i64>,
    floor: Option<i64>,
    figures: Vec<i64>,
}

type Told = [Option<i64>; 4];

fn amount() -> BoxedStrategy<Amount> {
    let plain = prop::sample::select(vec![-5_i64, 0, 3, 5, 15]).prop_map(Amount::Plain);
    prop_oneof![5 => plain, 1 => Just(Amount::Weight), 1 => Just(Amount::Grant)].boxed()
}

fn text() -> BoxedStrategy<Text> {
    let row = (prop::option::of(any::<bool>()), prop::option::of(any::<bool>()), 0..4_usize, amount());
    let row = row.prop_map(|(young, local, points, gives)| Row { young, local, points, gives });
    let table = (0..5_usize, prop::collection::vec(row, 1..4), prop::option::of(amount()));
    let table = table.prop_map(|(hit, rows, otherwise)| Table { hit, rows, otherwise }.mended());
    let item = || (amount(), prop::bool::weighted(0.2), prop::option::of(0..2_usize));
    let bound = || prop::option::weighted(0.4, prop::sample::select(vec![0_i64, 4, 5]));
    (
        table,
        prop::collection::vec((1..4_usize, amount()), 1..4),
        prop::collection::vec(item(), 1..3),
        prop::collection::vec(item(), 1..3),
        bound(),
        bound(),
        prop::collection::vec(prop::sample::select(vec![-5_i64, 0, 3, 5, 8, 15]), 4),
    )
        .prop_map(|(table, fees, items, best, cap, floor, figures)| Text {
            table,
            fees,
            items,
            best,
            cap,
            floor,
            figures,
        })
        .boxed()
}

fn told() -> BoxedStrategy<Told> {
    let bool = || prop::option::of(0..2_i64);
    let figure = || prop::option::of(prop::sample::select(FIGURES.to_vec()));
    (bool(), bool(), figure(), figure()).prop_map(|(a, b, c, d)| [a, b, c, d]).boxed()
}

impl Table {
    /// Rows of which only one may fit lie apart, by their points.
    fn mended(mut self) -> Self {
        if self.hit == 0 {
            self.rows.iter_mut().enumerate().for_each(|(index, row)| row.points = index + 1);
        }
        self
    }

    /// What comes out where everything is told: nothing where no row fits, an error inside.
    fn expected(&self, told: [i64; 4]) -> Option<Result<Number, ()>> {
        let cell = |asked: Option<bool>, told: i64| asked.is_none_or(|asked| asked == (told != 0));
        let lies = |points: usize| match points {
            0 => true,
            1 => told[2] < 1,
            2 => (1..5).contains(&told[2]),
            _ => told[2] >= 5,
        };
        let fits = |row: &&Row| cell(row.young, told[0]) && cell(row.local, told[1]) && lies(row.points);
        let fitting: Vec<Result<Number, ()>> =
            self.rows.iter().filter(fits).map(|row| row.gives.reckoned(told)).collect();
        let otherwise = || self.otherwise.map(|amount| amount.reckoned(told));
        let Some(first) = fitting.first().copied() else {
            let nought = (self.hit == 2).then_some(Ok(Number::ZERO));
            return otherwise().or(nought);
        };
        if self.hit < 2 {
            return Some(first);
        }
        Some(fitting.into_iter().skip(1).fold(first, |all, next| match (all, next) {
            (Ok(all), Ok(next)) => Ok(match self.hit {
                2 => all.plus(next).expect("small"),
                3 => all.max(next),
                _ => all.min(next),
            }),
            _ => Err(()),
        }))
    }
}

impl Amount {
    fn reckoned(self, told: [i64; 4]) -> Result<Number, ()> {
        match self {
            Self::Plain(figure) => Ok(Number::whole(figure)),
            Self::Weight => Ok(Number::whole(told[3])),
            Self::Grant => {
                if told[3] >= 1 {
                    Ok(Number::whole(10))
                } else {
                    Err(())
                }
            }
        }
    }

    fn text(self) -> String {
        match self {
            Self::Plain(figure) => figure.to_string(),
            Self::Weight => "weight".to_owned(),
            Self::Grant => "grant".to_owned(),
        }
    }
}

impl Text {
    fn written(&self) -> String {
        let mut out = String::from("policy trial\nfact young: yes/no\nfact local: yes/no\nfact points: number\n");
        out.push_str("fact weight: number\narticle 1\n");
        let table = &self.table;
        let _ = writeln!(out, "  table level, {}\n    young | local | points | level", HITS[table.hit]);
        let asked = |cell: Option<bool>| cell.map_or("any", |yes| if yes { "yes" } else { "no" });
        for row in &table.rows {
            let (young, local) = (asked(row.young), asked(row.local));
            let _ = writeln!(out, "    {young} | {local} | {} | {}", CELLS[row.points], row.gives.text());
        }
        if let Some(otherwise) = table.otherwise {
            let _ = writeln!(out, "    otherwise | any | any | {}", otherwise.text());
        }
        out.push_str("article 2\n");
        let ranges = ["points < 1", "points ≥ 1 and points < 5", "points ≥ 5"];
        for (range, amount) in &self.fees {
            let _ = writeln!(out, "  fee is {} when {}", amount.text(), ranges[*range - 1]);
        }
        out.push_str("article 3\n  score total");
        for (word, bound) in [("at most", self.cap), ("at least", self.floor)] {
            bound.iter().for_each(|bound| {
                let _ = write!(out, ", {word} {bound}");
            });
        }
        let item = |(amount, minus, when): &Item| {
            let minus = if *minus { "minus " } else { "" };
            let when = when.map_or(String::new(), |fact| format!(" when {}", FACTS[fact]));
            format!("- {minus}{}{when}", amount.text())
        };
        out.push_str("\n    - level\n    - fee when local\n");
        for entry in &self.items {
            let _ = writeln!(out, "    {}", item(entry));
        }
        out.push_str("    - part: best of\n");
        for entry in &self.best {
            let _ = writeln!(out, "      {}", item(entry));
        }
        let figures = &self.figures;
        let _ = writeln!(out, "article 5\n  grant is 10 when weight ≥ 1");
        let _ = writeln!(out, "article 4\n  low is the lesser of {} and total", figures[0]);
        let _ = writeln!(out, "  high is the greater of {} and fee", figures[0]);
        let subjects =
            ["level", "fee", "total", "low", "high", "(the greater of 5 and (10 ÷ weight))", "(level + fee)"];
        for (at, subject) in subjects.iter().enumerate() {
            let figure = figures[at % figures.len()];
            let _ = writeln!(out, "  may go {at} when {subject} ≥ {figure}");
            let _ = writeln!(out, "  may stop {at} when {subject} < {figure}");
            let _ = writeln!(out, "  may wait {at} when {subject} ≤ weight");
        }
        out
    }
}

fn case_of(policy: &Policy, told: &Told) -> Case {
    let mut case = Case::new(&policy.program);
    for (at, (name, value)) in FACTS.iter().zip(told).enumerate() {
        let Some(value) = value else { continue };
        let value = if at < 2 { Value::Bool(*value != 0) } else { Value::Number(Number::whole(*value)) };
        case.set(named(&policy.program, name), Given::Value(value));
    }
    case
}

/// Every table gives what the reference says its rows give.
#[test]
fn tables_give_what_their_rows_say() {
    run(120, 21, &(text(), prop::collection::vec(told(), 12)), |(text, cases)| {
        let policy = loaded(&text.written());
        for told in cases {
            let told = told.map(|value| value.unwrap_or(1));
            let found = answers(&policy, &case_of(&policy, &told.map(Some))).into_iter().next().expect("the table");
            let expected = text.table.expected(told);
            let same = match (&found, &expected) {
                (Answer::NotAddressed, None) | (Answer::Error(_), Some(Err(()))) => true,
                (Answer::Value(Value::Number(found)), Some(Ok(expected))) => found == expected,
                _ => false,
            };
            prop_assert!(same, "{:?}, not {:?}, for {:?}\n{}", found, expected, told, text.written());
        }
        Ok(())
    });
}

/// What is settled stays settled, whatever is learnt; and nothing is open in a case told whole.
#[test]
fn learning_never_unsettles_an_amount() {
    run(250, 22, &(text(), prop::collection::vec((told(), told()), 16)), |(text, cases)| {
        let policy = loaded(&text.written());
        for (mut known, more) in cases {
            let mut before = answers(&policy, &case_of(&policy, &known));
            for at in 0..FACTS.len() {
                if known[at].is_some() {
                    continue;
                }
                known[at] = more[at].or(Some(1));
                let after = answers(&policy, &case_of(&policy, &known));
                for (index, (now, next)) in before.iter().zip(&after).enumerate() {
                    let errors = matches!((now, next), (Answer::Error(_), Answer::Error(_)));
                    prop_assert!(
                        errors || now == next || matches!(now, Answer::Undetermined(_)),
                        "decision {}: {:?} became {:?} with {:?}\n{}",
                        index,
                        now,
                        next,
                        known,
                        text.written()
                    );
                }
                before = after;
            }
            let open = before.iter().position(|answer| matches!(answer, Answer::Undetermined(_)));
            prop_assert!(open.is_none(), "decision {:?} is open with {:?}\n{}", open, known, text.written());
        }
        Ok(())
    });
}

/// What is proposed can be told: no half of a year, and nothing that is presumed.
#[test]
fn proposals_can_be_told() {
    let text = "policy trial\nrecord person\n  years: whole number\n  ill: yes/no, presumed no because nobody said so\n\
                fact family: list of person\nfact years spent: whole number\nfact ratio: number\narticle 1\n  \
                may go when ratio > 0.5 and years spent ≠ 0\n  may stay when every person (years ≥ 1 and not ill)\n";
    let policy = loaded(text);
    let told = policy.explain(&Case::new(&policy.program), &Question::default(), None);
    let facts = told.outcomes.iter().flat_map(|told| &told.settled_by).flat_map(|settler| &settler.facts);
    let shown: Vec<String> = facts.map(|fact| format!("{} = {}", fact.fact.en, fact.value.en)).collect();
    assert!(shown.iter().any(|fact| fact.starts_with("family")), "{shown:?}");
    for fact in shown {
        assert!(!fact.contains("ill "), "{fact}");
        assert!(fact.starts_with("ratio") || !fact.contains('.'), "{fact}");
    }
}

/// An outcome rests on a presumption only where it would be another without it.
#[test]
fn what_is_told_goes_before_what_is_presumed() {
    let presumed = "yes/no, presumed no because nobody said so";
    let text = format!(
        "policy trial\nfact here: yes/no\nfact student: {presumed}\nrecord person\n  near: yes/no\n  ill: {presumed}\n\
         fact family: list of person\narticle 1\n  may go when here and student\n  each person may stay when near and ill\n"
    );
    let policy = loaded(&text);
    let mut case = Case::new(&policy.program);
    let no = || Given::Value(Value::Bool(false));
    case.set(named(&policy.program, "here"), no());
    let members = vec![vec![no(), Given::Unknown]];
    case.set(named(&policy.program, "family"), Given::Value(Value::List(members.into())));
    let told = policy.explain(&case, &Question::default(), None);
    assert_eq!(told.outcomes.len(), 2);
    for told in told.outcomes {
        assert_eq!(told.answer, "no");
        assert!(told.presumptions.is_empty(), "{:?}", told.presumptions);
        assert!(!told.cited.is_empty());
    }
}
