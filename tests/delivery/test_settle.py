"""What next after an outcome: nothing that may have arrived is sent again, nothing is tried too early."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.post import PLAIN, UPLOADED, WITHOUT_PHOTO, Post
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
from bot.delivery.settle import Patience, back_off, settle_as
from storage.records.delivery import ChatEffect, Delivery, DeliveryKind, DeliveryState, Settlement
from storage.records.identity import ChatId, MessageId
from tests.delivery.samples import CHAT, NOW, a_delivery, a_post

PATIENCE = Patience()
CHANCES = st.floats(0, 1)
REFUSALS = st.sampled_from(Refused).map(lambda what: Rejected(what=what, reason="no"))
OUTCOMES: st.SearchStrategy[SendOutcome] = st.one_of(
    st.just(Sent(message_id=MessageId(7), chat_id=ChatId(CHAT))),
    st.just(NotSent(reason="refused")),
    st.floats(0, 100_000).map(lambda seconds: RetryAfter(seconds=seconds)),
    st.just(ChatGone(reason="kicked")),
    st.just(ChatMoved(chat_id=ChatId(CHAT - 1))),
    st.just(TokenRefused(reason="401")),
    st.just(Unknown(reason="time-out")),
    REFUSALS,
)
DELIVERIES = st.builds(
    a_delivery,
    st.builds(a_post, photo=st.booleans(), styled=st.booleans(), preview=st.booleans()),
    kind=st.sampled_from(DeliveryKind),
    attempts=st.integers(1, 10**6),
    degraded=st.integers(0, PLAIN),
    doubtful=st.booleans(),
)


def settled(delivery: Delivery, outcome: SendOutcome, *, chance: float = 0.5) -> Settlement:
    return settle_as(delivery, outcome, now=NOW, patience=PATIENCE, chance=chance)


def test_a_post_that_is_sent_keeps_its_message_and_the_chat_it_stands_in() -> None:
    found = settled(
        a_delivery(degraded=2, doubtful=True), Sent(message_id=MessageId(7), chat_id=ChatId(CHAT))
    )
    assert found == Settlement(
        state=DeliveryState.SENT,
        message_id=MessageId(7),
        chat_id=ChatId(CHAT),
        degraded=2,
        doubtful=True,
        messages=1,
    )


@pytest.mark.parametrize("kind", [kind for kind in DeliveryKind if kind is not DeliveryKind.POST])
def test_a_change_of_a_post_stands_in_no_message_of_its_own(kind: DeliveryKind) -> None:
    found = settled(a_delivery(kind=kind), Sent(message_id=MessageId(7), chat_id=ChatId(CHAT)))
    assert (found.state, found.message_id) == (DeliveryState.SENT, None)


def test_what_never_reached_the_server_is_tried_again_after_a_pause() -> None:
    found = settled(a_delivery(attempts=3), NotSent(reason="no connection"))
    assert found.state is DeliveryState.WAITING
    assert found.retry_at == NOW + timedelta(seconds=3)
    assert found.reason == "no connection"
    assert found.chat is None


@given(st.floats(0, 1_000_000), CHANCES)
def test_a_told_wait_is_never_undercut_and_holds_the_whole_chat(seconds: float, chance: float) -> None:
    found = settled(a_delivery(), RetryAfter(seconds=seconds), chance=chance)
    assert found.retry_at is not None
    assert found.retry_at >= NOW + timedelta(seconds=seconds) + PATIENCE.margin
    assert found.chat == ChatEffect(not_before_at=found.retry_at)


def test_a_chat_that_cannot_be_written_to_pauses_and_its_post_stays_ready() -> None:
    found = settled(a_delivery(), ChatGone(reason="bot was kicked"))
    assert (found.state, found.retry_at) == (DeliveryState.READY, None)
    assert found.chat == ChatEffect(paused_reason="bot was kicked")


@pytest.mark.parametrize("kind", [DeliveryKind.PIN, DeliveryKind.UNPIN])
def test_a_bot_that_may_not_pin_may_still_post(kind: DeliveryKind) -> None:
    found = settled(a_delivery(kind=kind), ChatGone(reason="not enough rights"))
    assert (found.state, found.chat) == (DeliveryState.DEAD, None)


def test_a_chat_that_moved_is_followed_at_once() -> None:
    found = settled(a_delivery(), ChatMoved(chat_id=ChatId(-5)))
    assert (found.state, found.retry_at) == (DeliveryState.READY, None)
    assert found.chat == ChatEffect(moved_to=ChatId(-5))


def test_a_refused_token_costs_no_post_its_place() -> None:
    found = settled(a_delivery(), TokenRefused(reason="401"))
    assert (found.state, found.retry_at) == (DeliveryState.WAITING, NOW + PATIENCE.token_refused)


def test_a_post_in_doubt_is_looked_for_only_after_its_request_can_have_ended() -> None:
    found = settled(a_delivery(), Unknown(reason="time-out"))
    assert (found.state, found.retry_at) == (DeliveryState.UNKNOWN, NOW + PATIENCE.look_after)


@pytest.mark.parametrize("kind", [kind for kind in DeliveryKind if kind is not DeliveryKind.POST])
def test_a_change_in_doubt_is_made_once_more(kind: DeliveryKind) -> None:
    assert settled(a_delivery(kind=kind), Unknown(reason="time-out")).state is DeliveryState.WAITING


@pytest.mark.parametrize(
    ("post", "refusals", "degrees"),
    [
        (a_post(photo=True), [Refused.MEDIA] * 3, [UPLOADED, WITHOUT_PHOTO, PLAIN]),
        (a_post(photo=True, styled=False), [Refused.MEDIA] * 2, [UPLOADED, WITHOUT_PHOTO]),
        (a_post(photo=True), [Refused.CONTENT], [PLAIN]),
        (a_post(), [Refused.CONTENT], [PLAIN]),
        (a_post(styled=False, preview=True), [Refused.CONTENT], [PLAIN]),
    ],
)
def test_a_refused_post_becomes_plainer_step_by_step_and_is_then_set_aside(
    post: Post, refusals: list[Refused], degrees: list[int]
) -> None:
    delivery = a_delivery(post)
    for refusal, degree in zip(refusals, degrees, strict=True):
        found = settled(delivery, Rejected(what=refusal, reason="no"))
        assert (found.state, found.degraded) == (DeliveryState.READY, degree)
        delivery = a_delivery(post, degraded=degree)
    last = settled(a_delivery(post, degraded=PLAIN), Rejected(what=Refused.CONTENT, reason="still no"))
    assert (last.state, last.reason) == (DeliveryState.DEAD, "still no")


def test_plain_text_that_is_refused_has_nothing_left_to_lose() -> None:
    post = a_post(styled=False)
    assert settled(a_delivery(post), Rejected(what=Refused.CONTENT, reason="no")).state is DeliveryState.DEAD


def test_a_change_of_a_message_that_is_gone_is_given_up() -> None:
    delivery = a_delivery(kind=DeliveryKind.EDIT)
    found = settled(delivery, Rejected(what=Refused.MESSAGE, reason="message to edit not found"))
    assert (found.state, found.reason) == (DeliveryState.DEAD, "message to edit not found")


def test_a_refused_post_that_cannot_be_read_is_set_aside() -> None:
    found = settled(a_delivery(payload="{"), Rejected(what=Refused.CONTENT, reason="no"))
    assert found.state is DeliveryState.DEAD


@given(DELIVERIES, OUTCOMES, CHANCES)
def test_every_outcome_leads_to_a_legal_state(
    delivery: Delivery, outcome: SendOutcome, chance: float
) -> None:
    found = settle_as(delivery, outcome, now=NOW, patience=PATIENCE, chance=chance)
    assert found.state not in {DeliveryState.CLAIMED, DeliveryState.SENDING, DeliveryState.SUPERSEDED}
    assert (found.retry_at is None) == (found.state not in {DeliveryState.WAITING, DeliveryState.UNKNOWN}), (
        "a state that waits says until when, and no other does"
    )
    if delivery.kind is DeliveryKind.POST:
        assert found.doubtful == delivery.doubtful, "only a look ends or begins a doubt"
        assert found.degraded >= delivery.degraded, "no post becomes fancier again"
        assert found.state is not DeliveryState.DEAD or isinstance(outcome, Rejected)
    if isinstance(outcome, Unknown) and delivery.kind is DeliveryKind.POST:
        assert found.state is DeliveryState.UNKNOWN, "what may have arrived is never simply sent again"


@given(st.integers(0, 10**9), CHANCES)
def test_the_wait_doubles_up_to_its_end_and_is_spread(attempts: int, chance: float) -> None:
    wait = back_off(attempts, PATIENCE, chance)
    most = min(PATIENCE.back_off_last, PATIENCE.back_off_first * 2 ** min(max(attempts - 1, 0), 10))
    assert most / 2 <= wait <= most
    assert wait <= back_off(attempts + 1, PATIENCE, chance)
