//! The knowledge that the coder works with, compiled: who fills these tables is `rasid-knowledge`.
//!
//! Every key is folded ([`rasid_text::fold`]) and, for lemmas, without vowels.

use rasid_model::{EntityKind, EventType};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::remote;

/// Keys → what knowledge says of them, in the order of the files: looked up for every word, so hashed.
pub type Map<V> = indexmap::IndexMap<String, V, rustc_hash::FxBuildHasher>;
/// Keys alone.
pub type Set = indexmap::IndexSet<String, rustc_hash::FxBuildHasher>;

/// Everything.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tables {
    /// What is read as an event.
    pub frames: Frames,
    /// Words that govern events: reporting, denying, doing.
    pub operators: Operators,
    /// Who and where.
    pub names: Names,
    /// Agreements, positions, contexts.
    pub topics: Topics,
    /// What decides events, slots and statuses, in hundredths of a logit: by decision (`actor`), word (`any`, `verb`, `noun`),
    /// kind of feature and its value.
    pub choices: Map<Map<Map<Map<i32>>>>,
    /// Keep every candidate for an event, to fit the weights on.
    pub everything: bool,
    /// Keep the features of every choice, to fit the weights on.
    pub reasons: bool,
}

/// The frames and where their words lead.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Frames {
    /// By number.
    pub all: Vec<Frame>,
    /// Frames whose object or genitive suffers the act.
    pub befalls: std::collections::BTreeSet<u16>,
    /// The frame of «يجب»: the one that a file marks with `must = true`.
    pub must: Option<u16>,
    /// Verb lemma → frames.
    pub verbs: Map<Vec<u16>>,
    /// Noun lemma → frames.
    pub nouns: Map<Vec<u16>>,
    /// Adjective or participle lemma → frames.
    pub adjectives: Map<Vec<u16>>,
    /// Verb lemma → the phrases it opens.
    pub phrases: Map<Vec<Phrase>>,
}

/// A verb with its noun: «وجّه تهديدا», «انسحب من الاتفاق».
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// The preposition before the noun; empty for a direct object.
    pub preposition: String,
    /// The noun's lemmas or forms, in order.
    pub nouns: Vec<String>,
    /// The frame.
    pub frame: u16,
}

/// What a grammatical slot means in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Says nothing.
    #[default]
    None,
    /// Who acts.
    Actor,
    /// To whom.
    Recipient,
    /// What is demanded, promised, denied…
    Content,
    /// Where.
    Place,
}

/// What becomes of the acts named in a frame's content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// They are not coded: demanded, promised, threatened.
    #[default]
    Suppress,
    /// They are coded as alleged: «اتهم … بقصف».
    Alleged,
    /// They are coded as told: «أدان قصف …».
    Actual,
    /// As if the governing word were not there.
    Transparent,
}

/// What must be there for an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// Somebody.
    #[default]
    Any,
    /// Who acts.
    Actor,
    /// To whom.
    Recipient,
    /// Both.
    Both,
}

/// A sense of some words: which event they report, and which slot names whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// `accuse.allege`
    pub id: String,
    /// Its type.
    #[serde(with = "remote::event_type")]
    pub kind: EventType,
    /// Its mode, by name.
    pub mode: Option<String>,
    /// The verb's subject.
    pub subject: Role,
    /// The verb's direct object.
    pub object: Role,
    /// What stands after a preposition.
    pub preps: BTreeMap<String, Role>,
    /// Of a noun: what it is of.
    pub genitive: Role,
    /// Of a noun: what follows the genitive bare.
    pub second: Role,
    /// All parties act.
    pub reciprocal: bool,
    /// What becomes of acts in the content.
    pub content: Content,
    /// The object's or content's head must be one of these; empty for any.
    pub heads: Vec<String>,
    /// … and none of these.
    pub not_heads: Vec<String>,
    /// What must be there.
    pub need: Need,
    /// Whether a passive reports the event too.
    pub passive: bool,
    /// Whether the verb of a phrase is the trigger, not its noun.
    pub verb_triggers: bool,
}

/// What a governing word does to what it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Operator {
    /// Reports speech: «قال إن».
    Say,
    /// Goes on reporting: «وأضاف».
    SayOn,
    /// Hands on what another said: «نقلت … عن».
    Relay,
    /// Makes known, by word or deed: «أعلن», «قرر». Its subject does what its object names.
    Declare,
    /// Denies: «نفى».
    Deny,
    /// Does what its object names: «شنّ هجوما».
    Do,
    /// Happens: «اندلعت اشتباكات», «تم توقيع».
    Occur,
    /// Undergoes what follows: «تعرّض لهجوم».
    Undergo,
    /// Brings about: «أسفر عن مقتل».
    Cause,
    /// Begins, goes on, manages: the act stands.
    Aspect,
    /// Fails to: the act is negated.
    Fail,
    /// Means to: the act lies ahead.
    Intend,
    /// May: the act is possible.
    May,
    /// «كان», «بات»: carries tense only.
    Auxiliary,
    /// «وقف إطلاق النار»: the act is to end.
    Stop,
    /// «جهود وقف القتال»: the act is only spoken of.
    Topic,
    /// «تابعة للحكومة»: whose it is follows.
    Belonging,
    /// «استضافت القاهرة الاجتماع»: its subject is where.
    Host,
}

/// Words with a function among clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Function {
    /// «أن», «إن», «بأن»
    Complementiser,
    /// «الذي»
    Relative,
    /// Opens a clause: «بعدما», «فيما», «لكن»
    Opener,
    /// «لم», «لن», «لا»
    Negation,
    /// «قد» before an imperfect, «ربما»
    Possible,
    /// «سوف»
    Future,
    /// «إذا», «لو»
    Condition,
    /// «بحسب», «وفقا»: who says so follows.
    Attribution,
    /// «أمس», «أيضا», «مجددا»: passed over.
    Adverb,
    /// «الطرفان», «البلدان»: those named before.
    GroupWord,
    /// «بلاده»: the speaker's country.
    OwnCountry,
    /// «نظيره»: the same office elsewhere.
    Counterpart,
    /// «قال», after a name in a headline, is written «:».
    Marker,
    /// «على» before an actor and «أن»: must.
    Must,
}

/// What a preposition may tell, whatever the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Use {
    /// «على يد»: who did it.
    Agent,
    /// «في»: where.
    Host,
    /// «في», «لدى» after a role: where it is held.
    Seat,
    /// «إلى»: where to.
    Destination,
    /// «بين», «مع»: who took part.
    Party,
    /// «ل»: who was told.
    Told,
    /// «عن»: whose words.
    Source,
    /// «ل» before a masdar: what for.
    Purpose,
    /// «من»: of whom.
    Member,
    /// «باسم»: for whom one speaks.
    Behalf,
    /// «على»: on whom a duty lies.
    Duty,
}

/// The governing words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Operators {
    /// Preposition → what it may tell; those of several words joined by a space.
    pub uses: Map<Vec<Use>>,
    /// First word → other words, of every preposition of several words and every noun used as one.
    pub prepositions: Map<Vec<Vec<String>>>,
    /// Verb lemma → what it does.
    pub verbs: Map<Vec<Operator>>,
    /// Noun lemma → what it does: «تصريح», «محاولة».
    pub nouns: Map<Vec<Operator>>,
    /// Adjective or participle lemma → what it does: «مؤكدا».
    pub adjectives: Map<Vec<Operator>>,
    /// Words in sequence → function, by the first word's key.
    pub functions: Map<Vec<(Vec<String>, Function)>>,
}

/// An entry that a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// An actor by number.
    Actor(u32),
    /// A state by number: its name.
    State(u32),
    /// A state's capital: the town, or the government.
    Capital(u32),
    /// A by-name of a state's government.
    Government(u32),
    /// Its people: «الأتراك».
    People(u32),
    /// Its adjective: «تركي».
    Nisba(u32),
    /// A place by number.
    Place(u32),
    /// An agreement of the register, by number.
    Agreement(u32),
    /// The country that the report is about: «البلاد», «المملكة».
    Homeland,
    /// Words that name something else than they seem to: «المحيط الهندي».
    Nothing,
}

/// The words of a name after its first, and where they lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameRow {
    /// The keys of the other words.
    pub rest: Vec<String>,
    /// What is so named.
    pub target: Target,
    /// Bodies of several countries bear it: it is this one where the text names its country.
    pub local: bool,
}

/// The names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    /// First word → rows, those with most words first.
    pub index: Map<Vec<NameRow>>,
    /// Actors by number.
    pub actors: Vec<Actor>,
    /// States by number.
    pub states: Vec<State>,
    /// Places by number.
    pub places: Vec<PlaceEntry>,
    /// First word of a role, bare → rows, those with most words first.
    pub roles: Map<Vec<(Vec<String>, u32)>>,
    /// Roles by number.
    pub role_entries: Vec<RoleEntry>,
    /// Outlet name, folded → its home country.
    pub outlets: Map<String>,
    /// Adjectives that change a role's sector, folded → the sector, and those it replaces: «سابق».
    pub modifiers: Map<(String, Vec<String>)>,
    /// Adjectives of states that are common words too, folded: «مالي». They name a state only beside a role.
    pub ambiguous_nisbas: Set,
    /// Honorifics, passed over: «السيد»; those that tell a sector, with it: «اللواء».
    pub titles: Map<String>,
    /// Words that make somebody of the organisation that follows: «عضو».
    pub members: Set,
    /// Given names and parts of names, folded: «محمد», «عبد».
    pub given: Set,
    /// Those, and parts of names that are common words too: «ولد», «صالح».
    pub parts: Set,
    /// Parts of names that another follows: «عبد», «أبو», «بن».
    pub openers: Set,
    /// «نحو», «أكثر من»: words before a number, by the first one's key.
    pub approximators: Map<Vec<Vec<String>>>,
    /// «آخرون»: others of the same sort.
    pub others: Set,
    /// Words before a place: «مدينة», «محافظة», with their precision.
    pub place_cues: Map<String>,
}

/// Somebody known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    /// `lby-gna`
    pub id: String,
    /// English.
    pub name: String,
    /// What sort.
    #[serde(with = "remote::entity_kind")]
    pub kind: EntityKind,
    /// Country code, empty for none.
    pub country: String,
    /// Sector code, empty for none.
    pub sector: String,
    /// Sector in armed acts, where it differs.
    pub armed_sector: String,
    /// Also a common word or a common name: wants a cue.
    pub ambiguous: bool,
    /// Offices with their dates, latest first.
    pub roles: Vec<DatedRole>,
}

impl Actor {
    /// No state's: the United Nations, a company of many countries.
    #[must_use]
    pub fn is_supranational(&self) -> bool {
        matches!(self.country.as_str(), "" | "UNO" | "EUR" | "IGO" | "NGO" | "IMG" | "ISM" | "MNC")
    }
}

/// An office held for a time; dates as `YYYY-MM-DD`, empty where open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedRole {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Country code.
    pub country: String,
    /// Sector code.
    pub sector: String,
}

/// A state or territory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// ISO 3166 alpha-3.
    pub code: String,
    /// English.
    pub name: String,
    /// English name of the capital.
    pub capital: String,
}

/// A place of the gazetteer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceEntry {
    /// English.
    pub name: String,
    /// ISO 3166 alpha-3.
    pub country: String,
    /// `city`, `region`, `site`…
    pub kind: String,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// Also a common word: wants a cue.
    pub ambiguous: bool,
}

/// A role: what a title or a group word says of who bears it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleEntry {
    /// English.
    pub name: String,
    /// What sort.
    #[serde(with = "remote::entity_kind")]
    pub kind: EntityKind,
    /// Sector code, empty for none.
    pub sector: String,
    /// Country code where the role implies one.
    pub country: String,
    /// How far it may be trusted alone: empty (alone), `head`, `org`, `needs`, `title`, `event`.
    pub use_: String,
}

/// Words in order → what they stand for, by the first word's key.
pub type Cues = Map<Vec<Cue>>;

/// The words of a cue after its first, and what it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// The keys of the other words.
    pub rest: Vec<String>,
    /// What it stands for: a name of a closed vocabulary, a number, a range.
    pub value: String,
    /// How much it counts, where cues are added up.
    pub weight: u8,
}

/// What documents are about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Topics {
    /// «محكمة» → `legal`
    pub contexts: Cues,
    /// «خمسة» → 5
    pub numbers: Cues,
    /// «عشرات» → 20-99
    pub ranges: Cues,
    /// «أكثر من» → `over`
    pub bounds: Cues,
    /// Between a number and what it counts: «عشرات من المتظاهرين»
    pub of: Cues,
    /// «بينهم»: some of those counted before.
    pub parts: Cues,
    /// The counted noun: «قتيل» → `killed`, «دولار» → `skip`
    pub counted: Cues,
    /// The word that governs a number: «مقتل» → `killed`
    pub counting: Cues,
    /// A noun that names an agreement: «هدنة» → `ceasefire`
    pub heads: Cues,
    /// Words that an agreement follows: «مسودة»
    pub drafts: Cues,
    /// Words of a phrase that tell it from no other: «جديد»
    pub generic: Cues,
    /// A word in the phrase: «تجاري» → `economic`
    pub kinds: Cues,
    /// A word near it: «خرق» → `violation_alleged`
    pub statuses: Cues,
    /// The same for verbs alone.
    pub verb_statuses: Cues,
    /// Prepositions by which the phrase goes on: «اتفاق على»
    pub extends: Cues,
    /// «إمكانية»: what follows has not happened.
    pub doubt: Cues,
    /// Frames whose actors are its parties.
    pub makers: Vec<String>,
    /// Verbs that tell what is in it: «اتفاقا يقضي بـ»
    pub contents: Cues,
    /// Words around a head that make it no thing: «أي» → `before`, «في وجهات» → `after`
    pub no_things: Cues,
    /// «برعاية»
    pub mediation: Cues,
    /// Names of known agreements → their numbers in `known`.
    pub register: Cues,
    /// Known agreements.
    pub known: Vec<KnownAgreement>,
    /// Frame id, or event type before the dot → stance, or `none`.
    pub stances: Map<String>,
    /// Frames that ask: what they ask for tells the stance.
    pub asking: Vec<String>,
    /// What is asked for: `supports`, or `rejects` what follows.
    pub wanted: Cues,
    /// A word that tells a stance itself: «تحفظ» → `reserves`
    pub stance_words: Cues,
    /// Prepositions after which the object of a stance may stand.
    pub links: Cues,
    /// Heads of what a stance is toward.
    pub toward: Cues,
}

impl Topics {
    /// Every table of cues.
    pub(crate) fn cues(&self) -> [&Cues; 24] {
        [
            &self.contexts,
            &self.numbers,
            &self.ranges,
            &self.bounds,
            &self.of,
            &self.parts,
            &self.counted,
            &self.counting,
            &self.heads,
            &self.drafts,
            &self.generic,
            &self.kinds,
            &self.statuses,
            &self.verb_statuses,
            &self.extends,
            &self.doubt,
            &self.contents,
            &self.no_things,
            &self.mediation,
            &self.register,
            &self.wanted,
            &self.stance_words,
            &self.links,
            &self.toward,
        ]
    }
}

/// An agreement of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAgreement {
    /// English.
    pub name: String,
    /// Its kind, by name.
    pub kind: String,
    /// Day, month or year of signing, as written; empty where unknown.
    pub date: String,
}
