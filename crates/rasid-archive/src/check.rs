//! Is everything as it was written? A copy of it all, and an index made anew.

use rusqlite::TransactionBehavior;
use std::path::Path;

use crate::prepare::{digest, name};
use crate::review::{Decision, seal};
use crate::{Archive, Fault, Hit, Query, Result, search};

/// What is wrong with an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The file's structure, as the store tells it.
    Structure(String),
    /// A report's text is not what was stored: its id.
    Text(String),
    /// A decision was changed, dropped or moved: its number in the log.
    Decision(i64),
    /// Reports that the index of words does not have.
    Index(u64),
}

impl Finding {
    /// The name of its message.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Structure(_) => "check_structure",
            Self::Text(_) => "check_text",
            Self::Decision(_) => "check_decision",
            Self::Index(_) => "check_index",
        }
    }

    /// What is put into its message.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Structure(why) | Self::Text(why) => why.clone(),
            Self::Decision(n) => n.to_string(),
            Self::Index(n) => n.to_string(),
        }
    }
}

impl Archive {
    /// Everything that is wrong.
    ///
    /// # Errors
    /// Where the archive cannot be read at all.
    pub fn check(&self) -> Result<Vec<Finding>> {
        let mut out = Vec::new();
        let mut statement = self.db.prepare("PRAGMA integrity_check")?;
        let structure = statement.query_map([], |r| r.get::<_, String>(0))?;
        out.extend(structure.filter_map(std::result::Result::ok).filter(|line| line != "ok").map(Finding::Structure));
        let mut statement = self.db.prepare("PRAGMA foreign_key_check")?;
        let loose = statement.query_map([], |r| r.get::<_, String>(0))?;
        out.extend(loose.filter_map(std::result::Result::ok).map(|table| Finding::Structure(format!("{table}: a row without its own"))));
        let mut statement = self.db.prepare(
            "SELECT d.key, e.at FROM event e JOIN document d ON d.id = e.document WHERE e.until IS NULL GROUP BY e.document, e.at HAVING count(*) > 1",
        )?;
        let twice = statement.query_map([], |r| Ok(name(&r.get::<_, String>(0)?, &r.get::<_, String>(1)?)))?;
        out.extend(twice.filter_map(std::result::Result::ok).map(|event| Finding::Structure(format!("{event}: it stands twice"))));
        let mut statement = self.db.prepare("SELECT name, hash, text FROM document ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, hash, text): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if digest(&[&text]) != hash {
                out.push(Finding::Text(name));
            }
        }
        out.extend(self.broken_seal()?.map(Finding::Decision));
        let missing: i64 =
            self.db.query_row("SELECT count(*) FROM document WHERE id NOT IN (SELECT rowid FROM words)", [], |r| r.get(0))?;
        let whole = self.db.execute("INSERT INTO words(words) VALUES ('integrity-check')", []);
        if matches!(whole.map_err(Fault::from), Err(Fault::Damaged(_))) {
            out.push(Finding::Index(self.size()?[0]));
        } else if missing > 0 {
            out.push(Finding::Index(missing.unsigned_abs()));
        }
        Ok(out)
    }

    /// The first line of the log that does not follow from the one before.
    fn broken_seal(&self) -> Result<Option<i64>> {
        let mut statement =
            self.db.prepare("SELECT n, at, who, verb, event, field, before, after, reason, previous, hash FROM decision ORDER BY n")?;
        let mut rows = statement.query([])?;
        let (mut last, mut expected) = (String::new(), 1);
        while let Some(r) = rows.next()? {
            let n: i64 = r.get(0)?;
            let decision = Decision {
                at: r.get(1)?,
                who: r.get(2)?,
                verb: r.get(3)?,
                event: r.get(4)?,
                field: r.get(5)?,
                before: r.get(6)?,
                after: r.get(7)?,
                reason: r.get(8)?,
            };
            let (previous, hash): (String, String) = (r.get(9)?, r.get(10)?);
            if n != expected || previous != last || hash != seal(&previous, &decision) {
                return Ok(Some(n));
            }
            (last, expected) = (hash, n + 1);
        }
        Ok(None)
    }

    /// Writes a copy of the archive as it stands, while others go on using it.
    ///
    /// # Errors
    /// Where the copy exists already or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<()> {
        if to.exists() {
            return Err(Fault::Value("to", "a path where nothing is yet".to_owned()));
        }
        self.db.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        Ok(())
    }

    /// As [`Archive::search`]. An index that lacks reports, or is found to be damaged, is made anew from the texts first; then with how many
    /// reports it has.
    ///
    /// # Errors
    /// As [`Archive::search`] and [`Archive::reindex`]; what is there is not touched where it cannot be written.
    pub fn search_mending(&mut self, coder: &mut rasid::Coder<'_>, query: &Query) -> Result<(Vec<Hit>, Option<u64>)> {
        // Reports are numbered without a gap, and none is ever without its words.
        let lacking = "SELECT (SELECT coalesce(max(id), 0) FROM document) <> (SELECT count(*) FROM words_docsize)";
        let lacking: bool = self.db.query_row(lacking, [], |r| r.get(0))?;
        if !lacking {
            match self.search(coder, query) {
                Err(Fault::Damaged(_)) => {}
                found => return Ok((found?, None)),
            }
        }
        let count = self.reindex(coder)?;
        Ok((self.search(coder, query)?, Some(count)))
    }

    /// Makes the index of words anew from the texts; gives how many reports it has.
    ///
    /// # Errors
    /// Where the archive cannot be written.
    pub fn reindex(&mut self, coder: &mut rasid::Coder<'_>) -> Result<u64> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("INSERT INTO words(words) VALUES ('delete-all')", [])?;
        let mut count = 0;
        {
            let mut read = transaction.prepare("SELECT id, text FROM document ORDER BY id")?;
            let mut write = transaction.prepare("INSERT INTO words(rowid, form, stem) VALUES (?1, ?2, ?3)")?;
            let mut rows = read.query([])?;
            while let Some(row) = rows.next()? {
                let (id, text): (i64, String) = (row.get(0)?, row.get(1)?);
                let (form, stem) = search::index(coder, &text);
                write.execute(rusqlite::params![id, form, stem])?;
                count += 1;
            }
        }
        transaction.commit()?;
        Ok(count)
    }
}
