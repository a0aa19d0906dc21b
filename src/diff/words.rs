//! The sentences that every text of a report shares.

use super::changes::Change;
use super::details::Detail;
use super::report::{KindCount, Outcomes, Report};
use super::witness::Witness;
use crate::diagnostics::{Language, Text};
use crate::text;

/// A word for how a change stands.
#[must_use]
pub fn effect(change: &Change) -> Text {
    match change.effect {
        // What rules read has changed, and is not the same for that.
        "same" if change.kind != "rule" => text!("alone changes no rule", "单凭此处不改变任何条款"),
        "same" => text!("same meaning", "含义相同"),
        "tighter" => text!("tighter", "从严"),
        "looser" => text!("looser", "放宽"),
        "different" => text!("different", "不同"),
        _ => text!("which way not decided", "方向未能判定"),
    }
}

/// A word for what became of a clause.
#[must_use]
pub fn fate(fate: &str) -> Option<Text> {
    match fate {
        "added" => Some(text!("added", "新增")),
        "dropped" => Some(text!("dropped", "删去")),
        "retyped" => Some(text!("of another type", "类型改变")),
        "may now be none" => Some(text!("may now be none", "现可为无")),
        "may now be negative" => Some(text!("may now be negative", "现可为负")),
        "may no longer be negative" => Some(text!("may no longer be negative", "不再可为负")),
        "may no longer be none" => Some(text!("may no longer be none", "不再可为无")),
        _ => None,
    }
}

/// Where versions part, on one line.
#[must_use]
pub fn detail(detail: &Detail, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let place = detail.place.get(language);
    let colon = language.pick(": ", "：");
    let head = if place.is_empty() { String::new() } else { format!("{place}{colon}") };
    match (&detail.before, &detail.after) {
        (Some(before), Some(after)) => format!("{head}{} → {}", before.get(language), after.get(language)),
        (Some(before), None) if chinese => format!("{head}删去“{}”", before.get(language)),
        (Some(before), None) => format!("{head}no longer “{}”", before.get(language)),
        (None, Some(after)) if chinese => format!("{head}新增“{}”", after.get(language)),
        (None, Some(after)) => format!("{head}now also “{}”", after.get(language)),
        (None, None) => head,
    }
}

/// "12 gain, 3 lose (−4,000 yuan)".
#[must_use]
pub fn counts(counts: &[KindCount], language: Language) -> String {
    let each = counts.iter().map(|count| {
        let by = count.by.as_ref().map(|by| match language {
            Language::English => format!(" ({} in all)", by.get(language)),
            Language::Chinese => format!("（合计{}）", by.get(language)),
        });
        let by = by.unwrap_or_default();
        match language {
            Language::English => format!("{} {}{by}", grouped(count.outcomes), count.kind_text.en),
            Language::Chinese => format!("{}{}{by}", grouped(count.outcomes), count.kind_text.zh),
        }
    });
    each.collect::<Vec<_>>().join(language.pick(", ", "，"))
}

/// Digits in groups of three.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What comes of it as a whole.
#[must_use]
pub fn verdict(report: &Report) -> Text {
    match (report.verdict, report.changes.is_empty()) {
        ("differ", _) => text!("outcomes differ", "结果有差异"),
        ("same", true) => text!("no clause differs in meaning", "没有条款在含义上改变"),
        ("same", false) => text!("clauses differ, and no outcome can", "条款有改变，但结果不会不同"),
        _ => text!("clauses differ; whether an outcome does was not decided", "条款有改变；结果是否不同未能判定"),
    }
}

/// How many cases, and how many of them come out otherwise.
#[must_use]
pub fn totals(outcomes: &Outcomes) -> Text {
    let (all, differing, reasons) =
        (grouped(outcomes.cases), grouped(outcomes.differing), grouped(outcomes.reasons_only));
    let cases = if outcomes.cases == 1 { "case" } else { "cases" };
    let come = if outcomes.differing == 1 { "comes" } else { "come" };
    text!(
        "{all} {cases}: {differing} {come} out otherwise, {reasons} for another reason only",
        "共{all}个个案：{differing}个结果不同，{reasons}个仅理由不同"
    )
}

/// What could not be read, where something could not.
#[must_use]
pub fn unread(outcomes: &Outcomes) -> Vec<Text> {
    let unread = &outcomes.unread;
    let mut out = Vec::new();
    let total = unread.old + unread.new + unread.both;
    if total == 0 {
        return out;
    }
    let (total, old, new, both) = (grouped(total), grouped(unread.old), grouped(unread.new), grouped(unread.both));
    out.push(text!(
        "{total} more could not be read: {old} under the old version only, {new} under the new one only, {both} under neither",
        "另有{total}个无法读取：仅旧版不能读{old}个，仅新版不能读{new}个，两版都不能读{both}个"
    ));
    for case in &unread.first {
        let name = case.case.clone().unwrap_or_else(|| format!("#{}", case.at));
        if let Some(why) = case.old.as_ref().or(case.new.as_ref()) {
            let why = why.clone();
            out.push(Text { en: format!("  {name}: {}", why.en), zh: format!("  {name}：{}", why.zh) });
        }
    }
    out
}

/// What was found for a change, in one sentence.
#[must_use]
pub fn witness(witness: &Witness) -> Text {
    let tried = grouped(witness.tried as u64);
    let decision = witness.decision.clone();
    match (witness.result, &witness.region) {
        ("found", Some(region)) => region.clone(),
        ("proven same", _) => Text {
            en: format!("{}: no case can come out otherwise", decision.en),
            zh: format!("{}：任何个案的结果都不会不同", decision.zh),
        },
        ("in cases", _) => {
            let count = grouped(witness.given);
            Text {
                en: format!("{}: comes out otherwise in {count} of the cases above", decision.en),
                zh: format!("{}：上述个案中有{count}个结果不同", decision.zh),
            }
        }
        ("left out", _) => Text {
            en: format!("{}: rests on it too; not looked into", decision.en),
            zh: format!("{}：也取决于此项改变，未予构造个案", decision.zh),
        },
        ("none found", _) => Text {
            en: format!("{}: no case found that comes out otherwise, over {tried} tried", decision.en),
            zh: format!("{}：试过{tried}个个案，没有发现结果不同的", decision.zh),
        },
        _ => Text {
            en: format!("{}: not decided; the search stopped after {tried} cases", decision.en),
            zh: format!("{}：未能判定；试过{tried}个个案后停止", decision.zh),
        },
    }
}
