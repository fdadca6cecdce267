//! How long questions to an archive take: `cargo run --release -p rasid-archive --example latency -- rasid.archive`.
//! Two hundred searches for words of its texts, two hundred questions for events, made of what it holds; of a file of searches given after
//! the archive, one a line, those, the second time that they are asked.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, and prints what it measured")]

use rasid::{Coder, Knowledge};
use rasid_archive::{Archive, By, Fault, Filter, Query};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const TURNS: usize = 200;
/// No kind of question is asked for longer: of a large archive fewer are.
const LONGEST: Duration = Duration::from_secs(60);

fn main() -> Result<(), String> {
    let path = std::env::args_os().nth(1).map(PathBuf::from).ok_or("the path of an archive is wanted")?;
    let asked = std::env::args_os().nth(2).map(std::fs::read_to_string).transpose().map_err(|e| e.to_string())?;
    measure(&path, asked.as_deref()).map_err(|fault| format!("{fault:?}"))
}

fn measure(path: &Path, asked: Option<&str>) -> Result<(), Fault> {
    let knowledge = Knowledge::builtin().map_err(|e| Fault::Store(e.to_string()))?;
    let mut coder = Coder::new(&knowledge);
    let archive = Archive::open(path)?;
    let column = |question: &str| -> Result<Vec<String>, Fault> {
        let mut out = Vec::new();
        rasid_archive::ask(path, question, Duration::from_secs(60), |row| {
            let first = row.as_object().and_then(|r| r.values().next().cloned());
            out.extend(first.as_ref().and_then(Value::as_str).map(str::to_owned));
            Ok::<(), Fault>(())
        })?;
        Ok(out)
    };
    let texts = column(&format!("SELECT substr(text, 1, 400) FROM document ORDER BY key LIMIT {TURNS}"))?;
    let countries = column("SELECT country FROM who WHERE country <> '' GROUP BY 1 ORDER BY count(*) DESC LIMIT 40")?;
    let days = column("SELECT DISTINCT day FROM event WHERE coalesce(day, '~') < '~' ORDER BY 1")?;

    let of_texts = texts.iter().enumerate().map(|(n, text)| {
        let words: Vec<&str> = text.split_whitespace().skip(n % 7).take(1 + n % 3).collect();
        let words = if n % 4 == 0 { format!("\"{}\"", words.join(" ")) } else { words.join(" ") };
        Query { words, exact: n % 5 == 0, limit: 20, ..Query::default() }
    });
    let given = |words: &str| Query { words: words.to_owned(), limit: 20, ..Query::default() };
    let queries: Vec<Query> = asked.map_or_else(|| of_texts.collect(), |asked| asked.lines().map(given).collect());
    let mut searches = Vec::new();
    for _ in 0..=usize::from(asked.is_some()) {
        searches.clear();
        for query in &queries {
            let started = Instant::now();
            archive.search(&mut coder, query)?;
            searches.push(started.elapsed());
        }
    }
    tell("search", searches);
    let (lists, counts) = listed(&archive, &countries, &days)?;
    tell("events", lists);
    tell("counts", counts);
    Ok(())
}

/// How long lists of events and counts take.
fn listed(archive: &Archive, countries: &[String], days: &[String]) -> Result<(Vec<Duration>, Vec<Duration>), Fault> {
    let (mut lists, mut counts) = (Vec::new(), Vec::new());
    let types: Vec<&str> = rasid::model::EventType::ALL.iter().map(|t| t.name()).collect();
    for n in 0..TURNS {
        let at = |all: &[String]| all.get(n * 7 % all.len().max(1)).cloned();
        let filter = Filter {
            types: if n % 2 == 0 { vec![types[n / 2 % types.len()].to_owned()] } else { Vec::new() },
            actor: if n % 3 == 0 { at(countries) } else { None },
            party: if n % 3 == 1 { at(countries) } else { None },
            place: if n % 5 == 0 { at(countries) } else { None },
            from: if n % 4 == 0 { at(days) } else { None },
            limit: 50,
            ..Filter::default()
        };
        let goes_on = |spent: &[Duration]| spent.iter().sum::<Duration>() < LONGEST;
        if goes_on(&lists) {
            let started = Instant::now();
            archive.events(&filter)?;
            lists.push(started.elapsed());
        }
        if goes_on(&counts) {
            let started = Instant::now();
            archive.count(&filter, &[By::Month, By::Type])?;
            counts.push(started.elapsed());
        }
    }
    Ok((lists, counts))
}

fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let part = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!(
        "{what}, {} asked: median {:?}, p95 {:?}, longest {:?}",
        times.len(),
        part(50),
        part(95),
        times.last().copied().unwrap_or_default()
    );
}
