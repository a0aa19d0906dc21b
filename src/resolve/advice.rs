//! What a stretch that is no name was probably meant to be: an amount, a range, a rate, a date in words.
//!
//! In: the words that nobody declares. Out: how the language says it. Never: a guess where a name was plainly meant.

use crate::diagnostics::Text;
use crate::syntax::keywords;
use crate::text;

/// Words that order dates in everyday language and do not say whether the day itself counts.
const LOOSE_DATES: [&str; 7] = ["以后", "之后", "以前", "之前", "以来", "日前", "日后"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const CURRENCIES: [&str; 6] = ["￥", "¥", "$", "rmb", "人民币", "usd"];

/// How the language says what this was probably meant to say.
pub fn of(written: &str) -> Option<Text> {
    let lower = written.trim().to_lowercase();
    let numeral = written.char_indices().find_map(|(at, _)| super::numeral::written_out(written.get(at..)?));
    if let Some([high, low]) = numeral {
        return Some(text!(
            "a numeral that ends so may be read in two ways: write `{high}` or `{low}`",
            "这样的数字有两种读法：请写 `{high}`，或 `{low}`"
        ));
    }
    if let Some(figure) = figure(&lower) {
        return Some(text!("a figure is written in digits: `{figure}`", "数字请写作 `{figure}`"));
    }
    if let Some(date) = day_in_words(&lower) {
        return Some(text!("a date is written `{date}`", "日期写作 `{date}`"));
    }
    if let Some(whole) = written.strip_suffix('占').filter(|whole| !whole.is_empty()) {
        return Some(text!(
            "a share of something is compared with it: `PART ≥ 30% of WHOLE`",
            "占多少，写作与其几成比较：`{whole}不低于某项的30%`"
        ));
    }
    let around = ["之后", "以后", "之前", "以前", "后", "前"];
    if let Some(day) = around
        .iter()
        .find_map(|word| written.strip_suffix(word))
        .filter(|day| day.ends_with(['日', '期']) && !day.contains(char::is_numeric))
    {
        return Some(if written.ends_with('后') {
            text!(
                "so many days after a day: `DATE is in 30 days from the day after OTHER DATE`",
                "某日后若干日内：`某日期在自{day}次日起30日内`；只比先后：`某日期晚于{day}`"
            )
        } else {
            text!(
                "so many days before a day: `DATE ≥ OTHER DATE minus 10 days and DATE is before OTHER DATE`",
                "某日前若干日内：`某日期不早于{day}减10天 且 某日期早于{day}`；只比先后：`某日期早于{day}`"
            )
        });
    }
    if ["每日", "每天"].iter().any(|each| written.starts_with(each)) && written.contains("分之") {
        let share = written.trim_start_matches(['每', '日', '天', '按']);
        return Some(text!(
            "a share for each day is multiplied by the days, a number: `AMOUNT × 0.05% × DAYS`",
            "按日计的比例乘以天数（事实为整数）：`某数额 乘以 {share} 乘以 天数`"
        ));
    }
    if ["free", "free of charge", "no charge", "nil", "免费", "免收", "不收费"].contains(&lower.as_str()) {
        return Some(text!("nothing to pay is an amount as well: `0 yuan`", "不收取的也是一个数额：`0元`"));
    }
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let digits = lower.contains(|c: char| c.is_numeric());
    if has(&["notwithstanding", "subject to", "受限于第", "服从于第"]) {
        return Some(text!(
            "which rule goes first stands on a line of its own under the rule: `notwithstanding article N`, `subject to article N`",
            "谁优先须在规则之下另起一行写：`不受限于 第N条`、`服从于 第N条`"
        ));
    }
    if has(&[", but ", "，但", ", except "]) || lower.ends_with(", but") {
        return Some(text!(
            "an exception stands on a line of its own below the rule, further to the right: `except when CONDITION`",
            "例外写在规则之下，缩进另起一行：`例外 条件`"
        ));
    }
    if lower.starts_with("any ") || has(&["任何", "任意"]) && !has(&["任意连续"]) {
        return Some(text!(
            "`any` may mean one or all of them: `some LIST where …` if one is enough, `every LIST where …` if it must hold for all",
            "「任何」可指其一，也可指全部：有一个即可，写 `清单中有…`；全部都须符合，写 `清单中每个…`"
        ));
    }
    if is_word(&lower, "until") {
        return Some(text!(
            "what stands before and after `until` are dates: fields of the record of that list, such as `started: date` and `ended: date or none`",
            "`至` 的前后都是日期：该清单的记录中的栏目，如 `入职日：日期`、`离职日：日期，可无`"
        ));
    }
    if let Some(condition) = exception(written.trim()) {
        return Some(text!(
            "an exception stands on a line of its own below the rule, further to the right: `except when {condition}`",
            "例外写在规则之下，缩进另起一行：`例外 {condition}`"
        ));
    }
    if let Some((amount, times)) = written
        .split_once(|c: char| c.is_numeric())
        .filter(|(amount, times)| !amount.is_empty() && times.ends_with('倍'))
    {
        let times = written.strip_prefix(amount).unwrap_or(times);
        return Some(text!("so many times as much: `{amount}的{times}`", "几倍写作：`{amount}的{times}`"));
    }
    if is_word(&lower, "minimum")
        || is_word(&lower, "maximum")
        || is_word(&lower, "whichever")
        || is_word(&lower, "min")
        || is_word(&lower, "max")
        || has(&[
            "取其低",
            "取其高",
            "取低",
            "取高",
            "孰低",
            "孰高",
            "孰小",
            "孰大",
            "取小",
            "取大",
            "较少者",
            "较多者",
        ])
    {
        return Some(text!(
            "of several amounts: `the lesser of A and B`, `the greater of A, B and C`",
            "几个数额中取一个：`甲与乙中的较小者`、`甲与乙与丙中的较大者`"
        ));
    }
    if lower.starts_with("for each ") || lower.starts_with("针对每个") {
        return Some(text!(
            "whose members a term is about stands after its name: `define NAME for each RECORD as …`",
            "针对谁，写在名称之后：`定义 名称，针对每个 记录，为 …`"
        ));
    }
    if is_word(&lower, "between") || (digits && is_word(&lower, "from") && is_word(&lower, "to")) {
        return Some(text!(
            "say whether the ends belong to it: `X ≥ LOW and X ≤ HIGH`",
            "请写明是否含两端：`某项不低于下限 且 某项不超过上限`，或 `某项3人以上5人以下`"
        ));
    }
    if has(&["rounded", "四舍五入", "取整", "nearest", "decimal places"]) {
        return Some(text!(
            "say which way a half goes, and to which step: `rounded half up to 1 yuan`, `rounded half up to 0.01 yuan`; also `rounded up to`, `rounded down to`",
            "请写明取整到多少：`四舍五入到1元`、`四舍五入到0.01元`；也可 `向上取整到`、`向下取整到`"
        ));
    }
    if written.contains('按')
        && let Some(amount) = crate::syntax::reckoned_amount(written.trim())
    {
        return Some(text!("an amount stands by itself: `{amount}`", "数额直接写：`{amount}`"));
    }
    if digits && written.contains("为止") {
        return Some(text!("a bound follows a comma: `, at most 20`", "上限写在逗号之后：`，最高 20`"));
    }
    if digits && is_range(&lower) && !written.contains("之间") {
        return Some(text!(
            "what is compared lies between two ends: `X ≥ LOW and X ≤ HIGH`; an amount is one figure: give the ends of a range as two values",
            "比较的，写明两端：`某项3万元以上5万元以下`；数额只有一个：一个幅度请把两端写成两个数值"
        ));
    }
    if digits && written.contains("之间") {
        return Some(text!(
            "say whether the ends belong to it: `X ≥ LOW and X ≤ HIGH`",
            "请写明是否含两端：含两端写 `某项3万元以上5万元以下`，不含后一端写 `某项3万元以上不满5万元`"
        ));
    }
    if is_word(&lower, "since") && digits {
        return Some(text!(
            "say whether the day itself counts: `D is on or after 2011-12-01`",
            "请写明当日算不算：`某日期不早于2011年12月1日`"
        ));
    }
    if has(&["as long as", "provided that", "only if"]) || written.contains("只要") {
        return Some(text!(
            "two conditions that must both hold are joined with `and`; what is asked of a rule follows `when`",
            "两个条件都要符合用 `且` 连接；规则的条件写在 `须` 之后，不另加 `只要`"
        ));
    }
    if written.starts_with(['计', '得']) && digits {
        return Some(text!(
            "points stand first: `50 when degree is doctor`",
            "分值写在对象之后时，对象以 `的` 结尾：`学历是博士的，计50分`"
        ));
    }
    if let Some(condition) = ["when ", "if "].iter().find_map(|word| lower.strip_prefix(word)) {
        return Some(text!(
            "a rule has one condition; what lifts it stands on a line of its own below, further to the right: `except when {condition}`",
            "一条规则只有一个条件；例外写在规则之下，缩进另起一行：`例外 {condition}`"
        ));
    }
    if has(&["but not when", "but not if", "not when"]) {
        return Some(text!(
            "an exception stands on a line of its own below the rule, further to the right: `except when CONDITION`",
            "例外写在规则之下，缩进另起一行：`例外 条件`"
        ));
    }
    if digits && has(&["per year", "per month", "each year", "for every year", "每年", "每月", "每满", "每增加"])
    {
        return Some(text!(
            "so much for each full unit of something: `2 × (LENGTH per full 1 year)`, `(AMOUNT per full 1000 yuan) × 2`; an amount for each month or year of a length: `300 yuan/month × LENGTH`",
            "每满一个单位的数额：`工龄每满1年计2`、`纳税额每满1000元计2`；按月、按年的数额：`300元/月 乘以 某期限`"
        ));
    }
    if digits && (is_word(&lower, "per") || is_word(&lower, "each") || has(&["/", "／", "每"])) {
        return Some(text!(
            "an amount for each is written `500 yuan/person` and multiplied by a count: `500 yuan/person × staff`",
            "按人、按次计的数额写作 `500元/人`，再乘以数量：`500元/人 乘以 职工人数`"
        ));
    }
    if has(&["封顶", "上限", "下限"]) && digits {
        return Some(text!(
            "a bound of points follows a comma: `, at most 60`; of an amount: `the lesser of AMOUNT and 60 yuan`",
            "分数的上下限写在逗号之后：`，最高 60`；数额封顶：`某数额与60元中的较小者`"
        ));
    }
    if let Some(month) = lower.split(|c: char| !c.is_alphabetic()).find(|word| MONTHS.contains(word))
        && (digits || lower == month)
        && month != "may"
    {
        return Some(text!("a date is written `2011-12-01`", "日期写作 `2011年12月1日`"));
    }
    if digits && has(&LOOSE_DATES) {
        return Some(text!(
            "say whether the day itself counts: `D ≥ 2011-12-01`, `D < 2011-12-01`",
            "请写明当日算不算：`某日期不早于2011年12月1日`（含当日）、`晚于`、`早于`、`不晚于`"
        ));
    }
    if is_word(&lower, "within") && digits && !is_word(&lower, "of") && !is_word(&lower, "after") {
        return Some(text!(
            "within a time after a day: `DATE is in 30 days from the day after D`; before a day: `DATE ≥ D minus 30 days and DATE is before D`",
            "某日后30天内：`某日期在自某日次日起30天内`；某日前30天内：`某日期不早于某日减30天 且 某日期早于某日`"
        ));
    }
    if is_word(&lower, "within") && digits {
        return Some(text!(
            "within a time counted from a day: `as-of date is in 30 days from the day after D`",
            "自某日起多少天内：`判定日在自某日次日起30天内`"
        ));
    }
    for bound in ["以上", "以下"] {
        if let Some((value, after)) =
            written.split_once(bound).filter(|(value, after)| !value.is_empty() && !after.is_empty())
        {
            let value = ["具有", "取得", "持有", "拥有", "具备", "获得", "达到"]
                .iter()
                .find_map(|word| value.strip_prefix(word))
                .unwrap_or(value);
            return Some(text!(
                "what is compared stands first: `{after}{value}{bound}`",
                "被比较的写在前面：`{after}{value}{bound}`"
            ));
        }
    }
    if CURRENCIES.iter().any(|sign| lower.starts_with(sign)) && digits {
        return Some(text!("money is written `500 yuan`", "金额写作 `500元`"));
    }
    if matches!(lower.as_str(), "year" | "years" | "month" | "months" | "年" | "月" | "个月") {
        return Some(text!(
            "years and months are no plain number: multiply by `whole months between A and B`",
            "年、月不是纯数：请乘以月数（整数），或 `某日至某日的整月数`"
        ));
    }
    if is_unit(&lower) {
        return Some(text!(
            "`{written}` is a unit: it stands after a number, or after that as in `500 yuan/person`",
            "`{written}` 是单位，写在数字之后，如 `5{written}`、`500元/{written}`"
        ));
    }
    let rest = lower.trim_start_matches(|c: char| c.is_numeric() || matches!(c, '.' | ',' | ' '));
    let unit: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    let short = unit.is_ascii() || unit.chars().count() < 4;
    let begins_with_unit = keywords::UNITS.iter().flat_map(|known| known.zh).any(|known| unit.starts_with(known));
    if rest.len() < lower.len()
        && !unit.is_empty()
        && unit.len() == rest.len()
        && short
        && !begins_with_unit
        && !is_unit(&unit)
    {
        return Some(text!(
            "`{unit}` is no unit that is known here; declare it at the left margin: `unit {unit}`",
            "这里没有单位 `{unit}`；请顶格声明：`单位 {unit}`"
        ));
    }
    None
}

/// A number or a share in words, in digits.
fn figure(lower: &str) -> Option<&'static str> {
    #[rustfmt::skip]
    let words = [
        ("one", "1"), ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"),
        ("eight", "8"), ("nine", "9"), ("ten", "10"), ("twelve", "12"), ("half", "50%"), ("a half", "50%"),
        ("one half", "50%"), ("a quarter", "25%"), ("one quarter", "25%"), ("a third", "1/3"), ("one third", "1/3"),
        ("two thirds", "2/3"), ("一半", "50%"), ("半数", "50%"), ("一折", "10%"), ("二折", "20%"), ("三折", "30%"),
        ("四折", "40%"), ("五折", "50%"), ("半价", "50%"), ("六折", "60%"), ("七折", "70%"), ("八折", "80%"),
        ("九折", "90%"), ("一成", "10%"), ("二成", "20%"), ("两成", "20%"), ("三成", "30%"), ("四成", "40%"),
        ("五成", "50%"), ("六成", "60%"), ("七成", "70%"), ("八成", "80%"), ("九成", "90%"),
    ];
    words.iter().find(|(word, _)| *word == lower).map(|(_, figure)| *figure)
}

/// `1 may 2026`, `may 1 2026` as the language writes it.
fn day_in_words(lower: &str) -> Option<String> {
    let parts: Vec<&str> = lower.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let (day, month) = if MONTHS.contains(second) { (first, second) } else { (second, first) };
    let month = MONTHS.iter().position(|known| known == month)? + 1;
    let day: u8 =
        day.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok().filter(|day| (1..=31).contains(day))?;
    let year: u16 = year.parse().ok().filter(|year| *year > 999)?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// What `any` may mean: one of them, or all.
pub fn of_any(written: &str) -> Option<[String; 2]> {
    if let Some(rest) = written.strip_prefix("any ") {
        return Some([format!("some {rest}"), format!("every {rest}")]);
    }
    let words = ["任意一名", "任意一个", "任何一名", "任何一个", "任何", "任意"];
    let rest = words.iter().find_map(|word| written.strip_prefix(word)).filter(|rest| !rest.starts_with("连续"))?;
    Some([format!("至少有一名{rest}"), format!("每名{rest}")])
}

/// A range of figures, in which nothing says what becomes of its ends.
fn is_range(lower: &str) -> bool {
    let between = [" to ", "至", "到", "～", "~"];
    between.iter().any(|word| {
        lower.split_once(word).is_some_and(|(low, high)| {
            let digit = |c: char| c.is_numeric();
            let last = low.trim_end_matches(|c: char| !c.is_numeric());
            last.ends_with(digit) && low.len() - last.len() <= 12 && high.trim_start().starts_with(digit)
        })
    })
}

/// What a sign stands for that has no place in a condition: money of another country.
pub fn of_sign(sign: &str) -> Option<Text> {
    let (en, zh) = match sign {
        "£" | "￡" => ("pound", "英镑"),
        "€" => ("euro", "欧元"),
        "$" | "＄" => ("dollar", "美元"),
        "¥" | "￥" => return Some(text!("money is written `500 yuan`", "金额写作 `500元`")),
        _ => return None,
    };
    Some(text!(
        "money is in yuan; another currency is a unit of its own: write `unit {en}` at the left margin, `fact NAME: number in {en}`, and `500 {en}`",
        "金额以元计；其他货币是另一种单位：请顶格写 `单位 {zh}`，事实写作 `事实 名称：数，单位 {zh}`，数额写作 `500{zh}`"
    ))
}

/// The condition of an exception that was begun with another word: 但受过处分的除外.
fn exception(written: &str) -> Option<&str> {
    let rest = ["但是", "但", "but ", "except ", "除"].iter().find_map(|word| written.strip_prefix(word))?;
    let rest = rest.trim();
    let rest = ["if ", "when ", "for "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let bare = ["的除外", "除外", "的外", "以外"].iter().find_map(|tail| rest.strip_suffix(tail));
    // 除 begins many a name.
    if written.starts_with('除') { bare } else { Some(bare.unwrap_or(rest)) }
}

fn is_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|found| found == word)
}

fn is_unit(word: &str) -> bool {
    keywords::UNITS.iter().flat_map(|unit| unit.en.iter().chain(unit.zh)).any(|known| *known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_no_advice() {
        for name in [
            "has a stable home",
            "meals provided",
            "合法稳定住所",
            "3-year tax",
            "3年累计纳税",
            "会签意见",
            "secnd home",
        ] {
            assert!(of(name).is_none(), "{name}");
        }
    }

    #[test]
    fn amounts_do() {
        let amounts = [
            "5 yuan per child",
            "每人500元",
            "36 hours",
            "10分",
            "between 5",
            "staff between 5",
            "封顶60分",
            "￥500",
            "December 1",
            "出生日期2011年12月1日以后",
            "within 30 days",
            "具有本科以上学历",
            "人",
            "受限于第三条",
        ];
        for amount in amounts {
            assert!(of(amount).is_some(), "{amount}");
        }
    }
}
