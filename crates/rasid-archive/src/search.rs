//! Words → the reports that have them. Two columns are searched: the lemma of every word, folded («وقف اطلاق النار»
//! finds «لوقف إطلاقِ النار», «حكومة» finds «والحكومات»), and, in exact mode, the word as it is written.

use rasid::points::Points;
use rasid::{Coder, Term, plain};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::db::Value;
use crate::events::checked_day;
use crate::index::{Asked, Column, Spoken, Words};
use crate::{Archive, Result};

/// What is searched.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words that a report must all have; «"…"» of words that stand together; `-` before what it must not have; `|` between what may stand for each other.
    pub words: String,
    /// Words as they are written, vowel signs and tatweel aside.
    pub exact: bool,
    /// The outlet as given.
    pub outlet: Option<String>,
    /// A country that an event of the report has to do with.
    pub country: Option<String>,
    /// First day of publication.
    pub from: Option<String>,
    /// Last day of publication.
    pub to: Option<String>,
    /// At most so many; 0 for all.
    pub limit: usize,
}

/// A report that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The first letters of its key, as its events' ids begin.
    pub key: String,
    /// Its id as given.
    pub document: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its day.
    pub published: Option<String>,
    /// Where it was had.
    pub url: Option<String>,
    /// Where the excerpt begins, in code points.
    pub start: usize,
    /// Words around what was found.
    pub excerpt: String,
    /// What was found, in code points of the text: first, one past the last.
    pub marks: Vec<(usize, usize)>,
}

/// Code points around the first word found.
const AROUND: usize = 110;
/// Ways to read a phrase that are tried.
const WAYS: usize = 24;

/// What the index holds of a text: the words as written, and their lemmas, in the same order.
pub(crate) fn words(coder: &mut Coder<'_>, text: &str) -> Words {
    let mut spoken = Spoken::default();
    coder.each_word(text, |_, [written, lemma]| spoken.add(written, lemma));
    Words::of(spoken, Arc::clone(coder.vocabulary()))
}

/// One word or phrase of a query.
struct Wanted<'q> {
    words: Vec<&'q str>,
    not: bool,
    or: bool,
}

fn terms(query: &str) -> Vec<Wanted<'_>> {
    let mut out = Vec::new();
    let mut or = false;
    for (n, part) in query.split(['"', '«', '»', '“', '”']).enumerate() {
        if n % 2 == 1 {
            let not = query_before(query, part).ends_with('-');
            out.push(Wanted { words: part.split_whitespace().collect(), not, or: std::mem::take(&mut or) });
            continue;
        }
        for word in part.split_whitespace().filter(|w| *w != "-") {
            match word {
                "OR" | "|" if !out.is_empty() => or = true,
                _ => {
                    let bare = word.strip_prefix('-');
                    out.push(Wanted { words: vec![bare.unwrap_or(word)], not: bare.is_some(), or: std::mem::take(&mut or) });
                }
            }
        }
    }
    out
}

/// The query up to the mark that opens a phrase.
fn query_before<'q>(query: &'q str, part: &'q str) -> &'q str {
    let at = (part.as_ptr() as usize).saturating_sub(query.as_ptr() as usize);
    let before = query.get(..at).unwrap_or("");
    before.char_indices().next_back().map_or("", |(mark, _)| before.get(..mark).unwrap_or("")).trim_end()
}

/// What a query asks of the index, and the words, or lemmas, to mark; nothing where it has no word.
fn understand(coder: &mut Coder<'_>, query: &Query) -> Option<(Asked, Vec<String>)> {
    let (mut wanted, mut unwanted, mut marked) = (None, Vec::new(), Vec::new());
    for term in terms(&query.words) {
        let ways = ways(coder, &term.words, query.exact);
        if ways.is_empty() {
            continue;
        }
        let written: Vec<String> = term.words.iter().map(|w| plain(w)).filter(|w| !w.is_empty()).collect();
        let forms = Asked::Phrases(Column::Form, vec![written.join(" ")]);
        // What is written as it was asked comes first: it is found twice.
        let stems = || Asked::Phrases(Column::Stem, ways.iter().map(|way| way.join(" ")).collect());
        let any = if query.exact { forms } else { Asked::Any(vec![forms, stems()]) };
        if term.not {
            unwanted.push(any);
            continue;
        }
        wanted = Some(match wanted {
            None => any,
            Some(wanted) if term.or => Asked::Any(vec![wanted, any]),
            Some(wanted) => Asked::All(vec![wanted, any]),
        });
        marked.extend(ways.into_iter().flatten().chain(written));
    }
    let wanted = wanted?;
    Some((if unwanted.is_empty() { wanted } else { Asked::Not(Box::new([wanted, Asked::Any(unwanted)])) }, marked))
}

/// The ways to read words that stand together: the words as written, or every lemma they may have.
fn ways(coder: &mut Coder<'_>, words: &[&str], exact: bool) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = vec![Vec::new()];
    for word in words {
        let written = plain(word);
        if written.is_empty() {
            continue;
        }
        let mut readings: Vec<String> = if exact { vec![written] } else { coder.readings(word) };
        if readings.is_empty() {
            readings.push(plain(word));
        }
        readings.truncate((WAYS / out.len()).max(1));
        out = out.iter().flat_map(|way| readings.iter().map(|r| [way.as_slice(), std::slice::from_ref(r)].concat())).collect();
    }
    out.retain(|way| !way.is_empty());
    out
}

impl Archive {
    /// Searches; the best match first, the newest first among equals.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn search(&self, coder: &mut Coder<'_>, query: &Query) -> Result<Vec<Hit>> {
        let Some((asked, marked)) = understand(coder, query) else { return Ok(Vec::new()) };
        let _state = self.db.state()?;
        let ids = self.best(&asked, &Conditions::of(query)?, query.limit)?;
        let mut read =
            self.db.prepare_cached("SELECT name, outlet, published, url, text, substr(key, 1, 16) FROM document WHERE id = ?1")?;
        let mut out = Vec::with_capacity(ids.len());
        for id in ids {
            let mut rows = read.query([id])?;
            let Some(row) = rows.next()? else { continue };
            let text: String = row.get(4)?;
            let (start, excerpt, marks) = excerpt(coder, &text, &marked, query.exact);
            out.push(Hit {
                key: row.get(5)?,
                document: row.get(0)?,
                outlet: row.get(1)?,
                published: row.get(2)?,
                url: row.get(3)?,
                start,
                excerpt,
                marks,
            });
        }
        Ok(out)
    }

    /// The reports that are found, best first: as many of the index's best as are needed, so that what a common word finds is not
    /// all read.
    fn best(&self, asked: &Asked, conditions: &Conditions, limit: usize) -> Result<Vec<i64>> {
        let limit = if limit == 0 { usize::MAX } else { limit };
        let mut read = self.db.prepare_cached(&conditions.sql)?;
        let mut taken = limit.saturating_mul(4).max(64);
        loop {
            let found = self.db.ranked(asked, taken)?;
            let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
            let mut values = vec![Value::Text(serde_json::json!(ids).to_string())];
            values.extend(conditions.values.iter().cloned());
            let rank: BTreeMap<i64, f64> = found.iter().copied().collect();
            let of = |id: i64| rank.get(&id).copied().unwrap_or(0.0);
            let mut rows =
                read.query_map(values.as_slice(), |row| Ok((row.get::<i64>(0)?, row.get::<Option<String>>(1)?, row.get::<String>(2)?)))?;
            rows.sort_by(|a, b| of(a.0).total_cmp(&of(b.0)).then_with(|| b.1.cmp(&a.1)).then_with(|| a.2.cmp(&b.2)));
            // What ranks as the last that is wanted may go on beyond what was taken.
            let last = found.last().map_or(0.0, |(_, rank)| *rank);
            let enough = limit.checked_sub(1).and_then(|at| rows.get(at)).is_some_and(|(id, ..)| of(*id) < last);
            if enough || found.len() < taken {
                rows.truncate(limit);
                return Ok(rows.into_iter().map(|(id, ..)| id).collect());
            }
            taken = taken.saturating_mul(8);
        }
    }
}

/// What else must hold of a report.
struct Conditions {
    /// A question for the day and key of reports, whose numbers are its first value, a JSON list.
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn of(query: &Query) -> Result<Self> {
        let mut sql = "SELECT d.id, d.published, d.key FROM json_each(?) j CROSS JOIN document d ON d.id = j.value \
                       WHERE d.superseded_by IS NULL"
            .to_owned();
        let mut values = Vec::new();
        let day = |field, day: &Option<String>| day.as_deref().map(|d| checked_day(field, d)).transpose();
        for (column, value) in [
            ("d.outlet = ?", query.outlet.clone()),
            ("substr(d.published, 1, 10) >= ?", day("from", &query.from)?),
            ("substr(d.published, 1, 10) <= ?", day("to", &query.to)?),
        ] {
            if let Some(value) = value {
                let _ = write!(sql, " AND {column}");
                values.push(Value::Text(value));
            }
        }
        if let Some(country) = &query.country {
            sql.push_str(
                " AND EXISTS (SELECT 1 FROM event e WHERE e.document = d.id AND e.until IS NULL AND (e.place_country = ? OR EXISTS \
                 (SELECT 1 FROM party p JOIN who w ON w.id = p.who WHERE p.event = e.id AND w.country = ?)))",
            );
            values.extend([Value::Text(country.clone()), Value::Text(country.clone())]);
        }
        Ok(Self { sql, values })
    }
}

/// Where the words stand in a text, and what is around the first of them.
fn excerpt(coder: &mut Coder<'_>, text: &str, marked: &[String], exact: bool) -> (usize, String, Vec<(usize, usize)>) {
    let mut words = Vec::new();
    coder.each_word(text, |span, keys| words.push((span, keys)));
    let marked: Vec<Term> = marked.iter().map(|m| coder.vocabulary().number(m)).collect();
    let counted = Points::new(text);
    let found = words.iter().filter(|(_, [written, lemma])| marked.contains(written) || !exact && marked.contains(lemma));
    let marks: Vec<(usize, usize)> = found.map(|(span, _)| counted.of(*span)).map(|(start, end)| (start as usize, end as usize)).collect();
    let first = marks.first().map_or(0, |m| m.0);
    let letters: Vec<char> = text.chars().collect();
    let edge = |at: usize| (0..at).rev().take(20).find(|p| letters[*p].is_whitespace()).map_or(at, |p| p + 1);
    let start = if first > AROUND { edge(first - AROUND) } else { 0 };
    let end = if letters.len() > first + AROUND { edge(first + AROUND) } else { letters.len() };
    let excerpt: String = letters[start..end.max(start)].iter().map(|c| if c.is_control() { ' ' } else { *c }).collect();
    (start, excerpt.trim_end().to_owned(), marks)
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn a_query_has_words_phrases_and_what_is_not_wanted() {
        let parts = |q: &str| terms(q).iter().map(|t| (t.words.join("+"), t.not, t.or)).collect::<Vec<_>>();
        assert_eq!(
            parts("هدنة «وقف إطلاق النار» -غزة"),
            [("هدنة".to_owned(), false, false), ("وقف+إطلاق+النار".to_owned(), false, false), ("غزة".to_owned(), true, false),]
        );
        assert_eq!(
            parts("سرت | الجفرة -\"حوار وطني\""),
            [("سرت".to_owned(), false, false), ("الجفرة".to_owned(), false, true), ("حوار+وطني".to_owned(), true, false),]
        );
        assert!(parts("").is_empty() && parts("-").is_empty());
    }
}
