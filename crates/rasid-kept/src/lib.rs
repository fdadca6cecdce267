//! What linking left in an archive, read back as what `rasid-link` tells: acts, plans, agreements, positions, namings, stories, and what is made of them.
//! Asks the archive, and decides nothing.

use rasid::model::EventType;
use rasid_archive::{Archive, Fault, Marked, Wanted};
use rasid_link::agreements::{Followed, Mark};
use rasid_link::calendar::Planned;
use rasid_link::digest::{Digest, HAPPENED, MOST, Told, digest as drafted, months_around};
use rasid_link::namings::Naming;
use rasid_link::positions::Stand;
use rasid_link::series::{Period, Point};
use rasid_link::stories::Story;
use rasid_link::timeline::{Outlets, Row, Version};
use rasid_link::{Following, number};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What of all is wanted: rows of days from one to another, both written `2020-08-21`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Option<String>,
    /// The last.
    pub to: Option<String>,
}

impl Days {
    fn wanted(&self) -> Wanted {
        Wanted { from: self.from.clone(), to: self.to.clone(), ..Wanted::default() }
    }
}

fn rows<T: DeserializeOwned>(archive: &Archive, kind: &str, wanted: &Wanted) -> Result<Vec<T>, Fault> {
    Ok(archive.rows_of(kind, wanted)?.into_iter().filter_map(|row| serde_json::from_value(row).ok()).collect())
}

/// The timeline, without the versions of reports.
///
/// # Errors
/// Where the archive cannot be read; so of all functions here.
pub fn acts(archive: &Archive, days: &Days) -> Result<Vec<Row>, Fault> {
    let mut all: Vec<Row> = rows(archive, "act", &days.wanted())?;
    all.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(all)
}

/// Gives acts the versions of so many reports, the earliest first.
///
/// # Errors
/// As above.
pub fn tell<'r>(archive: &Archive, acts: impl Iterator<Item = &'r mut Row>, most: usize) -> Result<(), Fault> {
    let mut records: BTreeMap<String, rasid::record::Record<'static>> = BTreeMap::new();
    for row in acts {
        for event in archive.tellings(&row.id)?.into_iter().take(most) {
            let Some((key, at)) = event.split_once('.') else { continue };
            if !records.contains_key(key) {
                records.insert(key.to_owned(), archive.kept_of(key)?.record);
            }
            let told = records.get(key).and_then(|r| Some((r, r.events.iter().find(|e| e.id == at)?)));
            row.versions.extend(told.map(|(record, e)| Version::new(record, e)));
        }
    }
    Ok(())
}

/// Which outlets published on which day, and how many reports there are of each.
///
/// # Errors
/// As above.
pub fn published(archive: &Archive) -> Result<(Outlets, BTreeMap<i32, usize>), Fault> {
    let all = archive.published()?;
    let counted = all.iter().filter_map(|(day, outlet, n)| Some((number(day)?, outlet, *n)));
    let mut days: BTreeMap<i32, usize> = BTreeMap::new();
    counted.clone().for_each(|(day, _, n)| *days.entry(day).or_default() += usize::try_from(n).unwrap_or(usize::MAX));
    Ok((counted.map(|(day, outlet, _)| (day, outlet.clone())).collect(), days))
}

/// What was announced, as of the last report's day.
///
/// # Errors
/// As above.
pub fn plans(archive: &Archive, days: &Days, last: Option<i32>) -> Result<Vec<Planned>, Fault> {
    planned(archive, &days.wanted(), last)
}

fn planned(archive: &Archive, wanted: &Wanted, last: Option<i32>) -> Result<Vec<Planned>, Fault> {
    let mut all: Vec<Planned> = rows(archive, "plan", wanted)?;
    all.iter_mut().for_each(|p| p.as_of(last));
    all.sort_by(|a, b| (&a.from, &a.to, &a.id).cmp(&(&b.from, &b.to, &b.id)));
    Ok(all)
}

/// The agreements, with the marks that people gave them.
///
/// # Errors
/// As above.
pub fn agreements(archive: &Archive, days: &Days) -> Result<Vec<Followed>, Fault> {
    let mut all: Vec<Followed> = rows(archive, "agreement", &days.wanted())?;
    all.sort_by(|a, b| (!a.registered, &a.name, &a.id).cmp(&(!b.registered, &b.name, &b.id)));
    let marks = archive.marks()?;
    let mark = |m: &Marked| Mark { mark: m.mark, by: m.by.clone(), day: m.at.get(..10).map(str::to_owned) };
    all.iter_mut().for_each(|row| row.marks = marks.get(&row.id).into_iter().flatten().map(mark).collect());
    Ok(all)
}

/// The positions.
///
/// # Errors
/// As above.
pub fn positions(archive: &Archive, days: &Days) -> Result<Vec<Stand>, Fault> {
    let mut all: Vec<Stand> = rows(archive, "position", &days.wanted())?;
    all.sort_by(|a, b| (&a.actor, &a.toward, &a.day, &a.stance).cmp(&(&b.actor, &b.toward, &b.day, &b.stance)));
    Ok(all)
}

/// The namings.
///
/// # Errors
/// As above.
pub fn namings(archive: &Archive) -> Result<Vec<Naming>, Fault> {
    let mut all: Vec<Naming> = rows(archive, "naming", &Wanted::default())?;
    all.sort_by(|a, b| (&a.actor, &a.outlet, b.count, &a.designation).cmp(&(&b.actor, &b.outlet, a.count, &b.designation)));
    Ok(all)
}

/// Stories of at least so many reports, the largest first.
///
/// # Errors
/// As above.
pub fn stories(archive: &Archive, least: usize) -> Result<Vec<Story>, Fault> {
    let outlets = published(archive)?.0;
    let mut all: Vec<Story> = rows(archive, "story", &Wanted { least, ..Wanted::default() })?;
    all.iter_mut().for_each(|s| s.compare(&outlets));
    all.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| (&a.from, &a.id).cmp(&(&b.from, &b.id))));
    Ok(all)
}

/// What countries did to each other, period by period; of two countries alone where they are given.
///
/// # Errors
/// As above.
pub fn series(archive: &Archive, period: Period, sides: Option<[&String; 2]>) -> Result<Vec<Point>, Fault> {
    let between = sides.iter().flatten().map(|side| (*side).clone()).collect();
    let mut acts: Vec<Row> = rows(archive, "act", &Wanted { between, ..Wanted::default() })?;
    acts.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut points = rasid_link::series::series(&acts, &published(archive)?.1, period);
    points.retain(|p| sides.is_none_or(|both| both.contains(&&p.source) && both.contains(&&p.target)));
    Ok(points)
}

/// Rows that a country has to do with, if one is given, up to a day.
fn of(about: Option<&str>, to: Option<&String>) -> Wanted {
    Wanted { between: about.map(str::to_owned).into_iter().collect(), to: to.cloned(), ..Wanted::default() }
}

/// The acts that most origins tell, of talks and of what is none, the most told first: no more are read than it takes to know them.
fn foremost(archive: &Archive, wanted: &Wanted, following: &Following) -> Result<Vec<Row>, Fault> {
    const PAGE: usize = 200;
    let mut found: Vec<Row> = Vec::new();
    loop {
        let page: Vec<Row> = rows(archive, "act", &Wanted { most: true, offset: found.len(), limit: PAGE, ..wanted.clone() })?;
        let (read, least) = (page.len(), page.last().map_or(0, |r| r.reports));
        found.extend(page);
        // An act has no more origins than reports, and what follows no more reports than the last.
        let known = |talk: bool| found.iter().filter(|r| following.talk(&r.r#type) == talk && r.origins >= least).count() >= MOST;
        if read < PAGE || known(true) && known(false) {
            return Ok(found);
        }
    }
}

/// How many acts there are of two months, given by their first days, and of each quad class; the second ends where what is wanted does.
fn tallied(archive: &Archive, wanted: &Wanted, [before, first]: [&String; 2]) -> Result<BTreeMap<(String, String), usize>, Fault> {
    let earlier = Wanted { since: Some(before.clone()), began_before: Some(first.clone()), ..wanted.clone() };
    let now = Wanted { since: Some(first.clone()), ..wanted.clone() };
    let mut tally = BTreeMap::new();
    for (month, wanted) in [(before, earlier), (first, now)] {
        for (kind, acts) in archive.tally("act", &wanted)? {
            let quad = EventType::parse(&kind).map_or_else(String::new, |t| t.quad().name().to_owned());
            let month = month.get(..7).unwrap_or_default().to_owned();
            *tally.entry((month, quad)).or_default() += usize::try_from(acts).unwrap_or(usize::MAX);
        }
    }
    Ok(tally)
}

/// The stances of some days that most reports tell.
fn stands(archive: &Archive, days: &Days, about: Option<&str>) -> Result<Vec<Stand>, Fault> {
    const ENOUGH: usize = 400;
    let one_of = about.map(|country| format!("\"country\":\"{country}\"")).into_iter().collect();
    rows(archive, "position", &Wanted { most: true, limit: ENOUGH, one_of, ..days.wanted() })
}

/// What is announced in a month for later, the first days first.
fn scheduled(archive: &Archive, (month, days): (&str, &Days), about: Option<&str>, last: Option<i32>) -> Result<Vec<Planned>, Fault> {
    let wanted = Wanted { from: days.to.clone(), one_of: vec![format!("\"published\":\"{month}-")], ..Wanted::default() };
    let mut out = planned(archive, &wanted, last)?;
    if about.is_some() {
        let mut ours = Vec::new();
        for plan in out {
            let act = Wanted { name: Some(plan.id.clone()), limit: 1, ..of(about, None) };
            if !archive.rows_of("act", &act)?.is_empty() {
                ours.push(plan);
            }
        }
        out = ours;
    }
    Ok(out)
}

/// A month's draft; none where the month is none. Reads the rows of that month and the one before, and of what is announced for later.
///
/// # Errors
/// As above.
pub fn digest(archive: &Archive, month: &str, about: Option<&str>) -> Result<Option<Digest>, Fault> {
    let Some([before, first, last]) = months_around(month) else { return Ok(None) };
    let (days, following) = (published(archive)?.1, Following::builtin());
    let happened = Wanted { one_of: HAPPENED.map(|status| format!("\"status\":\"{status}\"")).into(), ..of(about, Some(&last)) };
    let tally = tallied(archive, &happened, [&before, &first])?;
    let within = Days { from: Some(first.clone()), to: Some(last) };
    let told = Told {
        tally,
        acts: foremost(archive, &Wanted { since: Some(first), ..happened }, &following)?,
        plans: scheduled(archive, (month, &within), about, days.keys().next_back().copied())?,
        agreements: agreements(archive, &within)?,
        positions: stands(archive, &within, about)?,
        days,
    };
    let mut draft = drafted(told, &following, month, about);
    if let Some(draft) = &mut draft {
        tell(archive, draft.developments.iter_mut().chain(&mut draft.talks), 1)?;
    }
    Ok(draft)
}
