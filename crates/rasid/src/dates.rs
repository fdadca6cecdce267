//! The expressions of time of a text, as `rasid dates` prints them.

use rasid_time::{Bias, Clock, Reference};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Knowledge;
use crate::points::Points;

pub use rasid_time as time;

/// An expression of time in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Found<'t> {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The words.
    pub text: &'t str,
    /// First day; null for a length of time, and where nothing anchors the words.
    pub from: Option<String>,
    /// Last day, included.
    pub to: Option<String>,
    /// The time of day, `14:30:00`.
    pub time: Option<String>,
    /// `minute`, `hour`, `day`, `days`, `week`, `month`, `season`, `year`, `decade`.
    pub precision: &'static str,
    /// The days if the words pointed the other way, for «الأحد» before «سيزور»; of a Hijri day the calendar's
    /// own day.
    pub other: Option<String>,
    /// No number: «قبل أسابيع».
    pub vague: bool,
    /// The rule that read it.
    pub rule: &'static str,
}

/// What a text's times are resolved against: a day, perhaps with a time and an offset,
/// `2018-05-07T10:30:00+03:00`. `bias` says where a bare weekday is looked for.
#[must_use]
pub fn reference(now: &str, bias: Bias) -> Reference {
    let part = |range: std::ops::Range<usize>| now.get(range).and_then(|s| s.parse().ok());
    let zone = now.get(19..).filter(|z| z.starts_with(['+', '-']));
    let hours: Option<i16> = zone.and_then(|z| z.get(..3)).and_then(|s| s.parse().ok());
    Reference {
        clock: part(11..13).map(|hour| Clock { hour, minute: part(14..16), second: part(17..19) }),
        offset: hours.map(|h| h * 60),
        bias,
        ..Reference::news(crate::input::day(now))
    }
}

/// Finds the expressions of time of a text.
#[must_use]
pub fn find<'t>(knowledge: &Knowledge, text: &'t str, reference: Reference) -> Vec<Found<'t>> {
    let points = Points::new(text);
    let found = rasid_time::find(&knowledge.times, text, &rasid_text::segment(text), reference);
    let found = found.into_iter().map(|e| {
        let (start, end) = points.of(e.span);
        Found {
            start,
            end,
            text: e.span.slice(text),
            from: e.interval.map(|i| i.from.to_string()),
            to: e.interval.map(|i| i.to.to_string()),
            time: e.clock.map(clock),
            precision: e.precision,
            other: e.other.map(|i| if i.from == i.to { i.from.to_string() } else { format!("{}/{}", i.from, i.to) }),
            vague: e.vague,
            rule: e.rule,
        }
    });
    found.collect()
}

fn clock(c: Clock) -> String {
    format!("{:02}:{:02}:{:02}", c.hour, c.minute.unwrap_or(0), c.second.unwrap_or(0))
}
