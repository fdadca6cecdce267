"""Arabic news reports → political event data, offline.

>>> import rasid
>>> events = rasid.code("اتهمت الحكومة الليبية أمس تركيا بخرق الهدنة في سرت.")
>>> [(e["type"], e["status"]) for e in events]
[('ACCUSE', 'actual')]

`code` takes a text, a list of texts or dicts, or any table that speaks Arrow (pandas, Polars, pyarrow, DuckDB), and gives an
`Events` table: `.to_pandas()`, `.to_polars()`, `.to_arrow()`, or plain dicts by iterating. Offsets are code points, as Python's
own string indices: `text[e["trigger"]["start"]:e["trigger"]["end"]]` are the words.
"""

from __future__ import annotations

import functools
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike, fspath
from typing import Any

from . import _rasid
from ._rasid import ArchiveError, InputError, KnowledgeError, RasidError, __version__

__all__ = [
    "Archive",
    "ArchiveError",
    "Coder",
    "Events",
    "InputError",
    "KnowledgeError",
    "RasidError",
    "__version__",
    "code",
    "explain",
    "link",
    "records",
    "show",
]

_COLUMNS = ("text", "id", "published", "outlet", "url")


class Events:
    """A table of events (of groups, from `link`), a row each. Speaks Arrow (`__arrow_c_stream__`), so that any Arrow library takes it without a copy."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._table.__arrow_c_schema__()

    def __len__(self) -> int:
        return self._table.num_rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The events as dicts. Needs pyarrow."""
        return iter(self.to_arrow().to_pylist())

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self._table.column_names

    def to_arrow(self) -> Any:
        """A `pyarrow.Table`."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> Any:
        """A `polars.DataFrame`."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame`; parties and spans are lists and dicts."""
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        """For notebooks; see `show`."""
        shown = self.to_arrow().slice(0, _SHOWN).to_pylist()
        heads = [h for h in _HEADS if h in self.columns] or self.columns
        return _html(heads, ([e[h] for h in heads] for e in shown), f"{len(shown)} of {len(self)} rows, read by a machine")

    def __repr__(self) -> str:
        return f"<rasid.Events: {len(self)} rows>"


_SHOWN = 50
_HEADS = ("document", "type", "actor", "trigger", "recipient", "date", "place", "status", "said_by")


class _Shown:
    def __init__(self, page: str, plain: str) -> None:
        self._page, self._plain = page, plain

    def _repr_html_(self) -> str:
        return self._page

    def __repr__(self) -> str:
        return self._plain


def show(table: Any, rows: int = _SHOWN) -> Any:
    """The first rows of a table that speaks Arrow (pandas, Polars, pyarrow, `Events`), for a notebook: Arabic reads from right to left in
    its cell and is set from the right, whatever the page does. Needs pyarrow."""
    import pyarrow

    if _is_pandas(table):
        table = pyarrow.Table.from_pandas(table, preserve_index=False)
    table = pyarrow.table(table)
    first = table.slice(0, rows)
    cells = (row.values() for row in first.to_pylist())
    return _Shown(_html(first.column_names, cells, f"{first.num_rows} of {table.num_rows} rows"), str(first))


def _html(heads: Iterable[str], rows: Iterable[Iterable[Any]], caption: str) -> str:
    def cell(value: Any) -> str:
        return f'<td dir=auto style="text-align:start;unicode-bidi:plaintext">{html.escape(_short(value))}</td>'

    head = "".join(f"<th>{html.escape(str(h))}</th>" for h in heads)
    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)
    return f"<table><caption>{caption}</caption><tr>{head}</tr>{body}</table>"


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "، ".join(_short(v) for v in value)
    if isinstance(value, float):
        return f"{value:g}"
    return value.get("text") or value.get("name") or str(value) if isinstance(value, dict) else str(value)


class Coder:
    """Codes documents; keeps the words it has met, so that the next call is faster. Threads may share one.

    `knowledge` is a folder of an analyst's own files, laid over the built-in ones; `threads` is all of the machine's unless given.
    Raises `KnowledgeError` with every problem of the folder.
    """

    def __init__(self, knowledge: str | PathLike[str] | None = None, threads: int | None = None) -> None:
        self._inner = _rasid.Coder(None if knowledge is None else fspath(knowledge), threads)

    @property
    def knowledge(self) -> str:
        """The version of the knowledge; the same knowledge and engine give the same events."""
        return self._inner.knowledge

    def code(
        self,
        data: Any,
        *,
        text: str = "text",
        id: str = "id",
        published: str = "published",
        outlet: str = "outlet",
        url: str = "url",
    ) -> Events:
        """The events of documents, in their order. The other arguments name the columns of a table (or keys of dicts).

        Raises `InputError` where there is no text, or a column is of no use.
        """
        names = (text, id, published, outlet, url)
        if hasattr(data, "__arrow_c_stream__") and not _is_pandas(data):
            there = set(_names(data))
            columns = [name if name in there or name == text else None for name in names]
            return Events(self._inner.events(data, columns))
        return Events(self._inner.events_of_json(_lines(data, names)))

    def link(self, data: Any, **names: str) -> Events:
        """The groups of reports, a row each in their order, as `rasid link` prints them: `event` (the same strike, meeting, statement), `story`,
        `wire` (copies and translations of one text; none for a text by itself); of a translation the report that it `translates`, and into
        which `language`."""
        return Events(self._inner.link(_lines(data, tuple(names.get(key, key) for key in _COLUMNS))))

    def records(self, data: Any, **names: str) -> list[dict[str, Any]]:
        """As `code`, but whole records, as `rasid code --format jsonl` prints: agreements, positions, contexts and notes too."""
        keys = tuple(names.get(key, key) for key in _COLUMNS)
        return [json.loads(line) for line in self._inner.records(_lines(data, keys))]

    def explain(self, document: str | Mapping[str, Any], event: str = "e1") -> dict[str, Any] | None:
        """Why an event (`e1`, `e2`…) of a document was read: frame, slots, what moved each decision."""
        told = self._inner.explain(_lines(document, _COLUMNS)[0], event)
        return None if told is None else json.loads(told)

    def words(self, text: str) -> list[dict[str, Any]]:
        """The words of a text with clitics, lemma and reading."""
        return json.loads(self._inner.words(text))


class Archive:
    """An archive made by `rasid ingest`, for reading."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = fspath(path)

    def events(self, **filters: Any) -> list[dict[str, Any]]:
        """Events by the filters of `rasid events`: `type`, `actor`, `recipient`, `party`, `place`, `from_`, `to`, `as_of`, `limit`…"""
        asked = {key.rstrip("_"): value for key, value in filters.items() if value is not None}
        return [json.loads(line) for line in _rasid.events(self._path, json.dumps(asked))]

    def search(self, words: str, *, exact: bool = False, limit: int = 20) -> list[dict[str, Any]]:
        """Reports that have words, in any of their forms; as written where `exact`."""
        return [json.loads(line) for line in _rasid.search(self._path, words, exact, limit)]

    def sql(self, question: str, *, seconds: float = 10.0) -> list[dict[str, Any]]:
        """Rows of a read-only SQL question."""
        return [json.loads(line) for line in _rasid.sql(self._path, question, seconds)]


def _is_pandas(data: Any) -> bool:
    return type(data).__module__.split(".")[0] == "pandas"


def _names(data: Any) -> Iterable[str]:
    """Column names of what speaks Arrow."""
    for attribute in ("column_names", "columns"):
        names = getattr(data, attribute, None)
        if names is not None and all(isinstance(name, str) for name in names):
            return list(names)
    return getattr(getattr(data, "schema", None), "names", ())


def _lines(data: Any, names: tuple[str, ...]) -> list[str]:
    """Documents as lines of JSON, under the keys that the coder knows."""
    if _is_pandas(data):
        if names[0] not in data.columns:
            raise InputError(f'no column "{names[0]}" for the text; there are: {", ".join(map(str, data.columns))}')
        kept = [name for name in names if name in data.columns]
        data = ({k: v for k, v in zip(kept, row) if v == v} for row in data[kept].itertuples(index=False, name=None))
    elif isinstance(data, (str, Mapping)):
        data = [data]
    return [_line(document, n, names) for n, document in enumerate(data)]


def _line(document: Any, n: int, names: tuple[str, ...]) -> str:
    if isinstance(document, str):
        return json.dumps({"id": f"document:{n + 1}", "text": document})
    if not isinstance(document, Mapping):
        raise InputError(f"document {n + 1} is a {type(document).__name__}: a text, a dict or a table is wanted")
    own = dict(zip(names, _COLUMNS))
    fields = {own.get(key, key): value for key, value in document.items()}
    fields.setdefault("id", f"document:{n + 1}")
    return json.dumps(fields, default=str)


@functools.cache
def _default() -> Coder:
    return Coder()


def code(data: Any, **names: str) -> Events:
    """The events of documents, with the built-in knowledge and all threads; see `Coder.code`."""
    return _default().code(data, **names)


def link(data: Any, **names: str) -> Events:
    """The groups of reports; see `Coder.link`."""
    return _default().link(data, **names)


def records(data: Any, **names: str) -> list[dict[str, Any]]:
    """Whole records of documents; see `Coder.records`."""
    return _default().records(data, **names)


def explain(document: str | Mapping[str, Any], event: str = "e1") -> dict[str, Any] | None:
    """Why an event was read; see `Coder.explain`."""
    return _default().explain(document, event)
