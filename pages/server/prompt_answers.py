"""Has the system send each part of an answer at once.

Streamlit binds the server's socket itself, and asyncio, which otherwise switches Nagle's algorithm off (TCP_NODELAY), then leaves it on.
The head of an answer and its body are written one after the other: over a connection that is used again, the body waited for the other
side to confirm the head, which takes 40 ms (measured on Linux; .4 ms without). Connections take the option over from the socket that
listens.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any


def send_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """Have servers that begin on this loop with a TCP socket of their own send at once. Call it before the server listens."""
    create_server = loop.create_server

    async def create_prompt_server(*args: Any, **kwargs: Any) -> asyncio.Server:
        listening = kwargs.get("sock")
        if isinstance(listening, socket.socket) and listening.family in (socket.AF_INET, socket.AF_INET6):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server: asyncio.Server = await create_server(*args, **kwargs)
        return server

    loop.create_server = create_prompt_server  # type: ignore[method-assign]
