//! Records → text for people at a terminal: short blocks, codes first, Arabic last on its line.
//!
//! Letters stay in logical order and are never reshaped: terminals that know Arabic turn them, the others at
//! least keep them whole. Isolates keep a line's Arabic from turning its codes, and stand only where a
//! terminal reads them.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::csv::range;
use crate::record::{Agreement, Entity, Event, Position, Record};
use crate::visible::visible;

/// How to print.
#[derive(Clone, Copy)]
pub struct Style<'a> {
    /// Put Arabic into isolates: for terminals.
    pub isolate: bool,
    /// Use colour.
    pub colour: bool,
    /// The word for a field, in the reader's language.
    pub label: &'a (dyn Fn(&str) -> String + Sync),
}

impl std::fmt::Debug for Style<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Style").field("isolate", &self.isolate).field("colour", &self.colour).finish_non_exhaustive()
    }
}

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

/// A record as text, with an empty line after it.
pub fn write(record: &Record<'_>, style: Style<'_>, out: &mut String) {
    let mut page = Page { style, out };
    page.head(record);
    for event in &record.events {
        page.event(event);
    }
    for agreement in &record.agreements {
        page.agreement(agreement);
    }
    for position in &record.positions {
        page.position(position);
    }
    for note in record.notes.iter().filter(|n| matches!(&*n.kind, "text" | "language")) {
        page.line("note", &visible(&note.detail), "");
    }
    page.out.push('\n');
}

/// One event as text.
pub fn write_event(event: &Event<'_>, style: Style<'_>, out: &mut String) {
    Page { style, out }.event(event);
}

/// A line below an event: a label, codes, and words of the text.
pub fn write_line(label: &str, codes: &str, words: &str, style: Style<'_>, out: &mut String) {
    Page { style, out }.line(label, codes, words);
}

struct Page<'a, 'o> {
    style: Style<'a>,
    out: &'o mut String,
}

impl Page<'_, '_> {
    fn paint<'t>(&self, code: &str, text: &'t str) -> Cow<'t, str> {
        if self.style.colour { Cow::Owned(format!("\x1b[{code}m{text}\x1b[0m")) } else { Cow::Borrowed(text) }
    }

    /// A label that turns nothing around it: lines keep one direction whatever their labels' language.
    fn apart<'t>(&self, label: &'t str) -> Cow<'t, str> {
        if self.style.isolate && !label.is_ascii() { Cow::Owned(format!("\u{2068}{label}\u{2069}")) } else { Cow::Borrowed(label) }
    }

    /// Words of a text, in quotation marks.
    fn words(&self, text: &str) -> String {
        let text = visible(text);
        if text.is_empty() {
            String::new()
        } else if self.style.isolate {
            format!("\u{2068}«{text}»\u{2069}")
        } else {
            format!("«{text}»")
        }
    }

    fn head(&mut self, record: &Record<'_>) {
        let id = visible(&record.id);
        let rule = self.paint(DIM, "──").into_owned();
        let published = record.published.as_deref().unwrap_or("-");
        let about = if record.published_inferred { "~" } else { "" };
        let count = format!("{} {}", record.events.len(), self.apart(&(self.style.label)("events")));
        let id = self.paint(BOLD, &id).into_owned();
        let outlet = record.outlet.as_deref().map(|o| self.words(o)).unwrap_or_default();
        let _ = writeln!(self.out, "{rule} {id}  {about}{published}  {}  {count}  {outlet}", record.language);
        if !record.contexts.is_empty() {
            let contexts = record.contexts.join(", ");
            self.line("contexts", &contexts, "");
        }
    }

    /// `    label      codes   «words»`; nothing where there is neither.
    fn line(&mut self, label: &str, codes: &str, words: &str) {
        if codes.is_empty() && words.is_empty() {
            return;
        }
        let label = (self.style.label)(label);
        let pad = 10_usize.saturating_sub(label.chars().count());
        let label = self.paint(DIM, &self.apart(&label)).into_owned();
        let words = self.words(words);
        let gap = if codes.is_empty() || words.is_empty() { "" } else { "  " };
        let _ = writeln!(self.out, "    {label}{:pad$} {codes}{gap}{words}", "");
    }

    fn event(&mut self, e: &Event<'_>) {
        let kind = e.mode.as_deref().map_or_else(|| e.r#type.to_string(), |m| format!("{}-{m}", e.r#type));
        let hue = if e.quad.ends_with('X') { RED } else { GREEN };
        let kind = self.paint(&format!("{BOLD};{hue}"), &kind).into_owned();
        let status = if e.status == "actual" { e.status.clone() } else { Cow::Owned(self.paint(YELLOW, &e.status).into_owned()) };
        let same = e.same_as.as_deref().map_or_else(String::new, |s| format!("  = {s}"));
        let _ = writeln!(self.out, "{:<4}{kind}  {status}  {:+}  {:.0} %{same}", e.id, e.intensity, e.confidence * 100.0);
        self.entities("actor", &e.actor);
        self.entities("recipient", &e.recipient);
        if let Some(d) = &e.date {
            let days = if d.from == d.to { d.from.clone() } else { format!("{} … {}", d.from, d.to) };
            self.line("date", &days, &d.text);
        }
        if let Some(p) = &e.place {
            let codes = join([p.country.as_deref(), p.name.as_deref()]);
            self.line("place", &codes, &p.text);
        }
        for c in &e.counts {
            self.line("count", &format!("{} {}", c.kind, range(c.low, c.high)), &c.text);
        }
        self.entities("said_by", &e.said_by);
        self.entities("denied_by", &e.denied_by);
        self.line("trigger", "", &e.trigger.text);
        self.line("evidence", "", &e.evidence.text);
    }

    fn entities(&mut self, label: &str, entities: &[Entity<'_>]) {
        for e in entities {
            let codes = join([e.country.as_deref(), e.sector.as_deref(), e.name.as_deref()]);
            self.line(label, &codes, &e.text);
        }
    }

    fn agreement(&mut self, a: &Agreement<'_>) {
        let title = self.paint(BOLD, "AGREEMENT").into_owned();
        let words = self.words(&a.text);
        let _ = writeln!(
            self.out,
            "    {title}  {}  {}  {}{words}",
            a.kind,
            a.status,
            a.name.as_deref().map_or_else(String::new, |n| format!("{n}  "))
        );
        self.entities("parties", &a.parties);
        self.entities("mediators", &a.mediators);
        if let Some(d) = &a.date {
            self.line("date", &d.from, &d.text);
        }
        if let Some(known) = &a.known {
            self.line("known", known.date.as_deref().unwrap_or(""), &known.parties.join(" · "));
        }
    }

    fn position(&mut self, p: &Position<'_>) {
        let title = self.paint(BOLD, "POSITION").into_owned();
        let _ = writeln!(self.out, "    {title}  {}", p.stance);
        self.entities("actor", std::slice::from_ref(&p.actor));
        self.line("toward", p.toward_name.as_deref().unwrap_or(""), &p.toward.text);
    }
}

/// Codes with a space between them.
fn join<const N: usize>(parts: [Option<&str>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
