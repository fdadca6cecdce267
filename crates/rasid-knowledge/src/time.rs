//! `knowledge/time/*.toml` → the tables of [`rasid_time`], with the examples that each section brings.

use rasid_time::{Half, Join, Number, Part, Sense, Strength, Times, Unit};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A sentence with the days it names, or with none that it may be read as naming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeCase {
    /// The file and the section's kind.
    pub place: String,
    /// The sentence.
    pub text: String,
    /// The publication day.
    pub published: String,
    /// First and last day; none for a counterexample.
    pub days: Option<(String, String)>,
}

/// What is wrong in a file of time words, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeProblem {
    /// The file's name.
    pub file: String,
    /// What, in words.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    section: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    kind: String,
    strength: Option<String>,
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    example: Vec<Example>,
    #[serde(default)]
    counterexample: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    text: String,
    published: String,
    from: Option<String>,
    to: Option<String>,
    #[expect(dead_code, reason = "read for the authors of the file, not by the engine")]
    why: Option<String>,
}

/// Reads the files, given as name and content.
///
/// # Errors
/// Every problem of every file: text that is no TOML, an unknown kind or value, a section without examples.
pub fn parse_times(files: &[(&str, &str)]) -> Result<(Times, Vec<TimeCase>), Vec<TimeProblem>> {
    let (mut times, mut cases, mut problems) = (Times::default(), Vec::new(), Vec::new());
    for (name, content) in files {
        let mut problem = |message: String| problems.push(TimeProblem { file: (*name).to_owned(), message });
        match toml::from_str::<File>(content) {
            Ok(file) => {
                for section in file.section {
                    read_section(&section, &mut times, &mut problem);
                    collect_cases(name, section, &mut cases, &mut problem);
                }
            }
            Err(error) => problem(error.to_string()),
        }
    }
    if problems.is_empty() { Ok((times, cases)) } else { Err(problems) }
}

fn read_section(section: &Section, times: &mut Times, problem: &mut impl FnMut(String)) {
    for (value, forms) in &section.words {
        let Some(sense) = sense(&section.kind, section.strength.as_deref(), value) else {
            problem(format!("[[section]] kind = \"{}\": no such kind, or no such value: {value}", section.kind));
            continue;
        };
        for form in forms {
            times.add(form, sense);
        }
    }
}

fn collect_cases(name: &str, section: Section, cases: &mut Vec<TimeCase>, problem: &mut impl FnMut(String)) {
    let place = format!("{name}: {}", section.kind);
    if section.example.is_empty() || section.counterexample.is_empty() {
        problem(format!("[[section]] kind = \"{}\" needs an example and a counterexample", section.kind));
    }
    for example in section.example {
        let days = example.from.zip(example.to);
        if days.is_none() {
            problem(format!("{place}: an example needs `from` and `to`: {}", example.text));
        }
        cases.push(TimeCase { place: place.clone(), text: example.text, published: example.published, days });
    }
    for example in section.counterexample {
        cases.push(TimeCase { place: place.clone(), text: example.text, published: example.published, days: None });
    }
}

fn sense(kind: &str, strength: Option<&str>, value: &str) -> Option<Sense> {
    Some(match kind {
        "month" => Sense::Month(value.parse().ok()?, read_strength(strength)?, false),
        "hijri" => Sense::Month(value.parse().ok()?, read_strength(strength)?, true),
        "weekday" => Sense::Weekday(value.parse().ok()?),
        "day" => Sense::Day(value.parse().ok()?),
        "unit" => {
            let (unit, number) = value.split_once('.')?;
            Sense::Unit(read_unit(unit)?, read_number(number)?)
        }
        "towards" => Sense::Towards(value.parse().ok()?),
        "context" => Sense::Context(value.parse().ok()?),
        "this" => Sense::This,
        "part" => Sense::Part(read_part(value)?),
        "daypart" => read_daypart(value)?,
        "cardinal" => Sense::Cardinal(value.parse().ok()?),
        "compound" => Sense::Compound(value.parse().ok()?),
        "ordinal" => Sense::Ordinal(value.parse().ok()?),
        "season" => Sense::Season(value.parse().ok()?),
        "decade" => Sense::Decade(value.parse().ok()?),
        "now" => Sense::Now,
        "join" => Sense::Join(read_join(value)?),
        "fraction" => Sense::Fraction(value.parse().ok()?),
        "era" => Sense::Era(value == "hijri"),
        "zone" => Sense::Zone(value.parse().ok()?),
        "zone_word" => Sense::ZoneWord,
        "ahead" => Sense::Ahead,
        "named" => Sense::Named,
        "not_after_day" => Sense::NotAfterDay,
        "not_before_year" => Sense::NotBeforeYear,
        "name" => Sense::Name,
        "not_before_day" => Sense::NotBeforeDay,
        _ => return None,
    })
}

fn read_strength(strength: Option<&str>) -> Option<Strength> {
    Some(match strength? {
        "strong" => Strength::Strong,
        "weak" => Strength::Weak,
        "bound" => Strength::Bound,
        _ => return None,
    })
}

fn read_unit(unit: &str) -> Option<Unit> {
    Some(match unit {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

fn read_number(number: &str) -> Option<Number> {
    Some(match number {
        "one" => Number::One,
        "two" => Number::Two,
        "many" => Number::Many,
        _ => return None,
    })
}

fn read_part(part: &str) -> Option<Part> {
    Some(match part {
        "start" => Part::Start,
        "early" => Part::Early,
        "middle" => Part::Middle,
        "late" => Part::Late,
        "end" => Part::End,
        _ => return None,
    })
}

/// `17-24 pm`: the hours, and how an hour beside the word is read.
fn read_daypart(value: &str) -> Option<Sense> {
    let (hours, half) = value.split_once(' ')?;
    let (from, to) = hours.split_once('-')?;
    let half = match half {
        "dawn" => Half::Dawn,
        "am" => Half::Am,
        "noon" => Half::Noon,
        "pm" => Half::Pm,
        "evening" => Half::Evening,
        "night" => Half::Night,
        _ => return None,
    };
    Some(Sense::DayPart(from.parse().ok()?, to.parse().ok()?, half))
}

fn read_join(join: &str) -> Option<Join> {
    Some(match join {
        "ago" => Join::Ago,
        "since" => Join::Since,
        "after" => Join::After,
        "within" => Join::Within,
        "duration" => Join::Duration,
        "from" => Join::From,
        "to" => Join::To,
        "between" => Join::Between,
        "in" => Join::In,
        "and" => Join::And,
        "or" => Join::Or,
        "equals" => Join::Equals,
        "about" => Join::About,
        "few" => Join::Few,
        "last" => Join::Last,
        "every" => Join::Every,
        "anchor" => Join::Anchor,
        "later" => Join::Later,
        "earlier" => Join::Earlier,
        "which" => Join::Which,
        "clock" => Join::Clock,
        "at" => Join::At,
        "except" => Join::Except,
        "dated" => Join::Dated,
        "article" => Join::Article,
        _ => return None,
    })
}
