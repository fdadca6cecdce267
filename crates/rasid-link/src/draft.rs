//! A month's draft in words: Markdown or HTML, in the reader's language. Says who alleges what, never that it is so.

use rasid::visible::visible;

use crate::agreements::Step;
use crate::digest::Digest;
use crate::timeline::{Party, Row, Source};

/// A message by its name in `locales/messages.toml`, with its parts put in, in the reader's language.
pub type Say<'s> = dyn Fn(&str, &[&str]) -> String + 's;

/// How a draft is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// A page of HTML that asks for nothing else.
    Html {
        /// Whether it is read from right to left.
        arabic: bool,
    },
}

/// A piece of the draft.
enum Piece {
    Title(String),
    Notice(String),
    Heading(String),
    Item(String),
    Quote(String),
}

/// The draft as a text.
#[must_use]
pub fn write(digest: &Digest, form: Form, say: &Say<'_>) -> String {
    let pieces = pieces(digest, say);
    match form {
        Form::Markdown => pieces.iter().map(markdown).collect(),
        Form::Html { arabic } => as_html(&pieces, digest, arabic),
    }
}

fn pieces(digest: &Digest, say: &Say<'_>) -> Vec<Piece> {
    let about = digest.about.clone().unwrap_or_else(|| say("digest_all", &[]));
    let mut out = vec![Piece::Title(say("digest_title", &[&about, &digest.month])), Piece::Notice(say("digest_draft", &[]))];
    out.push(Piece::Heading(say("digest_trend", &[])));
    out.push(Piece::Item(say("digest_reports", &[&digest.reports.to_string()])));
    for (quad, now, before) in &digest.trend {
        let before = before.map_or_else(|| say("digest_unread", &[]), |n| n.to_string());
        out.push(Piece::Item(say("digest_count", &[&say(&format!("quad_{quad}"), &[]), &now.to_string(), &before])));
    }
    section(&mut out, say, "digest_developments", &digest.developments, |r| row(r, say));
    section(&mut out, say, "digest_talks", &digest.talks, |r| row(r, say));
    section(&mut out, say, "digest_agreements", &digest.agreements, |(name, s)| step(name, s, say));
    section(&mut out, say, "digest_violations", &digest.violations, |(name, s)| violation(name, s, say));
    section(&mut out, say, "digest_positions", &digest.positions, |s| {
        let before = s.before.as_ref().filter(|b| **b != s.stance).map_or_else(String::new, |b| format!(" ← {}", say(b, &[])));
        let line = format!("{} {}: {} · {}{before}", day(s.day.as_ref()), s.actor.name, say(&s.stance, &[]), s.toward);
        with(line, s.sources.first(), say)
    });
    section(&mut out, say, "digest_scheduled", &digest.scheduled, |p| {
        let line = format!("{} {} · {}", days(p.from.as_ref(), p.to.as_ref()), say(&format!("type_{}", p.r#type), &[]), p.actor.join("، "));
        with(line, p.announced.first(), say)
    });
    out
}

/// A heading with its items, or that there is none.
fn section<T>(out: &mut Vec<Piece>, say: &Say<'_>, heading: &str, all: &[T], tell: impl Fn(&T) -> Vec<Piece>) {
    out.push(Piece::Heading(say(heading, &[])));
    if all.is_empty() {
        out.push(Piece::Item(say("digest_none", &[])));
    }
    out.extend(all.iter().flat_map(tell));
}

fn row(r: &Row, say: &Say<'_>) -> Vec<Piece> {
    let names = |all: &[Party]| all.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
    let mode = r.mode.as_ref().map_or_else(String::new, |m| format!(", {}", say(&format!("mode_{m}"), &[])));
    let kind = format!("{}{mode}", say(&format!("type_{}", r.r#type), &[]));
    let sides = if r.recipient.is_empty() { names(&r.actor) } else { format!("{} → {}", names(&r.actor), names(&r.recipient)) };
    let counts: Vec<String> = r.counts.iter().map(|c| format!("{} {}–{}", say(&c.kind, &[]), c.low, c.high)).collect();
    let counts = if counts.is_empty() { String::new() } else { format!(" · {}", counts.join(", ")) };
    let told = say("digest_told", &[&r.reports.to_string(), &r.origins.to_string()]);
    let claim = say(&format!("claim_{}", r.claim), &[]);
    let line = format!("{} {kind} · {sides}{counts} · {claim} · {told}", days(r.from.as_ref(), r.to.as_ref()));
    with(line, r.versions.first().map(|v| &v.source), say)
}

fn step(name: &str, s: &Step, say: &Say<'_>) -> Vec<Piece> {
    let line = format!("{} {name}: {}", days(s.from.as_ref(), s.to.as_ref()), say(&s.status, &[]));
    with(line, s.sources.first(), say)
}

fn violation(name: &str, s: &Step, say: &Say<'_>) -> Vec<Piece> {
    let or_unsaid = |all: &[String]| if all.is_empty() { say("digest_unsaid", &[]) } else { all.join(", ") };
    let said = say("digest_alleged", &[name, &or_unsaid(&s.alleged_by), &or_unsaid(&s.alleged_of), &or_unsaid(&s.denied_by)]);
    with(format!("{} {said}", days(s.from.as_ref(), s.to.as_ref())), s.sources.first(), say)
}

/// A line with the sentence it is read from.
fn with(line: String, source: Option<&Source>, say: &Say<'_>) -> Vec<Piece> {
    let quote = source.map(|s| {
        let place = [Some(s.document.as_str()), s.outlet.as_deref(), s.published.as_deref()].into_iter().flatten().collect::<Vec<_>>();
        Piece::Quote(say("digest_source", &[&s.quote, &place.join(", "), &format!("{}-{}", s.start, s.end)]))
    });
    std::iter::once(Piece::Item(line)).chain(quote).collect()
}

fn day(day: Option<&String>) -> String {
    day.cloned().unwrap_or_else(|| "–".to_owned())
}

fn days(from: Option<&String>, to: Option<&String>) -> String {
    if from == to { day(from) } else { format!("{} … {}", day(from), day(to)) }
}

/// Signs that Markdown or a page would obey are taken from a text.
fn markdown(piece: &Piece) -> String {
    let plain =
        |text: &str| visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('*', "\\*").replace('_', "\\_").replace('[', "\\[");
    match piece {
        Piece::Title(text) => format!("# {}\n\n", plain(text)),
        Piece::Notice(text) => format!("**{}**\n", plain(text)),
        Piece::Heading(text) => format!("\n## {}\n", plain(text)),
        Piece::Item(text) => format!("- {}\n", plain(text)),
        Piece::Quote(text) => format!("  > {}\n", plain(text)),
    }
}

fn as_html(pieces: &[Piece], digest: &Digest, arabic: bool) -> String {
    let (language, direction) = if arabic { ("ar", "rtl") } else { ("en", "ltr") };
    let safe = |text: &str| visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let body: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Title(text) => format!("<h1>{}</h1>\n", safe(text)),
            Piece::Notice(text) => format!("<p><strong>{}</strong></p>\n", safe(text)),
            Piece::Heading(text) => format!("<h2>{}</h2>\n", safe(text)),
            Piece::Item(text) => format!("<p dir=\"auto\">{}</p>\n", safe(text)),
            Piece::Quote(text) => format!("<blockquote dir=\"auto\">{}</blockquote>\n", safe(text)),
        })
        .collect();
    let title = safe(&digest.month);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n{body}</body>\n</html>\n"
    )
}
