//! Work on many threads, results in the order of the work: the same bytes on any number of threads.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

/// Pieces of work a thread that are held at a time: enough to go on while results are stored.
const HELD: usize = 16;

/// Does work on `threads` threads and hands over the results in order.
///
/// `worker` is called once on each thread and gives what does its work: a coder remembers the words it has
/// met, so each thread has its own. No more than a few pieces of work a thread are held at a time, so that a
/// stream of any length fits into memory. Stops at the first error of `sink`.
///
/// # Errors
/// That of `sink`.
pub fn in_order<T, R, E, W>(
    work: impl Iterator<Item = T> + Send,
    threads: usize,
    worker: impl Fn() -> W + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
    W: FnMut(T) -> R,
{
    let threads = threads.max(1);
    let held = threads * HELD;
    let (permit, permits) = sync_channel::<()>(held);
    let (job, jobs) = sync_channel::<(usize, T)>(held);
    let (done, results) = channel::<(usize, R)>();
    let jobs = Mutex::new(jobs);
    std::thread::scope(|scope| {
        // Moved into the scope, so that an early return closes them and every thread ends.
        let permits = permits;
        scope.spawn(move || feed(work, &permit, &job));
        for _ in 0..threads {
            let (done, jobs, worker) = (done.clone(), &jobs, &worker);
            scope.spawn(move || {
                let mut work = worker();
                while let Some((n, item)) = next(jobs) {
                    if done.send((n, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let (mut waiting, mut wanted) = (BTreeMap::new(), 0);
        let mut hand_over = || {
            for (n, result) in &results {
                waiting.insert(n, result);
                while let Some(result) = waiting.remove(&wanted) {
                    wanted += 1;
                    let _ = permits.recv();
                    sink(result)?;
                }
            }
            Ok(())
        };
        let outcome = hand_over();
        drop((permits, results));
        outcome
    })
}

fn feed<T>(work: impl Iterator<Item = T>, permit: &SyncSender<()>, job: &SyncSender<(usize, T)>) {
    for (n, item) in work.enumerate() {
        if permit.send(()).is_err() || job.send((n, item)).is_err() {
            break;
        }
    }
}

fn next<T>(jobs: &Mutex<Receiver<T>>) -> Option<T> {
    jobs.lock().ok()?.recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            let done: Result<(), ()> = in_order(
                0..1000,
                threads,
                || |n: usize| n * 2,
                |n| {
                    seen.push(n);
                    Ok(())
                },
            );
            assert_eq!(done, Ok(()));
            assert_eq!(seen, (0..1000).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_ends_endless_work() {
        let done = in_order(0.., 3, || |n: usize| n, |n| if n < 50 { Ok(()) } else { Err(n) });
        assert_eq!(done, Err(50));
    }
}
