"""Parties, their names and the people who speak for them: data and its loader."""

from readouts.vocabulary.lookup import Actors
from readouts.vocabulary.table import Holder, PartyRow

__all__ = ["Actors", "Holder", "PartyRow"]
