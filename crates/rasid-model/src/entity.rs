//! Who and where.

use crate::Span;
use crate::ontology::vocabulary;

vocabulary! {
    /// What sort of thing an entity is.
    EntityKind {
        /// «سامح شكري»
        Person = "person",
        /// «مجلس الأمن»
        Organisation = "organisation",
        /// «الجزائر»
        Country = "country",
        /// «ثلاثة جنود»
        Group = "group",
        /// «مصدر أمني»
        Source = "source",
    }
}

/// Somebody named in a text, with what is known of who that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The mention in the text; for a pronoun or a dropped subject the nearest earlier naming.
    pub span: Span,
    /// A canonical English name where knowledge has one.
    pub name: Option<String>,
    /// The knowledge entry, where it is one: `lby-haftar`.
    pub id: Option<String>,
    /// ISO 3166 alpha-3, or one of PLOVER's (`UNO`, `IGO`, `IMG`…).
    pub country: Option<String>,
    /// A PLOVER sector code.
    pub sector: Option<String>,
    /// What sort of thing it is.
    pub kind: EntityKind,
}

/// Where an act happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The mention in the text.
    pub span: Span,
    /// The commonest English name, where knowledge has one.
    pub name: Option<String>,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f32, f32)>,
    /// What the position stands for: `country`, `region`, `city`, `site`.
    pub precision: &'static str,
}
