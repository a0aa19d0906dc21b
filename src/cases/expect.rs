//! What a case expects: `yes`, or an answer with what it must rest on.

use super::document::{Node, NodeKind};
use super::error::{Beside, CaseError, Name};
use super::typed::{NOTE, fold, scalar};
use crate::diagnostics::wording::nearest;
use crate::diagnostics::{Language, Say, Text};
use crate::ir::expect::{self, AtOdds};
use crate::ir::literal;
use crate::ir::{
    Citation, Decision, DecisionKind, Expectation, Expected, Missing, OptionSet, Program, Reasons, Wanted,
};
use crate::source::{Span, Spanned};
use crate::text;
use crate::types::Type;
use crate::types::ids::DecisionId;
use std::collections::BTreeSet;

/// What may stand beside an answer, and the Chinese for it.
const ANSWER: [&str; 3] = ["answer", "结论", "结果"];
const BECAUSE: [&str; 2] = ["because", "理由"];
const MISSING: [&str; 2] = ["missing", "缺少"];
const FAULT: [&str; 2] = ["error", "错误"];

/// What is expected of a decision. Problems that leave the rest readable are added to `wrong`.
pub fn expected(
    program: &Program,
    decision: &Decision,
    node: &Node,
    wrong: &mut Vec<CaseError>,
) -> Result<(Wanted, Vec<Reasons>), CaseError> {
    let mut reasons = Vec::new();
    let wanted = Reader { program, decision, wrong }.each(node, 0, &mut reasons)?;
    Ok((wanted, reasons))
}

/// The decision of that name.
pub fn decision(program: &Program, name: &str, at: Span) -> Result<DecisionId, CaseError> {
    let found = program.decisions.iter().position(|decision| decision.term.is(name.trim()));
    found.map(DecisionId::at).ok_or_else(|| {
        let known = program.decisions.iter().flat_map(|decision| decision.term.forms());
        let near = nearest(name, known).into_iter().map(str::to_owned).collect();
        CaseError::Unknown { at, text: name.to_owned(), near, what: Name::Decision }
    })
}

/// What is expected of a set of options, by the names of those that must be open: `[stay, move]`, `{answer: [stay, move]}`.
pub fn chosen(program: &Program, set: &OptionSet, node: &Node, wrong: &mut Vec<CaseError>) -> Vec<Expectation> {
    if let NodeKind::Map(entries) = &node.kind {
        let is = |key: &Spanned<String>, words: &[&str]| words.contains(&fold(&key.node).as_str());
        let answer = entries.iter().find(|(key, _)| is(key, &ANSWER)).map(|(_, answer)| answer);
        let at = answer.map_or(node.span, |answer| answer.span);
        // Reasons are those of one decision.
        let beside = entries.iter().filter(|(key, _)| !is(key, &ANSWER) && !is(key, &NOTE));
        wrong.extend(beside.map(|(key, _)| CaseError::AtOdds {
            at: key.span,
            answer: at,
            what: Beside::Answer(AtOdds::Options),
        }));
        return answer.map(|answer| chosen(program, set, answer, wrong)).unwrap_or_default();
    }
    let mut named: Vec<(String, Span)> = Vec::new();
    for one in several(node) {
        let text = match &one.kind {
            NodeKind::Map(_) | NodeKind::List(_) | NodeKind::Null => String::new(),
            _ => scalar(one).unwrap_or_default(),
        };
        // Each at its own place, where the text stands as it is written.
        let plain = one.span.range().len() == text.len();
        named.extend(expect::parts(&text).into_iter().map(|(part, at)| {
            let place = if plain { one.span.part(at..at + part.len()) } else { one.span };
            (part.to_owned(), place)
        }));
    }
    let mut unknown = Vec::new();
    let out = expect::chosen(program, set, &named, node.span, &mut unknown);
    let none = |found: expect::NoOption| {
        let expect::NoOption { at, text, near } = found;
        CaseError::Unknown { at, text, near, what: Name::Option }
    };
    wrong.extend(unknown.into_iter().map(none));
    out
}

/// How an expectation is written: of the decision that is named where a record should be, else of the first one.
pub fn form(program: &Program, node: &Node) -> Text {
    let named = several(node).first().and_then(|one| scalar(one)).unwrap_or_default();
    let found = program.decisions.iter().find(|decision| decision.term.is(named.trim()));
    let Some(decision) = found.or_else(|| program.decisions.first()) else {
        return text!("expect: {{decision: answer}}", "期望: {{决定: 结果}}");
    };
    let answer = match &decision.kind {
        DecisionKind::Modal(_) | DecisionKind::Value(Type::Bool) => text!("yes", "是"),
        DecisionKind::Value(ty) => literal::sample(ty, &program.places),
    };
    let say = |language| decision.term.say(language);
    let (en, zh) = (say(Language::English), say(Language::Chinese));
    text!("expect: {{{en}: {answer}}}", "期望: {{{zh}: {answer}}}"; answer)
}

struct Reader<'r> {
    program: &'r Program,
    decision: &'r Decision,
    wrong: &'r mut Vec<CaseError>,
}

impl Reader<'_> {
    /// An answer, or one for each member of a list; `reasons` follow the answers in the order in which they are written.
    fn each(&mut self, node: &Node, depth: usize, reasons: &mut Vec<Reasons>) -> Result<Wanted, CaseError> {
        match &node.kind {
            NodeKind::List(members) if depth < self.decision.each.len() => {
                let each = members.iter().map(|member| self.each(member, depth + 1, reasons));
                Ok(Wanted::Each(each.collect::<Result<_, _>>()?))
            }
            _ => {
                let (wanted, why) = self.one(node)?;
                reasons.push(why);
                Ok(Wanted::Every(wanted))
            }
        }
    }

    /// An answer, alone or with its reasons.
    fn one(&mut self, node: &Node) -> Result<(Expected, Reasons), CaseError> {
        let NodeKind::Map(entries) = &node.kind else { return Ok((self.answer(node)?, Reasons::default())) };
        let mut answer: Option<(Expected, Span)> = None;
        let mut reasons = Reasons::default();
        let mut implied: Option<Expected> = None;
        for (key, value) in entries {
            let folded = fold(&key.node);
            let is = |keys: &[&str]| keys.contains(&folded.as_str());
            if is(&ANSWER) {
                answer = Some((self.answer(value)?, value.span));
            } else if is(&BECAUSE) {
                for named in several(value) {
                    let clause = self.clause(named);
                    self.keep(clause).into_iter().for_each(|clause| reasons.because.push(clause));
                }
            } else if is(&MISSING) {
                implied = Some(Expected::Undetermined);
                let named: Vec<Option<Missing>> = several(value)
                    .into_iter()
                    .map(|node| {
                        let missing = self.missing(node);
                        self.keep(missing)
                    })
                    .collect();
                reasons.missing = Some(Spanned::new(named.into_iter().flatten().collect::<BTreeSet<_>>(), value.span));
            } else if is(&FAULT) {
                implied = Some(Expected::Error);
                let fault = fault(value);
                reasons.fault = self.keep(fault);
            } else if !is(&NOTE) {
                let known = ANSWER.iter().chain(&BECAUSE).chain(&MISSING).chain(&FAULT).copied();
                let near = nearest(&key.node, known).into_iter().map(str::to_owned).collect();
                let (at, text) = (key.span, key.node.clone());
                self.wrong.push(CaseError::Unknown { at, text, near, what: Name::Expectation });
            }
        }
        let waits = reasons.missing.as_ref().map(|missing| (Expected::Undetermined, missing.span, AtOdds::Missing));
        let fails = reasons.fault.as_ref().map(|fault| (Expected::Error, fault.span, AtOdds::Fault));
        let at_odds = [waits, fails].into_iter().flatten();
        let Some((answer, at)) = answer else {
            let none = || CaseError::NoAnswer { at: node.span, decision: self.decision.term.clone() };
            return Ok((implied.ok_or_else(none)?, reasons));
        };
        match at_odds.into_iter().find(|(only, ..)| *only != answer) {
            Some((_, beside, what)) => Err(CaseError::AtOdds { at: beside, answer: at, what: Beside::Answer(what) }),
            None => Ok((answer, reasons)),
        }
    }

    fn keep<T>(&mut self, read: Result<T, CaseError>) -> Option<T> {
        match read {
            Ok(found) => Some(found),
            Err(error) => {
                self.wrong.push(error);
                None
            }
        }
    }

    fn answer(&self, node: &Node) -> Result<Expected, CaseError> {
        // More answers than there are members to be decided for.
        let several = || if matches!(node.kind, NodeKind::List(_)) { "[…]".to_owned() } else { String::new() };
        let text = scalar(node).unwrap_or_else(several);
        literal::expected(&text, &self.decision.kind, &self.program.places).map_err(|error| CaseError::Literal {
            at: node.span,
            text,
            fact: self.decision.term.clone(),
            error,
        })
    }

    fn clause(&self, node: &Node) -> Result<Spanned<Citation>, CaseError> {
        let text = scalar(node).unwrap_or_default();
        match Citation::read(&text, self.program, self.decision) {
            Ok(clause) => Ok(Spanned::new(clause, node.span)),
            Err(lost) => {
                Err(CaseError::UnknownClause { at: node.span, text, decision: self.decision.term.clone(), lost })
            }
        }
    }

    fn missing(&self, node: &Node) -> Result<Missing, CaseError> {
        let text = scalar(node).unwrap_or_default();
        Missing::read(&fold(&text), self.program).map_err(|near| CaseError::Unknown {
            at: node.span,
            text,
            near,
            what: Name::Fact,
        })
    }
}

fn fault(node: &Node) -> Result<Spanned<&'static str>, CaseError> {
    let text = scalar(node).unwrap_or_default();
    match expect::fault(&fold(&text)) {
        Ok(word) => Ok(Spanned::new(word, node.span)),
        Err(near) => Err(CaseError::Unknown { at: node.span, text, near, what: Name::Fault }),
    }
}

/// One value, or those of a list.
pub fn several(node: &Node) -> Vec<&Node> {
    match &node.kind {
        NodeKind::List(all) => all.iter().collect(),
        _ => vec![node],
    }
}
