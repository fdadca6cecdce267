//! How well reports fit what is asked: bm25, as search engines have it. A phrase that few reports have says more, more so where it stands
//! often, less so in a long report.

use rustc_hash::FxHashMap;

use super::Asked;
use super::list::{Broken, Posting, Reader};

/// What a part of the index has of the words that are asked for.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) lists: FxHashMap<String, Vec<u8>>,
    pub(super) sizes: Sizes,
}

/// Bytes of a size.
const WIDTH: usize = 4;

/// How many words each report of a part has, in both columns.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    first: i64,
    /// Four bytes for each report: one more than it has words; 0 where there is no such report.
    bytes: Vec<u8>,
}

impl Sizes {
    pub(super) fn write(all: &[(i64, u32)]) -> Vec<u8> {
        let Some((first, _)) = all.first() else { return Vec::new() };
        let mut out = first.to_le_bytes().to_vec();
        for (document, size) in all {
            let at = usize::try_from(document - first).unwrap_or(0) * WIDTH + 8;
            out.resize(at, 0);
            out.extend(size.saturating_add(1).to_le_bytes());
        }
        out
    }

    pub(super) fn read(mut bytes: Vec<u8>) -> Result<Self, Broken> {
        let first = *bytes.first_chunk::<8>().ok_or(Broken)?;
        bytes.drain(..8);
        Ok(Self { first: i64::from_le_bytes(first), bytes })
    }

    fn of(&self, document: i64) -> u32 {
        let at = usize::try_from(document - self.first).unwrap_or(usize::MAX).saturating_mul(WIDTH);
        self.bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |size| u32::from_le_bytes(*size).saturating_sub(1))
    }

    /// All reports that are there.
    pub(super) fn all(&self) -> impl Iterator<Item = (i64, u32)> {
        let sizes = self.bytes.chunks_exact(WIDTH).map(|size| size.first_chunk().map_or(0, |size| u32::from_le_bytes(*size)));
        (self.first..).zip(sizes).filter(|(_, size)| *size > 0).map(|(document, size)| (document, size - 1))
    }
}

impl Lists {
    /// What stands under the two keys of a word.
    fn of(&self, keys: &[String; 2]) -> [&[u8]; 2] {
        keys.each_ref().map(|key| self.lists.get(key).map_or(&[][..], Vec::as_slice))
    }
}

/// A report that has a word.
#[derive(Clone, Copy)]
struct Stand<'l> {
    document: i64,
    times: u32,
    /// Where: under either key.
    places: [Option<Posting<'l>>; 2],
}

impl Stand<'_> {
    /// The places, ascending.
    fn places(&self, into: &mut Vec<u32>) -> Result<(), Broken> {
        into.clear();
        self.places.iter().flatten().try_for_each(|posting| posting.read_places(into))?;
        into.sort_unstable();
        Ok(())
    }
}

/// The reports that have a word, ascending.
fn standing<'l>(lists: [&'l [u8]; 2]) -> Result<Vec<Stand<'l>>, Broken> {
    let mut out: Vec<Stand<'l>> = Vec::new();
    for (n, list) in lists.into_iter().enumerate() {
        let mut reader = Reader::new(list);
        while let Some(posting) = reader.next()? {
            let places = if n == 0 { [Some(posting), None] } else { [None, Some(posting)] };
            out.push(Stand { document: posting.document, times: posting.times, places });
        }
    }
    if lists.iter().all(|list| !list.is_empty()) {
        // Two runs that ascend, which is how they are sorted fast.
        out.sort_by_key(|stand| stand.document);
        out.dedup_by(|next, stand| {
            let same = next.document == stand.document;
            if same {
                stand.times += next.times;
                stand.places[1] = next.places[1];
            }
            same
        });
    }
    Ok(out)
}

/// The reports that have a phrase, ascending, and how often.
type Having = Vec<(i64, u32)>;

/// Those of its words' reports in which the words stand one after another.
fn having(words: &[&[Stand<'_>]]) -> Result<Having, Broken> {
    let mut out = Having::new();
    let Some(rarest) = words.iter().min_by_key(|word| word.len()) else { return Ok(out) };
    if words.len() == 1 {
        out.extend(rarest.iter().map(|stand| (stand.document, stand.times)));
        return Ok(out);
    }
    let mut left = words.to_vec();
    let (mut begun, mut places) = (Vec::new(), Vec::new());
    for Stand { document, .. } in *rarest {
        left.iter_mut().for_each(|stands| *stands = from(stands, *document));
        if !left.iter().all(|stands| stands.first().is_some_and(|stand| stand.document == *document)) {
            continue;
        }
        let mut each = left.iter().filter_map(|stands| stands.first());
        each.by_ref().take(1).try_for_each(|stand| stand.places(&mut begun))?;
        for (offset, stand) in (1..).zip(each) {
            stand.places(&mut places)?;
            begun.retain(|place| places.binary_search(&(place + offset)).is_ok());
        }
        if !begun.is_empty() {
            out.push((*document, u32::try_from(begun.len()).unwrap_or(u32::MAX)));
        }
    }
    Ok(out)
}

/// What is left of a list from a report on, which is not far from where the list begins.
fn from<'s, 'l>(stands: &'s [Stand<'l>], document: i64) -> &'s [Stand<'l>] {
    let before = |stand: &Stand<'_>| stand.document < document;
    let mut end = 1;
    while stands.get(end).is_some_and(before) {
        end *= 2;
    }
    let near = stands.get(end / 2..stands.len().min(end + 1)).unwrap_or_default();
    stands.get(end / 2 + near.partition_point(before)..).unwrap_or_default()
}

/// What was found so far.
pub(super) struct Tally<'a> {
    asked: &'a Asked,
    phrases: Vec<Vec<[String; 2]>>,
    /// Reports, and their words, of the parts that were looked through.
    reports: i64,
    words: i64,
    /// Reports that have each phrase.
    having: Vec<i64>,
    /// The reports that have what is asked, and how many words they have.
    found: Vec<(i64, u32)>,
    /// How often each of them has each phrase.
    times: Vec<u32>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(asked: &'a Asked) -> Self {
        let phrases = asked.phrases();
        Self { asked, reports: 0, words: 0, having: vec![0; phrases.len()], phrases, found: Vec::new(), times: Vec::new() }
    }

    /// How many reports were found.
    pub(super) fn found(&self) -> usize {
        self.found.len()
    }

    /// Looks a part through that has so many reports and words.
    pub(super) fn add(&mut self, lists: &Lists, reports: i64, words: i64) -> Result<(), Broken> {
        let mut stands: FxHashMap<&[String; 2], Vec<Stand<'_>>> = FxHashMap::default();
        // A phrase of which a word is nowhere is nowhere.
        let whole = |phrase: &&Vec<[String; 2]>| phrase.iter().all(|keys| lists.of(keys).iter().any(|list| !list.is_empty()));
        for keys in self.phrases.iter().filter(whole).flatten() {
            if !stands.contains_key(keys) {
                stands.insert(keys, standing(lists.of(keys))?);
            }
        }
        let each = self.phrases.iter().map(|phrase| {
            let words = phrase.iter().filter(|_| whole(&phrase)).filter_map(|keys| stands.get(keys));
            having(&words.map(Vec::as_slice).collect::<Vec<_>>())
        });
        let each = each.collect::<Result<Vec<Having>, Broken>>()?;
        self.reports += reports;
        self.words += words;
        self.having.iter_mut().zip(&each).for_each(|(sum, having)| *sum += i64::try_from(having.len()).unwrap_or(i64::MAX));
        let found = self.asked.found(&mut each.iter().map(|having| having.iter().map(|(document, _)| *document).collect()));
        let (width, begin) = (self.phrases.len(), self.times.len());
        self.times.resize(begin + found.len() * width, 0);
        for (n, having) in each.iter().enumerate() {
            let mut left = having.iter().peekable();
            let rows = self.times.get_mut(begin..).unwrap_or_default().chunks_exact_mut(width.max(1));
            for (document, row) in found.iter().zip(rows) {
                while left.next_if(|(one, _)| one < document).is_some() {}
                if let (Some((one, times)), Some(slot)) = (left.peek(), row.get_mut(n)) {
                    *slot = if one == document { *times } else { 0 };
                }
            }
        }
        self.found.extend(found.into_iter().map(|document| (document, lists.sizes.of(document))));
        Ok(())
    }

    /// The best, with how well each fits: the less, the better.
    #[expect(clippy::cast_precision_loss, reason = "no archive has so many reports")]
    pub(super) fn best(&self, most: usize) -> Vec<(i64, f64)> {
        const K1: f64 = 1.2;
        const B: f64 = 0.75;
        let mean = self.words as f64 / self.reports as f64;
        let rare = |having: i64| {
            let rare = ((self.reports - having) as f64 + 0.5) / (having as f64 + 0.5);
            // A word that most reports have tells next to nothing, but not the contrary.
            if rare <= 1.0 { 1e-6 } else { rare.ln() }
        };
        let rare: Vec<f64> = self.having.iter().map(|having| rare(*having)).collect();
        let score = |size: u32, times: &[u32]| {
            let each = times.iter().zip(&rare).map(|(times, rare)| {
                let times = f64::from(*times);
                rare * ((times * (K1 + 1.0)) / (times + K1 * (1.0 - B + B * f64::from(size) / mean)))
            });
            each.fold(0.0, |sum: f64, one| sum + one)
        };
        let rows = self.times.chunks_exact(self.phrases.len().max(1));
        let mut out: Vec<(i64, f64)> = self.found.iter().zip(rows).map(|((document, size), row)| (*document, -score(*size, row))).collect();
        let order = |a: &(i64, f64), b: &(i64, f64)| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0));
        if most < out.len() {
            out.select_nth_unstable_by(most, order);
            out.truncate(most);
        }
        out.sort_by(order);
        out
    }
}
