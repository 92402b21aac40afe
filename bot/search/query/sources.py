"""◇ The source that a query names, once it is known which sources there are."""

from collections.abc import Iterable
from dataclasses import replace

from bot.search.query.parse import Query, Word
from bot.text.normalize import normalize
from bot.text.tokens import STOP_WORDS, words


def with_source(query: Query, names: Iterable[str]) -> Query:
    """*query* with the words behind its source that belong to the name of one, of *names*.

    Where the name stood behind a space and no source is called so, its words are words: «مصدر: مقتل جندي» is
    a headline.
    """
    if query.source is None:
        return query
    folded = [normalize(name) for name in names]
    for count in range(len(query.source_after), -1, -1):
        name = " ".join((query.source, *query.source_after[:count]))
        if any(normalize(name) in known for known in folded):
            taken = {word for piece in query.source_after[:count] for word in words(piece)}
            kept = tuple(word for word in query.words if word.text not in taken)
            return replace(query, source=name, words=kept, source_after=())
    if not query.source_doubtful:
        return query
    said = [
        Word(text=word) for word in words(f"{query.source_field} {query.source}") if word not in STOP_WORDS
    ]
    return replace(query, source=None, words=tuple(dict.fromkeys((*said, *query.words))))
