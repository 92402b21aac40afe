"""How an unknown delivery is looked for: which message id to look at next, and what the sights add up to.

Ids of a channel or supergroup grow by one with every message. What we sent lies above the newest id that was
known before (the floor). So we look upwards from there, pass over what is known to be another post of ours,
and stop at our post, or after GAP empty ids in a row: beyond the newest message everything is empty.

Attention: in a chat whose newest id was never known, looking from 1 would walk through its whole past. There
only FRESH ids are looked at: a new chat has its first messages there, an old one shows others'.

Attention: private chats and basic groups share one box of ids. An id that is empty in one of them may be
taken in another, so that only a longer row of empty ids, beyond all that are known, is the end of the box.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.delivery.sender import Sight

GAP = 4
"""Empty ids in a row after which there is nothing more: deleted messages leave holes."""
BOX_GAP = 24
"""The same where many chats share a box: what people say elsewhere may lie there, too."""
FRESH = 3
MOST = 60
"""Looks at one delivery; a chat that gained more messages meanwhile is beyond us."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look at this id."""

    message_id: int


class Finding(StrEnum):
    """What the looks add up to, when none of them met the post."""

    ABSENT = "absent"
    """It never arrived."""
    UNCLEAR = "unclear"
    """It may stand where we could not look."""


@dataclass(frozen=True, slots=True)
class Found:
    """It arrived, and stands here."""

    message_id: int


Step: TypeAlias = Look | Found | Finding


def next_step(
    floor: int | None, known: AbstractSet[int], sights: Mapping[int, Sight], *, shared: bool = False
) -> Step:
    """Where to look next, or the finding; *known* ids are other messages, *sights* what was seen.

    *shared*: the chat shares its ids with others.
    """
    for message_id, sight in sights.items():
        if sight is Sight.OURS:
            return Found(message_id)
    if floor is None:
        return Finding.UNCLEAR if shared else _in_unknown_chat(known, sights)
    newest, gap = max(known, default=floor), BOX_GAP if shared else GAP
    empty, message_id = 0, floor
    while empty < gap:
        message_id += 1
        if message_id in known:
            empty = 0
            continue
        if message_id not in sights:
            return Look(message_id) if len(sights) < MOST else Finding.UNCLEAR
        is_hole = sights[message_id] is Sight.MISSING and message_id > newest
        empty = empty + 1 if is_hole else 0
    return Finding.ABSENT


def _in_unknown_chat(known: AbstractSet[int], sights: Mapping[int, Sight]) -> Step:
    for message_id in range(1, FRESH + 1):
        if message_id not in known and message_id not in sights:
            return Look(message_id)
    empty = all(sight is Sight.MISSING for sight in sights.values())
    return Finding.ABSENT if empty else Finding.UNCLEAR


def between(
    floor: int | None, newest: int, known: AbstractSet[int], *, shared: bool = False, messages: int = 1
) -> list[int]:
    """The ids in which an earlier copy of a post resent as *newest* could begin, the nearest first.

    It is as many *messages*: those of an album stand between its first and the copy.
    """
    lowest = max(newest - MOST if floor is None else floor, 0)
    ids = [message_id for message_id in range(newest - 1, lowest, -1) if message_id not in known]
    return ids[: FRESH + messages - 1 if floor is None and not shared else MOST]
