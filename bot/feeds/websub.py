"""WebSub, the subscriber's side (W3C Recommendation): decisions about leases of hubs; no I/O.

ask a hub: mode, topic, callback, secret | it verifies at the callback | it announces | renew in time
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.records.hub import HubLease, LeaseState

PATH: Final = "/websub/"
WANTED: Final = timedelta(days=10)
"""The lease that is asked for; the hub decides."""
_SHORTEST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(days=30)
_UNSAID: Final = timedelta(days=1)  # a hub must say how long; one that does not is asked again tomorrow
_RENEWED_AT: Final = 0.8  # of the lease: a fifth of it is left to reach a hub that is down
_VERIFIED_WITHIN: Final = timedelta(minutes=10)
_BACKOFF_MOST: Final = timedelta(hours=12)
MOST_FAILURES: Final = 12
"""Then a hub is given up: five days of trying. Polling goes on as if there were none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a hub's request for verification comes to: say *challenge*, or that we know of nothing (404)."""

    challenge: str | None
    until: datetime | None = None
    renew_at: datetime | None = None
    denied: str | None = None


def new_token() -> str:
    """The unguessable end of a callback: it authenticates the hub (a capability URL)."""
    return secrets.token_urlsafe(32)


def new_secret() -> str:
    """What the hub signs with; WebSub allows 200 bytes."""
    return secrets.token_hex(32)


def callback_of(public_url: str, token: str) -> str:
    """Where the hub reaches us."""
    return f"{public_url.rstrip('/')}{PATH}{token}"


def request_of(lease: HubLease, *, public_url: str) -> dict[str, str]:
    """The form that is posted to the hub."""
    leaving = lease.state is LeaseState.LEAVING
    form = {
        "hub.callback": callback_of(public_url, lease.token),
        "hub.mode": "unsubscribe" if leaving else "subscribe",
        "hub.topic": lease.topic_url,
    }
    if not leaving:
        # Over plain HTTP, too, where the Recommendation would rather have none: unsigned we believe nothing.
        form |= {"hub.lease_seconds": str(int(WANTED.total_seconds())), "hub.secret": lease.secret}
    return form


def ask_again_at(failures: int, now: datetime) -> datetime:
    """When a hub is asked again that has failed so often in a row, or has not verified yet."""
    return now + min(_VERIFIED_WITHIN * (1 << min(failures, 10)), _BACKOFF_MOST)


def judge(lease: HubLease, query: Mapping[str, str], now: datetime) -> Verified:
    """Answer the hub's GET at the callback of *lease*."""
    if query.get("hub.topic") != lease.topic_url:
        return Verified(challenge=None)
    mode, challenge = query.get("hub.mode"), query.get("hub.challenge")
    if mode == "denied":
        return Verified(challenge=None, denied=query.get("hub.reason", "")[:200] or "the hub gives no reason")
    if mode == "subscribe" and lease.state in {LeaseState.ASKED, LeaseState.ACTIVE} and challenge:
        length = _length(query.get("hub.lease_seconds"))
        return Verified(challenge=challenge, until=now + length, renew_at=now + length * _RENEWED_AT)
    if mode == "unsubscribe" and lease.state in {LeaseState.LEAVING, LeaseState.OVER} and challenge:
        return Verified(challenge=challenge)
    return Verified(challenge=None)


def _length(stated: str | None) -> timedelta:
    if stated is None or not stated.isascii() or not stated.isdecimal():
        return _UNSAID
    return min(max(timedelta(seconds=int(stated[:9])), _SHORTEST), _LONGEST)
