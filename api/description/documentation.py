"""The documentation page: every operation with its parameters, without script and without anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any

from api.description.openapi import parameters_of
from api.server.html_pages import page_around
from api.server.operations import HTML, Operation, Parameter


def documentation_page(operations: Iterable[Operation], root: str) -> bytes:
    """The page that explains these operations, served at the address `root`."""
    by_tag = [(tag, list(group)) for tag, group in groupby(operations, key=lambda operation: operation.tag)]
    content = [
        "<h1>Anchorwatch API</h1>",
        "<p>Incidents, the reports behind them, advisories, sea regions and ports, for programs. The collections follow OGC API - "
        "Features, so that QGIS, ArcGIS and GDAL open them by the address of this API:</p>",
        f"<p><code>{escape(root)}</code></p>",
        "<p>Where people sign in, each request needs a key, made on the page My account and sent as "
        "<code>Authorization: Bearer KEY</code>. Without sign-in the server answers its own computer alone. Answers hold what the key "
        "may read, and no more. Within v1, fields and parameters are added, never renamed or taken away.</p>",
        f'<p>For programs, all of this as <a href="{escape(root)}/openapi">OpenAPI 3.0</a>.</p>',
    ]  # fmt: skip
    for tag, group in by_tag:
        content.append(f"<h2>{escape(tag)}</h2>{''.join(_explained(operation, root) for operation in group)}")
    return page_around("Anchorwatch API", "".join(content))


def _explained(operation: Operation, root: str) -> str:
    path = f"{root}{operation.path}"
    shown = f"<code>{operation.method} {escape(operation.path)}</code>"
    if operation.method == "GET" and "{" not in path:
        shown = f'<a href="{escape(path)}">{shown}</a>'
    formats = ", ".join(media.split(";")[0] for media in operation.media_types if media != HTML)
    rows = "".join(_row(parameter) for parameter in parameters_of(operation))
    table = f'<div class="rows" tabindex="0"><table>{rows}</table></div>' if rows else ""
    parameters = f"<details><summary>Parameters</summary>{table}</details>" if rows else ""
    return (
        f"<h3>{escape(operation.summary)}</h3><p>{shown} {escape(formats)}</p>"
        f"{f'<p>{escape(operation.doc)}</p>' if operation.doc else ''}{parameters}"
    )


def _row(parameter: Parameter) -> str:
    words = f"{parameter.doc}{_values(parameter.schema)}"
    return f"<tr><th><code>{escape(parameter.name)}</code></th><td>{escape(words)}</td></tr>"


def _values(schema: Any) -> str:
    codes = schema.get("enum") or schema.get("items", {}).get("enum") or ()
    usual = f" Usually {schema['default']}." if "default" in schema else ""
    return f"{usual} One of: {', '.join(map(str, codes))}." if codes else usual
