"""The methods of the Bot API, by what they do: `METHODS` maps each name to its function."""

from collections.abc import Mapping

from bot.sandbox.api.call import Method
from bot.sandbox.api.methods.chats import CHAT_METHODS
from bot.sandbox.api.methods.editing import EDIT_METHODS
from bot.sandbox.api.methods.messages import MESSAGE_METHODS
from bot.sandbox.api.methods.profile import PROFILE_METHODS
from bot.sandbox.api.methods.sending import SEND_METHODS
from bot.sandbox.api.methods.topics import TOPIC_METHODS

METHODS: Mapping[str, Method] = {
    **SEND_METHODS,
    **EDIT_METHODS,
    **MESSAGE_METHODS,
    **CHAT_METHODS,
    **TOPIC_METHODS,
    **PROFILE_METHODS,
}
"""All but those about updates, which wait for the network (`bot.sandbox.api.receiving`)."""
