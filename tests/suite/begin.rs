//! `pol new`: what it writes is right, tested and noticed; it never writes over anything, and leaves nothing half done.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pol"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("POL_LANG")
        .env("LC_ALL", "C")
        .output()
        .expect("the command can be started")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A folder of its own for each test.
fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("begin-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn entries(folder: &Path) -> Vec<String> {
    let found = std::fs::read_dir(folder).expect("a folder").flatten();
    let mut out: Vec<String> = found.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    out.sort();
    out
}

#[test]
fn a_new_policy_is_right_and_its_cases_notice_every_slip() {
    let folder = fresh("right");
    for (name, file) in [("grant", "grant"), ("补助", "补助"), ("rural grant", "rural-grant")] {
        let output = run(&folder, &["new", name]);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let at = folder.join(file);
        let shown = String::from_utf8(output.stdout).expect("a text");
        for line in shown.lines().filter_map(|line| line.strip_prefix("  ")) {
            assert!(folder.join(line).is_file(), "{line}");
        }
        let next = shown.lines().last().and_then(|line| line.split_once("pol ")).expect("a command").1;
        let output = run(&folder, &next.split(' ').collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert_eq!(entries(&at), {
            let mut all =
                vec!["README.md".into(), "cases".into(), "ci".into(), format!("{file}.pol"), "vocabulary.pol".into()];
            all.sort();
            all
        });
        let (policy, cases, table) =
            (format!("{file}.pol"), format!("cases/{file}.yaml"), format!("cases/{file}/lines.csv"));
        let pins = std::fs::read_to_string(at.join(format!("cases/{file}.yaml.pinned"))).expect("pinned results");
        assert_eq!(pins.matches("── ").count(), 1, "{pins}");
        let output = run(&at, &["test", "--lang", "en"]);
        assert!(told(&output).contains("17 cases: 16 passed, 1 as pinned\n"), "{}", told(&output));
        for arguments in [
            vec!["check", &policy],
            vec!["test"],
            vec!["test", &policy],
            vec!["coverage", &policy, "--require", "100"],
            vec!["mutate", &policy, "--require", "100"],
        ] {
            let output = run(&at, &arguments);
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
        }
        assert!(!told(&run(&at, &["check", &policy])).contains("warning"), "{name}");
        // A folder that is missing is made for what is written into it.
        for made in ["made/here/lines.yaml", "made/there/page.html"] {
            let verb = if made.ends_with("html") { ["coverage", "--html"] } else { ["cases", "--output"] };
            let output = run(&at, &[verb[0], &policy, verb[1], made]);
            assert_eq!(output.status.code(), Some(0), "{}", told(&output));
            assert!(at.join(made).is_file());
        }
        for cases in [&cases, &table] {
            let output = run(&at, &["eval", &policy, "--case", cases]);
            assert_eq!(output.status.code(), Some(0), "{}", told(&output));
            assert!(output.stderr.is_empty(), "{}", told(&output));
        }
        // What the files say to run names files that are there.
        for text in ["README.md", "ci/check.sh"] {
            let text = std::fs::read_to_string(at.join(text)).expect("a text");
            assert!(text.contains(&policy) && !text.contains('{'), "{text}");
        }
    }
}

#[test]
fn nothing_is_written_over_and_nothing_is_left_half_done() {
    let folder = fresh("refused");
    std::fs::create_dir(folder.join("taken")).expect("a folder");
    std::fs::write(folder.join("file"), "mine").expect("a file");
    for name in ["taken", "file", "vocabulary", "-x", ".hidden", "a{b", ""] {
        let output = run(&folder, &["new", "--lang", "en", "--", name]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", told(&output));
        assert!(!output.stderr.is_empty());
    }
    assert_eq!(entries(&folder), ["file", "taken"]);
    assert!(entries(&folder.join("taken")).is_empty());
    assert_eq!(std::fs::read_to_string(folder.join("file")).expect("a file"), "mine");
    // Why, in either language.
    let why = |lang: &str, name: &str| told(&run(&folder, &["new", "--lang", lang, "--", name]));
    let reserved =
        "pol: `Vocabulary` is the name of the file of shared terms that every new policy comes with: choose another\n";
    assert_eq!(why("en", "Vocabulary"), reserved);
    assert_eq!(why("zh", "vocabulary"), "pol：`vocabulary` 是新政策所附词汇文件的名称，请另取名称\n");
    assert_eq!(why("zh", "a{b"), "pol：`a{b` 不能作政策名称：以文字或数字开头，此后可用文字、数字、空格、`-`、`_`\n");
    assert_eq!(why("en", "taken"), "pol: `taken` is there already, and stays as it is\n");
    // What must be quoted is.
    let output = run(&folder, &["new", "some where/my grant"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(told(&output).ends_with("now: pol test 'some where/my-grant/my-grant.pol'\n"), "{}", told(&output));
    std::fs::remove_dir_all(folder.join("some where")).expect("it is there");
    // Below a file there is no room.
    let output = run(&folder, &["new", "file/grant"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert_eq!(entries(&folder), ["file", "taken"]);
}
