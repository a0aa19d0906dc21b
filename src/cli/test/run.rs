//! Policies and cases, in parallel; what comes of them, in order.

use super::super::suites::{self, Found, Prepared};
use super::super::threads;
use super::{Options, files};
use crate::diagnostics::Language;
use crate::source::Sources;
use crate::suite::pinned::{Standing, one_line};
use crate::suite::{Pin, Pins, Ran, Suite, Test, run as run_one};
use crate::types::ids::DecisionId;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Cases that one thread takes at a time.
const CHUNK: usize = 16;
/// How often progress is shown.
const TICK: Duration = Duration::from_millis(200);

/// What came of everything.
pub struct Report {
    /// Each policy, in the order in which it was found.
    pub policies: Vec<PolicyReport>,
}

/// What came of a policy.
pub struct PolicyReport {
    /// Its file.
    pub path: String,
    /// The policy and its suites, or what is wrong with them.
    pub prepared: Prepared,
    /// Each suite in order, but those that cannot be run; none where the policy cannot.
    pub suites: Vec<SuiteReport>,
}

/// What came of a suite.
pub struct SuiteReport {
    /// Where its pinned results stand; none for the examples of a policy.
    pub pinned: Option<PathBuf>,
    /// What is pinned.
    pub pins: Pins,
    /// Each case that was run, by its place in the suite.
    pub cases: Vec<(usize, Verdict)>,
    /// What is pinned for cases that are no longer there, or that expect something by now.
    pub stale: Vec<Pin>,
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Everything that it expects.
    Passed,
    /// Something else than it expects.
    Failed(Vec<crate::suite::Miss>),
    /// A result that is held against what is pinned.
    Held(Standing, String),
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub pinned: usize,
    pub failed: usize,
    pub changed: usize,
    pub new: usize,
    pub rejected: usize,
    pub stale: usize,
    /// Policies and case files that could not be run.
    pub broken: usize,
}

impl Tally {
    /// All cases that were run.
    pub const fn cases(&self) -> usize {
        self.passed + self.pinned + self.failed + self.changed + self.new + self.rejected
    }

    /// What a person has not looked at yet.
    pub const fn pending(&self) -> usize {
        self.changed + self.new + self.stale
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.pinned += other.pinned;
        self.failed += other.failed;
        self.changed += other.changed;
        self.new += other.new;
        self.rejected += other.rejected;
        self.stale += other.stale;
        self.broken += other.broken;
    }
}

impl Report {
    pub fn tally(&self) -> Tally {
        let mut out = Tally::default();
        for policy in &self.policies {
            out.broken += usize::from(!policy.prepared.runs()) + policy.prepared.broken.len();
            policy.suites.iter().for_each(|suite| out.add(suite.tally()));
        }
        out
    }

    /// Whether the keywords of most policies are Chinese.
    pub fn chinese(&self) -> bool {
        let chinese = self.policies.iter().filter(|policy| files::chinese(&policy.prepared.ready.loaded)).count();
        chinese * 2 > self.policies.len()
    }
}

impl SuiteReport {
    pub fn tally(&self) -> Tally {
        let mut out = Tally { stale: self.stale.len(), ..Tally::default() };
        for (_, verdict) in &self.cases {
            let slot = match verdict {
                Verdict::Passed => &mut out.passed,
                Verdict::Failed(_) => &mut out.failed,
                Verdict::Held(Standing::Same, _) => &mut out.pinned,
                Verdict::Held(Standing::New, _) => &mut out.new,
                Verdict::Held(Standing::Changed, _) => &mut out.changed,
                Verdict::Held(Standing::Rejected, _) => &mut out.rejected,
            };
            *slot += 1;
        }
        out
    }
}

impl PolicyReport {
    /// The suite that a report is about.
    pub fn suite(&self, at: usize) -> Option<&Suite> {
        self.prepared.ready.suites.get(at)
    }

    /// The texts in which the cases of a suite stand.
    pub fn sources(&self, suite: &Suite) -> &Sources {
        if suite.examples { &self.prepared.ready.loaded.sources } else { &self.prepared.ready.sources }
    }
}

/// Runs everything, with remarks in the language that is `asked` for; progress is shown where somebody watches.
pub fn run(found: &[Found], options: &Options, asked: Option<Language>, watched: bool) -> Report {
    let told = watched.then(|| asked.unwrap_or(Language::English));
    let threads = threads(options.threads);
    let prepared =
        parallel(threads, found.len(), &|at| found.get(at).map(|found| suites::prepare(found, asked)), &mut |_, _| {});
    let mut policies: Vec<PolicyReport> = found
        .iter()
        .zip(prepared)
        .filter_map(|(found, prepared)| {
            let path = found.policy.to_string_lossy().into_owned();
            let mut policy = PolicyReport { path, prepared: prepared.flatten()?, suites: Vec::new() };
            if policy.prepared.runs() {
                policy.suites = fresh(&policy.prepared.ready.suites);
                // Whoever asks about one decision does not ask what has become of other cases.
                let meant = |pin: &Pin| options.decision.is_none() && is_named(options, &pin.name);
                for suite in &mut policy.suites {
                    suite.stale.retain(meant);
                }
            }
            Some(policy)
        })
        .collect();
    let jobs: Vec<Job> = jobs(&policies, options);
    let ran = parallel(
        threads,
        jobs.len().div_ceil(CHUNK),
        &|chunk| -> Vec<Option<Ran>> {
            let jobs = jobs.iter().skip(chunk * CHUNK).take(CHUNK);
            jobs.map(|job| job.run(&policies)).collect()
        },
        &mut |done, of| progress(told, done * CHUNK, of * CHUNK),
    );
    progress(told, 0, 0);
    let ran: Vec<Option<Ran>> = ran.into_iter().flatten().flatten().collect();
    for (job, ran) in jobs.iter().zip(ran) {
        let Some(policy) = policies.get_mut(job.policy).filter(|policy| policy.prepared.runs()) else { continue };
        let name = policy.suite(job.suite).and_then(|suite| suite.tests.get(job.test)).map(|test| test.name.clone());
        let (Some(name), Some(suite), Some(ran)) = (name, policy.suites.get_mut(job.suite), ran) else { continue };
        let verdict = match ran {
            Ran::Passed => Verdict::Passed,
            Ran::Failed(misses) => Verdict::Failed(misses),
            Ran::Told(found) => Verdict::Held(suite.pins.standing(&name, &found), found),
        };
        suite.cases.push((job.test, verdict));
    }
    Report { policies }
}

/// One case to be run.
struct Job {
    policy: usize,
    suite: usize,
    test: usize,
    only: Option<DecisionId>,
}

impl Job {
    fn run(&self, policies: &[PolicyReport]) -> Option<Ran> {
        let report = policies.get(self.policy)?;
        let test = report.suite(self.suite)?.tests.get(self.test)?;
        Some(run_one(&report.prepared.ready.texts(), test, self.only))
    }
}

/// The cases that are asked for.
fn jobs(policies: &[PolicyReport], options: &Options) -> Vec<Job> {
    let mut out = Vec::new();
    for (policy, report) in policies.iter().enumerate() {
        let Some(loaded) = report.prepared.ready.policy() else { continue };
        for (suite, known) in report.prepared.ready.suites.iter().enumerate() {
            for (test, case) in known.tests.iter().enumerate() {
                let by = report.prepared.ready.text_of(case).map_or(loaded, |(_, policy)| policy);
                let only = match options.decision.as_ref().map(|name| by.decision(name)) {
                    Some(None) => continue,
                    only => only.flatten(),
                };
                if is_named(options, &case.name) && asks(case, only) {
                    out.push(Job { policy, suite, test, only });
                }
            }
        }
    }
    out
}

/// Whether a name is among those asked for.
fn is_named(options: &Options, name: &str) -> bool {
    options.only.as_ref().is_none_or(|only| name.to_lowercase().contains(&only.to_lowercase()))
}

/// Whether a case asks about a decision; one that expects nothing asks about all.
fn asks(test: &Test, only: Option<DecisionId>) -> bool {
    let (expects, asked) = (&test.typed.expect, &test.typed.asks);
    let pinned = |only| expects.is_empty() && (asked.is_empty() || asked.contains(&only));
    only.is_none_or(|only| pinned(only) || expects.iter().any(|expected| expected.decision == only))
}

/// A report of each suite, of which no case has been run yet.
fn fresh(suites: &[Suite]) -> Vec<SuiteReport> {
    let each = suites.iter().map(|suite| {
        let kept = |pin: &&Pin| {
            suite.tests.iter().any(|test| test.typed.expect.is_empty() && one_line(&test.name) == pin.name)
        };
        SuiteReport {
            pinned: (!suite.examples).then(|| suites::pinned(&suite.name)),
            pins: suite.pins.clone(),
            cases: Vec::new(),
            stale: suite.pins.entries.iter().filter(|pin| !kept(pin)).cloned().collect(),
        }
    });
    each.collect()
}

/// Does every piece of work, several at once, and gives the results in order. `tell` hears from time to time how many are done.
fn parallel<T: Send>(
    threads: usize,
    count: usize,
    work: &(impl Fn(usize) -> T + Sync),
    tell: &mut dyn FnMut(usize, usize),
) -> Vec<Option<T>> {
    let mut out: Vec<Option<T>> = (0..count).map(|_| None).collect();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, count.max(1)) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count || sender.send((at, work(at))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut done = 0;
        loop {
            match receiver.recv_timeout(TICK) {
                Ok((at, found)) => {
                    done += 1;
                    if let Some(slot) = out.get_mut(at) {
                        *slot = Some(found);
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => tell(done, count),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
    });
    out
}

/// A line on standard error that is drawn over; nothing is left of it in the end.
fn progress(told: Option<Language>, done: usize, of: usize) {
    use std::io::Write;
    let Some(language) = told else { return };
    let line = match language {
        _ if of == 0 => String::new(),
        Language::English => format!("{done} of {of} cases"),
        Language::Chinese => format!("已运行 {done} / {of} 个个案"),
    };
    // Nobody is left to tell where standard error is closed.
    let _ = write!(std::io::stderr(), "\r\u{1b}[K{line}");
}
