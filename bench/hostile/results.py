"""What the hostile parts report: how much was tried, every miss with the input that shows it again, and one table of all."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_LINE: Final = "{:<12}{:>9}{:>9}{:>10}  {}"


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that must not happen. `shows_again` is a file, or what else reproduces it; `content` the bytes of the file."""

    kind: str
    detail: str
    shows_again: str
    content: bytes = b""


@dataclass(slots=True)
class PartResult:
    """How one part went. `noted` counts what is worth knowing and no miss."""

    part: str
    seed: int
    tried: int = 0
    misses: list[Miss] = field(default_factory=list)
    noted: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.perf_counter)
    seconds: float = 0.0

    def add(self, tried: int, misses: Iterable[Miss], noted: Counter[str] | None = None) -> None:
        """Count a batch that has been tried."""
        self.tried += tried
        self.misses += misses
        self.noted += noted or Counter()
        self.seconds = time.perf_counter() - self.started


def keep_misses(result: PartResult, folder: Path) -> None:
    """Write every miss and its input into `folder`."""
    if not result.misses:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for number, miss in enumerate(result.misses):
        name = f"{result.part}-{result.seed}-{number:04d}"
        described = {"kind": miss.kind, "detail": miss.detail, "shows_again": miss.shows_again, "seed": result.seed}
        (folder / f"{name}.miss.json").write_text(json.dumps(described, indent=1), encoding="utf-8")
        if miss.content:
            (folder / f"{name}.{Path(miss.shows_again).name}").write_bytes(miss.content)


def print_table(results: Iterable[PartResult], folder: Path) -> bool:
    """Print one line a part and what was missed; returns whether nothing was."""
    listed = list(results)
    print(_LINE.format("part", "tried", "misses", "seconds", "kinds of misses; noted"))
    for result in listed:
        kinds = Counter(miss.kind for miss in result.misses)
        words = "; ".join(f"{number:,} {kind}" for kind, number in [*kinds.most_common(), *result.noted.most_common(12)])
        print(_LINE.format(result.part, f"{result.tried:,}", f"{len(result.misses):,}", f"{result.seconds:,.0f}", words))
    for result in listed:
        for miss in result.misses[:5]:
            print(f"MISSED {result.part}: {miss.kind}: {miss.detail[-300:]} [{miss.shows_again}]")
    missed = any(result.misses for result in listed)
    if missed:
        print(f"Inputs that show the misses again: {folder}")
    return not missed
