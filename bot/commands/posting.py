"""/status, /outbox, /pause and /resume: what goes to the channels, what is stuck, and stopping it by hand."""

from collections.abc import Sequence
from datetime import timedelta

from bot.commands import outside
from bot.commands.answering import once
from bot.commands.callbacks import base36, whole
from bot.commands.request import Audience, Button, Command, Reply, Request, notice
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.text.richtext import Span, Style, bold, compose
from storage.records.delivery import DeliveryState, TargetId
from storage.records.identity import DeliveryId
from storage.records.oversight import BY_HAND, Lane, StuckDelivery
from storage.store import Store

SHOWN = 5
LOOK_ENDS = timedelta(seconds=60)
"""A look at the chat that is under way has ended by then; only after it is anything sent again."""
_RESEND = "or"
_ARRIVED = "oa"
_PAUSE = "pp"
_RESUME = "pr"


class Posting:
    """The lanes to the channels, as those who answer for them see them."""

    def __init__(self, store: Store, phrases: Phrases, moments: Moments) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments

    def commands(self) -> tuple[Command, ...]:
        """What is registered."""
        admins = Audience.ADMINS
        return (
            Command(name="status", words=("الحالة", "حالة النشر"), audience=admins, run=self.status),
            Command(
                name="outbox",
                words=("العالق", "المنشورات العالقة"),
                audience=admins,
                run=self.outbox,
                presses={_RESEND: self.send_again, _ARRIVED: self.arrived},
                guarded=frozenset({_RESEND, _ARRIVED}),
            ),
            Command(
                name="pause",
                words=("أوقف النشر",),
                audience=admins,
                run=self.choose_pause,
                presses={_PAUSE: self.pause},
                guarded=frozenset({_PAUSE}),
            ),
            Command(
                name="resume",
                words=("استأنف النشر",),
                audience=admins,
                run=self.choose_resume,
                presses={_RESUME: self.resume},
                guarded=frozenset({_RESUME}),
            ),
        )

    async def status(self, request: Request) -> Reply:
        """``/status``: the queue, its lag, and each channel."""
        async with self._store.read() as tx:
            counts = await tx.outbox.counts()
            oldest = await tx.outbox.oldest_open(now=request.now)
            lanes = await tx.oversight.lanes(now=request.now)
        waiting = sum(counts.get(state, 0) for state in _OPEN)
        spans: list[Span | str] = [
            *self._phrases.spans("status.title"),
            "\n\n",
            *self._phrases.spans("status.waiting", posts=self._phrases.counted("count.posts", waiting)),
        ]
        if oldest is not None:
            lag = self._moments.lasting(max(request.now - oldest, timedelta()))
            spans += ["\n", *self._phrases.spans("status.lag", lag=lag)]
        stuck = counts.get(DeliveryState.UNKNOWN, 0) + counts.get(DeliveryState.DEAD, 0)
        if stuck:
            spans += [
                "\n",
                *self._phrases.spans("status.stuck", posts=self._phrases.counted("count.posts", stuck)),
            ]
        for lane in lanes:
            spans += ["\n\n", *self._lane(lane, request)]
        if not lanes:
            spans += ["\n\n", *self._phrases.spans("status.no_channels")]
        return Reply(text=compose(spans))

    def _lane(self, lane: Lane, request: Request) -> list[Span | str]:
        mark = "⏸ " if lane.paused_reason else "🟢 "
        last = (
            self._moments.ago(lane.sent_at, request.now) if lane.sent_at else self._phrases.text("time.never")
        )
        spans: list[Span | str] = [
            mark,
            bold(outside.name(lane.chat_name)),
            "\n",
            self._phrases.text(
                "status.lane",
                last=last,
                day=self._phrases.counted("count.posts", lane.day_sent),
                waiting=self._phrases.counted("count.posts", lane.waiting),
            ),
        ]
        if lane.paused_reason:
            spans += ["\n", *self._why(lane.paused_reason)]
        elif lane.not_before_at is not None and lane.not_before_at > request.now:
            until = self._moments.until(lane.not_before_at, request.now)
            spans += ["\n", self._phrases.text("status.held", until=until)]
        return spans

    async def outbox(self, request: Request) -> Reply:
        """``/outbox``: the deliveries that somebody has to decide on."""
        async with self._store.read() as tx:
            counts = await tx.outbox.counts()
            stuck = await tx.oversight.stuck(most=SHOWN)
        if not stuck:
            return Reply(text=self._phrases.rich("outbox.empty"))
        total = counts.get(DeliveryState.UNKNOWN, 0) + counts.get(DeliveryState.DEAD, 0)
        spans: list[Span | str] = [
            *self._phrases.spans("outbox.title"),
            self._phrases.text("general.separator"),
            self._phrases.counted("count.posts", total),
        ]
        rows: list[tuple[Button, ...]] = []
        for number, delivery in enumerate(stuck, start=1):
            spans += ["\n\n", *self._stuck(number, delivery, request)]
            rows.append(self._choices(number, delivery))
        return Reply(text=compose(spans), rows=tuple(rows))

    def _stuck(self, number: int, delivery: StuckDelivery, request: Request) -> list[Span | str]:
        state = DeliveryState.UNKNOWN if delivery.may_have_arrived else delivery.state
        title = outside.title_line(delivery.title or self._phrases.text("outbox.untitled"), 120)
        spans: list[Span | str] = [
            f"{self._phrases.number(number)}. ",
            bold(title),
            "\n",
            self._phrases.text(
                "outbox.line",
                channel=outside.name(delivery.chat_name),
                state=self._phrases.text(f"outbox.state.{state.value}"),
                when=self._moments.ago(delivery.since_at, request.now),
                attempts=self._phrases.counted("count.attempts", delivery.attempts),
            ),
        ]
        if delivery.reason:
            spans += ["\n", *self._why(delivery.reason)]
        return spans

    def _choices(self, number: int, delivery: StuckDelivery) -> tuple[Button, ...]:
        shown = self._phrases.number(number)
        argument = (base36(delivery.delivery_id),)
        again = Button(
            text=self._phrases.text("outbox.resend", number=shown),
            action=_RESEND,
            arguments=argument,
            guarded=True,
        )
        if not delivery.may_have_arrived:
            return (again,)
        there = Button(
            text=self._phrases.text("outbox.arrived", number=shown),
            action=_ARRIVED,
            arguments=argument,
            guarded=True,
        )
        return (again, there)

    async def send_again(self, request: Request) -> Reply:
        """«أعد الإرسال»: it is not in the channel."""
        number = whole(request.arguments)
        if number is None:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            done = await tx.oversight.send_again(DeliveryId(number), not_before=request.now + LOOK_ENDS)
        return await self._after(request, "outbox.will_resend" if done else "outbox.settled_already")

    async def arrived(self, request: Request) -> Reply:
        """«وصل»: somebody has seen it in the channel."""
        number = whole(request.arguments)
        if number is None:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            done = await tx.oversight.arrived(DeliveryId(number), now=request.now)
        return await self._after(request, "outbox.marked_sent" if done else "outbox.settled_already")

    async def _after(self, request: Request, key: str) -> Reply:
        """The list as it is now, and in the short line what was done."""
        reply = await self.outbox(request)
        return Reply(text=reply.text, rows=reply.rows, notice=self._phrases.text(key))

    async def choose_pause(self, request: Request) -> Reply:
        """``/pause``: which channel?"""
        lanes = [lane for lane in await self._lanes(request) if lane.paused_reason is None]
        if not lanes:
            return Reply(text=self._phrases.rich("pause.none"))
        return self._choice("pause.ask", _PAUSE, lanes)

    async def choose_resume(self, request: Request) -> Reply:
        """``/resume``: which channel?"""
        lanes = [lane for lane in await self._lanes(request) if lane.paused_reason is not None]
        if not lanes:
            return Reply(text=self._phrases.rich("resume.none"))
        return self._choice("resume.ask", _RESUME, lanes)

    def _choice(self, key: str, action: str, lanes: Sequence[Lane]) -> Reply:
        rows = tuple(
            (
                Button(
                    text=outside.name(lane.chat_name, 40),
                    action=action,
                    arguments=(base36(lane.target_id),),
                    guarded=True,
                ),
            )
            for lane in lanes[:20]
        )
        return Reply(text=self._phrases.rich(key), rows=rows)

    async def pause(self, request: Request) -> Reply:
        """Nothing goes to this channel any more; what is due waits."""
        return await self._switch(request, stop=True)

    async def resume(self, request: Request) -> Reply:
        """What waited goes, in order."""
        return await self._switch(request, stop=False)

    async def _switch(self, request: Request, *, stop: bool) -> Reply:
        number = whole(request.arguments)
        lane = next((lane for lane in await self._lanes(request) if lane.target_id == number), None)
        if lane is None:
            return notice(self._phrases.text("general.stale_button"))
        async with once(self._store, request) as tx:
            if stop:
                await tx.oversight.pause(TargetId(lane.target_id), now=request.now)
            else:
                await tx.oversight.resume(TargetId(lane.target_id))
        key = "pause.done" if stop else "resume.done"
        return Reply(text=self._phrases.rich(key, channel=outside.name(lane.chat_name)))

    async def _lanes(self, request: Request) -> Sequence[Lane]:
        async with self._store.read() as tx:
            return await tx.oversight.lanes(now=request.now)

    def _why(self, reason: str) -> list[Span | str]:
        """The reason in words where we have some, and as the server gave it."""
        if reason == BY_HAND:
            return [self._phrases.text("refusals.by_hand")]
        lowered = reason.lower()
        key = next((key for mark, key in _REFUSALS if mark in lowered), None)
        raw = Span(outside.one_line(reason, 160), (Style.CODE,))
        return [raw] if key is None else [self._phrases.text(key), "\n", raw]


_OPEN = (DeliveryState.READY, DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.SENDING)
_REFUSALS = (
    ("chat not found", "refusals.no_chat"),
    ("kicked", "refusals.removed"),
    ("blocked", "refusals.removed"),
    ("left", "refusals.removed"),
    ("not a member", "refusals.removed"),
    ("rights", "refusals.rights"),
    ("administrator", "refusals.rights"),
    ("forbidden", "refusals.rights"),
    ("member", "refusals.rights"),
    ("topic", "refusals.topic"),
    ("thread", "refusals.topic"),
    ("entities", "refusals.content"),
    ("too long", "refusals.content"),
    ("deactivated", "refusals.no_chat"),
)
"""Words of the Bot API's refusals, and how we say them; the first that fits."""
