//! `rasid search` and `rasid events`: what the archive finds, printed.

use rasid_archive::{Archive, By, Fault, Filter, Found, Hit, KEYS, Query};
use serde_json::{Value, json};

use super::args::Listing;
use super::{Ended, Trouble};
use crate::args::Format;
use crate::messages::Messages;
use crate::output::{self, Screen};
use crate::{Outcome, layer};

/// Reports with the words that were asked for.
pub(crate) fn search(archive: &mut Archive, query: &Query, format: Option<Listing>, messages: &Messages) -> Ended {
    let Some(knowledge) = layer::load(None, messages) else { return Err(Trouble::Said) };
    let (hits, mended) = archive.search_mending(&mut rasid::Coder::new(&knowledge), query)?;
    if let Some(count) = mended {
        messages.say("index_mended", &[&count.to_string()]);
    }
    let screen = Screen::new();
    let mut out = Vec::new();
    for hit in &hits {
        match output::listing(format) {
            Listing::Jsonl => {
                let line = json!({
                    "document": hit.document, "outlet": hit.outlet, "published": hit.published, "url": hit.url, "start": hit.start,
                    "excerpt": hit.excerpt, "marks": hit.marks,
                });
                rasid::visible::json_line(&line, &mut out);
            }
            Listing::Table => out.extend_from_slice(shown(hit, screen).as_bytes()),
        }
    }
    if hits.is_empty() {
        messages.say("nothing_found", &[]);
    } else if hits.len() == query.limit {
        messages.say("more_found", &[&query.limit.to_string()]);
    }
    output::print(&out)?;
    Ok(Outcome::Done)
}

/// A report's line, and below it what is around the words, these in bold, else in brackets.
fn shown(hit: &Hit, screen: Screen) -> String {
    let head: Vec<&str> = [hit.published.as_deref(), hit.outlet.as_deref(), Some(hit.document.as_str())].into_iter().flatten().collect();
    let letters: Vec<char> = hit.excerpt.chars().collect();
    let mut text = String::new();
    let mut at = 0;
    for (start, end) in &hit.marks {
        let (start, end) = (start.saturating_sub(hit.start), end.saturating_sub(hit.start).min(letters.len()));
        if start < at || start >= end {
            continue;
        }
        let part = |from: usize, to: usize| rasid::visible::visible(&letters[from..to].iter().collect::<String>()).into_owned();
        text.push_str(&part(at, start));
        text.push_str(&screen.mark(&part(start, end)));
        at = end;
    }
    text.push_str(&rasid::visible::visible(&letters[at.min(letters.len())..].iter().collect::<String>()));
    format!("{}\n    {}\n", rasid::visible::visible(&head.join("  ")), screen.apart(&text))
}

/// Events one after another.
pub(crate) fn events(archive: &Archive, filter: &Filter, format: Option<Format>, messages: &Messages) -> Ended {
    let format = output::format(format);
    let screen = Screen::new();
    let mut out = if format == Format::Csv { rasid_archive::export::csv_header() } else { Vec::new() };
    let mut count = 0;
    archive.each_event(filter, |found| {
        count += 1;
        match format {
            Format::Csv => out.extend(rasid_archive::export::csv_row(&found)),
            Format::Jsonl => rasid::visible::json_line(&rasid_archive::export::object(&found), &mut out),
            Format::Table => out.extend_from_slice(block(&found, screen, messages).as_bytes()),
        }
        if out.len() > 1 << 16 {
            output::print(&out)?;
            out.clear();
        }
        Ok::<(), Trouble>(())
    })?;
    output::print(&out)?;
    if count == 0 {
        messages.say("nothing_found", &[]);
    } else if count == filter.limit {
        messages.say("more_found", &[&count.to_string()]);
    }
    Ok(Outcome::Done)
}

/// An event for people.
fn block(found: &Found, screen: Screen, messages: &Messages) -> String {
    let event = &found.event;
    let text = |place: &str| event.pointer(place).and_then(Value::as_str).unwrap_or("");
    let mode = if text("/mode").is_empty() { String::new() } else { format!("-{}", text("/mode")) };
    let day = found.day.as_deref().unwrap_or("-");
    let about = if found.dated { "" } else { "~" };
    let mut lines = vec![format!(
        "{}  {}{mode}  {}  {about}{day}  {}{}",
        text("/id"),
        screen.strong(text("/type")),
        messages.text(text("/status"), &[]),
        messages.text(&format!("review_{}", found.review), &[]),
        if found.disputed { format!("  {}", messages.text("disputed", &[])) } else { String::new() }
    )];
    let mut line = |label: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("    {:<10} {value}", messages.text(label, &[])));
        }
    };
    for role in ["actor", "recipient", "said_by", "denied_by"] {
        for x in event[role].as_array().into_iter().flatten() {
            let part = |field: &str| x[field].as_str().unwrap_or("");
            let codes: Vec<&str> = ["country", "sector", "name"].iter().map(|f| part(f)).filter(|p| !p.is_empty()).collect();
            line(role, format!("{}  {}", codes.join(" "), screen.apart(&format!("«{}»", rasid::visible::visible(part("text"))))));
        }
    }
    if event["place"].is_object() {
        let place: Vec<&str> = [text("/place/country"), text("/place/name")].into_iter().filter(|p| !p.is_empty()).collect();
        line("place", format!("{}  {}", place.join(" "), screen.apart(&format!("«{}»", rasid::visible::visible(text("/place/text"))))));
    }
    line("evidence", screen.apart(&format!("«{}»", rasid::visible::visible(text("/evidence/text")))));
    let report: Vec<&str> =
        [found.published.as_deref(), found.outlet.as_deref(), Some(found.document.as_str())].into_iter().flatten().collect();
    line("report", rasid::visible::visible(&report.join("  ")).into_owned());
    lines.join("\n") + "\n"
}

/// How many, by some of their sides.
pub(crate) fn count(archive: &Archive, filter: &Filter, keys: &[String], format: Option<Format>) -> Ended {
    let by = keys.iter().map(|key| By::named(key)).collect::<Option<Vec<By>>>();
    let Some(by) = by else {
        let names: Vec<&str> = KEYS.iter().map(|(name, _)| *name).collect();
        return Err(Fault::Value("count", names.join(", ")).into());
    };
    let groups = archive.count(filter, &by)?;
    let numbers = ["mentions", "events", "reports", "outlets"];
    let head: Vec<&str> = keys.iter().map(String::as_str).chain(numbers).collect();
    let rows: Vec<Vec<String>> = groups
        .into_iter()
        .map(|g| {
            let counts = [g.mentions, g.events, g.reports, g.outlets].map(|n| n.to_string());
            g.values.into_iter().map(Option::unwrap_or_default).chain(counts).collect()
        })
        .collect();
    let mut out = Vec::new();
    match output::format(format) {
        Format::Jsonl => {
            for row in rows {
                let value = |(n, v): (usize, &String)| if n < keys.len() { json!(v) } else { json!(v.parse::<u64>().unwrap_or(0)) };
                let fields = head.iter().copied().map(str::to_owned).zip(row.iter().enumerate().map(value)).collect();
                rasid::visible::json_line(&Value::Object(fields), &mut out);
            }
        }
        Format::Csv => {
            out.extend(rasid::csv::line(head.iter().copied()));
            rows.iter().for_each(|row| out.extend(rasid::csv::line(row.iter().map(|cell| rasid::csv::guarded(cell)))));
        }
        Format::Table => out.extend_from_slice(aligned(&head, &rows).as_bytes()),
    }
    output::print(&out)?;
    Ok(Outcome::Done)
}

/// Columns below each other.
fn aligned(head: &[&str], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = std::iter::once(head.iter().map(|h| (*h).to_owned()).collect())
        .chain(rows.iter().map(|row| row.iter().map(|cell| rasid::visible::visible(cell).into_owned()).collect()))
        .collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}
