"""/approve: posts that wait for an editor's word, one at a time, each as it would be posted."""

import logging

from bot.commands import outside
from bot.commands.answering import once
from bot.commands.callbacks import base36, whole
from bot.commands.request import Audience, Button, Command, Reply, Request, Rows, notice
from bot.delivery.post import from_json
from bot.delivery.render import clip
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.text.richtext import RichText, Span, appended, compose
from storage.records.approval import PendingPost
from storage.records.identity import DeliveryId
from storage.store import Store

LONGEST = 3_500
"""UTF-16 units of a post that are shown: what stands above it must fit into the message as well."""
_READ = 8
"""Characters of the wording's hash that a button carries: an editor approves what was read, nothing newer."""
_PUBLISH = "ay"
_DISMISS = "an"
_IN_TURN = "q"
"""Argument of the buttons under /approve: after the tap the next post is shown."""
_log = logging.getLogger(__name__)


class Approving:
    """The queue of the channels whose posts are approved first."""

    def __init__(self, store: Store, phrases: Phrases, moments: Moments) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments

    def command(self) -> Command:
        """What is registered."""
        return Command(
            name="approve",
            words=("الموافقات", "بانتظار الموافقة", "ما ينتظر الموافقة"),
            audience=Audience.ADMINS,
            run=self.run,
            presses={_PUBLISH: self.publish, _DISMISS: self.dismiss},
            guarded=frozenset({_PUBLISH, _DISMISS}),
        )

    async def run(self, request: Request) -> Reply:
        """``/approve``: the post that comes first, and how many wait."""
        async with self._store.read() as tx:
            pending = await tx.approvals.pending(most=1, now=request.now)
            count = await tx.approvals.count(now=request.now)
        if not pending:
            return Reply(text=self._phrases.rich("approve.empty"))
        [post] = pending
        waiting = self._phrases.counted("count.posts", count)
        head = [*self._phrases.spans("approve.waiting", posts=waiting), "\n", *self._about(post, request)]
        return Reply(text=_shown(head, post), rows=self._choices(post, in_turn=True))

    def asked(self, post: PendingPost) -> Reply:
        """What owners are told when a post begins to wait."""
        head = self._phrases.spans("approve.asked", channel=outside.name(post.chat_name))
        return Reply(text=_shown([*head], post), rows=self._choices(post, in_turn=False))

    def _about(self, post: PendingPost, request: Request) -> list[Span | str]:
        return [
            *self._phrases.spans(
                "approve.about",
                channel=outside.name(post.chat_name),
                when=self._moments.ago(post.created_at, request.now),
            )
        ]

    def _choices(self, post: PendingPost, *, in_turn: bool) -> Rows:
        arguments = (base36(post.delivery_id), post.content_hash[-_READ:], *((_IN_TURN,) if in_turn else ()))
        publish, dismiss = (
            Button(text=self._phrases.text(key), action=action, arguments=arguments, guarded=True)
            for key, action in (("approve.publish", _PUBLISH), ("approve.dismiss", _DISMISS))
        )
        return ((publish, dismiss),)

    async def publish(self, request: Request) -> Reply:
        """«نشر»: it goes now, unless it says something else than what was read."""
        number = whole(request.arguments)
        if number is None or len(request.arguments) < 2:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            post = await tx.approvals.get(DeliveryId(number), now=request.now)
            is_read = post is not None and post.content_hash[-_READ:] == request.arguments[1]
            done = (
                post is not None
                and is_read
                and await tx.approvals.approve(
                    post.delivery_id, content_hash=post.content_hash, now=request.now
                )
            )
        if post is not None and not is_read:
            head = [*self._phrases.spans("approve.changed"), "\n", *self._about(post, request)]
            in_turn = _IN_TURN in request.arguments[2:]
            return Reply(text=_shown(head, post), rows=self._choices(post, in_turn=in_turn))
        if done:
            _log.info("approval.approved delivery_id=%d user_id=%d", number, request.user_id)
        return await self._after(request, post, "approve.published" if done else "approve.decided")

    async def dismiss(self, request: Request) -> Reply:
        """«تجاهل»: it is not posted."""
        number = whole(request.arguments)
        if number is None:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            post = await tx.approvals.get(DeliveryId(number), now=request.now)
            done = post is not None and await tx.approvals.dismiss(
                post.delivery_id, user_id=request.user_id, now=request.now
            )
        if done:
            _log.info("approval.dismissed delivery_id=%d user_id=%d", number, request.user_id)
        return await self._after(request, post, "approve.dismissed" if done else "approve.decided")

    async def _after(self, request: Request, post: PendingPost | None, key: str) -> Reply:
        """What was done; in turn the next post as well."""
        done = self._phrases.text(key)
        if _IN_TURN in request.arguments[2:]:
            following = await self.run(request)
            return Reply(text=following.text, rows=following.rows, notice=done)
        if post is None:
            return Reply(text=self._phrases.rich(key), notice=done)
        return Reply(text=_shown([*self._phrases.spans(key)], post), notice=done)


def _shown(head: list[Span | str], post: PendingPost) -> RichText:
    """The post beneath *head*, in its own styles."""
    return appended(compose(head), clip(from_json(post.payload).body, LONGEST))
