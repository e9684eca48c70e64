"""Settings: `anchorwatch.toml` at the project's root, overridden by ANCHORWATCH_* in the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "anchorwatch.toml"


class SettingsError(ValueError):
    """A setting is unknown or cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each is explained in `anchorwatch.toml`."""

    data: Path
    enabled_sources: tuple[str, ...]
    keep_snapshots: int
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
    """Settings from `file` and the environment. Raises SettingsError naming the key that is wrong."""
    environ = os.environ if environ is None else environ
    values = _read(file)
    known = {f.name for f in fields(Settings)}
    if unknown := set(values) - known:
        raise SettingsError(f"{file.name}: unknown setting {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}")
    if missing := known - set(values):
        raise SettingsError(f"{file.name}: setting {', '.join(sorted(missing))} is missing")
    for name in known:
        if text := environ.get(f"ANCHORWATCH_{name.upper()}", "").strip():
            values[name] = text
    return Settings(
        data=(ROOT / Path(str(values["data"])).expanduser()).resolve(),
        enabled_sources=_words(values["enabled_sources"]),
        keep_snapshots=_whole("keep_snapshots", values["keep_snapshots"], 1),
        basemap=str(values["basemap"]).strip() or "none",
        open_ahead=_truth("open_ahead", values["open_ahead"]),
        workers=_whole("workers", values["workers"], 0) or os.cpu_count() or 1,
        demo_reports=_whole("demo_reports", values["demo_reports"], 1),
        demo_seed=_whole("demo_seed", values["demo_seed"], 0),
    )


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error


def _words(value: object) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else list(value) if isinstance(value, list) else [str(value)]
    return tuple(word.strip() for word in words if str(word).strip())


def _truth(name: str, value: object) -> bool:
    said = str(value).strip().lower()
    if said not in ("true", "false"):
        raise SettingsError(f"ANCHORWATCH_{name.upper()}: {value!r} is neither true nor false")
    return said == "true"


def _whole(name: str, value: object, least: int) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise SettingsError(f"ANCHORWATCH_{name.upper()}: {value!r} is not a whole number") from None
    if number < least:
        raise SettingsError(f"ANCHORWATCH_{name.upper()}: {number} is below {least}")
    return number
