//! A key → the ways to cut clitics off its front.

use crate::analysis::{Analysis, Enclitic, Pos, Proclitics};

/// The front of a word, cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Front {
    pub(crate) proclitics: Proclitics,
    /// «ال», which is no proclitic; also the one hidden in «لل».
    pub(crate) definite: bool,
    /// Where the stem begins, in bytes of the key.
    pub(crate) start: usize,
}

impl Front {
    /// How many clitics were cut, «ال» not counted.
    pub(crate) fn count(&self) -> i16 {
        let p = self.proclitics;
        [p.question, p.conjunction.is_some(), p.preposition.is_some(), p.future].into_iter().filter(|set| *set).count() as i16
    }
}

/// Every way to cut the front of a word; `surface` are its letters as written, one for each of the key's.
///
/// The order is (أ)(و|ف)(س | ب|ك|ل)(ال); «ل» and «ال» make «لل», and «لل» before another «ل» is written once:
/// «للغة» is «ل» + «اللغة». Which of them may meet which word is [`meets`]'s to say.
pub(crate) fn fronts(key: &str, surface: &[char]) -> Vec<Front> {
    let mut out = Vec::with_capacity(8);
    let whole = Front { proclitics: Proclitics::default(), definite: false, start: 0 };
    let mut heads = vec![whole];
    if key.starts_with('ا') && surface.first() == Some(&'أ') {
        let proclitics = Proclitics { question: true, ..whole.proclitics };
        heads.push(Front { proclitics, start: 'ا'.len_utf8(), ..whole });
    }
    for head in heads.clone() {
        let first = key.get(head.start..).and_then(|rest| rest.chars().next());
        if let Some(c @ ('و' | 'ف')) = first
            && as_written(key, surface, head.start, c)
        {
            let proclitics = Proclitics { conjunction: Some(c), ..head.proclitics };
            heads.push(Front { proclitics, start: head.start + c.len_utf8(), ..head });
        }
    }
    for head in heads {
        push_article(key, surface, head, &mut out);
        push_second(key, surface, head, &mut out);
    }
    out.retain(|f| f.start < key.len());
    out
}

fn push_second(key: &str, surface: &[char], head: Front, out: &mut Vec<Front>) {
    let rest = key.get(head.start..).unwrap_or("");
    let Some(c) = rest.chars().next() else { return };
    let start = head.start + c.len_utf8();
    match c {
        'س' => out.push(Front { proclitics: Proclitics { future: true, ..head.proclitics }, start, ..head }),
        'ب' | 'ك' => {
            let proclitics = Proclitics { preposition: Some(c), ..head.proclitics };
            push_article(key, surface, Front { proclitics, start, ..head }, out);
        }
        'ل' => {
            let proclitics = Proclitics { preposition: Some(c), ..head.proclitics };
            let after = Front { proclitics, start, ..head };
            out.push(after);
            if rest.starts_with("لل") {
                out.push(Front { definite: true, start: start + 'ل'.len_utf8(), ..after });
                // «للغة»: the noun's own «ل» is the second.
                out.push(Front { definite: true, ..after });
            }
        }
        _ => {}
    }
}

fn push_article(key: &str, surface: &[char], head: Front, out: &mut Vec<Front>) {
    out.push(head);
    if key.get(head.start..).is_some_and(|rest| rest.starts_with("ال")) && as_written(key, surface, head.start, 'ا') {
        out.push(Front { definite: true, start: head.start + "ال".len(), ..head });
    }
}

/// «ألمانيا» does not begin with «ال», whatever its key.
fn as_written(key: &str, surface: &[char], at: usize, letter: char) -> bool {
    let index = key.get(..at).map_or(0, |before| before.chars().count());
    surface.get(index).is_some_and(|c| *c == letter || (letter == 'ا' && *c == 'ٱ'))
}

/// Whether the clitics that were cut may stand around a reading of the open classes.
pub(crate) fn meets(a: &Analysis) -> bool {
    let p = a.proclitics;
    let imperfect = a.features.aspect == crate::Aspect::Imperfect;
    let verb = a.pos == Pos::Verb;
    let preposition = match p.preposition {
        None => true,
        Some('ل') if verb => imperfect && !p.future,
        Some(_) => !verb && !a.features.accusative,
    };
    let future = !p.future || (verb && imperfect);
    let question = !p.question || (verb && a.features.aspect != crate::Aspect::Imperative);
    let article = !a.features.definite || (!verb && a.enclitic == Enclitic::None);
    let pronoun = match a.enclitic {
        Enclitic::None => true,
        Enclitic::Me => verb,
        Enclitic::I => !verb && a.pos != Pos::Name,
        _ => a.pos != Pos::Name && !a.features.accusative && a.features.aspect != crate::Aspect::Imperative,
    };
    preposition && future && question && article && pronoun
}
