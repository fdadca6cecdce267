//! `rasid link`, `timeline`, `agreements`, `positions`, `namings`, `stories`, `digest`: what many reports tell together.

pub(crate) mod kept;
mod rows;

use rasid::Knowledge;
use rasid::explain::Word;
use rasid::input::Input;
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid_link::digest::{Digest, Told, digest};
use rasid_link::draft::{self, Form};
use rasid_link::{Decision, Following, Linked, Report, Traits, Weights};
use serde::Serialize;
use std::convert::Infallible;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::args::{Command, Format, Together, Unit, Work};
use crate::messages::{Language, Messages};
use crate::work::{self, Bench, Corpus};
use crate::{Outcome, layer, output};

/// What was asked.
pub(crate) enum Asked {
    Groups,
    Timeline { silence: Option<u16> },
    Planned,
    Series(Unit),
    Agreements,
    Positions,
    Namings,
    Stories { least: usize },
    Digest { month: String, about: Option<String>, html: bool },
}

/// What a command asks over many reports; none of a command that asks nothing of that kind.
pub(crate) fn asked(command: Command) -> Option<(Together, Asked)> {
    Some(match command {
        Command::Link(reports) => (reports, Asked::Groups),
        Command::Timeline { reports, planned: true, .. } => (reports, Asked::Planned),
        Command::Timeline { reports, series: Some(unit), .. } => (reports, Asked::Series(unit)),
        Command::Timeline { reports, silence, .. } => (reports, Asked::Timeline { silence }),
        Command::Agreements(reports) => (reports, Asked::Agreements),
        Command::Positions(reports) => (reports, Asked::Positions),
        Command::Namings(reports) => (reports, Asked::Namings),
        Command::Stories { reports, least_reports } => (reports, Asked::Stories { least: least_reports }),
        Command::Digest { reports, month, about, html } => (reports, Asked::Digest { month, about, html }),
        _ => return None,
    })
}

/// Over which reports, and what people decided of them.
pub(crate) struct Question<'a> {
    pub(crate) work: &'a Work,
    pub(crate) decisions: Option<&'a Path>,
    pub(crate) quiet: bool,
}

/// Links, and answers.
pub(crate) fn run(question: &Question<'_>, asked: &Asked, messages: &Messages) -> std::io::Result<Outcome> {
    let Some(decisions) = read_decisions(question.decisions, messages) else { return Ok(Outcome::Failed) };
    let (outcome, reports) = read(question, messages)?;
    if outcome == Outcome::Failed {
        return Ok(outcome);
    }
    let groups = rasid_link::link(&reports, &Weights::builtin(), &decisions);
    let format = question.work.format;
    if let Asked::Groups = asked {
        print(&groups.named, format, messages)?;
        return Ok(outcome);
    }
    let linked = Linked::new(reports, groups, Following::builtin(), &decisions);
    let done = answer(&linked, asked, &decisions, format, messages)?;
    Ok(if done == Outcome::Done { outcome } else { done })
}

fn answer(linked: &Linked, asked: &Asked, decisions: &[Decision], format: Option<Format>, messages: &Messages) -> std::io::Result<Outcome> {
    match asked {
        Asked::Groups => print(&linked.groups.named, format, messages)?,
        Asked::Timeline { silence } => print(&rasid_link::timeline::timeline(linked, silence.map(i32::from)), format, messages)?,
        Asked::Planned => print(&rasid_link::calendar::calendar(linked), format, messages)?,
        Asked::Series(unit) => {
            let rows = rasid_link::timeline::timeline(linked, None);
            print(&rasid_link::series::series(&rows, &linked.days(), unit.period()), format, messages)?;
        }
        Asked::Agreements => print(&rasid_link::agreements::agreements(linked, decisions), format, messages)?,
        Asked::Positions => print(&rasid_link::positions::positions(linked), format, messages)?,
        Asked::Namings => print(&rasid_link::namings::namings(linked), format, messages)?,
        Asked::Stories { least } => print(&rasid_link::stories::stories(linked, *least), format, messages)?,
        Asked::Digest { month, about, html } => {
            let digest = digest(Told::of(linked, decisions, about.as_deref()), &Following::builtin(), month, about.as_deref());
            return draft(digest, (month, *html), messages);
        }
    }
    Ok(Outcome::Done)
}

/// Prints the draft of a month.
fn draft(digest: Option<Digest>, (month, html): (&str, bool), messages: &Messages) -> std::io::Result<Outcome> {
    let Some(digest) = digest else {
        messages.say("problem", &[&messages.text("bad_month", &[month])]);
        return Ok(Outcome::Failed);
    };
    let form = if html { Form::Html { arabic: messages.language() == Language::Arabic } } else { Form::Markdown };
    output::print(draft::write(&digest, form, &|name, parts| messages.text(name, parts)).as_bytes())?;
    Ok(Outcome::Done)
}

fn print<T: Serialize>(all: &[T], format: Option<Format>, messages: &Messages) -> std::io::Result<()> {
    output::print(&rows::write(all, output::format(format), messages))
}

/// Every report, coded, with its words.
fn read(question: &Question<'_>, messages: &Messages) -> std::io::Result<(Outcome, Vec<Report>)> {
    let work = question.work;
    let Some(knowledge) = layer::load(work.knowledge.as_deref(), messages) else { return Ok((Outcome::Failed, Vec::new())) };
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let corpus = Corpus { input: &work.input, threads: work.threads, quiet: question.quiet };
    let (mut reports, mut texts) = (Vec::new(), Vec::new());
    let foreign = AtomicBool::new(false);
    let worker = || {
        let mut bench = Bench::new(&knowledge);
        let (recorder, foreign) = (&recorder, &foreign);
        move |input: &Input, tell: &mut work::Tell<'_>| {
            let coded = bench.code(input, tell);
            tell.events = coded.events.len();
            let words = bench.words(input);
            let mut report = Report::new(&recorder.record(input, &coded), &input.document.text, &words);
            let later = !read_facts(&mut report.traits, input, &words, foreign);
            (report, later.then(|| Input::new(input.document.clone())))
        }
    };
    let outcome = work::over(&corpus, messages, worker, |(report, text)| {
        reports.push(report);
        texts.push(text);
        Ok(())
    })?;
    let Ok(()) = later(&mut reports, &texts, &knowledge, work::threads(work.threads));
    Ok((outcome, reports))
}

/// Reads what a text names and counts if one in another language was met, near which it may stand; else that is left for later.
fn read_facts(traits: &mut Traits, input: &Input, words: &[Word], foreign: &AtomicBool) -> bool {
    if input.language.code != "ar" {
        foreign.store(true, Ordering::Relaxed);
        return true;
    }
    let now = foreign.load(Ordering::Relaxed);
    if now {
        traits.read_facts(&input.document.text, words);
    }
    now
}

/// Reads what was left for later, of reports near one in another language.
fn later(reports: &mut [Report], texts: &[Option<Input>], knowledge: &Knowledge, threads: usize) -> Result<(), Infallible> {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by(|a, b| reports.get(*a).map(Report::rank).cmp(&reports.get(*b).map(Report::rank)));
    let sorted: Vec<&Report> = order.iter().filter_map(|n| reports.get(*n)).collect();
    let unread: Vec<usize> = rasid_link::unread(&sorted).into_iter().filter_map(|n| order.get(n).copied()).collect();
    let worker = || {
        let mut bench = Bench::new(knowledge);
        move |n: usize| texts.get(n).and_then(Option::as_ref).map(|input| (n, input, bench.words(input)))
    };
    rasid::run::in_order(unread.into_iter(), threads, worker, |read| {
        if let Some((report, (input, words))) = read.and_then(|(n, input, words)| Some((reports.get_mut(n)?, (input, words)))) {
            report.traits.read_facts(&input.document.text, &words);
        }
        Ok(())
    })
}

/// What people decided: a JSON object a line. None where the file cannot be read or a line is wrong, which has been said.
fn read_decisions(path: Option<&Path>, messages: &Messages) -> Option<Vec<Decision>> {
    let Some(path) = path else { return Some(Vec::new()) };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) => {
            messages.say_at(&path.display().to_string(), &messages.text("read", &[&e.to_string()]));
            return None;
        }
    };
    let mut decisions: Vec<Decision> = Vec::new();
    let mut wrong = false;
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let read = serde_json::from_str::<Decision>(line).map_err(|e| e.to_string());
        match read.and_then(|d| d.fault().map_or(Ok(d.clone()), |f| Err(f.to_owned()))) {
            Ok(decision) => decisions.push(decision),
            Err(why) => {
                messages.say_at(&format!("{}:{}", path.display(), n + 1), &messages.text("bad_decision", &[&why]));
                wrong = true;
            }
        }
    }
    (!wrong).then_some(decisions)
}
