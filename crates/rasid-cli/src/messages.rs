//! Messages in the reader's language.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write as _;

/// A language that messages come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Arabic,
}

#[derive(Deserialize)]
struct Message {
    en: String,
    ar: String,
}

/// The table of messages, `locales/messages.toml`.
pub(crate) struct Messages {
    language: Language,
    table: BTreeMap<String, Message>,
}

impl Messages {
    pub(crate) fn new(language: Language) -> Self {
        // A test holds that the table can be read.
        let table = toml::from_str(include_str!("../../../locales/messages.toml")).unwrap_or_default();
        Self { language, table }
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// A message without anything put in; none where there is none of that name.
    pub(crate) fn find(&self, name: &str) -> Option<String> {
        self.table.get(name).map(|m| if self.language == Language::Arabic { m.ar.clone() } else { m.en.clone() })
    }

    /// A message with its parts put in.
    pub(crate) fn text(&self, name: &str, parts: &[&str]) -> String {
        let message = self.find(name).unwrap_or_else(|| name.to_owned());
        parts.iter().enumerate().fold(message, |text, (n, part)| text.replace(&format!("{{{n}}}"), part))
    }

    /// A text of the library, which is English, with the messages of those names that it is made of in the reader's language.
    pub(crate) fn translated(&self, text: &str, names: &[&str]) -> String {
        let pieces = names.iter().filter_map(|n| Some((self.table.get(*n)?, self.find(n)?)));
        pieces.fold(text.to_owned(), |text, (message, here)| text.replacen(&message.en, &here, 1))
    }

    /// A message to standard error, where a closed pipe is no trouble.
    pub(crate) fn say(&self, name: &str, parts: &[&str]) {
        line(&self.text(name, parts));
    }

    /// What is wrong at a place.
    pub(crate) fn say_at(&self, place: &str, what: &str) {
        self.say("problem_at", &[&rasid::visible::visible(place), what]);
    }

    /// What is wrong with an input.
    pub(crate) fn fault(&self, fault: &rasid::input::Fault) -> String {
        self.text(fault.name(), &[&rasid::visible::visible(&fault.detail())])
    }
}

/// A line to standard error.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_has_the_same_parts_in_both_languages() {
        let messages = Messages::new(Language::English);
        assert!(messages.table.len() > 50);
        for (name, m) in &messages.table {
            for n in 0..4 {
                let part = format!("{{{n}}}");
                assert_eq!(m.en.contains(&part), m.ar.contains(&part), "{name} {part}");
            }
            assert!(m.ar.chars().any(|c| ('\u{0621}'..='\u{064A}').contains(&c)) || name == "progress", "{name}");
        }
    }
}
