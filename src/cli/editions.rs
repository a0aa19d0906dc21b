//! The texts of a policy that has several, each loaded once; and which of them judges each case.

use super::{Terminal, files};
use crate::cases::Typed;
use crate::load::{Back, Choice, Loaded, Policy, When, choose};
use crate::types::Date;

/// The version that a day chooses, by the day on which it begins; none before all of them.
type Begun = Option<Date>;

/// Every text that some case is judged by, as it is found out.
pub struct Editions {
    path: String,
    known_on: Option<Date>,
    /// The day for every case, where one is asked for.
    asked: Option<Date>,
    first: Loaded,
    /// Which one the first is.
    begun: Begun,
    others: Vec<(Begun, Back, Loaded)>,
    beginnings: Vec<Date>,
}

impl Editions {
    /// Begins with the text that is loaded already, for the day that is asked for.
    pub fn new(path: &str, when: When, first: Loaded) -> Self {
        let beginnings = first.beginnings.clone();
        let begun = begun(&beginnings, when.as_of);
        let (path, known_on, asked) = (path.to_owned(), when.known_on, when.as_of);
        Self { path, known_on, asked, first, begun, others: Vec::new(), beginnings }
    }

    /// Whether a case may be judged by another text than the one that is loaded first.
    pub fn are_several(loaded: &Loaded, asked: Option<Date>) -> bool {
        let leads_back = |policy: &Policy| policy.program.transitions.iter().any(|next| next.leads_back);
        asked.is_none() && !loaded.beginnings.is_empty() || loaded.policy.as_ref().is_some_and(leads_back)
    }

    /// Whether a day is needed to tell which text judges.
    pub fn needs_day(&self) -> bool {
        self.asked.is_none() && !self.beginnings.is_empty()
    }

    /// The texts, in the order in which they were found.
    pub fn loaded(&self) -> impl Iterator<Item = &Loaded> {
        std::iter::once(&self.first).chain(self.others.iter().map(|(.., loaded)| loaded))
    }

    /// The texts, to be kept: the first, and the others.
    pub fn into_loaded(self) -> (Loaded, Vec<Loaded>) {
        (self.first, self.others.into_iter().map(|(.., loaded)| loaded).collect())
    }

    /// The place of the text for a day, some versions back.
    fn at(&mut self, terminal: &mut Terminal, day: Option<Date>, back: &Back) -> Result<usize, u8> {
        let begun = begun(&self.beginnings, day);
        if self.begun == begun && back.is_empty() {
            return Ok(0);
        }
        let known = self.others.iter().position(|(other, far, _)| *other == begun && far == back);
        if let Some(known) = known {
            return Ok(known + 1);
        }
        let when = When { as_of: day, known_on: self.known_on };
        let loaded = files::policy_back(terminal, &self.path, when, back)?;
        let loaded = files::sound(terminal, loaded)?;
        self.others.push((begun, back.clone(), loaded));
        Ok(self.others.len())
    }

    /// Which texts judge each case, by their places: one, or several where it is not known which. `read` gives the cases
    /// as a text reads them.
    pub fn choose(
        &mut self,
        terminal: &mut Terminal,
        presumptions: bool,
        read: &dyn Fn(&Policy) -> Vec<Typed>,
    ) -> Result<Vec<Vec<(usize, Choice)>>, u8> {
        let mut known: Vec<Option<Vec<Typed>>> = Vec::new();
        let mut typed_by = |editions: &Self, at: usize, case: usize| -> Option<Typed> {
            if known.len() <= at {
                known.resize(at + 1, None);
            }
            let slot = known.get_mut(at)?;
            if slot.is_none() {
                *slot = editions.loaded().nth(at).and_then(|loaded| loaded.policy.as_ref()).map(read);
            }
            slot.as_ref()?.get(case).cloned()
        };
        let mut out = Vec::new();
        let mut case = 0;
        while let Some(typed) = typed_by(self, 0, case) {
            let day = self.asked.or(typed.as_of);
            let chosen = choose::<u8>(&mut |back, look| {
                let at = self.at(terminal, day, back)?;
                if let Some(typed) = typed_by(self, at, case)
                    && let Some(loaded) = self.loaded().nth(at)
                {
                    let mut question = typed.question();
                    (question.as_of, question.presumptions) = (day, presumptions);
                    look(loaded, &typed.case, &question);
                }
                Ok(())
            })?;
            let mut placed = Vec::new();
            for choice in chosen {
                placed.push((self.at(terminal, day, &choice.back)?, choice));
            }
            out.push(placed);
            case += 1;
        }
        Ok(out)
    }
}

fn begun(beginnings: &[Date], day: Option<Date>) -> Begun {
    match day {
        Some(day) => beginnings.iter().rev().find(|from| **from <= day).copied(),
        // Without a day, the last one.
        None => beginnings.last().copied(),
    }
}
