//! Standard output: its format, and how it likes Arabic.

use std::io::{IsTerminal as _, Write as _};

use crate::args::Format;
use crate::messages::Messages;
use rasid::table::Style;

/// The format asked for; else a table at a terminal and JSONL in a pipe.
pub(crate) fn format(asked: Option<Format>) -> Format {
    let usual = if std::io::stdout().is_terminal() { Format::Table } else { Format::Jsonl };
    asked.unwrap_or(usual)
}

/// Whether there is a terminal, and whether it is to be coloured.
#[derive(Clone, Copy)]
pub(crate) struct Screen {
    terminal: bool,
    colour: bool,
}

impl Screen {
    pub(crate) fn new() -> Self {
        let terminal = std::io::stdout().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        Self { terminal, colour: terminal && !no_colour && !dumb }
    }

    pub(crate) fn style<'a>(self, label: &'a (dyn Fn(&str) -> String + Sync)) -> Style<'a> {
        Style { isolate: self.terminal, colour: self.colour, label }
    }
}

/// The word for a field of the table.
pub(crate) fn label(messages: &Messages) -> impl Fn(&str) -> String + Sync + '_ {
    |name| messages.text(name, &[])
}

/// Prints, and flushes.
pub(crate) fn print(bytes: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}
