"""Rows as KML 2.2 (OGC 07-147r2), for Google Earth and chart plotters."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from analytics.describe.colours import CATEGORY_COLOUR
from briefing.exports.records import records
from briefing.exports.rows import Rows
from warehouse.contract.taxonomy import CATEGORY

_SHOWN: Final = (
    "incident_id",
    "report_id",
    "occurred_on",
    "category",
    "act",
    "severity",
    "vessel_name",
    "place",
    "sources",
    "source",
    "attribution",
)
"""Columns in a placemark's balloon, where they are there; all stand in its data."""

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(rows: Rows, file: Path) -> None:
    """One placemark a row, coloured by category, with all columns as data; rows without position have no point.

    Texts are escaped for XML, and once more for HTML where a program shows them as such (the balloon). Nothing is fetched.
    """
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_head(rows))
        for some in records(rows.batches, lists=False):
            out.write("".join(_placemark(row, rows.key) for row in some))
        out.write("</Document>\n</kml>\n")


def _head(rows: Rows) -> str:
    described = "<br>".join(f"<b>{html.escape(name)}</b>: {html.escape(words)}" for name, words in rows.about.lines())
    styles = "".join(
        f"<Style id={quoteattr(code)}><IconStyle><color>{_colour(colour)}</color></IconStyle>"
        "<BalloonStyle><text>$[description]</text></BalloonStyle></Style>\n"
        for code, colour in CATEGORY_COLOUR.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        f"<name>{_xml(f'Anchorwatch: {rows.about.title}')}</name>\n<description>{_xml(described)}</description>\n{styles}"
    )


def _placemark(row: dict[str, Any], key: str) -> str:
    longitude, latitude = row["longitude"], row["latitude"]
    point = "" if longitude is None or latitude is None else f"<Point><coordinates>{longitude},{latitude}</coordinates></Point>"
    day = f"<TimeStamp><when>{row['occurred_on']}</when></TimeStamp>" if row["occurred_on"] else ""
    told = {name: str(value) for name, value in row.items() if value is not None and value != ""}
    lines = "<br>".join(f"<b>{html.escape(name)}</b>: {html.escape(told[name])}" for name in _SHOWN if name in told)
    data = "".join(f"<Data name={quoteattr(name)}><value>{_xml(words)}</value></Data>" for name, words in told.items())
    title = CATEGORY[row["category"]].title if row["category"] in CATEGORY else row["category"]
    name = f"{row['occurred_on'] or 'Day unknown'} {row['vessel_name'] or title}"
    return (
        f"<Placemark><name>{_xml(html.escape(name))}</name><description>{_xml(lines)}</description>{day}"
        f"<styleUrl>#{_xml(row['category'])}</styleUrl><ExtendedData>{data}</ExtendedData>{point}</Placemark>\n"
    )


def _xml(text: str) -> str:
    """Escaped, without the characters that XML 1.0 cannot hold."""
    return escape(_NOT_XML.sub("\ufffd", text))


def _colour(rgb: str) -> str:
    """`#RRGGBB` in KML's order: opacity, blue, green, red."""
    return f"ff{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}".lower()
