"""Summaries by a language model behind any OpenAI-compatible endpoint, checked before they are believed.

worth asking? | ask | strip thoughts | faithful.check | ask once more with the reasons | else extractive
"""

import asyncio
import hashlib
import json
import logging
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.clock import Clock
from bot.config.sections import Summaries, duration
from bot.summaries.circuit import Allowance, Circuit
from bot.summaries.draft import Draft
from bot.summaries.faithful import check, reasons
from bot.summaries.prompt import again, answer_of, in_arabic, messages, same_article
from bot.summaries.summarizer import ExtractiveSummarizer, Summarizer
from bot.text.clean import clean
from bot.text.sentences import sentences
from bot.web.answer import WebFailure, WebResponse
from storage.records.article import Article

METHOD: Final = "model"
TRANSLATED: Final = "model_translated"
_REMEMBERED: Final = 512  # summaries
_MOST_TOKENS: Final = (
    700  # an Arabic letter costs up to two; thoughts come on top where the server counts them
)

_log = logging.getLogger(__name__)


class PostJson(Protocol):
    """The seam to the network: ``WebClient.post_json`` fits. Failures are values."""

    async def __call__(
        self, url: str, body: object, *, headers: Mapping[str, str] | None = None, timeout_s: float = 30.0
    ) -> WebResponse | WebFailure:
        """Post *body* as JSON to *url*."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Which model answers where. *base_url* ends before ``/chat/completions``; the *key* is never shown."""

    base_url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout_s: float = 30.0
    calls_per_day: int = 2_000
    at_once: int = 4


class LanguageModel:
    """A Summarizer that asks a model first; the offline one where it fails, is refused or rests."""

    def __init__(
        self, endpoint: Endpoint, *, post: PostJson, clock: Clock, otherwise: Summarizer, budget: int = 350
    ) -> None:
        self._endpoint = endpoint
        self._post = post
        self._clock = clock
        self._otherwise = otherwise
        self._budget = budget
        self._circuit = Circuit()
        self._allowance = Allowance(calls_per_day=endpoint.calls_per_day)
        self._places = asyncio.Semaphore(endpoint.at_once)
        self._remembered: OrderedDict[bytes, Draft | None] = OrderedDict()
        self.outcomes: Counter[str] = Counter()
        """How many summaries ended how: ``model``, ``remembered``, ``refused``, ``failed``, ``resting`` …"""

    async def summarize(self, article: Article) -> Draft:
        """A checked summary by the model, otherwise an extractive one; never raises for the network."""
        title, text = article.content.title, clean(article.content.text, title=article.content.title).text
        arabic = in_arabic(text)
        if not text or (arabic and len(text) <= self._budget):
            self.outcomes["short"] += 1
            return await self._otherwise.summarize(article)
        key = hashlib.blake2b(same_article(title, text).encode(), digest_size=16).digest()
        if key in self._remembered:
            self.outcomes["remembered"] += 1
            self._remembered.move_to_end(key)
            draft = self._remembered[key]
        else:
            async with self._places:
                draft = await self._ask(key, title, text, translate=not arabic)
        return draft or await self._otherwise.summarize(article)

    async def _ask(self, key: bytes, title: str, text: str, *, translate: bool) -> Draft | None:
        """The model's summary if it passes, at the second try at the latest; remembered under *key*.

        That none passed is remembered too: a story that only grows by a source is not asked for again.
        """
        conversation = messages(title, text, limit=self._budget - 20, translate=translate)
        for _ in range(2):
            answer = await self._call(conversation)
            if answer is None:
                return None
            faults = check(answer, text, title=title, limit=self._budget, translated=translate)
            if not faults:
                self.outcomes["model"] += 1
                pieces = tuple(sentences(answer))
                return self._remember(
                    key, Draft(pieces, " ".join(pieces), TRANSLATED if translate else METHOD)
                )
            self.outcomes.update(str(fault.code) for fault in faults)
            _log.info("summary_refused codes=%s", ",".join(sorted({str(fault.code) for fault in faults})))
            conversation = again(conversation, answer, reasons(faults))
        self.outcomes["refused"] += 1
        return self._remember(key, None)

    async def _call(self, conversation: list[dict[str, str]]) -> str | None:
        """One call within the circuit and the day's budget; None when there is no answer."""
        if not self._circuit.lets_through(self._clock.monotonic()):
            self.outcomes["resting"] += 1
            return None
        if not self._allowance.take(self._clock.now().date()):
            self._circuit.abandoned()
            self.outcomes["spent"] += 1
            return None
        try:
            response = await self._post(
                f"{self._endpoint.base_url.rstrip('/')}/chat/completions",
                {
                    "model": self._endpoint.model,
                    "messages": conversation,
                    "temperature": 0,
                    "max_tokens": _MOST_TOKENS,
                },
                headers={"Authorization": f"Bearer {self._endpoint.key}"} if self._endpoint.key else {},
                timeout_s=self._endpoint.timeout_s,
            )
        except BaseException:
            self._circuit.abandoned()
            raise
        return self._answer(response)

    def _answer(self, response: WebResponse | WebFailure) -> str | None:
        answer = _answer_in(response)
        if answer is not None:
            self._circuit.succeeded()
            return answer
        self.outcomes["failed"] += 1
        self._circuit.failed(self._clock.monotonic(), rest_s=_retry_after(response))
        what = response.fault if isinstance(response, WebFailure) else f"status_{response.status}"
        _log.warning("model_failed reason=%s open=%s", what, self._circuit.is_open)
        return None

    def _remember(self, key: bytes, draft: Draft | None) -> Draft | None:
        self._remembered[key] = draft
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return draft


def _answer_in(response: WebResponse | WebFailure) -> str | None:
    if isinstance(response, WebFailure) or not 200 <= response.status < 300:
        return None
    try:
        return answer_of(json.loads(response.body))
    except (ValueError, RecursionError):
        return None


def _retry_after(response: WebResponse | WebFailure) -> float | None:
    """Seconds that a 429 or 503 asks for (RFC 9110, 10.2.3); a date is left to the circuit's own rest."""
    if isinstance(response, WebFailure) or response.status not in {429, 503}:
        return None
    asked = {name.lower(): value for name, value in response.headers.items()}.get("retry-after", "")
    return float(asked) if asked.isascii() and asked.isdigit() else None


def summarizer_of(settings: Summaries, *, key: str | None, post: PostJson, clock: Clock) -> Summarizer:
    """The summarizer that the configuration asks for: offline, unless it names an endpoint."""
    offline = ExtractiveSummarizer(budget=settings.characters)
    if settings.model is None:
        return offline
    endpoint = Endpoint(
        base_url=settings.model.base_url,
        model=settings.model.model,
        key=key,
        timeout_s=duration(settings.model.timeout).total_seconds(),
        calls_per_day=settings.model.calls_per_day,
    )
    return LanguageModel(endpoint, post=post, clock=clock, otherwise=offline, budget=settings.characters)
