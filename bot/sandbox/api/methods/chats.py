"""getMe, getChat and the questions about members; leaveChat."""

from bot.sandbox.api.access import readable_chat
from bot.sandbox.api.call import Call, Done, Method
from bot.sandbox.refusal import bad_request
from bot.sandbox.world.records import ChatKind, Member, Standing
from bot.sandbox.world.rendering import full_chat_json, me_json, member_json


def get_me(call: Call) -> Done:
    """The bot itself."""
    return Done(result=me_json(call.bot))


def get_chat(call: Call) -> Done:
    """A chat in full."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    return Done(result=full_chat_json(call.world, chat), chat_id=chat.id)


def get_chat_member(call: Call) -> Done:
    """One user's standing."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    user_id = call.parameters["user_id"]
    user = call.world.users.get(user_id)
    if user is None:
        raise bad_request("invalid user_id specified" if user_id <= 0 else "PARTICIPANT_ID_INVALID")
    member = chat.member(user_id, is_bot=user.is_bot)
    return Done(result=member_json(call.world, chat, member), chat_id=chat.id)


def get_chat_member_count(call: Call) -> Done:
    """How many are in the chat, the bot among them."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    present = {member.user_id for member in chat.members.values() if member.present} | {call.bot.user.id}
    return Done(result=len(present), chat_id=chat.id)


def get_chat_administrators(call: Call) -> Done:
    """Everyone who runs the chat, the creator first."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    if chat.kind is ChatKind.PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    members = {**chat.members, call.bot.user.id: call.world.bot_member(chat, call.bot.user.id)}
    running = [m for m in members.values() if m.standing in {Standing.CREATOR, Standing.ADMINISTRATOR}]
    running.sort(key=lambda member: member.standing is not Standing.CREATOR)
    return Done(result=[member_json(call.world, chat, member) for member in running], chat_id=chat.id)


def leave_chat(call: Call) -> Done:
    """The bot goes by itself."""
    chat = readable_chat(call.world, call.bot, call.parameters["chat_id"])
    if chat.kind is ChatKind.PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[call.bot.user.id] = Member(user_id=call.bot.user.id, standing=Standing.LEFT)
    call.world.announce("chat", chat.id)
    return Done(result=True, chat_id=chat.id)


CHAT_METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
}
