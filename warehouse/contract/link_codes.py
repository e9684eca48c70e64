"""Codes of linkage: why reports are or are not one incident, what analysts decided, and which bodies reports come from."""

from __future__ import annotations

from typing import Final

from warehouse.contract.codes import Code, code_list

LINK_KIND: Final = code_list(
    Code("between", "Between sources", "Reports of two sources."),
    Code("reissue", "Re-issue", "Two reports of one source: issued again, updated or copied."),
)

LINK_OUTCOME: Final = code_list(
    Code("linked", "Linked", "Both describe one incident."),
    Code("unsure", "Unsure", "The evidence does not decide; not linked until a person says so."),
    Code("not_linked", "Not linked", "Two incidents."),
)

LINK_REASON: Final = code_list(
    Code("model", "Model", "The weight of the evidence."),
    Code("rival", "Rival", "On better evidence, one of the two belongs to another report."),
    Code("rivals_close", "Rivals too close", "Several reports fit about equally well."),
    Code("group", "Group", "These two reports match, but not all reports of their two incidents do."),
    Code("decision", "Decision", "A person decided."),
    Code("contradicted", "Contradicting decisions", "People decided both ways; neither decision is applied."),
)

LINK_RULE: Final = code_list(
    Code("single", "Single", "The only report of its incident."),
    Code("first", "First", "The report with which the incident began."),
    Code("model", "Model", "Linked by the weight of the evidence."),
    Code("decision", "Decision", "Linked by a person."),
)

DOUBT: Final = code_list(
    Code("unsure_link", "Unsure link", "Another report may belong to this incident."),
    Code("weak_link", "Weak link", "One of its links has a probability below 0.9."),
    Code("rivals_close", "Rivals close", "One of its reports matches another incident almost as well."),
    Code("facts_contradict", "Facts contradict", "Its reports contradict each other on an important fact."),
    Code("decisions_contradict", "Decisions contradict", "Analysts decided both ways."),
    Code("shared_report", "Shared report", "One of its reports describes several ships and belongs to several incidents."),
)

VERDICT: Final = code_list(
    Code("same", "Same incident", "All reports of the group are one incident."),
    Code("different", "Different incidents", "No report of one group belongs with a report of the other."),
    Code("verified", "Verified", "The incident was checked and happened."),
    Code("disputed", "Disputed", "Whether or how the incident happened is disputed."),
    Code("unfounded", "Unfounded", "The incident did not happen."),
    Code("undo", "Undo", "Takes back an earlier decision."),
)

DECISION_STATE: Final = code_list(
    Code("in_force", "In force", "Applied."),
    Code("undone", "Undone", "Taken back by a later decision."),
    Code("contradicted", "Contradicted", "Another decision in force says the opposite; neither is applied."),
    Code("not_applicable", "Not applicable", "It names reports that are not published, or that no longer share an incident."),
)

MEMBERS: Final = "members"
"""The source of reports from the operator's own members."""

REPORTING_BODY: Final = code_list(
    Code("nga", "NGA", "US National Geospatial-Intelligence Agency."),
    Code("imb", "IMB", "ICC International Maritime Bureau, Piracy Reporting Centre."),
    Code("ukmto", "UKMTO", "UK Maritime Trade Operations."),
    Code("recaap", "ReCAAP", "ReCAAP Information Sharing Centre."),
    Code("imo", "IMO", "International Maritime Organization, GISIS."),
    Code("mdat_gog", "MDAT-GoG", "Maritime Domain Awareness for Trade, Gulf of Guinea."),
    Code("oni", "ONI", "US Office of Naval Intelligence."),
    Code("marlo", "MARLO", "US Maritime Liaison Office, Bahrain."),
    Code("mschoa", "MSCHOA", "Maritime Security Centre, EU NAVFOR."),
    Code("ifc", "IFC", "Information Fusion Centre, Singapore."),
    Code("navy", "A navy or coast guard", "Forces of a state."),
    Code("owner", "Owner, operator or crew", "The company or the ship itself."),
    Code("press", "Press", "News media."),
    Code("partners", "Partners", "Security teams that share incidents with this server."),
    Code(MEMBERS, "Members", "The operator's own members."),
    Code("demo_navy", "Simulated navy", "Simulated body."),
    Code("demo_bureau", "Simulated bureau", "Simulated body."),
    Code("demo_asia", "Simulated Asian centre", "Simulated body."),
    Code("demo_gulf", "Simulated Gulf centre", "Simulated body."),
)

LINK_CODE_LISTS: Final = {
    "link_kind": LINK_KIND,
    "link_outcome": LINK_OUTCOME,
    "link_reason": LINK_REASON,
    "link_rule": LINK_RULE,
    "doubt": DOUBT,
    "verdict": VERDICT,
    "decision_state": DECISION_STATE,
    "reporting_body": REPORTING_BODY,
}
