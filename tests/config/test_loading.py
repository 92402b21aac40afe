"""A wrong configuration names the file, the line, the key and what would be right."""

from pathlib import Path

import pytest

from bot.config.loading import ConfigError, load_config, parse_settings, push_troubles, require_token

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TOKEN = "123:AAEabc_-"


def problem_of(text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        parse_settings(text, "config.toml")
    return str(raised.value)


def test_an_empty_file_is_a_whole_configuration() -> None:
    settings = parse_settings("", "config.toml")
    assert settings.database.url == "sqlite:///khabar.db"
    assert settings.newsroom.timezone == "Asia/Baghdad"


def test_the_contract_example_is_read_as_it_stands() -> None:
    settings = parse_settings(
        """
        [telegram]
        api_base_url = "https://api.telegram.org"
        owner_ids = [1001]
        [database]
        url = "sqlite:///khabar.db"
        [fetch]
        allow_networks = ["127.0.0.0/8"]
        [[sources]]
        name = "من كربلاء الخبر"
        url = "https://example.org/rss.xml"
        interval = "5m"
        [[channels]]
        chat_id = -1001234567890
        sources = ["*"]
        """,
        "config.toml",
    )
    assert settings.sources[0].name == "من كربلاء الخبر"
    assert settings.channels[0].chat_id == -1001234567890


def test_the_example_file_is_valid() -> None:
    assert parse_settings(EXAMPLE.read_text(encoding="utf-8"), "config.example.toml").sources


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[telegram]\nowner_id = [1]\n", "config.toml:2: telegram.owner_id: there is no such key"),
        ("[telegram]\nowner_id = [1]\n", "did you mean 'owner_ids'?"),
        ('[telegram]\nowner_ids = ["x"]\n', "config.toml:2: telegram.owner_ids"),
        ('[[sources]]\nname="أ"\nurl="ftp://x"\n', "config.toml:3: sources[0].url"),
        (
            '[[sources]]\nname="أ"\nurl="http://x"\n[[sources]]\nname="ب"\nurl="http://y"\ninterval="5"\n',
            "config.toml:7: sources[1].interval: Expected str matching regex",
        ),
        ('[[sources]]\nname="أ"\n', "config.toml:1: sources[0]: Object missing required field url"),
        ('[[channels]]\nchat_id="x"\n', "config.toml:2: channels[0].chat_id"),
        ('[[channels]]\nchat_id=1\nsources=["لا أحد"]\n', "config.toml:3: channels[0].sources: no source"),
        ('[newsroom]\ntimezone="Asia/Bagdad"\n', "config.toml:2: newsroom.timezone"),
        ('[fetch]\nallow_networks=["localhost"]\n', "config.toml:2: fetch.allow_networks"),
        ("[telegram]\nmessages_per_second = 31\n", "config.toml:2: telegram.messages_per_second"),
        ("[telegram]\nmessages_per_second = 31\n", "for more it charges: paid_broadcast = true"),
        ("[fetch\n", "this is not TOML"),
    ],
)
def test_an_error_names_line_and_key(text: str, expected: str) -> None:
    assert expected in problem_of(text)


def test_two_sources_may_not_share_a_name() -> None:
    text = '[[sources]]\nname="أ"\nurl="http://x"\n[[sources]]\nname="أ"\nurl="http://y"\n'
    assert "config.toml:5: sources[1].name" in problem_of(text)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.example\.toml"):
        load_config(tmp_path / "none.toml", {})


def test_the_token_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("", encoding="utf-8")
    secret = tmp_path / "token"
    secret.write_text(f"{TOKEN}\n", encoding="utf-8")
    direct = require_token(load_config(file, {"KHABAR_BOT_TOKEN": TOKEN}))
    from_file = require_token(load_config(file, {"KHABAR_BOT_TOKEN_FILE": str(secret)}))
    assert direct.reveal() == from_file.reveal() == TOKEN


def test_a_secret_never_shows_itself(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("", encoding="utf-8")
    assert TOKEN not in repr(load_config(file, {"KHABAR_BOT_TOKEN": TOKEN}))


def test_a_missing_token_says_which_variable_to_set(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="KHABAR_BOT_TOKEN_FILE"):
        require_token(load_config(file, {}))


def test_what_is_no_token_is_refused_without_repeating_it(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_config(file, {"KHABAR_BOT_TOKEN": "not a token"})
    assert "not a token" not in str(raised.value).replace("is not a bot token", "")


PUSH = '[push]\nlisten = "127.0.0.1:8080"\n'
PUBLIC = 'public_url = "https://bot.example.org"\n'
TAKER = '[[sources]]\nname = "أ"\nurl = "http://x"\npush = "only"\n'
SECRET = {"KHABAR_PUSH_SECRET": "0123456789abcdef"}


@pytest.mark.parametrize(
    ("text", "environment", "words"),
    [
        ("", SECRET, []),
        (PUSH + TAKER, SECRET, []),
        (PUSH + TAKER, {}, ["KHABAR_PUSH_SECRET_FILE"]),
        (TAKER, SECRET, ["push.listen is not set"]),
        (PUSH, SECRET, ["no source takes pushes"]),
        (PUSH, {}, ["KHABAR_PUSH_SECRET", "no source takes pushes"]),
        (PUSH + PUBLIC, {}, []),
        (PUSH + PUBLIC + TAKER, {}, ["KHABAR_PUSH_SECRET"]),
        (f"[push]\n{PUBLIC}", {}, ["push.public_url is set"]),
    ],
)
def test_pushes_that_could_not_come_in_are_told(
    text: str, environment: dict[str, str], words: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    troubles = list(push_troubles(load_config(file, environment)))
    assert len(troubles) == len(words)
    assert all(word in trouble for word, trouble in zip(words, troubles, strict=True))


def test_two_push_secrets_may_hold_while_one_is_changed_and_a_short_one_is_refused(tmp_path: Path) -> None:
    file, secret = tmp_path / "config.toml", tmp_path / "secret"
    file.write_text("", encoding="utf-8")
    secret.write_text("0123456789abcdef\nfedcba9876543210\n", encoding="utf-8")
    config = load_config(file, {"KHABAR_PUSH_SECRET_FILE": str(secret)})
    assert [one.reveal() for one in config.push_secrets] == ["0123456789abcdef", "fedcba9876543210"]
    assert "0123" not in repr(config)
    with pytest.raises(ConfigError, match="openssl rand") as raised:
        load_config(file, {"KHABAR_PUSH_SECRET": "hunter2"})
    assert "hunter2" not in str(raised.value)


def test_a_paid_broadcast_may_be_faster() -> None:
    text = "[telegram]\nmessages_per_second = 200\npaid_broadcast = true\n"
    assert parse_settings(text, "config.toml").telegram.messages_per_second == 200


def test_albums_need_a_chat_in_which_they_are_looked_for() -> None:
    text = "[[channels]]\nchat_id = -1001\nalbum = true\n"
    with pytest.raises(
        ConfigError, match=r"here\.toml:3: channels\[0\]\.album: albums need telegram\.ops_chat_id"
    ):
        parse_settings(text, "here.toml")
    assert parse_settings(f"telegram.ops_chat_id = -77\n{text}", "here.toml").channels[0].album
