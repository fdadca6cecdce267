//! `rasid archive`: is it whole, a copy of it, its index, its size, and questions in SQL.

use rasid::{Coder, Knowledge};
use rasid_archive::{Archive, Decision};
use std::time::Duration;

use super::args::{Care, Place};
use super::{Ended, Trouble, open, path};
use crate::messages::Messages;
use crate::{Outcome, layer, output};

/// Where the archive is.
pub(crate) fn place(command: &Care) -> &Place {
    match command {
        Care::Check { place }
        | Care::Backup { place, .. }
        | Care::Reindex { place }
        | Care::Redact { place, .. }
        | Care::Size { place }
        | Care::Sql { place, .. } => place,
    }
}

/// Looks after an archive.
pub(crate) fn run(command: Care, messages: &Messages) -> Ended {
    let done = match command {
        Care::Check { place } => return check(&place, messages),
        Care::Backup { file, place } => {
            if !open(&place)?.backup(&file)? {
                reindexed(&mut Archive::open(&file)?, messages)?;
            }
            messages.text("copied", &[&rasid_archive::shown(&file)])
        }
        Care::Reindex { place } => {
            let count = reindexed(&mut open(&place)?, messages)?;
            messages.text("reindexed", &[&count.to_string()])
        }
        Care::Redact { report, name, by, reason, place } => {
            let mut archive = open(&place)?;
            let report = report.unwrap_or_default();
            let event = report.split('.').next().unwrap_or_default().to_owned();
            let decision = Decision { at: archive.now()?, who: by, event, reason: Some(reason), ..Decision::default() };
            if let Some(name) = name {
                let Some(knowledge) = layer::load(None, messages) else { return Err(Trouble::Said) };
                let knowledge: Knowledge = knowledge;
                let count = archive.black_out(&name, &decision, &mut Coder::new(&knowledge))?;
                messages.text("redacted_name", &[&count.to_string()])
            } else {
                archive.take_down(&decision)?;
                messages.text("redacted", &[&decision.event])
            }
        }
        Care::Size { place } => {
            let archive = open(&place)?;
            let [reports, events, copies] = archive.size()?.map(|n| n.to_string());
            let bytes = archive.bytes()?;
            messages.text("archive_size", &[&reports, &events, &copies, &(bytes >> 20).to_string()])
        }
        Care::Sql { question, seconds, place } => return sql(&question, seconds, &place),
    };
    output::print(format!("{done}\n").as_bytes())?;
    Ok(Outcome::Done)
}

/// Makes the index of words anew; gives how many reports it has.
fn reindexed(archive: &mut Archive, messages: &Messages) -> Result<u64, Trouble> {
    let Some(knowledge) = layer::load(None, messages) else { return Err(Trouble::Said) };
    let knowledge: Knowledge = knowledge;
    Ok(archive.reindex(&mut Coder::new(&knowledge))?)
}

fn check(place: &Place, messages: &Messages) -> Ended {
    let findings = open(place)?.check()?;
    let mut out = String::new();
    for finding in &findings {
        let line = messages.text(finding.name(), &[&finding.detail()]);
        out.push_str(&rasid::visible::visible(&line));
        out.push('\n');
    }
    out.push_str(&messages.text("checked", &[&findings.len().to_string()]));
    out.push('\n');
    output::print(out.as_bytes())?;
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::Problems })
}

/// One JSON object a row.
fn sql(question: &str, seconds: u64, place: &Place) -> Ended {
    let mut out = Vec::new();
    rasid_archive::ask(&path(place), question, Duration::from_secs(seconds), |row| {
        rasid::visible::json_line(&row, &mut out);
        if out.len() > 1 << 16 {
            output::print(&out)?;
            out.clear();
        }
        Ok::<(), Trouble>(())
    })?;
    output::print(&out)?;
    Ok(Outcome::Done)
}
