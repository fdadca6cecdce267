//! The reports that have a word, and where: numbers in as many bytes as they need. Of each report: how far its number is from the
//! one before, with how often it has the word; its places, each as the distance from the one before.

/// Bytes that are no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// A number in as many bytes as it needs, seven bits in each.
#[expect(clippy::cast_possible_truncation, reason = "seven bits fit")]
pub(super) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Numbers, one after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers<'b> {
    pub(super) bytes: &'b [u8],
}

impl<'b> Numbers<'b> {
    pub(super) fn number(&mut self) -> Result<u64, Broken> {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let (byte, rest) = self.bytes.split_first().ok_or(Broken)?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7F).checked_shl(shift).ok_or(Broken)?;
            if *byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// So many bytes.
    pub(super) fn take(&mut self, count: u64) -> Result<&'b [u8], Broken> {
        let count = usize::try_from(count).map_err(|_| Broken)?;
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or(Broken)?;
        self.bytes = rest;
        Ok(taken)
    }

    /// The bytes of so many numbers.
    fn skip(&mut self, count: u32) -> Result<&'b [u8], Broken> {
        let mut left = count;
        let ends = |byte: &u8| {
            left -= u32::from(*byte < 0x80);
            left == 0
        };
        let length = if count == 0 { 0 } else { self.bytes.iter().position(ends).ok_or(Broken)? + 1 };
        self.take(length as u64)
    }
}

/// How a report has a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting<'b> {
    pub(super) document: i64,
    pub(super) times: u32,
    /// As they are written.
    pub(super) places: &'b [u8],
}

impl Posting<'_> {
    /// The places, put at the end of a list of places.
    pub(super) fn read_places(&self, into: &mut Vec<u32>) -> Result<(), Broken> {
        let (mut numbers, mut last) = (Numbers { bytes: self.places }, 0_u32);
        for _ in 0..self.times {
            last = u32::try_from(numbers.number()?).ok().and_then(|far| last.checked_add(far)).ok_or(Broken)?;
            into.push(last);
        }
        Ok(())
    }
}

/// Reads a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'b> {
    numbers: Numbers<'b>,
    last: i64,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { numbers: Numbers { bytes }, last: 0 }
    }

    /// The next report.
    pub(super) fn next(&mut self) -> Result<Option<Posting<'b>>, Broken> {
        if self.numbers.bytes.is_empty() {
            return Ok(None);
        }
        let head = self.numbers.number()?;
        let far = i64::try_from(head >> 1).map_err(|_| Broken)?;
        self.last = self.last.checked_add(far).ok_or(Broken)?;
        let times = if head & 1 == 1 { 1 } else { u32::try_from(self.numbers.number()?).map_err(|_| Broken)? };
        let places = self.numbers.skip(times)?;
        Ok(Some(Posting { document: self.last, times, places }))
    }
}

/// Writes a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Writer {
    last: i64,
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    /// Adds a report, whose number is greater than that of the one before.
    pub(super) fn add(&mut self, document: i64, times: u32, places: &[u8]) {
        let far = (document - self.last).unsigned_abs() << 1;
        self.last = document;
        if times == 1 {
            put(&mut self.bytes, far | 1);
        } else {
            put(&mut self.bytes, far);
            put(&mut self.bytes, u64::from(times));
        }
        self.bytes.extend_from_slice(places);
    }
}
