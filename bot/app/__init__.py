"""Where the parts become a bot: opening the archive, and the composition root."""

from bot.app.archive import look_at_archive, open_archive, run_loop

__all__ = ["look_at_archive", "open_archive", "run_loop"]
