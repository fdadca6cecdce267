//! An analyst's knowledge folder.

use rasid::{Knowledge, Problem};
use std::path::{Path, PathBuf};

use crate::messages::{Language, Messages, line};
use crate::{Outcome, output};

/// A folder's files as the library reads them, and what cannot even be handed over.
struct Folder {
    files: Vec<(String, String)>,
    problems: Vec<String>,
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
    let folder = read(dir, messages)?;
    let layered = Knowledge::layered(&folder.files);
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
pub(crate) fn check(dir: Option<&Path>, messages: &Messages) -> std::io::Result<Outcome> {
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
        let slot = match &b.fault {
            rasid::check::CaseFault::Slot(name) => name,
            _ => "",
        };
        let what = messages.text(b.fault.name(), &[&b.frame, &b.text, slot]);
        add(&format!("{}: {what}", below(dir, &b.path)));
    }
    let wrong = folder.problems.len() + report.problems.len();
    let parts = [wrong.to_string(), report.broken.len().to_string(), report.cases.to_string()];
    add(&messages.text("knowledge_found", &parts.each_ref().map(String::as_str)));
    output::print(text.as_bytes())?;
    Ok(if wrong + report.broken.len() == 0 { Outcome::Done } else { Outcome::Problems })
}

/// A problem with its place, in the reader's language.
fn shown(dir: Option<&Path>, p: &Problem, messages: &Messages) -> String {
    let what = if messages.language() == Language::Arabic { &p.arabic } else { &p.english };
    let value = if p.value.is_empty() { String::new() } else { format!(" «{}»", rasid::visible::visible(&p.value)) };
    let place = if p.line > 0 { format!("{}:{}", below(dir, &p.path), p.line) } else { below(dir, &p.path) };
    format!("{place}: [{}] {}{value}", p.code, rasid::visible::visible(what))
}

fn below(dir: Option<&Path>, path: &str) -> String {
    dir.map_or_else(|| path.to_owned(), |d| d.join(path).display().to_string())
}

/// Reads a folder; none where there is no such folder, or nothing in it.
fn read(dir: &Path, messages: &Messages) -> Option<Folder> {
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
    let known: std::collections::BTreeSet<String> =
        rasid::sources().iter().filter_map(|(p, _)| p.split_once('/').map(|(folder, _)| folder.to_owned())).collect();
    let mut folder = Folder { files: Vec::new(), problems: Vec::new() };
    for path in paths {
        let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let place = path.display();
        if !name.split_once('/').is_some_and(|(first, _)| known.contains(first)) {
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
