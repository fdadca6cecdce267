//! gzip, unpacked as it is read: never more than news can come to.

use flate2::bufread::MultiGzDecoder;
use std::io::{BufRead, BufReader, Error, Read, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many times larger than its file news becomes; text stays below twenty.
const RATIO: u64 = 200;
/// What a small file may become whatever its ratio, in bytes.
const FREE: u64 = 1 << 24;

/// Whether bytes begin a file of gzip.
#[must_use]
pub fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(b"\x1f\x8b")
}

/// Unpacks; what grows beyond all measure ends with an error.
#[must_use]
pub fn unpack(packed: Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send> {
    let read = Arc::new(AtomicU64::new(0));
    let counted = BufReader::new(Counted { inner: packed, read: Arc::clone(&read) });
    Box::new(BufReader::with_capacity(1 << 16, Bounded { inner: MultiGzDecoder::new(counted), read, given: 0 }))
}

struct Counted {
    inner: Box<dyn BufRead + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(into)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

struct Bounded<R> {
    inner: R,
    read: Arc<AtomicU64>,
    given: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(into)?;
        self.given += count as u64;
        let read = self.read.load(Ordering::Relaxed).max(1);
        if self.given > FREE && self.given / read > RATIO {
            return Err(Error::other(format!("unpacks to more than {RATIO} times its size")));
        }
        Ok(count)
    }
}
