//! The whole program as text, line by line.

use super::{Among, Printer, Scopes};
use crate::diagnostics::{Language, Say, wording};
use crate::ir::{DecisionKind, Definition, Exception, Expr, ExprKind, Fact, Ground, Period, Says, Value};
use crate::types::{Date, Term, Type};
use std::fmt::Write as _;

impl Printer<'_> {
    /// The program as text, the same for the same meaning whatever language it was written in: without prose.
    #[must_use]
    pub fn program(&self) -> String {
        self.lines(false)
    }

    /// The program as text with its prose: the reasons and the sources that it gives.
    #[must_use]
    pub fn with_prose(&self) -> String {
        self.lines(true)
    }

    fn days(&self, days: impl Iterator<Item = Date>) -> String {
        let days: Vec<String> = days.map(|day| self.value(&Value::Date(day), &Type::Date)).collect();
        days.join(", ")
    }

    fn lines(&self, prose: bool) -> String {
        let mut out = String::new();
        let program = self.program;
        let _ = writeln!(out, "policy {}", Self::both(&program.header.name));
        let assumed = program.header.assumed.as_ref().filter(|_| prose);
        let assumed = assumed.map(|reason| format!(", assumed because {reason}")).unwrap_or_default();
        let _ = writeln!(out, "in force {}{assumed}", period(program.header.in_force));
        for transition in &program.transitions {
            let (policy, condition) = (Self::both(&transition.policy), self.expr(&transition.condition));
            let _ = writeln!(out, "earlier text of {policy} applies to {condition}");
        }
        for place in &program.places {
            let around = place.parent.and_then(|id| program.places.get(id.index()));
            let around = around.map(|around| format!(" in {}", around.term.say(Language::English))).unwrap_or_default();
            let _ = writeln!(out, "place {}{around}", Self::both(&place.term));
        }
        for (set, members) in &program.place_sets {
            let members: Vec<String> = members
                .iter()
                .filter_map(|id| program.places.get(id.index()))
                .map(|place| place.term.say(Language::English))
                .collect();
            let _ = writeln!(out, "place set {}: {}", Self::both(set), members.join(", "));
        }
        for year in program.workdays.years() {
            let _ = writeln!(out, "holidays {year}");
        }
        for (what, days) in
            [("free", self.days(program.workdays.free())), ("worked", self.days(program.workdays.worked()))]
        {
            if !days.is_empty() {
                let _ = writeln!(out, "{what} {days}");
            }
        }
        for record in &program.records {
            let _ = writeln!(out, "record {}", Self::both(&record.term));
            for field in &record.fields {
                let _ = writeln!(out, "  {}", self.fact_line(field, prose));
            }
        }
        for fact in &program.facts {
            let _ = writeln!(out, "fact {}", self.fact_line(fact, prose));
        }
        for parameter in &program.parameters {
            let values: Vec<String> = parameter
                .values
                .iter()
                .map(|(value, when)| format!("{} {}", self.value(value, &parameter.ty), period(*when)))
                .collect();
            let _ = writeln!(
                out,
                "parameter {}: {} = {}",
                Self::both(&parameter.term),
                parameter.ty.say(self.language),
                values.join(", ")
            );
        }
        for definition in &program.definitions {
            self.definition_lines(definition, prose, &mut out);
        }
        for options in &program.options {
            let name = options.term.as_ref().map(|term| format!(" {}", Self::both(term))).unwrap_or_default();
            let each: Vec<String> = options.decisions.iter().map(|id| self.decided(*id)).collect();
            let _ = writeln!(out, "options{name}, article {}: {}", options.article, each.join(", "));
        }
        for decision in &program.decisions {
            let kind = match &decision.kind {
                DecisionKind::Modal(modal) => modal.say(self.language),
                DecisionKind::Value(ty) => ty.say(self.language),
            };
            let each: Vec<String> = decision.each.iter().rev().map(|list| self.list_name(*list)).collect();
            let each = if each.is_empty() { String::new() } else { format!(", each of {}", each.join(" of each of ")) };
            let hit = decision.hit.map(|hit| format!(", {}", hit.say(Language::English))).unwrap_or_default();
            let _ = writeln!(out, "decision {}: {kind}{each}{hit}", Self::both(&decision.term));
            let scopes: Scopes = Among::each(program, &decision.each);
            for (index, ground) in decision.grounds.iter().enumerate() {
                self.ground_lines(index, ground, &scopes, prose, &mut out);
            }
        }
        out
    }

    fn both(term: &Term) -> String {
        let (en, zh) = (term.say(Language::English), term.say(Language::Chinese));
        if en == zh { en } else { format!("{en} ({zh})") }
    }

    fn fact_line(&self, fact: &Fact, prose: bool) -> String {
        let mut out = format!("{}: {}", Self::both(&fact.term), fact.ty.say(self.language));
        if let Type::Level(scale) = &fact.ty {
            let levels: Vec<String> = scale.levels.iter().map(Self::both).collect();
            let _ = write!(out, " [{}]", levels.join(if scale.ordered { " < " } else { ", " }));
        }
        if fact.optional {
            out.push_str(" or none");
        }
        if fact.finding {
            out.push_str(", a finding");
        }
        if let Some((value, reason)) = &fact.presumed {
            let _ = write!(out, ", presumed {}", self.value(value, &fact.ty));
            if prose {
                let _ = write!(out, " because {reason}");
            }
        }
        out
    }

    fn definition_lines(&self, definition: &Definition, prose: bool, out: &mut String) {
        let (name, ty) = (Self::both(&definition.term), definition.ty.say(self.language));
        let record = definition.record.and_then(|record| self.program.records.get(record.index()));
        let each = record.map(|record| format!(", for each {}", record.term.say(self.language))).unwrap_or_default();
        let article = definition.article.as_ref().map(|article| format!(", article {article}")).unwrap_or_default();
        let _ = writeln!(out, "define {name}: {ty}{each}{article}");
        if let Some(reason) = definition.reason.as_ref().filter(|_| prose) {
            let _ = writeln!(out, "  because {reason}");
        }
        let scopes: Scopes = definition.record.map(|record| Among { record, list: None }).into_iter().collect();
        for (index, reading) in definition.readings.iter().enumerate() {
            if let Some(term) = &reading.term {
                let default = if index == definition.default { " (default)" } else { "" };
                let _ = writeln!(out, "  reading {}{default}", Self::both(term));
            }
            self.tree(&reading.body, &scopes, 1, out);
        }
    }

    fn ground_lines(&self, index: usize, ground: &Ground, scopes: &Scopes, prose: bool, out: &mut String) {
        let _ = writeln!(out, "  ground {}: {}", index + 1, self.ground(ground));
        for source in ground.cites.iter().filter(|_| prose) {
            let _ = writeln!(out, "    cites {source}");
        }
        match &ground.says {
            Says::Modal(modal) => {
                let _ = writeln!(out, "    says {}", modal.say(self.language));
            }
            Says::Value(value) => {
                let _ = writeln!(out, "    says {}", self.inner(value, &mut scopes.clone()));
            }
            Says::Otherwise(value) => {
                let _ = writeln!(out, "    otherwise {}", self.inner(value, &mut scopes.clone()));
            }
        }
        for population in &ground.population {
            let _ = writeln!(out, "    applies to");
            self.tree(population, scopes, 3, out);
        }
        if let Some(condition) = &ground.condition {
            let _ = writeln!(out, "    when");
            self.tree(condition, scopes, 3, out);
        }
        self.exceptions(&ground.exceptions, scopes, 2, out);
        if ground.in_force != Period::default() {
            let _ = writeln!(out, "    in force {}", period(ground.in_force));
        }
        for (head, body) in [("met when", &ground.met), ("breached when", &ground.breached)] {
            if let Some(body) = body {
                let _ = writeln!(out, "    {head}");
                self.tree(body, scopes, 3, out);
            }
        }
        for other in &ground.overrides {
            let _ = writeln!(out, "    goes before ground {}", other + 1);
        }
    }

    fn exceptions(&self, exceptions: &[Exception], scopes: &Scopes, depth: usize, out: &mut String) {
        for exception in exceptions {
            let _ = writeln!(out, "{}except", "  ".repeat(depth));
            self.tree(&exception.body, scopes, depth + 1, out);
            self.exceptions(&exception.exceptions, scopes, depth + 1, out);
        }
    }

    /// A condition as a tree: lists as lists, everything else on its line.
    fn tree(&self, expr: &Expr, scopes: &Scopes, depth: usize, out: &mut String) {
        let pad = "  ".repeat(depth);
        let (head, items) = match &expr.kind {
            ExprKind::All(items) => ("all of".to_owned(), items),
            ExprKind::Any(items) => ("any of".to_owned(), items),
            ExprKind::AtLeast(number, items) => (format!("at least {number} of"), items),
            ExprKind::Exactly(number, items) => (format!("exactly {number} of"), items),
            _ => {
                let _ = writeln!(out, "{pad}{}", self.inner(expr, &mut scopes.clone()));
                return;
            }
        };
        let _ = writeln!(out, "{pad}{head}");
        for item in items {
            if item.label.is_some() || item.ordinal.is_some() {
                let ordinal =
                    item.ordinal.as_ref().map(|ordinal| wording::numbered(ordinal, self.language)).unwrap_or_default();
                let label = item.label.as_ref().map(|label| Self::both(label)).unwrap_or_default();
                let _ = writeln!(out, "{pad}  {ordinal}{label}:");
            }
            self.tree(&item.expr, scopes, depth + 1, out);
        }
    }
}

fn period(period: Period) -> String {
    let last = period.until.and_then(|until| until.yesterday().ok());
    let from = period.from.map_or_else(|| "…".to_owned(), |from| from.to_string());
    let until = last.map_or_else(|| "…".to_owned(), |last| last.to_string());
    format!("[{from} to {until}]")
}
