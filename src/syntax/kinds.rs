//! Which kinds of line a text can be, by the keywords that each kind must have.
//!
//! In every place many kinds of line may stand, and the grammar tries one after the other. A kind whose keyword is not
//! in the line cannot be it: leaving those out finds the same kind in a fraction of the time. The grammar has the last
//! word on what a line says, and the only word on what is wrong with one; a test holds this table to it.

use super::keywords;
use super::{PolParser, Rule};
use pest::Parser;
use pest::error::Error;
use pest::iterators::Pair;
use std::sync::LazyLock;

/// Rule `WHITESPACE`.
const SPACE: [char; 5] = [' ', '\t', '\u{3000}', '\u{a0}', '\r'];

/// Where a kind of line has its keyword.
#[derive(Clone, Copy)]
enum Mark {
    /// It begins with one of these.
    Begins(&'static [&'static str]),
    /// One of these stands somewhere in it.
    Holds(&'static [&'static str]),
    /// It begins with one of these spellings, which are no keywords.
    Spelt(&'static [&'static str]),
    /// It has none.
    Free,
}

use Mark::{Begins, Free, Holds, Spelt};

const TOP: &[(Rule, Mark)] = &[
    (Rule::policy_line, Begins(&["kw_policy"])),
    (Rule::vocabulary_line, Begins(&["kw_vocabulary"])),
    (Rule::use_line, Begins(&["kw_use"])),
    (Rule::fact_line, Begins(&["kw_fact"])),
    (Rule::record_line, Begins(&["kw_record"])),
    (Rule::type_line, Begins(&["kw_type"])),
    (Rule::unit_line, Begins(&["kw_unit"])),
    (Rule::place_set_line, Begins(&["kw_place_set"])),
    (Rule::place_line, Begins(&["kw_place"])),
    (Rule::holidays_line, Begins(&["kw_holidays"])),
    (Rule::parameter_line, Begins(&["kw_parameter"])),
    (Rule::define_line, Begins(&["kw_define"])),
    (Rule::decision_line, Begins(&["kw_decision"])),
    (Rule::article_line, Spelt(&["article", "第"])),
    (Rule::figure_line, Begins(&["kw_figure"])),
    (Rule::example_line, Begins(&["kw_example"])),
    (Rule::words_line, Holds(&["kw_excludes", "kw_includes"])),
    (Rule::power_line, Begins(&["kw_power"])),
    (Rule::set_line, Begins(&["kw_set"])),
    (Rule::replace_line, Begins(&["kw_replace"])),
    (Rule::drop_line, Begins(&["kw_drop"])),
    (Rule::add_condition_line, Begins(&["kw_add_condition"])),
    (Rule::add_exception_line, Begins(&["kw_add_exception"])),
    (Rule::add_items_line, Begins(&["kw_add_items"])),
    (Rule::narrow_line, Begins(&["kw_narrow"])),
    (Rule::widen_line, Begins(&["kw_widen"])),
    (Rule::extend_line, Begins(&["kw_extend"])),
];

const IN_ARTICLE: &[(Rule, Mark)] = &[
    (Rule::applies_line, Begins(&["kw_applies"])),
    (Rule::define_line, Begins(&["kw_define"])),
    (Rule::cites_line, Begins(&["kw_cites"])),
    (Rule::except_line, Holds(&["kw_except"])),
    (Rule::in_force_line, Begins(&["kw_in_force"])),
    (Rule::issued_line, Begins(&["kw_issued"])),
    (Rule::earlier_line, Begins(&["kw_earlier"])),
    (Rule::inferred_line, Begins(&["kw_inferred"])),
    (Rule::replaces_line, Begins(&["kw_replaces"])),
    (Rule::beyond_line, Begins(&["kw_beyond"])),
    (Rule::by_power_line, Begins(&["kw_by_power"])),
    (Rule::power_line, Begins(&["kw_power"])),
    (Rule::set_line, Begins(&["kw_set"])),
    (Rule::replace_line, Begins(&["kw_replace"])),
    (Rule::drop_line, Begins(&["kw_drop"])),
    (Rule::add_condition_line, Begins(&["kw_add_condition"])),
    (Rule::add_exception_line, Begins(&["kw_add_exception"])),
    (Rule::add_items_line, Begins(&["kw_add_items"])),
    (Rule::narrow_line, Begins(&["kw_narrow"])),
    (Rule::widen_line, Begins(&["kw_widen"])),
    (Rule::extend_line, Begins(&["kw_extend"])),
    (Rule::note_line, Begins(&["kw_hortatory", "kw_text_missing", "kw_elsewhere"])),
    (Rule::figure_line, Begins(&["kw_figure"])),
    (Rule::table_line, Holds(&["kw_table"])),
    (Rule::score_line, Holds(&["kw_score"])),
    (Rule::options_line, Holds(&["kw_options"])),
    (Rule::rule_line, Holds(&["kw_must_not", "kw_must", "kw_may", "kw_entitled"])),
    (Rule::value_line, Holds(&["kw_is", "kw_value_otherwise"])),
];

const IN_RULE: &[(Rule, Mark)] = &[
    (Rule::applies_line, Begins(&["kw_applies"])),
    (Rule::cites_line, Begins(&["kw_cites"])),
    (Rule::notwithstanding_line, Begins(&["kw_notwithstanding"])),
    (Rule::subject_line, Begins(&["kw_subject"])),
    (Rule::replaces_line, Begins(&["kw_replaces"])),
    (Rule::deviates_line, Begins(&["kw_deviates"])),
    (Rule::by_power_line, Begins(&["kw_by_power"])),
    (Rule::beyond_line, Begins(&["kw_beyond"])),
    (Rule::inferred_line, Begins(&["kw_inferred"])),
    (Rule::when_line, Begins(&["kw_when"])),
    (Rule::met_line, Begins(&["kw_met"])),
    (Rule::breached_line, Begins(&["kw_breached"])),
    (Rule::ends_line, Begins(&["kw_ends_for_good", "kw_ends"])),
    (Rule::except_line, Holds(&["kw_except"])),
    (Rule::item_line, Free),
];

const IN_LIST: &[(Rule, Mark)] = &[(Rule::except_line, Holds(&["kw_except"])), (Rule::item_line, Free)];

/// A kind of line with the spellings of its keywords.
struct Kind {
    rule: Rule,
    mark: Mark,
    spellings: Vec<&'static str>,
}

/// The kinds of line of each place, in the order in which the grammar tries them.
static PLACES: LazyLock<[(Rule, Vec<Kind>); 4]> = LazyLock::new(|| {
    [
        (Rule::top_line, TOP),
        (Rule::inner_article_line, IN_ARTICLE),
        (Rule::inner_rule_line, IN_RULE),
        (Rule::inner_list_line, IN_LIST),
    ]
    .map(|(place, kinds)| (place, kinds.iter().map(kind).collect()))
});

fn kind((rule, mark): &(Rule, Mark)) -> Kind {
    let spellings = match mark {
        Begins(rules) | Holds(rules) => {
            let rows = rules.iter().filter_map(|rule| keywords::line_keyword(rule));
            rows.flat_map(|row| row.en.iter().chain(row.zh)).copied().collect()
        }
        Spelt(spellings) => spellings.to_vec(),
        Free => Vec::new(),
    };
    Kind { rule: *rule, mark: *mark, spellings }
}

impl Kind {
    fn may_be(&self, text: &str) -> bool {
        match self.mark {
            Begins(_) | Spelt(_) => self.spellings.iter().any(|word| begins(text.as_bytes(), word)),
            Holds(_) => self.spellings.iter().any(|word| holds(text.as_bytes(), word)),
            Free => true,
        }
    }
}

fn begins(text: &[u8], word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

fn holds(text: &[u8], word: &str) -> bool {
    let first = word.as_bytes().first().copied().unwrap_or_default();
    let mut starts = text.iter().enumerate().filter(|(_, byte)| byte.eq_ignore_ascii_case(&first));
    starts.any(|(at, _)| begins(text.get(at..).unwrap_or_default(), word))
}

/// The pair of a line, by the rule of the place where it stands.
pub fn parse(place: Rule, text: &str) -> Result<Option<Pair<'_, Rule>>, Box<Error<Rule>>> {
    let kinds = PLACES.iter().find(|(known, _)| *known == place).map(|(_, kinds)| kinds.as_slice());
    // White space before a line is no part of it, as the rule of a place knows and that of a kind does not.
    let kinds = kinds.filter(|_| !text.starts_with(SPACE));
    for kind in kinds.unwrap_or_default().iter().filter(|kind| kind.may_be(text)) {
        // As in the grammar, the first kind that fits is the one, and then the line must end.
        let Some(pair) = PolParser::parse(kind.rule, text).ok().and_then(|mut pairs| pairs.next()) else { continue };
        if is_end(text.get(pair.as_span().end()..).unwrap_or_default()) {
            return Ok(Some(pair));
        }
        break;
    }
    by_grammar(place, text)
}

/// The same by the grammar alone.
pub fn by_grammar(place: Rule, text: &str) -> Result<Option<Pair<'_, Rule>>, Box<Error<Rule>>> {
    let mut pairs = PolParser::parse(place, text).map_err(Box::new)?;
    Ok(pairs.find(|pair| !matches!(pair.as_rule(), Rule::EOI)))
}

/// Rule `end`.
fn is_end(rest: &str) -> bool {
    let rest = rest.trim_start_matches(SPACE);
    let rest = rest.strip_prefix(['；', ';', '。']).unwrap_or(rest);
    rest.trim_start_matches(SPACE).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pest_meta::ast::{Expr, RuleType};
    use std::collections::HashMap;

    fn read_alike(text: &str) {
        for (place, _) in &*PLACES {
            let show = |found: Result<Option<Pair<'_, Rule>>, Box<Error<Rule>>>| format!("{found:?}");
            assert_eq!(show(parse(*place, text)), show(by_grammar(*place, text)), "{place:?}: {text}");
        }
    }

    /// The rules that a rule of the grammar chooses among, with those of its silent groups in their place.
    fn choices(grammar: &HashMap<String, pest_meta::ast::Rule>, name: &str) -> Vec<String> {
        let rule = grammar.get(name).expect("the grammar has a rule of that name");
        let mut out = Vec::new();
        for expr in rule.expr.iter_top_down() {
            match expr {
                Expr::Ident(inner) if inner.ends_with("_line") || inner.ends_with("_item") => {
                    let silent = grammar.get(&inner).is_some_and(|rule| rule.ty == RuleType::Silent);
                    out.extend(if silent { choices(grammar, &inner) } else { vec![inner] });
                }
                _ => {}
            }
        }
        out
    }

    /// A kind that the grammar gains has its row here, at its place in the order.
    #[test]
    fn each_place_has_the_kinds_of_the_grammar() {
        let text = concat!(
            include_str!("../../grammar/pol.pest"),
            include_str!("../../grammar/layers.pest"),
            include_str!("../../grammar/phrase.pest"),
            include_str!("../../grammar/lexical.pest"),
        );
        let pairs = pest_meta::parser::parse(pest_meta::parser::Rule::grammar_rules, text);
        let rules = pest_meta::parser::consume_rules(pairs.expect("this is the grammar")).expect("this is the grammar");
        let grammar: HashMap<String, pest_meta::ast::Rule> =
            rules.into_iter().map(|rule| (rule.name.clone(), rule)).collect();
        for (place, kinds) in &*PLACES {
            let ours: Vec<String> = kinds.iter().map(|kind| format!("{:?}", kind.rule)).collect();
            assert_eq!(ours, choices(&grammar, &format!("{place:?}")), "{place:?}");
        }
    }

    #[test]
    fn lines_of_policies_are_read_as_the_grammar_reads_them() {
        let policies = [
            include_str!("../../policies/yunnan/dehong.pol"),
            include_str!("../../policies/yunnan/dehong-english.pol"),
            include_str!("../../policies/yunnan/vocabulary.pol"),
            include_str!("../../policies/elsewhere/points.pol"),
        ];
        policies.iter().flat_map(|text| text.lines()).for_each(|line| read_alike(line.trim()));
    }

    proptest::proptest! {
        /// So is any row of keywords and other pieces of lines.
        #[test]
        fn other_lines_are_read_as_the_grammar_reads_them(pieces in proptest::collection::vec(0..400_usize, 0..6)) {
            let words = keywords::LINE.iter().flat_map(|row| row.en.iter().chain(row.zh)).copied();
            let others = ["-", "(1)", "（一）", "a", "b c", "甲", ":", "：", ",", "，", "1", "\"t\"", "2011-12-01", "。", "article 1", "第一条", "|", "yuan", "<", "(", ")", "FACT"];
            let all: Vec<&str> = words.chain(others).chain([" "]).collect();
            let text: Vec<&str> = pieces.iter().map(|piece| all[piece % all.len()]).collect();
            read_alike(&text.join(" "));
            read_alike(&text.concat());
        }
    }
}
