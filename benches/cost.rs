//! What things cost: printed, not judged. `cargo bench` runs it.
//!
//! A ratio is the time for four times as much over the time for once as much: 4 is linear, 16 is quadratic.
#![expect(clippy::print_stdout, clippy::float_arithmetic, reason = "a bench prints ratios of times")]
#![expect(clippy::disallowed_methods, reason = "a bench has a clock")]

use pol::cases::Format;
use pol::source::{FileId, SourceFile};
use pol::types::ids::DecisionId;
use pol::{Case, Policy, Question, load};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

// What the command does with its memory, the bench does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The middle one of several runs.
fn time(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

fn check(text: &str) -> pol::Loaded {
    load("bench.pol", text.as_bytes(), &mut |_, _| None)
}

fn policy(text: &str) -> Policy {
    let loaded = check(text);
    let codes: Vec<_> = loaded.diagnostics.iter().filter(|found| found.is_error()).map(|found| found.code).collect();
    loaded.policy.unwrap_or_else(|| panic!("the bench writes policies that load: {codes:?}"))
}

fn many(head: &str, count: usize, each: impl Fn(usize) -> String, tail: &str) -> String {
    let mut out = format!("policy bench\n{head}");
    (0..count).for_each(|index| out.push_str(&each(index)));
    out.push_str(tail);
    out
}

fn rule(index: usize) -> String {
    let article = index + 1;
    format!(
        "article {article}\n  may act {index} when all of\n    - tax {index} at least 100 yuan\n    - ready or tax {index} less than 5000\n"
    )
}

fn large(lines: usize) -> String {
    let rules = lines / 5;
    let facts: String = (0..rules).fold(String::new(), |mut out, index| {
        let _ = writeln!(out, "fact tax {index} (税{index}): money");
        out
    });
    many(&format!("fact ready: yes/no\n{facts}"), rules, rule, "")
}

type Construct = (&'static str, usize, fn(usize) -> String);

const CONSTRUCTS: &[Construct] = &[
    ("facts", 1000, |n| many("", n, |i| format!("fact f{i} (事实{i}): yes/no\n"), "")),
    ("items of one list", 1000, |n| {
        many("fact a: yes/no\narticle 1\n  may go when any of\n", n, |_| "    - a\n".to_owned(), "")
    }),
    ("labelled items", 1000, |n| {
        many("fact a: yes/no\narticle 1\n  may go when any of\n", n, |i| format!("    - item {i}: a\n"), "")
    }),
    ("items that ask to exist", 250, |n| {
        let facts = (0..n).map(|i| format!("fact f{i}: money or none\n")).collect::<String>();
        many(
            &format!("{facts}article 1\n  may go when all of\n"),
            n,
            |i| format!("    - f{i} exists\n    - f{i} > 1 yuan\n"),
            "",
        )
    }),
    ("definitions in a chain", 500, |n| {
        many(
            "fact a: yes/no\n",
            n,
            |i| format!("define d{i} as d{}\n", i + 1),
            &format!("define d{n} as a\narticle 1\n  may go when d0\n"),
        )
    }),
    ("articles", 400, |n| many("fact a: yes/no\n", n, |i| format!("article {}\n  may go when a\n", i + 1), "")),
    ("decisions", 400, |n| many("fact a: yes/no\n", n, |i| format!("article {}\n  may go{i} when a\n", i + 1), "")),
    ("rules that override", 60, |n| {
        let first = "article 1\n".to_owned() + &"  may go when a\n    notwithstanding article 2\n".repeat(n);
        many(&format!("fact a: yes/no\n{first}article 2\n"), n, |_| "  must not go when a\n".to_owned(), "")
    }),
    ("atoms of one line", 110, |n| many("fact a: yes/no\narticle 1\n  may go when a", n, |_| " or a".to_owned(), "\n")),
    ("Chinese without spaces", 55, |n| {
        many("fact 有工作: yes/no\narticle 1\n  may go when 有工作", n, |_| "或有工作".to_owned(), "\n")
    }),
    ("places", 1000, |n| {
        many(
            "fact home: place\nplace root\n",
            n,
            |i| format!("  - p{i}\n"),
            "article 1\n  may go when home is in root\n",
        )
    }),
    ("places in a chain", 500, |n| {
        many(
            "fact home: place\nplace p0\n",
            n,
            |i| format!("place p{} in p{i}\n", i + 1),
            "article 1\n  may go when home is in p0\n",
        )
    }),
    ("unknown names", 500, |n| {
        many("fact a: yes/no\narticle 1\n  may go when any of\n", n, |i| format!("    - missing {i}\n"), "")
    }),
    ("lines that are no lines", 1000, |n| many("", n, |_| "this is no line\n".to_owned(), "")),
    ("levels of a grade", 100, |n| {
        many("fact level: grade l", n, |i| format!(" < l{i}"), "\narticle 1\n  may go when level ≥ l5\n")
    }),
];

fn constructs() {
    println!("\nchecking, by construct             once     four times   ratio");
    for (name, size, text) in CONSTRUCTS {
        let (small, big) = (text(*size), text(size * 4));
        let (once, four) = (
            time(5, || {
                check(&small);
            }),
            time(3, || {
                check(&big);
            }),
        );
        let ratio = four.as_secs_f64() / once.as_secs_f64();
        println!("{name:<28} {:>9.2} ms {:>9.2} ms  {ratio:>6.1}", once.as_secs_f64() * 1e3, four.as_secs_f64() * 1e3);
    }
}

fn explaining() {
    println!("\nexplaining an empty case           once     four times   ratio");
    let shapes: [Construct; 5] = [
        ("facts, yes or no", 50, |n| {
            let facts = (0..n).map(|i| format!("fact f{i}: yes/no\n")).collect::<String>();
            many(&format!("{facts}article 1\n  may go when all of\n"), n, |i| format!("    - f{i}\n"), "")
        }),
        ("facts, money", 50, |n| {
            let facts = (0..n).map(|i| format!("fact f{i}: money\n")).collect::<String>();
            many(
                &format!("{facts}article 1\n  may go when all of\n"),
                n,
                |i| format!("    - f{i} > {} yuan\n", i + 1),
                "",
            )
        }),
        ("definitions in a chain", 250, |n| {
            many(
                "fact a: yes/no\n",
                n,
                |i| format!("define d{i} as d{}\n", i + 1),
                &format!("define d{n} as a\narticle 1\n  may go when d0\n"),
            )
        }),
        ("choices in conditions", 7, |n| {
            let amount = format!("{}5{}", "(if ".repeat(n), " > t then 5 otherwise 3)".repeat(n));
            format!("policy bench\nfact t: number\narticle 1\n  v is {amount}\n")
        }),
        ("rules with a prohibition", 3, |n| {
            let facts = (0..=n).map(|i| format!("fact f{i}: yes/no\n")).collect::<String>();
            many(
                &format!("{facts}article 1000\n  must not go when f{n}\n"),
                n,
                |i| format!("article {}\n  may go when f{i}\n", i + 1),
                "",
            )
        }),
    ];
    for (name, size, text) in shapes {
        let run = |size: usize| {
            let policy = policy(&text(size));
            let case = Case::new(&policy.program);
            time(3, || {
                let _ = policy.explain(&case, &Question::default(), None);
            })
        };
        let (once, four) = (run(size), run(size * 4));
        let ratio = four.as_secs_f64() / once.as_secs_f64();
        println!("{name:<28} {:>9.2} ms {:>9.2} ms  {ratio:>6.1}", once.as_secs_f64() * 1e3, four.as_secs_f64() * 1e3);
    }
}

/// A case with a list: decisions for each member, and a total, with what carries them.
fn members() {
    println!("\na case with members, explained     100          400   ratio");
    let flat = "policy bench\nrecord child\n  age: whole number in years old\n  income: money\nfact children: list of child\n\
                fact base: money\ndefine means for each child: income + base\ndefine young for each child as age < 18\n\
                define portion for each child: base shared out over children by means in steps of 0.01 yuan\n\
                article 1\n  each child may go when young and means < 5000 yuan\n  \
                  each child: grant is means when young, otherwise 1 yuan\n  each child: part is portion\n  \
                  total is sum of means over children where young\n";
    let nested = "policy bench\nrecord child\n  age: whole number in years old\nrecord family\n  income: money\n  \
                  brood: list of child\nfact families: list of family\ndefine young for each child as age < 18\n\
                  article 1\n  each child of each family may go when young and income < 5000 yuan\n  \
                    each family may come when (number of brood where young) at least 2\n";
    let (flat, nested) = (policy(flat), policy(nested));
    let children = |count: usize| {
        let child = |at: usize| format!("  - age: {}\n    income: 100 yuan\n", at % 30);
        format!("case: one\nbase: 1000 yuan\nchildren:\n{}", (0..count).map(child).collect::<String>())
    };
    let families = |count: usize| {
        let family = |at: usize| {
            let ages = (at..at + 4).map(|age| format!("      - age: {}\n", age % 30)).collect::<String>();
            format!("  - income: 90 yuan\n    brood:\n{ages}")
        };
        format!("case: one\nfamilies:\n{}", (0..count / 4).map(family).collect::<String>())
    };
    let line = |policy: &Policy, decision: &str, written: &dyn Fn(usize) -> String| {
        let id = policy.program.decisions.iter().position(|known| &*known.term.text == decision).map(DecisionId::at);
        let run = |count: usize| {
            let cases =
                policy.cases(&SourceFile::new(FileId(0), "cases.yaml", written(count)), Some(Format::Yaml)).cases;
            assert!(id.is_some() && cases.len() == 1, "the bench asks for what there is: {decision}");
            time(3, || cases.iter().for_each(|case| drop(policy.explain(&case.case, &Question::default(), id))))
        };
        let (once, four) = (run(100), run(400));
        let ratio = four.as_secs_f64() / once.as_secs_f64();
        println!(
            "{decision:<28} {:>9.2} ms {:>9.2} ms  {ratio:>6.1}",
            once.as_secs_f64() * 1e3,
            four.as_secs_f64() * 1e3
        );
    };
    for decision in ["go", "grant", "part", "total"] {
        line(&flat, decision, &children);
    }
    println!("in lists inside lists");
    for decision in ["go", "come"] {
        line(&nested, decision, &families);
    }
}

/// All of Dehong as the project ships it: what `pol check` and `pol eval` do, but for starting and reading the files.
fn dehong() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/yunnan");
    let Ok(bytes) = std::fs::read(folder.join("dehong.pol")) else { return println!("no policies/yunnan/dehong.pol") };
    let mut find = |name: &str, _: &str| {
        let bytes = std::fs::read(folder.join(format!("{name}.pol"))).ok()?;
        Some(pol::Found { name: name.to_owned(), bytes })
    };
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let loading = time(5, || {
        load("dehong.pol", &bytes, &mut find);
    });
    println!("\nall of Dehong with its vocabulary: load {:.1} ms", ms(loading));
    let Some(policy) = load("dehong.pol", &bytes, &mut find).policy else { return println!("it does not load") };
    let (case, question) = (Case::new(&policy.program), Question::default());
    let judged = time(9, || {
        let _ = pol::interpret::interpret(&policy.program, &case, &question, None);
    });
    println!("a case of which nothing is known, every decision judged: {:.2} ms", ms(judged));
    let told = time(3, || {
        let _ = policy.explain(&case, &question, None);
    });
    let decisions = policy.program.decisions.iter().enumerate().filter(|(_, found)| !found.grounds.is_empty());
    let mut each: Vec<(Duration, &str)> = decisions
        .map(|(index, decision)| {
            let told = time(3, || {
                let _ = policy.explain(&case, &question, Some(DecisionId::at(index)));
            });
            (told, &*decision.term.text)
        })
        .collect();
    each.sort();
    println!("explained with what would settle it, all {} decisions: {:.2} ms", each.len(), ms(told));
    println!("one decision: the middle one {:.2} ms", each.get(each.len() / 2).map_or(0.0, |(told, _)| ms(*told)));
    for (told, name) in each.iter().rev().take(5) {
        println!("  {name}: {:.2} ms", ms(*told));
    }
}

/// The whole process, from the start of the command to its end: each against starting it for nothing, in one run.
fn starting() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (dehong, zhang) = (path("yunnan/dehong.pol"), path("yunnan/cases/zhang.yaml"));
    let (water, household) = (path("elsewhere/water.pol"), "用水量=20立方米");
    let runs: [(&str, Vec<&str>); 5] = [
        ("nothing but itself", vec!["--version"]),
        ("a small policy and a case", vec!["eval", &water, "--fact", household]),
        ("Dehong checked", vec!["check", &dehong]),
        ("Dehong and a case, one decision", vec!["eval", &dehong, "--case", &zhang, "--decision", "在城镇落户"]),
        ("Dehong and a case, every decision", vec!["eval", &dehong, "--case", &zhang]),
    ];
    println!("\nstarting the command                    time   ratio");
    let mut least = None;
    for (name, arguments) in runs {
        let run = || {
            let command = Command::new(env!("CARGO_BIN_EXE_pol")).args(&arguments).stdout(Stdio::null()).status();
            assert!(command.is_ok_and(|status| status.success()), "the command runs: {arguments:?}");
        };
        let found = time(21, run).as_secs_f64() * 1e3;
        let ratio = found / *least.get_or_insert(found);
        println!("{name:<34} {found:>6.1} ms  {ratio:>6.1}");
    }
}

fn cases() {
    let policy = policy("fact ready: yes/no\n".replace("fact", "policy bench\nfact").as_str());
    let text = "---\ncase: one\nready: yes\n".repeat(10_000);
    let source = SourceFile::new(FileId(0), "cases.yaml", text);
    let found = time(3, || assert_eq!(policy.cases(&source, Some(Format::Yaml)).cases.len(), 10_000));
    println!("\n10,000 cases of YAML read: {:.1} ms", found.as_secs_f64() * 1e3);
}

fn main() {
    let text = large(10_000);
    let found = time(3, || {
        check(&text);
    });
    println!("a policy of {} lines checked: {:.1} ms", text.lines().count(), found.as_secs_f64() * 1e3);
    starting();
    constructs();
    dehong();
    cases();
    explaining();
    members();
}
