//! Knowledge files → their entries, each with its place: what is compared, looked up and edited.
//!
//! An entry is one `[[table]]` of a TOML file, one named value of a TOML table, or one row of a TSV file. Its kind
//! and its key say which fact it is: two entries with the same kind and key say the same thing twice.

use rasid_knowledge::File;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// One entry of a knowledge file.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// `actor`, `place`, `noun`, `verb`, `frame`, `lemma`, `state`, `role`…
    pub kind: String,
    /// What tells it from others of its kind: the id of an actor, the name and country of a place, the lemma of a word.
    pub key: String,
    /// The file.
    pub path: String,
    /// Its first line, from 1.
    pub line: usize,
    /// One past its last line.
    pub end: usize,
    /// What it says, by column or key; columns that hold lists are lists.
    pub value: Table,
}

impl Entry {
    /// A string of it; empty where it has none.
    #[must_use]
    pub fn str(&self, name: &str) -> &str {
        self.value.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// A list of strings of it.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.value.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Which fact it is.
    #[must_use]
    pub fn identity(&self) -> (&str, &str) {
        (&self.kind, &self.key)
    }
}

/// A sort of TSV file: its kind, its columns, how many of them make the key, which hold lists, parted by what.
pub(crate) struct Sheet {
    pub(crate) kind: &'static str,
    pub(crate) columns: &'static [&'static str],
    key: &'static [usize],
    lists: &'static [usize],
    pub(crate) between: char,
}

/// The sheets, by the folder and the beginning of the file's name.
const SHEETS: [(&str, Sheet); 7] = [
    ("places/cues", Sheet { kind: "cue", columns: &["lemma", "kind"], key: &[0], lists: &[], between: '|' }),
    (
        "places/",
        Sheet {
            kind: "place",
            columns: &["name", "ar", "country", "kind", "lat", "lon", "ambiguous", "source"],
            key: &[0, 2, 3],
            lists: &[1],
            between: '|',
        },
    ),
    (
        "words/verbs",
        Sheet { kind: "verb", columns: &["root", "pattern", "masdars", "weight", "source"], key: &[0, 1], lists: &[2], between: ' ' },
    ),
    (
        "words/nouns",
        Sheet {
            kind: "noun",
            columns: &["lemma", "pos", "gender", "plurals", "sound", "weight", "source"],
            key: &[0, 1],
            lists: &[3],
            between: ' ',
        },
    ),
    (
        "words/closed",
        Sheet { kind: "closed", columns: &["form", "lemma", "pos", "clitics", "weight"], key: &[0, 1, 2], lists: &[], between: ' ' },
    ),
    ("words/given", Sheet { kind: "given", columns: &["name", "part", "ambiguous", "source"], key: &[0], lists: &[], between: ' ' }),
    ("words/ranking", Sheet { kind: "ranking", columns: &["class", "a", "b", "c"], key: &[0, 1, 2], lists: &[], between: ' ' }),
];

/// The sheet that a TSV file is.
pub(crate) fn sheet(path: &str) -> Option<&'static Sheet> {
    SHEETS.iter().find(|(start, _)| path.starts_with(start)).map(|(_, sheet)| sheet)
}

/// The entries of files, in their order; what cannot be read is left out: [`crate::check`] tells of it.
#[must_use]
pub fn read(files: &[File]) -> Vec<Entry> {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut out = Vec::new();
    for file in files {
        let entries = if file.0.ends_with(".toml") { tables(file) } else { rows(file) };
        for mut entry in entries {
            let again = seen.entry((entry.kind.clone(), entry.key.clone())).or_default();
            *again += 1;
            // Classes of words may stand in several tables.
            if *again > 1 && entry.value.get("class").is_some() {
                entry.key = format!("{} #{again}", entry.key);
            }
            out.push(entry);
        }
    }
    out
}

fn rows((path, text): &File) -> Vec<Entry> {
    let Some(sheet) = sheet(path) else { return Vec::new() };
    let lines = text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty());
    let entry = |(n, line): (usize, &str)| {
        let cells: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').map(str::trim).collect();
        let key = sheet.key.iter().filter_map(|k| cells.get(*k)).copied().collect::<Vec<_>>().join(" ");
        let value = sheet.columns.iter().zip(&cells).enumerate().map(|(k, (column, cell))| {
            let list = || cell.split(sheet.between).filter(|w| !w.is_empty() && *w != "-").map(|w| Value::from(w.trim())).collect();
            ((*column).to_owned(), if sheet.lists.contains(&k) { Value::Array(list()) } else { Value::from(*cell) })
        });
        Entry { kind: sheet.kind.to_owned(), key, path: path.clone(), line: n + 1, end: n + 2, value: value.collect() }
    };
    lines.map(entry).collect()
}

fn tables((path, text): &File) -> Vec<Entry> {
    let Ok(content) = toml::from_str::<Table>(text) else { return Vec::new() };
    let headers = headers(text);
    let mut out = Vec::new();
    for (name, item) in content {
        match item {
            Value::Array(all) if all.iter().all(Value::is_table) => {
                let blocks = headers.get(name.as_str());
                for (n, value) in all.into_iter().filter_map(|v| v.try_into::<Table>().ok()).enumerate() {
                    let (line, end) = blocks.and_then(|b| b.get(n)).copied().unwrap_or((0, 0));
                    let key = key(&value);
                    out.push(Entry { kind: name.clone(), key, path: path.clone(), line, end, value });
                }
            }
            Value::Table(table) => out.extend(table.into_iter().map(|(key, value)| {
                let line = text.lines().position(|l| l.starts_with(&key)).map_or(0, |n| n + 1);
                let value = Table::from_iter([("value".to_owned(), value)]);
                Entry { kind: name.clone(), key, path: path.clone(), line, end: line, value }
            })),
            value => {
                let value = Table::from_iter([("value".to_owned(), value)]);
                out.push(Entry { kind: "value".to_owned(), key: name, path: path.clone(), line: 0, end: 0, value });
            }
        }
    }
    out.sort_by_key(|e| e.line);
    out
}

/// What tells a table from others: its id or code, else its first words.
fn key(value: &Table) -> String {
    let named = ["id", "code", "class"].iter().find_map(|k| value.get(*k)?.as_str().map(str::to_owned));
    let frame = value.get("frame").and_then(Value::as_str).map(str::to_owned);
    let first = |k: &str| match value.get(k)? {
        Value::Array(all) => Some(all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")),
        one => one.as_str().map(str::to_owned),
    };
    let lemmas = LEMMAS.iter().filter_map(|k| first(k)).collect::<Vec<_>>().join(" ");
    named.or_else(|| frame.map(|f| format!("{f} {lemmas}"))).unwrap_or_else(|| {
        let words = ["words", "names", "ar", "name", "text", "term"].iter().find_map(|k| first(k));
        words.unwrap_or_else(|| value.iter().next().map_or_else(String::new, |(k, v)| format!("{k} {v}")))
    })
}

/// The keys under which a frame has its lemmas.
pub(crate) const LEMMAS: [&str; 4] = ["verbs", "nouns", "adjectives", "phrases"];

/// The lines of every `[[name]]` block, by name: first, and one past the last.
fn headers(text: &str) -> BTreeMap<&str, Vec<(usize, usize)>> {
    let mut out: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    let mut open: Option<&str> = None;
    let mut count = 0;
    for (n, line) in text.lines().enumerate() {
        count = n + 2;
        let line = line.trim();
        let name = line.strip_prefix("[[").and_then(|l| l.split_once("]]")).map(|(name, _)| name.trim());
        let other = line.strip_prefix('[').and_then(|l| l.split_once(']')).filter(|(name, _)| !name.contains(['"', ',', ' ', '[']));
        let Some(name) = name.or(other.map(|(name, _)| name.trim())) else { continue };
        if open.is_some_and(|o| name.strip_prefix(o).is_some_and(|rest| rest.starts_with('.'))) {
            continue;
        }
        if let Some(last) = open.and_then(|o| out.get_mut(o)).and_then(|b| b.last_mut()) {
            last.1 = n + 1;
        }
        open = line.starts_with("[[").then_some(name);
        if let Some(name) = open {
            out.entry(name).or_default().push((n + 1, n + 1));
        }
    }
    if let Some(last) = open.and_then(|o| out.get_mut(o)).and_then(|b| b.last_mut()) {
        last.1 = count;
    }
    out
}

/// Kinds of which an analyst's entry stands in place of the built-in one with the same key.
const REPLACED: [&str; 7] = ["actor", "place", "noun", "verb", "given", "frame", "state"];

/// The built-in files without the entries that `layer` has too: one fact in one place.
#[must_use]
pub fn without(builtin: &[File], layer: &[File]) -> Vec<File> {
    let ours = read(layer);
    let keys: BTreeSet<(&str, &str)> = ours.iter().map(Entry::identity).filter(|(kind, _)| REPLACED.contains(kind)).collect();
    if keys.is_empty() {
        return builtin.to_vec();
    }
    let replaced = |file: &File| {
        let entries = read(std::slice::from_ref(file));
        let gone: Vec<(usize, usize)> = entries.iter().filter(|e| keys.contains(&e.identity())).map(|e| (e.line, e.end)).collect();
        if gone.is_empty() {
            return file.clone();
        }
        // Empty lines in their place, so that what is said of the others names the right ones.
        let lines = file.1.lines().enumerate().map(|(n, l)| if gone.iter().any(|(a, b)| (*a..*b).contains(&(n + 1))) { "" } else { l });
        (file.0.clone(), lines.collect::<Vec<_>>().join("\n") + "\n")
    };
    builtin.iter().map(replaced).collect()
}

/// How two sets of entries differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Only in the second.
    pub added: Vec<Entry>,
    /// Only in the first.
    pub removed: Vec<Entry>,
    /// In both, the second one's, with the names of what differs.
    pub changed: Vec<(Entry, Vec<String>)>,
}

/// How two sets of files differ, entry by entry, in the order of the second.
#[must_use]
pub fn difference(a: &[File], b: &[File]) -> Difference {
    let (a, b) = (read(a), read(b));
    let mut old: BTreeMap<(&str, &str), Vec<&Entry>> = BTreeMap::new();
    a.iter().for_each(|e| old.entry(e.identity()).or_default().push(e));
    let mut out = Difference::default();
    for entry in &b {
        let same = old.get_mut(&entry.identity()).filter(|list| !list.is_empty());
        let Some(list) = same else {
            out.added.push(entry.clone());
            continue;
        };
        let at = list.iter().position(|e| e.value == entry.value).unwrap_or(0);
        let before = list.remove(at);
        let names: BTreeSet<&String> = before.value.keys().chain(entry.value.keys()).collect();
        let differ: Vec<String> = names.into_iter().filter(|k| before.value.get(*k) != entry.value.get(*k)).cloned().collect();
        if !differ.is_empty() {
            out.changed.push((entry.clone(), differ));
        }
    }
    let left: BTreeSet<(&str, usize)> = old.values().flatten().map(|e| (e.path.as_str(), e.line)).collect();
    out.removed = a.iter().filter(|e| left.contains(&(e.path.as_str(), e.line))).cloned().collect();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        (path.to_owned(), text.to_owned())
    }

    #[test]
    fn entries_have_their_lines() {
        let text = "# a\n[[frame]]\nid = \"x\"\n\n[[frame.example]]\ntext = \"كتب\"\n\n[[frame]]\nid = \"y\"\n";
        let entries = read(&[file("frames/a.toml", text)]);
        let found: Vec<(&str, usize, usize)> = entries.iter().map(|e| (e.key.as_str(), e.line, e.end)).collect();
        assert_eq!(found, [("x", 2, 8), ("y", 8, 10)]);
    }

    #[test]
    fn a_layer_stands_in_place_of_the_same_entry() {
        let built_in = [file("places/a.tsv", "# name\nSirte\tسرت\tLBY\tcity\t31\t16\t0\thand\nTunis\tتونس\tTUN\tcity\t1\t1\t0\thand\n")];
        let layer = [file("places/b.tsv", "Sirte\tسرت\tLBY\tcity\t31.2\t16.5\t0\tme\n")];
        let left = without(&built_in, &layer);
        assert_eq!(left[0].1, "# name\n\nTunis\tتونس\tTUN\tcity\t1\t1\t0\thand\n");
        let all = [left, layer.to_vec()].concat();
        let found = difference(&built_in, &all);
        assert!(found.added.is_empty() && found.removed.is_empty());
        assert_eq!(found.changed[0].1, ["lat", "lon", "source"]);
    }
}
