"""The linkage model: how two reports are compared. Everything about it is declared here.

Every comparison is a list of levels of which the first that holds counts; a pair where one side is silent has level "silent"
and weighs nothing. A level's weight is log2(m / u): how much more often reports of one event show it (m) than reports of two
(u) (Fellegi and Sunter 1969). The probabilities are in weights.toml; `python -m data_pipeline train-links` estimates them.
"""

from __future__ import annotations

from typing import Final

from data_pipeline.linkage.comparison import Comparison, Level

_DAYS: Final = "abs(day_l - day_r)"
_MINUTES: Final = "abs(minute_l - minute_r)"
_KM: Final = "km(lat_l, lon_l, lat_r, lon_r)"
# So coarse a position tells the waters, not the spot.
_COARSE: Final = "greatest(precision_km_l, precision_km_r) > 20"
_ROUNDING: Final = "1.6 * greatest(precision_km_l, precision_km_r)"
_CROWD: Final = "greatest(crowd_l, crowd_r)"
_NAMES: Final = "names_like(names_l, names_r)"
_NAME_IN_TEXT: Final = (
    "(names_l IS NULL AND len(name_words_r) > 0 AND list_has_all(words_l, name_words_r))"
    " OR (names_r IS NULL AND len(name_words_l) > 0 AND list_has_all(words_r, name_words_l))"
)
# Only within a source is the ship's name exactly as rare on both sides.
_TEXT: Final = "texts_like(vector_l, vector_r, name_part_l, name_part_r, source_l = source_r AND names_l = names_r)"
_FEWEST: Final = "least(len(words_l), len(words_r))"
_WORDS: Final = "words_shared(words_l, words_r)"
_RARE: Final = "list_has_any(rare_words_l, rare_words_r)"
_CLOCK: Final = "clocks_apart(clock_local_l, clock_utc_l, lon_l, clock_local_r, clock_utc_r, lon_r)"
_SERIALS: Final = "abs(serial_l - serial_r)"
_BOTH_TELL: Final = "has_text_l AND has_text_r"


def _near_levels(code: str, words: str, where: str) -> tuple[Level, ...]:
    """A distance, split by how many reports the source has there: where there are many, nearness says little."""
    return (
        Level(f"{code}_quiet", f"{words}, quiet waters", f"{where} AND {_CROWD} <= 3"),
        Level(f"{code}_middling", f"{words}, frequented waters", f"{where} AND {_CROWD} <= 12"),
        Level(f"{code}_busy", f"{words}, waters with many reports", where),
    )


WHEN: Final = Comparison(
    "when",
    "Time",
    "day_l IS NULL OR day_r IS NULL",
    (
        Level("same_hour", "within 90 minutes", f"{_MINUTES} <= 90"),
        Level("same_day", "same day", f"{_DAYS} = 0 AND ({_MINUTES} IS NULL OR {_MINUTES} <= 480)"),
        Level(
            "same_local_day",
            "same day by local time",
            "(minute_l IS NULL AND list_contains(local_days_r, day_l)) OR (minute_r IS NULL AND list_contains(local_days_l, day_r))",
        ),
        Level("same_day_hours_apart", "same day, hours apart", f"{_DAYS} = 0"),
        Level("one_day", "a day apart", f"{_DAYS} = 1"),
        Level("two_days", "two days apart", f"{_DAYS} = 2"),
        Level("other_day", "the day given in the text", "list_contains(other_days_l, day_r) OR list_contains(other_days_r, day_l)"),
        Level("four_days", "three or four days apart", f"{_DAYS} <= 4"),
        Level("week", "five to seven days apart", f"{_DAYS} <= 7"),
        Level(
            "slip",
            "dates differ by a likely typing error",
            f"({_DAYS} IN (10, 20)) OR (abs(months(day_l) - months(day_r)) = 1 AND abs(day_of_month(day_l) - day_of_month(day_r)) <= 1)"
            " OR (month_of(day_l) = day_of_month(day_r) AND day_of_month(day_l) = month_of(day_r))"
            " OR (abs(months(day_l) - months(day_r)) = 12 AND day_of_month(day_l) = day_of_month(day_r))",
        ),
        Level("month", "eight to 35 days apart", f"{_DAYS} <= 35"),
        Level("later", "more than 35 days apart", "ELSE"),
    ),
)

WHERE: Final = Comparison(
    "where",
    "Position",
    "lat_l IS NULL OR lat_r IS NULL",
    (
        *_near_levels("same_spot", "within 2.5 km", f"{_KM} <= 2.5 AND NOT ({_COARSE})"),
        *_near_levels("close", "within 8 km", f"{_KM} <= 8 AND NOT ({_COARSE})"),
        *_near_levels("near", "within 20 km", f"{_KM} <= 20 AND NOT ({_COARSE})"),
        *_near_levels("rounding", "within the rounding of the positions", f"{_COARSE} AND {_KM} <= {_ROUNDING}"),
        Level("50_km", "within 50 km", f"{_KM} <= 50"),
        Level(
            "slip",
            "positions differ by a likely typing error",
            "km(lat_l, lon_l, other_lat_r, other_lon_r) <= 20 OR km(other_lat_l, other_lon_l, lat_r, lon_r) <= 20"
            " OR km(-lat_l, lon_l, lat_r, lon_r) <= 20 OR km(lat_l, -lon_l, lat_r, lon_r) <= 20"
            " OR (abs(abs(lat_l - lat_r) - 1) < 0.03 AND abs(lon_l - lon_r) < 0.03)"
            " OR (abs(abs(lon_l - lon_r) - 1) < 0.03 AND abs(lat_l - lat_r) < 0.03)",
        ),
        Level("100_km", "within 100 km", f"{_KM} <= 100"),
        Level("200_km", "within 200 km", f"{_KM} <= 200"),
        Level("500_km", "within 500 km", f"{_KM} <= 500"),
        Level("far", "more than 500 km apart", "ELSE"),
    ),
)

# Where positions can be compared they tell more. Countries are looked for in reports up to two days from one without a position.
COUNTRY: Final = Comparison(
    "country",
    "Country in words",
    f"source_l = source_r OR (lat_l IS NOT NULL AND lat_r IS NOT NULL) OR countries_l IS NULL OR countries_r IS NULL OR {_DAYS} > 2",
    (
        Level("shared", "a country in common", "list_has_any(countries_l, countries_r)"),
        Level("different", "no country in common", "ELSE"),
    ),
)

# Similarity 0 to 1 by the SQL macro `names_like`: Jaro-Winkler or Levenshtein, whichever is higher; of several names the best pair.
NAME: Final = Comparison(
    "name",
    "Ship name",
    f"(names_l IS NULL OR names_r IS NULL) AND NOT ({_NAME_IN_TEXT})",
    (
        Level("same", "same ship name", f"{_NAMES} = 1"),
        Level("nearly", "ship names nearly the same", f"{_NAMES} >= 0.92"),
        Level("like", "ship names alike", f"{_NAMES} >= 0.86"),
        Level("somewhat", "ship names somewhat alike", f"{_NAMES} >= 0.74"),
        Level("in_text", "name found in the text of the other", _NAME_IN_TEXT),
        Level("different", "different ship names", "ELSE"),
    ),
)

# The number stays with a hull for life, through every change of name and flag (IMO A.1117(30)).
IMO: Final = Comparison(
    "imo",
    "IMO number",
    "imo_l IS NULL OR imo_r IS NULL",
    (Level("same", "same IMO number", "imo_l = imo_r"), Level("different", "different IMO numbers", "ELSE")),
)

TYPE: Final = Comparison(
    "type",
    "Type of ship",
    "type_l IS NULL OR type_r IS NULL",
    (
        Level("same_rare", "same uncommon type of ship", "type_l = type_r AND NOT type_is_common_l"),
        Level("same", "same type of ship", "type_l = type_r"),
        Level("wider", "one states a wider type", "list_contains(types_l, type_r) OR list_contains(types_r, type_l)"),
        Level("kin", "related types", "list_has_any(kinds_l, kinds_r)"),
        Level("different", "different types of ship", "ELSE"),
    ),
)

FLAG: Final = Comparison(
    "flag",
    "Flag",
    "flag_l IS NULL OR flag_r IS NULL",
    (Level("same", "same flag", "flag_l = flag_r"), Level("different", "different flags", "ELSE")),
)

CATEGORY: Final = Comparison(
    "category",
    "Kind of crime",
    "category_l = 'other' OR category_r = 'other'",
    (Level("same", "same kind of crime", "category_l = category_r"), Level("different", "different kinds of crime", "ELSE")),
)

ACT: Final = Comparison(
    "act",
    "Act",
    "act_l IS NULL OR act_r IS NULL",
    (
        Level("same", "same act", "act_l = act_r"),
        Level("kin", "related acts", "act_kin_l = act_kin_r"),
        Level("different", "different acts", "ELSE"),
    ),
)

STATUS: Final = Comparison(
    "status",
    "Status of the ship",
    "status_l IS NULL OR status_r IS NULL",
    (
        Level("same", "same status", "status_l = status_r"),
        Level("moored", "at anchor and at berth", "status_l <> 'underway' AND status_r <> 'underway'"),
        Level("different", "one underway, one not", "ELSE"),
    ),
)

ATTACKERS: Final = Comparison(
    "attackers",
    "Attackers",
    "attackers_low_l IS NULL OR attackers_low_r IS NULL",
    (
        Level("same", "same number of attackers", "attackers_low_l = attackers_low_r AND attackers_high_l = attackers_high_r"),
        Level("overlap", "numbers of attackers agree", "attackers_low_l <= attackers_high_r AND attackers_low_r <= attackers_high_l"),
        Level("near", "numbers of attackers differ by one", "abs(attackers_low_l - attackers_low_r) <= 1"),
        Level("different", "different numbers of attackers", "ELSE"),
    ),
)

WEAPONS: Final = Comparison(
    "weapons",
    "Weapons",
    "weapons_l IS NULL OR weapons_r IS NULL",
    (Level("shared", "same weapons", "list_has_any(weapons_l, weapons_r)"), Level("different", "different weapons", "ELSE")),
)

STOLEN: Final = Comparison(
    "stolen",
    "Stolen",
    "stolen_l IS NULL OR stolen_r IS NULL",
    (Level("shared", "same goods stolen", "list_has_any(stolen_l, stolen_r)"), Level("different", "different goods stolen", "ELSE")),
)

HARM: Final = Comparison(
    "harm",
    "Harm to the crew",
    "harm_l IS NULL OR harm_r IS NULL",
    (Level("shared", "same harm to the crew", "list_has_any(harm_l, harm_r)"), Level("different", "different harm to the crew", "ELSE")),
)

# Cosines of text vectors; 128 random projections keep them to about 0.09, so finer levels would only measure noise.
TEXT: Final = Comparison(
    "text",
    "Text",
    f"vector_l IS NULL OR vector_r IS NULL OR NOT ({_BOTH_TELL})",
    (
        Level("same", "nearly the same text", f"{_TEXT} >= 0.8"),
        Level("alike", "texts alike", f"{_TEXT} >= 0.62"),
        Level("kindred", "many words in common", f"{_TEXT} >= 0.46"),
        Level("some", "some words in common", f"{_TEXT} >= 0.32"),
        Level("few", "few words in common", f"{_TEXT} >= 0.18"),
        Level("none", "almost no words in common", "ELSE"),
    ),
)

# For pairs in which a side has no narrative: what it says of the place must do.
WORDS: Final = Comparison(
    "words",
    "Place in words",
    f"coalesce({_FEWEST}, 0) = 0 OR ({_BOTH_TELL})",
    (
        Level("all", "place words agree", f"{_WORDS} >= 0.99 AND ({_FEWEST} >= 2 OR {_RARE})"),
        Level("most", "most place words agree", f"{_WORDS} >= 0.6"),
        Level("some", "some place words agree", f"{_WORDS} >= 0.3"),
        Level("few", "few place words agree", f"{_WORDS} > 0"),
        Level("none", "no place words agree", "ELSE"),
    ),
)

# Texts often give local time where the field gives UTC, or the other way round: the macro `clocks_apart` allows for the zone.
CLOCK: Final = Comparison(
    "clock",
    "Time of day in the text",
    f"{_CLOCK} IS NULL",
    (
        Level("same", "same time of day", f"{_CLOCK} <= 10"),
        Level("near", "times of day within the hour", f"{_CLOCK} <= 60"),
        Level("hours", "times of day hours apart", f"{_CLOCK} <= 180"),
        Level("different", "different times of day", "ELSE"),
    ),
)

SERIAL: Final = Comparison(
    "serial",
    "Reference",
    # A clerk who enters two reports one after the other knows them to be different events.
    f"source_l <> source_r OR NOT reissues_l OR {_DAYS} > 1 OR serial_l IS NULL OR serial_r IS NULL",
    (
        Level("series", "references of different years", "series_l <> series_r"),
        Level("far", "references far apart", f"{_SERIALS} > 20"),
        Level("apart", "references 6 to 20 apart", f"{_SERIALS} > 5"),
        Level("near", "references three to five apart", f"{_SERIALS} > 2"),
        Level("neighbours", "references side by side", "ELSE"),
    ),
)

# train.py counts on `when` being the first.
COMPARISONS: Final = (
    WHEN, WHERE, COUNTRY, NAME, IMO, TYPE, FLAG, CATEGORY, ACT, STATUS, ATTACKERS, WEAPONS, STOLEN, HARM, TEXT, WORDS, CLOCK, SERIAL,
)  # fmt: skip
