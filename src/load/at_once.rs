//! Work that is done at once, on as many processors as there are.
//!
//! In: jobs that know nothing of each other. Out: what they give, in their order, as if one had been done after the other.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Does jobs that do not hang together; `large` says whether they are worth a thread.
pub(super) fn at_once<J: Sync, T: Send>(jobs: &[J], large: bool, run: impl Fn(&J) -> T + Sync) -> Vec<T> {
    if jobs.len() < 2 || !large {
        return jobs.iter().map(run).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(at) else { return done };
            done.push((at, run(job)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).min(jobs.len());
    let mut all = thread::scope(|scope| {
        // Where the system gives no more threads, those that run do the rest.
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).filter_map(spawn).collect();
        let mut all = work();
        for other in others {
            all.extend(other.join().unwrap_or_else(|cause| resume_unwind(cause)));
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, found)| found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_the_jobs() {
        let jobs: Vec<usize> = (0..50).collect();
        let wanted: Vec<usize> = jobs.iter().map(|job| job * 2).collect();
        for large in [false, true] {
            assert_eq!(at_once(&jobs, large, |job| job * 2), wanted);
        }
    }
}
