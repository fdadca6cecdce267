//! What was read from a document → the flat record that is printed. Its shape is the contract with other
//! programs: [`crate::schema`] publishes it, [`SCHEMA`] counts its versions.
//!
//! Offsets are Unicode code points of the document's text, ends excluded. Decides nothing about events.

use rasid_coder::Coded;
use rasid_model as model;
use rasid_model::{Day, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

use crate::input::Input;
use crate::intensity::Intensities;
use crate::points::Points;
use crate::schema;

/// The version of the record's shape. A new field does not raise it; a changed or lost one does.
pub const SCHEMA: u32 = 1;

/// Words of the text, or the name of something.
pub type Text<'t> = Cow<'t, str>;

/// One coded document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record<'t> {
    /// The document's id as given; the file's name for a plain text, `file:line` for a JSONL line without one.
    pub id: Text<'t>,
    /// The outlet as given.
    pub outlet: Option<Text<'t>>,
    /// The publication day, `2018-05-07`; where it was inferred from the text and is not certain, an interval
    /// of two days, `2018-05-01/2018-05-07`.
    pub published: Option<String>,
    /// Whether `published` was inferred from the text.
    pub published_inferred: bool,
    /// What the report is about: PLOVER contexts.
    pub contexts: Vec<Text<'t>>,
    /// Political acts, in text order.
    pub events: Vec<Event<'t>>,
    /// Accords, truces and initiatives, in text order.
    pub agreements: Vec<Agreement<'t>>,
    /// Who stands where on an agreement, an initiative or an act.
    pub positions: Vec<Position<'t>>,
    /// What was odd, or seen and not decided.
    pub notes: Vec<Note<'t>>,
    /// The text's language: `ar`; `fa`, `ur`, `ckb` or `und` for a text of which nothing is coded.
    pub language: Text<'t>,
    /// Where the report was had, as given.
    pub url: Option<Text<'t>>,
    /// What made the record.
    pub version: Version<'t>,
    /// Keys of the input that are also keys of a record.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub input: Map<String, Value>,
    /// Any other key of the input, as it came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What made a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Version<'t> {
    /// The program's version.
    pub engine: Text<'t>,
    /// The knowledge's version.
    pub knowledge: Text<'t>,
    /// The version of the record's shape.
    pub schema: u32,
}

/// Words of the text with their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote<'t> {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The words, verbatim.
    pub text: Text<'t>,
}

/// One mention of a political act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event<'t> {
    /// `e1`, `e2`… in text order.
    pub id: Text<'t>,
    /// PLOVER's event type.
    #[schemars(schema_with = "schema::event_type")]
    pub r#type: Text<'t>,
    /// One of the type's modes.
    pub mode: Option<Text<'t>>,
    /// Verbal or material, cooperation or conflict: VC, MC, VX, MX.
    #[schemars(schema_with = "schema::quad")]
    pub quad: Text<'t>,
    /// −10 conflict to +10 cooperation.
    pub intensity: f32,
    /// The words that carry the act.
    pub trigger: Quote<'t>,
    /// The clause the record is read from.
    pub evidence: Quote<'t>,
    /// Who acts; everybody, of a mutual act.
    pub actor: Vec<Entity<'t>>,
    /// To whom.
    pub recipient: Vec<Entity<'t>>,
    /// When, where the text says.
    pub date: Option<Date<'t>>,
    /// Where, where the text says.
    pub place: Option<Place<'t>>,
    /// Numbers the clause gives.
    pub counts: Vec<Count<'t>>,
    /// Whether it is said to have happened.
    #[schemars(schema_with = "schema::status")]
    pub status: Text<'t>,
    /// Who vouches for it, nearest the fact first; empty when the outlet speaks in its own voice.
    pub said_by: Vec<Entity<'t>>,
    /// Who denies it.
    pub denied_by: Vec<Entity<'t>>,
    /// The id of an earlier mention of the same event.
    pub same_as: Option<Text<'t>>,
    /// The rule that read it.
    pub rule: Text<'t>,
    /// How sure it is, 0 to 1.
    pub confidence: f32,
}

/// Somebody named in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entity<'t> {
    /// The mention; for a pronoun or dropped subject the nearest earlier naming.
    pub text: Text<'t>,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// A canonical English name, where knowledge has one.
    pub name: Option<Text<'t>>,
    /// The knowledge entry.
    pub id: Option<Text<'t>>,
    /// ISO 3166 alpha-3, or one of PLOVER's codes.
    pub country: Option<Text<'t>>,
    /// A PLOVER sector.
    pub sector: Option<Text<'t>>,
    /// What sort of thing it is.
    #[schemars(schema_with = "schema::entity_kind")]
    pub kind: Text<'t>,
}

/// A time: an interval, exactly as precise as the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Date<'t> {
    /// First day.
    pub from: String,
    /// Last day, included.
    pub to: String,
    /// `day`, `days`, `week`, `month`, `season`, `year`, `decade`.
    pub precision: Text<'t>,
    /// The words.
    pub text: Text<'t>,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Where an act happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place<'t> {
    /// The words.
    pub text: Text<'t>,
    /// The commonest English name.
    pub name: Option<Text<'t>>,
    /// ISO 3166 alpha-3.
    pub country: Option<Text<'t>>,
    /// Degrees north.
    pub lat: Option<f32>,
    /// Degrees east.
    pub lon: Option<f32>,
    /// What the position stands for: `country`, `region`, `city`, `site`.
    pub precision: Text<'t>,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// A number that a clause gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count<'t> {
    /// What it counts.
    #[schemars(schema_with = "schema::count_kind")]
    pub kind: Text<'t>,
    /// At least.
    pub low: u64,
    /// At most; null where the text leaves it open.
    pub high: Option<u64>,
    /// The words.
    pub text: Text<'t>,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// An accord, truce, road map or initiative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement<'t> {
    /// The words that name it.
    pub text: Text<'t>,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// A canonical English name.
    pub name: Option<Text<'t>>,
    /// What it is about.
    #[schemars(schema_with = "schema::agreement_kind")]
    pub kind: Text<'t>,
    /// Who is bound.
    pub parties: Vec<Entity<'t>>,
    /// Who helped.
    pub mediators: Vec<Entity<'t>>,
    /// When it was made.
    pub date: Option<Date<'t>>,
    /// Where it was made.
    pub place: Option<Place<'t>>,
    /// How far it has come.
    #[schemars(schema_with = "schema::agreement_status")]
    pub status: Text<'t>,
    /// The clause.
    pub evidence: Quote<'t>,
    /// What the register of knowledge tells of it, whatever the text says; only of agreements with a `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Known<'t>>,
}

/// What a register tells of an agreement, in English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Known<'t> {
    /// Day, month or year of signing: `2015-12-17`, `2020-10`, `1989`.
    pub date: Option<Text<'t>>,
    /// Who made it.
    pub parties: Vec<Text<'t>>,
    /// Who helped.
    pub mediators: Vec<Text<'t>>,
    /// Where.
    pub place: Option<Text<'t>>,
}

/// An actor's stance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Position<'t> {
    /// Who.
    pub actor: Entity<'t>,
    /// Toward what.
    pub toward: Quote<'t>,
    /// Its canonical English name.
    pub toward_name: Option<Text<'t>>,
    /// How.
    #[schemars(schema_with = "schema::stance")]
    pub stance: Text<'t>,
    /// The clause.
    pub evidence: Quote<'t>,
}

/// What was odd, or seen and not decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note<'t> {
    /// What sort.
    #[schemars(schema_with = "schema::note_kind")]
    pub kind: Text<'t>,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The words it is about; empty where it is about the whole text.
    pub text: Text<'t>,
    /// In words, English.
    pub detail: Text<'t>,
    /// What to add to the knowledge: a name or word without clitics, the lemma of a verb or noun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Text<'t>>,
    /// How often the text has it, where more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// A record's own keys: an input's key of that name is kept under `input`.
const KEYS: [&str; 14] = [
    "id",
    "outlet",
    "published",
    "published_inferred",
    "contexts",
    "events",
    "agreements",
    "positions",
    "notes",
    "language",
    "url",
    "version",
    "input",
    "text",
];

/// Makes records of what the engine read.
#[derive(Clone, Debug)]
pub struct Recorder {
    intensities: Intensities,
    knowledge: String,
}

impl Recorder {
    /// For the knowledge of that version.
    #[must_use]
    pub fn new(intensities: Intensities, knowledge: &str) -> Self {
        Self { intensities, knowledge: knowledge.to_owned() }
    }

    /// The record of a document.
    #[must_use]
    pub fn record<'t>(&'t self, input: &'t Input, coded: &'t Coded) -> Record<'t> {
        let document = &input.document;
        let view = View { points: Points::new(&document.text), intensities: &self.intensities };
        let remarks = input
            .remarks
            .iter()
            .map(|r| remark("text", r))
            .chain(input.language.remark().map(|r| Note { detail: Cow::Owned(r), ..remark("language", "") }));
        let (own, extra) = input.extra.iter().map(|(k, v)| (k.clone(), v.clone())).partition(|(k, _)| KEYS.contains(&k.as_str()));
        Record {
            id: borrowed(&document.id),
            outlet: document.outlet.as_deref().map(Cow::Borrowed),
            published: coded.published.or(document.published.map(|d| (d, d))).map(published),
            published_inferred: coded.published_inferred,
            contexts: coded.contexts.iter().map(|c| borrowed(c)).collect(),
            events: coded.events.iter().enumerate().map(|(i, e)| view.event(i, e)).collect(),
            agreements: coded.agreements.iter().map(|a| view.agreement(a)).collect(),
            positions: coded.positions.iter().map(|p| view.position(p)).collect(),
            notes: remarks.chain(coded.notes.iter().map(|n| view.note(n))).collect(),
            language: Cow::Borrowed(input.language.code),
            url: document.url.as_deref().map(Cow::Borrowed),
            version: Version { engine: Cow::Borrowed(env!("CARGO_PKG_VERSION")), knowledge: borrowed(&self.knowledge), schema: SCHEMA },
            input: own,
            extra,
        }
    }
}

fn borrowed(text: &str) -> Text<'_> {
    Cow::Borrowed(text)
}

fn known(k: &model::Known) -> Known<'_> {
    Known {
        date: Some(borrowed(&k.date)).filter(|d| !d.is_empty()),
        parties: k.parties.iter().map(|p| borrowed(p)).collect(),
        mediators: k.mediators.iter().map(|m| borrowed(m)).collect(),
        place: Some(borrowed(&k.place)).filter(|p| !p.is_empty()),
    }
}

fn remark<'t>(kind: &'static str, detail: &'t str) -> Note<'t> {
    Note { kind: Cow::Borrowed(kind), start: 0, end: 0, text: Cow::Borrowed(""), detail: Cow::Borrowed(detail), form: None, count: None }
}

fn published((from, to): (Day, Day)) -> String {
    if from == to { from.to_string() } else { format!("{from}/{to}") }
}

/// The name that an event of that index has.
#[must_use]
pub fn event_id(index: usize) -> String {
    format!("e{}", index + 1)
}

/// A text seen through its code points.
struct View<'t> {
    points: Points<'t>,
    intensities: &'t Intensities,
}

impl<'t> View<'t> {
    fn words(&self, span: Span) -> Text<'t> {
        Cow::Borrowed(span.slice(self.points.text()))
    }

    fn quote(&self, span: Span) -> Quote<'t> {
        let (start, end) = self.points.of(span);
        Quote { start, end, text: self.words(span) }
    }

    fn event(&self, index: usize, e: &'t model::Event) -> Event<'t> {
        Event {
            id: Cow::Owned(event_id(index)),
            r#type: Cow::Borrowed(e.kind.name()),
            mode: e.mode.map(Cow::Borrowed),
            quad: Cow::Borrowed(e.kind.quad().name()),
            intensity: self.intensities.of(e.kind, e.mode),
            trigger: self.quote(e.evidence.trigger),
            evidence: self.quote(e.evidence.clause),
            actor: self.entities(&e.actor),
            recipient: self.entities(&e.recipient),
            date: e.date.as_ref().map(|d| self.date(d)),
            place: e.place.as_ref().map(|p| self.place(p)),
            counts: e.counts.iter().map(|c| self.count(c)).collect(),
            status: Cow::Borrowed(e.status.name()),
            said_by: self.entities(&e.said_by),
            denied_by: self.entities(&e.denied_by),
            same_as: e.same_as.map(|i| Cow::Owned(event_id(i))),
            rule: borrowed(&e.evidence.rule),
            confidence: f32::from(e.confidence.min(100)) / 100.0,
        }
    }

    fn entities(&self, entities: &'t [model::Entity]) -> Vec<Entity<'t>> {
        entities.iter().map(|e| self.entity(e)).collect()
    }

    fn entity(&self, e: &'t model::Entity) -> Entity<'t> {
        let (start, end) = self.points.of(e.span);
        Entity {
            text: self.words(e.span),
            start,
            end,
            name: e.name.as_deref().map(Cow::Borrowed),
            id: e.id.as_deref().map(Cow::Borrowed),
            country: e.country.as_deref().map(Cow::Borrowed),
            sector: e.sector.as_deref().map(Cow::Borrowed),
            kind: Cow::Borrowed(e.kind.name()),
        }
    }

    fn date(&self, d: &model::Dated) -> Date<'t> {
        let (start, end) = self.points.of(d.span);
        Date { from: d.from.to_string(), to: d.to.to_string(), precision: Cow::Borrowed(d.precision), text: self.words(d.span), start, end }
    }

    fn place(&self, p: &'t model::Place) -> Place<'t> {
        let (start, end) = self.points.of(p.span);
        Place {
            text: self.words(p.span),
            name: p.name.as_deref().map(Cow::Borrowed),
            country: p.country.as_deref().map(Cow::Borrowed),
            lat: p.position.map(|(lat, _)| lat),
            lon: p.position.map(|(_, lon)| lon),
            precision: Cow::Borrowed(p.precision),
            start,
            end,
        }
    }

    fn count(&self, c: &model::Count) -> Count<'t> {
        let (start, end) = self.points.of(c.span);
        Count { kind: Cow::Borrowed(c.kind.name()), low: c.low, high: c.high, text: self.words(c.span), start, end }
    }

    fn agreement(&self, a: &'t model::Agreement) -> Agreement<'t> {
        let (start, end) = self.points.of(a.span);
        Agreement {
            text: self.words(a.span),
            start,
            end,
            name: a.name.as_deref().map(Cow::Borrowed),
            kind: Cow::Borrowed(a.kind.name()),
            parties: self.entities(&a.parties),
            mediators: self.entities(&a.mediators),
            date: a.date.as_ref().map(|d| self.date(d)),
            place: a.place.as_ref().map(|p| self.place(p)),
            status: Cow::Borrowed(a.status.name()),
            evidence: self.quote(a.clause),
            known: a.known.as_ref().map(known),
        }
    }

    fn position(&self, p: &'t model::Position) -> Position<'t> {
        Position {
            actor: self.entity(&p.actor),
            toward: self.quote(p.toward),
            toward_name: p.toward_name.as_deref().map(Cow::Borrowed),
            stance: Cow::Borrowed(p.stance.name()),
            evidence: self.quote(p.clause),
        }
    }

    fn note(&self, n: &'t model::Note) -> Note<'t> {
        let quote = self.quote(n.span);
        Note {
            kind: Cow::Borrowed(n.kind.name()),
            start: quote.start,
            end: quote.end,
            text: quote.text,
            detail: borrowed(&n.detail),
            form: (!n.form.is_empty()).then(|| borrowed(&n.form)),
            count: (n.count > 1).then_some(n.count),
        }
    }
}
