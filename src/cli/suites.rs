//! Policies and the case files that belong to them: found by their names, loaded together.
//!
//! The cases of `DIR/NAME.pol` are `DIR/cases/NAME.yaml` and every case file in `DIR/cases/NAME/`; the examples in the
//! policy are a suite of their own.

use super::{Terminal, exit, files};
use crate::cases::Format;
use crate::diagnostics::{Diagnostic, Language, report};
use crate::load::{self, Loaded, Policy};
use crate::source::Sources;
use crate::suite::{self, Suite};
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
}

/// A policy with its suites, ready to be run.
pub struct Ready {
    /// The policy, which is sound.
    pub loaded: Loaded,
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
            below(at, 0, &mut |file| policies.extend(is_policy(file).then(|| file.to_owned())));
            policies.into_iter().map(|policy| Found { cases: cases_of(&policy), policy }).collect()
        } else if !at.is_file() {
            return Err(refuse(
                terminal,
                &format!("{path}: no such file or folder"),
                &format!("{path}：没有这个文件或文件夹"),
            ));
        } else if is_policy(at) {
            vec![Found { policy: at.to_owned(), cases: cases_of(at) }]
        } else if let Some(policy) = policy_of(at) {
            vec![Found { policy, cases: vec![at.to_owned()] }]
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
            found = Found { policy: plain(&found.policy), cases: found.cases.iter().map(|path| plain(path)).collect() };
            match out.iter_mut().find(|known| known.policy == found.policy) {
                Some(known) => {
                    let new = found.cases.into_iter().filter(|path| !known.cases.contains(path)).collect::<Vec<_>>();
                    known.cases.extend(new);
                }
                None => out.push(found),
            }
        }
    }
    Ok(out)
}

/// What came of loading a policy and its suites, told to nobody yet.
pub struct Prepared {
    /// The policy as far as it could be loaded, its case files and its suites.
    pub ready: Ready,
    /// What is wrong with the policy, so that nothing can be run.
    pub unsound: Vec<Diagnostic>,
    /// What is wrong with the case files.
    pub wrong: Vec<Diagnostic>,
    /// What was remarked of the files themselves.
    pub remarks: String,
    /// Whether some file could not be read at all.
    pub unread: bool,
}

impl Prepared {
    /// Whether all can be run.
    pub fn is_sound(&self) -> bool {
        self.unsound.is_empty() && self.wrong.is_empty() && !self.unread
    }

    /// Tells what is wrong.
    pub fn told(&self, style: &report::Style) -> String {
        let mut out = self.remarks.clone();
        out.push_str(&report::render(&self.unsound, &self.ready.loaded.sources, style));
        out.push_str(&report::render(&self.wrong, &self.ready.sources, style));
        out
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
    let mut suites = Vec::new();
    let mut wrong: Vec<Diagnostic> = Vec::new();
    let mut unsound = Vec::new();
    if let Some(policy) = &loaded.policy {
        if !policy.program.examples.is_empty() {
            suites.push(suite::examples(&policy.program, &name));
        }
        for path in &found.cases {
            let name = path.to_string_lossy();
            let Ok((id, told)) = files::cases(&mut keeper, &mut sources, &name) else {
                unread = true;
                continue;
            };
            wrong.extend(told);
            let Some(source) = sources.get(id) else { continue };
            let (read, found) = suite::read(&policy.program, source, Format::of_name(&name));
            wrong.extend(found);
            suites.push(read);
        }
    } else {
        unsound.extend(loaded.diagnostics.iter().filter(|found| found.is_error()).cloned());
    }
    Prepared { ready: Ready { loaded, sources, suites }, unsound, wrong, remarks: keeper.kept(), unread }
}

/// Loads a policy with its suites; what is wrong with either is told, and ends the run.
pub fn load(terminal: &mut Terminal, found: &Found) -> Result<Ready, u8> {
    let prepared = prepare(found, terminal.asked());
    if prepared.is_sound() {
        terminal.remark(&prepared.remarks);
        return Ok(prepared.ready);
    }
    let style = terminal.style(terminal.language(files::chinese(&prepared.ready.loaded)), true);
    terminal.remark(&prepared.told(&style));
    Err(exit::FAILED)
}

fn refuse(terminal: &mut Terminal, en: &str, zh: &str) -> u8 {
    terminal.remark(&match terminal.language(false) {
        Language::English => format!("pol: {en}\n"),
        Language::Chinese => format!("pol：{zh}\n"),
    });
    exit::FAILED
}

/// Every file below a folder, in the order of their names; hidden folders and `target` are passed over.
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
        } else {
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

/// The policy that a case file belongs to.
fn policy_of(cases: &Path) -> Option<PathBuf> {
    let folder = cases.ancestors().find(|at| at.file_name().is_some_and(|name| name == "cases"))?;
    let name = cases.strip_prefix(folder).ok()?.with_extension("");
    let name = name.iter().next()?.to_string_lossy().into_owned();
    let policy = folder.parent()?.join(format!("{name}.pol"));
    policy.is_file().then_some(policy)
}
