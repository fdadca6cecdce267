//! Entries that cannot both stand as they are: a name for two actors, a place twice, a lemma twice.

use rasid_text::fold;
use std::collections::{BTreeMap, BTreeSet};

use crate::entries::{Entry, LEMMAS};

/// Two entries at odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict<'e> {
    /// `K032`…: see `docs/knowledge.md`.
    pub code: &'static str,
    /// The words both claim.
    pub value: String,
    /// The later of the two.
    pub entry: &'e Entry,
    /// The earlier.
    pub other: &'e Entry,
}

/// All conflicts among entries, in their order.
#[must_use]
pub fn conflicts(entries: &[Entry]) -> Vec<Conflict<'_>> {
    let mut out = twice(entries);
    out.extend(names(entries));
    out.extend(places(entries));
    out.extend(lemmas(entries));
    out
}

/// The same fact in two entries.
fn twice(entries: &[Entry]) -> Vec<Conflict<'_>> {
    let mut seen: BTreeMap<(&str, &str), &Entry> = BTreeMap::new();
    let mut out = Vec::new();
    for entry in entries {
        let code = match entry.kind.as_str() {
            "actor" | "state" => "K034",
            "place" => "K041",
            "noun" | "verb" | "given" | "closed" => "K003",
            _ => continue,
        };
        match seen.get(&entry.identity()) {
            Some(other) => out.push(Conflict { code, value: entry.key.clone(), entry, other }),
            None => {
                seen.insert(entry.identity(), entry);
            }
        }
    }
    out
}

/// A name for two actors that neither country nor dates nor the need of a cue tell apart.
fn names(entries: &[Entry]) -> Vec<Conflict<'_>> {
    let mut bearers: BTreeMap<String, Vec<(&Entry, &str)>> = BTreeMap::new();
    let mut out = Vec::new();
    for entry in entries.iter().filter(|e| e.kind == "actor") {
        let mut own = BTreeSet::new();
        for name in entry.list("ar") {
            let key = fold(name).as_str().to_owned();
            if !own.insert(key.clone()) {
                continue;
            }
            let before = bearers.entry(key).or_default();
            let other = before.iter().find(|(o, _)| o.key != entry.key && !apart(o, entry, name));
            out.extend(other.map(|(other, _)| Conflict { code: "K032", value: name.to_owned(), entry, other }));
            before.push((entry, name));
        }
    }
    out
}

fn apart(a: &Entry, b: &Entry, name: &str) -> bool {
    let countries = [a, b].map(|e| e.str("country"));
    let elsewhere = countries[0] != countries[1] && countries.iter().all(|c| !c.is_empty());
    let cued = |e: &Entry| e.value.get("ambiguous").and_then(toml::Value::as_bool) == Some(true) && !name.contains(' ');
    elsewhere || cued(a) && cued(b) || at_other_times(a, b)
}

/// Both have dated offices, and no day is in two of them.
fn at_other_times(a: &Entry, b: &Entry) -> bool {
    let terms = |e: &Entry| -> Vec<(String, String)> {
        let rows = e.value.get("roles").and_then(toml::Value::as_array).into_iter().flatten();
        let day = |r: &toml::Value, k: &str, open: &str| {
            r.get(k).and_then(toml::Value::as_str).filter(|d| !d.is_empty()).unwrap_or(open).to_owned()
        };
        rows.map(|r| (day(r, "from", "0000"), day(r, "to", "9999"))).collect()
    };
    let (a, b) = (terms(a), terms(b));
    !a.is_empty() && !b.is_empty() && !a.iter().any(|x| b.iter().any(|y| x.0 <= y.1 && y.0 <= x.1))
}

/// Within how many degrees two places of one name are one.
const NEAR: f64 = 0.2;

fn places(entries: &[Entry]) -> Vec<Conflict<'_>> {
    let mut seen: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    let mut out = Vec::new();
    for entry in entries.iter().filter(|e| e.kind == "place") {
        let mut told = false;
        for name in entry.list("ar") {
            let before = seen.entry(fold(name).as_str().to_owned()).or_default();
            let one = |o: &&&Entry| o.line != entry.line || o.path != entry.path;
            let same = |o: &&Entry| {
                o.key != entry.key && o.str("kind") == entry.str("kind") && (o.str("country") == entry.str("country") || near(o, entry))
            };
            if let Some(other) = before.iter().filter(one).copied().find(same).filter(|_| !told) {
                told = true;
                out.push(Conflict { code: "K041", value: name.to_owned(), entry, other });
            }
            before.push(entry);
        }
    }
    out
}

fn near(a: &Entry, b: &Entry) -> bool {
    let at = |e: &Entry, k: &str| e.str(k).parse::<f64>().unwrap_or(f64::NAN);
    ["lat", "lon"].iter().all(|k| (at(a, k) - at(b, k)).abs() < NEAR)
}

/// A lemma that its frame has already.
fn lemmas(entries: &[Entry]) -> Vec<Conflict<'_>> {
    let mut seen: BTreeMap<(String, &str, String), &Entry> = BTreeMap::new();
    let mut out = Vec::new();
    for entry in entries.iter().filter(|e| e.kind == "frame" || e.kind == "lemma") {
        let frame = if entry.kind == "frame" { entry.str("id") } else { entry.str("frame") };
        for (class, lemma) in LEMMAS.iter().flat_map(|c| entry.list(c).map(move |l| (*c, l))) {
            let key = (frame.to_owned(), class, fold(lemma).as_str().to_owned());
            match seen.get(&key) {
                Some(other) if entry.kind == "lemma" => out.push(Conflict { code: "K014", value: lemma.to_owned(), entry, other }),
                Some(_) => {}
                None => {
                    seen.insert(key, entry);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(files: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        let files: Vec<_> = files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
        conflicts(&crate::entries::read(&files)).into_iter().map(|c| (c.code, c.value)).collect()
    }

    fn actor(id: &str, rest: &str) -> String {
        format!("[[actor]]\nid = \"{id}\"\nname = \"X\"\nar = [\"سالم الهادي\"]\nkind = \"person\"\n{rest}\n")
    }

    #[test]
    fn a_name_for_two_wants_what_tells_them_apart() {
        let two = |a: &str, b: &str| codes(&[("actors/a.toml", &(actor("a", a) + &actor("b", b)))]);
        assert_eq!(two("country = \"LBY\"", "country = \"LBY\""), [("K032", "سالم الهادي".to_owned())]);
        assert_eq!(two("country = \"LBY\"", ""), [("K032", "سالم الهادي".to_owned())]);
        assert!(two("country = \"LBY\"", "country = \"TUN\"").is_empty());
        let office = |from, to| format!("roles = [{{ from = \"{from}\", to = \"{to}\" }}]");
        assert!(two(&office("2001-01-01", "2005-01-01"), &office("2005-01-02", "")).is_empty());
        assert_eq!(two(&office("2001-01-01", ""), &office("2005-01-02", "")).len(), 1);
    }

    #[test]
    fn places_words_and_lemmas_stand_once() {
        let places =
            "Sirte\tسرت\tLBY\tcity\t31.2\t16.6\t0\tx\nSurt\tسِرت\tLBY\tcity\t31.2\t16.6\t0\tx\nSert\tسرت\tTUR\tcity\t39\t41\t0\tx\n";
        assert_eq!(codes(&[("places/a.tsv", places)]), [("K041", "سِرت".to_owned())]);
        assert_eq!(codes(&[("words/nouns-a.tsv", "وزير\tnoun\tm\nوزير\tnoun\tm\nوزير\tname\tm\n")]).len(), 1);
        let frames = "[[frame]]\nid = \"a.b\"\nverbs = [\"أدان\"]\n[[lemma]]\nframe = \"a.b\"\nverbs = [\"ادان\"]\n";
        assert_eq!(codes(&[("frames/a.toml", frames)]), [("K014", "ادان".to_owned())]);
    }
}
