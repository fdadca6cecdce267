"""Opens every export of a folder with the tools of those who use it; what is not installed is named and left out."""
import csv, importlib.util, json, pathlib, sys, xml.etree.ElementTree as xml

folder = pathlib.Path(sys.argv[1])
rows = {p.name.split(".")[0]: json.loads(p.read_text())["rows"] for p in folder.glob("*.citation.json")}
widths = {"polecat": 40, "icews": 20, "phoenix": 26, "acled": 31, "ucdp": 49}
tabs = {"polecat", "icews", "phoenix"}

has = lambda name: importlib.util.find_spec(name) is not None or print(f"left out: no {name}")
pandas, duckdb, arrow, icalendar = map(has, ["pandas", "duckdb", "pyarrow", "icalendar"])

for name, width in widths.items():
    path = folder / f"{name}.csv"
    with open(path, newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file, delimiter="\t" if name in tabs else ","))
    head = 0 if name == "phoenix" else 1
    assert all(len(line) == width for line in lines), name
    assert len(lines) == rows[name] + head > head, name
    dictionary = list(csv.DictReader(open(folder / f"{name}.dictionary.csv", encoding="utf-8")))
    assert len(dictionary) == width, name
    if head:
        assert lines[0] == [row["column"] for row in dictionary], name
    for row, cells in zip(dictionary, zip(*lines[head:])):
        assert row["from"] or set(cells) <= {"", "None"}, (name, row["column"])

if pandas:
    import pandas as pd
    for name, width in widths.items():
        frame = pd.read_csv(folder / f"{name}.csv", sep="\t" if name in tabs else ",", header=None if name == "phoenix" else 0)
        assert frame.shape == (rows[name], width), name
    frame = pd.read_csv(folder / "csv.csv")
    assert len(frame) == rows["csv"] and pd.to_datetime(frame.date_start, errors="raise").notna().any()
    lines = pd.read_json(folder / "jsonl.jsonl", lines=True)
    assert len(lines) == rows["jsonl"]
    if arrow:
        frame = pd.read_parquet(folder / "parquet.parquet")
        assert len(frame) == rows["parquet"]

if arrow:
    import pyarrow.parquet as pq
    table = pq.read_table(folder / "parquet.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    assert types["date_start"] == "date32[day]" and types["intensity"] == "double" and types["disputed"] == "bool", types
    assert types["quote_start"] == "int64" and types["actor1_country"].startswith("list<"), types
    with open(folder / "csv.csv", newline="", encoding="utf-8") as file:
        for flat, typed in zip(csv.DictReader(file), table.to_pylist()):
            assert flat["date_start"] == str(typed["date_start"] or "") and flat["event_id"] == typed["event_id"]
            assert flat["quote_ar"].replace("'", "") == typed["quote_ar"].replace("'", "") and int(flat["quote_start"]) == typed["quote_start"]
            countries = typed["actor1_country"] or []
            assert flat["actor1_country"] == ("; ".join(c or "" for c in countries) if any(countries) else "")
            lows = typed["count_low"] or []
            assert flat["count_low"] == "; ".join(str(n) for n in lows)

if duckdb:
    import duckdb as db
    for name, width in widths.items():
        options = "delim='\\t'" if name in tabs else "delim=','"
        header = "false" if name == "phoenix" else "true"
        read = db.sql(f"SELECT * FROM read_csv('{folder / (name + '.csv')}', {options}, header={header}, all_varchar=true)")
        assert (len(read.fetchall()), len(read.columns)) == (rows[name], width), name
    assert db.sql(f"SELECT count(*) FROM '{folder / 'parquet.parquet'}'").fetchall()[0][0] == rows["parquet"]
    assert db.sql(f"SELECT count(*) FROM '{folder / 'parquet.parquet'}' WHERE list_contains(actor1_country, 'LBY')").fetchall()[0][0] > 0

graph = xml.parse(folder / "gexf.gexf").getroot()
space = {"g": "http://gexf.net/1.3"}
nodes = {n.get("id") for n in graph.iterfind(".//g:node", space)}
edges = graph.findall(".//g:edge", space)
assert graph.get("version") == "1.3" and nodes and edges
assert all(e.get("source") in nodes and e.get("target") in nodes and e.findall(".//g:spell", space) for e in edges)
assert all(s.get("start") <= s.get("end") and len(s.get("start")) == 10 for s in graph.iterfind(".//g:spell", space))
assert len({e.get("id") for e in edges}) == len(edges)

atom = {"a": "http://www.w3.org/2005/Atom"}
feed = xml.parse(folder / "atom.atom").getroot()
entries = feed.findall("a:entry", atom)
assert len(entries) == rows["atom"] > 0 and len({e.findtext("a:id", None, atom) for e in entries}) == len(entries)
for element in [feed, *entries]:
    assert all(len(element.findall(f"a:{name}", atom)) == 1 for name in ["id", "title", "updated"])
assert feed.findtext("a:updated", None, atom) == max(e.findtext("a:updated", None, atom) for e in entries)

if icalendar:
    import icalendar as ical
    calendar = ical.Calendar.from_ical((folder / "ical.ics").read_bytes())
    meetings = calendar.walk("VEVENT")
    assert len(meetings) == rows["ical"] > 0
    assert all(m["STATUS"] == "TENTATIVE" and m.decoded("DTSTART") < m.decoded("DTEND") for m in meetings)

page = json.loads((folder / "annotations.json").read_text(encoding="utf-8"))
assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld" and len(page["items"]) == rows["annotations"] > 0
texts = {line["sha256"]: line["text"] for line in map(json.loads, (folder / "texts.jsonl").read_text(encoding="utf-8").splitlines())}
quoted = 0
for item in page["items"]:
    target = item["target"]
    text = texts[target["source"]["sha256"]]
    at = next(s for s in target["selector"] if s["type"] == "TextPositionSelector")
    for quote in (s for s in target["selector"] if s["type"] == "TextQuoteSelector"):
        quoted += 1
        assert text[at["start"]:at["end"]] == quote["exact"]
        assert text[:at["start"]].endswith(quote["prefix"]) and text[at["end"]:].startswith(quote["suffix"])
assert quoted > 0
print("all opened")
