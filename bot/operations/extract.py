"""``khabar extract``: what one article page holds, read by the very code that the bot runs."""

import argparse
import json
import sys
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.feeds.page.article import ExtractedArticle, NotAnArticle
from bot.feeds.page.extract import extract
from bot.operations.opened_page import add_arguments, open_page

_EX_DATA = 65


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the article; 65 when the page is none, 69 when the address gives no page."""
    page = open_page(arguments)
    found = extract(
        page.body,
        url=page.url,
        content_type=page.content_type,
        zone=page.zone,
        now=SystemClock().now(),
        rules=page.rules,
    )
    if isinstance(found, NotAnArticle):
        return _refuse(found, as_json=arguments.json)
    if arguments.json:
        print(json.dumps(article_fields(found, page.zone), ensure_ascii=False))
    else:
        _show(found, page.zone)
    return 0


def article_fields(article: ExtractedArticle, zone: ZoneInfo) -> dict[str, object]:
    """The article as the command line's JSON: times in *zone*, null for what the page does not say."""
    published = (
        article.published.astimezone(zone).isoformat(timespec="seconds") if article.published else None
    )
    return {
        "url": article.canonical_url or None,
        "title": article.title,
        "published": published,
        "place": article.place,
        "agency": article.agency,
        "views": article.views,
        "image": article.image_url,
        "author": article.author,
        "section": article.section,
        "site": article.site_name,
        "language": article.language,
        "text": article.text,
        "paragraphs": list(article.paragraphs),
    }


def _refuse(found: NotAnArticle, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": str(found.reason), "detail": found.detail}, ensure_ascii=False))
    else:
        print(f"khabar: not an article ({found.reason}): {found.detail}", file=sys.stderr)
    return _EX_DATA


def _show(article: ExtractedArticle, zone: ZoneInfo) -> None:
    print(article.title, end="\n\n")
    for name, value in article_fields(article, zone).items():
        if name not in {"title", "text", "paragraphs"} and value is not None:
            print(f"{name + ':':<11}{value}")
    print()
    print(article.text)
