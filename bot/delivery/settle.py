"""What next after an outcome: Delivery + outcome → next state, when again, and what it means for the chat."""

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from bot.delivery.post import from_json, next_degree
from bot.delivery.sender import (
    ChatGone,
    ChatMoved,
    NotSent,
    Refused,
    Rejected,
    RetryAfter,
    SendOutcome,
    Sent,
    TokenRefused,
    Unknown,
)
from storage.records.delivery import ChatEffect, Delivery, DeliveryKind, DeliveryState, Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait before what.

    *look_after*: before the first look for an unknown delivery; its request may still be on its way.
    *back_off_first*, *back_off_last*: between tries that never reached the server, doubling.
    *margin*: beyond a told ``retry_after``.
    *fetched_within*: how long the server may go on fetching a picture of a post whose answer was lost, and
    twice that for an album's.
    """

    look_after: timedelta = timedelta(seconds=10)
    back_off_first: timedelta = timedelta(seconds=1)
    back_off_last: timedelta = timedelta(seconds=60)
    margin: timedelta = timedelta(milliseconds=500)
    token_refused: timedelta = timedelta(seconds=60)
    fetched_within: timedelta = timedelta(seconds=30)


_ORNAMENT = frozenset({DeliveryKind.PIN, DeliveryKind.UNPIN})
"""Without the right to pin the news still goes: only a post that is refused stops its chat."""


def settle_as(  # noqa: PLR0911 - one outcome, one return
    delivery: Delivery, outcome: SendOutcome, *, now: datetime, patience: Patience, chance: float
) -> Settlement:
    """The settlement of *delivery* after *outcome*; *chance* (0–1) spreads waits."""
    match outcome:
        case Sent():
            return Settlement(
                state=DeliveryState.SENT,
                message_id=outcome.message_id if delivery.kind is DeliveryKind.POST else None,
                chat_id=outcome.chat_id,
                degraded=delivery.degraded,
                doubtful=delivery.doubtful,
                messages=outcome.messages if delivery.kind is DeliveryKind.POST else None,
            )
        case NotSent():
            pause = back_off(delivery.attempts, patience, chance)
            return _wait(delivery, now + pause, outcome.reason)
        case RetryAfter():
            until = now + timedelta(seconds=outcome.seconds) + patience.margin * (1 + chance)
            return _wait(
                delivery, until, f"429, {outcome.seconds:.0f} s", chat=ChatEffect(not_before_at=until)
            )
        case ChatGone() if delivery.kind in _ORNAMENT:
            return Settlement(state=DeliveryState.DEAD, reason=outcome.reason)
        case ChatGone():
            return _wait(delivery, None, outcome.reason, chat=ChatEffect(paused_reason=outcome.reason))
        case ChatMoved():
            return _wait(delivery, None, "moved", chat=ChatEffect(moved_to=outcome.chat_id))
        case Rejected():
            return _after_refusal(delivery, outcome)
        case TokenRefused():
            return _wait(delivery, now + patience.token_refused, outcome.reason)
        case Unknown():
            return _after_doubt(delivery, outcome, now=now, patience=patience, chance=chance)
        case _:
            assert_never(outcome)


def give_back(delivery: Delivery) -> Settlement:
    """The settlement of what was claimed, perhaps begun, and certainly not sent: as it was before."""
    return _wait(delivery, delivery.retry_at, delivery.reason)


def back_off(attempts: int, patience: Patience, chance: float) -> timedelta:
    """The wait after *attempts* that never reached the server: doubling, half of it by chance."""
    longest: timedelta = min(
        patience.back_off_last, patience.back_off_first * 2 ** min(max(attempts - 1, 0), 16)
    )
    return longest * (0.5 + chance / 2)


def _wait(
    delivery: Delivery, until: datetime | None, reason: str | None, *, chat: ChatEffect | None = None
) -> Settlement:
    return Settlement(
        state=DeliveryState.READY if until is None else DeliveryState.WAITING,
        retry_at=until,
        reason=reason,
        degraded=delivery.degraded,
        doubtful=delivery.doubtful,
        chat=chat,
    )


def _after_refusal(delivery: Delivery, outcome: Rejected) -> Settlement:
    """Plainer where that may help; else the end of it, with the reason."""
    degree = None
    if delivery.kind in {DeliveryKind.POST, DeliveryKind.EDIT} and outcome.what is not Refused.MESSAGE:
        with contextlib.suppress(msgspec.MsgspecError):  # what cannot be read cannot be made plainer
            post = from_json(delivery.payload)
            degree = next_degree(post, delivery.degraded, media=outcome.what is Refused.MEDIA)
    if degree is None:
        return Settlement(
            state=DeliveryState.DEAD,
            reason=outcome.reason,
            degraded=delivery.degraded,
            doubtful=delivery.doubtful,
        )
    return Settlement(
        state=DeliveryState.READY, reason=outcome.reason, degraded=degree, doubtful=delivery.doubtful
    )


def _after_doubt(
    delivery: Delivery, outcome: Unknown, *, now: datetime, patience: Patience, chance: float
) -> Settlement:
    """A post must be looked for; to edit, delete or pin once more does no harm."""
    if delivery.kind is not DeliveryKind.POST:
        return _wait(delivery, now + back_off(delivery.attempts, patience, chance), outcome.reason)
    return Settlement(
        state=DeliveryState.UNKNOWN,
        retry_at=now + patience.look_after,
        reason=outcome.reason,
        degraded=delivery.degraded,
        doubtful=delivery.doubtful,
    )
