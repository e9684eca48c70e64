"""What readers are told when something cannot be read or written: what happened, without places on the server.

The operator's log keeps the whole message.
"""

from __future__ import annotations

import logging
import re
import tempfile
from pathlib import Path
from typing import Final

import streamlit as st

from pages.shell.text import Markdown, code, plain
from warehouse.contract import settings
from warehouse.contract.settings import SettingsError

_LOG: Final = logging.getLogger("anchorwatch.pages")
_COMMAND: Final = re.compile(r"(`python -m [\w. -]+`)")
_PATH: Final = re.compile(r"(?<![\w.:/\\])(?:(?:[A-Za-z]:)?\\{1,2}|/)[^\s/\\'\",;:()]+(?:[/\\]+[^\s/\\'\",;:()]+)+[/\\]?")


def log(error: Exception) -> None:
    """Keep the whole message for the operator."""
    _LOG.warning("%s", error)


def in_plain_words(error: Exception | str) -> Markdown:
    """The message for readers, as a sentence; commands to be typed stay in the type of code."""
    message = without_paths(str(error))
    pieces = _COMMAND.split(f"{message[:1].upper()}{message[1:]}")
    return Markdown("".join(code(piece[1:-1]) if _COMMAND.fullmatch(piece) else plain(piece) for piece in pieces))


def without_paths(message: str) -> str:
    """The message with folders of the server named by what they are, other paths by the last name in them."""
    for folder, meaning in _known_folders():
        for written in (str(folder), repr(str(folder))[1:-1]):
            message = re.sub(rf"{re.escape(written)}(?![\w-])", meaning, message)
    return _PATH.sub(lambda path: re.split(r"[/\\]+", path.group().rstrip("/\\"))[-1], message)


def show_settings_error(error: SettingsError) -> None:
    """The page where the operator's settings cannot be read."""
    log(error)
    st.title("Anchorwatch is not set up")
    st.error(in_plain_words(error), title="A setting cannot be read", icon=":material/settings_alert:")
    st.markdown("The settings are in `anchorwatch.toml` and in environment variables that begin with `ANCHORWATCH_`.")


def _known_folders() -> list[tuple[Path, str]]:
    try:
        data = settings.load().data
    except SettingsError:
        return [(settings.ROOT, "the program's folder")]
    known = [(data.absolute(), "the data folder"), (data.resolve(), "the data folder"), (data, "the data folder")]
    known += [(settings.ROOT, "the program's folder"), (Path(tempfile.gettempdir()), "the temporary folder")]
    return sorted(known, key=lambda entry: -len(str(entry[0])))
