"""◇ What readers follow as rules of delivery: a private chat is a channel with one reader."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.delivery.route import ChannelRule
from storage.records.chat import Subscription, Wish

FRESHNESS = timedelta(hours=12)
"""A reader who could not be reached for so long reads the news elsewhere."""


def follower_rules(subscriptions: Iterable[Subscription]) -> Sequence[ChannelRule]:
    """A rule for each wish; a chat whose wishes overlap gets a story once, since one chat is one route."""
    return [
        ChannelRule(
            address=int(wish.chat_id),
            places=(wish.term,) if wish.kind is Wish.PLACE else (),
            words=(wish.term,) if wish.kind is Wish.WORDS else (),
            freshness=FRESHNESS,
        )
        for wish in subscriptions
    ]
