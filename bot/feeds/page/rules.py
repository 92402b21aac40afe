"""The selectors that the configuration gives a source, in the words of the extractor."""

from bot.config.sections import SourceRules
from bot.feeds.page.article import PageRules


def page_rules(rules: SourceRules) -> PageRules:
    """*rules* for `extract` and `read_listing`."""
    return PageRules(
        title=rules.title,
        body=rules.body,
        published=rules.date,
        image=rules.image,
        remove=rules.remove,
        entry_link=rules.link,
    )
