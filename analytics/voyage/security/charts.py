"""Two charts of an assessment: when incidents were recorded along the route, and how many hours lie in waters of which level."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.describe.charts import Chart, Series
from analytics.describe.colours import NEUTRAL, UNKNOWN_COLOUR
from analytics.risk.levels import LEVELS
from analytics.voyage.assessment import VoyageAssessment

MONTHS = 12


def months_chart(assessment: VoyageAssessment) -> Chart:
    """Incidents in the corridor by month, in the twelve months to the newest day known of any leg."""
    ids = [incident for leg in assessment.legs for incident in leg.evidence.incident_ids]
    newest = max((leg.evidence.until for leg in assessment.legs if leg.evidence.until), default=assessment.ground.day)
    months = pd.period_range(end=pd.Period(newest, "M"), periods=MONTHS + 1, freq="M")
    days: list[date] = assessment.ground.incidents.set_index("incident_id").loc[ids, "occurred_on"].tolist()
    counts = pd.Series([pd.Period(day, "M") for day in days], dtype="period[M]").value_counts()
    values = tuple(float(counts.get(month, 0)) for month in months)
    shown, all_of_them = round(sum(values)), len(ids)
    older = f"; {all_of_them - shown:,} of {all_of_them:,} are older, in waters not watched since" if shown < all_of_them else ""
    unwatched = sum(leg.state == "not_watched" for leg in assessment.legs)
    silent = f" {unwatched} of {len(assessment.legs)} legs are not watched, and add nothing: that is not calm." if unwatched else ""
    return Chart(
        name="voyage_months",
        title=f"Incidents along the route by month, within {assessment.plan.within_nm:g} nm",
        unit="incidents",
        place_title="Month",
        places=tuple(month.strftime("%b %Y") for month in months),
        series=(Series("Incidents", "bar", values, (NEUTRAL,)),) if shown else (),
        alt=f"Bars of {shown:,} incidents by month from {months[0]:%B %Y} to {months[-1]:%B %Y}." if shown else "No bars.",
        footnotes=(f"n = {shown:,}{older}. The first and the last month are not whole.{silent}",),
        height=240,
        # On an axis that ends at 1 or 2, whole numbers would repeat.
        most=max(4.0, *values),
    )


def hours_chart(assessment: VoyageAssessment) -> Chart:
    """Hours of the voyage by level of the waters; what is unknown first, also where it is nothing."""
    known = {level.title: 0.0 for level in reversed(LEVELS)}
    unrated = 0.0
    for leg in assessment.legs:
        if leg.known_level:
            known[leg.known_level.title] += leg.leg.hours
        elif not leg.is_unknown:
            unrated += leg.leg.hours
    colours = {level.title: level.colour for level in LEVELS}
    rows = {"Unknown": (float(assessment.whole_hours_unknown), UNKNOWN_COLOUR)}
    rows |= {title: (float(round(hours)), colours[title]) for title, hours in known.items()}
    if unrated:
        rows["No level"] = (float(round(unrated)), NEUTRAL)
    return Chart(
        name="voyage_hours_by_level",
        title="Hours of the voyage by level of the waters",
        unit="hours",
        place_title="Level",
        places=tuple(rows),
        series=(
            Series("Hours", "bar", tuple(hours for hours, _ in rows.values()), tuple(colour for _, colour in rows.values()), label="hours"),
        ),
        alt=f"Bars: {', '.join(f'{title.lower()} {hours:,.0f} h' for title, (hours, _) in rows.items())}.",
        across=True,
        footnotes=(
            "Unknown: nobody watches, or there is no forecast. A level is that of the whole waters, and never says that they are safe.",
        ),
        height=250,
    )
