"""Where the parts become a bot: opening the archive, and the composition root."""

from bot.app.archive import archive_file, faults_of_archive, look_at_archive, open_archive, run_loop

__all__ = ["archive_file", "faults_of_archive", "look_at_archive", "open_archive", "run_loop"]
