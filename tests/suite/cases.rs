//! Each policy against the cases that stand beside it: what comes out is what the document says, for the reasons pinned.

use crate::work::{files, load_file, load_text, told};
use pol::cases::Format;
use pol::interpret::{Detail, render};
use pol::ir::{Given, Value};
use pol::source::{FileId, SourceFile, Span};
use pol::suite::pinned::{self, Standing};
use pol::suite::{Pins, Ran, Suite, Test};
use pol::{Language, Loaded, Policy};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Cases whose answer is the document's and not the program's, with the reason; each must still differ.
const OPEN: [(&str, &str); 0] = [];

/// A file of cases, the policy that it is about, and the cases as that policy reads them.
struct File {
    cases: PathBuf,
    path: PathBuf,
    loaded: &'static Loaded,
    policy: &'static Policy,
    suite: Suite,
}

/// As in a policy (reference, section 3).
#[test]
fn a_name_in_a_case_is_one_in_any_case_and_width() {
    let text = "policy names
fact 3-year Tax (三年纳税): money
fact level: grade Low < High
fact home: one of Mangshi, Ruili
article 1
  may Apply (申请) when 3-year tax ≥ 5 and level is high and home is ruili
";
    let loaded = load_text(text);
    let policy = policy(&loaded);
    let case = "３－year　ＴＡＸ: 5
LEVEL: ＨＩＧＨ
Ｈｏｍｅ: ruili
ＥＸＰＥＣＴ: {ＡＰＰＬＹ: yes}
";
    let read = pol::cases::read(&policy.program, &SourceFile::new(FileId(1), "case.yaml", case), Some(Format::Yaml));
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    let [typed] = read.cases.as_slice() else { panic!("one case") };
    assert!(policy.unmet(typed, &typed.question()).is_empty());
    assert!(policy.decision("ａｐｐｌｙ").is_some());
    let place = Span::default();
    assert!(pol::cases::fact_argument(&policy.program, "３-year  ｔａｘ=5", place).is_ok());
}

/// `--fact LIST=[]` tells that a list has no members; no other argument tells a list.
#[test]
fn an_argument_may_empty_a_list() {
    let policy = load_text(
        "policy trial\nrecord child\n  age: number\nfact children: list of child\nfact name: text\narticle 1\n  count is number of children\n",
    );
    let policy = policy.policy.expect("a sound policy");
    let given = |argument: &str| {
        let at = Span::new(FileId(0), 0, argument.len());
        pol::cases::fact_argument(&policy.program, argument, at).ok().map(|(_, given)| given)
    };
    assert_eq!(given("children=[]"), Some(Given::Value(Value::List(Vec::new().into()))));
    assert_eq!(given("children=[1]"), None);
    assert_eq!(given("name=[]"), Some(Given::Value(Value::Text("[]".into()))));
}

/// Every file of cases below `policies` and among the small programs, read once for all tests.
fn all() -> &'static [File] {
    static ALL: OnceLock<Vec<File>> = OnceLock::new();
    ALL.get_or_init(|| {
        let each = paths().into_iter().map(|(cases, path)| {
            let loaded = load_file(&path);
            let policy = policy(loaded);
            let suite = read(policy, &cases);
            File { cases, path, loaded, policy, suite }
        });
        each.collect()
    })
}

fn paths() -> Vec<(PathBuf, PathBuf)> {
    let found: Vec<(PathBuf, PathBuf)> = files("policies", "yaml")
        .into_iter()
        .chain(files("policies", "csv"))
        .chain(files("tests/programs", "yaml"))
        .filter_map(|path| {
            // `cases/dehong.yaml`, or `cases/dehong/loans.yaml` where there are many.
            let folder = path.ancestors().find(|at| at.ends_with("cases"))?;
            let name = path.strip_prefix(folder).ok()?.with_extension("");
            let name = name.iter().next()?.to_string_lossy().into_owned();
            Some((path.clone(), folder.parent()?.join(format!("{name}.pol"))))
        })
        .filter(|(_, policy)| policy.is_file())
        .collect();
    assert!(!found.is_empty(), "no cases at all");
    found
}

fn policy(loaded: &Loaded) -> &Policy {
    loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(loaded, Language::English)))
}

fn read(policy: &Policy, path: &Path) -> Suite {
    let text = std::fs::read_to_string(path).expect("the cases can be read");
    let source = SourceFile::new(FileId(0), path.to_string_lossy(), text);
    let (suite, wrong) = pol::suite::read(&policy.program, &source, Format::of_name(&path.to_string_lossy()));
    assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
    suite
}

fn run(file: &File, test: &Test) -> Ran {
    pol::suite::run(&[(&file.policy.program, &file.loaded.sources)], test, None)
}

/// What a person has accepted for the cases of a file that expect nothing.
fn pins(file: &File) -> Pins {
    let path = PathBuf::from(format!("{}.pinned", file.cases.display()));
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    Pins::read(&text).unwrap_or_else(|broken| panic!("{}: {broken:?}", path.display()))
}

#[test]
fn every_case_comes_out_as_the_document_says() {
    let mut wrong = Vec::new();
    let mut open = BTreeSet::new();
    for file in all() {
        for test in &file.suite.tests {
            let name = &test.name;
            let Ran::Failed(misses) = run(file, test) else { continue };
            match OPEN.iter().find(|(id, _)| name.split(' ').next() == Some(*id)) {
                Some((id, _)) => {
                    open.insert(*id);
                }
                None => wrong.push(format!("{name}: {misses:?}")),
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(open, OPEN.iter().map(|(id, _)| *id).collect(), "a case of OPEN comes out right: take it off the list");
}

/// `pol test --review` shows what differs, and pins what is accepted.
#[test]
fn what_is_pinned_still_comes_out() {
    let mut count = 0;
    for file in all() {
        let pins = pins(file);
        let mut left: BTreeSet<&str> = pins.entries.iter().map(|pin| pin.name.as_str()).collect();
        for test in &file.suite.tests {
            let Ran::Told(found) = run(file, test) else { continue };
            let pin = pins.get(&test.name);
            let was = pin.and_then(|pin| pin.accepted.as_deref()).unwrap_or_default();
            assert_eq!(found, was, "{}: `{}`", file.cases.display(), test.name);
            assert_eq!(pins.standing(&test.name, &found), Standing::Same);
            left.remove(pinned::one_line(&test.name).as_str());
            count += 1;
        }
        assert!(left.is_empty(), "{}: pinned for no case: {left:?}", file.cases.display());
        let names = file.suite.tests.iter().map(|test| test.name.as_str());
        let name = file.cases.file_name().expect("a file has a name").to_string_lossy();
        if !pins.entries.is_empty() {
            let path = format!("{}.pinned", file.cases.display());
            let text = std::fs::read_to_string(&path).expect("it was read before");
            assert_eq!(
                text,
                pins.text(&name, names, pinned::language(&file.policy.program)),
                "{path} is as it is written"
            );
        }
    }
    assert!(count > 0, "some case is pinned");
}

/// Every reading that is not the default is chosen by a case, alone or with others.
#[test]
fn every_reading_is_chosen_by_a_case() {
    let policies: BTreeMap<&PathBuf, &Policy> = all().iter().map(|file| (&file.path, file.policy)).collect();
    for (path, policy) in policies {
        let files = all().iter().filter(|file| file.path == *path);
        let chosen: BTreeSet<(usize, usize)> = files
            .flat_map(|file| &file.suite.tests)
            .flat_map(|test| &test.typed.readings)
            .map(|(point, reading)| (point.index(), *reading))
            .collect();
        let points = policy.program.definitions.iter().enumerate().filter(|(_, point)| point.readings.len() > 1);
        let missing: Vec<String> = points
            .flat_map(|(index, point)| {
                let others = (0..point.readings.len()).filter(|reading| *reading != point.default);
                let others: Vec<usize> = others.filter(|reading| !chosen.contains(&(index, *reading))).collect();
                others.into_iter().map(|reading| format!("{} {reading}", point.term.text))
            })
            .collect();
        assert_eq!(missing, Vec::<String>::new(), "{}", path.display());
    }
}

/// The reasons of every case, short, for the decisions that it expects something of; of a case that expects nothing, what
/// is pinned.
#[test]
fn outcomes_read_so() {
    for file in all() {
        let File { cases, path, policy, suite, .. } = file;
        let language = pinned::language(&policy.program);
        let detail = Detail { language, whole: false, ascii: false, color: false, width: None };
        let mut out = String::new();
        for test in &suite.tests {
            if let Ran::Told(found) = run(file, test) {
                let _ = writeln!(out, "── {}\n{found}", test.name);
                continue;
            }
            let typed = &test.typed;
            let ask = |decision| policy.explain(&typed.case, &test.question(), Some(decision));
            let mut asked = typed.expect.iter().map(|expectation| ask(expectation.decision));
            let mut told = asked.next().expect("a case that is not pinned expects something");
            told.outcomes.extend(asked.flat_map(|more| more.outcomes));
            let text = render(&told, detail);
            let (head, outcome) = text.split_once('\n').unwrap_or((&text, ""));
            let facts = pinned::facts(&policy.program, &typed.case, language);
            let _ = writeln!(out, "── {head}\n{facts}{outcome}");
        }
        let folder = path.parent().and_then(Path::file_name).expect("a policy stands in a folder").to_string_lossy();
        let stem = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let topic = cases.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let stem = if topic == stem { stem } else { format!("{stem}-{topic}") };
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(format!("{folder}-{stem}"), out) });
    }
}
