"""A server, read over its API: incidents and reports whole as Parquet, anything else and the latest few as pages of features."""

from __future__ import annotations

import gzip
import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date, datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any, Final, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from anchorwatch.errors import AnchorwatchError
from anchorwatch.frames import GEOMETRY
from anchorwatch.reading import About, Reading, Wanted
from warehouse.contract.schema import TABLES

_API: Final = "/api/v1"
_PAGE: Final = 5_000
"""Features in one answer: the most that the API gives."""
_WHOLE: Final = ("incidents", "reports")
"""Tables that the API gives in one answer."""
_JSON: Final = "application/geo+json, application/json"
_PARQUET: Final = "application/vnd.apache.parquet"
_SECONDS: Final = 120
_OWN_COMPUTER: Final = ("localhost", "127.0.0.1", "::1")

_Answer = TypeVar("_Answer")


class Server(Reading):
    """A server's data as the holder of `key` may see them. Every answer comes from one snapshot."""

    def __init__(self, address: str, key: str | None = None) -> None:
        parts = urlsplit(address)
        if key is not None and parts.scheme != "https" and parts.hostname not in _OWN_COMPUTER:
            raise AnchorwatchError(
                f"{address} is not encrypted: anybody on the way could read the key. Use an address that begins with https."
            )
        self._root, self._key = address.rstrip("/").removesuffix(_API), key
        self._opener = urllib.request.build_opener(_NoRedirects())
        described = self._get(f"{self._root}{_API}/collections")
        self._collections = {str(entry["id"]): entry for entry in described["collections"]}
        self.about = About(str(described.get("snapshot", "")), bool(described.get("simulated")))
        self._warn_if_simulated()

    def __repr__(self) -> str:
        return f"Server({self._root}, snapshot {self.about.snapshot}{', SIMULATED' if self.about.simulated else ''})"

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self._collections)

    def _rows(self, table: str, wanted: Wanted) -> pa.Table:
        rows = self._whole(table, wanted) if table in _WHOLE and not wanted.limit else self._paged(table, wanted)
        return _select(rows, table, wanted.columns)

    def _whole(self, table: str, wanted: Wanted) -> pa.Table:
        """All rows under the conditions in one answer, in the order of the table's files."""
        address = f"{self._root}{_API}/whole/{table}.parquet?{urlencode(_conditions(wanted))}"
        rows = self._asked(address, _PARQUET, lambda body: pq.read_table(io.BytesIO(body)))
        if len(rows):
            self.about = About(rows["snapshot"][0].as_py(), rows["simulated"][0].as_py(), self.about.attributions)
        rows = rows.drop_columns(["snapshot", "simulated"])
        schema = TABLES[table].arrow()
        known = [schema.field(name).with_nullable(True) if name in schema.names else rows.schema.field(name) for name in rows.column_names]
        return rows.cast(pa.schema(known)).sort_by([(name, "ascending") for name in TABLES[table].order])

    def _paged(self, table: str, wanted: Wanted) -> pa.Table:
        features: list[dict[str, Any]] = []
        for page in self._pages(table, wanted):
            features += page["features"]
            self.about = About(str(page["snapshot"]), bool(page["simulated"]), self.about.attributions)
            if wanted.limit and len(features) >= wanted.limit:
                features = features[: wanted.limit]
                break
        return _table_of(features, table)

    def _pages(self, table: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
        parameters = {**_conditions(wanted), "limit": str(min(_PAGE, wanted.limit or _PAGE))}
        address: str | None = f"{self._root}{_API}/collections/{quote(table)}/items?{urlencode(parameters)}"
        while address:
            page = self._get(address)
            yield page
            following = next((link["href"] for link in page["links"] if link.get("rel") == "next"), None)
            address = urljoin(address, following) if following else None

    def _get(self, address: str) -> dict[str, Any]:
        return self._asked(address, _JSON, _object)

    def _asked(self, address: str, accept: str, read: Callable[[bytes], _Answer]) -> _Answer:
        """What `read` makes of the answer. Raises AnchorwatchError."""
        if urlsplit(address)[:2] != urlsplit(self._root)[:2]:
            raise AnchorwatchError(f"The server names {address}, which is not at {self._root}; the key is sent nowhere else.")
        headers = {"Accept": accept, "Accept-Encoding": "gzip" if accept == _JSON else "identity", "User-Agent": "anchorwatch-client/0.1"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 - http and https alone, checked above
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                return read(_content(answer))
        except urllib.error.HTTPError as error:
            with error:
                raise AnchorwatchError(f"{self._root}: {_problem(error)}") from None
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise AnchorwatchError(f"{self._root} gives no answer that can be read: {reason}. Is it the address of Anchorwatch?") from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirection would carry the key elsewhere."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        return None


def _content(answer: HTTPResponse) -> bytes:
    body = answer.read()
    return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body


def _object(body: bytes) -> dict[str, Any]:
    document = json.loads(body)
    if not isinstance(document, dict):
        raise ValueError("it is no object")
    return document


def _conditions(wanted: Wanted) -> dict[str, str]:
    """The rows wanted, as parameters of the API."""
    parameters = {name: ",".join(map(_text, values)) for name, values in wanted.where.items()}
    if wanted.since or wanted.until:
        parameters["datetime"] = "/".join(day.isoformat() if day else ".." for day in (wanted.since, wanted.until))
    return parameters


def _problem(error: urllib.error.HTTPError) -> str:
    """What the server says against a request (RFC 9457), or its status where it says nothing."""
    try:
        body = error.read(100_000)
        detail = json.loads(gzip.decompress(body) if error.headers.get("Content-Encoding") == "gzip" else body).get("detail")
    except (OSError, ValueError, AttributeError):
        detail = None
    if detail:
        return str(detail)
    return "You may not read this; does it need a key?" if error.code in (401, 403) else f"it answers {error.code} {error.reason}."


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _table_of(features: list[dict[str, Any]], table: str) -> pa.Table:
    """Features as a table: columns of the schema with its types, others as they come, outlines as well-known binary."""
    known = {column.name: column.type for column in TABLES[table].columns} if table in TABLES else {}
    rows = [feature["properties"] for feature in features]
    names = list(rows[0]) if rows else list(known)
    columns = {name: pa.array([_typed(row.get(name), known.get(name)) for row in rows], known.get(name)) for name in names}
    if any((feature.get("geometry") or {}).get("type") not in (None, "Point") for feature in features):
        shapes = shapely.from_geojson([json.dumps(feature["geometry"]) if feature["geometry"] else None for feature in features])
        columns[GEOMETRY] = pa.array(shapely.to_wkb(shapes), pa.binary())
    return pa.table(columns)


def _typed(value: Any, kind: pa.DataType | None) -> Any:
    if not isinstance(value, str) or kind is None:
        return value
    if pa.types.is_date(kind):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if pa.types.is_timestamp(kind) else value


def _select(rows: pa.Table, table: str, columns: tuple[str, ...] | None) -> pa.Table:
    if columns is None:
        return rows
    if missing := [name for name in columns if name not in rows.column_names]:
        raise AnchorwatchError(f"The table {table} has no column {missing[0]!r}; there are {', '.join(rows.column_names)}.")
    return rows.select(list(columns))
