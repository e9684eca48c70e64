"""The reporting gap: how many incidents no source holds, estimated from which sources hold which incidents.

`estimate` takes capture histories and gives a `GapEstimate` or the reasons why there is none. `views` cuts the incidents of a query
(`warehouse.queries.gap.source_histories.source_histories`) into cells and estimates each; `charts` describes the pictures.
"""

from analytics.gap.recapture.estimate import estimate
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.results import Bound, Fit, GapEstimate, Interval, Refusal, Share, Variant
from analytics.gap.sources_at_work import Watch, at_work, by_origin, by_source, watches
from analytics.gap.cell_estimates import QUOTED_SHARE, Cell

__all__ = [
    "QUOTED_SHARE",
    "Bound",
    "Cell",
    "Fit",
    "GapEstimate",
    "Histories",
    "Interval",
    "Refusal",
    "Share",
    "Variant",
    "Watch",
    "at_work",
    "by_origin",
    "by_source",
    "estimate",
    "watches",
]
