//! Somebody or some place named in a text.

use rasid_model::{EntityKind, Place, Span};
use std::ops::Range;

use crate::tables::PlaceEntry;

/// How a mention was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// An entry of the actors: «حركة النهضة».
    Named,
    /// A state by its name: «ليبيا».
    State,
    /// A capital: the town or the government.
    Capital,
    /// A role, with or without a name: «وزير الخارجية التونسي».
    Role,
    /// A state's people, or its adjective used as a noun: «الأتراك».
    People,
    /// A state's adjective beside another noun: «الغارات المصرية».
    Nisba,
    /// A person without an entry: «محمد ولد داهية».
    Person,
    /// A place of the gazetteer, or a word after a cue: «مدينة سرت».
    Place,
    /// «الطرفان»
    GroupWord,
    /// «بلاده»
    OwnCountry,
    /// «نظيره»
    Counterpart,
}

/// A mention, as far as its own words tell.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) tokens: Range<usize>,
    pub(crate) span: Span,
    pub(crate) class: Class,
    pub(crate) conjunction: Option<char>,
    pub(crate) preposition: Option<char>,
    pub(crate) kind: EntityKind,
    pub(crate) country: String,
    pub(crate) sector: String,
    pub(crate) armed_sector: String,
    pub(crate) name: String,
    pub(crate) id: String,
    /// The mention says its country itself.
    pub(crate) own_country: bool,
    pub(crate) definite: bool,
    pub(crate) numbered: bool,
    /// A personal name inside: its tokens.
    pub(crate) person: Option<Range<usize>>,
    /// A place by number, or a state or capital by number (see `class`).
    pub(crate) place: Option<u32>,
    /// An earlier mention that this one takes up.
    pub(crate) refers: Option<usize>,
    /// The words name an act and those who act: «احتجاجات شعبية».
    pub(crate) event: bool,
    /// The place inside it: «محكمة في مصر».
    pub(crate) seat: Option<Box<Mention>>,
    /// The role entry, where it is one.
    pub(crate) role: Option<u32>,
}

/// The mention of a text that a token is part of: mentions stand in text order, none overlapping another.
pub(crate) fn at(mentions: &[Mention], tok: usize) -> Option<&Mention> {
    let place = mentions.partition_point(|m| m.tokens.end <= tok);
    mentions.get(place).filter(|m| m.tokens.contains(&tok))
}

impl Mention {
    /// Whether it may act or be acted upon.
    pub(crate) fn acts(&self) -> bool {
        !matches!(self.class, Class::Nisba | Class::Place)
    }

    /// Whether an act may happen there.
    pub(crate) fn hosts(&self) -> bool {
        matches!(self.class, Class::State | Class::Capital | Class::Place)
    }

    /// The place that it names, with its position where the gazetteer has one: «سرت» is at 31.209, 16.589.
    pub(crate) fn place(&self, gazetteer: &[PlaceEntry]) -> Place {
        let entry = self.place.filter(|_| self.class == Class::Place).and_then(|p| gazetteer.get(p as usize));
        let precision = match (self.class, entry.map(|e| e.kind.as_str())) {
            (Class::State, _) => "country",
            (Class::Place, None) => "place",
            (_, Some("region" | "island" | "sea")) => "region",
            (_, Some("site" | "camp")) | (Class::Named | Class::Role, _) => "site",
            _ => "city",
        };
        let filled = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        let position = entry.map(|e| (e.lat, e.lon));
        Place { span: self.span, name: filled(&self.name), country: filled(&self.country), position, precision }
    }
}
