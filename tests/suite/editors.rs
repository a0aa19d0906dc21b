//! The editor files agree with the keyword table.
//!
//! Two of them are written here, from `src/syntax/keywords.rs`: a `TextMate` grammar and a Vim syntax file. If one on disk
//! differs it is renewed and the test fails, so that the second run is green. Both come from the same list of [`rows`];
//! the lists of words are then read back out of the files, by a reader that knows nothing of how they were written.
//!
//! Chinese has no word boundary: 当 must not light up inside 当地居民. A Chinese word is therefore coloured only where no
//! other Chinese character touches it; a [`Row`] says where less will do.

use pol::syntax::keywords::{Class, LINE, LineKeyword, PHRASE, SCALES, UNITS, Word};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const TEXTMATE: &str = "editors/vscode/syntaxes/pol.tmLanguage.json";
const VIM: &str = "editors/vim/syntax/pol.vim";
const CONFIGURATION: &str = "editors/vscode/language-configuration.json";
const MANIFEST: &str = "editors/vscode/package.json";

// ── The words, sorted by where they may stand ────────────────

/// Words that are coloured alike and stand in like places.
struct Row {
    /// The `TextMate` scope, without the name of the language.
    scope: &'static str,
    /// The Vim group.
    group: &'static str,
    place: Place,
    hold: Hold,
    follow: Follow,
    words: Vec<&'static str>,
}

/// What stands before a word.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Anywhere,
    /// Nothing, not even a space.
    Margin,
    LineStart,
    /// One of these words, which begins the line; elsewhere `as`, `from` and `under` are parts of names.
    OnLineOf(&'static [&'static str]),
    AfterColon,
    AfterBracket,
    AfterNumber,
}

/// On which side no Chinese character may touch a Chinese word.
#[derive(Clone, Copy, PartialEq)]
enum Hold {
    Both,
    Before,
    /// 的 may follow: 具备下列条件之一的.
    After,
    Neither,
}

/// What stands after a word.
#[derive(Clone, Copy, PartialEq)]
enum Follow {
    Anything,
    /// A name, up to a bracket or a colon.
    Name,
    /// A name that one of these words ends as well, and the Vim group of such names.
    NameUntil(&'static str, &'static [&'static str]),
    /// Free text up to the end of the line.
    Rest,
    Quotation,
    /// `2 of`
    Count,
    /// The end of the line or of a clause.
    End,
}

/// Which letters a word is written in; each asks for other guards.
#[derive(Clone, Copy, PartialEq)]
enum Script {
    Latin,
    Han,
    Sign,
}

const MARGIN: &[&str] = &[
    "kw_place_set",
    "kw_record",
    "kw_type",
    "kw_unit",
    "kw_parameter",
    "kw_decision",
    "kw_use",
    "kw_vocabulary",
    "kw_example",
];
const POLICY: &[&str] = &["kw_policy"];
const FACT: &[&str] = &["kw_fact"];
const PLACE: &[&str] = &["kw_place"];
const DEFINITION: &[&str] = &["kw_define"];
const NAMING: &[&str] = &["kw_given", "kw_expect", "kw_reading", "kw_under_reading"];
const STARTING: &[&str] = &["kw_in_force", "kw_applies", "kw_notwithstanding", "kw_subject", "kw_as_of"];
const QUOTING: &[&str] = &["kw_title", "kw_issuer", "kw_document", "kw_version", "kw_ask"];
const TELLING: &[&str] = &["kw_decided", "kw_shown_by", "kw_cites"];
const REASON: &[&str] = &["kw_because"];
const OF_POLICIES: &[&str] = &["kw_under", "kw_in_place"];
const OF_PLACES: &[&str] = &["kw_inside"];
const OF_DEFINITIONS: &[&str] = &["kw_for_each", "kw_as"];
const DATED: &[&str] = &["kw_parameter", "kw_in_force"];
const OF_DATES: &[&str] = &["kw_from", "kw_onwards", "kw_until", "kw_until_end", "kw_assumed"];
const COUNTED: &[&str] = &["kw_at_least_n", "kw_exactly_n"];
const COUNT_END: &[&str] = &["kw_n_of"];
const CONNECTIVES: &[&str] = &["kw_all_of", "kw_any_of", "kw_none_of", "kw_one_of_exactly"];
const BRACKETED: &[&str] = &["kw_default"];
const TYPE_MARKS: &[&str] = &["kw_may_be_negative", "kw_never_negative", "kw_or_none"];
/// What powers let do, before the modals that they begin with.
const POWERS: &[&str] = &[
    "kw_may_set",
    "kw_may_only_lower",
    "kw_may_only_raise",
    "kw_may_only_relax",
    "kw_may_only_tighten",
    "kw_may_add_items",
    "kw_may_add_rules",
    "kw_may_add_places",
    "kw_may_change",
    "kw_must_keep",
    "kw_may_only_narrow",
    "kw_may_only_widen",
    "kw_must_not_ask",
];
const MODALS: &[&str] = &["kw_may", "kw_must_not", "kw_must", "kw_entitled"];
const TYPES: &[&str] = &[
    "kw_yes_no",
    "kw_finding",
    "kw_money",
    "kw_percent",
    "kw_whole",
    "kw_number",
    "kw_date",
    "kw_days",
    "kw_duration",
    "kw_area",
    "kw_text",
    "kw_place",
    "kw_grade",
    "kw_choice",
    "kw_list",
];

/// Every word of lines and phrases. Of two rows that could colour the same stretch the first does.
fn rows() -> Vec<Row> {
    use Follow::{Anything, Count, End, Name, NameUntil, Quotation, Rest};
    use Hold::{After, Before, Both, Neither};
    use Place::{AfterBracket, AfterColon, AfterNumber, Anywhere, LineStart, Margin, OnLineOf};
    let row = |scope, group, place, hold, follow, words| Row { scope, group, place, hold, follow, words };
    let operands = phrase(|class, _| class == Class::Operand);
    let bounds = phrase(|_, word| is_bound(word));
    let others = phrase(|class, word| class != Class::Operand && !is_bound(word));
    let (shared, values) = operands.into_iter().partition(|word| others.contains(word));
    let (operator_signs, operators) = others.into_iter().partition(|word| script(word) == Script::Sign);
    let line_signs = of_script(&LINE.iter().flat_map(spellings).collect::<Vec<_>>(), Script::Sign);
    vec![
        row("keyword.declaration", "polHead", Margin, Neither, Name, line(MARGIN)),
        row("keyword.declaration", "polHead", Margin, Neither, NameUntil("polPolicy", OF_POLICIES), line(POLICY)),
        row("keyword.declaration", "polHead", LineStart, Neither, Name, line(FACT)),
        row("keyword.declaration", "polHead", LineStart, Neither, NameUntil("polPlace", OF_PLACES), line(PLACE)),
        row(
            "keyword.declaration",
            "polHead",
            LineStart,
            Neither,
            NameUntil("polTerm", OF_DEFINITIONS),
            line(DEFINITION),
        ),
        row("keyword.other", "polWord", LineStart, Neither, Name, line(NAMING)),
        row("keyword.other", "polWord", LineStart, Neither, Anything, line(STARTING)),
        row("keyword.other", "polWord", LineStart, Neither, Quotation, line(QUOTING)),
        row("keyword.other", "polWord", LineStart, Neither, Rest, line(TELLING)),
        row("keyword.other", "polWord", Anywhere, Before, Rest, line(REASON)),
        row("keyword.other", "polWord", OnLineOf(POLICY), Both, Anything, line(&["kw_under"])),
        row("keyword.other", "polWord", OnLineOf(DEFINITION), Both, Anything, line(OF_DEFINITIONS)),
        row("keyword.other", "polWord", OnLineOf(DATED), Both, Anything, line(OF_DATES)),
        row("keyword.control", "polList", AfterNumber, After, Anything, line(COUNT_END)),
        row("keyword.control", "polList", Anywhere, Before, Count, line(COUNTED)),
        row("keyword.control", "polList", Anywhere, After, Anything, line(CONNECTIVES)),
        row("keyword.other", "polWord", AfterBracket, Both, Anything, line(BRACKETED)),
        row("storage.modifier", "polType", Anywhere, Both, Anything, line(TYPE_MARKS)),
        row("keyword.control.modal", "polModal", Anywhere, Before, Anything, line(POWERS)),
        row("keyword.control.modal", "polModal", Anywhere, Before, Anything, line(MODALS)),
        row("constant.language", "polValue", Anywhere, Both, End, shared),
        row("keyword.operator.word", "polOperator", Anywhere, After, Anything, bounds),
        row("keyword.other", "polWord", Anywhere, Both, Anything, line_elsewhere()),
        row("keyword.operator.word", "polOperator", Anywhere, Both, Anything, operators),
        row("support.type", "polType", AfterColon, Both, Anything, line(TYPES)),
        row("constant.language", "polValue", Anywhere, Both, Anything, values),
        row("keyword.operator", "polOperator", Anywhere, Neither, Anything, operator_signs),
        row("punctuation.separator", "polDelimiter", Anywhere, Neither, Anything, line_signs),
    ]
}

/// 以上 follows its number, or a level of a grade, without a space.
fn is_bound(word: Word) -> bool {
    matches!(word, Word::OrMore | Word::OrLess | Word::OrLessIncluded | Word::WithinNumber | Word::Beyond)
}

/// The words of some rows; the colon of `define … :` is a sign like any other.
fn line(rules: &[&str]) -> Vec<&'static str> {
    let row = |rule: &&str| LINE.iter().find(|row| row.rule == *rule).unwrap_or_else(|| panic!("no keyword {rule}"));
    rules.iter().map(row).flat_map(spellings).filter(|word| script(word) != Script::Sign).collect()
}

fn spellings(row: &'static LineKeyword) -> impl Iterator<Item = &'static str> {
    row.en.iter().chain(row.zh).copied()
}

/// The words of lines that have no place of their own and are not words of phrases too.
fn line_elsewhere() -> Vec<&'static str> {
    let placed = [
        MARGIN,
        POLICY,
        FACT,
        PLACE,
        DEFINITION,
        NAMING,
        STARTING,
        QUOTING,
        TELLING,
        REASON,
        &["kw_under"],
        OF_DEFINITIONS,
        OF_DATES,
        COUNTED,
        COUNT_END,
        CONNECTIVES,
        BRACKETED,
        TYPE_MARKS,
        POWERS,
        MODALS,
        TYPES,
    ];
    let placed = placed.concat();
    let elsewhere = LINE.iter().map(|row| row.rule).filter(|rule| !placed.contains(rule)).collect::<Vec<_>>();
    let in_phrases = phrase(|_, _| true);
    line(&elsewhere).into_iter().filter(|word| !in_phrases.contains(word)).collect()
}

fn phrase(wanted: impl Fn(Class, Word) -> bool) -> Vec<&'static str> {
    let rows = PHRASE.iter().filter(|row| wanted(row.class, row.word));
    rows.flat_map(|row| row.en.iter().chain(row.zh)).copied().collect()
}

fn units() -> Vec<&'static str> {
    UNITS.iter().flat_map(|row| row.en.iter().chain(row.zh)).copied().collect()
}

fn scales() -> Vec<&'static str> {
    SCALES.iter().flat_map(|row| row.en.iter().chain(row.zh)).copied().collect()
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '〇')
}

fn script(word: &str) -> Script {
    match word.chars().next() {
        Some(first) if is_han(first) => Script::Han,
        Some(first) if first.is_alphabetic() => Script::Latin,
        _ => Script::Sign,
    }
}

fn of_script(words: &[&'static str], wanted: Script) -> Vec<&'static str> {
    words.iter().copied().filter(|word| script(word) == wanted).collect()
}

/// Longest first, because the first that fits is taken.
fn alternatives(words: &[&str], escape: fn(&str) -> String) -> String {
    let mut words: Vec<&str> = words.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.into_iter().map(escape).collect::<Vec<_>>().join("|")
}

/// Chinese words that may stand right after a number and its unit; any other shows that the number is part of a name,
/// as in 3年累计纳税.
fn after_amount() -> Vec<&'static str> {
    let words = [phrase(|_, _| true), line_elsewhere(), line(OF_DATES), line(COUNT_END)].concat();
    let mut words = of_script(&words, Script::Han);
    let all = words.clone();
    words.retain(|word| !all.iter().any(|other| word != other && word.starts_with(other)));
    words
}

fn is_of_signs(row: &Row) -> bool {
    row.words.iter().all(|word| script(word) == Script::Sign)
}

/// The row's words by script. A Chinese word that ends in a sign can be touched by anything.
fn parts(row: &Row) -> impl Iterator<Item = (Script, Hold, Vec<&'static str>)> {
    let han = of_script(&row.words, Script::Han);
    let (closed, open): (Vec<_>, Vec<_>) = han.into_iter().partition(|word| word.ends_with(is_han));
    [
        (Script::Latin, row.hold, of_script(&row.words, Script::Latin)),
        (Script::Han, row.hold, closed),
        (Script::Han, Hold::Before, open),
        (Script::Sign, row.hold, of_script(&row.words, Script::Sign)),
    ]
    .into_iter()
    .filter(|(_, _, words)| !words.is_empty())
}

// ── Pieces that both dialects of patterns understand ─────────

const DIGIT: &str = "[0-9０-９]";
const NUMERAL: &str = "[〇零一二两三四五六七八九十百千万亿点]";
const OPENING: &str = "[\"“「『《]";
const NAME: &str = "[^(（)）:：,，\"“「『《#＃]";

// ── TextMate ─────────────────────────────────────────────────

const LATIN: &str = r"[[\p{L}\p{M}\p{N}]&&[^\p{Han}]]";

fn textmate_escape(word: &str) -> String {
    word.chars().flat_map(|c| [Some('\\').filter(|_| r"\^$.|?*+()[]{}".contains(c)), Some(c)]).flatten().collect()
}

fn textmate_list(words: &[&str]) -> String {
    alternatives(words, textmate_escape)
}

fn textmate_guards(script: Script, hold: Hold) -> (String, String) {
    match (script, hold) {
        (Script::Latin, _) => (format!("(?<!{LATIN})(?<!{LATIN}[-'’_])"), format!("(?![-'’_]?{LATIN})")),
        (Script::Han, Hold::Both) => (r"(?<!\p{Han})".to_owned(), r"(?!\p{Han})".to_owned()),
        (Script::Han, Hold::Before) => (r"(?<!\p{Han})".to_owned(), String::new()),
        (Script::Han, Hold::After) => (String::new(), r"(?=的|\P{Han}|$)".to_owned()),
        (Script::Han, Hold::Neither) | (Script::Sign, _) => (String::new(), String::new()),
    }
}

fn textmate_words(row: &Row) -> impl Iterator<Item = Value> {
    let place = match row.place {
        Place::Anywhere | Place::OnLineOf(_) => "",
        Place::Margin => "^",
        Place::LineStart => r"^\s*",
        Place::AfterColon => r"(?<=[:：]|[:：]\s)",
        Place::AfterBracket => "(?<=[(（])",
        Place::AfterNumber => r"(?<=[0-9０-９]|[0-9０-９]\s)",
    };
    let follow = match row.follow {
        Follow::Anything => String::new(),
        Follow::Name => textmate_name(""),
        Follow::NameUntil(_, ends) => textmate_name(&textmate_name_ends(ends)),
        Follow::Rest => r"(?<rest>.*?)(?=\s+[#＃]|\s*$)".to_owned(),
        Follow::Quotation => format!(r"(?=\s*[:：]?\s*{OPENING})"),
        Follow::Count => format!(r"(?=\s*{DIGIT}+\s*(?:{}))", textmate_list(&line(COUNT_END))),
        Follow::End => format!(r"(?=\s*(?:$|[,，、;；。)）#＃]|{}))", textmate_list(&line(REASON))),
    };
    let mut captures = json!({ "1": { "name": format!("{}.pol", row.scope) } });
    match row.follow {
        Follow::Name | Follow::NameUntil(..) => {
            captures["2"] = json!({ "name": "variable.other.pol" });
            captures["3"] = json!({ "name": "variable.other.pol" });
        }
        Follow::Rest => {
            captures["2"] = json!({ "name": "string.unquoted.pol", "patterns": includes(&["string", "reference"]) });
        }
        Follow::Anything | Follow::Quotation | Follow::Count | Follow::End => {}
    }
    parts(row).map(move |(script, hold, words)| {
        let (before, after) = textmate_guards(script, hold);
        let case = if script == Script::Latin { "(?i)" } else { "" };
        let list = textmate_list(&words);
        json!({ "match": format!("{case}{place}{before}(?<word>{list}){after}{follow}"), "captures": captures })
    })
}

/// A name and the other name in brackets after it, whose words are no more keywords than those of the name.
fn textmate_name(ends: &str) -> String {
    format!(r"(?<name>{NAME}*?)(?=\s*(?:[(（)）:：,，]|{OPENING}|$)|\s[#＃]{ends})(?:\s*{})?", textmate_alias())
}

fn textmate_alias() -> String {
    format!(r"[(（](?!(?i:{})\s*[)）])(?<alias>[^()（）]+)[)）]", textmate_list(&line(BRACKETED)))
}

fn textmate_name_ends(rules: &[&str]) -> String {
    let [latin, han, long, listed] = name_ends(rules).map(|words| textmate_list(&words));
    format!(r"|\s+(?:(?i:{latin})(?!{LATIN})|{han})|{long}|为?(?:{listed})")
}

/// Words that end a name: English and Chinese ones after a space, Chinese ones that are long enough to need none, and
/// connectives, which follow a name at once or after 为.
fn name_ends(rules: &[&str]) -> [Vec<&'static str>; 4] {
    let words = line(rules);
    let han = of_script(&words, Script::Han);
    let long = han.iter().copied().filter(|word| word.chars().count() > 1).collect();
    [of_script(&words, Script::Latin), han, long, of_script(&line(CONNECTIVES), Script::Han)]
}

/// Lines on which some words are coloured that are parts of names elsewhere.
fn textmate_lines(rows: &[Row], keys: &[&str]) -> Value {
    let region = |row: &Row| {
        let Place::OnLineOf(heads) = row.place else { return None };
        let words = line(heads);
        let (latin, han) = (of_script(&words, Script::Latin), of_script(&words, Script::Han));
        let latin = format!("(?i:{})(?![-'’_]?{LATIN})", textmate_list(&latin));
        let patterns: Vec<Value> = textmate_words(row).chain(includes(keys)).collect();
        let begin = format!(r"^(?=\s*(?:{latin}|{}))", textmate_list(&han));
        Some(json!({ "begin": begin, "end": "$", "patterns": patterns }))
    };
    rows.iter().filter_map(region).collect()
}

fn includes(keys: &[&str]) -> Vec<Value> {
    keys.iter().map(|key| json!({ "include": format!("#{key}") })).collect()
}

/// A number, and Chinese numerals, with what is counted.
fn textmate_numbers() -> Value {
    let (scale, unit, next) = (textmate_list(&scales()), textmate_list(&units()), textmate_list(&after_amount()));
    let latin_before = format!("(?<!{LATIN})(?<!{LATIN}[-'’_])");
    let latin_after = format!("(?![-'’_]?{LATIN})");
    let end = format!(r"(?=$|\P{{Han}}|{next})");
    let digits = format!("(?<number>(?>{DIGIT}+(?:,[0-9]{{3}})*(?:[.．]{DIGIT}+)?))");
    let counted = format!(r"(?:\s*(?i:(?<scale>{scale})){latin_after})?(?:\s*(?i:(?<unit>{unit})){latin_after})?");
    let spoken = format!("(?<number>(?:百分之)?{NUMERAL}+(?:分之{NUMERAL}+)?)");
    let captures = json!({
        "1": { "name": "constant.numeric.pol" },
        "2": { "name": "constant.numeric.scale.pol" },
        "3": { "name": "keyword.other.unit.pol" },
    });
    let spoken_captures = json!({
        "1": { "name": "constant.numeric.pol" },
        "2": { "name": "keyword.other.unit.pol" },
    });
    json!([
        { "match": format!("{latin_before}{digits}{latin_after}{counted}{end}"), "captures": captures },
        { "match": format!(r"(?<!\p{{Han}}){spoken}(?:(?!\p{{Han}})|(?<unit>{unit}){end})"), "captures": spoken_captures },
    ])
}

fn article() -> String {
    let english = format!(r"(?i:article)\s+{DIGIT}{{1,4}}(?:\.{DIGIT}{{1,3}})*(?:[A-Za-z]\b)?");
    format!(r"{english}|第\s*(?:{DIGIT}{{1,4}}|{NUMERAL}{{1,6}})\s*条(?:之{NUMERAL}{{1,3}})?")
}

fn textmate() -> String {
    let ordinal = format!("(?:{DIGIT}{{1,3}}|[A-Za-z]|{NUMERAL}{{1,4}})");
    let marker = format!(r"[-－—–•*·]|[(（]{ordinal}[)）]|{ordinal}(?:\.(?!{DIGIT})|[、)）．])|[①-⑳]");
    let iso = format!("(?<!{LATIN}){DIGIT}{{4}}[-‑－]{DIGIT}{{1,2}}[-‑－]{DIGIT}{{1,2}}(?![-'’_]?{LATIN})");
    let han_date = format!(r"{DIGIT}{{4}}\s*年\s*{DIGIT}{{1,2}}\s*月\s*{DIGIT}{{1,2}}\s*[日号]");
    let rows = rows();
    let (signs, words): (Vec<&Row>, Vec<&Row>) =
        rows.iter().filter(|row| !matches!(row.place, Place::OnLineOf(_))).partition(|row| is_of_signs(row));
    let keys = [
        "comment",
        "string",
        "heading",
        "marker",
        "reference",
        "alias",
        "date",
        "number",
        "word",
        "hyphenated",
        "sign",
    ];
    let file = json!({
        "information_for_contributors": [
            "Written by tests/suite/editors.rs from src/syntax/keywords.rs; a change made here by hand is lost."
        ],
        "name": "pol",
        "scopeName": "source.pol",
        "fileTypes": ["pol"],
        "patterns": includes(&[&["line"], &keys[..]].concat()),
        "repository": {
            "line": { "patterns": textmate_lines(&rows, &keys) },
            "comment": { "match": r"(?:^|(?<=\s))[#＃].*$", "name": "comment.line.number-sign.pol" },
            "string": { "patterns": [
                { "match": "\"[^\"]*(?:\"|$)", "name": "string.quoted.double.pol" },
                { "match": "“[^”]*(?:”|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$)", "name": "string.quoted.other.pol" },
                { "match": "《[^》]*(?:》|$)", "name": "string.quoted.other.title.pol" },
            ] },
            "heading": { "match": format!("^(?:{})", article()), "name": "entity.name.section.pol" },
            "marker": {
                "match": format!(r"^\s*(?<marker>{marker})"),
                "captures": { "1": { "name": "punctuation.definition.list.begin.pol" } },
            },
            "reference": { "match": format!("(?<!{LATIN})(?:{})", article()), "name": "constant.other.reference.pol" },
            "alias": {
                "match": format!(r"{}(?=\s*[:：])", textmate_alias()),
                "captures": { "1": { "name": "variable.other.pol" } },
            },
            "date": { "match": format!("{iso}|{han_date}"), "name": "constant.numeric.date.pol" },
            "number": { "patterns": textmate_numbers() },
            "word": { "patterns": words.into_iter().flat_map(textmate_words).collect::<Vec<_>>() },
            // Without a name: it only keeps the hyphen of `3-year` from being a minus sign.
            "hyphenated": { "match": format!("{LATIN}+(?:[-'’_]{LATIN}+)+") },
            "sign": { "patterns": signs.into_iter().flat_map(textmate_words).chain([
                json!({ "match": "!=|[＞＜＝≧⩾≦⩽＋−－*＊/／]", "name": "keyword.operator.pol" })
            ]).collect::<Vec<_>>() },
        },
    });
    serde_json::to_string_pretty(&file).expect("a value made here has string keys only") + "\n"
}

// ── Vim ──────────────────────────────────────────────────────

const SPACE: &str = r"[ \t　]";

/// All patterns are very magic; these characters mean something there, or end the pattern.
fn vim_escape(word: &str) -> String {
    word.chars()
        .flat_map(|c| [Some('\\').filter(|_| r"\/^$.*+=?{@~[]()|&%<>".contains(c)), Some(c)])
        .flatten()
        .collect()
}

fn vim_list(words: &[&str]) -> String {
    alternatives(words, vim_escape)
}

/// `<` and `>` do for both scripts, because Vim sees a boundary between a letter and a Chinese character.
fn vim_guards(script: Script, hold: Hold) -> (&'static str, &'static str) {
    match (script, hold) {
        (Script::Latin, _) | (Script::Han, Hold::Both) => ("<", ">"),
        (Script::Han, Hold::Before) => ("<", ""),
        (Script::Han, Hold::After) => ("", "%(的|>)@="),
        (Script::Han, Hold::Neither) | (Script::Sign, _) => ("", ""),
    }
}

fn vim_words(row: &Row) -> impl Iterator<Item = String> {
    let place = match row.place {
        Place::Anywhere => String::new(),
        Place::Margin => "^".to_owned(),
        Place::LineStart => format!("%(^{SPACE}*)@<="),
        Place::OnLineOf(heads) => format!("%(^{SPACE}*%({}).*)@<=", vim_list(&line(heads))),
        Place::AfterColon => format!("%([:：]{SPACE}*)@<="),
        Place::AfterBracket => "[(（]@<=".to_owned(),
        Place::AfterNumber => format!("%({DIGIT}{SPACE}?)@<="),
    };
    let (follow, next) = match row.follow {
        Follow::Anything => (String::new(), String::new()),
        Follow::Name => (String::new(), " nextgroup=polName,polAlias skipwhite".to_owned()),
        Follow::NameUntil(group, _) => (String::new(), format!(" nextgroup={group} skipwhite")),
        Follow::Rest => (String::new(), " nextgroup=polRest skipwhite".to_owned()),
        Follow::Quotation => (format!("%({SPACE}*[:：]?{SPACE}*{OPENING})@="), String::new()),
        Follow::Count => (format!("%({SPACE}*{DIGIT}+{SPACE}*%({}))@=", vim_list(&line(COUNT_END))), String::new()),
        Follow::End => (format!("%({SPACE}*%($|[,，、;；。)）#＃]|{}))@=", vim_list(&line(REASON))), String::new()),
    };
    let group = row.group;
    parts(row).map(move |(script, hold, words)| {
        let (before, after) = vim_guards(script, hold);
        format!("syn match {group} /\\v{place}{before}({}){after}{follow}/{next}\n", vim_list(&words))
    })
}

const VIM_HEAD: &str = r#"" Vim syntax file for pol policies.
" Written by tests/suite/editors.rs from src/syntax/keywords.rs; a change made here by hand is lost.

scriptencoding utf-8
" Half of the keywords cannot even be written in another encoding.
if exists("b:current_syntax") || &encoding !=# "utf-8"
  finish
endif

syn case ignore
" A hyphen is part of a word: 3-year holds no minus sign.
syn iskeyword @,48-57,_,-,192-255

" Where two begin at the same place the later one is taken.
"#;

const VIM_TAIL: &str = r#"
hi def link polComment Comment
hi def link polString String
hi def link polRest String
hi def link polHeading Title
hi def link polReference Tag
hi def link polMarker Delimiter
hi def link polDelimiter Delimiter
hi def link polDate Number
hi def link polNumber Number
hi def link polScale Number
hi def link polUnit Special
hi def link polName Identifier
hi def link polAlias Identifier
hi def link polHead Statement
hi def link polWord Keyword
hi def link polList Conditional
hi def link polModal PreProc
hi def link polOperator Operator
hi def link polType Type
hi def link polValue Constant

let b:current_syntax = "pol"
"#;

fn vim() -> String {
    let mut out = VIM_HEAD.to_owned();
    out.push_str("syn match polOperator /\\v!\\=|[＞＜＝≧⩾≦⩽＋−－*＊\\/／]/\n");
    let (signs, words): (Vec<Row>, Vec<Row>) = rows().into_iter().partition(is_of_signs);
    out.extend(signs.iter().rev().flat_map(vim_words));
    out.push_str("syn match polHyphenated /\\v<\\k+-\\k+>/\n");
    out.extend(words.iter().rev().flat_map(vim_words));

    let (scale, unit, next) = (vim_list(&scales()), vim_list(&units()), vim_list(&after_amount()));
    // What is not a character of a word, or a word that may follow an amount.
    let end = format!("%(\\k@!|{next})");
    let digits = format!("<{DIGIT}+%(,[0-9]{{3}})*%([.．]{DIGIT}+)?>");
    let counted = " nextgroup=polScale,polUnit skipwhite";
    let ordinal = format!("%({DIGIT}{{1,3}}|[A-Za-z]|{NUMERAL}{{1,4}})");
    let english = format!("<article{SPACE}+{DIGIT}{{1,4}}%(\\.{DIGIT}{{1,3}})*%([A-Za-z]>)?");
    let article = format!("%({english}|第{SPACE}*%({DIGIT}{{1,4}}|{NUMERAL}{{1,6}}){SPACE}*条%(之{NUMERAL}{{1,3}})?)");
    let iso = format!("<{DIGIT}{{4}}[-‑－]{DIGIT}{{1,2}}[-‑－]{DIGIT}{{1,2}}>");
    let han_date = [("{4}", "年"), ("{1,2}", "月"), ("{1,2}", "[日号]")]
        .map(|(times, unit)| format!("{DIGIT}{times}{SPACE}*{unit}"))
        .join(&format!("{SPACE}*"));
    let alias = format!("[(（]%(%({}){SPACE}*[)）])@![^()（）]+[)）]", vim_list(&line(BRACKETED)));
    let name_end = format!("{SPACE}*%($|[(（)）:：,，#＃]|{OPENING})");
    let items = [
        ("polScale contained", format!("({scale})%({SPACE}|%({unit})|{end})@="), counted),
        ("polUnit contained", format!("({unit}){end}@="), ""),
        ("polNumber", format!("<%(百分之)?{NUMERAL}+%(分之{NUMERAL}+)?%(>|%({unit}){end})@="), " nextgroup=polUnit"),
        ("polNumber", format!("{digits}%({end}|%({scale})?%({unit})?{end})@="), counted),
        ("polDate", format!("{iso}|{han_date}"), ""),
        ("polReference", article.clone(), ""),
        (
            "polMarker",
            format!("%(^{SPACE}*)@<=%([-－—–•*·]|[(（]{ordinal}[)）]|{ordinal}%(\\.{DIGIT}@!|[、)）．])|[①-⑳])"),
            "",
        ),
        ("polHeading", format!("^{article}"), ""),
        ("polAlias contained", alias.clone(), ""),
        ("polAlias", format!("{alias}%({SPACE}*[:：])@="), ""),
        ("polName contained", format!("{NAME}{{-1,}}%({name_end})@="), " nextgroup=polAlias skipwhite"),
        ("polString", ["\"\"", "“”", "「」", "『』", "《》"].map(vim_quotation).join("|"), ""),
        ("polComment", format!("%(^|{SPACE})@<=[#＃].*"), ""),
        ("polRest contained", format!(".{{-1,}}%({SPACE}+[#＃]|$)@="), " contains=polString,polReference"),
    ];
    for (group, pattern, options) in items {
        let _ = writeln!(out, "syn match {group} /\\v{pattern}/{options}");
    }
    for row in &words {
        let Follow::NameUntil(group, rules) = row.follow else { continue };
        let [latin, han, long, listed] = name_ends(rules).map(|words| vim_list(&words));
        let ends = format!("{SPACE}+%(%({latin})>|{han})|{long}|为?%({listed})");
        let _ = writeln!(
            out,
            "syn match {group} contained /\\v{NAME}{{-1,}}%({name_end}|{ends})@=/ nextgroup=polAlias skipwhite"
        );
        let _ = writeln!(out, "hi def link {group} polName");
    }
    out + VIM_TAIL
}

fn vim_quotation(pair: &str) -> String {
    let mut marks = pair.chars();
    let open = marks.next().expect("a pair has two marks");
    let close = marks.next().expect("a pair has two marks");
    format!("{open}[^{close}]*{close}?")
}

// ── Writing, and reading back ────────────────────────────────

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// What was done about a file that is not as wanted.
fn renew(file: &str, wanted: &str) -> Option<String> {
    let path = path(file);
    if fs::read_to_string(&path).is_ok_and(|found| found == wanted) {
        return None;
    }
    if std::env::var("CI").is_ok_and(|ci| ci == "true") {
        return Some(format!("{file} is out of date: run the tests on your machine and commit it"));
    }
    let folder = path.parent().expect("a file of the repository has a folder");
    Some(match fs::create_dir_all(folder).and_then(|()| fs::write(&path, wanted)) {
        Ok(()) => format!("{file} was out of date and has been renewed: run the test again"),
        Err(error) => format!("{file} is out of date and cannot be written: {error}"),
    })
}

#[derive(Debug, Default, PartialEq)]
struct Lists {
    words: BTreeSet<String>,
    units: BTreeSet<String>,
    scales: BTreeSet<String>,
}

impl Lists {
    fn of_the_table() -> Self {
        let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
        let of_lines = LINE.iter().flat_map(spellings).collect::<Vec<_>>();
        Self { words: owned([of_lines, phrase(|_, _| true)].concat()), units: owned(units()), scales: owned(scales()) }
    }
}

/// Takes alternatives up to the bracket that closes them; a backslash makes the next character an ordinary one.
fn take_list(pattern: &mut impl Iterator<Item = char>, into: &mut BTreeSet<String>) {
    let mut word = String::new();
    while let Some(character) = pattern.next() {
        match character {
            '\\' => word.extend(pattern.next()),
            '|' => drop(into.insert(std::mem::take(&mut word))),
            ')' => break,
            _ => word.push(character),
        }
    }
    into.insert(word);
}

/// Every `match` and `begin` anywhere in a grammar.
fn patterns_of(grammar: &Value) -> Vec<&str> {
    match grammar {
        Value::Array(items) => items.iter().flat_map(patterns_of).collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(pattern) if key == "match" || key == "begin" => vec![pattern],
                _ => patterns_of(value),
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn lists_of_textmate(text: &str) -> Lists {
    let grammar: Value = serde_json::from_str(text).expect("the grammar is JSON");
    let mut lists = Lists::default();
    for pattern in patterns_of(&grammar) {
        for (opening, list) in
            [("(?<word>", &mut lists.words), ("(?<unit>", &mut lists.units), ("(?<scale>", &mut lists.scales)]
        {
            for rest in pattern.split(opening).skip(1) {
                take_list(&mut rest.chars(), list);
            }
        }
    }
    lists
}

/// Lists of words are the only groups that capture.
fn lists_of_vim(text: &str) -> Lists {
    let mut lists = Lists::default();
    for line in text.lines() {
        let Some((group, pattern)) = line.strip_prefix("syn match ").and_then(|line| line.split_once("/\\v")) else {
            continue;
        };
        let list = match group.split_whitespace().next() {
            Some("polUnit") => &mut lists.units,
            Some("polScale") => &mut lists.scales,
            _ => &mut lists.words,
        };
        let mut characters = pattern.chars();
        let mut before = ' ';
        while let Some(character) = characters.next() {
            match character {
                '\\' => drop(characters.next()),
                '[' => drop(characters.find(|c| *c == ']')),
                '(' if before != '%' => take_list(&mut characters, list),
                _ => {}
            }
            before = character;
        }
    }
    lists
}

#[test]
fn files_are_up_to_date() {
    let done: Vec<String> = [renew(TEXTMATE, &textmate()), renew(VIM, &vim())].into_iter().flatten().collect();
    assert!(done.is_empty(), "{}", done.join("\n"));
}

#[test]
fn textmate_colours_the_words_of_the_table_and_no_others() {
    assert_eq!(lists_of_textmate(&textmate()), Lists::of_the_table());
}

#[test]
fn vim_colours_the_words_of_the_table_and_no_others() {
    assert_eq!(lists_of_vim(&vim()), Lists::of_the_table());
}

#[test]
fn no_row_hides_a_longer_word_of_a_later_one() {
    let rows = rows();
    for (index, row) in rows.iter().enumerate() {
        let later = rows
            .iter()
            .skip(index + 1)
            .filter(|later| matches!(row.place, Place::Anywhere | Place::OnLineOf(_)) || row.place == later.place);
        for long in later.flat_map(|later| &later.words) {
            let hidden = row.words.iter().find(|short| match (row.follow, script(short)) {
                (Follow::Quotation | Follow::Count | Follow::End, _) => false,
                (_, Script::Latin) => long.strip_prefix(**short).is_some_and(|rest| rest.starts_with(' ')),
                (_, Script::Han) => {
                    matches!(row.hold, Hold::Before | Hold::Neither) && *short != long && long.starts_with(**short)
                }
                (_, Script::Sign) => *short != long && long.starts_with(**short),
            });
            assert!(hidden.is_none(), "{hidden:?} hides `{long}`");
        }
    }
}

#[test]
fn a_new_line_is_indented_after_every_connective() {
    let text = fs::read_to_string(path(CONFIGURATION)).expect("the extension has a language configuration");
    let configuration: Value = serde_json::from_str(&text).expect("it is JSON");
    let pattern = configuration.pointer("/onEnterRules/0/beforeText/pattern").and_then(Value::as_str);
    let list = pattern.and_then(|pattern| pattern.split_once("(?:")).expect("the first rule lists the connectives").1;
    let mut found = BTreeSet::new();
    take_list(&mut list.chars(), &mut found);
    assert_eq!(found, line(CONNECTIVES).into_iter().map(str::to_owned).collect());
}

#[test]
fn the_extension_names_files_that_exist() {
    let text = fs::read_to_string(path(MANIFEST)).expect("the extension has a manifest");
    let manifest: Value = serde_json::from_str(&text).expect("it is JSON");
    for pointer in ["/contributes/languages/0/configuration", "/contributes/grammars/0/path"] {
        let file = manifest.pointer(pointer).and_then(Value::as_str).expect("the manifest names it");
        assert!(path("editors/vscode").join(file).is_file(), "{file}");
    }
}
