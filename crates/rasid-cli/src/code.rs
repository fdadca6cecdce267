//! `rasid code`: documents in, records out, in order.

use rasid::input::Input;
use rasid::intensity::Intensities;
use rasid::model::{Note, NoteKind, Span};
use rasid::record::Recorder;
use rasid::{Coded, Coder, Knowledge};
use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::args::{self, Format};
use crate::messages::Messages;
use crate::output::{self, Screen};
use crate::progress::Progress;
use crate::sources::{Item, Sources};
use crate::{Outcome, layer};

/// What `rasid code` was asked.
pub(crate) struct Job<'a> {
    pub(crate) input: &'a args::Input,
    pub(crate) format: Option<Format>,
    pub(crate) layer: Option<&'a Path>,
    pub(crate) threads: Option<u16>,
    pub(crate) quiet: bool,
}

/// Text enough to be worth handing to a thread; small, so that the first record comes at once.
const BATCH: usize = 1 << 17;

/// What a batch gave.
#[derive(Default)]
struct Done {
    out: Vec<u8>,
    problems: Vec<String>,
    missing: usize,
    documents: u64,
    bytes: u64,
    events: u64,
}

/// Codes.
pub(crate) fn run(job: &Job<'_>, messages: &Messages) -> std::io::Result<Outcome> {
    let Ok(sources) = Sources::new(job.input, messages) else { return Ok(Outcome::Failed) };
    let Some(knowledge) = layer::load(job.layer, messages) else { return Ok(Outcome::Failed) };
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let label = output::label(messages);
    let printer = Printer { format: output::format(job.format), screen: Screen::new(), label: &label };
    silence_panics();
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout());
    let live = std::io::stdout().is_terminal();
    out.write_all(&printer.head())?;
    let mut progress = Progress::new(job.quiet || live, messages);
    let (mut problems, mut missing) = (0, 0);
    let worker = || {
        let mut bench = Bench { desk: Desk::new(&knowledge, messages), recorder: &recorder, printer };
        move |batch: Vec<Item>| bench.batch(batch)
    };
    rasid::run::in_order(Batches(sources), threads(job.threads), worker, |done: Done| {
        out.write_all(&done.out)?;
        if progress.documents() == 0 || live {
            out.flush()?;
        }
        if !done.problems.is_empty() {
            progress.clear();
            done.problems.iter().for_each(|p| crate::messages::line(p));
        }
        problems += done.problems.len();
        missing += done.missing;
        progress.add(done.documents, done.bytes, done.events);
        Ok(())
    })
    .and_then(|()| out.flush())?;
    progress.end();
    Ok(match problems {
        0 => Outcome::Done,
        n if n == missing && progress.documents() == 0 => Outcome::Failed,
        _ => Outcome::Problems,
    })
}

pub(crate) fn threads(asked: Option<u16>) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.map_or_else(all, usize::from)
}

/// A fault in one document must not end a long run: it is caught and reported with the document's name. What
/// the runtime would print says nothing to users, so it is printed only where a backtrace is wanted.
pub(crate) fn silence_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

/// Items in batches.
pub(crate) struct Batches<'m>(pub(crate) Sources<'m>);

impl Iterator for Batches<'_> {
    type Item = Vec<Item>;

    fn next(&mut self) -> Option<Vec<Item>> {
        let (mut batch, mut size) = (Vec::new(), 0);
        for item in self.0.by_ref() {
            size += match &item {
                Item::Document(input, _) => input.document.text.len() + 256,
                Item::Problem { text, .. } => text.len(),
            };
            batch.push(item);
            if size >= BATCH {
                break;
            }
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// How records are printed.
#[derive(Clone, Copy)]
struct Printer<'a> {
    format: Format,
    screen: Screen,
    label: &'a (dyn Fn(&str) -> String + Sync),
}

impl Printer<'_> {
    fn head(&self) -> Vec<u8> {
        if self.format == Format::Csv { rasid::csv::header() } else { Vec::new() }
    }

    fn print(&self, record: &rasid::record::Record<'_>, out: &mut Vec<u8>) {
        match self.format {
            Format::Jsonl => rasid::visible::json_line(record, out),
            Format::Csv => rasid::csv::rows(record, out),
            Format::Table => {
                let mut text = String::new();
                rasid::table::write(record, self.screen.style(self.label), &mut text);
                out.extend_from_slice(text.as_bytes());
            }
        }
    }
}

/// What one thread codes with.
pub(crate) struct Desk<'a> {
    pub(crate) coder: Coder<'a>,
    knowledge: &'a Knowledge,
    messages: &'a Messages,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(knowledge: &'a Knowledge, messages: &'a Messages) -> Self {
        Self { coder: Coder::new(knowledge), knowledge, messages }
    }

    /// Codes a document; after a fault of the program as nothing, with a note, and what to say of it.
    pub(crate) fn code(&mut self, input: &Input) -> (Coded, Option<String>) {
        if input.language.code != "ar" {
            return (Coded::default(), None);
        }
        if let Ok(coded) = catch_unwind(AssertUnwindSafe(|| rasid::long::code(&mut self.coder, &input.document))) {
            return (coded, None);
        }
        // Its memory may be half written.
        self.coder = Coder::new(self.knowledge);
        let problem = self.messages.text("problem", &[&self.messages.text("internal", &[&input.document.id])]);
        let fault = Note { kind: NoteKind::Text, span: Span::default(), detail: "a fault of the program: not coded".to_owned() };
        (Coded { notes: vec![fault], ..Coded::default() }, Some(problem))
    }
}

/// A desk with a printer.
struct Bench<'a> {
    desk: Desk<'a>,
    recorder: &'a Recorder,
    printer: Printer<'a>,
}

impl Bench<'_> {
    fn batch(&mut self, batch: Vec<Item>) -> Done {
        let mut done = Done::default();
        for item in batch {
            match item {
                Item::Document(input, _) => self.document(&input, &mut done),
                Item::Problem { text, missing } => {
                    done.problems.push(text);
                    done.missing += usize::from(missing);
                }
            }
        }
        done
    }

    fn document(&mut self, input: &Input, done: &mut Done) {
        let (coded, problem) = self.desk.code(input);
        done.problems.extend(problem);
        self.printer.print(&self.recorder.record(input, &coded), &mut done.out);
        done.documents += 1;
        done.bytes += input.document.text.len() as u64;
        done.events += coded.events.len() as u64;
    }
}
