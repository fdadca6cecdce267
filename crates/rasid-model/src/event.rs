//! What a report says: events, agreements, positions, and what was seen but not decided.

use crate::ontology::vocabulary;
use crate::{AgreementKind, AgreementStatus, Day, Entity, EventType, Mode, Place, Span, Stance, Status};

/// A time read from a text: an interval, exactly as precise as the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// `day`, `days`, `week`, `month`, `season`, `year`, `decade`.
    pub precision: &'static str,
    /// The words.
    pub span: Span,
}

vocabulary! {
    /// What a number counts.
    CountKind {
        /// «مقتل ثلاثة»
        Killed = "killed",
        /// «إصابة خمسة»
        Wounded = "wounded",
        /// «اعتقال عشرة»
        Arrested = "arrested",
        /// «نزوح ألف»
        Displaced = "displaced",
        /// «تظاهر المئات»
        Participants = "participants",
        /// Anything else.
        Other = "other",
    }
}

/// A number that a clause gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// What it counts.
    pub kind: CountKind,
    /// At least.
    pub low: u64,
    /// At most; equal to `low` for an exact number, absent where the text leaves it open («المئات»).
    pub high: Option<u64>,
    /// The words.
    pub span: Span,
}

/// Why a record is read where it is: enough to explain it without coding the text again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The clause.
    pub clause: Span,
    /// The word or words that carry the act.
    pub trigger: Span,
    /// The frame that fired: `accuse.allege`.
    pub rule: String,
    /// How each slot was filled, in the order it was done.
    pub slots: Vec<Slot>,
    /// What moved the decision, with its weight: `("clause-initial", 40)`.
    pub reasons: Vec<(String, i32)>,
    /// Who else might have filled the slots; kept only where every candidate is kept.
    pub choices: Vec<Choice>,
}

/// Somebody, some place or some time weighed for a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// `actor`, `recipient`, `said_by`, `date`, `place`.
    pub role: &'static str,
    /// The words.
    pub span: Span,
    /// The days, of a time.
    pub day: Option<Dated>,
    /// Above 0 it was chosen; in hundredths of a logit.
    pub weight: i32,
    /// The features that held, with their weights.
    pub reasons: Vec<(String, i32)>,
}

/// One slot of a frame, and the step that filled it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// `actor`, `recipient`, `said_by`, `date`, `place`, `status`…
    pub role: &'static str,
    /// The words that fill it.
    pub span: Span,
    /// The step: `subject after the verb`, `object`, `after «ضد»`.
    pub how: String,
}

/// Who vouches for a claim, nearest the fact first; empty when the outlet speaks in its own voice.
pub type Attribution = Vec<Entity>;

/// An event mention: a clause or noun phrase that reports a political act.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// One of the sixteen types.
    pub kind: EventType,
    /// One of the type's modes.
    pub mode: Option<Mode>,
    /// Who acts.
    pub actor: Vec<Entity>,
    /// To whom.
    pub recipient: Vec<Entity>,
    /// When, where the text says.
    pub date: Option<Dated>,
    /// Where, where the text says.
    pub place: Option<Place>,
    /// Numbers the clause gives.
    pub counts: Vec<Count>,
    /// Whether it is said to have happened.
    pub status: Status,
    /// Who says so.
    pub said_by: Attribution,
    /// Who denies it.
    pub denied_by: Vec<Entity>,
    /// An earlier mention of the same event: its index among the document's events.
    pub same_as: Option<usize>,
    /// Why.
    pub evidence: Evidence,
    /// 0 to 100: how sure the scorer is that this is an event.
    pub confidence: u8,
}

/// An accord, truce, road map or initiative that the text treats as a thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The words that name it.
    pub span: Span,
    /// A canonical English name where knowledge has one.
    pub name: Option<String>,
    /// What it is about.
    pub kind: AgreementKind,
    /// Who is bound.
    pub parties: Vec<Entity>,
    /// Who helped.
    pub mediators: Vec<Entity>,
    /// When it was made, where the text says.
    pub date: Option<Dated>,
    /// Where it was made, where the text says.
    pub place: Option<Place>,
    /// How far it has come.
    pub status: AgreementStatus,
    /// The clause.
    pub clause: Span,
    /// What the register of knowledge tells of it, whatever the text says.
    pub known: Option<Known>,
}

/// What a register tells of an agreement, in English: «اتفاق الصخيرات» was signed on 2015-12-17.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Day, month or year of signing, as written; empty where unknown.
    pub date: String,
    /// Who made it.
    pub parties: Vec<String>,
    /// Who helped.
    pub mediators: Vec<String>,
    /// Where; empty where unknown.
    pub place: String,
}

/// An actor's stance toward an agreement, an initiative or another actor's act.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// Who.
    pub actor: Entity,
    /// Toward what.
    pub toward: Span,
    /// Its canonical English name where knowledge has one.
    pub toward_name: Option<String>,
    /// How.
    pub stance: Stance,
    /// The clause.
    pub clause: Span,
}

vocabulary! {
    /// What was seen but not decided: the analyst's list of what to add.
    NoteKind {
        /// A word that is in no lexicon.
        UnknownWord = "unknown_word",
        /// Looks like a name; no entry.
        UnknownName = "unknown_name",
        /// Stands where a place stands; no entry.
        UnknownPlace = "unknown_place",
        /// A verb or masdar without a frame, between two known actors.
        UnknownFrame = "unknown_frame",
        /// A time that nothing anchors.
        UnanchoredTime = "unanchored_time",
        /// A frame whose required slot stayed empty.
        EmptySlot = "empty_slot",
        /// The text is not Arabic, or only in part.
        Language = "language",
        /// Something odd in the text itself (control characters, replacements).
        Text = "text",
    }
}

/// A note, with the words it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What sort.
    pub kind: NoteKind,
    /// Where, the first time.
    pub span: Span,
    /// In words, English.
    pub detail: String,
    /// What to add to the knowledge: a name or word without clitics, a lemma; empty where there is nothing to add.
    pub form: String,
    /// How often the text has it.
    pub count: u32,
}

impl Note {
    /// A note of something seen once.
    #[must_use]
    pub fn new(kind: NoteKind, span: Span, detail: impl Into<String>) -> Self {
        Self { kind, span, detail: detail.into(), form: String::new(), count: 1 }
    }
}
