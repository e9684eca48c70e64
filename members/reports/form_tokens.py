"""Signed tokens that stand in a form instead of a cookie: only a form that this server gave out a short while ago is taken, and once.

The token binds the form to the server, not to a person. A page elsewhere cannot fetch one, since browsers do not let it read our answers.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer

from warehouse.contract.files import write_atomically

SECONDS: Final = 12 * 3600
"""How long a form may stay open: a watch and a half."""
_USED_KEPT: Final = 100_000


class FormTokens:
    """Gives out tokens and takes each of them once."""

    def __init__(self, secret: bytes) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="anchorwatch report form")
        self._used: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def give(self, form: str) -> str:
        """A new token for a form."""
        return str(self._signer.dumps([form, secrets.token_urlsafe(12)]))

    def is_valid(self, token: str, form: str) -> bool:
        """Whether the token was given for this form and may still be used."""
        nonce = self._nonce(token, form)
        with self._lock:
            return nonce is not None and nonce not in self._used

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

    def give_back(self, token: str, form: str) -> None:
        """Let a token be used again: what it was taken for did not happen."""
        nonce = self._nonce(token, form)
        with self._lock:
            if nonce is not None:
                self._used.pop(nonce, None)

    def _nonce(self, token: str, form: str) -> str | None:
        try:
            content = self._signer.loads(token, max_age=SECONDS)
        except BadData:
            return None
        return str(content[1]) if isinstance(content, list) and len(content) == 2 and content[0] == form else None


def server_secret(folder: Path) -> bytes:
    """This server's secret, made on first use; only its owner may read the file. Raises OSError."""
    file = folder / "form_secret"
    try:
        if len(secret := file.read_bytes()) == 32:
            return secret
    except FileNotFoundError:
        pass
    folder.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_bytes(32)
    write_atomically(file, secret)
    file.chmod(0o600)
    return file.read_bytes()
