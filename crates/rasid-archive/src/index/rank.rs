//! How well reports fit what is asked: bm25, as search engines have it. A phrase that few reports have says more, more so where it stands
//! often, less so in a long report.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;

use super::Asked;
use super::list::{Broken, Posting, Reader, merged};

/// What a part of the index has of the words that are asked for.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) of: FxHashMap<String, Vec<u8>>,
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
    /// What stands under two keys, as one list.
    fn both(&self, keys: &[String; 2]) -> Result<Cow<'_, [u8]>, Broken> {
        let [one, other] = keys.each_ref().map(|key| self.of.get(key).map_or(&[][..], Vec::as_slice));
        match (one.is_empty(), other.is_empty()) {
            (_, true) => Ok(Cow::Borrowed(one)),
            (true, false) => Ok(Cow::Borrowed(other)),
            (false, false) => merged(one, other).map(Cow::Owned),
        }
    }
}

/// The reports that have a phrase, ascending, and how often.
type Having = Vec<(i64, u32)>;

fn having(phrase: &[[String; 2]], lists: &Lists) -> Result<Having, Broken> {
    let Some((first, others)) = phrase.split_first() else { return Ok(Having::new()) };
    let list = lists.both(first)?;
    let mut reader = Reader::new(&list);
    if others.is_empty() {
        let mut out = Having::new();
        while let Some(posting) = reader.next()? {
            out.push((posting.document, posting.times));
        }
        return Ok(out);
    }
    let mut begun = Begun::default();
    while let Some(posting) = reader.next()? {
        begun.add(&posting)?;
    }
    for (offset, key) in (1..).zip(others) {
        begun = begun.followed(offset, Reader::new(&lists.both(key)?))?;
    }
    Ok(begun.reports.into_iter().map(|(document, at)| (document, u32::try_from(at.len()).unwrap_or(u32::MAX))).collect())
}

/// Where a phrase begins as far as it was followed.
#[derive(Default)]
struct Begun {
    /// Reports, ascending, each with its part of the places.
    reports: Vec<(i64, Range<usize>)>,
    places: Vec<u32>,
}

impl Begun {
    fn add(&mut self, posting: &Posting<'_>) -> Result<(), Broken> {
        let start = self.places.len();
        posting.read_places(&mut self.places)?;
        self.reports.push((posting.document, start..self.places.len()));
        Ok(())
    }

    /// Those after which a word stands, so far on.
    fn followed(&self, offset: u32, mut by: Reader<'_>) -> Result<Self, Broken> {
        let (mut next, mut stands) = (Self::default(), Vec::new());
        let mut left = self.reports.iter().peekable();
        while let Some(posting) = by.next()? {
            while left.next_if(|(document, _)| *document < posting.document).is_some() {}
            let Some((document, at)) = left.peek() else { break };
            if *document == posting.document {
                stands.clear();
                posting.read_places(&mut stands)?;
                let start = next.places.len();
                next.places.extend(self.places[at.clone()].iter().filter(|place| stands.binary_search(&(*place + offset)).is_ok()));
                if next.places.len() > start {
                    next.reports.push((*document, start..next.places.len()));
                }
            }
        }
        Ok(next)
    }
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
        let each = self.phrases.iter().map(|phrase| having(phrase, lists)).collect::<Result<Vec<Having>, Broken>>()?;
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
