//! `pol rebase` tells what becomes of each change, and never something that `pol check` or the outcomes deny.

use super::laws::named;
use pol::interpret::{Answer, interpret};
use pol::ir::{Given, Value};
use pol::types::Number;
use pol::{Case, Found, Loaded, Question, load};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::Value as Json;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const HEAD: &str = "policy p (省办法)\n\nfact a (甲): yes/no\nfact b (乙): yes/no\nfact c (丙): yes/no\nfact d (丁): yes/no\nfact tax (税): money\nplace PA (甲地)\nplace PB (乙地)\nfact home (家): place\n";
const POWER: &str = "power all (全部): may change everything\n";

/// Texts in a folder of their own, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let out = Self(std::env::temp_dir().join(format!("pol-rebase-{}-{number}", std::process::id())));
        for (file, text) in files {
            let path = out.0.join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            std::fs::write(path, text).expect("a file can be written");
        }
        out
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pol"));
        command.args(arguments).current_dir(&self.0).stdin(Stdio::null()).env_remove("POL_LANG").env("LC_ALL", "C");
        let output = command.output().expect("the command can be started");
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What is told of the changes of a local text: the line, the fate, and why in English.
fn fates(old: &str, new: &str, local: &str) -> Vec<(usize, String, String)> {
    let folder = Folder::new(&[("p.pol", old), ("next/p.pol", new), ("l.pol", local)]);
    let (_, out, err) = folder.run(&["rebase", "p.pol", "next/p.pol", "l.pol", "--format", "json"]);
    let told: Json =
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("no data\n{old}\n{new}\n{local}\n{out}{err}"));
    let changes = told["changes"].as_array().unwrap_or_else(|| panic!("no changes\n{old}\n{local}\n{out}{err}"));
    let counted: u64 = told["counts"].as_object().expect("counts").values().filter_map(Json::as_u64).sum();
    assert_eq!(counted, changes.len() as u64, "{out}");
    let each = changes.iter().map(|change| {
        let text = |part: &Json| part.as_str().expect("a text").to_owned();
        let line = text(&change["at"]).rsplit(':').next().and_then(|line| line.parse().ok()).expect("a line");
        (line, text(&change["fate"]), text(&change["why"]["en"]))
    });
    each.collect()
}

#[track_caller]
fn becomes(old: &str, new: &str, local: &str, wanted: &[(&str, &str)]) {
    let old = format!("{HEAD}{old}");
    let new = if new.starts_with("policy") { new.to_owned() } else { format!("{HEAD}{new}") };
    let found = fates(&old, &new, &format!("policy l (县办法) under p\n{local}"));
    let same = found.len() == wanted.len()
        && found.iter().zip(wanted).all(|((_, fate, why), (wanted, part))| fate == wanted && why.contains(part));
    assert!(same, "{local}\n{found:#?}\nwanted {wanted:#?}");
}

const TWO: &str = "power all (全部): may change everything\narticle 1\n  may apply (申请) when a\narticle 2\n  may lend (出借) when b\n";
const TWO_TURNED: &str = "power all (全部): may change everything\narticle 1\n  may lend (出借) when b\narticle 2\n  may apply (申请) when a\n";

#[test]
fn a_number_that_names_another_clause_is_a_meaning_that_has_moved() {
    let was = "article 1 was `may apply`, and is now `may lend`; what it was about stands in p article 2";
    for local in [
        "drop article 1\n",
        "narrow article 1: c\n",
        "add exception to article 1: c\n",
        "add condition to article 1: c\n",
    ] {
        becomes(TWO, TWO_TURNED, local, &[("meaning-moved", was)]);
    }
    becomes(TWO, TWO_TURNED, "article 5\n  may apply when c\n    replaces article 1\n", &[("meaning-moved", was)]);
    let gone = TWO.replace("may lend (出借) when b", "may frolic (嬉戏) when a");
    becomes(TWO, &gone, "drop article 2\n", &[("meaning-moved", "was `may lend`, and is now `may frolic`")]);
    // The same decision, and another rule.
    let labelled = format!(
        "{POWER}article 3\n  (1) family (家属): may apply (申请) when a\narticle 4\n  (1) joining (投靠): may apply when b\n"
    );
    let turned = format!(
        "{POWER}article 3\n  (1) joining (投靠): may apply (申请) when b\narticle 4\n  (1) family (家属): may apply when a\n"
    );
    becomes(
        &labelled,
        &turned,
        "drop article 3\n",
        &[("meaning-moved", "was `family: may apply`, and is now `joining: may apply`")],
    );
    // Named by its label it is found wherever it stands; by a number that is gone it is not.
    becomes(&labelled, &turned, "narrow rule joining: c\n", &[("still-needed", "it does what it did")]);
    let numbered = labelled.replace("article 3", "article 13");
    becomes(
        &labelled,
        &numbered,
        "drop article 3\n",
        &[("target-gone", "has no article 3; what it was about stands in p article 13 rule family now")],
    );
}

#[test]
fn a_label_that_names_another_clause_is_a_meaning_that_has_moved() {
    let old = format!(
        "{POWER}article 1\n  (1) first (甲项): may apply (申请) when any of\n    - x (子): a\n    - y (丑): b\narticle 2\n  (1) second (乙项): may lend (出借) when any of\n    - x (子): a\n    - z (寅): c\n"
    );
    let new = old.replace("first (甲项)", "one (一项)").replace("second (乙项)", "first (甲项)");
    becomes(
        &old,
        &new,
        "drop rule first item x\n",
        &[("meaning-moved", "was `first: may apply`, and is now `first: may lend`")],
    );
    let other = old.replacen("x (子): a", "x (子): d", 1);
    for local in ["drop rule first item x\n", "replace rule first item x: c\n"] {
        becomes(&old, &other, local, &[("meaning-moved", "has changed: it is different now")]);
    }
    let beside = old.replacen("y (丑): b", "y (丑): b and c", 1);
    becomes(&old, &beside, "drop rule first item x\n", &[("still-needed", "it does what it did")]);
}

#[test]
fn a_power_that_is_gone_bounds_what_names_it() {
    let old = format!("{POWER}article 2\n  may apply (申请) when a\n");
    let local = "narrow article 2: home is in PA\n  by power all\n";
    for new in [old.replace(POWER, ""), old.replace("all (全部)", "some (部分)")] {
        becomes(&old, &new, local, &[("out-of-bounds", "there is no power `all` above")]);
    }
}

#[test]
fn a_value_is_told_by_the_way_it_works() {
    let old = format!("{POWER}parameter line (线): 100000 yuan\narticle 1\n  may lend (出借) when tax ≥ line\n");
    let local = "set parameter line: 80000 yuan\n";
    let moved = [("meaning-moved", "it was looser and is now tighter")];
    becomes(&old, &old.replace("100000", "60000"), local, &moved);
    let kept = [("still-needed", "without it the value was 100,000 yuan, and is now 90,000 yuan")];
    becomes(&old, &old.replace("100000", "90000"), local, &kept);
    becomes(&old, &old.replace("≥ line", "≥ 70000"), local, &[("redundant", "nothing reads it")]);
}

#[test]
fn what_an_emptied_article_held_is_gone() {
    let old =
        format!("{POWER}place set seats (城镇): PA, PB\narticle 1\n  may apply (申请) when home is not in seats\n");
    let new = old.replace("may apply (申请) when home is not in seats", "hortatory: settle well");
    becomes(
        &old,
        &new,
        "replace place set seats: PA\nnarrow article 1: a\n",
        &[("target-gone", "article 1 has no rule"), ("redundant", "nothing reads it")],
    );
}

#[test]
fn what_is_overridden_and_has_changed_is_told() {
    let old = format!(
        "{POWER}parameter line (线): 100000 yuan\narticle 2\n  (1) lend (借): may lend (出借) when tax ≥ line\n"
    );
    let locals = [
        ("replace rule lend: tax ≥ 50000\n", "what it replaces"),
        ("article 5\n  may lend when c\n    replaces article 2\n", "what it replaces"),
        ("article 5\n  may lend when c\n    applies to d\n    deviates from article 2\n", "what it deviates from"),
        ("drop article 2\n", "what it drops"),
        ("narrow article 2: b\n", "what it narrows"),
        ("add condition to article 2: b\n", "what it adds to"),
    ];
    for (local, what) in locals {
        let told = format!("{what} has changed: it is tighter now");
        becomes(&old, &old.replace("≥ line", "≥ line and a"), local, &[("meaning-moved", &told)]);
        let told = format!("{what} has changed: it is looser now, since line has changed");
        becomes(&old, &old.replace("100000", "90000"), local, &[("meaning-moved", &told)]);
        becomes(&old, &old.replace("≥ line", "≥ 100000 yuan"), local, &[("still-needed", "")]);
    }
    let more = format!("{old}  (2) gift (赠): may give (赠与) when a\n");
    becomes(&old, &more, "drop article 2\n", &[("meaning-moved", "what it drops has changed: it is looser now")]);
}

#[test]
fn only_what_a_change_reads_is_named() {
    let old = format!(
        "{POWER}parameter long (长线): 100000 yuan\nparameter short (短线): 50000 yuan\narticle 1\n  (1) pay (纳税): may register (入户) when any of\n    - long period (长期): tax ≥ long\n    - short period (短期): tax ≥ short\n"
    );
    let local = "replace rule pay item short period: tax ≥ short and a\n";
    becomes(&old, &old.replace("100000", "80000"), local, &[("still-needed", "it does what it did")]);
    becomes(&old, &old.replace("50000", "40000"), local, &[("meaning-moved", "it reads short, which has changed")]);
}

#[test]
fn a_rule_of_its_own_is_set_against_those_beside_it() {
    let old = format!("{POWER}article 1\n  may apply (申请) when a\n");
    let local = "article 1\n  may apply when b\n";
    becomes(&old, &old.replace("when a", "when a or b"), local, &[("redundant", "the new base says the same")]);
    let other = old.replace("apply (申请)", "lend (出借)");
    becomes(&old, &other, local, &[("meaning-moved", "no policy above decides this any more")]);
    becomes(&other, &old, local, &[("meaning-moved", "the policy above now decides this as well")]);
    becomes(&other, &old.replace(POWER, ""), local, &[("out-of-bounds", "nothing above lets this policy add rules")]);
}

#[test]
fn what_cannot_be_made_does_not_hide_the_others() {
    let old = format!("{POWER}article 1\n  may apply (申请) when a\n");
    let new = format!("{HEAD}{old}").replace("fact b (乙): yes/no\n", "");
    becomes(
        &old,
        &new,
        "narrow article 1: b\nadd condition to article 1: c\n",
        &[("target-gone", "`b` is not declared"), ("still-needed", "it does what it did")],
    );
    // What the new base reads of what is dropped is told at the drop.
    let new = format!("{old}article 2\n  may lend (出借) when apply\n");
    let found = [("out-of-bounds", "no rule decides `apply`")];
    becomes(&old, &new, "drop article 1\n", &found);
}

#[test]
fn a_county_is_rebased_by_way_of_its_prefecture() {
    let old = format!("{HEAD}{POWER}article 1\n  may apply (申请) when a\n");
    let new = old.replace("when a", "when a and b");
    let middle =
        "policy m (州办法) under p\npower all (全部): may change everything\narticle 7\n  may lend (出借) when c\n";
    let county = "policy l (县办法) under m\nnarrow policy m article 7: d\n";
    let texts = [("old/p.pol", &*old), ("new/p.pol", &*new), ("x/l.pol", county)];
    for place in ["old/m.pol", "x/m.pol"] {
        let folder = Folder::new(&[&texts[..], &[(place, middle)]].concat());
        let (code, out, err) = folder.run(&["rebase", "old/p.pol", "new/p.pol", "x/l.pol"]);
        assert_eq!((code, &*err), (0, ""), "{out}");
        assert!(out.starts_with("x/l.pol:2: still needed: narrows m article 7 (tighter)\n"), "{out}");
    }
    let folder = Folder::new(&texts);
    let (code, out, err) = folder.run(&["rebase", "old/p.pol", "new/p.pol", "x/l.pol"]);
    assert_eq!((code, &*out), (2, ""));
    assert!(err.contains("`l` stands under `m`") && err.contains("give the old and the new text of `m`"), "{err}");
}

// ── Generated bases and local changes ────────────────────────

const CONDITIONS: [&str; 7] = ["a", "b", "a and b", "a or c", "tax ≥ line", "settled", "not c"];
const DECISIONS: [&str; 2] = ["apply", "lend"];
const LABELS: [&str; 4] = ["first", "second", "third", "fourth"];
const POWERS: [&str; 5] = [
    "power all: may change everything",
    "power one: may only tighten article 1",
    "power two: may only relax article 2",
    "power sum: may set parameter line from 5 yuan to 12 yuan",
    "power more: may change article 3",
];
const VALUES: [i64; 3] = [5, 10, 15];

/// A rule: its label, what it decides, what it asks.
type Rule = (usize, usize, usize);

#[derive(Debug, Clone)]
struct BaseText {
    rules: [Rule; 3],
    line: usize,
    settled: usize,
    powers: Vec<usize>,
}

impl BaseText {
    fn rule((label, decision, condition): Rule) -> String {
        format!("  (1) {}: may {} when {}\n", LABELS[label], DECISIONS[decision], CONDITIONS[condition])
    }

    fn head(&self) -> String {
        let (line, settled) = (VALUES[self.line], CONDITIONS[self.settled]);
        let facts = "fact a: yes/no\nfact b: yes/no\nfact c: yes/no\nfact tax: money\n";
        format!("policy p\n{facts}parameter line: {line} yuan\ndefine settled as {settled}\n")
    }

    fn text(&self) -> String {
        let mut out = self.head();
        for power in &self.powers {
            let _ = writeln!(out, "{}", POWERS[*power]);
        }
        for (at, rule) in self.rules.iter().enumerate() {
            let _ = write!(out, "article {}\n{}", at + 1, Self::rule(*rule));
        }
        out
    }

    /// One of its rules alone.
    fn only(&self, rule: Rule) -> String {
        format!("{}article 1\n{}", self.head(), Self::rule(rule))
    }
}

fn base() -> impl Strategy<Value = BaseText> {
    let labels = Just([0, 1, 2]).prop_shuffle();
    let each = proptest::array::uniform3((0..DECISIONS.len(), 0..CONDITIONS.len()));
    let powers = proptest::sample::subsequence((0..POWERS.len()).collect::<Vec<_>>(), 0..=POWERS.len());
    // A term does not say itself.
    let settled = (0..5_usize).prop_map(|at| if at == 4 { 6 } else { at });
    (labels, each, 0..VALUES.len(), settled, powers).prop_map(|(labels, each, line, settled, powers)| {
        let rules = std::array::from_fn(|at| (labels[at], each[at].0, each[at].1));
        BaseText { rules, line, settled, powers }
    })
}

/// A base, and what its issuer makes of it.
fn pair() -> impl Strategy<Value = (BaseText, BaseText)> {
    let slips = proptest::collection::vec((0..8_usize, 0..3_usize, 0..CONDITIONS.len()), 0..4);
    (base(), slips).prop_map(|(mut old, slips)| {
        old.powers = vec![0];
        let mut new = old.clone();
        for (kind, at, other) in slips {
            match kind {
                0 => new.rules.swap(at, (at + 1) % 3),
                1 => new.rules[at].2 = other,
                2 => new.rules[at].1 = other % DECISIONS.len(),
                3 => new.line = other % VALUES.len(),
                4 => new.settled = if other == 4 || other == 5 { 6 } else { other },
                5 => {
                    new.powers =
                        (0..POWERS.len()).filter(|power| *power != 0 && (other >> (power % 3)) & 1 == 1).collect();
                }
                6 => new.rules[at].0 = if new.rules.iter().any(|rule| rule.0 == 3) { new.rules[at].0 } else { 3 },
                _ => {
                    let other = (at + 1) % 3;
                    (new.rules[at].0, new.rules[other].0) = (new.rules[other].0, new.rules[at].0);
                }
            }
        }
        (old, new)
    })
}

/// What a local change is about: the rule by its number, by its label, or something that rules read.
#[derive(Debug, Clone, Copy)]
enum About {
    Article(usize),
    Label(usize),
    Read,
}

/// A local change on one line, or with what stands under it.
fn change() -> impl Strategy<Value = (String, About)> {
    (0..8_usize, 0..3_usize, 0..CONDITIONS.len(), any::<bool>()).prop_map(|(kind, at, other, named)| {
        let (number, label, asked) = (at + 1, LABELS[at], CONDITIONS[other]);
        let power = if named { "\n  by power all" } else { "" };
        let (text, about) = match kind {
            0 => (format!("drop article {number}"), About::Article(at)),
            1 => (format!("drop rule {label}"), About::Label(at)),
            2 => (format!("narrow article {number}: {asked}"), About::Article(at)),
            3 => (format!("add condition to rule {label}: {asked}"), About::Label(at)),
            4 => (format!("replace rule {label}: {asked}"), About::Label(at)),
            5 => (format!("add exception to article {number}: {asked}"), About::Article(at)),
            6 => (format!("set parameter line: {} yuan", VALUES[at] + 1), About::Read),
            _ => (format!("replace definition settled: {}", CONDITIONS[other % 4]), About::Read),
        };
        (format!("{text}{power}"), about)
    })
}

fn over(local: &str, base: &str) -> Loaded {
    load("l.pol", local.as_bytes(), &mut |_, _| {
        Some(Found { name: "p.pol".to_owned(), bytes: base.as_bytes().to_vec() })
    })
}

/// What comes out of every case that tells the texts apart; nothing where the text is no policy.
fn outcomes(loaded: &Loaded) -> Option<Vec<Vec<Answer>>> {
    let policy = loaded.policy.as_ref()?;
    let mut out = Vec::new();
    for bits in 0..8_u8 {
        for tax in [4, 5, 6, 9, 10, 11, 14, 15, 16] {
            let mut case = Case::new(&policy.program);
            for (at, name) in ["a", "b", "c"].into_iter().enumerate() {
                case.set(named(&policy.program, name), Given::Value(Value::Bool((bits >> at) & 1 == 1)));
            }
            case.set(named(&policy.program, "tax"), Given::Value(Value::Number(Number::whole(tax))));
            let each = DECISIONS.iter().filter_map(|name| policy.decision(name)).map(|decision| {
                let outcomes = interpret(&policy.program, &case, &Question::default(), Some(decision));
                outcomes.into_iter().next().map_or(Answer::NotAddressed, |outcome| outcome.answer)
            });
            out.push(each.collect());
        }
    }
    Some(out)
}

#[test]
fn what_is_told_is_what_checking_and_the_outcomes_tell() {
    let config =
        Config { cases: 150, rng_seed: RngSeed::Fixed(20_140_724), failure_persistence: None, ..Config::default() };
    let seen: [AtomicUsize; 5] = Default::default();
    let strategy = (pair(), proptest::collection::vec(change(), 1..4));
    let checked = TestRunner::new(config).run(&strategy, |((old, new), changes)| {
        let texts: Vec<&str> = changes.iter().map(|(text, _)| text.as_str()).collect();
        let local = |texts: &[&str]| format!("policy l under p\n{}\n", texts.join("\n"));
        let whole = local(&texts);
        prop_assume!(over(&whole, &old.text()).policy.is_some());
        let there = over(&whole, &new.text());
        let told = fates(&old.text(), &new.text(), &whole);
        let context = format!("{}\n--- next\n{}\n--- local\n{whole}\n{told:#?}", old.text(), new.text());
        // The lines on which the changes begin.
        let starts: Vec<usize> = texts
            .iter()
            .scan(2, |line, text| {
                let start = *line;
                *line += text.lines().count();
                Some(start)
            })
            .collect();
        let refused: Vec<usize> = there
            .diagnostics
            .iter()
            .filter(|found| found.is_error())
            .filter_map(|found| {
                let at = found.labels.first()?.span;
                let line = there.sources.get(at.file)?.line_of(at.range().start) + 1;
                starts.iter().rposition(|start| *start <= line)
            })
            .collect();
        for (index, start) in starts.iter().enumerate() {
            let Some((_, fate, _)) = told.iter().find(|(line, ..)| line == start) else {
                return Err(TestCaseError::fail(format!("nothing is told of line {start}\n{context}")));
            };
            let kind = ["target-gone", "out-of-bounds", "meaning-moved", "redundant", "still-needed"];
            let kind = kind.iter().position(|known| known == fate).expect("it is looked at");
            seen[kind].fetch_add(1, Ordering::Relaxed);
            prop_assert_eq!(kind < 2, refused.contains(&index), "line {}\n{}", start, context);
            if kind == 3 && refused.is_empty() {
                let without: Vec<&str> =
                    texts.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, text)| *text).collect();
                let less = over(&local(&without), &new.text());
                prop_assert_eq!(outcomes(&there), outcomes(&less), "line {}\n{}", start, context);
            }
            if kind == 4 {
                let rule = |text: &BaseText| match changes[index].1 {
                    About::Article(at) => Some(text.rules[at]),
                    About::Label(label) => text.rules.iter().copied().find(|rule| rule.0 == label),
                    About::Read => None,
                };
                let (was, is) = (rule(&old).map(|rule| old.only(rule)), rule(&new).map(|rule| new.only(rule)));
                if let (Some(was), Some(is)) = (was, is) {
                    let (was, is) = (
                        load("p.pol", was.as_bytes(), &mut |_, _| None),
                        load("p.pol", is.as_bytes(), &mut |_, _| None),
                    );
                    prop_assert_eq!(outcomes(&was), outcomes(&is), "line {}\n{}", start, context);
                }
            }
        }
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
    let seen = seen.map(AtomicUsize::into_inner);
    assert!(seen.iter().all(|count| *count >= 5), "each fate comes up: {seen:?}");
}
