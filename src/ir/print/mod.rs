//! A program in words, in either language: for explanations, snapshots, `pol show ir`, and the hash of a meaning. Prose
//! stays out of what is hashed: other words for the same reason change no outcome.
//!
//! In: a program, or a part of it. Out: words. Never: a word of the text that was written: what has one meaning has one print.

mod program;

use super::value::show;
use super::{Expr, ExprKind, FieldOf, Given, Ground, Hit, Item, ListOf, Modal, Place, Program, Run, Value};
use crate::diagnostics::wording::listed;
use crate::diagnostics::{Language, Say};
use crate::types::calendar::{Anchor, Birthday, Measure, MissingDay};
use crate::types::ids::{DecisionId, DefinitionId, FactId, PlaceId, RecordId};
use crate::types::{Aggregate, Comparison, Number, Operator, Quantifier, Rounding, Term, Type, Unit};
use std::fmt::Write as _;
use std::sync::Arc;

/// How the names of persons end.
const PERSONS: &[char] = &['人', '者', '员', '工', '生', '子', '女', '民', '眷', '属', '友'];

/// Prints parts of a program.
#[derive(Clone, Copy)]
pub struct Printer<'p> {
    /// The program, for names.
    pub program: &'p Program,
    /// In which language.
    pub language: Language,
}

/// A member that is spoken of: of which record, and in which list where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Among {
    /// Its record.
    pub record: RecordId,
    /// The name of its list.
    pub list: Option<Arc<Term>>,
}

impl Among {
    /// A member of a list.
    #[must_use]
    pub fn of(program: &Program, list: ListOf) -> Option<Self> {
        let declared = program.list(list)?;
        Some(Self { record: declared.record?, list: Some(declared.term.clone()) })
    }

    /// The members that something is decided for, outermost first.
    #[must_use]
    pub fn each(program: &Program, each: &[ListOf]) -> Vec<Self> {
        each.iter().filter_map(|list| Self::of(program, *list)).collect()
    }
}

/// The members that are spoken of, innermost last.
type Scopes = Vec<Among>;

impl Say for Comparison {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Is => language.pick("is", "是"),
            Self::IsNot => language.pick("is not", "不是"),
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::AtLeast => "≥",
            Self::More => ">",
        }
        .to_owned()
    }
}

impl Say for Modal {
    fn say(&self, language: Language) -> String {
        let (en, zh) = match self {
            Self::May => ("may", "可以"),
            Self::Must => ("must", "必须"),
            Self::MustNot => ("must not", "不得"),
            Self::Entitled => ("is entitled to", "有权"),
        };
        language.pick(en, zh).to_owned()
    }
}

impl Say for Hit {
    fn say(&self, language: Language) -> String {
        let (en, zh) = match self {
            Self::Only => ("only one row fits", "仅一行适用"),
            Self::First => ("first row that fits", "取首个适用行"),
            Self::Added => ("rows added up", "各行相加"),
            Self::Greatest => ("greatest row", "取最大行"),
            Self::Least => ("least row", "取最小行"),
        };
        language.pick(en, zh).to_owned()
    }
}

impl<'p> Printer<'p> {
    fn pick(&self, en: &'static str, zh: &'static str) -> &'static str {
        self.language.pick(en, zh)
    }

    fn places(&self) -> &'p [Place] {
        &self.program.places
    }

    /// A value of a type.
    #[must_use]
    pub fn value(&self, value: &Value, ty: &Type) -> String {
        show(value, ty, self.places(), self.language)
    }

    /// What a case tells of a fact.
    #[must_use]
    pub fn given(&self, given: &Given, ty: &Type) -> String {
        match given {
            Given::Unknown => self.pick("not known", "未知").to_owned(),
            Given::Absent => self.pick("none", "无").to_owned(),
            Given::Value(value) => self.value(value, ty),
        }
    }

    /// The name of a fact.
    #[must_use]
    pub fn fact(&self, id: FactId) -> String {
        self.program.facts.get(id.index()).map_or_else(String::new, |fact| fact.term.say(self.language))
    }

    /// The name of a definition.
    #[must_use]
    pub fn definition(&self, id: DefinitionId) -> String {
        self.program.definitions.get(id.index()).map_or_else(String::new, |found| found.term.say(self.language))
    }

    /// A field by its name; of which member, where a nearer one has a field of that name too.
    fn field(&self, of: FieldOf, scopes: &Scopes) -> String {
        let Some(field) = self.program.field(of.record, of.field) else { return String::new() };
        let name = field.term.say(self.language);
        let nearer = scopes.iter().rev().take(of.out).filter_map(|among| self.program.record(among.record));
        let mut nearer = nearer.flat_map(|record| &record.fields);
        if nearer.any(|other| other.term.forms().any(|form| field.term.is(form))) {
            self.of_that(&name, of.record, of.out, scopes)
        } else {
            name
        }
    }

    /// `months of that firm`, 该企业的月数: by the record, or by the list where two members are of one record.
    fn of_that(&self, name: &str, record: RecordId, out: usize, scopes: &Scopes) -> String {
        let among = scopes.len().checked_sub(out + 1).and_then(|at| scopes.get(at));
        let several = scopes.iter().filter(|other| other.record == record).count() > 1;
        let list = among.and_then(|among| among.list.as_ref()).filter(|_| several);
        let record = self.program.record(record).map(|record| &record.term);
        let whose = list.or(record).map_or_else(String::new, |term| term.say(self.language));
        match self.language {
            Language::English => format!("{name} of that {whose}"),
            Language::Chinese => format!("该{whose}的{name}"),
        }
    }

    /// The name of a list alone.
    #[must_use]
    pub fn list_name(&self, list: ListOf) -> String {
        self.program.list(list).map(|list| list.term.say(self.language)).unwrap_or_default()
    }

    fn list(&self, list: ListOf, scopes: &Scopes) -> String {
        match list {
            ListOf::Fact(id) => self.fact(id),
            ListOf::Field(of) => self.field(of, scopes),
        }
    }

    /// An expression on one line.
    #[must_use]
    pub fn expr(&self, expr: &Expr) -> String {
        self.inner(expr, &mut Vec::new())
    }

    /// An expression over the members of a record, on one line.
    #[must_use]
    pub fn member_expr(&self, expr: &Expr, record: Option<RecordId>) -> String {
        self.inner(expr, &mut record.map(|record| Among { record, list: None }).into_iter().collect())
    }

    /// An expression over the members of several records, outermost first.
    #[must_use]
    pub fn nested_expr(&self, expr: &Expr, records: &[RecordId]) -> String {
        self.inner(expr, &mut records.iter().map(|record| Among { record: *record, list: None }).collect())
    }

    /// An expression over members of several lists, outermost first.
    #[must_use]
    pub fn among_expr(&self, expr: &Expr, among: &[Among]) -> String {
        self.inner(expr, &mut among.to_vec())
    }

    fn inner(&self, expr: &Expr, scopes: &mut Scopes) -> String {
        stacker::maybe_grow(128 << 10, 1 << 20, || self.inner_grown(expr, scopes))
    }

    fn inner_grown(&self, expr: &Expr, scopes: &mut Scopes) -> String {
        let chinese = self.language == Language::Chinese;
        match &expr.kind {
            ExprKind::Value(value) => self.value(value, &expr.ty),
            ExprKind::Fact(id) => self.fact(*id),
            ExprKind::Field(of) => self.field(*of, scopes),
            ExprKind::Definition(id) => self.definition(*id),
            ExprKind::MemberDefinition(out, id) => {
                let record = |at: usize| {
                    scopes.len().checked_sub(at + 1).and_then(|at| scopes.get(at)).map(|among| among.record)
                };
                let name = self.definition(*id);
                // It is that of the nearest member of its record.
                if (0..*out).any(|nearer| record(nearer) == record(*out)) {
                    let record = self.program.definitions.get(id.index()).and_then(|found| found.record);
                    record.map_or_else(String::new, |record| self.of_that(&name, record, *out, scopes))
                } else {
                    name
                }
            }
            ExprKind::Parameter(id) => {
                self.program.parameters.get(id.index()).map_or_else(String::new, |found| found.term.say(self.language))
            }
            ExprKind::Decision(id) => self.decided(*id),
            ExprKind::AsOf => self.pick("the date asked about", "判定日").to_owned(),
            ExprKind::Not(inner) => self.negated(inner, scopes),
            ExprKind::All(items) => self.joined(items, "and", "且", scopes),
            ExprKind::Any(items) => self.joined(items, "or", "或", scopes),
            ExprKind::AtLeast(number, items) => {
                let items = self.commas(items, scopes);
                if chinese {
                    format!("至少{number}项：（{items}）")
                } else {
                    format!("at least {number} of ({items})")
                }
            }
            ExprKind::Exactly(number, items) => {
                let items = self.commas(items, scopes);
                if chinese {
                    format!("恰好{number}项：（{items}）")
                } else {
                    format!("exactly {number} of ({items})")
                }
            }
            ExprKind::Compare(comparison, left, right) => {
                let (left, right) = (self.tight(left, scopes), self.tight(right, scopes));
                let said = comparison.say(self.language);
                // A Chinese word needs no spaces, and a sign has some.
                let between =
                    if chinese && matches!(comparison, Comparison::Is | Comparison::IsNot) { "" } else { " " };
                format!("{left}{between}{said}{between}{right}")
            }
            ExprKind::In(item, around, set) => {
                let places = self.among_places(around, set.as_ref());
                format!("{}{}{places}", self.tight(item, scopes), self.pick(" is in ", "在"))
            }
            ExprKind::Within(item, around) => {
                format!("{}{}{}", self.tight(item, scopes), self.pick(" is in ", "在"), self.tight(around, scopes))
            }
            ExprKind::OneOf(item, values) => {
                let names = self.values(values, &item.ty);
                let item = self.tight(item, scopes);
                if chinese { format!("{item}是{names}之一") } else { format!("{item} is one of {names}") }
            }
            ExprKind::Exists(item) => format!("{}{}", self.tight(item, scopes), self.pick(" exists", "存在")),
            ExprKind::Known(item) => format!("{}{}", self.tight(item, scopes), self.pick(" is known", "已知")),
            ExprKind::Arithmetic(operator, left, right) => {
                let sign = match operator {
                    Operator::Plus => "+",
                    Operator::Minus => "-",
                    Operator::Times | Operator::Of => "×",
                    Operator::Over => "÷",
                    Operator::PerFull => self.pick("per full", "每满"),
                };
                let left = match &left.kind {
                    // 违法所得的5倍, and not 500% of it.
                    ExprKind::Value(Value::Number(times))
                        if matches!(left.ty, Type::Number { unit: Unit::Share, .. })
                            && times.is_whole()
                            && *times > Number::ONE =>
                    {
                        times.to_string()
                    }
                    _ => self.tight(left, scopes),
                };
                format!("{left} {sign} {}", self.tight(right, scopes))
            }
            ExprKind::Pick { greater, of } => {
                let parts: Vec<String> = of.iter().map(|part| self.tight(part, scopes)).collect();
                match (chinese, greater) {
                    (true, true) => format!("{}中的较大者", parts.join("与")),
                    (true, false) => format!("{}中的较小者", parts.join("与")),
                    (false, true) => format!("the greater of {}", parts.join(" and ")),
                    (false, false) => format!("the lesser of {}", parts.join(" and ")),
                }
            }
            ExprKind::Round(mode, amount, to) => {
                let mode = match mode {
                    Rounding::HalfUp => self.pick("rounded half up to", "四舍五入到"),
                    Rounding::HalfEven => self.pick("rounded half even to", "四舍六入五成双到"),
                    Rounding::Up => self.pick("rounded up to", "向上取整到"),
                    Rounding::Down => self.pick("rounded down to", "截断到"),
                };
                format!("{} {mode} {}", self.tight(amount, scopes), self.tight(to, scopes))
            }
            ExprKind::Year(date) => {
                let date = self.tight(date, scopes);
                if chinese { format!("{date}的年份") } else { format!("year of {date}") }
            }
            ExprKind::Shift(shift) => {
                let sign = if shift.back { "-" } else { "+" };
                let rule = match shift.rule {
                    MissingDay::LastDay => "",
                    MissingDay::NextMonth => self.pick(" carried to the next month", "（无对应日则顺延）"),
                    MissingDay::Refused => self.pick(" refusing a missing day", "（须有对应日）"),
                };
                format!("{} {sign} {}{rule}", self.tight(&shift.date, scopes), self.tight(&shift.by, scopes))
            }
            ExprKind::Part(part) => {
                let of = self.tight(&part.of, scopes);
                let mut end = |end: &Option<Expr>| end.as_ref().map(|end| self.tight(end, scopes));
                let ends = (end(&part.low), end(&part.high));
                match (chinese, ends) {
                    (false, (None, None)) => of,
                    (false, (None, Some(high))) => format!("the part of {of} up to {high}"),
                    (false, (Some(low), None)) => format!("the part of {of} above {low}"),
                    (false, (Some(low), Some(high))) => format!("the part of {of} from {low} to {high}"),
                    (true, (None, None)) => of,
                    (true, (None, Some(high))) => format!("{of}不超过{high}的部分"),
                    (true, (Some(low), None)) => format!("{of}超过{low}的部分"),
                    (true, (Some(low), Some(high))) => format!("{of}超过{low}至{high}的部分"),
                }
            }
            ExprKind::Carried(date) => {
                let date = self.tight(date, scopes);
                format!("{date}{}", self.pick(" carried to the next working day", "遇法定休假日顺延"))
            }
            ExprKind::Anchor(anchor, date) => {
                let date = self.tight(date, scopes);
                let (en, zh) = match anchor {
                    Anchor::NextMonth => ("the first day of the month after", "次月一日"),
                    Anchor::MonthStart => ("the first day of the month of", "当月一日"),
                    Anchor::MonthEnd => ("the last day of the month of", "当月末日"),
                    Anchor::YearStart => ("the first day of the year of", "当年首日"),
                    Anchor::YearEnd => ("the last day of the year of", "当年末日"),
                    Anchor::NextDay => ("the day after", "次日"),
                };
                if chinese { format!("{date}{zh}") } else { format!("{en} {date}") }
            }
            ExprKind::Between(measure, from, to) => {
                let (from, to) = (self.tight(from, scopes), self.tight(to, scopes));
                let (en, zh) = match measure {
                    Measure::Days => ("days", "的天数"),
                    Measure::Months => ("whole months", "的整月数"),
                    Measure::Years => ("whole years", "的整年数"),
                    Measure::Time => ("time", "的时长"),
                    Measure::WorkingDays => ("working days", "的工作日数"),
                    Measure::Age(rule) => {
                        let late = *rule == Birthday::DayAfter;
                        return match (chinese, late) {
                            (true, false) => format!("{from}至{to}的周岁"),
                            (true, true) => format!("{from}至{to}的周岁（自生日次日计）"),
                            (false, false) => format!("age of {from} on {to}"),
                            (false, true) => {
                                format!("age of {from} on {to} counted from the day after the birthday")
                            }
                        };
                    }
                };
                if chinese { format!("{from}至{to}{zh}") } else { format!("{en} between {from} and {to}") }
            }
            ExprKind::Window(window) => {
                let (start, length) = (self.tight(&window.start, scopes), self.tight(&window.length, scopes));
                let early = window.early.as_ref().map(|early| {
                    format!("{}{}", self.pick(", ending early on ", "，提前终止于"), self.tight(early, scopes))
                });
                let after = if window.following { self.pick("the day after ", "次日") } else { "" };
                let carried = self.pick(", carried to the next working day", "，遇法定休假日顺延");
                let carried = if window.carried { carried } else { "" };
                let early = format!("{carried}{}", early.unwrap_or_default());
                if chinese {
                    format!("自{start}{after}起{length}{early}")
                } else {
                    format!("{length} from {after}{start}{early}")
                }
            }
            ExprKind::Edge(last, window) => {
                let window = self.tight(window, scopes);
                match (chinese, last) {
                    (true, false) => format!("{window}的首日"),
                    (true, true) => format!("{window}的末日"),
                    (false, false) => format!("the first day of {window}"),
                    (false, true) => format!("the last day of {window}"),
                }
            }
            ExprKind::During(date, window) => {
                let (date, window) = (self.tight(date, scopes), self.tight(window, scopes));
                if chinese { format!("{date} 在{window}内") } else { format!("{date} is in {window}") }
            }
            ExprKind::If(parts) => {
                let [condition, yes, no] = parts.as_ref().each_ref().map(|part| self.tight(part, scopes));
                if chinese {
                    format!("若{condition}则{yes}，否则{no}")
                } else {
                    format!("if {condition} then {yes} otherwise {no}")
                }
            }
            ExprKind::Breached(id) => format!("{}{}", self.decided(*id), self.pick(" is breached", "被违反")),
            ExprKind::Forbidden(id) => format!("{}{}", self.decided(*id), self.pick(" is forbidden", "被禁止")),
            ExprKind::Score(score) => self.score(score, scopes),
            ExprKind::Quantified(quantifier, list, condition) => {
                let name = self.list(*list, scopes);
                let condition = self.over(*list, condition, scopes);
                let (en, zh) = match quantifier {
                    Quantifier::Some => ("some", "中有"),
                    Quantifier::Every => ("every", "均"),
                    Quantifier::No => ("no", "中没有"),
                };
                if chinese { format!("{name}{zh}（{condition}）") } else { format!("{en} {name} where {condition}") }
            }
            ExprKind::Aggregate(gather) => self.gather(gather, scopes),
            ExprKind::Unbroken(unbroken) => {
                let list = self.list(unbroken.list, scopes);
                let start = self.over(unbroken.list, &unbroken.start, scopes);
                let end = self.over(unbroken.list, &unbroken.end, scopes);
                let filter = unbroken.filter.as_ref().map(|filter| self.over(unbroken.list, filter, scopes));
                let gap = unbroken.gap;
                if chinese {
                    let filter = filter.map(|filter| format!("{filter}者的")).unwrap_or_default();
                    let gap = if gap > 0 { format!("，间断不超过{gap}天") } else { String::new() };
                    format!("{list}中{filter}自{start}至{end}的最长连续时间{gap}")
                } else {
                    let filter = filter.map(|filter| format!(" where {filter}")).unwrap_or_default();
                    let gap = if gap > 0 { format!(" with gaps up to {gap} days") } else { String::new() };
                    format!("longest unbroken time from {start} until {end} over {list}{gap}{filter}")
                }
            }
            ExprKind::Share(sharing) => {
                // The total and the list stand around the member whose part it is.
                let member = scopes.pop();
                let (total, step) = (self.tight(&sharing.total, scopes), self.tight(&sharing.step, scopes));
                let weight = self.over(sharing.list, &sharing.weight, scopes);
                let list = self.list(sharing.list, scopes);
                scopes.extend(member);
                if chinese {
                    format!("{total}分摊给{list}按{weight}精确到{step}")
                } else {
                    format!("{total} shared out over {list} by {weight} in steps of {step}")
                }
            }
        }
    }

    /// A condition that must not be so, in the words of the language where it has some.
    fn negated(&self, inner: &Expr, scopes: &mut Scopes) -> String {
        let chinese = self.language == Language::Chinese;
        match &inner.kind {
            ExprKind::Forbidden(id) => format!("{}{}", self.decided(*id), self.pick(" is not forbidden", "未被禁止")),
            ExprKind::Exists(item) => {
                format!("{}{}", self.tight(item, scopes), self.pick(" does not exist", "不存在"))
            }
            ExprKind::Known(item) => format!("{}{}", self.tight(item, scopes), self.pick(" is not known", "尚不知")),
            ExprKind::In(item, around, set) => {
                let places = self.among_places(around, set.as_ref());
                format!("{}{}{places}", self.tight(item, scopes), self.pick(" is not in ", "不在"))
            }
            ExprKind::OneOf(item, values) => {
                let names = self.values(values, &item.ty);
                let item = self.tight(item, scopes);
                if chinese { format!("{item}不属于{names}之一") } else { format!("{item} is not one of {names}") }
            }
            _ => format!("{}{}", self.pick("not ", "非"), self.tight(inner, scopes)),
        }
    }

    /// Places one of which is asked for, by the name of their set where it has one.
    fn among_places(&self, around: &[PlaceId], set: Option<&Arc<Term>>) -> String {
        if let Some(set) = set {
            return set.say(self.language);
        }
        let places = around.iter().filter_map(|id| self.places().get(id.index()));
        listed(places.map(|place| &place.term), self.language)
    }

    fn values(&self, values: &[Value], ty: &Type) -> String {
        listed(values.iter().map(|value| self.value(value, ty)), self.language)
    }

    /// Whether the members of a list are persons, by what they are called in Chinese: those are counted in 人.
    fn of_persons(&self, list: ListOf) -> bool {
        let fact = self.program.list(list);
        let record = fact.and_then(|fact| self.program.record(fact.record?)).map(|record| &record.term);
        let names = fact.map(|fact| &fact.term).into_iter().chain(record);
        names.map(|term| term.say(Language::Chinese)).any(|name| name.ends_with(PERSONS))
    }

    fn score(&self, score: &super::Score, scopes: &mut Scopes) -> String {
        let items = score.items.iter().map(|item| {
            let label =
                item.label.as_ref().map(|label| format!("{}{}", label.say(self.language), self.pick(": ", "：")));
            let minus = if item.minus { self.pick("minus ", "扣") } else { "" };
            let when =
                item.when.as_ref().map(|when| format!("{}{}", self.pick(" when ", "，当"), self.inner(when, scopes)));
            let amount = self.inner(&item.amount, scopes);
            format!("{}{minus}{amount}{}", label.unwrap_or_default(), when.unwrap_or_default())
        });
        let items: Vec<String> = items.collect();
        let head = if score.best { self.pick("best of ", "取最高项") } else { self.pick("total of ", "合计") };
        let cap =
            score.cap.as_ref().map(|cap| format!("{}{}", self.pick(", at most ", "，最高"), self.inner(cap, scopes)));
        let floor = score
            .floor
            .as_ref()
            .map(|floor| format!("{}{}", self.pick(", at least ", "，最低"), self.inner(floor, scopes)));
        let (open, shut) = (self.pick("(", "（"), self.pick(")", "）"));
        format!(
            "{head}{open}{}{shut}{}{}",
            items.join(self.pick("; ", "；")),
            cap.unwrap_or_default(),
            floor.unwrap_or_default()
        )
    }

    fn over(&self, list: ListOf, expr: &Expr, scopes: &mut Scopes) -> String {
        let among = scopes.len();
        scopes.extend(Among::of(self.program, list));
        let text = self.inner(expr, scopes);
        scopes.truncate(among);
        text
    }

    fn gather(&self, gather: &super::Gather, scopes: &mut Scopes) -> String {
        let chinese = self.language == Language::Chinese;
        let list = self.list(gather.list, scopes);
        let amount = gather.amount.as_ref().map(|amount| {
            let text = self.over(gather.list, amount, scopes);
            // Of which list an amount of a list of its own is, only brackets say.
            match (amount.list().is_some(), chinese) {
                (true, false) => format!("({text})"),
                (true, true) => format!("（{text}）"),
                (false, _) => text,
            }
        });
        let filter = gather.filter.as_ref().map(|filter| self.over(gather.list, filter, scopes));
        let window = gather.window.and_then(|(length, key)| {
            let field = self.program.field(key.record, key.field)?.term.say(self.language);
            Some(match (length, chinese) {
                (Run::Consecutive(length), true) => format!("{length}个{field}"),
                (Run::Consecutive(length), false) => format!("{length} consecutive {field}"),
                (Run::Lasting(length), true) => format!("{}按{field}", length.say(self.language)),
                (Run::Lasting(length), false) => format!("{length} by {field}"),
                (Run::Days(days), true) => format!("{days}天按{field}"),
                (Run::Days(days), false) => format!("{days} days by {field}"),
            })
        });
        let mut out = String::new();
        if chinese {
            out.push_str(&list);
            if let Some(filter) = filter {
                let _ = write!(out, "中{filter}者");
            } else if window.is_some() || amount.is_some() {
                out.push('中');
            }
            if let Some(run) = &window {
                let _ = write!(out, "任意连续{run}");
            }
            let amount = amount.map(|amount| format!("的{amount}")).unwrap_or_default();
            let what = match (gather.kind, &window) {
                (Aggregate::Count, None) if self.of_persons(gather.list) => "的人数",
                (Aggregate::Count, None) => "的个数",
                (Aggregate::Count, Some(_)) => "的个数的最大值",
                (Aggregate::Sum, None) => "之和",
                (Aggregate::Sum, Some(_)) => "之和的最大值",
                (Aggregate::Greatest, _) => "的最大值",
                (Aggregate::Least, _) => "的最小值",
            };
            out.push_str(&amount);
            out.push_str(what);
            return out;
        }
        let what = match (gather.kind, &window) {
            (Aggregate::Count, None) => "number",
            (Aggregate::Count, Some(_)) => "greatest number",
            (Aggregate::Sum, None) => "sum",
            (Aggregate::Sum, Some(_)) => "greatest sum",
            (Aggregate::Greatest, _) => "greatest",
            (Aggregate::Least, _) => "least",
        };
        match amount {
            Some(amount) => {
                let _ = write!(out, "{what} of {amount} over {list}");
            }
            None => {
                let _ = write!(out, "{what} of {list}");
            }
        }
        if let Some(run) = window {
            let _ = write!(out, " in any {run}");
        }
        if let Some(filter) = filter {
            let _ = write!(out, " where {filter}");
        }
        out
    }

    fn tight(&self, expr: &Expr, scopes: &mut Scopes) -> String {
        let text = self.inner(expr, scopes);
        let loose = match &expr.kind {
            ExprKind::All(items) | ExprKind::Any(items) => items.len() > 1,
            ExprKind::Compare(..)
            | ExprKind::In(..)
            | ExprKind::Within(..)
            | ExprKind::Shift(_)
            | ExprKind::Carried(_)
            | ExprKind::Part(_)
            | ExprKind::Between(..)
            | ExprKind::Window(_)
            | ExprKind::During(..)
            | ExprKind::OneOf(..)
            | ExprKind::Arithmetic(..)
            | ExprKind::Round(..)
            | ExprKind::If(_)
            | ExprKind::Quantified(..)
            | ExprKind::Aggregate(_)
            | ExprKind::Score(_)
            | ExprKind::Unbroken(_)
            | ExprKind::Share(_)
            | ExprKind::Pick { .. } => true,
            ExprKind::Value(_)
            | ExprKind::Fact(_)
            | ExprKind::Field(..)
            | ExprKind::Definition(_)
            | ExprKind::MemberDefinition(..)
            | ExprKind::Parameter(_)
            | ExprKind::Decision(_)
            | ExprKind::Breached(_)
            | ExprKind::Forbidden(_)
            | ExprKind::AsOf
            | ExprKind::Not(_)
            | ExprKind::AtLeast(..)
            | ExprKind::Exactly(..)
            | ExprKind::Exists(_)
            | ExprKind::Known(_)
            | ExprKind::Anchor(..)
            | ExprKind::Edge(..)
            | ExprKind::Year(_) => false,
        };
        match (loose, self.language) {
            (true, Language::English) => format!("({text})"),
            (true, Language::Chinese) => format!("（{text}）"),
            (false, _) => text,
        }
    }

    fn decided(&self, id: DecisionId) -> String {
        self.program.decisions.get(id.index()).map_or_else(String::new, |found| found.term.say(self.language))
    }

    fn joined(&self, items: &[Item], en: &'static str, zh: &'static str, scopes: &mut Scopes) -> String {
        let parts: Vec<String> = items.iter().map(|item| self.tight_condition(&item.expr, scopes)).collect();
        parts.join(&format!(" {} ", self.pick(en, zh)))
    }

    /// A part of `and` or `or`: only other connectives need brackets there, and what would take in the parts after it.
    fn tight_condition(&self, expr: &Expr, scopes: &mut Scopes) -> String {
        match &expr.kind {
            ExprKind::All(_) | ExprKind::Any(_) | ExprKind::If(_) => self.tight(expr, scopes),
            ExprKind::Quantified(..) if self.language == Language::English => self.tight(expr, scopes),
            _ => self.inner(expr, scopes),
        }
    }

    fn commas(&self, items: &[Item], scopes: &mut Scopes) -> String {
        listed(items.iter().map(|item| self.tight_condition(&item.expr, scopes)), self.language)
    }

    /// "Dehong article 14 (1) seats", 「德宏 第14条（1）五镇」.
    #[must_use]
    pub fn ground(&self, ground: &Ground) -> String {
        let mut out = String::new();
        // Where several policies speak, each rule says whose it is.
        if let Some(layer) = self.program.layers.get(ground.layer).filter(|_| self.program.speaks_for_others()) {
            out = layer.name.say(self.language);
            if self.language == Language::English {
                out.push(' ');
            }
        }
        let _ = match self.language {
            Language::English => write!(out, "article {}", ground.article),
            Language::Chinese => write!(out, "第{}条", ground.article),
        };
        if let Some(ordinal) = &ground.ordinal {
            let _ = match (ground.row, self.language) {
                (false, Language::English) => write!(out, " ({ordinal})"),
                (false, Language::Chinese) => write!(out, "（{ordinal}）"),
                (true, Language::English) => write!(out, ", row {ordinal}"),
                (true, Language::Chinese) => write!(out, "表第{ordinal}行"),
            };
        }
        if let Some(label) = &ground.label {
            let between = if out.ends_with('）') { "" } else { " " };
            let _ = write!(out, "{between}{}", label.say(self.language));
        }
        out
    }
}
