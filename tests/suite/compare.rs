//! Versions side by side: each clause is shown whole, with what it differs through.

use crate::work::load_text;
use pol::compare::{Column, Comparison, Layout, compare, effective};
use pol::{Found, Language, Loaded, load};
use std::fmt::Write as _;

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

/// Two versions that differ in one line, and how the clauses of the second stand to those of the first. Nothing that
/// differs is the same.
#[test]
fn what_differs_behind_a_clause_is_not_the_same() {
    let pairs: [(&str, &str, &str, &[&str]); 6] = [
        (
            "fact asked on: date\nfact given on: date\nholidays 2014: 2014-05-01HERE\narticle 1\n  may appeal when given on is on or before asked on plus 10 working days\n",
            "",
            ", 2014-05-02",
            &["not decided: through the holidays that are written"],
        ),
        (
            "place north\nplace south\nplace hill in HERE\nfact home: place\narticle 1\n  may apply when home is in north\n  may enrol when home is in hill\n",
            "north",
            "south",
            &["same: ", "different: "],
        ),
        (
            "fact settled: yes/no, presumed HERE because it is so\nfact young: yes/no\narticle 1\n  may apply when settled\n  may enrol when young\n",
            "yes",
            "no",
            &["not decided: through what is presumed of “settled”: yes → no", "same: "],
        ),
        (
            "unit points\nfact young: yes/no\nfact well: yes/no\narticle 1\n  score sc\n    (1) young: HERE points when young\n    (2) well: 10 points when well\narticle 2\n  may go when sc ≥ 15 points\n",
            "10",
            "20",
            &[
                "looser: here: total of (young: 10 points when young; well: 10 points when well) → total of (young: 20 points when young; well: 10 points when well)",
                "looser: through what is decided of “sc” (looser)",
            ],
        ),
        (
            "fact n: number\nfact young: yes/no\narticle 1\n  table fee, first row that fits\n    n          | young | fee\nHERE    otherwise  | 3 yuan\n",
            "    at most 10 | any   | 1 yuan\n    any        | yes   | 2 yuan\n",
            "    any        | yes   | 2 yuan\n    at most 10 | any   | 1 yuan\n",
            &[
                "different: here: 1 yuan → 2 yuan; here: n ≤ 10 → young",
                "different: here: 2 yuan → 1 yuan; here: young → n ≤ 10",
                "same: ",
            ],
        ),
        (
            "fact n: number\nfact young: yes/no\narticle 1\n  table fee, first row that fits\n    n          | young | fee\nHERE    otherwise  | 3 yuan\narticle 2\n  may go when fee ≥ 2 yuan\n",
            "    at most 10 | any   | 1 yuan\n    any        | yes   | 2 yuan\n",
            "    any        | yes   | 2 yuan\n    at most 10 | any   | 1 yuan\n",
            &[
                "different: here: 1 yuan → 2 yuan; here: n ≤ 10 → young",
                "different: here: 2 yuan → 1 yuan; here: young → n ≤ 10",
                "same: ",
                "not decided: through what is decided of “fee” (not decided)",
            ],
        ),
    ];
    let wrong = pairs.into_iter().filter_map(|(text, one, two, wanted)| {
        let version = |part: &str| format!("policy test\n{}", text.replace("HERE", part));
        let found = found(&version(one), &version(two));
        (found != wanted).then_some((text, found))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Two texts of which a term has several readings, and what is asked beside it.
fn with_readings(home: &str, count: usize, asked: &str) -> String {
    let more = (0..count).fold(String::new(), |mut out, at| {
        let _ = writeln!(out, "  reading more {at}: home and n ≥ {at}");
        out
    });
    format!(
        "policy test\nfact home: yes/no\nfact birth: yes/no\nfact n: number\n\
         define local (本地人) as readings\n  because the article does not say\n  \
         reading by home (按住所) (default): home\n  reading by origin (按籍贯): {home}\n{more}\
         article 1\n  (1) grant (补助): may apply (申请) when local\n  (2) other: may wait when {asked}\n"
    )
}

#[test]
fn another_verdict_under_another_reading_is_told() {
    let (one, two) = (with_readings("birth", 0, "n > 2"), with_readings("home or birth", 0, "n > 2"));
    let told = side_by_side(&[load_text(&one), load_text(&two)]);
    let english = told.text(Layout::Narrow, Language::English);
    assert!(english.contains("same; under reading by origin: looser"), "{english}");
    // What does not hinge on the reading is the same and is not shown.
    assert!(english.contains("1 clause is the same"), "{english}");
    for layout in [Layout::Narrow, Layout::Wide, Layout::Markdown] {
        let chinese = told.text(layout, Language::Chinese);
        assert!(chinese.contains("相同；按读法“按籍贯”：放宽"), "{chinese}");
    }
    let data = serde_json::to_value(&told).expect("it is data");
    let under = &data["clauses"][0]["cells"][1]["readings"];
    assert_eq!(under[0]["effect"], "looser", "{data}");
    assert_eq!(under[0]["reading"]["en"], "by origin", "{data}");
    assert_eq!(under[0]["term"]["zh"], "本地人", "{data}");
    assert_eq!(data["decisions"][0]["cells"][1]["readings"], *under, "{data}");
    // Nothing is added where all readings agree.
    assert!(data["clauses"][1]["cells"][1].get("readings").is_none(), "{data}");
    let same = side_by_side(&[load_text(&one), load_text(&one)]);
    assert!(!same.text(Layout::Narrow, Language::English).contains("under reading"));
}

#[test]
fn so_many_readings_are_tried_and_no_more() {
    let (one, two) = (with_readings("birth", 120, "n > 2"), with_readings("home", 120, "n > 3"));
    let text = side_by_side(&[load_text(&one), load_text(&two)]).text(Layout::Narrow, Language::English);
    assert!(text.contains("of 121 readings that do not hold by default, the first 100 were tried"), "{text}");
}

#[test]
fn data_says_that_a_text_is_not_in_force() {
    let loaded = load_text(
        "policy town\n  in force from 2012-01-01 until 2013-12-31\nfact owner: yes/no\narticle 1\n  may apply when owner\n",
    );
    let program = &loaded.policy.as_ref().expect("it is a policy").program;
    for (day, named) in [("2013-06-01", 0), ("2014-06-01", 1)] {
        let day = pol::types::Date::strptime("%Y-%m-%d", day).ok();
        let column = Column { program, day, by_day: true, file: "" };
        let compared = serde_json::to_value(compare(&[column, column])).expect("it is data");
        let whole = serde_json::to_value(effective(program, day)).expect("it is data");
        for data in [compared, whole] {
            let told = data.get("not_in_force").and_then(|told| told.as_array()).map_or(0, Vec::len);
            assert_eq!(told, named, "{data:#}");
        }
    }
}
