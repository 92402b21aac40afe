"""Every query is understood by its database: a misspelt column is found here, not at three in the morning."""

import re
import sqlite3
from pathlib import Path

import psycopg
import pytest

from storage.opening import open_store
from storage.sql import queries

PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
NAMED = re.compile(r"%\(([a-z_][a-z0-9_]*)\)s")


@pytest.fixture
async def sqlite_file(tmp_path: Path) -> Path:
    file = tmp_path / "khabar.db"
    store = await open_store(f"sqlite:///{file}")
    await store.close()
    return file


def test_sqlite_understands_every_query(sqlite_file: Path) -> None:
    refused = {}
    with sqlite3.connect(sqlite_file) as database:
        for name, text in queries("sqlite").items():
            empty = dict.fromkeys(PARAMETER.findall(re.sub(r"--[^\n]*|'[^']*'", "", text)))
            try:
                database.execute(f"EXPLAIN {text}", empty)
            except sqlite3.Error as error:
                refused[name] = str(error)
    assert refused == {}


def test_postgres_understands_every_query(postgres_url: str) -> None:
    refused = {}
    with psycopg.connect(postgres_url, autocommit=True) as database:
        for name, text in queries("postgres").items():
            try:
                database.execute(f"PREPARE q AS {numbered(text)}".encode())
                database.execute("DEALLOCATE q")
            except psycopg.Error as error:
                refused[name] = str(error)
    assert refused == {}


def numbered(text: str) -> str:
    """*text* with parameters as PREPARE takes them: $1, $2 …"""
    names = list(dict.fromkeys(NAMED.findall(text)))
    for number, name in enumerate(names, start=1):
        text = text.replace(f"%({name})s", f"${number}")
    return text.replace("%%", "%")
