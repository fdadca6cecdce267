//! `rasid knowledge diff`: what an edit of the knowledge changes in the coding of a corpus.

use rasid::diff::{Change, Compared, Count};
use rasid::entries::{Difference, Entry};
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid::visible::{json_line, visible};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use crate::Outcome;
use crate::args::Format;
use crate::layer::{self, Folder};
use crate::messages::Messages;
use crate::output::{self, Screen};
use crate::work::{self, Bench, Corpus};

/// What `rasid knowledge diff` was asked.
pub(crate) struct Question<'a> {
    /// The knowledge before; where there is no other, the knowledge after, and the built-in one is before.
    pub(crate) before: &'a Path,
    pub(crate) after: Option<&'a Path>,
    pub(crate) corpus: Corpus<'a>,
    pub(crate) format: Option<Format>,
    pub(crate) top: usize,
}

/// A line of JSONL.
#[derive(Serialize)]
struct Line<'a, T> {
    what: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

/// An entry that differs.
#[derive(Serialize)]
struct Changed<'a> {
    change: &'static str,
    kind: &'a str,
    key: &'a str,
    path: &'a str,
    line: usize,
    fields: &'a [String],
}

/// The events of a type.
#[derive(Serialize)]
struct Counted<'a> {
    r#type: &'a str,
    #[serde(flatten)]
    count: Count,
}

/// Compares.
pub(crate) fn run(question: &Question<'_>, messages: &Messages) -> std::io::Result<Outcome> {
    let read = |dir: &Path| layer::read(dir, messages);
    let sides = match question.after {
        Some(after) => read(question.before).zip(read(after)).map(|(a, b)| [(Some(question.before), a), (Some(after), b)]),
        None => read(question.before).map(|b| [(None, Folder { files: Vec::new(), problems: Vec::new() }), (Some(question.before), b)]),
    };
    let Some(sides) = sides else { return Ok(Outcome::Failed) };
    let difference = rasid::entries::difference(&sides[0].1.known(), &sides[1].1.known());
    let mut knowledge = Vec::new();
    for (dir, folder) in sides {
        let loaded = match dir {
            Some(dir) => layer::knowledge(dir, folder, messages),
            None => layer::load(None, messages),
        };
        let Some(loaded) = loaded else { return Ok(Outcome::Failed) };
        knowledge.push(loaded);
    }
    let [before, after] = &knowledge[..] else { return Ok(Outcome::Failed) };
    let recorder = Recorder::new(Intensities::builtin(), after.version());
    let mut page = Page { format: output::format(question.format), top: question.top, messages, shown: BTreeMap::new() };
    let mut out = std::io::BufWriter::new(std::io::stdout());
    out.write_all(&page.entries(&difference))?;
    if question.corpus.input.paths.is_empty() {
        out.flush()?;
        return Ok(Outcome::Done);
    }
    let worker = || {
        let mut benches = [Bench::new(before), Bench::new(after)];
        let recorder = &recorder;
        move |input: &rasid::input::Input, tell: &mut work::Tell<'_>| {
            let [old, new] = benches.each_mut().map(|bench| bench.code(input, tell));
            tell.events = new.events.len();
            rasid::diff::compare(recorder, input, &old, &new)
        }
    };
    let (mut counts, mut documents): (BTreeMap<String, Count>, u64) = (BTreeMap::new(), 0);
    let outcome = work::over(&question.corpus, messages, worker, |compared: Compared| {
        documents += 1;
        for (kind, c) in &compared.counts {
            let sum = counts.entry(kind.clone()).or_default();
            *sum = sum.plus(*c);
        }
        compared.changes.into_iter().try_for_each(|change| out.write_all(&page.change(change)))
    })?;
    out.write_all(&page.end(&counts, documents))?;
    out.flush()?;
    Ok(outcome)
}

/// What is printed: JSONL and CSV as it comes, a table at the end, with few changes of each sort.
struct Page<'m> {
    format: Format,
    top: usize,
    messages: &'m Messages,
    shown: BTreeMap<&'static str, Vec<Change>>,
}

const SIGNS: [(&str, &str); 3] = [("added", "+"), ("lost", "-"), ("changed", "~")];

impl Page<'_> {
    fn entries(&self, d: &Difference) -> Vec<u8> {
        let plain = |change, list: &'_ [Entry]| list.iter().map(|e| (change, e.clone(), Vec::new())).collect::<Vec<_>>();
        let mut all = plain("added", &d.added);
        all.extend(plain("lost", &d.removed));
        all.extend(d.changed.iter().map(|(e, fields)| ("changed", e.clone(), fields.clone())));
        let mut out = Vec::new();
        match self.format {
            Format::Csv => out = rasid::diff::header(),
            Format::Jsonl => all.iter().for_each(|(change, e, fields)| {
                let value = Changed { change, kind: &e.kind, key: &e.key, path: &e.path, line: e.line, fields };
                json_line(&Line { what: "entry", value: &value }, &mut out);
            }),
            Format::Table => {
                let counts = [d.added.len(), d.removed.len(), d.changed.len()].map(|n| n.to_string());
                let mut text = self.messages.text("diff_entries", &counts.each_ref().map(String::as_str)) + "\n";
                for (change, e, fields) in &all {
                    let sign = sign(change);
                    let row = format!("  {sign} {}  {}  {}:{}  {}", e.kind, visible(&e.key), e.path, e.line, fields.join(", "));
                    let _ = writeln!(text, "{}", row.trim_end());
                }
                out = text.into_bytes();
            }
        }
        out
    }

    fn change(&mut self, change: Change) -> Vec<u8> {
        let mut out = Vec::new();
        match self.format {
            Format::Csv => out = rasid::diff::rows(&change),
            Format::Jsonl => json_line(&Line { what: "event", value: &change }, &mut out),
            Format::Table => {
                let shown = self.shown.entry(change.change).or_default();
                if shown.len() < self.top {
                    shown.push(change);
                }
            }
        }
        out
    }

    fn end(&self, counts: &BTreeMap<String, Count>, documents: u64) -> Vec<u8> {
        let mut out = Vec::new();
        let all = counts.values().fold(Count::default(), |sum, c| sum.plus(*c));
        match self.format {
            Format::Csv => {}
            Format::Jsonl => {
                for (kind, count) in counts.iter().filter(|(_, c)| c.differs()) {
                    json_line(&Line { what: "count", value: &Counted { r#type: kind, count: *count } }, &mut out);
                }
                json_line(&Line { what: "count", value: &Counted { r#type: "all", count: all } }, &mut out);
            }
            Format::Table => {
                let head = [documents, all.before, all.after].map(|n| n.to_string());
                let mut text = self.messages.text("diff_events", &head.each_ref().map(String::as_str)) + "\n";
                let rows = counts.iter().map(|(kind, c)| (kind.as_str(), c)).filter(|(_, c)| c.differs());
                for (kind, c) in rows {
                    let _ = writeln!(text, "    {kind:<10}  {:>7} → {:<7}  +{}  -{}  ~{}", c.before, c.after, c.added, c.lost, c.changed);
                }
                for (change, _) in SIGNS {
                    self.shown.get(change).into_iter().flatten().for_each(|c| self.write(c, &mut text));
                }
                out = text.into_bytes();
            }
        }
        out
    }

    fn write(&self, c: &Change, text: &mut String) {
        let label = output::label(self.messages);
        let style = Screen::new().style(&label);
        let kind = c.mode.as_ref().map_or_else(|| c.r#type.clone(), |m| format!("{}-{m}", c.r#type));
        let _ = writeln!(text, "\n{} {kind}  {} {}-{}", sign(c.change), visible(&c.document), c.trigger.start, c.trigger.end);
        for f in c.fields.iter().filter(|f| f.field != "type" && f.field != "mode" || c.change == "changed") {
            let what = match c.change {
                "added" => f.after.clone(),
                "lost" => f.before.clone(),
                _ => format!("{} → {}", none(&f.before), none(&f.after)),
            };
            rasid::table::write_line(f.field, &visible(&what), "", style, text);
        }
        rasid::table::write_line("trigger", "", &c.trigger.text, style, text);
        rasid::table::write_line("evidence", "", &c.evidence.text, style, text);
    }
}

fn none(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

fn sign(change: &str) -> &'static str {
    SIGNS.iter().find(|(name, _)| *name == change).map_or("", |(_, sign)| sign)
}
