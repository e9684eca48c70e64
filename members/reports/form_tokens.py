"""Signed tokens that stand in a form instead of a cookie: only a form that this server gave out a short while ago is taken, and once.

The token binds the form to the server, not to a person. A page elsewhere cannot fetch one, since browsers do not let it read our answers.
A report's receipt follows from its token and the server's secret: who sends the same form again, because the answer was lost on a
slow link or the server fell over, gets the same receipt, and there is one report.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer

from members.reports.receipts import DIGITS, in_groups

SECONDS: Final = 12 * 3600
"""How long a form may stay open: a watch and a half."""
_USED_KEPT: Final = 100_000


class FormTokens:
    """Gives out tokens and takes each of them once."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._signer = URLSafeTimedSerializer(secret, salt="anchorwatch report form")
        self._used: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def give(self, form: str) -> str:
        """A new token for a form."""
        return str(self._signer.dumps([form, secrets.token_urlsafe(12)]))

    def is_valid(self, token: str, form: str) -> bool:
        """Whether the token was given for this form a short while ago."""
        return self._nonce(token, form) is not None

    def receipt_of(self, token: str, form: str) -> str | None:
        """The receipt of what is sent with this token; None for one that is not valid."""
        nonce = self._nonce(token, form)
        if nonce is None:
            return None
        drawn = hmac.digest(self._secret, f"anchorwatch receipt {nonce}".encode(), hashlib.sha256)
        return in_groups(f"{int.from_bytes(drawn, 'big') % 10**DIGITS:0{DIGITS}d}")

    def take(self, token: str, form: str) -> bool:
        """Use the token up; False where it is not valid or has been used."""
        nonce = self._nonce(token, form)
        with self._lock:
            if nonce is None or nonce in self._used:
                return False
            self._used[nonce] = None
            while len(self._used) > _USED_KEPT:
                self._used.popitem(last=False)
            return True

    def _nonce(self, token: str, form: str) -> str | None:
        try:
            content = self._signer.loads(token, max_age=SECONDS)
        except BadData:
            return None
        return str(content[1]) if isinstance(content, list) and len(content) == 2 and content[0] == form else None
