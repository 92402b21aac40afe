"""◇ Why an article is where it is: the decision as JSON to keep, and as Arabic words to read."""

import json

from bot.stories.match import Decision
from storage.records.article import Article


def evidence(article: Article, decision: Decision) -> str:
    """The JSON object of what decided on *article*, to be kept beside it."""
    del article
    kept: dict[str, object] = {"ground": decision.ground.value}
    seen = decision.comparison
    if seen is not None:
        kept |= {
            "shingles": round(seen.shingles, 3),
            "terms": round(seen.terms, 3),
            "here": round(seen.here, 3),
            "there": round(seen.there, 3),
            "headlines": round(seen.headlines, 3),
            "agreeing": round(seen.agreeing, 3),
            "conflicting": round(seen.conflicting, 3),
            "hours": round(seen.hours, 2),
            "same_outlet": seen.same_outlet,
        }
        if seen.moved is not None:
            what, earlier, figure = seen.moved
            kept["moved"] = [what.name.lower(), earlier, figure]
    return json.dumps(kept, ensure_ascii=False)
