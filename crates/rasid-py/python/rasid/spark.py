"""Coding and linking on a cluster: the same functions, the same events and groups as on a laptop.

    spark-submit -m rasid.spark REPORTS OUT --link      # or: python -m rasid.spark REPORTS OUT --master local[4]

REPORTS is a file or folder of JSON lines, Parquet (columns `text`, and `id`, `published`, `outlet`, `url`) and WARC, packed or not. OUT gets
Parquet: `reports` (the record of each), `events` by month, with --link `groups`; and last of all `_manifest.json`: versions, counts, schemas.
A run that was interrupted is run again with the same command: what is whole stays, what is missing is made. In a program of one's own:

    from rasid.spark import events, link, reports
    coded = events(spark.read.parquet("reports/"))
    groups = link(reports(spark.read.parquet("reports/")))
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import itertools
import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow
import pyarrow.compute
import pyarrow.fs

import rasid
from rasid import _rasid

_COLUMNS = ("text", "id", "published", "outlet", "url")
_DOCUMENT = pyarrow.schema([(name, pyarrow.string()) for name in _COLUMNS])
_REPORT = pyarrow.schema([("id", pyarrow.string()), ("day", pyarrow.int32()), ("record", pyarrow.string()), ("words", pyarrow.binary())])
_LEVELS = ("event", "story", "wire")
_PAIR = pyarrow.schema([("a", pyarrow.string()), ("b", pyarrow.string()), *((level, pyarrow.int32()) for level in _LEVELS)])
_GROUP = pyarrow.schema([(name, pyarrow.string()) for name in ("id", *_LEVELS)])
_FORMS = {"json": (".jsonl", ".ndjson", ".json"), "parquet": (".parquet",), "warc": (".warc",)}
_ROWS = 512  # a record is larger than its text: so many are held at a time

Batches = Iterator[pyarrow.RecordBatch]
Files = list[tuple[str, int, int]]


def _spark(schema: pyarrow.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


@functools.cache
def _coder(knowledge: str | None) -> rasid.Coder:
    """One of a Python worker: it keeps the words it has met. Spark gives each core a worker, so one thread is enough."""
    return rasid.Coder(knowledge=knowledge, threads=1)


def _tables(batches: Batches) -> Iterator[pyarrow.Table]:
    for batch in batches:
        yield from (pyarrow.Table.from_batches([batch.slice(at, _ROWS)]) for at in range(0, len(batch), _ROWS))


def _code(batches: Batches, knowledge: str | None) -> Batches:
    for table in _tables(batches):
        yield from _coder(knowledge).code(table).to_arrow().to_batches()


def _report(batches: Batches, knowledge: str | None) -> Batches:
    for table in _tables(batches):
        names = [name if name in table.column_names else None for name in _COLUMNS]
        coded = pyarrow.table(_coder(knowledge)._inner.reports(table, names, True))
        read = pyarrow.compute.if_else(table["text"].is_valid(), coded["record"], None)
        yield from coded.set_column(2, _REPORT.field("record"), read).to_batches()


def _tell(batches: Batches, knowledge: str | None) -> Batches:
    for table in _tables(batches):
        yield from pyarrow.table(_coder(knowledge)._inner.events_of_records(table)).to_batches()


def _there(documents: Any) -> Any:
    """The columns that count, as texts; a document without an id is called by its text."""
    from pyspark.sql import functions as f

    if "text" not in documents.columns:
        raise rasid.InputError(f'no column "text"; there are: {", ".join(documents.columns)}')
    kept = documents.select(*(f.col(name).cast("string") for name in _COLUMNS if name in documents.columns))
    by_text = f.concat(f.lit("sha256:"), f.substring(f.sha2("text", 256), 1, 32))
    return kept.withColumn("id", f.coalesce("id", by_text) if "id" in kept.columns else by_text)


def _event(knowledge: str | None) -> Any:
    return _spark(_coder(knowledge).code([]).to_arrow().schema)


def events(documents: Any, knowledge: str | None = None) -> Any:
    """The events of a Spark data frame of reports, a row each, as `rasid.code` gives them. `knowledge` is a folder that every
    worker can read."""
    return _there(documents).mapInArrow(functools.partial(_code, knowledge=knowledge), _event(knowledge))


def reports(documents: Any, knowledge: str | None = None) -> Any:
    """A row for each report: `id`, `day` (counted from 1970), `record` (JSON, as `rasid code --format jsonl`, without notes and what the input
    brought; none for what has no text), `words` (what `link` compares)."""
    return _there(documents).mapInArrow(functools.partial(_report, knowledge=knowledge), _spark(_REPORT))


def _pairs(days: int) -> Callable[..., pyarrow.Table]:
    # Spark reads the types of a function that it is given, and cannot of a partial one.
    def pairs(key: tuple[pyarrow.Scalar, ...], table: pyarrow.Table) -> pyarrow.Table:
        window = key[0].as_py()
        first, last = (None, None) if window is None else (window * days, window * days + days - 1)
        return pyarrow.table(_rasid.pairs(table.select(["id", "record", "words"]), first, last))

    return pairs


def _parts(batches: Batches) -> Batches:
    yield from pyarrow.table(_rasid.parts(pyarrow.Table.from_batches(batches, _PAIR))).to_batches()


def _groups(reports: pyarrow.Table, pairs: pyarrow.Table) -> pyarrow.Table:
    return pyarrow.table(_rasid.groups(reports.select(["id", "day"]), pairs.select(_PAIR.names)))


def link(reports: Any, days: int = 7, partitions: int | None = None) -> Any:
    """The groups of `reports`, as `rasid link` gives them: `id`, `event`, `story`, `wire`. Of reports with the same id one counts. A translation is
    in the groups of its original; which report it is of, `rasid.link` tells.

    Reports are compared by windows of so many days, each with the days around it that count; the fewer, the less memory and the more copies.
    What is found is cut into the parts that no pair binds to others, some pairs at a time and then what was found, until one task has all;
    each part is grouped whole. Pairs stay in the session's cache.
    """
    from pyspark.sql import functions as f

    if days < 1:
        raise rasid.InputError("a window has one day at least")
    partitions = partitions or max(2, reports.sparkSession.sparkContext.defaultParallelism)
    one = f.min(f.struct("record", "day", "words")).alias("one")
    reports = reports.filter("record is not null").groupBy("id").agg(one).select("id", "one.*")
    windows = f"sequence(cast(floor((day - 1) / {days}) as int), cast(floor((day + {_rasid.LINK_DAYS + 1}) / {days}) as int))"
    placed = reports.withColumn("window", f.explode_outer(f.expr(windows))).repartition(partitions, "window")
    pairs = placed.groupBy("window").applyInArrow(_pairs(days), _spark(_PAIR)).persist()
    forest, tasks = pairs.mapInArrow(_parts, _spark(_PAIR)), partitions
    while tasks > 1:
        tasks = math.ceil(tasks / 8)
        forest = forest.repartition(tasks).mapInArrow(_parts, _spark(_PAIR))
    part = forest.select(f.col("b").alias("id"), f.col("a").alias("part"))
    bucket = f.pmod(f.hash(f.coalesce("part", "id")), f.lit(4 * partitions))
    placed = reports.select("id", "day").join(part, "id", "left").select("id", "day", bucket.alias("bucket")).persist()
    # A column of its own name on either side: the two are of one table, and Spark would not know which is meant.
    bound = pairs.join(placed.select(f.col("id").alias("a"), f.col("bucket").alias("pair_bucket")), "a")
    return placed.groupBy("bucket").cogroup(bound.groupBy("pair_bucket")).applyInArrow(_groups, _spark(_GROUP))


def _pages(batches: Batches) -> Batches:
    """WARC files by their addresses → the pages in them; what cannot be read has its place and the fault as its id, and no text."""
    for path in (path for batch in batches for path in batch["path"].to_pylist()):
        with tempfile.NamedTemporaryFile() as copy:
            pyarrow.fs.copy_files(path, copy.name)
            for pages, bad in _rasid.Crawl(copy.name, path):
                rows = [*pages, *((None, f"{path}:{number} {fault}", None, None, None) for number, fault in bad)]
                yield pyarrow.RecordBatch.from_pylist([dict(zip(_COLUMNS, row)) for row in rows], schema=_DOCUMENT)


def _read(spark: Any, form: str, paths: list[str]) -> Any:
    if form == "json":
        return spark.read.schema(_spark(_DOCUMENT)).json(paths)
    if form == "parquet":
        return spark.read.parquet(*paths)
    files = spark.createDataFrame([(path,) for path in paths], "path string").repartition(len(paths))
    return files.mapInArrow(_pages, _spark(_DOCUMENT))


def _form(name: str) -> str | None:
    name = name.lower().removesuffix(".gz")
    return next((form for form, ends in _FORMS.items() if name.endswith(ends)), None)


def _cut(files: Files, size: int) -> Iterator[tuple[str, Files]]:
    """Files in the order of their names, some `size` bytes of one form at a time: the same files are always cut alike."""
    for form in _FORMS:
        some = [file for file in files if _form(file[0]) == form]
        begins = itertools.accumulate((file[1] for file in some), initial=0)
        for _, part in itertools.groupby(zip(some, begins), key=lambda file: file[1] // size):
            yield form, [file for file, _ in part]


class _Store:
    """Files where Spark has them: a disk, HDFS, S3."""

    def __init__(self, spark: Any) -> None:
        context = spark.sparkContext
        self._path, self._settings = context._jvm.org.apache.hadoop.fs.Path, context._jsc.hadoopConfiguration()

    def _at(self, path: str) -> tuple[Any, Any]:
        at = self._path(path)
        return at.getFileSystem(self._settings), at

    def files(self, path: str) -> Files:
        """All files below, by path, with size and the time of their last change. What begins with a dot or `_` is no data."""
        store, at = self._at(path)
        top, found, out = len(store.makeQualified(at).toString()), store.listFiles(at, True), []
        while found.hasNext():
            file = found.next()
            name = file.getPath().toString()
            if not any(step.startswith((".", "_")) for step in name[top:].split("/")):
                out.append((name, file.getLen(), file.getModificationTime()))
        return sorted(out)

    def exists(self, path: str) -> bool:
        store, at = self._at(path)
        return store.exists(at)

    def names(self, path: str) -> list[str]:
        store, at = self._at(path)
        return [entry.getPath().getName() for entry in store.listStatus(at)] if store.exists(at) else []

    def read(self, path: str) -> str:
        store, at = self._at(path)
        stream = store.open(at)
        text = bytes(stream.readAllBytes()).decode()
        stream.close()
        return text

    def remove(self, path: str) -> None:
        store, at = self._at(path)
        store.delete(at, True)

    def write(self, path: str, text: str) -> None:
        """Whole or not at all."""
        (store, new), (_, at) = self._at(path + ".new"), self._at(path)
        stream = store.create(new, True)
        stream.write(bytearray(text.encode()))
        stream.close()
        store.rename(new, at)


class _Job:
    """A run: folders called by what they are made of, each whole once Spark has noted its success in it."""

    def __init__(self, spark: Any, asked: argparse.Namespace) -> None:
        self.spark, self.asked, self.store = spark, asked, _Store(spark)
        version = _coder(asked.knowledge).records(["."])[0]["version"]
        self.made_by = {"engine": version["engine"], "knowledge": version["knowledge"]}
        self.partitions = asked.partitions or max(2, spark.sparkContext.defaultParallelism)
        spark.conf.set("spark.sql.shuffle.partitions", self.partitions)
        self.schemas = {"reports": _spark(_REPORT), "events": _event(asked.knowledge), "groups": _spark(_GROUP)}

    def name(self, of: Any) -> str:
        return "p" + hashlib.sha256(json.dumps([of, self.made_by]).encode()).hexdigest()[:16]

    def written(self, path: str) -> Any:
        kind = path.split("/")[0]
        return self.spark.read.schema(self.schemas[kind]).parquet(f"{self.asked.out}/{path}")

    def reports(self, form: str, files: Files) -> Any:
        documents = _read(self.spark, form, [path for path, _, _ in files])
        if form != "warc" and documents.rdd.getNumPartitions() < self.partitions:
            documents = documents.repartition(self.partitions)
        return reports(documents, self.asked.knowledge)

    def events(self, part: str) -> Any:
        from pyspark.sql import functions as f

        records = self.written(f"reports/{part}").filter("record is not null").select("record")
        told = records.mapInArrow(functools.partial(_tell, knowledge=self.asked.knowledge), self.schemas["events"])
        return told.withColumn("month", f.substring("published", 1, 7))

    def wanted(self, files: Files) -> dict[str, Callable[[], Any]]:
        """The folders of the whole, each with what makes it, in the order in which they can be made."""
        out: dict[str, Callable[[], Any]] = {}
        for form, some in _cut(files, max(1, self.asked.part_size << 20)):
            part = f"part={self.name(some)}"
            out[f"reports/{part}"] = functools.partial(self.reports, form, some)
            out[f"events/{part}"] = functools.partial(self.events, part)
        if self.asked.link:
            out[f"groups/of={self.name(sorted(out))}"] = lambda: link(self.written("reports"), self.asked.days, self.partitions)
        return out

    def run(self) -> dict[str, Any]:
        """Makes what is missing, takes away what is of other files or versions, and tells what there is."""
        out, store = self.asked.out, self.store
        files = store.files(self.asked.reports) if store.exists(self.asked.reports) else []
        wanted = self.wanted(files)
        if not wanted:
            raise rasid.InputError(f"{self.asked.reports}: no file there ends in .jsonl, .json, .ndjson, .parquet or .warc (.gz)")
        there = [f"{kind}/{name}" for kind in self.schemas for name in store.names(f"{out}/{kind}") if "=" in name]
        stale = [path for path in there if path not in wanted]
        missing = [path for path in wanted if not store.exists(f"{out}/{path}/_SUCCESS")]
        if not stale and not missing and store.exists(f"{out}/_manifest.json"):
            return json.loads(store.read(f"{out}/_manifest.json"))
        for path in ("_manifest.json", *stale):
            store.remove(f"{out}/{path}")
        for path in missing:
            write = wanted[path]().write.mode("overwrite")
            (write.partitionBy("month") if path.startswith("events") else write).parquet(f"{out}/{path}")
        manifest = self.manifest(files)
        store.write(f"{out}/_manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        return manifest

    def manifest(self, files: Files) -> dict[str, Any]:
        rows, read = self.written("reports").count(), self.written("reports").filter("record is not null").count()
        out = {
            "reports": self.asked.reports,
            **self.made_by,
            "documents": read,
            "unreadable": rows - read,
            "events": self.written("events").count(),
            "files_left_out": [path for path, _, _ in files if not _form(path)],
        }
        if self.asked.link:
            out["groups"] = {level: self.written("groups").select(level).dropna().distinct().count() for level in _LEVELS}
        return {**out, "schemas": {kind: json.loads(schema.json()) for kind, schema in self.schemas.items()}}


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    from pyspark.sql import SparkSession

    parser = argparse.ArgumentParser(prog="python -m rasid.spark", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reports")
    parser.add_argument("out")
    parser.add_argument("--link", action="store_true", help="group reports of one event, one story, one text")
    parser.add_argument("--days", type=int, default=7, help="days that are compared at a time: the fewer, the less memory (7)")
    parser.add_argument("--part-size", type=int, default=1024, help="MiB of files that are coded before they count as done (1024)")
    parser.add_argument("--knowledge", help="an analyst's folder, readable by every worker")
    parser.add_argument("--master", help="as spark-submit's")
    parser.add_argument("--partitions", type=int, help="into how many pieces work is cut; as many as there are cores, at least")
    asked = parser.parse_args(arguments)
    if (asked.master or "").startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("rasid").config("spark.ui.showConsoleProgress", "false")
    spark = (builder.master(asked.master) if asked.master else builder).getOrCreate()
    try:
        manifest = _Job(spark, asked).run()
    except rasid.RasidError as fault:
        print(f"rasid: {fault}", file=sys.stderr)
        return 1
    finally:
        spark.stop()
    print(json.dumps({key: value for key, value in manifest.items() if key != "schemas"}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    # By its name, so that workers find its functions there.
    from rasid.spark import main as run

    sys.exit(run())
