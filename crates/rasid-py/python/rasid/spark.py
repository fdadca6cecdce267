"""Coding on a cluster: the same functions, the same events as on a laptop, byte for byte.

    spark-submit -m rasid.spark REPORTS OUT        # or: python -m rasid.spark REPORTS OUT --master local[4]

REPORTS is a folder or file of Parquet or JSON lines with a column `text` (and `id`, `published`, `outlet`, `url`). OUT gets Parquet
partitioned by month, the schema as JSON beside it, and `_manifest.json`: engine, knowledge, counts. A run that was interrupted is run
again with the same command: what it wrote is replaced whole. In a program of one's own:

    from rasid.spark import events
    coded = events(spark.read.parquet("reports/"))
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
from collections.abc import Iterator
from typing import Any

import pyarrow

import rasid

_COLUMNS = ("text", "id", "published", "outlet", "url")


@functools.cache
def _coder(knowledge: str | None) -> rasid.Coder:
    """One of a Python worker: it keeps the words it has met. Spark gives each core a worker, so one thread is enough."""
    return rasid.Coder(knowledge=knowledge, threads=1)


def _code(batches: Iterator[pyarrow.RecordBatch], knowledge: str | None) -> Iterator[pyarrow.RecordBatch]:
    coder = _coder(knowledge)
    for batch in batches:
        yield from coder.code(pyarrow.Table.from_batches([batch])).to_arrow().to_batches()


def events(reports: Any, knowledge: str | None = None) -> Any:
    """The events of a Spark data frame of reports, a row each, as `rasid.code` gives them. `knowledge` is a folder that every
    worker can read."""
    from pyspark.sql.pandas.types import from_arrow_schema

    there = [column for column in _COLUMNS if column in reports.columns]
    if "text" not in there:
        raise rasid.InputError(f'no column "text"; there are: {", ".join(reports.columns)}')
    schema = from_arrow_schema(rasid.code([]).to_arrow().schema)
    return reports.select(*there).mapInArrow(functools.partial(_code, knowledge=knowledge), schema)


def _read(spark: Any, path: str) -> Any:
    name = path.removesuffix(".gz")
    return spark.read.json(path) if name.endswith((".jsonl", ".ndjson", ".json")) else spark.read.parquet(path)


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    from pyspark.sql import SparkSession, functions

    parser = argparse.ArgumentParser(prog="python -m rasid.spark", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reports")
    parser.add_argument("out")
    parser.add_argument("--knowledge", help="an analyst's folder, readable by every worker")
    parser.add_argument("--master", help="as spark-submit's")
    parser.add_argument("--partitions", type=int, help="into how many parts the reports are cut; as many as there are cores, at least")
    asked = parser.parse_args(arguments)
    builder = SparkSession.builder.appName("rasid").config("spark.sql.sources.partitionOverwriteMode", "static")
    spark = (builder.master(asked.master) if asked.master else builder).getOrCreate()
    reports = _read(spark, asked.reports)
    wanted = asked.partitions or spark.sparkContext.defaultParallelism
    if reports.rdd.getNumPartitions() < wanted:
        reports = reports.repartition(wanted)
    coded = events(reports, asked.knowledge).withColumn("month", functions.substring("published", 1, 7))
    coded.write.mode("overwrite").partitionBy("month").parquet(asked.out)
    written = spark.read.parquet(asked.out)
    versions = [row.asDict() for row in written.select("engine", "knowledge").distinct().collect()]
    manifest = {
        "reports": asked.reports,
        "events": written.count(),
        "documents_with_events": written.select("document").distinct().count(),
        "versions": versions,
        "schema": json.loads(written.schema.json()),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    path = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(f"{asked.out}/_manifest.json")
    stream = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).create(path, True)
    stream.write(bytearray(text.encode()))
    stream.close()
    spark.stop()
    return 0


if __name__ == "__main__":
    # By its name, so that workers find its functions there.
    from rasid.spark import main as run

    sys.exit(run())
