//! `topics/*.toml` → contexts, agreements, stances.

use rasid_coder::tables::Topics;
use rasid_model::{AgreementKind, AgreementStatus, Stance};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::keys::key;
use crate::{File, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicFile {
    #[serde(default)]
    contexts: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    agreements: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    statuses: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    stances: BTreeMap<String, Vec<String>>,
}

/// Reads all files.
pub(crate) fn read(files: &[&File], problems: &mut Vec<Problem>) -> Topics {
    let mut out = Topics::default();
    for file in files {
        let content = match toml::from_str::<TopicFile>(&file.1) {
            Ok(content) => content,
            Err(error) => {
                problems.push(Problem::syntax(file, &error));
                continue;
            }
        };
        let mut unknown = |name: &str| problems.push(Problem::at(file, "K050", name, "no such value", "قيمة غير معروفة"));
        for (context, words) in content.contexts {
            for word in words {
                out.contexts.entry(key(&word)).or_default().push(context.clone());
            }
        }
        fill(content.agreements, AgreementKind::parse, &mut out.agreements, &mut unknown);
        fill(content.statuses, AgreementStatus::parse, &mut out.statuses, &mut unknown);
        for (name, frames) in content.stances {
            match Stance::parse(&name) {
                Some(stance) => out.stances.extend(frames.into_iter().map(|f| (f, stance))),
                None => unknown(&name),
            }
        }
    }
    out
}

fn fill<T: Copy>(rows: BTreeMap<String, Vec<String>>, parse: fn(&str) -> Option<T>, map: &mut BTreeMap<String, T>, unknown: &mut dyn FnMut(&str)) {
    for (name, words) in rows {
        match parse(&name) {
            Some(value) => map.extend(words.iter().map(|w| (key(w), value))),
            None => unknown(&name),
        }
    }
}
