//! Knowledge files → everything that is wrong with them: what cannot be read, and examples that do not hold.

use rasid_knowledge::{File, FrameCase, Problem};
use rasid_model::{Document, Event};
use rasid_text::fold;

use crate::{Coder, Knowledge, sources};

/// What a check finds.
#[derive(Debug, Default)]
pub struct Report {
    /// What cannot be read.
    pub problems: Vec<Problem>,
    /// Examples and counterexamples looked at.
    pub cases: usize,
    /// Those that do not hold.
    pub broken: Vec<Broken>,
}

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The file.
    pub path: String,
    /// The frame.
    pub frame: String,
    /// The sentence.
    pub text: String,
    /// What is wrong with it.
    pub fault: CaseFault,
}

/// How an example fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseFault {
    /// The example gives no such event.
    Missing,
    /// It does, with other words in that slot.
    Slot(&'static str),
    /// The counterexample gives one.
    Unwanted,
}

impl CaseFault {
    /// The name of its message.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing => "case_missing",
            Self::Slot(_) => "case_slot",
            Self::Unwanted => "case_unwanted",
        }
    }
}

/// Checks an analyst's files over the built-in ones; the built-in ones themselves where there are none.
#[must_use]
pub fn check(files: &[File]) -> Report {
    let own: Vec<File> = if files.is_empty() { sources() } else { files.to_vec() };
    let mut compiled = if files.is_empty() { rasid_knowledge::compile(&own) } else { crate::knowledge::compile(files) };
    let ours = |path: &str| own.iter().any(|(p, _)| p == path);
    let problems: Vec<Problem> = compiled.problems.iter().filter(|p| p.path.is_empty() || ours(&p.path)).cloned().collect();
    let cases: Vec<FrameCase> =
        std::mem::take(&mut compiled.cases).into_iter().filter(|c| own.iter().any(|(p, t)| *p == c.path && t.contains(&c.text))).collect();
    let knowledge = if files.is_empty() { Knowledge::builtin().ok() } else { Knowledge::finished(compiled, files).ok() };
    let knowledge = knowledge.map(Knowledge::for_examples);
    let Some(knowledge) = knowledge else {
        return Report { problems, ..Report::default() };
    };
    let mut coder = Coder::new(&knowledge);
    let broken = cases.iter().filter_map(|c| {
        let fault = fault(&mut coder, c)?;
        Some(Broken { path: c.path.clone(), frame: c.frame.clone(), text: c.text.clone(), fault })
    });
    Report { problems, cases: cases.len(), broken: broken.collect() }
}

fn fault(coder: &mut Coder<'_>, case: &FrameCase) -> Option<CaseFault> {
    let document = Document { text: case.text.clone(), ..Document::default() };
    let coded = coder.code(&document);
    let Some(expected) = &case.expected else {
        return coded.events.iter().any(|e| e.evidence.rule == case.frame).then_some(CaseFault::Unwanted);
    };
    let of_kind = coded.events.iter().filter(|e| e.kind.name() == case.kind);
    let faults = of_kind.map(|e| {
        let trigger = expected.trigger.as_deref().is_none_or(|t| same(t, e.evidence.trigger.slice(&case.text)));
        if !trigger {
            return Some(CaseFault::Slot("trigger"));
        }
        let slot = |name, wanted: &[String], found: &[rasid_model::Entity]| {
            let spans: Vec<&str> = found.iter().map(|f| f.span.slice(&case.text)).collect();
            let fits = wanted.iter().all(|w| spans.iter().any(|s| same(w, s)));
            (!fits).then_some(CaseFault::Slot(name))
        };
        slot("actor", &expected.actor, &e.actor)
            .or_else(|| slot("recipient", &expected.recipient, &e.recipient))
            .or_else(|| status(expected.status.as_deref(), e))
    });
    let mut faults: Vec<Option<CaseFault>> = faults.collect();
    if faults.contains(&None) {
        return None;
    }
    Some(faults.pop().flatten().unwrap_or(CaseFault::Missing))
}

fn status(expected: Option<&str>, event: &Event) -> Option<CaseFault> {
    expected.is_some_and(|s| s != event.status.name()).then_some(CaseFault::Slot("status"))
}

/// The same words, or one inside the other: an example need not print the clitic.
fn same(wanted: &str, found: &str) -> bool {
    let (a, b) = (fold(wanted), fold(found));
    a.as_str().contains(b.as_str()) || b.as_str().contains(a.as_str())
}
