"""The rules of the house that no linter knows: sizes, first lines, names, and nothing of this machine."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(
    path
    for folder in ("bot", "storage", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
NAMES_THAT_NAME_NOTHING = {"utils", "helpers", "common", "misc", "manager", "inner", "data", "info"}
SILENCED = re.compile(r"#\s*(type: ignore\[[^\]]+\]|noqa: [A-Z0-9, ]+)(?P<reason>.*)$")


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_says_what_it_is_for_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "the first line says what the file is for"
    assert text.count("\n") <= 400, "more than one room?"
    assert path.stem not in NAMES_THAT_NAME_NOTHING


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_silenced_check_gives_its_reason(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        silenced = SILENCED.search(line)
        if silenced is not None and "SILENCED" not in line:
            assert len(silenced["reason"].strip(" -—#")) > 8, f"line {number} silences without a reason"


def test_a_lock_is_pinned_by_hash_and_names_no_registry() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==", text, re.MULTILINE | re.IGNORECASE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    names = {re.split(r"[\[<>=;]", entry)[0].strip() for group in groups for entry in group}
    assert {name for name in names if name not in reasons} == set()


def test_no_test_may_be_skipped() -> None:
    marks = re.compile(r"pytest\.(skip|xfail)\(|mark\.(skip|xfail)")
    tests = [path for path in CODE if path.parts[len(ROOT.parts)] == "tests" and path != Path(__file__)]
    assert [str(path) for path in tests if marks.search(path.read_text(encoding="utf-8"))] == []
