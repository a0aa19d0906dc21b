//! The forms in which a condition, an exception or a time stands inside a name, in English and in Chinese.

use super::{BOUNDS, DEEPEST, Found, MODALS, Named, Sort, TakenIn};
use crate::resolve::lexicon::UnitRef;
use crate::resolve::names::Names;
use crate::resolve::read::ReadKind;
use crate::resolve::reading::TokenKind;
use crate::resolve::{Scope, Symbol};
use crate::syntax::ast::{Atom, AtomKind};
use crate::syntax::keywords::{UnitWord, Word};
use std::ops::Range;

/// A name with the pieces that begin at each of its atoms.
pub(super) struct Inside<'n, 'p> {
    pub names: &'n Names<'n>,
    pub text: &'p str,
    pub atoms: &'p [Atom],
    pub pieces: Vec<Vec<(usize, TokenKind<'p>)>>,
    pub scope: Scope,
    pub named: Named,
    /// Whether it is a value that nothing is asked for.
    pub unasked: bool,
    /// The first atom at which a word can bring something in: what begins a name says what is done.
    pub first: usize,
}

/// Words that bring in a condition which is a yes or no.
#[rustfmt::skip]
const BRINGS: [&str; 11] =
    ["once", "with", "without", "having", "given", "being", "upon", "but", "provided", "while", "whilst"];
/// The months, by which a day is told that is no date of the language.
#[rustfmt::skip]
pub(super) const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
];
/// Words that bring in an exception.
const LIFTS: [&[&str]; 6] =
    [&["except"], &["excluding"], &["barring"], &["other", "than"], &["apart", "from"], &["save", "for"]];
/// Words that bring in a time, and how a day is compared by them.
const TIMES: [(&[&str], &str); 19] = [
    (&["no", "later", "than"], "no later than"),
    (&["not", "later", "than"], "not later than"),
    (&["no", "earlier", "than"], "no earlier than"),
    (&["not", "earlier", "than"], "not earlier than"),
    (&["not", "more", "than"], "on or before"),
    (&["on", "or", "before"], "on or before"),
    (&["on", "or", "after"], "on or after"),
    (&["not", "before"], "not before"),
    (&["not", "after"], "not after"),
    (&["later", "than"], "later than"),
    (&["earlier", "than"], "earlier than"),
    (&["prior", "to"], "before"),
    (&["up", "to"], "on or before"),
    (&["before"], "before"),
    (&["after"], "after"),
    (&["until"], "on or before"),
    (&["till"], "on or before"),
    (&["since"], "on or after"),
    (&["by"], "on or before"),
];
/// Words between such a word and what it is about.
#[rustfmt::skip]
const BETWEEN: [&str; 13] =
    ["a", "an", "the", "is", "are", "those", "persons", "people", "anyone", "everyone", "for", "who", "when"];

/// Words that let those do something who stand before them.
const ALLOWED: [&str; 12] =
    ["的可以", "者可以", "可以", "的方可", "方可", "的才可", "才可", "的才能", "才能", "的准予", "的允许", "的可"];

impl Inside<'_, '_> {
    pub(super) fn find(&self) -> Option<Found> {
        let each = |find: &dyn Fn(usize) -> Option<Found>| (0..self.atoms.len()).find_map(find);
        each(&|at| self.exception(at))
            .or_else(|| each(&|at| self.chinese_exception(at)))
            .or_else(|| each(&|at| self.time(at)))
            .or_else(|| each(&|at| self.chinese_time(at)))
            .or_else(|| each(&|at| self.between(at)))
            .or_else(|| each(&|at| self.brought(at)))
            .or_else(|| each(&|at| self.only_in(at)))
            .or_else(|| each(&|at| self.chinese_brought(at)))
            .or_else(|| self.chinese_opening())
            .or_else(|| self.chinese_whom())
            .or_else(|| self.only())
            .or_else(|| each(&|at| self.compared(at)))
            .or_else(|| each(&|at| self.aged(at)))
            .or_else(|| each(&|at| self.during(at)))
            .or_else(|| self.ending())
    }

    // ── Pieces ───────────────────────────────────────────────

    fn word(&self, at: usize) -> Option<&str> {
        match &self.atoms.get(at)?.kind {
            AtomKind::Word(word) => Some(word),
            _ => None,
        }
    }

    fn words(&self, at: usize, wanted: &[&str]) -> bool {
        wanted.iter().enumerate().all(|(index, wanted)| self.word(at + index) == Some(wanted))
    }

    fn han(&self, at: usize) -> Option<char> {
        match self.atoms.get(at)?.kind {
            AtomKind::Han(character) => Some(character),
            _ => None,
        }
    }

    fn hans(&self, at: usize, wanted: &str) -> bool {
        wanted.chars().enumerate().all(|(index, wanted)| self.han(at + index) == Some(wanted))
    }

    /// The first of these words that begins at an atom, and the atom behind it.
    fn one_of<'w>(&self, at: usize, wanted: &[&'w str]) -> Option<(usize, &'w str)> {
        wanted.iter().find(|word| self.hans(at, word)).map(|word| (at + word.chars().count(), *word))
    }

    fn past(&self, at: usize, words: &[&str]) -> usize {
        at + (at..self.atoms.len()).take_while(|at| self.word(*at).is_some_and(|word| words.contains(&word))).count()
    }

    fn range(&self, from: usize, to: usize) -> Option<Range<usize>> {
        Some(self.atoms.get(from)?.span.range().start..self.atoms.get(to.checked_sub(1)?)?.span.range().end)
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.range(from, to).and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    fn pieces(&self, at: usize) -> &[(usize, TokenKind<'_>)] {
        self.pieces.get(at).map_or(&[], Vec::as_slice)
    }

    /// The longest declared name at an atom that a condition can ask for, and its type.
    fn name(&self, at: usize) -> Option<(usize, Sort)> {
        // The whole is the name that is looked into.
        let inner = || self.pieces(at).iter().filter(|(to, _)| at > 0 || *to < self.atoms.len());
        let found = inner().rev().find_map(|(to, kind)| match kind {
            TokenKind::Operand(ReadKind::Name(symbols)) => {
                let mut sorts = symbols.iter().filter_map(|symbol| self.names.sort(*symbol, self.scope, DEEPEST));
                sorts.next().map(|sort| (*to, sort))
            }
            _ => None,
        });
        // A longer name that is no value, such as that of a place, is meant where it stands.
        let longest =
            inner().filter(|(_, kind)| matches!(kind, TokenKind::Operand(ReadKind::Name(_)) | TokenKind::List(_)));
        let longest = longest.map(|(to, _)| *to).max();
        found.filter(|(to, _)| longest == Some(*to))
    }

    /// The longest amount, date or level at an atom.
    fn amount(&self, at: usize) -> Option<(usize, &ReadKind)> {
        let found = self.pieces(at).iter().filter_map(|(to, kind)| match kind {
            TokenKind::Operand(kind @ (ReadKind::Quantity(..) | ReadKind::Duration(_) | ReadKind::Date(_))) => {
                Some((*to, kind))
            }
            _ => None,
        });
        found.max_by_key(|(to, _)| *to)
    }

    /// A length of time at an atom.
    fn length(&self, at: usize) -> Option<usize> {
        self.amount(at).and_then(|(to, kind)| match kind {
            ReadKind::Duration(_)
            | ReadKind::Quantity(_, Some(UnitRef::Known(UnitWord::Day | UnitWord::WorkingDay))) => Some(to),
            _ => None,
        })
    }

    /// A date at an atom, or the name of one; `loose` takes anything that comes to pass.
    fn day(&self, at: usize, loose: bool) -> Option<usize> {
        if let Some((to, ReadKind::Date(_))) = self.amount(at) {
            return Some(to);
        }
        let (to, sort) = self.name(at)?;
        let passes = match sort {
            Sort::Date => true,
            Sort::Truth | Sort::Unknown => loose && self.named != Named::Value,
            _ => false,
        };
        passes.then_some(to)
    }

    fn reads(&self, text: &str) -> bool {
        self.names.reads_as_condition(text, self.scope)
    }

    fn found(&self, from: usize, to: usize, kind: TakenIn, conditions: Vec<String>) -> Option<Found> {
        let conditions = conditions.into_iter().filter(|condition| self.reads(condition)).collect();
        Some(Found { at: self.range(from, to)?, kind, conditions })
    }

    // ── What is looked for ───────────────────────────────────

    /// `except married`
    fn exception(&self, at: usize) -> Option<Found> {
        let word = LIFTS.iter().find(|word| self.words(at, word)).filter(|_| at >= self.first)?;
        let from = self.past(at + word.len(), &BETWEEN);
        let end = self.atoms.len();
        let lifted = self.slice(from, end);
        self.reads(lifted).then(|| self.found(at, end, TakenIn::Exception, vec![lifted.to_owned()]))?
    }

    /// 除已婚的外
    fn chinese_exception(&self, at: usize) -> Option<Found> {
        let inside = |c: char| "免扣解废删去开排消清拆铲".contains(c);
        let before = at.checked_sub(1).and_then(|before| self.han(before));
        if !self.hans(at, "除") || before.is_some_and(inside) {
            return None;
        }
        (at + 2..self.atoms.len()).find_map(|to| {
            let (end, _) = self.one_of(to, &["的以外", "的之外", "的外", "者外", "以外", "之外", "外"])?;
            let lifted = self.slice(at + 1, to);
            self.reads(lifted).then(|| self.found(at, end, TakenIn::Exception, vec![lifted.to_owned()]))?
        })
    }

    /// `before start`, `until 30 days after notice`, `for 30 days after notice`
    fn time(&self, at: usize) -> Option<Found> {
        let end = self.atoms.len();
        let asked = |how: &str, from: usize, to: usize| {
            let behind = self.slice(from, end);
            let only = self.slice(from, to);
            let whole = format!("the date asked about is {how} {behind}");
            if self.reads(&whole) || to < end { whole } else { format!("the date asked about is {how} {only}") }
        };
        if let Some((word, how)) = TIMES.iter().find(|(word, _)| at >= self.first && self.words(at, word)) {
            let from = self.past(at + word.len(), &["a", "an", "the"]);
            if let Some(to) = self.worded_day(from) {
                return self.found(at, to, TakenIn::Time, Vec::new());
            }
            let loose = !matches!(*how, "on or before") || self.words(at, &["until"]) || self.words(at, &["till"]);
            let to = self.counted_from(from).or_else(|| self.day(from, loose))?;
            let condition = asked(how, from, to);
            let to = if self.reads(&condition) { end } else { to };
            return self.found(at, to, TakenIn::Time, vec![condition]);
        }
        let on = ["on", "from", "through", "starting", "ending"];
        if at >= self.first && self.word(at).is_some_and(|word| on.contains(&word)) {
            let (to, kind) = self.amount(at + 1)?;
            return matches!(kind, ReadKind::Date(_)).then(|| self.found(at, to, TakenIn::Time, Vec::new()))?;
        }
        let to = self.counted_from(at)?;
        let before = ["for", "within", "in", "up", "to", "at", "least", "most"];
        let from = (0..at).rev().take_while(|at| self.word(*at).is_some_and(|word| before.contains(&word))).last();
        let length = self.length(at)?;
        let day = self.past(length + 1, &["a", "an", "the"]);
        let condition = (self.word(length) == Some("after"))
            .then(|| asked(&format!("in {} from the day after", self.slice(at, length)), day, to));
        self.found(from.unwrap_or(at), to, TakenIn::Time, condition.into_iter().collect())
    }

    /// `1 March 2012`, `March 1`: a day as a letter has it.
    fn worded_day(&self, at: usize) -> Option<usize> {
        let month = |at: usize| self.word(at).is_some_and(|word| MONTHS.contains(&word.to_ascii_lowercase().as_str()));
        let number = |at: usize| self.slice(at, at + 1).starts_with(|c: char| c.is_ascii_digit());
        let to = if number(at) && month(at + 1) { at + 2 } else { (month(at) && number(at + 1)).then_some(at + 2)? };
        Some(if number(to) { to + 1 } else { to })
    }

    /// `between start and deadline`
    fn between(&self, at: usize) -> Option<Found> {
        let from = self.past((self.word(at) == Some("between")).then_some(at + 1)?, &["a", "an", "the"]);
        let middle = self.day(from, false).filter(|to| at >= self.first && self.word(*to) == Some("and"))?;
        let second = self.past(middle + 1, &["a", "an", "the"]);
        let to = self.day(second, false)?;
        let condition = format!(
            "the date asked about is on or after {} and the date asked about is on or before {}",
            self.slice(from, middle),
            self.slice(second, to)
        );
        self.found(at, to, TakenIn::Time, vec![condition])
    }

    /// `only in Dehong`
    fn only_in(&self, at: usize) -> Option<Found> {
        let end = self.atoms.len();
        let only = at >= self.first && (self.words(at, &["only", "in"]) || self.words(at, &["only", "within"]));
        let place = |symbol: &Symbol| matches!(symbol, Symbol::Place(_) | Symbol::PlaceSet(_));
        let places = |(to, kind): &(usize, TokenKind<'_>)| match kind {
            TokenKind::Operand(ReadKind::Name(symbols)) => *to == end && symbols.iter().any(place),
            _ => false,
        };
        let found = only && self.pieces(at + 2).iter().any(places);
        found.then(|| self.found(at, end, TakenIn::Condition, self.names.of_place(self.slice(at + 2, end))))?
    }

    /// `insured only`, as the other name of a rule.
    fn only(&self) -> Option<Found> {
        let end = self.atoms.len();
        let last = end.checked_sub(1).filter(|last| self.first == 0 && self.word(*last) == Some("only"))?;
        let from = self.past(0, &BETWEEN);
        let asked = self.slice(from, last);
        self.reads(asked).then(|| self.found(0, end, TakenIn::Condition, vec![asked.to_owned()]))?
    }

    /// `30 days after notice`
    fn counted_from(&self, at: usize) -> Option<usize> {
        let length = self.length(at)?;
        let word = self.word(length)?;
        let counts = ["before", "after", "from", "of", "following", "since"].contains(&word);
        counts.then(|| self.day(self.past(length + 1, &["a", "an", "the"]), word != "of"))?
    }

    /// 在开始日前, 自2026年5月1日起, 在已婚期间
    fn chinese_time(&self, at: usize) -> Option<Found> {
        self.han(at).map_or_else(|| matches!(self.amount(at), Some((_, ReadKind::Date(_)))), |_| true).then_some(())?;
        let before = ["在", "于", "自", "从", "至", "到"];
        let ahead = at.checked_sub(1).and_then(|before_at| self.one_of(before_at, &before)).map(|(_, word)| word);
        let truth = self.name(at).filter(|(_, sort)| *sort == Sort::Truth && self.named != Named::Value);
        let written = matches!(self.amount(at), Some((_, ReadKind::Date(_))));
        let day = self.day(at, false).filter(|_| written || self.han(at).is_some());
        let from = if ahead.is_some() { at - 1 } else { at };
        let from = if from > 0 && ahead == Some("至") && self.hans(from - 1, "截") { from - 1 } else { from };
        if let Some((to, _)) = truth.filter(|_| at == 0 || ahead == Some("在")) {
            let tails = [
                "的情况下",
                "的情形下",
                "的条件下",
                "的前提下",
                "情况下",
                "情形下",
                "期间",
                "之前",
                "之后",
                "以前",
                "以后",
                "时",
                "前",
                "后",
            ];
            let (end, _) = self.one_of(to, &tails)?;
            return self.found(from, end, TakenIn::Condition, vec![self.slice(at, to).to_owned()]);
        }
        let decides = matches!(self.named, Named::Rule | Named::Duty);
        let to = day.filter(|to| at >= self.first || !written || decides && *to < self.atoms.len())?;
        let when = self.slice(at, to);
        let behind =
            ["之前", "以前", "之后", "以后", "届满", "期满", "期间", "当日", "当天", "前", "后", "起", "止", "内"];
        let other = [
            "前往", "前提", "前置", "前期", "前景", "后续", "后果", "后勤", "后备", "后期", "起诉", "起草", "内容",
            "内部",
        ];
        let word = self.one_of(to, &behind).filter(|_| self.one_of(to, &other).is_none());
        let Some((mut end, word)) = word else {
            ahead?;
            return self.found(from, to, TakenIn::Time, vec![format!("判定日是{when}")]);
        };
        let mut conditions = match word {
            "之前" | "以前" | "前" => vec![format!("判定日早于{when}"), format!("判定日不晚于{when}")],
            "之后" | "以后" | "后" => vec![format!("判定日晚于{when}"), format!("判定日不早于{when}")],
            "起" => vec![format!("判定日不早于{when}")],
            "止" => vec![format!("判定日不晚于{when}")],
            "当日" | "当天" => vec![format!("判定日是{when}")],
            _ => Vec::new(),
        };
        if let Some(length) = self.length(end) {
            let long = self.slice(end, length);
            let (inner, _) = self.one_of(length, &["以内", "之内", "内", "前", "后"]).unwrap_or((length, ""));
            conditions = match word {
                "之后" | "以后" | "后" => vec![format!("判定日在自{when}次日起{long}内")],
                "起" => vec![format!("判定日在自{when}起{long}内")],
                _ => Vec::new(),
            };
            end = inner;
        }
        self.found(from, end, TakenIn::Time, conditions)
    }

    /// `with income under 5000 yuan`
    fn brought(&self, at: usize) -> Option<Found> {
        let whom = |at| ["those", "persons", "people", "anyone", "everyone"].iter().any(|word| self.words(at, &[word]));
        let brings = |word: &&str| BRINGS.contains(word) || *word == "for" && whom(at + 1);
        let word = self.word(at).filter(|word| at >= self.first && brings(word))?;
        let end = self.atoms.len();
        let next = self.past(at + 1, &BETWEEN);
        let asked = [at + 1, next].into_iter().map(|from| self.slice(from, end)).find(|asked| self.reads(asked))?;
        let condition = if word == "without" { format!("not {asked}") } else { asked.to_owned() };
        self.found(at, end, TakenIn::Condition, vec![condition])
    }

    /// 如已婚则办理, and the other name of a rule that says of whom it speaks: （已婚的）
    fn chinese_opening(&self) -> Option<Found> {
        if let Some((from, word)) = self.one_of(0, &["如果", "倘若", "只要", "只有", "凡是", "如", "若", "当", "凡"])
        {
            let found = (from + 1..self.atoms.len()).find_map(|to| {
                let ends = ["的则", "则", "的才能", "才能", "的才", "才", "的即可", "即可", "的即", "的方可", "方可"];
                let whom = || self.one_of(to, &["的人员", "人员", "的人", "的", "者"]).unwrap_or((to, ""));
                let all = word.starts_with('凡').then(whom);
                let (end, _) = self.one_of(to, &ends).or_else(|| self.one_of(to, &ALLOWED)).or(all)?;
                let asked = self.slice(from, to);
                self.reads(asked).then(|| self.found(0, end, TakenIn::Condition, vec![asked.to_owned()]))?
            });
            if found.is_some() {
                return found;
            }
        }
        let end = self.atoms.len();
        let to = ["的人员", "人员", "的人", "的", "者"].iter().find_map(|tail| {
            let at = end.checked_sub(tail.chars().count())?;
            (at > 0 && self.hans(at, tail)).then_some(at)
        });
        let limited = self.one_of(0, &["仅限于", "仅限", "只限", "限于", "限"]);
        let from = limited.map_or(0, |(from, _)| from);
        let denied = self.hans(from, "未");
        let to = to.or((from > 0 || denied).then_some(end));
        let asked = self.slice(from, to.filter(|to| self.first == 0 && *to > from)?);
        if self.reads(asked) {
            return self.found(0, end, TakenIn::Condition, vec![asked.to_owned()]);
        }
        let asked = self.slice(from + 1, to?);
        (denied && self.reads(asked)).then(|| self.found(0, end, TakenIn::Condition, vec![format!("非{asked}")]))?
    }

    /// 参保的可以申请: those whom a condition holds for, before what they may do. Of a value that has no condition, also
    /// 参保的费用.
    fn chinese_whom(&self) -> Option<Found> {
        let all = self.atoms.len();
        (1..all).find_map(|to| {
            let whom = || self.one_of(to, &["的人员", "人员的", "人员", "的", "者的", "者"]).filter(|_| self.unasked);
            let (end, _) = self.one_of(to, &ALLOWED).or_else(whom).filter(|(end, _)| *end < all)?;
            let asked = self.slice(0, to);
            self.reads(asked).then(|| self.found(0, end, TakenIn::Condition, vec![asked.to_owned()]))?
        })
    }

    /// 须已婚, 当已婚时
    fn chinese_brought(&self, at: usize) -> Option<Found> {
        let before = at.checked_sub(1).and_then(|before| self.han(before))?;
        let words = ["应当", "如果", "倘若", "只要", "但须", "且须", "须", "需", "应", "当", "若", "如", "但", "且"];
        let (from, word) = self.one_of(at, &words)?;
        let other = match word {
            "应" | "应当" => "响相对供反适因",
            "当" => "担充相适不正妥恰仅",
            "如" | "如果" => "例比诸假",
            "需" => "急必所按供内军刚",
            _ => "",
        };
        if other.contains(before) {
            return None;
        }
        let end = self.atoms.len();
        let tails = ["的情况下", "的情形下", "的人员", "时", "的", "者", "方可", "才可"];
        let tail = tails.iter().find_map(|tail| {
            let at = end.checked_sub(tail.chars().count())?;
            (at > from && self.hans(at, tail)).then_some(at)
        });
        let asked =
            [Some(end), tail].into_iter().flatten().map(|to| self.slice(from, to)).find(|asked| self.reads(asked));
        let begin = if word.starts_with('须') && before == '必' { at - 1 } else { at };
        match asked {
            Some(asked) => self.found(begin, end, TakenIn::Condition, vec![asked.to_owned()]),
            // What is asked may not be declared yet; 须 asks it of who is allowed something all the same.
            None => {
                let asks = matches!(self.named, Named::Rule | Named::Duty)
                    && word == "须"
                    && !"无胡触必毋所".contains(before)
                    && from < end
                    && !self.hans(from, "知");
                asks.then(|| self.found(at, end, TakenIn::Condition, Vec::new()))?
            }
        }
    }

    /// 收入5000元以下, `income under 5000 yuan`
    fn compared(&self, at: usize) -> Option<Found> {
        let (to, sort) = self.name(at)?;
        // `income of at least 5000 yuan`
        let behind = self.past(to, &["of"]);
        let behind = self.one_of(behind, &["达到", "在", "达", "为"]).map_or(behind, |(at, _)| at);
        let end = self.bare_comparison(behind, sort).or_else(|| self.bound_behind(behind, sort))?;
        let upto = |end: usize| match self.word(to) {
            Some("of") => format!("{} {}", self.slice(at, to), self.slice(behind, end)),
            _ if behind > to => format!("{}{}", self.slice(at, to), self.slice(behind, end)),
            _ => self.slice(at, end).to_owned(),
        };
        let all = self.atoms.len();
        let (condition, end) =
            Some((upto(all), all)).filter(|(whole, _)| self.reads(whole)).unwrap_or((upto(end), end));
        let brought = at.checked_sub(1).filter(|before| self.word(*before).is_some_and(|word| BRINGS.contains(&word)));
        self.found(brought.unwrap_or(at), end, TakenIn::Condition, vec![condition])
    }

    /// The `under 5000 yuan` of `income under 5000 yuan`.
    fn bare_comparison(&self, at: usize, sort: Sort) -> Option<usize> {
        let words = self.pieces(at).iter().rev().filter_map(|(to, kind)| match kind {
            TokenKind::Word(word, spelling) => Some((*to, *word, *spelling)),
            _ => None,
        });
        words.into_iter().find_map(|(to, word, spelling)| match word {
            Word::Exists | Word::IsNone | Word::IsKnown | Word::IsUnknown => Some(to),
            Word::Is | Word::IsNot | Word::OneOf | Word::NotOneOf => self.bare_comparison(to, sort).or_else(|| {
                let level = self.pieces(to).iter().rev().find_map(|(to, kind)| match kind {
                    TokenKind::Operand(ReadKind::Name(symbols)) => {
                        let level = symbols.iter().any(|symbol| matches!(symbol, Symbol::Level(..)));
                        (level && sort == Sort::Scale).then_some(*to)
                    }
                    TokenKind::Operand(ReadKind::Bool(_)) => (sort == Sort::Truth).then_some(*to),
                    _ => None,
                });
                level.or_else(|| self.bound_behind(to, sort)).or_else(|| self.like(to, sort, false))
            }),
            Word::In | Word::NotIn if !matches!(spelling, "in" | "在" | "不在") => {
                let place = self.pieces(to).iter().rev().find_map(|(to, kind)| match kind {
                    TokenKind::Operand(ReadKind::Name(symbols)) => {
                        let place = |symbol: &Symbol| matches!(symbol, Symbol::Place(_) | Symbol::PlaceSet(_));
                        symbols.iter().any(place).then_some(*to)
                    }
                    _ => None,
                });
                place.filter(|_| sort == Sort::Other)
            }
            Word::AtLeast | Word::MoreThan | Word::AtMost | Word::LessThan => self.like(to, sort, true),
            _ => None,
        })
    }

    /// The `5000 yuan or less` of `income 5000 yuan or less`.
    fn bound_behind(&self, at: usize, sort: Sort) -> Option<usize> {
        let to = self.like(at, sort, false)?;
        self.pieces(to).iter().rev().find_map(|(to, kind)| match kind {
            TokenKind::Word(
                Word::OrMore | Word::OrLess | Word::OrLessIncluded | Word::WithinNumber | Word::Beyond,
                _,
            ) => Some(*to),
            _ => None,
        })
    }

    /// An amount that something of this type can be compared with, or a name of that type.
    fn like(&self, at: usize, sort: Sort, names: bool) -> Option<usize> {
        if let Some((to, kind)) = self.amount(at) {
            let of = match kind {
                ReadKind::Date(_) => Sort::Date,
                ReadKind::Duration(_) => Sort::Length,
                ReadKind::Quantity(_, Some(UnitRef::Known(unit))) => match unit {
                    UnitWord::Yuan => Sort::Money,
                    UnitWord::Share | UnitWord::Mille | UnitWord::Fold => Sort::Share,
                    UnitWord::Mu | UnitWord::SquareMetre => Sort::Area,
                    UnitWord::Day | UnitWord::WorkingDay | UnitWord::Year | UnitWord::Month => Sort::Length,
                    UnitWord::Person | UnitWord::Household | UnitWord::Time | UnitWord::YearOfAge => Sort::Count,
                },
                ReadKind::Quantity(_, Some(_)) => Sort::Count,
                _ => Sort::Unknown,
            };
            let like = match (sort, of) {
                (Sort::Truth | Sort::Other | Sort::Scale, _) => false,
                (Sort::Date, of) => of == Sort::Date,
                // `average over 3 years` says over which time.
                (Sort::Unknown, of) => of != Sort::Length,
                (_, Sort::Unknown) => true,
                (sort, of) => sort == of,
            };
            return like.then_some(to);
        }
        let (to, other) = self.name(at).filter(|_| names)?;
        (other == sort && !matches!(sort, Sort::Truth | Sort::Unknown | Sort::Other)).then_some(to)
    }

    /// 年满18周岁, `at least 18 years old`: an age is asked of whoever the rule speaks about.
    fn aged(&self, at: usize) -> Option<Found> {
        let old = |at: usize| {
            let (to, kind) = self.amount(at)?;
            matches!(kind, ReadKind::Quantity(_, Some(UnitRef::Known(UnitWord::YearOfAge)))).then_some(to)
        };
        let compares = |to: &usize, kind: &TokenKind<'_>| match kind {
            TokenKind::Word(Word::AtLeast | Word::MoreThan | Word::AtMost | Word::LessThan, _) => old(*to),
            _ => None,
        };
        let decides = matches!(self.named, Named::Rule | Named::Duty) && at >= self.first;
        let to = self.pieces(at).iter().rev().find_map(|(to, kind)| compares(to, kind)).filter(|_| decides)?;
        (to == self.atoms.len()).then(|| self.found(at, to, TakenIn::Condition, Vec::new()))?
    }

    /// `during summer`
    fn during(&self, at: usize) -> Option<Found> {
        let end = self.atoms.len();
        let during = at >= self.first && self.words(at, &["during"]) && at + 1 < end;
        let decides = matches!(self.named, Named::Rule | Named::Duty);
        let what = self.past(at + 1, &BETWEEN);
        let condition = self.slice(what, end).to_owned();
        (during && (decides || self.name(what).is_some()))
            .then(|| self.found(at, end, TakenIn::Condition, vec![condition]))?
    }

    /// The 最高 of 费用最高为100元.
    fn ending(&self) -> Option<Found> {
        if self.named != Named::Value {
            return None;
        }
        let ends = |words: &[&str]| {
            let word = words.iter().find(|word| self.text.to_ascii_lowercase().ends_with(**word))?;
            let start = self.text.len() - word.trim_start().len();
            (start > 0).then_some(start..self.text.len())
        };
        let found = |at, kind| Found { at, kind, conditions: Vec::new() };
        ends(&BOUNDS).map(|at| found(at, TakenIn::Bound)).or_else(|| ends(&MODALS).map(|at| found(at, TakenIn::Modal)))
    }
}
