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
mod db;
mod events;
pub mod export;
mod index;
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

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use agreement::{Agreement, COMPARED, FEW, Item, Numbers, Said, agreements, judged, numbers, wilson};
pub use check::Finding;
pub use columns::Columns;
pub use events::{By, Filter, Found, Group, KEYS, Order};
pub use linked::{Fallen, Judged, Kept, NamedActor, Near, Row, Standing, Stood, Tie, Told, Wanted};
pub use prepare::{Prepared, key, prepare};
pub use review::{Decision, Marked, Verb};
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
    /// The database does not answer, or lets nobody in: what it says.
    Unreachable(String),
    /// An address of a database that cannot be used so: what is wrong with it.
    Address(String),
    /// Who answers for a database is not known for it: why.
    Untrusted(String),
    /// Others can read the file of passwords.
    Passwords(String),
    /// The disk is full.
    Full,
    /// The file is damaged.
    Damaged(String),
    /// No event has that id.
    NoEvent(String),
    /// Linking tells nothing under that name: what lists such things, and the name.
    NotTold(&'static str, String),
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
            Self::Unreachable(_) => "archive_unreachable",
            Self::Address(_) => "archive_address",
            Self::Untrusted(_) => "archive_untrusted",
            Self::Passwords(_) => "archive_passwords",
            Self::Full => "archive_full",
            Self::Damaged(_) => "archive_damaged",
            Self::NoEvent(_) => "archive_no_event",
            Self::NotTold(..) => "archive_not_told",
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
            Self::Unreachable(why)
            | Self::Address(why)
            | Self::Untrusted(why)
            | Self::Passwords(why)
            | Self::Damaged(why)
            | Self::Store(why)
            | Self::NoEvent(why)
            | Self::NoReport(why)
            | Self::Output(why) => vec![why.clone()],
            Self::Value(one, other) | Self::NotTold(one, other) => vec![(*one).to_owned(), other.clone()],
            Self::Missing | Self::Foreign | Self::Busy | Self::Full | Self::Slow => Vec::new(),
        }
    }
}

/// What a path is called before people: the address of a database without who asks and with what password.
#[must_use]
pub fn shown(path: &Path) -> String {
    db::address(path).map_or_else(|| path.display().to_string(), db::shown)
}

/// A file that belongs to an archive: `rasid.archive` → `rasid.archive.accounts`. Of a database it stands in the working folder, named after
/// it: `libya.accounts`.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = db::address(path)
        .map_or_else(|| path.as_os_str().to_owned(), |address| db::shown(address).rsplit('/').next().unwrap_or("rasid").into());
    name.push(".");
    name.push(ending);
    name.into()
}

/// What the archive gives back.
pub type Result<T> = std::result::Result<T, Fault>;

/// An open archive.
#[derive(Debug)]
pub struct Archive {
    db: db::Db,
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
        Ok(Self::over(db::Db::open(path, true)?))
    }

    /// Opens an archive that exists.
    ///
    /// # Errors
    /// As [`Archive::create`]; [`Fault::Missing`] where there is none.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self::over(db::Db::open(path, false)?))
    }

    /// Opens an archive for reading alone, beside others that read and one that writes.
    ///
    /// # Errors
    /// As [`Archive::open`]; [`Fault::Newer`] too where the archive is an older program's: open it for writing first.
    pub fn read(path: &Path) -> Result<Self> {
        Ok(Self::over(db::Db::read(path)?))
    }

    fn over(db: db::Db) -> Self {
        Self { db, named: store::Named::default(), columns: None }
    }

    /// Answers counts and lists from columns from now on, which must be of this archive.
    pub fn use_columns(&mut self, columns: Arc<Columns>) {
        self.columns = Some(columns);
    }

    /// What stops a question of this archive that takes too long, from another thread: it ends with [`Fault::Slow`].
    pub fn stopper(&self) -> impl Fn() + Send + use<> {
        self.db.stopper()
    }

    /// The time, UTC: `2020-10-23T09:00:00Z`.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn now(&self) -> Result<String> {
        self.db.now()
    }

    /// After much was written: lets the planner of questions count anew, and leaves one file where nobody else reads.
    ///
    /// # Errors
    /// Where the archive cannot be written.
    pub fn settle(&self) -> Result<()> {
        self.db.settle()
    }

    /// How many bytes it takes.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        self.db.bytes()
    }

    /// How many reports and events it holds, and how many reports are copies of others.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn size(&self) -> Result<[u64; 3]> {
        // Read of the index alone: sixteen letters tell texts apart.
        let texts = || self.number("SELECT count(DISTINCT substr(hash, 1, 16)) FROM document");
        let [reports, events] = match &self.columns {
            Some(columns) => columns.size(),
            None => [self.reports()?, self.number("SELECT count(*) FROM event WHERE until IS NULL")?],
        };
        Ok([reports, events, reports.saturating_sub(texts()?)])
    }

    /// How many reports it holds, those too that stand no more: told at once, however many there are.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn reports(&self) -> Result<u64> {
        // They are numbered without a gap.
        self.number("SELECT coalesce(max(id), 0) FROM document")
    }

    fn number(&self, sql: &str) -> Result<u64> {
        self.db.query_row(sql, (), |row| row.get::<i64>(0)).map(i64::unsigned_abs)
    }
}
