//! What a text names and counts, in order, in whatever language it is written: «قتل 25 جنديا في درنة» and “25 soldiers were killed in Derna”
//! hold the same facts. Names are found whole, by the words that knowledge has for them; no text is translated.

use rasid::explain::Word;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A word or a name, as a number that no other of some hundred thousand has.
type Key = u64;

/// FNV-1a, of 64 bits.
fn key(text: &str) -> Key {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// Two keys as one, their order kept.
fn mixed(a: Key, b: Key) -> Key {
    let h = (a.rotate_left(5) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h ^ (h >> 29)
}

const LATIN: &str = include_str!("../../../knowledge/following/latin.tsv");
const LANGUAGES: &str = include_str!("../../../knowledge/following/translations.toml");

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
/// Of the words of a text in a language, one in so many is among the commonest of it.
const COMMON: usize = 12;
/// Smaller numbers are not compared: Arabic has a dual, others an article.
const LEAST: u64 = 300;
const WHOLE: u64 = 100;
/// Numbers from here on multiply what is before them.
const THOUSAND: u64 = 1000;

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

/// A word as names and numbers are looked for.
#[derive(Clone, Copy, Debug, Default)]
struct Token {
    /// As it is spelt, and alone among names of one word.
    whole: Key,
    /// As a word of a longer name.
    bones: Key,
    /// The same two without what is joined to it before.
    bare: (Key, Key),
    /// Its dictionary form.
    lemma: Key,
    letters: Letters,
    figure: Option<u64>,
}

fn arabic(word: &Word) -> Token {
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

/// The words of a text in Latin letters.
fn latin(text: &str) -> Vec<Token> {
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

fn spelt(word: &str) -> Token {
    let (alone, within, vowels) = &*ALIKE;
    let (whole, bones) = (key(&spelling(word, alone)), key(&bones(&spelling(word, within), vowels)));
    Token { whole, bones, bare: (whole, bones), lemma: key(&word.to_lowercase()), letters: Letters::of(word), figure: None }
}

/// Which letters of a word are capitals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Letters {
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

/// Names, or words of numbers, by their words.
#[derive(Default)]
struct Names {
    one: FxHashMap<Key, (u64, Letters)>,
    /// How long the longest is that begins so.
    first: FxHashMap<Key, usize>,
    /// By all of their words; with the letters of the first.
    many: FxHashMap<Key, (u64, Letters)>,
    lemmas: FxHashMap<Key, u64>,
}

impl Names {
    /// What was there first stays.
    fn add(&mut self, words: &[Token], to: u64) {
        let Some(first) = words.first() else { return };
        if let [one] = words {
            self.one.entry(one.whole).or_insert((to, one.letters));
            return;
        }
        let longest = self.first.entry(first.bones).or_default();
        *longest = words.len().max(*longest);
        self.many.entry(words.iter().fold(0, |h, w| mixed(h, w.bones))).or_insert((to, first.letters));
    }

    /// The longest name at the beginning, with how many words it has.
    fn at(&self, words: &[Token]) -> Option<(usize, u64)> {
        let first = words.first().filter(|w| w.figure.is_none())?;
        let fits = |(to, letters): &(u64, Letters)| (first.letters >= *letters).then_some(*to);
        for bones in [first.bones, first.bare.1] {
            let longest = self.first.get(&bones).copied().unwrap_or(0).min(words.len());
            for n in (2..=longest).rev() {
                let run = words.iter().take(n).skip(1).fold(mixed(0, bones), |h, w| mixed(h, w.bones));
                if let Some(to) = self.many.get(&run).and_then(fits) {
                    return Some((n, to));
                }
            }
        }
        let one = [first.whole, first.bare.0].into_iter().find_map(|word| self.one.get(&word)).and_then(fits);
        one.or_else(|| self.lemmas.get(&first.lemma).copied()).map(|to| (1, to))
    }
}

/// What every text of a language has, and its numbers.
struct Language {
    code: String,
    words: BTreeSet<Key>,
    joins: BTreeSet<Key>,
    numbers: Names,
}

impl Language {
    /// A number at the beginning, in hundredths, with how many words it has.
    fn number(&self, words: &[Token]) -> Option<(usize, u64)> {
        let (mut sum, mut part, mut last, mut at) = (0_u64, 0_u64, u64::MAX, 0);
        if let Some(figure) = words.first()?.figure {
            (part, at) = (figure, 1);
        }
        while let Some(rest) = words.get(at..) {
            let joined = usize::from(at > 0 && rest.first().is_some_and(|w| self.joins.contains(&w.lemma)));
            let Some((n, value)) = rest.get(joined..).and_then(|rest| self.numbers.at(rest)) else { break };
            let figure = words.first().is_some_and(|w| w.figure.is_some());
            if value >= THOUSAND && at > 0 && value > part / WHOLE && joined == 0 {
                sum = sum.saturating_add(part.max(WHOLE).saturating_mul(value));
                (part, last) = (0, value);
            } else if figure {
                break;
            } else if value == 100 && (300..=900).contains(&part) {
                (part, last) = (part.saturating_mul(100), value);
            } else if value < last || last < 10 && (20..100).contains(&value) {
                part = part.saturating_add(value.saturating_mul(WHOLE));
                last = value;
            } else {
                break;
            }
            at += n + joined;
        }
        (at > 0).then_some((at, sum.saturating_add(part)))
    }
}

/// All that texts are looked through for.
#[derive(Default)]
struct Tables {
    arabic: Names,
    latin: Names,
    languages: Vec<Language>,
    particles: BTreeSet<Key>,
    /// What «~» stands for at the end of a name.
    endings: Vec<String>,
    /// Words that are no names alone.
    common: BTreeSet<Key>,
    /// Canonical names by their keys.
    names: FxHashMap<Key, String>,
}

/// Made when the first text is looked through.
static TABLES: LazyLock<Tables> = LazyLock::new(Tables::builtin);
/// How names of one word are spelt alike, and words of longer names.
static ALIKE: LazyLock<(Alike, Alike, Vec<char>)> = LazyLock::new(|| {
    let file = file();
    (file.alone, file.within, file.vowels)
});

/// What is written, and as what it counts.
type Alike = Vec<(String, String)>;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    particles: Vec<String>,
    alone: Alike,
    within: Alike,
    vowels: Vec<char>,
    endings: Vec<String>,
    common: Vec<String>,
    language: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: String,
    words: Vec<String>,
    joins: Vec<String>,
    numbers: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
struct Sections {
    #[serde(default)]
    section: Vec<Section>,
}

#[derive(Deserialize)]
struct Section {
    kind: String,
    #[serde(default)]
    words: BTreeMap<String, toml::Value>,
}

/// An entry of `actors/`, as far as it is named.
#[derive(Deserialize)]
struct Entry {
    #[serde(alias = "code")]
    id: String,
    name: String,
    ar: Vec<String>,
    #[serde(default)]
    ambiguous: bool,
    #[serde(default)]
    ambiguous_ar: Vec<String>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    nisba: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
    #[serde(default)]
    capital: Vec<String>,
    #[serde(default)]
    capital_name: String,
    #[serde(default)]
    government: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Entries {
    #[serde(default, alias = "state")]
    actor: Vec<Entry>,
}

/// A test holds that nothing is wrong with it.
fn file() -> File {
    toml::from_str(LANGUAGES).unwrap_or_default()
}

fn is_one(name: &str) -> bool {
    !name.trim().contains([' ', '-'])
}

impl Tables {
    fn builtin() -> Self {
        let (file, sources) = (file(), rasid::sources());
        let text = |path: &str| sources.iter().find(|(p, _)| p == path).map_or("", |(_, text)| text.as_str());
        let spelt = |words: &[String]| words.iter().map(|w| spelt(w).whole).collect();
        let mut out =
            Self { particles: spelt(&file.particles), common: spelt(&file.common), endings: file.endings.clone(), ..Self::default() };
        let entries = |path: &str| toml::from_str::<Entries>(text(path)).unwrap_or_default().actor;
        let states = entries("actors/states.toml");
        let actors: Vec<Entry> = ["organisations", "groups", "persons"].iter().flat_map(|f| entries(&format!("actors/{f}.toml"))).collect();
        let canonical: FxHashMap<&str, &str> = states.iter().chain(&actors).map(|e| (&*e.id, &*e.name)).collect();
        // What was written for this comes before what was not.
        for row in LATIN.lines().filter(|l| !l.starts_with('#')) {
            let mut cells = row.split('\t');
            let of = cells.next().unwrap_or("");
            let to = out.canonical(canonical.get(of).unwrap_or(&of));
            let names = |cell: Option<&str>| cell.unwrap_or("").split('|').filter(|n| !n.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            names(cells.next()).iter().for_each(|name| out.latin_name(name, to));
            names(cells.next()).iter().for_each(|name| out.arabic_name(name, to));
            if !canonical.contains_key(of) {
                out.latin_name(of, to);
            }
        }
        states.iter().for_each(|s| out.state(s));
        actors.iter().for_each(|a| out.actor(a));
        for path in ["conflict", "units", "cities", "geonames"] {
            text(&format!("places/{path}.tsv")).lines().filter(|l| !l.starts_with('#')).for_each(|row| out.place(row));
        }
        let sections = toml::from_str::<Sections>(text("time/numbers.toml")).unwrap_or_default().section;
        out.languages = file.language.into_iter().map(|l| language(l, &sections)).collect();
        out
    }

    fn canonical(&mut self, name: &str) -> u64 {
        let key = key(name);
        self.names.entry(key).or_insert_with(|| name.to_owned());
        key
    }

    fn latin_name(&mut self, name: &str, to: u64) {
        let forms = name
            .strip_suffix('~')
            .map_or_else(|| vec![name.to_owned()], |stem| self.endings.iter().map(|e| format!("{stem}{e}")).collect());
        for form in forms {
            let words: Vec<Token> = latin(&form).into_iter().filter(|t| !self.particles.contains(&t.whole)).collect();
            self.latin_words(&words, to);
        }
    }

    fn latin_words(&mut self, words: &[Token], to: u64) {
        if !matches!(words, [one] if self.common.contains(&one.whole)) {
            self.latin.add(words, to);
        }
    }

    fn arabic_name(&mut self, name: &str, to: u64) {
        self.arabic.add(&arabic_words(name), to);
    }

    fn state(&mut self, state: &Entry) {
        let to = self.canonical(&state.name);
        [&state.name, &state.capital_name].into_iter().filter(|n| !n.is_empty()).for_each(|n| self.latin_name(n, to));
        [&state.ar, &state.people, &state.capital, &state.government].into_iter().flatten().for_each(|n| self.arabic_name(n, to));
        for nisba in state.nisba.iter().filter(|n| is_one(n)) {
            self.arabic.lemmas.entry(key(&rasid::folded(nisba))).or_insert(to);
        }
    }

    /// A person's last name alone is met where the Arabic press uses it alone.
    fn actor(&mut self, actor: &Entry) {
        let to = self.canonical(&actor.name);
        let alone = |name: &String| is_one(name) && (actor.ambiguous || actor.ambiguous_ar.contains(name));
        let ar: Vec<&String> = actor.ar.iter().filter(|n| !alone(n)).collect();
        ar.iter().for_each(|n| self.arabic_name(n, to));
        let last = latin(&actor.name).last().copied().filter(|_| actor.kind == "person" && ar.iter().any(|n| is_one(n)));
        if !(is_one(&actor.name) && actor.ambiguous) {
            self.latin_name(&actor.name, to);
        }
        if let Some(last) = last {
            self.latin_words(&[last], to);
        }
    }

    /// `name_en ar country kind lat lon ambiguous …`: a place that has the Arabic name of another is the other.
    fn place(&mut self, row: &str) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (Some(name), Some(ar)) = (cells.first(), cells.get(1)) else { return };
        if cells.get(6) == Some(&"1") {
            return;
        }
        let known =
            ar.split('|').find_map(|n| self.arabic.at(&arabic_words(n)).filter(|(words, _)| *words == n.split_whitespace().count()));
        let to = known.map_or_else(|| self.canonical(name), |(_, to)| to);
        self.latin_name(name, to);
        ar.split('|').for_each(|n| self.arabic_name(n, to));
    }

    /// Whose words are most among the words of a text.
    fn language(&self, tokens: &[Token]) -> Option<&Language> {
        let count = |l: &Language| tokens.iter().filter(|t| l.words.contains(&t.lemma)).count();
        let best = self.languages.iter().rev().max_by_key(|l| count(l))?;
        (count(best) * COMMON > tokens.len()).then_some(best)
    }
}

fn arabic_words(name: &str) -> Vec<Token> {
    let word = |w: &str| {
        let word = key(&rasid::folded(w));
        Token { whole: word, bones: word, bare: (word, word), ..Token::default() }
    };
    name.split_whitespace().map(word).collect()
}

/// A language with its numbers; those of Arabic stand in `time/` too.
fn language(written: Written, sections: &[Section]) -> Language {
    let arabic = written.code == "ar";
    let words = |text: &str| {
        if arabic { arabic_words(text) } else { latin(text).into_iter().map(|t| Token { letters: Letters::Small, ..t }).collect() }
    };
    let mut numbers = Names::default();
    let mut add = |value: &str, name: &str| {
        if let Ok(value) = value.parse() {
            numbers.add(&words(name), value);
        }
    };
    written.numbers.iter().for_each(|(value, all)| all.iter().for_each(|name| add(value, name)));
    for section in sections.iter().filter(|s| arabic && s.kind == "cardinal") {
        let listed =
            section.words.iter().flat_map(|(v, all)| all.as_array().into_iter().flatten().filter_map(move |n| Some((v, n.as_str()?))));
        listed.for_each(|(value, name)| add(value, name));
    }
    let terms = |all: &[String]| all.iter().map(|w| key(w)).collect();
    Language { words: terms(&written.words), joins: terms(&written.joins), code: written.code, numbers }
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

    #[test]
    fn the_files_are_read_whole() {
        let file = toml::from_str::<File>(LANGUAGES).expect("no wrong row");
        assert!(file.language.iter().all(|l| l.numbers.keys().all(|n| n.parse::<u64>().is_ok())));
        assert!(file.alone.iter().chain(&file.within).all(|(from, to)| from != to) && file.particles.len() > 1);
        let sources = rasid::sources();
        let known = |of: &str| {
            let (id, place) = (format!("= \"{of}\""), format!("\n{of}\t"));
            sources
                .iter()
                .any(|(p, text)| p.starts_with("actors/") && text.contains(&id) || p.starts_with("places/") && text.contains(&place))
        };
        let rows: Vec<Vec<&str>> = LATIN.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
        for row in &rows {
            assert!(row.len() == 2 || row.len() == 3, "{row:?}");
            assert!(row.len() == 3 || known(row[0]), "{row:?}");
        }
    }
}
