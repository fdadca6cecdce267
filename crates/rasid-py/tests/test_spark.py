"""The same events and groups on a cluster as on a laptop, though an executor dies or the job is killed. Needs pyspark and Java 17."""

import datetime
import gzip
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install pyspark")
if not shutil.which("java"):
    pytest.skip("no Java: Spark wants 17", allow_module_level=True)

import pyarrow.parquet

import rasid
from rasid import _rasid

ROOT = pathlib.Path(__file__).parents[3]
EXAMPLES = [json.loads(line) for line in (ROOT / "examples" / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def job(source, out, *more, master):
    """The command, begun as the head of a group of processes."""
    home = pathlib.Path(pytest.importorskip("pyspark").__file__).parent
    command = [sys.executable, "-m", "rasid.spark", source, out, "--master", master, *more]
    told = open(out.with_suffix(".log"), "ab")
    return subprocess.Popen(command, env={**os.environ, "SPARK_HOME": str(home)}, stdout=told, stderr=told, start_new_session=True)


def manifest_of(begun, out):
    """The manifest of a run to the end."""
    assert begun.wait() == 0, out.with_suffix(".log").read_text()[-3000:]
    return json.loads((out / "_manifest.json").read_text(encoding="utf-8"))


def finished(source, out, *more):
    return manifest_of(job(source, out, *more, master="local[2]"), out)


def executors(session):
    """The processes of Spark's executors that a job has begun."""
    found = []
    for process in pathlib.Path("/proc").iterdir():
        try:
            if process.name.isdigit() and b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                found += [pid for pid in [int(process.name)] if os.getsid(pid) == session]
        except OSError:
            continue
    return found


def until(begun, what):
    while not what():
        assert begun.poll() is None, "the job ended before that"
        time.sleep(0.1)


def lines(path, reports):
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in reports), encoding="utf-8")


def rows(folder, *without):
    return pyarrow.parquet.ParquetDataset(folder).read().drop_columns(list(without)).to_pylist()


def moved(report, n):
    """The same report some days later, by another outlet; now and then of no day."""
    day = datetime.date.fromisoformat(report["published"]) + datetime.timedelta(days=n % 9)
    return {**report, "id": f"{report['id']}-{n}", "outlet": f"{n % 5}", "published": str(day) if n % 7 else None}


def page(report):
    body = "".join(f"<p>{p}</p>" for p in report["text"].splitlines())
    day = f"<meta property='article:published_time' content='{report['published']}'>"
    html = f"<!doctype html><html lang=ar><head><title>{report['text'].splitlines()[0]}</title>{day}</head><body><article>{body}</article></body></html>"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{report['id']}\r\nWARC-Date: 2020-08-27T00:00:00Z\r\n"
    return head.encode() + f"Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def test_a_cluster_gives_the_events_and_groups_of_one_machine_though_an_executor_dies(tmp_path):
    corpus = [moved(r, n) for n in range(40) for r in EXAMPLES]
    source, out = tmp_path / "reports", tmp_path / "out"
    source.mkdir()
    lines(source / "one.jsonl", corpus[::2])
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(corpus[1::2]), source / "other.parquet")
    crawl, damaged = source / "crawl.warc.gz", gzip.compress(page(EXAMPLES[0]))[:-9]
    crawl.write_bytes(b"".join(gzip.compress(page(r)) for r in EXAMPLES[:6]) + damaged)
    (source / "readme.txt").write_text("no data")
    keys = ("text", "id", "published", "outlet", "url")
    corpus += [dict(zip(keys, row)) for pages, _ in _rasid.Crawl(str(crawl), "crawl") for row in pages]
    begun = job(source, out, "--link", "--days", "2", "--partitions", "6", master="local-cluster[2,1,1024]")
    until(begun, lambda: len(executors(begun.pid)) == 2 and list(out.glob("reports/*/_SUCCESS")))
    os.kill(executors(begun.pid)[0], signal.SIGKILL)
    manifest = manifest_of(begun, out)
    wanted = rasid.code(corpus).to_arrow().to_pylist()
    key = lambda event: (event["document"], int(event["event"][1:]))
    assert sorted(rows(out / "events", "part", "month"), key=key) == sorted(wanted, key=key)
    assert (manifest["documents"], manifest["events"], manifest["unreadable"]) == (len(corpus), len(wanted), 1)
    assert [pathlib.Path(path).name for path in manifest["files_left_out"]] == ["readme.txt"]
    by_id = lambda group: group["id"]
    groups = rasid.link(corpus).to_arrow().select(["id", "event", "story", "wire"]).to_pylist()
    assert sorted(rows(out / "groups", "of"), key=by_id) == sorted(groups, key=by_id)
    counts = {level: len({g[level] for g in groups} - {None}) for level in ("event", "story", "wire")}
    assert manifest["groups"] == counts and all(1 < count < len(groups) for count in counts.values())


def test_a_job_that_was_killed_goes_on_and_one_that_is_done_writes_nothing(tmp_path):
    source, out = tmp_path / "reports", tmp_path / "out"
    source.mkdir()
    for n in range(3):
        lines(source / f"{n}.jsonl", [{**r, "id": f"{r['id']}-{n}"} for r in EXAMPLES])
    stamps = lambda: {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()}
    begun = job(source, out, "--part-size", "0", "--link", master="local[2]")
    until(begun, lambda: list(out.glob("events/*/_SUCCESS")))
    os.killpg(begun.pid, signal.SIGKILL)
    begun.wait()
    before = {path: stamp for path, stamp in stamps().items() if (path.parent / "_SUCCESS").exists()}
    assert before and not (out / "_manifest.json").exists()
    first = finished(source, out, "--part-size", "0", "--link")
    after = stamps()
    assert before.items() <= after.items(), "what was whole stays"
    ids = [row["id"] for row in rows(out / "reports", "part", "record", "words")]
    assert len(ids) == len(set(ids)) == first["documents"] == 3 * len(EXAMPLES)
    assert first["events"] == 3 * len(rasid.code(EXAMPLES))
    assert finished(source, out, "--part-size", "0", "--link") == first and stamps() == after
    # A file that changed is coded again, alone; what was made of the old one goes.
    lines(source / "2.jsonl", EXAMPLES[:2])
    last = finished(source, out, "--part-size", "0")
    assert last["documents"] == 2 * len(EXAMPLES) + 2 and "groups" not in last
    assert len(after.items() & stamps().items()) >= len(before)
    assert len(list(out.glob("reports/part=*"))) == len(list(out.glob("events/part=*"))) == 3 and not list(out.glob("groups/of=*"))
