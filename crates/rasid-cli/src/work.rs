//! Work over a corpus: documents on all threads, results in the order of the input, what is bad said and counted.

use rasid::input::Input;
use rasid::model::{Note, NoteKind, Span};
use rasid::{Coded, Coder, Knowledge, Vocabulary};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::messages::Messages;
use crate::progress::Progress;
use crate::sources::{Item, Sources};
use crate::{Outcome, args};

/// What to work over.
pub(crate) struct Corpus<'a> {
    pub(crate) input: &'a args::Input,
    pub(crate) threads: Option<u16>,
    pub(crate) quiet: bool,
}

/// Text enough to be worth handing to a thread; small, so that the first result comes at once.
const BATCH: usize = 1 << 17;

/// What a batch gave.
struct Done<T> {
    results: Vec<T>,
    problems: Vec<String>,
    missing: usize,
    bytes: u64,
    events: u64,
}

/// A coder of one thread.
pub(crate) struct Bench<'k> {
    pub(crate) coder: Coder<'k>,
    knowledge: &'k Knowledge,
}

impl<'k> Bench<'k> {
    pub(crate) fn new(knowledge: &'k Knowledge) -> Self {
        Self { coder: Coder::new(knowledge), knowledge }
    }

    /// Beside others whose words have the same numbers.
    pub(crate) fn sharing(knowledge: &'k Knowledge, vocabulary: &Arc<Vocabulary>) -> Self {
        Self { coder: Coder::sharing(knowledge, Arc::clone(vocabulary)), knowledge }
    }

    /// Codes a document, and says what went wrong.
    pub(crate) fn code(&mut self, input: &Input, tell: &mut Tell<'_>) -> Coded {
        let (coded, problem) = self.read(input, tell.messages);
        tell.problems.extend(problem);
        coded
    }

    /// Codes a document; with what to say, if anything. A fault in one must not end a long run: it is caught and
    /// reported with the document's name.
    pub(crate) fn read(&mut self, input: &Input, messages: &Messages) -> (Coded, Option<String>) {
        if input.language.code != "ar" {
            return (Coded::default(), None);
        }
        if let Ok(coded) = catch_unwind(AssertUnwindSafe(|| rasid::long::code(&mut self.coder, &input.document))) {
            return (coded, None);
        }
        // Its memory may be half written.
        self.coder = Coder::sharing(self.knowledge, Arc::clone(self.coder.vocabulary()));
        let problem = messages.text("problem", &[&messages.text("internal", &[&input.document.id])]);
        let fault = Note::new(NoteKind::Text, Span::default(), "a fault of the program: not coded");
        (Coded { notes: vec![fault], ..Coded::default() }, Some(problem))
    }
}

impl Bench<'_> {
    /// The words of a document; none of one in another language.
    pub(crate) fn words(&mut self, input: &Input) -> Vec<rasid::explain::Word> {
        if input.language.code == "ar" { rasid::explain::words(&mut self.coder, &input.document.text) } else { Vec::new() }
    }
}

/// Where a worker says what went wrong, and how many events it read.
pub(crate) struct Tell<'m> {
    messages: &'m Messages,
    problems: Vec<String>,
    pub(crate) events: usize,
}

/// How far behind others, as `nice` counts.
const BEHIND: i32 = 10;
/// How far behind is what can wait for the rest of the same work.
pub(crate) const FURTHER: i32 = 15;

/// Lets whatever else the machine has to do go first: who reads at a desk does not wait for what takes long.
pub(crate) fn step_back() {
    stand_back(BEHIND);
}

/// Lets others go before this thread and those it starts.
pub(crate) fn stand_back(behind: i32) {
    #[cfg(unix)]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        // Where it may not be said, it goes on as it is.
        if getpriority_process(None).is_ok_and(|now| now < behind) {
            let _ = setpriority_process(None, behind);
        }
    }
    #[cfg(not(unix))]
    let _ = behind;
}

/// What the runtime would print of a fault says nothing to users, so it is printed only where a backtrace is wanted.
pub(crate) fn silence_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

/// Does work on every document and hands over what it gives, in order.
///
/// # Errors
/// That of `sink`.
pub(crate) fn over<T: Send, W: FnMut(&Input, &mut Tell<'_>) -> T>(
    corpus: &Corpus<'_>,
    messages: &Messages,
    worker: impl Fn() -> W + Sync,
    mut sink: impl FnMut(T) -> std::io::Result<()>,
) -> std::io::Result<Outcome> {
    let Ok(sources) = Sources::new(corpus.input, messages) else { return Ok(Outcome::Failed) };
    silence_panics();
    let mut progress = Progress::new(corpus.quiet, messages);
    let (mut problems, mut missing) = (0, 0);
    let worker = || {
        let mut work = worker();
        move |items: Vec<Item>| batch(items, &mut work, messages)
    };
    rasid::run::in_order(Batches(sources), threads(corpus.threads), worker, |done: Done<T>| {
        if !done.problems.is_empty() {
            progress.clear();
            done.problems.iter().for_each(|p| crate::messages::line(p));
        }
        problems += done.problems.len();
        missing += done.missing;
        progress.add(done.results.len() as u64, done.bytes, done.events);
        done.results.into_iter().try_for_each(&mut sink)
    })?;
    progress.end();
    Ok(match problems {
        0 => Outcome::Done,
        n if n == missing && progress.documents() == 0 => Outcome::Failed,
        _ => Outcome::Problems,
    })
}

fn batch<T>(items: Vec<Item>, work: &mut impl FnMut(&Input, &mut Tell<'_>) -> T, messages: &Messages) -> Done<T> {
    let mut done = Done { results: Vec::new(), problems: Vec::new(), missing: 0, bytes: 0, events: 0 };
    for item in items {
        match item {
            Item::Document(input, _) => {
                let mut tell = Tell { messages, problems: Vec::new(), events: 0 };
                done.results.push(work(&input, &mut tell));
                done.problems.extend(tell.problems);
                done.bytes += input.document.text.len() as u64;
                done.events += tell.events as u64;
            }
            Item::Problem { text, missing } => {
                done.problems.push(text);
                done.missing += usize::from(missing);
            }
        }
    }
    done
}

pub(crate) fn threads(asked: Option<u16>) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.map_or_else(all, usize::from)
}

/// How much an item counts in a batch.
fn weight(item: &Item) -> usize {
    match item {
        Item::Document(input, _) => input.document.text.len() + 256,
        Item::Problem { text, .. } => text.len(),
    }
}

/// Items in batches.
pub(crate) struct Batches<I>(pub(crate) I);

impl<I: Iterator<Item = Item>> Iterator for Batches<I> {
    type Item = Vec<Item>;

    fn next(&mut self) -> Option<Vec<Item>> {
        let (mut batch, mut size) = (Vec::new(), 0);
        for item in self.0.by_ref() {
            size += weight(&item);
            batch.push(item);
            if size >= BATCH {
                break;
            }
        }
        (!batch.is_empty()).then_some(batch)
    }
}
