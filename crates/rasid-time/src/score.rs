//! Cases of other projects' test suites: a text, the moment it is read at, and where its time must start.

use crate::{Bias, Clock, Reference, TimeExpression, Times, find};
use rasid_model::Day;

/// A text of few words that is one expression of time, as suites for assistants have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerCase {
    /// The words.
    pub text: String,
    /// When they are said: `2013-02-12T04:30:00-02:00`.
    pub now: String,
    /// Where the time starts: `2013-02-12T15:00:00`; none where the words name no time.
    pub start: Option<String>,
    /// `second`, `minute`, `hour`, `day`, `week`, `month` or `year`.
    pub grain: String,
    /// The suite knows no margin of a sighted month: the calendar's own day counts.
    pub hijri: bool,
}

impl PeerCase {
    /// Whether the first expression found starts where the case says; bare weekdays look ahead.
    #[must_use]
    pub fn is_hit(&self, times: &Times) -> bool {
        let found = find(times, &self.text, &rasid_text::segment(&self.text), self.reference());
        match &self.start {
            None => found.is_empty(),
            Some(start) => found.iter().find(|e| e.interval.is_some()).is_some_and(|e| self.starts(e, start)),
        }
    }

    fn starts(&self, found: &TimeExpression, start: &str) -> bool {
        let days = if self.hijri { found.other.or(found.interval) } else { found.interval };
        let same_day = days.is_some_and(|d| start.parse::<Day>() == Ok(d.from));
        if !matches!(self.grain.as_str(), "hour" | "minute" | "second") {
            return same_day;
        }
        let clock = found.clock.unwrap_or_default();
        let printed = format!("{:02}:{:02}:{:02}", clock.hour, clock.minute.unwrap_or(0), clock.second.unwrap_or(0));
        same_day && start.get(11..19) == Some(printed.as_str())
    }

    /// The moment, read as an assistant reads it.
    #[must_use]
    pub fn reference(&self) -> Reference {
        let part = |range: std::ops::Range<usize>| self.now.get(range).and_then(|s| s.parse().ok());
        let hours: Option<i16> = self.now.get(19..22).and_then(|s| s.parse().ok());
        Reference {
            day: self.now.parse().ok(),
            clock: part(11..13).map(|hour| Clock { hour, minute: part(14..16), second: part(17..19) }),
            offset: hours.map(|h| h * 60),
            bias: Bias::Future,
            week_start: 1,
            inferred: false,
        }
    }
}
