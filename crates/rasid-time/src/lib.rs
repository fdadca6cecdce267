//! Text → expressions of time, resolved against the publication day.
//!
//! One pass over the tokens; most tokens are no word of time and are left after one look-up. Decides only
//! which days the words name: whether an event belongs to them is the coder's to say.

mod calendar;
mod infer;
mod lex;
mod parse;
mod score;
mod tables;

pub use infer::infer_published;
pub use lex::Word;
pub use score::PeerCase;
pub use tables::{Half, Join, Number, Part, Sense, Strength, Times, Unit};

use rasid_model::{Day, Span};
use rasid_text::Segmented;
use std::ops::Range;

/// Where a bare weekday or a date without a year is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bias {
    /// On or before the publication day, as news does: «الأربعاء».
    #[default]
    Past,
    /// After it, as an assistant does.
    Future,
    /// The nearest.
    None,
}

/// A time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59; absent where the words give none.
    pub minute: Option<u8>,
    /// 0 to 59; absent where the words give none.
    pub second: Option<u8>,
}

/// What expressions are resolved against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The publication day; without one, only dates written in full have an interval.
    pub day: Option<Day>,
    /// The hour of publication, for «قبل ساعتين».
    pub clock: Option<Clock>,
    /// Minutes east of Greenwich, for «بتوقيت غرينتش».
    pub offset: Option<i16>,
    /// Which way bare expressions look.
    pub bias: Bias,
    /// The week's first day, Monday 1 to Sunday 7.
    pub week_start: i8,
    /// The day was inferred from the text, not given.
    pub inferred: bool,
}

impl Reference {
    /// A report published on that day, read as news.
    #[must_use]
    pub fn news(day: Option<Day>) -> Self {
        Self { day, clock: None, offset: None, bias: Bias::Past, week_start: 1, inferred: false }
    }
}

/// What an interval was resolved by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Written in full: «5 مايو 2018».
    Absolute,
    /// The publication day: «أمس».
    Published,
    /// Nothing; there is no interval: «اليوم التالي».
    Unanchored,
}

/// What sort of expression it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Names days.
    Date,
    /// A length of time, no date: «لمدة ثلاثة أيام».
    Duration,
    /// A time of an unnamed day: «الساعة الثامنة».
    Clock,
}

/// How an interval lies to the words that name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// In it.
    At,
    /// From it to the publication day: «منذ الاثنين».
    Since,
    /// Up to it: «حتى الجمعة».
    Until,
    /// Before it: «قبل الجمعة».
    Before,
    /// After it: «بعد الجمعة».
    After,
}

/// First and last day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
}

/// An expression of time, found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeExpression {
    /// The words.
    pub span: Span,
    /// Indices into the segmented tokens.
    pub tokens: Range<usize>,
    /// The days it names; none for a vague time, a duration and where nothing anchors it.
    pub interval: Option<Interval>,
    /// The days it would name if it pointed the other way, for a reader who knows the verb's tense:
    /// «الأحد» with «سيزور»; for «منذ ستة أشهر» the month six months ago; for a Hijri day the day of the
    /// Umm al-Qura calendar, without its margin.
    pub other: Option<Interval>,
    /// `minute`, `hour`, `day`, `days`, `week`, `month`, `season`, `year`, `decade`.
    pub precision: &'static str,
    /// What resolved it.
    pub anchor: Anchor,
    /// What sort it is.
    pub kind: Kind,
    /// How it is bounded.
    pub bound: Bound,
    /// No number: «قبل أسابيع».
    pub vague: bool,
    /// The time of day, where given.
    pub clock: Option<Clock>,
    /// Where a span of hours ends, excluded.
    pub clock_to: Option<Clock>,
    /// The publication day it rests on was itself inferred.
    pub inferred: bool,
    /// The rule that read it.
    pub rule: &'static str,
}

impl TimeExpression {
    /// As a record's date; none without an interval.
    #[must_use]
    pub fn dated(&self) -> Option<rasid_model::Dated> {
        let Interval { from, to } = self.interval?;
        Some(rasid_model::Dated { from, to, precision: self.precision, span: self.span })
    }

    /// As a record's date of an act that lies after a day: «الأحد» with «سيزور» is the next one.
    #[must_use]
    pub fn dated_ahead(&self, of: rasid_model::Day) -> Option<rasid_model::Dated> {
        let Interval { from, to } = self.other.filter(|o| o.from > of && self.interval.is_some_and(|i| i.to < of)).or(self.interval)?;
        Some(rasid_model::Dated { from, to, precision: self.precision, span: self.span })
    }
}

/// Finds every expression of time in a text, in order; none overlaps another.
#[must_use]
pub fn find(times: &Times, text: &str, segmented: &Segmented, reference: Reference) -> Vec<TimeExpression> {
    find_known(times, text, segmented, reference, |_| None)
}

/// As [`find`], for a text whose words were read before: `known` gives a token's key with its [`Word`].
#[must_use]
pub fn find_known<'w>(
    times: &Times,
    text: &str,
    segmented: &Segmented,
    reference: Reference,
    known: impl Fn(usize) -> Option<(&'w str, Word)>,
) -> Vec<TimeExpression> {
    parse::all(&lex::Items::read(times, text, segmented, known), reference)
}
