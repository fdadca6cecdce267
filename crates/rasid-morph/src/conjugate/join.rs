//! A stem and an ending → a word, by the class of the stem's last radicals.

use super::write::{is_consonant, lengthened};

/// What the last two radicals do when an ending comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// They stay: «كتب».
    Sound,
    /// They are alike, and melt before a vowel: «ردّ», «رددت».
    Doubled,
    /// The first is weak, and makes a long vowel, short before a consonant: «قال», «قلت».
    Hollow,
    /// The second is weak: «دعا», «دعوا», «دعت».
    Defective,
    /// «ليس», «لست».
    Laysa,
}

/// A stem up to its ending: «يستقبل» is head «ستق», middle «ب», vowel i, last «ل».
#[derive(Clone, Debug)]
pub(super) struct Stem {
    pub(super) head: String,
    pub(super) middle: char,
    pub(super) vowel: char,
    pub(super) last: char,
    pub(super) class: Class,
    /// Of a hollow perfect of form I: the vowel that «قُلت», «بِعت», «خِفت» take.
    pub(super) short: Option<char>,
}

impl Stem {
    /// The word or, where grammar leaves a choice, words. The ending is empty, or begins with a vowel or a consonant.
    pub(super) fn attach(&self, ending: &str) -> Vec<String> {
        let opens = ending.chars().next();
        let vowel_first = opens.is_some_and(|c| !is_consonant(c));
        match self.class {
            Class::Sound => vec![self.apart(ending)],
            Class::Doubled if vowel_first => vec![self.melted(ending)],
            Class::Doubled if opens.is_none() => vec![self.melted("a"), self.melted("i"), self.apart("")],
            Class::Doubled => vec![self.apart(ending)],
            Class::Hollow => vec![self.hollow(ending, vowel_first)],
            Class::Laysa if vowel_first => vec![format!("{}{}{}{ending}", self.head, self.middle, self.last)],
            Class::Laysa => vec![format!("{}{}{ending}", self.head, self.last)],
            Class::Defective => vec![format!("{}{}{}", self.head, self.middle, self.weak_end(ending))],
        }
    }

    /// The stem as a noun without a case ending: «مُحِبّ», «مُقِيم», «مُنَادٍ», «مُنَادًى».
    pub(super) fn bare(&self) -> String {
        match self.class {
            Class::Sound | Class::Laysa => self.apart(""),
            Class::Doubled => self.melted(""),
            Class::Hollow => self.hollow("", true),
            Class::Defective => {
                let end = if self.vowel == 'a' { 'N' } else { 'K' };
                format!("{}{}{end}", self.head, self.middle)
            }
        }
    }

    fn apart(&self, ending: &str) -> String {
        format!("{}{}{}{}{ending}", self.head, self.middle, self.vowel, self.last)
    }

    /// «مَدَدَ» loses its vowel; «يَمْدُدُ» moves it forward.
    fn melted(&self, ending: &str) -> String {
        let closed = self.head.chars().last().is_none_or(is_consonant);
        let vowel = if closed { self.vowel.to_string() } else { String::new() };
        format!("{}{vowel}{}{}{ending}", self.head, self.middle, self.last)
    }

    fn hollow(&self, ending: &str, long: bool) -> String {
        let mut head = self.head.clone();
        let before = head.chars().last().filter(|c| !is_consonant(*c));
        if before.is_some() {
            head.pop();
        }
        let vowel = match before {
            Some('u') => 'i',
            Some(_) => 'a',
            None => self.vowel,
        };
        let vowel = if long { lengthened(vowel).unwrap_or(vowel) } else { self.short.unwrap_or(vowel) };
        format!("{head}{vowel}{}{ending}", self.last)
    }

    fn weak_end(&self, ending: &str) -> String {
        let glide = match self.vowel {
            'i' => 'ي',
            'u' => 'و',
            _ => self.last,
        };
        let low = self.vowel == 'a';
        let rest = || ending.chars().skip(1).collect::<String>();
        match (ending, ending.chars().next()) {
            ("", _) => self.vowel.to_string(),
            ("u", _) if low => "Y".into(),
            ("u", _) => lengthened(self.vowel).unwrap_or('I').to_string(),
            ("a", _) if low => if glide == 'و' && self.middle != 'ء' { "A" } else { "Y" }.into(),
            (_, Some('U')) if low => format!("aw{}", rest()),
            (_, Some('I')) if low => format!("ay{}", rest()),
            (_, Some('U' | 'I')) => ending.into(),
            ("at" | "atA", _) if low => ending.into(),
            _ => format!("{}{glide}{ending}", self.vowel),
        }
    }
}
