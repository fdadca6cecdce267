//! PostgreSQL: the archive is a database that a team shares. Tables, questions and answers are those of the file; what is said otherwise here is
//! told by [`SAID`] and [`DECLARED`]. One writes at a time; numbers are given by who writes, so that they are those that a file would have.

use postgres::error::SqlState;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{CancelToken, Client, Row, SimpleQueryMessage};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json, json};
use std::borrow::Cow;
use std::cell::{Cell as Held, RefCell, RefMut};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

use super::reach::Way;
use super::{Cell, Param};
use crate::index::Gathered;
use crate::schema::{REPORTS_ANEW, STEPS};
use crate::{Fault, Result};

/// Marks a database as ours, and names what a writer holds: `RASD`.
const APPLICATION: i64 = 0x5241_5344;
/// How long a writer waits for another.
const PATIENCE: &str = "900ms";
/// How long everything is waited for that is to be written anew.
const REWRITING: &str = "60s";
/// Rows that are written or read at a time.
const ROWS: usize = 2000;
/// Questions that are kept ready.
const READY: usize = 256;

/// The tables, each with the column that numbers its rows.
const TABLES: [(&str, Option<&str>); 20] = [
    ("run", Some("id")),
    ("document", Some("id")),
    ("coding", Some("id")),
    ("event", Some("id")),
    ("reading", None),
    ("who", Some("id")),
    ("party", None),
    ("decision", Some("n")),
    ("verdict", Some("id")),
    ("linking", Some("id")),
    ("wording", None),
    ("near", None),
    ("tie", None),
    ("told", Some("id")),
    ("stale", None),
    ("together", Some("id")),
    ("telling", None),
    ("saved", Some("id")),
    ("segment", None),
    ("posting", None),
];

/// What is said in the file's dialect, and how here.
const SAID: [(&str, &str); 12] = [
    (" LIKE ", " ILIKE "),
    ("INDEXED BY who_mark ", ""),
    ("e.at + 0", "place_in_report(e.at)"),
    ("e.at % 4093", "place_in_report(e.at) % 4093"),
    ("CROSS JOIN document d ON", "JOIN document d ON"),
    ("d.id = j.value", "d.id = CAST(j.value AS BIGINT)"),
    ("substr(d.published, -10)", "right(d.published, 10)"),
    ("substr(published, -10)", "right(published, 10)"),
    ("LIMIT -1", "LIMIT ALL"),
    ("char(31)", "chr(31)"),
    ("date(?1, '-6 days', 'weekday 1')", "week(?1)"),
    ("date(e.day, '-6 days', 'weekday 1')", "week(e.day)"),
];

/// How tables are declared in the file, and how here.
const DECLARED: [(&str, &str); 9] = [
    (REPORTS_ANEW, "ALTER TABLE document DROP CONSTRAINT document_key_key;"),
    (" STRICT, WITHOUT ROWID;", ";"),
    (" STRICT;", ";"),
    (" INTEGER", " BIGINT"),
    (" TEXT", " TEXT COLLATE \"C\""),
    (" REAL", " DOUBLE PRECISION"),
    (" BLOB", " BYTEA"),
    ("(id)", "(id) DEFERRABLE INITIALLY DEFERRED"),
    // An address may be longer than what stands in an ordered index.
    ("document(url)", "document USING hash (url)"),
];

/// What the file's engine has by itself.
const OWN: &str = r#"
CREATE FUNCTION instr(text, text) RETURNS INTEGER LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT strpos($1, $2)';
CREATE FUNCTION julianday(text) RETURNS BIGINT LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT CAST(CAST($1 AS date) - DATE ''2000-01-01'' + 2451545 AS BIGINT)';
CREATE FUNCTION week(text) RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT to_char(date_trunc(''week'', CAST($1 AS timestamp)), ''YYYY-MM-DD'')';
CREATE FUNCTION place_in_report(text) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT CAST(substring($1 FROM ''^[0-9]+'') AS BIGINT)';
CREATE FUNCTION json_of(text) RETURNS JSON LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT CAST(replace($1, ''\u0000'', ''\ufdd0'') AS JSON)';
CREATE FUNCTION json_path(text) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT string_to_array(replace(replace(substr($1, 3), ''['', ''.''), '']'', ''''), ''.'')';
CREATE FUNCTION json_extract(text, text) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT rasid.json_of($1) #>> rasid.json_path($2)';
CREATE FUNCTION json_each(text, OUT value TEXT) RETURNS SETOF TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT json_array_elements_text(rasid.json_of($1))';
CREATE FUNCTION json_each(text, text, OUT value TEXT) RETURNS SETOF TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT json_array_elements_text(rasid.json_of($1) #> rasid.json_path($2))';
"#;

/// What the server says; of a fault of the connection, why.
pub(super) fn told(error: &postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return said.message().to_owned();
    }
    let why = error.source().map(ToString::to_string);
    why.map_or_else(|| error.to_string(), |why| format!("{error}: {why}"))
}

impl From<postgres::Error> for Fault {
    fn from(error: postgres::Error) -> Self {
        let Some(code) = error.code() else { return Self::Unreachable(told(&error)) };
        match code.code() {
            _ if *code == SqlState::QUERY_CANCELED => Self::Slow,
            _ if *code == SqlState::LOCK_NOT_AVAILABLE || *code == SqlState::T_R_DEADLOCK_DETECTED => Self::Busy,
            _ if *code == SqlState::DISK_FULL => Self::Full,
            _ if *code == SqlState::INVALID_CATALOG_NAME => Self::Missing,
            // Damaged pages and indexes.
            code if code.starts_with("XX") => Self::Damaged(told(&error)),
            // The server is going down, coming up, or full of others; who asks is not let in.
            code if code.starts_with("57P") || code.starts_with("53") || code.starts_with("28") || code.starts_with("08") => {
                Self::Unreachable(told(&error))
            }
            _ => Self::Store(told(&error)),
        }
    }
}

/// A database cannot keep U+0000. It is kept as U+FDD0, a code point that Unicode leaves to programs, and what is that or U+FDD1 already
/// has U+FDD1 before it: one for one but for these, and nothing is lost.
fn kept(text: &str) -> Cow<'_, str> {
    const SPECIAL: [char; 3] = ['\0', '\u{FDD0}', '\u{FDD1}'];
    if !text.contains(SPECIAL) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if SPECIAL.contains(&c) && c != '\0' {
            out.push('\u{FDD1}');
        }
        out.push(if c == '\0' { '\u{FDD0}' } else { c });
    }
    Cow::Owned(out)
}

/// A text as it was before it was [`kept`].
fn given(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{FDD0}', '\u{FDD1}']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match c {
            '\u{FDD0}' => out.push('\0'),
            '\u{FDD1}' => out.extend(letters.next()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

impl ToSql for Param<'_> {
    fn to_sql(&self, _: &Type, out: &mut postgres::types::private::BytesMut) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Integer(value) => value.to_sql(&Type::INT8, out),
            Self::Real(value) => value.to_sql(&Type::FLOAT8, out),
            Self::Text(value) => value.map(kept).as_deref().to_sql(&Type::TEXT, out),
            Self::Bytes(value) => value.to_sql(&Type::BYTEA, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Param<'_> {
    fn kind(&self) -> Type {
        match self {
            Self::Integer(_) => Type::INT8,
            Self::Real(_) => Type::FLOAT8,
            Self::Text(_) => Type::TEXT,
            Self::Bytes(_) => Type::BYTEA,
        }
    }
}

/// The bytes of a value.
struct Raw<'r>(&'r [u8]);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> std::result::Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// What stands in a row.
pub(super) fn cell(row: &Row, at: usize) -> Result<Cell<'_>> {
    let kind = row.columns().get(at).map_or(&Type::TEXT, postgres::Column::type_);
    let Some(Raw(raw)) = row.try_get::<_, Option<Raw<'_>>>(at)? else { return Ok(Cell::Null) };
    let wrong = |e: Box<dyn Error + Sync + Send>| Fault::Damaged(format!("{at}: {e}"));
    Ok(match *kind {
        Type::BOOL => Cell::Integer(i64::from(bool::from_sql(kind, raw).map_err(wrong)?)),
        Type::INT4 => Cell::Integer(i64::from(i32::from_sql(kind, raw).map_err(wrong)?)),
        Type::INT8 => Cell::Integer(i64::from_sql(kind, raw).map_err(wrong)?),
        Type::FLOAT8 => Cell::Real(f64::from_sql(kind, raw).map_err(wrong)?),
        Type::BYTEA => Cell::Bytes(raw),
        _ => Cell::Text(given(<&str>::from_sql(kind, raw).map_err(wrong)?)),
    })
}

/// A question in the words of the server: marks are numbered, and [`SAID`].
fn translated(sql: &str) -> String {
    let sql = SAID.iter().fold(sql.to_owned(), |sql, (here, there)| sql.replace(here, there));
    let mut out = String::with_capacity(sql.len() + 16);
    let (mut quoted, mut last) = (false, 0);
    let mut letters = sql.chars().peekable();
    while let Some(c) = letters.next() {
        quoted ^= c == '\'';
        if c != '?' || quoted {
            out.push(c);
            continue;
        }
        out.push('$');
        if !letters.peek().is_some_and(char::is_ascii_digit) {
            last += 1;
            let _ = write!(out, "{last}");
        }
    }
    out
}

/// The tables that a question speaks of, a bit for each.
fn spoken_of(sql: &str) -> u32 {
    let words = sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter_map(|word| TABLES.iter().position(|(table, _)| *table == word)).fold(0, |all, at| all | 1 << at)
}

/// A question that the server knows.
#[derive(Clone)]
struct Known {
    statement: postgres::Statement,
    tables: u32,
}

/// Rows that wait until they are asked for, or there are enough of them.
struct Waiting {
    /// `INSERT INTO event(at, …) VALUES …`, as it was said.
    sql: String,
    table: usize,
    columns: Vec<Column>,
    rows: usize,
}

/// Values of one column.
enum Column {
    Integer(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Text(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn of(param: &Param<'_>) -> Self {
        match param {
            Param::Integer(_) => Self::Integer(Vec::new()),
            Param::Real(_) => Self::Real(Vec::new()),
            Param::Text(_) => Self::Text(Vec::new()),
            Param::Bytes(_) => Self::Bytes(Vec::new()),
        }
    }

    fn push(&mut self, param: &Param<'_>) {
        match (self, param) {
            (Self::Integer(all), Param::Integer(value)) => all.push(*value),
            (Self::Real(all), Param::Real(value)) => all.push(*value),
            (Self::Text(all), Param::Text(value)) => all.push(value.map(|text| kept(text).into_owned())),
            (Self::Bytes(all), Param::Bytes(value)) => all.push(value.map(<[u8]>::to_vec)),
            // A value of another kind than the first row has: there is none.
            (Self::Integer(all), _) => all.push(None),
            (Self::Real(all), _) => all.push(None),
            (Self::Text(all), _) => all.push(None),
            (Self::Bytes(all), _) => all.push(None),
        }
    }

    fn array(&self) -> (&(dyn ToSql + Sync), &'static str) {
        match self {
            Self::Integer(all) => (all, "BIGINT[]"),
            Self::Real(all) => (all, "DOUBLE PRECISION[]"),
            Self::Text(all) => (all, "TEXT[]"),
            Self::Bytes(all) => (all, "BYTEA[]"),
        }
    }
}

/// A row to be written, as it was said.
struct Said<'s> {
    table: usize,
    name: &'s str,
    columns: &'s str,
    values: &'s str,
    /// What is done where it is there already.
    rest: &'s str,
}

/// `INSERT INTO event(at, …) VALUES (?1, …) ON …`.
fn said(sql: &str) -> Option<Said<'_>> {
    let (name, rest) = sql.strip_prefix("INSERT INTO ")?.split_once('(')?;
    let (columns, rest) = rest.split_once(')')?;
    let (values, rest) = rest.trim_start().strip_prefix("VALUES (")?.split_once(')')?;
    let table = TABLES.iter().position(|(table, _)| *table == name)?;
    Some(Said { table, name, columns, values, rest: rest.trim() })
}

/// The rows of an answer, all of them, or some at a time.
pub(crate) struct Rows<'s> {
    rows: std::vec::IntoIter<Row>,
    now: Option<Row>,
    walk: Option<(&'s Server, String)>,
}

impl From<Vec<Row>> for Rows<'_> {
    fn from(rows: Vec<Row>) -> Self {
        Self { rows: rows.into_iter(), now: None, walk: None }
    }
}

impl Rows<'_> {
    pub(super) fn next(&mut self) -> Result<Option<&Row>> {
        self.now = self.rows.next();
        if let (None, Some((server, walk))) = (&self.now, &self.walk) {
            self.rows = server.client()?.query(&format!("FETCH {ROWS} FROM {walk}"), &[])?.into_iter();
            self.now = self.rows.next();
        }
        Ok(self.now.as_ref())
    }
}

/// A connection to a database.
pub(crate) struct Server {
    /// None where it was lost.
    client: RefCell<Option<Client>>,
    way: Way,
    reading: bool,
    known: RefCell<FxHashMap<String, Known>>,
    /// Of what is written in this transaction: the last number of each table, rows, words of reports.
    numbers: RefCell<BTreeMap<usize, i64>>,
    waiting: RefCell<Vec<Waiting>>,
    pub(super) words: RefCell<Gathered>,
    inside: Held<bool>,
    writing: Held<bool>,
    cursors: Held<u32>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Server").field("database", &self.way.config.get_dbname()).finish_non_exhaustive()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.hang_up();
    }
}

/// Does it on another thread: the client works with a runtime of its own, which no thread can start that belongs to one.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    std::thread::scope(|scope| scope.spawn(work).join()).map_err(|_| Fault::Unreachable(String::new()))
}

impl Server {
    pub(super) fn open(address: &str, make: bool) -> Result<Self> {
        apart(|| {
            let server = Self::connect(address, false)?;
            server.bring_up_to_date(&STEPS, make)?;
            Ok(server)
        })?
    }

    pub(super) fn read(address: &str) -> Result<Self> {
        apart(|| {
            let server = Self::connect(address, true)?;
            match server.version()? {
                Some(version) if usize::try_from(version) == Ok(STEPS.len()) => Ok(server),
                Some(version) => Err(Fault::Newer(i32::try_from(version).unwrap_or(i32::MAX))),
                None => Err(Fault::Missing),
            }
        })?
    }

    pub(super) fn asking(address: &str) -> Result<Self> {
        apart(|| {
            let server = Self::connect(address, true)?;
            if server.version()?.is_none() { Err(Fault::Missing) } else { Ok(server) }
        })?
    }

    fn connect(address: &str, reading: bool) -> Result<Self> {
        let way = Way::to(address)?;
        let client = connected(&way, reading)?;
        Ok(Self {
            client: RefCell::new(Some(client)),
            way,
            reading,
            known: RefCell::default(),
            numbers: RefCell::default(),
            waiting: RefCell::default(),
            words: RefCell::default(),
            inside: Held::new(false),
            writing: Held::new(false),
            cursors: Held::new(0),
        })
    }

    /// The connection; another where it was lost between two questions.
    fn client(&self) -> Result<RefMut<'_, Client>> {
        let mut held = self.client.borrow_mut();
        if !self.inside.get() && held.as_ref().is_none_or(Client::is_closed) {
            self.known.borrow_mut().clear();
            *held = Some(connected(&self.way, self.reading)?);
        }
        RefMut::filter_map(held, Option::as_mut).map_err(|_| Fault::Unreachable(String::new()))
    }

    /// Does what changes nothing, once more where the connection was found to be lost.
    fn again<T>(&self, work: impl Fn() -> Result<T>) -> Result<T> {
        match work() {
            Err(Fault::Unreachable(_)) if !self.inside.get() => {
                self.hang_up();
                work()
            }
            done => done,
        }
    }

    /// Ends the connection; on another thread, for that waits for the server, and others may wait for this one.
    fn hang_up(&self) {
        if let Some(client) = self.client.take() {
            let _ = std::thread::spawn(move || drop(client)).join();
        }
    }

    fn batch(&self, sql: &str) -> Result<()> {
        Ok(self.client()?.batch_execute(sql)?)
    }

    /// Which version of the tables is there; none where there are none.
    fn version(&self) -> Result<Option<i64>> {
        let sql = "SELECT to_regnamespace('rasid') IS NOT NULL, to_regclass('rasid.archive') IS NOT NULL, EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('rasid'))";
        let row = self.client()?.query_one(sql, &[])?;
        match (row.try_get::<_, bool>(0)?, row.try_get::<_, bool>(1)?, row.try_get::<_, bool>(2)?) {
            (true, true, _) => {
                let row = self.client()?.query_one("SELECT application, version FROM rasid.archive", &[])?;
                if row.try_get::<_, i64>(0)? == APPLICATION { Ok(Some(row.try_get(1)?)) } else { Err(Fault::Foreign) }
            }
            (true, false, true) => Err(Fault::Foreign),
            _ => Ok(None),
        }
    }

    /// Makes the tables that are missing; what others wrote before is copied first, into a schema beside it.
    pub(super) fn bring_up_to_date(&self, steps: &[&str], make: bool) -> Result<()> {
        let newest = i64::try_from(steps.len()).unwrap_or(i64::MAX);
        let current = |version: Option<i64>| match version {
            None if !make => Err(Fault::Missing),
            Some(version) if version > newest => Err(Fault::Newer(i32::try_from(version).unwrap_or(i32::MAX))),
            version => Ok(version == Some(newest)),
        };
        if current(self.version()?)? {
            return Ok(());
        }
        let encoding: String = self.client()?.query_one("SHOW server_encoding", &[])?.try_get(0)?;
        if encoding != "UTF8" {
            return Err(Fault::Value("encoding", "UTF8".to_owned()));
        }
        self.begin_writing()?;
        let done = self.version().and_then(|version| if current(version)? { Ok(()) } else { self.upgrade(version.unwrap_or(0), steps) });
        match done {
            Ok(()) => self.commit(),
            Err(fault) => {
                self.end();
                Err(fault)
            }
        }
    }

    fn upgrade(&self, version: i64, steps: &[&str]) -> Result<()> {
        if version == 0 {
            self.batch(
                "CREATE SCHEMA IF NOT EXISTS rasid; CREATE TABLE rasid.archive (application BIGINT NOT NULL, version BIGINT NOT NULL);",
            )?;
        } else {
            let beside = format!("rasid_v{version}");
            self.batch(&format!("DROP SCHEMA IF EXISTS {beside} CASCADE; CREATE SCHEMA {beside};"))?;
            let tables = self.client()?.query("SELECT tablename FROM pg_tables WHERE schemaname = 'rasid' ORDER BY 1", &[])?;
            for table in tables {
                let table: String = table.try_get(0)?;
                self.batch(&format!("CREATE TABLE {beside}.{table} AS TABLE rasid.{table};"))?;
            }
        }
        for step in steps.iter().skip(usize::try_from(version).unwrap_or(0)) {
            self.batch(&declared(step))?;
        }
        self.batch(&unsampled())?;
        self.batch(&format!("DELETE FROM rasid.archive; INSERT INTO rasid.archive VALUES ({APPLICATION}, {});", steps.len()))
    }

    /// The question as the server knows it.
    fn known(&self, sql: &str, kinds: impl FnOnce() -> Vec<Type>) -> Result<Known> {
        if let Some(known) = self.known.borrow().get(sql) {
            return Ok(known.clone());
        }
        let translated = translated(sql);
        let statement = self.client()?.prepare_typed(&translated, &kinds())?;
        let known = Known { statement, tables: spoken_of(&translated) };
        let mut all = self.known.borrow_mut();
        if all.len() >= READY {
            all.clear();
        }
        all.insert(sql.to_owned(), known.clone());
        Ok(known)
    }

    fn asked(&self, sql: &str, params: &[Param<'_>]) -> Result<Known> {
        // A connection that was lost knows nothing any more.
        drop(self.client()?);
        let known = self.known(sql, || params.iter().map(Param::kind).collect())?;
        self.flush(known.tables)?;
        Ok(known)
    }

    pub(super) fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.again(|| {
            let known = self.asked(sql, params)?;
            Ok(self.client()?.query(&known.statement, &plain(params))?)
        })
    }

    pub(super) fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<usize> {
        let known = self.asked(sql, params)?;
        let changed = self.client()?.execute(&known.statement, &plain(params))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// An answer of any length, read by and by. Only within a transaction.
    pub(super) fn walk(&self, sql: &str, params: &[Param<'_>]) -> Result<Rows<'_>> {
        let name = format!("walk{}", self.cursors.replace(self.cursors.get().wrapping_add(1)));
        let translated = translated(sql);
        self.flush(spoken_of(&translated))?;
        let mut client = self.client()?;
        let kinds: Vec<Type> = params.iter().map(Param::kind).collect();
        let statement = client.prepare_typed(&format!("DECLARE {name} NO SCROLL CURSOR FOR {translated}"), &kinds)?;
        client.execute(&statement, &plain(params))?;
        Ok(Rows { walk: Some((self, name)), ..Rows::from(Vec::new()) })
    }

    /// The names of a table's columns, with nothing of their kind.
    pub(super) fn columns(&self, table: &str) -> Result<Vec<(String, Param<'static>)>> {
        let sql = "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
        let columns = self.client()?.query(sql, &[&format!("rasid.{table}")])?;
        let null = |kind: &str| match kind {
            "bigint" => Param::Integer(None),
            "double precision" => Param::Real(None),
            "bytea" => Param::Bytes(None),
            _ => Param::Text(None),
        };
        columns.iter().map(|c| Ok((c.try_get(0)?, null(c.try_get(1)?)))).collect()
    }

    /// Writes a row, now or with others before anybody asks for it; gives its number where its table numbers rows.
    pub(super) fn insert(&self, sql: &str, params: &[Param<'_>], numbered: bool) -> Result<i64> {
        let Some(said) = said(sql) else { return self.execute(sql, params).map(|_| 0) };
        let column = TABLES.get(said.table).and_then(|(_, column)| *column).filter(|_| numbered);
        let number = if let Some(column) = column { self.number(said.table, said.name, column)? } else { 0 };
        let own = column.map(|_| Param::Integer(Some(number)));
        if !said.rest.is_empty() || !self.writing.get() {
            let (columns, values) = match column {
                Some(column) => (format!("{column}, {}", said.columns), format!("?{}, {}", params.len() + 1, said.values)),
                None => (said.columns.to_owned(), said.values.to_owned()),
            };
            let sql = format!("INSERT INTO {}({columns}) VALUES ({values}) {}", said.name, said.rest);
            self.execute(&sql, &params.iter().copied().chain(own).collect::<Vec<_>>())?;
            return Ok(number);
        }
        let mut all = self.waiting.borrow_mut();
        let at = all.iter().position(|w| w.sql == sql).unwrap_or_else(|| {
            let columns = params.iter().chain(&own).map(Column::of).collect();
            all.push(Waiting { sql: sql.to_owned(), table: said.table, columns, rows: 0 });
            all.len() - 1
        });
        let full = all.get_mut(at).is_some_and(|waiting| {
            waiting.columns.iter_mut().zip(params.iter().chain(&own)).for_each(|(column, param)| column.push(param));
            waiting.rows += 1;
            waiting.rows >= ROWS
        });
        drop(all);
        if full {
            self.flush(1 << said.table)?;
        }
        Ok(number)
    }

    /// The next number of a table, as the file would give it: one more than the greatest.
    fn number(&self, table: usize, name: &str, column: &str) -> Result<i64> {
        let last = self.numbers.borrow().get(&table).copied();
        let last = match last {
            Some(last) => last,
            None => {
                let rows = self.query(&format!("SELECT coalesce(max({column}), 0) FROM {name}"), &[])?;
                rows.first().map_or(Ok(0), |row| row.try_get(0))?
            }
        };
        self.numbers.borrow_mut().insert(table, last + 1);
        Ok(last + 1)
    }

    /// Writes the rows that wait for some tables.
    fn flush(&self, tables: u32) -> Result<()> {
        loop {
            let mut all = self.waiting.borrow_mut();
            let Some(at) = all.iter().position(|w| tables & (1 << w.table) != 0) else { return Ok(()) };
            let waiting = all.remove(at);
            drop(all);
            let Some(said) = said(&waiting.sql) else { continue };
            let count = said.columns.split(',').count();
            let number = TABLES.get(said.table).and_then(|(_, column)| *column).filter(|_| waiting.columns.len() > count);
            let columns = number.map_or_else(|| said.columns.to_owned(), |number| format!("{}, {number}", said.columns));
            let (values, kinds): (Vec<&(dyn ToSql + Sync)>, Vec<&str>) = waiting.columns.iter().map(Column::array).unzip();
            let marks: Vec<String> = (1..).zip(&kinds).map(|(n, kind)| format!("CAST(?{n} AS {kind})")).collect();
            let sql = format!("INSERT INTO {}({columns}) SELECT * FROM unnest({})", said.name, marks.join(", "));
            let known = self.known(&sql, Vec::new)?;
            self.client()?.execute(&known.statement, &values)?;
        }
    }

    /// Begins to write, alone.
    pub(super) fn begin_writing(&self) -> Result<()> {
        self.again(|| self.batch("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"))?;
        self.inside.set(true);
        let held = self.batch(&format!("SET LOCAL lock_timeout = '{PATIENCE}'; SELECT pg_advisory_xact_lock({APPLICATION});"));
        if held.is_err() {
            self.end();
        }
        self.writing.set(held.is_ok());
        held
    }

    /// Begins to read of one state.
    pub(super) fn begin_reading(&self) -> Result<()> {
        self.again(|| self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"))?;
        self.inside.set(true);
        Ok(())
    }

    pub(super) fn commit(&self) -> Result<()> {
        self.flush(u32::MAX)?;
        self.batch("COMMIT")?;
        self.forget();
        Ok(())
    }

    /// Ends a transaction; what was not committed is not done.
    pub(super) fn end(&self) {
        let _ = self.batch("ROLLBACK");
        self.forget();
    }

    fn forget(&self) {
        self.inside.set(false);
        self.writing.set(false);
        self.numbers.borrow_mut().clear();
        self.waiting.borrow_mut().clear();
    }

    pub(super) fn stopper(&self) -> Box<dyn Fn() + Send> {
        let token: Option<CancelToken> = self.client.borrow().as_ref().map(Client::cancel_token);
        let tls = self.way.tls.clone();
        Box::new(move || {
            if let Some(token) = token.clone() {
                let tls = tls.clone();
                let _ = apart(move || token.cancel_query(tls));
            }
        })
    }

    pub(super) fn settle(&self) -> Result<()> {
        self.batch(
            "ANALYZE run, document, coding, event, reading, who, party, decision, verdict, segment, posting, tie, told, together, telling;",
        )
    }

    pub(super) fn bytes(&self) -> Result<u64> {
        let sql = "SELECT coalesce(CAST(sum(pg_total_relation_size(oid)) AS BIGINT), 0) FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace('rasid')";
        Ok(self.client()?.query_one(sql, &[])?.try_get::<_, i64>(0)?.unsigned_abs())
    }

    /// Rows that refer to none.
    pub(super) fn structure(&self) -> Result<Vec<String>> {
        let sql = "SELECT c.relname, a.attname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid \
                   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] WHERE k.contype = 'f' AND k.connamespace = to_regnamespace('rasid') ORDER BY 1, 2";
        let links = self.client()?.query(sql, &[])?;
        let mut out = Vec::new();
        for link in links {
            let [table, column, other]: [String; 3] = [link.try_get(0)?, link.try_get(1)?, link.try_get(2)?];
            let sql = format!(
                "SELECT 1 FROM {table} c WHERE c.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {other} p WHERE p.id = c.{column})"
            );
            let loose = self.client()?.query(&sql, &[])?;
            out.extend(loose.iter().map(|_| format!("{table}: a row without its own")));
        }
        Ok(out)
    }

    /// Every table anew, without what was deleted.
    pub(super) fn rewrite(&self) -> Result<()> {
        self.batch(&format!("SET lock_timeout = '{REWRITING}'"))?;
        let done = TABLES.iter().try_for_each(|(table, _)| self.batch(&format!("VACUUM (FULL, ANALYZE) {table}")));
        let _ = self.batch("SET lock_timeout = 0");
        done
    }

    /// The rows of somebody's own question, read-only: numbers as numbers, all else as the server writes it.
    pub(super) fn ask<E: From<Fault>>(
        &self,
        question: &str,
        each: &mut impl FnMut(Json) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        self.begin_reading()?;
        let answered = self.answer(question, each);
        self.end();
        answered
    }

    fn answer<E: From<Fault>>(
        &self,
        question: &str,
        each: &mut impl FnMut(Json) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        // One question alone can be prepared, and one that only asks be declared.
        let columns: Vec<(String, Type)> = {
            let statement = self.client()?.prepare(question).map_err(Fault::from)?;
            statement.columns().iter().map(|c| (c.name().to_owned(), c.type_().clone())).collect()
        };
        self.client()?.execute(&format!("DECLARE asked NO SCROLL CURSOR FOR {question}"), &[]).map_err(Fault::from)?;
        loop {
            let messages = self.client()?.simple_query(&format!("FETCH {ROWS} FROM asked")).map_err(Fault::from)?;
            let mut rows = 0;
            for message in &messages {
                let SimpleQueryMessage::Row(row) = message else { continue };
                rows += 1;
                let value = |(at, (name, kind)): (usize, &(String, Type))| {
                    let text = row.try_get(at).map_err(Fault::from)?;
                    Ok((name.clone(), text.map_or(Json::Null, |text| written(text, kind))))
                };
                let fields: Map<String, Json> = columns.iter().enumerate().map(value).collect::<Result<_>>()?;
                each(Json::Object(fields))?;
            }
            if rows == 0 {
                return Ok(());
            }
        }
    }

    pub(super) fn now(&self) -> Result<String> {
        let sql = "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
        Ok(self.client()?.query_one(sql, &[])?.try_get(0)?)
    }
}

/// Values as the client wants them.
fn plain<'p>(params: &'p [Param<'_>]) -> Vec<&'p (dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

/// A new connection, as we want it.
fn connected(way: &Way, reading: bool) -> Result<Client> {
    let mut client = way.connect()?;
    // What is acknowledged is on disk, whatever the server does for others.
    client.batch_execute(&format!(
        "SET search_path = rasid, pg_catalog; SET client_min_messages = warning; SET jit = off; SET TimeZone = 'UTC'; \
         SET bytea_output = hex; SET default_transaction_read_only = {}; \
         SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local');",
        if reading { "on" } else { "off" }
    ))?;
    Ok(client)
}

/// A step of the tables, as it is declared here.
fn declared(step: &str) -> String {
    let (tables, own) = match step.split_once("CREATE VIRTUAL TABLE words") {
        Some((before, after)) => (format!("{before}{}", after.split_once(';').map_or("", |(_, rest)| rest)), OWN),
        None => (step.to_owned(), ""),
    };
    let tables = DECLARED.iter().fold(tables, |sql, (here, there)| sql.replace(here, there));
    // What is made of numbers is not made smaller once more.
    let plain = if step.contains("TABLE posting") { "ALTER TABLE posting ALTER COLUMN body SET STORAGE EXTERNAL;" } else { "" };
    format!("{tables}{own}{plain}")
}

/// What columns of words have is no example for the planner of questions: it would stay there when it is taken out of the archive.
fn unsampled() -> String {
    const WORDS: [(&str, &str); 12] = [
        ("document", "name outlet url source extra text"),
        ("coding", "contexts rest"),
        ("event", "place place_key"),
        ("reading", "body"),
        ("who", "words key name"),
        ("decision", "who before after reason"),
        ("verdict", "machine"),
        ("saved", "name address who"),
        ("told", "part body"),
        ("stale", "part"),
        ("together", "name part label who what body"),
        ("posting", "first body"),
    ];
    let column = |table: &str, column: &str| format!("ALTER TABLE IF EXISTS {table} ALTER COLUMN {column} SET STATISTICS 0;");
    WORDS.iter().flat_map(|(table, columns)| columns.split(' ').map(move |c| column(table, c))).collect()
}

/// A value as the server writes it.
fn written(text: &str, kind: &Type) -> Json {
    match *kind {
        Type::INT2 | Type::INT4 | Type::INT8 => text.parse::<i64>().map_or_else(|_| json!(text), |n| json!(n)),
        Type::FLOAT4 | Type::FLOAT8 | Type::NUMERIC => {
            let whole = text.parse::<i64>().ok().filter(|_| *kind == Type::NUMERIC).map(|n| json!(n));
            whole.or_else(|| text.parse::<f64>().ok().map(|n| json!(n))).unwrap_or_else(|| json!(text))
        }
        Type::BOOL => json!(i64::from(text == "t")),
        Type::BYTEA => json!(text.strip_prefix("\\x").unwrap_or(text)),
        _ => json!(given(text)),
    }
}

#[cfg(test)]
#[path = "../../tests/common/postgres.rs"]
#[allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "a server for tests, of which no test uses all")]
mod running;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_said_in_the_words_of_the_server() {
        assert_eq!(translated("SELECT '?', a LIKE ? FROM t WHERE b = ?2 LIMIT -1"), "SELECT '?', a ILIKE $1 FROM t WHERE b = $2 LIMIT ALL");
        assert_eq!(spoken_of("SELECT d.id FROM document d, events WHERE who = 1"), 1 << 1 | 1 << 5);
    }

    #[test]
    fn every_text_is_kept_and_given_back() {
        for text in ["", "هدنة", "\0", "أ\0ب", "\u{FDD0}", "\u{FDD1}\0\u{FDD0}", "\u{FDD1}\u{FDD1}"] {
            assert!(!kept(text).contains('\0'));
            assert_eq!(given(&kept(text)), text);
        }
        assert_eq!(kept("أ\0ب").chars().count(), 3);
    }

    /// D9: a step that fails changes nothing, and what was there is copied before one that does not.
    #[test]
    fn tables_are_brought_up_to_date_whole_or_not_at_all() {
        let Some(server) = running::server() else { return };
        let address = server.database();
        let [first, second, third, ..] = STEPS;
        let open = |steps: &[&str], make| {
            let server = Server::connect(&address, false)?;
            server.bring_up_to_date(steps, make).map(|()| server)
        };
        let old = open(&[first], true).unwrap();
        let insert = "INSERT INTO document(key, name, hash, inferred, language, source, fetched, extra, text) VALUES (?1, ?1, '', 0, 'ar', '', '', '{}', ?1)";
        old.begin_writing().unwrap();
        for n in 0..50 {
            old.execute(
                &insert.replace("(key", "(id, key").replace("VALUES (", &format!("VALUES ({n}, ")),
                &[Param::Text(Some(&n.to_string()))],
            )
            .unwrap();
        }
        old.commit().unwrap();
        let broken = format!("{second} CREATE TABLE document(x TEXT);");
        let count = |sql: &str| old.query(sql, &[]).map(|rows| rows.len());
        for _ in 0..3 {
            assert!(matches!(open(&[first, &broken], false), Err(Fault::Store(_))));
            assert_eq!((old.version().unwrap(), count("SELECT 1 FROM document").unwrap()), (Some(1), 50));
            assert!(count("SELECT 1 FROM linking").is_err() && count("SELECT 1 FROM rasid_v1.document").is_err());
        }
        // Two at once: one waits for the other, and finds it done.
        std::thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| apart(|| open(&STEPS, false).map(drop)).unwrap()));
            both.into_iter().for_each(|one| one.join().unwrap().unwrap());
        });
        assert_eq!((old.version().unwrap(), count("SELECT 1 FROM rasid_v1.document").unwrap()), (Some(5), 50));
        assert_eq!((count("SELECT 1 FROM document").unwrap(), count("SELECT 1 FROM saved").unwrap()), (50, 0));
        assert!(matches!(open(&[first, second], false), Err(Fault::Newer(5))));
        assert!(third.contains("saved"));
    }
}
