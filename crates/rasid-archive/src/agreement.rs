//! How alike people judge the same events, and how alike each of them and the machine: computed from the log of decisions, by pure functions.
//!
//! A person's judgement of an event is what he said of it: that it is right as it stood (`accept`), what is otherwise (`correct`, the rest as it
//! stood), that it is none (`reject`), each after he saw the machine's reading and what others made of it; or what he told without seeing either
//! (`tell`). Only the latter are independent.

use rasid_text::fold;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

use crate::db::params;
use crate::pack::Words;
use crate::review::Decision;
use crate::schema::key_begins;
use crate::store::{COLUMNS, stored};
use crate::{Archive, Fault, Result};

/// What is compared: whether it is an event, and what it is.
pub const COMPARED: [&str; 8] = ["verdict", "type", "mode", "status", "actor", "recipient", "date", "place"];
/// Fewer items than this say little, whatever comes out.
pub const FEW: usize = 30;

/// What somebody says of an event, by the names of [`COMPARED`]; what he did not tell is absent, and `-` is none.
pub type Said = BTreeMap<&'static str, String>;

/// An event that somebody judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What the machine read.
    pub machine: Said,
    /// What each person said after he saw that.
    pub shown: BTreeMap<String, Said>,
    /// What each person told without seeing it.
    pub blind: BTreeMap<String, Said>,
}

/// How alike judgements of one field are.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The person who is compared with the machine; of people among themselves, none.
    pub by: Option<String>,
    /// What was told without seeing the machine's reading, alone.
    pub blind: bool,
    /// Of [`COMPARED`].
    pub field: &'static str,
    /// Who judged.
    pub people: usize,
    /// The numbers.
    pub numbers: Numbers,
}

/// Agreement in numbers: a share and a coefficient, each with an interval of 95 %.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// Items that two judged, or more.
    pub items: usize,
    /// Judgements of these.
    pub judgements: usize,
    /// The share of pairs that agree, with Wilson's interval.
    pub share: Option<[f64; 3]>,
    /// Krippendorff's alpha for names, with an interval by drawing the items anew a thousand times; none where all say one thing, for then
    /// nothing tells agreement from chance.
    pub alpha: Option<[f64; 3]>,
}

/// What one item adds to the coefficient.
struct Unit {
    values: Vec<usize>,
    /// Judgements that differ, by those of the item less one.
    apart: f64,
    /// The share of its pairs that agree.
    alike: f64,
}

/// Draws of the items.
const DRAWS: usize = 1000;

/// How alike the judgements of items are. Items that fewer than two judged are passed over.
///
/// ```
/// use rasid_archive::numbers;
/// let told = numbers(&[vec!["ASSAULT", "ASSAULT"], vec!["AID", "AID"], vec!["AID", "CONSULT"]]);
/// assert_eq!((told.items, told.share.map(|s| (s[0] * 100.0).round())), (3, Some(67.0)));
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "items are few")]
pub fn numbers(items: &[Vec<&str>]) -> Numbers {
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let mut units = Vec::new();
    for item in items.iter().filter(|i| i.len() > 1) {
        let values: Vec<usize> = item
            .iter()
            .map(|v| {
                let next = known.len();
                *known.entry(v).or_insert(next)
            })
            .collect();
        let (count, others) = (values.len() as f64, values.len() as f64 - 1.0);
        let apart = values.iter().map(|v| values.iter().filter(|w| *w != v).count()).sum::<usize>() as f64;
        units.push(Unit { values, apart: apart / others, alike: 1.0 - apart / (count * others) });
    }
    if units.is_empty() {
        return Numbers::default();
    }
    let judgements = units.iter().map(|u| u.values.len()).sum();
    let share = units.iter().map(|u| u.alike).sum::<f64>() / units.len() as f64;
    let [low, high] = wilson(share, units.len());
    let alpha = coefficient(&mut units.iter(), known.len()).map(|alpha| {
        // Where nobody differs no draw differs either: what Wilson's bound leaves is then the lower end.
        if share < 1.0 { drawn(&units, known.len(), alpha) } else { [alpha, 1.0 - (1.0 - low) / expected(&units, known.len()), 1.0] }
    });
    Numbers { items: units.len(), judgements, share: Some([share, low, high]), alpha }
}

/// Krippendorff's alpha; none where all values are one.
#[expect(clippy::cast_precision_loss, reason = "items are few")]
fn coefficient(units: &mut dyn Iterator<Item = &Unit>, values: usize) -> Option<f64> {
    let (mut counts, mut all, mut apart) = (vec![0_usize; values], 0_usize, 0.0);
    for unit in units {
        apart += unit.apart;
        all += unit.values.len();
        unit.values.iter().for_each(|v| counts.get_mut(*v).into_iter().for_each(|n| *n += 1));
    }
    let pairs: usize = counts.iter().map(|n| n * (all - n)).sum();
    (pairs > 0).then(|| 1.0 - apart * (all as f64 - 1.0) / pairs as f64)
}

/// How often two values that are drawn from all differ.
#[expect(clippy::cast_precision_loss, reason = "items are few")]
fn expected(units: &[Unit], values: usize) -> f64 {
    let all = units.iter().flat_map(|u| &u.values).count();
    let count = |value: usize| units.iter().flat_map(|u| &u.values).filter(|v| **v == value).count();
    let pairs: usize = (0..values).map(count).map(|n| n * (all - n)).sum();
    pairs as f64 / (all * all.saturating_sub(1)).max(1) as f64
}

/// The coefficient with the middle 95 % of what it is when as many items are drawn from them, again and again; the same at every asking.
fn drawn(units: &[Unit], values: usize, alpha: f64) -> [f64; 3] {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        usize::try_from((mixed ^ (mixed >> 27)) >> 33).unwrap_or(0) % units.len()
    };
    let mut all: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mut draw = (0..units.len()).filter_map(|_| units.get(next()));
            // All of one value: as like as can be.
            coefficient(&mut draw, values).unwrap_or(1.0)
        })
        .collect();
    all.sort_by(f64::total_cmp);
    let at = |place: usize| all.get(place).copied().unwrap_or(alpha);
    [alpha, at(DRAWS / 40).min(alpha), at(DRAWS - DRAWS / 40 - 1).max(alpha)]
}

/// Wilson's interval of 95 % for a share of so many.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
pub fn wilson(share: f64, of: usize) -> [f64; 2] {
    const Z: f64 = 1.96;
    let n = of as f64;
    let centre = share + Z * Z / (2.0 * n);
    let wide = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    [(centre - wide) / whole, ((centre + wide) / whole).min(1.0)]
}

/// How alike people judge, and each of them and the machine: of what was told blind, then of all.
#[must_use]
pub fn agreements(items: &[Item]) -> Vec<Agreement> {
    let judged = |item: &Item, blind: bool| {
        let mut all = if blind { BTreeMap::new() } else { item.shown.clone() };
        // What was told without seeing anything stands before what was said after.
        all.extend(item.blind.clone());
        all
    };
    let mut out = Vec::new();
    for blind in [true, false] {
        let all: Vec<BTreeMap<String, Said>> = items.iter().map(|i| judged(i, blind)).collect();
        for field in COMPARED {
            let told = |said: &BTreeMap<String, Said>| -> Vec<(String, String)> {
                said.iter().filter_map(|(who, said)| Some((who.clone(), said.get(field)?.clone()))).collect()
            };
            let told: Vec<Vec<(String, String)>> = all.iter().map(told).filter(|t| t.len() > 1).collect();
            let units: Vec<Vec<&str>> = told.iter().map(|t| t.iter().map(|(_, v)| v.as_str()).collect()).collect();
            let people = told.iter().flatten().map(|(who, _)| who).collect::<BTreeSet<_>>().len();
            out.push(Agreement { by: None, blind, field, people, numbers: numbers(&units) });
        }
    }
    let people: BTreeSet<&String> = items.iter().flat_map(|i| i.blind.keys().chain(i.shown.keys())).collect();
    for (who, blind) in people.into_iter().flat_map(|who| [(who, true), (who, false)]) {
        let said: Vec<(&Said, &Said)> =
            items.iter().filter_map(|i| Some((&i.machine, if blind { i.blind.get(who) } else { i.shown.get(who) }?))).collect();
        for field in COMPARED {
            let pair = |(machine, said): &(&'_ Said, &'_ Said)| Some(vec![machine.get(field)?.clone(), said.get(field)?.clone()]);
            let pairs: Vec<Vec<String>> = said.iter().filter_map(pair).collect();
            let units: Vec<Vec<&str>> = pairs.iter().map(|pair| pair.iter().map(String::as_str).collect()).collect();
            out.push(Agreement { by: Some(who.clone()), blind, field, people: 1, numbers: numbers(&units) });
        }
    }
    out.retain(|a| a.numbers.items > 0);
    out
}

/// What was decided of an event, line after line, as what each person said of it. `machine`: what was read; `places`: what places of the report
/// are called, by their folded words.
#[must_use]
pub fn judged(machine: Said, places: &BTreeMap<String, String>, log: &[Decision]) -> Item {
    let mut item = Item { machine: machine.clone(), ..Item::default() };
    let mut stands = machine.clone();
    for line in log {
        let who = line.who.trim().to_owned();
        match line.verb.as_str() {
            "accept" => _ = item.shown.insert(who, stands.clone()),
            "reject" => _ = item.shown.insert(who, said([("verdict", "rejected".to_owned())])),
            "correct" => {
                let field = COMPARED.into_iter().find(|f| Some(*f) == line.field.as_deref());
                if let Some((field, value)) = field.zip(line.after.as_deref()) {
                    stands.insert(field, plain(field, value, places));
                    if field == "type" {
                        stands.insert("mode", NONE.to_owned());
                    }
                }
                item.shown.insert(who, stands.clone());
            }
            "undo" => {
                stands.clone_from(&machine);
                item.shown.remove(&who);
            }
            "tell" => _ = item.blind.insert(who, told(line.after.as_deref().unwrap_or(""), places)),
            _ => {}
        }
    }
    item
}

/// None.
const NONE: &str = "-";

fn said<const N: usize>(all: [(&'static str, String); N]) -> Said {
    all.into_iter().collect()
}

/// What was told of an event without seeing what the machine read.
fn told(text: &str, places: &BTreeMap<String, String>) -> Said {
    let all: BTreeMap<String, String> = serde_json::from_str(text).unwrap_or_default();
    let none = all.get("type").is_some_and(|t| t == "none");
    if none {
        return said([("verdict", "rejected".to_owned())]);
    }
    let fields = COMPARED.into_iter().filter_map(|f| Some((f, plain(f, all.get(f)?, places)))).filter(|(_, v)| !v.is_empty());
    fields.chain([("verdict", "accepted".to_owned())]).collect()
}

/// A value as it is compared: of people their country and sector, of days the days, of a place what the report's places of those words are called.
fn plain(field: &str, value: &str, places: &BTreeMap<String, String>) -> String {
    let value = value.trim();
    if value == NONE || value.is_empty() {
        return value.to_owned();
    }
    match field {
        "type" => value.to_uppercase(),
        "actor" | "recipient" => {
            let code = |party: &str| match party.split('|').map(str::trim).collect::<Vec<_>>()[..] {
                [only] => only.to_uppercase(),
                [words, ref rest @ ..] => named(words, rest.get(1).copied().unwrap_or(""), rest.get(2).copied().unwrap_or("")),
                [] => String::new(),
            };
            listed(value.split([';', '؛']).map(str::trim).filter(|p| !p.is_empty()).map(code))
        }
        "date" => match value.split_once('/') {
            Some((from, to)) if from == to => from.to_owned(),
            _ => value.to_owned(),
        },
        "place" => {
            // «سرت|Sirte|LBY» is Sirte.
            let mut parts = value.split('|').map(|p| fold(p.trim()).as_str().to_lowercase());
            let (words, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            places.get(&words).or_else(|| places.get(&name)).cloned().unwrap_or(if name.is_empty() { words } else { name })
        }
        _ => value.to_owned(),
    }
}

/// Somebody: `LBY:GOV`; where nothing is known of him, his words.
fn named(words: &str, country: &str, sector: &str) -> String {
    match format!("{country}:{sector}").trim_end_matches(':') {
        "" => fold(words).as_str().to_owned(),
        code => code.to_owned(),
    }
}

/// Each once, in an order that is no order of telling.
fn listed(all: impl Iterator<Item = String>) -> String {
    let all: BTreeSet<String> = all.collect();
    if all.is_empty() { NONE.to_owned() } else { all.into_iter().collect::<Vec<_>>().join("; ") }
}

/// What an event of a record says, as it is compared.
fn read(event: &Value) -> Said {
    let text = |at: &str| event.pointer(at).and_then(Value::as_str).filter(|t| !t.is_empty());
    let parties = |role: &str| {
        let part = |x: &Value, name: &str| x[name].as_str().unwrap_or("").to_owned();
        listed(event[role].as_array().into_iter().flatten().map(|x| named(&part(x, "text"), &part(x, "country"), &part(x, "sector"))))
    };
    let date = text("/date/from").zip(text("/date/to"));
    let day = date.map_or_else(|| NONE.to_owned(), |(from, to)| plain("date", &format!("{from}/{to}"), &BTreeMap::new()));
    let place = text("/place/name").or_else(|| text("/place/text"));
    said([
        ("verdict", "accepted".to_owned()),
        ("type", text("/type").unwrap_or(NONE).to_owned()),
        ("mode", text("/mode").unwrap_or(NONE).to_owned()),
        ("status", text("/status").unwrap_or(NONE).to_owned()),
        ("actor", parties("actor")),
        ("recipient", parties("recipient")),
        ("date", day),
        ("place", place.map_or_else(|| NONE.to_owned(), |p| fold(p).as_str().to_lowercase())),
    ])
}

/// Whether what somebody tells of an event can be so.
pub(crate) fn checked(text: &str) -> Result<()> {
    let may = "{\"type\": \"ASSAULT\", \"status\": \"actual\", \"actor\": \"LBY:MIL\", \"date\": \"2020-10-23\", …}";
    let wrong = || Fault::Value("value", may.to_owned());
    let all: BTreeMap<String, String> = serde_json::from_str(text).map_err(|_| wrong())?;
    let kind = all.get("type").map(|t| rasid::model::EventType::parse(&t.to_uppercase()));
    let day = |text: &str| rasid::input::day(text).is_some();
    let holds = |(field, value): (&String, &String)| match field.as_str() {
        "type" => value == "none" || kind.flatten().is_some(),
        "mode" => value == NONE || kind.flatten().is_some_and(|k| k.mode(value).is_some()),
        "status" => rasid::model::Status::parse(value).is_some(),
        "date" => value == NONE || value.split('/').all(day),
        "actor" | "recipient" | "place" => !value.trim().is_empty(),
        _ => false,
    };
    if all.contains_key("type") && all.iter().all(holds) { Ok(()) } else { Err(wrong()) }
}

impl Archive {
    /// The events that people judged, with what each said of them.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn judgements(&self) -> Result<Vec<Item>> {
        let mut log: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
        for line in self.decisions(None)?.into_iter().filter(|d| ["accept", "reject", "correct", "undo", "tell"].contains(&d.verb.as_str()))
        {
            log.entry(line.event.clone()).or_default().push(line);
        }
        let mut out = Vec::new();
        for (event, lines) in log {
            let first = lines.first().map(|l| l.at.clone()).unwrap_or_default();
            if let Some((machine, places)) = self.read_then(&event, &first)? {
                out.push(judged(machine, &places, &lines));
            }
        }
        out.retain(|item| !item.shown.is_empty() || !item.blind.is_empty());
        Ok(out)
    }

    /// What the machine read of an event when people first judged it, and what the places of its report are called.
    fn read_then(&self, event: &str, at: &str) -> Result<Option<(Said, BTreeMap<String, String>)>> {
        let Some((key, place)) = event.split_once('.') else { return Ok(None) };
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS}, d.text FROM document d JOIN event e ON e.document = d.id JOIN reading b ON b.event = e.id \
             WHERE {} AND e.by_hand = 0 AND e.since <= ?2 ORDER BY e.id",
            key_begins!("d", "?1")
        ))?;
        let mut rows = statement.query(params![key, at])?;
        let (mut machine, mut places) = (None, BTreeMap::new());
        while let Some(row) = rows.next()? {
            let text: String = row.get(9)?;
            let (_, found) = stored(&self.db, &row)?;
            let (mine, event) = (found.at == place, found.printed(&Words::new(&text)));
            let said = read(&event);
            for words in ["text", "name"].iter().filter_map(|part| event["place"][*part].as_str()) {
                places.insert(fold(words).as_str().to_lowercase(), said.get("place").cloned().unwrap_or_default());
            }
            if mine {
                machine = Some(said);
            }
        }
        Ok(machine.map(|machine| (machine, places)))
    }

    /// Events that others told blind and this person did not, the earliest told first: what is to be told a second time. And how many there are.
    ///
    /// # Errors
    /// Where the archive cannot be read.
    pub fn told_once(&self, by: &str, limit: usize) -> Result<(Vec<String>, usize)> {
        let mut told: BTreeMap<String, (usize, bool)> = BTreeMap::new();
        for (n, line) in self.decisions(None)?.into_iter().enumerate().filter(|(_, d)| d.verb == "tell") {
            let (_, own) = told.entry(line.event).or_insert((n, false));
            *own |= line.who.trim() == by.trim();
        }
        let mut left: Vec<(usize, String)> = told.into_iter().filter(|(_, (_, own))| !own).map(|(event, (n, _))| (n, event)).collect();
        left.sort();
        let count = left.len();
        Ok((left.into_iter().take(limit).map(|(_, event)| event).collect(), count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judges by rows, items by columns; `*` where nobody judged.
    fn of(rows: &[&'static str]) -> Numbers {
        let columns = rows.first().map_or(0, |r| r.len());
        let items: Vec<Vec<&str>> = (0..columns).map(|n| rows.iter().map(|r| &r[n..=n]).filter(|v| *v != "*").collect()).collect();
        numbers(&items)
    }

    /// Krippendorff, «Computing Krippendorff's Alpha-Reliability» (2011), A, B and C; and the example of three coders whose alpha for names is 0.691.
    #[test]
    fn the_coefficient_is_that_of_the_textbook() {
        for (rows, items, judgements, alpha) in [
            (&["0100000010", "1110010000"][..], 10, 20, 0.095),
            (&["aabbdcccedda", "babbbccceddd"], 12, 24, 0.692),
            (&["123321412***", "1233224125*3", "*3332342251*", "12332441251*"], 11, 40, 0.743),
            (&["*****34121133*3", "1*213343*******", "**21344*21133*4"], 12, 26, 0.691),
        ] {
            let found = of(rows);
            let [value, low, high] = found.alpha.unwrap();
            assert_eq!((found.items, found.judgements, (value * 1000.0).round() / 1000.0), (items, judgements, alpha));
            assert!(low < value && value < high && high <= 1.0, "{low} {value} {high}");
        }
        // Six of ten pairs agree.
        let [share, low, high] = of(&["0100000010", "1110010000"]).share.unwrap();
        assert_eq!([share, low, high].map(|x| (x * 1000.0).round() / 1000.0), [0.6, 0.313, 0.832]);
    }

    #[test]
    fn where_all_agree_few_items_say_little_and_one_value_says_nothing() {
        let [value, low, high] = of(&["aabb", "aabb"]).alpha.unwrap();
        assert_eq!((value, high), (1.0, 1.0));
        assert!(low < 0.2, "{low}");
        let many = ["ab".repeat(100), "ab".repeat(100)];
        let units: Vec<Vec<&str>> = (0..200).map(|n| many.iter().map(|m| &m[n..=n]).collect()).collect();
        assert!(numbers(&units).alpha.unwrap()[1] > 0.95);
        let constant = of(&["aaaa", "aaaa"]);
        assert_eq!((constant.alpha, constant.share.unwrap()[0], constant.items), (None, 1.0, 4));
        assert_eq!(numbers(&[vec!["a"], vec![]]), Numbers::default());
    }

    fn line(who: &str, verb: &str, field: Option<&str>, after: Option<&str>) -> Decision {
        let own = |x: Option<&str>| x.map(str::to_owned);
        Decision { who: who.to_owned(), verb: verb.to_owned(), field: own(field), after: own(after), ..Decision::default() }
    }

    #[test]
    fn what_each_said_is_kept_apart() {
        let event = serde_json::json!({
            "type": "ASSAULT", "mode": "aerial", "status": "actual", "actor": [{ "text": "القوات", "country": "LBY", "sector": "MIL" }], "recipient": [],
            "date": { "from": "2020-01-02", "to": "2020-01-02" }, "place": { "text": "سرت", "name": "Sirte" },
        });
        let machine = read(&event);
        assert_eq!(
            (&*machine["actor"], &*machine["recipient"], &*machine["date"], &*machine["place"]),
            ("LBY:MIL", "-", "2020-01-02", "sirte")
        );
        let places = BTreeMap::from([("سرت".to_owned(), "sirte".to_owned())]);
        let blind = r#"{"type":"assault","status":"actual","actor":"lby:mil","recipient":"-","date":"2020-01-02","place":"سرت"}"#;
        let log = [
            line("ا", "accept", None, None),
            line("ب", "correct", Some("type"), Some("AID")),
            line("ج", "tell", None, Some(blind)),
            line("د", "tell", None, Some(r#"{"type":"none"}"#)),
            line("ه", "accept", None, None),
            line("و", "reject", None, None),
            line("ا", "undo", None, None),
            line("ز", "accept", None, None),
            line("ح", "correct", Some("actor"), Some("حفتر|Haftar|LBY|REB; مصر||EGY")),
            line("ط", "merge", None, Some("x")),
        ];
        assert_eq!(
            ["سرت", "سرت|Sirte|LBY", "غريان|Gharyan|LBY", "غريان"].map(|p| plain("place", p, &places)),
            ["sirte", "sirte", "gharyan", "غريان"]
        );
        let item = judged(machine.clone(), &places, &log);
        assert_eq!(item.shown.keys().collect::<Vec<_>>(), ["ب", "ح", "ز", "ه", "و"]);
        assert_eq!((&*item.shown["ب"]["type"], &*item.shown["ب"]["mode"], &*item.shown["ه"]["type"]), ("AID", "-", "AID"));
        assert_eq!((&item.shown["ز"], &*item.shown["ح"]["actor"]), (&machine, "EGY; LBY:REB"));
        assert_eq!(item.shown["و"], said([("verdict", "rejected".to_owned())]));
        assert_eq!(item.blind["د"], item.shown["و"]);
        let mut told = machine.clone();
        told.remove("mode");
        assert_eq!(item.blind["ج"], told);

        let lines = agreements(std::slice::from_ref(&item));
        let share = |by: Option<&str>, blind: bool, field: &str| {
            let found = lines.iter().find(|a| a.by.as_deref() == by && a.blind == blind && a.field == field);
            found.map(|a| (a.people, a.numbers.items, a.numbers.judgements, a.numbers.share.map(|s| s[0])))
        };
        assert_eq!(share(None, true, "verdict"), Some((2, 1, 2, Some(0.0))));
        // Only one told a type blind.
        assert_eq!(share(None, true, "type"), None);
        assert_eq!(share(None, false, "verdict").map(|s| (s.0, s.2)), Some((7, 7)));
        assert_eq!(share(Some("ج"), true, "place"), Some((1, 1, 2, Some(1.0))));
        assert_eq!(share(Some("ب"), false, "type"), Some((1, 1, 2, Some(0.0))));
        assert_eq!(share(Some("ب"), true, "type"), None);
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        for good in [r#"{"type":"none"}"#, r#"{"type":"ASSAULT","mode":"-","date":"2020-01-01/2020-01-03","actor":"-"}"#] {
            assert!(checked(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "{}",
            r#"{"type":"DANCE"}"#,
            r#"{"type":"AID","more":"x"}"#,
            r#"{"type":"AID","date":"soon"}"#,
            r#"{"status":"actual"}"#,
            r#"{"type":1}"#,
        ] {
            assert!(checked(bad).is_err(), "{bad}");
        }
    }
}
