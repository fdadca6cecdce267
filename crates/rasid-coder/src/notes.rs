//! What was seen but not decided → the analyst's list of what to add.

use rasid_model::{EntityKind, Note, NoteKind, Span};
use rasid_morph::{Derivation, Pos, undiacritised};
use rasid_text::{TokenKind, fold};
use rasid_time::{Anchor, Kind, TimeExpression};
use std::collections::BTreeMap;
use std::ops::Range;

use crate::clause::{Clause, Parsed};
use crate::drafts::Draft;
use crate::items::Group;
use crate::mention::{Class, Mention};
use crate::names::skip_letters;
use crate::reading::{Reading, Tok};
use crate::tables::{Tables, Use};

/// A verb or masdar that no frame has, between two known actors: «تقاربت أنقرة مع القاهرة».
#[derive(Debug)]
pub(crate) struct Frameless {
    tok: usize,
    /// The preposition before the second actor, where there is one.
    preposition: Option<String>,
}

/// Unknown names, places and words, each once with its count, words without a frame, and times that nothing anchors, in text order.
pub(crate) fn notes(
    tables: &Tables,
    reading: &Reading<'_>,
    mentions: &[Mention],
    times: &[TimeExpression],
    frameless: &[Frameless],
) -> Vec<Note> {
    let mut list = List { reading, found: BTreeMap::new() };
    let mut covered = vec![false; reading.tokens.len()];
    for m in mentions {
        covered[m.tokens.clone()].iter_mut().for_each(|c| *c = true);
        list.mention(m);
    }
    let unknown = |i: usize| {
        let tok = &reading.tokens[i];
        tok.kind == TokenKind::Arabic && !tok.reading.known && !covered[i] && tok.facts.key.chars().count() > 2
    };
    let mut i = 0;
    while i < reading.tokens.len() {
        let mut to = i + 1;
        if unknown(i) {
            let before = i.checked_sub(1).filter(|p| hosts(tables, &reading.tokens[*p]));
            if let Some(before) = before {
                to = (to..reading.tokens.len()).find(|t| !unknown(*t) || clitics(&reading.tokens[*t]) > 0).unwrap_or(to);
                let detail = format!("after «{}»", reading.tokens[before].span.slice(reading.text));
                list.words(NoteKind::UnknownPlace, i..to, detail);
            } else {
                list.words(NoteKind::UnknownWord, i..to, "in no lexicon".to_owned());
            }
        }
        i = to;
    }
    for f in frameless {
        list.frameless(f);
    }
    let mut out: Vec<Note> = list.found.into_values().collect();
    for t in times.iter().filter(|t| t.anchor == Anchor::Unanchored && t.kind == Kind::Date && !t.vague) {
        out.push(Note::new(NoteKind::UnanchoredTime, t.span, "no day to reckon from"));
    }
    out.sort_by_key(|n| n.span);
    out
}

/// A preposition that says where: «في».
fn hosts(tables: &Tables, tok: &Tok<'_>) -> bool {
    tok.reading.pos == Pos::Preposition && tables.operators.uses.get(&tok.facts.key).is_some_and(|u| u.contains(&Use::Host))
}

/// Letters of conjunction and preposition before a word.
pub(crate) fn clitics(tok: &Tok<'_>) -> usize {
    usize::from(tok.reading.proclitics.conjunction.is_some()) + usize::from(tok.reading.proclitics.preposition.is_some())
}

struct List<'a, 'r> {
    reading: &'r Reading<'a>,
    found: BTreeMap<(&'static str, String), Note>,
}

impl List<'_, '_> {
    fn mention(&mut self, m: &Mention) {
        if m.refers.is_some() || !m.id.is_empty() {
            return;
        }
        if let Some(person) = m.person.clone().filter(|_| m.kind == EntityKind::Person) {
            let codes = [m.country.as_str(), m.sector.as_str()].into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" ");
            let detail =
                if codes.is_empty() { "a person without an entry".to_owned() } else { format!("a person without an entry: {codes}") };
            self.words(NoteKind::UnknownName, person, detail);
        } else if m.class == Class::Place && m.place.is_none() && m.name.is_empty() && m.country.is_empty() && m.tokens.len() > 1 {
            let cue = self.reading.tokens[m.tokens.start].span.slice(self.reading.text);
            self.words(NoteKind::UnknownPlace, m.tokens.start + 1..m.tokens.end, format!("after «{cue}»"));
        }
    }

    /// Words to be added as they stand, without the clitics of the first.
    fn words(&mut self, kind: NoteKind, tokens: Range<usize>, detail: String) {
        let all = &self.reading.tokens[tokens];
        let Some((first, last)) = all.iter().find(|t| !t.is_quote()).zip(all.iter().rfind(|t| !t.is_quote())) else { return };
        let span = Span { start: skip_letters(self.reading.text, first.span, clitics(first)), end: last.span.end };
        let form = span.slice(self.reading.text).split_whitespace().collect::<Vec<_>>().join(" ");
        self.add(kind, span, form, detail);
    }

    fn frameless(&mut self, f: &Frameless) {
        let tok = &self.reading.tokens[f.tok];
        let form = undiacritised(self.reading.lexicon.lemma(tok.reading.lemma));
        let what = if tok.is_verb() { "a verb" } else { "a masdar" };
        let after = f.preposition.as_ref().map_or_else(String::new, |p| format!(", the second after «{p}»"));
        self.add(NoteKind::UnknownFrame, tok.span, form, format!("{what} without a frame between two known actors{after}"));
    }

    fn add(&mut self, kind: NoteKind, span: Span, form: String, detail: String) {
        let key = (kind.name(), fold(&form).as_str().to_owned());
        let again = |n: &mut Note| n.count += 1;
        self.found.entry(key).and_modify(again).or_insert_with(|| Note { form, ..Note::new(kind, span, detail) });
    }
}

/// The words of a sentence that no frame has, between two known actors.
pub(crate) fn frameless(parsed: &Parsed<'_, '_>, clauses: &[Clause], drafts: &[Draft]) -> Vec<Frameless> {
    let verbs = clauses.iter().filter(|c| !c.hal && bare(parsed, c.tok, drafts)).filter_map(|c| {
        let subject =
            c.subject.as_ref().filter(|f| f.head && !c.dropped)?.mentions.iter().copied().find(|m| known(&parsed.mentions[*m]))?;
        let other = |item: &usize| parsed.items[*item].group().filter(|g| head(parsed, g).is_some_and(|m| m != subject));
        let second = c.objects.iter().chain(&c.preps).find_map(other)?;
        Some(Frameless { tok: c.tok, preposition: written(parsed, second) })
    });
    let masdar = |g: &Group| parsed.tok(g.head).reading.features.derivation == Derivation::Masdar && bare(parsed, g.head, drafts);
    let nouns = parsed.items.windows(2).filter_map(|pair| {
        let (of, second) = (pair[0].group().filter(|g| masdar(g))?, pair[1].group()?);
        let genitive = of.mentions.iter().any(|m| parsed.mentions[*m].tokens.start == of.head + 1 && known(&parsed.mentions[*m]));
        (genitive && second.preposition.is_some() && head(parsed, second).is_some())
            .then(|| Frameless { tok: of.head, preposition: written(parsed, second) })
    });
    verbs.chain(nouns).collect()
}

/// The preposition before a group as the text writes it: keys are folded, «علي».
fn written(parsed: &Parsed<'_, '_>, group: &Group) -> Option<String> {
    let folded = group.preposition.as_ref()?;
    let from = group.head.saturating_sub(folded.split(' ').count() + 1);
    let whole = parsed.reading.tokens[from..group.head].iter().find(|t| t.facts.key == *folded);
    Some(whole.map_or_else(|| folded.clone(), |t| t.span.slice(parsed.reading.text).to_owned()))
}

/// A known word that nothing is known of but its meaning: no frame, no phrase, no operator, and no draft has taken it.
fn bare(parsed: &Parsed<'_, '_>, at: usize, drafts: &[Draft]) -> bool {
    let tok = parsed.tok(at);
    let lore = tok.lexeme;
    tok.reading.known
        && lore.frames.is_empty()
        && lore.phrases.is_empty()
        && lore.operators.is_empty()
        && !drafts.iter().any(|d| d.trigger.contains(&at))
}

/// The known actor that heads a group.
fn head(parsed: &Parsed<'_, '_>, group: &Group) -> Option<usize> {
    group.mentions.iter().copied().find(|m| parsed.mentions[*m].tokens.contains(&group.head) && known(&parsed.mentions[*m]))
}

/// An actor of the files, a state, or somebody of a known country.
fn known(m: &Mention) -> bool {
    m.acts() && (!m.id.is_empty() || !m.country.is_empty())
}
