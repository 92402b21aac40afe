"""Cards are drawn where the machine has FriBidi, which sets Arabic right; elsewhere none are tested."""

from tests.lettering import FRIBIDI

collect_ignore_glob = [] if FRIBIDI else ["test_*.py"]
