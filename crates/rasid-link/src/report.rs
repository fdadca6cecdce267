//! A coded document with what linking wants of its words.

use rasid::explain::Word;
use rasid::model::Day;
use rasid::record::Record;

use crate::traits::Traits;

/// A coded document as it is linked.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was read from it.
    pub record: Record<'static>,
    /// Its first line: «مصر تمدد حالة الطوارئ 3 أشهر».
    pub title: String,
    /// What its words say.
    pub traits: Traits,
    /// The day it was published, counted from 1970; none where nobody knows.
    pub day: Option<i32>,
}

impl Report {
    /// Takes a record with its text and the words of the text, as [`rasid::explain::words`] lists them. Of what a record
    /// keeps for other programs (`notes`, keys of the input) nothing is kept.
    #[must_use]
    pub fn new(record: &Record<'_>, text: &str, words: &[Word]) -> Self {
        let record = owned(record);
        let (traits, day) = (Traits::new(&record, text, words), published(&record));
        Self { record, title: title(text), traits, day }
    }

    /// A report that was kept: its record, its title, and what its words say.
    #[must_use]
    pub fn kept(record: Record<'static>, title: String, words: Traits) -> Self {
        let (traits, day) = (words.with_acts(&record), published(&record));
        Self { record, title, traits, day }
    }

    /// The outlet; empty where nobody knows.
    #[must_use]
    pub fn outlet(&self) -> &str {
        self.record.outlet.as_deref().unwrap_or("")
    }

    /// What orders reports, whatever order they arrived in: the day, then the id.
    #[must_use]
    pub fn rank(&self) -> (Option<i32>, &str) {
        (self.day, &self.record.id)
    }
}

/// The first line of a text.
#[must_use]
pub fn title(text: &str) -> String {
    text.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or("").to_owned()
}

/// The day of a record; of two, the last.
fn published(record: &Record<'_>) -> Option<i32> {
    record.published.as_deref().and_then(|p| p.rsplit('/').next()).and_then(number)
}

/// A day as it is written, counted from 1970-01-01: «2018-05-07» is 17658.
#[must_use]
pub fn number(day: &str) -> Option<i32> {
    day.parse().ok().map(day_number)
}

/// The same record, keeping nothing of the text it was read from alive.
fn owned(record: &Record<'_>) -> Record<'static> {
    let lean = Record { notes: Vec::new(), extra: serde_json::Map::new(), input: serde_json::Map::new(), ..record.clone() };
    // A record is made to be written and read again: its schema is its contract.
    serde_json::to_vec(&lean).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_else(empty)
}

fn empty() -> Record<'static> {
    Record {
        id: "".into(),
        outlet: None,
        published: None,
        published_inferred: false,
        contexts: Vec::new(),
        events: Vec::new(),
        agreements: Vec::new(),
        positions: Vec::new(),
        notes: Vec::new(),
        language: "".into(),
        url: None,
        version: rasid::record::Version { engine: "".into(), knowledge: "".into(), schema: rasid::record::SCHEMA },
        input: serde_json::Map::new(),
        extra: serde_json::Map::new(),
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
#[must_use]
pub(crate) fn day_number(day: Day) -> i32 {
    // Years that begin in March: the day of the leap year comes last.
    let (year, month) = (i32::from(day.year) - i32::from(day.month <= 2), i32::from(day.month));
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i32::from(day.day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The day of that number: the inverse of [`day_number`].
#[must_use]
pub(crate) fn day_of(number: i32) -> Day {
    let days = number + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + i32::from(month <= 2);
    Day { year: i16::try_from(year).unwrap_or(i16::MAX), month: u8::try_from(month).unwrap_or(1), day: u8::try_from(day).unwrap_or(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_and_counted_back() {
        assert_eq!(day_number(Day { year: 1970, month: 1, day: 1 }), 0);
        assert_eq!(day_number(Day { year: 2020, month: 3, day: 1 }), day_number(Day { year: 2020, month: 2, day: 28 }) + 2);
        for number in (-700_000..700_000).step_by(97) {
            assert_eq!(day_number(day_of(number)), number);
        }
    }
}
