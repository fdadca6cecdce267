//! What was announced for a day → a calendar: meetings and common undertakings that are still to come, each tentative.

use jiff::{ToSpan as _, civil::Date};
use std::fmt::Write as _;

use super::fields::{called, day, kind};
use super::{Form, Row, claim_status};
use crate::Result;

/// iCalendar, RFC 5545.
pub(super) struct Calendar;

/// Text as a value, with its signs escaped.
fn value(text: &str) -> String {
    let escaped = |line: &str| rasid::visible::visible(line).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.lines().map(escaped).collect::<Vec<_>>().join("\\n")
}

/// A line, folded to at most 75 bytes between letters.
fn line(out: &mut String, text: &str) {
    let mut length = 0;
    for c in text.chars() {
        if length + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

impl Form for Calendar {
    fn head(&mut self) -> Result<Vec<u8>> {
        Ok(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rasid//Announced meetings//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
            .to_vec())
    }

    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>> {
        let (found, event) = (row.found, &row.found.event);
        let announced = event["status"] == "future" && matches!(event["type"].as_str(), Some("AGREE" | "CONSULT" | "COOPERATE"));
        let read = |end: &str| day(found, end).parse::<Date>().ok();
        let days = read("/date/from").zip(read("/date/to").and_then(|last| last.checked_add(1.day()).ok()));
        let exact = matches!(event.pointer("/date/precision").and_then(|p| p.as_str()), Some("day" | "days"));
        let Some((first, after)) = days.filter(|_| announced && exact) else { return Ok(None) };
        let told: Option<Date> = found.published.as_deref().and_then(|p| p.get(..10)).and_then(|p| p.parse().ok());
        let parties = [called(event, "actor"), called(event, "recipient")].concat().join(", ");
        let by = called(event, "said_by").join(", ");
        let words = event.pointer("/evidence/text").and_then(|t| t.as_str()).unwrap_or("");
        let place = event.pointer("/place/name").or(event.pointer("/place/text")).and_then(|t| t.as_str()).unwrap_or("");
        let mut about = format!("Machine-read by Rasid from an announcement, {}; {}", found.review, claim_status(event));
        if !by.is_empty() {
            let _ = write!(about, "; said by {by}");
        }
        let _ = write!(about, "\n{}\n{words}", found.outlet.as_deref().unwrap_or(""));
        let status = if matches!(found.review.as_str(), "rejected" | "merged") { "CANCELLED" } else { "TENTATIVE" };
        let sequence = u8::from(found.review != "proposed");
        let id = event["id"].as_str().unwrap_or("");
        let mut out = String::new();
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{id}@rasid"));
        line(&mut out, &told.unwrap_or(first).strftime("DTSTAMP:%Y%m%dT000000Z").to_string());
        line(&mut out, &first.strftime("DTSTART;VALUE=DATE:%Y%m%d").to_string());
        line(&mut out, &after.strftime("DTEND;VALUE=DATE:%Y%m%d").to_string());
        line(&mut out, &format!("SUMMARY:{}", value(&format!("{}: {parties}", kind(event)))));
        line(&mut out, &format!("DESCRIPTION:{}", value(&about)));
        if !place.is_empty() {
            line(&mut out, &format!("LOCATION:{}", value(place)));
        }
        if let Some(url) = found.url.as_deref().filter(|u| u.starts_with("http") && !u.contains(char::is_whitespace)) {
            line(&mut out, &format!("URL:{url}"));
        }
        line(&mut out, &format!("CATEGORIES:{}", event["type"].as_str().unwrap_or("")));
        line(&mut out, &format!("STATUS:{status}"));
        line(&mut out, &format!("SEQUENCE:{sequence}"));
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
        Ok(Some(out.into_bytes()))
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        Ok(b"END:VCALENDAR\r\n".to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", value("اجتماع الطرفين، ثم; \\ ".repeat(20).trim())));
        assert!(out.lines().count() > 5 && out.lines().all(|l| l.len() <= 75));
        assert!(out.lines().skip(1).all(|l| l.starts_with(' ')));
        assert!(out.replace("\r\n ", "").contains("\\; \\\\ "));
    }
}
