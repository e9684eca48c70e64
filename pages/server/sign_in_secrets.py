"""The directory's address and secrets from the environment, for servers that keep no `.streamlit/secrets.toml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from warehouse.contract.settings import SettingsError

VARIABLES: Final = {
    "ANCHORWATCH_OIDC_METADATA_URL": "server_metadata_url",
    "ANCHORWATCH_OIDC_CLIENT_ID": "client_id",
    "ANCHORWATCH_OIDC_CLIENT_SECRET": "client_secret",
    "ANCHORWATCH_OIDC_REDIRECT_URI": "redirect_uri",
    "ANCHORWATCH_OIDC_COOKIE_SECRET": "cookie_secret",
}
LEAST_SECRET: Final = 32


def secrets_in(environ: Mapping[str, str] = os.environ) -> dict[str, Any] | None:
    """The section `auth` of Streamlit's secrets; None where the environment names none of it. Raises SettingsError where a part is missing.

    A part that is missing must not pass for none: everybody would be the one local person.
    """
    given = {variable: text for variable in VARIABLES if (text := environ.get(variable, "").strip())}
    if not given:
        return None
    if missing := VARIABLES.keys() - given:
        raise SettingsError(f"sign-in needs {', '.join(sorted(missing))} as well")
    if len(given["ANCHORWATCH_OIDC_COOKIE_SECRET"]) < LEAST_SECRET:
        raise SettingsError(f"ANCHORWATCH_OIDC_COOKIE_SECRET needs at least {LEAST_SECRET} random characters")
    return {"auth": {name: given[variable] for variable, name in VARIABLES.items()}}
