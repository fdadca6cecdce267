//! «ونفت طهران ذلك»: a denial is of the charges told before it, and of the acts charged.

use rasid_model::{Entity, EventType, Status};

use crate::document::Told;

/// Somebody denies, in a sentence.
#[derive(Debug)]
pub(crate) struct Denial {
    pub(crate) by: Vec<Entity>,
    pub(crate) sentence: usize,
}

/// Gives each charge against one who denies, and each act that one is alleged to have done, its denial.
pub(crate) fn spread(told: &mut [Told], denials: &[Denial]) {
    for denial in denials {
        for told in told.iter_mut().filter(|t| t.sentence <= denial.sentence && t.event.denied_by.is_empty()) {
            let event = &told.event;
            let charged = match (event.kind, event.status) {
                (EventType::Accuse, _) => &event.recipient,
                (_, Status::Alleged) => &event.actor,
                _ => continue,
            };
            if charged.iter().any(|c| denial.by.iter().any(|d| one(c, d))) {
                told.event.denied_by.clone_from(&denial.by);
            }
        }
    }
}

/// One party, however it is named: «الجيش» and «الناطق باسم الجيش».
fn one(a: &Entity, b: &Entity) -> bool {
    let sector = |e: &Entity| e.sector.clone().unwrap_or_else(|| "GOV".to_owned());
    a.span == b.span || a.id.is_some() && a.id == b.id || a.country.is_some() && a.country == b.country && sector(a) == sector(b)
}

#[cfg(test)]
mod tests {
    use super::one;
    use rasid_model::Entity;

    #[test]
    fn a_party_is_its_country_and_sector() {
        let party = |country: Option<&str>, start: u32| Entity {
            span: rasid_model::Span { start, end: start + 2 },
            name: None,
            id: None,
            country: country.map(str::to_owned),
            sector: None,
            kind: rasid_model::EntityKind::Country,
        };
        assert!(one(&party(Some("IRN"), 0), &party(Some("IRN"), 9)));
        assert!(!one(&party(Some("IRN"), 0), &party(Some("IRQ"), 9)));
        assert!(!one(&party(None, 0), &party(None, 9)));
    }
}
