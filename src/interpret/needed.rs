//! What each of several outcomes needs of what is told: the search by itself, whatever is told and however it is judged.
//!
//! One thing after another is forgotten, the last one first, and stays forgotten where the outcome comes out the same.
//! Learning something never changes what is settled. So what cannot be forgotten alone cannot be forgotten with others
//! either; and things that can be forgotten together could have been forgotten one by one. Hence what is surely needed
//! is looked for first, for all outcomes together, and of the rest as much is forgotten at once as may be: a member of a
//! long list mostly needs nothing of the others, and a share of a total needs something of all of them.
//!
//! Where something is asked of the telling itself (`is known`), forgetting one thing can make another one idle that was
//! needed before. There what is left is gone through once more, until nothing of it can be forgotten alone.

use std::collections::BTreeMap;

/// After forgetting some things the next trial forgets so many times as many.
const FASTER: usize = 4;
/// Into so many parts a range is split of which something is needed. Where little is needed more parts cost no more than
/// two would; where everything is, there are fewer ranges on the way to single things.
const PARTS: usize = 4;

/// For each outcome the things that it needs, by their numbers. `same` says of each of some outcomes whether it comes out
/// the same where only the things that are kept are told. `steady` says whether learning never changes what is settled.
pub fn needed(
    things: usize,
    outcomes: usize,
    steady: bool,
    mut same: impl FnMut(&[bool], &[usize]) -> Vec<bool>,
) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); outcomes];
    let mut alike: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (outcome, needs) in surely_needed(things, outcomes, &mut same).into_iter().enumerate() {
        alike.entry(needs).or_default().push(outcome);
    }
    for (needs, outcomes) in alike {
        let mut surely = vec![false; things];
        for thing in &needs {
            mark(&mut surely, *thing, true);
        }
        let others: Vec<usize> = (0..things).filter(|thing| !is_kept(&surely, *thing)).collect();
        search(&others, outcomes, vec![true; things], &mut same, &mut out);
    }
    if !steady {
        for (outcome, needs) in out.iter_mut().enumerate() {
            *needs = without_idle(things, outcome, std::mem::take(needs), &mut same);
        }
    }
    out
}

/// What one outcome needs, with what it does not need beside the rest forgotten one by one, the last one first.
fn without_idle(
    things: usize,
    outcome: usize,
    mut needs: Vec<usize>,
    same: &mut impl FnMut(&[bool], &[usize]) -> Vec<bool>,
) -> Vec<usize> {
    let mut kept = vec![false; things];
    for thing in &needs {
        mark(&mut kept, *thing, true);
    }
    // What is forgotten may make idle what came before it in turn.
    while let Some(at) = (0..needs.len()).rev().find(|at| {
        let Some(thing) = needs.get(*at) else { return false };
        mark(&mut kept, *thing, false);
        let idle = same(&kept, &[outcome]).first() == Some(&true);
        mark(&mut kept, *thing, !idle);
        idle
    }) {
        needs.remove(at);
    }
    needs
}

/// For each outcome the things that cannot be forgotten even alone. What of a range nothing is needed is looked at no
/// closer.
fn surely_needed(
    things: usize,
    outcomes: usize,
    same: &mut impl FnMut(&[bool], &[usize]) -> Vec<bool>,
) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); outcomes];
    let mut open = vec![(0..things, (0..outcomes).collect::<Vec<_>>())];
    while let Some((range, outcomes)) = open.pop() {
        if range.is_empty() || outcomes.is_empty() {
            continue;
        }
        let mut kept = vec![true; things];
        range.clone().for_each(|thing| mark(&mut kept, thing, false));
        let (_, changed) = told_apart(&outcomes, same(&kept, &outcomes));
        if range.len() == 1 {
            for outcome in changed {
                out.get_mut(outcome).into_iter().for_each(|needs| needs.push(range.start));
            }
            continue;
        }
        let step = range.len().div_ceil(PARTS);
        let parts = range.clone().step_by(step).map(|start| start..(start + step).min(range.end));
        open.extend(parts.rev().map(|part| (part, changed.clone())));
    }
    out
}

/// Outcomes that have forgotten the same.
struct Group {
    outcomes: Vec<usize>,
    kept: Vec<bool>,
    /// So many of the things that may be forgotten, the first ones, have not been tried yet.
    open: usize,
    /// So many of them, the last ones, are forgotten next.
    step: usize,
}

/// Forgets what can be forgotten of some things, and takes note of what is left.
fn search(
    things: &[usize],
    outcomes: Vec<usize>,
    kept: Vec<bool>,
    same: &mut impl FnMut(&[bool], &[usize]) -> Vec<bool>,
    out: &mut [Vec<usize>],
) {
    let mut groups = vec![Group { outcomes, kept, open: things.len(), step: things.len() }];
    while let Some(group) = groups.pop() {
        if group.open == 0 {
            let needs: Vec<usize> = (0..group.kept.len()).filter(|thing| is_kept(&group.kept, *thing)).collect();
            for outcome in group.outcomes {
                out.get_mut(outcome).into_iter().for_each(|out| out.clone_from(&needs));
            }
            continue;
        }
        let step = group.step.clamp(1, group.open);
        let left = group.open - step;
        let mut kept = group.kept.clone();
        things.iter().take(group.open).skip(left).for_each(|thing| mark(&mut kept, *thing, false));
        let (unchanged, changed) = told_apart(&group.outcomes, same(&kept, &group.outcomes));
        if !unchanged.is_empty() {
            groups.push(Group { outcomes: unchanged, kept, open: left, step: step.saturating_mul(FASTER) });
        }
        if !changed.is_empty() {
            // A single thing that cannot be forgotten is needed.
            let (open, step) = if step == 1 { (left, 1) } else { (group.open, step / 2) };
            groups.push(Group { outcomes: changed, kept: group.kept, open, step });
        }
    }
}

/// Those that come out the same, and the others.
fn told_apart(outcomes: &[usize], same: Vec<bool>) -> (Vec<usize>, Vec<usize>) {
    let mut same = same.into_iter();
    outcomes.iter().partition(|_| same.next() == Some(true))
}

fn is_kept(kept: &[bool], thing: usize) -> bool {
    kept.get(thing) == Some(&true)
}

fn mark(kept: &mut [bool], thing: usize, as_kept: bool) {
    kept.get_mut(thing).into_iter().for_each(|kept| *kept = as_kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found where each outcome needs one of the things in each of its lists, how often something was forgotten,
    /// and of how many outcomes it was asked whether they come out the same.
    fn found(things: usize, needs: &[Vec<Vec<usize>>]) -> (Vec<Vec<usize>>, usize, usize) {
        let (mut forgotten, mut judged) = (0, 0);
        let found = needed(things, needs.len(), true, |kept, outcomes| {
            forgotten += 1;
            judged += outcomes.len();
            let is_met = |needs: &Vec<Vec<usize>>| needs.iter().all(|any| any.iter().any(|thing| kept[*thing]));
            outcomes.iter().map(|at| is_met(&needs[*at])).collect()
        });
        (found, forgotten, judged)
    }

    fn each(things: impl IntoIterator<Item = usize>) -> Vec<Vec<usize>> {
        things.into_iter().map(|thing| vec![thing]).collect()
    }

    #[test]
    fn each_outcome_finds_what_it_needs() {
        let needs = [vec![], each([0]), each([6]), each([2, 3, 5]), each(0..7)];
        let flat: Vec<Vec<usize>> = needs.iter().map(|needs| needs.concat()).collect();
        assert_eq!(found(7, &needs).0, flat);
        assert_eq!(found(0, &[vec![]]).0, [Vec::<usize>::new()]);
        // Of several that each suffice the first one is kept.
        assert_eq!(found(7, &[vec![vec![1, 4, 6], vec![2], vec![5, 6]]]).0, [vec![1, 2, 5]]);
    }

    #[test]
    fn what_is_not_needed_is_not_tried_one_by_one() {
        // Each of two hundred members needs two things of its own.
        let own: Vec<_> = (0..200).map(|at| each([2 * at, 2 * at + 1])).collect();
        let (_, forgotten, judged) = found(400, &own);
        assert!(forgotten < 1_200 && judged < 5_000, "{forgotten}, {judged}");
        // Each of fifty needs one thing of its own and one of everybody's: what all need is tried for all at once.
        let shared: Vec<_> = (0..50).map(|at| each((0..50).map(|other| 2 * other).chain([2 * at + 1]))).collect();
        let (_, forgotten, _) = found(100, &shared);
        assert!(forgotten < 300, "{forgotten}");
    }

    proptest::proptest! {
        /// An outcome stands where one of several ways to it does, each of which asks of some things that they are told
        /// and of others that they are not.
        #[test]
        fn nothing_idle_is_kept(
            ways in proptest::collection::vec(proptest::collection::vec(0..3_u8, 5), 1..6)
        ) {
            let stands = |kept: &[bool]| {
                let fits = |way: &Vec<u8>| {
                    way.iter().zip(kept).all(|(asked, told)| match asked {
                        0 => true,
                        1 => *told,
                        _ => !told,
                    })
                };
                ways.iter().any(fits)
            };
            let at_first = stands(&[true; 5]);
            let found = needed(5, 1, false, |kept, _| vec![stands(kept) == at_first]).concat();
            let only = |left: Option<usize>| {
                let kept: Vec<bool> = (0..5).map(|thing| found.contains(&thing) && left != Some(thing)).collect();
                stands(&kept) == at_first
            };
            proptest::prop_assert!(only(None), "{found:?}");
            proptest::prop_assert!(found.iter().all(|thing| !only(Some(*thing))), "{found:?}");
        }
    }
}
