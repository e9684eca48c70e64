"""A reader's own list of sea regions: what is known of each, like for like, and who watches it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import duckdb
import pyarrow as pa

from analytics.coverage.region_watch import WATCH_STATE_TITLES
from analytics.situation.situation import assess_situation
from warehouse.filters import Filters

# Written out, since a column in which every value is null has no type of its own.
_SCHEMA: Final = pa.schema(
    {
        "region": pa.string(),
        "state": pa.list_(pa.string()),
        "now": pa.int64(),
        "severe": pa.int64(),
        "before_now": pa.int64(),
        "before": pa.int64(),
        "mean": pa.float64(),
        "watched_by": pa.string(),
    }
)


def watched_regions_table(con: duckdb.DuckDBPyConnection, regions: tuple[str, ...], until: date, days: int, now: datetime) -> pa.Table:
    """A row for each of `regions` over the `days` days up to `until`.

    region and state are titles; now and severe count incidents, null where nobody watched and none is known; before_now and
    before compare over the same sources, mean is over five years, each null where no source allows it; watched_by names sources.
    """
    rows = []
    for code in regions:
        # One situation per region: the sources that can be compared differ from region to region.
        situation = assess_situation(con, until, days, now, Filters(regions=(code,)))
        total = situation.comparison.measures["incidents"]
        watch = situation.watch
        unknown = watch.state(total.now) == "unwatched"
        rows.append(
            {
                "region": situation.region_titles.get(code, code),
                "state": [WATCH_STATE_TITLES[watch.state(total.now)]],
                "now": None if unknown else total.now,
                "severe": None if unknown else situation.comparison.measures["severe"].now,
                "before_now": total.before_now,
                "before": total.before,
                "mean": total.mean,
                "watched_by": ", ".join([*watch.whole, *(f"{title} (in part)" for title in watch.partly)]) or "Nobody",
            }
        )
    return pa.Table.from_pylist(rows, schema=_SCHEMA)
