"""The packages installed: pinned by hash, under licences that are allowed, in a valid bill of materials, and asked after honestly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

import run
from supply_chain import audit as auditing
from supply_chain.bill_of_materials import bill_of_materials
from supply_chain.licences import is_allowed, licences_document, refused_licences
from supply_chain.packages import Package, licence_of, licence_rules, pinned_packages, read_requirements, stated_licence
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def packages() -> list[Package]:
    return pinned_packages()


def test_every_package_has_the_hashes_of_its_files(packages: list[Package]) -> None:
    assert len(packages) > 100
    assert [package.name for package in packages if not package.hashes] == []


def test_both_files_agree_on_versions_and_hashes() -> None:
    """They are installed together: pip refuses two versions, and a file whose hash stands in only one."""
    runtime, development = (
        {(canonicalize_name(requirement.name), str(requirement.marker)): (str(requirement.specifier), set(hashes))
         for requirement, hashes in read_requirements((ROOT / name).read_text(encoding="utf-8"))}
        for name in run.DEVELOPMENT
    )  # fmt: skip
    shared = runtime.keys() & development.keys()
    assert shared
    assert {key: development[key] for key in shared} == {key: runtime[key] for key in shared}


def test_sparks_environment_has_the_same_versions_but_for_pandas_with_hashes_and_allowed_licences() -> None:
    """What both engines work out they work out by the same code."""
    [name] = run.SPARK
    spark, runtime = (
        {canonicalize_name(requirement.name): (str(requirement.specifier), hashes)
         for requirement, hashes in read_requirements((ROOT / file).read_text(encoding="utf-8"))}
        for file in (name, "requirements.txt")
    )  # fmt: skip
    assert all(hashes for _, hashes in spark.values())
    assert {package for package in spark.keys() & runtime.keys() if spark[package][0] != runtime[package][0]} == {"pandas"}
    allowed = {*licence_rules()["allowed"], *licence_rules()["with_reason"]}
    assert [package for package in spark.keys() - runtime.keys() if not is_allowed(licence_of(package), allowed)] == []


def test_the_launcher_installs_nothing_without_its_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "PYTHON", tmp_path / "python")
    (tmp_path / "python").touch()

    def note_command(*words: str) -> int:
        commands.append(words)
        return 0

    monkeypatch.setattr(run, "execute", lambda program, *words: note_command(*words))
    run.set_up(run.DEVELOPMENT)
    [words] = commands
    assert "--require-hashes" in words
    assert [words[place + 1] for place, word in enumerate(words) if word == "-r"] == list(run.DEVELOPMENT)


def test_every_licence_is_known_and_allowed(packages: list[Package]) -> None:
    assert refused_licences(packages) == []


def test_the_list_of_licences_is_the_present_one(packages: list[Package]) -> None:
    assert (ROOT / "docs" / "licences.md").read_text(encoding="utf-8") == licences_document(packages), "run `python run.py licences`"


@pytest.mark.parametrize("licence", ["unknown", "GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND SSPL-1.0", "", "MIT OR", "Proprietary"])
def test_a_package_with_another_licence_is_named(packages: list[Package], licence: str) -> None:
    [line] = refused_licences([*packages, replace(packages[0], name="newcomer", version="1.0", licence=licence)])
    assert line == f"newcomer 1.0: {licence}"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True), ("MIT OR GPL-3.0-only", True), ("MIT AND GPL-3.0-only", False), ("(MIT OR GPL-3.0-only) AND BSD-2-Clause", True),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", False), ("BSD-2-Clause", True),
    ],
)  # fmt: skip
def test_every_part_of_an_expression_counts(expression: str, allowed: bool) -> None:
    assert is_allowed(expression, ["MIT", "BSD-2-Clause"]) is allowed


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"license_expression": "MIT-0", "license": "Apache 2.0"}, "MIT-0"),
        ({"license": "Apache 2.0"}, "Apache-2.0"),
        ({"license": "Apache 2.0\n\nCopyright of somebody"}, "Apache-2.0"),
        ({"classifier": ["License :: OSI Approved :: MIT License", "Typing :: Typed"]}, "MIT"),
        # Two classifiers do not say whether both apply or either.
        ({"classifier": ["License :: OSI Approved :: MIT License", "License :: OSI Approved :: Apache Software License"]}, "unknown"),
        ({"license": "see the website", "classifier": ["License :: Other/Proprietary License"]}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_licences_are_read_from_metadata(fields: dict[str, Any], licence: str) -> None:
    assert stated_licence(fields, {"Apache 2.0": "Apache-2.0", "MIT License": "MIT", "Apache Software License": "Apache-2.0"}) == licence


def test_the_bill_of_materials_is_valid_and_whole(packages: list[Package]) -> None:
    text = bill_of_materials(packages)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    components = {(component["name"], component["version"]): component for component in bill["components"]}
    assert components.keys() == {(package.name, package.version) for package in packages}
    for package in packages:
        component = components[package.name, package.version]
        assert [entry["expression"] for entry in component["licenses"]] == [package.licence]
        assert {entry["content"] for entry in component["externalReferences"][0]["hashes"]} == set(package.hashes)
        assert component["scope"] == ("required" if package.at_run_time else "excluded")
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    assert any(ref.startswith("pkg:pypi/streamlit@") for ref in needs["anchorwatch"])
    reached, waiting = set(), ["anchorwatch"]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += needs[ref]
    assert {f"pkg:pypi/{package.name}@{package.version}" for package in packages if package.applies_here} <= reached


def answer(*packages: dict[str, Any]) -> auditing.RunPipAudit:
    def run_pip_audit(file: Path) -> str:
        file.write_text(json.dumps({"dependencies": list(packages), "fixes": []}), encoding="utf-8")
        return ""

    return run_pip_audit


SOUND = {"name": "alpha", "version": "1.0", "vulns": []}
FAULTY = {"name": "beta", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "gamma", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages_answered", "status", "line"),
    [
        ([SOUND], 0, "1 packages have no known vulnerability."),
        ([SOUND, FAULTY], 1, "beta 2.0: PYSEC-1, mended in 2.1"),
        ([SOUND, UNKNOWN], 2, "Not checked, unknown to the service: gamma."),
        ([FAULTY, UNKNOWN], 1, "Not checked, unknown to the service: gamma."),
        ([], 2, "0 packages have no known vulnerability."),
    ],
)
def test_what_was_not_checked_is_never_called_clean(packages_answered: list[dict[str, Any]], status: int, line: str) -> None:
    got, lines = auditing.audit(answer(*packages_answered))
    assert (got, line in lines) == (status, True), lines


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (
            "Traceback\nrequests.exceptions.ConnectionError: Max retries exceeded",
            "Not checked: the database of vulnerabilities (OSV) cannot",
        ),
        ("Traceback\nValueError: bad file", "Not checked: pip-audit failed: ValueError: bad file"),
        ("", "Not checked: pip-audit failed: it gave no answer"),
    ],
)
def test_without_an_answer_the_audit_says_so_in_one_line(said: str, begins: str) -> None:
    status, lines = auditing.audit(lambda file: said)
    assert status == 2
    [line] = lines
    assert line.startswith(begins) and "\n" not in line


def test_without_a_network_the_audit_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pip-audit, behind a proxy that is not there."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    status, lines = auditing.audit()
    assert status == auditing.NOT_ASKED
    assert lines[0].startswith("Not checked: the database of vulnerabilities (OSV) cannot be reached")
