"""The rules of the sites that are asked, and the errands that wait until those are known."""

from __future__ import annotations

from readouts.feeds.pacing import Errand
from readouts.feeds.robots import Rules, origin_of, rules_read
from readouts.feeds.settings import DAY
from readouts.feeds.state import State
from readouts.read.fetch import Fetched, UnansweredError

_KEPT = 2000


class Sites:
    """What each site asks of robots: from memory, from the state, or else from the site, before anything else is."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._rules: dict[str, Rules] = {}
        self._parked: dict[str, list[Errand]] = {}

    def rules(self, origin: str, now: float) -> Rules | None:
        """The rules of a site; None where it has to be asked for them."""
        known = self._known(origin)
        return known if known is not None and known.until > now else None

    def delay(self, url: str) -> float:
        """How many seconds the site of a page wants between two requests, as far as that is known."""
        known = self._rules.get(origin_of(url))
        return known.delay if known is not None else 0.0

    def park(self, errand: Errand) -> Errand | None:
        """Have an errand wait for the rules of its site; the errand that asks for them, where nobody does yet."""
        origin = origin_of(errand.at)
        parked = self._parked.setdefault(origin, [])
        parked.append(errand)
        if len(parked) > 1:
            return None
        return Errand("robots", origin, f"{origin}/robots.txt", errand.owner, errand.role)

    def answered(self, asked: Errand, got: Fetched | UnansweredError, now: float) -> list[Errand]:
        """Note what a site answered; the errands that waited for it."""
        if isinstance(got, UnansweredError) and got.lasting and not asked.hops:
            return self._noted(Rules(asked.key, None, now + DAY, got.why, now, lasting=True))
        return self._noted(rules_read(asked.key, got, now, self._known(asked.key)))

    def _noted(self, rules: Rules) -> list[Errand]:
        self._rules[rules.origin] = rules
        self._state.put_rules(rules)
        return self._parked.pop(rules.origin, [])

    def _known(self, origin: str) -> Rules | None:
        if origin not in self._rules:
            if len(self._rules) > _KEPT:
                self._rules.clear()
            kept = self._state.rules(origin)
            if kept is None:
                return None
            self._rules[origin] = kept
        return self._rules[origin]
