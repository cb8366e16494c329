"""The errors readouts raises. Each message is one line and says what to do."""


class ReadoutsError(Exception):
    """Base of every error this package raises on purpose."""


class ReadError(ReadoutsError):
    """A source could not be read: ``where`` names it, the message says why and what to do."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


class LedgerError(ReadoutsError):
    """A kept ledger could not be opened, read or written: the message says where, why and what to do."""


class ExportError(ReadoutsError):
    """An export could not be made as asked: the message says why and what to do."""
