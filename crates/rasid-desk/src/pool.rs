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
use tokio::time::Instant;

/// Connections that read.
const READERS: usize = 4;
/// The longest that a question may take.
const LONGEST: Duration = Duration::from_secs(20);

/// While reports are taken in, answers may be so old: what is asked again and again is then counted once.
const LATE: Duration = Duration::from_secs(2);

/// A connection, and what understands words that are searched.
pub(crate) struct Reader {
    pub(crate) archive: Archive,
    /// What its answers are good for.
    pub(crate) version: u64,
    /// How many events filters ask for, with the version when they were counted: every page of a list tells it.
    pub(crate) totals: BTreeMap<String, (u64, Value)>,
    coder: Option<Coder<'static>>,
}

impl Reader {
    fn open(path: &Path) -> Result<Self> {
        Ok(Self { archive: Archive::read(path)?, version: 0, totals: BTreeMap::new(), coder: None })
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
    shared: Arc<Shared>,
    writer: Arc<Mutex<Archive>>,
}

impl Pool {
    /// Opens an archive; an older one is brought up to date.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let writer = Arc::new(Mutex::new(Archive::open(path)?));
        let idle = Arc::new(Mutex::new(vec![Reader::open(path)?]));
        Ok(Self { path: path.to_owned(), idle, permits: Arc::new(Semaphore::new(READERS)), shared: Arc::default(), writer })
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
        let (idle, shared) = (Arc::clone(&self.idle), Arc::clone(&self.shared));
        // What was asked is answered to the end even where nobody waits any more: the connection is given back by it.
        let mut answer = tokio::task::spawn_blocking(move || {
            let answer = shared.give(&mut reader).and_then(|()| ask(&mut reader));
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
        let changed = tokio::task::spawn_blocking(move || change(&mut held(&writer))).await;
        held(&self.shared.now).changed = true;
        changed.map_err(|e| Fault::Store(e.to_string()))?
    }

    /// What answers are good for now; none where that has to be looked for.
    pub(crate) fn version(&self) -> Option<u64> {
        Some(held(&self.shared.now)).filter(|state| state.is_good()).map(|state| state.version)
    }
}

/// Columns that all readers share, and what answers are good for.
#[derive(Default)]
struct Shared {
    now: Mutex<State>,
    renewing: Mutex<()>,
}

#[derive(Default)]
struct State {
    columns: Option<Arc<Columns>>,
    /// Another number where anything may be answered otherwise.
    version: u64,
    checked: Option<Instant>,
    /// Something was decided here.
    changed: bool,
}

impl State {
    fn is_good(&self) -> bool {
        self.columns.is_some() && !self.changed && self.checked.is_some_and(|at| at.elapsed() < LATE)
    }
}

impl Shared {
    /// Gives a reader the columns of the archive as it stands, or stood a moment ago: one renews them for all, and the others go on with what
    /// there is, unless something was decided here.
    fn give(&self, reader: &mut Reader) -> Result<()> {
        let (good, wanted) = {
            let state = held(&self.now);
            (state.is_good(), state.columns.is_none() || state.changed)
        };
        if !good {
            let renewing = if wanted { Some(held(&self.renewing)) } else { self.renewing.try_lock().ok() };
            if renewing.is_some() && !held(&self.now).is_good() {
                self.renew(&reader.archive)?;
            }
        }
        let state = held(&self.now);
        reader.version = state.version;
        state.columns.iter().for_each(|columns| reader.archive.use_columns(Arc::clone(columns)));
        Ok(())
    }

    fn renew(&self, archive: &Archive) -> Result<()> {
        let (before, decided) = {
            let mut state = held(&self.now);
            let decided = std::mem::take(&mut state.changed);
            state.checked = Some(Instant::now());
            (state.columns.clone(), decided)
        };
        if before.as_ref().is_some_and(|c| c.are_of(archive).unwrap_or(false)) {
            held(&self.now).version += u64::from(decided);
            return Ok(());
        }
        let columns = Arc::new(Columns::of(archive, before.as_deref())?);
        let mut state = held(&self.now);
        state.columns = Some(columns);
        state.version += 1;
        Ok(())
    }
}

/// What a mutex holds: a thread that broke off left it whole, for a transaction that was not ended has not happened.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
