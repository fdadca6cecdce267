"""The same events on a cluster as on a laptop, though an executor dies. Needs pyspark and Java 17; some minutes."""

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


@pytest.mark.parametrize("kill", [False, True])
def test_a_cluster_gives_the_same_events(tmp_path, kill):
    reports = [{**r, "id": f"{r['id']}-{n}"} for n in range(400) for r in EXAMPLES]
    source, out = tmp_path / "reports.jsonl", tmp_path / "events"
    source.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in reports), encoding="utf-8")
    killed = []
    killer = threading.Thread(target=kill_one, args=(8, killed), daemon=True)
    if kill:
        killer.start()
    command = [sys.executable, "-m", "rasid.spark", source, out, "--master", "local-cluster[2,1,1024]", "--partitions", "16"]
    home = pathlib.Path(pytest.importorskip("pyspark").__file__).parent
    done = subprocess.run(command, env={**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert bool(killed) == kill
    written = pyarrow.parquet.ParquetDataset(out).read().drop_columns(["month"]).to_pylist()
    wanted = rasid.code(reports).to_arrow().to_pylist()
    key = lambda event: (event["document"], int(event["event"][1:]))
    assert sorted(written, key=key) == sorted(wanted, key=key)
    assert json.loads((out / "_manifest.json").read_text())["events"] == len(wanted)
