"""Object stores: files at ``s3://`` and the like, listed and opened through fsspec where it is installed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import IO, Any, Protocol, cast

from readouts.read.limits import Refused

# Only what keeps objects: a scheme such as file:// or ssh:// would reach past what the user named.
SCHEMES = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "hdfs", "webhdfs", "memory")
_ADDRESS = re.compile(rf"(?:{'|'.join(SCHEMES)})://", re.IGNORECASE)


class Stores(Protocol):
    """What lists and opens objects."""

    def names(self, address: str) -> Sequence[str]:
        """The objects under an address, or matching it where it is a pattern, in sorted order."""
        ...

    def open(self, address: str) -> IO[bytes]:
        """One object, to be read from its beginning."""
        ...


def stored(source: object) -> bool:
    """True for the address of an object or a folder of them.

    >>> stored("s3://archive/2014/"), stored("https://example.org/a"), stored("s3.txt")
    (True, False, False)
    """
    return isinstance(source, str) and _ADDRESS.match(source) is not None


class Fsspec:
    """Stores through fsspec and whichever package it needs for the scheme (``s3fs``, ``gcsfs``, ``adlfs``)."""

    def names(self, address: str) -> Sequence[str]:
        """The objects under an address, or matching it where it is a pattern, in sorted order.

        Raises:
            Refused: fsspec or its package for this store is missing, or nothing is there.
        """
        system, path = self._at(address)
        scheme = address.partition("://")[0]
        try:
            found = system.glob(path) if any(c in path for c in "*?[") else _under(system, path)
        except FileNotFoundError:
            found = []
        except Exception as error:
            raise Refused(f"cannot be listed ({_said(error)}): check the address and your rights to it") from None
        return [f"{scheme}://{name.lstrip('/')}" for name in sorted(found)]

    def open(self, address: str) -> IO[bytes]:
        """One object, to be read from its beginning.

        Raises:
            Refused: it cannot be opened.
        """
        system, path = self._at(address)
        try:
            return cast(IO[bytes], system.open(path, "rb"))
        except FileNotFoundError:
            raise Refused("not found: check the spelling") from None
        except Exception as error:
            raise Refused(f"cannot be opened ({_said(error)}): check the address and your rights to it") from None

    @staticmethod
    def _at(address: str) -> tuple[Any, str]:
        try:
            from fsspec.core import url_to_fs  # noqa: PLC0415 - only stores need it

            return cast(tuple[Any, str], url_to_fs(address))
        except ImportError as error:
            scheme = address.partition("://")[0]
            need = "fsspec with its package for this store (s3fs, gcsfs, adlfs)"
            why = f"{scheme}:// needs {need}: pip install it, or use --engine daft, which brings its own"
            raise Refused(f"{why} ({_said(error)})" if "fsspec" not in str(error) else why) from None
        except ValueError as error:
            raise Refused(f"not an address that can be read ({_said(error)})") from None


def _under(system: Any, path: str) -> list[str]:
    return [path] if system.isfile(path) else list(system.find(path))


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:120].lower() or type(error).__name__
