//! Bytes → code points: the engine counts bytes, its records count characters.

use rasid_model::Span;

/// Every how many bytes the count is kept.
const STRIDE: usize = 64;

/// The code points of a text, counted once.
///
/// ```
/// let points = rasid::points::Points::new("ليبيا");
/// assert_eq!(points.at(4), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Points<'t> {
    text: &'t str,
    before: Vec<u32>,
}

impl<'t> Points<'t> {
    /// Counts a text: one pass.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut before = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut points = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            before.push(points);
            points += starts(chunk);
        }
        Self { text, before }
    }

    /// How many code points stand before that byte; the text's length in code points for any byte after it.
    #[must_use]
    pub fn at(&self, byte: usize) -> u32 {
        let byte = byte.min(self.text.len());
        let chunk = (byte / STRIDE).min(self.before.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(chunk * STRIDE..byte).unwrap_or(&[]);
        self.before.get(chunk).copied().unwrap_or(0) + starts(rest)
    }

    /// A span's bounds in code points.
    #[must_use]
    pub fn of(&self, span: Span) -> (u32, u32) {
        let start = self.at(span.start as usize);
        let short = span.end as usize - (span.start as usize).min(span.end as usize) < STRIDE;
        let end = if short { start + count(span.slice(self.text)) } else { self.at(span.end as usize) };
        (start, end)
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }
}

fn count(text: &str) -> u32 {
    starts(text.as_bytes())
}

/// Bytes that begin a code point.
fn starts(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()).unwrap_or(u32::MAX)
}
