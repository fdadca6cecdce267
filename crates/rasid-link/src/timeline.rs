//! Acts that happened once → rows with every report's version: numbers, dates, who says so, who denies it.

use rasid::record::{Entity, Event, Record};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::acts::{Happening, identity};
use crate::copies::attributed;
use crate::following::Following;
use crate::groups::{Decision, Group, Groups, name};
use crate::report::{Report, day_of, number};

/// Where something is told: offsets are code points of the report's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The report.
    pub document: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its day.
    pub published: Option<String>,
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The words, verbatim.
    pub quote: String,
}

impl Source {
    pub(crate) fn new(record: &Record<'_>, quote: &rasid::record::Quote<'_>) -> Self {
        Self {
            document: record.id.to_string(),
            outlet: record.outlet.as_deref().map(str::to_owned),
            published: record.published.clone(),
            start: quote.start,
            end: quote.end,
            quote: quote.text.to_string(),
        }
    }

    /// The day of its report, counted.
    pub(crate) fn day(&self) -> Option<i32> {
        self.published.as_deref().and_then(|p| p.rsplit('/').next()).and_then(number)
    }

    /// What orders places, as [`Report::rank`] orders reports.
    pub(crate) fn rank(&self) -> (Option<i32>, &str) {
        (self.day(), &self.document)
    }
}

/// Somebody who acts: never a side, only a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Party {
    /// The canonical name, else the words.
    pub name: String,
    /// The knowledge entry.
    pub id: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The sector.
    pub sector: Option<String>,
}

impl Party {
    pub(crate) fn new(e: &Entity<'_>) -> Self {
        let text = |t: &Option<std::borrow::Cow<'_, str>>| t.as_deref().map(str::to_owned);
        Self { name: e.name.as_deref().unwrap_or(&e.text).to_owned(), id: text(&e.id), country: text(&e.country), sector: text(&e.sector) }
    }
}

/// A number as the reports give it, each origin once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// What it counts.
    pub kind: String,
    /// The least that is said.
    pub low: u64,
    /// The median of what is said.
    pub best: u64,
    /// The most that is said.
    pub high: u64,
}

/// An act as one report tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Where.
    #[serde(flatten)]
    pub source: Source,
    /// Whether it is said to have happened.
    pub status: String,
    /// Who says so, nearest the fact first.
    pub said_by: Vec<String>,
    /// Who denies it.
    pub denied_by: Vec<String>,
    /// The days that the report gives it.
    pub dates: Option<(String, String)>,
    /// The numbers that the report gives: kind, least, most.
    pub counts: Vec<(String, u64, Option<u64>)>,
}

/// An act with all that is told of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Made of the first report's id and the act's place in it.
    pub id: String,
    /// First day; of several versions the one most origins give, else the first report's day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// PLOVER's type.
    pub r#type: String,
    /// Its mode.
    pub mode: Option<String>,
    /// The quad class.
    pub quad: String,
    /// PLOVER's intensity.
    pub intensity: f32,
    /// Goldstein's scale.
    pub goldstein: f32,
    /// `actual`, `future`, `hypothetical`, `negated`, `alleged`: what most origins say.
    pub status: String,
    /// `reported`, `claimed` by one side, `denied`, `disputed`, `acknowledged` by who acted, `announced`.
    pub claim: String,
    /// Who acts.
    pub actor: Vec<Party>,
    /// To whom.
    pub recipient: Vec<Party>,
    /// Where.
    pub place: Option<String>,
    /// Numbers.
    pub counts: Vec<Number>,
    /// How many reports tell it.
    pub reports: usize,
    /// How many outlets.
    pub outlets: usize,
    /// How many tell it of themselves, not from an agency or another's text.
    pub origins: usize,
    /// Outlets that published a translation of a report that tells it; they are counted above only where they tell it otherwise too.
    #[serde(default)]
    pub translated_by: Vec<String>,
    /// The story it belongs to.
    pub story: String,
    /// Followed outlets that did not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Vec<String>>,
    /// Every report's version, the earliest first.
    #[serde(default)]
    pub versions: Vec<Version>,
}

/// Reports that were linked, with their acts.
#[derive(Clone, Debug)]
pub struct Linked {
    /// In the order they came.
    pub reports: Vec<Report>,
    /// Their groups.
    pub groups: Groups,
    /// Their acts.
    pub happenings: Vec<Happening>,
    /// What is followed.
    pub following: Following,
    /// The reports of each story, the earliest first.
    stories: BTreeMap<String, Vec<usize>>,
    /// The outlets of the translations of each text.
    translated: BTreeMap<String, BTreeSet<String>>,
}

impl Linked {
    /// Links acts of reports that are grouped.
    #[must_use]
    pub fn new(reports: Vec<Report>, groups: Groups, following: Following, decisions: &[Decision]) -> Self {
        let happenings = crate::acts::happenings(&reports, &groups, &following, decisions);
        let mut stories: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        groups.named.iter().enumerate().for_each(|(n, g)| stories.entry(g.story.clone()).or_default().push(n));
        stories.values_mut().for_each(|all| all.sort_by_key(|n| reports.get(*n).map(Report::rank)));
        let mut translated: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (report, group) in reports.iter().zip(&groups.named).filter(|(r, _)| !r.traits.language().is_empty()) {
            if let Some(wire) = &group.wire {
                translated.entry(wire.clone()).or_default().insert(report.outlet().to_owned());
            }
        }
        Self { reports, groups, happenings, following, stories, translated }
    }

    /// The reports of a story, the earliest first.
    pub(crate) fn story(&self, story: &str) -> &[usize] {
        self.stories.get(story).map_or(&[], Vec::as_slice)
    }

    /// How many reports there are of each day.
    #[must_use]
    pub fn days(&self) -> BTreeMap<i32, usize> {
        let mut days = BTreeMap::new();
        self.reports.iter().filter_map(|r| r.day).for_each(|d| *days.entry(d).or_default() += 1);
        days
    }

    /// All reports, the earliest first.
    pub(crate) fn in_order(&self) -> Vec<(usize, &Report)> {
        let mut all: Vec<(usize, &Report)> = self.reports.iter().enumerate().collect();
        all.sort_by(|a, b| a.1.rank().cmp(&b.1.rank()));
        all
    }

    /// The outlets that published a translation of one of these reports.
    fn translated_by(&self, reports: impl Iterator<Item = usize>) -> Vec<String> {
        let wires: BTreeSet<&str> = reports.filter_map(|n| self.group(n)?.wire.as_deref()).collect();
        let outlets: BTreeSet<&String> =
            wires.into_iter().filter_map(|w| self.translated.get(w)).flatten().filter(|o| !o.is_empty()).collect();
        outlets.into_iter().cloned().collect()
    }

    pub(crate) fn group(&self, report: usize) -> Option<&Group> {
        self.groups.named.get(report)
    }

    /// Where a report has what it tells: the text it copies, the agency that it attributes it to or that signs it, else its outlet, else itself.
    pub(crate) fn origin<'l>(&'l self, report: usize, event: Option<&'l Event<'_>>) -> &'l str {
        let wire = self.group(report).and_then(|g| g.wire.as_deref());
        let report = self.reports.get(report);
        let agency = || event.and_then(attributed).or_else(|| report?.traits.signed.as_deref());
        let own = || report.map_or("", |r| r.record.outlet.as_deref().unwrap_or(&r.record.id));
        wire.or_else(agency).unwrap_or_else(own)
    }
}

/// Everything that happened or is said to have, by day. With `silence`, which outlets that were followed within so many days of an
/// act told by two or more did not tell it.
#[must_use]
pub fn timeline(linked: &Linked, silence: Option<i32>) -> Vec<Row> {
    let outlets = Outlets::of(linked);
    let mut rows: Vec<Row> = linked.happenings.iter().filter_map(|h| row(linked, h)).collect();
    if let Some(days) = silence {
        rows.iter_mut().for_each(|r| r.silent = Some(r.silent(&outlets, days)));
    }
    rows.sort_by(|a, b| a.order().cmp(&b.order()));
    rows
}

/// Which outlets published on which day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlets(BTreeMap<i32, BTreeSet<String>>);

impl Outlets {
    /// Of reports.
    #[must_use]
    pub fn of(linked: &Linked) -> Self {
        linked.reports.iter().filter_map(|r| Some((r.day?, r.outlet().to_owned()))).collect()
    }

    /// Those that published on one of these days, and are not among those who told.
    #[must_use]
    pub fn silent(&self, (from, to): (i32, i32), told: &BTreeSet<&str>) -> Vec<String> {
        let met: BTreeSet<&str> = self.0.range(from..=to).flat_map(|(_, all)| all).map(String::as_str).collect();
        met.difference(told).filter(|o| !o.is_empty()).map(|o| (*o).to_owned()).collect()
    }
}

impl FromIterator<(i32, String)> for Outlets {
    fn from_iter<I: IntoIterator<Item = (i32, String)>>(all: I) -> Self {
        let mut out = Self::default();
        all.into_iter().for_each(|(day, outlet)| _ = out.0.entry(day).or_default().insert(outlet));
        out
    }
}

impl Row {
    /// What orders rows.
    #[must_use]
    pub fn order(&self) -> (&Option<String>, &Option<String>, &str) {
        (&self.from, &self.to, &self.id)
    }

    /// Outlets that published within so many days of an act told by two or more, and did not tell it.
    #[must_use]
    pub fn silent(&self, outlets: &Outlets, days: i32) -> Vec<String> {
        let mut told: BTreeSet<&str> = self.versions.iter().map(|v| v.source.outlet.as_deref().unwrap_or("")).collect();
        let first = self.versions.iter().filter_map(|v| v.source.day()).min().filter(|_| told.len() > 1);
        told.extend(self.translated_by.iter().map(String::as_str));
        first.map_or_else(Vec::new, |first| outlets.silent((first, first + days), &told))
    }
}

/// A version with what it was made of.
type Made<'l> = (usize, &'l Report, &'l Event<'static>);

/// The row of an act; none of one that no report tells.
#[must_use]
pub fn row(linked: &Linked, happening: &Happening) -> Option<Row> {
    let made = |t: &crate::acts::Told| {
        let report = linked.reports.get(t.report)?;
        Some((t.report, report, report.record.events.get(t.event)?))
    };
    let told: Vec<Made<'_>> = happening.iter().filter_map(made).collect();
    let (first_at, first, first_told) = *told.first()?;
    let best = told.iter().map(|t| t.2).reduce(|a, b| if richness(b) > richness(a) { b } else { a })?;
    let origins: BTreeSet<&str> = told.iter().map(|(n, _, e)| linked.origin(*n, Some(e))).collect();
    let outlets: BTreeSet<&str> = told.iter().map(|(_, r, _)| r.outlet()).collect();
    let dates = most(told.iter().filter_map(|(_, _, e)| e.date.as_ref()).map(|d| (d.from.clone(), d.to.clone())));
    let published = first.day.map(|d| day_of(d).to_string());
    let (from, to) = dates.map_or((published.clone(), published), |(from, to)| (Some(from), Some(to)));
    Some(Row {
        id: name("act", &format!("{} {}", first.record.id, first_told.id)),
        from,
        to,
        r#type: best.r#type.to_string(),
        mode: best.mode.as_deref().map(str::to_owned),
        quad: best.quad.to_string(),
        intensity: best.intensity,
        goldstein: linked.following.goldstein(&best.r#type, best.mode.as_deref()),
        status: most(told.iter().map(|t| t.2.status.to_string()))?,
        claim: claim(&told.iter().map(|t| t.2).collect::<Vec<_>>()).to_owned(),
        actor: best.actor.iter().map(Party::new).collect(),
        recipient: best.recipient.iter().map(Party::new).collect(),
        place: most(told.iter().filter_map(|t| t.2.place.as_ref()).map(|p| p.name.as_deref().unwrap_or(&p.text).to_owned())),
        counts: counts(linked, &told),
        reports: told.iter().map(|t| t.0).collect::<BTreeSet<_>>().len(),
        outlets: outlets.len(),
        origins: origins.len(),
        translated_by: linked.translated_by(told.iter().map(|t| t.0)),
        story: linked.group(first_at)?.story.clone(),
        silent: None,
        versions: told.iter().map(|(_, r, e)| Version::new(&r.record, e)).collect(),
    })
}

/// How much an event's record says: what a row takes its parties from.
fn richness(e: &Event<'_>) -> (usize, usize) {
    let known = e.actor.iter().chain(&e.recipient).filter(|x| x.id.is_some()).count();
    (usize::from(!e.actor.is_empty()) + usize::from(!e.recipient.is_empty()), known)
}

/// What most have; of what as many have, the least.
pub(crate) fn most<T: Ord>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut tally: BTreeMap<T, usize> = BTreeMap::new();
    all.for_each(|x| *tally.entry(x).or_default() += 1);
    tally.into_iter().rev().max_by_key(|(_, n)| *n).map(|(x, _)| x)
}

impl Version {
    /// An event as its record tells it.
    #[must_use]
    pub fn new(record: &Record<'_>, e: &Event<'_>) -> Self {
        let names = |all: &[Entity<'_>]| all.iter().map(|x| x.name.as_deref().unwrap_or(&x.text).to_owned()).collect();
        Self {
            source: Source::new(record, &e.evidence),
            status: e.status.to_string(),
            said_by: names(&e.said_by),
            denied_by: names(&e.denied_by),
            dates: e.date.as_ref().map(|d| (d.from.clone(), d.to.clone())),
            counts: e.counts.iter().map(|c| (c.kind.to_string(), c.low, c.high)).collect(),
        }
    }
}

/// How far the reports stand behind an act. Nothing in it knows one side from the other.
fn claim(events: &[&Event<'_>]) -> &'static str {
    let plain = |e: &Event<'_>| e.status == "actual" && e.said_by.iter().all(|s| s.sector.as_deref() == Some("JRN"));
    let own = |e: &Event<'_>| e.status == "actual" && e.said_by.iter().any(|s| e.actor.iter().any(|a| related(a, s)));
    let denied = events.iter().any(|e| !e.denied_by.is_empty() || e.status == "negated");
    let asserted = events.iter().any(|e| matches!(&*e.status, "actual" | "alleged"));
    let hostile = events.iter().any(|e| e.quad.ends_with('X'));
    if denied {
        return if asserted { "disputed" } else { "denied" };
    }
    if hostile && events.iter().any(|e| own(e)) {
        return "acknowledged";
    }
    if events.iter().any(|e| plain(e)) {
        return "reported";
    }
    if asserted { "claimed" } else { "announced" }
}

/// Whether two are one, or are of one sector of one country: an army and its spokesman; never two sides of a civil war.
fn related(a: &Entity<'_>, b: &Entity<'_>) -> bool {
    identity(a) == identity(b) || a.country.is_some() && a.country == b.country && a.sector == b.sector
}

fn counts(linked: &Linked, told: &[Made<'_>]) -> Vec<Number> {
    let mut kinds: BTreeMap<&str, BTreeMap<&str, (u64, u64)>> = BTreeMap::new();
    for (n, _, e) in told {
        for c in &e.counts {
            kinds.entry(&c.kind).or_default().insert(linked.origin(*n, Some(e)), (c.low, c.high.unwrap_or(c.low)));
        }
    }
    let number = |(kind, said): (&str, BTreeMap<&str, (u64, u64)>)| {
        let mut lows: Vec<u64> = said.values().map(|(low, _)| *low).collect();
        lows.sort_unstable();
        let best = lows.get((lows.len() - 1) / 2).copied()?;
        Some(Number { kind: kind.to_owned(), low: *lows.first()?, best, high: said.values().map(|(_, high)| *high).max()? })
    };
    kinds.into_iter().filter_map(number).collect()
}

/// The day of a row, counted: the first of its days.
pub(crate) fn day(row: &Row) -> Option<i32> {
    row.from.as_deref().and_then(number)
}
