//! `rasid review`: what people decide.

use rasid_archive::{Decision, Verb};

use super::args::{self, Listing, Place, Review};
use super::{Ended, open};
use crate::messages::Messages;
use crate::{Outcome, output};

/// Where the archive is.
pub(crate) fn place(command: &Review) -> &Place {
    match command {
        Review::Accept(d) | Review::Reject(d) | Review::Undo(d) => &d.place,
        Review::Correct { decision, .. }
        | Review::Merge { decision, .. }
        | Review::Split { decision, .. }
        | Review::Mark { decision, .. } => &decision.place,
        Review::Log { place, .. } => place,
    }
}

/// Decides, or shows what was decided.
pub(crate) fn run(command: Review, messages: &Messages) -> Ended {
    let (verb, decision, field, after) = match command {
        Review::Accept(d) => (Verb::Accept, d, None, None),
        Review::Reject(d) => (Verb::Reject, d, None, None),
        Review::Split { decision, from } => (Verb::Split, decision, None, from),
        Review::Undo(d) => (Verb::Undo, d, None, None),
        Review::Mark { decision, mark } => (Verb::Mark, decision, None, Some(mark)),
        Review::Correct { decision, field, value } => (Verb::Correct, decision, Some(field), Some(value)),
        Review::Merge { decision, into } => (Verb::Merge, decision, None, Some(into)),
        Review::Log { event, format, place } => return log(event.as_deref(), format, &place, messages),
    };
    decide(verb, &decision, field.as_deref(), after.as_deref(), messages)
}

fn decide(verb: Verb, asked: &args::Decision, field: Option<&str>, after: Option<&str>, messages: &Messages) -> Ended {
    let mut archive = open(&asked.place)?;
    let at = archive.now()?;
    let decisions: Vec<Decision> = asked
        .events
        .iter()
        .map(|event| Decision {
            at: at.clone(),
            who: asked.by.clone(),
            event: event.clone(),
            field: field.map(str::to_owned),
            after: after.map(str::to_owned),
            reason: asked.reason.clone(),
            ..Decision::default()
        })
        .collect();
    archive.decide(verb, &decisions)?;
    output::print(format!("{}\n", messages.text("decided", &[&decisions.len().to_string()])).as_bytes())?;
    Ok(Outcome::Done)
}

fn log(event: Option<&str>, format: Option<Listing>, place: &Place, messages: &Messages) -> Ended {
    let mut out = Vec::new();
    for d in open(place)?.decisions(event)? {
        if output::listing(format) == Listing::Jsonl {
            let fields = serde_json::json!({
                "at": d.at, "by": d.who, "verb": d.verb, "event": d.event, "field": d.field, "before": d.before, "after": d.after,
                "reason": d.reason,
            });
            rasid::visible::json_line(&fields, &mut out);
            continue;
        }
        let change = match (&d.field, &d.before, &d.after) {
            (Some(field), before, after) => {
                format!("{field}: {} → {}", before.as_deref().unwrap_or(""), after.as_deref().unwrap_or(""))
            }
            (None, _, Some(after)) => format!("→ {after}"),
            _ => String::new(),
        };
        let reason = d.reason.map(|r| messages.text("because", &[&r])).unwrap_or_default();
        let line = format!("{}  {}  {}  {}  {change}  {reason}", d.at, d.who, d.verb, d.event);
        out.extend_from_slice(rasid::visible::visible(line.trim_end()).as_bytes());
        out.push(b'\n');
    }
    output::print(&out)?;
    Ok(Outcome::Done)
}
