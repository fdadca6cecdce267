//! Is everything as it was written? A copy of it all, and an index made anew.

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
        out.extend(self.db.structure()?.into_iter().map(Finding::Structure));
        let mut statement = self.db.prepare_cached(
            "SELECT min(d.key), e.at FROM event e JOIN document d ON d.id = e.document WHERE e.until IS NULL GROUP BY e.document, e.at HAVING count(*) > 1",
        )?;
        let mut rows = statement.query(())?;
        while let Ok(Some(r)) = rows.next() {
            out.push(Finding::Structure(format!("{}: it stands twice", name(&r.text(0)?, &r.text(1)?))));
        }
        let mut statement = self.db.prepare_cached("SELECT id, name, hash, text FROM document WHERE id > ?1 ORDER BY id LIMIT 200")?;
        let (mut last, mut more) = (0, true);
        while std::mem::take(&mut more) {
            let mut rows = statement.query([last])?;
            while let Some(row) = rows.next()? {
                (last, more) = (row.get::<i64>(0)?, true);
                if digest(&[&row.text(3)?]) != row.text(2)? {
                    out.push(Finding::Text(row.get(1)?));
                }
            }
        }
        out.extend(self.broken_seal()?.map(Finding::Decision));
        let missing = self.db.index_misses()?;
        if missing > 0 {
            out.push(Finding::Index(missing));
        }
        Ok(out)
    }

    /// The first line of the log that does not follow from the one before.
    fn broken_seal(&self) -> Result<Option<i64>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT n, at, who, verb, event, field, before, after, reason, previous, hash FROM decision ORDER BY n")?;
        let mut rows = statement.query(())?;
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

    /// Writes a copy of the archive as it stands, while others go on using it: into a file, or a database without an archive. Tells whether the
    /// copy has an index of words; one of another kind of store has none before [`Archive::reindex`].
    ///
    /// # Errors
    /// Where the copy exists already or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<bool> {
        if crate::db::address(to).is_none() && to.exists() {
            return Err(Fault::Value("to", "a path where nothing is yet".to_owned()));
        }
        self.db.copy(to)
    }

    /// As [`Archive::search`]. An index that lacks reports, or is found to be damaged, is made anew from the texts first; then with how many
    /// reports it has.
    ///
    /// # Errors
    /// As [`Archive::search`] and [`Archive::reindex`]; what is there is not touched where it cannot be written.
    pub fn search_mending(&mut self, coder: &mut rasid::Coder<'_>, query: &Query) -> Result<(Vec<Hit>, Option<u64>)> {
        if !self.db.index_lacks()? {
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
        let transaction = self.db.write()?;
        transaction.forget_index()?;
        let mut read = transaction.prepare_cached("SELECT id, text FROM document WHERE id > ?1 ORDER BY id LIMIT 200")?;
        let (mut count, mut last, mut more) = (0, 0_i64, true);
        while std::mem::take(&mut more) {
            for (id, text) in read.query_map([last], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))? {
                transaction.index(id, &search::words(coder, &text))?;
                (count, last, more) = (count + 1, id, true);
            }
        }
        drop(read);
        transaction.commit()?;
        Ok(count)
    }
}
