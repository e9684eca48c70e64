"""Each body keeps to its waters and years, and makes the errors that it is said to make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_pipeline import registry
from warehouse.contract.taxonomy import CODE_LISTS

from .conftest import BODIES, incidents_of, reports_of, true_reports_of


def _with_truth(folder: Path, body: str) -> pd.DataFrame:
    truth = true_reports_of(folder).to_pandas()
    truth = truth[(truth["source"] == body) & truth["in_file"]]
    incidents = incidents_of(folder).to_pandas().add_prefix("true_")
    reports = reports_of(folder, body).to_pandas()
    joined = reports.merge(truth, left_on=["reference", "revision"], right_on=["native_ref", "revision"], validate="1:1")
    assert len(joined) == len(reports)
    every: pd.DataFrame = joined.merge(incidents, left_on="incident", right_on="true_incident", validate="m:1")
    return every


@pytest.fixture(scope="module")
def joined(usual: Path) -> dict[str, pd.DataFrame]:
    return {body: _with_truth(usual, body) for body in BODIES}


def test_coverage(usual: Path, joined: dict[str, pd.DataFrame]) -> None:
    incidents = incidents_of(usual).to_pandas()
    for body in BODIES:
        watched = registry.source(body).watches
        own = joined[body][joined[body]["kind"] != "republished"]
        if watched != ("*",):
            assert set(own["true_sea_region"]) <= set(watched), body
            outside = ~incidents["sea_region"].isin(watched)
            assert outside.any()
            assert (incidents.loc[outside, f"chance_{body}"] == 0).all()
    assert set(joined["demo_asia"]["true_category"]) == {"piracy_robbery", "cargo_theft"}


def test_start_and_end(joined: dict[str, pd.DataFrame]) -> None:
    closed_on = registry.source("demo_navy").closed_on
    assert closed_on is not None
    assert joined["demo_navy"]["published_at_x"].max()[:10] == f"{closed_on}"
    assert f"{joined['demo_gulf']['true_occurred_at'].min():%Y-%m}" == "2016-06"
    for body in ("demo_bureau", "demo_asia", "demo_gulf"):
        assert "2026-10-25" < joined[body]["published_at_x"].max() < "2026-11-01"


def test_recent_incidents_are_still_to_be_published(usual: Path) -> None:
    """What is heard of and not yet published is in the truth without a reference: the nowcast's goal."""
    truth = true_reports_of(usual).to_pandas()
    late = truth[~truth["in_file"]]
    assert len(late) > 50
    assert late["native_ref"].isna().all()
    assert late["published_at"].min() >= pd.Timestamp("2026-11-01", tz="UTC")
    assert truth.loc[truth["in_file"], "published_at"].max() < pd.Timestamp("2026-11-01", tz="UTC")


def test_delays_are_in_order_and_of_the_stated_length(joined: dict[str, pd.DataFrame]) -> None:
    medians = {}
    for body, table in joined.items():
        own = table[(table["kind"] == "own") & (table["revision"] == 1)]
        occurred = own["true_occurred_at"]
        notified = pd.to_datetime(own["reported_at"], utc=True, format="ISO8601")
        published = pd.to_datetime(own["published_at_x"], utc=True, format="ISO8601")
        assert (occurred < notified).all()
        assert (notified < published).all()
        medians[body] = (published - notified).median() / pd.Timedelta(days=1)
    assert medians["demo_gulf"] < medians["demo_bureau"] < medians["demo_navy"] < medians["demo_asia"]
    assert medians["demo_asia"] == pytest.approx(14, rel=0.15)


def test_one_body_gives_whole_degrees(joined: dict[str, pd.DataFrame]) -> None:
    """ReCAAP: 204 of 242 positions are whole degrees."""
    placed = joined["demo_asia"].dropna(subset="latitude")
    is_whole = (placed["latitude"] % 1 == 0) & (placed["longitude"] % 1 == 0)
    assert is_whole.mean() == pytest.approx(204 / 242, abs=0.03)
    assert (placed.loc[is_whole, "position_precision_km"] == 55.6).mean() > 0.99
    assert (placed.loc[~is_whole, "position_precision_km"] < 1).all()


def test_minutes_of_arc_elsewhere(joined: dict[str, pd.DataFrame]) -> None:
    placed = joined["demo_navy"].dropna(subset="latitude")
    placed = placed[placed["kind"] == "own"]
    assert np.allclose(placed["latitude"] * 60 % 1, np.round(placed["latitude"] * 60 % 1), atol=1e-3)


def test_facts_are_missing_about_as_often_as_stated(joined: dict[str, pd.DataFrame]) -> None:
    own = {body: table[(table["kind"] == "own") & (table["revision"] == 1)] for body, table in joined.items()}
    # The first text of a revised report has no name either.
    assert own["demo_navy"]["vessel_name"].isna().mean() == pytest.approx(0.22 + 0.78 * 0.03, abs=0.02)
    assert own["demo_asia"]["vessel_name"].isna().mean() == pytest.approx(0.05 + 0.95 * 0.08, abs=0.02)
    assert own["demo_bureau"]["latitude"].isna().mean() == pytest.approx(0.04, abs=0.01)
    assert (own["demo_navy"]["occurred"].str.len() == 10).mean() == pytest.approx(0.40, abs=0.02)
    assert own["demo_navy"]["imo_number"].isna().all()


def test_stated_days_are_mostly_right_and_never_after_publication_by_more_than_the_slip(joined: dict[str, pd.DataFrame]) -> None:
    for body, table in joined.items():
        stated = pd.to_datetime(table["occurred"].str[:10])
        true_day = table["true_occurred_at"].dt.tz_localize(None).dt.normalize()
        error = (stated - true_day).dt.days
        assert (error == table["day_error"]).all(), body
        assert error.max() <= 4
        assert 0.003 < (error != 0).mean() < 0.2, body
    assert (joined["demo_navy"]["day_error"] < -25).any(), "a slip of the month"


def test_re_issues_carry_another_reference(joined: dict[str, pd.DataFrame]) -> None:
    for body, table in joined.items():
        again = table[table["kind"] == "reissue"]
        first = table[(table["kind"] == "own") & table["incident"].isin(again["incident"])]
        assert len(again) >= 10, body
        assert set(again["incident"]) == set(first["incident"])
        assert not set(again["reference"]) & set(first["reference"])


def test_revisions_say_more_under_the_same_reference(joined: dict[str, pd.DataFrame]) -> None:
    for body, table in joined.items():
        second = table[table["revision"] == 2].set_index("reference")
        first = table[table["revision"] == 1].set_index("reference").loc[second.index]
        assert len(second) > 30, body
        assert first["vessel_name"].isna().all()
        assert (first["narrative"] != second["narrative"]).all()
        assert (second["revised_at"] > second["published_at_x"]).all()
        position = {key: row for row, key in enumerate(zip(table["reference"], table["revision"], strict=True))}
        assert all(position[reference, 1] < position[reference, 2] for reference in second.index), "revisions stand after the first text"


def test_republished_reports_name_their_origin_and_say_the_same(usual: Path, joined: dict[str, pd.DataFrame]) -> None:
    copies = joined["demo_navy"][joined["demo_navy"]["kind"] == "republished"]
    assert set(copies["origin"]) == {"demo_asia", "demo_gulf"}
    assert not copies["true_heard_demo_navy"].any()
    for origin in ("demo_asia", "demo_gulf"):
        from_origin = copies[(copies["origin"] == origin) & (copies["revision"] == 1) & ~copies["reference"].duplicated(keep=False)]
        originals = joined[origin][(joined[origin]["kind"] == "own")].drop_duplicates("incident", keep="last").set_index("incident")
        assert from_origin["narrative"].str.contains("Source: Simulated", regex=False).all()
        matched = from_origin[from_origin["incident"].isin(originals.index)]
        same = originals.loc[matched["incident"], "occurred"].to_numpy() == matched["occurred"].to_numpy()
        assert same.all()
    assert not joined["demo_bureau"]["narrative"].str.contains("Source:", regex=False).any()


def test_every_code_is_of_the_taxonomy(usual: Path) -> None:
    single = {
        "category": "category",
        "cyber_subtype": "cyber_subtype",
        "act": "act",
        "vessel_type": "vessel_type",
        "vessel_status": "vessel_status",
    }
    lists = {"also": "category", "weapons": "weapon", "crew_harm": "crew_harm"}
    for body in BODIES:
        table = reports_of(usual, body).to_pandas()
        for column, codes in {**single, **lists}.items():
            used = {code for text in table[column].dropna().unique() for code in text.split(";")}
            assert used <= set(CODE_LISTS[codes]), (body, column)


def test_narratives_tell_what_the_fields_tell_and_that_they_are_simulated(joined: dict[str, pd.DataFrame]) -> None:
    for body, table in joined.items():
        assert table["narrative"].str.startswith("[SIMULATED] ").all(), body
        assert not table["narrative"].str.contains("{", regex=False).any()
        assert not table["narrative"].str.contains("  ", regex=False).any()
        with_name = table.dropna(subset="vessel_name")
        assert all(name in text for name, text in zip(with_name["vessel_name"], with_name["narrative"], strict=True))
        assert all(place in text for place, text in zip(table["place"], table["narrative"], strict=True))
        kidnapped = table["crew_harm"].fillna("").str.contains("kidnapped")
        assert (table["narrative"].str.contains("kidnapped", regex=False) == kidnapped).all()
        hidden = table[table["vessel_name"].isna()]
        assert not any(name in text for name, text in zip(hidden["true_vessel_name"], hidden["narrative"], strict=True))


def test_without_noise_reports_are_perfect_copies(draw: Callable[..., Path]) -> None:
    folder = draw(noise=0.0)
    for body in BODIES:
        table = _with_truth(folder, body)
        assert set(table["kind"]) <= {"own", "republished"}
        assert (table["revision"] == 1).all()
        assert (table["day_error"] == 0).all()
        assert table["position_error_km"].max() < 0.01
        assert (table["occurred"].str[:16] == table["true_occurred_at"].dt.strftime("%Y-%m-%dT%H:%M")).all()
        for column in ("category", "act", "vessel_name", "vessel_type", "flag", "weapons", "crew_harm", "stolen", "imo_number", "severity"):
            stated, true = (table[name].astype(object).where(table[name].notna(), None) for name in (column, f"true_{column}"))
            assert stated.tolist() == true.tolist(), (body, column)


def test_more_noise_gives_more_errors(draw: Callable[..., Path], usual: Path) -> None:
    loud = _with_truth(draw(noise=3.0), "demo_bureau")
    plain = _with_truth(usual, "demo_bureau")
    assert loud["vessel_name"].isna().mean() > 2 * plain["vessel_name"].isna().mean()
    assert loud["position_error_km"].median() > 1.5 * plain["position_error_km"].median()
