//! Versions side by side: each clause is shown whole, with what it differs through.

use crate::work::load_text;
use pol::compare::{Column, Comparison, Layout, compare};
use pol::{Found, Language, Loaded, load};

fn side_by_side(versions: &[Loaded]) -> Comparison {
    let programs = versions.iter().map(|loaded| &loaded.policy.as_ref().expect("it is a policy").program);
    compare(&programs.map(|program| Column { program, day: None, by_day: false, file: "" }).collect::<Vec<_>>())
}

/// How each clause stands in the second version, and through what.
fn found(one: &str, two: &str) -> Vec<String> {
    let told = side_by_side(&[load_text(one), load_text(two)]);
    let clauses = told.clauses.iter().filter_map(|row| {
        let cell = row.cells.get(1)?;
        let through: Vec<&str> = cell.through.iter().map(|text| text.en.as_str()).collect();
        Some(format!("{}: {}", cell.effect, through.join("; ")))
    });
    clauses.collect()
}

#[test]
fn rules_that_share_a_place_are_all_shown() {
    let base = "policy base\nfact resident: yes/no\nfact urban: yes/no\nfact hill: yes/no\nfact valley: yes/no\n\
                power everything: may change everything\n\
                article 1\n  (1) basic: may apply when resident\n    applies to hill and not hill\n";
    let below = "policy local under base\narticle 7\n  may apply when urban\n    applies to hill and urban\n    \
                 deviates from article 1 rule basic\n  may apply when resident\n    applies to hill and valley\n    \
                 deviates from article 1 rule basic\n";
    let local = load("local.pol", below.as_bytes(), &mut |name, _| {
        (name == "base").then(|| Found { name: "base.pol".into(), bytes: base.as_bytes().to_vec() })
    });
    let text = side_by_side(&[load_text(base), local]).text(Layout::Narrow, Language::English);
    assert!(text.contains("- urban") && text.contains("- valley"), "{text}");
}

#[test]
fn a_term_is_that_of_its_article() {
    let text = |income: u8, age: u8, more: &str| {
        format!(
            "policy test\nfact age: number\nfact income: number\n\
             article 1\n  define small as income < {income}\n  may apply when small\n\
             article 2\n  define small as age < {age}\n  may enrol when small{more}\n"
        )
    };
    let before = text(10, 10, "");
    assert_eq!(found(&before, &text(10, 12, "")), ["same: ", "looser: through “small”: age < 10 → age < 12"]);
    let after = found(&before, &text(20, 10, " and age > 3"));
    let here = "tighter: here: small → small and age > 3";
    assert_eq!(after, ["looser: through “small”: income < 10 → income < 20", here]);
    // An article that has got another number has its term still.
    let moved = text(20, 10, "").replace("article 1\n", "article 5\n");
    assert!(
        found(&before, &moved).iter().any(|told| told.contains("income < 10 → income < 20")),
        "{:?}",
        found(&before, &moved)
    );
}

#[test]
fn grades_in_another_order_are_shown_whole() {
    let text =
        |grades: &str| format!("policy test\nfact rank: grade {grades}\narticle 1\n  may apply when rank ≥ middle\n");
    let found = found(&text("low < middle < high"), &text("low < high < middle"));
    assert_eq!(found, ["tighter: through the choices of “rank”: low < middle < high → low < high < middle"]);
}

#[test]
fn what_two_versions_do_beyond_their_powers_is_told_of_both() {
    let base = "policy base\nfact hill: yes/no\nfact valley: yes/no\narticle 1\n  may apply when hill and valley\n";
    let local = |whom: &str| {
        let text = format!(
            "policy local under base\narticle 1\n  may apply when {whom}\n    beyond its powers because so it says\n"
        );
        load("local.pol", text.as_bytes(), &mut |name, _| {
            (name == "base").then(|| Found { name: "base.pol".into(), bytes: base.as_bytes().to_vec() })
        })
    };
    let text = side_by_side(&[local("hill"), local("valley")]).text(Layout::Narrow, Language::English);
    assert_eq!(text.matches("beyond its powers").count(), 2, "{text}");
}
