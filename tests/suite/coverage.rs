//! Coverage, proven: slips put in on purpose are found, and small policies agree with trying everything.

use crate::work::{files, load_file, load_text, root, told};
use pol::cases::Typed;
use pol::coverage::make::{Asked, Making, make};
use pol::coverage::text::{Look, Shown, render};
use pol::coverage::write::write;
use pol::coverage::{Counted, Coverage, ENOUGH, Kind, Owner, Report, counted, report};
use pol::interpret::{Case, Question, interpret};
use pol::ir::print::Printer;
use pol::ir::{Given, Program, Value, Yield};
use pol::source::{FileId, SourceFile};
use pol::suite::{self, Suite, Test};
use pol::types::Number;
use pol::types::ids::{DecisionId, FactId};
use pol::{Language, Loaded, Policy};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn policy(loaded: &Loaded) -> &Policy {
    loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(loaded, Language::English)))
}

/// The policy `tests/coverage/grant.pol` with its suite.
fn grant() -> (&'static Loaded, Suite) {
    let loaded = load_file(&root().join("tests/coverage/grant.pol"));
    let suite = read(&policy(loaded).program, &root().join("tests/coverage/cases/grant.yaml"));
    (loaded, suite)
}

fn read(program: &Program, path: &Path) -> Suite {
    let text = std::fs::read_to_string(path).expect("the cases can be read");
    let (suite, wrong) = suite::read(program, &SourceFile::new(FileId(0), path.to_string_lossy(), text), None);
    assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
    suite
}

fn measured(loaded: &Loaded, suites: &[Suite]) -> Report {
    let program = &policy(loaded).program;
    let mut coverage = Coverage::of(program);
    let cases = counted(program, &loaded.sources, suites);
    coverage.measure(&cases.counted);
    let source = loaded.sources.iter().next().expect("a text");
    report(&coverage, source, &cases)
}

/// What is missing, a line each.
fn missing(report: &Report) -> Vec<String> {
    let of = |part: &pol::coverage::PartTold| {
        let each = part.missing.iter().map(|missing| {
            let reached = if missing.reached { " (reached)" } else { "" };
            let value = missing.value.as_ref().map(|value| format!(" {}", value.en)).unwrap_or_default();
            format!("line {} {}: {}{value}{reached}", part.line, part.text.en, missing.what)
        });
        each.collect::<Vec<_>>()
    };
    report.parts.iter().flat_map(of).collect()
}

#[test]
fn a_full_suite_shows_everything() {
    let (loaded, suite) = grant();
    let report = measured(loaded, &[suite]);
    assert_eq!(missing(&report), Vec::<String>::new());
    assert_eq!(report.total.percent, 100);
    assert_eq!(report.failing, Vec::<String>::new());
}

/// Each case of the full suite is needed for something, and without it exactly that is missing.
#[test]
fn a_case_taken_away_leaves_exactly_its_gap() {
    let (loaded, suite) = grant();
    let mut out = String::new();
    for index in 0..suite.tests.len() {
        let mut without = suite.clone();
        let test = without.tests.remove(index);
        let found = missing(&measured(loaded, &[without]));
        let undetermined = test.name == "tax not known";
        assert_eq!(found.is_empty(), undetermined, "{}", test.name);
        let _ = writeln!(out, "without {}\n  {}", test.name, found.join("\n  "));
    }
    insta::assert_snapshot!("coverage__without_one", out);
}

/// What a case expects and does not get shows nothing, and neither does a case that expects nothing.
#[test]
fn what_fails_or_expects_nothing_shows_nothing() {
    let (loaded, suite) = grant();
    let full = measured(loaded, std::slice::from_ref(&suite));
    for change in [
        |test: &mut Test| test.typed.expect.clear(),
        |test: &mut Test| {
            for wanted in &mut test.typed.expect {
                wanted.wanted = pol::ir::Wanted::Every(pol::ir::Expected::NotAddressed);
            }
        },
    ] {
        let mut changed = suite.clone();
        changed.tests.first_mut().map(change).expect("a case");
        let found = measured(loaded, &[changed]);
        assert!(found.total.all().shown < full.total.all().shown);
        assert_eq!(found.cases, full.cases - 1);
    }
}

/// A result that a person has accepted shows as much as an expectation; one that is missing, that was turned down, or that
/// differs from what comes out by now shows nothing.
#[test]
fn what_was_accepted_counts_as_what_is_expected() {
    let (loaded, suite) = grant();
    let program = &policy(loaded).program;
    let full = measured(loaded, std::slice::from_ref(&suite));
    let mut silent = suite;
    for test in &mut silent.tests {
        test.typed.expect.clear();
    }
    assert_eq!(measured(loaded, std::slice::from_ref(&silent)).cases, 0, "nothing is pinned yet");
    let found: Vec<(String, String)> = silent
        .tests
        .iter()
        .map(|test| match suite::run(&[(program, &loaded.sources)], test, None) {
            suite::Ran::Told(text) => (test.name.clone(), text),
            other => panic!("{other:?}"),
        })
        .collect();
    let mut pinned = silent.clone();
    for (name, text) in &found {
        pinned.pins.accept(name, text);
    }
    let all = measured(loaded, std::slice::from_ref(&pinned));
    assert_eq!(missing(&all), Vec::<String>::new());
    assert_eq!((all.cases, all.total.percent, all.silent.len()), (full.cases, 100, 0));
    // Each by itself, as with an expectation taken away.
    for (index, (name, text)) in found.iter().enumerate() {
        for change in [
            |pins: &mut suite::Pins, name: &str, _: &str| pins.remove(name),
            |pins: &mut suite::Pins, name: &str, _: &str| pins.accept(name, "  something else\n"),
            |pins: &mut suite::Pins, name: &str, text: &str| {
                pins.remove(name);
                pins.reject(name, text);
            },
        ] {
            let mut changed = pinned.clone();
            change(&mut changed.pins, name, text);
            let with = measured(loaded, std::slice::from_ref(&changed));
            let mut without = pinned.clone();
            without.tests.remove(index);
            assert_eq!(missing(&with), missing(&measured(loaded, &[without])), "{name}");
            assert_eq!(with.silent, [name.as_str()]);
        }
    }
    // Only what the case asks about is pinned.
    let asked = DecisionId::at(0);
    for test in &mut pinned.tests {
        test.typed.asks = vec![asked];
    }
    for test in pinned.tests.clone() {
        if let suite::Ran::Told(text) = suite::run(&[(program, &loaded.sources)], &test, None) {
            pinned.pins.accept(&test.name, &text);
        }
    }
    let cases = counted(program, &loaded.sources, std::slice::from_ref(&pinned)).counted;
    assert!(cases.iter().all(|case| case.decisions == [asked]));
    assert_eq!(cases.len(), pinned.tests.len());
}

/// What makes no difference is not asked: below the line of a part at its own rate, and which way it is that is known. The
/// days just outside a window are.
#[test]
fn only_what_makes_a_difference_is_asked() {
    let loaded = load_text(
        "policy lines\n  in force from 2020-01-01\n\nfact served on (送达日): date\nfact wage (工资): money\nfact told (已告知): yes/no\n\n\
         article 1\n  may appeal (申诉) when the date asked about is in 5 years from served on\n  may file (归档) when told is known\n\
         \x20 table fee (费用), each part at its own rate\n    wage          | rate\n    at most 100   | 10%\n    more than 100 | 20%\n",
    );
    let program = &policy(&loaded).program;
    let days = [("2020-12-31", "no"), ("2021-01-01", "yes"), ("2025-12-31", "yes"), ("2026-01-01", "no")];
    let served =
        days.map(|(day, appeal)| format!("- {{as of: {day}, served on: 2021-01-01, expect: {{appeal: {appeal}}}}}\n"));
    let others = "- {as of: 2021-01-01, told: no, expect: {file: yes}}\n- {as of: 2021-01-01, expect: {file: no}}\n\
                  - {as of: 2021-01-01, wage: 100.01, expect: {fee: 10.002}}\n";
    let (suite, wrong) =
        suite::read(program, &SourceFile::new(FileId(0), "lines.yaml", served.concat() + others), None);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let report = measured(&loaded, &[suite]);
    assert_eq!(report.failing, Vec::<String>::new());
    assert_eq!(missing(&report), Vec::<String>::new());
    assert_eq!(report.total.points.asked, 5);
}

#[test]
fn a_report_reads_in_both_languages() {
    let (loaded, mut suite) = grant();
    suite.tests.retain(|test| !test.name.contains("below") && !test.name.contains("sanction") && test.name != "junior");
    let report = measured(loaded, &[suite]);
    let source = loaded.sources.iter().next().expect("a text");
    let mut out = String::new();
    for (language, ascii) in [(Language::English, false), (Language::Chinese, true)] {
        let look = Look { language, ascii, color: false, width: 80, shown: Shown::All };
        let text = render(&report, source, look);
        for line in text.lines() {
            let width = unicode_width::UnicodeWidthStr::width(line);
            assert!(width <= 80, "{width} columns: {line}");
        }
        out.push_str(&text);
        out.push('\n');
    }
    let json = serde_json::to_value(&report).expect("data");
    let _ = writeln!(out, "{:#}", json["parts"][1]);
    insta::assert_snapshot!("coverage__report", out);
}

/// The page stands by itself: nothing from outside, no script, every line of the policy, nothing of it read as markup.
#[test]
fn a_page_stands_by_itself() {
    let loaded = load_text(
        "policy page\n  title \"<b>&\"\nfact x: whole number\narticle 1\n  may go when x < 5\n  may stay when x > 7 and x < 9\n",
    );
    let report = measured(&loaded, &[]);
    let source = loaded.sources.iter().next().expect("a text");
    for language in [Language::English, Language::Chinese] {
        let page = pol::coverage::html::render(&[(&report, source)], language);
        for outside in ["http", "<script", "<link", "<img", "url(", "@import", "<b>&"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("title &quot;&lt;b&gt;&amp;&quot;"));
        for line in 1..=source.text.lines().count() {
            assert!(page.contains(&format!("id=\"p0l{line}\"")), "line {line}");
        }
        let count = |tag: &str| page.matches(tag).count();
        for tag in ["table", "tr", "td", "section", "ul", "li", "p", "span", "style"] {
            let open = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
            assert_eq!(open, count(&format!("</{tag}>")), "{tag}");
        }
    }
}

// ── Cases made for what is missing ───────────────────────────

/// What a made file reads as, without and with its outcomes confirmed.
fn written(program: &Program, text: &str) -> [Suite; 2] {
    let confirmed = text.replace("  # expect:", "  expect:").replace("  # 期望:", "  期望:");
    [text.to_owned(), confirmed].map(|text| {
        let (suite, wrong) = suite::read(program, &SourceFile::new(FileId(0), "made.yaml", text.clone()), None);
        assert!(wrong.is_empty(), "{wrong:#?}\n{text}");
        suite
    })
}

/// Makes what is missing, reads it back, and sees what it adds.
fn made(loaded: &Loaded, suites: &[Suite]) -> (Making, String, Report) {
    let program = &policy(loaded).program;
    let mut coverage = Coverage::of(program);
    let cases = counted(program, &loaded.sources, suites);
    coverage.measure(&cases.counted);
    let making = make(&coverage, &cases.counted, Asked { boundaries: true, conditions: true });
    let source = loaded.sources.iter().next().expect("a text");
    let before = measured(loaded, suites);
    let mut after = before.clone();
    let mut shown = String::new();
    for language in [Language::Chinese, Language::English] {
        shown = write(program, &making, source, language);
        let [unconfirmed, confirmed] = written(program, &shown);
        assert_eq!(unconfirmed.tests.len(), making.made.len());
        for (read, made) in unconfirmed.tests.iter().zip(&making.made) {
            for fact in (0..program.facts.len()).map(FactId::at) {
                let (read, told) = (read.typed.case.get(fact), made.test.typed.case.get(fact));
                assert_eq!(read, told, "{}: {fact:?}", made.name.en);
            }
            assert_eq!(read.question(), made.test.question(), "{}", read.name);
        }
        let with = |suite: Suite| measured(loaded, &suites.iter().cloned().chain([suite]).collect::<Vec<_>>());
        // Nothing counts before a person has confirmed it.
        assert_eq!(with(unconfirmed).total, before.total);
        after = with(confirmed);
        assert_eq!(after.failing, Vec::<String>::new());
        let gained = missing(&before).len() - missing(&after).len();
        assert!(gained >= making.made.len(), "{gained} gained by {} cases", making.made.len());
        let asked = |part: &&pol::coverage::PartTold| part.kind == "condition";
        let left: usize = after.parts.iter().filter(asked).map(|part| part.missing.len()).sum();
        assert_eq!(left, making.unmade.len(), "what is left is what was said to be left");
    }
    (making, shown, after)
}

#[test]
fn made_cases_fill_the_gaps_once_they_are_confirmed() {
    let (loaded, full) = grant();
    let mut some = full.clone();
    some.tests.retain(|test| !test.name.contains("just") && !test.name.contains("one") && test.name != "junior");
    let (_, text, after) = made(loaded, &[some]);
    assert_eq!(missing(&after), Vec::<String>::new());
    insta::assert_snapshot!("coverage__made", text);
    // From nothing at all.
    let (_, text, after) = made(loaded, &[]);
    assert_eq!(missing(&after), Vec::<String>::new());
    insta::assert_snapshot!("coverage__made_from_nothing", text);
}

#[test]
fn made_cases_of_real_policies_do_what_they_say() {
    let mut count = 0;
    for name in ["points", "vacation", "discount", "points-province", "families"] {
        let loaded = load_file(&root().join(format!("policies/elsewhere/{name}.pol")));
        let suite = read(&policy(loaded).program, &root().join(format!("policies/elsewhere/cases/{name}.yaml")));
        count += made(loaded, &[suite]).0.made.len();
    }
    let loaded = load_file(&root().join("policies/yunnan/dehong.pol"));
    let suite = read(&policy(loaded).program, &root().join("policies/yunnan/cases/dehong.yaml"));
    count += made(loaded, &[suite]).0.made.len();
    assert!(count > 50, "{count} cases made");
}

/// What no step along the conditions comes to: a condition that stands in two alternatives, a score with one value at its
/// line, and a prohibition that shows only by contradicting a permission.
#[test]
fn made_cases_are_found_among_all_combinations() {
    let head = "policy few\nfact a: yes/no\nfact b: yes/no\nfact d: yes/no\nfact waited: days\n";
    let each = [
        ("article 1\n  may go when (a and b) or (a and d)\n", ""),
        (
            "article 1\n  score marks (分)\n    - 50, when a\n    - 10, when b\n    - minus 7, when d\n\
             article 2\n  may go when all of\n    - waited < 9 days\n    - marks ≥ 60\n",
            "marks, just below (59.99)|marks, just above (60.01)",
        ),
        ("article 1\n  may go when all of\n    - a\n    - b\narticle 2\n  must not go when waited < 3 days\n", ""),
    ];
    let mut out = String::new();
    for (rules, left) in each {
        let loaded = load_text(&format!("{head}{rules}"));
        let (making, text, _) = made(&loaded, &[]);
        let unmade: Vec<&str> = making.unmade.iter().map(|unmade| unmade.name.en.as_str()).collect();
        let expected: Vec<String> =
            left.split('|').filter(|left| !left.is_empty()).map(|left| format!("article 2: {left}")).collect();
        assert_eq!(unmade, expected, "{text}");
        out.push_str(&text);
    }
    assert!(out.contains("# expect: {go: error}"), "{out}");
}

// ── Laws ─────────────────────────────────────────────────────

/// Forcing a condition to what it yields changes nothing, in every policy that is written here.
#[test]
fn forcing_what_is_so_changes_nothing() {
    let mut forced = 0;
    for (cases, path) in all() {
        let loaded = load_file(&path);
        let program = &policy(loaded).program;
        let coverage = Coverage::of(program);
        for test in read(program, &cases).tests.iter().step_by(17) {
            let question = test.question();
            for decision in test.typed.expect.iter().map(|wanted| wanted.decision) {
                let (outcomes, seen) = coverage.parts.watch.watch(&test.typed.case, &question, decision);
                let plain = interpret(program, &test.typed.case, &question, Some(decision));
                assert_eq!(outcomes, plain, "{}: looking on changes nothing", test.name);
                for (at, found) in seen.iter().filter(|(_, found)| matches!(found, Yield::Value(_))) {
                    let same = coverage.parts.watch.force(&test.typed.case, &question, decision, at, found);
                    assert_eq!(same, outcomes, "{}: {at:?} = {found:?}", test.name);
                    forced += 1;
                }
            }
        }
    }
    assert!(forced > 1_000, "{forced} conditions were forced");
}

fn all() -> Vec<(PathBuf, PathBuf)> {
    let found = files("policies", "yaml").into_iter().filter_map(|path| {
        let folder = path.ancestors().find(|at| at.ends_with("cases"))?;
        let name = path.strip_prefix(folder).ok()?.with_extension("");
        let name = name.iter().next()?.to_string_lossy().into_owned();
        Some((path.clone(), folder.parent()?.join(format!("{name}.pol"))))
    });
    found.filter(|(_, policy)| policy.is_file()).collect()
}

/// Each rule that a policy of the corpus encodes is decided by three cases at least: it would come out otherwise in them if
/// that rule alone did.
#[test]
fn every_rule_is_decided_by_three_cases() {
    let mut suites: BTreeMap<PathBuf, Vec<Suite>> = BTreeMap::new();
    for (cases, path) in all() {
        let program = &policy(load_file(&path)).program;
        suites.entry(path).or_default().push(read(program, &cases));
    }
    let mut out = String::new();
    for (path, suites) in &suites {
        let loaded = load_file(path);
        let program = &policy(loaded).program;
        let mut coverage = Coverage::of(program);
        coverage.measure(&counted(program, &loaded.sources, suites).counted);
        let rules = coverage.parts.all.iter().zip(&coverage.shown);
        let rules = rules.filter(|(part, _)| part.own && matches!(part.kind, Kind::Rule | Kind::Row));
        for (part, shown) in rules.filter(|(_, shown)| shown.decides.len() < ENOUGH) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let Owner::Rule(decision, ground) = part.owner else { continue };
            let ground = &program.decisions[decision.index()].grounds[ground];
            let printer = Printer { program, language: Language::English };
            let _ = writeln!(out, "{name} {}: {}", printer.ground(ground), shown.decides.len());
        }
    }
    assert_eq!(out, "", "write cases that turn on these rules");
}

// ── Trying everything ────────────────────────────────────────

/// A condition as this test understands it: leaves are numbered in the order of the text.
#[derive(Debug, Clone)]
enum Tree {
    Leaf(usize, Leaf),
    Not(usize, Leaf),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    AtLeastTwo(Vec<Tree>),
}

#[derive(Debug, Clone, Copy)]
enum Leaf {
    /// One of three yes/no facts.
    Fact(usize),
    /// `x ≥ n`
    AtLeast(i64),
    /// `x < n`
    Less(i64),
}

/// What is known: three facts and a number.
type Row = ([bool; 3], i64);

impl Leaf {
    fn holds(self, (facts, x): Row) -> bool {
        match self {
            Self::Fact(at) => facts[at],
            Self::AtLeast(line) => x >= line,
            Self::Less(line) => x < line,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Fact(at) => ["a", "b", "c"][at].to_owned(),
            Self::AtLeast(line) => format!("x ≥ {line}"),
            Self::Less(line) => format!("x < {line}"),
        }
    }
}

impl Tree {
    /// What it comes to, with one leaf turned round.
    fn holds(&self, row: Row, turned: Option<usize>) -> bool {
        let leaf = |at: usize, leaf: Leaf| leaf.holds(row) != (turned == Some(at));
        match self {
            Self::Leaf(at, what) => leaf(*at, *what),
            Self::Not(at, what) => !leaf(*at, *what),
            Self::All(trees) => trees.iter().all(|tree| tree.holds(row, turned)),
            Self::Any(trees) => trees.iter().any(|tree| tree.holds(row, turned)),
            Self::AtLeastTwo(trees) => trees.iter().filter(|tree| tree.holds(row, turned)).count() >= 2,
        }
    }

    fn write(&self, depth: usize, out: &mut String) {
        let pad = "  ".repeat(depth);
        let (head, trees) = match self {
            Self::Leaf(_, leaf) => return writeln!(out, "{pad}- {}", leaf.text()).expect("a string"),
            Self::Not(_, leaf) => return writeln!(out, "{pad}- not ({})", leaf.text()).expect("a string"),
            Self::All(trees) => ("all of", trees),
            Self::Any(trees) => ("any of", trees),
            Self::AtLeastTwo(trees) => ("at least 2 of", trees),
        };
        let _ = writeln!(out, "{pad}- {head}");
        trees.iter().for_each(|tree| tree.write(depth + 1, out));
    }

    fn leaves(&self, out: &mut Vec<Leaf>) {
        match self {
            Self::Leaf(_, leaf) | Self::Not(_, leaf) => out.push(*leaf),
            Self::All(trees) | Self::Any(trees) | Self::AtLeastTwo(trees) => {
                trees.iter().for_each(|tree| tree.leaves(out));
            }
        }
    }
}

/// Numbers that look like chance and are the same on every machine.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn tree(&mut self, depth: u32, next: &mut usize) -> Tree {
        if depth == 0 || self.throw(4) == 0 {
            let leaf = match self.throw(5) {
                0 => Leaf::AtLeast(i64::try_from(1 + self.throw(3)).expect("small")),
                1 => Leaf::Less(i64::try_from(1 + self.throw(3)).expect("small")),
                _ => Leaf::Fact(usize::try_from(self.throw(3)).expect("small")),
            };
            *next += 1;
            return if self.throw(4) == 0 { Tree::Not(*next - 1, leaf) } else { Tree::Leaf(*next - 1, leaf) };
        }
        let kind = self.throw(5);
        let trees: Vec<Tree> =
            (0..2 + u64::from(kind == 4) + self.throw(2)).map(|_| self.tree(depth - 1, next)).collect();
        match kind {
            0 | 1 => Tree::All(trees),
            2 | 3 => Tree::Any(trees),
            _ => Tree::AtLeastTwo(trees),
        }
    }
}

/// Two rules that are alternatives, the first with an exception.
struct Little {
    first: Tree,
    second: Tree,
    except: Tree,
    text: String,
    leaves: usize,
}

impl Little {
    fn new(dice: &mut Dice) -> Self {
        let mut next = 0;
        let first = Tree::All((0..2).map(|_| dice.tree(2, &mut next)).collect());
        let except = Tree::Any((0..2).map(|_| dice.tree(1, &mut next)).collect());
        let second = Tree::Any((0..2).map(|_| dice.tree(1, &mut next)).collect());
        let list = |tree: &Tree, depth: usize| {
            let mut out = String::new();
            let (Tree::All(trees) | Tree::Any(trees)) = tree else { return out };
            trees.iter().for_each(|tree| tree.write(depth, &mut out));
            out
        };
        let facts = "fact a: yes/no\nfact b: yes/no\nfact c: yes/no\nfact x: whole number\n";
        let text = format!(
            "policy little\n{facts}article 1\n  may go when all of\n{}    except when any of\n{}  may go when any of\n{}",
            list(&first, 2),
            list(&except, 3),
            list(&second, 2),
        );
        Self { first, second, except, text, leaves: next }
    }

    fn goes(&self, row: Row, turned: Option<usize>) -> bool {
        (self.first.holds(row, turned) && !self.except.holds(row, turned)) || self.second.holds(row, turned)
    }

    fn leaf(&self, at: usize) -> Leaf {
        let mut all = Vec::new();
        [&self.first, &self.except, &self.second].into_iter().for_each(|tree| tree.leaves(&mut all));
        all[at]
    }
}

fn rows() -> Vec<Row> {
    let bits = (0..8).map(|bits| [bits & 1 > 0, bits & 2 > 0, bits & 4 > 0]);
    bits.flat_map(|facts| (0..5).map(move |x| (facts, x))).collect()
}

fn test(program: &Program, row: Row) -> Test {
    let mut case = Case::new(program);
    for (at, value) in row.0.into_iter().enumerate() {
        case.set(FactId::at(at), Given::Value(Value::Bool(value)));
    }
    case.set(FactId::at(3), Given::Value(Value::Number(Number::whole(row.1))));
    Test::new(format!("{row:?}"), Typed { case, ..Typed::default() })
}

/// What is measured of small policies is what comes out by trying: over a few cases, and over all there are. What is
/// called coupled no case can show, and of what no case can show nothing is claimed.
#[test]
fn small_policies_agree_with_trying_everything() {
    let mut dice = Dice(20_111_201);
    let (mut tried, mut shown, mut coupled, mut shown_points) = (0, 0, 0, 0);
    while tried < 250 {
        let little = Little::new(&mut dice);
        let loaded = load_text(&little.text);
        let Some(policy) = &loaded.policy else {
            // What can never be so, or always is, the checker may refuse.
            assert!(loaded.diagnostics.iter().any(pol::Diagnostic::is_error));
            continue;
        };
        tried += 1;
        let program = &policy.program;
        for all in [false, true] {
            let rows: Vec<Row> = rows().into_iter().filter(|_| all || dice.throw(8) == 0).collect();
            let tests: Vec<Test> = rows.iter().map(|row| test(program, *row)).collect();
            let counted: Vec<Counted<'_>> =
                tests.iter().map(|test| Counted { test, decisions: vec![DecisionId::at(0)] }).collect();
            let mut coverage = Coverage::of(program);
            coverage.measure(&counted);
            // Leaves in the order of the text.
            let mut parts: Vec<usize> =
                (0..coverage.parts.all.len()).filter(|at| coverage.parts.all[*at].kind == Kind::Condition).collect();
            parts.sort_by_key(|at| coverage.parts.all[*at].span.start);
            assert_eq!(parts.len(), little.leaves, "{}", little.text);
            for (leaf, part) in parts.into_iter().enumerate() {
                let what = little.leaf(leaf);
                for way in [false, true] {
                    let decides =
                        |row: &Row| what.holds(*row) == way && little.goes(*row, None) != little.goes(*row, Some(leaf));
                    let wanted = rows.iter().position(decides);
                    let found = coverage.shown[part].ways[usize::from(way)];
                    assert_eq!(found, wanted, "leaf {leaf} {way}\n{}", little.text);
                    shown += usize::from(wanted.is_some());
                    if coverage.shown[part].coupled[usize::from(way)].is_some() {
                        assert!(!all || wanted.is_none(), "leaf {leaf} {way} can be shown\n{}", little.text);
                        coupled += 1;
                    }
                }
                for line in coverage.lines_of(part) {
                    let (Leaf::AtLeast(drawn) | Leaf::Less(drawn)) = what else { panic!("no comparison") };
                    for place in &line.points {
                        let at = drawn + place.point as i64 - 1;
                        let decides =
                            |row: &Row| row.1 == at && little.goes(*row, None) != little.goes(*row, Some(leaf));
                        let wanted = rows.iter().position(decides);
                        assert_eq!(place.shown, wanted, "leaf {leaf} at {at}\n{}", little.text);
                        assert!(!all || place.coupled.is_none() || wanted.is_none(), "leaf {leaf} at {at}");
                        shown_points += usize::from(wanted.is_some());
                    }
                }
            }
        }
    }
    assert!(shown > 2_000 && coupled > 50 && shown_points > 300, "{shown} {coupled} {shown_points}");
}

/// Conditions that cannot vary alone are named with what they are coupled with.
#[test]
fn coupled_conditions_are_named() {
    let loaded = load_text(
        "policy pairs\nfact x: whole number\nfact a: yes/no\nfact home: place\nplace North\nplace Town in North\nplace South\nplace Village in North\n\
         article 1\n  may go when x ≥ 5 and x ≥ 10\n  may stay when a or a\n  may rest when home is in Town and home is in North\n\
         \x20 may sit when x ≥ 5 and a\n",
    );
    let report = measured(&loaded, &[]);
    let coupled: Vec<String> = report
        .parts
        .iter()
        .flat_map(|part| part.coupled.iter().map(|found| format!("{} {}: {}", part.line, part.text.en, found.text.en)))
        .collect();
    insta::assert_snapshot!("coverage__coupled", coupled.join("\n"));
}

/// A question about nothing leaves the presumptions in place.
#[test]
fn an_empty_suite_shows_nothing() {
    let (loaded, _) = grant();
    let report = measured(loaded, &[]);
    assert_eq!(report.total.all().shown, 0);
    assert_eq!(report.total.percent, 0);
    assert_eq!(Question::default(), Test::new(String::new(), Typed::default()).question());
}

/// A score of whole points is asked at whole points: nobody can have 59.99 of them.
#[test]
fn whole_points_are_asked_at_whole_points() {
    let of = |points: &str| {
        let text = format!(
            "policy points\nfact trained: yes/no\nfact years: whole number\narticle 1\n  score total\n    \
             - {points} points when trained\n    - 5 points × years\n  may settle when total ≥ 60 points\nunit point\n"
        );
        let loaded = load_text(&text);
        let coverage = Coverage::of(&policy(&loaded).program);
        let told = format!("{:?}", coverage.lines.iter().map(|line| line.compared.clone()).collect::<Vec<_>>());
        told.contains("whole: true")
    };
    assert!(of("40"));
    assert!(!of("0.5"));
}
