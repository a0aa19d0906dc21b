//! What a layer may not do, in words.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

use super::against::{Against, first_against};
use super::alone::View;
use super::keep::Lost;
use super::lost;
use crate::diagnostics::wording::{did_you_mean, nearest};
use crate::diagnostics::{Diagnostic, Explain, Say, Text};
use crate::ir::{ChangeKind, Effect, Period, PowerKind};
use crate::source::Span;
use crate::text;
use crate::types::{Date, Term, day_text};
use std::sync::Arc;

/// The code of what could not be decided: `pol check` then exits with 3.
pub const NOT_DECIDED: &str = "authority/not-decided";

/// A change that was not allowed, or that nobody can tell.
#[derive(Debug, Clone)]
pub enum AuthorityError {
    /// No power covers it.
    NoPower { at: Span, clause: Text, kind: ChangeKind },
    /// Places are added that rules above read, and nothing lets them be added.
    NewPlace { at: Span, places: Text, around: Option<Arc<Term>>, rules: Vec<(Text, Span, Effect)> },
    /// What is wrong with something that a policy adds, because of a rule above that stays as it is written.
    Through { why: Box<AuthorityError>, rule: Span, read: Text, around: Option<Arc<Term>> },
    /// A power is handed on that the policy does not have itself; the power that it has, where it has any.
    Undelegated { at: Span, clause: Text, held: Option<Span> },
    /// A power is cited that does not exist.
    NoSuchPower { at: Span, text: String, known: Vec<String> },
    /// The power that is cited is about something else.
    NotCovered { at: Span, power: Span, text: String },
    /// The power that covers it is given for another time.
    NotThen { at: Span, power: Span, given: Period, time: Period },
    /// It asks about what may not be asked.
    Asked { at: Span, limit: Span, name: Arc<Term>, beyond: Option<(Text, Text)> },
    /// Whether it asks for too much could not be decided.
    AskedUnclear { at: Span, limit: Span, name: Arc<Term> },
    /// A value beyond its bounds.
    OutOfRange { at: Span, power: Span, value: Text, bound: Text, over: bool },
    /// A value moved in the direction that is not allowed.
    WrongDirection { at: Span, power: Span, value: Text, bound: Text, day: Option<Date>, lower: bool },
    /// A change that relaxes where only tightening is allowed, or the other way round.
    WrongWay { at: Span, power: Span, kind: PowerKind, found: Effect, against: Option<Box<Against>> },
    /// Whether it relaxes or tightens could not be decided.
    NotDecided { at: Span, power: Span, kind: PowerKind },
    /// Items that must be kept are gone, or give less.
    ItemLost { at: Span, power: Span, lost: Vec<Lost> },
    /// Whether items that must be kept still give what they gave could not be decided.
    ItemUnclear { at: Span, power: Span, lost: Vec<Lost> },
    /// A change that is within its powers by itself, and not with the others of its policy.
    Together { why: Box<AuthorityError>, others: Vec<Span> },
    /// A change of a clause above, by what a policy in between lets it read.
    Onto { why: Box<AuthorityError>, clause: Text, changed: Span, taken: bool },
    /// Beyond its powers, and the text says so.
    Beyond { why: Box<AuthorityError>, reason: String },
    /// It says that it goes beyond its powers, and does not.
    NotBeyond { at: Span },
    /// It goes beyond its powers and does not say why it stands.
    NoReason { at: Span },
}

impl AuthorityError {
    /// With the rule that the change contradicts, where that is why it goes the wrong way.
    pub(super) fn because_of(mut self, view: &View<'_>) -> Self {
        if let Self::WrongWay { kind, against, .. } = &mut self {
            *against = first_against(*kind, view).map(Box::new);
        }
        self
    }

    /// What is wrong, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> Text {
        match self {
            Self::NoPower { clause, kind: ChangeKind::Rule, .. } => {
                text!("nothing above lets this policy add rules on {clause}", "上级没有授权增加规则于{clause}"; clause)
            }
            Self::NoPower { clause, kind, .. } => {
                let what = Text::of(|language| kind.say(language));
                text!("nothing above lets this policy change {clause} (it {what} it)", "上级没有授权变更{clause}（此处{what}）"; clause, what)
            }
            Self::NewPlace { places, rules, .. } => {
                let clause =
                    rules.first().map_or_else(|| text!("a rule above", "上级的规则"), |(clause, ..)| clause.clone());
                match (rules.as_slice(), rules.len().saturating_sub(1)) {
                    ([(_, _, effect)], _) => {
                        let effect = Text::of(|language| effect.say(language));
                        text!("nothing above lets this policy add {places}: that changes {clause} ({effect})", "上级没有授权增加{places}：{clause}因此变更（{effect}）"; places, clause, effect)
                    }
                    (_, more) => {
                        text!("nothing above lets this policy add {places}: that changes {clause} and {more} more of the rules above", "上级没有授权增加{places}：{clause}及另外{more}条规则因此变更"; places, clause)
                    }
                }
            }
            Self::Through { why, read, .. } => {
                let why = why.sentence();
                text!("{read}: {why}", "{read}：{why}"; read, why)
            }
            Self::Undelegated { clause, held: None, .. } => {
                text!("nothing above lets this policy change {clause}, so it has nothing to hand on", "上级没有授权本政策变更{clause}，故无权转授"; clause)
            }
            Self::Undelegated { clause, .. } => {
                text!("this hands on more of {clause} than this policy may change itself", "此处就{clause}转授的权限超过本政策自身所得的授权"; clause)
            }
            Self::NoSuchPower { text, .. } => text!("there is no power `{text}` above", "上级没有名为 `{text}` 的授权"),
            Self::NotCovered { text, .. } => {
                text!("the power `{text}` is about something else", "授权 `{text}` 不涉及此项变更")
            }
            Self::NotThen { given, time, .. } => {
                let (given, time) = (given.text(), time.text());
                text!("the power for it is given {given}, and the change holds {time}", "授权的有效期为{given}，而变更的有效期为{time}"; given, time)
            }
            Self::Asked { name, beyond, .. } => {
                let name = Text::of(|language| name.say(language));
                match beyond {
                    None => {
                        text!("nothing may be asked about `{name}`, and this asks about it", "不得以 `{name}` 设置条件，而此处设置了"; name)
                    }
                    Some((asked, most)) => {
                        text!("no more than {most} of `{name}` may be asked, and {asked} is asked here", "所设 `{name}` 的条件不得超过{most}，而此处为{asked}"; name, asked, most)
                    }
                }
            }
            Self::AskedUnclear { name, .. } => {
                let name = Text::of(|language| name.say(language));
                text!("it could not be decided how much of `{name}` is asked here", "未能判定此处对 `{name}` 所设的条件有多高"; name)
            }
            Self::OutOfRange { value, bound, over, .. } => {
                let word = if *over { text!("above", "高于") } else { text!("below", "低于") };
                text!("{value} is {word} the {bound} that is allowed", "{value}{word}所允许的{bound}"; value, word, bound)
            }
            Self::WrongDirection { value, bound, lower, day, .. } => {
                let (en, zh) = if *lower { ("higher", "高于") } else { ("lower", "低于") };
                let on = day.map(day_text).map(|day| text!(" ({day})", "（{day}）"; day)).unwrap_or_default();
                text!("{value} is {en} than the {bound} of the policy above{on}", "{value}{zh}上级政策的{bound}{on}"; value, bound, on)
            }
            Self::WrongWay { kind, found, against, .. } => {
                let found = Text::of(|language| found.say(language));
                let told = match kind {
                    PowerKind::Relax => {
                        text!("this may only be relaxed, and the change makes it {found}", "此处只可放宽，而变更的结果是{found}"; found)
                    }
                    PowerKind::Narrow => {
                        text!("this may only be narrowed, and the change makes it {found}", "此处只可缩小，而变更的结果是{found}"; found)
                    }
                    PowerKind::Widen => {
                        text!("this may only be widened, and the change makes it {found}", "此处只可扩大，而变更的结果是{found}"; found)
                    }
                    _ => {
                        text!("this may only be tightened, and the change makes it {found}", "此处只可从严，而变更的结果是{found}"; found)
                    }
                };
                match against {
                    None => told,
                    Some(other) => {
                        let place = &other.place;
                        text!("{told}: it contradicts {place}; where both hold neither goes first, and an error comes out", "{told}：它与{place}互相矛盾；两条都成立时未规定何者优先，结果为错误"; told, place)
                    }
                }
            }
            Self::NotDecided { kind, .. } => {
                let way = match kind {
                    PowerKind::Relax => text!("relaxes", "放宽"),
                    PowerKind::Narrow => text!("narrows", "缩小"),
                    PowerKind::Widen => text!("widens", "扩大"),
                    _ => text!("tightens", "从严"),
                };
                text!("it could not be decided whether this change only {way}", "未能判定此项变更是否只是{way}"; way)
            }
            Self::ItemLost { lost: items, .. } | Self::ItemUnclear { lost: items, .. } => lost::sentence(items),
            Self::Together { why, .. } => {
                let why = why.sentence();
                text!("{why}, together with the other changes of this policy", "与本政策的其他变更合在一起，{why}"; why)
            }
            Self::Onto { why, clause, taken: true, .. } => {
                let why = why.sentence();
                text!("a policy in between took {clause} out, and this stands in its place: {why}", "中间一级的政策取消了{clause}，而此处在其位置上另作规定：{why}"; clause, why)
            }
            Self::Onto { why, clause, .. } => {
                let why = why.sentence();
                text!("a policy in between lets {clause} read this, so this changes that too: {why}", "中间一级的政策使{clause}读取此项，故此处也变更了它：{why}"; clause, why)
            }
            Self::Beyond { why, reason } => {
                let why = why.sentence();
                text!("beyond its powers: {why}; it stands because {reason}", "超越授权：{why}；仍予保留，理由：{reason}"; why)
            }
            Self::NotBeyond { .. } => {
                text!("this says that it goes beyond its powers, and it does not", "此处写明超越授权，其实并未超越")
            }
            Self::NoReason { .. } => text!(
                "it goes beyond its powers and does not say why it stands all the same",
                "超越授权，却没有写明为何仍予保留"
            ),
        }
    }

    /// Whether nobody can tell.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        match self {
            Self::NotDecided { .. } | Self::AskedUnclear { .. } | Self::ItemUnclear { .. } => true,
            Self::Together { why, .. } | Self::Through { why, .. } | Self::Onto { why, .. } => why.is_undecided(),
            _ => false,
        }
    }

    /// The other changes that it comes from.
    fn others(&self) -> &[Span] {
        match self {
            Self::Together { others, .. } => others,
            Self::Beyond { why, .. } | Self::Through { why, .. } | Self::Onto { why, .. } => why.others(),
            _ => &[],
        }
    }

    /// The rules above that read what is added.
    fn read_by(&self) -> Vec<Span> {
        match self {
            Self::NewPlace { rules, .. } => rules.iter().map(|(_, rule, _)| *rule).collect(),
            Self::Through { rule, .. } => vec![*rule],
            Self::Together { why, .. } | Self::Beyond { why, .. } => why.read_by(),
            _ => Vec::new(),
        }
    }

    /// One finding of two about the same place, where they differ in the rule that reads it.
    pub(super) fn merge(&mut self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::NewPlace { at, places, rules, .. },
                Self::NewPlace { at: there, places: same, rules: others, .. },
            ) if at == there && places == same => {
                rules.extend(others.iter().cloned());
                true
            }
            (Self::Beyond { why, reason }, Self::Beyond { why: other, reason: same }) if reason == same => {
                why.merge(other)
            }
            _ => false,
        }
    }

    /// The rule that the change contradicts.
    fn against(&self) -> Option<&Against> {
        match self {
            Self::WrongWay { against, .. } => against.as_deref(),
            Self::Together { why, .. } | Self::Beyond { why, .. } => why.against(),
            _ => None,
        }
    }

    /// Where a policy in between let a clause above read it.
    fn changed(&self) -> Option<(Span, Text)> {
        match self {
            Self::Onto { changed, taken: true, .. } => Some((*changed, text!("here it was taken out", "此处将其取消"))),
            Self::Onto { changed, .. } => {
                Some((*changed, text!("since then it is read there", "自此处起该处读取此项")))
            }
            Self::Together { why, .. } | Self::Beyond { why, .. } => why.changed(),
            _ => None,
        }
    }

    /// What is wrong with the change itself.
    fn own(&self) -> &Self {
        match self {
            Self::Together { why, .. } | Self::Through { why, .. } | Self::Onto { why, .. } => why.own(),
            other => other,
        }
    }

    fn at(&self) -> Span {
        match self {
            Self::NoPower { at, .. }
            | Self::NewPlace { at, .. }
            | Self::Undelegated { at, .. }
            | Self::NoSuchPower { at, .. }
            | Self::NotCovered { at, .. }
            | Self::NotThen { at, .. }
            | Self::Asked { at, .. }
            | Self::AskedUnclear { at, .. }
            | Self::OutOfRange { at, .. }
            | Self::WrongDirection { at, .. }
            | Self::WrongWay { at, .. }
            | Self::NotDecided { at, .. }
            | Self::ItemLost { at, .. }
            | Self::ItemUnclear { at, .. }
            | Self::NotBeyond { at }
            | Self::NoReason { at } => *at,
            Self::Together { why, .. }
            | Self::Beyond { why, .. }
            | Self::Through { why, .. }
            | Self::Onto { why, .. } => why.at(),
        }
    }

    /// What stands where the power or the limit is written.
    fn power_is(&self) -> Text {
        match self {
            Self::Asked { .. } | Self::AskedUnclear { .. } => text!("what may not be asked", "不得设为条件的内容"),
            Self::ItemLost { .. } | Self::ItemUnclear { .. } => text!("what must be kept", "必须保留的内容"),
            Self::Together { why, .. }
            | Self::Beyond { why, .. }
            | Self::Through { why, .. }
            | Self::Onto { why, .. } => why.power_is(),
            _ => text!("what is allowed", "所允许的内容"),
        }
    }

    fn power(&self) -> Option<Span> {
        match self {
            Self::NotCovered { power, .. }
            | Self::NotThen { power, .. }
            | Self::Asked { limit: power, .. }
            | Self::AskedUnclear { limit: power, .. }
            | Self::OutOfRange { power, .. }
            | Self::WrongDirection { power, .. }
            | Self::WrongWay { power, .. }
            | Self::NotDecided { power, .. }
            | Self::ItemLost { power, .. }
            | Self::ItemUnclear { power, .. } => Some(*power),
            Self::Undelegated { held, .. } => *held,
            Self::Together { why, .. }
            | Self::Beyond { why, .. }
            | Self::Through { why, .. }
            | Self::Onto { why, .. } => why.power(),
            _ => None,
        }
    }
}

impl Explain for AuthorityError {
    fn explain(&self) -> Diagnostic {
        let sentence = self.sentence();
        let out = match self.own() {
            Self::NoPower { .. } | Self::NewPlace { .. } => Diagnostic::error("authority/no-power", sentence),
            Self::Undelegated { .. } => Diagnostic::error("authority/undelegated", sentence),
            Self::NoSuchPower { .. } => Diagnostic::error("authority/no-such-power", sentence),
            Self::NotCovered { .. } => Diagnostic::error("authority/not-covered", sentence),
            Self::NotThen { .. } => Diagnostic::error("authority/not-then", sentence),
            Self::Asked { .. } => Diagnostic::error("authority/asked", sentence),
            Self::AskedUnclear { .. } => Diagnostic::warning(NOT_DECIDED, sentence),
            Self::OutOfRange { .. } | Self::WrongDirection { .. } => {
                Diagnostic::error("authority/out-of-range", sentence)
            }
            Self::WrongWay { .. } => Diagnostic::error("authority/wrong-way", sentence),
            Self::NotDecided { .. } | Self::ItemUnclear { .. } => Diagnostic::warning(NOT_DECIDED, sentence),
            Self::ItemLost { .. } => Diagnostic::error("authority/item-lost", sentence),
            Self::Together { .. } | Self::Through { .. } | Self::Onto { .. } | Self::Beyond { .. } => {
                Diagnostic::warning("authority/beyond", sentence)
            }
            Self::NotBeyond { .. } => Diagnostic::warning("authority/not-beyond", sentence),
            Self::NoReason { .. } => Diagnostic::error("authority/no-reason", sentence),
        };
        let out = match self {
            Self::NewPlace { .. } => out.label(self.at(), text!("added here", "在此增加")),
            Self::Undelegated { .. } => out.label(self.at(), text!("this power", "此项授权")),
            _ => out.label(self.at(), text!("this change", "此项变更")),
        };
        let out = match self.power() {
            Some(power) => out.label(power, self.power_is()),
            None => out,
        };
        let out = self.read_by().into_iter().take(3).fold(out, |out, rule| {
            out.label(rule, text!("this rule stays as it is written, and changes by it", "此规则文字不变，而因此变更"))
        });
        let out = match self.changed() {
            Some((changed, what)) => out.label(changed, what),
            None => out,
        };
        // A few of them show where to look.
        let out = self
            .others()
            .iter()
            .take(3)
            .fold(out, |out, other| out.label(*other, text!("and this change", "以及此项变更")));
        let out = match self.against() {
            Some(other) => out.label(other.at, text!("the rule that it contradicts", "与之矛盾的规则")),
            None => out,
        };
        let out = match self {
            // A limit holds whatever power there is.
            Self::Through { around: Some(around), why, .. }
                if matches!(why.own(), Self::WrongWay { .. } | Self::NotDecided { .. }) =>
            {
                let around = Text::of(|language| around.say(language));
                out.help(text!("a power for new places allows it, whatever it makes of the rules: `power NAME: may add places in {around}`, in the policy above", "上级如有增设地方的授权，则不论对规则有何影响均可：`授权 名称：可以增加地方于 {around}`"; around))
            }
            _ => out,
        };
        match self.own() {
            Self::NoPower { kind: ChangeKind::Rule, .. } => out.help(text!(
                "the policy above must say so: `power NAME: may add rules on decision …`; if the real text goes beyond its powers, write `beyond its powers because …` under the change",
                "须由上级政策写明：`授权 名称：可以增加规则于 决定 …`；若原文确实越权，请在变更之下写 `超越授权，理由是 …`"
            )),
            Self::NoPower { .. } => out.help(text!(
                "the policy above must say so: `power NAME: may change …`; if the real text goes beyond its powers, write `beyond its powers because …` under the change",
                "须由上级政策写明：`授权 名称：可以自行规定 …`；若原文确实越权，请在变更之下写 `超越授权，理由是 …`"
            )),
            Self::NewPlace { around, .. } => {
                let out = out.help(text!(
                    "declare it in the policy above or in a vocabulary that it uses; if the real text goes beyond its powers, write `beyond its powers because …` under the place",
                    "请将其写入上级政策或其所使用的词汇；若原文确实越权，请在该地方之下写 `超越授权，理由是 …`"
                ));
                match around {
                    Some(around) => {
                        let around = Text::of(|language| around.say(language));
                        out.help(text!("or let the policy above say so: `power NAME: may add places in {around}`", "或由上级政策写明：`授权 名称：可以增加地方于 {around}`"; around))
                    }
                    None => out.help(text!("or let the policy above say so: `power NAME: may change …`", "或由上级政策写明：`授权 名称：可以自行规定 …`")),
                }
            }
            Self::Undelegated { .. } => out.help(text!(
                "a power that the policy above gives reaches every policy below; delete the line, keep within what is given, or let the policy above give more",
                "上级所给的授权及于以下各级；请删去此行，或不超出所得的授权，或由上级另行授权"
            )),
            Self::NoSuchPower { text, known, .. } => {
                let near = nearest(text, known.iter().map(String::as_str));
                match (did_you_mean(&near), known.is_empty()) {
                    (Some(help), _) => out.help(help),
                    (None, false) => {
                        let (en, zh) = (known.join(", "), known.join("、"));
                        out.help(text!("the powers above are {en}", "上级的授权有 {zh}"))
                    }
                    (None, true) => out.help(text!("no power above has a name", "上级没有任何具名的授权")),
                }
            }
            Self::NotCovered { .. } => {
                out.help(text!("cite the power that is about this clause", "请引用涉及此条款的授权"))
            }
            Self::NotThen { .. } => out.help(text!(
                "let the change begin no sooner: `in force from …` in its article or policy, or a date behind the value; if the real text does not, write `beyond its powers because …` under the change",
                "请推迟变更：在其条文或政策中写 `施行 自 … 起`，或在数值之后写日期；若原文确实如此，请在变更之下写 `超越授权，理由是 …`"
            )),
            Self::ItemLost { lost: items, .. } => out.help(lost::help(items)),
            Self::WrongWay { against: Some(other), .. } => out.help(other.ways_out()),
            Self::OutOfRange { .. }
            | Self::WrongDirection { .. }
            | Self::WrongWay { .. }
            | Self::Asked { .. } => {
                out.help(text!(
                    "keep within it; if the real text does not, write `beyond its powers because …` under the change",
                    "请不要超出；若原文确实如此，请在变更之下写 `超越授权，理由是 …`"
                ))
            }
            Self::AskedUnclear { .. } => out.help(text!(
                "compare it with a written amount: `NAME ≥ 3 years`",
                "请与写明的数额比较：`名称不低于3年`"
            )),
            Self::NotDecided { .. } | Self::ItemUnclear { .. } => out.help(text!(
                "compare the two by cases; a change of one condition at a time can be decided more often",
                "请用个案比较；一次只改一个条件，较容易判定"
            )),
            Self::Together { .. } | Self::Through { .. } | Self::Onto { .. } | Self::Beyond { .. } => out,
            Self::NotBeyond { .. } => out.help(text!("delete that line", "请删去该行")),
            Self::NoReason { .. } => out.help(text!("write `because …` after it", "请在其后写 `理由是 …`")),
        }
    }
}
