"""Answers that were given before, kept in memory: a snapshot does not change, and programs ask the same again and again.

A key holds all that decides the answer: address, format, compression, and the tag, which stands for snapshot and clearance. Never a
person: readers of equal clearance share answers, and no others do.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from cachetools import LRUCache

MOST_BYTES: Final = 64_000_000
LONGEST: Final = 1_000_000
"""Bytes of an answer that is kept."""

_OVERHEAD: Final = 1_000


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The body as it is sent, and its headers."""

    content: bytes
    headers: Mapping[str, str]


_ANSWERS: Final[LRUCache[Hashable, KeptAnswer]] = LRUCache(MOST_BYTES, lambda answer: len(answer.content) + _OVERHEAD)
_LOCK: Final = Lock()


def answer_kept(key: Hashable) -> KeptAnswer | None:
    """What was answered before; None where that is not kept."""
    with _LOCK:
        return _ANSWERS.get(key)


def keep_answer(key: Hashable, answer: KeptAnswer) -> None:
    """Keep an answer, unless it is too long."""
    if len(answer.content) <= LONGEST:
        with _LOCK:
            _ANSWERS[key] = answer
