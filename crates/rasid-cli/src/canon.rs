//! `rasid knowledge fmt` and `reference`: files in their canonical form, pages written from the knowledge.

use std::path::Path;

use crate::messages::{Messages, line};
use crate::{Outcome, layer, output};

/// `rasid knowledge fmt DIR [--check]`: names the files that are not in canonical form, and writes them so unless it only checks.
pub(crate) fn fmt(dir: &Path, check: bool, messages: &Messages) -> std::io::Result<Outcome> {
    let Some(folder) = layer::read(dir, messages) else { return Ok(Outcome::Failed) };
    let (mut changed, mut refused) = (String::new(), folder.problems.len());
    folder.problems.iter().for_each(|p| line(p));
    for file in &folder.files {
        let place = dir.join(&file.0);
        match rasid::fmt::formatted(file) {
            Some(text) if text == file.1 => {}
            Some(text) => {
                changed.push_str(&format!("{}\n", place.display()));
                if !check {
                    std::fs::write(&place, text)?;
                }
            }
            None => {
                refused += 1;
                messages.say_at(&place.display().to_string(), &messages.text("fmt_refused", &[]));
            }
        }
    }
    output::print(changed.as_bytes())?;
    Ok(if refused > 0 || check && !changed.is_empty() { Outcome::Problems } else { Outcome::Done })
}

/// `rasid knowledge reference PAGE`.
pub(crate) fn reference(page: &str) -> std::io::Result<Outcome> {
    let Some(text) = rasid::reference::page(page) else { return Ok(Outcome::Failed) };
    output::print(text.as_bytes())?;
    Ok(Outcome::Done)
}
