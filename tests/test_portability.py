"""Anchorwatch runs on Windows, macOS and Linux: what is known to fail on one of them is not used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import ROOT
from tests.test_project import product_code, project_files

ONLY_POSIX_MODULES: Final = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "posix", "syslog", "crypt"}
ONLY_POSIX_CALLS: Final = {
    "os.fork", "os.forkpty", "os.getuid", "os.geteuid", "os.getgid", "os.setsid", "os.killpg", "os.mkfifo", "os.chown", "os.uname",
    "os.wait", "signal.SIGKILL", "signal.SIGALRM", "signal.SIGHUP", "signal.alarm", "signal.pause", "time.tzset",
}  # fmt: skip
MAY_REPLACE: Final = {
    # A temporary file of its own, closed before it takes the place of the old one.
    "warehouse/contract/files.py",
    # A new folder beside the others, and a folder renamed before it is deleted; nothing in them is open.
    "warehouse/contract/snapshot.py",
    # A table's file in a snapshot not yet published, closed by its writer before.
    "data_pipeline/steps/staging.py",
    # Landed files, written under a temporary name and closed.
    "data_pipeline/landing.py",
    # Landed files that are given up, moved to a folder of their own; nothing in them is open.
    "data_pipeline/forgetting.py",
    # The simulator's files, closed by their writer before.
    "data_pipeline/sources/demo/simulator/files.py",
}
RESERVED: Final = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def calls_and_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Dotted names in the code, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, ast.unparse(node)


def parsed() -> list[tuple[str, ast.Module]]:
    return [(file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))) for file in product_code()]


def test_no_module_or_call_that_only_posix_has() -> None:
    found = []
    for name, tree in parsed():
        for node in ast.walk(tree):
            modules = [part.name for part in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{name}:{node.lineno} {module}" for module in modules if module.split(".")[0] in ONLY_POSIX_MODULES]  # type: ignore[attr-defined]
        found += [f"{name}:{line} {dotted}" for line, dotted in calls_and_names(tree) if dotted in ONLY_POSIX_CALLS]
    assert found == []


def test_no_flag_of_dates_that_one_system_does_not_know() -> None:
    """`%-d` is an error on Windows, `%#d` elsewhere; `warehouse.contract.dates` writes days without either."""
    flags = re.compile(r"%[-#_^][a-zA-Z]")
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in product_code()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if flags.search(line)
    ]
    assert found == []


def test_texts_are_read_and_written_as_utf_8() -> None:
    """Without an encoding, Windows takes that of its code page."""
    found = []
    for name, tree in parsed():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or any(keyword.arg == "encoding" for keyword in node.keywords):
                continue
            function = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            if function in ("read_text", "write_text"):
                found.append(f"{name}:{node.lineno} {function}")
            modes = [str(part.value) for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            on_path = isinstance(node.func, ast.Attribute) and not node.args
            if function == "open" and (on_path or modes) and not any("b" in mode for mode in modes) and _opens_a_file(node):
                found.append(f"{name}:{node.lineno} open")
    assert found == []


def _opens_a_file(node: ast.Call) -> bool:
    """Whether this `open` is that of a path, told from its arguments: a mode, or `newline`."""
    modes = [part.value for part in node.args if isinstance(part, ast.Constant)]
    return any(mode in ("r", "w", "a", "x", "rt", "wt") for mode in modes) or any(keyword.arg == "newline" for keyword in node.keywords)


def test_files_are_replaced_only_where_nothing_holds_them_open() -> None:
    """Windows refuses to replace or delete a file that any program has open: each place that does it says why it is safe."""
    found = [
        f"{name}:{line}"
        for name, tree in parsed()
        for line, dotted in calls_and_names(tree)
        if dotted in ("os.replace", "os.rename", "os.renames", "shutil.move") and name not in MAY_REPLACE
    ]
    assert found == []


@pytest.mark.parametrize("rule", ["case", "characters", "reserved", "length"])
def test_every_name_in_the_project_is_possible_everywhere(rule: str) -> None:
    names = [file.relative_to(ROOT).as_posix() for file in project_files()]
    parts = {part for name in names for part in Path(name).parts}
    if rule == "case":
        assert len({name.lower() for name in names}) == len(names)
    elif rule == "characters":
        assert [part for part in parts if re.search(r'[<>:"|?*\\]|[ .]$', part)] == []
    elif rule == "reserved":
        assert [part for part in parts if RESERVED.match(part)] == []
    else:
        # 260 characters in all on older Windows, of which a user's folder takes up to 100.
        assert [name for name in names if len(name) > 160] == []


def test_the_launcher_needs_nothing_but_python() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    imported = {part.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for part in node.names}
    imported |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    import sys

    assert imported <= sys.stdlib_module_names
