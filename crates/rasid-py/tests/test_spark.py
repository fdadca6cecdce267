"""The same events and groups on a cluster as on a laptop, though an executor dies. Needs pyspark and Java 17; some minutes."""

import datetime
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install pyspark")
if not shutil.which("java"):
    pytest.skip("no Java: Spark wants 17", allow_module_level=True)

import pyarrow.parquet

import rasid

ROOT = pathlib.Path(__file__).parents[3]
EXAMPLES = [json.loads(line) for line in (ROOT / "examples" / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def executors():
    """The processes of Spark's executors."""
    found = []
    for process in pathlib.Path("/proc").iterdir():
        try:
            if process.name.isdigit() and b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def kill_one(after, killed):
    """Kills an executor some seconds after two are there."""
    for _ in range(600):
        if len(executors()) >= 2:
            time.sleep(after)
            os.kill(executors()[0], signal.SIGKILL)
            killed.append(True)
            return
        time.sleep(0.2)


def run(source, out, *more, master="local-cluster[2,1,1024]", kill=None):
    """Runs the command; kills an executor so many seconds after two are there. Gives the manifest."""
    killed = []
    killer = threading.Thread(target=kill_one, args=(kill, killed), daemon=True)
    if kill:
        killer.start()
    command = [sys.executable, "-m", "rasid.spark", source, out, "--master", master, *more]
    home = pathlib.Path(pytest.importorskip("pyspark").__file__).parent
    done = subprocess.run(command, env={**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert bool(killed) == bool(kill)
    return json.loads((out / "_manifest.json").read_text(encoding="utf-8"))


def lines(path, reports):
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in reports), encoding="utf-8")


def read(folder):
    return pyarrow.parquet.ParquetDataset(folder).read()


def moved(report, n):
    """The same report some days later, by another outlet."""
    day = datetime.date.fromisoformat(report["published"]) + datetime.timedelta(days=n % 9)
    return {**report, "id": f"{report['id']}-{n}", "published": str(day), "outlet": f"{n % 5}"}


@pytest.mark.parametrize("kill", [None, 15])
def test_a_cluster_gives_the_events_and_groups_of_one_machine(tmp_path, kill):
    corpus = [moved(r, n) for n in range(60) for r in EXAMPLES]
    source, out = tmp_path / "reports", tmp_path / "out"
    source.mkdir()
    lines(source / "one.jsonl", corpus[::2])
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(corpus[1::2]), source / "other.parquet")
    manifest = run(source, out, "--link", "--days", "2", "--partitions", "8", kill=kill)
    wanted = rasid.code(corpus).to_arrow().to_pylist()
    key = lambda event: (event["document"], int(event["event"][1:]))
    assert sorted(read(out / "events").drop_columns(["part", "month"]).to_pylist(), key=key) == sorted(wanted, key=key)
    assert (manifest["documents"], manifest["events"], manifest["unreadable"]) == (len(corpus), len(wanted), 0)
    by_id = lambda group: group["id"]
    groups = rasid.link(corpus).to_arrow().to_pylist()
    assert len({g["story"] for g in groups}) < len(groups) and any(g["wire"] for g in groups)
    assert sorted(read(out / "groups").to_pylist(), key=by_id) == sorted(groups, key=by_id)


def test_what_is_done_is_not_coded_again(tmp_path):
    source, out = tmp_path / "reports", tmp_path / "out"
    source.mkdir()
    for n in range(3):
        lines(source / f"{n}.jsonl", [{**r, "id": f"{r['id']}-{n}"} for r in EXAMPLES])
    first = run(source, out, "--part-size", "0", master="local[2]")
    assert (first["parts"], first["parts_coded_now"], first["documents"]) == (3, 3, 3 * len(EXAMPLES))
    # A run that broke off: one part without its note, another half written; and a file that changed.
    notes = sorted((out / "_done").glob("*.json"))
    notes[0].unlink()
    (out / "events" / "part=dead").mkdir()
    (out / "events" / "part=dead" / "half.parquet").write_bytes(b"PAR1")
    stamps = {p: p.stat().st_mtime_ns for p in out.glob("events/*/*/*.parquet")}
    again = run(source, out, "--part-size", "0", master="local[2]")
    assert again["parts_coded_now"] == 1 and again["records_sum"] == first["records_sum"] and again["events"] == first["events"]
    assert not (out / "events" / "part=dead").exists()
    now = {p: p.stat().st_mtime_ns for p in out.glob("events/*/*/*.parquet")}
    kept = [p for p, stamp in stamps.items() if now.get(p) == stamp]
    assert kept and len({p.parts[-3] for p in kept}) == 2
    lines(source / "2.jsonl", EXAMPLES[:2])
    last = run(source, out, "--part-size", "0", master="local[2]")
    assert last["parts_coded_now"] == 1 and last["documents"] == 2 * len(EXAMPLES) + 2


def record(kind, url, body):
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-08-27T00:00:00Z\r\n"
    return head.encode() + f"Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def test_a_crawl_is_read(tmp_path):
    source, out = tmp_path / "crawl", tmp_path / "out"
    source.mkdir()
    page = lambda r: (
        f"<!doctype html><html lang=ar><head><title>{r['text'].splitlines()[0]}</title><meta property='article:published_time' "
        f"content='{r['published']}'></head><body><article>{''.join(f'<p>{p}</p>' for p in r['text'].splitlines())}</article></body></html>"
    ).encode()
    records = [record("response", f"https://example.org/{r['id']}", page(r)) for r in EXAMPLES[:6]]
    (source / "plain.warc").write_bytes(b"".join(records[:3]) + record("request", "https://example.org/x", b"x"))
    (source / "packed.warc.gz").write_bytes(b"".join(gzip.compress(r) for r in records[3:]))
    (source / "readme.txt").write_text("no data")
    manifest = run(source, out, master="local[2]")
    assert manifest["documents"] == 6 and [pathlib.Path(p).name for p in manifest["files_left_out"]] == ["readme.txt"]
    found = read(out / "events").to_pylist()
    assert {e["document"] for e in found} <= {f"https://example.org/{r['id']}" for r in EXAMPLES[:6]} and len(found) > 10
    assert {e["published"] for e in found} <= {r["published"] for r in EXAMPLES}
    sums = [int(hashlib.sha256(r.encode()).hexdigest()[:15], 16) for r in read(out / "reports")["record"].to_pylist()]
    assert manifest["records_sum"] == str(sum(sums))
