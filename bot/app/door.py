"""Wire the door for publishers' systems and for hubs, and look beforehand whether it could be opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.config.loading import Config, ConfigError, push_troubles
from bot.config.sections import duration
from bot.feeds import push_door, websub
from bot.feeds.hub_door import HubDoor
from bot.feeds.hubs import HubStation
from bot.feeds.opening import intake_of, reader_of
from bot.feeds.push import PushDesk
from bot.feeds.push_door import PushDoor
from bot.feeds.websub import callback_of
from bot.web.client import WebClient
from bot.web.door import Entrance, Lookout, look_at, open_door
from bot.workers import Workers
from storage.store import Store

_SEEN: Final = {
    Lookout.FREE: "{listen} is free; {takers} sources take pushes",
    Lookout.OURS: "a Khabar listens at {listen}; {takers} sources take pushes",
    Lookout.TAKEN: "another program listens at {listen}; choose another port for push.listen",
    Lookout.IMPOSSIBLE: "{listen} cannot be listened at; push.listen must be an address of this machine",
}


@asynccontextmanager
async def door(config: Config, store: Store, clock: Clock, workers: Workers) -> AsyncIterator[int | None]:
    """The door, open while the block runs; yields its port, or None where none is configured.

    Raises:
        ConfigError: nobody could come in by it.
        DoorError: its address cannot be listened at.
    """
    for trouble in push_troubles(config):
        raise ConfigError(trouble)
    listen = config.settings.push.listen
    if listen is None:
        yield None
        return
    async with open_door(listen, _entrances(config, store, clock, workers)) as port:
        yield port


def _entrances(config: Config, store: Store, clock: Clock, workers: Workers) -> dict[str, Entrance]:
    """Publishers' systems and hubs, as far as they are expected."""
    push, fetch = config.settings.push, config.settings.fetch
    zone = ZoneInfo(config.settings.newsroom.timezone)
    entrances: dict[str, Entrance] = {}
    if config.push_secrets:
        handler = PushDoor(
            PushDesk(store, clock=clock, newsroom=zone),
            secrets=[secret.reveal() for secret in config.push_secrets],
            window=duration(push.window),
            clock=clock,
        )
        entrances[push_door.PATH] = Entrance(handler=handler, max_bytes=push.max_bytes)
    if push.public_url is not None:
        hubs = HubDoor(
            store,
            reader=reader_of(newsroom=zone, clock=clock, workers=workers),
            intake=intake_of(store, fetch=fetch, newsroom=zone),
            clock=clock,
        )
        entrances[websub.PATH] = Entrance(handler=hubs, max_bytes=fetch.max_bytes)
    return entrances


def hub_station(config: Config, store: Store, clock: Clock, client: WebClient) -> HubStation | None:
    """What asks hubs; None where they could not reach us."""
    public_url = config.settings.push.public_url
    if public_url is None:
        return None
    return HubStation(store, post=client.post_form, clock=clock, public_url=public_url)


async def look_at_door(config: Config) -> tuple[bool, str] | None:
    """Whether the configured door could be opened, and what is there; None where none is spoken of."""
    troubles = list(push_troubles(config))
    if troubles:
        return False, "; ".join(troubles)
    listen = config.settings.push.listen
    if listen is None:
        if config.push_secrets:
            return True, "KHABAR_PUSH_SECRET is set, but push.listen is not: nothing listens"
        return None
    takers = sum(source.push != "never" for source in config.settings.sources)
    seen = await look_at(listen, push_door.PATH)
    detail = _SEEN[seen].format(listen=listen, takers=takers)
    public_url = config.settings.push.public_url
    hubs = f"; hubs reach us at {callback_of(public_url, '…')}" if public_url is not None else ""
    return seen in {Lookout.FREE, Lookout.OURS}, detail + hubs
