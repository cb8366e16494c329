"""The US Congress: members and groups speak for their party in their chamber, never for the state."""

from __future__ import annotations

from readouts.extract.standing import patterns
from readouts.model.types import Party, Span


def group(text: str) -> tuple[Party, Span] | None:
    """The party group a phrase names, as in "top Senate Republicans" or "Rep. Ana Ruiz (D-Calif.)".

    >>> group("a group of House Democrats")[0].name
    'House Democrats'
    """
    gop, dem = patterns.REPUBLICAN.search(text), patterns.DEMOCRAT.search(text)
    if bool(gop) == bool(dem) or "Democratic Party" in text or "Republican Party" in text:
        return None
    match = gop or dem
    assert match is not None
    return _party("Republicans" if gop else "Democrats", text), Span(match.start(), match.end())


def member(office: str, party_id: str) -> Party:
    """The party of a member, by the office of the dated table.

    >>> member("US Senator (OH)", "us-republican-party").name
    'Senate Republicans'
    """
    return _party("Republicans" if party_id == "us-republican-party" else "Democrats", office)


def _party(side: str, text: str) -> Party:
    party_id = "us-republican-party" if side == "Republicans" else "us-democratic-party"
    senate, house = patterns.CHAMBER_SENATE.search(text), patterns.CHAMBER_HOUSE.search(text)
    if bool(senate) == bool(house):
        return Party(side, party_id, "party")
    chamber = "Senate" if senate else "House"
    return Party(f"{chamber} {side}", f"{party_id}/{chamber.lower()}", "group")
