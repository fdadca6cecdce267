//! `rasid recode`: every report of the archive coded again, and what that changes.

use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid_archive::{Archive, Change, Changed, Fault, Prepared};
use std::collections::BTreeMap;
use std::path::Path;

use super::{Ended, Trouble};
use crate::messages::Messages;
use crate::progress::Progress;
use crate::work::{Bench, silence_panics, step_back, threads};
use crate::{Outcome, layer, output};

/// What `rasid recode` was asked.
pub(crate) struct Job<'a> {
    pub(crate) archive: &'a Path,
    pub(crate) layer: Option<&'a Path>,
    pub(crate) threads: Option<u16>,
    pub(crate) show: usize,
    pub(crate) quiet: bool,
}

/// Reports that are read at a time, and stored in a transaction.
const BATCH: usize = 64;

/// Reports coded again with their numbers, and what was said on the way.
type Done = Result<(Vec<(i64, Prepared)>, Vec<String>), Fault>;

/// Codes again.
pub(crate) fn run(job: &Job<'_>, messages: &Messages) -> Ended {
    let Some(knowledge) = layer::load(job.layer, messages) else { return Err(Trouble::Said) };
    let mut archive = Archive::open(job.archive)?;
    let reader = Archive::open(job.archive)?;
    let at = archive.now()?;
    let run = archive.run(&at, env!("CARGO_PKG_VERSION"), knowledge.version())?;
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    silence_panics();
    step_back();
    let worker = || {
        let mut desk = Bench::new(&knowledge);
        let recorder = &recorder;
        move |batch: Result<Vec<(i64, rasid::input::Input)>, Fault>| {
            let batch = batch?;
            let mut problems = Vec::new();
            let mut reports: Vec<(i64, Prepared)> = Vec::with_capacity(batch.len());
            for (number, input) in batch {
                let (coded, problem) = desk.read(&input, messages);
                problems.extend(problem);
                reports.push((number, rasid_archive::prepare(&mut desk.coder, &input, &recorder.record(&input, &coded))));
            }
            Ok((reports, problems))
        }
    };
    let mut progress = Progress::new(job.quiet, messages);
    let mut changed = Changes { counts: BTreeMap::new(), examples: Vec::new(), show: job.show };
    let mut faults = 0;
    let mut last = 0;
    let work = std::iter::from_fn(move || match reader.documents_after(last, BATCH) {
        Ok(batch) => {
            last = batch.last()?.0;
            Some(Ok(batch))
        }
        Err(fault) => Some(Err(fault)),
    });
    rasid::run::in_order(work, threads(job.threads), worker, |done: Done| {
        let (reports, problems) = done?;
        progress.clear();
        problems.iter().for_each(|p| crate::messages::line(p));
        faults += problems.len();
        archive.recode(&reports, run, &at)?.into_iter().for_each(|change| changed.add(change));
        let size = |f: fn(&Prepared) -> usize| reports.iter().map(|(_, r)| f(r) as u64).sum();
        progress.add(reports.len() as u64, size(Prepared::bytes), size(Prepared::events));
        Ok::<(), Fault>(())
    })?;
    progress.end();
    archive.settle()?;
    output::print(changed.table(messages).as_bytes())?;
    Ok(if faults == 0 { Outcome::Done } else { Outcome::Problems })
}

/// What changed, by type.
struct Changes {
    counts: BTreeMap<(Changed, String), u64>,
    examples: Vec<Change>,
    show: usize,
}

impl Changes {
    fn add(&mut self, change: Change) {
        let body = if change.after.is_null() { &change.before } else { &change.after };
        let kind = body["type"].as_str().unwrap_or("").to_owned();
        let count = self.counts.entry((change.what, kind)).or_default();
        *count += 1;
        if *count <= self.show as u64 {
            self.examples.push(change);
        }
    }

    fn table(mut self, messages: &Messages) -> String {
        let mut out = String::new();
        let mut line = |text: &str| {
            out.push_str(text);
            out.push('\n');
        };
        for what in Changed::ALL {
            let total: u64 = self.counts.iter().filter(|((w, _), _)| *w == what).map(|(_, n)| n).sum();
            line(&format!("{}  {total}", messages.text(what.name(), &[])));
            for ((_, kind), n) in self.counts.iter().filter(|((w, _), _)| *w == what) {
                line(&format!("    {kind:<10} {n}"));
            }
        }
        self.examples.sort_by(|a, b| (a.what, &a.event).cmp(&(b.what, &b.event)));
        for change in &self.examples {
            line(&format!("{}  {}  {}", messages.text(change.what.name(), &[]), change.event, rasid::visible::visible(&change.document)));
            for (sign, body) in [("-", &change.before), ("+", &change.after)] {
                if !body.is_null() {
                    line(&format!("  {sign} {}", brief(body)));
                }
            }
        }
        out
    }
}

/// An event on a line.
fn brief(body: &serde_json::Value) -> String {
    let text = |place: &str| body.pointer(place).and_then(serde_json::Value::as_str).unwrap_or("").to_owned();
    let names = |role: &str| -> String {
        let all = body[role].as_array().into_iter().flatten();
        all.filter_map(|x| x["text"].as_str()).collect::<Vec<_>>().join("; ")
    };
    let parts = [
        text("/type"),
        text("/mode"),
        text("/status"),
        text("/date/from"),
        text("/place/text"),
        format!("«{}» → «{}»", names("actor"), names("recipient")),
        format!("«{}»", text("/trigger/text")),
        text("/rule"),
    ];
    let line = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("  ");
    rasid::visible::visible(&line).into_owned()
}
