"""Which licences packages may have, and the list of all of them as a document."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from license_expression import ExpressionError, Licensing, get_spdx_licensing

from supply_chain.packages import Package, licence_rules

_HEAD = """\
# Licences of the packages

What Anchorwatch installs, and under which licence each package may be used. Written by `python run.py licences`; the tests compare it
with requirements.txt and requirements-dev.txt, and fail for a licence that is not allowed in
[licences.toml](../supply_chain/licences.toml). Reference geography has a
[list of its own](../warehouse/reference/LICENCES.md); the fonts of documents are under the SIL Open Font License, beside them.
"""


def refused_licences(packages: Iterable[Package]) -> list[str]:
    """A line for each package whose licence is unknown or not allowed; empty when all are."""
    rules = licence_rules()
    allowed = {*rules["allowed"], *rules["with_reason"]}
    return [f"{package.name} {package.version}: {package.licence}" for package in packages if not is_allowed(package.licence, allowed)]


def is_allowed(expression: str, allowed: Iterable[str]) -> bool:
    """Whether every licence in an SPDX expression is allowed, where `OR` leaves a choice one of them."""
    licensing = _spdx_licensing()
    try:
        parsed = licensing.parse(expression, validate=True)
    except ExpressionError:
        return False
    permitted = set(allowed)

    def satisfied(part: object) -> bool:
        if isinstance(part, licensing.AND):
            return all(satisfied(argument) for argument in part.args)
        if isinstance(part, licensing.OR):
            return any(satisfied(argument) for argument in part.args)
        return str(part) in permitted

    return parsed is not None and satisfied(parsed)


@cache
def _spdx_licensing() -> Licensing:
    # Reads the list of all SPDX licences, which takes a tenth of a second.
    return get_spdx_licensing()


def licences_document(packages: Iterable[Package]) -> str:
    """The list of all packages with their licences, in Markdown."""
    listed = list(packages)
    lines = [_HEAD, "Licences that are not simply permissive, and why they are acceptable:\n", "| licence | reason |", "|---|---|"]
    lines += [f"| {licence} | {reason} |" for licence, reason in licence_rules()["with_reason"].items()]
    for title, at_run_time in (("Needed at run time", True), ("Needed by checks, tests and measurements only", False)):
        lines += ["", f"## {title}", "", "| package | version | licence | only where |", "|---|---|---|---|"]
        chosen = (package for package in listed if package.at_run_time is at_run_time)
        lines += [f"| {package.name} | {package.version} | {package.licence} | {package.marker} |" for package in chosen]
    return "\n".join(lines) + "\n"
