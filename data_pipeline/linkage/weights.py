"""The probabilities behind the weights, as weights.toml states them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True)
class LinkageWeights:
    """For one kind of pairs: the prior probability that a candidate pair is one event, and m and u of every level.

    m: how often reports of one event show the level; u: how often reports of two events do (Fellegi and Sunter 1969).
    """

    prior: float
    levels: dict[str, dict[str, tuple[float, float]]]

    def m(self, comparison: str, level: str) -> float:
        return self.levels[comparison][level][0]

    def u(self, comparison: str, level: str) -> float:
        return self.levels[comparison][level][1]


@cache
def linkage_weights(kind: str) -> LinkageWeights:
    """The weights of `between` (two sources) or `reissue` (one source)."""
    section: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))[kind]
    prior = section.pop("prior")
    return LinkageWeights(prior, {name: {code: (m, u) for code, (m, u) in levels.items()} for name, levels in section.items()})
