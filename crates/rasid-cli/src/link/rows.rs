//! Rows of any kind → JSONL, CSV or a table for people: each with the reports and offsets it was read from.

use rasid::table::{Style, write_line};
use rasid::visible::{json_line, visible};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::args::Format;
use crate::messages::Messages;
use crate::output::{self, Screen};

/// Prints rows.
pub(crate) fn write<T: Serialize>(rows: &[T], format: Format, messages: &Messages) -> Vec<u8> {
    let mut out = Vec::new();
    if format == Format::Jsonl {
        rows.iter().for_each(|row| json_line(row, &mut out));
        return out;
    }
    let objects: Vec<Map<String, Value>> = rows.iter().filter_map(|r| serde_json::to_value(r).ok()?.as_object().cloned()).collect();
    if format == Format::Csv {
        for (n, object) in objects.iter().enumerate() {
            if n == 0 {
                out.extend(rasid::csv::line(object.keys()));
            }
            out.extend(rasid::csv::line(object.values().map(|v| rasid::csv::safe(v, &cell(v)))));
        }
        return out;
    }
    let label = output::label(messages);
    let style = Screen::new().style(&label);
    let mut text = String::new();
    objects.iter().for_each(|object| block(object, style, &mut text));
    text.into_bytes()
}

/// A value as one cell: lists with `; ` between their members.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(cell).collect::<Vec<_>>().join("; "),
        Value::Object(object) => match place(object) {
            Some((place, quote)) => format!("{place} «{quote}»"),
            None => object.values().map(cell).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" "),
        },
        Value::Number(n) => rasid::csv::number(n),
        other => other.to_string(),
    }
}

/// `document start-end`, and the words; of what has a place in a text.
fn place(object: &Map<String, Value>) -> Option<(String, &str)> {
    let text = |key: &str| object.get(key)?.as_str();
    let place = format!("{} {}-{}", text("document")?, object.get("start")?, object.get("end")?);
    Some((place, text("quote")?))
}

/// A row for people: its first field as a head, the others below it.
fn block(object: &Map<String, Value>, style: Style<'_>, text: &mut String) {
    let mut fields = object.iter();
    let head = fields.next().map(|(_, v)| visible(&cell(v)).into_owned()).unwrap_or_default();
    text.push_str(&format!("── {head}\n"));
    for (key, value) in fields.filter(|(_, v)| !v.is_null()) {
        match value {
            Value::Array(all) if all.iter().any(Value::is_object) => all.iter().for_each(|v| field(key, v, style, text)),
            Value::Array(all) if all.is_empty() => {}
            value => field(key, value, style, text),
        }
    }
    text.push('\n');
}

fn field(key: &str, value: &Value, style: Style<'_>, text: &mut String) {
    if let Some((place, quote)) = value.as_object().and_then(place) {
        let more = ["status", "stance"].iter().find_map(|k| value.get(k)?.as_str()).unwrap_or("");
        write_line(key, &visible(&format!("{place} {more}")), quote, style, text);
        return;
    }
    let shown = cell(value);
    if shown.is_ascii() { write_line(key, &shown, "", style, text) } else { write_line(key, "", &shown, style, text) }
}
