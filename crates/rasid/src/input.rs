//! Bytes → documents, losing nothing: encodings, plain texts, JSONL.
//!
//! Opens no file: callers hand over bytes or a reader. Never changes a text beyond decoding it; what could
//! not be decoded is counted.

use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};
use rasid_model::{Day, Document};
use serde_json::{Map, Value};
use std::io::{BufRead, Read};

use crate::language::{self, Language};
use crate::visible::turns_text;

/// The longest text that is read: a span counts bytes in 32 bits, and a report is never this long.
pub const LONGEST: usize = 1 << 30;

/// Why an input is no document. Each has an English and an Arabic message in the command line's table, under its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing but white space.
    Empty,
    /// No text: NUL bytes or control characters, at that byte.
    Binary(usize),
    /// A known format that is no text: `PDF`, `gzip`…
    Format(&'static str),
    /// Longer than [`LONGEST`].
    TooLong,
    /// A line that is no JSON object, and why.
    Json(String),
    /// A JSON object without a text.
    NoText,
    /// A field that is not of its type.
    Field(&'static str),
    /// Reading failed.
    Read(String),
}

impl Fault {
    /// The name of its message.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Binary(_) => "binary",
            Self::Format(_) => "format",
            Self::TooLong => "too_long",
            Self::Json(_) => "json",
            Self::NoText => "no_text",
            Self::Field(_) => "field",
            Self::Read(_) => "read",
        }
    }

    /// What is put into its message.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Binary(at) => at.to_string(),
            Self::Format(name) | Self::Field(name) => (*name).to_owned(),
            Self::Json(why) | Self::Read(why) => why.clone(),
            Self::Empty | Self::TooLong | Self::NoText => String::new(),
        }
    }
}

/// A text, and how it was had from bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// `UTF-8`, `UTF-16LE`, `UTF-16BE`, `windows-1256`, `ISO-8859-6`, …
    pub encoding: &'static str,
    /// How many malformed sequences became U+FFFD.
    pub replaced: usize,
}

/// Reads bytes as text, whatever encoding of Arabic they are in.
///
/// ```
/// let bytes = [0xC7, 0xE1, 0xE3, 0xDB, 0xD1, 0xC8]; // «المغرب» in windows-1256
/// assert_eq!(rasid::input::decode(&bytes).unwrap().text, "المغرب");
/// ```
///
/// # Errors
/// A [`Fault`] where they are no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Fault> {
    if bytes.len() > LONGEST {
        return Err(Fault::TooLong);
    }
    if let Some(name) = known_format(bytes) {
        return Err(Fault::Format(name));
    }
    let decoded = if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        decode_as(bytes.get(mark..).unwrap_or(&[]), encoding)
    } else if let Some(encoding) = bare_utf_16(bytes) {
        decode_as(bytes, encoding)
    } else if let Some(at) = binary_at(bytes) {
        return Err(Fault::Binary(at));
    } else {
        decode_bytewise(bytes)
    };
    if let Some(at) = decoded.text.find('\0') {
        return Err(Fault::Binary(at));
    }
    if decoded.text.len() > LONGEST {
        return Err(Fault::TooLong);
    }
    if decoded.text.trim_start_matches('\u{FEFF}').trim().is_empty() {
        return Err(Fault::Empty);
    }
    Ok(decoded)
}

/// Formats that people hand over by mistake, by their first bytes.
fn known_format(bytes: &[u8]) -> Option<&'static str> {
    const FORMATS: [(&[u8], &str); 11] = [
        (b"%PDF-", "PDF"),
        (b"PK\x03\x04", "zip (docx, xlsx, odt)"),
        (b"\x1f\x8b", "gzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ", "xz"),
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"GIF8", "GIF"),
        (b"\xd0\xcf\x11\xe0", "doc, xls"),
        (b"\x7fELF", "ELF"),
    ];
    FORMATS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name)
}

/// UTF-16 without a mark: nearly every unit is an Arabic letter or a sign of ASCII, read in one of the two orders.
fn bare_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096) & !1)?;
    if head.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let units = head.len() / 2;
    let plausible = |high: usize| {
        let fits = |pair: &[u8; 2]| match pair[high] {
            0 => pair[1 - high] >= 0x20 || matches!(pair[1 - high], 9..=13),
            0x06 => true,
            0x20 => (0x0b..0x40).contains(&pair[1 - high]),
            _ => false,
        };
        let (pairs, _) = head.as_chunks::<2>();
        let zeros = pairs.iter().filter(|p| p[high] == 0).count();
        zeros > 0 && pairs.iter().filter(|p| fits(p)).count() * 20 >= units * 19
    };
    // A zero byte stands in no UTF-8 text, so that ASCII is not taken for it.
    if plausible(1) { Some(UTF_16LE) } else { plausible(0).then_some(UTF_16BE) }
}

/// Where bytes stop being text: the first NUL, or the first of many control characters.
fn binary_at(bytes: &[u8]) -> Option<usize> {
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Some(at);
    }
    let head = bytes.get(..bytes.len().min(1 << 16))?;
    let odd = |b: &u8| matches!(b, 0x01..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    let count = head.iter().filter(|b| odd(b)).count();
    (count * 20 > head.len()).then(|| head.iter().position(odd)).flatten()
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let replaced = if had_errors { text.matches('\u{FFFD}').count() } else { 0 };
    Decoded { text: text.into_owned(), encoding: encoding.name(), replaced }
}

/// UTF-8 if it is, or nearly is; else the encoding of Arabic that gives the likeliest letters.
fn decode_bytewise(bytes: &[u8]) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), encoding: UTF_8.name(), replaced: 0 };
    }
    let broken = decode_as(bytes, UTF_8);
    let letters = broken.text.chars().filter(|c| *c as u32 >= 0x80 && *c != '\u{FFFD}').count();
    if letters >= 2 * broken.replaced {
        return broken;
    }
    let head = bytes.get(..bytes.len().min(1 << 16)).unwrap_or(bytes);
    let arabic = [WINDOWS_1256, ISO_8859_6].map(|e| (likeness(&decode_as(head, e).text), e));
    let [(windows, _), (iso, _)] = arabic;
    if windows.max(iso) > 0 {
        return decode_as(bytes, if iso > windows { ISO_8859_6 } else { WINDOWS_1256 });
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    let guess = if guess == UTF_8 { WINDOWS_1252 } else { guess };
    decode_as(bytes, guess)
}

/// How much a text looks like Arabic: common letters for it, accented Latin letters and replacements against it.
fn likeness(text: &str) -> i64 {
    text.chars()
        .map(|c| match c {
            'ا' | 'ل' | 'ي' | 'م' | 'و' | 'ن' | 'ر' | 'ت' => 2,
            '\u{0621}'..='\u{064A}' => 1,
            '،' | '؛' | '؟' | '\u{064B}'..='\u{0652}' => 0,
            '\u{FFFD}' => -6,
            '\u{00C0}'..='\u{024F}' | '\u{0660}'..='\u{06FF}' => -4,
            _ => 0,
        })
        .sum()
}

/// A document with all that came with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// What is coded.
    pub document: Document,
    /// Keys that the engine knows nothing of, handed through to the record.
    pub extra: Map<String, Value>,
    /// What was odd about it, for the record's notes: English.
    pub remarks: Vec<String>,
    /// The language of the text.
    pub language: Language,
    /// The publication day as written, perhaps with a time.
    pub published: Option<String>,
}

impl Input {
    /// A document that an archive kept, with the other keys that it came with, as a JSON object.
    #[must_use]
    pub fn stored(document: Document, extra: &str) -> Self {
        let extra = serde_json::from_str(extra).unwrap_or_default();
        Self { extra, ..Self::new(document) }
    }

    /// A document with its language and the oddities of its text.
    #[must_use]
    pub fn new(document: Document) -> Self {
        let found = language::of(&document.text);
        let mut remarks = Vec::new();
        if document.text.trim().is_empty() {
            remarks.push("the text is empty".to_owned());
        }
        let controls = document.text.chars().filter(|c| turns_text(*c)).count();
        if controls > 0 {
            remarks.push(format!("{controls} control characters that reorder text (U+202A to U+202E, U+2066 to U+2069)"));
        }
        Self { document, extra: Map::new(), remarks, language: found, published: None }
    }

    /// A plain text as a document.
    ///
    /// # Errors
    /// A [`Fault`] where the bytes are no text.
    pub fn plain(id: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let decoded = decode(bytes)?;
        let document = Document { id: id.to_owned(), ..Document::default() };
        Ok(Self::decoded(document, decoded))
    }

    fn decoded(mut document: Document, decoded: Decoded) -> Self {
        document.text = decoded.text;
        let mut input = Self::new(document);
        if decoded.replaced > 0 {
            input.remarks.push(format!("{} malformed sequences of {} became U+FFFD", decoded.replaced, decoded.encoding));
        } else if decoded.encoding != "UTF-8" {
            input.remarks.push(format!("decoded from {}", decoded.encoding));
        }
        input
    }

    /// A line of JSONL as a document. `name` and `line` make up its id where it brings none.
    ///
    /// # Errors
    /// A [`Fault`] where it is no document.
    pub fn json(name: &str, line: usize, bytes: &[u8]) -> Result<Self, Fault> {
        let decoded = match std::str::from_utf8(bytes) {
            Ok(text) => std::borrow::Cow::Borrowed(text),
            Err(_) => return Self::json_decoded(name, line, &decode(bytes)?),
        };
        Self::json_text(name, line, &decoded)
    }

    fn json_decoded(name: &str, line: usize, decoded: &Decoded) -> Result<Self, Fault> {
        let mut input = Self::json_text(name, line, &decoded.text)?;
        let what = if decoded.replaced > 0 {
            format!("{} malformed sequences of {} became U+FFFD", decoded.replaced, decoded.encoding)
        } else {
            format!("decoded from {}", decoded.encoding)
        };
        input.remarks.push(what);
        Ok(input)
    }

    fn json_text(name: &str, line: usize, text: &str) -> Result<Self, Fault> {
        let mut object: Fields = serde_json::from_str(text).map_err(|e| Fault::Json(json_fault(&e)))?;
        let mut take = |key: &'static str| match object.0.shift_remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(s)) => Ok(Some(s)),
            Some(Value::Number(n)) if key == "id" => Ok(Some(n.to_string())),
            Some(_) => Err(Fault::Field(key)),
        };
        let id = take("id")?.filter(|id| !id.is_empty()).unwrap_or_else(|| format!("{name}:{line}"));
        let text = take("text")?.ok_or(Fault::NoText)?;
        if text.len() > LONGEST {
            return Err(Fault::TooLong);
        }
        let published = take("published")?.filter(|p| !p.trim().is_empty());
        let (outlet, url) = (take("outlet")?, take("url")?);
        let day = published.as_deref().and_then(day);
        let mut input = Self::new(Document { id, text, published: day, outlet, url });
        if let (Some(written), None) = (&published, day) {
            let written: String = written.chars().take(40).collect();
            input.remarks.push(format!("published is no date of the form YYYY-MM-DD: {written}"));
        }
        input.published = published;
        input.extra = object.0;
        Ok(input)
    }
}

/// `YYYY-MM-DD`, perhaps with a time after it; none for the thirtieth of February.
///
/// ```
/// assert!(rasid::input::day("2018-05-07T10:00:00Z").is_some());
/// assert!(rasid::input::day("2018-02-30").is_none());
/// ```
#[must_use]
pub fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    let day: Day = text.parse().ok()?;
    let shaped = text.bytes().take(10).enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    let ends = text.get(10..).is_none_or(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() && c != 'T'));
    let leap = day.year % 4 == 0 && (day.year % 100 != 0 || day.year % 400 == 0);
    let last = match day.month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (shaped && ends && day.year > 0 && day.day <= last).then_some(day)
}

/// An object's fields in their order; a key that comes twice is a fault, since one of the two would be lost.
struct Fields(Map<String, Value>);

impl<'de> serde::Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object {\"id\", \"text\", …}")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut access: A) -> Result<Fields, A::Error> {
                let mut fields = Map::new();
                while let Some((key, value)) = access.next_entry::<String, Value>()? {
                    if fields.contains_key(&key) {
                        return Err(serde::de::Error::custom(format_args!("the key \"{key}\" comes twice")));
                    }
                    fields.insert(key, value);
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(Visitor)
    }
}

/// What serde says, with the column alone: the line is the file's and printed before.
fn json_fault(e: &serde_json::Error) -> String {
    let full = e.to_string();
    let what = full.rsplit_once(" at line ").map_or(full.as_str(), |(what, _)| what);
    if e.column() > 0 { format!("{what} (column {})", e.column()) } else { what.to_owned() }
}

/// Whether a stream is JSONL, by its first bytes: an object's brace and a key.
#[must_use]
pub fn is_jsonl(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut rest = head.iter().filter(|b| !b.is_ascii_whitespace() && **b != 0);
    rest.next() == Some(&b'{') && matches!(rest.next(), Some(b'"' | b'}'))
}

/// The documents of a JSONL stream, one line at a time; blank lines are skipped, each other line gives a
/// document or a fault with its number.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    name: String,
    line: usize,
    buffer: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    /// Reads from `reader`; `name` stands in ids and messages.
    pub fn new(reader: R, name: &str) -> Self {
        Self { reader, name: name.to_owned(), line: 0, buffer: Vec::new(), ended: false }
    }

    /// Reads the next line into the buffer; false at the end. Of an overlong line only the head is kept.
    fn fill(&mut self) -> std::io::Result<bool> {
        self.buffer.clear();
        let most = LONGEST as u64 + 1;
        if self.reader.by_ref().take(most).read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(false);
        }
        if self.buffer.len() > LONGEST && self.buffer.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
        }
        Ok(true)
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = (usize, Result<Input, Fault>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line += 1;
            match self.fill() {
                Ok(true) => {}
                Ok(false) => break,
                Err(e) => {
                    self.ended = true;
                    return Some((self.line, Err(Fault::Read(e.to_string()))));
                }
            }
            if self.buffer.len() > LONGEST {
                self.buffer = Vec::new();
                return Some((self.line, Err(Fault::TooLong)));
            }
            let bytes = self.buffer.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.buffer);
            if !bytes.trim_ascii().is_empty() {
                return Some((self.line, Input::json(&self.name, self.line, bytes)));
            }
        }
        self.ended = true;
        None
    }
}
