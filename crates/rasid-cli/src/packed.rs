//! zip and tar → their members, one after another, each whole in memory: never more than news can come to.

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read, Seek};
use std::sync::mpsc::{IntoIter, SyncSender, sync_channel};

/// A file in a file: its name and bytes, or why it has none. Without a name it is the whole that is bad.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) bytes: Result<Vec<u8>, String>,
}

/// No member is larger, in bytes.
const LARGEST: u64 = 1 << 28;
/// How many times larger than its file all together may become, as of gzip.
const RATIO: u64 = 200;
/// What a small file may become whatever its ratio, in bytes.
const FREE: u64 = 1 << 24;
/// No more members are read.
const MEMBERS: usize = 1 << 20;

/// Whether bytes begin a zip file.
pub(crate) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Whether bytes begin a tar file.
pub(crate) fn is_tar(head: &[u8]) -> bool {
    head.get(257..262).is_some_and(|magic| magic == b"ustar")
}

/// What a zip file is read from.
pub(crate) trait Places: Read + Seek + Send {}
impl<T: Read + Seek + Send> Places for T {}

/// The members of a zip file, read ahead by one.
pub(crate) fn zip(file: Box<dyn Places>, size: u64) -> IntoIter<Member> {
    spawned(move |out| {
        let mut archive = zip::ZipArchive::new(file).map_err(|e| e.to_string())?;
        let mut budget = Budget::of(size);
        for at in 0..archive.len().min(MEMBERS) {
            let name = archive.name_for_index(at).and_then(Result::ok).map_or_else(|| format!("#{at}"), Cow::into_owned);
            let member = match archive.by_index(at) {
                Ok(member) if member.is_dir() => continue,
                Ok(mut member) => Member { name, bytes: budget.read(&mut member) },
                Err(e) => Member { name, bytes: Err(e.to_string()) },
            };
            if out.send(member).is_err() {
                break;
            }
            budget.holds()?;
        }
        Ok(())
    })
}

/// The members of a tar file.
pub(crate) fn tar(reader: Box<dyn BufRead + Send>) -> IntoIter<Member> {
    spawned(move |out| {
        let mut archive = tar::Archive::new(reader);
        for entry in archive.entries().map_err(|e| e.to_string())?.take(MEMBERS) {
            let mut entry = entry.map_err(|e| e.to_string())?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            // Tar packs nothing: what it is packed in has its own bound.
            let bytes = Budget::of(u64::MAX).read(&mut entry);
            let size = entry.size();
            let bytes = bytes.and_then(|b| if b.len() as u64 == size { Ok(b) } else { Err("cut off".to_owned()) });
            if out.send(Member { name, bytes }).is_err() {
                break;
            }
        }
        Ok(())
    })
}

/// Runs a reader beside; what ends it early is a member without a name.
fn spawned(read: impl FnOnce(&SyncSender<Member>) -> Result<(), String> + Send + 'static) -> IntoIter<Member> {
    let (out, members) = sync_channel(1);
    std::thread::spawn(move || {
        if let Err(why) = read(&out) {
            let _ = out.send(Member { name: String::new(), bytes: Err(why) });
        }
    });
    members.into_iter()
}

/// How much may still be unpacked.
struct Budget {
    allowed: u64,
    used: u64,
}

impl Budget {
    fn of(size: u64) -> Self {
        Self { allowed: size.saturating_mul(RATIO).max(FREE), used: 0 }
    }

    fn read(&mut self, from: &mut impl Read) -> Result<Vec<u8>, String> {
        let most = LARGEST.min(self.allowed - self.used.min(self.allowed));
        let mut bytes = Vec::new();
        let read = from.take(most + 1).read_to_end(&mut bytes);
        self.used += bytes.len() as u64;
        read.map_err(|e| e.to_string())?;
        self.holds()?;
        if bytes.len() as u64 > LARGEST { Err(format!("larger than {} MiB", LARGEST >> 20)) } else { Ok(bytes) }
    }

    fn holds(&self) -> Result<(), String> {
        if self.used > self.allowed { Err(format!("unpacks to more than {RATIO} times its size")) } else { Ok(()) }
    }
}

/// Bytes as a reader.
pub(crate) fn reader(bytes: Vec<u8>) -> Box<dyn BufRead + Send> {
    Box::new(Cursor::new(bytes))
}
