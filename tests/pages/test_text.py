"""Text from outside is shown as text: escaped everywhere, in one way, and without places on the server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.shell import navigation
from pages.shell.failures import without_paths
from pages.shell.text import as_it_stands, code, markdown_link, plain
from tests.conftest import ROOT
from tests.pages.conftest import Open
from tests.support.app import as_shown, everything_sent
from tests.support.markdown_calls import faults
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
pages = pytest.mark.parametrize("script", [entry.script for entry in navigation.all_entries()])


def test_nothing_reaches_markdown_that_nobody_vouches_for() -> None:
    assert [f"{fault.file.relative_to(ROOT)}:{fault.line}: {fault.source}" for fault in faults(ROOT / "pages")] == []


REFUSED = [
    "st.caption(name)",
    "st.title(f'Ship {row[\"ship\"]}')",
    "st.metric('Ships', value)",
    "st.button('Open', help=row['why'])",
    "st.table({row['ship']: 'x'})",
    "st.tabs(list(titles))",
    "st.pills('Kind', codes, format_func=lambda code: titles[code])",
    "words = row['ship']\n    st.markdown(words)",
    "words = ['a']\n    words.append(row['ship'])\n    st.markdown(' '.join(words))",
    "words = 'a'\n    words += row['ship']\n    st.markdown(words)",
    "st.info('a', title=str(error))",
    "st.markdown(Markdown(row['ship']))",
    "columns[0].metric('Ships', row['ship'])",
    "st.spinner('Reading ' + name)",
    "st.badge(plain(name))",
]
ACCEPTED = [
    "st.caption('words')",
    "st.caption(plain(name))",
    "st.title(f'**{plain(name)}** {count:,} since {day:%B %Y}')",
    "st.badge(CATEGORY[code].title, help=HELP.get(name))",
    "st.pills('Kind', codes, format_func=lambda code: plain(titles[code]))",
    "words = [plain(name)]\n    words.append('x' if name else plain(name))\n    st.markdown(' '.join(words))",
    "st.selectbox('Kind', codes, format_func=lambda code: titles[code])",
]


@pytest.mark.parametrize(("line", "count"), [(line, 1) for line in REFUSED] + [(line, 0) for line in ACCEPTED])
def test_the_walk_sees_what_is_escaped(line: str, count: int, tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(
        f"def show(name: str, row: dict[str, str], value, titles, codes, columns, count, day, error):\n    {line}\n"
    )
    assert len(faults(tmp_path)) == count


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Maersk Hangzhou-2, 12-30N 045-00E (see 3.4), 40 % + 2!", "Maersk Hangzhou-2, 12-30N 045-00E (see 3.4), 40 % + 2\\!"),
        ("03:00 UTC: boarded", "03:00 UTC: boarded"),
        ("asam:2024-1", "asam:2024-1"),
        ("-3 degrees", "-3 degrees"),
        ("a\nb\r\n    c", "a b c"),
        ("- item", "\\- item"),
        ("12. item", "12\\. item"),
        ("# head", "\\# head"),
        ("![x](http://evil.invalid)", "!\\[x\\](http:small[]\\://evil.invalid)"),
        ("www.evil.invalid", "www:small[].evil.invalid"),
        ("a@evil.invalid", "a:small[]@evil.invalid"),
        (":smile: :material/home:", "\\::small[]smile: \\::small[]material/home\\:"),
        ("a -- b", "a -:small[]- b"),
        ("\u202egpj\u202c\x00", "gpj"),
        ("{x}", "\\{x}"),
    ],
)
def test_only_what_matters_is_escaped(text: str, markdown: str) -> None:
    assert plain(text) == markdown


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Z"], exclude_characters="\\"), max_size=60))
def test_the_words_stay_as_they_were(text: str) -> None:
    assert as_shown(plain(text)) == text.replace(":small[]", "")


def test_links_are_made_of_web_addresses_alone() -> None:
    assert markdown_link("javascript:alert(1)") == plain("javascript:alert(1)")
    assert markdown_link("https://example.org/a b)c") == "[example.org/a b)c](https://example.org/a%20b%29c)"
    assert markdown_link(None) == "none"


def test_code_and_narratives_keep_their_characters() -> None:
    assert code("a `b` c") == "``a `b` c``"
    assert code("`") == "`` ` ``"
    assert as_it_stands("one\r\ntwo\u2028three\x1b[31m\u202e") == "one\ntwo\nthree[31m"


def test_paths_are_left_out_of_what_readers_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))
    missing = f"there is no snapshot 'x' in {tmp_path / 'snapshots'}. Run"
    assert without_paths(missing) == "there is no snapshot 'x' in the data folder/snapshots. Run"
    assert without_paths("[Errno 2] No such file: '/srv/aw/data/CURRENT'") == "[Errno 2] No such file: 'CURRENT'"
    assert without_paths(r"C:\Users\jo\data\x.toml cannot be read") == "x.toml cannot be read"
    kept = "12/2024 and/or N/A, http://a.example/b/c, 3 km/h"
    assert without_paths(kept) == kept


def lose_manifest(snapshot: Snapshot) -> None:
    (snapshot.folder / "manifest.json").unlink()


def spoil_manifest(snapshot: Snapshot) -> None:
    (snapshot.folder / "manifest.json").write_text("{")


def lose_tables(snapshot: Snapshot) -> None:
    for file in snapshot.folder.glob("*.parquet"):
        file.unlink()


def spoil_tables(snapshot: Snapshot) -> None:
    for file in snapshot.folder.glob("*.parquet"):
        file.write_bytes(file.read_bytes()[:100])


def lose_pointer(snapshot: Snapshot) -> None:
    (snapshot.folder.parent.parent / "CURRENT").unlink()


@pytest.mark.parametrize("script", ["pages/overview/page.py", "pages/link_review/page.py", "pages/board_briefing/page.py"])
@pytest.mark.parametrize("harm", [lose_manifest, spoil_manifest, lose_tables, spoil_tables, lose_pointer])
def test_no_page_names_the_servers_folder(
    script: str, harm: Callable[[Snapshot], None], published: Publish, open_page: Open, tmp_path: Path
) -> None:
    harm(published())
    at = open_page(script)
    assert not at.exception
    sent = everything_sent(at)
    assert str(tmp_path) not in sent and str(ROOT) not in sent


@pages
def test_no_page_names_the_servers_folder_for_a_snapshot_that_is_not_there(
    script: str, published: Publish, open_page: Open, tmp_path: Path
) -> None:
    published()
    at = open_page(script, snapshot="![x](http://evil.invalid/b.png)")
    assert not at.exception
    assert at.error[0].value.count("\\[x\\]") == 1 and "](http" not in at.error[0].value.replace("\\]", "")
    assert str(tmp_path) not in everything_sent(at)


@pytest.mark.parametrize("value", ["[x](http://evil.invalid)", "\u202eRED"])
def test_a_setting_that_cannot_be_read_is_named_without_its_place(
    value: str, published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    published()
    monkeypatch.setenv("ANCHORWATCH_CLEARANCE", value)
    at = open_page()
    assert not at.exception
    assert "ANCHORWATCH_CLEARANCE" in as_shown(at.error[0].value)
    sent = everything_sent(at)
    assert "](http" not in at.error[0].value.replace("\\]", "") and str(ROOT) not in sent and str(tmp_path) not in sent
