//! An analyst's entries: rows of a spreadsheet ↔ entries of knowledge files, edited in place.
//!
//! A row is what stands in a spreadsheet: a cell for each of [`Kind::columns`]. Names stand in one cell with `|` between
//! them, offices too: `2014-06-08/ EGY GOV president`. Writing a row that says what the file says changes no byte.

use rasid_knowledge::File;
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::entries::{self, Entry};

/// What can be added, exported and imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// «خالد المشري»
    Person,
    /// «مجلس الأمن»
    Organisation,
    /// «حركة الشباب»
    Group,
    /// «سرت»
    Place,
    /// A noun, an adjective or a name of the language: «مسيّرة».
    Word,
    /// A verb by its root and pattern.
    Verb,
    /// A part of persons' names: «زقراط».
    Given,
}

const ACTOR: &[&str] = &["id", "kind", "name", "ar", "country", "sector", "armed_sector", "ambiguous", "ambiguous_ar", "roles", "source"];

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 7] = [Self::Person, Self::Organisation, Self::Group, Self::Place, Self::Word, Self::Verb, Self::Given];

    /// Its name: `person`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Group => "group",
            Self::Place => "place",
            Self::Word => "word",
            Self::Verb => "verb",
            Self::Given => "given",
        }
    }

    fn is_actor(self) -> bool {
        matches!(self, Self::Person | Self::Organisation | Self::Group)
    }

    /// The columns of its rows.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        if self.is_actor() { ACTOR } else { entries::sheet(self.path()).map_or(&[], |s| s.columns) }
    }

    /// Where new entries go, below the analyst's folder.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Person => "actors/persons-added.toml",
            Self::Organisation => "actors/organisations-added.toml",
            Self::Group => "actors/groups-added.toml",
            Self::Place => "places/added.tsv",
            Self::Word => "words/nouns-added.tsv",
            Self::Verb => "words/verbs-added.tsv",
            Self::Given => "words/given-added.tsv",
        }
    }

    fn holds(self, entry: &Entry) -> bool {
        match self {
            Self::Place => entry.kind == "place",
            Self::Word => entry.kind == "noun",
            Self::Verb => entry.kind == "verb",
            Self::Given => entry.kind == "given",
            _ => entry.kind == "actor" && entry.str("kind") == self.name(),
        }
    }
}

/// Cells, in the order of the columns.
pub type Row = Vec<String>;

/// The rows of a kind, in the order of the entries.
#[must_use]
pub fn rows(kind: Kind, all: &[Entry]) -> Vec<Row> {
    all.iter().filter(|e| kind.holds(e)).map(|e| row(kind, e)).collect()
}

fn row(kind: Kind, entry: &Entry) -> Row {
    let between = entries::sheet(kind.path()).map_or('|', |s| s.between);
    let cell = |column: &&str| match entry.value.get(*column) {
        Some(toml::Value::Array(all)) if *column == "roles" => all.iter().map(office).collect::<Vec<_>>().join(" | "),
        Some(toml::Value::Array(all)) => {
            let parts: Vec<&str> = all.iter().filter_map(toml::Value::as_str).collect();
            parts.join(&between.to_string())
        }
        Some(toml::Value::String(text)) => text.clone(),
        Some(toml::Value::Boolean(true)) => "1".to_owned(),
        _ => String::new(),
    };
    kind.columns().iter().map(cell).collect()
}

/// `2014-06-08/ EGY GOV president`
fn office(role: &toml::Value) -> String {
    let of = |k: &str| role.get(k).and_then(toml::Value::as_str).unwrap_or("");
    let code = |k: &str| if of(k).is_empty() { "-" } else { of(k) }.to_owned();
    format!("{}/{} {} {} {}", of("from"), of("to"), code("country"), code("sector"), of("title")).trim_end().to_owned()
}

/// What is wrong with a cell: the column, the value, and the name of the message that says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The column.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// `cell_source`, `cell_code`…
    pub why: &'static str,
}

/// The values that the built-in knowledge uses: a country's or sector's code that nobody uses is a slip.
#[derive(Clone, Debug, Default)]
pub struct InUse(BTreeMap<&'static str, BTreeSet<String>>);

impl InUse {
    /// The values in use among entries.
    #[must_use]
    pub fn of(all: &[Entry]) -> Self {
        let mut used: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        for entry in all {
            let codes = match entry.kind.as_str() {
                "state" => [("country", "code"), ("", "")],
                "actor" | "role" | "modifier" => [("country", "country"), ("sector", "sector")],
                "place" => [("country", "country"), ("place", "kind")],
                _ => continue,
            };
            for (name, column) in codes.into_iter().filter(|(_, column)| !entry.str(column).is_empty()) {
                used.entry(name).or_default().insert(entry.str(column).to_owned());
            }
        }
        Self(used)
    }

    fn has(&self, what: &str, value: &str) -> bool {
        value.is_empty() || self.0.get(what).is_some_and(|all| all.contains(value))
    }
}

/// What is wrong with a row's cells, the first thing.
///
/// # Errors
/// The column with the name of a message.
pub fn check(kind: Kind, row: &Row, used: &InUse) -> Result<(), Wrong> {
    for (column, cell) in kind.columns().iter().zip(row) {
        let number = |most: f64| cell.parse::<f64>().is_ok_and(|n| n.abs() <= most);
        let list = |words: &[&str]| words.contains(&cell.as_str());
        let why = match *column {
            _ if cell.contains(char::is_control) => "cell_control",
            "source" | "name" | "ar" | "lemma" | "root" | "pattern" if cell.trim().is_empty() => "cell_empty",
            "id" if cell.is_empty() || !cell.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') => "cell_id",
            "kind" if kind.is_actor() && cell != kind.name() => "cell_value",
            "kind" if kind == Kind::Place && (cell.is_empty() || !used.has("place", cell)) => "cell_value",
            "country" if !used.has("country", cell) => "cell_value",
            "sector" | "armed_sector" if !used.has("sector", cell) => "cell_value",
            "roles" if !good_offices(cell, used) => "cell_roles",
            "lat" if !number(90.0) => "cell_number",
            "lon" if !number(180.0) => "cell_number",
            "ambiguous" if !list(&["", "0", "1"]) => "cell_value",
            "pos" if !list(&["noun", "adj", "name"]) => "cell_value",
            "gender" if !list(&["m", "f", "-"]) => "cell_value",
            "part" if !list(&["given", "part", "family"]) => "cell_value",
            "weight" if !list(&["0", "1", "2", "3"]) => "cell_value",
            _ => continue,
        };
        return Err(Wrong { column: (*column).to_owned(), value: cell.clone(), why });
    }
    Ok(())
}

/// The offices of a cell; none where one cannot be read.
fn offices(cell: &str) -> Option<Vec<InlineTable>> {
    let day = |d: &str| d.is_empty() || crate::input::day(d).is_some_and(|day| day.to_string() == d);
    let office = |text: &str| {
        let (dates, rest) = text.split_once(' ')?;
        let (from, to) = dates.split_once('/').filter(|(from, to)| day(from) && day(to))?;
        let mut words = rest.splitn(3, ' ').map(str::trim);
        let parts = [from, to, words.next()?, words.next().unwrap_or(""), words.next().unwrap_or("")];
        let named = ["from", "to", "country", "sector", "title"].into_iter().zip(parts);
        Some(named.filter(|(_, v)| !v.is_empty() && *v != "-").map(|(k, v)| (k, Value::from(v))).collect())
    };
    cell.split('|').map(str::trim).filter(|t| !t.is_empty()).map(office).collect()
}

/// Whether offices can be read and their codes are in use.
fn good_offices(cell: &str, used: &InUse) -> bool {
    let code = |t: &InlineTable, k: &str| used.has(k, t.get(k).and_then(Value::as_str).unwrap_or(""));
    offices(cell).is_some_and(|all| all.iter().all(|t| code(t, "country") && code(t, "sector")))
}

/// What writing a row did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// The file says so already.
    Same,
    /// The built-in knowledge says so already.
    Known,
    /// A new entry.
    Added,
    /// The entry now says this.
    Changed,
}

/// The key of a row's entry among entries.
#[must_use]
pub fn identity(kind: Kind, row: &Row) -> (String, String) {
    let file = (kind.path().to_owned(), text(kind, row));
    entries::read(&[file]).pop().map_or_else(Default::default, |e| (e.kind, e.key))
}

/// Writes rows into files: an entry with a row's key is changed where it stands, else it comes to the end of [`Kind::path`].
pub fn put(files: &mut Vec<File>, builtin: &[Entry], rows: &[(Kind, &Row)]) -> Vec<Put> {
    let own = entries::read(files);
    let index = |all: &'_ [Entry]| {
        let mut index: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        all.iter().enumerate().for_each(|(n, e)| index.entry((e.kind.clone(), e.key.clone())).or_default().push(n));
        index
    };
    let (ours, theirs) = (index(&own), index(builtin));
    let one = |&(kind, row): &(Kind, &Row)| {
        let identity = identity(kind, row);
        let says = |e: &&Entry| self::row(kind, e) == *row;
        let mine: Vec<&Entry> = ours.get(&identity).into_iter().flatten().map(|n| &own[*n]).collect();
        let mut known = theirs.get(&identity).into_iter().flatten().map(|n| &builtin[*n]).peekable();
        if mine.iter().any(says) {
            return Put::Same;
        }
        if let Some(entry) = mine.first() {
            if let Some(file) = files.iter_mut().find(|f| f.0 == entry.path) {
                file.1 = if kind.is_actor() { revised(&file.1, entry, kind, row) } else { relined(&file.1, entry.line, &text(kind, row)) };
            }
            return Put::Changed;
        }
        let there = known.peek().is_some();
        if known.any(|e| says(&e)) {
            return Put::Known;
        }
        append(files, kind.path(), &text(kind, row));
        if there { Put::Changed } else { Put::Added }
    };
    rows.iter().map(one).collect()
}

/// Adds text to the end of a file, which is begun where there is none.
pub fn append(files: &mut Vec<File>, path: &str, text: &str) {
    if !files.iter().any(|f| f.0 == path) {
        let columns = entries::sheet(path).map_or_else(String::new, |s| format!("# {}\n", s.columns.join("\t")));
        files.push((path.to_owned(), columns));
    }
    let Some(file) = files.iter_mut().find(|f| f.0 == path) else { return };
    if !file.1.is_empty() && !file.1.ends_with('\n') {
        file.1.push('\n');
    }
    if path.ends_with(".toml") && !file.1.is_empty() {
        file.1.push('\n');
    }
    file.1.push_str(text);
}

/// An entry as it stands in a new file.
fn text(kind: Kind, row: &Row) -> String {
    if !kind.is_actor() {
        let none = if kind == Kind::Place { "" } else { "-" };
        return row.iter().map(|c| if c.is_empty() { none } else { c }).collect::<Vec<_>>().join("\t") + "\n";
    }
    let mut table = Table::new();
    for (column, cell) in ORDER.iter().filter_map(|c| Some((*c, &row[ACTOR.iter().position(|a| a == c)?]))) {
        set(&mut table, column, cell);
    }
    format!("[[actor]]\n{table}")
}

/// The order of an actor's keys in a file.
pub(crate) const ORDER: [&str; 11] =
    ["id", "name", "ar", "kind", "country", "sector", "armed_sector", "roles", "ambiguous", "ambiguous_ar", "source"];

fn set(table: &mut Table, column: &str, cell: &str) {
    let words = || cell.split('|').map(str::trim).filter(|w| !w.is_empty()).collect::<Array>();
    let value: Value = match column {
        _ if cell.is_empty() || column == "ambiguous" && cell == "0" => {
            table.remove(column);
            return;
        }
        "ar" | "ambiguous_ar" => words().into(),
        "ambiguous" => true.into(),
        "roles" => {
            let mut list: Array = offices(cell).into_iter().flatten().collect();
            list.iter_mut().for_each(|v| v.decor_mut().set_prefix("\n  "));
            list.set_trailing_comma(true);
            list.set_trailing("\n");
            list.into()
        }
        _ => cell.into(),
    };
    table.insert(column, Item::Value(value));
}

/// A TOML file in which an actor's entry says what the row says; all else stays, comments too.
fn revised(text: &str, entry: &Entry, kind: Kind, row: &Row) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    let before = self::row(kind, entry);
    let tables = document.get_mut("actor").and_then(Item::as_array_of_tables_mut);
    let table = tables.and_then(|all| all.iter_mut().find(|t| t.get("id").and_then(Item::as_str) == Some(&entry.key)));
    if let Some(table) = table {
        for ((column, cell), _) in ACTOR.iter().zip(row).zip(&before).filter(|((_, new), old)| new != old) {
            set(table, column, cell);
        }
    }
    document.to_string()
}

fn relined(text: &str, line: usize, new: &str) -> String {
    let lines = text.split_inclusive('\n').enumerate();
    lines.map(|(n, l)| if n + 1 == line { new } else { l }).collect()
}

/// Further lemmas of a frame, with an example.
#[derive(Clone, Debug, Default)]
pub struct Lemmas {
    /// The frame's id.
    pub frame: String,
    /// By class: `verbs`, `nouns`, `adjectives`, `phrases`.
    pub words: Vec<(&'static str, String)>,
    /// A sentence that they make an event.
    pub example: String,
    /// Who acts in it.
    pub actor: Vec<String>,
    /// To whom.
    pub recipient: Vec<String>,
    /// Who says that they mean this.
    pub source: String,
}

/// Where lemmas of frames go.
pub const LEMMAS: &str = "frames/added.toml";

/// Writes lemmas into the files.
pub fn put_lemmas(files: &mut Vec<File>, lemmas: &Lemmas) {
    let mut table = Table::new();
    table.insert("frame", Item::Value(lemmas.frame.as_str().into()));
    for class in entries::LEMMAS {
        let words: Array = lemmas.words.iter().filter(|(c, _)| *c == class).map(|(_, w)| w.as_str()).collect();
        if !words.is_empty() {
            table.insert(class, Item::Value(words.into()));
        }
    }
    table.insert("source", Item::Value(lemmas.source.as_str().into()));
    let mut example = Table::new();
    example.insert("text", Item::Value(lemmas.example.as_str().into()));
    for (role, words) in [("actor", &lemmas.actor), ("recipient", &lemmas.recipient)] {
        if !words.is_empty() {
            example.insert(role, Item::Value(words.iter().map(String::as_str).collect::<Array>().into()));
        }
    }
    append(files, LEMMAS, &format!("[[lemma]]\n{table}\n[[lemma.example]]\n{example}"));
}

/// A cell that no spreadsheet takes for a formula; [`plain`] takes the guard away.
fn guarded(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\'', '＝', '＋', '－', '＠']);
    if formula && cell.parse::<f64>().is_err() && cell != "-" { format!("'{cell}") } else { cell.to_owned() }
}

fn plain(cell: &str) -> &str {
    let bare = cell.strip_prefix('\'').filter(|c| c.starts_with(['=', '+', '-', '@', '\'', '＝', '＋', '－', '＠']));
    bare.unwrap_or(cell).trim()
}

/// Rows as CSV in UTF-8, with a mark by which spreadsheets know that it is.
#[must_use]
pub fn to_csv(kind: Kind, rows: &[Row]) -> Vec<u8> {
    let mut out = "\u{FEFF}".as_bytes().to_vec();
    out.extend(crate::csv::line(kind.columns()));
    for row in rows {
        out.extend(crate::csv::line(row.iter().map(|c| guarded(c))));
    }
    out
}

/// Why a spreadsheet is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Its first line names no kind's columns.
    Header(String),
    /// A line of it is no CSV, or has too few or many cells.
    Line(u64, String),
}

/// Rows with their lines.
pub type Rows = Vec<(u64, Row)>;

/// The rows of a CSV, and their kind where all have one: actors' rows tell theirs themselves, see [`kind_of`]. [`to_csv`] wrote it and a spreadsheet may have saved anew: with semicolons or tabs, columns in another order.
///
/// # Errors
/// Where it is none.
pub fn from_csv(text: &str) -> Result<(Option<Kind>, Rows), Unread> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let head = text.lines().next().unwrap_or("");
    let delimiter = [b';', b'\t'].into_iter().find(|d| head.matches(*d as char).count() > head.matches(',').count()).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map_err(|e| Unread::Header(e.to_string()))?.iter().map(|h| h.trim().to_owned()).collect();
    let fits = |k: &Kind| k.columns().iter().all(|c| names.iter().any(|n| n == c));
    let Some(sort) = Kind::ALL.into_iter().find(fits) else { return Err(Unread::Header(names.join(","))) };
    let at: Vec<usize> = sort.columns().iter().filter_map(|c| names.iter().position(|n| n == c)).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| Unread::Line(e.position().map_or(0, csv::Position::line), e.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        if record.len() != names.len() {
            return Err(Unread::Line(line, format!("{} / {}", record.len(), names.len())));
        }
        rows.push((line, at.iter().map(|k| plain(record.get(*k).unwrap_or("")).to_owned()).collect()));
    }
    if sort.is_actor() {
        let flag = ACTOR.iter().position(|c| *c == "ambiguous").unwrap_or(0);
        rows.iter_mut().filter(|(_, row): &&mut (u64, Row)| row[flag] == "0").for_each(|(_, row)| row[flag].clear());
    }
    Ok(((!sort.is_actor()).then_some(sort), rows))
}

/// The kind of an actor's row, by its cell.
#[must_use]
pub fn kind_of(row: &Row) -> Option<Kind> {
    let cell = row.get(1)?;
    Kind::ALL.into_iter().find(|k| k.is_actor() && k.name() == cell)
}
