"""The names for JSON that the sandbox's modules share."""

from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Anything `json.loads` gives."""
JsonObject: TypeAlias = dict[str, Any]
"""A JSON object."""
