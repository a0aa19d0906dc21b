//! What a case expects besides the answer: held against what carries the outcome.

use crate::work::{codes, files, load_file, load_text, told};
use pol::cases::Format;
use pol::diagnostics::Say;
use pol::interpret::{Case, Detail, render};
use pol::ir::print::Printer;
use pol::ir::{Citation, Given, Value};
use pol::source::Sources;
use pol::types::ids::FactId;
use pol::{Language, Policy, Question};

const POLICY: &str = "policy register (登记)
record tax year (纳税年度)
  year (年度): whole number
  paid (已缴): money
fact tax years (历年纳税): list of tax year
fact tax (纳税额): money
fact bonus (奖金): money
fact employed (就业): yes/no
fact under sanction (受处分): yes/no, presumed no because nobody is
fact home (住所): one of owned (自有), rented (租住), homeless (没有)
define settled (已安居) as any of
  (a) housed (有房): home is owned
  (b) renting (租房): home is rented
article 1
  may register (落户) when all of
    - settled
    - not under sanction
    - any of
      (1) taxed (纳税者): tax ≥ 50000
      (2) working (就业者): employed
    years (连年): except when some tax years where year ≥ 2020 and paid ≥ 5
article 2
  (1) small (少的): fee (费用) is 100 yuan when tax < 1000
  (2) large (多的): fee is tax ÷ 0 when tax ≥ 1000
article 3
  must tell the office (申报) when employed
    met when tax ≥ 10
  must not hide income (瞒报)
    breached when under sanction and employed
  levy (附加): levy (附加费) is 5% of tax
  toll (过路): toll (过路费) is if home is owned then tax otherwise bonus
  may stay (留下) when some tax years where paid ≥ (if employed then 5 yuan otherwise bonus) and year > 2020
";

/// What is said of one case, `;` between problems, whether in reading or in what comes out.
fn check(case: &str) -> String {
    let loaded = load_text(POLICY);
    let policy: &Policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(&loaded, Language::English)));
    let mut sources = Sources::default();
    let id = sources.add("case.yaml", case);
    let (suite, wrong) = pol::suite::read(&policy.program, sources.get(id).expect("just added"), Some(Format::Yaml));
    let unmet = suite.tests.iter().flat_map(|test| {
        let mut question = Question::default();
        question.as_of = test.typed.as_of;
        policy.unmet(&test.typed, &question)
    });
    let said: Vec<String> =
        wrong.into_iter().chain(unmet).map(|found| format!("{}: {}", found.code, found.labels[0].text.en)).collect();
    said.join("; ")
}

#[test]
fn reasons_are_those_that_carry_the_answer() {
    let yes =
        "{tax: 60000, employed: no, home: rented, tax years: [], expect: {register: {answer: yes, because: CLAUSE}}}";
    for (clause, said) in [
        ("article 1", ""),
        ("1", ""),
        ("register article 1", "cases/unknown-clause: leads nowhere"),
        ("article 1 (1)", ""),
        ("第一条第（一）项", ""),
        ("taxed", ""),
        ("article 1 item taxed", ""),
        ("renting", ""),
        ("settled", ""),
        ("article 1 item settled item renting", ""),
        ("[taxed, renting]", ""),
        ("article 1 (2)", "cases/unmet: it rests on article 1 (1) taxed"),
        ("就业者", "cases/unmet: it rests on article 1 (1) taxed"),
        ("[taxed, housed]", "cases/unmet: it rests on article 1 (1) taxed"),
        ("article 1 item years", "cases/unmet: it rests on article 1 (1) taxed"),
    ] {
        let clause = clause.replace("register article", "elsewhere article");
        assert_eq!(check(&yes.replace("CLAUSE", &clause)), said, "{clause}");
    }
}

#[test]
fn a_refusal_rests_on_what_fails_and_on_what_lifts() {
    let no = "{tax: 5, employed: no, home: owned, tax years: [], expect: {register: {answer: no, because: CLAUSE}}}";
    for (clause, said) in [
        ("[taxed, working]", ""),
        ("就业", ""),
        ("settled", "cases/unmet: it rests on article 1 (1) taxed, article 1 (2) working"),
        ("years", "cases/unmet: it rests on article 1 (1) taxed, article 1 (2) working"),
    ] {
        assert_eq!(check(&no.replace("CLAUSE", clause)), said, "{clause}");
    }
    let lifted = "{tax: 60000, home: owned, tax years: [{year: 2021, paid: 6}], expect: {register: {answer: no, because: CLAUSE}}}";
    for (clause, said) in [("years", ""), ("连年", ""), ("taxed", "cases/unmet: it rests on article 1 years")] {
        assert_eq!(check(&lifted.replace("CLAUSE", clause)), said, "{clause}");
    }
}

#[test]
fn what_is_missing_is_told_in_full() {
    for (case, said) in [
        ("{home: owned, tax years: [], expect: {register: {missing: [tax, employed]}}}", ""),
        ("{home: owned, tax years: [], expect: {register: {missing: [tax]}}}", "cases/unmet: missing: tax, employed"),
        ("{tax: 60000, tax years: [], expect: {register: {answer: undetermined, missing: home}}}", ""),
        ("{tax: 60000, home: owned, expect: {register: {missing: 历年纳税}}}", ""),
        ("{tax: 60000, home: owned, tax years: [{year: 2021}], expect: {register: {missing: paid}}}", ""),
        (
            "{tax: 60000, home: owned, tax years: [{paid: 6}, {year: 2010}], expect: {register: {missing: paid}}}",
            "cases/unmet: missing: year",
        ),
        ("{employed: yes, expect: {tell the office: {missing: tax}}}", ""),
        ("{employed: yes, expect: {tell the office: {missing: tax, because: article 3}}}", ""),
        ("{expect: {tell the office: {missing: [tax, employed]}}}", ""),
        ("{under sanction: yes, expect: {hide income: {missing: employed}}}", ""),
        ("{under sanction: yes, expect: {瞒报: {缺少: 受处分}}}", "cases/unmet: missing: employed"),
        ("{expect: {levy: {missing: tax, because: article 3 levy}}}", ""),
        ("{home: owned, expect: {toll: {missing: tax}}}", ""),
        ("{home: rented, tax: 5, expect: {toll: {missing: bonus}}}", ""),
        ("{tax: 5, expect: {toll: {missing: [home, bonus]}}}", ""),
        ("{employed: yes, expect: {stay: {missing: tax years}}}", ""),
        ("{employed: yes, tax years: [{year: 2021}, {paid: 4}], expect: {stay: {missing: paid}}}", ""),
        ("{tax years: [{year: 2021, paid: 4}], expect: {stay: {missing: [bonus, employed]}}}", ""),
        (
            "{tax: 60000, tax years: [], expect: {register: {answer: yes, missing: home}}}",
            "cases/at-odds: goes with another answer",
        ),
    ] {
        assert_eq!(check(case), said, "{case}");
    }
}

#[test]
fn errors_and_values_have_reasons_too() {
    for (case, said) in [
        ("{tax: 2000, expect: {fee: {error: division by zero, because: article 2 (2)}}}", ""),
        ("{tax: 2000, expect: {费用: {结论: 错误, 错误: 除数为零}}}", ""),
        ("{tax: 2000, expect: {fee: {error: conflict}}}", "cases/unmet: found: division by zero"),
        ("{tax: 20, expect: {fee: {answer: 100 yuan, because: article 2 rule small}}}", ""),
        (
            "{tax: 20, expect: {fee: {answer: 100 yuan, because: 第二条 规则 多的}}}",
            "cases/unmet: it rests on article 2 (1) small",
        ),
        ("{tax: 20, expect: {fee: {answer: 101 yuan, because: article 2 rule small}}}", "cases/unmet: found: 100 yuan"),
    ] {
        assert_eq!(check(case), said, "{case}");
    }
}

/// A rule as an explanation names it is a clause that a case can name, in either language.
#[test]
fn what_explanations_name_can_be_cited() {
    let mut count = 0;
    for path in files("policies", "pol").into_iter().chain(files("tests/programs", "pol")) {
        let loaded = load_file(&path);
        let Some(policy) = &loaded.policy else { continue };
        for decision in &policy.program.decisions {
            for ground in &decision.grounds {
                for language in [Language::English, Language::Chinese] {
                    let text = Printer { program: &policy.program, language }.ground(ground);
                    let read = Citation::read(&text, &policy.program, decision);
                    let found = read.unwrap_or_else(|lost| panic!("{}: {text}: {lost:?}", path.display()));
                    assert!(found.holds(ground), "{text}");
                    assert_eq!(found.article.as_ref(), Some(&ground.article), "{text}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 500, "{count}");
}

const SET: &str = "policy leaving (离任)
fact served: duration
fact home: yes/no
fact asked on: date
article 1
  options after the term (任满去向) when served ≥ 5 years
    (1) stay (留任) when home
  may rest (休息) when asked on plus 3 months > the date asked about and year of asked on is year of the date asked about
";

/// What is said of a case of which nothing is known.
fn of_nothing(text: &str) -> String {
    let loaded = load_text(text);
    let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(&loaded, Language::English)));
    let explanation = policy.explain(&Case::new(&policy.program), &Question::default(), None);
    let detail = Detail { language: Language::English, whole: false, ascii: false, color: false, width: None };
    render(&explanation, detail)
}

#[test]
fn what_may_be_chosen_is_not_told_as_one_more() {
    let said = of_nothing(SET);
    assert!(said.contains("after the term: UNDETERMINED\n  perhaps stay"), "{said}");
}

#[test]
fn the_date_is_among_what_an_outcome_turns_on() {
    let said = of_nothing(SET);
    assert!(said.contains("not known: asked on, the date asked about"), "{said}");
}

#[test]
fn a_set_of_options_is_told_in_the_outline() {
    let loaded = load_text(SET);
    let policy = loaded.policy.as_ref().expect("the policy is sound");
    let outline = pol::interpret::outline::outline(&policy.program);
    let decides: Vec<&str> = outline.articles[0].decides.iter().map(|told| told.en.as_str()).collect();
    assert_eq!(decides, ["may stay", "may rest", "may choose among after the term"]);
}

/// What its declaration or a bound keeps from falling below nought is not tried there.
#[test]
fn a_column_is_not_tried_below_nought_where_it_cannot_be() {
    let columns =
        ["price × 2", "raised", "the greater of (price - 5 yuan) and 0 yuan", "kept", "sum of part over parts"];
    for column in columns {
        let text = format!(
            "policy p\nrecord one\n  part: money\nfact parts: list of one\nfact price: money\ndefine raised as price + 5 yuan\n\
             article 1\n  kept is price - 5 yuan, at least 0 yuan\n  other is raised + kept + (sum of part over parts)\n  table t\n    {column} | v\n    0 to 5 | 1\n    more than 5 | 2\n"
        );
        let loaded = load_text(&text);
        assert_eq!(codes(&loaded), Vec::<&str>::new(), "{column}: {}", told(&loaded, Language::English));
    }
    let loaded = load_text(
        "policy p\nfact price: money\narticle 1\n  table t\n    price - 5 yuan | v\n    0 to 5 | 1\n    more than 5 | 2\n",
    );
    assert_eq!(codes(&loaded), ["check/table-gap"]);
}

/// What `is known` asks changes with what is forgotten: what was needed beside a fact may be idle without it.
#[test]
fn nothing_is_cited_that_can_be_left_out_where_it_is_asked_what_is_known() {
    let loaded = load_text(
        "policy telling\nfact tax: money\nfact home: yes/no\nfact age: number\narticle 1\n  may enrol when tax is known or not (home is known)\n\
         \x20 may rest when (tax is known and home is known) or age is known\n  may stay when tax is known and not (age is known)\n",
    );
    let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(&loaded, Language::English)));
    let program = &policy.program;
    let answers = |case: &Case| -> Vec<&'static str> {
        policy.explain(case, &Question::default(), None).outcomes.iter().map(|told| told.answer).collect()
    };
    let values = [
        Value::Number(pol::types::Number::whole(100)),
        Value::Bool(true),
        Value::Number(pol::types::Number::whole(30)),
    ];
    let ids: Vec<FactId> = (0..3).map(FactId::at).collect();
    // Each of the facts told or not.
    for told in 0..8_usize {
        let mut case = Case::new(program);
        for (at, id) in ids.iter().enumerate().filter(|(at, _)| told & (1 << at) != 0) {
            case.set(*id, Given::Value(values[at].clone()));
        }
        let whole = answers(&case);
        for (index, outcome) in policy.explain(&case, &Question::default(), None).outcomes.iter().enumerate() {
            let name = |id: &FactId| program.facts[id.index()].term.say(Language::English);
            let cited: Vec<FactId> =
                ids.iter().filter(|id| outcome.cited.iter().any(|told| told.fact.en == name(id))).copied().collect();
            let without = |left: Option<FactId>| {
                let mut only = Case::new(program);
                cited.iter().filter(|id| Some(**id) != left).for_each(|id| only.set(*id, case.get(*id).clone()));
                answers(&only)[index]
            };
            assert_eq!(without(None), whole[index], "{told}: {cited:?}");
            assert!(cited.iter().all(|left| without(Some(*left)) != whole[index]), "{told}, {index}: {cited:?}");
        }
    }
}

/// A total that the rule of each member asks for is added up once: with as many members again it would otherwise take
/// eight times as long.
#[test]
fn a_share_of_a_total_rests_on_all_members() {
    let policy = "policy share\nrecord child\n  income: money\nfact children: list of child\narticle 1\n  each child: part is 100 yuan × (income / sum of income over children)\n";
    let loaded = load_text(policy);
    let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(&loaded, Language::English)));
    let mut case = Case::new(&policy.program);
    let income = |at: usize| Given::Value(Value::Number(pol::types::Number::whole(i64::try_from(at % 7 + 1).unwrap())));
    let children: Vec<Vec<Given>> = (0..150).map(|at| vec![income(at)]).collect();
    case.set(FactId::at(0), Given::Value(Value::List(children.into())));
    let outcomes = policy.explain(&case, &Question::default(), None).outcomes;
    assert_eq!(outcomes.len(), 150);
    // The incomes of all, and how many members there are.
    assert_eq!(outcomes.iter().map(|told| told.cited.len()).collect::<std::collections::BTreeSet<_>>(), [151].into());
}

/// What stands on both sides of a comparison is taken off, so far as nothing can go wrong there.
#[test]
fn what_stands_on_both_sides_settles_a_comparison() {
    for (asked, answer) in [
        ("income × 2 ≥ income", "yes"),
        ("income × 2 > income", "undetermined"),
        ("income × 2 < income", "no"),
        ("income + 5 yuan > income", "yes"),
        ("income - 5 yuan ≥ income", "no"),
        ("income + bonus ≥ income", "yes"),
        ("income + balance ≥ income", "undetermined"),
        ("income + bonus ≥ balance + bonus", "undetermined"),
        ("10% of income ≤ income", "yes"),
        ("(the greater of income and bonus) ≥ income", "yes"),
        ("(the lesser of income and bonus) ≥ income", "undetermined"),
        ("(the lesser of income and bonus) ≤ income", "yes"),
        ("income + 5 yuan is income", "no"),
        // A number by itself may be below nought.
        ("staff × 2 ≥ staff", "undetermined"),
        ("grant exists and income + grant ≥ income", "undetermined"),
        ("(income ÷ staff) + income ≥ income", "undetermined"),
        ("days between born on and died on ≥ 0", "undetermined"),
    ] {
        let text = format!(
            "policy sides\nfact income: money\nfact bonus: money\nfact balance: money, may be negative\nfact grant: money, or none\n\
             fact staff: whole number\nfact born on: date\nfact died on: date\narticle 1\n  may apply when {asked}\n"
        );
        let loaded = load_text(&text);
        let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(&loaded, Language::English)));
        let outcome = policy.explain(&Case::new(&policy.program), &Question::default(), None).outcomes.remove(0);
        assert_eq!(outcome.answer, answer, "{asked}");
    }
}

#[test]
fn a_value_that_no_rule_gives_says_so() {
    let text = "policy fees\nfact married: yes/no, presumed no because most are\nfact tax: money, or none\narticle 1\n  fee is 5 yuan when married\n";
    let said = of_nothing(text);
    assert!(said.contains("fee: NOT ADDRESSED\n  no rule gives a value here"), "{said}");
}

/// Where it is asked first whether there is any, that there is none is no error.
#[test]
fn what_there_is_none_of_is_no_error_where_that_is_asked() {
    let loaded =
        load_text("policy fees\nfact tax: money, or none\narticle 1\n  may go when tax exists and tax > 5 yuan\n");
    let policy = loaded.policy.as_ref().expect("the policy is sound");
    let mut case = Case::new(&policy.program);
    case.set(FactId::at(0), Given::Absent);
    let explanation = policy.explain(&case, &Question::default(), None);
    let detail = Detail { language: Language::English, whole: true, ascii: false, color: false, width: None };
    let said = render(&explanation, detail);
    assert!(said.contains("· tax > 5 yuan   [tax = none]\n"), "{said}");
    assert!(!said.contains("error"), "{said}");
}
