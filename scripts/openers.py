#!/usr/bin/env python3
"""Opens every export in the tools of those who use it, and tells what each of them made of it (the slow part of the tests).

    python3 scripts/openers.py target/release/rasid [REPORTS…] [--specs FOLDER]

Exports the examples (or the reports given) in every layout, and cells that a spreadsheet would run; opens them with R, GDAL, LibreOffice, readers
of GEXF, Atom, iCalendar, JSON-LD and JSON Schema, and with `crates/rasid-cli/tests/exports.py`. What is not installed is had from the system's
packages (as root, with apt) and from those of Python, these in a folder that is removed; what cannot be had is told and left out. The published
`gexf.xsd` (beside it `viz.xsd` and `dynamics.xsd`) and `anno.jsonld` are read from FOLDER, else asked for where they are published. Ends with
«opened N of M», and with 1 where anything failed or nothing was opened.
"""

import argparse
import csv
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import unicodedata
import urllib.request
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = {"ical": "ics", "annotations": "json", "polecat": "csv", "icews": "csv", "phoenix": "csv", "acled": "csv", "ucdp": "csv"}
LAYOUTS = ["csv", "jsonl", "geojson", "parquet", "polecat", "icews", "phoenix", "acled", "ucdp", "gexf", "ical", "atom", "annotations"]
TABLES = {"csv": ",", "acled": ",", "ucdp": ",", "polecat": "\t", "icews": "\t", "phoenix": "\t"}
# A meeting that is announced: no example has one.
MEETING = {"id": "ahead", "published": "2020-08-22", "outlet": "صحيفة", "url": "https://e.example/a?b=1&c=2"}
MEETING["text"] = "يلتقي وزير الخارجية التونسي نظيره الليبي في تونس يوم الاثنين 24 أغسطس 2020 لبحث العلاقات."


class Lacking(Exception):
    """A tool that is not here, and cannot be had."""


OPENERS = []


def opener(name):
    return lambda check: OPENERS.append((name, check)) or check


# What is had, and how.


def program(name, *packages):
    """The path of a program, installed where it may be."""
    if not shutil.which(name) and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True}
        if not program.updated:
            program.updated = subprocess.run(["apt-get", "-qq", "update"], **quiet)
        for package in packages:
            subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", package], **quiet)
    return shutil.which(name) or lacks(f"no {name} ({', '.join(packages)})")


program.updated = None


def module(name):
    """A module of Python, from a folder of our own where it is not installed."""
    base = name.split(".")[0]
    if not importlib.util.find_spec(base):
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", module.folder, base], capture_output=True)
        importlib.invalidate_caches()
    return importlib.import_module(name) if importlib.util.find_spec(base) else lacks(f"no module {name}")


def spec(name, address):
    """The path of a published description."""
    path = spec.folder / name
    if not path.is_file():
        try:
            path = Path(module.folder) / name
            path.write_bytes(urllib.request.urlopen(address, timeout=15).read())
        except OSError as error:
            lacks(f"no {name}: {address} does not answer ({error}), and no --specs has it")
    return path


def lacks(what):
    raise Lacking(what)


def run(*arguments, **more):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, timeout=1800, **more)
    assert done.returncode == 0, f"{arguments[0]}: {done.stderr[-3000:]}{done.stdout[-500:]}"
    return done.stdout


# What is opened.


class Exports:
    """Every layout of an archive in a folder."""

    def __init__(self, rasid, folder, reports, layouts):
        folder.mkdir()
        run(rasid, "ingest", "--archive", folder / "archive", *reports)
        self.folder, self.rasid = folder, rasid
        for layout in layouts:
            run(rasid, "export", layout, "--archive", folder / "archive", "--output", self[layout])
        self.rows = {layout: json.loads((folder / f"{layout}.citation.json").read_text())["rows"] for layout in layouts}
        texts = run(rasid, "archive", "sql", "SELECT hash AS sha256, text FROM document", "--archive", folder / "archive")
        (folder / "texts.jsonl").write_text(texts, encoding="utf-8")

    def __getitem__(self, layout):
        return self.folder / f"{layout}.{ENDINGS.get(layout, layout)}"

    def table(self, layout):
        """Rows as Python reads them, without the header."""
        quoting = csv.QUOTE_MINIMAL if TABLES[layout] == "," else csv.QUOTE_NONE
        with open(self[layout], newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file, delimiter=TABLES[layout], quoting=quoting))
        return rows if layout == "phoenix" else rows[1:]

    def json(self, layout):
        return json.loads(self[layout].read_text(encoding="utf-8"))


def cells():
    """Reports whose id, outlet and address a spreadsheet would run."""
    signs = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
    before = ["", "\u200f", "\u200e", "\u061c", "\ufeff", "س;", "س,", "س\t", "س|"]
    after = ["1+1", 'HYPERLINK("http://e.example";"انقر")']
    return [b + s + ("=" if unicodedata.category(s) == "Cc" else "") + a for s in signs for b in before for a in after]


# The tools.


@opener("exports.py: csv, pandas, pyarrow, DuckDB, icalendar")
def python(exports, _):
    for name in ["pandas", "pyarrow", "duckdb", "icalendar"]:
        module(name)
    told = run(sys.executable, ROOT / "crates/rasid-cli/tests/exports.py", exports.folder, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    assert "left out" not in told, told
    return f"{sum(exports.rows.values())} rows of {len(exports.rows)} layouts"


R = r"""
args <- commandArgs(TRUE); tidy <- requireNamespace("readr", quietly = TRUE)
for (at in seq(1, length(args), 3)) {
  name <- args[at]; path <- args[at + 1]; sign <- if (args[at + 2] == "tab") "\t" else ","; quote <- if (sign == ",") "\"" else ""
  x <- if (tidy) readr::read_delim(path, sign, col_names = name != "phoenix", quote = quote, guess_max = Inf, na = "", show_col_types = FALSE)
       else read.csv(path, sep = sign, header = name != "phoenix", quote = quote, na.strings = "", encoding = "UTF-8", check.names = FALSE)
  wrong <- if (tidy) nrow(readr::problems(x)) else 0
  cat(name, nrow(x), ncol(x), wrong, paste(vapply(x, function(c) class(c)[1], ""), collapse = ","), sep = "\t"); cat("\n")
  if (name == "csv") {
    out <- file(file.path(dirname(path), "r.txt"), "wb")
    writeBin(charToRaw(enc2utf8(paste(paste(x$event_id, x$quote_ar, sep = "\u001f"), collapse = "\u001e"))), out); close(out)
  }
}
cat(if (tidy) paste("readr", packageVersion("readr")) else "base R: no readr", "\n")
"""


@opener("R")
def r(exports, _):
    rscript = program("Rscript", "r-base-core", "r-cran-readr")
    tables = [word for name, sign in TABLES.items() for word in (name, exports[name], "tab" if sign == "\t" else "comma")]
    *lines, version = run(rscript, "-e", R, *tables, env=os.environ | {"LC_ALL": "C.UTF-8"}).splitlines()
    for line in lines:
        name, rows, columns, wrong, classes = line.split("\t")
        assert [int(rows), int(columns), int(wrong)] == [exports.rows[name], len(exports.table(name)[0]), 0], line
        if name == "csv" and version.startswith("readr"):
            of = dict(zip(next(csv.reader(open(exports["csv"], encoding="utf-8"))), classes.split(",")))
            wanted = {"date_start": "Date", "date_end": "Date", "intensity": "numeric", "disputed": "logical", "quote_start": "numeric"}
            assert {name: of[name] for name in wanted} == wanted, of
    head = next(csv.reader(open(exports["csv"], encoding="utf-8")))
    own = [[row[head.index(name)] for name in ("event_id", "quote_ar")] for row in exports.table("csv")]
    assert [row.split("\x1f") for row in (exports.folder / "r.txt").read_text(encoding="utf-8").split("\x1e")] == own
    return f"{version.strip()}: {sum(exports.rows[t] for t in TABLES)} rows of {len(TABLES)} tables, their types, the Arabic as it was"


@opener("GDAL: ogrinfo, ogr2ogr")
def gdal(exports, _):
    ogr2ogr, ogrinfo = program("ogr2ogr", "gdal-bin"), program("ogrinfo", "gdal-bin")
    features = exports.json("geojson")["features"]
    told = run(ogrinfo, "-so", "-al", "-ro", exports["geojson"])
    assert f"Feature Count: {exports.rows['geojson']}\n" in told and "WGS 84" in told, told
    for field, kind in {"date_start": "Date", "intensity": "Real", "quote_start": "Integer", "disputed": "Integer(Boolean)"}.items():
        assert f"\n{field}: {kind} (" in told, (field, told)
    back = exports.folder / "back.geojson"
    run(ogr2ogr, "-f", "GPKG", exports.folder / "back.gpkg", exports["geojson"], "-nln", "events")
    run(ogr2ogr, "-f", "GeoJSON", back, exports.folder / "back.gpkg")
    again = json.loads(back.read_text(encoding="utf-8"))["features"]
    points = lambda all: [f["geometry"] and [round(c, 6) for c in f["geometry"]["coordinates"]] for f in all]
    words = lambda all: [(f["properties"]["event_id"], f["properties"]["quote_ar"], f["properties"]["intensity"]) for f in all]
    assert points(again) == points(features) and words(again) == words(features)
    return f"{len(features)} features, {sum(map(bool, points(features)))} points, into a GeoPackage and back"


SPACE = {"t": "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "x": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}


def sheets(folder, paths, signs):
    """Rows and formulas of each table as LibreOffice opens it, UTF-8, with these signs (`44/59`: comma or semicolon) between cells."""
    office = program("soffice", "libreoffice-calc-nogui", "libreoffice-calc")
    out = folder / ("sheets-" + signs.replace("/", "-"))
    quote = "" if signs == "9" else "34"
    run(office, f"-env:UserInstallation=file://{folder}/office", "--headless", f"--infilter=CSV:{signs},{quote},76,1,,0,false,true,false",
        "--convert-to", "fods", "--outdir", out, *paths, env=os.environ | {"HOME": str(folder)})
    for path in paths:
        tree = xml.parse(out / f"{path.stem}.fods")
        rows, formulas = [], sum(1 for e in tree.iter() if f"{{{SPACE['t']}}}formula" in e.attrib)
        for row in tree.iterfind(".//t:table-row", SPACE):
            texts = []
            for cell in row.iterfind("t:table-cell", SPACE):
                paragraphs = ["".join(p.itertext()) for p in cell.iterfind("x:p", SPACE)]
                texts += ["\n".join(paragraphs)] * min(int(cell.get(f"{{{SPACE['t']}}}number-columns-repeated", 1)), 99)
            rows += [texts] * (int(row.get(f"{{{SPACE['t']}}}number-rows-repeated", 1)) if any(texts) else 1)
        yield path.stem, [row for row in rows if any(row)], formulas


def letters(cells):
    """The Arabic of a row, whatever blanks are between it."""
    return re.sub(r"[^\u0600-\u06ff]", "", "".join(cells))


@opener("LibreOffice: tables")
def libreoffice(exports, _):
    for sign, code in ((",", "44"), ("\t", "9")):
        for name, rows, formulas in sheets(exports.folder, [exports[t] for t in TABLES if TABLES[t] == sign], code):
            rows = rows if name == "phoenix" else rows[1:]
            assert (len(rows), formulas) == (exports.rows[name], 0), (name, len(rows), formulas)
            assert list(map(letters, rows)) == list(map(letters, exports.table(name))), name
    return f"{sum(exports.rows[t] for t in TABLES)} rows of {len(TABLES)} tables, the Arabic as it was, no formula"


@opener("LibreOffice: cells that it would run")
def formulas(_, hostile):
    raw = hostile.folder / "raw.csv"
    with open(raw, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([cell.replace("\0", "")] for cell in cells())
    ways, control, opened = ("44", "9", "59", "44/59", "44/59/9/124"), 0, 0
    for signs in ways:
        control += sum(found for *_, found in sheets(hostile.folder, [raw], signs))
        for name, _, found in sheets(hostile.folder, [hostile[t] for t in TABLES], signs):
            assert found == 0, f"{name}, opened with {signs} between cells: {found} formulas"
            opened += 1
    assert control >= len(ways) and opened == len(ways) * len(TABLES), "what is not guarded is not run either: this shows nothing"
    return f"{len(cells())} cells in {len(TABLES)} tables, each opened with {len(ways)} separators: none is run; unguarded, {control} are"


@opener("GEXF: networkx")
def networkx(exports, _):
    graph = module("networkx").read_gexf(exports["gexf"])
    space = {"g": "http://gexf.net/1.3"}
    tree = xml.parse(exports["gexf"])
    nodes, edges = ({e.get("id") for e in tree.iterfind(f".//g:{kind}", space)} for kind in ("node", "edge"))
    assert set(graph.nodes) == nodes and {data["id"] for *_, data in graph.edges(data=True)} == edges and graph.is_directed()
    assert all(data["weight"] >= 1 and data["spells"] for *_, data in graph.edges(data=True))
    return f"{len(nodes)} nodes, {len(edges)} edges with their days"


@opener("GEXF: the published schema")
def schema_of_gexf(exports, _):
    reader = module("xmlschema")
    for name in ("viz", "dynamics"):
        spec(f"{name}.xsd", f"http://gexf.net/1.3/{name}.xsd")
    reader.XMLSchema10(str(spec("gexf.xsd", "http://gexf.net/1.3/gexf.xsd"))).validate(str(exports["gexf"]))
    return "GEXF 1.3, valid"


@opener("Atom: feedparser")
def atom(exports, _):
    feed = module("feedparser").parse(str(exports["atom"]))
    assert not feed.bozo and feed.version == "atom10", feed.get("bozo_exception")
    assert len(feed.entries) == exports.rows["atom"] == len({e.id for e in feed.entries})
    assert all(e.title and e.updated_parsed for e in feed.entries) and feed.feed.updated_parsed and feed.feed.id
    words = {line["event"]["evidence"]["text"] for line in map(json.loads, exports["jsonl"].read_text(encoding="utf-8").splitlines())}
    assert all(e.content[0].value in words for e in feed.entries)
    return f"{len(feed.entries)} entries"


@opener("iCalendar: icalendar")
def calendar(exports, _):
    calendar = module("icalendar").Calendar.from_ical(exports["ical"].read_bytes())
    events = calendar.walk("VEVENT")
    assert len(events) == exports.rows["ical"] > 0 and calendar["VERSION"] == "2.0" and calendar["PRODID"]
    assert not calendar.errors and not any(e.errors for e in events), [e.errors for e in events]
    assert len({e["UID"] for e in events}) == len(events) and all(e["SUMMARY"] and e.decoded("DTSTAMP") for e in events)
    assert module("icalendar").Calendar.from_ical(calendar.to_ical()).to_ical() == calendar.to_ical()
    return f"{len(events)} meetings"


@opener("JSON Schema: jsonschema")
def schema(exports, _):
    jsonschema = module("jsonschema")
    whole = json.loads(run(exports.rasid, "schema"))
    jsonschema.Draft202012Validator.check_schema(whole)
    event = jsonschema.Draft202012Validator({"$ref": "#/$defs/Event", "$defs": whole["$defs"]})
    lines = [json.loads(line) for line in exports["jsonl"].read_text(encoding="utf-8").splitlines()]
    for line in lines:
        event.validate(line["event"])
    assert len(lines) == exports.rows["jsonl"]
    return f"{len(lines)} events are as `rasid schema` says"


@opener("Web Annotations: a JSON-LD expander, pyld")
def annotations(exports, _):
    jsonld = module("pyld.jsonld")
    context = json.loads(spec("anno.jsonld", "https://www.w3.org/ns/anno.jsonld").read_text())
    loaded = lambda address, _: {"contextUrl": None, "documentUrl": address, "document": context if address.endswith("/ns/anno.jsonld") else lacks(address)}
    dropped = []
    [page] = jsonld.expand(exports.json("annotations"), {"documentLoader": loaded}, on_property_dropped=dropped.append)
    assert not dropped, set(dropped)
    oa = "http://www.w3.org/ns/oa#"
    [items] = [value[0]["@list"] for name, value in page.items() if name.endswith("/activitystreams#items")]
    assert len(items) == exports.rows["annotations"] > 0
    for item in items:
        [target] = item[oa + "hasTarget"]
        kinds = {kind for selector in target[oa + "hasSelector"] for kind in selector["@type"]}
        assert item["@type"] == [oa + "Annotation"] and oa + "TextPositionSelector" in kinds <= {oa + "TextPositionSelector", oa + "TextQuoteSelector"}
        assert item[oa + "hasBody"] and target[oa + "hasSource"][0]["@id"] and item[oa + "motivatedBy"] == [{"@id": oa + "classifying"}]
    return f"{len(items)} annotations, every word of theirs has a meaning"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rasid", type=Path)
    parser.add_argument("reports", nargs="*", type=Path, default=[ROOT / "examples"])
    parser.add_argument("--specs", type=Path, default=ROOT)
    options = parser.parse_args()
    rasid, spec.folder = options.rasid.resolve(), options.specs.resolve()
    with tempfile.TemporaryDirectory(prefix="rasid-openers-") as folder:
        folder = Path(folder)
        module.folder = str(folder / "python")
        sys.path.append(module.folder)
        Path(module.folder).mkdir()
        (folder / "ahead.jsonl").write_text(json.dumps(MEETING, ensure_ascii=False) + "\n", encoding="utf-8")
        reports = [dict(MEETING, id=f"{cell}#{n}", outlet=cell, url=cell, text=f"{MEETING['text']} {n}") for n, cell in enumerate(cells())]
        (folder / "cells.jsonl").write_text("".join(json.dumps(r) + "\n" for r in reports))
        exports = Exports(rasid, folder / "exports", [*(p.resolve() for p in options.reports), folder / "ahead.jsonl"], LAYOUTS)
        hostile = Exports(rasid, folder / "hostile", [folder / "cells.jsonl"], list(TABLES))
        told = {"opened": 0, "left out": 0, "FAILED": 0}
        for name, check in OPENERS:
            try:
                how, what = "opened", check(exports, hostile)
            except Lacking as error:
                how, what = "left out", error
            except Exception:
                how, what = "FAILED", traceback.format_exc()
            told[how] += 1
            print(f"{how:8}  {name}: {what}", flush=True)
        print(f"opened {told['opened']} of {len(OPENERS)}; {told['left out']} left out, {told['FAILED']} failed")
    return 1 if told["FAILED"] or not told["opened"] else 0


if __name__ == "__main__":
    sys.exit(main())
