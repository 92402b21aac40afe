"""What the server answers when it does not do what it was asked: Telegram's codes and its own words."""

from bot.sandbox.json_types import JsonObject


class Refusal(Exception):  # noqa: N818 (it is an answer, not an error of the program)
    """An answer with `ok: false`.

    Telegram's wording is kept where it has one: the descriptions are those of tdlib/telegram-bot-api
    (Client.cpp) and of TDLib. What Telegram would silently let pass and the sandbox does not starts with
    "sandbox: ".
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> JsonObject:
        """The body to send."""
        body: JsonObject = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str) -> Refusal:
    """400 with Telegram's *text*."""
    return Refusal(400, f"Bad Request: {text}")


def stricter(text: str) -> Refusal:
    """400 for what Telegram lets pass or words differently and the sandbox refuses."""
    return Refusal(400, f"Bad Request: sandbox: {text}")


def forbidden(text: str) -> Refusal:
    """403 with Telegram's *text*."""
    return Refusal(403, f"Forbidden: {text}")


def unauthorized() -> Refusal:
    """401, a revoked or foreign token."""
    return Refusal(401, "Unauthorized")


def not_found(text: str = "") -> Refusal:
    """404, no such method, or a token that cannot be one."""
    return Refusal(404, f"Not Found: {text}" if text else "Not Found")


def too_many_requests(seconds: int) -> Refusal:
    """429 with the seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
