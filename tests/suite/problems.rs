//! Small policies with mistakes in them, and what is said of each: the text, then the report in English and in Chinese.
//!
//! `tests/problems/STAGE/SLUG[--VARIANT].pol` yields the code `STAGE/SLUG`. The files at the top of that folder are sound
//! or are only there to be used by others.

use crate::work::{codes, files, load_file, load_text, root, told};
use pol::cases::Format;
use pol::diagnostics::pages::PAGES;
use pol::diagnostics::report::{self, Style};
use pol::{Language, load};
use std::collections::BTreeSet;
use std::path::Path;

/// Codes of policies that no small file yields, and the test that shows them.
const ELSEWHERE: [(&str, &str); 2] =
    [("mutate/unnoticed", "slips_that_no_case_notices_are_told"), ("syntax/too-large", "a_text_may_be_too_large")];

#[test]
fn what_is_said_of_each() {
    insta::glob!("../problems", "*/*.pol", |path| {
        let code = code_of(path);
        // A sound policy, for the files of cases beside it.
        if code.starts_with("cases/") {
            return;
        }
        let loaded = load_file(path);
        assert!(codes(loaded).contains(&code.as_str()), "{code}: found {:?}", codes(loaded));
        let bytes = std::fs::read(path).expect("the policy can be read");
        let text = String::from_utf8_lossy(&bytes).replace('\u{200b}', "<U+200B>").replace('\t', "<tab>");
        let (english, chinese) = (told(loaded, Language::English), told(loaded, Language::Chinese));
        let out = format!("{}\n\n────────\n\n{english}\n────────\n\n{chinese}", text.trim_end());
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(out) });
    });
}

/// `tests/problems/cases/SLUG[--VARIANT].yaml` is a file of cases for `register.pol` beside it.
#[test]
fn what_is_said_of_each_case_file() {
    let loaded = load_file(&root().join("tests/problems/cases/register.pol"));
    let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{}", told(loaded, Language::English)));
    insta::glob!("../problems", "cases/*.yaml", |path| {
        let code = code_of(path);
        let text = std::fs::read_to_string(path).expect("the cases can be read");
        let mut sources = pol::source::Sources::default();
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let id = sources.add(name, text.as_str());
        let (_, found) = pol::suite::read(&policy.program, sources.get(id).expect("just added"), Some(Format::Yaml));
        assert!(found.iter().all(|found| found.code == code), "{code}: {found:?}");
        assert!(!found.is_empty(), "{code}");
        let say = |language| {
            let style = Style { language, color: false, ascii: false, width: 100 };
            report::render(&found, &sources, &style)
        };
        let (english, chinese) = (say(Language::English), say(Language::Chinese));
        let out = format!("{}\n\n────────\n\n{english}\n────────\n\n{chinese}", text.trim_end());
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(out) });
    });
}

#[test]
fn every_code_of_a_policy_has_a_file() {
    let shown: BTreeSet<String> = problems().iter().map(|path| code_of(path)).collect();
    let elsewhere: BTreeSet<String> = ELSEWHERE.iter().map(|(code, _)| (*code).to_owned()).collect();
    let of_policies = PAGES.iter().map(|(code, _)| (*code).to_owned()).filter(|code| !code.starts_with("cases/"));
    let wanted: BTreeSet<String> = of_policies.filter(|code| !elsewhere.contains(code)).collect();
    assert_eq!(shown, wanted);
}

/// Who is told what is wrong is told what to do about it.
#[test]
fn every_problem_has_a_way_out() {
    let mut without: BTreeSet<String> = BTreeSet::new();
    for path in problems() {
        let loaded = load_file(&path);
        // What the grammar expected says what to write; what the text itself stands by is only noted.
        let says_it = |code: &str| matches!(code, "syntax/expected" | "authority/beyond");
        let stuck = loaded.diagnostics.iter().filter(|found| found.help.is_empty() && found.fixes.is_empty());
        let stuck = stuck.filter(|found| !says_it(found.code));
        without.extend(stuck.map(|found| format!("{}: {}", found.code, found.message.en)));
    }
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn many_of_them_are_in_chinese() {
    let all = problems();
    let chinese =
        all.iter().filter(|path| load_file(path).modules.first().is_some_and(|parsed| parsed.module.chinese)).count();
    assert!(chinese * 2 >= all.len(), "{chinese} of {}", all.len());
}

#[test]
fn a_broken_article_leaves_the_others_checked() {
    let loaded = load_file(&root().join("tests/problems/check/type-mismatch--many-errors.pol"));
    let found: BTreeSet<&str> = codes(loaded).into_iter().collect();
    for code in ["syntax/expected", "check/type-mismatch", "resolve/unknown-name"] {
        assert!(found.contains(code), "{code} is not among {found:?}");
    }
}

#[test]
fn a_text_may_be_too_large() {
    let line = format!("policy long\narticle 1\n  may register when {}\n", "a ".repeat(2100));
    let lines = format!("policy long\n{}", "#\n".repeat(100_000));
    let bytes = format!("policy long\n{}", "#  \n".repeat(1 << 20));
    let condition = format!("policy long\narticle 1\n  may register when {}\n", "a ".repeat(1001));
    for text in [line, lines, bytes, condition] {
        let loaded = load("test.pol", text.as_bytes(), &mut |_, _| None);
        assert!(codes(&loaded).contains(&"syntax/too-large"), "{:?}", codes(&loaded));
        assert!(!told(&loaded, Language::Chinese).is_empty());
    }
}

/// A name that takes in a condition is told with edits, and each of them leaves the line sound.
#[test]
fn what_a_name_takes_in_can_be_mended_as_told() {
    let code = "resolve/name-takes-in";
    let mut edits = 0;
    for path in problems().into_iter().filter(|path| code_of(path) == code) {
        let loaded = load_file(&path);
        let text = std::fs::read_to_string(&path).expect("the policy can be read");
        let of_code = |loaded: &pol::Loaded| codes(loaded).into_iter().filter(|found| *found == code).count();
        let before = of_code(loaded);
        for fix in loaded.diagnostics.iter().filter(|found| found.code == code).flat_map(|found| &found.fixes) {
            let mut mended = text.clone();
            mended.replace_range(fix.span.range(), &fix.replacement);
            let after = load_text(&mended);
            assert_eq!(of_code(&after), before - 1, "{}: {}", path.display(), fix.replacement);
            let other = after.diagnostics.iter().find(|found| found.is_error() && found.code != code);
            assert!(other.is_none(), "{}: {}: {other:?}", path.display(), fix.replacement);
            edits += 1;
        }
    }
    assert!(edits > 40, "{edits}");
}

/// 的 at the end of a condition does not make the points before it a part of that condition.
#[test]
fn points_before_a_condition_stay_points() {
    let text = "政策 计分办法\n记录 子女\n  在校：是否\n事实 子女们：列表 子女\n单位 分\n第一条\n  计分 总分\n    - 5分，当 子女们中有在校的，最高 20分\n    - 子女们中没有在校的，计3分\n";
    let loaded = load_text(text);
    assert_eq!(codes(&loaded), Vec::<&str>::new(), "{}", told(&loaded, Language::Chinese));
}

/// Most names hold others, and say nothing of them.
#[test]
fn names_that_only_hold_others_are_let_be() {
    let english = "policy names\nfact married: yes/no\nfact disabled: yes/no\nfact income: money\nfact tax: money\n\
        fact start: date\nfact age: whole number\nplace Dehong\ndefine interest as 5% of income\n";
    let chinese = "政策 名称\n事实 已婚：是否\n事实 收入：金额\n事实 年龄：整数，单位 周岁\n事实 开始日：日期\n\
        事实 学历：等级 本科 < 硕士\n地方 德宏\n";
    let lines = [
        "may apply for married support",
        "may register in Dehong",
        "may receive a 3-year tax refund",
        "may sell by day",
        "may stay for 90 days",
        "may appeal after hearing",
        "may work under supervision",
        "may take over income duties",
        "may live before start\ndecision live before start",
        "must report cash over 5000 yuan",
        "must give notice of income",
        "must change the start",
        "may receive support for disabled and married persons",
        "average tax over 3 years is 5 yuan",
        "1-year tax refund is 5 yuan",
        "total with interest is 5 yuan",
        "allowance for disabled is 5 yuan",
        "income ceiling is 5 yuan",
        "may hold an event even outdoors",
        "may claim at least once",
        "must not apply more than once a year",
        "may march between towns",
        "may apply for persons of note",
        "may open a shop only in town",
        "可以 若干人员优先办理",
        "may draw support (for married persons)",
        "可以 领取已婚补贴",
        "可以 当已婚顾问",
        "可以 领取补贴（已婚者补贴）",
        "应当 于每月3日前后报告",
        "可以 担当已婚顾问",
        "可以 领取须知",
        "可以 申请收入证明",
        "可以 申请5000元以下贷款",
        "可以 领取80周岁以上津贴",
        "可以 在德宏落户",
        "可以 变更开始日",
        "可以 申请学历为准的资格",
        "可以 「申请须已婚」",
        "应当 报告5万元以上交易",
        "应当 免除已婚者学费",
        "应当 响应已婚",
        "不得 解除已婚职工合同",
        "收入证明费 为 5元",
        "收入上限 为 5元",
        "贷款最高额 为 5元",
        "已婚后补助 为 5元",
        "3年累计收入税 为 5元",
        "可以 在一个年度内多次申请",
        "可以 限期申请",
        "可以 申请可以公开的资料",
        "可以 2012年度申请",
        "可以 领取急需已婚补贴",
        "已婚补助 为 5元",
        "已婚者补助 为 5元，当 已婚",
    ];
    for line in lines {
        let head = if line.is_ascii() { english } else { chinese };
        let loaded = load_text(&format!("{head}article 1\n  {line}\n"));
        let wrong = loaded.diagnostics.iter().find(|found| found.is_error());
        assert!(wrong.is_none(), "{line}: {wrong:?}");
    }
}

/// The files that each have a code for their name.
fn problems() -> Vec<std::path::PathBuf> {
    let top = root().join("tests/problems");
    let policies = files("tests/problems", "pol").into_iter();
    policies.filter(|path| path.parent() != Some(&top) && !path.starts_with(top.join("cases"))).collect()
}

/// `STAGE/SLUG` of a file.
fn code_of(path: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stage = path.parent().map(name).unwrap_or_default();
    let file = name(path);
    let slug = file.split("--").next().unwrap_or_default();
    format!("{stage}/{}", slug.split('.').next().unwrap_or(slug))
}

/// A number beside a quoted word is a whole number: 5 is not found in 15.
#[test]
fn quotations_that_agree_with_their_clause_are_let_be() {
    let texts = [
        "policy q\nfact tax: money\narticle 1\n  may go when any of\n    quotes \"15 yuan or more\", \"more than 5 yuan\"\n    - tax > 5 yuan\n    - tax ≥ 15 yuan\n",
        "政策 甲\n事实 人数：整数，单位 人\n第一条\n  可以 登记，符合下列之一\n    引文「十五人以上」、「超过五人」\n    - 人数 超过 5人\n    - 人数 15人以上\n",
        "政策 甲\n  「以上」 不含本数\n事实 税：金额\n第一条\n  可以 登记，须 税 > 5元，引文 以上\n",
    ];
    for text in texts {
        let loaded = load_text(text);
        assert_eq!(codes(&loaded), Vec::<&str>::new(), "{text}");
    }
}
