"""The narrative of each report: a sentence or two that says what the body knows, and no more."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_pipeline.sources.demo.parameters import FOLDER, STATUSES, Body, Flags, Model, Wholes
from data_pipeline.sources.demo.reporting import Sightings
from data_pipeline.sources.demo.ships import VESSEL_TYPES, texts
from data_pipeline.sources.demo.truth import MINUTES_A_DAY, stolen_goods
from warehouse.contract.taxonomy import VESSEL_TYPE

MOST_ATTACKERS: Final = 99
_SLOT: Final = re.compile(r"\{(\w+)\}")
_ROBBERS: Final = "[robbers]"
_TIMES: Final = [f" at {minute // 60:02}{minute % 60:02} UTC" for minute in range(MINUTES_A_DAY)]


@dataclass(frozen=True)
class Wording:
    """Makes narratives; the tables of phrases are made once."""

    model: Model

    def narratives(self, body: Body, seen: Sightings, place: Wholes, vessel_type: Wholes, name: pa.Array) -> pa.Array:
        """One text a sighting.

        `place` indexes `Model.place_names`; `vessel_type` VESSEL_TYPES, -1 unknown; `name` is null where unknown.
        """
        slots = {
            "day": _days(seen.minute),
            "time": texts(["", *_TIMES], np.where(seen.timed, seen.minute % MINUTES_A_DAY + 1, 0)),
            "place": texts(self.model.place_names, place),
            "lying": texts(["", *(self._said["lying"][status] for status in STATUSES)], seen.status + 1),
            "ship": self._ship(vessel_type, name),
            "event": self._event(seen),
            "harm": texts(self._harm, np.where(seen.harm, seen.story, -1) + 1),
            "stolen": texts(self._stolen, seen.stolen + 1),
            "authority": texts(["", self._said["authority"]["untold"], self._said["authority"]["told"]], seen.authority + 1),
            "credit": texts(["", *(f"Source: {one.title}. " for one in self.model.bodies)], seen.origin + 1),
        }
        parts = _SLOT.split(self._said["bodies"][body.id])
        return pc.utf8_rtrim_whitespace(_joined([slots[part] if odd % 2 else part for odd, part in enumerate(parts) if part]))

    @cached_property
    def has_robbers(self) -> Flags:
        """Stories whose text tells who did it; in the others the deed itself tells the weapon."""
        return np.array([_ROBBERS in text for text in self.model.stories.text])

    def _event(self, seen: Sightings) -> pa.Array:
        stories, told = self.model.stories, self.has_robbers[seen.story]
        before = [text.partition(_ROBBERS)[0] for text in stories.text]
        after = [text.partition(_ROBBERS)[2] for text in stories.text]
        words = self._said["numbers"]["words"]
        numbers = [
            "",
            self._said["numbers"]["unknown"] + " ",
            *(f"{words[n] if n < len(words) else n} " for n in range(MOST_ATTACKERS + 1)),
        ]
        many = np.where(seen.attackers == 1, 0, 1)
        who = [one for plural in stories.who for one in (self._said["one"][plural], plural)]
        weapons = [self._said["weapons"].get(weapon, "") for weapon in stories.weapons]
        return _joined(
            [
                texts(before, seen.story),
                texts(numbers, np.where(told, np.minimum(seen.attackers, MOST_ATTACKERS) + 2, 0)),
                texts(["", *who], np.where(told, seen.story * 2 + many + 1, 0)),
                texts(["", *weapons], np.where(told & seen.weapons, seen.story + 1, 0)),
                texts(after, seen.story),
            ]
        )

    def _ship(self, vessel_type: Wholes, name: pa.Array) -> pa.Array:
        known = np.asarray(pc.is_valid(name).to_numpy(zero_copy_only=False))
        titles = [_lower(VESSEL_TYPE[code].title) for code in VESSEL_TYPES]
        phrases = ["a ship", "the ship ", *(phrase for title in titles for phrase in (f"{_article(title)} {title}", f"the {title} "))]
        return _joined([texts(phrases, (vessel_type + 1) * 2 + known), pc.fill_null(name, "")])

    @cached_property
    def _said(self) -> dict[str, Any]:
        return tomllib.loads((FOLDER / "wording.toml").read_text(encoding="utf-8"))

    @cached_property
    def _harm(self) -> list[str]:
        return ["", *(self._said["crew_harm"][harm] if harm else "" for harm in self.model.stories.crew_harm)]

    @cached_property
    def _stolen(self) -> list[str]:
        return ["", *("" if good == "-" else f"Taken: {good}. " for good in stolen_goods(self.model))]


def _days(minute: Wholes) -> pa.Array:
    """Days as `5 March 2024`."""
    days, which = np.unique(minute // MINUTES_A_DAY, return_inverse=True)
    return texts([f"{day.day} {day:%B %Y}" for day in days.astype("datetime64[D]").tolist()], which)


def _joined(parts: list[Any]) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _lower(title: str) -> str:
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _article(title: str) -> str:
    return "an" if title[0].lower() in "aeiou" or title[:2] in ("LP", "LN") else "a"
