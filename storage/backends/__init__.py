"""The two databases: the only rooms that know aiosqlite, sqlite3 and psycopg."""
