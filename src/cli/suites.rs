//! Policies and the case files that belong to them: found by their names, loaded together.
//!
//! The cases of `DIR/NAME.pol` are `DIR/cases/NAME.yaml` and every case file in `DIR/cases/NAME/`; the examples in the
//! policy are a suite of their own.

use super::editions::Editions;
use super::{Terminal, exit, files};
use crate::cases::{CaseError, Format, PinFault};
use crate::diagnostics::{Diagnostic, Explain, Language, report};
use crate::ir::Program;
use crate::load::{self, Choice, Loaded, Policy, When};
use crate::source::{Sources, Span};
use crate::suite::pinned::Broken;
use crate::suite::{self, Judged, Pins, Suite, Test};
use std::path::{Path, PathBuf};

/// How deep folders are looked through.
const MAX_DEPTH: usize = 16;

/// A policy and its case files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file of the policy.
    pub policy: PathBuf,
    /// Its case files, in order.
    pub cases: Vec<PathBuf>,
    /// Whether its own examples are meant as well: not where only case files are named.
    pub examples: bool,
}

/// A policy with its suites, ready to be run.
pub struct Ready {
    /// The policy, which is sound: its last version, where there are several.
    pub loaded: Loaded,
    /// Its other versions, as far as they judge some case.
    pub versions: Vec<Loaded>,
    /// The case files, for showing where something stands.
    pub sources: Sources,
    /// A suite for each case file, and one for the examples where there are any.
    pub suites: Vec<Suite>,
}

impl Ready {
    /// The policy.
    pub fn policy(&self) -> Option<&Policy> {
        self.loaded.policy.as_ref()
    }

    /// The text that judges a case.
    pub fn text_of(&self, test: &Test) -> Option<(&Loaded, &Policy)> {
        let loaded = match test.judged.text.checked_sub(1) {
            None => Some(&self.loaded),
            Some(at) => self.versions.get(at),
        };
        loaded.and_then(|loaded| Some((loaded, loaded.policy.as_ref()?)))
    }

    /// What each text means, and where it stands.
    pub fn texts(&self) -> Vec<(&Program, &Sources)> {
        let each = std::iter::once(&self.loaded).chain(&self.versions);
        each.filter_map(|loaded| Some((&loaded.policy.as_ref()?.program, &loaded.sources))).collect()
    }
}

/// The policies that paths name: a folder, every policy below it; a policy, itself; a case file, its policy with that
/// file alone. Without paths, the folder one stands in.
pub fn find(terminal: &mut Terminal, paths: &[String]) -> Result<Vec<Found>, u8> {
    let here = [".".to_owned()];
    let mut out: Vec<Found> = Vec::new();
    for path in if paths.is_empty() { &here } else { paths } {
        let at = Path::new(path);
        let fresh = if at.is_dir() {
            let mut policies = Vec::new();
            let mut stray = Vec::new();
            below(at, 0, &mut |file| {
                policies.extend(is_policy(file).then(|| file.to_owned()));
                stray.extend((is_case_file(file) && belongs_nowhere(file)).then(|| file.to_owned()));
            });
            for file in stray {
                let name = file.display();
                refuse(
                    terminal,
                    &format!(
                        "{name}: not run, for it belongs to no policy; the cases of `NAME.pol` are `cases/NAME.yaml` or in `cases/NAME/`"
                    ),
                    &format!(
                        "{name}：未运行，因为它不属于任何政策；`甲.pol` 的个案放在 `cases/甲.yaml` 或 `cases/甲/` 中"
                    ),
                );
            }
            policies.into_iter().map(whole).collect()
        } else if !at.is_file() {
            return Err(refuse(
                terminal,
                &format!("{path}: no such file or folder"),
                &format!("{path}：没有这个文件或文件夹"),
            ));
        } else if is_policy(at) {
            vec![whole(at.to_owned())]
        } else if let Some(policy) = policy_of(at) {
            vec![Found { policy, cases: vec![at.to_owned()], examples: false }]
        } else {
            return Err(refuse(
                terminal,
                &format!(
                    "{path}: belongs to no policy; the cases of `NAME.pol` are `cases/NAME.yaml` or in `cases/NAME/`"
                ),
                &format!("{path}：不属于任何政策；`甲.pol` 的个案放在 `cases/甲.yaml` 或 `cases/甲/` 中"),
            ));
        };
        for mut found in fresh {
            // `./town.pol` is `town.pol`.
            let plain = |path: &Path| path.strip_prefix(".").map_or_else(|_| path.to_owned(), Path::to_owned);
            found = Found {
                policy: plain(&found.policy),
                cases: found.cases.iter().map(|path| plain(path)).collect(),
                ..found
            };
            match out.iter_mut().find(|known| known.policy == found.policy) {
                Some(known) => {
                    let new = found.cases.into_iter().filter(|path| !known.cases.contains(path)).collect::<Vec<_>>();
                    known.cases.extend(new);
                    known.examples |= found.examples;
                }
                None => out.push(found),
            }
        }
    }
    Ok(out)
}

/// The policies that paths name, of which there must be one.
pub fn find_some(terminal: &mut Terminal, paths: &[String]) -> Result<Vec<Found>, u8> {
    let found = find(terminal, paths)?;
    if found.is_empty() {
        return Err(refuse(terminal, "no policy (`*.pol`) stands there", "那里没有政策文件（`*.pol`）"));
    }
    Ok(found)
}

/// Says that no policy has cases.
pub fn tell_no_cases(terminal: &mut Terminal) {
    refuse(
        terminal,
        "no policy there has cases; those of `NAME.pol` are `cases/NAME.yaml` or in `cases/NAME/`",
        "那里的政策都没有个案；`甲.pol` 的个案放在 `cases/甲.yaml` 或 `cases/甲/` 中",
    );
}

/// A policy with all its cases.
fn whole(policy: PathBuf) -> Found {
    Found { cases: cases_of(&policy), policy, examples: true }
}

/// What came of loading a policy and its suites, told to nobody yet.
pub struct Prepared {
    /// The policy as far as it could be loaded, its case files and its suites.
    pub ready: Ready,
    /// What is wrong with the policy, so that nothing can be run.
    pub unsound: Vec<Diagnostic>,
    /// The case files that cannot be run, each with what is wrong in it; the others can.
    pub broken: Vec<(String, Vec<Diagnostic>)>,
    /// What was remarked of the files themselves.
    pub remarks: String,
    /// Whether the file of the policy could not be read at all.
    pub unread: bool,
}

impl Prepared {
    /// Whether the policy can be run.
    pub fn runs(&self) -> bool {
        self.unsound.is_empty() && !self.unread
    }

    /// Whether all can be run.
    pub fn is_sound(&self) -> bool {
        self.runs() && self.broken.is_empty()
    }

    /// Tells what is wrong.
    pub fn tell(&self, terminal: &mut Terminal) {
        let language = terminal.language(files::chinese(&self.ready.loaded));
        terminal.remark(&self.remarks);
        terminal.report(&self.unsound, &self.ready.loaded.sources, language);
        terminal.report(&self.wrong(), &self.ready.sources, language);
    }

    /// The same as text.
    pub fn told(&self, style: &report::Style) -> String {
        let mut out = self.remarks.clone();
        out.push_str(&report::render(&self.unsound, &self.ready.loaded.sources, style));
        out.push_str(&report::render(&self.wrong(), &self.ready.sources, style));
        out
    }

    /// What is wrong in case files.
    pub fn wrong(&self) -> Vec<Diagnostic> {
        self.broken.iter().flat_map(|(_, wrong)| wrong).cloned().collect()
    }
}

/// Loads a policy with its suites; nothing is told, so that several can be loaded at once.
pub fn prepare(found: &Found, language: Option<Language>) -> Prepared {
    let mut keeper = Terminal::keeping(language);
    let name = found.policy.to_string_lossy();
    let mut unread = false;
    let loaded = files::policy(&mut keeper, &name).unwrap_or_else(|_| {
        unread = true;
        // A file that cannot be read has no text; what that lacks is beside the point.
        let nothing = load::load(&name, b"", &mut |_, _| None);
        Loaded { policy: None, diagnostics: Vec::new(), ..nothing }
    });
    let mut sources = Sources::default();
    let (mut suites, mut broken, mut unsound) = (Vec::new(), Vec::new(), Vec::new());
    let mut paths: &[PathBuf] = &[];
    if let Some(policy) = &loaded.policy {
        if found.examples && !policy.program.examples.is_empty() {
            suites.push(suite::examples(&policy.program, &name));
        }
        paths = &found.cases;
    } else {
        unsound.extend(loaded.diagnostics.iter().filter(|found| found.is_error()).cloned());
    }
    let several = Editions::are_several(&loaded, None);
    let mut editions = Editions::new(&name, When::default(), loaded);
    for path in paths {
        match one(&mut keeper, &mut editions, several, &mut sources, path) {
            Ok(suite) => suites.push(suite),
            Err(wrong) => broken.push((path.to_string_lossy().into_owned(), wrong)),
        }
    }
    let (loaded, versions) = editions.into_loaded();
    Prepared { ready: Ready { loaded, versions, sources, suites }, unsound, broken, remarks: keeper.kept(), unread }
}

/// The suite of one case file with what is pinned for it, or what is wrong there; that a file cannot be read is remarked.
fn one(
    keeper: &mut Terminal,
    editions: &mut Editions,
    several: bool,
    sources: &mut Sources,
    path: &Path,
) -> Result<Suite, Vec<Diagnostic>> {
    let name = path.to_string_lossy();
    let (id, mut wrong) = files::cases(keeper, sources, &name).map_err(|_| Vec::new())?;
    let Some(source) = sources.get(id) else { return Err(wrong) };
    let format = Format::of_name(&name);
    let choices = if several {
        let read = |policy: &Policy| policy.cases(source, format).cases;
        editions.choose(keeper, true, &read).map_err(|_| wrong.clone())?
    } else {
        Vec::new()
    };
    // A name that one of the texts knows is no mistake where another does not.
    let policies = editions.loaded().filter_map(|loaded| loaded.policy.as_ref());
    let programs: Vec<&Program> = policies.map(|policy| &policy.program).collect();
    let (mut suite, found) = match programs.first() {
        Some(program) if !several => suite::read(program, source, format),
        _ => {
            let by = choices.iter().map(|case| case.iter().map(judged_by).collect()).collect::<Vec<_>>();
            suite::read_by(&programs, &by, source, format)
        }
    };
    wrong.extend(found);
    let pinned = pinned(&name);
    if pinned.is_file() {
        let name = pinned.to_string_lossy().into_owned();
        let bytes = files::bytes(keeper, &name).map_err(|_| wrong.clone())?;
        let valid = std::str::from_utf8(&bytes);
        let read = match &valid {
            Ok(text) => Pins::read(text),
            Err(bad) => {
                let before = bytes.get(..bad.valid_up_to()).unwrap_or_default();
                let line = before.split(|byte| *byte == b'\n').count();
                Err(Broken { line, fault: PinFault::Encoding })
            }
        };
        match read {
            Ok(pins) => suite.pins = pins,
            Err(broken) => {
                let id = sources.add(&*name, String::from_utf8_lossy(&bytes));
                let start = |line| sources.get(id).map_or(0, |source| source.line_start(line));
                let at = Span::new(id, start(broken.line.saturating_sub(1)), start(broken.line));
                wrong.push(CaseError::Pinned { at, fault: broken.fault }.explain());
            }
        }
    }
    if wrong.is_empty() { Ok(suite) } else { Err(wrong) }
}

/// Where the pinned results of a case file stand.
pub fn pinned(cases: &str) -> PathBuf {
    PathBuf::from(format!("{cases}.pinned"))
}

fn judged_by((text, choice): &(usize, Choice)) -> Judged {
    Judged { text: *text, way: choice.way.clone(), asked: choice.texts.clone() }
}

/// Loads a policy with its suites; what is wrong with either is told, and ends the run.
pub fn load(terminal: &mut Terminal, found: &Found) -> Result<Ready, u8> {
    let prepared = prepare(found, terminal.asked());
    if prepared.is_sound() {
        terminal.remark(&prepared.remarks);
        let mut ready = prepared.ready;
        last_only(terminal, &mut ready);
        return Ok(ready);
    }
    prepared.tell(terminal);
    Err(exit::FAILED)
}

/// What is measured is measured of one text: cases that another version judges, or may judge, are left out.
fn last_only(terminal: &mut Terminal, ready: &mut Ready) {
    let mut left_out = 0;
    for suite in &mut ready.suites {
        let all = suite.tests.len();
        suite.tests.retain(|test| test.judged.text == 0 && test.perhaps.is_empty());
        left_out += all - suite.tests.len();
    }
    if left_out > 0 {
        let count = crate::diagnostics::wording::count(left_out, "case", "cases");
        terminal.remark(&match terminal.language(files::chinese(&ready.loaded)) {
            Language::English => {
                format!("pol: only the last version is looked at; {count} of other versions left out\n")
            }
            Language::Chinese => format!("pol：只看最后一个版本；由其他版本判定的 {left_out} 个个案不计\n"),
        });
    }
}

fn refuse(terminal: &mut Terminal, en: &str, zh: &str) -> u8 {
    terminal.remark(&match terminal.language(false) {
        Language::English => format!("pol: {en}\n"),
        Language::Chinese => format!("pol：{zh}\n"),
    });
    exit::FAILED
}

/// Every plain file below a folder, in the order of their names; hidden folders and `target` are passed over, and pipes, which
/// would be waited for.
fn below(folder: &Path, depth: usize, visit: &mut impl FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    // The order of a folder is not the same everywhere.
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            name.starts_with('.') || name == "target" || name == "node_modules"
        });
        if hidden {
            continue;
        }
        // A link could lead round in a circle.
        let link = path.symlink_metadata().is_ok_and(|data| data.is_symlink());
        if path.is_dir() {
            if depth < MAX_DEPTH && !link {
                below(&path, depth + 1, visit);
            }
        } else if path.is_file() {
            visit(&path);
        }
    }
}

fn is_policy(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "pol")
}

fn is_case_file(path: &Path) -> bool {
    Format::of_name(&path.to_string_lossy()).is_some()
}

/// The policies below a folder, in the order of their names.
pub fn policies_below(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    below(folder, 0, &mut |file| out.extend(is_policy(file).then(|| file.to_owned())));
    out
}

/// The case files of a policy.
pub fn cases_of(policy: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(stem)) = (policy.parent(), policy.file_stem()) else { return Vec::new() };
    let folder = folder.join("cases");
    let mut out = Vec::new();
    let mut beside: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    beside.sort();
    out.extend(
        beside.into_iter().filter(|path| path.is_file() && is_case_file(path) && path.file_stem() == Some(stem)),
    );
    below(&folder.join(stem), 0, &mut |path| out.extend(is_case_file(path).then(|| path.to_owned())));
    out
}

/// Whether a file in a folder of cases is that of no policy beside the folder. Where no policy stands there, the folder
/// may hold anything.
fn belongs_nowhere(file: &Path) -> bool {
    let folder = file.ancestors().find(|at| at.file_name().is_some_and(|name| name == "cases"));
    let beside = folder.and_then(Path::parent).and_then(|parent| std::fs::read_dir(parent).ok());
    let policies = beside.into_iter().flatten().flatten().any(|entry| is_policy(&entry.path()));
    policies && policy_of(file).is_none()
}

/// The policy that a case file belongs to.
fn policy_of(cases: &Path) -> Option<PathBuf> {
    let folder = cases.ancestors().find(|at| at.file_name().is_some_and(|name| name == "cases"))?;
    let name = cases.strip_prefix(folder).ok()?.with_extension("");
    let name = name.iter().next()?.to_string_lossy().into_owned();
    let policy = folder.parent()?.join(format!("{name}.pol"));
    policy.is_file().then_some(policy)
}
