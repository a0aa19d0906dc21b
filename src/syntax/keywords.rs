//! The one table of keywords: each with its English and Chinese spellings and a line of help in both languages.
//!
//! The grammar, completion lists and editor files are checked against it. A keyword of a line appears in the grammar
//! under the rule named here; a keyword of a phrase is known only to the reader of phrases; a unit or a scale stands
//! after a number.

/// A keyword that shapes a line.
#[derive(Debug)]
pub struct LineKeyword {
    /// The grammar rule that reads it.
    pub rule: &'static str,
    /// English spellings, the usual one first.
    pub en: &'static [&'static str],
    /// Chinese spellings, the usual one first.
    pub zh: &'static [&'static str],
    /// What it does, in English and in Chinese.
    pub help: (&'static str, &'static str),
}

impl LineKeyword {
    /// Whether a text begins with it, as a word of its own.
    #[must_use]
    pub fn begins(&self, text: &str) -> bool {
        self.en.iter().chain(self.zh).any(|spelling| super::habits::starts(text, spelling))
    }
}

/// A keyword inside a phrase.
#[derive(Debug)]
pub struct PhraseKeyword {
    /// What it means.
    pub word: Word,
    /// Where in a sentence it may stand.
    pub class: Class,
    /// English spellings, the usual one first.
    pub en: &'static [&'static str],
    /// Chinese spellings, the usual one first.
    pub zh: &'static [&'static str],
    /// What it does, in English and in Chinese.
    pub help: (&'static str, &'static str),
}

/// Where in a sentence a word of a phrase may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Stands for a value by itself: `yes`.
    Operand,
    /// Before a value: `the lesser of`.
    Prefix,
    /// Before a condition, and not twice in a row: `not`.
    Not,
    /// Between two parts: `and`, `≥`.
    Infix,
    /// After a value: `or more`, 以上.
    Postfix,
    /// Before a list, which a condition follows: `every`.
    Quantifier,
    /// Before a list: `number of`.
    Counter,
    /// Between a value and a list: `over`.
    ListInfix,
    /// After a list: 中有.
    AfterList,
}

/// A unit that is part of the language; others are declared with `unit`.
#[derive(Debug)]
pub struct UnitKeyword {
    /// Which.
    pub unit: UnitWord,
    /// English spellings, the usual one first.
    pub en: &'static [&'static str],
    /// Chinese spellings, the usual one first.
    pub zh: &'static [&'static str],
    /// What it is, in English and in Chinese.
    pub help: (&'static str, &'static str),
}

/// A word that multiplies the number before it: 万.
#[derive(Debug)]
pub struct ScaleKeyword {
    /// By how much.
    pub factor: i128,
    /// English spellings.
    pub en: &'static [&'static str],
    /// Chinese spellings.
    pub zh: &'static [&'static str],
}

/// A word of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Word {
    /// both hold
    And,
    /// both hold, the second against what the first suggests
    But,
    /// one of them is enough
    Or,
    /// does not hold
    Not,
    /// the same
    Is,
    /// not the same
    IsNot,
    /// that much or more
    AtLeast,
    /// more than that
    MoreThan,
    /// that much or less
    AtMost,
    /// less than that
    LessThan,
    /// the number before it or more
    OrMore,
    /// the number before it or less
    OrLess,
    /// the number before it or less, whatever the header says
    OrLessIncluded,
    /// the number before it or less
    WithinNumber,
    /// more than the number before it
    Beyond,
    /// inside the place, or one of the set
    In,
    /// not inside the place, or not of the set
    NotIn,
    /// may follow a place
    Inside,
    /// equal to one of the list
    OneOf,
    /// equal to none of the list
    NotOneOf,
    /// ends a list of values
    Among,
    /// there is one
    Exists,
    /// there is none
    IsNone,
    /// the case tells it
    IsKnown,
    /// the case does not tell it
    IsUnknown,
    /// sum
    Plus,
    /// difference
    Minus,
    /// product
    Times,
    /// an exact ratio
    DividedBy,
    /// `80% of price`, `价格的80%`
    Of,
    /// the smaller of `A and B`
    Lesser,
    /// the larger of `A and B`
    Greater,
    /// joins amounts before 的较小者
    With,
    /// the smaller of the amounts
    LesserOf,
    /// the larger of the amounts
    GreaterOf,
    /// to the nearest step, halves away from zero
    RoundHalfUp,
    /// to the nearest step, halves to the even one
    RoundHalfEven,
    /// to the next step away from zero
    RoundUp,
    /// the rest is cut off
    RoundDown,
    /// a total shared out over the members of a list
    SharedOver,
    /// the weight of each member
    By,
    /// the smallest amount shared out
    InStepsOf,
    /// one member is enough
    Some,
    /// all members
    Every,
    /// not one member
    No,
    /// how many members
    NumberOf,
    /// only the members of which it holds
    Where,
    /// the amounts of all members together
    SumOf,
    /// the largest amount of a member
    GreatestOf,
    /// the smallest amount of a member
    LeastOf,
    /// the largest sum over a run of years
    GreatestSumOf,
    /// of the member spoken of under that name
    OfThat,
    /// the member spoken of under that name
    That,
    /// of which list
    Over,
    /// `in any 3 consecutive year`
    InAny,
    /// in a row
    Consecutive,
    /// `in any 12 months in a row by done on`
    InARow,
    /// `清单中 … 之和`
    OfList,
    /// one member is enough
    ListSome,
    /// all members
    ListEvery,
    /// not one member
    ListNo,
    /// `清单中任意连续3个年度`
    ListInAny,
    /// `清单中 条件 者的`
    WhoWhere,
    /// `清单中 条件 者任意连续3个年度`
    WhoInAny,
    /// ends what is asked of members: 家庭中有在校的
    SuchAre,
    /// how many of whom it holds
    CountWho,
    /// how many members
    CountOf,
    /// the amounts together
    TotalOf,
    /// the largest amount
    LargestOf,
    /// the smallest amount
    SmallestOf,
    /// the largest sum over a run
    LargestTotalOf,
    /// a choice
    If,
    /// what holds if so
    Then,
    /// what holds if not
    Otherwise,
    /// lifts what stands before it
    Unless,
    /// the year of a date
    YearOf,
    /// the year of a date
    YearIn,
    /// the day that begins the next month
    FirstOfNextMonth,
    /// the day that begins its month
    FirstOfMonth,
    /// the day that ends its month
    LastOfMonth,
    /// the day that begins its year
    FirstOfYear,
    /// the day that ends its year
    LastOfYear,
    /// the next day
    DayAfter,
    /// the day that begins the next month
    NextMonthStart,
    /// the day that begins its month
    MonthStart,
    /// the day that ends its month
    MonthEnd,
    /// the day that begins its year
    YearStart,
    /// the day that ends its year
    YearEnd,
    /// the next day
    NextDay,
    /// as many months as fit
    MonthsBetween,
    /// as many years as fit
    YearsBetween,
    /// days from one date to another
    DaysBetween,
    /// years, months and days from one date to another
    TimeBetween,
    /// full years of age
    AgeOf,
    /// on which day
    On,
    /// from one date to another
    UpTo,
    /// as many months as fit
    MonthsOf,
    /// as many years as fit
    YearsOf,
    /// days from one date to another
    DaysOf,
    /// years, months and days from one date to another
    TimeOf,
    /// full years of age
    AgeAt,
    /// days that are worked from one date to another
    WorkingDaysBetween,
    /// days that are worked from one date to another
    WorkingDaysOf,
    /// a day that is not worked gives the next one that is
    NextWorkingDay,
    /// a year of age begins the day after the birthday
    FromDayAfterBirthday,
    /// a month without that day gives the first day of the next
    CarriedOver,
    /// a month without that day is an error
    Refused,
    /// `5 years from hired on`
    From,
    /// the day from which it holds no longer
    EndingEarly,
    /// `5 years from hired on`
    Since,
    /// `5 years from hired on`
    Lasting,
    /// with which it begins
    FirstDayOf,
    /// with which it ends
    LastDayOf,
    /// with which it begins
    StartDay,
    /// with which it ends
    EndDay,
    /// how many full units, the rest cut off
    PerFull,
    /// the duty is not met
    IsBreached,
    /// a prohibition holds
    IsForbidden,
    /// no prohibition holds
    IsNotForbidden,
    /// the longest stretch that members fill without a gap
    UnbrokenFrom,
    /// the longest stretch that members fill without a gap
    Unbroken,
    /// gaps that do not break it
    GapsUpTo,
    /// the date that the question is about
    AsOf,
    /// it holds
    Yes,
    /// it does not hold
    NoValue,
    /// there is none
    None,
}

/// A unit of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UnitWord {
    /// money
    Yuan,
    /// a hundredth
    Share,
    /// a thousandth
    Mille,
    /// so many times as much
    Fold,
    /// 2000/3 square metres
    Mu,
    /// area
    SquareMetre,
    /// twelve months
    Year,
    /// a calendar month
    Month,
    /// a day
    Day,
    /// a day that is worked
    WorkingDay,
    /// a count of persons
    Person,
    /// a count of households
    Household,
    /// a count of times
    Time,
    /// age in full years
    YearOfAge,
}

/// The keyword that a grammar rule reads.
#[must_use]
pub fn line_keyword(rule: &str) -> Option<&'static LineKeyword> {
    LINE.iter().find(|keyword| keyword.rule == rule)
}

/// The words that compare two amounts by their order, with each spelling.
pub fn comparing() -> impl Iterator<Item = (Word, &'static str)> {
    use Word::{AtLeast, AtMost, Beyond, LessThan, MoreThan, OrLess, OrLessIncluded, OrMore, WithinNumber};
    let rows = PHRASE.iter().filter(|row| {
        matches!(
            row.word,
            AtLeast | MoreThan | AtMost | LessThan | OrMore | OrLess | OrLessIncluded | WithinNumber | Beyond
        )
    });
    rows.flat_map(|row| row.en.iter().chain(row.zh).map(|spelling| (row.word, *spelling)))
}

/// The usual spelling of a word of a phrase, for messages.
#[must_use]
pub fn spelling(word: Word, chinese: bool) -> &'static str {
    let row = PHRASE.iter().find(|keyword| keyword.word == word);
    let pick = |row: &'static PhraseKeyword| {
        if chinese { row.zh.first().or(row.en.first()) } else { row.en.first().or(row.zh.first()) }
    };
    row.and_then(pick).copied().unwrap_or_default()
}

/// Keywords that shape a line.
#[rustfmt::skip]
pub const LINE: &[LineKeyword] = &[
    LineKeyword { rule: "kw_policy", en: &["policy"], zh: &["政策"], help: ("begins a policy", "政策文件的开头") },
    LineKeyword { rule: "kw_vocabulary", en: &["vocabulary"], zh: &["词汇"], help: ("begins a file of shared terms", "共用词汇文件的开头") },
    LineKeyword { rule: "kw_under", en: &["under"], zh: &["隶属于", "隶属"], help: ("the policy above this one", "上级政策") },
    LineKeyword { rule: "kw_in_place", en: &["in place of its rules"], zh: &["取代其规则"], help: ("the rules above do not apply beside these", "上级规则不再并行适用") },
    LineKeyword { rule: "kw_use", en: &["use"], zh: &["使用"], help: ("brings in a vocabulary", "引入词汇文件") },
    LineKeyword { rule: "kw_fact", en: &["fact"], zh: &["事实"], help: ("something that is known of a case", "个案中要知道的一件事") },
    LineKeyword { rule: "kw_record", en: &["record"], zh: &["记录"], help: ("what is known of each member of a list", "清单中每一成员的资料") },
    LineKeyword { rule: "kw_type", en: &["type"], zh: &["类型"], help: ("names a type", "给类型起名") },
    LineKeyword { rule: "kw_unit", en: &["unit"], zh: &["单位"], help: ("declares a unit of counting", "声明计数单位") },
    LineKeyword { rule: "kw_place", en: &["place"], zh: &["地方"], help: ("declares a place, or the type of a place", "声明地方，或地方类型") },
    LineKeyword { rule: "kw_inside", en: &["in"], zh: &["属于"], help: ("the place around it", "所属的上级地方") },
    LineKeyword { rule: "kw_place_set", en: &["place set"], zh: &["地方集"], help: ("names several places", "给若干地方起一个总名") },
    LineKeyword { rule: "kw_holidays", en: &["holidays"], zh: &["法定节假日", "节假日"], help: ("the days of a year that are not worked", "某年的放假安排") },
    LineKeyword { rule: "kw_worked", en: &["worked"], zh: &["调休上班", "上班"], help: ("weekend days that are worked", "调休上班的休息日") },
    LineKeyword { rule: "kw_parameter", en: &["parameter"], zh: &["参数"], help: ("a figure that may change in time", "可随时间变化的数额") },
    LineKeyword { rule: "kw_from", en: &["from"], zh: &["自"], help: ("the first day", "起始日") },
    LineKeyword { rule: "kw_onwards", en: &["onwards"], zh: &["起"], help: ("and from then on", "自该日起") },
    LineKeyword { rule: "kw_until", en: &["until"], zh: &["至"], help: ("the last day", "截止日") },
    LineKeyword { rule: "kw_until_end", en: &[], zh: &["止"], help: ("ends `至 …`", "与 `至` 搭配") },
    LineKeyword { rule: "kw_define", en: &["define"], zh: &["定义"], help: ("says what a term means", "说明一个用语的含义") },
    LineKeyword { rule: "kw_for_each", en: &["for each"], zh: &["针对每个"], help: ("the term is about each member", "用语针对清单的每一成员") },
    LineKeyword { rule: "kw_as", en: &["as", ":"], zh: &["是指", "为", "："], help: ("what the term means", "用语的含义") },
    LineKeyword { rule: "kw_decision", en: &["decision"], zh: &["决定"], help: ("names what rules decide", "给规则所决定的事项起名") },
    LineKeyword { rule: "kw_example", en: &["example"], zh: &["示例"], help: ("a case and what must come out", "个案及其应有的结果") },
    LineKeyword { rule: "kw_excludes", en: &["excludes the number"], zh: &["不含本数"], help: ("the word leaves the number out", "该词不包括本数") },
    LineKeyword { rule: "kw_includes", en: &["includes the number"], zh: &["含本数"], help: ("the word takes the number in", "该词包括本数") },
    LineKeyword { rule: "kw_title", en: &["title"], zh: &["标题"], help: ("the title of the document", "文件标题") },
    LineKeyword { rule: "kw_issuer", en: &["issuer"], zh: &["发文机关"], help: ("who issued it", "发文机关") },
    LineKeyword { rule: "kw_document", en: &["document"], zh: &["文号"], help: ("its number", "文号") },
    LineKeyword { rule: "kw_version", en: &["version"], zh: &["版本"], help: ("the version of this encoding", "编写版本") },
    LineKeyword { rule: "kw_in_force", en: &["in force"], zh: &["施行"], help: ("when it holds", "施行期间") },
    LineKeyword { rule: "kw_assumed", en: &["assumed"], zh: &["推定"], help: ("the dates are not in the text", "日期原文未载") },
    LineKeyword { rule: "kw_because", en: &["because"], zh: &["理由是", "理由", "因为"], help: ("the reason, to the end of the line", "理由，直到行尾") },
    LineKeyword { rule: "kw_ask", en: &["ask"], zh: &["提问"], help: ("the question that a clerk asks", "窗口的提问") },
    LineKeyword { rule: "kw_decided", en: &["decided by"], zh: &["认定机关"], help: ("who finds the fact", "由谁认定") },
    LineKeyword { rule: "kw_shown_by", en: &["shown by"], zh: &["证明材料"], help: ("the document that shows it", "证明材料") },
    LineKeyword { rule: "kw_applies", en: &["applies to"], zh: &["适用于"], help: ("whom the rule speaks about", "规则所针对的人") },
    LineKeyword { rule: "kw_cites", en: &["cites"], zh: &["依据"], help: ("the source that it rests on", "所依据的文件") },
    LineKeyword { rule: "kw_quotes", en: &["quotes"], zh: &["引文"], help: ("the words of the source that a clause renders", "条款所依据的原文用语") },
    LineKeyword { rule: "kw_except", en: &["except when", "unless"], zh: &["例外", "除非"], help: ("when the rule does not hold", "规则不适用的情形") },
    LineKeyword { rule: "kw_condition", en: &["if", "where", "provided"], zh: &["如果", "若"], help: ("begins no condition of a rule: write `when`", "不能引出规则的条件：请写 `条件是`") },
    LineKeyword { rule: "kw_unless", en: &["unless"], zh: &["除非"], help: ("the condition that lifts what stands before it", "除外条件") },
    LineKeyword { rule: "kw_notwithstanding", en: &["notwithstanding"], zh: &["不受限于"], help: ("goes before that article", "优先于该条") },
    LineKeyword { rule: "kw_subject", en: &["subject to"], zh: &["服从于"], help: ("gives way to that article", "让位于该条") },
    LineKeyword { rule: "kw_each", en: &["each"], zh: &["每个", "每名", "每位", "每户", "每家"], help: ("a decision for every member of a list", "对清单每一成员分别决定") },
    LineKeyword { rule: "kw_of", en: &["of"], zh: &[], help: ("of which list", "所属清单") },
    LineKeyword { rule: "kw_set", en: &["set"], zh: &["设定"], help: ("gives a parameter of the policy above another value", "给上级政策的参数另定数值") },
    LineKeyword { rule: "kw_replace", en: &["replace"], zh: &["替换"], help: ("puts something else in its place", "以新内容替换") },
    LineKeyword { rule: "kw_drop", en: &["drop", "repeal"], zh: &["删去", "废止"], help: ("takes it out", "删去") },
    LineKeyword { rule: "kw_add_condition", en: &["add condition to"], zh: &["增加条件于"], help: ("asks for more", "增加条件") },
    LineKeyword { rule: "kw_add_exception", en: &["add exception to"], zh: &["增加例外于"], help: ("lets it not hold in some circumstances", "增加例外情形") },
    LineKeyword { rule: "kw_add_items", en: &["add items to", "add item to"], zh: &["增加项于"], help: ("adds items to a list", "在清单中增加项") },
    LineKeyword { rule: "kw_narrow", en: &["narrow"], zh: &["缩小"], help: ("speaks only about some of those", "缩小适用人群") },
    LineKeyword { rule: "kw_widen", en: &["widen"], zh: &["扩大"], help: ("speaks about others as well", "扩大适用人群") },
    LineKeyword { rule: "kw_extend", en: &["extend"], zh: &["扩充"], help: ("adds members to a set of places or to a choice", "扩充地方集或选项") },
    LineKeyword { rule: "kw_everything", en: &["everything"], zh: &["全部内容"], help: ("all of the policy above", "上级政策的全部内容") },
    LineKeyword { rule: "kw_rule", en: &["rule"], zh: &["规则"], help: ("a rule, by its label or number", "规则，按名称或序号") },
    LineKeyword { rule: "kw_item", en: &["item"], zh: &["项"], help: ("an item of a list, by its label or number", "清单的一项，按名称或序号") },
    LineKeyword { rule: "kw_definition", en: &["definition"], zh: &["定义"], help: ("a definition, by its name", "定义，按名称") },
    LineKeyword { rule: "kw_by_power", en: &["by power"], zh: &["依授权"], help: ("the power that the change rests on", "变更所依据的授权") },
    LineKeyword { rule: "kw_beyond", en: &["beyond its powers"], zh: &["超越授权"], help: ("says that the text changes what it may not, and why that is so", "写明原文超越授权及理由") },
    LineKeyword { rule: "kw_inferred", en: &["inferred"], zh: &["推断"], help: ("the clause is not attested, only inferred", "条款未见原文，系推断") },
    LineKeyword { rule: "kw_issued", en: &["issued"], zh: &["发布于"], help: ("the day from which it could be known", "发布之日") },
    LineKeyword { rule: "kw_replaces", en: &["replaces"], zh: &["取代"], help: ("stands in the place of a clause of the policy above", "取代上级政策的条款") },
    LineKeyword { rule: "kw_deviates", en: &["deviates from"], zh: &["变通"], help: ("stands in its place only for those whom it speaks about", "仅对其所涉人员变通") },
    LineKeyword { rule: "kw_earlier", en: &["earlier text applies to"], zh: &["旧文适用于"], help: ("cases that the text before this one still decides", "仍适用旧条文的情形") },
    LineKeyword { rule: "kw_power", en: &["power"], zh: &["授权"], help: ("what a policy below may change", "下级可以变更的内容") },
    LineKeyword { rule: "kw_may_set", en: &["may set"], zh: &["可以设定"], help: ("another value, within a range", "可在幅度内另定数值") },
    LineKeyword { rule: "kw_may_only_lower", en: &["may only lower"], zh: &["只可降低"], help: ("a lower value and no other", "只可降低数值") },
    LineKeyword { rule: "kw_may_only_raise", en: &["may only raise"], zh: &["只可提高"], help: ("a higher value and no other", "只可提高数值") },
    LineKeyword { rule: "kw_may_only_relax", en: &["may only relax"], zh: &["只可放宽"], help: ("a change that lets in whom it let in before", "只可放宽条件") },
    LineKeyword { rule: "kw_may_only_tighten", en: &["may only tighten"], zh: &["只可从严"], help: ("a change that lets in nobody new", "只可从严") },
    LineKeyword { rule: "kw_may_add_items", en: &["may add items to"], zh: &["可以增加项于"], help: ("more items", "可以增加项") },
    LineKeyword { rule: "kw_may_add_rules", en: &["may add rules on"], zh: &["可以增加规则于"], help: ("rules of its own for that decision", "可以就该事项增加规则") },
    LineKeyword { rule: "kw_may_add_places", en: &["may add places in"], zh: &["可以增加地方于"], help: ("more places inside that one", "可以在该地方之内增加地方") },
    LineKeyword { rule: "kw_may_change", en: &["may change"], zh: &["可以自行规定"], help: ("any change", "可以自行规定") },
    LineKeyword { rule: "kw_must_keep", en: &["must keep every item of"], zh: &["必须保留各项于"], help: ("no item left out or lowered", "各项不得缺少或降低") },
    LineKeyword { rule: "kw_may_only_narrow", en: &["may only narrow"], zh: &["只可缩小"], help: ("fewer people spoken about, and nothing else", "只可缩小适用人群") },
    LineKeyword { rule: "kw_may_only_widen", en: &["may only widen"], zh: &["只可扩大"], help: ("more people spoken about, and nothing else", "只可扩大适用人群") },
    LineKeyword { rule: "kw_must_not_ask", en: &["must not ask in"], zh: &["不得设为条件于"], help: ("facts that no rule below may ask about", "下级不得以此设置条件") },
    LineKeyword { rule: "kw_asked_beyond", en: &["more than"], zh: &["超过"], help: ("only up to that may be asked", "所设条件的上限") },
    LineKeyword { rule: "kw_more_is_better", en: &["more is better"], zh: &["越多越有利"], help: ("a higher amount is better for the person", "数额越高对本人越有利") },
    LineKeyword { rule: "kw_less_is_better", en: &["less is better"], zh: &["越少越有利"], help: ("a lower amount is better for the person", "数额越低对本人越有利") },
    LineKeyword { rule: "kw_range_to", en: &["to"], zh: &["至"], help: ("the upper end of a range", "幅度的上限") },
    LineKeyword { rule: "kw_may", en: &["may"], zh: &["可以"], help: ("gives a permission", "许可") },
    LineKeyword { rule: "kw_must_not", en: &["must not", "may not", "shall not"], zh: &["不得", "不可以"], help: ("forbids", "禁止") },
    LineKeyword { rule: "kw_must", en: &["must", "shall"], zh: &["必须", "应当"], help: ("lays down a duty", "义务") },
    LineKeyword { rule: "kw_entitled", en: &["is entitled to"], zh: &["有权"], help: ("gives a right", "权利") },
    LineKeyword { rule: "kw_when", en: &["when"], zh: &["当", "条件是", "须"], help: ("the condition", "条件") },
    LineKeyword { rule: "kw_is", en: &["is", "="], zh: &["为", "＝"], help: ("the amount", "数额") },
    LineKeyword { rule: "kw_otherwise", en: &["otherwise is", "otherwise"], zh: &["否则为", "否则"], help: ("in all other cases", "其他情形") },
    LineKeyword { rule: "kw_value_otherwise", en: &["otherwise is"], zh: &["否则为"], help: ("the amount in all other cases", "其他情形的数额") },
    LineKeyword { rule: "kw_reading", en: &["reading"], zh: &["读法"], help: ("one way to read an ambiguous text", "歧义条文的一种读法") },
    LineKeyword { rule: "kw_readings", en: &["readings"], zh: &["多种读法"], help: ("the text can be read in several ways", "条文有多种读法") },
    LineKeyword { rule: "kw_default", en: &["default"], zh: &["默认"], help: ("the reading that holds unless another is asked for", "未另行指定时采用的读法") },
    LineKeyword { rule: "kw_as_of", en: &["as of"], zh: &["判定日期"], help: ("the date asked about", "判定日期") },
    LineKeyword { rule: "kw_under_reading", en: &["under reading"], zh: &["采用读法"], help: ("the reading of an example", "示例采用的读法") },
    LineKeyword { rule: "kw_given", en: &["given"], zh: &["已知"], help: ("what is known in an example", "示例的已知事实") },
    LineKeyword { rule: "kw_expect", en: &["expect"], zh: &["期望"], help: ("what must come out", "应有的结果") },
    LineKeyword { rule: "kw_missing", en: &["missing"], zh: &["缺少"], help: ("the facts that an expected answer waits for", "无法判定时应缺少的事实") },
    LineKeyword { rule: "kw_fault", en: &["error"], zh: &["错误"], help: ("the error that is expected", "应出现的错误") },
    LineKeyword { rule: "kw_presumed", en: &["presumed"], zh: &["推定为", "推定"], help: ("taken to be so unless told otherwise", "未另行说明时的推定") },
    LineKeyword { rule: "kw_de", en: &[], zh: &["的"], help: ("ends a list of circumstances", "情形列举的结尾") },
    LineKeyword { rule: "kw_all_of", en: &["all of"], zh: &["须同时符合下列条件", "须同时符合", "同时符合下列条件", "同时具备下列条件", "同时符合", "同时具备", "同时满足"], help: ("every item holds", "各项全部符合") },
    LineKeyword { rule: "kw_any_of", en: &["any of"], zh: &["须符合下列条件之一", "须符合下列之一", "符合下列条件之一", "具备下列条件之一", "有下列情形之一", "符合下列之一", "下列之一"], help: ("one item is enough", "符合一项即可") },
    LineKeyword { rule: "kw_none_of", en: &["none of"], zh: &["无下列情形", "均不符合"], help: ("no item holds", "各项均不符合") },
    LineKeyword { rule: "kw_one_of_exactly", en: &["exactly one of"], zh: &["恰好符合一项"], help: ("one item and no other", "恰好一项") },
    LineKeyword { rule: "kw_at_least_n", en: &["at least"], zh: &["至少符合"], help: ("so many items or more", "至少若干项") },
    LineKeyword { rule: "kw_exactly_n", en: &["exactly"], zh: &["恰好符合"], help: ("so many items", "恰好若干项") },
    LineKeyword { rule: "kw_n_of", en: &["of"], zh: &["项"], help: ("ends `at least 2`", "与 `至少符合` 搭配") },
    LineKeyword { rule: "kw_hortatory", en: &["hortatory"], zh: &["倡导"], help: ("an aim that nothing can decide", "无法判定的倡导性内容") },
    LineKeyword { rule: "kw_text_missing", en: &["text missing"], zh: &["原文缺失"], help: ("what the source no longer has", "来源文本缺失的内容") },
    LineKeyword { rule: "kw_elsewhere", en: &["left to other rules"], zh: &["另行规定"], help: ("what the text leaves to other rules", "条文交由其他规定的内容") },
    LineKeyword { rule: "kw_figure", en: &["figure"], zh: &["数字"], help: ("a published figure, reckoned again", "已公布的数字，重新核算") },
    LineKeyword { rule: "kw_truncated", en: &["by truncation"], zh: &["经截断"], help: ("published with the rest cut off", "公布时舍去尾数") },
    LineKeyword { rule: "kw_rounded", en: &["by rounding"], zh: &["经四舍五入"], help: ("published rounded half up", "公布时四舍五入") },
    LineKeyword { rule: "kw_about", en: &["about"], zh: &["约数"], help: ("published loosely, within a twentieth", "约数，误差在二十分之一以内") },
    LineKeyword { rule: "kw_wrong", en: &["wrong in the source"], zh: &["原文有误"], help: ("published wrong", "公布的数字有误") },
    LineKeyword { rule: "kw_table", en: &["table"], zh: &["表"], help: ("a value by rows", "按行取值") },
    LineKeyword { rule: "kw_hit_only", en: &["only one row fits"], zh: &["仅一行适用"], help: ("two rows that fit contradict each other", "两行同时适用即为矛盾") },
    LineKeyword { rule: "kw_hit_first", en: &["first row that fits"], zh: &["取首个适用行"], help: ("rows are tried in their order", "依次取首个适用的行") },
    LineKeyword { rule: "kw_hit_added", en: &["rows added up"], zh: &["各行相加"], help: ("the values of all rows that fit", "适用各行之和") },
    LineKeyword { rule: "kw_hit_parts", en: &["each part at its own rate"], zh: &["分段计算", "分段累进", "超额累进"], help: ("the first column is cut into parts, each taken at the rate of its row", "首列分段，各段按该行的比例或单价计算后相加") },
    LineKeyword { rule: "kw_hit_greatest", en: &["greatest row"], zh: &["取最大行"], help: ("the greatest value of a row that fits", "适用行中的最大值") },
    LineKeyword { rule: "kw_hit_least", en: &["least row"], zh: &["取最小行"], help: ("the least value of a row that fits", "适用行中的最小值") },
    LineKeyword { rule: "kw_score", en: &["score"], zh: &["计分"], help: ("points, item by item", "逐项计分") },
    LineKeyword { rule: "kw_best_of", en: &["best of"], zh: &["取最高项"], help: ("only the item with the most points", "只计最高的一项") },
    LineKeyword { rule: "kw_total_of", en: &["total of"], zh: &["合计"], help: ("all items together", "各项之和") },
    LineKeyword { rule: "kw_deduct", en: &["minus"], zh: &["扣"], help: ("taken off", "扣除") },
    LineKeyword { rule: "kw_cap", en: &["at most"], zh: &["最高", "最高不超过", "最多不超过"], help: ("no more than that", "不超过") },
    LineKeyword { rule: "kw_floor", en: &["at least"], zh: &["最低", "最低不低于", "最少不少于"], help: ("no less than that", "不低于") },
    LineKeyword { rule: "kw_not_above", en: &["not more than", "no more than", "not exceeding", "capped at", "but not more than", "but no more than"], zh: &["不超过", "不高于", "但不超过", "但不高于", "但最高不超过", "封顶"], help: ("no more than that, right behind an amount", "紧跟数额之后，不超过") },
    LineKeyword { rule: "kw_not_below", en: &["not less than", "no less than", "but not less than", "but no less than"], zh: &["不低于", "不少于", "但不低于", "但不少于", "但最低不低于"], help: ("no less than that, right behind an amount", "紧跟数额之后，不低于") },
    LineKeyword { rule: "kw_counts", en: &[], zh: &["计", "得"], help: ("the points of those of whom it holds: 已婚的，计5分", "符合者的分数：`已婚的，计5分`") },
    LineKeyword { rule: "kw_options", en: &["options"], zh: &["可任选"], help: ("the person may choose any of them", "当事人可任选其一") },
    LineKeyword { rule: "kw_met", en: &["met when"], zh: &["履行条件"], help: ("how a duty is met", "义务如何算已履行") },
    LineKeyword { rule: "kw_breached", en: &["breached when"], zh: &["违反情形"], help: ("how a prohibition or a duty is breached", "何种情形为违反") },
    LineKeyword { rule: "kw_ends", en: &["ends on"], zh: &["终止于"], help: ("the day from which it holds no longer", "自该日起不再有效") },
    LineKeyword { rule: "kw_ends_for_good", en: &["ends for good on"], zh: &["永久终止于"], help: ("from that day never again", "自该日起永不恢复") },
    LineKeyword { rule: "kw_yes_no", en: &["yes/no"], zh: &["是否", "是/否"], help: ("a fact that holds or does not", "成立或不成立") },
    LineKeyword { rule: "kw_finding", en: &["finding"], zh: &["认定"], help: ("yes/no, found by an office", "由机关认定的是否") },
    LineKeyword { rule: "kw_money", en: &["money"], zh: &["金额"], help: ("an amount of money", "金额") },
    LineKeyword { rule: "kw_percent", en: &["percent"], zh: &["百分比"], help: ("a share", "百分比") },
    LineKeyword { rule: "kw_whole", en: &["whole number"], zh: &["整数"], help: ("a count", "计数") },
    LineKeyword { rule: "kw_number", en: &["number"], zh: &["数"], help: ("any number", "任意数") },
    LineKeyword { rule: "kw_in_unit", en: &["in"], zh: &["单位"], help: ("what is counted", "计数单位") },
    LineKeyword { rule: "kw_date", en: &["date"], zh: &["日期"], help: ("a day of the calendar", "日历日") },
    LineKeyword { rule: "kw_days", en: &["days"], zh: &["天数"], help: ("a number of days", "天数") },
    LineKeyword { rule: "kw_duration", en: &["duration"], zh: &["期限"], help: ("years and months", "年和月") },
    LineKeyword { rule: "kw_area", en: &["area"], zh: &["面积"], help: ("an area", "面积") },
    LineKeyword { rule: "kw_text", en: &["text"], zh: &["文本"], help: ("words, compared whole", "文字，整体比较") },
    LineKeyword { rule: "kw_grade", en: &["grade"], zh: &["等级"], help: ("levels in their order", "有高低的等级") },
    LineKeyword { rule: "kw_choice", en: &["one of"], zh: &["选项"], help: ("one of several", "若干选项之一") },
    LineKeyword { rule: "kw_list", en: &["list of"], zh: &["列表"], help: ("any number of members", "若干成员") },
    LineKeyword { rule: "kw_may_be_negative", en: &["may be negative"], zh: &["可为负"], help: ("the amount may be below nought", "数额可以为负") },
    LineKeyword { rule: "kw_never_negative", en: &["never negative"], zh: &["不为负"], help: ("the number is never below nought", "数不会为负") },
    LineKeyword { rule: "kw_or_none", en: &["or none"], zh: &["可无"], help: ("there may be none", "可以没有") },
];

/// Keywords inside a phrase.
#[rustfmt::skip]
pub const PHRASE: &[PhraseKeyword] = &[
    PhraseKeyword { word: Word::And, class: Class::Infix, en: &["and"], zh: &["且", "并且", "而且", "并"], help: ("both hold", "两者都成立") },
    PhraseKeyword { word: Word::But, class: Class::Infix, en: &["but"], zh: &["但", "但是"], help: ("both hold: `more than 5 but not more than 10`, `a but not b`", "两者都成立：`超过5元但不超过10元`、`甲但非乙`") },
    PhraseKeyword { word: Word::Or, class: Class::Infix, en: &["or"], zh: &["或", "或者"], help: ("one of them is enough", "成立其一即可") },
    PhraseKeyword { word: Word::Not, class: Class::Not, en: &["not"], zh: &["不", "非", "未", "没有", "并非"], help: ("does not hold", "不成立") },
    PhraseKeyword { word: Word::Is, class: Class::Infix, en: &["is", "are", "equals", "=", "==", "equal to", "is equal to", "are equal to"], zh: &["是", "为", "等于"], help: ("the same", "相等") },
    PhraseKeyword { word: Word::IsNot, class: Class::Infix, en: &["is not", "are not", "≠", "does not equal", "not equal to", "is not equal to", "are not equal to"], zh: &["不是", "不为", "不等于"], help: ("not the same", "不相等") },
    PhraseKeyword { word: Word::AtLeast, class: Class::Infix, en: &["at least", "not less than", "no less than", "has reached", "≥", "on or after", "no fewer than", "not fewer than", "not below", "at or above", "greater than or equal to", "more than or equal to", "equal to or greater than", "equal to or more than", "reaches", "not before", "not earlier than", "no earlier than"], zh: &["不低于", "不少于", "不小于", "至少为", "至少", "达到", "满", "已满", "届满", "年满", "不早于", "大于等于", "大于或等于", "大于或者等于", "高于或等于", "高于或者等于"], help: ("that much or more", "大于或等于") },
    PhraseKeyword { word: Word::MoreThan, class: Class::Infix, en: &["more than", "greater than", "exceeds", "above", ">", "after", "exceed", "exceeding", "in excess of", "over", "larger than", "higher than", "later than"], zh: &["超过", "大于", "高于", "多于", "晚于"], help: ("more than that", "大于") },
    PhraseKeyword { word: Word::AtMost, class: Class::Infix, en: &["at most", "up to", "not more than", "no more than", "≤", "on or before", "no later than", "does not exceed", "do not exceed", "not exceeding", "not over", "not above", "no greater than", "not greater than", "no higher than", "not higher than", "at or below", "less than or equal to", "equal to or less than", "not later than", "not after"], zh: &["不超过", "不高于", "不大于", "不多于", "至多为", "至多", "不晚于", "不迟于", "小于等于", "小于或等于", "小于或者等于", "低于或等于", "低于或者等于"], help: ("that much or less", "小于或等于") },
    PhraseKeyword { word: Word::LessThan, class: Class::Infix, en: &["less than", "below", "has not reached", "<", "before", "under", "fewer than", "lower than", "smaller than", "does not reach", "earlier than"], zh: &["不足", "不满", "未满", "低于", "少于", "小于", "不到", "早于"], help: ("less than that", "小于") },
    PhraseKeyword { word: Word::OrMore, class: Class::Postfix, en: &["or more", "or above", "or higher", "or later", "or over", "or older", "and over", "and above", "and older", "and upwards"], zh: &["以上", "及以上", "或以上", "含以上"], help: ("the number before it or more", "本数以上") },
    PhraseKeyword { word: Word::OrLess, class: Class::Postfix, en: &["or less", "or below", "or lower", "or fewer", "or earlier", "or under", "or younger", "and under", "and below", "and younger"], zh: &["以下", "及以下", "或以下"], help: ("the number before it or less", "本数以下") },
    PhraseKeyword { word: Word::OrLessIncluded, class: Class::Postfix, en: &[], zh: &["含以下"], help: ("the number before it or less, whatever the header says", "本数以下，含本数") },
    PhraseKeyword { word: Word::WithinNumber, class: Class::Postfix, en: &[], zh: &["以内", "之内"], help: ("the number before it or less", "本数以内") },
    PhraseKeyword { word: Word::Beyond, class: Class::Postfix, en: &[], zh: &["以外"], help: ("more than the number before it", "本数以外") },
    PhraseKeyword { word: Word::In, class: Class::Infix, en: &["is in", "in", "is within", "lies in"], zh: &["在", "位于", "属于"], help: ("inside the place, or one of the set", "在该地方之内，或属于该集合") },
    PhraseKeyword { word: Word::NotIn, class: Class::Infix, en: &["is not in", "not in"], zh: &["不在", "不位于", "不属于"], help: ("not inside the place, or not of the set", "不在该地方之内，或不属于该集合") },
    PhraseKeyword { word: Word::Inside, class: Class::Postfix, en: &[], zh: &["境内", "范围内", "期间内", "期内"], help: ("may follow a place", "可跟在地方之后") },
    PhraseKeyword { word: Word::OneOf, class: Class::Infix, en: &["is one of", "is any of", "is either"], zh: &["是下列之一："], help: ("equal to one of the list", "等于所列之一") },
    PhraseKeyword { word: Word::NotOneOf, class: Class::Infix, en: &["is not one of", "is none of"], zh: &["不是下列任何一项："], help: ("equal to none of the list", "不等于所列任何一项") },
    PhraseKeyword { word: Word::Among, class: Class::Postfix, en: &[], zh: &["之一", "中的一种"], help: ("ends a list of values", "所列值的结尾") },
    PhraseKeyword { word: Word::Exists, class: Class::Postfix, en: &["exists"], zh: &["存在"], help: ("there is one", "有") },
    PhraseKeyword { word: Word::IsNone, class: Class::Postfix, en: &["does not exist"], zh: &["不存在"], help: ("there is none", "无") },
    PhraseKeyword { word: Word::IsKnown, class: Class::Postfix, en: &["is known"], zh: &["已知"], help: ("the case tells it", "个案已说明") },
    PhraseKeyword { word: Word::IsUnknown, class: Class::Postfix, en: &["is not known", "is unknown"], zh: &["尚不知"], help: ("the case does not tell it", "个案未说明") },
    PhraseKeyword { word: Word::Plus, class: Class::Infix, en: &["plus", "+"], zh: &["加上", "加"], help: ("sum", "和") },
    PhraseKeyword { word: Word::Minus, class: Class::Infix, en: &["minus", "-"], zh: &["减去", "减"], help: ("difference", "差") },
    PhraseKeyword { word: Word::Times, class: Class::Infix, en: &["times", "×"], zh: &["乘以", "乘"], help: ("product", "积") },
    PhraseKeyword { word: Word::DividedBy, class: Class::Infix, en: &["divided by", "÷"], zh: &["除以"], help: ("an exact ratio", "精确的比") },
    PhraseKeyword { word: Word::Of, class: Class::Infix, en: &["of"], zh: &["的"], help: ("`80% of price`, `价格的80%`", "`价格的80%`") },
    PhraseKeyword { word: Word::Lesser, class: Class::Prefix, en: &["the lesser of", "the smaller of", "the lower of"], zh: &[], help: ("the smaller of `A and B`", "较小者") },
    PhraseKeyword { word: Word::Greater, class: Class::Prefix, en: &["the greater of", "the larger of", "the higher of"], zh: &[], help: ("the larger of `A and B`", "较大者") },
    PhraseKeyword { word: Word::With, class: Class::Infix, en: &[], zh: &["与", "和"], help: ("joins amounts before 的较小者", "连接数额") },
    PhraseKeyword { word: Word::LesserOf, class: Class::Postfix, en: &[], zh: &["的较小者", "中的较小者", "中较小者", "两者中的较小者", "较小者", "的较低者", "中的较低者", "中较低者", "两者中的较低者", "较低者"], help: ("the smaller of the amounts", "所列数额的较小者") },
    PhraseKeyword { word: Word::GreaterOf, class: Class::Postfix, en: &[], zh: &["的较大者", "中的较大者", "中较大者", "两者中的较大者", "较大者", "的较高者", "中的较高者", "中较高者", "两者中的较高者", "较高者"], help: ("the larger of the amounts", "所列数额的较大者") },
    PhraseKeyword { word: Word::RoundHalfUp, class: Class::Infix, en: &["rounded half up to", "rounded half up to the nearest"], zh: &["四舍五入到", "四舍五入至"], help: ("to the nearest step, halves away from zero", "四舍五入到该单位") },
    PhraseKeyword { word: Word::RoundHalfEven, class: Class::Infix, en: &["rounded half even to", "rounded half even to the nearest"], zh: &["四舍六入五成双到"], help: ("to the nearest step, halves to the even one", "四舍六入五成双") },
    PhraseKeyword { word: Word::RoundUp, class: Class::Infix, en: &["rounded up to", "rounded up to the nearest"], zh: &["向上取整到", "向上取整至"], help: ("to the next step away from zero", "向上取整") },
    PhraseKeyword { word: Word::RoundDown, class: Class::Infix, en: &["rounded down to", "rounded down to the nearest"], zh: &["向下取整到", "截断到", "向下取整至", "截断至"], help: ("the rest is cut off", "舍去尾数") },
    PhraseKeyword { word: Word::SharedOver, class: Class::ListInfix, en: &["shared out over"], zh: &["分摊给"], help: ("a total shared out over the members of a list", "把总额分摊给各成员") },
    PhraseKeyword { word: Word::By, class: Class::Infix, en: &["by"], zh: &["按"], help: ("the weight of each member", "各成员的权重") },
    PhraseKeyword { word: Word::InStepsOf, class: Class::Infix, en: &["in steps of"], zh: &["精确到"], help: ("the smallest amount shared out", "分摊的最小单位") },
    PhraseKeyword { word: Word::Some, class: Class::Quantifier, en: &["some", "at least one"], zh: &["任一", "至少一个", "至少有一个", "至少有一名", "至少一名", "有"], help: ("one member is enough", "有一个成员即可") },
    PhraseKeyword { word: Word::Every, class: Class::Quantifier, en: &["every", "all", "each"], zh: &["每个", "每名", "所有", "全部", "全体"], help: ("all members", "全部成员") },
    PhraseKeyword { word: Word::No, class: Class::Quantifier, en: &["no"], zh: &["没有任何", "没有"], help: ("not one member", "没有一个成员") },
    PhraseKeyword { word: Word::NumberOf, class: Class::Counter, en: &["number of", "greatest number of"], zh: &[], help: ("how many members", "成员个数") },
    PhraseKeyword { word: Word::Where, class: Class::Infix, en: &["where"], zh: &[], help: ("only the members of which it holds", "仅限符合的成员") },
    PhraseKeyword { word: Word::SumOf, class: Class::Prefix, en: &["sum of"], zh: &[], help: ("the amounts of all members together", "各成员数额之和") },
    PhraseKeyword { word: Word::GreatestOf, class: Class::Prefix, en: &["greatest of"], zh: &[], help: ("the largest amount of a member", "最大者") },
    PhraseKeyword { word: Word::LeastOf, class: Class::Prefix, en: &["least of"], zh: &[], help: ("the smallest amount of a member", "最小者") },
    PhraseKeyword { word: Word::GreatestSumOf, class: Class::Prefix, en: &["greatest sum of"], zh: &[], help: ("the largest sum over a run of years", "连续期间之和的最大值") },
    PhraseKeyword { word: Word::OfThat, class: Class::ListInfix, en: &["of that"], zh: &[], help: ("`months of that firm`: of the member spoken of under that name", "`该企业的月数`：前面说到的那一成员的") },
    PhraseKeyword { word: Word::That, class: Class::Counter, en: &[], zh: &["该"], help: ("`months of that firm`: of the member spoken of under that name", "`该企业的月数`：前面说到的那一成员的") },
    PhraseKeyword { word: Word::Over, class: Class::ListInfix, en: &["over"], zh: &[], help: ("of which list", "所属清单") },
    PhraseKeyword { word: Word::InAny, class: Class::Infix, en: &["in any"], zh: &[], help: ("`in any 3 consecutive year`", "任意连续") },
    PhraseKeyword { word: Word::Consecutive, class: Class::Infix, en: &["consecutive"], zh: &["个"], help: ("in a row", "连续") },
    PhraseKeyword { word: Word::InARow, class: Class::Postfix, en: &["in a row"], zh: &[], help: ("`in any 12 months in a row by done on`", "连续") },
    PhraseKeyword { word: Word::OfList, class: Class::AfterList, en: &[], zh: &["中"], help: ("`清单中 … 之和`", "`清单中 … 之和`") },
    PhraseKeyword { word: Word::ListSome, class: Class::AfterList, en: &[], zh: &["中有", "中至少有一个", "中有至少一个", "中有至少一名", "中至少有一名", "中至少一名", "中有一个", "中有一名", "中有一人"], help: ("one member is enough", "有一个成员即可") },
    PhraseKeyword { word: Word::ListEvery, class: Class::AfterList, en: &[], zh: &["中每个", "均", "都", "中每名", "中所有", "中的每个", "全部", "全都"], help: ("all members", "全部成员") },
    PhraseKeyword { word: Word::ListNo, class: Class::AfterList, en: &[], zh: &["中没有", "中无"], help: ("not one member", "没有一个成员") },
    PhraseKeyword { word: Word::ListInAny, class: Class::AfterList, en: &[], zh: &["中任意连续"], help: ("`清单中任意连续3个年度`", "`清单中任意连续3个年度`") },
    PhraseKeyword { word: Word::WhoWhere, class: Class::Infix, en: &[], zh: &["者的"], help: ("`清单中 条件 者的`", "`清单中 条件 者的`") },
    PhraseKeyword { word: Word::WhoInAny, class: Class::Infix, en: &[], zh: &["者任意连续"], help: ("`清单中 条件 者任意连续3个年度`", "限于符合者的连续期间") },
    PhraseKeyword { word: Word::SuchAre, class: Class::Postfix, en: &[], zh: &["的"], help: ("may end what is asked of members: 家庭中有在校的", "可结束对成员的要求：`家庭中有在校的`") },
    PhraseKeyword { word: Word::CountWho, class: Class::Postfix, en: &[], zh: &["者的个数", "者的人数", "者人数"], help: ("how many of whom it holds", "符合者的个数") },
    PhraseKeyword { word: Word::CountOf, class: Class::Postfix, en: &[], zh: &["的个数", "的人数", "个数", "人数"], help: ("how many members", "成员个数") },
    PhraseKeyword { word: Word::TotalOf, class: Class::Postfix, en: &[], zh: &["之和", "合计"], help: ("the amounts together", "数额之和") },
    PhraseKeyword { word: Word::LargestOf, class: Class::Postfix, en: &[], zh: &["的最大值"], help: ("the largest amount", "最大数额") },
    PhraseKeyword { word: Word::SmallestOf, class: Class::Postfix, en: &[], zh: &["的最小值"], help: ("the smallest amount", "最小数额") },
    PhraseKeyword { word: Word::LargestTotalOf, class: Class::Postfix, en: &[], zh: &["之和的最大值"], help: ("the largest sum over a run", "连续期间之和的最大值") },
    PhraseKeyword { word: Word::If, class: Class::Prefix, en: &["if"], zh: &["若", "如果"], help: ("a choice", "选择") },
    PhraseKeyword { word: Word::Then, class: Class::Infix, en: &["then"], zh: &["则"], help: ("what holds if so", "成立时") },
    PhraseKeyword { word: Word::Otherwise, class: Class::Infix, en: &["otherwise"], zh: &["否则"], help: ("what holds if not", "不成立时") },
    PhraseKeyword { word: Word::Unless, class: Class::Infix, en: &["unless"], zh: &["除非"], help: ("lifts what stands before it", "除外") },
    PhraseKeyword { word: Word::YearOf, class: Class::Prefix, en: &["year of"], zh: &[], help: ("the year of a date", "日期的年份") },
    PhraseKeyword { word: Word::YearIn, class: Class::Postfix, en: &[], zh: &["的年份"], help: ("the year of a date", "日期的年份") },
    PhraseKeyword { word: Word::FirstOfNextMonth, class: Class::Prefix, en: &["the first day of the month after"], zh: &[], help: ("the day that begins the next month", "次月的第一天") },
    PhraseKeyword { word: Word::FirstOfMonth, class: Class::Prefix, en: &["the first day of the month of"], zh: &[], help: ("the day that begins its month", "当月的第一天") },
    PhraseKeyword { word: Word::LastOfMonth, class: Class::Prefix, en: &["the last day of the month of"], zh: &[], help: ("the day that ends its month", "当月的最后一天") },
    PhraseKeyword { word: Word::FirstOfYear, class: Class::Prefix, en: &["the first day of the year of"], zh: &[], help: ("the day that begins its year", "当年的第一天") },
    PhraseKeyword { word: Word::LastOfYear, class: Class::Prefix, en: &["the last day of the year of"], zh: &[], help: ("the day that ends its year", "当年的最后一天") },
    PhraseKeyword { word: Word::DayAfter, class: Class::Prefix, en: &["the day after"], zh: &[], help: ("the next day", "后一天") },
    PhraseKeyword { word: Word::NextMonthStart, class: Class::Postfix, en: &[], zh: &["次月一日", "的次月一日", "次月首日", "的次月首日"], help: ("the day that begins the next month", "次月的第一天") },
    PhraseKeyword { word: Word::MonthStart, class: Class::Postfix, en: &[], zh: &["当月一日", "的当月一日", "当月首日", "的当月首日"], help: ("the day that begins its month", "当月的第一天") },
    PhraseKeyword { word: Word::MonthEnd, class: Class::Postfix, en: &[], zh: &["当月末日", "的当月末日"], help: ("the day that ends its month", "当月的最后一天") },
    PhraseKeyword { word: Word::YearStart, class: Class::Postfix, en: &[], zh: &["当年首日", "的当年首日"], help: ("the day that begins its year", "当年的第一天") },
    PhraseKeyword { word: Word::YearEnd, class: Class::Postfix, en: &[], zh: &["当年末日", "的当年末日"], help: ("the day that ends its year", "当年的最后一天") },
    PhraseKeyword { word: Word::NextDay, class: Class::Postfix, en: &[], zh: &["次日", "的次日"], help: ("the next day", "后一天") },
    PhraseKeyword { word: Word::MonthsBetween, class: Class::Prefix, en: &["whole months between"], zh: &[], help: ("as many months as fit", "能容下的整月数") },
    PhraseKeyword { word: Word::YearsBetween, class: Class::Prefix, en: &["whole years between"], zh: &[], help: ("as many years as fit", "能容下的整年数") },
    PhraseKeyword { word: Word::DaysBetween, class: Class::Prefix, en: &["days between"], zh: &[], help: ("days from one date to another", "两日之间的天数") },
    PhraseKeyword { word: Word::TimeBetween, class: Class::Prefix, en: &["time between"], zh: &[], help: ("years, months and days from one date to another", "两日之间的年月日") },
    PhraseKeyword { word: Word::AgeOf, class: Class::Prefix, en: &["age of"], zh: &[], help: ("full years of age", "周岁") },
    PhraseKeyword { word: Word::On, class: Class::Infix, en: &["on"], zh: &[], help: ("on which day", "在哪一天") },
    PhraseKeyword { word: Word::UpTo, class: Class::Infix, en: &["until"], zh: &["至", "到"], help: ("from one date to another", "从一日到另一日") },
    PhraseKeyword { word: Word::MonthsOf, class: Class::Postfix, en: &[], zh: &["的整月数"], help: ("as many months as fit", "能容下的整月数") },
    PhraseKeyword { word: Word::YearsOf, class: Class::Postfix, en: &[], zh: &["的整年数"], help: ("as many years as fit", "能容下的整年数") },
    PhraseKeyword { word: Word::DaysOf, class: Class::Postfix, en: &[], zh: &["的天数"], help: ("days from one date to another", "两日之间的天数") },
    PhraseKeyword { word: Word::TimeOf, class: Class::Postfix, en: &[], zh: &["的时长"], help: ("years, months and days from one date to another", "两日之间的年月日") },
    PhraseKeyword { word: Word::AgeAt, class: Class::Postfix, en: &[], zh: &["的周岁"], help: ("full years of age", "周岁") },
    PhraseKeyword { word: Word::WorkingDaysBetween, class: Class::Prefix, en: &["working days between"], zh: &[], help: ("days that are worked from one date to another", "两日之间的工作日数") },
    PhraseKeyword { word: Word::WorkingDaysOf, class: Class::Postfix, en: &[], zh: &["的工作日数"], help: ("days that are worked from one date to another", "两日之间的工作日数") },
    PhraseKeyword { word: Word::NextWorkingDay, class: Class::Postfix, en: &["carried to the next working day"], zh: &["遇法定休假日顺延", "遇法定节假日顺延", "遇节假日顺延"], help: ("a day that is not worked gives the next one that is", "恰逢休息日的，顺延至次一工作日") },
    PhraseKeyword { word: Word::FromDayAfterBirthday, class: Class::Postfix, en: &["counted from the day after the birthday"], zh: &["自生日次日计"], help: ("a year of age begins the day after the birthday", "生日的次日起为满一周岁") },
    PhraseKeyword { word: Word::CarriedOver, class: Class::Postfix, en: &["carried to the next month"], zh: &["无对应日则顺延"], help: ("a month without that day gives the first day of the next", "该月无对应日的，为次月第一天") },
    PhraseKeyword { word: Word::Refused, class: Class::Postfix, en: &["refusing a missing day"], zh: &["须有对应日"], help: ("a month without that day is an error", "该月无对应日的，为错误") },
    PhraseKeyword { word: Word::From, class: Class::Infix, en: &["from"], zh: &[], help: ("`5 years from hired on`", "`自受聘日起5年`") },
    PhraseKeyword { word: Word::EndingEarly, class: Class::Infix, en: &["ending early on"], zh: &["提前终止于"], help: ("the day from which it holds no longer", "自该日起不再有效") },
    PhraseKeyword { word: Word::Since, class: Class::Prefix, en: &[], zh: &["自"], help: ("`5 years from hired on`", "`自受聘日起5年`") },
    PhraseKeyword { word: Word::Lasting, class: Class::Infix, en: &[], zh: &["起", "起算"], help: ("`5 years from hired on`", "`自受聘日起5年`") },
    PhraseKeyword { word: Word::FirstDayOf, class: Class::Prefix, en: &["the first day of"], zh: &[], help: ("with which it begins", "起始的一天") },
    PhraseKeyword { word: Word::LastDayOf, class: Class::Prefix, en: &["the last day of"], zh: &[], help: ("with which it ends", "截止的一天") },
    PhraseKeyword { word: Word::StartDay, class: Class::Postfix, en: &[], zh: &["的首日"], help: ("with which it begins", "起始的一天") },
    PhraseKeyword { word: Word::EndDay, class: Class::Postfix, en: &[], zh: &["的末日"], help: ("with which it ends", "截止的一天") },
    PhraseKeyword { word: Word::PerFull, class: Class::Infix, en: &["per full"], zh: &["每满"], help: ("how many full units, the rest cut off", "满几个单位，余数不计") },
    PhraseKeyword { word: Word::IsBreached, class: Class::Postfix, en: &["is breached"], zh: &["被违反"], help: ("the duty is not met", "义务未履行，或禁止未遵守") },
    PhraseKeyword { word: Word::IsForbidden, class: Class::Postfix, en: &["is forbidden", "is prohibited"], zh: &["被禁止"], help: ("a prohibition of it holds", "有禁止它的规则成立") },
    PhraseKeyword { word: Word::IsNotForbidden, class: Class::Postfix, en: &["is not forbidden", "is not prohibited"], zh: &["未被禁止", "不被禁止"], help: ("no prohibition of it holds", "没有禁止它的规则成立") },
    PhraseKeyword { word: Word::UnbrokenFrom, class: Class::Prefix, en: &["longest unbroken time from"], zh: &[], help: ("the longest stretch that members fill without a gap", "各成员首尾相接的最长时间") },
    PhraseKeyword { word: Word::Unbroken, class: Class::Postfix, en: &[], zh: &["的最长连续时间", "最长连续时间"], help: ("the longest stretch that members fill without a gap", "各成员首尾相接的最长时间") },
    PhraseKeyword { word: Word::GapsUpTo, class: Class::Infix, en: &["with gaps up to"], zh: &["间断不超过"], help: ("gaps that do not break it", "不视为间断的间隔") },
    PhraseKeyword { word: Word::AsOf, class: Class::Operand, en: &["the date asked about", "as-of date"], zh: &["判定日"], help: ("the date that the question is about", "判定日") },
    PhraseKeyword { word: Word::Yes, class: Class::Operand, en: &["yes"], zh: &["是", "成立"], help: ("it holds", "成立") },
    PhraseKeyword { word: Word::NoValue, class: Class::Operand, en: &["no"], zh: &["否", "不成立"], help: ("it does not hold", "不成立") },
    PhraseKeyword { word: Word::None, class: Class::Operand, en: &["none"], zh: &["无"], help: ("there is none", "无") },
];

/// Units of the language.
#[rustfmt::skip]
pub const UNITS: &[UnitKeyword] = &[
    UnitKeyword { unit: UnitWord::Yuan, en: &["yuan", "CNY"], zh: &["元", "人民币元"], help: ("money", "金额") },
    UnitKeyword { unit: UnitWord::Share, en: &["%", "percent"], zh: &["%"], help: ("a hundredth", "百分之一") },
    UnitKeyword { unit: UnitWord::Mille, en: &["‰"], zh: &["‰"], help: ("a thousandth", "千分之一") },
    UnitKeyword { unit: UnitWord::Fold, en: &[], zh: &["倍"], help: ("`违法所得的5倍`: so many times as much", "`违法所得的5倍`：所说数额的几倍") },
    UnitKeyword { unit: UnitWord::Mu, en: &["mu"], zh: &["亩"], help: ("2000/3 square metres", "2000/3 平方米") },
    UnitKeyword { unit: UnitWord::SquareMetre, en: &["square metres", "square metre", "square meters", "sqm", "㎡", "m²"], zh: &["平方米"], help: ("area", "面积") },
    UnitKeyword { unit: UnitWord::Year, en: &["years", "year"], zh: &["年"], help: ("twelve months", "十二个月") },
    UnitKeyword { unit: UnitWord::Month, en: &["months", "month"], zh: &["个月", "月"], help: ("a calendar month", "日历月") },
    UnitKeyword { unit: UnitWord::Day, en: &["days", "day"], zh: &["天", "日"], help: ("a day", "一天") },
    UnitKeyword { unit: UnitWord::WorkingDay, en: &["working days", "working day"], zh: &["个工作日", "工作日"], help: ("a day that is worked, by the written holidays", "按所写节假日表上班的一天") },
    UnitKeyword { unit: UnitWord::Person, en: &["persons", "person", "people"], zh: &["人", "名"], help: ("a count of persons", "人数") },
    UnitKeyword { unit: UnitWord::Household, en: &["households", "household"], zh: &["户"], help: ("a count of households", "户数") },
    UnitKeyword { unit: UnitWord::Time, en: &["times"], zh: &["次"], help: ("a count of times", "次数") },
    UnitKeyword { unit: UnitWord::YearOfAge, en: &["years old", "years of age"], zh: &["周岁", "岁"], help: ("age in full years", "周岁") },
];

/// Scale words.
#[rustfmt::skip]
pub const SCALES: &[ScaleKeyword] = &[
    ScaleKeyword { factor: 10, en: &[], zh: &["十"] },
    ScaleKeyword { factor: 100, en: &["hundred"], zh: &["百"] },
    ScaleKeyword { factor: 1_000, en: &["thousand"], zh: &["千"] },
    ScaleKeyword { factor: 10_000, en: &[], zh: &["万"] },
    ScaleKeyword { factor: 100_000, en: &[], zh: &["十万"] },
    ScaleKeyword { factor: 1_000_000, en: &["million"], zh: &["百万"] },
    ScaleKeyword { factor: 10_000_000, en: &[], zh: &["千万"] },
    ScaleKeyword { factor: 100_000_000, en: &[], zh: &["亿"] },
    ScaleKeyword { factor: 1_000_000_000, en: &["billion"], zh: &[] },
    ScaleKeyword { factor: 1_000_000_000_000, en: &[], zh: &["万亿"] },
];
