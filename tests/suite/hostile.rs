//! Nothing that is written can bring the program down: any bytes give a policy or a diagnostic, on a small stack.
//!
//! Every text goes the whole way: it is loaded, what is wrong is shown in both languages, and what can be run is run on a
//! case of which nothing is known. All of it on a thread with a stack of one mebibyte, in an unoptimised build.

use super::work;
use pol::cases::Format;
use pol::interpret::{Answer, Detail, interpret, render};
use pol::source::{FileId, SourceFile};
use pol::{Case, Diagnostic, Language, Policy, Question, load};
use std::fmt::Write as _;

/// What became of a text.
struct Fate {
    codes: Vec<&'static str>,
    runs: bool,
    answers: Vec<Answer>,
}

impl Fate {
    #[track_caller]
    fn accepted(self) -> Self {
        assert!(self.runs, "refused: {:?}", self.codes.iter().take(5).collect::<Vec<_>>());
        self
    }

    #[track_caller]
    fn refused(self, code: &str) -> Self {
        assert!(!self.runs, "accepted");
        assert!(self.codes.contains(&code), "{code} is not among {:?}", self.codes.iter().take(5).collect::<Vec<_>>());
        self
    }
}

fn on_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(run).expect("a thread can be started");
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn told(policy: &Policy, case: &Case) {
    let explanation = policy.explain(case, &Question::default(), None);
    serde_json::to_string(&explanation).expect("an explanation is data");
    for language in [Language::English, Language::Chinese] {
        let _ = render(&explanation, Detail { language, whole: true, ascii: false, color: false, width: None });
    }
}

fn goes_through(bytes: &[u8], explained: bool) -> Fate {
    let loaded = load("test.pol", bytes, &mut |_, _| None);
    for language in [Language::English, Language::Chinese] {
        let shown = work::told(&loaded, language);
        assert_eq!(shown.is_empty(), loaded.diagnostics.is_empty());
    }
    let errors = loaded.diagnostics.iter().filter(|found| found.is_error()).count();
    let only_examples =
        work::codes(&loaded).iter().all(|code| *code == "interpret/example" || !code.starts_with("interpret"));
    assert!(loaded.policy.is_some() || errors > 0, "neither a policy nor an error");
    assert!(loaded.policy.is_none() || errors == 0 || only_examples, "{:?}", work::codes(&loaded));
    let mut answers = Vec::new();
    if let Some(policy) = &loaded.policy {
        let case = Case::new(&policy.program);
        let outcomes = interpret(&policy.program, &case, &Question::default(), None);
        answers.extend(outcomes.into_iter().map(|outcome| outcome.answer));
        if explained {
            told(policy, &case);
        }
    }
    Fate { codes: work::codes(&loaded), runs: loaded.policy.is_some(), answers }
}

/// Loads, shows, runs and explains.
fn fate(text: impl Into<Vec<u8>>) -> Fate {
    let bytes = text.into();
    on_small_stack(move || goes_through(&bytes, true))
}

/// The same without the explanation, whose search for what would settle a case takes its time on a large policy.
fn fate_of_large(text: impl Into<Vec<u8>>) -> Fate {
    let bytes = text.into();
    on_small_stack(move || goes_through(&bytes, false))
}

/// A rule over one condition in one line.
fn asking(facts: &str, condition: &str) -> String {
    format!("policy trial\n{facts}article 1\n  may go when {condition}\n")
}

// ── Bytes ────────────────────────────────────────────────────

#[test]
fn empty_and_blank_files() {
    for text in ["", "\n", " ", "\t", "\r\n", "#", "# only a comment", "\u{feff}", "\u{3000}\n\u{3000}"] {
        fate(text).refused("syntax/no-header");
    }
}

#[test]
fn marks_and_line_ends() {
    let plain = asking("fact ready (就绪): yes/no\n", "ready");
    fate(plain.clone()).accepted();
    fate(format!("\u{feff}{plain}")).accepted();
    fate(plain.replace('\n', "\r\n")).accepted();
    fate(plain.trim_end()).accepted();
    assert!(!fate(plain.replace('\n', "\r")).runs);
    fate(plain.replacen("ready", "re\radx", 1));
    for end in ["\0", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}"] {
        assert!(!fate(plain.replace('\n', end)).runs, "{end:?} ends no line");
    }
}

#[test]
fn characters_that_nobody_sees() {
    let hidden = [
        '\0',
        '\u{7f}',
        '\u{200b}',
        '\u{200d}',
        '\u{202e}',
        '\u{2066}',
        '\u{2069}',
        '\u{feff}',
        '\u{61c}',
        '\u{e0041}',
        '\u{1b}',
        '\u{ad}',
        '\u{34f}',
        '\u{115f}',
        '\u{17b4}',
        '\u{180e}',
        '\u{2800}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{ffa0}',
        '\u{fff9}',
        '\u{e0100}',
    ];
    let plain = asking("fact ready (就绪): yes/no\n", "ready");
    for character in hidden {
        for at in
            [plain.find("ready").expect("it is there") + 2, plain.len() - 3, plain.find("就").expect("it is there")]
        {
            let mut text = plain.clone();
            text.insert(at, character);
            fate(text).refused("syntax/hidden-character");
        }
        fate(format!("{plain}# a remark{character} of one line\n")).refused("syntax/hidden-character");
        fate(format!("{} # a remark{character} after it\n", plain.trim_end())).refused("syntax/hidden-character");
    }
    fate(format!("{plain}#\ta remark (with a bracket“ and a quotation\n")).accepted();
}

/// The end of a line may carry a full stop: it belongs to no name.
#[test]
fn a_full_stop_belongs_to_no_name() {
    let policy = |stop: &str| {
        format!(
            "政策 选择{stop}\n地方 德宏{stop}\n  地方 芒市{stop}\n地方集 驻地：芒市{stop}\n决定 留任{stop}\n\
             事实 参保：是否{stop}\n事实 等次：等级 无 < 初级{stop}\n事实 户籍：选项 本地、外地{stop}\n记录 成员：\n  已婚：是否{stop}\n\
             事实 家庭：列表 成员{stop}\n事实 住处：地方{stop}\n定义 合格 为 参保{stop}\n参数 线：5元{stop}\n\
             第一条\n  可以 留任，须 合格{stop}\n  不得 调任{stop}\n  有权 请假{stop}\n  每名 成员 可以 随迁{stop}\n  \
             可任选 去向，条件是 参保{stop}\n    （一）退休{stop}\n    （二）转业{stop}\n  倡导：多建住房{stop}\n\
             第二条\n  可以 留任{stop}\n  必须 登记，须 等次≥初级 且 户籍是外地 且 住处在驻地 且 (合格 或 参保){stop}\n"
        )
    };
    let known = |text: &str| {
        let loaded = load("test.pol", text.as_bytes(), &mut |_, _| None);
        let program = loaded.policy.as_ref().map(|policy| &policy.program);
        let program = program.unwrap_or_else(|| panic!("{}", work::told(&loaded, Language::Chinese)));
        let decisions: Vec<String> = program.decisions.iter().map(|decision| decision.term.text.to_string()).collect();
        (decisions, format!("{:?} {:?}", program.facts, program.places).replace(char::is_numeric, ""))
    };
    let plain = known(&policy(""));
    for stop in ["。", "；", ";", " 。"] {
        assert_eq!(known(&policy(stop)), plain, "{stop}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let plain = asking("fact ready (就绪): yes/no\n", "ready").into_bytes();
    for bad in [0xff_u8, 0x80, 0xc0, 0xed, 0xf5] {
        for at in [0, 5, plain.len() / 2, plain.len()] {
            let mut bytes = plain.clone();
            bytes.insert(at, bad);
            fate(bytes).refused("syntax/not-utf8");
        }
    }
    fate([0xc4, 0xe3, 0xba, 0xc3]).refused("syntax/not-utf8");
    let cut = plain.iter().position(|byte| *byte >= 0x80).expect("Chinese is there") + 1;
    fate(plain[..cut].to_vec()).refused("syntax/not-utf8");
}

// ── Limits ───────────────────────────────────────────────────

#[test]
fn lists_inside_lists() {
    let nested = |depth: usize| {
        let mut text =
            String::from("policy trial\nfact ready: yes/no\nfact able: yes/no\narticle 1\n  may go when all of\n");
        for level in 0..depth {
            let indent = 4 + 2 * level;
            let _ = write!(text, "{:indent$}- ready\n{:indent$}- any of\n", "", "");
        }
        let indent = 4 + 2 * depth;
        let _ = write!(text, "{:indent$}- ready\n{:indent$}- able\n", "", "");
        text
    };
    // The article, the rule and the items stand around the lists.
    let limit = (1..80).take_while(|depth| fate(nested(*depth)).runs).last().expect("some depth is accepted");
    assert!((28..=36).contains(&limit), "{limit}");
    fate(nested(limit + 1)).refused("syntax/too-deep");
    fate(nested(1000)).refused("syntax/too-deep");
}

#[test]
fn brackets_inside_brackets() {
    let nested = |depth: usize, inner: &str| {
        let condition = format!("{}{inner}{}", "(".repeat(depth), ")".repeat(depth));
        asking("fact ready: yes/no\nfact tax: money\n", &condition)
    };
    fate(nested(32, "ready")).accepted();
    fate(nested(33, "ready")).refused("syntax/too-deep");
    fate(nested(4000, "ready"));
    fate(nested(32, "")).codes.first().expect("empty brackets mean nothing");
    fate(asking("fact ready: yes/no\n", &"(".repeat(4000)));
    fate(asking("fact ready: yes/no\n", &")".repeat(4000)));
    fate(asking("fact ready: yes/no\n", &"()".repeat(450)));
}

/// As deep as may be, each in the condition or in a part of the next: what would double with each level never ends.
#[test]
fn amounts_inside_the_conditions_of_amounts() {
    let facts = "fact a: yes/no\nfact t: number\nfact length: duration\n";
    let shapes: [(&str, &str, &str, usize); 5] = [
        ("(if a then 5 otherwise 3)", "(if ", " > 4 then 5 otherwise 3)", 31),
        ("(if a then 5 otherwise 3)", "(if (the lesser of ", " and t) > 4 then 5 otherwise 3)", 15),
        ("(if a then 5 otherwise 3)", "(the greater of (if ", " > 4 then 5 otherwise t) and t)", 15),
        ("length", "(1 month × (length per full ", "))", 16),
        ("length", "(1 month × (", " per full 1 month))", 16),
    ];
    for (inner, before, after, deep) in shapes {
        let amount = |deep: usize| format!("{}{inner}{}", before.repeat(deep), after.repeat(deep));
        let text = |deep: usize| format!("policy trial\n{facts}article 1\n  v is {}\n", amount(deep));
        fate(text(deep)).accepted();
        fate(text(deep + 1)).refused("syntax/too-deep");
    }
}

/// What is read or typed twice on every level is endless.
#[test]
fn brackets_are_read_and_typed_once() {
    let facts = "fact a: yes/no\nfact b: yes/no\nfact \"a is b\": yes/no\nfact award: money or none\nfact level: grade none < low or none\n";
    let around = |open: &str, inner: &str, close: &str, depth: usize| {
        asking(facts, &format!("{}{inner}{}", open.repeat(depth), close.repeat(depth)))
    };
    // Each level lies in two rows of pieces, of which one is a sentence.
    fate(around("(", "b", ") is a is b", 31));
    fate(around("a is b is (", "b", ")", 31));
    fate(around("(", "award is none", ") is none", 31)).refused("check/never-none");
    fate(around("(", "level is none", ") is none", 31));
    fate(around("(if (", "a", ") is none then award otherwise 1 yuan)", 15));
    fate(around("(", "award", " is not none and award > 1 yuan)", 31));
    fate(around("the lesser of ", "a", " and 1 yuan", 36));
    fate(around("(the lesser of ", "a", " and 1)", 18));
    fate(around("(1 + ", "a", ")", 18));
    fate(around("the lesser of ", "award", " and 1 yuan", 36));
}

#[test]
fn a_list_of_ten_thousand() {
    let mut text = String::from("policy trial\nfact ready: yes/no\narticle 1\n  may go when any of\n");
    (0..10_000).for_each(|_| text.push_str("    - ready\n"));
    fate(text).accepted();
    let mut text = String::from("policy trial\nfact ready: yes/no\narticle 1\n  may go when all of\n");
    (0..10_000).for_each(|item| {
        let _ = writeln!(text, "    - item {item}: ready");
    });
    fate_of_large(text).accepted();
}

#[test]
fn the_largest_text() {
    let head = asking("fact ready: yes/no\n", "ready");
    let filled = |bytes: usize| {
        let mut text = head.clone();
        let line = format!("#{}\n", "x".repeat(998));
        while text.len() + line.len() <= bytes {
            text.push_str(&line);
        }
        let rest = bytes - text.len();
        text.push_str(&"#".repeat(rest));
        assert_eq!(text.len(), bytes);
        text
    };
    fate_of_large(filled(4 << 20)).accepted();
    fate_of_large(filled((4 << 20) + 1)).refused("syntax/too-large");
    fate_of_large(filled(5 << 20)).refused("syntax/too-large");
    fate_of_large("x".repeat(5 << 20)).refused("syntax/too-large");
    fate_of_large("“".repeat(1 << 20)).refused("syntax/too-large");
}

#[test]
fn the_most_lines() {
    let head = asking("fact ready: yes/no\n", "ready");
    let filled = |lines: usize| format!("{head}{}", "#\n".repeat(lines - head.lines().count()));
    fate_of_large(filled(100_000)).accepted();
    fate_of_large(filled(100_001)).refused("syntax/too-large");
    // A file full of broken lines says so without burying the reader.
    fate_of_large(format!("{head}{}", "this is no line\n".repeat(20_000))).refused("syntax/expected");
}

#[test]
fn the_longest_line() {
    let line = |columns: usize| {
        asking("fact 就绪: yes/no\n", &format!("{}就绪", " ".repeat(columns - "  may go when ".len() - 2)))
    };
    fate(line(4096)).accepted();
    fate(line(4097)).refused("syntax/too-large");
    fate(format!("policy {}", "字".repeat(4096))).refused("syntax/too-large");
    let commented = |columns: usize| format!("{}# {}\n", line(100), "x".repeat(columns - 2));
    fate(commented(4096)).accepted();
    fate(commented(4097)).refused("syntax/too-large");
    fate(format!("policy trial\nfact {}: yes/no\n", "x".repeat(4000))).accepted();
}

#[test]
fn the_most_atoms() {
    let joined = |parts: usize| asking("fact a: yes/no\nfact b: yes/no\n", &vec!["a"; parts].join(" or "));
    fate(joined(500)).accepted();
    fate(joined(501)).refused("syntax/too-large");
    fate(asking("fact 甲: yes/no\n", &"甲或".repeat(499))).codes.first().expect("the end is missing");
    fate(asking("fact 甲: yes/no\n", &"甲".repeat(4000)));
}

// ── Many of one thing ────────────────────────────────────────

#[test]
fn words_that_open_something() {
    let facts = "fact a: yes/no\nfact tax: money\nfact 甲: yes/no\nrecord one\n  b: yes/no\nfact ones: list of one\n";
    let texts = [
        format!("{} a", "not ".repeat(900)),
        format!("{} a", "not ".repeat(4)),
        format!("{}甲", "非".repeat(3000)),
        format!("{} a otherwise a", "if a then a otherwise ".repeat(120)),
        format!("tax > {} tax otherwise tax", "if a then tax otherwise ".repeat(35)),
        format!("{} a", "if ".repeat(900)),
        format!("{} a", "if a then ".repeat(300)),
        format!("{} a otherwise a", "if a then ".repeat(300)),
        format!("tax > {}tax{}", "the lesser of ".repeat(30), " and tax".repeat(30)),
        format!("tax > {}tax{}", "the lesser of ".repeat(200), " and tax".repeat(200)),
        format!("tax > {}tax", "the lesser of ".repeat(250)),
        format!("{} b", "some one where ".repeat(300)),
        format!("{} b", "some one where ".repeat(12)),
        format!("{} b", "every one ".repeat(400)),
        format!("number of {} ≥ 1", "ones where number of ".repeat(100)),
        format!("tax{}", " ≥ 1".repeat(400)),
        format!("tax ≥ 1{}", " + tax".repeat(400)),
        format!("tax ≥ {}1", "-".repeat(900)),
        format!("tax ≥ tax{} yuan", " rounded up to 1".repeat(200)),
        format!("a{}", " unless a".repeat(400)),
        format!("a{}", " and a or a".repeat(200)),
        format!("year of {} tax", "year of ".repeat(300)),
        ",".repeat(900),
        "≥".repeat(900),
        "1 ".repeat(900),
        "「」".repeat(400),
        "a ".repeat(900),
        "and ".repeat(900),
    ];
    for text in texts {
        fate(asking(facts, &text));
    }
}

/// `d0` reads `d1`, which reads `d2`, and so on: typed and run without a stack of that height.
#[test]
fn definitions_in_a_chain() {
    let mut text = String::from("policy trial\nfact a: yes/no\nfact tax: money\n");
    for index in 0..5_000 {
        let _ = writeln!(text, "define d{index} as d{}", index + 1);
    }
    text.push_str("define d5000 as a\narticle 1\n  may go when d0\n");
    let both = vec![Answer::Undetermined(vec![Answer::Yes, Answer::No])];
    assert_eq!(fate(text).accepted().answers, both);
    let mut text = String::from("policy trial\nfact tax: money\n");
    for index in 0..5_000 {
        let _ = writeln!(text, "define d{index} as d{} + 1 yuan", index + 1);
    }
    text.push_str("define d5000 as tax\narticle 1\n  fee is d0\n");
    fate_of_large(text).accepted();
    let mut text = String::from("policy trial\nfact a: yes/no\n");
    for index in 0..2_000 {
        let _ = writeln!(text, "article {}\n  may go{index} when go{}", index + 1, index + 1);
    }
    text.push_str("article 9000\n  may go2000 when a\n");
    fate_of_large(text).accepted();
}

#[test]
fn definitions_in_a_circle() {
    let mut text = String::from("policy trial\n");
    for index in 0..3_000 {
        let _ = writeln!(text, "define d{index} as d{}", (index + 1) % 3_000);
    }
    fate(text).refused("check/cycle");
    fate("policy trial\ndefine a as a\n").refused("check/cycle");
}

/// Each twice in the next: two to the sixtieth if nothing were kept.
#[test]
fn definitions_that_double() {
    for (join, end) in [("and", "a"), ("or", "not a"), ("is", "a")] {
        let mut text = String::from("policy trial\nfact a: yes/no\n");
        for index in 0..60 {
            let _ = writeln!(text, "define d{index} as d{} {join} d{}", index + 1, index + 1);
        }
        let _ = write!(text, "define d60 as {end}\narticle 1\n  may go when d0\n");
        fate(text).accepted();
    }
    let mut text = String::from("policy trial\nfact a: money\n");
    for index in 0..60 {
        let _ = writeln!(text, "define d{index} as the lesser of d{} and d{}", index + 1, index + 1);
    }
    text.push_str("define d60 as a\narticle 1\n  fee is d0\n");
    fate(text).accepted();
    let mut text = String::from("policy trial\nrecord one\n  b: yes/no\n");
    for index in 0..60 {
        let _ = writeln!(text, "  define d{index} as d{} and d{}", index + 1, index + 1);
    }
    text.push_str("  define d60 as b\nfact ones: list of one\narticle 1\n  may go when some one where d0\n");
    fate(text.clone()).accepted();
    on_small_stack(move || {
        let policy = work::load_text(&text).policy.expect("it loads");
        assert!(read_cases(&policy, "ones: [{b: yes}, {b: no}, {}]", None).is_empty());
    });
}

#[test]
fn unknown_names_and_numbers() {
    let mut text = String::from("policy trial\nfact a: yes/no\narticle 1\n  may go when all of\n");
    (0..2_000).for_each(|item| {
        let _ = writeln!(text, "    - missing thing {item}");
    });
    fate(text).refused("resolve/unknown-name");
    let facts = "fact tax: money\nfact born: date\nfact a: yes/no\n";
    let nines = "9".repeat(3000);
    let conditions = [
        format!("tax ≥ {nines}"),
        format!("tax ≥ {nines} yuan"),
        format!("tax ≥ 0.{nines}"),
        "tax ≥ 99999999999999999999999999 亿元".to_owned(),
        format!("tax ≥ {}", "9,999".repeat(200)),
        "tax ≥ 99999999999999999999999999999亿".to_owned(),
        "tax × 999999999999999999999999999999 × 999999999999999999999999999999 ≥ 1".to_owned(),
        "tax ≥ 999999999999999999999999999999 yuan × 999999999999999999999999999999".to_owned(),
        "tax ≥ 1 yuan / 0".to_owned(),
        "tax ≥ 九千九百九十九万亿亿亿亿亿亿亿元".to_owned(),
        format!("tax ≥ {}元", "九千万亿".repeat(300)),
        format!("tax ≥ {}元", "亿".repeat(900)),
        "tax ≥ 百分之零".to_owned(),
        "tax ≥ 零分之一".to_owned(),
        "born ≥ 0000-00-00".to_owned(),
        "born ≥ 9999-12-31".to_owned(),
        "born ≥ 9999-99-99".to_owned(),
        "born ≥ 2011-02-29".to_owned(),
        "born ≥ 0001-01-01".to_owned(),
        "born ≥ 2011年13月40日".to_owned(),
        "born ≥ 9999999999年".to_owned(),
        "tax rounded to 0 yuan ≥ 1".to_owned(),
        "tax rounded up to -1 yuan ≥ 1".to_owned(),
    ];
    for condition in conditions {
        fate(asking(facts, &condition));
    }
    fate("policy trial\n  in force from 9999-12-31 until 9999-12-31\nfact a: yes/no\n");
    fate(
        "policy trial\n  in force until 9999-12-31\nparameter p: 1 yuan from 0001-01-01 until 9999-12-31\nfact a: money\narticle 1\n  may go when a > p\n",
    );
}

#[test]
fn places() {
    let mut text = String::from("policy trial\nfact home: place\n");
    for level in 0..30 {
        let indent = 2 * level;
        let _ = writeln!(text, "{:indent$}place p{level}", "");
    }
    text.push_str("article 1\n  may go when home is in p0\n");
    fate(text).accepted();
    let mut text = String::from("policy trial\nfact home: place\nplace p0\n");
    (1..5_000).for_each(|place| {
        let _ = writeln!(text, "place p{place} in p{}", place - 1);
    });
    text.push_str("article 1\n  may go when home is in p0\n");
    fate_of_large(text).accepted();
    let mut text = String::from("policy trial\nfact home: place\nplace root\n");
    (0..5_000).for_each(|place| {
        let _ = writeln!(text, "  - p{place}");
    });
    text.push_str("article 1\n  may go when home is in root\n");
    fate(text).accepted();
    let mut text = String::from("policy trial\n");
    (0..300).for_each(|place| {
        let _ = writeln!(text, "place p{place} in p{}", (place + 1) % 300);
    });
    assert!(!fate(text).runs);
}

#[test]
fn facts_by_the_thousand() {
    let mut text = String::from("policy trial\n");
    (0..3_000).for_each(|fact| {
        let _ = writeln!(text, "fact f{fact} (事实{fact}): yes/no");
    });
    text.push_str("article 1\n  may go when all of\n");
    (0..3_000).for_each(|fact| {
        let _ = writeln!(text, "    - f{fact}");
    });
    let both = vec![Answer::Undetermined(vec![Answer::Yes, Answer::No])];
    assert_eq!(fate_of_large(text).accepted().answers, both);
    let mut text = String::from("policy trial\n");
    (0..1_000).for_each(|fact| {
        let _ = writeln!(text, "fact amount{fact}: money or none");
    });
    text.push_str("article 1\n  may go when all of\n");
    (0..1_000).for_each(|fact| {
        let _ = writeln!(text, "    - amount{fact} exists\n    - amount{fact} > {} yuan", fact + 1);
    });
    fate_of_large(text).accepted();
}

/// Rules that name each other, more of them than can be combined one by one.
#[test]
fn rules_by_the_hundred() {
    let mut text = String::from("policy trial\n");
    (0..40).for_each(|fact| {
        let _ = writeln!(text, "fact f{fact}: yes/no");
    });
    for rule in 0..40 {
        let (article, must) = (rule + 1, if rule % 2 == 0 { "may" } else { "must not" });
        let other = (rule + 1) % 40 + 1;
        let _ = writeln!(text, "article {article}\n  {must} go when f{rule}\n    notwithstanding article {other}");
    }
    fate(text).accepted();
    let mut text = String::from("policy trial\nfact a: yes/no\n");
    for article in 1..=2 {
        let _ = writeln!(text, "article {article}");
        let words = if article == 1 { "may go when a\n    notwithstanding article 2" } else { "must not go when a" };
        (0..300).for_each(|_| {
            let _ = writeln!(text, "  {words}");
        });
    }
    fate_of_large(text).accepted();
    let mut text = String::from("policy trial\nfact a: yes/no\n");
    (0..1_500).for_each(|rule| {
        let _ = writeln!(text, "article {}\n  fee {rule} is {rule} yuan when a, otherwise 0 yuan", rule + 1);
    });
    fate_of_large(text).accepted();
}

// ── Mutations ────────────────────────────────────────────────

const ENGLISH: &str = "policy trial (试行)
  in force from 2011-12-01, assumed because the page gives no date
fact ready (就绪): yes/no, presumed no because article 6
fact tax: money
  ask \"How much?\"
fact level: grade none < low < high or none
place Yunnan (云南)
  - Dehong
fact home: place
record one
  year: whole number
  paid: money
fact years: list of one
parameter line: 100 yuan from 2011-12-01, 80 yuan from 2014-01-01
define rich (富裕) as any of
  - tax ≥ line or tax is 5
  (2) old: sum of paid over years where year > 2009 ≥ 3 yuan
article 14 \"Others\"
  applies to home is in Dehong
  may go when all of
    - ready
    - if rich then tax > 1 otherwise not ready
    except when level exists and level ≥ low
  fee is the lesser of tax and 5 yuan when tax > 5, otherwise 0 yuan
example \"a\"
  as of 2012-06-01
  given ready: yes
  expect go: not addressed
";

const CHINESE: &str = "政策 试行（trial）
  施行 自 2011年12月1日 起
事实 就绪（ready）：是否，推定为 否 理由 第六条
事实 税额：金额
事实 级别：等级 无 < 初级 < 高级
地方 云南
  - 德宏
事实 住地：地方
记录 年度：
  年份：整数
  税款：金额
事实 各年：列表 年度
参数 线：10万元 自 2011年12月1日 起
定义 富裕（rich）：下列之一
  - 税额 10万元以上
  （二）老户：各年中年份大于2009者的税款之和不低于3元
第十四条 「其他」
  适用于 住地在云南
  可以通行，须同时符合
    - 就绪且税额超过5元
    - 级别初级以上
    例外 非 富裕
  费用 为 税额与5元中的较小者，当 就绪，否则 0元
示例 「一」
  判定日期 2012年6月1日
  已知 就绪：是
  期望 通行：未涉及
";

#[test]
fn the_small_policies_load() {
    for text in [ENGLISH, CHINESE] {
        let loaded = work::load_text(text);
        assert!(loaded.policy.is_some(), "{}", work::told(&loaded, Language::English));
    }
}

#[test]
fn every_prefix() {
    for text in [ENGLISH, CHINESE] {
        on_small_stack(move || {
            for end in text.char_indices().map(|(at, _)| at) {
                goes_through(&text.as_bytes()[..end], true);
            }
        });
    }
}

#[test]
fn every_character_left_out() {
    for text in [ENGLISH, CHINESE] {
        on_small_stack(move || {
            for (at, character) in text.char_indices() {
                let without = format!("{}{}", &text[..at], &text[at + character.len_utf8()..]);
                goes_through(without.as_bytes(), false);
            }
        });
    }
}

/// Numbers that are the same on every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap_or(0)
    }
}

/// A text with some bytes changed, left out, doubled or moved.
fn mutated(dice: &mut Dice, text: &[u8], pieces: &[&str]) -> Vec<u8> {
    let mut out = text.to_vec();
    for _ in 0..=dice.throw(4) {
        let at = dice.throw(out.len());
        let end = (at + dice.throw(12)).min(out.len());
        match dice.throw(7) {
            0 => {
                out.drain(at..end);
            }
            1 => {
                let piece = out[at..end].to_vec();
                out.splice(at..at, piece);
            }
            2 => {
                let byte = u8::try_from(dice.throw(256)).unwrap_or(0);
                out.splice(at..at, [byte]);
            }
            3 => {
                let (from, piece) = (dice.throw(out.len()), out[at..end].to_vec());
                out.splice(from..from, piece);
            }
            4 => out.truncate(at),
            _ => {
                let piece = pieces[dice.throw(pieces.len())];
                out.splice(at..at, piece.bytes());
            }
        }
    }
    out
}

#[test]
fn random_mutations() {
    let pieces = [
        " and ",
        " or ",
        " not ",
        "(",
        ")",
        "（",
        "「",
        "」",
        "\"",
        ":",
        "：",
        "\n",
        "\n  ",
        "\n    - ",
        "\t",
        " if ",
        " then ",
        " otherwise ",
        "the lesser of ",
        "以上",
        "不满",
        "且",
        "或",
        "，",
        ",",
        "-",
        "1",
        "999999999999999999999999999999",
        "%",
        "元",
        "万",
        " is none",
        " exists",
        "some one where ",
        "number of ",
        "fact ",
        "define ",
        "article ",
        "article 14\n",
        "\u{3000}",
        "\r",
        "\0",
        "\u{202e}",
        "零",
        "分之",
        " unless ",
        "except when ",
        "all of",
        "none",
    ];
    for (seed, text) in [(7, ENGLISH), (8, CHINESE)] {
        on_small_stack(move || {
            let mut dice = Dice(seed);
            for _ in 0..1_000 {
                goes_through(&mutated(&mut dice, text.as_bytes(), &pieces), false);
            }
        });
    }
}

// ── Cases ────────────────────────────────────────────────────

fn read_cases(policy: &Policy, text: &str, format: Option<Format>) -> Vec<Diagnostic> {
    let source = SourceFile::new(FileId(9), "case", text);
    let mut sources = pol::source::Sources::default();
    (0..9).for_each(|_| {
        sources.add("other", String::new());
    });
    sources.add("case", text.to_owned());
    let read = policy.cases(&source, format);
    for language in [Language::English, Language::Chinese] {
        let style = pol::diagnostics::report::Style { language, color: false, ascii: false, width: 80 };
        let _ = pol::diagnostics::report::render(&read.diagnostics, &sources, &style);
    }
    if read.diagnostics.is_empty() {
        for case in read.cases.iter().take(3) {
            told(policy, &case.case);
        }
    }
    read.diagnostics
}

const FORMATS: [Option<Format>; 4] = [None, Some(Format::Yaml), Some(Format::Json), Some(Format::Toml)];

fn small_policy() -> Policy {
    work::load_text(ENGLISH).policy.expect("the small policy loads")
}

#[test]
fn cases_of_any_shape() {
    on_small_stack(|| {
        let policy = small_policy();
        let texts = [
            String::new(),
            "\u{feff}".to_owned(),
            "\0".to_owned(),
            "---\n---\n---".to_owned(),
            "{".repeat(100_000),
            "[".repeat(100_000),
            "[".repeat(17) + &"]".repeat(17),
            "- ".repeat(100_000),
            "a: ".repeat(50_000),
            "? ".repeat(50_000),
            "a.".repeat(50_000) + "a = 1",
            "[a]\n".repeat(50_000),
            "&a *a".to_owned(),
            "a: &a [*a]".to_owned(),
            "tax: !!binary aGk=".to_owned(),
            "tax: 1e999999999".to_owned(),
            "tax: .inf".to_owned(),
            format!("tax: {}", "9".repeat(100_000)),
            format!("tax: \"{}\"", "元".repeat(100_000)),
            format!("{}: 1", "x".repeat(100_000)),
            "tax: 10\n".repeat(20_000),
            "years: [{year: 1, paid: 2}, {year: 1, paid: -2}]".to_owned(),
            format!("years: [{}]", "{year: 2010, paid: 2},".repeat(200)),
            "years: {year: 1}".to_owned(),
            "years: [[[]]]".to_owned(),
            "{\"tax\": \"\\ud800\"}".to_owned(),
            "{\"tax\": 1,}".to_owned(),
            "tax = 1\ntax = 2".to_owned(),
            "tax = 1979-05-27T07:32:00Z".to_owned(),
            "as of: 9999-12-31\nready: yes".to_owned(),
            "as of: 99999-12-31".to_owned(),
            "readings: 5\nexpect: []\nnote: {a: b}".to_owned(),
            (0..20_000).map(|index| format!("unknown{index}: 1\n")).collect(),
        ];
        for text in &texts {
            for format in FORMATS {
                read_cases(&policy, text, format);
            }
        }
    });
}

#[test]
fn mutations_of_good_cases() {
    on_small_stack(|| {
        let policy = small_policy();
        let yaml = "case: one\nas of: 2012-06-01\nready: yes\ntax: 10万元\nlevel: low\nhome: Dehong\nyears:\n  - {year: 2010, paid: 5}\n  - year: 2011\n    paid: \"7元\"\nnote: 备注\n---\nready: 否\n";
        let json = "[{\"ready\": true, \"tax\": \"10元\", \"years\": [{\"year\": 2010, \"paid\": 1.50}], \"level\": null}, {\"就绪\": \"是\"}]";
        let toml =
            "ready = true\ntax = \"10元\"\nlevel = \"low\"\nhome = 'Dehong'\n[[years]]\nyear = 2010\npaid = 3.50\n";
        let pieces = [
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "#",
            "&a ",
            "*a",
            "!t ",
            "<<: ",
            "---\n",
            "...",
            "null",
            "|",
            ">",
            "\\u",
            "\u{feff}",
            "元",
            "=",
            "[[",
            ",",
            "999999999999999999999999999999999",
        ];
        let mut dice = Dice(9);
        for text in [yaml, json, toml] {
            for format in FORMATS {
                for _ in 0..300 {
                    let bytes = mutated(&mut dice, text.as_bytes(), &pieces);
                    read_cases(&policy, &String::from_utf8_lossy(&bytes), format);
                }
            }
            for end in text.char_indices().map(|(at, _)| at) {
                read_cases(&policy, &text[..end], None);
            }
        }
    });
}

/// Labels that are only tried as conditions leave what may be suggested to the words that are wrong.
#[test]
fn labels_use_up_no_suggestions() {
    let items: String = (0..300).map(|at| format!("    - grade {at} is proven: ready\n")).collect();
    let text = format!("policy p\nfact ready: yes/no\narticle 1\n  may go when all of\n{items}    - reddy\n");
    let loaded = load("test.pol", text.as_bytes(), &mut |_, _| None);
    let said = work::told(&loaded, Language::English);
    assert!(said.contains("did you mean `ready`"), "{said}");
}
