//! A word → its lookup key. Spellings that the press mixes fall together.

use unicode_normalization::UnicodeNormalization as _;

/// A word reduced to its lookup key. Only [`fold`] can make one, so a lexicon
/// keyed by `Folded` cannot be searched with raw text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folded(String);

impl Folded {
    /// The key's letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Folded {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The lookup key of a word: hamza seats, alef maqsura, ta marbuta and Persian letters are made one,
/// diacritics, tatweel and invisible marks dropped, digits made Latin. Folding twice changes nothing.
///
/// ```
/// assert_eq!(rasid_text::fold("الإِسْتِراتيجيّـة").as_str(), rasid_text::fold("الاستراتيجيه").as_str());
/// ```
#[must_use]
pub fn fold(word: &str) -> Folded {
    let mut key = String::with_capacity(word.len());
    fold_into(word, &mut key);
    Folded(key)
}

/// As [`fold`]; `letters` gets, for each letter of the key, what was written for it.
#[must_use]
pub fn fold_with_letters(word: &str, letters: &mut Vec<char>) -> Folded {
    let mut key = String::with_capacity(word.len());
    for c in word.chars() {
        let start = key.len();
        fold_one(c, &mut key);
        let mut folded = key.get(start..).unwrap_or("").chars();
        match (folded.next(), folded.next()) {
            (Some(_), None) => letters.push(c),
            (first, second) => letters.extend(first.into_iter().chain(second).chain(folded)),
        }
    }
    Folded(key)
}

/// As [`fold`], appended to `key`.
pub fn fold_into(word: &str, key: &mut String) {
    // Letters that stay as they are go over in runs.
    let (mut kept, mut at) = (0, 0);
    let bytes = word.as_bytes();
    while let Some(&first) = bytes.get(at) {
        let same = match first {
            0xD8..=0xDB => bytes.get(at + 1).is_some_and(|second| STAYS[block_index(first, *second)]),
            _ => first.is_ascii() && !first.is_ascii_uppercase(),
        };
        if same {
            at += if first.is_ascii() { 1 } else { 2 };
            continue;
        }
        let Some(c) = word.get(at..).and_then(|rest| rest.chars().next()) else { break };
        key.push_str(word.get(kept..at).unwrap_or(""));
        fold_one(c, key);
        at += c.len_utf8();
        kept = at;
    }
    key.push_str(word.get(kept..).unwrap_or(""));
}

fn fold_one(c: char, key: &mut String) {
    match fold_char(c) {
        Fold::To(c) => key.push(c),
        Fold::Drop => {}
        Fold::Decompose => {
            for part in std::iter::once(c).nfkd() {
                if let Fold::To(c) = fold_char(part) {
                    key.push(c);
                }
            }
        }
    }
}

/// The Arabic block, U+0600 to U+06FF: every letter of it takes two bytes, the first of which is D8 to DB.
pub(crate) const BLOCK: u32 = 0x0600;

/// A letter's place in the Arabic block, by its two bytes.
pub(crate) fn block_index(first: u8, second: u8) -> usize {
    usize::from(first & 3) << 6 | usize::from(second & 0x3F)
}

/// Which letters of the Arabic block are their own keys.
static STAYS: [bool; 256] = {
    let mut stays = [false; 256];
    let mut at = 0;
    while at < stays.len() {
        let c = letter(at);
        stays[at] = matches!(fold_char(c), Fold::To(key) if key as u32 == c as u32);
        at += 1;
    }
    stays
};

/// The letter at a place of the Arabic block.
pub(crate) const fn letter(index: usize) -> char {
    match char::from_u32(BLOCK + (index & 0xFF) as u32) {
        Some(c) => c,
        None => ' ',
    }
}

enum Fold {
    To(char),
    Drop,
    Decompose,
}

/// One letter, alone: a position in a key is found again by walking the word.
const fn fold_char(c: char) -> Fold {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => Fold::To('ا'),
        'ى' | 'ی' | 'ئ' | 'ې' | 'ۍ' => Fold::To('ي'),
        'ؤ' => Fold::To('و'),
        'ة' | 'ۀ' | 'ہ' | 'ھ' | 'ە' | 'ۂ' | 'ۃ' => Fold::To('ه'),
        'ک' | 'ڪ' | 'گ' => Fold::To('ك'),
        'پ' => Fold::To('ب'),
        'چ' => Fold::To('ج'),
        'ڤ' | 'ڥ' | 'ڢ' => Fold::To('ف'),
        '٠'..='٩' => Fold::To(latin_digit(c, '٠')),
        '۰'..='۹' => Fold::To(latin_digit(c, '۰')),
        'A'..='Z' => Fold::To(c.to_ascii_lowercase()),
        '\u{0640}' => Fold::Drop,
        _ if is_mark(c) => Fold::Drop,
        '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => Fold::Decompose,
        _ => Fold::To(c),
    }
}

const fn latin_digit(c: char, zero: char) -> char {
    match char::from_digit(c as u32 - zero as u32, 10) {
        Some(digit) => digit,
        None => '0',
    }
}

/// Vowel signs and marks that do not show: they belong to the word, never to its key.
pub(crate) const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{061C}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{08D3}'..='\u{08FF}'
        | '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{00AD}')
}

#[cfg(test)]
mod tests {
    use super::fold;
    use proptest::prelude::*;

    #[track_caller]
    fn check(word: &str, key: &str) {
        assert_eq!(fold(word).as_str(), key);
    }

    #[test]
    fn spellings_of_one_word_fall_together() {
        check("أُعْلِنَ", "اعلن");
        check("الجزائـــر", "الجزاير");
        check("مستشفى", "مستشفي");
        check("هيئة", "هييه");
        check("مؤتمر", "موتمر");
        check("آلاف", "الاف");
        check("٢٠١٥", "2015");
        check("کابل", "كابل");
    }

    #[test]
    fn ligatures_fold_to_their_letters() {
        check("\u{FEFB}", "لا");
        check("\u{FDF2}", "الله");
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(word in "\\PC{0,24}") {
            let once = fold(&word);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_arabic_is_idempotent(word in "[\u{0600}-\u{06FF}\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFF}]{0,24}") {
            let once = fold(&word);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
