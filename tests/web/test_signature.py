"""A signature tells who speaks: worked examples, both kinds, and what is refused."""

import hmac
from datetime import UTC, datetime, timedelta

import pytest

from bot.web.signature import Unsigned, is_signed_by_hub, signature_of, signed_at

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BODY = '{"title":"خبر"}'.encode()
SECRETS = ("old-secret", "new-secret")


def judged(timestamp: str | None, signature: str | None, body: bytes = BODY) -> datetime | Unsigned:
    return signed_at(
        body,
        timestamp=timestamp,
        signature=signature,
        secrets=SECRETS,
        now=NOW,
        window=timedelta(minutes=5),
    )


def test_the_worked_example_of_the_documentation() -> None:
    signature = signature_of(b'{"guid":"1"}', timestamp="1764000000", secret="0123456789abcdef")
    assert (
        signature == "sha256=" + hmac.digest(b"0123456789abcdef", b'1764000000.{"guid":"1"}', "sha256").hex()
    )


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("away", ["0", "-300", "300", "0.25"])
def test_either_secret_is_believed_within_the_window(secret: str, away: str) -> None:
    timestamp = f"{NOW.timestamp() + float(away):.2f}"
    signature = signature_of(BODY, timestamp=timestamp, secret=secret)
    assert judged(timestamp, f" {signature.upper()} ") == NOW + timedelta(seconds=float(away))


@pytest.mark.parametrize(
    "timestamp", [None, "", "soon", "-1764000000", "1764000000 ", "1e9", "9" * 12, "١٧٦٤٠٠٠٠٠٠"]
)
def test_a_timestamp_that_is_none_is_named(timestamp: str | None) -> None:
    assert judged(timestamp, "sha256=00") is Unsigned.NO_TIMESTAMP


def test_what_is_not_signed_so_is_refused() -> None:
    timestamp = f"{NOW.timestamp():.0f}"
    signature = signature_of(BODY, timestamp=timestamp, secret="new-secret")
    assert judged(timestamp, None) is Unsigned.NO_SIGNATURE
    assert judged(timestamp, signature[:-1]) is Unsigned.WRONG_SIGNATURE
    assert judged(timestamp, signature.removeprefix("sha256=")) is Unsigned.WRONG_SIGNATURE
    assert judged(timestamp, "sha256=\u202e") is Unsigned.WRONG_SIGNATURE
    assert judged(timestamp, signature, BODY + b" ") is Unsigned.WRONG_SIGNATURE
    assert judged(f"{NOW.timestamp() + 1:.0f}", signature) is Unsigned.WRONG_SIGNATURE
    assert judged(f"{NOW.timestamp() + 301:.0f}", signature) is Unsigned.OUT_OF_WINDOW


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_hub_may_sign_by_each_method_that_websub_knows(method: str) -> None:
    given = hmac.new(b"secret", BODY, method).hexdigest()
    assert is_signed_by_hub(BODY, signature=f"{method}={given}", secret="secret")
    assert not is_signed_by_hub(BODY + b" ", signature=f"{method}={given}", secret="secret")
    assert not is_signed_by_hub(BODY, signature=f"{method}={given}", secret="other")


@pytest.mark.parametrize("signature", [None, "", "sha256", "sha256=", "md5=" + "0" * 32, "=", "sha224=00"])
def test_what_no_hub_signs_is_not_believed(signature: str | None) -> None:
    assert not is_signed_by_hub(BODY, signature=signature, secret="secret")
