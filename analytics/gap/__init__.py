"""The reporting gap: how many incidents no source holds, estimated from which sources hold which incidents.

`estimate` takes capture histories and gives a `GapEstimate` or the reasons why there is none. `cell_estimates` cuts the incidents of a
query (`warehouse.queries.gap.source_histories`) into cells and estimates each; `explained_estimates` gives the pictures of the incidents
that filters leave, each with its explanation.
"""

from analytics.gap.capture_histories import histories_by_origin, histories_by_source
from analytics.gap.cell_estimates import QUOTED_SHARE, Cell
from analytics.gap.recapture.estimate import estimate
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.results import Bound, Fit, GapEstimate, Interval, Refusal, Share, Variant

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
    "estimate",
    "histories_by_origin",
    "histories_by_source",
]
