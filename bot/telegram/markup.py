"""Our text and buttons as python-telegram-bot's types."""

from collections.abc import Callable, Sequence

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
)

from bot.commands.callbacks import Press, pack
from bot.commands.request import Button, Rows
from bot.text.richtext import RichText

Data = Callable[[Button, Press], str]
"""Makes the callback data of a button."""


def entities_of(text: RichText) -> Sequence[MessageEntity]:
    """The entities as the Bot API takes them; never a parse mode, so no outside text becomes markup."""
    return [
        MessageEntity(type=each.style.value, offset=each.offset, length=each.length, url=each.url)
        for each in text.entities
    ]


def inline_rows(rows: Rows, data: Data = lambda _, press: pack(press)) -> InlineKeyboardMarkup | None:
    """The buttons under a message, None for none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button, data) for button in row] for row in rows])


def _button(button: Button, data: Data) -> InlineKeyboardButton:
    if button.action is None:
        return InlineKeyboardButton(button.text, url=button.url)
    press = Press(action=button.action, arguments=button.arguments)
    return InlineKeyboardButton(button.text, callback_data=data(button, press))


def keyboard_rows(rows: tuple[tuple[str, ...], ...]) -> ReplyKeyboardMarkup:
    """The words under the typing box."""
    return ReplyKeyboardMarkup(
        [[KeyboardButton(word) for word in row] for row in rows], resize_keyboard=True, is_persistent=True
    )
