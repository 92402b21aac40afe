"""Check one request against the Bot API specification: known names, required names, right types.

Values arrive as text (query, form) or as JSON; a checked value is what the specification says: int, bool,
str, float, list, or object (dict). Telegram ignores what it does not know; the sandbox refuses it, so that a
misspelt parameter is found here and not by a reader.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.sandbox.json_types import Json, JsonObject
from bot.sandbox.refusal import Refusal, bad_request, stricter

ARRAY = "Array of "
INT64 = 2**63
MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "video": "there is no video in the request",
    "media": "there are no media in the request",
    "user_id": "invalid user_id specified",
    "file_id": "file_id not specified",
    "action": "wrong parameter action in request",
    "name": "forum topic name is empty",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "inline_query_id": "query is too old and response timeout expired or query ID is invalid",
    "message_thread_id": "message thread not found",
}
"""Telegram's words for a missing parameter; the rest has none in common."""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or one member of an object."""

    types: tuple[str, ...]
    required: bool
    value: str | None
    """The only value it may have, such as "photo" for the type of InputMediaPhoto."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A method's parameters or an object's members; *subtypes* when it is one of several objects."""

    fields: Mapping[str, Field]
    subtypes: tuple[str, ...]


class Schema:
    """The excerpt of the specification, and the check against it."""

    def __init__(self, excerpt: Mapping[str, Any]) -> None:
        self.version: str = excerpt["version"]
        self._methods = {name.lower(): (name, _shape(row)) for name, row in excerpt["methods"].items()}
        self._types = {name: _shape(row) for name, row in excerpt["types"].items()}

    def method(self, name: str) -> tuple[str, Shape] | None:
        """The method's proper name and shape; names are case-insensitive, as with Telegram."""
        return self._methods.get(name.lower())

    def check(self, shape: Shape, raw: Mapping[str, Json], uploads: Mapping[str, object]) -> JsonObject:
        """The parameters with their types.

        Raises:
            Refusal: unknown, missing or of a wrong type.
        """
        for name in (*raw, *uploads):
            if name not in shape.fields and not (name in uploads and _is_attached(name, raw)):
                raise stricter(f'unknown parameter "{name}"')
        checked: JsonObject = {}
        for name, field in shape.fields.items():
            if name in uploads:
                if "InputFile" not in field.types:
                    raise stricter(f'parameter "{name}" cannot be a file')
                checked[name] = f"attach://{name}"
            elif raw.get(name) not in (None, ""):
                checked[name] = self._value(name, raw[name], field.types)
            elif name == "url" and raw.get(name) == "":
                checked[name] = ""  # setWebhook: "use an empty string to remove webhook integration"
            elif field.required:
                raise (
                    bad_request(MISSING[name])
                    if name in MISSING
                    else stricter(f'parameter "{name}" is required')
                )
        return checked

    def _value(self, path: str, value: Json, types: tuple[str, ...]) -> Json:
        """The first of *types* that *value* fits; else the refusal of the type that came nearest."""
        if len(types) > 1 and all(name.startswith(ARRAY) for name in types):
            return self._mixed_array(path, value, tuple(name.removeprefix(ARRAY) for name in types))
        nearest: Refusal | None = None
        for type_name in types:
            try:
                return self._one(path, value, type_name)
            except Refusal as refusal:
                # A refusal deeper inside says more than "is no array".
                if nearest is None or len(refusal.description) > len(nearest.description):
                    nearest = refusal
        raise nearest or stricter(f'parameter "{path}" has no type')

    def _one(self, path: str, value: Json, type_name: str) -> Json:
        if type_name.startswith(ARRAY):
            return self._array(path, value, type_name.removeprefix(ARRAY))
        if type_name in {"String", "InputFile"}:
            if isinstance(value, str):
                return _surrogate_free(value)
            raise stricter(f'"{path}" must be a String')
        if type_name == "Integer":
            return _integer(path, value)
        if type_name == "Float":
            return _float(path, value)
        if type_name == "Boolean":
            return _boolean(path, value)
        return self._object(path, value, type_name)

    def _array(self, path: str, value: Json, item: str) -> list[Json]:
        value = _decoded(path, value)
        if not isinstance(value, list):
            raise stricter(f'"{path}" must be an Array of {item}')
        return [self._one(f"{path}[{index}]", each, item) for index, each in enumerate(value)]

    def _mixed_array(self, path: str, value: Json, items: tuple[str, ...]) -> list[Json]:
        """An array whose items may each be any of several objects, as the media of an album."""
        value = _decoded(path, value)
        if not isinstance(value, list):
            raise stricter(f'"{path}" must be an Array')
        checked = []
        for index, each in enumerate(value):
            fitting = [
                name for name in items if isinstance(each, dict) and self._agrees(each, self._types[name])
            ]
            checked.append(self._value(f"{path}[{index}]", each, tuple(fitting or items)))
        return checked

    def _object(self, path: str, value: Json, type_name: str) -> JsonObject:
        value = _decoded(path, value)
        if not isinstance(value, dict):
            if path == "reply_markup":
                raise bad_request("object expected as reply markup")
            raise stricter(f'"{path}" must be a {type_name} object')
        shape = self._types[type_name]
        if shape.subtypes:
            return self._subtype(path, value, type_name, shape.subtypes)
        for name in value:
            if name not in shape.fields:
                raise stricter(f'unknown field "{name}" in {type_name} at "{path}"')
        return self._members(path, value, type_name, shape)

    def _members(self, path: str, value: JsonObject, type_name: str, shape: Shape) -> JsonObject:
        checked: JsonObject = {}
        for name, field in shape.fields.items():
            if value.get(name) is None:
                if field.required:
                    raise stricter(f'field "{name}" of {type_name} at "{path}" is required')
                continue
            checked[name] = self._value(f"{path}.{name}", value[name], field.types)
            if field.value is not None and checked[name] != field.value:
                raise stricter(f'field "{name}" of {type_name} at "{path}" must be "{field.value}"')
        return checked

    def _subtype(self, path: str, value: JsonObject, type_name: str, subtypes: tuple[str, ...]) -> JsonObject:
        """The subtype whose fixed values agree; where several do, the first that fits."""
        candidates = [name for name in subtypes if self._agrees(value, self._types[name])]
        if not candidates:
            raise stricter(f'"{path}" is no known {type_name}')
        return self._value(path, value, tuple(candidates))  # type: ignore[no-any-return] # an object by its types

    @staticmethod
    def _agrees(value: JsonObject, shape: Shape) -> bool:
        return all(
            field.value is None or value.get(name) == field.value for name, field in shape.fields.items()
        )


@cache
def bot_api_schema() -> Schema:
    """The specification that comes with the sandbox."""
    text = files("bot.sandbox.spec").joinpath("bot_api.json").read_text(encoding="utf-8")
    return Schema(json.loads(text))


def _shape(row: Mapping[str, Any]) -> Shape:
    fields = {
        name: Field(types=tuple(field["types"]), required=field["required"], value=field.get("value"))
        for name, field in row["fields"].items()
    }
    return Shape(fields=fields, subtypes=tuple(row.get("subtypes", ())))


def _is_attached(name: str, raw: Mapping[str, Json]) -> bool:
    """True when some parameter mentions the upload *name* as attach://name."""
    link = f"attach://{name}"
    return any(link in (value if isinstance(value, str) else json.dumps(value)) for value in raw.values())


def _decoded(path: str, value: Json) -> Json:
    """An array or object that came as text in a form is JSON there."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        what = "reply keyboard markup" if path == "reply_markup" else path
        raise bad_request(f"can't parse {what} JSON object") from error


def _surrogate_free(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    return value


def _integer(path: str, value: Json) -> int:
    if isinstance(value, str):
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise stricter(f'"{path}" must be an Integer')
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not -INT64 <= value < INT64:
        raise stricter(f'"{path}" must be an Integer')
    return value


def _float(path: str, value: Json) -> float:
    if isinstance(value, bool):
        raise stricter(f'"{path}" must be a Float')
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise stricter(f'"{path}" must be a Float') from error


def _boolean(path: str, value: Json) -> bool:
    if isinstance(value, str):
        lowered = value.lower()
        if lowered in {"true", "1"}:
            return True
        if lowered in {"false", "0"}:
            return False
    if not isinstance(value, bool):
        raise stricter(f'"{path}" must be a Boolean')
    return value
