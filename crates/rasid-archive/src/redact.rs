//! What must be gone: a report, or a name wherever it stands. It is really deleted, also from the log and the index; the log keeps that
//! it was, when, by whom and why.

use crate::db::{Db, params};
use crate::export::named;
use crate::index::Words;
use crate::prepare::digest;
use crate::review::{Decision, log, reseal};
use crate::store::mark;
use crate::{Archive, Fault, Result, search};
use std::collections::BTreeSet;

/// What stands for a letter that is gone: one for one, so that offsets hold.
const GONE: char = '█';

/// Where words of reports are stored, besides `document.text` and `who`.
const PLACES: [(&str, &str, &str); 19] = [
    ("document", "id", "name"),
    ("document", "id", "outlet"),
    ("document", "id", "url"),
    ("document", "id", "source"),
    ("document", "id", "extra"),
    ("coding", "id", "rest"),
    ("event", "id", "place"),
    ("event", "id", "place_key"),
    ("reading", "event", "body"),
    ("verdict", "id", "machine"),
    ("decision", "n", "before"),
    ("decision", "n", "after"),
    ("decision", "n", "reason"),
    ("decision", "n", "who"),
    ("who", "id", "words"),
    ("who", "id", "name"),
    ("saved", "id", "name"),
    ("saved", "id", "address"),
    ("saved", "id", "who"),
];

/// What linking made of words, all of it: it is made anew by linking again.
const LINKED: [&str; 8] = ["telling", "together", "told", "stale", "tie", "near", "wording", "linking"];

impl Archive {
    /// Deletes a report: its text, its words in the index, its events and what was decided on them. Its key stays, so that it is not
    /// taken in again. `decision` tells when, who, why, and, as `event`, the report by the first letters of its key.
    ///
    /// # Errors
    /// [`Fault::NoReport`] where no report, or more than one, has such a key.
    pub fn take_down(&mut self, decision: &Decision) -> Result<()> {
        self.deleting(|db| {
            let key = format!("{}%", decision.event);
            let mut found = db.prepare_cached("SELECT id, key FROM document WHERE key LIKE ?1")?;
            let found: Vec<(i64, String)> = found.query_map([key], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let [(id, key)] = found.as_slice() else { return Err(Fault::NoReport(decision.event.clone())) };
            unlink(db)?;
            for table in ["party", "reading"] {
                db.execute(&format!("DELETE FROM {table} WHERE event IN (SELECT id FROM event WHERE document = ?1)"), [id])?;
            }
            for table in ["event", "verdict"] {
                db.execute(&format!("DELETE FROM {table} WHERE document = ?1"), [id])?;
            }
            db.execute("DELETE FROM who WHERE id NOT IN (SELECT who FROM party)", ())?;
            db.unindex(&BTreeSet::from([*id]))?;
            db.index(*id, &Words::default())?;
            db.execute("UPDATE coding SET contexts = '[]', rest = '{}' WHERE document = ?1", [id])?;
            db.execute(
                "UPDATE document SET name = '', hash = ?2, outlet = NULL, published = NULL, url = NULL, source = '', extra = '{}', text = '' WHERE id = ?1",
                params![id, digest(&[""])],
            )?;
            let name = key.get(..16).unwrap_or(key);
            db.execute("UPDATE decision SET before = NULL, after = NULL, reason = NULL WHERE event = ?1 OR event LIKE ?1 || '.%'", [name])?;
            reseal(db)?;
            log(db, &Decision { verb: "redact".to_owned(), event: name.to_owned(), ..decision.clone() })
        })?;
        self.named.clear();
        Ok(())
    }

    /// Takes a name out of everything, letter for letter, so that offsets hold: «سليمان» becomes «██████», also with «و» or «ل» joined to
    /// it. Other spellings of it are other names. Gives how many reports had it. `decision` tells when, who and why.
    ///
    /// # Errors
    /// [`Fault::Value`] where the name is none.
    pub fn black_out(&mut self, name: &str, decision: &Decision, coder: &mut rasid::Coder<'_>) -> Result<u64> {
        let name = name.trim();
        if name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return Err(Fault::Value("name", "at least two letters".to_owned()));
        }
        let mut count = 0;
        self.deleting(|db| {
            unlink(db)?;
            let texts = having(db, "document", "id", "text", name)?;
            db.unindex(&texts.iter().map(|(id, _)| *id).collect())?;
            for (id, text) in texts {
                let text = without(&text, name);
                db.execute("UPDATE document SET text = ?2, hash = ?3 WHERE id = ?1", params![id, text, digest(&[&text])])?;
                db.index(id, &search::words(coder, &text))?;
                count += 1;
            }
            for (table, key, column) in PLACES {
                for (id, text) in having(db, table, key, column, name)? {
                    db.execute(&format!("UPDATE {table} SET {column} = ?2 WHERE {key} = ?1"), params![id, without(&text, name)])?;
                }
            }
            for (id, key) in having(db, "who", "id", "key", rasid_text::fold(name).as_str())? {
                let parts = db.query_row("SELECT words, entity, name, country, sector, kind FROM who WHERE id = ?1", [id], |r| {
                    (0..6).map(|at| r.get(at)).collect::<Result<Vec<String>>>()
                })?;
                let key = without(&key, rasid_text::fold(name).as_str());
                let mark = mark(&parts.iter().collect::<Vec<_>>());
                db.execute("UPDATE who SET key = ?2, mark = ?3 WHERE id = ?1", params![id, key, mark])?;
            }
            reseal(db)?;
            log(db, &Decision { verb: "redact".to_owned(), event: "-".to_owned(), ..decision.clone() })
        })?;
        self.named.clear();
        Ok(count)
    }

    /// Does it, all or nothing, and writes the file anew: what was deleted stands in free parts of pages until then, wherever a row
    /// once was.
    fn deleting(&mut self, with: impl FnOnce(&Db) -> Result<()>) -> Result<()> {
        let transaction = self.db.write()?;
        with(&transaction)?;
        transaction.commit()?;
        self.db.rewrite()
    }
}

/// Forgets what linking made: sentences and names stand in its rows, too.
fn unlink(db: &Db) -> Result<()> {
    LINKED.iter().try_for_each(|table| db.execute(&format!("DELETE FROM {table}"), ()).map(drop))
}

/// The rows whose column has a name.
fn having(db: &Db, table: &str, key: &str, column: &str, name: &str) -> Result<Vec<(i64, String)>> {
    let mut statement = db.prepare_cached(&format!("SELECT {key}, {column} FROM {table} WHERE instr({column}, ?1) > 0"))?;
    let rows: Vec<(i64, String)> = statement.query_map([name], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.into_iter().filter(|(_, text)| named(text, name).is_some()).collect())
}

/// A text without a name.
fn without(text: &str, name: &str) -> String {
    let gone: String = name.chars().map(|c| if c.is_whitespace() { c } else { GONE }).collect();
    let mut text = text.to_owned();
    while let Some(at) = named(&text, name) {
        text.replace_range(at..at + name.len(), &gone);
    }
    text
}
