//! The knowledge that the coder works with, compiled: who fills these tables is `rasid-knowledge`.
//!
//! Every key is folded ([`rasid_text::fold`]) and, for lemmas, without vowels.

use rasid_model::{EntityKind, EventType};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::remote;
pub use crate::weights::Choices;

/// Keys → what knowledge says of them, in the order of the files: looked up for every word, so hashed.
pub type Map<V> = indexmap::IndexMap<String, V, rustc_hash::FxBuildHasher>;
/// Keys alone.
pub type Set = indexmap::IndexSet<String, rustc_hash::FxBuildHasher>;

/// A word of some list, by number: words are compared as numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Symbol(u32);

impl Symbol {
    /// A word of no list.
    pub const NONE: Self = Self(u32::MAX);
}

/// The words that have a number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Symbols(Set);

impl Symbols {
    /// The number of a word, given where it has none.
    pub fn intern(&mut self, word: &str) -> Symbol {
        let at = self.0.get_index_of(word).unwrap_or_else(|| self.0.insert_full(word.to_owned()).0);
        u32::try_from(at).map_or(Symbol::NONE, Symbol)
    }

    /// The number of a word.
    #[must_use]
    pub fn find(&self, word: &str) -> Symbol {
        self.0.get_index_of(word).and_then(|at| u32::try_from(at).ok()).map_or(Symbol::NONE, Symbol)
    }
}

/// Words, or words in order, of which some must stand somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heads {
    /// Words alone, sorted.
    one: Vec<Symbol>,
    /// Words in order, sorted by the first.
    several: Vec<Vec<Symbol>>,
}

impl Heads {
    /// Of heads whose words a space parts.
    #[must_use]
    pub fn new<'h>(heads: impl IntoIterator<Item = &'h str>, symbols: &mut Symbols) -> Self {
        let mut out = Self::default();
        for head in heads {
            let words: Vec<Symbol> = head.split(' ').map(|word| symbols.intern(word)).collect();
            match words.as_slice() {
                [word] => out.one.push(*word),
                _ => out.several.push(words),
            }
        }
        out.one.sort_unstable();
        out.several.sort_unstable();
        out
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.one.is_empty() && self.several.is_empty()
    }

    /// Whether one of them begins at the first of some tokens, each given by its numbers.
    pub(crate) fn begin<'t>(&self, mut tokens: impl Iterator<Item = &'t [Symbol; 3]> + Clone) -> bool {
        let Some(first) = tokens.next() else { return false };
        let goes_on = |words: &[Symbol]| words.iter().zip(tokens.clone()).filter(|(word, t)| t.contains(word)).count() == words.len();
        let numbered = |at: &usize| first[*at] != Symbol::NONE && !first[..*at].contains(&first[*at]);
        (0..first.len()).filter(numbered).map(|at| &first[at]).any(|word| {
            let from = self.several.partition_point(|words| words.first() < Some(word));
            let begin = self.several.iter().skip(from).map_while(|words| words.strip_prefix(&[*word]));
            self.one.binary_search(word).is_ok() || begin.into_iter().any(goes_on)
        })
    }
}

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
    /// What decides events, slots and statuses.
    pub choices: Choices,
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
    /// The words of heads and phrases.
    pub symbols: Symbols,
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
    pub nouns: Vec<Symbol>,
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

/// Which clauses of a frame's verbs report its event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// All.
    #[default]
    Any,
    /// Not doing it is the event: «لن نسمح», «غير مقبول».
    Negated,
    /// Saying that one will do it is the event: «سنرد».
    Future,
    /// «قال إنها خطوة إيجابية»: only in reported speech; who speaks acts.
    Speech,
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
    pub heads: Heads,
    /// Without such a head it is nothing: «اعتبر … جريمة».
    pub strict: bool,
    /// … and none of these.
    pub not_heads: Heads,
    /// What must be there.
    pub need: Need,
    /// Whether a passive reports the event too.
    pub passive: bool,
    /// Whether the verb of a phrase is the trigger, not its noun.
    pub verb_triggers: bool,
    /// Which of its verbs' clauses report the event.
    pub when: When,
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

impl Operator {
    /// Its bit in a set.
    pub(crate) fn bit(self) -> u32 {
        1 << self as u32
    }
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
    /// «كل من» before those named.
    Each,
    /// «إياه»: a pronoun for the object of the verb before it.
    Object,
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
    /// «ل» after a thing: whose it is.
    Owner,
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
    /// «عدد», «العديد»: words before «من» and those counted.
    pub quantities: Set,
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

impl Names {
    /// The country that a name spells out: by its state, its capital, its people.
    pub(crate) fn country_of(&self, key: &str, target: Target) -> Option<&str> {
        let (Target::State(s) | Target::Capital(s) | Target::Government(s) | Target::People(s) | Target::Nisba(s)) = target else {
            return None;
        };
        (!self.ambiguous_nisbas.contains(key)).then(|| self.states[s as usize].code.as_str())
    }
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cues {
    words: Map<Vec<Cue>>,
    /// Its place among the tables of cues.
    number: u8,
}

impl Cues {
    /// Adds a cue to those that begin with a word.
    pub fn add(&mut self, first: String, cue: Cue) {
        self.words.entry(first).or_default().push(cue);
    }

    /// The cues that begin with a word.
    #[must_use]
    pub fn get(&self, first: &str) -> &[Cue] {
        self.words.get(first).map_or(&[], Vec::as_slice)
    }

    /// All, by their first words.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Cue])> {
        self.words.iter().map(|(first, cues)| (first.as_str(), cues.as_slice()))
    }

    /// Its bit in [`Topics::firsts`].
    pub(crate) fn bit(&self) -> u32 {
        1 << self.number
    }
}

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
    /// The first words of all cues, each with the bits of their tables.
    pub firsts: Map<u32>,
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
    /// Numbers the tables of cues and gathers their first words: called when all are filled.
    pub fn number(&mut self) {
        let mut firsts = Map::default();
        for (number, cues) in (0..).zip(self.cues()) {
            cues.number = number;
            cues.iter().for_each(|(first, _)| *firsts.entry(first.to_owned()).or_default() |= cues.bit());
        }
        self.firsts = firsts;
    }

    /// Every table of cues.
    fn cues(&mut self) -> [&mut Cues; 24] {
        [
            &mut self.contexts,
            &mut self.numbers,
            &mut self.ranges,
            &mut self.bounds,
            &mut self.of,
            &mut self.parts,
            &mut self.counted,
            &mut self.counting,
            &mut self.heads,
            &mut self.drafts,
            &mut self.generic,
            &mut self.kinds,
            &mut self.statuses,
            &mut self.verb_statuses,
            &mut self.extends,
            &mut self.doubt,
            &mut self.contents,
            &mut self.no_things,
            &mut self.mediation,
            &mut self.register,
            &mut self.wanted,
            &mut self.stance_words,
            &mut self.links,
            &mut self.toward,
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
    /// Those who made it, in English.
    pub parties: Vec<String>,
    /// Those who helped.
    pub mediators: Vec<String>,
    /// Where; empty where unknown.
    pub place: String,
}
