"""Processes killed at any step, one after the other, leave every story in its channel once and in order."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POINTS = 24


def test_kill_9_at_any_step_loses_and_doubles_nothing() -> None:
    command = [sys.executable, "benchmarks/crash.py", "--points", str(POINTS), "--database", "sqlite"]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f'"crash.sqlite.points", "value": {POINTS}' in run.stdout
