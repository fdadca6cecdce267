//! Documents → every candidate event with the features that hold for it: what `scripts/fit.py` fits the scorer on.
//!
//! `cargo run --release -p rasid --example candidates -- DOCS.jsonl > CODED.jsonl`

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a tool for developers: reads a file, prints lines")]

use anyhow::{Context as _, Result};
use rasid::input::Input;
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid::{Coder, Knowledge};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("which file of documents?")?;
    let knowledge = Knowledge::builtin()?.with_every_candidate();
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let mut coder = Coder::new(&knowledge);
    for (n, line) in std::fs::read_to_string(&path).with_context(|| path.clone())?.lines().enumerate() {
        let Ok(input) = Input::json(&path, n + 1, line.as_bytes()) else { continue };
        let coded = coder.code_with_reasons(&input.document);
        let mut record = serde_json::to_value(recorder.record(&input, &coded))?;
        let outlet = input.document.outlet.clone();
        let events = record.get_mut("events").and_then(Value::as_array_mut).context("a record has events")?;
        for (event, coded) in events.iter_mut().zip(&coded.events) {
            let reasons: Vec<&String> = coded.evidence.reasons.iter().map(|(name, _)| name).collect();
            event["reasons"] = json!(reasons);
        }
        println!("{}", json!({ "id": input.document.id, "outlet": outlet, "events": record["events"] }));
    }
    Ok(())
}
