"""Forum topics: create, rename, close, open, delete."""

from bot.sandbox.api.access import readable_chat
from bot.sandbox.api.call import Call, Done, Method
from bot.sandbox.refusal import bad_request
from bot.sandbox.world.records import Chat, Topic

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
"""The icon colours that createForumTopic takes."""
NAME_LENGTH = 128


def _forum(call: Call) -> Chat:
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not call.world.bot_member(chat, call.bot.user.id).may("can_manage_topics"):
        raise bad_request("not enough rights to manage topics in the chat")
    return chat


def _topic(call: Call) -> tuple[Chat, Topic]:
    chat = _forum(call)
    topic = chat.topics.get(call.parameters["message_thread_id"])
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def create_forum_topic(call: Call) -> Done:
    """Open a topic; the service message that says so gives it its id."""
    chat = _forum(call)
    name = call.parameters["name"].strip()
    colour = call.get("icon_color") or COLOURS[0]
    if not name or len(name) > NAME_LENGTH:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    if colour not in COLOURS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    made = {"name": name, "icon_color": colour}
    message = call.world.post(
        chat, from_id=call.bot.user.id, sent_by=call.bot.user.id, service={"forum_topic_created": made}
    )
    thread_id = message.message_id
    chat.topics[thread_id] = Topic(thread_id=thread_id, name=name, icon_color=colour)
    call.world.announce("chat", chat.id)
    return Done(result={"message_thread_id": thread_id} | made, chat_id=chat.id, message_ids=(thread_id,))


def edit_forum_topic(call: Call) -> Done:
    """Rename a topic."""
    chat, topic = _topic(call)
    name = call.get("name")
    if name in {None, topic.name}:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    return _changed(call, chat)


def close_forum_topic(call: Call) -> Done:
    """Close a topic: nothing can be sent to it."""
    chat, topic = _topic(call)
    if topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = True
    return _changed(call, chat)


def reopen_forum_topic(call: Call) -> Done:
    """Open a closed topic again."""
    chat, topic = _topic(call)
    if not topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = False
    return _changed(call, chat)


def delete_forum_topic(call: Call) -> Done:
    """Delete a topic with all its messages."""
    chat, topic = _topic(call)
    for message in list(chat.messages.values()):
        if topic.thread_id in {message.thread_id, message.message_id}:
            call.world.remove(chat, message.message_id)
    del chat.topics[topic.thread_id]
    return _changed(call, chat)


def _changed(call: Call, chat: Chat) -> Done:
    call.world.announce("chat", chat.id)
    return Done(result=True, chat_id=chat.id)


TOPIC_METHODS: dict[str, Method] = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
