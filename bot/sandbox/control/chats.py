"""The routes of the control API under /_sandbox/chats: what people do in a chat."""

from aiohttp import web

from bot.sandbox import people
from bot.sandbox.control.reading import read_body, whole
from bot.sandbox.control.views import chat_view, message_view
from bot.sandbox.json_types import JsonObject
from bot.sandbox.world.records import (
    CHANNEL_RIGHTS,
    GROUP_RIGHTS,
    Chat,
    ChatKind,
    Member,
    Message,
    Standing,
    Topic,
)
from bot.sandbox.world.world import World

PAGE = 50
READER = 1001
"""The person who sits at the chat page unless told otherwise."""


class ChatControl:
    """Handlers over one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Everything under /_sandbox/chats."""
        one = r"/_sandbox/chats/{chat:-?\d+}"
        return [
            web.get("/_sandbox/chats", self.listing),
            web.post("/_sandbox/chats", self.create),
            web.get(one, self.show),
            web.patch(one, self.rename),
            web.get(one + "/messages", self.messages),
            web.get(one + r"/messages/{message:\d+}", self.message),
            web.post(one + "/say", self.say),
            web.post(one + "/edit", self.edit),
            web.post(one + "/press", self.press),
            web.post(one + "/react", self.react),
            web.post(one + "/delete", self.delete),
            web.post(one + "/members", self.set_member),
            web.post(one + "/bot", self.set_bot),
            web.post(one + "/topics", self.add_topic),
            web.post(one + "/migrate", self.migrate),
            web.post(one + "/close", self.close),
            web.post(one + "/seen", self.seen),
        ]

    def _chat(self, request: web.Request) -> Chat:
        chat = self._world.find_chat(int(request.match_info["chat"]))
        if chat is None:
            raise web.HTTPNotFound(text='{"error": "no such chat"}', content_type="application/json")
        return chat

    def _message(self, chat: Chat, message_id: int) -> Message:
        message = chat.messages.get(message_id)
        if message is None:
            raise web.HTTPNotFound(text='{"error": "no such message"}', content_type="application/json")
        return message

    async def listing(self, _request: web.Request) -> web.Response:
        """Every chat."""
        return web.json_response([chat_view(self._world, chat) for chat in self._world.chats.values()])

    async def create(self, request: web.Request) -> web.Response:
        """{id, type, title?, username?, description?, forum?, bots_are?, bot_rights?, owner_id?, members?}.

        `bots_are` is a bot's standing there: by default administrator in a channel and a group, member in a
        private chat («left» there means that the person has not pressed Start yet).
        """
        body = await read_body(request)
        kind = ChatKind(body.get("type", "private"))
        default = Standing.MEMBER if kind is ChatKind.PRIVATE else Standing.ADMINISTRATOR
        standing = Standing(body.get("bots_are", default))
        full = CHANNEL_RIGHTS if kind is ChatKind.CHANNEL else GROUP_RIGHTS
        rights = frozenset(body["bot_rights"]) if "bot_rights" in body else full
        chat = Chat(
            id=whole(body, "id"),
            kind=kind,
            title=str(body.get("title", "" if kind is ChatKind.PRIVATE else "محادثة")),
            username=str(body.get("username", "")).removeprefix("@"),
            description=str(body.get("description", "")),
            is_forum=bool(body.get("forum")),
            bots_are=standing,
            bot_rights=rights if standing is Standing.ADMINISTRATOR else frozenset(),
        )
        for user_id, member in _members(body).items():
            self._world.add_user(user_id)
            chat.members[user_id] = member
        self._world.add_chat(chat)
        return web.json_response(chat_view(self._world, chat))

    async def show(self, request: web.Request) -> web.Response:
        """One chat."""
        return web.json_response(chat_view(self._world, self._chat(request)))

    async def rename(self, request: web.Request) -> web.Response:
        """{title?, username?, description?}."""
        chat = self._chat(request)
        body = await read_body(request)
        changes = {name: str(body[name]) for name in ("title", "username", "description") if name in body}
        people.rename(self._world, chat, **changes)
        return web.json_response(chat_view(self._world, chat))

    async def messages(self, request: web.Request) -> web.Response:
        """The newest, oldest first; ?before=ID and ?limit= page back, ?after=ID forward; ?thread_id=."""
        chat = self._chat(request)
        query = request.query
        limit = min(int(query.get("limit", PAGE)), 10_000)
        ids = sorted(chat.messages)
        if "before" in query:
            ids = [each for each in ids if each < int(query["before"])]
        if "thread_id" in query:
            thread = int(query["thread_id"])
            ids = [each for each in ids if chat.messages[each].thread_id == thread or each == thread]
        if "after" in query:
            ids = [each for each in ids if each > int(query["after"])][:limit]
        more = len(ids) > limit
        shown = [message_view(self._world, chat.messages[each]) for each in ids[-limit:]]
        return web.json_response({"messages": shown, "more": more})

    async def message(self, request: web.Request) -> web.Response:
        """One message as it stands."""
        chat = self._chat(request)
        message = self._message(chat, int(request.match_info["message"]))
        return web.json_response(message_view(self._world, message))

    async def say(self, request: web.Request) -> web.Response:
        """{text, user_id?, reply_to?, thread_id?}: a person writes."""
        chat = self._chat(request)
        body = await read_body(request)
        message = people.say(
            self._world,
            chat,
            user_id=_user(chat, body),
            text=str(body.get("text", "")),
            reply_to=body.get("reply_to"),
            thread_id=body.get("thread_id"),
        )
        chat.read_up_to = max(chat.read_up_to, message.message_id)
        return web.json_response(message_view(self._world, message))

    async def edit(self, request: web.Request) -> web.Response:
        """{message_id, text}: a person edits."""
        chat = self._chat(request)
        body = await read_body(request)
        message = self._message(chat, whole(body, "message_id"))
        return web.json_response(
            message_view(self._world, people.edit(self._world, message, text=str(body["text"])))
        )

    async def press(self, request: web.Request) -> web.Response:
        """{message_id, data | button: nth callback button from 0, user_id?}: press; the query's id."""
        chat = self._chat(request)
        body = await read_body(request)
        message = self._message(chat, whole(body, "message_id"))
        choices = people.button_data(message)
        data = body["data"] if "data" in body else dict(enumerate(choices)).get(whole(body, "button", 0))
        if data not in choices:
            raise ValueError("the message has no such button")
        query = people.press(self._world, message, user_id=_user(chat, body), data=data)
        return web.json_response({"id": query.id if query else None})

    async def react(self, request: web.Request) -> web.Response:
        """{message_id, emoji, user_id?}: set a reaction, or take it back with the same or none."""
        chat = self._chat(request)
        body = await read_body(request)
        message = self._message(chat, whole(body, "message_id"))
        changed = people.react(self._world, message, user_id=_user(chat, body), emoji=body.get("emoji"))
        return web.json_response(message_view(self._world, changed))

    async def delete(self, request: web.Request) -> web.Response:
        """{message_id}: somebody deletes the message; bots do not hear of it, as with Telegram."""
        chat = self._chat(request)
        message = self._message(chat, whole(await read_body(request), "message_id"))
        self._world.remove(chat, message.message_id)
        return web.json_response({})

    async def set_member(self, request: web.Request) -> web.Response:
        """{user_id, standing, first_name?, username?}: join, leave, ban, promote."""
        chat = self._chat(request)
        body = await read_body(request)
        known = {name: str(body[name]) for name in ("first_name", "last_name", "username") if name in body}
        standing = Standing(body.get("standing", "member"))
        people.set_standing(self._world, chat, whole(body, "user_id"), standing, **known)
        return web.json_response(chat_view(self._world, chat))

    async def set_bot(self, request: web.Request) -> web.Response:
        """{standing, rights?, bot_id?, by?}: block or kick ("kicked"), remove ("left"), let in, promote."""
        chat = self._chat(request)
        body = await read_body(request)
        standing = Standing(body["standing"])
        rights = frozenset(body["rights"]) if "rights" in body else None
        bots = [whole(body, "bot_id")] if "bot_id" in body else list(self._world.bots)
        for bot_id in bots:
            people.set_bot_standing(self._world, chat, bot_id, standing, rights=rights, by=body.get("by"))
        if not bots:
            people.demote_default(chat, standing, rights or frozenset())
        return web.json_response(chat_view(self._world, chat))

    async def add_topic(self, request: web.Request) -> web.Response:
        """{name}: a person opens a forum topic; its thread_id."""
        chat = self._chat(request)
        body = await read_body(request)
        user = self._world.add_user(_user(chat, body))
        name = str(body["name"])
        made = {"name": name, "icon_color": 7322096}
        message = self._world.post(
            chat, from_id=user.id, sent_by=user.id, service={"forum_topic_created": made}
        )
        chat.is_forum = True
        chat.topics[message.message_id] = Topic(thread_id=message.message_id, name=name)
        self._world.announce("chat", chat.id)
        return web.json_response({"thread_id": message.message_id})

    async def migrate(self, request: web.Request) -> web.Response:
        """{to?}: the group becomes a supergroup."""
        chat = self._chat(request)
        body = await read_body(request)
        upgraded = people.migrate(self._world, chat, body.get("to"))
        return web.json_response(chat_view(self._world, upgraded))

    async def close(self, request: web.Request) -> web.Response:
        """The group is deleted, or the person's account is."""
        chat = self._chat(request)
        chat.deleted = True
        self._world.announce("chat", chat.id)
        return web.json_response({})

    async def seen(self, request: web.Request) -> web.Response:
        """{viewer, message_ids}: the page has shown these; counts views and clears unread marks."""
        chat = self._chat(request)
        body = await read_body(request)
        viewer = str(body.get("viewer", READER))
        for message_id in body.get("message_ids", ()):
            message = chat.messages.get(message_id)
            if message is not None and viewer not in message.seen_by:
                self._world.see(message, viewer)
        return web.json_response({"read_up_to": chat.read_up_to})


def _user(chat: Chat, body: JsonObject) -> int:
    """Who acts: in a private chat its person, else whoever is named."""
    return chat.id if chat.kind is ChatKind.PRIVATE else whole(body, "user_id", READER)


def _members(body: JsonObject) -> dict[int, Member]:
    members = {
        user_id: Member(user_id=user_id, standing=Standing.MEMBER) for user_id in body.get("members", ())
    }
    if "owner_id" in body:
        owner = whole(body, "owner_id")
        members[owner] = Member(user_id=owner, standing=Standing.CREATOR)
    return members
