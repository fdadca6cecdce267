//! What a text names and counts, in order, in whatever language it is written: «قتل 25 جنديا في درنة» and “25 soldiers were killed in Derna”
//! hold the same facts. Names are found whole, by the words that knowledge has for them; no text is translated.

use rasid::explain::Word;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::lookup::{Language, Names, TABLES};
use crate::spelling::{Key, Token, WHOLE, arabic, latin};

/// Somebody or something named, a day of the week, a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Fact {
    /// The key of its canonical name.
    Named(Key),
    /// In hundredths.
    Number(u64),
}

/// A text as it is compared with texts of other languages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// The language, if the text is to be found a translation: `en`; empty of Arabic and of what is not known.
    pub(crate) language: String,
    /// In the order of the text, without the title.
    pub(crate) told: Vec<Fact>,
}

/// So many facts of a text are compared.
const MOST: usize = 200;
/// Smaller numbers are not compared: Arabic has a dual, others an article.
const LEAST: u64 = 300;

impl Facts {
    /// Of a text, with its words where it is Arabic.
    pub(crate) fn of(text: &str, words: &[Word]) -> Self {
        let tables = &*TABLES;
        // Words are given of Arabic alone.
        match if words.is_empty() { rasid::language::of(text).code } else { "ar" } {
            "ar" => {
                let from = text.get(..after_title(text)).map_or(0, |title| title.chars().count());
                let tokens: Vec<Token> = words.iter().filter(|w| w.start as usize >= from).map(arabic).collect();
                let numbers = tables.languages.iter().find(|l| l.code == "ar");
                Self { language: String::new(), told: numbers.map_or_else(Vec::new, |l| found(&tokens, &tables.arabic, l)) }
            }
            "und" => {
                let tokens = latin(text.get(after_title(text)..).unwrap_or(text));
                let Some(language) = tables.language(&tokens) else { return Self::default() };
                let tokens: Vec<Token> = tokens.into_iter().filter(|t| !tables.particles.contains(&t.whole)).collect();
                Self { language: language.code.clone(), told: found(&tokens, &tables.latin, language) }
            }
            _ => Self::default(),
        }
    }

    /// Each fact once, in the order of first mention.
    pub(crate) fn firsts(&self) -> Vec<Fact> {
        let mut seen = BTreeSet::new();
        self.told.iter().copied().filter(|f| seen.insert(*f)).collect()
    }
}

impl Fact {
    /// In words: the canonical name, the number; nothing of a name that knowledge has no more.
    pub(crate) fn shown(self) -> Option<String> {
        match self {
            Self::Named(name) => TABLES.names.get(&name).cloned(),
            Self::Number(n) if n % WHOLE == 0 => Some((n / WHOLE).to_string()),
            Self::Number(n) => Some(format!("{}.{:02}", n / WHOLE, n % WHOLE).trim_end_matches('0').to_owned()),
        }
    }
}

/// Where the text begins after its title; 0 where it has none of its own line.
fn after_title(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let end = text.get(start..).and_then(|rest| rest.find('\n')).map(|at| start + at);
    end.filter(|end| text.get(*end..).is_some_and(|body| body.trim().len() > end - start)).unwrap_or(0)
}

/// The facts of a text, one after another; what is said twice running is one.
fn found(tokens: &[Token], names: &Names, language: &Language) -> Vec<Fact> {
    let mut out: Vec<Fact> = Vec::new();
    let mut at = 0;
    while at < tokens.len() && out.len() < MOST {
        let rest = tokens.get(at..).unwrap_or(&[]);
        let named = names.at(rest).map(|(n, name)| (n, Some(Fact::Named(name))));
        let number = || language.number(rest).map(|(n, value)| (n, (value >= LEAST).then_some(Fact::Number(value))));
        let (length, fact) = named.or_else(number).unwrap_or((1, None));
        out.extend(fact.filter(|f| out.last() != Some(f)));
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        Facts::of(text, &[]).told.iter().filter_map(|f| f.shown()).collect()
    }

    #[test]
    fn names_and_numbers_are_found_whole() {
        let text = "The Egyptian president said that 1,250 of the thirty-five thousand soldiers in Tobrouk and the UN met Abdel-Fattah al-Sissi on Monday.";
        assert_eq!(shown(text), ["Egypt", "1250", "35000", "Tobruk", "United Nations", "Abdel Fattah el-Sisi", "Monday"]);
        let text = "Le ministre égyptien a dit que quatre-vingt-dix personnes et 3,5 millions des habitants de la Libye sont dans la rue avec 1 200 autres.";
        assert_eq!(shown(text), ["Egypt", "90", "3500000", "Libya", "1200"]);
        // A common word is no name, and no part of a word is one.
        assert!(shown("they said that the turkey and the polish on it was for the jordanesque table of the house").is_empty());
        assert!(Facts::of("bla bli blu Egypt", &[]).language.is_empty());
    }
}
