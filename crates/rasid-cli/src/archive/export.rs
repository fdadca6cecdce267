//! `rasid export`: events for other programs, with what one must know to cite them.

use rasid_archive::export::{Layout, Made, citation, dictionary};
use rasid_archive::{Archive, Fault, Filter};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::Ended;
use crate::messages::Messages;
use crate::{Outcome, output};

/// Writes the file, a dictionary of its columns and a citation beside it. A file that is not whole has no name.
pub(crate) fn run(archive: &Archive, layout: Layout, to: &Path, unmasked: bool, filter: &Filter, messages: &Messages) -> Ended {
    let made = whole(to, |out| archive.export(layout, filter, !unmasked, out))?;
    if let Some(columns) = dictionary(layout) {
        whole(&beside(to, "dictionary.csv"), |out| out.write_all(columns).map_err(|e| Fault::Output(e.to_string())))?;
    }
    let cited = citation(layout, filter, &made, !unmasked, &archive.now()?);
    whole(&beside(to, "citation.json"), |out| out.write_all(cited.as_bytes()).map_err(|e| Fault::Output(e.to_string())))?;
    let Made { rows, reports, outlets, left_out, .. } = &made;
    let parts = [rows.to_string(), reports.to_string(), outlets.to_string(), to.display().to_string()];
    if *left_out > 0 {
        messages.say("left_out", &[&left_out.to_string(), layout.name()]);
    }
    output::print(format!("{}\n", messages.text("exported", &parts.each_ref().map(String::as_str))).as_bytes())?;
    Ok(Outcome::Done)
}

/// `events.csv` → `events.citation.json`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    path.with_extension(ending)
}

/// Writes beside the file, and gives it its name when all is there.
fn whole<T>(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<T, Fault>) -> Result<T, Fault> {
    let fault = |e: std::io::Error| Fault::Output(format!("{}: {e}", path.display()));
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let mut out = BufWriter::with_capacity(1 << 16, File::create(&part).map_err(fault)?);
    let done = write(&mut out).and_then(|made| {
        let file = out.into_inner().map_err(|e| fault(e.into_error()))?;
        file.sync_all().map_err(fault)?;
        std::fs::rename(&part, path).map_err(fault)?;
        Ok(made)
    });
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}
