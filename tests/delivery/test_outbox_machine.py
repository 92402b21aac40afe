"""The outbox under rival senders, lost answers and clocks, in any order: no promise may break."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import psycopg
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from storage.opening import open_store
from storage.records.delivery import DeliveryKind, DeliveryState, Priority
from storage.store import Store
from tests.delivery.outbox_world import End, Rival, World

RIVALS = st.integers(0, 2)
SENDERS = st.sampled_from([-1, -1, -1, 0, 1, 2])
"""One of the rivals; mostly the one that may send, as in life."""
LANES = st.integers(0, 1)
WHICH = st.integers(0, 5)
POSTS = st.tuples(
    LANES,
    st.sampled_from([Priority.BREAKING, Priority.NEWS, Priority.NEWS]),
    st.integers(0, 3),
    st.sampled_from([0, 0, 0, 1]),
    st.sampled_from([None, None, 1, 60]),
)
"""Chat, priority, and minutes: since when published, until due, until too old."""


class OutboxMachine(RuleBasedStateMachine):
    """Anything that may happen to an outbox, one thing at a time."""

    def __init__(self, runner: asyncio.Runner, fresh: Callable[[], Awaitable[Store]]) -> None:
        super().__init__()
        self._fresh = fresh
        self._runner = runner
        self.world: World | None = None

    @initialize(posts=st.lists(POSTS, min_size=2, max_size=4))
    def begin_anew(self, posts: list[tuple[int, Priority, int, int, int | None]]) -> None:
        async def fresh() -> Store:
            return await self._fresh()

        self.world = World(store=self._runner.run(fresh()), runner=self._runner)
        self.world.open_lanes(2)
        for post in posts:
            self.a_post_is_owed(post, messages=1)
        self.world.take_over(self.world.rivals[0], take=False)

    @property
    def here(self) -> World:
        assert self.world is not None
        return self.world

    @rule(post=POSTS, messages=st.sampled_from([1, 1, 2, 10]))
    def a_post_is_owed(self, post: tuple[int, Priority, int, int, int | None], messages: int) -> None:
        lane, priority, age, due_in, lives = post
        self.here.owe(self.here.post(lane, priority, age=age, due_in=due_in, lives=lives, messages=messages))

    @precondition(lambda self: any(self._stands(one.delivery_id) for one in self.here.states.values()))
    @rule(which=WHICH)
    def a_post_is_worded_anew(self, which: int) -> None:
        posts = [one for one in self.here.states.values() if self._stands(one.delivery_id)]
        post = posts[which % len(posts)]
        version = len(self.here.owed) + 2
        self.here.write(
            lambda tx: tx.outbox.supersede_edits(post.delivery_id, version=version, now=self.here.now)
        )
        self.here.owe(self.here.edit(post, version=version))

    @rule(rival=RIVALS, take=st.booleans())
    def a_process_starts(self, rival: int, *, take: bool) -> None:
        self.here.take_over(self.here.rivals[rival], take=take)

    @rule(rival=RIVALS)
    def a_sender_renews_its_lease(self, rival: int) -> None:
        epoch, until = self.here.rivals[rival].epoch, self.here.now + timedelta(seconds=30)
        ours = self.here.write(lambda tx: tx.outbox.renew(epoch=epoch, held_until=until))
        assert ours == (epoch == self.here.epoch != 0)

    @rule(sender=SENDERS)
    def a_sender_claims(self, sender: int) -> None:
        self.here.claim(self._sender(sender))

    @rule(sender=SENDERS)
    def a_sender_claims_and_begins(self, sender: int) -> None:
        rival = self._sender(sender)
        self.here.claim(rival)
        self.here.check()
        while rival.claimed:
            self.here.begin(rival, 0)

    @rule(rival=RIVALS, begun=st.booleans(), end=st.sampled_from(End))
    def a_frozen_sender_goes_on_after_another_took_over(self, rival: int, *, begun: bool, end: End) -> None:
        frozen = self._sender(-1)
        other = self.here.rivals[rival]
        self.here.claim(frozen)
        self.here.check()
        while begun and frozen.claimed:
            self.here.begin(frozen, 0)
        self.here.check()
        if other is not frozen:
            self.here.take_over(other, take=True)
            self.here.check()
        while frozen.claimed:
            self.here.begin(frozen, 0)
        self.here.check()
        while frozen.sending:
            self.here.end(frozen, 0, end)

    @precondition(lambda self: any(rival.claimed for rival in self.here.rivals))
    @rule(rival=RIVALS, which=WHICH)
    def a_request_leaves(self, rival: int, which: int) -> None:
        having = [one for one in self.here.rivals if one.claimed]
        self.here.begin(having[rival % len(having)], which)

    @precondition(lambda self: any(rival.sending for rival in self.here.rivals))
    @rule(rival=RIVALS, which=WHICH, end=st.sampled_from(End))
    def a_request_ends(self, rival: int, which: int, end: End) -> None:
        having = [one for one in self.here.rivals if one.sending]
        self.here.end(having[rival % len(having)], which, end)

    @rule(sender=SENDERS, arrives=st.booleans())
    def a_sender_looks(self, sender: int, *, arrives: bool) -> None:
        self.here.now += timedelta(seconds=11)
        self.here.look(self._sender(sender), arrives=arrives)

    @rule(seconds=st.sampled_from([1, 11, 46, 90]))
    def time_passes(self, seconds: int) -> None:
        self.here.now += timedelta(seconds=seconds)

    @precondition(lambda self: any(one.expires_at is not None for one in self.here.states.values()))
    @rule()
    def what_is_too_old_is_given_up(self) -> None:
        self.here.write(lambda tx: tx.outbox.expire(now=self.here.now))

    @rule(lane=LANES, resume=st.booleans())
    def a_chat_pauses_or_resumes(self, lane: int, *, resume: bool) -> None:
        self.here.pause(lane, resume=resume)

    @invariant()
    def every_promise_holds(self) -> None:
        if self.world is not None:
            self.world.check()

    def teardown(self) -> None:
        if self.world is not None:
            try:
                self.world.finish()
            finally:
                self._runner.run(self.world.store.close())

    def _sender(self, number: int) -> Rival:
        """A rival; the one that may send where *number* is negative."""
        rivals = self.here.rivals
        return max(rivals, key=lambda rival: rival.epoch) if number < 0 else rivals[number]

    def _stands(self, delivery_id: int) -> bool:
        """Whether it is a post that its chat holds."""
        return any(
            one.delivery_id == delivery_id
            and one.kind is DeliveryKind.POST
            and one.state is DeliveryState.SENT
            for one in self.here.states.values()
        )


def play(fresh: Callable[[], Awaitable[Store]], *, examples: int) -> None:
    """Let Hypothesis drive *examples* of up to 40 steps, each on a *fresh* archive.

    What fails is told as it was found: to look for a shorter tale takes minutes of database work.
    """
    limits = settings(
        max_examples=examples,
        stateful_step_count=40,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    with asyncio.Runner() as runner:

        class Machine(OutboxMachine):
            """Hypothesis makes machines without arguments."""

            def __init__(self) -> None:
                super().__init__(runner, fresh)

        run_state_machine_as_test(Machine, settings=limits)


def test_the_outbox_keeps_its_promises_on_sqlite(tmp_path: Path) -> None:
    template, path = tmp_path / "template.db", tmp_path / "khabar.db"

    async def make_template() -> None:
        await (await open_store(f"sqlite:///{template}")).close()

    def clean_copy() -> None:
        for old in tmp_path.glob("khabar.db*"):
            old.unlink()
        shutil.copyfile(template, path)

    async def fresh() -> Store:
        clean_copy()
        return await open_store(f"sqlite:///{path}")

    asyncio.run(make_template())
    play(fresh, examples=8)


def test_the_outbox_keeps_its_promises_on_postgresql(postgres_url: str) -> None:
    async def fresh() -> Store:
        with psycopg.connect(postgres_url, autocommit=True) as admin:
            admin.execute("TRUNCATE outbox, targets, sender_lease RESTART IDENTITY CASCADE")
        return await open_store(postgres_url)

    play(fresh, examples=2)
