//! The words of a report, and of reports that are kept together: for every word the reports that have it and where.

use rasid::Term;
use rustc_hash::FxHashMap;

use super::asked::Column;
use super::list::{self, put};
use crate::prepare::digest;

/// How words stand: as they are written, as lemmas, and those whose lemma is what is written.
pub(super) const KINDS: [char; 3] = ['f', 's', 'b'];

/// Writes what a word is kept under. A word of monstrous length is kept under its digest.
fn put_key(into: &mut String, kind: char, word: &str) {
    const LONGEST: usize = 600;
    into.push(kind);
    if word.len() > LONGEST {
        into.push(' ');
        into.push_str(&digest(&[word]));
    } else {
        into.push_str(word);
    }
}

fn key(kind: char, word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 1);
    put_key(&mut out, kind, word);
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
    /// What they are kept under, one after another.
    keys: String,
    all: Vec<Word>,
    /// Their places, each as the distance from the one before.
    places: Vec<u8>,
    /// How many there are, and as many lemmas.
    size: u32,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    /// Where its key ends, and where its places end.
    ends: [u32; 2],
    times: u32,
}

/// The words of a text as they come, by the numbers of what they are found by.
#[derive(Debug, Default)]
pub(crate) struct Spoken {
    /// Each with its kind, a place in [`KINDS`], and where it stands.
    stand: Vec<(Term, u8, u32)>,
    places: u32,
}

impl Spoken {
    /// Adds a word with its lemma.
    pub(crate) fn add(&mut self, written: Term, lemma: Term) {
        if written == lemma {
            self.stand.push((written, 2, self.places));
        } else {
            self.stand.extend([(written, 0, self.places), (lemma, 1, self.places)]);
        }
        self.places += 1;
    }
}

impl Words {
    /// Those of a text: «وقف النار», whose lemmas are «وقف» and «نار», has «bوقف», «fالنار», «sنار».
    pub(crate) fn of<'t>(mut spoken: Spoken, text: impl Fn(Term) -> &'t str) -> Self {
        spoken.stand.sort_unstable();
        let mut out = Self { size: spoken.places * 2, ..Self::default() };
        for word in spoken.stand.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)) {
            let Some((term, kind, _)) = word.first() else { continue };
            put_key(&mut out.keys, KINDS[usize::from(*kind)], text(*term));
            let mut last = 0;
            for (.., place) in word {
                put(&mut out.places, u64::from(place - last));
                last = *place;
            }
            out.all.push(Word { ends: [narrow(out.keys.len()), narrow(out.places.len())], times: narrow(word.len()) });
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
    lists: FxHashMap<Box<str>, list::Writer>,
    pub(super) sizes: Vec<(i64, u32)>,
}

impl Gathered {
    /// The report that came last.
    pub(super) fn last(&self) -> Option<i64> {
        self.sizes.last().map(|(document, _)| *document)
    }

    /// Adds a report, whose number is greater than that of all before.
    pub(super) fn add(&mut self, document: i64, words: &Words) {
        let mut begin = [0; 2];
        for Word { ends, times } in &words.all {
            let key = words.keys.get(begin[0] as usize..ends[0] as usize).unwrap_or_default();
            let places = words.places.get(begin[1] as usize..ends[1] as usize).unwrap_or_default();
            begin = *ends;
            match self.lists.get_mut(key) {
                Some(list) => list.add(document, *times, places),
                None => self.lists.entry(key.into()).or_default().add(document, *times, places),
            }
        }
        self.sizes.push((document, words.size));
    }

    /// The lists by their keys, sorted.
    pub(super) fn sorted(self) -> Vec<(Box<str>, Vec<u8>)> {
        let mut all: Vec<(Box<str>, Vec<u8>)> = self.lists.into_iter().map(|(key, list)| (key, list.bytes)).collect();
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        all
    }
}
