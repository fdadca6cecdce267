//! Entries → the bytes of a lexicon: every form of every word, as stems and endings.

use std::collections::BTreeMap;

use rasid_text::fold;
use rustc_hash::FxHashMap;

use crate::analysis::{Features, LemmaId, Pos};
use crate::entries::ClosedEntry;
use crate::lexicon::{Attach, ClassRow, MAGIC, Record, Tables, initial, last, pack, spelling, takes, write_record, write_varint};

/// Endings that may be cut from a form. Any choice gives the same lexicon; this one gives a small one.
const ENDINGS: [&str; 30] = [
    "", "ا", "ة", "ت", "ات", "ان", "ين", "ون", "و", "ي", "ى", "وا", "ن", "نا", "تم", "تما", "تن", "تا", "تي", "تان", "تين", "تمو", "ه",
    "م", "ما", "يات", "ية", "يين", "يون", "ؤ",
];

/// Builds the bytes of a [`crate::Lexicon`].
#[derive(Default)]
pub struct LexiconBuilder {
    lemmas: Vec<Lemma>,
    ids: FxHashMap<(u8, String), u32>,
    stems: BTreeMap<String, Vec<Record>>,
    classes: Vec<Vec<ClassRow>>,
    class_ids: FxHashMap<Vec<ClassRow>, u32>,
    features: Vec<u32>,
    feature_ids: FxHashMap<u32, u16>,
    ranking: Vec<Vec<String>>,
}

struct Lemma {
    pos: Pos,
    text: String,
}

/// A form with what it says, to be compiled.
pub(crate) struct Inflected {
    /// Undiacritised, with hamza.
    pub(crate) form: String,
    pub(crate) features: Features,
    pub(crate) attach: Attach,
    /// Whether «ال» may stand before it.
    pub(crate) article: bool,
}

impl LexiconBuilder {
    /// An empty lexicon.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a word of a closed class. Beyond the documented clitics it understands `P` (stands only before a
    /// pronoun: «علي‍»), `d` («ال») and `q` («أ» of a question).
    pub fn add_closed(&mut self, entry: &ClosedEntry) {
        let lemma = self.lemma(entry.pos, &undiacritised(&entry.lemma));
        let bits = [
            ('w', takes::CONJUNCTION),
            ('b', takes::PREPOSITION),
            ('p', takes::PRONOUN),
            ('P', takes::PRONOUN | takes::BOUND),
            ('d', takes::ARTICLE),
            ('q', takes::QUESTION),
        ];
        let closed = bits.iter().filter(|(c, _)| entry.clitics.contains(*c)).fold(takes::CLOSED, |all, (_, bit)| all | bit);
        let form = Inflected { form: undiacritised(&entry.form), features: Features::default(), attach: Attach::Any, article: true };
        self.insert(lemma, entry.weight, closed, &[form]);
    }

    /// Adds the rows of `ranking.tsv`: see [`crate::rank`].
    pub fn add_ranking(&mut self, rows: &[Vec<String>]) {
        self.ranking.extend_from_slice(rows);
    }

    /// The lemma's id, made where it is new.
    pub(crate) fn lemma(&mut self, pos: Pos, text: &str) -> LemmaId {
        let next = u32::try_from(self.lemmas.len()).unwrap_or(u32::MAX);
        let id = *self.ids.entry((pos as u8, text.to_owned())).or_insert(next);
        if id == next {
            self.lemmas.push(Lemma { pos, text: text.to_owned() });
        }
        LemmaId(id)
    }

    /// Files the forms of a lemma under as few stems as cover them.
    pub(crate) fn insert(&mut self, lemma: LemmaId, weight: u8, takes: u8, forms: &[Inflected]) {
        let forms: Vec<&Inflected> = forms.iter().filter(|f| !fold(&f.form).is_empty()).collect();
        let mut cuts: Vec<Cut> = forms.iter().enumerate().flat_map(|(at, f)| cuts(&f.form, at, takes)).collect();
        cuts.sort_unstable();
        let mut left = vec![true; forms.len()];
        while let Some(best) = best_stem(&cuts, &left) {
            let mut rows = Vec::with_capacity(best.len());
            let mut stem = "";
            for cut in best {
                let Some(form) = forms.get(cut.form).filter(|_| left.get(cut.form) == Some(&true)) else { continue };
                if let Some(slot) = left.get_mut(cut.form) {
                    *slot = false;
                }
                stem = cut.stem;
                let features = self.feature_id(&form.features);
                rows.push(ClassRow { ending: cut.ending, attach: form.attach, article: form.article, features });
            }
            self.file(lemma, weight, takes, stem, rows);
        }
    }

    fn file(&mut self, lemma: LemmaId, weight: u8, takes: u8, stem: &str, mut rows: Vec<ClassRow>) {
        rows.sort_unstable();
        rows.dedup();
        let record = Record {
            lemma,
            class: self.class_id(rows),
            weight: weight.min(3),
            initial: initial(stem.chars().next()),
            last: last(stem.chars().next_back()),
            spelling: spelling(stem.chars()),
            takes,
        };
        let records = self.stems.entry(fold(stem).as_str().to_owned()).or_default();
        if !records.contains(&record) {
            records.push(record);
        }
    }

    fn feature_id(&mut self, features: &Features) -> u16 {
        let packed = pack(features);
        let next = u16::try_from(self.features.len()).unwrap_or(u16::MAX);
        let id = *self.feature_ids.entry(packed).or_insert(next);
        if id == next {
            self.features.push(packed);
        }
        id
    }

    fn class_id(&mut self, rows: Vec<ClassRow>) -> u32 {
        let next = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
        let id = *self.class_ids.entry(rows.clone()).or_insert(next);
        if id == next {
            self.classes.push(rows);
        }
        id
    }

    /// The bytes, for [`crate::Lexicon::from_bytes`].
    #[must_use]
    pub fn build(mut self) -> Vec<u8> {
        let (stems, records) = self.stem_parts();
        let mut letters = Vec::new();
        let mut offsets = 0_u32.to_le_bytes().to_vec();
        for lemma in &self.lemmas {
            letters.extend_from_slice(lemma.text.as_bytes());
            offsets.extend(u32::try_from(letters.len()).unwrap_or(u32::MAX).to_le_bytes());
        }
        let poses: Vec<u8> = self.lemmas.iter().map(|l| l.pos as u8).collect();
        let tables = Tables {
            endings: ENDINGS.iter().map(|&e| e.to_owned()).collect(),
            classes: std::mem::take(&mut self.classes),
            features: std::mem::take(&mut self.features),
            ranking: std::mem::take(&mut self.ranking),
        };
        let tables = postcard::to_stdvec(&tables).unwrap_or_default();
        assemble(&[&stems, &records, &letters, &offsets, &poses, &tables])
    }

    fn stem_parts(&self) -> (Vec<u8>, Vec<u8>) {
        let mut records = Vec::new();
        let mut places: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        let mut stems = fst::MapBuilder::memory();
        for (stem, list) in &self.stems {
            let mut bytes = Vec::new();
            write_varint(u32::try_from(list.len()).unwrap_or(0), &mut bytes);
            for record in list {
                write_record(record, &mut bytes);
            }
            let place = *places.entry(bytes).or_insert_with_key(|bytes| {
                let place = records.len() as u64;
                records.extend_from_slice(bytes);
                place
            });
            // The stems come sorted and once, so that inserting cannot fail.
            let _ = stems.insert(stem, place);
        }
        (stems.into_inner().unwrap_or_default(), records)
    }
}

fn assemble(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    for part in parts {
        out.extend((part.len() as u64).to_le_bytes());
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// One way to see a form as a stem and an ending.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cut<'a> {
    stem: &'a str,
    form: usize,
    ending: u8,
}

/// Every way to cut a form; a closed word is not cut.
fn cuts(form: &str, at: usize, takes: u8) -> impl Iterator<Item = Cut<'_>> {
    ENDINGS.iter().zip(0_u8..).filter_map(move |(e, ending)| {
        let split = form.len().checked_sub(e.len()).filter(|split| *split > 0 && form.as_bytes().ends_with(e.as_bytes()))?;
        let stem = form.get(..split).filter(|_| takes == 0 || e.is_empty())?;
        Some(Cut { stem, form: at, ending })
    })
}

/// The cuts of the stem that the most forms share that are left; of several the longest.
fn best_stem<'c, 'a>(cuts: &'c [Cut<'a>], left: &[bool]) -> Option<&'c [Cut<'a>]> {
    let count = |run: &[Cut]| run.iter().filter(|c| left.get(c.form) == Some(&true)).count();
    let runs = cuts.chunk_by(|a, b| a.stem == b.stem).map(|run| (count(run), run));
    let best = runs.max_by_key(|(count, run)| (*count, run.first().map_or(0, |c| c.stem.len())))?;
    (best.0 > 0).then_some(best.1)
}

/// A word without vowel signs and tatweel, its hamzas kept: «اِتَّهَمَ» → «اتهم».
#[must_use]
pub fn undiacritised(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}')).collect()
}
