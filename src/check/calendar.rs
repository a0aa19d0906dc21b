//! Dates, and what is reckoned from them.

use super::unit::{is_days, is_working_days};
use super::{Checker, Place, TypeError};
use crate::ir::{Expr, ExprKind, Shift, Unbroken, Value, WindowOf};
use crate::resolve::read::{Read, ReadKind};
use crate::source::Span;
use crate::types::calendar::{Measure, MissingDay};
use crate::types::{Base, Duration, Number, Operator, Type, Unit};

fn expr(kind: ExprKind, ty: Type, span: Span) -> Expr {
    Expr { kind, ty, span }
}

/// A number of days.
pub(super) fn days_type() -> Type {
    Type::Number { unit: Unit::of(Base::Day), whole: true }
}

/// The same place, where a day and the days that fix it are taken to be there.
fn there(day: &Read, place: &Place) -> Place {
    let mut place = place.having(day);
    let mut inner = day;
    while let ReadKind::Anchor(_, date) | ReadKind::MissingDay(_, date) | ReadKind::Arithmetic(_, date, _) = &inner.kind
    {
        place = place.having(date);
        inner = date;
    }
    place
}

impl Checker<'_, '_> {
    /// A date.
    pub(super) fn date_expr(&mut self, read: &Read, place: &Place) -> Option<Expr> {
        let date = self.expr(read, Some(&Type::Date), place)?;
        if date.ty == Type::Date {
            return Some(date);
        }
        self.report(TypeError::Mismatch { expected: Type::Date, found: date.ty, at: date.span, because: None })
    }

    #[expect(clippy::option_option, reason = "no dates, wrong dates, a sum of dates")]
    /// `hired on plus 3 months`, `left on minus hired on`; nothing where neither side is a date.
    pub(super) fn date_arithmetic(
        &mut self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Option<Expr>> {
        let back = match operator {
            Operator::Plus => false,
            Operator::Minus => true,
            _ => return None,
        };
        match (&left.ty, &right.ty) {
            (Type::Date, Type::Date) if back => {
                let kind = ExprKind::Between(Measure::Days, Box::new(right.clone()), Box::new(left.clone()));
                Some(Some(expr(kind, days_type(), span)))
            }
            (Type::Date, _) => Some(self.length(right.clone()).map(|by| {
                let shift = Shift { date: left.clone(), by, back, rule: MissingDay::LastDay };
                expr(ExprKind::Shift(Box::new(shift)), Type::Date, span)
            })),
            (_, Type::Date) if !back => Some(self.length(left.clone()).map(|by| {
                let shift = Shift { date: right.clone(), by, back, rule: MissingDay::LastDay };
                expr(ExprKind::Shift(Box::new(shift)), Type::Date, span)
            })),
            _ => None,
        }
    }

    /// How long: years and months, or a whole number of days.
    fn length(&mut self, found: Expr) -> Option<Expr> {
        match (&found.kind, &found.ty) {
            (ExprKind::Value(Value::Duration(Duration { months: 0, days })), Type::Duration) => {
                let days = Value::Number(Number::whole(i64::from(*days)));
                Some(expr(ExprKind::Value(days), days_type(), found.span))
            }
            (_, Type::Duration) => Some(found),
            (_, ty) if is_days(ty) => Some(found),
            (_, ty) if is_working_days(ty) => {
                self.needs_holidays(found.span)?;
                Some(found)
            }
            (_, Type::Number { unit: Unit::Pure, .. }) => {
                let (text, chinese) = (self.slice(found.span), self.is_chinese(found.span));
                self.report(TypeError::BareDuration { at: found.span, text, chinese })
            }
            (_, Type::Number { .. }) => {
                let error =
                    TypeError::Mismatch { expected: Type::Duration, found: found.ty, at: found.span, because: None };
                self.report(error)
            }
            _ => self.report(TypeError::NotANumber { found: found.ty, at: found.span }),
        }
    }

    /// A sum of a date, with what happens where a month has no such day.
    pub(super) fn missing_day(&mut self, rule: MissingDay, sum: &Read, place: &Place) -> Option<Expr> {
        let found = self.expr(sum, None, place)?;
        match found.kind {
            ExprKind::Shift(shift) => Some(Expr { kind: ExprKind::Shift(Box::new(Shift { rule, ..*shift })), ..found }),
            _ => {
                let error =
                    TypeError::Mismatch { expected: Type::Date, found: found.ty, at: found.span, because: None };
                self.report(error)
            }
        }
    }

    /// `… carried to the next working day`
    pub(super) fn carried(&mut self, read: &Read, place: &Place, span: Span) -> Option<Expr> {
        let found = self.expr(read, None, place)?;
        self.needs_holidays(span)?;
        match found.kind {
            // The last day of a period that stands in brackets.
            ExprKind::Window(window) => {
                let window = Box::new(WindowOf { carried: true, ..*window });
                Some(Expr { kind: ExprKind::Window(window), ..found })
            }
            _ if found.ty == Type::Date => Some(expr(ExprKind::Carried(Box::new(found)), Type::Date, span)),
            _ => {
                let error =
                    TypeError::Mismatch { expected: Type::Date, found: found.ty, at: found.span, because: None };
                self.report(error)
            }
        }
    }

    /// `whole months between a and b`
    pub(super) fn between(
        &mut self,
        measure: Measure,
        from: &Read,
        to: &Read,
        place: &Place,
        span: Span,
    ) -> Option<Expr> {
        let (from, to) = (self.date_expr(from, place), self.date_expr(to, place));
        let (from, to) = (from?, to?);
        let ty = match measure {
            Measure::Days => days_type(),
            Measure::WorkingDays => {
                self.needs_holidays(span)?;
                Type::Number { unit: Unit::of(Base::WorkingDay), whole: true }
            }
            Measure::Months | Measure::Years => Type::Number { unit: Unit::Pure, whole: true },
            Measure::Time => Type::Duration,
            Measure::Age(_) => Type::Number { unit: super::unit::years_of_age(), whole: true },
        };
        Some(expr(ExprKind::Between(measure, Box::new(from), Box::new(to)), ty, span))
    }

    /// `5 years from converted on, ending early on left on`
    pub(super) fn window_of(&mut self, read: &ReadKind, place: &Place, span: Span) -> Option<Expr> {
        let ReadKind::Window { start, length, following, carried, early } = read else { return None };
        let start = self.date_expr(start, place);
        let length = self.expr(length, Some(&Type::Duration), place);
        // There may be no day on which it ends early: then it does not.
        let early = early.as_ref().map(|early| self.date_expr(early, &there(early, place)));
        let (start, length) = (start?, self.length(length?)?);
        if *carried {
            self.needs_holidays(span)?;
        }
        let early = match early {
            Some(early) => Some(early?),
            None => None,
        };
        let window = WindowOf { start, length, following: *following, carried: *carried, early };
        Some(expr(ExprKind::Window(Box::new(window)), Type::Window, span))
    }

    /// `longest unbroken time from begun on until ended on over jobs with gaps up to 30 days`
    pub(super) fn unbroken(&mut self, read: &ReadKind, place: &Place, span: Span) -> Option<Expr> {
        let ReadKind::Unbroken { list, start, end, gap, filter } = read else { return None };
        let (list, member) = self.list_of(list, place)?;
        let inner = place.inside(member);
        let filter = filter.as_ref().map(|filter| self.condition(filter, &inner));
        // A member that has not ended yet lasts.
        let (start, end) = (self.date_expr(start, &inner), self.date_expr(end, &inner.having(end)));
        let gap = match gap {
            None => Some(0),
            Some(gap) => self.gap(gap, place),
        };
        let filter = match filter {
            Some(filter) => Some(filter?),
            None => None,
        };
        filter.as_ref().map_or(Some(()), |filter| self.of_each(filter))?;
        let (start, end) = (start?, end?);
        self.amount_of_each(&start, false)?;
        let unbroken = Unbroken { list, start, end, gap: gap?, filter };
        Some(expr(ExprKind::Unbroken(Box::new(unbroken)), Type::Duration, span))
    }

    fn gap(&mut self, read: &Read, place: &Place) -> Option<i64> {
        let found = self.expr(read, Some(&days_type()), place)?;
        let found = self.length(found)?;
        match super::constant::fold(&found) {
            Some(Value::Number(days)) if is_days(&found.ty) && !days.is_negative() => days.to_i64(),
            _ => self.report(TypeError::BadWindow { at: read.span }),
        }
    }

    /// `the last day of transition`
    pub(super) fn edge(&mut self, last: bool, window: &Read, place: &Place, span: Span) -> Option<Expr> {
        let window = self.expr(window, Some(&Type::Window), place)?;
        if window.ty != Type::Window {
            let error =
                TypeError::Mismatch { expected: Type::Window, found: window.ty, at: window.span, because: None };
            return self.report(error);
        }
        Some(expr(ExprKind::Edge(last, Box::new(window)), Type::Date, span))
    }
}
