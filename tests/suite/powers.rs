//! Every change under every power: what is allowed, what is refused, and what is not decided.
//!
//! A row is a change, a column the powers that the policy above gives. In each cell stands what is said of the lower
//! policy, all of it:
//!
//! ```text
//! yes     allowed, and nothing is said         way    the wrong way (authority/wrong-way)
//! -       no power covers it                   range  beyond its bounds (authority/out-of-range)
//! ?       not decided, exit code 3             lost   an item is lost (authority/item-lost)
//! days    such a change has no days            then   the power is given for another time (authority/not-then)
//! ```
//!
//! What must be kept is refused where it is lost to somebody who had it, and undecided where that cannot be shown.

use crate::work::codes;
use pol::load;
use std::fmt::Write as _;

const BASE: &str = "\
policy base
place north
place south
fact income: money
fact farmer: yes/no
fact insured: yes/no
fact disabled: yes/no
fact home: place
parameter line: 20000 yuan
define needy as disabled
place set towns: north
article 1
  (1) grant: may have a grant when all of
    - low: income ≤ line
    - need: needy
    - work: any of
      - field: farmer
      - cover: insured
article 2
  (1) seat: may have a seat when home is in towns
    applies to insured
article 3
  score points
    (1) field: 20 when farmer
    (2) cover: 10 when insured
";

/// A name, and the powers; DAYS stands for the days for which they are given.
const POWERS: [(&str, &str); 14] = [
    ("none", ""),
    ("free", "power p: may change everythingDAYS\n"),
    ("set", "power p: may set parameter line from 10000 yuan to 30000 yuanDAYS\n"),
    ("raise", "power p: may only raise parameter lineDAYS\n"),
    ("lower", "power p: may only lower parameter lineDAYS\n"),
    ("relax", "power p: may only relax everythingDAYS\n"),
    ("tighten", "power p: may only tighten everythingDAYS\n"),
    ("narrow", "power p: may only narrow everythingDAYS\n"),
    ("widen", "power p: may only widen everythingDAYS\n"),
    ("items", "power p: may add items to everythingDAYS\n"),
    ("rules", "power p: may add rules on decision have a grantDAYS\n"),
    ("keep", "power p: may change everythingDAYS\npower k: must keep every item of everythingDAYS\n"),
    ("kept", "power p: may only tighten everythingDAYS\npower k: must keep every item of everythingDAYS\n"),
    ("kept+", "power p: may add items to everythingDAYS\npower k: must keep every item of everythingDAYS\n"),
];

/// How a change is written: as a line, as a rule of its own, or as one in place of all rules.
#[derive(Clone, Copy)]
enum Written {
    Line(&'static str),
    Rule(&'static str),
    /// A line, and a rule of its own.
    Both(&'static str, &'static str),
    InPlace(&'static str),
}

use Written::{Both, InPlace, Line, Rule};

const CHANGES: [(&str, Written); 45] = [
    ("set higher", Line("set parameter line: 25000 yuan")),
    ("set lower", Line("set parameter line: 15000 yuan")),
    ("set far higher", Line("set parameter line: 90000 yuan")),
    ("set far lower", Line("set parameter line: 1000 yuan")),
    ("add alternative", Line("add items to rule grant item work:\n  - old: income ≤ 5000")),
    ("add demand", Line("add items to rule grant:\n  - old: income ≤ 5000")),
    ("add points", Line("add items to score points:\n  (3) old: 5 when needy")),
    ("add condition", Line("add condition to rule grant: insured")),
    ("add exception", Line("add exception to rule grant: insured")),
    ("drop rule", Line("drop rule grant")),
    ("drop demand", Line("drop rule grant item need")),
    ("drop alternative", Line("drop rule grant item work item cover")),
    ("drop points", Line("drop score points item cover")),
    ("drop, own rule", Both("drop rule grant", "  may have a grant when insured")),
    ("replace: tighter", Line("replace rule grant item need: needy and insured")),
    ("replace: looser", Line("replace rule grant item need: needy or insured")),
    ("replace: other", Line("replace rule grant item need: insured")),
    ("replace: doubled", Line("replace rule grant item low: income × 2 ≤ line")),
    ("replace: unclear", Line("replace rule grant item low: income rounded down to 100 yuan ≤ line")),
    ("replace places", Line("replace place set towns: south")),
    ("narrow", Line("narrow rule seat: farmer")),
    ("widen", Line("widen rule seat: farmer")),
    ("extend places", Line("extend place set towns: south")),
    ("define tighter", Line("replace definition needy: disabled and insured")),
    ("define looser", Line("replace definition needy: disabled or insured")),
    ("define otherwise", Line("replace definition needy: insured")),
    ("repeal", Line("repeal article 2")),
    ("rule beside", Rule("  may have a grant when insured")),
    (
        "deviate: tighter",
        Rule(
            "  may have a grant when income ≤ 1000 and farmer and needy and insured\n    applies to insured\n    deviates from article 1 rule grant",
        ),
    ),
    (
        "deviate: other",
        Rule("  may have a grant when insured\n    applies to farmer\n    deviates from article 1 rule grant"),
    ),
    ("take its place: +", Rule("  may have a grant when income ≤ line\n    replaces article 1 rule grant")),
    (
        "take its place: −",
        Rule(
            "  may have a grant when income ≤ line and farmer and needy and insured\n    replaces article 1 rule grant",
        ),
    ),
    ("add never", Line("define never as no\nadd items to rule grant:\n  - none: never")),
    ("add no points", Line("add items to score points:\n  (3) off: minus 5 when needy")),
    ("add all off", Line("add items to score points:\n  (3) off: minus 100")),
    ("ask never", Line("define never as no\nadd condition to rule grant: never")),
    ("ask the unclear", Line("add condition to rule grant: income rounded down to 100 yuan ≤ line")),
    ("except all", Line("define never as no\nadd exception to rule grant: not never")),
    ("except some route", Line("add exception to rule grant: farmer")),
    ("narrow the kept", Line("narrow rule grant: insured")),
    ("narrow to nobody", Line("define never as no\nnarrow policy base: never")),
    ("narrow points", Line("narrow article 3: needy")),
    ("forbid", Rule("  must not have a grant when insured\n    notwithstanding policy base article 1")),
    (
        "forbid all",
        Rule("  must not have a grant when farmer or not farmer\n    notwithstanding policy base article 1"),
    ),
    ("take all places", InPlace("  may have a grant when income ≤ line")),
];

const YEAR: &str = "  in force from 2014-01-01 until 2014-12-31\n";

/// The lower policy; on days, all that it does stands in articles of one year.
fn lower(written: Written, dated: bool) -> String {
    let days = if dated { YEAR } else { "" };
    let line = |line: &str| {
        if dated {
            let inside: String = line.lines().map(|line| format!("  {line}\n")).collect();
            format!("article 8\n{YEAR}{inside}")
        } else {
            format!("{line}\n")
        }
    };
    let rule = |rule: &str| format!("article 9\n{days}{rule}\n");
    match written {
        Line(text) => format!("policy low under base\n{}", line(text)),
        Rule(text) => format!("policy low under base\n{}", rule(text)),
        Both(text, own) => format!("policy low under base\n{}{}", line(text), rule(own)),
        InPlace(text) => format!("policy low under base, in place of its rules\n{}", rule(text)),
    }
}

fn verdict(powers: &str, written: Written, dated: bool) -> String {
    let base = format!("{BASE}{powers}");
    verdict_of(&base, &lower(written, dated))
}

fn verdict_of(base: &str, text: &str) -> String {
    verdict_below(&[("base", base)], text)
}

/// What is said of a policy under others, by their names.
fn verdict_below(above: &[(&str, &str)], text: &str) -> String {
    let loaded = load("low.pol", text.as_bytes(), &mut |name, _| {
        let (_, text) = above.iter().find(|(known, _)| *known == name)?;
        Some(pol::Found { name: format!("{name}.pol"), bytes: text.as_bytes().to_vec() })
    });
    let mut found = codes(&loaded);
    // That two policies give one person different values is told beside what the powers say.
    found.retain(|code| *code != "check/contradiction");
    found.sort_unstable();
    found.dedup();
    let marks = found.into_iter().map(|code| match code {
        "authority/no-power" => "-",
        "authority/wrong-way" => "way",
        "authority/out-of-range" => "range",
        "authority/item-lost" => "lost",
        "authority/not-then" => "then",
        "authority/beyond" => "beyond",
        "authority/asked" => "asked",
        "authority/not-decided" => "?",
        "layer/undated" => "days",
        "resolve/decision-above" => "name",
        "check/gap" => "gap",
        "check/overlap" => "overlap",
        "syntax/expected" => "expected",
        other => panic!("{other} of\n{above:?}\n{text}"),
    });
    let marks: Vec<&str> = marks.collect();
    if marks.is_empty() { "yes".to_owned() } else { marks.join("+") }
}

/// One table: the changes on the days of an article or on all, under powers given for a year or for all time.
fn table(name: &str, dated: bool, given: &str) -> String {
    let mut out = format!("{name}\n{:<19}", "");
    for (power, _) in POWERS {
        let _ = write!(out, "{power:<8}");
    }
    for (change, written) in CHANGES {
        let mut row = format!("\n{change:<19}");
        for (_, power) in POWERS {
            let _ = write!(row, "{:<8}", verdict(&power.replace("DAYS", given), written, dated));
        }
        out.truncate(out.trim_end().len());
        out.push_str(&row);
    }
    out.trim_end().to_owned() + "\n\n"
}

/// A text, what may be done to it, and a change, with what is said of it.
const WEIGHED: &[(&str, &str, &str, &str)] = &[
    // Points below nought are no gain, and to take them away is one.
    (SCORE, RELAX, "add items to score points:\n  (4) rent: -30 points when renter", "way"),
    (SCORE, RELAX, "add items to score points:\n  (4) rent: 0 - (1 points × age) when renter", "way"),
    (SCORE, RELAX, "parameter fine: -5 points\nadd items to score points:\n  (4) rent: fine when renter", "way"),
    (SCORE, RELAX, "add items to score points:\n  (4) rent: 10 - (1 points × age) when renter", "?"),
    (SCORE, RELAX, "add items to score points:\n  (4) rent: 30 points when renter", "yes"),
    (SCORE, RELAX, "add items to score points:\n  (4) rent: 1 points × age when renter", "yes"),
    (SCORE, TIGHTEN, "add items to score points:\n  (4) rent: -30 points when renter", "yes"),
    (SCORE, TIGHTEN, "drop score points item debt", "way"),
    (SCORE, RELAX, "drop score points item debt", "yes"),
    (SCORE, KEEP, "add items to score points:\n  (4) rent: -30 points when renter", "lost"),
    (SCORE, KEEP, "add items to score points:\n  (4) rent: 10 - (1 points × age)", "?"),
    (SCORE, KEEP, "add items to score points:\n  (4) rent: 30 points when renter", "yes"),
    // Points of nought in a sum are none; where only the best counts they can be the best.
    (SCORE, TIGHTEN, "replace score points item own: 0 points", "yes"),
    (SCORE, RELAX, "replace score points item own: 0 points", "way"),
    (SCORE, RELAX, "replace score points item debt: 0 points", "yes"),
    (SCORE, TIGHTEN, "replace score points item debt: 0 points", "way"),
    (SCORE, TAKEN, "replace score points item own: 0 points", "lost"),
    (SCORE, KEPT, "replace score points item own: 0 points × age when renter", "lost"),
    (BEST, TIGHTEN, "replace score points item own: 0 points", "way"),
    (BEST, RELAX, "replace score points item own: 0 points", "way"),
    (BEST, TIGHTEN, "replace score points of age item long: 0 points", "yes"),
    (BEST, RELAX, "replace score points of age item long: 0 points", "way"),
    // An item that is surely lost is told where it is not found out whether the change only tightens.
    (REACH, TIGHTER_KEPT, "add exception to article 1: c", "lost"),
    (REACH, TIGHTER_KEPT, "add exception to article 1: owner and renter", "?"),
    (
        REACH,
        TIGHTER_KEPT,
        "article 9\n  score below\n    replaces score below\n    (2) debt: -15 points when owner and c",
        "lost",
    ),
    // What no rule reads makes nothing of any.
    (UNREAD, RELAX, "replace place set idle: south", "yes"),
    (UNREAD, TIGHTEN, "extend place set idle: south", "yes"),
    (UNREAD, RELAX, "replace definition free: a and b", "yes"),
    (UNREAD, TIGHTEN, "replace definition free: a or b", "yes"),
    (UNREAD, RELAX, "set parameter none: 7", "yes"),
    (UNREAD, TIGHTEN, "replace definition free: a or b\nadd condition to article 1: free", "way"),
    (UNREAD, RELAX, "replace definition free: a and b\nwiden article 2: free", "way"),
    // Which rule goes first, whether there is a right, what fulfils a duty.
    (RULES, RELAX, "article 1\n  toll is 6 yuan when renter\n    replaces article 3 rule second", "?"),
    (RULES, RELAX, "article 1\n  may apply when owner\n    replaces article 3 rule third", "way"),
    (RULES, TIGHTEN, "article 1\n  may apply when owner\n    replaces article 3 rule third", "way"),
    (RULES, RELAX, "article 1\n  must report when renter\n    replaces article 3 rule fourth", "way"),
    // A power over a rule is none over what another one decides that takes its place.
    (RIDER, BUILD, "article 1\n  may enter when yes\n    replaces article 2", "-"),
    (RIDER, BUILD, "article 1\n  may enter\n    applies to not rich\n    deviates from article 2", "-"),
    (RIDER, BUILD, "article 1\n  replaces article 2\n  may build when yes\n  may enter when yes", "-"),
    (RIDER, BUILD, "article 1\n  must not enter when yes\n    replaces decision build", "-"),
    (RIDER, BUILD, "article 1\n  replaces article 2\n  may build when yes\n  may dance when yes", "yes"),
    (RIDER, ENTER, "article 1\n  may enter when yes\n    replaces article 2", "yes"),
    // Items without a label are items.
    (RULES, KEPT, "drop article 3 rule fifth item 1", "lost"),
    (RULES, KEPT, "add exception to article 3 rule fifth: owner", "lost"),
    // Two values for one day, one of which ends the other.
    (
        RULES,
        "",
        "set parameter fee: 6 yuan from 2012-01-01 until 2012-12-31, 7 yuan from 2012-06-01 until 2012-08-31, 8 yuan from 2014-01-01",
        "gap+overlap",
    ),
    (RULES, "", "add items to article 3 rule fifth:\n  - age < 3; or\n  - age > 9", "expected"),
    // What a duty is kept by is asked where it is asked whether it is breached; and what stands in the place of a rule
    // asks in the place of it.
    (
        ASKED,
        CHANGE,
        "article 7\n  must pay when staff\n    met when area\n  may have a loan when pay is breached",
        "asked",
    ),
    (
        ASKED,
        CHANGE,
        "article 7\n  must pay when staff\n    breached when area\n  may have a loan when pay is breached",
        "asked",
    ),
    (
        ASKED,
        CHANGE,
        "article 7\n  must pay when staff\n    met when told\n  may have a loan when pay is breached",
        "yes",
    ),
    (ASKED, CHANGE, "add condition to rule duty: area", "asked"),
    (ASKED, CHANGE, "replace definition late: area", "asked"),
    (ASKED, CHANGE, "add condition to rule apart: area", "yes"),
    (ASKED, CHANGE, "article 7\n  may have a loan when staff and area\n    replaces article 1 rule large", "asked"),
    (ASKED, CHANGE, "article 7\n  may have a permit when area\n    replaces article 3 rule permit", "asked"),
    // Two amounts for one person, of which neither goes first, are an error.
    (AMOUNT, RELAX, "article 7\n  ceiling is 200 yuan when area", "way"),
    (AMOUNT, RELAX, "article 7\n  ceiling is 200 yuan when area and not staff", "yes"),
    (AMOUNT, RELAX, "article 7\n  ceiling is 100 yuan when area", "yes"),
    (AMOUNT, RELAX, "article 7\n  ceiling is 50 yuan when not staff", "yes"),
    (AMOUNT, TIGHTEN, "article 7\n  ceiling is 50 yuan when area", "way"),
    // What is forbidden to somebody and also allowed, with neither going first, is an error too.
    (BARRED, RELAX, "article 7\n  may enter when c and b", "way"),
    (BARRED, TIGHTEN, "article 7\n  may enter when c and b", "way"),
    (BARRED, RELAX, "article 7\n  may enter when c", "way"),
    (BARRED, RELAX, "article 7\n  may enter when c and not b", "yes"),
    (BARRED, RELAX, "article 7\n  may enter when c\n    notwithstanding policy base article 1", "yes"),
    (BARRED, RELAX, "article 7\n  may enter when c\n    subject to policy base article 1", "yes"),
    (BARRED, RELAX, "article 7\n  may enter when 2 × n ≤ 10", "way"),
    (BARRED, RELAX, "article 7\n  may leave when 2 × n ≤ 10", "yes"),
    (BARRED, RELAX, "article 7\n  may leave when n rounded down to 2 ≤ 4", "?"),
    (BARRED, RELAX, "article 7\n  may leave when n ≤ 9", "yes"),
    (BARRED, RELAX, "article 7\n  must not enter when c", "way"),
    (BARRED, TIGHTEN, "article 7\n  must not enter when c", "way"),
    (BARRED, TIGHTEN, "article 7\n  must not enter when c and not a", "yes"),
    (BARRED, TIGHTEN, "article 7\n  must not enter when c\n    notwithstanding policy base article 2", "yes"),
    (BARRED, TIGHTEN, "article 7\n  must not enter when c\n    subject to policy base article 2", "yes"),
    (BARRED, RELAX, "widen article 5 rule x: c", "way"),
    (BARRED, RELAX, "replace definition guest: a or c", "way"),
    (BARRED, RELAX, "replace definition guest: a or (c and not b)", "yes"),
    (BARRED, RELAX, "set parameter line: 12", "way"),
    (BARRED, RELAX, "set parameter line: 8", "yes"),
    // To take a contradiction away is no loss.
    (BARRED, RELAX, "drop article 1 rule ban", "yes"),
    (BARRED, TIGHTEN, "add condition to article 2 rule x: not b", "yes"),
    (BARRED, TIGHTEN, "add condition to article 5 rule x: not b", "?"),
    // A condition in two parts, each of which leaves somebody what together they take from all; and one on the day.
    (
        HILLS,
        TAKEN,
        "add condition to rule grant: home is not in hill or a\nnarrow article 1: home is not in hill or not a",
        "lost",
    ),
    (HILLS, TAKEN, "add condition to rule grant: not b or a\nadd condition to article 1: not b or not a", "lost"),
    (HILLS, TAKEN, "add condition to rule grant: b or a\nnarrow rule grant: b or not a", "yes"),
    (
        HILLS,
        TAKEN,
        "add condition to rule grant: home is not in hill or the date asked about is before 2014-01-01",
        "lost",
    ),
    (HILLS, TAKEN, "add condition to rule grant: home is not in hill or year of the date asked about ≥ 2014", "lost"),
    (HILLS, TAKEN, "add condition to rule grant: home is not in hill or a", "yes"),
    // Other holidays move every day that is counted by them.
    (DAYS, "", "holidays 2014: 2014-05-01, 2014-05-02", "-"),
    (DAYS, RELAX, "holidays 2014: 2014-05-01, 2014-05-02", "?"),
    (DAYS, CHANGE, "holidays 2014: 2014-05-01, 2014-05-02\n  by power p", "yes"),
    (DAYS, "power p: may change article 2\n", "holidays 2014: 2014-05-01, 2014-05-02", "-"),
    (DAYS, "", "holidays 2014: 2014-05-01", "yes"),
    // A new place changes every rule that reads one around it, whichever way it reads it.
    (PLACES, "", "place new in north", "-"),
    (PLACES, "", "place new in hill", "-"),
    (PLACES, "", "place new in south", "-"),
    (PLACES, "", "place new in east", "yes"),
    (PLACES, "", "place new", "yes"),
    (PLACES, "", "place set more: hill\narticle 9\n  may go when home is in more", "yes"),
    (PLACES, "power p: may change article 1\n", "place new in north", "yes"),
    (PLACES, "power p: may change article 1\n", "place new in hill", "-"),
    (PLACES, "power p: may change article 2\n", "place new in hill", "-"),
    (PLACES, CHANGE, "place new in hill\n  by power p", "yes"),
    (PLACES, RELAX, "place new in hill", "yes"),
    (PLACES, TIGHTEN, "place new in hill", "way"),
    (PLACES, WIDEN, "place new in hill", "yes"),
    (PLACES, NARROW, "place new in hill", "way"),
    (PLACES, RELAX, "place new in south", "way"),
    (PLACES, TIGHTEN, "place new in south", "yes"),
    (PLACES, NARROW, "place new in south", "yes"),
    (PLACES, WIDEN, "place new in south", "way"),
    (PLACES, "power p: may add rules on decision have a grant\n", "place new in north", "-"),
    (PLACES, "power p: may only widen place set parts\n", "place new in hill", "-"),
    (PLACES, ADD, "place new in north", "yes"),
    (PLACES, ADD, "place new in hill\n  by power p", "yes"),
    (PLACES, ADD, "place new in hill\n  - newer", "yes"),
    (PLACES, ADD, "place new in hill\nplace newer in new", "yes"),
    (PLACES, ADD, "place new in south", "-"),
    (PLACES, "power p: may add places in hill\n", "place new in north", "-"),
    (PLACES, "power p: may add places in north, from 2014-01-01\n", "place new in north", "then"),
    (
        PLACES,
        "power p: may add places in north, from 2014-01-01\n",
        "  in force from 2014-03-01\nplace new in north",
        "yes",
    ),
    // A rule that stands in the place of one above is not freer for it; one that is gone reads nothing.
    (PLACES, TIGHTEN, "place new in north\narticle 9\n  may have a grant when local\n    replaces article 1", "way"),
    (PLACES, TIGHTEN, "place new in north\ndrop article 1", "yes"),
    (PLACES, TIGHTEN, "place new in north\nreplace rule grant: local and home is not in new", "way"),
    // A place that comes and a condition that keeps it out: the one may only relax, the other does not.
    (PLACES, RELAX, "place new in north\nadd condition to rule grant: home is not in new", "way"),
    // Who is treated where he works: the area is what the case tells.
    (AREAS, "", "place new", "-"),
    (AREAS, "power p: may change article 1\n", "place new in north", "-"),
    (AREAS, "power p: may change article 1\npower q: may change article 2\n", "place new in north", "yes"),
    (AREAS, RELAX, "place new", "?"),
    (AREAS, "power p: may only relax article 1\npower q: may change article 2\n", "place new in north", "yes"),
    (AREAS, "power p: may only tighten article 1\npower q: may change article 2\n", "place new in north", "way"),
    // What was kept is taken from those who come to lie inside.
    (APART, "power p: may add places in north\n", "place new in hill", "yes"),
    (
        APART,
        "power p: may add places in north\npower k: must keep every item of article 1\n",
        "place new in hill",
        "lost",
    ),
    (
        APART,
        "power p: may add places in north\npower k: must keep every item of definition poor\n",
        "place new in hill",
        "lost",
    ),
    (
        APART,
        "power p: may add places in north\npower k: must keep every item of definition poor\n",
        "place new in north",
        "yes",
    ),
    (
        APART,
        "power p: may add places in north\npower k: must not ask in everything: home\n",
        "place new in hill",
        "yes",
    ),
    // Said both ways, it changes nothing.
    (BOTH, "", "place new in north", "yes"),
    // A term of its own in an article of the same number is not the one above.
    (TERM, TIGHTEN, "replace definition needy: a or b\narticle 1\n  define needy as a\n  may sing when needy", "way"),
    (TERM, RELAX, "replace definition needy: a or b\narticle 1\n  define needy as a\n  may sing when needy", "yes"),
    (TERM, TIGHTEN, "article 1\n  define needy as a or b\n  may sing when needy", "yes"),
    // Two decisions above stay two, and which amount is better is said above.
    (TERM, CHANGE, "decision enter (stay)", "name"),
    (TERM, CHANGE, "article 7\n  may stay (enter) when b", "name"),
    (TERM, CHANGE, "article 7\n  may stay when b", "yes"),
    (TERM, RELAX, "decision toll, less is better\narticle 7\n  toll is 3 yuan when a\n    replaces article 3", "name"),
    (TERM, RELAX, "article 7\n  toll is 3 yuan when a\n    replaces article 3", "?"),
    (TERM, RELAX, "decision fare, less is better\narticle 7\n  fare is 3 yuan when a", "yes"),
    // What a policy says of its own words changes nothing above.
    (TERM, "", "  以上 excludes the number\narticle 7\n  may sing when n is 5以上", "yes"),
    (TERM, "", "unit laps\nfact m: number in laps\narticle 7\n  may sing when m ≥ 3 laps", "yes"),
    // What others read of a rule changes with it.
    (READ, RELAX, "add items to score sc:\n  (3) third: 5 points when c", "?"),
    (READ, RELAX, "add items to score up:\n  (3) third: 5 points when c", "yes"),
    (READ, TIGHTEN, "add items to score up:\n  (3) third: 5 points when c", "way"),
    (READ, RELAX, "article 9\n  may go when c", "?"),
    (READ, RELAX, "article 9\n  may leave when c", "yes"),
    (READ, RELAX, "add condition to rule duty: c", "?"),
    (READ, TIGHTEN, "drop article 1 rule free", "?"),
    (READ, RELAX, "replace definition needy: owner and renter and c", "?"),
    // Less is better, and none is less than any, but who reads it finds an error there.
    (FEES, RELAX, "drop article 1 rule second", "?"),
    (FEES, RELAX, "drop article 1 rule third", "yes"),
    // A test that holds and fails at once, and one that must do either, say nothing but where they come to an error.
    (RATIO, TIGHTEN, "add condition to article 1 rule first: n ÷ m ≥ 1 or n ÷ m < 1", "yes"),
    (RATIO, RELAX, "add condition to article 1 rule first: n ÷ m ≥ 1 or n ÷ m < 1", "way"),
    (RATIO, RELAX, "add condition to article 1 rule first: n + m ≥ 0", "yes"),
    (RATIO, RELAX, "replace article 1 rule second: 2 × n ≥ 5 - (2 × m)", "yes"),
    (RATIO, RELAX, "replace article 1 rule second: 2 × n ≥ 7 - (2 × m)", "way"),
    // Points that may be below nought are no gain for those whom the score comes to reach.
    (REACH, RELAX, "widen article 1: owner", "?"),
    (REACH, RELAX, "widen article 2: owner", "yes"),
    // A rule stands as long as a later version of its article leaves cases to it.
    (LEASE, "power p: may only relax article 3, from 2013-01-01 until 2013-12-31\n", CARRIED, "then"),
    (LEASE, "power p: may only relax article 3, from 2013-01-01\n", CARRIED, "yes"),
    // Which rule goes first, where rules are written anew, and rows of which the first that fits counts.
    (FIRST, RELAX, "article 1\n  replaces article 3\n  (1) may enter when a\n  (2) may enter when c", "?"),
    (
        FIRST,
        RELAX,
        "article 1\n  replaces article 3\n  (1) may enter when a\n    notwithstanding policy base article 2\n  (2) may enter when c",
        "yes",
    ),
    (
        FIRST,
        RELAX,
        "article 1\n  replaces article 4\n  table fee, first row that fits\n    n          | a   | fee\n    any        | yes | 2 yuan\n    at most 10 | any | 1 yuan\n    otherwise  | 3 yuan",
        "?",
    ),
    (
        FIRST,
        RELAX,
        "article 1\n  replaces article 4\n  table fee, first row that fits\n    n          | a   | fee\n    at most 10 | any | 1 yuan\n    any        | yes | 2 yuan\n    otherwise  | 3 yuan",
        "yes",
    ),
    // A duty that a prohibition lifts, and a prohibition that a duty lifts, is something else.
    (DUTIES, TIGHTEN, "article 7\n  must not pay when b\n    notwithstanding policy base article 1", "way"),
    (DUTIES, RELAX, "article 7\n  must not pay when b\n    notwithstanding policy base article 1", "way"),
    (DUTIES, TIGHTEN, "article 7\n  must not pay when b\n    subject to policy base article 1", "yes"),
    (DUTIES, TIGHTEN, "article 7\n  must not pay when b and not a\n    notwithstanding policy base article 1", "yes"),
    (DUTIES, TIGHTEN, "article 7\n  must smoke when a\n    notwithstanding policy base article 2", "way"),
    (DUTIES, RELAX, "article 7\n  must smoke when a\n    notwithstanding policy base article 2", "way"),
    (DUTIES, TIGHTEN, "article 7\n  must smoke when a\n    subject to policy base article 2", "yes"),
    (DUTIES, TIGHTEN, "article 7\n  must smoke when a and not c\n    notwithstanding policy base article 2", "yes"),
    (DUTIES, TIGHTEN, "widen article 4 rule off: b", "way"),
    (DUTIES, RELAX, "narrow article 4 rule off: b", "way"),
    (DUTIES, RELAX, "narrow article 3 rule on: b", "yes"),
    (DUTIES, RELAX, "add exception to article 4 rule off: not a", "yes"),
    (DUTIES, TIGHTEN, "drop article 4 rule off", "way"),
    // What keeps a duty, and what breaches it.
    (DUTIES, RELAX, "article 7\n  must guard when a\n    met when b or c\n    replaces article 5 rule watch", "yes"),
    (DUTIES, TIGHTEN, "article 7\n  must guard when a\n    met when b or c\n    replaces article 5 rule watch", "way"),
    (DUTIES, TIGHTEN, "article 7\n  must guard when a\n    met when b and c\n    replaces article 5 rule watch", "yes"),
    (DUTIES, RELAX, "article 7\n  must guard when a\n    met when c\n    replaces article 5 rule watch", "way"),
    (DUTIES, RELAX, "article 7\n  must guard when a\n    replaces article 5 rule watch", "way"),
    (
        DUTIES,
        RELAX,
        "article 7\n  must not trade when a\n    breached when b and c\n    replaces article 6 rule shop",
        "yes",
    ),
    (
        DUTIES,
        TIGHTEN,
        "article 7\n  must not trade when a\n    breached when b and c\n    replaces article 6 rule shop",
        "way",
    ),
    // What can come to an error takes away what people had.
    (FAULTS, KEEP, "add items to score points:\n  - z: 999999999999999999999999999999 points when a", "?"),
    (FAULTS, RELAX, "add items to score points:\n  - z: 999999999999999999999999999999 points when a", "?"),
    (FAULTS, KEEP, "add items to score points:\n  - z: 5 points × (10 ÷ staff)", "?"),
    (FAULTS, RELAX, "add items to score points:\n  - z: 5 points × (10 ÷ staff)", "?"),
    (FAULTS, KEEP, "add items to score points:\n  - z: 5 points when asked on plus 9000 years > moved on", "?"),
    (FAULTS, RELAX, "add items to score points:\n  - z: 5 points when asked on plus 9000 years > moved on", "?"),
    (FAULTS, KEEP, "add items to score points:\n  - z: 5 points when asked on plus 5 working days > moved on", "?"),
    (
        FAULTS,
        KEEP,
        "add items to score points:\n  - z: 5 points when (time between asked on and moved on) > 1 month",
        "?",
    ),
    (FAULTS, KEEP, "parameter g: 5 points from 2030-01-01\nadd items to score points:\n  - z: g", "?"),
    (FAULTS, KEEP, "parameter g: 5 points\nadd items to score points:\n  - z: g", "yes"),
    // What is only allowed contradicts nothing; what it asks may fail, and so may what is also forbidden.
    (FAULTS, KEEP, "add items to score points:\n  - z: 5 points when rest", "yes"),
    (FAULTS, KEEP, "add items to score points:\n  - z: 5 points when sit", "?"),
    (FAULTS, KEEP, "add items to score points:\n  - z: 5 points when guard", "?"),
    (FAULTS, KEEP, "add items to score points:\n  - z: 5 points when asked on plus 90 years > moved on", "yes"),
    (FAULTS, KEEP, "add items to score points:\n  - z: 1 points × staff + 0.5 points × staff × staff", "yes"),
    (FAULTS, RELAX, "add items to score points:\n  - z: 1 points × staff × staff × staff", "?"),
    (FAULTS, RELAX, "replace rule enter: income ≤ own line\nparameter own line: 9000 yuan from 2014-01-01", "way"),
    (FAULTS, RELAX, "replace rule enter: income ≤ own line\nparameter own line: 9000 yuan until 2014-01-01", "way"),
    (FAULTS, RELAX, "replace rule enter: income ≤ own line\nparameter own line: 9000 yuan", "yes"),
    (FAULTS, RELAX, "replace definition settled: income ≥ own line\nparameter own line: 9 yuan from 2014-01-01", "way"),
    (FAULTS, RELAX, "replace rule enter: (income + income) ÷ staff ≤ 5000", "?"),
    (FAULTS, RELAX, "replace rule enter: income ≤ 5000 or income ÷ staff ≤ 5", "yes"),
    (FAULTS, RELAX, "replace rule enter: income ≤ 5000 and (income ÷ staff ≤ 5 or income ÷ staff > 5)", "way"),
    // A part that came to an error before is no loss; nor is a value that was not in force.
    (FAULTS, RELAX, "replace rule each: income ÷ staff ≤ 9", "yes"),
    (FAULTS, RELAX, "replace rule each: income ÷ staff ≤ 5 or a", "yes"),
    (FAULTS, RELAX, "set parameter line: 9000 yuan", "yes"),
    (FAULTS, RELAX, "replace rule late: income ≤ 9000", "yes"),
    (FAULTS, RELAX, "replace rule late: income ≤ 100", "way"),
    (FAULTS, RELAX, "article 7\n  fee is 9000 yuan\n    replaces article 4 rule fee", "yes"),
    // Those who are bound and lose nothing by an outcome lose it to an error.
    (FAULTS, RELAX, "narrow article 5: income ÷ staff ≥ 5", "?"),
    (FAULTS, RELAX, "add exception to article 5: income ÷ staff ≥ 5", "?"),
    (
        FAULTS,
        RELAX,
        "article 7\n  must guard when a and income ÷ staff ≥ 5\n    met when b\n    replaces article 5",
        "?",
    ),
    (
        FAULTS,
        RELAX,
        "article 7\n  must guard when a\n    met when b or income ÷ staff ≥ 5\n    replaces article 5",
        "yes",
    ),
    (
        FAULTS,
        RELAX,
        "article 7\n  must guard when a\n    met when b and (income ÷ staff ≥ 5 or income ÷ staff < 5)\n    replaces article 5",
        "way",
    ),
    (FAULTS, RELAX, "article 7\n  must guard when a\n    met when b or c\n    replaces article 5", "yes"),
    (FAULTS, TIGHTEN, "narrow article 6: income ÷ staff ≥ 5", "yes"),
    // A decision that contradicts itself about somebody is neither yes nor no.
    (
        FAULTS,
        "power p: may only relax article 1\npower l: may add rules on decision loan\n",
        "replace rule enter: income ≤ 5000 and (loan or not loan)\narticle 7\n  must not loan when b",
        "way",
    ),
];

const FAULTS: &str = "\
policy base
unit points
fact a: yes/no
fact b: yes/no
fact c: yes/no
fact income: money
fact staff: number, never negative
fact asked on: date
fact moved on: date
parameter line: 5000 yuan from 2012-01-01
holidays 2012: 2012-01-01
decision fee, more is better
define settled as income ≥ 9
article 1
  may enter when income ≤ 5000
article 2
  score points
    (1) own: 50 points when a
  (1) win: may win when points ≥ 50 points
article 3
  (1) each: may sit when income ÷ staff ≤ 5
  (2) late: may stay when income ≤ line
  (3) home: may settle when settled
article 4
  (1) fee: fee is line
article 5
  must guard when a
    met when b
article 6
  may rest when a
article 8
  may loan when b
";

const DUTIES: &str = "\
policy base
fact a: yes/no
fact b: yes/no
fact c: yes/no
article 1
  must pay when a
article 2
  must not smoke when c
article 3
  (1) on: must report
    applies to a or c
article 4
  (1) off: must not report
    applies to a
    notwithstanding article 3
article 5
  (1) watch: must guard when a
    met when b
article 6
  (1) shop: must not trade when a
    breached when b
";

const CHANGE: &str = "power p: may change everything\n";
const TAKEN: &str = "power p: may only tighten everything\npower k: must keep every item of everything\n";

const ASKED: &str = "\
policy base
fact staff: yes/no
fact area: yes/no
fact told: yes/no
define late as not told
power k: must not ask in decision have a loan: area
power l: must not ask in article 3: area
article 1
  (1) large: may have a loan when staff and not report is breached
article 2
  (1) duty: must report when late
    met when told
  (2) apart: may wait when staff
article 3
  (1) permit: may have a permit when staff
";

const AMOUNT: &str = "\
policy base
fact staff: yes/no
fact area: yes/no
decision ceiling, more is better
article 1
  (1) large: ceiling is 100 yuan when staff
";

const FEES: &str = "\
policy base
fact a: yes/no
fact b: yes/no
decision fee, less is better
decision toll, less is better
article 1
  (1) first: fee is 5 yuan when a
  (2) second: fee is 5 yuan when b and not a
  (3) third: toll is 5 yuan when b
article 2
  may pass when fee ≤ 10 yuan
";

const RATIO: &str = "\
policy base
fact b: yes/no
fact n: whole number, never negative
fact m: whole number, never negative
article 1
  (1) first: may go when b
  (2) second: may stay when n + m ≥ 3
";

const BARRED: &str = "\
policy base
fact a: yes/no
fact b: yes/no
fact c: yes/no
fact n: number
parameter line: 5
define guest as a
article 1
  (1) ban: must not enter when b
  (2) high: must not leave when n ≥ 10
article 2
  (1) x: may enter when guest and not b
article 3
  (1) y: may leave when n ≤ line
article 4
  (1) still: must not shout when b
article 5
  (1) x: may shout
    applies to guest
";

const RIDER: &str = "\
policy base
fact rich: yes/no
article 1
  (1) enter: may enter when rich
article 2
  (1) build: may build when rich
";
const BUILD: &str = "power p: may change article 2\n";
const ENTER: &str = "power p: may change article 2\npower q: may add rules on decision enter\n";

const HILLS: &str = "\
policy base
place north
place hill in north
fact home: place
fact a: yes/no
fact b: yes/no
article 1
  (1) grant: may have a grant when any of
    - hills: home is in hill
    - other: b
";

const DAYS: &str = "\
policy base
fact asked on: date
fact answered on: date
holidays 2014: 2014-05-01
article 1
  (1) duty: must answer
    met when answered on is on or before asked on plus 10 working days
article 2
  (1) late: may complain when answered on is after asked on plus 10 days
";

const PLACES: &str = "\
policy base
place north
  place hill
place south
place east
fact home: place
fact staff: yes/no
define local as home is in north
place set parts: hill
article 1
  (1) grant: may have a grant when local
article 2
  (1) seat: may sit when home is in parts
article 3
  (1) far: may travel when home is not in south
  (2) ban: must not enter when home is in south
  (3) but: may rest when staff
    except when home is in south
";

const AREAS: &str = "\
policy base
place north
fact home: place
fact work: place
fact treated: place
article 1
  (1) cure: may be treated when treated is in work
article 2
  (1) same: may stay when home is work
";

const APART: &str = "\
policy base
place north
  place hill
fact home: place
fact staff: yes/no
define poor as any of
  - away: home is not in hill
  - other: staff
article 1
  (1) grant: may have a grant when all of
    - low: poor
";

const BOTH: &str = "\
policy base
place north
fact home: place
article 1
  (1) grant: may have a grant when home is in north or home is not in north
";

const TERM: &str = "\
policy base
fact a: yes/no
fact b: yes/no
fact n: number
article 1
  define needy as a
  (1) grant: may have a grant when needy
article 2
  (1) in: may enter when a
  (2) out: must not stay when b
article 3
  (1) toll: toll is 5 yuan when a
  (2) many: may climb when n is 5以上
";

const READ: &str = "\
policy base
unit points
fact renter: yes/no
fact owner: yes/no
fact c: yes/no
define needy as owner and renter
article 1
  score sc
    (1) own: 10 points when owner
  score up
    (1) rent: 10 points when renter
  (1) free: may rest when owner
  (2) calm: may rest when renter
article 2
  (1) low: may ask when sc < 10 points
  (2) high: may come when up ≥ 10 points
  (3) leave: may leave when not go
  (4) go: may go when owner
  (5) weary: may sleep when not rest
article 3
  (1) duty: must report when needy
    met when c
article 4
  (1) stay: may stay when report is breached
";

const REACH: &str = "\
policy base
unit points
fact renter: yes/no
fact owner: yes/no
fact c: yes/no
article 1
  applies to c
  score below
    (1) own: 10 points when owner
    (2) debt: -15 points when renter
article 2
  applies to c
  score above, at least 0 points
    (1) own: 10 points when owner
    (2) debt: -15 points when renter
";

const LEASE: &str = "\
policy base
fact a: yes/no
fact b: yes/no
article 3
  may rent when a and b
";

/// A later version of an article leaves cases to it, on days for which no power is given.
const CARRIED: &str = "\
article 1
  in force from 2013-01-01 until 2013-12-31
  may rent when a
    replaces article 3
article 1
  in force from 2014-01-01
  earlier text applies to: a
  may dance when a";

const FIRST: &str = "\
policy base
fact a: yes/no
fact b: yes/no
fact c: yes/no
fact n: number
article 2
  (1) ban: must not enter when b
article 3
  (1) x: may enter when a
    notwithstanding article 2
  (2) y: may enter when c
article 4
  table fee, first row that fits
    n          | a   | fee
    at most 10 | any | 1 yuan
    any        | yes | 2 yuan
    otherwise  | 3 yuan
";

const RELAX: &str = "power p: may only relax everything\n";
const TIGHTEN: &str = "power p: may only tighten everything\n";
const WIDEN: &str = "power p: may only widen everything\n";
const NARROW: &str = "power p: may only narrow everything\n";
const ADD: &str = "power p: may add places in north\n";
const KEEP: &str = "power p: may add items to everything\npower k: must keep every item of everything\n";

const KEPT: &str = "power p: may change everything\npower k: must keep every item of everything\n";

const TIGHTER_KEPT: &str = "power p: may only tighten everything\npower k: must keep every item of score below\n";

const UNREAD: &str = "\
policy base
place north
place south
fact a: yes/no
fact b: yes/no
fact home: place
parameter none: 5
place set idle: north
define free as a
article 1
  (1) x: may enter when a
article 2
  (1) y: may leave when a
    applies to b
";

const BEST: &str = "\
policy base
unit points
fact renter: yes/no
fact owner: yes/no
fact age: number, never negative
article 1
  score points: best of
    - own (自有): 10 points when owner
    - debt (欠款): -5 points when renter
article 2
  score points of age: best of
    - long (年数): 1 points × age
    - rent (租房): 5 points when renter
";

const RULES: &str = "\
policy base
fact renter: yes/no
fact owner: yes/no
fact age: number
parameter fee: 5 yuan from 2011-01-01
article 2
  (1) first: toll is 5 yuan when owner
article 3
  (2) second: toll is 6 yuan when renter
    notwithstanding article 2
  (3) third: is entitled to apply when owner
  (4) fourth: must report when renter
    met when owner
  (5) fifth: may enter when any of
    (1) owner
    (2) renter
";

const SCORE: &str = "\
policy base
unit points
fact renter: yes/no
fact owner: yes/no
fact age: number, never negative
article 1
  score points, at least 1 points
    (1) own: 10 points when owner
    (2) debt: -5 points when renter
    (3) rest: 2 points
";

/// What a policy above says after its facts, what one in between makes of it, and what one below both changes, with what is
/// said of that.
const BETWEEN: &[(&str, &str, &str, &str)] = &[
    // A term of the one in between stands in a clause of the one above.
    (
        "power n: may only relax definition needy\ndefine needy as a or b\narticle 1\n  may shop when needy",
        "define fit as b\npower x: may change definition fit\nreplace definition needy: a or fit",
        "replace definition fit: no",
        "way",
    ),
    (
        RELAXED,
        "define fit as b\npower x: may change definition fit\nreplace rule shop: a or fit",
        "replace definition fit: b and c",
        "way",
    ),
    (
        RELAXED,
        "define fit as b\npower x: may change definition fit\nreplace rule shop: a or fit",
        "replace definition fit: b or c",
        "yes",
    ),
    (
        RELAXED,
        "define fit as b\npower x: may only tighten definition fit\nreplace rule shop: a or fit",
        "replace definition fit: b and c",
        "way",
    ),
    (
        CHANGED,
        "define fit as b\npower x: may change definition fit\nreplace rule shop: a or fit",
        "replace definition fit: b and c",
        "yes",
    ),
    (
        TIGHTENED,
        "define fit as a\npower x: may change definition fit\nreplace rule shop: fit",
        "replace definition fit: yes",
        "way",
    ),
    (
        TIGHTENED,
        "define fit as a\npower x: may change definition fit\nreplace rule shop: fit",
        "replace definition fit: a and b\n  by power x",
        "yes",
    ),
    (
        TIGHTENED,
        "define fit as b or c\npower x: may change definition fit\nadd condition to rule shop: fit",
        "replace definition fit: yes",
        "way",
    ),
    (
        TIGHTENED,
        "define fit as b\npower x: may change definition fit\nadd exception to rule shop: fit",
        "replace definition fit: no",
        "way",
    ),
    (
        TIGHTENED,
        "place set near: P\npower x: may change place set near\nadd condition to rule shop: home is in near",
        "replace place set near: P, Q",
        "way",
    ),
    (
        NARROWED,
        "define fit as b\npower x: may change definition fit\nnarrow rule shop: fit",
        "replace definition fit: b or c",
        "yes",
    ),
    (
        RELAXED,
        "parameter own: 5\npower x: may set parameter own from 0 to 9\nreplace rule shop: a or n ≥ own",
        "set parameter own: 7",
        "way",
    ),
    (
        RELAXED,
        "parameter own: 5\npower x: may set parameter own from 0 to 9\nreplace rule shop: a or n ≥ own",
        "set parameter own: 3",
        "yes",
    ),
    // What another rule decides stands there, or a term that one reads.
    (
        TIGHTENED,
        "power x: may add rules on decision dance\narticle 1\n  may dance when a\narticle 2\n  may shop when dance\n    replaces policy above article 1",
        "article 1\n  may dance when b",
        "way",
    ),
    (
        TIGHTENED,
        "define fit as a\npower x: may change definition fit\narticle 1\n  may dance when fit\narticle 2\n  may shop when dance\n    replaces policy above article 1",
        "replace definition fit: yes",
        "way",
    ),
    (
        TIGHTENED,
        "power x: may add rules on decision dance\narticle 1\n  may dance when a\nadd exception to rule shop: dance",
        "article 1\n  may dance when b",
        "?",
    ),
    // A term of the one above that the clause did not read.
    (
        "define far as no\npower l: may change definition far\npower n: may only relax article 1\narticle 1\n  (1) shop: may shop when a",
        "replace rule shop: a and not far",
        "replace definition far: yes",
        "way",
    ),
    (
        "define far as b\npower l: may change definition far\npower n: may only relax article 1\narticle 1\n  (1) shop: may shop when far",
        "replace rule shop: a or far",
        "replace definition far: no",
        "yes",
    ),
    // Items.
    (
        LISTED,
        "define fit as c\npower x: may change definition fit\nadd items to rule shop:\n  - z: fit",
        "replace definition fit: no",
        "lost",
    ),
    (
        LISTED,
        "define fit as c\npower x: may change definition fit\nadd items to rule shop:\n  - z: fit",
        "replace definition fit: a or c",
        "yes",
    ),
    (
        LISTED,
        "power x: may change article 9\narticle 9\n  may dance when c\nadd items to rule shop:\n  - z: dance",
        "article 3\n  may dance when no\n    replaces article 9",
        "?",
    ),
    (
        POINTS,
        "parameter own: 5 points\npower x: may set parameter own from -99 points to 99 points\nadd items to score points:\n  - m: own",
        "set parameter own: -3 points",
        "lost",
    ),
    (
        POINTS,
        "parameter own: 5 points\npower x: may set parameter own from -99 points to 99 points\nadd items to score points:\n  - m: own",
        "set parameter own: 3 points",
        "yes",
    ),
    // Days, and what is said to be beyond.
    (
        "power n: may only relax article 1, from 2013-01-01 until 2013-12-31\narticle 1\n  (1) shop: may shop when a",
        "define fit as b\npower x: may change definition fit\narticle 3\n  in force from 2013-01-01 until 2013-12-31\n  replace rule shop: a or fit",
        "replace definition fit: b and c",
        "way",
    ),
    (
        "article 1\n  (1) shop: may shop when a",
        "define fit as b\npower x: may change definition fit\nreplace rule shop: a or fit\n  beyond its powers because it is so",
        "replace definition fit: b and c",
        "-",
    ),
    // Rules for what the one above decided, until the one in between took out its rules.
    (TIGHTENED, "drop article 1", "article 1\n  may shop when yes", "way"),
    (CHANGED, "drop article 1", "article 1\n  may shop when yes", "yes"),
    (
        TIGHTENED,
        "power x: may add rules on decision shop\narticle 1\n  may shop when a and b\n    replaces policy above article 1",
        "article 2\n  may shop when c",
        "way",
    ),
    (
        CHANGED,
        "power x: may add rules on decision shop\narticle 1\n  may shop when a and b\n    replaces policy above article 1",
        "article 2\n  may shop when c",
        "yes",
    ),
];

const FACTS: &str = "\
policy above
unit points
place P
place Q
fact home: place
fact a: yes/no
fact b: yes/no
fact c: yes/no
fact n: number
";

const RELAXED: &str = "power n: may only relax article 1\narticle 1\n  (1) shop: may shop when a";
const TIGHTENED: &str = "power n: may only tighten article 1\narticle 1\n  (1) shop: may shop when a";
const NARROWED: &str = "power n: may only narrow article 1\narticle 1\n  (1) shop: may shop when a";
const CHANGED: &str = "power n: may change article 1\narticle 1\n  (1) shop: may shop when a";

const LISTED: &str = "\
power n: may add items to article 1
power k: must keep every item of article 1
article 1
  (1) shop: may shop when all of
    - x: a
    - y: b";

const POINTS: &str = "\
power n: may add items to score points
power k: must keep every item of score points
article 1
  score points
    (1) own: 10 points when a";

#[test]
fn what_is_changed_by_way_of_a_policy_in_between() {
    let found = BETWEEN.iter().map(|(above, between, change, _)| {
        let (above, between) = (format!("{FACTS}{above}\n"), format!("policy between under above\n{between}\n"));
        let said = verdict_below(
            &[("between", &between), ("above", &above)],
            &format!("policy low under between\n{change}\n"),
        );
        (between, *change, said)
    });
    let wrong: Vec<_> = found.zip(BETWEEN).filter(|((_, _, said), (_, _, _, wanted))| said != wanted).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // What the one in between does itself is not refused.
    for (above, between, _, _) in BETWEEN {
        let said = verdict_below(
            &[("above", &format!("{FACTS}{above}\n"))],
            &format!("policy between under above\n{between}\n"),
        );
        assert!(["yes", "?", "beyond"].contains(&said.as_str()), "{said}: {between}");
    }
}

#[test]
fn what_differs_is_weighed() {
    let found = WEIGHED.iter().map(|(base, powers, change, _)| {
        let low = format!("policy low under base\n{change}\n");
        (*powers, *change, verdict_of(&format!("{base}{powers}"), &low))
    });
    let wanted = WEIGHED.iter().map(|(_, powers, change, said)| (*powers, *change, (*said).to_owned()));
    let wrong: Vec<_> = found.zip(wanted).filter(|(found, wanted)| found != wanted).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_change_under_every_power() {
    let found = [
        table("on all days, under powers given for all time", false, ""),
        table("on the days of an article, under powers given for all time", true, ""),
        table("on all days, under powers given for 2014", false, ", from 2014-01-01 until 2014-12-31"),
        table(
            "on the days of an article of 2014, under powers given for 2014",
            true,
            ", from 2014-01-01 until 2014-12-31",
        ),
    ];
    let found = found.concat();
    assert!(found.trim() == TABLES.trim(), "what is found:\n{found}");
}

const TABLES: &str = "
on all days, under powers given for all time
                   none    free    set     raise   lower   relax   tighten narrow  widen   items   rules   keep    kept    kept+
set higher         -       yes     yes     yes     range   yes     way     -       -       -       -       yes     way     -
set lower          -       yes     yes     range   yes     way     yes     -       -       -       -       yes     yes     -
set far higher     -       yes     range   yes     range   yes     way     -       -       -       -       yes     way     -
set far lower      -       yes     range   range   yes     way     yes     -       -       -       -       yes     yes     -
add alternative    -       yes     -       -       -       yes     way     -       -       yes     -       yes     way     yes
add demand         -       yes     -       -       -       way     yes     -       -       yes     -       yes     yes     yes
add points         -       yes     -       -       -       yes     way     -       -       yes     -       yes     way     yes
add condition      -       yes     -       -       -       way     yes     -       -       -       -       lost    yes     -
add exception      -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop rule          -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop demand        -       yes     -       -       -       yes     way     -       -       -       -       lost    way     -
drop alternative   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop points        -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop, own rule     -       yes     -       -       -       way     way     -       -       -       -       lost    lost+way-
replace: tighter   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
replace: looser    -       yes     -       -       -       yes     way     -       -       -       -       yes     way     -
replace: other     -       yes     -       -       -       way     way     -       -       -       -       lost    way     -
replace: doubled   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
replace: unclear   -       yes     -       -       -       ?       ?       -       -       -       -       ?       ?       -
replace places     -       yes     -       -       -       way     way     way     way     -       -       yes     way     -
narrow             -       yes     -       -       -       way     yes     yes     -       -       -       yes     yes     -
widen              -       yes     -       -       -       yes     way     -       yes     -       -       yes     way     -
extend places      -       yes     -       -       -       yes     way     way     yes     -       -       yes     way     -
define tighter     -       yes     -       -       -       way     yes     yes     way     -       -       yes     yes     -
define looser      -       yes     -       -       -       yes     way     way     yes     -       -       yes     way     -
define otherwise   -       yes     -       -       -       way     way     way     way     -       -       yes     way     -
repeal             -       yes     -       -       -       way     yes     -       -       -       -       yes     yes     -
rule beside        -       yes     -       -       -       yes     way     -       -       -       yes     yes     way     -
deviate: tighter   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
deviate: other     -       yes     -       -       -       way     way     -       -       -       -       lost    way     -
take its place: +  -       yes     -       -       -       yes     way     -       -       -       -       lost    way     -
take its place: −  -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
add never          -       yes     -       -       -       way     yes     -       -       yes     -       lost    lost    lost
add no points      -       yes     -       -       -       way     yes     -       -       yes     -       lost    yes     lost
add all off        -       yes     -       -       -       way     yes     -       -       yes     -       lost    lost    lost
ask never          -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
ask the unclear    -       yes     -       -       -       way     yes     -       -       -       -       ?       ?       -
except all         -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
except some route  -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
narrow the kept    -       yes     -       -       -       way     yes     yes     -       -       -       lost    yes     -
narrow to nobody   -       yes     -       -       -       way     yes     yes     -       -       -       lost    lost    -
narrow points      -       yes     -       -       -       way     yes     yes     -       -       -       lost    yes     -
forbid             -       yes     -       -       -       way     yes     -       -       -       yes     lost    lost    -
forbid all         -       yes     -       -       -       way     yes     -       -       -       yes     lost    lost    -
take all places    -       yes     -       -       -       way     way     -       -       -       -       lost    way     -

on the days of an article, under powers given for all time
                   none    free    set     raise   lower   relax   tighten narrow  widen   items   rules   keep    kept    kept+
set higher         -       yes     yes     yes     range   yes     way     -       -       -       -       yes     way     -
set lower          -       yes     yes     range   yes     way     yes     -       -       -       -       yes     yes     -
set far higher     -       yes     range   yes     range   yes     way     -       -       -       -       yes     way     -
set far lower      -       yes     range   range   yes     way     yes     -       -       -       -       yes     yes     -
add alternative    -       yes     -       -       -       yes     way     -       -       yes     -       yes     way     yes
add demand         -       yes     -       -       -       way     yes     -       -       yes     -       yes     yes     yes
add points         -       yes     -       -       -       yes     way     -       -       yes     -       yes     way     yes
add condition      -       yes     -       -       -       way     yes     -       -       -       -       lost    yes     -
add exception      -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop rule          -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop demand        -       yes     -       -       -       yes     way     -       -       -       -       lost    way     -
drop alternative   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop points        -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop, own rule     -       yes     -       -       -       way     way     -       -       -       -       lost    lost+way-
replace: tighter   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
replace: looser    -       yes     -       -       -       yes     way     -       -       -       -       yes     way     -
replace: other     -       yes     -       -       -       way     way     -       -       -       -       lost    way     -
replace: doubled   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
replace: unclear   -       yes     -       -       -       ?       ?       -       -       -       -       ?       ?       -
replace places     days    days    days    days    days    days    days    days    days    days    days    days    days    days
narrow             -       yes     -       -       -       way     yes     yes     -       -       -       yes     yes     -
widen              -       yes     -       -       -       yes     way     -       yes     -       -       yes     way     -
extend places      days    days    days    days    days    days    days    days    days    days    days    days    days    days
define tighter     days    days    days    days    days    days    days    days    days    days    days    days    days    days
define looser      days    days    days    days    days    days    days    days    days    days    days    days    days    days
define otherwise   days    days    days    days    days    days    days    days    days    days    days    days    days    days
repeal             -       yes     -       -       -       way     yes     -       -       -       -       yes     yes     -
rule beside        -       yes     -       -       -       yes     way     -       -       -       yes     yes     way     -
deviate: tighter   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
deviate: other     -       yes     -       -       -       way     way     -       -       -       -       lost    way     -
take its place: +  -       yes     -       -       -       yes     way     -       -       -       -       lost    way     -
take its place: −  -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
add never          -       yes     -       -       -       way     yes     -       -       yes     -       lost    lost    lost
add no points      -       yes     -       -       -       way     yes     -       -       yes     -       lost    yes     lost
add all off        -       yes     -       -       -       way     yes     -       -       yes     -       lost    lost    lost
ask never          -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
ask the unclear    -       yes     -       -       -       way     yes     -       -       -       -       ?       ?       -
except all         -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
except some route  -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
narrow the kept    -       yes     -       -       -       way     yes     yes     -       -       -       lost    yes     -
narrow to nobody   -       yes     -       -       -       way     yes     yes     -       -       -       lost    lost    -
narrow points      -       yes     -       -       -       way     yes     yes     -       -       -       lost    yes     -
forbid             -       yes     -       -       -       way     yes     -       -       -       yes     lost    lost    -
forbid all         -       yes     -       -       -       way     yes     -       -       -       yes     lost    lost    -
take all places    -       yes     -       -       -       way     way     -       -       -       -       lost    way     -

on all days, under powers given for 2014
                   none    free    set     raise   lower   relax   tighten narrow  widen   items   rules   keep    kept    kept+
set higher         -       then    then    then    then    then    then    -       -       -       -       then    then    -
set lower          -       then    then    then    then    then    then    -       -       -       -       then    then    -
set far higher     -       then    then    then    then    then    then    -       -       -       -       then    then    -
set far lower      -       then    then    then    then    then    then    -       -       -       -       then    then    -
add alternative    -       then    -       -       -       then    then    -       -       then    -       then    then    then
add demand         -       then    -       -       -       then    then    -       -       then    -       then    then    then
add points         -       then    -       -       -       then    then    -       -       then    -       then    then    then
add condition      -       then    -       -       -       then    then    -       -       -       -       then    then    -
add exception      -       then    -       -       -       then    then    -       -       -       -       then    then    -
drop rule          -       then    -       -       -       then    then    -       -       -       -       then    then    -
drop demand        -       then    -       -       -       then    then    -       -       -       -       then    then    -
drop alternative   -       then    -       -       -       then    then    -       -       -       -       then    then    -
drop points        -       then    -       -       -       then    then    -       -       -       -       then    then    -
drop, own rule     -       then    -       -       -       then    then    -       -       -       -+then  then    then    -
replace: tighter   -       then    -       -       -       then    then    -       -       -       -       then    then    -
replace: looser    -       then    -       -       -       then    then    -       -       -       -       then    then    -
replace: other     -       then    -       -       -       then    then    -       -       -       -       then    then    -
replace: doubled   -       then    -       -       -       then    then    -       -       -       -       then    then    -
replace: unclear   -       then    -       -       -       then    then    -       -       -       -       then    then    -
replace places     -       then    -       -       -       then    then    then    then    -       -       then    then    -
narrow             -       then    -       -       -       then    then    then    -       -       -       then    then    -
widen              -       then    -       -       -       then    then    -       then    -       -       then    then    -
extend places      -       then    -       -       -       then    then    then    then    -       -       then    then    -
define tighter     -       then    -       -       -       then    then    then    then    -       -       then    then    -
define looser      -       then    -       -       -       then    then    then    then    -       -       then    then    -
define otherwise   -       then    -       -       -       then    then    then    then    -       -       then    then    -
repeal             -       then    -       -       -       then    then    -       -       -       -       then    then    -
rule beside        -       then    -       -       -       then    then    -       -       -       then    then    then    -
deviate: tighter   -       then    -       -       -       then    then    -       -       -       -       then    then    -
deviate: other     -       then    -       -       -       then    then    -       -       -       -       then    then    -
take its place: +  -       then    -       -       -       then    then    -       -       -       -       then    then    -
take its place: −  -       then    -       -       -       then    then    -       -       -       -       then    then    -
add never          -       then    -       -       -       then    then    -       -       then    -       then    then    then
add no points      -       then    -       -       -       then    then    -       -       then    -       then    then    then
add all off        -       then    -       -       -       then    then    -       -       then    -       then    then    then
ask never          -       then    -       -       -       then    then    -       -       -       -       then    then    -
ask the unclear    -       then    -       -       -       then    then    -       -       -       -       then    then    -
except all         -       then    -       -       -       then    then    -       -       -       -       then    then    -
except some route  -       then    -       -       -       then    then    -       -       -       -       then    then    -
narrow the kept    -       then    -       -       -       then    then    then    -       -       -       then    then    -
narrow to nobody   -       then    -       -       -       then    then    then    -       -       -       then    then    -
narrow points      -       then    -       -       -       then    then    then    -       -       -       then    then    -
forbid             -       then    -       -       -       then    then    -       -       -       then    then    then    -
forbid all         -       then    -       -       -       then    then    -       -       -       then    then    then    -
take all places    -       then    -       -       -       then    then    -       -       -       -       then    then    -

on the days of an article of 2014, under powers given for 2014
                   none    free    set     raise   lower   relax   tighten narrow  widen   items   rules   keep    kept    kept+
set higher         -       yes     yes     yes     range   yes     way     -       -       -       -       yes     way     -
set lower          -       yes     yes     range   yes     way     yes     -       -       -       -       yes     yes     -
set far higher     -       yes     range   yes     range   yes     way     -       -       -       -       yes     way     -
set far lower      -       yes     range   range   yes     way     yes     -       -       -       -       yes     yes     -
add alternative    -       yes     -       -       -       yes     way     -       -       yes     -       yes     way     yes
add demand         -       yes     -       -       -       way     yes     -       -       yes     -       yes     yes     yes
add points         -       yes     -       -       -       yes     way     -       -       yes     -       yes     way     yes
add condition      -       yes     -       -       -       way     yes     -       -       -       -       lost    yes     -
add exception      -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop rule          -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop demand        -       yes     -       -       -       yes     way     -       -       -       -       lost    way     -
drop alternative   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop points        -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
drop, own rule     -       yes     -       -       -       way     way     -       -       -       -       lost    lost+way-
replace: tighter   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
replace: looser    -       yes     -       -       -       yes     way     -       -       -       -       yes     way     -
replace: other     -       yes     -       -       -       way     way     -       -       -       -       lost    way     -
replace: doubled   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
replace: unclear   -       yes     -       -       -       ?       ?       -       -       -       -       ?       ?       -
replace places     days    days    days    days    days    days    days    days    days    days    days    days    days    days
narrow             -       yes     -       -       -       way     yes     yes     -       -       -       yes     yes     -
widen              -       yes     -       -       -       yes     way     -       yes     -       -       yes     way     -
extend places      days    days    days    days    days    days    days    days    days    days    days    days    days    days
define tighter     days    days    days    days    days    days    days    days    days    days    days    days    days    days
define looser      days    days    days    days    days    days    days    days    days    days    days    days    days    days
define otherwise   days    days    days    days    days    days    days    days    days    days    days    days    days    days
repeal             -       yes     -       -       -       way     yes     -       -       -       -       yes     yes     -
rule beside        -       yes     -       -       -       yes     way     -       -       -       yes     yes     way     -
deviate: tighter   -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
deviate: other     -       yes     -       -       -       way     way     -       -       -       -       lost    way     -
take its place: +  -       yes     -       -       -       yes     way     -       -       -       -       lost    way     -
take its place: −  -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
add never          -       yes     -       -       -       way     yes     -       -       yes     -       lost    lost    lost
add no points      -       yes     -       -       -       way     yes     -       -       yes     -       lost    yes     lost
add all off        -       yes     -       -       -       way     yes     -       -       yes     -       lost    lost    lost
ask never          -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
ask the unclear    -       yes     -       -       -       way     yes     -       -       -       -       ?       ?       -
except all         -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
except some route  -       yes     -       -       -       way     yes     -       -       -       -       lost    lost    -
narrow the kept    -       yes     -       -       -       way     yes     yes     -       -       -       lost    yes     -
narrow to nobody   -       yes     -       -       -       way     yes     yes     -       -       -       lost    lost    -
narrow points      -       yes     -       -       -       way     yes     yes     -       -       -       lost    yes     -
forbid             -       yes     -       -       -       way     yes     -       -       -       yes     lost    lost    -
forbid all         -       yes     -       -       -       way     yes     -       -       -       yes     lost    lost    -
take all places    -       then    -       -       -       then    then    -       -       -       -       then    then    -
";
