"""Signing the assessment: who, when and what was decided, with the figures of that moment; and what is new since."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from analytics.voyage.assessment import VoyageAssessment
from analytics.voyage.kept.parameters import VoyageView
from analytics.voyage.kept.since import Figures, differences, figures_of
from analytics.voyage.security.judgement import DECISIONS, Judgement
from briefing.security.revision import WIDER, Revision
from members.voyages import signing
from members.voyages.kept import VoyageRow
from members.voyages.signing import SignatureRow, SignedText, signatures_of
from pages.charts import cards
from pages.kept_voyages.kept import may_keep
from pages.shell import access
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from pages.shell.text import plain
from pages.voyage import keeping
from warehouse.contract.dates import moment_in_words
from warehouse.contract.taxonomy import MARKS
from warehouse.queries.advisories.advisories import Advisory
from warehouse.view import SnapshotView


def newest_signature(row: VoyageRow | None) -> SignatureRow | None:
    """The last signature of a kept voyage; None for none. Raises NotAllowed, StoreError."""
    if row is None:
        return None
    found = signatures_of(store(), access.current_person(), row.voyage_id, access.current_reader().clearance)
    return found[0] if found else None


def present_figures(assessment: VoyageAssessment, advisories: Iterable[Advisory], snapshot: SnapshotView) -> Figures:
    """What this assessment found, as it would be signed."""
    return figures_of(assessment, advisories, snapshot.id, snapshot.published_at)


def revision_of(signature: SignatureRow | None, figures: Figures, assessment: VoyageAssessment) -> Revision | None:
    """What differs from what was signed; None where nothing was, or this reader may not see its figures."""
    if signature is None or not signature.text.figures:
        return None
    before = Figures.from_fields(signature.text.figures)
    is_wider = MARKS.index(access.current_reader().clearance) > MARKS.index(signature.clearance)
    found = differences(before, figures, assessment)
    return Revision(signature.text.officer, signature.text.decision, signature.signed_at, before, figures, found, is_wider)


def show_since_signed(signature: SignatureRow | None, revision: Revision | None) -> None:
    """What is new since the voyage was signed; nothing where it was not."""
    if signature is None:
        return
    when = f"{moment_in_words(signature.signed_at)} UTC"
    if revision is None:
        st.caption(plain(f"Signed on {when} by somebody who may read more than you; what is new since is not shown."))
        return
    with st.container(border=True, gap="xsmall", key="voyage_since"):
        cards.card_heading(
            f"New since {revision.officer} signed on {when} ({revision.decision})",
            "Compared are incidents along the route, levels, advisories and who watches. Sign again under Security assessment.",
        )
        if not revision.found:
            st.markdown("Nothing that is compared has changed.")
        for change in revision.found:
            st.markdown(f"- **{plain(change.kind)}**: {plain(change.text)}")
        if revision.is_wider:
            st.caption(WIDER)


def show_sign_button(
    view: VoyageView, assessment: VoyageAssessment, judgement: Judgement, figures: Figures, snapshot: SnapshotView, row: VoyageRow | None
) -> None:
    """The button that signs, once somebody has decided; a voyage that is not kept yet is kept with it. `view` is settled."""
    if not may_keep():
        return
    needed = {"a decision": judgement.decision != DECISIONS[0], "the officer's name": bool(judgement.officer)}
    missing = " and ".join(word for word, is_there in needed.items() if not is_there)
    st.button(
        "Sign",
        key="security_sign",
        icon=":material/signature:",
        disabled=bool(missing),
        help=plain(f"Needs {missing} above." if missing else "Keeps the decision with today's figures, so that you see later what is new."),
        on_click=_sign,
        args=(view, assessment, judgement, figures, snapshot, row),
    )


def _sign(
    view: VoyageView, assessment: VoyageAssessment, judgement: Judgement, figures: Figures, snapshot: SnapshotView, row: VoyageRow | None
) -> None:
    voyage_id = keeping.keep_as_shown(view, assessment.passage, row)
    if voyage_id is None:
        return
    legs = {str(number): (leg.level, leg.reason) for number, leg in judgement.legs.items()}
    text = SignedText(judgement.officer, judgement.decision, judgement.remarks, figures.to_fields(), legs)
    clearance = access.current_reader().clearance
    attempt(signing.sign_assessment, voyage_id, text, clearance, snapshot.id, said="Signed. What is new from now on is shown on this page.")
