"""Which pairs of reports are worth comparing."""

from __future__ import annotations

from data_pipeline.sql import statement


def find_candidates(seekers: str, sought: str) -> str:
    """SQL of the candidate pairs of the reports of two tables, each pair once; of one table with itself too."""
    once = "<" if seekers == sought else "<>"
    return statement("linkage/weigh/candidates").replace("{seekers}", seekers).replace("{sought}", sought).replace("{once}", once)
