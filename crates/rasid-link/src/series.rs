//! Acts between countries → sums by period: cooperation and conflict, counted once however often they are told.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::report::{day_number, day_of};
use crate::timeline::{Row, day};
use rasid::model::Day;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// What two countries did to each other in a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Who acts; of a mutual act the first by code.
    pub source: String,
    /// To whom.
    pub target: String,
    /// The first day of the period.
    pub period: String,
    /// Distinct acts that are said to have happened.
    pub events: usize,
    /// Distinct acts that only one side tells, or that are denied.
    pub contested: usize,
    /// Independent origins that tell them.
    pub origins: usize,
    /// The sum of PLOVER's intensities.
    pub intensity: f32,
    /// The sum on Goldstein's scale.
    pub goldstein: f32,
    /// How many reports of any kind were read of the period.
    pub reports: usize,
    /// No report was read: nothing is known, which is not that nothing happened.
    pub gap: bool,
}

impl Period {
    /// The first day of the period that a day is in, and the first of the next.
    fn around(self, number: i32) -> (i32, i32) {
        let day = day_of(number);
        let first = |year: i16, month: u8| day_number(Day { year, month, day: 1 });
        match self {
            Self::Day => (number, number + 1),
            // 1970-01-01 was a Thursday.
            Self::Week => (number - (number + 3).rem_euclid(7), number - (number + 3).rem_euclid(7) + 7),
            Self::Month if day.month == 12 => (first(day.year, 12), first(day.year + 1, 1)),
            Self::Month => (first(day.year, day.month), first(day.year, day.month + 1)),
            Self::Year => (first(day.year, 1), first(day.year + 1, 1)),
        }
    }
}

/// Every pair of countries, period by period, from the first act between them to the last: of the rows of the timeline, and how many reports
/// there are of each day.
#[must_use]
pub fn series(rows: &[Row], days: &BTreeMap<i32, usize>, period: Period) -> Vec<Point> {
    let mut read: BTreeMap<i32, usize> = BTreeMap::new();
    days.iter().for_each(|(d, n)| *read.entry(period.around(*d).0).or_default() += n);
    let mut all: BTreeMap<(String, String), BTreeMap<i32, Vec<&Row>>> = BTreeMap::new();
    for row in rows.iter().filter(|r| matches!(&*r.status, "actual" | "alleged")) {
        let Some(at) = day(row).map(|d| period.around(d).0) else { continue };
        for dyad in dyads(row) {
            all.entry(dyad).or_default().entry(at).or_default().push(row);
        }
    }
    let mut out = Vec::new();
    for ((source, target), acts) in &all {
        let (Some(first), Some(last)) = (acts.keys().next(), acts.keys().next_back()) else { continue };
        let mut at = *first;
        while at <= *last {
            let reports = read.get(&at).copied().unwrap_or(0);
            out.push(point(source, target, at, acts.get(&at).map_or(&[], Vec::as_slice), reports));
            at = period.around(at).1;
        }
    }
    out
}

/// From whom to whom; of a mutual act each two of those who take part.
fn dyads(row: &Row) -> BTreeSet<(String, String)> {
    let countries = |all: &[crate::timeline::Party]| all.iter().filter_map(|p| p.country.clone()).collect::<BTreeSet<String>>();
    let (from, to) = (countries(&row.actor), countries(&row.recipient));
    let pairs = if to.is_empty() {
        from.iter().flat_map(|a| from.iter().filter(move |b| a < b).map(move |b| (a.clone(), b.clone()))).collect()
    } else {
        from.iter().flat_map(|a| to.iter().map(move |b| (a.clone(), b.clone()))).collect::<BTreeSet<_>>()
    };
    pairs.into_iter().filter(|(a, b)| a != b).collect()
}

fn point(source: &str, target: &str, at: i32, acts: &[&Row], reports: usize) -> Point {
    Point {
        source: source.to_owned(),
        target: target.to_owned(),
        period: day_of(at).to_string(),
        events: acts.len(),
        contested: acts.iter().filter(|r| matches!(&*r.claim, "claimed" | "disputed" | "denied")).count(),
        origins: acts.iter().map(|r| r.origins).sum(),
        intensity: acts.iter().map(|r| r.intensity).sum(),
        goldstein: acts.iter().map(|r| r.goldstein).sum(),
        reports,
        gap: reports == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_where_calendars_begin_them() {
        let number = |d: &str| day_number(d.parse().unwrap());
        let first = |p: Period, d: &str| day_of(p.around(number(d)).0).to_string();
        assert_eq!(first(Period::Week, "2026-11-22"), "2026-11-16");
        assert_eq!(first(Period::Month, "2020-12-31"), "2020-12-01");
        assert_eq!(first(Period::Year, "2020-02-29"), "2020-01-01");
        assert_eq!(day_of(Period::Month.around(number("2020-12-31")).1).to_string(), "2021-01-01");
    }
}
