//! Questions in SQL, for those who want them: read-only, and never longer than they may take.

use serde_json::Value;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::Fault;
use crate::db::Db;

/// Asks the archive at a path; `each` gets the rows as objects. The tables are those of ARCHITECTURE.md.
///
/// # Errors
/// What the store says of the question; [`Fault::Slow`] where it takes longer than `limit`; what `each` returns.
pub fn ask<E: From<Fault>>(
    path: &Path,
    question: &str,
    limit: Duration,
    mut each: impl FnMut(Value) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let db = Db::asking(path)?;
    let stop = db.stopper();
    let (done, waiting) = channel::<()>();
    let watch = std::thread::spawn(move || {
        if waiting.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            stop();
        }
    });
    let answered = db.ask(question, &mut each);
    drop(done);
    let _ = watch.join();
    answered
}
