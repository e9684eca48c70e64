"""Who asks: keys over HTTP, what each may read, how often, and that cookies count for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.server import callers
from members.access import LOCAL, Person, Role
from members.people import administration, invitations
from members.people.api_keys import make_key
from members.people.role_policy import policy_in
from members.people.sign_in import Claims, SessionClaims, person_in_session, sign_in, utc_now
from members.store import MemberStore, engine, shared_store
from tests.api.conftest import Serve
from tests.support.marked import mark_reports, secrets_above
from tests.support.published import republish
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot

REPORTS = "collections/reports/items?limit=5000"


def analyst(store: MemberStore) -> Person:
    claims, policy = Claims("https://id.example.com", "anna", "anna@example.com", True, "Anna"), policy_in(settings.load())
    invitations.invite(store, LOCAL, claims.email, Role.ANALYST, "", 5)
    number = sign_in(store, claims, policy)
    person = person_in_session(store, SessionClaims(claims.issuer, claims.subject, number, utc_now()), policy, utc_now())
    assert isinstance(person, Person)
    return person


@pytest.fixture
def client(base: Snapshot, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    republish(base, tmp_path, mark_reports(base))
    engine._opened.cache_clear()
    callers._limit.cache_clear()
    return serve(tmp_path, people_sign_in=True)


def asked(client: TestClient, path: str, key: str) -> int:
    return client.get(path, headers={"authorization": f"Bearer {key}"}).status_code


def test_a_key_reads_what_it_and_its_person_may_now(client: TestClient) -> None:
    store = shared_store(settings.load())
    anna = analyst(store)
    keys = {mark: make_key(store, anna, settings.load(), mark, mark, 30) for mark in ("CLEAR", "GREEN", "AMBER+STRICT")}
    answers = {mark: client.get(REPORTS, headers={"authorization": f"bearer {key}"}) for mark, key in keys.items()}
    numbers = [answers[mark].json()["numberMatched"] for mark in keys]
    assert numbers == sorted(set(numbers))
    for mark, answer in answers.items():
        assert [word for word in secrets_above("AMBER" if mark == "AMBER+STRICT" else mark) if word in answer.text] == []
    assert len({answer.headers["etag"] for answer in answers.values()}) == 3
    # What she may read is lowered: every key follows at once.
    administration.give_clearance(store, LOCAL, anna.person_id, "CLEAR")
    again = client.get(
        REPORTS, headers={"authorization": f"Bearer {keys['AMBER+STRICT']}", "if-none-match": answers["AMBER+STRICT"].headers["etag"]}
    )
    assert again.json()["numberMatched"] == numbers[0]
    assert [word for word in secrets_above("CLEAR") if word in again.text] == []
    administration.set_disabled(store, LOCAL, anna.person_id, True)
    assert {asked(client, REPORTS, key) for key in keys.values()} == {401}


def test_nothing_of_the_data_is_told_without_a_key(client: TestClient) -> None:
    for header in (
        {},
        {"authorization": "Bearer x"},
        {"authorization": "Basic YTpi"},
        {"authorization": "Bearer"},
        {"cookie": "_streamlit_user=x"},
    ):
        answer = client.get("collections", headers=header)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert answer.headers["www-authenticate"] == 'Bearer realm="Anchorwatch"'
        assert "incident" not in answer.text
    for path in ("", "conformance", "openapi", "documentation"):
        assert client.get(path).status_code == 200


def test_too_many_requests_are_told_when_to_come_back(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_API_REQUESTS_AN_HOUR", "3")
    store = shared_store(settings.load())
    key = make_key(store, analyst(store), settings.load(), "busy", "GREEN", 30)
    assert [asked(client, "collections/ports/items?limit=1", key) for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("collections", headers={"authorization": f"Bearer {key}"})
    assert refused.json()["status"] == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
