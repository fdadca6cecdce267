//! A text without a publication day → the days between which it was published.
//!
//! A date written in full somewhere in a report is most often of another year: of the running one the year is
//! left out. So only a dateline, «اليوم» with its date, or a weekday with its date and a year to start from
//! tell the day; a lone «عام 2011» tells nothing.

use crate::lex::Items;
use crate::parse::all;
use crate::{Anchor, Interval, Kind, Reference, TimeExpression, Times};
use rasid_model::Day;
use rasid_text::{Segmented, Sentence, TokenKind};

/// So many words may stand before the date of a dateline, «القاهرة، رويترز، 5 مايو 2018»…
const BEFORE: usize = 8;
/// …and so many more on a line of its own.
const BESIDE: usize = 5;
/// A weekday with its date repeats after five or six years: no further year is tried.
const YEARS: i16 = 5;

/// Bounds the publication day; relative expressions then resolve against the later bound, marked inferred.
#[must_use]
pub fn infer_published(times: &Times, text: &str, segmented: &Segmented) -> Option<(Day, Day)> {
    let items = Items::read(times, text, segmented, |_| None);
    let found = all(&items, Reference::news(None));
    let full = || found.iter().filter(|e| e.anchor == Anchor::Absolute && e.kind == Kind::Date);
    let whole = full().filter(|e| e.precision == "day" && (e.rule == "today-date" || is_dateline(e, segmented)));
    if let Some(day) = whole.filter_map(|e| e.interval).map(|i| i.from).next() {
        return Some((day, day));
    }
    let told = full().filter_map(|e| e.interval).map(|i| i.to.year).max()?;
    if !found.iter().any(is_dated_weekday) {
        return None;
    }
    (told..=told.saturating_add(YEARS)).find_map(|year| in_year(&items, year))
}

/// A date without a year, held to one by its weekday: «الاثنين 27 ماي».
fn is_dated_weekday(e: &TimeExpression) -> bool {
    matches!(e.rule, "weekday-date" | "weekday-other-date" | "today-date") && e.anchor != Anchor::Absolute
}

/// The first such date that falls into the year.
fn in_year(items: &Items, year: i16) -> Option<(Day, Day)> {
    let reference = Reference::news(Some(Day { year, month: 12, day: 31 }));
    let found = all(items, reference);
    let fits = |i: &Interval| i.from.year == year && i.from == i.to;
    let dated = found.iter().filter(|e| is_dated_weekday(e) && e.rule != "weekday-other-date");
    let (rule, day) = dated.filter_map(|e| Some((e.rule, e.interval.filter(fits)?.from))).next()?;
    if rule == "today-date" {
        return Some((day, day));
    }
    // News of a weekday is printed within the week.
    let later = crate::calendar::plus_days(crate::calendar::from_day(day)?, 6)?;
    Some((day, crate::calendar::to_day(later)))
}

/// Whether a date stands where papers put their own: on a line of its own at either end of the text, or opening
/// the first lines before a sign.
fn is_dateline(e: &TimeExpression, segmented: &Segmented) -> bool {
    let holds = |s: &&Sentence| s.tokens.contains(&e.tokens.start);
    let Some(sentence) = segmented.sentences.iter().find(holds) else { return false };
    let last = segmented.sentences.last().map_or(0, |s| s.paragraph);
    let head = sentence.paragraph <= 2;
    let alone = sentence.tokens.len() <= e.tokens.len() + BESIDE && last > 0;
    let next = segmented.tokens.get(e.tokens.end).filter(|_| sentence.tokens.contains(&e.tokens.end)).map(|t| t.kind);
    let signed = matches!(next, Some(TokenKind::Comma | TokenKind::Colon | TokenKind::Close | TokenKind::Open | TokenKind::Other));
    let opens = e.tokens.start - sentence.tokens.start <= BEFORE;
    // «وصل الوفد في 5 مايو 2018، …» tells, «الرباط، 5 مايو 2018 - …» dates.
    let bare = e.tokens.start.checked_sub(1).and_then(|i| segmented.tokens.get(i)).map(|t| t.kind);
    let apart = e.tokens.start == sentence.tokens.start || bare.is_some_and(|k| k != TokenKind::Arabic);
    apart && (alone && (head || sentence.paragraph == last) || head && opens && signed)
}
