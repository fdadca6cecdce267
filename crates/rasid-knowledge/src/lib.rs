//! Knowledge files → the tables of the engine. Only this crate knows that TOML exists; it sees files as
//! `(path, text)` pairs and never the disk.

pub mod actors;
mod compile;
mod frames;
mod keys;
mod operators;
mod places;
mod problem;
pub mod time;
mod topics;
pub mod words;

pub use compile::{Compiled, compile, compile_over};
pub use frames::FrameCase;
pub use problem::Problem;

/// A knowledge file: its path below the knowledge folder («frames/agree.toml»), and its text.
pub type File = (String, String);

/// A hash of files that is the same on every machine (FNV-1a).
#[must_use]
pub fn hash(files: &[File]) -> u64 {
    let bytes = files.iter().flat_map(|(path, text)| path.bytes().chain([0]).chain(text.bytes()).chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
