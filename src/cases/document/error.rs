//! What can be wrong with a case file before any type is known, in words.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

use super::{MAX_BYTES, MAX_DEPTH, MAX_NAME, MAX_VALUES, MAX_YAML_NAME};
use crate::diagnostics::{Diagnostic, Explain, Text};
use crate::source::Span;
use crate::text;
use granit_parser::ErrorKind;

/// What can be wrong with a case file before any type is known.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentError {
    /// It does not read on here. `detail` is the sentence of the library that stopped.
    Syntax { at: Span, fault: Fault, detail: String },
    /// One name twice in one map.
    DuplicateKey { at: Span, first: Option<Span>, key: String },
    /// A list, a map, nothing or true/false where a name should stand.
    Key { at: Span },
    /// `&name`, `*name` or `<<`.
    Reuse { at: Span, what: Reuse },
    /// `!tag`
    Tag { at: Span },
    /// Lists and maps inside each other beyond the limit.
    TooDeep { at: Span },
    /// More bytes or values than the limit.
    TooLarge { at: Span, what: Measure },
}

/// Why a text does not read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A bracket or quotation without its partner, or an end that came too early.
    Unclosed,
    /// A tab in the indentation, or indentation that fits nothing above it.
    Indentation,
    /// A colon where no name can stand, or a character that means something else to YAML.
    Character,
    /// A backslash before something that it does not go with.
    Escape,
    /// YAML, perhaps, but not JSON.
    NotJson,
    /// A TOML name or value that needs quotes: Chinese, a word, or digits that begin with 0.
    Bare,
    /// `：` between a name and its value, where YAML knows only `: `.
    FullWidthColon,
    /// A name longer than YAML reads.
    LongName,
    /// None of these.
    Other,
}

/// What there can be too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The text itself.
    Bytes,
    /// What stands in it.
    Values,
}

/// The ways in which YAML writes a thing once and means it several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// `&name`
    Anchor,
    /// `*name`
    Alias,
    /// `<<`
    Merge,
}

impl Fault {
    pub(super) fn of(kind: &ErrorKind) -> Self {
        use ErrorKind as K;
        match kind {
            K::UnclosedFlowCollection { .. }
            | K::UnclosedQuotedScalar
            | K::MisplacedFlowCollectionEnd
            | K::MismatchedFlowCollectionEnd { .. } => Self::Unclosed,
            K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabInIndentation
            | K::TabAtBlockScalarStart
            | K::TabInPlainScalar
            | K::InvalidIndentation
            | K::InvalidBlockScalarIndent
            | K::InvalidQuotedScalarIndent
            | K::ExpectedBlockMappingKey
            | K::ExpectedBlockSequenceEntry
            | K::BlockSequenceEntryNotAllowed => Self::Indentation,
            K::MappingValueNotAllowed
            | K::MappingKeyNotAllowed
            | K::InvalidColonPlacement
            | K::SimpleKeyExpected
            | K::InvalidSimpleKey
            | K::UnexpectedCharacter { .. }
            | K::BomInsideDocument => Self::Character,
            K::UnknownQuotedScalarEscape
            | K::InvalidQuotedScalarHexEscape
            | K::InvalidLowSurrogateHexEscape
            | K::InvalidLowSurrogate
            | K::MissingLowSurrogate
            | K::UnpairedLowSurrogate
            | K::InvalidUnicodeEscape => Self::Escape,
            _ => Self::Other,
        }
    }

    pub(super) fn of_toml(detail: &str) -> Self {
        let begins = |words: &[&str]| words.iter().any(|word| detail.starts_with(word));
        if begins(&["invalid unquoted key", "string values must be quoted", "unexpected leading zero"]) {
            Self::Bare
        } else if begins(&["unclosed", "missing closing"]) {
            Self::Unclosed
        } else {
            Self::Other
        }
    }

    /// What is wrong, and what to do.
    fn words(self) -> (Text, Option<Text>) {
        match self {
            Self::Unclosed => (
                text!("a bracket or a quotation without its partner", "括号或引号不成对"),
                Some(text!("close what was opened", "请补上缺少的括号或引号")),
            ),
            Self::Indentation => (
                text!("the indentation of this line fits nothing above it", "此行的缩进与上文对不上"),
                Some(text!(
                    "align the names of one map with spaces, not tabs",
                    "同一层的名称请用空格左对齐，不用制表符"
                )),
            ),
            Self::Character => (
                text!("a character that cannot stand here", "此处不能出现这个字符"),
                Some(text!("write text with special characters in quotes", "含特殊字符的文字请加引号")),
            ),
            Self::Escape => (
                text!("a backslash before something that it does not go with", "反斜杠后的内容无法识别"),
                Some(text!("write a backslash itself as `\\\\`", "反斜杠本身请写作 `\\\\`")),
            ),
            Self::NotJson => (
                text!("this cannot be read as JSON", "此处不符合 JSON 的写法"),
                Some(text!(
                    "put names and texts in double quotes, and no comma after the last item; or name the file `.yaml`",
                    "名称和文字须用英文双引号，末项之后不加逗号；也可把文件改名为 `.yaml`"
                )),
            ),
            Self::LongName => (
                text!(
                    "a name of more than {MAX_NAME} characters, or in YAML of more than {MAX_YAML_NAME}",
                    "名称超过 {MAX_NAME} 个字符（YAML 为 {MAX_YAML_NAME} 个）"
                ),
                Some(text!("write it as short as the policy declares it", "请按政策中的声明书写，不必更长")),
            ),
            Self::Bare => (
                text!("TOML reads this only in quotes", "这样的内容在 TOML 里须加引号"),
                Some(text!("write `\"姓名\" = \"…\"`", "请写作 `\"姓名\" = \"…\"`")),
            ),
            Self::FullWidthColon => (
                text!("a full-width colon does not part a name from its value", "全角冒号不能分隔名称与值"),
                Some(text!(
                    "in a case file write `: `, a plain colon and a space",
                    "案例文件里请用半角冒号加空格 `: `"
                )),
            ),
            Self::Other => (text!("the file cannot be read from here on", "从这里起读不下去"), None),
        }
    }
}

impl DocumentError {
    /// Where it is.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Syntax { at, .. }
            | Self::DuplicateKey { at, .. }
            | Self::Reuse { at, .. }
            | Self::Key { at }
            | Self::Tag { at }
            | Self::TooDeep { at }
            | Self::TooLarge { at, .. } => *at,
        }
    }
}

impl Explain for DocumentError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Syntax { at, fault, detail } => {
                let (message, help) = fault.words();
                let told = Diagnostic::error("cases/syntax", message).label(*at, text!("here", "在这里"));
                let told = help.into_iter().fold(told, Diagnostic::help);
                if *fault == Fault::FullWidthColon {
                    return told.fix(*at, ": ");
                }
                told.help(text!("the reader of the format says: {detail}", "格式解析器的原话：{detail}"))
            }
            Self::DuplicateKey { at, first, key } => {
                let what = text!("`{key}` stands here twice", "`{key}` 出现了两次");
                let told = Diagnostic::error("cases/duplicate-key", what).label(*at, text!("the second one", "第二处"));
                let told = first.iter().fold(told, |told, first| told.label(*first, text!("the first one", "第一处")));
                told.help(text!("keep one of them", "只保留一处"))
            }
            Self::Key { at } => {
                Diagnostic::error("cases/key", text!("a name has to be a word or a number", "名称只能是文字或数字"))
                    .label(*at, text!("this is none", "此处不是"))
                    .help(text!("write it in quotes if it is meant as a word", "如果就是要用作名称，请加引号"))
            }
            Self::Reuse { at, what } => {
                let what = match what {
                    Reuse::Anchor => text!("an anchor (`&…`)", "锚点（`&…`）"),
                    Reuse::Alias => text!("an alias (`*…`)", "别名（`*…`）"),
                    Reuse::Merge => text!("a merge (`<<`)", "合并键（`<<`）"),
                };
                Diagnostic::error("cases/anchor", text!("{what} in a case file", "案例文件里用了{what}"; what))
                    .label(*at, text!("a case says everything in its own place", "案例里每一项都须写在自己的位置上"))
                    .help(text!(
                        "write the value out again; for plain text, use quotes",
                        "请把内容重写一遍；若是普通文字，请加引号"
                    ))
            }
            Self::Tag { at } => Diagnostic::error(
                "cases/tag",
                text!("a YAML tag (`!…`) in a case file", "案例文件里用了 YAML 标签（`!…`）"),
            )
            .label(*at, text!("types come from the policy alone", "类型只由政策文件决定"))
            .help(text!("delete it; to keep digits as text, use quotes", "请删除；想把数字保留为文字，请加引号")),
            Self::TooDeep { at } => Diagnostic::error(
                "cases/too-deep",
                text!("nested more than {MAX_DEPTH} deep", "嵌套超过 {MAX_DEPTH} 层"),
            )
            .label(*at, text!("this is one too deep", "此处多了一层")),
            Self::TooLarge { at, what } => {
                let limit = match what {
                    Measure::Bytes => text!("{MAX_BYTES} bytes", "{MAX_BYTES} 字节"),
                    Measure::Values => text!("{MAX_VALUES} values", "{MAX_VALUES} 个值"),
                };
                Diagnostic::error("cases/too-large", text!("more than {limit}", "超过 {limit}"; limit))
                    .label(*at, text!("the limit is reached here", "到此已达上限"))
                    .help(text!("split the file", "请拆分文件"))
            }
        }
    }
}
