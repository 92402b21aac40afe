"""Faults on demand: which requests are disturbed, and how."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from bot.sandbox.traffic.ledger import READS


class FaultKind(StrEnum):
    """How a request is disturbed."""

    RETRY_AFTER = "retry_after"
    """429; not processed. *seconds* to wait, for the chat, or for all chats with *everywhere*."""
    ERROR = "error"
    """*status* with *description* as JSON; not processed."""
    HTML = "html"
    """*status* (502 unless given) with an HTML page, as a proxy answers; not processed."""
    RESET_BEFORE = "reset_before"
    """The connection is reset; not processed."""
    RESET_AFTER = "reset_after"
    """Processed, then the connection is reset without an answer."""
    ERROR_AFTER = "error_after"
    """Processed, then *status* (500 unless given) with *description*."""
    SLOW = "slow"
    """Processed after *seconds*, even when nobody waits for the answer any more."""
    HANG = "hang"
    """Nothing for *seconds*, then the connection is reset; not processed."""
    SLOW_AFTER = "slow_after"
    """Processed at once, answered after *seconds*."""
    TRUNCATED = "truncated"
    """Processed; the connection ends in the middle of the answer."""
    MALFORMED = "malformed"
    """Processed; the answer is 200 with broken JSON."""
    BLOCKED = "blocked"
    """The user has just blocked the bot."""
    KICKED = "kicked"
    """The bot has just been removed from the chat."""
    MIGRATED = "migrated"
    """The group has just become a supergroup."""


AFTER = frozenset(
    {
        FaultKind.RESET_AFTER,
        FaultKind.ERROR_AFTER,
        FaultKind.SLOW_AFTER,
        FaultKind.TRUNCATED,
        FaultKind.MALFORMED,
    }
)
"""Faults that leave the effect standing."""
WORLDLY = frozenset({FaultKind.BLOCKED, FaultKind.KICKED, FaultKind.MIGRATED})
"""Faults that change the world; the method then gives its usual refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule: which requests, and what happens to them. Conditions that are not given are always met."""

    kind: FaultKind
    method: str = "*"
    """A name, or a pattern such as "send*"; a pattern never matches a method that only reads."""
    chat_id: int | None = None
    nth: tuple[int, ...] = ()
    """Only these of the matching requests, counted from 1."""
    times: int | None = None
    """At most so often."""
    probability: float = 1.0
    seed: int = 0
    """The rule's own dice, so that a run can be repeated."""
    seconds: float = 1.0
    status: int = 0
    description: str = ""
    everywhere: bool = False

    def matches(self, method: str, chat_id: int | None) -> bool:
        """True when the rule speaks of this request."""
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        if method in READS and self.method != method:
            return False
        return fnmatchcase(method, self.method)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Fault":
        """A rule from the control API's JSON.

        Raises:
            ValueError: an unknown key or kind.
        """
        unknown = body.keys() - {each.name for each in fields(cls)}
        if unknown:
            raise ValueError(f"unknown key in fault: {', '.join(sorted(unknown))}")
        values = {**body, "kind": FaultKind(body["kind"]), "nth": tuple(body.get("nth", ()))}
        return cls(**values)


@dataclass(slots=True)
class _Armed:
    """A rule at work."""

    fault: Fault
    dice: random.Random
    seen: int = 0
    fired: int = 0


@dataclass(slots=True)
class Faults:
    """The rules in force, in the order they were added; the first that fires counts."""

    _armed: list[_Armed] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Put a rule in force."""
        self._armed.append(_Armed(fault, random.Random(fault.seed)))  # noqa: S311 (a repeatable dice is the point)

    def clear(self) -> None:
        """No faults any more."""
        self._armed.clear()

    def draw(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for this request, if any; every rule that matches counts it."""
        drawn: Fault | None = None
        for armed in self._armed:
            fault = armed.fault
            if not fault.matches(method, chat_id):
                continue
            armed.seen += 1
            due = not fault.nth or armed.seen in fault.nth
            left = fault.times is None or armed.fired < fault.times
            if drawn is None and due and left and armed.dice.random() < fault.probability:
                armed.fired += 1
                drawn = fault
        return drawn

    def report(self) -> list[dict[str, Any]]:
        """Each rule with how many requests it saw and disturbed."""
        return [
            {
                "kind": armed.fault.kind.value,
                "method": armed.fault.method,
                "seen": armed.seen,
                "fired": armed.fired,
            }
            for armed in self._armed
        ]
