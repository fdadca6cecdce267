//! A word as names and numbers are looked for, in Arabic and in Latin letters: “Sissi” and “Sisi” are one, “1,250” and «١٢٥٠» too.

use rasid::explain::Word;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

pub(crate) const LANGUAGES: &str = include_str!("../../../knowledge/following/translations.toml");

/// A word or a name, as a number that no other of some hundred thousand has.
pub(crate) type Key = u64;

/// FNV-1a, of 64 bits.
pub(crate) fn key(text: &str) -> Key {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// Two keys as one, their order kept.
pub(crate) fn mixed(a: Key, b: Key) -> Key {
    let h = (a.rotate_left(5) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h ^ (h >> 29)
}

/// Numbers from here on multiply what is before them.
pub(crate) const THOUSAND: u64 = 1000;

pub(crate) const WHOLE: u64 = 100;

/// A word as names and numbers are looked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Token {
    /// As it is spelt, and alone among names of one word.
    pub(crate) whole: Key,
    /// As a word of a longer name.
    pub(crate) bones: Key,
    /// The same two without what is joined to it before.
    pub(crate) bare: (Key, Key),
    /// Its dictionary form.
    pub(crate) lemma: Key,
    pub(crate) letters: Letters,
    pub(crate) figure: Option<u64>,
}

pub(crate) fn arabic(word: &Word) -> Token {
    let whole = key(&rasid::folded(&word.text));
    let bare = |rest: &str| {
        let rest = rasid::folded(rest);
        // «للأمم»: the article lost its alef.
        key(&if word.proclitics.ends_with('ل') && rest.starts_with('ل') { format!("ا{rest}") } else { rest })
    };
    let rest = word.text.strip_prefix(&*word.proclitics).filter(|_| !word.proclitics.is_empty()).map_or(whole, bare);
    let lemma = if matches!(&*word.pos, "adjective" | "noun") { key(&rasid::folded(&word.lemma)) } else { Key::default() };
    let digits = word.text.starts_with(char::is_numeric).then(|| word.text.chars().collect::<Vec<_>>());
    let figure = digits.and_then(|d| figure(&d)).map(|(_, n)| n);
    Token { whole, bones: whole, bare: (rest, rest), lemma, letters: Letters::Capitals, figure }
}

pub(crate) fn arabic_words(name: &str) -> Vec<Token> {
    let word = |w: &str| {
        let word = key(&rasid::folded(w));
        Token { whole: word, bones: word, bare: (word, word), ..Token::default() }
    };
    name.split_whitespace().map(word).collect()
}

/// The words of a text in Latin letters.
pub(crate) fn latin(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = letters.get(at) {
        let rest = letters.get(at..).unwrap_or(&[]);
        if let Some((length, n)) = figure(rest) {
            out.push(Token { figure: Some(n), ..Token::default() });
            at += length;
        } else if c.is_alphabetic() {
            let word: String = rest.iter().take_while(|c| c.is_alphabetic()).collect();
            at += word.chars().count();
            out.push(spelt(&word));
        } else {
            at += 1;
        }
    }
    out
}

pub(crate) fn spelt(word: &str) -> Token {
    let (alone, within, vowels) = &*ALIKE;
    let (whole, bones) = (key(&spelling(word, alone)), key(&bones(&spelling(word, within), vowels)));
    Token { whole, bones, bare: (whole, bones), lemma: key(&word.to_lowercase()), letters: Letters::of(word), figure: None }
}

/// Which letters of a word are capitals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Letters {
    #[default]
    Small,
    /// The first.
    Capital,
    /// All, of two and more: «UN», which is not «Un».
    Capitals,
}

impl Letters {
    fn of(word: &str) -> Self {
        match word {
            w if w.chars().nth(1).is_some() && w.chars().all(char::is_uppercase) => Self::Capitals,
            w if w.starts_with(char::is_uppercase) => Self::Capital,
            _ => Self::Small,
        }
    }
}

/// A Latin word as names are spelt in one way: «Sissi» and «Sisi», «Tobrouk» and «Tobruk».
fn spelling(word: &str, alike: &[(String, String)]) -> String {
    let plain: String = word.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)).collect();
    let plain = alike.iter().fold(plain, |word, (from, to)| word.replace(from, to));
    let mut letters: Vec<char> = plain.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// The consonants of a spelling and its first letter, if there are three; else all of it.
fn bones(spelling: &str, vowels: &[char]) -> String {
    let core: String = spelling.char_indices().filter(|(at, c)| *at == 0 || !vowels.contains(c)).map(|(_, c)| c).collect();
    if core.chars().count() < 3 { spelling.to_owned() } else { core }
}

/// A number in digits at the beginning, in hundredths, and how many letters it has: «1,250», «1 250», «٣٫٥».
fn figure(text: &[char]) -> Option<(usize, u64)> {
    let digits = |from: usize| text.iter().skip(from).take_while(|c| c.is_numeric()).count();
    let value = |from: usize, n: usize| {
        let digits = text.iter().skip(from).take(n).map(|c| u64::from(u32::from(*c) % 16 % 10));
        digits.fold(0_u64, |sum, d| sum.saturating_mul(10).saturating_add(d))
    };
    let first = digits(0);
    if first == 0 {
        return None;
    }
    let (mut length, mut sum) = (first, value(0, first));
    while first <= 3
        && text.get(length).is_some_and(|c| matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}' | '٬'))
        && digits(length + 1) == 3
    {
        sum = sum.saturating_mul(THOUSAND).saturating_add(value(length + 1, 3));
        length += 4;
    }
    let hundredths = match digits(length + 1) {
        n @ 1..=2 if text.get(length).is_some_and(|c| matches!(c, '.' | ',' | '٫')) => {
            let tail = value(length + 1, n) * if n == 1 { 10 } else { 1 };
            length += n + 1;
            tail
        }
        _ => 0,
    };
    Some((length, sum.saturating_mul(WHOLE).saturating_add(hundredths)))
}

/// How names of one word are spelt alike, and words of longer names.
static ALIKE: LazyLock<(Alike, Alike, Vec<char>)> = LazyLock::new(|| {
    let file = file();
    (file.alone, file.within, file.vowels)
});

/// What is written, and as what it counts.
pub(crate) type Alike = Vec<(String, String)>;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) particles: Vec<String>,
    pub(crate) alone: Alike,
    pub(crate) within: Alike,
    vowels: Vec<char>,
    pub(crate) endings: Vec<String>,
    pub(crate) common: Vec<String>,
    pub(crate) language: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    pub(crate) code: String,
    pub(crate) words: Vec<String>,
    pub(crate) joins: Vec<String>,
    pub(crate) numbers: BTreeMap<String, Vec<String>>,
}

/// A test holds that nothing is wrong with it.
pub(crate) fn file() -> File {
    toml::from_str(LANGUAGES).unwrap_or_default()
}
