//! What people decide: a log that is only added to, each line sealed with the one before, and what holds by it.

use serde_json::{Value, json};
use std::collections::BTreeMap;

use crate::db::{Cells, Db, params};
use crate::pack::{Stored, Words};
use crate::prepare::digest;
use crate::schema::key_begins;
use crate::store::{COLUMNS, Row, Writer, read_before, stored};
use crate::{Archive, Fault, Result};

/// What a person does with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// It is right.
    Accept,
    /// It is none; it stays on record and is counted no more.
    Reject,
    /// A field is otherwise.
    Correct,
    /// It is another event, told again.
    Merge,
    /// It is an event of its own after all.
    Split,
    /// Nothing is decided after all.
    Undo,
    /// How far an agreement is carried out: no event, but what linking follows.
    Mark,
    /// What somebody says of it who did not see what the machine read, nor what others decided. It decides nothing.
    Tell,
}

impl Verb {
    /// All, with their names.
    pub const ALL: [(&'static str, Self); 8] = [
        ("accept", Self::Accept),
        ("reject", Self::Reject),
        ("correct", Self::Correct),
        ("merge", Self::Merge),
        ("split", Self::Split),
        ("undo", Self::Undo),
        ("mark", Self::Mark),
        ("tell", Self::Tell),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, verb)| *verb == self).map_or("", |(name, _)| name)
    }
}

/// One decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// When, UTC.
    pub at: String,
    /// By whom.
    pub who: String,
    /// What: the name of a [`Verb`].
    pub verb: String,
    /// The event's id; of a mark, the agreement's; of what is merged, split or undone, a report's too.
    pub event: String,
    /// The field that is corrected; of two reports, whether they are one `event`, `story` or `wire`, all three where it is not said.
    pub field: Option<String>,
    /// What it was.
    pub before: Option<String>,
    /// What it is; of a merge, the other event's or report's id; of what was told blind, a JSON object of fields.
    pub after: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// How far somebody says that an agreement is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// 0 not at all, 1 minimal, 2 intermediate, 3 full.
    pub mark: u8,
    /// Who.
    pub by: String,
    /// When, UTC.
    pub at: String,
}

/// The most events that are decided on at once.
const MOST: usize = 200;

/// The fields that can be corrected, and what they may be.
const FIELDS: [(&str, &str); 9] = [
    ("type", "ASSAULT, CONSULT, …"),
    ("mode", "a mode of the type, or -"),
    ("status", "actual, future, hypothetical, negated, alleged"),
    ("date", "2020-10-23 or 2020-10-01/2020-10-31, or -"),
    ("actor", "words of the text|English name|country|sector; several parted by ;"),
    ("recipient", "words of the text|English name|country|sector; several parted by ;"),
    ("said_by", "words of the text|English name|country|sector; several parted by ;"),
    ("denied_by", "words of the text|English name|country|sector; several parted by ;"),
    ("place", "words of the text|English name|country|degrees north|degrees east, or -; without degrees those that other reports have"),
];

impl Archive {
    /// Decides, on many events at once or on one: all or none. The log and what it comes to are written together.
    ///
    /// # Errors
    /// [`Fault::NoEvent`]; [`Fault::Value`] where a field cannot be so.
    pub fn decide(&mut self, verb: Verb, decisions: &[Decision]) -> Result<()> {
        if decisions.len() > MOST {
            return Err(Fault::Value("events", format!("1 … {MOST}")));
        }
        let transaction = self.db.write()?;
        for decision in decisions {
            decide(&transaction, verb, decision)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The marks of agreements that nobody took back, the earliest first.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn marks(&self) -> Result<BTreeMap<String, Vec<Marked>>> {
        let mut all: BTreeMap<String, Vec<Marked>> = BTreeMap::new();
        for d in self.decisions(None)?.into_iter().filter(|d| d.verb == Verb::Mark.name()) {
            let of_agreement = all.entry(d.event).or_default();
            match d.after.and_then(|mark| mark.parse().ok()) {
                Some(mark) => of_agreement.push(Marked { mark, by: d.who, at: d.at }),
                None => of_agreement.clear(),
            }
        }
        Ok(all)
    }

    /// The log, in order; of one event, or all.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn decisions(&self, event: Option<&str>) -> Result<Vec<Decision>> {
        let mut statement = self.db.prepare_cached(
            "SELECT at, who, verb, event, field, before, after, reason FROM decision WHERE ?1 IS NULL OR event = ?1 ORDER BY n",
        )?;
        statement.query_map([event], line)
    }
}

fn decide(db: &Db, verb: Verb, decision: &Decision) -> Result<()> {
    let mut decision = Decision { verb: verb.name().to_owned(), ..decision.clone() };
    if decision.who.trim().is_empty() {
        return Err(Fault::Value("by", "a name".to_owned()));
    }
    if verb == Verb::Mark {
        return mark(db, decision);
    }
    if matches!(verb, Verb::Merge | Verb::Split | Verb::Undo) && !decision.event.contains('.') {
        return whole(db, decision);
    }
    let event = current(db, &decision.event)?;
    let at = decision.at.clone();
    let judge = |state, into: Option<&str>| verdict(db, &event, &at, state, into);
    match verb {
        Verb::Accept => judge("accepted", None)?,
        Verb::Reject => judge("rejected", None)?,
        Verb::Merge => {
            let other = decision.after.clone().unwrap_or_default();
            if current(db, &other)?.id == event.id {
                return Err(Fault::Value("into", "another event's id".to_owned()));
            }
            judge("merged", Some(&other))?;
        }
        Verb::Split => {
            split(db, &event, &mut decision)?;
        }
        Verb::Correct => {
            let field = decision.field.clone().unwrap_or_default();
            let value = checked(db, &event, &field, decision.after.as_deref().unwrap_or(""))?;
            decision.before = Some(event.body[&field].to_string());
            rewrite(db, &event, &field, value, &at)?;
            judge("corrected", None)?;
        }
        Verb::Undo => undo(db, &event, &at)?,
        Verb::Mark => {}
        Verb::Tell => crate::agreement::checked(decision.after.as_deref().unwrap_or(""))?,
    }
    log(db, &decision)
}

/// For what two reports can be one, in the words of linking.
pub(crate) const LEVELS: [&str; 3] = ["event", "story", "wire"];

/// Says that two reports are one event, story or text, or are not (the `field`; all three where it is not said); or takes back all that was said so
/// of a report. It is no word on an event: linking honours it.
fn whole(db: &Db, mut decision: Decision) -> Result<()> {
    let report = |id: &str| -> Result<String> {
        let sql = concat!("SELECT substr(d.key, 1, 16) FROM document d WHERE ", key_begins!("d", "?1"));
        db.prepare_cached(sql)?.first([id], |r| r.get(0))?.ok_or_else(|| Fault::NoReport(id.to_owned()))
    };
    if decision.field.as_deref().is_some_and(|level| !LEVELS.contains(&level)) {
        return Err(Fault::Value("level", LEVELS.join(", ")));
    }
    decision.event = report(&decision.event)?;
    if decision.verb != Verb::Undo.name() {
        let other = report(decision.after.as_deref().unwrap_or(""))?;
        if other == decision.event {
            return Err(Fault::Value("into", "another report's id".to_owned()));
        }
        decision.after = Some(other);
    }
    log(db, &decision)
}

/// The marks that an agreement may have: not at all, minimal, intermediate, full; and none.
const MARKS: [&str; 5] = ["0", "1", "2", "3", "-"];

/// Says how far an agreement is carried out.
fn mark(db: &Db, mut decision: Decision) -> Result<()> {
    if !decision.after.as_deref().is_some_and(|mark| MARKS.contains(&mark)) {
        return Err(Fault::Value("mark", MARKS.join(", ")));
    }
    let sql = "SELECT 1 FROM together WHERE kind = 'agreement' AND name = ?1 LIMIT 1";
    if db.prepare_cached(sql)?.first([&decision.event], |r| r.get::<i64>(0))?.is_none() {
        return Err(Fault::NotTold("agreements", decision.event));
    }
    decision.field = Some("implementation".to_owned());
    let sql = "SELECT after FROM decision WHERE event = ?1 AND verb = 'mark' ORDER BY n DESC LIMIT 1";
    decision.before = db.prepare_cached(sql)?.first([&decision.event], |r| r.get(0))?;
    log(db, &decision)
}

/// Parts an event from the earlier one in its report that it was taken for; or from another that linking may take it for, which leaves what
/// is said of it as it is.
fn split(db: &Db, event: &Current, decision: &mut Decision) -> Result<()> {
    if let Some(other) = &decision.after {
        let other = current(db, other)?;
        if other.id == event.id {
            return Err(Fault::Value("into", "another event's id".to_owned()));
        }
        if other.document != event.document {
            return Ok(());
        }
        decision.after = None;
    }
    decision.before.clone_from(&event.same_as);
    replace(db, &Current { same_as: None, ..event.clone() }, event.body.clone(), &decision.at, true)?;
    verdict(db, event, &decision.at, "corrected", None)
}

/// An event that stands.
#[derive(Clone)]
struct Current {
    id: i64,
    document: i64,
    key: String,
    at: String,
    same_as: Option<String>,
    published: Option<String>,
    text: String,
    body: Value,
}

fn current(db: &Db, name: &str) -> Result<Current> {
    let none = || Fault::NoEvent(name.to_owned());
    let (report, at) = name.split_once('.').ok_or_else(none)?;
    let found = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, e.document, d.published, d.text, d.key FROM document d JOIN event e ON e.document = d.id \
             JOIN reading b ON b.event = e.id WHERE {} AND e.at = ?2 AND e.until IS NULL",
            key_begins!("d", "?1")
        ))?
        .first([report, at], |r| {
            let (id, event) = stored(db, r)?;
            let text: String = r.get(11)?;
            let body = event.printed(&Words::new(&text));
            Ok(Current {
                id,
                document: r.get(9)?,
                key: r.get(12)?,
                at: event.at,
                same_as: event.same_as,
                published: r.get(10)?,
                text,
                body,
            })
        })?;
    found.ok_or_else(none)
}

fn verdict(db: &Db, event: &Current, at: &str, state: &str, into: Option<&str>) -> Result<()> {
    let machine = close(db, event, at)?;
    let sql = "INSERT INTO verdict(document, at, since, state, into_event, machine) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    db.insert(sql, params![event.document, event.at, at, state, into, machine])?;
    Ok(())
}

/// Ends the verdict on an event; gives what a later run read, where one did.
fn close(db: &Db, event: &Current, at: &str) -> Result<Option<String>> {
    let machine: Option<Option<String>> = db
        .prepare_cached("SELECT machine FROM verdict WHERE document = ?1 AND at = ?2 AND until IS NULL")?
        .first(params![event.document, event.at], |r| r.get(0))?;
    db.prepare_cached("UPDATE verdict SET until = ?3 WHERE document = ?1 AND at = ?2 AND until IS NULL")?.execute(params![
        event.document,
        event.at,
        at
    ])?;
    Ok(machine.flatten())
}

/// Closes a row and writes the next with a field changed.
fn rewrite(db: &Db, event: &Current, field: &str, value: Value, at: &str) -> Result<()> {
    let mut body = event.body.clone();
    body[field] = value;
    if field == "type" {
        // The type decides these.
        let kind = rasid::model::EventType::parse(body["type"].as_str().unwrap_or(""));
        body["mode"] = Value::Null;
        body["quad"] = json!(kind.map(|k| k.quad().name()));
        body["intensity"] = json!(kind.map(|k| rasid::intensity::Intensities::builtin().of(k, None)));
    }
    replace(db, event, body, at, true)
}

fn replace(db: &Db, event: &Current, body: Value, at: &str, by_hand: bool) -> Result<()> {
    db.prepare_cached("UPDATE event SET until = ?2 WHERE id = ?1")?.execute(params![event.id, at])?;
    if body.is_null() {
        return Ok(());
    }
    let row = Row { document: event.document, key: &event.key, published: event.published.as_deref(), at, by_hand };
    let stored = Stored::from_printed(&body, &event.at, event.same_as.clone());
    let stored = stored.ok_or_else(|| Fault::Store(format!("{}: no event", event.at)))?;
    let new = Writer::new(db, &mut crate::store::Named::default())?.insert(&row, &stored)?;
    // Until linking knows better it tells the act that it told.
    db.prepare_cached("UPDATE telling SET event = ?2 WHERE event = ?1")?.execute([event.id, new])?;
    Ok(())
}

/// Back to what the machine reads now.
fn undo(db: &Db, event: &Current, at: &str) -> Result<()> {
    let words = Words::new(&event.text);
    let machine = match close(db, event, at)? {
        Some(machine) => serde_json::from_str(&machine).unwrap_or_default(),
        None => read_before(db, event.document, &event.at, &words)?,
    };
    let same_as: Option<String> = db
        .prepare_cached("SELECT same_as FROM event WHERE document = ?1 AND at = ?2 AND by_hand = 0 ORDER BY id DESC LIMIT 1")?
        .first(params![event.document, event.at], |r| r.get(0))?
        .flatten();
    if machine == event.body && same_as == event.same_as {
        return Ok(());
    }
    replace(db, &Current { same_as, ..event.clone() }, machine, at, false)
}

/// A corrected value in the shape of a record, or why it cannot be.
fn checked(db: &Db, event: &Current, field: &str, value: &str) -> Result<Value> {
    let Some((field, may)) = FIELDS.iter().find(|(name, _)| *name == field) else {
        let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        return Err(Fault::Value("field", names.join(", ")));
    };
    let wrong = || Fault::Value(field, (*may).to_owned());
    let kind = |name: &str| rasid::model::EventType::parse(name);
    let value = value.trim();
    match *field {
        "type" => kind(&value.to_uppercase()).map(|k| json!(k.name())).ok_or_else(wrong),
        "mode" if value == "-" => Ok(Value::Null),
        "mode" => kind(event.body["type"].as_str().unwrap_or("")).and_then(|k| k.mode(value)).map(|m| json!(m)).ok_or_else(wrong),
        "status" => rasid::model::Status::parse(value).map(|s| json!(s.name())).ok_or_else(wrong),
        "date" | "place" if value == "-" => Ok(Value::Null),
        "place" => place(db, event, value)?.ok_or_else(wrong),
        "date" => {
            let (from, to) = value.split_once('/').unwrap_or((value, value));
            let (from, to) = rasid::input::day(from).zip(rasid::input::day(to)).filter(|(from, to)| from <= to).ok_or_else(wrong)?;
            let precision = if from == to { "day" } else { "days" };
            Ok(json!({ "from": from.to_string(), "to": to.to_string(), "precision": precision, "text": "", "start": 0, "end": 0 }))
        }
        _ => {
            let parties = value.split(';').map(str::trim).filter(|v| !v.is_empty() && *v != "-");
            parties.map(|party| entity(event, party).ok_or_else(wrong)).collect()
        }
    }
}

/// Words of a report with what somebody says of them, parted by bars: the words nearest to the act, where they stand, and the rest.
struct Chosen<'v> {
    words: &'v str,
    start: u64,
    end: u64,
    rest: Vec<Option<&'v str>>,
}

impl<'v> Chosen<'v> {
    fn of(event: &Current, value: &'v str) -> Option<Self> {
        let mut parts = value.split('|').map(str::trim);
        let words = parts.next().filter(|w| !w.is_empty())?;
        let near = event.body["trigger"]["start"].as_u64().unwrap_or(0);
        let point = |byte: usize| event.text.get(..byte).map_or(0, |t| t.chars().count() as u64);
        let start = event.text.match_indices(words).map(|(at, _)| point(at)).min_by_key(|start| start.abs_diff(near))?;
        let rest = parts.map(|p| Some(p).filter(|p| !p.is_empty())).collect();
        Some(Self { words, start, end: start + words.chars().count() as u64, rest })
    }

    fn part(&self, at: usize) -> Option<&'v str> {
        self.rest.get(at).copied().flatten()
    }

    /// The second part, where it is a country's code or nothing.
    fn country(&self) -> Option<Option<&'v str>> {
        let country = self.part(1);
        country.is_none_or(crate::events::is_code).then_some(country)
    }
}

/// «حكومة الوفاق|Government of National Accord|LBY|GOV».
fn entity(event: &Current, party: &str) -> Option<Value> {
    let chosen = Chosen::of(event, party)?;
    let country = chosen.country()?;
    Some(json!({
        "text": chosen.words, "start": chosen.start, "end": chosen.end, "name": chosen.part(0), "id": null, "country": country,
        "sector": chosen.part(2), "kind": "group",
    }))
}

/// «سرت|Sirte|LBY|31.2|16.6»; where it is, where that is not said, as other reports have it by these words or that name.
fn place(db: &Db, event: &Current, value: &str) -> Result<Option<Value>> {
    let Some(chosen) = Chosen::of(event, value) else { return Ok(None) };
    let Some(country) = chosen.country() else { return Ok(None) };
    let degrees = |at: usize, most: f64| match chosen.part(at).map(str::parse::<f64>) {
        None => Some(None),
        Some(Ok(degrees)) if degrees.abs() <= most => Some(Some(degrees)),
        Some(_) => None,
    };
    let Some((lat, lon)) = degrees(2, 90.0).zip(degrees(3, 180.0)).filter(|(lat, lon)| lat.is_some() == lon.is_some()) else {
        return Ok(None);
    };
    let mut place = json!({
        "text": chosen.words, "name": chosen.part(0), "country": country, "lat": lat, "lon": lon, "start": chosen.start, "end": chosen.end,
        "precision": if lat.is_some() { "city" } else { "" },
    });
    if lat.is_none() {
        let known: Option<String> = db
            .prepare_cached(
                "SELECT json_extract(b.body, '$.place') FROM event e JOIN reading b ON b.event = e.id WHERE (e.place_key = ?1 OR e.place = ?2) \
                 AND (?3 IS NULL OR e.place_country = ?3) AND json_extract(b.body, '$.place.lat') IS NOT NULL ORDER BY e.id LIMIT 1",
            )?
            .first(params![rasid_text::fold(chosen.words).as_str(), chosen.part(0), country], |r| r.get(0))?;
        let known: Value = known.and_then(|k| serde_json::from_str(&k).ok()).unwrap_or_default();
        for part in ["name", "country", "lat", "lon", "precision"].into_iter().filter(|part| !known[*part].is_null()) {
            if place[part].is_null() || part == "precision" {
                place[part] = known[part].clone();
            }
        }
    }
    Ok(Some(place))
}

/// Writes a line of the log.
pub(crate) fn log(db: &Db, d: &Decision) -> Result<()> {
    let previous: String =
        db.prepare_cached("SELECT hash FROM decision ORDER BY n DESC LIMIT 1")?.first((), |r| r.get(0))?.unwrap_or_default();
    let hash = seal(&previous, d);
    db.insert(
        "INSERT INTO decision(at, who, verb, event, field, before, after, reason, previous, hash) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![d.at, d.who, d.verb, d.event, d.field, d.before, d.after, d.reason, previous, hash],
    )?;
    Ok(())
}

/// Seals every line of the log anew, after something was deleted from it.
pub(crate) fn reseal(db: &Db) -> Result<()> {
    let mut read = db.prepare_cached("SELECT at, who, verb, event, field, before, after, reason, n FROM decision ORDER BY n")?;
    let mut write = db.prepare_cached("UPDATE decision SET previous = ?2, hash = ?3 WHERE n = ?1")?;
    let mut rows = read.query(())?;
    let mut previous = String::new();
    while let Some(r) = rows.next()? {
        let hash = seal(&previous, &line(&r)?);
        write.execute(params![r.get::<i64>(8)?, previous, hash])?;
        previous = hash;
    }
    Ok(())
}

/// A line of the log, as its columns stand in questions.
fn line(r: &Cells<'_>) -> Result<Decision> {
    Ok(Decision {
        at: r.get(0)?,
        who: r.get(1)?,
        verb: r.get(2)?,
        event: r.get(3)?,
        field: r.get(4)?,
        before: r.get(5)?,
        after: r.get(6)?,
        reason: r.get(7)?,
    })
}

/// What seals a line of the log: nobody can change, drop or move one unseen.
pub(crate) fn seal(previous: &str, d: &Decision) -> String {
    let part = |o: &Option<String>| o.as_ref().map_or("0".to_owned(), |v| format!("1{v}"));
    digest(&[previous, &d.at, &d.who, &d.verb, &d.event, &part(&d.field), &part(&d.before), &part(&d.after), &part(&d.reason)])
}
