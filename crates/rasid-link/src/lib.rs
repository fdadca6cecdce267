//! Coded reports → what they tell together: the same event told by many, stories, agreements followed, positions,
//! namings. Pure: no file, no clock, no hash order; reports in any order give the same groups.

mod acts;
pub mod agreements;
pub mod calendar;
pub mod cluster;
pub mod copies;
pub mod digest;
pub mod draft;
mod facts;
mod following;
pub mod groups;
mod lookup;
pub mod namings;
mod pairs;
pub mod positions;
mod report;
pub mod series;
mod spelling;
pub mod stories;
pub mod timeline;
mod traits;
mod translations;
mod weights;

pub use acts::{Happening, Told, happenings, mentions_of};
pub use following::Following;
pub use groups::{Decision, Decisions, Group, Groups, Scored, grouped, link, name, named, parts, scores};
pub use pairs::{FEATURES, Pair, pairs};
pub use report::{Report, number, title};
pub use timeline::Linked;
pub use traits::{Traits, skeleton};
pub use translations::{Likeness, likenesses, unread};
pub use weights::{Weights, Wrong};
