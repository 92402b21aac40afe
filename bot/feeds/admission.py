"""How new entries come in: as news, as the seed of a first poll, or held; and whether their page is read."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

from bot.feeds.burst import judge, newest
from bot.feeds.identity import Sighting
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import Feed

_LATEST: Final = 5  # of a first poll: what a reader may ask to see at once
_SHORT: Final = 400  # characters: less than that is a teaser
_CUT: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|»|اقرأ المزيد|المزيد|التفاصيل)\W*$")
_CUT_BELOW: Final = 1_200  # a longer text that ends in dots is one that ends in dots


class Admission(Struct, frozen=True, kw_only=True, gc=False):
    """A new sighting and how it comes in; *thorough* where readers may see its text soon."""

    sighting: Sighting
    intake: Intake
    thorough: bool = True


def admit(
    feed: Feed,
    new: Sequence[Sighting],
    *,
    total: int,
    now: datetime,
    titles: Collection[str],
    seen: int = 0,
) -> tuple[Admission, ...]:
    """How the *new* of *total* entries come in: on the first poll of *feed* only the newest is news.

    An unsettled feed that was read before is one of a restored archive: which of its entries were posted
    since the backup cannot be known, so none is.
    """
    if not new:
        return ()
    if not feed.settled:
        first = newest(new) if feed.last_success_at is None else None
        latest = {id(one) for one in sorted(new, key=_time, reverse=True)[:_LATEST]}
        return tuple(
            Admission(
                sighting=one,
                intake=Intake.NEWS if one is first else Intake.SEED,
                thorough=one is first or id(one) in latest,
            )
            for one in new
        )
    judgement = judge(
        new, total=total, last_success_at=feed.last_success_at, now=now, titles=titles, seen=seen
    )
    held = {id(one) for one in judgement.held}
    return tuple(
        Admission(sighting=one, intake=Intake.HELD if id(one) in held else Intake.NEWS) for one in new
    )


def _time(sighting: Sighting) -> float:
    return sighting.published_at.timestamp() if sighting.published_at is not None else 0.0


def in_its_language(intake: Intake, content: ArticleContent, *, foreign: bool) -> Intake:
    """*intake*, unless it is news that readers of Arabic could not read and *foreign* does not allow."""
    if intake is Intake.NEWS and not foreign and content.language not in {None, "ar"}:
        return Intake.FOREIGN
    return intake


def page_state(
    content: ArticleContent,
    *,
    intake: Intake,
    full_text: Literal["auto", "always", "never"],
    has_page: bool,
) -> PageState:
    """Whether the article's own page is read before it goes on; only news is worth the visit.

    Held news is worth it once an editor has let it go.
    """
    if (intake is not Intake.NEWS and intake is not Intake.HELD) or full_text == "never" or not has_page:
        return PageState.NONE
    short = full_text == "always" or len(content.text) < _SHORT
    cut = len(content.text) < _CUT_BELOW and _CUT.search(content.text[-40:]) is not None
    if not short and not cut:
        return PageState.NONE
    return PageState.WAITING if intake is Intake.NEWS else PageState.DEFERRED
