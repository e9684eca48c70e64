"""Known vulnerabilities of the pinned packages, asked of the OSV database by pip-audit."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from supply_chain.packages import DEVELOPMENT, ROOT, RUNTIME

CLEAN, VULNERABLE, NOT_ASKED = 0, 1, 2
"""Exit status: no vulnerability is known; some are; some or all packages could not be checked."""
_COMMAND: Final = ("-m", "pip_audit", "--disable-pip", "--require-hashes", "--vulnerability-service", "osv", "--progress-spinner", "off")
_UNREACHED: Final = ("ConnectionError", "Timeout", "ServiceError", "NameResolution", "SSLError", "ProxyError", "HTTPError")
RunPipAudit = Callable[[Path], str]
"""Writes pip-audit's answer to a file and returns what it said on the error stream."""


def audit(run_pip_audit: RunPipAudit | None = None) -> tuple[int, list[str]]:
    """Ask about every pinned package; returns the exit status and lines for people."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        said = (run_pip_audit or _run_pip_audit)(answer)
        try:
            packages = json.loads(answer.read_text(encoding="utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError):
            return NOT_ASKED, [_failure_in_words(said)]
    return _verdict(packages)


def _run_pip_audit(answer: Path) -> str:
    files = [part for name in (RUNTIME, DEVELOPMENT) for part in ("-r", name)]
    words = [sys.executable, *_COMMAND, *files, "--format", "json", "--output", str(answer)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False).stderr  # noqa: S603


def _failure_in_words(said: str) -> str:
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "it gave no answer")
    if any(word in said for word in _UNREACHED):
        return "Not checked: the database of vulnerabilities (OSV) cannot be reached from here. Try again where there is internet access."
    return f"Not checked: pip-audit failed: {last[:200]}"


def _verdict(packages: Sequence[dict[str, Any]]) -> tuple[int, list[str]]:
    lines = [
        f"{package['name']} {package['version']}: {fault['id']}"
        + (f", mended in {', '.join(fixes)}" if (fixes := fault["fix_versions"]) else "")
        for package in packages
        for fault in package.get("vulns", ())
    ]
    # pip-audit counts a package that the service does not know among those without a known vulnerability.
    unchecked = [package["name"] for package in packages if "skip_reason" in package]
    checked = len(packages) - len(unchecked)
    if unchecked:
        lines.append(f"Not checked, unknown to the service: {', '.join(unchecked)}.")
    if any(package.get("vulns") for package in packages):
        return VULNERABLE, lines
    if unchecked or not packages:
        return NOT_ASKED, [*lines, f"{checked} packages have no known vulnerability."]
    return CLEAN, [f"{checked} packages have no known vulnerability."]
