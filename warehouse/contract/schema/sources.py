"""The tables of what sources give beside reports, how it was read, and what sources and waters there are."""

from __future__ import annotations

import pyarrow as pa

from warehouse.contract.columns import DAY, FLAG, MOMENT, REAL, TEXT, TEXTS, WHOLE, Column, Table

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
