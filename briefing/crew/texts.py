"""The texts of the crew brief by language: bundled, and those that a company adds to its data folder; only complete ones are used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

BUNDLED: Final = Path(__file__).parent / "languages"
FOLDER: Final = "crew_languages"
"""Folder in the data folder for a company's own languages."""
FIRST: Final = "en"
LONGEST: Final = 400
LARGEST_BYTES: Final = 50_000
_CODE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")
_BRACES: Final = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class CrewTexts:
    """The texts of one language by name."""

    code: str
    texts: Mapping[str, str]

    @property
    def title(self) -> str:
        """The language's own name."""
        return self.texts["language"]


@dataclass(frozen=True, slots=True)
class Languages:
    """Complete languages by code, English first, and a sentence on each file that cannot be used."""

    complete: Mapping[str, CrewTexts]
    problems: tuple[str, ...]


@cache
def english() -> CrewTexts:
    """The texts that every other language must have."""
    return CrewTexts(FIRST, tomllib.loads((BUNDLED / f"{FIRST}.toml").read_text(encoding="utf-8")))


def languages_in(data: Path) -> Languages:
    """The bundled languages and those in the data folder, whose files replace bundled ones of the same code."""
    complete, problems = {FIRST: english()}, []
    for file in [*sorted(BUNDLED.glob("*.toml")), *sorted((data / FOLDER).glob("*.toml"))]:
        try:
            if file.stat().st_size > LARGEST_BYTES:
                raise ValueError(f"is larger than {LARGEST_BYTES:,} bytes")
            texts = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            problems.append(f"{file.name} cannot be read: {error}")
            continue
        faults = faults_of(file.stem, texts)
        if faults:
            problems.append(f"{file.name} is not complete: {'; '.join(faults)}.")
        else:
            complete[file.stem] = CrewTexts(file.stem, {name: " ".join(str(text).split()) for name, text in texts.items()})
    return Languages(complete, tuple(problems))


def faults_of(code: str, texts: Mapping[str, object]) -> list[str]:
    """What keeps a language out: a bad code, texts that are missing, unknown, too long, or with braces other than English has."""
    needed = english().texts
    faults = [] if _CODE.fullmatch(code) else ["its name is no code of a language"]
    for name in needed:
        text = texts.get(name)
        if not isinstance(text, str) or not text.strip():
            faults.append(f"{name} is missing")
        elif len(text) > LONGEST:
            faults.append(f"{name} has more than {LONGEST} characters")
        elif not _has_same_braces(text, needed[name]):
            fields = ", ".join(f"{{{field}}}" for field in _BRACES.findall(needed[name]))
            faults.append(f"{name} must hold {fields or 'no braces'}")
    return faults + [f"{name} is unknown" for name in texts if name not in needed]


def _has_same_braces(text: str, needed: str) -> bool:
    """Whether a text can be filled in as the English one is, and reaches nothing else."""
    same_count = all(text.count(brace) == needed.count(brace) for brace in "{}")
    return same_count and sorted(_BRACES.findall(text)) == sorted(_BRACES.findall(needed))
