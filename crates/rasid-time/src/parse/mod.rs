//! Items → expressions: tries, at each word of time, the ways in which an expression can begin.

mod clock;
mod day;
mod month;
mod number;
mod quantity;
mod unit;

use crate::calendar::{self, Days};
use crate::lex::{Item, Items};
use crate::tables::{Join, Sense};
use crate::{Anchor, Bias, Bound, Clock, Interval, Kind, Reference, TimeExpression};
use jiff::civil::Date;
use rasid_text::TokenKind;
use std::cell::Cell;

const SUNDAY: i8 = 7;

/// How far back a word that points ahead is looked for.
const AHEAD_REACH: usize = 10;

/// An expression in the making.
#[derive(Clone, Copy, Debug)]
struct Hit {
    end: usize,
    days: Option<Days>,
    other: Option<Days>,
    precision: &'static str,
    anchor: Anchor,
    kind: Kind,
    bound: Bound,
    vague: bool,
    clock: Option<Clock>,
    clock_to: Option<Clock>,
    rule: &'static str,
}

impl Hit {
    fn new(end: usize, days: Days, precision: &'static str, anchor: Anchor, rule: &'static str) -> Self {
        Self {
            end,
            days: Some(days),
            other: None,
            precision,
            anchor,
            kind: Kind::Date,
            bound: Bound::At,
            vague: false,
            clock: None,
            clock_to: None,
            rule,
        }
    }

    /// An expression that names no days.
    fn empty(end: usize, precision: &'static str, kind: Kind, rule: &'static str) -> Self {
        let mut hit = Self::new(end, (Date::ZERO, Date::ZERO), precision, Anchor::Unanchored, rule);
        hit.days = None;
        hit.kind = kind;
        hit
    }

    fn vague(end: usize, precision: &'static str, rule: &'static str) -> Self {
        Self { vague: true, ..Self::empty(end, precision, Kind::Date, rule) }
    }

    fn with_other(self, other: Option<Days>) -> Self {
        Self { other, ..self }
    }

    /// Whether it names one day.
    fn is_day(&self) -> bool {
        self.days.is_some_and(|(from, to)| from == to)
    }
}

/// A text's items with what they are resolved against.
struct Parser<'a> {
    items: &'a Items<'a>,
    today: Date,
    reference: Reference,
    /// The first day of the last expression that named one: «من العام نفسه».
    told: Cell<Option<Date>>,
}

/// All expressions of a text.
pub(crate) fn all(items: &Items, reference: Reference) -> Vec<TimeExpression> {
    let known = reference.day.and_then(calendar::from_day);
    let parser = Parser { items, today: known.unwrap_or(Date::ZERO), reference, told: Cell::new(None) };
    let mut out = Vec::new();
    let mut i = 0;
    while i < parser.items.len() {
        if !items.is_idle(i)
            && let Some(hit) = parser.at(i)
            && hit.end > i
        {
            let expression = parser.finish(i, hit, known.is_some());
            if expression.interval.is_some() {
                parser.told.set(hit.days.map(|(from, _)| from));
            }
            out.push(expression);
            i = hit.end;
        } else {
            i += 1;
        }
    }
    out
}

impl Parser<'_> {
    fn item(&self, i: usize) -> Option<&Item<'_>> {
        self.items.items.get(i)
    }

    fn kind(&self, i: usize) -> Option<TokenKind> {
        self.item(i).map(|it| it.kind)
    }

    fn has(&self, i: usize, sense: Sense) -> bool {
        self.items.has(i, sense)
    }

    /// The item before, in the same sentence.
    fn before(&self, i: usize) -> Option<usize> {
        let before = i.checked_sub(1)?;
        (self.item(before)?.sentence == self.item(i)?.sentence).then_some(before)
    }

    /// Past «و», joined to the next word or apart.
    fn and(&self, i: usize) -> Option<usize> {
        if self.item(i)?.and {
            return Some(i);
        }
        self.items.join(i, Join::And)
    }

    /// Past an optional joining word.
    fn skip(&self, i: usize, join: Join) -> usize {
        self.items.join(i, join).unwrap_or(i)
    }

    fn skip_comma(&self, i: usize) -> usize {
        if self.kind(i) == Some(TokenKind::Comma) { i + 1 } else { i }
    }

    /// «م», «هـ»: whether Hijri. «لم» is no «م».
    fn era(&self, i: usize) -> Option<(bool, usize)> {
        let peeled = self.item(i).is_none_or(|it| it.and || it.article || it.preposition.is_some());
        self.items.find(i, |s| if let Sense::Era(hijri) = s { Some(hijri) } else { None }).filter(|_| !peeled)
    }

    /// Past «من», «في» or nothing.
    fn skip_of(&self, i: usize) -> usize {
        self.items.join(i, Join::From).or_else(|| self.items.join(i, Join::In)).unwrap_or(i)
    }

    /// Whether a word that points ahead stands shortly before.
    fn ahead(&self, i: usize) -> bool {
        if self.reference.bias == Bias::Future {
            return true;
        }
        let Some(sentence) = self.item(i).map(|it| it.sentence) else { return false };
        (i.saturating_sub(AHEAD_REACH)..i)
            .rev()
            .take_while(|j| self.item(*j).is_some_and(|it| it.sentence == sentence))
            .any(|j| self.has(j, Sense::Ahead))
    }

    /// A whole expression.
    fn at(&self, i: usize) -> Option<Hit> {
        let hit = self
            .name(i)
            .or_else(|| self.bounded(i))
            .or_else(|| self.quantified(i))
            .or_else(|| self.between(i))
            .or_else(|| self.range(i))
            .or_else(|| self.lone_duration(i))?;
        let sentence = self.item(i)?.sentence;
        let whole = self.item(hit.end.checked_sub(1)?)?.sentence == sentence;
        whole.then_some(hit)
    }

    /// A date that has become a name is taken, and names no day.
    fn name(&self, i: usize) -> Option<Hit> {
        let (_, end) = self.items.find(i, |s| (s == Sense::Name).then_some(()))?;
        self.year_number(end).is_none().then(|| Hit::empty(end, "day", Kind::Date, "name"))
    }

    /// «منذ الاثنين», «حتى الجمعة», «قبل الجمعة», «بعد الجمعة».
    fn bounded(&self, i: usize) -> Option<Hit> {
        if let Some(next) = self.items.join(i, Join::Since) {
            return self.since(next);
        }
        let bounds = [(Join::To, Bound::Until), (Join::Ago, Bound::Before), (Join::After, Bound::After)];
        // «قبل أمس» is one word of two.
        if self.items.senses(i).any(|(s, _)| matches!(s, Sense::Day(_) | Sense::DayPart(..))) {
            return None;
        }
        let (next, bound) = bounds.into_iter().find_map(|(j, b)| Some((self.items.join(i, j)?, b)))?;
        if bound != Bound::Until && self.quantity(next).is_some() {
            return None;
        }
        let mut hit = self.core(next)?;
        hit.bound = bound;
        if bound == Bound::Until && hit.clock.is_some() && hit.kind == Kind::Date && self.reference.clock.is_some() {
            hit.clock_to = hit.clock;
            hit.clock = self.reference.clock;
        }
        Some(hit)
    }

    fn since(&self, i: usize) -> Option<Hit> {
        if let Some(hit) = self.since_quantity(i) {
            return Some(hit);
        }
        let mut hit = self.core(i)?;
        hit.bound = Bound::Since;
        if let Some((from, to)) = hit.days
            && from <= self.today
            && self.reference.bias != Bias::Future
        {
            hit.other = Some((from, to));
            hit.days = Some((from, self.today));
            hit.precision = if from == self.today { "day" } else { "days" };
            hit.rule = "since";
        }
        Some(hit)
    }

    /// «من 13 إلى 15 يوليو», «بين 25 و28 أيار», «ما بين عامي 2012 و2015».
    fn between(&self, i: usize) -> Option<Hit> {
        if let Some(next) = self.items.join(i, Join::Between) {
            return self.pair(next, true).or_else(|| self.core(next));
        }
        let next = self.items.join(i, Join::From)?;
        self.day_list(next)
            .filter(|h| !h.is_day())
            .or_else(|| self.pair(next, false))
            .or_else(|| self.reference.clock.and_then(|_| self.quantified_from(next)))
    }

    /// Two expressions joined by «إلى», «حتى», «-» (or by «و» after «بين»).
    fn pair(&self, i: usize, and: bool) -> Option<Hit> {
        let first = self.core(i)?;
        self.extend(first, and)
    }

    fn range(&self, i: usize) -> Option<Hit> {
        let first = self.core(i)?;
        if let Some(next) = self.items.join(first.end, Join::From)
            && first.is_day()
            && let Some(hours) = self.pair(next, false).filter(|h| h.clock.is_some())
        {
            return Some(Hit { end: hours.end, clock: hours.clock, clock_to: hours.clock_to, ..first });
        }
        Some(self.extend(first, false).unwrap_or(first))
    }

    fn extend(&self, first: Hit, and: bool) -> Option<Hit> {
        let dash = self.items.is_sign(first.end, &["-", "–", "—"]).then_some(first.end + 1);
        let to = self.and(first.end).map(|n| self.skip(n, Join::To)).filter(|n| *n > first.end || and);
        let next = self
            .items
            .join(first.end, Join::To)
            .or_else(|| to.filter(|n| and || self.items.join(self.and(first.end).unwrap_or(*n), Join::To).is_some()))
            .or(dash)?;
        let second = self.core(next)?;
        if let (Some(from), Some(to)) = (first.clock, second.clock) {
            return self.hours(first, from, second, to);
        }
        let (from, to) = (first.days?, second.days?);
        // «من سبتمبر إلى مايو الماضي»: the second may carry the year.
        let from: Days = if from.0 > to.1 && second.anchor == Anchor::Absolute && first.anchor != Anchor::Absolute {
            self.same_year(from, to)?
        } else {
            from
        };
        (from.0 <= to.1).then_some(())?;
        let anchor = if second.anchor == Anchor::Absolute { second.anchor } else { first.anchor };
        Some(Hit { end: second.end, ..Hit::new(second.end, (from.0, to.1), "days", anchor, "range") })
    }

    /// The first stretch, moved into the year of the second or the one before.
    fn same_year(&self, from: Days, to: Days) -> Option<Days> {
        let moved = |back: i16| {
            let date = |d: Date| Date::new(to.1.year() - back, d.month(), d.day()).ok();
            Some((date(from.0)?, date(from.1)?))
        };
        moved(0).filter(|f| f.0 <= to.1).or_else(|| moved(1))
    }

    /// One expression, without what bounds it: tried from the most to the least specific.
    fn core(&self, i: usize) -> Option<Hit> {
        let hit = self
            .numeric(i)
            .or_else(|| self.nth(i))
            .or_else(|| self.clock_phrase(i))
            .or_else(|| self.day_part(i))
            .or_else(|| self.weekday_phrase(i))
            .or_else(|| self.relative_day(i))
            .or_else(|| self.day_list(i))
            .or_else(|| self.part_of(i))
            .or_else(|| self.month_phrase(i))
            .or_else(|| self.season(i))
            .or_else(|| self.decade(i))
            .or_else(|| self.year(i))
            .or_else(|| self.directed(i))
            .or_else(|| self.rest_of(i))
            .or_else(|| self.now(i))?;
        Some(self.trailing(self.equated(hit)))
    }

    /// «12 ذي القعدة 1436 الموافق 27 أغسطس 2015»: of two calendars the one that names a single day.
    fn equated(&self, hit: Hit) -> Hit {
        let open = usize::from(self.kind(hit.end) == Some(TokenKind::Open));
        let next = self.items.join(hit.end + open, Join::Equals);
        let Some(second) = next.and_then(|n| self.day_list(n).or_else(|| self.numeric(n))) else { return hit };
        let close = usize::from(open == 1 && self.kind(second.end) == Some(TokenKind::Close));
        let end = second.end + close;
        if hit.is_day() { Hit { end, ..hit } } else { Hit { end, ..second } }
    }

    /// «وقت لاحق من هذا الأسبوع»: what is left of it; «وقت سابق من الشهر الجاري»: what is gone of it.
    fn rest_of(&self, i: usize) -> Option<Hit> {
        let later = self.items.join(i, Join::Later);
        let end = later.or_else(|| self.items.join(i, Join::Earlier))?;
        let whole = self.core(self.skip(end, Join::From))?;
        let (from, to) = whole.days.filter(|(from, to)| (*from..=*to).contains(&self.today))?;
        if from == to {
            return Some(whole);
        }
        let days = if later.is_some() {
            (calendar::plus_days(self.today, 1)?.min(to), to)
        } else {
            (from, calendar::plus_days(self.today, -1)?.max(from))
        };
        Some(Hit { days: Some(days), other: whole.days, precision: "days", rule: "rest", ..whole })
    }

    /// The week that holds a day. On a Sunday, which opens the week of work, the week is read from Sunday on
    /// even where it begins with Monday: «الأسبوع الماضي» then is the one that ended the day before.
    fn week(&self, day: Date) -> Option<Days> {
        let sunday = self.reference.bias == Bias::Past && calendar::is_weekday(self.today, SUNDAY);
        calendar::week(day, if sunday { SUNDAY } else { self.reference.week_start })
    }

    fn now(&self, i: usize) -> Option<Hit> {
        let (_, end) = self.items.find(i, |s| (s == Sense::Now).then_some(()))?;
        if self.before(i).is_some_and(|b| self.has(b, Sense::NotBeforeDay)) {
            return None;
        }
        let mut hit = Hit::new(end, (self.today, self.today), "day", Anchor::Published, "now");
        if self.reference.bias == Bias::Future {
            hit.clock = self.reference.clock;
        }
        Some(hit)
    }

    fn finish(&self, start: usize, hit: Hit, known: bool) -> TimeExpression {
        let anchored = known || hit.anchor == Anchor::Absolute;
        let interval = |days: Option<Days>| {
            let (from, to) = days.filter(|_| anchored)?;
            (from <= to).then(|| Interval { from: calendar::to_day(from), to: calendar::to_day(to) })
        };
        let found = interval(hit.days);
        let last = hit.end.saturating_sub(1).max(start);
        TimeExpression {
            span: self.items.span(start).join(self.items.span(last)),
            tokens: start..last + 1,
            interval: found,
            other: interval(hit.other).filter(|o| Some(*o) != found),
            precision: hit.precision,
            anchor: if found.is_some() { hit.anchor } else { Anchor::Unanchored },
            kind: hit.kind,
            bound: hit.bound,
            vague: hit.vague,
            clock: hit.clock,
            clock_to: hit.clock_to,
            inferred: self.reference.inferred && hit.anchor == Anchor::Published,
            rule: hit.rule,
        }
    }
}
