"""``khabar check`` finds what would stop the bot, says what to do, and changes nothing."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox.demo import running_stage
from tests.loopback import free_port, running_site

ROOT = Path(__file__).parents[2]


def check(
    config: Path, token: str | None, push_secret: str | None = None
) -> tuple[int, list[dict[str, Any]]]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KHABAR_")}
    if token is not None:
        environment["KHABAR_BOT_TOKEN"] = token
    if push_secret is not None:
        environment["KHABAR_PUSH_SECRET"] = push_secret
    done = subprocess.run(
        [sys.executable, "-m", "bot", "check", "--json", "--config", str(config)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


async def checked(
    config: Path, token: str | None, push_secret: str | None = None
) -> tuple[int, list[dict[str, Any]]]:
    """In a thread, since the sandbox that answers runs on this event loop."""
    return await asyncio.to_thread(check, config, token, push_secret)


async def test_all_is_well_and_nothing_is_created(tmp_path: Path) -> None:
    async with running_stage(tmp_path) as stage:
        code, findings = await checked(stage.config, stage.token)
    assert code == 0
    assert [finding["ok"] for finding in findings] == [True] * len(findings)
    assert "will be created" in findings[1]["detail"]
    assert not (tmp_path / "khabar.db").exists()


async def test_a_revoked_token_is_a_matter_of_configuration(tmp_path: Path) -> None:
    async with running_stage(tmp_path) as stage, aiohttp.ClientSession(stage.url) as control:
        async with control.post("/_sandbox/tokens/revoke", json={"token": stage.token}) as answer:
            assert answer.status == 200
        code, findings = await checked(stage.config, stage.token)
    assert code == 78
    assert "BotFather" in findings[-1]["detail"]


async def test_an_operators_chat_that_the_bot_cannot_write_to_is_named(tmp_path: Path) -> None:
    async with running_stage(tmp_path) as stage:
        text = stage.config.read_text(encoding="utf-8")
        with_chat = text.replace("[telegram]\n", "[telegram]\nops_chat_id = -404\n")
        stage.config.write_text(with_chat, encoding="utf-8")
        code, findings = await checked(stage.config, stage.token)
    assert code == 78
    assert findings[-1]["what"] == "operators' chat -404"


async def test_a_channel_that_the_bot_is_not_in_is_named(tmp_path: Path) -> None:
    async with running_stage(tmp_path) as stage:
        text = stage.config.read_text(encoding="utf-8")
        stage.config.write_text(f"{text}\n[[channels]]\nchat_id = -1009999999999\n", encoding="utf-8")
        code, findings = await checked(stage.config, stage.token)
    assert code == 78
    assert findings[-1]["what"] == "channel -1009999999999"
    assert "administrator" in findings[-1]["detail"]


@pytest.mark.parametrize(
    ("text", "word"), [("[fetch]\nspeed = 1\n", "speed"), ('[database]\nurl = "x"\n', "database.url")]
)
def test_a_wrong_key_is_named_with_its_line(tmp_path: Path, text: str, word: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text, encoding="utf-8")
    code, findings = check(config, None)
    assert code == 78
    assert "config.toml:2" in findings[0]["detail"]
    assert word in findings[0]["detail"]


PUSHED = '[[sources]]\nname = "أ"\nurl = "http://x.example/"\npush = "only"\n'


@pytest.mark.parametrize(
    ("listen", "secret", "code", "word"),
    [
        ("127.0.0.1:{free}", "0123456789abcdef", 0, "is free; 1 sources take pushes"),
        ("127.0.0.1:{free}", None, 78, "KHABAR_PUSH_SECRET"),
        ("127.0.0.1:{taken}", "0123456789abcdef", 78, "another program listens"),
        ("192.0.2.1:80", "0123456789abcdef", 78, "address of this machine"),
    ],
)
async def test_a_door_for_pushes_is_looked_at(
    listen: str, secret: str | None, code: int, word: str, tmp_path: Path
) -> None:
    async with running_stage(tmp_path) as stage, running_site() as site:
        place = listen.format(free=free_port(), taken=site.port)
        text = stage.config.read_text(encoding="utf-8")
        stage.config.write_text(f'{text}\n[push]\nlisten = "{place}"\n{PUSHED}', encoding="utf-8")
        found = await checked(stage.config, stage.token, secret)
    assert found[0] == code
    [push] = [finding for finding in found[1] if finding["what"] == "push"]
    assert (push["ok"], word in push["detail"]) == (code == 0, True)


def test_a_server_that_is_away_is_no_fault_of_the_configuration(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[telegram]\napi_base_url = "http://127.0.0.1:9"\n', encoding="utf-8")
    code, findings = check(config, "1:TEST")
    assert code == 69
    assert "does not answer" in findings[-1]["detail"]
