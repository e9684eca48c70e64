"""Operations: each is a path with its parameters and a function that answers. Routes and the description are made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from warehouse.contract.settings import Settings
from warehouse.view import SnapshotView

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
SCHEMA_JSON: Final = "application/schema+json"
OPENAPI_JSON: Final = "application/vnd.oai.openapi+json;version=3.0"
HTML: Final = "text/html"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter: `schema` describes it (OpenAPI), `read` gives its value or raises ValueError, which says what is expected."""

    name: str
    doc: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    is_required: bool = False


@dataclass(frozen=True)
class Asked:
    """One request: the snapshot as its reader may see it, and what is asked of it.

    `view` is None for operations that are open. `values` are the parameters that were given, `path` the parts of the path, `query` what
    stood in the address, `root` the API's own address, `here` the path below it, `now` the present hour, `as_html` the format, `body`
    what was sent.
    """

    view: SnapshotView | None
    values: Mapping[str, Any]
    path: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    root: str
    here: str
    now: datetime
    settings: Settings
    as_html: bool = False
    body: Any = None

    @property
    def seen(self) -> SnapshotView:
        """The view of an operation that is not open."""
        assert self.view is not None
        return self.view

    def address(self, path: str, **query: str) -> str:
        """The address of another part of the API."""
        return f"{self.root}{quote(path)}{'?' + urlencode(query) if query else ''}"

    def same_with(self, **changed: str) -> str:
        """This address with some parameters exchanged."""
        query = {**dict(self.query), **changed}
        return f"{self.root}{quote(self.here)}{'?' + urlencode(query) if query else ''}"


@dataclass(frozen=True)
class Document:
    """An answer that can be shown as JSON and as HTML."""

    content: Mapping[str, Any]
    title: str
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stream:
    """An answer of bytes in pieces, too long to be held in memory."""

    pieces: Iterator[bytes]
    media_type: str
    file_name: str


@dataclass(frozen=True)
class Text:
    """An answer that is text of one kind."""

    content: bytes
    media_type: str


Answer = Document | Stream | Text


@dataclass(frozen=True)
class Operation:
    """One operation of the API.

    `path` is below the API's address, with `{parts}` that `parts` explains; `media_types` are what it answers with. `is_open`: it says
    nothing of the data, so that nobody needs a key. `by_the_hour`: its answer also depends on the present. `body` describes what is
    sent, where something is.
    """

    name: str
    path: str
    summary: str
    answer: Callable[[Asked], Answer]
    tag: str
    media_types: tuple[str, ...] = (JSON, HTML)
    parameters: tuple[Parameter, ...] = ()
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    doc: str = ""
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
    is_open: bool = False
    by_the_hour: bool = False
    body: Mapping[str, Any] | None = None
    errors: tuple[int, ...] = ()

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"
