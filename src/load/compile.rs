//! Texts → a program: layered, resolved, checked, one level of the chain after the other, the highest first.

use super::added::{Added, says_beyond};
use super::at_once::at_once;
use super::gather::Gathered;
use super::versions::header_in_force;
use crate::authority;
use crate::check::{self, TypeError};
use crate::diagnostics::{Diagnostic, Explain, Language};
use crate::ir::print::Printer;
use crate::ir::{self, Layer, Period, Program};
use crate::layer::{self, Edit, EditKind, Effective, Link};
use crate::resolve::{self, Readings, Role};
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, StepKind};
use crate::types::{Date, Term, Type};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// So many bytes of text are worth another thread.
const LARGE: usize = 1 << 16;

/// What compiling a policy gives.
pub(super) struct Compiled {
    /// The program, if nothing is wrong.
    pub program: Option<Program>,
    /// The program as far as it could be made, where something is.
    pub rough: Option<Program>,
    /// The program of the policies above.
    pub over: Option<Program>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// The program of a policy, without some of its changes, and what is wrong with it.
pub(super) fn compile(gathered: &Gathered, known_on: Option<Date>, without: &[Span]) -> Compiled {
    let chain = gathered.chain();
    let files: Vec<FileId> = gathered.sources.iter().map(|source| source.id).collect();
    let mut above: Option<Program> = None;
    let mut over: Option<Program> = None;
    let mut parameters_above: Vec<ir::Parameter> = Vec::new();
    let mut broken = false;
    let mut hashes: Vec<(FileId, String)> = Vec::new();
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut changes: Vec<ir::Change> = Vec::new();
    let large = gathered.sources.iter().map(|source| source.text.len()).sum::<usize>() > LARGE;
    let parts: Vec<(usize, &[usize])> = (0..chain.len()).rev().filter_map(|at| Some((at, chain.get(at..)?))).collect();
    // No policy of the chain waits for what becomes of another.
    let levels = at_once(&parts, large, |(at, part)| {
        let (warned, without) = (*at == 0, if *at == 0 { without } else { &[] });
        level(gathered, part, known_on, Text::Whole { warned, without })
    });
    for ((at, part), found) in parts.iter().zip(levels) {
        let lowest = *at == 0;
        let Level { program, mut diagnostics, effective, readings, parameters } = found;
        // What is odd about a policy above is said to those who load that one; what is wrong is said to all.
        let above_it: Vec<FileId> = part.iter().skip(1).filter_map(|index| files.get(*index).copied()).collect();
        let blamed = ill_set(&parameters_above, &parameters);
        if blamed.is_empty() {
            parameters_above = parameters;
        }
        if !blamed.is_empty() {
            // What rules above make of such a value is no fault of theirs.
            diagnostics.retain(|found| {
                let of_kind = ["check/unit-mismatch", "check/type-mismatch"].contains(&found.code);
                !(of_kind && found.labels.iter().all(|label| above_it.contains(&label.span.file)))
            });
            diagnostics.extend(blamed);
        }
        let own = |found: &Diagnostic| {
            lowest && !found.labels.first().is_some_and(|label| above_it.contains(&label.span.file))
        };
        let fresh = diagnostics.into_iter().filter(|found| (found.is_error() || own(found)) && !told.contains(found));
        let fresh: Vec<Diagnostic> = fresh.collect();
        let Some(mut program) = program else {
            told.extend(fresh);
            broken = true;
            over = above.take();
            continue;
        };
        broken |= fresh.iter().any(Diagnostic::is_error);
        told.extend(fresh);
        name_layers(&mut program, gathered, part, &effective, &mut hashes);
        let new = effective.edits.iter().filter(|edit| Some(edit.by) == part.first().copied());
        let mut new: Vec<ir::Change> = new.map(change).collect();
        let own = effective.beside.iter().filter(|edit| Some(edit.by) == part.first().copied());
        // Rules in place of all those above are judged as that.
        let instead = |change: &ir::Change| {
            change.kind == ir::ChangeKind::Replace
                && matches!(change.clause.0.as_slice(), [(ir::ClauseKind::Policy, _)])
        };
        let above_them = above.as_ref().filter(|_| !new.iter().any(instead));
        new.extend(own.flat_map(|edit| beside(edit, &program, above.as_ref(), above_them)));
        let mut added = Added::of(gathered, part, &program, (above.as_ref(), &new));
        new.append(&mut added.changes);
        if above.is_some() || *at + 1 == chain.len() {
            let program_layers = program.layers.clone();
            let less = |more: &Vec<Span>| {
                let without: &[Span] = if *at == 0 { without } else { &[] };
                let without: &[Span] = &[without, more.as_slice()].concat();
                let text = Text::Less { without, readings: &readings };
                let Level { program, effective, .. } = level(gathered, part, known_on, text);
                let mut found = program.filter(|_| effective.errors.is_empty())?;
                // A limit names the policy that its clauses stand in.
                found.layers.clone_from(&program_layers);
                place_in_layers(&mut found, &effective);
                Some(found)
            };
            let mut less = |without: &[Vec<Span>]| at_once(without, large, less);
            let (judged, mut findings) = authority::judge(above.as_ref(), &program, new, &mut less);
            findings.extend(added.not_beyond(&judged));
            changes.extend(judged);
            let findings = findings.iter().map(Explain::explain);
            told.extend(findings.filter(|found| lowest || found.is_error()));
        }
        attach(&mut program, &changes);
        program.known_on = known_on;
        over = above.replace(program);
    }
    if !broken && !told.iter().any(Diagnostic::is_error) && !has_errors(gathered) {
        Compiled { program: above, rough: None, over, diagnostics: told }
    } else {
        Compiled { program: None, rough: above, over, diagnostics: told }
    }
}

/// What a policy sets parameters to that is nothing of their kind.
fn ill_set(above: &[ir::Parameter], now: &[ir::Parameter]) -> Vec<Diagnostic> {
    let set = now.iter().filter_map(|parameter| {
        let before = above.iter().find(|before| before.span == parameter.span)?;
        let (at, because) = (*parameter.spans.first()?, *before.spans.first()?);
        let error = match (&before.ty, &parameter.ty) {
            (old, new) if old == new || at.file == parameter.span.file => return None,
            (Type::Number { unit: left, .. }, Type::Number { unit: right, .. }) => {
                TypeError::Units { left: left.clone(), right: right.clone(), at, other: because }
            }
            (old, new) => TypeError::Mismatch { expected: old.clone(), found: new.clone(), at, because: Some(because) },
        };
        Some(error.explain())
    });
    set.collect()
}

fn has_errors(gathered: &Gathered) -> bool {
    gathered.diagnostics.iter().any(Diagnostic::is_error)
        || gathered.parsed.iter().any(|parsed| parsed.errors.iter().any(|error| error.explain().is_error()))
}

struct Level {
    program: Option<Program>,
    diagnostics: Vec<Diagnostic>,
    effective: Effective,
    readings: Readings,
    parameters: Vec<ir::Parameter>,
}

/// Which text is made of a policy and those above it.
#[derive(Clone, Copy)]
enum Text<'r> {
    /// With all changes but some; warned of odd names where somebody is told.
    Whole { warned: bool, without: &'r [Span] },
    /// Without some of the changes, only to be compared with the whole, whose phrases are read already.
    Less { without: &'r [Span], readings: &'r Readings },
}

/// One policy of the chain with all those above it.
fn level(gathered: &Gathered, chain: &[usize], known_on: Option<Date>, text: Text<'_>) -> Level {
    let links: Vec<Link<'_>> = chain
        .iter()
        .filter_map(|index| Some(Link { module: *index, text: &gathered.parsed.get(*index)?.module }))
        .collect();
    let known_on = known_on.map(|day| ast::Date {
        year: u16::try_from(day.year()).unwrap_or(0),
        month: day.month().unsigned_abs(),
        day: day.day().unsigned_abs(),
    });
    let without = match text {
        Text::Whole { without, .. } | Text::Less { without, .. } => without,
    };
    let effective = layer::layer(&links, known_on, without);
    let lowest = chain.first().copied().unwrap_or_default();
    let wanted = gathered.sees(lowest);
    let sees: Vec<Vec<bool>> = (0..gathered.parsed.len()).map(|module| gathered.sees(module)).collect();
    // The lowest first, then the others as they were found.
    let mut order: Vec<usize> =
        (0..gathered.parsed.len()).filter(|module| wanted.get(*module) == Some(&true)).collect();
    order.sort_by_key(|module| *module != lowest);
    let sees: Vec<Vec<bool>> = order
        .iter()
        .map(|from| order.iter().map(|to| sees.get(*from).and_then(|row| row.get(*to)) == Some(&true)).collect())
        .collect();
    let files: Vec<FileId> = gathered.sources.iter().map(|source| source.id).collect();
    let modules = order.iter().zip(&sees).filter_map(|(module, sees)| {
        let edited = effective.texts.iter().find(|(index, _)| index == module).map(|(_, text)| text);
        let role = match () {
            () if *module == lowest => Role::Main,
            () if chain.contains(module) => Role::Base,
            () => Role::Vocabulary,
        };
        let text = edited.or_else(|| gathered.parsed.get(*module).map(|parsed| &parsed.module))?;
        Some(resolve::Loaded { module: text, role, file: *files.get(*module)?, sees })
    });
    let mut names = resolve::resolve(&gathered.sources, modules.collect());
    match text {
        Text::Whole { warned: true, .. } => names.warn(),
        Text::Whole { warned: false, .. } => {}
        Text::Less { readings, .. } => names.take_over(readings),
    }
    let mut diagnostics: Vec<Diagnostic> = names.errors.iter().map(Explain::explain).collect();
    let sound = !has_errors(gathered) && !diagnostics.iter().any(Diagnostic::is_error);
    let mut checked = check::check(&names, sound);
    diagnostics.append(&mut checked.diagnostics);
    // A change that cannot be made leaves the text as it was: the others are judged all the same.
    diagnostics.extend(effective.errors.iter().map(Explain::explain));
    let readings = names.into_readings();
    for transition in checked.program.iter_mut().flat_map(|program| &mut program.transitions) {
        let module = files.iter().position(|file| *file == transition.span.file);
        transition.leads_back = module.is_some_and(|module| !gathered.first.contains(&module));
    }
    Level { program: checked.program, diagnostics, effective, readings, parameters: checked.parameters }
}

/// The texts of a program with their hashes, and which of them each clause comes from. The hash of a policy is that of
/// its resolved meaning, that of a vocabulary the one of its text.
fn name_layers(
    program: &mut Program,
    gathered: &Gathered,
    chain: &[usize],
    effective: &Effective,
    hashes: &mut Vec<(FileId, String)>,
) {
    let meaning = Printer { program, language: Language::English }.program();
    let lowest = chain.first().copied().unwrap_or_default();
    let sees = gathered.sees(lowest);
    let mut layers: Vec<Layer> = Vec::new();
    let policies = chain.iter().copied();
    let others = (0..gathered.parsed.len()).filter(|index| sees.get(*index) == Some(&true) && !chain.contains(index));
    for index in policies.chain(others) {
        let (Some(parsed), Some(source)) = (gathered.parsed.get(index), gathered.sources.iter().nth(index)) else {
            continue;
        };
        let Some(header) = &parsed.module.header else { continue };
        let alias = header.name.alias.as_ref().map(|alias| alias.node.as_str().into());
        let role = match () {
            () if index == lowest => "policy",
            () if chain.contains(&index) => "base",
            () => "vocabulary",
        };
        let known = hashes.iter().find(|(file, _)| *file == source.id).map(|(_, hash)| hash.clone());
        let hash = known.unwrap_or_else(|| {
            let hash = hash(if role == "vocabulary" { &source.text } else { &meaning });
            hashes.push((source.id, hash.clone()));
            hash
        });
        layers.push(Layer {
            name: Arc::new(Term { text: header.name.text.node.as_str().into(), alias }),
            role,
            file: source.id,
            version: header.version.as_ref().map(|version| version.node.clone()),
            in_force: header_in_force(header),
            hash,
        });
    }
    program.layers = layers;
    place_in_layers(program, effective);
}

/// Says of every rule, article and power in which layer it stands.
fn place_in_layers(program: &mut Program, effective: &Effective) {
    let layer_of = |file: FileId, layers: &[Layer]| layers.iter().position(|layer| layer.file == file).unwrap_or(0);
    for decision in &mut program.decisions {
        for ground in &mut decision.grounds {
            ground.layer = layer_of(ground.span.file, &program.layers);
        }
    }
    for article in &mut program.articles {
        article.layer = layer_of(article.span.file, &program.layers);
    }
    for power in &mut program.powers {
        power.layer = layer_of(power.span.file, &program.layers);
        let known = effective.powers.iter().find(|(span, _)| *span == power.span);
        power.clauses = known.map(|(_, clauses)| clauses.iter().map(|path| clause(path)).collect()).unwrap_or_default();
    }
}

/// Which changes made each rule what it is.
fn attach(program: &mut Program, changes: &[ir::Change]) {
    program.changes = changes.to_vec();
    // A change names its layers by their file, which every level shares; here they become places in its own list.
    for decision in &mut program.decisions {
        for ground in &mut decision.grounds {
            // A rule that stands on the other days too is what a change makes of it on its own days only; one that ends by
            // the change tells so.
            let made = |change: &ir::Change| {
                let ends = change.kind == ir::ChangeKind::Drop
                    && change.made_on.until.is_none()
                    && ground.in_force.until == change.made_on.from;
                ends || !ground.in_force.within(change.made_on).is_empty()
            };
            let mine = changes.iter().enumerate();
            let mine = mine.filter(|(_, change)| change.after.contains(&ground.span) && made(change));
            ground.changes = mine.map(|(at, _)| at).collect();
        }
    }
    for change in &mut program.changes {
        let layer_of = |file: u32| program.layers.iter().position(|layer| layer.file.0 == file).unwrap_or(0);
        change.by = layer_of(change.span.file.0);
        change.of = layer_of(u32::try_from(change.of).unwrap_or(u32::MAX));
    }
}

/// A rule of its own, for each policy above that decides the same, by whatever name, in whatever language; and for one
/// that lets nobody ask something of that decision, though it has no rule for it, or none any more.
///
/// A policy whose rules were all taken out by this one decided it all the same: `standing` is the program above, unless
/// all of it was replaced. A rule in the place of others is one of its own only for what none of them decides.
fn beside(edit: &Edit, program: &Program, above: Option<&Program>, standing: Option<&Program>) -> Vec<ir::Change> {
    let mine = |ground: &ir::Ground| edit.after.contains(&ground.span);
    let Some(decision) = program.decisions.iter().find(|decision| decision.grounds.iter().any(mine)) else {
        return Vec::new();
    };
    let mut layers: Vec<usize> =
        decision.grounds.iter().map(|ground| ground.layer).filter(|layer| *layer != 0).collect();
    // By the name that it has above.
    let known = above
        .and_then(|above| above.decisions.iter().find(|known| known.term.forms().any(|form| decision.term.is(form))));
    let replaced = |ground: &ir::Ground| edit.before.contains(&ground.span);
    if known.is_some_and(|known| known.grounds.iter().any(replaced)) {
        return Vec::new();
    }
    let term = known.map_or_else(|| decision.term.clone(), |known| known.term.clone());
    let taken = standing.into_iter().flat_map(|above| {
        let all = above.decisions.iter().filter(|known| known.term.forms().any(|form| decision.term.is(form)));
        let files = all.flat_map(|known| &known.grounds).filter_map(|ground| above.layers.get(ground.layer));
        files.filter_map(|layer| program.layers.iter().position(|known| known.file == layer.file))
    });
    layers.extend(taken);
    layers.sort_unstable();
    layers.dedup();
    let limits = above.into_iter().flat_map(|above| &above.powers).filter(|power| power.kind == ir::PowerKind::NotAsk);
    // A policy whose rules one in between took out decided it too.
    let known_out = |change: &ir::Change| change.took_out.iter().any(|known| known.forms().any(|form| term.is(form)));
    let taken_between = above.is_some_and(|above| above.changes.iter().any(known_out));
    let limited = |power: &ir::Power| match &power.decision {
        Some(name) => term.is(name),
        None => power.clauses.iter().any(|clause| clause.0.len() == 1),
    };
    if layers.is_empty() && (taken_between || limits.into_iter().any(limited)) {
        let mut out = change(edit);
        out.before.clear();
        out.clause = ir::Clause(vec![(ir::ClauseKind::Decision, term)]);
        return vec![out];
    }
    let each = layers.into_iter().filter_map(|layer| {
        let layer = program.layers.get(layer)?;
        let mut out = change(edit);
        out.before.clear();
        out.of = usize::try_from(layer.file.0).unwrap_or(usize::MAX);
        out.clause =
            ir::Clause(vec![(ir::ClauseKind::Policy, layer.name.clone()), (ir::ClauseKind::Decision, term.clone())]);
        Some(out)
    });
    each.collect()
}

fn change(edit: &Edit) -> ir::Change {
    ir::Change {
        by: edit.by,
        of: edit.of,
        kind: match edit.kind {
            EditKind::Set => ir::ChangeKind::Set,
            EditKind::Replace => ir::ChangeKind::Replace,
            EditKind::Drop => ir::ChangeKind::Drop,
            EditKind::Ask => ir::ChangeKind::Ask,
            EditKind::Except => ir::ChangeKind::Except,
            EditKind::Add => ir::ChangeKind::Add,
            EditKind::Narrow => ir::ChangeKind::Narrow,
            EditKind::Widen => ir::ChangeKind::Widen,
            EditKind::Extend => ir::ChangeKind::Extend,
            EditKind::Deviate => ir::ChangeKind::Deviate,
            EditKind::Rule => ir::ChangeKind::Rule,
        },
        clause: clause(&edit.path),
        article: edit.article.clone(),
        in_force: Period {
            from: edit.in_force.0.and_then(day_of),
            until: edit.in_force.1.and_then(day_of).and_then(|last| last.tomorrow().ok()),
        },
        made_on: edit.made_on.map_or_else(Period::default, |days| Period {
            from: days.from.and_then(day_of),
            until: days.until.and_then(day_of),
        }),
        effect: ir::Effect::NotDecided,
        needless: false,
        read_since: BTreeSet::new(),
        took_out: Vec::new(),
        refused: None,
        unsure: None,
        power: edit.grounds.power.as_ref().map(|name| name.node.clone()),
        power_at: edit.grounds.power.as_ref().map(|name| name.span),
        beyond: None,
        says_beyond: says_beyond(&edit.grounds),
        cites: edit.cites.clone(),
        inferred: edit.inferred.clone(),
        places: Vec::new(),
        before: edit.before.clone(),
        after: edit.after.clone(),
        span: edit.at,
    }
}

/// A written date as a day of the calendar.
#[must_use]
pub fn day_of(date: ast::Date) -> Option<Date> {
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

fn clause(path: &[layer::Part]) -> ir::Clause {
    let kind = |kind| match kind {
        StepKind::Everything | StepKind::Policy => ir::ClauseKind::Policy,
        StepKind::Article => ir::ClauseKind::Article,
        StepKind::Rule => ir::ClauseKind::Rule,
        StepKind::Item => ir::ClauseKind::Item,
        StepKind::Definition => ir::ClauseKind::Definition,
        StepKind::Parameter => ir::ClauseKind::Parameter,
        StepKind::PlaceSet => ir::ClauseKind::PlaceSet,
        StepKind::Type => ir::ClauseKind::Type,
        StepKind::Decision => ir::ClauseKind::Decision,
    };
    let part = |(step, name, alias): &layer::Part| {
        let alias = alias.as_deref().map(Into::into);
        (kind(*step), Arc::new(Term { text: name.as_str().into(), alias }))
    };
    ir::Clause(path.iter().map(part).collect())
}

/// `sha256:` and the first 16 bytes, in hexadecimal.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let hex = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    format!("sha256:{hex}")
}
