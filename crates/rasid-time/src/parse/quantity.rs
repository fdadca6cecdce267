//! Quantities of time: from the publication day backwards or forwards, or durations.

use super::{Hit, Parser};
use crate::calendar::{self, Days};
use crate::tables::{Join, Number, Sense, Unit};
use crate::{Anchor, Bias, Bound, Clock, Kind};
use jiff::civil::{Date, DateTime, Time};
use jiff::{Span as Length, ToSpan as _};

/// So many units, with a half more or not; no number where the words give none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity {
    count: Option<u32>,
    half: bool,
    unit: Unit,
    pub(super) end: usize,
}

impl Quantity {
    fn length(self) -> Option<Length> {
        let n = i64::from(self.count?.min(100_000));
        let half = i64::from(self.half);
        let length = match self.unit {
            Unit::Second => n.seconds(),
            Unit::Minute => n.minutes(),
            Unit::Hour => n.hours().minutes(30 * half),
            Unit::Day => n.days(),
            Unit::Week => (7 * n + 3 * half).days(),
            Unit::Month => n.months().days(15 * half),
            Unit::Year => n.min(9000).years().months(6 * half),
            Unit::Decade => (10 * n.min(900) + 5 * half).years(),
            Unit::Century => (100 * n.min(90) + 50 * half).years(),
        };
        Some(length)
    }

    fn is_hours(self) -> bool {
        matches!(self.unit, Unit::Hour | Unit::Minute | Unit::Second)
    }
}

impl Parser<'_> {
    /// «ثلاثة أيام», «يومين», «نحو أسبوع», «شهر ونصف», «بضعة أيام».
    pub(super) fn quantity(&self, i: usize) -> Option<Quantity> {
        let start = self.skip(i, Join::About);
        if let Some(next) = self.items.join(start, Join::Few) {
            let (unit, _, end) = self.unit_word(next)?;
            return Some(Quantity { count: None, half: false, unit, end });
        }
        if self.item(start)?.article {
            return None;
        }
        if let Some((unit, number, end)) = self.unit_word(start) {
            let count = match number {
                Number::One => Some(1),
                Number::Two => Some(2),
                Number::Many => None,
            };
            // «عام 2011» is a year, «شهر مايو» a month.
            // «بعد عقد اجتماع» is no decade.
            if number == Number::One && unit >= Unit::Decade {
                return None;
            }
            // «ابتداء من يوم الخميس»
            if number == Number::One && unit == Unit::Day && self.core(start).is_some() {
                return None;
            }
            if number == Number::One && (self.item(end).is_some_and(|it| it.digits.is_some()) || self.month_word(end).is_some()) {
                return None;
            }
            return Some(self.halved(Quantity { count, half: false, unit, end }));
        }
        let (count, end) = self.cardinal(start)?;
        if self.item(end)?.article {
            return None;
        }
        let (unit, _, end) = self.unit_word(end)?;
        Some(self.halved(Quantity { count: Some(count), half: false, unit, end }))
    }

    /// «… ونصف», «… ونصف الشهر».
    fn halved(&self, quantity: Quantity) -> Quantity {
        let half =
            self.and(quantity.end).and_then(|n| self.items.find(n, |s| (s == Sense::Fraction(30)).then_some(())).map(|(_, end)| end));
        let Some(end) = half else { return quantity };
        let end = self.unit_word(end).filter(|(u, ..)| *u == quantity.unit).map_or(end, |(.., end)| end);
        Quantity { half: true, end, ..quantity }
    }

    /// «قبل يومين», «بعد أسبوعين», «خلال ثلاثة أيام», «في 3 أيام».
    pub(super) fn quantified(&self, i: usize) -> Option<Hit> {
        let assistant = self.reference.bias == Bias::Future;
        if let Some(next) = self.items.join(i, Join::Ago) {
            return self.ago(self.quantity(next)?);
        }
        if let Some(next) = self.items.join(i, Join::After) {
            let quantity = self.quantity(next)?;
            let anchored = self.items.join(quantity.end, Join::Anchor).is_some();
            if assistant || self.ahead(i) && !anchored {
                return self.shifted(quantity, 1, "in");
            }
            // «بعد يومين» of what the text tells of.
            return Some(self.unplaced(quantity));
        }
        if let Some(next) = self.items.join(i, Join::Within) {
            let quantity = self.quantity(next)?;
            if assistant || self.ahead(i) {
                let mut hit = self.shifted(quantity, 1, "within")?;
                hit.other = hit.days;
                hit.days = hit.days.map(|(_, to)| (self.today, to));
                if hit.clock.is_none() {
                    hit.clock = self.reference.clock;
                }
                hit.bound = Bound::Until;
                return Some(hit);
            }
            return Some(self.unplaced(quantity));
        }
        if let Some(next) = self.items.join(i, Join::Duration) {
            return Some(self.unplaced(self.quantity(next)?));
        }
        let next = self.items.join(i, Join::In).filter(|_| assistant)?;
        self.shifted(self.quantity(next)?, 1, "in")
    }

    fn unplaced(&self, quantity: Quantity) -> Hit {
        Hit { vague: quantity.count.is_none(), ..Hit::empty(quantity.end, "days", Kind::Duration, "duration") }
    }

    /// «من أسبوع», as speech has it.
    pub(super) fn quantified_from(&self, i: usize) -> Option<Hit> {
        self.ago(self.quantity(i)?)
    }

    fn ago(&self, quantity: Quantity) -> Option<Hit> {
        if quantity.count.is_none() {
            return Some(Hit::vague(quantity.end, "days", "ago-vague"));
        }
        // «قبل يوم من الانتخابات»: before something else than the publication.
        let other = self.items.join(quantity.end, Join::Anchor).is_some();
        if other && self.reference.bias != Bias::Future && self.core(quantity.end + 1).is_none() {
            return Some(Hit::empty(quantity.end, "days", Kind::Date, "before-context"));
        }
        self.shifted(quantity, -1, "ago")
    }

    /// The time a quantity away from publication, as exact as its unit.
    fn shifted(&self, quantity: Quantity, sign: i64, rule: &'static str) -> Option<Hit> {
        let Some(length) = quantity.length() else { return Some(Hit::vague(quantity.end, "days", rule)) };
        let length = length.checked_mul(sign).ok()?;
        if quantity.is_hours() {
            return self.shifted_hours(quantity, length, rule);
        }
        let day = calendar::plus(self.today, length)?;
        let (days, precision) = match quantity.unit {
            Unit::Month if !quantity.half => (calendar::month(day), "month"),
            Unit::Year if !quantity.half => (calendar::year_of(day.year())?, "year"),
            Unit::Year => (calendar::month(day), "month"),
            Unit::Decade | Unit::Century => (calendar::year_of(day.year())?, "year"),
            _ => ((day, day), "day"),
        };
        Some(Hit::new(quantity.end, days, precision, Anchor::Published, rule))
    }

    fn shifted_hours(&self, quantity: Quantity, length: Length, rule: &'static str) -> Option<Hit> {
        let Some(clock) = self.reference.clock else {
            let hours = i64::from(quantity.count?) * i64::from(length.get_hours() != 0);
            let back = if length.is_negative() { -1 } else { 1 } * ((hours + 12) / 24);
            let far = calendar::plus_days(self.today, back)?;
            return Some(Hit::new(quantity.end, (far, far), "day", Anchor::Published, rule));
        };
        let time = Time::new(
            i8::try_from(clock.hour).ok()?,
            i8::try_from(clock.minute.unwrap_or(0)).ok()?,
            i8::try_from(clock.second.unwrap_or(0)).ok()?,
            0,
        );
        let then = DateTime::from_parts(self.today, time.ok()?).checked_add(length).ok()?;
        let mut hit = Hit::new(quantity.end, (then.date(), then.date()), "hour", Anchor::Published, rule);
        hit.clock = Some(Clock { hour: then.hour().unsigned_abs(), minute: Some(then.minute().unsigned_abs()), second: None });
        Some(hit)
    }

    /// «منذ ثلاثة أيام»: from then to the publication day (decision 16); the point itself is the other reading.
    pub(super) fn since_quantity(&self, i: usize) -> Option<Hit> {
        let quantity = self.quantity(i)?;
        if quantity.count.is_none() {
            if quantity.unit == Unit::Day {
                let days = (calendar::plus_days(self.today, -7)?, self.today);
                let hit = Hit::new(quantity.end, days, "days", Anchor::Published, "since-days");
                return Some(Hit { vague: true, bound: Bound::Since, ..hit });
            }
            return Some(Hit { bound: Bound::Since, ..Hit::vague(quantity.end, "days", "since-vague") });
        }
        let point = self.shifted(quantity, -1, "since-quantity")?;
        let (from, _): Days = point.days?;
        let to: Date = self.today;
        Some(Hit { days: Some((from, to)), other: point.days, precision: "days", bound: Bound::Since, ..point })
    }

    /// «مدة ثلاثة أيام» or any other quantity that nothing places: no date, and its words are taken.
    pub(super) fn lone_duration(&self, i: usize) -> Option<Hit> {
        let quantity = self.quantity(i).filter(|q| q.end > i + 1)?;
        self.item(i)?.preposition.is_none().then(|| self.unplaced(quantity))
    }
}
