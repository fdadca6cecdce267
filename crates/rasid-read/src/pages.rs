//! A saved page → a document: main text, title, outlet, and the day of publication where the page tells it.

use dom_query::Document as Page;
use dom_smoothie::{Config, Readability, TextMode};
use rasid::input::{Fault, Input, day, decode};
use rasid::model::Document;
use serde_json::json;

/// Why a page gives no document.
#[derive(Debug)]
pub enum Unread {
    /// It is no text.
    Input(Fault),
    /// It has no article that could be told from what stands around it.
    NoArticle,
    /// Larger or deeper than any page of news.
    Monstrous,
}

/// No page of news is larger, in bytes.
pub const LARGEST: usize = 1 << 24;
/// Elements inside elements: no page of news is deeper.
const DEEPEST: usize = 2000;
const ELEMENTS: usize = 200_000;
/// Of one element, with what stands in their values.
const ATTRIBUTES: usize = 20_000;

/// Whether bytes begin a page.
#[must_use]
pub fn is_page(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |with: &[u8]| head.get(..with.len()).is_some_and(|h| h.eq_ignore_ascii_case(with));
    begins(b"<!doctype html") || begins(b"<html")
}

/// Reads a page. Where its day came from is kept among the other keys, `published_from`; what is not told is not guessed. The name becomes
/// the document's id.
///
/// # Errors
/// Where the page gives no document.
pub fn read(name: &str, bytes: &[u8]) -> Result<Input, Unread> {
    if bytes.len() > LARGEST || is_monstrous(bytes) {
        return Err(Unread::Monstrous);
    }
    let decoded = decode(bytes).map_err(Unread::Input)?;
    let page = Page::from(decoded.text.as_str());
    let attribute = |selector: &str, name: &str| {
        let found = page.select(selector).iter().find_map(|s| s.attr(name).map(|v| v.trim().to_owned()));
        found.filter(|v| !v.is_empty())
    };
    let url = attribute("link[rel=canonical]", "href").or_else(|| attribute("meta[property='og:url']", "content"));
    let url = url.filter(|u| u.starts_with("http://") || u.starts_with("https://"));
    let meta =
        ["meta[property='article:published_time']", "meta[itemprop=datePublished]", "meta[name=pubdate]", "meta[name='DC.date.issued']"]
            .iter()
            .find_map(|selector| attribute(selector, "content").filter(|v| day(v).is_some()));
    let time = attribute("article time[datetime]", "datetime").or_else(|| attribute("time[datetime]", "datetime"));
    let site = attribute("meta[property='og:site_name']", "content");
    let config = Config { text_mode: TextMode::Formatted, max_elements_to_parse: ELEMENTS, ..Config::default() };
    let mut reader = Readability::with_document(page, None, Some(config)).map_err(|_| Unread::NoArticle)?;
    let linked = reader.parse_json_ld();
    let (told, outlet) = linked.map_or((None, None), |l| (l.published_time, l.site_name));
    let article = reader.parse().map_err(|_| Unread::NoArticle)?;
    let body = article.text_content.trim();
    if body.is_empty() {
        return Err(Unread::NoArticle);
    }
    let title = article.title.trim();
    let text = if title.is_empty() || body.starts_with(title) { body.to_owned() } else { format!("{title}\n\n{body}") };
    let days = [("json-ld", told), ("meta", meta), ("time", time), ("url", url.as_deref().and_then(day_of_address))];
    let published = days.into_iter().find_map(|(from, written)| Some((from, written.filter(|w| day(w).is_some())?)));
    let mut input = Input::new(Document {
        id: name.to_owned(),
        text,
        published: published.as_ref().and_then(|(_, written)| day(written)),
        outlet: outlet.or(site).or(article.site_name).filter(|o| !o.trim().is_empty()),
        url,
    });
    for (key, value) in [("title", (!title.is_empty()).then(|| title.to_owned())), ("author", article.byline), ("language", article.lang)] {
        if let Some(value) = value {
            input.extra.insert(if key == "language" { "page_language" } else { key }.to_owned(), json!(value));
        }
    }
    if let Some((from, written)) = published {
        input.extra.insert("published_from".to_owned(), json!(from));
        input.published = Some(written);
    }
    if decoded.replaced > 0 {
        input.remarks.push(format!("{} malformed sequences of {} became U+FFFD", decoded.replaced, decoded.encoding));
    }
    Ok(input)
}

/// Tags in tags, or attributes of one tag, beyond all measure: what builds the tree of a page would not come back from it.
fn is_monstrous(bytes: &[u8]) -> bool {
    let (mut depth, mut deepest, mut count) = (0_usize, 0, 0);
    let (mut parts, mut most) = (0_usize, 0);
    for pair in bytes.windows(2) {
        // What may part attributes; a slash seldom does, and pictures that stand in a page have many.
        parts = match pair[0] {
            b'<' => 0,
            b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\n' | b'\r' | 0x0C => parts + 10,
            b'/' => parts + 1,
            b'>' => {
                most = most.max(parts);
                0
            }
            _ => parts,
        };
        match pair {
            [b'<', b'/'] => depth = depth.saturating_sub(1),
            [b'<', b] if b.is_ascii_alphabetic() => {
                depth += 1;
                count += 1;
            }
            // An element without an end, `<br/>`.
            b"/>" => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    // Elements that need no end, `<img>`, `<p>`, count as deeper than they are.
    count > ELEMENTS || deepest > DEEPEST || most.max(parts) > 10 * ATTRIBUTES
}

/// `https://…/2018/05/07/…` or `…/2018-05-07-…`.
fn day_of_address(url: &str) -> Option<String> {
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = url.split(['/', '-', '_', '.']).collect();
    parts.windows(3).find_map(|p| {
        let shaped = digits(p[0], 4) && digits(p[1], 2) && digits(p[2], 2);
        let written = format!("{}-{}-{}", p[0], p[1], p[2]);
        (shaped && day(&written).is_some()).then_some(written)
    })
}
