//! The store as the rest of the archive sees it: questions in one dialect, values of four kinds, one writer. What an engine does in its own way
//! stands in its own file.

mod lite;
mod reach;
mod server;

use serde_json::Value as Json;
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Deref;
use std::path::Path;

use crate::index::Gathered;
use crate::{Fault, Result};
use lite::Lite;
pub(crate) use reach::{address, shown};
use server::Server;

/// What is put in the place of a mark of a question; without a value it still has its kind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Param<'v> {
    Integer(Option<i64>),
    Real(Option<f64>),
    Text(Option<&'v str>),
    Bytes(Option<&'v [u8]>),
}

/// A value that can be put into a question.
pub(crate) trait Bind {
    /// None of it.
    const NULL: Param<'static>;
    fn bind(&self) -> Param<'_>;
}

macro_rules! bind {
    ($($kind:ty => $variant:ident, $value:ident => $given:expr;)*) => {
        $(impl Bind for $kind {
            const NULL: Param<'static> = Param::$variant(None);
            fn bind(&self) -> Param<'_> {
                let $value = self;
                Param::$variant(Some($given))
            }
        })*
    };
}

bind! {
    i64 => Integer, v => *v;
    bool => Integer, v => i64::from(*v);
    f64 => Real, v => *v;
    str => Text, v => v;
    String => Text, v => v;
    [u8] => Bytes, v => v;
    Vec<u8> => Bytes, v => v;
}

impl<T: Bind + ?Sized> Bind for &T {
    const NULL: Param<'static> = T::NULL;
    fn bind(&self) -> Param<'_> {
        (**self).bind()
    }
}

impl<T: Bind> Bind for Option<T> {
    const NULL: Param<'static> = T::NULL;
    fn bind(&self) -> Param<'_> {
        self.as_ref().map_or(T::NULL, Bind::bind)
    }
}

impl Bind for Param<'_> {
    const NULL: Param<'static> = Param::Text(None);
    fn bind(&self) -> Param<'_> {
        *self
    }
}

/// A value that is kept until a question is asked.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Integer(i64),
    Real(f64),
    Text(String),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl Bind for Value {
    const NULL: Param<'static> = Param::Text(None);
    fn bind(&self) -> Param<'_> {
        match self {
            Self::Integer(value) => value.bind(),
            Self::Real(value) => value.bind(),
            Self::Text(value) => value.bind(),
        }
    }
}

/// Values for all the marks of a question, in their order.
pub(crate) trait Params {
    fn all(&self) -> impl AsRef<[Param<'_>]>;
}

impl Params for () {
    fn all(&self) -> impl AsRef<[Param<'_>]> {
        []
    }
}

impl<T: Bind, const N: usize> Params for [T; N] {
    fn all(&self) -> impl AsRef<[Param<'_>]> {
        self.each_ref().map(Bind::bind)
    }
}

impl Params for &[Param<'_>] {
    fn all(&self) -> impl AsRef<[Param<'_>]> {
        self
    }
}

impl Params for &[Value] {
    fn all(&self) -> impl AsRef<[Param<'_>]> {
        self.iter().map(Bind::bind).collect::<Vec<_>>()
    }
}

/// Values of several kinds.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        [$($crate::db::Bind::bind(&$value)),*]
    };
}
pub(crate) use params;

/// What stands in a row.
#[derive(Clone, Debug)]
pub(crate) enum Cell<'r> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'r, str>),
    Bytes(&'r [u8]),
}

impl Cell<'_> {
    /// To be put into another store; `null` is what it is where it is nothing.
    fn param(&self, null: Param<'static>) -> Param<'_> {
        match self {
            Self::Null => null,
            Self::Integer(n) => Param::Integer(Some(*n)),
            Self::Real(n) => Param::Real(Some(*n)),
            Self::Text(text) => Param::Text(Some(text)),
            Self::Bytes(bytes) => Param::Bytes(Some(bytes)),
        }
    }
}

/// A value that a row gives.
pub(crate) trait Get: Sized {
    fn of(cell: Cell<'_>) -> Option<Self>;
}

macro_rules! get {
    ($($kind:ty: $($pattern:pat => $value:expr),*;)*) => {
        $(impl Get for $kind {
            fn of(cell: Cell<'_>) -> Option<Self> {
                match cell {
                    $($pattern => Some($value),)*
                    _ => None,
                }
            }
        })*
    };
}

#[expect(clippy::cast_precision_loss, reason = "a whole number where a share stands is small")]
mod given {
    use super::{Cell, Get};
    get! {
        i64: Cell::Integer(n) => n;
        bool: Cell::Integer(n) => n != 0;
        f64: Cell::Real(n) => n, Cell::Integer(n) => n as f64;
        String: Cell::Text(text) => text.into_owned();
        Vec<u8>: Cell::Bytes(bytes) => bytes.to_owned();
    }
}

impl<T: Get> Get for Option<T> {
    fn of(cell: Cell<'_>) -> Option<Self> {
        if matches!(cell, Cell::Null) { Some(None) } else { T::of(cell).map(Some) }
    }
}

/// A row.
#[derive(Clone, Copy)]
pub(crate) enum Cells<'r> {
    Lite(&'r rusqlite::Row<'r>),
    Server(&'r postgres::Row),
}

impl<'r> Cells<'r> {
    fn cell(&self, at: usize) -> Result<Cell<'r>> {
        match self {
            Self::Lite(row) => lite::cell(row, at),
            Self::Server(row) => server::cell(row, at),
        }
    }

    pub(crate) fn get<T: Get>(&self, at: usize) -> Result<T> {
        let cell = self.cell(at)?;
        T::of(cell).ok_or_else(|| Fault::Store(format!("{at}: no such value")))
    }

    pub(crate) fn text_or_null(&self, at: usize) -> Result<Option<Cow<'r, str>>> {
        match self.cell(at)? {
            Cell::Text(text) => Ok(Some(text)),
            Cell::Null => Ok(None),
            other => Err(Fault::Damaged(format!("{at}: {other:?}"))),
        }
    }

    pub(crate) fn text(&self, at: usize) -> Result<Cow<'r, str>> {
        self.text_or_null(at)?.ok_or_else(|| Fault::Damaged(format!("{at}: null")))
    }
}

/// The rows of an answer, one after another.
pub(crate) enum Rows<'s> {
    Lite(rusqlite::Rows<'s>),
    Server(server::Rows<'s>),
}

impl Rows<'_> {
    pub(crate) fn next(&mut self) -> Result<Option<Cells<'_>>> {
        match self {
            Self::Lite(rows) => Ok(rows.next()?.map(Cells::Lite)),
            Self::Server(rows) => Ok(rows.next()?.map(Cells::Server)),
        }
    }
}

/// A question that can be asked again and again.
pub(crate) enum Statement<'d> {
    Lite(rusqlite::CachedStatement<'d>),
    Server(&'d Server, String),
}

impl Statement<'_> {
    pub(crate) fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        let params = params.all();
        match self {
            Self::Lite(statement) => Ok(Rows::Lite(statement.query(rusqlite::params_from_iter(params.as_ref()))?)),
            Self::Server(server, sql) => Ok(Rows::Server(server.query(sql, params.as_ref())?.into())),
        }
    }

    /// As [`Statement::query`], for an answer of any length. Only of one state.
    pub(crate) fn walk(&mut self, params: impl Params) -> Result<Rows<'_>> {
        match self {
            Self::Lite(_) => self.query(params),
            Self::Server(server, sql) => Ok(Rows::Server(server.walk(sql, params.all().as_ref())?)),
        }
    }

    /// Changes rows; tells how many.
    pub(crate) fn execute(&mut self, params: impl Params) -> Result<usize> {
        let params = params.all();
        match self {
            Self::Lite(statement) => Ok(statement.execute(rusqlite::params_from_iter(params.as_ref()))?),
            Self::Server(server, sql) => server.execute(sql, params.as_ref()),
        }
    }

    /// Writes a row into a table that numbers its rows; gives its number.
    pub(crate) fn insert(&mut self, params: impl Params) -> Result<i64> {
        let params = params.all();
        match self {
            Self::Lite(statement) => Ok(statement.insert(rusqlite::params_from_iter(params.as_ref()))?),
            Self::Server(server, sql) => server.insert(sql, params.as_ref(), true),
        }
    }

    /// Writes a row of whose number nobody asks.
    pub(crate) fn put(&mut self, params: impl Params) -> Result<()> {
        match self {
            Self::Lite(_) => self.execute(params).map(drop),
            Self::Server(server, sql) => server.insert(sql, params.all().as_ref(), false).map(drop),
        }
    }

    /// What each row comes to.
    pub(crate) fn query_map<T>(&mut self, params: impl Params, mut each: impl FnMut(&Cells<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut rows = self.query(params)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(each(&row)?);
        }
        Ok(out)
    }

    /// What the first row comes to; none where there is no row.
    pub(crate) fn first<T>(&mut self, params: impl Params, with: impl FnOnce(&Cells<'_>) -> Result<T>) -> Result<Option<T>> {
        self.query(params)?.next()?.map(|row| with(&row)).transpose()
    }

    /// What the one row comes to.
    pub(crate) fn query_row<T>(&mut self, params: impl Params, with: impl FnOnce(&Cells<'_>) -> Result<T>) -> Result<T> {
        self.first(params, with)?.ok_or_else(|| Fault::Store("no row".to_owned()))
    }

    pub(crate) fn exists(&mut self, params: impl Params) -> Result<bool> {
        Ok(self.query(params)?.next()?.is_some())
    }
}

/// A store that is open.
#[derive(Debug)]
pub(crate) enum Db {
    Lite(Lite),
    Server(Box<Server>),
}

impl Db {
    #[cfg(test)]
    pub(crate) fn lite(&self) -> &rusqlite::Connection {
        match self {
            Self::Lite(lite) => &lite.db,
            Self::Server(_) => panic!("a server"),
        }
    }

    /// Opens a store for reading and writing, and makes it where there is none and `make` says so; an older one is brought up to date.
    pub(crate) fn open(path: &Path, make: bool) -> Result<Self> {
        match address(path) {
            Some(address) => Server::open(address, make).map(|server| Self::Server(Box::new(server))),
            None => Lite::open(path, make).map(Self::Lite),
        }
    }

    /// Opens a store for somebody's own questions, whatever its version.
    pub(crate) fn asking(path: &Path) -> Result<Self> {
        match address(path) {
            Some(address) => Server::asking(address).map(|server| Self::Server(Box::new(server))),
            None => Lite::asking(path).map(Self::Lite),
        }
    }

    /// Opens a store for reading alone.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        match address(path) {
            Some(address) => Server::read(address).map(|server| Self::Server(Box::new(server))),
            None => Lite::read(path).map(Self::Lite),
        }
    }

    pub(crate) fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        match self {
            Self::Lite(lite) => Ok(Statement::Lite(lite.db.prepare_cached(sql)?)),
            Self::Server(server) => Ok(Statement::Server(server, sql.to_owned())),
        }
    }

    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(params)
    }

    pub(crate) fn query_row<T>(&self, sql: &str, params: impl Params, with: impl FnOnce(&Cells<'_>) -> Result<T>) -> Result<T> {
        self.prepare_cached(sql)?.query_row(params, with)
    }

    /// As [`Statement::insert`].
    pub(crate) fn insert(&self, sql: &str, params: impl Params) -> Result<i64> {
        self.prepare_cached(sql)?.insert(params)
    }

    /// As [`Statement::put`].
    pub(crate) fn put(&self, sql: &str, params: impl Params) -> Result<()> {
        self.prepare_cached(sql)?.put(params)
    }

    /// The rows of somebody's own question, as objects, read-only.
    pub(crate) fn ask<E: From<Fault>>(
        &self,
        question: &str,
        each: &mut impl FnMut(Json) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        match self {
            Self::Lite(lite) => lite.ask(question, each),
            Self::Server(server) => server.ask(question, each),
        }
    }

    /// All that is written until it is committed, or nothing of it; [`Fault::Busy`] where another writes.
    pub(crate) fn write(&self) -> Result<Transaction<'_>> {
        match self {
            Self::Lite(lite) => lite.db.execute_batch("BEGIN IMMEDIATE")?,
            Self::Server(server) => server.begin_writing()?,
        }
        Ok(Transaction { db: self, open: true })
    }

    /// What is asked in several steps is asked of one state.
    pub(crate) fn state(&self) -> Result<Transaction<'_>> {
        match self {
            Self::Lite(lite) => lite.db.execute_batch("BEGIN DEFERRED")?,
            Self::Server(server) => server.begin_reading()?,
        }
        Ok(Transaction { db: self, open: true })
    }

    /// The words of reports that wait to be written.
    pub(crate) fn words(&self) -> &RefCell<Gathered> {
        match self {
            Self::Lite(lite) => &lite.words,
            Self::Server(server) => &server.words,
        }
    }

    /// What stops a question from another thread.
    pub(crate) fn stopper(&self) -> Box<dyn Fn() + Send> {
        match self {
            Self::Lite(lite) => {
                let handle = lite.db.get_interrupt_handle();
                Box::new(move || handle.interrupt())
            }
            Self::Server(server) => server.stopper(),
        }
    }

    /// The time, UTC: `2020-10-23T09:00:00Z`.
    pub(crate) fn now(&self) -> Result<String> {
        match self {
            Self::Lite(_) => self.query_row("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", (), |row| row.get(0)),
            Self::Server(server) => server.now(),
        }
    }
}

/// The tables in an order in which no row comes before those that it refers to.
pub(crate) const TABLES: [&str; 18] = [
    "run", "document", "coding", "event", "reading", "who", "party", "decision", "verdict", "linking", "wording", "near", "tie", "told",
    "stale", "together", "telling", "saved",
];

impl Db {
    /// Writes a copy to a path where nothing is, or into a database where nothing is; tells whether it has an index of words.
    pub(crate) fn copy(&self, to: &Path) -> Result<bool> {
        if let (Self::Lite(lite), None) = (self, address(to)) {
            return lite.copy(to).map(|()| true);
        }
        // A copy that is not whole has another name.
        let part = address(to).is_none().then(|| to.with_extension("part"));
        if let Some(part) = part.as_ref().filter(|part| part.exists()) {
            std::fs::remove_file(part).map_err(|e| Fault::Output(e.to_string()))?;
        }
        self.copy_rows(&Self::open(part.as_deref().unwrap_or(to), true)?)?;
        part.map_or(Ok(()), |part| std::fs::rename(part, to).map_err(|e| Fault::Output(e.to_string())))?;
        Ok(false)
    }

    /// Writes the rows of all tables into another store.
    fn copy_rows(&self, other: &Self) -> Result<()> {
        let written = other.write()?;
        if other.prepare_cached("SELECT 1 FROM run LIMIT 1")?.exists(())? {
            return Err(Fault::Value("to", "a database where nothing is yet".to_owned()));
        }
        if let Self::Lite(lite) = other {
            lite.db.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        }
        let _state = self.state()?;
        for table in TABLES {
            let columns = self.columns(table)?;
            let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let insert = format!("INSERT INTO {table}({}) VALUES ({})", names.join(", "), marks.join(", "));
            let select = format!("SELECT {} FROM {table}", names.join(", "));
            let mut statement = self.prepare_cached(&select)?;
            let mut rows = statement.walk(())?;
            while let Some(row) = rows.next()? {
                let cells: Vec<Cell<'_>> = (0..columns.len()).map(|at| row.cell(at)).collect::<Result<_>>()?;
                let values: Vec<Param<'_>> = cells.iter().zip(&columns).map(|(cell, (_, null))| cell.param(*null)).collect();
                other.put(&insert, values.as_slice())?;
            }
        }
        written.commit()?;
        other.settle()
    }
}

/// The engine's own part, by its name.
macro_rules! own {
    ($($(#[$doc:meta])* fn $name:ident(&self $(, $arg:ident: $kind:ty)*) -> $gives:ty;)*) => {
        impl Db {
            $($(#[$doc])* pub(crate) fn $name(&self $(, $arg: $kind)*) -> $gives {
                match self {
                    Self::Lite(lite) => lite.$name($($arg),*),
                    Self::Server(server) => server.$name($($arg),*),
                }
            })*
        }
    };
}

own! {
    /// After much was written.
    fn settle(&self) -> Result<()>;
    /// The names of a table's columns, with nothing of their kind.
    fn columns(&self, table: &str) -> Result<Vec<(String, Param<'static>)>>;
    /// How many bytes it takes.
    fn bytes(&self) -> Result<u64>;
    /// What is wrong with the tables.
    fn structure(&self) -> Result<Vec<String>>;
    /// Writes everything anew, so that nothing is left of what was deleted.
    fn rewrite(&self) -> Result<()>;
}

/// What is done as one; undone where it is not committed.
pub(crate) struct Transaction<'d> {
    db: &'d Db,
    open: bool,
}

impl Transaction<'_> {
    pub(crate) fn commit(mut self) -> Result<()> {
        self.db.write_words()?;
        match self.db {
            Db::Lite(lite) => lite.db.execute_batch("COMMIT")?,
            Db::Server(server) => server.commit()?,
        }
        self.open = false;
        Ok(())
    }
}

impl Deref for Transaction<'_> {
    type Target = Db;
    fn deref(&self) -> &Db {
        self.db
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            self.db.words().take();
            match self.db {
                Db::Lite(lite) => lite.end(),
                Db::Server(server) => server.end(),
            }
        }
    }
}
