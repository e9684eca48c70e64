"""Invented advisories of two of the invented bodies: in force on 2 November 2026 and past, with circles, areas and without a place."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

DAY: Final = timedelta(days=1)
ISSUED: Final = datetime(2026, 10, 30, 8, 0, tzinfo=UTC)


def advisory_row(number: int, **facts: Any) -> dict[str, Any]:
    """A row of `advisories`: an advisory for the Gulf of Aden, in force for thirty days by assumption, unless `facts` say otherwise."""
    issued_at = facts.get("issued_at", ISSUED)
    usual = {
        "advisory_id": f"coast_desk:adv-{number}",
        "source": "coast_desk",
        "native_ref": f"adv-{number}",
        "kind": "advisory",
        "title": f"Coast Desk advisory {number:03d}-26",
        "narrative": f"Vessels are advised to transit with caution. Advisory {number}.",
        "issued_at": issued_at,
        "valid_from": issued_at,
        "valid_to": issued_at + 30 * DAY,
        "validity": "assumed",
        "ended_at": None,
        "ended_by": None,
        "withdrawn": None,
        "sea_regions": ["gulf_of_aden"],
        "latitude": 12.5,
        "longitude": 48.0,
        "radius_nm": None,
        "area": None,
        "source_url": f"https://example.org/advisories/{number}",
        "tlp": "CLEAR",
        "revision": 1,
        "first_seen_at": issued_at,
        "last_changed_at": issued_at,
        "raw_sha256": "0" * 64,
        "raw_locator": str(number),
    }
    return usual | facts


def polygon(*corners: tuple[float, float]) -> str:
    """Corners (longitude, latitude) as the GeoJSON of an area."""
    return json.dumps({"type": "Polygon", "coordinates": [[*corners, corners[0]]]})


def invented_advisories() -> list[dict[str, Any]]:
    """Eight advisories in the order of the table."""
    firing = polygon((103.5, 0.9), (104.0, 0.9), (104.0, 1.3), (103.5, 1.3))
    rows = [
        advisory_row(1),
        advisory_row(2, kind="warning", title="Mine adrift", radius_nm=15.0, valid_to=ISSUED + 9 * DAY, validity="stated"),
        advisory_row(
            3, source="gulf_net", advisory_id="gulf_net:7", kind="warning", title="Firing exercise", latitude=None, longitude=None,
            area=firing, sea_regions=["malacca_strait", "singapore_strait"], valid_to=None, validity="stated",
        ),
        advisory_row(4, kind="product", title="Weekly summary", latitude=None, longitude=None, sea_regions=[], valid_to=ISSUED + 7 * DAY),
        advisory_row(5, issued_at=ISSUED - 200 * DAY, title="Old advice"),
        advisory_row(6, issued_at=ISSUED - 5 * DAY, ended_at=ISSUED, ended_by="coast_desk:adv-1", title="Ended advice"),
        advisory_row(7, issued_at=ISSUED - 4 * DAY, withdrawn=True, title="Advice taken back"),
        advisory_row(8, issued_at=ISSUED - DAY, valid_from=ISSUED + 20 * DAY, kind="notice", title="Exercise to come", radius_nm=30.0,
                     latitude=1.2, longitude=103.9, sea_regions=["singapore_strait"]),
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["issued_at"], row["advisory_id"]))
