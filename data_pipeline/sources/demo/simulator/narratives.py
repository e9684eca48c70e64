"""The narrative of each report: a sentence or two saying what the body knows, and no more."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_pipeline.sources.demo.simulator.fleet import VESSEL_TYPES, text_array
from data_pipeline.sources.demo.simulator.incidents import MINUTES_PER_DAY, stolen_goods
from data_pipeline.sources.demo.simulator.model import ASSUMPTIONS, STATUSES, BooleanArray, IntegerArray, ReportingBody, SimulationModel
from data_pipeline.sources.demo.simulator.statements import Statements
from warehouse.contract.taxonomy import VESSEL_TYPE

MAX_COUNTED_ATTACKERS: Final = 99
"""Larger numbers are written as this one; no story has as many."""
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_ROBBERS: Final = "[robbers]"
_TIMES: Final = [f" at {minute // 60:02}{minute % 60:02} UTC" for minute in range(MINUTES_PER_DAY)]


@dataclass(frozen=True)
class NarrativeWriter:
    """Writes narratives; the tables of phrases are built once."""

    model: SimulationModel

    def write(
        self, body: ReportingBody, statements: Statements, place: IntegerArray, vessel_type: IntegerArray, name: pa.Array
    ) -> pa.Array:
        """One text per statement.

        `place` points into `SimulationModel.place_names`, `vessel_type` into VESSEL_TYPES (-1 where unknown); `name` is null where
        unknown.
        """
        phrases = {
            "day": _format_days(statements.minute),
            "time": text_array(["", *_TIMES], np.where(statements.timed, statements.minute % MINUTES_PER_DAY + 1, 0)),
            "place": text_array(self.model.place_names, place),
            "lying": text_array(["", *(self._wording["lying"][status] for status in STATUSES)], statements.status + 1),
            "ship": self._describe_ship(vessel_type, name),
            "event": self._describe_event(statements),
            "harm": text_array(self._harm_phrases, np.where(statements.harm, statements.story, -1) + 1),
            "stolen": text_array(self._stolen_phrases, statements.stolen + 1),
            "authority": text_array(
                ["", self._wording["authority"]["not_informed"], self._wording["authority"]["informed"]], statements.authority + 1
            ),
            "credit": text_array(["", *(f"Source: {origin.title}. " for origin in self.model.bodies)], statements.origin + 1),
        }
        # Splitting by a pattern with a group gives text and placeholder in turn.
        parts = _PLACEHOLDER.split(self._wording["bodies"][body.id])
        return pc.utf8_rtrim_whitespace(_join([phrases[part] if index % 2 else part for index, part in enumerate(parts) if part]))

    @cached_property
    def has_robbers(self) -> BooleanArray:
        """Stories whose text says who did it; in the others the act itself implies the weapon."""
        return np.array([_ROBBERS in text for text in self.model.stories.text])

    def _describe_event(self, statements: Statements) -> pa.Array:
        stories, has_robbers = self.model.stories, self.has_robbers[statements.story]
        before = [text.partition(_ROBBERS)[0] for text in stories.text]
        after = [text.partition(_ROBBERS)[2] for text in stories.text]
        words = self._wording["numbers"]["words"]
        numbers = [
            "",
            self._wording["numbers"]["unknown"] + " ",
            *(f"{words[n] if n < len(words) else n} " for n in range(MAX_COUNTED_ATTACKERS + 1)),
        ]
        # One attacker takes the singular; an unknown number the plural.
        is_plural = np.where(statements.attackers == 1, 0, 1)
        who = [noun for plural in stories.who for noun in (self._wording["singular"][plural], plural)]
        weapons = [self._wording["weapons"].get(weapon, "") for weapon in stories.weapons]
        return _join(
            [
                text_array(before, statements.story),
                text_array(numbers, np.where(has_robbers, np.minimum(statements.attackers, MAX_COUNTED_ATTACKERS) + 2, 0)),
                text_array(["", *who], np.where(has_robbers, statements.story * 2 + is_plural + 1, 0)),
                text_array(["", *weapons], np.where(has_robbers & statements.weapons, statements.story + 1, 0)),
                text_array(after, statements.story),
            ]
        )

    def _describe_ship(self, vessel_type: IntegerArray, name: pa.Array) -> pa.Array:
        is_named = np.asarray(pc.is_valid(name).to_numpy(zero_copy_only=False))
        titles = [_lower_first(VESSEL_TYPE[code].title) for code in VESSEL_TYPES]
        phrases = [
            "a ship",
            "the ship ",
            *(phrase for title in titles for phrase in (f"{_indefinite_article(title)} {title}", f"the {title} ")),
        ]
        return _join([text_array(phrases, (vessel_type + 1) * 2 + is_named), pc.fill_null(name, "")])

    @cached_property
    def _wording(self) -> dict[str, Any]:
        return tomllib.loads((ASSUMPTIONS / "wording.toml").read_text(encoding="utf-8"))

    @cached_property
    def _harm_phrases(self) -> list[str]:
        return ["", *(self._wording["crew_harm"][harm] if harm else "" for harm in self.model.stories.crew_harm)]

    @cached_property
    def _stolen_phrases(self) -> list[str]:
        return ["", *("" if good == "-" else f"Taken: {good}. " for good in stolen_goods(self.model))]


def _format_days(minute: IntegerArray) -> pa.Array:
    """Days as `5 March 2024`."""
    days, day_index = np.unique(minute // MINUTES_PER_DAY, return_inverse=True)
    return text_array([f"{day.day} {day:%B %Y}" for day in days.astype("datetime64[D]").tolist()], day_index)


def _join(parts: list[Any]) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _lower_first(title: str) -> str:
    # LPG and LNG stay in capitals.
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _indefinite_article(title: str) -> str:
    return "an" if title[0].lower() in "aeiou" or title[:2] in ("LP", "LN") else "a"
