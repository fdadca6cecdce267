//! `places/*.tsv` and `words/given.tsv` → places, cue words, parts of personal names.

use rasid_coder::tables::{Names, PlaceEntry, Target};

use crate::actors::name;
use crate::keys::key;
use crate::{File, Problem};

fn rows(file: &File) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = file.1.lines().enumerate().map(|(n, l)| (n + 1, l));
    lines.filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty()).map(|(n, l)| (n, l.split('\t').collect()))
}

fn wrong(file: &File, line: usize, value: &str, english: &str, arabic: &str) -> Problem {
    Problem { path: file.0.clone(), line, code: "K040", value: value.to_owned(), english: english.to_owned(), arabic: arabic.to_owned() }
}

/// Reads `places/cues.tsv`: lemma, kind.
pub(crate) fn cues(file: &File, names: &mut Names) {
    for (_, row) in rows(file) {
        if let [lemma, kind, ..] = row.as_slice() {
            names.place_cues.insert(key(lemma), (*kind).to_owned());
        }
    }
}

/// Reads `words/given.tsv`: name, kind, ambiguous.
pub(crate) fn given(file: &File, names: &mut Names) {
    for (_, row) in rows(file) {
        if row.get(2).is_none_or(|a| *a != "1") && row.get(1).is_none_or(|kind| *kind != "family") {
            names.given.insert(key(row[0]));
        }
        names.parts.insert(key(row[0]));
    }
}

/// Reads any other file of places: name, Arabic names, country, kind, latitude, longitude, ambiguous, source.
pub(crate) fn places(file: &File, names: &mut Names, problems: &mut Vec<Problem>) {
    for (line, row) in rows(file) {
        let [english, arabic, country, kind, lat, lon, ambiguous, ..] = row.as_slice() else {
            problems.push(wrong(
                file,
                line,
                row[0],
                "eight columns wanted: name, Arabic names, country, kind, lat, lon, ambiguous, source",
                "يلزم ثمانية أعمدة",
            ));
            continue;
        };
        let (Ok(lat), Ok(lon)) = (lat.parse::<f32>(), lon.parse::<f32>()) else {
            problems.push(wrong(file, line, english, "latitude and longitude must be numbers", "يجب أن تكون الإحداثيات أرقاما"));
            continue;
        };
        let number = u32::try_from(names.places.len()).unwrap_or(u32::MAX);
        for words in arabic.split('|') {
            name(names, words, Target::Place(number));
        }
        names.places.push(PlaceEntry {
            name: (*english).to_owned(),
            country: (*country).to_owned(),
            kind: (*kind).to_owned(),
            lat,
            lon,
            ambiguous: *ambiguous == "1",
        });
    }
}
