"""Request, Reply and Button: the only words between Telegram and the commands."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.text.richtext import RichText
from storage.records.identity import ChatId, require_aware


class ChatKind(StrEnum):
    """Where a request was made."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class Role(IntEnum):
    """Who asks, by numeric user id alone; a higher role may all that a lower one may."""

    READER = 0
    ADMIN = 1
    OWNER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command or a press of a button.

    *words* is what stands behind the command. *arguments* are those of the pressed button. *shown* are
    the emphasised spans of the message that carries the button: a search keeps its words there, so that
    paging needs no memory of what a reader looked for.
    """

    update_id: int
    chat_id: ChatId
    chat_kind: ChatKind
    user_id: int
    role: Role
    now: datetime
    words: str = ""
    arguments: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    chat_title: str = ""

    def __post_init__(self) -> None:
        require_aware(now=self.now)

    @property
    def is_private(self) -> bool:
        """True in the chat between one person and the bot."""
        return self.chat_kind is ChatKind.PRIVATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An inline button: it opens *url*, or comes back as *action* with its *arguments*.

    A *guarded* button does something: its data is signed for this person, chat and time, and the role of
    whoever presses it is looked at again.
    """

    text: str
    url: str | None = None
    action: str | None = None
    arguments: tuple[str, ...] = ()
    guarded: bool = False

    def __post_init__(self) -> None:
        if (self.url is None) == (self.action is None):
            raise ValueError("a button opens a link or comes back as an action")


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is said back.

    *rows* are inline buttons. *keyboard*, if any, is put under the typing box: rows of words that are sent as
    if typed. *notice* is the short line that a press is answered with; with *notice_only* the message stays
    as it is. *later* finishes work that takes long, such as looking at a web page: its Reply then replaces
    this one.
    """

    text: RichText
    rows: Rows = ()
    keyboard: tuple[tuple[str, ...], ...] = ()
    notice: str = ""
    notice_only: bool = False
    quiet: bool = False
    later: Callable[[], Awaitable["Reply"]] | None = None


def notice(text: str) -> Reply:
    """Only the short line over the chat that a press is answered with."""
    return Reply(text=RichText(text=text), notice=text, notice_only=True)


Run = Callable[[Request], Awaitable[Reply]]
"""A command's function."""


class Audience(StrEnum):
    """Who may use a command, and where."""

    EVERYONE = "everyone"
    ADMINS = "admins"
    """Owners and admins, in their private chat with the bot only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: *name* after the slash, Arabic *words* that call it as well, its buttons' actions."""

    name: str
    words: tuple[str, ...] = ()
    audience: Audience
    run: Run
    presses: Mapping[str, Run] = field(default_factory=dict)
    guarded: frozenset[str] = frozenset()
    """The actions among *presses* that do something, and so must come signed."""
    takes_words: bool = False
    """Words may follow its Arabic name: «بحث كربلاء»; without it «مصادر طبية» is no call for the sources."""
    listed: bool = True
    """Stands in the menu and in /help."""
