"""The things of the sandbox's world, and nothing of what can be done with them."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.json_types import JsonObject


class ChatKind(StrEnum):
    """Telegram's four types of chat."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Standing(StrEnum):
    """A member's `status` in a chat. In a private chat KICKED means that the user has blocked the bot."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


PRESENT = frozenset({Standing.CREATOR, Standing.ADMINISTRATOR, Standing.MEMBER, Standing.RESTRICTED})

CHANNEL_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_change_info",
        "can_post_messages",
        "can_edit_messages",
        "can_delete_messages",
        "can_invite_users",
    }
)
GROUP_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_change_info",
        "can_delete_messages",
        "can_invite_users",
        "can_restrict_members",
        "can_pin_messages",
        "can_manage_topics",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A user's standing in one chat; *rights* are those of an administrator."""

    user_id: int
    standing: Standing
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        """True while the user is in the chat."""
        return self.standing in PRESENT

    def may(self, right: str) -> bool:
        """True when the user has *right*, as the creator or by an administrator's rights."""
        return self.standing is Standing.CREATOR or (
            self.standing is Standing.ADMINISTRATOR and right in self.rights
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file somebody sent. Its bytes are kept by `Files`."""

    file_id: str
    unique_id: str
    name: str
    content_type: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The photo, document or video of a message."""

    kind: str
    """ "photo", "document" or "video": the name of the field in Telegram's Message."""
    file_id: str
    has_spoiler: bool = False
    above_caption: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it stands now; an edit replaces it."""

    chat_id: int
    message_id: int
    date: int
    from_id: int | None
    """The sender as readers see it; None for a post signed by the channel."""
    sent_by: int
    """Who really sent it."""
    edit_date: int | None = None
    text: str = ""
    """The text, or the caption when there is *media*."""
    entities: tuple[JsonObject, ...] = ()
    media: Media | None = None
    media_group_id: str = ""
    reply_to: int | None = None
    quote: str = ""
    inline_keyboard: JsonObject | None = None
    reply_keyboard: JsonObject | None = None
    """The ReplyKeyboardMarkup, ReplyKeyboardRemove or ForceReply it came with; Telegram never returns it."""
    link_preview: JsonObject | None = None
    thread_id: int | None = None
    forward_origin: JsonObject | None = None
    silent: bool = False
    protected: bool = False
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Reactions by user id."""
    service: JsonObject | None = None
    """A service message, e.g. {"new_chat_members": [42]} with ids in place of objects."""
    seen_by: frozenset[str] = frozenset()
    """Viewers of the chat page, for the view counter."""


@dataclass(slots=True, kw_only=True)
class Topic:
    """A forum topic; its id is that of the service message that opened it."""

    thread_id: int
    name: str
    icon_color: int = 7322096
    closed: bool = False


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat with its members and messages."""

    id: int
    kind: ChatKind
    title: str = ""
    """The title, or a private chat's first name."""
    username: str = ""
    description: str = ""
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    bots_are: Standing = Standing.MEMBER
    """The standing of a bot that is not among the members: a chat welcomes whichever bot the test runs."""
    bot_rights: frozenset[str] = frozenset()
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    deleted: bool = False
    read_up_to: int = 0
    """The newest message the chat page has shown, for unread marks."""

    @property
    def shares_box(self) -> bool:
        """Whether its messages are counted together with those of other chats."""
        return self.kind in {ChatKind.PRIVATE, ChatKind.GROUP}

    def member(self, user_id: int, *, is_bot: bool = False) -> Member:
        """A user's standing; a stranger has LEFT, save for a bot, which is what the chat makes of bots."""
        known = self.members.get(user_id)
        if known is not None:
            return known
        if is_bot:
            return Member(user_id=user_id, standing=self.bots_are, rights=self.bot_rights)
        return Member(user_id=user_id, standing=Standing.LEFT)


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Where a bot's updates are delivered to."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str = ""


@dataclass(slots=True, kw_only=True)
class Bot:
    """A bot: known by its id, reached by its tokens."""

    user: User
    tokens: set[str] = field(default_factory=set)
    commands: dict[str, list[JsonObject]] = field(default_factory=dict)
    """Commands by scope and language, in the form of their JSON."""
    texts: dict[str, str] = field(default_factory=dict)
    """Name, description and short description by "field/language"."""
    menu_buttons: dict[str, JsonObject] = field(default_factory=dict)
    allowed_updates: tuple[str, ...] = ()
    """Empty: all but those that must be asked for."""
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackQuery:
    """A press of an inline button, until it is answered or too old."""

    id: str
    bot_id: int
    user_id: int
    chat_id: int
    message_id: int
    data: str
    pressed_at: float
    """Monotonic seconds."""
    answer: JsonObject | None = None
