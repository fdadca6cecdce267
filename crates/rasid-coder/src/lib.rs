//! Analysed sentences → events: names, clauses, frames, status, attribution, identity.

mod agreements;
mod arguments;
mod certainty;
mod clause;
mod contexts;
mod counts;
mod cues;
mod denial;
mod document;
mod drafts;
mod identity;
mod items;
mod mention;
mod names;
mod notes;
mod positions;
mod reading;
mod remote;
mod resolve;
mod scope;
mod score;
mod status;
pub mod tables;
mod ties;
mod trace;
mod weights;

pub use document::{Coded, code, code_with_reasons, trace};
pub use reading::{Memory, ReadWord};
pub use tables::Tables;
pub use trace::{Trace, TracedMention, TracedWord};
