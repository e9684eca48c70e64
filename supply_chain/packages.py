"""The packages that requirements*.txt pin, with the hashes of their files and their licences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parent.parent
RUNTIME: Final = "requirements.txt"
DEVELOPMENT: Final = "requirements-dev.txt"
WANTED: Final = ("requirements.in", "requirements-dev.in")
UNKNOWN: Final = "unknown"
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_LICENCES: Final = Path(__file__).with_name("licences.toml")


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned package. `licence` is an SPDX expression, or UNKNOWN; `marker` says on which systems it is installed, empty for all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    licence: str
    at_run_time: bool
    needs: tuple[str, ...]

    @property
    def applies_here(self) -> bool:
        """Whether it is installed on this system, under this Python."""
        return not self.marker or Requirement(f"{self.name}; {self.marker}").marker.evaluate()  # type: ignore[union-attr]


def pinned_packages(folder: Path = ROOT) -> list[Package]:
    """Every package of both files, by name; one that stands in both counts as needed at run time."""
    packages: dict[tuple[str, str], Package] = {}
    for file, at_run_time in ((RUNTIME, True), (DEVELOPMENT, False)):
        for requirement, hashes in read_requirements((folder / file).read_text(encoding="utf-8")):
            name = canonicalize_name(requirement.name)
            [pin] = requirement.specifier
            # One version for older Pythons and one for newer ones may stand side by side.
            packages.setdefault(
                (name, pin.version),
                Package(name, pin.version, str(requirement.marker or ""), hashes, licence_of(name), at_run_time, _needs(name)),
            )
    return [packages[key] for key in sorted(packages)]


def read_requirements(text: str) -> list[tuple[Requirement, tuple[str, ...]]]:
    """Each requirement of a file written by `run.py lock`, with the SHA-256 hashes of its files."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.lstrip().startswith(("#", "-"))]
    return [(Requirement(line.split("--hash", 1)[0].strip()), tuple(_HASH.findall(line))) for line in lines]


@cache
def licence_rules() -> dict[str, dict[str, str]]:
    """The tables of licences.toml: `allowed`, `with_reason`, `spellings`, `packages`."""
    return tomllib.loads(_LICENCES.read_text(encoding="utf-8"))


def licence_of(name: str) -> str:
    """The SPDX expression of a package's licence: looked up by hand, or else as the installed package states it; UNKNOWN otherwise."""
    rules = licence_rules()
    if name in rules["packages"]:
        return rules["packages"][name]
    try:
        return stated_licence(metadata.metadata(name).json, rules["spellings"])
    except metadata.PackageNotFoundError:
        return UNKNOWN


def stated_licence(fields: Mapping[str, Any], spellings: Mapping[str, str]) -> str:
    """The licence in a package's metadata: its expression, else its licence field, else its classifiers where they name one licence."""
    if expression := fields.get("license_expression"):
        return str(expression)
    classifiers = [text.rpartition(" :: ")[2] for text in fields.get("classifier", ()) if text.startswith("License :: ")]
    # Some packages put the whole text of the licence there, which begins with its name.
    field = str(fields.get("license", "")).strip().split("\n", 1)[0].strip()
    for text in (field, classifiers[0] if len(classifiers) == 1 else ""):
        if text in spellings:
            return spellings[text]
    return UNKNOWN


def _needs(name: str) -> tuple[str, ...]:
    """The packages that an installed package requires on this system, with those of its options that any other package asks for."""
    options = _options_asked_for().get(name, set()) | {""}
    return tuple(sorted({canonicalize_name(needed.name) for needed in _requires(name) if _applies(needed, options)}))


@cache
def _options_asked_for() -> dict[str, set[str]]:
    """Package to the options ("extras") that installed packages and the project itself ask of it, as in `optype[numpy]`."""
    options: dict[str, set[str]] = {}
    installed = [needed for distribution in metadata.distributions() for needed in _requires(distribution.metadata["Name"])]
    for needed in (*installed, *wanted_requirements()):
        options.setdefault(canonicalize_name(needed.name), set()).update(needed.extras)
    return options


def wanted_requirements() -> list[Requirement]:
    """What the project itself asks for, at run time and for checks."""
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in WANTED]
    return [requirement for text in texts for requirement, _ in read_requirements(text)]


def _requires(name: str) -> list[Requirement]:
    try:
        return [Requirement(text) for text in metadata.requires(name) or ()]
    except metadata.PackageNotFoundError:
        return []


def _applies(requirement: Requirement, options: set[str]) -> bool:
    return not requirement.marker or any(requirement.marker.evaluate({"extra": option}) for option in options)
