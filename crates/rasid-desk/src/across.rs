//! What reports tell together: acts, stories, agreements, positions, namings, what is announced. Linking keeps it in the archive as rows; here they
//! are asked for.

use rasid_archive::export::object;
use rasid_archive::{Archive, Fault, Filter, Result, Wanted};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Asked, Endpoint, PAGE, Parameter, p};
use crate::pool::Reader;

const DAYS: &[Parameter] = &[p("from", "string", "The first day"), p("to", "string", "The last day")];
const WORDS: &[Parameter] = &[p("q", "string", "Words that the row has, as they are written")];
const LEAST: &[Parameter] =
    &[p("least", "integer", "Told by at least so many reports"), p("order", "string", "newest, most; newest unless told")];

/// The questions.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/acts",
        about: "Acts, each once however many reports tell it",
        parameters: &[&[p("type", "string", "A PLOVER type"), p("story", "string", "Of one story")], WORDS, DAYS, LEAST, PAGE],
        gives: "Rows",
        answer: acts,
    },
    Endpoint {
        path: "/api/acts/{id}",
        about: "An act with the sentence of every report that tells it; copies of one text are folded",
        parameters: &[],
        gives: "Act",
        answer: act,
    },
    Endpoint {
        path: "/api/agreements",
        about: "Agreements, as far as the reports tell of them",
        parameters: &[
            &[
                p("status", "string", "proposed … ended"),
                p("kind", "string", "What it is about"),
                p("registered", "boolean", "Those of the register alone"),
            ],
            WORDS,
            DAYS,
            LEAST,
            PAGE,
        ],
        gives: "Rows",
        answer: agreements,
    },
    Endpoint {
        path: "/api/agreements/{id}",
        about: "An agreement with its dated history, parties, commitments, alleged violations and denials, each with sentences",
        parameters: &[],
        gives: "Agreement",
        answer: agreement,
    },
    Endpoint {
        path: "/api/positions",
        about: "Stances by day; the matrix has the most told actors and matters of the register. Silence is no stance",
        parameters: &[
            &[
                p("actor", "string", "Who, as rows name him"),
                p("toward", "string", "Toward what, as rows name it"),
                p("stance", "string", "supports, rejects, reserves, conditions"),
            ],
            DAYS,
            PAGE,
        ],
        gives: "Positions",
        answer: positions,
    },
    Endpoint {
        path: "/api/namings",
        about: "How each outlet names an actor; without one, the actors that are named in most ways",
        parameters: &[&[p("actor", "string", "The id of a knowledge entry"), p("outlet", "string", "One outlet")], PAGE],
        gives: "Namings",
        answer: namings,
    },
    Endpoint {
        path: "/api/stories",
        about: "Stories: reports that belong together over days",
        parameters: &[WORDS, DAYS, LEAST, PAGE],
        gives: "Rows",
        answer: stories,
    },
    Endpoint {
        path: "/api/stories/{id}",
        about: "A story with its reports, its acts, and the outlets that published on its days and told none of it",
        parameters: &[],
        gives: "Story",
        answer: story,
    },
    Endpoint {
        path: "/api/calendar",
        about: "Meetings, rounds and deadlines that were announced, and what later reports say became of them; without days, from two weeks before the last report",
        parameters: &[
            &[
                p("outcome", "string", "ahead, held, put_off, off, failed, untold"),
                p("type", "string", "A PLOVER type"),
                p("vague", "boolean", "Also what is announced for no day within a month"),
            ],
            WORDS,
            DAYS,
            PAGE,
        ],
        gives: "Rows",
        answer: calendar,
    },
    Endpoint {
        path: "/api/names",
        about: "What actors and agreements are called most often in the reports, by their canonical English names",
        parameters: &[],
        gives: "Object",
        answer: names,
    },
    Endpoint {
        path: "/api/linking",
        about: "How many reports are linked, when last, and how many are left",
        parameters: &[],
        gives: "Linking",
        answer: linking,
    },
];

/// What all lists ask alike.
fn wanted(asked: &Asked) -> Result<Wanted> {
    Ok(Wanted {
        words: asked.text("q"),
        from: asked.day("from")?,
        to: asked.day("to")?,
        least: asked.number("least", (0, 1_000_000), 0)?,
        most: asked.one_of("order", &[("newest", false), ("most", true)])?.unwrap_or(false),
        offset: asked.number("offset", (0, 10_000_000), 0)?,
        limit: asked.limit(50)?,
        ..Wanted::default()
    })
}

fn listed(reader: &Reader, kind: &str, wanted: &Wanted, short: impl Fn(Value) -> Value) -> Result<Value> {
    let (rows, total) = reader.archive.together(kind, wanted)?;
    let rows: Vec<Value> = rows.into_iter().map(short).collect();
    Ok(json!({ "total": total, "offset": wanted.offset, "limit": wanted.limit, "rows": rows }))
}

/// The row of a name.
fn one(archive: &Archive, kind: &str, name: &str) -> Result<Value> {
    let wanted = Wanted { name: Some(name.to_owned()), limit: 1, ..Wanted::default() };
    let lists = match kind {
        "agreement" => "agreements",
        "story" => "stories",
        _ => "timeline",
    };
    archive.together(kind, &wanted)?.0.pop().ok_or_else(|| Fault::NotTold(lists, name.to_owned()))
}

fn acts(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    listed(reader, "act", &Wanted { label: asked.text("type"), part: asked.text("story"), ..wanted(asked)? }, |row| row)
}

fn act(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let mut act = one(&reader.archive, "act", &asked.id)?;
    act["versions"] = versions(&reader.archive, &asked.id)?;
    Ok(act)
}

/// Every report's telling of an act, the earliest first; what copies an earlier one is folded into it.
pub(crate) fn versions(archive: &Archive, act: &str) -> Result<Value> {
    let ids = archive.tellings(act)?;
    let order: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(n, id)| (id.as_str(), n)).collect();
    let mut events = archive.events(&Filter { ids: ids.clone(), all: true, ..Filter::default() })?;
    events.sort_by_key(|e| e.event["id"].as_str().and_then(|id| order.get(id)).copied());
    let mut out: Vec<Value> = Vec::new();
    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    for found in &events {
        let key = found.event["id"].as_str().and_then(|id| id.split('.').next()).unwrap_or("").to_owned();
        let wire = archive.tie_of(&key)?.and_then(|t| t.wire);
        let copied = wire.as_ref().and_then(|w| texts.get(w)).copied();
        if let Some(first) = copied.and_then(|at| out.get_mut(at)).and_then(|first| first["copies"].as_array_mut()) {
            first.push(json!({ "key": key, "id": found.event["id"], "outlet": found.outlet, "published": found.published }));
            continue;
        }
        texts.extend(wire.map(|w| (w, out.len())));
        let mut version = object(found);
        version["copies"] = json!([]);
        out.push(version);
    }
    Ok(Value::Array(out))
}

fn agreements(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let who = asked.flag("registered")?.then(|| "registered".to_owned());
    let short = |mut row: Value| {
        let steps = row["history"].as_array().cloned().unwrap_or_default();
        let told = steps.iter().flat_map(|s| s["sources"].as_array().into_iter().flatten()).filter_map(|s| s["document"].as_str());
        let reports = told.collect::<BTreeSet<_>>().len();
        row["reports"] = json!(reports);
        row["first"] = json!(steps.iter().filter_map(|s| s["from"].as_str()).min());
        row["last"] = json!(steps.iter().filter_map(|s| s["to"].as_str()).max());
        row["violations"] = json!(steps.iter().filter(|s| s["status"] == "violation_alleged").count());
        row["promised"] = json!(row["commitments"].as_array().map_or(0, Vec::len));
        if let Some(row) = row.as_object_mut() {
            row.retain(|name, _| !["history", "commitments", "names"].contains(&name.as_str()));
        }
        row
    };
    listed(reader, "agreement", &Wanted { label: asked.text("status"), what: asked.text("kind"), who, ..wanted(asked)? }, short)
}

fn agreement(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let mut agreement = one(&reader.archive, "agreement", &asked.id)?;
    let marks = reader.archive.marks()?.remove(&asked.id).unwrap_or_default();
    agreement["marks"] = marks.iter().map(|m| json!({ "mark": m.mark, "by": m.by, "day": m.at.get(..10) })).collect();
    Ok(agreement)
}

/// Rows and columns of the matrix.
const ACTORS: usize = 24;
const MATTERS: usize = 12;

fn positions(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let asked_for = Wanted { who: asked.text("actor"), what: asked.text("toward"), label: asked.text("stance"), ..wanted(asked)? };
    let mut out = listed(reader, "position", &asked_for, |row| row)?;
    // What the register does not have stands by its words in one story, and fills no column.
    let stands = reader.stands()?;
    let mut actors: BTreeMap<&str, u64> = BTreeMap::new();
    let mut matters: BTreeMap<&str, u64> = BTreeMap::new();
    for s in stands.iter() {
        *actors.entry(&s.actor).or_default() += s.reports;
        *matters.entry(&s.toward).or_default() += s.reports;
    }
    let (actors, matters) = (foremost(&actors, ACTORS), foremost(&matters, MATTERS));
    let mut cells: BTreeMap<(&str, &str), Vec<Value>> = BTreeMap::new();
    for s in stands.iter().filter(|s| actors.contains(&s.actor.as_str()) && matters.contains(&s.toward.as_str())) {
        let told = json!({ "stance": s.stance, "day": s.day, "reports": s.reports });
        cells.entry((&s.actor, &s.toward)).or_default().push(told);
    }
    let cells: Vec<Value> =
        cells.into_iter().map(|((actor, toward), told)| json!({ "actor": actor, "toward": toward, "told": told })).collect();
    out["actors"] = json!(actors);
    out["matters"] = json!(matters);
    out["cells"] = json!(cells);
    Ok(out)
}

/// The names with the greatest numbers.
fn foremost<'n>(all: &BTreeMap<&'n str, u64>, count: usize) -> Vec<&'n str> {
    let mut all: Vec<(&str, u64)> = all.iter().map(|(name, n)| (*name, *n)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    all.into_iter().take(count).map(|(name, _)| name).collect()
}

fn namings(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let actor = asked.text("actor");
    let mut out = match &actor {
        None => json!({ "total": 0, "offset": 0, "limit": 0, "rows": [] }),
        Some(_) => {
            listed(reader, "naming", &Wanted { who: actor.clone(), what: asked.text("outlet"), most: true, ..wanted(asked)? }, |row| row)?
        }
    };
    let named = reader.named_actors()?;
    out["actors"] = named
        .iter()
        .map(|a| json!({ "actor": a.actor, "name": a.name, "outlets": a.outlets, "designations": a.designations, "reports": a.reports }))
        .collect();
    Ok(out)
}

fn stories(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let least = asked.number("least", (0, 1_000_000), 2)?;
    listed(reader, "story", &Wanted { least, ..wanted(asked)? }, |mut row| {
        if let Some(row) = row.as_object_mut() {
            row.retain(|name, _| name != "documents");
        }
        row
    })
}

fn story(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let archive = &reader.archive;
    let mut story = one(archive, "story", &asked.id)?;
    let told: BTreeSet<&str> = story["told_by"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let span = story["from"].as_str().zip(story["to"].as_str());
    let on = |day: &str| span.is_some_and(|(from, to)| from <= day && day <= to);
    let met = archive.published()?.into_iter().filter(|(day, outlet, _)| on(day) && !outlet.is_empty() && !told.contains(outlet.as_str()));
    let silent: BTreeSet<String> = met.map(|(_, outlet, _)| outlet).collect();
    // A story that was told before these were.
    for (name, none) in [("about", Value::Null), ("copies", json!([]))] {
        if story[name].is_null() {
            story[name] = none;
        }
    }
    story["silent"] = json!(silent);
    let documents = story["documents"].as_array().cloned().unwrap_or_default();
    let mut reports = Vec::new();
    for key in documents.iter().filter_map(Value::as_str).take(MOST) {
        let report = archive.report(key)?;
        let tie = archive.tie_of(key)?;
        let title = report.text.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or("").to_owned();
        reports.push(json!({
            "key": key, "title": title, "outlet": report.outlet, "published": report.published, "language": report.language,
            "event": tie.as_ref().map(|t| &t.event), "wire": tie.as_ref().and_then(|t| t.wire.as_ref()),
        }));
    }
    story["reports_told"] = json!(reports);
    let (acts, total) = archive.together("act", &Wanted { part: Some(asked.id.clone()), most: true, limit: MOST, ..Wanted::default() })?;
    story["acts"] = json!({ "total": total, "rows": acts });
    Ok(story)
}

/// Reports and acts of a story that are told at once.
const MOST: usize = 200;

/// Days.
const MONTH: u16 = 32;
const FORTNIGHT: u32 = 15;

fn calendar(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let last = reader.archive.last_days(1)?.map(|(_, day)| day).unwrap_or_default();
    let outcomes = ["ahead", "held", "put_off", "off", "failed", "untold"].map(|name| (name, name));
    let outcome = asked.one_of("outcome", &outcomes)?;
    let within = (!asked.flag("vague")?).then_some(MONTH);
    let mut wanted = Wanted { what: asked.text("type"), within, soonest: true, ..wanted(asked)? };
    if wanted.from.is_none() && wanted.to.is_none() && outcome.is_none_or(|o| o == "ahead") {
        wanted.from = reader.archive.last_days(FORTNIGHT)?.map(|(from, _)| from);
    }
    // Whether the day of what no report tells of has come depends on the day of the last report.
    match outcome {
        Some("ahead") => {
            wanted.label = Some("untold".to_owned());
            wanted.from = Some(wanted.from.map_or(last.clone(), |from| from.max(last.clone())));
        }
        Some("untold") => {
            wanted.label = Some("untold".to_owned());
            wanted.ended = Some(last.clone());
        }
        outcome => wanted.label = outcome.map(str::to_owned),
    }
    listed(reader, "plan", &wanted, |mut row| {
        if row["outcome"] == "untold" && row["to"].as_str().is_some_and(|to| to >= last.as_str()) {
            row["outcome"] = json!("ahead");
        }
        row
    })
}

fn names(reader: &mut Reader, _: &Asked) -> Result<Value> {
    Ok(json!(reader.archive.called()?))
}

fn linking(reader: &mut Reader, _: &Asked) -> Result<Value> {
    let (linked, at, left) = reader.archive.linking()?;
    Ok(json!({ "linked": linked, "at": at, "left": left }))
}

/// The act that an event tells, with every telling; null where it was not linked.
pub(crate) fn of_event(archive: &Archive, event: &str) -> Result<Value> {
    let Some(name) = archive.act_of(event)? else { return Ok(Value::Null) };
    let mut act = one(archive, "act", &name)?;
    act["versions"] = versions(archive, &name)?;
    Ok(act)
}

/// The groups of a report; null where it was not linked.
pub(crate) fn of_report(archive: &Archive, key: &str) -> Result<Value> {
    let Some(tie) = archive.tie_of(key)? else { return Ok(Value::Null) };
    let fields = [("event", json!(tie.event)), ("story", json!(tie.story)), ("wire", json!(tie.wire))];
    Ok(Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>()))
}
