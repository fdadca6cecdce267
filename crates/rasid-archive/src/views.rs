//! What a reader of the archive sees besides events: a report whole, places on a map, what was not known, runs, how right
//! the machine was where people looked.

use serde_json::Value;
use std::collections::BTreeMap;

use crate::columns::Counts;
use crate::db::{Cells, params};
use crate::events::Where;
use crate::pack::Words;
use crate::schema::{PARTS, key_begins};
use crate::{Archive, Fault, Filter, Result};

/// A report as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Its key: a hash of text, outlet and day. The ids of its events begin with sixteen letters of it.
    pub key: String,
    /// The id that it came with.
    pub name: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its day, `2018-05-07`, or two days where it was inferred and is not certain.
    pub published: Option<String>,
    /// Whether the day was inferred from the text.
    pub inferred: bool,
    /// Where it was had.
    pub url: Option<String>,
    /// Its language.
    pub language: String,
    /// SHA-256 of the text.
    pub hash: String,
    /// The path that it was read from.
    pub source: String,
    /// When it was taken in, UTC.
    pub fetched: String,
    /// What it says.
    pub text: String,
    /// PLOVER contexts.
    pub contexts: Value,
    /// Agreements, positions and notes, as a record has them; what is empty is absent.
    pub rest: Value,
    /// The key of the report that stands in place of this one: the same page with another text.
    pub superseded_by: Option<String>,
}

/// A place where events are said to have happened: جنيف.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The commonest English name, or the words.
    pub name: String,
    /// The words of the text, of one event.
    pub text: String,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// What the position stands for: `country`, `region`, `city`, `site`.
    pub precision: String,
    /// Mentions, and of these in conflict.
    pub mentions: u64,
    /// Those of verbal or material conflict.
    pub conflict: u64,
    /// Reports.
    pub reports: u64,
}

/// Something that the machine did not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The kind of the note: `unknown_name`.
    pub kind: String,
    /// The word, name or place.
    pub form: String,
    /// What is known of it.
    pub detail: String,
    /// Reports that have it.
    pub reports: u64,
    /// How often they have it.
    pub times: u64,
}

/// Reports coded by one engine with one knowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub number: i64,
    /// When it began, UTC.
    pub at: String,
    /// The program's version.
    pub engine: String,
    /// The knowledge's version.
    pub knowledge: String,
    /// Reports that it read.
    pub reports: u64,
    /// Reports whose coding is still its own.
    pub standing: u64,
}

/// What people found of a type, by what stands now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audited {
    /// PLOVER's type, as it stands.
    pub kind: String,
    /// Events decided on, by verdict: accepted, corrected, rejected, merged.
    pub decided: [u64; 4],
    /// The same, of those that were drawn by lot: decided with a reason that begins with `audit`.
    pub drawn: [u64; 4],
    /// Of these, those whose type somebody told without seeing the machine's: the same, another (the reason has `blind-same`, `blind-other`).
    pub blind: [u64; 2],
}

/// Verdicts, in the order in which [`Audited`] counts them.
const STATES: [&str; 4] = ["accepted", "corrected", "rejected", "merged"];

/// A question that somebody keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Its number.
    pub number: i64,
    /// What it is called: «خروق الهدنة».
    pub name: String,
    /// The address of the view, with all that is asked.
    pub address: String,
    /// Who keeps it.
    pub who: String,
    /// Since when, UTC.
    pub at: String,
}

impl Archive {
    /// The questions that people keep, by name.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn saved(&self) -> Result<Vec<Saved>> {
        let mut statement = self.db.prepare_cached("SELECT id, name, address, who, at FROM saved ORDER BY name, id")?;
        let saved = |r: &Cells<'_>| Ok(Saved { number: r.get(0)?, name: r.get(1)?, address: r.get(2)?, who: r.get(3)?, at: r.get(4)? });
        statement.query_map((), saved)
    }

    /// Keeps a question, in place of one with the same address.
    ///
    /// # Errors
    /// [`Fault::Value`] of one without a name or an address of the desk; where the archive cannot be written.
    pub fn save(&mut self, saved: &Saved) -> Result<()> {
        const LONGEST: usize = 2000;
        let blank = |text: &str| text.trim().is_empty() || text.len() > LONGEST;
        for (field, text, may) in
            [("name", &saved.name, "a name"), ("by", &saved.who, "a name"), ("address", &saved.address, "/events?party=LBY")]
        {
            if blank(text) || field == "address" && (!text.starts_with('/') || text.starts_with("//")) {
                return Err(Fault::Value(field, may.to_owned()));
            }
        }
        let sql = "INSERT INTO saved(name, address, who, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT(address) DO UPDATE SET name = ?1, who = ?3, at = ?4";
        let transaction = self.db.write()?;
        transaction.insert(sql, params![saved.name.trim(), saved.address, saved.who.trim(), saved.at])?;
        transaction.commit()
    }

    /// Keeps a question no more; says whether it was kept.
    ///
    /// # Errors
    /// Where the archive cannot be written.
    pub fn forget(&mut self, number: i64) -> Result<bool> {
        let transaction = self.db.write()?;
        let kept = transaction.execute("DELETE FROM saved WHERE id = ?1", [number])? > 0;
        transaction.commit()?;
        Ok(kept)
    }

    /// A number pair that changes when anything is stored, coded or decided.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn stamp(&self) -> Result<(i64, i64)> {
        let sql = "SELECT coalesce((SELECT max(id) FROM coding), 0), coalesce((SELECT max(n) FROM decision), 0) + coalesce((SELECT max(id) FROM linking), 0)";
        self.db.prepare_cached(sql)?.query_row((), |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The last `count` days until the last one on which a report was published: the first of them and that; none where no
    /// report has a day.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn last_days(&self, count: u32) -> Result<Option<(String, String)>> {
        let last = match &self.columns {
            Some(columns) => columns.last_day().map(str::to_owned),
            None => {
                let last = |row: &Cells<'_>| row.get::<Option<String>>(0);
                self.db.prepare_cached("SELECT max(substr(published, 1, 10)) FROM document")?.query_row((), last)?
            }
        };
        let before = jiff::Span::new().try_days(count.saturating_sub(1));
        let first = |last: &str| last.parse::<jiff::civil::Date>().ok()?.checked_sub(before.as_ref().ok()?).ok();
        Ok(last.and_then(|last| Some((first(&last)?.to_string(), last))))
    }

    /// The outlets with their reports, the one with most first.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn outlets(&self) -> Result<Vec<(Option<String>, u64)>> {
        if let Some(columns) = &self.columns {
            return Ok(columns.outlets());
        }
        let mut statement = self.db.prepare_cached("SELECT outlet, count(*) FROM document GROUP BY 1 ORDER BY 2 DESC, 1 NULLS FIRST")?;
        statement.query_map((), |row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs())))
    }

    /// A report, by the first letters of its key, sixteen or more.
    ///
    /// # Errors
    /// [`Fault::NoReport`] where there is none.
    pub fn report(&self, key: &str) -> Result<Report> {
        let none = || Fault::NoReport(key.to_owned());
        if key.len() < 16 {
            return Err(none());
        }
        let sql = concat!(
            "SELECT d.key, d.name, d.outlet, d.published, d.inferred, d.url, d.language, d.hash, d.source, d.fetched, d.text, c.contexts, \
             c.rest, s.key FROM document d LEFT JOIN coding c ON c.document = d.id AND c.until IS NULL \
             LEFT JOIN document s ON s.id = d.superseded_by WHERE ",
            key_begins!("d", "?1")
        );
        let json = |text: Option<String>| text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or(Value::Null);
        let found = self.db.prepare_cached(sql)?.first([key], |row| {
            Ok(Report {
                key: row.get(0)?,
                name: row.get(1)?,
                outlet: row.get(2)?,
                published: row.get(3)?,
                inferred: row.get(4)?,
                url: row.get(5)?,
                language: row.get(6)?,
                hash: row.get(7)?,
                source: row.get(8)?,
                fetched: row.get(9)?,
                text: row.get(10)?,
                contexts: json(row.get(11)?),
                rest: json(row.get(12)?),
                superseded_by: row.get(13)?,
            })
        });
        found?.ok_or_else(none)
    }

    /// The places of the events that a filter asks for, the most mentioned first; at most its limit, 0 for all.
    ///
    /// # Errors
    /// As [`Archive::events`].
    pub fn places(&self, filter: &Filter) -> Result<Vec<Spot>> {
        let counted = match &self.columns {
            Some(columns) => columns.spots(&self.db, filter)?,
            None => None,
        };
        let counted = match counted {
            Some(counted) => counted,
            None => self.spots(filter)?,
        };
        let sql = "SELECT e.place, e.place_country, CAST(json_extract(b.body, '$.place.lat') AS DOUBLE PRECISION), \
             CAST(json_extract(b.body, '$.place.lon') AS DOUBLE PRECISION), coalesce(json_extract(b.body, '$.place.precision'), ''), \
             d.text, CAST(json_extract(b.body, '$.place.at[0]') AS BIGINT), CAST(json_extract(b.body, '$.place.at[1]') AS BIGINT) \
             FROM event e JOIN reading b ON b.event = e.id JOIN document d ON d.id = e.document WHERE e.id = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        let point = |row: &Cells<'_>, at| row.get::<Option<i64>>(at).map(|n| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0));
        let spot = |c: &Counts| {
            statement.query_row([c.event], |row| {
                Ok(Spot {
                    name: row.get(0)?,
                    country: row.get(1)?,
                    mentions: c.mentions,
                    conflict: c.conflict,
                    reports: c.reports,
                    position: row.get::<Option<f64>>(2)?.zip(row.get(3)?),
                    precision: row.get(4)?,
                    text: Words::new(&row.text(5)?).between([point(row, 6)?, point(row, 7)?]).to_owned(),
                })
            })
        };
        counted.iter().map(spot).collect()
    }

    /// The places of events with what is counted of them.
    fn spots(&self, filter: &Filter) -> Result<Vec<Counts>> {
        let wanted = Where::of(filter, self.decided()?)?;
        let limit = if filter.limit == 0 { -1 } else { i64::try_from(filter.limit).unwrap_or(-1) };
        let sql = format!(
            "SELECT min(e.id), count(*), count(CASE WHEN e.quad IN ('VX', 'MX') THEN 1 END), count(DISTINCT e.document) FROM {} WHERE {} AND e.place IS NOT NULL \
             GROUP BY e.place, e.place_country ORDER BY 2 DESC, e.place, e.place_country NULLS FIRST LIMIT {limit}",
            wanted.tables(""),
            wanted.sql
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(wanted.values.as_slice(), |row| {
            let count = |at: usize| row.get::<i64>(at).map(i64::unsigned_abs);
            Ok(Counts { event: row.get(0)?, mentions: count(1)?, conflict: count(2)?, reports: count(3)? })
        })?;
        Ok(rows)
    }

    /// The English name and the words most often used for knowledge entries, by their ids.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn namings(&self, entries: &[&str]) -> Result<BTreeMap<String, (String, String)>> {
        let sql = format!(
            "SELECT w.entity, w.name, w.words, (SELECT count(*) FROM {PARTS} CROSS JOIN party p WHERE p.event >> 19 = parts.n AND p.who = w.id) AS times \
             FROM who w WHERE w.entity <> '' AND w.entity IN (SELECT value FROM json_each(?1)) ORDER BY times, w.words DESC"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map([serde_json::json!(entries).to_string()], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        // The most used comes last, and stays.
        Ok(rows.into_iter().collect())
    }

    /// What was not known, or odd, in all reports, what most of them have first; of one kind, or all.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn notes(&self, kind: Option<&str>, limit: usize) -> Result<Vec<Noted>> {
        if let Some(columns) = &self.columns {
            return Ok(columns.notes(kind, limit));
        }
        let sql = "SELECT json_extract(n.value, '$.kind'), coalesce(json_extract(n.value, '$.form'), json_extract(n.value, '$.text'), ''), \
                   min(coalesce(json_extract(n.value, '$.detail'), '')), count(DISTINCT c.document), \
                   CAST(sum(CAST(coalesce(json_extract(n.value, '$.count'), '1') AS BIGINT)) AS BIGINT) FROM coding c, json_each(c.rest, '$.notes') n \
                   WHERE c.until IS NULL AND (?1 IS NULL OR json_extract(n.value, '$.kind') = ?1) GROUP BY 1, 2 ORDER BY 4 DESC, 5 DESC, 2, 1 LIMIT ?2";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params![kind, i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(Noted {
                kind: row.get(0)?,
                form: row.get(1)?,
                detail: row.get(2)?,
                reports: row.get::<i64>(3)?.unsigned_abs(),
                times: row.get::<i64>(4)?.unsigned_abs(),
            })
        })?;
        Ok(rows)
    }

    /// The runs, the last first.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>> {
        let sql = "SELECT r.id, r.at, r.engine, r.knowledge, count(c.id), count(c.id) - count(c.until) FROM run r LEFT JOIN coding c ON c.run = r.id \
                   GROUP BY r.id ORDER BY r.id DESC";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map((), |row| {
            Ok(Run {
                number: row.get(0)?,
                at: row.get(1)?,
                engine: row.get(2)?,
                knowledge: row.get(3)?,
                reports: row.get::<i64>(4)?.unsigned_abs(),
                standing: row.get::<i64>(5)?.unsigned_abs(),
            })
        })?;
        Ok(rows)
    }

    /// What people found of events, by type.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn audited(&self) -> Result<Vec<Audited>> {
        let sql = "SELECT e.type, v.state, EXISTS (SELECT 1 FROM decision l WHERE l.event = substr(d.key, 1, 16) || '.' || v.at AND l.at = v.since \
                   AND l.reason LIKE 'audit%'), (SELECT l.reason FROM decision l WHERE l.event = substr(d.key, 1, 16) || '.' || v.at \
                   AND l.at = v.since AND l.reason LIKE 'audit: blind-%' ORDER BY l.n LIMIT 1) FROM verdict v CROSS JOIN document d \
                   CROSS JOIN event e WHERE d.id = v.document AND e.document = v.document AND e.at = v.at AND e.until IS NULL AND v.until IS NULL ORDER BY 1";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(())?;
        let mut out: Vec<Audited> = Vec::new();
        while let Some(row) = rows.next()? {
            let (kind, state): (String, String) = (row.get(0)?, row.get(1)?);
            let (drawn, blind): (bool, Option<String>) = (row.get(2)?, row.get(3)?);
            if out.last().is_none_or(|last| last.kind != kind) {
                out.push(Audited { kind, ..Audited::default() });
            }
            let Some((last, at)) = out.last_mut().zip(STATES.iter().position(|s| *s == state)) else { continue };
            if let Some(reason) = blind {
                last.blind[usize::from(!reason.starts_with("audit: blind-same"))] += 1;
            }
            for counts in [Some(&mut last.decided), drawn.then_some(&mut last.drawn)].into_iter().flatten() {
                if let Some(count) = counts.get_mut(at) {
                    *count += 1;
                }
            }
        }
        Ok(out)
    }
}
