"""A mail server of one connection at a time, with STARTTLS and a password, that keeps what it is given."""

from __future__ import annotations

import base64
import contextlib
import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme


class Office:
    """``letters`` arrived; ``said`` is what the client said, in order; ``closed`` turns everybody away."""

    def __init__(self, folder: Path) -> None:
        ca = trustme.CA()
        self.ca_file = str(folder / "ca.pem")
        ca.cert_pem.write_to_path(self.ca_file)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert("localhost").configure_cert(self._context)
        self.letters: list[EmailMessage] = []
        self.said: list[str] = []
        self.logins: list[bytes] = []
        self.closed = False
        self.port = 0

    def serve(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(60)
                with contextlib.suppress(OSError, ssl.SSLError):
                    self._talk(connection)
                connection.close()

    def _talk(self, line: Any) -> None:
        def answer(text: str) -> None:
            line.sendall(f"{text}\r\n".encode())

        file = line.makefile("rb")
        answer("554 closed" if self.closed else "220 office")
        secure = False
        while raw := file.readline():
            said = raw.decode().strip()
            word = said.partition(" ")[0].upper()
            self.said.append(f"{'TLS ' if secure else ''}{word}")
            if word in ("EHLO", "HELO"):
                answer("250-office\r\n250-AUTH PLAIN\r\n250 STARTTLS" if not secure else "250-office\r\n250 AUTH PLAIN")
            elif word == "STARTTLS":
                answer("220 go on")
                line = self._context.wrap_socket(line, server_side=True)
                file, secure = line.makefile("rb"), True
            elif word == "AUTH":
                self.logins.append(base64.b64decode(said.split()[2]))
                answer("235 good")
            elif word == "DATA":
                answer("354 go on")
                body = b""
                while (part := file.readline()) != b".\r\n":
                    body += part
                self.letters.append(email.message_from_bytes(body, policy=email.policy.default))  # type: ignore[arg-type]
                answer("250 taken")
            elif word == "QUIT":
                answer("221 bye")
                return
            else:
                answer("250 good")


@contextlib.contextmanager
def office(folder: Path) -> Iterator[Office]:
    made = Office(folder)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made.port = listener.getsockname()[1]
        threading.Thread(target=made.serve, args=(listener,), daemon=True).start()
        yield made
