"""Streamlit's private interfaces stand in one file, exist in the installed version, and are used nowhere else."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.server import streamlit_private
from tests.conftest import ROOT

PRIVATE_FILE = ROOT / "pages" / "server" / "streamlit_private.py"
THIS_FILE = Path(__file__).resolve()
PUBLIC_MODULES = {"streamlit", "streamlit.testing.v1"}
SUBMODULES = {"runtime", "proto", "elements", "web", "delta_generator", "commands", "config", "util"}
"""Modules of the package that are not meant for apps; `st.navigation` is a public function of the same name as one."""

CODE = ("app.py", "pages", "tests", "bench", "briefing", "analytics", "warehouse")
TEST_ID = re.compile(r"""data-testid[\^*$~|]?=\W{0,2}(\w[\w-]*)""")
OTHER_ATTRIBUTE = re.compile(r"\[(data-(?!testid)[\w-]+)")
PUBLIC_ATTRIBUTES = {"data-stale"}


def files(*suffixes: str) -> list[Path]:
    """Every file of the project's code with one of these suffixes, but for the list itself and its test."""
    found = [ROOT / "app.py"]
    for folder in CODE[1:]:
        found += sorted(file for file in (ROOT / folder).rglob("*") if file.suffix in suffixes)
    return [file for file in found if file.suffix in suffixes and file not in (PRIVATE_FILE, THIS_FILE)]


def imported_names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Module and name of every import from Streamlit."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "streamlit":
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.split(".")[0] == "streamlit")


def attributes_of(holder: str) -> Iterator[tuple[str, str]]:
    """Every attribute that the project's code takes from a variable of this name, and where."""
    for file in files(".py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == holder:
                yield node.attr, f"{file.relative_to(ROOT)}:{node.lineno} {holder}.{node.attr}"


@cache
def browser_code() -> str:
    """The JavaScript that Streamlit serves."""
    static = Path(st.__file__).parent / "static"
    return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in static.rglob("*.js"))


def test_no_other_file_imports_a_private_module() -> None:
    wrong = []
    for file in files(".py"):
        for module, name in imported_names(ast.parse(file.read_text(encoding="utf-8"))):
            if module not in PUBLIC_MODULES or name in SUBMODULES or name.startswith("_"):
                wrong.append(f"{file.relative_to(ROOT)}: {module}.{name}")
    assert wrong == []


def test_no_file_reaches_past_the_public_names() -> None:
    """`st.runtime.…`, `st.proto.…` and names with an underscore are private as well."""
    assert [found for name, found in attributes_of("st") if name.startswith("_") or name in SUBMODULES] == []


def test_every_private_import_is_listed_with_a_reason() -> None:
    imported = {f"{module}.{name}" for module, name in imported_names(ast.parse(PRIVATE_FILE.read_text(encoding="utf-8")))}
    assert imported == set(streamlit_private.IMPORTS)
    listed: dict[str, str] = {}
    for group in (
        streamlit_private.IMPORTS,
        streamlit_private.HIDDEN_OPTIONS,
        streamlit_private.APP_TEST_ATTRIBUTES,
        streamlit_private.TEST_IDS,
        streamlit_private.ATTRIBUTES,
    ):
        listed |= group
    assert all(len(reason.split()) >= 4 for reason in listed.values())


@pytest.mark.parametrize("name", streamlit_private.IMPORTS)
def test_a_private_import_exists(name: str) -> None:
    module, attribute = name.rsplit(".", 1)
    holder = importlib.import_module(module)
    # A package's own submodule is imported, not looked up.
    assert hasattr(holder, attribute) or importlib.import_module(name)


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (streamlit_private.Runtime.instance, []),
        (streamlit_private.Runtime.connect_session, ["self", "client", "user_info"]),
        (streamlit_private.Runtime.handle_backmsg, ["self", "session_id", "msg"]),
        (streamlit_private.Runtime.close_session, ["self", "session_id"]),
        (streamlit_private.SessionClient.write_forward_msg, ["self", "msg"]),
        (streamlit_private.MediaFileManager.add_deferred, ["self", "data_callable"]),
        (streamlit_private.calc_hash, ["s"]),
        (streamlit_private._AUTH_COOKIE, ["response", "user_info", "tokens"]),
    ],
    ids=lambda value: getattr(value, "__qualname__", ""),
)
def test_a_private_function_takes_what_we_give(function: Callable[..., Any], parameters: list[str]) -> None:
    assert list(inspect.signature(function).parameters)[: len(parameters)] == parameters


def test_the_messages_have_the_fields_that_we_use() -> None:
    message = streamlit_private.BackMsg()
    message.rerun_script.page_name = "trends"
    finished = streamlit_private.ForwardMsg(script_finished=streamlit_private.ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    assert finished.WhichOneof("type") == "script_finished"


def test_the_folder_of_pages_is_not_taken_for_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """None, where Streamlit has not looked yet; a name that it no longer reads would change nothing."""
    monkeypatch.setattr(streamlit_private.PagesManager, "uses_pages_directory", None)
    streamlit_private.ignore_pages_folder()
    streamlit_private.PagesManager(str(ROOT / "app.py"))
    assert streamlit_private.PagesManager.uses_pages_directory is False
    monkeypatch.setattr(streamlit_private.PagesManager, "uses_pages_directory", None)
    streamlit_private.PagesManager(str(ROOT / "app.py"))
    assert streamlit_private.PagesManager.uses_pages_directory is True, "no longer needed"


def test_hidden_options_are_listed_and_still_hidden() -> None:
    with (ROOT / ".streamlit" / "config.toml").open("rb") as stream:
        sections = tomllib.load(stream)
    used = {f"{section}.{name}" for section, options in sections.items() for name in options if section != "theme"}
    options = streamlit_private.config.get_config_options()
    assert {name for name in used if options[name].visibility == "hidden"} == set(streamlit_private.HIDDEN_OPTIONS)


@pytest.mark.parametrize("name", streamlit_private.APP_TEST_ATTRIBUTES)
def test_an_attribute_of_the_app_test_exists(name: str) -> None:
    assert hasattr(AppTest.from_string("import streamlit"), name)


def test_no_other_private_attribute_of_the_app_test_is_used() -> None:
    """By the names under which tests hold an AppTest."""
    used = [(name, found) for name, found in attributes_of("at") if name.startswith("_")]
    assert [found for name, found in used if name not in streamlit_private.APP_TEST_ATTRIBUTES] == []


def test_every_test_id_in_use_is_listed() -> None:
    used: dict[str, str] = {}
    for file in files(".py", ".css", ".js"):
        for match in TEST_ID.finditer(file.read_text(encoding="utf-8")):
            used.setdefault(match[1], str(file.relative_to(ROOT)))
        if file.suffix == ".py":
            for name in re.findall(r'by_test_id\(["\'](\w[\w-]*)', file.read_text(encoding="utf-8")):
                used.setdefault(name, str(file.relative_to(ROOT)))
    assert {name: file for name, file in used.items() if name not in streamlit_private.TEST_IDS} == {}
    assert set(streamlit_private.TEST_IDS) - set(used) == set(), "listed but no longer used"


def test_every_other_attribute_in_use_is_listed() -> None:
    used = {match[1] for file in files(".py", ".css") for match in OTHER_ATTRIBUTE.finditer(file.read_text(encoding="utf-8"))}
    assert used - PUBLIC_ATTRIBUTES == set(streamlit_private.ATTRIBUTES)


@pytest.mark.parametrize("name", [*streamlit_private.TEST_IDS, *streamlit_private.ATTRIBUTES])
def test_a_test_id_or_attribute_exists_in_the_browser_code(name: str) -> None:
    assert name in browser_code()


def test_a_selector_is_given_for_listed_ids_only() -> None:
    assert streamlit_private.by_test_id("stTable") == '[data-testid="stTable"]'
    with pytest.raises(KeyError, match="stNothing is not listed"):
        streamlit_private.by_test_id("stNothing")
