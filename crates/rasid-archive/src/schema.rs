//! The tables, and how an older archive becomes a newer one.

use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

use crate::{Fault, Result};

/// Marks a database as ours: `RASD`.
const APPLICATION: i32 = 0x5241_5344;

/// What each version adds to the one before; never changed once released.
pub(crate) const STEPS: [&str; 5] = [FIRST, SECOND, THIRD, FOURTH, FIFTH];

const FIRST: &str = "
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,                 -- first used; times are UTC, 2020-10-23T09:00:00Z
  engine TEXT NOT NULL,
  knowledge TEXT NOT NULL
) STRICT;
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,         -- of text, outlet and day: the same report is kept once
  name TEXT NOT NULL,               -- the id it came with
  hash TEXT NOT NULL,               -- SHA-256 of the text
  outlet TEXT, published TEXT, inferred INTEGER NOT NULL, url TEXT, language TEXT NOT NULL,
  source TEXT NOT NULL,             -- the path it was read from
  fetched TEXT NOT NULL,
  extra TEXT NOT NULL,              -- other keys of the input, JSON
  superseded_by INTEGER REFERENCES document(id), -- the same page, had again with another text
  text TEXT NOT NULL
) STRICT;
CREATE INDEX document_hash ON document(hash);
CREATE INDEX document_url ON document(url) WHERE url IS NOT NULL;
CREATE TABLE coding (               -- what a run made of a document besides events
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document(id),
  run INTEGER NOT NULL REFERENCES run(id),
  since TEXT NOT NULL, until TEXT,  -- what held when; a row is never changed, only closed
  contexts TEXT NOT NULL,           -- JSON, as the next
  rest TEXT NOT NULL                -- agreements, positions, notes
) STRICT;
CREATE INDEX coding_document ON coding(document);
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document(id),
  at TEXT NOT NULL,                 -- the code point of its trigger, 412; of a second event there 412b: the same in every run
  sorted INTEGER NOT NULL,          -- the first bits of its report's key: an order that no order of ingest changes
  since TEXT NOT NULL, until TEXT,
  by_hand INTEGER NOT NULL,
  type TEXT NOT NULL, mode TEXT, quad TEXT NOT NULL, status TEXT NOT NULL,
  day TEXT, day_to TEXT,            -- of the act, else of the report
  dated INTEGER NOT NULL,
  place TEXT, place_key TEXT, place_country TEXT, -- its name, its words folded for searching
  confidence REAL NOT NULL,
  same_as TEXT                      -- where the first mention of the same event in the report stands
) STRICT;
CREATE INDEX event_document ON event(document, at);
CREATE INDEX event_day ON event(coalesce(day, '~')); -- what has no day comes last
CREATE INDEX event_type ON event(type, coalesce(day, '~'));
CREATE INDEX event_place ON event(place_country, coalesce(day, '~')) WHERE place_country IS NOT NULL;
CREATE TABLE reading (              -- the rest of the event: words by their code points, [first, one past the last]
  event INTEGER PRIMARY KEY REFERENCES event(id),
  body TEXT NOT NULL
) STRICT;
CREATE TABLE who (                  -- everybody named, each naming once; what is not known is empty
  id INTEGER PRIMARY KEY,
  words TEXT NOT NULL,              -- as the text has it
  key TEXT NOT NULL,                -- that, folded for searching
  entity TEXT NOT NULL,             -- the knowledge entry
  name TEXT NOT NULL, country TEXT NOT NULL, sector TEXT NOT NULL, kind TEXT NOT NULL,
  mark INTEGER NOT NULL             -- of all of these, to find it by
) STRICT;
CREATE INDEX who_mark ON who(mark);
CREATE INDEX who_country ON who(country, sector);
CREATE TABLE party (
  event INTEGER NOT NULL REFERENCES event(id),
  role TEXT NOT NULL,               -- actor, recipient, said_by, denied_by
  place INTEGER NOT NULL,           -- 0 for the first of them
  who INTEGER NOT NULL REFERENCES who(id),
  PRIMARY KEY (event, role, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_who ON party(who, role, event);
CREATE TABLE decision (             -- only ever added to
  n INTEGER PRIMARY KEY,
  at TEXT NOT NULL, who TEXT NOT NULL, verb TEXT NOT NULL, event TEXT NOT NULL,
  field TEXT, before TEXT, after TEXT, reason TEXT,
  previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TABLE verdict (              -- what the decisions come to
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document(id),
  at TEXT NOT NULL,
  since TEXT NOT NULL, until TEXT,
  state TEXT NOT NULL,              -- accepted, corrected, rejected, merged
  into_event TEXT,
  machine TEXT,                     -- what a later run reads: an event, or null where it reads none
  disputed INTEGER NOT NULL DEFAULT 0 -- that is not what was decided
) STRICT;
CREATE INDEX verdict_event ON verdict(document, at);
CREATE UNIQUE INDEX verdict_now ON verdict(document, at) WHERE until IS NULL;
CREATE VIRTUAL TABLE words USING fts5(
  form, stem, content='', contentless_delete=1, tokenize=\"ascii\"
);
";

/// What reports tell together.
const SECOND: &str = "
CREATE TABLE linking (              -- runs of linking
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  decisions INTEGER NOT NULL        -- the last decision that was known
) STRICT;
CREATE TABLE wording (              -- what linking compares of a text
  document INTEGER PRIMARY KEY REFERENCES document(id),
  coding INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE TABLE near (                 -- earlier reports that are like it, and how much
  document INTEGER PRIMARY KEY REFERENCES document(id),
  body BLOB NOT NULL
) STRICT;
CREATE TABLE tie (                  -- how a report is linked
  document INTEGER PRIMARY KEY REFERENCES document(id),
  coding INTEGER NOT NULL,          -- the coding that was linked
  day TEXT,                         -- the day that the report had then
  part INTEGER NOT NULL,            -- the part of all reports that is grouped by itself
  event TEXT NOT NULL, story TEXT NOT NULL, wire TEXT
) STRICT;
CREATE INDEX tie_story ON tie(story);
CREATE TABLE told (                 -- what one report tells that is followed over reports
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document(id),
  kind TEXT NOT NULL,               -- agreement, position, naming
  part TEXT NOT NULL,               -- what it belongs to
  body TEXT NOT NULL
) STRICT;
CREATE INDEX told_document ON told(document);
CREATE INDEX told_part ON told(kind, part);
CREATE TABLE stale (                -- parts that are told otherwise than the rows made of them say
  kind TEXT NOT NULL, part TEXT NOT NULL, PRIMARY KEY (kind, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE together (             -- rows as the commands print them: act, plan, story, agreement, position, naming
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  part TEXT NOT NULL,               -- what it was made of: the rows of one part are replaced together
  first TEXT, last TEXT, label TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, reports INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX together_name ON together(kind, name);
CREATE INDEX together_part ON together(kind, part);
CREATE INDEX together_day ON together(kind, coalesce(first, ''));
CREATE INDEX together_reports ON together(kind, reports);
CREATE TABLE telling (              -- the act that an event tells
  event INTEGER PRIMARY KEY REFERENCES event(id),
  act INTEGER NOT NULL
) STRICT;
CREATE INDEX telling_act ON telling(act);
CREATE INDEX document_superseded ON document(superseded_by) WHERE superseded_by IS NOT NULL;
";

/// Questions that people keep.
const THIRD: &str = "
CREATE TABLE saved (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT NOT NULL UNIQUE,     -- of the desk's view, with all that is asked: /events?party=LBY
  who TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
";

/// An index of words of our own, the same in every store; the first search fills it where there were reports already.
const FOURTH: &str = "
DROP TABLE IF EXISTS words;
DROP TABLE IF EXISTS posting;
DROP TABLE IF EXISTS segment;
CREATE TABLE segment (              -- parts of the index: reports that came together
  id INTEGER PRIMARY KEY,
  shelf INTEGER NOT NULL,           -- where its reports stand, by their numbers
  level INTEGER NOT NULL,           -- 0; of parts that became one, one more than theirs
  reports INTEGER NOT NULL, words INTEGER NOT NULL
) STRICT;
CREATE TABLE posting (              -- the words of a part, sorted, in blocks: which reports have each, and where
  segment INTEGER NOT NULL,
  first TEXT NOT NULL,              -- the first word: f as it is written, s a lemma
  body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX posting_first ON posting(segment, first);
";

/// The table of reports anew, its keys without an index that is as large as they are.
macro_rules! reports_anew {
    () => {
        "
CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,                -- of text, outlet and day: the same report is kept once
  name TEXT NOT NULL,               -- the id it came with
  hash TEXT NOT NULL,               -- SHA-256 of the text
  outlet TEXT, published TEXT, inferred INTEGER NOT NULL, url TEXT, language TEXT NOT NULL,
  source TEXT NOT NULL,             -- the path it was read from
  fetched TEXT NOT NULL,
  extra TEXT NOT NULL,              -- other keys of the input, JSON
  superseded_by INTEGER REFERENCES document(id), -- the same page, had again with another text
  text TEXT NOT NULL
) STRICT;
INSERT INTO report(id, key, name, hash, outlet, published, inferred, url, language, source, fetched, extra, superseded_by, text)
  SELECT id, key, name, hash, outlet, published, inferred, url, language, source, fetched, extra, superseded_by, text FROM document ORDER BY id;
DROP TABLE document;
ALTER TABLE report RENAME TO document;
CREATE INDEX document_url ON document(url) WHERE url IS NOT NULL;
CREATE INDEX document_superseded ON document(superseded_by) WHERE superseded_by IS NOT NULL;
"
    };
}
/// That step of [`FIFTH`]: a server drops the old index alone.
pub(crate) const REPORTS_ANEW: &str = reports_anew!();

/// Indexes whose order is by chance, so small that they are held in memory, or in parts for events that came together: else a report
/// that comes into a large archive touches pages all over it.
const FIFTH: &str = concat!(
    "DROP INDEX document_hash;",
    reports_anew!(),
    "
CREATE INDEX document_key ON document(substr(key, 1, 16)); -- the letters that name a report
CREATE INDEX document_hash ON document(substr(hash, 1, 16));
DROP INDEX party_who;
CREATE INDEX party_who ON party((event >> 19), who, role, event);
"
);

/// A condition: the key of a row of `document`, under its name in the question, begins with what is given, sixteen letters or more.
macro_rules! key_begins {
    ($document:literal, $key:literal) => {
        concat!(
            "substr(",
            $document,
            ".key, 1, 16) = substr(",
            $key,
            ", 1, 16) AND ",
            $document,
            ".key >= ",
            $key,
            " AND ",
            $document,
            ".key < ",
            $key,
            " || 'g'"
        )
    };
}
pub(crate) use key_begins;

/// The parts of [`FIFTH`]'s index of parties, `parts(n)`: what is asked by who is asked of each.
pub(crate) const PARTS: &str = "(WITH RECURSIVE shelf(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM shelf \
                                WHERE n < (SELECT max(id) >> 19 FROM event)) SELECT n FROM shelf) parts";

/// Whether an archive has the tables of this program.
pub(crate) fn is_current(db: &Connection) -> Result<()> {
    let pragma = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    match (pragma("application_id")?, pragma("user_version")?) {
        (APPLICATION, version) if usize::try_from(version) == Ok(STEPS.len()) => Ok(()),
        (APPLICATION, version) => Err(Fault::Newer(version)),
        _ => Err(Fault::Foreign),
    }
}

/// Makes the tables that are missing; an archive that others wrote before is copied first.
pub(crate) fn bring_up_to_date(db: &mut Connection, path: &Path) -> Result<()> {
    upgrade(db, path, &STEPS)
}

fn upgrade(db: &mut Connection, path: &Path, steps: &[&str]) -> Result<()> {
    let pragma = |db: &Connection, name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let newest = i32::try_from(steps.len()).unwrap_or(i32::MAX);
    let version = pragma(db, "user_version")?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && pragma(db, "application_id")? != APPLICATION {
        return Err(Fault::Foreign);
    }
    if version > newest {
        return Err(Fault::Newer(version));
    }
    if version == newest {
        return Ok(());
    }
    if version > 0 {
        copy(db, &path.with_extension(format!("v{version}.bak")))?;
    }
    // A table that is made anew is not missed by those that refer to it.
    db.pragma_update(None, "foreign_keys", false)?;
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it meanwhile.
    let version = pragma(&transaction, "user_version")?;
    for step in steps.iter().skip(usize::try_from(version).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", newest)?;
    transaction.commit()?;
    if version > 0 {
        // What the old tables had is given back.
        db.execute_batch("VACUUM")?;
    }
    Ok(())
}

/// Copies an archive as it stands. A copy that is not whole has another name, and one that was cut short is made anew.
fn copy(db: &Connection, to: &Path) -> Result<()> {
    let part = to.with_extension("part");
    if part.exists() {
        std::fs::remove_file(&part).map_err(|e| Fault::Output(e.to_string()))?;
    }
    db.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
    std::fs::rename(&part, to).map_err(|e| Fault::Output(e.to_string()))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests write files")]
mod tests {
    use super::*;

    const NEXT: &str = "
        CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
        ALTER TABLE document ADD COLUMN seen TEXT;
        INSERT INTO note(text) SELECT name FROM document;
        UPDATE document SET seen = fetched;
        CREATE INDEX note_text ON note(text);
    ";

    /// An archive of the first version with some reports.
    fn first(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("a.archive");
        let mut db = Connection::open(&path).unwrap();
        db.execute_batch("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL;").unwrap();
        upgrade(&mut db, &path, &[FIRST]).unwrap();
        db.execute_batch("BEGIN").unwrap();
        for n in 0..200 {
            let values = rusqlite::params![n.to_string(), "نص".repeat(300)];
            let insert = "INSERT INTO document(key, name, hash, inferred, language, source, fetched, extra, text) \
                          VALUES (?1, ?1, '', 0, 'ar', '', '2020-01-01', '{}', ?2)";
            db.execute(insert, values).unwrap();
        }
        db.execute_batch("COMMIT").unwrap();
        path
    }

    /// What is on disk while a process works: what one would find that was killed then.
    fn killed(path: &Path, to: &Path) {
        for ending in ["", "-wal"] {
            let name = |path: &Path| std::path::PathBuf::from(format!("{}{ending}", path.display()));
            let _ = std::fs::copy(name(path), name(to));
        }
    }

    /// D9: killed before each statement of a migration, with what it wrote so far on disk: the old version or the new one, whole.
    #[test]
    fn a_migration_is_whole_or_not_at_all() {
        let statements: Vec<&str> = NEXT.split_inclusive(';').collect();
        let (mut tried, mut old) = (0, 0);
        for turn in 0..50 {
            let folder = tempfile::tempdir().unwrap();
            let path = first(folder.path());
            let mut db = Connection::open(&path).unwrap();
            // What is not committed goes to the disk at once.
            db.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1;").unwrap();
            let image = folder.path().join("b.archive");
            let cut = turn % (statements.len() + 1);
            if cut == statements.len() {
                upgrade(&mut db, &path, &[FIRST, NEXT]).unwrap();
                killed(&path, &image);
            } else {
                let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
                transaction.execute_batch(&statements[..cut].concat()).unwrap();
                killed(&path, &image);
            }
            let mut after = Connection::open(&image).unwrap();
            let version: i32 = after.pragma_query_value(None, "user_version", |r| r.get(0)).unwrap();
            let tables = |db: &Connection| {
                db.query_row("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'note%'", [], |r| r.get::<_, i64>(0)).unwrap()
            };
            assert_eq!((version, tables(&after)), if cut == statements.len() { (2, 2) } else { (1, 0) });
            old += usize::from(version == 1);
            // The rest of a copy that was cut short is no hindrance.
            std::fs::write(folder.path().join("b.v1.part"), "x").unwrap();
            upgrade(&mut after, &image, &[FIRST, NEXT]).unwrap();
            let rows: i64 = after
                .query_row("SELECT count(*) FROM note JOIN document ON name = note.text WHERE seen = fetched", [], |r| r.get(0))
                .unwrap();
            assert_eq!((rows, tables(&after)), (200, 2));
            if version == 1 {
                let copy = Connection::open(folder.path().join("b.v1.bak")).unwrap();
                assert_eq!(copy.query_row("SELECT count(*) FROM document", [], |r| r.get::<_, i64>(0)).unwrap(), 200);
                assert_eq!(copy.query_row("PRAGMA integrity_check", [], |r| r.get::<_, String>(0)).unwrap(), "ok");
            }
            assert!(matches!(upgrade(&mut after, &image, &[FIRST]), Err(Fault::Newer(2))));
            tried += 1;
        }
        assert!(tried == 50 && old > 40);
    }

    /// An archive of the first version, brought to the last: every row is there and refers to what it referred to, and what was found by an
    /// index still is.
    #[test]
    fn the_table_of_reports_is_made_anew_with_all_that_refers_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = first(folder.path());
        let mut db = Connection::open(&path).unwrap();
        let rows = "INSERT INTO run VALUES (1, '', '', '');
            INSERT INTO coding(document, run, since, contexts, rest) SELECT id, 1, '', '[]', '{}' FROM document;
            INSERT INTO event(document, at, sorted, since, by_hand, type, quad, status, dated, confidence) SELECT id, '1', 1, '', 0, '', '', '', 0, 1 FROM document;
            INSERT INTO who VALUES (1, '', '', '', '', '', '', '', 1);
            INSERT INTO party SELECT id, 'actor', 0, 1 FROM event;
            UPDATE document SET superseded_by = 1 WHERE id = 2;";
        db.execute_batch(rows).unwrap();
        bring_up_to_date(&mut db, &path).unwrap();
        let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let whole = "SELECT count(*) FROM document d JOIN coding c ON c.document = d.id JOIN event e ON e.document = d.id JOIN party p ON p.event = e.id \
                     WHERE d.key = CAST(d.id - 1 AS TEXT) AND length(d.text) = 600";
        assert_eq!((number(whole), number("SELECT superseded_by FROM document WHERE id = 2")), (200, 1));
        assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
        assert_eq!(number("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%\"report\"%' OR name = 'report'"), 0);
        let plan = |sql: &str| -> String {
            let mut read = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            read.query_map([], |row| row.get::<_, String>(3)).unwrap().map(std::result::Result::unwrap).collect()
        };
        for (sql, index) in [
            (concat!("SELECT 1 FROM document d WHERE ", key_begins!("d", "'0123456789abcdef01'")).to_owned(), "document_key"),
            ("SELECT 1 FROM document WHERE substr(hash, 1, 16) = 'a' AND hash = 'ab'".to_owned(), "document_hash"),
            (
                format!(
                    "SELECT p.event FROM {PARTS} CROSS JOIN party p WHERE p.event >> 19 = parts.n AND p.role IN ('actor') AND p.who IN (SELECT id FROM who)"
                ),
                "party_who",
            ),
        ] {
            let plan = plan(&sql);
            assert!(plan.contains(&format!("INDEX {index} (<expr>=?")), "{plan}");
        }
    }

    #[test]
    fn a_step_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = first(folder.path());
        let mut db = Connection::open(&path).unwrap();
        let broken = format!("{NEXT} CREATE TABLE document(x);");
        assert!(upgrade(&mut db, &path, &[FIRST, &broken]).is_err());
        assert_eq!(db.pragma_query_value(None, "user_version", |r| r.get::<_, i32>(0)).unwrap(), 1);
        assert!(db.execute("SELECT seen FROM document", []).is_err());
    }
}
