//! Tokens → items: what each token can mean in an expression of time, particles peeled.

use crate::tables::{Entry, Join, Sense, Times};
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

/// All tokens of a text, with their keys.
pub(crate) struct Items<'a> {
    pub(crate) items: Vec<Item<'a>>,
    spans: Vec<Span>,
    text: &'a str,
    keys: String,
    bounds: Vec<(u32, u32)>,
}

impl<'a> Items<'a> {
    pub(crate) fn read(times: &'a Times, text: &'a str, segmented: &Segmented) -> Self {
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
            fold_into(token.span.slice(text), &mut out.keys);
            out.bounds.push((u32::try_from(start).unwrap_or(0), u32::try_from(out.keys.len()).unwrap_or(0)));
            let key = &out.keys[start..];
            let mut item = look_up(times, key, token.kind);
            item.sentence = u32::try_from(sentence).unwrap_or(u32::MAX);
            out.items.push(item);
        }
        out
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
        let item = self.items.get(i);
        item.map_or(&[][..], |it| it.entries).iter().filter_map(move |entry| {
            let end = i + 1 + entry.rest.len();
            let fits = entry.rest.iter().enumerate().all(|(n, word)| self.key(i + 1 + n) == word);
            fits.then_some((entry.sense, end))
        })
    }

    /// The first reading that `pick` accepts.
    pub(crate) fn find<T>(&self, i: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<(T, usize)> {
        self.senses(i).find_map(|(sense, end)| pick(sense).map(|t| (t, end)))
    }

    pub(crate) fn join(&self, i: usize, join: Join) -> Option<usize> {
        self.find(i, |s| (s == Sense::Join(join)).then_some(())).map(|(_, end)| end)
    }
}

const EMPTY: &[Entry] = &[];

/// The reading that peels least; a form that is listed is not peeled.
fn look_up<'a>(times: &'a Times, key: &str, kind: TokenKind) -> Item<'a> {
    let mut item =
        Item { entries: EMPTY, digits: None, and: false, preposition: None, article: false, kind, sentence: 0 };
    match kind {
        TokenKind::Number => {
            item.digits = Digits::read(key);
            return item;
        }
        TokenKind::Arabic | TokenKind::Foreign => {}
        _ => return item,
    }
    // No word of time is longer with its particles.
    if key.len() > 40 {
        return item;
    }
    if let Some(entries) = times.get(key) {
        item.entries = entries;
        return item;
    }
    if peel_article(times, key, &mut item) {
        return item;
    }
    if let Some(rest) = key.strip_prefix(['و', 'ف']) {
        item.and = true;
        if peel_preposition(times, rest, &mut item) {
            return item;
        }
        item.and = false;
    }
    let _ = peel_preposition(times, key, &mut item);
    item
}

fn peel_preposition<'a>(times: &'a Times, key: &str, item: &mut Item<'a>) -> bool {
    if let Some(entries) = times.get(key) {
        item.entries = entries;
        return true;
    }
    if peel_article(times, key, item) {
        return true;
    }
    let Some(first @ ('ب' | 'ل' | 'ك')) = key.chars().next() else { return false };
    let rest = &key[first.len_utf8()..];
    item.preposition = Some(first);
    if let Some(entries) = times.get(rest) {
        item.entries = entries;
        return true;
    }
    if peel_article(times, rest, item) {
        return true;
    }
    // «لل» is ل with ال.
    if first == 'ل'
        && let Some(stem) = rest.strip_prefix('ل')
    {
        let full = format!("ال{stem}");
        if let Some(entries) = times.get(&full).or_else(|| times.get(stem)) {
            item.entries = entries;
            item.article = true;
            return true;
        }
    }
    item.preposition = None;
    false
}

fn peel_article<'a>(times: &'a Times, key: &str, item: &mut Item<'a>) -> bool {
    let Some(entries) = key.strip_prefix("ال").and_then(|stem| times.get(stem)) else { return false };
    item.entries = entries;
    item.article = true;
    true
}
