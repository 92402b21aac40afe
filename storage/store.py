"""The Store port: a unit of work over all repositories, and the bells that wake the stations."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from storage.connection import Belt, Connection
from storage.repositories.approvals import Approvals
from storage.repositories.archive import Archive
from storage.repositories.articles import Articles
from storage.repositories.attention import Attention
from storage.repositories.backlog import Backlog
from storage.repositories.chats import Chats
from storage.repositories.digests import Digests
from storage.repositories.feeds import Feeds
from storage.repositories.hubs import Hubs
from storage.repositories.inbox import Inbox
from storage.repositories.intake import IntakeDesk
from storage.repositories.outbox import Outbox
from storage.repositories.oversight import Oversight
from storage.repositories.page_checks import PageChecks
from storage.repositories.reading import Reading
from storage.repositories.retractions import Retractions
from storage.repositories.search import SearchIndex
from storage.repositories.sources import Sources
from storage.repositories.stories import Stories
from storage.repositories.stranded import StrandedWork
from storage.repositories.summaries import Summaries
from storage.repositories.targets import Targets


class Transaction:
    """One unit of work: every repository on one connection; a clean exit commits, any other rolls back."""

    __slots__ = (
        "approvals",
        "archive",
        "articles",
        "attention",
        "backlog",
        "chats",
        "checks",
        "digests",
        "feeds",
        "hubs",
        "inbox",
        "intake",
        "outbox",
        "oversight",
        "reading",
        "retractions",
        "search",
        "sources",
        "stories",
        "stranded",
        "summaries",
        "targets",
    )

    def __init__(self, connection: Connection) -> None:
        self.approvals = Approvals(connection)
        self.archive = Archive(connection)
        self.articles = Articles(connection)
        self.attention = Attention(connection)
        self.backlog = Backlog(connection)
        self.chats = Chats(connection)
        self.digests = Digests(connection)
        self.checks = PageChecks(connection)
        self.feeds = Feeds(connection)
        self.hubs = Hubs(connection)
        self.intake = IntakeDesk(connection)
        self.inbox = Inbox(connection)
        self.oversight = Oversight(connection)
        self.reading = Reading(connection)
        self.retractions = Retractions(connection)
        self.search = SearchIndex(connection)
        self.sources = Sources(connection)
        self.stories = Stories(connection)
        self.stranded = StrandedWork(connection)
        self.summaries = Summaries(connection)
        self.outbox = Outbox(connection)
        self.targets = Targets(connection)


class Bells:
    """Rings in the process for work left on a belt; a bell rung while nobody waits is not lost.

    Each waiting station has an event of its own, so that two stations at one belt both wake.
    """

    __slots__ = ("_events",)

    def __init__(self) -> None:
        self._events: dict[Belt, list[asyncio.Event]] = {belt: [] for belt in Belt}

    def bell(self, belt: Belt) -> asyncio.Event:
        """A new event, set whenever *belt* gets work; whoever waits on it clears it."""
        event = asyncio.Event()
        self._events[belt].append(event)
        return event

    def ring(self, belt: Belt) -> None:
        """Set every event of *belt*."""
        for event in self._events[belt]:
            event.set()


class Store(Protocol):
    """The archive as the bot sees it: SqliteStore or PostgresStore.

    Attention: the network is never awaited inside a transaction, and no transaction is opened inside another.
    """

    @property
    def bells(self) -> Bells:
        """What wakes the stations of this process."""
        ...

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """A consistent snapshot to read from; writing through it fails."""
        ...

    def write(self) -> AbstractAsyncContextManager[Transaction]:
        """The unit of work: commit on a clean exit, roll back on any error or cancellation.

        Raises:
            StoreBusyError: another process held the database past the deadline.
            StorageError: anything else that the database refused.
        """
        ...

    async def close(self) -> None:
        """Wait for the open transactions and let go of the database."""
        ...
