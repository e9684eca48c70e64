#!/usr/bin/env python3
"""Set up and start Anchorwatch, or run its checks: `python run.py [run | test | lint | format | bench | lock | ...]`.

Needs nothing but Python 3.11 or newer with pip, on Windows, macOS and Linux. Everything else is installed into the folder
.venv beside this file, the first time and whenever the requirements change. The Makefile calls this script.
"""

# Kept to syntax that older Pythons read too, so that they get as far as the message about their version.
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from concurrent import futures
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SPARK_VENV = ROOT / ".venv-spark"
"""Spark does not take the pandas that everything else uses."""
PROGRAM = "Scripts/python.exe" if os.name == "nt" else "bin/python"
PYTHON = VENV / PROGRAM
OLDEST = (3, 11)

RUNTIME = ("requirements.txt",)
DEVELOPMENT = ("requirements.txt", "requirements-dev.txt")
SPARK = ("requirements-spark.txt",)
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")


def main(arguments: list[str]) -> int:
    """Run the command named first (default: run) with the rest of the arguments; returns its exit status."""
    if sys.version_info < OLDEST:
        sys.stderr.write(f"Anchorwatch needs Python 3.11 or newer; this is {sys.version.split()[0]}\n")
        return 2
    command, rest = (arguments[0], arguments[1:]) if arguments else ("run", [])
    if command in ("-h", "--help", "help") or command not in COMMANDS:
        sys.stdout.write("{}\n\n".format((__doc__ or "").split("\n")[0]))
        for name, function in COMMANDS.items():
            sys.stdout.write(f"  {name:<9} {(function.__doc__ or '').splitlines()[0]}\n")
        return 0 if command in ("-h", "--help", "help") else 2
    return COMMANDS[command](rest)


def start_app(arguments: list[str]) -> int:
    """Set up, fetch and publish, and start the app. Options: --port 8501, --address 127.0.0.1, --offline."""
    address, port = option(arguments, "--address", "127.0.0.1"), option(arguments, "--port", os.environ.get("PORT", "8501"))
    set_up(RUNTIME)
    # A run that fails has printed why; the app still starts and shows the last good snapshot.
    python("-m", "data_pipeline", "run", "--if-new", *(["--offline"] if "--offline" in arguments else []))
    say(f"Anchorwatch: http://{address}:{port}  (Ctrl+C stops it)")
    return python("-m", "streamlit", "run", "app.py", "--server.address", address, "--server.port", port)


def set_up_only(arguments: list[str]) -> int:
    """Install what the app needs; with --dev, what the checks need too; with --spark, what linking on Spark needs (940 MB)."""
    if "--spark" in arguments:
        set_up(SPARK, SPARK_VENV)
        return 0
    set_up(DEVELOPMENT if "--dev" in arguments else RUNTIME)
    return 0


FORMATTING = (("-m", "ruff", "check", "."), ("-m", "ruff", "format", "--check", "."))
# import-linter has no `python -m`; its program lies beside the environment's Python.
TYPES_AND_ARCHITECTURE = (("-m", "mypy"), ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"))


def check(arguments: list[str]) -> int:
    """Check formatting, types and architecture."""
    set_up(DEVELOPMENT)
    return first_failure((*FORMATTING, *TYPES_AND_ARCHITECTURE))


def run_tests(arguments: list[str]) -> int:
    """Run all checks and tests; further arguments go to pytest."""
    set_up(DEVELOPMENT)
    if status := first_failure(FORMATTING):
        return status
    # Types take a minute of one processor, so tests run beside it.
    with futures.ThreadPoolExecutor() as beside:
        checks = beside.submit(first_failure, TYPES_AND_ARCHITECTURE)
        chosen = arguments or ["-n", "logical", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
        status = python("-m", "pytest", *chosen)
        return checks.result() or status


def measure(arguments: list[str]) -> int:
    """Measure speed and memory; further arguments name the parts."""
    set_up(DEVELOPMENT)
    return python("-m", "bench", *arguments)


def format_code(arguments: list[str]) -> int:
    """Format the code and apply safe automatic fixes."""
    set_up(DEVELOPMENT)
    return first_failure((("-m", "ruff", "check", "--fix", "."), ("-m", "ruff", "format", ".")))


def lock_requirements(arguments: list[str]) -> int:
    """Resolve requirements*.in to pinned versions for every system, with the hashes of their files."""
    set_up(DEVELOPMENT)
    common = ("-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11")
    contents = ("--generate-hashes", "--no-emit-index-url", "--no-header")
    names = ("requirements", "requirements-dev", "requirements-spark")
    return first_failure(tuple((*common, *contents, f"{name}.in", "-o", f"{name}.txt") for name in names))


def list_licences(arguments: list[str]) -> int:
    """Write the licences of all packages to docs/licences.md; fails when one is not allowed."""
    set_up(DEVELOPMENT)
    return python("-m", "supply_chain", "licences")


def write_bill_of_materials(arguments: list[str]) -> int:
    """Write the software bill of materials (CycloneDX). Option: --out anchorwatch.cdx.json."""
    set_up(DEVELOPMENT)
    return python("-m", "supply_chain", "sbom", *arguments)


def audit_packages(arguments: list[str]) -> int:
    """Ask for known vulnerabilities of the packages: 0 none, 1 some, 2 not all could be checked."""
    set_up(DEVELOPMENT)
    return python("-m", "supply_chain", "audit")


def clean(arguments: list[str]) -> int:
    """Delete the environment and all caches; data stay."""
    for name in (".venv", ".venv-spark", *CACHES):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


COMMANDS = {
    "run": start_app,
    "test": run_tests,
    "lint": check,
    "format": format_code,
    "bench": measure,
    "lock": lock_requirements,
    "licences": list_licences,
    "sbom": write_bill_of_materials,
    "audit": audit_packages,
    "setup": set_up_only,
    "clean": clean,
}


def set_up(requirements: tuple[str, ...], environment: Path | None = None) -> None:
    """Create the environment (default: .venv) and install `requirements`, unless that has been done. Exits the program if it fails."""
    folder, program = (environment, environment / PROGRAM) if environment else (VENV, PYTHON)
    marker = folder / ".ready-{}".format("-".join(Path(name).stem for name in requirements))
    required = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in requirements)).hexdigest()
    if program.exists() and marker.exists() and marker.read_text(encoding="ascii") == required:
        return
    if not program.exists():
        say(f"Setting up {folder.name} ...")
        venv.create(folder, with_pip=True)
    say(f"Installing {' and '.join(requirements)} ...")
    files = [part for name in requirements for part in ("-r", name)]
    if status := execute(program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *files):
        sys.exit(status)
    # Written last, so that an interrupted installation is done again.
    marker.write_text(required, encoding="ascii")


def python(*arguments: str) -> int:
    """Run the environment's Python in the project's folder and return its exit status."""
    return execute(PYTHON, *arguments)


def execute(program: Path, *arguments: str) -> int:
    """Run a program in the project's folder and return its exit status. Ctrl+C causes no traceback here."""
    process = subprocess.Popen([str(program), *arguments], cwd=ROOT)  # noqa: S603
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The child process has received it too and ends by itself.
            continue


def first_failure(steps: tuple[tuple[str, ...], ...]) -> int:
    """Run the environment's Python with each of these arguments until one fails; returns its exit status, or 0."""
    return next((status for step in steps if (status := python(*step))), 0)


def option(arguments: list[str], name: str, default: str) -> str:
    """The argument that follows `name`, or `default`."""
    return arguments[arguments.index(name) + 1] if name in arguments[:-1] else default


def say(text: str) -> None:
    """Print a line at once, also when output goes to a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
