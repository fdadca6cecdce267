"""Coding and linking on a cluster: the same functions, the same events and groups as on a laptop.

    spark-submit -m rasid.spark REPORTS OUT --link      # or: python -m rasid.spark REPORTS OUT --master local[4]

REPORTS is a file or folder of JSON lines, Parquet (columns `text`, and `id`, `published`, `outlet`, `url`) and WARC, packed or not. OUT gets
Parquet: `events` by part and month, `reports` (each report's record), with --link `groups`, and `_manifest.json`: versions, counts, sums.
The files are coded in parts; a run that was interrupted is run again with the same command and codes only the parts that are not done.
In a program of one's own:

    from rasid.spark import events, link, reports
    coded = events(spark.read.parquet("reports/"))
    groups = link(reports(spark.read.parquet("reports/")))
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import pyarrow
import pyarrow.compute

import rasid
from rasid import _rasid

_COLUMNS = ("text", "id", "published", "outlet", "url")
_DOCUMENT = pyarrow.schema([(name, pyarrow.string()) for name in _COLUMNS])
_REPORT = pyarrow.schema([("id", pyarrow.string()), ("day", pyarrow.int32()), ("record", pyarrow.string()), ("words", pyarrow.binary())])
_LEVELS = ("event", "story", "wire")
_PAIR = pyarrow.schema([("a", pyarrow.string()), ("b", pyarrow.string()), *((level, pyarrow.int32()) for level in _LEVELS)])
_GROUP = pyarrow.schema([(name, pyarrow.string()) for name in ("id", *_LEVELS)])
_FORMS = {"json": (".jsonl", ".ndjson", ".json"), "parquet": (".parquet",), "warc": (".warc",)}
_BOUND = 600  # a score that binds whatever the cut

Batches = Iterator[pyarrow.RecordBatch]


@functools.cache
def _coder(knowledge: str | None) -> rasid.Coder:
    """One of a Python worker: it keeps the words it has met. Spark gives each core a worker, so one thread is enough."""
    return rasid.Coder(knowledge=knowledge, threads=1)


def _code(batches: Batches, knowledge: str | None) -> Batches:
    for batch in batches:
        yield from _coder(knowledge).code(pyarrow.Table.from_batches([batch])).to_arrow().to_batches()


def _report(batches: Batches, knowledge: str | None, words: bool) -> Batches:
    for batch in batches:
        names = [name if name in batch.schema.names else None for name in _COLUMNS]
        is_text = batch["text"].is_valid()
        table = pyarrow.Table.from_batches([batch])
        yield from pyarrow.table(_coder(knowledge)._inner.reports(table.filter(is_text), names, words)).to_batches()
        lost = table.filter(pyarrow.compute.invert(is_text))
        yield from pyarrow.table({name: lost["id"] if name == "id" else pyarrow.nulls(len(lost)) for name in _REPORT.names}, _REPORT).to_batches()


def _events(batches: Batches, knowledge: str | None) -> Batches:
    for batch in batches:
        yield from pyarrow.table(_coder(knowledge)._inner.events_of_records(pyarrow.Table.from_batches([batch]))).to_batches()


def _schema(knowledge: str | None = None) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(_coder(knowledge).code([]).to_arrow().schema)


def _there(documents: Any) -> Any:
    """The columns that count, as texts; a document without an id is called by its text."""
    from pyspark.sql import functions as f

    if "text" not in documents.columns:
        raise rasid.InputError(f'no column "text"; there are: {", ".join(documents.columns)}')
    kept = documents.select(*(f.col(name).cast("string") for name in _COLUMNS if name in documents.columns))
    by_text = f.concat(f.lit("sha256:"), f.substring(f.sha2("text", 256), 1, 32))
    return kept.withColumn("id", f.coalesce("id", by_text) if "id" in kept.columns else by_text)


def events(documents: Any, knowledge: str | None = None) -> Any:
    """The events of a Spark data frame of reports, a row each, as `rasid.code` gives them. `knowledge` is a folder that every
    worker can read."""
    return _there(documents).mapInArrow(functools.partial(_code, knowledge=knowledge), _schema(knowledge))


def reports(documents: Any, knowledge: str | None = None, words: bool = True) -> Any:
    """A row for each report: `id`, `day` (counted from 1970), `record` (JSON, as `rasid code --format jsonl`, without what the input brought), and
    with `words` what `link` compares. What could not be read has no record, and its place as its id."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return _there(documents).mapInArrow(functools.partial(_report, knowledge=knowledge, words=words), from_arrow_schema(_REPORT))


def _pairs(span: int) -> Any:
    # Spark reads the types of a function that it is given, and cannot of a partial one.
    def pairs(key: tuple[pyarrow.Scalar, ...], table: pyarrow.Table) -> pyarrow.Table:
        window = key[0].as_py()
        first, last = (None, None) if window is None else (window * span, window * span + span - 1)
        return pyarrow.table(_rasid.pairs(table.select(["id", "record", "words"]), first, last))

    return pairs


def _forest(batches: Batches) -> Batches:
    """Pairs → each report of a part with the first of the part, as pairs again: never more than there are reports."""
    parts = pyarrow.table(_rasid.parts(pyarrow.Table.from_batches(batches, _PAIR)))
    bound = pyarrow.array([_BOUND] * len(parts), pyarrow.int32())
    yield from pyarrow.table([parts["part"], parts["id"], bound, bound, bound], schema=_PAIR).to_batches()


def _groups(nodes: pyarrow.Table, pairs: pyarrow.Table) -> pyarrow.Table:
    return pyarrow.table(_rasid.groups(nodes.select(["id", "day"]), pairs.select(_PAIR.names)))


def link(reports: Any, span: int = 4, partitions: int | None = None) -> Any:
    """The groups of reports, as `rasid link` gives them: `id`, `event`, `story`, `wire`. Ids must be unique.

    Reports are compared by windows of `span` days, each with the days around it that count; what is found is cut into the parts that no pair
    binds to others (a tree of smaller and smaller shuffles), and each part is grouped whole. Less `span`, less memory and more copies.
    """
    from pyspark.sql import functions as f
    from pyspark.sql.pandas.types import from_arrow_schema

    partitions = partitions or max(2, reports.sparkSession.sparkContext.defaultParallelism)
    reach = _rasid.LINK_DAYS
    windows = f.expr(f"sequence(cast(floor((day - 1) / {span}) as int), cast(floor((day + {reach + 1}) / {span}) as int))")
    placed = reports.select("id", "day", "record", "words", f.explode_outer(windows).alias("window")).repartition(partitions, "window")
    pair_schema = from_arrow_schema(_PAIR)
    pairs = placed.groupBy("window").applyInArrow(_pairs(span), pair_schema).persist()
    forest, left = pairs.mapInArrow(_forest, pair_schema), partitions
    while left > 1:
        left = math.ceil(left / 8)
        forest = forest.repartition(left).mapInArrow(_forest, pair_schema)
    parts = forest.select(f.col("b").alias("id"), f.col("a").alias("part"))
    nodes = reports.select("id", "day").join(parts, "id", "left")
    nodes = nodes.withColumn("bucket", f.pmod(f.hash(f.coalesce("part", "id")), f.lit(4 * partitions))).persist()
    bound = pairs.join(nodes.select(f.col("id").alias("a"), "bucket"), "a")
    return nodes.groupBy("bucket").cogroup(bound.groupBy("bucket")).applyInArrow(_groups, from_arrow_schema(_GROUP))


def _crawl(batches: Batches) -> Batches:
    """WARC files by their addresses → the pages in them."""
    from pyarrow import fs

    for path in (path for batch in batches for path in batch["path"].to_pylist()):
        store, inside = fs.FileSystem.from_uri(path)
        with tempfile.NamedTemporaryFile() as copy:
            if not isinstance(store, fs.LocalFileSystem):
                fs.copy_files(inside, copy.name, source_filesystem=store, destination_filesystem=fs.LocalFileSystem())
            read = _rasid.Crawl(inside if isinstance(store, fs.LocalFileSystem) else copy.name, path)
            for pages, bad in read:
                pages = [*pages, *((None, f"{path}:{n} {why}", None, None, None) for n, why in bad)]
                yield pyarrow.RecordBatch.from_pylist([dict(zip(_COLUMNS, page)) for page in pages], schema=_DOCUMENT)


def _read(spark: Any, form: str, paths: list[str]) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    schema = from_arrow_schema(_DOCUMENT)
    if form == "json":
        return spark.read.schema(schema).json(paths)
    if form == "parquet":
        return spark.read.parquet(*paths)
    listed = spark.createDataFrame([(path,) for path in paths], "path string").repartition(len(paths))
    return listed.mapInArrow(_crawl, schema)


def _form(name: str) -> str | None:
    name = name.lower().removesuffix(".gz")
    return next((form for form, ends in _FORMS.items() if name.endswith(ends)), None)


class _Store:
    """Files where Spark has them: a disk, HDFS, S3."""

    def __init__(self, spark: Any) -> None:
        self._hadoop, self._conf = spark._jvm.org.apache.hadoop, spark._jsc.hadoopConfiguration()

    def _at(self, path: str) -> tuple[Any, Any]:
        at = self._hadoop.fs.Path(path)
        return at.getFileSystem(self._conf), at

    def files(self, path: str) -> list[tuple[str, int, int]]:
        """All files below, by path: path, size, time of their last change. What begins with a dot or `_` is no data."""
        store, at = self._at(path)
        found, out = store.listFiles(at, True), []
        top = len(store.makeQualified(at).toString())
        while found.hasNext():
            file = found.next()
            name = file.getPath().toString()
            if not any(step.startswith((".", "_")) for step in name[top:].split("/")):
                out.append((name, file.getLen(), file.getModificationTime()))
        return sorted(out)

    def names(self, path: str) -> list[str]:
        store, at = self._at(path)
        return [entry.getPath().getName() for entry in store.listStatus(at)] if store.exists(at) else []

    def remove(self, path: str) -> None:
        store, at = self._at(path)
        store.delete(at, True)

    def write(self, path: str, what: Any) -> None:
        """Whole or not at all."""
        store, at = self._at(path)
        new = self._hadoop.fs.Path(path + ".new")
        stream = store.create(new, True)
        stream.write(bytearray(json.dumps(what, ensure_ascii=False, indent=1).encode()))
        stream.close()
        store.delete(at, False)
        store.rename(new, at)


def _parts(files: list[tuple[str, int, int]], size: int) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    """Files of a form, some `size` bytes at a time."""
    for form in _FORMS:
        part: list[tuple[str, int, int]] = []
        for file in files:
            if _form(file[0]) == form:
                part.append(file)
                if sum(f[1] for f in part) >= size:
                    yield form, part
                    part = []
        if part:
            yield form, part


class _Job:
    """A run over files, part by part."""

    def __init__(self, spark: Any, asked: argparse.Namespace) -> None:
        self.spark, self.asked, self.store = spark, asked, _Store(spark)
        version = _coder(asked.knowledge).records(["."])[0]["version"]
        self.made = {"engine": version["engine"], "knowledge": version["knowledge"], "words": asked.link}
        self.partitions = asked.partitions or spark.sparkContext.defaultParallelism

    def done(self) -> dict[str, dict[str, Any]]:
        """The parts that are done, by name, and of the same versions and files as now; what else there is goes."""
        there = {(path, size, time) for path, size, time in self.store.files(self.asked.reports)}
        out = {}
        for name in self.store.names(f"{self.asked.out}/_done"):
            part = json.loads("".join(row.value for row in self.spark.read.text(f"{self.asked.out}/_done/{name}", wholetext=True).collect()))
            same = all(part["made"][key] == self.made[key] for key in ("engine", "knowledge")) and part["made"]["words"] >= self.made["words"]
            if same and {tuple(file) for file in part["files"]} <= there:
                out[name.removesuffix(".json")] = part
            else:
                self.store.remove(f"{self.asked.out}/_done/{name}")
        for kind in ("events", "reports"):
            for name in self.store.names(f"{self.asked.out}/{kind}"):
                if name.startswith("part=") and name.removeprefix("part=") not in out:
                    self.store.remove(f"{self.asked.out}/{kind}/{name}")
        return out

    def code(self, form: str, files: list[tuple[str, int, int]]) -> tuple[str, dict[str, Any]]:
        """Codes a part: its reports, then their events, then the note that it is done."""
        from pyspark.sql import functions as f

        name = hashlib.sha256(json.dumps([files, self.made]).encode()).hexdigest()[:16]
        at_reports, at_events = (f"{self.asked.out}/{kind}/part={name}" for kind in ("reports", "events"))
        documents = _read(self.spark, form, [path for path, _, _ in files])
        if form != "warc" and documents.rdd.getNumPartitions() < self.partitions:
            documents = documents.repartition(self.partitions)
        coded = reports(documents, self.asked.knowledge, self.asked.link)
        coded.write.mode("overwrite").parquet(at_reports)
        everything = self.spark.read.parquet(at_reports)
        written = everything.filter("record is not null")
        told = functools.partial(_events, knowledge=self.asked.knowledge)
        found = written.select("record").mapInArrow(told, _schema(self.asked.knowledge))
        found.withColumn("month", f.substring("published", 1, 7)).write.mode("overwrite").partitionBy("month").parquet(at_events)
        number = f.conv(f.substring(f.sha2("record", 256), 1, 15), 16, 10).cast("decimal(38,0)")
        count, total = written.agg(f.count("*"), f.sum(number)).first()
        part = {
            "made": self.made,
            "files": files,
            "documents": count,
            "unreadable": everything.count() - count,
            "events": self.spark.read.parquet(at_events).count(),
            "sum": str(total or 0),
        }
        self.store.write(f"{self.asked.out}/_done/{name}.json", part)
        return name, part

    def run(self) -> dict[str, Any]:
        """Codes what is not done, links if that is wanted, and tells what there is."""
        parts = self.done()
        had = {path for part in parts.values() for path, _, _ in part["files"]}
        files = self.store.files(self.asked.reports)
        if not any(_form(path) for path, _, _ in files):
            raise rasid.InputError(f"{self.asked.reports}: no file ends in .jsonl, .json, .ndjson, .parquet or .warc (.gz)")
        left = [file for file in files if file[0] not in had and _form(file[0])]
        coded = 0
        for form, some in _parts(left, self.asked.part_size << 20):
            name, part = self.code(form, some)
            parts[name], coded = part, coded + 1
        manifest = {
            "reports": self.asked.reports,
            "engine": self.made["engine"],
            "knowledge": self.made["knowledge"],
            "documents": sum(part["documents"] for part in parts.values()),
            "unreadable": sum(part["unreadable"] for part in parts.values()),
            "events": sum(part["events"] for part in parts.values()),
            "records_sum": str(sum(int(part["sum"]) for part in parts.values())),
            "parts": len(parts),
            "parts_coded_now": coded,
            "files_left_out": [path for path, _, _ in files if not _form(path)],
            "schema": json.loads(_schema(self.asked.knowledge).json()),
        }
        if self.asked.link:
            kept = self.spark.read.parquet(f"{self.asked.out}/reports").filter("record is not null")
            link(kept, self.asked.days, self.partitions).write.mode("overwrite").parquet(f"{self.asked.out}/groups")
            groups = self.spark.read.parquet(f"{self.asked.out}/groups")
            manifest["groups"] = {level: groups.select(level).distinct().count() for level in ("event", "story")}
        self.store.write(f"{self.asked.out}/_manifest.json", manifest)
        return manifest


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    from pyspark.sql import SparkSession

    parser = argparse.ArgumentParser(prog="python -m rasid.spark", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reports")
    parser.add_argument("out")
    parser.add_argument("--link", action="store_true", help="group reports of one event, one story, one text")
    parser.add_argument("--days", type=int, default=4, help="days that are compared at a time: less of them, less memory (4)")
    parser.add_argument("--part-size", type=int, default=1024, help="MiB of files that are coded, and noted as done, at a time (1024)")
    parser.add_argument("--knowledge", help="an analyst's folder, readable by every worker")
    parser.add_argument("--master", help="as spark-submit's")
    parser.add_argument("--partitions", type=int, help="into how many pieces work is cut; as many as there are cores, at least")
    asked = parser.parse_args(arguments)
    builder = SparkSession.builder.appName("rasid")
    spark = (builder.master(asked.master) if asked.master else builder).getOrCreate()
    try:
        manifest = _Job(spark, asked).run()
    except rasid.RasidError as fault:
        print(f"rasid: {fault}", file=sys.stderr)
        return 1
    finally:
        spark.stop()
    print(json.dumps({key: value for key, value in manifest.items() if key != "schema"}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    # By its name, so that workers find its functions there.
    from rasid.spark import main as run

    sys.exit(run())
