//! Two versions of policies: files, folders, or revisions that git keeps; each with what it uses from its own side.

use super::{Terminal, exit, files, suites};
use crate::Language;
use crate::cases::Format;
use crate::load::{Found, Loaded, load};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// How many folders above a file are looked through for what it uses.
const MAX_ABOVE: usize = 4;

/// Where one version is from.
pub enum Side {
    /// Files as they lie on the disk.
    Disk,
    /// A revision.
    Git(Revision),
}

/// A revision, with what has been read of it.
pub struct Revision {
    /// The folder of the checkout.
    top: PathBuf,
    /// What a person calls it.
    pub name: String,
    /// The commit.
    commit: String,
    /// Its files, from the top.
    files: BTreeSet<String>,
    read: RefCell<BTreeMap<String, Option<Vec<u8>>>>,
}

/// Why a revision cannot be had.
pub enum Trouble {
    /// There is no git.
    NoGit(String),
    /// The folder is no checkout.
    NoCheckout,
    /// What was named is no file, and where there is no checkout it can be no revision.
    NoFile(String),
    /// It knows no such revision.
    NoRevision(String),
    /// Git would not.
    Other(String),
}

impl Trouble {
    /// Says so.
    pub fn say(&self, terminal: &mut Terminal) -> u8 {
        let (en, zh) = match self {
            Self::NoGit(why) => (
                format!("git cannot be started ({why}); a revision needs git: name two files or folders instead"),
                format!("无法启动 git（{why}）；比较版本需要 git，也可以直接给出两个文件或文件夹"),
            ),
            Self::NoCheckout => (
                "this folder is no git checkout, so there are no revisions: name two files or folders instead"
                    .to_owned(),
                "此文件夹不是 git 仓库，没有历史版本；请直接给出两个文件或文件夹".to_owned(),
            ),
            Self::NoFile(name) => (
                format!(
                    "`{name}` is no file and no folder, and can be no revision, since this folder is no git checkout"
                ),
                format!("`{name}` 既不是文件也不是文件夹；此文件夹不是 git 仓库，因此也不会是历史版本"),
            ),
            Self::NoRevision(name) => (
                format!("`{name}` is no file, no folder and no revision that git knows"),
                format!("`{name}` 既不是文件、文件夹，也不是 git 所知的版本"),
            ),
            Self::Other(why) => (format!("git: {why}"), format!("git：{why}")),
        };
        terminal.remark(&match terminal.language(false) {
            Language::English => format!("pol: {en}\n"),
            Language::Chinese => format!("pol：{zh}\n"),
        });
        exit::FAILED
    }
}

/// What git answers, asked in a folder.
pub fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Trouble> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| Trouble::NoGit(error.to_string()))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(if why.contains("not a git repository") { Trouble::NoCheckout } else { Trouble::Other(why) })
}

/// The top of the checkout that a folder belongs to.
pub fn top(folder: &Path) -> Result<PathBuf, Trouble> {
    let found = git(folder, &["rev-parse", "--show-toplevel"])?;
    let text = String::from_utf8_lossy(&found).trim_end_matches(['\n', '\r']).to_owned();
    Ok(PathBuf::from(text))
}

impl Revision {
    /// Opens a revision of the checkout that a folder belongs to.
    pub fn open(folder: &Path, name: &str) -> Result<Self, Trouble> {
        let top = match top(folder) {
            Err(Trouble::NoCheckout) => return Err(Trouble::NoFile(name.to_owned())),
            found => found?,
        };
        if name.starts_with('-') {
            return Err(Trouble::NoRevision(name.to_owned()));
        }
        let commit = match git(&top, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]) {
            Ok(found) => String::from_utf8_lossy(&found).trim().to_owned(),
            Err(Trouble::Other(_)) => return Err(Trouble::NoRevision(name.to_owned())),
            Err(trouble) => return Err(trouble),
        };
        let listed = git(&top, &["ls-tree", "-r", "-z", "--name-only", &commit])?;
        let files = listed
            .split(|byte| *byte == 0)
            .filter(|path| !path.is_empty())
            .map(|path| String::from_utf8_lossy(path).into_owned())
            .collect();
        Ok(Self { top, name: name.to_owned(), commit, files, read: RefCell::default() })
    }

    /// A path as the revision names it.
    fn inside(&self, path: &Path) -> Option<String> {
        let whole = if path.is_absolute() { path.to_owned() } else { std::env::current_dir().ok()?.join(path) };
        let mut out = PathBuf::new();
        for part in whole.components() {
            match part {
                Component::ParentDir => {
                    out.pop();
                }
                Component::CurDir => {}
                other => out.push(other),
            }
        }
        // The top as git says it has its links followed.
        let real = |path: &Path| {
            path.ancestors().find_map(|at| {
                let found = std::fs::canonicalize(at).ok()?;
                Some(found.join(path.strip_prefix(at).ok()?))
            })
        };
        let found = out.strip_prefix(&self.top).map(Path::to_owned).ok();
        let found = found.or_else(|| real(&out)?.strip_prefix(&self.top).map(Path::to_owned).ok())?;
        Some(found.to_string_lossy().replace('\\', "/"))
    }

    fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        let inside = self.inside(path)?;
        if let Some(known) = self.read.borrow().get(&inside) {
            return known.clone();
        }
        let found = self
            .files
            .contains(&inside)
            .then(|| git(&self.top, &["cat-file", "blob", &format!("{}:{inside}", self.commit)]).ok())
            .flatten();
        self.read.borrow_mut().insert(inside, found.clone());
        found
    }

    /// Its files in a folder, each as it would lie on the disk below that folder.
    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let Some(inside) = self.inside(folder) else { return Vec::new() };
        let prefix = if inside.is_empty() { String::new() } else { format!("{inside}/") };
        let hidden = |path: &str| path.split('/').any(|part| part.starts_with('.') || part == "target");
        self.files
            .iter()
            .filter_map(|file| file.strip_prefix(&prefix))
            .filter(|rest| !hidden(rest))
            .map(|rest| folder.join(rest))
            .collect()
    }
}

impl Side {
    /// The bytes of a file.
    pub fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        match self {
            Self::Disk => path.is_file().then(|| std::fs::read(path).ok()).flatten(),
            Self::Git(revision) => revision.bytes(path),
        }
    }

    /// Whether there is such a file.
    fn is_file(&self, path: &Path) -> bool {
        match self {
            Self::Disk => path.is_file(),
            Self::Git(revision) => revision.inside(path).is_some_and(|inside| revision.files.contains(&inside)),
        }
    }

    /// The policies in a folder; vocabularies among them.
    pub fn policies(&self, folder: &Path) -> Vec<PathBuf> {
        let mut out: Vec<PathBuf> = match self {
            Self::Disk => suites::policies_below(folder),
            Self::Git(revision) => {
                let is_policy = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "pol");
                revision.below(folder).into_iter().filter(is_policy).collect()
            }
        };
        out.sort();
        out
    }

    /// The case files of a policy.
    pub fn cases_of(&self, policy: &Path) -> Vec<PathBuf> {
        match self {
            Self::Disk => suites::cases_of(policy),
            Self::Git(revision) => {
                let (Some(folder), Some(stem)) = (policy.parent(), policy.file_stem()) else { return Vec::new() };
                let folder = folder.join("cases");
                let is_case = |path: &Path| Format::of_name(&path.to_string_lossy()).is_some();
                let of = |path: &PathBuf| {
                    let Ok(rest) = path.strip_prefix(&folder) else { return false };
                    let mut parts = rest.iter();
                    let first = parts.next().map(Path::new);
                    match (first, parts.next()) {
                        (Some(first), None) => first.file_stem() == Some(stem),
                        (Some(first), Some(_)) => first.as_os_str() == stem,
                        _ => false,
                    }
                };
                revision.below(&folder).into_iter().filter(|path| is_case(path) && of(path)).collect()
            }
        }
    }

    /// Loads a policy with what it uses, all from this side.
    pub fn load(&self, path: &Path) -> Option<Loaded> {
        let bytes = self.bytes(path)?;
        let name = path.to_string_lossy();
        Some(match self {
            Self::Disk => load(&name, &bytes, &mut |name, from| files::beside(name, from)),
            Self::Git(_) => load(&name, &bytes, &mut |name, from| self.beside(name, from)),
        })
    }

    /// `NAME.pol` beside the file that asks for it, or in a folder above.
    fn beside(&self, name: &str, from: &str) -> Option<Found> {
        if name.contains(['/', '\\']) || name.starts_with('.') {
            return None;
        }
        let mut folder: PathBuf = Path::new(from).parent().map(Path::to_owned).unwrap_or_default();
        for _ in 0..=MAX_ABOVE {
            for file in [format!("{name}.pol"), format!("{}.pol", name.replace(' ', "-"))] {
                let path = folder.join(file);
                if self.is_file(&path) {
                    let bytes = self.bytes(&path)?;
                    return Some(Found { name: path.to_string_lossy().into_owned(), bytes });
                }
            }
            folder = if folder.as_os_str().is_empty() { PathBuf::from("..") } else { folder.join("..") };
        }
        None
    }

    /// What a person calls a file of this side.
    pub fn named(&self, path: &Path) -> String {
        match self {
            Self::Disk => path.display().to_string(),
            Self::Git(revision) => format!("{}:{}", revision.name, path.display()),
        }
    }
}
