//! Does one formula follow from another? Case by case over the tests that occur, with what the tests say of each other.
//!
//! This is the splitting of Davis, Putnam, Logemann and Loveland (1962), with a look at numbers, sets and places after
//! each step. Tests that are not looked into count as independent, so that *follows* is always true, and *does not
//! follow* is said only where every test that matters is looked into. Of what may come to an error, that is tried as
//! well: `a or not a` is no yes where a division by nought hides in it.

use super::form::{Form, Test, What};
use crate::types::Number;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What is known about whether one formula follows from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// In every case.
    Yes,
    /// Some case shows otherwise.
    No,
    /// Not found out.
    Unknown,
}

/// So many parts are looked at, case after case, before it is given up.
const MAX_LOOKS: usize = 5_000_000;

/// Whether `then` holds in every case in which `given` holds.
pub(super) fn follows(given: &Form, then: &Form) -> Follows {
    match (only(given), only(then)) {
        (given, then) if given == then => Follows::Yes,
        // What a layer leaves as it was needs no search: of a hundred alternatives the hundred and first alone is new.
        (given, Form::Any(parts)) if parts.contains(given) => Follows::Yes,
        (Form::All(parts), then) if parts.contains(then) => Follows::Yes,
        // One alternative after the other, and one demand after the other: each has fewer tests than all together.
        (Form::Any(parts), then) => every(parts.iter().map(|part| follows(part, then))),
        (given, Form::All(parts)) => every(parts.iter().map(|part| follows(given, part))),
        (given, then) => follows_at_once(given, then),
    }
}

/// What a formula of one part says is what the part says.
fn only(form: &Form) -> &Form {
    match form {
        Form::Any(parts) | Form::All(parts) => match parts.as_slice() {
            [part] => only(part),
            _ => form,
        },
        _ => form,
    }
}

fn every(each: impl Iterator<Item = Follows>) -> Follows {
    let mut out = Follows::Yes;
    for found in each {
        match found {
            Follows::No => return Follows::No,
            Follows::Unknown => out = Follows::Unknown,
            Follows::Yes => {}
        }
    }
    out
}

fn follows_at_once(given: &Form, then: &Form) -> Follows {
    let tests = tests_of(&[given, then]);
    let (shape, other) = (Shape::of(given, &tests), Shape::of(then, &tests));
    match Search::new(&tests).refute(&shape, &other) {
        // It follows as long as nothing fails.
        Some(false) if tests.iter().any(|test| test.fails) => {
            match Search::new(&tests).with_errors().refute(&shape, &other) {
                Some(false) => Follows::Yes,
                _ => Follows::Unknown,
            }
        }
        Some(false) => Follows::Yes,
        // The case that was found rests on tests that may hang together in ways not looked at.
        Some(true) if may_hang_together(given, then) || share_a_fact(given, then) => Follows::Unknown,
        Some(true) => Follows::No,
        None => Follows::Unknown,
    }
}

/// Whether some case has a formula, where it is taken that some case has another one that it was made from. What was added
/// and is not looked into need not ever hold.
pub(super) fn is_possible(form: &Form, made_from: &Form) -> Follows {
    let known = tests_of(&[made_from]);
    let tests = tests_of(&[form]);
    let fresh: Vec<&Test> = tests.iter().copied().filter(|test| known.binary_search(test).is_err()).collect();
    match follows(form, &Form::Known(false)) {
        Follows::Yes => return Follows::No,
        _ if fresh.iter().any(|test| may_be_idle(test)) => return Follows::Unknown,
        Follows::No => return Follows::Yes,
        Follows::Unknown => {}
    }
    // What was added and reads nothing else can be told as it is wanted: the rest must then hold as it did.
    let reads_others = |test: &Test| {
        let mut others = tests.iter().chain(&known).filter(|other| other.subject != test.subject);
        others.any(|other| !other.facts.is_disjoint(&test.facts))
    };
    let mut search = Search::new(&tests);
    let shape = Shape::of(form, &tests);
    if fresh.is_empty()
        || fresh.iter().any(|test| reads_others(test))
        || search.refute(&shape, &Shape::Known(false)) != Some(true)
    {
        return Follows::Unknown;
    }
    let told = |test: &Test| {
        let at = tests.binary_search(&test).ok()?;
        fresh.contains(&test).then(|| search.test(at)).flatten()
    };
    if follows(made_from, &with(form, &told)) == Follows::Yes { Follows::Yes } else { Follows::Unknown }
}

/// Whether a test may be one that holds for nobody, or for everybody.
fn may_be_idle(test: &Test) -> bool {
    match &test.what {
        What::Opaque => true,
        What::Above { than, .. } => *than <= Number::ZERO,
        What::Holds | What::OneOf { .. } | What::In(_) | What::There => false,
    }
}

/// A formula in which some tests are known.
fn with(form: &Form, told: &dyn Fn(&Test) -> Option<bool>) -> Form {
    let each = |parts: &[Form]| parts.iter().map(|part| with(part, told)).collect();
    match form {
        Form::Known(value) => Form::Known(*value),
        Form::Fault => Form::Fault,
        Form::Test(test) => told(test).map_or_else(|| form.clone(), Form::Known),
        Form::Not(inner) => Form::Not(Box::new(with(inner, told))),
        Form::All(parts) => Form::All(each(parts)),
        Form::Any(parts) => Form::Any(each(parts)),
        Form::AtLeast(wanted, parts) => Form::AtLeast(*wanted, each(parts)),
        Form::Exactly(wanted, parts) => Form::Exactly(*wanted, each(parts)),
    }
}

/// Every test of some formulas once, in their order.
fn tests_of<'f>(forms: &[&'f Form]) -> Vec<&'f Test> {
    let mut out = BTreeSet::new();
    let mut open = forms.to_vec();
    while let Some(form) = open.pop() {
        match form {
            Form::Known(_) | Form::Fault => {}
            Form::Test(test) => {
                out.insert(test);
            }
            Form::Not(inner) => open.push(inner),
            Form::All(parts) | Form::Any(parts) | Form::AtLeast(_, parts) | Form::Exactly(_, parts) => {
                open.extend(parts);
            }
        }
    }
    out.into_iter().collect()
}

/// A formula over tests by their number: the search looks at them again and again.
enum Shape {
    Known(bool),
    Fault,
    Test(usize),
    Not(Box<Shape>),
    All(Vec<Shape>),
    Any(Vec<Shape>),
    AtLeast(usize, Vec<Shape>),
    Exactly(usize, Vec<Shape>),
}

impl Shape {
    fn of(form: &Form, tests: &[&Test]) -> Self {
        let each = |parts: &[Form]| parts.iter().map(|part| Self::of(part, tests)).collect();
        match form {
            Form::Known(value) => Self::Known(*value),
            Form::Fault => Self::Fault,
            Form::Test(test) => Self::Test(tests.binary_search(&test).unwrap_or_else(|at| at)),
            Form::Not(inner) => Self::Not(Box::new(Self::of(inner, tests))),
            Form::All(parts) => Self::All(each(parts)),
            Form::Any(parts) => Self::Any(each(parts)),
            Form::AtLeast(wanted, parts) => Self::AtLeast(*wanted, each(parts)),
            Form::Exactly(wanted, parts) => Self::Exactly(*wanted, each(parts)),
        }
    }
}

/// What a formula can still come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    yes: bool,
    no: bool,
    error: bool,
}

impl Ends {
    const YES: Self = Self { yes: true, no: false, error: false };
    const NO: Self = Self { yes: false, no: true, error: false };
    const ERROR: Self = Self { yes: false, no: false, error: true };

    const fn of(known: Option<bool>) -> Self {
        match known {
            Some(true) => Self::YES,
            Some(false) => Self::NO,
            None => Self { yes: true, no: true, error: false },
        }
    }

    const fn turned(self) -> Self {
        Self { yes: self.no, no: self.yes, error: self.error }
    }

    /// What all of some parts come to together.
    fn all(parts: impl Iterator<Item = Self>) -> Self {
        let mut out = Self::YES;
        for found in parts {
            if found == Self::NO {
                return found;
            }
            out = Self { yes: out.yes && found.yes, no: out.no || found.no, error: out.error || found.error };
        }
        out
    }

    const fn is_open(self) -> bool {
        self.yes && (self.no || self.error) || self.no && self.error
    }
}

/// What a test says of another one of the same subject.
struct Kin {
    other: usize,
    /// Where the test holds.
    held: Option<bool>,
    /// Where it does not.
    failed: Option<bool>,
}

/// The tests of one subject that ask whether it lies in places, and which of them hold together at one spot.
struct Places {
    tests: Vec<usize>,
    spots: BTreeSet<Vec<bool>>,
}

impl Places {
    /// A spot is one of the places that are named, or none of them.
    fn of(alike: &[usize], tests: &[&Test]) -> Option<Self> {
        let sets = alike.iter().filter_map(|at| match &tests.get(*at)?.what {
            What::In(places) => Some((*at, places)),
            _ => None,
        });
        let (tests, sets): (Vec<usize>, Vec<&BTreeSet<Vec<String>>>) = sets.unzip();
        if tests.len() < 3 {
            // Of two the one says all that there is to say of the other.
            return None;
        }
        let named: BTreeSet<&Vec<String>> = sets.iter().copied().flatten().collect();
        let inside = |spot: &[String]| -> Vec<bool> {
            sets.iter()
                .map(|set| (0..=spot.len()).any(|depth| spot.get(..depth).is_some_and(|part| set.contains(part))))
                .collect()
        };
        let spots = named.into_iter().map(|spot| inside(spot)).chain([vec![false; sets.len()]]).collect();
        Some(Self { tests, spots })
    }
}

struct Search<'t> {
    tests: &'t [&'t Test],
    known: Vec<Option<bool>>,
    kin: Vec<Vec<Kin>>,
    /// Where each test is one of places: among which others of its subject.
    places: Vec<Option<Rc<Places>>>,
    /// How many of those that are known say of a test that it fails, and how many that it holds.
    told: Vec<[usize; 2]>,
    /// Which subject a test is of, where that may come to an error.
    risk: Vec<Option<usize>>,
    /// Whether it does.
    fails: Vec<Option<bool>>,
    looks: Cell<usize>,
}

impl<'t> Search<'t> {
    fn new(tests: &'t [&'t Test]) -> Self {
        let mut of_subject: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, test) in tests.iter().enumerate() {
            of_subject.entry(&test.subject).or_default().push(at);
        }
        let kin_of = |(at, test): (usize, &&Test)| {
            let alike = of_subject.get(test.subject.as_str()).into_iter().flatten();
            let others = alike.filter(|other| **other != at).filter_map(|other| Some((*other, tests.get(*other)?)));
            let kin = others.map(|(other, asked)| Kin {
                other,
                held: settles(&test.what, true, &asked.what),
                failed: settles(&test.what, false, &asked.what),
            });
            kin.filter(|kin| kin.held.is_some() || kin.failed.is_some()).collect()
        };
        let kin = tests.iter().enumerate().map(kin_of).collect();
        let mut places = vec![None; tests.len()];
        for group in of_subject.values().filter_map(|alike| Places::of(alike, tests)).map(Rc::new) {
            for test in &group.tests {
                places.iter_mut().skip(*test).take(1).for_each(|slot| *slot = Some(group.clone()));
            }
        }
        let told = vec![[0; 2]; tests.len()];
        let risky: BTreeSet<&str> = tests.iter().filter(|test| test.fails).map(|test| test.subject.as_str()).collect();
        let risk = tests.iter().map(|test| risky.iter().position(|subject| *subject == test.subject)).collect();
        let fails = vec![Some(false); risky.len()];
        Self { tests, known: vec![None; tests.len()], kin, places, told, risk, fails, looks: Cell::new(0) }
    }

    /// The same, where what may come to an error is also tried as one.
    fn with_errors(mut self) -> Self {
        self.fails.fill(None);
        self
    }

    /// Whether some case has the one and not the other; none where the search was given up.
    fn refute(&mut self, given: &Shape, then: &Shape) -> Option<bool> {
        if self.looks.get() > MAX_LOOKS {
            return None;
        }
        let (given_is, then_is) = (self.value(given), self.value(then));
        if !given_is.yes || then_is == Ends::YES {
            return Some(false);
        }
        if given_is == Ends::YES && !then_is.yes {
            return Some(true);
        }
        let test = self.open(given).or_else(|| self.open(then))?;
        if let Some(risk) = self.risk.get(test).copied().flatten().filter(|_| self.failed(test).is_none()) {
            for value in [true, false] {
                self.fails.iter_mut().skip(risk).take(1).for_each(|slot| *slot = Some(value));
                let found = self.refute(given, then);
                self.fails.iter_mut().skip(risk).take(1).for_each(|slot| *slot = None);
                if found != Some(false) {
                    return found;
                }
            }
            return Some(false);
        }
        for value in [true, false] {
            self.know(test, Some(value));
            if self.consistent(test, value) {
                match self.refute(given, then) {
                    Some(false) => {}
                    other => return other,
                }
            }
            self.know(test, None);
        }
        Some(false)
    }

    fn know(&mut self, test: usize, value: Option<bool>) {
        let Some(slot) = self.known.get_mut(test) else { return };
        let before = std::mem::replace(slot, value);
        for kin in self.kin.get(test).into_iter().flatten() {
            let says = |known: Option<bool>| known.and_then(|holds| if holds { kin.held } else { kin.failed });
            let Some(told) = self.told.get_mut(kin.other) else { continue };
            let [no, yes] = told;
            match says(before) {
                Some(true) => *yes -= 1,
                Some(false) => *no -= 1,
                None => {}
            }
            match says(value) {
                Some(true) => *yes += 1,
                Some(false) => *no += 1,
                None => {}
            }
        }
    }

    fn value(&self, shape: &Shape) -> Ends {
        self.looks.set(self.looks.get() + 1);
        match shape {
            Shape::Known(value) => Ends::of(Some(*value)),
            Shape::Fault => Ends::ERROR,
            Shape::Test(test) => self.ends(*test),
            Shape::Not(inner) => self.value(inner).turned(),
            Shape::All(parts) => Ends::all(parts.iter().map(|part| self.value(part))),
            Shape::Any(parts) => Ends::all(parts.iter().map(|part| self.value(part).turned())).turned(),
            Shape::AtLeast(wanted, parts) => {
                let count = self.count(parts);
                Ends {
                    yes: count.can_hold >= *wanted,
                    no: count.must_not_fail < *wanted,
                    error: count.can_err && count.must_hold < *wanted && count.may_add >= *wanted,
                }
            }
            Shape::Exactly(wanted, parts) => {
                let count = self.count(parts);
                Ends {
                    yes: !count.must_err && count.must_hold <= *wanted && count.can_hold >= *wanted,
                    no: count.can_hold > *wanted || count.must_not_fail < *wanted,
                    error: count.can_err && count.must_hold <= *wanted && count.may_add >= *wanted,
                }
            }
        }
    }

    fn count(&self, parts: &[Shape]) -> Count {
        let mut out = Count::default();
        for found in parts.iter().map(|part| self.value(part)) {
            out.can_hold += usize::from(found.yes);
            out.must_hold += usize::from(found == Ends::YES);
            out.must_not_fail += usize::from(!found.no);
            out.may_add += usize::from(found != Ends::NO);
            out.can_err |= found.error;
            out.must_err |= found == Ends::ERROR;
        }
        out
    }

    /// What a test can still come to.
    fn ends(&self, test: usize) -> Ends {
        match self.failed(test) {
            Some(true) => Ends::ERROR,
            Some(false) => Ends::of(self.test(test)),
            None => Ends { error: true, ..Ends::of(self.test(test)) },
        }
    }

    /// Whether a test comes to an error, as far as that is known.
    fn failed(&self, test: usize) -> Option<bool> {
        match self.risk.get(test).copied().flatten() {
            Some(risk) => self.fails.get(risk).copied().flatten(),
            None => Some(false),
        }
    }

    /// A test as far as it is known or the others settle it.
    fn test(&self, test: usize) -> Option<bool> {
        self.known.get(test).copied().flatten().or_else(|| match self.told.get(test)? {
            [0, 0] => None,
            [no, _] => Some(*no == 0),
        })
    }

    fn open(&self, shape: &Shape) -> Option<usize> {
        match shape {
            Shape::Known(_) | Shape::Fault => None,
            Shape::Test(test) => self.ends(*test).is_open().then_some(*test),
            Shape::Not(inner) => self.open(inner),
            Shape::All(parts) | Shape::Any(parts) | Shape::AtLeast(_, parts) | Shape::Exactly(_, parts) => {
                parts.iter().filter(|part| self.value(part).is_open()).find_map(|part| self.open(part))
            }
        }
    }

    /// Whether what is known of one subject can be true together.
    fn consistent(&self, fresh: usize, value: bool) -> bool {
        let fits = self.told.get(fresh).is_none_or(|[no, yes]| if value { *no == 0 } else { *yes == 0 });
        let torn = |kin: &Kin| self.told.get(kin.other).is_some_and(|[no, yes]| *no > 0 && *yes > 0);
        fits && !self.kin.get(fresh).into_iter().flatten().any(torn)
            && self.leaves_a_level(fresh)
            && self.leaves_a_spot(fresh)
    }

    /// Whether what is known of being in places is so at some spot.
    fn leaves_a_spot(&self, fresh: usize) -> bool {
        let Some(places) = self.places.get(fresh).and_then(Option::as_ref) else { return true };
        let known: Vec<Option<bool>> =
            places.tests.iter().map(|test| self.known.get(*test).copied().flatten()).collect();
        places.spots.iter().any(|spot| known.iter().zip(spot).all(|(known, is)| known.is_none_or(|known| known == *is)))
    }

    /// Whether some level is left of what has levels and is there.
    fn leaves_a_level(&self, fresh: usize) -> bool {
        let Some(test) = self.tests.get(fresh).filter(|test| matches!(test.what, What::OneOf { .. } | What::There))
        else {
            return true;
        };
        let mut levels: BTreeSet<&str> = BTreeSet::new();
        let mut asked: Vec<(&BTreeSet<String>, bool)> = Vec::new();
        for (at, other) in self.tests.iter().enumerate().filter(|(_, other)| other.subject == test.subject) {
            match &other.what {
                What::There if self.test(at) != Some(true) => return true,
                What::OneOf { named, all } => {
                    levels.extend(all.iter().map(String::as_str));
                    asked.extend(self.known.get(at).copied().flatten().map(|held| (named, held)));
                }
                _ => {}
            }
        }
        let fits = |level: &&str| asked.iter().all(|(named, held)| named.contains(*level) == *held);
        levels.is_empty() || levels.iter().any(fits)
    }
}

/// How many of some parts can come out how.
#[derive(Default)]
struct Count {
    can_hold: usize,
    must_hold: usize,
    /// Those that hold or come to an error, whatever else is known.
    must_not_fail: usize,
    /// Those that can hold or come to an error.
    may_add: usize,
    can_err: bool,
    must_err: bool,
}

/// Whether each side asks something that is not looked into and that the other does not ask: the two may hang together.
fn may_hang_together(given: &Form, then: &Form) -> bool {
    let of = |form: &Form| {
        let mut out = Vec::new();
        opaque(form, &mut out);
        out.iter().map(|text| (*text).to_owned()).collect::<BTreeSet<String>>()
    };
    let (given, then) = (of(given), of(then));
    !given.is_subset(&then) && !then.is_subset(&given)
}

/// Whether something that one side alone asks is reckoned from a fact of which another test asks something else.
fn share_a_fact(given: &Form, then: &Form) -> bool {
    let (one, two) = (tests_of(&[given]), tests_of(&[then]));
    let both: BTreeSet<&Test> = one.iter().chain(&two).copied().collect();
    let alone = both.iter().filter(|test| one.binary_search(test).is_err() || two.binary_search(test).is_err());
    let apart = |test: &Test, other: &Test| test.subject != other.subject && !test.facts.is_disjoint(&other.facts);
    alone.into_iter().any(|test| both.iter().any(|other| apart(test, other)))
}

fn opaque<'f>(form: &'f Form, out: &mut Vec<&'f str>) {
    match form {
        Form::Known(_) | Form::Fault => {}
        Form::Test(test) if test.what == What::Opaque => out.push(&test.subject),
        Form::Test(_) => {}
        Form::Not(inner) => opaque(inner, out),
        Form::All(parts) | Form::Any(parts) | Form::AtLeast(_, parts) | Form::Exactly(_, parts) => {
            for part in parts {
                opaque(part, out);
            }
        }
    }
}

/// What one test of a subject, known to be so or not, says of another.
fn settles(known: &What, value: bool, asked: &What) -> Option<bool> {
    match (known, asked) {
        (What::Above { than: a, included: a_in }, What::Above { than: b, included: b_in }) => {
            // `above a` lies within `above b` where a is the higher line.
            let within = |a, a_in: bool, b, b_in: bool| a > b || a == b && (b_in || !a_in);
            match value {
                true if within(a, *a_in, b, *b_in) => Some(true),
                false if within(b, *b_in, a, *a_in) => Some(false),
                _ => None,
            }
        }
        (What::OneOf { named: a, .. }, What::OneOf { named: b, .. }) => match value {
            true if a.is_subset(b) => Some(true),
            true if a.is_disjoint(b) => Some(false),
            false if b.is_subset(a) => Some(false),
            _ => None,
        },
        (What::In(a), What::In(b)) => {
            let inside = |place: &Vec<String>, others: &BTreeSet<Vec<String>>| {
                others.iter().any(|other| place.starts_with(other))
            };
            let apart = |place: &Vec<String>, others: &BTreeSet<Vec<String>>| {
                others.iter().all(|other| !place.starts_with(other) && !other.starts_with(place))
            };
            match value {
                true if a.iter().all(|place| inside(place, b)) => Some(true),
                true if a.iter().all(|place| apart(place, b)) => Some(false),
                false if b.iter().all(|place| inside(place, a)) => Some(false),
                _ => None,
            }
        }
        // One test, of which each text reads something else.
        (What::Opaque, What::Opaque) | (What::Holds, What::Holds) | (What::There, What::There) => Some(value),
        // What has a value is there.
        (What::Above { .. } | What::OneOf { .. } | What::In(_), What::There) if value => Some(true),
        (What::There, What::Above { .. } | What::OneOf { .. } | What::In(_)) if !value => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn above(than: i64) -> Form {
        Form::Test(Test {
            subject: "tax".into(),
            what: What::Above { than: Number::whole(than), included: true },
            facts: ["tax".into()].into(),
            fails: false,
        })
    }

    fn fact(name: &str) -> Form {
        Form::Test(Test { subject: name.into(), what: What::Holds, facts: [name.into()].into(), fails: false })
    }

    #[test]
    fn a_higher_line_is_within_a_lower_one() {
        assert_eq!(follows(&above(10), &above(5)), Follows::Yes);
        assert_eq!(follows(&above(5), &above(10)), Follows::No);
    }

    #[test]
    fn what_is_reckoned_from_one_fact_may_hang_together() {
        let twice = |than: i64| {
            let what = What::Above { than: Number::whole(than), included: true };
            Form::Test(Test { subject: "tax × 2".into(), what, facts: ["tax".into()].into(), fails: false })
        };
        assert_eq!(follows(&above(5), &twice(10)), Follows::Unknown);
        assert_eq!(follows(&twice(5), &twice(10)), Follows::No);
    }

    #[test]
    fn of_levels_one_holds() {
        let level = |names: &[&str]| {
            let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
            let what = What::OneOf { named: set(names), all: set(&["low", "middle", "high"]) };
            Form::Test(Test { subject: "skill".into(), what, facts: ["skill".into()].into(), fails: false })
        };
        let not = |form: Form| Form::Not(Box::new(form));
        let neither = Form::All(vec![not(level(&["low"])), not(level(&["middle"]))]);
        assert_eq!(follows(&neither, &level(&["high"])), Follows::Yes);
        assert_eq!(follows(&not(level(&["low"])), &level(&["middle", "high"])), Follows::Yes);
        assert_eq!(follows(&not(level(&["low"])), &level(&["high"])), Follows::No);
    }

    #[test]
    fn conditions_dropped_relax_and_alternatives_added_relax() {
        let both = Form::All(vec![fact("job"), fact("home")]);
        let either = Form::Any(vec![fact("job"), fact("home")]);
        assert_eq!(follows(&both, &fact("job")), Follows::Yes);
        assert_eq!(follows(&both, &either), Follows::Yes);
        assert_eq!(follows(&either, &both), Follows::No);
    }

    #[test]
    fn places_lie_in_places() {
        let inside = |names: &[&str]| {
            let path = names.iter().map(ToString::to_string).collect();
            Form::Test(Test {
                subject: "home".into(),
                what: What::In([path].into()),
                facts: ["home".into()].into(),
                fails: false,
            })
        };
        let (yunnan, dehong, diqing) =
            (inside(&["Yunnan"]), inside(&["Yunnan", "Dehong"]), inside(&["Yunnan", "Diqing"]));
        assert_eq!(follows(&dehong, &yunnan), Follows::Yes);
        assert_eq!(follows(&yunnan, &dehong), Follows::No);
        assert_eq!(follows(&dehong, &Form::Not(Box::new(diqing))), Follows::Yes);
    }

    #[test]
    fn of_several_places_those_that_are_left_count() {
        let inside = |names: &[&str]| {
            let paths = names.iter().map(|name| name.split('/').map(ToString::to_string).collect()).collect();
            Form::Test(Test {
                subject: "home".into(),
                what: What::In(paths),
                facts: ["home".into()].into(),
                fails: false,
            })
        };
        let not = |form: Form| Form::Not(Box::new(form));
        let (both, one, other) = (inside(&["D/M", "P/S"]), inside(&["D/M"]), inside(&["P/S"]));
        let left = Form::All(vec![both, not(other)]);
        assert_eq!(follows(&left, &one), Follows::Yes);
        assert_eq!(follows(&one, &left), Follows::Yes);
        let around = Form::All(vec![inside(&["D"]), not(inside(&["D/M"]))]);
        assert_eq!(follows(&inside(&["D/Z", "D/M/T"]), &around), Follows::No);
        let towns = Form::All(vec![inside(&["D/Z", "D/M/T", "D/R"]), not(inside(&["D/M/T"]))]);
        assert_eq!(follows(&towns, &around), Follows::Yes);
        assert_eq!(follows(&around, &towns), Follows::No);
    }

    #[test]
    fn a_case_split_is_seen_through() {
        // P and C, against C for those in X and C for those not in X.
        let split = Form::Any(vec![
            Form::All(vec![fact("x"), fact("c")]),
            Form::All(vec![Form::Not(Box::new(fact("x"))), fact("c")]),
        ]);
        assert_eq!(follows(&fact("c"), &split), Follows::Yes);
        assert_eq!(follows(&split, &fact("c")), Follows::Yes);
    }
}
