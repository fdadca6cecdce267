//! Why an event is read where it is: the frame, its slots, and how each word of the clause was read.

use rasid_coder::Coded;
use serde::Serialize;

use crate::input::Input;
use crate::points::Points;
use crate::record::{Event, Quote, Recorder};
use crate::{Coder, sources};

/// An event with its reasons.
#[derive(Debug, Serialize)]
pub struct Explanation<'t> {
    /// The document.
    pub document: &'t str,
    /// The record.
    pub event: Event<'t>,
    /// The rule that fired.
    pub frame: Frame,
    /// How each slot was filled, in order.
    pub slots: Vec<Slot<'t>>,
    /// What moved the decision most: whether it is an event.
    pub reasons: Vec<Reason>,
    /// Who, when, where and what status was weighed, the likeliest first: above 0 it was chosen.
    pub choices: Vec<Choice<'t>>,
    /// How the words of the clause were read.
    pub words: Vec<Word>,
}

/// A rule and where it stands.
#[derive(Debug, Serialize)]
pub struct Frame {
    /// Its id.
    pub id: String,
    /// The knowledge file, and its line; none where it is an analyst's own.
    pub place: Option<String>,
    /// Its source.
    pub source: Option<String>,
}

/// A filled slot.
#[derive(Debug, Serialize)]
pub struct Slot<'t> {
    /// Which.
    pub role: &'static str,
    /// By which words.
    pub words: Quote<'t>,
    /// By which step.
    pub how: &'t str,
}

/// Somebody, some place, some time or a status weighed, with what weighed most.
#[derive(Debug, Serialize)]
pub struct Choice<'t> {
    /// The slot, or the status.
    pub role: &'static str,
    /// The words; of a status the trigger.
    pub words: Quote<'t>,
    /// In hundredths of a logit.
    pub weight: i32,
    /// At most [`MOST_REASONS`].
    pub reasons: Vec<Reason>,
}

/// How many reasons of a choice are told.
pub const MOST_REASONS: usize = 5;

/// A weight in the decision.
#[derive(Debug, Serialize)]
pub struct Reason {
    /// What was seen.
    pub reason: String,
    /// What it weighs.
    pub weight: i32,
}

/// A word as it was read.
#[derive(Debug, Serialize)]
pub struct Word {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// As written.
    pub text: String,
    /// The letters before its stem.
    pub proclitics: String,
    /// The pronoun after its stem.
    pub enclitics: String,
    /// Its dictionary form.
    pub lemma: String,
    /// Its part of speech.
    pub pos: String,
    /// Whether a lexicon has it.
    pub known: bool,
}

/// Explains the event of that id; none where the document has no such event.
#[must_use]
pub fn explain<'t>(recorder: &'t Recorder, coder: &mut Coder<'_>, input: &'t Input, coded: &'t Coded, id: &str) -> Option<Explanation<'t>> {
    let event = recorder.record(input, coded).events.into_iter().find(|e| e.id == id)?;
    let index: usize = id.strip_prefix('e')?.parse::<usize>().ok()?.checked_sub(1)?;
    let evidence = &coded.events.get(index)?.evidence;
    let text = &input.document.text;
    let points = Points::new(text);
    let quote = |span: rasid_model::Span| {
        let (start, end) = points.of(span);
        Quote { start, end, text: span.slice(text).into() }
    };
    let inside = |w: &Word| event.evidence.start <= w.start && w.end <= event.evidence.end;
    let words = words(coder, text).into_iter().filter(inside).collect();
    Some(Explanation {
        document: &input.document.id,
        frame: frame(&evidence.rule),
        slots: evidence.slots.iter().map(|s| Slot { role: s.role, words: quote(s.span), how: &s.how }).collect(),
        reasons: told(&evidence.reasons, MOST_REASONS * 3),
        choices: choices(&evidence.choices, quote),
        words,
        event,
    })
}

/// The reasons that weigh anything, those that weigh most first.
fn told(reasons: &[(String, i32)], most: usize) -> Vec<Reason> {
    let mut all: Vec<Reason> = reasons
        .iter()
        .filter(|(_, w)| *w != 0)
        .map(|(reason, weight)| Reason { reason: reason.replace('\t', " "), weight: *weight })
        .collect();
    all.sort_by_key(|r| std::cmp::Reverse(r.weight.abs()));
    all.truncate(most);
    all
}

/// Choices that were not far off.
fn choices<'t>(choices: &'t [rasid_model::Choice], quote: impl Fn(rasid_model::Span) -> Quote<'t>) -> Vec<Choice<'t>> {
    const FAR_OFF: i32 = -150;
    let near = choices.iter().filter(|c| c.weight > FAR_OFF);
    let mut all: Vec<Choice<'t>> =
        near.map(|c| Choice { role: c.role, words: quote(c.span), weight: c.weight, reasons: told(&c.reasons, MOST_REASONS) }).collect();
    all.sort_by_key(|c| std::cmp::Reverse(c.weight));
    all
}

/// The words of a text as `rasid words` prints them.
#[must_use]
pub fn words(coder: &mut Coder<'_>, text: &str) -> Vec<Word> {
    let points = Points::new(text);
    let segmented = rasid_text::segment(text);
    let listed = coder.words(text).into_iter().filter_map(|w| {
        let span = segmented.tokens.get(w.token)?.span;
        let (start, end) = points.of(span);
        let pos = format!("{:?}", w.pos).to_lowercase();
        let text = span.slice(text).to_owned();
        Some(Word { start, end, text, proclitics: w.proclitics, enclitics: w.enclitics, lemma: w.lemma, pos, known: w.known })
    });
    listed.collect()
}

/// Finds a frame in the built-in files by its id.
fn frame(id: &str) -> Frame {
    let line = format!("id = \"{id}\"");
    let found = sources().into_iter().find_map(|(path, text)| {
        let at = text.lines().position(|l| l.starts_with(&line))?;
        let from = text.lines().take(at).collect::<Vec<_>>().iter().rposition(|l| l.starts_with("[[frame]]")).unwrap_or(at);
        let source: Vec<&str> =
            text.lines().skip(from).enumerate().take_while(|(n, l)| *n == 0 || !l.starts_with("[[")).map(|(_, l)| l).collect();
        Some((format!("{path}:{}", at + 1), source.join("\n").trim_end().to_owned()))
    });
    let (place, source) = found.unzip();
    Frame { id: id.to_owned(), place, source }
}
