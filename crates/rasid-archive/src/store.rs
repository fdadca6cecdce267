//! Prepared reports → rows. One writer, a transaction for each batch: what was acknowledged is on disk, whole.

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::db::{Cells, Db, Statement, params};
use crate::pack::{ROLES, Stored, Who, Words};
use crate::prepare::{Prepared, name};
use crate::{Archive, Result};

/// The numbers of those named lately, by a digest of how they are named.
pub(crate) type Named = FxHashMap<u128, i64>;

/// How many of them are kept.
const NAMED: usize = 1 << 18;

/// What became of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reports that are new.
    pub added: u64,
    /// Reports that were there already.
    pub known: u64,
    /// New reports whose text was there already under another outlet or day.
    pub copies: u64,
    /// Reports of a page that is there with another text: the newer of both stands.
    pub renewed: u64,
    /// Events of the new reports.
    pub events: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.added += more.added;
        self.known += more.known;
        self.copies += more.copies;
        self.renewed += more.renewed;
        self.events += more.events;
    }
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
    /// It is read otherwise: another type, actor, day…
    Altered,
    /// The same, by another rule or with another confidence.
    Reweighed,
    /// A person decided on it and the new coding reads it otherwise: the person's word stands.
    Disputed,
}

impl Changed {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Added, Self::Withdrawn, Self::Altered, Self::Reweighed, Self::Disputed];

    /// `added`, `withdrawn`, `altered`, `reweighed`, `disputed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Withdrawn => "withdrawn",
            Self::Altered => "altered",
            Self::Reweighed => "reweighed",
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
        let transaction = self.db.write()?;
        let last: Option<(i64, String, String)> = transaction
            .prepare_cached("SELECT id, engine, knowledge FROM run ORDER BY id DESC LIMIT 1")?
            .first((), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let run = match last {
            Some((id, e, k)) if e == engine && k == knowledge => id,
            _ => transaction.insert("INSERT INTO run(at, engine, knowledge) VALUES (?1, ?2, ?3)", [at, engine, knowledge])?,
        };
        transaction.commit()?;
        Ok(run)
    }

    /// Whether a report is there, and nothing of this one would be kept: see [`crate::key`].
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn knows(&self, document: &rasid::model::Document) -> Result<bool> {
        let mut known =
            self.db.prepare_cached("SELECT 1 FROM document WHERE substr(key, 1, 16) = substr(?1, 1, 16) AND key = ?1 AND (coalesce(?2, ''), ?3) >= (coalesce(url, ''), name)")?;
        known.exists(params![crate::key(document), document.url, document.id])
    }

    /// Whether a page of that address is there.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn has_page(&self, url: &str) -> Result<bool> {
        self.db.prepare_cached("SELECT 1 FROM document WHERE url = ?1 LIMIT 1")?.exists([url])
    }

    /// Stores a batch of reports, each with the path it came from, all or none; `at` is the time.
    ///
    /// # Errors
    /// Where the archive cannot be written; then nothing of the batch was.
    pub fn add<'r>(&mut self, batch: impl IntoIterator<Item = (&'r Prepared, &'r str)>, run: i64, at: &str) -> Result<Tally> {
        let transaction = self.db.write()?;
        let mut tally = Tally::default();
        // What is not stored in the end must not be remembered.
        let mut named = std::mem::take(&mut self.named);
        let mut writer = Writer::new(&transaction, &mut named)?;
        for (report, source) in batch {
            add(&mut writer, report, source, (run, at), &mut tally)?;
        }
        drop(writer);
        transaction.commit()?;
        self.named = named;
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
            let published: Option<String> = r.get::<Option<String>>(4)?.filter(|_| !inferred);
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
            let (id, document, extra) = row;
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
        let transaction = self.db.write()?;
        let mut changes = Vec::new();
        let mut named = std::mem::take(&mut self.named);
        let mut writer = Writer::new(&transaction, &mut named)?;
        for (document, report) in batch {
            recode(&mut writer, (*document, report), run, at, &mut changes)?;
        }
        drop(writer);
        transaction.commit()?;
        self.named = named;
        Ok(changes)
    }
}

fn add(writer: &mut Writer<'_>, report: &Prepared, source: &str, (run, at): (i64, &str), tally: &mut Tally) -> Result<()> {
    let db = writer.db;
    if db.prepare_cached("SELECT 1 FROM document WHERE substr(key, 1, 16) = substr(?1, 1, 16) AND key = ?1")?.exists([&report.key])? {
        // Had twice, it keeps the lesser address and name, so that the order decides nothing.
        db.prepare_cached("UPDATE document SET url = ?2, name = ?3, source = ?4, extra = ?5 WHERE substr(key, 1, 16) = substr(?1, 1, 16) AND key = ?1 AND (coalesce(?2, ''), ?3) < (coalesce(url, ''), name)")?
            .execute(params![report.key, report.url, report.name, source, report.extra])?;
        tally.known += 1;
        return Ok(());
    }
    let copy =
        db.prepare_cached("SELECT 1 FROM document WHERE substr(hash, 1, 16) = substr(?1, 1, 16) AND hash = ?1")?.exists([&report.hash])?;
    let id = db.insert(
        "INSERT INTO document(key, name, hash, text, outlet, published, inferred, url, language, source, fetched, extra) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
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
        ],
    )?;
    db.index(id, &report.words)?;
    coding(db, id, report, run, at)?;
    for event in &report.events {
        writer.insert(&Row { document: id, key: &report.key, published: report.published.as_deref(), at, by_hand: false }, event)?;
    }
    let renewed = renew(db, id, report, at)?;
    tally.added += 1;
    tally.copies += u64::from(copy);
    tally.renewed += u64::from(renewed);
    tally.events += report.events.len() as u64;
    Ok(())
}

/// A page that was had again with another text: the text of the later day stands, of one day the one had later, of one
/// hour the one with the greater key, so that the order of a batch decides nothing. Says whether there are two.
fn renew(db: &Db, id: i64, report: &Prepared, at: &str) -> Result<bool> {
    let Some(url) = &report.url else { return Ok(false) };
    let older: Option<(i64, Option<String>, String, String)> = db
        .prepare_cached(
            "SELECT id, published, fetched, key FROM document \
             WHERE url = ?1 AND outlet IS NOT DISTINCT FROM ?2 AND id <> ?3 AND superseded_by IS NULL AND hash <> ?4 ORDER BY id LIMIT 1",
        )?
        .first(params![url, report.outlet, id, report.hash], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
    let Some((other, published, fetched, key)) = older else { return Ok(false) };
    let newer = (&report.published, at, &report.key) > (&published, &fetched, &key);
    let (stands, falls) = if newer { (id, other) } else { (other, id) };
    db.prepare_cached("UPDATE document SET superseded_by = ?1 WHERE id = ?2")?.execute([stands, falls])?;
    db.prepare_cached("UPDATE event SET until = ?1 WHERE until IS NULL AND document = ?2")?.execute(params![at, falls])?;
    Ok(true)
}

fn coding(db: &Db, document: i64, report: &Prepared, run: i64, at: &str) -> Result<()> {
    let sql = "INSERT INTO coding(document, run, since, contexts, rest) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.insert(sql, params![document, run, at, report.contexts, report.rest])?;
    Ok(())
}

/// Whose row an event becomes.
pub(crate) struct Row<'r> {
    pub(crate) document: i64,
    pub(crate) key: &'r str,
    pub(crate) published: Option<&'r str>,
    pub(crate) at: &'r str,
    pub(crate) by_hand: bool,
}

/// Writes events, one after another: the questions are had once.
pub(crate) struct Writer<'d> {
    db: &'d Db,
    named: &'d mut Named,
    event: Statement<'d>,
    reading: Statement<'d>,
    party: Statement<'d>,
}

impl<'d> Writer<'d> {
    pub(crate) fn new(db: &'d Db, named: &'d mut Named) -> Result<Self> {
        Ok(Self {
            db,
            named,
            event: db.prepare_cached(
                "INSERT INTO event(at, document, since, by_hand, type, mode, quad, status, day, day_to, dated, place, place_key, place_country, \
                 confidence, same_as, sorted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?,
            reading: db.prepare_cached("INSERT INTO reading(event, body) VALUES (?1, ?2)")?,
            party: db.prepare_cached("INSERT INTO party(event, role, place, who) VALUES (?1, ?2, ?3, ?4)")?,
        })
    }

    /// Writes an event; gives its number.
    pub(crate) fn insert(&mut self, row: &Row<'_>, event: &Stored) -> Result<i64> {
        let published = row.published.map(|p| p.split_once('/').unwrap_or((p, p)));
        let days = event.days.as_ref().map(|(from, to)| (from.as_str(), to.as_str())).or(published);
        let place = event.place.as_ref();
        let id = self.event.insert(params![
            event.at,
            row.document,
            row.at,
            row.by_hand,
            event.kind,
            event.mode,
            event.quad,
            event.status,
            days.map(|d| d.0),
            days.map(|d| d.1),
            event.days.is_some(),
            place.map(|p| &p.name),
            place.map(|p| &p.key),
            place.and_then(|p| p.country.as_ref()),
            event.confidence,
            event.same_as,
            row.key.get(..8).and_then(|bits| i64::from_str_radix(bits, 16).ok()).unwrap_or_default(),
        ])?;
        self.reading.put(params![id, event.body])?;
        for (role, parties) in ROLES.iter().zip(&event.parties) {
            for (place, who) in (0_i64..).zip(parties) {
                let who = number(self.db, self.named, who)?;
                self.party.put(params![id, role, place, who])?;
            }
        }
        Ok(id)
    }
}

/// The number of somebody; a new one where he is new.
fn number(db: &Db, named: &mut Named, who: &Who) -> Result<i64> {
    let digest = who.digest();
    if let Some(known) = named.get(&digest) {
        return Ok(*known);
    }
    if named.len() >= NAMED {
        named.clear();
    }
    let number = stored_number(db, who)?;
    named.insert(digest, number);
    Ok(number)
}

fn stored_number(db: &Db, who: &Who) -> Result<i64> {
    let parts = [&who.words, &who.entity, &who.name, &who.country, &who.sector, &who.kind];
    let mark = mark(&parts);
    let known: Option<i64> = db
        .prepare_cached(
            "SELECT id FROM who INDEXED BY who_mark WHERE mark = ?7 AND words = ?1 AND entity = ?2 AND name = ?3 AND country = ?4 AND sector = ?5 AND kind = ?6",
        )?
        .first(params![parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], mark], |r| r.get(0))?;
    if let Some(known) = known {
        return Ok(known);
    }
    db.insert(
        "INSERT INTO who(words, entity, name, country, sector, kind, key, mark) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], rasid_text::fold(&who.words).as_str(), mark],
    )
}

/// A number that two namings seldom share: FNV-1a, the same everywhere.
pub(crate) fn mark(parts: &[&String]) -> i64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xFF]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash.cast_signed()
}

/// An event's columns, in the order that [`stored`] reads them.
pub(crate) const COLUMNS: &str = "e.id, e.at, e.same_as, e.type, e.mode, e.quad, e.status, e.confidence, b.body";

/// A row with [`COLUMNS`] first, as it was stored. Of its days and place only what is printed of them is there.
pub(crate) fn stored(db: &Db, row: &Cells<'_>) -> Result<(i64, Stored)> {
    let id: i64 = row.get(0)?;
    let mut event = Stored {
        at: row.get(1)?,
        same_as: row.get(2)?,
        kind: row.get(3)?,
        mode: row.get(4)?,
        quad: row.get(5)?,
        status: row.get(6)?,
        days: None,
        place: None,
        confidence: row.get(7)?,
        parties: Default::default(),
        body: row.get(8)?,
    };
    let mut parties = db.prepare_cached(
        "SELECT p.role, w.words, w.entity, w.name, w.country, w.sector, w.kind FROM party p JOIN who w ON w.id = p.who \
         WHERE p.event = ?1 ORDER BY p.role, p.place",
    )?;
    let mut rows = parties.query([id])?;
    while let Some(r) = rows.next()? {
        let role: String = r.get(0)?;
        let who = Who { words: r.get(1)?, entity: r.get(2)?, name: r.get(3)?, country: r.get(4)?, sector: r.get(5)?, kind: r.get(6)? };
        if let Some(side) = ROLES.iter().position(|known| *known == role).and_then(|at| event.parties.get_mut(at)) {
            side.push(who);
        }
    }
    Ok((id, event))
}

/// An event that stands, before a new coding.
struct Standing {
    id: i64,
    at: String,
    /// The machine's reading of before, which a person's correction may differ from.
    read: Value,
    body: Value,
    state: Option<String>,
    same_as: Option<String>,
}

fn standing(db: &Db, document: i64, words: &Words<'_>) -> Result<Vec<Standing>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS}, e.by_hand, v.state, v.machine FROM event e JOIN reading b ON b.event = e.id \
         LEFT JOIN verdict v ON v.document = e.document AND v.at = e.at AND v.until IS NULL \
         WHERE e.document = ?1 AND e.until IS NULL ORDER BY e.id"
    ))?;
    let mut rows = statement.query([document])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let (id, event) = stored(db, &r)?;
        let (by_hand, state, machine): (bool, Option<String>, Option<String>) = (r.get(9)?, r.get(10)?, r.get(11)?);
        let body = event.printed(words);
        let read = match machine {
            Some(machine) => serde_json::from_str(&machine).unwrap_or_default(),
            None if by_hand => read_before(db, document, &event.at, words)?,
            None => body.clone(),
        };
        out.push(Standing { id, at: event.at, same_as: event.same_as, read, body, state });
    }
    Ok(out)
}

/// What the machine read before a person corrected it.
pub(crate) fn read_before(db: &Db, document: i64, at: &str, words: &Words<'_>) -> Result<Value> {
    let read = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM event e JOIN reading b ON b.event = e.id \
             WHERE e.document = ?1 AND e.at = ?2 AND e.by_hand = 0 ORDER BY e.id DESC LIMIT 1"
        ))?
        .first(params![document, at], |r| stored(db, r))?;
    Ok(read.map_or(Value::Null, |(_, event)| event.printed(words)))
}

fn recode(writer: &mut Writer<'_>, (document, report): (i64, &Prepared), run: i64, at: &str, changes: &mut Vec<Change>) -> Result<()> {
    let db = writer.db;
    db.prepare_cached("UPDATE coding SET until = ?2 WHERE document = ?1 AND until IS NULL")?.execute(params![document, at])?;
    coding(db, document, report, run, at)?;
    if report.inferred {
        let mut infer = db.prepare_cached("UPDATE document SET published = ?2 WHERE id = ?1 AND inferred = 1")?;
        infer.execute(params![document, report.published])?;
    }
    if db.prepare_cached("SELECT 1 FROM document WHERE id = ?1 AND superseded_by IS NOT NULL")?.exists([document])? {
        return Ok(());
    }
    let words = Words::new(&report.text);
    let old = standing(db, document, &words)?;
    let row = Row { document, key: &report.key, published: report.published.as_deref(), at, by_hand: false };
    let mut change = |what, event: &str, before: &Value, after: &Value| {
        let (event, document) = (name(&report.key, event), report.name.clone());
        changes.push(Change { what, event, document, before: before.clone(), after: after.clone() });
    };
    for before in &old {
        let new = report.events.iter().find(|e| e.at == before.at);
        let after = new.map_or(Value::Null, |e| e.printed(&words));
        if after == before.read && new.is_none_or(|n| n.same_as == before.same_as || before.state.is_some()) {
            continue;
        }
        if let Some(state) = &before.state {
            let agrees = agrees(state, &before.body, &after);
            let machine = after.to_string();
            db.prepare_cached("UPDATE verdict SET machine = ?3, disputed = ?4 WHERE document = ?1 AND at = ?2 AND until IS NULL")?
                .execute(params![document, before.at, machine, !agrees])?;
            if !agrees {
                change(Changed::Disputed, &before.at, &before.body, &after);
            }
            continue;
        }
        db.prepare_cached("UPDATE event SET until = ?2 WHERE id = ?1")?.execute(params![before.id, at])?;
        if let Some(event) = new {
            writer.insert(&row, event)?;
        }
        let what = match new {
            None => Changed::Withdrawn,
            Some(_) if facts(&before.body) == facts(&after) => Changed::Reweighed,
            Some(_) => Changed::Altered,
        };
        change(what, &before.at, &before.body, &after);
    }
    for event in report.events.iter().filter(|e| old.iter().all(|o| o.at != e.at)) {
        writer.insert(&row, event)?;
        change(Changed::Added, &event.at, &Value::Null, &event.printed(&words));
    }
    Ok(())
}

/// Whether a reading says what a person decided: of a rejected event nothing, else the same facts.
fn agrees(state: &str, decided: &Value, read: &Value) -> bool {
    if state == "rejected" { read.is_null() } else { facts(decided) == facts(read) }
}

/// What an event says happened, without where and how that was read.
fn facts(body: &Value) -> Vec<&Value> {
    let mut out: Vec<&Value> = ["type", "mode", "status"].iter().map(|f| &body[*f]).collect();
    out.extend(["from", "to"].iter().map(|f| &body["date"][*f]));
    out.extend(["text", "name", "country"].iter().map(|f| &body["place"][*f]));
    for role in ROLES {
        // An end of each role, so that nobody passes from one to the next unseen.
        out.push(&Value::Null);
        for x in body[role].as_array().into_iter().flatten() {
            out.extend(["text", "country", "sector"].iter().map(|f| &x[*f]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Layout;
    use crate::{Decision, Fault, Filter, Finding, Verb};
    use rasid::input::Input;
    use rasid::model::Document;
    use rasid::record::Recorder;
    use rasid::{Coder, Knowledge};

    fn reports(coder: &mut Coder<'_>, count: usize) -> Vec<Prepared> {
        let recorder = Recorder::new(rasid::intensity::Intensities::builtin(), "k");
        let text = |n: usize| {
            format!("أعلنت حكومة الوفاق في ليبيا هدنة في سرت ({n})، واتهمت قوات حفتر بخرقها. {}", "وقال إن الحوار مستمر. ".repeat(40))
        };
        let document = |n: usize| Document { id: n.to_string(), text: text(n), published: None, outlet: None, url: None };
        let mut prepared = |n| {
            let input = Input::new(document(n));
            let coded = coder.code(&input.document);
            crate::prepare(coder, &input, &recorder.record(&input, &coded))
        };
        (0..count).map(&mut prepared).collect()
    }

    fn pages(archive: &Archive, most: i64) {
        archive.db.lite().pragma_update(None, "max_page_count", most).unwrap();
    }

    fn exported(archive: &Archive) -> Vec<u8> {
        let mut out = Vec::new();
        archive.export(Layout::Csv, &Filter::default(), true, &mut out).unwrap();
        out
    }

    /// D3: no room at the k-th page, a hundred of them: what is there can be read, nothing is there by half, and with room all goes on.
    #[test]
    fn a_full_disk_is_told_and_survived() {
        let knowledge = Knowledge::builtin().unwrap();
        let reports = reports(&mut Coder::new(&knowledge), 24);
        let folder = tempfile::tempdir().unwrap();
        let at = "2020-01-01T00:00:00Z";
        let path = |name: &str| folder.path().join(name);
        let put = |archive: &mut Archive, some: &[Prepared]| archive.add(some.iter().map(|r| (r, "p")), 1, at);
        let mut whole = Archive::create(&path("whole")).unwrap();
        whole.run(at, "e", "k").unwrap();
        put(&mut whole, &reports[..4]).unwrap();
        whole.settle().unwrap();
        let begun = std::fs::metadata(path("whole")).unwrap().len();
        std::fs::copy(path("whole"), path("begun")).unwrap();
        put(&mut whole, &reports[4..]).unwrap();
        let expected = exported(&whole);
        let used: i64 = whole.db.lite().pragma_query_value(None, "page_count", |r| r.get(0)).unwrap();
        let first = i64::try_from(begun).unwrap() / 16384;
        let (mut refused, mut decided) = (0, 0);
        for turn in 0..100 {
            let file = path(&turn.to_string());
            std::fs::copy(path("begun"), &file).unwrap();
            let mut archive = Archive::open(&file).unwrap();
            let before = exported(&archive);
            pages(&archive, first + turn * (used - first) / 100);
            let told = put(&mut archive, &reports[4..]);
            assert!(matches!(told, Err(Fault::Full)), "{turn} {told:?}");
            refused += 1;
            // One by one as many as there is room for: those that were taken in are there, whole.
            let mut taken = 4;
            for report in &reports[4..] {
                match put(&mut archive, std::slice::from_ref(report)) {
                    Ok(_) => taken += 1,
                    Err(Fault::Full) => break,
                    Err(other) => panic!("{other:?}"),
                }
            }
            assert_eq!(archive.size().unwrap()[0], taken);
            assert_eq!(archive.check().unwrap(), Vec::<Finding>::new());
            if taken == 4 {
                assert_eq!(exported(&archive), before);
            }
            let event = archive.events(&Filter::default()).unwrap()[0].event["id"].as_str().unwrap().to_owned();
            let decision = Decision { at: at.to_owned(), who: "ليلى".to_owned(), event, ..Decision::default() };
            decided += usize::from(archive.decide(Verb::Accept, std::slice::from_ref(&decision)).is_ok());
            pages(&archive, 1 << 20);
            put(&mut archive, &reports[4..]).unwrap();
            if archive.decisions(None).unwrap().is_empty() {
                assert_eq!(exported(&archive), expected);
            }
            drop(archive);
            std::fs::remove_file(file).unwrap();
        }
        assert!(refused == 100 && decided > 0);
    }
}
