//! `pol new`: a folder with a policy to begin with, its vocabulary, its cases with what is pinned of them, and what a build
//! server runs.
//!
//! The folder appears whole or not at all, and never over anything; what stands in it passes `pol test`.

use super::{Terminal, exit, files};
use crate::diagnostics::{Diagnostic, Language};
use crate::load::{Found, load};
use crate::source::Sources;
use crate::suite::{self, Ran};
use clap::ArgMatches;
use std::path::{Path, PathBuf};

/// The file of shared terms that each policy comes with, and what it is called in the policy.
const VOCABULARY: &str = "vocabulary";

/// The files of a new policy, by their paths in its folder.
type Files = [(&'static str, &'static str); 6];

const ENGLISH: Files = [
    ("{file}.pol", include_str!("english/policy.pol")),
    ("vocabulary.pol", include_str!("english/vocabulary.pol")),
    ("cases/{file}.yaml", include_str!("english/cases.yaml")),
    ("cases/{file}/lines.csv", include_str!("english/lines.csv")),
    ("ci/check.sh", include_str!("english/check.sh")),
    ("README.md", include_str!("english/README.md")),
];
const CHINESE: Files = [
    ("{file}.pol", include_str!("chinese/policy.pol")),
    ("vocabulary.pol", include_str!("chinese/vocabulary.pol")),
    ("cases/{file}.yaml", include_str!("chinese/cases.yaml")),
    ("cases/{file}/lines.csv", include_str!("chinese/lines.csv")),
    ("ci/check.sh", include_str!("chinese/check.sh")),
    ("README.md", include_str!("chinese/README.md")),
];

/// Starts a policy.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let path = matches.get_one::<String>("name").map_or("", String::as_str);
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // A Chinese name asks for Chinese where nothing else does.
    let language = terminal.language(!name.is_ascii());
    match begun(terminal, Path::new(path), &name, language) {
        Ok(()) => exit::DONE,
        Err(code) => code,
    }
}

fn begun(terminal: &mut Terminal, folder: &Path, name: &str, language: Language) -> Result<(), u8> {
    let plain = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | ' ');
    let first = name.chars().next();
    if name.eq_ignore_ascii_case(VOCABULARY) {
        let (en, zh) = (
            "is the name of the file of shared terms that every new policy comes with: choose another",
            "是新政策所附词汇文件的名称，请另取名称",
        );
        return Err(refuse(terminal, language, name, en, zh));
    }
    if !first.is_some_and(char::is_alphanumeric) || !name.chars().all(plain) {
        let (en, zh) = (
            "is no name of a policy: begin with a letter or a digit, and write only these, spaces, `-` and `_`",
            "不能作政策名称：以文字或数字开头，此后可用文字、数字、空格、`-`、`_`",
        );
        return Err(refuse(terminal, language, name, en, zh));
    }
    // As in the names of files, so that nothing has to be quoted.
    let folder = &folder.with_file_name(hyphened(name));
    if folder.symlink_metadata().is_ok() {
        let (en, zh) = ("is there already, and stays as it is", "已经存在，未作改动");
        return Err(refuse(terminal, language, &folder.to_string_lossy(), en, zh));
    }
    let mut files = written(name, language);
    let pinned = pinned(terminal, &files, language)?;
    files.insert(3, pinned);
    if let Err(error) = whole(folder, &files) {
        let why = files::why(&error);
        let (en, zh) = (format!("cannot be written: {}", why.en), format!("无法写入：{}", why.zh));
        return Err(refuse(terminal, language, &folder.to_string_lossy(), &en, &zh));
    }
    let shown: String = files.iter().map(|(path, _)| format!("  {}\n", folder.join(path).display())).collect();
    let policy = quoted(&folder.join(files.first().map_or("", |(path, _)| path)));
    terminal.result(&match language {
        Language::English => format!("{shown}now: pol test {policy}\n"),
        Language::Chinese => format!("{shown}下一步：pol 测试 {policy}\n"),
    });
    Ok(())
}

/// A name as files and folders have it.
fn hyphened(name: &str) -> String {
    name.replace(' ', "-")
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = text.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '/' | '\\' | '.' | '-' | '_' | ':'));
    if plain { text.into_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// The files with the name put in.
fn written(name: &str, language: Language) -> Vec<(String, String)> {
    let file = hyphened(name);
    let files = if language == Language::Chinese { CHINESE } else { ENGLISH };
    let put = |text: &str| text.replace("{name}", name).replace("{file}", &file);
    files.iter().map(|(path, text)| (put(path), put(text))).collect()
}

/// The pinned results of the cases that expect nothing. A name may read as something else in the text: then that is told,
/// and nothing is written.
fn pinned(terminal: &mut Terminal, files: &[(String, String)], language: Language) -> Result<(String, String), u8> {
    let text = |wanted: &str| files.iter().find(|(path, _)| path == wanted).map(|(_, text)| text.as_bytes().to_vec());
    let file = |at: usize| files.get(at).map_or(("", ""), |(path, text)| (path.as_str(), text.as_str()));
    let ((path, policy), (cases, told)) = (file(0), file(2));
    let loaded = load(path, policy.as_bytes(), &mut |name, _| {
        let name = format!("{name}.pol");
        Some(Found { bytes: text(&name)?, name })
    });
    let sound = loaded.policy.as_ref().filter(|_| !loaded.diagnostics.iter().any(Diagnostic::is_error));
    let Some(policy) = sound else {
        terminal.report(&loaded.diagnostics, &loaded.sources, language);
        return Err(exit::FAILED);
    };
    let mut sources = Sources::default();
    let id = sources.add(cases, told);
    let Some(source) = sources.get(id) else { return Err(exit::FAILED) };
    let (mut suite, wrong) = suite::read(&policy.program, source, None);
    if !wrong.is_empty() {
        terminal.report(&wrong, &sources, language);
        return Err(exit::FAILED);
    }
    for test in &suite.tests {
        if let Ran::Told(found) = suite::run(&[(&policy.program, &loaded.sources)], test, None) {
            suite.pins.accept(&test.name, &found);
        }
    }
    let short = Path::new(cases).file_name().unwrap_or_default().to_string_lossy();
    let names = suite.tests.iter().map(|test| test.name.as_str());
    let pins = suite.pins.text(&short, names, suite::pinned::language(&policy.program));
    Ok((format!("{cases}.pinned"), pins))
}

/// Writes the folder beside its place first, then moves it there.
fn whole(folder: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let fresh: PathBuf = folder.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let write = || {
        for (path, text) in files {
            let path = fresh.join(path);
            if let Some(around) = path.parent() {
                std::fs::create_dir_all(around)?;
            }
            std::fs::write(&path, text)?;
        }
        std::fs::rename(&fresh, folder)
    };
    let done = write();
    if done.is_err() {
        let _ = std::fs::remove_dir_all(&fresh);
    }
    done
}

fn refuse(terminal: &mut Terminal, language: Language, what: &str, en: &str, zh: &str) -> u8 {
    terminal.remark(&match language {
        Language::English => format!("pol: `{what}` {en}\n"),
        Language::Chinese => format!("pol：`{what}` {zh}\n"),
    });
    exit::FAILED
}
