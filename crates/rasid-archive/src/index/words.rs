//! The words of a report, and of reports that are kept together: for every word the reports that have it and where.

use rustc_hash::FxHashMap;

use super::asked::Column;
use super::list::{self, put};
use crate::prepare::digest;

/// How words stand: as they are written, as lemmas, and those whose lemma is what is written.
pub(super) const KINDS: [char; 3] = ['f', 's', 'b'];

/// What a word is kept under. A word of monstrous length is kept under its digest.
pub(super) fn key(kind: char, word: &str) -> String {
    const LONGEST: usize = 600;
    if word.len() > LONGEST { format!("{kind} {}", digest(&[word])) } else { format!("{kind}{word}") }
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

/// A text's words as they are written, each followed by its lemma where that is another.
#[derive(Debug, Default)]
pub(crate) struct Spoken {
    text: String,
    /// Where each word ends, and its lemma.
    ends: Vec<[u32; 2]>,
}

impl Spoken {
    /// For a text of so many bytes.
    pub(crate) fn of_length(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes * 2), ends: Vec::with_capacity(bytes / 8) }
    }

    /// Adds a word with its lemma.
    pub(crate) fn add(&mut self, form: &str, stem: &str) {
        self.text.push_str(form);
        let end = narrow(self.text.len());
        if form != stem {
            self.text.push_str(stem);
        }
        self.ends.push([end, narrow(self.text.len())]);
    }

    /// The words; of a lemma that is what is written, nothing.
    fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ends.iter().scan(0, |begin, ends| {
            let part = |from: u32, to: u32| self.text.get(from as usize..to as usize).unwrap_or_default();
            let word = (part(*begin, ends[0]), part(ends[0], ends[1]));
            *begin = ends[1];
            Some(word)
        })
    }
}

/// Words that have a number each, in the order in which they were first met, and where they stand.
#[derive(Default)]
struct Met<'t> {
    numbers: FxHashMap<(char, &'t str), u32>,
    /// Each with how often it stands.
    words: Vec<(char, &'t str, u32)>,
    stand: Vec<(u32, u32)>,
}

impl<'t> Met<'t> {
    fn add(&mut self, kind: char, word: &'t str, place: u32) {
        let Self { numbers, words, stand } = self;
        let number = *numbers.entry((kind, word)).or_insert_with(|| {
            words.push((kind, word, 0));
            narrow(words.len() - 1)
        });
        stand.push((number, place));
        if let Some((_, _, times)) = words.get_mut(number as usize) {
            *times += 1;
        }
    }
}

impl Words {
    /// Those of a text: «وقف النار», whose lemmas are «وقف» and «نار», has «bوقف», «fالنار», «sنار».
    pub(crate) fn of(spoken: &Spoken) -> Self {
        let [kind_form, kind_stem, kind_both] = KINDS;
        let count = spoken.ends.len();
        let mut met = Met { stand: Vec::with_capacity(count * 2), words: Vec::with_capacity(count), ..Met::default() };
        met.numbers.reserve(count);
        let mut size = 0;
        for (place, (form, stem)) in (0..).zip(spoken.each()) {
            if stem.is_empty() {
                met.add(kind_both, form, place);
            } else {
                met.add(kind_form, form, place);
                met.add(kind_stem, stem, place);
            }
            size += 2;
        }
        Self::sorted(&met, size)
    }

    /// Words with their places together.
    fn sorted(met: &Met<'_>, size: u32) -> Self {
        // Where the places of each word begin in a list of all.
        let times = met.words.iter().map(|(_, _, times)| times);
        let mut next: Vec<u32> = times.scan(0, |sum, times| Some(std::mem::replace(sum, *sum + times))).collect();
        let mut sorted = vec![0_u32; met.stand.len()];
        for (number, place) in &met.stand {
            if let Some(at) = next.get_mut(*number as usize) {
                if let Some(slot) = sorted.get_mut(*at as usize) {
                    *slot = *place;
                }
                *at += 1;
            }
        }
        let mut out = Self { size, all: Vec::with_capacity(met.words.len()), ..Self::default() };
        let mut places = sorted.iter();
        for (kind, word, times) in &met.words {
            out.keys.push_str(&key(*kind, word));
            let mut last = 0;
            for place in places.by_ref().take(*times as usize) {
                put(&mut out.places, u64::from(place - last));
                last = *place;
            }
            out.all.push(Word { ends: [narrow(out.keys.len()), narrow(out.places.len())], times: *times });
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
