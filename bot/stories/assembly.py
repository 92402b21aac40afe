"""◇ What the articles of a story make of it: its lead, places, topics; is it breaking, postable?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from bot.stories.match import Opened, StoryKey
from bot.stories.subject import MOST_NAMES, MOST_PLACES, MOST_TOPICS, Subject
from storage.records.article import Article, Intake
from storage.records.clustering import StoryContent, StoryHead
from storage.records.identity import StoryId

_LONGER: Final = 1.3
"""How much longer a text must be to take the lead: below that a change would only stir the post."""
_COMPLETE: Final = 1_200
"""Characters from which a text is complete: a still longer one is no better to read."""
_POSTED: Final = frozenset({Intake.NEWS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What makes an article the one that speaks for its story."""

    own: bool
    """Whether it is of the newsroom's own agency."""
    length: int
    image: bool
    postable: bool

    @classmethod
    def of_article(cls, article: Article, *, own_agency: str | None) -> Self:
        """The article as a lead."""
        content = article.content
        return cls(
            own=_is_own(own_agency, article.source_name, content.agency),
            length=len(content.text),
            image=content.image_url is not None,
            postable=article.intake in _POSTED,
        )

    @classmethod
    def of_head(cls, head: StoryHead, *, own_agency: str | None) -> Self:
        """The lead that a story has."""
        return cls(
            own=_is_own(own_agency, head.lead_source_name, head.lead_agency),
            length=head.lead_length,
            image=head.lead_image,
            postable=head.lead_intake in _POSTED,
        )


def _is_own(own_agency: str | None, source_name: str, agency: str | None) -> bool:
    return own_agency is not None and own_agency in {source_name, agency}


def leads(new: Lead, old: Lead) -> bool:
    """Whether *new* speaks better for the story than *old* does.

    The own agency goes before all others, what may be posted before what may not; then the clearly longer
    text up to the length of a complete one, and a picture where there was none and no less is said.
    """
    if new.own != old.own:
        return new.own
    if new.postable != old.postable:
        return new.postable
    said, saying = min(old.length, _COMPLETE), min(new.length, _COMPLETE)
    if saying > said * _LONGER:
        return True
    return new.image and not old.image and saying >= said


def opened(article: Article, about: Subject) -> StoryContent:
    """A story of one article."""
    return StoryContent(
        lead_id=article.article_id,
        places=about.places,
        topics=about.topics,
        names=about.names,
        breaking=about.breaking,
        postable=article.intake in _POSTED,
    )


def grown(story: StoryContent, article: Article, about: Subject, *, takes_lead: bool) -> StoryContent:
    """*story* once *article* is in it; the lead's places and topics stand first."""
    own = opened(article, about)
    first, second = (own, story) if takes_lead else (story, own)
    return StoryContent(
        lead_id=first.lead_id,
        places=_merged(first.places, second.places)[:MOST_PLACES],
        topics=_merged(first.topics, second.topics)[:MOST_TOPICS],
        names=_merged(first.names, second.names)[:MOST_NAMES],
        breaking=story.breaking or own.breaking,
        postable=story.postable or own.postable,
    )


class Assembly:
    """Stories as articles are put into them: those of the archive by their *heads*, and new ones."""

    def __init__(self, heads: Mapping[StoryId, StoryHead], *, own_agency: str | None) -> None:
        self._own_agency = own_agency
        self._contents: dict[StoryKey, StoryContent] = {
            story_id: _content_of(head) for story_id, head in heads.items()
        }
        self._leads: dict[StoryKey, Lead] = {
            story_id: Lead.of_head(head, own_agency=own_agency) for story_id, head in heads.items()
        }
        self._touched: dict[StoryKey, None] = {}

    @property
    def opened(self) -> Mapping[Opened, StoryContent]:
        """The new stories."""
        return {key: self._contents[key] for key in self._touched if isinstance(key, Opened)}

    @property
    def grown(self) -> Mapping[StoryId, StoryContent]:
        """The stories of the archive that have changed."""
        return {key: self._contents[key] for key in self._touched if not isinstance(key, Opened)}

    def put(self, article: Article, about: Subject, key: StoryKey) -> None:
        """*article* opens the story *key*, joins it, or has changed in it."""
        lead = Lead.of_article(article, own_agency=self._own_agency)
        content = self._contents.get(key)
        if content is None:
            self._contents[key], takes_lead = opened(article, about), True
        else:
            takes_lead = content.lead_id == article.article_id or leads(lead, self._leads[key])
            self._contents[key] = grown(content, article, about, takes_lead=takes_lead)
        if takes_lead:
            self._leads[key] = lead
        self._touched[key] = None


def _content_of(head: StoryHead) -> StoryContent:
    story = head.story
    return StoryContent(
        lead_id=story.lead_id,
        places=story.places,
        topics=story.topics,
        names=story.names,
        breaking=story.breaking,
        postable=story.postable,
    )


def _merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
