//! Tokens → items: what each token can mean in an expression of time, particles peeled.

use crate::tables::{EndHash, Entry, Forms, IDLE, Join, Sense, Times};
use rasid_model::Span;
use rasid_text::{Segmented, TokenKind, fold_into};

/// Digits as they are joined: «13-15», «3/5/2018», «15:23».
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digits {
    pub(crate) parts: [u32; 3],
    /// How many digits each part is written with.
    pub(crate) widths: [u8; 3],
    pub(crate) count: u8,
    /// The sign between them; a space where there is one part.
    pub(crate) sign: char,
}

impl Digits {
    fn read(key: &str) -> Option<Self> {
        let mut out = Self { parts: [0; 3], widths: [0; 3], count: 1, sign: ' ' };
        for c in key.chars() {
            let at = usize::from(out.count) - 1;
            if let Some(digit) = c.to_digit(10) {
                if out.widths[at] == 6 {
                    return None;
                }
                out.parts[at] = out.parts[at] * 10 + digit;
                out.widths[at] += 1;
            } else if matches!(c, '/' | '-' | '.' | ':' | ',') && out.count < 3 && (out.sign == ' ' || out.sign == c) {
                out.sign = c;
                out.count += 1;
            } else {
                return None;
            }
        }
        (out.widths[usize::from(out.count) - 1] > 0).then_some(out)
    }

    pub(crate) fn plain(self) -> Option<u32> {
        (self.count == 1).then_some(self.parts[0])
    }
}

/// One token, read for time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) entries: &'a [Entry],
    /// The [`Sense::bit`]s of the entries.
    kinds: u64,
    /// Some entry has more words than this one.
    longer: bool,
    /// Of a number.
    pub(crate) digits: Option<Digits>,
    /// «و» or «ف» before it.
    pub(crate) and: bool,
    /// «ب», «ل» or «ك» before it.
    pub(crate) preposition: Option<char>,
    /// «ال» before it.
    pub(crate) article: bool,
    pub(crate) kind: TokenKind,
    pub(crate) sentence: u32,
}

/// What a word says of time by itself: see [`Times::word`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// The place of the forms that begin with it.
    forms: Option<u16>,
    and: bool,
    preposition: Option<char>,
    article: bool,
}

impl<'a> Item<'a> {
    fn new(times: &'a Times, word: Word, kind: TokenKind) -> Self {
        let (entries, kinds, longer) = word.forms.and_then(|at| times.at(at)).map_or((EMPTY, 0, false), Forms::parts);
        let Word { and, preposition, article, .. } = word;
        Self { entries, kinds, longer, digits: None, and, preposition, article, kind, sentence: 0 }
    }

    /// A word that nothing goes on through.
    fn is_barren(&self) -> bool {
        self.kinds == 0 && self.digits.is_none() && matches!(self.kind, TokenKind::Arabic | TokenKind::Foreign)
    }
}

/// All tokens of a text, with their keys.
pub(crate) struct Items<'a> {
    pub(crate) items: Vec<Item<'a>>,
    spans: Vec<Span>,
    text: &'a str,
    keys: String,
    bounds: Vec<(u32, u32)>,
}

impl<'a> Items<'a> {
    /// Words that are `known` are not read again.
    pub(crate) fn read<'w>(
        times: &'a Times,
        text: &'a str,
        segmented: &Segmented,
        known: impl Fn(usize) -> Option<(&'w str, Word)>,
    ) -> Self {
        let mut out = Self {
            items: Vec::with_capacity(segmented.tokens.len()),
            spans: segmented.tokens.iter().map(|t| t.span).collect(),
            text,
            keys: String::with_capacity(text.len()),
            bounds: Vec::with_capacity(segmented.tokens.len()),
        };
        let mut sentence = 0;
        for (i, token) in segmented.tokens.iter().enumerate() {
            while segmented.sentences.get(sentence).is_some_and(|s| s.tokens.end <= i) {
                sentence += 1;
            }
            let start = out.keys.len();
            let mut item = match known(i) {
                Some((key, word)) => {
                    out.keys.push_str(key);
                    Item::new(times, word, token.kind)
                }
                None => {
                    fold_into(token.span.slice(text), &mut out.keys);
                    look_up(times, &out.keys[start..], token.kind)
                }
            };
            out.bounds.push((u32::try_from(start).unwrap_or(0), u32::try_from(out.keys.len()).unwrap_or(0)));
            item.sentence = u32::try_from(sentence).unwrap_or(u32::MAX);
            out.items.push(item);
        }
        out
    }

    /// Whether no expression begins at a token: it means nothing, or joins what follows to what stands before,
    /// and nothing follows.
    pub(crate) fn is_idle(&self, start: usize) -> bool {
        for (i, item) in self.items.iter().enumerate().skip(start) {
            if item.is_barren() {
                return true;
            }
            let goes_on = item.digits.is_some() || item.kinds == 0 || item.kinds & !IDLE != 0;
            if goes_on || item.longer && self.senses(i).any(|(_, end)| end > i + 1) {
                return i == start && item.kinds == 0 && item.digits.is_none();
            }
        }
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn key(&self, i: usize) -> &str {
        self.bounds.get(i).and_then(|(a, b)| self.keys.get(*a as usize..*b as usize)).unwrap_or("")
    }

    pub(crate) fn span(&self, i: usize) -> Span {
        self.spans.get(i).copied().unwrap_or_default()
    }

    /// Whether the token's printed form is this sign.
    pub(crate) fn is_sign(&self, i: usize, signs: &[&str]) -> bool {
        signs.contains(&self.span(i).slice(self.text))
    }

    /// What the form that begins at a token can mean, and where each reading ends; longest first.
    pub(crate) fn senses(&self, i: usize) -> impl Iterator<Item = (Sense, usize)> + '_ {
        self.entries(i).iter().filter_map(move |entry| Some((entry.sense, self.end(i, entry)?)))
    }

    fn entries(&self, i: usize) -> &[Entry] {
        self.items.get(i).map_or(&[], |it| it.entries)
    }

    /// Where a form that begins at a token ends, where its other words follow.
    fn end(&self, i: usize, entry: &Entry) -> Option<usize> {
        let fits = entry.rest.iter().enumerate().all(|(n, word)| self.key(i + 1 + n) == word);
        fits.then_some(i + 1 + entry.rest.len())
    }

    /// The first reading that `pick` accepts.
    pub(crate) fn find<T>(&self, i: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<(T, usize)> {
        self.entries(i).iter().find_map(|entry| pick(entry.sense).and_then(|t| Some((t, self.end(i, entry)?))))
    }

    /// As [`Items::senses`]: whether one of them is this one.
    pub(crate) fn has(&self, i: usize, sense: Sense) -> bool {
        self.may(i, sense) && self.senses(i).any(|(s, _)| s == sense)
    }

    pub(crate) fn join(&self, i: usize, join: Join) -> Option<usize> {
        let sense = Sense::Join(join);
        if !self.may(i, sense) {
            return None;
        }
        self.find(i, |s| (s == sense).then_some(())).map(|(_, end)| end)
    }

    /// Whether some form that begins with this token's word has such a sense.
    fn may(&self, i: usize, like: Sense) -> bool {
        self.items.get(i).is_some_and(|item| item.kinds & like.bit() != 0)
    }
}

const EMPTY: &[Entry] = &[];

/// The letters that particles take at most, in bytes: «وبال».
const PEELED: usize = 8;

/// A word's key and the hashes of its ends.
struct Ends<'k> {
    key: &'k str,
    /// Of the ends that begin at bytes 0, 2, 4, 6, 8.
    hashes: [EndHash; PEELED / 2 + 1],
}

impl<'k> Ends<'k> {
    fn of(key: &'k str) -> Self {
        let bytes = key.as_bytes();
        let mut hashes = [EndHash::EMPTY; PEELED / 2 + 1];
        let mut end = bytes.len();
        let mut hash = EndHash::EMPTY;
        for (letters, slot) in hashes.iter_mut().enumerate().rev() {
            let start = letters * LETTER;
            if start < end {
                hash = hash.before(&bytes[start..end]);
                end = start;
            }
            *slot = hash;
        }
        Self { key, hashes }
    }

    fn from(&self, start: usize) -> &'k str {
        self.key.get(start..).unwrap_or("")
    }

    fn hash(&self, start: usize) -> EndHash {
        self.hashes.get(start / 2).copied().unwrap_or(EndHash::EMPTY)
    }

    fn get(&self, times: &Times, start: usize) -> Option<u16> {
        times.place(self.hash(start), self.from(start))
    }
}

fn look_up<'a>(times: &'a Times, key: &str, kind: TokenKind) -> Item<'a> {
    let word = if matches!(kind, TokenKind::Arabic | TokenKind::Foreign) { times.word(key) } else { Word::default() };
    let digits = if kind == TokenKind::Number { Digits::read(key) } else { None };
    Item { digits, ..Item::new(times, word, kind) }
}

impl Times {
    /// What a word, folded, says of time by itself: a text's words may be read once and handed to
    /// [`crate::find_known`]. The reading that peels least is taken; a form that is listed is not peeled.
    #[must_use]
    pub fn word(&self, key: &str) -> Word {
        let mut word = Word::default();
        // No word of time is longer with its particles.
        if key.len() > 40 {
            return word;
        }
        let ends = Ends::of(key);
        if peel_preposition(self, &ends, 0, false, &mut word) {
            return word;
        }
        if key.starts_with(['و', 'ف']) {
            word.and = true;
            if peel_preposition(self, &ends, LETTER, true, &mut word) {
                return word;
            }
            word.and = false;
        }
        let _ = peel_preposition(self, &ends, 0, true, &mut word);
        word
    }
}

/// Bytes of an Arabic letter.
const LETTER: usize = 2;

/// Reads what begins at a byte, with a preposition before it where `deep` says so.
fn peel_preposition(times: &Times, ends: &Ends, start: usize, deep: bool, word: &mut Word) -> bool {
    word.forms = ends.get(times, start);
    if word.forms.is_some() {
        return true;
    }
    if peel_article(times, ends, start, word) {
        return true;
    }
    let first = ends.from(start).chars().next();
    let Some(first @ ('ب' | 'ل' | 'ك')) = first.filter(|_| deep) else { return false };
    let rest = start + LETTER;
    word.preposition = Some(first);
    word.forms = ends.get(times, rest);
    if word.forms.is_some() {
        return true;
    }
    if peel_article(times, ends, rest, word) {
        return true;
    }
    // «لل» is ل with ال.
    if first == 'ل' && ends.from(rest).starts_with('ل') {
        let stem = rest + LETTER;
        let hash = ends.hash(stem).before("ال".as_bytes());
        let full = || format!("ال{}", ends.from(stem));
        let written = times.may_have(hash).then(full).and_then(|full| times.place(hash, &full));
        word.forms = written.or_else(|| ends.get(times, stem));
        if word.forms.is_some() {
            word.article = true;
            return true;
        }
    }
    word.preposition = None;
    false
}

fn peel_article(times: &Times, ends: &Ends, start: usize, word: &mut Word) -> bool {
    if !ends.from(start).starts_with("ال") {
        return false;
    }
    word.forms = ends.get(times, start + 2 * LETTER);
    word.article = word.forms.is_some();
    word.article
}
