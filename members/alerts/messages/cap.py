"""An alert in the Common Alerting Protocol (OASIS CAP 1.2), for systems that gather alerts of every kind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as Tree

from members.alerts.messages.atom import key_of
from members.alerts.messages.content import Item
from members.alerts.messages.words import SIMULATED
from members.alerts.news import ADVISORY, KINDS, SILENT
from warehouse.contract.taxonomy import TLP_CODE

CONTENT_TYPE: Final = "application/cap+xml; charset=utf-8"
_NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
_SEVERITY: Final = {1: "Extreme", 2: "Severe", 3: "Moderate", 4: "Minor", 0: "Minor"}
_CERTAINTY: Final = {"verified": "Observed", "corroborated": "Observed", "unverified": "Possible"}
_URGENCY: Final = {ADVISORY: "Expected", SILENT: "Unknown"}
"""An incident is past when it is told."""
_LEAST_RADIUS_KM: Final = 0.1
_POLYGON_POINTS: Final = 4


def cap_alert(item: Item, *, told_at: datetime, address: str, is_simulated: bool) -> bytes:
    """The alert; of simulated data with the status Test. Elements stand in the order that the standard's schema demands."""
    Tree.register_namespace("", _NAMESPACE)
    alert = Tree.Element(f"{{{_NAMESPACE}}}alert")
    mark = TLP_CODE[item.tlp]
    _add(alert, "identifier", f"anchorwatch-{key_of(item.told.news_id)}")
    _add(alert, "sender", (address.partition("://")[2] or "anchorwatch").replace(",", ""))
    _add(alert, "sent", _moment(told_at))
    _add(alert, "status", "Test" if is_simulated else "Actual")
    _add(alert, "msgType", "Alert")
    is_public = item.tlp == "CLEAR"
    _add(alert, "scope", "Public" if is_public else "Restricted")
    if not is_public:
        _add(alert, "restriction", f"{mark.title}. {mark.definition}")
    if is_simulated:
        _add(alert, "note", f"{SIMULATED}: none of this has happened.")
    _add_info(alert, item, address)
    written: bytes = Tree.tostring(alert, encoding="utf-8", xml_declaration=True)
    return written


def _add_info(alert: Tree.Element, item: Item, address: str) -> None:
    info = _add(alert, "info")
    _add(info, "language", "en")
    _add(info, "category", "Security")
    _add(info, "event", KINDS[item.told.kind])
    _add(info, "urgency", _URGENCY.get(item.told.kind, "Past"))
    _add(info, "severity", "Unknown" if item.severity is None else _SEVERITY[item.severity])
    _add(info, "certainty", _CERTAINTY.get(item.status, "Unknown"))
    if item.until is not None:
        _add(info, "expires", _moment(item.until))
    _add(info, "senderName", "Anchorwatch")
    _add(info, "headline", item.headline)
    _add(info, "description", ". ".join(item.facts) + ".")
    if address:
        _add(info, "web", f"{address}/{item.path}")
    area = _add(info, "area")
    _add(area, "areaDesc", item.where or "not stated")
    if len(item.corners) >= _POLYGON_POINTS:
        _add(area, "polygon", " ".join(f"{latitude:.4f},{_turned(longitude):.4f}" for latitude, longitude in item.corners))
    elif item.latitude is not None and item.longitude is not None:
        _add(area, "circle", f"{item.latitude:.4f},{item.longitude:.4f} {max(item.radius_km, _LEAST_RADIUS_KM):.1f}")


def _moment(moment: datetime) -> str:
    """The standard wants UTC as -00:00, and no fractions."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")


def _turned(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def _add(parent: Tree.Element, name: str, text: str | None = None) -> Tree.Element:
    child = Tree.SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    child.text = text
    return child
