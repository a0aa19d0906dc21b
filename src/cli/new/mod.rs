//! `pol new`: a folder with a policy to begin with, its vocabulary, its cases, and what a build server runs.
//!
//! The folder appears whole or not at all, and never over anything; what stands in it passes `pol check`.

use super::{Terminal, exit};
use crate::diagnostics::{Diagnostic, Language, report};
use crate::load::{Found, load};
use clap::ArgMatches;
use std::path::{Path, PathBuf};

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
    if name == "vocabulary" || !first.is_some_and(char::is_alphanumeric) || !name.chars().all(plain) {
        let (en, zh) =
            ("is no name of a policy: write letters, digits and hyphens", "不能作政策名称：请只用文字、数字和连字符");
        return Err(refuse(terminal, language, name, en, zh));
    }
    if folder.symlink_metadata().is_ok() {
        let (en, zh) = ("is there already, and stays as it is", "已经存在，未作改动");
        return Err(refuse(terminal, language, &folder.to_string_lossy(), en, zh));
    }
    let files = written(name, language);
    sound(terminal, &files, language)?;
    if let Err(error) = whole(folder, &files) {
        let (en, zh) = (format!("cannot be written: {error}"), format!("无法写入：{error}"));
        return Err(refuse(terminal, language, &folder.to_string_lossy(), &en, &zh));
    }
    let shown: String = files.iter().map(|(path, _)| format!("  {}\n", folder.join(path).display())).collect();
    let policy = folder.join(files.first().map_or("", |(path, _)| path));
    terminal.result(&match language {
        Language::English => format!("{shown}now: pol check {}\n", policy.display()),
        Language::Chinese => format!("{shown}下一步：pol 检查 {}\n", policy.display()),
    });
    Ok(())
}

/// The files with the name put in.
fn written(name: &str, language: Language) -> Vec<(String, String)> {
    let file = name.replace(' ', "-");
    let files = if language == Language::Chinese { CHINESE } else { ENGLISH };
    let put = |text: &str| text.replace("{name}", name).replace("{file}", &file);
    files.iter().map(|(path, text)| (put(path), put(text))).collect()
}

/// A name may read as something else in the text: then nothing is written.
fn sound(terminal: &mut Terminal, files: &[(String, String)], language: Language) -> Result<(), u8> {
    let text = |wanted: &str| files.iter().find(|(path, _)| path == wanted).map(|(_, text)| text.as_bytes().to_vec());
    let Some((path, policy)) = files.first() else { return Ok(()) };
    let loaded = load(path, policy.as_bytes(), &mut |name, _| {
        let name = format!("{name}.pol");
        Some(Found { bytes: text(&name)?, name })
    });
    if loaded.policy.is_some() && !loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(());
    }
    let text = report::render(&loaded.diagnostics, &loaded.sources, &terminal.style(language, true));
    terminal.remark(&text);
    Err(exit::FAILED)
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
