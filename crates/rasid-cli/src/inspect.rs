//! `rasid explain`, `words`, `dates`: what stands behind a record.

use rasid::Coder;
use rasid::dates::time;
use rasid::explain::Explanation;
use rasid::input::Input;
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid::visible::{json_line, visible};
use serde_json::json;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use crate::args::{self, Bias, Format};
use crate::messages::{Messages, line};
use crate::output::{self, Screen};
use crate::sources::{Item, Sources};
use crate::{Outcome, layer};

/// What `rasid explain` was asked.
pub(crate) struct Question<'a> {
    pub(crate) input: &'a args::Input,
    pub(crate) event: &'a str,
    pub(crate) document: Option<&'a str>,
    pub(crate) format: Option<Format>,
    pub(crate) layer: Option<&'a Path>,
}

/// Goes through the documents; what is wrong with an input is said. `Err` at the first failure to write.
fn each(input: &args::Input, messages: &Messages, mut act: impl FnMut(&Input) -> std::io::Result<bool>) -> std::io::Result<Outcome> {
    let Ok(sources) = Sources::new(input, messages) else { return Ok(Outcome::Failed) };
    let (mut problems, mut missing, mut documents) = (0, 0, 0);
    for item in sources {
        match item {
            Item::Document(document, _) => {
                documents += 1;
                if !act(&document)? {
                    break;
                }
            }
            Item::Problem { text, missing: absent } => {
                line(&text);
                problems += 1;
                missing += usize::from(absent);
            }
        }
    }
    Ok(match problems {
        0 => Outcome::Done,
        n if n == missing && documents == 0 => Outcome::Failed,
        _ => Outcome::Problems,
    })
}

/// `rasid explain PATH --event e7`.
pub(crate) fn explain(question: &Question<'_>, messages: &Messages) -> std::io::Result<Outcome> {
    let Some(knowledge) = layer::load(question.layer, messages).map(rasid::Knowledge::with_reasons) else { return Ok(Outcome::Failed) };
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let mut coder = Coder::new(&knowledge);
    let mut found = None;
    let outcome = each(question.input, messages, |input| {
        if question.document.is_some_and(|wanted| wanted != input.document.id) {
            return Ok(true);
        }
        let coded =
            if input.language.code == "ar" { rasid::long::code_with_reasons(&mut coder, &input.document) } else { rasid::Coded::default() };
        let explanation = rasid::explain::explain(&recorder, &mut coder, input, &coded, question.event);
        found = Some(explanation.is_some());
        match explanation {
            Some(explanation) => print_explanation(&explanation, question.format, messages)?,
            None => {
                let parts = [question.event.to_owned(), visible(&input.document.id).into_owned(), coded.events.len().to_string()];
                messages.say("problem", &[&messages.text("no_event", &parts.each_ref().map(String::as_str))]);
            }
        }
        Ok(false)
    })?;
    if let (None, Some(wanted)) = (found, question.document) {
        messages.say("problem", &[&messages.text("no_document", &[wanted])]);
    }
    Ok(if found == Some(true) || outcome == Outcome::Failed { outcome } else { Outcome::Problems })
}

fn print_explanation(e: &Explanation<'_>, format: Option<Format>, messages: &Messages) -> std::io::Result<()> {
    let mut out = Vec::new();
    if output::format(format) != Format::Table {
        json_line(e, &mut out);
        return output::print(&out);
    }
    let label = output::label(messages);
    let style = Screen::new().style(&label);
    let mut text = String::new();
    rasid::table::write_event(&e.event, style, &mut text);
    rasid::table::write_line("rule", &join(&[&e.frame.id, e.frame.place.as_deref().unwrap_or("")]), "", style, &mut text);
    for slot in &e.slots {
        rasid::table::write_line("slot", &join(&[slot.role, slot.how]), &slot.words.text, style, &mut text);
    }
    for choice in &e.choices {
        rasid::table::write_line("choice", &format!("{:+} {}", choice.weight, choice.role), &choice.words.text, style, &mut text);
        for reason in &choice.reasons {
            rasid::table::write_line("", &format!("{:+} {}", reason.weight, reason.reason), "", style, &mut text);
        }
    }
    for reason in &e.reasons {
        rasid::table::write_line("weight", &format!("{:+} {}", reason.weight, reason.reason), "", style, &mut text);
    }
    for word in &e.words {
        let known = if word.known { "" } else { "?" };
        let parts = [word.proclitics.as_str(), &word.lemma, &word.enclitics].into_iter().filter(|p| !p.is_empty());
        let read = parts.collect::<Vec<_>>().join(" + ");
        rasid::table::write_line("word", &format!("{}{known}", word.pos), &format!("{} = {read}", word.text), style, &mut text);
    }
    if let Some(source) = &e.frame.source {
        text.push('\n');
        text.push_str(source);
        text.push('\n');
    }
    output::print(text.as_bytes())
}

fn join(parts: &[&str]) -> String {
    parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join("  ")
}

/// `rasid words PATH…`.
pub(crate) fn words(input: &args::Input, format: Option<Format>, messages: &Messages) -> std::io::Result<Outcome> {
    let Some(knowledge) = layer::load(None, messages) else { return Ok(Outcome::Failed) };
    let mut coder = Coder::new(&knowledge);
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let table = output::format(format) == Format::Table;
    let outcome = each(input, messages, |input| {
        let listed = rasid::explain::words(&mut coder, &input.document.text);
        let mut buffer = Vec::new();
        if table {
            let mut text = format!("── {}\n", visible(&input.document.id));
            for w in &listed {
                let known = if w.known { "" } else { "?" };
                let _ =
                    writeln!(text, "{}\t{}{known}\t{}\t{}\t{}\t{}", w.start, w.pos, visible(&w.text), w.proclitics, w.lemma, w.enclitics);
            }
            buffer.extend_from_slice(text.as_bytes());
        } else {
            json_line(&json!({ "id": input.document.id, "words": listed }), &mut buffer);
        }
        out.write_all(&buffer).map(|()| true)
    })?;
    out.flush()?;
    Ok(outcome)
}

/// `rasid dates PATH…`.
pub(crate) fn dates(input: &args::Input, format: Option<Format>, bias: Bias, messages: &Messages) -> std::io::Result<Outcome> {
    let Some(knowledge) = layer::load(None, messages) else { return Ok(Outcome::Failed) };
    let bias = match bias {
        Bias::Past => time::Bias::Past,
        Bias::Future => time::Bias::Future,
        Bias::None => time::Bias::None,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let table = output::format(format) == Format::Table;
    let outcome = each(input, messages, |input| {
        let document = &input.document;
        // A time of day is worth having here: «قبل ساعتين».
        let now = input.extra.get("reference_time").and_then(|v| v.as_str()).map(str::to_owned);
        let now = now.or_else(|| input.published.clone()).or_else(|| document.published.map(|d| d.to_string()));
        let reference = rasid::dates::reference(now.as_deref().unwrap_or(""), bias);
        let found = rasid::dates::find(&knowledge, &document.text, reference);
        let mut buffer = Vec::new();
        if table {
            let mut text = format!("── {}\n", visible(&document.id));
            for f in &found {
                let days = [f.from.as_deref(), f.to.as_deref().filter(|t| Some(*t) != f.from.as_deref()), f.time.as_deref()];
                let days: Vec<&str> = days.into_iter().flatten().collect();
                let _ = writeln!(text, "{}-{}\t{}\t{}\t{}", f.start, f.end, f.precision, days.join(" "), visible(f.text));
            }
            buffer.extend_from_slice(text.as_bytes());
        } else {
            json_line(&json!({ "id": document.id, "published": now, "dates": found }), &mut buffer);
        }
        out.write_all(&buffer).map(|()| true)
    })?;
    out.flush()?;
    Ok(outcome)
}
