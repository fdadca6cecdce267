//! WARC, packed or not → the pages that servers answered with. A damaged record is told, the reader goes on with the next.
//! Written here because `fastwarc`, which can do it, brings an encoder of brotli and the `encoding` crate, last released in 2016.

use flate2::bufread::GzDecoder;
use rasid::input::{Fault, Input};
use serde_json::json;
use std::io::{BufRead, Cursor, Read};

use crate::{gunzip, pages};

const NO_RECORD: &str = "no record of WARC";

/// No record is larger, in bytes; a larger one is left out.
const LARGEST: u64 = 1 << 26;

/// Whether bytes begin a WARC file.
#[must_use]
pub fn is_warc(head: &[u8]) -> bool {
    head.starts_with(b"WARC/")
}

/// The pages of a file, each with the number of its record.
pub struct Pages {
    reader: Again,
    /// Members that could not be unpacked.
    damaged: usize,
    packed: bool,
    name: String,
    record: usize,
    /// Records of a member that were not looked at yet.
    member: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Pages {
    /// Reads a file, packed or not; pages without an address are called by its name and the number of their record.
    ///
    /// # Errors
    /// Where its first bytes cannot be read.
    pub fn new(mut reader: Box<dyn BufRead + Send>, name: &str) -> std::io::Result<Self> {
        let packed = gunzip::is_gzip(reader.fill_buf()?);
        Ok(Self {
            reader: Again { front: Cursor::default(), rest: reader },
            damaged: 0,
            packed,
            name: name.to_owned(),
            record: 0,
            member: Vec::new(),
            at: 0,
            ended: false,
        })
    }

    /// The next record's bytes; `None` at the end.
    fn record(&mut self) -> Option<Result<Record, String>> {
        if !self.packed {
            return self.plain();
        }
        loop {
            if let Some(rest) = self.member.get(self.at..).filter(|rest| !rest.iter().all(u8::is_ascii_whitespace)) {
                let (taken, record) = Record::parse(rest);
                self.at += taken;
                return Some(record);
            }
            match self.next_member() {
                Ok(true) => {}
                Ok(false) if !self.packed => return self.plain(),
                Ok(false) => return None,
                Err(why) => return Some(Err(why)),
            }
        }
    }

    /// Unpacks the next member of a packed file; after a damaged one, goes on where another begins. A file that is one large member is
    /// read as a stream.
    fn next_member(&mut self) -> Result<bool, String> {
        self.member.clear();
        self.at = 0;
        if !self.seek().map_err(|e| e.to_string())? {
            return Ok(false);
        }
        let mut member = GzDecoder::new(Seen { inner: MAGIC.chain(&mut self.reader), bytes: Vec::new() });
        let read = (&mut member).take(LARGEST + 1).read_to_end(&mut self.member);
        let seen = std::mem::take(&mut member.get_mut().bytes);
        let large = self.member.len() as u64 > LARGEST;
        if read.is_ok() && !large {
            return Ok(true);
        }
        self.member.clear();
        if large {
            self.reader.push(&seen);
            let packed = std::mem::replace(&mut self.reader, Again { front: Cursor::default(), rest: Box::new(std::io::empty()) });
            self.reader.rest = gunzip::unpack(Box::new(packed));
            self.packed = false;
        } else {
            // A member that is cut off ran into the next, which is looked for in what was taken for its own.
            self.reader.push(seen.get(seen.len().saturating_sub(REACH).max(1)..).unwrap_or(&[]));
            self.damaged += 1;
            if self.damaged > DAMAGED {
                self.ended = true;
                return Err("most of it is damaged".to_owned());
            }
        }
        read.map(|_| false).map_err(|e| e.to_string())
    }

    /// Goes past the first bytes of a member, wherever the reader's buffer ends.
    fn seek(&mut self) -> std::io::Result<bool> {
        let mut met = 0;
        while met < MAGIC.len() {
            let Some(byte) = self.reader.fill_buf()?.first().copied() else { return Ok(false) };
            self.reader.consume(1);
            met = if Some(&byte) == MAGIC.get(met) { met + 1 } else { usize::from(byte == MAGIC[0]) };
        }
        Ok(true)
    }

    /// A record of a file that is not packed.
    fn plain(&mut self) -> Option<Result<Record, String>> {
        let (mut head, mut begun) = (Vec::new(), false);
        loop {
            let from = head.len();
            match (&mut self.reader).take(1 << 16).read_until(b'\n', &mut head) {
                Ok(0) if begun => return Some(Err("cut off".to_owned())),
                Ok(0) => return None,
                Ok(_) => {}
                Err(e) => {
                    self.ended = true;
                    return Some(Err(e.to_string()));
                }
            }
            let line = head.get(from..).unwrap_or(&[]);
            if !begun {
                // What stands between records, or is left of a damaged one.
                if is_warc(line) { begun = true } else { head.clear() }
            } else if line.trim_ascii().is_empty() {
                break;
            } else if head.len() > 1 << 20 {
                return Some(Err("no end of its head".to_owned()));
            }
        }
        let Some(length) = length(&head) else { return Some(Err("no Content-Length".to_owned())) };
        if length > LARGEST {
            let skipped = std::io::copy(&mut (&mut self.reader).take(length), &mut std::io::sink());
            self.ended = skipped.is_err();
            return Some(Err(format!("larger than {} MiB", LARGEST >> 20)));
        }
        match (&mut self.reader).take(length).read_to_end(&mut head) {
            Ok(read) if read as u64 == length => Some(Record::parse(&head).1),
            Ok(_) => Some(Err("cut off".to_owned())),
            Err(e) => {
                self.ended = true;
                Some(Err(e.to_string()))
            }
        }
    }
}

impl Iterator for Pages {
    type Item = (usize, Result<Input, Fault>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let Some(record) = self.record() else {
                self.ended = true;
                return (self.record == 0).then(|| (1, Err(Fault::Read(NO_RECORD.to_owned()))));
            };
            self.record += 1;
            let page = match record {
                Ok(record) => record.page(&self.name, self.record),
                Err(why) => Some(Err(Fault::Read(why))),
            };
            if let Some(page) = page {
                return Some((self.record, page));
            }
        }
        None
    }
}

/// How a member of gzip begins.
const MAGIC: &[u8] = b"\x1f\x8b\x08";

/// How far before the place where a member shows its damage the next may begin, in bytes.
const REACH: usize = 1 << 16;
/// A file with more damage than that is not read to its end.
const DAMAGED: usize = 10_000;

/// A reader that bytes are given back to.
struct Again {
    front: Cursor<Vec<u8>>,
    rest: Box<dyn BufRead + Send>,
}

impl Again {
    fn push(&mut self, bytes: &[u8]) {
        let mut front = bytes.to_vec();
        front.extend(self.front.fill_buf().unwrap_or(&[]));
        self.front = Cursor::new(front);
    }

    fn own(&mut self) -> &mut dyn BufRead {
        if self.front.fill_buf().is_ok_and(<[u8]>::is_empty) { &mut self.rest } else { &mut self.front }
    }
}

impl Read for Again {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.own().read(into)
    }
}

impl BufRead for Again {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.own().fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.own().consume(count);
    }
}

/// A reader that keeps what was read.
struct Seen<R> {
    inner: R,
    bytes: Vec<u8>,
}

impl<R: BufRead> Read for Seen<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Seen<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What is consumed is in sight, so that this reads nothing.
        if let Ok(ahead) = self.inner.fill_buf() {
            self.bytes.extend(ahead.get(..count).unwrap_or(ahead));
        }
        self.inner.consume(count);
    }
}

/// A field of a record's or an answer's head.
fn field(head: &[u8], name: &str) -> Option<String> {
    let mut lines = head.split(|b| *b == b'\n').map(|line| String::from_utf8_lossy(line));
    let named = |line: &str| line.split_once(':').filter(|(n, _)| n.trim().eq_ignore_ascii_case(name)).map(|(_, v)| v.trim().to_owned());
    lines.find_map(|line| named(&line))
}

fn length(head: &[u8]) -> Option<u64> {
    field(head, "Content-Length")?.parse().ok()
}

/// Where a head ends: after its empty line.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let crlf = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
    let lf = bytes.windows(2).position(|two| two == b"\n\n").map(|at| at + 2);
    crlf.into_iter().chain(lf).min()
}

/// A record: its head and what it holds.
struct Record {
    head: Vec<u8>,
    block: Vec<u8>,
}

impl Record {
    /// Reads the first record of bytes; with how many bytes it took.
    fn parse(bytes: &[u8]) -> (usize, Result<Self, String>) {
        let blank = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let rest = bytes.get(blank..).unwrap_or(&[]);
        let all = bytes.len();
        if !is_warc(rest) {
            return (all, Err(NO_RECORD.to_owned()));
        }
        let Some(begin) = end_of_head(rest) else { return (all, Err("no end of its head".to_owned())) };
        let (head, block) = rest.split_at(begin);
        let Some(length) = length(head).and_then(|n| usize::try_from(n).ok()) else {
            return (all, Err("no Content-Length".to_owned()));
        };
        match block.get(..length) {
            Some(block) => (blank + begin + length, Ok(Self { head: head.to_vec(), block: block.to_vec() })),
            None => (all, Err("cut off".to_owned())),
        }
    }

    /// The page that a server answered with; `None` where the record is something else.
    fn page(&self, name: &str, number: usize) -> Option<Result<Input, Fault>> {
        if field(&self.head, "WARC-Type").as_deref() != Some("response") {
            return None;
        }
        let mut fields = [httparse::EMPTY_HEADER; 128];
        let mut answer = httparse::Response::new(&mut fields);
        let begin = match answer.parse(&self.block) {
            Ok(httparse::Status::Complete(begin)) => begin,
            Ok(httparse::Status::Partial) => return Some(Err(Fault::Read("no end of the answer's head".to_owned()))),
            Err(e) => return Some(Err(Fault::Read(e.to_string()))),
        };
        let has = |name: &str, value: &str| {
            let own = answer.headers.iter().filter(|h| h.name.eq_ignore_ascii_case(name));
            own.map(|h| String::from_utf8_lossy(h.value).to_ascii_lowercase()).any(|v| v.contains(value))
        };
        if answer.code != Some(200) || !has("Content-Type", "html") {
            return None;
        }
        let mut body = self.block.get(begin..).unwrap_or(&[]).to_vec();
        // Crawlers that undo an encoding often leave its name there: it is undone only where it can be.
        if has("Transfer-Encoding", "chunked") {
            body = joined(&body).unwrap_or(body);
        }
        if gunzip::is_gzip(&body) {
            let mut plain = Vec::new();
            if let Err(e) = GzDecoder::new(body.as_slice()).take(pages::LARGEST as u64 + 1).read_to_end(&mut plain) {
                return Some(Err(Fault::Read(e.to_string())));
            }
            body = plain;
        }
        let url = field(&self.head, "WARC-Target-URI").map(|u| u.trim_matches(['<', '>']).to_owned());
        let name = url.clone().unwrap_or_else(|| format!("{name}:{number}"));
        Some(match pages::read(&name, &body) {
            Ok(mut input) => {
                input.document.url = input.document.url.take().or(url);
                if let Some(date) = field(&self.head, "WARC-Date") {
                    input.extra.insert("crawled".to_owned(), json!(date));
                }
                Ok(input)
            }
            Err(pages::Unread::Input(fault)) => Err(fault),
            Err(pages::Unread::NoArticle) => Err(Fault::Read(format!("{name}: no article"))),
            Err(pages::Unread::Monstrous) => Err(Fault::Read(format!("{name}: larger or deeper than any page of news"))),
        })
    }
}

/// A body that was sent in pieces, joined; `None` where it is not in pieces.
fn joined(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((begin, size))) = httparse::parse_chunk_size(body) else { return None };
        if size == 0 {
            return Some(out);
        }
        let end = begin.checked_add(usize::try_from(size).ok()?)?;
        out.extend(body.get(begin..end)?);
        body = body.get(end..)?.strip_prefix(b"\r\n")?;
    }
}
