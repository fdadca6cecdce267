//! `rasid code`: documents in, records out, in order.

use rasid::intensity::Intensities;
use rasid::record::Recorder;
use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::path::Path;

use crate::args::Format;
use crate::messages::Messages;
use crate::output::{self, Screen};
use crate::work::{self, Bench, Corpus};
use crate::{Outcome, layer};

/// What `rasid code` was asked.
pub(crate) struct Job<'a> {
    pub(crate) corpus: Corpus<'a>,
    pub(crate) format: Option<Format>,
    pub(crate) layer: Option<&'a Path>,
}

/// Codes.
pub(crate) fn run(job: &Job<'_>, messages: &Messages) -> std::io::Result<Outcome> {
    let Some(knowledge) = layer::load(job.layer, messages) else { return Ok(Outcome::Failed) };
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let label = output::label(messages);
    let printer = Printer { format: output::format(job.format), screen: Screen::new(), label: &label };
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout());
    let live = std::io::stdout().is_terminal();
    out.write_all(&printer.head())?;
    let corpus = Corpus { quiet: job.corpus.quiet || live, ..job.corpus };
    let mut first = true;
    let worker = || {
        let mut bench = Bench::new(&knowledge);
        let recorder = &recorder;
        move |input: &rasid::input::Input, tell: &mut work::Tell<'_>| {
            let coded = bench.code(input, tell);
            tell.events = coded.events.len();
            printer.print(&recorder.record(input, &coded))
        }
    };
    let outcome = work::over(&corpus, messages, worker, |printed: Vec<u8>| {
        out.write_all(&printed)?;
        if first || live {
            first = false;
            out.flush()?;
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(outcome)
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

    fn print(&self, record: &rasid::record::Record<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        match self.format {
            Format::Jsonl => rasid::visible::json_line(record, &mut out),
            Format::Csv => rasid::csv::rows(record, &mut out),
            Format::Table => {
                let mut text = String::new();
                rasid::table::write(record, self.screen.style(self.label), &mut text);
                out.extend_from_slice(text.as_bytes());
            }
        }
        out
    }
}
