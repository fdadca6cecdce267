//! The archive: reports with what was coded from them, in one file that survives anything.
//!
//! One SQLite database holds the texts, the events, the index of words and the decisions of people; what was
//! acknowledged is on disk (`synchronous = FULL`). Nothing is overwritten: a new coding closes the rows that it
//! changes, and `as_of` reads what stood on a day. Knows no Arabic: words come from [`rasid::Coder`].
//!
//! ```text
//! prepare   document + record → what is to be stored      (any thread)
//! store     what is to be stored → rows                    (one writer)
//! search    words → documents;  events   filters → events, counts
//! review    a person's decision → the log, and what holds by it;  agreement  the log → how alike people judge
//! linked    what reports tell together: linking makes it, here it is kept
//! export    events → files for other programs
//! check     is everything as it was written?  a copy of it all
//! redact    what must be gone
//! ```

mod agreement;
mod check;
mod columns;
mod events;
pub mod export;
mod linked;
mod pack;
mod prepare;
mod redact;
mod review;
mod schema;
mod search;
mod sql;
mod store;
mod views;

use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub use agreement::{Agreement, COMPARED, FEW, Item, Numbers, Said, agreements, judged, numbers, wilson};
pub use check::Finding;
pub use columns::Columns;
pub use events::{By, Filter, Found, Group, KEYS, Order};
pub use linked::{Fallen, Judged, Kept, NamedActor, Near, Row, Standing, Stood, Tie, Told, Wanted};
pub use prepare::{Prepared, key, prepare};
pub use review::{Decision, Verb};
pub use search::{Hit, Query};
pub use sql::ask;
pub use store::{Change, Changed, Tally};
pub use views::{Audited, Noted, Report, Run, Saved, Spot};

/// Why the archive did not do what it was asked. Each has a message in English and Arabic in the command line's table,
/// under its name.
#[derive(Debug)]
pub enum Fault {
    /// There is no archive at that path.
    Missing,
    /// The file is no archive of ours.
    Foreign,
    /// Written by a newer program: its version.
    Newer(i32),
    /// Another process writes to it.
    Busy,
    /// The disk is full.
    Full,
    /// The file is damaged.
    Damaged(String),
    /// No event has that id.
    NoEvent(String),
    /// No report has a key that begins so.
    NoReport(String),
    /// A value that does not fit: the field and what it may be.
    Value(&'static str, String),
    /// A question in SQL took too long.
    Slow,
    /// What is exported cannot be written.
    Output(String),
    /// Anything else that the store says.
    Store(String),
}

impl Fault {
    /// The name of its message.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing => "archive_missing",
            Self::Foreign => "archive_foreign",
            Self::Newer(_) => "archive_newer",
            Self::Busy => "archive_busy",
            Self::Full => "archive_full",
            Self::Damaged(_) => "archive_damaged",
            Self::NoEvent(_) => "archive_no_event",
            Self::NoReport(_) => "archive_no_report",
            Self::Value(..) => "archive_value",
            Self::Slow => "archive_slow",
            Self::Output(_) => "write",
            Self::Store(_) => "archive_store",
        }
    }

    /// What is put into its message.
    #[must_use]
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Newer(version) => vec![version.to_string()],
            Self::Damaged(why) | Self::Store(why) | Self::NoEvent(why) | Self::NoReport(why) | Self::Output(why) => vec![why.clone()],
            Self::Value(field, may) => vec![(*field).to_owned(), may.clone()],
            Self::Missing | Self::Foreign | Self::Busy | Self::Full | Self::Slow => Vec::new(),
        }
    }
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

impl From<rusqlite::types::FromSqlError> for Fault {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// What the archive gives back.
pub type Result<T> = std::result::Result<T, Fault>;

/// An open archive.
#[derive(Debug)]
pub struct Archive {
    db: Connection,
    named: store::Named,
    columns: Option<Arc<Columns>>,
}

impl Archive {
    /// Opens an archive for reading and writing, and makes it where there is none. An older one is brought up to
    /// date, after a copy of it was put beside it.
    ///
    /// # Errors
    /// Where the file is no archive, is newer than the program, or cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        Self::prepared(Connection::open(path)?, path)
    }

    /// Opens an archive that exists.
    ///
    /// # Errors
    /// As [`Archive::create`]; [`Fault::Missing`] where there is none.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(Fault::Missing);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::prepared(Connection::open_with_flags(path, flags)?, path)
    }

    /// Opens an archive for reading alone, beside others that read and one that writes.
    ///
    /// # Errors
    /// As [`Archive::open`]; [`Fault::Newer`] too where the archive is an older program's: open it for writing first.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(Fault::Missing);
        }
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        db.busy_timeout(Duration::from_millis(900))?;
        db.execute_batch(
            "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32768; PRAGMA mmap_size = 1073741824;",
        )?;
        db.set_prepared_statement_cache_capacity(64);
        schema::is_current(&db)?;
        Ok(Self { db, named: store::Named::default(), columns: None })
    }

    /// Answers counts and lists from columns from now on, which must be of this archive.
    pub fn use_columns(&mut self, columns: Arc<Columns>) {
        self.columns = Some(columns);
    }

    /// What stops a question of this archive that takes too long, from another thread: it ends with [`Fault::Slow`].
    pub fn stopper(&self) -> impl Fn() + Send + use<> {
        let handle = self.db.get_interrupt_handle();
        move || handle.interrupt()
    }

    fn prepared(db: Connection, path: &Path) -> Result<Self> {
        db.busy_timeout(Duration::from_millis(900))?;
        db.execute_batch("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4096;")?;
        db.set_prepared_statement_cache_capacity(64);
        let mut archive = Self { db, named: store::Named::default(), columns: None };
        schema::bring_up_to_date(&mut archive.db, path)?;
        Ok(archive)
    }

    /// The time, UTC: `2020-10-23T09:00:00Z`.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn now(&self) -> Result<String> {
        Ok(self.db.query_row("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", [], |row| row.get(0))?)
    }

    /// After much was written: lets the planner of questions count anew, and leaves one file where nobody else reads.
    ///
    /// # Errors
    /// Where the archive cannot be written.
    pub fn settle(&self) -> Result<()> {
        self.db.execute_batch("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }

    /// How many reports and events it holds, and how many reports are copies of others.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn size(&self) -> Result<[u64; 3]> {
        let count = |sql: &str| self.db.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs);
        if let Some(columns) = &self.columns {
            let [reports, events] = columns.size();
            return Ok([reports, events, reports.saturating_sub(count("SELECT count(DISTINCT hash) FROM document")?)]);
        }
        Ok([
            count("SELECT count(*) FROM document")?,
            count("SELECT count(*) FROM event WHERE until IS NULL")?,
            count("SELECT count(*) - count(DISTINCT hash) FROM document")?,
        ])
    }
}
