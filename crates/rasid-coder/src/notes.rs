//! What was seen but not decided → the analyst's list of what to add.

use rasid_model::{Note, NoteKind};
use rasid_text::TokenKind;
use rasid_time::{Anchor, Kind, TimeExpression};
use std::collections::BTreeSet;

use crate::mention::{Class, Mention};
use crate::reading::Reading;

/// Unknown names and words, each once, and times that nothing anchors, in text order.
pub(crate) fn notes(reading: &Reading<'_>, mentions: &[Mention], times: &[TimeExpression]) -> Vec<Note> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let mut covered = vec![false; reading.tokens.len()];
    for m in mentions {
        covered[m.tokens.clone()].iter_mut().for_each(|c| *c = true);
        let unknown = m.class == Class::Person && m.id.is_empty() && m.refers.is_none();
        if unknown && seen.insert(m.span.slice(reading.text)) {
            out.push(Note { kind: NoteKind::UnknownName, span: m.span, detail: "a person without an entry".to_owned() });
        }
    }
    for (i, tok) in reading.tokens.iter().enumerate() {
        let unknown = tok.kind == TokenKind::Arabic && !tok.reading.known && !covered[i] && tok.facts.key.chars().count() > 2;
        if unknown && seen.insert(tok.span.slice(reading.text)) {
            out.push(Note { kind: NoteKind::UnknownWord, span: tok.span, detail: "in no lexicon".to_owned() });
        }
    }
    for t in times.iter().filter(|t| t.anchor == Anchor::Unanchored && t.kind == Kind::Date && !t.vague) {
        out.push(Note { kind: NoteKind::UnanchoredTime, span: t.span, detail: "no day to reckon from".to_owned() });
    }
    out.sort_by_key(|n| n.span);
    out
}
