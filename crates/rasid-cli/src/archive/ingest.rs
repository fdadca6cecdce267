//! `rasid ingest`: what `rasid code` reads → the archive. Coded on many threads, stored by one.

use rasid::Knowledge;
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid_archive::{Archive, Fault, Prepared, Tally};
use std::path::Path;
use std::sync::Arc;

use super::{Ended, Trouble};
use crate::fetch::Fetcher;
use crate::messages::Messages;
use crate::progress::Progress;
use crate::sources::{Item, Sources};
use crate::work::{Batches, Bench, FURTHER, silence_panics, stand_back, step_back, threads};
use crate::{Outcome, args, layer, output};

/// What `rasid ingest` was asked.
pub(crate) struct Job<'a> {
    pub(crate) input: &'a args::Input,
    pub(crate) private: bool,
    pub(crate) desk: Desk<'a>,
}

/// Where and with what reports are taken in.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) archive: &'a Path,
    pub(crate) layer: Option<&'a Path>,
    pub(crate) threads: Option<u16>,
    pub(crate) quiet: bool,
}

/// Text enough for a transaction, in bytes: what is stored by order of names touches pages all over a large archive, in each transaction anew.
const TRANSACTION: usize = 1 << 22;
/// Of a large archive it is one part in so many, up to four times as much.
const SHARE: u64 = 256;

/// What a thread made of a batch.
#[derive(Default)]
struct Done {
    reports: Vec<(Prepared, Arc<str>)>,
    problems: Vec<String>,
    missing: usize,
    known: u64,
}

/// Ingests.
pub(crate) fn run(job: &Job<'_>, messages: &Messages) -> Ended {
    let Ok(sources) = Sources::new(job.input, messages) else { return Err(Trouble::Said) };
    let sources = sources.fetching(Fetcher::new(job.private));
    let Some(knowledge) = layer::load(job.desk.layer, messages) else { return Err(Trouble::Said) };
    let size = std::fs::metadata(job.desk.archive).map_or(0, |file| file.len());
    let enough = usize::try_from(size / SHARE).unwrap_or(0).clamp(TRANSACTION, TRANSACTION * 4);
    take(job.desk, &knowledge, enough, Batches(sources), messages)
}

/// Takes reports in as they come, and tells what that came to. A transaction has at least `enough` bytes of text.
pub(crate) fn take(
    desk: Desk<'_>,
    knowledge: &Knowledge,
    enough: usize,
    batches: impl Iterator<Item = Vec<Item>> + Send,
    messages: &Messages,
) -> Ended {
    let mut archive = Archive::create(desk.archive)?;
    let at = archive.now()?;
    let run = archive.run(&at, env!("CARGO_PKG_VERSION"), knowledge.version())?;
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    silence_panics();
    step_back();
    let vocabulary = Arc::default();
    // Nothing needs to be asked of an archive that was empty: of two that come together the second is left when it is stored.
    let has_some = archive.reports()? > 0;
    let worker = || {
        // What is coded is to be stored: who stores goes first, or there is much left to store when all is coded.
        stand_back(FURTHER);
        let mut bench = Bench::sharing(knowledge, &vocabulary);
        let reader = has_some.then(|| Archive::open(desk.archive).ok()).flatten();
        let recorder = &recorder;
        move |batch: Vec<Item>| prepare(&mut bench, reader.as_ref(), recorder, batch, messages)
    };
    let mut progress = Progress::new(desk.quiet, messages);
    let mut writer = Writer { archive: &mut archive, run, at: &at, enough, waiting: Vec::new(), size: 0, tally: Tally::default() };
    let (mut problems, mut missing) = (0, 0);
    rasid::run::in_order(batches, threads(desk.threads), worker, |done: Done| {
        if !done.problems.is_empty() {
            progress.clear();
            done.problems.iter().for_each(|p| crate::messages::line(p));
        }
        problems += done.problems.len();
        missing += done.missing;
        progress.add(done.known, 0, 0);
        writer.tally.known += done.known;
        writer.take(done.reports, &mut progress)
    })
    .and_then(|()| writer.flush(&mut progress))?;
    let tally = writer.tally;
    progress.end();
    archive.settle()?;
    let numbers = [tally.added, tally.events, tally.known, tally.copies, tally.renewed, archive.reports()?].map(|n| n.to_string());
    let place = rasid_archive::shown(desk.archive);
    let mut parts: Vec<&str> = numbers.iter().map(String::as_str).collect();
    parts.push(&place);
    output::print(format!("{}\n", messages.text("ingested", &parts)).as_bytes())?;
    Ok(match problems {
        0 => Outcome::Done,
        n if n == missing && progress.documents() == 0 => Outcome::Failed,
        _ => Outcome::Problems,
    })
}

/// Codes what the archive does not have yet.
fn prepare(desk: &mut Bench<'_>, reader: Option<&Archive>, recorder: &Recorder, batch: Vec<Item>, messages: &Messages) -> Done {
    let mut done = Done::default();
    for item in batch {
        let (input, source) = match item {
            Item::Document(input, source) => (input, source),
            Item::Problem { text, missing } => {
                done.problems.push(text);
                done.missing += usize::from(missing);
                continue;
            }
        };
        if reader.is_some_and(|r| r.knows(&input.document).unwrap_or(false)) {
            done.known += 1;
            continue;
        }
        let (coded, problem) = desk.read(&input, messages);
        done.problems.extend(problem);
        done.reports.push((rasid_archive::prepare(&mut desk.coder, &input, &recorder.record(&input, &coded)), source));
    }
    done
}

/// Stores what the threads made, a transaction for many reports.
struct Writer<'a> {
    archive: &'a mut Archive,
    run: i64,
    at: &'a str,
    enough: usize,
    waiting: Vec<(Prepared, Arc<str>)>,
    size: usize,
    tally: Tally,
}

impl Writer<'_> {
    fn take(&mut self, reports: Vec<(Prepared, Arc<str>)>, progress: &mut Progress<'_>) -> Result<(), Fault> {
        self.size += reports.iter().map(|(r, _)| r.bytes()).sum::<usize>();
        self.waiting.extend(reports);
        if self.size < self.enough || self.waiting.is_empty() { Ok(()) } else { self.flush(progress) }
    }

    /// What is counted as done is on disk.
    fn flush(&mut self, progress: &mut Progress<'_>) -> Result<(), Fault> {
        let tally = self.archive.add(self.waiting.iter().map(|(r, s)| (r, &**s)), self.run, self.at)?;
        progress.add(self.waiting.len() as u64, self.size as u64, tally.events);
        self.tally += tally;
        self.waiting.clear();
        self.size = 0;
        Ok(())
    }
}
