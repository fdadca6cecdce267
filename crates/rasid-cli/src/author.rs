//! `rasid knowledge add`, `export`, `import`: an analyst's entries, checked before they are written.

use rasid::File;
use rasid::author::{self, InUse, Kind, Lemmas, Put, Row};
use rasid::entries::Entry;
use std::path::Path;

use crate::Outcome;
use crate::args::{Actor, Added, Target};
use crate::layer::{self, Folder};
use crate::messages::{Messages, line};
use crate::output;

/// `rasid knowledge add KIND …`: one entry.
pub(crate) fn add(what: Added, messages: &Messages) -> std::io::Result<Outcome> {
    let (to, kind, row) = match what {
        Added::Frame { to, frame, verb, noun, adjective, phrase, example, actor, recipient } => {
            let classes = [("verbs", verb), ("nouns", noun), ("adjectives", adjective), ("phrases", phrase)];
            let words = classes.into_iter().flat_map(|(class, all)| all.into_iter().map(move |w| (class, w))).collect();
            return frame_lemmas(&to, &Lemmas { frame, words, example, actor, recipient, source: to.source.clone() }, messages);
        }
        Added::Person(a) => actor(a, Kind::Person),
        Added::Organisation(a) => actor(a, Kind::Organisation),
        Added::Group(a) => actor(a, Kind::Group),
        Added::Place { to, name, ar, country, place, lat, lon, ambiguous } => {
            let row = vec![name, ar.join("|"), country, place, lat, lon, u8::from(ambiguous).to_string(), to.source.clone()];
            (to, Kind::Place, row)
        }
        Added::Word { to, lemma, pos, gender, plural, sound } => {
            let row = vec![lemma, pos, gender, plural.join(" "), sound, "1".to_owned(), to.source.clone()];
            (to, Kind::Word, row)
        }
        Added::Verb { to, root, pattern, masdar } => {
            let row = vec![root, pattern, masdar.join(" "), "1".to_owned(), to.source.clone()];
            (to, Kind::Verb, row)
        }
        Added::Given { to, name, part } => {
            let row = vec![name, part, "0".to_owned(), to.source.clone()];
            (to, Kind::Given, row)
        }
    };
    let Some(desk) = Desk::open(&to.to, messages) else { return Ok(Outcome::Failed) };
    let identity = author::identity(kind, &row);
    if let Some(known) = desk.entries().iter().find(|e| (e.kind.as_str(), e.key.as_str()) == (&*identity.0, &*identity.1)) {
        let place = format!("{}:{}", known.path, known.line);
        messages.say("problem", &[&messages.text("author_known", &[&identity.1, &place])]);
        return Ok(Outcome::Failed);
    }
    desk.write(&[(0, kind, row)], messages)
}

fn actor(a: Actor, kind: Kind) -> (Target, Kind, Row) {
    let id = a.id.unwrap_or_else(|| slug(&format!("{} {}", a.country, a.name)));
    let ambiguous = if a.ambiguous { "1" } else { "" }.to_owned();
    let (kind_name, source) = (kind.name().to_owned(), a.to.source.clone());
    let row = vec![
        id,
        kind_name,
        a.name,
        a.ar.join("|"),
        a.country,
        a.sector,
        a.armed_sector,
        ambiguous,
        String::new(),
        a.office.join(" | "),
        source,
    ];
    (a.to, kind, row)
}

/// `LBY Ali Dabaiba` → `lby-ali-dabaiba`
fn slug(text: &str) -> String {
    let letters: String = text.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    letters.split('-').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-")
}

fn frame_lemmas(to: &Target, lemmas: &Lemmas, messages: &Messages) -> std::io::Result<Outcome> {
    let Some(mut desk) = Desk::open(&to.to, messages) else { return Ok(Outcome::Failed) };
    if lemmas.words.is_empty() {
        messages.say("problem", &[&messages.text("author_no_lemma", &[])]);
        return Ok(Outcome::Failed);
    }
    author::put_lemmas(&mut desk.files, lemmas);
    let key = rasid::entries::read(&desk.files).pop().map_or_else(String::new, |e| e.key);
    let others: Vec<String> = desk.others(lemmas, messages);
    let outcome = desk.finish(&[("lemma".to_owned(), key)], messages)?;
    if outcome == Outcome::Done {
        others.iter().for_each(|o| line(o));
    }
    Ok(outcome)
}

/// `rasid knowledge export KIND [DIR]`.
pub(crate) fn export(kind: Kind, dir: Option<&Path>, messages: &Messages) -> std::io::Result<Outcome> {
    let files = match dir {
        Some(dir) => match layer::read(dir, messages) {
            Some(folder) => folder.files,
            None => return Ok(Outcome::Failed),
        },
        None => rasid::sources(),
    };
    let rows = author::rows(kind, &rasid::entries::read(&files));
    output::print(&author::to_csv(kind, &rows))?;
    Ok(Outcome::Done)
}

/// `rasid knowledge import FILE.csv --to DIR`.
pub(crate) fn import(file: &Path, to: &Path, messages: &Messages) -> std::io::Result<Outcome> {
    let shown = file.display().to_string();
    let text = std::fs::read(file).map_err(|e| messages.text("read", &[&e.to_string()]));
    let text = text.and_then(|bytes| rasid::input::decode(&bytes).map(|d| d.text).map_err(|fault| messages.fault(&fault)));
    let read = text.and_then(|text| {
        author::from_csv(&text).map_err(|why| match why {
            author::Unread::Header(found) => messages.text("import_header", &[&rasid::visible::visible(&found)]),
            author::Unread::Line(n, what) => messages.text("import_line", &[&n.to_string(), &rasid::visible::visible(&what)]),
        })
    });
    let (kind, rows) = match read {
        Ok(read) => read,
        Err(why) => {
            messages.say_at(&shown, &why);
            return Ok(Outcome::Failed);
        }
    };
    let mut known = Vec::new();
    for (n, row) in rows {
        match kind.or_else(|| author::kind_of(&row)) {
            Some(kind) => known.push((n, kind, row)),
            None => {
                messages.say_at(&format!("{shown}:{n}"), &messages.text("cell_value", &["kind", &row[1]]));
                return Ok(Outcome::Failed);
            }
        }
    }
    let Some(desk) = Desk::open(to, messages) else { return Ok(Outcome::Failed) };
    desk.write(&known, messages)
}

/// An analyst's folder while it is worked on.
struct Desk<'d> {
    dir: &'d Path,
    before: Vec<File>,
    files: Vec<File>,
}

impl<'d> Desk<'d> {
    /// Opens a folder, which need not be there yet; none where something in it is wrong, which has been said.
    fn open(dir: &'d Path, messages: &Messages) -> Option<Self> {
        let empty = !dir.exists() || std::fs::read_dir(dir).is_ok_and(|mut all| all.next().is_none());
        let folder = if empty { Folder { files: Vec::new(), problems: Vec::new() } } else { layer::read(dir, messages)? };
        folder.problems.iter().for_each(|p| line(p));
        folder.problems.is_empty().then(|| Self { dir, before: folder.files.clone(), files: folder.files })
    }

    fn entries(&self) -> Vec<Entry> {
        layer::entries(Some(self.dir), &self.files)
    }

    /// The other frames that lemmas open: no conflict, but worth knowing.
    fn others(&self, lemmas: &Lemmas, messages: &Messages) -> Vec<String> {
        let opens = |e: &Entry| {
            let (_, lemma) = lemmas.words.iter().find(|(class, lemma)| e.list(class).any(|l| rasid::folded(l) == rasid::folded(lemma)))?;
            Some(messages.text("author_also", &[lemma, &e.key, &format!("{}:{}", e.path, e.line)]))
        };
        self.entries().iter().filter(|e| e.kind == "frame" && e.key != lemmas.frame).filter_map(opens).collect()
    }

    /// Puts rows in; the numbers before them are lines of a spreadsheet.
    fn write(mut self, rows: &[(u64, Kind, Row)], messages: &Messages) -> std::io::Result<Outcome> {
        let builtin = rasid::entries::read(&rasid::sources());
        let used = InUse::of(&[builtin.clone(), rasid::entries::read(&self.before)].concat());
        let (mut bad, mut same, mut identities) = (0, 0, Vec::new());
        let given: Vec<(Kind, &Row)> = rows.iter().map(|(_, kind, row)| (*kind, row)).collect();
        let puts = author::put(&mut self.files, &builtin, &given);
        for ((n, kind, row), put) in rows.iter().zip(puts) {
            if matches!(put, Put::Same | Put::Known) {
                same += 1;
                continue;
            }
            identities.push(author::identity(*kind, row));
            if let Err(wrong) = author::check(*kind, row, &used) {
                bad += 1;
                let what = messages.text(wrong.why, &[&wrong.column, &rasid::visible::visible(&wrong.value)]);
                let place = if *n > 0 { format!("{n}: ") } else { String::new() };
                messages.say("problem", &[&format!("{place}{what}")]);
            }
        }
        if bad > 0 {
            messages.say("problem", &[&messages.text("author_refused", &[])]);
            return Ok(Outcome::Failed);
        }
        if identities.is_empty() {
            output::print((messages.text("author_same", &[&same.to_string()]) + "\n").as_bytes())?;
            return Ok(Outcome::Done);
        }
        self.finish(&identities, messages)
    }

    /// Checks all, and writes what changed; or says what is wrong and writes nothing.
    fn finish(self, identities: &[(String, String)], messages: &Messages) -> std::io::Result<Outcome> {
        let entries = self.entries();
        let new = |e: &Entry| identities.iter().any(|(kind, key)| e.kind == *kind && e.key == *key);
        let report = rasid::check::check(&self.files);
        let mut wrong: Vec<String> = report.problems.iter().map(|p| layer::shown(Some(self.dir), p, messages)).collect();
        wrong.extend(report.broken.iter().map(|b| layer::broken(Some(self.dir), b, messages)));
        let at_odds = rasid::conflicts::conflicts(&entries);
        wrong.extend(at_odds.iter().filter(|c| new(c.entry) || new(c.other)).map(|c| layer::conflict(c, messages)));
        if !wrong.is_empty() {
            wrong.iter().for_each(|w| line(w));
            messages.say("problem", &[&messages.text("author_refused", &[])]);
            return Ok(Outcome::Failed);
        }
        for (path, text) in self.files.iter().filter(|f| !self.before.contains(f)) {
            let place = self.dir.join(path);
            if let Some(folder) = place.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&place, text)?;
        }
        let mut out = String::new();
        for e in entries.iter().filter(|e| new(e)) {
            out.push_str(&messages.text("author_written", &[&e.kind, &e.key, &format!("{}:{}", e.path, e.line)]));
            out.push('\n');
        }
        output::print(out.as_bytes())?;
        Ok(Outcome::Done)
    }
}
