//! The words of a report, and of reports that are kept together: for every word the reports that have it and where.

use rasid::{Term, Vocabulary};
use rustc_hash::FxHashMap;
use std::sync::Arc;

use super::asked::Column;
use super::list::{self, put};
use crate::prepare::digest;

/// How words stand: as they are written, as lemmas, and those whose lemma is what is written.
pub(super) const KINDS: [char; 3] = ['f', 's', 'b'];

/// What a word is kept under. A word of monstrous length is kept under its digest.
fn key(kind: char, word: &str) -> String {
    const LONGEST: usize = 600;
    let mut out = String::with_capacity(word.len().min(LONGEST) + 1);
    out.push(kind);
    if word.len() > LONGEST {
        out.push(' ');
        out.push_str(&digest(&[word]));
    } else {
        out.push_str(word);
    }
    out
}

/// What a column has of a word stands under two keys.
pub(super) fn keys(column: Column, word: &str) -> [String; 2] {
    let [form, stem, both] = KINDS;
    [key(if column == Column::Form { form } else { stem }, word), key(both, word)]
}

/// The words of a report, in no order, each with its places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// What their numbers mean.
    vocabulary: Arc<Vocabulary>,
    all: Vec<Word>,
    /// Their places, each as the distance from the one before.
    places: Vec<u8>,
    /// How many there are, and as many lemmas.
    size: u32,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    is: Kept,
    times: u32,
    /// Where its places end.
    end: u32,
}

/// A word with its kind, a place in [`KINDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Kept(u32);

impl Kept {
    fn new(Term(number): Term, kind: u32) -> Self {
        Self(number << 2 | kind)
    }

    fn term(self) -> Term {
        Term(self.0 >> 2)
    }

    fn kind(self) -> char {
        KINDS.get(self.0 as usize & 3).copied().unwrap_or_default()
    }
}

/// The words of a text as they come, by the numbers of what they are found by.
#[derive(Debug, Default)]
pub(crate) struct Spoken {
    /// Each with where it stands.
    stand: Vec<(Kept, u32)>,
    places: u32,
}

impl Spoken {
    /// Adds a word with its lemma.
    pub(crate) fn add(&mut self, written: Term, lemma: Term) {
        if written == lemma {
            self.stand.push((Kept::new(written, 2), self.places));
        } else {
            self.stand.extend([(Kept::new(written, 0), self.places), (Kept::new(lemma, 1), self.places)]);
        }
        self.places += 1;
    }
}

impl Words {
    /// Those of a text: «وقف النار», whose lemmas are «وقف» and «نار», has «bوقف», «fالنار», «sنار».
    pub(crate) fn of(mut spoken: Spoken, vocabulary: Arc<Vocabulary>) -> Self {
        spoken.stand.sort_unstable();
        let mut out = Self { vocabulary, size: spoken.places * 2, ..Self::default() };
        for word in spoken.stand.chunk_by(|one, next| one.0 == next.0) {
            let Some((is, _)) = word.first() else { continue };
            let mut last = 0;
            for (_, place) in word {
                put(&mut out.places, u64::from(place - last));
                last = *place;
            }
            out.all.push(Word { is: *is, times: narrow(word.len()), end: narrow(out.places.len()) });
        }
        out
    }
}

/// Texts are far less than 4 GB.
fn narrow(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Reports whose words are kept together.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    vocabulary: Arc<Vocabulary>,
    lists: FxHashMap<Kept, list::Writer>,
    pub(super) sizes: Vec<(i64, u32)>,
}

impl Gathered {
    /// The report that came last.
    pub(super) fn last(&self) -> Option<i64> {
        self.sizes.last().map(|(document, _)| *document)
    }

    /// Whether the words of a report have the same numbers as those that are here.
    pub(super) fn fits(&self, words: &Words) -> bool {
        self.lists.is_empty() || words.all.is_empty() || Arc::ptr_eq(&self.vocabulary, &words.vocabulary)
    }

    /// Adds a report that fits, whose number is greater than that of all before.
    pub(super) fn add(&mut self, document: i64, words: &Words) {
        if self.lists.is_empty() {
            self.vocabulary = Arc::clone(&words.vocabulary);
        }
        let mut begin = 0;
        for Word { is, times, end } in &words.all {
            let places = words.places.get(begin as usize..*end as usize).unwrap_or_default();
            begin = *end;
            self.lists.entry(*is).or_default().add(document, *times, places);
        }
        self.sizes.push((document, words.size));
    }

    /// The lists by their keys, sorted.
    pub(super) fn sorted(self) -> Vec<(String, Vec<u8>)> {
        let mut kept: Vec<(Kept, list::Writer)> = self.lists.into_iter().collect();
        kept.sort_unstable_by_key(|(is, _)| *is);
        let mut keys = Vec::with_capacity(kept.len());
        let mut kinds = kept.iter().map(|(is, _)| is.kind());
        self.vocabulary.texts(kept.iter().map(|(is, _)| is.term()), |_, text| keys.push(key(kinds.next().unwrap_or_default(), text)));
        let mut all: Vec<(String, Vec<u8>)> = keys.into_iter().zip(kept).map(|(key, (_, list))| (key, list.bytes)).collect();
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        all
    }
}
