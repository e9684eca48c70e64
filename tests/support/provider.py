"""A real OpenID Connect provider on this computer, with people to sign in as, and the environment of a server that uses it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tests.support.server import free_port


def somebody(subject: str, *groups: str) -> dict[str, Any]:
    """The claims of a person of the directory who is in these groups."""
    return {"sub": subject, "name": subject.title(), "email": f"{subject}@example.com", "email_verified": True, "groups": groups}


@contextmanager
def running_provider(people: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The provider's address while it runs. Raises TimeoutError after half a minute."""
    port = free_port()
    claims = [part for person in people for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _await_answer(f"{address}/.well-known/openid-configuration")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def sign_in_environment(provider: str, port: int) -> dict[str, str]:
    """What tells a server on `port` to let people sign in at the provider."""
    return {
        "ANCHORWATCH_OIDC_METADATA_URL": f"{provider}/.well-known/openid-configuration",
        "ANCHORWATCH_OIDC_CLIENT_ID": "anchorwatch",
        "ANCHORWATCH_OIDC_CLIENT_SECRET": "not a secret of anything",
        "ANCHORWATCH_OIDC_REDIRECT_URI": f"http://127.0.0.1:{port}/oauth2callback",
        "ANCHORWATCH_OIDC_COOKIE_SECRET": "a test's secret of more than 32 characters",
        "ANCHORWATCH_ROLE_GROUPS": "reader=readers,member=members,analyst=desk,moderator=order,admin=admins",
    }


def _await_answer(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"nothing answers on {address}")
