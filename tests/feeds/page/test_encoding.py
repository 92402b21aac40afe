"""Bytes become text by what they are, then by what is said of them."""

import pytest

from bot.feeds.page.encoding import decode_page

TEXT = "<p>شدد رئيس الجمهورية خلال استقباله السفيرة الامريكية لدى العراق والوفد المرافق لها</p>" * 20


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "windows-1256", "iso-8859-6", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_undeclared_arabic_is_detected(encoding: str) -> None:
    assert decode_page(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("label", ["windows-1256", "CP1256", "x-cp1256"])
def test_a_label_in_the_header_or_in_the_page_is_followed(label: str) -> None:
    assert decode_page(TEXT.encode("cp1256"), content_type=f'text/html; charset="{label}"') == TEXT
    page = f"<meta charset={label}>{TEXT}"
    assert decode_page(page.encode("cp1256")) == page


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "windows-1252", "utf-8", "no-such-thing", "base64", "utf-16"]
)
def test_wrong_labels_do_not_spoil_arabic(label: str) -> None:
    for encoding in ("utf-8", "windows-1256"):
        page = f'<meta http-equiv=content-type content="text/html; charset={label}">{TEXT}'
        assert decode_page(page.encode(encoding)) == page


def test_an_encoding_set_by_hand_beats_all_but_a_byte_order_mark() -> None:
    assert decode_page("é".encode("cp1252"), override="latin1") == "é"
    assert decode_page("\ufeffع".encode(), override="windows-1256") == "ع"
    assert decode_page("ع".encode(), override="nothing") == "ع"


def test_a_few_broken_bytes_are_replaced_and_the_rest_kept() -> None:
    broken = TEXT.encode() + b"\xff\xfe\xff" + TEXT.encode()
    assert decode_page(broken) == f"{TEXT}\ufffd\ufffd\ufffd{TEXT}"
    assert decode_page(b"") == ""
    assert decode_page("déjà".encode("cp1252")) == "déjà"
