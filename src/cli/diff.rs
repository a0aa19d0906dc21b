//! `pol diff`: what changes between two versions of a policy, for whom, and why.

use super::versions::{Revision, Side, Trouble};
use super::{Terminal, exit, files, rows, threads};
use crate::Language;
use crate::diagnostics::wording::{did_you_mean, nearest};
use crate::diff::{self, Asked, RowReader, Tally, Whole};
use crate::ir::Program;
use crate::load::Loaded;
use crate::suite;
use crate::text;
use clap::ArgMatches;
use std::path::{Path, PathBuf};

/// A policy as both sides have it.
struct Both {
    /// Its path on each side.
    paths: [PathBuf; 2],
    loaded: [Loaded; 2],
}

/// What is to be set side by side.
struct Plan {
    sides: [Side; 2],
    /// Files or folders, on each side.
    places: Vec<[PathBuf; 2]>,
}

/// Prints how the new versions differ from the old ones: 1 where outcomes do, 3 where that was not decided.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    match compared(terminal, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn say(terminal: &mut Terminal, en: &str, zh: &str) -> u8 {
    terminal.remark(&match terminal.language(false) {
        Language::English => format!("pol: {en}\n"),
        Language::Chinese => format!("pol：{zh}\n"),
    });
    exit::FAILED
}

fn names(matches: &ArgMatches, option: &str) -> Vec<String> {
    matches.get_many::<String>(option).into_iter().flatten().cloned().collect()
}

/// Whether other cases are left to the text before: clauses are compared, and which of two texts judges a case is not.
fn passes_otherwise(terminal: &mut Terminal, pair: &Both, language: Language) -> bool {
    let [old, new] = pair.loaded.each_ref().map(|loaded| loaded.policy.as_ref().map(|policy| &policy.program));
    if old.zip(new).is_none_or(|(old, new)| !diff::leaves_otherwise(old, new)) {
        return false;
    }
    terminal.remark(match language {
        Language::English => {
            "pol: the two leave other cases to the text before them (`earlier text applies to`); that is not compared here\n"
        }
        Language::Chinese => "pol：两者留给旧文的个案不同（`旧文适用于`）；此处未作比较\n",
    });
    true
}

/// Remarks on each name that cases are to be counted by and that is neither a fact nor a column of any of them.
fn untold(terminal: &mut Terminal, by: &[String], tally: &Tally, programs: [&Program; 2]) {
    let facts = || programs.into_iter().flat_map(|program| &program.facts);
    let [nothing, _] = diff::NOT_TOLD;
    for (name, column) in by.iter().zip(&tally.columns) {
        let told = column.keys().any(|value| value != nothing);
        if told || column.is_empty() || facts().any(|fact| fact.term.is(name)) {
            continue;
        }
        let near = nearest(name, facts().flat_map(|fact| fact.term.forms()));
        let near = did_you_mean(&near).unwrap_or_else(|| text!("", ""));
        say(
            terminal,
            format!("--by: no case has a column `{name}`, and there is no such fact. {}", near.en).trim_end(),
            format!("--by：个案里没有名为 `{name}` 的栏目，也没有这样的事实。{}", near.zh).trim_end(),
        );
    }
}

fn compared(terminal: &mut Terminal, matches: &ArgMatches) -> Result<u8, u8> {
    let plan = plan(terminal, &names(matches, "versions"), &names(matches, "paths"))?;
    let given = rows::Given { cases: names(matches, "case"), data: names(matches, "data") };
    for file in given.cases.iter().chain(&given.data) {
        let at = Path::new(file);
        if (!at.exists() || at.is_dir()) && file != "-" {
            return Err(say(terminal, &format!("{file}: no such file"), &format!("{file}：没有这个文件")));
        }
    }
    let mut whole = Whole::new(plan.sides.each_ref().map(name_of));
    let pairs = pairs(terminal, &plan, &mut whole);
    let language = terminal.language(pairs.first().is_some_and(|pair| files::chinese(&pair.loaded[1])));
    if pairs.is_empty() && whole.is_empty() {
        return Err(say(
            terminal,
            "no policies there: name files or folders that hold `.pol` files",
            "那里没有政策；请给出 `.pol` 文件或含有 `.pol` 文件的文件夹",
        ));
    }
    let output = matches.get_one::<String>("output").filter(|path| *path != "-");
    if let Some(output) = output {
        let given = given.cases.iter().chain(&given.data).map(PathBuf::from);
        let read: Vec<PathBuf> = pairs.iter().flat_map(|pair| read_for(&plan, pair)).chain(given).collect();
        files::spare(terminal, Path::new(output), read.iter().map(PathBuf::as_path))?;
    }
    let mut passed = false;
    for pair in &pairs {
        report(terminal, matches, &plan, pair, &given, &mut whole)?;
        passed |= passes_otherwise(terminal, pair, language);
    }
    let text = match matches.get_one::<String>("format").map_or("text", String::as_str) {
        "json" => format!("{:#}\n", serde_json::to_value(&whole).unwrap_or_default()),
        "markdown" => whole.markdown(language),
        "html" => whole.html(language),
        _ => whole.text(language),
    };
    match output {
        Some(path) => files::write_whole(terminal, Path::new(path), text.as_bytes())?,
        None => terminal.result(&text),
    }
    Ok(match whole.verdict() {
        "differ" => exit::FOUND,
        _ if !whole.broken.is_empty() => exit::FAILED,
        "not decided" => exit::UNDECIDED,
        _ if passed => exit::UNDECIDED,
        _ => exit::DONE,
    })
}

/// The files on the disk that a policy is made and judged from.
fn read_for(plan: &Plan, pair: &Both) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for ((side, path), loaded) in plan.sides.iter().zip(&pair.paths).zip(&pair.loaded) {
        if matches!(side, Side::Disk) {
            out.extend(loaded.sources.iter().map(|source| PathBuf::from(&*source.name)));
            out.extend(side.cases_of(path));
        }
    }
    out
}

fn name_of(side: &Side) -> Option<String> {
    match side {
        Side::Disk => None,
        Side::Git(revision) => Some(revision.name.clone()),
    }
}

// ── Which versions ───────────────────────────────────────────

fn plan(terminal: &mut Terminal, versions: &[String], paths: &[String]) -> Result<Plan, u8> {
    let here = Path::new(".");
    let folder = |paths: &[String]| -> Vec<PathBuf> {
        if paths.is_empty() { vec![here.to_owned()] } else { paths.iter().map(PathBuf::from).collect() }
    };
    let twice = |path: &PathBuf| [path.clone(), path.clone()];
    let revision = |terminal: &mut Terminal, name: &str| {
        Revision::open(here, name).map(Side::Git).map_err(|trouble| trouble.say(terminal))
    };
    let on_disk = |name: &str| Path::new(name).exists();
    match versions {
        [old, new] if on_disk(old) && on_disk(new) => {
            if !paths.is_empty() {
                return Err(say(
                    terminal,
                    "paths after `--` go with revisions; two files or folders are compared as they are",
                    "`--` 之后的路径用于版本比较；两个文件或文件夹直接比较",
                ));
            }
            let (old, new) = (PathBuf::from(old), PathBuf::from(new));
            if old.is_dir() != new.is_dir() {
                return Err(say(
                    terminal,
                    "a file and a folder cannot be compared: name two of a kind",
                    "文件与文件夹不能比较；请给出两个文件或两个文件夹",
                ));
            }
            Ok(Plan { sides: [Side::Disk, Side::Disk], places: vec![[old, new]] })
        }
        // A revision and a path: what has become of it since.
        [old, path] if on_disk(path) && !on_disk(old) => {
            let mut places: Vec<PathBuf> = vec![PathBuf::from(path)];
            places.extend(paths.iter().map(PathBuf::from));
            let old = revision(terminal, old)?;
            Ok(Plan { sides: [old, Side::Disk], places: places.iter().map(twice).collect() })
        }
        [path, new] if on_disk(path) => {
            let new = revision(terminal, new)?;
            Ok(Plan { sides: [Side::Disk, new], places: vec![twice(&PathBuf::from(path))] })
        }
        [old, new] => {
            let sides = [revision(terminal, old)?, revision(terminal, new)?];
            Ok(Plan { sides, places: folder(paths).iter().map(twice).collect() })
        }
        [old] if on_disk(old) => Err(say(
            terminal,
            &format!("`{old}` against what? name a second file or folder, or a revision and `-- {old}`"),
            &format!("`{old}` 与什么比较？请再给出一个文件或文件夹，或者给出版本和 `-- {old}`"),
        )),
        [old] => {
            let old = revision(terminal, old)?;
            Ok(Plan { sides: [old, Side::Disk], places: folder(paths).iter().map(twice).collect() })
        }
        _ => Err(Trouble::NoRevision(String::new()).say(terminal)),
    }
}

/// The policies that both sides have, by their paths, then by their names; what only one has, or cannot be loaded, is noted.
fn pairs(terminal: &mut Terminal, plan: &Plan, whole: &mut Whole) -> Vec<Both> {
    let [old_side, new_side] = &plan.sides;
    let mut out = Vec::new();
    for [old, new] in &plan.places {
        let single = |path: &Path| path.extension().is_some_and(|extension| extension == "pol");
        if single(old) && single(new) {
            match (load(terminal, old_side, old, whole), load(terminal, new_side, new, whole)) {
                (Load::Sound(one), Load::Sound(two)) => {
                    out.push(Both { paths: [old.clone(), new.clone()], loaded: [*one, *two] });
                }
                (Load::Absent, Load::Sound(_)) => whole.added.push(new_side.named(new)),
                (Load::Sound(_), Load::Absent) => whole.dropped.push(old_side.named(old)),
                _ => {}
            }
            continue;
        }
        let (mut one, two) = (old_side.policies(old), new_side.policies(new));
        let mut alone: Vec<(PathBuf, Box<Loaded>)> = Vec::new();
        for path in two {
            let Load::Sound(loaded) = load(terminal, new_side, &path, whole) else {
                let same = path.strip_prefix(new).map(|rest| old.join(rest)).unwrap_or_default();
                one.retain(|other| *other != same);
                continue;
            };
            let same = path.strip_prefix(new).map(|rest| old.join(rest)).unwrap_or_default();
            match one.iter().position(|other| *other == same) {
                Some(at) => {
                    let before = one.remove(at);
                    if let Load::Sound(old) = load(terminal, old_side, &before, whole) {
                        out.push(Both { paths: [before, path], loaded: [*old, *loaded] });
                    }
                }
                None => alone.push((path, loaded)),
            }
        }
        // Moved to another file: the same policy by its name.
        for path in one {
            let Load::Sound(before) = load(terminal, old_side, &path, whole) else { continue };
            let found = alone.iter().position(|(_, loaded)| same_policy(&before, loaded));
            match found {
                Some(at) => {
                    let (new, loaded) = alone.remove(at);
                    out.push(Both { paths: [path, new], loaded: [*before, *loaded] });
                }
                None => whole.dropped.push(old_side.named(&path)),
            }
        }
        whole.added.extend(alone.iter().map(|(path, _)| new_side.named(path)));
    }
    out
}

enum Load {
    Sound(Box<Loaded>),
    /// A vocabulary, or something wrong that has been told.
    None,
    Absent,
}

fn load(terminal: &mut Terminal, side: &Side, path: &Path, whole: &mut Whole) -> Load {
    let Some(loaded) = side.load(path) else { return Load::Absent };
    if files::is_vocabulary(&loaded) {
        return Load::None;
    }
    match files::sound(terminal, loaded) {
        Ok(loaded) => Load::Sound(Box::new(loaded)),
        Err(_) => {
            whole.broken.push(side.named(path));
            Load::None
        }
    }
}

fn same_policy(one: &Loaded, two: &Loaded) -> bool {
    let (Some(one), Some(two)) = (&one.policy, &two.policy) else { return false };
    one.program.header.name.forms().any(|form| two.program.header.name.is(form))
}

// ── One policy ───────────────────────────────────────────────

fn report(
    terminal: &mut Terminal,
    matches: &ArgMatches,
    plan: &Plan,
    pair: &Both,
    given: &rows::Given,
    whole: &mut Whole,
) -> Result<(), u8> {
    let [old, new] = &pair.loaded;
    let (Some(old_policy), Some(new_policy)) = (&old.policy, &new.policy) else { return Ok(()) };
    let [old_side, new_side] = &plan.sides;
    let [old_path, new_path] = &pair.paths;
    let analysis = diff::analyse(&old_policy.program, &new_policy.program);
    let mut asked = Asked {
        as_of: files::day(terminal, matches, "as-of")?,
        only: None,
        no_presumptions: matches.get_flag("no-presumptions"),
    };
    if let Some(name) = matches.get_one::<String>("decision") {
        let Some(found) = analysis.decision_named(name) else {
            return Err(say(
                terminal,
                &format!("{}: no decision is called `{name}`", new_path.display()),
                &format!("{}：没有名为 `{name}` 的决定", new_path.display()),
            ));
        };
        asked.only = Some(found);
    }
    let sources = [&old.sources, &new.sources];
    let by = names(matches, "by");
    let mut outcomes = None;
    // Where nothing differs in meaning, no case can.
    if !analysis.changes.is_empty() {
        let jobs = jobs(matches);
        let mut tally = Tally::of(&analysis, &asked, by.len(), Vec::new());
        let files: Vec<(Option<&Side>, String, bool)> = if given.is_empty() {
            let mut found: Vec<(&Side, PathBuf)> =
                new_side.cases_of(new_path).into_iter().map(|path| (new_side, path)).collect();
            if found.is_empty() {
                found = old_side.cases_of(old_path).into_iter().map(|path| (old_side, path)).collect();
            }
            let examples = suite::examples(&new_policy.program, &new_path.to_string_lossy());
            let rows = examples
                .tests
                .into_iter()
                .enumerate()
                .map(|(at, test)| analysis.row_of(diff::Side::New, test.typed, at as u64 + 1, by.len()));
            tally.merge(Tally::of(&analysis, &asked, by.len(), rows.collect()));
            found.into_iter().map(|(side, path)| (Some(side), path.to_string_lossy().into_owned(), false)).collect()
        } else {
            let cases = given.cases.iter().map(|path| (None, path.clone(), false));
            let data = given.data.iter().map(|path| (None, path.clone(), true));
            cases.chain(data).collect()
        };
        let mut plain = std::collections::BTreeSet::new();
        let mut named = Vec::new();
        for (side, path, loose) in files {
            let reader = RowReader::new(&old_policy.program, &new_policy.program, &by, loose);
            let file = rows::File { side, path: &path };
            named.push(path.clone());
            let counted = rows::count(terminal, &analysis, &asked, by.len(), &reader, &file, jobs)?;
            tally.merge(counted.tally);
            plain.extend(counted.plain);
        }
        untold(terminal, &by, &tally, [&old_policy.program, &new_policy.program]);
        if tally.cases > 0 || tally.unread.iter().any(|count| *count > 0) || !given.is_empty() {
            let mut told = diff::outcomes(&analysis, sources, &asked, &tally, &by);
            told.sources = named;
            told.plain_columns = plain.into_iter().filter(|name| !by.contains(name)).collect();
            outcomes = Some(told);
        }
    }
    let mut witnesses =
        if matches.get_flag("no-witnesses") { Vec::new() } else { diff::witnesses(&analysis, sources, &asked) };
    if let Some(outcomes) = &outcomes {
        diff::also_in_cases(&mut witnesses, outcomes);
    }
    let version = |side: &Side, path: &Path, loaded: &Loaded| diff::Version {
        source: side.named(path),
        hash: loaded
            .policy
            .as_ref()
            .and_then(|policy| policy.program.layers.first())
            .map(|layer| layer.hash.clone())
            .unwrap_or_default(),
    };
    let verdict = diff::verdict(&analysis, outcomes.as_ref(), &witnesses);
    whole.policies.push(diff::Report::of(
        analysis,
        [version(old_side, old_path, old), version(new_side, new_path, new)],
        outcomes,
        witnesses,
        verdict,
    ));
    Ok(())
}

fn jobs(matches: &ArgMatches) -> usize {
    threads(matches.get_one::<usize>("jobs").copied().filter(|jobs| *jobs > 0))
}
