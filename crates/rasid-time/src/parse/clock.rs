//! Times of day, alone or beside a date.

use super::{Hit, Parser};
use crate::tables::{Half, Join, Number, Sense, Unit};
use crate::{Anchor, Bias, Bound, Clock, Kind, calendar};
use rasid_text::TokenKind;

/// An hour as it is read, before «مساء» decides which half of the day it is.
#[derive(Clone, Copy, Debug)]
struct Read {
    hour: u8,
    minute: Option<u8>,
    second: Option<u8>,
    half: Option<Half>,
    end: usize,
}

impl Parser<'_> {
    /// «الساعة الثالثة والنصف فجرا», «الثامنة مساء أمس», «15:15».
    pub(super) fn clock_phrase(&self, i: usize) -> Option<Hit> {
        let mut read = self.read_clock(i)?;
        let mut base = None;
        let after = self.skip_of(read.end);
        if let Some(hit) = self.day_part(after).filter(|h| h.is_day() && read.half.is_none() && h.rule != "day-part") {
            read.half = self.half_at(after).or(read.half);
            base = Some(hit);
        } else if let Some(hit) = self.relative_day(after).or_else(|| self.weekday_phrase(after)).filter(Hit::is_day) {
            base = Some(hit);
        }
        let clock = self.settle(read, base.is_none());
        let precision = precision(clock);
        let (clock, shift) = self.zoned(&mut read.end, clock);
        if let Some(hit) = base {
            return Some(Hit { clock: Some(clock), clock_to: None, precision: hit.precision, ..hit });
        }
        if self.reference.bias != Bias::Future && self.reference.clock.is_none() {
            let mut hit = Hit::empty(read.end, precision, Kind::Clock, "clock");
            hit.clock = Some(clock);
            return Some(hit);
        }
        let day = calendar::plus_days(self.today, shift)?;
        let mut hit = Hit::new(read.end, (day, day), precision, Anchor::Published, "clock");
        hit.clock = Some(clock);
        Some(hit)
    }

    fn read_clock(&self, i: usize) -> Option<Read> {
        let at = self.items.join(i, Join::At);
        let start = at.unwrap_or(i);
        let named = self.items.join(start, Join::Clock);
        let start = named.unwrap_or(start);
        let digits = self.item(start)?.digits;
        let mut read = match digits {
            Some(d) if d.sign == ':' || named.is_some() && d.count == 2 && d.widths[1] == 2 => Read {
                hour: u8::try_from(d.parts[0]).ok()?,
                minute: Some(u8::try_from(d.parts[1]).ok()?),
                second: (d.count == 3).then(|| u8::try_from(d.parts[2]).ok()).flatten(),
                half: None,
                end: start + 1,
            },
            _ => {
                let (hour, end) = self.hour_word(start, named.is_some())?;
                Read { hour, minute: None, second: None, half: None, end }
            }
        };
        if read.hour > 24 || read.minute.is_some_and(|m| m > 59) || read.second.is_some_and(|s| s > 59) {
            return None;
        }
        if read.minute.is_none() {
            self.read_minutes(&mut read);
        }
        if let Some((half, end)) = self.half_after(read.end) {
            (read.half, read.end) = (Some(half), end);
        }
        let colon = digits.is_some_and(|d| d.sign == ':');
        let ordinal = digits.is_none() && self.item(start)?.article;
        let sure = named.is_some() || read.half.is_some() || at.is_some() && (ordinal || colon);
        (sure || colon && self.reference.bias == Bias::Future).then_some(read)
    }

    fn hour_word(&self, i: usize, named: bool) -> Option<(u8, usize)> {
        let (hour, end) = match self.item(i)?.digits {
            Some(digits) => (digits.plain()?, i + 1),
            None => self
                .hour_ordinal(i)
                .or_else(|| self.items.find(i, |s| if let Sense::Cardinal(n) = s { Some(n) } else { None }).filter(|_| named))?,
        };
        let hour = u8::try_from(hour).ok()?;
        (hour <= if named { 24 } else { 12 }).then_some((hour, end))
    }

    /// Hours stop at twelve: «الثالثة وعشرون دقيقة» is no twenty-third.
    fn hour_ordinal(&self, i: usize) -> Option<(u32, usize)> {
        let (n, end) = self.items.find(i, |s| if let Sense::Ordinal(n) = s { Some(n) } else { None })?;
        let teen = self.items.find(end, |s| (s == Sense::Cardinal(10)).then_some(()));
        let low = if n == 11 { 1 } else { n };
        if let Some((_, end)) = teen.filter(|_| low <= 2 && !self.item(end).is_some_and(|it| it.and)) {
            return Some((low + 10, end));
        }
        self.item(i)?.article.then_some((low, end))
    }

    /// «وربع», «والنصف», «و18 دقيقة», «إلا ثلثا».
    fn read_minutes(&self, read: &mut Read) {
        let fraction = |i| self.items.find(i, |s| if let Sense::Fraction(n) = s { Some(n) } else { None });
        if let Some((minutes, end)) = self.items.join(read.end, Join::Except).and_then(fraction) {
            read.hour = (read.hour + 23) % 24;
            read.minute = Some(60 - minutes);
            read.end = end;
            return;
        }
        let Some(next) = self.and(read.end) else { return };
        if let Some((minutes, end)) = fraction(next) {
            read.minute = Some(minutes);
            read.end = end;
        } else if let Some((n, end)) = self.cardinal(next)
            && let Ok(minutes @ 0..=59) = u8::try_from(n)
            && let Some((_, end)) =
                self.items.find(end, |s| matches!(s, Sense::Unit(Unit::Minute, Number::One | Number::Many)).then_some(()))
        {
            read.minute = Some(minutes);
            read.end = end;
        }
    }

    fn half_at(&self, i: usize) -> Option<Half> {
        self.items.find(i, |s| if let Sense::DayPart(_, _, half) = s { Some(half) } else { None }).map(|(h, _)| h)
    }

    /// «مساء», «بعد الظهر», «هذه الليلة»; not where a day follows that belongs to it.
    fn half_after(&self, i: usize) -> Option<(Half, usize)> {
        let this = self.items.find(i, |s| (s == Sense::This).then_some(())).map(|(_, e)| e);
        let start = this.unwrap_or(i);
        let (half, end) = self.items.find(start, |s| if let Sense::DayPart(_, _, half) = s { Some(half) } else { None })?;
        let dated =
            self.weekday(end, false).is_some() || self.items.find(end, |s| if let Sense::Day(n) = s { Some(n) } else { None }).is_some();
        let dated = dated || self.items.find(end, |s| matches!(s, Sense::Unit(Unit::Day, _)).then_some(())).is_some();
        (!dated).then_some((half, end))
    }

    /// The hour of the day; without «صباحا» or «مساء» the next such hour after the reference.
    fn settle(&self, read: Read, alone: bool) -> Clock {
        let hour = match read.half {
            Some(half) => half_hour(read.hour, half),
            None if alone && read.hour <= 12 && self.reference.bias == Bias::Future => {
                let now = self.reference.clock.map_or(0, |c| c.hour);
                if read.hour <= now && read.hour < 12 { read.hour + 12 } else { read.hour }
            }
            None => read.hour,
        };
        Clock { hour: hour % 24, minute: read.minute, second: read.second }
    }

    /// «بتوقيت غرينتش»: moved to the reference's own clock; how many days that moves it.
    fn zoned(&self, end: &mut usize, clock: Clock) -> (Clock, i64) {
        let word = self.items.find(*end, |s| (s == Sense::ZoneWord).then_some(()));
        let zone = word.and_then(|(_, e)| self.items.find(e, |s| if let Sense::Zone(n) = s { Some(n) } else { None }));
        let Some((zone, after)) = zone else { return (clock, 0) };
        *end = after;
        let Some(offset) = self.reference.offset else { return (clock, 0) };
        let minutes = i64::from(clock.hour) * 60 + i64::from(clock.minute.unwrap_or(0)) + i64::from(offset) - i64::from(zone);
        let day = minutes.rem_euclid(1440);
        let hour = u8::try_from(day / 60).unwrap_or(0);
        let minute = u8::try_from(day % 60).ok();
        (Clock { hour, minute: clock.minute.or(minute.filter(|m| *m > 0)), second: clock.second }, minutes.div_euclid(1440))
    }

    /// «أمس مساء», «غدا الساعة 8», «6 يناير 2015، الساعة 05:16 مساء».
    pub(super) fn trailing(&self, hit: Hit) -> Hit {
        if hit.kind != Kind::Date || hit.days.is_none() || hit.clock.is_some() || !hit.is_day() && hit.rule != "numeric" {
            return hit;
        }
        let comma = self.skip_comma(hit.end);
        let comma = self.skip(comma, Join::In);
        if let Some(mut read) = self.read_clock(comma) {
            let clock = self.settle(read, false);
            let (clock, shift) = self.zoned(&mut read.end, clock);
            let days = hit.days.and_then(|(f, t)| Some((calendar::plus_days(f, shift)?, calendar::plus_days(t, shift)?)));
            return Hit { end: read.end, clock: Some(clock), days, ..hit };
        }
        let part = self.items.find(hit.end, |s| if let Sense::DayPart(from, to, _) = s { Some((from, to)) } else { None });
        let Some(((from, to), end)) = part.filter(|_| self.kind(hit.end) == Some(TokenKind::Arabic)) else { return hit };
        // «الأحد ليلة الاثنين»: what follows has its own day.
        if self.weekday(end, false).is_some() || self.items.find(end, |s| matches!(s, Sense::Day(_)).then_some(())).is_some() {
            return hit;
        }
        let clock = |hour: u8| Some(Clock { hour: hour % 24, minute: None, second: None });
        Hit { end, clock: clock(from), clock_to: clock(to), ..hit }
    }

    /// «من الساعة 3 إلى الساعة 4 عصرا»: what the second hour says of the half of the day holds for both.
    pub(super) fn hours(&self, first: Hit, from: Clock, second: Hit, to: Clock) -> Option<Hit> {
        let mut from = from;
        if from.hour < 12 && to.hour >= 12 && from.hour + 12 <= to.hour {
            from.hour += 12;
        } else if from.hour >= 12 && to.hour < 12 && from.hour - 12 <= to.hour {
            from.hour -= 12;
        }
        let hit = Hit { end: second.end, clock: Some(from), clock_to: Some(to), rule: "hours", bound: Bound::At, ..first };
        Some(hit)
    }
}

fn precision(clock: Clock) -> &'static str {
    match (clock.minute, clock.second) {
        (_, Some(_)) => "second",
        (Some(_), None) => "minute",
        (None, None) => "hour",
    }
}

fn half_hour(hour: u8, half: Half) -> u8 {
    match half {
        Half::Dawn | Half::Am => {
            if hour == 12 {
                0
            } else {
                hour
            }
        }
        Half::Noon => {
            if hour <= 6 {
                hour + 12
            } else {
                hour
            }
        }
        Half::Pm | Half::Evening => {
            if hour < 12 {
                hour + 12
            } else {
                hour
            }
        }
        Half::Night => match hour {
            12 => 24,
            5..=11 => hour + 12,
            _ => hour,
        },
    }
}
