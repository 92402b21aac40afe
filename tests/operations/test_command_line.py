"""The command line says what it can do, and leaves with the exit codes that scripts rely on."""

from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, main

OPERATIONS = Path(__file__).parents[2] / "bot" / "operations"


def test_every_command_is_there() -> None:
    modules = {module for module, _ in COMMANDS.values()}
    assert {name for name in modules if not (OPERATIONS / f"{name}.py").exists()} == set()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    assert COMMANDS[name][1] in " ".join(capsys.readouterr().out.split())


def test_an_unknown_command_is_a_matter_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 64
    assert "there is no command 'fly'" in capsys.readouterr().err


def test_an_unknown_option_is_a_matter_of_usage() -> None:
    with pytest.raises(SystemExit) as left:
        main(["migrate", "--fast"])
    assert left.value.code == 64


def test_a_missing_configuration_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--config", str(tmp_path / "none.toml")]) == 78
    assert "none.toml" in capsys.readouterr().err


def test_a_database_of_a_newer_version_is_a_matter_of_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3  # noqa: PLC0415 - only this test plays the newer version

    config = tmp_path / "config.toml"
    config.write_text("", encoding="utf-8")
    assert main(["migrate", "--config", str(config)]) == 0
    with sqlite3.connect(tmp_path / "khabar.db") as database:
        database.execute("INSERT INTO schema_migrations VALUES (9999, 'x', 'x', 'x')")
    assert main(["migrate", "--config", str(config)]) == 78
    assert "newer version" in capsys.readouterr().err


def test_a_damaged_database_is_a_matter_of_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text("", encoding="utf-8")
    (tmp_path / "khabar.db").write_bytes(b"no database at all" * 500)
    assert main(["migrate", "--config", str(config)]) == 65
    assert "not a database" in capsys.readouterr().err
