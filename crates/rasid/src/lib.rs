//! The library people use: knowledge and a document → what the document says happened.

pub mod check;
mod coder;
pub mod csv;
pub mod dates;
pub mod explain;
pub mod input;
pub mod intensity;
mod knowledge;
pub mod language;
pub mod long;
pub mod points;
pub mod record;
pub mod run;
pub mod schema;
pub mod table;
pub mod visible;

pub use coder::{Coder, plain};
pub use knowledge::{Damaged, Fitting, Knowledge, sources};
pub use rasid_coder::Coded;
pub use rasid_knowledge::Problem;
pub use rasid_model as model;
