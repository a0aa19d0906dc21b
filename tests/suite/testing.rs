//! `pol test` on a folder that is broken on purpose: what it says, what it writes, and how it ends.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const POLICY: &str = "policy town (城镇落户办法)
fact 3-year tax (3年累计纳税): money
fact 1-year tax (1年纳税): money
fact skill level (技能等级): grade unskilled (无) < junior (初级) < senior (高级)
fact under sanction (受处分): yes/no, presumed no because article 6
article 14
  may register in town (在城镇落户) when all of
    - not under sanction
    - any of
      (1) investor (投资者): 3-year tax ≥ 100000 or 1-year tax ≥ 50000
      (2) skilled (技能人员): skill level ≥ senior
example \"the line\"
  given 3-year tax: 100000
  expect register in town: yes
";

const CASES: &str = "- case: at the line
  3-year tax: 100000
  1-year tax: 0
  skill level: junior
  expect: {register in town: {answer: yes, because: article 14 item investor}}
- case: pinned <b> & \"c\"
  3-year tax: 100000
  1-year tax: 0
  skill level: junior
- case: 未知的人
  3-year tax: 90000
";

/// A folder of its own, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pol-testing-{}-{name}", std::process::id()));
        // What a run that was killed has left.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("cases")).expect("a folder can be made");
        let out = Self(path);
        out.write("town.pol", POLICY);
        out.write("cases/town.yaml", CASES);
        out
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.0.join(file), text).expect("a file can be written");
    }

    fn read(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(file)).ok()
    }

    fn edit(&self, file: &str, old: &str, new: &str) {
        let text = self.read(file).expect("the file is there");
        assert!(text.contains(old), "{file} holds {old}");
        self.write(file, &text.replace(old, new));
    }

    fn pol(&self, arguments: &[&str]) -> (i32, String) {
        let Output { status, stdout, stderr } =
            command(&self.0, arguments).output().expect("the command can be started");
        let out =
            String::from_utf8(stdout).expect("output is UTF-8") + &String::from_utf8(stderr).expect("so are remarks");
        (status.code().unwrap_or(-1), out)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut out = Command::new(env!("CARGO_BIN_EXE_pol"));
    out.arg("test").args(arguments).current_dir(folder).stdin(Stdio::null());
    out.env_remove("POL_LANG").env("LC_ALL", "C").env("COLUMNS", "80");
    out
}

const PINS: &str = "cases/town.yaml.pinned";

#[test]
fn a_result_is_pinned_changes_and_is_reviewed() {
    let folder = Folder::new("review");
    let (code, said) = folder.pol(&[]);
    assert_eq!(code, 1, "{said}");
    assert!(said.ends_with("4 cases: 2 passed, 2 new\n`pol test --review` goes through them one by one; `--accept` takes all that are\npending, with `--only TEXT` some\n"), "{said}");
    assert_eq!(folder.read(PINS), None, "nothing is written unasked");

    let (code, said) = folder.pol(&["--accept"]);
    assert_eq!((code, said.as_str()), (0, "accepted: 2 results\n4 cases: 2 passed, 2 as pinned\n"));
    let pinned = folder.read(PINS).expect("it was written");
    assert_eq!(folder.pol(&[]).0, 0);
    assert_eq!(folder.read(PINS).as_ref(), Some(&pinned), "a run leaves it as it is");

    // A threshold is raised: the expectation fails, one pinned result changes.
    folder.edit("town.pol", "≥ 100000", "≥ 120000");
    folder.edit("town.pol", "given 3-year tax: 100000", "given 3-year tax: 120000");
    let (code, said) = folder.pol(&[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("changed", said);
    let (_, said) = folder.pol(&["--lang", "zh"]);
    insta::assert_snapshot!("changed-chinese", said);
    // On a wide terminal, what was pinned and what comes out now stand side by side.
    let wide = command(&folder.0, &["--only", "pinned"]).env("COLUMNS", "120").output().expect("it runs");
    insta::assert_snapshot!("changed-wide", String::from_utf8_lossy(&wide.stdout));
    assert_eq!(folder.read(PINS).as_ref(), Some(&pinned), "nothing is written unasked");

    // Turned down: it stays so until the policy is mended.
    let (code, said) = folder.pol(&["--reject"]);
    assert_eq!((code, said.lines().next()), (1, Some("turned down: 1 result")), "{said}");
    let (code, said) = folder.pol(&["--accept"]);
    assert_eq!(
        (code, said.lines().next()),
        (1, Some("accepted: 0 results")),
        "a bulk does not undo what a person said: {said}"
    );
    assert!(said.contains("1 turned down"), "{said}");
    folder.edit("town.pol", "≥ 120000", "≥ 100000");
    let (code, said) = folder.pol(&[]);
    assert_eq!(code, 0, "{said}");
    folder.edit("town.pol", "≥ 100000", "≥ 120000");
    let (code, said) = folder.pol(&["--accept", "--only", "pinned"]);
    assert_eq!((code, said.lines().next()), (0, Some("accepted: 1 result")), "{said}");
    assert!(!folder.read(PINS).expect("it is there").contains("×─"), "what was turned down is gone");

    // A case goes: what is pinned for it is stale, and named.
    folder.edit("cases/town.yaml", "- case: 未知的人\n  3-year tax: 90000\n", "");
    let (code, said) = folder.pol(&["--only", "未知"]);
    assert_eq!(code, 1);
    assert!(said.contains("── stale: 未知的人\n   cases/town.yaml.pinned\n"), "{said}");
    let (code, _) = folder.pol(&["--accept", "--only", "未知"]);
    assert_eq!(code, 0);
    assert!(!folder.read(PINS).expect("it is there").contains("未知"));
}

#[test]
fn the_same_bytes_come_whatever_the_number_of_threads() {
    let folder = Folder::new("threads");
    let many: String = (0..200)
        .map(|n| format!("- {{case: c{n}, 3-year tax: {n}000, 1-year tax: 0, skill level: junior}}\n"))
        .collect();
    folder.write("cases/town.yaml", &many);
    for format in ["text", "json", "junit"] {
        let one = folder.pol(&["--format", format, "--threads", "1"]);
        for threads in ["2", "7", "64"] {
            assert_eq!(folder.pol(&["--format", format, "--threads", threads]), one, "{format}, {threads} threads");
        }
    }
}

#[test]
fn reports_for_machines_are_well_formed() {
    let folder = Folder::new("reports");
    folder.pol(&["--accept"]);
    folder.edit("town.pol", "≥ 100000", "≥ 120000");
    let (code, said) = folder.pol(&["--format", "json"]);
    assert_eq!(code, 1);
    let value: serde_json::Value = serde_json::from_str(&said).expect("it is JSON");
    insta::assert_snapshot!("json", format!("{value:#}"));
    let (code, said) = folder.pol(&["--format", "junit"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("junit", said);
    assert!(!said.contains("<b>"), "names are escaped");
    for tag in ["testsuites", "testsuite", "failure"] {
        let opened = said.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, said.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn what_cannot_be_run_is_told_and_the_rest_is_run() {
    let folder = Folder::new("broken");
    folder.write("bad.pol", "policy bad\narticle 1\n  may go when sunshine\n");
    folder.write("twice.pol", "policy twice\nfact a: yes/no\narticle 1\n  may go when a\n");
    folder.write("cases/twice.yaml", "- {case: x, a: yes}\n- {case: x, a: no}\n");
    folder.write(PINS, "# ours\n<<<<<<< ours\n── 未知的人\n");
    let (code, said) = folder.pol(&[]);
    assert_eq!(code, 2);
    insta::assert_snapshot!("broken", said);
    std::fs::remove_file(folder.0.join(PINS)).expect("it is there");
    let (code, said) = folder.pol(&[]);
    assert_eq!(code, 2);
    assert!(said.contains("4 cases: 2 passed, 2 new, 2 files could not be run"), "{said}");
}

/// One wrong row keeps its own file from being run, and nothing else.
#[test]
fn a_broken_case_file_leaves_the_others() {
    let folder = Folder::new("row");
    std::fs::create_dir_all(folder.0.join("cases/town")).expect("a folder can be made");
    folder.write("cases/town/more.csv", "case,3-year tax,expect register in town\nover,200000,yes\nwrong,much,yes\n");
    folder.write("cases/town/other.csv", "case,3-year tax,expect register in town\nover,200000,yes\n");
    folder.pol(&["--accept"]);
    let (code, said) = folder.pol(&[]);
    assert_eq!(code, 2, "{said}");
    insta::assert_snapshot!("row", said);
    let (code, said) = folder.pol(&["--lang", "zh"]);
    assert_eq!(code, 2);
    insta::assert_snapshot!("row-chinese", said);
    let (code, said) = folder.pol(&["--format", "json"]);
    assert_eq!(code, 2);
    let value: serde_json::Value = serde_json::from_str(&said).expect("it is JSON");
    assert_eq!(value["summary"]["not_run"], 1);
    assert_eq!(value["policies"][0]["not_run"], serde_json::json!(["cases/town/more.csv"]));
    assert_eq!(value["policies"][0]["suites"].as_array().map(Vec::len), Some(3));
    let (code, said) = folder.pol(&["--format", "junit"]);
    assert_eq!(code, 2);
    assert!(said.contains("<testsuite name=\"cases/town/more.csv\" tests=\"1\" failures=\"0\" errors=\"1\""), "{said}");
    assert!(
        said.contains("<testsuite name=\"cases/town/other.csv\" tests=\"1\" failures=\"0\" errors=\"0\""),
        "{said}"
    );
}

/// A case file that is named is run alone; with its policy, the examples are run as well.
#[test]
fn a_case_file_is_run_alone() {
    let folder = Folder::new("alone");
    folder.pol(&["--accept"]);
    folder.edit("town.pol", "expect register in town: yes", "expect register in town: no");
    let (code, said) = folder.pol(&["cases/town.yaml"]);
    assert_eq!(
        (code, said.as_str()),
        (0, "town.pol\n  ✓ cases/town.yaml: 1 passed, 2 as pinned\n\n3 cases: 1 passed, 2 as pinned\n")
    );
    for both in [&["town.pol"][..], &["cases/town.yaml", "town.pol"], &["."]] {
        let (code, said) = folder.pol(both);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("4 cases: 1 passed, 2 as pinned, 1 failed"), "{said}");
    }
}

/// What is still to be done after `--accept` and `--reject` is named.
#[test]
fn what_accepting_leaves_is_named() {
    let folder = Folder::new("left");
    folder.edit("cases/town.yaml", "{answer: yes, because: article 14 item investor}", "no");
    let (code, said) = folder.pol(&["--accept"]);
    let told =
        "accepted: 2 results\n── failed: at the line\n   cases/town.yaml:1\n4 cases: 1 passed, 2 as pinned, 1 failed\n";
    assert_eq!((code, said.as_str()), (1, told));
    folder.edit("cases/town.yaml", "3-year tax: 90000", "3-year tax: 95000");
    let (code, said) = folder.pol(&["--reject", "--lang", "zh"]);
    assert_eq!(code, 1);
    assert!(said.starts_with("已退回 1 项结果\n── 未通过：at the line\n   cases/town.yaml:1\n── 已退回：未知的人\n   cases/town.yaml:10\n"), "{said}");
}

/// What stands on standard input tells by its first line how it is written.
#[test]
fn cases_come_by_standard_input() {
    let folder = Folder::new("input");
    let texts = [
        "case,3-year tax\nhe,200000\n",
        "case\t3-year tax\nhe\t200000\n",
        "\u{feff}个案;3年累计纳税\nhe;20万元\n",
        "case: he\n3-year tax: 200000\n",
        "- case: he\n  3-year tax: 200000\n",
        "{\"case\": \"he\", \"3-year tax\": 200000}",
        "case = \"he\"\n\"3-year tax\" = 200000\n",
    ];
    let said = |arguments: &[&str], text: &str| {
        let mut running = Command::new(env!("CARGO_BIN_EXE_pol"))
            .args(arguments)
            .args(["--lang", "en", "--case", "-"])
            .current_dir(&folder.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command can be started");
        let mut input = running.stdin.take().expect("it is piped");
        std::io::Write::write_all(&mut input, text.as_bytes()).expect("it reads");
        drop(input);
        let output = running.wait_with_output().expect("it ends");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    let policy = std::fs::read_to_string(folder.0.join("town.pol")).expect("the policy can be read");
    assert!(policy.contains("100000"), "{policy}");
    folder.write("raised.pol", &policy.replace("100000", "300000"));
    for text in texts {
        let one = said(&["eval", "town.pol"], text);
        assert!(one.starts_with("he · town") && one.contains("may register in town: YES"), "{text:?}: {one}");
        let two = said(&["diff", "town.pol", "raised.pol"], text);
        assert!(two.contains("  1 case: 1 comes out otherwise"), "{text:?}: {two}");
    }
    let lines = "{\"3-year tax\": 200000}\n\n{\"3-year tax\": 1}\n{\"3-year tax\": 100000}\n";
    let many = said(&["diff", "town.pol", "raised.pol"], lines);
    assert!(many.contains("  3 cases: 2 come out otherwise"), "{many}");
}

/// Which options are open can be expected, as a list and in a table; exactly these must be.
const REASONS: &str = "policy go (出行)
fact a (甲): yes/no
fact b (乙): yes/no
fact checked (消防合格): yes/no
fact n (数): whole number
record child (子女)
  age (年龄): whole number
record family (家庭)
  children (孩子): list of child
fact families (家庭清单): list of family
article 1
  may go (去) when any of
    - first (第一): a
    - b and checked
    - n ≥ 5
article 2
  fee (费用) is 10 yuan ÷ n
article 3
  must not go when n < 3
article 4
  each child of each family may play (玩) when age ≥ 5
";

/// What was expected is said in the language of the report, as what was found is; an item without a name is called by its
/// text; and an error is told by itself.
#[test]
fn what_was_expected_is_said_in_the_language_of_the_report() {
    let folder = Folder::new("languages");
    folder.write("town.pol", REASONS);
    let cases = "- {case: 1, a: no, b: no, n: 6, expect: {go: {answer: yes, because: article 1 item first}}}
- {case: 2, a: no, n: 4, expect: {go: {missing: [checked]}}}
- {case: 3, n: 0, expect: {fee: {error: no such day}}}
- {case: 4, n: 2, expect: {go: no}}
- {case: 5, families: [{children: [{age: 3}, {age: 6}]}, {children: [{age: 7}]}], expect: {play: [[no, yes], [no]]}}
";
    folder.write("cases/town.yaml", cases);
    let (_, english) = folder.pol(&["--lang", "en"]);
    let (_, chinese) = folder.pol(&["--lang", "zh"]);
    for (said, each) in [
        (
            english,
            [
                "expected  because article 1 item first\n    found     because article 1 `n ≥ 5`\n",
                "expected  missing checked\n    found     missing b, checked\n",
                "expected  error: no such day\n    found     error: division by zero\n",
                "it can still be no\n    it can also be an error: article 1 and article 3 contradict each other",
                "expected  [[no, yes], [no]]\n    found     [[no, yes], [yes]]\n",
            ],
        ),
        (
            chinese,
            [
                "应为  理由：第1条 第一\n    实际  理由：第1条 「数 ≥ 5」\n",
                "应为  缺少：消防合格\n    实际  缺少：乙、消防合格\n",
                "应为  错误：没有对应日\n    实际  错误：除数为零\n",
                "仍可能为：否\n    也可能出错：第1条 与 第3条",
                "应为  [[否、是]、[否]]\n    实际  [[否、是]、[是]]\n",
            ],
        ),
    ] {
        for each in each {
            assert!(said.contains(each), "{each}\n{said}");
        }
    }
}

/// What has changed is folded at words where the terminal is narrow.
#[test]
fn what_has_changed_is_folded_at_words() {
    let folder = Folder::new("folded");
    folder.edit(
        "town.pol",
        "3-year tax (3年累计纳税)",
        "tax paid in the three years before the application was made (3年累计纳税)",
    );
    folder.edit("town.pol", "3-year tax ≥", "tax paid in the three years before the application was made ≥");
    folder.edit("town.pol", "given 3-year tax", "given 3年累计纳税");
    folder.write("cases/town.yaml", &CASES.replace("3-year tax", "3年累计纳税"));
    assert_eq!(folder.pol(&["--accept"]).0, 0);
    folder.edit("town.pol", "≥ 100000", "≥ 120000");
    folder.edit("town.pol", "given 3年累计纳税: 100000", "given 3年累计纳税: 120000");
    let (_, said) = folder.pol(&["--only", "pinned", "--lang", "en"]);
    let (changed, _) = said.split_once("╭─").expect("a clause is shown");
    assert!(changed.contains("  - ") && changed.contains("  + "), "{said}");
    for line in changed.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    let words = "tax paid in the three years before the application was made";
    assert!(changed.split_whitespace().collect::<Vec<_>>().join(" ").matches(words).count() >= 2, "{said}");
}

/// What comes otherwise turns on the part that fails: that part is pointed at.
#[test]
fn what_comes_otherwise_points_at_what_fails() {
    let folder = Folder::new("otherwise");
    let fee = "policy stall\nfact stall area: area\narticle 3\n  fee due is 5 yuan when stall area ≤ 6 m², otherwise 10 yuan\n";
    folder.write("town.pol", fee);
    folder.write("cases/town.yaml", "- {case: above, stall area: 6.01, expect: {fee due: 5}}\n");
    let (code, said) = folder.pol(&[]);
    assert_eq!(code, 1, "{said}");
    let [_, clause] = said.split("╭─").collect::<Vec<_>>()[..] else { panic!("{said}") };
    assert!(clause.contains("no: stall area = 6.01 m²") && !clause.contains("holds"), "{clause}");
}

#[test]
fn a_set_of_options_is_expected() {
    let folder = Folder::new("options");
    let policy = "policy term (任期)\nfact over (届满): yes/no\nfact insured (参保): yes/no\narticle 1\n  options after (去向) when over\n    (1) stay (留任)\n    (2) retire (退休) when insured\n";
    folder.write("town.pol", policy);
    let case = |expect: &str| format!("- {{case: he, over: yes, insured: no, expect: {{after: {expect}}}}}\n");
    for (expect, code) in [
        ("stay", 0),
        ("[stay]", 0),
        ("[留任]", 0),
        ("[stay, retire]", 1),
        ("none", 1),
        ("[]", 1),
        ("retire", 1),
        ("[stay, leave]", 2),
        ("{answer: stay}", 0),
        ("{answer: stay, because: article 1}", 2),
    ] {
        folder.write("cases/town.yaml", &case(expect));
        let (found, said) = folder.pol(&["--lang", "en"]);
        assert_eq!(found, code, "{expect}: {said}");
    }
    folder.write("cases/town.yaml", &case("retire"));
    let (_, said) = folder.pol(&["--lang", "en"]);
    assert!(said.contains("  after\n    expected  retire\n    found     stay\n"), "{said}");
    folder.write("cases/town.yaml", "- {case: he, over: yes, expect: {after: stay}}\n");
    assert_eq!(folder.pol(&[]).0, 1, "what may be open is not surely closed");
    std::fs::remove_file(folder.0.join("cases/town.yaml")).expect("it is there");
    folder.write(
        "cases/town.csv",
        "case,over,insured,expect after\na,yes,yes,stay; retire\nb,yes,no,留任\nc,no,yes,none\nd,,,\n",
    );
    let (code, said) = folder.pol(&["--only", "a"]);
    assert_eq!((code, said.contains("1 passed")), (0, true), "{said}");
    let (_, said) = folder.pol(&[]);
    assert!(said.contains("4 cases: 3 passed, 1 new"), "{said}");
}

#[test]
fn what_is_asked_for_must_be_there() {
    let folder = Folder::new("asked");
    for (arguments, told) in [
        (&["nowhere"][..], "pol: nowhere: no such file or folder\n"),
        (
            &["--only", "nobody"],
            "pol: no case is left: none has that text in its name, or none asks about that decision\n",
        ),
        (
            &["--decision", "registre in town"],
            "pol: no policy here has a decision `registre in town`; did you mean `register in town`?\n",
        ),
        (
            &["--decision", "在城镇落户", "--only", "at the line", "--format", "junit", "nowhere"],
            "pol: nowhere: no such file or folder\n",
        ),
        (
            &["--review"],
            "pol: --review asks with keys and needs a terminal; `--accept` takes what is pending, `--reject` turns it down, `--only TEXT` says of which cases\n",
        ),
        (&["cases"], "pol: no policy (`*.pol`) stands there\n"),
    ] {
        assert_eq!(folder.pol(arguments), (2, told.to_owned()), "{arguments:?}");
    }
    let (code, said) = folder.pol(&["cases/town.yaml", "--decision", "在城镇落户", "--only", "AT THE"]);
    assert_eq!((code, said.as_str()), (0, "town.pol\n  ✓ cases/town.yaml: 1 passed\n\n1 case: 1 passed\n"));
    assert_eq!(folder.pol(&["--accept", "--reject"]).0, 2, "one of them");
}
