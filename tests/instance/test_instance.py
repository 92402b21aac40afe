"""Two bots on one archive would post everything twice: the second is told so and leaves."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.instance import SecondInstanceError, only_instance

HOLD = """
import sys, time
from pathlib import Path
from bot.instance import only_instance
with only_instance(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "khabar.db.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(SecondInstanceError, match=f"process {first.pid}"), only_instance(lock):
            pass
        first.kill()
    with only_instance(lock):
        assert lock.read_text(encoding="ascii").strip().isdigit()


def test_the_lock_is_free_again_after_a_clean_end(tmp_path: Path) -> None:
    lock = tmp_path / "khabar.db.lock"
    for _ in range(2):
        with only_instance(lock):
            assert lock.exists()
