//! A part of the index as it is stored: lists in the order of their keys, in blocks. A block tells where the next begins, so that one
//! that is lost is missed, and has a sum over its bytes, so that what is not as it was written is not read.

use super::list::{Broken, Numbers, put};

/// A block of so many bytes ends, so that four rows fill a page of a file; a longer list has one for itself.
const LENGTH: usize = 3900;
/// Bytes of the sum that a block begins with.
const SUM: usize = 4;

/// Lists → blocks, each with its first key.
#[derive(Debug, Default)]
pub(super) struct Writer {
    first: String,
    last: String,
    entries: Vec<u8>,
}

impl Writer {
    /// Adds a list; its key comes after those before. Gives a block that is whole.
    pub(super) fn add(&mut self, key: &str, list: &[u8]) -> Option<(String, Vec<u8>)> {
        let whole = if !self.entries.is_empty() && self.entries.len() + list.len() > LENGTH { self.end(key) } else { None };
        if self.entries.is_empty() {
            key.clone_into(&mut self.first);
            self.last.clear();
        }
        let shared = key.bytes().zip(self.last.bytes()).take_while(|(a, b)| a == b).count();
        let own = key.as_bytes().get(shared..).unwrap_or_default();
        for number in [shared, own.len(), list.len()] {
            put(&mut self.entries, number as u64);
        }
        self.entries.extend_from_slice(own);
        self.entries.extend_from_slice(list);
        key.clone_into(&mut self.last);
        whole
    }

    /// The block as it stands, where it has anything; the next begins with a key, or with nothing where it is the last.
    pub(super) fn end(&mut self, next: &str) -> Option<(String, Vec<u8>)> {
        if self.entries.is_empty() {
            return None;
        }
        let mut body = vec![0; SUM];
        put(&mut body, next.len() as u64);
        body.extend_from_slice(next.as_bytes());
        body.append(&mut self.entries);
        let sum = crc32fast::hash(body.get(SUM..).unwrap_or_default());
        body.iter_mut().zip(sum.to_le_bytes()).for_each(|(byte, sum)| *byte = sum);
        Some((std::mem::take(&mut self.first), body))
    }
}

/// A key with its list.
type Entry<'k, 'b> = (&'k [u8], &'b [u8]);

/// A block that is read.
#[derive(Debug)]
pub(super) struct Block<'b> {
    /// The first key of the next block; nothing where there is none.
    pub(super) next: &'b [u8],
    entries: Numbers<'b>,
    key: Vec<u8>,
}

impl<'b> Block<'b> {
    pub(super) fn open(body: &'b [u8]) -> Result<Self, Broken> {
        let (sum, rest) = body.split_at_checked(SUM).ok_or(Broken)?;
        if sum != crc32fast::hash(rest).to_le_bytes() {
            return Err(Broken);
        }
        let mut entries = Numbers { bytes: rest };
        let length = entries.number()?;
        Ok(Self { next: entries.take(length)?, entries, key: Vec::new() })
    }

    /// The next key with its list.
    pub(super) fn entry(&mut self) -> Result<Option<Entry<'_, 'b>>, Broken> {
        if self.entries.bytes.is_empty() {
            return Ok(None);
        }
        let mut number = || self.entries.number();
        let (shared, own, length) = (number()?, number()?, number()?);
        let own = self.entries.take(own)?;
        let list = self.entries.take(length)?;
        self.key.truncate(usize::try_from(shared).map_err(|_| Broken)?);
        self.key.extend_from_slice(own);
        Ok(Some((&self.key, list)))
    }

    /// The list of a key, which does not come before the first of this block.
    pub(super) fn find(mut self, key: &str) -> Result<Option<&'b [u8]>, Broken> {
        if !self.next.is_empty() && key.as_bytes() >= self.next {
            return Err(Broken);
        }
        while let Some((one, list)) = self.entry()? {
            if one >= key.as_bytes() {
                return Ok((one == key.as_bytes()).then_some(list));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_found_and_what_is_lost_is_missed() {
        let keys: Vec<String> = (0..3000).map(|n| format!("f{n:05}هدنة")).collect();
        let mut writer = Writer::default();
        let list = |n: usize| vec![7_u8; if n.is_multiple_of(700) { 20_000 } else { n % 300 }];
        let mut blocks: Vec<(String, Vec<u8>)> = keys.iter().enumerate().filter_map(|(n, key)| writer.add(key, &list(n))).collect();
        blocks.extend(writer.end(""));
        assert!(blocks.len() > 20);
        let find = |key: &str| blocks.iter().rev().find(|(first, _)| **first <= *key).map(|(_, body)| Block::open(body).unwrap().find(key));
        for (n, key) in keys.iter().enumerate() {
            assert_eq!(find(key), Some(Ok(Some(&*list(n)))), "{key}");
            assert_eq!(find(&format!("{key}ا")), Some(Ok(None)));
        }
        let body = &blocks[3].1;
        assert_eq!(Block::open(body).unwrap().find(&blocks[4].0), Err(Broken));
        for at in 0..body.len() {
            let mut other = body.clone();
            other[at] ^= 1 << (at % 8);
            assert!(Block::open(&other).is_err() && Block::open(&body[..at]).is_err());
        }
    }
}
