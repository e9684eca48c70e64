"""The tables of reports, of the incidents that they make up, and of what links them."""

from __future__ import annotations

import pyarrow as pa

from warehouse.contract.columns import CELL, FLAG, KEEP, MOMENT, REAL, TEXT, TEXTS, WHOLE, Column, Table
from warehouse.contract.schema.report_columns import GRADE, REPORT_COLUMNS, WHAT, WHEN, WHERE

REPORTS = Table(
    "reports",
    "What one source says about one event: the current revision of every report, without records that have only ever been advisories.",
    ("report_id",),
    ("occurred_on", "report_id"),
    REPORT_COLUMNS,
)

REPORT_REVISIONS = Table(
    "report_revisions",
    "Every revision of every report and every advisory, in the order of landing.",
    ("report_id", "sighting"),
    ("report_id", "sighting"),
    (
        *REPORT_COLUMNS,
        Column("sighting", WHOLE, "1, 2, ... in the order of landing, over all formats.", required=True),
        Column("change", TEXT, "`new`, `revised`, or `confirmed` (another format states the same for the first time).", required=True),
        Column("format", TEXT, "File format it arrived in.", required=True),
        Column("format_rank", WHOLE, "The format with the higher rank gives the current revision.", required=True),
        Column("landing_id", TEXT, "The landing that contained it.", required=True),
        Column("landed_at", MOMENT, "When that landing was written.", required=True),
    ),
)

INCIDENTS = Table(
    "incidents",
    "One real event, with the facts of its best report, chosen by stated rules. Those of status `withdrawn` are in no count: queries find "
    "them under the name `all_incidents` only.",
    ("incident_id",),
    ("occurred_on", "incident_id"),
    (
        Column("incident_id", TEXT, "Id of its earliest-seen report; stable.", required=True),
        Column("report_count", WHOLE, "Reports linked to it.", required=True, coarsened=KEEP),
        Column("sources", TEXTS, "Source ids, sorted.", required=True),
        Column(
            "origins",
            TEXTS,
            "Bodies from which its reports originate, sorted: a report that names another body as its source originates from that body.",
            required=True,
        ),
        Column("link_probability", REAL, "Probability of its weakest link; null if it has one report.", unit="0 to 1"),
        Column("doubts", TEXTS, "What makes its links doubtful.", codes="doubt", required=True),
        Column("fact_basis", TEXT, "JSON object: the report that gave each fact; null if it has one report."),
        Column("status", TEXT, "How well it is established.", codes="incident_status", required=True, coarsened="'unverified'"),
        Column(
            "first_published_at", MOMENT, "Earliest publication or landing of its reports.", required=True, coarsened="o.month::TIMESTAMPTZ"
        ),
        Column("last_changed_at", MOMENT, "Latest change of its reports.", required=True, coarsened="o.month::TIMESTAMPTZ"),
        *WHEN,
        *WHERE,
        *WHAT,
        *GRADE,
        Column("place", TEXT, "Place, in the words of the best report."),
        Column("issues", TEXTS, "Warning codes of its reports.", required=True),
        Column("h3_r3", CELL, "H3 cell at resolution 3 (about 60 km edge); null without position."),
        Column("h3_r5", CELL, "H3 cell at resolution 5 (about 9 km edge); null without position."),
    ),
)

INCIDENT_REPORTS = Table(
    "incident_reports",
    "Which reports make up an incident, and why.",
    ("incident_id", "report_id"),
    ("incident_id", "report_id"),
    (
        Column("incident_id", TEXT, "Incident.", required=True),
        Column("report_id", TEXT, "Report.", required=True),
        Column("link_rule", TEXT, "Why the report belongs to the incident.", codes="link_rule", required=True),
        Column("linked_to", TEXT, "The report of the incident to which it was linked; null for the first."),
        Column("link_probability", REAL, "Probability of that link; null for the first report and where a person decided.", unit="0 to 1"),
        Column("cites", TEXTS, "Bodies that its text names as its source.", codes="reporting_body", required=True),
    ),
)

LINKS = Table(
    "links",
    "Judged pairs of reports: all linked or unsure pairs, and those that came close to being linked.",
    ("report_a", "report_b"),
    ("report_a", "report_b"),
    (
        Column("report_a", TEXT, "The report whose id sorts first.", required=True),
        Column("report_b", TEXT, "The other report.", required=True),
        Column("kind", TEXT, "Between two sources, or a re-issue within one.", codes="link_kind", required=True),
        Column("weight", REAL, "Match weight of the pair on its own; null where only a person linked it.", unit="bits"),
        Column("probability", REAL, "Probability that both describe one incident, given their rivals.", unit="0 to 1"),
        Column("outcome", TEXT, "What became of it.", codes="link_outcome", required=True),
        Column("reason", TEXT, "Why.", codes="link_reason", required=True),
        Column(
            "evidence",
            TEXT,
            "JSON list of {feature, level, weight}: what agrees (weight above 0) and what contradicts, in bits; the weights and the prior sum to `weight`.",
            required=True,
        ),
        Column("days_apart", REAL, "Days between the events as the reports date them.", unit="days"),
        Column("distance_km", REAL, "Distance between the stated positions; null where one has none.", unit="km"),
        Column("rivals", TEXTS, "Reports that compete for one of the two, strongest first.", required=True),
        Column("decision_id", TEXT, "The decision that settled it."),
    ),
)

DECISIONS = Table(
    "decisions",
    "What analysts decided about links and incidents, in order of time.",
    ("decision_id",),
    ("made_at", "decision_id"),
    (
        Column("decision_id", TEXT, "Id.", required=True),
        Column("made_at", MOMENT, "When it was made.", required=True),
        Column("who", TEXT, "Name of the analyst, as signed.", required=True),
        Column("verdict", TEXT, "What was decided.", codes="verdict", required=True),
        Column("group_a", TEXTS, "Report ids; with `same`, all of them are one incident.", required=True),
        Column("group_b", TEXTS, "Report ids; with `different`, none of them shares an incident with a report of group_a.", required=True),
        Column("why", TEXT, "Reason in words.", required=True),
        Column("undoes", TEXT, "The decision that this one revokes."),
        Column("state", TEXT, "Whether it applies.", codes="decision_state", required=True),
        Column("state_reason", TEXT, "Why it does not apply, in words."),
    ),
)

LINKAGE = Table(
    "linkage",
    "What the next run needs to know of every report, so that it links only what changes. For the pipeline alone.",
    ("report_id",),
    ("report_id",),
    (
        Column("report_id", TEXT, "Report.", required=True),
        Column("source", TEXT, "Its source.", required=True),
        Column("day", WHOLE, "Day of the event.", unit="days since 1970"),
        Column("lat", REAL, "North positive.", unit="degrees"),
        Column("lon", REAL, "East positive.", unit="degrees"),
        Column("other_lat", REAL, "Of another position that its text states.", unit="degrees"),
        Column("other_lon", REAL, "Of another position that its text states.", unit="degrees"),
        Column("other_days", pa.list_(pa.int32()), "Other days that its text states.", unit="days since 1970"),
        Column("names", TEXTS, "Names of ships, letters and digits alone."),
        Column("imo", WHOLE, "IMO number."),
        Column("type", TEXT, "Type of ship."),
        Column("act", TEXT, "Act."),
        Column("has_text", FLAG, "Whether its narrative is long enough to be compared."),
        Column("unusual_words", TEXTS, "Words of its text that few texts hold."),
        Column("rare_words", TEXTS, "Those of them that are rare in the same weeks too."),
        Column("crowd", WHOLE, "Reports of its source around it, in steps.", required=True),
        Column("busy_day", FLAG, "Whether its day has many reports.", required=True),
        Column("component", TEXT, "The first report, by id, of those that are settled together with it.", required=True),
        Column("rivals", TEXTS, "Reports of other sources that weigh enough with it to be rivals of its partner."),
        Column("partners", TEXTS, "Reports that weigh enough with it to support a re-issue, and its possible re-issues."),
    ),
)
