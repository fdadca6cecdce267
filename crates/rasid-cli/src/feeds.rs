//! RSS, Atom and JSON Feed → documents, one an entry: title and text, with the day and address that the feed tells.

use chrono::{DateTime, Utc};
use dom_query::Document as Page;
use feed_rs::model::{Entry, Feed};
use rasid::input::{Fault, Input, day};
use rasid::model::Document;
use serde_json::json;

use crate::sources::Numbered;

/// No feed is larger, in bytes.
pub(crate) const LARGEST: usize = 1 << 24;

/// Whether bytes begin a feed of XML, by its first element.
pub(crate) fn is_feed(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head.get(..head.len().min(4096)).unwrap_or(&[]));
    let mut tags = head.trim_start_matches('\u{FEFF}').trim_start().split('<').skip(1);
    let first = tags.find(|tag| !tag.starts_with(['?', '!']));
    head.trim_start_matches('\u{FEFF}').trim_start().starts_with('<')
        && first.is_some_and(|tag| {
            ["rss", "feed", "rdf:RDF"]
                .iter()
                .any(|name| tag.strip_prefix(name).is_some_and(|r| r.starts_with([' ', '>', '\n', '\r', '\t'])))
        })
}

/// Whether bytes begin a JSON Feed.
pub(crate) fn is_json_feed(head: &[u8]) -> bool {
    let head = head.get(..head.len().min(4096)).unwrap_or(&[]);
    head.trim_ascii_start().starts_with(b"{") && String::from_utf8_lossy(head).contains("jsonfeed.org/version/")
}

/// An entry's time as the feed writes it, its own zone kept: the day there is the day of the news.
fn time(written: &str) -> Option<DateTime<Utc>> {
    let written = written.trim();
    let zoned = DateTime::parse_from_rfc2822(written).or_else(|_| DateTime::parse_from_rfc3339(written));
    zoned.ok().map(|t| t.naive_local().and_utc())
}

/// The entries of a feed, each with its number; a fault where it is none.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Vec<Numbered>, Fault> {
    if bytes.len() > LARGEST {
        return Err(Fault::TooLong);
    }
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).timestamp_parser(time).build();
    let feed = parser.parse(bytes).map_err(|e| Fault::Read(e.to_string()))?;
    Ok(feed.entries.iter().enumerate().map(|(n, entry)| (n + 1, document(name, n + 1, &feed, entry))).collect())
}

/// The address of an entry's page.
pub(crate) fn address(entry: &Entry) -> Option<String> {
    let own = entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
    own.map(|l| l.href.clone()).filter(|u| u.starts_with("http://") || u.starts_with("https://"))
}

/// What of HTML is read.
fn plain(html: &str) -> String {
    Page::from(html).formatted_text().trim().to_owned()
}

fn document(name: &str, number: usize, feed: &Feed, entry: &Entry) -> Result<Input, Fault> {
    let title = entry.title.as_ref().map(|t| plain(&t.content)).unwrap_or_default();
    let content = entry.content.as_ref().and_then(|c| c.body.as_deref()).map(plain).filter(|t| !t.is_empty());
    let summary = entry.summary.as_ref().map(|s| plain(&s.content)).filter(|t| !t.is_empty());
    let part = if content.is_some() { "content" } else { "summary" };
    let body = content.or(summary).unwrap_or_default();
    let text = if title.is_empty() || body.starts_with(&title) { body } else { format!("{title}\n\n{body}").trim().to_owned() };
    if text.is_empty() {
        return Err(Fault::NoText);
    }
    let url = address(entry);
    let written = entry.published.or(entry.updated).map(|t| t.format("%Y-%m-%d").to_string());
    let mut input = Input::new(Document {
        id: url.clone().unwrap_or_else(|| format!("{name}:{number}")),
        text,
        published: written.as_deref().and_then(day),
        outlet: feed.title.as_ref().map(|t| plain(&t.content)).filter(|t| !t.is_empty()),
        url,
    });
    input.extra.insert("feed_part".to_owned(), json!(part));
    if written.is_some() {
        input.extra.insert("published_from".to_owned(), json!("feed"));
    }
    Ok(input)
}
