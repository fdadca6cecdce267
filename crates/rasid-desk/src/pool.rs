//! A few connections that read, one that writes. `SQLite` blocks: it works on threads of its own, and no question may take
//! longer than [`LONGEST`], no file longer than [`FILE`].

use rasid::{Coder, Knowledge};
use rasid_archive::{Archive, Columns, Fault, NamedActor, Result, Stood};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Connections that read.
const READERS: usize = 4;
/// The longest that a question may take.
const LONGEST: Duration = Duration::from_secs(2);
/// The longest that a file may take to be made: it is many questions.
pub(crate) const FILE: Duration = Duration::from_secs(20);

/// How often it is looked whether others changed the archive: answers may be so old, and what is asked again and again is counted once.
const LATE: Duration = Duration::from_secs(2);
/// How soon the thread that looks sees that the desk is closed.
const GLANCE: Duration = Duration::from_millis(100);

/// What is asked of all reports that are linked, and changes with linking alone.
#[derive(Default)]
struct Told {
    linked_as: (i64, i64),
    named: Option<Arc<Vec<NamedActor>>>,
    stands: Option<Arc<Vec<Stood>>>,
}

/// A connection, and what understands words that are searched.
pub(crate) struct Reader {
    pub(crate) archive: Archive,
    /// What its answers are good for.
    pub(crate) version: u64,
    /// How many events filters ask for, with the version when they were counted: every page of a list tells it.
    pub(crate) totals: BTreeMap<String, (u64, Value)>,
    told: Told,
    coder: Option<Coder<'static>>,
}

impl Reader {
    fn open(path: &Path) -> Result<Self> {
        Ok(Self { archive: Archive::read(path)?, version: 0, totals: BTreeMap::new(), told: Told::default(), coder: None })
    }

    /// What was told as reports are linked now.
    fn told(&mut self) -> Result<&mut Told> {
        let linked_as = self.archive.linked_as()?;
        if self.told.linked_as != linked_as {
            self.told = Told { linked_as, ..Told::default() };
        }
        Ok(&mut self.told)
    }

    /// As [`Archive::named_actors`].
    pub(crate) fn named_actors(&mut self) -> Result<Arc<Vec<NamedActor>>> {
        if let Some(known) = &self.told()?.named {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(self.archive.named_actors()?);
        self.told.named = Some(Arc::clone(&read));
        Ok(read)
    }

    /// As [`Archive::stands`].
    pub(crate) fn stands(&mut self) -> Result<Arc<Vec<Stood>>> {
        if let Some(known) = &self.told()?.stands {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(self.archive.stands()?);
        self.told.stands = Some(Arc::clone(&read));
        Ok(read)
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
        let shared: Arc<Shared> = Arc::default();
        let (watched, looking) = (Arc::downgrade(&shared), Archive::read(path)?);
        std::thread::spawn(move || watch(&watched, &looking));
        Ok(Self { path: path.to_owned(), idle, permits: Arc::new(Semaphore::new(READERS)), shared, writer })
    }

    /// Asks the archive, on another thread.
    pub(crate) async fn read<T: Send + 'static>(&self, ask: impl FnOnce(&mut Reader) -> Result<T> + Send + 'static) -> Result<T> {
        self.read_within(LONGEST, ask).await
    }

    /// Asks the archive what may take so long.
    pub(crate) async fn read_within<T: Send + 'static>(
        &self,
        longest: Duration,
        ask: impl FnOnce(&mut Reader) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|e| Fault::Store(e.to_string()))?;
        let waiting = held(&self.idle).pop();
        let mut reader = match waiting {
            Some(reader) => reader,
            None => Reader::open(&self.path)?,
        };
        reader = self.ready(reader).await?;
        let stop = reader.archive.stopper();
        let (idle, shared) = (Arc::clone(&self.idle), Arc::clone(&self.shared));
        // What was asked is answered to the end even where nobody waits any more: the connection is given back by it.
        let mut answer = tokio::task::spawn_blocking(move || {
            let answer = shared.give(&mut reader).and_then(|()| ask(&mut reader));
            held(&idle).push(reader);
            drop(permit);
            answer
        });
        let answered = match tokio::time::timeout(longest, &mut answer).await {
            Ok(answered) => answered,
            Err(_) => {
                stop();
                answer.await
            }
        };
        answered.map_err(|e| Fault::Store(e.to_string()))?
    }

    /// Reads the columns where nobody has yet: that takes as long as the archive is large, and is no part of a question.
    async fn ready(&self, mut reader: Reader) -> Result<Reader> {
        if self.version().is_some() {
            return Ok(reader);
        }
        let shared = Arc::clone(&self.shared);
        let read = tokio::task::spawn_blocking(move || shared.give(&mut reader).map(|()| reader));
        read.await.map_err(|e| Fault::Store(e.to_string()))?
    }

    /// Changes the archive, on another thread, one change after another. Whoever asks afterwards is answered by what was changed.
    pub(crate) async fn write<T: Send + 'static>(&self, change: impl FnOnce(&mut Archive) -> Result<T> + Send + 'static) -> Result<T> {
        let (writer, shared) = (Arc::clone(&self.writer), Arc::clone(&self.shared));
        let changed = tokio::task::spawn_blocking(move || {
            let mut archive = held(&writer);
            let changed = change(&mut archive)?;
            shared.renew(&archive, true)?;
            Ok(changed)
        });
        changed.await.map_err(|e| Fault::Store(e.to_string()))?
    }

    /// What answers are good for now; none before anything was asked.
    pub(crate) fn version(&self) -> Option<u64> {
        Some(held(&self.shared.now)).filter(|state| state.columns.is_some()).map(|state| state.version)
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
}

impl Shared {
    /// Gives a reader the columns; who reads waits for them only where there are none yet.
    fn give(&self, reader: &mut Reader) -> Result<()> {
        if held(&self.now).columns.is_none() {
            self.renew(&reader.archive, false)?;
        }
        let state = held(&self.now);
        reader.version = state.version;
        state.columns.iter().for_each(|columns| reader.archive.use_columns(Arc::clone(columns)));
        Ok(())
    }

    /// Puts columns of the archive as it stands in place of those there are; `anew`: something else may be answered otherwise, too.
    fn renew(&self, archive: &Archive, anew: bool) -> Result<()> {
        let _alone = held(&self.renewing);
        let before = held(&self.now).columns.clone();
        let are_good = before.as_ref().is_some_and(|c| c.are_of(archive).unwrap_or(false));
        let columns = if are_good { None } else { Some(Arc::new(Columns::of(archive, before.as_deref())?)) };
        let mut state = held(&self.now);
        state.version += u64::from(anew || columns.is_some());
        state.columns = columns.or_else(|| state.columns.take());
        Ok(())
    }
}

/// Looks, as long as the desk is open, whether others changed the archive, and reads anew what did: those who ask go on meanwhile with what there is.
fn watch(shared: &Weak<Shared>, archive: &Archive) {
    let mut looked = Instant::now();
    loop {
        std::thread::sleep(GLANCE);
        let Some(shared) = shared.upgrade() else { return };
        if looked.elapsed() >= LATE && held(&shared.now).columns.is_some() {
            // What cannot be read now is looked at again.
            let _ = shared.renew(archive, false);
            looked = Instant::now();
        }
    }
}

/// What a mutex holds: a thread that broke off left it whole, for a transaction that was not ended has not happened.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
