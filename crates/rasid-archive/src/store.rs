//! Prepared reports → rows. One writer, a transaction for each batch: what was acknowledged is on disk, whole.

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};
use serde_json::Value;

use crate::prepare::{Prepared, Stored};
use crate::{Archive, Result};

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reports that are new.
    pub added: u64,
    /// Reports that were there already.
    pub known: u64,
    /// New reports whose text was there already under another outlet or day.
    pub copies: u64,
    /// New reports that take the place of an older text with the same id.
    pub renewed: u64,
    /// Events of the new reports.
    pub events: u64,
}

/// What a new coding changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What happened to the event.
    pub what: Changed,
    /// Its id.
    pub event: String,
    /// The report's id as given.
    pub document: String,
    /// The event as it was; null where there was none.
    pub before: Value,
    /// The event as it is; null where there is none.
    pub after: Value,
}

/// How an event changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// It was not read before.
    Added,
    /// It is read no more; what it was stays on record.
    Withdrawn,
    /// It is read otherwise.
    Altered,
    /// A person decided on it and the new coding reads it otherwise: the person's word stands.
    Disputed,
}

impl Changed {
    /// `added`, `withdrawn`, `altered`, `disputed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Withdrawn => "withdrawn",
            Self::Altered => "altered",
            Self::Disputed => "disputed",
        }
    }
}

impl Archive {
    /// The number of the run with this engine and knowledge; a new one where the last was another's.
    ///
    /// # Errors
    /// Where the archive cannot be written.
    pub fn run(&mut self, at: &str, engine: &str, knowledge: &str) -> Result<i64> {
        let last: Option<(i64, String, String)> = self
            .db
            .query_row("SELECT id, engine, knowledge FROM run ORDER BY id DESC LIMIT 1", [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        if let Some((id, e, k)) = last
            && e == engine
            && k == knowledge
        {
            return Ok(id);
        }
        self.db.execute("INSERT INTO run(at, engine, knowledge) VALUES (?1, ?2, ?3)", [at, engine, knowledge])?;
        Ok(self.db.last_insert_rowid())
    }

    /// Stores a batch of reports, all or none. `source` is the path they came from, `at` the time.
    ///
    /// # Errors
    /// Where the archive cannot be written; then nothing of the batch was.
    pub fn add(&mut self, batch: &[(Prepared, String)], run: i64, at: &str) -> Result<Tally> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut tally = Tally::default();
        for (report, source) in batch {
            add(&transaction, report, source, run, at, &mut tally)?;
        }
        transaction.commit()?;
        Ok(tally)
    }

    /// The texts of all reports, in the order they came, `count` at a time, after the one with that number.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn documents_after(&self, number: i64, count: usize) -> Result<Vec<(i64, rasid::input::Input)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, name, text, outlet, published, inferred, url, extra FROM document WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let rows = statement.query_map(params![number, i64::try_from(count).unwrap_or(i64::MAX)], |r| {
            let inferred: bool = r.get(5)?;
            let published: Option<String> = r.get::<_, Option<String>>(4)?.filter(|_| !inferred);
            let document = rasid::model::Document {
                id: r.get(1)?,
                text: r.get(2)?,
                outlet: r.get(3)?,
                published: published.as_deref().and_then(rasid::input::day),
                url: r.get(6)?,
            };
            let extra: String = r.get(7)?;
            Ok((r.get(0)?, document, extra))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (id, document, extra) = row?;
            out.push((id, rasid::input::Input::stored(document, &extra)));
        }
        Ok(out)
    }

    /// Puts the codings of a new run beside the old ones: rows that differ are closed and followed by new ones. What a
    /// person decided stands; where the new coding differs from it, that is noted.
    ///
    /// # Errors
    /// Where the archive cannot be written; then nothing of the batch was.
    pub fn recode(&mut self, batch: &[(i64, Prepared)], run: i64, at: &str) -> Result<Vec<Change>> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut changes = Vec::new();
        for (document, report) in batch {
            recode(&transaction, *document, report, run, at, &mut changes)?;
        }
        transaction.commit()?;
        Ok(changes)
    }
}

fn add(db: &Transaction<'_>, report: &Prepared, source: &str, run: i64, at: &str, tally: &mut Tally) -> Result<()> {
    let known = db.prepare_cached("SELECT 1 FROM document WHERE key = ?1")?.exists([&report.key])?;
    if known {
        tally.known += 1;
        return Ok(());
    }
    let copy_of: Option<i64> =
        db.prepare_cached("SELECT min(id) FROM document WHERE hash = ?1")?.query_row([&report.hash], |r| r.get(0))?;
    db.prepare_cached(
        "INSERT INTO document(key, name, hash, text, outlet, published, inferred, url, language, source, fetched, extra, copy_of) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        report.key,
        report.name,
        report.hash,
        report.text,
        report.outlet,
        report.published,
        report.inferred,
        report.url,
        report.language,
        source,
        at,
        report.extra,
        copy_of
    ])?;
    let id = db.last_insert_rowid();
    let older = db
        .prepare_cached(
            "UPDATE document SET superseded_by = ?1 WHERE name = ?2 AND outlet IS ?3 AND id <> ?1 AND superseded_by IS NULL AND hash <> ?4",
        )?
        .execute(params![id, report.name, report.outlet, report.hash])?;
    if older > 0 {
        db.prepare_cached(
            "UPDATE event SET until = ?1 WHERE until IS NULL AND document IN (SELECT id FROM document WHERE superseded_by = ?2)",
        )?
        .execute(params![at, id])?;
    }
    db.prepare_cached("INSERT INTO words(rowid, form, stem) VALUES (?1, ?2, ?3)")?.execute(params![id, report.form, report.stem])?;
    coding(db, id, report, run, at)?;
    for event in &report.events {
        insert(db, &Row { document: id, published: report.published.as_deref(), run, at, by_hand: false }, event)?;
    }
    tally.added += 1;
    tally.copies += u64::from(copy_of.is_some());
    tally.renewed += u64::from(older > 0);
    tally.events += report.events.len() as u64;
    Ok(())
}

fn coding(db: &Transaction<'_>, document: i64, report: &Prepared, run: i64, at: &str) -> Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO coding(document, run, since, rest) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![document, run, at, report.rest])?;
    Ok(())
}

/// Whose row an event becomes.
pub(crate) struct Row<'r> {
    pub(crate) document: i64,
    pub(crate) published: Option<&'r str>,
    pub(crate) run: i64,
    pub(crate) at: &'r str,
    pub(crate) by_hand: bool,
}

/// Writes an event.
pub(crate) fn insert(db: &Transaction<'_>, row: &Row<'_>, event: &Stored) -> Result<()> {
    let body = &event.body;
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let published = row.published.map(|p| p.split('/').next().unwrap_or(p));
    let (day, day_to) = match &body["date"] {
        Value::Null => (published.map(str::to_owned), published.map(str::to_owned)),
        date => (text(&date["from"]), text(&date["to"])),
    };
    db.prepare_cached(
        "INSERT INTO event(id, document, run, since, by_hand, type, mode, quad, status, day, day_to, dated, place, place_country, confidence, same_as, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?
    .execute(params![
        event.id,
        row.document,
        row.run,
        row.at,
        row.by_hand,
        text(&body["type"]),
        text(&body["mode"]),
        text(&body["quad"]),
        text(&body["status"]),
        day,
        day_to,
        !body["date"].is_null(),
        text(&body["place"]["name"]).or_else(|| text(&body["place"]["text"])),
        text(&body["place"]["country"]),
        body["confidence"].as_f64().unwrap_or(0.0),
        event.same_as,
        body.to_string(),
    ])?;
    let number = db.last_insert_rowid();
    let mut parties = db.prepare_cached(
        "INSERT INTO party(event, role, place, entity, name, country, sector, kind, words, key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for role in ["actor", "recipient", "said_by", "denied_by"] {
        for (place, x) in body[role].as_array().into_iter().flatten().enumerate() {
            let words = text(&x["text"]).unwrap_or_default();
            let key = rasid_text::fold(&words);
            let place = i64::try_from(place).unwrap_or(i64::MAX);
            parties.execute(params![
                number,
                role,
                place,
                text(&x["id"]),
                text(&x["name"]),
                text(&x["country"]),
                text(&x["sector"]),
                text(&x["kind"]),
                words,
                key.as_str()
            ])?;
        }
    }
    Ok(())
}

fn recode(db: &Transaction<'_>, document: i64, report: &Prepared, run: i64, at: &str, changes: &mut Vec<Change>) -> Result<()> {
    db.prepare_cached("UPDATE coding SET until = ?2 WHERE document = ?1 AND until IS NULL")?.execute(params![document, at])?;
    coding(db, document, report, run, at)?;
    let superseded =
        db.prepare_cached("SELECT 1 FROM document WHERE id = ?1 AND superseded_by IS NOT NULL")?.exists([document])?;
    if superseded {
        return Ok(());
    }
    let mut old: Vec<(i64, String, bool, Value)> = Vec::new();
    {
        let mut statement = db.prepare_cached(
            "SELECT e.row, e.id, e.by_hand OR v.event IS NOT NULL, e.body FROM event e LEFT JOIN verdict v ON v.event = e.id \
             WHERE e.document = ?1 AND e.until IS NULL ORDER BY e.row",
        )?;
        let mut rows = statement.query([document])?;
        while let Some(r) = rows.next()? {
            let body: String = r.get(3)?;
            old.push((r.get(0)?, r.get(1)?, r.get(2)?, serde_json::from_str(&body).unwrap_or_default()));
        }
    }
    let mut change = |what, event: &str, before: &Value, after: &Value| {
        changes.push(Change { what, event: event.to_owned(), document: report.name.clone(), before: before.clone(), after: after.clone() });
    };
    let row = Row { document, published: report.published.as_deref(), run, at, by_hand: false };
    for (number, id, decided, before) in &old {
        let new = report.events.iter().find(|e| e.id == *id);
        if new.is_some_and(|e| e.body == *before) {
            continue;
        }
        let after = new.map_or(Value::Null, |e| e.body.clone());
        if *decided {
            db.prepare_cached("UPDATE verdict SET disagrees = 1 WHERE event = ?1")?.execute([id])?;
            change(Changed::Disputed, id, before, &after);
            continue;
        }
        db.prepare_cached("UPDATE event SET until = ?2 WHERE row = ?1")?.execute(params![number, at])?;
        change(if new.is_some() { Changed::Altered } else { Changed::Withdrawn }, id, before, &after);
        if let Some(event) = new {
            insert(db, &row, event)?;
        }
    }
    for event in report.events.iter().filter(|e| old.iter().all(|(_, id, ..)| *id != e.id)) {
        insert(db, &row, event)?;
        change(Changed::Added, &event.id, &Value::Null, &event.body);
    }
    Ok(())
}
