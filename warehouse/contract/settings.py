"""Settings: `anchorwatch.toml` at the project's root, overridden by ANCHORWATCH_* in the environment.

Own code rather than pydantic-settings, which would add 0.14 s of import time to every command and could not read an environment
that a test passes as a mapping.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from warehouse.contract.taxonomy import MARKS

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "anchorwatch.toml"


class SettingsError(ValueError):
    """A setting is unknown, missing or cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each is explained in `anchorwatch.toml`."""

    data: Path
    enabled_sources: tuple[str, ...]
    keep_snapshots: int
    clearance: str
    basemap: str
    open_ahead: bool
    workers: int
    demo_reports: int
    demo_seed: int

    @property
    def landing(self) -> Path:
        return self.data / "landing"

    @property
    def work(self) -> Path:
        return self.data / "work"


def load(environ: Mapping[str, str] | None = None, file: Path = FILE) -> Settings:
    """Settings from `file` and the environment. Raises SettingsError naming the setting that is wrong."""
    environ = os.environ if environ is None else environ
    values = _read_file(file)
    names = {field.name for field in fields(Settings)}
    if unknown := set(values) - names:
        raise SettingsError(f"{file.name}: unknown setting {', '.join(sorted(unknown))}; the settings are {', '.join(sorted(names))}")
    # No defaults in code: each value is visible in the file, beside the comment that explains it.
    if missing := names - set(values):
        raise SettingsError(f"{file.name}: setting {', '.join(sorted(missing))} is missing")
    for name in names:
        # An empty variable counts as unset, as in `ANCHORWATCH_DATA= make run`.
        if text := environ.get(f"ANCHORWATCH_{name.upper()}", "").strip():
            values[name] = text
    return Settings(
        data=(ROOT / Path(str(values["data"])).expanduser()).resolve(),
        enabled_sources=_parse_words(values["enabled_sources"]),
        keep_snapshots=_parse_whole("keep_snapshots", values["keep_snapshots"], 1),
        clearance=_parse_mark("clearance", values["clearance"]),
        basemap=str(values["basemap"]).strip() or "none",
        open_ahead=_parse_truth("open_ahead", values["open_ahead"]),
        workers=_parse_whole("workers", values["workers"], 0) or os.cpu_count() or 1,
        demo_reports=_parse_whole("demo_reports", values["demo_reports"], 1),
        demo_seed=_parse_whole("demo_seed", values["demo_seed"], 0),
    )


def _read_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error


def _parse_words(value: object) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else list(value) if isinstance(value, list) else [str(value)]
    return tuple(word.strip() for word in words if str(word).strip())


def _parse_truth(name: str, value: object) -> bool:
    text = str(value).strip().lower()
    if text not in ("true", "false"):
        raise SettingsError(f"ANCHORWATCH_{name.upper()}: {value!r} is neither true nor false")
    return text == "true"


def _parse_mark(name: str, value: object) -> str:
    mark = str(value).strip().upper().removeprefix("TLP:")
    if mark not in MARKS:
        raise SettingsError(f"ANCHORWATCH_{name.upper()}: {value!r} is no TLP mark; the marks are {', '.join(MARKS)}")
    return mark


def _parse_whole(name: str, value: object, least: int) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise SettingsError(f"ANCHORWATCH_{name.upper()}: {value!r} is not a whole number") from None
    if number < least:
        raise SettingsError(f"ANCHORWATCH_{name.upper()}: {number} is below {least}")
    return number
