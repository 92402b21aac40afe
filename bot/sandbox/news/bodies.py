"""An article's text as each publisher would mark it up, with the chrome that publishers leave inside."""

from html import escape

from bot.sandbox.news.articles import Site
from bot.sandbox.news.schedule import Standing

PICTURE_PATHS = {
    "datalife": "/uploads/posts/{name}.png",
    "agency": "/wp-content/uploads/{name}.png",
    "gazette": "/images/{name}.png",
    "channel": "/media/{name}-800.png",
    "market": "/pics/{name}.png",
}
"""Where each look keeps its pictures."""


def picture_path(site: Site, shown: Standing) -> str:
    """The path of the article's picture, or nothing."""
    name = shown.article.picture
    return PICTURE_PATHS[site.look].format(name=name) if name else ""


def article_html(site: Site, shown: Standing) -> str:
    """The inside of the element that holds the text on the article's page."""
    paragraphs = [escape(each, quote=False) for each in shown.version.paragraphs]
    place = escape(shown.article.place)
    match site.look:
        case "datalife":
            return _paragraphs([f"{site.name} - {place}", *paragraphs])
        case "agency":
            return _paragraphs([f"<strong>{place} – {site.name}</strong>", *paragraphs])
        case "gazette":
            return "<br /><br />\n".join([f"{site.name} / {place}", *paragraphs])
        case "channel":
            return _paragraphs([f"<b>{place} - </b>{paragraphs[0]}", *paragraphs[1:]])
        case _:
            return "<br>\n<br>\n".join([f"{place}/ {site.name}", *paragraphs])


def feed_html(site: Site, shown: Standing, base: str) -> str:
    """The whole article as the publisher's own system puts it into a feed: links, a list, a share line."""
    paragraphs = [escape(each, quote=False) for each in shown.version.paragraphs]
    first, *rest = paragraphs
    link = base + shown.article.path
    picture = picture_path(site, shown)
    image = f'<div align="center"><img src="{base}{picture}" alt=""></div>\n' if picture else ""
    middle = _paragraphs(rest[:-1])
    listed = f"<ul><li>{rest[-1]}</li></ul>" if rest else ""
    return (
        f"{image}<p><strong>{site.name} - {escape(shown.article.place)}</strong></p>\n"
        f'<p>{first} <a href="{link}">التفاصيل</a></p>\n{middle}\n'
        f"{listed}\n"
        '<p class="share">شارك الخبر: <a href="#">فيسبوك</a> | <a href="#">واتساب</a></p>'
    )


def _paragraphs(texts: list[str]) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)
