//! The holidays of a year: what is free, and what is worked for it.

use super::Rule;
use super::ast::{Date, FreeRun, Grounds, Holidays, Written};
use super::atoms;
use super::build::{Context, Parsed, find, inner};
use super::changes;
use super::error::LineKind;
use super::layout::Line;
use crate::source::Spanned;

/// `holidays 2012` and the lines below it.
pub fn holidays(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Holidays {
    let written = find(pair, Rule::holiday_year);
    let (text, at) = written.map_or((String::new(), line.span), |year| (year.as_str().to_owned(), ctx.span(&year)));
    let year = atoms::numbers(&text).next().unwrap_or_default();
    let mut out = Holidays {
        span: line.span,
        year: Spanned::new(year, at),
        free: runs(ctx, pair, year, None),
        worked: Vec::new(),
        cites: Vec::new(),
        grounds: Grounds::default(),
    };
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_holidays_line, child, LineKind::Holidays) else { continue };
        ctx.no_children(child);
        match pair.as_rule() {
            Rule::cites_line => out.cites.extend(find(&pair, Rule::rest).map(|rest| ctx.written(rest))),
            Rule::by_power_line | Rule::beyond_line => changes::ground(ctx, &pair, &mut out.grounds),
            Rule::worked_line => out.worked.extend(runs(ctx, &pair, year, None)),
            _ => {
                let name = find(&pair, Rule::holiday_label).map(|label| ctx.written(label));
                out.free.extend(runs(ctx, &pair, year, name.as_ref()));
            }
        }
    }
    out
}

/// `1月1日至3日、1月22日至28日`: what is not said of a day is said before it.
fn runs(ctx: &Context<'_>, pair: &Parsed<'_>, year: u16, label: Option<&Written>) -> Vec<FreeRun> {
    let Some(all) = find(pair, Rule::free_days) else { return Vec::new() };
    let runs = inner(all).filter(|run| run.as_rule() == Rule::free_run);
    runs.filter_map(|run| {
        let mut ends = inner(run.clone()).filter(|end| matches!(end.as_rule(), Rule::free_day | Rule::last_of_run));
        let from = day(ends.next()?.as_str(), Date { year, month: 0, day: 0 })?;
        let to = ends.next().map_or(Some(from), |end| day(end.as_str(), from))?;
        Some(FreeRun { span: ctx.span(&run), label: label.cloned(), from, to })
    })
    .collect()
}

fn day(text: &str, before: Date) -> Option<Date> {
    let numbers: Vec<u16> = atoms::numbers(text).collect();
    let part = |number: u16| u8::try_from(number).ok();
    Some(match numbers.as_slice() {
        [year, month, day] => Date { year: *year, month: part(*month)?, day: part(*day)? },
        [month, day] => Date { month: part(*month)?, day: part(*day)?, ..before },
        [day] => Date { day: part(*day)?, ..before },
        _ => return None,
    })
}
