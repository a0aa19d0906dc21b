//! One policy above and a thousand below it, and a chain of many: printed, not judged. `cargo bench --bench layers` runs it.
#![expect(clippy::print_stdout, clippy::float_arithmetic, reason = "a bench prints ratios of times")]
#![expect(clippy::disallowed_methods, reason = "a bench has a clock")]

use pol::{Found, load};
use std::fmt::Write as _;
use std::time::Instant;

/// A province: so many articles, and powers to change them.
fn province(articles: usize) -> String {
    let mut out = "policy province\n".to_owned();
    for at in 1..=articles {
        let _ = writeln!(
            out,
            "fact tax {at}: money\nfact job {at}: yes/no\nfact home {at}: yes/no\nparameter line {at}: {at}00000 yuan"
        );
        let _ = writeln!(out, "power line {at}: may set parameter line {at} from 1 yuan to {at}00000 yuan");
        let _ = writeln!(out, "power route {at}: may only relax rule route {at}");
    }
    for at in 1..=articles {
        let _ = writeln!(
            out,
            "article {at}\n  (1) route {at}: may register in town when all of\n    - job: job {at}\n    - home: home {at}\n    - tax: tax {at} ≥ line {at}"
        );
    }
    out
}

/// A prefecture: three changes.
fn prefecture(number: usize, articles: usize) -> String {
    let at = number % articles + 1;
    format!(
        "policy prefecture {number} under province\nset parameter line {at}: {number}0 yuan\ndrop rule route {at} item home\nadd items to rule route {at}:\n  - more: job {at} or home {at}\n  beyond its powers because the bench asks more\n"
    )
}

fn all(count: usize, articles: usize) -> f64 {
    let province = province(articles);
    let texts: Vec<String> = (1..=count).map(|number| prefecture(number, articles)).collect();
    let start = Instant::now();
    for text in &texts {
        let loaded = load("prefecture.pol", text.as_bytes(), &mut |_, _| {
            Some(Found { name: "province.pol".to_owned(), bytes: province.clone().into_bytes() })
        });
        let codes: Vec<_> =
            loaded.diagnostics.iter().filter(|found| found.is_error()).map(|found| found.code).collect();
        assert!(loaded.policy.is_some(), "the bench writes policies that load: {codes:?}");
    }
    start.elapsed().as_secs_f64()
}

/// The lowest of so many policies, each under the one before, each with a change of a parameter and one more alternative.
fn chain(count: usize) -> f64 {
    let text = |at: usize| {
        match at.checked_sub(1) {
        None => "policy l0\nfact a: yes/no\nfact n: number\npower p: may change everything\nparameter line: 5\ndefine ok as any of\n  - base: a\n  - line: n ≥ line\narticle 1\n  may go when ok\n".to_owned(),
        Some(above) => format!("policy l{at} under l{above}\nset parameter line: {at}00\nadd items to definition ok:\n  - i{at}: n is -{at}\n"),
    }
    };
    let start = Instant::now();
    let loaded = load("lowest.pol", text(count).as_bytes(), &mut |name, _| {
        let at = name.strip_prefix('l')?.parse().ok()?;
        Some(Found { name: format!("{name}.pol"), bytes: text(at).into_bytes() })
    });
    let codes: Vec<_> = loaded.diagnostics.iter().filter(|found| found.is_error()).map(|found| found.code).collect();
    assert!(loaded.policy.is_some(), "the bench writes policies that load: {codes:?}");
    start.elapsed().as_secs_f64()
}

fn main() {
    chain(10);
    let (few, many) = (chain(25), chain(100));
    println!("a chain of 100 policies: {many:.2} s; four times as many: {:.1}x", many / few);
    let articles = 20;
    all(10, articles);
    let (few, many) = (all(250, articles), all(1000, articles));
    println!("1000 prefectures under a province of {articles} articles: {many:.2} s, {many:.2} ms each");
    println!("four times as many prefectures: {:.1}x", many / few);
    let wide = all(250, articles * 4);
    println!("four times as long a province: {:.1}x", wide / few);
}
