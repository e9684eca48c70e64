"""The command line: every command on real files of the fixtures, exit statuses, messages, exports."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from data_pipeline import registry
from data_pipeline.__main__ import COMMANDS, main, repeat_option
from data_pipeline.commands.console import console
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.errors import Busy
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import ASAM, IMB, asam_json, asam_record, content, land_bytes, settings_in
from warehouse.contract import decisions as decision_files
from warehouse.contract.issues import QUARANTINE_REASONS
from warehouse.contract.settings import ROOT, Settings
from warehouse.contract.snapshot import Store

API, EXPORT, HUB = ASAM / "api_json.json", ASAM / "export_csv.csv", ASAM / "arcgis_csv.csv"


def test_add_run_add_run(cli: Cli, store: Store) -> None:
    """A newcomer's first steps: two sources, then two more formats of the first."""
    answer = cli("add", "asam", API)
    assert (answer.status, answer.err) == (0, "")
    assert "api_json.json: 26 records landed as NGA API, JSON" in answer.out
    assert "Now publish with `python -m data_pipeline run`." in answer.out
    assert "data_set_csv.csv: 24 records landed as Crime at Sea, CSV" in cli("add", "imb_crime_at_sea", IMB / "data_set_csv.csv").out
    answer = cli("run")
    assert answer.status == 0
    assert counts(answer.out)["asam"] == [26, 25, 0, 0, 1, 0]
    assert counts(answer.out)["imb_crime_at_sea"] == [24, 19, 0, 0, 0, 5]
    assert f"Published snapshot {store.current_id()}: 44 reports, 43 incidents." in answer.out
    answer = cli("add", "asam", EXPORT, HUB)
    assert "export_csv.csv: 26 records landed as NGA export, CSV" in answer.out
    assert "arcgis_csv.csv: 20 records landed as ArcGIS hub export, CSV" in answer.out
    answer = cli("run")
    assert answer.status == 0
    read, new, _, _, _, quarantined = counts(answer.out)["asam"]
    assert (read, new, quarantined) == (46, 0, 0), "the same records in other formats are no new reports"
    assert "44 reports, 43 incidents" in answer.out


def counts(out: str) -> dict[str, list[int]]:
    """Source to read, new, revised, unchanged, repeated, quarantined, from the closing table."""
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if line.startswith("│")]
    by_source = {row[0]: [int(cell.replace(",", "")) for cell in row[1:7]] for row in rows}
    for read, *became in by_source.values():
        assert read == sum(became), "the accounting adds up"
    return by_source


def test_the_same_bytes_land_once(cli: Cli, settings: Settings) -> None:
    cli("add", "asam", API)
    answer = cli("add", "asam", API)
    assert answer.status == 0
    assert "the same bytes landed on" in answer.out
    assert len(list(settings.landing.glob("asam/*.landing.json"))) == 1


def test_a_run_with_nothing_new_keeps_the_snapshot(cli: Cli, good: Store) -> None:
    before = good.current_id()
    answer = cli("run")
    assert (answer.status, good.ids()) == (0, [before])
    assert f"Nothing new has landed. Snapshot {before} stays in force." in answer.out
    assert cli("run", "--if-new").out.strip() == ""


def test_a_run_with_nothing_at_all(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_ENABLED_SOURCES", "asam")
    for words in (["run"], ["run", "--if-new"], ["rebuild"]):
        answer = cli(*words)
        assert answer.status == 2
        assert "Nothing was published: nothing has landed; `python -m data_pipeline add SOURCE FILE` lands a file." in answer.out
        assert "In force: no snapshot." in answer.out


def test_some_files_land_and_some_do_not(cli: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("<html>")
    answer = cli("add", "asam", bad, API, tmp_path / "none")
    assert answer.status == 1
    assert "error: bad.json is a web page" in answer.out
    assert "26 records landed" in answer.out
    assert "none does not exist" in answer.out.replace("\n", " ")


def test_an_unknown_source_is_told_the_known_ones(cli: Cli) -> None:
    for words in (["add", "asma", str(API)], ["quarantine", "--source", "asma"]):
        answer = cli(*words)
        assert answer.status == 2
        assert "there is no source 'asma'; known sources are asam" in answer.err
        assert all(name in answer.err for name in registry.sources())


def test_an_unknown_format_is_told_the_known_ones(cli: Cli) -> None:
    answer = cli("add", "asam", IMB / "data_set_csv.csv")
    assert answer.status == 2
    assert "data_set_csv.csv is in no format of source asam; nothing was landed." in answer.out
    for title in ("NGA API, JSON (.json)", "NGA export, CSV (.csv)", "ArcGIS hub export, CSV (.csv)"):
        assert title in answer.out
    assert "It resembles Crime at Sea, CSV of source imb_crime_at_sea; add it as `add imb_crime_at_sea FILE`." in answer.out


def test_simulated_reports_are_not_added_by_hand(cli: Cli) -> None:
    demo = next(source.id for source in registry.sources().values() if source.demo)
    answer = cli("add", demo, API)
    assert answer.status == 2
    assert "simulated reports come from `python -m data_pipeline simulate`" in answer.err


def test_two_runs_at_once(cli: Cli, good: Store, settings: Settings) -> None:
    with lock_data_folder(settings.data):
        for words in (["run"], ["rebuild"], ["add", "asam", str(EXPORT)]):
            answer = cli(*words)
            assert answer.status == 2
            assert "another run is writing to" in answer.err
            assert "Wait until it has ended." in answer.err
    assert cli("run").status == 0


def test_a_blocking_error_of_the_work_itself_is_not_called_busy(settings: Settings) -> None:
    with pytest.raises(BlockingIOError), lock_data_folder(settings.data):
        raise BlockingIOError


def test_sources_are_listed_with_what_has_landed(cli: Cli, good: Store) -> None:
    out = cli("sources").out
    for source in registry.sources().values():
        assert source.id in out
    assert "closed 2024-06-25" in out
    assert "CC BY 4.0" in out


def test_snapshots_are_listed_and_the_one_in_force_is_marked(cli: Cli, good: Store) -> None:
    cli("rebuild")
    lines = [line for line in cli("snapshots").out.splitlines() if any(snapshot_id in line for snapshot_id in good.ids())]
    assert [("*" in line, "real" in line) for line in lines] == [(False, True), (True, True)]


def test_snapshots_are_listed_on_a_narrow_terminal(cli: Cli, good: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut: what does not fit goes on in the next line."""
    monkeypatch.setattr(console, "width", 80)
    assert "…" not in cli("snapshots").out + cli("sources").out + cli("rebuild").out


def test_quarantine_shows_filters_and_counts(cli: Cli, good: Store) -> None:
    everything = cli("quarantine").out
    assert "5 records in quarantine" in everything
    assert "'03.02.2016' is not a date" in everything
    assert "1 records in quarantine" in cli("quarantine", "--reason", "bad_date").out
    assert "0 records in quarantine" in cli("quarantine", "--source", "asam").out
    answer = cli("quarantine", "--most", "2")
    assert "3 more; --most 5 shows all, --export FILE writes them." in answer.out
    answer = cli("quarantine", "--reason", "bad_dates")
    assert answer.status == 2
    assert "there is no reason 'bad_dates'; known are no_reference" in answer.err
    assert all(reason in answer.err for reason in QUARANTINE_REASONS)


def test_quarantine_is_exported_safe_for_spreadsheets(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    """A cell that begins like a formula gets an apostrophe; nothing else changes; quotes and line breaks survive."""
    names = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain", 'quo"te', "two\nlines"]
    for day, name in enumerate(names):
        land_bytes(settings, "asam", asam_json(asam_record(day), asam_record(reference=name)), "api_json", "feed", day=day)
    # The file name that the sender chose is a cell too.
    land_bytes(settings, "asam", asam_json(asam_record(99), asam_record(reference="x")), "api_json", "=2+3.json", day=30)
    assert cli("run").status == 0
    target = tmp_path / "out.csv"
    answer = cli("quarantine", "--export", target)
    assert (answer.status, "10 records written to" in answer.out) == (0, True)
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == 10
    assert rows[-1]["origin"] == "'=2+3.json"
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert sorted(row["message"].split(" is not")[0] for row in rows) == sorted(repr(name.strip()) for name in [*names, "x"])


def test_an_export_that_cannot_be_written_is_told(cli: Cli, good: Store, tmp_path: Path) -> None:
    answer = cli("quarantine", "--export", tmp_path / "none" / "out.csv")
    assert answer.status == 2
    assert "No such file or directory" in answer.err


def test_commands_that_need_a_snapshot_say_so(cli: Cli) -> None:
    answer = cli("quarantine")
    assert answer.status == 2
    assert "nothing has been published yet" in answer.err
    assert "Data folder: " in answer.err
    assert cli("snapshots").status == 0
    answer = cli("doctor")
    assert answer.status == 1
    assert "no snapshot is in force. Run `python -m data_pipeline run`." in answer.out


def test_rebuild_gives_the_same(cli: Cli, good: Store) -> None:
    before = content(good.open())
    assert cli("rebuild").status == 0
    assert len(good.ids()) == 2
    assert content(good.open()) == before


def test_doctor_says_what_it_examined(cli: Cli, good: Store) -> None:
    answer = cli("doctor")
    assert answer.status == 0
    assert "landing: 2 files, all hashes agree" in answer.out
    assert f"snapshot {good.current_id()}: schema and all hashes agree, in force" in answer.out
    assert "GB free" in answer.out


def test_fields_that_nothing_reads_are_reported_once_a_source(cli: Cli, settings: Settings) -> None:
    for day in (0, 1):
        land_bytes(settings, "asam", asam_json(asam_record(day, weather="fog", sea=day)), "api_json", day=day)
    out = cli("run").out
    assert out.count("fields that nothing reads") == 1
    assert "asam: fields that nothing reads: sea, weather" in out


def test_wrong_settings_are_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_KEEP_SNAPSHOTS", "many")
    answer = cli("run")
    assert answer.status == 2
    assert "ANCHORWATCH_KEEP_SNAPSHOTS: 'many' is not a whole number" in answer.err


def test_snapshots_kept_follow_the_setting(cli: Cli, good: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_KEEP_SNAPSHOTS", "3")
    for _ in range(5):
        assert cli("rebuild").status == 0
    earlier, newest = good.ids()[:-3], good.ids()[-3:]
    # The last of an earlier month stays too, where a month ends while this runs.
    assert len(newest) == 3 and not [each for each in earlier if each[:6] == newest[0][:6]]
    assert good.open().faults() == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    usage, description = re.split(r"\n\s*\n", out.strip())[:2]
    assert usage.startswith(f"Usage: python -m data_pipeline {command}")
    assert len(description.split()) >= 5
    for line in out.splitlines():
        assert not line.rstrip().endswith("None")


def test_the_help_names_every_command_and_the_exit_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert all(f"│ {command} " in text for command in COMMANDS)
    assert "Exit status: 0 all well; 1 something failed, and a snapshot was published; 2 nothing was published." in text


@pytest.mark.parametrize(
    "argv", [[], ["runn"], ["add"], ["add", "asam"], ["simulate", "--end", "soon"], ["quarantine", "--most", "x"]], ids=str
)
def test_wrong_words_get_the_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert "Usage: python -m data_pipeline" in capsys.readouterr().err


def test_an_option_takes_every_word_up_to_the_next_option() -> None:
    words = ["different", "a", "--from", "b", "c", "--who", "x", "d"]
    assert repeat_option(words, "--from") == ["different", "a", "--from", "b", "--from", "c", "--who", "x", "d"]
    assert repeat_option(["same", "a", "b", "--who", "x"], "--from") == ["same", "a", "b", "--who", "x"]


def test_the_others_of_a_decision_never_join_its_reports(cli: Cli, good: Store, settings: Settings) -> None:
    answer = cli("decide", "different", "a", "b", "--from", "c", "d", "--who", "Ann", "--why", "two ships")
    assert answer.status == 0
    [decision] = decision_files.read_decisions(settings)
    assert (decision.group_a, decision.group_b) == (("a", "b"), ("c", "d"))


def test_a_holder_that_is_killed_frees_the_data_folder(settings: Settings) -> None:
    code = "import pathlib, sys, time; from data_pipeline.data_folder import lock_data_folder\n"
    code += "with lock_data_folder(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(settings.data)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy, match="another run is writing to"), lock_data_folder(settings.data):
            pass
        holder.kill()
        holder.wait()
    with lock_data_folder(settings.data):
        pass


def test_an_interrupted_run_says_what_is_in_force(cli: Cli, good: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    before = good.current_id()
    land_bytes(settings_in(good.data), "asam", asam_json(asam_record(1)), "api_json", day=5)
    monkeypatch.setattr("data_pipeline.chain.link.build_incidents", interrupted)
    answer = cli("run")
    assert answer.status == 2
    assert "interrupted; the last snapshot stays in force" in answer.err
    assert good.current_id() == before
    assert good.open().faults() == []
