"""The situation of a span with its charts: all that an overview shows of it, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from analytics.describe.charts import Chart
from analytics.situation.charts import category_chart, region_chart
from analytics.situation.situation import Situation, assess_situation
from warehouse.filters import Filters
from warehouse.queries.situation.spans import EVERYTHING


@dataclass(frozen=True, slots=True)
class Overview:
    """The situation of a span, and its incidents by category and by sea region."""

    situation: Situation
    by_category: Chart
    by_region: Chart


def overview_of_span(con: duckdb.DuckDBPyConnection, until: date, days: int, now: datetime, filters: Filters = EVERYTHING) -> Overview:
    """The situation of the `days` days up to `until` under `filters` with its charts; the state of the sources is that at `now`."""
    situation = assess_situation(con, until, days, now, filters)
    return Overview(situation, category_chart(situation.comparison), region_chart(situation.comparison, situation.region_titles))
