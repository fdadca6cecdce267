//! Progress on standard error, where a person looks on.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use crate::messages::Messages;

/// How far a run has come.
pub(crate) struct Progress<'m> {
    messages: &'m Messages,
    shown: bool,
    started: Instant,
    last: Instant,
    documents: u64,
    bytes: u64,
    events: u64,
}

impl<'m> Progress<'m> {
    pub(crate) fn new(quiet: bool, messages: &'m Messages) -> Self {
        let now = Instant::now();
        let shown = !quiet && std::io::stderr().is_terminal();
        Self { messages, shown, started: now, last: now, documents: 0, bytes: 0, events: 0 }
    }

    pub(crate) fn documents(&self) -> u64 {
        self.documents
    }

    /// Adds what was done; prints at most five times a second.
    pub(crate) fn add(&mut self, documents: u64, bytes: u64, events: u64) {
        self.documents += documents;
        self.bytes += bytes;
        self.events += events;
        if self.shown && self.last.elapsed() > Duration::from_millis(200) {
            self.last = Instant::now();
            self.print("");
        }
    }

    /// Clears the line, so that something else can be said.
    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }

    /// Prints the last state.
    pub(crate) fn end(&self) {
        if self.shown {
            self.print("\n");
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers for the eye")]
    fn print(&self, end: &str) {
        let megabytes = self.bytes as f64 / 1e6;
        let speed = megabytes / self.started.elapsed().as_secs_f64().max(1e-3);
        let parts = [self.documents.to_string(), format!("{megabytes:.1}"), format!("{speed:.1}"), self.events.to_string()];
        let text = self.messages.text("progress", &parts.each_ref().map(String::as_str));
        let _ = write!(std::io::stderr().lock(), "\r\x1b[K{text}{end}");
    }
}
