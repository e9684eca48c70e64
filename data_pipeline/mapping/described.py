"""A mapping as the description of a source."""

from __future__ import annotations

from typing import Any, Final

from data_pipeline.mapping.model import INDEPENDENT, TableMapping

_MOST_RECORDS: Final = 20_000_000
_COPIED: Final = (
    "id", "title", "body", "licence", "url", "open_licence", "narrative", "cadence_days", "closed_on", "reliability", "credibility", "tlp",
    "watches", "position_precision_km",
)  # fmt: skip


def description_entries(mapping: TableMapping) -> dict[str, Any]:
    """What `registry.SourceDescription` holds of a mapped source, but for its formats."""
    description = mapping.description or f"Reports from {mapping.body}, in tables that the operator has mapped."
    return {
        **{name: getattr(mapping, name) for name in _COPIED},
        "folder": mapping.id,
        "origin": mapping.id if mapping.kind == INDEPENDENT else mapping.kind,
        "description": f"{description} It counts: {mapping.counts}" if mapping.counts else description,
        "attribution": mapping.attribution or f"Source: {mapping.body}",
        "demo": False,
        "least_records": 1,
        "most_records": _MOST_RECORDS,
        "read_narrative": True,
        "reissues": False,
        "relays": False,
        "dates_revisions": False,
        "repeated_references": "events_unless_equal",
        "cuts_degrees": False,
        "feed": None,
    }
