//! Filters → events and counts. Every field of an event can be asked for; reports and distinct events are counted side
//! by side.

use rasid_text::fold;
use rusqlite::types::Value;
use std::fmt::Write as _;

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
    /// At most so many; 0 for all.
    pub limit: usize,
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
    /// Engine and knowledge that read it.
    pub version: (String, String),
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
}

/// The names of [`By`], in its order.
pub const KEYS: [(&str, By); 13] = [
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
];

impl By {
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
            Self::Actor => "a.country",
            Self::Recipient => "r.country",
            Self::Dyad => "coalesce(a.country, '?') || ' → ' || coalesce(r.country, '?')",
            Self::Place => "e.place",
            Self::Outlet => "d.outlet",
        }
    }

    /// The tables that it needs besides the events' own.
    fn tables(self) -> &'static str {
        match self {
            Self::Actor => " LEFT JOIN party a ON a.event = e.row AND a.role = 'actor'",
            Self::Recipient => " LEFT JOIN party r ON r.event = e.row AND r.role = 'recipient'",
            Self::Dyad => {
                " LEFT JOIN party a ON a.event = e.row AND a.role = 'actor' LEFT JOIN party r ON r.event = e.row AND r.role = 'recipient'"
            }
            _ => "",
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
    /// Distinct events: what a report tells twice counts once.
    pub events: u64,
    /// Reports.
    pub reports: u64,
    /// Outlets.
    pub outlets: u64,
}

/// Conditions with their values.
struct Where {
    sql: String,
    values: Vec<Value>,
}

impl Where {
    fn and(&mut self, condition: &str, values: &[&str]) {
        let _ = write!(self.sql, " AND {condition}");
        self.values.extend(values.iter().map(|v| Value::Text((*v).to_owned())));
    }

    fn of(filter: &Filter) -> Result<Self> {
        let mut out = Self { sql: "1".to_owned(), values: Vec::new() };
        match &filter.as_of {
            None => out.and("e.until IS NULL", &[]),
            Some(day) => {
                let day = checked_day("as-of", day)?;
                out.and("substr(e.since, 1, 10) <= ? AND (e.until IS NULL OR substr(e.until, 1, 10) > ?)", &[&day, &day]);
            }
        }
        if !filter.all {
            out.and("(v.state IS NULL OR v.state IN ('accepted', 'corrected'))", &[]);
        }
        if filter.disputed {
            out.and("v.disagrees = 1", &[]);
        }
        out.any("e.id", &filter.ids);
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
            if is_code(place) {
                out.and("e.place_country = ?", &[place]);
            } else {
                let words = format!("%{}%", escaped(place));
                let text = format!("%\"text\":\"%{}%", escaped(place));
                out.and(
                    "(e.place LIKE ? ESCAPE '\\' OR json_extract(e.body, '$.place.text') LIKE ? ESCAPE '\\')",
                    &[&words, text.trim_start_matches("%\"text\":\"")],
                );
            }
        }
        if let Some(context) = &filter.context {
            out.and(
                "EXISTS (SELECT 1 FROM coding c, json_each(c.rest, '$.contexts') j \
                 WHERE c.document = e.document AND c.until IS NULL AND j.value = ?)",
                &[context],
            );
        }
        for (name, condition, day) in [("from", "coalesce(e.day_to, e.day) >= ?", &filter.from), ("to", "e.day <= ?", &filter.to)] {
            if let Some(day) = day {
                out.and(condition, &[&checked_day(name, day)?]);
            }
        }
        if let Some(least) = filter.confidence {
            out.sql.push_str(" AND e.confidence >= ?");
            out.values.push(Value::Real(least));
        }
        Ok(out)
    }

    fn any(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            self.and(&format!("{column} IN ({marks})"), &values.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    /// A party by country, country and sector, id, or name.
    fn party(&mut self, roles: &str, value: &str) {
        let has = |condition: &str| format!("EXISTS (SELECT 1 FROM party p WHERE p.event = e.row AND p.role IN ({roles}) AND ({condition}))");
        match value.split_once(':') {
            Some((country, sector)) if country.is_empty() || is_code(country) => {
                let sector = sector.to_uppercase();
                if country.is_empty() {
                    self.and(&has("p.sector = ?"), &[&sector]);
                } else {
                    self.and(&has("p.country = ? AND p.sector = ?"), &[country, &sector]);
                }
            }
            _ if is_code(value) => self.and(&has("p.country = ?"), &[value]),
            _ => {
                let key = format!("%{}%", escaped(fold(value).as_str()));
                let name = format!("%{}%", escaped(value));
                self.and(&has("p.entity = ? OR p.key LIKE ? ESCAPE '\\' OR p.name LIKE ? ESCAPE '\\'"), &[value, &key, &name]);
            }
        }
    }
}

/// Three capital letters.
fn is_code(value: &str) -> bool {
    value.len() == 3 && value.bytes().all(|b| b.is_ascii_uppercase())
}

/// Without the letters that mean something to LIKE.
fn escaped(value: &str) -> String {
    value.chars().flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] }).collect()
}

/// A day, or what it should have been.
fn checked_day(field: &'static str, day: &str) -> Result<String> {
    rasid::input::day(day).map(|d| d.to_string()).ok_or_else(|| Fault::Value(field, "2020-10-23".to_owned()))
}

/// The tables that every question joins.
const TABLES: &str = "event e JOIN document d ON d.id = e.document LEFT JOIN verdict v ON v.event = e.id";

impl Archive {
    /// The events that a filter asks for, by day, then in the order of the text.
    ///
    /// # Errors
    /// Where a day is none, or the archive cannot be read.
    pub fn events(&self, filter: &Filter) -> Result<Vec<Found>> {
        let mut out = Vec::new();
        self.each_event(filter, |found| {
            out.push(found);
            Ok(())
        })?;
        Ok(out)
    }

    /// As [`Archive::events`], one after another, for any number of them.
    ///
    /// # Errors
    /// As [`Archive::events`], and what `each` returns.
    pub fn each_event<E: From<Fault>>(&self, filter: &Filter, mut each: impl FnMut(Found) -> std::result::Result<(), E>) -> std::result::Result<(), E> {
        let Where { sql, values } = Where::of(filter)?;
        let limit = if filter.limit == 0 { -1 } else { i64::try_from(filter.limit).unwrap_or(-1) };
        let sql = format!(
            "SELECT e.body, e.day, e.dated, d.name, d.outlet, d.published, d.url, d.hash, coalesce(v.state, 'proposed'), v.into_event, \
             coalesce(v.disagrees, 0), u.engine, u.knowledge \
             FROM {TABLES} JOIN run u ON u.id = e.run WHERE {sql} ORDER BY e.day IS NULL, e.day, d.key, e.row LIMIT {limit}"
        );
        let mut statement = self.db.prepare_cached(&sql).map_err(Fault::from)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(Fault::from)?;
        while let Some(row) = rows.next().map_err(Fault::from)? {
            each(found(row).map_err(Fault::from)?)?;
        }
        Ok(())
    }

    /// Counts the events that a filter asks for, by some of their sides, in the order of these.
    ///
    /// # Errors
    /// As [`Archive::events`].
    pub fn count(&self, filter: &Filter, by: &[By]) -> Result<Vec<Group>> {
        let Where { sql, values } = Where::of(filter)?;
        let columns: Vec<&str> = by.iter().map(|b| b.sql()).collect();
        let dyad = by.contains(&By::Dyad);
        let joined = by.iter().filter(|b| !dyad || !matches!(b, By::Actor | By::Recipient));
        let tables: String = joined.map(|b| b.tables()).collect();
        let list = columns.iter().map(|c| format!("{c}, ")).collect::<String>();
        let grouped = if columns.is_empty() { String::new() } else { format!("GROUP BY {} ORDER BY {}", columns.join(", "), columns.join(", ")) };
        let sql = format!(
            "SELECT {list}count(DISTINCT e.row), count(DISTINCT coalesce(e.same_as, e.id)), count(DISTINCT e.document), count(DISTINCT d.outlet) \
             FROM {TABLES}{tables} WHERE {sql} {grouped}"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let number = |at: usize| row.get::<_, i64>(by.len() + at).map(i64::unsigned_abs);
            let values = (0..by.len()).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
            out.push(Group { values, mentions: number(0)?, events: number(1)?, reports: number(2)?, outlets: number(3)? });
        }
        Ok(out)
    }
}

fn found(row: &rusqlite::Row<'_>) -> rusqlite::Result<Found> {
    let body: String = row.get(0)?;
    Ok(Found {
        event: serde_json::from_str(&body).unwrap_or_default(),
        day: row.get(1)?,
        dated: row.get(2)?,
        document: row.get(3)?,
        outlet: row.get(4)?,
        published: row.get(5)?,
        url: row.get(6)?,
        hash: row.get(7)?,
        review: row.get(8)?,
        into: row.get(9)?,
        disputed: row.get(10)?,
        version: (row.get(11)?, row.get(12)?),
    })
}
