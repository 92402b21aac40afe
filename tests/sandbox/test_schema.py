"""The specification's excerpt and the methods that answer by it belong together."""

import json
from importlib.resources import files

from bot.sandbox.api.methods import METHODS
from bot.sandbox.spec.excerpt import METHODS as EXCERPT
from bot.sandbox.spec.excerpt import excerpt
from bot.sandbox.spec.schema import bot_api_schema

RECEIVING = {"getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"}


def test_every_method_of_the_excerpt_is_answered_and_no_other() -> None:
    assert set(EXCERPT) == set(METHODS) | RECEIVING
    assert all(bot_api_schema().method(name) for name in EXCERPT)


def test_the_excerpt_is_small_names_its_source_and_holds_every_type_it_mentions() -> None:
    text = files("bot.sandbox.spec").joinpath("bot_api.json").read_text(encoding="utf-8")
    body = json.loads(text)
    assert len(text) < 60_000
    assert "MIT" in body["credit"]
    mentioned = {
        name.replace("Array of ", "")
        for row in (*body["methods"].values(), *body["types"].values())
        for field in row["fields"].values()
        for name in field["types"]
    }
    assert mentioned - {"Integer", "String", "Boolean", "Float", "InputFile"} <= set(body["types"])


def test_an_excerpt_keeps_fixed_values_and_what_is_reachable() -> None:
    def field(name: str, kind: str, words: str = "") -> dict[str, object]:
        return {"name": name, "types": [kind], "required": True, "description": words}

    full = {
        "version": "1",
        "methods": {name: {"fields": [field("media", "Array of Outer")]} for name in EXCERPT},
        "types": {
            "Outer": {"subtypes": ["Inner"], "fields": []},
            "Inner": {"fields": [field("type", "String", "Type of the result, must be photo")]},
            "Unused": {"fields": []},
        },
    }
    cut = excerpt(full)
    assert set(cut["types"]) == {"Outer", "Inner"}
    assert cut["types"]["Inner"]["fields"]["type"]["value"] == "photo"
