//! `rasid`: the command line. Reads files, asks the library, prints. Knows people, and nothing of Arabic.

#![expect(clippy::disallowed_methods, reason = "the command line is where files, the clock and the environment are read")]

mod archive;
mod args;
mod author;
mod canon;
mod code;
mod columns;
mod diff;
mod feeds;
mod fetch;
mod inspect;
mod layer;
mod link;
mod messages;
mod notes;
mod output;
mod packed;
mod progress;
mod sheets;
mod sources;
mod work;

use args::{Args, Command, KnowledgeCommand, Work};
use messages::Messages;
use std::process::ExitCode;
use work::Corpus;

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
            code::run(&code::Job { corpus: Corpus { input: &input, threads, quiet }, format, layer: knowledge.as_deref() }, messages)
        }
        Command::Explain { input, event, document, format, knowledge } => inspect::explain(
            &inspect::Question { input: &input, event: &event, document: document.as_deref(), format, layer: knowledge.as_deref() },
            messages,
        ),
        Command::Words { input, format } => inspect::words(&input, format, messages),
        Command::Dates { input, format, bias } => inspect::dates(&input, format, bias, messages),
        Command::Notes { work: Work { input, format, knowledge, threads }, kind, top, least } => notes::run(
            &notes::Question {
                corpus: Corpus { input: &input, threads, quiet },
                format,
                layer: knowledge.as_deref(),
                kinds: &kind,
                top,
                least,
            },
            messages,
        ),
        Command::Knowledge { command } => knowledge(command, quiet, messages),
        Command::Archive(command) => archive::run(*command, quiet, messages),
        Command::Schema => output::print(rasid::schema::record().as_bytes()).map(|()| Outcome::Done),
        across => {
            let Some((reports, asked)) = link::asked(across) else { return Ok(Outcome::Failed) };
            let (work, decisions, archive) = reports.parts();
            let question = link::Question { work: &work, decisions: decisions.as_deref(), quiet };
            match archive {
                Some(archive) => link::kept::run(&archive, &question, &asked, messages),
                None => link::run(&question, &asked, messages),
            }
        }
    }
}

/// Does what was asked of knowledge files.
fn knowledge(command: KnowledgeCommand, quiet: bool, messages: &Messages) -> std::io::Result<Outcome> {
    match command {
        KnowledgeCommand::Check { dir, warnings } => layer::check(dir.as_deref(), warnings, messages),
        KnowledgeCommand::Diff { before, after, on, published, outlet, format, top, threads } => {
            let input = args::Input { paths: on, published, outlet };
            let corpus = Corpus { input: &input, threads, quiet };
            diff::run(&diff::Question { before: &before, after: after.as_deref(), corpus, format, top }, messages)
        }
        KnowledgeCommand::Add { what } => author::add(what, messages),
        KnowledgeCommand::Export { sort, dir, .. } => author::export(sort.kind(), dir.as_deref(), messages),
        KnowledgeCommand::Fmt { folder, check } => canon::fmt(&folder, check, messages),
        KnowledgeCommand::Reference { page } => canon::reference(&page),
        KnowledgeCommand::Import { file, to } => author::import(&file, &to, messages),
    }
}
