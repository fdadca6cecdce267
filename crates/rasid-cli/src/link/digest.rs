//! A month's draft in words: Markdown or HTML, in the reader's language. Says who alleges what, never that it is so.

use rasid::visible::visible;
use rasid_link::agreements::Step;
use rasid_link::digest::Digest;
use rasid_link::timeline::{Row, Source};

use crate::messages::{Language, Messages};

/// A piece of the draft.
enum Piece {
    Title(String),
    Notice(String),
    Heading(String),
    Item(String),
    Quote(String),
}

/// The draft as a text.
pub(crate) fn write(digest: &Digest, html: bool, messages: &Messages) -> String {
    let pieces = pieces(digest, messages);
    if html { as_html(&pieces, digest, messages) } else { pieces.iter().map(markdown).collect() }
}

fn pieces(digest: &Digest, messages: &Messages) -> Vec<Piece> {
    let say = |name: &str, parts: &[&str]| messages.text(name, parts);
    let about = digest.about.clone().unwrap_or_else(|| say("digest_all", &[]));
    let mut out = vec![Piece::Title(say("digest_title", &[&about, &digest.month])), Piece::Notice(say("digest_draft", &[]))];
    out.push(Piece::Heading(say("digest_trend", &[])));
    out.push(Piece::Item(say("digest_reports", &[&digest.reports.to_string()])));
    for (quad, now, before) in &digest.trend {
        let before = before.map_or_else(|| say("digest_unread", &[]), |n| n.to_string());
        out.push(Piece::Item(say("digest_count", &[&say(&format!("quad_{quad}"), &[]), &now.to_string(), &before])));
    }
    section(&mut out, messages, "digest_developments", &digest.developments, |r| row(r, messages));
    section(&mut out, messages, "digest_talks", &digest.talks, |r| row(r, messages));
    section(&mut out, messages, "digest_agreements", &digest.agreements, |(name, s)| step(name, s, messages));
    section(&mut out, messages, "digest_violations", &digest.violations, |(name, s)| violation(name, s, messages));
    section(&mut out, messages, "digest_positions", &digest.positions, |s| {
        let before = s.before.as_ref().filter(|b| **b != s.stance).map_or_else(String::new, |b| format!(" ← {}", say(b, &[])));
        let line = format!("{} {}: {} · {}{before}", day(s.day.as_ref()), s.actor.name, say(&s.stance, &[]), s.toward);
        with(line, s.sources.first(), messages)
    });
    section(&mut out, messages, "digest_scheduled", &digest.scheduled, |p| {
        let line = format!("{} {} · {}", days(p.from.as_ref(), p.to.as_ref()), p.r#type, p.actor.join("، "));
        with(line, p.announced.first(), messages)
    });
    out
}

/// A heading with its items, or that there is none.
fn section<T>(out: &mut Vec<Piece>, messages: &Messages, heading: &str, all: &[T], tell: impl Fn(&T) -> Vec<Piece>) {
    out.push(Piece::Heading(messages.text(heading, &[])));
    if all.is_empty() {
        out.push(Piece::Item(messages.text("digest_none", &[])));
    }
    out.extend(all.iter().flat_map(tell));
}

fn row(r: &Row, messages: &Messages) -> Vec<Piece> {
    let names = |all: &[rasid_link::timeline::Party]| all.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
    let kind = r.mode.as_ref().map_or_else(|| r.r#type.clone(), |m| format!("{}-{m}", r.r#type));
    let sides = if r.recipient.is_empty() { names(&r.actor) } else { format!("{} → {}", names(&r.actor), names(&r.recipient)) };
    let counts: Vec<String> = r.counts.iter().map(|c| format!("{} {}–{}", messages.text(&c.kind, &[]), c.low, c.high)).collect();
    let counts = if counts.is_empty() { String::new() } else { format!(" · {}", counts.join(", ")) };
    let told = messages.text("digest_told", &[&r.reports.to_string(), &r.origins.to_string()]);
    let claim = messages.text(&format!("claim_{}", r.claim), &[]);
    let line = format!("{} {kind} · {sides}{counts} · {claim} · {told}", days(r.from.as_ref(), r.to.as_ref()));
    with(line, r.versions.first().map(|v| &v.source), messages)
}

fn step(name: &str, s: &Step, messages: &Messages) -> Vec<Piece> {
    let line = format!("{} {name}: {}", days(s.from.as_ref(), s.to.as_ref()), messages.text(&s.status, &[]));
    with(line, s.sources.first(), messages)
}

fn violation(name: &str, s: &Step, messages: &Messages) -> Vec<Piece> {
    let or_unsaid = |all: &[String]| if all.is_empty() { messages.text("digest_unsaid", &[]) } else { all.join(", ") };
    let said = messages.text("digest_alleged", &[name, &or_unsaid(&s.alleged_by), &or_unsaid(&s.alleged_of), &or_unsaid(&s.denied_by)]);
    with(format!("{} {said}", days(s.from.as_ref(), s.to.as_ref())), s.sources.first(), messages)
}

/// A line with the sentence it is read from.
fn with(line: String, source: Option<&Source>, messages: &Messages) -> Vec<Piece> {
    let quote = source.map(|s| {
        let place = [Some(s.document.as_str()), s.outlet.as_deref(), s.published.as_deref()].into_iter().flatten().collect::<Vec<_>>();
        Piece::Quote(messages.text("digest_source", &[&s.quote, &place.join(", "), &format!("{}-{}", s.start, s.end)]))
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

fn as_html(pieces: &[Piece], digest: &Digest, messages: &Messages) -> String {
    let (language, direction) = if messages.language() == Language::Arabic { ("ar", "rtl") } else { ("en", "ltr") };
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
