//! Compiled bytes → a lexicon that is searched where it lies.
//!
//! A form is kept as a stem and an ending («اتهم» + «وا»). The stems are one automaton, whose values point to
//! records; the endings a lemma takes with a stem are a class, shared by all lemmas that inflect alike.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rasid_text::fold;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::analysis::{Aspect, Derivation, Features, Gender, LemmaId, Number, Pos};
use crate::rank::Rules;

/// What compiled lexica begin with; changed whenever their layout changes.
pub(crate) const MAGIC: &[u8; 8] = b"RSDLEX08";
/// How many parts follow the header.
pub(crate) const PARTS: usize = 6;

/// Why bytes are no lexicon.
#[derive(Debug)]
pub enum LexiconError {
    /// They are no compiled lexicon, or one of another version.
    Header,
    /// A part is damaged: which.
    Part(&'static str),
}

impl std::fmt::Display for LexiconError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Header => write!(f, "not a compiled lexicon of this version"),
            Self::Part(part) => write!(f, "compiled lexicon: damaged part: {part}"),
        }
    }
}

impl std::error::Error for LexiconError {}

/// All words that are known, compiled by [`crate::LexiconBuilder`]. Cheap to clone.
#[derive(Clone)]
pub struct Lexicon(Arc<Inner>);

struct Inner {
    stems: fst::raw::Fst<Part>,
    records: Part,
    letters: Part,
    offsets: Part,
    poses: Part,
    tables: Tables,
    /// Which endings have a key, by their places in the tables: «ه» may be «ة» or «ه».
    endings: FxHashMap<String, Vec<u8>>,
    rules: Rules,
}

/// The small tables, decoded on loading.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Tables {
    /// As spelled; «ة» is not «ه».
    pub(crate) endings: Vec<String>,
    /// Which endings a stem takes and what they say.
    pub(crate) classes: Vec<Vec<ClassRow>>,
    /// Packed: see [`pack`].
    pub(crate) features: Vec<u32>,
    /// `ranking.tsv`, row by row.
    pub(crate) ranking: Vec<Vec<String>>,
}

/// One ending of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ClassRow {
    pub(crate) ending: u8,
    pub(crate) attach: Attach,
    /// Whether «ال» may stand before it.
    pub(crate) article: bool,
    pub(crate) features: u16,
}

/// Whether a form stands alone, before a pronoun, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Attach {
    /// «وزارة», «كتبوا»
    Free,
    /// «وزارت‍», «كتبو‍»
    Bound,
    /// «وزير»
    Any,
}

/// One reading of a stem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) lemma: LemmaId,
    pub(crate) class: u32,
    pub(crate) weight: u8,
    /// Which hamza the stem begins with: see [`initial`].
    pub(crate) initial: u8,
    /// Whether the stem ends in «ى» or «ي»: see [`last`].
    pub(crate) last: u8,
    /// Tells the spelling of the stem from other spellings of its key.
    pub(crate) spelling: u8,
    /// Of a closed word: which clitics it takes, see [`takes`]; 0 for the open classes.
    pub(crate) takes: u8,
}

/// Bits of [`Record::takes`].
pub(crate) mod takes {
    /// It is a word of a closed class.
    pub(crate) const CLOSED: u8 = 1;
    /// «و», «ف»
    pub(crate) const CONJUNCTION: u8 = 2;
    /// «ب», «ك», «ل»
    pub(crate) const PREPOSITION: u8 = 4;
    /// A pronoun may follow.
    pub(crate) const PRONOUN: u8 = 8;
    /// A pronoun must follow: «علي‍».
    pub(crate) const BOUND: u8 = 16;
    /// «ال»
    pub(crate) const ARTICLE: u8 = 32;
    /// «أ» of a question.
    pub(crate) const QUESTION: u8 = 64;
}

/// A range of the lexicon's bytes.
#[derive(Clone)]
pub(crate) struct Part {
    bytes: Arc<Cow<'static, [u8]>>,
    range: Range<usize>,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(self.range.clone()).unwrap_or(&[])
    }
}

impl Part {
    fn u32_at(&self, index: usize) -> Option<u32> {
        let bytes = self.as_ref().get(index.checked_mul(4)?..)?.get(..4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }
}

impl Lexicon {
    /// Opens compiled bytes; nothing but the small tables is decoded.
    ///
    /// # Errors
    /// Where the bytes are not a lexicon of this version.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, LexiconError> {
        let bytes = Arc::new(bytes.into());
        let [stems, records, letters, offsets, poses, tables] = parts(&bytes)?;
        let stems = fst::raw::Fst::new(stems).map_err(|_| LexiconError::Part("stems"))?;
        let tables: Tables = postcard::from_bytes(tables.as_ref()).map_err(|_| LexiconError::Part("tables"))?;
        let mut endings: FxHashMap<String, Vec<u8>> = FxHashMap::default();
        for (ending, id) in tables.endings.iter().zip(0_u8..=u8::MAX) {
            endings.entry(fold(ending).as_str().to_owned()).or_default().push(id);
        }
        let rules = Rules::read(&tables.ranking).map_err(|_| LexiconError::Part("ranking"))?;
        Ok(Self(Arc::new(Inner { stems, records, letters, offsets, poses, tables, endings, rules })))
    }

    /// The dictionary form, undiacritised, with hamza: «اتهم». Empty for [`LemmaId::UNKNOWN`].
    #[must_use]
    pub fn lemma(&self, id: LemmaId) -> &str {
        let offset = |n: usize| self.0.offsets.u32_at(n).map(|o| o as usize);
        let at = id.0 as usize;
        let range = offset(at).zip(offset(at.saturating_add(1)));
        let bytes = range.and_then(|(start, end)| self.0.letters.as_ref().get(start..end));
        bytes.and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
    }

    /// The part of speech of a lemma.
    #[must_use]
    pub fn pos(&self, id: LemmaId) -> Pos {
        self.0.poses.as_ref().get(id.0 as usize).map_or(Pos::Unknown, |b| pos_of(*b))
    }

    /// How many lemmas it has; ids are `0..lemma_count()`.
    #[must_use]
    pub fn lemma_count(&self) -> usize {
        self.0.poses.as_ref().len()
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// The endings with this key.
    pub(crate) fn endings(&self, key: &str) -> &[u8] {
        self.0.endings.get(key).map_or(&[], Vec::as_slice)
    }

    /// The rows of a class that have this ending.
    pub(crate) fn rows(&self, class: u32, ending: u8) -> &[ClassRow] {
        let rows = self.0.tables.classes.get(class as usize).map_or(&[][..], Vec::as_slice);
        let start = rows.partition_point(|row| row.ending < ending);
        let rows = rows.get(start..).unwrap_or(&[]);
        let count = rows.iter().take_while(|row| row.ending == ending).count();
        rows.get(..count).unwrap_or(&[])
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.0.tables
    }

    pub(crate) fn features(&self, index: u16) -> Features {
        self.0.tables.features.get(usize::from(index)).map_or_else(Features::default, |f| unpack(*f))
    }

    /// Calls `found` with the length of each known stem that `key` begins with, and its records' place.
    pub(crate) fn stems_of(&self, key: &str, mut found: impl FnMut(usize, u64)) {
        let stems = &self.0.stems;
        let mut node = stems.root();
        let mut out = 0_u64;
        for (at, byte) in key.bytes().enumerate() {
            let Some(transition) = node.find_input(byte).map(|i| node.transition(i)) else { return };
            out = out.wrapping_add(transition.out.value());
            node = stems.node(transition.addr);
            if node.is_final() {
                found(at + 1, out.wrapping_add(node.final_output().value()));
            }
        }
    }

    /// The records at a place that [`Lexicon::stems_of`] gave.
    pub(crate) fn records_at(&self, place: u64) -> impl Iterator<Item = Record> {
        let bytes = usize::try_from(place).ok().and_then(|p| self.0.records.as_ref().get(p..)).unwrap_or(&[]);
        let mut reader = Reader { bytes };
        let count = reader.varint().unwrap_or(0);
        (0..count).map_while(move |_| reader.record())
    }
}

fn parts(bytes: &Arc<Cow<'static, [u8]>>) -> Result<[Part; PARTS], LexiconError> {
    let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(LexiconError::Header)?;
    let mut start = MAGIC.len() + PARTS * 8;
    let mut ranges = Vec::with_capacity(PARTS);
    for length in rest.chunks_exact(8).take(PARTS) {
        let length = length.try_into().map(u64::from_le_bytes).ok().and_then(|n| usize::try_from(n).ok());
        let end = length.and_then(|n| start.checked_add(n)).filter(|end| *end <= bytes.len());
        let end = end.ok_or(LexiconError::Header)?;
        ranges.push(Part { bytes: Arc::clone(bytes), range: start..end });
        start = end;
    }
    ranges.try_into().map_err(|_| LexiconError::Header)
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn varint(&mut self) -> Option<u32> {
        let mut value = 0_u32;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn record(&mut self) -> Option<Record> {
        let lemma = LemmaId(self.varint()?);
        let class = self.varint()?;
        let flags = self.byte()?;
        let spelling = self.byte()?;
        let takes = if flags & 0x80 == 0 { 0 } else { self.byte()? };
        Some(Record { lemma, class, weight: flags & 3, initial: (flags >> 2) & 3, last: (flags >> 4) & 3, spelling, takes })
    }
}

/// Appends a record as [`Lexicon::records_at`] reads it.
pub(crate) fn write_record(record: &Record, out: &mut Vec<u8>) {
    write_varint(record.lemma.0, out);
    write_varint(record.class, out);
    let closed = if record.takes == 0 { 0 } else { 0x80 };
    out.push(closed | (record.last & 3) << 4 | (record.initial & 3) << 2 | record.weight & 3);
    out.push(record.spelling);
    if record.takes != 0 {
        out.push(record.takes);
    }
}

/// Appends a number, seven bits a byte.
pub(crate) fn write_varint(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7F).unwrap_or(0) | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or(0));
}

/// Which hamza a stem begins with: none or another letter, «أ», «إ», «آ».
pub(crate) fn initial(first: Option<char>) -> u8 {
    match first {
        Some('أ') => 1,
        Some('إ') => 2,
        Some('آ') => 3,
        _ => 0,
    }
}

/// Whether a stem ends in «ى» (1), «ي» (2) or another letter.
pub(crate) fn last(last: Option<char>) -> u8 {
    match last {
        Some('ى') => 1,
        Some('ي') => 2,
        _ => 0,
    }
}

/// A small number that spellings of one key seldom share.
pub(crate) fn spelling(letters: impl Iterator<Item = char>) -> u8 {
    let mix = letters.fold(0x811C_9DC5_u32, |h, c| (h ^ c as u32).wrapping_mul(0x0100_0193));
    u8::try_from((mix >> 24) & 0xFF).unwrap_or(0)
}

const POSES: [Pos; 13] = [
    Pos::Verb,
    Pos::Noun,
    Pos::Adjective,
    Pos::Name,
    Pos::Preposition,
    Pos::Conjunction,
    Pos::Complementiser,
    Pos::Relative,
    Pos::Pronoun,
    Pos::Particle,
    Pos::Adverb,
    Pos::Numeral,
    Pos::Unknown,
];

fn pos_of(byte: u8) -> Pos {
    POSES.get(usize::from(byte)).copied().unwrap_or(Pos::Unknown)
}

/// Features in one number.
pub(crate) fn pack(f: &Features) -> u32 {
    (f.aspect as u32)
        | u32::from(f.passive) << 2
        | u32::from(f.passive_only) << 3
        | u32::from(f.person & 3) << 4
        | (f.number as u32) << 6
        | (f.gender as u32) << 8
        | u32::from(f.definite) << 10
        | u32::from(f.construct) << 11
        | u32::from(f.accusative) << 12
        | (f.derivation as u32) << 13
}

fn unpack(bits: u32) -> Features {
    let flag = |at: u32| bits >> at & 1 == 1;
    Features {
        aspect: [Aspect::None, Aspect::Perfect, Aspect::Imperfect, Aspect::Imperative][(bits & 3) as usize],
        passive: flag(2),
        passive_only: flag(3),
        person: u8::try_from(bits >> 4 & 3).unwrap_or(0),
        number: [Number::None, Number::Singular, Number::Dual, Number::Plural][(bits >> 6 & 3) as usize],
        gender: [Gender::None, Gender::Masculine, Gender::Feminine, Gender::None][(bits >> 8 & 3) as usize],
        definite: flag(10),
        construct: flag(11),
        accusative: flag(12),
        derivation: match bits >> 13 & 7 {
            1 => Derivation::Masdar,
            2 => Derivation::ActiveParticiple,
            3 => Derivation::PassiveParticiple,
            4 => Derivation::Nisba,
            _ => Derivation::None,
        },
    }
}
