"""Answers as plain pages for people: made from the same content as the JSON, without script, and working without internet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

_STYLE: Final = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1rem}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
.rows{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;
border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}th{white-space:nowrap}
.rows td{max-width:22rem;overflow-wrap:break-word}
.note{padding:.5rem .8rem;border-left:.3rem solid #b45309}code{font-size:.9em}
"""
_SHOWN_FIRST: Final = ("title", "description", "links", "features", "collections", "simulated")
_OTHER_FORMATS: Final = {"self", "alternate"}
_MOST_COLUMNS: Final = 14
_LEFT_TO_THE_FEATURE: Final = frozenset(
    {
        "latitude",
        "longitude",
        "position_precision_km",
        "position_basis",
        "occurred_at",
        "time_precision",
        "report_count",
        "area",
        "waters",
    }
)
"""Properties that a table of features does without: the page of each has them."""


def html_page(content: Mapping[str, Any], title: str) -> bytes:
    """The page that shows `content`. Everything in it is escaped."""
    parts = [f"<h1>{escape(title)}</h1>"]
    if content.get("simulated"):
        parts.append('<p class="note">These are simulated data: no event in them has happened.</p>')
    if description := content.get("description"):
        parts.append(f"<p>{escape(str(description))}</p>")
    parts.append(_links(content.get("links", ())))
    if "features" in content:
        parts.append(f"<p>{content['numberReturned']:,} of {content['numberMatched']:,}</p>")
    if features := content.get("features"):
        parts.append(_features(features))
    parts += [_section(collection) for collection in content.get("collections", ())]
    rest = {name: value for name, value in content.items() if name not in _SHOWN_FIRST}
    parts.append(_table(rest.items()) if rest else "")
    return page_around(title, "".join(parts))


def page_around(title: str, content: str) -> bytes:
    """A page with this title; `content` is HTML in which everything from outside is escaped."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}</style></head><body>{content}</body></html>'.encode()


def _section(content: Mapping[str, Any]) -> str:
    return f"<h2>{escape(str(content['title']))}</h2><p>{escape(str(content['description']))}</p>{_links(content['links'])}"


def _links(links: Iterable[Mapping[str, str]]) -> str:
    items = [_link(link["href"], link.get("title", link["rel"])) for link in links if link["rel"] != "self"]
    return f"<nav><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></nav>" if items else ""


def _link(address: str, words: str) -> str:
    # Addresses of sources come from outside: only those of the web lead anywhere.
    if not address.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(words)}</a>'


def _features(features: Sequence[Mapping[str, Any]]) -> str:
    """A table of features, with the first columns of which they state something."""
    stated = [name for name in features[0]["properties"] if any(_is_stated(feature["properties"][name]) for feature in features)]
    is_id = {name for name in stated if features[0]["properties"][name] == features[0]["id"]}
    names = [name for name in stated if name not in is_id | _LEFT_TO_THE_FEATURE][:_MOST_COLUMNS]
    head = "".join(f"<th>{escape(name)}</th>" for name in ("id", *names))
    rows = [_row(feature, names) for feature in features]
    return f'<div class="rows" tabindex="0"><table><tr>{head}</tr>{"".join(rows)}</table></div>'


def _row(feature: Mapping[str, Any], names: Sequence[str]) -> str:
    cells = [_own_link(feature), *(_value(feature["properties"][name]) for name in names)]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _own_link(feature: Mapping[str, Any]) -> str:
    own = next((link["href"] for link in feature.get("links", ()) if link["rel"] == "self"), "")
    return _link(own, str(feature["id"]))


def _table(rows: Iterable[tuple[str, Any]]) -> str:
    return f"<table>{''.join(f'<tr><th>{escape(name)}</th><td>{_value(value)}</td></tr>' for name, value in rows)}</table>"


def _is_stated(value: Any) -> bool:
    return value is not None and value != []


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if value.get("type") in ("Polygon", "MultiPolygon"):
            return "an outline, given in full as GeoJSON"
        return _table(value.items())
    if isinstance(value, str):
        return _link(value, value)
    if isinstance(value, Sequence):
        if any(isinstance(part, Mapping) for part in value):
            return "".join(_value(part) for part in value)
        # Codes stand in a row, sentences each on a line.
        return ("<br>" if any(" " in str(part) for part in value) else ", ").join(_value(part) for part in value)
    return escape(str(value))
