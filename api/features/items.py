"""The items of a collection: a page of features under conditions, and one feature."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa

from api.features.cursors import Cursor, write_cursor
from api.features.filters import USUAL_LIMIT, criterion_in
from api.features.geojson import features_of
from api.features.places import in_bounds_of
from api.server.operations import GEOJSON, HTML, Asked, Document
from api.server.problems import Problem
from api.server.serving import CURSOR
from warehouse import cache
from warehouse.queries.features.feature_rows import Place, feature_by_id, page_and_number
from warehouse.queries.features.published import Collection

_CRS: Final = {"content-crs": "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"}


def items(asked: Asked, collection: Collection) -> Document:
    """A page of features. Raises Problem."""
    view = asked.seen
    criterion = criterion_in(asked, collection, in_bounds_of(view, collection))
    limit = asked.values.get("limit", USUAL_LIMIT)
    cursor = asked.values.get(CURSOR)
    # One more than asked for tells whether there is another page.
    rows, matched = cache.ask(page_and_number, view, collection, criterion, cursor.after if cursor else None, limit + 1)
    shown = rows.slice(0, limit)
    links = _links(asked, collection)
    if len(rows) > limit:
        following = write_cursor(Cursor(view.id, _place(collection, shown)))
        kind = HTML if asked.as_html else GEOJSON
        links.append({"href": asked.same_with(cursor=following), "rel": "next", "type": kind, "title": "Next page"})
    content = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": matched,
        "numberReturned": len(shown),
        "snapshot": view.id,
        "simulated": view.is_demo,
        "links": links,
        "features": features_of(asked, collection, shown),
    }
    return Document(content, collection.title, GEOJSON, _CRS)


def item(asked: Asked, collection: Collection) -> Document:
    """One feature. Raises Problem 404 where there is none for this reader."""
    feature_id = asked.path["feature_id"]
    rows = cache.ask(feature_by_id, asked.seen, collection, feature_id)
    if not len(rows):
        raise Problem(404, f"There is no feature {feature_id[:100]} in {collection.name}, or you may not see it.")
    [feature] = features_of(asked, collection, rows)
    link = {"href": asked.address(f"/collections/{collection.name}"), "rel": "collection", "title": collection.title}
    content = {
        **feature,
        "snapshot": asked.seen.id,
        "simulated": asked.seen.is_demo,
        "links": [*_formats(asked), link],
    }
    return Document(content, feature_id, GEOJSON, _CRS)


def _links(asked: Asked, collection: Collection) -> list[dict[str, str]]:
    about = asked.address(f"/collections/{collection.name}")
    return [*_formats(asked), {"href": about, "rel": "collection", "title": f"About {collection.title.lower()}"}]


def _formats(asked: Asked) -> list[dict[str, str]]:
    relations = ("alternate", "self") if asked.as_html else ("self", "alternate")
    return [
        {"href": asked.same_with(f="json"), "rel": relations[0], "type": GEOJSON, "title": "This as GeoJSON"},
        {"href": asked.same_with(f="html"), "rel": relations[1], "type": HTML, "title": "This as a page"},
    ]


def _place(collection: Collection, rows: pa.Table) -> Place:
    last = rows.slice(len(rows) - 1)
    moment: Any = last[collection.starts][0].as_py() if collection.starts else None
    return moment, last[collection.key][0].as_py()
