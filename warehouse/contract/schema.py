"""The published tables: every column with its type, unit, meaning and code list, declared here and nowhere else.

The pipeline builds its Arrow tables from these declarations, `publish` refuses a table that differs, and queries and the data
dictionary read them. Any change to a column starts here and raises `SCHEMA_VERSION`.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from warehouse.contract.columns import (
    ADAPTER,
    CELL,
    DAY,
    DESCRIPTION,
    FACTS,
    FLAG,
    GEOGRAPHY,
    HISTORY,
    KEEP,
    LANDING,
    MOMENT,
    REAL,
    TEXT,
    TEXTS,
    WHOLE,
    Column,
    Table,
)

SCHEMA_VERSION: Final = 8

OLDEST_READABLE: Final = 2
"""Snapshots from this version on can still be read: columns added since are null or empty in them."""

_IDENTITY = (
    Column("report_id", TEXT, "`source:native_ref`; the same for all its revisions.", required=True, filled_by=(LANDING,)),
    Column("source", TEXT, "Source id of the reporting body.", required=True, filled_by=(DESCRIPTION,)),
    Column("native_ref", TEXT, "The body's own reference.", required=True, filled_by=(ADAPTER,)),
    Column(
        "reporter",
        TEXT,
        "Pseudonym of the member who sent it; null for public bodies. Never released.",
        filled_by=(ADAPTER,),
    ),
    Column("source_url", TEXT, "Where the body publishes the report, if it has an address.", filled_by=(ADAPTER,)),
    Column("revision", WHOLE, "1 for the first text received, then counting up.", required=True, filled_by=(HISTORY,)),
    Column(
        "content_hash",
        TEXT,
        "sha256 (first 16 hex digits) of what the source states, with differences of format removed.",
        required=True,
        filled_by=(LANDING,),
    ),
    Column("first_seen_at", MOMENT, "When the first revision landed.", required=True, filled_by=(HISTORY,)),
    Column("last_changed_at", MOMENT, "When the current revision landed.", required=True, filled_by=(HISTORY,)),
)

_WHEN = (
    Column(
        "occurred_on",
        DAY,
        "Day of the event: the UTC day where the time is known, otherwise the day that the report states.",
        filled_by=(ADAPTER, FACTS),
        coarsened="o.month",
    ),
    Column("occurred_at", MOMENT, "Moment of the event (UTC); null where unknown.", filled_by=(ADAPTER, FACTS)),
    Column(
        "time_precision",
        TEXT,
        "How precisely the time is known.",
        codes="time_precision",
        filled_by=(ADAPTER, FACTS),
        default="day",
        coarsened="'month'",
    ),
)

_REPORTED = (
    Column("reported_at", MOMENT, "When the ship or witness informed the body.", filled_by=(ADAPTER,)),
    Column("published_at", MOMENT, "When the body published it, if stated.", filled_by=(ADAPTER,)),
)

_WHERE = (
    Column("latitude", REAL, "North positive.", unit="degrees", filled_by=(ADAPTER, FACTS)),
    Column("longitude", REAL, "East positive, -180 to 180.", unit="degrees", filled_by=(ADAPTER, FACTS)),
    Column("position_precision_km", REAL, "Half the step to which the stated position is rounded.", unit="km", filled_by=(ADAPTER, FACTS)),
    Column(
        "position_basis",
        TEXT,
        "What the position rests on.",
        codes="position_basis",
        required=True,
        filled_by=(FACTS,),
        default="none",
        coarsened="'none'",
    ),
    Column(
        "on_land_km",
        REAL,
        "Distance from a position on land to the nearest shore; 0 at sea.",
        unit="km",
        filled_by=(GEOGRAPHY,),
    ),
    Column("shore_km", REAL, "Distance to the nearest shore.", unit="km", filled_by=(GEOGRAPHY,)),
    Column("sea_region", TEXT, "Code of the sea region (table `sea_regions`).", filled_by=(GEOGRAPHY,), coarsened=KEEP),
    Column("area", TEXT, "IMB area of the sea region.", filled_by=(GEOGRAPHY,), coarsened=KEEP),
    Column("nga_subregion", TEXT, "NGA geographic subregion, as stated by the source.", filled_by=(ADAPTER,)),
    Column("country", TEXT, "ISO 3166-1 alpha-3 of the nearest shore.", filled_by=(GEOGRAPHY,)),
    Column(
        "waters",
        TEXT,
        "Legal zone, judged by distance to the shore and whether the ship was in port.",
        codes="waters",
        required=True,
        filled_by=(GEOGRAPHY,),
        coarsened="'unknown'",
    ),
)

_WHAT = (
    Column("category", TEXT, "Kind of crime.", codes="category", required=True, filled_by=(FACTS,), default="other", coarsened=KEEP),
    Column("also", TEXTS, "Further categories that apply.", codes="category", required=True, filled_by=(FACTS,)),
    Column("cyber_subtype", TEXT, "Subtype of a cyber incident.", codes="cyber_subtype", filled_by=(FACTS,)),
    Column("act", TEXT, "What was done to the ship (IMB); null where not stated.", codes="act", filled_by=(FACTS,), coarsened=KEEP),
    Column(
        "severity",
        WHOLE,
        "1 (most severe) to 4, 0 for attempts, by the scale named in `severity_scale`; null where there are too few facts.",
        codes="severity",
        filled_by=(FACTS,),
        coarsened=KEEP,
    ),
    Column("severity_basis", TEXTS, "The facts on which the severity rests.", required=True, filled_by=(FACTS,)),
    Column(
        "severity_scale",
        TEXT,
        "The scale by which the severity was given; null where there is none.",
        codes="severity_scale",
        filled_by=(FACTS,),
        coarsened=KEEP,
    ),
    Column("vessel_name", TEXT, "Name in capitals, without a prefix such as MV; several are joined by `; `.", filled_by=(FACTS,)),
    Column("imo_number", WHOLE, "IMO ship number with a correct check digit.", filled_by=(FACTS,)),
    Column("vessel_type", TEXT, "Type of the ship.", codes="vessel_type", filled_by=(FACTS,), coarsened="o.vessel_group"),
    Column("flag", TEXT, "Flag state, ISO 3166-1 alpha-3.", filled_by=(FACTS,)),
    Column(
        "vessel_status",
        TEXT,
        "What the ship was doing.",
        codes="vessel_status",
        required=True,
        filled_by=(FACTS,),
        default="unknown",
        coarsened="'unknown'",
    ),
    Column("attackers", WHOLE, "Number of attackers stated; of a range, the lower.", unit="persons", filled_by=(FACTS,)),
    Column("attackers_max", WHOLE, "Of a range, the upper number; otherwise the same.", unit="persons", filled_by=(FACTS,)),
    Column(
        "weapons",
        TEXTS,
        "Weapons seen; exactly `not_stated` where the report is silent.",
        codes="weapon",
        required=True,
        filled_by=(FACTS,),
        default=("not_stated",),
        coarsened=KEEP,
    ),
    Column(
        "crew_harm",
        TEXTS,
        "Harm to the crew; empty where none is mentioned.",
        codes="crew_harm",
        required=True,
        filled_by=(FACTS,),
        coarsened=KEEP,
    ),
    Column("stolen", TEXTS, "What was taken, in the terms of the look-up table.", required=True, filled_by=(FACTS,)),
    Column(
        "reported_to_authority", FLAG, "Whether a coastal authority was informed; null where the report does not say.", filled_by=(FACTS,)
    ),
)

_REASON = (
    Column(
        "reason_not_reported",
        TEXT,
        "Why no authority was informed, as a member said. Counted over many reports, never shown of one.",
        codes="reason_not_reported",
        filled_by=(ADAPTER,),
    ),
)

_GRADE = (
    Column(
        "reliability",
        TEXT,
        "Admiralty grade of the source.",
        codes="reliability",
        required=True,
        filled_by=(DESCRIPTION, ADAPTER),
        coarsened=KEEP,
    ),
    Column(
        "credibility",
        TEXT,
        "Admiralty grade of the information.",
        codes="credibility",
        required=True,
        filled_by=(DESCRIPTION, ADAPTER),
        coarsened=KEEP,
    ),
    Column("tlp", TEXT, "TLP mark: who may see it.", codes="tlp", required=True, filled_by=(DESCRIPTION, ADAPTER), coarsened=KEEP),
)

_TRACE = (
    Column("place", TEXT, "Place, in the source's words.", filled_by=(ADAPTER,)),
    Column("narrative", TEXT, "The source's text, repaired where the repair is certain.", filled_by=(ADAPTER, FACTS), default=""),
    Column(
        "withdrawn",
        FLAG,
        "True where its body has taken the report back, or made an advisory of it; null otherwise.",
        filled_by=(FACTS,),
    ),
    Column(
        "notice",
        TEXT,
        "JSON object of what makes the record an advisory (table `advisories`); null for the report of an event.",
        filled_by=(ADAPTER,),
    ),
    Column("issues", TEXTS, "Warning codes (table `issue_codes`).", required=True, filled_by=(ADAPTER, FACTS, GEOGRAPHY)),
    Column("why", TEXT, "JSON list of {fact, value, rule, evidence}: the rule behind each fact.", filled_by=(FACTS,)),
    Column("raw_sha256", TEXT, "sha256 of the landed file that holds this revision.", required=True, filled_by=(LANDING,)),
    Column("raw_locator", TEXT, "Where in that file: index from 0 for JSON, record from 1 for CSV.", required=True, filled_by=(LANDING,)),
)

REPORT_COLUMNS = (*_IDENTITY, *_WHEN, *_REPORTED, *_WHERE, *_WHAT, *_REASON, *_GRADE, *_TRACE)
"""A new column is one line above; drafts, facts and report rows are derived from these lines. A column filled by FACTS is read by
`facts/rules/declared/<order>_<column>.toml` or by a reader in code, one filled by ADAPTER is set by the adapters that know it."""

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
        *_WHEN,
        *_WHERE,
        *_WHAT,
        *_GRADE,
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

ADVISORIES = Table(
    "advisories",
    "Dated advice and warnings of bodies, never incidents and in no count of them. One is in force from `valid_from` until `valid_to` or "
    "`ended_at`, whichever comes first, unless it is withdrawn.",
    ("advisory_id",),
    ("issued_at", "advisory_id"),
    (
        Column("advisory_id", TEXT, "`source:native_ref`; the same for all its revisions.", required=True),
        Column("source", TEXT, "Source id of its body.", required=True),
        Column("native_ref", TEXT, "The body's own reference.", required=True),
        Column("kind", TEXT, "Kind.", codes="advisory_kind", required=True),
        Column("title", TEXT, "Title, at most 200 characters.", required=True),
        Column("narrative", TEXT, "Its text."),
        Column("issued_at", MOMENT, "When its body issued it, or issued it anew.", required=True),
        Column("valid_from", MOMENT, "From when it holds.", required=True),
        Column("valid_to", MOMENT, "Until when it holds; null where it holds until it is cancelled."),
        Column("validity", TEXT, "What its end rests on.", codes="validity_basis", required=True),
        Column("ended_at", MOMENT, "When another advisory of its body cancels it or takes its place; not before that one holds."),
        Column("ended_by", TEXT, "That advisory."),
        Column("withdrawn", FLAG, "True where its text says that it holds no longer, or its body counts the record as an incident now."),
        Column("sea_regions", TEXTS, "Codes of the sea regions that it is about.", required=True),
        Column("latitude", REAL, "North positive.", unit="degrees"),
        Column("longitude", REAL, "East positive, -180 to 180.", unit="degrees"),
        Column("radius_nm", REAL, "Of the circle around its position in which it holds.", unit="nm"),
        Column("area", TEXT, "The area in which it holds: a polygon in GeoJSON, not cut at the antimeridian."),
        Column("source_url", TEXT, "Where the body publishes it, if it has an address."),
        Column("tlp", TEXT, "TLP mark: who may see it.", codes="tlp", required=True),
        Column("revision", WHOLE, "1 for the first text received, then counting up.", required=True),
        Column("first_seen_at", MOMENT, "When the record first landed.", required=True),
        Column("last_changed_at", MOMENT, "When this revision landed.", required=True),
        Column("raw_sha256", TEXT, "sha256 of the landed file that holds this revision.", required=True),
        Column("raw_locator", TEXT, "Where in that file.", required=True),
    ),
    since=7,
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
        Column("raw", TEXT, "The record as it arrived, cut at 20,000 characters.", required=True),
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
        Column("unchanged", WHOLE, "Reports that have not changed.", unit="records", required=True),
        Column("repeated", WHOLE, "Records that occur twice in the same file.", unit="records", required=True),
        Column("quarantined", WHOLE, "Records set aside.", unit="records", required=True),
        Column("warnings", WHOLE, "Warning codes on the records that became revisions.", required=True),
        Column("leftover_fields", TEXTS, "Fields of the raw records that are not read.", required=True),
        Column("failure", TEXT, "Why the file could not be used at all; null if it could."),
    ),
)

SOURCES = Table(
    "sources",
    "Description and freshness of every source from which something has landed, and of those that can be enabled.",
    ("source",),
    ("source",),
    (
        Column("source", TEXT, "Source id.", required=True),
        Column("title", TEXT, "Title.", required=True),
        Column("body", TEXT, "Reporting body.", required=True),
        Column("description", TEXT, "What it is.", required=True),
        Column("url", TEXT, "Address of the body or data set."),
        Column("licence", TEXT, "Licence or terms.", required=True),
        Column("attribution", TEXT, "Attribution to be shown with its data.", required=True),
        Column("narrative", TEXT, "How much of its narratives may be released.", codes="narrative_rule", required=True),
        Column("cadence_days", REAL, "Usual gap between records; null if closed.", unit="days"),
        Column("closed_on", DAY, "Day after which the source publishes nothing; null while it is live."),
        Column("watches", TEXTS, "Sea regions on which it reports.", required=True),
        Column("state", TEXT, "`closed`, `live`, `stale`, `failed` or `empty`.", required=True),
        Column("state_reason", TEXT, "Why.", required=True),
        Column("reports", WHOLE, "Reports published.", required=True),
        Column("advisories", WHOLE, "Advisories published; null for a source that gives none."),
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
        Column("neighbours", TEXTS, "Codes of adjoining regions.", required=True),
        Column("longitude", REAL, "Centre for maps.", unit="degrees", required=True),
        Column("latitude", REAL, "Centre for maps.", unit="degrees", required=True),
        Column("zoom", REAL, "Zoom preset for maps.", required=True),
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

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        REPORTS,
        REPORT_REVISIONS,
        INCIDENTS,
        INCIDENT_REPORTS,
        LINKS,
        DECISIONS,
        ADVISORIES,
        QUARANTINE,
        LANDINGS,
        SOURCES,
        SEA_REGIONS,
    )
}

KEPT_FOR_NEXT_RUN: Final[dict[str, Table]] = {LINKAGE.name: LINKAGE}
"""Tables that a snapshot holds for the pipeline alone: no reader sees them."""
