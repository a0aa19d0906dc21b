//! Slips: each one changes the program and leaves its types right, each is noticed exactly where some case comes out
//! otherwise, and those that no case notices are told at their place.

use crate::work::{files, load_file, load_text};
use pol::diagnostics::report::{Style, render_one};
use pol::interpret::interpret;
use pol::ir::print::Printer;
use pol::ir::{DecisionKind, Given, Program, Value};
use pol::mutate::{Noticer, Slip, SlipKind, apply, run, slips, survey};
use pol::source::Sources;
use pol::suite::{self, Suite};
use pol::types::ids::{DecisionId, FactId};
use pol::types::{Number, Type};
use pol::{Case, Language, Loaded, Question};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Every kind of slip can be made in it.
const POLICY: &str = "\
policy slips

place Yunnan (云南)
place Dehong (德宏) in Yunnan
place Mangshi (芒市) in Dehong
place Ruili (瑞丽) in Dehong
record member (成员)
  age (年龄): whole number
fact household (家庭): list of member
fact home (户籍地): place
fact skill (技能): grade none (无) < junior (初级) < senior (高级)
fact tax (纳税额): money
fact staff (人数): whole number
fact served (服役): duration
fact born on (出生日期): date
fact employed (就业): yes/no
fact insured (参保): yes/no
fact under sanction (受处分): yes/no, presumed no because nothing is on file
parameter line (纳税线): 50000 yuan from 2010-01-01, 80000 yuan from 2014-01-01
define counted (算数) as readings
  because two ways
  reading narrow (从严) (default): tax ≥ line
  reading wide (从宽): tax ≥ 10000 yuan

article 1
  applies to home is in Dehong
  (1) taxed (纳税者): may register (落户) when counted and employed
    except when under sanction
  (2) skilled (技能人员): may register (落户) when any of
    - skill ≥ senior and not insured
    - served ≥ 2 years
    - at least 2 of
      - employed
      - insured
      - staff > 20
  (3) families (家庭户): may register (落户) when some member age ≥ 60 or every member age < 18
article 2
  must not register (落户) when born on is after 2000-01-01
    notwithstanding article 1
article 3
  table grant (补贴), first row that fits
    tax           | staff | grant
    ≥ 100000 yuan | any   | 1000 yuan
    any           | ≥ 20  | 500 yuan
    otherwise     | -     | 0 yuan
";

fn program(loaded: &Loaded) -> &Program {
    let policy = loaded.policy.as_ref();
    &policy.unwrap_or_else(|| panic!("{}", crate::work::told(loaded, Language::English))).program
}

fn meaning(program: &Program) -> String {
    Printer { program, language: Language::English }.program()
}

#[test]
fn every_slip_changes_what_is_written() {
    let mut kinds: BTreeSet<SlipKind> = BTreeSet::new();
    let texts: Vec<_> = files("tests/programs", "pol").into_iter().chain(files("policies/elsewhere", "pol")).collect();
    let own = load_text(POLICY);
    let loaded = texts.iter().map(|path| load_file(path));
    for loaded in std::iter::once(&own).chain(loaded) {
        let program = program(loaded);
        let before = meaning(program);
        let mut known: BTreeSet<String> = BTreeSet::new();
        for slip in slips(program) {
            let mut changed = program.clone();
            apply(&mut changed, &slip);
            let after = meaning(&changed);
            // Presumptions are reasons and values; a reason is no meaning.
            assert_ne!(before, after, "{slip:?}");
            assert!(known.insert(format!("{:?} {after}", slip.kind)), "the same slip twice: {slip:?}");
            kinds.insert(slip.kind);
        }
    }
    let wanted = BTreeSet::from([
        SlipKind::Boundary,
        SlipKind::Direction,
        SlipKind::Connective,
        SlipKind::Count,
        SlipKind::Digit,
        SlipKind::Unit,
        SlipKind::Span,
        SlipKind::Item,
        SlipKind::Exception,
        SlipKind::Negation,
        SlipKind::Level,
        SlipKind::Place,
        SlipKind::Quantifier,
        SlipKind::Rounding,
        SlipKind::Rule,
        SlipKind::Order,
        SlipKind::Limit,
        SlipKind::Pick,
        SlipKind::Sign,
        SlipKind::Best,
        SlipKind::Reading,
        SlipKind::Date,
        SlipKind::Presumption,
        SlipKind::Population,
        SlipKind::Priority,
    ]);
    assert_eq!(kinds, wanted);
}

/// Cases that try every combination of a few values of each fact.
fn exhaustive(program: &Program) -> Vec<Case> {
    let values = |ty: &Type| -> Vec<Value> {
        match ty {
            Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Type::Level(scale) => {
                (0..u32::try_from(scale.levels.len()).expect("few levels")).map(Value::Level).collect()
            }
            Type::Number { .. } => (0..=8).map(|count| Value::Number(Number::whole(count))).collect(),
            other => panic!("no small domain: {other:?}"),
        }
    };
    let mut out = vec![Case::new(program)];
    for (at, fact) in program.facts.iter().enumerate() {
        let values = values(&fact.ty);
        out = out
            .into_iter()
            .flat_map(|case| {
                values.iter().map(move |value| {
                    let mut case = case.clone();
                    case.set(FactId::at(at), Given::Value(value.clone()));
                    case
                })
            })
            .collect();
    }
    out
}

fn answers(program: &Program, case: &Case) -> Vec<String> {
    interpret(program, case, &Question::default(), None)
        .into_iter()
        .map(|outcome| format!("{:?}", outcome.answer))
        .collect()
}

/// The cases as a suite that expects what comes out now.
fn pinned(program: &Program, cases: &[Case]) -> Suite {
    let mut text = String::new();
    for (number, case) in cases.iter().enumerate() {
        let _ = write!(text, "- case: c{number}\n  expect: {{");
        for (at, decision) in program.decisions.iter().enumerate() {
            let outcome = interpret(program, case, &Question::default(), Some(DecisionId::at(at)));
            let answer = match &outcome.first().expect("an outcome").answer {
                pol::interpret::Answer::Yes => "yes".to_owned(),
                pol::interpret::Answer::No => "no".to_owned(),
                pol::interpret::Answer::NotAddressed => "not addressed".to_owned(),
                pol::interpret::Answer::Value(value) => {
                    let DecisionKind::Value(ty) = &decision.kind else { panic!("a value") };
                    Printer { program, language: Language::English }.value(value, ty)
                }
                other => panic!("{other:?}"),
            };
            let _ = write!(text, "{}: {answer}, ", decision.term.text);
        }
        text.push_str("}\n");
        for (at, fact) in program.facts.iter().enumerate() {
            let given = Printer { program, language: Language::English }.given(case.get(FactId::at(at)), &fact.ty);
            let _ = writeln!(text, "  {}: {given}", fact.term.text);
        }
    }
    let mut sources = Sources::default();
    let id = sources.add("all.yaml", text);
    let (suite, wrong) = suite::read(program, sources.get(id).expect("just added"), None);
    assert!(wrong.is_empty(), "{wrong:?}");
    suite
}

const SMALL: [&str; 4] = [
    "policy a\nfact n: whole number\nfact m: whole number\nfact ok: yes/no\narticle 1\n  (1) one: may go when n ≥ 3 and (ok or m > 5)\n",
    "policy b\nfact grade: grade none < low < high\nfact a: yes/no\nfact b: yes/no\nfact c: yes/no\narticle 1\n  applies to a\n  may go when at least 2 of\n    - grade ≥ low\n    - b\n    - not c\n    except when grade is high and b\n",
    "policy c\nfact n: whole number\nfact a: yes/no\narticle 1\n  fee is 5 when n ≥ 4\n  fee otherwise is 2\narticle 2\n  (1) one: may go when a\n    except when n is 7\n  (2) two: may go when n < 2\n",
    "policy d\nfact n: whole number\nfact m: whole number\narticle 1\n  fee is the lesser of n and (6 minus the greater of m and 2)\n  may go when n ≤ 5 and (m is 3 or m ≥ 7)\n",
];

#[test]
fn an_exhaustive_suite_notices_every_slip_that_changes_an_outcome() {
    let (mut tried, mut equal) = (0, 0);
    for text in SMALL {
        let loaded = load_text(text);
        let program = program(&loaded);
        let cases = exhaustive(program);
        let suites = [pinned(program, &cases)];
        let noticer = Noticer::new(program, &loaded.sources, &suites);
        assert_eq!(noticer.failing(program), Vec::<String>::new());
        let slips = slips(program);
        let before: Vec<_> = cases.iter().map(|case| answers(program, case)).collect();
        let noticed = run(program, &noticer, &slips, 3);
        assert_eq!(noticed.len(), slips.len());
        for (slip, notice) in slips.iter().zip(&noticed) {
            // Seen apart from all that the noticer does to be quick.
            let mut changed = program.clone();
            apply(&mut changed, slip);
            let differs = cases.iter().zip(&before).position(|(case, before)| answers(&changed, case) != *before);
            assert_eq!(*notice, differs, "{slip:?}");
            tried += 1;
            equal += usize::from(notice.is_none());
        }
        assert_eq!(run(program, &noticer, &slips, 1), noticed, "on however many threads");
    }
    assert!(tried > 60 && equal * 5 < tried, "{equal} of {tried} change nothing");
}

/// Accepted results notice what expectations notice; results that nobody accepted notice nothing.
#[test]
fn accepted_results_notice_slips() {
    for text in SMALL {
        let loaded = load_text(text);
        let program = program(&loaded);
        let cases = exhaustive(program);
        let expecting = [pinned(program, &cases)];
        let mut silent = expecting.clone();
        for test in &mut silent[0].tests {
            test.typed.expect.clear();
        }
        let slips = slips(program);
        let noticer = Noticer::new(program, &loaded.sources, &silent);
        assert_eq!((noticer.count(), noticer.silent()), (0, cases.len()));
        assert!(run(program, &noticer, &slips, 1).iter().all(Option::is_none));
        let accepted = silent.map(|suite| accepting(&loaded, suite));
        let noticer = Noticer::new(program, &loaded.sources, &accepted);
        assert_eq!((noticer.count(), noticer.silent()), (cases.len(), 0));
        let found = run(program, &noticer, &slips, 2);
        let wanted = run(program, &Noticer::new(program, &loaded.sources, &expecting), &slips, 2);
        for ((slip, found), wanted) in slips.iter().zip(found).zip(wanted) {
            assert_eq!(found.is_some(), wanted.is_some(), "{slip:?}");
            assert!(found <= wanted, "{slip:?}");
        }
    }
}

/// A suite of which everything was accepted that comes out.
fn accepting(loaded: &Loaded, mut suite: Suite) -> Suite {
    for test in &suite.tests {
        let ran = suite::run(&[(program(loaded), &loaded.sources)], test, None);
        let suite::Ran::Told(found) = ran else { panic!("{}: something is expected", test.name) };
        suite.pins.accept(&test.name, &found);
    }
    suite
}

/// With the answer, an accepted result holds fast which rules carry it; but not its words, which every slip changes.
#[test]
fn an_accepted_result_holds_its_rules_but_not_its_words() {
    let loaded = load_text(
        "policy rules\nfact a: yes/no\nfact n: whole number\narticle 1\n  (1) one: may go when a\n  (2) two: may go when n ≥ 3\n",
    );
    let program = program(&loaded);
    let mut sources = Sources::default();
    let id = sources.add("one.yaml", "- {case: both, a: yes, n: 9}\n");
    let (suite, wrong) = suite::read(program, sources.get(id).expect("just added"), None);
    assert!(wrong.is_empty(), "{wrong:?}");
    let suites = [accepting(&loaded, suite)];
    let noticer = Noticer::new(program, &loaded.sources, &suites);
    let survey = survey(program, &noticer, slips(program), None, 1);
    let missed: Vec<SlipKind> = survey.survived().map(|(slip, _)| slip.kind).collect();
    assert_eq!(missed, [SlipKind::Boundary, SlipKind::Count, SlipKind::Count]);
    let noticed = survey.slips.iter().zip(&survey.notices).filter(|(_, notice)| notice.is_some());
    assert_eq!(noticed.filter(|(slip, _)| slip.kind == SlipKind::Rule).count(), 2, "either rule left out");
}

/// A slip in a score shows what of it slips, not all of it.
#[test]
fn a_slip_in_a_score_shows_its_item() {
    let text = "policy marks\nfact a: yes/no\nfact b: yes/no\narticle 1\n  score marks, at most 120, at least 0\n    \
                (1) 50, when a\n    (2) minus 30, when b\n";
    let loaded = load_text(text);
    let mut found: Vec<String> = slips(program(&loaded))
        .iter()
        .filter(|slip| matches!(slip.kind, SlipKind::Limit | SlipKind::Sign))
        .map(|slip| format!("{} → {} | {} → {}", slip.before.en, slip.after.en, slip.before.zh, slip.after.zh))
        .collect();
    found.sort();
    let expected = [
        "50 → minus 50 | 50 → 扣50",
        "at least 0 →  | 最低0 → ",
        "at most 120 →  | 最高120 → ",
        "minus 30 → 30 | 扣30 → 30",
    ];
    assert_eq!(found, expected);
}

/// The boundary slips of a policy.
fn boundaries(text: &str) -> Vec<String> {
    let loaded = load_text(text);
    let all = slips(program(&loaded)).into_iter().filter(|slip| slip.kind == SlipKind::Boundary);
    all.map(|slip| slip.before.en).collect()
}

/// Where two brackets meet in one value, or a part is nought, the line itself may be in or out; where they do not meet, or
/// something else is read, it is a slip.
#[test]
fn a_line_that_changes_nothing_is_no_slip() {
    let parts = "policy p\nfact n: money\narticle 1\n  table due, each part at its own rate\n    n | rate\n    at most 100 | 3%\n    above 100 | 10%\n";
    assert_eq!(boundaries(parts), Vec::<String>::new());
    let meeting = |second: &str| {
        format!(
            "policy p\nfact n: money\nfact m: yes/no\narticle 1\n  table due, first row that fits\n    n | due\n    at most 100 yuan | 3% of n\n    otherwise | {second}\n"
        )
    };
    assert_eq!(boundaries(&meeting("10% of n minus 7 yuan")), Vec::<String>::new());
    assert_eq!(boundaries(&meeting("10% of n minus 8 yuan")), ["n ≤ 100 yuan"]);
    assert_eq!(boundaries(&meeting("if m then 3 yuan otherwise 10% of n minus 7 yuan")), ["n ≤ 100 yuan"]);
    let dated = "policy p\nfact n: money\nparameter line: 100 yuan from 2010-01-01, 200 yuan from 2012-01-01\narticle 1\n  table due, first row that fits\n    n | due\n    at most line | 3 yuan\n    otherwise | 3 yuan\n";
    assert_eq!(boundaries(dated), ["n ≤ line"], "what depends on the day is left to people");
}

fn shown(slips: &[Slip], loaded: &Loaded, suites: &[Suite], language: Language) -> String {
    let program = program(loaded);
    let noticer = Noticer::new(program, &loaded.sources, suites);
    let survey = survey(program, &noticer, slips.to_vec(), None, 2);
    let style = Style { language, color: false, ascii: false, width: 80 };
    survey.diagnostics(program).iter().map(|found| render_one(found, &loaded.sources, &style) + "\n").collect()
}

#[test]
fn slips_that_no_case_notices_are_told() {
    let loaded = load_text(
        "policy planted\n\nfact tax (纳税额): money\nfact employed (就业): yes/no\nfact sanctioned (受处分): yes/no, presumed no because nothing is on file\n\n\
         article 14\n  may register (落户) when all of\n    - tax ≥ 50000 yuan\n    - employed\n    except when sanctioned\n\n\
         example \"above\"\n  given tax: 90000 yuan\n  given employed: yes\n  expect register: yes\n\
         example \"below\"\n  given tax: 10000 yuan\n  given employed: yes\n  expect register: no\n\
         example \"without work\"\n  given tax: 90000 yuan\n  given employed: no\n  expect register: no\n",
    );
    let program = program(&loaded);
    let suites = [suite::examples(program, "planted.pol")];
    let slips = slips(program);
    let noticer = Noticer::new(program, &loaded.sources, &suites);
    let missed = survey(program, &noticer, slips.clone(), None, 2);
    // The line itself, the exception and its presumption are what these examples do not try.
    let kinds: Vec<SlipKind> = missed.survived().map(|(slip, _)| slip.kind).collect();
    assert!(kinds.contains(&SlipKind::Boundary) && kinds.contains(&SlipKind::Exception), "{kinds:?}");
    assert!(!kinds.contains(&SlipKind::Direction) && !kinds.contains(&SlipKind::Connective), "{kinds:?}");
    let all = [Language::English, Language::Chinese].map(|language| shown(&slips, &loaded, &suites, language));
    insta::assert_snapshot!(all.join("────────\n\n"));
}

#[test]
fn a_sample_is_spread_over_the_text() {
    let loaded = load_text(POLICY);
    let program = program(&loaded);
    let noticer = Noticer::new(program, &loaded.sources, &[]);
    let all = slips(program);
    for limit in [1, 7, all.len() - 1, all.len(), all.len() + 5] {
        let survey = survey(program, &noticer, all.clone(), Some(limit), 2);
        assert_eq!(survey.slips.len(), limit.min(all.len()));
        assert_eq!(survey.possible, all.len());
    }
}
