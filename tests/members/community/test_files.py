"""Files of groups: who reads them, what is taken, and what is kept of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from members.access import Person, Role
from members.community import belonging
from members.community.files import MOST_BYTES, NO_SUCH_FILE, add_file, list_files, read_file, remove_file
from members.errors import NotAllowed
from members.people.own_data import delete_own_account, export_data
from members.store.engine import MemberStore
from tests.members.community.people import come_in, found


def document(*names: str) -> bytes:
    """An Office file with these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return content.getvalue()


def picture() -> bytes:
    """A photo that says where and by whom it was taken."""
    drawn, content = Image.new("RGB", (40, 30), "red"), io.BytesIO()
    exif = drawn.getexif()
    exif[0x013B] = "QZPHOTOGRAPHER"
    drawn.save(content, "JPEG", exif=exif)
    return content.getvalue()


def names(store: MemberStore, person: Person, group: str) -> list[str]:
    return [row.name for row in list_files(store, person, group)]


def test_only_a_groups_people_read_its_files_and_only_up_to_their_clearance(store: MemberStore) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR, "RED"), come_in(store, "anna")
    outsider = come_in(store, "outsider", Role.ADMIN, "RED")
    group = found(store, moderator, "Pilots", "invitation", anna)
    opened = add_file(store, anna, group, "Drill plan.pdf", b"%PDF-1.7 plan", "GREEN")
    secret = add_file(store, moderator, group, "names.csv", "ship,näme".encode(), "RED")
    assert names(store, moderator, group) == ["Drill plan.pdf", "names.csv"] and names(store, anna, group) == ["Drill plan.pdf"]
    assert read_file(store, anna, opened) == b"%PDF-1.7 plan"
    for person, file_id in ((outsider, opened), (outsider, secret), (anna, secret), (anna, "0" * 32)):
        deeds: list[Callable[[Any, Any, Any], Any]] = [read_file, remove_file]
        for deed in deeds:
            with pytest.raises(NotAllowed, match=NO_SUCH_FILE):
                deed(store, person, file_id)
    with pytest.raises(NotAllowed, match="There is no such group"):
        list_files(store, outsider, group)
    with pytest.raises(NotAllowed, match="There is no such group"):
        add_file(store, outsider, group, "a.txt", b"a", "GREEN")
    with pytest.raises(NotAllowed, match="a mark that you may read"):
        add_file(store, anna, group, "a.txt", b"a", "RED")
    belonging.leave_group(store, anna, group)
    with pytest.raises(NotAllowed, match=NO_SUCH_FILE):
        read_file(store, anna, opened)


def test_whoever_added_a_file_and_moderators_remove_it(store: MemberStore) -> None:
    moderator, anna, rolf = come_in(store, "moderator", Role.MODERATOR), come_in(store, "anna"), come_in(store, "rolf")
    group = found(store, moderator, "Pilots", "open", anna, rolf)
    first, second = (add_file(store, anna, group, name, b"words", "GREEN") for name in ("a.txt", "b.txt"))
    with pytest.raises(NotAllowed, match="Only whoever added"):
        remove_file(store, rolf, first)
    assert [row.may_remove for row in list_files(store, rolf, group)] == [False, False]
    remove_file(store, anna, first)
    remove_file(store, moderator, second)
    assert names(store, anna, group) == []


def test_an_account_that_goes_leaves_its_files_without_the_name(store: MemberStore) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR), come_in(store, "anna")
    group = found(store, moderator, "Pilots", "open", anna)
    add_file(store, anna, group, "a.txt", b"words", "GREEN")
    [kept] = export_data(store, anna, anna.person_id)["community"]["files"]
    assert (kept["group"], kept["name"], kept["size"]) == ("Pilots", "a.txt", 5)
    delete_own_account(store, anna)
    [row] = list_files(store, moderator, group)
    assert (row.name, row.added_by) == ("a.txt", "")


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("D:\\drills\\plan.PDF", b"%PDF-1.4", "plan.PDF"),
        ("../../etc/passwd.txt", b"x", "passwd.txt"),
        ("exe\u202etxt.\x00pdf", b"%PDF-1.4", "exetxt.pdf"),
        ("plan.docx", document("word/document.xml"), "plan.docx"),
        ("photo.png", picture(), "photo.jpg"),
    ],
)
def test_names_are_made_harmless_and_pictures_are_drawn_anew(store: MemberStore, name: str, content: bytes, kept: str) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR)
    group = found(store, moderator, "Pilots", "open")
    file_id = add_file(store, moderator, group, name, content, "GREEN")
    assert names(store, moderator, group) == [kept]
    assert b"QZPHOTOGRAPHER" not in read_file(store, moderator, file_id)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("plan.exe", b"MZ", "kind are not taken"),
        ("plan", b"x", "kind are not taken"),
        ("plan.pdf", b"MZ", "no pdf file"),
        ("plan.docx", b"PK\x03\x04 broken", "no docx file"),
        ("plan.docx", document("word/vbaProject.bin"), "macros"),
        ("plan.xlsx", document("xl/embeddings/oleObject1.bin"), "macros"),
        ("plan.csv", b"a\x00b", "no csv file"),
        ("plan.txt", b"\xff\xfe\x00", "no txt file"),
        ("photo.png", b"<svg onload=alert(1)>", "no picture"),
        ("plan.txt", b"", "not empty"),
        ("plan.txt", b"x" * (MOST_BYTES + 1), "at most 10 MB"),
        (" ", b"x", "needs 1 to"),
    ],
)
def test_what_is_not_taken_is_said(store: MemberStore, name: str, content: bytes, why: str) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR)
    group = found(store, moderator, "Pilots", "open")
    with pytest.raises(NotAllowed, match=why):
        add_file(store, moderator, group, name, content, "GREEN")
    assert names(store, moderator, group) == []
