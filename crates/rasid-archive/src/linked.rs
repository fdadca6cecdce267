//! What reports tell together, as it is kept: groups of reports, acts, agreements, positions, namings, stories, plans. Linking makes it (`rasid-link`,
//! which this crate does not know) out of [`Kept`] reports, and hands over rows; here they are stored, found and given back.

use rasid::record::{Event, Record, SCHEMA, Version};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::db::{Cells, Db, Value as Given, params};
use crate::pack::Words;
use crate::prepare::{digest, name};
use crate::review::LEVELS;
use crate::schema::key_begins;
use crate::store::{COLUMNS, stored};
use crate::{Archive, Fault, Result};

/// A report that stands, as linking goes through them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its number in the archive.
    pub number: i64,
    /// The first sixteen letters of its key.
    pub key: String,
    /// Its day; of two, the last.
    pub day: Option<String>,
    /// Its coding.
    pub coding: i64,
    /// Whether what linking compares of its words is kept.
    pub worded: bool,
    /// How it was linked, if it was.
    pub tie: Option<Tie>,
}

/// How a report is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The coding that was linked.
    pub coding: i64,
    /// The day that the report had then.
    pub day: Option<String>,
    /// The part of all reports that is grouped by itself: the number of its first report.
    pub part: i64,
    /// The reports of the same event.
    pub event: String,
    /// The reports of the same story.
    pub story: String,
    /// The copies of the same text.
    pub wire: Option<String>,
}

/// A report with all that linking reads of it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number.
    pub number: i64,
    /// Its record: its id is the first letters of the key, an event's id is its place in the report; without what people rejected.
    pub record: Record<'static>,
    /// Its text.
    pub text: String,
    /// What linking kept of its words.
    pub words: Option<Vec<u8>>,
}

/// What people decided of two events of different reports, or of one, or of two reports: their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Of two reports, for what they are one or are not: `event`, `story`, `wire`; none of two events.
    pub level: Option<&'static str>,
    /// The one.
    pub one: String,
    /// The other.
    pub other: String,
    /// Whether they are one.
    pub same: bool,
}

/// Reports that were linked and stand no more, as they were linked.
pub type Fallen = Vec<(i64, Tie)>;

/// Earlier reports that are like a report, each with what speaks for one event, one story, one text.
pub type Near = Vec<(i64, [i16; 3])>;

/// What one report tells that is followed over reports: its kind, what it belongs to, and the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The report.
    pub document: i64,
    /// `agreement`, `position`, `naming`.
    pub kind: &'static str,
    /// The agreement; the actor and the matter; the actor and the outlet.
    pub part: String,
    /// JSON.
    pub body: String,
}

/// A row that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// `act`, `plan`, `story`, `agreement`, `position`, `naming`.
    pub kind: String,
    /// Its name, which lasts.
    pub name: String,
    /// What it was made of: a story, or as in [`Told`]. The rows of one part are replaced together.
    pub part: String,
    /// First day.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
    /// What it is: a type, a status, a stance, an outcome.
    pub label: String,
    /// Whom it is about, to ask by.
    pub who: String,
    /// What it is about, to ask by.
    pub what: String,
    /// How many reports tell it.
    pub reports: usize,
    /// The row as it is printed, JSON.
    pub body: String,
    /// Of an act: who tells it, as reports with the places of their events.
    pub tellings: Vec<(i64, Vec<String>)>,
}

/// Which rows are wanted; what is absent asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The name of one.
    pub name: Option<String>,
    /// The part they were made of.
    pub part: Option<String>,
    /// What they are.
    pub label: Option<String>,
    /// Whom they are about.
    pub who: Option<String>,
    /// What they are about.
    pub what: Option<String>,
    /// Words that the row has, as they are written.
    pub words: Option<String>,
    /// The first day.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
    /// Ended before that day.
    pub ended: Option<String>,
    /// Countries that all have to do with it.
    pub between: Vec<String>,
    /// Began on that day or later.
    pub since: Option<String>,
    /// Began before that day.
    pub began_before: Option<String>,
    /// Texts of which the row has one, as it is stored.
    pub one_of: Vec<String>,
    /// Told by at least so many reports.
    pub least: usize,
    /// Of days that are known within so many days.
    pub within: Option<u16>,
    /// The most told first, not the last day first.
    pub most: bool,
    /// The first day first.
    pub soonest: bool,
    /// So many are passed over.
    pub offset: usize,
    /// At most so many; 0 for all.
    pub limit: usize,
}

impl Archive {
    /// The reports that stand, and the numbers of those that were linked and stand no more, as they were linked.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn standing(&self) -> Result<(Vec<Standing>, Fallen)> {
        let sql = "SELECT d.id, substr(d.key, 1, 16), substr(d.published, -10), c.id, w.coding IS NOT DISTINCT FROM c.id, d.superseded_by IS NULL AND d.hash <> ?1, \
                   t.coding, t.part, t.event, t.story, t.wire, t.day FROM document d JOIN coding c ON c.document = d.id AND c.until IS NULL \
                   LEFT JOIN wording w ON w.document = d.id LEFT JOIN tie t ON t.document = d.id ORDER BY d.id";
        let mut statement = self.db.prepare_cached(sql)?;
        // A report that was taken down has no text.
        let mut rows = statement.query([digest(&[""])])?;
        let (mut stand, mut gone) = (Vec::new(), Vec::new());
        while let Some(r) = rows.next()? {
            let coding: Option<i64> = r.get(6)?;
            let tie = if coding.is_some() { Some(tied(&r, 6)?) } else { None };
            let (number, day) = (r.get(0)?, r.get(2)?);
            if r.get(5)? {
                stand.push(Standing { number, key: r.get(1)?, day, coding: r.get(3)?, worded: r.get(4)?, tie });
            } else if let Some(tie) = tie {
                gone.push((number, tie));
            }
        }
        Ok((stand, gone))
    }

    /// The reports that people decided on since they were linked last, and the last decision there is.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn decided_since_linking(&self) -> Result<(BTreeSet<i64>, i64)> {
        let known: i64 = self.db.query_row("SELECT coalesce(max(decisions), 0) FROM linking", (), |r| r.get(0))?;
        let last: i64 = self.db.query_row("SELECT coalesce(max(n), 0) FROM decision", (), |r| r.get(0))?;
        let sql = "SELECT d.id FROM decision l JOIN document d ON substr(d.key, 1, 16) = substr(l.event, 1, 16) WHERE l.n > ?1";
        let documents = self.db.prepare_cached(sql)?.query_map([known], |r| r.get(0))?;
        Ok((documents.into_iter().collect(), last))
    }

    /// What people decided of pairs of events, and of pairs of reports: `merge`, and `split` from another; the last word on a pair stands.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn judged(&self) -> Result<Vec<Judged>> {
        let mut all: BTreeMap<(String, String, Option<&'static str>), bool> = BTreeMap::new();
        for d in self.decisions(None)? {
            let same = d.verb == "merge";
            match (d.verb.as_str(), d.after) {
                ("merge" | "split", Some(other)) => {
                    let (one, other) = if d.event < other { (d.event, other) } else { (other, d.event) };
                    let levels = LEVELS.into_iter().filter(|level| d.field.as_deref().is_none_or(|f| f == *level)).map(Some);
                    let levels: Vec<_> = if one.contains('.') { vec![None] } else { levels.collect() };
                    all.extend(levels.into_iter().map(|level| ((one.clone(), other.clone(), level), same)));
                }
                ("split", None) => all.retain(|(a, b, _), same| !*same || *a != d.event && *b != d.event),
                ("undo", _) => all.retain(|(a, b, _), _| *a != d.event && *b != d.event),
                _ => {}
            }
        }
        Ok(all.into_iter().map(|((one, other, level), same)| Judged { level, one, other, same }).collect())
    }

    /// Texts of reports, with their codings.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn texts(&self, numbers: &[i64]) -> Result<Vec<(i64, rasid::input::Input)>> {
        let mut statement = self.db.prepare_cached("SELECT name, text FROM document WHERE id = ?1")?;
        let text = |number: &i64| {
            let document =
                |r: &Cells<'_>| Ok(rasid::model::Document { id: r.get(0)?, text: r.get(1)?, outlet: None, published: None, url: None });
            Ok((*number, rasid::input::Input::new(statement.query_row([number], document)?)))
        };
        numbers.iter().map(text).collect()
    }

    /// Forgets what linking kept of words if another program kept it, as its first byte tells; all reports are to be linked again then.
    ///
    /// # Errors
    /// Where the archive cannot be read or written.
    pub fn forget_words_unless(&mut self, form: u8) -> Result<()> {
        let kept: Option<Vec<u8>> = self.db.prepare_cached("SELECT body FROM wording LIMIT 1")?.first((), |r| r.get(0))?;
        if kept.is_none_or(|body| body.first() == Some(&form)) {
            return Ok(());
        }
        self.written(|db| {
            db.prepare_cached("DELETE FROM wording")?.execute(())?;
            db.prepare_cached("UPDATE tie SET coding = 0")?.execute(())?;
            Ok(())
        })
    }

    /// Keeps what linking compares of words: report, coding, bytes.
    ///
    /// # Errors
    /// Where the archive cannot be written.
    pub fn keep_words(&mut self, words: &[(i64, i64, Vec<u8>)]) -> Result<()> {
        self.written(|db| {
            let mut insert = db.prepare_cached("INSERT INTO wording(document, coding, body) VALUES (?1, ?2, ?3) ON CONFLICT(document) DO UPDATE SET coding = ?2, body = ?3")?;
            words.iter().try_for_each(|(document, coding, body)| insert.execute(params![document, coding, body]).map(drop))?;
            Ok(())
        })
    }

    /// The reports of those numbers, in their order.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn kept(&self, numbers: &[i64]) -> Result<Vec<Kept>> {
        numbers.iter().map(|number| self.one_kept(*number)).collect()
    }

    /// The report of a key, by its first sixteen letters or more.
    ///
    /// # Errors
    /// Where the archive cannot be read or has no such report.
    pub fn kept_of(&self, key: &str) -> Result<Kept> {
        let sql = concat!("SELECT d.id FROM document d WHERE ", key_begins!("d", "?1"));
        let number: Option<i64> = self.db.prepare_cached(sql)?.first([key], |r| r.get(0))?;
        self.one_kept(number.ok_or_else(|| Fault::NoReport(key.to_owned()))?)
    }

    fn one_kept(&self, number: i64) -> Result<Kept> {
        let sql = "SELECT d.key, d.outlet, d.published, d.inferred, d.language, d.text, w.body, c.contexts, c.rest FROM document d \
                   JOIN coding c ON c.document = d.id AND c.until IS NULL LEFT JOIN wording w ON w.document = d.id WHERE d.id = ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let row = rows.next()?.ok_or_else(|| Fault::NoReport(number.to_string()))?;
        let (key, text, rest): (String, String, String) = (row.get(0)?, row.get(5)?, row.get(8)?);
        let mut rest: Value = serde_json::from_str(&rest).unwrap_or_default();
        let contexts: String = row.get(7)?;
        let record = Record {
            id: Cow::Owned(key.get(..16).unwrap_or(&key).to_owned()),
            outlet: row.get::<Option<String>>(1)?.map(Cow::Owned),
            published: row.get(2)?,
            published_inferred: row.get(3)?,
            contexts: serde_json::from_str(&contexts).unwrap_or_default(),
            events: self.standing_events(number, &key, &text)?,
            agreements: listed(&mut rest, "agreements", &["parties", "mediators"]),
            positions: listed(&mut rest, "positions", &[]),
            notes: Vec::new(),
            language: Cow::Owned(row.get(4)?),
            url: None,
            version: Version { engine: "".into(), knowledge: "".into(), schema: SCHEMA },
            input: Map::new(),
            extra: Map::new(),
        };
        Ok(Kept { number, record, text, words: row.get(6)? })
    }

    /// The events of a report that stand, without what people rejected or merged into another of the same report.
    fn standing_events(&self, number: i64, key: &str, text: &str) -> Result<Vec<Event<'static>>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS}, v.state, v.into_event FROM event e JOIN reading b ON b.event = e.id \
             LEFT JOIN verdict v ON v.document = e.document AND v.at = e.at AND v.until IS NULL \
             WHERE e.document = ?1 AND e.until IS NULL ORDER BY e.at + 0, e.at"
        ))?;
        let words = Words::new(text);
        let mut rows = statement.query([number])?;
        let mut out = Vec::new();
        // Of an event that tells no more, by its place, the first of those that tell it again.
        let mut heirs: BTreeMap<String, Option<String>> = BTreeMap::new();
        while let Some(r) = rows.next()? {
            let (state, into): (Option<String>, Option<String>) = (r.get(9)?, r.get(10)?);
            let own = into.is_none_or(|into| key.starts_with(into.split('.').next().unwrap_or("")));
            let (_, mut event) = stored(&self.db, &r)?;
            if state.as_deref() == Some("rejected") || state.as_deref() == Some("merged") && own {
                heirs.insert(event.at, None);
                continue;
            }
            if let Some(heir) = event.same_as.as_ref().and_then(|first| heirs.get_mut(first)) {
                event.same_as.clone_from(heir);
                heir.get_or_insert_with(|| event.at.clone());
            }
            out.extend(event.owned(&words));
        }
        Ok(out)
    }

    /// Keeps which earlier reports are like each of these.
    ///
    /// # Errors
    /// Where the archive cannot be written.
    pub fn keep_near(&mut self, near: &[(i64, Near)]) -> Result<()> {
        self.written(|db| {
            let mut insert =
                db.prepare_cached("INSERT INTO near(document, body) VALUES (?1, ?2) ON CONFLICT(document) DO UPDATE SET body = ?2")?;
            near.iter().try_for_each(|(document, near)| insert.execute(params![document, packed(near)]).map(drop))?;
            Ok(())
        })
    }

    /// Which earlier reports are like a report.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn near(&self, number: i64) -> Result<Near> {
        let mut statement = self.db.prepare_cached("SELECT body FROM near WHERE document = ?1")?;
        let body: Option<Vec<u8>> = statement.first([number], |r| r.get(0))?;
        Ok(body.as_deref().map_or_else(Vec::new, unpacked))
    }

    /// Puts rows in place of those made of the same stories, and what the reports tell in place of what they told. What is made of that is
    /// stale until [`Archive::keep_rows`].
    ///
    /// # Errors
    /// Where the archive cannot be written; then nothing of it was.
    pub fn keep_stories(&mut self, stories: &[&str], documents: &[i64], rows: &[Row], told: &[Told]) -> Result<()> {
        self.written(|db| {
            for story in stories {
                for kind in ["act", "plan", "story"] {
                    clear(db, kind, story)?;
                }
            }
            for document in documents {
                db.prepare_cached("INSERT INTO stale(kind, part) SELECT kind, part FROM told WHERE document = ?1 ON CONFLICT DO NOTHING")?
                    .execute([document])?;
                db.prepare_cached("DELETE FROM told WHERE document = ?1")?.execute([document])?;
            }
            for one in told {
                db.insert(
                    "INSERT INTO told(document, kind, part, body) VALUES (?1, ?2, ?3, ?4)",
                    params![one.document, one.kind, one.part, one.body],
                )?;
                db.prepare_cached("INSERT INTO stale(kind, part) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                    .execute([one.kind, &one.part])?;
            }
            rows.iter().try_for_each(|row| insert(db, row))
        })
    }

    /// The parts of a kind that are stale, at most so many.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn stale(&self, kind: &str, count: usize) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached("SELECT part FROM stale WHERE kind = ?1 ORDER BY part LIMIT ?2")?;
        statement.query_map(params![kind, i64::try_from(count).unwrap_or(i64::MAX)], |r| r.get(0))
    }

    /// What all reports tell of a part, JSON, in the order in which it was kept.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn told(&self, kind: &str, part: &str) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached("SELECT body FROM told WHERE kind = ?1 AND part = ?2 ORDER BY id")?;
        statement.query_map([kind, part], |r| r.get(0))
    }

    /// Puts rows in place of those of the same parts, which are stale no more.
    ///
    /// # Errors
    /// Where the archive cannot be written; then nothing of it was.
    pub fn keep_rows(&mut self, kind: &str, parts: &[String], rows: &[Row]) -> Result<()> {
        self.written(|db| {
            for part in parts {
                clear(db, kind, part)?;
                db.prepare_cached("DELETE FROM stale WHERE kind = ?1 AND part = ?2")?.execute([kind, part])?;
            }
            rows.iter().try_for_each(|row| insert(db, row))
        })
    }

    /// Keeps how reports are linked, forgets those that stand no more, and notes that it was done, with the last decision that was known.
    ///
    /// # Errors
    /// Where the archive cannot be written; then nothing of it was.
    pub fn keep_ties(&mut self, ties: &[(i64, Tie)], gone: &[i64], decisions: i64, at: &str) -> Result<()> {
        self.written(|db| {
            for (document, t) in ties {
                db.prepare_cached(
                    "INSERT INTO tie(document, coding, part, event, story, wire, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
                     ON CONFLICT(document) DO UPDATE SET coding = ?2, part = ?3, event = ?4, story = ?5, wire = ?6, day = ?7",
                )?
                .execute(params![document, t.coding, t.part, t.event, t.story, t.wire, t.day])?;
            }
            for document in gone {
                for table in ["tie", "near", "wording"] {
                    db.prepare_cached(&format!("DELETE FROM {table} WHERE document = ?1"))?.execute([document])?;
                }
            }
            db.insert("INSERT INTO linking(at, decisions) VALUES (?1, ?2)", params![at, decisions])?;
            Ok(())
        })
    }

    fn written<T>(&mut self, write: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        let transaction = self.db.write()?;
        let done = write(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}

/// A list of what a record tells; lists within it that are empty are not stored.
fn listed<T: serde::de::DeserializeOwned>(rest: &mut Value, name: &str, lists: &[&str]) -> Vec<T> {
    let Some(Value::Array(all)) = rest.get_mut(name).map(Value::take) else { return Vec::new() };
    let whole = |mut one: Value| {
        let known = one.get_mut("known").and_then(Value::as_object_mut);
        for object in [known].into_iter().flatten() {
            lists.iter().for_each(|list| _ = object.entry(*list).or_insert_with(|| json!([])));
        }
        if let Some(object) = one.as_object_mut() {
            lists.iter().for_each(|list| _ = object.entry(*list).or_insert_with(|| json!([])));
        }
        serde_json::from_value(one).ok()
    };
    all.into_iter().filter_map(whole).collect()
}

/// Six columns from the one with that number on: coding, part, event, story, wire, day.
fn tied(r: &Cells<'_>, at: usize) -> Result<Tie> {
    Ok(Tie {
        coding: r.get(at)?,
        part: r.get(at + 1)?,
        event: r.get(at + 2)?,
        story: r.get(at + 3)?,
        wire: r.get(at + 4)?,
        day: r.get(at + 5)?,
    })
}

fn packed(near: &Near) -> Vec<u8> {
    near.iter().flat_map(|(n, scores)| n.to_le_bytes().into_iter().chain(scores.iter().flat_map(|s| s.to_le_bytes()))).collect()
}

fn unpacked(bytes: &[u8]) -> Near {
    let one = |chunk: &[u8]| {
        let score = |at: usize| chunk.get(at..at + 2)?.try_into().ok().map(i16::from_le_bytes);
        Some((i64::from_le_bytes(chunk.get(..8)?.try_into().ok()?), [score(8)?, score(10)?, score(12)?]))
    };
    bytes.chunks_exact(14).filter_map(one).collect()
}

/// Takes away the rows of a part, with who tells them.
fn clear(db: &Db, kind: &str, part: &str) -> Result<()> {
    if kind == "act" {
        db.prepare_cached("DELETE FROM telling WHERE act IN (SELECT id FROM together WHERE kind = 'act' AND part = ?1)")?
            .execute([part])?;
    }
    db.prepare_cached("DELETE FROM together WHERE kind = ?1 AND part = ?2")?.execute([kind, part])?;
    Ok(())
}

fn insert(db: &Db, row: &Row) -> Result<()> {
    let act = db.insert(
        "INSERT INTO together(kind, name, part, first, last, label, who, what, reports, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
        row.kind,
        row.name,
        row.part,
        row.first,
        row.last,
        row.label,
        row.who,
        row.what,
        i64::try_from(row.reports).unwrap_or(i64::MAX),
        row.body
    ])?;
    for (document, places) in &row.tellings {
        for at in places {
            db.prepare_cached(
                "INSERT INTO telling(event, act) SELECT id, ?3 FROM event WHERE document = ?1 AND at = ?2 AND until IS NULL \
                 ON CONFLICT(event) DO UPDATE SET act = ?3",
            )?
            .execute(params![document, at, act])?;
        }
    }
    Ok(())
}

impl Archive {
    /// The rows of a kind that are wanted, as they are printed, and how many there are.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn together(&self, kind: &str, wanted: &Wanted) -> Result<(Vec<Value>, u64)> {
        let (conditions, values) = wanted.conditions(kind);
        let mut statement = self.db.prepare_cached(&format!("SELECT count(*) FROM together WHERE {conditions}"))?;
        let count: i64 = statement.query_row(values.as_slice(), |r| r.get(0))?;
        Ok((self.rows_of(kind, wanted)?, count.unsigned_abs()))
    }

    /// How many rows of a kind there are of each label: those that are wanted.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn tally(&self, kind: &str, wanted: &Wanted) -> Result<Vec<(String, u64)>> {
        let (conditions, values) = wanted.conditions(kind);
        let sql = format!("SELECT label, count(*) FROM together WHERE {conditions} GROUP BY label ORDER BY label");
        let row = |r: &Cells<'_>| Ok((r.get(0)?, r.get::<i64>(1)?.unsigned_abs()));
        self.db.prepare_cached(&sql)?.query_map(values.as_slice(), row)
    }

    /// The rows of a kind that are wanted, uncounted.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn rows_of(&self, kind: &str, wanted: &Wanted) -> Result<Vec<Value>> {
        let (conditions, mut values) = wanted.conditions(kind);
        let order = match (wanted.most, wanted.soonest) {
            (true, _) => "reports DESC, first NULLS FIRST, name",
            (_, true) => "coalesce(first, ''), reports DESC, name",
            _ => "coalesce(first, '') DESC, reports DESC, name",
        };
        let limit = if wanted.limit == 0 { i64::MAX } else { i64::try_from(wanted.limit).unwrap_or(i64::MAX) };
        values.extend([limit.into(), i64::try_from(wanted.offset).unwrap_or(0).into()]);
        let sql = format!("SELECT name, body FROM together WHERE {conditions} ORDER BY {order} LIMIT ? OFFSET ?");
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(values.as_slice(), |r| Ok((r.get::<String>(0)?, r.get::<String>(1)?)))?;
        let mut out = Vec::new();
        for row in rows {
            let (name, body) = row;
            let mut row: Value = serde_json::from_str(&body).unwrap_or_default();
            row["id"] = json!(name);
            out.push(row);
        }
        Ok(out)
    }

    /// The events that tell an act, by the name of its row: the surest of each report, the earliest report first.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn tellings(&self, act: &str) -> Result<Vec<String>> {
        let sql = "SELECT d.key, e.at FROM together t JOIN telling l ON l.act = t.id JOIN event e ON e.id = l.event \
                   JOIN document d ON d.id = e.document WHERE t.kind = 'act' AND t.name = ?1 AND e.until IS NULL \
                   ORDER BY coalesce(substr(d.published, -10), ''), d.key, e.confidence DESC, e.at + 0, e.at";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut out: Vec<String> = Vec::new();
        let mut rows = statement.query([act])?;
        let mut last = String::new();
        while let Some(r) = rows.next()? {
            let (key, at): (String, String) = (r.get(0)?, r.get(1)?);
            if key != last {
                out.push(name(&key, &at));
            }
            last = key;
        }
        Ok(out)
    }

    /// The name of the act that an event tells, by the event's id; none where it was not linked.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn act_of(&self, event: &str) -> Result<Option<String>> {
        let (key, at) = event.split_once('.').unwrap_or((event, ""));
        let sql = concat!(
            "SELECT t.name FROM document d JOIN event e ON e.document = d.id AND e.at = ?2 AND e.until IS NULL \
             JOIN telling l ON l.event = e.id JOIN together t ON t.id = l.act WHERE ",
            key_begins!("d", "?1")
        );
        self.db.prepare_cached(sql)?.first([key, at], |r| r.get(0))
    }

    /// How the report of a key is linked.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn tie_of(&self, key: &str) -> Result<Option<Tie>> {
        let sql = concat!(
            "SELECT t.coding, t.part, t.event, t.story, t.wire, t.day FROM document d JOIN tie t ON t.document = d.id WHERE ",
            key_begins!("d", "?1")
        );
        self.db.prepare_cached(sql)?.first([key], |r| tied(r, 0))
    }

    /// Which outlets published on which days, with how many reports.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn published(&self) -> Result<Vec<(String, String, u64)>> {
        if let Some(columns) = &self.columns {
            return Ok(columns.published());
        }
        let sql = "SELECT substr(published, -10), coalesce(outlet, ''), count(*) FROM document WHERE published IS NOT NULL AND superseded_by IS NULL GROUP BY 1, 2 ORDER BY 1, 2";
        self.db.prepare_cached(sql)?.query_map((), |r| Ok((r.get(0)?, r.get(1)?, r.get::<i64>(2)?.unsigned_abs())))
    }

    /// How many reports were linked, when last, and how many stand that were not, or were coded or decided on since.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn linking(&self) -> Result<(u64, Option<String>, u64)> {
        let at = self.db.prepare_cached("SELECT at FROM linking ORDER BY id DESC LIMIT 1")?.first((), |r| r.get(0))?;
        let sql = "SELECT count(t.document), count(*) - count(CASE WHEN t.coding = c.id THEN 1 END) FROM document d \
                   JOIN coding c ON c.document = d.id AND c.until IS NULL LEFT JOIN tie t ON t.document = d.id WHERE d.superseded_by IS NULL AND d.hash <> ?1";
        let (linked, left): (i64, i64) = self.db.prepare_cached(sql)?.query_row([digest(&[""])], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok((linked.unsigned_abs(), at, left.unsigned_abs()))
    }
}

/// A stance toward what the register has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    /// Who.
    pub actor: String,
    /// Toward what.
    pub toward: String,
    /// `supports`, `rejects`, `reserves`, `conditions`.
    pub stance: String,
    /// When.
    pub day: Option<String>,
    /// How many reports tell it.
    pub reports: u64,
}

/// An actor, and in how many ways he is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedActor {
    /// The knowledge entry.
    pub actor: String,
    /// Its canonical name.
    pub name: String,
    /// Outlets that name him.
    pub outlets: u64,
    /// Designations.
    pub designations: u64,
    /// Reports, each counted once for each designation.
    pub reports: u64,
}

impl Archive {
    /// The stances toward what the register has, the earliest first.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn stands(&self) -> Result<Vec<Stood>> {
        // The part of what stands by its words alone has its story after a tilde.
        let sql = "SELECT who, what, label, first, reports FROM together WHERE kind = 'position' AND instr(part, char(31) || '~') = 0 ORDER BY first NULLS FIRST, name";
        let mut statement = self.db.prepare_cached(sql)?;
        statement.query_map((), |r| {
            Ok(Stood { actor: r.get(0)?, toward: r.get(1)?, stance: r.get(2)?, day: r.get(3)?, reports: r.get::<i64>(4)?.unsigned_abs() })
        })
    }

    /// What those whom knowledge has, and the agreements of the register, are called most often in the reports, by their canonical names.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn called(&self) -> Result<BTreeMap<String, String>> {
        let sql = "SELECT json_extract(body, '$.name'), label, CAST(sum(reports) AS BIGINT) FROM together WHERE kind = 'naming' GROUP BY 1, 2 \
                   UNION ALL SELECT json_extract(body, '$.name'), json_extract(body, '$.called'), reports FROM together \
                   WHERE kind = 'agreement' AND who = 'registered' ORDER BY 3, 2 DESC";
        let mut statement = self.db.prepare_cached(sql)?;
        // The most used comes last, and stays.
        Ok(statement.query_map((), |r| Ok((r.get(0)?, r.get(1)?)))?.into_iter().collect())
    }

    /// Another pair of numbers where what reports tell together may be otherwise.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn linked_as(&self) -> Result<(i64, i64)> {
        let sql = "SELECT coalesce((SELECT max(id) FROM linking), 0), coalesce((SELECT max(id) FROM together), 0)";
        self.db.prepare_cached(sql)?.query_row((), |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// The actors that knowledge has, those named in most ways first.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn named_actors(&self) -> Result<Vec<NamedActor>> {
        let sql = "SELECT who, min(json_extract(body, '$.name')), count(DISTINCT what), count(DISTINCT label), CAST(sum(reports) AS BIGINT) FROM together \
                   WHERE kind = 'naming' GROUP BY who HAVING count(DISTINCT label) > 1 ORDER BY 5 DESC, who LIMIT 200";
        let mut statement = self.db.prepare_cached(sql)?;
        let number = |r: &Cells<'_>, at| r.get::<i64>(at).map(i64::unsigned_abs);
        statement.query_map((), |r| {
            Ok(NamedActor {
                actor: r.get(0)?,
                name: r.get(1)?,
                outlets: number(r, 2)?,
                designations: number(r, 3)?,
                reports: number(r, 4)?,
            })
        })
    }
}

impl Wanted {
    fn conditions(&self, kind: &str) -> (String, Vec<Given>) {
        let mut sql = "kind = ?".to_owned();
        let mut values: Vec<Given> = vec![kind.to_owned().into()];
        let texts = [
            (" AND name = ?", &self.name),
            (" AND part = ?", &self.part),
            (" AND label = ?", &self.label),
            (" AND who = ?", &self.who),
            (" AND what = ?", &self.what),
            (" AND instr(body, ?) > 0", &self.words),
            (" AND coalesce(first, '') >= ?", &self.since),
            (" AND coalesce(first, '') < ?", &self.began_before),
            (" AND coalesce(last, first) >= ?", &self.from),
            (" AND first <= ?", &self.to),
            (" AND coalesce(last, first) < ?", &self.ended),
        ];
        for (condition, value) in texts {
            if let Some(value) = value {
                sql.push_str(condition);
                values.push(value.clone().into());
            }
        }
        // The codes of a side stand with blanks between them.
        for country in &self.between {
            sql.push_str(" AND instr(' ' || who || ' ' || what || ' ', ?) > 0");
            values.push(format!(" {country} ").into());
        }
        if !self.one_of.is_empty() {
            let one = vec!["instr(body, ?) > 0"; self.one_of.len()].join(" OR ");
            sql.push_str(&format!(" AND ({one})"));
            values.extend(self.one_of.iter().map(|text| text.clone().into()));
        }
        if let Some(days) = self.within {
            sql.push_str(" AND julianday(coalesce(last, first)) - julianday(first) < ?");
            values.push(i64::from(days).into());
        }
        if self.least > 0 {
            sql.push_str(" AND reports >= ?");
            values.push(i64::try_from(self.least).unwrap_or(i64::MAX).into());
        }
        (sql, values)
    }
}
