//! Events → W3C Web Annotations of the words that they were read from.

use serde_json::{Value, json};

use super::feed::urn;
use super::fields::{called, kind};
use super::mask::{MASK, QUOTE};
use super::{Form, Row, claim_status, item};
use crate::{Found, Result};

/// An annotation page in JSON-LD. Positions are Unicode code points of the stored text, whose SHA-256 its target has; the end is
/// excluded.
#[derive(Default)]
pub(super) struct Page {
    begun: bool,
}

/// What is printed of the words around, in code points.
const AROUND: usize = 32;

/// The end of a text that stands before, without a name's remains.
fn before(text: &str) -> String {
    let clear = text.rsplit(MASK).next().unwrap_or("");
    clear.chars().skip(clear.chars().count().saturating_sub(AROUND)).collect()
}

/// The beginning of one that stands after.
fn after(text: &str) -> String {
    text.split(MASK).next().unwrap_or("").chars().take(AROUND).collect()
}

fn annotation(found: &Found, around: &[String; 2]) -> Value {
    let event = &found.event;
    let end = |at: &str| event.pointer(at).and_then(Value::as_u64).unwrap_or(0);
    let (start, end) = (end("/evidence/start"), end("/evidence/end"));
    let words = event.pointer("/evidence/text").and_then(Value::as_str).unwrap_or("");
    // A quote that was cut ends where it was cut.
    let cut = end.saturating_sub(start) > QUOTE as u64;
    let exact = if cut { words.strip_suffix('…').unwrap_or(words) } else { words };
    let last = if cut { start + QUOTE as u64 - 1 } else { end };
    let mut selectors = Vec::new();
    // Words with a name taken out are not the text's.
    if !exact.contains(MASK) {
        let suffix = if cut { String::new() } else { after(&around[1]) };
        selectors.push(json!({ "type": "TextQuoteSelector", "exact": exact, "prefix": before(&around[0]), "suffix": suffix }));
    }
    selectors.push(json!({ "type": "TextPositionSelector", "start": start, "end": last }));
    let body = |purpose: &str, value: &str| json!({ "type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value });
    let told = format!("{}; {}; {}", event["status"].as_str().unwrap_or(""), claim_status(event), found.review);
    let mut bodies = vec![body("classifying", &format!("PLOVER {}", kind(event))), body("describing", &told)];
    for role in ["actor", "recipient", "said_by", "denied_by"] {
        bodies.extend(called(event, role).iter().map(|name| body("tagging", &format!("{role}: {name}"))));
    }
    let source = found.url.clone().filter(|u| u.starts_with("http")).unwrap_or_else(|| format!("urn:sha256:{}", found.hash));
    json!({
        "id": urn(event["id"].as_str().unwrap_or("")),
        "type": "Annotation",
        "motivation": "classifying",
        "generator": { "type": "Software", "name": format!("Rasid {}", found.version.0) },
        "body": bodies,
        "target": {
            "source": { "id": source, "type": "Text", "format": "text/plain", "language": found.language, "sha256": found.hash, "position_unit": "Unicode code point" },
            "selector": selectors,
        },
    })
}

impl Form for Page {
    fn head(&mut self) -> Result<Vec<u8>> {
        let context = json!(["http://www.w3.org/ns/anno.jsonld", { "sha256": "https://schema.org/sha256", "position_unit": "https://schema.org/unitText" }]);
        Ok(format!("{{\"@context\":{context},\"id\":\"{}\",\"type\":\"AnnotationPage\",\"items\":[\n", urn("page")).into_bytes())
    }

    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>> {
        Ok(Some(item(&mut self.begun, &annotation(row.found, row.around))))
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        Ok(b"\n]}\n".to_vec())
    }
}
