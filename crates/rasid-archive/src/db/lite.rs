//! `SQLite`: the archive is one file.

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use super::{Cell, Param};
use crate::index::Gathered;
use crate::{Fault, Result, schema};

/// How a file is written by who fills it, with rows that refer to rows just written (`check` looks whether they do).
const FILLING: &str = "PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144;";
/// So many bytes are large: there much is held before it is put in its place, as pages all over it are written again and again. Elsewhere
/// it is put there on the way, while others code, and little is left for the end.
const LARGE: u64 = 1 << 30;
/// And by others.
const DECIDING: &str = "PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4096;";

/// A file that is open.
#[derive(Debug)]
pub(crate) struct Lite {
    pub(super) db: Connection,
    /// Of reports that are written in this transaction.
    pub(super) words: RefCell<Gathered>,
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Integer(Some(n)) => ValueRef::Integer(n),
            Self::Real(Some(n)) => ValueRef::Real(n),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Self::Integer(None) | Self::Real(None) | Self::Text(None) | Self::Bytes(None) => ValueRef::Null,
        }))
    }
}

/// What stands in a row.
pub(super) fn cell<'r>(row: &'r rusqlite::Row<'r>, at: usize) -> Result<Cell<'r>> {
    Ok(match row.get_ref(at)? {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(n) => Cell::Integer(n),
        ValueRef::Real(n) => Cell::Real(n),
        ValueRef::Text(text) => Cell::Text(Cow::Borrowed(std::str::from_utf8(text).map_err(|e| Fault::Store(e.to_string()))?)),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
    })
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            Some(Code::DiskFull) => Self::Full,
            Some(Code::NotADatabase) => Self::Foreign,
            Some(Code::OperationInterrupted) => Self::Slow,
            Some(Code::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            _ => Self::Store(error.to_string()),
        }
    }
}

impl Lite {
    pub(super) fn open(path: &Path, make: bool) -> Result<Self> {
        // A file of one byte is empty to SQLite, which would write over it.
        if std::fs::metadata(path).is_ok_and(|file| file.len() == 1) {
            return Err(Fault::Foreign);
        }
        let mut db = match make {
            true => Connection::open(path)?,
            false if !path.is_file() => return Err(Fault::Missing),
            false => Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?,
        };
        db.busy_timeout(Duration::from_millis(900))?;
        if make {
            // Heard only before there is anything: pages that become free can be given back.
            db.execute_batch("PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL;")?;
        }
        db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
        schema::bring_up_to_date(&mut db, path)?;
        db.execute_batch(if make { FILLING } else { DECIDING })?;
        if make {
            let held = if std::fs::metadata(path).is_ok_and(|file| file.len() > LARGE) { 32_768 } else { 4096 };
            db.pragma_update(None, "wal_autocheckpoint", held)?;
        }
        db.set_prepared_statement_cache_capacity(64);
        // Who fills an archive asks the same few questions again and again: they are planned once, not for each value.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, make)?;
        Ok(Self { db, words: RefCell::default() })
    }

    pub(super) fn read(path: &Path) -> Result<Self> {
        let db = open_to_read(path)?;
        db.busy_timeout(Duration::from_millis(900))?;
        db.execute_batch("PRAGMA cache_size = -32768; PRAGMA mmap_size = 1073741824;")?;
        db.set_prepared_statement_cache_capacity(64);
        schema::is_current(&db)?;
        Ok(Self { db, words: RefCell::default() })
    }

    pub(super) fn asking(path: &Path) -> Result<Self> {
        Ok(Self { db: open_to_read(path)?, words: RefCell::default() })
    }

    pub(super) fn ask<E: From<Fault>>(
        &self,
        question: &str,
        each: &mut impl FnMut(Value) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut statement = self.db.prepare(question).map_err(Fault::from)?;
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

    /// Ends a transaction that was not committed.
    pub(super) fn end(&self) {
        if !self.db.is_autocommit() {
            let _ = self.db.execute_batch("ROLLBACK");
        }
    }

    /// Lets the planner of questions count anew, and leaves one file where nobody else reads.
    pub(super) fn settle(&self) -> Result<()> {
        // It goes page by page, a step for each.
        let mut shrink = self.db.prepare("PRAGMA incremental_vacuum")?;
        let mut steps = shrink.query([])?;
        while steps.next()?.is_some() {}
        self.db.execute_batch("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }

    pub(super) fn bytes(&self) -> Result<u64> {
        Ok(self.db.path().and_then(|path| std::fs::metadata(path).ok()).map_or(0, |m| m.len()))
    }

    pub(super) fn structure(&self) -> Result<Vec<String>> {
        let lines = |pragma| -> rusqlite::Result<Vec<String>> {
            let mut statement = self.db.prepare(pragma)?;
            Ok(statement.query_map([], |r| r.get(0))?.filter_map(std::result::Result::ok).collect())
        };
        let mut out = lines("PRAGMA integrity_check")?;
        out.retain(|line| line != "ok");
        out.extend(lines("PRAGMA foreign_key_check")?.into_iter().map(|table| format!("{table}: a row without its own")));
        Ok(out)
    }

    pub(super) fn columns(&self, table: &str) -> Result<Vec<(String, Param<'static>)>> {
        let mut statement = self.db.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
        let null = |kind: &str| match kind {
            "INTEGER" => Param::Integer(None),
            "REAL" => Param::Real(None),
            "BLOB" => Param::Bytes(None),
            _ => Param::Text(None),
        };
        let columns = statement.query_map([table], |r| Ok((r.get(0)?, null(&r.get::<_, String>(1)?))))?;
        Ok(columns.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn copy(&self, to: &Path) -> Result<()> {
        self.db.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        Ok(())
    }

    pub(super) fn rewrite(&self) -> Result<()> {
        self.db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }
}

/// A file for reading alone.
fn open_to_read(path: &Path) -> Result<Connection> {
    if !path.is_file() {
        return Err(Fault::Missing);
    }
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")?;
    Ok(db)
}
