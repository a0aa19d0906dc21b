//! What a policy adds that rules above read without a word of theirs being changed: days that are not worked, and places.
//!
//! In: the texts, and the programs above and below. Out: a change for each rule above that counts such a day or reads such
//! a place. Never: whether it was allowed.

use super::gather::Gathered;
use crate::authority::{self, AuthorityError};
use crate::ir::{self, Period, Program, Route};
use crate::source::Span;
use crate::syntax::ast;
use std::collections::BTreeSet;

/// The changes, and where it is said of what is added that it goes beyond the powers.
#[derive(Default)]
pub(super) struct Added {
    pub changes: Vec<ir::Change>,
    pub beyond: Vec<Span>,
}

impl Added {
    /// What the lowest policy of a part of the chain adds; `new` are the other changes that it makes.
    pub(super) fn of(
        gathered: &Gathered,
        part: &[usize],
        program: &Program,
        (above, new): (Option<&Program>, &[ir::Change]),
    ) -> Self {
        let mut out = Self::default();
        let Some(lowest) = part.first().copied() else { return out };
        out.days(gathered, lowest, program, above);
        out.places(gathered, (lowest, part.get(1).copied()), program, (above, new));
        out
    }

    /// The rules above by which other days are counted, where this policy writes other holidays: at each of its years, or at
    /// the line that says which vocabulary it uses.
    fn days(&mut self, gathered: &Gathered, lowest: usize, program: &Program, above: Option<&Program>) {
        let Some(text) = gathered.parsed.get(lowest).map(|parsed| &parsed.module) else { return };
        let own = text.items.iter().filter_map(|item| match item {
            ast::Item::Holidays(year) => Some((year.span, year.grounds.clone())),
            _ => None,
        });
        let mut written: Vec<(Span, ast::Grounds)> = own.collect();
        self.says_beyond(written.iter().map(|(_, grounds)| grounds));
        let Some(above) = above.filter(|above| above.workdays != program.workdays) else { return };
        if written.is_empty() {
            let used = text.uses.first().map(|used| used.span).or(text.header.as_ref().map(|header| header.span));
            written.extend(used.map(|span| (span, ast::Grounds::default())));
        }
        // Days that choose between two versions of a text are counted by all rules of it.
        let counts =
            |next: &&ir::Transition| ir::visit::Reach::terms(above, [&next.condition]).any(ir::visit::reads_workdays);
        let choosing: Vec<_> = above.transitions.iter().filter(counts).map(|next| &next.policy).collect();
        for (at, grounds) in &written {
            for decision in &above.decisions {
                let counting = decision.grounds.iter().filter(|ground| {
                    ir::visit::counts_working_days(above, ground)
                        || above.layers.get(ground.layer).is_some_and(|layer| choosing.contains(&&layer.name))
                });
                self.changes.extend(counting.map(|ground| {
                    let read = (above, decision, ground);
                    ir::Change { kind: ir::ChangeKind::Days, ..change(read, program, (*at, grounds)) }
                }));
            }
        }
    }

    /// The rules above that read a place of this policy: at each place, those of one kind together, or at the line that says
    /// which vocabulary it uses.
    fn places(
        &mut self,
        gathered: &Gathered,
        (lowest, upper): (usize, Option<usize>),
        program: &Program,
        (above, new): (Option<&Program>, &[ir::Change]),
    ) {
        let mut written: Vec<(Span, &ast::Place)> = Vec::new();
        for module in own_modules(gathered, (lowest, upper)) {
            let Some(parsed) = gathered.parsed.get(module) else { continue };
            let used = (module != lowest).then(|| gathered.led_by(lowest, module)).flatten();
            for item in &parsed.module.items {
                if let ast::Item::Place(place) = item {
                    written.push((used.unwrap_or(place.span), place));
                    within(place, &mut |inner| written.push((used.unwrap_or(inner.span), inner)));
                }
            }
        }
        self.says_beyond(written.iter().map(|(_, place)| &place.grounds));
        let Some(above) = above else { return };
        let known: BTreeSet<&str> = above.places.iter().map(|place| &*place.term.text).collect();
        let mut alike: Vec<(Span, &ast::Grounds, Vec<Route>)> = Vec::new();
        for (at, place) in written {
            let is_it = |known: &ir::Place| *known.term.text == *place.name.text.node;
            let Some(id) = program.places.iter().position(is_it) else { continue };
            let route = ir::route(&program.places, crate::types::ids::PlaceId::at(id));
            let Some((_, around)) = route.split_last() else { continue };
            // What lies in a new place comes with it.
            if !around.iter().all(|step| known.contains(&*step.text)) {
                continue;
            }
            let same = |(_, grounds, routes): &&mut (Span, &ast::Grounds, Vec<Route>)| {
                **grounds == place.grounds
                    && routes.iter().all(|other| other.split_last().is_some_and(|(_, other)| other == around))
            };
            match alike.iter_mut().find(same) {
                Some((_, _, routes)) => routes.push(route),
                None => alike.push((at, &place.grounds, vec![route])),
            }
        }
        let stands = |ground: &ir::Ground| {
            let now = program.decisions.iter().flat_map(|decision| &decision.grounds);
            let followed = |change: &ir::Change| change.before.contains(&ground.span) && !change.after.is_empty();
            now.into_iter().any(|known| known.span == ground.span) || new.iter().any(followed)
        };
        for (at, grounds, routes) in alike {
            for (decision, ground) in authority::read_by(above, &routes) {
                let found = change((above, decision, ground), program, (at, grounds));
                if stands(ground) && !found.in_force.is_empty() {
                    let (kind, places) = (ir::ChangeKind::Places, routes.clone());
                    self.changes.push(ir::Change { kind, places, ..found });
                }
            }
        }
    }

    fn says_beyond<'g>(&mut self, grounds: impl Iterator<Item = &'g ast::Grounds>) {
        self.beyond.extend(grounds.filter_map(|grounds| Some(grounds.beyond.as_ref()?.at)));
    }

    /// Where it is said that something goes beyond the powers that changes nothing.
    pub(super) fn not_beyond(&self, judged: &[ir::Change]) -> Vec<AuthorityError> {
        let told =
            |at: Span| judged.iter().any(|change| change.says_beyond.as_ref().is_some_and(|(known, _)| *known == at));
        let idle = self.beyond.iter().filter(|at| !told(**at));
        idle.map(|at| AuthorityError::NotBeyond { at: *at }).collect()
    }
}

/// The text of a policy and those that it alone uses.
fn own_modules(gathered: &Gathered, (lowest, upper): (usize, Option<usize>)) -> Vec<usize> {
    let known = upper.map(|upper| gathered.sees(upper)).unwrap_or_default();
    let seen = gathered.sees(lowest);
    let own = (0..gathered.parsed.len()).filter(|at| seen.get(*at) == Some(&true) && known.get(*at) != Some(&true));
    own.collect()
}

fn within<'p>(place: &'p ast::Place, visit: &mut impl FnMut(&'p ast::Place)) {
    let mut open: Vec<&ast::Place> = place.places.iter().collect();
    while let Some(next) = open.pop() {
        visit(next);
        open.extend(&next.places);
    }
}

/// A change of a rule that stays as it is written.
fn change(
    (above, decision, ground): (&Program, &ir::Decision, &ir::Ground),
    program: &Program,
    (span, grounds): (Span, &ast::Grounds),
) -> ir::Change {
    let of = above.layers.get(ground.layer).map_or(0, |layer| layer.file.0);
    ir::Change {
        by: 0,
        of: usize::try_from(of).unwrap_or(usize::MAX),
        kind: ir::ChangeKind::Days,
        clause: authority::own_place(above, decision, ground),
        article: None,
        in_force: program.header.in_force.within(ground.in_force),
        made_on: Period::default(),
        effect: ir::Effect::NotDecided,
        needless: false,
        read_since: BTreeSet::new(),
        took_out: Vec::new(),
        refused: None,
        unsure: None,
        power: grounds.power.as_ref().map(|name| name.node.clone()),
        power_at: grounds.power.as_ref().map(|name| name.span),
        beyond: None,
        says_beyond: says_beyond(grounds),
        cites: Vec::new(),
        inferred: None,
        places: Vec::new(),
        before: vec![ground.span],
        after: vec![ground.span],
        span,
    }
}

/// Where it is said that something goes beyond the powers, and why it stands all the same.
pub(super) fn says_beyond(grounds: &ast::Grounds) -> Option<(Span, String)> {
    let beyond = grounds.beyond.as_ref()?;
    Some((beyond.at, beyond.reason.as_ref().map_or_else(String::new, |reason| reason.node.clone())))
}
