//! How a document was read, in words a person can follow.

use rasid_model::Span;
use rasid_morph::{Analysis, Enclitic};

use crate::clause::{Clause, Parsed};
use crate::items::Item;
use crate::mention::Mention;
use crate::reading::Tok;

/// How a document was read.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Every token, in order.
    pub words: Vec<TracedWord>,
    /// Every mention, in order.
    pub mentions: Vec<TracedMention>,
    /// Every sentence: its items and clauses, a line each.
    pub sentences: Vec<Vec<String>>,
    /// Words that a frame knows and that gave no event, with why.
    pub silent: Vec<rasid_model::Note>,
}

/// The reading chosen for a token.
#[derive(Clone, Debug)]
pub struct TracedWord {
    /// Where.
    pub span: Span,
    /// The lemma, folded; empty for a sign or an unknown word.
    pub lemma: String,
    /// The reading.
    pub reading: Analysis,
    /// Numbers of the frames that its lemma leads to.
    pub frames: Vec<u16>,
}

/// A mention with what it was taken for.
#[derive(Clone, Debug)]
pub struct TracedMention {
    /// Where.
    pub span: Span,
    /// How it was recognised: `Named`, `Role`, `State`…
    pub class: String,
    /// The knowledge entry, where it is one.
    pub id: String,
    /// Country code.
    pub country: String,
    /// Sector code.
    pub sector: String,
}

pub(crate) fn word(tok: &Tok<'_>) -> TracedWord {
    TracedWord { span: tok.span, lemma: tok.lexeme.lemma.clone(), reading: tok.reading, frames: tok.lexeme.frames.clone() }
}

pub(crate) fn mention(m: &Mention) -> TracedMention {
    TracedMention { span: m.span, class: format!("{:?}", m.class), id: m.id.clone(), country: m.country.clone(), sector: m.sector.clone() }
}

pub(crate) fn sentence(parsed: &Parsed<'_, '_>, clauses: &[Clause]) -> Vec<String> {
    let text = parsed.reading.text;
    let words = |r: std::ops::Range<usize>| r.map(|t| parsed.tok(t).span.slice(text)).collect::<Vec<_>>().join(" ");
    let mut out = Vec::new();
    for (n, item) in parsed.items.iter().enumerate() {
        out.push(match item {
            Item::Group(g) => {
                let inside: Vec<String> = g.mentions.iter().map(|m| format!("{:?}", parsed.mentions[*m].class)).collect();
                format!(
                    "{n} group {}{:?} [{}] {}",
                    if g.joined { "+" } else { "" },
                    g.preposition.as_deref().unwrap_or(""),
                    inside.join(","),
                    words(g.tokens.clone())
                )
            }
            Item::Verb(t) => {
                let tok = parsed.tok(*t);
                let pronoun = if tok.reading.enclitic == Enclitic::None { "" } else { "+pronoun" };
                format!("{n} verb {} ({}{pronoun})", tok.span.slice(text), tok.lexeme.lemma)
            }
            Item::Hal(t) => format!("{n} participle {}", words(*t..*t + 1)),
            Item::Word(f, r) => format!("{n} {f:?} {}", words(r.clone())),
            Item::Time(r) => format!("{n} time {}", words(r.clone())),
            other => format!("{n} {other:?}"),
        });
    }
    for c in clauses {
        let subject = c
            .subject
            .as_ref()
            .map_or(String::new(), |f| f.mentions.iter().map(|m| parsed.mentions[*m].span.slice(text)).collect::<Vec<_>>().join(" + "));
        out.push(format!(
            "clause {} subject «{subject}» objects {:?} preps {:?} complement {:?} end {}",
            parsed.tok(c.tok).span.slice(text),
            c.objects,
            c.preps,
            c.complement,
            c.end
        ));
    }
    out
}
