"""The archive: what Khabar knows, kept in SQLite or PostgreSQL behind one interface."""
