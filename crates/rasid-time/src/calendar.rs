//! Calendar arithmetic: weeks, months, parts of them, and the Hijri calendar.

use crate::tables::Part;
use jiff::civil::{Date, Weekday};
use jiff::{Span as Length, ToSpan as _};
use rasid_model::Day;

/// First and last day.
pub(crate) type Days = (Date, Date);

pub(crate) fn date(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The same day as the calendar library has it; none for a day that does not exist, «31 فبراير».
pub(crate) fn from_day(day: Day) -> Option<Date> {
    date(day.year, day.month, day.day)
}

pub(crate) fn to_day(date: Date) -> Day {
    Day { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
}

pub(crate) fn plus(date: Date, length: Length) -> Option<Date> {
    date.checked_add(length).ok()
}

pub(crate) fn plus_days(date: Date, days: i64) -> Option<Date> {
    plus(date, Length::new().try_days(days).ok()?)
}

pub(crate) fn month(date: Date) -> Days {
    (date.first_of_month(), date.last_of_month())
}

pub(crate) fn month_of(year: i16, number: u8) -> Option<Days> {
    date(year, number, 1).map(month)
}

pub(crate) fn year_of(year: i16) -> Option<Days> {
    Some((date(year, 1, 1)?, date(year, 12, 31)?))
}

/// The week that holds the day, from its first weekday (Monday is 1).
pub(crate) fn week(day: Date, first: i8) -> Option<Days> {
    let back = i64::from((day.weekday().to_monday_one_offset() - first).rem_euclid(7));
    let start = plus_days(day, -back)?;
    Some((start, plus_days(start, 6)?))
}

/// The nearest such weekday before the day (or on it, where `same`).
pub(crate) fn weekday_back(day: Date, weekday: i8, same: bool) -> Option<Date> {
    let back = i64::from((day.weekday().to_monday_one_offset() - weekday).rem_euclid(7));
    plus_days(day, if back == 0 && !same { -7 } else { -back })
}

/// The nearest such weekday after the day (or on it, where `same`).
pub(crate) fn weekday_ahead(day: Date, weekday: i8, same: bool) -> Option<Date> {
    let ahead = i64::from((weekday - day.weekday().to_monday_one_offset()).rem_euclid(7));
    plus_days(day, if ahead == 0 && !same { 7 } else { ahead })
}

pub(crate) fn is_weekday(date: Date, weekday: i8) -> bool {
    Weekday::from_monday_one_offset(weekday).is_ok_and(|w| w == date.weekday())
}

/// Part of a stretch: of a month by decision 30, of a year by months, of anything else by thirds.
pub(crate) fn part(of: Days, part: Part) -> Option<Days> {
    let length = of.0.until(of.1).ok().map_or(0, |s| i64::from(s.get_days())) + 1;
    match length {
        28..=31 => month_part(of, part),
        365..=366 => year_part(of, part),
        5..=27 => {
            let (from, to) = match part {
                Part::Start | Part::Early => (0, 1),
                Part::Middle => (length / 2 - 1, length / 2 + 1),
                Part::Late | Part::End => (length - 2, length - 1),
            };
            Some((plus_days(of.0, from)?, plus_days(of.0, to)?))
        }
        3652.. => {
            let (from, to) = match part {
                Part::Start | Part::Early => (0, 2),
                Part::Middle => (4, 6),
                Part::Late | Part::End => (7, 9),
            };
            let tenth = i16::try_from(length / 3652).ok()?;
            Some((year_of(of.0.year() + from * tenth)?.0, year_of(of.0.year() + to * tenth + tenth - 1)?.1))
        }
        32.. => {
            let third = length / 3;
            let (from, to) = match part {
                Part::Start | Part::Early => (0, third - 1),
                Part::Middle => (third, length - third - 1),
                Part::Late | Part::End => (length - third, length - 1),
            };
            Some((plus_days(of.0, from)?, plus_days(of.0, to)?))
        }
        _ => None,
    }
}

fn month_part((first, last): Days, part: Part) -> Option<Days> {
    Some(match part {
        Part::Start => (first, plus_days(first, 2)?),
        Part::Early => (first, plus_days(first, 9)?),
        Part::Middle => (plus_days(first, 13)?, plus_days(first, 15)?),
        Part::Late => (plus_days(last, -9)?, last),
        Part::End => (plus_days(last, -2)?, last),
    })
}

fn year_part((first, _): Days, part: Part) -> Option<Days> {
    let (from, to) = match part {
        Part::Start => (1, 1),
        Part::Early => (1, 3),
        Part::Middle => (6, 7),
        Part::Late => (10, 12),
        Part::End => (12, 12),
    };
    Some((month_of(first.year(), from)?.0, month_of(first.year(), to)?.1))
}

/// Three months; winter is named by the year it begins in.
pub(crate) fn season(year: i16, season: u8) -> Option<Days> {
    let first = date(year, season.checked_mul(3)?, 1)?;
    Some((first, plus(first, 2.months())?.last_of_month()))
}

/// A Hijri day by the Umm al-Qura calendar; a sighting may move it by a day either way.
pub(crate) fn hijri_day(year: i32, month: u8, day: u8) -> Option<Date> {
    use icu_calendar::cal::Hijri;
    if !(1..=1700).contains(&year) {
        return None;
    }
    let day = icu_calendar::Date::try_new_hijri_with_calendar(year, month, day, Hijri::new_umm_al_qura()).ok()?;
    let day = day.to_calendar(icu_calendar::Iso);
    date(i16::try_from(day.era_year().extended_year).ok()?, day.month().ordinal, day.day_of_month().0)
}

/// A Hijri month, a day wider on either side.
pub(crate) fn hijri_month(year: i32, month: u8) -> Option<Days> {
    let first = hijri_day(year, month, 1)?;
    let next = if month == 12 { hijri_day(year + 1, 1, 1)? } else { hijri_day(year, month + 1, 1)? };
    Some((plus_days(first, -1)?, next))
}

/// The Hijri year that holds the day.
pub(crate) fn hijri_year(day: Date) -> Option<i32> {
    let guess = (i32::from(day.year()) - 622) * 33 / 32;
    (guess - 2..=guess + 3).rev().find(|y| hijri_day(*y, 1, 1).is_some_and(|first| first <= day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hijri_days_follow_umm_al_qura() {
        assert_eq!(hijri_day(1432, 9, 14), date(2011, 8, 14));
        assert_eq!(hijri_day(1437, 1, 17), date(2015, 10, 30));
        assert_eq!(hijri_year(date(2018, 5, 11).unwrap()), Some(1439));
    }

    #[test]
    fn parts_of_a_month_follow_the_codebook() {
        let november = month_of(2020, 11).unwrap();
        assert_eq!(part(november, Part::Middle), Some((date(2020, 11, 14).unwrap(), date(2020, 11, 16).unwrap())));
        assert_eq!(part(november, Part::Late).unwrap().0, date(2020, 11, 21).unwrap());
    }
}
