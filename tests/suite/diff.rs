//! Two versions of a policy: what differs is found, with the right clause, count and direction, and nothing else is.

use crate::work::{files, load_file, load_text, root};
use pol::diagnostics::Language;
use pol::diff::{self, Analysis, Asked, Kind, Outcomes, Row, RowReader, Side, Tally, Whole, Witness};
use pol::interpret::{Answer, Case, Question, interpret};
use pol::ir::{Given, Program, Value};
use pol::source::{FileId, SourceFile};
use pol::types::Number;
use pol::types::ids::{DecisionId, FactId};
use pol::{Found, Loaded, cases, load};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

// ── Helpers ──────────────────────────────────────────────────

fn program(loaded: &Loaded) -> &Program {
    let policy = loaded.policy.as_ref();
    &policy.unwrap_or_else(|| panic!("{}", crate::work::told(loaded, Language::English))).program
}

/// A policy file with something in it written otherwise; everything that it uses as it is.
fn changed(path: &str, edits: &[(&str, &str)]) -> Loaded {
    let mut text = std::fs::read_to_string(root().join(path)).expect("a policy");
    for (from, to) in edits {
        assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in {path}");
        text = text.replacen(from, to, 1);
    }
    load(path, text.as_bytes(), &mut |name, from| {
        let from = root().join(from);
        from.ancestors().skip(1).take_while(|at| at.starts_with(root())).find_map(|at| {
            let file = at.join(format!("{name}.pol"));
            let bytes = std::fs::read(&file).ok()?;
            let name = file.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
            Some(Found { name, bytes })
        })
    })
}

fn rows(analysis: &Analysis<'_>, folder: &str) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for path in files(folder, "yaml") {
        let text = std::fs::read_to_string(&path).expect("cases");
        let source = SourceFile::new(FileId(0), path.to_string_lossy(), text);
        let nodes = cases::trees(&source, None).expect("cases that can be read");
        let mut reader = RowReader::new(analysis.joint_old(), analysis.joint_new(), &[], false);
        for node in &nodes {
            out.push(reader.read(node, out.len() as u64 + 1));
        }
    }
    assert!(!out.is_empty(), "{folder} holds cases");
    out
}

fn dehong_rows(analysis: &Analysis<'_>) -> Vec<Row> {
    let mut out = rows(analysis, "policies/yunnan/cases/dehong");
    let path = root().join("policies/yunnan/cases/dehong.yaml");
    let source = SourceFile::new(FileId(0), "dehong.yaml", std::fs::read_to_string(path).expect("cases"));
    let mut reader = RowReader::new(analysis.joint_old(), analysis.joint_new(), &[], false);
    for node in &cases::trees(&source, None).expect("cases that can be read") {
        out.push(reader.read(node, out.len() as u64 + 1));
    }
    out
}

/// What comes of some rows, in words.
fn outcomes(old: &Loaded, new: &Loaded, analysis: &Analysis<'_>, rows: Vec<Row>) -> Outcomes {
    let asked = Asked::default();
    let tally = Tally::of(analysis, &asked, 0, rows);
    diff::outcomes(analysis, [&old.sources, &new.sources], &asked, &tally, &[])
}

fn witnesses(old: &Loaded, new: &Loaded, analysis: &Analysis<'_>) -> Vec<Witness> {
    diff::witnesses(analysis, [&old.sources, &new.sources], &Asked::default())
}

fn clauses(analysis: &Analysis<'_>) -> Vec<String> {
    analysis.changes.iter().map(|change| format!("{}: {}", change.clause.en, change.effect)).collect()
}

// ── What is no difference ────────────────────────────────────

#[test]
fn a_policy_does_not_differ_from_itself() {
    for path in files("policies", "pol").into_iter().chain(files("tests/programs", "pol")) {
        let loaded = load_file(&path);
        let Some(policy) = &loaded.policy else { continue };
        let analysis = diff::analyse(&policy.program, &policy.program);
        assert_eq!(clauses(&analysis), Vec::<String>::new(), "{}", path.display());
        assert_eq!((analysis.facts.len(), analysis.wording.len()), (0, 0), "{}", path.display());
    }
}

#[test]
fn the_other_language_is_no_difference() {
    let chinese = load_file(&root().join("policies/yunnan/dehong.pol"));
    let english = load_file(&root().join("policies/yunnan/dehong-english.pol"));
    for (one, two) in [(&chinese, &english), (&english, &chinese)] {
        let analysis = diff::analyse(program(one), program(two));
        assert_eq!(clauses(&analysis), Vec::<String>::new());
        assert_eq!(analysis.facts, Vec::new());
        assert_eq!(analysis.wording, Vec::new());
    }
}

const GRANT: &str = r#"
policy grant
fact three-year tax: money
fact one-year tax: money
fact skill: grade none < junior < middle < senior
fact invests: yes/no
fact staff: whole number
fact blocked: yes/no, presumed no because few are
parameter tax line: 100000 yuan

article 1 "Who may register"
  may register in town when all of
    - invests
    - any of
      (1) investor: three-year tax ≥ tax line or one-year tax ≥ 50000 yuan
      (2) skilled: skill ≥ middle
  except when blocked

article 2 "Loan"
  loan ceiling is 200000 yuan when staff ≥ 10
  loan ceiling is 100000 yuan when staff < 10
"#;

fn grant(edits: &[(&str, &str)]) -> Loaded {
    let mut text = GRANT.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "`{from}` stands there");
        text = text.replace(from, to);
    }
    load_text(&text)
}

#[test]
fn other_numbers_orders_and_layouts_are_no_difference() {
    let old = grant(&[]);
    let moved = load_text(
        r#"
# Moved, renumbered, spaced otherwise, its lists in another order.
policy grant
fact blocked: yes/no, presumed no because few are
fact staff: whole number
fact skill: grade none < junior < middle < senior
fact invests: yes/no
fact one-year tax: money
fact three-year tax: money
parameter tax line: 10万元

article 7 "Loan"
  loan ceiling is 100000 yuan when staff < 10
  loan ceiling is 200000 yuan when staff ≥ 10

article 9 "Who may register"
  may register in town when all of
    - any of
      (1) skilled: skill ≥ middle
      (2) investor: one-year tax ≥ 50000 yuan or three-year tax ≥ tax line
    - invests
  except when blocked
"#,
    );
    let analysis = diff::analyse(program(&old), program(&moved));
    assert_eq!(clauses(&analysis), Vec::<String>::new());
    let wording: Vec<&str> = analysis.wording.iter().map(|text| text.en.as_str()).collect();
    assert_eq!(wording, ["article 1 is now article 9", "article 2 is now article 7"]);
}

#[test]
fn other_words_are_said_to_be_only_words() {
    let old = grant(&[]);
    let new = grant(&[("investor:", "founder:"), ("\"Who may register\"", "\"Registration\"")]);
    let analysis = diff::analyse(program(&old), program(&new));
    assert_eq!(clauses(&analysis), Vec::<String>::new());
    let wording: Vec<&str> = analysis.wording.iter().map(|text| text.en.as_str()).collect();
    assert_eq!(
        wording,
        [
            "article 1 · register in town: item investor is now called founder",
            "the title of article 1: Who may register → Registration"
        ]
    );
}

// ── Slips put in on purpose ──────────────────────────────────

/// What is written otherwise in Dehong's policy, the clause at which it must be found, which way it goes, and what becomes
/// of those of its cases to whom it makes a difference.
const SLIPS: &[(&str, &str, &str, &str, &[Kind])] = &[
    // A line lowered, and one with a digit too many.
    (
        "（three-year tax line）：10万元",
        "（three-year tax line）：8万元",
        "parameter three-year tax line: looser",
        "register in town",
        &[Kind::Gains],
    ),
    (
        "（three-year tax line）：10万元",
        "（three-year tax line）：100万元",
        "parameter three-year tax line: tighter",
        "register in town",
        &[Kind::Loses],
    ),
    // 以上 for exactly.
    (
        "（默认）：技工等级中级技工以上",
        "（默认）：技工等级是中级技工",
        "definition reaches middle worker: tighter",
        "register in town",
        &[Kind::Loses],
    ),
    // And for or.
    (
        "（默认）：专业技术职称初级职称以上且职称已受聘",
        "（默认）：专业技术职称初级职称以上或职称已受聘",
        "definition title qualifies: looser",
        "register in town",
        &[Kind::Gains, Kind::Undetermined, Kind::Settled],
    ),
];

/// An answer without the places of its errors in the text, which move with it.
fn plain(answer: &Answer) -> String {
    match answer {
        Answer::Error(fault) => fault.kind.text().en,
        Answer::Undetermined(possible) => {
            let each: Vec<String> = possible.iter().map(plain).collect();
            format!("undetermined: {}", each.join(", "))
        }
        answer => format!("{answer:?}"),
    }
}

#[test]
fn slips_in_a_real_policy_are_found_where_they_are() {
    let old = load_file(&root().join("policies/yunnan/dehong.pol"));
    for (from, to, clause, decision, expected) in SLIPS {
        let new = changed("policies/yunnan/dehong.pol", &[(from, to)]);
        let analysis = diff::analyse(program(old), program(&new));
        assert_eq!(clauses(&analysis), [*clause], "{to}");
        let rows = dehong_rows(&analysis);
        // By hand: how many outcomes of which decision are other ones.
        let mut differing = std::collections::BTreeMap::new();
        for row in &rows {
            let (one, two) = (row.old.as_ref().expect("read"), row.new.as_ref().expect("read"));
            let question = |typed: &cases::Typed| {
                let mut question = Question::default();
                question.as_of = typed.as_of;
                question.readings.extend(typed.readings.iter().copied());
                question
            };
            let before = interpret(program(old), &one.case, &question(one), None);
            let after = interpret(program(&new), &two.case, &question(two), None);
            assert_eq!(before.len(), after.len());
            let differs = |was: &Answer, is: &Answer| plain(was) != plain(is);
            for (was, is) in before.iter().zip(&after).filter(|(was, is)| differs(&was.answer, &is.answer)) {
                assert_eq!(was.decision, is.decision);
                let name = program(old).decisions[was.decision.index()].term.get(Language::English);
                *differing.entry(name.to_owned()).or_insert(0_u64) += 1;
            }
        }
        let found = outcomes(old, &new, &analysis, rows);
        let (mut counted, mut kinds) = (std::collections::BTreeMap::new(), Vec::new());
        for row in &found.clauses {
            assert_eq!((row.changes.as_slice(), row.together), ([1].as_slice(), false), "{to}");
            for count in row.counts.iter().filter(|count| count.decision.en == *decision && count.kind.differs()) {
                kinds.push(count.kind);
            }
            for count in row.counts.iter().filter(|count| count.kind.differs()) {
                *counted.entry(count.decision.en.clone()).or_insert(0_u64) += count.outcomes;
            }
        }
        assert!(!differing.is_empty(), "{to}");
        assert_eq!(counted, differing, "{to}");
        kinds.sort();
        assert_eq!(kinds, *expected, "{to}");
        for example in found.examples.iter().filter(|example| example.kind.differs()) {
            assert_ne!(example.before, example.after, "{to}");
            assert!(!example.facts.is_empty(), "{to}");
        }
        let made = witnesses(old, &new, &analysis);
        let own = made.iter().find(|made| made.decision.en == *decision).expect("a case is looked for");
        assert!(own.is_found(), "{to}: {own:#?}");
    }
}

#[test]
fn each_change_is_put_down_to_its_own_clause() {
    let old = grant(&[]);
    let new = grant(&[
        ("tax line: 100000", "tax line: 80000"),
        ("skill ≥ middle", "skill ≥ senior"),
        ("200000 yuan when", "250000 yuan when"),
    ]);
    let analysis = diff::analyse(program(&old), program(&new));
    assert_eq!(
        clauses(&analysis),
        ["parameter tax line: looser", "article 1 · register in town: tighter", "article 2 · loan ceiling: looser"]
    );
    let details: Vec<String> = analysis
        .changes
        .iter()
        .flat_map(|change| &change.details)
        .map(|detail| {
            let text =
                |text: &Option<pol::diagnostics::Text>| text.as_ref().map(|text| text.en.clone()).unwrap_or_default();
            format!("{}|{}|{}", detail.place.en, text(&detail.before), text(&detail.after))
        })
        .collect();
    assert_eq!(
        details,
        ["|100,000 yuan|80,000 yuan", "item skilled|skill ≥ middle|≥ senior", "|200,000 yuan|250,000 yuan"]
    );
    let text = "
{case: a, three-year tax: 90000, one-year tax: 0, skill: none, invests: yes, staff: 3}
---
{case: b, three-year tax: 0, one-year tax: 0, skill: middle, invests: yes, staff: 10}
---
{case: both, three-year tax: 90000, one-year tax: 0, skill: middle, invests: yes, staff: 9}
---
{case: neither, three-year tax: 0, one-year tax: 0, skill: none, invests: yes, staff: 9}
";
    let source = SourceFile::new(FileId(0), "cases.yaml", text);
    let mut reader = RowReader::new(program(&old), program(&new), &[], false);
    let nodes = cases::trees(&source, Some(cases::Format::Yaml)).expect("cases");
    let rows: Vec<Row> = nodes.iter().zip(1..).map(|(node, at)| reader.read(node, at)).collect();
    let found = outcomes(&old, &new, &analysis, rows);
    let told: Vec<String> = found
        .clauses
        .iter()
        .flat_map(|row| row.counts.iter().map(|count| format!("{:?} {:?} {}", row.changes, count.kind, count.outcomes)))
        .collect();
    // Of the one who keeps what they had for another reason, both changes are the cause together.
    assert_eq!(told, ["[1] Gains 1", "[2] Loses 1", "[3] Rises 1", "[1, 2] Reason 1"]);
    assert_eq!((found.cases, found.differing, found.reasons_only), (4, 2, 1));
    let made: Vec<String> = witnesses(&old, &new, &analysis)
        .iter()
        .filter_map(|made| made.region.as_ref())
        .map(|text| text.en.clone())
        .collect();
    assert_eq!(
        made,
        [
            "three-year tax from 80,000 yuan to 99,999.99 yuan, one-year tax of 49,999.99 yuan or less, skill junior or \
             below, invests → register in town: gain",
            "three-year tax of 79,999.99 yuan or less, one-year tax of 49,999.99 yuan or less, skill middle, \
             invests → register in town: lose",
            "staff of 10 or more → loan ceiling: higher"
        ]
    );
}

#[test]
fn what_takes_several_changes_is_put_down_to_all_of_them() {
    let old = load_text(
        "policy p\nfact a: yes/no\nfact b: yes/no\narticle 1\n  may x when all of\n    - a\n    - c\n  \ndefine c: b\n",
    );
    let new = load_text(
        "policy p\nfact a: yes/no\nfact b: yes/no\narticle 1\n  may x when any of\n    - a\n    - c\n  \ndefine c: not b\n",
    );
    let analysis = diff::analyse(program(&old), program(&new));
    let text = "{a: no, b: no}";
    let source = SourceFile::new(FileId(0), "cases.yaml", text);
    let mut reader = RowReader::new(program(&old), program(&new), &[], false);
    let rows: Vec<Row> = cases::trees(&source, Some(cases::Format::Yaml))
        .expect("a case")
        .iter()
        .map(|node| reader.read(node, 1))
        .collect();
    let found = outcomes(&old, &new, &analysis, rows);
    let row = found.clauses.first().expect("a cause");
    assert_eq!((row.changes.clone(), row.together), (vec![1, 2], true));
}

// ── What rests on what has changed ───────────────────────────

/// What was found for each decision that a change reaches, by its name.
fn found(old: &str, new: &str) -> Vec<(String, &'static str, String)> {
    let (old, new) = (load_text(old), load_text(new));
    let analysis = diff::analyse(program(&old), program(&new));
    let made = witnesses(&old, &new, &analysis);
    made.into_iter()
        .map(|made| {
            let facts = made.facts.iter().map(|fact| format!("{} {}", fact.fact.en, fact.value.en));
            (made.decision.en, made.result, facts.collect::<Vec<_>>().join(", "))
        })
        .collect()
}

fn told(all: &[(&str, &'static str, &str)]) -> Vec<(String, &'static str, String)> {
    all.iter().map(|(decision, result, facts)| ((*decision).to_owned(), *result, (*facts).to_owned())).collect()
}

#[test]
fn what_reads_a_changed_decision_is_looked_into() {
    let apply = |line: &str| {
        format!(
            "policy p\nfact tax: money\nfact married: yes/no\narticle 1\n  may apply when tax > {line} yuan\n  \
             may register when apply and married\n  must report when register\n  grant is 100 yuan when apply\n"
        )
    };
    assert_eq!(
        found(&apply("500"), &apply("900")),
        told(&[
            ("apply", "found", "tax 500.01 yuan"),
            ("register", "found", "tax 500.01 yuan, married yes"),
            ("report", "found", "tax 500.01 yuan, married yes"),
            ("grant", "found", "tax 500.01 yuan"),
        ])
    );
    let fee = |fee: &str| {
        format!(
            "policy p\nfact tax: money\narticle 1\n  fee is {fee} yuan when tax > 500 yuan\n  fee is 0 yuan when tax ≤ 500 yuan\n  \
             may register when fee ≥ 50 yuan\n"
        )
    };
    assert_eq!(
        found(&fee("100"), &fee("40")),
        told(&[("fee", "found", "tax 500.01 yuan"), ("register", "found", "tax 500.01 yuan")])
    );
}

#[test]
fn amounts_are_tried_at_which_what_is_reckoned_from_them_reaches_a_line() {
    let points = |rate: &str| {
        format!(
            "policy p\nfact years: whole number\narticle 1\n  points is {rate} × years\n  may register when points ≥ 20\n"
        )
    };
    assert_eq!(
        found(&points("2"), &points("3")),
        told(&[("points", "found", "years 1"), ("register", "found", "years 7")])
    );
    let fine = |times: &str| {
        format!(
            "policy p\nfact gain: money\nfact closed: yes/no\narticle 1\n  fine is the greater of gain × {times} and 5000 yuan when closed\n"
        )
    };
    assert_eq!(found(&fine("5"), &fine("3")), told(&[("fine", "found", "gain 1,000.01 yuan, closed yes")]));
    let full = |each: &str| {
        format!(
            "policy p\nfact tax: money\narticle 1\n  points is 3 × (tax per full {each} yuan)\n  may register when points > 10\n"
        )
    };
    assert_eq!(
        found(&full("10000"), &full("12000")),
        told(&[("points", "found", "tax 10,000 yuan"), ("register", "found", "tax 40,000 yuan")])
    );
}

/// Which place lies in which is read by whoever asks whether a place is another.
#[test]
fn a_moved_place_is_no_sameness() {
    let seat = |place: &str| {
        format!(
            "policy p\nplace A{place}fact home: place\nparameter seat: A\narticle 1\n  may apply when home is seat\n"
        )
    };
    assert_eq!(found(&seat("\n  - B\n"), &seat("\nplace B\n")), told(&[("apply", "found", "home B")]));
    let workplace = |place: &str| {
        format!(
            "policy p\nplace A\nplace B{place}fact home: place\nfact workplace: place\narticle 1\n  may apply when home is workplace\n"
        )
    };
    let (old, new) = (load_text(&workplace("\n")), load_text(&workplace("\n  - C\n")));
    let analysis = diff::analyse(program(&old), program(&new));
    assert!(!analysis.changes.is_empty() && analysis.proven.is_empty(), "a place in B makes B two places");
}

/// A presumption is shown also where another one hides it.
#[test]
fn what_hides_a_difference_is_told() {
    let text = |local: &str| {
        format!(
            "policy p\nfact local: yes/no, presumed {local} because so\nfact poor: yes/no, presumed no because so\narticle 1\n  \
             may apply when local and poor\n"
        )
    };
    assert_eq!(found(&text("yes"), &text("no")), told(&[("apply", "found", "poor yes")]));
}

/// Each way in which a change makes a difference has a case, whatever the type of what it turns on.
#[test]
fn every_direction_is_shown() {
    let ways = |before: &str, after: &str| -> Vec<String> {
        let (old, new) = (load_text(before), load_text(after));
        let analysis = diff::analyse(program(&old), program(&new));
        let made = witnesses(&old, &new, &analysis);
        made.iter().map(|made| made.region.as_ref().map_or(made.result.to_owned(), |text| text.en.clone())).collect()
    };
    let places = "policy p\nplace Yunnan\n  - Dehong\n    - Ruili\n  - Diqing\nplace Sichuan\nfact home: place\nfact married: yes/no\n\
                  place set cold: Ruili, Diqing\narticle 1\n  may go when home is in cold and married\n";
    assert_eq!(
        ways(places, &places.replace("cold: Ruili, Diqing", "cold: Ruili, Sichuan")),
        ["home Sichuan, married → go: gain", "home Diqing, married → go: lose"]
    );
    assert_eq!(
        ways(&places.replace("in cold", "in Yunnan"), &places.replace("in cold", "in Dehong")),
        ["home Diqing, married → go: lose"]
    );
    let both = "policy p\nfact a: yes/no\nfact b: yes/no\nfact c: yes/no\narticle 1\n  may go when a and b\n";
    assert_eq!(ways(both, &both.replace("a and b", "a and c")), ["a, not b, c → go: gain", "a, b, not c → go: lose"]);
    let grade = "policy p\nfact skill: grade none < junior < senior\narticle 1\n  may go when skill ≥ junior\n";
    assert_eq!(
        ways(grade, &grade.replace("none < junior < senior", "none < senior < junior")),
        ["skill senior → go: lose"]
    );
    let presumed = "policy p\nfact barred: yes/no, presumed no because so\nfact tax: money\narticle 1\n  may go when tax > 5 yuan\n    except when barred\n";
    assert_eq!(
        ways(presumed, &presumed.replace("presumed no", "presumed yes")),
        ["tax of 5.01 yuan or more → go: lose"]
    );
    assert_eq!(
        ways(presumed, &presumed.replace(", presumed no because so", "")),
        ["tax of 5.01 yuan or more → go: undetermined now"]
    );
    let age = "policy p\nfact born on: date\narticle 1\n  may rest when age of born on on the date asked about ≥ 60\n";
    let found = ways(age, &age.replace("60", "65"));
    assert!(found[0].contains("at least 60 years old and less than 65 years old"), "{found:?}");
    let odds = "policy p\nfact tax: money\nfact a: yes/no\narticle 1\n  may go when a\narticle 2\n  must not go when tax < 100 yuan\n";
    assert_eq!(ways(odds, &odds.replace("tax < 100", "tax ≤ 100")), ["tax of 100 yuan, a → go: in error now"]);
    let fee = "policy p\nfact tax: money\nfact served: duration\narticle 1\n  fee is 5% of tax when served ≥ 5 years\n";
    assert_eq!(
        ways(fee, &fee.replace("5%", "6%")),
        ["tax of 0.01 yuan or more, served of 5 years or more → fee: higher"]
    );
    let served = "policy p\nfact served: duration\narticle 1\n  may rest when served ≥ 5 years\n";
    assert_eq!(
        ways(served, &served.replace("5 years", "4 years")),
        ["served of 4 years or more and less than 5 years → rest: gain"]
    );
}

#[test]
fn members_of_lists_inside_members_are_made() {
    let text = |test: &str| {
        format!(
            "policy p\nrecord receipt\n  amount: money\n  stamped: yes/no\nrecord year\n  number: whole number\n  \
             receipts: list of receipt\nfact years: list of year\nfact employed: yes/no\narticle 1\n  \
             may register when some years where (number ≥ 2009 and some receipts where ({test})) and employed\n"
        )
    };
    let before = text("amount ≥ 100 yuan and stamped");
    assert_eq!(
        found(&before, &text("amount ≥ 120 yuan and stamped")),
        told(&[(
            "register",
            "found",
            "years 1: number 2009, years 1: receipts 1: amount 100 yuan, years 1: receipts 1: stamped yes, employed yes"
        )])
    );
    let found = found(&before, &text("amount ≥ 100 yuan"));
    assert!(found[0].2.contains("receipts 1: stamped no"), "{found:?}");
}

/// For whom a line that moves makes a difference, where the amount is reckoned from what is told.
#[test]
fn the_stretch_of_a_reckoned_amount_is_told() {
    let words = |before: &str, after: &str| {
        let text = |test: &str| {
            load_text(&format!(
                "policy p\nrecord year\n  amount: money\nfact years: list of year\nfact invests: yes/no\nparameter line: 100 yuan\n\
                 parameter new line: 120 yuan\ndefine total as sum of amount over years\narticle 1\n  may register when {test} and invests\n\
                 article 2\n  may join when total ≥ new line and total ≥ line\n"
            ))
        };
        let (old, new) = (text(before), text(after));
        let analysis = diff::analyse(program(&old), program(&new));
        let made = witnesses(&old, &new, &analysis);
        let region = made.iter().find_map(|made| made.region.as_ref()).expect("a case is found");
        (region.en.clone(), region.zh.clone())
    };
    for (before, after, en, zh) in [
        (
            "total ≥ 100 yuan",
            "total ≥ 120 yuan",
            "total at least 100 yuan and less than 120 yuan",
            "total不低于100元、低于120元",
        ),
        (
            "total > 120 yuan",
            "total > 100 yuan",
            "total more than 100 yuan and at most 120 yuan",
            "total超过100元、不超过120元",
        ),
        (
            "total ≤ 100 yuan",
            "total < 120 yuan",
            "total more than 100 yuan and less than 120 yuan",
            "total超过100元、低于120元",
        ),
        (
            "120 yuan > total",
            "100 yuan ≥ total",
            "total more than 100 yuan and less than 120 yuan",
            "total超过100元、低于120元",
        ),
        ("total ≥ 100 yuan", "total > 100 yuan", "total exactly 100 yuan", "total恰为100元"),
        (
            "total ≥ line",
            "total ≥ new line",
            "total at least 100 yuan and less than 120 yuan",
            "total不低于100元、低于120元",
        ),
    ] {
        let (told, said) = words(before, after);
        assert!(told.starts_with(&format!("{en}, invests → register: ")), "{before} / {after}: {told}");
        assert!(said.starts_with(&format!("{zh}，且invests → register：")), "{before} / {after}: {said}");
    }
}

#[test]
fn what_rests_only_on_what_means_the_same_is_proven() {
    let text = |steady: &str, apply: &str| {
        format!(
            "policy p\nfact tax: money\nfact married: yes/no\ndefine steady: {steady}\narticle 1\n  may apply when {apply}\n  \
             may register when apply and married\n"
        )
    };
    assert_eq!(
        found(
            &text("tax ≥ 5 yuan", "steady and married"),
            &text("not tax < 5 yuan", "(married and steady) or (married and tax ≥ 9 yuan)")
        ),
        told(&[
            ("apply", "proven same", ""),
            ("register", "proven same", ""),
            ("apply", "proven same", ""),
            ("register", "proven same", ""),
        ])
    );
    // With married unknown the one is open and the other is not.
    assert_eq!(
        found(
            &text("tax ≥ 5 yuan", "steady"),
            &text("tax ≥ 5 yuan", "(steady and married) or (steady and not married)")
        )
        .iter()
        .filter(|(_, result, _)| *result == "proven same")
        .count(),
        0
    );
}

#[test]
fn items_of_points_without_names_are_told_apart() {
    let text = |most: &str, senior: &str, middle: &str| {
        format!(
            "policy p\nunit point\nfact skill: grade none < junior < middle < senior\nfact years: whole number\narticle 1\n  score points\n    \
             (1) education: best of, at most {most}\n      - {senior} points when skill ≥ senior\n      - {middle} points when skill ≥ middle\n      \
             - 10 points when skill ≥ junior\n    (2) work: 2 points × years\n"
        )
    };
    let details = |one: &str, two: &str| -> Vec<String> {
        let (old, new) = (load_text(one), load_text(two));
        let analysis = diff::analyse(program(&old), program(&new));
        let all = analysis.changes.iter().flat_map(|change| {
            let told =
                |side: &Option<pol::diagnostics::Text>| side.as_ref().map(|text| text.en.clone()).unwrap_or_default();
            let each = change.details.iter();
            let each =
                each.map(|found| format!("{}: {} → {}", found.place.en, told(&found.before), told(&found.after)));
            std::iter::once(change.effect.to_owned()).chain(each).collect::<Vec<_>>()
        });
        all.collect()
    };
    let old = text("20", "30", "20");
    assert_eq!(details(&old, &text("15", "30", "20")), ["tighter", "item education, at most: 20 points → 15 points"]);
    assert_eq!(details(&old, &text("20", "30", "25")), ["looser", "item education: 20 points → 25 points"]);
    assert_eq!(
        details(&old, &old.replace("      - 20 points when skill ≥ middle\n", "")),
        ["tighter", "item education: 20 points when skill ≥ middle → "]
    );
}

#[test]
fn what_the_cases_show_is_not_said_to_be_unfound() {
    let folder = folder("in-cases");
    // A list is not told member by member, so no case is made for a sum of this kind.
    let text = |line: &str| {
        format!(
            "policy p\nrecord year\n  paid: money\n  rate: whole number\nfact years: list of year\narticle 1\n  \
             may register when sum of paid × rate over years ≥ {line} yuan\nexample \"seven times thirteen\"\n  given years:\n    \
             - paid: 7 yuan, rate: 13\n  expect register: yes\n"
        )
    };
    write(&folder, "old.pol", &text("91"));
    write(&folder, "new.pol", &text("92").replace("expect register: yes", "expect register: no"));
    let printed = out(&pol(&folder, &["diff", "old.pol", "new.pol", "--lang", "en"]));
    assert!(printed.contains("1 register: comes out otherwise in 1 of the cases above"), "{printed}");
}

// ── Both versions brought together ───────────────────────────

#[test]
fn both_together_judge_as_each_does_alone() {
    let old = load_file(&root().join("policies/yunnan/dehong.pol"));
    let new =
        changed("policies/yunnan/dehong.pol", &[("（three-year tax line）：10万元", "（three-year tax line）：8万元")]);
    let english = load_file(&root().join("policies/yunnan/dehong-english.pol"));
    for other in [&new, english] {
        let analysis = diff::analyse(program(old), program(other));
        for row in dehong_rows(&analysis) {
            for side in [Side::Old, Side::New] {
                let typed = if side == Side::Old { &row.old } else { &row.new };
                let typed = typed.as_ref().expect("a case that can be read");
                let alone = if side == Side::Old { program(old) } else { program(other) };
                let (joint, case) = analysis.joint_case(side, &typed.case);
                let mut question = Question::default();
                question.as_of = typed.as_of;
                let words = |program: &Program, case: &Case, question: &Question| -> Vec<String> {
                    let mut out: Vec<String> = interpret(program, case, question, None)
                        .iter()
                        .map(|outcome| {
                            let decision = &program.decisions[outcome.decision.index()];
                            let ty = match &decision.kind {
                                pol::ir::DecisionKind::Value(ty) => Some(ty),
                                pol::ir::DecisionKind::Modal(_) => None,
                            };
                            // The places of an error in the text are not those of both.
                            let answer = match &outcome.answer {
                                Answer::Error(_) => "error".to_owned(),
                                answer => pol::interpret::answer_text(program, answer, ty).en,
                            };
                            let term = decision.term.forms().min().unwrap_or_default().to_owned();
                            format!("{term} {:?} {answer}", outcome.member)
                        })
                        .collect();
                    out.sort();
                    out
                };
                if typed.readings.is_empty() {
                    assert_eq!(words(joint, &case, &question), words(alone, &typed.case, &question), "{:?}", row.name);
                }
            }
        }
    }
}

// ── Against every case of a small world ──────────────────────

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

/// A condition over two yes/no facts, a whole number from 0 to 4, and a grade.
fn condition(dice: &mut Dice, depth: usize) -> String {
    match dice.roll(if depth == 0 { 4 } else { 7 }) {
        0 => "a".to_owned(),
        1 => "not b".to_owned(),
        2 => format!("n {} {}", [">", "≥", "<", "≤"][dice.roll(4)], dice.roll(5)),
        3 => format!("g ≥ {}", ["low", "middle", "high"][dice.roll(3)]),
        4 => format!("({} and {})", condition(dice, depth - 1), condition(dice, depth - 1)),
        5 => format!("({} or {})", condition(dice, depth - 1), condition(dice, depth - 1)),
        _ => "steady".to_owned(),
    }
}

/// A policy of three rules, a term, a parameter and an amount.
fn world(parts: &[String; 5], line: usize) -> String {
    let [one, two, three, term, amount] = parts;
    let mut out = String::from(
        "policy world\nfact a: yes/no\nfact b: yes/no\nfact n: whole number\nfact g: grade low < middle < high\n",
    );
    let _ = write!(
        out,
        "parameter line: {line}\ndefine steady: {term}\n\narticle 1\n  may first, when {one}\n  may second when n ≥ line and {two}\n\
         \narticle 2\n  may first when b and {three}\n\narticle 3\n  grant is 10 yuan when {amount}\n  grant is 5 yuan when not ({amount})\n"
    )
    .map(|()| ());
    out.replace("may first, when", "may first when")
}

/// Every case of the world.
fn everybody(program: &Program) -> Vec<Case> {
    let fact =
        |name: &str| FactId::at(program.facts.iter().position(|fact| fact.term.is(name)).expect("a fact of the world"));
    let mut out = Vec::new();
    for at in 0..2 * 2 * 6 * 3_i64 {
        let mut case = Case::new(program);
        case.set(fact("a"), Given::Value(Value::Bool(at % 2 == 0)));
        case.set(fact("b"), Given::Value(Value::Bool(at / 2 % 2 == 0)));
        case.set(fact("n"), Given::Value(Value::Number(Number::whole(at / 4 % 6))));
        case.set(fact("g"), Given::Value(Value::Level(u32::try_from(at / 24).expect("small"))));
        out.push(case);
    }
    out
}

#[test]
fn every_case_of_a_small_world_is_counted_as_it_is() {
    let mut dice = Dice(20_261_125);
    let (mut differed, mut alone, mut found_any) = (0, 0, 0);
    for round in 0..60 {
        let parts: [String; 5] = std::array::from_fn(|at| {
            // A term cannot rest on itself.
            let mut text = condition(&mut dice, 2);
            if at == 3 {
                text = text.replace("steady", "a");
            }
            text
        });
        let line = dice.roll(5);
        let mut other = parts.clone();
        let mut other_line = line;
        for _ in 0..=dice.roll(2) {
            match dice.roll(6) {
                5 => other_line = dice.roll(5),
                at => {
                    let mut text = condition(&mut dice, 2);
                    if at == 3 {
                        text = text.replace("steady", "a");
                    }
                    other[at] = text;
                }
            }
        }
        let (old, new) = (load_text(&world(&parts, line)), load_text(&world(&other, other_line)));
        let (Some(before), Some(after)) = (&old.policy, &new.policy) else { continue };
        let (before, after) = (&before.program, &after.program);
        let analysis = diff::analyse(before, after);
        let cases = everybody(before);
        let rows = |typed: &[Case]| -> Vec<Row> {
            typed
                .iter()
                .zip(1..)
                .map(|(case, at)| {
                    let typed = cases::Typed { case: case.clone(), ..cases::Typed::default() };
                    analysis.row_of(Side::Old, typed, at, 0)
                })
                .collect()
        };
        let tally = Tally::of(&analysis, &Asked::default(), 0, rows(&cases));
        // By hand: every decision of every case under both.
        let mut differing = 0;
        let mut by_decision = std::collections::BTreeMap::new();
        for case in &cases {
            let mut differs = false;
            for at in 0..before.decisions.len() {
                let answer = |program: &Program, case: &Case| {
                    let found = interpret(program, case, &Question::default(), Some(DecisionId::at(at)));
                    found.into_iter().next().map(|outcome| outcome.answer)
                };
                let (was, is) = (answer(before, case), answer(after, case));
                if was != is && !(matches!(was, Some(Answer::Error(_))) && matches!(is, Some(Answer::Error(_)))) {
                    differs = true;
                    *by_decision.entry(at).or_insert(0_u64) += 1;
                }
            }
            differing += u64::from(differs);
        }
        assert_eq!(tally.differing, differing, "round {round}\n{}\n{}", world(&parts, line), world(&other, other_line));
        let mut counted = std::collections::BTreeMap::new();
        for ((decision, kind), count) in &tally.decisions {
            if kind.differs() {
                *counted.entry(*decision).or_insert(0_u64) += count.outcomes;
            }
        }
        assert_eq!(counted, by_decision, "round {round}");
        // Counted by cause, nothing is lost and nothing is counted twice.
        let causes: u64 =
            tally.causes.iter().filter(|((_, _, kind), _)| kind.differs()).map(|(_, count)| count.outcomes).sum();
        assert_eq!(causes, by_decision.values().sum::<u64>(), "round {round}");
        // In whatever blocks the cases come.
        let mut pieces = Tally::of(&analysis, &Asked::default(), 0, Vec::new());
        for block in cases.chunks(7) {
            pieces.merge(Tally::of(&analysis, &Asked::default(), 0, rows(block)));
        }
        assert_eq!((pieces.cases, pieces.differing, pieces.reasons), (tally.cases, tally.differing, tally.reasons));
        assert_eq!(pieces.causes, tally.causes, "round {round}");
        // A case that is made shows what it says; where none is found although all was tried, there is none.
        differed += u64::from(differing > 0);
        for made in witnesses(&old, &new, &analysis) {
            match made.result {
                "found" => {
                    found_any += 1;
                    assert_ne!(made.before, made.after, "round {round}: {made:#?}");
                }
                "proven same" => {
                    let at = (0..before.decisions.len())
                        .find(|at| before.decisions[*at].term.is(&made.decision.en))
                        .expect("the decision");
                    assert_eq!(by_decision.get(&at), None, "round {round}: {made:#?}");
                }
                "none found" if analysis.changes.len() == 1 => {
                    alone += 1;
                    assert_eq!(
                        differing,
                        0,
                        "round {round}: {made:#?}\n{}\n{}",
                        world(&parts, line),
                        world(&other, other_line)
                    );
                }
                _ => {}
            }
        }
    }
    assert!(differed >= 20 && found_any >= 20, "the worlds differ: {differed}, {found_any}, {alone}");
}

// ── The command ──────────────────────────────────────────────

fn pol(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pol"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("POL_LANG")
        .env("LC_ALL", "C")
        .output()
        .expect("the command can be started")
}

fn out(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file can be written");
}

fn new_grant() -> String {
    GRANT.replace("tax line: 100000", "tax line: 80000").replace("skill ≥ middle", "skill ≥ senior")
}

/// So many cases, a line each.
fn lines(count: u64) -> String {
    let mut dice = Dice(7);
    let mut out = String::new();
    for at in 0..count {
        let county = ["Mangshi", "Ruili", "a|b"][dice.roll(3)];
        let skill = ["none", "junior", "middle", "senior"][dice.roll(4)];
        let _ = writeln!(
            out,
            "{{\"case\":\"c{at}\",\"county\":\"{county}\",\"three-year tax\":{},\"one-year tax\":{},\"skill\":\"{skill}\",\
             \"invests\":\"yes\",\"staff\":{}}}",
            dice.roll(200_000),
            dice.roll(60_000),
            dice.roll(20)
        );
    }
    out
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = folder("threads");
    write(&folder, "old.pol", GRANT);
    write(&folder, "new.pol", &new_grant());
    let mut data = lines(5_000);
    data.push_str("{\"skill\": \"master\"}\nnot a case\n");
    write(&folder, "data.jsonl", &data);
    let run = |jobs: &str| {
        let output = pol(
            &folder,
            &[
                "diff",
                "old.pol",
                "new.pol",
                "--data",
                "data.jsonl",
                "--by",
                "county",
                "--format",
                "json",
                "--jobs",
                jobs,
            ],
        );
        assert_eq!(output.status.code(), Some(1), "{}", out(&output));
        output.stdout
    };
    let one = run("1");
    assert_eq!(one, run("2"));
    assert_eq!(one, run("7"));
    let told: serde_json::Value = serde_json::from_slice(&one).expect("data");
    let outcomes = &told["policies"][0]["outcomes"];
    assert_eq!(outcomes["cases"], 5_000);
    assert_eq!(outcomes["unread"]["both"], 2);
    assert_eq!(outcomes["unread"]["first"][0]["at"], 5_001);
    assert_eq!(outcomes["columns"][0]["rows"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_table_counts_as_the_same_cases_in_lines_do() {
    let folder = folder("table");
    write(&folder, "old.pol", GRANT);
    write(&folder, "new.pol", &new_grant());
    write(&folder, "data.jsonl", &lines(200));
    // The same cases in columns.
    let mut table = String::from("case,county,three-year tax,one-year tax,skill,invests,staff\n");
    for line in lines(200).lines() {
        let told: serde_json::Value = serde_json::from_str(line).expect("a case");
        let cell = |key: &str| told[key].as_str().map_or_else(|| told[key].to_string(), str::to_owned);
        let cells = ["case", "county", "three-year tax", "one-year tax", "skill", "invests", "staff"].map(cell);
        table.push_str(&cells.join(","));
        table.push('\n');
    }
    write(&folder, "data.csv", &table);
    write(&folder, "slip.csv", &table.replace("senior", "master"));
    let run = |file: &str| -> serde_json::Value {
        let arguments = ["diff", "old.pol", "new.pol", "--by", "county", "--format", "json", "--data", file];
        let output = pol(&folder, &arguments);
        assert_eq!(output.status.code(), Some(1), "{}", out(&output));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("data")["policies"][0]["outcomes"].clone()
    };
    let (one, two) = (run("data.jsonl"), run("data.csv"));
    for key in ["cases", "differing", "reasons_only", "unread", "decisions", "clauses", "columns", "plain_columns"] {
        assert_eq!(one[key], two[key], "{key}");
    }
    let slip = run("slip.csv");
    let senior = lines(200).matches("senior").count();
    assert_eq!(slip["unread"]["both"], senior);
    assert_eq!(slip["cases"], 200 - senior);
}

#[test]
fn pages_and_tables_hold_what_they_are_given() {
    let folder = folder("pages");
    write(&folder, "old.pol", GRANT);
    write(&folder, "new.pol", &new_grant());
    write(&folder, "data.jsonl", &lines(300).replace("Ruili", "<b>&Ruili"));
    let base = ["diff", "old.pol", "new.pol", "--data", "data.jsonl", "--by", "county"];
    let markdown = pol(&folder, &[base.as_slice(), &["--format", "markdown"]].concat());
    let text = String::from_utf8(markdown.stdout).expect("text");
    assert!(text.contains("a\\|b"), "{text}");
    for table in text.split("\n\n").filter(|block| block.starts_with('|')) {
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let wide: Vec<usize> = table.lines().map(cells).collect();
        assert!(wide.windows(2).all(|two| two[0] == two[1]), "{table}");
    }
    for language in ["en", "zh"] {
        let page = folder.join(format!("{language}.html"));
        let page = page.to_string_lossy();
        let output =
            pol(&folder, &[base.as_slice(), &["--format", "html", "--output", &page, "--lang", language]].concat());
        assert_eq!((output.status.code(), out(&output)), (Some(1), String::new()));
        let text = std::fs::read_to_string(&*page).expect("the page");
        assert!(text.starts_with("<!DOCTYPE html>") && text.trim_end().ends_with("</html>"));
        assert!(text.contains("&lt;b&gt;&amp;Ruili") && !text.contains("<b>&Ruili"));
        assert!(!text.contains("<script") && !text.contains("src=") && !text.contains("@import"));
        assert_eq!(text.matches("http").count(), text.matches("http://www.w3.org/2000/svg").count());
        assert!(text.contains("<svg") && text.contains("prefers-color-scheme: dark") && text.contains("@media print"));
    }
    // Nothing is half written.
    std::fs::write(folder.join("taken"), "mine").expect("a file");
    let output = pol(&folder, &[base.as_slice(), &["--output", "taken/page.html"]].concat());
    assert_eq!(output.status.code(), Some(2));
    let left: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn exit_codes_say_whether_outcomes_differ() {
    let folder = folder("codes");
    write(&folder, "old.pol", GRANT);
    write(&folder, "new.pol", &new_grant());
    write(&folder, "reworded.pol", &GRANT.replace("investor:", "founder:"));
    write(&folder, "broken.pol", "policy grant\narticle 1\n  may register in town when nonsense here\n");
    assert_eq!(pol(&folder, &["diff", "old.pol", "new.pol"]).status.code(), Some(1));
    assert_eq!(pol(&folder, &["diff", "old.pol", "reworded.pol"]).status.code(), Some(0));
    assert_eq!(pol(&folder, &["diff", "old.pol", "broken.pol"]).status.code(), Some(2));
    assert_eq!(pol(&folder, &["diff", "old.pol", "missing.pol"]).status.code(), Some(2));
    // Nothing decided: no cases, and none are to be made.
    assert_eq!(pol(&folder, &["diff", "old.pol", "new.pol", "--no-witnesses"]).status.code(), Some(3));
}

#[test]
fn folders_are_matched_by_paths_and_by_names() {
    let folder = folder("folders");
    write(&folder, "old/grant.pol", GRANT);
    write(&folder, "old/gone.pol", &GRANT.replace("policy grant", "policy gone"));
    write(&folder, "old/a/moved.pol", &GRANT.replace("policy grant", "policy moved"));
    write(&folder, "new/grant.pol", &new_grant());
    write(&folder, "new/fresh.pol", &GRANT.replace("policy grant", "policy fresh"));
    write(&folder, "new/b/other.pol", &GRANT.replace("policy grant", "policy moved"));
    let output = pol(&folder, &["diff", "old", "new", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("data");
    assert_eq!(told["added"], serde_json::json!(["new/fresh.pol"]));
    assert_eq!(told["dropped"], serde_json::json!(["old/gone.pol"]));
    let verdicts: Vec<(String, String)> = told["policies"]
        .as_array()
        .expect("policies")
        .iter()
        .map(|report| (report["policy"]["en"].to_string(), report["verdict"].to_string()))
        .collect();
    assert!(verdicts.contains(&("\"grant\"".into(), "\"differ\"".into())), "{verdicts:?}");
    assert!(verdicts.contains(&("\"moved\"".into(), "\"same\"".into())), "{verdicts:?}");
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git can be started");
    assert!(output.status.success(), "{}", out(&output));
}

#[test]
fn revisions_are_read_without_checking_anything_out() {
    if Command::new("git").arg("--version").output().is_err() {
        return;
    }
    let folder = folder("git");
    let policy = |line: &str| {
        format!("policy grant\nuse words\nparameter tax line: {line} yuan\narticle 1\n  may x when tax ≥ tax line\n")
    };
    write(&folder, "p/grant.pol", &policy("100000"));
    write(&folder, "p/words.pol", "vocabulary words\nfact tax: money\n");
    write(&folder, "p/cases/grant.yaml", "- {case: one, tax: 90000}\n");
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "--quiet", "-m", "one"]);
    write(&folder, "p/grant.pol", &policy("80000"));
    // What the old side uses is from the old side.
    write(&folder, "p/words.pol", "vocabulary words\nfact tax: money\nfact skill: yes/no\n");
    git(&folder, &["commit", "--quiet", "-am", "two"]);
    write(&folder, "p/grant.pol", &policy("70000"));
    let told = |arguments: &[&str], from: &Path| -> (Option<i32>, serde_json::Value) {
        let output = pol(from, &[&["diff", "--format", "json"], arguments].concat());
        (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", out(&output))))
    };
    let after = |told: &serde_json::Value| told["policies"][0]["changes"][0]["details"][0]["after"]["en"].clone();
    // Against the files as they are; from the top, and from a folder below.
    for from in [folder.clone(), folder.join("p")] {
        let (code, report) = told(&["HEAD~1"], &from);
        assert_eq!((code, after(&report)), (Some(1), "70,000 yuan".into()));
        assert_eq!(report["policies"][0]["outcomes"]["differing"], 1);
    }
    // Two revisions, and only a folder of them.
    let (code, report) = told(&["HEAD~1", "HEAD", "--", "p"], &folder);
    assert_eq!((code, after(&report)), (Some(1), "80,000 yuan".into()));
    assert_eq!(report["policies"][0]["facts"][0]["fate"], "added");
    assert_eq!(told(&["HEAD", "HEAD"], &folder).0, Some(0));
    // A revision and a file.
    assert_eq!(told(&["HEAD~1", "p/grant.pol"], &folder).0, Some(1));
    let unknown = pol(&folder, &["diff", "HEAD~7"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(out(&unknown).contains("no revision that git knows"), "{}", out(&unknown));
    let none = Command::new(env!("CARGO_BIN_EXE_pol"))
        .args(["diff", "HEAD"])
        .current_dir(&folder)
        .env("PATH", "/nowhere")
        .env("LC_ALL", "C")
        .output()
        .expect("the command can be started");
    assert!(out(&none).contains("git cannot be started"), "{}", out(&none));
    let outside = std::env::temp_dir().join(format!("pol-no-checkout-{}", std::process::id()));
    std::fs::create_dir_all(&outside).expect("a folder");
    let refused = pol(&outside, &["diff", "HEAD"]);
    let _ = std::fs::remove_dir_all(&outside);
    assert!(out(&refused).contains("no git checkout"), "{}", out(&refused));
}

#[test]
fn an_empty_report_says_nothing() {
    assert!(Whole::new([None, None]).is_empty());
    assert_eq!(Whole::new([None, None]).verdict(), "same");
}
