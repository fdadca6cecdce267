//! Paths → documents, as a stream: folders are listed, files told apart, nothing is read before it is wanted.

use rasid::input::{Fault, Input, LONGEST, Lines, decode, is_jsonl};
use rasid::model::Day;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::args;
use crate::messages::Messages;
use crate::{gunzip, pages, sheets};

/// What a source gives: a document and the path it stands at, or what is wrong at a place.
pub(crate) enum Item {
    Document(Box<Input>, Arc<str>),
    Problem { text: String, missing: bool },
}

type Stream = Box<dyn Iterator<Item = (usize, Result<Input, Fault>)> + Send>;

/// The documents of paths, one after another.
pub(crate) struct Sources<'m> {
    paths: VecDeque<(PathBuf, String)>,
    stream: Option<(Arc<str>, Stream)>,
    ready: VecDeque<Item>,
    published: Option<Day>,
    outlet: Option<String>,
    messages: &'m Messages,
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
        let mut sources =
            Self { paths: VecDeque::new(), stream: None, ready: VecDeque::new(), published, outlet: input.outlet.clone(), messages };
        for path in &input.paths {
            sources.add(path);
        }
        Ok(sources)
    }

    fn add(&mut self, path: &Path) {
        let shown = path.display().to_string();
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

    /// Opens a path: a JSONL file becomes the stream, a plain text is ready.
    fn open(&mut self, path: &Path, name: &str) {
        let shown = path.display().to_string();
        let reader: Box<dyn BufRead + Send> = if path == Path::new("-") {
            Box::new(BufReader::with_capacity(1 << 16, std::io::stdin()))
        } else {
            match File::open(path) {
                Ok(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
                Err(e) => {
                    let why = if e.kind() == std::io::ErrorKind::NotFound {
                        self.messages.text("not_found", &[])
                    } else {
                        self.messages.text("read", &[&e.to_string()])
                    };
                    let text = self.messages.text("problem_at", &[&shown, &why]);
                    self.ready.push_back(Item::Problem { text, missing: true });
                    return;
                }
            }
        };
        match self.read(reader, form(path), name, &shown) {
            Ok(()) => {}
            Err(fault) => {
                let item = self.problem(&shown, &fault);
                self.ready.push_back(item);
            }
        }
    }

    fn read(&mut self, mut reader: Box<dyn BufRead + Send>, form: Form, name: &str, shown: &str) -> Result<(), Fault> {
        let unreadable = |e: std::io::Error| Fault::Read(e.to_string());
        if gunzip::is_gzip(reader.fill_buf().map_err(unreadable)?) {
            reader = gunzip::unpack(reader);
        }
        let head = reader.fill_buf().map_err(unreadable)?;
        if form == Form::Sheet {
            let separator = sheets::separator(head);
            self.stream = Some((shown.into(), Box::new(sheets::Rows::new(reader, name, separator)?)));
            return Ok(());
        }
        if form == Form::Page || (form == Form::Other && pages::is_page(head)) {
            return self.page(reader, name, shown);
        }
        let plain = form == Form::Text;
        let lines = !plain && is_jsonl(head);
        let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
        if lines && !head.contains(&0) {
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
                self.ready.push_back(Item::Document(Box::new(input), shown.into()));
                return Ok(());
            }
            Err(pages::Unread::Input(fault)) => return Err(fault),
            Err(pages::Unread::NoArticle) => "no_article",
            Err(pages::Unread::Monstrous) => "monstrous",
        };
        let text = self.messages.text("problem_at", &[&rasid::visible::visible(shown), &self.messages.text(message, &[])]);
        self.ready.push_back(Item::Problem { text, missing: false });
        Ok(())
    }
}

/// What a file's name says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Page,
    Sheet,
    Other,
}

/// The endings that are read from folders; each may be packed, `.gz`.
const ENDINGS: [(&str, Form); 7] = [
    ("txt", Form::Text),
    ("jsonl", Form::Other),
    ("ndjson", Form::Other),
    ("html", Form::Page),
    ("htm", Form::Page),
    ("csv", Form::Sheet),
    ("tsv", Form::Sheet),
];

fn known_form(path: &Path) -> Option<Form> {
    let packed = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
    let inner = if packed { path.with_extension("") } else { path.to_owned() };
    let ending = inner.extension()?;
    ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, form)| *form)
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
            let (path, name) = self.paths.pop_front()?;
            self.open(&path, &name);
        }
    }
}

/// The texts and JSONL files below a folder; what is hidden is left out, links to folders are not followed.
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
