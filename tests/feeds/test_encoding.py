"""The encoding of a feed is settled by what its bytes are, then by what was said of them."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.encoding import settle

TITLE = "البنك المركزي العراقي يعلن اليوم عن أسعار الصرف في بغداد"
PERSIAN = "گفت‌وگو درباره چهار پروژه"  # پ چ ژ گ are in windows-1256, not in ISO 8859-6
NO_DECLARATION = f"<rss><channel><title>{TITLE}</title></channel></rss>"


def document(declared: str | None = None, *, text: str = TITLE) -> str:
    prolog = "" if declared is None else f'<?xml version="1.0" encoding="{declared}"?>'
    return f"{prolog}<rss><channel><title>{text}</title></channel></rss>"


def read(body: bytes, content_type: str = "", override: str | None = None) -> tuple[str, str]:
    settled = settle(body, content_type=content_type, override=override)
    return settled.encoding, settled.body.decode("utf-8")


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (document().encode(), "", "utf-8"),
        (document("utf-8").encode(), "text/xml; charset=utf-8", "utf-8"),
        (document().encode("cp1256"), "text/xml; charset=windows-1256", "cp1256"),
        (document().encode("cp1256"), "text/xml; Charset='Windows-1256'", "cp1256"),
        (document("windows-1256").encode("cp1256"), "", "cp1256"),
        (document("CP1256").encode("cp1256"), "application/xml", "cp1256"),
        (document().encode("cp1256"), "", "cp1256"),
        (document().encode("iso8859-6"), "", "iso8859-6"),
        (document("iso-8859-6").encode("iso8859-6"), "", "iso8859-6"),
        (document("utf-16").encode("utf-16-le"), "", "utf-16-le"),
        (document("utf-16").encode("utf-16-be"), "", "utf-16-be"),
        (codecs.BOM_UTF16_LE + document("utf-16").encode("utf-16-le"), "", "utf-16-le"),
        (codecs.BOM_UTF16_BE + document("utf-16").encode("utf-16-be"), "", "utf-16-be"),
        (codecs.BOM_UTF32_LE + document().encode("utf-32-le"), "", "utf-32-le"),
        (codecs.BOM_UTF32_BE + document().encode("utf-32-be"), "", "utf-32-be"),
        (codecs.BOM_UTF8 + document("utf-8").encode(), "", "utf-8"),
        (codecs.BOM_UTF8 + document().encode(), "text/xml; charset=windows-1256", "utf-8"),
    ],
)
def test_a_feed_is_read_in_the_encoding_that_it_is_in(body: bytes, content_type: str, encoding: str) -> None:
    assert read(body, content_type) == (encoding, NO_DECLARATION)


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (document("windows-1256").encode(), "", "utf-8"),
        (document("windows-1256").encode(), "text/xml; charset=windows-1256", "utf-8"),
        (document("iso-8859-1").encode(), "text/xml; charset=us-ascii", "utf-8"),
        (document("utf-8").encode("cp1256"), "", "cp1256"),
        (document("utf-8").encode("cp1256"), "text/xml; charset=utf-8", "cp1256"),
        (document("windows-1256").encode("cp1256"), "text/xml; charset=utf-8", "cp1256"),
        (document("iso-8859-1").encode("cp1256"), "", "cp1256"),
        (document("windows-1256").encode("cp1256"), "text/xml; charset=ISO-8859-1", "cp1256"),
        (document("klingon").encode("cp1256"), "text/xml; charset=unicode-1-1", "cp1256"),
        (document("rot13").encode(), "", "utf-8"),
        (document("base64").encode("cp1256"), "", "cp1256"),
    ],
)
def test_a_wrong_word_about_the_encoding_is_not_believed(
    body: bytes, content_type: str, encoding: str
) -> None:
    assert read(body, content_type) == (encoding, NO_DECLARATION)


def test_persian_letters_of_windows_1256_survive() -> None:
    assert read(document(text=PERSIAN).encode("cp1256"), "text/xml; charset=windows-1256")[1] == document(
        text=PERSIAN
    )


def test_utf8_with_a_cut_or_two_stays_utf8_and_says_so() -> None:
    body = document(text=TITLE * 20).encode()
    settled = settle(body[:100] + b"\xd8" + body[100:])
    assert (settled.encoding, settled.damaged) == ("utf-8", True)
    assert settled.body.decode().count("\ufffd") <= 2
    assert settled.body.decode().count(TITLE) >= 18


def test_the_operators_word_beats_all_else() -> None:
    body = document("utf-8").encode("cp1256")
    assert read(body, "text/xml; charset=utf-8", "windows-1256") == ("cp1256", NO_DECLARATION)


def test_an_operators_word_that_is_no_encoding_is_passed_over() -> None:
    assert read(document().encode(), override="لا شيء") == ("utf-8", NO_DECLARATION)


def test_western_text_is_read_as_windows_1252() -> None:
    text = "Le président a déclaré « bonjour » – aujourd’hui"
    assert read(document("iso-8859-1", text=text).encode("cp1252")) == ("cp1252", document(text=text))


def test_ascii_that_is_none_is_read_as_said() -> None:
    assert read("<rss>日本</rss>".encode("iso2022_jp"), "text/xml; charset=iso-2022-jp") == (
        "iso2022_jp",
        "<rss>日本</rss>",
    )


def test_nothing_is_nothing() -> None:
    assert read(b"") == ("utf-8", "")


ARABIC_WORDS = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي ", min_size=1, max_size=200)


@settings(deadline=None)
@given(text=ARABIC_WORDS, encoding=st.sampled_from(["cp1256", "iso8859-6", "utf-8", "utf-16"]))
def test_arabic_that_is_rightly_declared_comes_through(text: str, encoding: str) -> None:
    name = {"cp1256": "windows-1256", "iso8859-6": "iso-8859-6"}.get(encoding, encoding)
    body = document(name, text=text).encode(encoding)
    assert read(body)[1] == document(text=text)


@settings(deadline=None)
@given(text=ARABIC_WORDS)
def test_arabic_in_valid_utf8_comes_through_whatever_is_said(text: str) -> None:
    for name in ("windows-1256", "iso-8859-1", "iso-8859-6", "klingon"):
        assert read(document(name, text=text).encode(), f"text/xml; charset={name}")[1] == document(text=text)


@settings(deadline=None)
@given(
    body=st.binary(max_size=300)
    | st.binary(max_size=60).map(lambda tail: b'<?xml version="1.0" encoding="' + tail),
    content_type=st.text(max_size=30) | st.sampled_from(list(map("x; charset={}".format, codecs.__all__))),
    override=st.none() | st.text(max_size=12) | st.sampled_from(["utf-7", "hz", "punycode", "idna", "utf-8"]),
)
def test_any_bytes_become_valid_utf8(body: bytes, content_type: str, override: str | None) -> None:
    settle(body, content_type=content_type, override=override).body.decode("utf-8")
