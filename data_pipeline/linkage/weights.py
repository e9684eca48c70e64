"""The probabilities behind the weights, as weights.toml states them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True)
class Weights:
    """For one kind of pairs: the prior probability that a candidate pair is one event, and m and u of every level."""

    prior: float
    levels: dict[str, dict[str, tuple[float, float]]]

    def m(self, comparison: str, level: str) -> float:
        return self.levels[comparison][level][0]

    def u(self, comparison: str, level: str) -> float:
        return self.levels[comparison][level][1]


@cache
def weights(kind: str) -> Weights:
    """The weights of `between` or `reissue`."""
    said: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))[kind]
    prior = said.pop("prior")
    return Weights(prior, {name: {code: (pair[0], pair[1]) for code, pair in levels.items()} for name, levels in said.items()})
