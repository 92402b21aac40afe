"""Why a page is no article: it lists articles, it is about the site (a notice, an error), it has no text."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from bot.feeds.page import refusal_words as known
from bot.feeds.page.article import NotAnArticle, Refusal
from bot.feeds.page.body import Body
from bot.feeds.page.claims import Claims
from bot.feeds.page.document import Document
from bot.feeds.page.headline import Headline, without_site
from bot.text.normalize import normalize

LEAST_CHARACTERS: Final = 120
"""Of a body that nothing else confirms."""
LEAST_CONFIRMED: Final = 40
"""Of a body on a page that says it is an article: a flash of one sentence."""
_LONGEST_NOTICE: Final = 1_500  # characters
_SENTENCE: Final = 60
"""Characters that make a sentence though the full stop is missing and nothing says that the page is news."""
_STOPS: Final = frozenset('.…"»”')
_REPORT_SENTENCES: Final = 3
_ADVICE_WORDS: Final = 4
_ADVICE_LINES: Final = 4
_ADVICE_CHARACTERS: Final = 300
_PARTED: Final = re.compile(r"[/|·•]")
"""What stands between day, section and writer on one line, and in no short sentence."""
_HEADLINE_WORDS: Final = 5  # fewer are the name of a section
_QUOTED: Final = re.compile('["«“]')


def refusal_of(
    document: Document, claims: Claims, headline: Headline, body: Body | None, *, dated: bool
) -> NotAnArticle | None:
    """Why this is no article, when the signs say so.

    *dated*: a day of publication is claimed or stands with the headline.
    """
    own = _of_the_site(document, claims, headline, dated=dated, reports=_reports(body))
    if own is not None or body is None:
        return own
    if body.teasers:
        return NotAnArticle(reason=Refusal.LISTING, detail="teasers of several articles, each with its link")
    if claims.says_other and not claims.says_article:
        return NotAnArticle(reason=Refusal.OF_THE_SITE, detail="by its own word a product, a post, a profile")
    parts = urlsplit(document.url)
    root = bool(parts.hostname) and parts.path in {"", "/"} and not parts.query
    if (root or claims.says_list) and not claims.says_article:
        return NotAnArticle(reason=Refusal.LISTING, detail="the front page or a section of a site")
    if not claims.says_article and _is_section(document, headline):
        return NotAnArticle(reason=Refusal.LISTING, detail="a tag, an author or a section, by its name")
    return _without_news(headline, body, told=claims.says_article or dated)


def _without_news(headline: Headline, body: Body, *, told: bool) -> NotAnArticle | None:
    """Too little text, or none that tells a third person of something; *told*: the page says it is news."""
    if not told and _speaks_to_reader(body) and not _advises(headline, body):
        return NotAnArticle(reason=Refusal.OF_THE_SITE, detail="the site speaks to its reader of itself")
    confirmed = told or headline.line is not None
    whole = any(_is_sentence(line, told=told) for line in body.lines)
    if not whole or body.characters < (LEAST_CONFIRMED if confirmed else LEAST_CHARACTERS):
        return NotAnArticle(reason=Refusal.NO_BODY, detail=f"only {body.characters} characters of text")
    return None


def _is_sentence(line: str, *, told: bool) -> bool:
    if len(line) >= _SENTENCE or line[-1] in '.؟!…"»”':
        return True
    return told and len(line) >= LEAST_CONFIRMED and not _PARTED.search(line)


def _speaks_to_reader(body: Body) -> bool:
    """True where half of the text or more addresses the reader, quotations left aside."""
    lines = [normalize(line) for line in body.lines]
    if body.characters > _LONGEST_NOTICE:
        return False
    addressing = sum(len(line) for line in lines if not _QUOTED.search(line) and known.TO_READER.search(line))
    return addressing * 2 >= body.characters


def _advises(headline: Headline, body: Body) -> bool:
    """True for paragraphs below a headline that say «عليك» and «يمكنك», and nothing that only sites say."""
    said = " ".join(normalize(line) for line in body.lines)
    return (
        len(headline.text.split()) >= _ADVICE_WORDS
        and len(body.lines) >= _ADVICE_LINES
        and body.characters >= _ADVICE_CHARACTERS
        and known.TO_READER.search(known.ADVICE.sub(" ", said)) is None
    )


def _reports(body: Body | None) -> bool:
    """True for several sentences told of a third person: no table with a note beside it."""
    sentences = sum(len(line) >= _SENTENCE and line[-1] in _STOPS for line in body.lines) if body else 0
    return body is not None and sentences >= _REPORT_SENTENCES and not _speaks_to_reader(body)


def _is_section(document: Document, headline: Headline) -> bool:
    """True for «وسم: شط العرب», and for a short name under the address of a tag or an author."""
    address = urlsplit(document.url).path
    short = len(headline.text.split()) < _HEADLINE_WORDS
    named = known.SECTION.fullmatch(normalize(headline.text)) is not None
    return named or (short and known.SECTION_ADDRESS.search(address) is not None)


def _behind_site(title: str) -> str:
    """What stands behind a few words and a mark in *title*: «واحة نيوز | من نحن»."""
    site, mark, page = title.partition(" | ")
    if not mark:
        site, mark, page = title.partition(" - ")
    return page.strip() if mark and len(site.split()) < _HEADLINE_WORDS else ""


def _serves(claims: Claims, named: Collection[str], *, dated: bool, reports: bool) -> bool:
    """True where one of the names is a service's and nothing shows that the press writes of it."""
    services = [
        known.SERVICE if not (dated and claims.says_article) else None,
        known.RATES if not (dated and (claims.says_article or reports)) else None,
        known.UNDATED_SERVICE if not dated else None,
    ]
    return any(service.fullmatch(name) for service in services if service is not None for name in named)


def _of_the_site(
    document: Document, claims: Claims, headline: Headline, *, dated: bool, reports: bool
) -> NotAnArticle | None:
    """The page's headline or title is, as a whole, that of a page which the site keeps about itself."""
    told = (headline.text, without_site(claims.page_title, claims), _behind_site(claims.page_title))
    named = {normalize(text) for text in told if text}
    host = urlsplit(document.url).hostname or ""
    if any(known.OF_THE_SITE.fullmatch(name) for name in named) or normalize(headline.text) == host:
        return NotAnArticle(reason=Refusal.OF_THE_SITE, detail="a page about the site: a notice, an account")
    if not claims.published and any(known.ERROR.fullmatch(name) for name in named):
        return NotAnArticle(
            reason=Refusal.ERROR_PAGE, detail="an error page that answers as if all were well"
        )
    if _serves(claims, named, dated=dated, reports=reports):
        return NotAnArticle(
            reason=Refusal.OF_THE_SITE, detail="a service of the site: weather, rates, fixtures"
        )
    address = urlsplit(document.url)
    asked = known.SEARCH_ADDRESS.search(address.query) or "/search/" in f"{address.path}/"
    if not claims.says_article and (asked or any(known.SEARCHED.fullmatch(name) for name in named)):
        return NotAnArticle(reason=Refusal.LISTING, detail="the results of a search")
    return None
