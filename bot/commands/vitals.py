"""/health: does every part of the bot do its work, in a line each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.commands import outside
from bot.commands.request import Audience, Command, Reply, Request
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.text.richtext import Span, compose
from storage.records.delivery import DeliveryState
from storage.store import Store

READING_LATE = timedelta(hours=2)
"""No source read with success for so long: reading has stopped, whatever each source's reason."""
SENDING_LATE = timedelta(minutes=10)

Problems = Callable[[], Awaitable[Sequence[str]]]
"""What stands in the way of the process itself, in English (`bot.health`); empty when nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vital:
    key: str
    well: bool
    said: str


class Vitals:
    """The bot's health, as the archive and the process know it."""

    def __init__(
        self, store: Store, phrases: Phrases, moments: Moments, *, problems: Problems | None = None
    ) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments
        self._problems = problems

    def command(self) -> Command:
        """What is registered."""
        return Command(name="health", words=("سلامة البوت",), audience=Audience.ADMINS, run=self.run)

    async def run(self, request: Request) -> Reply:
        """``/health``."""
        vitals = await self._vitals(request)
        problems = [] if self._problems is None else await self._problems()
        well = all(vital.well for vital in vitals) and not problems
        spans: list[Span | str] = [*self._phrases.spans("health.well" if well else "health.unwell"), "\n"]
        for vital in vitals:
            mark = "🟢" if vital.well else "🔴"
            spans += [f"\n{mark} ", self._phrases.text(vital.key, said=vital.said)]
        for problem in problems:
            spans += ["\n🔴 ", outside.title_line(problem, 200)]
        return Reply(text=compose(spans))

    async def _vitals(self, request: Request) -> Sequence[_Vital]:
        async with self._store.read() as tx:
            articles = await tx.articles.count()
            feeds = await tx.feeds.all()
            holder = await tx.outbox.lease_holder()
            oldest = await tx.outbox.oldest_open(now=request.now)
            counts = await tx.outbox.counts()
        read_at = max((feed.last_success_at for feed in feeds if feed.last_success_at), default=None)
        never = self._phrases.text("time.never")
        lag = max(request.now - oldest, timedelta()) if oldest else timedelta()
        unknown = counts.get(DeliveryState.UNKNOWN, 0)
        return (
            _Vital(key="health.archive", well=True, said=self._phrases.counted("count.articles", articles)),
            _Vital(
                key="health.reading",
                well=not feeds or (read_at is not None and request.now - read_at < READING_LATE),
                said=self._moments.ago(read_at, request.now) if read_at else never,
            ),
            _Vital(
                key="health.sender",
                well=holder is not None and holder[2] > request.now,
                said=self._phrases.text(
                    "health.sender_on" if holder and holder[2] > request.now else "health.sender_off"
                ),
            ),
            _Vital(key="health.lag", well=lag < SENDING_LATE, said=self._moments.lasting(lag)),
            _Vital(
                key="health.unknown",
                well=unknown == 0,
                said=self._phrases.counted("count.posts", unknown),
            ),
        )
