//! A few connections that read, one that writes. `SQLite` blocks: it works on threads of its own, and no question may take
//! longer than [`LONGEST`].

use rasid::{Coder, Knowledge};
use rasid_archive::{Archive, Columns, Fault, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Connections that read.
const READERS: usize = 4;
/// The longest that a question may take.
const LONGEST: Duration = Duration::from_secs(20);

/// A connection, and what understands words that are searched.
pub(crate) struct Reader {
    pub(crate) archive: Archive,
    /// How many events filters ask for, with the archive's stamp when they were counted: every page of a list tells it.
    pub(crate) totals: BTreeMap<String, ((i64, i64), Value)>,
    coder: Option<Coder<'static>>,
}

impl Reader {
    fn open(path: &Path) -> Result<Self> {
        Ok(Self { archive: Archive::read(path)?, totals: BTreeMap::new(), coder: None })
    }

    /// The archive, and what understands words.
    pub(crate) fn searching(&mut self) -> Result<(&Archive, &mut Coder<'static>)> {
        let knowledge = knowledge()?;
        Ok((&self.archive, self.coder.get_or_insert_with(|| Coder::new(knowledge))))
    }
}

/// The knowledge that is built in, read once.
pub(crate) fn knowledge() -> Result<&'static Knowledge> {
    static KNOWLEDGE: OnceLock<std::result::Result<Knowledge, String>> = OnceLock::new();
    let read = KNOWLEDGE.get_or_init(|| Knowledge::builtin().map_err(|e| e.to_string()));
    read.as_ref().map_err(|e| Fault::Store(e.clone()))
}

/// All connections to one archive.
pub(crate) struct Pool {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Reader>>>,
    permits: Arc<Semaphore>,
    columns: Arc<Mutex<Option<Arc<Columns>>>>,
    writer: Arc<Mutex<Archive>>,
}

impl Pool {
    /// Opens an archive; an older one is brought up to date.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let writer = Arc::new(Mutex::new(Archive::open(path)?));
        let idle = Arc::new(Mutex::new(vec![Reader::open(path)?]));
        Ok(Self { path: path.to_owned(), idle, permits: Arc::new(Semaphore::new(READERS)), columns: Arc::default(), writer })
    }

    /// Asks the archive, on another thread.
    pub(crate) async fn read<T: Send + 'static>(&self, ask: impl FnOnce(&mut Reader) -> Result<T> + Send + 'static) -> Result<T> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|e| Fault::Store(e.to_string()))?;
        let waiting = held(&self.idle).pop();
        let mut reader = match waiting {
            Some(reader) => reader,
            None => Reader::open(&self.path)?,
        };
        let stop = reader.archive.stopper();
        let (idle, columns) = (Arc::clone(&self.idle), Arc::clone(&self.columns));
        // What was asked is answered to the end even where nobody waits any more: the connection is given back by it.
        let mut answer = tokio::task::spawn_blocking(move || {
            let answer = renew(&columns, &mut reader.archive).and_then(|()| ask(&mut reader));
            held(&idle).push(reader);
            drop(permit);
            answer
        });
        let answered = match tokio::time::timeout(LONGEST, &mut answer).await {
            Ok(answered) => answered,
            Err(_) => {
                stop();
                answer.await
            }
        };
        answered.map_err(|e| Fault::Store(e.to_string()))?
    }

    /// Changes the archive, on another thread, one change after another.
    pub(crate) async fn write<T: Send + 'static>(&self, change: impl FnOnce(&mut Archive) -> Result<T> + Send + 'static) -> Result<T> {
        let writer = Arc::clone(&self.writer);
        let changed = tokio::task::spawn_blocking(move || change(&mut held(&writer)));
        changed.await.map_err(|e| Fault::Store(e.to_string()))?
    }
}

/// Gives a reader the columns of the archive as it stands: one reader renews them for all.
fn renew(shared: &Mutex<Option<Arc<Columns>>>, archive: &mut Archive) -> Result<()> {
    let mut columns = held(shared);
    let current = columns.as_ref().is_some_and(|c| c.are_of(archive).unwrap_or(false));
    if !current {
        *columns = Some(Arc::new(Columns::of(archive, columns.as_deref())?));
    }
    if let Some(columns) = columns.as_ref() {
        archive.use_columns(Arc::clone(columns));
    }
    Ok(())
}

/// What a mutex holds: a thread that broke off left it whole, for a transaction that was not ended has not happened.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
