"""The columns of a report, in groups of which some are an incident's too."""

from __future__ import annotations

from warehouse.contract.columns import (
    ADAPTER,
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
)

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

WHEN = (
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

WHERE = (
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

WHAT = (
    Column("category", TEXT, "Kind of crime.", codes="category", required=True, filled_by=(FACTS,), default="other", coarsened=KEEP),
    Column("also", TEXTS, "Further categories that apply.", codes="category", required=True, filled_by=(FACTS,)),
    Column("cyber_subtype", TEXT, "Subtype of a cyber incident.", codes="cyber_subtype", filled_by=(FACTS,), coarsened=KEEP),
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

GRADE = (
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

REPORT_COLUMNS = (*_IDENTITY, *WHEN, *_REPORTED, *WHERE, *WHAT, *_REASON, *GRADE, *_TRACE)
"""A new column is one line above; drafts, facts and report rows are derived from these lines. A column filled by FACTS is read by
`facts/rules/declared/<order>_<column>.toml` or by a reader in code, one filled by ADAPTER is set by the adapters that know it."""
