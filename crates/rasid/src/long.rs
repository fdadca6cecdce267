//! Texts far longer than any report: coded in parts, so that time and memory grow with the length and no faster.
//!
//! A part ends with a sentence. Identity is not sought across parts, and a note says so.

use rasid_coder::Coded;
use rasid_model::{Dated, Document, Entity, Event, Note, NoteKind, Place, Span};

use crate::Coder;

/// How long a part may be, in bytes: a hundred times a long report.
pub const PART: usize = 1 << 18;

/// Codes a document of any length, without what only [`explain`](crate::explain) prints: of a text of millions of words
/// that alone would fill the memory.
pub fn code(coder: &mut Coder<'_>, document: &Document) -> Coded {
    parts(coder, document, Coder::code, |event| event.evidence.slots = Vec::new())
}

/// Codes a document of any length, with all reasons.
pub fn code_with_reasons(coder: &mut Coder<'_>, document: &Document) -> Coded {
    parts(coder, document, Coder::code_with_reasons, |_| {})
}

fn parts<'k>(
    coder: &mut Coder<'k>,
    document: &Document,
    code: impl Fn(&mut Coder<'k>, &Document) -> Coded,
    strip: impl Fn(&mut Event),
) -> Coded {
    if document.text.len() <= PART {
        return code(coder, document);
    }
    let mut all = Coded::default();
    let mut at = 0;
    let mut parts = 0;
    while let Some(rest) = document.text.get(at..).filter(|r| !r.is_empty()) {
        let length = part_of(rest);
        let known = document.published.or(all.published.map(|(_, to)| to));
        let part = Document { text: rest.get(..length).unwrap_or(rest).to_owned(), published: known, ..head(document) };
        let mut coded = code(coder, &part);
        coded.events.iter_mut().for_each(&strip);
        append(&mut all, coded, at);
        at += length;
        parts += 1;
    }
    all.contexts.sort();
    all.contexts.dedup();
    all.published_inferred = document.published.is_none() && all.published.is_some();
    let detail = format!("a text of {} bytes, coded in {parts} parts: no event is joined with one of another part", document.text.len());
    all.notes.insert(0, Note::new(NoteKind::Text, Span::default(), detail));
    all
}

/// A document's facts without its text.
fn head(document: &Document) -> Document {
    Document { id: document.id.clone(), outlet: document.outlet.clone(), url: document.url.clone(), ..Document::default() }
}

/// How many bytes the next part has: up to the last end of a line or sentence, else of a word, else of a letter.
fn part_of(text: &str) -> usize {
    if text.len() <= PART {
        return text.len();
    }
    let head = text.get(..text.floor_char_boundary(PART)).unwrap_or(text);
    let late = |at: &usize| *at > PART / 2;
    let after = |end: &str| head.rfind(end).map(|at| at + end.len()).filter(late);
    let ends = after("\n").or_else(|| after(". ")).or_else(|| after("؟ ")).or_else(|| after(" "));
    ends.unwrap_or(head.len()).max(1)
}

fn append(all: &mut Coded, part: Coded, by: usize) {
    let first = all.events.len();
    let shift = Shift(u32::try_from(by).unwrap_or(u32::MAX));
    all.events.extend(part.events.into_iter().map(|mut e| {
        e.same_as = e.same_as.map(|i| i + first);
        shift.event(&mut e);
        e
    }));
    all.agreements.extend(part.agreements.into_iter().map(|mut a| {
        shift.span(&mut a.span);
        shift.span(&mut a.clause);
        shift.entities(&mut a.parties);
        shift.entities(&mut a.mediators);
        shift.date(&mut a.date);
        shift.place(&mut a.place);
        a
    }));
    all.positions.extend(part.positions.into_iter().map(|mut p| {
        shift.span(&mut p.actor.span);
        shift.span(&mut p.toward);
        shift.span(&mut p.clause);
        p
    }));
    all.notes.extend(part.notes.into_iter().map(|mut n| {
        shift.span(&mut n.span);
        n
    }));
    all.contexts.extend(part.contexts);
    all.published = all.published.or(part.published);
}

/// Moves spans from a part to the whole.
struct Shift(u32);

impl Shift {
    fn span(&self, span: &mut Span) {
        span.start = span.start.saturating_add(self.0);
        span.end = span.end.saturating_add(self.0);
    }

    fn entities(&self, entities: &mut [Entity]) {
        entities.iter_mut().for_each(|e| self.span(&mut e.span));
    }

    fn date(&self, date: &mut Option<Dated>) {
        date.iter_mut().for_each(|d| self.span(&mut d.span));
    }

    fn place(&self, place: &mut Option<Place>) {
        place.iter_mut().for_each(|p| self.span(&mut p.span));
    }

    fn event(&self, e: &mut Event) {
        self.entities(&mut e.actor);
        self.entities(&mut e.recipient);
        self.entities(&mut e.said_by);
        self.entities(&mut e.denied_by);
        self.date(&mut e.date);
        self.place(&mut e.place);
        e.counts.iter_mut().for_each(|c| self.span(&mut c.span));
        self.span(&mut e.evidence.clause);
        self.span(&mut e.evidence.trigger);
        e.evidence.slots.iter_mut().for_each(|s| self.span(&mut s.span));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_end_with_a_sentence_and_make_up_the_text() {
        let text = "وصل الوزير إلى العاصمة. ".repeat(20_000);
        let (mut at, mut parts) = (0, 0);
        while at < text.len() {
            let length = part_of(&text[at..]);
            assert!(length <= PART && text[at..at + length].ends_with(". "));
            at += length;
            parts += 1;
        }
        assert_eq!(at, text.len());
        assert!(parts > 2);
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_letters() {
        let text = "ا".repeat(PART);
        assert_eq!(part_of(&text), PART);
        let text = format!("x{text}");
        assert_eq!(part_of(&text), PART - 1);
    }
}
