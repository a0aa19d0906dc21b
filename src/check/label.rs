//! A label that says what its item does not ask: a condition that a colon has made a mere name.

use super::{Checker, TypeError};
use crate::ir::{Expr, ExprKind, visit};
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::{Scope, Symbol};
use crate::source::Span;
use crate::syntax::ast::{Name, TypeKind};
use crate::syntax::keywords;
use crate::types::Type;

/// What stands behind a label.
pub(super) struct Labelled<'e> {
    /// What it reads.
    pub reads: Vec<&'e Expr>,
    /// Whether it is a whole rule.
    pub rule: bool,
    /// The words to which a condition may be added, and how.
    pub rest: Option<(Span, Joined)>,
}

/// How a condition is added to what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    /// `60 when married`
    When,
    /// `employed and married`
    And,
}

/// Words behind a level that make it a range of levels.
const RANGES: [&str; 10] = [
    "及以上",
    "及以下",
    "以上",
    "以下",
    " or above",
    " or higher",
    " or below",
    " or lower",
    " and above",
    " and below",
];

/// A word that may begin a condition.
struct Beginning {
    word: &'static str,
    /// Whether it turns round what follows.
    turned: bool,
    /// Whether it may also begin a label, as in 当年 or `for couples`: then a condition has to follow.
    shared: bool,
}

const fn beginning(word: &'static str, turned: bool, shared: bool) -> Beginning {
    Beginning { word, turned, shared }
}

/// Words that begin a condition, the longer ones first.
const BEGINNINGS: [Beginning; 15] = [
    beginning("only if ", false, false),
    beginning("only when ", false, false),
    beginning("provided that ", false, false),
    beginning("provided ", false, false),
    beginning("if ", false, false),
    beginning("when ", false, false),
    beginning("unless ", true, false),
    beginning("where ", false, true),
    beginning("for ", false, true),
    beginning("如果", false, false),
    beginning("除非", true, false),
    beginning("若", false, true),
    beginning("当", false, true),
    beginning("凡", false, true),
    beginning("对", false, true),
];

impl Checker<'_, '_> {
    /// A label that asks for something which its item does not read. It is the name of something, a level of a grade, or
    /// a whole condition; the last two may stand in quotes.
    pub(super) fn label_beside(&mut self, label: Option<&Name>, of: &Labelled<'_>, scope: Scope) -> Option<()> {
        let Some(label) = label else { return Some(()) };
        let Some((condition, whole)) = self.asked_by(label, of, scope) else { return Some(()) };
        let at = label.text.span;
        let rest =
            of.rest.filter(|(rest, _)| whole && rest.file == at.file && rest.start >= at.end && !self.denied(*rest));
        let instead = rest.map(|(rest, joined)| {
            let said = self.slice(rest);
            let chinese = self.is_chinese(at);
            let joiner = match (joined, chinese) {
                (Joined::When, true) => "，当 ",
                (Joined::When, false) => " when ",
                (Joined::And, true) => " 且 ",
                (Joined::And, false) => " and ",
            };
            let alone = |text: &str| match joined == Joined::And && [" or ", "或"].iter().any(|or| text.contains(or)) {
                true if chinese => format!("（{text}）"),
                true => format!("({text})"),
                false => text.to_owned(),
            };
            let said = said.trim();
            if ["yes", "是"].contains(&said) {
                return (at.to(rest), condition.clone());
            }
            (at.to(rest), format!("{}{joiner}{}", alone(said), alone(&condition)))
        });
        let behind = of.rest.filter(|(_, joined)| *joined == Joined::When).map(|(rest, _)| self.slice(rest));
        let behind = behind.map(|said| said.trim().to_owned()).filter(|said| !said.is_empty());
        let text = label.text.node.clone();
        self.report(TypeError::LabelIsName { at, text, condition, behind, instead })
    }

    /// The condition that a label makes and its item does not, and whether it is whole.
    fn asked_by(&self, label: &Name, of: &Labelled<'_>, scope: Scope) -> Option<(String, bool)> {
        let text = label.text.node.trim();
        // A rule may be called what it is about; only the name of a plain fact is a condition that went astray.
        let plain = |symbol: &Symbol| match symbol {
            Symbol::Fact(id) => !of.rule || self.facts.get(id.index()).is_some_and(|fact| fact.ty == Type::Bool),
            Symbol::Field(..) | Symbol::Definition(_) => !of.rule,
            _ => false,
        };
        // 已婚的 says of whom, as the name alone would.
        let forms = label.forms().map(|form| self.without_whom(&form.node));
        let named: Vec<Symbol> = forms.flat_map(|form| self.names.lookup(form)).filter(plain).collect();
        if !named.is_empty() {
            // Behind a fact that is no yes or no, its value would have to follow.
            let condition = self.without_whom(text);
            return (!of.read(&named))
                .then(|| (condition.to_owned(), named.iter().all(|symbol| self.is_yes_no(*symbol))));
        }
        let written = self.slice(label.text.span);
        if written.trim() != text {
            return None;
        }
        if let Some(introduced) = self.introduced(label.text.span, text, of, scope) {
            return Some(introduced);
        }
        let text = text.strip_suffix('的').unwrap_or(text);
        let place = self.place_asked(text, of);
        place.or_else(|| self.level_asked(text, of)).or_else(|| self.condition_asked(label.text.span, text, of, scope))
    }

    /// 已婚 of 已婚的, unless that is a name itself.
    fn without_whom<'t>(&self, text: &'t str) -> &'t str {
        text.strip_suffix('的').filter(|_| self.names.lookup(text).is_empty()).unwrap_or(text)
    }

    /// `if married`, 除非已婚: the beginning of a condition, which no label is, whatever the item asks.
    fn introduced(&self, at: Span, text: &str, of: &Labelled<'_>, scope: Scope) -> Option<(String, bool)> {
        let Beginning { word, turned, shared } = BEGINNINGS.iter().find(|begins| text.starts_with(begins.word))?;
        let said = text.get(word.len()..)?;
        let rest = said.trim_start();
        let begins = word.len() + said.len() - rest.len();
        let rest = rest.strip_suffix(['时', '者', '的']).unwrap_or(rest).trim_end();
        let source = self.names.sources.get(at.file)?;
        let phrase = crate::syntax::parse_phrase(source, at.part(begins..begins + rest.len()));
        let asks = self.names.try_read(&phrase, scope).filter(|read| match &read.kind {
            ReadKind::Name(symbols) => symbols.iter().any(|symbol| self.is_yes_no(*symbol)),
            other => other.is_condition(),
        });
        let Some(asks) = asks else { return (!shared).then(|| (String::new(), false)) };
        let alone = matches!(asks.kind, ReadKind::Name(_));
        let condition = match (turned, rest.is_ascii()) {
            (false, _) => rest.to_owned(),
            (true, true) if alone => format!("not {rest}"),
            (true, false) if alone => format!("非{rest}"),
            (true, true) => format!("not ({rest})"),
            (true, false) => format!("非（{rest}）"),
        };
        // Before a condition, `if` says that the one is asked only where the other holds: another sentence than `and`.
        let joined = of.rest.is_some_and(|(_, joined)| joined == Joined::When) || of.rule;
        Some((condition, joined))
    }

    /// `married: no`
    fn denied(&self, rest: Span) -> bool {
        ["no", "否"].contains(&self.slice(rest).trim())
    }

    fn is_yes_no(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Fact(id) => self.facts.get(id.index()).is_some_and(|fact| fact.ty == Type::Bool),
            Symbol::Field(record, field) => {
                let record = self.records.get(record.index());
                record.and_then(|record| record.fields.get(field.index())).is_some_and(|field| field.ty == Type::Bool)
            }
            Symbol::Definition(_) | Symbol::Decision(_) => true,
            _ => false,
        }
    }

    /// 德宏 before an amount for everyone: those who are there, and nothing asks for it.
    fn place_asked(&self, text: &str, of: &Labelled<'_>) -> Option<(String, bool)> {
        let symbols = self.names.lookup(text);
        let place = |symbol: &Symbol| matches!(symbol, Symbol::Place(_) | Symbol::PlaceSet(_));
        if symbols.is_empty() || !symbols.iter().all(place) || !of.is_for_everyone() {
            return None;
        }
        let mut facts = self.names.facts.iter().filter(|fact| matches!(fact.ast.ty.kind, TypeKind::Place));
        let (Some(fact), None) = (facts.next(), facts.next()) else { return Some((String::new(), false)) };
        let is_in = if text.is_ascii() { " is in " } else { "在" };
        let name = fact.term.forms().find(|form| form.is_ascii() == text.is_ascii()).unwrap_or(&fact.term.text);
        Some((format!("{name}{is_in}{text}"), true))
    }

    /// `doctor`, 本科以上: a level of a grade that the item does not look at.
    fn level_asked(&self, text: &str, of: &Labelled<'_>) -> Option<(String, bool)> {
        let level = RANGES.iter().find_map(|range| text.strip_suffix(range)).map_or(text, str::trim);
        let symbols = self.names.lookup(level);
        let scales: Vec<u32> = symbols
            .iter()
            .filter_map(|symbol| if let Symbol::Level(scale, _) = symbol { Some(*scale) } else { None })
            .collect();
        if scales.is_empty() || scales.len() < symbols.len() {
            return None;
        }
        let at = |scale: &u32| usize::try_from(*scale).ok();
        let looked_at = of.any(&|part| match &part.ty {
            Type::Level(found) => {
                scales.iter().any(|scale| at(scale).and_then(|at| self.names.scales.get(at)) == Some(found))
            }
            _ => false,
        });
        // Before a list of its own, such a label says what the list is about.
        if looked_at || of.rest.is_none() {
            return None;
        }
        let graded = self
            .names
            .facts
            .iter()
            .filter(|fact| fact.scale.is_some_and(|known| scales.iter().any(|scale| at(scale) == Some(known))));
        let mut graded = graded.map(|fact| fact.term.text.to_string());
        let chinese = self.is_chinese(of.reads.first().map_or(Span::default(), |expr| expr.span));
        let is = if level.len() < text.len() || !chinese && text.is_ascii() { " is " } else { "是" };
        let is = if level.len() < text.len() && !text.is_ascii() { "" } else { is };
        match (graded.next(), graded.next()) {
            (Some(fact), None) => Some((format!("{fact}{is}{text}"), true)),
            _ => Some((text.to_owned(), false)),
        }
    }

    /// `age ≥ 60`: a condition of which the item reads nothing, or a comparison that nobody can read.
    fn condition_asked(&self, at: Span, text: &str, of: &Labelled<'_>, scope: Scope) -> Option<(String, bool)> {
        // A name by itself has been looked up: what is more holds a word that joins or compares, and few labels do.
        let joins = [
            "is", "and", "or", "not", "是", "为", "满", "且", "或", "非", "不", "未", "无", "有", "存在", "exist",
            "known", "已知",
        ];
        let bound = of.is_for_everyone() && is_bound(text);
        let signed = text.contains(['≥', '≤', '>', '<', '＞', '＜', '=', '＝', '≠']);
        let compares = || keywords::comparing().any(|(_, word)| text.contains(word));
        if !signed && !bound && !joins.iter().any(|word| text.contains(word)) && !compares() {
            return None;
        }
        let source = self.names.sources.get(at.file)?;
        let phrase = crate::syntax::parse_phrase(source, at.part(0..text.len()));
        if let Some(read) = self.names.try_read(&phrase, scope) {
            let mut names = Vec::new();
            let condition = read.kind.is_condition();
            names_in(&read, &mut names);
            let unread = names.iter().any(|symbols| !of.read(symbols));
            return (condition && unread).then(|| (text.to_owned(), true));
        }
        let digits = text.contains(|c: char| c.is_numeric() || "一二三四五六七八九十百".contains(c));
        let worded =
            keywords::comparing().any(|(_, word)| word.chars().count() > 1 && !word.is_ascii() && text.contains(word));
        let nothing_read = !of.any(&|part| {
            matches!(
                part.kind,
                ExprKind::Fact(_) | ExprKind::Definition(_) | ExprKind::Decision(_) | ExprKind::Field(_)
            )
        });
        (nothing_read && (signed || bound || digits && worded)).then(|| (String::new(), false))
    }
}

/// `60+`, `over 60`, 满5年: a figure with a word of order before or behind it.
fn is_bound(text: &str) -> bool {
    let number = |c: char| c.is_numeric() || "一二三四五六七八九十百".contains(c);
    let open = text.strip_suffix(['+', '＋']).is_some_and(|rest| rest.ends_with(number));
    let worded = |word: &str| {
        let behind = text.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with(number));
        let before = text.strip_suffix(word).is_some_and(|rest| text.starts_with(number) && !rest.is_empty());
        behind || before
    };
    open || keywords::comparing().any(|(_, word)| worded(word))
        || ["满", "over ", "under "].iter().any(|word| worded(word))
}

impl Labelled<'_> {
    /// Whether it is an amount of points that nothing is asked for.
    fn is_for_everyone(&self) -> bool {
        matches!(self.rest, Some((_, Joined::When)))
            && !self.any(&|part| {
                matches!(
                    part.kind,
                    ExprKind::Fact(_) | ExprKind::Definition(_) | ExprKind::Decision(_) | ExprKind::Field(_)
                )
            })
    }

    fn any(&self, is: &dyn Fn(&Expr) -> bool) -> bool {
        let mut found = false;
        for expr in &self.reads {
            visit::walk(expr, &mut |part| found |= is(part));
        }
        found
    }

    /// Whether it reads one of these.
    fn read(&self, symbols: &[Symbol]) -> bool {
        self.any(&|part| {
            symbols.iter().any(|symbol| match (symbol, &part.kind) {
                (Symbol::Fact(id), ExprKind::Fact(known)) => id == known,
                (Symbol::Field(_, id), ExprKind::Field(known)) => *id == known.field,
                (Symbol::Definition(id), ExprKind::Definition(known) | ExprKind::MemberDefinition(_, known)) => {
                    id == known
                }
                (Symbol::Decision(id), ExprKind::Decision(known)) => id == known,
                _ => false,
            })
        })
    }
}

/// What the names of a condition stand for, but for those inside amounts over lists.
fn names_in(read: &Read, out: &mut Vec<Vec<Symbol>>) {
    let asked = |symbol: &Symbol| {
        matches!(symbol, Symbol::Fact(_) | Symbol::Field(..) | Symbol::Definition(_) | Symbol::Decision(_))
    };
    match &read.kind {
        ReadKind::Name(symbols) if symbols.iter().any(asked) => out.push(symbols.clone()),
        ReadKind::And(parts) | ReadKind::Or(parts) => parts.iter().for_each(|part| names_in(part, out)),
        ReadKind::Not(inner)
        | ReadKind::Exists(inner, _)
        | ReadKind::Known(inner, _)
        | ReadKind::Forbidden(inner, _)
        | ReadKind::Breached(inner)
        | ReadKind::OneOf { item: inner, .. }
        | ReadKind::In { item: inner, .. } => names_in(inner, out),
        ReadKind::Compare(_, one, other) | ReadKind::Arithmetic(_, one, other) => {
            names_in(one, out);
            names_in(other, out);
        }
        _ => {}
    }
}
