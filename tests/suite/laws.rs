//! The laws of the language, held over generated policies and cases by an evaluator of its own.
//!
//! The reference here is written from the rules of meaning alone, slowly and without short cuts: it knows neither the
//! tree of the program nor its interpreter. Policies are generated as trees and written out in English and in Chinese.

use super::work::load_text;
use pol::diagnostics::Diagnostic;
use pol::interpret::{Answer, interpret};
use pol::ir::{Given, Program, Value};
use pol::source::{FileId, Span};
use pol::types::Number;
use pol::types::ids::{DecisionId, FactId, PlaceId};
use pol::{Case, Explanation, Language, Policy, Question, cases};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};
use std::collections::BTreeSet;
use std::fmt::Write as _;

// ── What is generated ────────────────────────────────────────

const BOOLS: [(&str, &str); 5] = [
    ("has job", "有工作"),
    ("has home", "有住房"),
    ("is skilled", "属技工"),
    ("is young", "年纪轻"),
    ("under ban", "受处分"),
];
const TAX: usize = 5;
const INCOME: usize = 6;
const AWARD: usize = 7;
const AMOUNTS: [(&str, &str); 2] = [("tax paid", "纳税额"), ("income", "收入额")];
const FACTS: usize = 8;
const TERMS: [(&str, &str); 3] = [("settled", "安定者"), ("steady", "稳定者"), ("proven", "经证实者")];
/// Amounts on both sides of every figure that a policy compares with, and nought, by which nothing is divided.
const DOMAIN: [i64; 5] = [0, 50, 100, 150, 200];

#[derive(Debug, Clone)]
enum Cond {
    Fact(usize),
    Amount(usize, Sign, i64),
    /// `tax paid ÷ income ≥ 1`
    Ratio,
    /// `award exists`
    Award,
    Term(usize),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    None(Vec<Cond>),
    AtLeast(u32, Vec<Cond>),
    Exactly(u32, Vec<Cond>),
}

#[derive(Debug, Clone, Copy)]
enum Sign {
    AtLeast,
    More,
    AtMost,
    Less,
}

#[derive(Debug, Clone)]
enum Amount {
    Plain(i64),
    Fact(usize),
    Lesser(usize, i64),
    /// `if C then A otherwise B`, over a condition of one line.
    If(Box<Cond>, i64, i64),
}

#[derive(Debug, Clone)]
struct Rule {
    forbids: bool,
    before: Option<usize>,
    population: Option<Cond>,
    condition: Cond,
    exceptions: Vec<Cond>,
}

#[derive(Debug, Clone)]
struct Price {
    amount: Amount,
    condition: Option<Cond>,
    otherwise: bool,
}

#[derive(Debug, Clone)]
struct Text {
    terms: Vec<Cond>,
    rules: Vec<Rule>,
    prices: Vec<Price>,
}

/// What is told of one fact: nothing, that there is none, or a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Absent,
    Is(i64),
}

type Facts = [Told; FACTS];

fn line() -> BoxedStrategy<Cond> {
    let sign = prop_oneof![Just(Sign::AtLeast), Just(Sign::More), Just(Sign::AtMost), Just(Sign::Less)];
    let plain = prop_oneof![
        4 => (0..5_usize).prop_map(Cond::Fact),
        3 => (5..7_usize, sign, prop_oneof![Just(100_i64), Just(150)]).prop_map(|(fact, sign, figure)| Cond::Amount(fact, sign, figure)),
        2 => Just(Cond::Ratio),
        1 => Just(Cond::Award),
    ];
    let negated = plain.clone().prop_map(|inner| Cond::Not(Box::new(inner)));
    prop_oneof![4 => plain, 1 => negated].boxed()
}

fn cond() -> BoxedStrategy<Cond> {
    let leaf = prop_oneof![6 => line(), 1 => (0..3_usize).prop_map(Cond::Term)];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let items = prop::collection::vec(inner, 2..4);
        prop_oneof![
            items.clone().prop_map(Cond::All),
            items.clone().prop_map(Cond::Any),
            items.clone().prop_map(Cond::None),
            (1..3_u32, items.clone()).prop_map(|(number, items)| Cond::AtLeast(number, items)),
            (1..3_u32, items).prop_map(|(number, items)| Cond::Exactly(number, items)),
        ]
    })
    .boxed()
}

fn amount() -> BoxedStrategy<Amount> {
    prop_oneof![
        3 => prop_oneof![Just(50_i64), Just(80)].prop_map(Amount::Plain),
        1 => (5..7_usize).prop_map(Amount::Fact),
        1 => (5..7_usize, Just(120_i64)).prop_map(|(fact, cap)| Amount::Lesser(fact, cap)),
        1 => (line(), prop_oneof![Just(50_i64), Just(60)], Just(50_i64)).prop_map(|(c, a, b)| Amount::If(Box::new(c), a, b)),
    ]
    .boxed()
}

fn text() -> BoxedStrategy<Text> {
    let rule = (
        prop::bool::weighted(0.3),
        prop::option::weighted(0.4, 0..4_usize),
        prop::option::of(cond()),
        cond(),
        prop::collection::vec(cond(), 0..2),
    )
        .prop_map(|(forbids, before, population, condition, exceptions)| Rule {
            forbids,
            before,
            population,
            condition,
            exceptions,
        });
    let price = (amount(), prop::option::weighted(0.9, cond()), prop::bool::weighted(0.2))
        .prop_map(|(amount, condition, otherwise)| Price { amount, condition, otherwise });
    let terms = prop::collection::vec(cond(), 3);
    (terms, prop::collection::vec(rule, 1..4), prop::collection::vec(price, 1..4))
        .prop_map(|(terms, rules, prices)| Text { terms, rules, prices }.mended())
        .boxed()
}

fn facts() -> BoxedStrategy<Facts> {
    let yes_no = prop_oneof![1 => Just(Told::Nothing), 2 => (0..2_i64).prop_map(Told::Is)];
    let money = || prop_oneof![1 => Just(Told::Nothing), 2 => prop::sample::select(DOMAIN.to_vec()).prop_map(Told::Is)];
    let award = prop_oneof![Just(Told::Nothing), Just(Told::Absent), Just(Told::Is(10))];
    (prop::array::uniform5(yes_no), money(), money(), award)
        .prop_map(|([a, b, c, d, e], tax, income, award)| [a, b, c, d, e, tax, income, award])
        .boxed()
}

impl Cond {
    /// Lets a term read only those before it.
    fn reading_below(self, limit: usize) -> Self {
        let all = |items: Vec<Self>| items.into_iter().map(|item| item.reading_below(limit)).collect();
        match self {
            Self::Term(index) if limit == 0 => Self::Fact(index),
            Self::Term(index) => Self::Term(index % limit),
            Self::All(items) => Self::All(all(items)),
            Self::Any(items) => Self::Any(all(items)),
            Self::None(items) => Self::None(all(items)),
            Self::AtLeast(number, items) => Self::AtLeast(number, all(items)),
            Self::Exactly(number, items) => Self::Exactly(number, all(items)),
            other => other,
        }
    }

    /// What it reads, each as often as it does; terms opened.
    fn reads(&self, terms: &[Self], out: &mut Vec<usize>) {
        match self {
            Self::Fact(fact) | Self::Amount(fact, ..) => out.push(*fact),
            Self::Ratio => out.extend([TAX, INCOME]),
            Self::Award => out.push(AWARD),
            Self::Term(term) => terms[*term].reads(terms, out),
            Self::Not(inner) => inner.reads(terms, out),
            Self::All(items)
            | Self::Any(items)
            | Self::None(items)
            | Self::AtLeast(_, items)
            | Self::Exactly(_, items) => {
                items.iter().for_each(|item| item.reads(terms, out));
            }
        }
    }
}

impl Text {
    fn mended(mut self) -> Self {
        self.terms = self.terms.into_iter().enumerate().map(|(index, term)| term.reading_below(index)).collect();
        let count = self.rules.len();
        for (index, rule) in self.rules.iter_mut().enumerate() {
            rule.before = rule.before.filter(|other| *other < count && *other != index);
        }
        // Two rules that each go before the other are refused.
        for index in 0..self.rules.len() {
            if let Some(other) = self.rules[index].before
                && other > index
                && self.rules[other].before == Some(index)
            {
                self.rules[other].before = None;
            }
        }
        // One rule at most says *otherwise*, and it asks nothing.
        let mut seen = false;
        for price in &mut self.prices {
            price.otherwise &= !seen;
            seen |= price.otherwise;
            if price.otherwise {
                price.condition = None;
            }
        }
        self
    }

    /// Whether no fact is read twice, so that what is possible is exactly what some completion gives.
    fn reads_once(&self) -> bool {
        let mut read = Vec::new();
        for rule in &self.rules {
            for cond in rule.population.iter().chain([&rule.condition]).chain(&rule.exceptions) {
                cond.reads(&self.terms, &mut read);
            }
        }
        let distinct: BTreeSet<usize> = read.iter().copied().collect();
        distinct.len() == read.len()
    }
}

// ── Writing it out ───────────────────────────────────────────

struct Writer {
    chinese: bool,
    out: String,
}

impl Writer {
    fn pick<'t>(&self, en: &'t str, zh: &'t str) -> &'t str {
        if self.chinese { zh } else { en }
    }

    fn name(&self, fact: usize) -> &'static str {
        let (en, zh) = if fact < 5 { BOOLS[fact] } else { AMOUNTS[fact - 5] };
        if self.chinese { zh } else { en }
    }

    fn of(text: &Text, chinese: bool) -> String {
        let mut writer = Self { chinese, out: String::new() };
        writer.text(text);
        writer.out
    }

    fn text(&mut self, text: &Text) {
        let (policy, fact) = (self.pick("policy trial", "政策 试验").to_owned(), self.pick("fact", "事实").to_owned());
        let _ = writeln!(self.out, "{policy}");
        let (kind, money) = (self.pick("yes/no", "是否"), self.pick("money", "金额"));
        let (mark, none) = (self.pick(": ", "："), self.pick("or none", "可无"));
        let mut head = String::new();
        for (en, zh) in BOOLS {
            let _ = writeln!(head, "{fact} {en} ({zh}){mark}{kind}");
        }
        for (en, zh) in AMOUNTS {
            let _ = writeln!(head, "{fact} {en} ({zh}){mark}{money}");
        }
        let _ = writeln!(head, "{fact} award (奖金){mark}{money} {none}");
        self.out.push_str(&head);
        for ((en, zh), term) in TERMS.iter().zip(&text.terms) {
            let define =
                if self.chinese { format!("定义 {zh}（{en}）：") } else { format!("define {en} ({zh}) as ") };
            self.out.push_str(&define);
            self.body(term, 2);
        }
        for (index, rule) in text.rules.iter().enumerate() {
            let number = index + 1;
            let (article, applies, except) = (
                self.article(number),
                self.pick("  applies to ", "  适用于 ").to_owned(),
                self.pick("    except when ", "    例外 ").to_owned(),
            );
            let _ = writeln!(self.out, "{article}");
            if let Some(population) = &rule.population {
                self.out.push_str(&applies);
                self.body(population, 4);
            }
            let head = match (rule.forbids, self.chinese) {
                (false, false) => "  may go (通行) when ",
                (true, false) => "  must not go (通行) when ",
                (false, true) => "  可以 通行（go） 条件是 ",
                (true, true) => "  不得 通行（go） 条件是 ",
            };
            self.out.push_str(head);
            self.body(&rule.condition, 4);
            if let Some(other) = rule.before {
                let (words, other) = (self.pick("notwithstanding", "不受限于").to_owned(), self.article(other + 1));
                let _ = writeln!(self.out, "    {words} {other}");
            }
            for exception in &rule.exceptions {
                self.out.push_str(&except);
                self.body(exception, 6);
            }
        }
        for (index, price) in text.prices.iter().enumerate() {
            let number = text.rules.len() + index + 1;
            let article = self.article(number);
            let _ = writeln!(self.out, "{article}");
            if let Some(condition) = &price.condition {
                // The condition as the population of the article, so that it may be a list.
                let term = self.pick("define needed (所需) as ", "定义 所需（needed）：").to_owned();
                let _ = write!(self.out, "  {term}");
                self.body(condition, 4);
            }
            let amount = self.amount(&price.amount);
            let line = match (price.otherwise, self.chinese) {
                (true, false) => format!("  fee (费用) otherwise is {amount}"),
                (true, true) => format!("  费用（fee） 否则为 {amount}"),
                (false, false) => format!("  fee (费用) is {amount}"),
                (false, true) => format!("  费用（fee） 为 {amount}"),
            };
            let when = match (price.condition.is_some(), self.chinese) {
                (false, _) => "",
                (true, false) => " when needed",
                (true, true) => "，当 所需",
            };
            let _ = writeln!(self.out, "{line}{when}");
        }
    }

    fn article(&self, number: usize) -> String {
        if self.chinese { format!("第{number}条") } else { format!("article {number}") }
    }

    fn amount(&self, amount: &Amount) -> String {
        let yuan = |figure: i64| if self.chinese { format!("{figure}元") } else { format!("{figure} yuan") };
        match amount {
            Amount::Plain(figure) => yuan(*figure),
            Amount::Fact(fact) => self.name(*fact).to_owned(),
            Amount::Lesser(fact, cap) if self.chinese => format!("{}与{}中的较小者", self.name(*fact), yuan(*cap)),
            Amount::Lesser(fact, cap) => format!("the lesser of {} and {}", self.name(*fact), yuan(*cap)),
            Amount::If(cond, yes, no) if self.chinese => {
                format!("(如果{}，则{}，否则{})", self.line(cond), yuan(*yes), yuan(*no))
            }
            Amount::If(cond, yes, no) => {
                format!("(if {} then {} otherwise {})", self.line(cond), yuan(*yes), yuan(*no))
            }
        }
    }

    fn line(&self, cond: &Cond) -> String {
        match cond {
            Cond::Fact(fact) => self.name(*fact).to_owned(),
            Cond::Amount(fact, sign, figure) => {
                let name = self.name(*fact);
                match (sign, self.chinese) {
                    (Sign::AtLeast, false) => format!("{name} at least {figure}"),
                    (Sign::More, false) => format!("{name} > {figure} yuan"),
                    (Sign::AtMost, false) => format!("{name} ≤ {figure}"),
                    (Sign::Less, false) => format!("{name} less than {figure} yuan"),
                    (Sign::AtLeast, true) => format!("{name}{figure}元以上"),
                    (Sign::More, true) => format!("{name}超过{figure}元"),
                    (Sign::AtMost, true) => format!("{name} {figure}元以下"),
                    (Sign::Less, true) => format!("{name}不满{figure}元"),
                }
            }
            Cond::Ratio if self.chinese => "纳税额 ÷ 收入额 ≥ 1".to_owned(),
            Cond::Ratio => "tax paid / income ≥ 1".to_owned(),
            Cond::Award if self.chinese => "奖金存在".to_owned(),
            Cond::Award => "award exists".to_owned(),
            Cond::Term(term) => if self.chinese { TERMS[*term].1 } else { TERMS[*term].0 }.to_owned(),
            Cond::Not(inner) if self.chinese => format!("非 {}", self.line(inner)),
            Cond::Not(inner) => format!("not {}", self.line(inner)),
            _ => unreachable!("a list does not stand in a line"),
        }
    }

    fn body(&mut self, cond: &Cond, indent: usize) {
        let (head, items) = match cond {
            Cond::All(items) => (self.pick("all of", "同时符合").to_owned(), items),
            Cond::Any(items) => (self.pick("any of", "下列之一").to_owned(), items),
            Cond::None(items) => (self.pick("none of", "无下列情形").to_owned(), items),
            Cond::AtLeast(number, items) if self.chinese => (format!("至少符合{number}项"), items),
            Cond::AtLeast(number, items) => (format!("at least {number} of"), items),
            Cond::Exactly(number, items) if self.chinese => (format!("恰好符合{number}项"), items),
            Cond::Exactly(number, items) => (format!("exactly {number} of"), items),
            line => {
                let line = self.line(line);
                let _ = writeln!(self.out, "{line}");
                return;
            }
        };
        let _ = writeln!(self.out, "{head}");
        for item in items {
            let _ = write!(self.out, "{:indent$}- ", "");
            self.body(item, indent + 4);
        }
    }
}

// ── The reference ────────────────────────────────────────────

/// What a condition or an amount yields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Is(i64),
    Unknown,
    Error,
}

use Found::{Error, Is, Unknown};
const YES: Found = Is(1);
const NO: Found = Is(0);

/// What comes out, without the words of an error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Out {
    Yes,
    No,
    NotAddressed,
    Value(i64),
    Error,
    /// A value that cannot be told.
    Any,
    Open(BTreeSet<Out>),
}

struct Reference<'t> {
    text: &'t Text,
    facts: Facts,
}

/// From the counts of parts that are yes, no, unknown and in error, by going through all that they could be.
fn counted(parts: &[Found], holds: impl Fn(usize) -> bool) -> Found {
    let count = |wanted: Found| parts.iter().filter(|part| **part == wanted).count();
    let (yes, unknown, errors) = (count(YES), count(Unknown), count(Error));
    let with = |unknown: usize| -> Option<bool> {
        let first = holds(yes + unknown);
        (0..=errors).all(|error| holds(yes + unknown + error) == first).then_some(first)
    };
    let ends: Vec<Option<bool>> = (0..=unknown).map(with).collect();
    match ends[0] {
        Some(settled) if ends.iter().all(|end| *end == Some(settled)) => Is(i64::from(settled)),
        None if ends.iter().all(Option::is_none) => Error,
        _ => Unknown,
    }
}

impl Reference<'_> {
    fn fact(&self, fact: usize) -> Found {
        match self.facts[fact] {
            Told::Is(value) => Is(value),
            Told::Nothing => Unknown,
            Told::Absent => unreachable!("only an award can be none, and it is only asked whether it exists"),
        }
    }

    fn cond(&self, cond: &Cond) -> Found {
        let parts = |items: &[Cond]| items.iter().map(|item| self.cond(item)).collect::<Vec<_>>();
        match cond {
            Cond::Fact(fact) => self.fact(*fact),
            Cond::Amount(fact, sign, figure) => match self.fact(*fact) {
                Is(amount) => Is(i64::from(match sign {
                    Sign::AtLeast => amount >= *figure,
                    Sign::More => amount > *figure,
                    Sign::AtMost => amount <= *figure,
                    Sign::Less => amount < *figure,
                })),
                other => other,
            },
            Cond::Ratio => match (self.fact(TAX), self.fact(INCOME)) {
                (Is(_), Is(0)) => Error,
                (Is(tax), Is(income)) => Is(i64::from(tax >= income)),
                _ => Unknown,
            },
            Cond::Award => match self.facts[AWARD] {
                Told::Nothing => Unknown,
                Told::Absent => NO,
                Told::Is(_) => YES,
            },
            Cond::Term(term) => self.cond(&self.text.terms[*term]),
            Cond::Not(inner) => negated(self.cond(inner)),
            Cond::All(items) => counted(&parts(items), |yes| yes == items.len()),
            Cond::Any(items) => counted(&parts(items), |yes| yes > 0),
            Cond::None(items) => counted(&parts(items), |yes| yes == 0),
            Cond::AtLeast(number, items) => counted(&parts(items), |yes| yes >= *number as usize),
            Cond::Exactly(number, items) => counted(&parts(items), |yes| yes == *number as usize),
        }
    }

    fn amount(&self, amount: &Amount) -> Found {
        match amount {
            Amount::Plain(figure) => Is(*figure),
            Amount::Fact(fact) => self.fact(*fact),
            Amount::Lesser(fact, cap) => match self.fact(*fact) {
                Is(amount) => Is(amount.min(*cap)),
                other => other,
            },
            Amount::If(cond, yes, no) if yes == no => {
                let _ = self.cond(cond);
                Is(*yes)
            }
            Amount::If(cond, yes, no) => match self.cond(cond) {
                YES => Is(*yes),
                NO => Is(*no),
                other => other,
            },
        }
    }

    /// How a rule can end, as (speaks, holds); an error is a way of its own that could be any other.
    fn ends(population: Found, condition: Found) -> Vec<Vec<(bool, bool)>> {
        let any = |found: Found| -> Vec<Vec<bool>> {
            match found {
                Is(value) => vec![vec![value != 0]],
                Unknown => vec![vec![true], vec![false]],
                Error => vec![vec![true, false]],
            }
        };
        let mut out = Vec::new();
        for speaks in any(population) {
            for holds in any(condition) {
                let pairs: BTreeSet<(bool, bool)> = speaks
                    .iter()
                    .flat_map(|speaks| holds.iter().map(move |holds| (*speaks, *speaks && *holds)))
                    .collect();
                out.push(pairs.into_iter().collect());
            }
        }
        out
    }

    /// Goes through every way in which all rules can end, and through all that an error could have been.
    fn outcome(&self, ends: &[Vec<Vec<(bool, bool)>>], of: &dyn Fn(&[(bool, bool)]) -> Out) -> Out {
        let mut found = BTreeSet::new();
        for way in product(ends) {
            let outs: BTreeSet<Out> = product(&way).into_iter().map(|ends| of(&ends)).collect();
            // An amount that cannot be told yet may be the other one.
            let open = outs.len() == 2 && outs.contains(&Out::Any) && !outs.contains(&Out::Error);
            let single = outs.len() == 1;
            found.insert(match outs.into_iter().next() {
                Some(only) if single => only,
                _ if open => Out::Any,
                _ => Out::Error,
            });
        }
        if found.len() == 1 { found.into_iter().next().expect("one") } else { Out::Open(found) }
    }

    fn go(&self) -> Out {
        let rules = &self.text.rules;
        let modal_forbids = rules.iter().all(|rule| rule.forbids);
        let ends: Vec<Vec<Vec<(bool, bool)>>> = rules
            .iter()
            .map(|rule| {
                let population = rule.population.as_ref().map_or(YES, |cond| self.cond(cond));
                let mut parts = vec![self.cond(&rule.condition)];
                parts.extend(rule.exceptions.iter().map(|exception| negated(self.cond(exception))));
                Self::ends(population, counted(&parts, |yes| yes == parts.len()))
            })
            .collect();
        self.outcome(&ends, &|ends| {
            let beaten =
                |index: usize| (0..ends.len()).any(|other| ends[other].1 && rules[other].before == Some(index));
            let live: Vec<usize> = (0..ends.len()).filter(|index| ends[*index].1 && !beaten(*index)).collect();
            let against = |index: &usize| rules[*index].forbids && !modal_forbids;
            let (no, yes): (Vec<usize>, Vec<usize>) = live.into_iter().partition(against);
            let speaks = |index: usize| ends[index].1 || (ends[index].0 && !against(&index));
            match (no.is_empty(), yes.is_empty()) {
                (false, false) => Out::Error,
                (true, false) => Out::Yes,
                _ if (0..ends.len()).any(speaks) => Out::No,
                _ => Out::NotAddressed,
            }
        })
    }

    fn fee(&self) -> Out {
        let prices = &self.text.prices;
        let ends: Vec<Vec<Vec<(bool, bool)>>> = prices
            .iter()
            .map(|price| Self::ends(YES, price.condition.as_ref().map_or(YES, |cond| self.cond(cond))))
            .collect();
        self.outcome(&ends, &|ends| {
            let live = |otherwise: bool| {
                let found = (0..ends.len()).filter(|index| ends[*index].1 && prices[*index].otherwise == otherwise);
                found.map(|index| self.amount(&prices[index].amount)).collect::<Vec<Found>>()
            };
            let given = Some(live(false)).filter(|live| !live.is_empty()).unwrap_or_else(|| live(true));
            match given.as_slice() {
                [] => Out::NotAddressed,
                [first, rest @ ..] if rest.iter().all(|other| other == first) => match first {
                    Is(value) => Out::Value(*value),
                    Unknown => Out::Any,
                    Error => Out::Error,
                },
                several if several.contains(&Unknown) => Out::Any,
                _ => Out::Error,
            }
        })
    }
}

fn negated(found: Found) -> Found {
    match found {
        Is(value) => Is(1 - value),
        other => other,
    }
}

fn product<T: Clone>(choices: &[Vec<T>]) -> Vec<Vec<T>> {
    choices.iter().fold(vec![Vec::new()], |rows, choice| {
        rows.iter()
            .flat_map(|row| {
                choice.iter().map(move |one| {
                    let mut row = row.clone();
                    row.push(one.clone());
                    row
                })
            })
            .collect()
    })
}

// ── The program ──────────────────────────────────────────────

pub fn loaded(text: &str) -> Policy {
    let loaded = load_text(text);
    let told = super::work::told(&loaded, Language::English);
    loaded.policy.unwrap_or_else(|| panic!("this is no policy:\n{text}\n{told}"))
}

pub fn named(program: &Program, name: &str) -> FactId {
    let at = program.facts.iter().position(|fact| fact.term.is(name)).expect("the fact is declared");
    FactId::at(at)
}

fn case_of(program: &Program, facts: &Facts) -> Case {
    let mut case = Case::new(program);
    let yuan = |figure: i64| Given::Value(Value::Number(Number::whole(figure)));
    for (index, told) in facts.iter().enumerate() {
        let name = match index {
            0..5 => BOOLS[index].0,
            AWARD => "award",
            _ => AMOUNTS[index - 5].0,
        };
        let given = match told {
            Told::Nothing => Given::Unknown,
            Told::Absent => Given::Absent,
            Told::Is(value) if index < 5 => Given::Value(Value::Bool(*value != 0)),
            Told::Is(value) => yuan(*value),
        };
        case.set(named(program, name), given);
    }
    case
}

fn out(answer: &Answer) -> Out {
    match answer {
        Answer::Yes | Answer::Kept | Answer::Breached | Answer::Due => Out::Yes,
        Answer::No => Out::No,
        Answer::NotAddressed => Out::NotAddressed,
        Answer::Undetermined(possible) if possible.is_empty() => Out::Any,
        Answer::Undetermined(possible) => Out::Open(possible.iter().map(out).collect()),
        Answer::Value(Value::Number(number)) => Out::Value(number.to_i64().expect("amounts are whole here")),
        Answer::Value(other) => panic!("no amount: {other:?}"),
        Answer::Error(_) => Out::Error,
    }
}

pub fn answers(policy: &Policy, case: &Case) -> Vec<Answer> {
    let outcomes = interpret(&policy.program, case, &Question::default(), None);
    outcomes.into_iter().map(|outcome| outcome.answer).collect()
}

fn outs(policy: &Policy, facts: &Facts) -> [Out; 2] {
    let case = case_of(&policy.program, facts);
    ["go", "fee"].map(|name| {
        let decision = policy.decision(name).expect("it is decided");
        let outcomes = interpret(&policy.program, &case, &Question::default(), Some(decision));
        out(&outcomes.first().expect("one outcome").answer)
    })
}

/// Whether what comes out may become `next` when more is told.
fn may_become(now: &Out, next: &Out) -> bool {
    match now {
        Out::Open(_) | Out::Any => true,
        settled => settled == next,
    }
}

/// Every way of telling what is not told.
fn completions(facts: &Facts, told: &[usize]) -> Vec<Facts> {
    let mut out = vec![*facts];
    for index in told {
        if facts[*index] != Told::Nothing {
            continue;
        }
        let values: Vec<Told> = match *index {
            0..5 => vec![Told::Is(0), Told::Is(1)],
            AWARD => vec![Told::Absent, Told::Is(10)],
            _ => DOMAIN.iter().map(|value| Told::Is(*value)).collect(),
        };
        out = out
            .iter()
            .flat_map(|facts| {
                values.iter().map(move |value| {
                    let mut next = *facts;
                    next[*index] = *value;
                    next
                })
            })
            .collect();
    }
    out
}

pub fn run<S: Strategy>(cases: u32, seed: u64, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };
    if let Err(error) = TestRunner::new(config).run(strategy, test) {
        panic!("{error}");
    }
}

// ── The laws ─────────────────────────────────────────────────

/// All-of, any-of and their kin, every combination of yes, no, unknown and error of up to four parts.
#[test]
fn connectives_are_as_the_table_says_in_any_order() {
    let heads = ["all of", "any of", "none of", "at least 2 of", "exactly 1 of", "exactly 2 of"];
    for width in 2..=4_usize {
        let mut text = String::from("policy trial\n");
        for part in 0..width {
            let _ = writeln!(text, "fact amount {part}: money\nfact share {part}: money");
        }
        for (index, head) in heads.iter().enumerate() {
            let _ = writeln!(text, "article {}\n  may go {index} when {head}", index + 1);
            (0..width).for_each(|part| {
                let _ = writeln!(text, "    - amount {part} / share {part} ≥ 1");
            });
        }
        let policy = loaded(&text);
        for parts in product(&vec![vec![YES, NO, Unknown, Error]; width]) {
            let mut case = Case::new(&policy.program);
            for (part, found) in parts.iter().enumerate() {
                let mut tell = |name: String, value: i64| {
                    case.set(named(&policy.program, &name), Given::Value(Value::Number(Number::whole(value))));
                };
                tell(format!("share {part}"), i64::from(*found != Error));
                if *found != Unknown {
                    tell(format!("amount {part}"), i64::from(*found == YES));
                }
            }
            let found = answers(&policy, &case);
            let (yes, no) = (parts.contains(&YES), parts.contains(&NO));
            let (unknown, error) = (parts.contains(&Unknown), parts.contains(&Error));
            let all = if no {
                NO
            } else if unknown {
                Unknown
            } else if error {
                Error
            } else {
                YES
            };
            let any = if yes {
                YES
            } else if unknown {
                Unknown
            } else if error {
                Error
            } else {
                NO
            };
            let count = |wanted: Found| parts.iter().filter(|part| **part == wanted).count();
            let (y, u, e) = (count(YES), count(Unknown), count(Error));
            let least = if y >= 2 {
                YES
            } else if y + u + e < 2 {
                NO
            } else if y + u < 2 && y + e >= 2 {
                Error
            } else {
                Unknown
            };
            let exactly = |n: usize| {
                if y > n || y + u + e < n {
                    NO
                } else if u + e == 0 {
                    YES
                } else if y + u <= n && y + e >= n && e > 0 {
                    Error
                } else {
                    Unknown
                }
            };
            let expected = [all, any, negated(any), least, exactly(1), exactly(2)];
            for ((head, answer), expected) in heads.iter().zip(&found).zip(expected) {
                let wanted = match expected {
                    YES => Out::Yes,
                    NO => Out::No,
                    Error => Out::Error,
                    _ => Out::Open([Out::Yes, Out::No].into()),
                };
                assert_eq!(out(answer), wanted, "{head} {parts:?}");
            }
        }
    }
}

/// The interpreter and the reference agree on every generated case, errors included, in both languages.
#[test]
fn the_interpreter_is_as_a_reference_says() {
    run(90, 11, &(text(), prop::collection::vec(facts(), 12)), |(text, cases)| {
        let (english, chinese) = (loaded(&Writer::of(&text, false)), loaded(&Writer::of(&text, true)));
        for facts in cases {
            let reference = Reference { text: &text, facts };
            let expected = [reference.go(), reference.fee()];
            let shown = || format!("{facts:?}\n{}", Writer::of(&text, false));
            prop_assert_eq!(&outs(&english, &facts), &expected, "{}", shown());
            prop_assert_eq!(&outs(&chinese, &facts), &expected, "in Chinese: {}\n{}", shown(), Writer::of(&text, true));
        }
        Ok(())
    });
}

/// What is settled stays settled, whatever is learnt.
#[test]
fn learning_never_unsettles() {
    run(100, 12, &(text(), prop::collection::vec((facts(), facts()), 10)), |(text, cases)| {
        let policy = loaded(&Writer::of(&text, false));
        for (mut facts, more) in cases {
            let mut before = outs(&policy, &facts);
            for index in 0..FACTS {
                if facts[index] != Told::Nothing {
                    continue;
                }
                facts[index] = more[index];
                let after = outs(&policy, &facts);
                for (now, next) in before.iter().zip(&after) {
                    prop_assert!(
                        may_become(now, next),
                        "{:?} became {:?} with {:?}\n{}",
                        now,
                        next,
                        facts,
                        Writer::of(&text, false)
                    );
                }
                before = after;
            }
        }
        Ok(())
    });
}

/// A place that is told is what is known of it: what is asked of it comes out as it does wherever in it the thing lies, and
/// is open where that differs. So learning where in it never unsettles.
#[test]
fn a_place_is_told_as_closely_as_it_is_known() {
    // Each with the one around it; every one in which others lie has ground of its own besides.
    const PLACES: [(&str, Option<usize>); 6] = [
        ("Yunnan", None),
        ("Dehong", Some(0)),
        ("Mangshi", Some(1)),
        ("Ruili", Some(1)),
        ("Diqing", Some(0)),
        ("Sichuan", None),
    ];
    const ASKED: [(&str, &[&str]); 8] = [
        ("home is Mangshi", &["Mangshi"]),
        ("home is Dehong", &["Dehong"]),
        ("home is in Dehong", &["Dehong"]),
        ("home is one of Mangshi, Diqing", &["Mangshi", "Diqing"]),
        ("home is in Ruili, Sichuan", &["Ruili", "Sichuan"]),
        ("home is in towns", &["Mangshi", "Ruili"]),
        ("home is seat", &["Mangshi"]),
        ("home is in base", &["Dehong"]),
    ];
    const BOTH: [&str; 3] = ["home is workplace", "workplace is home", "home is in workplace"];
    let mut text = "policy trial\nplace Yunnan\n  place Dehong\n    - Mangshi\n    - Ruili\n  place Diqing\nplace Sichuan\nplace set towns: Mangshi, Ruili\nparameter seat: Mangshi\ndefine base as Dehong\nfact home: place\nfact workplace: place\narticle 1\n".to_owned();
    for (at, asked) in ASKED.iter().map(|(asked, _)| *asked).chain(BOTH).enumerate() {
        let _ = writeln!(text, "  may go{at} when {asked}\n  may stay{at} when not ({asked})");
    }
    let policy = loaded(&text);
    let lies_in =
        |place: usize, around: usize| std::iter::successors(Some(place), |at| PLACES[*at].1).any(|at| at == around);
    let within =
        |told: Option<usize>| (0..PLACES.len()).filter(move |place| told.is_none_or(|told| lies_in(*place, told)));
    let has_inner = |place: usize| PLACES.iter().any(|(_, around)| *around == Some(place));
    let all = |ways: Vec<Option<bool>>| ways.iter().all(|way| *way == ways[0]).then(|| ways[0]).flatten();
    let open = [Answer::Yes, Answer::No];
    let every: Vec<Option<usize>> = std::iter::once(None).chain((0..PLACES.len()).map(Some)).collect();
    for (home, work) in every.iter().flat_map(|home| every.iter().map(move |work| (*home, *work))) {
        let mut case = Case::new(&policy.program);
        for (name, place) in [("home", home), ("workplace", work)] {
            let id = |place: usize| policy.program.places.iter().position(|known| known.term.is(PLACES[place].0));
            let given = place.and_then(id).map_or(Given::Unknown, |id| Given::Value(Value::Place(PlaceId::at(id))));
            case.set(named(&policy.program, name), given);
        }
        let answers = answers(&policy, &case);
        let of_one = ASKED.iter().map(|(_, places)| {
            all(within(home)
                .map(|at| {
                    Some(places.iter().any(|around| {
                        lies_in(at, PLACES.iter().position(|(name, _)| name == around).expect("it is declared"))
                    }))
                })
                .collect())
        });
        // On ground of its own two things may lie in one place or in two.
        let pairs = within(home).flat_map(|a| within(work).map(move |b| (a, b)));
        let same = all(pairs.map(|(a, b)| if a == b && has_inner(a) { None } else { Some(a == b) }).collect());
        // The area in which something is to lie is taken as it is told.
        let inside = work.and_then(|work| all(within(home).map(|at| Some(lies_in(at, work))).collect()));
        for (at, expected) in of_one.chain([same, same, inside]).enumerate() {
            let found = [&answers[2 * at], &answers[2 * at + 1]];
            let shown = format!("{:?}: home {home:?}, workplace {work:?}", ASKED.get(at));
            match expected {
                Some(yes) => {
                    assert_eq!(found, if yes { [&open[0], &open[1]] } else { [&open[1], &open[0]] }, "{shown}");
                }
                None => {
                    assert!(found.iter().all(|answer| matches!(answer, Answer::Undetermined(_))), "{shown}: {found:?}");
                }
            }
        }
    }
}

/// Whatever can come out is among what is said to be possible; and nothing else is where no fact is read twice.
#[test]
fn what_is_possible_is_what_can_come_out() {
    run(70, 13, &(text(), prop::collection::vec(facts(), 3)), |(text, cases)| {
        let policy = loaded(&Writer::of(&text, false));
        for facts in cases {
            let unknown: Vec<usize> = (0..FACTS).filter(|index| facts[*index] == Told::Nothing).collect();
            if unknown.len() > 5 {
                continue;
            }
            let [go, fee] = outs(&policy, &facts);
            let ways: Vec<[Out; 2]> = completions(&facts, &unknown)
                .into_iter()
                .map(|facts| Reference { text: &text, facts })
                .map(|reference| [reference.go(), reference.fee()])
                .collect();
            for (said, at) in [(go, 0), (fee, 1)] {
                let real: BTreeSet<Out> = ways.iter().map(|way| way[at].clone()).collect();
                let possible = match &said {
                    Out::Open(possible) => possible.clone(),
                    Out::Any => continue,
                    settled => [settled.clone()].into(),
                };
                // Errors that hide behind what is not known are not foretold.
                let missed = real.iter().filter(|real| !possible.contains(*real) && **real != Out::Error);
                let missed = missed.filter(|_| !possible.contains(&Out::Any)).count();
                prop_assert_eq!(missed, 0, "{:?} {:?} {:?}\n{}", said, real, facts, Writer::of(&text, false));
                if at == 0 && text.reads_once() {
                    let without = |set: &BTreeSet<Out>| {
                        set.iter().filter(|out| **out != Out::Error).cloned().collect::<BTreeSet<_>>()
                    };
                    prop_assert_eq!(without(&possible), without(&real), "{:?}\n{}", facts, Writer::of(&text, false));
                }
            }
        }
        Ok(())
    });
}

fn explained(policy: &Policy, case: &Case) -> Explanation {
    policy.explain(case, &Question::default(), None)
}

/// The cited facts alone give the same outcome, and none of them can be left out.
#[test]
fn reasons_are_true_and_minimal() {
    run(70, 14, &(text(), prop::collection::vec(facts(), 4)), |(text, cases)| {
        let policy = loaded(&Writer::of(&text, false));
        for facts in cases {
            let case = case_of(&policy.program, &facts);
            let whole = answers(&policy, &case);
            for (index, told) in explained(&policy, &case).outcomes.iter().enumerate() {
                let cited: Vec<FactId> =
                    told.cited.iter().map(|cited| named(&policy.program, &cited.fact.en)).collect();
                let only = |keep: &dyn Fn(&FactId) -> bool| {
                    let mut only = Case::new(&policy.program);
                    cited.iter().filter(|fact| keep(fact)).for_each(|fact| only.set(*fact, case.get(*fact).clone()));
                    answers(&policy, &only)[index].clone()
                };
                prop_assert_eq!(&only(&|_| true), &whole[index], "{:?}", told.cited);
                for left in &cited {
                    prop_assert_ne!(
                        &only(&|fact| fact != left),
                        &whole[index],
                        "without {:?} of {:?}",
                        left,
                        told.cited
                    );
                }
            }
        }
        Ok(())
    });
}

/// Every proposal of what would settle an outcome settles it so.
#[test]
fn proposals_settle() {
    run(50, 15, &(text(), prop::collection::vec(facts(), 3)), |(text, cases)| {
        let policy = loaded(&Writer::of(&text, false));
        for facts in cases {
            let case = case_of(&policy.program, &facts);
            for (index, told) in explained(&policy, &case).outcomes.iter().enumerate() {
                for settler in &told.settled_by {
                    let mut known = case.clone();
                    for fact in &settler.facts {
                        let argument = format!("{}={}", fact.fact.en, fact.value.en);
                        let at = Span::new(FileId(0), 0, argument.len());
                        let (id, given) =
                            cases::fact_argument(&policy.program, &argument, at).expect("a proposal can be given back");
                        prop_assert_eq!(known.get(id), &Given::Unknown);
                        known.set(id, given);
                    }
                    let then = explained(&policy, &known);
                    let then = &then.outcomes[index];
                    prop_assert!(
                        !matches!(then.answer, "undetermined" | "error"),
                        "{:?} gives {}",
                        settler,
                        then.answer
                    );
                    prop_assert_eq!(&then.answer_text, &settler.answer_text, "{:?}", settler);
                }
            }
        }
        Ok(())
    });
}

/// The same case tells the same, byte for byte; so does the same text loaded again.
#[test]
fn the_same_bytes_come_out_twice() {
    run(24, 16, &(text(), facts()), |(text, facts)| {
        let written = Writer::of(&text, true);
        let (first, second) = (loaded(&written), loaded(&written));
        let data = |policy: &Policy| {
            let told = explained(policy, &case_of(&policy.program, &facts));
            serde_json::to_string(&told).expect("an explanation is data")
        };
        prop_assert_eq!(data(&first), data(&first));
        prop_assert_eq!(data(&first), data(&second));
        let shown = |text: &str| {
            [Language::English, Language::Chinese].map(|language| super::work::told(&load_text(text), language))
        };
        let broken = written.replacen("工作", "工做", 3);
        prop_assert_eq!(shown(&broken), shown(&broken));
        Ok(())
    });
}

/// What a program says, without the list of its facts.
fn meaning(program: &Program) -> String {
    format!("{:?}{:?}", program.definitions, program.decisions)
}

/// A new name never changes what a text means in silence: it means the same, or it is refused.
#[test]
fn a_new_name_changes_nothing_in_silence() {
    let words = vec![
        "has",
        "job",
        "home",
        "is",
        "skilled",
        "tax",
        "paid",
        "income",
        "award",
        "exists",
        "not",
        "and",
        "100",
        "yuan",
        "at least",
        "≥",
        "settled",
        "if",
        "then",
        "otherwise",
        "the lesser of",
        "/",
        "1",
        "50",
    ];
    let characters = vec![
        "有",
        "工作",
        "住房",
        "属",
        "技工",
        "纳税",
        "额",
        "收入",
        "奖金",
        "存在",
        "非",
        "100",
        "元",
        "以上",
        "不满",
        "安定者",
        "如果",
        "那么",
        "与",
        "中的",
        "较小者",
        "且",
    ];
    let name = |pieces: Vec<&'static str>, between: &'static str| {
        prop::collection::vec(prop::sample::select(pieces), 1..5).prop_map(move |pieces| pieces.join(between))
    };
    let kind = prop::sample::select(vec![("yes/no", "是否"), ("money", "金额"), ("text", "文本"), ("number", "数")]);
    run(
        24,
        17,
        &(text(), prop::collection::vec((name(words, " "), name(characters, ""), kind), 8)),
        |(text, names)| {
            let texts = [Writer::of(&text, false), Writer::of(&text, true)];
            let plain = [meaning(&loaded(&texts[0]).program), meaning(&loaded(&texts[1]).program)];
            for (english, chinese, (en, zh)) in names {
                for (index, line) in
                    [format!("fact {english}: {en}\n"), format!("事实 {chinese}：{zh}\n")].iter().enumerate()
                {
                    let with = load_text(&format!("{}{line}", texts[index]));
                    if let Some(policy) = &with.policy {
                        prop_assert_eq!(&meaning(&policy.program), &plain[index], "{}{}", line, texts[index]);
                    } else {
                        prop_assert!(with.diagnostics.iter().any(Diagnostic::is_error));
                    }
                }
            }
            Ok(())
        },
    );
}

/// A quoted text and a fact of that name; a field of the inner record and one of the outer.
#[test]
fn names_that_would_take_over_are_refused() {
    let quoted = "policy trial\nfact remark: text\narticle 1\n  may go when remark is \"poor\"\n";
    let lists = "policy trial\nrecord owner\n  share: money\n  old: yes/no\nrecord house\n  size: money\nfact owners: list of owner\nfact houses: list of house\narticle 1\n  may go when some owner where (old and some house where size > share)\n";
    let added = [
        (quoted.to_owned(), format!("{quoted}fact poor: text\n")),
        (lists.to_owned(), lists.replace("  size: money\n", "  size: money\n  share: money\n")),
    ];
    for (before, after) in added {
        let plain = loaded(&before);
        let facts = |policy: &Policy| {
            policy
                .program
                .decisions
                .iter()
                .map(|found| format!("{:?}", found.grounds[0].condition.as_ref().map(|found| &found.kind)))
                .collect::<String>()
        };
        let told = load_text(&after);
        let same = told.policy.as_ref().is_none_or(|policy| facts(policy) == facts(&plain));
        assert!(same, "the meaning changed in silence:\n{after}");
    }
}

/// An error of a rule whose amount may be that of *otherwise* all the same: it is one only once both are known to differ.
#[test]
fn an_error_waits_for_what_is_not_known() {
    let policy = loaded(
        "policy trial\nfact tax: money\nfact staff: number\narticle 1\n  fee is 5 yuan when 1 ÷ staff ≥ 1, otherwise tax\n",
    );
    let yuan = |amount: i64| Value::Number(Number::whole(amount));
    let fee = |tax: Given| {
        let mut case = Case::new(&policy.program);
        case.set(named(&policy.program, "staff"), Given::Value(yuan(0)));
        case.set(named(&policy.program, "tax"), tax);
        answers(&policy, &case).remove(0)
    };
    assert_eq!(fee(Given::Unknown), Answer::Undetermined(Vec::new()));
    assert_eq!(fee(Given::Value(yuan(5))), Answer::Value(yuan(5)));
    assert!(matches!(fee(Given::Value(yuan(6))), Answer::Error(_)));
}

/// A decision whose value cannot be told is not *no* for whoever reads it.
#[test]
fn an_unknown_value_is_not_no() {
    let policy = loaded(
        "policy trial\nfact tax: money\nfact ready: yes/no\narticle 1\n  ceiling is tax\narticle 2\n  fee is ceiling\n  open is ready\n  free is open\n  may go when ceiling is known\n",
    );
    let case = Case::new(&policy.program);
    for (index, decision) in policy.program.decisions.iter().enumerate() {
        let outcome = interpret(&policy.program, &case, &Question::default(), Some(DecisionId::at(index)));
        let answer = &outcome.first().expect("one outcome").answer;
        let expected = if decision.term.is("go") { Answer::No } else { Answer::Undetermined(Vec::new()) };
        assert_eq!(*answer, expected, "{}", decision.term.text);
    }
}
