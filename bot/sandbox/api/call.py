"""One checked call of a method, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.sandbox.api.media import Upload
from bot.sandbox.json_types import Json, JsonObject
from bot.sandbox.refusal import Refusal
from bot.sandbox.world.records import Bot
from bot.sandbox.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A method with parameters that fit the specification."""

    world: World
    bot: Bot
    method: str
    parameters: JsonObject
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    fetched: Mapping[str, Upload | Refusal] = field(default_factory=dict)
    """What the http addresses among the parameters gave."""

    def get(self, name: str) -> Json:
        """A parameter, None when absent."""
        return self.parameters.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What the method gave, and which messages it touched."""

    result: Json
    chat_id: int | None = None
    message_ids: tuple[int, ...] = ()


Method: TypeAlias = Callable[[Call], Done]
