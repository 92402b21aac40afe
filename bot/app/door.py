"""Wire the door that publishers push to, and look beforehand whether it could be opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.config.loading import Config, ConfigError, push_troubles
from bot.config.sections import duration
from bot.feeds.push import PushDesk
from bot.feeds.push_door import PATH, PushDoor
from bot.web.door import Handler, Lookout, look_at, open_door
from storage.store import Store

_SEEN: Final = {
    Lookout.FREE: "{listen} is free; {takers} sources take pushes",
    Lookout.OURS: "a Khabar listens at {listen}; {takers} sources take pushes",
    Lookout.TAKEN: "another program listens at {listen}; choose another port for push.listen",
    Lookout.IMPOSSIBLE: "{listen} cannot be listened at; push.listen must be an address of this machine",
}


@asynccontextmanager
async def door(config: Config, store: Store, clock: Clock) -> AsyncIterator[int | None]:
    """The door, open while the block runs; yields its port, or None where none is configured.

    Raises:
        ConfigError: nobody could come in by it.
        DoorError: its address cannot be listened at.
    """
    for trouble in push_troubles(config):
        raise ConfigError(trouble)
    push = config.settings.push
    if push.listen is None:
        yield None
        return
    desk = PushDesk(store, clock=clock, newsroom=ZoneInfo(config.settings.newsroom.timezone))
    handlers: dict[str, Handler] = {
        PATH: PushDoor(
            desk,
            secrets=[secret.reveal() for secret in config.push_secrets],
            window=duration(push.window),
            clock=clock,
        )
    }
    async with open_door(push.listen, handlers, max_bytes=push.max_bytes) as port:
        yield port


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
    seen = await look_at(listen, PATH)
    return seen in {Lookout.FREE, Lookout.OURS}, _SEEN[seen].format(listen=listen, takers=takers)
