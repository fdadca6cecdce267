//! The commands that work on an archive: they open it, ask the library, and print.

mod account;
pub(crate) mod args;
mod care;
mod export;
mod ingest;
mod list;
mod recode;
mod review;
mod serve;
mod watch;

use args::Command;
use rasid_archive::{Archive, Fault};
use std::path::PathBuf;

use crate::Outcome;
use crate::messages::Messages;

/// Why a command ended early.
pub(crate) enum Trouble {
    /// What the archive says.
    Fault(Fault),
    /// The output cannot be written.
    Output(std::io::Error),
    /// It has been said.
    Said,
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

/// What a command gives.
pub(crate) type Ended = Result<Outcome, Trouble>;

/// An archive's path: as given, else by the environment, else in the working folder.
fn path(place: &args::Place) -> PathBuf {
    let asked = place.archive.clone().or_else(|| std::env::var_os("RASID_ARCHIVE").filter(|v| !v.is_empty()).map(PathBuf::from));
    asked.unwrap_or_else(|| PathBuf::from("rasid.archive"))
}

/// Opens the archive that a command is about.
fn open(place: &args::Place) -> Result<Archive, Fault> {
    Archive::open(&path(place))
}

/// Tells why a command ended early.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn ended(ended: Ended, place: &std::path::Path, messages: &Messages) -> std::io::Result<Outcome> {
    match ended {
        Ok(outcome) => Ok(outcome),
        Err(Trouble::Output(error)) => Err(error),
        Err(Trouble::Said) => Ok(Outcome::Failed),
        Err(Trouble::Fault(fault)) => {
            say(&fault, &rasid_archive::shown(place), messages);
            Ok(Outcome::Failed)
        }
    }
}

/// Does what was asked of an archive.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn run(command: Command, quiet: bool, messages: &Messages) -> std::io::Result<Outcome> {
    let place = match &command {
        Command::Ingest { place, .. }
        | Command::Watch { place, .. }
        | Command::Search { place, .. }
        | Command::Events { place, .. }
        | Command::Recode { place, .. }
        | Command::Export { place, .. }
        | Command::Serve { place, .. } => path(place),
        Command::Review { command } => path(review::place(command)),
        Command::Archive { command } => path(care::place(command)),
        Command::Account { command } => path(account::place(command)),
    };
    ended(answer(command, quiet, messages), &place, messages)
}

fn answer(command: Command, quiet: bool, messages: &Messages) -> Ended {
    match command {
        Command::Ingest { input, allow_private, place, knowledge, threads } => {
            let desk = ingest::Desk { archive: &path(&place), layer: knowledge.as_deref(), threads, quiet };
            ingest::run(&ingest::Job { input: &input, private: allow_private, desk }, messages)
        }
        Command::Watch { feeds, once, allow_private, place, knowledge, threads } => {
            let desk = ingest::Desk { archive: &path(&place), layer: knowledge.as_deref(), threads, quiet };
            watch::run(&watch::Job { feeds: &feeds, once, private: allow_private, desk }, messages)
        }
        Command::Search { words, exact, outlet, country, from, to, limit, format, place } => {
            let query = rasid_archive::Query { words: words.join(" "), exact, outlet, country, from, to, limit };
            list::search(&mut open(&place)?, &query, format, messages)
        }
        Command::Events { filter, count, limit, format, place } => {
            let archive = open(&place)?;
            match count {
                Some(keys) => list::count(&archive, &filter.limited(0), &keys, format),
                None => list::events(&archive, &filter.limited(limit), format, messages),
            }
        }
        Command::Review { command } => review::run(command, messages),
        Command::Recode { knowledge, threads, show, place } => {
            recode::run(&recode::Job { archive: &path(&place), layer: knowledge.as_deref(), threads, show, quiet }, messages)
        }
        Command::Export { layout, output, unmasked, filter, place } => {
            let layout = rasid_archive::export::Layout::named(&layout).unwrap_or(rasid_archive::export::Layout::Csv);
            export::run(&open(&place)?, layout, &output, unmasked, &filter.limited(0), messages)
        }
        Command::Archive { command } => care::run(command, messages),
        Command::Serve { place, port, address, hosts, https } => {
            serve::run(&path(&place), (address, port).into(), rasid_desk::Place { hosts, https }, messages)
        }
        Command::Account { command } => account::run(&command, messages),
    }
}

/// Tells what is wrong with an archive, and what to do.
fn say(fault: &Fault, place: &str, messages: &Messages) {
    let details: Vec<String> = fault.details().iter().map(|d| rasid::visible::visible(d).into_owned()).collect();
    let mut parts: Vec<&str> = details.iter().map(String::as_str).collect();
    parts.push(place);
    messages.say_at(place, &messages.text(fault.name(), &parts));
}
