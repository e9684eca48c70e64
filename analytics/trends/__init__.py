"""Trends: incidents over time, by region, season and hour, with what can be said of them and what cannot.

Every function takes a `Read` (`reading(con)` makes one from a connection) and what is `Asked`, and gives a `Told`: the
picture, its sentences, and the notes that limit them; or None where no source reports on what is asked for.
"""

from analytics.trends.annotations import TrendChart as Told
from analytics.trends.code_changes import changes as changes
from analytics.trends.codes import BY_TITLE as BY_TITLE
from analytics.trends.regions import by_region as by_region
from analytics.trends.scope import TrendRequest as Asked
from analytics.trends.scope import QueryRunner as Read
from analytics.trends.scope import TrendScope as View
from analytics.trends.scope import query_runner as reading
from analytics.trends.scope import scope_of as view
from analytics.trends.season import seasons as seasons
from analytics.trends.timeline import headline as headline
from analytics.trends.timeline import over_time as over_time
from analytics.trends.times_of_day import hours as hours
from analytics.trends.times_of_day import weekdays as weekdays
from analytics.trends.year_to_date import through_the_year as through_the_year
from analytics.trends.year_to_date import year_to_date as year_to_date
