"""What a button carries can neither be forged nor lose its way."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.callbacks import (
    LIFETIME,
    LIMIT_BYTES,
    CallbackTooLongError,
    Press,
    base36,
    pack,
    read,
    seal,
)
from storage.records.identity import ChatId

KEY = b"k" * 32
CHAT = ChatId(1001)
USER = 1001
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

FIELDS = st.text(st.characters(exclude_characters=";", exclude_categories=["Cs"]), max_size=6)
PRESSES = st.builds(
    lambda action, arguments: Press(action=action, arguments=tuple(arguments)),
    FIELDS.filter(bool),
    st.lists(FIELDS, max_size=3),
)


def opened(data: str, *, chat_id: ChatId = CHAT, user_id: int = USER, now: datetime = NOW) -> Press | None:
    return read(data, key=KEY, chat_id=chat_id, user_id=user_id, now=now)


def sealed(press: Press) -> str:
    return seal(press, key=KEY, chat_id=CHAT, user_id=USER, now=NOW)


@given(PRESSES)
def test_a_plain_button_comes_back_as_it_was(press: Press) -> None:
    try:
        data = pack(press)
    except CallbackTooLongError:
        return
    assert len(data.encode()) <= LIMIT_BYTES
    assert opened(data) == press


@given(PRESSES)
def test_a_sealed_button_comes_back_as_it_was_and_guarded(press: Press) -> None:
    try:
        data = sealed(press)
    except CallbackTooLongError:
        return
    assert len(data.encode()) <= LIMIT_BYTES
    assert opened(data) == Press(action=press.action, arguments=press.arguments, guarded=True)


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=255))
def test_a_seal_with_one_changed_byte_is_none_of_ours(position: int, change: int) -> None:
    data = bytearray(sealed(Press(action="resend", arguments=("a9",))).encode())
    data[position % len(data)] ^= change
    read_back = opened(data.decode("latin-1"))
    assert read_back is None or not read_back.guarded


def test_every_single_flipped_bit_is_refused() -> None:
    data = sealed(Press(action="resend", arguments=("a9",))).encode()
    for position in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[position] ^= 1 << bit
            found = opened(changed.decode("latin-1"))
            assert found is None or not found.guarded


def test_a_seal_is_for_one_person_one_chat_and_some_hours() -> None:
    data = sealed(Press(action="resend", arguments=("a9",)))
    assert opened(data, user_id=1002) is None
    assert opened(data, chat_id=ChatId(1002)) is None
    assert opened(data, now=NOW + LIFETIME) is not None
    assert opened(data, now=NOW + LIFETIME + timedelta(hours=2)) is None
    assert read(data, key=b"x" * 32, chat_id=CHAT, user_id=USER, now=NOW) is None


@given(st.text(max_size=70))
def test_whatever_a_client_sends_is_read_or_refused_but_never_guarded(data: str) -> None:
    found = opened(data)
    assert found is None or not found.guarded


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_a_number_in_base_36_reads_back(number: int) -> None:
    assert int(base36(number), 36) == number


def test_a_button_too_long_or_with_our_separator_is_refused_when_made() -> None:
    with pytest.raises(CallbackTooLongError):
        pack(Press(action="m", arguments=("كلمات طويلة جداً لا يتسع لها زر واحد في تلغرام",)))
    with pytest.raises(ValueError, match="semicolon"):
        pack(Press(action="m", arguments=("a;b",)))
