"""What a bot says about itself: commands, name, descriptions, menu button."""

import json
import re

from bot.sandbox.api.call import Call, Done, Method
from bot.sandbox.json_types import JsonObject
from bot.sandbox.refusal import bad_request

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MAX_COMMANDS = 100
LANGUAGE = re.compile(r"[a-z]{2}|")
LIMITS = {"name": 64, "description": 512, "short_description": 120}


def _scope(call: Call) -> str:
    """The scope and language as one key."""
    scope: JsonObject = call.get("scope") or {"type": "default"}
    language = call.get("language_code") or ""
    if not LANGUAGE.fullmatch(language):
        raise bad_request("LANG_CODE_INVALID")
    if "chat_id" in scope:
        chat = call.world.find_chat(scope["chat_id"])
        if chat is None or not call.world.bot_member(chat, call.bot.user.id).present:
            raise bad_request("chat not found")
        scope = scope | {"chat_id": chat.id}
    return json.dumps(scope, sort_keys=True) + "/" + language


def set_my_commands(call: Call) -> Done:
    """The list under the / of the typing box."""
    commands = call.parameters["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[_scope(call)] = [
        {"command": each["command"].removeprefix("/"), "description": each["description"]}
        for each in commands
    ]
    call.world.announce("bot")
    return Done(result=True)


def get_my_commands(call: Call) -> Done:
    """The commands of exactly this scope and language."""
    return Done(result=call.bot.commands.get(_scope(call), []))


def delete_my_commands(call: Call) -> Done:
    """No commands of this scope and language."""
    call.bot.commands.pop(_scope(call), None)
    call.world.announce("bot")
    return Done(result=True)


def _set_text(call: Call, name: str) -> Done:
    text = call.get(name) or ""
    if len(text) > LIMITS[name]:
        raise bad_request(f"BOT_{name.upper()}_TOO_LONG")
    language = call.get("language_code") or ""
    call.bot.texts[f"{name}/{language}"] = text
    call.world.announce("bot")
    return Done(result=True)


def _get_text(call: Call, name: str) -> Done:
    language = call.get("language_code") or ""
    texts = call.bot.texts
    fallback = call.bot.user.first_name if name == "name" else ""
    return Done(result={name: texts.get(f"{name}/{language}") or texts.get(f"{name}/") or fallback})


def set_my_name(call: Call) -> Done:
    """The bot's name in one language; without one, in all others."""
    done = _set_text(call, "name")
    if not call.get("language_code") and call.get("name"):
        call.world.add_bot(call.bot.user.id, first_name=call.parameters["name"])
    return done


def get_my_name(call: Call) -> Done:
    """The bot's name."""
    return _get_text(call, "name")


def set_my_description(call: Call) -> Done:
    """What stands in an empty chat with the bot."""
    return _set_text(call, "description")


def get_my_description(call: Call) -> Done:
    """What stands in an empty chat with the bot."""
    return _get_text(call, "description")


def set_my_short_description(call: Call) -> Done:
    """What stands on the bot's profile."""
    return _set_text(call, "short_description")


def get_my_short_description(call: Call) -> Done:
    """What stands on the bot's profile."""
    return _get_text(call, "short_description")


def set_chat_menu_button(call: Call) -> Done:
    """The button beside the typing box."""
    call.bot.menu_buttons[str(call.get("chat_id") or "")] = call.get("menu_button") or {"type": "default"}
    return Done(result=True)


def get_chat_menu_button(call: Call) -> Done:
    """The button beside the typing box."""
    buttons = call.bot.menu_buttons
    chosen = buttons.get(str(call.get("chat_id") or "")) or buttons.get("") or {"type": "commands"}
    return Done(result=chosen)


PROFILE_METHODS: dict[str, Method] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
