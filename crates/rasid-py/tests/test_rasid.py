"""The package as people use it. `pytest crates/rasid-py/tests` after `pip install` of the wheel."""

import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time

import pandas
import polars
import pyarrow
import pyarrow.compute
import pytest

import rasid

TEXT = "اتهمت الحكومة الليبية أمس تركيا بخرق الهدنة في سرت. ونفت أنقرة ذلك."
ROOT = pathlib.Path(__file__).parents[3]
REPORTS = [json.loads(line) for line in (ROOT / "examples" / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_text_gives_events_whose_spans_slice_it():
    events = rasid.code(TEXT).to_arrow().to_pylist()
    assert [e["type"] for e in events][0] == "ACCUSE"
    for event in events:
        for span in [event["trigger"], event["evidence"], *event["actor"], *event["recipient"], *event["said_by"]]:
            assert TEXT[span["start"] : span["end"]] == span["text"] or "text" in span
        trigger = event["trigger"]
        assert TEXT[trigger["start"] : trigger["end"]] == trigger["text"]


def test_every_kind_of_table_gives_the_same_events():
    rows = REPORTS[:6]
    assert rows
    wanted = rasid.code(rows).to_arrow()
    assert wanted.num_rows > 10
    for table in (
        pandas.DataFrame(rows),
        polars.DataFrame(rows),
        pyarrow.Table.from_pylist(rows),
        polars.DataFrame(rows).with_columns(polars.col("published").str.to_date()),
    ):
        assert rasid.code(table).to_arrow().equals(wanted), type(table)
    renamed = pandas.DataFrame(rows).rename(columns={"text": "body", "published": "day"})
    assert rasid.code(renamed, text="body", published="day").to_arrow().equals(wanted)


def test_threads_and_calls_change_nothing():
    wanted = rasid.Coder(threads=1).code(REPORTS).to_arrow()
    coder = rasid.Coder(threads=3)
    for _ in range(3):
        assert coder.code(REPORTS).to_arrow().combine_chunks().equals(wanted.combine_chunks())
    found = []
    threads = [threading.Thread(target=lambda: found.append(coder.code(REPORTS).to_arrow())) for _ in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert all(f.equals(wanted) for f in found) and len(found) == 4


def test_the_table_says_what_the_records_say():
    records = rasid.records(REPORTS)
    events = rasid.code(REPORTS).to_arrow().to_pylist()
    flat = [(r["id"], e) for r in records for e in r["events"]]
    assert len(flat) == len(events)
    for (document, event), row in zip(flat, events):
        assert (document, event["id"]) == (row["document"], row["event"])
        for key in ("type", "mode", "status", "actor", "recipient", "date", "said_by", "denied_by", "trigger", "same_as", "rule"):
            assert event[key] == row[key], key


def test_the_command_line_gives_the_same_records(tmp_path):
    binary = os.environ.get("RASID_BINARY")
    if not binary:
        pytest.skip("RASID_BINARY names no rasid program to compare with")
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in REPORTS), encoding="utf-8")
    printed = subprocess.run([binary, "code", "--format", "jsonl", path], capture_output=True, check=True).stdout
    assert [json.loads(line) for line in printed.splitlines()] == rasid.records(REPORTS)


def test_what_is_wrong_is_said():
    with pytest.raises(rasid.InputError, match='no column "text".*body'):
        rasid.code(polars.DataFrame({"body": [TEXT]}))
    with pytest.raises(rasid.InputError, match="document 2"):
        rasid.code([TEXT, 7])
    with pytest.raises(rasid.InputError, match="document 1"):
        rasid.code([{"id": "x"}])
    with pytest.raises(rasid.ArchiveError):
        rasid.Archive("/nowhere/rasid.archive").sql("SELECT 1")
    assert issubclass(rasid.InputError, rasid.RasidError)


@pytest.fixture
def database():
    """The address of a database, of a server of the test's own that is spoken to by a socket."""
    system = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    initdb = system[-1] if system else shutil.which("initdb")
    if not initdb:
        assert os.environ.get("RASID_POSTGRES") != "required", "no PostgreSQL here, and it is required"
        pytest.skip("no PostgreSQL server is installed")
    programs = pathlib.Path(initdb).parent
    with tempfile.TemporaryDirectory() as folder:
        # It does not run as root.
        other = {"user": "postgres", "cwd": "/"} if os.geteuid() == 0 else {}
        if other:
            shutil.chown(folder, "postgres")
        data, silent = f"{folder}/data", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([programs / "initdb", "-D", data, "-A", "trust", "-U", "rasid", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], check=True, **other, **silent)
        server = subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"], **other, **silent)
        try:
            for _ in range(300):
                if subprocess.run([programs / "createdb", "-h", folder, "-U", "rasid", "libya"], **silent).returncode == 0:
                    break
                time.sleep(0.1)
            yield f"postgres://rasid@/libya?host={folder}"
        finally:
            server.send_signal(2)
            server.wait()


def test_an_archive_in_a_database_answers_as_a_file_does(tmp_path, database):
    binary = os.environ.get("RASID_BINARY")
    if not binary:
        pytest.skip("RASID_BINARY names no rasid program that makes archives")
    for place in (tmp_path / "file.archive", database):
        subprocess.run([binary, "ingest", ROOT / "examples", "--archive", place, "--quiet"], check=True, capture_output=True)
    file, shared = rasid.Archive(tmp_path / "file.archive"), rasid.Archive(database)
    count = "SELECT outlet, count(*) AS n FROM document WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY 1"
    questions = [
        lambda a: a.events(),
        lambda a: a.events(party="LBY", status="actual", limit=3),
        lambda a: a.search("وقف اطلاق النار"),
        lambda a: a.search("«وقف إطلاق النار» -غزة", exact=True),
        lambda a: a.sql(count),
    ]
    wanted = [question(file) for question in questions]
    assert all(wanted[:3]) and wanted[4]
    told = []
    threads = [threading.Thread(target=lambda: told.append([question(shared) for question in questions])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answers in told:
        for wants, answer in zip(wanted, answers):
            assert answer == wants
    assert len(told) == 3
    with pytest.raises(rasid.ArchiveError):
        shared.sql("DELETE FROM rasid.event")
    with pytest.raises(rasid.ArchiveError, match="nowhere") as refused:
        rasid.Archive(database.replace("rasid@/libya", "rasid:s3cret@/nowhere")).events()
    assert "s3cret" not in str(refused.value)


def test_bad_knowledge_is_listed(tmp_path):
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "own.toml").write_text('[[frame]]\nid = "accuse.x"\ntype = "NOTHING"\n', encoding="utf-8")
    with pytest.raises(rasid.KnowledgeError, match="own.toml"):
        rasid.Coder(knowledge=tmp_path)


def test_an_event_is_explained_and_words_are_read():
    told = rasid.explain(TEXT)
    assert told["event"]["type"] == "ACCUSE" and told["frame"]["id"].startswith("accuse")
    assert rasid.explain(TEXT, "e99") is None
    assert any(word["lemma"] for word in rasid.Coder(threads=1).words("وللحكومات"))


def test_a_notebook_shows_arabic_by_its_own_direction():
    shown = rasid.code(TEXT)._repr_html_()
    assert "dir=auto" in shown and "<script" not in shown
    assert "&lt;b&gt;" in rasid.code([{"id": "<b>", "text": TEXT}])._repr_html_()


@pytest.mark.parametrize("kind", [pandas.DataFrame, polars.DataFrame, pyarrow.Table.from_pylist], ids=["pandas", "polars", "pyarrow"])
def test_any_table_is_shown_by_its_direction(kind):
    shown = rasid.show(kind([{"words": "قوات <حفتر>", "n": 2}] * 3), rows=2)._repr_html_()
    assert shown.count("<td dir=auto") == 4 and "قوات &lt;حفتر&gt;" in shown and "2 of 3 rows" in shown


def test_nothing_gives_an_empty_table_with_all_columns():
    assert len(rasid.code([])) == 0
    assert rasid.code([]).columns == rasid.code(TEXT).columns
    assert len(rasid.code("The council met on Monday.")) == 0


def spread(report, n):
    """The same report some days later, by another outlet; now and then of no day."""
    day = datetime.date.fromisoformat(report["published"]) + datetime.timedelta(days=n % 9)
    return {**report, "id": f"{report['id']}-{n}", "outlet": f"{n % 5}", "published": str(day) if n % 7 else None}


def test_linking_in_pieces_is_linking_at_once():
    from rasid import _rasid, spark

    corpus = [spread(r, n) for n in range(12) for r in REPORTS]
    wanted = rasid.link(corpus).to_arrow().select(spark._GROUP.names).to_pylist()
    reports = pyarrow.Table.from_batches(spark._report(pyarrow.Table.from_pylist(corpus).to_batches(), None))
    days = {day for day in reports["day"].to_pylist() if day is not None}
    pairs = [spark._pairs(3)((pyarrow.scalar(None, pyarrow.int32()),), reports.filter(pyarrow.compute.field("day").is_null()))]
    for window in range(min(days) // 3, max(days) // 3 + 1):
        day = pyarrow.compute.field("day")
        near = reports.filter((day >= window * 3 - _rasid.LINK_DAYS - 1) & (day <= window * 3 + 3))
        pairs.append(spark._pairs(3)((pyarrow.scalar(window),), near))
    forest = pyarrow.concat_tables(pyarrow.table(_rasid.parts(some)) for some in pairs)
    assert len(forest) < sum(map(len, pairs))
    forest = pyarrow.table(_rasid.parts(forest))
    part = dict(zip(forest["b"].to_pylist(), forest["a"].to_pylist()))
    whose = pyarrow.array([part.get(id, id) for id in reports["id"].to_pylist()])
    assert len(whose.unique()) > 5
    groups = []
    for one in whose.unique():
        mine = reports.filter(pyarrow.compute.equal(whose, one))
        groups += spark._groups(mine, pyarrow.concat_tables(pairs)).to_pylist()
    by_id = lambda group: group["id"]
    assert sorted(groups, key=by_id) == sorted(wanted, key=by_id)
    assert all(1 < len({g[level] for g in groups}) < len(groups) for level in ("event", "story", "wire"))


@pytest.mark.skipif("RASID_BINARY" not in os.environ, reason="RASID_BINARY: the program to compare with")
def test_the_command_line_links_alike(tmp_path):
    corpus = [spread(r, n) for n in range(4) for r in REPORTS]
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in corpus), encoding="utf-8")
    lines = subprocess.run([os.environ["RASID_BINARY"], "link", "--format", "jsonl", path], capture_output=True, check=True).stdout
    theirs = [json.loads(line) for line in lines.splitlines()]
    ours = rasid.link(corpus).to_arrow().to_pylist()
    by_id = lambda group: group["id"]
    assert sorted(theirs, key=by_id) == sorted(ours, key=by_id)


def test_a_translation_names_its_original():
    text = (pathlib.Path(__file__).parents[2] / "rasid-link/tests/data/dispatches.jsonl").read_text(encoding="utf-8")
    corpus = [d for d in map(json.loads, text.splitlines()) if d["set"] == 6]
    groups = {g["id"]: g for g in rasid.link(corpus).to_arrow().to_pylist()}
    translated = {i: (g["translates"], g["language"]) for i, g in groups.items() if g["translates"] or g["language"]}
    assert translated == {f"6-translation-{code}": ("6-original-ar", code) for code in ("en", "fr")}
    assert groups["6-translation-en"]["wire"] == groups["6-original-ar"]["wire"] is not None
