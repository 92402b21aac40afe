"""/follow, /unfollow and /mine: places and words of which a reader wants to hear."""

from bot.commands import outside
from bot.commands.answering import once
from bot.commands.callbacks import base36, whole
from bot.commands.request import Audience, Button, Command, Reply, Request, Role, notice
from bot.locale.phrases import Phrases
from bot.text.normalize import normalize
from bot.text.places import places
from bot.text.richtext import Span, compose
from storage.records.chat import Standing, Subscription, SubscriptionId, Wish
from storage.store import Store, Transaction

MOST = 20
LONGEST = 60
_END = "u"


class Following:
    """What a chat follows; in a group its admins of the bot decide, in private the person."""

    def __init__(self, store: Store, phrases: Phrases) -> None:
        self._store = store
        self._phrases = phrases

    def commands(self) -> tuple[Command, ...]:
        """What is registered."""
        everyone = Audience.EVERYONE
        return (
            Command(
                name="follow", words=("تابع", "متابعة"), takes_words=True, audience=everyone, run=self.follow
            ),
            Command(
                name="unfollow",
                words=("أوقف متابعة", "ألغ متابعة"),
                takes_words=True,
                audience=everyone,
                run=self.unfollow,
            ),
            Command(
                name="mine",
                words=("متابعاتي", "ما أتابعه"),
                audience=everyone,
                run=self.mine,
                presses={_END: self.end},
                guarded=frozenset({_END}),
            ),
        )

    async def follow(self, request: Request) -> Reply:
        """``/follow place or words``."""
        if not _may(request):
            return Reply(text=self._phrases.rich("general.not_allowed"))
        shown = outside.one_line(request.words, LONGEST)
        term = _term(shown)
        if not term:
            return Reply(text=self._phrases.rich("follow.ask"))
        async with once(self._store, request) as tx:
            if len(await tx.chats.followed(request.chat_id)) >= MOST:
                return Reply(text=self._phrases.rich("follow.too_many", limit=MOST))
            await _keep(tx, request)
            place = _place(shown)
            added = await tx.chats.follow(
                request.chat_id,
                kind=Wish.WORDS if place is None else Wish.PLACE,
                term=term if place is None else _term(place),
                shown=shown,
                now=request.now,
            )
        return Reply(text=self._phrases.rich("follow.done" if added else "follow.already", shown=shown))

    async def unfollow(self, request: Request) -> Reply:
        """``/unfollow place or words``; without them, the list to choose from."""
        if not _term(request.words):
            return await self.mine(request)
        if not _may(request):
            return Reply(text=self._phrases.rich("general.not_allowed"))
        shown = outside.one_line(request.words, LONGEST)
        async with once(self._store, request) as tx:
            ended = [
                await tx.chats.unfollow(request.chat_id, each.subscription_id)
                for each in await tx.chats.followed(request.chat_id)
                if each.term in {_term(shown), _term(_place(shown) or "")}
            ]
        return Reply(text=self._phrases.rich("follow.ended" if ended else "follow.unknown", shown=shown))

    async def mine(self, request: Request) -> Reply:
        """``/mine``: what this chat follows, each with a button that ends it."""
        async with self._store.read() as tx:
            followed = await tx.chats.followed(request.chat_id)
        if not followed:
            return Reply(text=self._phrases.rich("follow.none"))
        spans: list[Span | str] = [*self._phrases.spans("follow.title")]
        spans += [f"\n• {each.shown}" for each in followed]
        return Reply(text=compose(spans), rows=tuple((self._ending(each),) for each in followed))

    async def end(self, request: Request) -> Reply:
        """A button of the list: end this one."""
        number = whole(request.arguments)
        if number is None or not _may(request):
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            shown = await tx.chats.unfollow(request.chat_id, SubscriptionId(number))
        reply = await self.mine(request)
        said = self._phrases.text("follow.ended", shown=shown) if shown else ""
        return Reply(text=reply.text, rows=reply.rows, notice=said)

    def _ending(self, followed: Subscription) -> Button:
        return Button(
            text=f"✕ {followed.shown}",
            action=_END,
            arguments=(base36(followed.subscription_id),),
            guarded=True,
        )


async def _keep(tx: Transaction, request: Request) -> None:
    """A chat is kept from the moment it follows something, not before; no name of a person with it."""
    if await tx.chats.get(request.chat_id) is None:
        await tx.chats.put(
            request.chat_id,
            kind=request.chat_kind.value,
            title="" if request.is_private else request.chat_title,
            standing=Standing.MEMBER,
            may_post=True,
            now=request.now,
        )


def _may(request: Request) -> bool:
    return request.is_private or request.role >= Role.ADMIN


def _term(words: str) -> str:
    """The wish as it is compared: folded, one blank between words."""
    return " ".join(normalize(outside.one_line(words, LONGEST)).split())


def _place(shown: str) -> str | None:
    """The canonical name where the wish is a place and nothing more: «محافظة البصرة», not «مستشفى البصرة»."""
    words = shown.split()
    name = " ".join(words[1:] if len(words) > 1 and normalize(words[0]) in _PLACE_KINDS else words)
    for spelling in (name, f"ال{name}"):
        found = places(spelling, "", dateline=spelling)
        if found and (len(name.split()) == 1 or normalize(spelling) == normalize(found[0].name)):
            return found[0].name
    return None


_PLACE_KINDS = frozenset(map(normalize, ("محافظة", "مدينة", "قضاء", "ناحية")))
