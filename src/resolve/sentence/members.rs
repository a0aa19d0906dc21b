//! What is gathered from the members of a list: counts, sums, runs of years, unbroken time.

use super::{Parse, Parser};
use crate::resolve::error::NameError;
use crate::resolve::read::{ListRef, Read, ReadKind};
use crate::resolve::reading::TokenKind;
use crate::source::Span;
use crate::syntax::keywords::Word;
use crate::types::Aggregate;

impl Parser<'_, '_, '_> {
    /// `LIST in any 3 consecutive year where …`
    pub(super) fn aggregate(
        &mut self,
        kind: Aggregate,
        amount: Option<Box<Read>>,
        start: Span,
        greatest: bool,
    ) -> Parse<Read> {
        let list = self.list()?;
        let window = if self.eat(Word::InAny) { Some(Box::new(self.run()?)) } else { None };
        if greatest && window.is_none() {
            return Err(vec![NameError::Window { at: self.since(start), instead: None }]);
        }
        let filter = if self.eat(Word::Where) { Some(Box::new(self.deeper(Self::chain)?)) } else { None };
        let kind = ReadKind::Aggregate { kind, list, amount, filter, window };
        Ok(Read { kind, span: self.since(start) })
    }

    /// `with gaps up to 30 days`, after a comma or not
    pub(super) fn gap(&mut self) -> Parse<Option<Box<Read>>> {
        match self.eat_after_comma(&[Word::GapsUpTo]) {
            Some(_) => Ok(Some(Box::new(self.unary()?))),
            None => Ok(None),
        }
    }

    fn run(&mut self) -> Parse<(Read, Read)> {
        let length = self.unary()?;
        // `in any 3 consecutive year`, `in any 36 months by paid on`
        self.eat(Word::InARow);
        if !self.eat(Word::Consecutive) && !self.eat(Word::By) {
            return Err(vec![NameError::Window { at: self.here(), instead: None }]);
        }
        let key = self.unary()?;
        Ok((length, key))
    }

    /// `清单的个数`, `清单中 条件 者的 数额 之和`, `清单中任意连续3个年度的 数额 之和的最大值`
    pub(super) fn over_list(&mut self, start: Span) -> Parse<Read> {
        let list = self.list()?;
        let count = |list, filter, span| {
            let kind = ReadKind::Aggregate { kind: Aggregate::Count, list, amount: None, filter, window: None };
            Read { kind, span }
        };
        if self.eat(Word::CountOf) {
            return Ok(count(list, None, self.since(start)));
        }
        let (mut filter, mut window) = (None, None);
        if self.eat(Word::ListInAny) {
            window = Some(Box::new(self.run()?));
            if let Some(count) = self.most_of(&list, None, &mut window, start) {
                return Ok(count);
            }
            self.eat(Word::Of);
        } else if !self.eat(Word::OfList) {
            return Err(vec![NameError::ListAsValue { at: list.span, text: (self.reader.slice)(list.span) }]);
        } else if let Some(end) = self.who_ahead() {
            let condition = self.deeper(Self::chain)?;
            filter = Some(Box::new(condition));
            if matches!(end, Word::CountOf | Word::CountWho) {
                self.at += 1;
                return Ok(count(list, filter, self.since(start)));
            }
            if self.eat(Word::WhoInAny) {
                window = Some(Box::new(self.run()?));
                if let Some(count) = self.most_of(&list, filter.clone(), &mut window, start) {
                    return Ok(count);
                }
                self.eat(Word::Of);
            } else if !self.eat(Word::WhoWhere) {
                return Err(vec![self.unexpected()]);
            }
            if self.eat(Word::CountOf) {
                return Ok(count(list, filter, self.since(start)));
            }
        }
        if window.is_none() && self.eat(Word::Since) {
            let first = self.dated()?;
            if !self.eat(Word::UpTo) {
                return Err(vec![self.unexpected()]);
            }
            let end = self.dated()?;
            if !self.eat(Word::Unbroken) {
                return Err(vec![self.unexpected()]);
            }
            let gap = self.gap()?;
            let kind = ReadKind::Unbroken { list, start: Box::new(first), end: Box::new(end), gap, filter };
            return Ok(Read { kind, span: self.since(start) });
        }
        let amount = Some(Box::new(self.sum()?));
        let kind = match self.word() {
            Some(Word::TotalOf) if window.is_none() => Aggregate::Sum,
            Some(Word::LargestTotalOf) if window.is_some() => Aggregate::Sum,
            Some(Word::LargestOf) if window.is_none() => Aggregate::Greatest,
            Some(Word::SmallestOf) if window.is_none() => Aggregate::Least,
            // 任意连续12个月 … 之和, of which one is not said.
            Some(Word::TotalOf) => {
                self.at += 1;
                let at = self.since(start);
                let instead = Some(format!("{}的最大值", (self.reader.slice)(at)));
                return Err(vec![NameError::Window { at, instead }]);
            }
            _ if window.is_some() => return Err(vec![NameError::Window { at: self.since(start), instead: None }]),
            _ => return Err(vec![self.unexpected()]),
        };
        self.at += 1;
        Ok(Read { kind: ReadKind::Aggregate { kind, list, amount, filter, window }, span: self.since(start) })
    }

    /// `任意连续12个月按日期的个数的最大值`: how many members at most lie in a run.
    fn most_of(
        &mut self,
        list: &ListRef,
        filter: Option<Box<Read>>,
        window: &mut Option<Box<(Read, Read)>>,
        start: Span,
    ) -> Option<Read> {
        if !self.eat(Word::CountOf) {
            return None;
        }
        self.eat(Word::LargestOf);
        let kind = Aggregate::Count;
        let kind = ReadKind::Aggregate { kind, list: list.clone(), amount: None, filter, window: window.take() };
        Some(Read { kind, span: self.since(start) })
    }

    /// Whether a condition on the members comes next, and the word that ends it.
    fn who_ahead(&self) -> Option<Word> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let mut after_list = false;
        for token in rest {
            match token.kind {
                TokenKind::Word(word @ (Word::WhoWhere | Word::WhoInAny | Word::CountWho), _) => return Some(word),
                // The count of another list ends no condition on this one.
                TokenKind::Word(Word::CountOf, _) if !after_list => return Some(Word::CountOf),
                TokenKind::Word(Word::TotalOf | Word::LargestOf | Word::SmallestOf | Word::LargestTotalOf, _) => {
                    return None;
                }
                _ => {}
            }
            after_list = matches!(token.kind, TokenKind::List(_));
        }
        None
    }
}
