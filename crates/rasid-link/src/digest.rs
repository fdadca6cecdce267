//! A month of linked reports → what a reader of monthly reviews looks for. Words are put to it elsewhere; it decides nothing: it
//! is a draft that nobody has read.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::agreements::{Followed, Step, agreements};
use crate::calendar::{Planned, calendar};
use crate::following::Following;
use crate::groups::Decision;
use crate::positions::{Stand, positions};
use crate::report::{day_number, day_of, number};
use crate::timeline::{Linked, Row, day, timeline};
use rasid::model::Day;

/// A month's draft.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Digest {
    /// `2020-08`.
    pub month: String,
    /// The country it is about, where one was asked for.
    pub about: Option<String>,
    /// How many reports of the month were read.
    pub reports: usize,
    /// By quad class: distinct acts this month, and the month before; none where no report of that month was read.
    pub trend: Vec<(String, usize, Option<usize>)>,
    /// Acts told by most origins.
    pub developments: Vec<Row>,
    /// Meetings and offers.
    pub talks: Vec<Row>,
    /// Steps of agreements.
    pub agreements: Vec<(String, Step)>,
    /// Alleged violations.
    pub violations: Vec<(String, Step)>,
    /// Stances that changed, and those that were told first.
    pub positions: Vec<Stand>,
    /// What is announced for later.
    pub scheduled: Vec<Planned>,
}

/// How many of each are told.
pub const MOST: usize = 12;
/// What an act is said to be that is said to have happened.
pub const HAPPENED: [&str; 2] = ["actual", "alleged"];

/// What a draft is made of: computed, or read back from where it is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Acts, by month (`2020-08`) and quad class: how many are said to have happened.
    pub tally: BTreeMap<(String, String), usize>,
    /// The acts of the month, at least those that most origins tell.
    pub acts: Vec<Row>,
    /// What was announced.
    pub plans: Vec<Planned>,
    /// The agreements.
    pub agreements: Vec<Followed>,
    /// The positions.
    pub positions: Vec<Stand>,
    /// How many reports there are of each day.
    pub days: BTreeMap<i32, usize>,
}

impl Told {
    /// All that linked reports tell, of acts and plans only those that a country has to do with if one is given.
    #[must_use]
    pub fn of(linked: &Linked, decisions: &[Decision], about: Option<&str>) -> Self {
        let ours = |row: &Row| about.is_none_or(|a| row.actor.iter().chain(&row.recipient).any(|p| p.country.as_deref() == Some(a)));
        let (mut acts, mut plans) = (timeline(linked, None), calendar(linked));
        acts.retain(ours);
        let known: BTreeSet<&str> = acts.iter().map(|r| &*r.id).collect();
        plans.retain(|p| known.contains(&*p.id));
        let mut tally = BTreeMap::new();
        for row in acts.iter().filter(|row| happened(row)) {
            let month = row.from.as_deref().and_then(|day| day.get(..7)).unwrap_or_default();
            *tally.entry((month.to_owned(), row.quad.clone())).or_default() += 1;
        }
        Self { tally, acts, plans, agreements: agreements(linked, decisions), positions: positions(linked), days: linked.days() }
    }
}

/// The draft of a month (`2020-08`), about a country if one is given; none where the month is none.
#[must_use]
pub fn digest(told: Told, following: &Following, month: &str, about: Option<&str>) -> Option<Digest> {
    let first = first_day(month)?;
    let (before, start, end) = (shifted(first, -1), day_number(first), shifted(first, 1));
    let within = |d: Option<i32>| d.is_some_and(|d| (start..end).contains(&d));
    let read = |days: std::ops::Range<i32>| told.days.range(days).map(|(_, n)| n).sum::<usize>();
    let (reports, read_before) = (read(start..end), read(before..start) > 0);
    let now: Vec<&Row> = told.acts.iter().filter(|r| happened(r) && within(day(r))).collect();
    let talk = |r: &&Row| following.talk(&r.r#type);
    let on = |d: Option<&String>| within(d.and_then(|d| number(d)));
    let steps: Vec<(String, Step)> = told.agreements.into_iter().filter(|a| concerns(a, about)).flat_map(named).collect();
    let steps: Vec<(String, Step)> = steps.into_iter().filter(|(_, s)| on(s.from.as_ref())).collect();
    let (violations, steps): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(_, s)| s.status == "violation_alleged");
    let stood = |s: &Stand| on(s.day.as_ref()) && (s.changed || s.before.is_none());
    let ahead =
        |p: &Planned| p.to.as_deref().and_then(number).is_some_and(|d| d >= end) && p.announced.iter().any(|s| on(s.published.as_ref()));
    Some(Digest {
        month: month.to_owned(),
        about: about.map(str::to_owned),
        reports,
        trend: trend(&told.tally, month, &day_of(before).to_string(), read_before),
        developments: foremost(now.iter().copied().filter(|r| !talk(r))),
        talks: foremost(now.iter().copied().filter(talk)),
        agreements: steps.into_iter().take(MOST).collect(),
        violations,
        positions: most_told(told.positions.into_iter().filter(|s| stood(s) && concerned(s, about)).collect()),
        scheduled: told.plans.into_iter().filter(ahead).take(MOST).collect(),
    })
}

/// The stances that most reports tell, by day.
fn most_told(mut all: Vec<Stand>) -> Vec<Stand> {
    all.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| (&a.day, &a.actor, &a.toward).cmp(&(&b.day, &b.actor, &b.toward))));
    all.truncate(MOST);
    all.sort_by(|a, b| (&a.day, &a.actor, &a.toward, &a.stance).cmp(&(&b.day, &b.actor, &b.toward, &b.stance)));
    all
}

/// The first day of the month so many later.
fn shifted(first: Day, months: i16) -> i32 {
    let count = i32::from(first.year) * 12 + i32::from(first.month) - 1 + i32::from(months);
    let (year, month) = (i16::try_from(count.div_euclid(12)).unwrap_or(first.year), u8::try_from(count.rem_euclid(12) + 1).unwrap_or(1));
    day_number(Day { year, month, day: 1 })
}

fn named(a: Followed) -> impl Iterator<Item = (String, Step)> {
    let name = a.name;
    a.history.into_iter().map(move |s| (name.clone(), s))
}

fn concerns(a: &Followed, about: Option<&str>) -> bool {
    about.is_none_or(|c| a.parties.is_empty() || a.parties.iter().any(|(p, _)| p.country.as_deref() == Some(c)))
}

fn concerned(s: &Stand, about: Option<&str>) -> bool {
    about.is_none_or(|c| s.actor.country.as_deref() == Some(c))
}

/// Whether an act is said to have happened.
fn happened(row: &Row) -> bool {
    HAPPENED.contains(&&*row.status)
}

fn trend(tally: &BTreeMap<(String, String), usize>, now: &str, before: &str, read_before: bool) -> Vec<(String, usize, Option<usize>)> {
    let count = |month: &str, quad: &str| tally.get(&(month.to_owned(), quad.to_owned())).copied().unwrap_or(0);
    let before = before.get(..7).unwrap_or_default();
    ["MC", "MX", "VC", "VX"].map(|q| (q.to_owned(), count(now, q), read_before.then(|| count(before, q)))).into()
}

/// The acts that most origins tell, by day.
fn foremost<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<Row> {
    let mut all: Vec<&Row> = rows.collect();
    all.sort_by(|a, b| (b.origins, b.reports).cmp(&(a.origins, a.reports)).then_with(|| (&a.from, &a.id).cmp(&(&b.from, &b.id))));
    all.truncate(MOST);
    all.sort_by(|a, b| (&a.from, &a.id).cmp(&(&b.from, &b.id)));
    all.into_iter().cloned().collect()
}

/// The first day of the month before, and the first and the last day of a month: what a draft of it reads. None where it is none.
///
/// ```
/// let days = rasid_link::digest::months_around("2020-08").map(|days| days.join(" "));
/// assert_eq!(days.as_deref(), Some("2020-07-01 2020-08-01 2020-08-31"));
/// assert_eq!(rasid_link::digest::months_around("2020-13"), None);
/// ```
#[must_use]
pub fn months_around(month: &str) -> Option<[String; 3]> {
    let first = first_day(month)?;
    Some([shifted(first, -1), day_number(first), shifted(first, 1) - 1].map(|day| day_of(day).to_string()))
}

fn first_day(month: &str) -> Option<Day> {
    format!("{month}-01").parse().ok().filter(|_| month.len() == 7)
}
