"""From the configuration to what delivery needs: the rules of the channels, and the pace."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config.sections import Cards, Channel, Settings, Telegram, duration
from bot.delivery import wording
from bot.delivery.pace import Limits
from bot.delivery.render import CardLook, Sound, Style
from bot.delivery.route import ChannelRule, QuietHours
from bot.delivery.template import parse_template


def limits_of(telegram: Telegram) -> Limits:
    """The pace that the configuration permits."""
    return Limits(
        overall_per_second=telegram.messages_per_second,
        group_per_minute=telegram.group_messages_per_minute,
    )


def rules_of(settings: Settings, *, folder: Path) -> tuple[ChannelRule, ...]:
    """A rule for each ``[[channels]]``, in their order: the first that matches a story decides.

    Logos are looked for from *folder* on.

    Raises:
        TemplateError: a channel's template cannot be used.
    """
    return tuple(
        _rule(channel, newsroom=settings.newsroom.timezone, folder=folder) for channel in settings.channels
    )


def _rule(channel: Channel, *, newsroom: str, folder: Path) -> ChannelRule:
    zone = ZoneInfo(channel.timezone or newsroom)
    style = Style(
        template=wording.NEWS if channel.template is None else parse_template(channel.template),
        footer=channel.footer or "",
        full_text=channel.full_text,
        images=channel.images,
        album=channel.album,
        cards=None if channel.cards is None else _look(channel.cards, folder),
        sound=Sound(channel.sound),
        zone=zone,
    )
    quiet = channel.quiet_hours
    return ChannelRule(
        address=channel.chat_id,
        sources=channel.sources,
        thread_id=channel.thread_id,
        sections=channel.sections,
        places=channel.places,
        words=channel.words,
        without_words=channel.without_words,
        languages=channel.languages,
        style=style,
        quiet_hours=None if quiet is None else QuietHours(start=_hour(quiet.start), end=_hour(quiet.end)),
        freshness=duration(channel.freshness),
        catch_up=channel.catch_up,
        approval=channel.approval,
        digests=tuple(_hour(hour) for hour in channel.digests),
        most_read=None if channel.most_read is None else _hour(channel.most_read),
        zone=zone,
        breaking_quota=channel.breaking_per_hour,
        pin_for=None if channel.pin_breaking is None else duration(channel.pin_breaking),
    )


def _look(cards: Cards, folder: Path) -> CardLook:
    """A logo's path counts from the folder of the configuration."""
    return CardLook(colour=cards.colour, logo=None if cards.logo is None else str(folder / cards.logo))


def _hour(text: str) -> time:
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))
