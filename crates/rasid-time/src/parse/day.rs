//! Days: of the week, from the publication day, of a month, in digits.

use super::month::{MonthRef, Year};
use super::{Hit, Parser};
use crate::calendar::{self, Days};
use crate::lex::Digits;
use crate::tables::{Half, Join, Number, Sense, Unit};
use crate::{Anchor, Bias};
use jiff::civil::Date;
use rasid_text::TokenKind;

impl Parser<'_> {
    fn unit_day(&self, i: usize) -> Option<(Number, usize)> {
        self.items.find(i, |s| if let Sense::Unit(Unit::Day, n) = s { Some(n) } else { None })
    }

    /// A weekday's name; `bare` where the words before make it one without «ال».
    pub(super) fn weekday(&self, i: usize, bare: bool) -> Option<(i8, usize)> {
        let (n, end) = self.items.find(i, |s| if let Sense::Weekday(n) = s { Some(n) } else { None })?;
        (bare || self.item(i)?.article).then_some((n, end))
    }

    /// «الأربعاء», «يوم الخميس الماضي», «الاثنين 18 شباط», «يومي الخميس والجمعة».
    pub(super) fn weekday_phrase(&self, i: usize) -> Option<Hit> {
        if self.reference.bias != Bias::Future && self.before(i).is_some_and(|b| self.has(b, Sense::Join(Join::Every))) {
            return None;
        }
        let unit = self.unit_day(i);
        let start = unit.map_or(i, |(_, end)| end);
        if unit.is_some_and(|(n, _)| n == Number::Two) {
            return self.weekday_pair(i, start);
        }
        let of_week = |end: usize| self.week_of(end);
        let named = self.weekday(start, unit.is_some() || self.reference.bias == Bias::Future && self.before(i).is_some());
        let (weekday, end) = match named {
            Some(found) => found,
            None => self.weekday(start, true).filter(|(_, end)| of_week(*end).is_some())?,
        };
        if let Some((week, end)) = of_week(end) {
            let day = calendar::weekday_ahead(week.0, weekday, true)?;
            return Some(Hit::new(end, (day, day), "day", Anchor::Published, "weekday-of-week"));
        }
        if let Some(hit) = self.weekday_with_date(i, weekday, end) {
            return Some(hit);
        }
        if let Some((n, end)) = self.towards(end) {
            let day = self.weekday_towards(weekday, n)?;
            return Some(Hit::new(end, (day, day), "day", Anchor::Published, "weekday-towards"));
        }
        let (day, other) = self.bare_weekday(i, weekday)?;
        Some(Hit::new(end, (day, day), "day", Anchor::Published, "weekday").with_other(Some((other, other))))
    }

    fn weekday_towards(&self, weekday: i8, n: i8) -> Option<Date> {
        let more = i64::from(n.unsigned_abs()) * 7 - 7;
        match n {
            ..0 => calendar::plus_days(calendar::weekday_back(self.today, weekday, false)?, -more),
            1.. => calendar::plus_days(calendar::weekday_ahead(self.today, weekday, false)?, more),
            0 => calendar::weekday_ahead(self.week(self.today)?.0, weekday, true),
        }
    }

    /// The day, and the one the other way.
    fn bare_weekday(&self, i: usize, weekday: i8) -> Option<(Date, Date)> {
        let assistant = self.reference.bias == Bias::Future;
        let back = calendar::weekday_back(self.today, weekday, !assistant)?;
        let ahead = calendar::weekday_ahead(self.today, weekday, false)?;
        let future = match self.reference.bias {
            Bias::Future => true,
            Bias::Past => back < self.today && self.ahead(i),
            Bias::None => back.until(self.today).map_or(0, |s| s.get_days()) > 3,
        };
        Some(if future { (ahead, back) } else { (back, ahead) })
    }

    /// «… الأسبوع الماضي», «… من هذا الأسبوع».
    fn week_of(&self, i: usize) -> Option<(Days, usize)> {
        let start = self.skip_of(i);
        let hit = self.directed(start)?;
        (hit.precision == "week").then_some((hit.days?, hit.end))
    }

    /// «يومي الخميس والجمعة الماضيين».
    fn weekday_pair(&self, i: usize, start: usize) -> Option<Hit> {
        let (first, end) = self.weekday(start, true)?;
        let (second, end) = self.weekday(self.and(end)?, true)?;
        let (to, end) = match self.towards(end) {
            Some((n, end)) => (self.weekday_towards(second, n)?, end),
            None => (self.bare_weekday(i, second)?.0, end),
        };
        let mut from = calendar::weekday_back(to, first, true)?;
        let mut to = to;
        // «الخميس والجمعة المقبلين» on a Thursday: both lie ahead.
        if from > to {
            std::mem::swap(&mut from, &mut to);
        }
        let moved = if to <= self.today { 7 } else { -7 };
        let other = calendar::plus_days(from, moved).zip(calendar::plus_days(to, moved));
        Some(Hit::new(end, (from, to), "days", Anchor::Published, "weekday-pair").with_other(other))
    }

    /// A weekday with the day of the month beside it: the date decides, the weekday finds the year.
    fn weekday_with_date(&self, i: usize, weekday: i8, end: usize) -> Option<Hit> {
        let mut at = self.skip_comma(end);
        let open = self.kind(at) == Some(TokenKind::Open);
        at += usize::from(open);
        at = self.skip(at, Join::In);
        at = self.skip(at, Join::Equals);
        let close = |end: usize| if open && self.kind(end) == Some(TokenKind::Close) { end + 1 } else { end };
        if let Some(hit) = self.numeric(at).filter(Hit::is_day) {
            return Some(Hit { end: close(hit.end), ..hit });
        }
        if let Some((day, month)) = self.day_month(at) {
            let placed = self.day_of(i, month, day)?;
            let matching = self.matching_year(weekday, month, day).filter(|_| month.year == Year::Open);
            let rule = if matching.is_some() || month.year != Year::Open { "weekday-date" } else { "weekday-other-date" };
            let (days, other, anchor) = matching.unwrap_or(placed);
            return Some(Hit::new(close(month.end), days, "day", anchor, rule).with_other(other));
        }
        let article = self.item(at)?.article && at == end;
        // «الجمعة السادسة» counts Fridays.
        let (day, end) = self.day_number(at).filter(|(n, _)| article && *n > 10)?;
        let near = (-31..=31).filter_map(|n| calendar::plus_days(self.today, n));
        let fits = |d: &Date| d.day().unsigned_abs() == day && calendar::is_weekday(*d, weekday);
        let day = near.filter(fits).min_by_key(|d| d.until(self.today).map_or(0, |s| s.get_days().abs()))?;
        Some(Hit::new(end, (day, day), "day", Anchor::Published, "weekday-number"))
    }

    /// The nearest year in which that day falls on that weekday.
    fn matching_year(&self, weekday: i8, month: MonthRef, day: u8) -> Option<super::month::Placed> {
        let base = i32::from(self.today.year());
        [base, base - 1, base + 1].into_iter().find_map(|y| {
            let given = MonthRef { year: Year::Given(y), ..month };
            let (days, ..) = self.day_of(0, given, day)?;
            (!month.hijri && calendar::is_weekday(days.0, weekday)).then_some((days, None, Anchor::Published))
        })
    }

    /// «أمس», «يوم غد», «اليوم الاثنين», «اليوم الثلاثاء 5 مايو».
    pub(super) fn relative_day(&self, i: usize) -> Option<Hit> {
        let start = self.unit_day(i).filter(|(n, _)| *n == Number::One).map_or(i, |(_, end)| end);
        // «اليوم الذي بعد الغد»
        let which = self.items.find(start, |s| (s == Sense::Day(0)).then_some(())).map(|(_, end)| self.skip(end, Join::Which));
        let start = which.filter(|next| self.items.senses(*next).any(|(s, _)| matches!(s, Sense::Day(2 | -2)))).unwrap_or(start);
        if let Some(hit) = self.this_day(i) {
            return Some(hit);
        }
        let (n, end) = self.items.find(start, |s| if let Sense::Day(n) = s { Some(n) } else { None })?;
        // «لامس» is a verb.
        if self.item(start)?.preposition.is_some_and(|p| p != 'ب') && !self.item(start)?.article {
            return None;
        }
        if let Some(hit) = self.unfit_day(i, start, n, end) {
            return hit;
        }
        let day = calendar::plus_days(self.today, i64::from(n))?;
        let mut hit = Hit::new(end, (day, day), "day", Anchor::Published, "relative-day");
        let comma = self.skip_comma(end);
        let apposed = self.weekday(end, false);
        // «غدا، الجمعة»
        let apposed = apposed.or_else(|| self.weekday(comma, false).filter(|(w, _)| calendar::is_weekday(day, *w)));
        if let Some((weekday, after)) = apposed {
            if let Some(dated) = self.weekday_with_date(i, weekday, after) {
                let today = n == 0 && dated.rule == "weekday-date";
                return Some(if today { Hit { rule: "today-date", ..dated } } else { dated });
            }
            hit.end = after;
            if !calendar::is_weekday(day, weekday) {
                // The weekday is in the text, the publication day came from outside.
                let near = if n > 0 {
                    calendar::weekday_ahead(self.today, weekday, true)
                } else {
                    calendar::weekday_back(self.today, weekday, true)
                };
                let near = near?;
                hit.other = Some((day, day));
                hit.days = Some((near, near));
            }
        } else if let Some((day, month)) = self.day_month(comma) {
            let (days, _, anchor) = self.day_of(i, month, day)?;
            let rule = if n == 0 { "today-date" } else { "relative-day-date" };
            hit = Hit::new(month.end, days, "day", anchor, rule);
        }
        Some(hit)
    }

    /// «هذا اليوم».
    fn this_day(&self, i: usize) -> Option<Hit> {
        let (_, end) = self.items.find(i, |s| (s == Sense::This).then_some(()))?;
        let (_, end) = self.items.find(end, |s| (s == Sense::Day(0)).then_some(()))?;
        Some(Hit::new(end, (self.today, self.today), "day", Anchor::Published, "relative-day"))
    }

    /// «اليوم» as something else than today: «اليوم التالي», «اليوم العالمي», «المصري اليوم».
    fn unfit_day(&self, i: usize, start: usize, n: i16, end: usize) -> Option<Option<Hit>> {
        if self.has(end, Sense::NotAfterDay) {
            return Some(None);
        }
        if n != 0 {
            return None;
        }
        if self.before(i).is_some_and(|b| self.has(b, Sense::NotBeforeDay)) {
            return Some(None);
        }
        if let Some((towards, end)) = self.towards(end).filter(|(t, _)| *t != 0) {
            let day = calendar::plus_days(self.today, i64::from(towards));
            return Some(day.map(|d| Hit::new(end, (d, d), "day", Anchor::Published, "relative-day")));
        }
        let context = self.items.find(end, |s| matches!(s, Sense::Context(_)).then_some(()));
        if let Some((_, end)) = context {
            return Some(Some(Hit::empty(end, "day", crate::Kind::Date, "context-day")));
        }
        let ranked = self.item(end).is_some_and(|it| it.article) && self.ordinal(end).is_some();
        (ranked && start == i).then_some(None)
    }

    /// A day and its month: «23 أكتوبر», «الثالث من مايو الماضي», «الخامس من الجاري».
    pub(super) fn day_month(&self, i: usize) -> Option<(u8, MonthRef)> {
        let (day, end) = self.day_number(i)?;
        Some((day, self.dashed_month(end).or_else(|| self.month_after_day(end))?))
    }

    /// «23-يوليو-2020», «23/يوليو/2020».
    fn dashed_month(&self, end: usize) -> Option<MonthRef> {
        let dash = |i| self.items.is_sign(i, &["-", "/"]).then_some(i + 1);
        let (number, _, hijri, month) = self.month_word(dash(end)?)?;
        let (year, end) = self.year_number(dash(month)?)?;
        Some(MonthRef { hijri, number, year: Year::Given(year), end })
    }

    pub(super) fn month_after_day(&self, end: usize) -> Option<MonthRef> {
        let start = self.skip_of(end);
        if let Some(month) = self.month_ref(start, true) {
            return Some(month);
        }
        let (n, end) = self.towards(start)?;
        self.month_by(n, end)
    }

    /// One day of a month or several: «5 مايو», «23 و24 أغسطس», «يومي 3 و4 مارس», «13-15 تموز».
    pub(super) fn day_list(&self, i: usize) -> Option<Hit> {
        let unit = self.unit_day(i);
        let start = unit.map_or(i, |(_, end)| end);
        let mut next = start;
        let (mut first, mut last) = (None, 0);
        loop {
            let (low, high, end) = self.day_span(next)?;
            first.get_or_insert(low);
            last = high.max(last);
            next = end;
            // «3-4 في يناير» is a score.
            let loose = self.item(next.saturating_sub(1)).is_some_and(|it| it.digits.is_none());
            if let Some(month) = self.dashed_month(next) {
                return self.days_in(i, first?, last, month, unit.is_some());
            }
            if let Some(month) = self.month_after_day(next).filter(|_| loose || self.items.join(next, Join::In).is_none()) {
                return self.days_in(i, first?, last, month, unit.is_some());
            }
            let more = self.and(next).map(|n| self.skip(n, Join::To)).or_else(|| self.items.join(next, Join::To));
            let more = more.or_else(|| self.items.join(next, Join::Or));
            let more = more.or_else(|| self.items.is_sign(next, &["-", "–", "/", "،"]).then_some(next + 1))?;
            next = self.unit_day(more).map_or(more, |(_, end)| end);
            if next > i + 16 {
                return None;
            }
        }
    }

    fn day_span(&self, i: usize) -> Option<(u8, u8, usize)> {
        if let Some((day, end)) = self.day_number(i) {
            return Some((day, day, end));
        }
        let digits = self.item(i)?.digits.filter(|d| d.count == 2 && matches!(d.sign, '-' | '/') && d.widths[0] <= 2)?;
        let (from, to) = (u8::try_from(digits.parts[0]).ok()?, u8::try_from(digits.parts[1]).ok()?);
        ((1..=31).contains(&from) && from < to && to <= 31).then_some((from, to, i + 1))
    }

    fn days_in(&self, i: usize, first: u8, last: u8, month: MonthRef, unit: bool) -> Option<Hit> {
        let named = self.before(i).is_some_and(|b| self.has(b, Sense::Named));
        if named && !unit && month.year == Year::Open {
            return Some(Hit::empty(month.end, "day", crate::Kind::Date, "name"));
        }
        let Some((to, other, anchor)) = self.day_of(i, month, last) else {
            // «31 فبراير» is taken, or «فبراير» would be read alone.
            return Some(Hit::empty(month.end, "day", crate::Kind::Date, "impossible"));
        };
        if first == last {
            if month.hijri {
                return Some(Hit::new(month.end, to, "days", anchor, "hijri").with_other(middle(to)));
            }
            return Some(Hit::new(month.end, to, "day", anchor, "day-month").with_other(other));
        }
        let (from, ..) = self.day_of(i, month, first)?;
        (from.0 <= to.1).then(|| Hit::new(month.end, (from.0, to.1), "days", anchor, "days-month"))
    }

    /// «3/5/2018», «2018-05-03», «5/2018», «14-09-1432 هـ», «21/09».
    pub(super) fn numeric(&self, i: usize) -> Option<Hit> {
        let mut start = self.skip(i, Join::Dated);
        if let Some((_, end)) = self.unit_day(start).filter(|_| start == i) {
            start = end;
        }
        let dated = start > i || self.before(i).is_some_and(|b| self.has(b, Sense::Join(Join::Dated)));
        let digits = self.item(start)?.digits.filter(|d| d.count > 1 && matches!(d.sign, '/' | '-' | '.'))?;
        let mut end = start + 1;
        let era = self.era(end);
        if let Some((_, after)) = era {
            end = after;
        }
        if digits.count == 3 {
            return self.full_numeric(digits, end, era.is_some_and(|(h, _)| h));
        }
        self.short_numeric(i, digits, end, dated)
    }

    fn full_numeric(&self, d: Digits, end: usize, hijri: bool) -> Option<Hit> {
        let (day, month, year) = if d.widths[0] == 4 { (2, 1, 0) } else { (0, 1, 2) };
        if d.widths[year] != 4 && !(d.widths[year] == 2 && d.sign != '.') || d.widths[month] > 2 || d.widths[day] > 2 {
            return None;
        }
        let (day, month) = (u8::try_from(d.parts[day]).ok()?, u8::try_from(d.parts[month]).ok()?);
        let mut year = i32::try_from(d.parts[year]).ok()?;
        if year < 100 {
            year += if year > 50 { 1900 } else { 2000 };
        }
        let hijri = hijri || (1300..1500).contains(&year);
        // Month first where the day cannot be one: «10/23/2020».
        let (day, month) = if month > 12 && day <= 12 { (month, day) } else { (day, month) };
        let reference = MonthRef { hijri, number: month, year: Year::Given(year), end };
        let (days, _, anchor) = self.day_of(0, reference, day)?;
        let hit = Hit::new(end, days, if hijri { "days" } else { "day" }, anchor, "numeric");
        Some(if hijri { hit.with_other(middle(days)) } else { hit })
    }

    fn short_numeric(&self, i: usize, d: Digits, end: usize, dated: bool) -> Option<Hit> {
        let [first, second, _] = d.parts;
        let (first, second) = (i16::try_from(first).ok()?, i16::try_from(second).ok()?);
        if d.widths[1] == 4 && d.sign != '.' && (1900..=2100).contains(&second) {
            if d.widths[0] == 4 {
                // «2010/2011», «2007-2012»
                let ok = first >= 1900 && if d.sign == '-' { second > first } else { second == first + 1 };
                let days = (calendar::year_of(first)?.0, calendar::year_of(second)?.1);
                return ok.then(|| Hit::new(end, days, "years", Anchor::Absolute, "years"));
            }
            let days = calendar::month_of(second, u8::try_from(first).ok()?)?;
            return Some(Hit::new(end, days, "month", Anchor::Absolute, "numeric-month"));
        }
        let weekday = self.before(i).is_some_and(|b| self.weekday(b, false).is_some());
        let bare = self.reference.bias == Bias::Future && d.sign != '.';
        if !(dated || weekday || bare) || d.widths[0] > 2 || d.widths[1] > 2 {
            return None;
        }
        let month = MonthRef { hijri: false, number: u8::try_from(second).ok()?, year: Year::Open, end };
        let (days, other, anchor) = self.day_of(i, month, u8::try_from(first).ok()?)?;
        Some(Hit::new(end, days, "day", anchor, "numeric-short").with_other(other))
    }

    /// «مساء الخميس», «فجر اليوم», «ليل السبت», «بعد ظهر 5 مايو», «الليلة الماضية».
    pub(super) fn day_part(&self, i: usize) -> Option<Hit> {
        let part = |i| self.items.find(i, |s| if let Sense::DayPart(from, to, half) = s { Some((from, to, half)) } else { None });
        let this = self.items.find(i, |s| (s == Sense::This).then_some(())).map(|(_, e)| e);
        let ((from, to, half), end) = part(this.unwrap_or(i))?;
        let night = half == Half::Night;
        let article = self.item(this.unwrap_or(i))?.article;
        let mut hit = if let Some((n, end)) = self.towards(end).filter(|_| article) {
            let day = calendar::plus_days(self.today, i64::from(n))?;
            Hit::new(end, (day, day), "day", Anchor::Published, "day-part-towards")
        } else if this.is_some() || article && night && self.key_is_feminine(i) {
            Hit::new(end, (self.today, self.today), "day", Anchor::Published, "this-day-part")
        } else if let Some(hit) = self.day_after_part(self.skip_of(end)) {
            hit
        } else {
            return self.lone_part(i, end, from, to);
        };
        let (first, last) = hit.days?;
        if night && first == last {
            // «ليل السبت الأحد» names both days; «ليل السبت» runs into the next.
            let (_, end) = self.second_day(hit.end, first).unwrap_or((first, hit.end));
            hit.end = end;
            hit.days = Some((first, calendar::plus_days(first, 1)?));
            hit.other = Some((first, first));
            hit.precision = "days";
            if this.is_some() || hit.rule == "this-day-part" {
                hit.days = Some((first, first));
                hit.precision = "day";
            }
        }
        if hit.clock.is_none() {
            hit.clock = Some(crate::Clock { hour: from, minute: None, second: None });
            hit.clock_to = Some(crate::Clock { hour: to % 24, minute: None, second: None });
        }
        Some(hit)
    }

    /// «الليلة», not «الليل»: the form that can mean tonight is the one of a single night.
    fn key_is_feminine(&self, i: usize) -> bool {
        self.items.key(i).ends_with('ه')
    }

    fn second_day(&self, end: usize, first: Date) -> Option<(Date, usize)> {
        let next = calendar::plus_days(first, 1)?;
        let start = if self.items.is_sign(end, &["-", "/", "–"]) { end + 1 } else { self.items.join(end, Join::To).unwrap_or(end) };
        let (weekday, end) = self.weekday(start, false)?;
        calendar::is_weekday(next, weekday).then_some((next, end))
    }

    fn day_after_part(&self, i: usize) -> Option<Hit> {
        self.weekday_phrase(i).or_else(|| self.relative_day(i)).or_else(|| self.day_list(i)).filter(|h| h.days.is_some())
    }

    /// A part of an unnamed day: a date only for a reader that looks ahead.
    fn lone_part(&self, i: usize, end: usize, from: u8, to: u8) -> Option<Hit> {
        if self.reference.bias != Bias::Future || self.before(i).is_some() {
            return None;
        }
        let mut hit = Hit::new(end, (self.today, self.today), "hour", Anchor::Published, "day-part");
        hit.clock = Some(crate::Clock { hour: from, minute: None, second: None });
        hit.clock_to = Some(crate::Clock { hour: to % 24, minute: None, second: None });
        Some(hit)
    }
}

/// The Umm al-Qura day of a Hijri date, without its margin.
fn middle((from, _): Days) -> Option<Days> {
    let day = calendar::plus_days(from, 1)?;
    Some((day, day))
}
