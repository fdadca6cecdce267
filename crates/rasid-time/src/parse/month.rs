//! Months, their parts, seasons, years: whatever a year must be found for.

use super::{Hit, Parser};
use crate::calendar::{self, Days};
use crate::tables::{Join, Number, Part, Sense, Strength, Unit};
use crate::{Anchor, Bias};
use jiff::Span as Length;
use rasid_text::TokenKind;

/// A date further back than this is no longer the nearest reading…
const FAR_BACK: i64 = 240;
/// …when the one ahead is as near as this.
const NEAR_AHEAD: i64 = 125;

/// What the words say of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// «2018»
    Given(i32),
    /// «العام الماضي»
    Relative(i32),
    /// «الماضي»: the nearest that way.
    Towards(i8),
    /// Nothing.
    Open,
}

/// A month as the words name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct MonthRef {
    pub(super) hijri: bool,
    pub(super) number: u8,
    pub(super) year: Year,
    pub(super) end: usize,
}

impl MonthRef {
    fn days(self, year: i32) -> Option<Days> {
        if self.hijri {
            return calendar::hijri_month(year, self.number);
        }
        calendar::month_of(i16::try_from(year).ok()?, self.number)
    }

    /// A day of the month; Hijri days may be off by one.
    fn day(self, year: i32, day: u8) -> Option<Days> {
        if self.hijri {
            let day = calendar::hijri_day(year, self.number, day)?;
            return Some((calendar::plus_days(day, -1)?, calendar::plus_days(day, 1)?));
        }
        let day = calendar::date(i16::try_from(year).ok()?, self.number, day)?;
        Some((day, day))
    }
}

/// Days with the reading the other way, and what resolved them.
pub(super) type Placed = (Days, Option<Days>, Anchor);

impl Parser<'_> {
    /// Finds the year: `make` gives the days in a year.
    pub(super) fn place(&self, at: usize, year: Year, hijri: bool, make: impl Fn(i32) -> Option<Days>) -> Option<Placed> {
        let base = if hijri { calendar::hijri_year(self.today)? } else { i32::from(self.today.year()) };
        let today = self.today;
        match year {
            Year::Given(y) => Some((make(y)?, None, Anchor::Absolute)),
            Year::Relative(n) => Some((make(base + n)?, None, Anchor::Published)),
            Year::Towards(0) => Some((make(base)?, None, Anchor::Published)),
            Year::Towards(n) => {
                let years = (base - 9..=base + 9).filter_map(&make);
                let skipped = usize::from(n.unsigned_abs()).saturating_sub(1);
                let found =
                    if n < 0 { years.rev().filter(|d| d.1 < today).nth(skipped) } else { years.filter(|d| d.0 > today).nth(skipped) };
                Some((found?, None, Anchor::Published))
            }
            Year::Open => {
                let past = (base - 9..=base + 1).filter_map(&make).rfind(|d| d.0 <= today);
                let next = (base - 1..=base + 9).filter_map(&make).find(|d| d.0 > today);
                let (days, other) = self.choose(at, past, next)?;
                Some((days, other, Anchor::Published))
            }
        }
    }

    fn choose(&self, at: usize, past: Option<Days>, next: Option<Days>) -> Option<(Days, Option<Days>)> {
        let (Some(p), Some(n)) = (past, next) else { return past.or(next).map(|d| (d, None)) };
        let days = |from: jiff::civil::Date, to: jiff::civil::Date| from.until(to).map_or(0, |s| i64::from(s.get_days()));
        let (back, ahead) = (days(p.1, self.today), days(self.today, n.0));
        let future = match self.reference.bias {
            // The running month counts: «الأول من شباط» on the twelfth.
            Bias::Future => p.1.last_of_month() < self.today,
            Bias::None => ahead < back,
            Bias::Past => (back > FAR_BACK && ahead <= NEAR_AHEAD) || (back > 0 && self.ahead(at)),
        };
        Some(if future { (n, past) } else { (p, next) })
    }

    /// A month word with its twin, «آذار/مارس», «تشرين الأول (أكتوبر)».
    pub(super) fn month_word(&self, i: usize) -> Option<(u8, Strength, bool, usize)> {
        let read = |i| self.items.find(i, |s| if let Sense::Month(n, strength, hijri) = s { Some((n, strength, hijri)) } else { None });
        let ((n, mut strength, hijri), mut end) = read(i)?;
        let open = self.kind(end) == Some(TokenKind::Open);
        let sign = open || self.items.is_sign(end, &["/", "-", "\\", "|"]);
        if let Some(((twin, ..), after)) = read(end + usize::from(sign))
            && twin == n
        {
            strength = Strength::Strong;
            let closed = open && self.kind(after) == Some(TokenKind::Close);
            end = after + usize::from(closed);
        }
        Some((n, strength, hijri, end))
    }

    fn unit_one(&self, i: usize, unit: Unit) -> Option<usize> {
        self.items.find(i, |s| (s == Sense::Unit(unit, Number::One)).then_some(())).map(|(_, end)| end)
    }

    /// A month, by name, number or direction. `firm`: the words before leave no doubt that a month follows.
    pub(super) fn month_ref(&self, i: usize, firm: bool) -> Option<MonthRef> {
        let mut start = i;
        let mut firm = firm;
        let mut named = false;
        if let Some(end) = self.unit_one(i, Unit::Month) {
            if let Some(month) = self.numbered_month(i, end) {
                return Some(month);
            }
            (start, firm, named) = (end, true, true);
        }
        if let Some((number, strength, hijri, end)) = self.month_word(start) {
            let (year, end) = self.year_ref(end, hijri).unwrap_or((Year::Open, end));
            let sure = match strength {
                Strength::Strong => true,
                Strength::Weak => firm || year != Year::Open || self.follows_in(start),
                Strength::Bound => firm,
            };
            return sure.then_some(MonthRef { hijri, number, year, end });
        }
        if named || self.has(i, Sense::This) {
            return self.current_month(i);
        }
        None
    }

    /// «في», «منذ», «خلال» or another particle right before.
    fn follows_in(&self, i: usize) -> bool {
        let joins = [Join::In, Join::Since, Join::Within, Join::To, Join::Between];
        self.item(i).is_some_and(|it| it.preposition.is_some())
            || self.before(i).is_some_and(|b| joins.iter().any(|j| self.has(b, Sense::Join(*j))))
    }

    /// «شهر 3», «الشهر الثامن».
    fn numbered_month(&self, i: usize, end: usize) -> Option<MonthRef> {
        let number = if self.item(i)?.article { self.ordinal(end) } else { self.cardinal(end) };
        let (number, end) = number?;
        let number = u8::try_from(number).ok().filter(|n| (1..=12).contains(n))?;
        // «شهر 3 آلاف»: a number that goes on is no month.
        let (year, end) = self.year_ref(end, false).unwrap_or((Year::Open, end));
        Some(MonthRef { hijri: false, number, year, end })
    }

    /// «هذا الشهر», «الشهر الماضي», «شهر مارس الجاري».
    fn current_month(&self, i: usize) -> Option<MonthRef> {
        let this = self.items.find(i, |s| (s == Sense::This).then_some(())).map(|(_, e)| e);
        let end = self.unit_one(this.unwrap_or(i), Unit::Month)?;
        let towards = self.towards(end);
        if this.is_none() && towards.is_none() {
            return None;
        }
        let (n, end) = towards.unwrap_or((0, end));
        self.month_by(n, end)
    }

    pub(super) fn month_by(&self, n: i8, end: usize) -> Option<MonthRef> {
        let first = self.today.first_of_month();
        let month = calendar::plus(first, Length::new().try_months(i64::from(n)).ok()?)?;
        let year = Year::Relative(i32::from(month.year()) - i32::from(self.today.year()));
        Some(MonthRef { hijri: false, number: month.month().unsigned_abs(), year, end })
    }

    /// «الماضي», «المقبل»; «السابق» only for a reader that looks ahead.
    pub(super) fn towards(&self, i: usize) -> Option<(i8, usize)> {
        let assistant = self.reference.bias == Bias::Future;
        self.items.find(i, |s| match s {
            Sense::Towards(n) => Some(n),
            Sense::Context(n) if assistant => Some(n),
            _ => None,
        })
    }

    /// What follows a month and says which year: «2018», «من العام الماضي», «الماضي», «لعام 1439 هـ».
    pub(super) fn year_ref(&self, i: usize, hijri: bool) -> Option<(Year, usize)> {
        if let Some((n, end)) = self.towards(i) {
            // «مارس الماضي 2018»: the number is surer.
            return Some(self.plain_year(end, hijri).unwrap_or((Year::Towards(n), end)));
        }
        let comma = self.skip_comma(i);
        if comma > i {
            return self.plain_year(comma, hijri).filter(|(y, _)| matches!(y, Year::Given(1900..=2100)));
        }
        let start = self.skip_of(i);
        let this = self.items.find(start, |s| (s == Sense::This).then_some(())).map(|(_, e)| e);
        if let Some(end) = self.unit_one(this.unwrap_or(start), Unit::Year) {
            if let Some((n, end)) = self.towards(end) {
                return Some((Year::Relative(i32::from(n)), end));
            }
            if let Some(found) = self.plain_year(end, hijri) {
                return Some(found);
            }
            // «من العام نفسه»: the year that the text has just told of.
            let same = self.items.find(end, |s| (s == Sense::Context(0)).then_some(()));
            if let Some((_, end)) = same {
                let years = i32::from(self.told.get()?.year()) - i32::from(self.today.year());
                return Some((Year::Relative(years), end));
            }
            return this.map(|_| (Year::Relative(0), end));
        }
        if start > i { None } else { self.plain_year(i, hijri) }
    }

    fn plain_year(&self, i: usize, hijri: bool) -> Option<(Year, usize)> {
        let (year, mut end) = self.year_number(i)?;
        if self.item(i)?.digits.is_none() && self.item(i)?.and {
            return None;
        }
        if let Some((era, after)) = self.era(end)
            && era == hijri
        {
            end = after;
        }
        // Without «هـ» only the recent Hijri years are sure.
        let marked = end > i + 1;
        let recent = (1400..=1460).contains(&year);
        let sane = if hijri { recent || marked && (1..1500).contains(&year) } else { marked || !(1350..=1460).contains(&year) };
        sane.then_some((Year::Given(year), end))
    }

    /// A day of the month that `month` names.
    pub(super) fn day_of(&self, at: usize, month: MonthRef, day: u8) -> Option<Placed> {
        self.place(at, month.year, month.hijri, |y| month.day(y, day))
    }

    pub(super) fn days_of_month(&self, at: usize, month: MonthRef) -> Option<Placed> {
        self.place(at, month.year, month.hijri, |y| month.days(y))
    }

    /// «مارس الماضي», «شهري مايو ويونيو», «مايو ويونيو 2017».
    pub(super) fn month_phrase(&self, i: usize) -> Option<Hit> {
        if self.item(i)?.digits.is_some() {
            return None;
        }
        let two = self.items.find(i, |s| (s == Sense::Unit(Unit::Month, Number::Two)).then_some(()));
        if let Some((_, start)) = two {
            let first = self.month_ref(start, true)?;
            return self.month_pair(start, first);
        }
        let month = self.month_ref(i, false)?;
        let (days, other, anchor) = self.days_of_month(i, month)?;
        // «تموز 13 إلى 15»: days may follow the month.
        if month.year == Year::Open
            && let Some(hit) = self.days_after(i, month)
        {
            return Some(hit);
        }
        Some(Hit::new(month.end, days, "month", anchor, "month").with_other(other))
    }

    fn month_pair(&self, i: usize, first: MonthRef) -> Option<Hit> {
        let second = self.month_ref(self.and(first.end)?, true)?;
        let (to, _, anchor) = self.days_of_month(i, second)?;
        let mut year = i32::from(to.0.year());
        if first.number > second.number {
            year -= 1;
        }
        let from = if first.year == Year::Open { first.days(year)? } else { self.days_of_month(i, first)?.0 };
        (from.0 <= to.1).then(|| Hit::new(second.end, (from.0, to.1), "days", anchor, "months"))
    }

    /// «يوليو 13-15», «آب 27 إلى 29»: the month first.
    fn days_after(&self, i: usize, month: MonthRef) -> Option<Hit> {
        let digits = self.item(month.end)?.digits?;
        let (first, last, end) = if digits.count == 2 && digits.sign == '-' {
            (digits.parts[0], digits.parts[1], month.end + 1)
        } else {
            let to = self.items.join(month.end + 1, Join::To)?;
            (digits.plain()?, self.item(to)?.digits?.plain()?, to + 1)
        };
        let (from, _, anchor) = self.day_of(i, month, u8::try_from(first).ok()?)?;
        let (to, ..) = self.day_of(i, month, u8::try_from(last).ok()?)?;
        (from.0 <= to.1).then(|| Hit::new(end, (from.0, to.1), "days", anchor, "month-days"))
    }

    /// «مطلع نوفمبر», «أواخر العام الماضي», «نهاية 2016».
    pub(super) fn part_of(&self, i: usize) -> Option<Hit> {
        let (part, end) = self.items.find(i, |s| if let Sense::Part(p) = s { Some(p) } else { None })?;
        let start = self.skip_of(end);
        if let Some(month) = self.month_ref(start, true) {
            let (days, other, anchor) = self.days_of_month(i, month)?;
            let cut = |days| calendar::part(days, part);
            return Some(Hit::new(month.end, cut(days)?, "days", anchor, "part").with_other(other.and_then(cut)));
        }
        let whole = self.season(start).or_else(|| self.decade(start)).or_else(|| self.year_of_part(start));
        let whole = whole
            .or_else(|| self.running(start))
            .or_else(|| self.directed(start).filter(|h| h.precision != "day" && h.precision != "days"))?;
        let days = calendar::part(whole.days?, part)?;
        let precision = match (whole.precision, part) {
            ("year", Part::Start | Part::End) => "month",
            ("decade", _) => "years",
            _ => "days",
        };
        Some(Hit { days: Some(days), precision, other: None, rule: "part", ..whole })
    }

    /// «مطلع الشهر», «نهاية العام»: without more, the month or year that runs.
    fn running(&self, i: usize) -> Option<Hit> {
        let month = self.unit_one(i, Unit::Month);
        let end = month.or_else(|| self.unit_one(i, Unit::Year))?;
        let told = self.towards(end).is_some() || self.items.senses(end).any(|(s, _)| matches!(s, Sense::Context(_)));
        if !self.item(i)?.article || told {
            return None;
        }
        let (days, precision) = match month {
            Some(_) => (calendar::month(self.today), "month"),
            None => (calendar::year_of(self.today.year())?, "year"),
        };
        Some(Hit::new(end, days, precision, Anchor::Published, "running"))
    }

    fn year_of_part(&self, i: usize) -> Option<Hit> {
        self.year(i).or_else(|| {
            let (Year::Given(year), end) = self.plain_year(i, false)? else { return None };
            let days = calendar::year_of(i16::try_from(year).ok()?)?;
            Some(Hit::new(end, days, "year", Anchor::Absolute, "year"))
        })
    }

    /// «صيف 2016», «خريف العام الماضي».
    pub(super) fn season(&self, i: usize) -> Option<Hit> {
        let (season, end) = self.items.find(i, |s| if let Sense::Season(n) = s { Some(n) } else { None })?;
        let (year, end) = self.year_ref(end, false)?;
        let make = |y: i32| calendar::season(i16::try_from(y).ok()?, season);
        let (days, other, anchor) = self.place(i, year, false, make)?;
        Some(Hit::new(end, days, "season", anchor, "season").with_other(other))
    }

    /// «تسعينات القرن الماضي», «الثمانينيات».
    pub(super) fn decade(&self, i: usize) -> Option<Hit> {
        let (year, mut end) = self.items.find(i, |s| if let Sense::Decade(y) = s { Some(y) } else { None })?;
        if let Some(after) = self.unit_one(self.skip_of(end), Unit::Century)
            && let Some((-1, after)) = self.towards(after)
        {
            end = after;
        } else if self.items.join(end, Join::From).is_some_and(|next| self.unit_one(next, Unit::Century).is_none()) {
            // «في الخمسينات من عمره» is an age.
            return None;
        } else if !self.item(i)?.article {
            return None;
        }
        let days = (calendar::date(year, 1, 1)?, calendar::date(year + 9, 12, 31)?);
        Some(Hit::new(end, days, "decade", Anchor::Absolute, "decade"))
    }

    /// «عام 2011», «في 2014», «عامي 2012 و2015».
    pub(super) fn year(&self, i: usize) -> Option<Hit> {
        let unit = |number| self.items.find(i, |s| (s == Sense::Unit(Unit::Year, number)).then_some(()));
        if let Some((_, end)) = unit(Number::Two) {
            if let Some(hit) = self.numeric(end).filter(|h| h.precision == "years") {
                return Some(hit);
            }
            let (Year::Given(from), end) = self.plain_year(end, false)? else { return None };
            let (to, end) = self.and(end).or_else(|| self.items.join(end, Join::To)).and_then(|n| self.year_number(n))?;
            let days = (calendar::year_of(i16::try_from(from).ok()?)?.0, calendar::year_of(i16::try_from(to).ok()?)?.1);
            return (from <= to).then(|| Hit::new(end, days, "years", Anchor::Absolute, "years"));
        }
        let plain = |end, hijri| self.plain_year(end, hijri).map(|(y, e)| (y, e, hijri));
        let (year, end, hijri) = match unit(Number::One) {
            Some((_, end)) => {
                let both = (plain(end, false), plain(end, true));
                // The reading that takes «م» or «هـ» with it.
                match both {
                    (Some(g), Some(h)) => {
                        if h.1 > g.1 {
                            h
                        } else {
                            g
                        }
                    }
                    (g, h) => g.or(h)?,
                }
            }
            None => self.bare_year(i).map(|(y, e)| (y, e, false))?,
        };
        let Year::Given(year) = year else { return None };
        if hijri {
            return self.hijri_year(year, end);
        }
        let days = calendar::year_of(i16::try_from(year).ok()?)?;
        Some(Hit::new(end, days, "year", Anchor::Absolute, "year"))
    }

    fn hijri_year(&self, year: i32, end: usize) -> Option<Hit> {
        let days = (calendar::hijri_month(year, 1)?.0, calendar::hijri_month(year, 12)?.1);
        Some(Hit::new(end, days, "year", Anchor::Absolute, "hijri-year"))
    }

    /// A year in digits after a particle of time.
    fn bare_year(&self, i: usize) -> Option<(Year, usize)> {
        let (year, end) = self.plain_year(i, false)?;
        let digits = self.item(i)?.digits.is_some();
        let known = matches!(year, Year::Given(1900..=2100));
        let joins = [Join::In, Join::Since, Join::To, Join::Ago, Join::After, Join::Between];
        let before = self.before(i)?;
        let joined = joins.iter().any(|j| self.has(before, Sense::Join(*j)));
        let counts = self.items.senses(end).any(|(s, _)| matches!(s, Sense::Unit(..)));
        (digits && known && joined && !counts).then_some((year, end))
    }
}
