//! Filters → events and counts. Every field of an event can be asked for; reports and distinct events are counted side
//! by side.

use rasid_text::fold;
use rustc_hash::FxHashMap;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::db::{Cells, Db, Value};
use crate::pack::Words;
use crate::prepare::name;
use crate::schema::{PARTS, key_begins};
use crate::store::{COLUMNS, stored};
use crate::{Archive, Fault, Result};

/// Which events are wanted. Empty lists and absent fields ask for nothing; all that are given must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The event itself.
    pub ids: Vec<String>,
    /// PLOVER types; one must hold.
    pub types: Vec<String>,
    /// A mode of the type.
    pub mode: Option<String>,
    /// `actual`, `future`, `hypothetical`, `negated`, `alleged`.
    pub status: Option<String>,
    /// Who acts: a country code, `TUR:MIL` with a sector, the id of a knowledge entry, or words of a name.
    pub actor: Option<String>,
    /// To whom, likewise.
    pub recipient: Option<String>,
    /// Either of both, likewise.
    pub party: Option<String>,
    /// Who says so, likewise.
    pub said_by: Option<String>,
    /// Who denies it, likewise.
    pub denied_by: Option<String>,
    /// A place's country code, or words of its name.
    pub place: Option<String>,
    /// The outlet as given.
    pub outlet: Option<String>,
    /// A PLOVER context of the report.
    pub context: Option<String>,
    /// First day of the act (of the report, where the act has none).
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// At least so sure, 0 to 1.
    pub confidence: Option<f64>,
    /// What stood at the end of that day.
    pub as_of: Option<String>,
    /// Rejected and merged events too, with their state.
    pub all: bool,
    /// Only what a later run reads otherwise than a person decided.
    pub disputed: bool,
    /// Events of one report: the first letters of its key, sixteen or more, as an event's id begins.
    pub report: Option<String>,
    /// What was decided: `proposed` (nothing yet), `accepted`, `corrected`, `rejected`, `merged`.
    pub review: Option<String>,
    /// In what order.
    pub order: Order,
    /// So many are passed over.
    pub offset: usize,
    /// At most so many; 0 for all.
    pub limit: usize,
}

/// In what order events are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By day, then in the order of the text.
    #[default]
    Day,
    /// The last day first.
    Newest,
    /// What the machine is least sure of first.
    Uncertain,
    /// What most reports tell first.
    Important,
    /// As if drawn by lot, the same at every asking: a fair sample.
    Random,
}

impl Order {
    /// All, with their names.
    pub const ALL: [(&'static str, Self); 5] = [
        ("day", Self::Day),
        ("newest", Self::Newest),
        ("uncertain", Self::Uncertain),
        ("important", Self::Important),
        ("random", Self::Random),
    ];

    fn sql(self) -> &'static str {
        match self {
            Self::Day => "coalesce(e.day, '~'), e.sorted, e.at + 0, e.at",
            Self::Newest => "coalesce(e.day, '~') DESC, e.sorted, e.at + 0, e.at",
            Self::Uncertain => "e.confidence, e.sorted, e.at + 0, e.at",
            Self::Important => {
                "(SELECT count(*) FROM telling l JOIN telling m ON m.act = l.act JOIN event n ON n.id = m.event AND n.until IS NULL \
                 WHERE l.event = e.id) DESC, e.sorted, e.at + 0, e.at"
            }
            // The first bits of the report's key, which are a hash, mixed with the place in the text.
            Self::Random => "((e.sorted % 65536 + 1) * (e.at % 4093 + 1) * 48271 + e.sorted) % 1000003, e.sorted, e.at + 0, e.at",
        }
    }
}

/// An event with its report.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The event as `rasid code` prints it, with its lasting id.
    pub event: serde_json::Value,
    /// The day of the act, else of the report.
    pub day: Option<String>,
    /// Whether `day` is the act's own.
    pub dated: bool,
    /// The report's id as given.
    pub document: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its day.
    pub published: Option<String>,
    /// Where it was had.
    pub url: Option<String>,
    /// SHA-256 of its text.
    pub hash: String,
    /// `proposed`, or what a person decided: `accepted`, `corrected`, `rejected`, `merged`.
    pub review: String,
    /// The event that it was merged into.
    pub into: Option<String>,
    /// A later run reads it otherwise than a person decided.
    pub disputed: bool,
    /// Engine and knowledge that read the report last.
    pub version: (String, String),
    /// The report's number in the archive.
    pub number: i64,
    /// What the report is about.
    pub contexts: Vec<String>,
    /// Whether the report's day was inferred from its text.
    pub inferred: bool,
    /// The report's language.
    pub language: String,
}

/// What events are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The day of the act, else of the report.
    Day,
    /// Its week, by its Monday.
    Week,
    /// Its month.
    Month,
    /// Its year.
    Year,
    /// PLOVER's type.
    Type,
    /// Its mode.
    Mode,
    /// Verbal or material, cooperation or conflict.
    Quad,
    /// Whether it is said to have happened.
    Status,
    /// Who acts, by country.
    Actor,
    /// To whom, by country.
    Recipient,
    /// Both: `TUR → LBY`.
    Dyad,
    /// Where.
    Place,
    /// Who tells it.
    Outlet,
    /// Who acts: the knowledge entry, else country and sector.
    ActorEntry,
    /// To whom, likewise.
    RecipientEntry,
    /// What was decided.
    Review,
}

/// The names of [`By`], in its order.
pub const KEYS: [(&str, By); 16] = [
    ("day", By::Day),
    ("week", By::Week),
    ("month", By::Month),
    ("year", By::Year),
    ("type", By::Type),
    ("mode", By::Mode),
    ("quad", By::Quad),
    ("status", By::Status),
    ("actor", By::Actor),
    ("recipient", By::Recipient),
    ("dyad", By::Dyad),
    ("place", By::Place),
    ("outlet", By::Outlet),
    ("actor_entry", By::ActorEntry),
    ("recipient_entry", By::RecipientEntry),
    ("review", By::Review),
];

impl By {
    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        KEYS.iter().find(|(known, _)| *known == name).map(|(_, by)| *by)
    }

    fn sql(self) -> &'static str {
        match self {
            Self::Day => "e.day",
            Self::Week => "date(e.day, '-6 days', 'weekday 1')",
            Self::Month => "substr(e.day, 1, 7)",
            Self::Year => "substr(e.day, 1, 4)",
            Self::Type => "e.type",
            Self::Mode => "e.type || coalesce('-' || e.mode, '')",
            Self::Quad => "e.quad",
            Self::Status => "e.status",
            Self::Actor => "nullif(a.country, '')",
            Self::Recipient => "nullif(r.country, '')",
            Self::Dyad => "coalesce(nullif(a.country, ''), '?') || ' → ' || coalesce(nullif(r.country, ''), '?')",
            Self::Place => "e.place",
            Self::Outlet => "d.outlet",
            Self::ActorEntry => "coalesce(nullif(a.entity, ''), nullif(rtrim(a.country || ':' || a.sector, ':'), ''))",
            Self::RecipientEntry => "coalesce(nullif(r.entity, ''), nullif(rtrim(r.country || ':' || r.sector, ':'), ''))",
            Self::Review => "coalesce(v.state, 'proposed')",
        }
    }
}

/// A line of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// A value for each [`By`]; absent where the events have none.
    pub values: Vec<Option<String>>,
    /// Tellings: every mention in every report.
    pub mentions: u64,
    /// Distinct events: what a report tells twice counts once; what several reports tell counts for each.
    pub events: u64,
    /// Reports.
    pub reports: u64,
    /// Outlets.
    pub outlets: u64,
    /// Acts, each once however many reports tell it; what was not linked counts for itself.
    pub acts: u64,
}

/// The letters of a report's key that name it.
const KEY: usize = 16;
/// Events of those ids, a JSON list: found by their reports' keys, so that no other row is read.
const NAMED: &str = "e.id IN (SELECT f.id FROM json_each(?) j CROSS JOIN document k CROSS JOIN event f WHERE substr(k.key, 1, 16) = substr(j.value, 1, 16) \
                     AND f.document = k.id AND f.at = substr(j.value, instr(j.value, '.') + 1))";
/// Events of one report.
const OF_REPORT: &str =
    concat!("e.id IN (SELECT f.id FROM document k CROSS JOIN event f WHERE ", key_begins!("k", "?"), " AND f.document = k.id)");

/// Conditions with their values, and the tables that they speak of besides `event e`.
pub(crate) struct Where {
    /// `verdict v`, `coding c`: what stood on the day that is asked for.
    verdict: String,
    coding: String,
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

impl Where {
    fn and(&mut self, condition: &str, values: &[&str]) {
        let _ = write!(self.sql, " AND ({condition})");
        self.values.extend(values.iter().map(|v| Value::Text((*v).to_owned())));
    }

    /// `decided`: whether a person has ever decided anything.
    pub(crate) fn of(filter: &Filter, decided: bool) -> Result<Self> {
        let as_of = filter.as_of.as_deref().map(|day| checked_day("as-of", day)).transpose()?;
        // A day that was checked can stand in the text of the question.
        let stands = |table: &str| match &as_of {
            None => format!("{table}.until IS NULL"),
            Some(day) => format!("{table}.since < '{day}T99' AND ({table}.until IS NULL OR {table}.until > '{day}T99')"),
        };
        let verdict = format!("LEFT JOIN verdict v ON v.document = e.document AND v.at = e.at AND {}", stands("v"));
        let coding = format!("LEFT JOIN coding c ON c.document = e.document AND {}", stands("c"));
        let mut out = Self { verdict, coding, sql: stands("e"), values: Vec::new() };
        out.decided(filter, decided);
        if !filter.ids.is_empty() {
            out.and(NAMED, &[&json!(filter.ids.iter().filter(|id| id.find('.') >= Some(KEY)).collect::<Vec<_>>()).to_string()]);
        }
        if let Some(report) = &filter.report {
            if report.len() < KEY {
                return Err(Fault::Value("report", "3f9a0c12b4d7aa01".to_owned()));
            }
            out.and(OF_REPORT, &[report.as_str(); 3]);
        }
        out.any("e.type", &filter.types.iter().map(|t| t.to_uppercase()).collect::<Vec<_>>());
        for (column, value) in [("e.mode", &filter.mode), ("e.status", &filter.status), ("d.outlet", &filter.outlet)] {
            if let Some(value) = value {
                out.and(&format!("{column} = ?"), &[value]);
            }
        }
        for (roles, value) in [
            ("'actor'", &filter.actor),
            ("'recipient'", &filter.recipient),
            ("'actor', 'recipient'", &filter.party),
            ("'said_by'", &filter.said_by),
            ("'denied_by'", &filter.denied_by),
        ] {
            if let Some(value) = value {
                out.party(roles, value);
            }
        }
        if let Some(place) = &filter.place {
            out.place(place);
        }
        if let Some(context) = &filter.context {
            out.and("EXISTS (SELECT 1 FROM json_each(c.contexts) j WHERE j.value = ?)", &[context]);
        }
        for (name, condition, day) in
            [("from", "coalesce(e.day_to, e.day) >= ?", &filter.from), ("to", "coalesce(e.day, '~') <= ?", &filter.to)]
        {
            if let Some(day) = day {
                out.and(condition, &[&checked_day(name, day)?]);
            }
        }
        if let Some(least) = filter.confidence {
            out.and("e.confidence >= ?", &[]);
            out.values.push(Value::Real(least));
        }
        Ok(out)
    }

    /// What people decided of it.
    fn decided(&mut self, filter: &Filter, decided: bool) {
        match filter.review.as_deref() {
            Some("proposed") => self.and("v.state IS NULL", &[]),
            Some(state) => self.and("v.state = ?", &[state]),
            None if !filter.all && decided => self.and("v.state IS NULL OR v.state IN ('accepted', 'corrected')", &[]),
            None => {}
        }
        if filter.disputed {
            self.and("v.disputed = 1", &[]);
        }
    }

    /// A place by its country, or by words of its name.
    fn place(&mut self, place: &str) {
        if is_code(place) {
            return self.and("e.place_country = ?", &[place]);
        }
        let [words, key] = [place, fold(place).as_str()].map(|words| format!("%{}%", escaped(words)));
        self.and("e.place LIKE ? ESCAPE '\\' OR e.place_key LIKE ? ESCAPE '\\'", &[&words, &key]);
    }

    /// `event e` with the tables that the conditions, and what else is `said`, speak of.
    pub(crate) fn tables(&self, said: &str) -> String {
        // A cross join is made in this order: events are walked by their days.
        let joins = [("d.", "CROSS JOIN document d ON d.id = e.document"), ("v.", self.verdict.as_str()), ("c.", self.coding.as_str())];
        let spoken_of =
            |table: &str| [self.sql.as_str(), said].iter().any(|text| text.split([' ', '(']).any(|word| word.starts_with(table)));
        let joins = joins.into_iter().filter(|(table, _)| spoken_of(table));
        joins.fold("event e".to_owned(), |tables, (_, join)| format!("{tables} {join}"))
    }

    fn any(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            self.and(&format!("{column} IN ({marks})"), &values.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    /// A party by country, country and sector, knowledge entry, or name.
    fn party(&mut self, roles: &str, value: &str) {
        let is = |condition: &str| {
            format!(
                "e.id IN (SELECT p.event FROM {PARTS} CROSS JOIN party p WHERE p.event >> 19 = parts.n AND p.role IN ({roles}) \
                 AND p.who IN (SELECT w.id FROM who w WHERE {condition}))"
            )
        };
        match value.split_once(':') {
            Some(("", sector)) => self.and(&is("w.sector = ?"), &[&sector.to_uppercase()]),
            Some((country, sector)) if is_code(country) => {
                self.and(&is("w.country = ? AND w.sector = ?"), &[country, &sector.to_uppercase()]);
            }
            _ if is_code(value) => self.and(&is("w.country = ?"), &[value]),
            _ => {
                let [entity, key, name] = naming(value);
                self.and(&is(NAMED_SO), &[&entity, &key, &name]);
            }
        }
    }
}

/// Somebody of a knowledge entry, or with words in his name.
const NAMED_SO: &str = "w.entity = ? OR w.key LIKE ? ESCAPE '\\' OR w.name LIKE ? ESCAPE '\\'";

/// What [`NAMED_SO`] is asked with.
fn naming(value: &str) -> [String; 3] {
    [value.to_owned(), format!("%{}%", escaped(fold(value).as_str())), format!("%{}%", escaped(value))]
}

/// The numbers of those who are named so.
pub(crate) fn who_named(db: &Db, value: &str) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached(&format!("SELECT w.id FROM who w WHERE {NAMED_SO}"))?;
    statement.query_map(naming(value), |row| row.get(0))
}

/// Three capital letters.
pub(crate) fn is_code(value: &str) -> bool {
    value.len() == 3 && value.bytes().all(|b| b.is_ascii_uppercase())
}

/// Without the letters that mean something to LIKE.
fn escaped(value: &str) -> String {
    value.chars().flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] }).collect()
}

/// A day, or what it should have been.
pub(crate) fn checked_day(field: &'static str, day: &str) -> Result<String> {
    rasid::input::day(day).map(|d| d.to_string()).ok_or_else(|| Fault::Value(field, "2020-10-23".to_owned()))
}

impl Archive {
    /// The events that a filter asks for, in its order.
    ///
    /// # Errors
    /// Where a day is none, or the archive cannot be read.
    pub fn events(&self, filter: &Filter) -> Result<Vec<Found>> {
        let mut out = Vec::new();
        self.each_event(filter, |found| {
            out.push(found);
            Ok::<(), Fault>(())
        })?;
        Ok(out)
    }

    /// As [`Archive::events`], one after another, for any number of them.
    ///
    /// # Errors
    /// As [`Archive::events`], and what `each` returns.
    pub fn each_event<E: From<Fault>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(Found) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let wanted = Where::of(filter, self.decided()?)?;
        // What is asked in several steps is asked of one state.
        let _state = self.db.state()?;
        let ids = self.wanted(&wanted, filter)?;
        let sql = format!(
            "SELECT {COLUMNS}, d.key, d.text, e.day, e.dated, d.name, d.outlet, d.published, d.url, d.hash, coalesce(v.state, 'proposed'), v.into_event, \
             coalesce(v.disputed, 0), u.engine, u.knowledge, d.id, c.contexts, d.inferred, d.language \
             FROM event e JOIN document d ON d.id = e.document {} {} LEFT JOIN run u ON u.id = c.run JOIN reading b ON b.event = e.id WHERE e.id = ?",
            wanted.verdict, wanted.coding
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        for id in ids {
            each(statement.query_row([id], |row| found(&self.db, row))?)?;
        }
        Ok(())
    }

    pub(crate) fn decided(&self) -> Result<bool> {
        self.db.prepare_cached("SELECT 1 FROM verdict LIMIT 1")?.exists(())
    }

    /// The numbers of the events wanted, in order.
    fn wanted(&self, wanted: &Where, filter: &Filter) -> Result<Vec<i64>> {
        if let Some(columns) = &self.columns
            && let Some(ids) = columns.ids(&self.db, filter)?
        {
            return Ok(ids);
        }
        let limit = if filter.limit == 0 { -1 } else { i64::try_from(filter.limit).unwrap_or(-1) };
        let order = format!("ORDER BY {} LIMIT {limit} OFFSET {}", filter.order.sql(), filter.offset);
        let sql = format!("SELECT e.id FROM {} WHERE {} {order}", wanted.tables(&order), wanted.sql);
        let mut statement = self.db.prepare_cached(&sql)?;
        statement.query_map(wanted.values.as_slice(), |row| row.get(0))
    }

    /// Counts the events that a filter asks for, by some of their sides, in the order of these.
    ///
    /// # Errors
    /// As [`Archive::events`].
    pub fn count(&self, filter: &Filter, by: &[By]) -> Result<Vec<Group>> {
        if let Some(columns) = self.columns.as_ref().filter(|_| by.len() <= 4)
            && let Some(groups) = columns.count(&self.db, filter, by)?
        {
            return Ok(groups);
        }
        let wanted = Where::of(filter, self.decided()?)?;
        let columns = by.iter().map(|b| format!("{}, ", b.sql())).collect::<String>();
        let mut tables = wanted.tables(&columns);
        for (short, role, sides) in
            [("a", "actor", [By::Actor, By::Dyad, By::ActorEntry]), ("r", "recipient", [By::Recipient, By::Dyad, By::RecipientEntry])]
        {
            if by.iter().any(|b| sides.contains(b)) {
                let _ = write!(
                    tables,
                    " LEFT JOIN party p{short} ON p{short}.event = e.id AND p{short}.role = '{role}' LEFT JOIN who {short} ON {short}.id = p{short}.who"
                );
            }
        }
        let _state = self.db.state()?;
        let sql = format!(
            "SELECT {columns}e.id, e.document, coalesce(e.same_as, e.at), (SELECT l.act FROM telling l WHERE l.event = e.id) FROM {tables} WHERE {}",
            wanted.sql
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.walk(wanted.values.as_slice())?;
        let mut counted = Counted::default();
        while let Some(row) = rows.next()? {
            counted.add(&row, by.len())?;
        }
        if by.is_empty() && counted.groups.is_empty() {
            counted.groups.push((Vec::new(), Seen::default()));
        }
        let mut outlet = self.db.prepare_cached("SELECT outlet FROM document WHERE id = ?")?;
        counted.groups.sort_by(|a, b| a.0.cmp(&b.0));
        let mut outlets: FxHashMap<i64, Option<String>> = FxHashMap::default();
        let mut out = Vec::with_capacity(counted.groups.len());
        for (values, mut seen) in counted.groups {
            for document in &seen.reports {
                if !outlets.contains_key(document) {
                    outlets.insert(*document, outlet.query_row([document], |row| row.get(0))?);
                }
            }
            let names: BTreeSet<&str> = seen.reports.iter().filter_map(|d| outlets.get(d)?.as_deref()).collect();
            let [reports, outlets] = [seen.reports.len(), names.len()];
            let [mentions, events, acts] = [seen.mentions.count(), seen.events.count(), seen.acts.count() + seen.alone.count()];
            let [mentions, events, reports, outlets, acts] = [mentions, events, reports, outlets, acts].map(|n| n as u64);
            out.push(Group { values, mentions, events, reports, outlets, acts });
        }
        Ok(out)
    }
}

/// What was counted so far.
#[derive(Default)]
struct Counted {
    groups: Vec<(Vec<Option<String>>, Seen)>,
    /// Where each stands, by its values: each with its end.
    places: FxHashMap<Vec<u8>, usize>,
    key: Vec<u8>,
}

/// What a group has: events, what is one in a report, reports.
#[derive(Default)]
struct Seen {
    mentions: Distinct<i64>,
    events: Distinct<(i64, u64)>,
    reports: BTreeSet<i64>,
    acts: Distinct<i64>,
    /// What tells no act that is known.
    alone: Distinct<(i64, u64)>,
}

/// What came, each once, in little more memory than that: those that came again are dropped when there may be as many of them as of others.
struct Distinct<T> {
    all: Vec<T>,
    most: usize,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self { all: Vec::new(), most: 64 }
    }
}

impl<T: Ord> Distinct<T> {
    fn insert(&mut self, one: T) {
        if self.all.len() >= self.most {
            self.most = 64.max(self.count() * 2);
        }
        self.all.push(one);
    }

    fn count(&mut self) -> usize {
        self.all.sort_unstable();
        self.all.dedup();
        self.all.len()
    }
}

impl Counted {
    /// Adds a row: the values of its group, then the event, its report, and where in the report the event is told first.
    fn add(&mut self, row: &Cells<'_>, values: usize) -> Result<()> {
        self.key.clear();
        for at in 0..values {
            match row.text_or_null(at)? {
                Some(text) => self.key.extend(text.bytes().chain([0xFE])),
                None => self.key.push(0xFF),
            }
        }
        let place = if let Some(place) = self.places.get(&self.key) {
            *place
        } else {
            let values = (0..values).map(|at| row.get(at)).collect::<Result<_>>()?;
            self.groups.push((values, Seen::default()));
            self.places.insert(self.key.clone(), self.groups.len() - 1);
            self.groups.len() - 1
        };
        let Some((_, seen)) = self.groups.get_mut(place) else { return Ok(()) };
        let report = row.get(values + 1)?;
        seen.mentions.insert(row.get(values)?);
        let told = (report, place_in_report(&row.text(values + 2)?));
        seen.events.insert(told);
        match row.get(values + 3)? {
            Some(act) => seen.acts.insert(act),
            None => seen.alone.insert(told),
        }
        seen.reports.insert(report);
        Ok(())
    }
}

/// `412b` as a number of its own: the code point, and which of the events there.
pub(crate) fn place_in_report(at: &str) -> u64 {
    let digits = at.bytes().take_while(u8::is_ascii_digit).count();
    let (point, more) = at.split_at_checked(digits).unwrap_or((at, ""));
    let more = more.bytes().fold(0, |sum, letter| sum * 64 + u64::from(letter & 63));
    (point.parse::<u64>().unwrap_or(0) << 24) + more
}

fn found(db: &Db, row: &Cells<'_>) -> Result<Found> {
    let text = |at: usize| row.get::<Option<String>>(at).map(Option::unwrap_or_default);
    let (_, stored) = stored(db, row)?;
    let (key, words) = (text(9)?, text(10)?);
    let mut event = stored.printed(&Words::new(&words));
    event["id"] = json!(name(&key, &stored.at));
    event["same_as"] = json!(stored.same_as.map(|at| name(&key, &at)));
    Ok(Found {
        event,
        day: row.get(11)?,
        dated: row.get(12)?,
        document: row.get(13)?,
        outlet: row.get(14)?,
        published: row.get(15)?,
        url: row.get(16)?,
        hash: row.get(17)?,
        review: row.get(18)?,
        into: row.get(19)?,
        disputed: row.get(20)?,
        version: (text(21)?, text(22)?),
        number: row.get(23)?,
        contexts: serde_json::from_str(&text(24)?).unwrap_or_default(),
        inferred: row.get(25)?,
        language: row.get(26)?,
    })
}
