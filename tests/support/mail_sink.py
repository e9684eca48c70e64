"""A mail server for tests and benches: it takes every mail, or answers as it is told to, and keeps what it took."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final

_END: Final = b"\r\n.\r\n"
Answer = Callable[[str], str | None]
"""What to answer a line of the client with, None for the usual."""


@dataclass
class MailSink:
    """What came in, in order: recipients and bytes of each mail. `answer` may refuse: it sees each command, and `DATA END`."""

    port: int = 0
    taken: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    answer: Answer = lambda _line: None

    def mails(self) -> list[EmailMessage]:
        """The mails, parsed."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.taken]

    def message_ids(self) -> list[str]:
        """The Message-ID of each mail, without parsing the rest."""
        return [self._message_id(content) for _, content in self.taken]

    @staticmethod
    def _message_id(content: bytes) -> str:
        line = next(line for line in content.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        return line.partition(b":")[2].strip().decode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        recipients: list[str] = []
        writer.write(b"220 sink\r\n")
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := (await reader.readline()).decode("latin-1").strip():
                verb = line.split(" ")[0].upper()
                reply = self.answer(line)
                if reply is None and verb == "DATA":
                    writer.write(b"354 go on\r\n")
                    content = await reader.readuntil(_END)
                    reply = self.answer("DATA END")
                    if reply is None:
                        self.taken.append((tuple(recipients), content.removesuffix(_END).replace(b"\r\n..", b"\r\n.") + b"\r\n"))
                elif reply is None and verb == "RCPT":
                    recipients.append(line.partition(":")[2].strip().strip("<>"))
                elif verb == "MAIL":
                    recipients = []
                if reply == "hang up":
                    break
                writer.write(f"{reply or ('221 bye' if verb == 'QUIT' else '250 fine')}\r\n".encode())
                if verb == "QUIT":
                    break
            await writer.drain()
        writer.close()


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """A sink on a port of its own, for as long as the block runs."""
    sink, loop = MailSink(), asyncio.new_event_loop()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=2**20)

    server = loop.run_until_complete(start())
    sink.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, name="mail sink", daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
