//! The events that stand, as columns in memory: what a desk counts and lists again and again, over the whole archive, without reading rows. Counts
//! and lists are those of [`crate::Archive::count`] and [`crate::Archive::events`]; what cannot be answered here is asked there.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;
use std::cmp::Reverse;
use std::sync::Arc;

use crate::db::{Cells, Db, params};
use crate::events::{By, Filter, Group, Order, checked_day, is_code, place_in_report, who_named};
use crate::{Archive, Fault, Noted, Result};

/// A text, by its number; 0 for none.
type Text = u32;

/// An event.
#[derive(Clone, Copy, Debug)]
struct Fact {
    id: i64,
    report: i64,
    /// Where it is told in the report, and where it is told first there.
    at: u64,
    first: u64,
    sorted: i64,
    /// 20180507; [`NEVER`] for none.
    day: u32,
    day_to: u32,
    day_text: Text,
    kind: Text,
    mode: Text,
    /// `ASSAULT-aerial`.
    kind_mode: Text,
    quad: Text,
    status: Text,
    place: Text,
    place_country: Text,
    outlet: Text,
    state: Text,
    disputed: bool,
    confidence: f64,
    /// The act that it tells; 0 for none.
    act: i64,
    /// Its parties in its segment: from, to.
    parties: (u32, u32),
}

/// Events that were read together; those of a report stand beside each other.
#[derive(Debug, Default)]
struct Segment {
    facts: Vec<Fact>,
    parties: Vec<Party>,
}

/// A role, and the number of somebody who has it.
type Party = (u8, u32);

/// Of events, where each has its parties: from, to.
type Spans = FxHashMap<i64, (u32, u32)>;

impl Segment {
    fn each(&self) -> impl Iterator<Item = (&[Party], &Fact)> {
        self.facts.iter().map(|f| (self.parties.get(f.parties.0 as usize..f.parties.1 as usize).unwrap_or(&[]), f))
    }

    /// Those for which something holds, of several as one.
    fn of<'s>(segments: impl Iterator<Item = &'s Arc<Self>>, holds: impl Fn(&Fact) -> bool) -> Self {
        let mut out = Self::default();
        for (parties, fact) in segments.flat_map(|s| s.each()).filter(|(_, f)| holds(f)) {
            let at = |parties: &Vec<Party>| u32::try_from(parties.len()).unwrap_or(u32::MAX);
            let from = at(&out.parties);
            out.parties.extend(parties);
            out.facts.push(Fact { parties: (from, at(&out.parties)), ..*fact });
        }
        out
    }
}

/// A report.
#[derive(Clone, Copy, Debug)]
struct Told {
    id: i64,
    /// First and last day on which it may have been published.
    from: Text,
    to: Text,
    outlet: Text,
    /// It was not superseded.
    stands: bool,
}

/// Something that was not known in a report.
#[derive(Clone, Copy, Debug)]
struct Unknown {
    report: i64,
    kind: Text,
    form: Text,
    detail: Text,
    times: u32,
}

/// So many segments become one: each is walked by every question.
const SEGMENTS: usize = 32;

impl Fact {
    /// The code point where it is told.
    fn point(&self) -> i64 {
        i64::try_from(self.at >> 24).unwrap_or(0)
    }
}

/// After every day.
const NEVER: u32 = u32::MAX;

/// Somebody named.
#[derive(Clone, Copy, Debug, Default)]
struct Who {
    country: Text,
    sector: Text,
    /// The knowledge entry, else country and sector.
    entry: Text,
}

/// Texts, each once.
#[derive(Clone, Debug, Default)]
struct Texts {
    all: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, Text>,
}

impl Texts {
    fn number(&mut self, text: Option<&str>) -> Text {
        let Some(text) = text.filter(|t| !t.is_empty()) else { return 0 };
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let text: Arc<str> = Arc::from(text);
        self.all.push(Arc::clone(&text));
        let number = Text::try_from(self.all.len()).unwrap_or(0);
        self.numbers.insert(text, number);
        number
    }

    /// The number of a text that is known; none that any event has where it is not.
    fn known(&self, text: &str) -> Text {
        self.numbers.get(text).copied().unwrap_or(Text::MAX)
    }

    fn text(&self, number: Text) -> Option<&str> {
        self.all.get((number as usize).checked_sub(1)?).map(AsRef::as_ref)
    }
}

/// What tells whether columns are those of an archive as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen {
    event: i64,
    coding: i64,
    document: i64,
    decision: i64,
    linking: i64,
}

/// The events that stand.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    seen: Seen,
    /// In each report in the order of where an event is told first. What did not change is shared with the columns of before.
    segments: Vec<Arc<Segment>>,
    reports: Vec<Told>,
    unknown: Vec<Unknown>,
    /// How many events tell an act, by its number.
    tellings: Vec<u32>,
    who: Vec<Who>,
    texts: Texts,
    /// What nobody decided on.
    proposed: Text,
    /// By day: week, month, year.
    periods: FxHashMap<Text, [Text; 3]>,
}

impl Columns {
    /// The events of an archive as it stands now; of those that were read before, only what came since is read where nothing else changed.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn of(archive: &Archive, before: Option<&Self>) -> Result<Self> {
        let db = &archive.db;
        let _state = db.state()?;
        let now = seen(db)?;
        // Linking changes what every event tells, and redacting what stands anywhere: then what was linked is forgotten.
        let mut out =
            before.filter(|b| b.seen.linking == now.linking && !redacted(db, &b.seen).unwrap_or(true)).cloned().unwrap_or_default();
        let changed = if out.seen.event == 0 { FxHashSet::default() } else { changed(db, &out.seen)? };
        out.drop_reports(&changed);
        let known = out.seen;
        out.proposed = out.texts.number(Some("proposed"));
        out.read_who(db)?;
        let changed = json!(changed.into_iter().collect::<Vec<i64>>()).to_string();
        out.read_reports(db, known, &changed)?;
        out.read_unknown(db, known, &changed)?;
        out.read_facts(db, known, &changed)?;
        out.count_tellings();
        out.seen = now;
        Ok(out)
    }

    /// Whether they are those of an archive as it stands.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn are_of(&self, archive: &Archive) -> Result<bool> {
        Ok(seen(&archive.db)? == self.seen)
    }

    /// Takes out what is of these reports.
    fn drop_reports(&mut self, changed: &FxHashSet<i64>) {
        if changed.is_empty() {
            return;
        }
        for segment in &mut self.segments {
            if segment.facts.iter().any(|f| changed.contains(&f.report)) {
                *segment = Arc::new(Segment::of(std::iter::once(&*segment), |f| !changed.contains(&f.report)));
            }
        }
        self.reports.retain(|r| !changed.contains(&r.id));
        self.unknown.retain(|u| !changed.contains(&u.report));
    }

    fn read_reports(&mut self, db: &Db, known: Seen, changed: &str) -> Result<()> {
        let sql = "SELECT id, substr(published, 1, 10), substr(published, -10), outlet, superseded_by IS NULL FROM document \
                   WHERE id IN (SELECT id FROM document WHERE id > ?1 UNION SELECT CAST(value AS BIGINT) FROM json_each(?2))";
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.walk(params![known.document, changed])?;
        while let Some(r) = rows.next()? {
            let mut text = |at: usize| Ok::<_, Fault>(self.texts.number(r.text_or_null(at)?.as_deref()));
            let (from, to, outlet) = (text(1)?, text(2)?, text(3)?);
            self.reports.push(Told { id: r.get(0)?, from, to, outlet, stands: r.get(4)? });
        }
        Ok(())
    }

    /// Reads what was not known in reports whose coding is new.
    fn read_unknown(&mut self, db: &Db, known: Seen, changed: &str) -> Result<()> {
        #[derive(serde::Deserialize)]
        struct Rest {
            #[serde(default)]
            notes: Vec<serde_json::Map<String, serde_json::Value>>,
        }
        let sql = "SELECT document, rest FROM coding WHERE until IS NULL AND instr(rest, '\"notes\"') > 0 AND id IN \
                   (SELECT id FROM coding WHERE id > ?1 UNION SELECT id FROM coding WHERE document IN (SELECT CAST(value AS BIGINT) FROM json_each(?2)))";
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.walk(params![known.coding, changed])?;
        while let Some(r) = rows.next()? {
            let Ok(rest) = serde_json::from_str::<Rest>(&r.text(1)?) else { continue };
            for note in rest.notes {
                let part = |name: &str| note.get(name).and_then(serde_json::Value::as_str);
                let times = note.get("count").and_then(serde_json::Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
                let [kind, form, detail] =
                    [part("kind"), part("form").or_else(|| part("text")), part("detail")].map(|t| self.texts.number(t));
                self.unknown.push(Unknown { report: r.get(0)?, kind, form, detail, times });
            }
        }
        Ok(())
    }

    fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.segments.iter().flat_map(|s| &s.facts)
    }

    fn count_tellings(&mut self) {
        let acts: Vec<usize> = self.facts().filter_map(|f| usize::try_from(f.act).ok()).filter(|act| *act > 0).collect();
        self.tellings.clear();
        for act in acts {
            if self.tellings.len() <= act {
                self.tellings.resize(act + 1, 0);
            }
            self.tellings.get_mut(act).into_iter().for_each(|n| *n += 1);
        }
    }

    /// How many events tell what an event tells.
    fn told(&self, fact: &Fact) -> u32 {
        usize::try_from(fact.act).ok().and_then(|act| self.tellings.get(act)).copied().unwrap_or(0)
    }

    fn read_who(&mut self, db: &Db) -> Result<()> {
        let known = i64::try_from(self.who.len()).unwrap_or(i64::MAX);
        let mut statement = db.prepare_cached("SELECT id, country, sector, entity FROM who WHERE id >= ?1 ORDER BY id")?;
        let mut rows = statement.query([known])?;
        while let Some(r) = rows.next()? {
            let id = usize::try_from(r.get::<i64>(0)?).unwrap_or(0);
            let (country, sector, entity) = (r.text(1)?, r.text(2)?, r.text(3)?);
            let entry = if entity.is_empty() {
                format!("{country}:{sector}").trim_end_matches(':').to_owned()
            } else {
                entity.clone().into_owned()
            };
            let [country, sector, entry] = [&*country, &*sector, entry.as_str()].map(|text| self.texts.number(Some(text)));
            if self.who.len() <= id {
                self.who.resize(id + 1, Who::default());
            }
            if let Some(slot) = self.who.get_mut(id) {
                *slot = Who { country, sector, entry };
            }
        }
        Ok(())
    }

    /// Reads the events that came after those known, and those of reports that changed, a JSON list.
    fn read_facts(&mut self, db: &Db, known: Seen, changed: &str) -> Result<()> {
        let (spans, parties) = read_parties(db, known.event, changed)?;
        let outlets: FxHashMap<i64, Text> = self.reports.iter().map(|r| (r.id, r.outlet)).collect();
        let sql = format!(
            "SELECT e.id, e.document, e.at, e.same_as, e.sorted, e.day, e.day_to, e.type, e.mode, e.quad, e.status, e.place, e.place_country, \
             e.confidence, l.act, v.state, coalesce(v.disputed, 0) FROM event e LEFT JOIN telling l ON l.event = e.id \
             LEFT JOIN verdict v ON v.document = e.document AND v.at = e.at AND v.until IS NULL WHERE e.until IS NULL AND e.id IN ({NEW})"
        );
        let mut statement = db.prepare_cached(&sql)?;
        let mut rows = statement.walk(params![known.event, changed])?;
        let mut new: Vec<Fact> = Vec::new();
        while let Some(r) = rows.next()? {
            new.push(self.fact(&r, &outlets, &spans)?);
        }
        self.read_periods(db, &new)?;
        new.sort_by_key(|f| (f.report, f.first, f.at, f.id));
        if !new.is_empty() {
            self.segments.push(Arc::new(Segment { facts: new, parties }));
        }
        if self.segments.len() > SEGMENTS {
            self.segments = vec![Arc::new(Segment::of(self.segments.iter(), |_| true))];
        }
        Ok(())
    }

    fn fact(&mut self, r: &Cells<'_>, outlets: &FxHashMap<i64, Text>, spans: &Spans) -> Result<Fact> {
        let (kind, mode) = (r.text(7)?, r.text_or_null(8)?);
        let kind_mode = self.texts.number(Some(&mode.map_or_else(|| kind.to_string(), |mode| format!("{kind}-{mode}"))));
        let mut text = |at: usize| Ok::<_, Fault>(self.texts.number(r.text_or_null(at)?.as_deref()));
        let at = place_in_report(&r.text(2)?);
        let (id, report): (i64, i64) = (r.get(0)?, r.get(1)?);
        let day = number(r.text_or_null(5)?.as_deref());
        let day_to = number(r.text_or_null(6)?.as_deref());
        Ok(Fact {
            id,
            report,
            at,
            first: r.text_or_null(3)?.map_or(at, |first| place_in_report(&first)),
            sorted: r.get(4)?,
            day,
            day_to: if day_to == NEVER { day } else { day_to },
            day_text: text(5)?,
            kind: text(7)?,
            mode: text(8)?,
            kind_mode,
            quad: text(9)?,
            status: text(10)?,
            place: text(11)?,
            place_country: text(12)?,
            outlet: outlets.get(&report).copied().unwrap_or(0),
            state: text(15)?,
            disputed: r.get(16)?,
            confidence: r.get(13)?,
            act: r.get::<Option<i64>>(14)?.unwrap_or(0),
            parties: spans.get(&id).copied().unwrap_or((0, 0)),
        })
    }

    fn read_periods(&mut self, db: &Db, facts: &[Fact]) -> Result<()> {
        let mut week = db.prepare_cached("SELECT date(?1, '-6 days', 'weekday 1'), substr(?1, 1, 7), substr(?1, 1, 4)")?;
        for fact in facts {
            let Some(day) = self.texts.text(fact.day_text).map(str::to_owned) else { continue };
            if self.periods.contains_key(&fact.day_text) {
                continue;
            }
            let [week, month, year]: [Option<String>; 3] = week.query_row(params![day], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?]))?;
            let periods = [week, month, year].map(|period| self.texts.number(period.as_deref()));
            self.periods.insert(fact.day_text, periods);
        }
        Ok(())
    }

    /// As [`Archive::count`]; none where it cannot be answered here.
    pub(crate) fn count(&self, db: &Db, filter: &Filter, by: &[By]) -> Result<Option<Vec<Group>>> {
        let Some(wanted) = self.wanted(db, filter)? else { return Ok(None) };
        let mut groups: FxHashMap<[Text; 4], Counted> = FxHashMap::default();
        if by.is_empty() {
            groups.insert([0; 4], Counted::default());
        }
        // Pairs are texts of their own, after those of the columns.
        let mut dyads: FxHashMap<(Text, Text), Text> = FxHashMap::default();
        let mut pairs: Vec<String> = Vec::new();
        let known = self.texts.all.len();
        let mut keys: Vec<[Text; 4]> = Vec::new();
        for (parties, fact) in self.found(&wanted) {
            keys.clear();
            self.keys((parties, fact), by, &mut keys, &mut |from, to| {
                *dyads.entry((from, to)).or_insert_with(|| {
                    let side = |number| self.texts.text(number).unwrap_or("?");
                    pairs.push(format!("{} → {}", side(from), side(to)));
                    Text::try_from(known + pairs.len()).unwrap_or(0)
                })
            });
            for key in &keys {
                groups.entry(*key).or_default().add(fact, self.told(fact) == 1);
            }
        }
        let text = |number: Text| match (number as usize).checked_sub(known + 1) {
            Some(pair) => pairs.get(pair).cloned(),
            None => self.texts.text(number).map(str::to_owned),
        };
        let name = |(key, counted): ([Text; 4], Counted)| Group {
            values: key.iter().take(by.len()).map(|number| text(*number)).collect(),
            mentions: counted.mentions,
            events: counted.events,
            reports: counted.reports,
            outlets: counted.outlets.len() as u64,
            acts: counted.acts.len() as u64 + counted.alone,
        };
        let mut out: Vec<Group> = groups.into_iter().map(name).collect();
        out.sort_by(|a, b| a.values.cmp(&b.values));
        Ok(Some(out))
    }

    /// The groups that an event belongs to: one for each combination of its parties, where they are asked for.
    fn keys(&self, (parties, fact): (&[Party], &Fact), by: &[By], out: &mut Vec<[Text; 4]>, dyad: &mut impl FnMut(Text, Text) -> Text) {
        let side = |role: u8| parties.iter().filter(move |(r, _)| *r == role).map(|(_, who)| self.who(*who));
        let sides = |role: u8, asked: &[By]| -> Vec<Who> {
            let all: Vec<Who> = if by.iter().any(|b| asked.contains(b)) { side(role).collect() } else { Vec::new() };
            if all.is_empty() { vec![Who::default()] } else { all }
        };
        let actors = sides(0, &[By::Actor, By::Dyad, By::ActorEntry]);
        let recipients = sides(1, &[By::Recipient, By::Dyad, By::RecipientEntry]);
        let periods = self.periods.get(&fact.day_text).copied().unwrap_or_default();
        for actor in &actors {
            for recipient in &recipients {
                let mut key = [0; 4];
                for (slot, by) in key.iter_mut().zip(by) {
                    *slot = match by {
                        By::Day => fact.day_text,
                        By::Week => periods[0],
                        By::Month => periods[1],
                        By::Year => periods[2],
                        By::Type => fact.kind,
                        By::Mode => fact.kind_mode,
                        By::Review if fact.state == 0 => self.proposed,
                        By::Review => fact.state,
                        By::Quad => fact.quad,
                        By::Status => fact.status,
                        By::Actor => actor.country,
                        By::Recipient => recipient.country,
                        By::Dyad => dyad(actor.country, recipient.country),
                        By::Place => fact.place,
                        By::Outlet => fact.outlet,
                        By::ActorEntry => actor.entry,
                        By::RecipientEntry => recipient.entry,
                    };
                }
                if !out.contains(&key) {
                    out.push(key);
                }
            }
        }
    }

    /// Where the events that a filter asks for happened, the most mentioned first, at most its limit; none where it cannot be answered here.
    pub(crate) fn spots(&self, db: &Db, filter: &Filter) -> Result<Option<Vec<Counts>>> {
        let Some(wanted) = self.wanted(db, filter)? else { return Ok(None) };
        let mut spots: FxHashMap<(Text, Text), (Counts, i64)> = FxHashMap::default();
        let conflict = ["VX", "MX"].map(|quad| self.texts.known(quad));
        for (_, f) in self.found(&wanted).filter(|(_, f)| f.place != 0) {
            let (spot, report) = spots.entry((f.place, f.place_country)).or_insert((Counts { event: f.id, ..Counts::default() }, 0));
            spot.event = spot.event.min(f.id);
            spot.mentions += 1;
            spot.conflict += u64::from(conflict.contains(&f.quad));
            // Events come in the order of their reports.
            spot.reports += u64::from(*report != f.report);
            *report = f.report;
        }
        let name = |(place, country): (Text, Text)| (self.texts.text(place), self.texts.text(country));
        let mut all: Vec<_> = spots.into_iter().map(|(key, (spot, _))| (Reverse(spot.mentions), name(key), spot)).collect();
        all.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let limit = if filter.limit == 0 { all.len() } else { filter.limit };
        Ok(Some(all.into_iter().take(limit).map(|(.., spot)| spot).collect()))
    }

    /// The events that are wanted, with their parties.
    fn found<'c>(&'c self, wanted: &'c Wanted) -> impl Iterator<Item = (&'c [Party], &'c Fact)> {
        self.segments.iter().flat_map(|s| s.each()).filter(|(parties, fact)| wanted.holds(parties, fact))
    }

    /// How many reports and events there are.
    pub(crate) fn size(&self) -> [u64; 2] {
        [self.reports.len() as u64, self.segments.iter().map(|s| s.facts.len() as u64).sum()]
    }

    /// The last day on which a report may have begun to be told.
    pub(crate) fn last_day(&self) -> Option<&str> {
        self.reports.iter().filter_map(|r| self.texts.text(r.from)).max()
    }

    /// As [`Archive::outlets`].
    pub(crate) fn outlets(&self) -> Vec<(Option<String>, u64)> {
        let mut all: FxHashMap<Text, u64> = FxHashMap::default();
        self.reports.iter().for_each(|r| *all.entry(r.outlet).or_default() += 1);
        let mut all: Vec<_> = all.into_iter().map(|(outlet, count)| (self.texts.text(outlet).map(str::to_owned), count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }

    /// As [`Archive::published`].
    pub(crate) fn published(&self) -> Vec<(String, String, u64)> {
        let mut all: FxHashMap<(Text, Text), u64> = FxHashMap::default();
        self.reports.iter().filter(|r| r.stands && r.to != 0).for_each(|r| *all.entry((r.to, r.outlet)).or_default() += 1);
        let text = |number| self.texts.text(number).unwrap_or("").to_owned();
        let mut all: Vec<_> = all.into_iter().map(|((day, outlet), count)| (text(day), text(outlet), count)).collect();
        all.sort_unstable();
        all
    }

    /// As [`Archive::notes`].
    pub(crate) fn notes(&self, kind: Option<&str>, limit: usize) -> Vec<Noted> {
        let kind = kind.map(|k| self.texts.known(k));
        // Detail, reports, times, the last report: those of one stand beside each other.
        let mut all: FxHashMap<(Text, Text), (Text, u64, u64, i64)> = FxHashMap::default();
        let text = |number| self.texts.text(number).unwrap_or("");
        for u in self.unknown.iter().filter(|u| kind.is_none_or(|k| k == u.kind)) {
            let (detail, reports, times, last) = all.entry((u.kind, u.form)).or_insert((u.detail, 0, 0, 0));
            if *detail != u.detail && text(u.detail) < text(*detail) {
                *detail = u.detail;
            }
            *reports += u64::from(*last != u.report);
            *times += u64::from(u.times);
            *last = u.report;
        }
        let mut all: Vec<_> = all
            .into_iter()
            .map(|((kind, form), (detail, reports, times, _))| (Reverse((reports, times)), text(form), text(kind), detail))
            .collect();
        all.sort_unstable();
        let noted = |(Reverse((reports, times)), form, kind, detail): (Reverse<(u64, u64)>, &str, &str, Text)| Noted {
            kind: kind.to_owned(),
            form: form.to_owned(),
            detail: text(detail).to_owned(),
            reports,
            times,
        };
        all.into_iter().take(limit).map(noted).collect()
    }

    fn who(&self, number: u32) -> Who {
        self.who.get(number as usize).copied().unwrap_or_default()
    }

    /// The numbers of the events that a filter asks for, in its order; none where it cannot be answered here.
    pub(crate) fn ids(&self, db: &Db, filter: &Filter) -> Result<Option<Vec<i64>>> {
        let Some(wanted) = self.wanted(db, filter)? else { return Ok(None) };
        let found = self.found(&wanted).map(|(_, f)| f);
        let (offset, limit) = (filter.offset, filter.limit);
        // The lot is drawn as [`Order::sql`] draws it.
        let lot = |f: &Fact| ((f.sorted % 65536 + 1) * (f.point() % 4093 + 1) * 48271 + f.sorted) % 1_000_003;
        Ok(Some(match filter.order {
            Order::Day => page(found.map(|f| ((f.day, f.sorted, f.at), f.id)), offset, limit),
            Order::Newest => page(found.map(|f| ((Reverse(f.day), f.sorted, f.at), f.id)), offset, limit),
            Order::Uncertain => page(found.map(|f| ((f.confidence.to_bits(), f.sorted, f.at), f.id)), offset, limit),
            Order::Important => page(found.map(|f| ((Reverse(self.told(f)), f.sorted, f.at), f.id)), offset, limit),
            Order::Random => page(found.map(|f| ((lot(f), f.sorted, f.at), f.id)), offset, limit),
        }))
    }

    /// What a filter asks of columns; none where they do not have it.
    fn wanted(&self, db: &Db, filter: &Filter) -> Result<Option<Wanted>> {
        let words = filter.place.as_deref().is_some_and(|p| !is_code(p));
        if !filter.ids.is_empty() || filter.report.is_some() || filter.as_of.is_some() || filter.context.is_some() || words {
            return Ok(None);
        }
        let text = |value: &Option<String>| value.as_deref().map(|v| self.texts.known(v));
        let day = |name, value: &Option<String>| value.as_deref().map(|d| checked_day(name, d)).transpose();
        let mut parties = Vec::new();
        for (roles, value) in [
            (&[0_u8][..], &filter.actor),
            (&[1], &filter.recipient),
            (&[0, 1], &filter.party),
            (&[2], &filter.said_by),
            (&[3], &filter.denied_by),
        ] {
            if let Some(value) = value {
                parties.push((roles, self.named(db, value)?));
            }
        }
        let states = [0, self.texts.known("accepted"), self.texts.known("corrected")];
        Ok(Some(Wanted {
            kinds: filter.types.iter().map(|t| self.texts.known(&t.to_uppercase())).collect(),
            mode: text(&filter.mode),
            status: text(&filter.status),
            outlet: text(&filter.outlet),
            place: text(&filter.place),
            states: match filter.review.as_deref() {
                Some("proposed") => Some(vec![0]),
                Some(state) => Some(vec![self.texts.known(state)]),
                None if filter.all => None,
                None => Some(states.to_vec()),
            },
            disputed: filter.disputed,
            from: day("from", &filter.from)?.map(|d| number(Some(&d))),
            to: day("to", &filter.to)?.map(|d| number(Some(&d))),
            confidence: filter.confidence,
            parties,
        }))
    }

    /// Those of whom a filter speaks: a country, a country with a sector, a knowledge entry, words of a name.
    fn named(&self, db: &Db, value: &str) -> Result<FxHashSet<u32>> {
        let all = || (0_u32..).zip(&self.who);
        let sector = |s: &str| self.texts.known(&s.to_uppercase());
        let those = |holds: &dyn Fn(&Who) -> bool| all().filter(|(_, w)| holds(w)).map(|(n, _)| n).collect();
        Ok(match value.split_once(':') {
            Some(("", s)) => those(&|w| w.sector == sector(s)),
            Some((country, s)) if is_code(country) => those(&|w| w.country == self.texts.known(country) && w.sector == sector(s)),
            _ if is_code(value) => those(&|w| w.country == self.texts.known(value)),
            _ => who_named(db, value)?.into_iter().filter_map(|id| u32::try_from(id).ok()).collect(),
        })
    }
}

/// What is asked.
struct Wanted {
    kinds: Vec<Text>,
    mode: Option<Text>,
    status: Option<Text>,
    outlet: Option<Text>,
    place: Option<Text>,
    /// One of these; any where there are none.
    states: Option<Vec<Text>>,
    disputed: bool,
    from: Option<u32>,
    to: Option<u32>,
    confidence: Option<f64>,
    parties: Vec<(&'static [u8], FxHashSet<u32>)>,
}

impl Wanted {
    fn holds(&self, parties: &[Party], f: &Fact) -> bool {
        let is = |asked: Option<Text>, has: Text| asked.is_none_or(|a| a == has);
        let party = |(roles, who): &(&[u8], FxHashSet<u32>)| parties.iter().any(|(r, w)| roles.contains(r) && who.contains(w));
        (self.kinds.is_empty() || self.kinds.contains(&f.kind))
            && is(self.mode, f.mode)
            && is(self.status, f.status)
            && is(self.outlet, f.outlet)
            && is(self.place, f.place_country)
            && self.states.as_ref().is_none_or(|s| s.contains(&f.state))
            && (!self.disputed || f.disputed)
            && self.from.is_none_or(|from| f.day != NEVER && f.day_to >= from)
            && self.to.is_none_or(|to| f.day <= to)
            && self.confidence.is_none_or(|least| f.confidence >= least)
            && self.parties.iter().all(party)
    }
}

/// A place where events happened, by one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) event: i64,
    pub(crate) mentions: u64,
    pub(crate) conflict: u64,
    pub(crate) reports: u64,
}

/// A group while it is counted. Events come in the order of their reports.
#[derive(Default)]
struct Counted {
    mentions: u64,
    events: u64,
    reports: u64,
    outlets: FxHashSet<Text>,
    /// Acts that several events tell; one that a single event tells is counted with it.
    acts: FxHashSet<i64>,
    /// Acts that one event tells, and events that tell no act that is known.
    alone: u64,
    last: Option<(i64, u64)>,
}

impl Counted {
    /// `only`: no other event tells its act.
    fn add(&mut self, fact: &Fact, only: bool) {
        self.mentions += 1;
        if self.last.is_none_or(|(report, _)| report != fact.report) {
            self.reports += 1;
            if fact.outlet != 0 {
                self.outlets.insert(fact.outlet);
            }
        }
        let told = Some((fact.report, fact.first));
        if only {
            self.alone += 1;
        } else if fact.act != 0 {
            self.acts.insert(fact.act);
        }
        if self.last != told {
            self.events += 1;
            self.alone += u64::from(fact.act == 0);
            self.last = told;
        }
    }
}

/// A page of what stands in the order of its keys.
fn page<K: Ord>(found: impl Iterator<Item = (K, i64)>, offset: usize, limit: usize) -> Vec<i64> {
    let mut found: Vec<(K, i64)> = found.collect();
    let end = if limit == 0 { found.len() } else { offset.saturating_add(limit).min(found.len()) };
    if end < found.len() {
        found.select_nth_unstable(end);
        found.truncate(end);
    }
    found.sort_unstable();
    found.into_iter().skip(offset).map(|(_, id)| id).collect()
}

/// `2018-05-07` as 20180507.
fn number(day: Option<&str>) -> u32 {
    let digits = |day: &str| day.bytes().filter(u8::is_ascii_digit).take(8).fold(0, |n, d| n * 10 + u32::from(d - b'0'));
    day.map_or(NEVER, digits)
}

/// The parties of events, and where each has its own.
fn read_parties(db: &Db, known: i64, changed: &str) -> Result<(Spans, Vec<Party>)> {
    let (mut spans, mut parties): (Spans, Vec<Party>) = Default::default();
    let sql = format!("SELECT event, role, who FROM party WHERE event IN ({NEW}) ORDER BY event, role, place");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.walk(params![known, changed])?;
    while let Some(r) = rows.next()? {
        let role = r.text(1)?;
        let role = crate::pack::ROLES.iter().position(|known| **known == *role);
        let at = u32::try_from(parties.len()).unwrap_or(u32::MAX);
        let span = spans.entry(r.get(0)?).or_insert((at, at));
        span.1 = at + 1;
        parties.push((u8::try_from(role.unwrap_or(9)).unwrap_or(9), u32::try_from(r.get::<i64>(2)?).unwrap_or(0)));
    }
    Ok((spans, parties))
}

/// Events after the last that is known, and those of reports that changed.
const NEW: &str =
    "SELECT id FROM event WHERE id > ?1 UNION SELECT id FROM event WHERE document IN (SELECT CAST(value AS BIGINT) FROM json_each(?2))";

fn seen(db: &Db) -> Result<Seen> {
    let sql = "SELECT coalesce((SELECT max(id) FROM event), 0), coalesce((SELECT max(id) FROM coding), 0), coalesce((SELECT max(id) FROM document), 0), \
               coalesce((SELECT max(n) FROM decision), 0), coalesce((SELECT max(id) FROM linking), 0)";
    let seen =
        |r: &Cells<'_>| Ok(Seen { event: r.get(0)?, coding: r.get(1)?, document: r.get(2)?, decision: r.get(3)?, linking: r.get(4)? });
    db.prepare_cached(sql)?.query_row((), seen)
}

/// Whether anything was redacted.
fn redacted(db: &Db, before: &Seen) -> Result<bool> {
    db.prepare_cached("SELECT 1 FROM decision WHERE n > ?1 AND verb = 'redact'")?.exists([before.decision])
}

/// Reports that were there before and were coded again, decided on, or stand no more.
fn changed(db: &Db, before: &Seen) -> Result<FxHashSet<i64>> {
    let sql = "SELECT document FROM coding WHERE id > ?1 AND document <= ?2 UNION SELECT id FROM document WHERE superseded_by > ?2 \
               UNION SELECT d.id FROM decision l JOIN document d ON substr(d.key, 1, 16) = substr(l.event, 1, 16) WHERE l.n > ?3";
    let mut statement = db.prepare_cached(sql)?;
    let documents = statement.query_map([before.coding, before.document, before.decision], |r| r.get(0))?;
    Ok(documents.into_iter().collect())
}
