//! What happened period by period: a month's draft, and what two countries did to each other.

use rasid_archive::{Fault, Result};
use rasid_link::draft::{self, Form};
use rasid_link::series::Period;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use crate::api::{Asked, Endpoint, p};
use crate::pool::Reader;
use crate::reply::{Language, text};

/// The questions.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/digest",
        about: "A month's draft, which nobody has reviewed: trend, developments, talks, agreements, violations alleged, positions, what is scheduled; and the months that have reports",
        parameters: &[&[
            p("month", "string", "2020-08; the last unless told"),
            p("country", "string", "About one country: LBY"),
            p("lang", "string", "Of a file: en, ar"),
        ]],
        gives: "Digest",
        answer: digest,
    },
    Endpoint {
        path: "/api/series",
        about: "What two countries did to each other, period by period: acts once however often they are told, and where their rate changes by more than chance",
        parameters: &[&[
            p("actor", "string", "The one: LBY"),
            p("recipient", "string", "The other: TUR"),
            p("by", "string", "day, week, month, year; month unless told"),
        ]],
        gives: "Series",
        answer: series,
    },
];

/// The months that have reports, with how many.
fn months(reader: &Reader) -> Result<BTreeMap<String, u64>> {
    let mut out = BTreeMap::new();
    for (day, _, n) in reader.archive.published()? {
        *out.entry(day.get(..7).unwrap_or("").to_owned()).or_default() += n;
    }
    Ok(out)
}

/// The month that is asked for, else the last that has reports; none of an archive without days.
fn month(asked: &Asked, months: &BTreeMap<String, u64>) -> Option<String> {
    asked.text("month").or_else(|| months.keys().next_back().cloned())
}

fn drafted(reader: &Reader, month: &str, asked: &Asked) -> Result<rasid_link::digest::Digest> {
    let digest = rasid_kept::digest(&reader.archive, month, asked.country("country")?.as_deref())?;
    digest.ok_or_else(|| Fault::Value("month", "2020-08".to_owned()))
}

fn digest(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let months = months(reader)?;
    let draft = month(asked, &months).map(|m| drafted(reader, &m, asked)).transpose()?;
    let months: Vec<Value> = months.into_iter().rev().map(|(month, reports)| json!({ "month": month, "reports": reports })).collect();
    let draft = serde_json::to_value(draft).map_err(|e| Fault::Store(e.to_string()))?;
    Ok(json!({ "months": months, "draft": draft }))
}

/// The draft as a text, in the language that is asked for.
pub(crate) fn file(reader: &Reader, asked: &Asked, html: bool) -> Result<String> {
    let language = asked.one_of("lang", &[("en", Language::English), ("ar", Language::Arabic)])?.unwrap_or(Language::English);
    let month = month(asked, &months(reader)?).unwrap_or_default();
    let form = if html { Form::Html { arabic: language == Language::Arabic } } else { Form::Markdown };
    Ok(draft::write(&drafted(reader, &month, asked)?, form, &|name, parts| text(name, parts, language)))
}

fn series(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let periods = [("day", Period::Day), ("week", Period::Week), ("month", Period::Month), ("year", Period::Year)];
    let period = asked.one_of("by", &periods)?.unwrap_or(Period::Month);
    let sides = asked.country("actor")?.zip(asked.country("recipient")?);
    let points = match &sides {
        Some((one, other)) => rasid_kept::series(&reader.archive, period, Some([one, other]))?,
        None => Vec::new(),
    };
    Ok(json!({ "points": points }))
}
