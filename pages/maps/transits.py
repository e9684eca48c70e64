"""The transits of straits that the operator's files count, and what they make of a map of density: incidents per transit."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from analytics.describe.words import span_in_words
from analytics.risk.groups import ALL_KINDS
from analytics.risk.patterns.strait_transits import strait_rates
from pages.shell import data
from pages.shell.text import plain
from warehouse import exposure
from warehouse.contract import settings
from warehouse.exposure import Exposure
from warehouse.view import SnapshotView


def counted_transits() -> Exposure:
    """The operator's transit files as they are now."""
    return exposure.current_exposure(settings.load().data)


def show_strait_rates(snapshot: SnapshotView, last: date, now: datetime) -> None:
    """One line of incidents per 1,000 transits over the year up to `last`; nothing where no strait is counted."""
    straits = tuple(strait for strait in counted_transits().straits.values() if strait.sea_region)
    rates = data.query(strait_rates, snapshot, straits, last, ALL_KINDS, now) if straits else ()
    if not rates:
        return
    span = span_in_words((min(rate.first for rate in rates), max(rate.last for rate in rates)))
    each = "; ".join(f"{rate.title} {rate.rate:.2f} (between {rate.low:.2f} and {rate.high:.2f})" for rate in rates)
    sources = "; ".join(sorted({strait.source for strait in straits}))
    st.caption(plain(f"Incidents of all kinds per 1,000 transits, {span}: {each}. Transits: {sources}."))
