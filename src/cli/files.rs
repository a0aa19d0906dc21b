//! Files in: policies with what they use, and case files.

use super::{Terminal, exit};
use crate::Language;
use crate::diagnostics::{Diagnostic, Say, Text};
use crate::ir::literal;
use crate::load::{Back, Found, Loaded, When, header_in_force, is_almost_dated, load_back, undated, written_day};
use crate::source::{FileId, Sources};
use crate::syntax::ast::Item;
use crate::text;
use crate::types::Date;
use clap::ArgMatches;
use std::collections::BTreeMap;
use std::fs::{File, Permissions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// How many folders above a file are looked through for what it uses.
const MAX_ABOVE: usize = 4;
/// No larger file is read at all.
const MAX_FILE: u64 = 64 << 20;
/// So many links are followed to where a file is to be written.
const MAX_LINKS: usize = 40;

/// Loads a policy; says why where its file cannot be read.
pub fn policy(terminal: &mut Terminal, path: &str) -> Result<Loaded, u8> {
    policy_on(terminal, path, When::default())
}

/// Loads the version of a policy that a day chooses, with those that it stands under.
pub fn policy_on(terminal: &mut Terminal, path: &str, when: When) -> Result<Loaded, u8> {
    policy_back(terminal, path, when, &Back::new())
}

/// The same, some versions back: for cases that a later text leaves to an earlier one.
pub fn policy_back(terminal: &mut Terminal, path: &str, when: When, back: &Back) -> Result<Loaded, u8> {
    let bytes = bytes(terminal, path)?;
    let mut names = Names::default();
    let mut texts = vec![names.of(Found { name: path.to_owned(), bytes })];
    texts.extend(other_versions(Path::new(path)).into_iter().map(|found| names.of(found)));
    let loaded = load_back(texts, when, back, &mut |name, from| {
        let found = beside(name, from).map(|found| names.of(found));
        let others = found.iter().flat_map(|found| other_versions(Path::new(&found.name))).collect::<Vec<_>>();
        found.into_iter().chain(others).collect()
    });
    known(terminal, loaded, when.known_on)
}

/// Loads the text of a file, whatever other versions of it there are; of those that it stands under, the ones that the day
/// chooses.
pub fn policy_itself(terminal: &mut Terminal, path: &str, when: When) -> Result<Loaded, u8> {
    let bytes = bytes(terminal, path)?;
    let mut names = Names::default();
    let text = names.of(Found { name: path.to_owned(), bytes });
    let loaded = load_back(vec![text], when, &Back::new(), &mut |name, from| {
        let found = beside(name, from).map(|found| names.of(found));
        let others = found.iter().flat_map(|found| other_versions(Path::new(&found.name))).collect::<Vec<_>>();
        found.into_iter().chain(others).collect()
    });
    known(terminal, loaded, when.known_on)
}

/// The articles of a policy and of those above it that could not be known on a day, in words.
pub fn issued_later(loaded: &Loaded, on: Option<Date>, language: Language) -> String {
    let Some(on) = on else { return String::new() };
    let mut out: Vec<String> = Vec::new();
    for parsed in &loaded.modules {
        let Some(header) = &parsed.module.header else { continue };
        for item in &parsed.module.items {
            let Item::Article(article) = item else { continue };
            let issued = article.issued.as_ref().and_then(|day| written_day(day.node)).filter(|issued| *issued > on);
            let Some(issued) = issued else { continue };
            let (number, on, issued) = (&article.number.node, on.say(language), issued.say(language));
            let name = header.name.forms().next().map(|form| form.node.as_str()).unwrap_or_default();
            let name = if language == Language::Chinese {
                header.name.forms().last().map_or(name, |form| form.node.as_str())
            } else {
                name
            };
            out.push(match language {
                Language::English => {
                    format!("pol: article {number} of `{name}` was not known on {on}: it was issued on {issued}\n")
                }
                Language::Chinese => format!("pol：{on}时 `{name}` 第{number}条尚未发布：它发布于{issued}\n"),
            });
        }
    }
    out.concat()
}

/// Says of which texts of some policies, their own and those above them, nothing is in force on a day.
pub fn not_in_force(terminal: &mut Terminal, loaded: &[&Loaded], day: Option<Date>, language: Language) {
    let Some(day) = day else { return };
    let mut told: Vec<String> = Vec::new();
    for loaded in loaded {
        let layers = loaded.policy.iter().flat_map(|policy| &policy.program.layers);
        for layer in layers.filter(|layer| layer.role != "vocabulary") {
            let header =
                usize::try_from(layer.file.0).ok().and_then(|at| loaded.modules.get(at)?.module.header.as_ref());
            let Some(held) = header.map(header_in_force).filter(|held| !held.holds(day)) else { continue };
            let (name, when, day) = (layer.name.say(language), held.text(), day.say(language));
            let line = match language {
                Language::English => format!("pol: on {day} `{name}` is not in force: it is in force {}\n", when.en),
                Language::Chinese => format!("pol：{day}时 `{name}` 不在施行期内：施行期为{}\n", when.zh),
            };
            if !told.contains(&line) {
                told.push(line);
            }
        }
    }
    terminal.remark(&told.concat());
}

/// Whether a file is, by its name, a version of another one beside it.
pub fn is_version_of(path: &str, of: &str) -> bool {
    let (path, of) = (Path::new(path), Path::new(of));
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    path.parent() == of.parent() && undated(&stem(path)).is_some_and(|base| base == stem(of))
}

/// Refuses texts that nobody could know on the day on which they are to be known.
fn known(terminal: &mut Terminal, loaded: Loaded, on: Option<Date>) -> Result<Loaded, u8> {
    let Some((on, (name, issued))) = on.and_then(|on| Some((on, loaded.issued_after(on)?))) else { return Ok(loaded) };
    let language = terminal.language(chinese(&loaded));
    let (name, on, issued) = (name.get(language), on.say(language), issued.say(language));
    terminal.remark(&match language {
        Language::English => {
            format!("pol: --known-on: no text of `{name}` was known on {on}: this one was issued on {issued}\n")
        }
        Language::Chinese => format!("pol：--known-on：{on}时 `{name}` 尚无已知文本：此文本发布于{issued}\n"),
    });
    Err(exit::FAILED)
}

/// The other versions of a policy: beside `dehong.pol`, `dehong-2014.pol` and `dehong-2014-11-01.pol`, with what is named
/// almost so, of which the reader says that it is none. A file that is named by its date stands for itself.
fn other_versions(path: &Path) -> Vec<Found> {
    let Some(stem) = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { return Vec::new() };
    if undated(&stem).is_some() {
        return Vec::new();
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| {
            let of = name.strip_suffix(".pol");
            of.is_some_and(|of| undated(of).is_some_and(|base| base == stem) || is_almost_dated(of, &stem))
        })
        .collect();
    // The order of a folder is not the same everywhere.
    names.sort();
    let found = names.into_iter().filter_map(|name| {
        let path = path.with_file_name(name);
        let bytes = read_file(&path).ok()?;
        Some(Found { name: path.to_string_lossy().into_owned(), bytes })
    });
    found.collect()
}

/// Loads a policy as it is in force on the day that `--as-of` names, and could be known on that of `--known-on`.
pub fn policy_known(terminal: &mut Terminal, path: &str, matches: &ArgMatches) -> Result<Loaded, u8> {
    let when = when(terminal, matches)?;
    policy_on(terminal, path, when)
}

/// The days that `--as-of` and `--known-on` name.
pub fn when(terminal: &mut Terminal, matches: &ArgMatches) -> Result<When, u8> {
    Ok(When { as_of: day(terminal, matches, "as-of")?, known_on: day(terminal, matches, "known-on")? })
}

/// The day that an option names.
pub fn day(terminal: &mut Terminal, matches: &ArgMatches, option: &str) -> Result<Option<Date>, u8> {
    let Some(text) = matches.try_get_one::<String>(option).ok().flatten() else { return Ok(None) };
    one_day(terminal, option, text).map(Some)
}

/// A date on the command line.
pub fn one_day(terminal: &mut Terminal, option: &str, text: &str) -> Result<Date, u8> {
    if let Some(Some(date)) = literal::date(text) {
        return Ok(date);
    }
    terminal.remark(&match terminal.language(false) {
        Language::English => format!("pol: --{option}: `{text}` is no date; write it as 2012-06-01\n"),
        Language::Chinese => format!("pol：--{option}：`{text}` 不是日期；请写成 2012-06-01\n"),
    });
    Err(exit::FAILED)
}

/// Loads a policy that is to be run: what is wrong is told, and errors end the run.
pub fn sound_policy(terminal: &mut Terminal, path: &str) -> Result<Loaded, u8> {
    let loaded = policy(terminal, path)?;
    sound(terminal, loaded)
}

/// A policy without errors; else they are told.
pub fn sound(terminal: &mut Terminal, loaded: Loaded) -> Result<Loaded, u8> {
    if loaded.policy.is_some() {
        return Ok(loaded);
    }
    let language = terminal.language(chinese(&loaded));
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|found| found.is_error()).cloned().collect();
    terminal.report(&errors, &loaded.sources, language);
    Err(exit::FAILED)
}

/// Whether the policy's own keywords are Chinese.
pub fn chinese(loaded: &Loaded) -> bool {
    loaded.modules.first().is_some_and(|parsed| parsed.module.chinese)
}

/// Whether it is a vocabulary, which holds no rules.
pub fn is_vocabulary(loaded: &Loaded) -> bool {
    let header = loaded.modules.first().and_then(|parsed| parsed.module.header.as_ref());
    header.is_some_and(|header| header.vocabulary)
}

/// The bytes of a file; `-` is standard input.
pub fn bytes(terminal: &mut Terminal, path: &str) -> Result<Vec<u8>, u8> {
    let read = if path == "-" { standard_input() } else { read_file(Path::new(path)) };
    match read {
        Ok(bytes) if bytes.len() as u64 <= MAX_FILE => Ok(bytes),
        Ok(_) => {
            terminal.remark(&match terminal.language(false) {
                Language::English => format!("pol: {path}: larger than 64 MiB\n"),
                Language::Chinese => format!("pol：{path}：超过 64 MiB\n"),
            });
            Err(exit::FAILED)
        }
        Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => {
            terminal.remark(&match terminal.language(false) {
                Language::English => {
                    format!("pol: {path}: a folder; name a file in it (folders are for check, test, coverage, mutate, diff)\n")
                }
                Language::Chinese => {
                    format!("pol：{path}：这是文件夹；请指明其中的文件（检查、测试、覆盖率、变异、差异可用于文件夹）\n")
                }
            });
            Err(exit::FAILED)
        }
        Err(error) => {
            let why = why(&error);
            terminal.remark(&match terminal.language(false) {
                Language::English => format!("pol: {path}: cannot be read: {}\n", why.en),
                Language::Chinese => format!("pol：{path}：无法读取：{}\n", why.zh),
            });
            Err(exit::FAILED)
        }
    }
}

/// What stands on standard input; it is read once, and whoever asks again gets the same.
fn standard_input() -> std::io::Result<Vec<u8>> {
    static READ: OnceLock<Vec<u8>> = OnceLock::new();
    if let Some(bytes) = READ.get() {
        return Ok(bytes.clone());
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    Ok(READ.get_or_init(|| bytes).clone())
}

/// Why a file cannot be read or written, in either language.
pub fn why(error: &std::io::Error) -> Text {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => text!("no such file or folder", "没有这个文件或文件夹"),
        ErrorKind::PermissionDenied => text!("not permitted", "没有权限"),
        ErrorKind::IsADirectory => text!("that is a folder", "这是文件夹"),
        ErrorKind::NotADirectory => text!("a part of the path is no folder", "路径中有一段不是文件夹"),
        ErrorKind::AlreadyExists => text!("there is something already", "已经存在"),
        ErrorKind::StorageFull => text!("no room is left", "磁盘已满"),
        ErrorKind::ReadOnlyFilesystem => text!("nothing can be written there", "该处只读"),
        // The system's own words are better than none.
        _ => text!("{error}", "{error}"),
    }
}

/// Writes a file whole or not at all: beside it first, then in its place. A link is followed; what is no plain file, as a
/// pipe, is written into. A folder that is missing is made. What may not be written to is not replaced either.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Text> {
    let name = path.display();
    let written = match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => write_into(path, bytes),
        Ok(found) if found.permissions().readonly() => {
            return Err(text!("{name}: cannot be written: the file is read-only", "{name}：无法写入：文件为只读"));
        }
        Ok(found) => std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|_| replace(&led_to(path), bytes, Some(&found.permissions()))),
        Err(_) => replace(&led_to(path), bytes, None),
    };
    written.map_err(|error| {
        let why = why(&error);
        text!("{name}: cannot be written: {why}", "{name}：无法写入：{why}"; why)
    })
}

fn write_into(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut out = std::fs::OpenOptions::new().write(true).open(path)?;
    out.write_all(bytes)?;
    out.flush()
}

fn replace(path: &Path, bytes: &[u8], permissions: Option<&Permissions>) -> std::io::Result<()> {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{file}.{}.tmp", std::process::id()));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| match error.kind() {
        // It is a file that stands where the folder should.
        std::io::ErrorKind::AlreadyExists => std::io::ErrorKind::NotADirectory.into(),
        _ => error,
    })?;
    let fill = |mut out: &File| {
        out.write_all(bytes)?;
        if let Some(permissions) = permissions {
            out.set_permissions(permissions.clone())?;
        }
        out.sync_all()
    };
    let written = (|| {
        // Whoever is stopped while he writes a file without a name leaves nothing behind.
        let nameless = nameless(folder);
        if let Some(out) = &nameless {
            fill(out)?;
        }
        if !nameless.is_some_and(|out| name(&out, &beside)) {
            fill(&File::create(&beside)?)?;
        }
        std::fs::rename(&beside, path)
    })();
    written.inspect_err(|_| {
        // What was begun is taken away again; that it cannot be is no further news.
        let _ = std::fs::remove_file(&beside);
    })
}

/// A file in a folder that has no name yet, where the system has such files.
#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    open(folder, flags, Mode::from_raw_mode(0o666)).ok().map(File::from)
}

/// Gives a file its name; false where that cannot be.
#[cfg(target_os = "linux")]
fn name(file: &File, path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    linkat(CWD, open, CWD, path, AtFlags::SYMLINK_FOLLOW).is_ok()
}

#[cfg(not(target_os = "linux"))]
const fn nameless(_: &Path) -> Option<File> {
    None
}

#[cfg(not(target_os = "linux"))]
const fn name(_: &File, _: &Path) -> bool {
    false
}

/// Where a path leads, through links to files that need not be there.
fn led_to(path: &Path) -> PathBuf {
    let mut at = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(next) = std::fs::read_link(&at) else { break };
        at = at.with_file_name("").join(next);
    }
    at
}

/// Refuses to write a report over what it was made from: over a policy, or over a file that was `read`.
pub fn spare<'p>(terminal: &mut Terminal, path: &Path, mut read: impl Iterator<Item = &'p Path>) -> Result<(), u8> {
    let Ok(real) = std::fs::canonicalize(path) else { return Ok(()) };
    let is_policy = real.is_file() && real.extension().is_some_and(|ending| ending == "pol");
    if !is_policy && !read.any(|read| std::fs::canonicalize(read).is_ok_and(|read| read == real)) {
        return Ok(());
    }
    let name = path.display();
    terminal.remark(&match terminal.language(false) {
        Language::English => format!("pol: {name}: is read here, and would be lost: name another file\n"),
        Language::Chinese => format!("pol：{name}：这是要读取的文件，写入会覆盖它；请另取文件名\n"),
    });
    Err(exit::FAILED)
}

fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory));
    }
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes a case file in: its text, or the first sheet of a workbook; with what is wrong with cells of that sheet.
pub fn cases(terminal: &mut Terminal, sources: &mut Sources, path: &str) -> Result<(FileId, Vec<Diagnostic>), u8> {
    let bytes = bytes(terminal, path)?;
    let ending = Path::new(path).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| ending == "xlsx") {
        return workbook(terminal, sources, path, &bytes);
    }
    let name = if path == "-" { "<stdin>" } else { path };
    let bad = match String::from_utf8(bytes) {
        Ok(text) => return Ok((sources.add(name, text), Vec::new())),
        Err(bad) => bad,
    };
    let line = bad_line(&bad);
    let (en, zh) = saved_as_utf8(path);
    terminal.remark(&match terminal.language(false) {
        Language::English => format!("pol: {name}: line {line} is not UTF-8 text, perhaps GBK; {en}\n"),
        Language::Chinese => format!("pol：{name}：第 {line} 行不是 UTF-8 文本，可能是 GBK；{zh}\n"),
    });
    Err(exit::FAILED)
}

/// The line of the first bytes that are no text, from 1.
pub fn bad_line(bad: &std::string::FromUtf8Error) -> u64 {
    let before = bad.as_bytes().get(..bad.utf8_error().valid_up_to()).unwrap_or_default();
    before.split(|byte| *byte == b'\n').count() as u64
}

/// How a file of that name is saved as UTF-8.
pub fn saved_as_utf8(path: &str) -> (&'static str, &'static str) {
    let ending = Path::new(path).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("csv" | "tsv" | "txt") => {
            ("save it as UTF-8 (Excel: `CSV UTF-8`)", "请另存为 UTF-8（Excel 中选“CSV UTF-8（逗号分隔）”）")
        }
        _ => ("save it with the encoding UTF-8 in your editor", "请在编辑器中另存，编码选 UTF-8"),
    }
}

#[cfg(feature = "xlsx")]
fn workbook(
    terminal: &mut Terminal,
    sources: &mut Sources,
    path: &str,
    bytes: &[u8],
) -> Result<(FileId, Vec<Diagnostic>), u8> {
    let language = terminal.language(false);
    let sheet = match crate::cases::workbook::read(bytes) {
        Ok(sheet) => sheet,
        Err(error) => {
            let why = error.text();
            terminal.remark(&match language {
                Language::English => format!("pol: {path}: {}\n", why.get(language)),
                Language::Chinese => format!("pol：{path}：{}\n", why.get(language)),
            });
            return Err(exit::FAILED);
        }
    };
    if !sheet.others.is_empty() {
        terminal.remark(&match language {
            Language::English => {
                format!("pol: {path}: only the first sheet, {}, is read; not {}\n", sheet.name, sheet.others.join(", "))
            }
            Language::Chinese => {
                format!("pol：{path}：只读第一张工作表“{}”；未读：{}\n", sheet.name, sheet.others.join("、"))
            }
        });
    }
    Ok(sheet.add(sources, path))
}

#[cfg(not(feature = "xlsx"))]
fn workbook(
    terminal: &mut Terminal,
    _sources: &mut Sources,
    path: &str,
    _bytes: &[u8],
) -> Result<(FileId, Vec<Diagnostic>), u8> {
    terminal.remark(&match terminal.language(false) {
        Language::English => {
            format!("pol: {path}: built without workbooks (`--features xlsx`); save it as CSV UTF-8\n")
        }
        Language::Chinese => format!("pol：{path}：本程序未包含工作簿支持（`--features xlsx`）；请另存为 CSV UTF-8\n"),
    });
    Err(exit::FAILED)
}

/// One name for each file: a text that is reached by two paths is the same text.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<PathBuf, String>);

impl Names {
    /// The text by the name that its file was first known by.
    pub fn of(&mut self, found: Found) -> Found {
        let Ok(real) = std::fs::canonicalize(&found.name) else { return found };
        let name = self.0.entry(real).or_insert(found.name).clone();
        Found { name, bytes: found.bytes }
    }
}

/// `NAME.pol` beside the file that asks for it, or in a folder above.
pub fn beside(name: &str, from: &str) -> Option<Found> {
    within(name, from, MAX_ABOVE)
}

/// `NAME.pol` in the folder of a file, and in no other.
pub fn in_folder_of(name: &str, from: &str) -> Option<Found> {
    within(name, from, 0)
}

fn within(name: &str, from: &str, above: usize) -> Option<Found> {
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return None;
    }
    let mut folder: PathBuf = Path::new(from).parent().map(Path::to_owned).unwrap_or_default();
    for _ in 0..=above {
        for file in [format!("{name}.pol"), format!("{}.pol", name.replace(' ', "-"))] {
            let path = folder.join(file);
            if path.is_file() {
                let bytes = read_file(&path).ok()?;
                return Some(Found { name: path.to_string_lossy().into_owned(), bytes });
            }
        }
        folder = if folder.as_os_str().is_empty() { PathBuf::from("..") } else { folder.join("..") };
    }
    None
}

/// Writes a file whole or not at all, and says why where it cannot.
pub fn write_whole(terminal: &mut Terminal, path: &Path, bytes: &[u8]) -> Result<(), u8> {
    let Err(wrong) = write(path, bytes) else { return Ok(()) };
    terminal.remark(&match terminal.language(false) {
        Language::English => format!("pol: {}\n", wrong.en),
        Language::Chinese => format!("pol：{}\n", wrong.zh),
    });
    Err(exit::FAILED)
}
