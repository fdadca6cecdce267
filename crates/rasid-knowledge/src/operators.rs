//! `reporting/*.toml` → governing words, function words, uses of prepositions.

use rasid_coder::tables::{Frames, Function, Operator, Operators, Use};
use serde::Deserialize;
use std::collections::BTreeSet;

use crate::keys::{key, keys};
use crate::{File, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperatorFile {
    /// The frame of «يجب»: a demand by who says it.
    must_frame: Option<String>,
    #[serde(default)]
    operator: Vec<OperatorRow>,
    #[serde(default)]
    function: Vec<FunctionRow>,
    #[serde(default)]
    preposition: Vec<PrepositionRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperatorRow {
    class: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(rename = "example")]
    _example: String,
    #[serde(rename = "counterexample")]
    _counterexample: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionRow {
    class: String,
    words: Vec<String>,
    #[serde(rename = "example")]
    _example: String,
    #[serde(rename = "counterexample")]
    _counterexample: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrepositionRow {
    #[serde(rename = "use")]
    use_: String,
    words: Vec<String>,
    #[serde(rename = "example")]
    _example: String,
    #[serde(rename = "counterexample")]
    _counterexample: String,
}

/// Reads all files; `prepositions` are those that frames name.
pub(crate) fn read(files: &[&File], prepositions: BTreeSet<String>, frames: &mut Frames, problems: &mut Vec<Problem>) -> Operators {
    let mut out = Operators::default();
    for file in files {
        match toml::from_str::<OperatorFile>(&file.1) {
            Ok(content) => {
                if let Some(id) = &content.must_frame {
                    frames.must = frames.all.iter().position(|f| f.id == *id).and_then(|n| u16::try_from(n).ok());
                    if frames.must.is_none() {
                        problems.push(Problem::at(file, "K021", id, "no such frame", "لا يوجد إطار بهذا الاسم"));
                    }
                }
                add(&mut out, file, content, problems);
            }
            Err(error) => problems.push(Problem::syntax(file, &error)),
        }
    }
    let all: BTreeSet<String> = prepositions.into_iter().chain(out.uses.keys().cloned()).collect();
    for preposition in all {
        let mut words = preposition.split(' ').map(str::to_owned);
        let Some(first) = words.next() else { continue };
        let rest: Vec<String> = words.collect();
        if rest.is_empty() && first.chars().count() < 3 {
            continue;
        }
        out.prepositions.entry(first).or_default().push(rest);
    }
    for rows in out.prepositions.values_mut() {
        rows.sort_by_key(|r| std::cmp::Reverse(r.len()));
    }
    for rows in out.functions.values_mut() {
        rows.sort_by_key(|(r, _)| std::cmp::Reverse(r.len()));
    }
    out
}

fn add(out: &mut Operators, file: &File, content: OperatorFile, problems: &mut Vec<Problem>) {
    let mut unknown = |class: &str| problems.push(Problem::at(file, "K020", class, "no such class", "لا يوجد صنف بهذا الاسم"));
    for row in content.operator {
        let Some(operator) = operator(&row.class) else {
            unknown(&row.class);
            continue;
        };
        for (map, words) in [(&mut out.verbs, &row.verbs), (&mut out.nouns, &row.nouns), (&mut out.adjectives, &row.adjectives)] {
            for word in words {
                map.entry(key(word)).or_default().push(operator);
            }
        }
    }
    for row in content.function {
        let Some(function) = function(&row.class) else {
            unknown(&row.class);
            continue;
        };
        for words in &row.words {
            let mut words = keys(words).into_iter();
            if let Some(first) = words.next() {
                out.functions.entry(first).or_default().push((words.collect(), function));
            }
        }
    }
    for row in content.preposition {
        let Some(use_) = usage(&row.use_) else {
            unknown(&row.use_);
            continue;
        };
        for words in &row.words {
            out.uses.entry(keys(words).join(" ")).or_default().push(use_);
        }
    }
}

fn operator(name: &str) -> Option<Operator> {
    Some(match name {
        "say" => Operator::Say,
        "say_on" => Operator::SayOn,
        "relay" => Operator::Relay,
        "declare" => Operator::Declare,
        "deny" => Operator::Deny,
        "do" => Operator::Do,
        "occur" => Operator::Occur,
        "undergo" => Operator::Undergo,
        "cause" => Operator::Cause,
        "aspect" => Operator::Aspect,
        "fail" => Operator::Fail,
        "intend" => Operator::Intend,
        "may" => Operator::May,
        "auxiliary" => Operator::Auxiliary,
        "stop" => Operator::Stop,
        "topic" => Operator::Topic,
        "belonging" => Operator::Belonging,
        "host" => Operator::Host,
        _ => return None,
    })
}

fn function(name: &str) -> Option<Function> {
    Some(match name {
        "complementiser" => Function::Complementiser,
        "relative" => Function::Relative,
        "opener" => Function::Opener,
        "negation" => Function::Negation,
        "possible" => Function::Possible,
        "future" => Function::Future,
        "condition" => Function::Condition,
        "attribution" => Function::Attribution,
        "adverb" => Function::Adverb,
        "each" => Function::Each,
        "object" => Function::Object,
        "group_word" => Function::GroupWord,
        "own_country" => Function::OwnCountry,
        "counterpart" => Function::Counterpart,
        "must" => Function::Must,
        _ => return None,
    })
}

fn usage(name: &str) -> Option<Use> {
    Some(match name {
        "agent" => Use::Agent,
        "host" => Use::Host,
        "seat" => Use::Seat,
        "destination" => Use::Destination,
        "party" => Use::Party,
        "told" => Use::Told,
        "source" => Use::Source,
        "purpose" => Use::Purpose,
        "member" => Use::Member,
        "behalf" => Use::Behalf,
        "duty" => Use::Duty,
        "owner" => Use::Owner,
        _ => return None,
    })
}
