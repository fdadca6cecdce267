//! What texts are looked through for: names of actors and places by all they are called, in Arabic and in Latin letters, and numbers in words; read
//! from the files that coding reads.

use rasid::actors::{ActorRow, StateRow};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::spelling::{Key, Letters, THOUSAND, Token, WHOLE, Written, arabic_words, file, key, latin, mixed, spelt};

const LATIN: &str = include_str!("../../../knowledge/following/latin.tsv");
/// Of the words of a text in a language, one in so many is among the commonest of it.
const COMMON: usize = 12;

/// Names, or words of numbers, by their words.
#[derive(Default)]
pub(crate) struct Names {
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
    pub(crate) fn at(&self, words: &[Token]) -> Option<(usize, u64)> {
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
pub(crate) struct Language {
    pub(crate) code: String,
    words: BTreeSet<Key>,
    joins: BTreeSet<Key>,
    numbers: Names,
}

impl Language {
    /// A number at the beginning, in hundredths, with how many words it has.
    pub(crate) fn number(&self, words: &[Token]) -> Option<(usize, u64)> {
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
pub(crate) struct Tables {
    pub(crate) arabic: Names,
    pub(crate) latin: Names,
    pub(crate) languages: Vec<Language>,
    pub(crate) particles: BTreeSet<Key>,
    /// What «~» stands for at the end of a name.
    endings: Vec<String>,
    /// Words that are no names alone.
    common: BTreeSet<Key>,
    /// Canonical names by their keys.
    pub(crate) names: FxHashMap<Key, String>,
}

/// Made when the first text is looked through.
pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::builtin);
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
        let files = ["states", "organisations", "groups", "persons"].map(|f| rasid::actors::rows(text(&format!("actors/{f}.toml"))));
        let states = || files.iter().flat_map(|f| &f.0);
        let actors = || files.iter().flat_map(|f| &f.1);
        let canonical: FxHashMap<&str, &str> = states().map(|s| (&*s.code, &*s.name)).chain(actors().map(|a| (&*a.id, &*a.name))).collect();
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
        states().for_each(|s| out.state(s));
        actors().for_each(|a| out.actor(a));
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

    fn state(&mut self, state: &StateRow) {
        let to = self.canonical(&state.name);
        [&state.name, &state.capital_name].into_iter().filter(|n| !n.is_empty()).for_each(|n| self.latin_name(n, to));
        [&state.ar, &state.people, &state.capital, &state.government].into_iter().flatten().for_each(|n| self.arabic_name(n, to));
        for nisba in state.nisba.iter().filter(|n| is_one(n)) {
            self.arabic.lemmas.entry(key(&rasid::folded(nisba))).or_insert(to);
        }
    }

    /// A person's last name alone is met where the Arabic press uses it alone.
    fn actor(&mut self, actor: &ActorRow) {
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
    pub(crate) fn language(&self, tokens: &[Token]) -> Option<&Language> {
        let count = |l: &Language| tokens.iter().filter(|t| l.words.contains(&t.lemma)).count();
        let best = self.languages.iter().rev().max_by_key(|l| count(l))?;
        (count(best) * COMMON > tokens.len()).then_some(best)
    }
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

    #[test]
    fn the_files_are_read_whole() {
        let file = toml::from_str::<crate::spelling::File>(crate::spelling::LANGUAGES).expect("no wrong row");
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
