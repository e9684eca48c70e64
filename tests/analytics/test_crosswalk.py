from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analytics.definitions import crosswalk
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.reference.geography import sea_regions

USUAL = {
    "year": 2020, "sea_region": "singapore_strait", "area": "southeast_asia", "category": "piracy_robbery", "act": "boarded",
    "severity": 3.0, "waters": "territorial", "of_imb": False, "of_imo": False, "of_recaap": False, "incidents": 1,
}  # fmt: skip


def cells(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([USUAL | row for row in rows])


def counted(definition: str, **facts: Any) -> str:
    classified = crosswalk.classified_by(cells(facts), crosswalk.definitions()[definition])
    row = classified.iloc[0]
    assert bool(row["counted"]) != bool(row["why_not"]), "counted, or left out with a reason"
    return str(row["counted"] or row["why_not"])


@pytest.mark.parametrize(
    ("facts", "imb", "imo", "recaap", "bmp5"),
    [
        ({}, "boarded", "robbery", "3", "waters"),
        ({"category": "cargo_theft", "severity": 4.0, "waters": "port_area"}, "boarded", "robbery", "4", "waters"),
        ({"act": "attempted", "severity": 0.0}, "attempted", "robbery", "0", "waters"),
        ({"severity": None}, "boarded", "robbery", "not_stated", "waters"),
        ({"act": None}, "not_stated", "robbery", "3", "waters"),
        ({"sea_region": "gulf_of_guinea", "waters": "international", "act": "hijacked"}, "hijacked", "piracy", "waters", "waters"),
        ({"sea_region": "gulf_of_aden", "waters": "international", "act": "hijacked"}, "hijacked", "piracy", "waters", "hijack"),
        ({"sea_region": "gulf_of_aden", "waters": "international", "act": "fired_upon"}, "fired_upon", "piracy", "waters", "attack"),
        ({"sea_region": "gulf_of_aden", "waters": "international", "act": "attempted"}, "attempted", "piracy", "waters", "approach"),
        ({"sea_region": "arabian_sea", "act": "kidnapping"}, "kidnapping", "robbery", "3", "boarding"),
        ({"sea_region": "red_sea", "category": "suspicious", "act": "suspicious"}, *["category:suspicious"] * 2, "waters", "approach"),
        ({"sea_region": "red_sea", "category": "militant", "act": "struck"}, *["category:militant"] * 2, "waters", "category:militant"),
        ({"sea_region": None, "waters": "unknown"}, "boarded", "not_stated", "waters", "waters"),
        ({"act": "other"}, "act:other", "act:other", "act:other", "waters"),
    ],
)  # fmt: skip
def test_one_incident_by_four_definitions(facts: dict[str, Any], imb: str, imo: str, recaap: str, bmp5: str) -> None:
    assert [counted(code, **facts) for code in ("imb", "imo", "recaap", "bmp5")] == [imb, imo, recaap, bmp5]


def test_definitions_use_known_codes_only() -> None:
    for definition in crosswalk.definitions().values():
        assert set(definition.categories) <= set(CATEGORY) and set(definition.acts) <= set(ACT)
        assert set(definition.regions) <= set(sea_regions())
        assert definition.reference and definition.classes in crosswalk.CLASSES
    for scope in crosswalk.scopes().values():
        assert set(scope) <= set(sea_regions())


def test_published_figures_have_scope_definition_and_source() -> None:
    figures = crosswalk.published_figures()
    assert {figure.definition for figure in figures} == {"imb", "imo", "recaap"}
    assert all(figure.scope in crosswalk.scopes() and figure.source and 0 < figure.least <= figure.most for figure in figures)
    assert len({(figure.definition, figure.scope, figure.year) for figure in figures}) == len(figures)
    assert (
        next(figure for figure in figures if (figure.definition, figure.scope, figure.year) == ("imb", "gulf_of_guinea", 2021)).most == 35
    )


def test_years_classes_and_what_is_left_out_add_up() -> None:
    incidents = cells(
        {"year": 2020, "of_imb": True, "incidents": 190},
        {"year": 2020, "incidents": 80},
        {"year": 2020, "category": "suspicious", "act": "suspicious", "incidents": 12},
        {"year": 2022, "act": "hijacked", "incidents": 4},
        {"year": 2022, "category": "drugs", "act": "found", "incidents": 3},
    )
    counts = crosswalk.count_by_definition(incidents, crosswalk.definitions()["imb"])
    assert [(year.year, year.counted, year.own) for year in counts.years] == [(2020, 270, 190), (2021, 0, 0), (2022, 4, 0)]
    figure = counts.years[0].published
    assert figure is not None and figure.least == 195
    assert counts.counted + sum(counts.left_out.values()) == counts.known == 289
    assert dict(counts.left_out) == {"category:suspicious": 12, "category:drugs": 3}
    assert [crosswalk.reason_title(why) for why in counts.left_out] == ["suspicious approach", "drugs"]
    assert crosswalk.count_by_definition(incidents, crosswalk.definitions()["imb"], "gulf_of_guinea").years == ()


def test_by_region_counts_all_definitions_at_once() -> None:
    incidents = cells(
        {"incidents": 5},
        {"sea_region": "gulf_of_aden", "category": "suspicious", "act": "suspicious", "incidents": 7},
        {"sea_region": None},
    )
    table = crosswalk.counts_by_region(incidents)
    assert table.loc["gulf_of_aden"].to_dict() == {"known": 7, "imb": 0, "imo": 0, "recaap": 0, "bmp5": 7}
    assert table.loc["singapore_strait"].to_dict() == {"known": 5, "imb": 5, "imo": 5, "recaap": 5, "bmp5": 0}
