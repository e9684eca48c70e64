"""A feature service of Esri's, page by page, with proof that no record was skipped or came twice.

Its layer answers `query` with at most as many features as it likes, and says `exceededTransferLimit` while there are more. The pages
are asked for in the order of the layer's own numbers, which stay the same; a count asked for before and after shows whether the layer
changed meanwhile. https://developers.arcgis.com/rest/services-reference/enterprise/query-feature-service-layer/
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from data_pipeline.errors import FeedError
from data_pipeline.feeds.client import Client
from data_pipeline.files.contents import LARGEST_FILE_BYTES

_PAGE: Final = 1_000
_MOST_PAGES: Final = 1_000
_AGAIN: Final = "It is tried again later."


def download_esri_layer(client: Client, layer: str, file: Path) -> None:
    """Write all features of the layer at the address `layer` to `file`, as one Esri feature set. Raises FeedError."""
    page_file = file.with_name(f"{file.name}.page")
    expected = _count(client, layer, page_file)
    features: list[Any] = []
    keys: set[object] = set()
    size = 0
    for number in range(1, _MOST_PAGES + 1):
        page = _query(client, layer, page_file, _page_query(len(features)))
        size += page_file.stat().st_size
        came = page.get("features")
        if not isinstance(came, list):
            raise FeedError(f"page {number} of the layer holds no features. {_AGAIN}")
        if size > LARGEST_FILE_BYTES:
            raise FeedError(f"the layer is larger than {LARGEST_FILE_BYTES / 1e6:,.0f} MB. Check its url in source.toml.")
        _take_keys(came, page, keys, number)
        features += came
        if not page.get("exceededTransferLimit"):
            break
        if not came:
            raise FeedError(f"page {number} of the layer is empty, although the service says that there are more. {_AGAIN}")
    else:
        raise FeedError(f"the layer has no end after {_MOST_PAGES:,} pages. Check its url in source.toml.")
    if len(features) != expected or _count(client, layer, page_file) != expected:
        raise FeedError(f"the pages hold {len(features):,} records of the {expected:,} that the layer counts. {_AGAIN}")
    file.write_bytes(orjson.dumps({"features": features}))


def _page_query(offset: int) -> dict[str, str]:
    # In degrees: a layer may be kept in another projection.
    return {"outFields": "*", "outSR": "4326", "orderByFields": "OBJECTID", "resultOffset": str(offset), "resultRecordCount": str(_PAGE)}


def _count(client: Client, layer: str, file: Path) -> int:
    count = _query(client, layer, file, {"returnCountOnly": "true"}).get("count")
    if isinstance(count, bool) or not isinstance(count, int):
        raise FeedError(f"the layer does not say how many records it has. {_AGAIN}")
    return count


def _query(client: Client, layer: str, file: Path, parameters: dict[str, str]) -> dict[str, Any]:
    client.download(f"{layer}/query?{urlencode({'where': '1=1', 'f': 'json', **parameters})}", file)
    try:
        answer = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise FeedError(f"a page of the layer is not JSON ({error}). {_AGAIN}") from error
    if not isinstance(answer, dict):
        raise FeedError(f"a page of the layer is no feature set. {_AGAIN}")
    # The service reports its errors with status 200.
    if isinstance(fault := answer.get("error"), dict):
        raise FeedError(f"the layer answered with error {str(fault.get('code'))[:20]}: {str(fault.get('message'))[:200]}. {_AGAIN}")
    return answer


def _take_keys(features: list[Any], page: dict[str, Any], keys: set[object], number: int) -> None:
    """Add the features' numbers to `keys`. Raises FeedError when one has none, or has come before."""
    stated = page.get("objectIdFieldName")
    name = stated if isinstance(stated, str) else "OBJECTID"
    for feature in features:
        attributes = feature.get("attributes") if isinstance(feature, dict) else None
        key = attributes.get(name) if isinstance(attributes, dict) else None
        if not isinstance(key, int | str):
            raise FeedError(f"a record on page {number} of the layer has no number {name[:40]}. {_AGAIN}")
        if key in keys:
            raise FeedError(f"record {str(key)[:40]} came twice, again on page {number} of the layer. {_AGAIN}")
        keys.add(key)
