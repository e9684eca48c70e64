"""The published tables: every column with its type, unit, meaning and code list. The one place.

The pipeline builds its Arrow tables from here, `publish` refuses a table that differs, queries and the
data dictionary read it. A change to a column starts here and raises `SCHEMA_VERSION`.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from warehouse.contract.columns import CELL, DAY, FLAG, MOMENT, REAL, TEXT, TEXTS, WHOLE, Column, Table

SCHEMA_VERSION: Final = 3

OLDEST_READABLE: Final = 2
"""Kept snapshots from this version on can still be read: what the schema has since gained is null in them."""

_IDENTITY = (
    Column("report_id", TEXT, "`source:native_ref`; the same for every revision.", required=True),
    Column("source", TEXT, "Source id of the reporting body.", required=True),
    Column("native_ref", TEXT, "The body's own reference.", required=True),
    Column("reporter", TEXT, "Pseudonym of the member who sent it; null where the source is a public body. Never handed out."),
    Column("source_url", TEXT, "Where the body publishes the report, if it has an address."),
    Column("revision", WHOLE, "1 for the first text received, then counting up.", required=True),
    Column("content_hash", TEXT, "sha256 (first 16 hex digits) of what the source said, format differences removed.", required=True),
    Column("first_seen_at", MOMENT, "When the first revision landed.", required=True),
    Column("last_changed_at", MOMENT, "When the present revision landed.", required=True),
)

_WHEN = (
    Column("occurred_on", DAY, "Day of the event: the UTC day where the time is known, else the day the report states."),
    Column("occurred_at", MOMENT, "Moment of the event (UTC); null where unknown."),
    Column("time_precision", TEXT, "How well the time is known.", codes="time_precision"),
)

_REPORTED = (
    Column("reported_at", MOMENT, "When the ship or witness told the body."),
    Column("published_at", MOMENT, "When the body published it, where stated."),
)

_WHERE = (
    Column("latitude", REAL, "North positive.", unit="degrees"),
    Column("longitude", REAL, "East positive, -180 to 180.", unit="degrees"),
    Column("position_precision_km", REAL, "Half-width of the rounding of the stated position.", unit="km"),
    Column("position_basis", TEXT, "What the position rests on.", codes="position_basis", required=True),
    Column("on_land_km", REAL, "Distance from the position to the nearest shore when it lies on land, else 0.", unit="km"),
    Column("shore_km", REAL, "Distance to the nearest shore.", unit="km"),
    Column("sea_region", TEXT, "Code of the sea region (table `sea_regions`)."),
    Column("area", TEXT, "IMB area of the sea region."),
    Column("nga_subregion", TEXT, "NGA geographic subregion as the source states it."),
    Column("country", TEXT, "ISO 3166-1 alpha-3 of the nearest shore."),
    Column("waters", TEXT, "Legal zone by distance to shore and berth.", codes="waters", required=True),
)

_WHAT = (
    Column("category", TEXT, "What kind of crime.", codes="category", required=True),
    Column("also", TEXTS, "Further categories that apply.", codes="category", required=True),
    Column("cyber_subtype", TEXT, "Subtype of a cyber incident.", codes="cyber_subtype"),
    Column("act", TEXT, "What was done to the ship (IMB); null where not stated.", codes="act"),
    Column("severity", WHOLE, "1 most severe to 4, 0 attempted; null where the facts are too few.", codes="severity"),
    Column("severity_basis", TEXTS, "The facts that the severity rests on.", required=True),
    Column("vessel_name", TEXT, "Name without prefix, upper case; several joined by `; `."),
    Column("imo_number", WHOLE, "IMO ship number whose check digit is right."),
    Column("vessel_type", TEXT, "Type of the ship.", codes="vessel_type"),
    Column("flag", TEXT, "Flag state, ISO 3166-1 alpha-3."),
    Column("vessel_status", TEXT, "What the ship was doing.", codes="vessel_status", required=True),
    Column("attackers", WHOLE, "Number of attackers stated; the lower one of a range.", unit="persons"),
    Column("attackers_max", WHOLE, "The upper one of a range, else the same.", unit="persons"),
    Column("weapons", TEXTS, "Weapons seen; exactly `not_stated` where the report is silent.", codes="weapon", required=True),
    Column("crew_harm", TEXTS, "Harm to the crew; empty where none is told.", codes="crew_harm", required=True),
    Column("stolen", TEXTS, "What was taken, in words of the look-up.", required=True),
    Column("reported_to_authority", FLAG, "Whether a coastal authority was told; null where the report is silent."),
)

_GRADE = (
    Column("reliability", TEXT, "Grade of the source.", codes="reliability", required=True),
    Column("credibility", TEXT, "Grade of the information.", codes="credibility", required=True),
    Column("tlp", TEXT, "Who may see it.", codes="tlp", required=True),
)

_TRACE = (
    Column("place", TEXT, "Place in the source's words."),
    Column("narrative", TEXT, "The source's text, repaired where certain."),
    Column("issues", TEXTS, "Warning codes (table `issue_codes`).", required=True),
    Column("why", TEXT, "JSON list of {fact, value, rule, evidence}: the rule behind each fact."),
    Column("raw_sha256", TEXT, "sha256 of the landed file that holds this revision.", required=True),
    Column("raw_locator", TEXT, "Where in that file: 0-based index for JSON, 1-based record for CSV.", required=True),
)

REPORT_COLUMNS = (*_IDENTITY, *_WHEN, *_REPORTED, *_WHERE, *_WHAT, *_GRADE, *_TRACE)

REPORTS = Table(
    "reports",
    "What one source says about one event: the present revision of every report.",
    ("report_id",),
    ("occurred_on", "report_id"),
    REPORT_COLUMNS,
)

REPORT_REVISIONS = Table(
    "report_revisions",
    "Every revision of every report, in the order of landing.",
    ("report_id", "sighting"),
    ("report_id", "sighting"),
    (
        *REPORT_COLUMNS,
        Column("sighting", WHOLE, "1, 2, ... in the order of landing, over all formats.", required=True),
        Column("change", TEXT, "`new`, `revised`, or `confirmed` (another format first says the same).", required=True),
        Column("format", TEXT, "File format it arrived in.", required=True),
        Column("format_rank", WHOLE, "The higher rank gives the present revision.", required=True),
        Column("landing_id", TEXT, "Landing that brought it.", required=True),
        Column("landed_at", MOMENT, "When that landing was written.", required=True),
    ),
)

INCIDENTS = Table(
    "incidents",
    "One real event: facts of its best report by stated rules.",
    ("incident_id",),
    ("occurred_on", "incident_id"),
    (
        Column("incident_id", TEXT, "Id of its earliest-seen report; stable.", required=True),
        Column("report_count", WHOLE, "Reports linked to it.", required=True),
        Column("sources", TEXTS, "Source ids, sorted.", required=True),
        Column(
            "origins",
            TEXTS,
            "Bodies that its reports come from, sorted: a report that names another body as its source comes from that body.",
            required=True,
        ),
        Column("link_probability", REAL, "Probability of its weakest link; null with one report.", unit="0 to 1"),
        Column("doubts", TEXTS, "What makes its links doubtful.", codes="doubt", required=True),
        Column("fact_basis", TEXT, "JSON object: for each fact the report that gave it; null with one report."),
        Column("status", TEXT, "How well it is established.", codes="incident_status", required=True),
        Column("first_published_at", MOMENT, "Earliest publication or landing of its reports.", required=True),
        Column("last_changed_at", MOMENT, "Latest change of its reports.", required=True),
        *_WHEN,
        *_WHERE,
        *_WHAT,
        *_GRADE,
        Column("place", TEXT, "Place in the words of the best report."),
        Column("issues", TEXTS, "Warning codes of its reports.", required=True),
        Column("h3_r3", CELL, "H3 cell at resolution 3 (about 60 km edge); null without position."),
        Column("h3_r5", CELL, "H3 cell at resolution 5 (about 9 km edge); null without position."),
    ),
)

INCIDENT_REPORTS = Table(
    "incident_reports",
    "Which reports make an incident, and why.",
    ("incident_id", "report_id"),
    ("incident_id", "report_id"),
    (
        Column("incident_id", TEXT, "Incident.", required=True),
        Column("report_id", TEXT, "Report.", required=True),
        Column("link_rule", TEXT, "Why the report belongs to the incident.", codes="link_rule", required=True),
        Column("linked_to", TEXT, "The report of the incident that it was linked to; null for the first."),
        Column("link_probability", REAL, "Probability of that link; null for the first and where a person decided.", unit="0 to 1"),
        Column("cites", TEXTS, "Bodies that its text names as where it comes from.", codes="reporting_body", required=True),
    ),
)

LINKS = Table(
    "links",
    "Judged pairs of reports: all that were linked or unsure, and those not linked that came close.",
    ("report_a", "report_b"),
    ("report_a", "report_b"),
    (
        Column("report_a", TEXT, "The report whose id sorts first.", required=True),
        Column("report_b", TEXT, "The other report.", required=True),
        Column("kind", TEXT, "Between two sources, or a re-issue inside one.", codes="link_kind", required=True),
        Column("weight", REAL, "Match weight of the pair by itself; null where only a person linked it.", unit="bits"),
        Column("probability", REAL, "Probability that both describe one incident, rivals considered.", unit="0 to 1"),
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
    "What analysts decided about links and incidents, in the order made.",
    ("decision_id",),
    ("made_at", "decision_id"),
    (
        Column("decision_id", TEXT, "Id.", required=True),
        Column("made_at", MOMENT, "When.", required=True),
        Column("who", TEXT, "Who, as they signed.", required=True),
        Column("verdict", TEXT, "What was decided.", codes="verdict", required=True),
        Column("group_a", TEXTS, "Report ids; `same`: all of them are one incident.", required=True),
        Column("group_b", TEXTS, "Report ids; `different`: none of these shares an incident with one of group_a.", required=True),
        Column("why", TEXT, "Reason in words.", required=True),
        Column("undoes", TEXT, "The decision that this one takes back."),
        Column("state", TEXT, "Whether it applies.", codes="decision_state", required=True),
        Column("state_reason", TEXT, "Why it does not apply, in words."),
    ),
)

QUARANTINE = Table(
    "quarantine",
    "Raw records that could not become reports.",
    ("source", "landing_id", "raw_locator"),
    ("source", "landing_id", "raw_locator"),
    (
        Column("source", TEXT, "Source id.", required=True),
        Column("landing_id", TEXT, "Landing that holds the record.", required=True),
        Column("raw_sha256", TEXT, "sha256 of the landed file.", required=True),
        Column("raw_locator", TEXT, "Where in that file.", required=True),
        Column("reason", TEXT, "Reason code.", required=True),
        Column("message", TEXT, "What is wrong, in words.", required=True),
        Column("raw", TEXT, "The record as it came, cut at 20,000 characters.", required=True),
    ),
)

LANDINGS = Table(
    "landings",
    "Every landed file with its accounting: read = new + revised + unchanged + repeated + quarantined.",
    ("landing_id",),
    ("landed_at", "landing_id"),
    (
        Column("landing_id", TEXT, "Source, time and hash.", required=True),
        Column("source", TEXT, "Source id.", required=True),
        Column("format", TEXT, "File format.", required=True),
        Column("origin", TEXT, "File name or address it came from.", required=True),
        Column("sha256", TEXT, "Hash of the bytes.", required=True),
        Column("bytes", pa.int64(), "Size.", unit="bytes", required=True),
        Column("landed_at", MOMENT, "When it was written.", required=True),
        Column("read", WHOLE, "Records read.", unit="records", required=True),
        Column("new", WHOLE, "Reports not seen before.", unit="records", required=True),
        Column("revised", WHOLE, "Reports whose content changed.", unit="records", required=True),
        Column("unchanged", WHOLE, "Reports that say what they said before.", unit="records", required=True),
        Column("repeated", WHOLE, "Records that stand in the same file twice.", unit="records", required=True),
        Column("quarantined", WHOLE, "Records set aside.", unit="records", required=True),
        Column("warnings", WHOLE, "Warning codes on the records that became revisions.", required=True),
        Column("leftover_fields", TEXTS, "Fields of the raw records that nothing reads.", required=True),
        Column("failure", TEXT, "Why the whole file could not be used; null when it could."),
    ),
)

SOURCES = Table(
    "sources",
    "Description and freshness of every source with something landed, and of those that could be switched on.",
    ("source",),
    ("source",),
    (
        Column("source", TEXT, "Source id.", required=True),
        Column("title", TEXT, "Title.", required=True),
        Column("body", TEXT, "Reporting body.", required=True),
        Column("description", TEXT, "What it is.", required=True),
        Column("url", TEXT, "Address of the body or data set."),
        Column("licence", TEXT, "Licence or terms.", required=True),
        Column("attribution", TEXT, "Line to be shown with its data.", required=True),
        Column("narrative", TEXT, "How much of its narratives may be handed out.", codes="narrative_rule", required=True),
        Column("cadence_days", REAL, "Usual gap between records; null when closed.", unit="days"),
        Column("closed_on", DAY, "Day after which nothing more comes; null when live."),
        Column("watches", TEXTS, "Sea regions that it reports on.", required=True),
        Column("state", TEXT, "`closed`, `live`, `stale`, `failed` or `empty`.", required=True),
        Column("state_reason", TEXT, "Why.", required=True),
        Column("reports", WHOLE, "Reports published.", required=True),
        Column("first_occurred_on", DAY, "Earliest event."),
        Column("last_occurred_on", DAY, "Latest event."),
        Column("last_landed_at", MOMENT, "Latest landing."),
    ),
)

SEA_REGIONS = Table(
    "sea_regions",
    "Named waters.",
    ("sea_region",),
    ("sea_region",),
    (
        Column("sea_region", TEXT, "Code.", required=True),
        Column("title", TEXT, "Title.", required=True),
        Column("area", TEXT, "IMB area.", required=True),
        Column("neighbours", TEXTS, "Codes of regions that touch it.", required=True),
        Column("longitude", REAL, "Centre for maps.", unit="degrees", required=True),
        Column("latitude", REAL, "Centre for maps.", unit="degrees", required=True),
        Column("zoom", REAL, "Zoom preset for maps.", required=True),
    ),
)

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (REPORTS, REPORT_REVISIONS, INCIDENTS, INCIDENT_REPORTS, LINKS, DECISIONS, QUARANTINE, LANDINGS, SOURCES, SEA_REGIONS)
}
