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
    /// Acts for a thousand reports read, over the stretch of periods that this one is in: periods that differ by no more than chance.
    pub rate: f32,
    /// `rise` or `fall` at the first period of a stretch that differs from the one before by more than chance.
    pub change: Option<String>,
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
        let mut points = Vec::new();
        while at <= *last {
            let reports = read.get(&at).copied().unwrap_or(0);
            points.push(point(source, target, at, acts.get(&at).map_or(&[], Vec::as_slice), reports));
            at = period.around(at).1;
        }
        describe(&mut points);
        out.extend(points);
    }
    out
}

/// Tells the stretches of one pair's points; what was not read is of the stretch around it.
fn describe(points: &mut [Point]) {
    let read: Vec<usize> = (0..points.len()).filter(|n| !points[*n].gap).collect();
    let counts: Vec<(f64, f64)> = read.iter().map(|n| (tally(points[*n].events), tally(points[*n].reports))).collect();
    let mut before = None;
    for stretch in stretches(&counts) {
        let rate = rate(counts.get(stretch.clone()).unwrap_or(&[]));
        let (from, to) = (read[stretch.start], read.get(stretch.end).copied().unwrap_or(points.len()));
        #[expect(clippy::cast_possible_truncation, reason = "a rate")]
        points[from..to].iter_mut().for_each(|p| p.rate = (rate * 1000.0) as f32);
        points[from].change = before.map(|b| if rate > b { "rise" } else { "fall" }.to_owned());
        before = Some(rate);
    }
}

/// Acts by report.
fn rate(counts: &[(f64, f64)]) -> f64 {
    let (acts, reports) = counts.iter().fold((0.0, 0.0), |(a, r), (x, y)| (a + x, r + y));
    if reports > 0.0 { acts / reports } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "a count")]
fn tally(n: usize) -> f64 {
    n as f64
}

/// What a stretch more must explain, in logits for each natural logarithm of the number of periods: of a hundred series of twelve periods without
/// a change one or two are parted, of longer ones fewer.
const DEAR: f64 = 2.0;
/// Longer series are one stretch: to part them takes the square of their length.
const LONGEST: usize = 4000;

/// Where counts with the reports read change their rate: the parting whose stretches are likeliest, each of one Poisson rate, less a price for each
/// (optimal partitioning, Jackson et al. 2005).
fn stretches(counts: &[(f64, f64)]) -> Vec<std::ops::Range<usize>> {
    let n = counts.len();
    if !(2..=LONGEST).contains(&n) {
        return std::iter::once(0..n).filter(|r| !r.is_empty()).collect();
    }
    let price = DEAR * tally(n).ln();
    // The best parting of the first `end` periods: its worth, and where its last stretch begins.
    let mut best: Vec<(f64, usize)> = vec![(price, 0)];
    for end in 1..=n {
        let (mut acts, mut reports, mut found) = (0.0, 0.0, (f64::NEG_INFINITY, 0));
        for start in (0..end).rev() {
            acts += counts[start].0;
            reports += counts[start].1;
            let likely = if acts > 0.0 { acts * (acts / reports).ln() } else { 0.0 };
            let worth = best[start].0 + likely - price;
            if worth > found.0 {
                found = (worth, start);
            }
        }
        best.push(found);
    }
    let mut out = Vec::new();
    let mut end = n;
    while end > 0 {
        out.push(best[end].1..end);
        end = best[end].1;
    }
    out.reverse();
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
        rate: 0.0,
        change: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_that_changes_is_parted_where_it_changes_and_chance_is_not() {
        let ends = |counts: &[(f64, f64)]| stretches(counts).into_iter().map(|s| s.end).collect::<Vec<_>>();
        let steady = [(3.0, 100.0), (5.0, 120.0), (2.0, 90.0), (4.0, 100.0), (6.0, 110.0), (3.0, 80.0)];
        assert_eq!(ends(&steady), [6]);
        let risen: Vec<(f64, f64)> = steady.iter().copied().chain(steady.map(|(a, r)| (a * 6.0, r))).collect();
        assert_eq!(ends(&risen), [6, 12]);
        // Twice the reports with twice the acts are no change.
        let read: Vec<(f64, f64)> = steady.iter().copied().chain(steady.map(|(a, r)| (a * 9.0, r * 9.0))).collect();
        assert_eq!(ends(&read), [12]);
        assert!(ends(&[]).is_empty() && ends(&[(1.0, 1.0)]) == [1]);
    }

    #[test]
    fn what_was_not_read_changes_nothing() {
        let mut points: Vec<Point> = (0..14).map(|n| point("TUR", "LBY", n, &[], if n == 3 || n == 8 { 0 } else { 100 })).collect();
        points.iter_mut().enumerate().filter(|(_, p)| !p.gap).for_each(|(n, p)| p.events = if n < 7 { 1 } else { 20 });
        describe(&mut points);
        let changes: Vec<_> = points.iter().enumerate().filter_map(|(n, p)| Some((n, p.change.clone()?))).collect();
        assert_eq!(changes, [(7, "rise".to_owned())]);
        assert!((points[3].rate - 10.0).abs() < 0.01 && (points[8].rate - 200.0).abs() < 0.01);
    }

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
