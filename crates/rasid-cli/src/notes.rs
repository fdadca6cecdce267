//! `rasid notes`: what was not known in a corpus.

use rasid::model::NoteKind;
use rasid::notes::{Tally, Unknown};
use std::path::Path;

use crate::args::{Format, Missing};
use crate::messages::Messages;
use crate::output::{self, Screen};
use crate::work::{self, Bench, Corpus};
use crate::{Outcome, layer};

/// What `rasid notes` was asked.
pub(crate) struct Question<'a> {
    pub(crate) corpus: Corpus<'a>,
    pub(crate) format: Option<Format>,
    pub(crate) layer: Option<&'a Path>,
    pub(crate) kinds: &'a [Missing],
    pub(crate) top: usize,
    pub(crate) least: u64,
}

/// Lists.
pub(crate) fn run(question: &Question<'_>, messages: &Messages) -> std::io::Result<Outcome> {
    let Some(knowledge) = layer::load(question.layer, messages) else { return Ok(Outcome::Failed) };
    let mut tally = Tally::default();
    let worker = || {
        let mut bench = Bench::new(&knowledge);
        move |input: &rasid::input::Input, tell: &mut work::Tell<'_>| {
            let coded = bench.code(input, tell);
            tell.events = coded.events.len();
            rasid::notes::seen(input, &coded)
        }
    };
    let outcome = work::over(&question.corpus, messages, worker, |seen| {
        tally.add(seen);
        Ok(())
    })?;
    if outcome == Outcome::Failed {
        return Ok(outcome);
    }
    let kinds: Vec<NoteKind> = question.kinds.iter().map(|k| k.note()).collect();
    let kinds = if kinds.is_empty() { rasid::notes::KINDS.to_vec() } else { kinds };
    let (documents, missed) = (tally.documents(), tally.missed());
    let list = tally.ranked(&kinds, question.top, question.least);
    if missed > 0 {
        messages.say("problem", &[&messages.text("notes_missed", &[&missed.to_string()])]);
    }
    let mut out = Vec::new();
    match output::format(question.format) {
        Format::Jsonl => list.iter().for_each(|u| rasid::visible::json_line(u, &mut out)),
        Format::Csv => {
            out = rasid::notes::header();
            list.iter().for_each(|u| out.extend(rasid::notes::row(u)));
        }
        Format::Table => out = table(&list, documents, messages).into_bytes(),
    }
    output::print(&out)?;
    Ok(outcome)
}

/// What notes say, piece by piece, in the table of messages.
const DETAILS: [&str; 6] = ["note_person", "note_word", "note_verb", "note_masdar", "note_second", "note_after"];

fn table(list: &[Unknown], documents: u64, messages: &Messages) -> String {
    let label = output::label(messages);
    let style = Screen::new().style(&label);
    let mut text = messages.text("notes_head", &[&documents.to_string()]) + "\n";
    let mut kind = "";
    for u in list {
        if u.kind != kind {
            kind = u.kind;
            text.push_str(&format!("\n── {}\n", messages.text(kind, &[])));
        }
        let seen = messages.text("notes_seen", &[&u.documents.to_string(), &u.outlets.to_string()]);
        rasid::table::write_line(&format!("{} ×", u.count), &seen, &u.form, style, &mut text);
        rasid::table::write_line("", &messages.translated(&u.detail, &DETAILS), "", style, &mut text);
        for e in &u.examples {
            let place = format!("{} {}-{}", rasid::visible::visible(&e.document), e.words.start, e.words.end);
            rasid::table::write_line("", &place, &e.sentence.text, style, &mut text);
        }
    }
    text
}
