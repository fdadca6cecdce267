//! `rasid`: the command line. Reads files, asks the library, prints. Knows people, and nothing of Arabic.

#![expect(clippy::disallowed_methods, reason = "the command line is where files, the clock and the environment are read")]

mod archive;
mod args;
mod code;
mod gunzip;
mod inspect;
mod layer;
mod messages;
mod output;
mod pages;
mod progress;
mod sheets;
mod sources;

use args::{Args, Command, Work};
use messages::Messages;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All was done.
    Done,
    /// Done, but some input was bad, or problems were found.
    Problems,
    /// Not done; why has been said.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Problems => 1,
            Outcome::Failed => 2,
        })
    }
}

fn main() -> ExitCode {
    let messages = Messages::new(args::language());
    let args = match args::parse(&messages) {
        Ok(args) => args,
        Err(code) => return code,
    };
    match run(args, &messages) {
        Ok(outcome) => outcome.into(),
        // Whoever read our output has gone: nothing is left to say.
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(e) => {
            messages.say("problem", &[&messages.text("write", &[&e.to_string()])]);
            Outcome::Failed.into()
        }
    }
}

/// Does what was asked.
///
/// # Errors
/// Where the output cannot be written.
fn run(args: Args, messages: &Messages) -> std::io::Result<Outcome> {
    let quiet = args.quiet;
    match args.command {
        Command::Code(Work { input, format, knowledge, threads }) => {
            code::run(&code::Job { input: &input, format, layer: knowledge.as_deref(), threads, quiet }, messages)
        }
        Command::Explain { input, event, document, format, knowledge } => inspect::explain(
            &inspect::Question { input: &input, event: &event, document: document.as_deref(), format, layer: knowledge.as_deref() },
            messages,
        ),
        Command::Words { input, format } => inspect::words(&input, format, messages),
        Command::Dates { input, format, bias } => inspect::dates(&input, format, bias, messages),
        Command::Knowledge { command: args::KnowledgeCommand::Check { dir } } => layer::check(dir.as_deref(), messages),
        Command::Archive(command) => archive::run(command, quiet, messages),
        Command::Schema => output::print(rasid::schema::record().as_bytes()).map(|()| Outcome::Done),
    }
}
