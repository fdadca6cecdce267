//! Events → an Atom feed, an entry each, by the days of the reports.

use super::fields::{called, kind};
use super::graph::Xml;
use super::{Form, Row, claim_status};
use crate::Result;
use crate::prepare::digest;

/// Atom, RFC 4287. The feed's own time is that of its newest entry, so it stands at the end.
#[derive(Default)]
pub(super) struct Feed {
    newest: Option<String>,
}

/// A name that is the same wherever the thing is named: a UUID made of a hash.
pub(super) fn urn(of: &str) -> String {
    let hash = digest(&[of]);
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or("");
    format!("urn:uuid:{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// A day as a time.
fn time(day: &str) -> String {
    let day = day.get(..10).filter(|d| d.parse::<jiff::civil::Date>().is_ok()).unwrap_or("1970-01-01");
    format!("{day}T00:00:00Z")
}

impl Form for Feed {
    fn head(&mut self) -> Result<Vec<u8>> {
        let mut xml = Xml::new();
        xml.declaration()?;
        xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom")])?;
        xml.text("id", &[], &urn("feed"))?;
        xml.text("title", &[], "Rasid: events read by a machine from Arabic news")?;
        xml.text("subtitle", &[], "What reports say, not what is known to have happened; not reviewed unless it says so")?;
        xml.text("generator", &[], "Rasid")?;
        xml.open("author", &[])?;
        xml.text("name", &[], "Rasid (machine)")?;
        xml.close("author")?;
        let mut out = xml.done();
        out.push(b'\n');
        Ok(out)
    }

    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>> {
        let (found, event) = (row.found, &row.found.event);
        let sides = [called(event, "actor").join(", "), called(event, "recipient").join(", ")];
        let status = event["status"].as_str().unwrap_or("");
        let title = format!("{}: {} → {} ({status}, {}, {})", kind(event), sides[0], sides[1], claim_status(event), found.review);
        let updated = time(found.published.as_deref().or(found.day.as_deref()).unwrap_or(""));
        self.newest = self.newest.take().max(Some(updated.clone()));
        let mut xml = Xml::new();
        xml.open("entry", &[])?;
        xml.text("id", &[], &urn(event["id"].as_str().unwrap_or("")))?;
        xml.text("title", &[], &title)?;
        xml.text("updated", &[], &updated)?;
        if let Some(url) = found.url.as_deref().filter(|u| u.starts_with("http")) {
            xml.empty("link", &[("rel", "alternate"), ("href", url)])?;
        }
        xml.empty("category", &[("term", event["type"].as_str().unwrap_or(""))])?;
        xml.text(
            "content",
            &[("type", "text"), ("xml:lang", "ar")],
            event.pointer("/evidence/text").and_then(|t| t.as_str()).unwrap_or(""),
        )?;
        if let Some(outlet) = &found.outlet {
            xml.open("source", &[])?;
            xml.text("title", &[], outlet)?;
            xml.close("source")?;
        }
        xml.close("entry")?;
        let mut out = xml.done();
        out.push(b'\n');
        Ok(Some(out))
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        let mut xml = Xml::new();
        xml.text("updated", &[], self.newest.as_deref().unwrap_or("1970-01-01T00:00:00Z"))?;
        let mut out = xml.done();
        out.extend(b"\n</feed>\n");
        Ok(out)
    }
}
