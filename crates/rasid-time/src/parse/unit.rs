//! Units with a direction, and the n-th day or week of a month.

use super::{Hit, Parser};
use crate::calendar::{self, Days};
use crate::tables::{Join, Number, Sense, Unit};
use crate::{Anchor, Kind};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Which one of several.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    Nth(u32),
    Last,
}

/// What is counted in a month.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    Weekday(i8),
    Day,
    Week,
}

impl Parser<'_> {
    pub(super) fn unit_word(&self, i: usize) -> Option<(Unit, Number, usize)> {
        let ((unit, number), end) = self.items.find(i, |s| if let Sense::Unit(u, n) = s { Some((u, n)) } else { None })?;
        Some((unit, number, end))
    }

    /// «الأسبوع الماضي», «هذا العام», «الأيام الثلاثة الماضية», «الـ24 ساعة الماضية», «القرن الماضي».
    pub(super) fn directed(&self, i: usize) -> Option<Hit> {
        let this = self.items.find(i, |s| (s == Sense::This).then_some(())).map(|(_, e)| e);
        let start = this.unwrap_or(i);
        if let Some(hit) = self.counted_directed(start) {
            return Some(hit);
        }
        let (unit, number, end) = self.unit_word(start)?;
        if unit == Unit::Year && this.is_none() && self.before(i).is_some_and(|b| self.has(b, Sense::NotBeforeYear)) {
            return None;
        }
        let towards = self.towards(end);
        if this.is_some() && number == Number::One && self.item(start)?.article {
            let (n, end) = towards.unwrap_or((0, end));
            return self.one(unit, n, end);
        }
        if let Some((_, end)) = self.items.find(end, |s| matches!(s, Sense::Context(_)).then_some(())).filter(|_| towards.is_none()) {
            return self.item(start)?.article.then(|| Hit::empty(end, "days", Kind::Date, "context"));
        }
        let few = self.items.join(end, Join::Few);
        let (n, end) = towards.or_else(|| self.towards(few?))?;
        match number {
            Number::One => self.one(unit, n, end),
            Number::Two => self.several(unit, 2, n, end),
            Number::Many => self.uncounted(unit, n, end),
        }
    }

    /// A number between «ال» and the direction.
    fn counted_directed(&self, start: usize) -> Option<Hit> {
        if let Some((unit, Number::Many, end)) = self.unit_word(start) {
            let (count, end) = self.definite_number(end)?;
            let (n, end) = self.towards(end)?;
            return self.several(unit, count, n, end);
        }
        let (count, end) = self.definite_number(start)?;
        let (unit, _, end) = self.unit_word(end)?;
        let (n, end) = self.towards(end)?;
        self.several(unit, count, n, end)
    }

    /// «الثلاثة», «الأربع والعشرين», «الـ48».
    fn definite_number(&self, i: usize) -> Option<(u32, usize)> {
        let start = self.skip(i, Join::Article);
        if start == i && !self.item(i)?.article {
            return None;
        }
        self.cardinal(start).filter(|(n, _)| *n > 0)
    }

    fn one(&self, unit: Unit, n: i8, end: usize) -> Option<Hit> {
        let step = i64::from(n);
        let today = self.today;
        let year = i16::from(n).checked_add(today.year())?;
        let (days, precision) = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return Some(Hit::vague(end, "hour", "unit")),
            Unit::Day => {
                let day = calendar::plus_days(today, step)?;
                ((day, day), "day")
            }
            Unit::Week => {
                let week = self.week(calendar::plus_days(today, 7 * step)?)?;
                (week, "week")
            }
            Unit::Month => (calendar::month(calendar::plus(today.first_of_month(), step.months())?), "month"),
            Unit::Year => (calendar::year_of(year)?, "year"),
            Unit::Decade => {
                let first = today.year().div_euclid(10) * 10 + i16::from(n) * 10;
                ((calendar::date(first, 1, 1)?, calendar::date(first + 9, 12, 31)?), "decade")
            }
            Unit::Century => {
                let first = today.year().div_euclid(100) * 100 + i16::from(n) * 100;
                ((calendar::date(first, 1, 1)?, calendar::date(first + 99, 12, 31)?), "century")
            }
        };
        Some(Hit::new(end, days, precision, Anchor::Published, "unit"))
    }

    /// The last or next so many: up to the day before publication, from the day after.
    fn several(&self, unit: Unit, count: u32, n: i8, end: usize) -> Option<Hit> {
        let count = i64::from(count.min(5000));
        let today = self.today;
        let yesterday = calendar::plus_days(today, -1)?;
        if n == 0 {
            return None;
        }
        let back = |days: i64| Some((calendar::plus_days(today, -days)?, yesterday));
        let days: Days = match (unit, n) {
            (Unit::Second | Unit::Minute, _) => return Some(Hit::vague(end, "hour", "units")),
            (Unit::Hour, ..0) => (calendar::plus_days(today, -(count.max(1) + 23) / 24)?, today),
            (Unit::Hour, _) => (today, calendar::plus_days(today, (count + 23) / 24)?),
            (Unit::Day, ..0) => back(count)?,
            (Unit::Day, _) => (calendar::plus_days(today, 1)?, calendar::plus_days(today, count)?),
            (Unit::Week, ..0) => back(7 * count)?,
            (Unit::Week, _) => {
                let first = self.week(calendar::plus_days(today, 7)?)?.0;
                (first, calendar::plus_days(first, 7 * count - 1)?)
            }
            _ => {
                let length = match unit {
                    Unit::Month => count.months(),
                    Unit::Year => count.min(3000).years(),
                    Unit::Decade => (10 * count.min(300)).years(),
                    _ => (100 * count.min(20)).years(),
                };
                if n < 0 {
                    (today.checked_sub(length).ok()?, yesterday)
                } else {
                    (calendar::plus_days(today, 1)?, calendar::plus(today, length)?)
                }
            }
        };
        Some(Hit::new(end, days, "days", Anchor::Published, "units"))
    }

    /// «الأيام الماضية» is the week before (decision 16); longer units without a number are vague (25).
    fn uncounted(&self, unit: Unit, n: i8, end: usize) -> Option<Hit> {
        match unit {
            Unit::Day => self.several(unit, 7, n, end),
            Unit::Hour => self.several(unit, 24, n, end),
            _ => Some(Hit::vague(end, "days", "units-vague")),
        }
    }

    /// «آخر اثنين من مارس», «الأسبوع الأول من شهر أكتوبر», «ثالث يوم من مايو».
    pub(super) fn nth(&self, i: usize) -> Option<Hit> {
        let (rank, counted, end) = self.ranked(i)?;
        let start = self.skip_of(end);
        let joined = start > end || self.item(start)?.preposition.is_some();
        let month = self.month_ref(start, true).filter(|_| joined)?;
        let (days, _, anchor) = self.days_of_month(i, month)?;
        let days = self.nth_in(days, rank, counted)?;
        let precision = if counted == Counted::Week { "week" } else { "day" };
        Some(Hit::new(month.end, days, precision, anchor, "nth"))
    }

    fn ranked(&self, i: usize) -> Option<(Rank, Counted, usize)> {
        if let Some((rank, end)) = self.rank(i)
            && let Some((counted, end)) = self.counted(end)
        {
            return Some((rank, counted, end));
        }
        let (counted, end) = self.counted(i).filter(|_| self.item(i).is_some_and(|it| it.article) || self.has(i, Sense::Day(0)))?;
        let (rank, end) = self.rank(end)?;
        Some((rank, counted, end))
    }

    fn rank(&self, i: usize) -> Option<(Rank, usize)> {
        if let Some(end) = self.items.join(i, Join::Last) {
            return Some((Rank::Last, end));
        }
        self.ordinal(i).map(|(n, end)| (Rank::Nth(n), end))
    }

    fn counted(&self, i: usize) -> Option<(Counted, usize)> {
        if self.has(i, Sense::Day(0)) {
            return Some((Counted::Day, i + 1));
        }
        if let Some((unit, Number::One, end)) = self.unit_word(i) {
            if unit == Unit::Day {
                return Some(self.weekday(end, true).map_or((Counted::Day, end), |(n, end)| (Counted::Weekday(n), end)));
            }
            return (unit == Unit::Week).then_some((Counted::Week, end));
        }
        self.weekday(i, true).map(|(n, end)| (Counted::Weekday(n), end))
    }

    fn nth_in(&self, (first, last): Days, rank: Rank, counted: Counted) -> Option<Days> {
        let one = |d: Date| ((first..=last).contains(&d)).then_some((d, d));
        let weeks = |n: u32| i64::from(n.min(60)) * 7 - 7;
        match (counted, rank) {
            (_, Rank::Nth(0)) => None,
            (Counted::Day, Rank::Nth(n)) => one(calendar::plus_days(first, i64::from(n.min(400)) - 1)?),
            (Counted::Day, Rank::Last) => one(last),
            (Counted::Weekday(w), Rank::Nth(n)) => one(calendar::plus_days(calendar::weekday_ahead(first, w, true)?, weeks(n))?),
            (Counted::Weekday(w), Rank::Last) => one(calendar::weekday_back(last, w, true)?),
            (Counted::Week, rank) => {
                let start = match rank {
                    Rank::Nth(n) => calendar::plus_days(calendar::weekday_ahead(first, self.reference.week_start, true)?, weeks(n))?,
                    Rank::Last => calendar::weekday_back(calendar::plus_days(last, -6)?, self.reference.week_start, true)?,
                };
                Some((start, calendar::plus_days(start, 6)?))
            }
        }
    }
}
