//! Text → tree, for any text.
//!
//! In: one source text. Out: a [`Parsed`] tree, the comments with their places, and what was wrong with the shape.
//! Never: fails, knows a name, or looks at another file. Nothing outside this folder knows pest.

pub mod ast;
pub mod keywords;

mod atoms;
mod build;
mod changes;
mod choices;
mod echoes;
mod error;
mod forms;
mod habits;
mod holidays;
mod kinds;
mod layout;
mod quotes;
mod rules;
mod run_on;
mod slips;
mod tables;

pub use choices::of as choice_of;
pub use echoes::drop_echoes;
pub use error::SyntaxError;
pub use habits::reckoned_amount;
pub use layout::{MAX_BRACKETS, MAX_BYTES, MAX_COLUMNS, MAX_LINES, MAX_LISTS};
pub use rules::plain_ordinal;
pub use run_on::refuses as name_refused;
pub use slips::connectives;

use crate::source::{SourceFile, Span};

mod parser {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/pol.pest"]
    #[grammar = "grammar/layers.pest"]
    #[grammar = "grammar/phrase.pest"]
    #[grammar = "grammar/lexical.pest"]
    pub struct PolParser;
}

use parser::{PolParser, Rule};

/// A tree for any text, with what was wrong.
#[derive(Debug)]
pub struct Parsed {
    /// The policy as written.
    pub module: ast::Module,
    /// Comments, with their `#`, in the order of the text.
    pub comments: Vec<Span>,
    /// What was wrong with the shape.
    pub errors: Vec<SyntaxError>,
    /// Declarations that cannot be read: what they declare is not known to be missing.
    pub broken: Vec<Span>,
}

/// Parses a text. A broken line costs itself and what hangs on it; everything else is in the tree.
#[must_use]
pub fn parse(source: &SourceFile) -> Parsed {
    let mut layout = layout::layout(source);
    let quotes = quotes::set_aside(source, &mut layout);
    let (mut module, errors, broken) = build::module(source, &layout);
    module.quotes = quotes;
    let mut all = std::mem::take(&mut layout.errors);
    all.extend(errors);
    Parsed { module, comments: layout.comments, errors: all, broken }
}

/// Reads a text of its own as a phrase, as for a name or the value of a case.
#[must_use]
pub fn parse_phrase(source: &SourceFile, span: Span) -> ast::Phrase {
    build::phrase_alone(source, span)
}

/// The atoms of a name, by which it is found in a phrase.
#[must_use]
pub fn parse_name(text: &str) -> ast::Phrase {
    let source_id = crate::source::FileId(u32::MAX);
    let span = Span::new(source_id, 0, text.len());
    atoms::plain(text, span, true).unwrap_or_else(|| build::phrase_alone(&SourceFile::new(source_id, "", text), span))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_alike(text: &str) {
        let span = Span::new(crate::source::FileId(u32::MAX), 0, text.len());
        let source = SourceFile::new(span.file, "", text);
        if let Some(plain) = atoms::plain(text, span, true) {
            assert_eq!(format!("{plain:?}"), format!("{:?}", build::phrase_alone(&source, span)), "{text}");
        }
    }

    proptest::proptest! {}

    /// Keywords and names are found the same way whether they are cut by hand or by the grammar.
    #[test]
    fn plain_names_are_cut_as_the_grammar_cuts_them() {
        let keywords = keywords::PHRASE.iter().flat_map(|keyword| keyword.en.iter().chain(keyword.zh));
        let names =
            ["3-year tax", "3年累计纳税", "户籍 省份", "Pu'er", "合法稳定住所", "１年", "C# skill", "2/3", "2011-12-1"];
        keywords.chain(&names).for_each(|text| cut_alike(text));
    }

    proptest::proptest! {
        /// So is any row of the characters that phrases are made of.
        #[test]
        fn plain_phrases_are_cut_as_the_grammar_cuts_them(text in "[aZ3 2019\\-'_,，年人>≥=+]{0,9}|[aZé3 2019\\-'_’.,，、年月日人〇一>≥<=!+*/%：;。)(\t’é５]{0,14}") {
            cut_alike(&text);
        }
    }
}
