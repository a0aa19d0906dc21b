//! A run as `JUnit` XML, for CI: a test suite for each suite, without times, so that two runs are the same bytes.

use super::run::{PolicyReport, Report, SuiteReport, Tally, Verdict};
use super::show::{self, Shown};
use crate::diagnostics::Language;
use crate::diagnostics::report::{self, Style};
use crate::suite::Suite;
use crate::suite::pinned::Standing;
use std::fmt::Write as _;

/// The whole run.
pub fn render(whole: &Report, language: Language) -> String {
    let style = Style { language, color: false, ascii: false, width: 100 };
    let mut body = String::new();
    for policy in &whole.policies {
        let prepared = &policy.prepared;
        if !prepared.runs() {
            broken(&policy.path, &prepared.told(&style), language, &mut body);
        }
        for (file, wrong) in &prepared.broken {
            let told = report::render(wrong, &prepared.ready.sources, &style);
            // A file that cannot be read has only been remarked upon.
            let told = if wrong.is_empty() { prepared.remarks.clone() } else { told };
            broken(file, &told, language, &mut body);
        }
        for (at, found) in policy.suites.iter().enumerate() {
            if let Some(known) = policy.suite(at).filter(|_| found.tally() != Tally::default()) {
                suite(policy, known, found, &style, &mut body);
            }
        }
    }
    let tally = whole.tally();
    let (failures, tests) = (failures(tally), tally.cases() + tally.stale + tally.broken);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"pol test\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{}\">\n{body}</testsuites>\n",
        tally.broken
    )
}

const fn failures(tally: Tally) -> usize {
    tally.failed + tally.changed + tally.new + tally.rejected + tally.stale
}

/// A policy or a case file that cannot be run is one test in error.
fn broken(name: &str, told: &str, language: Language, out: &mut String) {
    let name = escaped(name);
    let message = language.pick("cannot be run", "无法运行");
    let told = escaped(told);
    let _ = write!(
        out,
        "  <testsuite name=\"{name}\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n    \
         <testcase name=\"{message}\" classname=\"{name}\">\n      <error message=\"{message}\">{told}</error>\n    </testcase>\n  </testsuite>\n"
    );
}

fn suite(policy: &PolicyReport, suite: &Suite, found: &SuiteReport, style: &Style, out: &mut String) {
    let tally = found.tally();
    let name = escaped(&suite.name);
    let tests = tally.cases() + tally.stale;
    let _ = writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{}\" errors=\"0\" skipped=\"0\">",
        failures(tally)
    );
    for (at, verdict) in &found.cases {
        let Some(test) = suite.tests.get(*at) else { continue };
        let shown = Shown { policy, suite, test };
        let (file, line) = show::position(shown);
        let _ = write!(
            out,
            "    <testcase name=\"{}\" classname=\"{name}\" file=\"{}\" line=\"{line}\"",
            escaped(&test.name),
            escaped(&file)
        );
        match failure(shown, found, verdict, style) {
            None => out.push_str("/>\n"),
            Some((kind, message, text)) => {
                let _ = write!(
                    out,
                    ">\n      <failure type=\"{kind}\" message=\"{}\">{}</failure>\n    </testcase>\n",
                    escaped(&message),
                    escaped(&text)
                );
            }
        }
    }
    for pin in &found.stale {
        let message = style.language.pick("a pinned result without a case", "留存的结果已没有对应的个案");
        let _ = write!(
            out,
            "    <testcase name=\"{}\" classname=\"{name}\">\n      <failure type=\"stale\" message=\"{message}\">{}</failure>\n    </testcase>\n",
            escaped(&pin.name),
            escaped(pin.accepted.as_deref().unwrap_or_default())
        );
    }
    out.push_str("  </testsuite>\n");
}

/// The kind, the sentence and the text of a failure; none of what is as it should be.
fn failure(
    shown: Shown<'_>,
    found: &SuiteReport,
    verdict: &Verdict,
    style: &Style,
) -> Option<(&'static str, String, String)> {
    match verdict {
        Verdict::Passed | Verdict::Held(Standing::Same, _) => None,
        Verdict::Failed(misses) => {
            let each = misses.iter().map(|miss| {
                let (expected, actual) = show::missed(shown, miss);
                let (name, expected, actual) = (
                    show::name(shown, miss.decision, style.language),
                    expected.get(style.language).to_owned(),
                    actual.get(style.language).to_owned(),
                );
                match style.language {
                    Language::English => format!("{name}: expected {expected}, found {actual}"),
                    Language::Chinese => format!("{name}：应为 {expected}，实际 {actual}"),
                }
            });
            Some(("failed", each.collect::<Vec<_>>().join("; "), show::failed(shown, misses, style)))
        }
        Verdict::Held(standing, now) => {
            let (kind, en, zh) = match standing {
                Standing::New => ("new", "no result is pinned yet", "尚无留存的结果"),
                Standing::Rejected => ("rejected", "the result was turned down", "结果已被退回"),
                Standing::Same | Standing::Changed => {
                    ("changed", "the result differs from the one pinned", "结果与留存的不同")
                }
            };
            let was = found.pins.get(&shown.test.name).and_then(|pin| pin.accepted.as_deref()).unwrap_or_default();
            let message = style.language.pick(en, zh);
            Some((kind, message.to_owned(), show::change(was, now, style)))
        }
    }
}

/// A text as XML takes it; characters that XML has no place for become a replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            '\r' => {}
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            escaped("a<b> & \"c\"\u{1b}[1m\r\n\u{ffff}甲"),
            "a&lt;b&gt; &amp; &quot;c&quot;\u{fffd}[1m\n\u{fffd}甲"
        );
    }
}
