"""Changes since a moment, as JSON and as Atom. The same landings and decisions give the same list, after a rebuild too."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, time
from typing import Any, Final
from xml.etree import ElementTree as Tree

from api.server.operations import Asked, Document, Parameter, Text
from api.server.parameters import day_or_moment, whole_number
from warehouse import cache
from warehouse.contract.taxonomy import ACT
from warehouse.queries.changes.change_list import KIND_TITLE, MOST, changes_since

ATOM: Final = "application/atom+xml"
USUAL_LIMIT: Final = 1_000
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_MOST_ENTRIES: Final = 500
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_SINCE: Final = Parameter(
    "since", "A moment such as 2026-11-30T12:00:00Z, or a day, which stands for its beginning (UTC).", {"type": "string", "minLength": 1},
    lambda text: _moment(day_or_moment(text)), is_required=True,
)  # fmt: skip
_LIMIT: Final = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL_LIMIT}
PARAMETERS: Final = (
    _SINCE,
    Parameter("limit", f"Changes in one answer; more than {MOST:,} stands for {MOST:,}.", _LIMIT, whole_number(1, MOST, bounded=True)),
)
ATOM_PARAMETERS: Final = (_SINCE,)

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["numberMatched", "numberReturned", "isComplete", "since", "until", "changes", "snapshot", "simulated"],
    "properties": {
        "numberMatched": {"type": "integer", "description": f"At most {MOST:,}: then `isComplete` is false."},
        "numberReturned": {"type": "integer"},
        "isComplete": {"type": "boolean"},
        "since": {"type": "string", "format": "date-time"},
        "until": {"type": "string", "format": "date-time", "description": "The moment of the latest change: ask from there on next time."},
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "changed_at": {"type": "string", "format": "date-time"},
                    "kind": {"type": "string", "enum": [*KIND_TITLE]},
                    "report_id": {"type": "string"},
                    "incident_id": {"type": "string", "description": "The incident that the report belongs to now."},
                },
            },
        },
        "snapshot": {"type": "string"},
        "simulated": {"type": "boolean"},
    },
}


def changes(asked: Asked) -> Document:
    """The changes, the latest first."""
    since: datetime = asked.values["since"]
    found = cache.ask(changes_since, asked.seen, since)
    shown = found.slice(0, asked.values.get("limit", USUAL_LIMIT)).to_pylist()
    content = {
        "numberMatched": len(found),
        "numberReturned": len(shown),
        "isComplete": len(found) < MOST,
        "since": since,
        "until": shown[0]["changed_at"] if shown else since,
        "changes": shown,
        "snapshot": asked.seen.id,
        "publishedAt": asked.seen.published_at,
        "simulated": asked.seen.is_demo,
    }
    return Document(content, "Changes")


def atom(asked: Asked) -> Text:
    """The latest changes as Atom (RFC 4287)."""
    Tree.register_namespace("", _NAMESPACE)
    rows = cache.ask(changes_since, asked.seen, asked.values["since"], _MOST_ENTRIES).to_pylist()
    feed = Tree.Element(_name("feed"))
    _add(feed, "id", f"urn:anchorwatch:changes:{hashlib.sha256(asked.root.encode()).hexdigest()[:32]}")
    _add(feed, "title", "Anchorwatch changes (simulated data)" if asked.seen.is_demo else "Anchorwatch changes")
    _add(feed, "updated", (rows[0]["changed_at"] if rows else asked.seen.published_at).isoformat())
    _add(_add(feed, "author"), "name", "Anchorwatch")
    _add(feed, "link", rel="self", href=asked.same_with())
    for row in rows:
        _add_entry(feed, row, asked)
    return Text(Tree.tostring(feed, encoding="utf-8", xml_declaration=True), f"{ATOM}; charset=utf-8")


def _add_entry(feed: Tree.Element, row: dict[str, Any], asked: Asked) -> None:
    entry = _add(feed, "entry")
    named = "|".join(str(row[part]) for part in ("changed_at", "kind", "report_id", "revision", "decision_id"))
    _add(entry, "id", f"urn:anchorwatch:change:{hashlib.sha256(named.encode()).hexdigest()[:32]}")
    act = ACT[row["act"]].title if row["act"] in ACT else None
    what = ", ".join(str(part) for part in (act, row["vessel_name"], row["occurred_on"]) if part)
    _add(entry, "title", f"{KIND_TITLE[row['kind']]}: {what}")
    _add(entry, "updated", row["changed_at"].isoformat())
    # The incident may count no more, where it is withdrawn; its report can still be read.
    _add(entry, "link", rel="alternate", type="application/geo+json", href=asked.address(f"/collections/reports/items/{row['report_id']}"))
    _add(entry, "summary", f"Report {row['report_id']} of {row['source']}, now of incident {row['incident_id']}.")


def _add(parent: Tree.Element, name: str, text: str | None = None, **attributes: str) -> Tree.Element:
    child = Tree.SubElement(parent, _name(name), attributes)
    child.text = None if text is None else _NOT_IN_XML.sub("", text)
    return child


def _name(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _moment(stated: date | datetime) -> datetime:
    return stated if isinstance(stated, datetime) else datetime.combine(stated, time.min, UTC)
