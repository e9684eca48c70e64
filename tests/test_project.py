"""The project as a whole: what stands in one place is true in the other."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pytest

import run
from data_pipeline import registry
from data_pipeline.__main__ import command_line
from data_pipeline.linkage.features import python_features
from data_pipeline.linkage.link import DecisionConstraints, link_reports, prepare_candidates, weigh_candidates
from data_pipeline.sql import FOLDER as PIPELINE_SQL
from data_pipeline.sql import statement
from data_pipeline.steps.normalise import PART_SCHEMA
from tests.conftest import ROOT
from tests.fixtures.golden import FOLDER as FIXTURES
from tests.fixtures.golden import fixtures
from warehouse.contract.schema import KEPT_FOR_NEXT_RUN, REPORT_REVISIONS, REPORTS, TABLES

SQL_FILES = sorted(PIPELINE_SQL.rglob("*.sql"))
BINARY = {".png", ".jpg", ".gz", ".npz", ".npy", ".parquet", ".woff2", ".ico", ".pdf", ".pptx", ".xlsx"}


def listed_by_git(*options: str) -> list[str]:
    """What git says of each file that it keeps."""
    listed = subprocess.run(["git", "ls-files", "-z", *options], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        # Without git, files of the project cannot be told from caches and data.
        pytest.skip("not a git checkout")
    return [line for line in listed.stdout.decode().split("\0") if line]


def project_files() -> list[Path]:
    """Every file that git keeps."""
    return [ROOT / name for name in listed_by_git() if (ROOT / name).is_file()]


def commands() -> list[str]:
    """Names of the commands of `python -m data_pipeline`."""
    return list(command_line().commands)


def test_git_keeps_files_alone() -> None:
    """A link leads somewhere on one machine; one named .venv would take the place of an environment."""
    link, submodule = "120000", "160000"
    assert [line for line in listed_by_git("--stage") if line.startswith((link, submodule))] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    lines = [line.split("#")[0].rstrip("\\ ") for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    requirements = [line for line in lines if line and not line.startswith(" ")]
    assert requirements
    assert [line for line in lines if line.startswith(" ") and not re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}", line)] == []
    assert [line for line in requirements if not re.fullmatch(r"[A-Za-z0-9_.\-\[\]]+==[0-9][\w.+!]*(\s*;.*)?", line)] == []
    assert not [line for line in lines if "index-url" in line or "://" in line], "an address of a package index"


def test_every_wanted_package_is_among_the_pinned() -> None:
    for name in ("requirements", "requirements-dev"):
        pinned = (ROOT / f"{name}.txt").read_text(encoding="utf-8").lower().replace("_", "-")
        for line in (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines():
            if (package := re.split(r"[=<>\[;#\s]", line, maxsplit=1)[0].lower().replace("_", "-")) and not line.startswith("-"):
                assert re.search(rf"^{re.escape(package)}(\[.*\])?==", pinned, re.MULTILINE), package


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in commands():
        assert re.search(rf"`{command}[ `]", text), f"README.md does not name the command {command}"
    mentioned = set(re.findall(r"python -m data_pipeline ([a-z][a-z-]+)", text))
    assert mentioned <= set(commands()), "README.md names a command that does not exist"


def test_the_readme_names_every_make_target_people_need() -> None:
    text, makefile = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "Makefile"))
    for target in ("run", "test"):
        assert f"make {target}" in text
        assert f"python run.py {target}" in text.replace("python run.py`", "python run.py run`")
    for target in set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE)):
        assert re.search(rf"^(?:[a-z-]+ )*{target}\b[a-z -]*:", makefile, re.MULTILINE), f"README.md: there is no make {target}"
        assert target in run.COMMANDS


def test_what_the_readme_links_to_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not (ROOT / link).exists()] == []


def source_folders() -> list[Path]:
    return [folder for folder in sorted(registry.SOURCES_FOLDER.iterdir()) if folder.is_dir() and not folder.name.startswith("__")]


@pytest.mark.parametrize("folder", source_folders(), ids=lambda folder: folder.name)
def test_every_source_folder_is_whole(folder: Path) -> None:
    """A description, an adapter with the three functions, and a folder of fixtures: adding a source is no more than that."""
    assert tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    of_folder = [source for source in registry.sources().values() if source.folder == folder.name]
    assert of_folder, "the registry does not know it"
    for source in of_folder:
        assert all(callable(getattr(source.adapter, name)) for name in ("recognise", "parse", "read"))
        assert source.attribution
        assert source.least_records <= source.most_records
        assert len({file_format.rank for file_format in source.formats.values()}) == len(source.formats), "two formats of one rank"
    assert [file for file in fixtures() if file.parent.name == folder.name], f"no fixtures in {FIXTURES / folder.name}"


def test_every_sql_file_of_the_pipeline_is_used() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "data_pipeline").rglob("*.py"))
    path_of = {file: file.relative_to(PIPELINE_SQL).with_suffix("").as_posix() for file in SQL_FILES}
    read = [file for file in SQL_FILES if file.parent.name != "checks"]
    unused = [path_of[file] for file in read if f'"{file.stem}"' not in code and not re.search(rf"[\"']{path_of[file]}[\"']", code)]
    assert unused == []
    folders = {"sql", "checks", "history", "slices", "truth", "compare", "weigh", "assign", "train", "increment", "advisories", "spark"}
    assert {file.parent.name for file in SQL_FILES} == folders


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    """Every table that the pipeline's statements read, empty."""
    con = duckdb.connect(":memory:")
    for name, table in TABLES.items():
        con.register(name, table.arrow().empty_table())
    for name, table in {**TABLES, **KEPT_FOR_NEXT_RUN}.items():
        con.register(f"{name}_before", table.arrow().empty_table())
    con.register("all_reports", TABLES["reports"].arrow().empty_table())
    for name in ("revisions_written", "revisions_landed"):
        con.register(name, REPORT_REVISIONS.arrow().empty_table())
    con.register("parts", PART_SCHEMA.empty_table())
    landings = [("landing_id", pa.string()), ("landing_order", pa.int32()), ("format", pa.string()), ("format_rank", pa.int32())]
    con.register("new_landings", pa.schema([*landings, ("landed_at", pa.timestamp("us", tz="UTC"))]).empty_table())
    for name in ("changed_rows", "slice_before"):
        con.register(name, REPORTS.arrow().empty_table())
    con.execute("CREATE TABLE table_before AS SELECT *, '' AS filename FROM changed_rows")
    con.execute("CREATE TABLE replaced_ids (id TEXT)")
    con.execute("CREATE TABLE slice_values (value TEXT)")
    link_reports(con, ["asam"], DecisionConstraints())
    prepare_candidates(con, ["asam"])
    weigh_candidates(con)
    con.execute("CREATE TABLE batch (join_key_l INTEGER, join_key_r INTEGER)")
    con.execute("CREATE TABLE assigned (place BIGINT, probability DOUBLE, outcome TEXT, reason TEXT)")
    con.execute("CREATE TABLE decided_pairs_arrow (report_a TEXT, report_b TEXT, decision_id TEXT, contradicted BOOLEAN)")
    con.execute("CREATE TABLE pairs_asked (a BIGINT, b BIGINT)")
    con.execute("CREATE VIEW numbers AS SELECT report_id, unique_id FROM compared")
    con.execute("CREATE VIEW rows AS SELECT * EXCLUDE (crowd, rare_words, busy_day) FROM compared")
    for name, features in python_features(con).items():
        con.register(name, features)
    for name in ("random_pairs", "neighbours"):
        con.execute(f"CREATE TABLE {name} AS {statement(f'linkage/train/{name}')}")
    con.execute("CREATE VIEW pairs_at_hand AS FROM candidates")
    con.register("landed_decisions", TABLES["decisions"].arrow().empty_table())
    con.execute("CREATE TABLE incident_verdicts (incident_id TEXT, verdict TEXT)")
    con.execute("CREATE TABLE source_origins (source TEXT, origin TEXT, relays BOOLEAN)")
    con.execute("CREATE TABLE dated_sources (dated TEXT)")
    con.execute(f"CREATE TABLE incident_links AS {statement('linkage/assign/incident_links')}", {"dependent": []})
    con.execute("CREATE MACRO h3_cell(latitude, longitude, level) AS NULL::UBIGINT")
    con.execute("CREATE TABLE truth_reports (source TEXT, native_ref TEXT, incident BIGINT, kind TEXT, in_file BOOLEAN)")
    con.execute("CREATE TABLE truth_incidents (incident BIGINT, category TEXT, sea_region TEXT, raid_of BIGINT)")
    for name in ("observations", "judged", "numbered", "truth_known", "truth_pairs"):
        folder = "truth" if name.startswith("truth") else "history"
        con.execute((PIPELINE_SQL / folder / f"{name}.sql").read_text(encoding="utf-8"))
    con.execute("CREATE TABLE seeds (report_id TEXT)")
    con.execute("CREATE TABLE reached (report_id TEXT)")
    con.execute("CREATE TABLE known AS SELECT report_id, component, rivals, partners FROM linkage_before")
    con.execute("CREATE TABLE touched_quarters (quarter INTEGER, near BOOLEAN)")
    for name in ("recounted", "present"):
        con.execute((PIPELINE_SQL / "linkage" / "increment" / f"{name}.sql").read_text(encoding="utf-8"))
    return con


@pytest.mark.parametrize("file", SQL_FILES, ids=lambda file: file.stem)
def test_every_sql_file_of_the_pipeline_runs(file: Path, database: duckdb.DuckDBPyConnection) -> None:
    text = file.read_text(encoding="utf-8").strip()
    assert text.startswith("--"), "says what it gives"
    table = {**TABLES, **KEPT_FOR_NEXT_RUN}.get(file.stem)
    substitutes = {
        "columns": ", ".join(table.names()) if table else "*",
        "into": "made",
        "parts": "",
        "levels": "" if file.stem == "evidence" else "true",
        "pairs": "pairs_between",
        "neighbours": "rivals",
        "seekers": "compared",
        "sought": "compared",
        "once": "<",
        "key": "report_id",
        "left": "reports",
        "right": "all_reports",
        "rows": "changed_rows",
        "by": "report_id",
        "order": "report_id",
        "column": "report_id",
    }
    query = re.sub(r"\{(\w+)\}", lambda match: substitutes[match[1]], text.rstrip(";"))
    for part in query.split(";\n"):
        parameters: dict[str, Any] = dict.fromkeys(re.findall(r"\$(\w+)", part))
        assert database.execute(f"EXPLAIN {part}", parameters).fetchall()


def test_no_sql_stands_in_the_pipelines_code() -> None:
    code = sorted((ROOT / "data_pipeline").rglob("*.py"))
    files_with_sql = [
        str(file.relative_to(ROOT)) for file in code if re.search(r"[\"'](?:SELECT|WITH)\b.*\bFROM\b", file.read_text(encoding="utf-8"))
    ]
    assert files_with_sql == []


def test_no_file_names_a_place_of_one_machine() -> None:
    patterns = (r"/(?:root|home/\w+|Users/\w+)/", r"(?<![\w./])/(?:work|tmp)/\w", r"index-url\s*=?\s*http", r"[A-Z]:\\\\Users")
    places = []
    for file in project_files():
        if file.suffix in BINARY or file == Path(__file__):
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        places += [f"{file.relative_to(ROOT)}: {match.group()}" for pattern in patterns for match in re.finditer(pattern, text)]
    assert places == []


def test_no_real_data_is_kept() -> None:
    """Real files are read where they lie; the project holds no copy of them."""
    names = {"pirate_attacks.csv", "asam_archive_1978_2024.json", "asam_export_2022-06-21.csv", "asam_arcgis_2021.csv"}
    assert [file for file in project_files() if file.name in names] == []
    assert [file for file in project_files() if "warehouse/data/" in file.as_posix()] == []


FILES_A_ROOM: Final = 16
"""About fifteen, `__init__.py` aside: beyond that a reader no longer finds the one module he looks for."""


def test_no_room_holds_more_files_than_a_reader_can_survey() -> None:
    rooms: dict[str, int] = {}
    for file in project_files():
        name = file.relative_to(ROOT)
        if file.suffix in (".py", ".sql") and file.name != "__init__.py" and name.parts[0] not in ("tests", "bench"):
            rooms[name.parent.as_posix()] = rooms.get(name.parent.as_posix(), 0) + 1
    assert {room: files for room, files in rooms.items() if files > FILES_A_ROOM} == {}


def product_code() -> list[Path]:
    return [file for file in project_files() if file.suffix == ".py" and file.relative_to(ROOT).parts[0] not in ("tests", "bench")]
