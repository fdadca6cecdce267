//! What linking left in an archive, read back as what `rasid-link` tells: acts, plans, agreements, positions, namings, stories, and what is made of them.
//! Asks the archive, and decides nothing.

use rasid_archive::{Archive, Fault, Marked, Wanted};
use rasid_link::agreements::{Followed, Mark};
use rasid_link::calendar::Planned;
use rasid_link::digest::{Digest, Told, digest as drafted, months_around};
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
    let (rows, _) = archive.together(kind, wanted)?;
    Ok(rows.into_iter().filter_map(|row| serde_json::from_value(row).ok()).collect())
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

/// Gives acts every report's version.
///
/// # Errors
/// As above.
pub fn tell<'r>(archive: &Archive, acts: impl Iterator<Item = &'r mut Row>) -> Result<(), Fault> {
    let mut records: BTreeMap<String, rasid::record::Record<'static>> = BTreeMap::new();
    for row in acts {
        for event in archive.tellings(&row.id)? {
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
    let mut all: Vec<Planned> = rows(archive, "plan", &days.wanted())?;
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
    let between = sides.map(|both| both.map(String::to_owned));
    let mut acts: Vec<Row> = rows(archive, "act", &Wanted { between, ..Wanted::default() })?;
    acts.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut points = rasid_link::series::series(&acts, &published(archive)?.1, period);
    points.retain(|p| sides.is_none_or(|both| both.contains(&&p.source) && both.contains(&&p.target)));
    Ok(points)
}

/// A month's draft; none where the month is none. Reads the rows of that month and the one before, and of what is announced for later.
///
/// # Errors
/// As above.
pub fn digest(archive: &Archive, month: &str, about: Option<&str>) -> Result<Option<Digest>, Fault> {
    let Some([before, first, last]) = months_around(month) else { return Ok(None) };
    let days = published(archive)?.1;
    let since = |from: String| Days { from: Some(from), to: None };
    let within = Days { from: Some(first.clone()), to: Some(last) };
    let told = Told {
        acts: acts(archive, &since(before))?,
        plans: plans(archive, &since(first), days.keys().next_back().copied())?,
        agreements: agreements(archive, &within)?,
        positions: positions(archive, &within)?,
        days,
    };
    let mut draft = drafted(told, &Following::builtin(), month, about);
    if let Some(draft) = &mut draft {
        tell(archive, draft.developments.iter_mut().chain(&mut draft.talks))?;
    }
    Ok(draft)
}
