//! An event's fields by name: what the tables of columns in `layouts/` are filled from.

use jiff::civil::Date;
use rasid::csv::guarded;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::LazyLock;

use super::{claim_status, direction, standing};
use crate::Found;
use crate::prepare::digest;

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(super) enum Cell<'a> {
    /// A value; empty where there is none.
    One(Cow<'a, str>),
    /// Several of a kind, in the same order in each of their columns.
    Many(Vec<String>),
}

impl Cell<'_> {
    /// As one text, with `; ` between several; empty where all are.
    pub(super) fn joined(&self) -> Cow<'_, str> {
        match self {
            Self::One(text) => Cow::Borrowed(text),
            Self::Many(all) if all.iter().all(String::is_empty) => Cow::Borrowed(""),
            Self::Many(all) => Cow::Owned(all.join("; ")),
        }
    }
}

/// Cells with the names of their fields.
pub(super) type Cells<'a> = Vec<(&'static str, Cell<'a>)>;

/// All fields of an event, in an order of their own.
pub(super) fn fields(found: &Found) -> Cells<'_> {
    [
        act(found),
        sides(&found.event),
        sources(found),
        place(&found.event),
        counts(&found.event),
        versions(found),
        report(found),
        shaped(found),
    ]
    .concat()
}

fn one<'a>(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
    Cell::One(text.into())
}

fn at<'a>(event: &'a Value, place: &str) -> &'a str {
    event.pointer(place).and_then(Value::as_str).unwrap_or("")
}

fn text<'a>(event: &'a Value, place: &str) -> Cell<'a> {
    one(at(event, place))
}

fn number<'a>(event: &Value, place: &str) -> Cell<'a> {
    one(event.pointer(place).filter(|v| v.is_number()).map(Value::to_string).unwrap_or_default())
}

/// A field of each of a list.
fn list(event: &Value, role: &str, field: &str) -> Vec<String> {
    let value = |x: &Value| match &x[field] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    event[role].as_array().into_iter().flatten().map(value).collect()
}

fn each<'a>(event: &Value, role: &str, field: &str) -> Cell<'a> {
    Cell::Many(list(event, role, field))
}

fn flag<'a>(value: bool) -> Cell<'a> {
    one(if value { "true" } else { "false" })
}

fn given(value: Option<&String>) -> Cell<'_> {
    one(value.map_or("", String::as_str))
}

/// What happened, and when.
fn act(found: &Found) -> Cells<'_> {
    let event = &found.event;
    vec![
        ("event_id", text(event, "/id")),
        ("status", one(standing(&found.review))),
        ("merged_into", given(found.into.as_ref())),
        ("same_as", text(event, "/same_as")),
        ("event_type", text(event, "/type")),
        ("event_subtype", text(event, "/mode")),
        ("quad", text(event, "/quad")),
        ("intensity", number(event, "/intensity")),
        ("date_start", one(day(found, "/date/from"))),
        ("date_end", one(day(found, "/date/to"))),
        ("date_from", one(if found.dated { "text" } else { "report" })),
        ("date_precision", text(event, "/date/precision")),
        ("date_as_printed", text(event, "/date/text")),
    ]
}

/// An end of the act's days, else the report's day.
pub(super) fn day<'a>(found: &'a Found, end: &str) -> &'a str {
    let own = found.event.pointer(end).and_then(Value::as_str);
    own.or(found.day.as_deref()).unwrap_or("")
}

/// The roles of those who act and of those to whom, with the names of their fields.
const SIDES: [(&str, [&str; 6], [&str; 7]); 2] = [
    (
        "actor",
        ["actor1_id", "actor1_name_ar", "actor1_name_en", "actor1_type", "actor1_country", "actor1_sector"],
        [
            "actor1_called",
            "actor1_first_called",
            "actor1_other_called",
            "actor1_country_name",
            "actor1_first_country",
            "actor1_first_sector",
            "actor1_other_sectors",
        ],
    ),
    (
        "recipient",
        ["actor2_id", "actor2_name_ar", "actor2_name_en", "actor2_type", "actor2_country", "actor2_sector"],
        [
            "actor2_called",
            "actor2_first_called",
            "actor2_other_called",
            "actor2_country_name",
            "actor2_first_country",
            "actor2_first_sector",
            "actor2_other_sectors",
        ],
    ),
];

/// What those of a role are called: English name, else the words.
pub(super) fn called(event: &Value, role: &str) -> Vec<String> {
    let (names, words) = (list(event, role, "name"), list(event, role, "text"));
    names.into_iter().zip(words).map(|(name, words)| if name.is_empty() { words } else { name }).collect()
}

/// Who did it, to whom.
fn sides(event: &Value) -> Cells<'_> {
    let mut out = Vec::new();
    for (role, plain, made) in SIDES {
        for (name, field) in plain.into_iter().zip(["id", "text", "name", "kind", "country", "sector"]) {
            out.push((name, each(event, role, field)));
        }
        let (names, countries, sectors) = (called(event, role), list(event, role, "country"), list(event, role, "sector"));
        let rest = |all: &[String]| Cell::Many(all.iter().skip(1).cloned().collect());
        let first = |all: &[String]| one(all.first().cloned().unwrap_or_default());
        let cells = [
            Cell::Many(names.clone()),
            first(&names),
            rest(&names),
            Cell::Many(countries.iter().map(|c| country(c).to_owned()).collect()),
            first(&countries),
            first(&sectors),
            rest(&sectors),
        ];
        out.extend(made.into_iter().zip(cells));
    }
    out
}

/// In what sense it is told, and by whom.
fn sources(found: &Found) -> Cells<'_> {
    let event = &found.event;
    vec![
        ("direction", one(direction(event))),
        ("modality", text(event, "/status")),
        ("action_ar", text(event, "/trigger/text")),
        ("said_by_ar", each(event, "said_by", "text")),
        ("said_by_en", each(event, "said_by", "name")),
        ("said_by_country", each(event, "said_by", "country")),
        ("said_by", Cell::Many(called(event, "said_by"))),
        ("denied_by_ar", each(event, "denied_by", "text")),
        ("denied_by_en", each(event, "denied_by", "name")),
        ("denied_by_country", each(event, "denied_by", "country")),
        ("claim_status", one(claim_status(event))),
    ]
}

/// Where. What layouts call coordinates stands for a point; that of a country or region is none.
fn place(event: &Value) -> Cells<'_> {
    let precision = at(event, "/place/precision");
    let (name, words) = (at(event, "/place/name"), at(event, "/place/text"));
    let named = if name.is_empty() { words } else { name };
    let only = |kind: &str| one(if precision == kind { named } else { "" });
    let degrees = |side: &str| event["place"][side].as_f64().filter(|_| matches!(precision, "city" | "site"));
    let point = degrees("lat").zip(degrees("lon"));
    let coded = |codes: [(&str, &'static str); 4]| one(codes.iter().find(|(kind, _)| *kind == precision).map_or("", |(_, code)| *code));
    vec![
        ("place_ar", one(words)),
        ("place_en", one(name)),
        ("place_called", one(named)),
        ("iso3", text(event, "/place/country")),
        ("country_name", one(country(at(event, "/place/country")))),
        ("iso_number", one(rust_iso3166::from_alpha3(at(event, "/place/country")).map(|c| c.numeric.to_string()).unwrap_or_default())),
        ("lat", number(event, "/place/lat")),
        ("lon", number(event, "/place/lon")),
        ("geo_precision", one(precision)),
        ("city", only("city")),
        ("province", only("region")),
        ("point_lat", one(point.map(|(lat, _)| lat.to_string()).unwrap_or_default())),
        ("point_lon", one(point.map(|(_, lon)| lon.to_string()).unwrap_or_default())),
        ("wkt", one(point.map(|(lat, lon)| format!("POINT ({lon} {lat})")).unwrap_or_default())),
        ("priogrid", one(point.map(|(lat, lon)| priogrid(lat, lon).to_string()).unwrap_or_default())),
        ("acled_geo", coded([("city", "1"), ("site", "1"), ("region", "3"), ("country", "3")])),
        ("ucdp_where", coded([("city", "1"), ("site", "1"), ("region", "4"), ("country", "6")])),
    ]
}

/// The English name of a country, as ISO 3166 has it; empty for other codes.
fn country(code: &str) -> &'static str {
    rust_iso3166::from_alpha3(code).map_or("", |c| c.name)
}

/// The cell of PRIO-GRID: half degrees, counted from 1 at the south-west, 720 to a row.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "degrees of the earth, held within it")]
fn priogrid(lat: f64, lon: f64) -> u32 {
    let (row, column) = ((lat.clamp(-90.0, 89.9) + 90.0) * 2.0, (lon.clamp(-180.0, 179.9) + 180.0) * 2.0);
    row.floor() as u32 * 720 + column.floor() as u32 + 1
}

/// With which counts.
fn counts(event: &Value) -> Cells<'_> {
    let all = event["counts"].as_array().map_or(&[][..], Vec::as_slice);
    let killed = all.iter().find(|c| c["kind"] == "killed");
    let of = |field: &str| killed.and_then(|c| c[field].as_u64()).map(|n| n.to_string()).unwrap_or_default();
    let (low, high) = (of("low"), of("high"));
    vec![
        ("count_kind", each(event, "counts", "kind")),
        ("count_low", each(event, "counts", "low")),
        ("count_high", each(event, "counts", "high")),
        ("killed_best", one(if low == high { low.clone() } else { String::new() })),
        ("killed_low", one(low)),
        ("killed_high", one(high)),
    ]
}

/// Who read it, and by which rule.
fn versions(found: &Found) -> Cells<'_> {
    vec![
        ("review_status", one(found.review.as_str())),
        ("disputed", flag(found.disputed)),
        ("machine_confidence", number(&found.event, "/confidence")),
        ("rule", text(&found.event, "/rule")),
        ("engine_version", one(found.version.0.as_str())),
        ("knowledge_version", one(found.version.1.as_str())),
    ]
}

/// The report, and the words.
fn report(found: &Found) -> Cells<'_> {
    let event = &found.event;
    let span = |end: &str| event.pointer(end).and_then(Value::as_u64).unwrap_or(0);
    let written = [found.outlet.as_deref(), found.published.as_deref(), found.url.as_deref()];
    vec![
        ("report_id", one(found.document.as_str())),
        ("report_sha256", one(found.hash.as_str())),
        ("outlet", given(found.outlet.as_ref())),
        ("published", given(found.published.as_ref())),
        ("published_inferred", flag(found.inferred)),
        ("url", given(found.url.as_ref())),
        ("article", one(written.into_iter().flatten().collect::<Vec<_>>().join(", "))),
        ("language", one(found.language.as_str())),
        ("contexts", Cell::Many(found.contexts.clone())),
        ("quote_start", number(event, "/evidence/start")),
        ("quote_end", number(event, "/evidence/end")),
        ("quote_ar", text(event, "/evidence/text")),
        ("quote_sha256", one(digest(&[at(event, "/evidence/text")]))),
        ("evidence_id", one(format!("{}_{}-{}", found.document, span("/evidence/start"), span("/evidence/end")))),
    ]
}

/// `CONSULT-visit`.
pub(super) fn kind(event: &Value) -> String {
    [at(event, "/type"), at(event, "/mode")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// What the layouts of others want besides: their codes, parts of the day, and that a machine read it.
fn shaped(found: &Found) -> Cells<'_> {
    let event = &found.event;
    let (sector, to_sector) = (list(event, "actor", "sector"), list(event, "recipient", "sector"));
    let side = |sectors: &[String]| one(sectors.first().map_or("", |s| acled_side(s)));
    let full = |role: &str| {
        let (countries, sectors) = (list(event, role, "country"), list(event, role, "sector"));
        Cell::Many(countries.iter().zip(&sectors).map(|(country, sector)| format!("{country}{sector}")).collect())
    };
    let date: Option<Date> = day(found, "/date/from").parse().ok();
    let part = |of: fn(Date) -> String| one(date.map(of).unwrap_or_default());
    let mark = format!("Rasid {}, machine-read, {}", found.version.0, found.review);
    let quad = match at(event, "/quad") {
        "VC" => "VERBAL COOPERATION",
        "MC" => "MATERIAL COOPERATION",
        "VX" => "VERBAL CONFLICT",
        "MX" => "MATERIAL CONFLICT",
        _ => "",
    };
    let coded = |codes: &[(&str, &'static str)]| {
        let own = at(event, "/date/precision");
        one(codes.iter().find(|(precision, _)| *precision == own).map_or("", |(_, code)| *code))
    };
    let against_civilians = event["type"] == "ASSAULT" && to_sector.iter().any(|s| s == "CVL");
    let both = |role: &str| called(event, role).join("; ");
    let names = ["cameo_root", "cameo", "goldstein", "penta", "acled_disorder", "acled_event", "acled_sub"];
    let others = crosswalk(at(event, "/type"), at(event, "/mode"));
    let mut out: Cells<'_> = names.into_iter().zip(others.map(one)).collect();
    out.extend([
        ("quad_name", one(quad)),
        ("actor1_full", full("actor")),
        ("actor2_full", full("recipient")),
        ("actor1_acled", side(&sector)),
        ("actor2_acled", side(&to_sector)),
        ("acled_civilians", one(if against_civilians { "Civilian targeting" } else { "" })),
        ("dyad", one([both("actor"), both("recipient")].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" - "))),
        ("ymd", part(|d| d.strftime("%Y%m%d").to_string())),
        ("year", part(|d| d.year().to_string())),
        ("month", part(|d| d.month().to_string())),
        ("day", part(|d| d.day().to_string())),
        (
            "time_prec",
            coded(&[("day", "1"), ("days", "2"), ("week", "2"), ("month", "3"), ("season", "3"), ("year", "3"), ("decade", "3")]),
        ),
        (
            "ucdp_date",
            coded(&[("day", "1"), ("days", "2"), ("week", "3"), ("month", "4"), ("season", "5"), ("year", "5"), ("decade", "5")]),
        ),
        ("marked_type", one(format!("{} [{mark}]", kind(event)))),
        ("notes", one(format!("{}: {}", told(event), at(event, "/evidence/text")))),
        ("tags", one(format!("plover={}; status={}; review={}", kind(event), at(event, "/status"), found.review))),
        ("mark", one(mark)),
        ("one", one("1")),
    ]);
    out
}

/// How it is told: `Machine-read; claimed, said by …; denied by …`.
fn told(event: &Value) -> String {
    let by = |words: &str, role: &str| {
        let names = called(event, role);
        if names.is_empty() { String::new() } else { format!("; {words} {}", names.join(", ")) }
    };
    format!("Machine-read; {}{}{}", claim_status(event), by("said by", "said_by"), by("denied by", "denied_by"))
}

/// ACLED's kind of actor where the sector tells it.
fn acled_side(sector: &str) -> &'static str {
    match sector {
        "MIL" | "COP" | "GOV" => "State forces",
        "REB" => "Rebel group",
        "CVL" => "Civilians",
        _ => "",
    }
}

/// `type,mode,root,code,goldstein,penta,acled_disorder,acled_event,acled_sub`.
const CROSSWALK: &str = include_str!("../../../../knowledge/crosswalk.csv");

/// CAMEO root and code, Goldstein's number, class, and ACLED's names of a type and mode; empty where there are none.
pub(super) fn crosswalk(kind: &str, mode: &str) -> [&'static str; 7] {
    static ROWS: LazyLock<Vec<[&'static str; 9]>> = LazyLock::new(|| {
        let lines = CROSSWALK.lines().filter(|line| !line.starts_with('#')).skip(1);
        lines.filter_map(|line| line.split(',').collect::<Vec<_>>().try_into().ok()).collect()
    });
    let row = ROWS.iter().find(|row| row[0] == kind && row[1] == mode);
    row.map_or([""; 7], |[_, _, rest @ ..]| *rest)
}

/// A cell as a spreadsheet may have it.
pub(super) fn safe(cell: &str, number: bool) -> Cow<'_, str> {
    if number { Cow::Borrowed(cell) } else { guarded(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rasid::model::EventType;

    #[test]
    fn every_type_and_mode_has_a_code() {
        for kind in EventType::ALL {
            for mode in std::iter::once(&"").chain(kind.modes()) {
                let [root, code, goldstein, ..] = crosswalk(kind.name(), mode);
                assert!(code.starts_with(root) && root.len() == 2, "{} {mode}", kind.name());
                assert!(goldstein.parse::<f64>().is_ok_and(|g| g.abs() <= 10.0), "{} {mode}", kind.name());
            }
        }
        assert_eq!(crosswalk("ASSAULT", "aerial")[..3], ["19", "195", "-10.0"]);
    }

    #[test]
    fn cells_of_the_grid_count_from_the_south_west() {
        // The corners, and Tripoli.
        assert_eq!([priogrid(-90.0, -180.0), priogrid(90.0, 180.0), priogrid(32.88, 13.19)], [1, 259_200, 176_787]);
    }
}
