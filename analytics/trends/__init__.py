"""Trends: incidents over time, by region, season and hour, with what can be said of them and what cannot.

Every function takes a `Read` (`reading(con)` makes one from a connection) and what is `Asked`, and gives a `Told`: the
picture, its sentences, and the notes that limit them; or None where no source reports on what is asked for.
"""

from analytics.trends.changed import changes as changes
from analytics.trends.clock import hours as hours
from analytics.trends.clock import weekdays as weekdays
from analytics.trends.codes import BY_TITLE as BY_TITLE
from analytics.trends.furniture import Told as Told
from analytics.trends.regions import by_region as by_region
from analytics.trends.scope import Asked as Asked
from analytics.trends.scope import Read as Read
from analytics.trends.scope import View as View
from analytics.trends.scope import reading as reading
from analytics.trends.scope import view as view
from analytics.trends.season import seasons as seasons
from analytics.trends.timeline import headline as headline
from analytics.trends.timeline import over_time as over_time
from analytics.trends.to_date import through_the_year as through_the_year
from analytics.trends.to_date import year_to_date as year_to_date
