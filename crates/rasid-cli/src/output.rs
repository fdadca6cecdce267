//! Standard output: its format, and how it likes Arabic.

use std::io::{IsTerminal as _, Write as _};

use crate::archive::args::Listing;
use crate::args::Format;
use crate::messages::Messages;
use rasid::table::Style;

/// The format asked for; else a table at a terminal and JSONL in a pipe.
pub(crate) fn format(asked: Option<Format>) -> Format {
    let usual = if std::io::stdout().is_terminal() { Format::Table } else { Format::Jsonl };
    asked.unwrap_or(usual)
}

/// As [`format`], of what has no spreadsheet's form.
pub(crate) fn listing(asked: Option<Listing>) -> Listing {
    asked.unwrap_or(if format(None) == Format::Table { Listing::Table } else { Listing::Jsonl })
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

    /// Words that were looked for.
    pub(crate) fn mark(self, text: &str) -> String {
        if self.colour { format!("\x1b[1;33m{text}\x1b[0m") } else { format!("[{text}]") }
    }

    /// What is looked at first.
    pub(crate) fn strong(self, text: &str) -> String {
        if self.colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Text that turns nothing around it.
    pub(crate) fn apart(self, text: &str) -> String {
        if self.terminal { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
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
