"""Whether a breaking story may ring in a channel now: an hour has so many alarms and no more."""

from datetime import datetime, timedelta

from bot.delivery.route import ChannelRule
from storage.records.delivery import Priority, TargetId
from storage.records.story import Story
from storage.store import Transaction

QUOTA_WINDOW = timedelta(hours=1)


async def urgency_of(
    tx: Transaction, story: Story, rule: ChannelRule, target_id: TargetId, *, now: datetime
) -> Priority:
    """BREAKING while the channel's quota lasts; beyond it the news goes in its turn, and silently.

    Posts still owed count as well, so that a burst of alarms takes no more than its share.
    """
    if not story.breaking:
        return Priority.NEWS
    if rule.breaking_quota is None:
        return Priority.BREAKING
    rang = await tx.attention.rang(target_id, rule.thread_id or 0, since=now - QUOTA_WINDOW)
    return Priority.BREAKING if rang < rule.breaking_quota else Priority.NEWS
