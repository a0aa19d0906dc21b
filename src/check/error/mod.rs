//! What can be wrong with types, units, dates and the use of what is declared.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

mod cover;
mod example;

pub(super) use cover::CoverError;
pub(super) use example::{ExampleError, ExampleName};

use super::holidays::HolidayError;
use super::unit::is_days;
use crate::diagnostics::{Diagnostic, Explain, Text};
use crate::ir::literal::{LiteralError, levels_text, literal_text};
use crate::source::Span;
use crate::syntax::keywords;
use crate::text;
use crate::types::{Base, Comparison, Operator, Scale, Term, Type, Unit};
use std::sync::Arc;

/// A problem of meaning.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeError {
    /// One type where another is needed.
    Mismatch { expected: Type, found: Type, at: Span, because: Option<Span> },
    /// Amounts of different things.
    Units { left: Unit, right: Unit, at: Span, other: Span },
    /// Money beside a share, which is a literal or a name.
    MoneyAndShare { money: Span, share: Span, text: String, literal: bool },
    /// `25` where a share is meant.
    BareShare { at: Span, text: String, summed: bool },
    /// Days beside months.
    DaysAndMonths { days: Span, months: Span },
    /// A bare number beside years and months.
    BareDuration { at: Span, text: String, chinese: bool },
    /// Something that is neither yes nor no where a condition is needed.
    NotACondition { found: Type, at: Span, text: String, literal: bool, of_each: bool },
    /// `dwelling is owned or rented`
    ValuesJoined { at: Span, fix: String },
    /// `<` between things without an order.
    NotOrdered { ty: Type, at: Span },
    /// `more is better` of something that is no amount.
    NoAmount { at: Span, rule: Span },
    /// Arithmetic on something that is no number.
    NotANumber { found: Type, at: Span },
    /// A length of time times something else than a whole number.
    LengthTimes { at: Span, operator: Operator },
    /// A level that the grade does not have.
    NoSuchLevel { at: Span, text: String, scale: Arc<Scale>, near: Vec<String> },
    /// A level with nothing beside it that says of which grade.
    LooseLevel { at: Span, text: String },
    /// A field where no member is spoken of.
    FieldOutside { at: Span, field: Arc<Term>, record: Arc<Term> },
    /// Something that may be none, used as if there were always one.
    MayBeNone { at: Span, text: String, none: Option<Unit> },
    /// `100 yuan unless married`
    AmountUnless { at: Span },
    /// `exists` of something of which there is always one.
    NeverNone { at: Span, text: String },
    /// `is in` something that is no place.
    NotAPlace { found: Type, at: Span },
    /// A name that stands for nothing one could compute with here.
    NotAValue { at: Span, text: String },
    /// What is decided for each member, read by another rule.
    DecidedForEach { at: Span, text: String, chinese: bool },
    /// An amount that is compared where the rule should say how much.
    ComparedAmount { at: Span },
    /// A comparison with a set of places.
    EqualToSet { at: Span, text: String, item: String, comparison: Comparison },
    /// A record with a list of itself, by way of others or not.
    RecordInItself { at: Span, names: Vec<String> },
    /// Lists inside lists beyond what is followed.
    ListsTooDeep { at: Span, depth: usize, inside: usize },
    /// `of that firm` where no firm is spoken of, or several are.
    NoSuchMember { at: Span, text: String, several: bool },
    /// `wage of that firm` where a firm has no wage.
    NotOfMember { at: Span, text: String, record: Arc<Term> },
    /// A list name that fits several lists.
    WhichList { at: Span, text: String },
    /// A definition that depends on itself.
    Cycle { at: Span, names: Vec<String> },
    /// A decision that no rule decides.
    NoRule { at: Span, text: String },
    /// `may` here and `must` there.
    Modals { at: Span, first: Span, text: String },
    /// A value here and a modal there.
    ValueAndModal { at: Span, first: Span, text: String },
    /// Holidays of a year that cannot be so.
    Holidays { at: Span, error: HolidayError },
    /// Working days where no holidays are written.
    NoHolidays { at: Span },
    /// 30 February.
    NoSuchDate { at: Span },
    /// A period that ends before it begins.
    EmptyPeriod { at: Span },
    /// Two values in force on one day.
    Overlap { at: Span, first: Span },
    /// Days between two values on which none is in force.
    Gap { at: Span, first: Span },
    /// A presumption or an assumption without `because`.
    NoReason { at: Span, assumed: bool },
    /// A condition that no case can make fail, or hold.
    Constant { at: Span, always: bool },
    /// A list with one item.
    OneItem { at: Span },
    /// `at least 5 of` three.
    TooFew { at: Span, wanted: u32, have: usize },
    /// A fact, definition or parameter that nothing reads.
    Unused { at: Span, what: Unused, text: String },
    /// A word of the source beside a comparison that says something else.
    Quoted { at: Span, word: String, says: Comparison, clause: Span, has: Comparison },
    /// A word of the source that no comparison of the clause renders.
    QuotedAlone { at: Span, word: String },
    /// Readings without a default.
    NoDefault { at: Span },
    /// Readings of which two are the default.
    TwoDefaults { at: Span, first: Span },
    /// One reading only.
    OneReading { at: Span },
    /// Something that changes from case to case where a plain value is needed.
    NotConstant { at: Span },
    /// A literal that does not fit its type.
    Literal { at: Span, text: String, error: LiteralError },
    /// `met when` or `breached when` under a permission or a value.
    NothingToKeep { at: Span },
    /// `is breached` of something that has no rule about how it is kept.
    NotADuty { at: Span, text: String },
    /// A prohibition that a condition names bare: whether it is forbidden, or allowed?
    BareProhibition { at: Span, text: String, chinese: bool },
    /// `is forbidden` of something that no rule forbids.
    NotAProhibition { at: Span, text: String },
    /// A condition or an amount over members that reads nothing of them.
    NoMember { at: Span, amount: bool },
    /// A label that asks for something which its item does not, what stands behind it, and how it is asked for.
    LabelIsName { at: Span, text: String, condition: String, behind: Option<String>, instead: Option<(Span, String)> },
    /// A result in a unit that is a product of others.
    CompoundUnit { at: Span, unit: Unit },
    /// Rows of a table, and rules of one value, that do not fit together.
    Cover(CoverError),
    /// An example that cannot be read.
    Example(ExampleError),
    /// A published figure that is not put as `A is B` with a plain number last.
    FigureShape { at: Span },
    /// A step of rounding or sharing that is not above nought.
    BadStep { at: Span },
    /// A run of nought years.
    BadWindow { at: Span },
    /// `otherwise is` twice, or in a rule that is not a value.
    TwoOtherwise { at: Span, first: Span },
    /// A rule that goes before itself, or names an article without a rule for the same decision.
    NothingToOverride { at: Span, text: String },
}

/// What was declared and is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unused {
    /// A fact.
    Fact,
    /// A definition.
    Definition,
    /// A parameter.
    Parameter,
}

impl Explain for TypeError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Mismatch { expected, found, at, because }
                if [expected, found].contains(&&Type::Duration) && [expected, found].into_iter().any(is_days) =>
            {
                let other = because.unwrap_or(*at);
                let (days, months) = if is_days(found) { (*at, other) } else { (other, *at) };
                Self::DaysAndMonths { days, months }.explain()
            }
            Self::Mismatch { expected, found, at, because } => {
                let out = Diagnostic::error("check/type-mismatch", text!("expected {expected}, found {found}", "此处应为 `{expected}`，实际为 `{found}`"; expected, found))
                    .label(*at, text!("this is {found}", "这里是 `{found}`"; found));
                match because {
                    Some(because) => out.label(*because, text!("because this is {expected}", "因为这里是 `{expected}`"; expected)),
                    None => out,
                }
                .help(if [expected, found].into_iter().any(is_ratio) {
                    text!(
                        "a quotient of two like amounts is a ratio, which is told from a number: times 1 it is one, `(a ÷ b) × 1`",
                        "两个同类数额相除得比值，与数不同：乘以1即为数，`（甲除以乙）乘以1`"
                    )
                } else if matches!((expected, found), (Type::Bool, Type::Number { .. })) && because.is_some() {
                    text!(
                        "a yes/no is not compared with a number; if what is compared is how many there are, put that in brackets: `(number of LIST where CONDITION) at least 2`",
                        "是否类不与数比较；若比较的是个数，请把计数的部分放进括号：`（清单中条件者的个数）不少于2`"
                    )
                } else {
                    text!("compare a thing only with its like", "只能与同类的值比较")
                })
            }
            Self::Units { left, right, at, other } => {
                let help = if [left, right].into_iter().any(|unit| matches!(unit, Unit::Pure | Unit::Ratio)) {
                    text!(
                        "both are counted alike: declare the fact with the unit of the number (`whole number in UNIT`), or write the number as the fact is declared, with its unit or with none",
                        "两边须用同一种单位：声明事实时写明数字的单位（`整数，单位 某`），或按事实的声明写数字：声明有单位的加上单位，没有的去掉单位"
                    )
                } else if let Some((rate, each)) = rate_beside(left, right) {
                    text!(
                        "an amount in {rate} is so much for each: multiply it by the {each}",
                        "单位是{rate}的，是每一份的数额：请乘以{each}";
                        rate, each
                    )
                } else {
                    text!(
                        "these are different things, and nothing turns one into the other: look at the fact and at the unit",
                        "两者不是一种东西，不能换算：请核对事实与单位"
                    )
                };
                let (left, right) = (named_unit(left), named_unit(right));
                Diagnostic::error("check/unit-mismatch", text!("{right} beside {left}", "{left}与{right}不能放在一起"; left, right))
                    .label(*at, text!("counted in {right}", "单位是{right}"; right))
                    .label(*other, text!("counted in {left}", "单位是{left}"; left))
                    .help(help)
            }
            Self::MoneyAndShare { money, share, text, literal } => {
                let help = if *literal {
                    text!("a share of what? write `{text} of AMOUNT`", "是谁的百分比？请写 `数额的{text}`")
                } else {
                    text!(
                        "compare `{text}` with a share such as `25%`, or take it of an amount: `{text} of AMOUNT`",
                        "请把 `{text}` 与百分比（如 `25%`）比较，或写明是谁的：`数额的{text}`"
                    )
                };
                Diagnostic::error("check/money-and-share", text!("money beside a share", "金额与百分比不能直接比较"))
                    .label(*share, text!("a share", "百分比"))
                    .label(*money, text!("an amount of money", "金额"))
                    .help(help)
            }
            Self::BareShare { at, text, summed } => {
                let out = Diagnostic::error("check/bare-share", text!("a share needs its sign", "百分比须带百分号"))
                    .label(*at, text!("`{text}` could mean {text}% or {text} times", "`{text}` 可以是 {text}%，也可以是 {text} 倍"));
                if *summed {
                    out.help(text!(
                        "beside a share everything is one: the whole is `100%`, twice as much `200%`",
                        "与百分比相加减的也写成百分比：全部是 `100%`，两倍是 `200%`"
                    ))
                } else {
                    out.fix(*at, format!("{text}%"))
                }
            }
            Self::DaysAndMonths { days, months } => Diagnostic::error(
                "check/days-and-months",
                text!("days and months do not compare without a date to count from", "没有起算日期，天数与月数不能比较"),
            )
            .label(*days, text!("counted in days", "以天计"))
            .label(*months, text!("counted in years and months", "以年、月计"))
            .help(text!(
                "write both in days (a fact of type `days`), or both in years and months (type `duration`)",
                "请都用天（事实的类型为 `天数`），或都用年、月（类型为 `期限`）"
            )),
            Self::BareDuration { at, text, chinese } => {
                let [years, months] = if *chinese { ["年", "个月"] } else { [" years", " months"] };
                Diagnostic::error("check/bare-duration", text!("years, or months?", "是年，还是月？"))
                    .label(*at, text!("a length of time needs its unit", "期限须写明单位"))
                    .fix(*at, format!("{text}{years}"))
                    .fix(*at, format!("{text}{months}"))
            }
            Self::NotACondition { found, at, text, literal, of_each } => {
                let help = match found {
                    Type::Number { .. } if *of_each && *literal => text!(
                        "so much for each member is multiplied by how many there are: `{text} × number of LIST`; a value of each member is `each LIST: NAME is {text}`",
                        "按人计的数额乘以人数：`{text}/人 乘以 清单的人数`；每名成员各有一个数额的，写 `每名清单：某项 为 {text}`"
                    ),
                    Type::Place if *literal => text!("say what is there: `FACT is in {text}`", "请写明什么在那里：`某事实 在 {text}`"),
                    Type::Window => text!("say which day lies in it: `the date asked about is in {text}`", "请写明哪一天在其中：`判定日在{text}`"),
                    Type::Level(_) if *literal => text!(
                        "say what it is: `FACT is {text}`; for one of several, `FACT is one of A, B`",
                        "请写明是什么：`某事实 是 {text}`；几个值之一写 `某事实 属于 甲、乙 之一`"
                    ),
                    Type::Place => text!("say where it is: `{text} is in PLACE`", "请写明在哪里：`{text} 在 某地`"),
                    _ => text!("compare it with something: `≥`, `is`, 以上", "请把它与某个值比较：`≥`、`是`、`以上`"),
                };
                Diagnostic::error("check/not-a-condition", text!("a condition is needed here, found {found}", "此处需要条件，写的却是 `{found}`"; found))
                    .label(*at, text!("this is {found}", "这里是 `{found}`"; found))
                    .help(help)
            }
            Self::ValuesJoined { at, fix } => Diagnostic::error(
                "check/not-a-condition",
                text!("`or` joins two conditions, and a value alone is none", "`或` 连接的是两个条件，单独一个值不是条件"),
            )
            .label(*at, text!("one of several values is meant", "这里说的是几个值之一"))
            .help(text!("write `{fix}`", "请写 `{fix}`"))
            .fix(*at, fix.clone()),
            Self::NotOrdered { ty, at } => {
                Diagnostic::error("check/not-ordered", text!("{ty} has no order", "{ty}没有高低之分"; ty))
                    .label(*at, text!("it cannot be more or less than another", "不能比较高低"))
                    .help(text!("use `is` or `is one of`; a type with an order is `grade a < b < c`", "请用 `是` 或 `属于 … 之一`；有高低的类型写作 `等级 甲 < 乙 < 丙`"))
            }
            Self::NoAmount { at, rule } => Diagnostic::error(
                "check/no-amount",
                text!("nothing says how much this is, so more of it is not better", "此事项没有数额，无所谓多少有利"),
            )
            .label(*at, text!("declared here", "在此声明"))
            .label(*rule, text!("this rule gives a yes or no", "此规则只答是或否"))
            .help(text!("delete `more is better`; a yes is taken to be better by itself", "请删去 `越多越有利`；答“是”本身即为有利")),
            Self::NotANumber { found, at } => {
                Diagnostic::error("check/not-a-number", text!("{found} cannot be reckoned with", "{found}不能参与计算"; found))
                    .label(*at, text!("this is {found}", "这里是 `{found}`"; found))
                    .help(text!("only numbers, amounts and lengths of time are added and multiplied: name one, or count with `number of LIST`", "只有数、金额和期限可以加减乘除：请换成这样的事实，或用 `清单的个数` 计数"))
            }
            Self::LengthTimes { at, operator } => {
                let help = match operator {
                    Operator::Times | Operator::Of => text!(
                        "round first, in months: `N × 30% rounded down to 1` as a whole number, then `1 month × that`",
                        "请先取整成整数（如 `某数的30%向下取整到1`），再用 `1个月 乘以` 它"
                    ),
                    Operator::Over | Operator::PerFull | Operator::Plus | Operator::Minus => text!(
                        "take a number of months instead: `whole months between A and B`, or a fact of type `whole number`",
                        "请改用月数：`某日至某日的整月数`，或类型为 `整数` 的事实"
                    ),
                };
                Diagnostic::error("check/length-times", text!("a length of time is multiplied by a whole number, and by nothing else", "期限只能乘以整数，不能作别的乘除"))
                    .label(*at, text!("this is no plain whole number", "这里不是纯整数"))
                    .help(help)
            }
            Self::NoSuchLevel { at, text, scale, near } => {
                let (name, levels) = (&scale.name, levels_text(scale));
                let out = Diagnostic::error("check/no-such-level", text!("{name} has no level `{text}`", "`{name}` 没有 `{text}` 这一级"; name))
                    .label(*at, text!("not a level of {name}", "不是 `{name}` 的一级"; name))
                    .help(levels);
                // Levels of one grade often share a character: several near ones are no hint.
                match near.as_slice() {
                    [only] => out.fix(*at, only.clone()),
                    _ => out,
                }
            }
            Self::LooseLevel { at, text } => {
                Diagnostic::error("check/loose-level", text!("`{text}` belongs to more than one grade, or stands alone", "`{text}` 属于多个等级，或缺少比较对象"))
                    .label(*at, text!("of which grade?", "是哪一个等级的？"))
                    .help(text!("put the fact beside it: `FACT ≥ {text}`", "请写明事实：`事实 ≥ {text}`"))
            }
            Self::FieldOutside { at, field, record } => Diagnostic::error(
                "check/field-outside",
                text!("`{field}` is known of each {record}, and none is spoken of here", "`{field}` 是每个{record}的资料，而这里没有说到某个{record}"; field, record),
            )
            .label(*at, text!("whose?", "谁的？"))
            .help(text!("write `some {record} …`, `every {record} …`, or put the rule under `each {record} …`", "请写 `清单中有 …`、`清单均 …`，或用 `每个 {record} 可以 …`"; record)),
            Self::AmountUnless { at } => Diagnostic::error(
                "check/not-a-condition",
                text!("`unless` lifts a condition, and this is an amount", "`除非` 排除的是条件，而这里是数额"),
            )
            .label(*at, text!("an amount", "数额"))
            .help(text!(
                "an exception of an amount stands on a line of its own below it, further to the right: `except when CONDITION`",
                "数额的例外缩进另起一行：`例外 条件`"
            )),
            Self::MayBeNone { at, text, none } => {
                let zero = |unit: &Unit| match unit {
                    unit if *unit == Unit::yuan() => ("0 yuan", "0元"),
                    Unit::Pure => ("0", "0"),
                    _ => ("AMOUNT", "数额"),
                };
                let out = Diagnostic::error("check/may-be-none", text!("there may be no `{text}`", "`{text}` 可能没有"))
                    .label(*at, text!("and then this says nothing", "没有时这句话就没有意义"))
                    .help(text!("ask first: `{text} exists and …`", "请先问有无：`{text} 存在 且 …`"));
                match none.as_ref().map(zero) {
                    Some((en, zh)) => out.help(text!(
                        "in an amount say what counts where there is none: `(if {text} exists then {text} otherwise {en})`",
                        "数额中请写明没有时按多少算：`（若 {text} 存在 则 {text}，否则 {zh}）`"
                    )),
                    None => out,
                }
            }
            Self::NeverNone { at, text } => {
                Diagnostic::error("check/never-none", text!("there is always a `{text}`", "`{text}` 总是有的"))
                    .label(*at, text!("so this asks nothing", "所以这里没有问到什么"))
                    .help(text!("declare it with `or none`; to ask whether the case tells it, write `is known`", "声明时加上 `可无`；要问个案是否说明，请写 `已知`"))
            }
            Self::NotAPlace { found, at } => {
                Diagnostic::error("check/not-a-place", text!("a place is needed here, this is {found}", "此处应为地方，实际为 `{found}`"; found))
                    .label(*at, text!("this is {found}", "这里是 `{found}`"; found))
                    .help(text!("declare it with `place NAME`, and the fact as `fact NAME: place`; one of several values is asked for with `is one of`", "请用 `地方 名称` 声明，事实写 `事实 名称：地方`；若是几个值之一，请用 `属于 … 之一`"))
            }
            Self::NotAValue { at, text } => {
                Diagnostic::error("check/not-a-value", text!("`{text}` has no value here", "`{text}` 在这里没有值"))
                    .label(*at, text!("it names a record, a set or a list", "它是记录、集合或清单的名称"))
                    .help(text!("ask about its members: `some {text} where …`, `number of {text}`; of a set of places ask `PLACE is in {text}`", "请问其成员：`{text}中有 …`、`{text}的个数`；地方集请写 `某地 在 {text}`"))
            }
            Self::ComparedAmount { at } => {
                Diagnostic::warning("check/compared-amount", text!("this value is yes or no: its amount is compared", "这个数值只会是“是”或“否”：其中的数额被拿来比较"))
                    .label(*at, text!("this says whether, not how much", "这里说的是“是否”，不是“多少”"))
                    .help(text!("what lies above a line is reckoned: `10% × (the greater of income - 1000 yuan and 0 yuan)`; a condition stands after `when`; if yes or no is meant, write `define NAME as …`", "超过某线的部分要算出来：`10% 乘以（（收入减去1000元）与0元中的较大者）`；条件写在 `条件是` 之后；若确指是否，请写 `定义 名称：…`"))
            }
            Self::DecidedForEach { at, text, chinese } => {
                let shown = if *chinese { "定义 名称，针对每个 记录：…" } else { "define NAME for each RECORD as …" };
                Diagnostic::error("check/decided-for-each", text!("`{text}` is decided for each member, and no other rule can read it", "`{text}` 是逐个成员决定的，别的规则不能引用"))
                    .label(*at, text!("it has as many answers as there are members", "有几个成员就有几个结论"))
                    .help(text!("write what it says as a term of each member, `{shown}`, and read that term here and in its rule", "请把其内容写成针对每个成员的用语：`{shown}`，此处和它的规则都引用该用语"))
            }
            Self::EqualToSet { at, text, item, comparison } => {
                let (en, zh) = if *comparison == Comparison::IsNot { ("is not in", "不在") } else { ("is in", "在") };
                Diagnostic::error("check/not-a-value", text!("`{text}` is several places, not one", "`{text}` 是几个地方，不是一个"))
                    .label(*at, text!("it names a set of places", "它是地方集的名称"))
                    .help(text!("ask whether the place is one of them: `{item} {en} {text}`", "请问是否在其中：`{item} {zh} {text}`"))
            }
            Self::RecordInItself { at, names } => {
                let (en, zh) = (names.join(" → "), names.join(" → "));
                Diagnostic::error("check/record-in-itself", text!("a record that has a list of itself", "记录中又有由自身组成的清单"))
                    .label(*at, text!("{en}", "{zh}"))
                    .help(text!(
                        "no member could be told in full: give what lies deeper a record of its own, or make it a list of the case with a field that says whose it is",
                        "这样的成员永远写不完：请为里层另立记录，或另立清单并用一个字段说明属于谁"
                    ))
            }
            Self::ListsTooDeep { at, depth, inside } => {
                Diagnostic::error("check/lists-too-deep", text!("too many lists lie inside this one", "这个清单里套的清单过多"))
                    .label(*at, text!("at most {depth} deep, and {inside} in all", "至多套 {depth} 层，共 {inside} 个"))
                    .help(text!("make some of them lists of the case, with a field that says whose they are", "请把其中一些另立为清单，并用一个字段说明属于谁"))
            }
            Self::NoSuchMember { at, text, several } => {
                let label = if *several {
                    text!("more than one is spoken of", "这里说到的不止一个")
                } else {
                    text!("none is spoken of here", "这里没有说到")
                };
                Diagnostic::error("check/which-member", text!("which {text}?", "是哪一个 `{text}`？"))
                    .label(*at, label)
                    .help(text!(
                        "name the list, or the record, whose member the condition around this speaks of",
                        "请写外层条件所说成员的清单名称或记录名称"
                    ))
            }
            Self::NotOfMember { at, text, record } => {
                Diagnostic::error("check/not-of-member", text!("a {record} has no `{text}`", "{record}没有 `{text}`"; record))
                    .label(*at, text!("no field or term of it", "不是它的字段或用语"))
                    .help(text!("name one of its fields, or a term that is defined for each {record}", "请写它的字段，或针对每个{record}定义的用语"; record))
            }
            Self::WhichList { at, text } => {
                Diagnostic::error("check/which-list", text!("which list of {text}?", "是哪一个 `{text}` 清单？"))
                    .label(*at, text!("there is none, or more than one", "没有，或不止一个"))
                    .help(text!("name the list itself", "请直接写清单的名称"))
            }
            Self::Cycle { at, names } => {
                let (en, zh) = (names.join(" → "), names.join(" → "));
                Diagnostic::error("check/cycle", text!("a definition or a decision that depends on itself", "定义或决定绕回了自身"))
                    .label(*at, text!("{en}", "{zh}"))
                    .help(text!("one of them must be said without the others", "其中必有一个要独立说明"))
            }
            Self::NoRule { at, text } => {
                Diagnostic::error("check/no-rule", text!("no rule decides `{text}`", "没有规则决定 `{text}`"))
                    .label(*at, text!("nothing says when", "没有写明何时如此"))
                    .help(text!("write `may {text} when …` in an article", "请在某一条里写 `可以 {text}，须 …`"))
            }
            Self::Modals { at, first, text } => {
                Diagnostic::error("check/modals", text!("`{text}` is allowed by one rule and a duty by another", "`{text}` 一处是许可，另一处是义务"))
                    .label(*at, text!("this rule", "这条规则"))
                    .label(*first, text!("and this one", "与这条"))
                    .help(text!("give the two decisions two names", "请分作两个决定，各取一名"))
            }
            Self::ValueAndModal { at, first, text } => {
                Diagnostic::error("check/value-and-modal", text!("`{text}` has a value in one rule and is allowed in another", "`{text}` 一处是数值，另一处是许可"))
                    .label(*at, text!("this rule", "这条规则"))
                    .label(*first, text!("and this one", "与这条"))
                    .help(text!("give the two two names: what is allowed, and how much it is", "请分别取名：一个是可以做什么，一个是数额多少"))
            }
            Self::Holidays { at, error } => error.at(*at),
            Self::NoHolidays { at } => Diagnostic::error(
                "check/no-holidays",
                text!("working days are reckoned here, and no holidays are written", "这里要数工作日，却没有写明任何一年的法定节假日"),
            )
            .label(*at, text!("which days are worked?", "哪些天上班？"))
            .help(text!(
                "write the holidays of each year (`holidays 2012: 2012-01-01 to 2012-01-03, …`, and `worked 2012-01-21` below), or `use` a vocabulary that has them",
                "请写明各年的放假安排（`法定节假日 2012年：1月1日至3日、…`，其下写 `调休上班 1月21日`），或 `使用` 含有它们的词汇"
            )),
            Self::NoSuchDate { at } => {
                Diagnostic::error("check/no-such-date", text!("the calendar has no such day", "日历上没有这一天"))
                    .label(*at, text!("this date", "这个日期"))
                    .help(text!("look at the month: it has fewer days, or the month and the day are exchanged", "请核对：该月没有这么多天，或月、日写反了"))
            }
            Self::EmptyPeriod { at } => {
                Diagnostic::error("check/empty-period", text!("the period ends before it begins", "期间的截止早于起始"))
                    .label(*at, text!("the last day", "截止日"))
                    .help(text!("exchange the two dates, or correct one of them", "请对调两个日期，或改正其中之一"))
            }
            Self::Overlap { at, first } => {
                Diagnostic::error("check/overlap", text!("two values are in force on one day", "同一天有两个值施行"))
                    .label(*at, text!("this one begins too early", "此值起始过早"))
                    .label(*first, text!("this one is still in force then", "其时此值仍在施行"))
                    .help(text!("let the first end on the day before (`until …`), or begin the second a day after it", "请让前一个止于前一日（`至 …`），或让后一个从其次日开始"))
            }
            Self::Gap { at, first } => {
                Diagnostic::error("check/gap", text!("on some days no value is in force", "有些日子没有任何值施行"))
                    .label(*at, text!("this one begins later than the next day", "此值起始晚于次日"))
                    .label(*first, text!("this one ends first", "此值先截止"))
                    .help(text!("leave the end of the first out: it then holds until the next one begins", "请去掉前一个的截止日：它就一直施行到下一个开始"))
            }
            Self::NoReason { at, assumed } => {
                let (en, zh) = if *assumed { ("an assumption", "推定的日期") } else { ("a presumption", "推定") };
                Diagnostic::error("check/no-reason", text!("{en} without a reason", "{zh}没有写明理由"))
                    .label(*at, text!("why may this be taken to be so?", "凭什么这样推定？"))
                    .help(text!("add `because …`: every outcome that rests on it will show the reason", "请加上 `理由 …`：凡依此得出的结论都会列出"))
            }
            Self::Constant { at, always } => {
                let (en, zh) = if *always { ("always holds", "永远成立") } else { ("never holds", "永远不成立") };
                let code = if *always { "check/always" } else { "check/never" };
                Diagnostic::warning(code, text!("this {en}", "这个条件{zh}"))
                    .label(*at, text!("whatever the case", "无论什么个案"))
                    .help(text!("look at the comparison word and the value: one of them is probably another", "请核对比较词和数值，多半有一处写错"))
            }
            Self::OneItem { at } => Diagnostic::warning("check/one-item", text!("a list with one item", "清单只有一项"))
                .label(*at, text!("it joins nothing", "没有可连接的内容"))
                .help(text!("write the condition on the line itself, or add the missing item", "请把条件直接写在本行，或补上缺少的项")),
            Self::TooFew { at, wanted, have } => {
                Diagnostic::error("check/too-few-items", text!("{wanted} of {have} items can never hold", "共 {have} 项，不可能符合 {wanted} 项"))
                    .label(*at, text!("this number", "这个数"))
                    .help(text!("lower the number, or write the missing items", "请减小该数，或补上缺少的项"))
            }
            Self::Unused { at, what, text } => {
                let (code, en, zh) = match what {
                    Unused::Fact => ("check/unused-fact", "fact", "事实"),
                    Unused::Definition => ("check/unused-definition", "definition", "定义"),
                    Unused::Parameter => ("check/unused-parameter", "parameter", "参数"),
                };
                Diagnostic::warning(code, text!("nothing reads the {en} `{text}`", "{zh} `{text}` 没有用到"))
                    .label(*at, text!("declared here", "在此声明"))
                    .help(text!("remove it, or write the rule that it was meant for", "请删去，或补上需要它的规则"))
            }
            Self::Quoted { at, word, says, clause, has } => {
                let (says, has) = (says.sign(), has.sign());
                Diagnostic::warning("check/quoted-word", text!("the source says `{word}` ({says}), the clause says {has}", "原文是「{word}」（{says}），条款写的是 {has}"))
                    .label(*at, text!("this word means {says}", "这个词的意思是 {says}"))
                    .label(*clause, text!("this is {has}", "这里是 {has}"))
                    .help(text!(
                        "write {says} in the clause, or quote the word that the source has; where the source uses it in another sense, say so in the header (`「以上」 excludes the number`)",
                        "请把条款改为 {says}，或改正所引的原文；原文另有用法的，请在文件头写明（如 `「以上」 不含本数`）"
                    ))
            }
            Self::QuotedAlone { at, word } => {
                Diagnostic::warning("check/quoted-alone", text!("nothing in the clause compares as `{word}` does", "条款中没有与「{word}」对应的比较"))
                    .label(*at, text!("quoted from the source", "引自原文"))
                    .help(text!("write the comparison in the clause, or put the quotation below the clause that has it", "请在条款中写出这一比较，或把引文移到写有该比较的条款之下"))
            }
            Self::NoDefault { at } => {
                Diagnostic::error("check/default-reading", text!("none of the readings is the default", "没有指定默认读法"))
                    .label(*at, text!("which one holds unless another is asked for?", "未另行指定时采用哪一个？"))
                    .help(text!("mark one of them: `reading NAME (default): …`", "请标明其一：`读法 名称（默认）：…`"))
            }
            Self::TwoDefaults { at, first } => {
                Diagnostic::error("check/default-reading", text!("two readings are the default", "有两个默认读法"))
                    .label(*at, text!("the second one", "第二个"))
                    .label(*first, text!("the first one", "第一个"))
                    .help(text!("take `(default)` off one of them", "请去掉其中一个的 `（默认）`"))
            }
            Self::OneReading { at } => {
                Diagnostic::error("check/one-reading", text!("a single reading is no ambiguity", "只有一种读法就没有歧义"))
                    .label(*at, text!("the only one", "唯一的读法"))
                    .help(text!("write the other reading down, or use a plain definition", "请写出另一种读法，或改用普通定义"))
            }
            Self::NotConstant { at } => {
                Diagnostic::error("check/not-constant", text!("a plain value is needed here", "此处应为确定的值"))
                    .label(*at, text!("this depends on the case", "这要看个案才知道"))
                    .help(text!("write the figure itself; what changes from case to case is an amount (`define NAME as …`, `NAME is …`)", "请直接写出数值；随个案变化的，请写成定义或规则（`定义 名称 为 …`、`名称 为 …`）"))
            }
            Self::Literal { at, text, error } => {
                let (message, help) = literal_text(text, error);
                let out = Diagnostic::error("check/literal", message).label(*at, text!("this value", "这个值"));
                out.help(help)
            }
            Self::NothingToKeep { at } => {
                Diagnostic::error("check/nothing-to-keep", text!("only a duty or a prohibition is kept or breached", "只有义务或禁止才有遵守与违反"))
                    .label(*at, text!("this rule binds nobody", "这条规则不构成约束"))
                    .help(text!("say `must` or `must not`, or drop the line", "请改用 `必须` 或 `不得`，或删去该行"))
            }
            Self::NotADuty { at, text } => {
                Diagnostic::error("check/not-a-duty", text!("`{text}` is no duty that says how it is met", "`{text}` 没有写明如何算履行"))
                    .label(*at, text!("this can be neither kept nor breached", "这里谈不上遵守或违反"))
                    .help(text!("write `met when …` or `breached when …` under its rule", "请在其规则之下写 `履行条件 …` 或 `违反情形 …`"))
            }
            Self::BareProhibition { at, text, chinese } => {
                let [forbidden, not] =
                    if *chinese { ["被禁止", "未被禁止"] } else { [" is forbidden", " is not forbidden"] };
                Diagnostic::error("check/bare-prohibition", text!("`{text}` is only ever forbidden: say whether it is", "`{text}` 只有禁止它的规则：请写明是否被禁止"))
                    .label(*at, text!("does this ask whether it is forbidden, or whether it is allowed?", "这里问的是被禁止，还是被允许？"))
                    .fix(*at, format!("{text}{forbidden}"))
                    .fix(*at, format!("{text}{not}"))
            }
            Self::NotAProhibition { at, text } => {
                Diagnostic::error("check/not-a-prohibition", text!("no rule forbids `{text}`", "没有规则禁止 `{text}`"))
                    .label(*at, text!("so it is never forbidden", "所以它从不被禁止"))
                    .help(text!("`is forbidden` asks about a decision with a `must not` rule, taken once and not for each member; to ask whether something is allowed, name it alone", "`被禁止` 只能问有 `不得` 规则、且不是逐个成员作出的决定；要问是否允许，请只写其名称"))
            }
            Self::NoMember { at, amount } => {
                let help = if *amount {
                    text!("name a field of the member, or multiply: `AMOUNT × (number of LIST where …)`", "请写成员的字段，或改用乘法：`数额 × （清单的人数）`")
                } else {
                    text!("name a field of the member; what is known of the case as a whole stands outside: `CONDITION and some MEMBER …`", "请写成员的字段；关于整个个案的条件请写在外面：`条件 且 清单中有 …`")
                };
                Diagnostic::error("check/no-member", text!("this says nothing of the member", "这里没有说到成员的任何情况"))
                    .label(*at, text!("it is the same for every member of the list", "对清单的每个成员都一样"))
                    .help(help)
            }
            Self::LabelIsName { at, text, condition, behind, instead } => {
                let out = Diagnostic::error("check/label-is-name", text!("`{text}` is read as a label here, not as a condition", "`{text}` 在这里只是标签，不是条件"))
                    .label(*at, text!("what stands before a colon only labels its item, and this item does not ask for it", "冒号之前的词只是本项的标签，而本项并没有问到它"));
                let out = match instead {
                    Some((_, instead)) => out.help(text!("to ask for it, write `{instead}`; for a label, choose another word", "要作为条件，请写 `{instead}`；要作为标签，请换一个词")),
                    None => {
                        // What is compared with nothing lacks only what it is asked of; other words say how they are meant.
                        let sign = text.starts_with(['≥', '≤', '>', '<', '＞', '＜', '=', '＝', '≠']);
                        let worded = ["满", "超过", "over ", "under ", "at least ", "more than "].iter().any(|word| text.starts_with(word));
                        let bare = sign || worded || text.starts_with(char::is_numeric);
                        let open = text.strip_suffix(['+', '＋']).map(|least| format!("≥ {least}"));
                        let text = open.as_ref().unwrap_or(text);
                        let (one, one_zh) = match condition.as_str() {
                            "" if bare => (format!("NAME {text}"), format!("某项{text}")),
                            "" => ("…".to_owned(), "…".to_owned()),
                            condition => (condition.to_owned(), condition.to_owned()),
                        };
                        let (en, zh) = match behind {
                            Some(behind) => (format!("{behind} when {one}"), format!("{behind}，当 {one_zh}")),
                            None if condition.is_empty() && !bare => (format!("when {one}"), format!("当 {one_zh}")),
                            None => (one, one_zh),
                        };
                        out.help(if condition.is_empty() {
                            text!("to ask for it, write what it is asked of, and no colon: `{en}`; for a label, choose another word", "要作为条件，请写明问的是什么，并去掉冒号：`{zh}`；要作为标签，请换一个词")
                        } else {
                            text!("to ask for it, write it without the colon: `{en}`; for a label, choose another word", "要作为条件，请去掉冒号：`{zh}`；要作为标签，请换一个词")
                        })
                    }
                };
                match instead {
                    Some((at, instead)) => out.fix(*at, instead.clone()),
                    None => out,
                }
            }
            Self::CompoundUnit { at, unit } => {
                let rate = as_rate(unit);
                let unit = named_unit(unit);
                let help = rate.map(|(unit, each)| text!(
                    "write the amount as so much for each: a number in {unit}/{each}, as in `500 yuan/person`; or divide the other by its unit, as in `staff ÷ 1 person`",
                    "请把数额写成每单位的数额，单位写作 {unit}/{each}，如 `500元/人`；或把另一方除以它的单位，如 `职工人数 ÷ 1人`"; unit, each
                ));
                let help = help.unwrap_or_else(|| text!("one side of the product is meant as a plain number or as a rate: divide it by its unit (`staff ÷ 1 person`), or declare the other as an amount per unit (`price ÷ 1 person`)", "乘积的一方应是纯数或单价：请除以它的单位（`职工人数 ÷ 1人`），或把另一方写成每单位的数额（`价格 ÷ 1人`）"));
                Diagnostic::error("check/compound-unit", text!("the result would be in {unit}, a unit without a name", "结果的单位会是 {unit}，这样的单位没有名称"; unit))
                    .label(*at, text!("this comes out in {unit}", "这里得出的单位是 {unit}"; unit))
                    .help(help)
            }
            Self::Cover(error) => error.explain(),
            Self::Example(error) => error.explain(),
            Self::FigureShape { at } => {
                Diagnostic::error("check/figure-shape", text!("a figure says how it is had and what was published", "数字应写明如何得出、公布的是多少"))
                    .label(*at, text!("this does not", "这里没有"))
                    .help(text!("write `579476 ÷ 130000 is 4.45, by truncation`", "写作 `579476 ÷ 130000 为 4.45，经截断`"))
            }
            Self::BadStep { at } => {
                Diagnostic::error("check/step", text!("a step must be more than nought", "取整或分摊的单位须大于零"))
                    .label(*at, text!("this step", "这个单位"))
                    .help(text!("write the smallest amount that is left: `1 yuan`, `0.01 yuan`", "请写保留到的最小单位：`1元`、`0.01元`"))
            }
            Self::BadWindow { at } => {
                Diagnostic::error("check/window", text!("a run is a whole number of years along a whole-number field, or months or days along a date", "连续期间须是整数个年度（按整数字段），或若干月、若干天（按日期字段）"))
                    .label(*at, text!("here", "此处"))
                    .help(text!("write `in any 3 consecutive YEAR` or `in any 36 months by DATE`", "请写 `任意连续3个 年度` 或 `任意连续36个月按 日期`"))
            }
            Self::TwoOtherwise { at, first } => {
                Diagnostic::error("check/two-otherwise", text!("`otherwise` stands twice for one value", "同一数值有两个 `否则`"))
                    .label(*at, text!("the second", "第二个"))
                    .label(*first, text!("the first", "第一个"))
                    .help(text!("keep one; what holds only in some cases gets `when …` instead", "只保留一个；只在某些情形下成立的，请改用 `当 …`"))
            }
            Self::NothingToOverride { at, text } => {
                Diagnostic::error("check/nothing-to-override", text!("{text} has no rule for this decision", "{text}没有关于此决定的规则"))
                    .label(*at, text!("nothing to go before or after", "没有可优先或让位的对象"))
                    .help(text!("name the article whose rule for the same decision gives way or goes first; the name of the decision must be the same in both", "请写对同一决定另有规则的那一条；两处决定的名称须相同"))
            }
        }
    }
}

/// Of two units the one that is so much of the other for each of something, and what that is.
fn rate_beside(left: &Unit, right: &Unit) -> Option<(Unit, Text)> {
    let of = |rate: &Unit, plain: &Unit| {
        let each = rate.combine(plain, -1)?;
        let Unit::Of(powers) = &each else { return None };
        if !powers.values().all(|power| *power < 0) {
            return None;
        }
        let time = rate.per_time().is_some() && powers.len() == 1;
        let what = if time { text!("length of time", "期限") } else { text!("number of them", "数量") };
        Some((rate.clone(), what))
    };
    of(left, right).or_else(|| of(right, left))
}

/// The two units of a product as those of a rate: 分 and 次 of 分·次.
fn as_rate(unit: &Unit) -> Option<(Unit, Unit)> {
    let Unit::Of(powers) = unit else { return None };
    let mut bases = powers.iter().filter(|(_, power)| **power == 1).map(|(base, _)| base);
    let (first, second) = (bases.next()?, bases.next()?);
    if powers.len() != 2 {
        return None;
    }
    // Money and what the policy declares is what is given for each of the others.
    let counted = |name: &str| keywords::UNITS.iter().any(|unit| unit.en.iter().chain(unit.zh).any(|own| *own == name));
    let given = |base: &Base| match base {
        Base::Yuan => true,
        Base::Named(name, _) => !counted(name),
        Base::SquareMetre | Base::Day | Base::WorkingDay | Base::Month | Base::Year => false,
    };
    let (amount, each) = if given(second) && !given(first) { (second, first) } else { (first, second) };
    Some((Unit::of(amount.clone()), Unit::of(each.clone())))
}

fn named_unit(unit: &Unit) -> Text {
    match unit {
        Unit::Pure | Unit::Ratio => text!("plain numbers", "纯数"),
        Unit::Share => text!("percent", "百分比"),
        Unit::Of(_) => text!("{unit}", "{unit}"; unit),
    }
}

/// Whether it is the quotient of two like amounts.
const fn is_ratio(ty: &Type) -> bool {
    matches!(ty, Type::Number { unit: Unit::Ratio, .. })
}
