"""Regional risk: what is likely to be recorded next per sea region, how sure that is, and what it rests on.

`assess` gives the forecasts and levels of every region for one day and horizon; the other modules hold the model
(`model`, `predictive`), how its parameters are estimated and back-tested (`estimate`, `backtest`), and what the page shows.
"""

from __future__ import annotations

from analytics.risk.assessment import assess_regions as assess_regions
from analytics.risk.results import Forecast as Forecast
from analytics.risk.results import RiskTable as RiskTable
