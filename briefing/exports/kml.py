"""Rows as KML 2.2 (OGC 07-147r2), for Google Earth and chart plotters.

Written as text, row by row, in constant memory. simplekml 1.3.6 holds the whole document: 10,000 rows with 28 columns took
870 MB and 21 s there, so a million rows are out of reach.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from analytics.describe.colours import CATEGORY_COLOUR
from briefing.exports.records import record_chunks
from briefing.exports.rows import ExportRows
from warehouse.contract.taxonomy import CATEGORY

_SHOWN: Final = (
    "incident_id",
    "report_id",
    "occurred_on",
    "category",
    "act",
    "severity",
    "severity_scale",
    "vessel_name",
    "place",
    "sources",
    "source",
    "attribution",
)
"""Columns shown in a placemark's balloon, where the rows have them; its data hold all columns."""

# The complement of `Char` in XML 1.0, section 2.2.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_kml(rows: ExportRows, file: Path) -> None:
    """One placemark per row, coloured by category, with all columns as data; rows without a position have no point.

    Texts are escaped for XML, and once more for HTML where a program renders them as such (the balloon). The file refers to
    nothing on the network.
    """
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_document_head(rows))
        for chunk in record_chunks(rows.batches, lists=False):
            out.write("".join(_placemark_xml(row, rows.key) for row in chunk))
        out.write("</Document>\n</kml>\n")


def _document_head(rows: ExportRows) -> str:
    description = "<br>".join(f"<b>{html.escape(name)}</b>: {html.escape(words)}" for name, words in rows.about.lines())
    styles = "".join(
        f"<Style id={quoteattr(code)}><IconStyle><color>{_kml_colour(colour)}</color></IconStyle>"
        # Without a balloon template of its own, Google Earth adds driving directions and every column as a table.
        "<BalloonStyle><text>$[description]</text></BalloonStyle></Style>\n"
        for code, colour in CATEGORY_COLOUR.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        f"<name>{_escape_xml(f'Anchorwatch: {rows.about.title}')}</name>\n<description>{_escape_xml(description)}</description>\n{styles}"
    )


def _placemark_xml(row: dict[str, Any], key: str) -> str:
    longitude, latitude = row["longitude"], row["latitude"]
    point = "" if longitude is None or latitude is None else f"<Point><coordinates>{longitude},{latitude}</coordinates></Point>"
    day = f"<TimeStamp><when>{row['occurred_on']}</when></TimeStamp>" if row["occurred_on"] else ""
    values = {name: str(value) for name, value in row.items() if value is not None and value != ""}
    lines = "<br>".join(f"<b>{html.escape(name)}</b>: {html.escape(values[name])}" for name in _SHOWN if name in values)
    data = "".join(f"<Data name={quoteattr(name)}><value>{_escape_xml(words)}</value></Data>" for name, words in values.items())
    title = CATEGORY[row["category"]].title if row["category"] in CATEGORY else row["category"]
    name = f"{row['occurred_on'] or 'Day unknown'} {row['vessel_name'] or title}"
    return (
        f"<Placemark><name>{_escape_xml(html.escape(name))}</name><description>{_escape_xml(lines)}</description>{day}"
        f"<styleUrl>#{_escape_xml(row['category'])}</styleUrl><ExtendedData>{data}</ExtendedData>{point}</Placemark>\n"
    )


def _escape_xml(text: str) -> str:
    """Escaped for XML; characters that XML 1.0 cannot hold become replacement marks."""
    return escape(_NOT_XML.sub("\ufffd", text))


def _kml_colour(rgb: str) -> str:
    """`#RRGGBB` in KML's order: opacity, blue, green, red."""
    return f"ff{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}".lower()
