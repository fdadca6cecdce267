//! Documents → candidate events with the features of every decision: what `scripts/fit.py` fits the weights on.
//!
//! `cargo run --release -p rasid --example candidates -- choices|events|pairs DOCS.jsonl > CODED.jsonl`

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a tool for developers: reads a file, prints lines")]

use anyhow::{Context as _, Result};
use rasid::input::Input;
use rasid::intensity::Intensities;
use rasid::model::Choice;
use rasid::points::Points;
use rasid::record::Recorder;
use rasid::{Coder, Fitting, Knowledge};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let step = match std::env::args().nth(1).as_deref() {
        Some("choices") => Fitting::Choices,
        Some("events") => Fitting::Events,
        Some("pairs") => Fitting::Pairs,
        _ => anyhow::bail!("which step: choices, events or pairs?"),
    };
    let path = std::env::args().nth(2).context("which file of documents?")?;
    let knowledge = Knowledge::builtin()?.for_fitting(step);
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let mut coder = Coder::new(&knowledge);
    for (n, line) in std::fs::read_to_string(&path).with_context(|| path.clone())?.lines().enumerate() {
        let Ok(input) = Input::json(&path, n + 1, line.as_bytes()) else { continue };
        let coded = coder.code_with_reasons(&input.document);
        let points = Points::new(&input.document.text);
        let mut record = serde_json::to_value(recorder.record(&input, &coded))?;
        let outlet = input.document.outlet.clone();
        let events = record.get_mut("events").and_then(Value::as_array_mut).context("a record has events")?;
        for (event, coded) in events.iter_mut().zip(&coded.events) {
            event["reasons"] = json!(names(&coded.evidence.reasons));
            event["base"] = json!(coded.evidence.rule.split('.').next().unwrap_or_default().to_uppercase());
            event["choices"] = coded.evidence.choices.iter().map(|c| choice(&points, &input.document.text, c)).collect();
        }
        println!("{}", json!({ "id": input.document.id, "outlet": outlet, "events": record["events"] }));
    }
    Ok(())
}

fn choice(points: &Points, text: &str, choice: &Choice) -> Value {
    let (start, end) = points.of(choice.span);
    let date = choice.day.map(|d| json!({ "from": d.from.to_string(), "to": d.to.to_string() }));
    json!({ "role": choice.role, "start": start, "end": end, "text": choice.span.slice(text), "date": date, "reasons": names(&choice.reasons) })
}

fn names(reasons: &[(String, i32)]) -> Vec<&String> {
    reasons.iter().map(|(name, _)| name).collect()
}
