//! Paths → documents, as a stream: folders are listed, files told apart, nothing is read before it is wanted.

use rasid::input::{Fault, Input, LONGEST, Lines, decode, is_jsonl};
use rasid::model::Day;
use rasid_read::{gunzip, pages, warc};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::IntoIter;

use crate::fetch::{self, Fetcher};
use crate::messages::Messages;
use crate::packed::Member;
use crate::{args, columns, feeds, packed, sheets};

/// What a source gives: a document and the path it stands at, or what is wrong at a place.
pub(crate) enum Item {
    Document(Box<Input>, Arc<str>),
    Problem { text: String, missing: bool },
}

/// A document with its line, row or number in a file, or what is wrong there.
pub(crate) type Numbered = (usize, Result<Input, Fault>);

type Stream = Box<dyn Iterator<Item = Numbered> + Send>;

fn unreadable(error: std::io::Error) -> Fault {
    Fault::Read(error.to_string())
}

/// The documents of paths, one after another.
pub(crate) struct Sources<'m> {
    paths: VecDeque<(PathBuf, String)>,
    /// A file of files that is being read, and what it is called.
    members: Option<(String, IntoIter<Member>)>,
    stream: Option<(Arc<str>, Stream)>,
    ready: VecDeque<Item>,
    published: Option<Day>,
    outlet: Option<String>,
    /// What fetches addresses; none where a command reads files alone.
    fetcher: Option<Arc<Fetcher>>,
    messages: &'m Messages,
}

/// A file's bytes as they come, with what they are called.
struct Bytes<'a> {
    reader: Box<dyn BufRead + Send>,
    /// The file itself, of what cannot be read from its beginning alone.
    file: Option<&'a Path>,
    form: Form,
    name: &'a str,
    shown: &'a str,
    /// Whether it is a member of another.
    inside: bool,
}

impl<'m> Sources<'m> {
    /// Takes the input part of a command line; `Err` where its day is none.
    pub(crate) fn new(input: &args::Input, messages: &'m Messages) -> Result<Self, ()> {
        let published = match &input.published {
            None => None,
            Some(written) => match rasid::input::day(written) {
                Some(day) => Some(day),
                None => {
                    messages.say("problem", &[&messages.text("bad_date", &[written])]);
                    return Err(());
                }
            },
        };
        let mut sources = Self {
            paths: VecDeque::new(),
            members: None,
            stream: None,
            ready: VecDeque::new(),
            published,
            outlet: input.outlet.clone(),
            fetcher: None,
            messages,
        };
        for path in &input.paths {
            sources.add(path);
        }
        Ok(sources)
    }

    /// Reads addresses too.
    pub(crate) fn fetching(mut self, fetcher: Fetcher) -> Self {
        self.fetcher = Some(Arc::new(fetcher));
        self
    }

    fn add(&mut self, path: &Path) {
        let shown = path.display().to_string();
        if fetch::is_address(&shown) {
            self.paths.push_back((path.to_owned(), shown));
            return;
        }
        if !path.is_dir() {
            let name = path.file_name().map_or_else(|| shown.clone(), |n| n.to_string_lossy().into_owned());
            self.paths.push_back((path.to_owned(), name));
            return;
        }
        let mut found = Vec::new();
        collect(path, &mut found);
        found.sort();
        if found.is_empty() {
            let text = self.messages.text("problem_at", &[&shown, &self.messages.text("no_files", &[])]);
            self.ready.push_back(Item::Problem { text, missing: true });
        }
        for file in found {
            let name = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            self.paths.push_back((file, name));
        }
    }

    fn problem(&self, place: &str, fault: &Fault) -> Item {
        let place = rasid::visible::visible(place);
        Item::Problem { text: self.messages.text("problem_at", &[&place, &self.messages.fault(fault)]), missing: false }
    }

    /// What is wrong at a place, by the name of its message.
    fn trouble(&self, place: &str, message: &str, parts: &[&str]) -> Item {
        let text = self.messages.text("problem_at", &[&rasid::visible::visible(place), &self.messages.text(message, parts)]);
        Item::Problem { text, missing: message == "not_found" }
    }

    /// Opens a path: a JSONL file becomes the stream, a plain text is ready.
    fn open(&mut self, path: &Path, name: &str) {
        let shown = path.display().to_string();
        if fetch::is_address(&shown) {
            return self.fetch(&shown);
        }
        let reader: Box<dyn BufRead + Send> = if path == Path::new("-") {
            Box::new(BufReader::with_capacity(1 << 16, std::io::stdin()))
        } else {
            match File::open(path) {
                Ok(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
                Err(e) => {
                    let mut item = match e.kind() {
                        std::io::ErrorKind::NotFound => self.trouble(&shown, "not_found", &[]),
                        _ => self.trouble(&shown, "read", &[&e.to_string()]),
                    };
                    if let Item::Problem { missing, .. } = &mut item {
                        *missing = true;
                    }
                    self.ready.push_back(item);
                    return;
                }
            }
        };
        self.take(Bytes { reader, file: Some(path), form: form(path), name, shown: &shown, inside: false });
    }

    /// Reads what an address gives.
    fn fetch(&mut self, address: &str) {
        let item = match &self.fetcher {
            None => self.trouble(address, "no_network", &[]),
            Some(fetcher) => match fetcher.page(address) {
                Ok(had) => {
                    let form = form(Path::new(had.url.path()));
                    let reader = packed::reader(had.bytes);
                    return self.take(Bytes { reader, file: None, form, name: had.url.as_str(), shown: address, inside: false });
                }
                Err(refused) => self.trouble(address, refused.name(), &refused.details().iter().map(String::as_str).collect::<Vec<_>>()),
            },
        };
        self.ready.push_back(item);
    }

    fn take(&mut self, bytes: Bytes<'_>) {
        let shown = bytes.shown.to_owned();
        if let Err(fault) = self.read(bytes) {
            let item = self.problem(&shown, &fault);
            self.ready.push_back(item);
        }
    }

    /// A member of a file of files.
    fn member(&mut self, outer: &str, member: Member) {
        if member.name.is_empty() {
            let why = member.bytes.err().unwrap_or_default();
            let item = self.problem(outer, &Fault::Read(why));
            self.ready.push_back(item);
            return;
        }
        let shown = format!("{outer}:{}", member.name);
        let path = PathBuf::from(&member.name);
        match member.bytes {
            // As of folders: what is of no known form is left out.
            Ok(_) if known_form(&path).is_none() || hidden(&path) => {}
            Ok(bytes) => {
                let reader = packed::reader(bytes);
                self.take(Bytes { reader, file: None, form: form(&path), name: &member.name, shown: &shown, inside: true });
            }
            Err(why) => {
                let item = self.problem(&shown, &Fault::Read(why));
                self.ready.push_back(item);
            }
        }
    }

    /// What is a file of others, or read by more than its beginning, becomes the stream; anything else comes back, unpacked.
    fn unpacked<'b>(&mut self, mut bytes: Bytes<'b>) -> Result<Option<Bytes<'b>>, Fault> {
        let (name, shown) = (bytes.name, bytes.shown);
        if warc::is_warc(bytes.reader.fill_buf().map_err(unreadable)?) || bytes.form == Form::Crawl {
            self.stream = Some((shown.into(), Box::new(warc::Pages::new(bytes.reader, name).map_err(unreadable)?)));
            return Ok(None);
        }
        if gunzip::is_gzip(bytes.reader.fill_buf().map_err(unreadable)?) {
            bytes = Bytes { reader: gunzip::unpack(bytes.reader), file: None, ..bytes };
        }
        let head = bytes.reader.fill_buf().map_err(unreadable)?;
        let tar = packed::is_tar(head) && bytes.form != Form::Text;
        if tar || packed::is_zip(head) {
            if bytes.inside {
                let item = self.trouble(shown, "nested", &[]);
                self.ready.push_back(item);
                return Ok(None);
            }
            let members = if tar {
                packed::tar(bytes.reader)
            } else {
                let (places, size) = whole(bytes.reader, bytes.file).map_err(unreadable)?;
                packed::zip(places, size)
            };
            self.members = Some((shown.to_owned(), members));
            return Ok(None);
        }
        if columns::is_parquet(head) {
            let file = kept(bytes.reader, bytes.file).map_err(unreadable)?;
            self.stream = Some((shown.into(), Box::new(columns::Rows::new(file, name)?)));
            return Ok(None);
        }
        Ok(Some(bytes))
    }

    fn sheet(&mut self, mut reader: Box<dyn BufRead + Send>, name: &str, shown: &str) -> Result<(), Fault> {
        let separator = sheets::separator(reader.fill_buf().map_err(unreadable)?);
        self.stream = Some((shown.into(), Box::new(sheets::Rows::new(reader, name, separator)?)));
        Ok(())
    }

    fn read(&mut self, bytes: Bytes<'_>) -> Result<(), Fault> {
        let Some(mut bytes) = self.unpacked(bytes)? else { return Ok(()) };
        let plain = bytes.form == Form::Text;
        let head = bytes.reader.fill_buf().map_err(unreadable)?;
        let feed = !plain && (bytes.form == Form::Feed || feeds::is_feed(head) || feeds::is_json_feed(head));
        let page = bytes.form == Form::Page || (bytes.form == Form::Other && pages::is_page(head));
        let lines = !plain && is_jsonl(head);
        let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
        let whole = !head.contains(&0);
        let Bytes { reader, form, name, shown, .. } = bytes;
        if form == Form::Sheet {
            return self.sheet(reader, name, shown);
        }
        if feed {
            let mut bytes = Vec::new();
            reader.take(feeds::LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            self.stream = Some((shown.into(), Box::new(feeds::read(name, &bytes)?.into_iter())));
            return Ok(());
        }
        if page {
            return self.page(reader, name, shown);
        }
        if lines && whole {
            self.stream = Some((shown.into(), Box::new(Lines::new(reader, name))));
            return Ok(());
        }
        let mut bytes = Vec::new();
        reader.take(LONGEST as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        // JSONL in UTF-16 is decoded whole: nobody streams it.
        if !plain && (wide || lines) {
            let decoded = decode(&bytes)?;
            if is_jsonl(decoded.text.as_bytes()) {
                self.stream = Some((shown.into(), Box::new(Lines::new(Cursor::new(decoded.text.into_bytes()), name))));
                return Ok(());
            }
        }
        let mut input = Input::plain(name, &bytes)?;
        input.document.published = self.published;
        input.document.outlet.clone_from(&self.outlet);
        self.ready.push_back(Item::Document(Box::new(input), shown.into()));
        Ok(())
    }

    fn page(&mut self, reader: Box<dyn BufRead + Send>, name: &str, shown: &str) -> Result<(), Fault> {
        let mut bytes = Vec::new();
        reader.take(pages::LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|e| Fault::Read(e.to_string()))?;
        let message = match pages::read(name, &bytes) {
            Ok(mut input) => {
                input.document.published = input.document.published.or(self.published);
                input.document.outlet = input.document.outlet.take().or_else(|| self.outlet.clone());
                if fetch::is_address(name) {
                    input.document.url.get_or_insert_with(|| name.to_owned());
                }
                self.ready.push_back(Item::Document(Box::new(input), shown.into()));
                return Ok(());
            }
            Err(pages::Unread::Input(fault)) => return Err(fault),
            Err(pages::Unread::NoArticle) => "no_article",
            Err(pages::Unread::Monstrous) => "monstrous",
        };
        let item = self.trouble(shown, message, &[]);
        self.ready.push_back(item);
        Ok(())
    }
}

/// What a file's name says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Page,
    Sheet,
    Feed,
    Crawl,
    Other,
}

/// The endings that are read from folders; each may be packed, `.gz`.
const ENDINGS: [(&str, Form); 14] = [
    ("txt", Form::Text),
    ("jsonl", Form::Other),
    ("ndjson", Form::Other),
    ("html", Form::Page),
    ("htm", Form::Page),
    ("csv", Form::Sheet),
    ("tsv", Form::Sheet),
    ("rss", Form::Feed),
    ("atom", Form::Feed),
    ("xml", Form::Feed),
    ("warc", Form::Crawl),
    ("parquet", Form::Other),
    ("zip", Form::Other),
    ("tar", Form::Other),
];

fn known_form(path: &Path) -> Option<Form> {
    let packed = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
    let inner = if packed { path.with_extension("") } else { path.to_owned() };
    let ending = inner.extension()?;
    ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, form)| *form)
}

/// A file with places to go to, and its size: itself, else held in memory.
fn whole(mut reader: Box<dyn BufRead + Send>, file: Option<&Path>) -> std::io::Result<(Box<dyn packed::Places>, u64)> {
    if let Some(path) = file.filter(|path| path.is_file()) {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        return Ok((Box::new(file), size));
    }
    let mut bytes = Vec::new();
    (&mut reader).take(LONGEST as u64).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    Ok((Box::new(Cursor::new(bytes)), size))
}

/// A file on disk: itself, else a copy without a name.
fn kept(mut reader: Box<dyn BufRead + Send>, file: Option<&Path>) -> std::io::Result<File> {
    if let Some(path) = file.filter(|path| path.is_file()) {
        return File::open(path);
    }
    let mut copy = tempfile::tempfile()?;
    std::io::copy(&mut reader, &mut copy)?;
    copy.rewind()?;
    Ok(copy)
}

/// Whether a member is hidden, or what macOS adds.
fn hidden(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str().to_string_lossy().starts_with(['.', '_']) && part.as_os_str() != ".")
}

fn form(path: &Path) -> Form {
    known_form(path).unwrap_or(Form::Other)
}

impl Iterator for Sources<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if let Some((shown, lines)) = &mut self.stream {
                match lines.next() {
                    Some((_, Ok(mut input))) => {
                        input.document.published = input.document.published.or(self.published);
                        input.document.outlet = input.document.outlet.take().or_else(|| self.outlet.clone());
                        return Some(Item::Document(Box::new(input), Arc::clone(shown)));
                    }
                    Some((line, Err(fault))) => {
                        let place = if line > 0 { format!("{shown}:{line}") } else { shown.to_string() };
                        return Some(self.problem(&place, &fault));
                    }
                    None => self.stream = None,
                }
            }
            if let Some((outer, members)) = &mut self.members {
                let outer = outer.clone();
                match members.next() {
                    Some(member) => self.member(&outer, member),
                    None => self.members = None,
                }
                continue;
            }
            let (path, name) = self.paths.pop_front()?;
            self.open(&path, &name);
        }
    }
}

/// The files of known forms below a folder; what is hidden is left out, links to folders are not followed.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let is_folder = entry.file_type().is_ok_and(|t| t.is_dir());
        if is_folder && !hidden {
            collect(&path, found);
        } else if !hidden && known_form(&path).is_some() {
            found.push(path);
        }
    }
}
