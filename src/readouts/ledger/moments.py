"""Moments: a time as the ledger writes it, and what "as of" a date means."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from readouts.errors import LedgerError


def now() -> str:
    """The UTC time as the ledger writes it: ISO 8601 to the microsecond, so that times sort as text.

    >>> len(now())
    27
    """
    return _written(datetime.now(UTC))


def moment(said: str) -> str:
    """A time as the ledger writes it. A date means its end; a time without a zone is UTC.

    >>> moment("2014-10-22")
    '2014-10-22T23:59:59.999999Z'
    >>> moment("2014-10-22T09:30+02:00")
    '2014-10-22T07:30:00.000000Z'

    Raises:
        LedgerError: that is no ISO 8601 date or time.
    """
    try:
        if len(said) <= 10:
            return _written(datetime.combine(date.fromisoformat(said), time.max, UTC))
        at = datetime.fromisoformat(said)
        return _written(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise LedgerError(f"{said!r} is no date: write it as 2014-10-22 or 2014-10-22T09:30") from None


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
