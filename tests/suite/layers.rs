//! Laws of layers, held over made-up policies, the changes made in them, and cases.
//!
//! The judge reads texts; these laws ask the interpreter. Where the judge says that nobody loses by a change, no case may
//! lose by it, and where it says that nobody gains, none may gain.

use crate::work::{codes, load_file, root, told};
use jiff::civil::date;
use pol::authority::effect_of;
use pol::diagnostics::Say;
use pol::interpret::{Answer, interpret};
use pol::ir::{Clause, ClauseKind, Effect, Given, Ground, Program, Value};
use pol::types::ids::{FactId, PlaceId};
use pol::types::{Date, Duration, Number};
use pol::{Case, Found, Language, Loaded, Policy, Question, load};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};
use std::fmt::Write as _;

// ── What is made up ──────────────────────────────────────────

/// Plain conditions, by what they read: yes/no facts, an amount, a grade, a place, a length of time, a day.
const PLAIN: [&str; 29] = [
    "has job",
    "has home",
    "is young",
    "not has job",
    "under ban",
    "tax ≥ line",
    "tax ≥ 50",
    "tax > 100",
    "tax < line",
    "skill ≥ middle",
    "skill is high",
    "skill is not low",
    "skill is one of low, high",
    "tax is one of 50, 100",
    "home is in Dehong",
    "home is in seats",
    "home is not in seats",
    "has job or has home",
    "tax is 100 yuan and is young",
    "home is in Yunnan",
    "age ≥ 10 years",
    "age > 10 years",
    "age ≤ 9 years 11 months 30 days",
    "age is 10 years or is young",
    "age < term",
    "moved is before 2012-01-01",
    "moved is on or before 2011-12-31",
    "moved is 2012-01-01",
    "year of moved ≥ 2012",
];
/// Those that read the term besides.
const WITH_TERM: [&str; 2] = ["settled", "not settled"];
const HEADS: [&str; 5] = ["all of", "any of", "none of", "at least 2 of", "exactly 1 of"];
const LABELS: [&str; 3] = ["one", "two", "three"];
/// Where somebody can be at home: a place around others would leave open in which of them.
const HOMES: [&str; 4] = ["Zhefang", "Nongdao", "Diqing", "Sichuan"];

#[derive(Debug, Clone)]
struct Base {
    population: Option<&'static str>,
    head: &'static str,
    items: Vec<&'static str>,
    exception: Option<&'static str>,
    /// Whether it forbids, whether it goes first, and its condition.
    second: Option<(bool, bool, &'static str)>,
    term: (&'static str, Vec<&'static str>),
}

/// A change, and a condition for those that need one.
#[derive(Debug, Clone)]
enum Change {
    Line(&'static str, &'static str),
    Items(&'static str, Vec<&'static str>),
    /// `replaces` or `deviates from`, whom it is for, what it asks.
    Rule(&'static str, Option<&'static str>, &'static str),
    Plain(&'static str),
}

fn condition() -> BoxedStrategy<&'static str> {
    prop_oneof![8 => prop::sample::select(PLAIN.to_vec()), 1 => prop::sample::select(WITH_TERM.to_vec())].boxed()
}

fn plain() -> BoxedStrategy<&'static str> {
    prop::sample::select(PLAIN.to_vec()).boxed()
}

fn base() -> BoxedStrategy<Base> {
    let term = (prop::sample::select(HEADS.to_vec()), prop::collection::vec(plain(), 3));
    let second = (any::<bool>(), any::<bool>(), condition());
    (
        prop::option::of(condition()),
        prop::sample::select(HEADS.to_vec()),
        prop::collection::vec(condition(), 3),
        prop::option::of(condition()),
        prop::option::of(second),
        term,
    )
        .prop_map(|(population, head, items, exception, second, term)| Base {
            population,
            head,
            items,
            exception,
            second,
            term,
        })
        .boxed()
}

fn change() -> BoxedStrategy<Change> {
    let line = prop::sample::select(vec![
        "replace rule first item one",
        "add condition to rule first",
        "add exception to rule first",
        "narrow article 1",
        "narrow rule first",
        "widen rule first",
        "widen article 1",
        "add condition to article 2",
        "add exception to rule second",
        "narrow rule second",
    ]);
    let of_term = prop::sample::select(vec!["replace definition settled", "replace definition settled item one"]);
    let items = prop::collection::vec(plain(), 1..3);
    prop_oneof![
        6 => (line, condition()).prop_map(|(line, condition)| Change::Line(line, condition)),
        2 => (of_term, plain()).prop_map(|(line, condition)| Change::Line(line, condition)),
        2 => items.clone().prop_map(|items| Change::Items("add items to rule first", items)),
        1 => items.prop_map(|items| Change::Items("add items to definition settled", items)),
        3 => (prop::sample::select(vec!["replaces article 1 rule first", "deviates from article 1 rule first", ""]), prop::option::of(condition()), condition())
            .prop_map(|(how, whom, condition)| Change::Rule(how, whom, condition)),
        3 => prop::sample::select(vec![
            "drop rule first item one",
            "drop rule first item two",
            "drop rule first",
            "drop article 2",
            "drop definition settled item one",
            "extend place set seats: Nongdao",
            "set parameter line: 80 yuan",
            "set parameter term: 10 years 1 day",
            "replace place set seats: Nongdao, Diqing",
        ])
        .prop_map(Change::Plain),
    ]
    .boxed()
}

impl Base {
    fn text(&self) -> String {
        let mut out = "policy base
place Yunnan
place Dehong in Yunnan
place Zhefang in Dehong
place Nongdao in Dehong
place Diqing in Yunnan
place Sichuan
place set seats: Zhefang
fact has job: yes/no
fact has home: yes/no
fact is young: yes/no
fact under ban: yes/no
fact tax: money
fact skill: grade low < middle < high
fact home: place
fact age: duration
fact moved: date
parameter line: 100 yuan
parameter term: 10 years
power all: may change everything
"
        .to_owned();
        let items = |out: &mut String, items: &[&str], indent: &str| {
            for (label, item) in LABELS.iter().zip(items) {
                let _ = writeln!(out, "{indent}- {label}: {item}");
            }
        };
        let _ = writeln!(out, "define settled as {}", self.term.0);
        items(&mut out, &self.term.1, "  ");
        let _ = writeln!(out, "article 1");
        if let Some(population) = self.population {
            let _ = writeln!(out, "  applies to {population}");
        }
        let _ = writeln!(out, "  (1) first: may go when {}", self.head);
        items(&mut out, &self.items, "    ");
        if let Some(exception) = self.exception {
            let _ = writeln!(out, "    except when {exception}");
        }
        if let Some((forbids, goes_first, condition)) = self.second {
            let modal = if forbids { "must not" } else { "may" };
            let _ = writeln!(out, "article 2\n  (1) second: {modal} go when {condition}");
            if goes_first {
                let _ = writeln!(out, "    notwithstanding article 1");
            }
        }
        // So that there is always a rule that allows.
        out.push_str("article 9\n  may go when tax ≥ 1000\n");
        out
    }
}

/// The changes as a policy under the base; a clause is changed once.
fn lower(changes: &[Change]) -> String {
    let mut out = "policy local under base\n".to_owned();
    let mut seen = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let head = match change {
            Change::Line(head, _) | Change::Items(head, _) | Change::Rule(head, ..) | Change::Plain(head) => *head,
        };
        if !head.is_empty() && seen.contains(&head) {
            continue;
        }
        seen.push(head);
        let _ = match change {
            Change::Line(head, condition) => writeln!(out, "{head}: {condition}"),
            Change::Items(head, items) => {
                let items: String = items.iter().map(|item| format!("  - {item}\n")).collect();
                write!(out, "{head}:\n{items}")
            }
            Change::Rule(head, whom, condition) => {
                let whom = whom.map_or_else(String::new, |whom| format!("    applies to {whom}\n"));
                let head = if head.is_empty() { String::new() } else { format!("    {head}\n") };
                write!(out, "article {}\n  may go when {condition}\n{whom}{head}", 50 + at)
            }
            Change::Plain(line) => writeln!(out, "{line}"),
        };
    }
    out
}

// ── Running it ───────────────────────────────────────────────

fn under(base: &str, text: &str) -> Loaded {
    load("local.pol", text.as_bytes(), &mut |name, _| {
        (name == "base").then(|| Found { name: "base.pol".into(), bytes: base.as_bytes().to_vec() })
    })
}

/// A case told in full: five yes/no facts in the bits of a number, then an amount, a grade, a place, a length of time in
/// months and days, a day.
#[derive(Debug, Clone, Copy)]
struct Told(usize, i64, u32, usize, (u32, u8), Date);

/// At the thresholds of the conditions, and beside them.
const AGES: [(u32, u8); 6] = [(0, 0), (119, 29), (119, 30), (120, 0), (120, 1), (121, 0)];
const DAYS: [Date; 4] = [date(2011, 12, 30), date(2011, 12, 31), date(2012, 1, 1), date(2012, 1, 2)];

fn facts() -> BoxedStrategy<Told> {
    let amount = prop::sample::select(vec![0_i64, 50, 79, 80, 100, 101, 1000]);
    let (age, moved) = (prop::sample::select(AGES.to_vec()), prop::sample::select(DAYS.to_vec()));
    (0..16_usize, amount, 0..3_u32, 0..HOMES.len(), age, moved)
        .prop_map(|(bits, tax, skill, home, age, moved)| Told(bits, tax, skill, home, age, moved))
        .boxed()
}

fn case(policy: &Policy, told: Told) -> Case {
    let program = &policy.program;
    let mut case = Case::new(program);
    let mut tell = |name: &str, value: Value| {
        let at = program.facts.iter().position(|fact| fact.term.is(name)).expect("the fact is declared");
        case.set(FactId::at(at), Given::Value(value));
    };
    for (bit, name) in ["has job", "has home", "is young", "under ban"].into_iter().enumerate() {
        tell(name, Value::Bool(told.0 >> bit & 1 == 1));
    }
    tell("tax", Value::Number(Number::whole(told.1)));
    tell("skill", Value::Level(told.2));
    let home = program.places.iter().position(|place| place.term.is(HOMES[told.3])).expect("the place is declared");
    tell("home", Value::Place(PlaceId::at(home)));
    let (months, days) = told.4;
    tell("age", Value::Duration(Duration { months, days }));
    tell("moved", Value::Date(told.5));
    case
}

fn answer(policy: &Policy, told: Told) -> Answer {
    let go = policy.decision("go").expect("it is decided");
    let outcomes = interpret(&policy.program, &case(policy, told), &Question::default(), Some(go));
    outcomes.into_iter().next().expect("one outcome").answer
}

fn run<S: Strategy>(cases: u32, seed: u64, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
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

/// Looser never turns a yes into anything else, and tighter never anything else into a yes.
#[test]
fn what_is_called_looser_takes_nothing_and_what_is_called_tighter_gives_nothing() {
    let judged = std::cell::Cell::new([0_usize; 5]);
    run(500, 21, &(base(), change(), prop::collection::vec(facts(), 40)), |(base, change, cases)| {
        let (base_text, text) = (base.text(), lower(&[change]));
        let above = load("base.pol", base_text.as_bytes(), &mut |_, _| None);
        let below = under(&base_text, &text);
        // A change of a rule that this base does not have, and the like.
        let (Some(above), Some(policy)) = (above.policy, below.policy.as_ref()) else { return Ok(()) };
        let effects: Vec<Effect> = policy.program.changes.iter().map(|change| change.effect).collect();
        let mut count = judged.get();
        effects.iter().for_each(|effect| count[*effect as usize] += 1);
        judged.set(count);
        let all = |wanted: Effect| effects.iter().all(|effect| [wanted, Effect::Same].contains(effect));
        let shown = |told: Told| format!("{effects:?} {told:?}\n{base_text}\n{text}");
        for told in cases {
            let (before, after) = (answer(&above, told), answer(policy, told));
            if all(Effect::Looser) && before == Answer::Yes {
                prop_assert_eq!(&after, &Answer::Yes, "called looser: {}", shown(told));
            }
            if all(Effect::Tighter) && after == Answer::Yes {
                prop_assert_eq!(&before, &Answer::Yes, "called tighter: {}", shown(told));
            }
        }
        Ok(())
    });
    let [same, tighter, looser, different, _] = judged.get();
    assert!([same, tighter, looser, different].iter().all(|count| *count > 20), "{:?}", judged.get());
}

/// Where changes may only relax, and none of them is refused or left open, nobody loses by all of them together; where
/// they may only tighten, nobody gains.
#[test]
fn what_is_allowed_one_by_one_stays_within_the_power_all_together() {
    let accepted = std::cell::Cell::new([0_usize; 2]);
    run(
        700,
        23,
        &(base(), any::<bool>(), prop::collection::vec(change(), 2..5), prop::collection::vec(facts(), 40)),
        |(base, relax, changes, cases)| {
            let way = if relax { "may only relax everything" } else { "may only tighten everything" };
            let (base_text, text) = (base.text().replace("may change everything", way), lower(&changes));
            let above = load("base.pol", base_text.as_bytes(), &mut |_, _| None);
            let below = under(&base_text, &text);
            let open = below.diagnostics.iter().any(|found| found.code.starts_with("authority/"));
            let (Some(above), Some(policy), false) = (above.policy, below.policy.as_ref(), open) else { return Ok(()) };
            if policy.program.changes.len() > 1 {
                let mut count = accepted.get();
                count[usize::from(relax)] += 1;
                accepted.set(count);
            }
            for told in cases {
                let (before, after) = (answer(&above, told), answer(policy, told));
                let kept = if relax {
                    before != Answer::Yes || after == Answer::Yes
                } else {
                    after != Answer::Yes || before == Answer::Yes
                };
                prop_assert!(kept, "{way}: {before:?}, then {after:?}: {told:?}\n{base_text}\n{text}");
            }
            Ok(())
        },
    );
    assert!(accepted.get().iter().all(|count| *count > 20), "{:?}", accepted.get());
}

/// A policy that changes nothing is the policy above, and no change is found in it.
#[test]
fn a_policy_that_changes_nothing_is_the_one_above() {
    run(60, 22, &(base(), prop::collection::vec(facts(), 20)), |(base, cases)| {
        let text = base.text();
        let above = load("base.pol", text.as_bytes(), &mut |_, _| None);
        let below = under(&text, "policy local under base\n");
        let report = told(&below, Language::English);
        let (above, policy) =
            (above.policy.expect("sound"), below.policy.unwrap_or_else(|| panic!("{report}\n{text}")));
        prop_assert!(policy.program.changes.is_empty());
        for told in cases {
            // A conflict names the policy as well, where there are two.
            match (answer(&above, told), answer(&policy, told)) {
                (Answer::Error(_), Answer::Error(_)) => {}
                (before, after) => prop_assert_eq!(before, after),
            }
        }
        Ok(())
    });
}

/// A clause as an explanation prints it, or as a Chinese text counts it, is the clause that its whole path leads to.
#[test]
fn a_clause_is_named_as_it_is_printed() {
    let base = std::fs::read(root().join("tests/problems/towns.pol")).expect("it is there");
    for (line, written, path) in [
        ("drop", "towns article 1 (1) in seats item time", "towns article 1 rule in seats item time"),
        ("drop", "article 3 rule points item (2)", "towns article 3 rule points item residence"),
        ("drop", "城镇办法第1条（1）县城 项 时间", "towns article 1 rule in seats item time"),
        ("删去", "第二条（一）", "towns article 2 rule investors"),
        ("删去", "第二条第一款", "towns article 2 rule investors"),
        ("删去", "第二条第（一）项", "towns article 2 rule investors"),
        ("删去", "第二条 规则 一", "towns article 2 rule investors"),
        ("删去", "城镇办法第2条规则“投资者”", "towns article 2 rule investors"),
        ("drop", "article 3 (2)", "towns article 3 rule points item residence"),
        ("add items to", "article 3 rule points:\n  (3) farming: 5 when is a farmer", "towns article 3 rule points"),
        ("增加项于", "第三条：\n  （三）务农分：5，当 is a farmer", "towns article 3 rule points"),
        (
            "replace",
            "article 3 rule points item schooling: 25 when has a job",
            "towns article 3 rule points item schooling",
        ),
    ] {
        let text = format!("policy city under towns\n{line} {written}\n  by power: towns\n");
        let loaded = load("city.pol", text.as_bytes(), &mut |_, _| {
            Some(Found { name: "towns.pol".into(), bytes: base.clone() })
        });
        let report = told(&loaded, Language::English);
        // Not every change is allowed; what it is about is found all the same.
        let program = loaded.policy.map(|policy| policy.program).or(loaded.rough);
        let changes = program.as_ref().map(|program| program.changes.as_slice()).unwrap_or_default();
        let found: Vec<String> = changes.iter().map(|change| change.clause.say(Language::English)).collect();
        assert!(found == [path], "{written}: {found:?}\n{report}");
    }
}

/// A clause by its printed name, in either language, is found again, and is the same clause.
#[test]
fn a_printed_target_leads_back_to_its_clause() {
    let path = root().join("tests/programs/layers/grant-local.pol");
    let loaded = load_file(&path);
    let changes = &loaded.policy.as_ref().expect("sound").program.changes;
    let base = std::fs::read(path.with_file_name("grant-base.pol")).expect("it is there");
    let chinese = |clause: &Clause| {
        let parts = clause.0.iter().map(|(kind, name)| match kind {
            ClauseKind::Article => format!("第{}条", name.text),
            _ => format!("{} {}", kind.say(Language::Chinese), name.say(Language::Chinese)),
        });
        parts.collect::<Vec<_>>().join(" ")
    };
    assert!(changes.len() >= 18, "{}", changes.len());
    // A decision leads to the rules that it has by now.
    let clauses = changes.iter().map(|change| &change.clause);
    for clause in clauses.filter(|clause| clause.0.iter().all(|(kind, _)| *kind != ClauseKind::Decision)) {
        for line in [
            format!("power test: may change policy {}", clause.say(Language::English)),
            format!("授权 试：可以自行规定 {}", chinese(clause)),
        ] {
            let text = format!("policy test under grant base\n{line}\n");
            let loaded = load("test.pol", text.as_bytes(), &mut |_, _| {
                Some(Found { name: "grant-base.pol".into(), bytes: base.clone() })
            });
            let report = told(&loaded, Language::English);
            // Not all of it is its own to give; what it is about is found all the same.
            let program = loaded.policy.map(|policy| policy.program).or(loaded.rough);
            let program = program.unwrap_or_else(|| panic!("{line}\n{report}"));
            let power = program.powers.iter().find(|power| power.layer == 0).expect("its own power");
            assert_eq!(power.clauses, std::slice::from_ref(clause), "{line}");
        }
    }
}

// ── Versions of a whole policy ───────────────────────────────

fn text(name: &str, text: &str) -> Found {
    Found { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// The province in two versions, and the city under it in two, as a day and what is known choose them.
fn chosen(as_of: Option<&str>, known_on: Option<&str>) -> Loaded {
    let day = |text: Option<&str>| text.and_then(pol::ir::literal::date).flatten();
    let province = |line: &str, dates: &str| {
        format!(
            "policy province\n  {dates}\nfact tax: money\nparameter line: {line} yuan\npower line: may only lower parameter line\narticle 1\n  may go when tax ≥ line\n"
        )
    };
    let city = |version: &str, dates: &str, line: &str| {
        format!("policy city under province\n  version \"{version}\"\n  {dates}\nset parameter line: {line} yuan\n")
    };
    let texts = vec![
        text("city.pol", &city("old", "in force from 2012-01-01 until 2014-10-31", "80")),
        text(
            "city-2014.pol",
            &format!("{}  # later\n", city("new", "issued 2014-09-01\n  in force from 2014-11-01", "40")),
        ),
        text("another.pol", "policy another\n"),
    ];
    let when = pol::When { as_of: day(as_of), known_on: day(known_on) };
    pol::load_version(texts, when, &mut |name, _| {
        assert_eq!(name, "province");
        vec![
            text("province.pol", &province("100", "in force from 2011-01-01 until 2013-12-31")),
            text("province-2014.pol", &province("60", "in force from 2014-01-01")),
        ]
    })
}

/// Each text of the chain is the one in force on the day, and what the city does is judged by the province of that day.
#[test]
fn a_day_chooses_the_version_of_every_policy_of_the_chain() {
    let version = |loaded: &Loaded| {
        let program = &loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(loaded, Language::English))).program;
        let files: Vec<String> =
            program.layers.iter().filter_map(|layer| Some(loaded.sources.get(layer.file)?.name.to_string())).collect();
        (program.header.version.clone().unwrap_or_default(), files.join(" "))
    };
    let old = chosen(Some("2013-06-01"), None);
    assert_eq!(version(&old), ("old".into(), "city.pol province.pol".into()));
    let beginnings: Vec<String> = old.beginnings.iter().map(ToString::to_string).collect();
    assert_eq!(beginnings, ["2011-01-01", "2012-01-01", "2014-01-01", "2014-11-01"]);
    assert_eq!(version(&chosen(Some("2014-11-01"), None)), ("new".into(), "city-2014.pol province-2014.pol".into()));
    assert_eq!(version(&chosen(None, None)).0, "new", "without a day, the last one");
    assert_eq!(version(&chosen(Some("2010-01-01"), None)).0, "old", "before all of them, the first one");
}

/// What was not issued yet is not known: the version before it goes on. In 2014 the province asks for less than the city.
#[test]
fn a_version_that_is_not_known_yet_is_left_out() {
    for (known_on, wanted) in [("2014-09-01", "new"), ("2014-08-31", "old")] {
        let loaded = chosen(Some("2013-06-01"), Some(known_on));
        assert!(loaded.policy.is_some(), "{}", told(&loaded, Language::English));
        let late = chosen(Some("2014-12-01"), Some(known_on));
        let codes: Vec<&str> = late.diagnostics.iter().map(|found| found.code).collect();
        match wanted {
            "new" => assert_eq!(codes, Vec::<&str>::new()),
            _ => assert_eq!(codes, ["authority/out-of-range"], "80 yuan is more than the 60 of the province of 2014"),
        }
    }
}

// ── Which text judges a case ─────────────────────────────────

/// A city in three versions under a province in two, each leaving who applied before it to the text before.
fn pending(day: &str, back: &pol::Back) -> Loaded {
    let version = |name: &str, from: &str, until: &str, earlier: bool, rest: &str| {
        let until = if until.is_empty() { String::new() } else { format!(" until {until}") };
        let earlier = if earlier { format!("  earlier text applies to: applied on < {from}\n") } else { String::new() };
        format!("policy {name}\n  version \"{from}\"\n  in force from {from}{until}\n{earlier}{rest}")
    };
    let province = |line: &str, from, until, earlier| {
        let rest = format!(
            "fact applied on: date\nfact tax: money\nparameter line: {line} yuan\npower all: may change everything\narticle 1\n  may go when tax ≥ line\n"
        );
        text(&format!("province-{from}.pol"), &version("province", from, until, earlier, &rest))
    };
    let city = |name: &str, from, until, earlier| {
        text(
            name,
            &version(
                "city under province",
                from,
                until,
                earlier,
                "fact employed: yes/no\nadd condition to article 1: employed\n",
            ),
        )
    };
    let when = pol::When { as_of: pol::ir::literal::date(day).flatten(), known_on: None };
    let texts = vec![
        city("city.pol", "2012-01-01", "2012-12-31", false),
        city("city-2013.pol", "2013-01-01", "2013-12-31", true),
        city("city-2014.pol", "2014-01-01", "", true),
    ];
    pol::load_back(texts, when, back, &mut |_, _| {
        vec![province("100", "2010-01-01", "2013-06-30", false), province("60", "2013-07-01", "", true)]
    })
}

/// Of each text of the chain, the one that was in force when the person applied judges: found out by looking, from the
/// text of the day backwards.
#[test]
fn each_case_is_judged_by_the_text_that_it_is_left_to() {
    const CITY: [&str; 3] = ["2012-01-01", "2013-01-01", "2014-01-01"];
    const PROVINCE: [&str; 2] = ["2010-01-01", "2013-07-01"];
    let in_force = |all: &[&'static str], day: &str| all.iter().rev().find(|from| **from <= day).copied();
    let days = [
        "2012-01-01",
        "2012-12-31",
        "2013-01-01",
        "2013-06-30",
        "2013-07-01",
        "2013-12-31",
        "2014-01-01",
        "2015-01-01",
    ];
    for as_of in days {
        for applied in days {
            let wanted = |all: &[&'static str]| in_force(all, as_of.min(applied)).expect("some version").to_owned();
            let case = |program: &Program| {
                let mut case = Case::new(program);
                let fact = program.facts.iter().position(|fact| fact.term.is("applied on")).expect("the fact");
                let day = pol::ir::literal::date(applied).flatten().expect("a date");
                case.set(FactId::at(fact), Given::Value(Value::Date(day)));
                case
            };
            let chosen = pol::choose::<()>(&mut |back, look| {
                let loaded = pending(as_of, back);
                let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(&loaded, Language::English)));
                look(&loaded, &case(&policy.program), &Question::default());
                Ok(())
            });
            let chosen = chosen.expect("nothing goes wrong");
            assert_eq!(chosen.len(), 1, "{as_of} {applied}");
            let judging = pending(as_of, &chosen[0].back);
            let layers = &judging.policy.as_ref().expect("sound").program.layers;
            let versions: Vec<&str> = layers.iter().filter_map(|layer| layer.version.as_deref()).collect();
            assert_eq!(versions, [wanted(&CITY), wanted(&PROVINCE)], "{as_of} {applied}: {:?}", chosen[0].back);
        }
    }
}

/// Where it is not known when somebody applied, every text that may judge is looked at, the latest first.
#[test]
fn a_case_that_tells_nothing_of_it_may_be_judged_by_each_text() {
    let chosen = pol::choose::<()>(&mut |back, look| {
        let loaded = pending("2014-06-01", back);
        let policy = loaded.policy.as_ref().expect("sound");
        look(&loaded, &Case::new(&policy.program), &Question::default());
        Ok(())
    });
    let back: Vec<Vec<(String, usize)>> =
        chosen.expect("nothing goes wrong").into_iter().map(|choice| choice.back.into_iter().collect()).collect();
    let at = |city: usize, province: usize| -> Vec<(String, usize)> {
        let all = [("city", city), ("province", province)];
        all.into_iter().filter(|(_, back)| *back > 0).map(|(name, back)| (name.to_owned(), back)).collect()
    };
    assert_eq!(back, [at(0, 0), at(0, 1), at(1, 0), at(1, 1), at(2, 0), at(2, 1)]);
}

// ── Powers that are handed on ────────────────────────────────

/// What is said of the lowest of several policies, the highest first, each by its lines.
fn chain(lines: &[&str]) -> Vec<&'static str> {
    const NAMES: [&str; 4] = ["nation", "province", "prefecture", "county"];
    let one = |at: usize| {
        let under = if at == 0 { String::new() } else { format!(" under {}", NAMES[at - 1]) };
        text(&format!("{}.pol", NAMES[at]), &format!("policy {}{under}\n{}", NAMES[at], lines[at]))
    };
    let lowest = one(lines.len() - 1);
    let loaded =
        load(&lowest.name, &lowest.bytes, &mut |name, _| NAMES.iter().position(|known| *known == name).map(one));
    loaded.diagnostics.iter().filter(|found| found.is_error()).map(|found| found.code).collect()
}

/// A power comes from the policy whose clause it is about, and reaches every level below.
#[test]
fn nobody_hands_on_what_he_does_not_have() {
    const CLAUSE: &str = "fact job: yes/no\nfact home: yes/no\nparameter line: 100 yuan\nfact tax: money\narticle 1\n  may register when all of\n    - work (w): job\n    - dwelling (d): home\n    - tax ≥ line\n";
    let nation = |powers: &str| format!("{CLAUSE}{powers}");
    let nation_of_places = |powers: &str| {
        format!(
            "place Yunnan\n  place Dehong\nfact home: place\narticle 1\n  may register when home is in Yunnan\n{powers}"
        )
    };
    let relax = "drop article 1 rule register item work\n";
    let tighten = "add condition to article 1: tax > 500\n";
    let none = Vec::<&str>::new();
    let (no_power, undelegated) = (vec!["authority/no-power"], vec!["authority/undelegated"]);
    let both = vec!["authority/undelegated", "authority/no-power"];
    let rows: Vec<(Vec<String>, Vec<&str>)> = vec![
        // The nation's power reaches the prefecture and the county.
        (vec![nation("power p: may only relax article 1\n"), String::new(), relax.into()], none.clone()),
        (vec![nation("power p: may only relax article 1\n"), String::new(), String::new(), relax.into()], none.clone()),
        // Nothing is given, and nothing can be handed on.
        (vec![nation(""), "power p: may change article 1\n".into(), relax.into()], both.clone()),
        (vec![nation(""), String::new(), "power p: may change article 1\n".into(), relax.into()], both.clone()),
        (vec![nation(""), "power p: may change article 1\n".into(), String::new(), relax.into()], both.clone()),
        // What is handed on is more than what is given: the nation's own bounds hold all the same.
        (
            vec![
                nation("power p: may only relax article 1\n"),
                "power q: may change article 1\n".into(),
                tighten.into(),
            ],
            vec!["authority/undelegated", "authority/wrong-way"],
        ),
        (
            vec![
                nation("power p: may set parameter line from 50 yuan to 150 yuan\n"),
                "power q: may set parameter line from 50 yuan to 500 yuan\n".into(),
                String::new(),
                "set parameter line: 400 yuan\n".into(),
            ],
            vec!["authority/undelegated", "authority/out-of-range"],
        ),
        // The same again, or less, is harmless.
        (
            vec![
                nation("power p: may only relax article 1\n"),
                "power q: may only relax article 1\n".into(),
                relax.into(),
            ],
            none.clone(),
        ),
        (
            vec![
                nation("power p: may set parameter line from 50 yuan to 150 yuan\n"),
                "power q: may set parameter line from 60 yuan to 100 yuan\n".into(),
                "set parameter line: 70 yuan\n".into(),
            ],
            none.clone(),
        ),
        (vec![nation("power p: may change article 1\n"), "power q: may only tighten article 1\n".into()], none.clone()),
        // What is said again can be cited, and reaches no further than it is said there.
        (
            vec![
                nation("power p: may set parameter line from 50 yuan to 150 yuan\n"),
                "power p: may set parameter line from 60 yuan to 100 yuan\n".into(),
                "set parameter line: 70 yuan\n  by power p\n".into(),
            ],
            none.clone(),
        ),
        (
            vec![
                nation("power p: may set parameter line from 50 yuan to 150 yuan\n"),
                "power q: may set parameter line from 60 yuan to 100 yuan\n".into(),
                String::new(),
                "set parameter line: 70 yuan\n  by power q\n".into(),
            ],
            none.clone(),
        ),
        (
            vec![
                nation("power p: may set parameter line from 50 yuan to 150 yuan\n"),
                "power q: may set parameter line from 60 yuan to 100 yuan\n".into(),
                "set parameter line: 140 yuan\n".into(),
            ],
            vec!["authority/out-of-range"],
        ),
        (
            vec![
                nation("power p: may change article 1\n"),
                "power q: may only tighten article 1\n".into(),
                relax.into(),
            ],
            vec!["authority/wrong-way"],
        ),
        (
            vec![
                nation("power p: may change article 1\n"),
                "power p: may change article 1 rule register item work\n".into(),
                "drop article 1 rule register item dwelling\n".into(),
            ],
            no_power.clone(),
        ),
        (
            vec![
                nation("power p: may change article 1\n"),
                "power q: may change article 1 rule register item work\n".into(),
                "drop article 1 rule register item dwelling\n".into(),
            ],
            none.clone(),
        ),
        (
            vec![
                nation("power p: may set parameter line from 50 yuan to 150 yuan\n"),
                "power q: may set parameter line from 60 yuan to 100 yuan\n".into(),
                "power r: may set parameter line from 50 yuan to 140 yuan\n".into(),
                String::new(),
            ],
            undelegated.clone(),
        ),
        // For a longer time than it is given for.
        (
            vec![nation("power p: may change article 1, from 2014-01-01\n"), "power q: may change article 1\n".into()],
            undelegated.clone(),
        ),
        // `everything` is all that is its own.
        (vec![nation(""), "power q: may change everything\n".into()], none.clone()),
        (vec![nation(""), "power q: may change everything\n".into(), relax.into()], no_power.clone()),
        (
            vec![
                nation(""),
                "power q: may change everything\narticle 5\n  (1) own: may stay when job\n".into(),
                String::new(),
                "drop article 5 rule own\n".into(),
            ],
            none.clone(),
        ),
        // Its own rule in place of one above is no freer than that one was.
        (
            vec![
                nation("power p: may only tighten everything\n"),
                "power q: may change everything\narticle 5\n  (1) own: may register when job and home and tax ≥ 300\n    replaces article 1 rule register\n".into(),
            ],
            undelegated.clone(),
        ),
        (
            vec![
                nation("power p: may only tighten everything\n"),
                "power q: may only tighten everything\narticle 5\n  (1) own: may register when job and home and tax ≥ 300\n    replaces article 1 rule register\n".into(),
                "drop article 5\n".into(),
            ],
            none.clone(),
        ),
        // So with a term that such a rule reads.
        (
            vec![
                nation("power p: may only tighten everything\n"),
                "define settled as job and home and tax ≥ 300\npower q: may change definition settled\narticle 5\n  (1) own: may register when settled\n    replaces article 1 rule register\n".into(),
            ],
            undelegated.clone(),
        ),
        // Who may add rules as he likes lets others change them as they like.
        (
            vec![
                nation("power p: may add rules on decision register\n"),
                "power q: may change everything\narticle 5\n  (1) own: may register when tax ≥ 300\n".into(),
            ],
            none.clone(),
        ),
        // A rule on what this policy has taken out is one beside it all the same.
        (
            vec![
                nation("power p: may only tighten everything\n"),
                "drop article 1\narticle 5\n  (1) own: may register when job\n".into(),
            ],
            vec!["authority/wrong-way"],
        ),
        (
            vec![
                nation("power p: may only tighten everything\n"),
                "article 5\n  (1) own: may register when job and home and tax ≥ 300\n    replaces article 1 rule register\n  (2) too: may stay when job\n".into(),
            ],
            none.clone(),
        ),
        // Places: the nation lets them be added where its own rules read them, and each level where its own do.
        (
            vec![nation_of_places("power p: may add places in Yunnan\n"), String::new(), "place new in Dehong\n".into()],
            none.clone(),
        ),
        (
            vec![nation_of_places(""), "power p: may add places in Yunnan\n".into(), "place new in Dehong\n".into()],
            no_power.clone(),
        ),
        (
            vec![
                nation_of_places("power p: may add places in Yunnan\n"),
                "power q: may add places in Dehong\n".into(),
                "place new in Dehong\n".into(),
            ],
            none.clone(),
        ),
        (
            vec![
                nation_of_places("power p: may add places in Yunnan\n"),
                "power p: may add places in Dehong\n".into(),
                "place new in Yunnan\n".into(),
            ],
            no_power.clone(),
        ),
        (
            vec![
                nation_of_places("power p: may only tighten everything\n"),
                "power q: may add places in Dehong\narticle 5\n  (1) own: may register when home is in Dehong\n    replaces article 1 rule register\n".into(),
            ],
            undelegated.clone(),
        ),
        (
            vec![
                nation_of_places("power p: may only tighten everything\npower t: may add places in Yunnan\n"),
                "power q: may add places in Dehong\narticle 5\n  (1) own: may register when home is in Dehong\n    replaces article 1 rule register\n".into(),
                "place new in Dehong\n".into(),
            ],
            none.clone(),
        ),
        // A prefecture hands on what the province has not given.
        (
            vec![
                nation(""),
                "article 5\n  (1) own: may stay when job\n".into(),
                "power q: may change article 5\n".into(),
                "drop article 5 rule own\n".into(),
            ],
            both,
        ),
    ];
    for (lines, wanted) in rows {
        let mut found = chain(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let mut wanted = wanted;
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{lines:#?}");
    }
}

/// What a set of places makes of an amount that it chooses, and which of two terms of one name is changed.
#[test]
fn plain_arguments_are_decided() {
    let base = |power: &str, loan: &str| {
        format!(
            "policy base\nplace north\nplace south\nfact home: place\nfact farmer: yes/no\nfact insured: yes/no\n\
             place set towns: north\ndecision loan ceiling, more is better\npower p: may only {power} everything\n\
             article 1\n{loan}\narticle 2\n  define needy as farmer\n  (1) seat: may have a seat when needy\n\
             article 3\n  define needy as insured\n  (1) card: may have a card when needy\n"
        )
    };
    let loans = [
        "  loan ceiling is if home is in towns then 500 yuan otherwise 100 yuan",
        "  define part as if home is in towns then 500 yuan otherwise 100 yuan\n  loan ceiling is part + 100 yuan when farmer",
        "  loan ceiling is 500 yuan when farmer and home is in towns, otherwise 100 yuan",
    ];
    let changes = [
        ("extend place set towns: south", Some(true)),
        ("replace place set towns: south", None),
        ("replace article 2 definition needy: farmer or insured", Some(true)),
        ("replace article 3 definition needy: farmer and insured", Some(false)),
        ("replace article 3 definition needy: farmer", None),
    ];
    for loan in loans {
        for (change, looser) in changes {
            for (power, relaxes) in [("relax", true), ("tighten", false)] {
                let loaded = under(&base(power, loan), &format!("policy low under base\n{change}\n"));
                let wanted = if looser == Some(relaxes) { vec![] } else { vec!["authority/wrong-way"] };
                assert_eq!(codes(&loaded), wanted, "{power}: {change}\n{loan}");
            }
        }
    }
}

/// What a rule above reads can be decided by rules below, beside those above or in their place.
#[test]
fn what_a_rule_above_reads_may_be_decided_below() {
    let base = "policy base\nfact a: yes/no\nfact b: yes/no\npower p: may change everything\n\
                article 1\n  (1) one: may buy when a\narticle 3\n  may sell when buy\n";
    for (lines, answers) in [
        ("article 9\n  may buy when b\n", ["yes", "yes"]),
        ("article 9\n  may buy when b\n    replaces article 1 rule one\n", ["no", "yes"]),
        ("article 9\n  may buy when b\n    applies to b\n    deviates from article 1 rule one\n", ["yes", "yes"]),
        ("decision buy\narticle 9\n  may buy when b\n    replaces article 1 rule one\n", ["no", "yes"]),
    ] {
        let loaded = under(base, &format!("policy low under base\n{lines}"));
        assert_eq!(codes(&loaded), Vec::<&str>::new(), "{lines}");
        let policy = loaded.policy.as_ref().expect("sound");
        for (of, wanted) in answers.into_iter().enumerate() {
            let mut case = Case::new(&policy.program);
            for fact in 0..2 {
                case.set(FactId::at(fact), Given::Value(Value::Bool(fact == of)));
            }
            let asked = policy.decision("sell");
            let told = policy.explain(&case, &Question::default(), asked);
            assert_eq!(told.outcomes[0].answer, wanted, "{lines}");
        }
    }
}

/// What is set for some days stands on these, and what was there before on all others.
#[test]
fn a_value_set_for_a_time_leaves_the_others_on_all_other_days() {
    let base = "policy base\nfact n: number\nparameter line: 18 from 2012-01-01, 19 from 2013-03-01\n\
                power p: may set parameter line from 1 to 100, from 2012-01-01 until 2012-12-31\n\
                article 1\n  may buy when n ≥ line\n";
    let dates = "in force from 2012-02-01 until 2012-12-31";
    for (lines, values) in [
        ("set parameter line: 22 from 2012-01-01 until 2012-12-31", [22, 22, 22, 18, 19]),
        ("set parameter line: 22 from 2012-06-01, 25 from 2012-09-01 until 2012-10-31", [18, 22, 18, 18, 19]),
        (
            "set parameter line: 22 from 2012-01-01 until 2012-02-28, 25 from 2012-11-01 until 2012-11-30",
            [22, 18, 25, 18, 19],
        ),
        (
            &*format!("article 4\n  {dates}\n  set parameter line: 22 from 2012-06-01 until 2012-10-31"),
            [18, 22, 18, 18, 19],
        ),
    ] {
        let loaded = under(base, &format!("policy low under base\n{lines}\n"));
        assert_eq!(codes(&loaded), Vec::<&str>::new(), "{lines}");
        let policy = loaded.policy.as_ref().expect("sound");
        for (day, wanted) in ["2012-01-15", "2012-06-01", "2012-11-15", "2013-01-01", "2013-03-01"].iter().zip(values) {
            let mut question = Question::default();
            question.as_of = pol::ir::literal::date(day).flatten();
            for (given, answer) in [(wanted, "yes"), (wanted - 1, "no")] {
                let mut case = Case::new(&policy.program);
                case.set(FactId::at(0), Given::Value(Value::Number(Number::whole(given))));
                assert_eq!(policy.explain(&case, &question, None).outcomes[0].answer, answer, "{lines} {day} {given}");
            }
        }
    }
}

/// A value that is nothing of its kind is told once, where it is set, and not where rules above read it.
#[test]
fn a_value_of_another_kind_is_told_where_it_is_set() {
    let base = "policy base\nunit moon\nfact n: number in moon\nparameter line: 18 moon from 2012-01-01\n\
                power p: may change everything\narticle 1\n  may buy when n ≥ line\narticle 2\n  may sell when n > line\n";
    for (value, code) in [
        ("20", "check/unit-mismatch"),
        ("20 yuan", "check/unit-mismatch"),
        ("2012-01-01", "check/type-mismatch"),
        ("20 yuan from 2012-01-01 until 2012-12-31", "check/type-mismatch"),
    ] {
        let loaded = under(base, &format!("policy low under base\nset parameter line: {value}\n"));
        assert_eq!(codes(&loaded), [code], "{value}");
        let at = loaded.diagnostics[0].labels[0].span;
        assert!(value.starts_with(loaded.sources.slice(at)), "{value}: {}", loaded.sources.slice(at));
    }
}

/// Articles of one number stand in several texts of a chain: an outline tells each what is its own.
#[test]
fn an_outline_tells_each_article_what_is_its_own() {
    let base = "policy base\nfact a: yes/no\narticle 1\n  may go when a\n  figure \"of the base\": 1 + 1 is 2\n";
    let lower = "policy low under base\nfact b: yes/no\narticle 1\n  may stay when b\narticle 2\n  may rest when b\n  figure \"of the lower\": 1 + 2 is 3\n";
    let loaded = under(base, lower);
    let policy = loaded.policy.as_ref().expect("the policies are sound");
    let outline = pol::interpret::outline::outline(&policy.program);
    let told: Vec<(String, Vec<&str>, usize)> = outline
        .articles
        .iter()
        .map(|entry| {
            let layer = entry.layer.as_ref().map_or("low", |layer| layer.en.as_str());
            let figures = entry.figures.iter().map(|figure| figure.name.as_str()).collect();
            (format!("{layer} {}", entry.number), figures, entry.changes.len())
        })
        .collect();
    let expected = [
        ("low 1".to_owned(), vec![], 0),
        ("low 2".to_owned(), vec!["of the lower"], 0),
        // Figures are reckoned where they were published.
        ("base 1".to_owned(), vec![], 0),
    ];
    assert_eq!(told, expected);
}

// ── Each change by its own effect ────────────────────────────

#[test]
fn what_one_change_asks_is_not_told_of_another() {
    const ABOVE: &str = "policy base\nfact insured: yes/no\nfact age: whole number\nfact served: whole number\n\
        parameter oldest: 45\nparameter least: 1\ndefine grown: age ≥ 18\narticle 1\n  \
        power age: may set parameter oldest from 40 to 50\n  power least: may set parameter least from 0 to 9\n  \
        power rules: may change article 2\n  power terms: may change definition grown\n  \
        power limit: must not ask in article 2: insured, served more than 3\n\
        article 2\n  (1) general: may receive when all of\n    - age ≤ oldest\n    - grown\n    - served ≥ least\n";
    let told = |changes: &str| -> Vec<(&'static str, String)> {
        let loaded = under(ABOVE, &format!("policy local under base\n{changes}"));
        let errors = loaded.diagnostics.iter().filter(|found| found.is_error());
        let place =
            |found: &pol::Diagnostic| loaded.sources.slice(found.labels.first().expect("a place").span).to_owned();
        errors.map(|found| (found.code, place(found))).collect()
    };
    let asked = |place: &str| ("authority/asked", place.to_owned());
    let (older, more) = ("set parameter oldest: 50\n", "add condition to article 2 rule general: insured\n");
    let (long, term) = ("set parameter least: 5\n", "replace definition grown: age ≥ 21 and insured\n");
    let (said, replaced) =
        ("add condition to article 2 rule general: insured", "replace definition grown: age ≥ 21 and insured");
    assert_eq!(told(older), []);
    assert_eq!(told(more), [asked(said)]);
    // Whatever else is changed, each is told of what it does itself.
    assert_eq!(told(&format!("{older}{more}")), [asked(said)]);
    assert_eq!(told(&format!("{older}{long}{more}")), [asked("set parameter least: 5"), asked(said)]);
    assert_eq!(told(&format!("{older}{term}")), [asked(replaced)]);
    assert_eq!(told(&format!("add condition to article 2 rule general: served ≥ 2\n{more}")), [asked(said)]);
}

// ── Terms that rest on terms ─────────────────────────────────

/// A policy whose terms rest each on the one before, and a rule that asks for the last.
fn resting(first: &str, each: &str, terms: usize) -> String {
    let terms = (1..=terms).fold(format!("define d0 as {first}\n"), |mut out, at| {
        let _ = writeln!(out, "define d{at} as {}", each.replace("d_", &format!("d{}", at - 1)));
        out
    });
    let last = terms.lines().count() - 1;
    format!(
        "policy base\nfact a: yes/no\nfact b: yes/no\npower p: may only tighten everything\n{terms}article 1\n  may go when d{last}\n"
    )
}

/// Each term reads the one before twice: spelt out, the last would be longer than anything.
#[test]
fn terms_that_double_are_compared_as_they_are_named_or_left_open() {
    let base = resting("a", "(d_ and b) or (d_ and a)", 60);
    let said = |change: &str| {
        let loaded = under(&base, &format!("policy local under base\n{change}\n"));
        loaded.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(said("add condition to article 1: b"), Vec::<&str>::new());
    assert_eq!(said("replace definition d1: d0 and a and b"), Vec::<&str>::new());
    assert_eq!(said("replace article 1 rule go: d59"), ["authority/not-decided"]);
}

/// Nothing is the same that differs, however many terms lie between.
#[test]
fn a_term_far_below_counts() {
    for each in ["d_ and b", "(d_ and b) or (d_ and a)"] {
        let [one, two, again] = ["a", "b", "a"].map(|first| {
            let loaded = load("base.pol", resting(first, each, 200).as_bytes(), &mut |_, _| None);
            loaded.policy.expect("it is a policy").program
        });
        let of = |program: &Program| {
            let rules: Vec<&Ground> = program.decisions.iter().flat_map(|known| &known.grounds).collect();
            let one_rules = one.decisions.iter().flat_map(|known| &known.grounds).collect::<Vec<_>>();
            effect_of((&one, &one_rules, None), (program, &rules, None))
        };
        assert_ne!(of(&two), Effect::Same);
        assert_eq!(of(&again), Effect::Same);
    }
}

/// What lies beside a policy by almost its name and a year is no version of it, and is not left out in silence.
#[test]
fn a_file_named_almost_as_a_version_is_told() {
    let text = |from: &str| {
        format!("policy v\n  in force from {from}\nfact a: yes/no\narticle 1\n  may apply when a\n").into_bytes()
    };
    for (name, code) in [
        ("v-2014.pol", None),
        ("v-2014-11-01.pol", None),
        ("v-2014年.pol", Some("layer/not-a-version")),
        ("v2014.pol", Some("layer/not-a-version")),
        ("v_2014.11.pol", Some("layer/not-a-version")),
        ("other.pol", None),
    ] {
        let first = Found { name: "v.pol".to_owned(), bytes: text("2012-01-01 until 2013-12-31") };
        let second = Found { name: name.to_owned(), bytes: text("2014-01-01") };
        let loaded = pol::load_version(vec![first, second], pol::When::default(), &mut |_, _| Vec::new());
        let found: Vec<&str> = loaded.diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(found, code.into_iter().collect::<Vec<_>>(), "{name}");
        let mended =
            loaded.diagnostics.iter().flat_map(|found| &found.help).any(|help| help.en.contains("`v-2014.pol`"));
        assert_eq!(mended, code.is_some(), "{name}");
    }
}
