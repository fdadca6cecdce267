//! A word as written → its readings, remembered.

use std::hash::Hasher as _;
use std::ops::Range;

use hashbrown::HashTable;
use rasid_text::Folded;
use rustc_hash::FxHasher;

use crate::analysis::{Analysis, Enclitic, Features, LemmaId, Pos, Proclitics};
use crate::clitics::{Front, fronts, meets};
use crate::lexicon::{Attach, Lexicon, Record, initial, spelling, takes};
use crate::rank::{EDGE, Kinds, Masks, Path, paths};
use crate::shape;

/// A word that [`Words`] remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// A token that is no word: punctuation.
    pub const NONE: Self = Self(u32::MAX);
}

/// Where a stem lies in a word's key, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stem {
    /// Its first byte: after the clitics, and after «ال» (or the «لل» that hides it).
    pub start: u16,
    /// One past its last byte: before the pronoun.
    pub end: u16,
}

/// A word and all that it may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its key.
    pub key: Folded,
    /// Its readings, the likeliest first, never none and at most [`Word::MOST`].
    pub analyses: Box<[Analysis]>,
    /// The stem of each reading. In «للحكومة» it is «حكومه», and the reading is definite.
    pub stems: Box<[Stem]>,
}

impl Word {
    /// No word keeps more readings.
    pub const MOST: usize = 32;

    /// The letters of a reading's stem.
    #[must_use]
    pub fn stem(&self, reading: usize) -> &str {
        let stem = self.stems.get(reading).copied().unwrap_or_default();
        self.key.get(usize::from(stem.start)..usize::from(stem.end)).unwrap_or("")
    }
}

/// Longer words are not analysed.
const LONGEST: usize = 40;

/// Beyond so many bytes [`Words::trim`] forgets: some 150 000 words.
const KEPT: usize = 48 << 20;

/// What a word takes beside its letters and readings: its places in the tables and what the allocator adds.
const BESIDE: usize = size_of::<Word>() + size_of::<Surface>() + size_of::<Range<u32>>() + 64;

/// The words met so far, each analysed once. One per thread.
pub struct Words {
    lexicon: Lexicon,
    ids: HashTable<Surface>,
    /// The words as written, one after another.
    surfaces: String,
    words: Vec<Word>,
    /// Each word's readings that may be the best in some sentence, and where they lie.
    paths: Vec<Path>,
    places: Vec<Range<u32>>,
    /// About how much memory all words take.
    bytes: usize,
    none: Word,
    kinds: Kinds,
    masks: Masks,
}

/// A word as written: its place in [`Words::surfaces`].
struct Surface {
    start: u32,
    length: u32,
    id: WordId,
    /// Its first bytes, so that most words are known again without going to their place.
    head: [u8; HEAD],
}

/// Ten letters of Arabic.
const HEAD: usize = 20;

impl Surface {
    fn of<'s>(&self, surfaces: &'s str) -> &'s str {
        let start = self.start as usize;
        surfaces.get(start..start.saturating_add(self.length as usize)).unwrap_or("")
    }

    fn is(&self, head: &[u8; HEAD], surface: &str, surfaces: &str) -> bool {
        self.length as usize == surface.len() && self.head == *head && (surface.len() <= HEAD || self.of(surfaces) == surface)
    }
}

/// The first bytes of a word, zeros after it.
fn head(surface: &str) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head.iter_mut().zip(surface.bytes()).for_each(|(to, byte)| *to = byte);
    head
}

fn hash(surface: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(surface.as_bytes());
    hasher.finish()
}

impl Words {
    /// An empty memory.
    #[must_use]
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut kinds = Kinds::default();
        kinds.intern(lexicon.rules().sign_mask(), lexicon.rules());
        let none = Word { analyses: [shape::nothing()].into(), stems: [Stem::default()].into(), ..Word::default() };
        Self {
            lexicon: lexicon.clone(),
            ids: HashTable::new(),
            surfaces: String::new(),
            words: Vec::new(),
            paths: Vec::new(),
            places: Vec::new(),
            bytes: 0,
            none,
            kinds,
            masks: Masks::default(),
        }
    }

    /// The id of a word as written, analysed where it is new.
    pub fn intern(&mut self, surface: &str) -> WordId {
        let (hash_of, head) = (hash(surface), head(surface));
        if let Some(known) = self.ids.find(hash_of, |s| s.is(&head, surface, &self.surfaces)) {
            return known.id;
        }
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let id = WordId(small(self.words.len()));
        let (word, paths) = self.analyse(surface);
        let entry = Surface { start: small(self.surfaces.len()), length: small(surface.len()), id, head };
        let readings = word.analyses.len() * (size_of::<Analysis>() + size_of::<Stem>()) + paths.len() * size_of::<Path>();
        self.bytes += BESIDE + surface.len() + word.key.len() + readings;
        self.surfaces.push_str(surface);
        let start = small(self.paths.len());
        self.paths.extend(paths);
        self.places.push(start..small(self.paths.len()));
        self.words.push(word);
        self.ids.insert_unique(hash_of, entry, |s| hash(s.of(&self.surfaces)));
        id
    }

    /// What is known of a word; of [`WordId::NONE`] nothing: one reading of [`Pos::Unknown`].
    #[must_use]
    pub fn word(&self, id: WordId) -> &Word {
        self.words.get(id.0 as usize).unwrap_or(&self.none)
    }

    /// Forgets all words where they have become many, and says whether it did. Ids given before are void then,
    /// and what was kept by them: call it between documents.
    pub fn trim(&mut self) -> bool {
        let many = self.bytes > KEPT;
        if many {
            self.ids = HashTable::new();
            self.surfaces = String::new();
            self.words = Vec::new();
            self.paths = Vec::new();
            self.places = Vec::new();
            self.bytes = 0;
        }
        many
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// The readings of a word that may be the best in some sentence; never none.
    pub(crate) fn paths(&self, id: WordId) -> &[Path] {
        let place = self.places.get(id.0 as usize);
        place.and_then(|p| self.paths.get(p.start as usize..p.end as usize)).filter(|p| !p.is_empty()).unwrap_or(&EDGE)
    }

    fn analyse(&mut self, surface: &str) -> (Word, Vec<Path>) {
        let written = Written::new(surface);
        let fronts = fronts(&written.key, &written.letters);
        let mut found = if written.letters.len() > LONGEST { Vec::new() } else { readings(&self.lexicon, &written, &fronts) };
        merge_voices(&mut found);
        found.extend(shape::guess(&self.lexicon, &written, &fronts, &found));
        let rules = self.lexicon.rules();
        let mut rated: Vec<(Analysis, Stem, u128)> = Vec::with_capacity(found.len());
        for (mut analysis, stem) in found {
            let mask = self.masks.of(rules, &analysis, || self.lexicon.lemma(analysis.lemma));
            analysis.prior = analysis.prior.saturating_add(rules.word(mask));
            rated.push((analysis, stem, mask));
        }
        rated.sort_by_key(|(a, s, _)| (std::cmp::Reverse((a.prior, a.features.definite)), s.start, a.pos, a.lemma, a.features, a.enclitic));
        rated.dedup_by(|(a, s, _), (b, t, _)| Analysis { prior: b.prior, ..*a } == *b && s == t);
        rated.truncate(Word::MOST);
        let classes: Vec<(i16, u128)> = rated.iter().map(|(a, _, mask)| (a.prior, *mask)).collect();
        let word = Word {
            key: written.key,
            analyses: rated.iter().map(|(a, ..)| *a).collect(),
            stems: rated.iter().map(|(_, s, _)| *s).collect(),
        };
        (word, paths(&mut self.kinds, rules, &classes))
    }
}

/// Readings that differ in voice only become one: «تبدأ» is both.
fn merge_voices(found: &mut Vec<(Analysis, Stem)>) {
    let voiceless = |a: &Analysis| Analysis { prior: 0, features: Features { passive: false, passive_only: false, ..a.features }, ..*a };
    let mut merged: Vec<(Analysis, Stem)> = Vec::with_capacity(found.len());
    for (a, stem) in found.drain(..) {
        let same = merged.iter_mut().find(|(b, s)| b.lemma == a.lemma && *s == stem && voiceless(b) == voiceless(&a));
        if let Some((b, _)) = same {
            b.features.passive |= a.features.passive;
            b.features.passive_only &= a.features.passive_only;
            b.prior = b.prior.max(a.prior);
        } else {
            merged.push((a, stem));
        }
    }
    *found = merged;
}

/// A word with its letters side by side with those of its key.
pub(crate) struct Written {
    pub(crate) key: Folded,
    /// One for each letter of the key: what was written for it.
    pub(crate) letters: Vec<char>,
    /// Every letter of the key takes two bytes, as Arabic ones do.
    even: bool,
    /// A sign of tanwin was written: «ردًا» is a noun, and indefinite.
    pub(crate) tanwin: bool,
}

impl Written {
    fn new(surface: &str) -> Self {
        let mut letters = Vec::with_capacity(surface.len() / 2);
        let key = rasid_text::fold_with_letters(surface, &mut letters);
        let tanwin = surface.contains(['\u{064B}', '\u{064C}', '\u{064D}']);
        Self { even: key.len() == 2 * letters.len(), key, letters, tanwin }
    }

    /// The letters as written of a range of the key's bytes.
    pub(crate) fn slice(&self, start: usize, end: usize) -> &[char] {
        let count = |to: usize| if self.even { to / 2 } else { self.key.get(..to).map_or(0, |s| s.chars().count()) };
        self.letters.get(count(start)..count(end)).unwrap_or(&[])
    }
}

/// Every reading that the lexicon supports.
fn readings(lexicon: &Lexicon, written: &Written, fronts: &[Front]) -> Vec<(Analysis, Stem)> {
    let mut out = Vec::new();
    let (mut hits, mut tails) = (Vec::new(), Vec::new());
    let pronouns: Vec<Pronoun> = Enclitic::ALL.into_iter().filter(|(_, letters)| written.key.ends_with(letters)).collect();
    for front in fronts {
        let core = written.key.get(front.start..).unwrap_or("");
        hits.clear();
        lexicon.stems_of(core, |length, place| hits.push((length, place)));
        for (length, place) in &hits {
            add_tails(lexicon, written, front.start + length, &pronouns, &mut tails);
            if tails.is_empty() {
                continue;
            }
            for record in lexicon.records_at(*place) {
                add_readings(lexicon, written, front, front.start + length, &record, &tails, &mut out);
            }
        }
    }
    out
}

/// A way to see what follows a stem as an ending and a pronoun.
struct Tail {
    ending: u8,
    enclitic: Enclitic,
    /// Where the pronoun begins.
    end: usize,
    cost: i16,
}

/// A pronoun with its letters.
type Pronoun = (Enclitic, &'static str);

/// Every such way, the ending's and the pronoun's spelling reckoned; `pronouns` are those that the word may end in.
fn add_tails(l: &Lexicon, written: &Written, end_of_stem: usize, pronouns: &[Pronoun], out: &mut Vec<Tail>) {
    out.clear();
    let pronouns = pronouns.iter().filter(|(_, letters)| end_of_stem + letters.len() <= written.key.len()).copied();
    for (enclitic, letters) in std::iter::once((Enclitic::None, "")).chain(pronouns) {
        let end = written.key.len() - letters.len();
        let endings = l.endings(written.key.get(end_of_stem..end).unwrap_or(""));
        if endings.is_empty() {
            continue;
        }
        let Some(pronoun_cost) = pronoun_cost(l, written, enclitic, end) else { continue };
        for ending in endings {
            let spelled = l.tables().endings.get(usize::from(*ending)).map_or("", String::as_str);
            if let Some(cost) = ending_cost(l, spelled, written.slice(end_of_stem, end)) {
                out.push(Tail { ending: *ending, enclitic, end, cost: cost.saturating_add(pronoun_cost) });
            }
        }
    }
}

/// The readings of one stem with each of the tails.
fn add_readings(
    l: &Lexicon,
    written: &Written,
    front: &Front,
    end_of_stem: usize,
    record: &Record,
    tails: &[Tail],
    out: &mut Vec<(Analysis, Stem)>,
) {
    let mut stem_cost = None;
    for tail in tails {
        let free = tail.enclitic == Enclitic::None;
        if written.tanwin && !(free && nunated(l.pos(record.lemma)) && !front.definite) {
            continue;
        }
        for row in l.rows(record.class, tail.ending) {
            if (free && row.attach == Attach::Bound) || (!free && row.attach == Attach::Free) || (front.definite && !row.article) {
                continue;
            }
            let Some(reading) = reading(l, front, record, tail.enclitic, l.features(row.features)) else { continue };
            let cost = *stem_cost.get_or_insert_with(|| spelling_cost(l, written, front.start, end_of_stem, record));
            let prior = reading.prior.saturating_add(cost).saturating_add(tail.cost);
            out.push((Analysis { prior, ..reading }, stem(front.start, tail.end)));
        }
    }
}

/// Which parts of speech take tanwin.
fn nunated(pos: Pos) -> bool {
    !matches!(pos, Pos::Verb | Pos::Complementiser | Pos::Preposition)
}

pub(crate) fn stem(start: usize, end: usize) -> Stem {
    let clamp = |n| u16::try_from(n).unwrap_or(u16::MAX);
    Stem { start: clamp(start), end: clamp(end) }
}

/// A reading, where its clitics may stand around it.
fn reading(l: &Lexicon, front: &Front, record: &Record, enclitic: Enclitic, mut features: Features) -> Option<Analysis> {
    let weights = &l.rules().weights;
    let pos = l.pos(record.lemma);
    features.definite |= front.definite;
    let clitics = front.count() * weights.proclitic + if enclitic == Enclitic::None { 0 } else { weights.enclitic };
    let entry = weights.entry.get(usize::from(record.weight)).copied().unwrap_or(0);
    let a = Analysis {
        lemma: record.lemma,
        pos,
        features,
        proclitics: front.proclitics,
        enclitic,
        known: true,
        prior: entry.saturating_add(clitics),
    };
    let fits = if record.takes == 0 { meets(&a) } else { closed_meets(&a, record.takes) };
    fits.then_some(a)
}

fn closed_meets(a: &Analysis, taken: u8) -> bool {
    let may = |bit: u8| taken & bit != 0;
    let Proclitics { question, conjunction, preposition, future } = a.proclitics;
    let pronoun = a.enclitic != Enclitic::None;
    !future
        && (!question || may(takes::QUESTION))
        && (conjunction.is_none() || may(takes::CONJUNCTION))
        && (preposition.is_none() || may(takes::PREPOSITION))
        && (!a.features.definite || may(takes::ARTICLE))
        && (!pronoun || may(takes::PRONOUN))
        && (pronoun || !may(takes::BOUND))
}

/// What the spelling of a stem costs, compared with the lexicon's.
fn spelling_cost(l: &Lexicon, written: &Written, start: usize, end: usize, record: &Record) -> i16 {
    let weights = &l.rules().weights;
    let letters = written.slice(start, end);
    if spelling(letters.iter().copied()) == record.spelling {
        return 0;
    }
    // «علي» is seldom «على», «فى» often «في».
    let dotted = record.last == 1 && letters.last() == Some(&'ي');
    let hamza = dotted || letters.iter().any(|c| matches!(c, 'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ'));
    let other = dotted || hamza && initial(letters.first().copied()) != record.initial;
    match (hamza, other) {
        (_, true) => weights.misspelt.saturating_mul(2),
        (true, false) => weights.misspelt,
        (false, _) => weights.sloppy,
    }
}

/// What an ending costs; nothing can make «أ» of «ا», nor «ئ» of «ي».
fn ending_cost(l: &Lexicon, spelled: &str, letters: &[char]) -> Option<i16> {
    let mut cost = 0_i16;
    for (known, seen) in spelled.chars().zip(letters) {
        match (known, seen) {
            (known, seen) if known == *seen => {}
            (_, 'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ') => return None,
            ('ة', _) => cost = cost.saturating_add(l.rules().weights.sloppy_ta),
            _ => cost = cost.saturating_add(l.rules().weights.sloppy_ending),
        }
    }
    Some(cost)
}

/// What a pronoun's spelling costs; «ة» is none.
pub(crate) fn pronoun_cost(l: &Lexicon, written: &Written, enclitic: Enclitic, start: usize) -> Option<i16> {
    if enclitic == Enclitic::None {
        return Some(0);
    }
    let letters = written.slice(start, written.key.len());
    let mut cost = 0_i16;
    for (known, seen) in enclitic.letters().chars().zip(letters) {
        match (known, seen) {
            (_, 'ة' | 'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ') => return None,
            ('ي', 'ى') => cost = l.rules().weights.sloppy_ending,
            _ => {}
        }
    }
    Some(cost)
}

/// A reading without a lemma.
pub(crate) fn unknown(pos: Pos, front: &Front, enclitic: Enclitic, prior: i16) -> Analysis {
    Analysis {
        lemma: LemmaId::UNKNOWN,
        pos,
        features: Features { definite: front.definite, ..Features::default() },
        proclitics: front.proclitics,
        enclitic,
        known: false,
        prior,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClosedEntry, Gender, LexiconBuilder, NounEntry, VerbEntry, rank};
    use proptest::prelude::*;

    fn lexicon() -> Lexicon {
        let mut builder = LexiconBuilder::new();
        for (root, pattern, masdar) in [("علن", "IV", ""), ("وهم", "VIII", ""), ("وقع", "II", ""), ("قتل", "I-au", "قَتْل")]
        {
            let masdars = masdar.split_whitespace().map(str::to_owned).collect();
            builder.add_verb(&VerbEntry { root: root.into(), pattern: pattern.into(), masdars, weight: 2 });
        }
        for (lemma, pos, gender, plurals, sound) in [
            ("حكومة", Pos::Noun, Gender::Feminine, "", "f"),
            ("وزير", Pos::Noun, Gender::Masculine, "وزراء", ""),
            ("لغة", Pos::Noun, Gender::Feminine, "", "f"),
            ("أمني", Pos::Adjective, Gender::Masculine, "", "mf"),
            ("ليبيا", Pos::Name, Gender::Feminine, "", ""),
        ] {
            let plurals = plurals.split_whitespace().map(str::to_owned).collect();
            builder.add_noun(&NounEntry { lemma: lemma.into(), pos, gender, plurals, sound: sound.into(), weight: 2 });
        }
        for (form, lemma, pos, clitics) in [
            ("لم", "لم", Pos::Particle, "w"),
            ("ل", "ل", Pos::Preposition, "wP"),
            ("إلي", "إلى", Pos::Preposition, "wP"),
            ("في", "في", Pos::Preposition, "wp"),
        ] {
            let [form, lemma, clitics] = [form, lemma, clitics].map(str::to_owned);
            builder.add_closed(&ClosedEntry { form, lemma, pos, clitics, weight: 2 });
        }
        let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        builder.add_ranking(&[
            row(&["weight", "entry.2", "30"]),
            row(&["weight", "proclitic", "-10"]),
            row(&["weight", "enclitic", "-10"]),
            row(&["weight", "sloppy", "-12"]),
            row(&["weight", "misspelt", "-40"]),
            row(&["weight", "unknown", "-80"]),
            row(&["weight", "unknown.definite", "-50"]),
            row(&["weight", "unknown.proclitic", "-20"]),
            row(&["class", "preposition", "pos=preposition !enclitic"]),
            row(&["class", "verb", "pos=verb"]),
            row(&["class", "rare", "pos=verb person=1|2"]),
            row(&["word", "rare", "-40"]),
            row(&["pair", "preposition", "verb", "-50"]),
        ]);
        Lexicon::from_bytes(builder.build()).unwrap()
    }

    /// The best reading as «proclitics+ال?+lemma+pronoun».
    #[track_caller]
    fn check(surface: &str, want: &str) {
        let lexicon = lexicon();
        let mut words = Words::new(&lexicon);
        let id = words.intern(surface);
        let word = words.word(id);
        let a = word.analyses[0];
        let p = a.proclitics;
        let before: String = [p.conjunction, p.preposition, p.future.then_some('س')].into_iter().flatten().collect();
        let article = if a.features.definite { "ال" } else { "" };
        let got = format!("{before}+{article}+{}+{}", lexicon.lemma(a.lemma), a.enclitic.letters());
        assert_eq!(got, want, "{surface}");
    }

    #[test]
    fn clitics_are_cut() {
        check("وللحكومة", "ول+ال+حكومة+");
        check("للغة", "ل+ال+لغة+");
        check("سيعلنون", "س++أعلن+");
        check("ليوقع", "ل++وقع+");
        check("حكومتهم", "++حكومة+هم");
        check("وزرائه", "++وزير+ه");
        check("فقتلوه", "ف++قتل+ه");
        check("لها", "++ل+ها");
        check("إليهم", "++إلى+هم");
        check("بالأمنيين", "ب+ال+أمني+");
        check("اتهمتها", "++اتهم+ها");
    }

    #[test]
    fn sloppy_spellings_are_forgiven_and_wrong_ones_are_not() {
        check("اعلنت", "++أعلن+");
        check("حكومه", "++حكومة+");
        check("أعلنت", "++أعلن+");
        check("لألمانيا", "+++");
    }

    #[test]
    fn unknown_words_stay_whole_unless_the_article_speaks() {
        check("كريتيان", "+++");
        check("والبرونزية", "و+ال++");
    }

    #[test]
    fn no_verb_follows_a_preposition() {
        let lexicon = lexicon();
        let mut words = Words::new(&lexicon);
        let ids: Vec<WordId> = ["في", "قتل"].iter().map(|w| words.intern(w)).collect();
        let best = rank(&words, &ids);
        assert_ne!(words.word(ids[1]).analyses[usize::from(best[1])].pos, Pos::Verb);
        assert_eq!(rank(&words, &[WordId::NONE, WordId::NONE]), [0, 0]);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        assert!(Lexicon::from_bytes(&b""[..]).is_err());
        assert!(Lexicon::from_bytes(&b"RSDLEX08"[..]).is_err());
        let mut builder = LexiconBuilder::new();
        builder.add_ranking(&[vec!["pair".to_owned(), "a".to_owned(), "b".to_owned(), "1".to_owned()]]);
        assert!(Lexicon::from_bytes(builder.build()).is_err());
    }

    fn check_whole(words: &mut Words, surface: &str) {
        let id = words.intern(surface);
        assert_eq!(words.intern(surface), id);
        let word = words.word(id);
        assert!(!word.analyses.is_empty() && word.analyses.len() <= Word::MOST);
        assert_eq!(word.analyses.len(), word.stems.len());
        for (a, stem) in word.analyses.iter().zip(&word.stems) {
            let p = a.proclitics;
            let question = p.question.then_some('ا');
            let mut front: String = [question, p.conjunction, p.preposition, p.future.then_some('س')].into_iter().flatten().collect();
            let before = &word.key[..usize::from(stem.start)];
            if before != front {
                front.push_str(if p.preposition == Some('ل') { "ل" } else { "ال" });
                assert!(a.features.definite);
            }
            assert_eq!(before, front);
            assert_eq!(&word.key[usize::from(stem.end)..], a.enclitic.letters());
        }
    }

    proptest! {
        #[test]
        fn clitics_and_stems_make_up_the_key(surfaces in proptest::collection::vec("[وفبكلسا]{0,3}(ال|لل)?[ء-ي]{0,6}(ه|ها|هم|ة|ات|نا)?", 1..20)) {
            let lexicon = lexicon();
            let mut words = Words::new(&lexicon);
            for surface in &surfaces {
                check_whole(&mut words, surface);
            }
            let ids: Vec<WordId> = surfaces.iter().map(|s| words.intern(s)).collect();
            let best = rank(&words, &ids);
            for (id, at) in ids.iter().zip(best) {
                prop_assert!(usize::from(at) < words.word(*id).analyses.len());
            }
        }

        #[test]
        fn any_text_is_analysed(surface in "\\PC{0,60}", marks in "[\u{064B}-\u{0652}ء-ي\u{FDF2}\u{FEFB}]{0,50}") {
            let lexicon = lexicon();
            let mut words = Words::new(&lexicon);
            check_whole(&mut words, &surface);
            check_whole(&mut words, &marks);
        }
    }
}
