//! The nouns of Rasid: what a report is, and what is read from it.
//!
//! Nothing here knows an algorithm, a file format or a word of Arabic.

mod entity;
mod event;
mod ontology;
mod span;

pub use entity::{Entity, EntityKind, Place};
pub use event::{Agreement, Attribution, Choice, Count, CountKind, Dated, Event, Evidence, Known, Note, NoteKind, Position, Slot};
pub use ontology::{AgreementKind, AgreementStatus, EventType, Mode, Quad, Stance, Status};
pub use span::Span;

/// A calendar day, proleptic Gregorian. Ordered; `2018-05-07`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Year, as printed.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl std::str::FromStr for Day {
    type Err = ();

    /// Reads `YYYY-MM-DD`; anything after the tenth character (a time) is ignored.
    ///
    /// # Errors
    /// `()` where the text is no such date.
    fn from_str(s: &str) -> Result<Self, ()> {
        let s = s.get(..10).ok_or(())?;
        let mut parts = s.split('-');
        let mut next = || parts.next().ok_or(());
        let year = next()?.parse().map_err(|_| ())?;
        let month = next()?.parse().map_err(|_| ())?;
        let day = next()?.parse().map_err(|_| ())?;
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(());
        }
        Ok(Self { year, month, day })
    }
}

/// One text from one source, exactly as it arrived. Spans point into `text`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The caller's name for it.
    pub id: String,
    /// The text as received; never normalised.
    pub text: String,
    /// Publication day, where the caller knows it.
    pub published: Option<Day>,
    /// The outlet's name as the caller gives it, «الشرق الأوسط».
    pub outlet: Option<String>,
    /// Where it was had.
    pub url: Option<String>,
}
