//! What the README and `tests/transcripts/*.md` show is what the command prints.
//!
//! A block fenced as `console` holds `$ pol …` lines, each followed by what it prints (standard output, then standard
//! error); one that shows Markdown is fenced by four marks. `POL_UPDATE=1 cargo test transcripts` writes what is printed now into the files; read the difference.

use crate::work::{codes, files, load_text, root};
use std::path::Path;
use std::process::Command;

#[test]
fn consoles_show_what_is_printed() {
    let mut all = files("tests/transcripts", "md");
    all.push(root().join("README.md"));
    let mut wrong = Vec::new();
    for path in all {
        let text = std::fs::read_to_string(&path).expect("a transcript");
        let fresh = replayed(&text);
        if fresh == text {
            continue;
        }
        if std::env::var_os("POL_UPDATE").is_some() {
            std::fs::write(&path, &fresh).expect("the transcript can be written");
        } else {
            wrong.push(format!("{}\n{}", path.display(), first_difference(&text, &fresh)));
        }
    }
    assert!(wrong.is_empty(), "{}\n(POL_UPDATE=1 writes what is printed now)", wrong.join("\n"));
}

#[test]
fn policies_in_the_readme_are_sound() {
    let text = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let policies: Vec<&str> =
        text.split("```pol\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert!(policies.len() >= 3, "the README shows policies");
    for policy in policies {
        let loaded = load_text(policy);
        assert_eq!(codes(&loaded), Vec::<&str>::new(), "{policy}");
        assert!(loaded.policy.is_some());
    }
}

#[test]
fn the_two_commands_of_the_readme_are_those_of_ci() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
    assert!(readme.contains("\n    cargo test\n"));
    assert!(ci.lines().any(|line| line == "cargo test"));
    let run = readme.lines().find(|line| line.starts_with("    cargo run ")).expect("a cargo run line");
    for word in run.split_whitespace().filter(|word| word.contains('/')) {
        assert!(Path::new(&root().join(word)).exists(), "{word} of the README's command does not exist");
    }
}

/// A text with every console block replayed.
fn replayed(text: &str) -> String {
    let mut out = String::new();
    // The marks that end the console block that is open.
    let mut open: Option<&str> = None;
    for line in text.lines() {
        let fence = match open {
            Some(marks) => line == marks,
            None => line.starts_with("```"),
        };
        if fence {
            let opens = line.strip_suffix("console").filter(|marks| marks.chars().all(|c| c == '`'));
            open = if open.is_some() { None } else { opens };
        }
        let command = line.strip_prefix("$ pol ").filter(|_| open.is_some());
        if open.is_none() || fence {
            out.push_str(line);
            out.push('\n');
        } else if let Some(command) = command {
            out.push_str(line);
            out.push('\n');
            let printed = run(command);
            out.push_str(&printed);
            if !printed.ends_with('\n') && !printed.is_empty() {
                out.push('\n');
            }
        }
    }
    out
}

fn run(command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_pol"))
        .args(words(command))
        .current_dir(root())
        .env_remove("POL_LANG")
        .env("LC_ALL", "C")
        .env("COLUMNS", "80")
        .output()
        .expect("the command can be started");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    let code = output.status.code().unwrap_or(-1);
    if code != 0 {
        text.extend(["[exit ", &code.to_string(), "]\n"]);
    }
    text
}

/// The words of a command line, quotes taken off.
fn words(command: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open: Option<char> = None;
    let mut fresh = true;
    for character in command.chars() {
        match (open, character) {
            (Some(quote), c) if c == quote => open = None,
            (None, '"' | '\'') => {
                open = Some(character);
                if fresh {
                    out.push(String::new());
                    fresh = false;
                }
            }
            (None, ' ') => fresh = true,
            (_, c) => {
                if fresh {
                    out.push(String::new());
                    fresh = false;
                }
                if let Some(word) = out.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    out
}

fn first_difference(old: &str, new: &str) -> String {
    let pairs = old.lines().zip(new.lines()).enumerate().find(|(_, (old, new))| old != new);
    match pairs {
        Some((at, (old, new))) => format!("line {}:\n  is   {old}\n  now  {new}", at + 1),
        None => "one is longer than the other".to_owned(),
    }
}
