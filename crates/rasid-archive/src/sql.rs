//! Questions in SQL, for those who want them: read-only, and never longer than they may take.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::{Fault, Result};

/// Asks the archive at a path; `each` gets the rows as objects. The tables are those of ARCHITECTURE.md.
///
/// # Errors
/// What SQLite says of the question; [`Fault::Slow`] where it takes longer than `limit`; what `each` returns.
pub fn ask<E: From<Fault>>(
    path: &Path,
    question: &str,
    limit: Duration,
    mut each: impl FnMut(Value) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let db = open(path)?;
    let stop = db.get_interrupt_handle();
    let (done, waiting) = channel::<()>();
    let watch = std::thread::spawn(move || {
        if waiting.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            stop.interrupt();
        }
    });
    let answered = rows(&db, question, &mut each);
    drop(done);
    let _ = watch.join();
    answered
}

fn open(path: &Path) -> Result<Connection> {
    if !path.is_file() {
        return Err(Fault::Missing);
    }
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")?;
    Ok(db)
}

fn rows<E: From<Fault>>(
    db: &Connection,
    question: &str,
    each: &mut impl FnMut(Value) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut statement = db.prepare(question).map_err(Fault::from)?;
    if !statement.readonly() {
        return Err(Fault::Store("attempt to write".to_owned()).into());
    }
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).map_err(Fault::from)?;
    while let Some(row) = rows.next().map_err(Fault::from)? {
        let mut fields = Map::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at).map_err(Fault::from)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => json!(n),
                ValueRef::Real(n) => json!(n),
                ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
                ValueRef::Blob(bytes) => json!(crate::prepare::hex(bytes)),
            };
            fields.insert(name.clone(), value);
        }
        each(Value::Object(fields))?;
    }
    Ok(())
}
