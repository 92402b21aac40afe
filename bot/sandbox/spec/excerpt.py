"""Cut the part of the Bot API specification that the sandbox checks against out of the full file.

    python -m bot.sandbox.spec.excerpt bot-api-10.1.json > bot/sandbox/spec/bot_api.json

The full file (905 kB) comes from https://github.com/PaulSonOfLars/telegram-bot-api-spec (MIT). Kept are the
names, types, required flags and fixed values of the methods below and of every type that their parameters can
hold.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

METHODS = (
    "getMe",
    "logOut",
    "close",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "sendVideo",
    "sendMediaGroup",
    "forwardMessage",
    "copyMessage",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
    "pinChatMessage",
    "unpinChatMessage",
    "unpinAllChatMessages",
    "getFile",
    "getChat",
    "getChatMember",
    "getChatMemberCount",
    "getChatAdministrators",
    "leaveChat",
    "createForumTopic",
    "editForumTopic",
    "closeForumTopic",
    "reopenForumTopic",
    "deleteForumTopic",
    "answerCallbackQuery",
    "answerInlineQuery",
    "sendChatAction",
    "setMessageReaction",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "setMyName",
    "getMyName",
    "setMyDescription",
    "getMyDescription",
    "setMyShortDescription",
    "getMyShortDescription",
    "setChatMenuButton",
    "getChatMenuButton",
)
LEAVES = frozenset({"Integer", "String", "Boolean", "Float", "InputFile"})
FIXED_VALUE = re.compile(r"(?:must be|always) [\"“]?(\w+)[\"”]?$")
ARRAY = "Array of "


def bare(type_name: str) -> str:
    """The type inside any number of "Array of"."""
    while type_name.startswith(ARRAY):
        type_name = type_name.removeprefix(ARRAY)
    return type_name


def field_row(field: Mapping[str, Any]) -> dict[str, Any]:
    """One field without its prose; a fixed value such as «must be photo» is kept."""
    row: dict[str, Any] = {"types": field["types"], "required": field["required"]}
    fixed = FIXED_VALUE.search(field["description"].rstrip("."))
    if field["types"] == ["String"] and field["required"] and fixed:
        row["value"] = fixed.group(1)
    return row


def object_row(described: Mapping[str, Any]) -> dict[str, Any]:
    """One method or type without its prose."""
    row: dict[str, Any] = {
        "fields": {field["name"]: field_row(field) for field in described.get("fields", ())}
    }
    if described.get("subtypes"):
        row["subtypes"] = described["subtypes"]
    return row


def reachable(rows: Iterable[Mapping[str, Any]], types: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The names of every type that *rows* can hold, at any depth."""
    found: set[str] = set()
    waiting = list(rows)
    while waiting:
        row = waiting.pop()
        names = {bare(name) for field in row["fields"].values() for name in field["types"]}
        names |= set(row.get("subtypes", ()))
        for name in names - LEAVES - found:
            found.add(name)
            waiting.append(object_row(types[name]))
    return found


def excerpt(full: Mapping[str, Any]) -> dict[str, Any]:
    """The excerpt of the *full* specification."""
    methods = {name: object_row(full["methods"][name]) for name in METHODS}
    names = sorted(reachable(methods.values(), full["types"]))
    return {
        "version": full["version"],
        "credit": "https://github.com/PaulSonOfLars/telegram-bot-api-spec, MIT, (c) 2020 Paul Larsen; "
        "from https://core.telegram.org/bots/api",
        "methods": methods,
        "types": {name: object_row(full["types"][name]) for name in names},
    }


def main() -> None:
    """Read the full specification named on the command line, write the excerpt to standard output."""
    full = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    json.dump(excerpt(full), sys.stdout, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
