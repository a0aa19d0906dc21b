//! What the command writes, and what it leaves alone: links, pipes, its own input, and an output that takes no more.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const POLICY: &str = "policy town
fact tax: money
fact honour: text
article 1
  may go when tax ≥ 5
  may stay when honour is \"x\"
";

const CASES: &str = "- case: a
  honour: \"q\\n\\n── b\\n=======\\n  tax = 1\"
  tax: 5
- case: b
  tax: 1
";

/// A folder of its own, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pol-outputs-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("cases")).expect("a folder can be made");
        let out = Self(path);
        out.write("town.pol", POLICY.as_bytes());
        out.write("cases/town.yaml", CASES.as_bytes());
        out
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(file), bytes).expect("a file can be written");
    }

    fn read(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.0.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut out = Command::new(env!("CARGO_BIN_EXE_pol"));
        out.args(arguments).current_dir(&self.0).stdin(Stdio::null());
        out.env_remove("POL_LANG").env("LC_ALL", "C").env("COLUMNS", "80");
        out
    }

    fn pol(&self, arguments: &[&str]) -> (i32, String) {
        let Output { status, stdout, stderr } = self.command(arguments).output().expect("the command can be started");
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        (status.code().unwrap_or(-1), text(stdout) + &text(stderr))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const PINS: &str = "cases/town.yaml.pinned";

#[test]
fn pinned_results_that_cannot_be_read_stay_as_they_are() {
    let folder = Folder::new("unread");
    let conflict = b"<<<<<<< HEAD\n# of town.yaml\n\n\xe2\x94\x80\xe2\x94\x80 a\n  tax = 5 yuan\n".as_slice();
    for (bytes, said) in [
        (conflict, "both sides of a merge"),
        (b"rubbish\n".as_slice(), "this is no pinned result"),
        (b"\xe2\x94\x80\xe2\x94\x80 a\n  \xff\xfe\x00\n".as_slice(), "no UTF-8 text"),
    ] {
        folder.write(PINS, bytes);
        for asked in ["--accept", "--reject"] {
            let (code, told) = folder.pol(&["test", asked]);
            assert_eq!(code, 2, "{told}");
            assert!(told.contains(said), "{told}");
            assert_eq!(folder.read(PINS), bytes, "{asked}");
        }
    }
}

#[test]
fn a_text_of_several_lines_is_pinned_in_one() {
    let folder = Folder::new("lines");
    assert_eq!(folder.pol(&["test", "--accept"]).0, 0);
    let pinned = String::from_utf8(folder.read(PINS)).expect("it is text");
    assert!(pinned.contains("  honour = \"qU+000AU+000A── bU+000A=======U+000A  tax = 1\"\n"), "{pinned}");
    let (code, said) = folder.pol(&["test"]);
    assert_eq!((code, said.contains("2 as pinned")), (0, true), "{said}");
    assert_eq!(folder.pol(&["test", "--accept"]).0, 0);
    assert_eq!(String::from_utf8(folder.read(PINS)).expect("it is text"), pinned);
}

#[test]
fn what_a_case_tells_does_not_act_on_the_terminal() {
    let folder = Folder::new("terminal");
    folder
        .write("cases/town.yaml", b"- case: \"a\\nb\\u001b[31m\\u202e\"\n  honour: \"\\u001b]0;x\\u2066\"\n  tax: 5\n");
    let (code, said) = folder.pol(&["eval", "town.pol", "--case", "cases/town.yaml", "--explain"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("a bU+001B[31mU+202E · town"), "{said}");
    assert!(said.contains("honour = \"U+001B]0;xU+2066\""), "{said}");
    folder.pol(&["test", "--accept"]);
    let pinned = String::from_utf8(folder.read(PINS)).expect("it is text");
    for text in [said, pinned] {
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{2066}']), "{text}");
    }
}

#[test]
fn data_that_is_no_utf8_is_refused() {
    let folder = Folder::new("encoding");
    folder.write("new.pol", POLICY.replace("≥ 5", "≥ 6").as_bytes());
    folder.write("data.jsonl", b"{\"tax\": 5}\n{\"tax\": 5, \"honour\": \"\xc4\xe3\"}\n");
    let (code, said) = folder.pol(&["diff", "town.pol", "new.pol", "--data", "data.jsonl"]);
    assert_eq!(
        (code, said.as_str()),
        (2, "pol: data.jsonl: line 2 is not UTF-8 text, perhaps GBK; save it with the encoding UTF-8 in your editor\n")
    );
}

#[test]
fn a_report_does_not_replace_what_it_was_made_from() {
    let folder = Folder::new("input");
    folder.write("new.pol", POLICY.replace("≥ 5", "≥ 6").as_bytes());
    folder.write("other.pol", b"policy other\n");
    folder.write("data.jsonl", b"{\"tax\": 5}\n");
    let diff = |output| folder.pol(&["diff", "town.pol", "new.pol", "--data", "data.jsonl", "--output", output]);
    let coverage = |output| folder.pol(&["coverage", "town.pol", "--html", output]);
    let files = ["town.pol", "new.pol", "other.pol", "data.jsonl", "cases/town.yaml"];
    let before = files.map(|file| folder.read(file));
    for (code, said) in files.map(diff).into_iter().chain(["./town.pol", "cases/../cases/town.yaml"].map(coverage)) {
        assert_eq!(code, 2, "{said}");
        assert!(said.ends_with("is read here, and would be lost: name another file\n"), "{said}");
    }
    assert_eq!(files.map(|file| folder.read(file)), before);
    assert_eq!(diff("report.txt").0, 1);
    assert_eq!(diff("report.txt").0, 1, "a report may replace another one");
}

#[test]
fn a_hyphen_is_standard_output() {
    let folder = Folder::new("hyphen");
    folder.write("new.pol", POLICY.replace("≥ 5", "≥ 6").as_bytes());
    let plain = folder.pol(&["diff", "town.pol", "new.pol"]);
    assert_eq!(folder.pol(&["diff", "town.pol", "new.pol", "--output", "-"]), plain);
    assert_eq!(folder.pol(&["cases", "town.pol", "--output", "-"]), folder.pol(&["cases", "town.pol"]));
    assert!(!folder.0.join("-").exists());
}

/// What nothing is tested of is not covered, whether it stands alone or beside others.
#[test]
fn a_policy_without_cases_counts_in_coverage() {
    let folder = Folder::new("coverage");
    folder.write("words.pol", b"vocabulary words\nfact age: whole number\n");
    folder.write("cases/town.yaml", b"- case: a\n  tax: 5\n  expect: {go: yes}\n");
    let town = folder.pol(&["coverage", "."]);
    assert!(!town.1.contains("other"), "{}", town.1);
    folder.write("other.pol", POLICY.replace("policy town", "policy other").as_bytes());
    let (code, said) = folder.pol(&["coverage", ".", "--require", "1"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("pol: other: 0% covered, 1% required") && !said.contains("words"), "{said}");
}

#[test]
fn the_calendar_begins_with_the_year_one() {
    let folder = Folder::new("calendar");
    folder.write("days.pol", b"policy days\nfact born: date\narticle 1\n  due on is 30 days from born\n");
    for (born, wanted) in [("0000-01-01", 2), ("0001-01-01", 0)] {
        let (code, said) = folder.pol(&["eval", "days.pol", "--fact", &format!("born={born}")]);
        assert_eq!(code, wanted, "{said}");
        assert!(said.contains(if code == 2 { "no day `0000-01-01`" } else { "0001-01-30" }), "{said}");
    }
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::io::{Read, Write};
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    use std::os::unix::net::UnixStream;

    fn is_link(path: &Path) -> bool {
        path.symlink_metadata().is_ok_and(|found| found.is_symlink())
    }

    #[test]
    fn a_link_is_followed() {
        let folder = Folder::new("link");
        std::fs::create_dir(folder.0.join("far")).expect("a folder can be made");
        folder.write("far/old.html", b"old");
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(folder.0.join("far/old.html"), private).expect("it is ours");
        // To a file that is there, through a second link; and to one that is not there yet.
        for (link, to) in [("page.html", "far/next"), ("far/next", "old.html"), ("later.html", "far/new.html")] {
            symlink(to, folder.0.join(link)).expect("a link can be made");
        }
        for (link, real) in [("page.html", "far/old.html"), ("later.html", "far/new.html")] {
            let (code, said) = folder.pol(&["coverage", "town.pol", "--html", link, "--lines", "none"]);
            assert_eq!(code, 0, "{said}");
            assert!(is_link(&folder.0.join(link)), "{link}");
            assert!(folder.read(real).starts_with(b"<!"), "{real}");
        }
        let mode = folder.0.join("far/old.html").metadata().expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "who may read it stays so");

        symlink("../far/pins", folder.0.join(PINS)).expect("a link can be made");
        assert_eq!(folder.pol(&["test", "--accept"]).0, 0);
        assert!(is_link(&folder.0.join(PINS)));
        assert!(!folder.read("far/pins").is_empty());
        // Nothing is left to pin.
        folder.write("cases/town.yaml", b"- case: a\n  tax: 5\n  expect: {go: yes}\n");
        assert_eq!(folder.pol(&["test", "--accept"]).0, 0);
        assert!(is_link(&folder.0.join(PINS)));
        assert_eq!(folder.pol(&["test"]).0, 0);
    }

    fn names(folder: &Folder) -> Vec<String> {
        let all = std::fs::read_dir(&folder.0).expect("a folder").flatten();
        let mut names: Vec<String> = all.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_read_only_is_not_replaced() {
        let folder = Folder::new("readonly");
        folder.write("page.html", b"mine");
        let closed = std::fs::Permissions::from_mode(0o444);
        std::fs::set_permissions(folder.0.join("page.html"), closed).expect("it is ours");
        for (language, why) in [("en", "cannot be written: the file is read-only"), ("zh", "无法写入：文件为只读")]
        {
            let (code, said) = folder.pol(&["coverage", "town.pol", "--html", "page.html", "--lang", language]);
            assert_eq!(code, 2, "{said}");
            assert!(said.contains(why), "{said}");
        }
        assert_eq!(folder.read("page.html"), b"mine");
        assert_eq!(names(&folder), ["cases", "page.html", "town.pol"]);
    }

    /// What goes beyond the size that the system allows ends the command by a signal, with nothing of it left behind.
    #[cfg(target_os = "linux")]
    #[test]
    fn who_is_stopped_while_writing_leaves_nothing() {
        let folder = Folder::new("stopped");
        folder.write("page.html", b"mine");
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -f 1; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_pol")]);
        shell.args(["coverage", "town.pol", "--html", "page.html", "--lines", "none"]).current_dir(&folder.0);
        let ended = shell.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("a shell can be started");
        assert!(!ended.success(), "{ended}");
        assert_eq!(folder.read("page.html"), b"mine");
        assert_eq!(names(&folder), ["cases", "page.html", "town.pol"]);
    }

    #[test]
    fn a_pipe_is_written_into() {
        let folder = Folder::new("pipe");
        let pipe = folder.0.join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo can be started");
        assert!(made.success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || {
                let mut text = String::new();
                std::fs::File::open(pipe).and_then(|mut pipe| pipe.read_to_string(&mut text)).expect("it can be read");
                text
            }
        });
        let (code, said) = folder.pol(&["coverage", "town.pol", "--html", "pipe", "--lines", "none"]);
        assert_eq!(code, 0, "{said}");
        assert!(pipe.symlink_metadata().is_ok_and(|found| found.file_type().is_fifo()), "it is a pipe still");
        assert!(reader.join().expect("it ends").starts_with("<!"));
        // Nobody writes into it: a run that read it would wait.
        std::fs::rename(&pipe, folder.0.join("pipe.pol")).expect("it is ours");
        folder.pol(&["test", "--accept"]);
        let (code, said) = folder.pol(&["test"]);
        assert_eq!((code, said.ends_with("2 cases: 2 as pinned\n")), (0, true), "{said}");
    }

    /// Standard output that takes no more, as a full disk does.
    fn full() -> (UnixStream, OwnedFd) {
        let (mut full, reader) = UnixStream::pair().expect("a pair can be made");
        full.set_nonblocking(true).expect("it is ours");
        while full.write(&[b' '; 4096]).is_ok() {}
        while full.write(b" ").is_ok() {}
        (reader, full.into())
    }

    #[test]
    fn a_result_that_is_lost_is_told() {
        let folder = Folder::new("full");
        let verbs: [&[&str]; 9] = [
            &["check", "town.pol"],
            &["eval", "town.pol", "--format", "json"],
            &["test", "--format", "junit"],
            &["facts", "town.pol"],
            &["outline", "town.pol"],
            &["show", "ir", "town.pol"],
            &["coverage", "town.pol"],
            &["explain"],
            &["--help"],
        ];
        for arguments in verbs {
            let (_reader, full) = full();
            let out = folder.command(arguments).stdout(full).output().expect("the command can be started");
            let said = String::from_utf8_lossy(&out.stderr).into_owned();
            assert_eq!(out.status.code(), Some(2), "{arguments:?} {said}");
            assert!(said.contains("pol: the result could not be written out whole: "), "{arguments:?} {said}");
        }
        // A reader that goes away has seen what it wanted.
        let (ours, theirs) = UnixStream::pair().expect("a pair can be made");
        drop(ours);
        let gone = OwnedFd::from(theirs);
        let out = folder.command(&["explain"]).stdout(gone).output().expect("the command can be started");
        assert_eq!((out.status.code(), String::from_utf8_lossy(&out.stderr).as_ref()), (Some(0), ""));
    }
}

/// What stands on standard output as data, with the exit code; null where it is none.
fn data(folder: &Folder, arguments: &[&str]) -> (i32, serde_json::Value) {
    let Output { status, stdout, .. } = folder.command(arguments).output().expect("the command can be started");
    (status.code().unwrap_or(-1), serde_json::from_slice(&stdout).unwrap_or_default())
}

#[test]
fn a_run_without_a_result_is_told_as_data() {
    let folder = Folder::new("told");
    folder.write("broken.pol", POLICY.replace("tax ≥ 5", "tax ≥ grass").as_bytes());
    folder.write("twice.yaml", b"- case: a\n  grass: 5\n");
    let verbs: [(&str, &[&str]); 10] = [
        ("check", &["broken.pol"]),
        ("eval", &["broken.pol", "--fact", "tax=5"]),
        ("facts", &["broken.pol"]),
        ("outline", &["broken.pol"]),
        ("compare", &["town.pol", "broken.pol"]),
        ("coverage", &["broken.pol"]),
        ("mutate", &["broken.pol"]),
        ("test", &["broken.pol"]),
        ("rebase", &["town.pol", "town.pol", "broken.pol"]),
        ("show", &["effective", "broken.pol"]),
    ];
    for (verb, paths) in verbs {
        let run = |paths: &[&str]| data(&folder, &[&[verb], paths, &["--format", "json"]].concat());
        let (code, told) = run(paths);
        let text = told.to_string();
        assert!(code != 0 && text.contains("resolve/unknown-name"), "{verb} of a broken policy: {code} {text}");
        // A file that is not there is no diagnostic of a text.
        let missing: Vec<&str> =
            paths.iter().map(|path| if *path == "broken.pol" { "nowhere.pol" } else { path }).collect();
        let (code, told) = run(&missing);
        assert!(
            code == 2 && told.to_string().contains("nowhere.pol"),
            "{verb} of a file that is not there: {code} {told}"
        );
    }
    let (code, told) = data(&folder, &["eval", "town.pol", "--case", "twice.yaml", "--format", "json"]);
    assert_eq!((code, told["diagnostics"][0]["code"].as_str()), (2, Some("cases/unknown-name")), "{told}");
    assert_eq!(told["remarks"], serde_json::json!([]));
    let (code, told) = data(&folder, &["eval", "town.pol", "--fact", "tax=5", "--format", "json"]);
    assert_eq!((code, told["diagnostics"].as_array()), (0, None), "a result is no report");
}
