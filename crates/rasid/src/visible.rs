//! Text for a screen or a spreadsheet: characters that do something instead of showing are shown.

use std::borrow::Cow;

/// Characters that steer a terminal or reorder what is shown.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2028}' | '\u{2029}') || turns_text(c)
}

/// Characters that make a terminal or page show text in another order than it has.
pub(crate) fn turns_text(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text on one line, with control characters as tags.
///
/// ```
/// assert_eq!(rasid::visible::visible("قال\u{202E}\nشيئا"), "قال<U+202E> شيئا");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if steers(c) => out.push_str(&format!("<U+{:04X}>", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Writes JSON with the characters that reorder text escaped: the same strings, and nothing that a terminal obeys.
#[derive(Clone, Copy, Debug, Default)]
pub struct Escaped;

impl serde_json::ser::Formatter for Escaped {
    fn write_string_fragment<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, fragment: &str) -> std::io::Result<()> {
        let mut rest = fragment;
        // All of these begin with one of three bytes; most strings have none of them.
        if !fragment.bytes().fold(false, |any, b| any | matches!(b, 0x7F | 0xC2 | 0xE2)) {
            return writer.write_all(rest.as_bytes());
        }
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| turns_text(*c) || matches!(c, '\u{7F}'..='\u{9F}')) {
            let (before, after) = rest.split_at(at);
            write!(writer, "{before}\\u{:04x}", c as u32)?;
            rest = after.get(c.len_utf8()..).unwrap_or("");
        }
        writer.write_all(rest.as_bytes())
    }
}

/// A value as one line of JSON, with its line feed.
pub fn json_line<T: serde::Serialize>(value: &T, out: &mut Vec<u8>) {
    let start = out.len();
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaped);
    if value.serialize(&mut serializer).is_err() {
        // Only a map with keys that are no strings can fail: a record has none.
        out.truncate(start);
        return;
    }
    out.push(b'\n');
}
