//! `words/*.tsv` → entries of the lexicon. A row that cannot be read is a problem, never a panic.

use rasid_morph::{ClosedEntry, Gender, NounEntry, Pos, VerbEntry};

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordProblem {
    /// The file, as the caller names it.
    pub path: String,
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for WordProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// The rows that could be read, and what is wrong with the others.
pub type Parsed<T> = (Vec<T>, Vec<WordProblem>);

/// Reads `verbs*.tsv`: root, pattern, masdars, weight.
#[must_use]
pub fn verbs(path: &str, text: &str) -> Parsed<VerbEntry> {
    rows(path, text, |row| {
        let [root, pattern, masdars, weight, ..] = row else { return Err("four columns wanted: root, pattern, masdars, weight".into()) };
        let entry = VerbEntry { root: word(root)?, pattern: (*pattern).to_owned(), masdars: list(masdars), weight: number(weight)? };
        if rasid_morph::lemma(&entry).is_none() {
            return Err(format!("«{root}» has no pattern {pattern}"));
        }
        Ok(entry)
    })
}

/// Reads `nouns*.tsv`: lemma, part of speech, gender, broken plurals, sound plurals, weight.
#[must_use]
pub fn nouns(path: &str, text: &str) -> Parsed<NounEntry> {
    rows(path, text, |row| {
        let [lemma, pos, gender, plurals, sound, weight, ..] = row else {
            return Err("six columns wanted: lemma, noun|adj|name, m|f, broken plurals, sound plurals, weight".into());
        };
        let pos = match *pos {
            "noun" => Pos::Noun,
            "adj" => Pos::Adjective,
            "name" => Pos::Name,
            other => return Err(format!("no such part of speech: {other}")),
        };
        let gender = match *gender {
            "m" => Gender::Masculine,
            "f" => Gender::Feminine,
            "-" => Gender::None,
            other => return Err(format!("no such gender: {other}")),
        };
        if !matches!(*sound, "m" | "f" | "mf" | "fm" | "d" | "-") {
            return Err(format!("no such sound plurals: {sound}"));
        }
        let sound = sound.trim_matches('-').to_owned();
        Ok(NounEntry { lemma: word(lemma)?, pos, gender, plurals: list(plurals), sound, weight: number(weight)? })
    })
}

/// Reads `closed*.tsv`: form, lemma, part of speech, clitics, weight.
///
/// Clitics are any of `w` (و ف), `b` (ب ك ل), `p` (pronouns), `P` (only before a pronoun), `d` (ال), `q` (أ of a question).
#[must_use]
pub fn closed(path: &str, text: &str) -> Parsed<ClosedEntry> {
    rows(path, text, |row| {
        let [form, lemma, pos, clitics, weight, ..] = row else {
            return Err("five columns wanted: form, lemma, part of speech, clitics, weight".into());
        };
        if !clitics.chars().all(|c| "-wbpPdq".contains(c)) {
            return Err(format!("no such clitics: {clitics}"));
        }
        let clitics = clitics.trim_matches('-').to_owned();
        Ok(ClosedEntry { form: word(form)?, lemma: word(lemma)?, pos: closed_pos(pos)?, clitics, weight: number(weight)? })
    })
}

/// Reads `given.tsv`, the names that persons bear, as names of the lexicon: name, given|part|family, ambiguous.
/// Names that are everyday words too are passed over.
#[must_use]
pub fn given_names(path: &str, text: &str) -> Parsed<NounEntry> {
    let (names, problems) = rows(path, text, |row| {
        let [name, _, ambiguous, ..] = row else { return Err("three columns wanted: name, given|part|family, ambiguous".into()) };
        let entry =
            NounEntry { lemma: word(name)?, pos: Pos::Name, gender: Gender::None, plurals: Vec::new(), sound: String::new(), weight: 1 };
        Ok((*ambiguous == "0").then_some(entry))
    });
    (names.into_iter().flatten().collect(), problems)
}

/// Reads `ranking.tsv`; a row means what `rasid_morph::rank` says.
#[must_use]
pub fn ranking(path: &str, text: &str) -> Parsed<Vec<String>> {
    let mut seen: Vec<Vec<String>> = Vec::new();
    rows(path, text, |row| {
        let row: Vec<String> = row.iter().map(|cell| (*cell).to_owned()).collect();
        seen.push(row.clone());
        if rasid_morph::check_ranking(&seen).is_err() {
            seen.pop();
            return Err("says nothing known: weight, class, word or pair, with names defined above".into());
        }
        Ok(row)
    })
}

fn closed_pos(pos: &str) -> Result<Pos, String> {
    Ok(match pos {
        "preposition" => Pos::Preposition,
        "conjunction" => Pos::Conjunction,
        "complementiser" => Pos::Complementiser,
        "relative" => Pos::Relative,
        "pronoun" => Pos::Pronoun,
        "particle" => Pos::Particle,
        "adverb" => Pos::Adverb,
        "numeral" => Pos::Numeral,
        other => return Err(format!("no such part of speech: {other}")),
    })
}

fn rows<T>(path: &str, text: &str, mut read: impl FnMut(&[&str]) -> Result<T, String>) -> Parsed<T> {
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_end_matches(['\r', ' ', '\t']);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let row: Vec<&str> = line.split('\t').map(str::trim).collect();
        match read(&row) {
            Ok(entry) => entries.push(entry),
            Err(message) => problems.push(WordProblem { path: path.to_owned(), line: at + 1, message }),
        }
    }
    (entries, problems)
}

fn word(cell: &str) -> Result<String, String> {
    if cell.is_empty() || cell == "-" || cell.contains(char::is_whitespace) {
        return Err(format!("one word wanted: «{cell}»"));
    }
    Ok(cell.to_owned())
}

fn list(cell: &str) -> Vec<String> {
    cell.split_whitespace().filter(|w| *w != "-").map(str::to_owned).collect()
}

fn number(cell: &str) -> Result<u8, String> {
    cell.parse().ok().filter(|n| *n <= 3).ok_or_else(|| format!("a weight of 0 to 2 wanted: {cell}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read() {
        let (entries, problems) = nouns("n.tsv", "# header\nوزير\tnoun\tm\tوزراء\t-\t2\n");
        assert!(problems.is_empty());
        assert_eq!(entries[0].plurals, ["وزراء"]);
        let (entries, _) = closed("c.tsv", "في\tفي\tpreposition\twp\t2");
        assert_eq!((entries[0].pos, entries[0].clitics.as_str()), (Pos::Preposition, "wp"));
        let (entries, _) = verbs("v.tsv", "علن\tIV\t-\t2");
        assert_eq!(entries[0].root, "علن");
    }

    #[test]
    fn a_bad_row_is_named() {
        let (entries, problems) = nouns("words/nouns.tsv", "#\nوزير\tnoun\nجيش\tthing\tm\t-\t-\t1\n");
        assert!(entries.is_empty());
        assert_eq!(
            problems[0].to_string(),
            "words/nouns.tsv:2: six columns wanted: lemma, noun|adj|name, m|f, broken plurals, sound plurals, weight"
        );
        assert_eq!(problems[1].line, 3);
    }
}
