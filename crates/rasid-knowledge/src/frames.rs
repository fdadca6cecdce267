//! `frames/*.toml` → frames and the words that lead to them.

use rasid_coder::tables::{Content, Frame, Frames, Heads, Need, Phrase, Role, Symbols, When};
use rasid_model::EventType;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::compile::WordFinder;
use crate::keys::{bare, key, keys};
use crate::{File, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameFile {
    #[serde(default)]
    frame: Vec<Row>,
    #[serde(default)]
    sets: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    lemma: Vec<LemmaRow>,
}

/// Further lemmas of a frame that stands elsewhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LemmaRow {
    frame: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    example: Vec<Example>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    mode: Option<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    subject: Option<String>,
    object: Option<String>,
    #[serde(default)]
    preps: BTreeMap<String, String>,
    genitive: Option<String>,
    second: Option<String>,
    #[serde(default)]
    reciprocal: bool,
    content: Option<String>,
    #[serde(default)]
    object_heads: Vec<String>,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    not_heads: Vec<String>,
    need: Option<String>,
    passive: Option<bool>,
    trigger: Option<String>,
    when: Option<String>,
    #[serde(default)]
    example: Vec<Example>,
    #[serde(default)]
    counterexample: Vec<Counterexample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    text: String,
    trigger: Option<String>,
    #[serde(default)]
    actor: Vec<String>,
    #[serde(default)]
    recipient: Vec<String>,
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counterexample {
    text: String,
    #[serde(default)]
    why: String,
}

/// An example of a frame, or a counterexample, to be coded by `rasid knowledge check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameCase {
    /// The file.
    pub path: String,
    /// The frame.
    pub frame: String,
    /// The event type it must, or must not, give.
    pub kind: String,
    /// The sentence.
    pub text: String,
    /// What is expected; nothing for a counterexample.
    pub expected: Option<Expected>,
    /// Why a counterexample is none.
    pub why: String,
}

/// What an example expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The words that carry the act.
    pub trigger: Option<String>,
    /// Who acts, in the text's words.
    pub actor: Vec<String>,
    /// To whom.
    pub recipient: Vec<String>,
    /// The status, where it is not plain.
    pub status: Option<String>,
}

/// What the frame files give.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) frames: Frames,
    pub(crate) cases: Vec<FrameCase>,
    /// Prepositions of several words, and nouns used as one.
    pub(crate) prepositions: BTreeSet<String>,
}

/// Reads all frame files; `words_of` knows the lexicon's words.
pub(crate) fn read(files: &[&File], words_of: &mut WordFinder, problems: &mut Vec<Problem>) -> Read {
    let mut out = Read::default();
    let mut parsed = Vec::new();
    let mut further = Vec::new();
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files {
        match toml::from_str::<FrameFile>(&file.1) {
            Ok(content) => {
                sets.extend(content.sets);
                further.extend(content.lemma.into_iter().map(|row| (*file, row)));
                parsed.push((*file, content.frame));
            }
            Err(error) => problems.push(Problem::syntax(file, &error)),
        }
    }
    let mut ids = BTreeSet::new();
    for (file, rows) in parsed {
        for row in rows {
            if !ids.insert(row.id.clone()) {
                problems.push(Problem::at(file, "K010", &row.id, "this id is used twice: rename one", "هذا المعرّف مكرر: غيّر أحدهما"));
            }
            if row.example.is_empty() || row.counterexample.is_empty() {
                problems.push(Problem::at(
                    file,
                    "K011",
                    &row.id,
                    "a frame needs an example and a counterexample: add one",
                    "يحتاج الإطار إلى مثال ومثال مضاد: أضف واحدا",
                ));
            }
            match frame(&row, &sets, &mut out.frames.symbols) {
                Ok(frame) => add(&mut out, file, row, frame, words_of),
                Err((value, what)) => {
                    problems.push(Problem::at(
                        file,
                        "K013",
                        &value,
                        &format!("{}: {what}", row.id),
                        &format!("{}: قيمة غير معروفة", row.id),
                    ));
                }
            }
        }
    }
    for (file, row) in further {
        lemmas(&mut out, file, row, words_of, problems);
    }
    out
}

/// Leads further lemmas to a frame.
fn lemmas(out: &mut Read, file: &File, row: LemmaRow, words_of: &mut WordFinder, problems: &mut Vec<Problem>) {
    let Some(number) = out.frames.all.iter().position(|f| f.id == row.frame) else {
        problems.push(Problem::at(file, "K021", &row.frame, "there is no such frame", "لا إطار بهذا المعرّف"));
        return;
    };
    if row.source.trim().is_empty() {
        problems.push(Problem::at(file, "K031", &row.frame, "a fact needs a source", "تحتاج المعلومة إلى مصدر"));
    }
    if row.example.is_empty() {
        problems.push(Problem::at(
            file,
            "K011",
            &row.frame,
            "further lemmas need an example: add one",
            "تحتاج الألفاظ المضافة إلى مثال: أضف واحدا",
        ));
    }
    let kind = out.frames.all[number].kind.name();
    out.cases.extend(row.example.into_iter().map(|e| example(&file.0, &row.frame, kind, e)));
    let number = u16::try_from(number).unwrap_or(u16::MAX);
    lead(&mut out.frames, number, [&row.verbs, &row.nouns, &row.adjectives, &row.phrases], words_of);
}

type Wrong = (String, &'static str);

fn role(text: Option<&String>, default: Role) -> Result<Role, Wrong> {
    Ok(match text.map(String::as_str) {
        None => default,
        Some("none") => Role::None,
        Some("actor") => Role::Actor,
        Some("recipient") => Role::Recipient,
        Some("content") => Role::Content,
        Some("place") => Role::Place,
        Some(other) => return Err((other.to_owned(), "no such role: actor, recipient, content, place or none")),
    })
}

fn heads(list: &[String], sets: &BTreeMap<String, Vec<String>>, symbols: &mut Symbols) -> Result<Heads, Wrong> {
    let mut out = BTreeSet::new();
    for head in list {
        if let Some(name) = head.strip_prefix('@') {
            let set = sets.get(name).ok_or_else(|| (head.clone(), "no such set in sets*.toml"))?;
            out.extend(set.iter().map(|w| keys(w).join(" ")));
        } else {
            out.insert(keys(head).join(" "));
        }
    }
    Ok(Heads::new(out.iter().map(String::as_str), symbols))
}

fn frame(row: &Row, sets: &BTreeMap<String, Vec<String>>, symbols: &mut Symbols) -> Result<Frame, Wrong> {
    let kind = EventType::parse(&row.kind).ok_or_else(|| (row.kind.clone(), "no such event type"))?;
    if let Some(mode) = row.mode.as_deref().filter(|m| kind.mode(m).is_none()) {
        return Err((mode.to_owned(), "no such mode of this type"));
    }
    let mut preps = BTreeMap::new();
    for (preposition, text) in &row.preps {
        preps.insert(keys(preposition).join(" "), role(Some(text), Role::None)?);
    }
    let content = match row.content.as_deref() {
        None | Some("suppress") => Content::Suppress,
        Some("alleged") => Content::Alleged,
        Some("actual") => Content::Actual,
        Some("transparent") => Content::Transparent,
        Some(other) => return Err((other.to_owned(), "no such content: suppress, alleged, actual or transparent")),
    };
    let need = match row.need.as_deref() {
        None | Some("any") => Need::Any,
        Some("actor") => Need::Actor,
        Some("recipient") => Need::Recipient,
        Some("both") => Need::Both,
        Some(other) => return Err((other.to_owned(), "no such need: any, actor, recipient or both")),
    };
    let when = match row.when.as_deref() {
        None | Some("any") => When::Any,
        Some("negated") => When::Negated,
        Some("future") => When::Future,
        Some("speech") => When::Speech,
        Some(other) => return Err((other.to_owned(), "no such clause: any, negated, future or speech")),
    };
    Ok(Frame {
        id: row.id.clone(),
        kind,
        mode: row.mode.clone(),
        subject: role(row.subject.as_ref(), Role::Actor)?,
        object: role(row.object.as_ref(), Role::Recipient)?,
        preps,
        genitive: role(row.genitive.as_ref(), Role::None)?,
        second: role(row.second.as_ref(), Role::None)?,
        reciprocal: row.reciprocal,
        content,
        heads: heads(&row.object_heads, sets, symbols)?,
        strict: row.strict,
        not_heads: heads(&row.not_heads, sets, symbols)?,
        need,
        passive: row.passive.unwrap_or(true),
        verb_triggers: row.trigger.as_deref() == Some("verb"),
        when,
    })
}

/// Leads verbs, nouns, participles and phrases to a frame.
fn lead(frames: &mut Frames, number: u16, [verbs, nouns, adjectives, phrases]: [&Vec<String>; 4], words_of: &mut WordFinder) {
    for (map, words) in [(&mut frames.verbs, verbs), (&mut frames.nouns, nouns), (&mut frames.adjectives, adjectives)] {
        for word in words {
            let list = map.entry(key(word)).or_default();
            if !list.contains(&number) {
                list.push(number);
            }
        }
    }
    for text in phrases {
        if let Some((verb, phrase)) = phrase(text, number, words_of, &mut frames.symbols) {
            frames.phrases.entry(verb).or_default().push(phrase);
        }
    }
}

fn example(path: &str, frame: &str, kind: &str, e: Example) -> FrameCase {
    let expected = Some(Expected { trigger: e.trigger, actor: e.actor, recipient: e.recipient, status: e.status });
    FrameCase { path: path.to_owned(), frame: frame.to_owned(), kind: kind.to_owned(), text: e.text, expected, why: String::new() }
}

fn add(out: &mut Read, file: &File, row: Row, frame: Frame, words_of: &mut WordFinder) {
    let number = u16::try_from(out.frames.all.len()).unwrap_or(u16::MAX);
    let path = file.0.clone();
    out.prepositions.extend(frame.preps.keys().cloned());
    lead(&mut out.frames, number, [&row.verbs, &row.nouns, &row.adjectives, &row.phrases], words_of);
    let violent = matches!(frame.kind, EventType::Assault | EventType::Coerce | EventType::Sanction);
    if violent
        && (frame.genitive == Role::Recipient
            || frame.second == Role::Recipient
            || frame.subject == Role::Recipient
            || frame.object == Role::Recipient)
    {
        out.frames.befalls.insert(number);
    }
    out.frames.all.push(frame);
    out.cases.extend(row.example.into_iter().map(|e| example(&path, &row.id, &row.kind, e)));
    for e in row.counterexample {
        out.cases.push(FrameCase {
            path: path.clone(),
            frame: row.id.clone(),
            kind: row.kind.clone(),
            text: e.text,
            expected: None,
            why: e.why,
        });
    }
}

/// «وجّه تهديدا», «انسحب من الاتفاق», «ألقى باللوم».
fn phrase(text: &str, frame: u16, words_of: &mut WordFinder, symbols: &mut Symbols) -> Option<(String, Phrase)> {
    let mut words = keys(text).into_iter();
    let verb = words.next()?;
    let mut rest: Vec<String> = words.collect();
    let mut preposition = String::new();
    if rest.len() > 1 && words_of.is_preposition(&rest[0]) {
        preposition = rest.remove(0);
    } else if let Some(first) = rest.first().cloned() {
        if let Some(noun) = first.strip_prefix("لل") {
            "ل".clone_into(&mut preposition);
            rest[0] = noun.to_owned();
        } else if let Some(noun) =
            first.strip_prefix(['ب', 'ل']).filter(|n| n.starts_with("ال") || words_of.noun(&first).is_none() && words_of.noun(n).is_some())
        {
            preposition = first.chars().next().map(String::from)?;
            rest[0] = noun.to_owned();
        }
    }
    let nouns: Vec<_> = rest.iter().map(|w| symbols.intern(&words_of.noun(&bare(w)).unwrap_or_else(|| bare(w)))).collect();
    (!nouns.is_empty()).then_some((verb, Phrase { preposition, nouns, frame }))
}
