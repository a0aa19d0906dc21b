//! Versions of a whole policy, each in a text of its own: which of them a day chooses.
//!
//! Versions are texts whose first lines name the same policy, each with the days on which it is in force. A gap or an
//! overlap between them is an error. What was issued after the day on which the texts are taken as known is left out, and
//! the version before it then goes on. Where a version leaves some cases to the one before it, each case is asked which of
//! them judges it (`choose`), and the texts are taken so many versions back.

use super::Found;
use super::compile::day_of;
use crate::diagnostics::{Diagnostic, Explain};
use crate::ir::Period;
use crate::source::{Sources, Span};
use crate::syntax::{self, ast};
use crate::text;
use crate::types::{Date, day_text};
use std::collections::BTreeMap;
use std::path::Path;

/// The day asked about, and the day on which the texts are taken as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct When {
    /// None chooses the version that is in force last.
    pub as_of: Option<Date>,
    /// None knows everything.
    pub known_on: Option<Date>,
}

/// How many versions before the one that the day chooses is taken of a policy, by its name.
pub type Back = BTreeMap<String, usize>;

/// How far back a policy is taken.
fn steps_back(back: &Back, name: &ast::Name) -> usize {
    name.forms().find_map(|form| back.get(&form.node).copied()).unwrap_or(0)
}

/// The code of a text that leaves cases to one before it, where there is none.
pub const NO_EARLIER: &str = "layer/no-earlier-version";

/// The code of a file that looks like a version of a policy and is none.
const NOT_A_VERSION: &str = "layer/not-a-version";

/// What is wrong between two versions of a policy.
enum VersionError {
    /// Both are in force on some day.
    Overlap { at: Span, first: Span, day: Date },
    /// Neither is, between them.
    Gap { at: Span, first: Span, from: Date, until: Date },
    /// A version that does not say when it is in force.
    NoDates { at: Span },
    /// A file named as a version of the policy, whose first line names another.
    Other { at: Span, file: String, named: String },
    /// A text of the policy in a file whose name is almost that of a version.
    Misnamed { at: Span, file: String, wanted: String },
    /// It was issued before the version that it follows.
    IssuedEarlier { at: Span, first: Span },
    /// It leaves cases to the text before it, and there is none. A file that is named by its date stands for itself.
    NoEarlier { at: Span, by_itself: bool },
}

impl Explain for VersionError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Overlap { at, first, day } => Diagnostic::error("layer/versions-overlap", {
                let day = day_text(*day);
                text!("two versions of this policy are in force on {day}", "本政策有两个版本在{day}同时施行"; day)
            })
            .label(*at, text!("this version", "此版本"))
            .label(*first, text!("and this one", "及此版本"))
            .help(text!(
                "end the earlier one the day before: `in force from … until …`",
                "请让较早的版本止于前一日：`施行 自 … 起 至 … 止`"
            )),
            Self::Gap { at, first, from, until } => Diagnostic::error("layer/versions-gap", {
                let (from, until) = (day_text(*from), day_text(*until));
                text!(
                    "no version of this policy is in force from {from} until {until}",
                    "自{from}至{until}，本政策没有版本施行"; from, until
                )
            })
            .label(*at, text!("this version begins later", "此版本开始较晚"))
            .label(*first, text!("this one ends before", "此版本结束较早"))
            .help(text!("let the one end the day before the other begins", "请让前一版本止于后一版本施行的前一日")),
            Self::NoDates { at } => Diagnostic::error(
                "layer/versions-undated",
                text!(
                    "one of several versions of a policy does not say when it is in force",
                    "一个政策有数个版本，而此版本没有写明何时施行"
                ),
            )
            .label(*at, text!("this version", "此版本"))
            .help(text!(
                "write `in force from … until …` under its first line",
                "请在首行之下写 `施行 自 … 起 至 … 止`"
            )),
            Self::Other { at, file, named } => Diagnostic::warning(
                NOT_A_VERSION,
                text!(
                    "`{file}` is named as a version of this policy, and its first line names `{named}`: it is left out",
                    "`{file}` 按文件名是本政策的一个版本，而其首行写的是 `{named}`：未予采用"
                ),
            )
            .label(*at, text!("the policy of which it would be a version", "它会是此政策的版本"))
            .help(text!(
                "name this policy in its first line, or give the file another name",
                "请在其首行写本政策的名称，或改用其他文件名"
            )),
            Self::Misnamed { at, file, wanted } => Diagnostic::warning(
                NOT_A_VERSION,
                text!(
                    "`{file}` holds a text of this policy, and its name does not end in a date as that of a version does: it is left out",
                    "`{file}` 是本政策的文本，而文件名不像各版本那样以日期结尾：未予采用"
                ),
            )
            .label(*at, text!("the policy that it names", "它所写的政策"))
            .help(text!(
                "name the file `{wanted}`; a month and a day may follow the year: `-2014-11-01`",
                "请将文件命名为 `{wanted}`；年份之后可以写月、日：`-2014-11-01`"
            )),
            Self::IssuedEarlier { at, first } => Diagnostic::warning(
                "layer/issued-earlier",
                text!(
                    "this version follows another one, and was issued before it",
                    "此版本接续另一版本，却比它更早发布"
                ),
            )
            .label(*at, text!("this version", "此版本"))
            .label(*first, text!("the one before it", "在它之前的版本"))
            .help(text!(
                "look at both days behind `issued`: one of them is a slip",
                "请核对两处 `发布于` 之后的日期：其中一处是笔误"
            )),
            Self::NoEarlier { at, by_itself } => {
                let told = text!(
                    "this text leaves cases to the one before it, and there is none here",
                    "此文本把部分个案交由之前的文本判定，而这里没有之前的文本"
                );
                let code = NO_EARLIER;
                let found = if *by_itself { Diagnostic::warning(code, told) } else { Diagnostic::error(code, told) };
                let found = found.label(*at, text!("these cases", "这些个案"));
                if *by_itself {
                    return found.help(text!(
                        "a file that is named by its date stands for itself, and judges every case; name the policy without the date to have each case judged by its own text",
                        "按日期指名的文件只代表其自身，所有个案都由它判定；不带日期地指名该政策，则每个个案由其应适用的文本判定"
                    ));
                }
                found.help(text!(
                    "put the earlier text beside it: `NAME.pol`, and this one as `NAME-2014.pol`, each with the days on which it is in force",
                    "请把之前的文本放在同一文件夹：`名称.pol`，此文本则为 `名称-2014.pol`，各自写明施行日期"
                ))
            }
        }
    }
}

/// A version, as far as its first lines tell.
struct Version {
    at: usize,
    name: ast::Name,
    from: Option<Date>,
    /// The day after its last.
    until: Option<Date>,
    issued: Option<Date>,
    dated: bool,
}

fn version(at: usize, header: &ast::Header) -> Version {
    let dates = header.in_force.as_ref();
    let of = |date: Option<&crate::source::Spanned<ast::Date>>| date.and_then(|date| day_of(date.node));
    Version {
        at,
        name: header.name.clone(),
        from: of(dates.and_then(|dates| dates.from.as_ref())),
        until: of(dates.and_then(|dates| dates.until.as_ref())).and_then(|last| last.tomorrow().ok()),
        issued: of(header.issued.as_ref()),
        dated: dates.is_some(),
    }
}

/// When a text says in its first lines that it is in force.
#[must_use]
pub fn header_in_force(header: &ast::Header) -> Period {
    let Version { from, until, .. } = version(0, header);
    Period { from, until }
}

/// Texts that may be versions of one policy, in their order.
pub(super) struct Ordered {
    /// The version to take first, then the others.
    pub texts: Vec<Found>,
    /// Whether none that is known stands before it.
    pub is_first: bool,
    /// Those that look like versions and are none: the file, and the policy that its first line names, where it is another.
    pub none: Vec<(String, Option<String>)>,
}

/// The texts that are versions of the first one.
pub(super) fn ordered(mut texts: Vec<Found>, when: When, back: &Back) -> Ordered {
    if texts.len() < 2 {
        return Ordered { texts, is_first: true, none: Vec::new() };
    }
    let stem = |name: &str| Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let base = texts.first().and_then(|found| stem(&found.name)).unwrap_or_default();
    let versions: Vec<Version> = texts
        .iter()
        .enumerate()
        .filter_map(|(at, found)| {
            let mut sources = Sources::default();
            let id = sources.add(found.name.as_str(), std::str::from_utf8(&found.bytes).ok()?);
            let module = syntax::parse(sources.get(id)?).module;
            Some(version(at, module.header.as_ref()?))
        })
        .collect();
    let Some(first) = versions.iter().find(|version| version.at == 0) else {
        texts.truncate(1);
        return Ordered { texts, is_first: true, none: Vec::new() };
    };
    let same =
        |version: &&Version| version.name.forms().any(|form| first.name.forms().any(|other| other.node == form.node));
    let name_of = |version: &Version| texts.get(version.at).map(|found| found.name.clone()).unwrap_or_default();
    // Who hands over texts may name them as they like.
    let dated = |name: &str| stem(name).is_some_and(|stem| undated(&stem) == Some(base.as_str()));
    let misnamed = |version: &Version| {
        let name = name_of(version);
        version.at > 0 && !dated(&name) && stem(&name).is_some_and(|stem| is_almost_dated(&stem, &base))
    };
    let none = versions.iter().filter_map(|version| match (same(&version), name_of(version)) {
        (true, name) if misnamed(version) => Some((name, None)),
        (false, name) if dated(&name) => Some((name, version.name.forms().next().map(|form| form.node.clone()))),
        _ => None,
    });
    let none: Vec<(String, Option<String>)> = none.collect();
    let mut mine: Vec<&Version> = versions.iter().filter(|version| same(version) && !misnamed(version)).collect();
    mine.sort_by_key(|version| version.from);
    let known: Vec<&&Version> = mine
        .iter()
        .filter(|version| when.known_on.is_none_or(|on| version.issued.is_none_or(|issued| issued <= on)))
        .collect();
    let begun = |version: &&&Version| when.as_of.is_none_or(|on| version.from.is_none_or(|from| from <= on));
    let place = known.iter().rposition(begun).unwrap_or(0);
    let place = place.saturating_sub(steps_back(back, &first.name));
    let chosen = known.get(place).map_or(0, |version| version.at);
    let order: Vec<usize> =
        std::iter::once(chosen).chain(mine.iter().map(|version| version.at).filter(|at| *at != chosen)).collect();
    let mut slots: Vec<Option<Found>> = texts.into_iter().map(Some).collect();
    Ordered {
        texts: order.into_iter().filter_map(|at| slots.get_mut(at)?.take()).collect(),
        is_first: place == 0,
        none,
    }
}

/// Says of files that look like versions of a policy that they are none.
pub(super) fn left_out(none: &[(String, Option<String>)], header: &ast::Header) -> Vec<Diagnostic> {
    let at = header.span;
    let plain = |file: &str| Path::new(file).file_name().map_or(file.to_owned(), |name| name.to_string_lossy().into());
    let each = none.iter().map(|(file, named)| match named {
        Some(named) => VersionError::Other { at, file: plain(file), named: named.clone() },
        None => {
            let file = plain(file);
            // What stands before the year, and the year.
            let year = file.as_bytes().windows(4).position(|digits| digits.iter().all(u8::is_ascii_digit));
            let parts = year.and_then(|year| Some((file.get(..year)?, file.get(year..year + 4)?)));
            let wanted = parts
                .map(|(base, year)| format!("{}-{year}.pol", base.trim_end_matches(|c: char| SEPARATORS.contains(&c))));
            VersionError::Misnamed { at, wanted: wanted.unwrap_or_else(|| "NAME-2014.pol".to_owned()), file }
        }
    });
    each.map(|error| error.explain()).collect()
}

/// What may stand between a name and a date, and between the parts of a date, where somebody writes them otherwise.
const SEPARATORS: [char; 10] = ['-', '_', '.', ' ', '(', ')', '（', '）', '–', '—'];

/// Whether the name of a file is that of a policy and a year, in any spelling.
#[must_use]
pub fn is_almost_dated(stem: &str, base: &str) -> bool {
    let Some(rest) = stem.strip_prefix(base) else { return false };
    let rest = rest.trim_start_matches(|c: char| SEPARATORS.contains(&c));
    let year = rest.get(..4).is_some_and(|year| {
        (year.starts_with("19") || year.starts_with("20")) && year.bytes().all(|byte| byte.is_ascii_digit())
    });
    let of_dates = |c: char| c.is_ascii_digit() || SEPARATORS.contains(&c) || "年月日版".contains(c);
    year && rest.chars().all(of_dates)
}

/// Lets the version that was chosen go on where the one that ends it was not known yet, or leaves the case to it.
pub(super) fn known(chosen: &mut ast::Module, others: &[&ast::Module], when: When, back: &Back) {
    let Some(header) = &mut chosen.header else { return };
    if steps_back(back, &header.name) > 0
        && let Some(dates) = &mut header.in_force
    {
        dates.until = None;
    }
    let Some(on) = when.known_on else { return };
    let later = |header: &ast::Header| version(0, header).issued.is_some_and(|issued| issued > on);
    let from = version(0, header).from;
    let ended_by = others
        .iter()
        .filter_map(|module| module.header.as_ref())
        .any(|other| later(other) && version(0, other).from > from);
    if let (true, Some(dates)) = (ended_by, &mut header.in_force) {
        dates.until = None;
    }
}

/// What is wrong between the versions of one policy.
pub(super) fn in_sequence(modules: &[&ast::Module]) -> Vec<Diagnostic> {
    let headers: Vec<&ast::Header> = modules.iter().filter_map(|module| module.header.as_ref()).collect();
    let mut all: Vec<Version> = headers.iter().enumerate().map(|(at, header)| version(at, header)).collect();
    all.sort_by_key(|version| version.from);
    let span = |version: &Version| headers.get(version.at).map(|header| header.span).unwrap_or_default();
    let mut out: Vec<Diagnostic> = all
        .iter()
        .filter(|version| !version.dated)
        .map(|version| VersionError::NoDates { at: span(version) }.explain())
        .collect();
    if !out.is_empty() {
        return out;
    }
    if let Some(first) = all.first().and_then(|first| headers.get(first.at)) {
        out.extend(nothing_before(first, false));
    }
    for pair in all.windows(2) {
        let [one, two] = pair else { continue };
        let (at, first) = (span(two), span(one));
        if one.issued.zip(two.issued).is_some_and(|(one, two)| two < one) {
            out.push(VersionError::IssuedEarlier { at, first }.explain());
        }
        match (one.until, two.from) {
            (Some(ends), Some(begins)) if ends == begins => {}
            (Some(ends), Some(begins)) if ends < begins => {
                let until = begins.yesterday().unwrap_or(begins);
                out.push(VersionError::Gap { at, first, from: ends, until }.explain());
            }
            (_, begins) => {
                let day = begins.or(one.from).or(one.until).unwrap_or_default();
                out.push(VersionError::Overlap { at, first, day }.explain());
            }
        }
    }
    out
}

/// What is wrong where a text leaves cases to the one before it, and is the first.
pub(super) fn nothing_before(header: &ast::Header, by_itself: bool) -> Option<Diagnostic> {
    let at = header.earlier.first()?.span();
    Some(VersionError::NoEarlier { at, by_itself }.explain())
}

/// The name before the date, where the name of a file ends in one: a year, a month, or a day.
#[must_use]
pub fn undated(stem: &str) -> Option<&str> {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut name = stem;
    let mut wanted: &[&[usize]] = &[&[4], &[2, 4], &[2, 2, 4]];
    while let Some(counts) = wanted.first() {
        let mut rest = stem;
        let fits = counts.iter().all(|count| match rest.rsplit_once('-') {
            Some((before, last)) if digits(last, *count) => {
                rest = before;
                true
            }
            _ => false,
        });
        if fits {
            name = rest;
            break;
        }
        wanted = wanted.get(1..).unwrap_or_default();
    }
    (name != stem && !name.is_empty()).then_some(name)
}

/// The days on which a version begins.
pub(super) fn beginnings(modules: &[&ast::Module]) -> Vec<Date> {
    modules.iter().filter_map(|module| version(0, module.header.as_ref()?).from).collect()
}
