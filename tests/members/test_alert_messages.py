"""What mails, short forms, feeds, CAP and webhooks say; hostile texts in all of them; quiet hours and digests; and webhooks' addresses."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.alerts.messages.atom import atom_feed
from members.alerts.messages.cap import cap_alert
from members.alerts.messages.content import Item, Told, words
from members.alerts.messages.mail import mail_of
from members.alerts.messages.words import LONGEST_SHORT, LONGEST_SUBJECT, Digest, full_text, short_text, subject_of
from members.alerts.schedule import Schedule, due_at, end_of_quiet
from members.alerts.sending.faults import Refused, SendFault
from members.alerts.sending.webhook import SIGNATURE, WebhookCaller, body_of, check_url
from members.errors import NotAllowed
from tests.members.alerts_support import ADDRESS, settings_with

MADE_AT = datetime(2026, 11, 2, 8, 0)
texts = st.text(max_size=120)


def item(headline: str = "New: Boarded, Off Batam", number: int = 1, **facts: Any) -> Item:
    usual = {
        "told": Told(f"new:asam:{number}", "new", f"asam:{number}"), "headline": words(headline),
        "facts": ("Severity: 3 less significant",),
        "tlp": "CLEAR", "path": f"incident?id=asam%3A{number}", "happened_on": date(2026, 11, 1), "severity": 3, "status": "unverified",
        "where": "Off Batam", "latitude": 1.1, "longitude": 103.8, "radius_km": 1.0,
    }  # fmt: skip
    return Item(**{**usual, **facts})


def digest(*items: Item, hidden: int = 0, rule: str = "Straits", simulated: bool = False) -> Digest:
    return Digest(items, hidden, {each.told.news_id: words(rule) for each in items}, ADDRESS, simulated)


def mail(of: Digest, *, recipient: str = "cso@example.com", short: bool = False) -> Any:
    written = mail_of(
        of, message_id="0" * 32, made_at=MADE_AT, sender="watch@example.com", recipient=recipient, stop_token="t" * 43, is_short=short
    )
    return written, message_from_bytes(written.as_bytes(), policy=policy.default)


HOSTILE = [
    "x\r\nBcc: evil@example.com",
    "x\nSubject: other\n\nbody",
    "\u202egnp.exe",
    "=?utf-8?q?=0ABcc:_evil?=",
    "a" * 3000,
    "\x00\x1b[31m",
    "мv ünïcode 船",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("short", [False, True])
def test_hostile_names_stay_inside_their_header_and_line(text: str, short: bool) -> None:
    written, read = mail(digest(item(f"New: Boarded, {text}"), rule=text), short=short)
    names = ["Message-ID", "Date", "From", "To", "Subject", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Auto-Submitted"]
    assert [name for name in read if name not in ("MIME-Version", "Content-Type", "Content-Transfer-Encoding")] == names
    assert read["To"] == "cso@example.com" and read["Bcc"] is None
    assert "\u202e" not in read["Subject"] and len(read["Subject"]) <= LONGEST_SUBJECT
    assert all(len(line) < 998 for line in written.as_bytes().split(b"\r\n"))
    assert not [line for line in read.get_content().splitlines() if line.startswith("Bcc")]


@given(texts, texts)
@settings(max_examples=50)
def test_no_text_breaks_out_of_a_mail(headline: str, rule: str) -> None:
    _, read = mail(digest(item(f"{headline}=?utf-8?q?=0D=0A{rule[:20]}?="), rule=rule))
    assert read["To"] == "cso@example.com" and len(read.get_all("Subject")) == 1 and not read.defects


@pytest.mark.parametrize(
    "address",
    ["", "a@b.com, c@d.com", "a@b.com\nBcc: c@d.com", '"a b"@c.com', "a@b@c", "<a@b.com>", "a b@c.com", "=?utf-8?q?=0ABcc:x?=@c.com"],
)
def test_an_address_that_names_more_than_one_place_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        mail(digest(item()), recipient=address)


def test_the_stop_address_stands_in_its_header_as_it_is() -> None:
    """Mail programs look for it in the bytes; an address in encoded words is none to them."""
    lines = mail(digest(item()))[0].as_bytes().split(b"\r\n")
    assert f"List-Unsubscribe: <{ADDRESS}/alerts/stop/{'t' * 43}>".encode() in lines
    assert f"Message-ID: <{'0' * 32}.alert@example.com>".encode() in lines


def test_the_same_message_is_the_same_to_the_letter() -> None:
    assert mail(digest(item()))[0].as_bytes() == mail(digest(item()))[0].as_bytes()


def test_the_gravest_stands_first_and_the_narrowest_mark_holds_for_all() -> None:
    of = digest(item("New: mild", 1, severity=4), item("New: grave", 2, severity=1, tlp="AMBER"), hidden=1)
    assert subject_of(of) == "[TLP:AMBER] New: grave (and 2 more)"
    text = full_text(of, "https://stop")
    assert text.index("New: grave") < text.index("New: mild") and 'the rule "Straits"' in text and "https://stop" in text
    assert "1 alert marked too narrowly" in text
    assert subject_of(digest(item(), simulated=True)).startswith("[TLP:CLEAR] [SIMULATED DATA]")
    assert full_text(digest(item(), simulated=True), "").startswith("SIMULATED DATA: none of this has happened.")


@given(st.lists(texts, min_size=1, max_size=30), st.integers(0, 5), texts)
@settings(max_examples=50)
def test_the_short_form_is_one_paragraph_below_600_characters_and_counts_what_it_leaves_out(
    headlines: list[str], hidden: int, rule: str
) -> None:
    items = [item(headline, number, severity=number % 5) for number, headline in enumerate(headlines)]
    text = short_text(digest(*items, hidden=hidden, rule=rule), f"{ADDRESS}/alerts/stop/{'t' * 43}")
    assert len(text) <= LONGEST_SHORT and "\n" not in text
    gravest = digest(*items).sorted_items[0].headline
    assert gravest[:60].strip() in text
    assert "more on the server" in text or len(headlines) + hidden <= text.count("Severity:") + 1


CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ORDER = ["identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code", "note", "info"]
INFO_ORDER = [
    "language",
    "category",
    "event",
    "urgency",
    "severity",
    "certainty",
    "expires",
    "senderName",
    "headline",
    "description",
    "web",
    "area",
]


@pytest.mark.parametrize("tlp", ["CLEAR", "AMBER"])
@pytest.mark.parametrize("simulated", [False, True])
def test_cap_has_its_elements_in_the_order_of_the_standard(tlp: str, simulated: bool) -> None:
    of = item("New: <b>&amp; Boarded", tlp=tlp, severity=1, status="corroborated", until=datetime(2026, 12, 1, tzinfo=UTC))
    alert = Tree.fromstring(cap_alert(of, told_at=MADE_AT.replace(tzinfo=UTC), address=ADDRESS, is_simulated=simulated))
    names = [child.tag.removeprefix(CAP) for child in alert]
    assert names == [name for name in ORDER if name in names]
    info = alert.find(f"{CAP}info")
    assert info is not None
    found = [child.tag.removeprefix(CAP) for child in info]
    assert found == INFO_ORDER
    text = {child.tag.removeprefix(CAP): child.text for child in (*alert, *info)}
    assert text["sent"] == "2026-11-02T08:00:00-00:00" and text["status"] == ("Test" if simulated else "Actual")
    assert (text["scope"], "restriction" in text) == (("Public", False) if tlp == "CLEAR" else ("Restricted", True))
    assert (text["severity"], text["certainty"], text["urgency"]) == ("Extreme", "Observed", "Past")
    assert info.findtext(f"{CAP}area/{CAP}circle") == "1.1000,103.8000 1.0" and text["headline"] == "New: <b>&amp; Boarded"


def test_cap_closes_polygons_across_the_antimeridian() -> None:
    corners = ((-2.0, 178.0), (-2.0, 186.0), (2.0, 186.0), (-2.0, 178.0))
    alert = Tree.fromstring(cap_alert(item(corners=corners), told_at=datetime(2026, 1, 1, tzinfo=UTC), address="", is_simulated=False))
    assert alert.findtext(f".//{CAP}polygon") == "-2.0000,178.0000 -2.0000,-174.0000 2.0000,-174.0000 -2.0000,178.0000"


@given(texts, texts)
@settings(max_examples=30)
def test_a_feed_can_be_read_whatever_stands_in_it(headline: str, rule: str) -> None:
    told_at = datetime(2026, 11, 2, tzinfo=UTC)
    feed = Tree.fromstring(
        atom_feed(
            [(item(headline), words(rule), told_at)], address=ADDRESS, feed_address=f"{ADDRESS}/f", updated=told_at, is_simulated=False
        )
    )
    assert [child.tag.rpartition("}")[2] for child in feed] == ["id", "title", "updated", "author", "link", "entry"]


ZONES = ["Europe/Oslo", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "UTC", "Nowhere/Else"]
OSLO = Schedule("Europe/Oslo", 7, 0, (time(22), time(6)))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # Six in the morning is 05:00 UTC before the clock goes forward, 04:00 after; and back in autumn.
        ("2026-03-28T01:00", "2026-03-28T05:00"), ("2026-03-29T00:30", "2026-03-29T04:00"), ("2026-03-28T21:30", "2026-03-29T04:00"),
        ("2026-10-24T22:00", "2026-10-25T05:00"), ("2026-10-25T00:30", "2026-10-25T05:00"), ("2026-10-25T01:30", "2026-10-25T05:00"),
        ("2026-10-25T05:00", "2026-10-25T05:00"), ("2026-03-29T20:30", "2026-03-30T04:00"), ("2026-06-01T12:00", "2026-06-01T12:00"),
    ],
)  # fmt: skip
def test_quiet_hours_end_by_the_clock_on_the_wall(moment: str, due: str) -> None:
    assert end_of_quiet(OSLO, utc(moment)) == utc(due)
    assert due_at(OSLO, "at_once", utc(moment), is_severe=False) == utc(due)
    assert due_at(OSLO, "at_once", utc(moment), is_severe=True) == utc(moment)
    stern = Schedule("Europe/Oslo", 7, 0, OSLO.quiet, severe_at_any_hour=False)
    assert due_at(stern, "at_once", utc(moment), is_severe=True) == utc(due)


@pytest.mark.parametrize(
    ("mode", "moment", "due"),
    [
        ("daily", "2026-03-28T07:00", "2026-03-29T05:00"), ("daily", "2026-03-28T05:59", "2026-03-28T06:00"),
        ("daily", "2026-10-24T06:00", "2026-10-25T06:00"), ("weekly", "2026-11-02T06:00", "2026-11-09T06:00"),
        ("weekly", "2026-11-02T05:59", "2026-11-02T06:00"), ("hourly", "2026-11-02T12:00", "2026-11-02T13:00"),
        ("hourly", "2026-11-02T12:59:59", "2026-11-02T13:00"), ("hourly", "2026-11-02T23:30", "2026-11-03T05:00"),
    ],
)  # fmt: skip
def test_digests_come_by_the_clock_on_the_wall(mode: str, moment: str, due: str) -> None:
    assert due_at(OSLO, mode, utc(moment), is_severe=False) == utc(due)


def test_hours_begin_by_the_clock_in_zones_half_an_hour_off() -> None:
    assert due_at(Schedule("Asia/Kolkata"), "hourly", utc("2026-11-02T12:00"), False) == utc("2026-11-02T12:30")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.sampled_from(ZONES),
    st.sampled_from(["at_once", "hourly", "daily", "weekly"]), st.times(), st.times(), st.integers(0, 23), st.integers(0, 6),
)  # fmt: skip
@settings(max_examples=150)
def test_nothing_is_due_in_quiet_hours_or_before_it_is_known(
    now: datetime, zone: str, mode: str, begin: time, end: time, hour: int, weekday: int
) -> None:
    schedule = Schedule(zone, hour, weekday, (begin.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)))
    moment = now.replace(tzinfo=UTC)
    due = due_at(schedule, mode, moment, is_severe=False)
    assert due >= moment and end_of_quiet(schedule, due) == due
    assert (due - moment).total_seconds() <= {"at_once": 1, "hourly": 1, "daily": 2, "weekly": 8}[mode] * 90_000


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "http://example.com", "ftp://example.com", "https://localhost/x", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/",
        "https://169.254.169.254/latest", "https://a.localhost/", "https://user:secret@example.com/", "https://example.com/\nx", "https://[::ffff:10.0.0.1]/",
        "https://example.com:99999/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_webhooks_lead_to_the_public_internet_alone(url: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        check_url(url, settings_with(tmp_path))


def test_a_name_that_leads_into_the_own_network_is_not_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with receiver() as (port, calls):
        real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more))
        caller = WebhookCaller(settings_with(tmp_path))
        with pytest.raises(Refused, match="private network"):
            caller.send(f"https://hooks.example.com:{port}/", "s", b"{}", "m", 1)
        assert calls == []


@contextmanager
def receiver(status: int = 200) -> Iterator[tuple[int, list[tuple[dict[str, str], bytes]]]]:
    """Takes webhooks and answers with a status."""
    calls: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.append((dict(self.headers.items()), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], calls
    finally:
        server.shutdown()
        server.server_close()


def test_a_call_is_signed_and_says_what_a_mail_says(tmp_path: Path) -> None:
    allowed = settings_with(tmp_path, WEBHOOKS_TO_PRIVATE_ADDRESSES="true")
    body = body_of(digest(item(tlp="GREEN"), hidden=2), "m1")
    with receiver() as (port, calls):
        WebhookCaller(allowed).send(f"http://127.0.0.1:{port}/hook", "secret", body, "m1", 1_790_000_000)
    [(headers, received)] = calls
    moment, signed = (part.partition("=")[2] for part in headers[SIGNATURE].split(","))
    assert hmac.new(b"secret", f"{moment}.".encode() + received, hashlib.sha256).hexdigest() == signed
    content = json.loads(received)
    assert (content["tlp"], content["not_shown"], content["alerts"][0]["id"], content["alerts"][0]["rule"]) == (
        "TLP:GREEN",
        2,
        "new:asam:1",
        "Straits",
    )


@pytest.mark.parametrize(("status", "fault"), [(410, Refused), (500, SendFault), (302, SendFault), (404, SendFault)])
def test_answers_of_webhooks(status: int, fault: type[Exception], tmp_path: Path) -> None:
    allowed = settings_with(tmp_path, WEBHOOKS_TO_PRIVATE_ADDRESSES="true")
    with receiver(status) as (port, calls), pytest.raises(fault) as caught:
        WebhookCaller(allowed).send(f"http://127.0.0.1:{port}/", "s", b"{}", "m", 1)
    assert len(calls) == 1 and str(status) in str(caught.value)
    assert isinstance(caught.value, Refused) is (status == 410)
