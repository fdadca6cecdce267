//! What can be asked: one table of questions, from which both the routes and the OpenAPI document are made.

use rasid::model::{EventType, Quad, Status};
use rasid_archive::export::object;
use rasid_archive::{Agreement, By, FEW, Fault, Filter, KEYS, Order, Query, Result, Verb, agreements, wilson};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use crate::pool::Reader;

/// A parameter of a question.
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) about: &'static str,
}

/// A question.
pub(crate) struct Endpoint {
    pub(crate) path: &'static str,
    pub(crate) about: &'static str,
    pub(crate) parameters: &'static [&'static [Parameter]],
    /// The name of the answer's schema.
    pub(crate) gives: &'static str,
    pub(crate) answer: fn(&mut Reader, &Asked) -> Result<Value>,
}

/// What was asked.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The part of the path that names something.
    pub(crate) id: String,
    /// Parameters; of one given twice, both, parted by a comma.
    pub(crate) query: BTreeMap<String, String>,
}

pub(crate) const fn p(name: &'static str, kind: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind, about }
}

/// Which events.
pub(crate) const FILTER: &[Parameter] = &[
    p("id", "string", "Events by their ids, parted by commas"),
    p("report", "string", "Events of one report: the first letters of its key, sixteen or more"),
    p("type", "string", "PLOVER types, parted by commas"),
    p("mode", "string", "A mode of the type"),
    p("status", "string", "actual, future, hypothetical, negated, alleged"),
    p("actor", "string", "Who acts: a country, LBY:MIL, the id of a knowledge entry, or words of a name"),
    p("recipient", "string", "To whom, likewise"),
    p("party", "string", "Either of both, likewise"),
    p("said_by", "string", "Who says so, likewise"),
    p("denied_by", "string", "Who denies it, likewise"),
    p("place", "string", "A country, or words of a place's name"),
    p("outlet", "string", "The outlet as given"),
    p("context", "string", "A PLOVER context of the report"),
    p("from", "string", "The first day"),
    p("to", "string", "The last day"),
    p("confidence", "number", "At least so sure, 0 to 1"),
    p("as_of", "string", "What stood at the end of that day"),
    p("review", "string", "proposed, accepted, corrected, rejected, merged"),
    p("all", "boolean", "Rejected and merged events too"),
    p("disputed", "boolean", "What a later run reads otherwise than a person decided"),
];
pub(crate) const PAGE: &[Parameter] =
    &[p("limit", "integer", "At most so many, 1 to 500; 50 unless told"), p("offset", "integer", "So many are passed over")];
const ORDER: &[Parameter] = &[p("order", "string", "day, newest, uncertain, important (what most reports tell), random")];

/// Everything that can be asked.
pub(crate) fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().chain(crate::across::ENDPOINTS).chain(crate::periods::ENDPOINTS)
}

/// What is asked of events and reports.
const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/archive",
        about: "How much the archive holds, and of which outlets",
        parameters: &[],
        gives: "Archive",
        answer: archive,
    },
    Endpoint { path: "/api/terms", about: "Every closed vocabulary", parameters: &[], gives: "Terms", answer: terms },
    Endpoint {
        path: "/api/overview",
        about: "Events by period and type; without from and to, of the last ninety days on which reports were published",
        parameters: &[FILTER, &[p("by", "string", "day, week, month, year; week unless told")]],
        gives: "Overview",
        answer: overview,
    },
    Endpoint { path: "/api/events", about: "Events", parameters: &[FILTER, ORDER, PAGE], gives: "Events", answer: events },
    Endpoint {
        path: "/api/events/{id}",
        about: "An event with the words around it, the other tellings in its report, and what was decided",
        parameters: &[],
        gives: "Event",
        answer: event,
    },
    Endpoint {
        path: "/api/documents/{id}",
        about: "A report with its text and all its events, by the first letters of its key; spans are code points",
        parameters: &[],
        gives: "Document",
        answer: document,
    },
    Endpoint {
        path: "/api/search",
        about: "Reports that have words, in any of their forms",
        parameters: &[
            &[
                p(
                    "q",
                    "string",
                    "Words; «…» or \"…\" that stand together, - before what is not wanted, | between what may stand for each other",
                ),
                p("exact", "boolean", "Words as they are written"),
                p("outlet", "string", "The outlet as given"),
                p("country", "string", "A country that an event of the report has to do with"),
                p("from", "string", "The first day of publication"),
                p("to", "string", "The last day of publication"),
            ],
            PAGE,
        ],
        gives: "Found",
        answer: search,
    },
    Endpoint {
        path: "/api/count",
        about: "Mentions, events, reports and outlets by any sides",
        parameters: &[
            FILTER,
            &[
                p(
                    "by",
                    "string",
                    "Sides, parted by commas: day week month year type mode quad status actor recipient dyad place outlet actor_entry recipient_entry review",
                ),
                p("top", "integer", "The most mentioned, at most so many"),
            ],
        ],
        gives: "Count",
        answer: count,
    },
    Endpoint {
        path: "/api/network",
        about: "Who acts toward whom; persons are named only where knowledge has them",
        parameters: &[
            FILTER,
            &[
                p("level", "string", "country or entry; country unless told"),
                p("limit", "integer", "At most so many pairs, 1 to 500; 60 unless told"),
            ],
        ],
        gives: "Network",
        answer: network,
    },
    Endpoint {
        path: "/api/places",
        about: "Where events are said to have happened, and how exactly that is known",
        parameters: &[FILTER, &[p("limit", "integer", "At most so many, 1 to 500; 200 unless told")]],
        gives: "Places",
        answer: places,
    },
    Endpoint {
        path: "/api/notes",
        about: "What the coder did not know, or found odd; what most reports have comes first",
        parameters: &[&[p("kind", "string", "One kind of notes"), p("limit", "integer", "At most so many, 1 to 500; 100 unless told")]],
        gives: "Notes",
        answer: notes,
    },
    Endpoint { path: "/api/runs", about: "Which engine and knowledge read the reports", parameters: &[], gives: "Runs", answer: runs },
    Endpoint {
        path: "/api/quality",
        about: "What people found of the machine's events; shares only of events drawn by lot",
        parameters: &[],
        gives: "Quality",
        answer: quality,
    },
    Endpoint {
        path: "/api/agreement",
        about: "How alike people judge the same events, and how alike each of them and the machine, by field: shares of pairs that agree and \
                Krippendorff's alpha, each with its interval of 95 %",
        parameters: &[
            &[
                p("by", "string", "Of one person and the machine"),
                p("blind", "boolean", "Only what was told without seeing the machine's reading"),
            ],
            PAGE,
        ],
        gives: "Alike",
        answer: agreement,
    },
    Endpoint {
        path: "/api/second",
        about: "Events that somebody told without seeing the machine's reading, and that this person has not told yet",
        parameters: &[&[p("by", "string", "The person"), p("limit", "integer", "At most so many, 1 to 500; 50 unless told")]],
        gives: "Second",
        answer: second,
    },
    Endpoint { path: "/api/saved", about: "Questions that people keep", parameters: &[], gives: "Saved", answer: saved },
    Endpoint {
        path: "/api/log",
        about: "Decisions, the last first",
        parameters: &[&[p("event", "string", "Of one event")], PAGE],
        gives: "Log",
        answer: log,
    },
];

impl Asked {
    /// A parameter's text; an empty one asks for nothing.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.query.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
    }

    fn list(&self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        text.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
    }

    pub(crate) fn flag(&self, name: &'static str) -> Result<bool> {
        match self.text(name).as_deref() {
            None | Some("0" | "false") => Ok(false),
            Some("1" | "true") => Ok(true),
            Some(_) => Err(Fault::Value(name, "0, 1".to_owned())),
        }
    }

    pub(crate) fn number<T: FromStr + PartialOrd + std::fmt::Display + Copy>(
        &self,
        name: &'static str,
        (least, most): (T, T),
        unless: T,
    ) -> Result<T> {
        let Some(text) = self.text(name) else { return Ok(unless) };
        let number = text.parse().ok().filter(|n| *n >= least && *n <= most);
        number.ok_or_else(|| Fault::Value(name, format!("{least} … {most}")))
    }

    pub(crate) fn one_of<T: Copy>(&self, name: &'static str, may: &[(&str, T)]) -> Result<Option<T>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let found = may.iter().find(|(known, _)| *known == text).map(|(_, value)| Some(*value));
        found.ok_or_else(|| Fault::Value(name, may.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ")))
    }

    /// A country by its three letters.
    pub(crate) fn country(&self, name: &'static str) -> Result<Option<String>> {
        let three = |text: String| {
            let code = text.to_ascii_uppercase();
            Some(code).filter(|c| c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase())).ok_or(Fault::Value(name, "LBY".to_owned()))
        };
        self.text(name).map(three).transpose()
    }

    /// A day.
    pub(crate) fn day(&self, name: &'static str) -> Result<Option<String>> {
        let day = |text: String| rasid::input::day(&text).map(|d| d.to_string()).ok_or_else(|| Fault::Value(name, "2020-10-23".to_owned()));
        self.text(name).map(day).transpose()
    }

    pub(crate) fn limit(&self, unless: usize) -> Result<usize> {
        self.number("limit", (1, 500), unless)
    }

    pub(crate) fn filter(&self) -> Result<Filter> {
        let named = |all: &[&'static str], name: &'static str| {
            let may: Vec<(&str, &'static str)> = all.iter().map(|n| (*n, *n)).collect();
            self.one_of(name, &may).map(|found| found.map(str::to_owned))
        };
        let types = self.list("type");
        let known: Vec<&str> = EventType::ALL.iter().map(|t| t.name()).collect();
        if types.iter().any(|t| !known.contains(&t.to_uppercase().as_str())) {
            return Err(Fault::Value("type", known.join(", ")));
        }
        Ok(Filter {
            ids: self.list("id"),
            report: self.text("report"),
            types,
            mode: self.text("mode"),
            status: named(&Status::ALL.iter().map(|s| s.name()).collect::<Vec<_>>(), "status")?,
            actor: self.text("actor"),
            recipient: self.text("recipient"),
            party: self.text("party"),
            said_by: self.text("said_by"),
            denied_by: self.text("denied_by"),
            place: self.text("place"),
            outlet: self.text("outlet"),
            context: self.text("context"),
            from: self.text("from"),
            to: self.text("to"),
            confidence: self.text("confidence").map(|_| self.number("confidence", (0.0, 1.0), 0.0)).transpose()?,
            as_of: self.text("as_of"),
            review: named(&STATES, "review")?,
            all: self.flag("all")?,
            disputed: self.flag("disputed")?,
            order: self.one_of("order", &Order::ALL)?.unwrap_or_default(),
            offset: self.number("offset", (0, 10_000_000), 0)?,
            limit: 0,
        })
    }
}

/// What may have been decided.
const STATES: [&str; 5] = ["proposed", "accepted", "corrected", "rejected", "merged"];

/// Why an event may be rejected or corrected.
const REASONS: [&str; 12] = [
    "not-an-event",
    "wrong-actor",
    "reversed-direction",
    "wrong-action",
    "historical",
    "hypothetical",
    "negated",
    "duplicate",
    "wrong-date",
    "wrong-place",
    "misattributed",
    "wrong-words",
];

fn archive(reader: &mut Reader, _: &Asked) -> Result<Value> {
    let archive = &reader.archive;
    let [reports, events, copies] = archive.size()?;
    let outlets: Vec<Value> =
        archive.outlets()?.into_iter().map(|(outlet, reports)| json!({ "outlet": outlet, "reports": reports })).collect();
    Ok(json!({
        "reports": reports, "events": events, "copies": copies, "outlets": outlets, "last_day": archive.last_days(1)?.map(|(_, day)| day),
        "program": env!("CARGO_PKG_VERSION"),
    }))
}

fn terms(_: &mut Reader, _: &Asked) -> Result<Value> {
    let types: Vec<Value> =
        EventType::ALL.iter().map(|t| json!({ "type": t.name(), "quad": t.quad().name(), "modes": t.modes() })).collect();
    let names = |all: Vec<&'static str>| all;
    Ok(json!({
        "types": types,
        "quads": names(Quad::ALL.iter().map(|q| q.name()).collect()),
        "statuses": names(Status::ALL.iter().map(|s| s.name()).collect()),
        "reviews": STATES,
        "reasons": REASONS,
        "verbs": names(Verb::ALL.iter().map(|(name, _)| *name).collect()),
        "orders": names(Order::ALL.iter().map(|(name, _)| *name).collect()),
        "sides": names(KEYS.iter().map(|(name, _)| *name).collect()),
    }))
}

/// Days shown where nobody asks for others.
const DAYS: u32 = 90;

fn overview(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let mut filter = asked.filter()?;
    if filter.from.is_none()
        && filter.to.is_none()
        && let Some((from, to)) = reader.archive.last_days(DAYS)?
    {
        (filter.from, filter.to) = (Some(from), Some(to));
    }
    let periods = [("day", By::Day), ("week", By::Week), ("month", By::Month), ("year", By::Year)];
    let by = asked.one_of("by", &periods)?.unwrap_or(By::Week);
    let groups = reader.archive.count(&filter, &[by, By::Type])?;
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|g| {
            let kind = g.values.get(1).cloned().flatten().unwrap_or_default();
            let quad = EventType::parse(&kind).map(|k| k.quad().name());
            json!({
                "when": g.values.first().cloned().flatten(), "type": kind, "quad": quad, "mentions": g.mentions, "events": g.events,
                "reports": g.reports, "acts": g.acts,
            })
        })
        .collect();
    let name = periods.iter().find(|(_, known)| *known == by).map(|(name, _)| *name);
    Ok(json!({ "from": filter.from, "to": filter.to, "by": name, "totals": totals(reader, &filter)?, "groups": groups }))
}

/// How many there are in all, whatever part of them is shown in what order.
fn totals(reader: &mut Reader, filter: &Filter) -> Result<Value> {
    const KEPT: usize = 200;
    let all = Filter { order: Order::Day, offset: 0, limit: 0, ..filter.clone() };
    let (key, version) = (format!("{all:?}"), reader.version);
    if let Some((_, totals)) = reader.totals.get(&key).filter(|(counted, _)| *counted == version) {
        return Ok(totals.clone());
    }
    let group = reader.archive.count(&all, &[])?.into_iter().next();
    let totals = group.map_or(
        Value::Null,
        |g| json!({ "mentions": g.mentions, "events": g.events, "reports": g.reports, "outlets": g.outlets, "acts": g.acts }),
    );
    if reader.totals.len() >= KEPT {
        reader.totals.clear();
    }
    reader.totals.insert(key, (version, totals.clone()));
    Ok(totals)
}

fn events(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let filter = Filter { limit: asked.limit(50)?, ..asked.filter()? };
    let all: Vec<Value> = reader.archive.events(&filter)?.iter().map(object).collect();
    Ok(json!({ "offset": filter.offset, "limit": filter.limit, "totals": totals(reader, &filter)?, "events": all }))
}

fn event(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let archive = &reader.archive;
    let one = Filter { ids: vec![asked.id.clone()], all: true, ..Filter::default() };
    let found = archive.events(&one)?.pop().ok_or_else(|| Fault::NoEvent(asked.id.clone()))?;
    let key = asked.id.split('.').next().unwrap_or_default().to_owned();
    let report = archive.report(&key)?;
    let root = |event: &Value| event["same_as"].as_str().or(event["id"].as_str()).map(str::to_owned);
    let told = root(&found.event);
    let others = archive.events(&Filter { report: Some(key.clone()), all: true, ..Filter::default() })?;
    let others = others.iter().filter(|o| o.event["id"] != found.event["id"]);
    let (same, rest): (Vec<_>, Vec<_>) = others.partition(|o| root(&o.event) == told);
    let mut out = object(&found);
    out["key"] = json!(key);
    out["passage"] = passage(&report.text, &found.event);
    out["tellings"] = same.into_iter().map(object).collect();
    out["others"] =
        rest.into_iter().map(|o| json!({ "id": o.event["id"], "type": o.event["type"], "trigger": o.event["trigger"]["text"] })).collect();
    out["decisions"] = archive.decisions(Some(&asked.id))?.iter().map(decision).collect();
    out["act"] = crate::across::of_event(archive, &asked.id)?;
    Ok(out)
}

/// The paragraph of an event, and where it begins, in code points.
fn passage(text: &str, event: &Value) -> Value {
    let place = |span: &str, edge: &str| event[span][edge].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let letters: Vec<char> = text.chars().collect();
    let first = place("evidence", "start").min(place("trigger", "start")).min(letters.len());
    let last = place("evidence", "end").max(place("trigger", "end")).clamp(first, letters.len());
    let start = letters[..first].iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let end = letters[last..].iter().position(|c| *c == '\n').map_or(letters.len(), |at| last + at);
    // A text without paragraphs is cut near the words, between words.
    let gap = |c: &char| c.is_whitespace();
    let start = if first - start <= AROUND { start } else { letters[..first - AROUND].iter().rposition(gap).map_or(0, |at| at + 1) };
    let end = if end - last <= AROUND { end } else { letters[last + AROUND..].iter().position(gap).map_or(end, |at| last + AROUND + at) };
    json!({ "start": start, "text": letters[start..end].iter().collect::<String>() })
}

/// Code points shown before and after the words.
const AROUND: usize = 600;

fn decision(d: &rasid_archive::Decision) -> Value {
    json!({
        "at": d.at, "by": d.who, "verb": d.verb, "event": d.event, "field": d.field, "before": d.before, "after": d.after,
        "reason": d.reason,
    })
}

fn document(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let report = reader.archive.report(&asked.id)?;
    let events = reader.archive.events(&Filter { report: Some(report.key.clone()), all: true, ..Filter::default() })?;
    let mut out = json!({
        "key": report.key.get(..16), "id": report.name, "outlet": report.outlet, "published": report.published,
        "published_inferred": report.inferred, "url": report.url, "language": report.language, "sha256": report.hash, "source": report.source,
        "taken_in": report.fetched, "superseded_by": report.superseded_by.as_ref().and_then(|k| k.get(..16)), "contexts": report.contexts,
        "text": report.text, "events": events.iter().map(object).collect::<Vec<_>>(),
    });
    out["tie"] = crate::across::of_report(&reader.archive, report.key.get(..16).unwrap_or(&report.key))?;
    for part in ["agreements", "positions", "notes"] {
        out[part] = report.rest.get(part).cloned().unwrap_or_else(|| json!([]));
    }
    Ok(out)
}

fn search(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let (limit, offset) = (asked.limit(20)?, asked.number("offset", (0, 10_000), 0)?);
    let query = Query {
        words: asked.text("q").unwrap_or_default(),
        exact: asked.flag("exact")?,
        outlet: asked.text("outlet"),
        country: asked.text("country"),
        from: asked.text("from"),
        to: asked.text("to"),
        limit: offset + limit + 1,
    };
    let (archive, coder) = reader.searching()?;
    let hits = archive.search(coder, &query)?;
    let more = hits.len() > offset + limit;
    let hits: Vec<Value> = hits
        .into_iter()
        .skip(offset)
        .take(limit)
        .map(|h| {
            json!({
                "key": h.key, "id": h.document, "outlet": h.outlet, "published": h.published, "url": h.url, "start": h.start,
                "excerpt": h.excerpt, "marks": h.marks,
            })
        })
        .collect();
    Ok(json!({ "offset": offset, "limit": limit, "more": more, "reports": hits }))
}

fn count(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let sides = asked.list("by");
    let by: Option<Vec<By>> = sides.iter().map(|name| By::named(name)).collect();
    let wrong = || Fault::Value("by", KEYS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "));
    let by = by.filter(|by| by.len() <= 4).ok_or_else(wrong)?;
    let mut groups = reader.archive.count(&asked.filter()?, &by)?;
    let top = asked.number("top", (1, 10_000), usize::MAX)?;
    if top < usize::MAX {
        groups.sort_by_key(|g| std::cmp::Reverse(g.mentions));
        groups.truncate(top);
    }
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|g| {
            let mut row: Map<String, Value> = sides.iter().cloned().zip(g.values.into_iter().map(|v| json!(v))).collect();
            let counts = [("mentions", g.mentions), ("events", g.events), ("reports", g.reports), ("outlets", g.outlets), ("acts", g.acts)];
            row.extend(counts.map(|(name, n)| (name.to_owned(), json!(n))));
            Value::Object(row)
        })
        .collect();
    Ok(json!({ "by": sides, "groups": groups }))
}

/// A pair with its counts: mentions, events, cooperation, conflict.
type Pairs = BTreeMap<(String, String), [u64; 4]>;

fn network(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let levels = [("country", [By::Actor, By::Recipient]), ("entry", [By::ActorEntry, By::RecipientEntry])];
    let [actor, recipient] = asked.one_of("level", &levels)?.unwrap_or(levels[0].1);
    let limit = asked.limit(60)?;
    let mut pairs = Pairs::new();
    for group in reader.archive.count(&asked.filter()?, &[actor, recipient, By::Quad])? {
        let mut values = group.values.into_iter();
        let (Some(Some(from)), Some(Some(to)), Some(quad)) = (values.next(), values.next(), values.next()) else { continue };
        let pair = pairs.entry((from, to)).or_default();
        let conflict = quad.is_some_and(|q| q.ends_with('X'));
        let add = [group.mentions, group.events, if conflict { 0 } else { group.mentions }, if conflict { group.mentions } else { 0 }];
        pair.iter_mut().zip(add).for_each(|(sum, n)| *sum += n);
    }
    let total = pairs.len();
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by(|a, b| b.1[0].cmp(&a.1[0]).then_with(|| a.0.cmp(&b.0)));
    pairs.truncate(limit);
    let nodes: BTreeSet<&str> = pairs.iter().flat_map(|((from, to), _)| [from.as_str(), to.as_str()]).collect();
    let named = reader.archive.namings(&nodes.iter().copied().filter(|n| n.contains('-')).collect::<Vec<_>>())?;
    let nodes: Vec<Value> = nodes
        .into_iter()
        .map(|id| {
            let (name, words) = named.get(id).map_or((None, None), |(name, words)| (Some(name), Some(words)));
            json!({ "id": id, "name": name, "words": words })
        })
        .collect();
    let links: Vec<Value> = pairs
        .into_iter()
        .map(|((from, to), [mentions, events, cooperation, conflict])| {
            json!({ "from": from, "to": to, "mentions": mentions, "events": events, "cooperation": cooperation, "conflict": conflict })
        })
        .collect();
    Ok(json!({ "pairs": total, "nodes": nodes, "links": links }))
}

fn places(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let filter = Filter { limit: asked.limit(200)?, ..asked.filter()? };
    let spots: Vec<Value> = reader
        .archive
        .places(&filter)?
        .into_iter()
        .map(|s| {
            json!({
                "name": s.name, "text": s.text, "country": s.country, "lat": s.position.map(|p| p.0), "lon": s.position.map(|p| p.1),
                "precision": s.precision, "mentions": s.mentions, "conflict": s.conflict, "reports": s.reports,
            })
        })
        .collect();
    Ok(json!({ "places": spots }))
}

fn notes(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let notes = reader.archive.notes(asked.text("kind").as_deref(), asked.limit(100)?)?;
    let notes: Vec<Value> = notes
        .into_iter()
        .map(|n| json!({ "kind": n.kind, "form": n.form, "detail": n.detail, "reports": n.reports, "times": n.times }))
        .collect();
    Ok(json!({ "notes": notes }))
}

fn runs(reader: &mut Reader, _: &Asked) -> Result<Value> {
    let runs = reader.archive.runs()?.into_iter();
    let runs: Vec<Value> = runs
        .map(|r| {
            json!({
                "run": r.number, "at": r.at, "engine": r.engine, "knowledge": r.knowledge, "reports": r.reports, "standing": r.standing,
            })
        })
        .collect();
    Ok(json!({ "runs": runs }))
}

fn quality(reader: &mut Reader, _: &Asked) -> Result<Value> {
    let counts = |[accepted, corrected, rejected, merged]: [u64; 4]| json!({ "accepted": accepted, "corrected": corrected, "rejected": rejected, "merged": merged });
    let right = |[right, corrected, rejected, _]: [u64; 4]| share(right, right + corrected + rejected);
    let audited = reader.archive.audited()?;
    let sum = |of: &dyn Fn(&rasid_archive::Audited) -> u64| audited.iter().map(of).sum::<u64>();
    let (same, other) = (sum(&|a| a.blind[0]), sum(&|a| a.blind[1]));
    let types: Vec<Value> = audited
        .iter()
        .map(|t| json!({ "type": t.kind, "decided": counts(t.decided), "drawn": counts(t.drawn), "right": right(t.drawn) }))
        .collect();
    Ok(json!({ "types": types, "agreement": share(same, same + other) }))
}

fn saved(reader: &mut Reader, _: &Asked) -> Result<Value> {
    let all = reader.archive.saved()?.into_iter();
    let all: Vec<Value> =
        all.map(|s| json!({ "number": s.number, "name": s.name, "address": s.address, "by": s.who, "at": s.at })).collect();
    Ok(json!({ "saved": all }))
}

/// A share with Wilson's interval at 95 %; null of nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of decisions are small")]
fn share(right: u64, of: u64) -> Value {
    if of == 0 {
        return Value::Null;
    }
    let share = right as f64 / of as f64;
    let [low, high] = wilson(share, usize::try_from(of).unwrap_or(usize::MAX));
    json!({ "of": of, "share": cut(share), "low": cut(low), "high": cut(high) })
}

/// Three places after the point.
fn cut(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

fn agreement(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let (limit, offset) = (asked.limit(500)?, asked.number("offset", (0, 10_000_000), 0)?);
    let (by, blind) = (asked.text("by"), asked.flag("blind")?);
    let mut all = agreements(&reader.archive.judgements()?);
    all.retain(|a| by.as_ref().is_none_or(|by| a.by.as_ref() == Some(by)) && (a.blind || !blind));
    let part = |of: Option<[f64; 3]>, at: usize| of.and_then(|all| all.get(at).copied()).map(cut);
    let row = |a: &Agreement| {
        let n = &a.numbers;
        json!({
            "by": a.by, "blind": a.blind, "field": a.field, "people": a.people, "items": n.items, "judgements": n.judgements,
            "agreement": part(n.share, 0), "agreement_low": part(n.share, 1), "agreement_high": part(n.share, 2),
            "alpha": part(n.alpha, 0), "alpha_low": part(n.alpha, 1), "alpha_high": part(n.alpha, 2), "few": n.items < FEW,
        })
    };
    let rows: Vec<Value> = all.iter().skip(offset).take(limit).map(row).collect();
    Ok(json!({ "total": all.len(), "offset": offset, "limit": limit, "rows": rows }))
}

fn second(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let (events, total) = reader.archive.told_once(&asked.text("by").unwrap_or_default(), asked.limit(50)?)?;
    Ok(json!({ "total": total, "events": events }))
}

fn log(reader: &mut Reader, asked: &Asked) -> Result<Value> {
    let (limit, offset) = (asked.limit(50)?, asked.number("offset", (0, 10_000_000), 0)?);
    let all = reader.archive.decisions(asked.text("event").as_deref())?;
    let shown: Vec<Value> = all.iter().rev().skip(offset).take(limit).map(decision).collect();
    Ok(json!({ "total": all.len(), "offset": offset, "limit": limit, "decisions": shown }))
}

#[cfg(test)]
mod tests {
    use super::{passage, share};
    use serde_json::{Value, json};

    #[test]
    fn a_passage_is_the_paragraph_and_a_long_one_is_cut_between_words() {
        let event = |start: u64, end: u64| json!({ "evidence": { "start": start, "end": end }, "trigger": { "start": start, "end": end } });
        let text = "عنوان\nوقّع الطرفان الاتفاق.\nخاتمة";
        assert_eq!(passage(text, &event(6, 10)), json!({ "start": 6, "text": "وقّع الطرفان الاتفاق." }));
        let long = "كلمة ".repeat(1000);
        let cut = passage(&long, &event(2500, 2504));
        let text = cut["text"].as_str().unwrap_or_default();
        assert!(text.starts_with("كلمة") && text.ends_with("كلمة") && text.chars().count() < 1300, "{text}");
        // An event beyond its text, as of a damaged row, breaks nothing.
        assert_eq!(passage("نص", &event(90, 99))["text"], json!("نص"));
    }

    #[test]
    fn a_share_of_nothing_is_none_and_of_few_is_wide() {
        assert_eq!(share(0, 0), Value::Null);
        assert_eq!(share(8, 10), json!({ "of": 10, "share": 0.8, "low": 0.49, "high": 0.943 }));
    }
}
