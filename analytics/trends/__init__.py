"""Trends: incidents over time, by region, season and hour, with what can be said of them and what cannot.

Every function takes a `QueryRunner` (`query_runner(con)` makes one from a connection) and a `TrendRequest`, and gives a
`TrendChart`: the chart, its sentences and the notes that qualify them; or None where no source reports on what is requested.
"""

from analytics.trends.annotations import TrendChart as TrendChart
from analytics.trends.changes.change_charts import answer as answer
from analytics.trends.changes.change_charts import changes_by_code as changes_by_code
from analytics.trends.changes.ranking import RankedTotals as RankedTotals
from analytics.trends.changes.ranking import ranked_totals as ranked_totals
from analytics.trends.codes import BY_TITLE as BY_TITLE
from analytics.trends.regions import by_region as by_region
from analytics.trends.scope import QueryRunner as QueryRunner
from analytics.trends.scope import TrendRequest as TrendRequest
from analytics.trends.scope import TrendScope as TrendScope
from analytics.trends.scope import query_runner as query_runner
from analytics.trends.scope import scope_of as scope_of
from analytics.trends.season import by_month_of_year as by_month_of_year
from analytics.trends.timeline import headline_findings as headline_findings
from analytics.trends.timeline import over_time as over_time
from analytics.trends.times_of_day import by_hour as by_hour
from analytics.trends.times_of_day import by_weekday as by_weekday
from analytics.trends.year_to_date import running_total as running_total
from analytics.trends.year_to_date import year_to_date as year_to_date
