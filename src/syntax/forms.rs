//! How each line that begins with a keyword is written, for the sentence about one that cannot be read.
//!
//! In: the text of such a line. Out: an example of the same kind of line, in both languages; a test holds each to the
//! grammar.

use super::keywords;
use crate::diagnostics::Text;

/// A kind of line, by the keyword that it begins with: its rule in the grammar, and an example of it.
type Row = (&'static str, &'static str, (&'static str, &'static str));

/// A keyword that another one begins with stands after it.
#[rustfmt::skip]
const FORMS: &[Row] = &[
    ("kw_policy", "policy_line", ("policy dehong under yunnan", "政策 德宏 隶属于 云南")),
    ("kw_vocabulary", "vocabulary_line", ("vocabulary yunnan terms", "词汇 云南用语")),
    ("kw_use", "use_line", ("use vocabulary", "使用 共用词汇")),
    ("kw_fact", "fact_line", ("fact tax paid: money", "事实 纳税额：金额")),
    ("kw_record", "record_line", ("record member", "记录 家庭成员")),
    ("kw_type", "type_line", ("type level: grade township < county", "类型 级别：等级 乡级 < 县级")),
    ("kw_unit", "unit_line", ("unit hour", "单位 小时")),
    ("kw_place_set", "place_set_line", ("place set seats: Mangshi, Ruili", "地方集 驻地：芒市、瑞丽")),
    ("kw_place", "place_line", ("place Ruili in Dehong", "地方 瑞丽 属于 德宏")),
    ("kw_holidays", "holidays_line", ("holidays 2012: 2012-01-01 to 2012-01-03", "法定节假日 2012年：1月1日至3日")),
    ("kw_parameter", "parameter_line", ("parameter tax line: 50000 yuan from 2011-12-01", "参数 纳税线：5万元 自 2011年12月1日 起")),
    ("kw_define", "define_line", ("define adult as age ≥ 18", "定义 成年：年龄 ≥ 18")),
    ("kw_decision", "decision_line", ("decision loan ceiling, more is better", "决定 贷款上限，越多越有利")),
    ("kw_figure", "figure_line", ("figure \"times the target\": 579476 ÷ 130000 is 4.45, by truncation", "数字 「完成倍数」：579476 ÷ 130000 为 4.45，经截断")),
    ("kw_example", "example_line", ("example \"at the line\"", "示例 「恰好达到」")),
    ("kw_title", "title_line", ("title \"Moving to town\"", "标题 「城镇落户办法」")),
    ("kw_issuer", "issuer_line", ("issuer \"Dehong prefecture\"", "发文机关 「德宏州」")),
    ("kw_document", "document_line", ("document \"No. 188 of 2011\"", "文号 「2011年第188号」")),
    ("kw_version", "version_line", ("version \"1\"", "版本 「1」")),
    ("kw_in_force", "in_force_line", ("in force from 2011-12-01", "施行 自 2011年12月1日 起")),
    ("kw_issued", "issued_line", ("issued 2011-11-20", "发布于 2011年11月20日")),
    ("kw_ask", "ask_line", ("ask \"How much tax was paid?\"", "提问 「缴了多少税？」")),
    ("kw_as_of", "as_of_line", ("as of 2012-06-01", "判定日期 2012年6月1日")),
    ("kw_under_reading", "reading_choice_line", ("under reading stable home: wide", "采用读法 稳定住所：从宽")),
    ("kw_given", "given_line", ("given tax paid: 50000 yuan", "已知 纳税额：5万元")),
    ("kw_expect", "expect_line", ("expect register: yes", "期望 落户：是")),
    ("kw_set", "set_line", ("set parameter tax line: 80000 yuan", "设定 参数 纳税线：8万元")),
    ("kw_replace", "replace_line", ("replace article 6 item investor: invests", "替换 第六条 项 投资者：投资")),
    ("kw_drop", "drop_line", ("drop article 6 item investor", "删去 第六条 项 投资者")),
    ("kw_add_condition", "add_condition_line", ("add condition to article 6: employed", "增加条件于 第六条：已就业")),
    ("kw_add_exception", "add_exception_line", ("add exception to article 6: under sanction", "增加例外于 第六条：受处分")),
    ("kw_add_items", "add_items_line", ("add items to article 6 item dwelling:", "增加项于 第六条 项 住所：")),
    ("kw_narrow", "narrow_line", ("narrow article 1: resident of Dehong", "缩小 第一条：德宏居民")),
    ("kw_widen", "widen_line", ("widen article 1: works in Dehong", "扩大 第一条：在德宏就业")),
    ("kw_extend", "extend_line", ("extend place set seats: Nongdao", "扩充 地方集 驻地：弄岛")),
];

/// How a line is written that begins with the keyword of this one.
pub fn of(text: &str) -> Option<Text> {
    let (_, _, (en, zh)) =
        FORMS.iter().find(|(keyword, _, _)| keywords::line_keyword(keyword).is_some_and(|row| row.begins(text)))?;
    Some(Text { en: (*en).to_owned(), zh: (*zh).to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{PolParser, Rule};
    use pest::Parser;

    #[test]
    fn every_form_is_a_line_of_its_kind_and_found_by_its_keyword() {
        for (keyword, rule, (en, zh)) in FORMS {
            let rule = Rule::all_rules().iter().find(|known| format!("{known:?}") == *rule);
            for form in [en, zh] {
                let read = rule.and_then(|rule| PolParser::parse(*rule, form).ok()).map(|pairs| pairs.as_str().len());
                assert_eq!(read, Some(form.len()), "{keyword}: {form}");
                assert_eq!(
                    of(form).map(|form| (form.en, form.zh)),
                    Some(((*en).to_owned(), (*zh).to_owned())),
                    "{form}"
                );
            }
        }
    }
}
