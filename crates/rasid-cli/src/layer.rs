//! An analyst's knowledge folder.

use rasid::conflicts::Conflict;
use rasid::entries::Entry;
use rasid::{Knowledge, Problem};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::messages::{Language, Messages, line};
use crate::{Outcome, output};

/// A folder's files as the library reads them, and what cannot even be handed over.
pub(crate) struct Folder {
    pub(crate) files: Vec<rasid::File>,
    pub(crate) problems: Vec<String>,
}

impl Folder {
    /// Whether it is a whole knowledge folder, in place of the built-in one, not a layer over it.
    fn whole(&self) -> bool {
        ["ontology.toml", "words/", "scoring/"].iter().all(|start| self.files.iter().any(|(path, _)| path.starts_with(start)))
    }

    /// All files that it makes the program know, the built-in ones too.
    pub(crate) fn known(&self) -> Vec<rasid::File> {
        if self.whole() {
            return self.files.clone();
        }
        [rasid::entries::without(&rasid::sources(), &self.files), self.files.clone()].concat()
    }
}

/// The knowledge to code with; none where it cannot be had, which has been said.
pub(crate) fn load(dir: Option<&Path>, messages: &Messages) -> Option<Knowledge> {
    let Some(dir) = dir else {
        return match Knowledge::builtin() {
            Ok(knowledge) => Some(knowledge),
            Err(e) => {
                messages.say("problem", &[&e.to_string()]);
                None
            }
        };
    };
    knowledge(dir, read(dir, messages)?, messages)
}

/// The knowledge of a folder that was read; none where it has problems, which have been said.
pub(crate) fn knowledge(dir: &Path, folder: Folder, messages: &Messages) -> Option<Knowledge> {
    let layered = if folder.whole() { Knowledge::whole(&folder.files) } else { Knowledge::layered(&folder.files) };
    let problems = layered.as_ref().err().map_or(&[][..], Vec::as_slice);
    let mut all = folder.problems;
    all.extend(problems.iter().map(|p| shown(Some(dir), p, messages)));
    if all.is_empty() {
        return layered.ok();
    }
    all.iter().for_each(|p| line(p));
    let count = all.len().to_string();
    messages.say("problem", &[&messages.text("knowledge_bad", &[&dir.display().to_string(), &count])]);
    None
}

/// `rasid knowledge check [DIR]`.
///
/// What is at odds in the built-in knowledge is no problem of the analyst's: it is counted, and listed where `warnings` are asked for.
pub(crate) fn check(dir: Option<&Path>, warnings: bool, messages: &Messages) -> std::io::Result<Outcome> {
    let folder = match dir {
        Some(dir) => match read(dir, messages) {
            Some(folder) => folder,
            None => return Ok(Outcome::Failed),
        },
        None => Folder { files: Vec::new(), problems: Vec::new() },
    };
    let report =
        if dir.is_some() && folder.files.is_empty() { rasid::check::Report::default() } else { rasid::check::check(&folder.files) };
    let mut text = String::new();
    let mut add = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    folder.problems.iter().for_each(|p| add(p));
    report.problems.iter().for_each(|p| add(&shown(dir, p, messages)));
    for b in &report.broken {
        add(&broken(dir, b, messages));
    }
    let entries = entries(dir, &folder.files);
    let at_odds = rasid::conflicts::conflicts(&entries);
    let own = |e: &Entry| dir.is_none_or(|d| Path::new(&e.path).starts_with(d));
    let at_odds: Vec<&Conflict<'_>> = at_odds.iter().filter(|c| own(c.entry) || own(c.other)).collect();
    if dir.is_some() || warnings {
        at_odds.iter().for_each(|c| add(&conflict(c, messages)));
    } else if !at_odds.is_empty() {
        let codes: BTreeSet<&str> = at_odds.iter().map(|c| c.code).collect();
        let counts = codes.into_iter().map(|code| format!("{code}: {}", at_odds.iter().filter(|c| c.code == code).count()));
        add(&messages.text("knowledge_warnings", &[&counts.collect::<Vec<_>>().join(", ")]));
    }
    let wrong = folder.problems.len() + report.problems.len() + if dir.is_some() { at_odds.len() } else { 0 };
    let parts = [wrong.to_string(), report.broken.len().to_string(), report.cases.to_string()];
    add(&messages.text("knowledge_found", &parts.each_ref().map(String::as_str)));
    output::print(text.as_bytes())?;
    Ok(if wrong + report.broken.len() == 0 { Outcome::Done } else { Outcome::Problems })
}

/// The entries of an analyst's files and of the built-in ones that they leave standing, with paths as people know them.
pub(crate) fn entries(dir: Option<&Path>, files: &[rasid::File]) -> Vec<Entry> {
    let mut out = rasid::entries::read(&rasid::entries::without(&rasid::sources(), files));
    out.iter_mut().for_each(|e| e.path = format!("knowledge/{}", e.path));
    let mut own = rasid::entries::read(files);
    own.iter_mut().for_each(|e| e.path = below(dir, &e.path));
    out.extend(own);
    out
}

/// A conflict with its two places, in the reader's language.
pub(crate) fn conflict(c: &Conflict<'_>, messages: &Messages) -> String {
    let [place, other] = [c.entry, c.other].map(|e| format!("{}:{}", e.path, e.line));
    let parts = [c.code, &c.value, &c.entry.key, &c.other.key, &other];
    format!("{place}: {}", messages.text(&format!("conflict_{}", c.code), &parts))
}

/// A problem with its place, in the reader's language.
pub(crate) fn shown(dir: Option<&Path>, p: &Problem, messages: &Messages) -> String {
    let what = if messages.language() == Language::Arabic { &p.arabic } else { &p.english };
    let value = if p.value.is_empty() { String::new() } else { format!(" «{}»", rasid::visible::visible(&p.value)) };
    let place = if p.line > 0 { format!("{}:{}", below(dir, &p.path), p.line) } else { below(dir, &p.path) };
    format!("{place}: [{}] {}{value}", p.code, rasid::visible::visible(what))
}

/// An example that does not hold, in the reader's language.
pub(crate) fn broken(dir: Option<&Path>, b: &rasid::check::Broken, messages: &Messages) -> String {
    let slot = match &b.fault {
        rasid::check::CaseFault::Slot(name) => name,
        _ => "",
    };
    format!("{}: {}", below(dir, &b.path), messages.text(b.fault.name(), &[&b.frame, &b.text, slot]))
}

fn below(dir: Option<&Path>, path: &str) -> String {
    dir.map_or_else(|| path.to_owned(), |d| d.join(path).display().to_string())
}

/// Reads a folder; none where there is no such folder, or nothing in it.
pub(crate) fn read(dir: &Path, messages: &Messages) -> Option<Folder> {
    let shown = dir.display().to_string();
    if !dir.is_dir() {
        messages.say_at(&shown, &messages.text("not_found", &[]));
        return None;
    }
    let mut paths = Vec::new();
    collect(dir, &mut paths);
    paths.sort();
    if paths.is_empty() {
        messages.say("problem", &[&messages.text("knowledge_none", &[&shown])]);
        return None;
    }
    let known: BTreeSet<String> =
        rasid::sources().iter().filter_map(|(p, _)| p.split_once('/').map(|(folder, _)| folder.to_owned())).collect();
    let mut folder = Folder { files: Vec::new(), problems: Vec::new() };
    for path in paths {
        let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let place = path.display();
        if name != "ontology.toml" && !name.split_once('/').is_some_and(|(first, _)| known.contains(first)) {
            let folders: Vec<&str> = known.iter().map(String::as_str).collect();
            folder.problems.push(format!("{place}: {}", messages.text("knowledge_place", &[&folders.join(", ")])));
            continue;
        }
        let text = std::fs::read(&path).map_err(|e| e.to_string());
        match text.and_then(|bytes| String::from_utf8(bytes).map_err(|e| e.utf8_error().to_string())) {
            Ok(text) => folder.files.push((name, text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned())),
            Err(why) => folder.problems.push(format!("{place}: {}", messages.text("knowledge_text", &[&why]))),
        }
    }
    Some(folder)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|t| t.is_dir()) {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "toml" || e == "tsv") {
            found.push(path);
        }
    }
}
