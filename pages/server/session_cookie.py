"""What the cookie of somebody who has signed in holds: who it is, by whose word, and since when. It is signed, and of bounded size.

Streamlit would write all claims into it and the directory's tokens beside it: those of somebody in 500 groups are more than browsers
and proxies take. Groups are used once, here; what they give is kept in the members' database.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from members.people.role_policy import policy_in
from members.people.sign_in import Claims, sign_in, utc_now
from members.reports.reading import clean_text
from members.store import shared_store
from pages.shell.access.current import NUMBER, SIGNED_IN_AT
from warehouse.contract import settings

_LOG: Final = logging.getLogger(__name__)
LONGEST: Final = {"iss": 300, "sub": 255, "email": 320, "name": 200}
"""Characters. OpenID Connect allows a subject 255; one that is longer is refused, since its beginning could be somebody else's."""


async def cookie_content(claims: Mapping[str, Any]) -> dict[str, str | int | bool]:
    """What goes into the cookie for these claims, which the directory has signed. Raises ValueError, StoreError, SettingsError."""
    policy = policy_in(settings.load())
    known = read_claims(claims, policy.groups_claim)
    number = await run_in_threadpool(sign_in, shared_store(settings.load()), known, policy)
    return {
        "iss": known.issuer,
        "sub": known.subject,
        "email": known.email,
        "email_verified": known.email_is_verified,
        "name": known.name,
        NUMBER: number,
        SIGNED_IN_AT: utc_now().isoformat(),
        # Streamlit checks these itself.
        **{name: claims[name] for name in ("origin", "is_logged_in", "provider")},
    }


def read_claims(claims: Mapping[str, Any], groups_claim: str) -> Claims:
    """The claims that are used here. Raises ValueError for a subject that is missing or too long."""
    texts = {name: value if isinstance(value := claims.get(name), str) else "" for name in LONGEST}
    for name in ("iss", "sub"):
        if not 1 <= len(texts[name]) <= LONGEST[name]:
            raise ValueError(f"the directory gave a claim {name} of {len(texts[name]):,} characters; 1 to {LONGEST[name]} are allowed")
    if groups_claim in (claims.get("_claim_names") or {}):
        _LOG.warning(
            "The directory left the groups of somebody who signed in out of the token because they are too many. Have it send those "
            "alone that are assigned to this application, or roles, and name that claim in groups_claim."
        )
    return Claims(
        texts["iss"],
        texts["sub"],
        texts["email"][: LONGEST["email"]],
        claims.get("email_verified") in (True, "true"),
        " ".join(clean_text(texts["name"]).split())[: LONGEST["name"]],
        _words(claims.get(groups_claim)),
    )


def _words(value: object) -> frozenset[str]:
    """A claim that is one word or a list of them."""
    words = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return frozenset(word for word in words if isinstance(word, str))
