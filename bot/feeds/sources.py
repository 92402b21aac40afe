"""Keep the archive's sources as the configuration has them: add, change, pause what was taken out.

Sources that an administrator added in a chat are not touched.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from bot.config.sections import Source as ConfiguredSource
from bot.feeds.options import SourceOptions, write_options
from storage.records.source import Source
from storage.store import Store, Transaction

REMOVED: Final = "removed"
"""Why a source is not polled that the configuration no longer names; its articles stay."""
STOPPED: Final = "stopped"
"""Why a source is not polled that an administrator has stopped; only an administrator starts it again."""
PUSHED: Final = "push"
"""The kind of a source that is only pushed: its feed shows how it fares, and is never polled."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a synchronisation did, by names; *refused* have the address of another source's feed."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    refused: tuple[str, ...]


def options_of(source: ConfiguredSource) -> SourceOptions:
    """What the archive keeps of a configured source beside its name and address."""
    values = {name: getattr(source, name) for name in SourceOptions.__struct_fields__}
    return SourceOptions(**values)


async def sync_sources(store: Store, configured: Sequence[ConfiguredSource], *, now: datetime) -> SyncReport:
    """Make the archive's sources from the configuration what it says; in one transaction."""
    added: list[str] = []
    changed: list[str] = []
    refused: list[str] = []
    async with store.write() as tx:
        present = {source.name: source for source in await tx.sources.all()}
        taken = await _addresses(tx)
        for source in configured:
            options = write_options(options_of(source))
            known = present.get(source.name)
            if known is None:
                if source.url in taken:
                    refused.append(source.name)
                    continue
                await _add(tx, source, options, now)
                taken.add(source.url)
                added.append(source.name)
            elif _differs(known, source, options):
                await _change(tx, known, source, options, now)
                taken = await _addresses(tx)
                changed.append(source.name)
        names = {source.name for source in configured}
        removed = [
            source
            for source in present.values()
            if source.from_config and source.name not in names and source.paused_reason != REMOVED
        ]
        for one in removed:
            await tx.sources.pause(one.source_id, REMOVED)
    for name in refused:
        _log.warning("source.refused source=%s reason=another source has this address", name)
    return SyncReport(
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(source.name for source in removed),
        refused=tuple(refused),
    )


async def add_source(
    store: Store, *, name: str, url: str, now: datetime, options: SourceOptions | None = None
) -> bool:
    """A source that an administrator names; False where its name or its address is taken."""
    async with store.write() as tx:
        if await tx.sources.by_name(name) is not None or url in await _addresses(tx):
            return False
        configured = ConfiguredSource(name=name, url=url)
        await _add(tx, configured, write_options(options or SourceOptions()), now, from_config=False)
    return True


async def _add(
    tx: Transaction, source: ConfiguredSource, options: str, now: datetime, *, from_config: bool = True
) -> None:
    """Add a source whose address no feed has yet: one without a feed would never be polled."""
    source_id = await tx.sources.add(
        name=source.name,
        url=source.url,
        now=now,
        kind=_kind(source, "auto"),
        options=options,
        from_config=from_config,
    )
    await tx.feeds.add(source_id, source.url, now=now)


def _kind(source: ConfiguredSource, kind: str) -> str:
    """*kind*, unless the source is only pushed, or is so no more."""
    if source.push == "only":
        return PUSHED
    return "auto" if kind == PUSHED else kind


async def _addresses(tx: Transaction) -> set[str]:
    return {feed.url for feed in await tx.feeds.all()}


def _differs(known: Source, source: ConfiguredSource, options: str) -> bool:
    """Compared as values: another version may have written the JSON in another way."""
    return (
        known.url != source.url
        or not known.from_config
        or known.paused_reason == REMOVED
        or msgspec.json.decode(known.options) != msgspec.json.decode(options)
    )


async def _change(
    tx: Transaction, known: Source, source: ConfiguredSource, options: str, now: datetime
) -> None:
    """A new address makes a new feed of it; whatever changed, the next poll reads everything anew."""
    await tx.sources.change(
        known.source_id, url=source.url, kind=_kind(source, known.kind), options=options, from_config=True
    )
    feeds = await tx.feeds.of_source(known.source_id)
    if not feeds:
        await tx.feeds.add(known.source_id, source.url, now=now)
    for feed in feeds:
        if known.url != source.url:
            await tx.feeds.move(feed.feed_id, source.url)
        await tx.feeds.forget(feed.feed_id)
    await tx.feeds.hurry(known.source_id, now=now)
