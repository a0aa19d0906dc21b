//! The grammar, the keyword table and the enums agree, and each rule of the grammar shows an example.

use pest_meta::ast::{Expr, Rule, RuleType};
use pest_meta::parser::{self, Rule as Meta};
use pol::syntax::keywords::{Class, LINE, PHRASE, UNITS, Word};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The files of the grammar in the order in which they are joined.
const FILES: [&str; 4] = ["pol.pest", "layers.pest", "phrase.pest", "lexical.pest"];

/// Spellings that two rows of phrases share; the class settles which of the two is meant.
const SHARED: [(&str, [Class; 2]); 6] = [
    ("no", [Class::Quantifier, Class::Operand]),
    ("over", [Class::Infix, Class::ListInfix]),
    ("全部", [Class::Quantifier, Class::AfterList]),
    ("是", [Class::Infix, Class::Operand]),
    ("没有", [Class::Not, Class::Quantifier]),
    ("的", [Class::Infix, Class::Postfix]),
];

fn text_of(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rules() -> Vec<Rule> {
    let joined: String = FILES.map(text_of).concat();
    let pairs = parser::parse(Meta::grammar_rules, &joined).expect("the crate compiled with this grammar");
    parser::consume_rules(pairs).expect("the crate compiled with this grammar")
}

/// What a rule spells out; the rules it refers to are left aside.
fn literals(rule: &Rule) -> BTreeSet<String> {
    let literal = |expr| if let Expr::Str(text) | Expr::Insens(text) = expr { Some(text) } else { None };
    rule.expr.iter_top_down().filter_map(literal).collect()
}

#[test]
fn keyword_rules_equal_the_rows_of_the_table() {
    let in_grammar: BTreeMap<String, BTreeSet<String>> = rules()
        .iter()
        .filter(|rule| rule.name.starts_with("kw_"))
        .map(|rule| (rule.name.clone(), literals(rule)))
        .collect();
    let mut in_table = BTreeMap::new();
    for row in LINE {
        let spellings = row.en.iter().chain(row.zh).map(ToString::to_string).collect();
        assert!(in_table.insert(row.rule.to_owned(), spellings).is_none(), "{} has two rows", row.rule);
    }
    let rules: BTreeSet<&String> = in_grammar.keys().collect();
    let rows: BTreeSet<&String> = in_table.keys().collect();
    assert_eq!(rules.difference(&rows).collect::<Vec<_>>(), [] as [&&String; 0], "rules without a row");
    assert_eq!(rows.difference(&rules).collect::<Vec<_>>(), [] as [&&String; 0], "rows without a rule");
    for (rule, spellings) in &in_table {
        assert_eq!(in_grammar.get(rule), Some(spellings), "{rule}: left the grammar, right the table");
    }
}

#[test]
fn english_keywords_ignore_case_and_chinese_ones_have_none() {
    for rule in rules().iter().filter(|rule| rule.name.starts_with("kw_")) {
        for expr in rule.expr.iter_top_down() {
            if let Expr::Str(text) = expr {
                assert!(!text.contains(|c: char| c.is_ascii_alphabetic()), "{}: `{text}`", rule.name);
            } else if let Expr::Insens(text) = expr {
                assert!(text.is_ascii(), "{}: `{text}`", rule.name);
            }
        }
    }
}

#[test]
fn every_rule_that_makes_a_node_shows_an_example() {
    let silent: BTreeSet<String> =
        rules().into_iter().filter(|rule| rule.ty == RuleType::Silent).map(|rule| rule.name).collect();
    let mut bare = Vec::new();
    for file in FILES {
        let text = text_of(file);
        let mut above = "";
        for line in text.lines() {
            let name = line.split_once(" = ").map(|(name, _)| name).filter(|name| !name.contains(char::is_whitespace));
            // A keyword is its own example, and so is a comma.
            let plain = |name: &&str| !silent.contains(*name) && !name.starts_with("kw_") && *name != "comma";
            if let Some(name) = name.filter(plain)
                && !above.starts_with("/// ")
            {
                bare.push(format!("{file}: {name}"));
            }
            above = line;
        }
    }
    assert!(bare.is_empty(), "no `///` line directly above: {bare:#?}");
}

#[test]
fn rows_of_phrases_stand_in_the_order_of_their_enum() {
    for (index, row) in PHRASE.iter().enumerate() {
        assert_eq!(row.word as usize, index, "{:?}", row.word);
    }
    // `None` is the last variant: no word is without a row.
    assert_eq!(PHRASE.len(), Word::None as usize + 1);
}

#[test]
fn no_spelling_of_a_phrase_stands_twice() {
    let mut seen: BTreeMap<String, Vec<Class>> = BTreeMap::new();
    for row in PHRASE {
        for spelling in row.en.iter().chain(row.zh) {
            seen.entry(spelling.to_lowercase()).or_default().push(row.class);
        }
    }
    seen.retain(|_, classes| classes.len() > 1);
    let shared = SHARED.map(|(spelling, classes)| (spelling.to_owned(), classes.to_vec()));
    assert_eq!(seen, BTreeMap::from(shared));
}

#[test]
fn no_spelling_of_a_unit_stands_twice() {
    let mut seen = BTreeSet::new();
    for row in UNITS {
        // Signs such as % are spelt alike in both languages.
        let spellings: BTreeSet<String> = row.en.iter().chain(row.zh).map(|spelling| spelling.to_lowercase()).collect();
        for list in [row.en, row.zh] {
            assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len(), "{:?}", row.unit);
        }
        for spelling in spellings {
            assert!(seen.insert(spelling.clone()), "`{spelling}` stands twice");
        }
    }
}
